//! Price waterfall: from list price through invoice price and pocket price to pocket margin, and where the money goes.

mod answer;
mod examples;
mod fall;
mod report;

use rust_decimal::Decimal;

use crate::arithmetic::{Nearly, Percent, compound};
use crate::calculator::{About, Calculator, Example};
use crate::input::field::{choice, number, percentage, row_of, table, text, unit_price, whole};
use crate::input::{Choice, Form, Problem, Record, path};
use crate::report::currency::Currency;
use crate::report::{Answer, Report};
use crate::say;
use fall::Fall;

/// The only page of the family.
pub struct PriceWaterfall;

/// Between which two prices a step stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    #[default]
    OnInvoice,
    OffInvoice,
    Cost,
}

/// What a percentage is taken of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Of {
    #[default]
    List,
    Running,
    Invoice,
    Pocket,
    /// What a named step leaves.
    Subtotal,
}

/// One thing that is taken off: a percentage, an amount, or both.
#[derive(Default)]
pub struct Step {
    pub name: String,
    pub group: Group,
    pub percent: Option<Percent>,
    pub of: Of,
    pub amount: Option<Decimal>,
    /// The step that leaves the subtotal.
    pub after: String,
}

/// What the page takes in.
#[derive(Default)]
pub struct Inputs {
    pub list: Decimal,
    pub units: Option<Decimal>,
    pub steps: Vec<Step>,
    pub cash_discount: Option<Percent>,
    pub cash_days: Decimal,
    pub net_days: Decimal,
}

/// What is found.
pub struct Outputs {
    /// The places of the steps as they are taken: by group, and within a group as entered.
    pub order: Vec<usize>,
    pub fall: Fall,
    /// Whether there are costs; without them there is no margin.
    pub costed: bool,
    /// Of the steps as they are taken, the one before the pocket price that takes most.
    pub leak: Option<usize>,
}

const TERMS: &str = "Discount for early payment";

impl Choice for Group {
    const OPTIONS: &'static [(Self, &'static str, &'static str)] = &[
        (Group::OnInvoice, "on_invoice", "On invoice"),
        (Group::OffInvoice, "off_invoice", "Off invoice"),
        (Group::Cost, "cost", "Cost"),
    ];
}

impl Choice for Of {
    const OPTIONS: &'static [(Self, &'static str, &'static str)] = &[
        (Of::List, "list", "List price"),
        (Of::Running, "running", "What is left"),
        (Of::Invoice, "invoice", "Invoice price"),
        (Of::Pocket, "pocket", "Pocket price"),
        (Of::Subtotal, "subtotal", "What a step leaves"),
    ];
}

impl Record for Step {
    fn fields(&mut self, form: &mut Form<'_>) {
        form.field(&mut self.name, &const { text("name", "Step").unique() });
        form.field(&mut self.group, &const { choice("group", "Group").otherwise("on_invoice") });
        form.field(
            &mut self.percent,
            &const { percentage("percent", "Percent").at_least(0).at_most(100).optional() },
        );
        form.field(&mut self.of, &const { choice("of", "Percent of").otherwise("list") });
        form.field(&mut self.amount, &const { unit_price("amount", "Amount a unit").at_least(0).optional() });
        form.field(
            &mut self.after,
            &const {
                row_of("after", "Percent of what this step leaves", "steps", "name")
                    .when("of", &["subtotal"])
                    .advanced()
            },
        );
    }
}

impl Record for Inputs {
    fn fields(&mut self, form: &mut Form<'_>) {
        form.field(&mut self.list, &const { unit_price("list", "List price").above(0).help("Of one unit.") });
        form.field(
            &mut self.units,
            &const {
                number("units", "Units sold")
                    .at_least(0)
                    .optional()
                    .help("Left open, all is told for one unit.")
            },
        );
        form.rows(
            &mut self.steps,
            &const {
                table("steps", "What is taken off", "step").rows(1, 60).help(
                    "On invoice: discounts that the invoice shows. Off invoice: payment terms, rebates, co-op, freight, samples. Cost: product and cost to serve. Taken in this order, and within a group from top to bottom.",
                )
            },
        );
        form.field(
            &mut self.cash_discount,
            &const {
                percentage("cash_discount", "Discount for early payment")
                    .above(0)
                    .at_most(50)
                    .optional()
                    .help("For what it costs a year. What it takes off the price is a step of its own.")
                    .section(TERMS)
            },
        );
        form.field(
            &mut self.cash_days,
            &const {
                whole("cash_days", "If paid within").at_most(365).unit("days").otherwise("10").section(TERMS)
            },
        );
        form.field(
            &mut self.net_days,
            &const {
                whole("net_days", "Otherwise due within")
                    .at_most(365)
                    .unit("days")
                    .otherwise("30")
                    .section(TERMS)
            },
        );
    }
}

impl Inputs {
    fn step_problem(&self, row: usize, order: &[usize]) -> Option<Problem> {
        let step = &self.steps[row];
        let problem = |key: &str, message| Some(Problem::at(path(&[&"steps", &row, &key]), message));
        if step.percent.is_none() {
            return match step.amount {
                None => problem("percent", say!("Enter a percentage, an amount, or both.")),
                Some(_) => None,
            };
        }
        match (step.of, step.group) {
            (Of::Invoice, Group::OnInvoice) => problem(
                "of",
                say!(
                    "The invoice price is known only after all on-invoice discounts. Take this of the list price or of what is left."
                ),
            ),
            (Of::Pocket, Group::OnInvoice | Group::OffInvoice) => problem(
                "of",
                say!(
                    "The pocket price is known only after this. Take it of the list price, of the invoice price or of what is left."
                ),
            ),
            (Of::Subtotal, _) => {
                let place = |row: usize| order.iter().position(|at| *at == row);
                let named = self.steps.iter().position(|step| step.name == self.steps[row].after)?;
                if place(named) < place(row) {
                    return None;
                }
                let message = match named == row {
                    true => {
                        say!("A step cannot be a percentage of what it leaves itself. Choose one before it.")
                    }
                    false => say!(
                        "“{step}” comes later: on-invoice steps are first, then off-invoice ones, then costs. Choose a step before this one.",
                        step = &step.after
                    ),
                };
                problem("after", message)
            }
            _ => None,
        }
    }

    /// What the discount costs a year, in points: simple, and compounded. `None` for no discount, and for too much to tell.
    pub fn cash_cost(&self) -> (Option<Decimal>, Option<Decimal>) {
        let simple = || {
            let discount = self.cash_discount?.0;
            let days = self.net_days.less(self.cash_days);
            let year = discount.nearly_times(Decimal::from(36_500))?;
            year.nearly_over(Decimal::ONE_HUNDRED.less(discount).nearly_times(days)?)
        };
        let compounded = || {
            let kept = Decimal::ONE_HUNDRED.less(self.cash_discount?.0);
            let days = u32::try_from(self.net_days.less(self.cash_days)).ok()?;
            let daily = compound::root(Decimal::ONE_HUNDRED.nearly_over(kept)?, days)?;
            let growth = compound::power(daily, 365)?.less(Decimal::ONE);
            growth.nearly_times(Decimal::ONE_HUNDRED).map(|points| points.round_dp(15))
        };
        (simple(), compounded())
    }
}

impl Calculator for PriceWaterfall {
    type Inputs = Inputs;
    type Outputs = Outputs;

    const ABOUT: About = About {
        family: "price-waterfall",
        page: "",
        title: "Price waterfall",
        summary: "What is left of a list price after discounts, rebates, terms, freight and costs, and which step takes most.",
        search: &[
            "pocket price",
            "pocket margin",
            "leakage",
            "discount",
            "rebate",
            "payment terms",
            "freight",
            "co-op",
            "invoice price",
            "cost to serve",
            "2/10 net 30",
        ],
        method: "Steps are taken one after the other, each a percentage of what it names, an amount, or both. List price less on-invoice discounts is the invoice price, less off-invoice deductions the pocket price, less costs the pocket margin. Costs are no leakage.",
        source: "The pocket price waterfall of Marn and Rosiello, Managing Price, Gaining Profit, Harvard Business Review, 1992.",
        revision: 1,
    };

    const EXAMPLES: &'static [Example] = examples::ALL;

    fn check(inputs: &Inputs) -> Vec<Problem> {
        let order = fall::order(&inputs.steps);
        let mut found: Vec<Problem> =
            (0..inputs.steps.len()).filter_map(|row| inputs.step_problem(row, &order)).collect();
        if inputs.cash_discount.is_some() && inputs.net_days <= inputs.cash_days {
            found.push(Problem::at(
                "net_days",
                say!(
                    "Payment is due after {net} days, so a discount within {cash} days brings nothing forward. Enter more than {cash}.",
                    net = inputs.net_days,
                    cash = inputs.cash_days
                ),
            ));
        }
        found
    }

    fn compute(inputs: &Inputs, _: Currency) -> Result<Outputs, Problem> {
        let order = fall::order(&inputs.steps);
        let fall = Fall::of(inputs, &order, None)?;
        let mut leak: Option<usize> = None;
        for (place, drop) in fall.drops.iter().enumerate() {
            let most = leak.map_or(Decimal::ZERO, |leak| fall.drops[leak].taken);
            if inputs.steps[drop.row].group < Group::Cost && drop.taken > most {
                leak = Some(place);
            }
        }
        let costed = inputs.steps.iter().any(|step| step.group == Group::Cost);
        Ok(Outputs { order, fall, costed, leak })
    }

    fn answer(inputs: &Inputs, outputs: &Outputs) -> Answer {
        answer::answer(inputs, outputs)
    }

    fn report(inputs: &Inputs, outputs: &Outputs) -> Report {
        report::report(inputs, outputs)
    }
}
