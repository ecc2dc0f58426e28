//! Churn triggers: which customers might leave, and by how much each passes the threshold.

use rust_decimal::Decimal;

use super::{Outputs, Thresholds};
use crate::arithmetic::piecewise::{Cut, Span};
use crate::arithmetic::ratio::Ratio;
use crate::arithmetic::{Checked, Exactly, Nearly};
use crate::calculators::pricing::tiered_pricing::base::{a_month, bill_over, row_problem};
use crate::calculators::pricing::tiered_pricing::bulk::Ready;
use crate::calculators::pricing::tiered_pricing::cliffs::{Cliff, cliffs};
use crate::calculators::pricing::tiered_pricing::cost::{Varied, cost};
use crate::calculators::pricing::tiered_pricing::plan::{Model, Plan, Quantity};
use crate::input::Problem;

/// Why a customer might leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    Rise,
    Overage,
    Unused,
    Dearer,
    Cliff,
}

impl Trigger {
    pub const ALL: [Trigger; 5] =
        [Trigger::Rise, Trigger::Overage, Trigger::Unused, Trigger::Dearer, Trigger::Cliff];
}

/// A row that a trigger found. Money is for one customer and a month.
#[derive(Clone, Copy, Debug)]
pub struct Hit {
    pub row: usize,
    pub trigger: Trigger,
    /// What the trigger measures: the bill before, the overage, the share used in percent, or the bill by the cheapest plan or
    /// beyond the cliff.
    pub measured: Decimal,
    /// For a cliff, the amount to buy instead.
    pub of: Decimal,
    /// For a charge's allowance, its quantity.
    pub quantity: usize,
}

/// A row inside a cliff.
#[derive(Clone, Copy, Debug)]
struct Fall {
    /// Which of the brinks.
    brink: usize,
    /// What would be bought instead, and billed for it over the common months.
    buy: Decimal,
    bill: Decimal,
}

/// A range of a quantity, on a plan, in which buying more costs less.
pub struct Brink {
    pub plan: usize,
    pub quantity: usize,
    pub cliff: Cliff,
    pub inside: Inside,
}

/// What was found in all rows.
#[derive(Default)]
pub struct Found {
    pub hits: Vec<Hit>,
    pub brinks: Vec<Brink>,
    /// Customers that any trigger found, and their bills.
    pub customers: Decimal,
    pub bills: Decimal,
    /// Plans whose tiers are too many to look for cliffs.
    pub unseen: Vec<usize>,
}

/// What customers inside cliffs come to.
#[derive(Clone, Copy, Default)]
pub struct Inside {
    pub customers: Decimal,
    pub bills: Decimal,
    pub saving: Decimal,
}

impl Found {
    /// All cliffs together. No customer counts in two of them.
    pub fn inside(&self) -> Inside {
        let mut all = Inside::default();
        for Brink { inside, .. } in &self.brinks {
            all.customers.nearly_gain(inside.customers);
            all.bills.nearly_gain(inside.bills);
            all.saving.nearly_gain(inside.saving);
        }
        all
    }
}

/// Looks at one row after the other.
pub struct Watch<'t> {
    thresholds: &'t Thresholds,
    pub found: Found,
    amounts: Vec<Decimal>,
}

/// The smallest step of a quantity, which has nine decimals at most.
const STEP: Decimal = Decimal::from_parts(1, 0, 0, false, 9);

impl<'t> Watch<'t> {
    pub fn new(ready: &[Ready<'_>], out: &Outputs, thresholds: &'t Thresholds) -> Exactly<Self> {
        let mut found = Found::default();
        for (index, plan) in ready.iter().enumerate() {
            for (quantity, counted) in out.quantities.iter().enumerate() {
                if !may_fall(plan.plan, counted) {
                    continue;
                }
                match brinks(plan.plan, &out.quantities, quantity, out) {
                    Some(cliffs) => found.brinks.extend(cliffs.into_iter().map(|cliff| Brink {
                        plan: index,
                        quantity,
                        cliff,
                        inside: Inside::default(),
                    })),
                    None => found.unseen.push(index),
                }
            }
        }
        Ok(Watch { thresholds, found, amounts: Vec::new() })
    }

    /// Tries every trigger on a row; gives the tiers that it reaches, by charge.
    pub fn row(
        &mut self,
        ready: &[Ready<'_>],
        out: &Outputs,
        row: usize,
    ) -> Result<Vec<(usize, usize)>, Problem> {
        let (plan, amounts, months) = (out.base.plans[row], out.base.amounts(row), out.bills.months);
        let (ready, thresholds) = (&ready[plan], self.thresholds);
        let (now, (best, least)) = (out.now[row], out.cheapest[row]);
        let before = self.found.hits.len();
        let mut hit = |trigger, measured, of, quantity| {
            self.found.hits.push(Hit { row, trigger, measured, of, quantity });
        };
        let monthly = |amount| a_month(amount, months);
        if let Some(earlier) = out.base.before(row)
            && let Some(earlier) = bill_over(ready, earlier, row, months)?
        {
            let rise = now.minus(earlier)?;
            let enough = rise > thresholds.rise_money.times(months.into())?;
            if rise > Decimal::ZERO && enough && rise > thresholds.rise_percent.of(earlier)? {
                hit(Trigger::Rise, monthly(earlier), Decimal::ZERO, 0);
            }
        }
        let mut tiers = Vec::new();
        let mut overage = Ratio::ZERO;
        let mut most_used: Option<(Ratio, usize)> = None;
        for (index, charge) in ready.charges.iter().enumerate() {
            let standing = match ready.standing(charge, amounts) {
                Ok(standing) => standing,
                Err(error) => return Err(row_problem(row, ready.plan, error)),
            };
            tiers.extend(standing.tier.map(|tier| (index, tier)));
            overage.gain(standing.overage)?;
            if let Some(used) = standing.used
                && most_used.is_none_or(|(most, _)| used.compare(most).is_ok_and(|order| order.is_gt()))
            {
                most_used = Some((used, charge.quantity));
            }
        }
        if overage.sign().is_gt() {
            let overage = match ready.in_bill(amounts, overage) {
                Ok(overage) => overage.times((months / ready.plan.period.months()).into())?,
                Err(error) => return Err(row_problem(row, ready.plan, error)),
            };
            if overage.compare(thresholds.overage_share.of(now)?.into())?.is_gt() {
                hit(Trigger::Overage, monthly(overage.nearest()), Decimal::ZERO, 0);
            }
        }
        if let Some((used, quantity)) = most_used
            && used.compare(thresholds.use_below.share()?.into())?.is_lt()
        {
            let percent = used.times(Decimal::ONE_HUNDRED.into())?.nearest();
            hit(Trigger::Unused, percent, Decimal::ZERO, quantity);
        }
        let saving = now.minus(least)?;
        if best != plan && saving > thresholds.dearer_by.of(now)? {
            hit(Trigger::Dearer, monthly(least), Decimal::ZERO, 0);
        }
        let fall = self.fall(ready, out, row)?;
        if let Some(fall) = fall {
            let (quantity, amount) =
                (self.found.brinks[fall.brink].quantity, amounts[self.found.brinks[fall.brink].quantity]);
            let more = fall.buy.minus(amount)?;
            if more <= thresholds.cliff_within.of(amount)? {
                let bill = monthly(fall.bill);
                self.found.hits.push(Hit {
                    row,
                    trigger: Trigger::Cliff,
                    measured: bill,
                    of: fall.buy,
                    quantity,
                });
            }
            let (count, bills) = (out.base.counts[row], out.of_all(row, now)?);
            let saving = out.of_all(row, now.minus(fall.bill)?)?;
            let inside = &mut self.found.brinks[fall.brink].inside;
            inside.customers.gain(count)?;
            inside.bills.gain(bills)?;
            inside.saving.gain(saving)?;
        }
        if self.found.hits.len() > before {
            self.found.customers.gain(out.base.counts[row])?;
            self.found.bills.gain(out.of_all(row, now)?)?;
        }
        Ok(tiers)
    }

    /// The cliff that a row is inside; of several the one whose end saves most. Whether it is one is decided by the bill itself,
    /// with its discounts and bounds.
    fn fall(&mut self, ready: &Ready<'_>, out: &Outputs, row: usize) -> Result<Option<Fall>, Problem> {
        let (plan, amounts) = (out.base.plans[row], out.base.amounts(row));
        let mut best: Option<Fall> = None;
        for (at, brink) in self.found.brinks.iter().enumerate().filter(|(_, brink)| brink.plan == plan) {
            let Some(amount) = amounts.get(brink.quantity).copied() else { continue };
            if !is_inside(brink.cliff.span, amount) {
                continue;
            }
            let buy = first_behind(brink.cliff.buy, out.quantities[brink.quantity].whole)?;
            self.amounts.clear();
            self.amounts.extend_from_slice(amounts);
            self.amounts[brink.quantity] = buy;
            if let Some(bill) = bill_over(ready, &self.amounts, row, out.bills.months)?
                && bill < best.map_or(out.now[row], |best| best.bill)
            {
                best = Some(Fall { brink: at, buy, bill });
            }
        }
        Ok(best)
    }
}

/// The first amount behind a cut.
pub fn first_behind(cut: Cut, whole: bool) -> Exactly<Decimal> {
    match (whole, cut.after) {
        (true, _) => cut.first_whole(),
        (false, true) => cut.at.nearest().round_dp(9).plus(STEP),
        (false, false) => Ok(cut.at.nearest()),
    }
}

fn is_inside(span: Span, amount: Decimal) -> bool {
    let at = Cut::after(amount);
    span.from.compare(at).is_ok_and(|order| order.is_lt())
        && at.compare(span.to).is_ok_and(|order| order.is_le())
}

/// Whether the price of a quantity can fall as it grows: only where one tier prices everything.
fn may_fall(plan: &Plan, quantity: &Quantity) -> bool {
    plan.charges.iter().any(|charge| {
        let alone =
            charge.model == Model::Volume || (charge.model == Model::Stairstep && !charge.steps_add_up);
        alone && charge.quantity == quantity.name
    })
}

/// The cliffs of one quantity on a plan, before discounts and bounds; `None` where the price has too many steps.
fn brinks(plan: &Plan, quantities: &[Quantity], quantity: usize, out: &Outputs) -> Option<Vec<Cliff>> {
    let counted = &quantities[quantity];
    let mut alone = Plan { period: plan.period, ..Plan::default() };
    let mut to = (0..out.base.rows()).map(|row| out.base.amounts(row)[quantity]).max().unwrap_or_default();
    for charge in
        plan.charges.iter().filter(|charge| charge.quantity == counted.name && !charge.counts_events())
    {
        let last = charge.tiers.iter().filter_map(|tier| tier.up_to).max().unwrap_or_default();
        let metered =
            Ratio::from(last.plus(charge.included).ok()?).over(charge.conversion().ok()?).ok()??;
        to = to.max(metered.nearest());
        alone.charges.push(charge.clone());
    }
    // Past the last bound the price rises for ever.
    let to = to.ceil().plus(Decimal::TEN).ok()?;
    let range = Varied { quantity, from: Decimal::ZERO, to };
    let function = cost(&alone, quantities, range, &Default::default()).ok()?;
    cliffs(&function, counted.whole).ok()
}
