//! Customer base: what the present prices earn, who should be on another plan, and who might leave.

mod answer;
mod examples;
mod report;
mod triggers;

use rust_decimal::Decimal;

use super::base::{Base, Bills, Spread, cost_over, ready};
use super::compare::common_months;
use super::customers::{Counted, Customer, counted, customers, plain, unpriced_rows};
use super::fields;
use super::plan::{Plan, Quantity, Rules};
use super::problems::plan_problems;
use crate::arithmetic::{Checked, Exactly, Percent};
use crate::calculator::{About, Calculator, Example, Revision};
use crate::input::field::{money, percentage};
use crate::input::{Form, Problem, Record};
use crate::report::currency::Currency;
use crate::report::{Answer, Report};
use triggers::{Found, Watch};

/// The page of the family for a whole base.
pub struct CustomerBase;

/// What the page takes in.
#[derive(Default)]
pub struct Inputs {
    pub quantities: Vec<Counted>,
    pub plans: Vec<Plan>,
    pub customers: Vec<Customer>,
    pub thresholds: Thresholds,
    pub rules: Rules,
}

/// From where on a customer might leave.
#[derive(Default)]
pub struct Thresholds {
    /// Both must be exceeded; the money is for a month.
    pub rise_percent: Percent,
    pub rise_money: Decimal,
    /// Of the bill.
    pub overage_share: Percent,
    /// Of the allowance.
    pub use_below: Percent,
    /// Of the bill.
    pub dearer_by: Percent,
    /// Of the quantity.
    pub cliff_within: Percent,
}

/// What is found in the base. Amounts of money are for `bills.months` months unless they say otherwise.
pub struct Outputs {
    quantities: Vec<Quantity>,
    base: Base,
    bills: Bills,
    /// What each row is billed by its present plan, and what serving it costs: for one customer of it.
    now: Vec<Decimal>,
    costs: Vec<Decimal>,
    /// The cheapest plan of each row, the present one if no other is cheaper, and its bill.
    cheapest: Vec<(usize, Decimal)>,
    spread: Spread,
    /// By plan.
    plans: Vec<Total>,
    /// By plan, charge and tier, for charges with tiers.
    tiers: Vec<TierTotal>,
    found: Found,
}

/// What some customers come to.
#[derive(Clone, Copy, Default)]
pub struct Total {
    pub customers: Decimal,
    pub bills: Decimal,
    pub cost: Decimal,
    /// Of customers who would pay less on another plan: how many, their bills, and what they would save.
    pub dearer: Decimal,
    pub dearer_bills: Decimal,
    pub saving: Decimal,
}

pub struct TierTotal {
    pub plan: usize,
    pub charge: usize,
    pub tier: usize,
    pub customers: Decimal,
    pub bills: Decimal,
}

impl Outputs {
    /// What a row comes to: so much for each of its customers.
    fn of_all(&self, row: usize, each: Decimal) -> Exactly<Decimal> {
        each.times(self.base.counts[row])
    }
}

const TRIGGERS: &str = "Churn triggers";

impl Record for Inputs {
    fn fields(&mut self, form: &mut Form<'_>) {
        form.rows(&mut self.quantities, &const { counted() });
        form.rows(&mut self.plans, &const { fields::plans() });
        form.rows(&mut self.customers, &const { customers() });
        let thresholds = &mut self.thresholds;
        form.field(
            &mut thresholds.rise_percent,
            &const {
                percentage("rise_percent", "Bill up by more than")
                    .at_least(0)
                    .otherwise("20")
                    .help("Against the bill for the amounts before, at the same prices.")
                    .section(TRIGGERS)
            },
        );
        form.field(
            &mut thresholds.rise_money,
            &const {
                money("rise_money", "And by more than")
                    .at_least(0)
                    .otherwise("0")
                    .help("A month. Both must be exceeded.")
                    .section(TRIGGERS)
            },
        );
        form.field(
            &mut thresholds.overage_share,
            &const {
                percentage("overage_share", "Overage above")
                    .at_least(0)
                    .at_most(100)
                    .otherwise("30")
                    .help("Share of the bill that is paid for use above what is included.")
                    .section(TRIGGERS)
            },
        );
        form.field(
            &mut thresholds.use_below,
            &const {
                percentage("use_below", "Use below")
                    .at_least(0)
                    .at_most(100)
                    .otherwise("30")
                    .help("Share of what is included.")
                    .section(TRIGGERS)
            },
        );
        form.field(
            &mut thresholds.dearer_by,
            &const {
                percentage("dearer_by", "Cheapest plan saves more than")
                    .at_least(0)
                    .at_most(100)
                    .otherwise("0")
                    .help("Share of the bill.")
                    .section(TRIGGERS)
            },
        );
        form.field(
            &mut thresholds.cliff_within,
            &const {
                percentage("cliff_within", "Just under a cliff by at most")
                    .at_least(0)
                    .otherwise("10")
                    .help("Share of the amount that would have to be bought on top, to pay less.")
                    .section(TRIGGERS)
            },
        );
        self.rules.fields(form);
    }
}

impl Calculator for CustomerBase {
    type Inputs = Inputs;
    type Outputs = Outputs;

    const ABOUT: About = About {
        family: "tiered-pricing",
        page: "customer-base",
        title: "Customer base",
        summary: "What a price list earns from all your customers, who would pay less on another plan, and who might leave.",
        search: &[
            "arpa",
            "arpu",
            "mrr",
            "revenue",
            "churn",
            "overage",
            "plan",
            "segment",
            "cohort",
            "migration",
            "cliff",
        ],
        method: "Every row is billed by its plan, rounded as a bill is, and counts as many times as it has customers. A bill for a longer period counts a month with its share. Every row is billed by every other plan as well.",
        source: "The models are those of the page for one customer. Quantiles follow definition 2 of Hyndman and Fan (1996).",
        revision: 2,
    };

    const EXAMPLES: &'static [Example] = examples::ALL;

    const REVISIONS: &'static [Revision] = &[Revision {
        told: "A margin is now told only where plans have unit costs, and overage is measured against the bill, no longer against charges before discounts.",
        ..Revision::PLAIN
    }];

    fn check_apart(inputs: &Inputs) -> Vec<Problem> {
        plan_problems("plans", &inputs.plans)
    }

    fn check(inputs: &Inputs) -> Vec<Problem> {
        let Inputs { quantities, plans, customers, rules, .. } = inputs;
        unpriced_rows(customers, &plain(quantities), plans, &[], rules)
    }

    fn compute(inputs: &Inputs, currency: Currency) -> Result<Outputs, Problem> {
        let Inputs { plans, customers, rules, .. } = inputs;
        let quantities = plain(&inputs.quantities);
        let base = Base::new(customers, &quantities, plans)?;
        let months = common_months(plans);
        let ready = ready(plans, "plans", &quantities, rules, currency.minor_units())?;
        let bills = Bills::new(&ready, &base, months)?;
        let mut out = Outputs {
            now: Vec::with_capacity(base.rows()),
            costs: Vec::with_capacity(base.rows()),
            cheapest: Vec::with_capacity(base.rows()),
            spread: Spread::new(&[])?,
            plans: vec![Total::default(); plans.len()],
            tiers: Vec::new(),
            found: Found::default(),
            quantities,
            base,
            bills,
        };
        // Where the tiers of a charge begin in the list of all.
        let mut starts: Vec<Vec<usize>> = Vec::with_capacity(plans.len());
        for (plan, list) in plans.iter().enumerate() {
            let mut of_plan = Vec::with_capacity(list.charges.len());
            for (charge, tiered) in list.charges.iter().enumerate() {
                of_plan.push(out.tiers.len());
                let tiers = if tiered.has_tiers() { tiered.tiers.len() } else { 0 };
                let zero = Decimal::ZERO;
                out.tiers.extend((0..tiers).map(|tier| TierTotal {
                    plan,
                    charge,
                    tier,
                    customers: zero,
                    bills: zero,
                }));
            }
            starts.push(of_plan);
        }
        let mut watch = Watch::new(&ready, &out, &inputs.thresholds)?;
        let mut spread = Vec::with_capacity(out.base.rows());
        for row in 0..out.base.rows() {
            let plan = out.base.plans[row];
            // `check` has left out the rows that have no bill.
            let now = out.bills.of(plan, row).unwrap_or_default();
            let (best, least) = out.bills.cheapest(row, Some(plan)).unwrap_or((plan, now));
            let cost = cost_over(&ready[plan], out.base.amounts(row), row, months)?;
            out.now.push(now);
            out.costs.push(cost);
            out.cheapest.push((best, least));
            let count = out.base.counts[row];
            spread.push((now, count));
            let (bills, saved) = (out.of_all(row, now)?, out.of_all(row, now.minus(least)?)?);
            let cost = out.of_all(row, cost)?;
            let total = &mut out.plans[plan];
            total.customers.gain(count)?;
            total.bills.gain(bills)?;
            total.cost.gain(cost)?;
            if best != plan {
                total.dearer.gain(count)?;
                total.dearer_bills.gain(bills)?;
                total.saving.gain(saved)?;
            }
            let tiers = watch.row(&ready, &out, row)?;
            for (charge, tier) in tiers {
                let total = &mut out.tiers[starts[plan][charge] + tier];
                total.customers.gain(count)?;
                total.bills.gain(bills)?;
            }
        }
        out.found = watch.found;
        out.spread = Spread::new(&spread)?;
        Ok(out)
    }

    fn earlier(inputs: &Inputs, currency: Currency, _revision: u32) -> Option<Outputs> {
        Self::compute(inputs, currency).ok().filter(Outputs::has_costs)
    }

    fn answer(inputs: &Inputs, outputs: &Outputs) -> Answer {
        answer::answer(inputs, outputs)
    }

    fn report(inputs: &Inputs, outputs: &Outputs) -> Report {
        report::report(inputs, outputs)
    }
}
