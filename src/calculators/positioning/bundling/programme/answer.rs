//! The answer of the page: what the bundle brings, what it gives away, and where it stops paying.

use rust_decimal::Decimal;

use super::{Inputs, Outputs, PriceBy, Segment, called};
use crate::arithmetic::{Nearly, rounding::RoundingMode, rounding::rounded};
use crate::calculators::positioning::bundling::amounts::{below_cost, per, percent_of};
use crate::input::{Problem, path};
use crate::report::sanity::deep_discount;
use crate::report::{
    Account, Answer, Figure, Figures, Measure, Rank, Sentence, Value, money, percent, price,
};
use crate::say;

/// What a figure or cell is, or why there is none.
pub fn or_why(value: Option<Decimal>, why: Sentence) -> Value {
    value.map_or_else(|| Value::Undefined(why), Value::Exact)
}

/// A group that takes half as many bundles, and one that takes half as many again, of at most its orders: how many those
/// are, and the change in contribution then.
pub struct Spread {
    pub bundles: [Decimal; 2],
    pub changes: [Decimal; 2],
}

impl Outputs {
    /// Off the prices alone, in percent of them.
    pub fn discount(&self) -> Decimal {
        percent_of(self.list_total.less(self.bundle_price), self.list_total).unwrap_or_default()
    }

    pub fn change(&self) -> Decimal {
        self.contribution[1].less(self.contribution[0])
    }

    /// Orders before and after.
    pub fn orders(&self, inputs: &Inputs) -> [Decimal; 2] {
        [self.orders, self.orders.nearly_plus(inputs.new_orders).unwrap_or(self.orders)]
    }

    /// An amount per order, before and after.
    fn per_order(&self, inputs: &Inputs, amounts: [Decimal; 2]) -> [Decimal; 2] {
        let orders = self.orders(inputs);
        [0, 1].map(|at| per(amounts[at], orders[at]).unwrap_or_default())
    }

    pub fn order_values(&self, inputs: &Inputs) -> [Decimal; 2] {
        self.per_order(inputs, self.revenue)
    }

    pub fn contributions_per_order(&self, inputs: &Inputs) -> [Decimal; 2] {
        self.per_order(inputs, self.contribution)
    }

    /// For each group, and for new orders, what half as many and half as many again would come to.
    pub fn spreads(&self, inputs: &Inputs) -> Vec<Spread> {
        let change = self.change();
        let spread = |(at, segment): (usize, &Segment)| {
            let half = segment.bundles.nearly_times(Decimal::new(5, 1)).unwrap_or_default();
            let more = segment.bundles.nearly_plus(half).unwrap_or_default();
            let bundles = [half, inputs.baskets.get(at).map_or(more, |basket| more.min(basket.orders))];
            let at = |bundles: Decimal| {
                let moved = bundles.less(segment.bundles).nearly_times(segment.per_bundle);
                change.nearly_plus(moved.unwrap_or_default()).unwrap_or_default()
            };
            Spread { bundles, changes: bundles.map(at) }
        };
        self.segments.iter().enumerate().map(spread).collect()
    }

    /// The bundles that take the place of something bought today.
    fn cannibal(&self) -> Decimal {
        let some = self.segments.iter().filter(|segment| !segment.none);
        some.fold(Decimal::ZERO, |sum, segment| sum.nearly_plus(segment.bundles).unwrap_or_default())
    }

    /// What all those bundles replace.
    fn replaced(&self) -> Decimal {
        let some = self.segments.iter().filter(|segment| !segment.none);
        some.filter_map(|segment| segment.bundles.nearly_times(segment.replaced))
            .fold(Decimal::ZERO, |sum, part| sum.nearly_plus(part).unwrap_or_default())
    }
}

pub fn answer(inputs: &Inputs, outputs: &Outputs) -> Answer {
    Answer {
        sentence: sentence(inputs, outputs),
        figures: figures(inputs, outputs),
        warnings: warnings(inputs, outputs),
    }
}

fn sentence(inputs: &Inputs, outputs: &Outputs) -> Sentence {
    let change = outputs.change();
    let bundle = price(outputs.bundle_price);
    if outputs.bundles.is_zero() {
        return say!(
            "At {bundle} nobody takes the bundle yet: enter take rates or new orders to see what it earns.",
            bundle = bundle
        );
    }
    let [before, after] = outputs.order_values(inputs);
    let moves = match after.cmp(&before) {
        std::cmp::Ordering::Greater => {
            say!("order value rises from {before} to {after}", before = money(before), after = money(after))
        }
        std::cmp::Ordering::Less => {
            say!("order value falls from {before} to {after}", before = money(before), after = money(after))
        }
        std::cmp::Ordering::Equal => say!("order value stays at {before}", before = money(before)),
    };
    if change < Decimal::ZERO {
        say!(
            "At {bundle} the bundle loses {lost} of contribution; average {moves}.",
            bundle = bundle,
            lost = money(-change),
            moves = moves
        )
    } else if change.is_zero() {
        say!("At {bundle} the bundle just breaks even; average {moves}.", bundle = bundle, moves = moves)
    } else {
        say!(
            "At {bundle} the bundle adds {gain} of contribution; average {moves}.",
            bundle = bundle,
            gain = money(change),
            moves = moves
        )
    }
}

fn warnings(inputs: &Inputs, outputs: &Outputs) -> Vec<Problem> {
    let mut found = Vec::new();
    for (at, item) in inputs.items.iter().enumerate() {
        found.extend(below_cost(path(&[&"items", &at, &"price"]), item.price, item.cost));
    }
    let field = if inputs.price_by == PriceBy::Price { "bundle_price" } else { "discount" };
    let bundle = outputs.bundle_price;
    if outputs.margin <= Decimal::ZERO {
        found.push(Problem::at(
            field,
            say!(
                "The bundle at {bundle} does not earn its own cost of {cost}: no take rate makes that good. Charge more than {cost}.",
                bundle = price(bundle),
                cost = price(outputs.cost_total)
            ),
        ));
    }
    found.extend(deep_discount(field, outputs.discount()));
    let dearest = inputs.items.iter().max_by_key(|item| item.price);
    if let Some(item) = dearest.filter(|item| bundle <= item.price) {
        found.push(Problem::at(
            field,
            say!(
                "The bundle at {bundle} costs no more than {item} alone ({alone}), so every buyer of {item} would take it.",
                bundle = price(bundle),
                item = &item.name,
                alone = price(item.price)
            ),
        ));
    }
    let [value_before, value_after] = outputs.order_values(inputs);
    let [earned_before, earned_after] = outputs.contributions_per_order(inputs);
    if value_after > value_before && earned_after < earned_before {
        found.push(Problem::at(
            "",
            say!(
                "Order value rises while contribution per order falls, from {before} to {after}: judge the bundle by contribution.",
                before = money(earned_before),
                after = money(earned_after)
            ),
        ));
    }
    found
}

fn figures(inputs: &Inputs, outputs: &Outputs) -> Vec<Figure> {
    let mut found = Figures::default();
    let none_sold =
        || say!("Nobody takes the bundle, so there is nothing to limit. Enter take rates or new orders.");
    found
        .money(
            "contribution_change",
            "Change in contribution",
            outputs.change(),
            "sum(segments.change) - fixed_cost",
        )
        .ranked(Rank::Headline);
    found.money(
        "giveaway",
        "Discount given to buyers of all",
        outputs.giveaway,
        say!(
            "The bundle’s discount on each bundle that goes to an order which holds all of the items today."
        ),
    );
    let limit = match outputs.lowest {
        None => Value::Undefined(none_sold()),
        Some((_, discount)) if discount.is_sign_negative() && !discount.is_zero() => {
            Value::Undefined(say!("None: at these take rates the bundle loses even without a discount."))
        }
        Some((_, discount)) => Value::Exact(discount),
    };
    let limit_by: Account = match limit {
        Value::Exact(_) => "floor(percent((list_total - lowest_price) / list_total) * 100) / 100".into(),
        _ => say!("The lowest price that pays, as a discount off the prices alone.").into(),
    };
    found.add("deepest_discount", "Deepest discount that pays", Measure::Percent, limit, limit_by);
    take_figure(inputs, outputs, &mut found);

    found.details();
    let plain = Measure::number;
    let digits = outputs.minor_units.to_string();
    let price_by: Account = match inputs.price_by {
        PriceBy::Price => "bundle_price".into(),
        PriceBy::Discount => ["round(list_total * (1 - discount%), ", &digits, ")"].concat().into(),
    };
    found.add("list_total", "Prices alone together", Measure::Price, outputs.list_total, "sum(items.price)");
    found.add("bundle_price_set", "Price of the bundle", Measure::Price, outputs.bundle_price, price_by);
    found.add(
        "bundle_discount",
        "Bundle discount as charged",
        Measure::Percent,
        outputs.discount(),
        "percent((list_total - bundle_price_set) / list_total)",
    );
    found.add(
        "bundle_cost",
        "Variable cost of a bundle",
        Measure::Price,
        outputs.cost_total,
        "sum(items.cost) + packaging",
    );
    found.add(
        "bundle_contribution",
        "Contribution of a bundle",
        Measure::Price,
        outputs.margin,
        "bundle_price_set - bundle_cost",
    );
    found.add("bundles", "Bundles sold", plain(), outputs.bundles, "sum(segments.bundles)");
    let lowest_by =
        ["ceil(max(0, bundle_cost * bundles + burden) * 10 ^ ", &digits, " / bundles) / 10 ^ ", &digits];
    found.add(
        "lowest_price",
        "Lowest bundle price that pays",
        Measure::Price,
        or_why(outputs.lowest.map(|(lowest, _)| lowest), none_sold()),
        lowest_by.concat(),
    );
    found.add(
        "burden",
        "Replaced contribution and fixed cost",
        Measure::Money,
        outputs.burden,
        "sum(segments.lost) + fixed_cost",
    );
    let [orders_before, orders_after] = outputs.orders(inputs);
    found.add("orders_before", "Orders before", plain(), orders_before, "sum(baskets.orders)");
    found.add("orders_after", "Orders after", plain(), orders_after, "orders_before + new_orders");
    let [revenue_before, revenue_after] = outputs.revenue;
    found.add(
        "revenue_before",
        "Revenue before",
        Measure::Money,
        revenue_before,
        "sum(orders_today.revenue)",
    );
    found.add(
        "revenue_after",
        "Revenue after",
        Measure::Money,
        revenue_after,
        "revenue_before + sum(segments.revenue_change)",
    );
    let [before, after] = outputs.contribution;
    found.add(
        "contribution_before",
        "Contribution before",
        Measure::Money,
        before,
        "sum(orders_today.contribution)",
    );
    found.add(
        "contribution_after",
        "Contribution after",
        Measure::Money,
        after,
        "contribution_before + contribution_change",
    );
    let [before, after] = outputs.order_values(inputs);
    found.add(
        "aov_before",
        "Average order value before",
        Measure::Money,
        before,
        "revenue_before / orders_before",
    );
    found.add(
        "aov_after",
        "Average order value after",
        Measure::Money,
        after,
        "revenue_after / orders_after",
    );
    let [before, after] = outputs.contributions_per_order(inputs);
    found.add(
        "per_order_before",
        "Contribution per order before",
        Measure::Money,
        before,
        "contribution_before / orders_before",
    );
    found.add(
        "per_order_after",
        "Contribution per order after",
        Measure::Money,
        after,
        "contribution_after / orders_after",
    );
    let (cannibal, replaced) = (outputs.cannibal(), outputs.replaced());
    found.add(
        "cannibal_bundles",
        "Bundles in place of an item bought today",
        plain(),
        cannibal,
        say!("The bundles that go to orders which hold at least one of the items today."),
    );
    found.add(
        "replaced_contribution",
        "Contribution of what they replace",
        Measure::Money,
        replaced,
        say!("What the items earn that those orders would have bought alone."),
    );
    found.add(
        "cannibalisation",
        "Cannibalisation",
        Measure::Percent,
        or_why(percent_of(cannibal, outputs.bundles), say!("Nobody takes the bundle.")),
        "percent(cannibal_bundles / bundles)",
    );
    let (limit, limit_by): (Value, Account) = if outputs.bundles.is_zero() {
        let why = say!("Nobody takes the bundle.");
        (Value::Undefined(why), say!("Contribution of a bundle over what it replaces.").into())
    } else if outputs.margin <= Decimal::ZERO {
        let why = say!("A bundle earns nothing, so it pays for no sale that it replaces.");
        (Value::Undefined(why), say!("Contribution of a bundle over what it replaces.").into())
    } else if replaced <= Decimal::ZERO {
        let why = say!("The bundles replace nothing that earns, so any share of them may.");
        (Value::Undefined(why), say!("Contribution of a bundle over what it replaces.").into())
    } else {
        let share = outputs.margin.nearly_times(cannibal).and_then(|all| percent_of(all, replaced));
        (
            share.unwrap_or_default().min(Decimal::ONE_HUNDRED).into(),
            "min(100, percent(bundle_contribution * cannibal_bundles / replaced_contribution))".into(),
        )
    };
    found.add("break_even_cannibalisation", "Break-even cannibalisation", Measure::Percent, limit, limit_by);
    new_orders_figure(inputs, outputs, &mut found);
    let changes: Vec<Decimal> = outputs.spreads(inputs).iter().flat_map(|spread| spread.changes).collect();
    let lowest = changes.iter().copied().min().unwrap_or_default();
    let label = "Lowest change, one group half off";
    found.money("change_low", label, lowest, "min(ranges.at_fewer, ranges.at_more)");
    let highest = changes.into_iter().max().unwrap_or_default();
    let label = "Highest change, one group half off";
    found.money("change_high", label, highest, "max(ranges.at_fewer, ranges.at_more)");
    found.told()
}

/// The take rate at which the bundle begins to pay, of the largest group that buys the anchor without all the rest.
fn take_figure(inputs: &Inputs, outputs: &Outputs, found: &mut Figures) {
    const KEY: &str = "break_even_take";
    let method = || say!("The take rate of that group at which the change is nothing, all else as given.");
    let Some(at) = outputs.told else {
        let why = say!("No group buys {anchor} without the rest.", anchor = anchor(inputs).to_owned());
        found.add(KEY, "Least take rate that pays", Measure::Percent, Value::Undefined(why), method());
        return;
    };
    let label =
        say!("Least take rate that pays, {basket}", basket = called(&inputs.items, &inputs.baskets[at]));
    let (value, by): (Value, Account) = match outputs.takes[at] {
        None => (
            Value::Undefined(say!(
                "None: each one of them who takes the bundle earns {lost} less than without it.",
                lost = price(-outputs.segments[at].per_bundle)
            )),
            method().into(),
        ),
        Some(take) if take > Decimal::ONE_HUNDRED => (
            Value::Undefined(say!(
                "None: even if all of them took it, the bundle would not pay. It would need {take}.",
                take = percent(take)
            )),
            method().into(),
        ),
        Some(take) => {
            let at = at.to_string();
            let by = [
                "ceil(max(0, percent((segments.",
                &at,
                ".change - contribution_change) / (baskets.",
                &at,
                ".orders * segments.",
                &at,
                ".per_bundle))) * 100) / 100",
            ];
            (take.into(), by.concat().into())
        }
    };
    found.add(KEY, label, Measure::Percent, value, by);
}

fn anchor(inputs: &Inputs) -> &str {
    inputs.items.first().map_or("", |item| item.name.as_str())
}

/// The orders new to the shop that would make good what the rest loses.
fn new_orders_figure(inputs: &Inputs, outputs: &Outputs, found: &mut Figures) {
    let each = outputs.margin.less(inputs.order_cost);
    let new = outputs.segments.last().map_or(Decimal::ZERO, |segment| segment.change);
    let short = new.less(outputs.change());
    let needed = crate::arithmetic::ratio::Ratio::new(short, each).ok().flatten();
    let needed = needed.and_then(|needed| rounded(needed, 0, RoundingMode::Up).ok());
    let (value, by): (Value, Account) = match needed {
        _ if short <= Decimal::ZERO => {
            (Decimal::ZERO.into(), say!("None are needed: the bundle loses nothing without them.").into())
        }
        Some(needed) if each > Decimal::ZERO => (
            needed.into(),
            "ceil((new_orders * (bundle_contribution - order_cost) - contribution_change) / (bundle_contribution - order_cost))"
                .into(),
        ),
        _ => (
            Value::Undefined(say!("A new order earns nothing after its own cost, so no number of them helps.")),
            say!("What the bundle loses without new orders, over what a new order earns, rounded up.").into(),
        ),
    };
    found.add("new_orders_needed", "New orders needed", Measure::number(), value, by).ranked(Rank::Detail);
}
