//! Channel conflict: what a bundle implies for the price of each part, and whose sales it takes.

use rust_decimal::Decimal;

use super::amounts::{below_cost, percent_of, raised};
use crate::arithmetic::ratio::Ratio;
use crate::arithmetic::rounding::shares;
use crate::arithmetic::{Checked, Exactly, Nearly, sum};
use crate::calculator::{About, Calculator, Example};
use crate::input::field::{list, money, table, text, whole};
use crate::input::{Form, Problem, Record, path};
use crate::report::chart::{Axis, Bars, Tone};
use crate::report::currency::Currency;
use crate::report::sanity::deep_discount;
use crate::report::{
    Answer, Chart, Figures, Mark, Measure, Rank, Report, Section, Sentence, Table, Value, money as amount,
    price,
};
use crate::say;

/// The page of the family for partners.
pub struct ChannelConflict;

/// What the page takes in.
#[derive(Default)]
pub struct Inputs {
    pub items: Vec<Item>,
    pub bundle_price: Decimal,
    pub new_units: Decimal,
    pub channels: Vec<Channel>,
}

#[derive(Default)]
pub struct Item {
    pub name: String,
    pub price: Decimal,
    pub cost: Decimal,
    pub least: Option<Decimal>,
}

/// Another channel, and the sales that the bundle takes from it.
#[derive(Default)]
pub struct Channel {
    pub name: String,
    /// Its lowest price of each item; blank for what it does not sell.
    pub prices: Vec<Option<Decimal>>,
    pub drawn: Decimal,
    /// What one of these sales earns you, and the partner.
    pub yours: Decimal,
    pub partner: Decimal,
}

pub struct Outputs {
    list_total: Decimal,
    cost: Decimal,
    margin: Decimal,
    /// The bundle's price shared out over the items.
    implied: Vec<Decimal>,
    /// The lowest price of each item in any channel.
    lowest: Vec<Option<Decimal>>,
    drawn: Decimal,
    /// Your contribution that moves, and what partners lose.
    moved: Decimal,
    partners: Decimal,
    fresh: Decimal,
    net: Decimal,
    after: Decimal,
    /// The least bundle price whose exact shares keep every minimum; none without minimums.
    clear: Option<Decimal>,
}

impl Record for Item {
    fn fields(&mut self, form: &mut Form<'_>) {
        form.field(&mut self.name, &const { text("name", "Item").unique() });
        form.field(&mut self.price, &const { money("price", "Price alone").above(0) });
        form.field(&mut self.cost, &const { money("cost", "Variable cost").at_least(0).otherwise("0") });
        form.field(
            &mut self.least,
            &const { money("least", "Minimum advertised price").at_least(0).optional() },
        );
    }
}

impl Record for Channel {
    fn fields(&mut self, form: &mut Form<'_>) {
        form.field(&mut self.name, &const { text("name", "Channel").unique() });
        form.field(
            &mut self.prices,
            &const {
                list("prices", "Lowest price of {unit}")
                    .at_least(0)
                    .at_most(1_000_000_000)
                    .or_empty()
                    .each("items", "name")
                    .help("Of each item in this channel; nothing where it is not sold.")
            },
        );
        form.field(
            &mut self.drawn,
            &const {
                whole("drawn", "Sales it loses")
                    .otherwise("0")
                    .help("Bundles bought by people who would have bought in this channel.")
            },
        );
        form.field(
            &mut self.yours,
            &const {
                money("yours", "Earns you per sale")
                    .otherwise("0")
                    .help("Your contribution from one of the sales that it loses.")
            },
        );
        form.field(
            &mut self.partner,
            &const {
                money("partner", "Earns the partner per sale")
                    .at_least(0)
                    .otherwise("0")
                    .help("The partner’s margin on it; 0 for a channel of your own.")
            },
        );
    }
}

impl Record for Inputs {
    fn fields(&mut self, form: &mut Form<'_>) {
        form.rows(&mut self.items, &const { table("items", "Items in the bundle", "item").rows(2, 6) });
        form.field(&mut self.bundle_price, &const { money("bundle_price", "Bundle price").above(0) });
        form.field(
            &mut self.new_units,
            &const {
                whole("new_units", "Bundles sold to new buyers")
                    .otherwise("0")
                    .help("People who would have bought in no channel.")
            },
        );
        form.rows(&mut self.channels, &const { table("channels", "Other channels", "channel").rows(1, 20) });
    }
}

impl Calculator for ChannelConflict {
    type Inputs = Inputs;
    type Outputs = Outputs;

    const ABOUT: About = About {
        family: "bundling",
        page: "channel-conflict",
        title: "Channel conflict",
        summary: "Whether a bundle undercuts your partners: the implied price of each part, the profit that moves, and what would keep partners whole.",
        search: &[
            "map",
            "minimum advertised price",
            "reseller",
            "dealer",
            "partner",
            "retailer",
            "compensation",
        ],
        method: "The bundle’s price is shared out by the prices alone, to the cent. Each sale drawn from a channel earns you what a bundle earns less what that sale would have earned, and costs the partner its margin.",
        source: "Shares by stand-alone price as in IFRS 15; Bhargava (2012) on bundling with channel conflict. It flags what to look at and gives no legal advice.",
        revision: 1,
    };

    const EXAMPLES: &'static [Example] = &[CAMERA, CLEAR];

    fn check(inputs: &Inputs) -> Vec<Problem> {
        let mut found = Vec::new();
        for (index, channel) in inputs.channels.iter().enumerate() {
            if channel.prices.len() > inputs.items.len() {
                found.push(Problem::at(
                    path(&[&"channels", &index, &"prices"]),
                    say!(
                        "There are more prices here than the {items} items. Take some away.",
                        items = inputs.items.len()
                    ),
                ));
            }
        }
        if let Ok(total) = sum(inputs.items.iter().map(|item| item.price))
            && inputs.bundle_price > total
        {
            found.push(Problem::at(
                "bundle_price",
                say!(
                    "The bundle costs more than its items alone ({total}), so nobody would take it. Set at most {total}.",
                    total = price(total)
                ),
            ));
        }
        found
    }

    fn compute(inputs: &Inputs, currency: Currency) -> Result<Outputs, Problem> {
        Ok(computed(inputs, currency.minor_units())?)
    }

    fn answer(inputs: &Inputs, outputs: &Outputs) -> Answer {
        let warnings = warnings(inputs, outputs);
        Answer { sentence: sentence(inputs, outputs), figures: figures(inputs, outputs).told(), warnings }
    }

    fn report(inputs: &Inputs, outputs: &Outputs) -> Report {
        Report {
            chart: Some(chart(inputs, outputs)),
            sections: vec![parts(inputs, outputs), undercut(inputs, outputs), partners(inputs, outputs)],
        }
    }
}

fn computed(inputs: &Inputs, minor_units: u32) -> Exactly<Outputs> {
    let Inputs { items, channels, .. } = inputs;
    let list_total = sum(items.iter().map(|item| item.price))?;
    let cost = sum(items.iter().map(|item| item.cost))?;
    let margin = inputs.bundle_price.minus(cost)?;
    let mut exact = Vec::with_capacity(items.len());
    let mut clear = None;
    for item in items {
        exact.push(Ratio::new(inputs.bundle_price.times(item.price)?, list_total)?.unwrap_or_default());
        if let Some(least) = item.least {
            let floor = raised(list_total.times(least)?, item.price, minor_units)?;
            clear = clear.max(Some(floor));
        }
    }
    let implied = shares(inputs.bundle_price, &exact, minor_units)?;
    let at =
        |item: usize| channels.iter().filter_map(move |channel| channel.prices.get(item).copied().flatten());
    let lowest = (0..items.len()).map(|item| at(item).min()).collect();
    let zero = Decimal::ZERO;
    let (mut drawn, mut moved, mut partners) = (zero, zero, zero);
    for channel in channels {
        drawn.gain(channel.drawn)?;
        moved.gain(channel.drawn.times(margin.minus(channel.yours)?)?)?;
        partners.gain(channel.drawn.times(channel.partner)?)?;
    }
    let fresh = inputs.new_units.times(margin)?;
    let net = moved.plus(fresh)?;
    let after = net.minus(partners)?;
    Ok(Outputs {
        list_total,
        cost,
        margin,
        implied,
        lowest,
        drawn,
        moved,
        partners,
        fresh,
        net,
        after,
        clear,
    })
}

/// How many parts are below their minimum.
fn below(inputs: &Inputs, outputs: &Outputs) -> usize {
    let is_below = |(item, implied): &(&Item, &Decimal)| item.least.is_some_and(|least| **implied < least);
    inputs.items.iter().zip(&outputs.implied).filter(is_below).count()
}

fn sentence(inputs: &Inputs, outputs: &Outputs) -> Sentence {
    let you = match outputs.net {
        net if net.is_zero() => say!("leaves your contribution as it is"),
        net if net < Decimal::ZERO => say!("costs you {lost}", lost = amount(-net)),
        net => say!("earns you {more} more", more = amount(net)),
    };
    let count = below(inputs, outputs);
    let parts = match count {
        0 => say!("no part comes out below its minimum advertised price"),
        _ => say!(
            "{count, plural, one {# part comes} other {# parts come}} out below the minimum advertised price",
            count = count
        ),
    };
    if outputs.partners.is_zero() {
        return say!("The bundle {you} and takes nothing from partners; {parts}.", you = you, parts = parts);
    }
    let whole = match outputs.after {
        after if after.is_zero() => say!("as you are without it"),
        after if after < Decimal::ZERO => say!("{short} worse off", short = amount(-after)),
        after => say!("{more} better off", more = amount(after)),
    };
    say!(
        "The bundle {you} and takes {partners} from partners, and making that good would leave you {whole}; {parts}.",
        you = you,
        partners = amount(outputs.partners),
        whole = whole,
        parts = parts
    )
}

fn warnings(inputs: &Inputs, outputs: &Outputs) -> Vec<Problem> {
    let mut found = Vec::new();
    for (at, (item, implied)) in inputs.items.iter().zip(&outputs.implied).enumerate() {
        found.extend(below_cost(path(&[&"items", &at, &"price"]), item.price, item.cost));
        if let Some(least) = item.least.filter(|least| implied < least) {
            let message = match least > item.price {
                true => say!(
                    "The minimum advertised price of {least} is above the price of {item} alone ({alone}): it is missed without any bundle. Check both.",
                    alone = price(item.price)
                ),
                false => say!(
                    "In the bundle {item} comes to {implied}, below its minimum advertised price of {least}.",
                    implied = price(*implied)
                ),
            };
            let message = message.with("item", &item.name).with("least", price(least));
            found.push(Problem::at(path(&[&"items", &at, &"least"]), message));
        }
    }
    let off = percent_of(outputs.list_total.less(inputs.bundle_price), outputs.list_total);
    found.extend(off.and_then(|off| deep_discount("bundle_price", off)));
    if outputs.margin <= Decimal::ZERO {
        found.push(Problem::at(
            "bundle_price",
            say!(
                "The bundle does not earn its own cost of {cost}. Charge more than that.",
                cost = price(outputs.cost)
            ),
        ));
    }
    found
}

fn figures(inputs: &Inputs, outputs: &Outputs) -> Figures {
    let mut found = Figures::default();
    found
        .money("net_change", "Change in your contribution", outputs.net, "moved + from_new")
        .ranked(Rank::Headline);
    found.add(
        "below_minimum",
        "Parts below the minimum",
        Measure::number(),
        Decimal::from(below(inputs, outputs)),
        say!("The items whose share of the bundle’s price is below their minimum advertised price."),
    );
    found.money("partner_loss", "Partners lose", outputs.partners, "sum(effects.partner_lost)");
    found.money(
        "after_compensation",
        "Yours if partners are kept whole",
        outputs.after,
        "net_change - partner_loss",
    );
    found.details();
    found.add("list_total", "Prices alone together", Measure::Price, outputs.list_total, "sum(items.price)");
    found.add("bundle_cost", "Variable cost of a bundle", Measure::Price, outputs.cost, "sum(items.cost)");
    found.add(
        "bundle_contribution",
        "Contribution of a bundle",
        Measure::Price,
        outputs.margin,
        "bundle_price - bundle_cost",
    );
    found.add(
        "units_drawn",
        "Sales drawn from other channels",
        Measure::number(),
        outputs.drawn,
        "sum(channels.drawn)",
    );
    found.add(
        "moved",
        "Profit moved between channels",
        Measure::Money,
        outputs.moved,
        "sum(effects.moved_here)",
    );
    found.add(
        "from_new",
        "From new buyers",
        Measure::Money,
        outputs.fresh,
        "new_units * bundle_contribution",
    );
    let clear = match outputs.clear {
        None => Value::Undefined(say!("No item has a minimum advertised price.")),
        Some(clear) if clear > outputs.list_total => Value::Undefined(say!(
            "None: an item has a minimum above its own price alone, which no bundle can meet."
        )),
        Some(clear) => Value::Exact(clear),
    };
    let method = say!(
        "The prices alone together, times the largest ratio of a minimum to its price, rounded up: above it each share keeps its minimum before it is rounded to lines."
    );
    found.add("clear_price", "Bundle price that keeps every minimum", Measure::Price, clear, method);
    found
}

fn chart(inputs: &Inputs, outputs: &Outputs) -> Chart {
    let names = inputs.items.iter().map(|item| Sentence::verbatim(item.name.as_str())).collect();
    let bars = |of: &dyn Fn(usize) -> Option<Decimal>| Bars::beside((0..inputs.items.len()).map(of));
    let mut chart = Chart {
        key: "implied_prices",
        title: say!("Price of each part, alone and in the bundle"),
        summary: say!(
            "{count, plural, one {# part is} other {# parts are}} below the minimum advertised price.",
            count = below(inputs, outputs)
        ),
        x: Axis::categories("Item", names),
        y: Axis::new("Price", Measure::Price),
        layers: Vec::new(),
    };
    chart.layer("implied", "In the bundle", Tone::Accent, bars(&|at| Some(outputs.implied[at])));
    chart.layer("least", "Minimum advertised price", Tone::Own, bars(&|at| inputs.items[at].least));
    chart.layer("lowest", "Lowest in a channel", Tone::Own, bars(&|at| outputs.lowest[at]));
    chart.layer("alone", "Alone", Tone::Plain, bars(&|at| Some(inputs.items[at].price)));
    chart
}

fn parts(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut section = Section::new("parts", "What does the bundle imply for the price of each part?");
    let mut table = Table::new("implied", "Each part in the bundle", "There are no items.");
    table
        .head()
        .text("item", "Item")
        .money("alone", "Price alone")
        .money("part", "In the bundle")
        .money("minimum", "Minimum advertised price")
        .money("above_minimum", "Above the minimum")
        .decides()
        .by("part - minimum")
        .money("lowest", "Lowest in a channel")
        .money("above_lowest", "Above the lowest")
        .by("part - lowest")
        .money("added", "Incremental price")
        .by("^bundle_price - (^list_total - alone)");
    for (at, item) in inputs.items.iter().enumerate() {
        let part = outputs.implied[at];
        let over = |other: Option<Decimal>| other.map(|other| part.less(other));
        let negative = |value: Option<Decimal>| value.is_some_and(|value| value < Decimal::ZERO);
        let (minimum, lowest) = (over(item.least), over(outputs.lowest[at]));
        table
            .row()
            .words(&item.name)
            .cell(item.price)
            .cell(part)
            .cell(item.least)
            .cell(minimum)
            .marked_if(negative(minimum), Mark::Worst)
            .cell(outputs.lowest[at])
            .cell(lowest)
            .marked_if(negative(lowest), Mark::Worst)
            .cell(inputs.bundle_price.less(outputs.list_total.less(item.price)));
    }
    section.table(table);
    section.note("Partners may look at the incremental price instead: what the part costs somebody who buys the rest at full price anyway.");
    section.note("An agreement on advertised prices is one thing, on resale prices another, which many countries forbid. This page flags what to look at; it gives no legal advice.");
    section
}

fn undercut(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut section = Section::new("undercut", "Which channels does the bundle undercut?");
    let mut table =
        Table::new("undercuts", "Prices above those in the bundle", "The bundle undercuts no channel.");
    table
        .head()
        .text("channel", "Channel")
        .text("item", "Item")
        .money("there", "Price there")
        .money("here", "In the bundle")
        .money("gap", "Cheaper by")
        .by("there - here");
    for channel in &inputs.channels {
        for (item, here) in
            inputs.items.iter().zip(&outputs.implied).enumerate().filter_map(|(at, (item, here))| {
                let there = channel.prices.get(at).copied().flatten()?;
                (*here < there).then_some(((item, there), *here))
            })
        {
            let (item, there) = item;
            table.row().words(&channel.name).words(&item.name).cell(there).cell(here).cell(there.less(here));
        }
    }
    section.table(table);
    section.note("Same goods, other prices: a bundle of another size, colour or with a service in it is harder to compare.");
    section
}

fn partners(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut section = Section::new("partners", "Whose profit moves, and what would keep partners whole?");
    let mut table = Table::new("effects", "By channel", "There are no channels.");
    table
        .head()
        .text("channel", "Channel")
        .number("lost", "Sales it loses")
        .money("earned_there", "Earned you per sale")
        .money("gain_each", "More by a bundle")
        .by("^bundle_contribution - earned_there")
        .money("moved_here", "Yours")
        .by("lost * gain_each")
        .money("partner_each", "Partner’s margin per sale")
        .money("partner_lost", "Partner loses")
        .by("lost * partner_each")
        .money("left", "Yours after making it good")
        .decides()
        .by("moved_here - partner_lost");
    for channel in &inputs.channels {
        let each = outputs.margin.less(channel.yours);
        let of = |each: Decimal| channel.drawn.nearly_times(each).unwrap_or_default();
        let (moved, lost) = (of(each), of(channel.partner));
        table
            .row()
            .words(&channel.name)
            .cell(channel.drawn)
            .cell(channel.yours)
            .cell(each)
            .cell(moved)
            .cell(channel.partner)
            .cell(lost)
            .cell(moved.less(lost));
    }
    section.table(table);
    section.note("The partner’s margin on the sales that it loses is the least that keeps it whole: as a credit, a share of the bundle, or a bundle of its own to sell.");
    if outputs.after < Decimal::ZERO {
        section.note("Once partners are made whole, you are worse off with the bundle than without it. Draw on fewer partner sales, or let partners sell it too.");
    }
    section
}

const CAMERA: Example = Example {
    name: "camera",
    title: "A camera kit that undercuts dealers",
    source: "Invented: a maker sells a camera with lens in its own shop; dealers sell both one by one.",
    currency: "USD",
    inputs: "
        bundle_price=999; new_units=120
        items: name=Camera; price=799; cost=430; least=749
        items: name=Lens; price=349; cost=150; least=299
        channels: name=Dealers; prices=779,329; drawn=260; yours=310; partner=190
        channels: name=Marketplace; prices=769,319; drawn=140; yours=345; partner=95
        channels: name=Own shop; prices=799,349; drawn=180; yours=569
    ",
    expect: &[
        ("bundle_contribution", "419"),
        ("net_change", "61980"),
        ("partner_loss", "62700"),
        ("after_compensation", "-720"),
        ("below_minimum", "1"),
        ("clear_price", "1076.17"),
    ],
};

const CLEAR: Example = Example {
    name: "clear",
    title: "The same kit at a price that keeps every minimum",
    source: "Invented: the camera kit at a price that keeps every minimum, with fewer sales drawn.",
    currency: "USD",
    inputs: "
        bundle_price=1076.17; new_units=80
        items: name=Camera; price=799; cost=430; least=749
        items: name=Lens; price=349; cost=150; least=299
        channels: name=Dealers; prices=779,329; drawn=120; yours=310; partner=190
        channels: name=Marketplace; prices=769,319; drawn=60; yours=345; partner=95
        channels: name=Own shop; prices=799,349; drawn=110; yours=569
    ",
    expect: &[("below_minimum", "0"), ("partner_loss", "28500")],
};
