//! Willingness to pay: the best prices for items sold separately, as a bundle, and both, from what buyers would pay.

mod examples;
pub mod market;
mod plane;
mod results;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::arithmetic::{Checked, Exactly, Percent, TooManyDigits, sum};
use crate::calculator::{About, Calculator, Example};
use crate::input::field::{list, money, percentage, table, text, whole};
use crate::input::{Form, Problem, Record, path};
use crate::report::currency::Currency;
use crate::report::{Answer, Report};
use crate::say;
use market::{Buyer, LARGEST, Market, Prices};

/// The page of the family for what buyers would pay.
pub struct WillingnessToPay;

/// What the page takes in.
#[derive(Default)]
pub struct Inputs {
    pub items: Vec<Item>,
    pub buyers: Vec<Buyers>,
    /// What the bundle is worth more than its items together.
    pub extra: Percent,
}

#[derive(Default)]
pub struct Item {
    pub name: String,
    pub cost: Decimal,
}

/// Buyers who would pay the same.
#[derive(Default)]
pub struct Buyers {
    pub name: String,
    pub count: Decimal,
    pub values: Vec<Option<Decimal>>,
}

/// The three ways to sell, in this order.
pub const WAYS: usize = 3;

pub struct Outputs {
    market: Market,
    /// The decimals that the whole numbers of the market stand for, and those of a price that can be charged.
    places: u32,
    minor_units: u32,
    prices: [Prices; WAYS],
    profits: [Decimal; WAYS],
    /// Near the best prices of the way that earns most, some at which no buyer is undecided, with their profit; none where
    /// the search finds none.
    practical: Option<(Prices, Decimal)>,
}

impl Record for Item {
    fn fields(&mut self, form: &mut Form<'_>) {
        form.field(&mut self.name, &const { text("name", "Item").unique() });
        form.field(&mut self.cost, &const { money("cost", "Variable cost").at_least(0).otherwise("0") });
    }
}

impl Record for Buyers {
    fn fields(&mut self, form: &mut Form<'_>) {
        form.field(&mut self.name, &const { text("name", "Buyers").or_empty() });
        form.field(
            &mut self.values,
            &const {
                list("values", "Most for {unit}")
                    .at_least(0)
                    .at_most(1_000_000_000)
                    .each("items", "name")
                    .help("For each item alone.")
            },
        );
        form.field(&mut self.count, &const { whole("count", "How many").at_least(1).otherwise("1") });
    }
}

impl Record for Inputs {
    fn fields(&mut self, form: &mut Form<'_>) {
        form.rows(&mut self.items, &const { table("items", "Items", "item").rows(2, 6) });
        form.rows(
            &mut self.buyers,
            &const {
                table("buyers", "Buyers and what they would pay", "row of buyers").rows(1, 200).lenient().help(
                    "From a survey or from past prices: the most that each kind of buyer would pay for each item.",
                )
            },
        );
        form.field(
            &mut self.extra,
            &const {
                percentage("extra", "Bundle is worth more by")
                    .at_most(100)
                    .otherwise("0")
                    .help("Than its items together, to every buyer; below zero if it is worth less. Items bought alone do not have it.")
            },
        );
    }
}

impl Calculator for WillingnessToPay {
    type Inputs = Inputs;
    type Outputs = Outputs;

    const ABOUT: About = About {
        family: "bundling",
        page: "willingness-to-pay",
        title: "Willingness to pay",
        summary: "From what buyers would pay: the best prices for items sold separately, as a bundle only, or both, and what each way earns.",
        search: &[
            "reservation price",
            "bundle price",
            "pure bundling",
            "mixed bundling",
            "adams yellen",
            "conjoint",
            "van westendorp",
            "survey",
        ],
        method: "Each buyer takes what leaves the most surplus; of two that leave the same, what earns the seller more. Separate and bundle prices are the best there are. So are mixed ones for two items and up to 40 rows, where the bundle is worth its items; otherwise they are the best found by improving one price after the other.",
        source: "Adams and Yellen (1976), “Commodity Bundling and the Burden of Monopoly”; Schmalensee (1984); McAfee, McMillan and Whinston (1989).",
        revision: 1,
    };

    const EXAMPLES: &'static [Example] = examples::ALL;

    fn check(inputs: &Inputs) -> Vec<Problem> {
        let mut found = Vec::new();
        for (index, row) in inputs.buyers.iter().enumerate() {
            let given = row.values.iter().flatten().count();
            if given != inputs.items.len() || row.values.len() > inputs.items.len() {
                found.push(Problem::at(
                    path(&[&"buyers", &index, &"values"]),
                    say!(
                        "Enter what they would pay for each of the {items} items: 0 for what they would not take.",
                        items = inputs.items.len()
                    ),
                ));
            }
        }
        found
    }

    fn compute(inputs: &Inputs, currency: Currency) -> Result<Outputs, Problem> {
        if inputs.buyers.is_empty() {
            return Err(Problem::at(
                "buyers",
                say!("There are no buyers. Enter what some of them would pay."),
            ));
        }
        let minor_units = currency.minor_units();
        let (market, places) = market_of(inputs, minor_units)?;
        let prices = [market.separate(), market.pure(), market.mixed()];
        let earned = |prices: &Prices| -> Exactly<Decimal> {
            let whole = Decimal::try_from_i128_with_scale(market.profit(prices), places);
            Ok(whole.map_err(|_| TooManyDigits)?.normalize())
        };
        let mut profits = [Decimal::ZERO; WAYS];
        for (profit, prices) in profits.iter_mut().zip(&prices) {
            *profit = earned(prices)?;
        }
        let step = 10i64.checked_pow(places - minor_units).ok_or(TooManyDigits)?;
        let practical = match market.decided(&prices[best_of(&profits)], step) {
            Some(prices) => {
                let profit = earned(&prices)?;
                Some((prices, profit))
            }
            None => None,
        };
        Ok(Outputs { market, places, minor_units, prices, profits, practical })
    }

    fn answer(inputs: &Inputs, outputs: &Outputs) -> Answer {
        results::answer(inputs, outputs)
    }

    fn report(inputs: &Inputs, outputs: &Outputs) -> Report {
        results::report(inputs, outputs)
    }
}

/// The way that earns most; the simplest of those.
fn best_of(profits: &[Decimal; WAYS]) -> usize {
    (1..WAYS).fold(0, |best, way| if profits[way] > profits[best] { way } else { best })
}

/// The inputs as whole numbers of the smallest unit that any of them has, or that is charged in.
fn market_of(inputs: &Inputs, minor_units: u32) -> Exactly<(Market, u32)> {
    let worth = Decimal::ONE.plus(inputs.extra.share()?)?;
    let mut bundles = Vec::with_capacity(inputs.buyers.len());
    let mut places = minor_units;
    for row in &inputs.buyers {
        let bundle = sum(row.values.iter().flatten().copied())?.times(worth)?.normalize();
        places = row
            .values
            .iter()
            .flatten()
            .fold(places.max(bundle.scale()), |most, value| most.max(value.normalize().scale()));
        bundles.push(bundle);
    }
    places = inputs.items.iter().fold(places, |most, item| most.max(item.cost.normalize().scale()));
    let whole = |amount: Decimal| -> Exactly<i64> {
        let scale = Decimal::from(10u64.checked_pow(places).ok_or(TooManyDigits)?);
        amount.times(scale)?.to_i64().filter(|whole| *whole <= LARGEST).ok_or(TooManyDigits)
    };
    let costs: Vec<i64> = inputs.items.iter().map(|item| whole(item.cost)).collect::<Exactly<_>>()?;
    let mut buyers = Vec::with_capacity(bundles.len());
    for (row, bundle) in inputs.buyers.iter().zip(bundles) {
        let values = row.values.iter().flatten().map(|value| whole(*value)).collect::<Exactly<Vec<_>>>()?;
        let count = row.count.to_i64().ok_or(TooManyDigits)?;
        buyers.push(Buyer { count, values, bundle: whole(bundle)? });
    }
    let bundle_cost = whole(sum(inputs.items.iter().map(|item| item.cost))?)?;
    Ok((Market { costs, bundle_cost, buyers, plain: inputs.extra.0.is_zero() }, places))
}
