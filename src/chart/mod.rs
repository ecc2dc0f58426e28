//! Charts as SVG, and what the page needs to read them out. The only place that knows plotters.
//!
//! A drawing is the same natively and in the browser: widths of text come from a table, colours, fonts and
//! line widths from the page's stylesheet by class. Exact decimals become floats here, for drawing only; what
//! is read out is exact.

mod backend;
mod canvas;
mod clip;
mod draw;
mod labels;
mod legend;
mod picture;
mod reading;
mod scale;
mod text;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

pub use backend::push_escaped;
pub use draw::draw;
pub use legend::{Entry, legend};
pub use picture::picture;
pub use reading::{ChartTable, Reading, Readout, as_table, readout, stops, values_at};
use scale::{Range, float};

/// The size of a drawing in its own units, each about a pixel of the page: type is 12 units high.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    pub width: u32,
    pub height: u32,
}

/// The widths at which the page draws anew, so that scaling in between leaves type legible.
const WIDTHS: [u32; 8] = [280, 320, 360, 460, 560, 660, 760, 900];

impl Size {
    /// The size for a place so many pixels wide: the largest that is drawn and not wider, or the smallest.
    pub fn fitting(pixels: u32) -> Self {
        let width = WIDTHS.into_iter().rev().find(|width| *width <= pixels).unwrap_or(WIDTHS[0]);
        Size { width, height: 130 + width * 37 / 100 }
    }
}

/// A chart drawn.
#[derive(Clone, Debug)]
pub struct Drawing {
    /// One `svg` element.
    pub svg: String,
    /// How high it is: higher than asked for where long names stand below the plot.
    pub height: u32,
    /// Where its data lie.
    pub plot: Plot,
    /// The key to what has no label in the drawing itself.
    pub legend: Vec<Entry>,
}

/// Where the data of a drawing lie, in its own units from its upper left corner.
#[derive(Clone, Debug)]
pub struct Plot {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
    x: Range,
    y: Range,
    /// Whether there are values between the stops.
    continuous: bool,
    /// Whether all stops are whole numbers.
    whole: bool,
    /// The positions with exact data, in ascending order.
    pub stops: Vec<Decimal>,
}

impl Plot {
    /// How far across a position lies.
    pub fn across(&self, x: Decimal) -> f64 {
        self.left + (float(x) - self.x.low) / self.x.span() * self.width
    }

    /// How far down a value lies.
    pub fn down(&self, y: Decimal) -> f64 {
        self.top + (self.y.high - float(y)) / self.y.span() * self.height
    }

    /// The position that a pointer so far across means: a stop close by, or else the roundest position that
    /// is as fine as the drawing. Whole numbers stay whole, and where nothing lies between the stops it is
    /// the nearest stop.
    pub fn position(&self, across: f64) -> Option<Decimal> {
        let nearest = self.nearest_stop(across)?;
        if !self.continuous || (self.across(nearest) - across).abs() < 4.0 {
            return Some(nearest);
        }
        let unit = self.x.span() / self.width;
        let place = self.x.low + (across - self.left) * unit;
        let mut power = unit.log10().floor().clamp(-28.0, 28.0) as i32;
        if self.whole {
            power = power.max(0);
        }
        let ten = 10i128.pow(power.unsigned_abs());
        let rounded = if power < 0 {
            let count = (place * ten as f64).round() as i128;
            Decimal::try_from_i128_with_scale(count, power.unsigned_abs()).ok()
        } else {
            let count = (place / ten as f64).round() as i128;
            count.checked_mul(ten).and_then(|count| Decimal::try_from_i128_with_scale(count, 0).ok())
        };
        let (first, last) = (self.stops.first()?, self.stops.last()?);
        Some(rounded?.normalize().clamp(*first, *last))
    }

    fn nearest_stop(&self, across: f64) -> Option<Decimal> {
        let away = |x: &Decimal| (self.across(*x) - across).abs();
        self.stops.iter().copied().min_by(|a, b| away(a).total_cmp(&away(b)))
    }

    /// The stop after a position, or before it, for the arrow keys; `None` past the last.
    pub fn next_stop(&self, x: Decimal, forward: bool) -> Option<Decimal> {
        if forward {
            self.stops.get(self.stops.partition_point(|stop| *stop <= x)).copied()
        } else {
            self.stops.get(self.stops.partition_point(|stop| *stop < x).checked_sub(1)?).copied()
        }
    }
}

/// Whether a number has no decimals.
fn is_whole(value: &Decimal) -> bool {
    value.is_integer() && value.to_i128().is_some()
}

#[cfg(test)]
mod tests;
