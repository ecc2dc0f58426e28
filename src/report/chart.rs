//! Charts as data: axes and layers of exact points, without markup. The room `chart` draws and reads them.

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

use super::sentence::Sentence;
use super::value::{Measure, Value};
use crate::arithmetic::Date;

/// A picture of a finding, with the finding in words.
#[derive(Clone, Debug)]
pub struct Chart {
    /// Its name in tests and in the page's ids.
    pub key: &'static str,
    pub title: Sentence,
    /// What the chart shows, in one sentence: read aloud in its place.
    pub summary: Sentence,
    pub x: Axis,
    pub y: Axis,
    /// From back to front within each kind of shape. Regions lie behind all, rules and points before all.
    pub layers: Vec<Layer>,
}

/// One direction of a chart.
#[derive(Clone, Debug)]
pub struct Axis {
    pub label: Sentence,
    pub scale: Scale,
    /// What is shown, where that is not simply all that there is; the rest is cut off.
    pub bounds: Option<(Decimal, Decimal)>,
}

/// What positions along an axis stand for.
#[derive(Clone, Debug)]
pub enum Scale {
    /// The numbers themselves.
    Measured(Measure),
    /// Days after a date; see [`days`]. With `months`, only months are told.
    Days { from: Date, months: bool },
    /// Names at 0, 1, 2 and so on. Only for the horizontal axis.
    Categories(Vec<Sentence>),
}

/// One thing drawn.
#[derive(Clone, Debug)]
pub struct Layer {
    /// Its name in tests.
    pub key: String,
    /// What it is called beside the drawing, in the legend, in the readout and in the table.
    pub label: Sentence,
    pub tone: Tone,
    pub shape: Shape,
}

/// Whose colour a layer takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Tone {
    /// The next colour of the series.
    #[default]
    Own,
    /// That of the layer before, to which it belongs, so that it has no place of its own in the legend.
    Same,
    /// No series' colour but that of the text.
    Plain,
    /// The one that the page keeps for what matters most: the present case, say.
    Accent,
    /// The one for losses.
    Negative,
}

/// What is drawn.
#[derive(Clone, Debug)]
pub enum Shape {
    /// Straight lines from point to point, in ascending order of x. A point without a value is a gap; two
    /// points at one x are a jump, and at that x itself the first of them holds.
    Line(Vec<Point>),
    /// Each value holds from its x until the next; of two at one x the last holds.
    Step(Vec<Point>),
    /// The surface between two edges, in ascending order of x.
    Area(Vec<Span>),
    Bars(Bars),
    Points(Vec<Dot>),
    /// A stretch of the horizontal axis.
    Region {
        from: Decimal,
        to: Decimal,
    },
    /// A straight line right across.
    Rule {
        across: Direction,
        at: Decimal,
    },
}

/// How bars of several layers stand together.
#[derive(Clone, Debug)]
pub enum Bars {
    /// From zero, side by side.
    Grouped(Vec<Point>),
    /// One on top of the other, positive upwards from zero and negative downwards.
    Stacked(Vec<Point>),
    /// From one value to another.
    Floating(Vec<Span>),
}

/// The axis on which a rule's position lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// An upright line.
    X,
    /// A level line.
    Y,
}

/// A value at a position, or the lack of one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    pub x: Decimal,
    pub y: Option<Decimal>,
}

/// Two values at a position.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    pub x: Decimal,
    pub from: Decimal,
    pub to: Decimal,
}

/// A marked place.
#[derive(Clone, Debug, PartialEq)]
pub struct Dot {
    pub x: Decimal,
    pub y: Decimal,
    /// What its surface stands for, compared with the other dots of the chart; none for a plain mark.
    pub size: Option<Decimal>,
    pub label: Option<Sentence>,
}

impl From<(Decimal, Decimal)> for Point {
    fn from((x, y): (Decimal, Decimal)) -> Self {
        Point { x, y: Some(y) }
    }
}

impl From<(Decimal, Option<Decimal>)> for Point {
    fn from((x, y): (Decimal, Option<Decimal>)) -> Self {
        Point { x, y }
    }
}

impl Axis {
    /// An axis of numbers.
    pub fn new(label: impl Into<Sentence>, measure: Measure) -> Self {
        Axis { label: label.into(), scale: Scale::Measured(measure), bounds: None }
    }

    /// An axis of days after `from`.
    pub fn days(label: impl Into<Sentence>, from: Date) -> Self {
        Axis { label: label.into(), scale: Scale::Days { from, months: false }, bounds: None }
    }

    /// An axis of months, each at the days of its first day after `from`.
    pub fn months(label: impl Into<Sentence>, from: Date) -> Self {
        Axis { label: label.into(), scale: Scale::Days { from, months: true }, bounds: None }
    }

    /// An axis of names.
    pub fn categories(label: impl Into<Sentence>, names: Vec<Sentence>) -> Self {
        Axis { label: label.into(), scale: Scale::Categories(names), bounds: None }
    }

    /// The axis from `low` to `high` and no further.
    pub fn within(self, low: Decimal, high: Decimal) -> Self {
        Axis { bounds: Some((low, high)), ..self }
    }

    /// What a number on this axis measures.
    pub fn measure(&self) -> Measure {
        match &self.scale {
            Scale::Measured(measure) => measure.clone(),
            Scale::Days { months: true, .. } => Measure::Month,
            Scale::Days { .. } => Measure::Date,
            Scale::Categories(_) => Measure::Text,
        }
    }

    /// What stands at a position: a number, a date or a name; blank past the calendar or between names.
    pub fn value(&self, at: Decimal) -> Value {
        match &self.scale {
            Scale::Measured(_) => Value::Exact(at),
            Scale::Days { from, .. } => date(*from, at).map_or(Value::Blank, Value::Date),
            Scale::Categories(names) => {
                at.to_usize().and_then(|i| names.get(i)).cloned().map_or(Value::Blank, Value::Text)
            }
        }
    }
}

impl Chart {
    /// One more layer, in front of the others.
    #[inline(never)]
    pub fn layer(&mut self, key: &str, label: impl Into<Sentence>, tone: Tone, shape: Shape) {
        self.layers.push(Layer { key: key.to_owned(), label: label.into(), tone, shape });
    }

    /// One bar from zero for each value, at 0, 1, 2 and so on, each in the layer of its kind: a place among `kinds`. A kind
    /// without a bar to be seen has no layer, and so no place in the legend.
    #[inline(never)]
    pub fn bars(&mut self, kinds: &[Kind], values: &[(usize, Decimal)]) {
        for (place, (key, label, tone)) in kinds.iter().enumerate() {
            let of = |(kind, value): &(usize, Decimal)| if *kind == place { *value } else { Decimal::ZERO };
            if values.iter().all(|value| of(value).is_zero()) {
                continue;
            }
            let point = |(at, value)| Point { x: Decimal::from(at), y: Some(of(value)) };
            let bars = values.iter().enumerate().map(point).collect();
            self.layer(key, *label, *tone, Shape::Bars(Bars::Stacked(bars)));
        }
    }

    /// The bars of changes: upwards for a gain, downwards and in the colour of losses for the rest.
    pub fn gains_and_losses(&mut self, changes: &[Decimal]) {
        let kind = |change: &Decimal| (usize::from(*change <= Decimal::ZERO), *change);
        let changes: Vec<_> = changes.iter().map(kind).collect();
        self.bars(&[("gains", "Gain", Tone::Own), ("losses", "Loss", Tone::Negative)], &changes);
    }

    /// One bar from one value to another for each step, at 0, 1, 2 and so on, each in the layer of its kind: a place among
    /// `kinds`. A kind without steps has no layer.
    #[inline(never)]
    pub fn steps(&mut self, kinds: &[Kind], steps: &[(usize, Decimal, Decimal)]) {
        for (place, (key, label, tone)) in kinds.iter().enumerate() {
            let own = steps.iter().enumerate().filter(|(_, (kind, ..))| *kind == place);
            let span = |(at, (_, from, to)): (usize, &(usize, Decimal, Decimal))| Span {
                x: Decimal::from(at),
                from: *from,
                to: *to,
            };
            let spans: Vec<Span> = own.map(span).collect();
            if !spans.is_empty() {
                self.layer(key, *label, *tone, Shape::Bars(Bars::Floating(spans)));
            }
        }
    }
}

/// What bars of one kind are: the key of their layer, what they are called, and their tone.
pub type Kind = (&'static str, &'static str, Tone);

impl Bars {
    /// Side by side with those of other layers, at 0, 1, 2 and so on.
    pub fn beside(values: impl IntoIterator<Item = Option<Decimal>>) -> Shape {
        let point = |(at, y): (usize, Option<Decimal>)| Point { x: Decimal::from(at), y };
        Shape::Bars(Bars::Grouped(values.into_iter().enumerate().map(point).collect()))
    }
}

impl Layer {
    /// A layer in the next colour of the series.
    pub fn new(key: impl Into<String>, label: impl Into<Sentence>, shape: Shape) -> Self {
        Layer { key: key.into(), label: label.into(), tone: Tone::Own, shape }
    }

    /// The layer in another tone.
    pub fn toned(self, tone: Tone) -> Self {
        Layer { tone, ..self }
    }
}

/// The position of `day` on an axis of days after `from`.
pub fn days(from: Date, day: Date) -> Decimal {
    from.days_until(day).into()
}

/// The date at a position on an axis of days after `from`; the day begun where it lies within one. `None`
/// past the calendar's ends (years 0 and 9999).
pub fn date(from: Date, at: Decimal) -> Option<Date> {
    let whole = at.round_dp_with_strategy(0, RoundingStrategy::ToNegativeInfinity).to_i64()?;
    from.plus_days(whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::dec;

    #[test]
    fn positions_and_dates() {
        let from = Date::of(2026, 1, 31);
        assert_eq!(days(from, Date::of(2026, 3, 1)), dec!(29));
        assert_eq!(days(from, Date::of(2026, 1, 1)), dec!(-30));
        assert_eq!(date(from, dec!(29.9)), Some(Date::of(2026, 3, 1)));
        assert_eq!(date(from, dec!(-0.5)), Some(Date::of(2026, 1, 30)));
        assert_eq!(date(from, Decimal::MAX), None);
    }

    #[test]
    fn names_stand_at_whole_positions() {
        let axis = Axis::categories("Plan", vec!["Basic".into(), "Pro".into()]);
        assert_eq!(axis.value(dec!(1)), Value::Text("Pro".into()));
        assert_eq!(axis.value(dec!(2)), Value::Blank);
        assert_eq!(axis.value(dec!(-1)), Value::Blank);
    }
}
