//! Rounding by the rules that price lists name, percentages, and sharing a rounded total out over its parts.

use std::cmp::Ordering;

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

use super::ratio::Ratio;
use super::short::Short;
use super::{Checked, Exactly, TooManyDigits, ranking};

/// Which neighbour a value between two amounts goes to. Every mode treats a credit as the mirror of a charge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RoundingMode {
    /// The nearest; ties away from zero.
    #[default]
    HalfUp,
    /// The nearest; ties to the even last digit.
    HalfEven,
    /// Away from zero.
    Up,
    /// Towards zero.
    Down,
}

impl RoundingMode {
    /// Whether a value goes to the neighbour further from zero: by how what is left over stands to half a unit, whether
    /// anything is left over at all, and whether the nearer neighbour is odd.
    fn goes_away(self, half: Ordering, left: bool, odd: bool) -> bool {
        match self {
            RoundingMode::HalfUp => half.is_ge(),
            RoundingMode::HalfEven => half.is_gt() || (half.is_eq() && odd),
            RoundingMode::Up => left,
            RoundingMode::Down => false,
        }
    }
}

/// A rate in percentage points: 2.9 is 2.9 %.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Percent(pub Decimal);

impl Percent {
    /// The rate as a share: 2.9 % is 0.029.
    pub fn share(self) -> Exactly<Decimal> {
        self.0.times(Decimal::new(1, 2))
    }

    /// This rate of an amount.
    pub fn of(self, amount: Decimal) -> Exactly<Decimal> {
        amount.times(self.share()?)
    }
}

/// The value rounded to a number of decimals.
pub fn rounded(value: Ratio, places: u32, mode: RoundingMode) -> Exactly<Decimal> {
    let Some((n, d)) = value.fraction() else {
        let decimal = value.nearest();
        if decimal.scale() <= places {
            return Ok(decimal);
        }
        if let Some((quotient, rest, unit)) = Short::of(decimal).and_then(|short| short.split(places)) {
            let half = rest.cmp(&(unit - rest));
            let away = mode.goes_away(half, rest != 0, quotient % 2 != 0);
            let signum = if decimal.is_sign_negative() { -1 } else { 1 };
            return Ok(Decimal::new(if away { quotient + signum } else { quotient }, places));
        }
        let strategy = match mode {
            RoundingMode::HalfUp => RoundingStrategy::MidpointAwayFromZero,
            RoundingMode::HalfEven => RoundingStrategy::MidpointNearestEven,
            RoundingMode::Up => RoundingStrategy::AwayFromZero,
            RoundingMode::Down => RoundingStrategy::ToZero,
        };
        return Ok(decimal.round_dp_with_strategy(places, strategy));
    };
    let scaled = 10_i128.checked_pow(places).and_then(|power| n.checked_mul(power)).ok_or(TooManyDigits)?;
    let (quotient, rest) = (scaled / d, (scaled % d).unsigned_abs());
    let half = rest.cmp(&(d.unsigned_abs() - rest));
    let away = mode.goes_away(half, rest != 0, quotient % 2 != 0);
    let whole = if away { quotient + scaled.signum() } else { quotient };
    Decimal::try_from_i128_with_scale(whole, places).map_err(|_| TooManyDigits)
}

/// The value rounded to a multiple of an increment, such as 0.05 for cash; as it is for an increment of zero.
pub fn to_increment(value: Decimal, increment: Decimal, mode: RoundingMode) -> Exactly<Decimal> {
    match Ratio::new(value, increment)? {
        Some(steps) => rounded(steps, 0, mode)?.times(increment),
        None => Ok(value),
    }
}

/// A rounded total shared out over the exact parts that it was made of, so that what is shown adds up to it.
///
/// Each part goes down to the lower unit of the last place; the units that are then missing go one each to
/// the parts with the largest remainders (Hamilton's method), the earlier part first in a tie.
pub fn shares(total: Decimal, exact: &[Ratio], places: u32) -> Exactly<Vec<Decimal>> {
    // Parts that need no rounding and add up already: the usual case, and a cheap one.
    let plain: Option<Vec<Decimal>> =
        exact.iter().map(|part| part.decimal().filter(|d| d.normalize().scale() <= places)).collect();
    if let Some(parts) = plain
        && super::sum(parts.iter().copied())? == total
    {
        return Ok(parts);
    }
    let power = Decimal::from(10_u64.checked_pow(places).ok_or(TooManyDigits)?);
    let mut parts = Vec::with_capacity(exact.len());
    let mut missing = total.times(power)?.trunc();
    for part in exact {
        let scaled = part.times(power.into())?;
        let floor = scaled.floor()?;
        missing = missing.minus(floor)?;
        parts.push((floor, scaled.minus(floor.into())?.nearest()));
    }
    let count = i128::try_from(parts.len()).unwrap_or(1).max(1);
    let missing = missing.to_i128().ok_or(TooManyDigits)?;
    // Between none and one unit for each part, unless the total was moved further than rounding would: then
    // all share.
    let (each, extra) = (missing.div_euclid(count), missing.rem_euclid(count));
    let each = Decimal::try_from_i128_with_scale(each, 0).map_err(|_| TooManyDigits)?;
    let order = ranking(parts.len(), &|a, b| parts[b].1.cmp(&parts[a].1));
    for (rank, &index) in order.iter().enumerate() {
        let one = if (rank as i128) < extra { Decimal::ONE } else { Decimal::ZERO };
        parts[index].0 = parts[index].0.plus(each)?.plus(one)?;
    }
    parts.into_iter().map(|(units, _)| units.over(power)?.ok_or(TooManyDigits)).collect()
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
    fn each_mode_mirrors_charge_and_credit() {
        for sign in [dec!(1), dec!(-1)] {
            let at = |value: Decimal, mode| rounded(Ratio::from(value * sign), 2, mode).unwrap() * sign;
            assert_eq!(at(dec!(0.125), RoundingMode::HalfUp), dec!(0.13));
            assert_eq!(at(dec!(0.125), RoundingMode::HalfEven), dec!(0.12));
            assert_eq!(at(dec!(0.121), RoundingMode::Up), dec!(0.13));
            assert_eq!(at(dec!(0.129), RoundingMode::Down), dec!(0.12));
        }
    }

    #[test]
    fn fractions_round_as_they_are_not_as_their_first_28_digits_are() {
        assert_eq!(rounded(ratio(2, 3), 2, RoundingMode::HalfUp), Ok(dec!(0.67)));
        assert_eq!(rounded(ratio(-2, 3), 2, RoundingMode::Down), Ok(dec!(-0.66)));
        assert_eq!(rounded(ratio(1, 3), 0, RoundingMode::Up), Ok(dec!(1)));
        assert_eq!(rounded(ratio(-1, 3), 0, RoundingMode::HalfEven), Ok(dec!(0)));
        // A third of 0.015 is exactly half a cent.
        assert_eq!(
            rounded(ratio(10, 3).times(dec!(0.0015).into()).unwrap(), 2, RoundingMode::HalfUp),
            Ok(dec!(0.01))
        );
    }

    #[test]
    fn no_product_is_cut_off() {
        // 19.99 × 100 as floats is 1998.9999999999998: BasedHardware/omi#10158. 5.00 at 0.7 % is 0.035.
        assert_eq!(dec!(19.99).times(dec!(100)), Ok(dec!(1999)));
        assert_eq!(
            rounded(Percent(dec!(0.7)).of(dec!(5)).unwrap().into(), 2, RoundingMode::HalfUp),
            Ok(dec!(0.04))
        );
    }

    #[test]
    fn cash_goes_to_five_cents() {
        assert_eq!(to_increment(dec!(10.02), dec!(0.05), RoundingMode::HalfUp), Ok(dec!(10.00)));
        assert_eq!(to_increment(dec!(10.03), dec!(0.05), RoundingMode::HalfUp), Ok(dec!(10.05)));
        assert_eq!(to_increment(dec!(10.03), dec!(0), RoundingMode::HalfUp), Ok(dec!(10.03)));
    }

    #[test]
    fn largest_remainders_get_the_missing_cents() {
        let thirds = [ratio(100, 3), ratio(100, 3), ratio(100, 3)];
        assert_eq!(shares(dec!(100), &thirds, 2), Ok(vec![dec!(33.34), dec!(33.33), dec!(33.33)]));
        let mixed = [dec!(10.006).into(), dec!(-0.003).into(), dec!(0).into()];
        assert_eq!(shares(dec!(10), &mixed, 2), Ok(vec![dec!(10.00), dec!(0), dec!(0)]));
        assert_eq!(shares(dec!(0), &[], 2), Ok(vec![]));
    }

    proptest! {
        #[test]
        fn short_or_long_numbers_round_alike(
            digits: i64, cut in 0u32..64, scale in 0u32..=28, places in 0u32..6, zeros in 0u32..9,
        ) {
            let short = Decimal::new(digits >> cut, scale);
            // The same number in more digits than a word holds.
            let long = short.times(Decimal::new(10_i64.pow(zeros), zeros)).unwrap_or(short);
            for (mode, strategy) in [
                (RoundingMode::HalfUp, RoundingStrategy::MidpointAwayFromZero),
                (RoundingMode::HalfEven, RoundingStrategy::MidpointNearestEven),
                (RoundingMode::Up, RoundingStrategy::AwayFromZero),
                (RoundingMode::Down, RoundingStrategy::ToZero),
            ] {
                let expected = Ok(short.round_dp_with_strategy(places, strategy));
                prop_assert_eq!(rounded(short.into(), places, mode), expected);
                prop_assert_eq!(rounded(long.into(), places, mode), expected);
            }
        }

        #[test]
        fn shares_add_up_and_are_less_than_a_unit_off(
            parts in prop::collection::vec(-99999i64..99999, 1..9), places in 0u32..4,
        ) {
            let exact: Vec<Ratio> = parts.iter().map(|&p| Ratio::from(Decimal::new(p, 5))).collect();
            let sum = crate::arithmetic::sum(exact.iter().map(|r| r.nearest())).unwrap();
            for mode in [RoundingMode::HalfUp, RoundingMode::Up, RoundingMode::Down] {
                let total = rounded(sum.into(), places, mode).unwrap();
                let shown = shares(total, &exact, places).unwrap();
                prop_assert_eq!(shown.iter().sum::<Decimal>(), total);
                for (s, e) in shown.iter().zip(&exact) {
                    prop_assert!((s - e.nearest()).abs() <= Decimal::new(1, places));
                }
            }
        }
    }
}
