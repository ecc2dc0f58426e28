//! Growth: the months in which another plan becomes the cheapest, and what changing plans costs.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::answer::over_months;
use super::{Inputs, Outputs};
use crate::arithmetic::ratio::Ratio;
use crate::calculators::pricing::tiered_pricing::problems::not_comparable;
use crate::calculators::pricing::tiered_pricing::upgrade::{
    Growth, NoPath, Path, Proration, Switch, SwitchDay, prorated_switch, upgrade_path,
};
use crate::report::{Measure, Section, Sentence, Table, Value, money, percent};
use crate::say;

/// The section on growth.
pub fn growth(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut section = Section::new("growth", "When should a growing customer change plans?");
    let growth = Growth {
        quantity: outputs.varied,
        start: inputs.start,
        monthly: inputs.growth,
        months: if inputs.growth.0.is_zero() { 0 } else { inputs.months.to_u32().unwrap_or_default() },
    };
    match upgrade_path(&inputs.plans, &inputs.quantities, growth, &inputs.rules, outputs.minor_units) {
        Ok(mut path) => {
            path.switches.splice(0..0, first_switch(inputs, outputs));
            tell(&mut section, inputs, outputs, &path);
        }
        Err(error) => section.note(no_path(inputs, error)),
    }
    section
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

fn tell(section: &mut Section, inputs: &Inputs, outputs: &Outputs, path: &Path) {
    let quantity = &inputs.quantities[outputs.varied];
    let name = |plan: Option<usize>| match plan.and_then(|plan| inputs.plans.get(plan)) {
        Some(plan) => Value::Text(Sentence::verbatim(plan.name.as_str())),
        None => Value::Undefined(say!("none can be had")),
    };
    let label = match inputs.growth.0.is_zero() {
        true => say!("Changes of plan"),
        false => say!(
            "Growing by {rate} a month, for {n} months",
            rate = percent(inputs.growth.0),
            n = inputs.months
        ),
    };
    let over = over_months(path.common_months);
    let mut table = Table::new("switches", label, "The plan in use stays the cheapest.");
    table
        .head()
        .number("month", "Month")
        .date("date", "Date")
        .column("quantity", Sentence::verbatim(quantity.name.as_str()), Measure::number())
        .text("from", "From")
        .text("to", "To")
        .column("before", say!("Old plan {over}", over = over.clone()), Measure::Money)
        .column("after", say!("New plan {over}", over = over), Measure::Money)
        .decides();
    for switch in &path.switches {
        table
            .row()
            .cell(Decimal::from(switch.number))
            .cell(Value::Date(switch.date))
            .cell(switch.amount)
            .cell(name(switch.from))
            .cell(name(switch.to))
            .cell(switch.before)
            .cell(switch.after);
    }
    section.table(table);
    let mut table = Table::new("prorated", "What each change costs at once", "No change of plans.");
    table
        .head()
        .date("date", "Date")
        .text("from", "From")
        .text("to", "To")
        .text("left", "Left of the period")
        .money("credit", "Credit")
        .money("charge", "Charge")
        .money("net", "Net")
        .decides()
        .by("credit + charge");
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
                let left = match inputs.proration {
                    Proration::Seconds => say!("{n} of {m} seconds"),
                    _ => say!("{n} of {m} days"),
                };
                table
                    .row()
                    .cell(Value::Date(prorated.date))
                    .cell(name(switch.from))
                    .cell(name(switch.to))
                    .cell(left.with("n", prorated.unused.n).with("m", prorated.unused.of))
                    .cell(prorated.credit)
                    .cell(prorated.charge)
                    .cell(prorated.net);
            }
            Err(error) => notes.push(no_path(inputs, error)),
        }
    }
    if !table.rows.is_empty() {
        section.table(table);
        section.note(
            "Shared out are base fee, flat charges and charges on what is held, less discounts. Usage is billed as used.",
        );
    }
    for note in notes {
        section.note(note);
    }
    if inputs.growth.0.is_zero() {
        section.note("Enter the growth a month under “Growth and switching” to see each month in which another plan becomes the cheapest.");
    }
    if let Some(month) = path.stopped {
        section.note(say!(
            "The projection stops at month {n}: the quantity becomes too large to price.",
            n = month
        ));
    }
}
