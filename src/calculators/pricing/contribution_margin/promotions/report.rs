//! The report of the page: headroom by category, what each must sell, the depths one by one, and the rule of thumb.

use rust_decimal::Decimal;

use super::answer::{name_of, points};
use super::deal::Deal;
use super::rival::rival;
use super::{Inputs, Outputs};
use crate::arithmetic::amount::Amount;
use crate::arithmetic::rounding::{RoundingMode, rounded};
use crate::arithmetic::{Checked, Nearly, Percent, percent_of};
use crate::calculators::pricing::contribution_margin::unit::Ready;
use crate::report::chart::{Axis, Direction, Dot, Point, Shape, Tone};
use crate::report::{Chart, Mark, Measure, Report, Section, Sentence, Table, money, percent, wording};
use crate::say;

pub fn report(inputs: &Inputs, outputs: &Outputs) -> Report {
    Report {
        chart: Some(uplifts(inputs, outputs)),
        sections: vec![
            headroom(inputs, outputs),
            sales(inputs, outputs),
            elasticities(inputs, outputs),
            depths(inputs, outputs),
            rival(inputs, outputs),
            rule(outputs),
        ],
    }
}

/// The category in focus at another depth; `None` where that takes too many digits.
fn at_depth(inputs: &Inputs, outputs: &Outputs, depth: Decimal) -> Option<Deal> {
    let row = outputs.deals[outputs.focus].row;
    let ready = Ready::new(&inputs.terms, &inputs.categories[row].category, outputs.whole).ok()?;
    Deal::new(inputs, row, &ready, Percent(depth), outputs.alike).ok()
}

// Uplift against depth.

fn uplifts(inputs: &Inputs, outputs: &Outputs) -> Chart {
    let deal = &outputs.deals[outputs.focus];
    let (needed, expected) = (deal.needed.map(points), deal.expected.map(points));
    // Near the depth that leaves nothing the line rises past everything.
    let far = needed.into_iter().chain(expected).max().unwrap_or_default();
    let top = far
        .nearly_times(Decimal::new(16, 1))
        .unwrap_or_default()
        .clamp(Decimal::ONE_HUNDRED, Decimal::from(1_000));
    let mut line = Vec::new();
    let mut end = deal.depth.0;
    for depth in (0..=100).map(Decimal::from) {
        let Some(needed) = at_depth(inputs, outputs, depth).and_then(|deal| deal.needed).map(points) else {
            break;
        };
        line.push(Point { x: depth, y: Some(needed) });
        end = end.max(depth);
        if needed > top {
            break;
        }
    }
    let name = name_of(inputs, &outputs.deals[outputs.focus]);
    let summary = match (needed, expected) {
        (Some(needed), Some(expected)) => say!(
            "At {depth} off, {category} needs {needed} more units, and {expected} are expected.",
            depth = percent(deal.depth.0),
            category = name.to_owned(),
            needed = percent(needed),
            expected = percent(expected)
        ),
        (Some(needed), None) => say!(
            "At {depth} off, {category} needs {needed} more units.",
            depth = percent(deal.depth.0),
            category = name.to_owned(),
            needed = percent(needed)
        ),
        (None, _) => say!(
            "At {depth} off, no uplift pays for the promotion of {category}.",
            depth = percent(deal.depth.0),
            category = name.to_owned()
        ),
    };
    let mut chart = Chart {
        key: "uplift",
        title: say!("Uplift to break even, {category}", category = name.to_owned()),
        summary,
        x: Axis::new("Discount off list price", Measure::Percent)
            .within(Decimal::ZERO, end.max(Decimal::ONE)),
        y: Axis::new("More units", Measure::Percent).within(Decimal::ZERO, top),
        layers: Vec::new(),
    };
    chart.layer("needed", "Needed to break even", Tone::Own, Shape::Line(line));
    if let Some(deepest) = deal.deepest.filter(|deepest| *deepest <= end) {
        let rule = Shape::Rule { across: Direction::X, at: deepest };
        chart.layer("deepest", "Deepest for the target", Tone::Negative, rule);
    }
    let dot = expected
        .map(|expected| (expected, say!("You expect")))
        .or(needed.map(|needed| (needed, say!("Planned"))));
    if let Some((y, label)) = dot {
        let dot = Dot { x: deal.depth.0, y, size: None, label: Some(label) };
        chart.layer("planned", "Your promotion", Tone::Accent, Shape::Points(vec![dot]));
    }
    chart
}

// Headroom.

fn headroom(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut section = Section::new("headroom", "Which categories have headroom, and which have none?");
    let mut table = Table::new("headroom", "Discounts against the target", "There are no categories.");
    table
        .head()
        .text("category", "Category")
        .price("list", "List price")
        .percent("now", "Margin now")
        .percent("off", "Promotion")
        .percent("then", "Margin in it")
        .money("least", "Lowest price for the target")
        .percent("deepest", "Deepest discount")
        .percent("left", "Headroom")
        .by("deepest - off")
        .text("verdict", "Verdict")
        .decides();
    for deal in &outputs.deals {
        let least = deal.least.and_then(|least| least.rounded(outputs.minor_units, RoundingMode::Up).ok());
        let verdict = match (deal.keeps, deal.pays()) {
            _ if !deal.lowers => "No lower price than now",
            (true, None) => "Keeps the target",
            (false, None) => "Misses the target",
            (true, Some(true)) => "Keeps the target and pays",
            (true, Some(false)) => "Keeps the target, does not pay",
            (false, Some(true)) => "Pays, misses the target",
            (false, Some(false)) => "Misses the target, does not pay",
        };
        table
            .row()
            .words(name_of(inputs, deal))
            .cell(inputs.categories[deal.row].category.price)
            .or_none(deal.margins[0])
            .cell(deal.depth.0)
            .or_none(deal.margins[1])
            .or_none(least)
            .or_none(deal.deepest)
            .or_none(deal.deepest.map(|deepest| deepest.less(deal.depth.0)))
            .cell(Sentence::from(verdict))
            .marked_if(!deal.keeps, Mark::Worst);
    }
    section.table(table);
    section.note(say!(
        "The target is a {level} of {target} of revenue. The lowest price goes up to the next cent and the deepest discount down to the hundredth of a point, so that neither misses it. What is a share of the price, such as fees, falls with it.",
        level = inputs.level.name(),
        target = percent(inputs.target.0)
    ));
    section.note(inputs.terms.definitions());
    section.note("Whether a promotion pays is always told by CM3.");
    section
}

// What must be sold.

const NOTHING: &str = "Nothing is sold for less than now.";

fn sales(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut section = Section::new("sales", "How much more must each category sell, and will it?");
    let mut table = Table::new("by_promotion", "With and without the promotion", NOTHING);
    table
        .head()
        .text("category", "Category")
        .number("units", "Units without it")
        .money("before", "Contribution now, a unit")
        .money("lower", "Less in the promotion")
        .money("on_top", "Incremental contribution, a unit")
        .money("give", "Given up")
        .by("units * lower + ^extra_cost")
        .money("gain", "Incremental contribution at +100%")
        .by("units * on_top")
        .percent("needed", "Uplift needed")
        .by("if(give <= 0, 0, percent(give / max(gain, 0)))")
        .number("sell", "Units to sell")
        .percent("expected", "Expected")
        .percent("anyway", "Bought anyway")
        .by("percent(100 / (100 + expected))")
        .money("change", "Change")
        .decides()
        .by("gain * expected% - give");
    for deal in outputs.cheaper() {
        let anyway = deal.expected.and_then(|share| Amount::ONE.percent_of(Amount::ONE.plus(share).ok()?));
        table
            .row()
            .words(name_of(inputs, deal))
            .cell(deal.units.nearest())
            .cell(deal.each[0].nearest())
            .or_none(deal.each[0].minus(deal.each[1]).ok().map(Amount::nearest))
            .cell(deal.on_top.nearest())
            .cell(deal.give.nearest())
            .cell(deal.gain.nearest())
            .or_none(deal.needed.map(points))
            .or_none(to_sell(deal))
            .cell(deal.expected.map(points))
            .or_none(anyway)
            .or_none(deal.change.map(Amount::nearest))
            .marked_if(deal.change.is_some_and(Amount::is_negative), Mark::Worst);
    }
    section.table(table);
    section.note("“Given up” is the real cost of the discount: what the units that would be sold anyway earn less, with the extra fixed cost. “Bought anyway” is their share of all units that you expect to sell in the promotion.");
    section.note("The uplift of the whole promotion is of all units, in the proportions that you expect; where you expect none, the same in each category. Categories that the promotion makes no cheaper than now are left out: they stay as they are.");
    section.note(left_out(inputs, outputs));
    section.note("A unit earns its CM3, and the halo if you entered one. Of the units on top, the share that is pulled forward costs what it would have earned later.");
    section
}

/// What leaving out the categories that do not pay would do.
fn left_out(inputs: &Inputs, outputs: &Outputs) -> Sentence {
    let losing = outputs.cheaper().filter(|deal| deal.pays() == Some(false));
    let names = losing.map(|deal| Sentence::verbatim(name_of(inputs, deal)));
    let Some(names) = names.reduce(|all, one| say!("{all}, {one}", all = all, one = one)) else {
        return say!(
            "Leave out categories that do not pay, or give them a discount of their own, behind their rows."
        );
    };
    say!(
        "These do not pay: {names}. Leave them out or give them a discount of their own, behind their rows. Without them the promotion changes contribution by {change}.",
        names = names,
        change = money(outputs.payers_change().unwrap_or_default())
    )
}

/// The units that pay for the promotion, those sold anyway included, rounded up.
fn to_sell(deal: &Deal) -> Option<Decimal> {
    Amount::ONE.plus(deal.needed?).ok()?.times(deal.units).ok()?.ceil().ok()
}

// Elasticity.

fn elasticities(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut section = Section::new("elasticities", "How elastic must demand be?");
    let mut table = Table::new("elasticity_by_category", "Elasticity to break even", NOTHING);
    table
        .head()
        .text("category", "Category")
        .percent("price_change", "Price change")
        .percent("needed", "Uplift needed")
        .number("point", "Elasticity needed")
        .by("round(needed / price_change, 4)")
        .number("arc", "Between the two points")
        .by("round(needed / (200 + needed) / (price_change / (200 + price_change)), 4)")
        .percent("expected", "Uplift expected")
        .number("yours", "Elasticity expected")
        .by("round(expected / price_change, 4)")
        .text("enough", "Enough")
        .decides();
    for deal in outputs.cheaper() {
        let change = deal.price_change();
        let whole = |number: Decimal| rounded(number.into(), 4, RoundingMode::HalfUp).ok();
        let over = |share: Option<Amount>| whole(points(share?).nearly_over(points(change?))?);
        let middle = |share: Amount| share.nearest().nearly_over(Decimal::TWO.nearly_plus(share.nearest())?);
        let arc = || whole(middle(deal.needed?)?.nearly_over(middle(change?)?)?);
        let enough = match deal.pays() {
            None => wording("not known"),
            Some(false) => wording("no"),
            Some(true) => wording("yes"),
        };
        table
            .row()
            .words(name_of(inputs, deal))
            .or_none(change.map(points))
            .or_none(deal.needed.map(points))
            .or_none(over(deal.needed))
            .or_none(arc())
            .cell(deal.expected.map(points))
            .or_none(over(deal.expected))
            .cell(Sentence::from(enough));
    }
    section.table(table);
    section.note("The elasticity needed is the uplift over the change of the price, both measured from now; demand must be at least as elastic for the promotion to pay. Studies that measure between two points, from the middle of both, give the other number: compare like with like.");
    section
}

// Depth by depth.

fn depths(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut section = Section::new("depths", "What if the discount were another?");
    let name = name_of(inputs, &outputs.deals[outputs.focus]);
    let mut table =
        Table::new("depths", say!("{category} by depth", category = name.to_owned()), "There are no depths.");
    table
        .head()
        .percent("off", "Discount")
        .money("paid", "Paid")
        .percent("margin", "Margin")
        .percent("needed", "Uplift needed")
        .decides()
        .number("sell", "Units to sell")
        .percent("anyway", "Bought anyway, at break-even")
        .by("percent(100 / (100 + needed))")
        .percent("unmatched", "Break-even loss of units");
    let own = outputs.deals[outputs.focus].depth.0;
    let mut all: Vec<Decimal> =
        (1..=12).map(|step| Decimal::from(5 * step)).filter(|depth| *depth != own).collect();
    all.push(own);
    all.sort();
    for depth in all {
        let Some(deal) = at_depth(inputs, outputs, depth) else { continue };
        let anyway = deal.needed.and_then(|share| Amount::ONE.percent_of(Amount::ONE.plus(share).ok()?));
        let lost = deal.each[0].minus(deal.each[1]).ok().filter(|lost| lost.sign().is_gt());
        let lost =
            lost.filter(|_| deal.each[0].sign().is_gt()).and_then(|lost| lost.percent_of(deal.each[0]));
        table
            .row()
            .cell(depth)
            .marked_if(depth == own, Mark::Present)
            .cell(deal.paid[1].nearest())
            .or_none(deal.margins[1])
            .or_none(deal.needed.map(points))
            .marked_if(depth == own, Mark::Present)
            .or_none(to_sell(&deal))
            .or_none(anyway)
            .or_none(lost);
    }
    section.table(table);
    section.note("Marked is your promotion. The margin is the one that the target is for.");
    section.note("The last column is for a competitor’s cut: matching it at this depth pays only if not matching would lose more than this share of your units. Above 100%, it never pays. Its base is the margin now, not the one after the cut. The next question has a part of the way as well.");
    section
}

// The rule of thumb.

fn rule(outputs: &Outputs) -> Section {
    let mut section = Section::new("rule", "What does the usual break-even table say?");
    let mut table = Table::new("rule", "More units needed, by margin and discount", "There are no margins.");
    table
        .head()
        .percent("margin", "Margin")
        .percent("off_5", "5% off")
        .by("percent(5 / max(margin - 5, 0))")
        .percent("off_10", "10% off")
        .by("percent(10 / max(margin - 10, 0))")
        .percent("off_15", "15% off")
        .by("percent(15 / max(margin - 15, 0))")
        .percent("off_20", "20% off")
        .by("percent(20 / max(margin - 20, 0))")
        .percent("off_25", "25% off")
        .by("percent(25 / max(margin - 25, 0))")
        .percent("off_30", "30% off")
        .by("percent(30 / max(margin - 30, 0))");
    let deal = &outputs.deals[outputs.focus];
    let own = deal.contribution;
    let mut all: Vec<Decimal> = (2..=16).map(|step| Decimal::from(5 * step)).collect();
    all.extend(own.filter(|own| *own > Decimal::ZERO && !all.contains(own)));
    all.sort();
    for margin in all {
        let mut row = table.row().cell(margin).marked_if(Some(margin) == own, Mark::Present);
        for step in 1..=6 {
            let depth = Decimal::from(5 * step);
            let left = margin.less(depth);
            let needed = Some(left).filter(|left| *left > Decimal::ZERO);
            row = row.or_none(needed.and_then(|left| percent_of(depth, left)));
        }
    }
    section.table(table);
    section.note("Discount over margin less discount, in percent of the price now; the margin is CM3 of revenue. Marked is the category looked at closely. The table leaves out that fees, refunds and tax fall with the price, extra costs, halo and pull-forward: the numbers above have them.");
    section
}
