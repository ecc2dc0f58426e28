//! The report of the page: revenue by plan and tier, who should move, cliffs, and who might leave and why.

use rust_decimal::Decimal;

use super::answer::LARGEST;
use super::triggers::{Hit, Trigger, first_behind};
use super::{Inputs, Outputs};
use crate::arithmetic::{Nearly, ranking};
use crate::calculators::pricing::tiered_pricing::base::percent_of;
use crate::calculators::pricing::tiered_pricing::plan::{Charge, Plan};
use crate::report::chart::{Axis, Bars, Layer, Point, Shape, Tone};
use crate::report::{Block, Cell, Chart, Column, Measure, Report, Section, Sentence, Table, Value, percent};
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

/// A quotient, or a word where there is none.
fn quotient(part: Option<Decimal>) -> Cell {
    part.map_or_else(|| Cell::from(Value::Undefined(say!("none"))), Cell::from)
}

fn customers(key: &'static str) -> Column {
    Column::new(key, "Customers", Measure::number())
}

// Who pays what.

fn plan_chart(inputs: &Inputs, outputs: &Outputs) -> Chart {
    let bars = |of: &dyn Fn(usize) -> Decimal| {
        let point = |plan: usize| Point { x: Decimal::from(plan), y: Some(outputs.monthly(of(plan))) };
        Shape::Bars(Bars::Stacked((0..inputs.plans.len()).map(point).collect()))
    };
    let at_home = |plan: usize| {
        let total = &outputs.plans[plan];
        total.bills.nearly_minus(total.dearer_bills).unwrap_or_default()
    };
    let most = ranking(inputs.plans.len(), &|a, b| outputs.plans[b].bills.cmp(&outputs.plans[a].bills));
    let most = most.first().copied().unwrap_or_default();
    let share = percent_of(outputs.plans[most].bills, outputs.sum(|total| total.bills)).unwrap_or_default();
    Chart {
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
        layers: vec![
            Layer::new("at_home", "On the plan that is cheapest for them", bars(&at_home)),
            Layer::new(
                "dearer",
                "Would pay less on another plan",
                bars(&|plan| outputs.plans[plan].dearer_bills),
            )
            .toned(Tone::Negative),
        ],
    }
}

fn plans(inputs: &Inputs, outputs: &Outputs) -> Section {
    let row = |(plan, total): (usize, &super::Total)| {
        let revenue = outputs.monthly(total.bills);
        let margin = revenue.nearly_minus(outputs.monthly(total.cost)).unwrap_or_default();
        vec![
            Cell::from(name_of(&inputs.plans, plan)),
            total.customers.into(),
            quotient(percent_of(total.customers, outputs.base.customers)),
            revenue.into(),
            quotient(percent_of(revenue, outputs.monthly(outputs.sum(|total| total.bills)))),
            quotient(revenue.nearly_over(total.customers)),
            margin.into(),
        ]
    };
    let by_plan = Table {
        key: "by_plan".into(),
        label: say!("By plan, a month"),
        columns: vec![
            Column::new("plan", "Plan", Measure::Text),
            customers("customers"),
            Column::new("customer_share", "Of all customers", Measure::Percent)
                .by("percent(customers / ^customer_count)"),
            Column::new("revenue", "Revenue", Measure::Money),
            Column::new("revenue_share", "Of all revenue", Measure::Percent)
                .by("percent(revenue / ^revenue)"),
            Column::new("average", "Average bill", Measure::Money).by("revenue / customers"),
            Column::new("margin", "Margin", Measure::Money),
        ],
        rows: outputs.plans.iter().enumerate().map(row).collect(),
        empty: say!("There are no plans."),
    };
    let mut blocks = vec![Block::Table(by_plan)];
    if !outputs.tiers.is_empty() {
        let row = |total: &super::TierTotal| {
            let charge = &inputs.plans[total.plan].charges[total.charge];
            vec![
                Cell::from(name_of(&inputs.plans, total.plan)),
                Cell::from(Sentence::verbatim(charge.quantity.as_str())),
                Cell::from(tier_name(charge, total.tier)),
                total.customers.into(),
                quotient(percent_of(total.customers, outputs.plans[total.plan].customers)),
                outputs.monthly(total.bills).into(),
            ]
        };
        blocks.push(Block::Table(Table {
            key: "by_tier".into(),
            label: say!("By tier reached, a month"),
            columns: vec![
                Column::new("plan", "Plan", Measure::Text),
                Column::new("quantity", "Priced by", Measure::Text),
                Column::new("tier", "Tier", Measure::Text),
                customers("customers"),
                Column::new("share", "Of the plan’s customers", Measure::Percent),
                Column::new("revenue", "Revenue", Measure::Money),
            ],
            rows: outputs.tiers.iter().map(row).collect(),
            empty: say!("No charge has tiers."),
        }));
        blocks.push(Block::Note(say!(
            "Revenue by tier is the whole bill of the customers who reach the tier. A plan with several tiered charges counts its customers once for each."
        )));
    }
    Section { key: "plans", question: say!("Who pays what, by plan and by tier?"), blocks }
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
    let revenue = outputs.monthly(outputs.sum(|total| total.bills));
    let row = |percent: u32| {
        let top = outputs.monthly(outputs.spread.top(percent).unwrap_or_default());
        let customers =
            outputs.base.customers.nearly_times(Decimal::new(percent.into(), 2)).unwrap_or_default();
        vec![
            Cell::from(Decimal::from(percent)),
            customers.into(),
            top.into(),
            quotient(percent_of(top, revenue)),
        ]
    };
    let shares = [LARGEST[0], 5, LARGEST[1], 20, 50];
    let top = Table {
        key: "largest".into(),
        label: say!("Revenue from the customers who pay most, a month"),
        columns: vec![
            Column::new("percent", "Largest", Measure::Percent),
            customers("customers").by("^customer_count * percent%"),
            Column::new("revenue", "Revenue", Measure::Money),
            Column::new("share", "Of all revenue", Measure::Percent).by("percent(revenue / ^revenue)"),
        ],
        rows: shares.into_iter().map(row).collect(),
        empty: say!("There are no customers."),
    };
    let bill = |percent: u32| {
        let bill = outputs.spread.quantile(percent).map(|bill| outputs.monthly(bill));
        vec![Cell::from(Decimal::from(percent)), Cell::from(Value::from(bill))]
    };
    let bills = Table {
        key: "bills".into(),
        label: say!("Bills a month that so many customers do not exceed"),
        columns: vec![
            Column::new("percent", "Customers", Measure::Percent),
            Column::new("bill", "Bill", Measure::Money),
        ],
        rows: [10, 25, 50, 75, 90, 99].into_iter().map(bill).collect(),
        empty: say!("There are no customers."),
    };
    let note = say!(
        "A row that stands for several customers counts as that many, each with the same bill. Where the share ends within a customer, that part of the customer and of the bill counts."
    );
    Section {
        key: "largest",
        question: say!("How much hangs on the largest customers?"),
        blocks: vec![Block::Table(top), Block::Table(bills), Block::Note(note)],
    }
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
        let saved = outputs.now[row].nearly_minus(least).unwrap_or_default();
        let of_all = |each: Decimal| each.nearly_times(outputs.base.counts[row]).unwrap_or_default();
        total.customers = total.customers.nearly_plus(outputs.base.counts[row]).unwrap_or_default();
        total.bills = total.bills.nearly_plus(of_all(outputs.now[row])).unwrap_or_default();
        total.saving = total.saving.nearly_plus(of_all(saved)).unwrap_or_default();
    }
    let row = |(at, total): (usize, &super::Total)| {
        let (bills, cost) = (outputs.monthly(total.bills), outputs.monthly(total.saving));
        vec![
            Cell::from(name_of(&inputs.plans, at / plans)),
            Cell::from(name_of(&inputs.plans, at % plans)),
            total.customers.into(),
            bills.into(),
            cost.into(),
            quotient(percent_of(cost, bills)),
        ]
    };
    let table = Table {
        key: "moves".into(),
        label: say!("Customers whose bills another plan would lower, a month"),
        columns: vec![
            Column::new("from", "Present plan", Measure::Text),
            Column::new("to", "Cheapest plan", Measure::Text),
            customers("movers"),
            Column::new("revenue", "They pay", Measure::Money),
            Column::new("cost", "They would save", Measure::Money),
            Column::new("share", "Of their bills", Measure::Percent).by("percent(cost / revenue)"),
        ],
        rows: moved.iter().enumerate().filter(|(_, total)| !total.customers.is_zero()).map(row).collect(),
        empty: say!("Everybody is on the plan that is cheapest for them."),
    };
    let note = say!(
        "What they would save is revenue you would lose. Only prices are compared, not what else a plan offers. Plans are compared by the bills for the same amounts, rounded as billed; a plan that stops below a customer’s amounts is not offered. Where two plans cost the same, the customer stays. Who is behind each number stands under “Who might leave, and why?”."
    );
    Section {
        key: "moves",
        question: say!("Who would pay less on another plan, and what would it cost you?"),
        blocks: vec![Block::Table(table), Block::Note(note)],
    }
}

// Revenue inside cliffs.

fn cliffs(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut rows = Vec::new();
    for brink in outputs.found.brinks.iter().filter(|brink| !brink.customers.is_zero()) {
        let whole = outputs.quantities[brink.quantity].whole;
        let (from, to) = match brink.cliff.span.ends(whole) {
            Ok(Some((from, to))) => (from.nearest(), to.nearest()),
            _ => continue,
        };
        rows.push(vec![
            Cell::from(name_of(&inputs.plans, brink.plan)),
            Cell::from(Sentence::verbatim(outputs.quantities[brink.quantity].name.as_str())),
            from.into(),
            to.into(),
            first_behind(brink.cliff.buy, whole).map_or(Value::Blank, Value::Exact).into(),
            brink.customers.into(),
            outputs.monthly(brink.bills).into(),
            outputs.monthly(brink.saving).into(),
        ]);
    }
    let table = Table {
        key: "cliffs".into(),
        label: say!("Amounts that cost more than larger ones, a month"),
        columns: vec![
            Column::new("plan", "Plan", Measure::Text),
            Column::new("quantity", "Priced by", Measure::Text),
            Column::new("from", "From", Measure::number()),
            Column::new("to", "To", Measure::number()),
            Column::new("buy", "Cheaper from", Measure::number()),
            customers("customers"),
            Column::new("revenue", "Revenue", Measure::Money),
            Column::new("saving", "They could save", Measure::Money),
        ],
        rows,
        empty: say!("Nobody is inside a cliff: no customer could pay less by buying more."),
    };
    let mut blocks = vec![Block::Table(table)];
    blocks.extend(outputs.found.unseen.iter().map(|plan| {
        Block::Note(say!(
            "{plan} changes its price at too many amounts to look for all its cliffs.",
            plan = name_of(&inputs.plans, *plan)
        ))
    }));
    blocks.push(Block::Note(say!(
        "A customer is inside a cliff if buying more of one quantity, on the same plan, makes the bill lower. All of the bill counts as revenue inside the cliff."
    )));
    Section { key: "cliffs", question: say!("How much revenue lies inside cliffs?"), blocks }
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
    let mut summary = Vec::with_capacity(Trigger::ALL.len());
    let mut tables = Vec::with_capacity(Trigger::ALL.len());
    for trigger in Trigger::ALL {
        let hits: Vec<&Hit> = outputs.found.hits.iter().filter(|hit| hit.trigger == trigger).collect();
        let (mut count, mut bills) = (Decimal::ZERO, Decimal::ZERO);
        for hit in &hits {
            count = count.nearly_plus(outputs.base.counts[hit.row]).unwrap_or_default();
            bills = bills
                .nearly_plus(outputs.of_all(hit.row, outputs.now[hit.row]).unwrap_or_default())
                .unwrap_or_default();
        }
        let revenue = outputs.monthly(bills);
        summary.push(vec![
            Cell::from(trigger_name(inputs, trigger)),
            Decimal::from(hits.len()).into(),
            count.into(),
            revenue.into(),
            quotient(percent_of(revenue, outputs.monthly(outputs.sum(|total| total.bills)))),
        ]);
        tables.push(Block::Table(trigger_rows(inputs, outputs, trigger, &hits)));
    }
    let summary = Table {
        key: "triggers".into(),
        label: say!("Churn triggers"),
        columns: vec![
            Column::new("trigger", "Trigger", Measure::Text),
            Column::new("rows", "Rows", Measure::number()),
            customers("customers"),
            Column::new("revenue", "Revenue a month", Measure::Money),
            Column::new("share", "Of all revenue", Measure::Percent).by("percent(revenue / ^revenue)"),
        ],
        rows: summary,
        empty: say!("There are no triggers."),
    };
    let known = (0..outputs.base.rows()).filter(|row| outputs.base.before(*row).is_some()).count();
    let mut blocks = vec![
        Block::Table(summary),
        Block::Note(say!(
            "One customer may be under several triggers. Each list shows the largest bills first; money is for one customer and a month. The thresholds stand in the form under “Churn triggers”."
        )),
        Block::Note(say!(
            "{known, plural, one {# row has} other {# rows have}} amounts from before. The bill before is what they would be billed for them at the same prices; an amount left blank beside another counts as unchanged.",
            known = known
        )),
    ];
    blocks.append(&mut tables);
    blocks.push(Block::Note(say!(
        "Included are the units that a charge has free, and a first graduated tier at a price of zero. Overage is what a charge bills above that, as a share of all charges before discounts, minimum and maximum. Where a plan includes several quantities, the one that is used most counts."
    )));
    Section { key: "triggers", question: say!("Who might leave, and why?"), blocks }
}

/// The rows behind a trigger, the largest bills first.
fn trigger_rows(inputs: &Inputs, outputs: &Outputs, trigger: Trigger, hits: &[&Hit]) -> Table {
    let mut columns = vec![
        Column::new("name", "Customer", Measure::Text),
        Column::new("plan", "Plan", Measure::Text),
        customers("customers"),
        Column::new("bill", "Bill", Measure::Money),
    ];
    let money = |key, label: &'static str| Column::new(key, label, Measure::Money);
    let key = match trigger {
        Trigger::Rise => {
            columns.extend([
                money("before", "Bill before"),
                money("more", "More").by("bill - before"),
                Column::new("rise", "Rise", Measure::Percent).by("percent(more / before)"),
            ]);
            "rows_rise"
        }
        Trigger::Overage => {
            columns.extend([
                money("overage", "Overage"),
                money("charges", "Before discounts"),
                Column::new("share", "Share", Measure::Percent).by("percent(overage / charges)"),
            ]);
            "rows_overage"
        }
        Trigger::Unused => {
            columns.extend([
                Column::new("quantity", "Included", Measure::Text),
                Column::new("used", "Used", Measure::Percent),
            ]);
            "rows_unused"
        }
        Trigger::Dearer => {
            columns.extend([
                Column::new("cheapest", "Cheapest plan", Measure::Text),
                money("least", "Bill there"),
                money("saving", "Saves").by("bill - least"),
                Column::new("share", "Share", Measure::Percent).by("percent(saving / bill)"),
            ]);
            "rows_dearer"
        }
        Trigger::Cliff => {
            columns.extend([
                Column::new("quantity", "Of", Measure::Text),
                Column::new("amount", "Has", Measure::number()),
                Column::new("buy", "With", Measure::number()),
                money("then", "Bill then"),
                money("saving", "Saves").by("bill - then"),
            ]);
            "rows_cliff"
        }
    };
    let row = |hit: &Hit| {
        let bill = outputs.monthly(outputs.now[hit.row]);
        let measured = hit.measured;
        let apart = |a: Decimal, b: Decimal| a.nearly_minus(b).unwrap_or_default();
        let quantity = || Cell::from(Sentence::verbatim(outputs.quantities[hit.quantity].name.as_str()));
        let mut cells = vec![
            Cell::from(inputs.customers[hit.row].called()),
            Cell::from(name_of(&inputs.plans, outputs.base.plans[hit.row])),
            outputs.base.counts[hit.row].into(),
            bill.into(),
        ];
        match trigger {
            Trigger::Rise => {
                let more = apart(bill, measured);
                cells.extend([measured.into(), more.into(), quotient(percent_of(more, measured))]);
            }
            Trigger::Overage => {
                cells.extend([measured.into(), hit.of.into(), quotient(percent_of(measured, hit.of))]);
            }
            Trigger::Unused => cells.extend([quantity(), measured.into()]),
            Trigger::Dearer => {
                let saving = apart(bill, measured);
                let cheapest = name_of(&inputs.plans, outputs.cheapest[hit.row].0);
                cells.extend([
                    cheapest.into(),
                    measured.into(),
                    saving.into(),
                    quotient(percent_of(saving, bill)),
                ]);
            }
            Trigger::Cliff => {
                let amount = outputs.base.amounts(hit.row)[hit.quantity];
                cells.extend([
                    quantity(),
                    amount.into(),
                    hit.of.into(),
                    measured.into(),
                    apart(bill, measured).into(),
                ]);
            }
        }
        cells
    };
    let order = ranking(hits.len(), &|a, b| outputs.now[hits[b].row].cmp(&outputs.now[hits[a].row]));
    Table {
        key: key.into(),
        label: trigger_name(inputs, trigger),
        columns,
        rows: order.into_iter().map(|place| row(hits[place])).collect(),
        empty: match trigger {
            Trigger::Rise => say!("Nobody, or no amounts from before are known."),
            _ => say!("Nobody."),
        },
    }
}
