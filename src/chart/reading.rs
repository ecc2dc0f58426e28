//! The exact values behind a drawing: at any position, for the readout under the pointer, and all of them as
//! a table.

use rust_decimal::Decimal;

use super::{Plot, legend};
use crate::arithmetic::{Nearly, ranking};
use crate::report::chart::{Bars, Chart, Direction, Point, Scale, Shape, Span};
use crate::report::format::Format;
use crate::report::value::{Measure, Value};
use crate::report::{Argument, Sentence};
use crate::say;

/// The most rows of a chart's table.
const MOST_ROWS: usize = 200;

/// Which of the two values at a jump is meant.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    /// Up to the position and at it.
    Left,
    /// Just above it.
    Right,
}

/// The positions with exact data, in ascending order.
pub fn stops(chart: &Chart) -> Vec<Decimal> {
    let mut all: Vec<Decimal> = Vec::new();
    for layer in &chart.layers {
        match &layer.shape {
            Shape::Line(points)
            | Shape::Step(points)
            | Shape::Bars(Bars::Grouped(points) | Bars::Stacked(points)) => {
                all.extend(points.iter().map(|point| point.x));
            }
            Shape::Area(spans) | Shape::Bars(Bars::Floating(spans)) => {
                all.extend(spans.iter().map(|span| span.x));
            }
            Shape::Points(dots) => all.extend(dots.iter().map(|dot| dot.x)),
            Shape::Region { from, to } => all.extend([*from, *to]),
            Shape::Rule { across: Direction::X, at } => all.push(*at),
            Shape::Rule { across: Direction::Y, .. } => {}
        }
    }
    let shown = chart.x.bounds.map(|(a, b)| (a.min(b), a.max(b)));
    all.retain(|x| shown.is_none_or(|(low, high)| (low..=high).contains(x)));
    let order = ranking(all.len(), &|a, b| all[a].cmp(&all[b]));
    let mut stops: Vec<Decimal> = order.into_iter().map(|place| all[place]).collect();
    stops.dedup();
    stops
}

/// What each layer is at a position: its index and its value. Lines are read between their points, which is
/// exact since they are straight, to 28 digits; at a jump the value up to it holds. A floating bar or an area
/// reads as two values, its ends in their order; regions and rules have none.
pub fn values_at(chart: &Chart, x: Decimal) -> Vec<(usize, Option<Decimal>)> {
    values(chart, x, Side::Left)
}

fn values(chart: &Chart, x: Decimal, side: Side) -> Vec<(usize, Option<Decimal>)> {
    let mut out = Vec::new();
    for (index, layer) in chart.layers.iter().enumerate() {
        match &layer.shape {
            Shape::Line(points) => out.push((index, on_line(points, x, side))),
            Shape::Step(points) => out.push((index, on_steps(points, x))),
            Shape::Area(spans) => {
                let edge = |value: fn(&Span) -> Decimal| {
                    let points: Vec<_> =
                        spans.iter().map(|span| Point::from((span.x, value(span)))).collect();
                    on_line(&points, x, side)
                };
                out.extend([(index, edge(|span| span.from)), (index, edge(|span| span.to))]);
            }
            Shape::Bars(Bars::Grouped(points) | Bars::Stacked(points)) => {
                out.push((index, points.iter().find(|point| point.x == x).and_then(|point| point.y)));
            }
            Shape::Bars(Bars::Floating(spans)) => {
                let bar = spans.iter().find(|span| span.x == x);
                out.extend([(index, bar.map(|bar| bar.from)), (index, bar.map(|bar| bar.to))]);
            }
            Shape::Points(dots) => out.push((index, dots.iter().find(|dot| dot.x == x).map(|dot| dot.y))),
            Shape::Region { .. } | Shape::Rule { .. } => {}
        }
    }
    out
}

fn on_line(points: &[Point], x: Decimal, side: Side) -> Option<Decimal> {
    let first = points.partition_point(|point| point.x < x);
    let here = points.iter().skip(first).take_while(|point| point.x == x).filter_map(|point| point.y);
    let exact = match side {
        Side::Left => here.clone().next(),
        Side::Right => here.clone().last(),
    };
    let after = points.get(first)?;
    if after.x == x {
        return exact;
    }
    let before = points.get(first.checked_sub(1)?)?;
    between((before.x, before.y?), (after.x, after.y?), x)
}

fn on_steps(points: &[Point], x: Decimal) -> Option<Decimal> {
    let after = points.partition_point(|point| point.x <= x);
    let ends = points.last().is_some_and(|last| x > last.x);
    if ends { None } else { points.get(after.checked_sub(1)?)?.y }
}

/// The value at `x` on the straight line through two points; `None` where it has more digits than a decimal
/// holds.
fn between((x0, y0): (Decimal, Decimal), (x1, y1): (Decimal, Decimal), x: Decimal) -> Option<Decimal> {
    let (run, rise, way) = (x1.nearly_minus(x0)?, y1.nearly_minus(y0)?, x.nearly_minus(x0)?);
    let multiplied = way.nearly_times(rise).and_then(|product| product.nearly_over(run));
    // Where the product is too long, the larger quotient keeps more of its digits.
    let (quotient, factor) = if rise.abs() >= run.abs() { (rise, way) } else { (way, rise) };
    let climbed = multiplied.or_else(|| quotient.nearly_over(run)?.nearly_times(factor))?;
    y0.nearly_plus(climbed).map(|value| value.normalize())
}

/// What stands at one position, ready to be shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Readout {
    /// The position.
    pub x: Decimal,
    /// The position across, in units of the drawing.
    pub across: f64,
    /// The position in words: "1,200" or "Mar 1, 2026".
    pub heading: String,
    /// The layers that have a value there.
    pub values: Vec<Reading>,
    /// The labels of the regions and rules that the position is in or at, and of its dots.
    pub notes: Vec<String>,
}

/// One layer's value in a readout.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The layer's index in the chart.
    pub layer: usize,
    /// The class of its colour.
    pub class: &'static str,
    pub label: String,
    /// The value, written out; the two ends of an area or floating bar.
    pub text: String,
    /// The value's height in units of the drawing, for a mark; within the plot or none.
    pub down: Option<f64>,
}

/// The readout at a position of a drawn chart.
pub fn readout(chart: &Chart, plot: &Plot, x: Decimal, format: &Format<'_>) -> Readout {
    let measure = chart.y.measure();
    let looks = legend::looks(chart);
    let mut readings: Vec<Reading> = Vec::new();
    for (index, value) in values_at(chart, x) {
        let (Some(value), Some(layer)) = (value, chart.layers.get(index)) else { continue };
        let text = format.measured(value, &measure);
        match readings.last_mut() {
            Some(last) if last.layer == index => {
                let both = say!("{low} to {high}", low = std::mem::take(&mut last.text), high = text);
                last.text = both.text(format);
            }
            _ => readings.push(Reading {
                layer: index,
                class: looks.get(index).map_or("", |look| look.class()),
                label: layer.label.text(format),
                text,
                down: Some(plot.down(value)).filter(|y| (plot.top..=plot.top + plot.height).contains(y)),
            }),
        }
    }
    Readout {
        x,
        across: plot.across(x),
        heading: chart.x.value(x).text(&chart.x.measure(), format),
        values: readings,
        notes: notes(chart, x).iter().map(|note| note.text(format)).collect(),
    }
}

/// The labels of what lies at a position: regions around it, rules at it, dots on it.
fn notes(chart: &Chart, x: Decimal) -> Vec<Sentence> {
    let mut out: Vec<Sentence> = Vec::new();
    for layer in &chart.layers {
        let note = match &layer.shape {
            Shape::Region { from, to } if (*from.min(to)..=*from.max(to)).contains(&x) => Some(&layer.label),
            Shape::Rule { across: Direction::X, at } if *at == x => Some(&layer.label),
            Shape::Points(dots) => dots.iter().find(|dot| dot.x == x).and_then(|dot| dot.label.as_ref()),
            _ => None,
        };
        if let Some(note) = note
            && !out.contains(note)
        {
            out.push(note.clone());
        }
    }
    out
}

/// The data of a chart as a table: the horizontal axis first, then a column for each layer that has values
/// (two for an area or a floating bar), then what is marked there, if anything is.
#[derive(Clone, Debug, PartialEq)]
pub struct ChartTable {
    pub columns: Vec<(Sentence, Measure)>,
    /// One value for each column. Where a line jumps, a second row gives the values just above the position.
    pub rows: Vec<Vec<Value>>,
    /// How many rows were left out, evenly, to keep the table short.
    pub left_out: usize,
}

/// The data of a chart at its stops, in at most 200 rows.
pub fn as_table(chart: &Chart) -> ChartTable {
    let mut columns = vec![(chart.x.label.clone(), chart.x.measure())];
    for layer in &chart.layers {
        let label = layer.label.clone();
        match &layer.shape {
            Shape::Region { .. } | Shape::Rule { .. } => {}
            Shape::Area(_) | Shape::Bars(Bars::Floating(_)) => columns.extend([
                (say!("{label}: from", label = label.clone()), chart.y.measure()),
                (say!("{label}: to", label = label), chart.y.measure()),
            ]),
            _ => columns.push((label, chart.y.measure())),
        }
    }
    let mut rows = Vec::new();
    let mut noted = false;
    for x in stops(chart) {
        let left = values(chart, x, Side::Left);
        let right = values(chart, x, Side::Right);
        let jumps = left != right;
        let note =
            notes(chart, x).into_iter().reduce(|all, note| say!("{all}; {note}", all = all, note = note));
        noted |= note.is_some();
        let cells =
            |values: Vec<(usize, Option<Decimal>)>| values.into_iter().map(|(_, value)| Value::from(value));
        let mut row = vec![chart.x.value(x)];
        row.extend(cells(left));
        row.push(note.map_or(Value::Blank, Value::Text));
        rows.push(row);
        if jumps {
            let mut row = vec![Value::Text(say!("just above {x}", x = position(chart, x)))];
            row.extend(cells(right));
            row.push(Value::Blank);
            rows.push(row);
        }
    }
    if noted {
        columns.push((Sentence::from("Note"), Measure::Text));
    } else {
        for row in &mut rows {
            row.pop();
        }
    }
    let left_out = rows.len().saturating_sub(MOST_ROWS);
    if left_out > 0 {
        let all = rows.len() - 1;
        let mut kept = (0..MOST_ROWS).map(|row| row * all / (MOST_ROWS - 1)).peekable();
        let mut index = 0..;
        rows.retain(|_| index.next().is_some_and(|row| kept.next_if_eq(&row).is_some()));
    }
    ChartTable { columns, rows, left_out }
}

/// A position as an argument of a sentence.
fn position(chart: &Chart, x: Decimal) -> Argument {
    match (&chart.x.scale, chart.x.value(x)) {
        (Scale::Measured(Measure::Money), _) => Argument::Money(x),
        (Scale::Measured(Measure::Price), _) => Argument::Price(x),
        (Scale::Measured(Measure::Percent), _) => Argument::Percent(x),
        (Scale::Days { months: true, .. }, Value::Date(date)) => Argument::Month(date),
        (_, Value::Date(date)) => Argument::Date(date),
        (_, Value::Text(name)) => Argument::Sentence(name),
        _ => Argument::Number(x),
    }
}
