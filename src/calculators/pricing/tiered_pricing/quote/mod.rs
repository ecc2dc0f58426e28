//! Quote and compare: what each plan bills for what you buy, which is cheapest where, and when a growing customer should move.

mod answer;
mod examples;
mod path;
mod report;

use rust_decimal::Decimal;

use super::bill::{Bill, OtherTotal, PricingError, bill, next_unit, other_rules};
use super::compare::{bills_in, common_months, least};
use super::fields;
use super::plan::{Plan, Quantity, Rules, Unpriced, left_out};
use super::problems::{plan_problems, pricing_problem};
use super::upgrade::Proration;
use crate::arithmetic::ratio::Ratio;
use crate::arithmetic::{Checked, Date, Exactly, Percent};
use crate::calculator::{About, Calculator, Example, Revision};
use crate::input::field::{choice, date, list, number, percentage, row_of, whole};
use crate::input::{Choice, Form, Problem, Record};
use crate::report::currency::Currency;
use crate::report::{Answer, Report};
use crate::say;

/// The first page of the family.
pub struct Quote;

/// What the page takes in.
#[derive(Default)]
pub struct Inputs {
    pub quantities: Vec<Quantity>,
    pub plans: Vec<Plan>,
    /// The name of the plan in use; empty for none.
    pub present: String,
    /// The name of the quantity that is varied; empty for the first that a plan prices.
    pub vary: String,
    /// The range over which plans are compared; its end is chosen to show every bound if it is left open.
    pub from: Decimal,
    pub to: Option<Decimal>,
    /// Other quantities to quote.
    pub also_at: Vec<Option<Decimal>>,
    /// A month; below zero it shrinks.
    pub growth: Percent,
    pub months: Decimal,
    pub start: Date,
    /// When in a billing period a plan is changed.
    pub days_in: Decimal,
    pub proration: Proration,
    pub rules: Rules,
}

/// The bills of all plans, and what is said of the plan in focus: the present one, or else the cheapest.
pub struct Outputs {
    minor_units: u32,
    focus: usize,
    /// The quantity that is varied.
    varied: usize,
    /// `None` for a plan that stops below the quantities.
    bills: Vec<Option<Bill>>,
    now: Now,
    /// The price of one more metered unit of the varied quantity; `None` where one more cannot be had.
    next_unit: Option<Ratio>,
    other_rules: Vec<OtherTotal>,
}

/// The plans at the quantities that are bought, by what is really billed.
pub struct Now {
    /// Costs are for this many months, a whole number of billing periods of every plan.
    months: u32,
    /// Every plan's bills over these months; `None` for a plan that stops below the quantities or has no price.
    costs: Vec<Option<Ratio>>,
    /// The cheapest plan, or several.
    cheapest: Vec<usize>,
}

impl Now {
    fn new(plans: &[Plan], bills: &[Option<Bill>]) -> Exactly<Self> {
        let months = common_months(plans);
        let mut costs = Vec::with_capacity(plans.len());
        for ((plan, bill), left_out) in plans.iter().zip(bills).zip(left_out(plans)) {
            costs.push(match bill {
                Some(bill) if !left_out => {
                    Some(Ratio::from(bill.total.shown).times(bills_in(plan, months).into())?)
                }
                _ => None,
            });
        }
        Ok(Now { months, cheapest: least(&costs)?, costs })
    }
}

impl Outputs {
    /// The bill of the plan in focus, which `compute` made sure of.
    fn bill(&self) -> &Bill {
        self.bills[self.focus].as_ref().expect("the plan in focus has a bill")
    }
}

const COMPARISON: &str = "Comparison";
const GROWTH: &str = "Growth and switching";

impl Choice for Proration {
    const OPTIONS: &'static [(Self, &'static str, &'static str)] = &[
        (Proration::EndNotCounted, "end_not_counted", "Days, the last not counted"),
        (Proration::BothCounted, "both_counted", "Days, first and last counted"),
        (Proration::Seconds, "seconds", "Seconds"),
        (Proration::ThirtyDayMonth, "thirty_day_month", "Months of 30 days"),
    ];
}

impl Record for Inputs {
    fn fields(&mut self, form: &mut Form<'_>) {
        form.rows(&mut self.quantities, &const { fields::quantities() });
        form.rows(&mut self.plans, &const { fields::plans() });
        form.field(
            &mut self.present,
            &const {
                row_of("present", "Your present plan", "plans", "name")
                    .or_empty()
                    .help("The answer is about this plan, or else about the cheapest.")
            },
        );
        form.field(&mut self.vary, &const { row_of("vary", "Quantity to vary", "quantities", "name").or_empty().section(COMPARISON) });
        form.field(
            &mut self.from,
            &const { number("from", "From").at_least(0).otherwise("0").unit_of("vary").section(COMPARISON) },
        );
        form.field(
            &mut self.to,
            &const {
                number("to", "To")
                    .above(0)
                    .optional()
                    .unit_of("vary")
                    .section(COMPARISON)
                    .help("Left open, the range shows every tier.")
            },
        );
        form.field(
            &mut self.also_at,
            &const {
                list("also_at", "Quote these quantities too")
                    .at_least(0)
                    .or_empty()
                    .section(COMPARISON)
                    .help("Numbers with spaces between them, such as 10 50 100.")
            },
        );
        form.field(
            &mut self.growth,
            &const { percentage("growth", "Growth a month").otherwise("0").section(GROWTH) },
        );
        form.field(
            &mut self.months,
            &const {
                whole("months", "Look ahead")
                    .at_least(1)
                    .at_most(60)
                    .otherwise("24")
                    .unit("months")
                    .section(GROWTH)
            },
        );
        form.field(
            &mut self.start,
            &const { date("start", "First billing period starts").otherwise("2026-01-01").section(GROWTH) },
        );
        form.field(
            &mut self.days_in,
            &const {
                whole("days_in", "Change plans after")
                    .at_most(1_096)
                    .otherwise("0")
                    .unit("days")
                    .help("Days into the billing month in which the change is due; 0 is its first day.")
                    .section(GROWTH)
            },
        );
        form.field(
            &mut self.proration,
            &const { choice("proration", "Part periods").otherwise("end_not_counted").section(GROWTH) },
        );
        self.rules.fields(form);
    }
}

impl Inputs {
    /// The index of the quantity that is varied.
    fn varied(&self) -> usize {
        let named = |name: &str| self.quantities.iter().position(|quantity| quantity.name == name);
        let priced =
            || self.plans.iter().flat_map(|plan| &plan.charges).find_map(|charge| named(&charge.quantity));
        named(&self.vary).or_else(priced).unwrap_or_default()
    }
}

impl Calculator for Quote {
    type Inputs = Inputs;
    type Outputs = Outputs;

    const ABOUT: About = About {
        family: "tiered-pricing",
        page: "",
        title: "Quote and compare",
        summary: "What each plan bills for what you buy, which plan is cheapest where, and where buying more costs less.",
        search: &[
            "quote",
            "compare",
            "graduated",
            "volume",
            "package",
            "stairstep",
            "usage",
            "seats",
            "subscription",
            "saas",
            "overage",
            "proration",
            "upgrade",
            "break-even",
            "discount",
        ],
        method: "Each charge turns its quantity into billable units (converted, rounded, less what is included), prices them by its model, and is rounded once, half up, as a line of the bill. Discounts, maximum and minimum follow in that order. Plans are compared exactly, before rounding: each plan is a set of straight lines between its bounds, and every crossing is solved on them, not sampled.",
        source: "The models are those that Stripe, Chargebee, Recurly, Zuora, Orb, Lago, OpenMeter and Kill Bill document. Bounds are inclusive, as theirs are: tier 2 begins with the first unit above tier 1's last.",
        revision: 2,
    };

    const EXAMPLES: &'static [Example] = examples::ALL;

    const REVISIONS: &'static [Revision] = &[Revision {
        told: "Plans without any price are no longer compared, growth starts on your present plan, a part period counts from where it began, and a margin is told only where plans have unit costs.",
        ..Revision::PLAIN
    }];

    fn check_apart(inputs: &Inputs) -> Vec<Problem> {
        let mut found = plan_problems("plans", &inputs.plans);
        if let Some(to) = inputs.to.filter(|to| *to <= inputs.from) {
            found.push(Problem::at(
                "to",
                say!(
                    "The range must end above its beginning ({from}); it ends at {to}.",
                    from = inputs.from,
                    to = to
                ),
            ));
        }
        found
    }

    fn compute(inputs: &Inputs, currency: Currency) -> Result<Outputs, Problem> {
        let minor_units = currency.minor_units();
        let Inputs { quantities, plans, rules, .. } = inputs;
        let problem = |plan: usize, error| pricing_problem(plan, &plans[plan], error);
        let chosen = plans.iter().position(|plan| plan.name == inputs.present);
        let mut bills = Vec::with_capacity(plans.len());
        let mut stopped = None;
        for (index, plan) in plans.iter().enumerate() {
            match bill(plan, quantities, rules, minor_units) {
                Ok(bill) => bills.push(Some(bill)),
                Err(error @ PricingError::Charge { why: Unpriced::PastLastTier(_), .. })
                    if chosen != Some(index) =>
                {
                    stopped = stopped.or(Some((index, error)));
                    bills.push(None);
                }
                Err(error) => return Err(problem(index, error)),
            }
        }
        let now = Now::new(plans, &bills)?;
        if let Some((plan, error)) = stopped.filter(|_| chosen.is_none() && now.cheapest.is_empty()) {
            return Err(problem(plan, error));
        }
        let focus = chosen
            .or(now.cheapest.first().copied())
            .filter(|plan| bills[*plan].is_some())
            .unwrap_or_default();
        let varied = inputs.varied();
        Ok(Outputs {
            minor_units,
            focus,
            varied,
            bills,
            next_unit: next_unit(&plans[focus], quantities, varied, rules)
                .map_err(|error| problem(focus, error))?,
            other_rules: other_rules(&plans[focus], quantities, rules, minor_units)
                .map_err(|error| problem(focus, error))?,
            now,
        })
    }

    fn earlier(inputs: &Inputs, currency: Currency, _revision: u32) -> Option<Outputs> {
        let same = !left_out(&inputs.plans).contains(&true) && inputs.growth.0.is_zero();
        Self::compute(inputs, currency).ok().filter(|now| same && inputs.plans[now.focus].has_costs())
    }

    fn answer(inputs: &Inputs, outputs: &Outputs) -> Answer {
        answer::answer(inputs, outputs)
    }

    fn report(inputs: &Inputs, outputs: &Outputs) -> Report {
        report::report(inputs, outputs)
    }
}
