//! The pages under test, and what holds of any sentence, drawing or place of theirs.

use commerce_calculators::calculator::{AnyCalculator, Example, Solved};
use commerce_calculators::calculators;
use commerce_calculators::chart::{self, Size};
use commerce_calculators::input::draft::head;
use commerce_calculators::input::{Draft, Entry, Outline, Problem, Row};
use commerce_calculators::report::format::Format;
use commerce_calculators::report::{Argument, Sentence, Value};

use super::workshop::Workshop;

/// Every page of the registry, and the one that uses the whole declaration.
pub fn pages() -> Vec<&'static dyn AnyCalculator> {
    calculators::all().chain([&Workshop as &dyn AnyCalculator]).collect()
}

/// Every example of every page, with its name for messages.
pub fn examples() -> Vec<(&'static dyn AnyCalculator, String, Example<Draft>)> {
    let named = |page: &'static dyn AnyCalculator| {
        page.examples()
            .into_iter()
            .map(move |example| (page, format!("{} {}", page.about().slug(), example.name), example))
    };
    pages().into_iter().flat_map(named).collect()
}

/// Whether a path names a field, table or row of the draft, or is empty.
pub fn leads_somewhere(outline: &[Outline], row: &Row, at: &str) -> bool {
    if at.is_empty() {
        return true;
    }
    let (key, rest) = head(at);
    let Some(field) = outline.iter().find(|field| field.spec.key == key) else { return false };
    if rest.is_empty() {
        return true;
    }
    let (index, rest) = head(rest);
    let Some(Entry::Rows(rows)) = row.0.get(key) else { return false };
    let inner = index.parse::<usize>().ok().and_then(|index| rows.get(index));
    inner.is_some_and(|row| rest.is_empty() || leads_somewhere(&field.rows, row, rest))
}

/// What is wrong with a sentence: places without argument, arguments without place, no words, no end.
pub fn sentence_fault(sentence: &Sentence, format: &Format<'_>) -> Option<String> {
    let text = sentence.text(format);
    template_fault(sentence).or_else(|| {
        let ends = text.trim_end_matches(['”', '’', ')']).ends_with(['.', '?', '!', '…']);
        (!ends).then(|| format!("does not end as a sentence: {text:?}"))
    })
}

/// What is wrong with a text that need not be a sentence, such as a label.
pub fn template_fault(sentence: &Sentence) -> Option<String> {
    let template = sentence.template();
    if template.trim() != template || template.is_empty() {
        return Some(format!("blank, or spaces around: {template:?}"));
    }
    for (name, argument) in sentence.arguments() {
        let place = template.contains(&["{", name, "}"].concat());
        let counted = template.contains(&["{", name, ", plural,"].concat());
        if !place && !counted {
            return Some(format!("no place for {name}: {template:?}"));
        }
        if counted && !matches!(argument, Argument::Number(_)) {
            return Some(format!("{name} is counted but no plain number: {template:?}"));
        }
        if let Argument::Sentence(inner) = argument
            && let Some(fault) = template_fault(inner)
        {
            return Some(fault);
        }
    }
    // With every argument blanked, no place may be left over.
    let blank = |blanked: Sentence, (name, argument): &(&'static str, Argument)| match argument {
        Argument::Number(number) => blanked.with(name, *number),
        _ => blanked.with(name, "x"),
    };
    let blanked =
        sentence.arguments().iter().fold(Sentence::from(template), blank).text(&Format::english("USD"));
    let missing = names(template).find(|name| !sentence.arguments().iter().any(|(key, _)| key == name));
    match missing {
        Some(name) => Some(format!("no argument {name}: {template:?}")),
        None if blanked.contains(['{', '}']) || blanked.trim().is_empty() => {
            Some(format!("broken template: {template:?}"))
        }
        None => None,
    }
}

/// The names in the places of a template. A plural's form, `one {row}`, is no place.
fn names(template: &str) -> impl Iterator<Item = &str> {
    template.match_indices('{').filter_map(|(at, _)| {
        let form = ["zero ", "one ", "two ", "few ", "many ", "other "]
            .iter()
            .any(|category| template[..at].ends_with(category));
        let text = &template[at + 1..];
        let (name, rest) = text.split_at(text.find(['}', ',']).unwrap_or(text.len()));
        let is_name =
            !name.is_empty() && name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_');
        (!form && is_name && (rest.starts_with('}') || rest.starts_with(", plural,"))).then_some(name)
    })
}

/// What is wrong with problems or warnings: places that lead nowhere, messages that are no sentences.
pub fn problem_faults(problems: &[Problem], outline: &[Outline], draft: &Draft) -> Vec<String> {
    let format = Format::english(draft.currency.code());
    let mut faults = Vec::new();
    for problem in problems {
        if !leads_somewhere(outline, &draft.fields, &problem.at) {
            faults.push(format!("{:?} names no place ({})", problem.at, problem.message.text(&format)));
        }
        if let Some(fault) = sentence_fault(&problem.message, &format) {
            faults.push(format!("{}: {fault}", problem.at));
        }
    }
    faults
}

/// Writes out all that a solved draft holds, and tells what is wrong with its texts, tables and drawings.
pub fn result_faults(solved: &dyn Solved, draft: &Draft, width: u32) -> Vec<String> {
    let format = Format::english(draft.currency.code());
    let (answer, report) = (solved.answer(), solved.report());
    let mut faults = Vec::new();
    let mut found = |place: &str, fault: Option<String>| {
        if let Some(fault) = fault {
            faults.push(format!("{place}: {fault}"));
        }
    };
    let words_fault = |value: &Value| match value {
        Value::Text(words) | Value::Undefined(words) => template_fault(words),
        _ => None,
    };
    found("answer", sentence_fault(&answer.sentence, &format));
    for figure in &answer.figures {
        found(figure.key, template_fault(&figure.label));
        found(
            figure.key,
            match &figure.value {
                Value::Undefined(why) => sentence_fault(why, &format),
                value => words_fault(value),
            },
        );
        let blank =
            !matches!(figure.value, Value::Blank) && figure.value.text(&figure.measure, &format).is_empty();
        found(figure.key, blank.then(|| "is written as nothing".to_owned()));
    }
    for section in &report.sections {
        found(section.key, template_fault(&section.question));
        for block in &section.blocks {
            if let commerce_calculators::report::Block::Note(note) = block {
                found(section.key, sentence_fault(note, &format));
            }
        }
    }
    for table in report.tables() {
        found(&table.key, template_fault(&table.label));
        found(&table.key, sentence_fault(&table.empty, &format));
        for column in &table.columns {
            found(&table.key, template_fault(&column.label));
        }
        for row in &table.rows {
            let uneven = row.len() != table.columns.len();
            found(
                &table.key,
                uneven.then(|| format!("{} cells for {} columns", row.len(), table.columns.len())),
            );
            for (cell, column) in row.iter().zip(&table.columns) {
                // A cell has no room for a sentence.
                found(&column.key, words_fault(&cell.value));
                let _ = cell.value.text(&column.measure, &format);
            }
        }
    }
    for drawn in report.charts() {
        found(drawn.key, sentence_fault(&drawn.summary, &format).or_else(|| template_fault(&drawn.title)));
        let drawing = chart::draw(drawn, "test", &format, Size::fitting(width));
        let whole = drawing.svg.starts_with("<svg") && drawing.svg.trim_end().ends_with("</svg>");
        found(drawn.key, (!whole).then(|| "is no svg element".to_owned()));
        let odd = ["NaN", "inf"].into_iter().find(|word| drawing.svg.contains(&format!("=\"{word}")));
        found(drawn.key, odd.map(|word| format!("has {word} in its drawing")));
        let _ = chart::as_table(drawn);
        for stop in chart::stops(drawn).iter().take(3) {
            let _ = chart::readout(drawn, &drawing.plot, *stop, &format);
        }
    }
    faults
}
