//! The report of the page: who pays more and who less, plans before and after, churn, the months ahead, and sensitivity.

use rust_decimal::Decimal;

use super::answer::{Month, no_share, part_of};
use super::scale::{Price, scaled};
use super::{BANDS, Inputs, MONTHS, Moving, Outputs};
use crate::arithmetic::{Nearly, Percent, ranking};
use crate::calculators::pricing::tiered_pricing::base::{percent_of, ready};
use crate::calculators::pricing::tiered_pricing::customers::named;
use crate::input::Problem;
use crate::report::chart::{Axis, Point, Shape, Tone};
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
            each_month(inputs, outputs),
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
    let most =
        ranking(outputs.bands.len(), &|a, b| outputs.bands[b].customers.cmp(&outputs.bands[a].customers));
    let most = most.first().copied().unwrap_or_default();
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
    let kinds = [
        ("less", "Customers who pay less", Tone::Own),
        ("same", "Customers who pay the same", Tone::Plain),
        ("more", "Customers who pay more", Tone::Negative),
    ];
    let kind = |band: usize| match band {
        _ if falls.contains(&band) => 0,
        _ if rises.contains(&band) => 2,
        _ => 1,
    };
    chart.bars(&kinds, &bands.map(|band| (kind(band), outputs.bands[band].customers)).collect::<Vec<_>>());
    chart
}

fn who(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut section = Section::new("who", "Who pays more, and who less?");
    let mut table = Table::new(
        "change_bands",
        "Customers by the change of their bill, a month",
        "There are no customers.",
    );
    table
        .head()
        .text("band", "Change")
        .number("customers", "Customers")
        .percent("share", "Of all customers")
        .by("percent(customers / ^customer_count)")
        .money("before", "They pay now")
        .money("after", "New bills")
        .money("change", "Change")
        .decides()
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
        Table::new("percentiles", "How the changes are spread, a month", "There are no customers.");
    table
        .head()
        .percent("percent", "Share of customers")
        .money("change", "Change, at most")
        .percent("share", "Of their bill, at most");
    for points in [5, 25, 50, 75, 95] {
        table
            .row()
            .cell(Decimal::from(points))
            .cell(outputs.money.quantile(points).map(|change| outputs.monthly(change)))
            .or_none(outputs.percent.quantile(points));
    }
    section.table(table);
    section.note(
        "For so many percent of the customers the bill changes by this or less; falls count below zero. Where a share ends exactly between two customers, the mean of both counts. A bill that rises from zero stands among the largest rises and has no change in percent.",
    );
    let mut table = Table::new(
        "rows_changed",
        "Whose bill changes, the largest rise first; each amount is for one customer and a month",
        "No bill changes.",
    );
    table
        .head()
        .text("name", "Customer")
        .text("plan", "Present plan")
        .text("to", "New plan")
        .number("customers", "Customers")
        .money("before", "Bill now")
        .money("after", "New bill")
        .money("change", "Change")
        .by("after - before")
        .percent("share", "Change of the bill")
        .decides()
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
        .number("customers_stay", "Customers if they stay")
        .money("revenue_stay", "Revenue if they stay")
        .number("customers_cheapest", "Customers if they move")
        .money("revenue_cheapest", "Revenue if they move")
        .decides();
    for change in &outputs.plans {
        let mut row = table.row().words(&change.name);
        for total in [&change.before, &change.stay, &change.cheapest] {
            row = row.cell(total.customers).cell(outputs.monthly(total.bills));
        }
    }
    let mut section =
        Section::new("plan_mix", "Which plans will customers be on, and what does moving change?");
    section.table(table);
    let mut table = Table::new(
        "move_effects",
        "Change in revenue a month if everybody moves to the cheapest plan, in its parts",
        "There are no customers.",
    );
    table.head().text("effect", "Part").number("movers", "Customers").money("amount", "Change in revenue");
    let moves = &outputs.moves;
    let stay = outputs
        .plans
        .iter()
        .fold(Decimal::ZERO, |sum, change| sum.nearly_plus(change.stay.bills).unwrap_or_default());
    for (effect, customers, amount) in [
        (say!("New prices, if everybody stays"), moves.changed, stay.less(outputs.before.bills)),
        (say!("Moves that pay today already"), moves.today.customers, Decimal::ZERO.less(moves.today.bills)),
        (
            say!("Moves that the new prices cause"),
            moves.caused.customers,
            Decimal::ZERO.less(moves.caused.bills),
        ),
    ] {
        table.row().cell(effect).cell(customers).cell(outputs.monthly(amount));
    }
    section.table(table);
    section.note(match inputs.moving {
        Moving::Stay => "The answer counts everybody as staying, so it holds the first part alone.",
        Moving::Cheapest => "The answer counts everybody as moving to the plan that is cheapest for them, so it holds all three parts.",
    });
    section.note(
        "Moves that pay today already are what customers who move could save at the present prices, as far as they still save it at the new ones: you can lose that without any price change. What they save beyond it is caused by the new prices. One customer may count in both.",
    );
    section.note(
        "Plans are matched by name. Whoever is on a plan that ends, or needs more than it allows, goes to the plan that is cheapest for them. Only bills decide what is cheapest; where two plans cost the same, the customer stays.",
    );
    section
}

// Churn.

fn churn(outputs: &Outputs) -> Section {
    let mut section = Section::new("churn", "How many may leave, and what is left?");
    section.note(bearable(outputs));
    section.table(break_even(outputs));
    let mut table = Table::new("churn_steps", "Who leaves by your steps, a month", "There are no steps.");
    table
        .head()
        .text("rise", "Rise of the bill")
        .number("customers", "Customers")
        .percent("churn", "Share that leaves")
        .number("leave", "Customers who leave")
        .by("customers * churn%")
        .money("revenue", "New bills")
        .money("lost", "Revenue lost")
        .decides()
        .by("revenue * churn%")
        .money("cost_saved", "Cost saved");
    for (at, (step, total)) in outputs.steps.iter().enumerate() {
        let name = match (at, outputs.steps.get(at + 1)) {
            (0, None) => say!("Everybody"),
            (0, Some((next, _))) if next.above.0.is_zero() => say!("No rise"),
            (0, Some((next, _))) => say!("No rise, or up to {to}", to = percent(next.above.0)),
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
    section.note(
        "Churn is counted once, when the new prices first reach a customer, and not anew each month. It is a share of every row, so parts of customers may leave. Nobody whose bill falls or stays leaves because of the change.",
    );
    section
}

/// How many of those who pay more may leave, beside how many are expected to.
fn bearable(outputs: &Outputs) -> Sentence {
    let [before, after, kept] = outputs.states();
    let payers = outputs.payers();
    let Some(expected) = percent_of(after.revenue.less(kept.revenue), payers.revenue) else {
        return say!("Nobody pays more, so nobody leaves because of the new prices.");
    };
    let gain = after.revenue.less(before.revenue);
    let Some(most) = percent_of(gain, payers.revenue).filter(|most| *most > Decimal::ZERO) else {
        return no_share(gain);
    };
    let counted = say!(
        "The new prices earn more than the present ones as long as fewer than {most} of the {n, plural, one {# customer who pays} other {# customers who pay}} more leave, counted by their new bills; your steps expect {expected}",
        most = percent(most),
        n = payers.customers,
        expected = percent(expected)
    );
    if expected > most {
        return say!("{counted}, which is more than that.", counted = counted);
    }
    say!("{counted}, which leaves {spare} to spare.", counted = counted, spare = percent(most.less(expected)))
}

/// The churn at which the change earns nothing, of several bases, where there is such a churn.
fn break_even(outputs: &Outputs) -> Table {
    let mut table = Table::new(
        "break_even",
        "Break-even churn, and the churn that you expect",
        "There is no churn at which they would earn as much as the present ones.",
    );
    table
        .head()
        .text("base", "Of whom")
        .text("counted", "Counted by")
        .percent("most", "May leave at most")
        .by("percent(min(gain, pool) / pool)")
        .percent("expected", "Your steps expect")
        .by("percent(lost / pool)")
        .percent("spare", "To spare")
        .decides()
        .by("most - expected")
        .money("gain", "Gained if nobody leaves")
        .money("lost", "Lost by your steps")
        .money("pool", "New bills or margin");
    let both = |month: Month| [month.revenue, month.margin()];
    let [before, after, kept] = outputs.states().map(both);
    // Without costs the margin is the revenue over again.
    let measures = if outputs.has_costs() { 2 } else { 1 };
    for at in 0..2 * measures {
        let (base, pool) = match at < measures {
            true => ("Those who pay more", both(outputs.payers())),
            false => ("All customers", after),
        };
        let at = at % measures;
        let (gain, lost, pool) = (after[at].less(before[at]), after[at].less(kept[at]), pool[at]);
        if gain <= Decimal::ZERO || pool <= Decimal::ZERO {
            continue;
        }
        let most = percent_of(gain.min(pool), pool);
        let expected = percent_of(lost, pool);
        table
            .row()
            .cell(Sentence::from(base))
            .cell(Sentence::from(if at == 0 { "Revenue" } else { "Margin" }))
            .or_none(most)
            .or_none(expected)
            .or_none(most.and_then(|most| most.nearly_minus(expected?)))
            .cell(gain)
            .cell(lost)
            .cell(pool);
    }
    table
}

// The months ahead.

/// Month by month, or those that are alike and follow each other in one row.
fn months_table(inputs: &Inputs, outputs: &Outputs, together: bool) -> Table {
    let (key, label, month) = match together {
        true => ("phases", "Months that are alike", "From month"),
        false => ("by_month", "Month by month", "Month"),
    };
    let mut table = Table::new(key, label, "There are no months.");
    let mut head = table.head().number("month", month);
    if together {
        head = head.number("to", "To month");
    }
    head.money("revenue", "Revenue a month")
        .by("if(month <= ^grandfather_months, ^revenue_before * ^grandfathered% + ^revenue_kept * (1 - ^grandfathered%), ^revenue_kept)")
        .money("more", "Change from now")
        .by("revenue - ^revenue_before")
        .money("margin", "Margin a month")
        .by("if(month <= ^grandfather_months, ^margin_before * ^grandfathered% + ^margin_kept * (1 - ^grandfathered%), ^margin_kept)")
        .number("customers", "Customers")
        .by("if(month <= ^grandfather_months, ^customer_count * ^grandfathered% + ^customers_kept * (1 - ^grandfathered%), ^customers_kept)")
        .money("so_far", "Change so far").decides()
        .by(if together { "prev(so_far, 0) + more * (to - month + 1)" } else { "prev(so_far, 0) + more" });
    let [before, ..] = outputs.states();
    let months = outputs.months(inputs);
    let (mut from, mut so_far) = (0, Decimal::ZERO);
    while let Some(month) = months.get(from) {
        let alike = months[from..].iter().take_while(|other| *other == month).count();
        let to = from + if together { alike } else { 1 };
        let more = month.revenue.less(before.revenue);
        so_far.nearly_gain(more.nearly_times(Decimal::from(to - from)).unwrap_or_default());
        let mut row = table.row().cell(Decimal::from(from + 1));
        if together {
            row = row.cell(Decimal::from(to));
        }
        row.cell(month.revenue).cell(more).cell(month.margin()).cell(month.customers).cell(so_far);
        from = to;
    }
    table
}

fn each_month(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut section = Section::new("each_month", "What does each of the 24 months bring?");
    section.table(months_table(inputs, outputs, false));
    section
}

fn months(inputs: &Inputs, outputs: &Outputs) -> Section {
    let [before, ..] = outputs.states();
    let months = outputs.months(inputs);
    let line = |of: &dyn Fn(usize) -> Decimal| {
        Shape::Step((0..=MONTHS).map(|at| Point { x: Decimal::from(at), y: Some(of(at)) }).collect())
    };
    let at = |at: usize| months[at.min(MONTHS - 1)].revenue;
    let mut chart = Chart {
        key: "months_ahead",
        title: say!("Revenue a month"),
        summary: say!(
            "Over {n, plural, one {# month} other {# months}} the new prices bring {all}, against {now} at the present ones.",
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
    section.table(months_table(inputs, outputs, true));
    section.note(
        "Who leaves does so when the new prices reach them: at once, or, for those who keep the present prices, when that ends. No other growth or churn is counted.",
    );
    section
}

// What if.

/// The proposed plan and the price of it that are varied; no price where it has none.
fn varied<'o>(inputs: &'o Inputs, outputs: &'o Outputs) -> (usize, Option<Price<'o>>) {
    let named = |name: &str| named(&outputs.proposed, name);
    let chosen = named(&inputs.vary_plan).or_else(|| named(&inputs.vary_present));
    let earns = |plan: usize| {
        let change = outputs.plans.iter().find(|change| change.name == outputs.proposed[plan].name);
        change.map_or(Decimal::ZERO, |change| match inputs.moving {
            Moving::Stay => change.stay.bills,
            Moving::Cheapest => change.cheapest.bills,
        })
    };
    let most = || ranking(outputs.proposed.len(), &|a, b| earns(b).cmp(&earns(a))).first().copied();
    let at = chosen.or_else(most).unwrap_or_default();
    let plan = &outputs.proposed[at];
    let mut priced = plan.charges.iter().map(|charge| charge.quantity.as_str());
    let price = match inputs.vary_quantity.as_str() {
        "" if !plan.base_fee.is_zero() => Some(Price::BaseFee),
        "" => priced.find(|quantity| !quantity.is_empty()).map(Price::Of),
        wanted => priced.find(|quantity| *quantity == wanted).map(Price::Of),
    };
    (at, price)
}

/// Told where the price that is to be varied is none that there will be.
pub fn unvaried(inputs: &Inputs, outputs: &Outputs) -> Option<Problem> {
    let (plan, price) = varied(inputs, outputs);
    let ends = |name: &str| !name.is_empty() && named(&outputs.proposed, name).is_none();
    if inputs.vary_plan.is_empty() && ends(&inputs.vary_present) {
        let text = say!(
            "{plan} is not among the proposed plans, so none of its prices can be varied. Choose a proposed plan instead.",
            plan = &inputs.vary_present
        );
        return Some(Problem::at("vary_present", text));
    }
    if price.is_none() && !inputs.vary_quantity.is_empty() {
        let text = say!(
            "{plan} charges nothing for {quantity}. Choose another quantity, or another plan to vary.",
            plan = &outputs.proposed[plan].name,
            quantity = &inputs.vary_quantity
        );
        return Some(Problem::at("vary_quantity", text));
    }
    None
}

fn sensitivity(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut section = Section::new("sensitivity", "What if more leave, or a price is another?");
    let (plan, price) = varied(inputs, outputs);
    let churn = [Decimal::ZERO, Decimal::new(5, 1), Decimal::ONE, Decimal::new(15, 1), Decimal::TWO];
    let [before, ..] = outputs.states();
    let name = outputs.proposed[plan].name.as_str();
    let priced = match price {
        Some(Price::Of(quantity)) => {
            say!("the price of {quantity} on {plan}", quantity = quantity.to_owned(), plan = name.to_owned())
        }
        _ => say!("the base fee of {plan}", plan = name.to_owned()),
    };
    let mut table = Table::new(
        "sensitivity",
        say!("Change in revenue a month after churn, by {price}", price = priced),
        "This plan has no such price to vary. Choose another under “Sensitivity”.",
    );
    table
        .head()
        .percent("price", "Price changed by")
        .money("churn_0", "No churn")
        .money("churn_half", "Half the churn")
        .money("churn_as_given", "Churn as given")
        .money("churn_half_more", "Half as much again")
        .money("churn_twice", "Twice the churn");
    for steps in [-2, -1, 0, 1, 2].into_iter().filter(|_| price.is_some()) {
        let by = Percent(inputs.vary_by.0.nearly_times(Decimal::from(steps)).unwrap_or_default());
        let price = price.unwrap_or(Price::BaseFee);
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
        "Only this price changes, on top of the new prices; it can be chosen under “Sensitivity”. The columns take your churn steps so many times; where that is above 100%, all leave. Here nobody keeps the present prices.",
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
