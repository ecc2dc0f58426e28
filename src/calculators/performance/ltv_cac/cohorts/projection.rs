//! The pooled curve over all cohorts, and what it makes of those that are young.

use rust_decimal::Decimal;

use super::{Cohort, Line, Outputs, Pooled};
use crate::arithmetic::{Checked, Exactly, Nearly};

/// So far ahead a cohort is projected.
const MONTHS: usize = 600;

/// The last factors are pooled for all later ages: single ones rest on few cohorts.
const TAIL: usize = 3;

/// When the cost of a cohort is back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Back {
    /// In this month of age, from 1, as observed; 0 if nothing was spent.
    Observed(usize),
    /// Not observed yet; in this month by the projection.
    Projected(usize),
    /// The projection never comes to the cost.
    Never,
    /// Not in fifty years.
    TooLate,
    /// Nothing to project from.
    Unknown,
}

impl Outputs {
    /// By age, all rows that have been observed that long.
    pub fn pool(&self, cohorts: &[Cohort]) -> Exactly<Vec<Pooled>> {
        let oldest = self.lines.iter().map(|line| line.full).max().unwrap_or_default();
        let mut pooled = vec![Pooled::default(); oldest];
        for (line, cohort) in self.lines.iter().zip(cohorts) {
            for (age, at) in pooled.iter_mut().enumerate().take(line.full) {
                at.cohorts += 1;
                at.customers.gain(cohort.customers)?;
                if let Some(spend) = cohort.spend {
                    at.spend.gain(spend)?;
                    at.of_paid.gain(line.so_far[age])?;
                }
                at.observed.gain(line.observed[age])?;
                at.so_far.gain(line.so_far[age])?;
                if age > 0 {
                    at.before.gain(line.observed[age - 1])?;
                }
            }
        }
        Ok(pooled)
    }

    /// What the margin of an age is multiplied by to give the next; the last one holds for all ages after.
    pub fn factors(&self) -> Option<(Vec<Decimal>, Decimal)> {
        let factor = |over: Decimal, under: Decimal| {
            if under > Decimal::ZERO { over.nearly_over(under) } else { None }
        };
        let ages = self.pooled.get(1..)?;
        let factors: Vec<Decimal> = ages.iter().map_while(|age| factor(age.observed, age.before)).collect();
        let last = &ages[factors.len().saturating_sub(TAIL)..factors.len()];
        let mut sums = (Decimal::ZERO, Decimal::ZERO);
        for age in last {
            sums.0.nearly_gain(age.observed);
            sums.1.nearly_gain(age.before);
        }
        let tail = factor(sums.0, sums.1)?;
        Some((factors, tail))
    }

    /// When the cost of a row is back: as observed, or by the factors.
    pub fn back(
        &self,
        line: &Line,
        each: Decimal,
        spend: Decimal,
        factors: Option<&(Vec<Decimal>, Decimal)>,
    ) -> Back {
        if spend.is_zero() {
            return Back::Observed(0);
        }
        if let Some(age) = line.so_far.iter().position(|so_far| *so_far >= spend) {
            return Back::Observed(age + 1);
        }
        let Some(last) = line.full.checked_sub(1) else { return Back::Unknown };
        let mut margin = line.observed[last].nearly_times(each).unwrap_or_default();
        if margin <= Decimal::ZERO {
            return Back::Never;
        }
        let Some((factors, tail)) = factors else { return Back::Unknown };
        let mut so_far = line.so_far[last];
        for age in line.full..MONTHS {
            let factor = factors.get(age - 1).copied();
            if factor.is_none() && *tail < Decimal::ONE {
                // From here on it is a geometric series, whose sum is known.
                let left =
                    margin.nearly_times(*tail).and_then(|next| next.nearly_over(Decimal::ONE.less(*tail)));
                if left.and_then(|left| left.nearly_plus(so_far)).is_none_or(|all| all <= spend) {
                    return Back::Never;
                }
            }
            let next = margin.nearly_times(factor.unwrap_or(*tail));
            let Some(next) = next else { return Back::TooLate };
            margin = next;
            so_far.nearly_gain(margin);
            if so_far >= spend {
                return Back::Projected(age + 1);
            }
            if margin <= Decimal::ZERO {
                return Back::Never;
            }
        }
        Back::TooLate
    }
}
