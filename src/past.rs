//! What a page once was: the revisions that it has had, and the inputs that its short links start from.
//!
//! A link, a file and what this browser keeps say by which revision of its page they were written. A revision that is raised
//! says what it changed, and has a migration where inputs are written otherwise since: so old links open for ever, and whoever
//! opens one learns that the answer is another one, with both where the page still has its old formula
//! ([`earlier`](crate::calculator::Calculator::earlier)).

use std::rc::Rc;

use rust_decimal::Decimal;

use crate::arithmetic::Nearly;
use crate::calculator::{AnyCalculator, Example};
use crate::input::{Draft, Entry, Row};
use crate::report::currency::Currency;
use crate::report::{Argument, Figure, Measure, Sentence, Value, about, money, percent, price};
use crate::say;

/// A revision of a page after its first.
pub struct Revision {
    /// What counts otherwise since, in a sentence; empty where the same inputs give the same answer.
    pub told: &'static str,
    /// Keys of fields that the revision before had and this one has not.
    pub retired: &'static [&'static str],
    /// Makes of inputs of the revision before those of this one: from the retired fields, and wherever a field has another
    /// unit or default since. What is left of retired fields goes away.
    pub migrate: fn(&mut Row),
}

impl Revision {
    /// One that changes nothing.
    pub const PLAIN: Revision = Revision { told: "", retired: &[], migrate: |_| {} };
}

/// Inputs that an example had before it was changed, and its currency.
pub struct Former {
    pub currency: &'static str,
    pub inputs: &'static str,
}

/// What a page once was.
#[derive(Clone, Copy, Default)]
pub struct Past {
    /// Those after the first, in their order.
    pub revisions: &'static [Revision],
    /// The present examples, from which short links may start.
    pub examples: &'static [Example],
    /// What examples were when short links started from them.
    pub former: &'static [Former],
}

impl Past {
    /// The present revision.
    pub fn revision(&self) -> u32 {
        u32::try_from(self.revisions.len() + 1).unwrap_or(u32::MAX)
    }

    /// The revisions after `made`.
    fn since(&self, made: u32) -> &'static [Revision] {
        let first = usize::try_from(made.saturating_sub(1)).unwrap_or(usize::MAX);
        self.revisions.get(first..).unwrap_or_default()
    }

    /// Whether a key is one that inputs of the revision `made` may have and present ones have not.
    pub fn is_retired(&self, key: &str, made: u32) -> bool {
        self.since(made).iter().any(|revision| revision.retired.contains(&key))
    }

    /// Makes present inputs of those of the revision `made`.
    pub fn migrate(&self, made: u32, fields: &mut Row) {
        for revision in self.since(made) {
            (revision.migrate)(fields);
            take_away(fields, revision.retired);
        }
    }

    /// The drafts that short links may start from at present, by the names of the examples.
    pub fn starts(&self) -> impl Iterator<Item = (&'static str, Draft)> {
        self.examples.iter().map(|example| (example.name, drafted(example.inputs, example.currency)))
    }

    /// The draft that a short link starts from, by its [fingerprint].
    pub fn start(&self, fingerprint: &str) -> Option<Draft> {
        let former = self.former.iter().map(|former| drafted(former.inputs, former.currency));
        let mut starts = self.starts().map(|(_, draft)| draft).chain(former);
        starts.find(|draft| self::fingerprint(draft) == fingerprint)
    }
}

fn drafted(inputs: &str, currency: &str) -> Draft {
    Draft::of_lines(inputs, Currency::parse(currency).unwrap_or_default())
}

fn take_away(row: &mut Row, retired: &[&str]) {
    if retired.is_empty() {
        return;
    }
    retired.iter().for_each(|key| drop(row.0.remove(key)));
    for entry in row.0.values_mut() {
        if let Entry::Rows(rows) = entry
            && rows.iter().any(|row| has(row, retired))
        {
            // Rows are shared between the states of a history: what has nothing to take away stays so.
            let concerned = Rc::make_mut(rows).iter_mut().filter(|row| has(row, retired));
            concerned.for_each(|row| take_away(Rc::make_mut(row), retired));
        }
    }
}

fn has(row: &Row, keys: &[&str]) -> bool {
    let inside = |entry: &Entry| matches!(entry, Entry::Rows(rows) if rows.iter().any(|row| has(row, keys)));
    keys.iter().any(|key| row.0.get(key).is_some()) || row.0.values().any(inside)
}

/// What tells a draft from others in a few letters: FNV-1a, by 32 bits.
pub fn fingerprint(draft: &Draft) -> String {
    fn add(hash: &mut u32, text: &str) {
        // A letter that no text of an example has ends each.
        for byte in text.bytes().chain([0]) {
            *hash = (*hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
    }
    fn add_row(hash: &mut u32, row: &Row) {
        for (key, entry) in row.0.iter() {
            add(hash, key);
            match entry {
                Entry::Text(text) | Entry::Unread(text) => add(hash, text),
                Entry::Rows(rows) => rows.iter().for_each(|row| add_row(hash, row)),
            }
        }
        add(hash, "");
    }
    let mut hash = 0x811c_9dc5;
    add(&mut hash, draft.currency.code());
    add_row(&mut hash, &draft.fields);
    let digit = |place: u32| char::from_digit(hash >> (28 - 4 * place) & 15, 16).unwrap_or_default();
    (0..8).map(digit).collect()
}

/// What the reader of inputs that an earlier revision of a page wrote is told: what changed since, and what the answer was then
/// where the page still has its old formula. `None` if the same inputs give the same answer.
pub fn told(page: &dyn AnyCalculator, made: u32, draft: &Draft) -> Option<Sentence> {
    let past = page.past();
    let told = past.since(made).iter().map(|revision| revision.told).filter(|told| !told.is_empty());
    let changes = in_a_row(told.map(Sentence::from).collect())?;
    let answers = match answers(page, made, draft) {
        None => say!("The answer may not be the one of then."),
        Some(answers) => in_a_row(answers).unwrap_or_else(|| say!("Here the figures are the same.")),
    };
    Some(say!(
        "These inputs were made with revision {made} of this page, which is now at revision {now}. {changes} {answers}",
        made = made,
        now = page.about().revision,
        changes = changes,
        answers = answers
    ))
}

fn in_a_row(sentences: Vec<Sentence>) -> Option<Sentence> {
    sentences.into_iter().reduce(|all, next| say!("{all} {next}", all = all, next = next))
}

/// The figures of a draft that were others at an earlier revision, with both values, those that matter most first; `None`
/// where the page has no longer what they were worked out by.
fn answers(page: &dyn AnyCalculator, made: u32, draft: &Draft) -> Option<Vec<Sentence>> {
    let now = page.solve(draft).ok()?.answer().figures;
    let then = page.earlier(draft, made)?;
    let mut pairs: Vec<(&Figure, &Figure)> = now
        .iter()
        .filter_map(|figure| Some((figure, then.iter().find(|then| then.key == figure.key)?)))
        .filter(|(now, then)| !alike(&now.value, &then.value))
        .collect();
    pairs.sort_by_key(|(now, _)| now.rank);
    let both = |(now, then): (&Figure, &Figure)| {
        say!(
            "{figure}: {now}, was {then}.",
            figure = now.label.clone(),
            now = argument(&now.value, &now.measure),
            then = argument(&then.value, &then.measure)
        )
    };
    Some(pairs.into_iter().take(MOST_TOLD).map(both).collect())
}

/// So many figures that were others are told.
const MOST_TOLD: usize = 3;

/// Whether two values are the same but for the last of their digits.
fn alike(a: &Value, b: &Value) -> bool {
    let close = |a: Decimal, b: Decimal| {
        let apart = a.nearly_plus(-b).map(|apart| apart.abs());
        let least = a.abs().nearly_times(Decimal::new(1, 9));
        apart.zip(least).is_some_and(|(apart, least)| apart <= least)
    };
    match (a, b) {
        (Value::Undefined(_), Value::Undefined(_)) => true,
        _ => match a.number().zip(b.number()) {
            Some((a, b)) => close(a, b),
            None => a == b,
        },
    }
}

/// A value inside a sentence.
fn argument(value: &Value, measure: &Measure) -> Argument {
    let number = match value {
        Value::Exact(number) | Value::Approximate { value: number, .. } => *number,
        Value::Text(text) => return text.clone().into(),
        Value::Date(day) => return (*day).into(),
        Value::Blank | Value::Undefined(_) => return say!("none").into(),
    };
    match measure {
        Measure::Money => money(number),
        Measure::Price => price(number),
        Measure::Percent | Measure::Points => percent(number),
        Measure::Number { unit } if !unit.is_empty() => {
            say!("{number} {unit}", number = about(number), unit = unit.clone()).into()
        }
        _ => about(number),
    }
}
