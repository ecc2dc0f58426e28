//! A budget shared out over uses with diminishing returns, each a power of what is spent on it: the best split gives the next
//! unit of money the same return everywhere, but for bounds.

use libm::{exp, pow};
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;

use super::statistics::{decimal, float};

/// One use: what it returns now at what spend, and how it answers to more.
#[derive(Clone, Copy, Debug)]
pub struct Curve {
    /// Above zero, unless `low` and `high` are the same.
    pub spend: Decimal,
    /// What that returns in all: zero or more.
    pub returns: Decimal,
    /// By how many percent returns rise if the spend rises by one percent: above 0 and below 1.
    pub elasticity: Decimal,
    /// Bounds of the spend.
    pub low: Decimal,
    pub high: Decimal,
}

/// Decimals of a spend that a search keeps.
const PLACES: u32 = 6;

impl Curve {
    /// Times what it is now the return at another spend is: a power of the spend.
    pub fn growth(&self, spend: Decimal) -> Option<Decimal> {
        decimal(pow(float(spend) / float(self.spend), float(self.elasticity)))
    }

    /// What the next unit of money returns at a spend above zero.
    pub fn marginal(&self, spend: Decimal) -> Option<Decimal> {
        let (now, elasticity) = (float(self.spend), float(self.elasticity));
        decimal(self.first() * pow(float(spend) / now, elasticity - 1.0))
    }

    fn first(&self) -> f64 {
        float(self.elasticity) * float(self.returns) / float(self.spend)
    }

    /// The spend at which the next unit returns so much, as the search has it, within the bounds.
    fn spend_at(&self, marginal: f64) -> f64 {
        let (low, high) = (float(self.low), float(self.high));
        if self.low >= self.high || self.first() <= 0.0 {
            return low;
        }
        let times = pow(self.first() / marginal, 1.0 / (1.0 - float(self.elasticity)));
        (float(self.spend) * times).clamp(low, high)
    }
}

/// The split of a budget that returns most, by bisection on the return of the next unit; a use at a bound has it exactly. It may
/// add up to less than the budget, where nothing that returns anything may take more. `None` if the lower bounds alone are more.
pub fn best_split(curves: &[Curve], budget: Decimal) -> Option<Vec<Decimal>> {
    let wanted = float(budget);
    let sum = |logarithm: f64| curves.iter().map(|curve| curve.spend_at(exp(logarithm))).sum::<f64>();
    let (mut low, mut high) = (-60.0, 60.0);
    if sum(high) > wanted * (1.0 + 1e-12) + 1e-9 {
        return None;
    }
    for _ in 0..110 {
        let middle = (low + high) / 2.0;
        if sum(middle) > wanted { low = middle } else { high = middle }
    }
    let spends = curves.iter().map(|curve| {
        let spend = curve.spend_at(exp(high));
        match Decimal::from_f64(spend).map(|spend| spend.round_dp(PLACES)) {
            Some(spend) => spend.clamp(curve.low, curve.high.max(curve.low)),
            None => curve.low,
        }
    });
    Some(spends.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rust_decimal::dec;

    fn curve(spend: u32, returns: u32, elasticity: u32) -> Curve {
        Curve {
            spend: spend.into(),
            returns: returns.into(),
            elasticity: Decimal::new(elasticity.into(), 2),
            low: dec!(0),
            high: dec!(1_000_000),
        }
    }

    #[test]
    fn with_one_elasticity_spend_goes_by_a_power_of_value() {
        // s is proportional to (V k)^(1 ÷ (1 − e)): at a half, by squares of 2 and 1.
        let split = best_split(&[curve(100, 200, 50), curve(100, 100, 50)], dec!(200)).unwrap();
        assert_eq!(split.iter().map(|spend| spend.round_dp(3)).collect::<Vec<_>>(), [dec!(160), dec!(40)]);
        let bound = Curve { high: dec!(120), ..curve(100, 200, 50) };
        let split = best_split(&[bound, curve(100, 100, 50)], dec!(200)).unwrap();
        assert_eq!((split[0], split[1].round_dp(3)), (dec!(120), dec!(80)));
        let least = Curve { low: dec!(250), ..curve(100, 200, 50) };
        assert_eq!(best_split(&[least], dec!(200)), None);
    }

    proptest! {
        /// No move of money from one use to another returns more.
        #[test]
        fn no_other_split_is_better(
            uses in prop::collection::vec((10u32..5_000, 1u32..9_000, 5u32..95), 2..5),
            from in 0usize..4, to in 0usize..4,
        ) {
            let each = uses.iter().map(|(spend, returns, elasticity)| curve(*spend, *returns, *elasticity));
            let curves: Vec<Curve> = each.collect();
            let budget: u32 = uses.iter().map(|(spend, ..)| spend).sum();
            let split = best_split(&curves, budget.into()).unwrap();
            let total: f64 = split.iter().map(|spend| float(*spend)).sum();
            prop_assert!((total - f64::from(budget)).abs() < 1e-3, "{total} {budget}");
            let worth = |spends: &[f64]| -> f64 {
                curves.iter().zip(spends).map(|(curve, spend)| {
                    float(curve.returns) * (spend.max(0.0) / float(curve.spend)).powf(float(curve.elasticity))
                }).sum()
            };
            let spends: Vec<f64> = split.iter().map(|spend| float(*spend)).collect();
            let (from, to) = (from % spends.len(), to % spends.len());
            for moved in [0.01, 0.1, 0.5] {
                let mut other = spends.clone();
                other[to] += other[from] * moved;
                other[from] -= spends[from] * moved;
                prop_assert!(from == to || worth(&other) <= worth(&spends) + 1e-4 * worth(&spends).max(1.0));
            }
        }
    }
}
