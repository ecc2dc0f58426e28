//! The report of the page: who pays more and who less, plans before and after, churn, the months ahead, and sensitivity.

use rust_decimal::Decimal;

use super::answer::part_of;
use super::scale::{Price, scaled};
use super::{BANDS, Inputs, MONTHS, Moving, Outputs};
use crate::arithmetic::{Nearly, Percent, ranking};
use crate::calculators::pricing::tiered_pricing::base::{percent_of, ready};
use crate::calculators::pricing::tiered_pricing::customers::named;
use crate::report::chart::{Axis, Bars, Point, Shape, Tone};
use crate::report::{Chart, Mark, Measure, Report, Section, Sentence, Table, money, percent};
use crate::say;

pub fn report(inputs: &Inputs, outputs: &Outputs) -> Report {
    Report {
        chart: Some(band_chart(outputs)),
        sections: vec![
            who(inputs, outputs),
            plans(inputs, outputs),
            churn(outputs),
            months(inputs, outputs),
            sensitivity(inputs, outputs),
        ],
    }
}

// Who pays more, and who less.

fn band_name(band: usize) -> Sentence {
    let middle = BANDS.len() + 1;
    let points = |at: usize| percent(BANDS[at].into());
    if band == middle {
        return say!("No change");
    }
    let past = if band < middle { middle - 1 - band } else { band - middle - 1 };
    match (band < middle, past) {
        (true, 0) => say!("Up to {to} less", to = points(0)),
        (false, 0) => say!("Up to {to} more", to = points(0)),
        (true, past) if past == BANDS.len() => say!("Over {from} less", from = points(past - 1)),
        (false, past) if past == BANDS.len() => say!("Over {from} more", from = points(past - 1)),
        (true, past) => say!("{from}–{to} less", from = Decimal::from(BANDS[past - 1]), to = points(past)),
        (false, past) => say!("{from}–{to} more", from = Decimal::from(BANDS[past - 1]), to = points(past)),
    }
}

/// The bands from the first to the last that has a customer. A bill cannot fall by more than all of it.
fn shown_bands(outputs: &Outputs) -> std::ops::Range<usize> {
    let used = |at: &usize| !outputs.bands[*at].customers.is_zero();
    let first = (0..outputs.bands.len()).find(used).unwrap_or_default();
    let last = (0..outputs.bands.len()).rev().find(used).unwrap_or_default();
    first..last + 1
}

fn band_chart(outputs: &Outputs) -> Chart {
    let bands = shown_bands(outputs);
    let [falls, rises] = outputs.sides();
    let bars = |within: &std::ops::Range<usize>| {
        let point = |(place, band): (usize, usize)| {
            let y = within.contains(&band).then_some(outputs.bands[band].customers);
            Point { x: Decimal::from(place), y: Some(y.unwrap_or_default()) }
        };
        Shape::Bars(Bars::Stacked(bands.clone().enumerate().map(point).collect()))
    };
    let most =
        ranking(outputs.bands.len(), &|a, b| outputs.bands[b].customers.cmp(&outputs.bands[a].customers));
    let most = most.first().copied().unwrap_or_default();
    let same = falls.end..falls.end + 1;
    let mut chart = Chart {
        key: "changes",
        title: say!("Customers by the change of their bill"),
        summary: say!(
            "The largest group, {customers, plural, one {# customer} other {# customers}}: {band}.",
            customers = outputs.bands[most].customers,
            band = band_name(most)
        ),
        x: Axis::categories("Change of the bill", bands.clone().map(band_name).collect()),
        y: Axis::new("Customers", Measure::number()),
        layers: Vec::new(),
    };
    chart.layer("less", "Pay less", Tone::Own, bars(&falls));
    chart.layer("same", "No change", Tone::Plain, bars(&same));
    chart.layer("more", "Pay more", Tone::Negative, bars(&rises));
    chart
}

fn who(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut section = Section::new("who", "Who pays more, and who less?");
    let mut table =
        Table::new("change_bands", "By the change of the bill, a month", "There are no customers.");
    table
        .head()
        .text("band", "Change")
        .number("customers", "Customers")
        .percent("share", "Of all customers")
        .by("percent(customers / ^customer_count)")
        .money("before", "They pay now")
        .money("after", "New bills")
        .money("change", "Change")
        .by("after - before");
    for band in shown_bands(outputs) {
        let total = &outputs.bands[band];
        let (before, after) = (outputs.monthly(total.before), outputs.monthly(total.bills));
        table
            .row()
            .cell(band_name(band))
            .cell(total.customers)
            .or_none(percent_of(total.customers, outputs.base.customers))
            .cell(before)
            .cell(after)
            .cell(after.less(before));
    }
    section.table(table);
    let mut table =
        Table::new("percentiles", "Changes that so many customers do not exceed", "There are no customers.");
    table
        .head()
        .percent("percent", "Customers")
        .money("change", "Change a month")
        .percent("share", "Change of the bill");
    for points in [5, 25, 50, 75, 95] {
        table
            .row()
            .cell(Decimal::from(points))
            .cell(outputs.money.quantile(points).map(|change| outputs.monthly(change)))
            .or_none(outputs.percent.quantile(points));
    }
    section.table(table);
    section.note(
        "A bill that was zero and is not any more counts among the largest rises, and has no change in percent. Between two customers a percentile is the mean of both.",
    );
    let mut table = Table::new(
        "rows_changed",
        "Whose bill changes, the largest rise first, for one customer and a month",
        "No bill changes.",
    );
    table
        .head()
        .text("name", "Customer")
        .text("plan", "Present plan")
        .text("to", "Then on")
        .number("customers", "Customers")
        .money("before", "Bill now")
        .money("after", "New bill")
        .money("change", "Change")
        .by("after - before")
        .percent("share", "Change of the bill")
        .by("percent(change / before)");
    let changed: Vec<usize> = (0..outputs.rows.len())
        .filter(|row| outputs.rows[*row].after.1 != outputs.rows[*row].before)
        .collect();
    let change = |row: usize| outputs.rows[row].after.1.less(outputs.rows[row].before);
    for place in ranking(changed.len(), &|a, b| change(changed[b]).cmp(&change(changed[a]))) {
        let row = changed[place];
        let moved = &outputs.rows[row];
        let (before, after) = (outputs.monthly(moved.before), outputs.monthly(moved.after.1));
        let change = after.less(before);
        table
            .row()
            .cell(inputs.customers[row].called())
            .words(&inputs.plans[outputs.base.plans[row]].name)
            .words(&outputs.proposed[moved.after.0].name)
            .cell(outputs.base.counts[row])
            .cell(before)
            .cell(after)
            .cell(change)
            .or_none(percent_of(change, before));
    }
    section.table(table);
    section
}

// Plans before and after.

fn plans(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut table = Table::new(
        "plan_changes",
        "Customers and revenue by plan, a month, if nobody leaves",
        "There are no plans.",
    );
    table
        .head()
        .text("plan", "Plan")
        .number("customers_before", "Customers now")
        .money("revenue_before", "Revenue now")
        .number("customers_stay", "If they stay")
        .money("revenue_stay", "Revenue if they stay")
        .number("customers_cheapest", "If they move")
        .money("revenue_cheapest", "Revenue if they move");
    for change in &outputs.plans {
        let mut row = table.row().words(&change.name);
        for total in [&change.before, &change.stay, &change.cheapest] {
            row = row.cell(total.customers).cell(outputs.monthly(total.bills));
        }
    }
    let mut section = Section::new("plan_mix", "Which plans will customers be on?");
    section.table(table);
    section.note(match inputs.moving {
        Moving::Stay => "The answer counts customers as staying.",
        Moving::Cheapest => "The answer counts customers as moving to the plan that is cheapest for them.",
    });
    section.note(
        "Plans are matched by name. Whoever is on a plan that ends, or has more than it allows, goes to the plan that is cheapest for them. Only prices decide what is cheapest; where two plans cost the same, the customer stays.",
    );
    section
}

// Churn.

fn churn(outputs: &Outputs) -> Section {
    let mut section = Section::new("churn", "How many may leave, and what is left?");
    let mut table = Table::new("churn_steps", "By the rise of the bill, a month", "There are no steps.");
    table
        .head()
        .text("rise", "Rise")
        .number("customers", "Customers")
        .percent("churn", "Leave")
        .number("leave", "Customers who leave")
        .by("customers * churn%")
        .money("revenue", "New bills")
        .money("lost", "Revenue lost")
        .by("revenue * churn%")
        .money("cost_saved", "Cost saved");
    for (at, (step, total)) in outputs.steps.iter().enumerate() {
        let name = match (at, outputs.steps.get(at + 1)) {
            (0, None) => say!("Everybody"),
            (0, Some((next, _))) if next.above.0.is_zero() => say!("No rise"),
            (0, Some((next, _))) => say!("None, or up to {to}", to = percent(next.above.0)),
            (_, Some((next, _))) => {
                say!("Above {from} up to {to}", from = percent(step.above.0), to = percent(next.above.0))
            }
            (_, None) => say!("Above {from}", from = percent(step.above.0)),
        };
        let revenue = outputs.monthly(total.bills);
        table
            .row()
            .cell(name)
            .cell(total.customers)
            .cell(step.churn.0)
            .cell(part_of(total.customers, step.churn))
            .cell(revenue)
            .cell(part_of(revenue, step.churn))
            .cell(part_of(outputs.monthly(total.cost), step.churn));
    }
    section.table(table);
    if outputs.steps.len() == 1 {
        section
            .note("No churn is expected yet. Say under “Churn and grandfathering” who leaves at which rise.");
    }
    let [before, after, kept] = outputs.states();
    let lost = percent_of(after.revenue.less(kept.revenue), after.revenue);
    match (percent_of(after.revenue.less(before.revenue), after.revenue), lost) {
        (Some(most), Some(lost)) if most > Decimal::ZERO => section.note(say!(
            "Up to {most} of the new revenue may be lost before the change earns less than now; the churn that you expect takes {lost}.",
            most = percent(most),
            lost = percent(lost)
        )),
        _ => section.note("The new prices earn no more than the old ones even if nobody leaves."),
    }
    section.note(
        "Churn is a share of each row, so that parts of customers may leave. Customers whose bill falls or stays do not leave because of it.",
    );
    section
}

// The months ahead.

fn months(inputs: &Inputs, outputs: &Outputs) -> Section {
    let [before, _, _] = outputs.states();
    let months = outputs.months(inputs);
    let mut table = Table::new("by_month", "Month by month", "There are no months.");
    table
        .head()
        .number("month", "Month")
        .money("revenue", "Revenue")
        .by("if(month <= ^grandfather_months, ^revenue_before * ^grandfathered% + ^revenue_kept * (1 - ^grandfathered%), ^revenue_kept)")
        .money("more", "More than now")
        .by("revenue - ^revenue_before")
        .money("margin", "Margin")
        .by("if(month <= ^grandfather_months, ^margin_before * ^grandfathered% + ^margin_kept * (1 - ^grandfathered%), ^margin_kept)")
        .number("customers", "Customers")
        .by("if(month <= ^grandfather_months, ^customer_count * ^grandfathered% + ^customers_kept * (1 - ^grandfathered%), ^customers_kept)");
    for (at, month) in months.iter().enumerate() {
        table
            .row()
            .cell(Decimal::from(at + 1))
            .cell(month.revenue)
            .cell(month.revenue.less(before.revenue))
            .cell(month.margin())
            .cell(month.customers);
    }
    let line = |of: &dyn Fn(usize) -> Decimal| {
        Shape::Step((0..=MONTHS).map(|at| Point { x: Decimal::from(at), y: Some(of(at)) }).collect())
    };
    let at = |at: usize| months[at.min(MONTHS - 1)].revenue;
    let mut chart = Chart {
        key: "months_ahead",
        title: say!("Revenue a month"),
        summary: say!(
            "Over {n} months the new prices bring {all}, against {now} at the present ones.",
            n = MONTHS,
            all =
                money(months.iter().fold(Decimal::ZERO, |sum, month| {
                    sum.nearly_plus(month.revenue).unwrap_or_default()
                })),
            now = money(before.revenue.nearly_times(Decimal::from(MONTHS)).unwrap_or_default())
        ),
        x: Axis::new("Months after the change", Measure::number()),
        y: Axis::new("Revenue a month", Measure::Money),
        layers: Vec::new(),
    };
    chart.layer("new", "With the change", Tone::Own, line(&at));
    chart.layer("now", "At the present prices", Tone::Plain, line(&|_| before.revenue));
    let mut section = Section::new("months_ahead", "What do the next 24 months bring?");
    section.chart(chart);
    section.table(table);
    section.note(
        "Whoever leaves does so when the new prices first apply: at once, or, for those who keep the present prices, when that ends. There is no other growth or churn in this.",
    );
    section
}

// What if.

/// The proposed plan and the price of it that are varied.
fn varied<'o>(inputs: &'o Inputs, outputs: &'o Outputs) -> (usize, Price<'o>) {
    let chosen = named(&outputs.proposed, &inputs.vary_plan);
    let earns = |plan: usize| {
        let change = outputs.plans.iter().find(|change| change.name == outputs.proposed[plan].name);
        change.map_or(Decimal::ZERO, |change| match inputs.moving {
            Moving::Stay => change.stay.bills,
            Moving::Cheapest => change.cheapest.bills,
        })
    };
    let most = || ranking(outputs.proposed.len(), &|a, b| earns(b).cmp(&earns(a))).first().copied();
    let plan = chosen.or_else(most).unwrap_or_default();
    let charge = outputs.proposed[plan].charges.iter().find(|charge| !charge.quantity.is_empty());
    let price = match (inputs.vary_quantity.as_str(), charge) {
        ("", Some(charge)) if outputs.proposed[plan].base_fee.is_zero() => {
            Price::Of(charge.quantity.as_str())
        }
        ("", _) => Price::BaseFee,
        (quantity, _) => Price::Of(quantity),
    };
    (plan, price)
}

fn sensitivity(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut section = Section::new("sensitivity", "What if more leave, or a price is another?");
    let (plan, price) = varied(inputs, outputs);
    let churn = [Decimal::ZERO, Decimal::new(5, 1), Decimal::ONE, Decimal::new(15, 1), Decimal::TWO];
    let [before, ..] = outputs.states();
    let name = outputs.proposed[plan].name.as_str();
    let priced = match price {
        Price::BaseFee => say!("the base fee of {plan}", plan = name),
        Price::Of(quantity) => say!("the price of {quantity} on {plan}", quantity = quantity, plan = name),
    };
    let mut table = Table::new(
        "sensitivity",
        say!("Change in revenue a month after churn, by {price}", price = priced),
        "There is no price to vary.",
    );
    table
        .head()
        .percent("price", "Price")
        .money("churn_0", "No churn")
        .money("churn_half", "Half the churn")
        .money("churn_as_given", "Churn as given")
        .money("churn_half_more", "Half as much again")
        .money("churn_twice", "Twice the churn");
    for steps in [-2, -1, 0, 1, 2] {
        let by = Percent(inputs.vary_by.0.nearly_times(Decimal::from(steps)).unwrap_or_default());
        let Some(left) = kept_at(inputs, outputs, plan, price, by, &churn) else {
            section.note("This takes more digits than there are. Use fewer decimals.");
            return section;
        };
        let mut row = table.row().cell(by.0);
        for (left, times) in left.into_iter().zip(&churn) {
            row = row
                .cell(outputs.monthly(left).less(before.revenue))
                .marked_if(steps == 0 && *times == Decimal::ONE, Mark::Present);
        }
    }
    section.table(table);
    section.note(
        "The price changes on top of what is proposed, everything else staying as it is. Churn above all of the customers counts as all of them. Grandfathering is not counted here.",
    );
    section
}

/// What is left after so many times the churn, with one price raised by so much.
fn kept_at(
    inputs: &Inputs,
    outputs: &Outputs,
    plan: usize,
    price: Price<'_>,
    by: Percent,
    churn: &[Decimal],
) -> Option<Vec<Decimal>> {
    if by.0.is_zero() {
        return outputs.kept(inputs, &outputs.bills, churn).ok();
    }
    let plans = [scaled(&outputs.proposed[plan], by, Some(price)).ok()?];
    let raised = ready(&plans, "proposed", &outputs.quantities, &inputs.rules, outputs.minor_units).ok()?;
    let bills = outputs.bills.with(plan, raised.first()?, &outputs.base).ok()?;
    outputs.kept(inputs, &bills, churn).ok()
}
