//! Growth: the months in which another plan becomes the cheapest, and what changing plans costs.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::answer::over_months;
use super::{Inputs, Outputs};
use crate::arithmetic::ratio::Ratio;
use crate::calculators::pricing::tiered_pricing::problems::not_comparable;
use crate::calculators::pricing::tiered_pricing::upgrade::{
    Growth, NoPath, Path, ProratedSwitch, Proration, Switch, SwitchDay, prorated_switch, upgrade_path,
};
use crate::report::{Block, Cell, Column, Measure, Section, Sentence, Table, Value, money, percent};
use crate::say;

/// The section on growth.
pub fn growth(inputs: &Inputs, outputs: &Outputs) -> Section {
    let question = say!("When should a growing customer change plans?");
    let section = |blocks| Section { key: "growth", question: question.clone(), blocks };
    let growth = Growth {
        quantity: outputs.varied,
        start: inputs.start,
        monthly: inputs.growth,
        months: if inputs.growth.0.is_zero() { 0 } else { inputs.months.to_u32().unwrap_or_default() },
    };
    match upgrade_path(&inputs.plans, &inputs.quantities, growth, &inputs.rules, outputs.minor_units) {
        Ok(mut path) => {
            path.switches.splice(0..0, first_switch(inputs, outputs));
            section(path_blocks(inputs, outputs, &path))
        }
        Err(error) => section(vec![Block::Note(no_path(inputs, error))]),
    }
}

/// The change that is due at once, if another plan than the present one is the cheapest already.
fn first_switch(inputs: &Inputs, outputs: &Outputs) -> Option<Switch> {
    let present = inputs.plans.iter().position(|plan| plan.name == inputs.present)?;
    let cheapest = *outputs.now.cheapest.first().filter(|_| !outputs.now.cheapest.contains(&present))?;
    let cost = |plan: usize| outputs.now.costs[plan].map(Ratio::nearest);
    Some(Switch {
        number: 0,
        date: inputs.start,
        amount: inputs.quantities[outputs.varied].amount,
        from: Some(present),
        to: Some(cheapest),
        before: cost(present),
        after: cost(cheapest),
    })
}

fn no_path(inputs: &Inputs, error: NoPath) -> Sentence {
    match error {
        NoPath::NotComparable(error) => not_comparable(&inputs.plans, error),
        NoPath::ShrinksBelowZero => say!("A quantity cannot shrink by more than 100 % a month."),
        NoPath::NoSuchDate => say!("The projection runs past the calendar. Choose an earlier date."),
        NoPath::AfterPeriod { days } => {
            say!("The billing period has only {n} days. Change plans on one of them.", n = days)
        }
    }
}

fn path_blocks(inputs: &Inputs, outputs: &Outputs, path: &Path) -> Vec<Block> {
    let quantity = &inputs.quantities[outputs.varied];
    let name = |plan: Option<usize>| match plan.and_then(|plan| inputs.plans.get(plan)) {
        Some(plan) => Value::Text(Sentence::verbatim(plan.name.clone())),
        None => Value::Undefined(say!("none can be had")),
    };
    let rows = path.switches.iter().map(|switch| {
        vec![
            Cell::from(Decimal::from(switch.number)),
            switch.date.into(),
            switch.amount.into(),
            name(switch.from).into(),
            name(switch.to).into(),
            Value::from(switch.before).into(),
            Value::from(switch.after).into(),
        ]
    });
    let over = over_months(path.common_months);
    let switches = Table {
        key: "switches".into(),
        label: match inputs.growth.0.is_zero() {
            true => say!("Changes of plan"),
            false => say!(
                "Growing by {rate} a month, for {n} months",
                rate = percent(inputs.growth.0),
                n = inputs.months
            ),
        },
        columns: vec![
            Column::new("month", "Month", Measure::number()),
            Column::new("date", "Date", Measure::Date),
            Column::new("quantity", Sentence::verbatim(quantity.name.clone()), Measure::number()),
            Column::new("from", "From", Measure::Text),
            Column::new("to", "To", Measure::Text),
            Column::new("before", say!("Old plan {over}", over = over.clone()), Measure::Money),
            Column::new("after", say!("New plan {over}", over = over), Measure::Money),
        ],
        rows: rows.collect(),
        empty: say!("The plan in use stays the cheapest."),
    };
    let mut blocks = vec![Block::Table(switches)];
    let mut rows = Vec::new();
    let mut notes = Vec::new();
    for switch in &path.switches {
        let (Some(from), Some(to)) = (switch.from, switch.to) else { continue };
        let day = SwitchDay {
            period_start: switch.date,
            days: inputs.days_in.to_u32().unwrap_or_default(),
            seconds: 0,
        };
        let mut quantities = inputs.quantities.clone();
        quantities[outputs.varied].amount = switch.amount;
        let plans = (&inputs.plans[from], &inputs.plans[to]);
        match prorated_switch(plans, &quantities, day, inputs.proration, &inputs.rules, outputs.minor_units) {
            Ok(prorated) => {
                if prorated.net != prorated.net_rounded_once {
                    notes.push(say!(
                        "Rounding the net once instead of credit and charge apart would give {net}.",
                        net = money(prorated.net_rounded_once)
                    ));
                }
                rows.push(prorated_row(&prorated, inputs.proration, (name(switch.from), name(switch.to))));
            }
            Err(error) => notes.push(no_path(inputs, error)),
        }
    }
    if !rows.is_empty() {
        blocks.push(Block::Table(Table {
            key: "prorated".into(),
            label: say!("What each change costs at once"),
            columns: vec![
                Column::new("date", "Date", Measure::Date),
                Column::new("from", "From", Measure::Text),
                Column::new("to", "To", Measure::Text),
                Column::new("left", "Left of the period", Measure::Text),
                Column::new("credit", "Credit", Measure::Money),
                Column::new("charge", "Charge", Measure::Money),
                Column::new("net", "Net", Measure::Money).by("credit + charge"),
            ],
            rows,
            empty: say!("No change of plans."),
        }));
        blocks.push(Block::Note(say!(
            "Shared out are base fee, flat charges and charges on what is held, less discounts. Usage is billed as used."
        )));
    }
    blocks.extend(notes.into_iter().map(Block::Note));
    if inputs.growth.0.is_zero() {
        blocks.push(Block::Note(say!("Enter the growth a month under “Growth and switching” to see each month in which another plan becomes the cheapest.")));
    }
    if let Some(month) = path.stopped {
        blocks.push(Block::Note(say!(
            "The projection stops at month {n}: the quantity becomes too large to price.",
            n = month
        )));
    }
    blocks
}

fn prorated_row(prorated: &ProratedSwitch, method: Proration, (from, to): (Value, Value)) -> Vec<Cell> {
    let left = match method {
        Proration::Seconds => say!("{n} of {m} seconds", n = prorated.unused.n, m = prorated.unused.of),
        _ => say!("{n} of {m} days", n = prorated.unused.n, m = prorated.unused.of),
    };
    vec![
        Cell::from(prorated.date),
        from.into(),
        to.into(),
        left.into(),
        prorated.credit.into(),
        prorated.charge.into(),
        prorated.net.into(),
    ]
}
