//! Reallocation: a budget moved between channels until its next unit brings as much everywhere.

mod answer;
mod examples;
mod report;

use rust_decimal::Decimal;

use crate::arithmetic::allocation::{Curve, best_split};
use crate::arithmetic::ratio::Ratio;
use crate::arithmetic::rounding::{RoundingMode, rounded, shares};
use crate::arithmetic::{Checked, Exactly, Nearly, Percent, sum};
use crate::calculator::{About, Calculator, Example};
use crate::input::field::{money, number, percentage, table, text, whole};
use crate::input::{Form, Problem, Record, Row, path};
use crate::report::currency::Currency;
use crate::report::{Answer, Report, money as amount};
use crate::say;

/// The page of the family for moving spend.
pub struct Reallocation;

/// What the page takes in.
#[derive(Default)]
pub struct Inputs {
    pub budget: Option<Decimal>,
    pub most_change: Percent,
    pub least_customers: Decimal,
    pub channels: Vec<Channel>,
}

/// One channel as it is.
#[derive(Clone, Debug, Default)]
pub struct Channel {
    pub name: String,
    pub spend: Decimal,
    pub customers: Decimal,
    pub value: Decimal,
    pub elasticity: Decimal,
    pub floor: Option<Decimal>,
    pub cap: Option<Decimal>,
}

/// What holds a channel's spend where it is proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// Nothing: its next unit brings what any other brings.
    Free,
    AtLow,
    AtHigh,
    TooFew,
    NoSpend,
}

/// What is found.
pub struct Outputs {
    /// What there is to spend, and what was spent until now.
    pub budget: Decimal,
    pub spent: Decimal,
    pub curves: Vec<Curve>,
    /// Proposed, by channel.
    pub spends: Vec<Decimal>,
    pub held: Vec<Held>,
    /// New customers expected at the proposed spend.
    pub customers: Vec<Decimal>,
}

impl Record for Inputs {
    fn fields(&mut self, form: &mut Form<'_>) {
        form.rows(
            &mut self.channels,
            &const {
                // By another name than the channels of Unit economics, which have none of the numbers asked for here.
                table("mix", "Channels", "channel")
                    .rows(1, 50)
                    .formerly(&["channels"])
                    .help("Only channels with spend. Enter spend, new customers and LTV of each for the same period: “Unit economics” tells them by channel.")
                    .new_row(|rows| {
                        let name = ["Channel ", &(rows.len() + 1).to_string()].concat();
                        (rows.len(), Row::of(&[("name", &name)]))
                    })
            },
        );
        form.field(
            &mut self.budget,
            &const {
                money("budget", "Budget")
                    .at_least(0)
                    .optional()
                    .help("For the same period as the spend. Left open, what is spent now.")
            },
        );
        form.field(
            &mut self.most_change,
            &const {
                percentage("most_change", "Change a channel by at most")
                    .above(0)
                    .at_most(100)
                    .otherwise("30")
                    .help("How a channel answers is known only near what has been spent on it. Go in steps.")
            },
        );
        form.field(
            &mut self.least_customers,
            &const {
                whole("least_customers", "Leave channels with fewer customers than")
                    .otherwise("30")
                    .help("The CAC of 30 customers is off by some 18% by chance alone.")
            },
        );
    }
}

impl Record for Channel {
    fn fields(&mut self, form: &mut Form<'_>) {
        form.field(&mut self.name, &const { text("name", "Channel").unique() });
        form.field(&mut self.spend, &const { money("spend", "Spend").at_least(0) });
        form.field(&mut self.customers, &const { whole("customers", "New customers") });
        form.field(
            &mut self.value,
            &const {
                money("value", "LTV of one")
                    .at_least(0)
                    .help("In margin, at the horizon in which the money must be back.")
            },
        );
        form.field(
            &mut self.elasticity,
            &const {
                number("elasticity", "Elasticity")
                    .above(0)
                    .at_most(1)
                    .otherwise("0.6")
                    .help("Percent more customers for 1% more spend, below 1: from tests with more and less spend. 0.6 is a guess.")
            },
        );
        form.field(
            &mut self.floor,
            &const { money("floor", "Spend at least").at_least(0).optional().advanced() },
        );
        form.field(&mut self.cap, &const { money("cap", "Spend at most").at_least(0).optional().advanced() });
    }
}

impl Inputs {
    /// Why a channel is left as it is, whatever its bounds.
    fn left(&self, channel: &Channel) -> Option<Held> {
        match channel {
            channel if channel.spend.is_zero() => Some(Held::NoSpend),
            channel if channel.customers < self.least_customers || channel.customers.is_zero() => {
                Some(Held::TooFew)
            }
            _ => None,
        }
    }

    /// A channel's spend and returns with its bounds, which may contradict each other. They keep to the least coin.
    fn curve(&self, channel: &Channel, minor_units: u32) -> Exactly<Curve> {
        let returns = channel.customers.times(channel.value)?;
        let (spend, elasticity) = (channel.spend, channel.elasticity);
        if self.left(channel).is_some() {
            return Ok(Curve { spend, returns, elasticity, low: spend, high: spend });
        }
        let change = self.most_change.of(spend)?;
        let low = rounded(spend.minus(change)?.into(), minor_units, RoundingMode::Up)?;
        let high = rounded(spend.plus(change)?.into(), minor_units, RoundingMode::Down)?;
        let low = channel.floor.map_or(low, |floor| floor.max(low));
        let high = channel.cap.map_or(high, |cap| cap.min(high));
        Ok(Curve { spend, returns, elasticity, low, high })
    }

    fn spent(&self) -> Exactly<Decimal> {
        sum(self.channels.iter().map(|channel| channel.spend))
    }
}

impl Outputs {
    /// What the customers of a channel are worth at its proposed spend.
    pub fn returns(&self, inputs: &Inputs, channel: usize) -> Decimal {
        self.customers[channel].nearly_times(inputs.channels[channel].value).unwrap_or_default()
    }

    /// What the next unit of money returns now; `None` without spend.
    pub fn marginal_now(&self, channel: usize) -> Option<Decimal> {
        let curve = &self.curves[channel];
        Ratio::new(curve.returns.times(curve.elasticity).ok()?, curve.spend).ok()?.map(Ratio::nearest)
    }
}

impl Calculator for Reallocation {
    type Inputs = Inputs;
    type Outputs = Outputs;

    const ABOUT: About = About {
        family: "ltv-cac",
        page: "reallocation",
        title: "Reallocation",
        summary: "Where the next amount of acquisition spend should go: by what one more customer costs and brings, not by averages.",
        search: &[
            "budget",
            "marginal",
            "cac",
            "ltv",
            "channel mix",
            "media mix",
            "diminishing returns",
            "optimise",
            "optimize",
            "elasticity",
        ],
        method: "New customers of a channel go by a power of its spend, so that each costs more than the one before. Spend is moved until the next unit brings the same lifetime value in every channel, within the bounds.",
        source: "The response of constant elasticity (Dorfman and Steiner 1954; Little 1979): spend is best in proportion to (value × scale)^(1 ÷ (1 − elasticity)).",
        revision: 1,
    };

    const EXAMPLES: &'static [Example] = examples::ALL;

    fn check(inputs: &Inputs) -> Vec<Problem> {
        let mut found = Vec::new();
        let (mut least, mut most) = (Decimal::ZERO, Decimal::ZERO);
        for (row, channel) in inputs.channels.iter().enumerate() {
            let mut tell = |key: &str, message| found.push(Problem::at(path(&[&"mix", &row, &key]), message));
            if channel.elasticity >= Decimal::ONE {
                tell(
                    "elasticity",
                    say!("At 1 or more nothing diminishes, and all money would go here. Enter less than 1."),
                );
            }
            // The currency's coins are finer than any bound that contradicts another.
            let Ok(curve) = inputs.curve(channel, 9) else { continue };
            if curve.low > curve.high {
                let key = if channel.cap.is_some_and(|cap| cap < curve.low) { "cap" } else { "floor" };
                tell(
                    key,
                    say!(
                        "With a change of {change} at most and these bounds the spend would have to be at least {low} and at most {high}. Allow more change, or another bound.",
                        change = crate::report::percent(inputs.most_change.0),
                        low = amount(curve.low),
                        high = amount(curve.high)
                    ),
                );
            }
            least.nearly_gain(curve.low);
            most.nearly_gain(curve.high);
        }
        if let Some(budget) = inputs.budget
            && found.is_empty()
            && (budget < least || budget > most)
        {
            found.push(Problem::at(
                "budget",
                say!(
                    "Within their bounds the channels take from {least} to {most}. Enter a budget between, or allow more change.",
                    least = amount(least),
                    most = amount(most)
                ),
            ));
        }
        if inputs.budget.is_none()
            && found.is_empty()
            && inputs.spent().is_ok_and(|spent| spent < least || spent > most)
        {
            found.push(Problem::at(
                "budget",
                say!(
                    "Floors and caps take from {least} to {most}, and not what is spent now. Enter a budget between.",
                    least = amount(least),
                    most = amount(most)
                ),
            ));
        }
        found
    }

    fn compute(inputs: &Inputs, currency: Currency) -> Result<Outputs, Problem> {
        let minor_units = currency.minor_units();
        let spent = inputs.spent()?;
        let budget = inputs.budget.unwrap_or(spent);
        let mut curves = Vec::with_capacity(inputs.channels.len());
        for channel in &inputs.channels {
            curves.push(inputs.curve(channel, minor_units)?);
        }
        let nothing = || Problem::at("budget", say!("The budget is less than the channels must have."));
        let mut spends = best_split(&curves, budget).ok_or_else(nothing)?;
        let held: Vec<Held> = (0..curves.len())
            .map(|at| match (inputs.left(&inputs.channels[at]), &curves[at]) {
                (Some(left), _) => left,
                (None, curve) if spends[at] <= curve.low => Held::AtLow,
                (None, curve) if spends[at] >= curve.high => Held::AtHigh,
                _ => Held::Free,
            })
            .collect();
        // The free ones share what the others leave, to the last coin.
        let free: Vec<usize> = (0..curves.len()).filter(|at| held[*at] == Held::Free).collect();
        if !free.is_empty() {
            let fixed = sum((0..curves.len()).filter(|at| held[*at] != Held::Free).map(|at| spends[at]))?;
            let parts: Vec<Ratio> = free.iter().map(|at| spends[*at].into()).collect();
            let told = shares(budget.minus(fixed)?, &parts, minor_units)?;
            for (at, spend) in free.into_iter().zip(told) {
                spends[at] = spend.max(Decimal::ZERO);
            }
        }
        let expected = |at: usize| {
            let customers = inputs.channels[at].customers;
            match held[at] {
                Held::TooFew | Held::NoSpend => customers,
                _ if spends[at] == curves[at].spend => customers,
                _ => curves[at]
                    .growth(spends[at])
                    .and_then(|by| by.nearly_times(customers))
                    .unwrap_or_default(),
            }
        };
        let customers = (0..curves.len()).map(expected).collect();
        Ok(Outputs { budget, spent, curves, spends, held, customers })
    }

    fn answer(inputs: &Inputs, outputs: &Outputs) -> Answer {
        answer::answer(inputs, outputs)
    }

    fn report(inputs: &Inputs, outputs: &Outputs) -> Report {
        report::report(inputs, outputs)
    }
}
