//! The report of the page: who pays more and who less, plans before and after, churn, the months ahead, and sensitivity.

use rust_decimal::Decimal;

use super::answer::{less, part_of};
use super::scale::{Price, scaled};
use super::{BANDS, Inputs, MONTHS, Moving, Outputs};
use crate::arithmetic::{Nearly, Percent, ranking};
use crate::calculators::pricing::tiered_pricing::base::{percent_of, ready};
use crate::calculators::pricing::tiered_pricing::customers::named;
use crate::report::chart::{Axis, Bars, Layer, Point, Shape, Tone};
use crate::report::{
    Block, Cell, Chart, Column, Mark, Measure, Report, Section, Sentence, Table, Value, percent,
};
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

/// A quotient, or a word where there is none.
fn quotient(part: Option<Decimal>) -> Cell {
    part.map_or_else(|| Cell::from(Value::Undefined(say!("none"))), Cell::from)
}

fn money(key: &'static str, label: &'static str) -> Column {
    Column::new(key, label, Measure::Money)
}

fn count(key: &'static str, label: &'static str) -> Column {
    Column::new(key, label, Measure::number())
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
    Chart {
        key: "changes",
        title: say!("Customers by the change of their bill"),
        summary: say!(
            "The largest group, {customers, plural, one {# customer} other {# customers}}: {band}.",
            customers = outputs.bands[most].customers,
            band = band_name(most)
        ),
        x: Axis::categories("Change of the bill", bands.clone().map(band_name).collect()),
        y: Axis::new("Customers", Measure::number()),
        layers: vec![
            Layer::new("less", "Pay less", bars(&falls)),
            Layer::new("same", "No change", bars(&same)).toned(Tone::Plain),
            Layer::new("more", "Pay more", bars(&rises)).toned(Tone::Negative),
        ],
    }
}

fn who(inputs: &Inputs, outputs: &Outputs) -> Section {
    let bands = |band: usize| {
        let total = &outputs.bands[band];
        let (before, after) = (outputs.monthly(total.before), outputs.monthly(total.bills));
        vec![
            Cell::from(band_name(band)),
            total.customers.into(),
            quotient(percent_of(total.customers, outputs.base.customers)),
            before.into(),
            after.into(),
            less(after, before).into(),
        ]
    };
    let by_band = Table {
        key: "change_bands".into(),
        label: say!("By the change of the bill, a month"),
        columns: vec![
            Column::new("band", "Change", Measure::Text),
            count("customers", "Customers"),
            Column::new("share", "Of all customers", Measure::Percent)
                .by("percent(customers / ^customer_count)"),
            money("before", "They pay now"),
            money("after", "New bills"),
            money("change", "Change").by("after - before"),
        ],
        rows: shown_bands(outputs).map(bands).collect(),
        empty: say!("There are no customers."),
    };
    let quantile = |points: u32| {
        vec![
            Cell::from(Decimal::from(points)),
            Cell::from(Value::from(outputs.money.quantile(points).map(|change| outputs.monthly(change)))),
            quotient(outputs.percent.quantile(points)),
        ]
    };
    let quantiles = Table {
        key: "percentiles".into(),
        label: say!("Changes that so many customers do not exceed"),
        columns: vec![
            Column::new("percent", "Customers", Measure::Percent),
            money("change", "Change a month"),
            Column::new("share", "Change of the bill", Measure::Percent),
        ],
        rows: [5, 25, 50, 75, 95].into_iter().map(quantile).collect(),
        empty: say!("There are no customers."),
    };
    let changed: Vec<usize> = (0..outputs.rows.len())
        .filter(|row| outputs.rows[*row].after.1 != outputs.rows[*row].before)
        .collect();
    let change = |row: usize| less(outputs.rows[row].after.1, outputs.rows[row].before);
    let order = ranking(changed.len(), &|a, b| change(changed[b]).cmp(&change(changed[a])));
    let row = |place: usize| {
        let row = changed[place];
        let moved = &outputs.rows[row];
        let (before, after) = (outputs.monthly(moved.before), outputs.monthly(moved.after.1));
        let change = less(after, before);
        vec![
            Cell::from(inputs.customers[row].called()),
            Cell::from(Sentence::verbatim(inputs.plans[outputs.base.plans[row]].name.as_str())),
            Cell::from(Sentence::verbatim(outputs.proposed[moved.after.0].name.as_str())),
            outputs.base.counts[row].into(),
            before.into(),
            after.into(),
            change.into(),
            quotient(percent_of(change, before)),
        ]
    };
    let rows = Table {
        key: "rows_changed".into(),
        label: say!("Whose bill changes, the largest rise first, for one customer and a month"),
        columns: vec![
            Column::new("name", "Customer", Measure::Text),
            Column::new("plan", "Present plan", Measure::Text),
            Column::new("to", "Then on", Measure::Text),
            count("customers", "Customers"),
            money("before", "Bill now"),
            money("after", "New bill"),
            money("change", "Change").by("after - before"),
            Column::new("share", "Change of the bill", Measure::Percent).by("percent(change / before)"),
        ],
        rows: order.into_iter().map(row).collect(),
        empty: say!("No bill changes."),
    };
    Section {
        key: "who",
        question: say!("Who pays more, and who less?"),
        blocks: vec![
            Block::Table(by_band),
            Block::Table(quantiles),
            Block::Note(say!(
                "A bill that was zero and is not any more counts among the largest rises, and has no change in percent. Between two customers a percentile is the mean of both."
            )),
            Block::Table(rows),
        ],
    }
}

// Plans before and after.

fn plans(inputs: &Inputs, outputs: &Outputs) -> Section {
    let row = |change: &super::PlanChange| {
        let mut cells = vec![Cell::from(Sentence::verbatim(change.name.as_str()))];
        for total in [&change.before, &change.stay, &change.cheapest] {
            cells.extend([Cell::from(total.customers), Cell::from(outputs.monthly(total.bills))]);
        }
        cells
    };
    let table = Table {
        key: "plan_changes".into(),
        label: say!("Customers and revenue by plan, a month, if nobody leaves"),
        columns: vec![
            Column::new("plan", "Plan", Measure::Text),
            count("customers_before", "Customers now"),
            money("revenue_before", "Revenue now"),
            count("customers_stay", "If they stay"),
            money("revenue_stay", "Revenue if they stay"),
            count("customers_cheapest", "If they move"),
            money("revenue_cheapest", "Revenue if they move"),
        ],
        rows: outputs.plans.iter().map(row).collect(),
        empty: say!("There are no plans."),
    };
    let counted = match inputs.moving {
        Moving::Stay => say!("The answer counts customers as staying."),
        Moving::Cheapest => {
            say!("The answer counts customers as moving to the plan that is cheapest for them.")
        }
    };
    Section {
        key: "plan_mix",
        question: say!("Which plans will customers be on?"),
        blocks: vec![
            Block::Table(table),
            Block::Note(counted),
            Block::Note(say!(
                "Plans are matched by name. Whoever is on a plan that ends, or has more than it allows, goes to the plan that is cheapest for them. Only prices decide what is cheapest; where two plans cost the same, the customer stays."
            )),
        ],
    }
}

// Churn.

fn churn(outputs: &Outputs) -> Section {
    let row = |(at, (step, total)): (usize, &(super::ChurnStep, super::Total))| {
        let name = match (at, outputs.steps.get(at + 1)) {
            (0, None) => say!("Everybody"),
            (0, Some((next, _))) if next.above.0.is_zero() => say!("No rise"),
            (0, Some((next, _))) => say!("None, or up to {to}", to = percent(next.above.0)),
            (_, Some((next, _))) => {
                say!("Above {from} up to {to}", from = percent(step.above.0), to = percent(next.above.0))
            }
            (_, None) => say!("Above {from}", from = percent(step.above.0)),
        };
        let (revenue, cost) = (outputs.monthly(total.bills), outputs.monthly(total.cost));
        vec![
            Cell::from(name),
            total.customers.into(),
            step.churn.0.into(),
            part_of(total.customers, step.churn).into(),
            revenue.into(),
            part_of(revenue, step.churn).into(),
            part_of(cost, step.churn).into(),
        ]
    };
    let table = Table {
        key: "churn_steps".into(),
        label: say!("By the rise of the bill, a month"),
        columns: vec![
            Column::new("rise", "Rise", Measure::Text),
            count("customers", "Customers"),
            Column::new("churn", "Leave", Measure::Percent),
            count("leave", "Customers who leave").by("customers * churn%"),
            money("revenue", "New bills"),
            money("lost", "Revenue lost").by("revenue * churn%"),
            money("cost_saved", "Cost saved"),
        ],
        rows: outputs.steps.iter().enumerate().map(row).collect(),
        empty: say!("There are no steps."),
    };
    let [before, after, kept] = outputs.states();
    let mut blocks = vec![Block::Table(table)];
    if outputs.steps.len() == 1 {
        blocks.push(Block::Note(say!(
            "No churn is expected yet. Say under “Churn and grandfathering” who leaves at which rise."
        )));
    }
    let lost = percent_of(less(after.revenue, kept.revenue), after.revenue);
    match (percent_of(less(after.revenue, before.revenue), after.revenue), lost) {
        (Some(most), Some(lost)) if most > Decimal::ZERO => blocks.push(Block::Note(say!(
            "Up to {most} of the new revenue may be lost before the change earns less than now; the churn that you expect takes {lost}.",
            most = percent(most),
            lost = percent(lost)
        ))),
        _ => blocks.push(Block::Note(say!(
            "The new prices earn no more than the old ones even if nobody leaves."
        ))),
    }
    blocks.push(Block::Note(say!(
        "Churn is a share of each row, so that parts of customers may leave. Customers whose bill falls or stays do not leave because of it."
    )));
    Section { key: "churn", question: say!("How many may leave, and what is left?"), blocks }
}

// The months ahead.

fn months(inputs: &Inputs, outputs: &Outputs) -> Section {
    let [before, _, _] = outputs.states();
    let months = outputs.months(inputs);
    let row = |(at, month): (usize, &super::answer::Month)| {
        vec![
            Cell::from(Decimal::from(at + 1)),
            month.revenue.into(),
            less(month.revenue, before.revenue).into(),
            month.margin().into(),
            month.customers.into(),
        ]
    };
    let table = Table {
        key: "by_month".into(),
        label: say!("Month by month"),
        columns: vec![
            count("month", "Month"),
            money("revenue", "Revenue").by(
                "if(month <= ^grandfather_months, ^revenue_before * ^grandfathered% + ^revenue_kept * (1 - ^grandfathered%), ^revenue_kept)",
            ),
            money("more", "More than now").by("revenue - ^revenue_before"),
            money("margin", "Margin").by(
                "if(month <= ^grandfather_months, ^margin_before * ^grandfathered% + ^margin_kept * (1 - ^grandfathered%), ^margin_kept)",
            ),
            count("customers", "Customers").by(
                "if(month <= ^grandfather_months, ^customer_count * ^grandfathered% + ^customers_kept * (1 - ^grandfathered%), ^customers_kept)",
            ),
        ],
        rows: months.iter().enumerate().map(row).collect(),
        empty: say!("There are no months."),
    };
    let line = |of: &dyn Fn(usize) -> Decimal| {
        Shape::Step((0..=MONTHS).map(|at| Point { x: Decimal::from(at), y: Some(of(at)) }).collect())
    };
    let at = |at: usize| months[at.min(MONTHS - 1)].revenue;
    let chart = Chart {
        key: "months_ahead",
        title: say!("Revenue a month"),
        summary: say!(
            "Over {n} months the new prices bring {all}, against {now} at the present ones.",
            n = MONTHS,
            all =
                crate::report::money(months.iter().fold(Decimal::ZERO, |sum, month| {
                    sum.nearly_plus(month.revenue).unwrap_or_default()
                })),
            now =
                crate::report::money(before.revenue.nearly_times(Decimal::from(MONTHS)).unwrap_or_default())
        ),
        x: Axis::new("Months after the change", Measure::number()),
        y: Axis::new("Revenue a month", Measure::Money),
        layers: vec![
            Layer::new("new", "With the change", line(&at)),
            Layer::new("now", "At the present prices", line(&|_| before.revenue)).toned(Tone::Plain),
        ],
    };
    let note = say!(
        "Whoever leaves does so when the new prices first apply: at once, or, for those who keep the present prices, when that ends. There is no other growth or churn in this."
    );
    Section {
        key: "months_ahead",
        question: say!("What do the next 24 months bring?"),
        blocks: vec![Block::Chart(chart), Block::Table(table), Block::Note(note)],
    }
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
    let question = say!("What if more leave, or a price is another?");
    let (plan, price) = varied(inputs, outputs);
    let churn = [Decimal::ZERO, Decimal::new(5, 1), Decimal::ONE, Decimal::new(15, 1), Decimal::TWO];
    let [before, ..] = outputs.states();
    let name = outputs.proposed[plan].name.as_str();
    let priced = match price {
        Price::BaseFee => say!("the base fee of {plan}", plan = name),
        Price::Of(quantity) => say!("the price of {quantity} on {plan}", quantity = quantity, plan = name),
    };
    let mut rows = Vec::new();
    for steps in [-2, -1, 0, 1, 2] {
        let by = Percent(inputs.vary_by.0.nearly_times(Decimal::from(steps)).unwrap_or_default());
        let Some(left) = kept_at(inputs, outputs, plan, price, by, &churn) else {
            let note = say!("This takes more digits than there are. Use fewer decimals.");
            return Section { key: "sensitivity", question, blocks: vec![Block::Note(note)] };
        };
        let mut cells = vec![Cell::from(by.0)];
        cells.extend(left.into_iter().zip(&churn).map(|(left, times)| {
            let cell = Cell::from(less(outputs.monthly(left), before.revenue));
            if steps == 0 && *times == Decimal::ONE { cell.marked(Mark::Present) } else { cell }
        }));
        rows.push(cells);
    }
    let table = Table {
        key: "sensitivity".into(),
        label: say!("Change in revenue a month after churn, by {price}", price = priced),
        columns: vec![
            Column::new("price", "Price", Measure::Percent),
            money("churn_0", "No churn"),
            money("churn_half", "Half the churn"),
            money("churn_as_given", "Churn as given"),
            money("churn_half_more", "Half as much again"),
            money("churn_twice", "Twice the churn"),
        ],
        rows,
        empty: say!("There is no price to vary."),
    };
    let note = say!(
        "The price changes on top of what is proposed, everything else staying as it is. Churn above all of the customers counts as all of them. Grandfathering is not counted here."
    );
    Section { key: "sensitivity", question, blocks: vec![Block::Table(table), Block::Note(note)] }
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
