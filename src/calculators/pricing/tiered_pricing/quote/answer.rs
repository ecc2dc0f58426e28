//! The answer of the page: the sentence, and the figures of the plan in focus.

use rust_decimal::Decimal;

use super::report::names_of;
use super::{Inputs, Outputs};
use crate::arithmetic::Checked;
use crate::arithmetic::ratio::Ratio;
use crate::calculators::pricing::tiered_pricing::plan::{Period, Plan, left_out};
use crate::calculators::pricing::tiered_pricing::problems::{low_percentage, warnings};
use crate::input::{Problem, path};
use crate::report::{Account, Answer, Argument, Figure, Figures, Measure, Rank, Sentence, Value, money};
use crate::say;

/// "a month", "a year": how long a bill is for.
pub fn per_period(period: Period) -> Sentence {
    match period {
        Period::Month => say!("a month"),
        Period::Quarter => say!("a quarter"),
        Period::HalfYear => say!("a half-year"),
        Period::Year => say!("a year"),
        Period::TwoYears => say!("for two years"),
        Period::ThreeYears => say!("for three years"),
    }
}

/// "a month", "over 12 months": how long a common cost is for.
pub fn over_months(months: u32) -> Sentence {
    match months {
        1 => say!("a month"),
        12 => say!("a year"),
        _ => say!("over {n, plural, one {# month} other {# months}}", n = months),
    }
}

pub fn answer(inputs: &Inputs, outputs: &Outputs) -> Answer {
    Answer {
        sentence: sentence(inputs, outputs),
        figures: figures(inputs, outputs),
        warnings: all_warnings(inputs, outputs),
    }
}

fn sentence(inputs: &Inputs, outputs: &Outputs) -> Sentence {
    let plan = &inputs.plans[outputs.focus];
    let amounts = amounts(inputs, plan);
    let total = money(outputs.bill().total.shown);
    let (name, period) = (&plan.name, per_period(plan.period));
    let cheapest = &outputs.now.cheapest;
    let others = left_out(&inputs.plans).iter().filter(|left_out| !**left_out).count();
    if others == 1 || outputs.now.costs[outputs.focus].is_none() {
        return say!(
            "{plan} bills {total} {period} for {amounts}.",
            plan = name,
            total = total,
            period = period,
            amounts = amounts
        );
    }
    let present = inputs.plans.iter().any(|plan| plan.name == inputs.present);
    if cheapest.contains(&outputs.focus) {
        return match (present, cheapest.len()) {
            (_, 2..) => say!(
                "{plan} and another plan are equally cheap for {amounts}: {total} {period}.",
                plan = name,
                amounts = amounts,
                total = total,
                period = period
            ),
            (true, _) => say!(
                "{plan}, your present plan, is the cheapest for {amounts}: {total} {period}.",
                plan = name,
                amounts = amounts,
                total = total,
                period = period
            ),
            _ => say!(
                "{plan} is the cheapest for {amounts}: {total} {period}.",
                plan = name,
                amounts = amounts,
                total = total,
                period = period
            ),
        };
    }
    let better = cheapest.first().map_or(String::new(), |plan| inputs.plans[*plan].name.clone());
    let saving = saved(outputs).unwrap_or_default();
    say!(
        "{plan} bills {total} {period} for {amounts}; {better} would save you {saving} {over}.",
        plan = name,
        total = total,
        period = period,
        amounts = amounts,
        better = better,
        saving = money(saving),
        over = over_months(outputs.now.months)
    )
}

/// "250 seats and 130,000 requests": what a plan prices, or the first quantity if it prices none.
fn amounts(inputs: &Inputs, plan: &Plan) -> Sentence {
    let priced =
        |name: &str| plan.charges.iter().any(|charge| charge.quantity == name || charge.events == name);
    let mut named = inputs.quantities.iter().filter(|quantity| priced(&quantity.name));
    let one =
        |quantity: &super::Quantity| say!("{amount} {unit}", amount = quantity.amount, unit = &quantity.name);
    match (named.next(), named.next(), named.next()) {
        (None, ..) => inputs.quantities.first().map_or(say!("nothing"), one),
        (Some(first), None, _) => one(first),
        (Some(first), Some(second), None) => {
            say!("{first} and {second}", first = one(first), second = one(second))
        }
        (Some(first), Some(second), Some(_)) => {
            say!("{first}, {second} and more", first = one(first), second = one(second))
        }
    }
}

fn figures(inputs: &Inputs, outputs: &Outputs) -> Vec<Figure> {
    let plan = &inputs.plans[outputs.focus];
    let bill = outputs.bill();
    let quantity = &inputs.quantities[outputs.varied];
    let unit = quantity.name.as_str();
    let one = one_of(unit);
    let metered = bill.metered.get(outputs.varied).map_or(Decimal::ZERO, |metered| metered.nearest());
    // The first charge on the quantity that has tiers.
    let tiered = plan
        .charges
        .iter()
        .zip(&bill.charges)
        .filter(|(charge, _)| charge.quantity == quantity.name)
        .find_map(|(charge, line)| Some((line.tier?, charge.tiers.len(), line.next_tier)));
    let times = quantity.times_metered(plan.period);
    let amount = path(&[&"quantities", &outputs.varied, &"amount"]);
    let metered_by = if times == 1 { amount } else { [amount.as_str(), " * ", &times.to_string()].concat() };
    let effective = match bill.effective_price(outputs.varied) {
        Ok(Some(price)) => short(price),
        _ => Value::Undefined(say!("There are no {unit} to share the total.", unit = unit.to_owned())),
    };
    let next = match outputs.next_unit {
        Some(price) => Value::Exact(price.nearest()),
        None => Value::Undefined(say!("{plan} stops here; one more cannot be had.", plan = &plan.name)),
    };
    let no_tiers = || Value::Undefined(say!("No charge for {unit} has tiers.", unit = unit.to_owned()));
    let tier = match tiered {
        Some((tier, tiers, _)) => Value::Text(say!("tier {n} of {all}", n = tier + 1, all = tiers)),
        None => no_tiers(),
    };
    let to_next = match tiered {
        Some((_, _, Some(next))) => Value::Exact(next.units.nearest()),
        Some(_) => Value::Undefined(say!("There is no tier above this one.")),
        None => no_tiers(),
    };
    let cheapest = match outputs.now.cheapest.is_empty() {
        false => Value::Text(names_of(&inputs.plans, &outputs.now.cheapest)),
        true => Value::Undefined(say!("No plan can be had at these quantities.")),
    };
    let saving = saving(inputs, outputs);
    let compared = inputs.plans.len() > 1;
    let has_costs = plan.has_costs();
    let no_costs =
        || say!("This plan has no unit costs, so there is no margin to tell. Enter them at its charges.");
    let no_share = || {
        if has_costs { say!("The total is zero, so there is no share of it.") } else { no_costs() }
    };
    let rank = |main: bool| if main { Rank::Main } else { Rank::Detail };
    let months = outputs.now.months;
    let mut found = Figures::default();
    found
        .add(
            "total",
            say!("Total {period}", period = per_period(plan.period)),
            Measure::Money,
            bill.total.shown,
            "sum(lines.amount)",
        )
        .ranked(Rank::Headline);
    found.add(
        "effective_price",
        say!("Effective price per {unit}", unit = &one),
        Measure::Price,
        effective,
        "total / metered",
    );
    found.add(
        "next_unit",
        say!("Price of the next {unit}", unit = &one),
        Measure::Price,
        next,
        say!("The exact total with one more of {unit}, less the exact total now.", unit = unit.to_owned()),
    );
    found
        .add(
            "saving",
            say!("Saved by the cheapest plan {over}", over = over_months(months)),
            Measure::Money,
            saving,
            say!("What this plan bills {over} less what the cheapest one bills.", over = over_months(months)),
        )
        .ranked(rank(compared && !has_costs));
    found
        .known(
            "margin_share",
            "Margin",
            Measure::Percent,
            bill.margin_share.map(percent_of).filter(|_| has_costs),
            "percent(margin / total)",
            &no_share,
        )
        .ranked(rank(has_costs));
    found
        .add(
            "cheapest",
            "Cheapest plan",
            Measure::Text,
            cheapest,
            say!("The plan with the lowest bills {over}.", over = over_months(months)),
        )
        .ranked(Rank::Detail);
    found
        .add(
            "tier",
            "Tier reached",
            Measure::Text,
            tier,
            say!("The tier in which the last billable unit lies."),
        )
        .ranked(Rank::Detail);
    found
        .add(
            "to_next_tier",
            "Units to the next tier",
            Measure::of(unit.to_owned()),
            to_next,
            say!("The next bound, in the units that are metered, less what is metered now."),
        )
        .ranked(Rank::Detail);
    found
        .add(
            "metered",
            say!("{unit} in a bill", unit = unit.to_owned()),
            Measure::of(unit.to_owned()),
            metered,
            Account::from(metered_by),
        )
        .ranked(Rank::Detail);
    found.money("cost", "Your cost", bill.cost.nearest(), "sum(lines.cost)").ranked(Rank::Detail);
    let margin = Some(bill.margin.nearest()).filter(|_| has_costs);
    found
        .known("margin", "Margin in money", Measure::Money, margin, "total - cost", &no_costs)
        .ranked(Rank::Detail);
    found.told()
}

/// What one of many is called, as far as English plurals tell: “Seat” of “Seats”, and “GB” of “GB”.
fn one_of(many: &str) -> String {
    let many = many.trim();
    let stem = |ending: &str| many.strip_suffix(ending).filter(|stem| stem.chars().count() > 1);
    let kept = ["ss", "us", "is"].iter().any(|ending| many.ends_with(ending));
    let sibilant = ["sses", "xes", "ches", "shes"].iter().any(|ending| many.ends_with(ending));
    match (stem("ies"), stem("es"), stem("s")) {
        (Some(stem), ..) => [stem, "y"].concat(),
        (_, Some(stem), _) if sibilant => stem.to_owned(),
        (_, _, Some(stem)) if !kept => stem.to_owned(),
        _ => many.to_owned(),
    }
}

/// An average as it is if it ends soon, else as an approximation.
fn short(ratio: Ratio) -> Value {
    let value = ratio.nearest();
    if ratio.exact().is_some() && value.normalize().scale() <= 6 {
        Value::Exact(value)
    } else {
        Value::Approximate { value, interval: None }
    }
}

/// What the cheapest plan would save.
fn saving(inputs: &Inputs, outputs: &Outputs) -> Value {
    match saved(outputs) {
        _ if inputs.plans.len() < 2 => Value::Undefined(say!("There is only one plan.")),
        Some(saving) => Value::Exact(saving),
        None => Value::Undefined(say!("This plan has no price to compare.")),
    }
}

fn saved(outputs: &Outputs) -> Option<Decimal> {
    let cost = outputs.now.costs.get(outputs.focus).copied().flatten()?;
    let least = outputs.now.cheapest.first().and_then(|plan| outputs.now.costs[*plan])?;
    Some(cost.minus(least).ok()?.nearest())
}

fn percent_of(share: Ratio) -> Decimal {
    share.times(Decimal::ONE_HUNDRED.into()).map_or_else(|_| share.nearest(), Ratio::nearest)
}

fn all_warnings(inputs: &Inputs, outputs: &Outputs) -> Vec<Problem> {
    let coins = (outputs.minor_units, inputs.rules.mode);
    let mut found = warnings(&inputs.plans, &inputs.quantities, Some(coins));
    for (index, plan) in inputs.plans.iter().enumerate() {
        if outputs.bills[index].is_none() {
            let text =
                say!("{plan} stops below these quantities, so it is not compared here.", plan = &plan.name);
            found.push(Problem::at(path(&[&"plans", &index]), text));
        }
    }
    let charges = inputs.plans[outputs.focus].charges.iter().zip(&outputs.bill().charges);
    for (index, (charge, line)) in charges.enumerate() {
        let fee = charge.tiers.first().map(|tier| tier.flat_fee).filter(|fee| !fee.is_zero());
        let Some(fee) = fee.filter(|_| charge.has_tiers() && line.steps.billable.is_zero()) else { continue };
        let text = match charge.fee_at_zero {
            true => say!(
                "Tier 1's flat fee of {fee} is charged although nothing is billable. The charge has a switch for that under “More”; it is on.",
                fee = money(fee)
            ),
            false => say!(
                "Tier 1's flat fee of {fee} is not charged, because nothing is billable. The charge has a switch for that under “More”; it is off.",
                fee = money(fee)
            ),
        };
        found.push(Problem::at(path(&[&"plans", &outputs.focus, &"charges", &index, &"fee_at_zero"]), text));
    }
    found.extend(low_percentage("growth", inputs.growth));
    if let Some(other) = outputs.other_rules.first() {
        let text = say!(
            "Another rule would change the total, to {total} for one. See “Would another rule change the total?”",
            total = Argument::Money(other.total)
        );
        found.push(Problem::at("", text));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::one_of;

    #[test]
    fn one_of_many() {
        for (many, one) in [
            ("Seats", "Seat"),
            ("API requests", "API request"),
            ("Boxes", "Box"),
            ("Addresses", "Address"),
            ("Licences", "Licence"),
            ("Entries", "Entry"),
            ("GB", "GB"),
            ("Access", "Access"),
            ("Bonus", "Bonus"),
            ("s", "s"),
        ] {
            assert_eq!(one_of(many), one);
        }
    }
}
