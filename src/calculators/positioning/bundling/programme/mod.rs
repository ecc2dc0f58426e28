//! Programme: what a bundle would do to orders, contribution and order value, from what buyers do today.

mod answer;
mod examples;
mod report;

use rust_decimal::Decimal;

use super::amounts::{lowered_percent, raised};
use crate::arithmetic::rounding::{RoundingMode, rounded, shares};
use crate::arithmetic::{Checked, Exactly, Percent, ratio::Ratio};
use crate::calculator::{About, Calculator, Example};
use crate::input::field::{choice, list, money, percentage, table, text, whole};
use crate::input::{Choice, Form, Problem, Record, path};
use crate::report::currency::Currency;
use crate::report::{Answer, Report, Sentence, price};
use crate::say;

/// The first page of the family.
pub struct Programme;

/// What the page takes in.
#[derive(Default)]
pub struct Inputs {
    /// The first one is the anchor.
    pub items: Vec<Item>,
    pub baskets: Vec<Basket>,
    pub price_by: PriceBy,
    pub discount: Percent,
    pub bundle_price: Decimal,
    pub new_orders: Decimal,
    pub order_cost: Decimal,
    pub packaging: Decimal,
    pub fixed_cost: Decimal,
    pub other_margin: Percent,
}

/// One item of the bundle, as it is sold alone.
#[derive(Default)]
pub struct Item {
    pub name: String,
    pub price: Decimal,
    pub cost: Decimal,
}

/// Orders of one kind: what they hold today, and how many of them would take the bundle.
#[derive(Default)]
pub struct Basket {
    /// Units of each item; none where blank.
    pub contents: Vec<Option<Decimal>>,
    pub orders: Decimal,
    pub take: Percent,
    /// What else is in such an order, in money.
    pub other: Decimal,
}

/// How the bundle's price is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PriceBy {
    #[default]
    Discount,
    Price,
}

/// What the bundle does to one kind of order, for each that takes it.
#[derive(Default)]
pub struct Segment {
    pub bundles: Decimal,
    /// Price and contribution of what is not bought alone any more.
    pub spent: Decimal,
    pub replaced: Decimal,
    pub per_bundle: Decimal,
    pub change: Decimal,
    /// Whether such an order holds every item already, or none of them.
    pub whole: bool,
    pub none: bool,
    /// Value and contribution of such an order today, with what else is in it.
    pub value: Decimal,
    pub earned: Decimal,
}

pub struct Outputs {
    minor_units: u32,
    list_total: Decimal,
    cost_total: Decimal,
    bundle_price: Decimal,
    /// Contribution of one bundle.
    margin: Decimal,
    /// One for each basket; then the orders that are new.
    segments: Vec<Segment>,
    bundles: Decimal,
    orders: Decimal,
    revenue: [Decimal; 2],
    contribution: [Decimal; 2],
    giveaway: Decimal,
    /// What the bundles replace and cost besides their items, at any price.
    burden: Decimal,
    /// The least price that loses nothing at these take rates, and the discount that it comes to; none without bundles.
    lowest: Option<(Decimal, Decimal)>,
    /// For each basket the least take rate at which the whole loses nothing; none where more of them make it worse.
    takes: Vec<Option<Decimal>>,
    /// The basket whose take rate is told: orders with the anchor but not with all.
    told: Option<usize>,
    /// The bundle's price shared out over the items.
    lines: Vec<Decimal>,
}

const COSTS: &str = "Costs and other items";

impl Choice for PriceBy {
    const OPTIONS: &'static [(Self, &'static str, &'static str)] =
        &[(PriceBy::Discount, "discount", "Discount"), (PriceBy::Price, "price", "Price")];
}

impl Record for Item {
    fn fields(&mut self, form: &mut Form<'_>) {
        form.field(&mut self.name, &const { text("name", "Item").unique() });
        form.field(&mut self.price, &const { money("price", "Price alone").at_least(0) });
        form.field(&mut self.cost, &const { money("cost", "Variable cost").at_least(0).otherwise("0") });
    }
}

impl Record for Basket {
    fn fields(&mut self, form: &mut Form<'_>) {
        form.field(
            &mut self.contents,
            &const {
                list("contents", "Units of {unit}")
                    .at_least(0)
                    .or_empty()
                    .each("items", "name")
                    .help("How many of each item such an order holds. Nothing stands for none.")
            },
        );
        form.field(&mut self.orders, &const { whole("orders", "Orders today") });
        form.field(
            &mut self.take,
            &const {
                percentage("take", "Take rate")
                    .at_least(0)
                    .at_most(100)
                    .otherwise("0")
                    .help("Share of these orders that would take the bundle.")
            },
        );
        form.field(
            &mut self.other,
            &const {
                money("other", "Other items per order").at_least(0).otherwise("0").advanced().help(
                    "What else such an order holds, in money. It stays the same, and counts for order value.",
                )
            },
        );
    }
}

impl Record for Inputs {
    fn fields(&mut self, form: &mut Form<'_>) {
        form.rows(
            &mut self.items,
            &const {
                table("items", "Items in the bundle", "item")
                    .rows(2, 6)
                    .help("The first one is the anchor, which people come for; the others are add-ons.")
            },
        );
        form.rows(
            &mut self.baskets,
            &const {
                table("baskets", "What buyers do today", "basket").rows(1, 64).help(
                    "Orders of one period by what they hold of the items: one alone, several, all, or none of them.",
                )
            },
        );
        form.field(
            &mut self.price_by,
            &const { choice("price_by", "Bundle price as").otherwise("discount") },
        );
        form.field(
            &mut self.discount,
            &const {
                percentage("discount", "Bundle discount")
                    .at_least(0)
                    .at_most(100)
                    .otherwise("10")
                    .help("Off the sum of the prices alone.")
                    .when("price_by", &["discount"])
            },
        );
        form.field(
            &mut self.bundle_price,
            &const { money("bundle_price", "Bundle price").at_least(0).when("price_by", &["price"]) },
        );
        form.field(
            &mut self.new_orders,
            &const {
                whole("new_orders", "Orders new to the shop")
                    .otherwise("0")
                    .help("Orders of one bundle by people who would not have bought here.")
            },
        );
        form.field(
            &mut self.order_cost,
            &const {
                money("order_cost", "Cost per order")
                    .at_least(0)
                    .otherwise("0")
                    .help("Picking, shipping, payment: whatever the order holds.")
                    .section(COSTS)
            },
        );
        form.field(
            &mut self.packaging,
            &const {
                money("packaging", "Extra cost per bundle")
                    .at_least(0)
                    .otherwise("0")
                    .help("Box, kitting, a second parcel.")
                    .section(COSTS)
            },
        );
        form.field(
            &mut self.fixed_cost,
            &const {
                money("fixed_cost", "Fixed cost of the programme")
                    .at_least(0)
                    .otherwise("0")
                    .help("For the same period as the orders.")
                    .section(COSTS)
            },
        );
        form.field(
            &mut self.other_margin,
            &const {
                percentage("other_margin", "Contribution of other items")
                    .at_most(100)
                    .otherwise("0")
                    .help("Share of what the other items in an order bring in.")
                    .section(COSTS)
            },
        );
    }
}

impl Basket {
    pub fn holds(&self, item: usize) -> bool {
        self.units(item) > Decimal::ZERO
    }

    pub fn units(&self, item: usize) -> Decimal {
        self.contents.get(item).copied().flatten().unwrap_or_default()
    }
}

/// A basket by what it holds.
pub fn called(items: &[Item], basket: &Basket) -> Sentence {
    let held: Vec<String> =
        (0..items.len()).filter(|item| basket.holds(*item)).map(|item| items[item].name.clone()).collect();
    match held.as_slice() {
        [] => say!("None of them"),
        [one] => say!("{item} only", item = one),
        several => Sentence::verbatim(several.join(" + ")),
    }
}

fn list_total(items: &[Item]) -> Exactly<Decimal> {
    crate::arithmetic::sum(items.iter().map(|item| item.price))
}

impl Calculator for Programme {
    type Inputs = Inputs;
    type Outputs = Outputs;

    const ABOUT: About = About {
        family: "bundling",
        page: "",
        title: "Programme",
        summary: "What a bundle would add to contribution and order value, what it gives away, and the discount and take rates that still pay.",
        search: &[
            "bundle",
            "bundling",
            "aov",
            "average order value",
            "attach rate",
            "cross-sell",
            "take rate",
            "giveaway",
            "cannibalisation",
            "discount",
            "kit",
            "multipack",
        ],
        method: "Each order that takes the bundle pays its price instead of what it would have paid for those items alone. Take rates and new orders are held as given while price or discount is varied.",
        source: "Contribution before and after by kind of order; break-even cannibalisation is the contribution of a bundle over what it replaces. The price is shared out by stand-alone prices, as IFRS 15 asks.",
        revision: 1,
    };

    const EXAMPLES: &'static [Example] = examples::ALL;

    fn check(inputs: &Inputs) -> Vec<Problem> {
        let Inputs { items, baskets, .. } = inputs;
        let mut found = Vec::new();
        if baskets.iter().all(|basket| basket.orders.is_zero()) {
            found.push(Problem::at(
                "baskets",
                say!("There are no orders. Say how many there are of each kind."),
            ));
        }
        let kind = |basket: &Basket| (0..items.len()).map(|item| basket.holds(item)).collect::<Vec<_>>();
        for (index, basket) in baskets.iter().enumerate() {
            let at = path(&[&"baskets", &index, &"contents"]);
            if basket.contents.iter().flatten().any(|units| !units.is_integer()) {
                found.push(Problem::at(
                    at.clone(),
                    say!("Units are whole numbers. Enter 1 for one of the item, and nothing or 0 for none."),
                ));
            }
            if basket.contents.len() > items.len() {
                found.push(Problem::at(
                    at.clone(),
                    say!(
                        "There are {count, plural, one {# number} other {# numbers}} here for {items} items. Take some away.",
                        count = basket.contents.len(),
                        items = items.len()
                    ),
                ));
            }
            let same = baskets[..index].iter().position(|other| kind(other) == kind(basket));
            if let Some(row) = same {
                found.push(Problem::at(
                    at,
                    say!(
                        "Row {row} holds the same items ({basket}), so that its orders would count twice. Put both in one row.",
                        row = row + 1,
                        basket = called(items, basket)
                    ),
                ));
            }
        }
        match list_total(items) {
            Ok(total) if total.is_zero() => {
                found.push(Problem::at(
                    "items",
                    say!("All prices are zero, so there is nothing to take a discount off."),
                ));
            }
            Ok(total) if inputs.price_by == PriceBy::Price && inputs.bundle_price > total => {
                found.push(Problem::at(
                    "bundle_price",
                    say!(
                        "The bundle costs more than its items alone ({total}), so nobody would take it. Set at most {total}.",
                        total = price(total)
                    ),
                ));
            }
            _ => {}
        }
        found
    }

    fn compute(inputs: &Inputs, currency: Currency) -> Result<Outputs, Problem> {
        Ok(computed(inputs, currency.minor_units())?)
    }

    fn answer(inputs: &Inputs, outputs: &Outputs) -> Answer {
        answer::answer(inputs, outputs)
    }

    fn report(inputs: &Inputs, outputs: &Outputs) -> Report {
        report::report(inputs, outputs)
    }
}

fn computed(inputs: &Inputs, minor_units: u32) -> Exactly<Outputs> {
    let Inputs { items, baskets, .. } = inputs;
    let zero = Decimal::ZERO;
    let list_total = list_total(items)?;
    let cost_total = crate::arithmetic::sum(items.iter().map(|item| item.cost))?.plus(inputs.packaging)?;
    let bundle_price = match inputs.price_by {
        PriceBy::Price => inputs.bundle_price,
        PriceBy::Discount => {
            let exact = list_total.minus(inputs.discount.of(list_total)?)?;
            rounded(exact.into(), minor_units, RoundingMode::HalfUp)?
        }
    };
    let margin = bundle_price.minus(cost_total)?;
    let mut segments = Vec::with_capacity(baskets.len() + 1);
    let (mut orders, mut giveaway) = (zero, zero);
    let (mut revenue, mut contribution) = ([zero; 2], [zero; 2]);
    for basket in baskets {
        let mut segment = Segment {
            bundles: basket.take.of(basket.orders)?,
            whole: true,
            none: true,
            ..Segment::default()
        };
        segment.value = basket.other;
        segment.earned = inputs.other_margin.of(basket.other)?.minus(inputs.order_cost)?;
        for (at, item) in items.iter().enumerate() {
            let earns = item.price.minus(item.cost)?;
            segment.value.gain(item.price.times(basket.units(at))?)?;
            segment.earned.gain(earns.times(basket.units(at))?)?;
            if basket.holds(at) {
                segment.none = false;
                segment.spent.gain(item.price)?;
                segment.replaced.gain(earns)?;
            } else {
                segment.whole = false;
            }
        }
        orders.gain(basket.orders)?;
        revenue[0].gain(segment.value.times(basket.orders)?)?;
        contribution[0].gain(segment.earned.times(basket.orders)?)?;
        if segment.whole {
            giveaway.gain(segment.bundles.times(list_total.minus(bundle_price)?)?)?;
        }
        segments.push(segment);
    }
    // Who orders anew replaces nothing and costs an order.
    segments.push(Segment {
        bundles: inputs.new_orders,
        replaced: inputs.order_cost,
        none: true,
        ..Segment::default()
    });
    revenue[1] = revenue[0];
    contribution[1] = contribution[0].minus(inputs.fixed_cost)?;
    let (mut bundles, mut burden) = (zero, inputs.fixed_cost);
    for segment in &mut segments {
        segment.per_bundle = margin.minus(segment.replaced)?;
        segment.change = segment.bundles.times(segment.per_bundle)?;
        bundles.gain(segment.bundles)?;
        burden.gain(segment.bundles.times(segment.replaced)?)?;
        revenue[1].gain(segment.bundles.times(bundle_price.minus(segment.spent)?)?)?;
        contribution[1].gain(segment.change)?;
    }
    let change = contribution[1].minus(contribution[0])?;
    let lowest = if bundles.is_zero() {
        None
    } else {
        let price = raised(cost_total.times(bundles)?.plus(burden)?, bundles, minor_units)?;
        lowered_percent(list_total.minus(price)?, list_total)?.map(|discount| (price, discount))
    };
    let mut takes = Vec::with_capacity(baskets.len());
    for (basket, segment) in baskets.iter().zip(&segments) {
        let worth = basket.orders.times(segment.per_bundle)?;
        takes.push(if worth <= zero {
            None
        } else {
            // The rate as given, less what the change is worth in rates.
            let needed = segment.change.minus(change)?.times(Decimal::ONE_HUNDRED)?;
            Some(raised(needed, worth, 2)?)
        });
    }
    let candidate =
        |at: &usize| baskets[*at].holds(0) && !segments[*at].whole && !baskets[*at].orders.is_zero();
    let told = (0..baskets.len())
        .filter(candidate)
        .reduce(|best, at| if baskets[at].orders > baskets[best].orders { at } else { best });
    let mut parts = Vec::with_capacity(items.len());
    for item in items {
        parts.push(Ratio::new(bundle_price.times(item.price)?, list_total)?.unwrap_or_default());
    }
    let lines = shares(bundle_price, &parts, minor_units)?;
    Ok(Outputs {
        minor_units,
        list_total,
        cost_total,
        bundle_price,
        margin,
        segments,
        bundles,
        orders,
        revenue,
        contribution,
        giveaway,
        burden,
        lowest,
        takes,
        told,
        lines,
    })
}
