//! Worked examples give what their sources say.

use std::collections::BTreeSet;

use commerce_calculators::input::number::canonical;
use commerce_calculators::input::{Entry, Outline, Row, date};
use commerce_calculators::report::Value;
use commerce_calculators::report::currency::Currency;
use commerce_calculators::report::format::Format;

use super::faults::Faults;
use super::pages::{examples, pages};

#[test]
fn every_example_gives_the_figures_it_expects() {
    let mut faults = Faults::default();
    for (page, name, example) in examples() {
        let solved = match page.solve(&example.inputs) {
            Ok(solved) => solved,
            Err(problems) => {
                let format = Format::english(example.currency);
                faults.extend(
                    &name,
                    problems
                        .iter()
                        .map(|problem| format!("{}: {}", problem.at, problem.message.text(&format))),
                );
                continue;
            }
        };
        let answer = solved.answer();
        faults.unless(!example.expect.is_empty(), || format!("{name} expects nothing"));
        for (key, expected) in example.expect {
            let Some(figure) = answer.figures.iter().find(|figure| figure.key == *key) else {
                faults.add(format!("{name}: there is no figure {key}"));
                continue;
            };
            let found = match &figure.value {
                Value::Exact(number) | Value::Approximate { value: number, .. } => canonical(*number),
                Value::Date(day) => date::canonical(*day),
                Value::Blank => String::new(),
                words => words.text(&figure.measure, &Format::english(example.currency)),
            };
            faults.unless(found == *expected, || format!("{name}: {key} is {found}, not {expected}"));
        }
    }
    faults.none();
}

#[test]
fn every_page_has_examples_with_names_and_sources() {
    let mut faults = Faults::default();
    for page in pages() {
        let slug = page.about().slug();
        let examples = page.examples();
        faults.unless(!examples.is_empty(), || format!("{slug} has no example"));
        let (mut names, mut titles) = (BTreeSet::new(), BTreeSet::new());
        for example in &examples {
            let legal =
                |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
            let name = example.name;
            faults.unless(!name.is_empty() && name.chars().all(legal), || {
                format!("{slug}: {name:?} is no name for a command line")
            });
            faults.unless(names.insert(name), || format!("{slug}: two examples are called {name}"));
            faults.unless(titles.insert(example.title), || {
                format!("{slug}: two examples have the title {}", example.title)
            });
            faults.unless(!example.title.trim().is_empty(), || format!("{slug} {name} has no title"));
            faults.unless(example.source.trim().len() > 5, || format!("{slug} {name} names no source"));
            faults.unless(Currency::parse(example.currency).is_some(), || {
                format!("{slug} {name}: there is no currency {}", example.currency)
            });
        }
    }
    faults.none();
}

#[test]
fn an_example_printed_filled_and_printed_is_the_same() {
    let mut faults = Faults::default();
    for (page, name, example) in examples() {
        let known = only_known(&page.outline(), &example.inputs.fields);
        faults.extend(&name, known.into_iter().map(|key| format!("the outline has no {key}")));
        let Ok(mut solved) = page.solve(&example.inputs) else {
            faults.add(format!("{name} does not solve"));
            continue;
        };
        let again = solved.inputs();
        faults.unless(again == example.inputs, || {
            format!("{name} comes back as another draft:\n{:?}\n{again:?}", example.inputs)
        });
    }
    faults.none();
}

/// The keys of a row, and of rows in it, that the outline does not have.
fn only_known(outline: &[Outline], row: &Row) -> Vec<String> {
    let mut unknown = Vec::new();
    for (key, entry) in row.0.iter() {
        match (outline.iter().find(|field| field.spec.key == key), entry) {
            (None, _) => unknown.push(key.clone()),
            (Some(field), Entry::Rows(rows)) => {
                unknown.extend(rows.iter().flat_map(|row| only_known(&field.rows, row)))
            }
            _ => {}
        }
    }
    unknown
}
