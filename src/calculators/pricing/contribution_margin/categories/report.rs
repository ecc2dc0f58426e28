//! The report of the page: levels and categories, one unit, break-even with the mix, target profit and levers.

use rust_decimal::Decimal;

use super::levers::levers;
use super::{Inputs, Outputs};
use crate::arithmetic::amount::Amount;
use crate::arithmetic::{Checked, Nearly, percent_of};
use crate::calculators::pricing::contribution_margin::terms::Returns;
use crate::calculators::pricing::contribution_margin::unit::COSTS;
use crate::report::chart::{Axis, Bars, Direction, Dot, Point, Shape, Span, Tone};
use crate::report::{Chart, Mark, Measure, Report, Section, Sentence, Table, money, percent};
use crate::say;

pub fn report(inputs: &Inputs, outputs: &Outputs) -> Report {
    let single = inputs.categories.len() == 1;
    let mut even = break_even(inputs, outputs);
    // Bubbles of one category compare nothing.
    let first = match single {
        true => volumes(outputs),
        false => {
            even.chart(volumes(outputs));
            bubbles(inputs, outputs)
        }
    };
    Report {
        chart: Some(first),
        sections: vec![
            margins(inputs, outputs),
            costs(inputs, outputs),
            one_unit(inputs, outputs),
            even,
            targets(inputs, outputs),
            one_percent(outputs),
        ],
    }
}

fn name_of(inputs: &Inputs, row: usize) -> &str {
    inputs.categories.get(row).map_or("", |costed| costed.category.name.as_str())
}

/// Whether a category has at least its even part of the revenue, and less CM2 of it than all have.
fn sells_much_earns_little(outputs: &Outputs, row: usize) -> bool {
    let of = |row: usize| outputs.rows[row].margins[1].percent_of(outputs.rows[row].all.revenue);
    let part = outputs.rows[row].all.revenue.times(Amount::from(Decimal::from(outputs.rows.len())));
    let large = part.is_ok_and(|part| part.compare(outputs.all.revenue).is_ge());
    large && of(row) < outputs.margins[1].percent_of(outputs.all.revenue)
}

// Revenue against margin.

fn bubbles(inputs: &Inputs, outputs: &Outputs) -> Chart {
    let dots = |losing: bool| {
        let rows = outputs.rows.iter().enumerate().filter(|(_, row)| row.margins[2].is_negative() == losing);
        Shape::Points(
            rows.filter_map(|(at, row)| {
                Some(Dot {
                    x: row.all.revenue.nearest(),
                    y: row.margins[1].percent_of(row.all.revenue)?,
                    size: Some(row.margins[2].nearest().abs()),
                    label: Some(Sentence::verbatim(name_of(inputs, at))),
                })
            })
            .collect(),
        )
    };
    let all = outputs.margins[1].percent_of(outputs.all.revenue).unwrap_or_default();
    let watched = (0..outputs.rows.len()).filter(|row| sells_much_earns_little(outputs, *row));
    let watched = watched.map(|row| Sentence::verbatim(name_of(inputs, row)));
    let watched = watched.reduce(|all, one| say!("{all}, {one}", all = all, one = one));
    let mut chart = Chart {
        key: "revenue_and_margin",
        title: say!("Revenue and CM2, sized by contribution"),
        summary: match watched {
            None => {
                say!("All categories together keep {all} of revenue after CM2 costs.", all = percent(all))
            }
            Some(watched) => say!(
                "All categories together keep {all} of revenue after CM2 costs. These sell much and keep less: {watched}.",
                all = percent(all),
                watched = watched
            ),
        },
        x: Axis::new("Revenue", Measure::Money),
        y: Axis::new("CM2 of revenue", Measure::Percent),
        layers: Vec::new(),
    };
    chart.layer("earning", "Contribution", Tone::Own, dots(false));
    if outputs.rows.iter().any(|row| row.margins[2].is_negative()) {
        chart.layer("losing", "Loss", Tone::Negative, dots(true));
    }
    chart.layer("all", "All categories", Tone::Plain, Shape::Rule { across: Direction::Y, at: all });
    chart
}

// Level by level.

fn margins(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut section = Section::new("margins", "What does each category leave, level by level?");
    let mut table = Table::new("by_category", "Contribution by category", "There are no categories.");
    table
        .head()
        .text("category", "Category")
        .money("revenue", "Revenue")
        .money("cm1", "CM1")
        .percent("cm1_percent", "CM1 %")
        .by("percent(cm1 / revenue)")
        .money("cm2", "CM2")
        .percent("cm2_percent", "CM2 %")
        .by("percent(cm2 / revenue)")
        .money("cm3", "CM3")
        .decides()
        .percent("cm3_percent", "CM3 %")
        .by("percent(cm3 / revenue)");
    let mut shares = Table::new("shares", "Shares, orders and units", "There are no categories.");
    shares
        .head()
        .text("category", "Category")
        .number("units", "Units")
        .number("orders", "Orders")
        .money("cm3", "CM3")
        .percent("revenue_share", "Of all revenue")
        .percent("share", "Of all contribution")
        .decides()
        .by_if(outputs.even.is_some(), "percent(cm3 / ^contribution)")
        .money("unit", "CM3 a unit")
        .by("cm3 / units")
        .money("order", "CM3 an order")
        .by("cm3 / orders");
    let scarce = inputs.categories.iter().any(|costed| costed.scarce.is_some());
    if scarce {
        shares
            .head()
            .number("scarce_each", "Bottleneck a unit")
            .money("scarce_earns", "CM3 per bottleneck unit")
            .by("unit / scarce_each");
    }
    let earns = |at: usize| {
        let row = &outputs.rows[at];
        let each = row.margins[2].nearest().nearly_over(row.units.nearest())?;
        each.nearly_over(inputs.categories[at].scarce?)
    };
    let most = (0..outputs.rows.len()).filter_map(earns).max();
    for (at, row) in outputs.rows.iter().enumerate() {
        let name = name_of(inputs, at);
        let mut cells = table.row().words(name).cell(row.all.revenue.nearest());
        for (level, margin) in row.margins.into_iter().enumerate() {
            cells = cells
                .cell(margin.nearest())
                .or_none(margin.percent_of(row.all.revenue))
                .marked_if(level == 1 && sells_much_earns_little(outputs, at), Mark::Worst);
        }
        let contribution = row.margins[2].nearest();
        let share = Some(outputs.margins[2]).filter(|all| all.sign().is_gt());
        let cells = shares
            .row()
            .words(name)
            .cell(row.units.nearest())
            .cell(row.orders.nearest())
            .cell(contribution)
            .or_none(row.all.revenue.percent_of(outputs.all.revenue))
            .or_none(share.and_then(|all| row.margins[2].percent_of(all)))
            .or_none(contribution.nearly_over(row.units.nearest()))
            .or_none(contribution.nearly_over(row.orders.nearest()));
        if scarce {
            let earned = earns(at);
            cells
                .cell(inputs.categories[at].scarce)
                .cell(earned)
                .marked_if(earned.is_some() && earned == most, Mark::Best);
        }
    }
    section.chart(waterfall(outputs));
    section.table(table);
    section.note("Marked are categories that sell at least an even share of the revenue and keep less CM2 of it than all together: look at them first.");
    section.table(shares);
    if scarce {
        section.note("Where something is short, such as shelf or storage, give it first to the category that earns most for each unit of it (marked), whatever its margin.");
    }
    section.note(inputs.terms.definitions());
    section.note(match inputs.terms.returns {
        Returns::Revenue => "Revenue is what customers pay after discount, without tax and without what is refunded; the landed cost of what can be sold again comes back. Landed cost so holds what returned units lose of it; their freight and handling are the cost of returns.",
        Returns::Cost => "Revenue is what customers pay after discount, without tax, before returns. Refunds are a cost of returns, less the landed cost of what can be sold again.",
    });
    section
}

/// From revenue through the levels to the profit.
fn waterfall(outputs: &Outputs) -> Chart {
    let mut levels = vec![outputs.all.revenue];
    levels.extend(outputs.margins);
    let names =
        ["Revenue", "CM1 costs", "CM1", "CM2 costs", "CM2", "CM3 costs", "CM3", "Fixed costs", "Profit"];
    let profit = outputs.profit();
    let mut left: Vec<Decimal> = levels.into_iter().map(Amount::nearest).collect();
    left.push(profit);
    let mut steps = vec![(0, Decimal::ZERO, left[0])];
    steps.extend(left.windows(2).flat_map(|pair| [(1, pair[0], pair[1]), (0, Decimal::ZERO, pair[1])]));
    let mut chart = Chart {
        key: "levels",
        title: say!("From revenue to profit"),
        summary: say!(
            "Of {revenue}, {cm1} is left as CM1, {cm2} as CM2, {cm3} as CM3 and {profit} as profit.",
            revenue = money(left[0]),
            cm1 = money(left[1]),
            cm2 = money(left[2]),
            cm3 = money(left[3]),
            profit = money(profit)
        ),
        x: Axis::categories("Level", names.into_iter().map(Sentence::from).collect()),
        y: Axis::new("In all", Measure::Money),
        layers: Vec::new(),
    };
    chart.steps(&[("left", "Left", Tone::Own), ("taken", "Costs", Tone::Negative)], &steps);
    chart
}

fn costs(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut section = Section::new("costs", "Which costs take most?");
    let mut table = Table::new("cost_lines", "Costs of all categories", "There are no costs.");
    table
        .head()
        .text("cost", "Cost")
        .text("level", "Counts from")
        .money("amount", "In all")
        .percent("share", "Of revenue")
        .by("percent(amount / ^revenue)");
    let lines = COSTS.iter().zip(inputs.terms.levels.iter().map(|level| level.name())).zip(outputs.all.costs);
    let fixed = (("Fixed costs", "Profit"), outputs.fixed);
    for ((cost, level), amount) in
        lines.map(|((cost, level), amount)| ((cost.label, level), amount)).chain([fixed])
    {
        table
            .row()
            .cell(Sentence::from(cost))
            .cell(Sentence::from(level))
            .cell(amount.nearest())
            .or_none(amount.percent_of(outputs.all.revenue));
    }
    section.table(table);
    section
}

fn one_unit(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut section =
        Section::new("unit", "What does one unit earn, and at which price would it earn nothing?");
    let mut table = Table::new("by_unit", "One unit sold", "There are no categories.");
    let mut head = table
        .head()
        .text("category", "Category")
        .price("list", "List price")
        .percent("off", "Discount")
        .money("paid", "Paid")
        .by("list * (1 - off%)")
        .money("revenue", "Revenue");
    for cost in &COSTS {
        head = head.money(cost.key, cost.label);
    }
    head.money("earns", "CM3")
        .decides()
        .by("revenue - landed - fulfilment - packaging - payment - marketplace - returns - marketing")
        .money("floor", "Earns nothing at a list price of");
    for (costed, row) in inputs.categories.iter().zip(&outputs.rows) {
        let category = &costed.category;
        let mut cells = table
            .row()
            .words(&category.name)
            .cell(category.price)
            .cell(category.discount.0)
            .cell(row.paid.nearest())
            .cell(row.unit.revenue.nearest());
        for cost in row.unit.costs {
            cells = cells.cell(cost.nearest());
        }
        cells.cell(row.each.nearest()).or_none(row.floor);
    }
    section.table(table);
    section.note("Per unit sold: with returns, one unit sold is less than one unit kept. The price at which a unit earns nothing goes up to the next cent; fees, refunds and marketing that are shares of the price move with it.");
    section
}

// Break-even.

/// Revenue and costs by volume in the present mix, with the area of loss.
fn volumes(outputs: &Outputs) -> Chart {
    let units = outputs.units.nearest();
    let even = outputs.even.map(|even| even.times.nearest().nearly_times(units).unwrap_or_default());
    // A third past what matters most, unless break-even is so far that the present sales would be out of sight.
    let far = even.unwrap_or_default().min(units.nearly_times(Decimal::from(4)).unwrap_or(units));
    let end = units.max(far).nearly_times(Decimal::new(13, 1)).unwrap_or(units);
    let fixed = outputs.fixed.nearest();
    let per = |amount: Amount| amount.nearest().nearly_over(units).unwrap_or_default();
    let (price, left) = (per(outputs.all.revenue), per(outputs.margins[2]));
    let revenue = |at: Decimal| price.nearly_times(at).unwrap_or_default();
    let cost = |at: Decimal| {
        price.less(left).nearly_times(at).unwrap_or_default().nearly_plus(fixed).unwrap_or_default()
    };
    let loss = even.map_or(end, |even| even.min(end));
    let line = |of: &dyn Fn(Decimal) -> Decimal| {
        Shape::Line([Decimal::ZERO, end].into_iter().map(|x| Point { x, y: Some(of(x)) }).collect())
    };
    let area = [Decimal::ZERO, loss].into_iter().map(|x| Span { x, from: revenue(x), to: cost(x) }).collect();
    let summary = match even {
        Some(even) => say!(
            "In the present mix, {even, plural, one {# unit covers} other {# units cover}} all costs; now it is {units}.",
            even = outputs.units_of(outputs.even).unwrap_or(even),
            units = units
        ),
        None => say!("Costs stay above revenue at every volume."),
    };
    let mut chart = Chart {
        key: "volumes",
        title: say!("Revenue, costs and volume"),
        summary,
        x: Axis::new("Units in the present mix", Measure::number()).within(Decimal::ZERO, end),
        y: Axis::new("In all", Measure::Money),
        layers: Vec::new(),
    };
    if fixed > Decimal::ZERO || even.is_none() {
        chart.layer("loss", "Loss", Tone::Negative, Shape::Area(area));
    }
    chart.layer("revenue", "Revenue", Tone::Own, line(&revenue));
    chart.layer("costs", "Costs", Tone::Own, line(&cost));
    if let Some(even) = even.filter(|even| *even > Decimal::ZERO && *even <= end) {
        let dot = Dot { x: even, y: revenue(even), size: None, label: Some(say!("Break-even")) };
        chart.layer("even", "Break-even", Tone::Plain, Shape::Points(vec![dot]));
    }
    chart.layer("now", "Now", Tone::Accent, Shape::Rule { across: Direction::X, at: units });
    chart
}

fn break_even(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut section = Section::new("break_even", "How much of each category must be sold to break even?");
    let mut table = Table::new("break_even", "At break-even, in the present mix", "There are no categories.");
    table
        .head()
        .text("category", "Category")
        .money("each", "CM3 a unit")
        .percent("each_percent", "CM3 %")
        .percent("unit_share", "Of all units")
        .percent("revenue_share", "Of all revenue")
        .number("exact", "Units, exactly")
        .number("units", "Units")
        .decides()
        .by("ceil(exact)")
        .money("revenue", "Revenue")
        .money("fixed", "Own fixed costs")
        .number("own", "Units that cover them");
    for (at, (costed, row)) in inputs.categories.iter().zip(&outputs.rows).enumerate() {
        let revenue = row.even.map(|even| even.ceil().unwrap_or_default());
        let revenue = revenue.and_then(|units| row.unit.revenue.nearest().nearly_times(units));
        table
            .row()
            .words(name_of(inputs, at))
            .cell(row.each.nearest())
            .or_none(row.each.percent_of(row.unit.revenue))
            .or_none(row.units.percent_of(outputs.units))
            .or_none(row.all.revenue.percent_of(outputs.all.revenue))
            .or_none(row.even.map(Amount::nearest))
            .or_none(row.even.and_then(|even| even.ceil().ok()))
            .or_none(revenue)
            .cell(costed.fixed)
            .or_none(row.own);
    }
    section.table(table);
    if outputs.even.is_none() {
        section.note(outputs.never(inputs));
        return section;
    }
    section.note("All fixed costs, shared and own, over the contribution of the whole mix. Here units are rounded up for each category, so together they can be a few more than the break-even units of the whole mix, which are rounded up once. A category that sells fewer units than cover its own fixed costs does not pay for itself.");
    if inputs.categories.len() > 1
        && let Some(crossed) = crossed(outputs)
    {
        section.note(crossed);
    }
    section
}

/// Why a margin per unit is averaged by units and a margin in percent by revenue, with what the wrong weights would give.
fn crossed(outputs: &Outputs) -> Option<Sentence> {
    let mut sum = Decimal::ZERO;
    for row in &outputs.rows {
        let share = row.units.nearest().nearly_over(outputs.units.nearest())?;
        sum.nearly_gain(row.each.percent_of(row.unit.revenue)?.nearly_times(share)?);
    }
    let right = outputs.margins[2].percent_of(outputs.all.revenue)?;
    let each = outputs.margins[2].nearest().nearly_over(outputs.units.nearest())?;
    // Nothing to tell where the wrong way gives the same, or no break-even.
    if sum <= Decimal::ZERO || sum.less(right).abs() < Decimal::new(1, 9) || outputs.fixed.sign().is_eq() {
        return None;
    }
    let wrong = outputs.fixed.nearest().nearly_times(Decimal::ONE_HUNDRED)?.nearly_over(sum)?;
    Some(say!(
        "Averaged by units, a unit contributes {each}; averaged by revenue, {right} of revenue is contribution: both give the same break-even. Averaging the percentages by units instead gives {sum}, and a break-even at {wrong} of revenue that is wrong unless all prices are alike.",
        each = money(each),
        right = percent(right),
        sum = percent(sum),
        wrong = money(wrong)
    ))
}

// What a target takes.

fn targets(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut section = Section::new("targets", "What does the target profit take, before and after tax?");
    let mut table = Table::new("targets", "Sales in the present mix", "There is no target.");
    table
        .head()
        .text("aim", "Aim")
        .money("before_tax", "Profit before tax")
        .money("after_tax", "Profit after tax")
        .by("before_tax * (1 - ^profit_tax%)")
        .money("revenue", "Revenue")
        .decides()
        .by_if(outputs.even.is_some(), "(^fixed_costs + before_tax) / (^contribution / ^revenue)")
        .number("units", "Units")
        .percent("change", "Change from now")
        .by("percent(revenue / ^revenue) - 100");
    let kept =
        Decimal::ONE_HUNDRED.less(inputs.profit_tax.0).nearly_times(Decimal::new(1, 2)).unwrap_or_default();
    for (name, before, reach) in [
        ("Break-even", Decimal::ZERO, outputs.even),
        ("Target before tax", inputs.target, outputs.target),
        ("Target after tax", outputs.before_tax.nearest(), outputs.taxed),
    ] {
        let units = outputs.units_of(reach);
        let revenue = reach.map(|reach| reach.revenue);
        let change = revenue.and_then(|revenue| {
            Some(Amount::from(revenue).percent_of(outputs.all.revenue)?.less(Decimal::ONE_HUNDRED))
        });
        table
            .row()
            .cell(Sentence::from(name))
            .cell(before)
            .cell(before.nearly_times(kept).unwrap_or_default())
            .or_none(revenue)
            .or_none(units)
            .or_none(change);
    }
    section.table(table);
    if outputs.even.is_none() {
        section.note(outputs.never(inputs));
    }
    section.note("Units are those of the whole mix, rounded up once.");
    section
}

// What one percent does.

fn one_percent(outputs: &Outputs) -> Section {
    let mut section = Section::new("levers", "Which lever does most: price, volume or costs?");
    let profit = Some(outputs.profit()).filter(|profit| *profit > Decimal::ZERO);
    let mut table = Table::new("levers", "One percent of each, all else staying", "There are no levers.");
    table
        .head()
        .text("lever", "Lever")
        .money("adds", "Adds to profit")
        .percent("percent", "Of profit")
        .by_if(profit.is_some(), "percent(adds / ^profit)");
    let levers = levers(outputs);
    let mut names = Vec::new();
    let mut bars = Vec::new();
    for lever in levers {
        bars.push(lever.adds);
        names.push(Sentence::from(lever.name));
        table
            .row()
            .cell(Sentence::from(lever.name))
            .cell(lever.adds)
            .or_none(profit.and_then(|profit| percent_of(lever.adds, profit)));
    }
    let most = (0..bars.len()).max_by_key(|at| bars[*at]).unwrap_or_default();
    let mut chart = Chart {
        key: "levers",
        title: say!("What one percent adds to profit"),
        summary: say!(
            "{lever} adds most: {adds}.",
            lever = names.get(most).cloned().unwrap_or_else(|| "None".into()),
            adds = money(bars.get(most).copied().unwrap_or_default())
        ),
        x: Axis::categories("Lever", names),
        y: Axis::new("Adds to profit", Measure::Money),
        layers: Vec::new(),
    };
    chart.layer("adds", "Adds to profit", Tone::Own, Bars::beside(bars.into_iter().map(Some)));
    section.chart(chart);
    section.table(table);
    section.note("Each lever alone, with everything else as it is: a higher price that loses no sales, more sales at the same price. Whether customers stay is another question. Fees, refunds and marketing that are shares of the price rise with it.");
    section
}
