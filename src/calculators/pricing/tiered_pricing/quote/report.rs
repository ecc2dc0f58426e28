//! The report of the page: how the bill comes about, which plan is cheapest where, cliffs, growth, and other rules.

use rust_decimal::Decimal;

use super::answer::{over_months, per_period};
use super::path::growth;
use super::{Inputs, Outputs};
use crate::arithmetic::piecewise::{Cut, Span};
use crate::arithmetic::ratio::Ratio;
use crate::arithmetic::rounding::RoundingMode;
use crate::arithmetic::{Checked, Exactly, Nearly, percent_of};
use crate::calculators::pricing::tiered_pricing::bill::{ChargeLine, OtherRule, Part};
use crate::calculators::pricing::tiered_pricing::cliffs::{Cliff, cliffs, levelling_fees};
use crate::calculators::pricing::tiered_pricing::compare::{Comparison, compare, costs_at};
use crate::calculators::pricing::tiered_pricing::cost::{Curves, Point as CurvePoint, Varied, cost};
use crate::calculators::pricing::tiered_pricing::plan::{
    Charge, Conversion, Model, Plan, Quantity, QuantityRounding, RoundingPlace, Unpriced,
};
use crate::calculators::pricing::tiered_pricing::problems::not_comparable;
use crate::report::chart::{Axis, Direction, Point, Shape, Tone};
use crate::report::{Chart, Mark, Measure, Report, Section, Sentence, Table, Value, money};
use crate::say;

/// About how many points a curve is drawn with.
const POINTS: usize = 300;
/// The most crossings that are marked in the chart; all are in the table.
const MARKED: usize = 6;

pub fn report(inputs: &Inputs, outputs: &Outputs) -> Report {
    let varied =
        Varied { quantity: outputs.varied, from: inputs.from, to: end_of_range(inputs, outputs.varied) };
    let comparison = compare(&inputs.plans, &inputs.quantities, varied, &inputs.rules);
    let quantity = &inputs.quantities[outputs.varied];
    let mut sections = vec![bill_section(inputs, outputs)];
    let mut chart = None;
    match &comparison {
        Ok(comparison) => {
            let falls = all_cliffs(comparison, quantity.whole);
            chart = Some(total_chart(inputs, outputs, varied, comparison, &falls));
            sections.push(compare_section(inputs, outputs, comparison));
            sections.push(cliff_section(inputs, quantity, comparison, &falls));
        }
        Err(error) => {
            let mut section = Section::new("compare", "Which plan is cheapest, and where?");
            section.table(plan_table(inputs, outputs));
            section.note(not_comparable(&inputs.plans, *error));
            sections.push(section);
        }
    }
    sections.push(growth(inputs, outputs));
    sections.push(unit_price_section(inputs, outputs, varied));
    sections.push(rules_section(inputs, outputs));
    Report { chart, sections }
}

/// The end that was given, or one that shows the present quantity and every bound with some room.
fn end_of_range(inputs: &Inputs, varied: usize) -> Decimal {
    if let Some(to) = inputs.to {
        return to;
    }
    let quantity = &inputs.quantities[varied];
    let mut most = quantity.amount.abs().max(inputs.from).max(Decimal::from(5));
    for plan in &inputs.plans {
        let times = Decimal::from(quantity.times_metered(plan.period));
        for charge in plan.charges.iter().filter(|charge| charge.quantity == quantity.name) {
            let last = charge.tiers.iter().filter_map(|tier| tier.up_to).max().unwrap_or_default();
            let bound = last.nearly_plus(charge.included).unwrap_or(last);
            let bound = charge
                .conversion()
                .ok()
                .and_then(|conversion| Ratio::from(bound).over(conversion).ok().flatten())
                .map_or(bound, Ratio::nearest);
            most = most.max(bound.nearly_over(times).unwrap_or(bound));
        }
    }
    rounder(most.nearly_times(Decimal::new(14, 1)).unwrap_or(most))
}

/// The next number up with one or two digits that count: 1, 1.5, 2, 3, 4, 5, 6, 8 times a power of ten.
fn rounder(number: Decimal) -> Decimal {
    const STEPS: [i64; 9] = [10, 15, 20, 30, 40, 50, 60, 80, 100];
    let mut power = Decimal::ONE;
    while let Some(next) = power.nearly_times(Decimal::TEN).filter(|next| *next <= number) {
        power = next;
    }
    let fits =
        |step: &i64| power.nearly_times(Decimal::new(*step, 1)).filter(|candidate| *candidate >= number);
    STEPS.iter().find_map(fits).map_or(number, |candidate| candidate.normalize())
}

fn name_of(plans: &[Plan], plan: usize) -> Sentence {
    Sentence::verbatim(plans.get(plan).map_or("", |plan| plan.name.as_str()))
}

pub fn names_of(plans: &[Plan], chosen: &[usize]) -> Sentence {
    let names: Vec<&str> = chosen.iter().map(|plan| plans[*plan].name.as_str()).collect();
    if names.is_empty() { say!("none can be had") } else { Sentence::verbatim(names.join(" / ")) }
}

// How the bill comes about.

fn bill_section(inputs: &Inputs, outputs: &Outputs) -> Section {
    let plan = &inputs.plans[outputs.focus];
    let bill = outputs.bill();
    let label = say!("The bill of {plan}, {period}", plan = &plan.name, period = per_period(plan.period));
    let mut table = Table::new("lines", label, "Nothing is charged.");
    table.head().text("line", "Line").money("amount", "Amount").money("cost", "Your cost");
    for (charge, line) in plan.charges.iter().zip(&bill.charges) {
        table.row().cell(charge_name(charge)).cell(line.amount.shown).cell(line.cost.nearest());
    }
    let fixed = [
        ("Base fee", bill.base_fee.shown),
        ("Discount", bill.percent_discount.shown),
        ("Discount in money", bill.fixed_discount.shown),
        ("Above the maximum", bill.maximum.shown),
        ("True-up to the minimum", bill.minimum.shown),
        ("Cash rounding", bill.cash_rounding),
    ];
    for (line, amount) in fixed {
        if !amount.is_zero() {
            table.row().cell(Sentence::from(line)).cell(amount).cell(Decimal::ZERO);
        }
    }
    let mut section = Section::new("bill", "How does the bill come about?");
    section.table(table);
    for (index, (charge, line)) in plan.charges.iter().zip(&bill.charges).enumerate() {
        if let Some(note) = steps_note(charge, line) {
            section.note(note);
        }
        let events = inputs.quantities.iter().position(|quantity| quantity.name == charge.events);
        let events = events.and_then(|events| bill.metered.get(events)).filter(|_| charge.counts_events());
        if let Some(note) = free_note(charge, line, events.copied()) {
            section.note(note);
        }
        if charge.least_per_event.is_some() || charge.most_per_event.is_some() {
            section.note("The bounds per event apply as if every event had the average amount.");
        }
        let whole =
            inputs.quantities.iter().any(|quantity| quantity.whole && quantity.name == charge.quantity);
        section.table(tier_table(index, charge, line, whole));
    }
    section
}

fn charge_name(charge: &Charge) -> Sentence {
    if charge.model == Model::Flat {
        say!("Flat amount")
    } else {
        Sentence::verbatim(charge.quantity.clone())
    }
}

/// What became of the quantity before it was priced, step by step; only the steps that changed it.
fn steps_note(charge: &Charge, line: &ChargeLine) -> Option<Sentence> {
    let steps = &line.steps;
    let unit = charge.quantity.as_str();
    let [raw, converted, rounded, billed] =
        [steps.raw, steps.converted, steps.rounded, steps.billable].map(Ratio::nearest);
    if charge.model == Model::Flat || raw == billed {
        return None;
    }
    let mut note = say!("{raw} {unit} counted", raw = raw, unit = unit.to_owned());
    if converted != raw {
        note = say!("{before}; converted to {converted}", before = note, converted = converted);
    }
    if rounded != converted {
        note = say!("{before}; rounded to {rounded}", before = note, rounded = rounded);
    }
    if !charge.included.is_zero() && charge.model != Model::Percentage {
        note = say!("{before}; {included} of them included", before = note, included = charge.included);
    }
    Some(say!("{before}: {billed} billed.", before = note, billed = billed))
}

/// What is free of a percentage and of the fees of its events, and which of the allowances it is that ends both.
fn free_note(charge: &Charge, line: &ChargeLine, events: Option<Ratio>) -> Option<Sentence> {
    let money = line.steps.rounded.absolute().minus(line.steps.billable.absolute()).ok()?;
    if charge.model != Model::Percentage || money.is_zero() {
        return None;
    }
    let unit = charge.quantity.as_str();
    let paid = line.rows.iter().find(|row| row.part == Part::Events).map(|row| row.units.absolute());
    let Some((events, paid)) = events.map(Ratio::absolute).zip(paid).filter(|(events, _)| !events.is_zero())
    else {
        return Some(say!(
            "Free of the share: the first {money} of {unit}.",
            money = money.nearest(),
            unit = unit.to_owned()
        ));
    };
    let free = events.minus(paid).ok()?;
    let all_events = free.nearest() == charge.free_events;
    let all_money = money.nearest() == charge.included;
    let both = !charge.included.is_zero() && !charge.free_events.is_zero();
    let ends = match (both, all_events, all_money) {
        (true, true, false) => say!(
            " The included {included} would reach further, but the free events run out first.",
            included = charge.included
        ),
        (true, false, true) => {
            say!(" The free events would reach further, but what is included runs out first.")
        }
        _ => Sentence::verbatim(""),
    };
    Some(say!(
        "Free of share and fees: the first {free} of {events} {name}, and {money} of {unit}, all {name} taken to be of the same size. One that is partly free pays its whole fee.{ends}",
        free = free.nearest(),
        events = events.nearest(),
        name = &charge.events,
        money = money.nearest(),
        unit = unit.to_owned(),
        ends = ends
    ))
}

/// What one unit of a charge is, as it is priced.
fn priced_unit(charge: &Charge) -> String {
    let sign = match charge.convert {
        Conversion::None => return charge.quantity.clone(),
        Conversion::Multiply => " × ",
        Conversion::Divide => " ÷ ",
    };
    [charge.quantity.as_str(), sign, &charge.factor.normalize().to_string()].concat()
}

/// Whether tiers can be told by their first and last whole unit.
fn by_whole_units(charge: &Charge, line: &ChargeLine, whole: bool) -> bool {
    let counted = match charge.convert {
        _ if charge.quantity_rounding != QuantityRounding::None => true,
        Conversion::None => whole,
        Conversion::Multiply => whole && charge.factor.is_integer(),
        Conversion::Divide => false,
    };
    counted
        && line.steps.billable.is_whole()
        && charge.included.is_integer()
        && charge.tiers.iter().all(|tier| tier.up_to.is_none_or(|bound| bound.is_integer()))
}

/// The rows of a charge, which add up to its line. Columns that would say nothing are left out. `whole` if its quantity comes
/// in whole units.
fn tier_table(index: usize, charge: &Charge, line: &ChargeLine, whole: bool) -> Table {
    let rows = &line.rows;
    let whole = by_whole_units(charge, line, whole);
    let parted = rows.len() > 1 && !line.amount.exact.is_zero();
    let has_events = rows.iter().any(|row| matches!(row.part, Part::Events | Part::EventBounds));
    let share = !has_events && matches!(charge.model, Model::Percentage | Model::GraduatedPercentage);
    let counted = rows.iter().any(|row| row.count != row.units);
    let fees = rows.iter().any(|row| !row.flat_fee.is_zero());
    let rounded = rows.iter().any(|row| row.amount.exact.nearest() != row.amount.shown);
    let account = match (counted, share, fees) {
        (false, false, false) => "units * price",
        (false, false, true) => "units * price + flat_fee",
        (false, true, false) => "units * rate%",
        (false, true, true) => "units * rate% + flat_fee",
        (true, false, false) => "count * price",
        (true, false, true) => "count * price + flat_fee",
        (true, true, false) => "count * rate%",
        (true, true, true) => "count * rate% + flat_fee",
    };
    let mut table = Table::new(
        &["charge_", &(index + 1).to_string()].concat(),
        say!("{name}, part by part", name = charge_name(charge)),
        "Nothing is priced.",
    );
    let unit = priced_unit(charge);
    let mut head = table.head().text("part", "Part").number_of("units", "Units", unit);
    if counted {
        head = head.number("count", if charge.model == Model::Package { "Packages" } else { "Units priced" });
    }
    head = if share { head.percent("rate", "Rate") } else { head.price("price", "Price") };
    if fees {
        head = head.money("flat_fee", "Flat fee");
    }
    head = head.price("exact", "Amount").by(account);
    if rounded {
        head = head.money("billed", "Billed");
    }
    if parted {
        head.percent("share", "Share");
    }
    for row in rows {
        let reached = matches!((row.part, line.tier), (Part::Tier(tier), Some(reached)) if tier == reached);
        let mut cells = table
            .row()
            .cell(part_name(row.part, row.from, row.to, whole))
            .marked_if(reached, Mark::Present)
            .cell(row.units.nearest());
        if counted {
            cells = cells.cell(row.count.nearest());
        }
        let percent = || row.unit_price.nearly_times(Decimal::ONE_HUNDRED).unwrap_or(row.unit_price);
        cells = cells.cell(if share { percent() } else { row.unit_price });
        if fees {
            cells = cells.cell(row.flat_fee.nearest());
        }
        cells = cells.cell(row.amount.exact.nearest());
        if rounded {
            cells = cells.cell(row.amount.shown);
        }
        if parted {
            cells.or_none(percent_of(row.amount.exact.nearest(), line.amount.exact.nearest()));
        }
    }
    table
}

/// What a row of a charge is of; in whole units a tier is told by its first and last.
fn part_name(part: Part, from: Decimal, to: Option<Decimal>, whole: bool) -> Sentence {
    let first = || from.nearly_plus(Decimal::ONE).unwrap_or(from);
    match (part, to) {
        (Part::Flat, _) => say!("Flat amount"),
        (Part::Units, _) => say!("All units"),
        (Part::Money, _) => say!("Share of the amount"),
        (Part::Events, _) => say!("Events"),
        (Part::EventBounds, _) => say!("Bounds per event"),
        (Part::Tier(tier), Some(to)) if whole && first() == to => {
            say!("Tier {n}: {to}", n = tier + 1, to = to)
        }
        (Part::Tier(tier), Some(to)) if whole => {
            say!("Tier {n}: {from}–{to}", n = tier + 1, from = first(), to = to)
        }
        (Part::Tier(tier), None) if whole => say!("Tier {n}: {from} and more", n = tier + 1, from = first()),
        (Part::Tier(tier), Some(to)) if from.is_zero() => say!("Tier {n}: up to {to}", n = tier + 1, to = to),
        (Part::Tier(tier), Some(to)) => {
            say!("Tier {n}: over {from} up to {to}", n = tier + 1, from = from, to = to)
        }
        (Part::Tier(tier), None) => say!("Tier {n}: over {from}", n = tier + 1, from = from),
    }
}

// Which plan is cheapest where.

fn compare_section(inputs: &Inputs, outputs: &Outputs, comparison: &Comparison) -> Section {
    let quantity = &inputs.quantities[outputs.varied];
    let mut section = Section::new("compare", "Which plan is cheapest, and where?");
    section.table(plan_table(inputs, outputs));
    if inputs.plans.len() > 1 {
        section.table(cheapest_table(inputs, quantity, comparison));
        section.table(crossing_table(inputs, quantity, comparison));
        for note in pair_notes(inputs, quantity, comparison) {
            section.note(note);
        }
    }
    if let Some(table) = also_at(inputs, outputs) {
        section.table(table);
    }
    section.note(say!(
        "Ranges and crossings are for costs {over} before rounding to the cent; the other quantities stay as they are.",
        over = over_months(comparison.months)
    ));
    section
}

/// A number, or a word where a plan has none.
fn or_missing(number: Option<Decimal>) -> Value {
    number.map_or_else(|| Value::Undefined(say!("not available")), Value::Exact)
}

fn plan_table(inputs: &Inputs, outputs: &Outputs) -> Table {
    let least = outputs.now.cheapest.first().and_then(|plan| outputs.now.costs[*plan]);
    let mut table = Table::new("plans_now", "The plans at your quantities", "There are no plans.");
    table
        .head()
        .text("plan", "Plan")
        .text("period", "Billed")
        .money("bill", "Bill")
        .column("cost", say!("Bills {over}", over = over_months(outputs.now.months)), Measure::Money)
        .money("more", "More than the cheapest");
    for (index, plan) in inputs.plans.iter().enumerate() {
        let cost = outputs.now.costs.get(index).copied().flatten();
        let more = cost.zip(least).and_then(|(cost, least)| cost.minus(least).ok());
        table
            .row()
            .words(&plan.name)
            .marked_if(index == outputs.focus, Mark::Present)
            .cell(per_period(plan.period))
            .cell(or_missing(outputs.bills[index].as_ref().map(|bill| bill.total.shown)))
            .cell(or_missing(cost.map(Ratio::nearest)))
            .marked_if(outputs.now.cheapest.contains(&index), Mark::Best)
            .cell(or_missing(more.map(Ratio::nearest)));
    }
    table
}

/// The ends of a range: with whole units its first and last, else its bounds.
fn ends(span: Span, whole: bool) -> (Value, Value) {
    match span.ends(whole) {
        Ok(Some((from, to))) => (from.nearest().into(), to.nearest().into()),
        _ => (Value::Blank, Value::Blank),
    }
}

fn cheapest_table(inputs: &Inputs, quantity: &Quantity, comparison: &Comparison) -> Table {
    let mut table = Table::new(
        "cheapest_by_range",
        "The cheapest plan, range by range",
        "No plan can be had in this range.",
    );
    let present = inputs.plans.iter().position(|plan| plan.name == inputs.present);
    let head = table
        .head()
        .number_of("from", "From", &quantity.name)
        .number_of("to", "To", &quantity.name)
        .text("plan", "Cheapest");
    if present.is_some() {
        let label = say!(
            "Overpaid on {plan} at most, {over}",
            plan = &inputs.present,
            over = over_months(comparison.months)
        );
        head.column("overpaid", label, Measure::Price);
    }
    for interval in &comparison.cheapest {
        let (from, to) = ends(interval.span, quantity.whole);
        let inside = is_inside(interval.span, quantity.amount.into());
        let row = table
            .row()
            .cell(from)
            .cell(to)
            .cell(names_of(&inputs.plans, &interval.plans))
            .marked_if(inside, Mark::Present);
        if let Some(present) = present {
            let most = comparison.most_overpaid(present, interval, quantity.whole);
            row.cell(or_missing(most.ok().flatten().map(Ratio::nearest)));
        }
    }
    table
}

fn is_inside(span: Span, at: Ratio) -> bool {
    let begins = span.from.compare(Cut::after(at)).is_ok_and(|order| order.is_lt());
    let ends = span.to.compare(Cut::before(at)).is_ok_and(|order| order.is_gt());
    begins && ends
}

fn crossing_table(inputs: &Inputs, quantity: &Quantity, comparison: &Comparison) -> Table {
    let mut table =
        Table::new("crossings", "Where two plans change places", "No two plans change places in this range.");
    table
        .head()
        .text("before", "Cheaper before")
        .text("after", "Cheaper after")
        .number_of("at", "They meet at", &quantity.name)
        .text("tie", "Equal at")
        .text("first", "First cheaper at");
    for crossing in comparison.pairs.iter().flat_map(|pair| &pair.crossings) {
        let tie = match crossing.tie {
            None => Value::Blank,
            Some(span) => match ends(span, quantity.whole) {
                (from, to) if from == to => from,
                (Value::Exact(from), Value::Exact(to)) => {
                    Value::Text(say!("{from} to {to}", from = from, to = to))
                }
                _ => Value::Blank,
            },
        };
        let first = match crossing.first_whole {
            Some(first) => Value::Exact(first),
            None => Value::Text(say!("above {at}", at = crossing.from.at.nearest())),
        };
        table
            .row()
            .cell(name_of(&inputs.plans, crossing.cheaper_before))
            .cell(name_of(&inputs.plans, crossing.cheaper_after))
            .cell(crossing.at.nearest())
            .cell(tie)
            .cell(first);
    }
    table
}

fn pair_notes(inputs: &Inputs, quantity: &Quantity, comparison: &Comparison) -> Vec<Sentence> {
    let mut notes = Vec::new();
    for pair in comparison.pairs.iter().filter(|pair| pair.crossings.is_empty()) {
        let (a, b) = (name_of(&inputs.plans, pair.a), name_of(&inputs.plans, pair.b));
        match pair.always_more {
            Some(more) if more.is_zero() => {
                notes.push(say!("{a} and {b} cost the same all over the range.", a = a, b = b))
            }
            Some(more) => {
                let (dearer, cheaper) = if more.sign().is_gt() { (a, b) } else { (b, a) };
                let less = money(more.absolute().nearest());
                let stops = comparison.limits.iter().any(|(plan, _)| *plan == pair.a || *plan == pair.b);
                notes.push(match stops {
                    false => {
                        say!("{a} is always {less} cheaper than {b}.", a = cheaper, b = dearer, less = less)
                    }
                    true => say!(
                        "Wherever both can be had, {a} is {less} cheaper than {b}.",
                        a = cheaper,
                        b = dearer,
                        less = less
                    ),
                });
            }
            None => {
                for tie in &pair.ties {
                    if let (Value::Exact(from), Value::Exact(to)) = ends(*tie, quantity.whole)
                        && from != to
                    {
                        notes.push(say!(
                            "{a} and {b} cost the same from {from} to {to}.",
                            a = a.clone(),
                            b = b.clone(),
                            from = from,
                            to = to
                        ));
                    }
                }
            }
        }
    }
    if !comparison.never_cheapest.is_empty() && inputs.plans.len() > 1 {
        let names = names_of(&inputs.plans, &comparison.never_cheapest);
        notes.push(say!("Never the cheapest in this range: {names}.", names = names));
    }
    for (plan, end) in &comparison.limits {
        notes.push(say!(
            "{plan} stops at {end}; above that it is left out.",
            plan = name_of(&inputs.plans, *plan),
            end = end.at.nearest()
        ));
    }
    notes
}

/// The plans at the other quantities that were asked for.
fn also_at(inputs: &Inputs, outputs: &Outputs) -> Option<Table> {
    let quantity = &inputs.quantities[outputs.varied];
    let months = outputs.now.months;
    let mut table = Table::new(
        "other_quantities",
        say!("Other quantities, cost {over}", over = over_months(months)),
        "No other quantities were asked for.",
    );
    let mut head =
        table.head().column("quantity", Sentence::verbatim(quantity.name.as_str()), Measure::number());
    for (index, plan) in inputs.plans.iter().enumerate() {
        let key = ["plan_", &(index + 1).to_string()].concat();
        head = head.column(key, Sentence::verbatim(plan.name.as_str()), Measure::Price);
    }
    let mut quantities = inputs.quantities.clone();
    for amount in inputs.also_at.iter().flatten().filter(|amount| !amount.is_sign_negative()) {
        quantities[outputs.varied].amount = *amount;
        let costs = costs_at(&inputs.plans, &quantities, months, &inputs.rules).unwrap_or_default();
        let least = crate::calculators::pricing::tiered_pricing::compare::least(&costs).unwrap_or_default();
        let mut row = table.row().cell(*amount);
        for plan in 0..inputs.plans.len() {
            let cost = costs.get(plan).copied().flatten();
            row = row
                .cell(or_missing(cost.map(Ratio::nearest)))
                .marked_if(cost.is_some() && least.contains(&plan), Mark::Best);
        }
    }
    (!table.rows.is_empty()).then_some(table)
}

// Where buying more costs less.

/// Each plan's cliffs, for the common months.
fn all_cliffs(comparison: &Comparison, whole: bool) -> Vec<Vec<Cliff>> {
    comparison.costs.iter().map(|cost| cliffs(cost, whole).unwrap_or_default()).collect()
}

fn cliff_section(
    inputs: &Inputs,
    quantity: &Quantity,
    comparison: &Comparison,
    falls: &[Vec<Cliff>],
) -> Section {
    let mut section = Section::new("cliffs", "Where does buying more cost less?");
    let mut table = Table::new(
        "cliffs",
        say!("Quantities that cost more than larger ones, {over}", over = over_months(comparison.months)),
        "Nowhere in this range: one unit more never costs less.",
    );
    table
        .head()
        .text("plan", "Plan")
        .number_of("from", "From", &quantity.name)
        .number_of("to", "To", &quantity.name)
        .text("buy", "Buy instead")
        .price("cost", "For")
        .price("saving", "Saves up to")
        .decides()
        .price("drop", "Largest fall");
    for (plan, cliffs) in falls.iter().enumerate() {
        for cliff in cliffs {
            let (from, to) = ends(cliff.span, quantity.whole);
            let buy = match (quantity.whole, cliff.buy.after) {
                (true, _) => cliff.buy.first_whole().map_or(Value::Blank, Value::Exact),
                (false, false) => cliff.buy.at.nearest().into(),
                (false, true) => Value::Text(say!("just above {at}", at = cliff.buy.at.nearest())),
            };
            table
                .row()
                .cell(name_of(&inputs.plans, plan))
                .marked_if(is_inside(cliff.span, quantity.amount.into()), Mark::Present)
                .cell(from)
                .cell(to)
                .cell(buy)
                .cell(cliff.cost.nearest())
                .cell(cliff.saving.nearest())
                .cell(cliff.drop.nearest());
        }
    }
    section.table(table);
    let mut table =
        Table::new("levelling_fees", "Flat fees of a bill that would take the falls away", "None is needed.");
    table
        .head()
        .text("plan", "Plan")
        .number("tier", "Tier")
        .number_of("above", "Above", &quantity.name)
        .price("fee", "Flat fee per bill");
    for (plan, _) in inputs.plans.iter().zip(falls).filter(|(_, cliffs)| !cliffs.is_empty()) {
        for charge in plan.charges.iter().filter(|charge| charge.quantity == quantity.name) {
            for fee in levelling_fees(charge).unwrap_or_default() {
                table
                    .row()
                    .words(&plan.name)
                    .cell(Decimal::from(fee.tier + 1))
                    .cell(as_bought(charge, plan, quantity, fee.bound))
                    .cell(fee.fee);
            }
        }
    }
    if !table.rows.is_empty() {
        section.table(table);
        section.note(
            "The other way to take them away is to price the same tiers as graduated: then each unit keeps its own tier's price.",
        );
    }
    section
}

/// The bound of a tier, in billable units of a bill, as the quantity is given: the last unit below the next tier.
fn as_bought(charge: &Charge, plan: &Plan, quantity: &Quantity, bound: Decimal) -> Value {
    let bought = || -> Result<Value, Unpriced> {
        let Cut { at, after } = charge.metered_cut(Cut::after(bound))?;
        let cut = Cut { at: at.over(quantity.times_metered(plan.period).into())?.unwrap_or(at), after };
        Ok(match (quantity.whole, after) {
            (true, _) => cut.last_whole()?.into(),
            (false, true) => cut.at.nearest().into(),
            (false, false) => Value::Text(say!("from {at}", at = cut.at.nearest())),
        })
    };
    bought().unwrap_or(Value::Blank)
}

// Charts.

fn points(curve: Vec<CurvePoint>) -> Vec<Point> {
    curve.into_iter().map(|point| Point { x: point.x, y: Some(point.y) }).collect()
}

fn total_chart(
    inputs: &Inputs,
    outputs: &Outputs,
    varied: Varied,
    comparison: &Comparison,
    falls: &[Vec<Cliff>],
) -> Chart {
    let quantity = &inputs.quantities[outputs.varied];
    let over = over_months(comparison.months);
    let changes = comparison.cheapest.len().saturating_sub(1);
    let summary = match comparison.cheapest.as_slice() {
        [only] if inputs.plans.len() > 1 => {
            say!("{plan} is the cheapest all over this range.", plan = names_of(&inputs.plans, &only.plans))
        }
        [first, .., last] => say!(
            "The cheapest plan changes {n, plural, one {once} other {# times}}: first {first}, last {last}.",
            n = changes,
            first = names_of(&inputs.plans, &first.plans),
            last = names_of(&inputs.plans, &last.plans)
        ),
        _ => say!("The total rises with the quantity as the price list says."),
    };
    let mut chart = Chart {
        key: "total",
        title: say!("Cost {over} by {unit}", over = over.clone(), unit = &quantity.name),
        summary,
        x: Axis::new(Sentence::verbatim(quantity.name.clone()), Measure::number()),
        y: Axis::new(say!("Cost {over}", over = over), Measure::Money),
        layers: Vec::new(),
    };
    for (plan, cliff) in falls
        .iter()
        .enumerate()
        .flat_map(|(plan, cliffs)| cliffs.iter().map(move |cliff| (plan, cliff)))
        .take(2 * MARKED)
    {
        if let (Value::Exact(from), Value::Exact(to)) = ends(cliff.span, quantity.whole) {
            let label = say!("{plan}: buying more costs less", plan = &inputs.plans[plan].name);
            let key = ["cliff_", &(plan + 1).to_string()].concat();
            chart.layer(&key, label, Tone::Negative, Shape::Region { from, to });
        }
    }
    for (index, plan) in inputs.plans.iter().enumerate() {
        let curves = Curves {
            function: &comparison.costs[index],
            whole: quantity.whole,
            times_metered: 1,
            most: POINTS,
        };
        let curve = curves.total().unwrap_or_default();
        let key = ["plan_", &(index + 1).to_string()].concat();
        chart.layer(&key, Sentence::verbatim(plan.name.as_str()), Tone::Own, Shape::Line(points(curve)));
    }
    let crossings =
        comparison.cheapest.windows(2).filter_map(|pair| match ends(pair[1].span, quantity.whole) {
            (Value::Exact(from), _) => Some((from, names_of(&inputs.plans, &pair[1].plans))),
            _ => None,
        });
    for (at, plan) in crossings.take(MARKED) {
        let label = say!("{plan} from {at}", plan = plan, at = at);
        chart.layer("crossing", label, Tone::Plain, Shape::Rule { across: Direction::X, at });
    }
    mark_present(&mut chart, quantity, varied);
    chart
}

/// Where the user's own quantity is, if it is in the range.
fn mark_present(chart: &mut Chart, quantity: &Quantity, varied: Varied) {
    let at = quantity.amount;
    if at >= varied.from && at <= varied.to {
        let label = say!("You: {amount}", amount = at);
        chart.layer("present", label, Tone::Accent, Shape::Rule { across: Direction::X, at });
    }
}

fn unit_price_section(inputs: &Inputs, outputs: &Outputs, varied: Varied) -> Section {
    let plan = &inputs.plans[outputs.focus];
    let quantity = &inputs.quantities[outputs.varied];
    let mut section = Section::new("unit_price", "How does the price of a unit change?");
    let function = match cost(plan, &inputs.quantities, varied, &inputs.rules) {
        Ok(function) => function,
        Err(why) => {
            let error = crate::calculators::pricing::tiered_pricing::compare::NotComparable {
                plan: Some(outputs.focus),
                why,
            };
            section.note(not_comparable(&inputs.plans, error));
            return section;
        }
    };
    let curves = Curves {
        function: &function,
        whole: quantity.whole,
        times_metered: quantity.times_metered(plan.period),
        most: POINTS,
    };
    let mut chart = Chart {
        key: "unit_price",
        title: say!("{plan}: price of a unit", plan = &plan.name),
        summary: say!(
            "The effective price is the total shared by all units; the next unit is what one more adds to it."
        ),
        x: Axis::new(Sentence::verbatim(quantity.name.clone()), Measure::number()),
        y: Axis::new(say!("Price of a unit"), Measure::Price),
        layers: Vec::new(),
    };
    let line = |curve: Exactly<Vec<CurvePoint>>| Shape::Line(points(curve.unwrap_or_default()));
    chart.layer("effective", "Effective price", Tone::Own, line(curves.effective()));
    chart.layer("next_unit", "Next unit", Tone::Own, line(curves.next_unit()));
    mark_present(&mut chart, quantity, varied);
    section.chart(chart);
    section
}

// Rules that price lists leave unsaid.

fn rules_section(inputs: &Inputs, outputs: &Outputs) -> Section {
    let place = |place: RoundingPlace| match place {
        RoundingPlace::Line => say!("Rounded at each line"),
        RoundingPlace::Tier => say!("Rounded at each tier"),
        RoundingPlace::End => say!("Rounded at the end"),
    };
    let mode = |mode: RoundingMode| match mode {
        RoundingMode::HalfUp => say!("Rounded half up"),
        RoundingMode::HalfEven => say!("Rounded half to even"),
        RoundingMode::Up => say!("Always rounded up"),
        RoundingMode::Down => say!("Always rounded down"),
    };
    let name = |rule: OtherRule| match rule {
        OtherRule::Place(other) => place(other),
        OtherRule::Mode(other) => mode(other),
        OtherRule::MinimumBeforeDiscount(true) => say!("Minimum before discounts"),
        OtherRule::MinimumBeforeDiscount(false) => say!("Minimum after discounts"),
    };
    let mut section = Section::new("rules", "Would another rule change the total?");
    section.note(say!(
        "Now: {place}; {mode}.",
        place = place(inputs.rules.place),
        mode = mode(inputs.rules.mode)
    ));
    let mut table = Table::new(
        "other_rules",
        "Rules under which the total is another one",
        "No: every other rule gives the same total.",
    );
    table
        .head()
        .text("rule", "Rule")
        .money("total", "Total")
        .money("difference", "Difference")
        .by("total - ^total");
    for other in &outputs.other_rules {
        table.row().cell(name(other.rule)).cell(other.total).cell(other.difference);
    }
    section.table(table);
    section
}
