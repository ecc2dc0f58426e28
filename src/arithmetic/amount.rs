//! Amounts that are exact as long as they fit, and from then on right to 28 digits: for sums over many rows of quotients,
//! whose common denominator grows past every limit though each row is plain.

use std::cmp::Ordering;

use rust_decimal::Decimal;

use super::ratio::Ratio;
use super::rounding::{RoundingMode, rounded};
use super::{Checked, Exactly, Nearly, TooManyDigits};

/// An exact number while that fits in 28 digits, then the nearest decimal.
///
/// What is decided of a nearest one (its sign, the next whole number, the next cent) goes by its first twelve decimals: an
/// error in the last digits moves nothing across a threshold that the exact number stands on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Amount {
    value: Ratio,
    nearest: bool,
}

/// The decimals by which something is decided of a nearest amount.
const SURE: u32 = 12;

impl From<Decimal> for Amount {
    fn from(decimal: Decimal) -> Self {
        Amount { value: decimal.into(), nearest: false }
    }
}

impl Amount {
    pub const ZERO: Amount = Amount { value: Ratio::ZERO, nearest: false };
    pub const ONE: Amount = Amount { value: Ratio::ONE, nearest: false };

    /// The value to 28 digits.
    pub fn nearest(self) -> Decimal {
        self.value.nearest()
    }

    /// What decisions go by.
    fn sure(self) -> Ratio {
        if self.nearest { self.nearest().round_dp(SURE).into() } else { self.value }
    }

    /// How the value stands to zero.
    pub fn sign(self) -> Ordering {
        self.sure().sign()
    }

    pub fn is_negative(self) -> bool {
        self.sign().is_lt()
    }

    pub fn compare(self, other: Amount) -> Ordering {
        self.minus(other).map_or_else(|_| self.nearest().cmp(&other.nearest()), Amount::sign)
    }

    pub fn negative(self) -> Amount {
        Amount { value: self.value.negative(), ..self }
    }

    /// The greatest whole number that is not above the value.
    pub fn floor(self) -> Exactly<Decimal> {
        self.sure().floor()
    }

    /// The least whole number that is not below the value.
    pub fn ceil(self) -> Exactly<Decimal> {
        self.sure().ceil()
    }

    pub fn rounded(self, places: u32, mode: RoundingMode) -> Exactly<Decimal> {
        rounded(self.sure(), places, mode)
    }

    /// This in percent of a whole; `None` of nothing.
    pub fn percent_of(self, whole: Amount) -> Option<Decimal> {
        super::percent_of(self.nearest(), whole.nearest())
    }

    fn joined(
        self,
        other: Amount,
        exact: fn(Ratio, Ratio) -> Exactly<Ratio>,
        nearly: fn(Decimal, Decimal) -> Option<Decimal>,
    ) -> Exactly<Amount> {
        if !(self.nearest || other.nearest)
            && let Ok(value) = exact(self.value, other.value)
        {
            return Ok(Amount { value, nearest: false });
        }
        let value = nearly(self.nearest(), other.nearest()).ok_or(TooManyDigits)?;
        Ok(Amount { value: value.into(), nearest: true })
    }
}

impl Checked for Amount {
    fn plus(self, other: Self) -> Exactly<Self> {
        self.joined(other, Ratio::plus, Decimal::nearly_plus)
    }

    fn minus(self, other: Self) -> Exactly<Self> {
        self.plus(other.negative())
    }

    fn times(self, other: Self) -> Exactly<Self> {
        self.joined(other, Ratio::times, Decimal::nearly_times)
    }

    fn over(self, other: Self) -> Exactly<Option<Self>> {
        if other.sign().is_eq() {
            return Ok(None);
        }
        let exact = |a: Ratio, b: Ratio| a.over(b)?.ok_or(TooManyDigits);
        self.joined(other, exact, Decimal::nearly_over).map(Some)
    }

    #[inline(never)]
    fn gain(&mut self, more: Self) -> Exactly<()> {
        *self = self.plus(more)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::dec;

    fn part(whole: u32) -> Amount {
        Amount::ONE.over(Decimal::from(whole).into()).unwrap().unwrap()
    }

    #[test]
    fn more_denominators_than_fit_still_decide_as_if_they_did() {
        // Sevenths, elevenths and so on of one, as often as they go: the sum is the number of them, which no 28 digits hold
        // on the way.
        let primes = [7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97];
        let mut sum = Amount::ZERO;
        for prime in primes {
            sum.gain(part(prime)).unwrap();
        }
        assert!(sum.nearest);
        for prime in primes {
            sum.gain(part(prime).times(Decimal::from(prime - 1).into()).unwrap()).unwrap();
        }
        let count = Decimal::from(primes.len());
        assert_eq!((sum.floor(), sum.ceil()), (Ok(count), Ok(count)));
        assert_eq!(sum.rounded(2, RoundingMode::Up), Ok(count));
        assert_eq!(sum.compare(count.into()), Ordering::Equal);
        let left = sum.minus(count.into()).unwrap();
        assert!(left.sign().is_eq() && !left.is_negative());
        assert!(matches!(Amount::ONE.over(left), Ok(None)));
        assert!(sum.minus(dec!(0.000001).into()).unwrap().compare(count.into()).is_lt());
    }

    #[test]
    fn exact_where_it_fits() {
        assert_eq!(part(3).plus(part(3)).unwrap().plus(part(3)).unwrap().nearest(), dec!(1));
        assert_eq!(part(3).negative().ceil(), Ok(dec!(0)));
        assert_eq!(part(8).percent_of(part(2)), Some(dec!(25)));
        assert!(Amount::from(Decimal::MAX).times(dec!(2).into()).is_err());
    }
}
