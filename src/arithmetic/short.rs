//! Decimals of at most 18 digits, kept in one machine word: exact like the others, and several times as fast.
//!
//! Nearly all amounts are that short. Whatever is longer is `None` here, and its caller goes the long way, by
//! [`Checked`](super::Checked), to the same result. All is copied into its callers: calls would cost more than the work.

use std::cmp::Ordering;

use rust_decimal::Decimal;

/// A number of at most 63 bits, so many of whose digits are decimals.
#[derive(Clone, Copy, Debug)]
pub struct Short {
    digits: i64,
    /// At most 28.
    scale: u32,
}

/// The powers of ten that a word holds.
const POWERS: [i64; 19] = {
    let mut powers = [1; 19];
    let mut at = 1;
    while at < 19 {
        powers[at] = powers[at - 1] * 10;
        at += 1;
    }
    powers
};

/// The product, if it surely fits a word. Counting bits is quicker than a check for overflow.
#[inline(always)]
fn product(a: i64, b: i64) -> Option<i64> {
    let bits = |number: i64| 64 - number.unsigned_abs().leading_zeros();
    (bits(a) + bits(b) < 64).then(|| a.wrapping_mul(b))
}

impl Short {
    pub const ZERO: Short = Short { digits: 0, scale: 0 };

    #[inline(always)]
    pub fn of(decimal: Decimal) -> Option<Self> {
        let parts = decimal.unpack();
        if parts.hi != 0 || parts.mid >> 31 != 0 {
            return None;
        }
        let size = (i64::from(parts.mid) << 32) | i64::from(parts.lo);
        Some(Short { digits: if parts.negative { -size } else { size }, scale: parts.scale })
    }

    #[inline(always)]
    pub fn decimal(self) -> Decimal {
        Decimal::new(self.digits, self.scale)
    }

    pub fn is_zero(self) -> bool {
        self.digits == 0
    }

    /// The digits with so many more decimals.
    #[inline(always)]
    fn widened(self, scale: u32) -> Option<i64> {
        product(self.digits, *POWERS.get((scale - self.scale) as usize)?)
    }

    /// The digits of both with as many decimals.
    #[inline(always)]
    fn aligned(self, other: Self) -> Option<(i64, i64, u32)> {
        let scale = self.scale.max(other.scale);
        if self.scale == other.scale {
            return Some((self.digits, other.digits, scale));
        }
        Some((self.widened(scale)?, other.widened(scale)?, scale))
    }

    #[inline(always)]
    pub fn plus(self, other: Self) -> Option<Self> {
        let (a, b, scale) = self.aligned(other)?;
        Some(Short { digits: a.checked_add(b)?, scale })
    }

    #[inline(always)]
    pub fn minus(self, other: Self) -> Option<Self> {
        self.plus(Short { digits: -other.digits, ..other })
    }

    #[inline(always)]
    pub fn times(self, other: Self) -> Option<Self> {
        let scale = self.scale + other.scale;
        if scale > Decimal::MAX_SCALE {
            return None;
        }
        Some(Short { digits: product(self.digits, other.digits)?, scale })
    }

    #[inline(always)]
    pub fn compare(self, other: Self) -> Option<Ordering> {
        let (a, b, _) = self.aligned(other)?;
        Some(a.cmp(&b))
    }

    /// The whole units of the last of so many decimals below the value's size, with its sign; what is left over, and
    /// how many of that make a unit. `None` where nothing is left to round.
    pub fn split(self, places: u32) -> Option<(i64, u64, u64)> {
        let power = *POWERS.get(self.scale.checked_sub(places)? as usize)?;
        Some((self.digits / power, (self.digits % power).unsigned_abs(), power.unsigned_abs()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::arithmetic::Checked;

    fn decimals() -> impl Strategy<Value = Decimal> {
        (any::<i64>(), 0u32..64, 0u32..=28)
            .prop_map(|(digits, cut, scale)| Decimal::new(digits >> cut, scale))
    }

    proptest! {
        #[test]
        fn what_is_short_is_exact(a in decimals(), b in decimals()) {
            let both = Short::of(a).zip(Short::of(b));
            let result = |work: fn(Short, Short) -> Option<Short>| both.and_then(|(a, b)| work(a, b)).map(Short::decimal);
            for (short, long) in [
                (result(Short::plus), a.plus(b)),
                (result(Short::minus), a.minus(b)),
                (result(Short::times), a.times(b)),
            ] {
                if let Some(short) = short {
                    prop_assert_eq!(Ok(short), long);
                }
            }
            if let Some(order) = both.and_then(|(a, b)| a.compare(b)) {
                prop_assert_eq!(order, a.cmp(&b));
            }
        }

        #[test]
        fn ordinary_amounts_are_short(a in -1_000_000_000i64..1_000_000_000, b in -1_000_000_000i64..1_000_000_000) {
            let (a, b) = (Short::of(Decimal::new(a, 2)).unwrap(), Short::of(Decimal::new(b, 4)).unwrap());
            prop_assert!(a.times(b).and_then(|product| product.plus(a)).is_some());
        }
    }
}
