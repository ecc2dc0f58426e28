//! Rates over a year and over a month, converted by the exact rule: twelve months compound to the year.
//!
//! A twelfth root has no last digit, so what is converted is approximate: to 20 decimals of the share.

use rust_decimal::Decimal;

use super::Nearly;

/// So many decimals of a converted share are kept.
const DECIMALS: u32 = 20;

/// The growth a month that compounds to `growth` a year, both as shares above −1: 0.1 a year is 0.00797414… a month. `None`
/// below −1.
pub fn monthly(growth: Decimal) -> Option<Decimal> {
    let root = root(growth.nearly_plus(Decimal::ONE)?, 12)?;
    Some(root.nearly_minus(Decimal::ONE)?.round_dp(DECIMALS))
}

/// The growth a year that `growth` a month compounds to, both as shares.
pub fn yearly(growth: Decimal) -> Option<Decimal> {
    power(growth.nearly_plus(Decimal::ONE)?, 12)?.nearly_minus(Decimal::ONE)
}

/// A power to 28 digits; `None` where it is too large.
pub fn power(base: Decimal, exponent: u32) -> Option<Decimal> {
    (0..exponent).try_fold(Decimal::ONE, |power, _| power.nearly_times(base))
}

/// The root of a degree of 1 or more, by Newton's method, from above; `None` below zero, and where a power on the way is too
/// large.
pub fn root(of: Decimal, degree: u32) -> Option<Decimal> {
    if of <= Decimal::ZERO {
        return of.is_zero().then_some(Decimal::ZERO);
    }
    let less = degree.checked_sub(1)?;
    let (less_one, all) = (Decimal::from(less), Decimal::from(degree));
    // By Bernoulli's inequality no root lies above this.
    let mut root = of.nearly_plus(less_one)?.nearly_over(all)?;
    for _ in 0..200 {
        let lower = of.nearly_over(power(root, less)?)?;
        let next = root.nearly_times(less_one)?.nearly_plus(lower)?.nearly_over(all)?;
        if next >= root {
            break;
        }
        root = next;
    }
    Some(root)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rust_decimal::dec;

    #[test]
    fn a_year_is_twelve_months() {
        assert_eq!(monthly(dec!(0.1)).map(|rate| rate.round_dp(10)), Some(dec!(0.0079741404)));
        assert_eq!(monthly(dec!(0)), Some(dec!(0)));
        assert_eq!(monthly(dec!(-1)), Some(dec!(-1)));
        assert_eq!(monthly(dec!(-1.01)), None);
        assert_eq!(yearly(dec!(-0.03)).map(|rate| rate.round_dp(4)), Some(dec!(-0.3062)));
    }

    #[test]
    fn roots_of_any_degree() {
        assert_eq!(root(dec!(2), 1), Some(dec!(2)));
        assert_eq!(root(dec!(8), 3).map(|root| root.round_dp(20)), Some(dec!(2)));
        assert_eq!(root(dec!(1), 365), Some(dec!(1)));
        assert_eq!((root(dec!(-1), 2), root(dec!(0), 2), root(dec!(2), 0)), (None, Some(dec!(0)), None));
    }

    proptest! {
        #[test]
        fn there_and_back(points in -9_990i64..1_000_000) {
            let rate = Decimal::new(points, 4);
            let back = yearly(monthly(rate).unwrap()).unwrap();
            prop_assert!((back - rate).abs() < dec!(0.00000000000001), "{rate} {back}");
        }
    }
}
