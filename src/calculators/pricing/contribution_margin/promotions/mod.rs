//! Promotions: how deep a discount may go before a margin target is missed, and what must be sold for it to pay.

mod answer;
mod deal;
mod examples;
mod report;
mod rival;

use rust_decimal::Decimal;

use super::category::Category;
use super::terms::{Level, Terms, mix_problems};
use super::unit::Ready;
use crate::arithmetic::amount::Amount;
use crate::arithmetic::{Checked, Exactly, Percent, ranking};
use crate::calculator::{About, Calculator, Example, Former, Revision};
use crate::input::field::{choice, flag, money, number, percentage, row_of, table, unit_price};
use crate::input::{Choice, Form, Problem, Record};
use crate::report::currency::Currency;
use crate::report::{Answer, Report};
use crate::say;
use deal::Deal;

/// The page of the family for discounts.
pub struct Promotions;

/// A category with what is planned for it alone.
#[derive(Default)]
pub struct Promoted {
    pub category: Category,
    pub promoted: bool,
    pub depth: Option<Percent>,
    pub uplift: Option<Percent>,
}

/// How the sales that are expected are given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Response {
    #[default]
    Uplift,
    Elasticity,
}

/// What the page takes in.
#[derive(Default)]
pub struct Inputs {
    pub categories: Vec<Promoted>,
    /// Off the list price.
    pub depth: Percent,
    pub target: Percent,
    pub level: Level,
    pub response: Response,
    pub uplift: Option<Percent>,
    /// Zero or less.
    pub elasticity: Option<Decimal>,
    /// Of the landed cost, during the promotion.
    pub cost_change: Percent,
    /// Of each category.
    pub extra_cost: Decimal,
    /// What comes with a unit, in contribution.
    pub halo: Decimal,
    /// Of the units on top.
    pub pull_forward: Percent,
    /// Off what buyers pay now, by a competitor; and the share of units that is lost where it is not followed.
    pub rival_cut: Option<Percent>,
    pub rival_loss: Option<Percent>,
    /// The category looked at closely; empty for the one that contributes most.
    pub focus: String,
    pub terms: Terms,
}

/// What is found.
pub struct Outputs {
    pub minor_units: u32,
    /// See [`Terms::whole`].
    pub whole: Decimal,
    /// Of the categories in the promotion; at least one.
    pub deals: Vec<Deal>,
    /// See [`Deal`]; of the categories that are sold for less than now, as the rest stays as it is.
    pub give: Amount,
    pub gain: Amount,
    pub units: Amount,
    /// Of these, where it is known for each.
    pub expected_units: Option<Amount>,
    pub change: Option<Amount>,
    /// Whether the uplift needed is the same in every category whatever is expected, as revision 1 had it.
    pub alike: bool,
    /// The deal looked at closely.
    pub focus: usize,
}

const EFFECTS: &str = "What else a promotion does";
const RIVAL: &str = "A competitor’s cut";

impl Choice for Response {
    const OPTIONS: &'static [(Self, &'static str, &'static str)] = &[
        (Response::Uplift, "uplift", "An uplift of units"),
        (Response::Elasticity, "elasticity", "A price elasticity"),
    ];
}

impl Record for Promoted {
    fn fields(&mut self, form: &mut Form<'_>) {
        self.category.fields(form);
        form.field(
            &mut self.promoted,
            &const { flag("promoted", "In the promotion").otherwise("yes").advanced() },
        );
        form.field(
            &mut self.depth,
            &const {
                percentage("own_depth", "Own promotion discount")
                    .at_least(0)
                    .at_most(100)
                    .optional()
                    .advanced()
            },
        );
        form.field(
            &mut self.uplift,
            &const { percentage("own_uplift", "Own expected uplift").optional().advanced() },
        );
    }
}

impl Record for Inputs {
    fn fields(&mut self, form: &mut Form<'_>) {
        self.terms.mix_fields(form);
        form.rows(
            &mut self.categories,
            &const {
                table("categories", "Categories", "category").rows(1, 200).help(
                    "Units and discount without the promotion, over as long as it lasts. More costs, and what is planned for a category alone, stand behind its row.",
                )
            },
        );
        form.field(
            &mut self.depth,
            &const { percentage("depth", "Promotion discount, off list price").at_least(0).at_most(100) },
        );
        form.field(
            &mut self.target,
            &const { percentage("target_margin", "Margin to keep").at_most(100).help("Of revenue.") },
        );
        form.field(&mut self.level, &const { choice("target_level", "Margin after").otherwise("cm2") });
        form.field(&mut self.response, &const { choice("response", "You expect").otherwise("uplift") });
        form.field(
            &mut self.uplift,
            &const {
                percentage("uplift", "Expected uplift of units")
                    .optional()
                    .help("Left open, only what is needed is told.")
                    .when("response", &["uplift"])
            },
        );
        form.field(
            &mut self.elasticity,
            &const {
                number("elasticity", "Price elasticity")
                    .at_least(-100)
                    .at_most(0)
                    .optional()
                    .help("Percent of units for one percent of price, such as -2.5.")
                    .when("response", &["elasticity"])
            },
        );
        form.field(
            &mut self.cost_change,
            &const {
                percentage("cost_change", "Landed cost during it, changed by")
                    .at_most(1000)
                    .otherwise("0")
                    .help("Below zero where suppliers pay a part.")
                    .section(EFFECTS)
            },
        );
        form.field(
            &mut self.extra_cost,
            &const {
                money("extra_cost", "Extra fixed cost of each category")
                    .at_least(0)
                    .otherwise("0")
                    .help("Media, display, set-up.")
                    .section(EFFECTS)
            },
        );
        form.field(
            &mut self.halo,
            &const {
                unit_price("halo", "Halo, a unit")
                    .at_least(0)
                    .otherwise("0")
                    .help("Contribution of what else is bought with a unit, now as in the promotion.")
                    .section(EFFECTS)
            },
        );
        form.field(
            &mut self.pull_forward,
            &const {
                percentage("pull_forward", "Pull-forward")
                    .at_least(0)
                    .at_most(100)
                    .otherwise("0")
                    .help(
                        "Share of the units on top that would have been bought later, without the promotion.",
                    )
                    .section(EFFECTS)
            },
        );
        form.field(
            &mut self.rival_cut,
            &const {
                percentage("rival_cut", "Competitor’s cut")
                    .above(0)
                    .at_most(100)
                    .optional()
                    .help("How far it goes below what your buyers pay now.")
                    .section(RIVAL)
            },
        );
        form.field(
            &mut self.rival_loss,
            &const {
                percentage("rival_loss", "Units lost if you do not follow")
                    .at_least(0)
                    .at_most(100)
                    .optional()
                    .help("Share of the units that you would sell without it.")
                    .section(RIVAL)
            },
        );
        form.field(
            &mut self.focus,
            &const {
                row_of("focus", "Look closely at", "categories", "name")
                    .or_empty()
                    .help("Left open, the category that contributes most.")
                    .section("Chart and table by depth")
            },
        );
        self.terms.fields(form);
    }
}

impl Outputs {
    /// The categories that are sold for less than now.
    pub fn cheaper(&self) -> impl Iterator<Item = &Deal> {
        self.deals.iter().filter(|deal| deal.lowers)
    }

    fn count(&mut self, deal: &Deal) -> Exactly<()> {
        self.give.gain(deal.give)?;
        self.gain.gain(deal.gain)?;
        self.units.gain(deal.units)?;
        self.expected_units = match self.expected_units.zip(deal.expected) {
            Some((sum, share)) => Some(sum.plus(deal.units.times(share)?)?),
            None => None,
        };
        self.change = self.change.zip(deal.change).map(|(sum, change)| sum.plus(change)).transpose()?;
        Ok(())
    }

    /// The results as a revision of the page has them.
    fn found(inputs: &Inputs, currency: Currency, revision: u32) -> Exactly<Self> {
        let mut out = Outputs {
            minor_units: currency.minor_units(),
            whole: inputs.terms.whole(inputs.categories.iter().map(|promoted| &promoted.category))?,
            deals: Vec::with_capacity(inputs.categories.len()),
            give: Amount::ZERO,
            gain: Amount::ZERO,
            units: Amount::ZERO,
            expected_units: Some(Amount::ZERO),
            change: Some(Amount::ZERO),
            alike: revision == 1,
            focus: 0,
        };
        let mut now = Vec::with_capacity(inputs.categories.len());
        for (row, promoted) in inputs.categories.iter().enumerate().filter(|(_, row)| row.promoted) {
            let ready = Ready::new(&inputs.terms, &promoted.category, out.whole)?;
            let depth = promoted.depth.unwrap_or(inputs.depth);
            let deal = Deal::new(inputs, row, &ready, depth, revision == 1)?;
            if deal.lowers {
                out.count(&deal)?;
            }
            now.push(deal.units.times(deal.each[0])?.nearest());
            out.deals.push(deal);
        }
        if out.cheaper().next().is_none() {
            (out.expected_units, out.change) = (None, None);
        }
        let named =
            out.deals.iter().position(|deal| inputs.categories[deal.row].category.name == inputs.focus);
        let most = ranking(now.len(), &|a, b| now[b].cmp(&now[a])).first().copied();
        out.focus = named.or(most).unwrap_or_default();
        Ok(out)
    }
}

impl Calculator for Promotions {
    type Inputs = Inputs;
    type Outputs = Outputs;

    const ABOUT: About = About {
        family: "contribution-margin",
        page: "promotions",
        title: "Promotions",
        summary: "How deep a discount may go before it misses your margin target, and how much more you must sell for it to pay.",
        search: &[
            "discount",
            "break-even",
            "uplift",
            "volume increase",
            "elasticity",
            "promo depth",
            "markdown",
            "halo",
            "pull-forward",
            "subsidised",
            "price match",
        ],
        method: "A promotion gives up contribution on the units that would be sold anyway and earns it on the units on top, less what those take from later sales. It pays where the second covers the first and the extra cost. All that is a share of the price falls with it.",
        source: "Break-even sales analysis as in Nagle and Hogan, The Strategy and Tactics of Pricing: the uplift is the discount over the margin that it leaves.",
        revision: 2,
    };

    const EXAMPLES: &'static [Example] = examples::ALL;

    const FORMER: &'static [Former] = examples::FORMER;

    const REVISIONS: &'static [Revision] = &[Revision {
        told: "The uplift to break even is now in the proportions that you expect, no longer the same in every category, and what is sold for no less than now counts no more.",
        ..Revision::PLAIN
    }];

    fn check(inputs: &Inputs) -> Vec<Problem> {
        let categories: Vec<&Category> =
            inputs.categories.iter().map(|promoted| &promoted.category).collect();
        let mut found = mix_problems(&inputs.terms, &categories);
        if !inputs.categories.iter().any(|promoted| promoted.promoted) {
            found.push(Problem::at(
                "categories",
                say!("No category is in the promotion. Put in at least one, behind its row."),
            ));
        }
        found
    }

    fn compute(inputs: &Inputs, currency: Currency) -> Result<Outputs, Problem> {
        Ok(Outputs::found(inputs, currency, Self::ABOUT.revision)?)
    }

    fn earlier(inputs: &Inputs, currency: Currency, revision: u32) -> Option<Outputs> {
        Outputs::found(inputs, currency, revision).ok()
    }

    fn answer(inputs: &Inputs, outputs: &Outputs) -> Answer {
        answer::answer(inputs, outputs)
    }

    fn report(inputs: &Inputs, outputs: &Outputs) -> Report {
        report::report(inputs, outputs)
    }
}
