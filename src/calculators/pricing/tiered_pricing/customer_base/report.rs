//! The report of the page: revenue by plan and tier, who should move, cliffs, and who might leave and why.

use rust_decimal::Decimal;

use super::answer::LARGEST;
use super::triggers::{Trigger, first_behind};
use super::{Inputs, Outputs};
use crate::arithmetic::{Nearly, ranking};
use crate::calculators::pricing::tiered_pricing::base::percent_of;
use crate::calculators::pricing::tiered_pricing::plan::{Charge, Plan};
use crate::report::chart::{Axis, Bars, Point, Shape, Tone};
use crate::report::{Argument, Chart, Measure, Report, Row, Section, Sentence, Table, money, percent};
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

impl Outputs {
    /// An amount as one for a year, in a sentence.
    fn a_year(&self, amount: Decimal) -> Argument {
        money(self.monthly(amount).nearly_times(Decimal::from(12)).unwrap_or_default())
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
    let dearer = outputs.sum(|total| total.dearer_bills);
    // A bar that is nowhere has no place in the legend.
    if dearer.is_zero() || dearer != outputs.sum(|total| total.bills) {
        chart.layer("at_home", "On the plan that is cheapest for them", Tone::Own, bars(&at_home));
    }
    if !dearer.is_zero() {
        let bars = bars(&|plan| outputs.plans[plan].dearer_bills);
        chart.layer("dearer", "Would pay less on another plan", Tone::Negative, bars);
    }
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
        .decides()
        .percent("revenue_share", "Of all revenue")
        .by("percent(revenue / ^revenue)")
        .money("average", "Average bill")
        .by("revenue / customers");
    let has_costs = outputs.has_costs();
    if has_costs {
        table.head().money("margin", "Margin");
    }
    let all = outputs.monthly(outputs.sum(|total| total.bills));
    for (plan, total) in inputs.plans.iter().zip(&outputs.plans) {
        let revenue = outputs.monthly(total.bills);
        let row = table
            .row()
            .words(&plan.name)
            .cell(total.customers)
            .or_none(percent_of(total.customers, outputs.base.customers))
            .cell(revenue)
            .or_none(percent_of(revenue, all))
            .or_none(revenue.nearly_over(total.customers));
        if has_costs {
            row.cell(revenue.less(outputs.monthly(total.cost)));
        }
    }
    section.table(table);
    if !outputs.tiers.is_empty() {
        let mut table = Table::new("by_tier", "By tier reached, a month", "No charge has tiers.");
        table
            .head()
            .text("plan", "Plan")
            .text("quantity", "Quantity")
            .text("tier", "Tier")
            .number("customers", "Customers")
            .percent("share", "Of the plan’s customers")
            .money("revenue", "Revenue")
            .decides();
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
            "Revenue by tier is the whole bill of the customers whose amount ends in the tier, not only what they pay for it. On a plan with several tiered charges every customer stands in a tier of each, so these rows do not add up to the plan.",
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
        Table::new("largest", "Revenue from those who pay most, a month", "There are no customers.");
    table
        .head()
        .percent("percent", "Largest, of all customers")
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
    let mut table = Table::new("bills", "How the bills are spread, a month", "There are no customers.");
    table.head().percent("percent", "Share of customers").money("bill", "Pay at most");
    for percent in [10, 25, 50, 75, 90, 99] {
        let bill = outputs.spread.quantile(percent).map(|bill| outputs.monthly(bill));
        table.row().cell(Decimal::from(percent)).cell(bill);
    }
    section.table(table);
    section.note(
        "A row of several customers counts as that many, each with the same bill. Where a share of customers ends within one, that part of the customer and of the bill counts among the largest. Half of the customers pay the bill at 50%, the median, or less; where such a share ends exactly between two customers, the mean of their bills stands here.",
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
        "Customers who would pay less on another plan, a month",
        "Everybody is on the plan that is cheapest for them.",
    );
    table
        .head()
        .text("from", "Present plan")
        .text("to", "Cheapest plan")
        .number("movers", "Customers")
        .money("revenue", "They pay")
        .money("cost", "They would save")
        .decides()
        .percent("share", "Saved, of their bills")
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
        "What they would save is revenue that you would lose. Only bills for the same amounts are compared, not what else a plan offers. A plan whose tiers end below a customer’s amounts is not offered; where two plans cost the same, the customer stays. The customers are listed under “Who might leave, and why?”.",
    );
    section
}

// Revenue inside cliffs.

fn cliffs(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut section = Section::new("cliffs", "How much revenue lies inside cliffs?");
    let inside = outputs.found.inside();
    if !inside.customers.is_zero() {
        section.note(say!(
            "{n, plural, one {# customer is} other {# customers are}} inside a cliff: {revenue} of revenue a year. If each bought just enough more to get past it, you would lose {saving} of that a year, and deliver more.",
            n = inside.customers,
            revenue = outputs.a_year(inside.bills),
            saving = outputs.a_year(inside.saving)
        ));
    }
    let mut table = Table::new(
        "cliffs",
        "Where buying more costs less, by plan, a month",
        "Nobody is inside a cliff: no customer could pay less by buying more.",
    );
    table
        .head()
        .text("plan", "Plan")
        .text("quantity", "Quantity")
        .number("customers", "Customers")
        .money("revenue", "Revenue")
        .money("saving", "They could save")
        .decides()
        .number("from", "Cliff from")
        .number("to", "To")
        .number("buy", "Cheaper from");
    let brinks = &outputs.found.brinks;
    for place in ranking(brinks.len(), &|a, b| brinks[b].inside.bills.cmp(&brinks[a].inside.bills)) {
        let brink = &brinks[place];
        if brink.inside.customers.is_zero() {
            continue;
        }
        let quantity = &outputs.quantities[brink.quantity];
        let Ok(Some((from, to))) = brink.cliff.span.ends(quantity.whole) else { continue };
        table
            .row()
            .words(&inputs.plans[brink.plan].name)
            .words(&quantity.name)
            .cell(brink.inside.customers)
            .cell(outputs.monthly(brink.inside.bills))
            .cell(outputs.monthly(brink.inside.saving))
            .cell(from.nearest())
            .cell(to.nearest())
            .cell(first_behind(brink.cliff.buy, quantity.whole).ok());
    }
    section.table(table);
    for plan in &outputs.found.unseen {
        section.note(say!(
            "{plan} changes its price at too many amounts to look for all its cliffs.",
            plan = name_of(&inputs.plans, *plan)
        ));
    }
    section.note(
        "A customer is inside a cliff if buying more of one quantity, on the same plan, would make the bill lower. The whole bill counts as revenue inside the cliff. “Quote and compare” says which flat fees would take a plan’s cliffs away.",
    );
    section
}

// Who might leave.

/// What a trigger is called, with all of its condition.
fn trigger_name(inputs: &Inputs, trigger: Trigger) -> Sentence {
    let thresholds = &inputs.thresholds;
    match trigger {
        Trigger::Rise if thresholds.rise_money.is_zero() => {
            say!("Bill up by more than {threshold}", threshold = percent(thresholds.rise_percent.0))
        }
        Trigger::Rise => say!(
            "Bill up by more than {threshold} and more than {money} a month",
            threshold = percent(thresholds.rise_percent.0),
            money = money(thresholds.rise_money)
        ),
        Trigger::Overage => {
            say!("Overage above {threshold} of the bill", threshold = percent(thresholds.overage_share.0))
        }
        Trigger::Unused => {
            say!(
                "Uses less than {threshold} of what is included",
                threshold = percent(thresholds.use_below.0)
            )
        }
        Trigger::Dearer if thresholds.dearer_by.0.is_zero() => say!("Would pay less on another plan"),
        Trigger::Dearer => say!(
            "Would save more than {threshold} of the bill on another plan",
            threshold = percent(thresholds.dearer_by.0)
        ),
        Trigger::Cliff => say!(
            "Would pay less by buying at most {threshold} more",
            threshold = percent(thresholds.cliff_within.0)
        ),
    }
}

fn triggers(inputs: &Inputs, outputs: &Outputs) -> Section {
    let found = &outputs.found;
    // What is at risk with each hit, for a month; and how many triggers each row has.
    let at_risk: Vec<Decimal> = (found.hits.iter())
        .map(|hit| outputs.monthly(outputs.of_all(hit.row, outputs.now[hit.row]).unwrap_or_default()))
        .collect();
    let mut met = vec![0; outputs.base.rows()];
    found.hits.iter().for_each(|hit| met[hit.row] += 1);
    let all = outputs.monthly(outputs.sum(|total| total.bills));
    let mut listed: Vec<(Trigger, Watched)> =
        Trigger::ALL.into_iter().map(|trigger| (trigger, Watched::default())).collect();
    let mut counted: Vec<Watched> = vec![Watched::default(); Trigger::ALL.len() + 1];
    for (place, hit) in found.hits.iter().enumerate() {
        let seen = place > 0 && found.hits[place - 1].row == hit.row;
        let of_trigger =
            listed.iter_mut().find(|(trigger, _)| *trigger == hit.trigger).map(|(_, watched)| watched);
        for watched in of_trigger.into_iter().chain((!seen).then_some(&mut counted[met[hit.row]])) {
            watched.hits.push(place);
            watched.customers.nearly_gain(outputs.base.counts[hit.row]);
            watched.revenue.nearly_gain(at_risk[place]);
        }
    }
    let mut summary =
        Table::new("triggers", "Churn triggers, by the revenue behind them", "There are no triggers.");
    summary.head().text("trigger", "Trigger");
    of_watched(&mut summary);
    let mut tables = Vec::with_capacity(listed.len());
    for at in ranking(listed.len(), &|a, b| listed[b].1.revenue.cmp(&listed[a].1.revenue)) {
        let (trigger, watched) = &listed[at];
        watched.cells(summary.row().cell(trigger_name(inputs, *trigger)), all);
        tables.push(trigger_rows(inputs, outputs, *trigger, &watched.hits, &at_risk, &met));
    }
    let mut counts = Table::new(
        "trigger_counts",
        "Each customer once, by how many triggers they meet",
        "Nobody meets a trigger.",
    );
    counts.head().number("triggers", "Triggers met");
    of_watched(&mut counts);
    for (triggers, watched) in counted.iter().enumerate().filter(|(_, watched)| !watched.hits.is_empty()) {
        watched.cells(counts.row().cell(Decimal::from(triggers)), all);
    }
    let known = (0..outputs.base.rows()).filter(|row| outputs.base.before(*row).is_some()).count();
    let mut section = Section::new("triggers", "Who might leave, and why?");
    if !found.customers.is_zero() {
        section.note(say!(
            "{n, plural, one {# customer meets} other {# customers meet}} at least one trigger: {revenue} of revenue a year, each customer counted once.",
            n = found.customers,
            revenue = outputs.a_year(found.bills)
        ));
    }
    section.table(summary);
    section.table(counts);
    section.note(
        "The lists below begin with the most revenue at risk, which is the bill times the customers of the row; all other money is for one customer and a month. “Triggers met” says how many of the five the customer meets. The thresholds stand in the form under “Churn triggers”.",
    );
    for table in tables {
        section.table(table);
    }
    section.note(if known == 0 {
        say!("No row has amounts from before, so no bill is found to have risen. Paste them beside the amounts, or enter them behind “more” of a row.")
    } else {
        say!(
            "{known, plural, one {# row has} other {# rows have}} amounts from before. The bill before is what those would be billed at the same prices; an amount left blank beside another counts as unchanged.",
            known = known
        )
    });
    section.note(
        "Included are the units that a charge has free, and a first graduated tier at a price of zero. Overage is what the bill would be lower by without the use above that, so after discounts, minimum and maximum. Where a plan includes several quantities, the one that is used most counts.",
    );
    section
}

/// The rows that something was found in.
#[derive(Clone, Default)]
struct Watched {
    /// Their places among all hits.
    hits: Vec<usize>,
    customers: Decimal,
    revenue: Decimal,
}

impl Watched {
    fn cells(&self, row: Row<'_>, all: Decimal) {
        row.cell(Decimal::from(self.hits.len()))
            .cell(self.customers)
            .cell(self.revenue)
            .or_none(percent_of(self.revenue, all));
    }
}

/// The columns of [`Watched::cells`].
fn of_watched(table: &mut Table) {
    table
        .head()
        .number("rows", "Rows")
        .number("customers", "Customers")
        .money("revenue", "Revenue a month")
        .percent("share", "Of all revenue")
        .by("percent(revenue / ^revenue)");
}

/// The rows behind a trigger, those with the most revenue at risk first. `hits` are places among all hits.
fn trigger_rows(
    inputs: &Inputs,
    outputs: &Outputs,
    trigger: Trigger,
    hits: &[usize],
    at_risk: &[Decimal],
    met: &[usize],
) -> Table {
    let (key, empty) = match trigger {
        Trigger::Rise => ("rows_rise", "Nobody, or no amounts from before are given."),
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
        Trigger::Overage => {
            head.money("overage", "Overage").percent("share", "Of the bill").by("percent(overage / bill)")
        }
        Trigger::Unused => head.text("quantity", "Of what").percent("used", "Used"),
        Trigger::Dearer => head
            .text("cheapest", "Cheapest plan")
            .money("least", "Bill there")
            .money("saving", "Saves")
            .by("bill - least")
            .percent("share", "Saves, of the bill")
            .by("percent(saving / bill)"),
        Trigger::Cliff => head
            .text("quantity", "Quantity")
            .number("amount", "Has now")
            .number("buy", "Cheaper with")
            .money("then", "Bill then")
            .money("saving", "Saves")
            .by("bill - then"),
    }
    .money("at_risk", "At risk a month")
    .decides()
    .number("met", "Triggers met");
    for place in ranking(hits.len(), &|a, b| at_risk[hits[b]].cmp(&at_risk[hits[a]])) {
        let place = hits[place];
        let hit = &outputs.found.hits[place];
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
        let row = match trigger {
            Trigger::Rise => row.cell(measured).cell(apart).or_none(percent_of(apart, measured)),
            Trigger::Overage => row.cell(measured).or_none(percent_of(measured, bill)),
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
        row.cell(at_risk[place]).cell(Decimal::from(met[hit.row]));
    }
    table
}
