//! Exact piecewise linear functions of one quantity, jumps included: sums, bounds and comparisons of what
//! things cost.
//!
//! The ends of the pieces are [`Cut`]s, places just before or just after a number, so that every number
//! belongs to one piece whichever side of a jump it lies on. Nothing is sampled: where two lines meet is
//! solved.

use std::cmp::Ordering;

use rust_decimal::Decimal;

use super::ratio::Ratio;
use super::{Checked, Exactly, TooManyDigits};

/// A function with more pieces is refused: no reader could follow it, and comparing would take seconds.
pub const MOST_PIECES: usize = 20_000;

/// Why there is no function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoFunction {
    TooManyDigits,
    TooManyPieces,
}

impl From<TooManyDigits> for NoFunction {
    fn from(_: TooManyDigits) -> Self {
        NoFunction::TooManyDigits
    }
}

/// A place between numbers: just before `at`, or just after it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cut {
    pub at: Ratio,
    pub after: bool,
}

impl Cut {
    pub fn before(at: impl Into<Ratio>) -> Cut {
        Cut { at: at.into(), after: false }
    }

    pub fn after(at: impl Into<Ratio>) -> Cut {
        Cut { at: at.into(), after: true }
    }

    pub fn compare(self, other: Cut) -> Exactly<Ordering> {
        Ok(self.at.compare(other.at)?.then(self.after.cmp(&other.after)))
    }

    pub fn earlier(self, other: Cut) -> Exactly<Cut> {
        Ok(if self.compare(other)?.is_gt() { other } else { self })
    }

    pub fn later(self, other: Cut) -> Exactly<Cut> {
        Ok(if self.compare(other)?.is_lt() { other } else { self })
    }

    /// The first whole number behind the cut.
    pub fn first_whole(self) -> Exactly<Decimal> {
        if self.after { self.at.floor()?.plus(Decimal::ONE) } else { self.at.ceil() }
    }

    /// The last whole number before the cut.
    pub fn last_whole(self) -> Exactly<Decimal> {
        self.first_whole()?.minus(Decimal::ONE)
    }
}

/// All numbers between two cuts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    pub from: Cut,
    pub to: Cut,
}

impl Span {
    /// The first and last whole number in the span; `None` if there is none.
    pub fn whole(self) -> Exactly<Option<(Decimal, Decimal)>> {
        let (first, last) = (self.from.first_whole()?, self.to.last_whole()?);
        Ok((first <= last).then_some((first, last)))
    }

    pub fn is_empty(self) -> Exactly<bool> {
        Ok(self.from.compare(self.to)?.is_ge())
    }

    /// The two ends as numbers: the first and last whole number, or the bounds of the span, which it may only
    /// come close to. `None` for a span without whole numbers.
    pub fn ends(self, whole: bool) -> Exactly<Option<(Ratio, Ratio)>> {
        if whole {
            Ok(self.whole()?.map(|(first, last)| (first.into(), last.into())))
        } else {
            Ok(Some((self.from.at, self.to.at)))
        }
    }
}

/// `level + slope × x`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    pub slope: Ratio,
    pub level: Ratio,
}

impl Line {
    pub fn level(level: impl Into<Ratio>) -> Line {
        Line { slope: Ratio::ZERO, level: level.into() }
    }

    /// The line of this slope through a point.
    pub fn through(x: Ratio, y: Ratio, slope: Ratio) -> Exactly<Line> {
        Ok(Line { slope, level: y.minus(slope.times(x)?)? })
    }

    pub fn at(self, x: Ratio) -> Exactly<Ratio> {
        if self.slope.is_zero() {
            return Ok(self.level);
        }
        self.slope.times(x)?.plus(self.level)
    }

    pub fn plus(self, other: Line) -> Exactly<Line> {
        Ok(Line { slope: self.slope.plus(other.slope)?, level: self.level.plus(other.level)? })
    }

    pub fn minus(self, other: Line) -> Exactly<Line> {
        Ok(Line { slope: self.slope.minus(other.slope)?, level: self.level.minus(other.level)? })
    }

    pub fn times(self, factor: Ratio) -> Exactly<Line> {
        Ok(Line { slope: self.slope.times(factor)?, level: self.level.times(factor)? })
    }

    /// The parts of a span in which the line lies below, on and above zero, in order of the numbers.
    pub fn signs(self, span: Span) -> Exactly<Vec<(Span, Ordering)>> {
        if self.slope.is_zero() {
            return Ok(vec![(span, self.level.sign())]);
        }
        // Most lines do not cross zero within a span: told without dividing.
        let ends = (self.at(span.from.at)?.sign(), self.at(span.to.at)?.sign());
        if ends.0 == ends.1 && ends.0.is_ne() {
            return Ok(vec![(span, ends.0)]);
        }
        let zero = self.level.negative().over(self.slope)?.ok_or(TooManyDigits)?;
        let rising = self.slope.sign();
        let (before, after) = (Cut::before(zero), Cut::after(zero));
        let parts = [
            (Span { from: span.from, to: before.earlier(span.to)? }, rising.reverse()),
            (Span { from: before.later(span.from)?, to: after.earlier(span.to)? }, Ordering::Equal),
            (Span { from: after.later(span.from)?, to: span.to }, rising),
        ];
        let mut signs = Vec::with_capacity(3);
        for part in parts {
            if !part.0.is_empty()? {
                signs.push(part);
            }
        }
        Ok(signs)
    }
}

/// One line and where it ends; it begins where the piece before it ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece {
    pub end: Cut,
    pub line: Line,
}

/// A function that is a line on each of a run of pieces. Past its last piece it has no value.
#[derive(Clone, Debug)]
pub struct Piecewise {
    start: Cut,
    pieces: Vec<Piece>,
}

impl Piecewise {
    /// The function that is one line all over a span.
    pub fn line(span: Span, line: Line) -> Piecewise {
        Piecewise { start: span.from, pieces: vec![Piece { end: span.to, line }] }
    }

    pub fn start(&self) -> Cut {
        self.start
    }

    /// Where the function ends; its start if it has no value anywhere.
    pub fn end(&self) -> Cut {
        self.pieces.last().map_or(self.start, |piece| piece.end)
    }

    pub fn count(&self) -> usize {
        self.pieces.len()
    }

    /// Every piece with the span it holds on.
    pub fn pieces(&self) -> impl DoubleEndedIterator<Item = (Span, Line)> + '_ {
        let start_of = move |index: usize| match index.checked_sub(1) {
            Some(before) => self.pieces[before].end,
            None => self.start,
        };
        self.pieces
            .iter()
            .enumerate()
            .map(move |(index, piece)| (Span { from: start_of(index), to: piece.end }, piece.line))
    }

    /// The value; `None` outside the pieces.
    pub fn at(&self, x: Ratio) -> Exactly<Option<Ratio>> {
        let here = Cut::after(x);
        if here.compare(self.start)?.is_le() {
            return Ok(None);
        }
        let (mut low, mut high) = (0, self.pieces.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.pieces[middle].end.compare(here)?.is_lt() { low = middle + 1 } else { high = middle }
        }
        self.pieces.get(low).map(|piece| piece.line.at(x)).transpose()
    }

    /// What the two functions make of each other on every stretch where both are one line, over the span that
    /// both have.
    pub fn meet(
        &self,
        other: &Piecewise,
        mut on: impl FnMut(Span, Line, Line) -> Result<(), NoFunction>,
    ) -> Result<(), NoFunction> {
        let mut from = self.start.later(other.start)?;
        let (mut i, mut j) = (0, 0);
        while let (Some(a), Some(b)) = (self.pieces.get(i), other.pieces.get(j)) {
            let order = a.end.compare(b.end)?;
            let to = if order.is_gt() { b.end } else { a.end };
            let span = Span { from, to };
            if !span.is_empty()? {
                on(span, a.line, b.line)?;
                from = to;
            }
            i += usize::from(order.is_le());
            j += usize::from(order.is_ge());
        }
        Ok(())
    }

    fn combined(
        &self,
        other: &Piecewise,
        mut on: impl FnMut(Span, Line, Line, &mut Drawing) -> Result<(), NoFunction>,
    ) -> Result<Piecewise, NoFunction> {
        let span = Span { from: self.start.later(other.start)?, to: self.end().earlier(other.end())? };
        let mut drawing = Drawing::over(span);
        self.meet(other, |span, a, b| on(span, a, b, &mut drawing))?;
        Ok(drawing.done())
    }

    /// The sum, where both have a value.
    pub fn plus(&self, other: &Piecewise) -> Result<Piecewise, NoFunction> {
        self.combined(other, |span, a, b, drawing| drawing.to(span.to, a.plus(b)?))
    }

    /// The larger of the two at every number.
    pub fn larger(&self, other: &Piecewise) -> Result<Piecewise, NoFunction> {
        self.chosen(other, Ordering::Less)
    }

    /// The smaller of the two at every number.
    pub fn smaller(&self, other: &Piecewise) -> Result<Piecewise, NoFunction> {
        self.chosen(other, Ordering::Greater)
    }

    fn chosen(&self, other: &Piecewise, gives_way: Ordering) -> Result<Piecewise, NoFunction> {
        self.combined(other, |span, a, b, drawing| {
            for (part, sign) in a.minus(b)?.signs(span)? {
                drawing.to(part.to, if sign == gives_way { b } else { a })?;
            }
            Ok(())
        })
    }

    /// Never below a level.
    pub fn at_least(&self, level: Ratio) -> Result<Piecewise, NoFunction> {
        self.larger(&self.flat(level))
    }

    /// Never above a level.
    pub fn at_most(&self, level: Ratio) -> Result<Piecewise, NoFunction> {
        self.smaller(&self.flat(level))
    }

    fn flat(&self, level: Ratio) -> Piecewise {
        Piecewise::line(Span { from: self.start, to: self.end() }, Line::level(level))
    }

    /// Each value `v` made `factor × v + level`.
    pub fn scaled(mut self, factor: Ratio, level: Ratio) -> Exactly<Piecewise> {
        for piece in &mut self.pieces {
            piece.line = piece.line.times(factor)?.plus(Line::level(level))?;
        }
        Ok(self)
    }

    /// The same function of whole numbers alone: every piece ends just after one, and pieces without any are
    /// gone.
    pub fn of_whole_numbers(&self) -> Result<Piecewise, NoFunction> {
        let end = |cut: Cut| Exactly::Ok(Cut::after(cut.last_whole()?));
        let mut drawing = Drawing::over(Span { from: end(self.start)?, to: end(self.end())? });
        for piece in &self.pieces {
            drawing.to(end(piece.end)?, piece.line)?;
        }
        Ok(drawing.done())
    }
}

/// A function being put together from left to right over a span.
pub struct Drawing {
    span: Span,
    done: Piecewise,
}

impl Drawing {
    pub fn over(span: Span) -> Drawing {
        Drawing { span, done: Piecewise { start: span.from, pieces: Vec::new() } }
    }

    /// The span that the function is wanted over.
    pub fn span(&self) -> Span {
        self.span
    }

    /// Whether the whole span is drawn.
    pub fn is_full(&self) -> Exactly<bool> {
        Ok(self.done.end().compare(self.span.to)?.is_ge())
    }

    /// Draws a line from the present end on, up to a cut. What lies outside the span is left out, and a line
    /// that goes on as before makes no piece of its own.
    pub fn to(&mut self, end: Cut, line: Line) -> Result<(), NoFunction> {
        let end = end.earlier(self.span.to)?;
        if end.compare(self.done.end())?.is_le() {
            return Ok(());
        }
        let count = self.done.pieces.len();
        match self.done.pieces.last_mut() {
            Some(last) if last.line == line => last.end = end,
            _ if count >= MOST_PIECES => return Err(NoFunction::TooManyPieces),
            _ => self.done.pieces.push(Piece { end, line }),
        }
        Ok(())
    }

    pub fn done(self) -> Piecewise {
        self.done
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rust_decimal::dec;

    fn span(from: i64, to: i64) -> Span {
        Span { from: Cut::before(Decimal::from(from)), to: Cut::after(Decimal::from(to)) }
    }

    fn line(slope: i64, level: i64) -> Line {
        Line { slope: Decimal::from(slope).into(), level: Decimal::from(level).into() }
    }

    /// Bounds rise; each line ends before or after its bound.
    fn function(parts: &[(i64, bool, i64, i64)]) -> Piecewise {
        let mut drawing = Drawing::over(span(0, 30));
        for &(end, after, slope, level) in parts {
            let cut = Cut { at: Decimal::from(end).into(), after };
            drawing.to(cut, line(slope, level)).unwrap();
        }
        drawing.to(Cut::after(dec!(30)), line(1, 1)).unwrap();
        drawing.done()
    }

    #[test]
    fn a_number_belongs_to_one_side_of_a_jump() {
        let f = function(&[(10, true, 0, 5), (20, false, 0, 6)]);
        let at = |x: Decimal| f.at(x.into()).unwrap().map(Ratio::nearest);
        assert_eq!(at(dec!(0)), Some(dec!(5)));
        assert_eq!(at(dec!(10)), Some(dec!(5)));
        assert_eq!(at(dec!(10.0001)), Some(dec!(6)));
        assert_eq!(at(dec!(19.9999)), Some(dec!(6)));
        assert_eq!(at(dec!(20)), Some(dec!(21)));
        assert_eq!((at(dec!(30)), at(dec!(30.1)), at(dec!(-0.1))), (Some(dec!(31)), None, None));
    }

    #[test]
    fn a_bound_splits_a_piece_at_the_exact_crossing() {
        let f = Piecewise::line(span(0, 30), line(3, 0));
        let bounded = f.at_least(dec!(10).into()).unwrap();
        let ends: Vec<Cut> = bounded.pieces().map(|(span, _)| span.to).collect();
        assert_eq!(ends[0].at, Ratio::new(dec!(10), dec!(3)).unwrap().unwrap());
        assert_eq!(ends.len(), 2);
        assert_eq!(f.at_most(dec!(90).into()).unwrap().count(), 1);
    }

    #[test]
    fn too_many_pieces_is_an_answer() {
        let mut drawing = Drawing::over(span(0, 1_000_000));
        let full = (0..30_000).try_for_each(|n| drawing.to(Cut::after(Decimal::from(n)), line(0, n)));
        assert_eq!(full, Err(NoFunction::TooManyPieces));
    }

    #[test]
    fn whole_numbers_leave_out_what_lies_between_them() {
        let mut drawing = Drawing::over(span(0, 3));
        drawing.to(Cut::before(dec!(1.2)), line(0, 1)).unwrap();
        drawing.to(Cut::before(dec!(1.9)), line(0, 2)).unwrap();
        drawing.to(Cut::before(dec!(3)), line(0, 3)).unwrap();
        drawing.to(Cut::after(dec!(3)), line(0, 4)).unwrap();
        let whole = drawing.done().of_whole_numbers().unwrap();
        let spans: Vec<_> = whole.pieces().map(|(span, _)| span.whole().unwrap().unwrap()).collect();
        assert_eq!(spans, [(dec!(0), dec!(1)), (dec!(2), dec!(2)), (dec!(3), dec!(3))]);
    }

    fn any_function() -> impl Strategy<Value = Piecewise> {
        prop::collection::vec((0i64..30, any::<bool>(), -3i64..4, -20i64..20), 0..6).prop_map(|mut parts| {
            parts.sort();
            function(&parts)
        })
    }

    proptest! {
        #[test]
        fn operations_agree_with_values(f in any_function(), g in any_function(), quarters in 0i64..120) {
            let x = Ratio::from(Decimal::new(quarters * 25, 2));
            let value = |h: &Piecewise| h.at(x).unwrap().unwrap().nearest();
            let (a, b) = (value(&f), value(&g));
            prop_assert_eq!(value(&f.plus(&g).unwrap()), a + b);
            prop_assert_eq!(value(&f.larger(&g).unwrap()), a.max(b));
            prop_assert_eq!(value(&f.smaller(&g).unwrap()), a.min(b));
            prop_assert_eq!(value(&f.at_least(dec!(4).into()).unwrap()), a.max(dec!(4)));
            if quarters % 4 == 0 {
                prop_assert_eq!(value(&f.of_whole_numbers().unwrap()), a);
            }
        }
    }
}
