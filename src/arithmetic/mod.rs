//! Decimals that are exact or say that they are not, and pure formulas that calculators share.
//!
//! rust_decimal's own operators panic past 28 digits, and before that `*` drops digits without a word. Here an
//! operation gives the exact result or [`TooManyDigits`]. Only division and powers may round, at the 28th digit; and
//! [`Nearly`] rounds there on purpose, for averages, projections and drawings. Where plain inputs lead past 28 digits, as a
//! dozen percentages of percentages do, a page tries the exact product first and goes on with the nearest: an account does
//! the same, and whatever is a tie to the cent is still exact. An [`amount`] does so by itself.

pub mod allocation;
pub mod amount;
pub mod compound;
pub mod date;
pub mod independence;
mod order;
pub mod piecewise;
pub mod ratio;
pub mod rounding;
pub mod shifted_beta_geometric;
pub mod short;
pub mod statistics;

pub use date::Date;
pub use order::ranking;
pub use rounding::Percent;
use rust_decimal::Decimal;

/// The exact result needs more than the 28 digits that a decimal holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyDigits;

/// The result of an exact operation.
pub type Exactly<T> = Result<T, TooManyDigits>;

/// Exact arithmetic on decimals, chained with `?`: `units.times(price)?.plus(fee)?`.
pub trait Checked: Sized {
    /// The exact sum.
    fn plus(self, other: Self) -> Exactly<Self>;
    /// The exact difference.
    fn minus(self, other: Self) -> Exactly<Self>;
    /// The exact product.
    fn times(self, other: Self) -> Exactly<Self>;
    /// The quotient to 28 digits; `None` for a division by zero. Divide once, and last.
    fn over(self, other: Self) -> Exactly<Option<Self>>;
    /// Adds to a sum in place: what sums up many things row by row does little else.
    fn gain(&mut self, more: Self) -> Exactly<()>;
}

/// Arithmetic to 28 digits, for what need not be exact. `None` for what is too large for a decimal, and for a division
/// by zero.
///
/// These are rust_decimal's checked operations, of which it copies the whole into each caller, a kilobyte at a time.
pub trait Nearly: Sized {
    fn nearly_plus(self, other: Self) -> Option<Self>;
    fn nearly_minus(self, other: Self) -> Option<Self>;
    fn nearly_times(self, other: Self) -> Option<Self>;
    fn nearly_over(self, other: Self) -> Option<Self>;
    /// Adds to a sum in place; a sum that becomes too large is zero.
    fn nearly_gain(&mut self, more: Self);
    /// The difference of amounts that are far from too large.
    fn less(self, other: Self) -> Self;
}

impl Nearly for Decimal {
    #[inline(never)]
    fn nearly_plus(self, other: Self) -> Option<Self> {
        self.checked_add(other)
    }

    fn nearly_minus(self, other: Self) -> Option<Self> {
        self.nearly_plus(-other)
    }

    #[inline(never)]
    fn nearly_times(self, other: Self) -> Option<Self> {
        self.checked_mul(other)
    }

    #[inline(never)]
    fn nearly_over(self, other: Self) -> Option<Self> {
        self.checked_div(other)
    }

    #[inline(never)]
    fn nearly_gain(&mut self, more: Self) {
        *self = self.nearly_plus(more).unwrap_or_default();
    }

    #[inline(never)]
    fn less(self, other: Self) -> Self {
        self.nearly_minus(other).unwrap_or_default()
    }
}

impl Checked for Decimal {
    fn plus(self, other: Self) -> Exactly<Self> {
        // A sum that had to drop digits comes back with fewer decimals than its longer part. Trailing zeros may have
        // cost those digits, so only then is it tried without them: taking them away is slow.
        if let Some(sum) = self.nearly_plus(other)
            && sum.scale() >= self.scale().max(other.scale())
        {
            return Ok(sum);
        }
        let (a, b) = (self.normalize(), other.normalize());
        let sum = a.nearly_plus(b).ok_or(TooManyDigits)?;
        if sum.scale() < a.scale().max(b.scale()) && !(a.is_zero() || b.is_zero()) {
            return Err(TooManyDigits);
        }
        Ok(sum)
    }

    fn minus(self, other: Self) -> Exactly<Self> {
        self.plus(-other)
    }

    fn times(self, other: Self) -> Exactly<Self> {
        if self.is_zero() || other.is_zero() {
            return Ok(Decimal::ZERO);
        }
        if let Some(product) = self.nearly_times(other)
            && product.scale() == self.scale() + other.scale()
        {
            return Ok(product);
        }
        let (a, b) = (self.normalize(), other.normalize());
        let product = a.nearly_times(b).ok_or(TooManyDigits)?;
        if product.scale() < a.scale() + b.scale() { Err(TooManyDigits) } else { Ok(product) }
    }

    fn over(self, other: Self) -> Exactly<Option<Self>> {
        if other.is_zero() {
            return Ok(None);
        }
        self.nearly_over(other).map(Some).ok_or(TooManyDigits)
    }

    #[inline(never)]
    fn gain(&mut self, more: Self) -> Exactly<()> {
        *self = self.plus(more)?;
        Ok(())
    }
}

/// The exact sum of many; zero for none.
pub fn sum(values: impl IntoIterator<Item = Decimal>) -> Exactly<Decimal> {
    values.into_iter().try_fold(Decimal::ZERO, Checked::plus)
}

/// A part in percent of a whole, to 28 digits; `None` of nothing.
pub fn percent_of(part: Decimal, whole: Decimal) -> Option<Decimal> {
    part.nearly_times(Decimal::ONE_HUNDRED)?.nearly_over(whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::dec;

    #[test]
    fn exact_or_refused_at_the_28th_digit() {
        assert_eq!(dec!(0.1).times(dec!(0.2)), Ok(dec!(0.02)));
        assert_eq!(
            dec!(12345678901234.5).times(dec!(1.2345678901234)),
            Ok(dec!(15241578753238.05183661733730))
        );
        assert_eq!(dec!(1234567890123456).times(dec!(1.2345678901234567)), Err(TooManyDigits));
        assert_eq!(Decimal::MAX.plus(Decimal::ONE), Err(TooManyDigits));
        assert_eq!(Decimal::MAX.plus(dec!(-0.5)), Err(TooManyDigits));
        assert_eq!(Decimal::MAX.times(dec!(2)), Err(TooManyDigits));
        assert_eq!(dec!(0.5).plus(dec!(0.5)), Ok(dec!(1)));
        assert_eq!(dec!(1).over(Decimal::ZERO), Ok(None));
    }
}
