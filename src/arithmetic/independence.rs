//! Whether two things go together by chance: Pearson's test on a table of two by two, and Holm's correction for many.

use libm::exp;
use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};

use super::{Nearly, ranking};

/// The probability that chance alone brings a statistic of χ² with one degree of freedom so far; approximate.
pub fn chance(statistic: Decimal) -> Decimal {
    let x = (statistic.to_f64().unwrap_or_default().max(0.0) / 2.0).sqrt();
    Decimal::from_f64(beyond(x)).unwrap_or_default().round_dp(12)
}

/// The complementary error function: by its series near zero, by its continued fraction far off.
fn beyond(x: f64) -> f64 {
    let root = std::f64::consts::PI.sqrt();
    if x < 2.0 {
        let (mut term, mut sum) = (x, x);
        for n in 1..60 {
            let n = f64::from(n);
            term *= -x * x / n;
            sum += term / (2.0 * n + 1.0);
        }
        return 1.0 - 2.0 / root * sum;
    }
    let fraction = (1..=60).rev().fold(x, |below, n| x + f64::from(n) / 2.0 / below);
    exp(-x * x) / (root * fraction)
}

/// Probabilities corrected for their number by Holm's step-down method (1979); at most 1 each.
pub fn corrected(chances: &[Decimal]) -> Vec<Decimal> {
    let mut found = vec![Decimal::ONE; chances.len()];
    let mut most = Decimal::ZERO;
    let order = ranking(chances.len(), &|a, b| chances[a].cmp(&chances[b]));
    for (rank, at) in order.into_iter().enumerate() {
        let left = Decimal::from(chances.len() - rank);
        most = most.max(chances[at].nearly_times(left).unwrap_or_default()).min(Decimal::ONE);
        found[at] = most;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::dec;

    #[test]
    fn published_quantiles_and_a_correction_by_hand() {
        // Upper quantiles of χ² with one degree of freedom: 5 %, 1 %, 0.1 %.
        for (statistic, expected) in
            [(dec!(3.841459), dec!(0.05)), (dec!(6.634897), dec!(0.01)), (dec!(10.827566), dec!(0.001))]
        {
            assert!((chance(statistic) - expected).abs() < dec!(0.0000001), "{statistic}");
        }
        assert_eq!(chance(dec!(0)), dec!(1));
        // Where series and fraction meet.
        assert!((chance(dec!(7.999999)) - chance(dec!(8.000001))).abs() < dec!(0.00000001));
        let by_hand = corrected(&[dec!(0.01), dec!(0.04), dec!(0.03), dec!(0.005)]);
        assert_eq!(by_hand, [dec!(0.03), dec!(0.06), dec!(0.06), dec!(0.02)]);
    }
}
