//! Whatever is entered, nothing panics or freezes, and what is refused is refused at its place, in words.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use commerce_calculators::calculator::AnyCalculator;
use commerce_calculators::contract;
use commerce_calculators::input::number::canonical;
use commerce_calculators::input::{Draft, Entry, Kind, Outline};
use commerce_calculators::link;
use rust_decimal::Decimal;

use super::accounts::account_faults;
use super::faults::Faults;
use super::forms::{patterns, places, revealed};
use super::pages::{pages, problem_faults, result_faults};
use super::random;

/// How many random drafts a page gets, unless the variable `CORNERS` asks for more.
const CORNERS: u64 = 500;

/// What takes so long does not end, or not before the reader has left; no machine is so busy that anything else does. How quick
/// things are is measured elsewhere.
const FREEZE: Duration = Duration::from_secs(30);

/// What became of a draft.
struct Outcome {
    solved: bool,
    faults: Vec<String>,
}

/// Solves a draft and makes all that a page would show of it.
fn outcome(page: &dyn AnyCalculator, outline: &[Outline], draft: &Draft, width: u32) -> Outcome {
    #[expect(clippy::disallowed_methods, reason = "a test may time what it runs")]
    let began = Instant::now();
    let run = || match page.solve(draft) {
        Err(problems) => {
            let mut faults = problem_faults(&problems, outline, draft);
            if problems.is_empty() {
                faults.push("is refused without a problem".to_owned());
            }
            Outcome { solved: false, faults }
        }
        Ok(mut solved) => {
            let mut faults = problem_faults(&solved.answer().warnings, outline, draft);
            faults.extend(result_faults(&*solved, draft, width));
            faults.extend(account_faults(outline, &mut *solved));
            if let Err(problems) = contract::answer_json(page, draft) {
                faults.extend(problem_faults(&problems, outline, draft));
            }
            Outcome { solved: true, faults }
        }
    };
    let mut outcome = catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| {
        let message = panic.downcast_ref::<String>().cloned();
        let message = message.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Outcome { solved: false, faults: vec![format!("panics: {}", message.unwrap_or_default())] }
    });
    let took = began.elapsed();
    if took > FREEZE {
        outcome.faults.push(format!("takes {took:?}"));
    }
    outcome
}

/// A draft as a fault names it: a link that opens it.
fn named(page: &dyn AnyCalculator, outline: &[Outline], draft: &Draft) -> String {
    let text = link::write(draft, outline, page.about().revision);
    let end = text.char_indices().nth(4_000).map_or(text.len(), |(at, _)| at);
    format!("#/{}?{}", page.about().slug(), &text[..end])
}

#[test]
fn random_corners() {
    let asked = std::env::var("CORNERS").ok().and_then(|count| count.parse().ok());
    let count: u64 = asked.unwrap_or(CORNERS);
    let mut faults = Faults::default();
    for page in pages() {
        let outline = page.outline();
        let mut solved = 0;
        for number in 0..count {
            let draft = random::draft(page, &outline, number);
            let width = if number % 2 == 0 { 360 } else { 760 };
            let outcome = outcome(page, &outline, &draft, width);
            solved += u64::from(outcome.solved);
            if !outcome.faults.is_empty() {
                let found =
                    outcome.faults.iter().take(3).map(String::as_str).collect::<Vec<_>>().join("\n    ");
                faults.add(format!("corner {number}: {found}\n    {}", named(page, &outline, &draft)));
            }
        }
        let slug = page.about().slug();
        let share = format!("{slug}: {solved} of {count} corners solve");
        println!("{share}");
        faults.unless(solved * 10 >= count, || format!("{share}, too few to test results"));
        faults.unless(solved * 10 <= count * 9, || format!("{share}, too many to test refusals"));
    }
    faults.none();
}

/// What is tried in each field alone: its limits, just past them, and what it cannot take.
pub fn edges(outline: &Outline) -> Vec<Entry> {
    let spec = &outline.spec;
    let mut texts: Vec<String> = vec![String::new(), "abc".into()];
    let step = Decimal::new(1, if matches!(spec.kind, Kind::Whole) { 0 } else { 2 });
    for (limit, past) in [(spec.min, -step), (spec.max, step)] {
        let Some(limit) = limit else { continue };
        texts.extend([limit, limit + past].map(canonical));
    }
    match spec.kind {
        Kind::Text => texts.extend(["x".repeat(200), "x".repeat(201)]),
        Kind::List => texts.extend(["1,".repeat(600), "1,-2,3".into()]),
        Kind::Date | Kind::Month => {
            texts.extend(["2026-02-30", "1899-12-31", "2199-12-31", "2200-01-01"].map(str::to_owned))
        }
        Kind::Choice(_) | Kind::Flag | Kind::RowOf { .. } | Kind::Table(_) => {}
        _ => {
            let long = ["1000000000000000000000000000000", "1234567890123456789012345678901234567890"];
            texts.extend(["0", "-1", "0.1234567890123", long[0], long[1]].map(str::to_owned));
        }
    }
    let mut seen = BTreeSet::new();
    texts.retain(|text| seen.insert(text.clone()));
    texts.into_iter().map(Entry::Text).chain([Entry::Unread("12,34x".into())]).collect()
}

#[test]
fn every_field_at_its_edges() {
    let mut faults = Faults::default();
    for page in pages() {
        let outline = page.outline();
        let drafts: Vec<Draft> = page.examples().into_iter().map(|example| example.inputs).collect();
        for (pattern, field) in patterns(&outline) {
            let Some((draft, at)) = revealed(&outline, &drafts, &pattern) else {
                faults.add(format!("{}: no example comes near showing {pattern}", page.about().slug()));
                continue;
            };
            if let Some(table) = field.spec.table() {
                // None, one, the most, and one past the most.
                let rows = draft.rows(&at).to_vec();
                for count in [0, 1, table.most_rows, table.most_rows + 1] {
                    let mut draft = draft.clone();
                    let name = field.rows.iter().find(|field| field.spec.unique).map(|field| field.spec.key);
                    let copies = (0..count).filter_map(|index| {
                        let mut row = (**rows.get(index).or(rows.first())?).clone();
                        if let Some(name) = name.filter(|_| index >= rows.len()) {
                            row.0.insert(name.to_owned(), Entry::Text(format!("Copy {index}")));
                        }
                        Some(std::rc::Rc::new(row))
                    });
                    let copies: Vec<_> = copies.collect();
                    let made = copies.len();
                    draft.fields.put(&at, Some(Entry::rows(copies)));
                    let place = format!("{} {at} with {count} rows", page.about().slug());
                    let found = outcome(page, &outline, &draft, 360);
                    let refused = made < table.least_rows || made > table.most_rows;
                    // Inside a lenient table it is the row around that is left out.
                    let lenient = at.matches('.').count() > 1
                        && places(&outline, &draft).iter().any(|place| place.at == at && place.lenient);
                    faults.unless(!refused || lenient || !found.solved, || format!("{place} is taken"));
                    faults.extend(&place, found.faults);
                }
                continue;
            }
            for entry in edges(field) {
                let mut draft = draft.clone();
                draft.fields.put(&at, Some(entry.clone()));
                let place = format!("{} {at} = {entry:?}", page.about().slug());
                faults.extend(&place, outcome(page, &outline, &draft, 360).faults);
            }
        }
    }
    faults.none();
}

#[test]
fn what_cannot_be_read_is_refused_where_it_is_shown_and_ignored_where_it_is_not() {
    let mut faults = Faults::default();
    for page in pages() {
        let outline = page.outline();
        for example in page.examples() {
            let Ok(plain) = page.solve(&example.inputs) else { continue };
            let warned = plain.answer().warnings;
            // A few rows of each table stand for the rest.
            let few =
                |at: &str| at.split('.').filter_map(|part| part.parse::<usize>().ok()).all(|index| index < 3);
            for place in places(&outline, &example.inputs)
                .into_iter()
                .filter(|place| place.spec().table().is_none() && few(&place.at))
            {
                let mut draft = example.inputs.clone();
                draft.fields.put(&place.at, Some(Entry::Unread("?!".into())));
                let slug = format!("{} {} {}", page.about().slug(), example.name, place.at);
                match page.solve(&draft) {
                    Ok(solved) if place.shown => {
                        let told = solved.answer().warnings.iter().any(|warning| warning.at == place.at);
                        faults.unless(place.lenient && told, || {
                            format!("{slug} is shown, and yet garbage in it is taken")
                        });
                    }
                    Ok(solved) => faults.unless(solved.answer().warnings == warned, || {
                        format!("{slug} is hidden, and yet warned of")
                    }),
                    Err(problems) if place.shown => {
                        let told = problems.iter().any(|problem| problem.at == place.at);
                        faults.unless(told || place.lenient, || {
                            format!("{slug} is refused elsewhere: {:?}", problems[0].at)
                        });
                    }
                    Err(problems) => {
                        faults.add(format!("{slug} is hidden, and yet refused: {:?}", problems[0].at))
                    }
                }
            }
        }
    }
    faults.none();
}
