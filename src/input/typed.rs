//! Between what a reader types or pastes into a field and the draft's canonical text, in the reader's own way of writing.

use super::date::{month_text, parse_canonical as parse_date, read_date, read_month};
use super::draft::Entry;
use super::field::{Datum, Kind, Spec};
use super::number::{Expect, canonical, parse_canonical, read_number};
use crate::report::Sentence;
use crate::report::currency::Currency;
use crate::report::format::{DateOrder, Format, Separators};

/// What became of typed text.
#[derive(Clone, Debug, PartialEq)]
pub struct Typed {
    pub entry: Entry,
    /// The reading could have been another one: show it.
    pub ambiguous: bool,
    /// Why it could not be read.
    pub problem: Option<Sentence>,
}

impl Typed {
    fn read(text: impl Into<String>) -> Self {
        Typed { entry: Entry::Text(text.into()), ambiguous: false, problem: None }
    }

    /// Whether the text could be read.
    pub fn problem_free(&self) -> bool {
        self.problem.is_none()
    }

    fn unread(text: &str, problem: Sentence) -> Self {
        Typed { entry: Entry::Unread(text.to_owned()), ambiguous: false, problem: Some(problem) }
    }
}

/// How a text was written.
#[derive(Clone, Copy)]
pub struct Style {
    pub separators: Separators,
    /// The separators are known from the writer, not taken from the reader: they hold for whole numbers too.
    pub sure: bool,
    pub order: DateOrder,
}

/// What the text stands for in a field, as the reader writes. Blank text is a blank entry for every kind.
pub fn typed(spec: &Spec, text: &str, format: &Format<'_>) -> Typed {
    let (separators, order) = (format.locale.separators(), format.locale.date_order());
    typed_in(spec, text, format.currency, Style { separators, sure: false, order })
}

/// What the text stands for in a field, written in a style.
pub fn typed_in(spec: &Spec, text: &str, currency: Currency, style: Style) -> Typed {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Typed::read("");
    }
    if let Some(expect) = spec.expects(currency) {
        let expect = if style.sure && expect == Expect::Whole { Expect::Number } else { expect };
        return match read_number(trimmed, &style.separators, expect) {
            Ok(read) => {
                Typed { entry: Entry::Text(canonical(read.value)), ambiguous: read.ambiguous, problem: None }
            }
            Err(problem) => Typed::unread(text, problem),
        };
    }
    match spec.kind {
        Kind::Choice(options) => {
            let same = |option: &str| option.eq_ignore_ascii_case(trimmed);
            match options()
                .into_iter()
                .find(|(key, label)| same(key) || same(label) || same(option_name(label)))
            {
                Some((key, _)) => Typed::read(key),
                None => Typed::unread(text, spec.unreadable(trimmed)),
            }
        }
        Kind::Flag => match trimmed.to_lowercase().as_str() {
            "yes" | "true" | "1" | "x" | "y" => Typed::read("yes"),
            "no" | "false" | "0" | "-" | "n" => Typed::read("no"),
            _ => Typed::unread(text, spec.unreadable(trimmed)),
        },
        Kind::Date | Kind::Month => {
            let read = if matches!(spec.kind, Kind::Month) { read_month } else { read_date };
            match read(trimmed, style.order) {
                Ok(read) => {
                    let entry = Entry::Text(Datum::Date(read.value).text());
                    Typed { entry, ambiguous: read.ambiguous, problem: None }
                }
                Err(problem) => Typed::unread(text, problem),
            }
        }
        Kind::List => typed_list(text, &style.separators),
        // A space typed at the end of a word must stay while the next word is typed.
        _ => Typed::read(text),
    }
}

/// What an option is called: what stands before the colon of its label, where the rest explains it.
pub fn option_name(label: &str) -> &str {
    label.split(':').next().unwrap_or_default()
}

/// A list: its values between semicolons, tabs or spaces. Two semicolons or tabs leave a gap.
fn typed_list(text: &str, separators: &Separators) -> Typed {
    let text = text.trim();
    let items: Vec<&str> = match text.contains([';', '\t']) {
        true => text.split([';', '\t']).collect(),
        false => text.split_whitespace().collect(),
    };
    let mut read = Vec::with_capacity(items.len());
    let mut ambiguous = false;
    for item in items {
        match item.trim() {
            "" => read.push(String::new()),
            item => match read_number(item, separators, Expect::Number) {
                Ok(number) => {
                    ambiguous |= number.ambiguous;
                    read.push(canonical(number.value));
                }
                Err(problem) => return Typed::unread(text, problem),
            },
        }
    }
    Typed { ambiguous, ..Typed::read(read.join(",")) }
}

/// Canonical text as the reader writes it: grouped for reading, or without groups for typing on.
pub fn shown(spec: &Spec, entry: Option<&Entry>, grouped: bool, format: &Format<'_>) -> String {
    let text = match entry {
        Some(Entry::Text(text)) => text,
        Some(Entry::Unread(text)) => return text.clone(),
        _ => return String::new(),
    };
    let number = |text: &str| match parse_canonical(text.trim()) {
        Some(number) if grouped => {
            // Amounts keep their cents in view; other numbers show the digits they have.
            let least = if matches!(spec.kind, Kind::Money | Kind::Price) && number.scale() > 0 {
                format.currency.minor_units()
            } else {
                0
            };
            let scale = number.normalize().scale();
            format.locale.number(number, least, scale.max(least))
        }
        Some(_) => text.trim().replace('.', &format.locale.separators().decimal.to_string()),
        None => text.to_owned(),
    };
    match spec.kind {
        Kind::Money | Kind::Price | Kind::Percent | Kind::Number | Kind::Whole => number(text),
        Kind::List => text.split(',').map(number).collect::<Vec<_>>().join("; "),
        Kind::Date | Kind::Month => match parse_date(text.trim()) {
            Some(day) => match (spec.kind, grouped) {
                (Kind::Month, true) => format.month(day),
                (Kind::Month, false) => month_text(day),
                (_, true) => format.date(day),
                (_, false) => text.clone(),
            },
            None => text.clone(),
        },
        _ => text.clone(),
    }
}
