//! Values, figures and tables: what a calculator found, before anybody formats it.

use rust_decimal::Decimal;

use super::account::Account;
use super::format::Format;
use super::sentence::Sentence;
use crate::arithmetic::Date;

/// What a number measures, which decides how it is written.
#[derive(Clone, Debug, PartialEq)]
pub enum Measure {
    /// An amount in the draft's currency, shown to its minor unit.
    Money,
    /// An amount in the draft's currency per unit, shown in all its digits: for what was typed, not for a quotient.
    Price,
    /// Percentage points.
    Percent,
    /// Percentage points with two decimals each: a column of them that are not all whole.
    Points,
    /// A quantity in a unit, which may be the user's own word ("seats"); empty for a bare number.
    Number { unit: Sentence },
    /// Words.
    Text,
    /// A calendar date.
    Date,
    /// A month of the calendar.
    Month,
}

impl Measure {
    /// A bare number.
    pub fn number() -> Self {
        Measure::of("")
    }

    /// A quantity in `unit`.
    pub fn of(unit: impl Into<Sentence>) -> Self {
        Measure::Number { unit: unit.into() }
    }
}

/// One thing found, or the reason why there is none.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// An exact number.
    Exact(Decimal),
    /// A number that a search, a fit or a projection gave, with its interval where there is one.
    Approximate { value: Decimal, interval: Option<Box<(Decimal, Decimal)>> },
    /// Words.
    Text(Sentence),
    /// A calendar date.
    Date(Date),
    /// Not observed, or without a bound: an empty cell.
    Blank,
    /// No value exists; the sentence says why.
    Undefined(Sentence),
}

impl Value {
    /// The number, exact or not; `None` for words, dates, blanks and the undefined.
    pub fn number(&self) -> Option<Decimal> {
        match self {
            Value::Exact(value) | Value::Approximate { value, .. } => Some(*value),
            _ => None,
        }
    }

    /// The value as the reader sees it; an undefined one gives its sentence, a blank one nothing.
    pub fn text(&self, measure: &Measure, format: &Format<'_>) -> String {
        match self {
            Value::Exact(value) => format.apart(format.measured(*value, measure)),
            Value::Approximate { value, interval } => {
                let mut out = String::from("≈ ");
                out.push_str(&format.approximate(*value, measure));
                if let Some((low, high)) = interval.as_deref() {
                    out.push_str(" (");
                    out.push_str(&format.approximate(*low, measure));
                    out.push_str(" – ");
                    out.push_str(&format.approximate(*high, measure));
                    out.push(')');
                }
                format.apart(out)
            }
            Value::Text(sentence) | Value::Undefined(sentence) => sentence.text(format),
            Value::Date(date) if *measure == Measure::Month => format.apart(format.month(*date)),
            Value::Date(date) => format.apart(format.date(*date)),
            Value::Blank => String::new(),
        }
    }
}

impl From<Decimal> for Value {
    fn from(value: Decimal) -> Self {
        Value::Exact(value)
    }
}

impl From<Option<Decimal>> for Value {
    fn from(value: Option<Decimal>) -> Self {
        value.map_or(Value::Blank, Value::Exact)
    }
}

impl From<Sentence> for Value {
    fn from(sentence: Sentence) -> Self {
        Value::Text(sentence)
    }
}

impl From<Date> for Value {
    fn from(date: Date) -> Self {
        Value::Date(date)
    }
}

/// How much a figure matters: the page shows headline and main figures, and keeps details closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    Headline,
    Main,
    Detail,
}

/// One named result.
#[derive(Clone, Debug)]
pub struct Figure {
    /// Its name in JSON, accounts and what-ifs: a public promise.
    pub key: &'static str,
    /// What it is called.
    pub label: Sentence,
    pub measure: Measure,
    pub value: Value,
    pub rank: Rank,
    /// How it comes about.
    pub account: Account,
}

impl Figure {
    /// A figure of main rank.
    #[inline(never)]
    pub fn new(
        key: &'static str,
        label: impl Into<Sentence>,
        measure: Measure,
        value: impl Into<Value>,
        account: impl Into<Account>,
    ) -> Self {
        let (label, value, account) = (label.into(), value.into(), account.into());
        Figure { key, label, measure, value, rank: Rank::Main, account }
    }

    /// The same figure at another rank.
    pub fn ranked(self, rank: Rank) -> Self {
        Figure { rank, ..self }
    }
}

/// Figures as they are told one after the other, the first ones first.
#[derive(Default)]
pub struct Figures {
    told: Vec<Figure>,
    details: bool,
}

impl Figures {
    /// From here on, figures are details.
    pub fn details(&mut self) {
        self.details = true;
    }

    /// One more figure, of main rank or a detail.
    #[inline(never)]
    pub fn add(
        &mut self,
        key: &'static str,
        label: impl Into<Sentence>,
        measure: Measure,
        value: impl Into<Value>,
        account: impl Into<Account>,
    ) -> &mut Self {
        let rank = if self.details { Rank::Detail } else { Rank::Main };
        self.told.push(Figure::new(key, label, measure, value, account).ranked(rank));
        self
    }

    /// One more figure, in money.
    #[inline(never)]
    pub fn money(
        &mut self,
        key: &'static str,
        label: &'static str,
        value: impl Into<Value>,
        account: impl Into<Account>,
    ) -> &mut Self {
        self.add(key, label, Measure::Money, value, account)
    }

    /// One more figure, of a number that may not exist. The reason then stands in place of the number and of its formula.
    #[inline(never)]
    pub fn known(
        &mut self,
        key: &'static str,
        label: impl Into<Sentence>,
        measure: Measure,
        number: Option<Decimal>,
        formula: impl Into<Account>,
        why: &dyn Fn() -> Sentence,
    ) -> &mut Self {
        match number {
            Some(number) => self.add(key, label, measure, number, formula),
            None => self.add(key, label, measure, Value::Undefined(why()), why()),
        }
    }

    /// The last one at another rank.
    #[inline(never)]
    pub fn ranked(&mut self, rank: Rank) -> &mut Self {
        if let Some(figure) = self.told.last_mut() {
            figure.rank = rank;
        }
        self
    }

    pub fn told(self) -> Vec<Figure> {
        self.told
    }
}
