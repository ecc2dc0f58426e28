//! The stretch that an axis shows, and the round values at which it is labelled.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::text;
use crate::arithmetic::{Date, Nearly};
use crate::report::chart::{Axis, Scale, date, days};
use crate::report::format::Format;
use crate::report::value::Measure;
use crate::report::{Sentence, wording};

/// The size of the type on axes, in units of the drawing.
pub const TYPE: f64 = 12.0;
/// The height of a line of words.
pub const LINE: f64 = 15.0;
/// The least room between two labels of the horizontal axis.
const GAP: f64 = 14.0;
/// The sine and cosine of the slant of names that have no room upright: 40 degrees.
pub const SLANT: (f64, f64) = (0.643, 0.766);
/// The longest name on a slant, along it.
pub const SLANTED: f64 = 150.0;

/// The position of a decimal on paper.
pub fn float(value: Decimal) -> f64 {
    value.to_f64().unwrap_or_default()
}

/// The stretch from a low value to a high one; never empty.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    pub low: f64,
    pub high: f64,
}

impl Range {
    /// The stretch that holds all values, widened where they are one; 0 to 1 if there are none.
    pub fn over(values: impl IntoIterator<Item = f64>) -> Self {
        let (low, high) = values
            .into_iter()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (value.min(low), value.max(high)));
        if low > high { Range { low: 0.0, high: 1.0 } } else { Range { low, high }.widened() }
    }

    /// The bounds of an axis, in either order.
    pub fn between((a, b): (Decimal, Decimal)) -> Self {
        Range { low: float(a.min(b)), high: float(a.max(b)) }.widened()
    }

    /// Around a single value there is half of it to either side; a stretch too small to tell its ends apart
    /// counts as one value.
    fn widened(self) -> Self {
        let most = self.low.abs().max(self.high.abs());
        if most == 0.0 {
            Range { low: 0.0, high: 1.0 }
        } else if self.high - self.low < most * 1e-9 {
            Range { low: self.low - most / 2.0, high: self.high + most / 2.0 }
        } else {
            self
        }
    }

    pub fn span(self) -> f64 {
        self.high - self.low
    }

    /// The stretch with zero in it, where leaving zero out would save less than half of the room.
    pub fn grounded(self) -> Self {
        if self.low > 0.0 && self.low < self.high * 0.6 {
            Range { low: 0.0, ..self }
        } else if self.high < 0.0 && self.high > self.low * 0.6 {
            Range { high: 0.0, ..self }
        } else {
            self
        }
    }

    /// The stretch out to whole steps.
    pub fn rounded(self, step: Decimal) -> Self {
        let step = float(step);
        if step <= 0.0 {
            return self;
        }
        let (low, high) = (self.low / step, self.high / step);
        let slack = 1e-9;
        Range { low: (low + slack).floor() * step, high: (high - slack).ceil() * step }
    }

    /// The stretch with a share of its length added at both ends, but for an end at zero.
    pub fn padded(self, share: f64) -> Self {
        let more = |end: f64| if end == 0.0 { 0.0 } else { self.span() * share };
        Range { low: self.low - more(self.low), high: self.high + more(self.high) }
    }
}

/// A labelled place of an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    pub at: f64,
    /// From the top: two where a name is broken, the first ones empty where it stands lower.
    pub lines: Vec<String>,
    /// Its one line rises to its place from the lower left.
    pub slanted: bool,
}

/// The smallest of 1, 2, 2.5 and 5 times a power of ten that takes at most `most` steps over a span; a whole
/// number if it has to be.
pub fn step(span: f64, most: f64, whole: bool) -> Decimal {
    let raw = (span / most).max(1e-27);
    let power = raw.log10().floor();
    let lead = raw / 10f64.powf(power);
    let power = power as i32;
    let (digits, power) = match lead {
        lead if lead <= 1.0 + 1e-9 => (1, power),
        lead if lead <= 2.0 + 1e-9 => (2, power),
        lead if lead <= 2.5 + 1e-9 && !(whole && power <= 0) => (25, power - 1),
        lead if lead <= 5.0 + 1e-9 => (5, power),
        _ => (1, power + 1),
    };
    if whole && power < 0 {
        return Decimal::ONE;
    }
    let power = power.unsigned_abs().min(27) as i32 * power.signum();
    let scale = u32::try_from(-power).unwrap_or_default();
    let factor = 10i128.pow(u32::try_from(power).unwrap_or_default());
    Decimal::try_from_i128_with_scale(digits * factor, scale).unwrap_or(Decimal::MAX)
}

/// The multiples of `step` within a stretch.
fn multiples(range: Range, step: Decimal) -> Vec<Decimal> {
    let size = float(step);
    let (first, last) = ((range.low / size - 1e-9).ceil(), (range.high / size + 1e-9).floor());
    if last - first > 50.0 {
        return Vec::new();
    }
    // What a decimal can't hold has no label.
    let multiple = |n: i32| whole_part(first + f64::from(n))?.nearly_times(step);
    (0..=(last - first) as i32).filter_map(multiple).collect()
}

/// The decimal of a float without its fraction; `None` where a decimal can't hold it.
fn whole_part(value: f64) -> Option<Decimal> {
    Decimal::try_from_i128_with_scale(value as i128, 0).ok()
}

/// The labelled places of the vertical axis, `step` apart.
pub fn level_ticks(axis: &Axis, range: Range, step: Decimal, format: &Format<'_>) -> Vec<Tick> {
    labelled(&axis.measure(), multiples(range, step), step, format)
}

/// The labelled places of the horizontal axis: as many as have room in `width`.
pub fn upright_ticks(axis: &Axis, range: Range, width: f64, whole: bool, format: &Format<'_>) -> Vec<Tick> {
    match &axis.scale {
        Scale::Categories(names) => {
            let slot = width / range.span();
            // Where names have no room at all, only some of them stand.
            let every = (30.0 / slot).ceil().max(1.0);
            let room = slot * every - 4.0;
            let set = |every: f64, slanted: bool, lines: &dyn Fn(&str) -> Vec<String>| {
                let kept = names.iter().enumerate().step_by(every as usize);
                let tick = |(i, name): (usize, &Sentence)| Tick {
                    at: i as f64,
                    lines: lines(&name.text(format)),
                    slanted,
                };
                kept.map(tick).collect::<Vec<_>>()
            };
            let within = |room: f64| set(every, false, &|name| text::lines(name, TYPE, room));
            let cut =
                |ticks: &[Tick]| ticks.iter().flat_map(|tick| &tick.lines).any(|line| line.ends_with('…'));
            let mut ticks = within(room);
            if cut(&ticks) {
                // Every other name stands lower, and each has nearly twice the room.
                let room = slot * every * 1.7;
                ticks = within(room);
                // On a slant stands more of each, and more of them.
                if (cut(&ticks) || every > 1.0) && room < SLANTED {
                    let every = (TYPE * 1.05 / SLANT.0 / slot).ceil().max(1.0);
                    return set(every, true, &|name| vec![text::cut(name, TYPE, SLANTED)]);
                }
                let depth = ticks.iter().step_by(2).map(|tick| tick.lines.len()).max().unwrap_or_default();
                for tick in ticks.iter_mut().skip(1).step_by(2) {
                    tick.lines.splice(0..0, vec![String::new(); depth]);
                }
            }
            ticks
        }
        Scale::Days { from, months } => {
            let apt = CALENDAR.iter().filter(|every| !months || matches!(every, Every::Months(_)));
            let text = |day| if *months { format.month(day) } else { format.date(day) };
            let sets = apt.map(|every| calendar_ticks(*from, range, *every, &text));
            first_fitting(sets, range, width)
        }
        Scale::Measured(measure) => {
            let most = (width / 72.0).clamp(2.0, 8.0) as u32;
            let sets = (1..=most).rev().map(|most| {
                let step = step(range.span(), f64::from(most), whole);
                labelled(measure, multiples(range, step), step, format)
            });
            first_fitting(sets, range, width)
        }
    }
}

/// The first set of labels that stand clear of each other; none if no set does.
fn first_fitting(sets: impl Iterator<Item = Vec<Tick>>, range: Range, width: f64) -> Vec<Tick> {
    let fits = |ticks: &Vec<Tick>| {
        let mut free = f64::NEG_INFINITY;
        !ticks.is_empty()
            && ticks.iter().all(|tick| {
                let (center, half) = ((tick.at - range.low) / range.span() * width, tick.width() / 2.0);
                let clear = center - half >= free;
                free = center + half + GAP;
                clear
            })
    };
    sets.into_iter().find(fits).unwrap_or_default()
}

impl Tick {
    /// The room that the label takes below the axis.
    pub fn depth(&self) -> f64 {
        match self.slanted {
            true => self.width() * SLANT.0 + LINE * 0.5,
            false => LINE * self.lines.len() as f64,
        }
    }

    /// The room that the label takes across.
    pub fn width(&self) -> f64 {
        self.lines.iter().map(|line| text::width(line, TYPE)).fold(0.0, f64::max)
    }
}

/// A distance between dates.
#[derive(Clone, Copy, Debug)]
enum Every {
    Days(i32),
    Months(i32),
}

/// The distances that people count in, from the smallest.
const CALENDAR: [Every; 16] = [
    Every::Days(1),
    Every::Days(2),
    Every::Days(7),
    Every::Days(14),
    Every::Months(1),
    Every::Months(2),
    Every::Months(3),
    Every::Months(6),
    Every::Months(12),
    Every::Months(24),
    Every::Months(60),
    Every::Months(120),
    Every::Months(240),
    Every::Months(600),
    Every::Months(1200),
    Every::Months(12000),
];

/// Dates so far apart: every so many days from the first, or the firsts of months.
fn calendar_ticks(from: Date, range: Range, every: Every, text: &dyn Fn(Date) -> String) -> Vec<Tick> {
    let tick = |at: f64, day: Date| Tick { at, lines: vec![text(day)], slanted: false };
    match every {
        Every::Days(step) => {
            let step = Decimal::from(step);
            let days = multiples(range, step).into_iter();
            days.filter_map(|at| Some(tick(float(at), date(from, at)?))).collect()
        }
        Every::Months(step) => {
            let Some(first) = whole_part(range.low).and_then(|low| date(from, low)) else {
                return Vec::new();
            };
            let month = i32::from(first.year()) * 12 + i32::from(first.month()) - 1;
            let start = month.div_euclid(step) * step;
            // Fifty labels never fit.
            let firsts = (0..=50).map_while(|n| first_of_month(start.checked_add(step.checked_mul(n)?)?));
            firsts
                .map(|day| tick(float(days(from, day)), day))
                .skip_while(|tick| tick.at < range.low - 1e-9)
                .take_while(|tick| tick.at <= range.high + 1e-9)
                .collect()
        }
    }
}

/// The first day of a month counted from January of year 0.
fn first_of_month(month: i32) -> Option<Date> {
    let year = i16::try_from(month.div_euclid(12)).ok()?;
    Date::new(year, i8::try_from(month.rem_euclid(12) + 1).ok()?, 1)
}

/// Powers of a thousand that have a short sign.
const SHORT: [(u32, &str); 4] =
    [(12, wording("tn")), (9, wording("bn")), (6, wording("M")), (3, wording("k"))];

fn labelled(measure: &Measure, at: Vec<Decimal>, step: Decimal, format: &Format<'_>) -> Vec<Tick> {
    let most = at.iter().map(Decimal::abs).max().unwrap_or_default();
    let short = Shortening::for_axis(most, step);
    at.into_iter()
        .map(|at| Tick { at: float(at), lines: vec![tick_text(at, measure, &short, format)], slanted: false })
        .collect()
}

/// How the long numbers of one axis are all shortened.
struct Shortening {
    unit: Decimal,
    sign: String,
    translated: Option<&'static str>,
    /// Decimals of the shortened numbers.
    decimals: u32,
}

impl Shortening {
    /// The largest unit in which the axis' numbers stay short; none below ten thousand.
    fn for_axis(most: Decimal, step: Decimal) -> Self {
        let decimals =
            |unit: Decimal| step.nearly_over(unit).map_or(u32::MAX, |step| step.normalize().scale());
        let power = float(most).max(1.0).log10().floor() as u32;
        if power >= 16 {
            // Past thousands of trillions only the power itself is legible.
            let power = power / 3 * 3;
            let unit =
                Decimal::try_from_i128_with_scale(10i128.pow(power.min(27)), 0).unwrap_or(Decimal::ONE);
            let mut sign = String::from("×10");
            for digit in power.to_string().chars() {
                sign.push(match digit {
                    '1' => '¹',
                    '2' => '²',
                    '3' => '³',
                    digit => char::from_u32('⁰' as u32 + digit as u32 - '0' as u32).unwrap_or(digit),
                });
            }
            return Shortening { unit, sign, translated: None, decimals: decimals(unit) };
        }
        let short = SHORT.into_iter().find_map(|(exponent, sign)| {
            let unit = Decimal::from(10u64.pow(exponent));
            let fits = power >= exponent.max(4) && decimals(unit) <= 2;
            fits.then(|| Shortening {
                unit,
                sign: String::new(),
                translated: Some(sign),
                decimals: decimals(unit),
            })
        });
        short.unwrap_or_else(|| Shortening {
            unit: Decimal::ONE,
            sign: String::new(),
            translated: None,
            decimals: decimals(Decimal::ONE),
        })
    }
}

fn tick_text(at: Decimal, measure: &Measure, short: &Shortening, format: &Format<'_>) -> String {
    let shown = at.nearly_over(short.unit).unwrap_or(at);
    let (locale, decimals) = (format.locale, short.decimals);
    let shortened = short.unit > Decimal::ONE;
    let least = if shortened { 0 } else { decimals };
    let mut text = match measure {
        Measure::Money | Measure::Price => {
            let least = if least == 0 { 0 } else { least.max(format.currency.minor_units()) };
            locale.money(shown, format.currency, least, decimals.max(least))
        }
        Measure::Percent | Measure::Points => locale.percent(shown, least, decimals),
        Measure::Number { .. } | Measure::Text | Measure::Date | Measure::Month => {
            locale.number(shown, least, decimals)
        }
    };
    let sign = short.translated.map_or(short.sign.as_str(), |sign| locale.translate(sign));
    if !at.is_zero() && !sign.is_empty() {
        // After the last digit, since a currency may follow the number.
        let digits = text.char_indices().rfind(|(_, letter)| letter.is_numeric());
        text.insert_str(digits.map_or(text.len(), |(at, digit)| at + digit.len_utf8()), sign);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::dec;

    fn texts(ticks: Vec<Tick>) -> Vec<String> {
        ticks.into_iter().map(|tick| tick.lines.concat()).collect()
    }

    fn level(measure: Measure, low: f64, high: f64) -> Vec<String> {
        let range = Range { low, high };
        let step = step(range.span(), 5.0, false);
        texts(level_ticks(&Axis::new("", measure), range, step, &Format::english("USD")))
    }

    #[test]
    fn steps_are_round() {
        assert_eq!(step(100.0, 5.0, false), dec!(20));
        assert_eq!(step(0.9, 4.0, false), dec!(0.25));
        assert_eq!(step(0.9, 4.0, true), dec!(1));
        assert_eq!(step(10.0, 4.0, true), dec!(5));
        assert_eq!(step(1e20, 5.0, false), dec!(20_000_000_000_000_000_000));
        assert!(step(f64::MAX, 1.0, false) > Decimal::ZERO);
        assert!(step(1e-300, 9.0, false) > Decimal::ZERO);
    }

    #[test]
    fn labels_are_short() {
        assert_eq!(level(Measure::Money, 0.0, 800.0), ["$0", "$200", "$400", "$600", "$800"]);
        assert_eq!(level(Measure::Money, -1.0, 1.0), ["-$1.00", "-$0.50", "$0.00", "$0.50", "$1.00"]);
        assert_eq!(
            level(Measure::Price, 0.0, 0.002),
            ["$0.0000", "$0.0005", "$0.0010", "$0.0015", "$0.0020"]
        );
        assert_eq!(level(Measure::Money, 0.0, 12_000.0), ["$0", "$2.5k", "$5k", "$7.5k", "$10k"]);
        assert_eq!(level(Measure::number(), 0.0, 4e9), ["0", "1bn", "2bn", "3bn", "4bn"]);
        assert_eq!(
            level(Measure::number(), 0.0, 1e20),
            ["0", "20×10¹⁸", "40×10¹⁸", "60×10¹⁸", "80×10¹⁸", "100×10¹⁸"]
        );
        assert_eq!(level(Measure::Percent, 0.0, 100.0), ["0%", "20%", "40%", "60%", "80%", "100%"]);
        assert_eq!(
            level(Measure::number(), 1_000_000.0, 1_000_020.0).first().map(String::as_str),
            Some("1,000,000")
        );
    }

    #[test]
    fn ranges_are_never_empty() {
        assert_eq!(Range::over([]), Range { low: 0.0, high: 1.0 });
        assert_eq!(Range::over([0.0]), Range { low: 0.0, high: 1.0 });
        assert_eq!(Range::over([-4.0, -4.0]), Range { low: -6.0, high: -2.0 });
        assert!(Range::over([1e20, 1e20 + 1.0]).span() > 1e19);
        assert_eq!(Range { low: 3.0, high: 97.0 }.rounded(dec!(20)), Range { low: 0.0, high: 100.0 });
        assert_eq!(Range { low: 0.0, high: 0.3 }.rounded(dec!(0.1)).high, 0.1 * 3.0);
    }

    #[test]
    fn long_names_of_many_stand_on_a_slant() {
        let names = |count: usize| {
            let name = |n: usize| Sentence::verbatim(format!("Annual volume bonus {n}"));
            Axis::categories("Step", (0..count).map(name).collect())
        };
        let ticks = |count: usize, width| {
            let range = Range { low: -0.5, high: count as f64 - 0.5 };
            upright_ticks(&names(count), range, width, true, &Format::english("USD"))
        };
        for width in [300.0, 500.0] {
            let many = ticks(13, width);
            assert!(many.len() == 13 && many.iter().all(|tick| tick.slanted), "{many:?}");
            assert!(many.iter().flat_map(|tick| &tick.lines).all(|line| !line.contains('…')), "{many:?}");
        }
        assert!(ticks(3, 500.0).iter().all(|tick| !tick.slanted));
    }

    #[test]
    fn dates_fall_on_the_first() {
        let axis = Axis::days("Date", Date::of(2026, 1, 15));
        let format = Format::english("USD");
        let ticks =
            |high: f64, width| texts(upright_ticks(&axis, Range { low: 0.0, high }, width, true, &format));
        assert_eq!(ticks(100.0, 400.0), ["Feb 1, 2026", "Mar 1, 2026", "Apr 1, 2026"]);
        assert_eq!(ticks(3.0, 500.0), ["Jan 15, 2026", "Jan 16, 2026", "Jan 17, 2026", "Jan 18, 2026"]);
        assert_eq!(ticks(1500.0, 300.0), ["Jan 1, 2028", "Jan 1, 2030"]);
        assert_eq!(ticks(1e20, 300.0), Vec::<String>::new());
    }
}
