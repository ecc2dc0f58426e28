//! The answer and the report as markup: sentence, figures with their working, warnings, tables, closed sections.

use std::rc::Rc;

use leptos::prelude::*;

use super::browser::copy;
use super::chart::chart;
use super::dom::{El, button, el};
use super::form::problem_words;
use super::work::{Good, Work};
use crate::input::paste::to_tsv;
use crate::ledger::Ledger;
use crate::report::account::{Expression, Kind, Operand, Piece, Run, runs};
use crate::report::{Account, Block, Cell, Figure, Mark, Measure, Rank, Section, Sentence, Table, Value};
use crate::say;

/// How many figures stand under the answer; the rest are details.
const MOST_FIGURES: usize = 4;

/// How many problems are listed; the rest are counted.
const MOST_PROBLEMS: usize = 8;

/// Which closed parts of the results the reader has opened, by key. Results are made anew when they change; this is not.
#[derive(Clone, Copy)]
pub struct Opened(StoredValue<Vec<String>>);

impl Opened {
    pub fn new() -> Self {
        Opened(StoredValue::new(Vec::new()))
    }

    /// Whether a part is open. It has one place in the page, which alone changes this.
    pub fn part(&self, key: &str) -> RwSignal<bool> {
        RwSignal::new(self.0.with_value(|keys| keys.iter().any(|open| open == key)))
    }

    /// Opens or closes the part that `open` was given for.
    pub fn toggle(&self, key: &str, open: RwSignal<bool>) {
        self.0.update_value(|keys| match keys.iter().position(|open| open == key) {
            Some(at) => drop(keys.remove(at)),
            None => keys.push(key.to_owned()),
        });
        open.update(|open| *open = !*open);
    }
}

/// A part that opens under `opener`, a button with its words; its inside is made when it is first seen.
fn closed(opened: Opened, key: String, class: &str, opener: El, inside: Box<dyn Fn() -> Vec<El>>) -> El {
    let id = ["r-", &key].concat();
    let open = opened.part(&key);
    let opener = opener
        .attr("type", "button")
        .class("opener")
        .state_of("aria-expanded", move || open.get())
        .attr("aria-controls", &id)
        .on("click", move |_| opened.toggle(&key, open));
    // What stands inside is made anew with the results around it, and only then.
    let inside = move || if open.get() { untrack(&inside) } else { Vec::new() };
    let under = el("div").class("opened").id(&id).dynamic(inside);
    el("div").class(class).class_of("open", move || open.get()).add(opener).add(under)
}

/// The answer: what stands, or what keeps it from standing with the last good one below.
///
/// Either is made anew only when it is another, so that what has the focus in it keeps it.
pub fn answer(work: Work, opened: Opened) -> El {
    let mut listed: Vec<Trouble> = Vec::new();
    let problems = move || {
        let found = troubles(work);
        (found != listed).then(|| {
            listed.clone_from(&found);
            Box::new(move || problem_list(work, found)) as _
        })
    };
    let mut shown = None;
    let results = move || {
        let good = work.outcome.with(|outcome| outcome.good.clone())?;
        let now = (good, work.settings.locale());
        let same = shown.as_ref().is_some_and(|(good, locale): &(Rc<Good>, _)| {
            // The same draft gives the same results.
            good.draft == now.0.draft && Rc::ptr_eq(locale, &now.1)
        });
        (!same).then(|| {
            let good = now.0.clone();
            shown = Some(now);
            Box::new(move || results(work, &good, opened)) as _
        })
    };
    el("div")
        .class("results")
        .class_of("stale", move || work.outcome.with(|outcome| outcome.stale()))
        .renewed(problems)
        .renewed(results)
}

/// A problem as it is listed.
#[derive(Clone, PartialEq)]
struct Trouble {
    /// The path of the field and what it is called; `None` for the whole form.
    place: Option<(String, String)>,
    text: String,
}

/// All present problems; the words of those that are listed.
fn troubles(work: Work) -> Vec<Trouble> {
    work.outcome.with(|outcome| {
        let trouble = |(index, problem): (usize, &crate::input::Problem)| {
            if index >= MOST_PROBLEMS {
                return Trouble { place: None, text: String::new() };
            }
            let place =
                (!problem.at.is_empty()).then(|| (problem.at.clone(), problem_words(work, &problem.at)));
            Trouble { place, text: work.told(problem) }
        };
        outcome.problems.iter().enumerate().map(trouble).collect()
    })
}

fn problem_list(work: Work, troubles: Vec<Trouble>) -> Vec<El> {
    let count = troubles.len();
    if count == 0 {
        return Vec::new();
    }
    let title = say!("{n, plural, one {One thing to mend} other {# things to mend}}", n = count);
    let item = |trouble: Trouble| {
        let Some((at, words)) = trouble.place else { return el("li").text(&trouble.text) };
        let go = el("button").attr("type", "button").class("link").text(&words);
        el("li").add(go.on("click", move |_| work.go_to(&at))).text(" – ").text(&trouble.text)
    };
    let items = troubles.into_iter().take(MOST_PROBLEMS).map(item).collect();
    let rest = (count > MOST_PROBLEMS).then(|| say!("… and {n} more", n = count - MOST_PROBLEMS));
    let rest = rest.map(|rest| el("li").text(&work.say(&rest)));
    let list = el("ul").all(items).maybe(rest);
    vec![el("div").class("problems").add(el("h3").text(&work.say(&title))).add(list)]
}

fn results(work: Work, good: &Rc<Good>, opened: Opened) -> Vec<El> {
    let say = |sentence: &Sentence| work.settings.format(good.draft.currency, |format| sentence.text(format));
    let (details, first): (Vec<&Figure>, Vec<&Figure>) =
        good.answer.figures.iter().partition(|figure| figure.rank == Rank::Detail);
    let (mut first, main): (Vec<&Figure>, Vec<&Figure>) =
        first.iter().partition(|figure| figure.rank == Rank::Headline);
    first.extend(main);
    let over = first.split_off(first.len().min(MOST_FIGURES));
    // Details stand in the order of the answer, which is not that of rank.
    let is_detail = |figure: &Figure| details.iter().chain(&over).any(|detail| detail.key == figure.key);
    let details: Vec<&'static str> =
        good.answer.figures.iter().filter(|figure| is_detail(figure)).map(|figure| figure.key).collect();
    let stale_note = move || {
        let stale = work.outcome.with(|outcome| outcome.stale());
        stale.then(|| el("p").class("stale-note").text("Out of date: the last answer before these problems."))
    };
    let sentence = el("p").text(&say(&good.answer.sentence));
    let mut made = vec![el("div").class("headline").add(sentence).perhaps(stale_note)];
    made.push(figures(first.into_iter().map(|shown| figure(work, good, shown, opened))));
    if !good.answer.warnings.is_empty() {
        let warnings = good.answer.warnings.iter().map(|warning| el("li").text(&say(&warning.message)));
        made.push(el("ul").class("warnings").all(warnings.collect()));
    }
    made.extend(good.report.chart.clone().map(|shown| chart(work, opened, shown)));
    if !details.is_empty() {
        let good = good.clone();
        let inside = move || {
            let shown = good.answer.figures.iter().filter(|figure| details.contains(&figure.key));
            vec![figures(shown.map(|shown| figure(work, &good, shown, opened)))]
        };
        let opener = el("button").text("More figures");
        made.push(closed(opened, "details".to_owned(), "section", opener, Box::new(inside)));
    }
    made.extend(good.report.sections.iter().map(|shown| section(work, good, shown, opened)));
    made
}

fn figures(figures: impl Iterator<Item = El>) -> El {
    el("div").class("figures").all(figures.collect())
}

/// A figure; opening it shows how it comes about.
fn figure(work: Work, good: &Rc<Good>, figure: &Figure, opened: Opened) -> El {
    let (text, label) = work.settings.format(good.draft.currency, |format| {
        let text = match &figure.value {
            Value::Undefined(_) => "–".to_owned(),
            value => value.text(&figure.measure, format),
        };
        (text, figure.label.text(format))
    });
    let long = text.chars().count() > 11;
    let mut value = el("span").class(if long { "figure-value long" } else { "figure-value" }).text(&text);
    if let Measure::Number { unit } = &figure.measure
        && !unit.is_empty()
        && figure.value.number().is_some()
    {
        value = value.text(" ").add(el("span").class("figure-unit").text(unit));
    }
    let why = match &figure.value {
        Value::Undefined(why) => Some(el("span").class("figure-why").text(&work.say(why))),
        _ => None,
    };
    let opener = el("button").add(el("span").class("figure-label").text(&label)).add(value).maybe(why);
    let (good, key) = (good.clone(), figure.key);
    let inside = Box::new(move || working(work, &good, key));
    closed(opened, ["figure-", key].concat(), "figure", opener, inside)
}

/// The formula of a figure in words, then with the numbers of the draft.
fn working(work: Work, good: &Good, key: &str) -> Vec<El> {
    let Some(figure) = good.answer.figures.iter().find(|figure| figure.key == key) else { return Vec::new() };
    let formula = match &figure.account {
        Account::Method(sentence) => return vec![el("p").class("working").text(&work.say(sentence))],
        Account::Formula(formula) => formula,
    };
    // A test over the registry parses every formula.
    let Ok(expression) = Expression::parse(formula) else { return Vec::new() };
    let ledger =
        Ledger { draft: &good.draft, outline: work.outline, answer: &good.answer, report: &good.report };
    let result = Operand { value: figure.value.clone(), measure: figure.measure.clone() };
    let line = |class: &str, pieces: &[Piece]| {
        let runs = work.settings.format(good.draft.currency, |format| runs(pieces, format));
        let span = |run: Run| {
            let class = match run.kind {
                Kind::Name => "name",
                Kind::Number => "number",
                _ => "words",
            };
            el("span").class(class).text(&run.text)
        };
        el("p").class(class).all(runs.into_iter().map(span).collect())
    };
    vec![
        line("working", &expression.words(&ledger)),
        line("working numbers", &expression.working(&ledger, &result)),
    ]
}

fn section(work: Work, good: &Rc<Good>, section: &Section, opened: Opened) -> El {
    let (good, key) = (good.clone(), section.key);
    let inside = move || {
        let view = |block: &Block| match block {
            Block::Note(note) => el("p").class("note").text(&work.say(note)),
            Block::Table(table) => data_table(work, table),
            Block::Chart(shown) => chart(work, opened, shown.clone()),
        };
        let sections = good.report.sections.iter().filter(|section| section.key == key);
        sections.flat_map(|section| &section.blocks).map(view).collect()
    };
    let opener = el("button").text(&work.say(&section.question));
    closed(opened, key.to_owned(), "section", opener, Box::new(inside))
}

/// A table of results, with a button that copies it for a spreadsheet.
pub fn data_table(work: Work, table: &Table) -> El {
    if table.rows.is_empty() {
        return el("p").class("empty").text(&work.say(&table.empty));
    }
    let numeric = |measure: &Measure| !matches!(measure, Measure::Text | Measure::Date);
    let title = work.say(&table.label);
    let heads: Vec<String> = table.columns.iter().map(|column| work.say(&column.label)).collect();
    let mut head = el("tr");
    for (column, label) in table.columns.iter().zip(&heads) {
        let mut cell = el("th").attr("scope", "col").text(label);
        if numeric(&column.measure) {
            cell = cell.class("number");
        }
        if let Measure::Number { unit } = &column.measure
            && !unit.is_empty()
        {
            cell = cell.text(" ").add(el("span").class("unit").text(unit));
        }
        head = head.add(cell);
    }
    let mut body = el("tbody");
    for row in &table.rows {
        let mut line = el("tr");
        for ((column, cell), label) in table.columns.iter().zip(row).zip(&heads) {
            let text = work.format(|format| cell.value.text(&column.measure, format));
            let mark = match cell.mark {
                Some(Mark::Present) => "present ",
                Some(Mark::Best) => "best ",
                Some(Mark::Worst) => "worst ",
                Some(Mark::Partial) => "partial ",
                None => "",
            };
            let number = numeric(&column.measure) && cell.value.number().is_some();
            let class = [mark, if number { "number" } else { "" }].concat();
            line = line.add(el("td").class(class.trim_end()).attr("data-label", label).text(&text));
        }
        body = body.add(line);
    }
    let plain = to_tsv(&plain(work, table, heads));
    let said = RwSignal::new(String::new());
    let run = move || {
        copy(plain.clone(), move |done| {
            let text = if done { say!("Copied.") } else { say!("This browser blocks copying here.") };
            // The page's own words, for the work may be gone by now.
            said.set(untrack(|| work.settings.say(&text)));
        });
    };
    let head = el("thead").add(head);
    let scroll = el("div").class("data-scroll").attr("tabindex", "0").attr("role", "region");
    let scroll = scroll.attr("aria-label", &title).add(el("table").add(head).add(body));
    let top = el("div")
        .class("data-head")
        .add(el("h3").text(&title))
        .add(button("small quiet", "Copy", run))
        .add(el("span").class("said").attr("role", "status").text_of(move || said.get()));
    el("div").class("data").add(top).add(scroll)
}

/// The cells of a table under its heads as a spreadsheet takes them: numbers bare, in the reader's decimal sign.
fn plain(work: Work, table: &Table, heads: Vec<String>) -> Vec<Vec<String>> {
    let cell = |cell: &Cell| {
        work.format(|format| match &cell.value {
            Value::Exact(number) | Value::Approximate { value: number, .. } => {
                let decimal = format.locale.separators().decimal.to_string();
                crate::input::number::canonical(*number).replace('.', &decimal)
            }
            value => value.text(&Measure::Text, format),
        })
    };
    let mut plain = vec![heads];
    plain.extend(table.rows.iter().map(|row| row.iter().map(cell).collect()));
    plain
}
