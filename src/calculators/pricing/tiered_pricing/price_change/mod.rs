//! Price change: the present plans against proposed ones on the same base: who pays more, who might leave, and what is left.

mod answer;
mod examples;
mod report;
mod scale;

use rust_decimal::Decimal;

use super::base::{Base, Bills, Spread, bill_over, cost_over, ready};
use super::compare::common_months;
use super::customers::{Counted, Customer, counted, customers, named, plain, unpriced_rows};
use super::fields;
use super::plan::{Plan, Quantity, Rules, left_out};
use super::problems::plan_problems;
use crate::arithmetic::{Checked, Exactly, Percent, TooManyDigits, ranking};
use crate::calculator::{About, Calculator, Example, Revision};
use crate::input::field::{choice, percentage, row_of, table, whole};
use crate::input::{Choice, Form, Problem, Record, path};
use crate::report::currency::Currency;
use crate::report::{Answer, Report, percent};
use crate::say;
use scale::scaled;

/// The page of the family for new prices.
pub struct PriceChange;

/// What the page takes in.
#[derive(Default)]
pub struct Inputs {
    pub quantities: Vec<Counted>,
    pub plans: Vec<Plan>,
    /// None for the present ones.
    pub proposed: Vec<Plan>,
    pub customers: Vec<Customer>,
    pub raise: Percent,
    pub moving: Moving,
    pub steps: Vec<ChurnStep>,
    /// The share of the customers who keep the present prices, and for how long.
    pub grandfathered: Percent,
    pub grandfather_months: Decimal,
    /// The proposed plan and the quantity of which the price is varied; empty for a choice.
    pub vary_plan: String,
    /// The same by the name of a present plan, where no plan is proposed.
    pub vary_present: String,
    pub vary_quantity: String,
    pub vary_by: Percent,
    pub rules: Rules,
}

/// What customers do when prices change, besides paying or leaving.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Moving {
    #[default]
    Stay,
    Cheapest,
}

/// A share of the customers whose bills rise by more than so much leave.
#[derive(Clone, Copy, Default)]
pub struct ChurnStep {
    pub above: Percent,
    pub churn: Percent,
}

/// The months that are looked ahead.
pub const MONTHS: usize = 24;

/// The bounds of the bands that changes are told in, in percent, above zero; those below mirror them.
pub const BANDS: [u32; 5] = [5, 10, 20, 50, 100];

/// What the change does. Amounts of money are for `bills.months` months unless they say otherwise.
pub struct Outputs {
    minor_units: u32,
    quantities: Vec<Quantity>,
    /// The proposed plans as they bill: raised, or the present ones.
    proposed: Vec<Plan>,
    base: Base,
    bills: Bills,
    rows: Vec<Change>,
    /// By name: the present plans, then those that are new.
    plans: Vec<PlanChange>,
    before: Total,
    after: Total,
    moves: Moves,
    /// Steps of churn in ascending order, and what falls under each; first those under none.
    steps: Vec<(ChurnStep, Total)>,
    /// From the largest fall to the largest rise; see [`band`].
    bands: Vec<Total>,
    /// The change in money, and in percent of bills that are not zero.
    money: Spread,
    percent: Spread,
}

/// One row before and after, for one customer of it.
#[derive(Clone, Copy)]
pub struct Change {
    pub before: Decimal,
    /// The proposed plan and its bill if the customer stays where that is possible, and if the customer moves.
    pub stay: (usize, Decimal),
    pub cheapest: (usize, Decimal),
    /// What counts of the two.
    pub after: (usize, Decimal),
    /// The step of churn, from 1; 0 for none.
    pub step: usize,
}

/// What some customers come to.
#[derive(Clone, Copy, Default)]
pub struct Total {
    pub customers: Decimal,
    pub bills: Decimal,
    /// In bands, the bills before.
    pub before: Decimal,
    pub cost: Decimal,
}

/// What moving to the cheapest plans saves customers, beside the new prices themselves.
#[derive(Clone, Copy, Default)]
pub struct Moves {
    /// Customers whose bill changes if they stay.
    pub changed: Decimal,
    /// Those who move and could have saved at the present prices: as much of it as they still save at the new ones.
    pub today: Total,
    /// Those who move and save more than that, because of the new prices.
    pub caused: Total,
}

/// A plan before and after.
pub struct PlanChange {
    pub name: String,
    pub before: Total,
    pub stay: Total,
    pub cheapest: Total,
}

impl Moves {
    /// Takes in customers who save so much by moving at the new prices, and could save so much at the present ones.
    fn add(&mut self, count: Decimal, saved: Decimal, could: Decimal) -> Exactly<()> {
        let today = saved.min(could);
        for (sum, part) in [(&mut self.today, today), (&mut self.caused, saved.minus(today)?)] {
            if !part.is_zero() {
                sum.add(count, part, Decimal::ZERO, Decimal::ZERO)?;
            }
        }
        Ok(())
    }
}

impl Total {
    fn add(&mut self, count: Decimal, bill: Decimal, before: Decimal, cost: Decimal) -> Exactly<()> {
        self.customers.gain(count)?;
        self.bills.gain(bill.times(count)?)?;
        self.before.gain(before.times(count)?)?;
        self.cost.gain(cost.times(count)?)?;
        Ok(())
    }
}

/// The band of a change: from 0, the largest falls, by the middle, no change, to the largest rises.
pub fn band(before: Decimal, after: Decimal) -> Exactly<usize> {
    let change = after.minus(before)?;
    let mut past = 0;
    for bound in BANDS {
        past += usize::from(change.abs() > Percent(bound.into()).of(before.abs())?);
    }
    Ok(match change {
        change if change.is_zero() => BANDS.len() + 1,
        change if change < Decimal::ZERO => BANDS.len() - past,
        _ => BANDS.len() + 2 + past,
    })
}

/// The place of the step that a rise falls under, from 1; 0 for none. `steps` ascend.
fn step_of(steps: &[(ChurnStep, Total)], before: Decimal, after: Decimal) -> Exactly<usize> {
    let rise = after.minus(before)?;
    let mut found = 0;
    for (at, (step, _)) in steps.iter().enumerate().skip(1) {
        if rise > Decimal::ZERO && rise > step.above.of(before)? {
            found = at;
        }
    }
    Ok(found)
}

/// Where a row goes under the proposed plans: where it stays if it can, and where it pays least.
fn targets(bills: &Bills, same: Option<usize>, row: usize) -> Option<((usize, Decimal), (usize, Decimal))> {
    let cheapest = bills.cheapest(row, same)?;
    let stay = same.and_then(|plan| Some((plan, bills.of(plan, row)?)));
    Some((stay.unwrap_or(cheapest), cheapest))
}

const CHURN: &str = "Churn and grandfathering";
const SENSITIVITY: &str = "Sensitivity";

impl Choice for Moving {
    const OPTIONS: &'static [(Self, &'static str, &'static str)] = &[
        (Moving::Stay, "stay", "Stay on their plans"),
        (Moving::Cheapest, "cheapest", "Move to the plan that is cheapest"),
    ];
}

impl Record for ChurnStep {
    fn fields(&mut self, form: &mut Form<'_>) {
        form.field(&mut self.above, &const { percentage("above", "Bill up by more than").at_least(0) });
        form.field(&mut self.churn, &const { percentage("churn", "Leave").at_least(0).at_most(100) });
    }
}

impl Record for Inputs {
    fn fields(&mut self, form: &mut Form<'_>) {
        form.rows(&mut self.quantities, &const { counted() });
        form.rows(&mut self.plans, &const { fields::plans() });
        form.rows(
            &mut self.proposed,
            &const {
                fields::proposed().help(
                    "A plan takes the place of the one of the same name. A present plan that is missing here ends. None at all: the present plans stay.",
                )
            },
        );
        form.rows(&mut self.customers, &const { customers() });
        form.field(
            &mut self.raise,
            &const {
                percentage("raise", "Raise all prices by")
                    .otherwise("0")
                    .help("Fees and prices of units, of the proposed plans or, where there are none, of the present ones. Minimum, maximum and discounts in money stay.")
            },
        );
        form.field(&mut self.moving, &const { choice("moving", "What customers do").otherwise("stay") });
        form.rows(
            &mut self.steps,
            &const {
                table("steps", "Who leaves, by the rise of the bill", "step")
                    .rows(0, 10)
                    .help("Of the steps that a rise exceeds, the highest counts. So many leave once, when the new prices reach them.")
                    .section(CHURN)
            },
        );
        form.field(
            &mut self.grandfathered,
            &const {
                percentage("grandfathered", "Keep the present prices")
                    .at_least(0)
                    .at_most(100)
                    .otherwise("0")
                    .help("Share of the customers on every plan.")
                    .section(CHURN)
            },
        );
        form.field(
            &mut self.grandfather_months,
            &const {
                whole("grandfather_months", "They keep them for")
                    .at_most(MONTHS as i64)
                    .otherwise("12")
                    .unit("months")
                    .section(CHURN)
            },
        );
        form.field(
            &mut self.vary_plan,
            &const {
                row_of("vary_plan", "Vary a price of", "proposed", "name")
                    .or_empty()
                    .help("A proposed plan. Left open, the one that earns most.")
                    .section(SENSITIVITY)
            },
        );
        form.field(
            &mut self.vary_present,
            &const {
                row_of("vary_present", "Or of a present plan", "plans", "name")
                    .or_empty()
                    .help("Where no plans are proposed, and the present ones are raised or stay.")
                    .section(SENSITIVITY)
            },
        );
        form.field(
            &mut self.vary_quantity,
            &const {
                row_of("vary_quantity", "Which price", "quantities", "name")
                    .or_empty()
                    .help("All that is charged for this quantity. Left open, the base fee, or else the first price there is.")
                    .section(SENSITIVITY)
            },
        );
        form.field(
            &mut self.vary_by,
            &const {
                percentage("vary_by", "Vary it in steps of")
                    .above(0)
                    .at_most(50)
                    .otherwise("10")
                    .section(SENSITIVITY)
            },
        );
        self.rules.fields(form);
    }
}

impl Calculator for PriceChange {
    type Inputs = Inputs;
    type Outputs = Outputs;

    const ABOUT: About = About {
        family: "tiered-pricing",
        page: "price-change",
        title: "Price change",
        summary: "What new prices would do to the bills of all your customers, how many may leave, and what is left after that.",
        search: &[
            "price increase",
            "raise",
            "churn",
            "grandfathering",
            "migration",
            "winners",
            "losers",
            "break-even",
            "scenario",
        ],
        method: "Every row is billed by its present plan and by the proposed plan of the same name, or by the cheapest one, each rounded as a bill is. A share of those whose bills rise leaves at once, by the steps you give; the rest pay the new bills.",
        source: "Break-even churn is one less the ratio of old to new revenue. Quantiles follow definition 2 of Hyndman and Fan (1996). The models are those of the page for one customer.",
        revision: 2,
    };

    const EXAMPLES: &'static [Example] = examples::ALL;

    const REVISIONS: &'static [Revision] = &[Revision {
        told: "A margin is now told only where plans have unit costs, and nobody is counted as better off on a plan without any price.",
        ..Revision::PLAIN
    }];

    fn check_apart(inputs: &Inputs) -> Vec<Problem> {
        let mut found = plan_problems("plans", &inputs.plans);
        found.append(&mut plan_problems("proposed", &inputs.proposed));
        found
    }

    fn check(inputs: &Inputs) -> Vec<Problem> {
        let Inputs { quantities, plans, proposed, customers, rules, .. } = inputs;
        let mut found = Vec::new();
        for (index, step) in inputs.steps.iter().enumerate() {
            if inputs.steps[..index].iter().any(|other| other.above == step.above) {
                found.push(Problem::at(
                    path(&[&"steps", &index, &"above"]),
                    say!("Two steps begin at {rise}. Take one away.", rise = percent(step.above.0)),
                ));
            }
        }
        if found.is_empty() {
            found = unpriced_rows(customers, &plain(quantities), plans, proposed, rules);
        }
        found
    }

    fn compute(inputs: &Inputs, currency: Currency) -> Result<Outputs, Problem> {
        let Inputs { plans, customers, rules, .. } = inputs;
        let minor_units = currency.minor_units();
        let quantities = plain(&inputs.quantities);
        let source = if inputs.proposed.is_empty() { plans } else { &inputs.proposed };
        let mut proposed = Vec::with_capacity(source.len());
        for plan in source {
            proposed.push(scaled(plan, inputs.raise, None)?);
        }
        let base = Base::new(customers, &quantities, plans)?;
        let months = together(common_months(plans), common_months(&proposed));
        let present = ready(plans, "plans", &quantities, rules, minor_units)?;
        let key = if inputs.proposed.is_empty() { "plans" } else { "proposed" };
        let offered = ready(&proposed, key, &quantities, rules, minor_units)?;
        let bills = Bills::new(&offered, &base, months)?;
        let change = |name: &str| PlanChange {
            name: name.to_owned(),
            before: Total::default(),
            stay: Total::default(),
            cheapest: Total::default(),
        };
        let mut changes: Vec<PlanChange> = plans.iter().map(|plan| change(&plan.name)).collect();
        // Where each proposed plan stands among all.
        let mut places = Vec::with_capacity(proposed.len());
        for plan in &proposed {
            places.push(named(plans, &plan.name).unwrap_or(changes.len()));
            if named(plans, &plan.name).is_none() {
                changes.push(change(&plan.name));
            }
        }
        let same: Vec<Option<usize>> = plans.iter().map(|plan| named(&proposed, &plan.name)).collect();
        let order =
            ranking(inputs.steps.len(), &|a, b| inputs.steps[a].above.0.cmp(&inputs.steps[b].above.0));
        let mut steps = vec![(ChurnStep::default(), Total::default())];
        steps.extend(order.into_iter().map(|step| (inputs.steps[step], Total::default())));
        let mut bands = vec![Total::default(); 2 * BANDS.len() + 3];
        let (mut before_all, mut after_all, mut moves) =
            (Total::default(), Total::default(), Moves::default());
        let mut rows = Vec::with_capacity(base.rows());
        let (mut in_money, mut in_percent) = (Vec::new(), Vec::new());
        let zero = Decimal::ZERO;
        let offers: Vec<_> =
            present.iter().zip(left_out(plans)).filter(|(_, out)| !out).map(|(plan, _)| plan).collect();
        for row in 0..base.rows() {
            let (plan, count, amounts) = (base.plans[row], base.counts[row], base.amounts(row));
            // `check` has left out the rows without bills.
            let before = bill_over(&present[plan], amounts, row, months)?.unwrap_or_default();
            let nowhere = || Problem::at("proposed", say!("No proposed plan can be had."));
            let (stay, cheapest) = targets(&bills, same[plan], row).ok_or_else(nowhere)?;
            let after = if inputs.moving == Moving::Stay { stay } else { cheapest };
            if stay.1 != before {
                moves.changed.gain(count)?;
            }
            let saved = stay.1.minus(cheapest.1)?;
            if !saved.is_zero() {
                let mut least = before;
                for plan in &offers {
                    least = bill_over(plan, amounts, row, months)?.map_or(least, |bill| least.min(bill));
                }
                moves.add(count, saved, before.minus(least)?)?;
            }
            let step = step_of(&steps, before, after.1)?;
            let old_cost = cost_over(&present[plan], amounts, row, months)?;
            let new_cost = cost_over(&offered[after.0], amounts, row, months)?;
            before_all.add(count, before, before, old_cost)?;
            after_all.add(count, after.1, before, new_cost)?;
            steps[step].1.add(count, after.1, before, new_cost)?;
            bands[band(before, after.1)?].add(count, after.1, before, new_cost)?;
            changes[plan].before.add(count, before, zero, zero)?;
            changes[places[stay.0]].stay.add(count, stay.1, zero, zero)?;
            changes[places[cheapest.0]].cheapest.add(count, cheapest.1, zero, zero)?;
            let change = after.1.minus(before)?;
            in_money.push((change, count));
            if let Some(percent) = super::base::percent_of(change, before) {
                in_percent.push((percent, count));
            }
            rows.push(Change { before, stay, cheapest, after, step });
        }
        Ok(Outputs {
            minor_units,
            quantities,
            base,
            bills,
            rows,
            plans: changes,
            before: before_all,
            after: after_all,
            moves,
            steps,
            bands,
            money: Spread::new(&in_money)?,
            percent: Spread::new(&in_percent)?,
            proposed,
        })
    }

    fn earlier(inputs: &Inputs, currency: Currency, _revision: u32) -> Option<Outputs> {
        let same = !left_out(&inputs.plans).contains(&true);
        Self::compute(inputs, currency).ok().filter(|outputs| same && outputs.has_costs())
    }

    fn answer(inputs: &Inputs, outputs: &Outputs) -> Answer {
        answer::answer(inputs, outputs)
    }

    fn report(inputs: &Inputs, outputs: &Outputs) -> Report {
        report::report(inputs, outputs)
    }
}

/// The fewest months that are a whole number of both.
fn together(a: u32, b: u32) -> u32 {
    (1..=b).map(|times| times * a).find(|months| months % b == 0).unwrap_or(a)
}

impl Outputs {
    /// The proposed plan of the same name, for each present one.
    fn same(&self, inputs: &Inputs) -> Vec<Option<usize>> {
        inputs.plans.iter().map(|plan| named(&self.proposed, &plan.name)).collect()
    }

    /// The revenue after churn with other bills and so many times the churn, over the common months.
    fn kept(&self, inputs: &Inputs, bills: &Bills, times: &[Decimal]) -> Exactly<Vec<Decimal>> {
        let same = self.same(inputs);
        let mut by_step = vec![Decimal::ZERO; self.steps.len()];
        for row in 0..self.base.rows() {
            let plan = same[self.base.plans[row]];
            let stay = plan.filter(|_| inputs.moving == Moving::Stay).and_then(|plan| bills.of(plan, row));
            let after = match stay {
                Some(bill) => bill,
                None => bills.cheapest(row, plan).ok_or(TooManyDigits)?.1,
            };
            let step = step_of(&self.steps, self.rows[row].before, after)?;
            by_step[step].gain(after.times(self.base.counts[row])?)?;
        }
        let mut left = Vec::with_capacity(times.len());
        for times in times {
            let mut sum = Decimal::ZERO;
            for ((step, _), bills) in self.steps.iter().zip(&by_step) {
                let churn = step.churn.0.times(*times)?.min(Decimal::ONE_HUNDRED);
                let stays = Percent(Decimal::ONE_HUNDRED.minus(churn)?);
                sum.gain(stays.of(*bills)?)?;
            }
            left.push(sum);
        }
        Ok(left)
    }
}
