//! The answer and the report of the page: what each way of selling earns, at which prices, and who buys what.

use rust_decimal::Decimal;

use super::market::{ABSENT, Buyer, STEPS, Taken};
use super::plane::{Surplus, region};
use super::{Inputs, Outputs, WAYS, best_of};
use crate::arithmetic::Nearly;
use crate::input::{Problem, path};
use crate::report::chart::{Axis, Bars, Dot, Shape, Tone};
use crate::report::{
    Answer, Chart, Figures, Mark, Measure, Rank, Report, Section, Sentence, Table, Value, money, price,
};
use crate::say;

const SEPARATE: usize = 0;
const PURE: usize = 1;
const MIXED: usize = 2;

/// For each way, the keys of its figures and the table of who buys what.
const KEYS: [(&str, &str, &str, &str, &str); WAYS] = [
    ("profit_separate", "buyers_separate", "surplus_separate", "loss_separate", "choices_separate"),
    ("profit_pure", "buyers_pure", "surplus_pure", "loss_pure", "choices_pure"),
    ("profit_mixed", "buyers_mixed", "surplus_mixed", "loss_mixed", "choices_mixed"),
];

impl Outputs {
    fn amount(&self, whole: i64) -> Decimal {
        Decimal::new(whole, self.places).normalize()
    }

    /// A price, or none for what is not offered.
    fn price(&self, way: usize, at: usize) -> Option<Decimal> {
        let whole = self.prices[way][at];
        (whole != ABSENT).then(|| self.amount(whole))
    }

    fn called(&self, way: usize) -> Sentence {
        match way {
            SEPARATE => say!("Separate prices"),
            PURE => say!("Bundle only"),
            _ if self.market.is_exhaustive() => say!("Mixed bundling"),
            _ => say!("Mixed bundling, best found"),
        }
    }

    /// Buyers who take something, the surplus left to all, and what neither they nor the seller have though they could.
    fn served(&self, way: usize) -> (Decimal, Decimal, Decimal) {
        let (mut count, mut surplus, mut lost) = (Decimal::ZERO, Decimal::ZERO, Decimal::ZERO);
        for buyer in &self.market.buyers {
            let (taken, left, margin) = self.market.taken(buyer, &self.prices[way]);
            let many = Decimal::from(buyer.count);
            if taken != Taken::Items(Vec::new()) {
                count.nearly_gain(many);
            }
            let lost_each = self.market.most(buyer) - left - margin;
            surplus.nearly_gain(self.amount(left).nearly_times(many).unwrap_or_default());
            lost.nearly_gain(self.amount(lost_each).nearly_times(many).unwrap_or_default());
        }
        (count, surplus, lost)
    }

    fn best(&self) -> usize {
        best_of(&self.profits)
    }

    /// The buyers for whom two choices are the same at the best prices.
    fn undecided(&self) -> Decimal {
        let prices = &self.prices[self.best()];
        let some = self.market.buyers.iter().filter(|buyer| self.market.is_undecided(buyer, prices));
        let add = |all: Decimal, buyer: &Buyer| all.nearly_plus(buyer.count.into()).unwrap_or(all);
        some.fold(Decimal::ZERO, add)
    }

    /// As far from the best prices as others are looked for.
    fn reach(&self) -> Decimal {
        Decimal::new(STEPS, self.minor_units)
    }

    fn none_practical(&self) -> Sentence {
        if self.profits[self.best()].is_zero() {
            return say!("Nothing is sold.");
        }
        say!(
            "No prices within {reach} of the best ones were found at which no buyer is undecided.",
            reach = price(self.reach())
        )
    }
}

/// What something costs in a sentence: "Good 1 at $89.95".
fn offered(inputs: &Inputs, outputs: &Outputs, way: usize) -> Option<Sentence> {
    let items = inputs.items.len();
    let bundle = outputs.price(way, items).map(|at| say!("the bundle at {price}", price = price(at)));
    let single = (0..items).filter_map(|at| {
        let price_at = outputs.price(way, at)?;
        Some(say!("{item} at {price}", item = &inputs.items[at].name, price = price(price_at)))
    });
    single.chain(bundle).reduce(|all, one| say!("{all}, {one}", all = all, one = one))
}

pub fn answer(inputs: &Inputs, outputs: &Outputs) -> Answer {
    let mut found = Figures::default();
    let best = outputs.best();
    found
        .money(
            "best_profit",
            "Best profit",
            outputs.profits[best],
            "max(profit_separate, profit_pure, profit_mixed)",
        )
        .ranked(Rank::Headline);
    for (way, (profit, buyers, surplus, loss, choices)) in KEYS.into_iter().enumerate() {
        let called = outputs.called(way);
        let sum = |column: &str| ["sum(", choices, ".", column, ")"].concat();
        found.add(
            profit,
            say!("Profit: {way}", way = called.clone()),
            Measure::Money,
            outputs.profits[way],
            sum("profit"),
        );
        let (count, left, lost) = outputs.served(way);
        let label = say!("Buyers served: {way}", way = called.clone());
        found.add(buyers, label, Measure::number(), count, sum("served")).ranked(Rank::Detail);
        let label = say!("Surplus of buyers: {way}", way = called.clone());
        found.add(surplus, label, Measure::Money, left, sum("surplus")).ranked(Rank::Detail);
        let label = say!("Deadweight loss: {way}", way = called);
        found.add(loss, label, Measure::Money, lost, sum("lost")).ranked(Rank::Detail);
    }
    for (key, way) in [("bundle_price_pure", PURE), ("bundle_price_mixed", MIXED)] {
        let value = match outputs.price(way, inputs.items.len()) {
            Some(price) => Value::Exact(price),
            None => Value::Undefined(say!("The bundle is not offered: it would earn nothing more.")),
        };
        let label = say!("Price of the bundle: {way}", way = outputs.called(way));
        let method = say!("The price that earns most, of those at which some buyer changes what to take.");
        found.add(key, label, Measure::Price, value, method).ranked(Rank::Detail);
    }
    let practical = match &outputs.practical {
        Some((_, profit)) => Value::Exact(*profit),
        None => Value::Undefined(outputs.none_practical()),
    };
    let method = say!(
        "What is earned at prices in whole minor units near the best ones, the best found, at which no buyer is undecided."
    );
    found
        .add("profit_practical", "Profit with no buyer undecided", Measure::Money, practical, method)
        .ranked(Rank::Detail);
    Answer { sentence: sentence(inputs, outputs), figures: found.told(), warnings: warnings(inputs, outputs) }
}

fn sentence(inputs: &Inputs, outputs: &Outputs) -> Sentence {
    let best = outputs.best();
    let profit = money(outputs.profits[best]);
    let Some(offered) = offered(inputs, outputs, best) else {
        return say!(
            "Nothing earns: no buyer would pay more for an item, or for all of them, than they cost."
        );
    };
    let more = outputs.profits[best].less(outputs.profits[SEPARATE]);
    match best {
        SEPARATE => say!(
            "Separate prices earn most, {profit}: {offered}. A bundle adds nothing.",
            profit = profit,
            offered = offered
        ),
        PURE => say!(
            "Selling the bundle only earns most, {profit}, which is {more} more than separate prices: {offered}.",
            profit = profit,
            more = money(more),
            offered = offered
        ),
        _ if outputs.market.is_exhaustive() => say!(
            "Mixed bundling earns most, {profit}, which is {more} more than separate prices: {offered}.",
            profit = profit,
            more = money(more),
            offered = offered
        ),
        _ => say!(
            "Mixed bundling earns most of what was found, {profit}, which is {more} more than separate prices: {offered}.",
            profit = profit,
            more = money(more),
            offered = offered
        ),
    }
}

fn warnings(inputs: &Inputs, outputs: &Outputs) -> Vec<Problem> {
    let mut found = Vec::new();
    for (at, item) in inputs.items.iter().enumerate() {
        let dearest = outputs.market.buyers.iter().map(|buyer| buyer.values[at]).max().unwrap_or_default();
        if dearest < outputs.market.costs[at] {
            found.push(Problem::at(
                path(&[&"items", &at, &"cost"]),
                say!(
                    "{item} costs more than any buyer would pay for it ({most}), so it is not sold alone.",
                    item = &item.name,
                    most = price(outputs.amount(dearest))
                ),
            ));
        }
    }
    found
}

pub fn report(inputs: &Inputs, outputs: &Outputs) -> Report {
    let chart = if inputs.items.len() == 2 { plane(inputs, outputs) } else { profits(outputs) };
    Report {
        chart: Some(chart),
        sections: vec![
            compared(inputs, outputs),
            practical(inputs, outputs),
            who(inputs, outputs),
            found(outputs),
        ],
    }
}

/// What a buyer takes, in words.
fn taken_name(inputs: &Inputs, taken: &Taken) -> Sentence {
    match taken {
        Taken::Bundle => say!("Bundle"),
        Taken::Items(items) => match items.as_slice() {
            [] => say!("Nothing"),
            items => {
                let names: Vec<&str> = items.iter().map(|item| inputs.items[*item].name.as_str()).collect();
                Sentence::verbatim(names.join(" + "))
            }
        },
    }
}

fn profits(outputs: &Outputs) -> Chart {
    let names = (0..WAYS).map(|way| outputs.called(way)).collect();
    let best = outputs.best();
    let mut chart = Chart {
        key: "profits",
        title: say!("Profit by way of selling"),
        summary: say!(
            "{way} earns most: {profit}.",
            way = outputs.called(best),
            profit = money(outputs.profits[best])
        ),
        x: Axis::categories("Way of selling", names),
        y: Axis::new("Profit", Measure::Money),
        layers: Vec::new(),
    };
    chart.layer("profit", "Profit", Tone::Own, Bars::beside(outputs.profits.map(Some)));
    chart
}

/// The plane of what buyers would pay for two items, with the borders between what they take at the best prices.
fn plane(inputs: &Inputs, outputs: &Outputs) -> Chart {
    let way = outputs.best();
    let name = |item: usize| Sentence::verbatim(inputs.items[item].name.as_str());
    let market = &outputs.market;
    let mut chart = Chart {
        key: "plane",
        title: say!("What buyers would pay, and what they take at the best prices"),
        summary: match offered(inputs, outputs, way) {
            Some(offered) => say!("Each mark is a row of buyers, at {offered}.", offered = offered),
            None => say!("Each mark is a row of buyers; nothing is sold."),
        },
        x: Axis::new(say!("Would pay for {item}", item = name(0)), Measure::Price),
        y: Axis::new(say!("Would pay for {item}", item = name(1)), Measure::Price),
        layers: Vec::new(),
    };
    let edge = market.buyers.iter().flat_map(|buyer| buyer.values.iter().copied()).max().unwrap_or_default();
    let edge = outputs.amount(edge + edge / 10 + 1);
    let (zero, one) = (Decimal::ZERO, Decimal::ONE);
    let [first, second, bundle] = [0, 1, 2].map(|at| outputs.price(way, at));
    let worth = inputs.extra.0.nearly_times(Decimal::new(1, 2)).and_then(|more| one.nearly_plus(more));
    let both = first.zip(second).and_then(|(first, second)| first.nearly_plus(second));
    let surplus = |of: [Decimal; 2], price: Option<Decimal>| price.map(|price| [of[0], of[1], -price]);
    let groups = [
        ("nothing", say!("Take nothing"), Taken::Items(vec![]), Tone::Plain, Some([zero; 3])),
        (
            "first",
            say!("Take {item}", item = name(0)),
            Taken::Items(vec![0]),
            Tone::Own,
            surplus([one, zero], first),
        ),
        (
            "second",
            say!("Take {item}", item = name(1)),
            Taken::Items(vec![1]),
            Tone::Own,
            surplus([zero, one], second),
        ),
        (
            "apart",
            say!("Take both, one by one"),
            Taken::Items(vec![0, 1]),
            Tone::Own,
            surplus([one; 2], both),
        ),
        (
            "bundle",
            say!("Take the bundle"),
            Taken::Bundle,
            Tone::Accent,
            surplus([worth.unwrap_or(one); 2], bundle),
        ),
    ];
    let planes: Vec<Option<Surplus>> = groups.iter().map(|group| group.4).collect();
    let choices: Vec<Taken> =
        market.buyers.iter().map(|buyer| market.taken(buyer, &outputs.prices[way]).0).collect();
    for (at, (key, label, taken, mut tone, _)) in groups.into_iter().enumerate() {
        let dots: Vec<Dot> = market
            .buyers
            .iter()
            .zip(&choices)
            .filter(|(_, choice)| **choice == taken)
            .map(|(buyer, _)| Dot {
                x: outputs.amount(buyer.values[0]),
                y: outputs.amount(buyer.values[1]),
                size: Some(Decimal::from(buyer.count)),
                label: None,
            })
            .collect();
        if !dots.is_empty() {
            chart.layer(key, label.clone(), tone, Shape::Points(dots));
            tone = Tone::Same;
        }
        let spans = region(at, &planes, edge);
        if !spans.is_empty() {
            chart.layer(&[key, "_region"].concat(), label, tone, Shape::Area(spans));
        }
    }
    chart.x = chart.x.within(zero, edge);
    chart.y = chart.y.within(zero, edge);
    chart
}

fn compared(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut section = Section::new("compared", "What does each way of selling earn, at which prices?");
    let mut table = Table::new("ways", "Best prices by way of selling", "There are no prices.");
    table.head().text("way", "Way of selling");
    for (at, item) in inputs.items.iter().enumerate() {
        let key = ["price_", &at.to_string()].concat();
        table.head().column(key, Sentence::verbatim(item.name.as_str()), Measure::Price);
    }
    table
        .head()
        .price("bundle", "Bundle")
        .money("earns", "Profit")
        .decides()
        .number("buyers_served", "Buyers served")
        .money("left", "Surplus of buyers")
        .money("nobodys", "Deadweight loss");
    let best = outputs.best();
    for way in 0..WAYS {
        let (count, surplus, lost) = outputs.served(way);
        let mut row = table.row().cell(outputs.called(way));
        for at in 0..=inputs.items.len() {
            let price = outputs.price(way, at);
            row = row.cell(price.map_or_else(|| Value::Text(say!("not offered")), Value::Exact));
        }
        row.cell(outputs.profits[way])
            .marked_if(way == best, Mark::Best)
            .cell(count)
            .cell(surplus)
            .cell(lost);
    }
    section.table(table);
    section.note("Of two choices that leave a buyer the same, the buyer is taken to choose the one that earns the seller more. The next question has prices at which nobody is undecided.");
    section.note("Deadweight loss is what neither you nor the buyers have though you could: items that are not sold to buyers who value them above their cost, or are sold to buyers who do not.");
    for item in never_alone(inputs, outputs) {
        section.note(say!(
            "With mixed bundling the bundle costs no more than {item} alone, and nobody buys {item} alone.",
            item = item.to_owned()
        ));
    }
    let [separate, pure, mixed] = outputs.profits;
    if mixed > separate.max(pure) {
        section.note("Mixed bundling earns more than either: who values one item highly and the rest little buys it alone, at a high price, and the others take the bundle.");
    } else if pure > separate {
        section.note("A bundle earns more where buyers differ less in what they would pay for all than for each, or where all is worth more to them than its parts.");
    } else {
        section.note("A bundle earns no more here: buyers who would pay much for one item would pay much for the others too, or an item costs more than many would pay for it.");
    }
    section
}

/// The items that cost at least as much alone as the bundle does, and that nobody buys alone.
fn never_alone<'i>(inputs: &'i Inputs, outputs: &Outputs) -> Vec<&'i str> {
    let (market, prices) = (&outputs.market, &outputs.prices[MIXED]);
    let choices: Vec<Taken> = market.buyers.iter().map(|buyer| market.taken(buyer, prices).0).collect();
    let bundle = prices[inputs.items.len()];
    let items = inputs.items.iter().zip(prices).enumerate();
    let dear = items.filter(|(at, (_, alone))| {
        let sold = |choice: &Taken| matches!(choice, Taken::Items(items) if items.contains(at));
        **alone != ABSENT && bundle <= **alone && !choices.iter().any(sold)
    });
    dear.map(|(_, (item, _))| item.name.as_str()).collect()
}

fn practical(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut section = Section::new("practical", "At which prices is no buyer undecided?");
    let best = outputs.best();
    let mut table = Table::new(
        "practical",
        say!("{way} with nobody undecided", way = outputs.called(best)),
        "There are none.",
    );
    table.empty = outputs.none_practical();
    table
        .head()
        .text("item", "Item")
        .price("best_price", "Best price")
        .price("practical_price", "Nobody undecided")
        .price("moved", "Change")
        .by("practical_price - best_price");
    if let Some((prices, profit)) = &outputs.practical {
        for (at, whole) in prices.iter().enumerate() {
            let Some(limit) = outputs.price(best, at) else { continue };
            let near = outputs.amount(*whole);
            let name = inputs.items.get(at);
            table
                .row()
                .cell(name.map_or_else(|| say!("Bundle"), |item| Sentence::verbatim(item.name.as_str())))
                .cell(limit)
                .cell(near)
                .cell(near.less(limit));
        }
        section.note(say!(
            "The best prices are limits: at them {undecided, plural, one {# buyer is} other {# buyers are}} undecided and may choose what earns less. At the prices below each buyer has one best choice, and they earn {profit}, against {most} at the limits.",
            undecided = outputs.undecided(),
            profit = money(*profit),
            most = money(outputs.profits[best])
        ));
    }
    section.table(table);
    section.note(say!(
        "All prices lowered alike can leave a buyer undecided between an item and the bundle: what earns more must become cheaper by more. Prices within {reach} of the best ones were looked at, in whole minor units; textbooks take a few of them, as in 89.95 for 90.",
        reach = price(outputs.reach())
    ));
    section
}

fn who(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut section = Section::new("who", "Who buys what?");
    for (way, (_, _, _, _, key)) in KEYS.into_iter().enumerate() {
        let mut table = Table::new(key, outputs.called(way), "There are no buyers.");
        table
            .head()
            .text("buyer", "Buyers")
            .number("many", "How many")
            .text("takes", "Take")
            .number("served", "Buyers served")
            .money("each", "Profit on each")
            .money("profit", "Profit")
            .decides()
            .by("many * each")
            .money("surplus_each", "Surplus of each")
            .money("surplus", "Surplus")
            .by("many * surplus_each")
            .money("lost_each", "Deadweight loss on each")
            .money("lost", "Deadweight loss")
            .by("many * lost_each");
        for (at, buyer) in outputs.market.buyers.iter().enumerate() {
            let (taken, surplus, margin) = outputs.market.taken(buyer, &outputs.prices[way]);
            let many = Decimal::from(buyer.count);
            let lost = outputs.amount(outputs.market.most(buyer) - surplus - margin);
            let (surplus, margin) = (outputs.amount(surplus), outputs.amount(margin));
            let name = inputs.buyers[at].name.as_str();
            let called =
                if name.is_empty() { say!("Row {row}", row = at + 1) } else { Sentence::verbatim(name) };
            let served = taken != Taken::Items(Vec::new());
            table
                .row()
                .cell(called)
                .cell(many)
                .cell(taken_name(inputs, &taken))
                .cell(if served { many } else { Decimal::ZERO })
                .cell(margin)
                .cell(many.nearly_times(margin).unwrap_or_default())
                .cell(surplus)
                .cell(many.nearly_times(surplus).unwrap_or_default())
                .cell(lost)
                .cell(many.nearly_times(lost).unwrap_or_default());
        }
        section.table(table);
    }
    section
}

fn found(outputs: &Outputs) -> Section {
    let mut section = Section::new("found", "How sure are these prices?");
    section.note("Separate prices and that of the bundle alone are the best there are: the best price is always what some buyer would just pay.");
    if outputs.market.is_exhaustive() {
        section.note("Mixed prices are the best there are, too: all prices were tried at which some buyer is just undecided, differences between the bundle and an item included.");
    } else {
        section.note("Mixed prices are the best found: from several starts, one price after the other was set to the best for the others. With two items, up to 40 rows and a bundle that is worth its items they would be the best there are.");
    }
    section
        .note("Buyers are those you entered. A few more of another kind can move the best prices; try it.");
    section
}
