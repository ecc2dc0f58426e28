//! What one customer is expected to bring, month after month: revenue that shrinks by churn and grows by expansion.

use std::cmp::Ordering;

use rust_decimal::Decimal;

use super::quotient;
use crate::arithmetic::ratio::Ratio;
use crate::arithmetic::{Checked, Exactly, Nearly, TooManyDigits};

/// How the revenue of a customer who stays grows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Growth {
    #[default]
    None,
    /// By this amount every month.
    Linear(Decimal),
    /// By this share every month.
    Geometric(Decimal),
}

/// The margin, or revenue, of one customer from the month in which they are won, which is month 1 and counts whole.
#[derive(Clone, Copy, Debug)]
pub struct Stream {
    /// What a customer brings in `unit` months of the first, and in how many equal parts of it a month is a part: 12 for a year.
    pub amount: Decimal,
    pub unit: Decimal,
    /// The share that leaves in a month; below zero where what stays grows by more than what leaves.
    pub churn: Decimal,
    pub growth: Growth,
}

/// Longer than this no payback is looked for.
pub const LONGEST: usize = 1_200;

/// When the money is back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payback {
    /// With the payment of this month, from 1; 0 where nothing was paid.
    Month(usize),
    /// All that will ever come is not more.
    Never,
    /// Not in the first hundred years.
    TooLate,
}

impl Stream {
    /// The share of customers who are left after a month.
    pub fn kept(&self) -> Decimal {
        Decimal::ONE.less(self.churn)
    }

    /// The amount that one customer brings in each of the first months, times `unit`; month 1 first.
    fn parts(&self) -> impl Iterator<Item = Exactly<Decimal>> + '_ {
        let (mut left, mut grown) = (Decimal::ONE, self.amount);
        (0..).map(move |_| {
            let part = grown.nearly_times(left).ok_or(TooManyDigits)?;
            left = left.nearly_times(self.kept()).ok_or(TooManyDigits)?;
            grown = match self.growth {
                Growth::None => Some(grown),
                Growth::Linear(more) => more.nearly_times(self.unit).and_then(|more| grown.nearly_plus(more)),
                Growth::Geometric(rate) => {
                    grown.nearly_times(Decimal::ONE.nearly_plus(rate).unwrap_or_default())
                }
            }
            .ok_or(TooManyDigits)?;
            Ok(part)
        })
    }

    /// What has come after each of the first `months` months.
    pub fn cumulative(&self, months: usize) -> Exactly<Vec<Ratio>> {
        let mut sum = Decimal::ZERO;
        let mut so_far = Vec::with_capacity(months);
        for part in self.parts().take(months) {
            sum = sum.nearly_plus(part?).ok_or(TooManyDigits)?;
            so_far.push(Ratio::new(sum, self.unit)?.unwrap_or_default());
        }
        Ok(so_far)
    }

    /// All that will ever come, each month's payment at its beginning and discounted by so much a month; `None` where
    /// that has no end.
    ///
    /// The sum of `(a + k × m) × Kᵏ` over the months `k` from 0 is `a ÷ (1 − K) + m × K ÷ (1 − K)²`, with K the share kept over
    /// the growth of money (Skok and Reiss).
    pub fn lifetime(&self, discount: Decimal) -> Exactly<Option<Ratio>> {
        let growth = match self.growth {
            Growth::Geometric(rate) => Decimal::ONE.plus(rate)?,
            _ => Decimal::ONE,
        };
        let money = Decimal::ONE.plus(discount)?;
        let kept = self.kept().nearly_times(growth).ok_or(TooManyDigits)?;
        let gap = money.nearly_minus(kept).ok_or(TooManyDigits)?;
        let first = Ratio::new(self.amount, self.unit)?.unwrap_or_default();
        if gap <= Decimal::ZERO {
            return Ok(first.is_zero().then_some(Ratio::ZERO));
        }
        let long = |over: Decimal, under: Decimal| Ratio::new(over, under);
        let months = long(money, gap).or_else(|_| rounded(money, gap))?.unwrap_or_default();
        let mut all = product(first, months)?;
        if let Growth::Linear(more) = self.growth {
            let later = long(kept, gap).or_else(|_| rounded(kept, gap))?.unwrap_or_default();
            let grown = product(product(more.into(), months)?, later)?;
            all = sum(all, grown)?;
        }
        Ok(Some(all))
    }

    /// The first month with whose payment `cost` is back.
    pub fn payback(&self, cost: Ratio) -> Exactly<Payback> {
        if cost.sign().is_le() {
            return Ok(Payback::Month(0));
        }
        // What comes in the end is known beforehand, so that a search that would not end is not begun.
        if let Some(all) = self.lifetime(Decimal::ZERO)?
            && self.grows_never_less()
            && all.compare(cost).unwrap_or(Ordering::Equal).is_le()
            && !self.kept().is_zero()
        {
            return Ok(Payback::Never);
        }
        let mut sum = Decimal::ZERO;
        for (month, part) in self.parts().take(LONGEST).enumerate() {
            let Ok(part) = part else { break };
            sum = sum.nearly_plus(part).ok_or(TooManyDigits)?;
            let so_far = Ratio::new(sum, self.unit)?.unwrap_or_default();
            if so_far.compare(cost).unwrap_or(Ordering::Equal).is_ge() {
                return Ok(Payback::Month(month + 1));
            }
        }
        Ok(match self.lifetime(Decimal::ZERO)? {
            Some(all) if all.compare(cost).unwrap_or(Ordering::Equal).is_gt() => Payback::TooLate,
            Some(_) => Payback::Never,
            None if self.amount <= Decimal::ZERO => Payback::Never,
            None => Payback::TooLate,
        })
    }

    /// Whether no month brings a loss after months that brought something, so that the most is what comes in the end.
    fn grows_never_less(&self) -> bool {
        self.amount >= Decimal::ZERO && !matches!(self.growth, Growth::Linear(more) if more < Decimal::ZERO)
    }
}

fn rounded(over: Decimal, under: Decimal) -> Exactly<Option<Ratio>> {
    Ok(Some(over.nearly_over(under).ok_or(TooManyDigits)?.into()))
}

fn product(a: Ratio, b: Ratio) -> Exactly<Ratio> {
    a.times(b).or_else(|_| Ok(a.nearest().nearly_times(b.nearest()).ok_or(TooManyDigits)?.into()))
}

fn sum(a: Ratio, b: Ratio) -> Exactly<Ratio> {
    a.plus(b).or_else(|_| Ok(a.nearest().nearly_plus(b.nearest()).ok_or(TooManyDigits)?.into()))
}

/// The months until `cost` is back if nobody left: a part of a month counts.
pub fn simple_payback(cost: Ratio, margin_a_month: Ratio) -> Exactly<Option<Ratio>> {
    if margin_a_month.sign().is_le() { Ok(None) } else { quotient(cost, margin_a_month) }
}
