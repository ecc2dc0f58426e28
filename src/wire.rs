//! Results as bytes, on their way from a worker to the page. Both run the same program, so the form is nobody's promise.
//!
//! Each type says once what it consists of, and the same walk writes and reads it: to read, it begins with an empty one.

use std::borrow::Cow;
use std::cell::RefCell;

use rust_decimal::Decimal;

use crate::arithmetic::Date;
use crate::input::Problem;
use crate::input::named::Named;
use crate::report::account::Account;
use crate::report::chart::{Axis, Bars, Direction, Dot, Layer, Point, Scale, Shape, Span, Tone};
use crate::report::{
    Answer, Argument, Block, Cell, Chart, Column, Figure, Mark, Measure, Rank, Report, Section, Sentence,
    Table, Value,
};

/// What is looked at first of what a run gave, or problems. The rest of a report can be long, and is often never opened.
pub type Head = Result<(Answer, Glance), Vec<Problem>>;

/// What is seen of a report before anything is opened.
#[derive(Clone, Debug)]
pub struct Glance {
    pub chart: Option<Chart>,
    /// Its sections by key, with their questions.
    pub sections: Vec<(&'static str, Sentence)>,
}

impl Glance {
    /// What is seen of a report first, taken out of it; the questions stay there as well.
    pub fn taken(report: &mut Report) -> Self {
        let sections = report.sections.iter().map(|section| (section.key, section.question.clone()));
        Glance { sections: sections.collect(), chart: report.chart.take() }
    }
}

/// The bytes, and whether they are being read.
pub struct Wire {
    bytes: Vec<u8>,
    at: usize,
    reading: bool,
}

/// What can go over the wire.
trait Wired {
    /// What reading begins with.
    fn empty() -> Self;
    /// Writes all parts, or reads them into itself.
    fn pass(&mut self, wire: &mut Wire);
}

fn written<T: Wired>(what: &mut T) -> Vec<u8> {
    let mut wire = Wire { bytes: Vec::new(), at: 0, reading: false };
    what.pass(&mut wire);
    wire.bytes
}

fn read<T: Wired>(bytes: Vec<u8>) -> T {
    let mut wire = Wire { bytes, at: 0, reading: true };
    let mut what = T::empty();
    what.pass(&mut wire);
    what
}

pub fn written_head(head: &mut Head) -> Vec<u8> {
    written(head)
}

pub fn read_head(bytes: Vec<u8>) -> Head {
    read(bytes)
}

pub fn written_report(report: &mut Report) -> Vec<u8> {
    written(report)
}

pub fn read_report(bytes: Vec<u8>) -> Report {
    read(bytes)
}

thread_local! {
    /// Texts that the program itself holds: templates and keys. There are so many and no more, so those read are kept for good.
    static FIXED: RefCell<Named<&'static str>> = RefCell::default();
}

fn fixed(text: String) -> &'static str {
    FIXED.with_borrow_mut(|known| match known.get(&text) {
        Some(text) => text,
        None => {
            let kept: &'static str = Box::leak(text.clone().into_boxed_str());
            known.insert(text, kept);
            kept
        }
    })
}

impl Wire {
    fn raw(&mut self, part: &mut [u8]) {
        if !self.reading {
            self.bytes.extend_from_slice(part);
        } else if let Some(bytes) = self.bytes.get(self.at..self.at + part.len()) {
            part.copy_from_slice(bytes);
            self.at += part.len();
        }
    }

    /// Which variant follows.
    fn tag(&mut self, tag: u8) -> u8 {
        let mut byte = [tag];
        self.raw(&mut byte);
        byte[0]
    }

    fn length(&mut self, length: usize) -> usize {
        let mut bytes = (length as u32).to_le_bytes();
        self.raw(&mut bytes);
        // Everything takes a byte at least, so that a broken length cannot ask for more than there is.
        let length = u32::from_le_bytes(bytes) as usize;
        if self.reading { length.min(self.bytes.len() - self.at) } else { length }
    }
}

impl Wired for String {
    fn empty() -> Self {
        String::new()
    }

    fn pass(&mut self, wire: &mut Wire) {
        let length = wire.length(self.len());
        let mut bytes = std::mem::take(self).into_bytes();
        bytes.resize(length, 0);
        wire.raw(&mut bytes);
        *self = String::from_utf8(bytes).unwrap_or_default();
    }
}

impl Wired for &'static str {
    fn empty() -> Self {
        ""
    }

    fn pass(&mut self, wire: &mut Wire) {
        let mut text = (*self).to_owned();
        text.pass(wire);
        if wire.reading {
            *self = fixed(text);
        }
    }
}

impl Wired for Cow<'static, str> {
    fn empty() -> Self {
        Cow::Borrowed("")
    }

    fn pass(&mut self, wire: &mut Wire) {
        let mut text = std::mem::take(self).into_owned();
        text.pass(wire);
        *self = Cow::Owned(text);
    }
}

impl Wired for bool {
    fn empty() -> Self {
        false
    }

    fn pass(&mut self, wire: &mut Wire) {
        *self = wire.tag(u8::from(*self)) == 1;
    }
}

impl Wired for Decimal {
    fn empty() -> Self {
        Decimal::ZERO
    }

    fn pass(&mut self, wire: &mut Wire) {
        let mut bytes = self.serialize();
        wire.raw(&mut bytes);
        if wire.reading {
            *self = Decimal::deserialize(bytes);
        }
    }
}

impl Wired for Date {
    fn empty() -> Self {
        Date::default()
    }

    fn pass(&mut self, wire: &mut Wire) {
        // Days after a fixed day: a date has no other parts.
        let origin = Date::default();
        let mut days = origin.days_until(*self).to_le_bytes();
        wire.raw(&mut days);
        if wire.reading {
            *self = origin.plus_days(i64::from_le_bytes(days)).unwrap_or_default();
        }
    }
}

impl<T: Wired> Wired for Vec<T> {
    fn empty() -> Self {
        Vec::new()
    }

    fn pass(&mut self, wire: &mut Wire) {
        let length = wire.length(self.len());
        if wire.reading {
            self.resize_with(length, T::empty);
        }
        self.iter_mut().for_each(|item| item.pass(wire));
    }
}

impl<T: Wired> Wired for Option<T> {
    fn empty() -> Self {
        None
    }

    fn pass(&mut self, wire: &mut Wire) {
        if wire.tag(u8::from(self.is_some())) == 0 {
            return;
        }
        self.get_or_insert_with(T::empty).pass(wire);
    }
}

impl<A: Wired, B: Wired> Wired for (A, B) {
    fn empty() -> Self {
        (A::empty(), B::empty())
    }

    fn pass(&mut self, wire: &mut Wire) {
        self.0.pass(wire);
        self.1.pass(wire);
    }
}

impl<T: Wired> Wired for Box<T> {
    fn empty() -> Self {
        Box::new(T::empty())
    }

    fn pass(&mut self, wire: &mut Wire) {
        (**self).pass(wire);
    }
}

/// A record: its parts in order.
macro_rules! record {
    ($type:ty { $($part:ident),* }) => {
        impl Wired for $type {
            fn empty() -> Self {
                Self { $($part: Wired::empty()),* }
            }

            fn pass(&mut self, wire: &mut Wire) {
                $(self.$part.pass(wire);)*
            }
        }
    };
}

/// One of some variants, each with its parts; the first is the empty one.
macro_rules! variants {
    ($type:ident {
        $first:pat => $first_empty:expr, [$($first_part:ident)*];
        $($tag:literal, $variant:pat => $empty:expr, [$($part:ident)*]);* $(;)?
    }) => {
        impl Wired for $type {
            fn empty() -> Self {
                $first_empty
            }

            fn pass(&mut self, wire: &mut Wire) {
                let tag = match self {
                    #[allow(unused_variables)]
                    $first => 0,
                    $(#[allow(unused_variables)] $variant => $tag,)*
                };
                let tag = wire.tag(tag);
                if wire.reading {
                    *self = match tag {
                        $($tag => $empty,)*
                        _ => $first_empty,
                    };
                }
                match self {
                    $first => { $($first_part.pass(wire);)* }
                    $($variant => { $($part.pass(wire);)* })*
                }
            }
        }
    };
}

/// What stands for a part that is about to be read.
fn none<T: Wired>() -> T {
    T::empty()
}

impl Wired for Sentence {
    fn empty() -> Self {
        "".into()
    }

    fn pass(&mut self, wire: &mut Wire) {
        let (mut template, mut arguments) = (self.template(), self.arguments().to_vec());
        template.pass(wire);
        arguments.pass(wire);
        if wire.reading {
            *self = arguments
                .into_iter()
                .fold(template.into(), |sentence, (name, value)| sentence.with(name, value));
        }
    }
}

variants!(Argument {
    Argument::Text(a) => Argument::Text(none()), [a];
    1, Argument::Sentence(a) => Argument::Sentence(none()), [a];
    2, Argument::Number(a) => Argument::Number(none()), [a];
    3, Argument::About(a) => Argument::About(none()), [a];
    4, Argument::Money(a) => Argument::Money(none()), [a];
    5, Argument::Price(a) => Argument::Price(none()), [a];
    6, Argument::Percent(a) => Argument::Percent(none()), [a];
    7, Argument::Date(a) => Argument::Date(none()), [a];
    8, Argument::Month(a) => Argument::Month(none()), [a];
    9, Argument::Option(a) => Argument::Option(none()), [a];
});

variants!(Value {
    Value::Blank => Value::Blank, [];
    1, Value::Exact(a) => Value::Exact(none()), [a];
    2, Value::Approximate { value, interval } => Value::Approximate { value: none(), interval: None }, [value interval];
    3, Value::Text(a) => Value::Text(none()), [a];
    4, Value::Date(a) => Value::Date(none()), [a];
    5, Value::Undefined(a) => Value::Undefined(none()), [a];
});

variants!(Measure {
    Measure::Money => Measure::Money, [];
    1, Measure::Price => Measure::Price, [];
    2, Measure::Percent => Measure::Percent, [];
    3, Measure::Number { unit } => Measure::Number { unit: none() }, [unit];
    4, Measure::Text => Measure::Text, [];
    5, Measure::Date => Measure::Date, [];
    6, Measure::Points => Measure::Points, [];
    7, Measure::Month => Measure::Month, [];
});

variants!(Rank {
    Rank::Headline => Rank::Headline, [];
    1, Rank::Main => Rank::Main, [];
    2, Rank::Detail => Rank::Detail, [];
});

variants!(Mark {
    Mark::Present => Mark::Present, [];
    1, Mark::Best => Mark::Best, [];
    2, Mark::Worst => Mark::Worst, [];
    3, Mark::Partial => Mark::Partial, [];
});

variants!(Account {
    Account::Formula(a) => Account::Formula(none()), [a];
    1, Account::Method(a) => Account::Method(none()), [a];
});

variants!(Tone {
    Tone::Own => Tone::Own, [];
    1, Tone::Same => Tone::Same, [];
    2, Tone::Plain => Tone::Plain, [];
    3, Tone::Accent => Tone::Accent, [];
    4, Tone::Negative => Tone::Negative, [];
});

variants!(Direction {
    Direction::X => Direction::X, [];
    1, Direction::Y => Direction::Y, [];
});

variants!(Scale {
    Scale::Measured(a) => Scale::Measured(none()), [a];
    1, Scale::Days { from, months } => Scale::Days { from: none(), months: none() }, [from months];
    2, Scale::Categories(a) => Scale::Categories(none()), [a];
});

variants!(Bars {
    Bars::Grouped(a) => Bars::Grouped(none()), [a];
    1, Bars::Stacked(a) => Bars::Stacked(none()), [a];
    2, Bars::Floating(a) => Bars::Floating(none()), [a];
});

variants!(Shape {
    Shape::Line(a) => Shape::Line(none()), [a];
    1, Shape::Step(a) => Shape::Step(none()), [a];
    2, Shape::Area(a) => Shape::Area(none()), [a];
    3, Shape::Bars(a) => Shape::Bars(none()), [a];
    4, Shape::Points(a) => Shape::Points(none()), [a];
    5, Shape::Region { from, to } => Shape::Region { from: none(), to: none() }, [from to];
    6, Shape::Rule { across, at } => Shape::Rule { across: none(), at: none() }, [across at];
});

variants!(Block {
    Block::Note(a) => Block::Note(none()), [a];
    1, Block::Table(a) => Block::Table(none()), [a];
    2, Block::Chart(a) => Block::Chart(none()), [a];
});

variants!(Head {
    Err(a) => Err(none()), [a];
    1, Ok(a) => Ok(none()), [a];
});

record!(Problem { at, message });
record!(Point { x, y });
record!(Span { x, from, to });
record!(Dot { x, y, size, label });
record!(Layer { key, label, tone, shape });
record!(Axis { label, scale, bounds });
record!(Chart { key, title, summary, x, y, layers });
record!(Cell { value, mark });
record!(Column { key, label, measure, account, decides });
record!(Table { key, label, columns, rows, empty });
record!(Figure { key, label, measure, value, rank, account });
record!(Answer { sentence, figures, warnings });
record!(Section { key, question, blocks });
record!(Report { chart, sections });
record!(Glance { chart, sections });

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calculators;

    #[test]
    fn all_results_arrive_as_they_left() {
        for page in calculators::all() {
            for example in page.examples() {
                let solved = page.solve(&example.inputs).unwrap_or_else(|problems| panic!("{problems:?}"));
                let mut report = solved.report();
                let bytes = written_report(&mut report);
                let again = read_report(bytes.clone());
                assert_eq!(format!("{again:?}"), format!("{report:?}"), "{}", example.name);
                // Cut off anywhere, it is something else, and nothing worse.
                for end in (0..bytes.len()).step_by(bytes.len() / 50 + 1) {
                    let _ = read_report(bytes[..end].to_vec());
                }
                let mut head: Head = Ok((solved.answer(), Glance::taken(&mut report)));
                let again = read_head(written_head(&mut head));
                assert_eq!(format!("{again:?}"), format!("{head:?}"), "{}", example.name);
            }
        }
        let mut problems: Head = Err(vec![Problem::at("a.0.b", "No {n}.")]);
        let bytes = written_head(&mut problems);
        assert_eq!(format!("{:?}", read_head(bytes)), format!("{problems:?}"));
    }
}
