//! Exact fractions, for the few places where pricing divides: conversions, crossings, averages and part
//! periods.
//!
//! A decimal that ends stays a decimal, so that ordinary amounts cost no more than decimals do. Only a
//! quotient that has no short decimal is kept as a fraction of whole numbers, reduced. It is rounded once,
//! where it is shown.

use std::cmp::Ordering;

use rust_decimal::Decimal;

use super::{Checked, Exactly, Nearly, TooManyDigits};

/// A quotient with at most this many decimals is kept as a decimal; a longer one as a fraction, whose parts
/// are shorter.
const SHORT: u32 = 12;

/// An exact number: a decimal where it ends early, otherwise a fraction.
#[derive(Clone, Copy, Debug)]
pub struct Ratio(Kept);

#[derive(Clone, Copy, Debug)]
enum Kept {
    Decimal(Decimal),
    /// Numerator and denominator are whole, the denominator 2 or more.
    Fraction(Decimal, Decimal),
}

impl Default for Ratio {
    fn default() -> Self {
        Ratio::ZERO
    }
}

impl From<Decimal> for Ratio {
    fn from(decimal: Decimal) -> Self {
        Ratio(Kept::Decimal(decimal))
    }
}

impl From<u32> for Ratio {
    fn from(whole: u32) -> Self {
        Decimal::from(whole).into()
    }
}

impl PartialEq for Ratio {
    /// Values too long to compare count as different.
    fn eq(&self, other: &Self) -> bool {
        self.compare(*other) == Ok(Ordering::Equal)
    }
}

impl Ratio {
    pub const ZERO: Ratio = Ratio(Kept::Decimal(Decimal::ZERO));
    pub const ONE: Ratio = Ratio(Kept::Decimal(Decimal::ONE));

    /// The exact quotient; `None` for a division by zero.
    pub fn new(num: Decimal, den: Decimal) -> Exactly<Option<Ratio>> {
        if den.is_zero() {
            return Ok(None);
        }
        if num.is_zero() {
            return Ok(Some(Ratio::ZERO));
        }
        if let Some(quotient) = num.nearly_over(den) {
            let quotient = quotient.normalize();
            if quotient.scale() <= SHORT && quotient.times(den) == Ok(num) {
                return Ok(Some(quotient.into()));
            }
        }
        let (num, den) = if den.is_sign_negative() { (-num, -den) } else { (num, den) };
        let (num, den) = (num.normalize(), den.normalize());
        let scale = num.scale().max(den.scale());
        let whole = |d: Decimal| {
            10_i128
                .checked_pow(scale - d.scale())
                .and_then(|power| d.mantissa().checked_mul(power))
                .ok_or(TooManyDigits)
        };
        let (n, d) = (whole(num)?, whole(den)?);
        let shared = common_divisor(n, d);
        let decimal = |i: i128| Decimal::try_from_i128_with_scale(i, 0).map_err(|_| TooManyDigits);
        Ok(Some(Ratio(Kept::Fraction(decimal(n / shared)?, decimal(d / shared)?))))
    }

    /// Numerator and denominator; the denominator of a decimal is 1.
    fn parts(self) -> (Decimal, Decimal) {
        match self.0 {
            Kept::Decimal(decimal) => (decimal, Decimal::ONE),
            Kept::Fraction(num, den) => (num, den),
        }
    }

    pub fn is_zero(self) -> bool {
        self.parts().0.is_zero()
    }

    /// Whether the value is below zero.
    pub fn is_negative(self) -> bool {
        let num = self.parts().0;
        num.is_sign_negative() && !num.is_zero()
    }

    /// How the value stands to zero.
    pub fn sign(self) -> Ordering {
        match self.parts().0 {
            num if num.is_zero() => Ordering::Equal,
            num if num.is_sign_negative() => Ordering::Less,
            _ => Ordering::Greater,
        }
    }

    pub fn negative(self) -> Ratio {
        match self.0 {
            Kept::Decimal(decimal) => (-decimal).into(),
            Kept::Fraction(num, den) => Ratio(Kept::Fraction(-num, den)),
        }
    }

    pub fn absolute(self) -> Ratio {
        if self.sign().is_lt() { self.negative() } else { self }
    }

    /// The exact order of two values. Fails only for values that agree in their first 28 digits and whose
    /// cross products are longer than that.
    pub fn compare(self, other: Ratio) -> Exactly<Ordering> {
        if let (Kept::Decimal(a), Kept::Decimal(b)) = (self.0, other.0) {
            return Ok(a.cmp(&b));
        }
        let ((a, b), (c, d)) = (self.parts(), other.parts());
        match (a.times(d), c.times(b)) {
            (Ok(left), Ok(right)) => Ok(left.cmp(&right)),
            // Rounding keeps the order, so unequal rounded quotients decide it.
            _ => match self.nearest().cmp(&other.nearest()) {
                Ordering::Equal => Err(TooManyDigits),
                order => Ok(order),
            },
        }
    }

    pub fn smaller(self, other: Ratio) -> Exactly<Ratio> {
        Ok(if self.compare(other)? == Ordering::Greater { other } else { self })
    }

    pub fn larger(self, other: Ratio) -> Exactly<Ratio> {
        Ok(if self.compare(other)? == Ordering::Less { other } else { self })
    }

    /// The value to 28 digits.
    pub fn nearest(self) -> Decimal {
        match self.0 {
            Kept::Decimal(decimal) => decimal,
            // A quotient by more than 1 is no longer than its numerator, so the division cannot overflow.
            Kept::Fraction(num, den) => num.nearly_over(den).unwrap_or(num),
        }
    }

    /// The value as a decimal, if it ends within 28 digits.
    pub fn exact(self) -> Option<Decimal> {
        match self.0 {
            Kept::Decimal(decimal) => Some(decimal),
            Kept::Fraction(num, den) => {
                let decimal = self.nearest();
                (decimal.times(den) == Ok(num)).then_some(decimal)
            }
        }
    }

    /// The decimal itself, where the value is kept as one: the case in which rounding needs no fraction.
    pub fn decimal(self) -> Option<Decimal> {
        match self.0 {
            Kept::Decimal(decimal) => Some(decimal),
            Kept::Fraction(..) => None,
        }
    }

    pub fn is_whole(self) -> bool {
        self.decimal().is_some_and(|decimal| decimal.is_integer())
    }

    /// The greatest whole number that is not above the value.
    pub fn floor(self) -> Exactly<Decimal> {
        match self.0 {
            Kept::Decimal(decimal) => Ok(decimal.floor()),
            Kept::Fraction(num, den) => {
                let floor = num.mantissa().div_euclid(den.mantissa());
                Decimal::try_from_i128_with_scale(floor, 0).map_err(|_| TooManyDigits)
            }
        }
    }

    /// The least whole number that is not below the value.
    pub fn ceil(self) -> Exactly<Decimal> {
        Ok(-self.negative().floor()?)
    }

    /// Numerator and denominator of a fraction as whole numbers, the denominator above zero; `None` for a
    /// decimal.
    pub fn fraction(self) -> Option<(i128, i128)> {
        match self.0 {
            Kept::Decimal(_) => None,
            Kept::Fraction(num, den) => Some((num.mantissa(), den.mantissa())),
        }
    }
}

impl Checked for Ratio {
    #[inline(never)]
    fn gain(&mut self, more: Self) -> Exactly<()> {
        *self = self.plus(more)?;
        Ok(())
    }

    fn plus(self, other: Self) -> Exactly<Self> {
        if let (Kept::Decimal(a), Kept::Decimal(b)) = (self.0, other.0) {
            // Most rows and lines of a bill are zero.
            return if b.is_zero() { Ok(self) } else { Ok(a.plus(b)?.into()) };
        }
        let ((a, b), (c, d)) = (self.parts(), other.parts());
        let shared = common_divisor(b.mantissa(), d.mantissa());
        let part = |den: Decimal| {
            Decimal::try_from_i128_with_scale(den.mantissa() / shared, 0).map_err(|_| TooManyDigits)
        };
        let (left, right) = (part(d)?, part(b)?);
        let num = a.times(left)?.plus(c.times(right)?)?;
        Ratio::new(num, b.times(left)?)?.ok_or(TooManyDigits)
    }

    fn minus(self, other: Self) -> Exactly<Self> {
        self.plus(other.negative())
    }

    fn times(self, other: Self) -> Exactly<Self> {
        if let (Kept::Decimal(a), Kept::Decimal(b)) = (self.0, other.0) {
            return if a.is_zero() || b.is_zero() { Ok(Ratio::ZERO) } else { Ok(a.times(b)?.into()) };
        }
        // Reduced across first, so that the products are no longer than they have to be.
        let ((a, b), (c, d)) = (self.parts(), other.parts());
        let (a, d) = Ratio::new(a, d)?.ok_or(TooManyDigits)?.parts();
        let (c, b) = Ratio::new(c, b)?.ok_or(TooManyDigits)?.parts();
        Ratio::new(a.times(c)?, b.times(d)?)?.ok_or(TooManyDigits)
    }

    fn over(self, other: Self) -> Exactly<Option<Self>> {
        if other.is_zero() {
            return Ok(None);
        }
        let ((a, b), (c, d)) = (self.parts(), other.parts());
        if let (Kept::Decimal(_), Kept::Decimal(_)) = (self.0, other.0) {
            return Ratio::new(a, c);
        }
        let left = Ratio::new(a, c)?.ok_or(TooManyDigits)?;
        let right = Ratio::new(d, b)?.ok_or(TooManyDigits)?;
        left.times(right).map(Some)
    }
}

/// Euclid's greatest common divisor, 1 or more.
fn common_divisor(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    i128::try_from(a).unwrap_or(1).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rust_decimal::dec;

    fn ratio(n: i64, d: i64) -> Ratio {
        Ratio::new(n.into(), d.into()).unwrap().unwrap()
    }

    #[test]
    fn thirds_add_up_and_reduce() {
        assert_eq!(ratio(1, 3).plus(ratio(2, 3)), Ok(Ratio::ONE));
        assert_eq!(ratio(1, 3).times(dec!(0.0015).into()).unwrap(), Ratio::from(dec!(0.0005)));
        assert_eq!(ratio(6, -4), Ratio::from(dec!(-1.5)));
        assert_eq!(Ratio::new(dec!(1), dec!(0)), Ok(None));
        assert_eq!(ratio(1, 3).exact(), None);
        assert_eq!(ratio(1, 3).over(ratio(1, 3)), Ok(Some(Ratio::ONE)));
        assert_eq!(ratio(1, 3).over(Ratio::ZERO), Ok(None));
    }

    #[test]
    fn whole_numbers_below_and_above() {
        assert_eq!((ratio(-7, 3).floor(), ratio(-7, 3).ceil()), (Ok(dec!(-3)), Ok(dec!(-2))));
        assert_eq!((ratio(7, 3).floor(), ratio(7, 3).ceil()), (Ok(dec!(2)), Ok(dec!(3))));
        assert_eq!((ratio(6, 3).floor(), ratio(6, 3).ceil()), (Ok(dec!(2)), Ok(dec!(2))));
    }

    #[test]
    fn too_many_digits_is_a_value() {
        let longest = Ratio::from(Decimal::MAX);
        assert!(longest.plus(Ratio::ONE).is_err());
        assert!(longest.times(ratio(1, 3)).is_ok());
        assert!(ratio(1, 3).plus(longest).is_err());
        assert!(longest.over(dec!(0.0000000000000000000000000001).into()).is_err());
    }

    proptest! {
        #[test]
        fn agrees_with_whole_number_cross_products(
            a in -999i64..999, b in 1i64..99, c in -999i64..999, d in 1i64..99,
        ) {
            let (x, y) = (ratio(a, b), ratio(c, d));
            prop_assert_eq!(x.compare(y), Ok((a * d).cmp(&(c * b))));
            prop_assert_eq!(x.plus(y).unwrap(), ratio(a * d + c * b, b * d));
            prop_assert_eq!(x.times(y).unwrap(), ratio(a * c, b * d));
            prop_assert_eq!(x.floor().unwrap(), Decimal::from(a.div_euclid(b)));
        }

        #[test]
        fn never_panics(
            a in any::<[u32; 3]>(), b in any::<[u32; 3]>(), s in 0u32..=28, t in 0u32..=28, neg: bool,
        ) {
            let x = Decimal::from_parts(a[0], a[1], a[2], neg, s);
            let y = Decimal::from_parts(b[0], b[1], b[2], false, t);
            let both = [Some(Ratio::from(x)), Ratio::new(x, y).ok().flatten()];
            for p in both.into_iter().flatten() {
                let y = Ratio::from(y);
                let _ = (p.plus(y), p.times(p), p.over(y), p.floor(), p.ceil(), p.compare(y), p.exact());
            }
        }
    }
}
