//! Growth: the months in which another plan becomes the cheapest, and what changing plans costs.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::answer::over_months;
use super::{Inputs, Outputs};
use crate::arithmetic::Date;
use crate::arithmetic::ratio::Ratio;
use crate::calculators::pricing::tiered_pricing::plan::Plan;
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
    let first = first_switch(inputs, outputs);
    let present = || inputs.plans.iter().position(|plan| plan.name == inputs.present);
    let begins_on = first.as_ref().map_or_else(present, |switch| switch.to);
    let Inputs { plans, quantities, rules, .. } = inputs;
    match upgrade_path(plans, quantities, begins_on, growth, rules, outputs.minor_units) {
        Ok(mut path) => {
            path.switches.splice(0..0, first);
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

/// Billing periods that follow each other, by the months of the projection.
#[derive(Clone, Copy)]
struct Periods {
    first_day: Date,
    /// The month of the projection in which the first one begins.
    month: u32,
}

impl Periods {
    /// The day in the billing period of `old` on which a switch is made, so many days after the month's first.
    fn day(self, old: &Plan, switch: &Switch, days_in: u32) -> Option<SwitchDay> {
        let period = old.period.months();
        let months = (switch.number - self.month) / period * period;
        let due = switch.date.plus_days(days_in.into())?;
        let on = |months: u32| {
            // Month ends may put the day before the period that begins in the same month.
            let days = self.first_day.plus_months(months)?.days_until(due);
            Some(SwitchDay { first_day: self.first_day, months, days: u32::try_from(days).ok()?, seconds: 0 })
        };
        on(months).or_else(|| on(months.checked_sub(period)?))
    }
}

fn no_path(inputs: &Inputs, error: NoPath) -> Sentence {
    match error {
        NoPath::NotComparable(error) => not_comparable(&inputs.plans, error),
        NoPath::ShrinksBelowZero => say!("A quantity cannot shrink by more than 100 % a month."),
        NoPath::NoSuchDate => say!("The projection runs past the calendar. Choose an earlier date."),
        NoPath::AfterPeriod { days } => {
            say!(
                "When the change is due, the billing period has only {n, plural, one {# day} other {# days}} left. Change plans on one of them.",
                n = days
            )
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
            "Growing by {rate} a month, for {n, plural, one {# month} other {# months}}",
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
        .text("from", "From plan")
        .text("to", "To plan")
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
        .text("from", "From plan")
        .text("to", "To plan")
        .text("left", "Left of the period")
        .money("credit", "Credit")
        .money("charge", "Charge")
        .money("net", "Net")
        .decides()
        .by("credit + charge");
    let mut notes = Vec::new();
    let days_in = inputs.days_in.to_u32().unwrap_or_default();
    let mut periods = Periods { first_day: inputs.start, month: 0 };
    for switch in &path.switches {
        let (Some(from), Some(to)) = (switch.from, switch.to) else {
            // Whatever is bought next begins with its month.
            periods = Periods { first_day: switch.date, month: switch.number };
            continue;
        };
        let Some(day) = periods.day(&inputs.plans[from], switch, days_in) else {
            notes.push(no_path(inputs, NoPath::NoSuchDate));
            continue;
        };
        let mut quantities = inputs.quantities.clone();
        quantities[outputs.varied].amount = switch.amount;
        let plans = (&inputs.plans[from], &inputs.plans[to]);
        match prorated_switch(plans, &quantities, day, inputs.proration, &inputs.rules, outputs.minor_units) {
            Ok(prorated) => {
                if prorated.net != prorated.net_rounded_once {
                    notes.push(say!(
                        "{date}, {from} to {to}: rounding the net once, instead of credit and charge apart, would give {net}.",
                        date = prorated.date,
                        from = &plans.0.name,
                        to = &plans.1.name,
                        net = money(prorated.net_rounded_once)
                    ));
                }
                if plans.0.period != plans.1.period {
                    // A period of its own has begun.
                    periods = Periods { first_day: prorated.date, month: switch.number };
                }
                let left = match inputs.proration {
                    Proration::Seconds => say!("{n} of {m} seconds"),
                    _ => say!("{m, plural, one {{n} of # day} other {{n} of # days}}"),
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
            Err(NoPath::AfterPeriod { days }) => {
                let gone = i64::from(day.days) - i64::from(days_in);
                notes.push(no_path(inputs, NoPath::AfterPeriod { days: days - gone }));
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
