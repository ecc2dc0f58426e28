//! What one customer is expected to bring, month after month: revenue that shrinks by churn and grows by expansion.

use rust_decimal::Decimal;

use super::{product, quotient, sum};
use crate::arithmetic::ratio::Ratio;
use crate::arithmetic::{Checked, Exactly, Nearly, TooManyDigits, sum as sum_of};

/// The margin, or revenue, of one customer from the month in which they are won, which is month 1 and counts whole. Amounts
/// are as many times as large as the [unit](Mix::unit) says.
#[derive(Clone, Copy, Debug)]
pub struct Stream {
    /// What a customer brings in the first month.
    pub amount: Decimal,
    /// The share that leaves in a month; below zero where what stays grows by more than what leaves.
    pub churn: Ratio,
    /// What a customer who stays pays the next month is so many times that of the month before, and so much more.
    pub times: Decimal,
    pub more: Decimal,
}

/// Customers of several kinds, so many of each: what one of them brings on average.
#[derive(Clone, Debug)]
pub struct Mix {
    /// How many months the amounts are for: 12 for a year, of which each month is an equal part.
    pub unit: Decimal,
    pub kinds: Vec<(Decimal, Stream)>,
}

/// The customers who are left after some months, as a share, and what one of all has brought in them.
#[derive(Clone, Copy, Debug)]
pub struct Month {
    pub left_before: Decimal,
    pub so_far: Decimal,
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

/// Months of which each keeps the same share K of the one before: sums over the months k from 0.
#[derive(Clone, Copy)]
struct Run {
    months: usize,
    /// K to the number of months.
    power: Decimal,
    /// The sum of Kᵏ, and of k × Kᵏ.
    level: Decimal,
    rising: Decimal,
}

impl Run {
    const NONE: Run = Run { months: 0, power: Decimal::ONE, level: Decimal::ZERO, rising: Decimal::ZERO };

    fn month(kept: Decimal) -> Self {
        Run { months: 1, power: kept, level: Decimal::ONE, rising: Decimal::ZERO }
    }

    /// This run with another one after it; `None` where that is too large.
    fn then(&self, next: &Run) -> Option<Run> {
        let later = next.level.nearly_times(self.months.into())?.nearly_plus(next.rising)?;
        Some(Run {
            months: self.months + next.months,
            power: self.power.nearly_times(next.power)?,
            level: self.power.nearly_times(next.level)?.nearly_plus(self.level)?,
            rising: self.power.nearly_times(later)?.nearly_plus(self.rising)?,
        })
    }
}

impl Stream {
    /// The share of customers who are left after a month.
    pub fn kept(&self) -> Exactly<Ratio> {
        sum(Ratio::ONE, self.churn.negative())
    }

    /// The share of a month's payment that the next one has, but for an amount by which it grows.
    fn passed_on(&self) -> Exactly<Ratio> {
        product(self.kept()?, self.times.into())
    }

    /// What comes in the months of a run.
    fn over(&self, run: &Run) -> Option<Decimal> {
        self.more.nearly_times(run.rising)?.nearly_plus(self.amount.nearly_times(run.level)?)
    }

    /// All that will ever come, each month's payment at its beginning and discounted by so much a month; `None` where
    /// that has no end.
    ///
    /// The sum of `(a + k × m) × Kᵏ` over the months `k` from 0 is `a ÷ (1 − K) + m × K ÷ (1 − K)²`, with K the share kept over
    /// the growth of money (Skok and Reiss).
    pub fn lifetime(&self, discount: Decimal) -> Exactly<Option<Ratio>> {
        let money = Ratio::from(Decimal::ONE.plus(discount)?);
        let kept = self.passed_on()?;
        let gap = sum(money, kept.negative())?;
        if gap.sign().is_le() {
            return Ok((self.amount.is_zero() && self.more.is_zero()).then_some(Ratio::ZERO));
        }
        let months = quotient(money, gap)?.unwrap_or_default();
        let later = quotient(kept, gap)?.unwrap_or_default();
        let grown = sum(self.amount.into(), product(self.more.into(), later)?)?;
        product(months, grown).map(Some)
    }
}

/// To so many decimals two sums are compared: a share such as a third has been rounded far behind them.
fn told(sum: Decimal) -> Decimal {
    sum.round_dp(15)
}

impl Mix {
    /// Whether anything comes of them.
    pub fn brings(&self) -> bool {
        self.kinds.iter().any(|(_, stream)| stream.amount.max(stream.more) > Decimal::ZERO)
    }

    fn customers(&self) -> Exactly<Decimal> {
        sum_of(self.kinds.iter().map(|(count, _)| *count))
    }

    /// The average over all customers of an amount that is known for one of each kind; `None` where it is not for some.
    pub fn mean(&self, of: &dyn Fn(&Stream) -> Exactly<Option<Ratio>>) -> Exactly<Option<Ratio>> {
        if let [(_, stream)] = self.kinds.as_slice() {
            return match of(stream)? {
                Some(one) => quotient(one, self.unit.into()),
                None => Ok(None),
            };
        }
        let mut all = Ratio::ZERO;
        for (count, stream) in &self.kinds {
            let Some(one) = of(stream)? else { return Ok(None) };
            all = sum(all, product(one, (*count).into())?)?;
        }
        quotient(all, self.customers()?.times(self.unit)?.into())
    }

    fn first_runs(&self) -> Exactly<Vec<Run>> {
        self.kinds.iter().map(|(_, stream)| Ok(Run::month(stream.passed_on()?.nearest()))).collect()
    }

    /// What one customer brings on average in a run of each kind; `None` where that is too large.
    fn over(&self, runs: &[Run]) -> Option<Decimal> {
        let mut all = Decimal::ZERO;
        for ((count, stream), run) in self.kinds.iter().zip(runs) {
            all = stream.over(run)?.nearly_times(*count)?.nearly_plus(all)?;
        }
        all.nearly_over(self.customers().ok()?.nearly_times(self.unit)?)
    }

    /// Month by month, from the first; `None` where amounts are too large.
    pub fn months(&self, months: usize) -> Option<Vec<Month>> {
        // For each kind its customers who are left, what one of them pays, and the share that stays.
        let mut kinds = Vec::with_capacity(self.kinds.len());
        for (count, stream) in &self.kinds {
            kinds.push((*count, stream.amount, stream.kept().ok()?.nearest(), stream));
        }
        let customers = self.customers().ok()?;
        let all = customers.nearly_times(self.unit)?;
        let mut paid = Decimal::ZERO;
        let mut found = Vec::with_capacity(months);
        for _ in 0..months {
            let mut before = Decimal::ZERO;
            for (left, amount, kept, stream) in &mut kinds {
                before = before.nearly_plus(*left)?;
                paid = amount.nearly_times(*left)?.nearly_plus(paid)?;
                *left = left.nearly_times(*kept)?;
                *amount = amount.nearly_times(stream.times)?.nearly_plus(stream.more)?;
            }
            found.push(Month { left_before: before.nearly_over(customers)?, so_far: paid.nearly_over(all)? });
        }
        Some(found)
    }

    /// What has come after so many months.
    pub fn after(&self, months: usize) -> Exactly<Decimal> {
        let mut runs = self.first_runs()?;
        for run in &mut runs {
            // Doubled, as long as there are months to double.
            let (mut power, mut left) = (*run, months);
            *run = Run::NONE;
            while left > 0 {
                if left % 2 == 1 {
                    *run = run.then(&power).ok_or(TooManyDigits)?;
                }
                left /= 2;
                if left > 0 {
                    power = power.then(&power).ok_or(TooManyDigits)?;
                }
            }
        }
        self.over(&runs).ok_or(TooManyDigits)
    }

    /// The first month with whose payment `cost` is back.
    ///
    /// No month brings a loss after one that brought something. So the months are doubled until the cost is back, and then
    /// halved towards the month.
    pub fn payback(&self, cost: Ratio) -> Exactly<Payback> {
        if cost.sign().is_le() {
            return Ok(Payback::Month(0));
        }
        let all = self.mean(&|stream| stream.lifetime(Decimal::ZERO))?;
        let first = self.first_runs()?;
        // What comes in the end is never there: unless all comes at once, every month is short of it.
        let goes_on = first.iter().any(|run| !run.power.is_zero());
        if all
            .is_some_and(|all| all.compare(cost).is_ok_and(|order| order.is_lt() || goes_on && order.is_eq()))
        {
            return Ok(Payback::Never);
        }
        let cost = told(cost.nearest());
        // A sum that is too large for a decimal is larger than any cost.
        let is_back = |runs: &[Run]| self.over(runs).is_none_or(|sum| told(sum) >= cost);
        let both =
            |a: &[Run], b: &[Run]| -> Option<Vec<Run>> { a.iter().zip(b).map(|(a, b)| a.then(b)).collect() };
        let mut doubled = vec![first];
        while let Some(last) = doubled.last().filter(|last| last[0].months < LONGEST && !is_back(last)) {
            let Some(next) = both(last, last) else { break };
            doubled.push(next);
        }
        let mut short = vec![Run::NONE; self.kinds.len()];
        for run in doubled.iter().rev() {
            if let Some(longer) = both(&short, run).filter(|longer| !is_back(longer)) {
                short = longer;
            }
        }
        let month = short.first().map_or(0, |run| run.months) + 1;
        Ok(match self.brings() {
            true if month <= LONGEST => Payback::Month(month),
            true => Payback::TooLate,
            false => Payback::Never,
        })
    }
}

/// The months until `cost` is back if nobody left: a part of a month counts.
pub fn simple_payback(cost: Ratio, margin_a_month: Ratio) -> Exactly<Option<Ratio>> {
    if margin_a_month.sign().is_le() { Ok(None) } else { quotient(cost, margin_a_month) }
}
