//! What holds for all categories: the tax in prices, how returns count, how the mix is given, and the level of each cost.

use rust_decimal::Decimal;

use super::category::Category;
use super::unit::COSTS;
use crate::arithmetic::{Exactly, Percent, sum};
use crate::input::field::{choice, flag, money, percentage};
use crate::input::{Choice, Field, Form, Problem, path};
use crate::report::{Sentence, percent};
use crate::say;

/// Where refunds and what comes back count; the contribution is the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Returns {
    /// They lower revenue and landed cost.
    #[default]
    Revenue,
    /// They are a cost.
    Cost,
}

/// How the sales mix is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mix {
    #[default]
    Units,
    Revenue,
}

/// A level of contribution margin, and the costs that it is after.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    One,
    #[default]
    Two,
    Three,
}

/// See the module.
#[derive(Default)]
pub struct Terms {
    pub mix: Mix,
    /// Revenue of all categories, where the mix goes by revenue.
    pub sales: Decimal,
    /// Whether the shares of revenue are taken as parts of their sum.
    pub scaled: bool,
    pub tax: Percent,
    pub returns: Returns,
    /// Of the marketplace fee, given back for a return.
    pub fee_back: Percent,
    /// By cost, in the order of [`COSTS`].
    pub levels: [Level; COSTS.len()],
}

impl Choice for Returns {
    const OPTIONS: &'static [(Self, &'static str, &'static str)] = &[
        (Returns::Revenue, "revenue", "Lower revenue (net revenue)"),
        (Returns::Cost, "cost", "Are a cost (revenue before returns)"),
    ];
}

impl Choice for Mix {
    const OPTIONS: &'static [(Self, &'static str, &'static str)] =
        &[(Mix::Units, "units", "Units sold"), (Mix::Revenue, "revenue", "Shares of revenue")];
}

impl Choice for Level {
    const OPTIONS: &'static [(Self, &'static str, &'static str)] =
        &[(Level::One, "cm1", "CM1"), (Level::Two, "cm2", "CM2"), (Level::Three, "cm3", "CM3")];
}

impl Level {
    pub const ALL: [Level; 3] = [Level::One, Level::Two, Level::Three];

    pub fn name(self) -> &'static str {
        ["CM1", "CM2", "CM3"][self as usize]
    }
}

const MIX: &str = "Sales mix";
const TAX: &str = "Tax and returns";
const LEVELS: &str = "Which costs count from which level";

const fn level(key: &'static str, label: &'static str, default: &'static str) -> Field<Level> {
    choice(key, label).otherwise(default).section(LEVELS)
}

impl Terms {
    /// How the mix is given, which the table of categories goes by: before it.
    pub fn mix_fields(&mut self, form: &mut Form<'_>) {
        form.field(
            &mut self.mix,
            &const { choice("mix", "The mix is given by").otherwise("units").section(MIX) },
        );
        form.field(
            &mut self.sales,
            &const {
                money("sales", "Revenue of all categories")
                    .above(0)
                    .help("In the period, as revenue counts under “Tax and returns”.")
                    .section(MIX)
                    .when("mix", &["revenue"])
            },
        );
        form.field(
            &mut self.scaled,
            &const { flag("scaled", "Scale the shares to 100%").section(MIX).when("mix", &["revenue"]) },
        );
    }

    /// The rest, after the page's own fields.
    pub fn fields(&mut self, form: &mut Form<'_>) {
        form.field(
            &mut self.tax,
            &const {
                percentage("tax", "Sales tax or VAT in prices")
                    .at_least(0)
                    .at_most(100)
                    .otherwise("0")
                    .help("0 if prices are without tax. Payment and marketplace fees are charged on the price with tax.")
                    .section(TAX)
            },
        );
        form.field(
            &mut self.returns,
            &const { choice("returned", "Returns").otherwise("revenue").section(TAX) },
        );
        form.field(
            &mut self.fee_back,
            &const {
                percentage("fee_back", "Marketplace fee given back for a return")
                    .at_least(0)
                    .at_most(100)
                    .otherwise("0")
                    .help("Share of the fee. Payment fees are not given back.")
                    .section(TAX)
            },
        );
        let [landed, fulfilment, packaging, payment, marketplace, returns, marketing] = &mut self.levels;
        form.field(landed, &const { level("landed_level", "Landed cost", "cm1") });
        form.field(fulfilment, &const { level("fulfilment_level", "Fulfilment", "cm2") });
        form.field(packaging, &const { level("packaging_level", "Packaging", "cm2") });
        form.field(payment, &const { level("payment_level", "Payment fees", "cm2") });
        form.field(marketplace, &const { level("marketplace_level", "Marketplace fee", "cm2") });
        form.field(returns, &const { level("returns_level", "Cost of returns", "cm2") });
        form.field(marketing, &const { level("marketing_level", "Marketing", "cm3") });
    }

    /// What the shares of revenue are of.
    pub fn whole<'c>(&self, categories: impl Iterator<Item = &'c Category>) -> Exactly<Decimal> {
        if self.scaled { sum(categories.map(|category| category.share.0)) } else { Ok(Decimal::ONE_HUNDRED) }
    }

    /// The levels printed: which costs stand between each and the one before.
    pub fn definitions(&self) -> Sentence {
        let after = |level: Level| {
            let costs = COSTS.iter().zip(self.levels).filter(|(_, of)| *of == level);
            let told = costs.map(|(cost, _)| Sentence::from(cost.told));
            told.reduce(|list, cost| say!("{list}, {cost}", list = list, cost = cost))
                .unwrap_or_else(|| say!("nothing"))
        };
        say!(
            "CM1 is revenue less {first}. CM2 is CM1 less {second}. CM3 is CM2 less {third}. There is no standard: move a cost under “Which costs count from which level”.",
            first = after(Level::One),
            second = after(Level::Two),
            third = after(Level::Three)
        )
    }
}

/// What is wrong between the categories: shares that do not make a whole, and prices of which nothing is kept.
pub fn mix_problems(terms: &Terms, categories: &[&Category]) -> Vec<Problem> {
    let mut found = Vec::new();
    if terms.mix == Mix::Units {
        return found;
    }
    for (row, category) in categories.iter().enumerate() {
        let nothing = category.discount.0 == Decimal::ONE_HUNDRED
            || (terms.returns == Returns::Revenue && category.returns.0 == Decimal::ONE_HUNDRED);
        if nothing {
            found.push(Problem::at(
                path(&[&"categories", &row, &"share"]),
                say!("A unit brings no revenue, so it can have no share of it. Lower the discount or the return rate."),
            ));
        }
    }
    if !terms.scaled
        && let Ok(all) = sum(categories.iter().map(|category| category.share.0))
        && all != Decimal::ONE_HUNDRED
    {
        found.push(Problem::at(
            "categories",
            say!(
                "The shares of revenue add up to {all}. Change them until they make 100%, or have them scaled to it, under “Sales mix”.",
                all = percent(all)
            ),
        ));
    }
    found
}
