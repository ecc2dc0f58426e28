//! Pairs: which two items to bundle, by the contribution that it may add, from how often they are bought together.

use std::cmp::Ordering;

use rust_decimal::Decimal;

use super::amounts::{below_cost, per, percent_of, raised};
use crate::arithmetic::independence::{chance, corrected};
use crate::arithmetic::rounding::{RoundingMode, rounded};
use crate::arithmetic::{Checked, Exactly, Nearly, Percent, ranking};
use crate::calculator::{About, Calculator, Example};
use crate::input::field::{money, percentage, table, text, whole};
use crate::input::{Form, Problem, Record, path};
use crate::report::chart::{Axis, Tone};
use crate::report::currency::Currency;
use crate::report::sanity::deep_discount;
use crate::report::{
    Answer, Chart, Figures, Measure, Rank, Report, Section, Sentence, Table, Value, money as amount, percent,
    price,
};
use crate::say;

/// The page of the family for choosing what to bundle.
pub struct Pairs;

/// What the page takes in.
#[derive(Default)]
pub struct Inputs {
    pub all_orders: Decimal,
    pub take: Percent,
    pub off: Percent,
    pub fewest: Decimal,
    /// How far the take rate may be off; half of it and half as much again where left open.
    pub take_low: Option<Percent>,
    pub take_high: Option<Percent>,
    /// Of the buyers of both, how many use the discount at least.
    pub used_low: Percent,
    pub goods: Vec<Good>,
    pub pairs: Vec<Pair>,
}

/// An item, and in how many orders it is.
#[derive(Default)]
pub struct Good {
    pub name: String,
    pub price: Decimal,
    pub cost: Decimal,
    pub orders: Decimal,
}

/// Two items, and in how many orders both are.
#[derive(Default)]
pub struct Pair {
    pub first: String,
    pub second: String,
    pub both: Decimal,
}

/// A pair as a bundle: the anchor is the one with more orders.
pub struct Found {
    anchor: usize,
    added: usize,
    both: Decimal,
    /// Orders with the anchor and without the other.
    room: Decimal,
    discount: Decimal,
    /// What one more bundle adds, and what the discount costs on those who buy both anyway.
    gain: Decimal,
    given: Decimal,
    extra: Decimal,
    /// The extra contribution at worst and at best, and how far each assumption moves it.
    low: Decimal,
    high: Decimal,
    by_take: Decimal,
    by_use: Decimal,
    chance: Decimal,
    verdict: Verdict,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Few,
    Substitutes,
    Together,
    Chance,
    Loses,
    Pays,
}

pub struct Outputs {
    /// The take rate at least and at most.
    band: [Percent; 2],
    /// The highest extra contribution first.
    found: Vec<Found>,
}

impl Record for Good {
    fn fields(&mut self, form: &mut Form<'_>) {
        form.field(&mut self.name, &const { text("name", "Item").unique() });
        form.field(&mut self.price, &const { money("price", "Price alone").at_least(0) });
        form.field(&mut self.cost, &const { money("cost", "Variable cost").at_least(0).otherwise("0") });
        form.field(&mut self.orders, &const { whole("orders", "Orders with it").at_least(1) });
    }
}

impl Record for Pair {
    fn fields(&mut self, form: &mut Form<'_>) {
        use crate::input::field::row_of;
        form.field(&mut self.first, &const { row_of("first", "One item", "goods", "name") });
        form.field(&mut self.second, &const { row_of("second", "Other item", "goods", "name") });
        form.field(&mut self.both, &const { whole("both", "Orders with both") });
    }
}

impl Record for Inputs {
    fn fields(&mut self, form: &mut Form<'_>) {
        form.field(&mut self.all_orders, &const { whole("all_orders", "All orders").at_least(1) });
        form.rows(&mut self.goods, &const { table("goods", "Items", "item").rows(2, 100) });
        form.rows(&mut self.pairs, &const { table("pairs", "Pairs", "pair").rows(1, 200) });
        form.field(
            &mut self.take,
            &const {
                percentage("take", "Take rate")
                    .at_least(0)
                    .at_most(100)
                    .otherwise("5")
                    .help("Of the orders with the anchor, the item in more orders, and without the other. Orders with only the other item count as unchanged.")
            },
        );
        form.field(
            &mut self.off,
            &const {
                percentage("off", "Bundle discount")
                    .at_least(0)
                    .at_most(100)
                    .otherwise("10")
                    .help("Off both prices together.")
            },
        );
        form.field(
            &mut self.fewest,
            &const {
                whole("fewest", "Fewest orders with both")
                    .otherwise("20")
                    .help("A rare pair looks strong by luck, so that fewer are not judged.")
            },
        );
        form.field(
            &mut self.take_low,
            &const {
                percentage("take_low", "Take rate, at least")
                    .at_least(0)
                    .at_most(100)
                    .optional()
                    .help("Left open, half of the take rate.")
                    .section(RANGE)
            },
        );
        form.field(
            &mut self.take_high,
            &const {
                percentage("take_high", "Take rate, at most")
                    .at_least(0)
                    .at_most(100)
                    .optional()
                    .help("Left open, one and a half times the take rate.")
                    .section(RANGE)
            },
        );
        form.field(
            &mut self.used_low,
            &const {
                percentage("used_low", "Buyers of both who use the discount, at least")
                    .at_least(0)
                    .at_most(100)
                    .otherwise("50")
                    .help("Of those who buy both anyway. The ranking takes it that all of them do.")
                    .section(RANGE)
            },
        );
    }
}

const RANGE: &str = "How far the assumptions may be off";

/// Below this, by Holm, a pair is taken to differ from chance.
const FAR_FROM_CHANCE: Decimal = Decimal::from_parts(5, 0, 0, false, 2);

fn place(goods: &[Good], name: &str) -> Option<usize> {
    goods.iter().position(|good| good.name == name)
}

impl Calculator for Pairs {
    type Inputs = Inputs;
    type Outputs = Outputs;

    const ABOUT: About = About {
        family: "bundling",
        page: "pairs",
        title: "Pairs",
        summary: "Which two items to bundle: pairs ranked by the contribution a bundle may add, with the take rate at which each stops paying.",
        search: &[
            "market basket",
            "affinity",
            "association rules",
            "support",
            "confidence",
            "lift",
            "leverage",
            "conviction",
            "zhang",
        ],
        method: "The anchor is the item with more orders. Of its orders without the other a share takes the bundle; all who buy both anyway get the discount. Chance is judged by Pearson’s test without continuity correction, corrected by Holm for the number of pairs.",
        source: "Agrawal and others (1993); Brin and others (1997) for conviction; Zhang (2000); Holm (1979).",
        revision: 1,
    };

    const EXAMPLES: &'static [Example] = &[GROCERIES, SHOP];

    fn check(inputs: &Inputs) -> Vec<Problem> {
        let Inputs { goods, pairs, all_orders, .. } = inputs;
        let mut found = Vec::new();
        let take = inputs.take;
        if inputs.take_low.is_some_and(|low| low.0 > take.0) {
            found.push(Problem::at(
                "take_low",
                say!("This is more than the take rate itself. Enter at most {take}.", take = percent(take.0)),
            ));
        }
        if inputs.take_high.is_some_and(|high| high.0 < take.0) {
            found.push(Problem::at(
                "take_high",
                say!(
                    "This is less than the take rate itself. Enter at least {take}.",
                    take = percent(take.0)
                ),
            ));
        }
        for (at, good) in goods.iter().enumerate() {
            if good.orders > *all_orders {
                found.push(Problem::at(
                    path(&[&"goods", &at, &"orders"]),
                    say!("These are more than all orders ({all}). Check both.", all = *all_orders),
                ));
            }
        }
        for (at, pair) in pairs.iter().enumerate() {
            let (Some(first), Some(second)) = (place(goods, &pair.first), place(goods, &pair.second)) else {
                continue;
            };
            let field = |key: &'static str| path(&[&"pairs", &at, &key]);
            if first == second {
                found.push(Problem::at(
                    field("second"),
                    say!("A pair is of two different items. Choose another."),
                ));
            }
            let (a, b) = (goods[first].orders, goods[second].orders);
            if pair.both > a.min(b) {
                let text = say!(
                    "More orders hold both than hold one of them. Enter at most {orders}.",
                    orders = a.min(b)
                );
                found.push(Problem::at(field("both"), text));
            } else if a.max(b) <= *all_orders && a.less(pair.both) > all_orders.less(b) {
                let text = say!(
                    "With so few orders holding both, there would be more orders than {all} in all. Enter at least {least}.",
                    all = *all_orders,
                    least = a.less(all_orders.less(b))
                );
                found.push(Problem::at(field("both"), text));
            }
            let same = |other: &Pair| {
                (&other.first, &other.second) == (&pair.first, &pair.second)
                    || (&other.first, &other.second) == (&pair.second, &pair.first)
            };
            if pairs[..at].iter().any(same) {
                found.push(Problem::at(field("second"), say!("This pair stands here twice. Take one away.")));
            }
        }
        found
    }

    fn compute(inputs: &Inputs, _: Currency) -> Result<Outputs, Problem> {
        Ok(computed(inputs)?)
    }

    fn answer(inputs: &Inputs, outputs: &Outputs) -> Answer {
        Answer {
            sentence: sentence(inputs, outputs),
            figures: figures(inputs, outputs).told(),
            warnings: warnings(inputs, outputs),
        }
    }

    fn report(inputs: &Inputs, outputs: &Outputs) -> Report {
        Report {
            chart: Some(chart(inputs, outputs)),
            sections: vec![ranked(inputs, outputs), ranges(inputs, outputs), measures(inputs, outputs)],
        }
    }
}

impl Inputs {
    /// The take rate at least and at most.
    fn band(&self) -> Exactly<[Percent; 2]> {
        let half = self.take.0.times(Decimal::new(5, 1))?;
        let more = self.take.0.plus(half)?.min(Decimal::ONE_HUNDRED);
        Ok([self.take_low.unwrap_or(Percent(half)), self.take_high.unwrap_or(Percent(more))])
    }
}

fn computed(inputs: &Inputs) -> Exactly<Outputs> {
    let Inputs { goods, pairs, all_orders, .. } = inputs;
    let all = *all_orders;
    let band = inputs.band()?;
    let (mut found, mut chances) = (Vec::with_capacity(pairs.len()), Vec::with_capacity(pairs.len()));
    for pair in pairs {
        let (Some(first), Some(second)) = (place(goods, &pair.first), place(goods, &pair.second)) else {
            continue;
        };
        let (anchor, added) =
            if goods[second].orders > goods[first].orders { (second, first) } else { (first, second) };
        let (a, c) = (&goods[anchor], &goods[added]);
        let room = a.orders.minus(pair.both)?;
        let discount = inputs.off.of(a.price.plus(c.price)?)?;
        let gain = c.price.minus(c.cost)?.minus(discount)?;
        let given = pair.both.times(discount)?;
        let extra = inputs.take.of(room)?.times(gain)?.minus(given)?;
        let [least, most] = [band[0].of(room)?.times(gain)?, band[1].of(room)?.times(gain)?];
        let used = inputs.used_low.of(given)?;
        // Pearson's statistic: N (N both − a c)² / (a c (N − a) (N − c)).
        let apart = all
            .nearly_times(pair.both)
            .unwrap_or_default()
            .less(a.orders.nearly_times(c.orders).unwrap_or_default());
        let ratio = |part: Decimal, one: Decimal, two: Decimal| per(per(part, one)?, two);
        let statistic = ratio(apart, a.orders, all.less(a.orders))
            .zip(ratio(apart, c.orders, all.less(c.orders)))
            .and_then(|(one, two)| one.nearly_times(two)?.nearly_times(all));
        chances.push(statistic.map_or(Decimal::ONE, chance));
        let verdict = Verdict::Pays;
        found.push(Found {
            anchor,
            added,
            both: pair.both,
            room,
            discount,
            gain,
            given,
            extra,
            low: least.min(most).minus(given)?,
            high: least.max(most).minus(used)?,
            by_take: most.minus(least)?.abs(),
            by_use: given.minus(used)?,
            chance: Decimal::ONE,
            verdict,
        });
    }
    for (pair, chance) in found.iter_mut().zip(corrected(&chances)) {
        let (a, c) = (goods[pair.anchor].orders, goods[pair.added].orders);
        let (joint, apart) = (pair.both.times(all)?, a.times(c)?);
        pair.chance = chance;
        // Lift and confidence are compared by products, so that no quotient is rounded.
        pair.verdict = match () {
            _ if pair.both < inputs.fewest => Verdict::Few,
            _ if joint < apart && chance < FAR_FROM_CHANCE => Verdict::Substitutes,
            _ if joint > apart.times(Decimal::from(5))?
                && pair.both.times(Decimal::from(5))? > c.times(Decimal::from(4))? =>
            {
                Verdict::Together
            }
            _ if chance >= FAR_FROM_CHANCE => Verdict::Chance,
            _ if pair.extra <= Decimal::ZERO => Verdict::Loses,
            _ => Verdict::Pays,
        };
    }
    let order = ranking(found.len(), &|a, b| found[b].extra.cmp(&found[a].extra));
    let mut slots: Vec<Option<Found>> = found.into_iter().map(Some).collect();
    Ok(Outputs { band, found: order.into_iter().filter_map(|at| slots[at].take()).collect() })
}

impl Outputs {
    fn best(&self) -> Option<&Found> {
        self.found.iter().find(|pair| pair.verdict == Verdict::Pays)
    }

    /// Of the pairs that only lose by their discount the one that pays from the lowest take rate, with that rate.
    fn nearest(&self) -> Option<(&Found, Decimal)> {
        let losing = self.found.iter().filter(|pair| pair.verdict == Verdict::Loses);
        let rates = losing.filter_map(|pair| Some((pair, break_even(pair)?)));
        rates.filter(|(_, least)| *least <= Decimal::ONE_HUNDRED).min_by_key(|(_, least)| *least)
    }
}

/// A warning for pairs that do not earn their own cost as a bundle, which names the one that loses most on each.
fn below_bundle_cost(inputs: &Inputs, outputs: &Outputs) -> Option<Problem> {
    let amounts = |pair: &Found| {
        let (a, c) = (&inputs.goods[pair.anchor], &inputs.goods[pair.added]);
        let alone = a.price.nearly_plus(c.price).unwrap_or_default();
        [alone.less(pair.discount), a.cost.nearly_plus(c.cost).unwrap_or_default()]
    };
    let priced = outputs.found.iter().map(|pair| (pair, amounts(pair)));
    let losing: Vec<_> = priced.filter(|(_, [charged, cost])| charged < cost).collect();
    let (pair, [charged, cost]) = losing.iter().max_by_key(|(_, [charged, cost])| cost.less(*charged))?;
    let text = match losing.len() {
        1 => say!(
            "{pair} as a bundle at {charged} does not earn its own cost of {cost}: no take rate makes that good. Lower the discount."
        ),
        losing => say!(
            "{losing} pairs do not earn their own cost as a bundle, and no take rate makes that good; {pair} loses most, at {charged} for a cost of {cost}. Lower the discount.",
            losing = losing
        ),
    };
    let text = text.with("pair", called(inputs, pair));
    Some(Problem::at("off", text.with("charged", price(*charged)).with("cost", price(*cost))))
}

/// What makes the counts say little, or the discount too deep, though all can be worked out.
fn warnings(inputs: &Inputs, outputs: &Outputs) -> Vec<Problem> {
    let mut found = Vec::new();
    found.extend(deep_discount("off", inputs.off.0));
    found.extend(below_bundle_cost(inputs, outputs));
    if inputs.all_orders < Decimal::from(50) {
        found.push(Problem::at(
            "all_orders",
            say!("Fewer than 50 orders say little about what is bought together. Take a longer period."),
        ));
    }
    for (at, good) in inputs.goods.iter().enumerate() {
        found.extend(below_cost(path(&[&"goods", &at, &"price"]), good.price, good.cost));
        let most = inputs.all_orders.nearly_times(Decimal::from(95)).unwrap_or_default();
        if good.orders.nearly_times(Decimal::ONE_HUNDRED).unwrap_or_default() > most {
            found.push(Problem::at(
                path(&[&"goods", &at, &"orders"]),
                say!(
                    "{item} is in more than 95% of all orders, so it goes with everything. Leave out bags, samples and shipping.",
                    item = &good.name
                ),
            ));
        }
    }
    found
}

fn called(inputs: &Inputs, pair: &Found) -> Sentence {
    let name = |at: usize| inputs.goods[at].name.as_str();
    Sentence::verbatim([name(pair.anchor), " + ", name(pair.added)].concat())
}

/// From which take rate a pair pays, as a clause.
fn pays_from(least: Decimal) -> Sentence {
    match least.is_zero() {
        true => say!("at any take rate"),
        false => say!("from a take rate of {least}", least = percent(least)),
    }
}

fn break_even(pair: &Found) -> Option<Decimal> {
    let worth = pair.room.nearly_times(pair.gain).filter(|worth| *worth > Decimal::ZERO)?;
    // Rounded up, so that the rate that is shown pays.
    raised(pair.given.nearly_times(Decimal::ONE_HUNDRED)?, worth, 2).ok()
}

fn sentence(inputs: &Inputs, outputs: &Outputs) -> Sentence {
    match outputs.best() {
        Some(pair) => say!(
            "Bundle {pair} first: it may add {extra} ({low} to {high}), and pays {from}.",
            pair = called(inputs, pair),
            extra = amount(pair.extra),
            low = amount(pair.low),
            high = amount(pair.high),
            from = pays_from(break_even(pair).unwrap_or_default())
        ),
        None => match outputs.nearest() {
            Some((pair, least)) => say!(
                "No pair is worth a bundle at this discount and take rate; {pair} would pay {from}.",
                pair = called(inputs, pair),
                from = pays_from(least)
            ),
            None if outputs.found.iter().any(|pair| pair.verdict == Verdict::Loses) => {
                say!("No pair is worth a bundle at this discount, whatever the take rate.")
            }
            None => say!(
                "No pair is worth a bundle: each is too rare, may be chance, is bought together anyway, or is one instead of the other."
            ),
        },
    }
}

fn figures(inputs: &Inputs, outputs: &Outputs) -> Figures {
    let mut found = Figures::default();
    let best = outputs.best();
    let none = || Value::Undefined(say!("No pair is worth a bundle at this discount and take rate."));
    let told = |of: &dyn Fn(&Found) -> Option<Decimal>| best.and_then(of).map_or_else(none, Value::Exact);
    let of_best = || say!("That of the first pair in the ranking that is worth a bundle.");
    found
        .money("best_extra", "Extra contribution, best pair", told(&|pair| Some(pair.extra)), of_best())
        .ranked(Rank::Headline);
    found.add("best_take", "Least take rate that pays", Measure::Percent, told(&break_even), of_best());
    found.money(
        "best_giveaway",
        "Discount given to buyers of both",
        told(&|pair| Some(pair.given)),
        of_best(),
    );
    let paying = outputs.found.iter().filter(|pair| pair.verdict == Verdict::Pays).count();
    let method = say!(
        "Pairs that add contribution, are bought together more often than by chance, and are not bought together anyway."
    );
    found.add("paying_pairs", "Pairs worth a bundle", Measure::number(), Decimal::from(paying), method);
    let goods = &inputs.goods;
    type Name<'p> = (&'static str, &'static str, &'p dyn Fn(&Found) -> usize);
    let names: [Name<'_>; 2] =
        [("anchor", "Anchor", &|pair| pair.anchor), ("addon", "Add-on", &|pair| pair.added)];
    for (key, label, of) in names {
        let name = best.map_or_else(none, |pair| say!("{item}", item = &goods[of(pair)].name).into());
        found.add(key, label, Measure::Text, name, of_best()).ranked(Rank::Detail);
    }
    type Part<'p> = (&'static str, &'static str, Measure, &'p dyn Fn(&Found) -> Option<Decimal>);
    let parts: [Part<'_>; 11] = [
        ("best_low", "Extra contribution, at least", Measure::Money, &|pair| Some(pair.low)),
        ("best_high", "Extra contribution, at most", Measure::Money, &|pair| Some(pair.high)),
        ("take_assumed", "Take rate assumed", Measure::Percent, &|_| Some(inputs.take.0)),
        ("discount_assumed", "Bundle discount assumed", Measure::Percent, &|_| Some(inputs.off.0)),
        ("anchor_price", "Price of the anchor", Measure::Price, &|pair| Some(goods[pair.anchor].price)),
        ("anchor_cost", "Cost of the anchor", Measure::Price, &|pair| Some(goods[pair.anchor].cost)),
        ("addon_price", "Price of the add-on", Measure::Price, &|pair| Some(goods[pair.added].price)),
        ("addon_cost", "Cost of the add-on", Measure::Price, &|pair| Some(goods[pair.added].cost)),
        ("anchor_only", "Orders with the anchor only", Measure::number(), &|pair| Some(pair.room)),
        ("addon_only", "Orders with the add-on only", Measure::number(), &|pair| {
            Some(goods[pair.added].orders.less(pair.both))
        }),
        ("with_both", "Orders with both", Measure::number(), &|pair| Some(pair.both)),
    ];
    for (key, label, measure, of) in parts {
        found.add(key, label, measure, told(of), of_best()).ranked(Rank::Detail);
    }
    let moved_by = best.map_or_else(none, |pair| driver(pair).into());
    found.add("best_driver", "Moved most by", Measure::Text, moved_by, of_best()).ranked(Rank::Detail);
    let [low, high] = outputs.band.map(|take| take.0);
    let from = if inputs.take_low.is_some() { "take_low" } else { "take / 2" };
    found.add("take_from", "Lowest take rate", Measure::Percent, low, from).ranked(Rank::Detail);
    let to = if inputs.take_high.is_some() { "take_high" } else { "min(100, take * 1.5)" };
    found.add("take_to", "Highest take rate", Measure::Percent, high, to).ranked(Rank::Detail);
    found
}

/// The assumption that moves the extra contribution of a pair most.
fn driver(pair: &Found) -> Sentence {
    match pair.by_take.cmp(&pair.by_use) {
        Ordering::Greater => say!("Take rate"),
        Ordering::Less => say!("Buyers of both"),
        Ordering::Equal => say!("Both alike"),
    }
}

fn ranges(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut section = Section::new("ranges", "How far may each be off, and what moves it most?");
    let mut table = Table::new("ranges", "Range of the extra contribution", "There are no pairs.");
    table
        .head()
        .text("pair", "Anchor and add-on")
        .number("room", "Anchor without the other")
        .money("gain", "Gain per new bundle")
        .money("given", "Given to buyers of both")
        .money("low", "At least")
        .by("min(room * ^take_from% * gain, room * ^take_to% * gain) - given")
        .money("high", "At most")
        .by("max(room * ^take_from% * gain, room * ^take_to% * gain) - given * ^used_low%")
        .money("by_take", "Moved by the take rate")
        .by("abs(room * ^take_to% * gain - room * ^take_from% * gain)")
        .money("by_use", "Moved by buyers of both")
        .by("given - given * ^used_low%")
        .text("driver", "Moved most by")
        .decides();
    for pair in &outputs.found {
        table
            .row()
            .cell(called(inputs, pair))
            .cell(pair.room)
            .cell(pair.gain)
            .cell(pair.given)
            .cell(pair.low)
            .cell(pair.high)
            .cell(pair.by_take)
            .cell(pair.by_use)
            .cell(driver(pair));
    }
    section.table(table);
    let [low, high] = outputs.band;
    section.note(say!(
        "The take rate lies between {low} and {high}, and between {used} and all of the buyers of both use the discount. Set your own limits under “How far the assumptions may be off”.",
        low = percent(low.0),
        high = percent(high.0),
        used = percent(inputs.used_low.0)
    ));
    section.note("At least is with the worse of the two take rates and all buyers of both using the discount, at most with the better one and the fewest using it. If even the least is above zero, the bundle pays anywhere between.");
    section
}

fn chart(inputs: &Inputs, outputs: &Outputs) -> Chart {
    let shown = || outputs.found.iter().take(10);
    let mut chart = Chart {
        key: "extra",
        title: say!("Extra contribution by pair"),
        summary: sentence(inputs, outputs),
        x: Axis::categories("Pair", shown().map(|pair| called(inputs, pair)).collect()),
        y: Axis::new("Extra contribution", Measure::Money),
        layers: Vec::new(),
    };
    // Only what is worth a bundle stands as a gain, whatever the sum of the others.
    let kind = |pair: &Found| match pair.verdict {
        Verdict::Pays => 0,
        _ if pair.extra <= Decimal::ZERO => 1,
        _ => 2,
    };
    let kinds = [
        ("gains", "Worth a bundle", Tone::Own),
        ("losses", "Loss", Tone::Negative),
        ("others", "Do not bundle: see its verdict", Tone::Plain),
    ];
    chart.bars(&kinds, &shown().map(|pair| (kind(pair), pair.extra)).collect::<Vec<_>>());
    chart
}

fn ranked(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut section = Section::new("ranked", "What would each pair add as a bundle?");
    let mut table = Table::new("ranking", "Pairs by extra contribution", "There are no pairs.");
    table
        .head()
        .text("pair", "Anchor and add-on")
        .number("room", "Anchor without the other")
        .money("discount_each", "Discount")
        .money("gain", "Gain per new bundle")
        .money("given", "Given to buyers of both")
        .money("extra", "Extra contribution")
        .by("room * ^take% * gain - given")
        .percent("pays_from", "Pays from a take rate of")
        .text("verdict", "Verdict")
        .decides();
    for pair in &outputs.found {
        let verdict = match pair.verdict {
            Verdict::Few => say!("Too few orders"),
            Verdict::Substitutes => say!("Substitutes"),
            Verdict::Together => say!("Bought together anyway"),
            Verdict::Chance => say!("May be chance"),
            Verdict::Loses => say!("Discount costs more"),
            Verdict::Pays => say!("Worth a bundle"),
        };
        table
            .row()
            .cell(called(inputs, pair))
            .cell(pair.room)
            .cell(pair.discount)
            .cell(pair.gain)
            .cell(pair.given)
            .cell(pair.extra)
            .or_none(break_even(pair).filter(|least| *least <= Decimal::ONE_HUNDRED))
            .cell(verdict);
    }
    section.table(table);
    section.note("Gain per new bundle is the contribution of the add-on less the whole discount. Everybody who buys both today is taken to use the discount. Where no take rate up to 100% pays, there is none.");
    section.note("Substitutes are bought together less often than by chance, and that is no chance itself: do not bundle them. Bought together anyway (lift above 5, and above 80% of the orders with the add-on hold both): place them side by side, without a discount. May be chance: the counts do not show that the two have to do with each other.");
    section
}

fn measures(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut section = Section::new("measures", "How closely do the items of each pair go together?");
    let mut table =
        Table::new("association", "Association of each pair, anchor first", "There are no pairs.");
    table
        .head()
        .text("pair", "Anchor and add-on")
        .number("with_anchor", "Orders with the anchor")
        .number("with_added", "Orders with the add-on")
        .number("together", "Orders with both")
        .percent("support", "Support")
        .by("percent(together / ^all_orders)")
        .percent("confidence", "Confidence")
        .by("percent(together / with_anchor)")
        .number("lift", "Lift").decides()
        .by("round(together * ^all_orders / (with_anchor * with_added), 4)")
        .number("leverage", "Leverage")
        .by("round((together * ^all_orders - with_anchor * with_added) / (^all_orders * ^all_orders), 6)")
        .number("conviction", "Conviction")
        .by("round((^all_orders - with_added) * with_anchor / (^all_orders * (with_anchor - together)), 4)")
        .number("zhang", "Zhang")
        .by("if(max(together * (^all_orders - with_anchor), with_anchor * (with_added - together)) = 0, 0, round((together * ^all_orders - with_anchor * with_added) / max(together * (^all_orders - with_anchor), with_anchor * (with_added - together)), 4))")
        .percent("p_value", "P-value (Holm)");
    let all = inputs.all_orders;
    let short = |number: Option<Decimal>, places| rounded(number?.into(), places, RoundingMode::HalfUp).ok();
    for pair in &outputs.found {
        let (a, c, both) = (inputs.goods[pair.anchor].orders, inputs.goods[pair.added].orders, pair.both);
        let times = |one: Decimal, two: Decimal| one.nearly_times(two).unwrap_or_default();
        let apart = times(both, all).less(times(a, c));
        let widest = times(both, all.less(a)).max(times(a, c.less(both)));
        let conviction = short(per(times(all.less(c), a), times(all, a.less(both))), 4);
        let points = times(pair.chance, Decimal::ONE_HUNDRED);
        table
            .row()
            .cell(called(inputs, pair))
            .cell(a)
            .cell(c)
            .cell(both)
            .or_none(percent_of(both, all))
            .or_none(percent_of(both, a))
            .or_none(short(per(times(both, all), times(a, c)), 4))
            .or_none(short(per(apart, times(all, all)), 6))
            .cell(conviction.map_or_else(|| Value::Undefined(say!("no bound")), Value::Exact))
            .cell(short(per(apart, widest), 4).unwrap_or_default())
            .cell(Value::Approximate { value: points, interval: None });
    }
    section.table(table);
    section.note("The p-value is how often counts at least as far from chance would come about if the two items had nothing to do with each other, raised by Holm’s method for the number of pairs. Below 5%, a pair is taken to differ from chance.");
    section.note("Lift above 1 says that both are bought together more often than by chance, not that a bundle pays: rank by contribution. Conviction has no bound where every order with the anchor holds the add-on.");
    section
}

const GROCERIES: Example = Example {
    name: "groceries",
    title: "A month at a grocery: six pairs",
    source: "Counts from the Groceries data (Hahsler, Hornik and Reutterer 2006): 9,835 orders. Prices and costs are invented.",
    currency: "EUR",
    inputs: "
        all_orders=9835; take=10; off=3
        goods: name=Whole milk; price=1.2; cost=0.9; orders=2513
        goods: name=Other vegetables; price=2.4; cost=1.3; orders=1903
        goods: name=Rolls; price=1.8; cost=0.8; orders=1809
        goods: name=Soda; price=1.5; cost=0.8; orders=1715
        goods: name=Yogurt; price=1.6; cost=1; orders=1372
        goods: name=Root vegetables; price=2; cost=1.1; orders=1072
        pairs: first=Whole milk; second=Other vegetables; both=736
        pairs: first=Whole milk; second=Rolls; both=557
        pairs: first=Whole milk; second=Yogurt; both=551
        pairs: first=Whole milk; second=Root vegetables; both=481
        pairs: first=Other vegetables; second=Root vegetables; both=466
        pairs: first=Whole milk; second=Soda; both=394
    ",
    expect: &[("with_both", "557"), ("paying_pairs", "5")],
};

const SHOP: Example = Example {
    name: "shop",
    title: "An electronics shop: what goes together anyway",
    source: "Invented: a printer that is bought with its ink anyway, a phone whose discount costs more than cases earn, and a rare pair.",
    currency: "USD",
    inputs: "
        all_orders=5000; take=8; off=5
        goods: name=Phone; price=399; cost=330; orders=620
        goods: name=Case; price=35; cost=9; orders=540
        goods: name=Printer; price=129; cost=105; orders=210
        goods: name=Ink set; price=39; cost=16; orders=230
        goods: name=Tripod; price=45; cost=22; orders=60
        goods: name=Charger; price=29; cost=8; orders=480
        pairs: first=Phone; second=Case; both=190
        pairs: first=Printer; second=Ink set; both=196
        pairs: first=Phone; second=Tripod; both=12
        pairs: first=Case; second=Charger; both=95
    ",
    expect: &[("paying_pairs", "1")],
};
