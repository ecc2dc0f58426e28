//! The pooled curve over cohorts, and what it makes of those that are young.
//!
//! A channel is projected by its own cohorts as far as they tell: a channel that keeps few customers would borrow from the
//! others what it will not have.

use rust_decimal::Decimal;

use super::{Cohort, ENOUGH, Inputs, Line, Outputs, Pooled};
use crate::arithmetic::{Checked, Exactly, Nearly};

/// So far ahead a cohort is projected.
const MONTHS: usize = 600;

/// The last factors are pooled for all later ages: single ones rest on few cohorts.
const TAIL: usize = 3;

/// A channel that is so many months of age behind all cohorts, or fewer, goes on by itself.
pub const BEHIND: usize = ENOUGH - 1;

/// Whose cohorts a projection rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    All,
    Channel,
    /// The channel's own up to this month of age, and all after it.
    Until(usize),
}

/// What the margin of an age is multiplied by to give the next, the first age first, and for all ages after these.
pub struct Projection {
    pub factors: Vec<Decimal>,
    pub tail: Decimal,
    pub by: By,
}

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
    /// By age, those of the rows that have been observed that long.
    pub fn pool(&self, cohorts: &[Cohort], rows: &[usize]) -> Exactly<Vec<Pooled>> {
        let oldest = rows.iter().map(|row| self.lines[*row].full).max().unwrap_or_default();
        let mut pooled = vec![Pooled::default(); oldest];
        for row in rows {
            let (line, cohort) = (&self.lines[*row], &cohorts[*row]);
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

    /// How a channel is projected; `None` where no age tells what comes of it.
    ///
    /// A factor is the channel's own at ages that [`ENOUGH`] of its cohorts have been observed, and that of all at later ones.
    /// A channel with a tail of its own that is not much younger than all goes on by itself.
    pub fn projection(&self, inputs: &Inputs, channel: &str) -> Option<Projection> {
        let all = factors(&self.pooled);
        let own = match self.channels.len() {
            1 => Vec::new(),
            _ => {
                let mut pooled = self.pool(&inputs.cohorts, &inputs.rows_of(channel)).ok()?;
                pooled.truncate(pooled.iter().take_while(|age| age.cohorts >= ENOUGH).count());
                factors(&pooled)
            }
        };
        let alone = own.len() >= TAIL && own.len() + BEHIND >= all.len();
        let by = match own.len() {
            0 => By::All,
            _ if alone => By::Channel,
            own => By::Until(own + 1),
        };
        let tail = tail(if alone { &own } else { &all })?;
        let later = if alone { &[] } else { all.get(own.len()..).unwrap_or_default() };
        let factors = own.iter().chain(later).map(|(factor, _)| *factor).collect();
        Some(Projection { factors, tail, by })
    }

    /// When the cost of a row is back: as observed, or by the projection.
    pub fn back(&self, line: &Line, each: Decimal, spend: Decimal, projection: Option<&Projection>) -> Back {
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
        let Some(Projection { factors, tail, .. }) = projection else { return Back::Unknown };
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

/// A part of a whole that is above zero.
fn factor(part: Decimal, whole: Decimal) -> Option<Decimal> {
    if whole > Decimal::ZERO { part.nearly_over(whole) } else { None }
}

/// By age from the second on, up to the first that nothing comes before: what the age has of the one before.
fn factors(pooled: &[Pooled]) -> Vec<(Decimal, Pooled)> {
    let ages = pooled.iter().skip(1);
    ages.map_while(|age| Some((factor(age.observed, age.before)?, *age))).collect()
}

/// The last factors in one.
fn tail(factors: &[(Decimal, Pooled)]) -> Option<Decimal> {
    let (mut observed, mut before) = (Decimal::ZERO, Decimal::ZERO);
    for (_, age) in &factors[factors.len().saturating_sub(TAIL)..] {
        observed.nearly_gain(age.observed);
        before.nearly_gain(age.before);
    }
    factor(observed, before)
}
