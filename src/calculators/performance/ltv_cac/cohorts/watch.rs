//! Retention against earlier cohorts: which ones keep less, at the same age, than those of their channel before them.

use rust_decimal::Decimal;

use super::{ENOUGH, Inputs, Outputs};
use crate::arithmetic::{Checked, Exactly, Nearly, TooManyDigits};

/// How a cohort stands to the earlier ones of its channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Below,
    Inside,
    /// Fewer earlier cohorts than a band is made of.
    FewEarlier,
    /// Fewer customers than a cohort is judged by.
    FewCustomers,
}

/// Earlier cohorts of a channel, all large enough: how many there are, their customers, and what is listed of them at the age.
#[derive(Clone, Copy, Default)]
pub struct Earlier {
    pub cohorts: usize,
    pub customers: Decimal,
    pub listed: Decimal,
}

/// A row that is old enough.
pub struct Watched {
    pub row: usize,
    /// What is listed of it at the age.
    pub listed: Decimal,
    pub earlier: Earlier,
    pub verdict: Verdict,
}

impl Outputs {
    /// All rows that are old enough, by month.
    pub fn watch(&self, inputs: &Inputs) -> Exactly<Vec<Watched>> {
        let age = usize::try_from(inputs.watch_month.trunc().mantissa()).unwrap_or_default();
        let mut before = vec![Earlier::default(); self.channels.len()];
        let mut found = Vec::new();
        for row in self.months.iter().flat_map(|(_, rows)| rows).copied() {
            let (line, cohort) = (&self.lines[row], &inputs.cohorts[row]);
            let Some(listed) = age.checked_sub(1).and_then(|age| line.observed[..line.full].get(age)) else {
                continue;
            };
            let Some(channel) = self.channels.iter().position(|name| *name == cohort.channel) else {
                continue;
            };
            let earlier = before[channel];
            let verdict = if cohort.customers.is_zero() || cohort.customers < inputs.least_customers {
                Verdict::FewCustomers
            } else if earlier.cohorts < ENOUGH {
                Verdict::FewEarlier
            } else {
                // Across the fractions: what each customer brings here, against what is left of that of the earlier ones.
                let part = Decimal::ONE_HUNDRED.less(inputs.tolerance.0);
                let bound = product(product(earlier.listed, cohort.customers)?, part)?;
                let here = product(product(*listed, earlier.customers)?, Decimal::ONE_HUNDRED)?;
                match earlier.listed > Decimal::ZERO && here < bound {
                    true => Verdict::Below,
                    false => Verdict::Inside,
                }
            };
            if verdict != Verdict::FewCustomers {
                let sum = &mut before[channel];
                sum.cohorts += 1;
                sum.customers.gain(cohort.customers)?;
                sum.listed.gain(*listed)?;
            }
            found.push(Watched { row, listed: *listed, earlier, verdict });
        }
        Ok(found)
    }
}

/// Exact where 28 digits hold it.
fn product(a: Decimal, b: Decimal) -> Exactly<Decimal> {
    a.times(b).or_else(|_| a.nearly_times(b).ok_or(TooManyDigits))
}
