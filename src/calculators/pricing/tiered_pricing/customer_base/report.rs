//! The report of the page: revenue by plan and tier, who should move, cliffs, and who might leave and why.

use rust_decimal::Decimal;

use super::answer::LARGEST;
use super::triggers::{Hit, Trigger, first_behind};
use super::{Inputs, Outputs};
use crate::arithmetic::{Nearly, ranking};
use crate::calculators::pricing::tiered_pricing::base::percent_of;
use crate::calculators::pricing::tiered_pricing::plan::{Charge, Plan};
use crate::report::chart::{Axis, Bars, Point, Shape, Tone};
use crate::report::{Chart, Measure, Report, Section, Sentence, Table, percent};
use crate::say;

pub fn report(inputs: &Inputs, outputs: &Outputs) -> Report {
    Report {
        chart: Some(plan_chart(inputs, outputs)),
        sections: vec![
            plans(inputs, outputs),
            largest(outputs),
            moves(inputs, outputs),
            cliffs(inputs, outputs),
            triggers(inputs, outputs),
        ],
    }
}

fn name_of(plans: &[Plan], plan: usize) -> Sentence {
    Sentence::verbatim(plans.get(plan).map_or("", |plan| plan.name.as_str()))
}

// Who pays what.

fn plan_chart(inputs: &Inputs, outputs: &Outputs) -> Chart {
    let bars = |of: &dyn Fn(usize) -> Decimal| {
        let point = |plan: usize| Point { x: Decimal::from(plan), y: Some(outputs.monthly(of(plan))) };
        Shape::Bars(Bars::Stacked((0..inputs.plans.len()).map(point).collect()))
    };
    let at_home = |plan: usize| {
        let total = &outputs.plans[plan];
        total.bills.less(total.dearer_bills)
    };
    let most = ranking(inputs.plans.len(), &|a, b| outputs.plans[b].bills.cmp(&outputs.plans[a].bills));
    let most = most.first().copied().unwrap_or_default();
    let share = percent_of(outputs.plans[most].bills, outputs.sum(|total| total.bills)).unwrap_or_default();
    let mut chart = Chart {
        key: "revenue_by_plan",
        title: say!("Revenue a month by plan"),
        summary: say!(
            "{plan} earns most: {share} of the revenue.",
            plan = name_of(&inputs.plans, most),
            share = percent(share)
        ),
        x: Axis::categories(
            "Plan",
            (0..inputs.plans.len()).map(|plan| name_of(&inputs.plans, plan)).collect(),
        ),
        y: Axis::new("Revenue a month", Measure::Money),
        layers: Vec::new(),
    };
    chart.layer("at_home", "On the plan that is cheapest for them", Tone::Own, bars(&at_home));
    let dearer = bars(&|plan| outputs.plans[plan].dearer_bills);
    chart.layer("dearer", "Would pay less on another plan", Tone::Negative, dearer);
    chart
}

fn plans(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut section = Section::new("plans", "Who pays what, by plan and by tier?");
    let mut table = Table::new("by_plan", "By plan, a month", "There are no plans.");
    table
        .head()
        .text("plan", "Plan")
        .number("customers", "Customers")
        .percent("customer_share", "Of all customers")
        .by("percent(customers / ^customer_count)")
        .money("revenue", "Revenue")
        .percent("revenue_share", "Of all revenue")
        .by("percent(revenue / ^revenue)")
        .money("average", "Average bill")
        .by("revenue / customers")
        .money("margin", "Margin");
    let all = outputs.monthly(outputs.sum(|total| total.bills));
    for (plan, total) in inputs.plans.iter().zip(&outputs.plans) {
        let revenue = outputs.monthly(total.bills);
        table
            .row()
            .words(&plan.name)
            .cell(total.customers)
            .or_none(percent_of(total.customers, outputs.base.customers))
            .cell(revenue)
            .or_none(percent_of(revenue, all))
            .or_none(revenue.nearly_over(total.customers))
            .cell(revenue.less(outputs.monthly(total.cost)));
    }
    section.table(table);
    if !outputs.tiers.is_empty() {
        let mut table = Table::new("by_tier", "By tier reached, a month", "No charge has tiers.");
        table
            .head()
            .text("plan", "Plan")
            .text("quantity", "Priced by")
            .text("tier", "Tier")
            .number("customers", "Customers")
            .percent("share", "Of the plan’s customers")
            .money("revenue", "Revenue");
        for total in &outputs.tiers {
            let plan = &inputs.plans[total.plan];
            let charge = &plan.charges[total.charge];
            table
                .row()
                .words(&plan.name)
                .words(&charge.quantity)
                .cell(tier_name(charge, total.tier))
                .cell(total.customers)
                .or_none(percent_of(total.customers, outputs.plans[total.plan].customers))
                .cell(outputs.monthly(total.bills));
        }
        section.table(table);
        section.note(
            "Revenue by tier is the whole bill of the customers who reach the tier. A plan with several tiered charges counts its customers once for each.",
        );
    }
    section
}

fn tier_name(charge: &Charge, tier: usize) -> Sentence {
    let from = tier.checked_sub(1).and_then(|before| charge.tiers[before].up_to).unwrap_or_default();
    match charge.tiers[tier].up_to {
        Some(to) if from.is_zero() => say!("Tier {n}: up to {to}", n = tier + 1, to = to),
        Some(to) => say!("Tier {n}: over {from} up to {to}", n = tier + 1, from = from, to = to),
        None => say!("Tier {n}: over {from}", n = tier + 1, from = from),
    }
}

// How much hangs on the largest.

fn largest(outputs: &Outputs) -> Section {
    let mut section = Section::new("largest", "How much hangs on the largest customers?");
    let mut table =
        Table::new("largest", "Revenue from the customers who pay most, a month", "There are no customers.");
    table
        .head()
        .percent("percent", "Largest")
        .number("customers", "Customers")
        .by("^customer_count * percent%")
        .money("revenue", "Revenue")
        .percent("share", "Of all revenue")
        .by("percent(revenue / ^revenue)");
    let revenue = outputs.monthly(outputs.sum(|total| total.bills));
    for percent in [LARGEST[0], 5, LARGEST[1], 20, 50] {
        let top = outputs.monthly(outputs.spread.top(percent).unwrap_or_default());
        let share = Decimal::new(percent.into(), 2);
        table
            .row()
            .cell(Decimal::from(percent))
            .cell(outputs.base.customers.nearly_times(share).unwrap_or_default())
            .cell(top)
            .or_none(percent_of(top, revenue));
    }
    section.table(table);
    let mut table =
        Table::new("bills", "Bills a month that so many customers do not exceed", "There are no customers.");
    table.head().percent("percent", "Customers").money("bill", "Bill");
    for percent in [10, 25, 50, 75, 90, 99] {
        let bill = outputs.spread.quantile(percent).map(|bill| outputs.monthly(bill));
        table.row().cell(Decimal::from(percent)).cell(bill);
    }
    section.table(table);
    section.note(
        "A row that stands for several customers counts as that many, each with the same bill. Where the share ends within a customer, that part of the customer and of the bill counts.",
    );
    section
}

// Who would pay less elsewhere.

fn moves(inputs: &Inputs, outputs: &Outputs) -> Section {
    let plans = inputs.plans.len();
    // From each plan to each.
    let mut moved = vec![super::Total::default(); plans * plans];
    for row in 0..outputs.base.rows() {
        let (from, (to, least)) = (outputs.base.plans[row], outputs.cheapest[row]);
        if from == to {
            continue;
        }
        let total = &mut moved[from * plans + to];
        let saved = outputs.now[row].less(least);
        let of_all = |each: Decimal| each.nearly_times(outputs.base.counts[row]).unwrap_or_default();
        total.customers.nearly_gain(outputs.base.counts[row]);
        total.bills.nearly_gain(of_all(outputs.now[row]));
        total.saving.nearly_gain(of_all(saved));
    }
    let mut table = Table::new(
        "moves",
        "Customers whose bills another plan would lower, a month",
        "Everybody is on the plan that is cheapest for them.",
    );
    table
        .head()
        .text("from", "Present plan")
        .text("to", "Cheapest plan")
        .number("movers", "Customers")
        .money("revenue", "They pay")
        .money("cost", "They would save")
        .percent("share", "Of their bills")
        .by("percent(cost / revenue)");
    for (at, total) in moved.iter().enumerate().filter(|(_, total)| !total.customers.is_zero()) {
        let (bills, cost) = (outputs.monthly(total.bills), outputs.monthly(total.saving));
        table
            .row()
            .words(&inputs.plans[at / plans].name)
            .words(&inputs.plans[at % plans].name)
            .cell(total.customers)
            .cell(bills)
            .cell(cost)
            .or_none(percent_of(cost, bills));
    }
    let mut section =
        Section::new("moves", "Who would pay less on another plan, and what would it cost you?");
    section.table(table);
    section.note(
        "What they would save is revenue you would lose. Only prices are compared, not what else a plan offers. Plans are compared by the bills for the same amounts, rounded as billed; a plan that stops below a customer’s amounts is not offered. Where two plans cost the same, the customer stays. Who is behind each number stands under “Who might leave, and why?”.",
    );
    section
}

// Revenue inside cliffs.

fn cliffs(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut section = Section::new("cliffs", "How much revenue lies inside cliffs?");
    let mut table = Table::new(
        "cliffs",
        "Amounts that cost more than larger ones, a month",
        "Nobody is inside a cliff: no customer could pay less by buying more.",
    );
    table
        .head()
        .text("plan", "Plan")
        .text("quantity", "Priced by")
        .number("from", "From")
        .number("to", "To")
        .number("buy", "Cheaper from")
        .number("customers", "Customers")
        .money("revenue", "Revenue")
        .money("saving", "They could save");
    for brink in outputs.found.brinks.iter().filter(|brink| !brink.customers.is_zero()) {
        let quantity = &outputs.quantities[brink.quantity];
        let Ok(Some((from, to))) = brink.cliff.span.ends(quantity.whole) else { continue };
        table
            .row()
            .words(&inputs.plans[brink.plan].name)
            .words(&quantity.name)
            .cell(from.nearest())
            .cell(to.nearest())
            .cell(first_behind(brink.cliff.buy, quantity.whole).ok())
            .cell(brink.customers)
            .cell(outputs.monthly(brink.bills))
            .cell(outputs.monthly(brink.saving));
    }
    section.table(table);
    for plan in &outputs.found.unseen {
        section.note(say!(
            "{plan} changes its price at too many amounts to look for all its cliffs.",
            plan = name_of(&inputs.plans, *plan)
        ));
    }
    section.note(
        "A customer is inside a cliff if buying more of one quantity, on the same plan, makes the bill lower. All of the bill counts as revenue inside the cliff.",
    );
    section
}

// Who might leave.

/// What a trigger is called, with its threshold.
fn trigger_name(inputs: &Inputs, trigger: Trigger) -> Sentence {
    let thresholds = &inputs.thresholds;
    match trigger {
        Trigger::Rise => {
            say!("Bill up by more than {threshold}", threshold = percent(thresholds.rise_percent.0))
        }
        Trigger::Overage => {
            say!("Overage above {threshold} of the bill", threshold = percent(thresholds.overage_share.0))
        }
        Trigger::Unused => {
            say!("Use below {threshold} of what is included", threshold = percent(thresholds.use_below.0))
        }
        Trigger::Dearer if thresholds.dearer_by.0.is_zero() => say!("Dearer than the cheapest plan"),
        Trigger::Dearer => {
            say!("Cheapest plan saves more than {threshold}", threshold = percent(thresholds.dearer_by.0))
        }
        Trigger::Cliff => {
            say!("Pays less with at most {threshold} more", threshold = percent(thresholds.cliff_within.0))
        }
    }
}

fn triggers(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut summary = Table::new("triggers", "Churn triggers", "There are no triggers.");
    summary
        .head()
        .text("trigger", "Trigger")
        .number("rows", "Rows")
        .number("customers", "Customers")
        .money("revenue", "Revenue a month")
        .percent("share", "Of all revenue")
        .by("percent(revenue / ^revenue)");
    let all = outputs.monthly(outputs.sum(|total| total.bills));
    let mut tables = Vec::with_capacity(Trigger::ALL.len());
    for trigger in Trigger::ALL {
        let hits: Vec<&Hit> = outputs.found.hits.iter().filter(|hit| hit.trigger == trigger).collect();
        let (mut count, mut bills) = (Decimal::ZERO, Decimal::ZERO);
        for hit in &hits {
            count.nearly_gain(outputs.base.counts[hit.row]);
            bills.nearly_gain(outputs.of_all(hit.row, outputs.now[hit.row]).unwrap_or_default());
        }
        let revenue = outputs.monthly(bills);
        summary
            .row()
            .cell(trigger_name(inputs, trigger))
            .cell(Decimal::from(hits.len()))
            .cell(count)
            .cell(revenue)
            .or_none(percent_of(revenue, all));
        tables.push(trigger_rows(inputs, outputs, trigger, &hits));
    }
    let known = (0..outputs.base.rows()).filter(|row| outputs.base.before(*row).is_some()).count();
    let mut section = Section::new("triggers", "Who might leave, and why?");
    section.table(summary);
    section.note(
        "One customer may be under several triggers. Each list shows the largest bills first; money is for one customer and a month. The thresholds stand in the form under “Churn triggers”.",
    );
    section.note(say!(
        "{known, plural, one {# row has} other {# rows have}} amounts from before. The bill before is what they would be billed for them at the same prices; an amount left blank beside another counts as unchanged.",
        known = known
    ));
    for table in tables {
        section.table(table);
    }
    section.note(
        "Included are the units that a charge has free, and a first graduated tier at a price of zero. Overage is what a charge bills above that, as a share of all charges before discounts, minimum and maximum. Where a plan includes several quantities, the one that is used most counts.",
    );
    section
}

/// The rows behind a trigger, the largest bills first.
fn trigger_rows(inputs: &Inputs, outputs: &Outputs, trigger: Trigger, hits: &[&Hit]) -> Table {
    let (key, empty) = match trigger {
        Trigger::Rise => ("rows_rise", "Nobody, or no amounts from before are known."),
        Trigger::Overage => ("rows_overage", "Nobody."),
        Trigger::Unused => ("rows_unused", "Nobody."),
        Trigger::Dearer => ("rows_dearer", "Nobody."),
        Trigger::Cliff => ("rows_cliff", "Nobody."),
    };
    let mut table = Table::new(key, trigger_name(inputs, trigger), empty);
    let head = table
        .head()
        .text("name", "Customer")
        .text("plan", "Plan")
        .number("customers", "Customers")
        .money("bill", "Bill");
    match trigger {
        Trigger::Rise => head
            .money("before", "Bill before")
            .money("more", "More")
            .by("bill - before")
            .percent("rise", "Rise")
            .by("percent(more / before)"),
        Trigger::Overage => head
            .money("overage", "Overage")
            .money("charges", "Before discounts")
            .percent("share", "Share")
            .by("percent(overage / charges)"),
        Trigger::Unused => head.text("quantity", "Included").percent("used", "Used"),
        Trigger::Dearer => head
            .text("cheapest", "Cheapest plan")
            .money("least", "Bill there")
            .money("saving", "Saves")
            .by("bill - least")
            .percent("share", "Share")
            .by("percent(saving / bill)"),
        Trigger::Cliff => head
            .text("quantity", "Of")
            .number("amount", "Has")
            .number("buy", "With")
            .money("then", "Bill then")
            .money("saving", "Saves")
            .by("bill - then"),
    };
    let order = ranking(hits.len(), &|a, b| outputs.now[hits[b].row].cmp(&outputs.now[hits[a].row]));
    for place in order {
        let hit = hits[place];
        let bill = outputs.monthly(outputs.now[hit.row]);
        let measured = hit.measured;
        let apart = bill.less(measured);
        let quantity = outputs.quantities[hit.quantity].name.as_str();
        let row = table
            .row()
            .cell(inputs.customers[hit.row].called())
            .words(&inputs.plans[outputs.base.plans[hit.row]].name)
            .cell(outputs.base.counts[hit.row])
            .cell(bill);
        match trigger {
            Trigger::Rise => row.cell(measured).cell(apart).or_none(percent_of(apart, measured)),
            Trigger::Overage => row.cell(measured).cell(hit.of).or_none(percent_of(measured, hit.of)),
            Trigger::Unused => row.words(quantity).cell(measured),
            Trigger::Dearer => row
                .words(&inputs.plans[outputs.cheapest[hit.row].0].name)
                .cell(measured)
                .cell(apart)
                .or_none(percent_of(apart, bill)),
            Trigger::Cliff => row
                .words(quantity)
                .cell(outputs.base.amounts(hit.row)[hit.quantity])
                .cell(hit.of)
                .cell(measured)
                .cell(apart),
        };
    }
    table
}
