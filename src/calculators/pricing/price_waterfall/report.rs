//! The report of the page: the chart, the steps one by one, the prices side by side, the levers, and early payment.

use rust_decimal::Decimal;

use super::answer::{share, step_at};
use super::fall::{Fall, Lever};
use super::{Group, Inputs, Of, Outputs};
use crate::arithmetic::{Nearly, ranking};
use crate::input::Choice;
use crate::report::chart::{Axis, Tone};
use crate::report::{Chart, Mark, Measure, Report, Section, Sentence, Table, Value, money, percent, price};
use crate::say;

const LEVELS: [&str; 4] = ["List price", "Invoice price", "Pocket price", "Pocket margin"];
const GROUPS: [Group; 3] = [Group::OnInvoice, Group::OffInvoice, Group::Cost];

pub fn report(inputs: &Inputs, outputs: &Outputs) -> Report {
    let mut sections = vec![steps(inputs, outputs), prices(inputs, outputs), levers(inputs, outputs)];
    sections.extend(early_payment(inputs));
    Report { chart: Some(waterfall(inputs, outputs)), sections }
}

// The chart.

fn waterfall(inputs: &Inputs, outputs: &Outputs) -> Chart {
    let levels = &outputs.fall.levels;
    let mut names: Vec<Sentence> = Vec::new();
    let mut fall = Vec::new();
    let mut drops = outputs.fall.drops.iter().peekable();
    for (level, price) in levels.iter().enumerate().take(if outputs.costed { 4 } else { 3 }) {
        fall.push((0, Decimal::ZERO, *price));
        names.push(LEVELS[level].into());
        while let Some(drop) = drops.next_if(|drop| inputs.steps[drop.row].group as usize == level) {
            fall.push((if level == Group::Cost as usize { 2 } else { 1 }, drop.before, drop.after));
            names.push(Sentence::verbatim(inputs.steps[drop.row].name.as_str()));
        }
    }
    let [list, invoice, pocket, margin] = levels.map(money);
    let summary = match outputs.costed {
        true => say!(
            "From a list price of {list} to an invoice price of {invoice}, a pocket price of {pocket} and a pocket margin of {margin}.",
            list = list,
            invoice = invoice,
            pocket = pocket,
            margin = margin
        ),
        false => say!(
            "From a list price of {list} to an invoice price of {invoice} and a pocket price of {pocket}.",
            list = list,
            invoice = invoice,
            pocket = pocket
        ),
    };
    let mut chart = Chart {
        key: "fall",
        title: say!("From list price to pocket"),
        summary,
        x: Axis::categories("Step", names),
        y: Axis::new("A unit", Measure::Money),
        layers: Vec::new(),
    };
    let kinds = [
        ("prices", "Left", Tone::Own),
        ("lost", "Discounts and deductions", Tone::Negative),
        ("costs", "Costs", Tone::Plain),
    ];
    chart.steps(&kinds, &fall);
    chart
}

// Step by step.

fn steps(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut section = Section::new("steps", "Where does the money go, step by step?");
    let mut table = Table::new("waterfall", "From list price down", "There are no steps.");
    // Columns that would be blank in every row are left out.
    let rated = inputs.steps.iter().any(|step| step.percent.is_some());
    let mut head = table
        .head()
        .text("step", "Step")
        .text("group", "Group")
        .money("before", "Before")
        .by("prev(after, ^list)");
    if rated {
        head = head.percent("rate", "Percent").text("of", "Percent of").money("base", "Which is");
    }
    head.price("amount", "Amount")
        .money("taken", "Taken off")
        .decides()
        .by(if rated { "sum(max(base, 0) * rate%, amount)" } else { "amount" })
        .money("after", "After")
        .by("before - taken")
        .percent("of_list", "Of list price")
        .by("percent(taken / ^list)")
        .percent("so_far", "So far")
        .by("percent((^list - after) / ^list)");
    for (place, drop) in outputs.fall.drops.iter().enumerate() {
        let step = step_at(inputs, outputs, place);
        let of = match (step.percent, step.of) {
            (None, _) => Value::Blank,
            (_, Of::Subtotal) => say!("What {step} leaves", step = &step.after).into(),
            (_, of) => Sentence::from(of.label()).into(),
        };
        let mut row =
            table.row().words(&step.name).cell(Sentence::from(step.group.label())).cell(drop.before);
        if rated {
            row = row.cell(step.percent.map(|rate| rate.0)).cell(of).cell(drop.base);
        }
        row.cell(step.amount)
            .cell(drop.taken)
            .marked_if(Some(place) == outputs.leak, Mark::Worst)
            .cell(drop.after)
            .or_none(share(drop.taken, inputs.list))
            .or_none(share(inputs.list.less(drop.after), inputs.list));
    }
    section.table(table);
    if let Some(note) = stacked(inputs, outputs) {
        section.note(note);
    }
    section.note("Marked is the largest leak: of what is taken before the pocket price, the step that takes most. Costs are no leakage.");
    section
}

/// What percentages come to that are not all of the list price.
fn stacked(inputs: &Inputs, outputs: &Outputs) -> Option<Sentence> {
    let (mut added, mut taken) = (Decimal::ZERO, Decimal::ZERO);
    for drop in &outputs.fall.drops {
        let step = &inputs.steps[drop.row];
        let Some(rate) = step.percent.filter(|_| step.group != Group::Cost) else { continue };
        added.nearly_gain(rate.0);
        taken.nearly_gain(drop.taken.less(step.amount.unwrap_or_default()));
    }
    let taken = share(taken, inputs.list)?;
    (added != taken).then(|| {
        say!(
            "The percentages before the pocket price add up to {added}, but take {taken} of the list price, as not all are of the list price.",
            added = percent(added),
            taken = percent(taken)
        )
    })
}

// Prices side by side.

fn prices(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut section = Section::new("prices", "What is left at each price, and in all?");
    let mut table = Table::new("levels", "Prices and margin", "There are no prices.");
    table
        .head()
        .text("level", "Price")
        .money("each", "A unit")
        .percent("of_list", "Of list price")
        .by("percent(each / ^list)")
        .percent("of_invoice", "Of invoice price")
        .by("percent(each / max(^invoice_price, 0))")
        .percent("of_pocket", "Of pocket price")
        .by("percent(each / max(^pocket_price, 0))")
        .money("total", "In all")
        .by("each * ^units");
    let total = |each: Decimal| inputs.units.and_then(|units| each.nearly_times(units));
    let shown = if outputs.costed { 4 } else { 3 };
    for (name, each) in LEVELS.into_iter().zip(outputs.fall.levels).take(shown) {
        table
            .row()
            .cell(Sentence::from(name))
            .cell(each)
            .or_none(share(each, inputs.list))
            .or_none(share(each, outputs.invoice()))
            .or_none(share(each, outputs.pocket()))
            .cell(total(each));
    }
    section.table(table);
    let mut groups = Table::new("groups", "What each group takes", "There are no groups.");
    groups
        .head()
        .text("group", "Group")
        .money("taken", "A unit")
        .percent("of_list", "Of list price")
        .by("percent(taken / ^list)")
        .money("total", "In all")
        .by("taken * ^units");
    for group in GROUPS {
        let taken = outputs.fall.taken(group);
        groups
            .row()
            .cell(Sentence::from(group.label()))
            .cell(taken)
            .or_none(share(taken, inputs.list))
            .cell(total(taken));
    }
    section.table(groups);
    section
}

// Levers.

fn levers(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut section = Section::new("levers", "What is a point less, or a tenth less, of each step worth?");
    let mut table = Table::new("levers", "A tenth less, and a point less", "There are no steps.");
    table
        .head()
        .text("step", "Step")
        .text("change", "A tenth less")
        .money("adds", "Adds to a unit")
        .percent("of_margin", "Pocket margin up by")
        .by("percent(adds / max(^pocket_margin, 0))")
        .money("total", "Adds to profit")
        .by("adds * ^units")
        .decides()
        .money("point", "A point adds to a unit")
        .money("point_total", "A point adds to profit")
        .by("point * ^units");
    let gain = |row: usize, lever: Lever| {
        let fall = Fall::of(inputs, &outputs.order, Some((row, lever))).ok()?;
        Some(fall.levels[3].less(outputs.fall.levels[3]))
    };
    let worth = |row: &usize| Some((*row, gain(*row, Lever::Tenth)?, gain(*row, Lever::Point)?));
    let all: Vec<(usize, Decimal, Decimal)> = outputs.order.iter().filter_map(worth).collect();
    let gains = || all.iter().map(|(_, adds, _)| *adds);
    let (most, least) = (gains().max().unwrap_or_default(), gains().min().unwrap_or_default());
    for place in ranking(all.len(), &|a, b| all[b].1.cmp(&all[a].1)) {
        let (row, adds, point) = all[place];
        let step = &inputs.steps[row];
        let (rate, amount) = Lever::Tenth.lowered(step, inputs.list);
        let (now, then) = (step.percent.map(|rate| percent(rate.0)), percent(rate));
        let change = match (now, step.amount) {
            (Some(now), None) => say!("{from} to {to}", from = now, to = then),
            (Some(now), Some(was)) => say!(
                "{from} to {to}, {was} to {amount}",
                from = now,
                to = then,
                was = price(was),
                amount = price(amount)
            ),
            (None, was) => say!("{from} to {to}", from = price(was.unwrap_or_default()), to = price(amount)),
        };
        table
            .row()
            .words(&step.name)
            .cell(change)
            .cell(adds)
            .marked_if(adds == most && adds > least, Mark::Best)
            .or_none(outputs.margin().and_then(|margin| share(adds, margin)))
            .cell(inputs.units.and_then(|units| adds.nearly_times(units)))
            .cell(point)
            .cell(inputs.units.and_then(|units| point.nearly_times(units)));
    }
    section.table(table);
    section.note("One step at a time goes down: by a tenth of its percentage and of its amount, or by a point. A point is one percentage point of what the percentage is of; of an amount alone it is 1% of the list price. A step of less than a point goes whole.");
    section.note("Later steps that are percentages of what is left follow. Units stay as they are: a customer who pays more may buy less.");
    section
}

// Early payment.

fn early_payment(inputs: &Inputs) -> Option<Section> {
    let discount = inputs.cash_discount?;
    let (simple, compounded) = inputs.cash_cost();
    let mut section = Section::new("early_payment", "What does the discount for early payment cost a year?");
    let days = inputs.net_days.less(inputs.cash_days);
    section.note(say!(
        "{discount} for payment {days, plural, one {# day} other {# days}} early costs as much as borrowing at {simple} a year.",
        discount = percent(discount.0),
        days = days,
        simple = percent(simple?)
    ));
    if let Some(compounded) = compounded {
        section.note(say!(
            "Compounded over a year that is {rate}. Compare it with what you pay your bank: a discount that costs more is a deduction like any other.",
            rate = percent(compounded)
        ));
    }
    Some(section)
}
