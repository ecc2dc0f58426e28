//! What plans bill a whole customer base, and how its bills are spread.

use rust_decimal::Decimal;

use super::bill::PricingError;
use super::bulk::Ready;
use super::customers::{Customer, named};
use super::plan::{Plan, Quantity, Rules, Unpriced, left_out};
use super::problems::{pricing_problem, warnings};
use crate::arithmetic::ratio::Ratio;
use crate::arithmetic::{Checked, Exactly, Nearly, ranking};
use crate::input::{Problem, path};
use crate::say;

/// The customers as they are priced: row by row, in the order of the list.
pub struct Base {
    /// How many customers a row stands for.
    pub counts: Vec<Decimal>,
    /// The present plan of a row.
    pub plans: Vec<usize>,
    /// All customers.
    pub customers: Decimal,
    /// The amounts of all quantities, row after row.
    amounts: Vec<Decimal>,
    /// The same before, where that is known for a row.
    before: Vec<Option<Vec<Decimal>>>,
    width: usize,
}

impl Base {
    pub fn new(customers: &[Customer], quantities: &[Quantity], plans: &[Plan]) -> Exactly<Self> {
        let width = quantities.len();
        let mut base = Base {
            counts: Vec::with_capacity(customers.len()),
            plans: Vec::with_capacity(customers.len()),
            customers: Decimal::ZERO,
            amounts: Vec::with_capacity(customers.len() * width),
            before: Vec::with_capacity(customers.len()),
            width,
        };
        for customer in customers {
            let now = |at: usize| customer.amounts.get(at).copied().flatten().unwrap_or_default();
            base.amounts.extend((0..width).map(now));
            // What is blank beside a known amount has not changed.
            let known = customer.before.iter().take(width).any(Option::is_some);
            base.before.push(known.then(|| {
                (0..width)
                    .map(|at| customer.before.get(at).copied().flatten().unwrap_or_else(|| now(at)))
                    .collect()
            }));
            base.counts.push(customer.count);
            base.plans.push(named(plans, &customer.plan).unwrap_or_default());
            base.customers.gain(customer.count)?;
        }
        Ok(base)
    }

    pub fn rows(&self) -> usize {
        self.counts.len()
    }

    pub fn amounts(&self, row: usize) -> &[Decimal] {
        &self.amounts[row * self.width..(row + 1) * self.width]
    }

    pub fn before(&self, row: usize) -> Option<&[Decimal]> {
        self.before[row].as_deref()
    }
}

/// Told where quantities that come in whole units are not whole.
pub fn part_units(base: &Base, quantities: &[Quantity]) -> Vec<Problem> {
    let mut told = Vec::new();
    for (at, quantity) in quantities.iter().enumerate().filter(|(_, quantity)| quantity.whole) {
        let parts = (0..base.rows()).filter(|row| !base.amounts(*row)[at].is_integer()).count();
        if parts > 0 {
            let message = say!(
                "{rows, plural, one {# row has} other {# rows have}} a part of a unit of {unit}, which comes in whole units. It is priced as it is; a part above a tier’s bound is in the next tier.",
                rows = parts,
                unit = &quantity.name
            );
            told.push(Problem::at(path(&[&"quantities", &at, &"whole"]), message));
        }
    }
    told
}

/// What is allowed but seldom meant in the plans of the table `key`, each at its place. Nobody here buys one unit alone, so no
/// price is too small for that.
pub fn plan_warnings(key: &str, plans: &[Plan]) -> Vec<Problem> {
    let mut found = warnings(plans, &[], None);
    for problem in &mut found {
        problem.at = placed_in(key, &problem.at);
    }
    found
}

/// A place in the table of plans as one in the table `key`.
fn placed_in(key: &str, at: &str) -> String {
    [key, at.strip_prefix("plans").unwrap_or_default()].concat()
}

/// Every plan made ready; the error stands at its plan in the table `key`.
pub fn ready<'p>(
    plans: &'p [Plan],
    key: &str,
    quantities: &[Quantity],
    rules: &Rules,
    minor_units: u32,
) -> Result<Vec<Ready<'p>>, Problem> {
    let mut ready = Vec::with_capacity(plans.len());
    for (index, plan) in plans.iter().enumerate() {
        match Ready::new(plan, quantities, rules, minor_units) {
            Ok(plan) => ready.push(plan),
            Err(error) => {
                let mut problem = pricing_problem(index, plan, error);
                problem.at = placed_in(key, &problem.at);
                return Err(problem);
            }
        }
    }
    Ok(ready)
}

/// The bills of some plans for every row, each for so many months that they can be compared.
pub struct Bills {
    pub months: u32,
    rows: usize,
    /// Plan after plan; `None` for a plan that stops below the amounts of the row.
    bills: Vec<Option<Decimal>>,
    /// Plans without a price, to which nobody moves.
    left_out: Vec<bool>,
}

impl Bills {
    pub fn new(ready: &[Ready<'_>], base: &Base, months: u32) -> Result<Self, Problem> {
        let rows = base.rows();
        let mut bills = Vec::with_capacity(ready.len() * rows);
        for plan in ready {
            for row in 0..rows {
                bills.push(bill_over(plan, base.amounts(row), row, months)?);
            }
        }
        Ok(Bills { months, rows, bills, left_out: left_out(ready.iter().map(|ready| ready.plan)) })
    }

    /// The bills with those of one plan by other prices.
    pub fn with(&self, plan: usize, ready: &Ready<'_>, base: &Base) -> Result<Self, Problem> {
        let mut bills = self.bills.clone();
        for row in 0..self.rows {
            bills[plan * self.rows + row] = bill_over(ready, base.amounts(row), row, self.months)?;
        }
        Ok(Bills { bills, left_out: self.left_out.clone(), ..*self })
    }

    pub fn of(&self, plan: usize, row: usize) -> Option<Decimal> {
        self.bills[plan * self.rows + row]
    }

    /// The plan with the lowest bill for a row; of several the one asked for, or else the first.
    pub fn cheapest(&self, row: usize, rather: Option<usize>) -> Option<(usize, Decimal)> {
        let mut best = rather.and_then(|plan| Some((plan, self.of(plan, row)?)));
        for plan in (0..self.left_out.len()).filter(|plan| !self.left_out[*plan]) {
            if let Some(bill) = self.of(plan, row)
                && best.is_none_or(|(_, least)| bill < least)
            {
                best = Some((plan, bill));
            }
        }
        best
    }
}

/// What a plan bills for the amounts of a row over so many months; `None` where it stops below them.
pub fn bill_over(
    plan: &Ready<'_>,
    amounts: &[Decimal],
    row: usize,
    months: u32,
) -> Result<Option<Decimal>, Problem> {
    let bills = Decimal::from(months / plan.plan.period.months());
    let over = |total: Decimal| if bills == Decimal::ONE { Ok(total) } else { total.times(bills) };
    match plan.total(amounts).and_then(|total| Ok(over(total)?)) {
        Ok(total) => Ok(Some(total)),
        Err(PricingError::Charge { why: Unpriced::PastLastTier(_), .. }) => Ok(None),
        Err(error) => Err(row_problem(row, plan.plan, error)),
    }
}

/// What serving a row costs over so many months.
pub fn cost_over(plan: &Ready<'_>, amounts: &[Decimal], row: usize, months: u32) -> Result<Decimal, Problem> {
    let bills = Ratio::from(months / plan.plan.period.months());
    let cost = plan.cost(amounts).and_then(|cost| Ok(cost.times(bills)?));
    cost.map(Ratio::nearest).map_err(|error| row_problem(row, plan.plan, error))
}

/// Why a row has no bill.
pub fn row_problem(row: usize, plan: &Plan, error: PricingError) -> Problem {
    let told = pricing_problem(0, plan, error).message;
    Problem::at(
        path(&[&"customers", &row, &"amounts"]),
        say!("{plan}: {message}", plan = &plan.name, message = told),
    )
}

/// An amount over so many months as one for a month.
pub fn a_month(amount: Decimal, months: u32) -> Decimal {
    if months == 1 { amount } else { amount.nearly_over(months.into()).unwrap_or(amount) }
}

pub use crate::arithmetic::percent_of;

/// Values of customers in ascending order, each with how many have it.
pub struct Spread {
    values: Vec<(Decimal, Decimal)>,
    customers: Decimal,
}

impl Spread {
    pub fn new(values: &[(Decimal, Decimal)]) -> Exactly<Self> {
        let order = ranking(values.len(), &|a, b| values[a].0.cmp(&values[b].0));
        let mut customers = Decimal::ZERO;
        for (_, count) in values {
            customers.gain(*count)?;
        }
        Ok(Spread { values: order.into_iter().map(|place| values[place]).collect(), customers })
    }

    /// The value that so many percent of the customers do not exceed. Where it lies between two customers it is their mean
    /// (definition 2 of Hyndman and Fan, "Sample Quantiles in Statistical Packages", 1996). `None` for no customers.
    pub fn quantile(&self, percent: u32) -> Option<Decimal> {
        let place = self.customers.nearly_times(Decimal::new(percent.into(), 2))?;
        let mut counted = Decimal::ZERO;
        for (at, (value, count)) in self.values.iter().enumerate() {
            counted = counted.nearly_plus(*count)?;
            if counted > place {
                return Some(*value);
            }
            if counted == place {
                let next = self.values.get(at + 1).map_or(*value, |next| next.0);
                return value.nearly_plus(next)?.nearly_over(Decimal::TWO);
            }
        }
        None
    }

    /// What so many percent of the customers, those with the highest values, come to together. A part of a customer counts
    /// with that part of the value.
    pub fn top(&self, percent: u32) -> Exactly<Decimal> {
        let mut left = self.customers.times(Decimal::new(percent.into(), 2))?;
        let mut sum = Decimal::ZERO;
        for (value, count) in self.values.iter().rev() {
            let taken = left.min(*count);
            sum.gain(value.times(taken)?)?;
            left = left.minus(taken)?;
        }
        Ok(sum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rust_decimal::dec;

    #[test]
    fn quantiles_of_few() {
        let of = |values: &[(Decimal, Decimal)]| {
            let spread = Spread::new(values).unwrap();
            [10, 50, 90].map(|percent| spread.quantile(percent))
        };
        assert_eq!(of(&[]), [None, None, None]);
        assert_eq!(of(&[(dec!(7), dec!(1))]), [Some(dec!(7)); 3]);
        assert_eq!(
            of(&[(dec!(20), dec!(1)), (dec!(10), dec!(1))]),
            [Some(dec!(10)), Some(dec!(15)), Some(dec!(20))]
        );
        assert_eq!(
            of(&[(dec!(20), dec!(1)), (dec!(10), dec!(9))]),
            [Some(dec!(10)), Some(dec!(10)), Some(dec!(15))]
        );
    }

    #[test]
    fn a_part_of_a_customer_counts_in_part() {
        let spread = Spread::new(&[(dec!(100), dec!(1)), (dec!(10), dec!(24))]).unwrap();
        // A tenth of 25 customers: the largest one and one and a half of the others.
        assert_eq!(spread.top(10), Ok(dec!(115)));
        assert_eq!(spread.top(1), Ok(dec!(25)));
        assert_eq!(spread.top(100), Ok(dec!(340)));
    }

    proptest! {
        #[test]
        fn a_bucket_is_as_many_rows(rows in prop::collection::vec((0i64..99, 1usize..5), 1..20), percent in 1u32..100) {
            let decimal = |number: usize| Decimal::from(number);
            let buckets: Vec<_> = rows.iter().map(|&(value, count)| (value.into(), decimal(count))).collect();
            let single: Vec<(Decimal, Decimal)> =
                rows.iter().flat_map(|&(value, count)| vec![(value.into(), Decimal::ONE); count]).collect();
            let (buckets, single) = (Spread::new(&buckets).unwrap(), Spread::new(&single).unwrap());
            prop_assert_eq!(buckets.quantile(percent), single.quantile(percent));
            prop_assert_eq!(buckets.top(percent), single.top(percent));
        }
    }
}
