//! What contradicts itself in a price list, as sentences at their places.

use rust_decimal::Decimal;

use super::bill::{PricingError, billable_amount};
use super::compare::NotComparable;
use super::cost::NoCost;
use super::plan::{Charge, Model, Plan, PlanProblem, Quantity, Tier, Unpriced, left_out, problems};
use crate::arithmetic::ratio::Ratio;
use crate::arithmetic::rounding::{RoundingMode, rounded};
use crate::arithmetic::{Nearly, Percent};
use crate::input::{Problem, path};
use crate::report::{Sentence, money, percent, price};
use crate::say;

/// All that is wrong with plans, each problem at its place in their table.
pub fn plan_problems(table: &str, plans: &[Plan]) -> Vec<Problem> {
    let mut found = Vec::new();
    for (index, plan) in plans.iter().enumerate() {
        for problem in problems(plan) {
            found.push(plan_problem(table, index, problem));
        }
    }
    found
}

/// The problem of a plan, at its field.
fn plan_problem(table: &str, plan: usize, problem: PlanProblem) -> Problem {
    let of_plan = |key: &str| path(&[&table, &plan, &key]);
    let of_charge = |charge: usize, key: &str| path(&[&table, &plan, &"charges", &charge, &key]);
    let of_tier =
        |charge: usize, tier: usize| path(&[&table, &plan, &"charges", &charge, &"tiers", &tier, &"up_to"]);
    match problem {
        PlanProblem::MinimumAboveMaximum { minimum, maximum } => Problem::at(
            of_plan("minimum"),
            say!(
                "The minimum ({least}) is above the maximum ({most}). Change one of them.",
                least = money(minimum),
                most = money(maximum)
            ),
        ),
        PlanProblem::DiscountAbove100 { percent: points } => Problem::at(
            of_plan("percent_discount"),
            say!(
                "A discount of {points} is more than the whole bill. Enter 100 or less.",
                points = percent(points)
            ),
        ),
        PlanProblem::NoTiers { charge } => Problem::at(
            of_charge(charge, "tiers"),
            say!("Add at least one tier, or choose a model without tiers."),
        ),
        PlanProblem::BoundsNotRising { charge, tier: 0, .. } => {
            Problem::at(of_tier(charge, 0), say!("Tier 1 must end above zero."))
        }
        PlanProblem::BoundsNotRising { charge, tier, lower } => Problem::at(
            of_tier(charge, tier),
            say!("Tier {n} must end above tier {m} ({bound}).", n = tier + 1, m = tier, bound = lower),
        ),
        PlanProblem::OpenTierBeforeLast { charge, tier } => Problem::at(
            of_tier(charge, tier),
            say!(
                "Only the last tier can be open. Say where tier {n} ends, or take away the tiers behind it.",
                n = tier + 1
            ),
        ),
        PlanProblem::PackageSize { charge } => {
            Problem::at(of_charge(charge, "package_size"), say!("The package size must be above 0."))
        }
        PlanProblem::Factor { charge } => {
            Problem::at(of_charge(charge, "factor"), say!("The factor must be above 0."))
        }
        PlanProblem::EventsMissing { charge } => Problem::at(
            of_charge(charge, "events"),
            say!(
                "Choose the quantity that counts the events, or clear what is set per event: fee, least, most and free ones."
            ),
        ),
        PlanProblem::EventsAreTheAmount { charge } => Problem::at(
            of_charge(charge, "events"),
            say!("The amount and the number of events are two quantities. Choose another one here."),
        ),
        PlanProblem::LeastAboveMost { charge, least, most } => Problem::at(
            of_charge(charge, "least_per_event"),
            say!(
                "The least per event ({least}) is above the most ({most}). Change one of them.",
                least = money(least),
                most = money(most)
            ),
        ),
    }
}

/// Why a plan has no price, at its field.
pub fn pricing_problem(plan: usize, list: &Plan, error: PricingError) -> Problem {
    let of_charge = |charge: usize, key: &str| path(&[&"plans", &plan, &"charges", &charge, &key]);
    match error {
        PricingError::Charge { charge, why: Unpriced::PastLastTier(bound) } => {
            let name = list.charges.get(charge).map_or(String::new(), |charge| charge.quantity.clone());
            let text = say!(
                "This price list stops at {bound}, and more {unit} than that are billed. Add a tier or open the last one.",
                bound = bound,
                unit = name
            );
            Problem::at(of_charge(charge, "tiers"), text)
        }
        PricingError::Charge { charge, why: Unpriced::NoTiers } => Problem::at(
            of_charge(charge, "tiers"),
            say!("Add at least one tier, or choose a model without tiers."),
        ),
        PricingError::Charge { charge, why: Unpriced::PackageSize } => {
            Problem::at(of_charge(charge, "package_size"), say!("The package size must be above 0."))
        }
        PricingError::Charge { charge, why: Unpriced::Factor } => {
            Problem::at(of_charge(charge, "factor"), say!("The factor must be above 0."))
        }
        PricingError::Charge { charge, why: Unpriced::TooManyDigits } => {
            Problem::at(path(&[&"plans", &plan, &"charges", &charge]), too_many_digits())
        }
        PricingError::UnknownQuantity { charge } => {
            Problem::at(of_charge(charge, "quantity"), say!("Choose the quantity that this charge prices."))
        }
        PricingError::UnknownEvents { charge } => {
            Problem::at(of_charge(charge, "events"), say!("Choose the quantity that counts the events."))
        }
        PricingError::Negative { quantity } => Problem::at(
            path(&[&"quantities", &quantity, &"amount"]),
            say!(
                "A quantity cannot be negative. For a return, turn on “Credit negative quantities” under “More rules”."
            ),
        ),
        PricingError::TooManyDigits => Problem::at(path(&[&"plans", &plan]), too_many_digits()),
    }
}

fn too_many_digits() -> Sentence {
    say!("Worked out exactly, this takes more than 28 digits. Use smaller amounts or fewer decimals.")
}

/// Why plans cannot be compared over a range, for the section that would compare them.
pub fn not_comparable(plans: &[Plan], error: NotComparable) -> Sentence {
    let name = error.plan.and_then(|plan| plans.get(plan)).map_or(String::new(), |plan| plan.name.clone());
    match error.why {
        NoCost::TooManyPieces { .. } => say!(
            "{plan}: the price changes at too many quantities to compare them all exactly. Narrow the range, or enlarge the package or step.",
            plan = name.to_owned()
        ),
        NoCost::NotStraight { .. } => say!(
            "{plan}: with bounds per event, the fee is no straight line over the number of events. Vary another quantity.",
            plan = name.to_owned()
        ),
        NoCost::Range => say!("The range must begin at zero or above and end above its beginning."),
        NoCost::Pricing(why) => match (error.plan, error.plan.and_then(|plan| plans.get(plan))) {
            (Some(index), Some(plan)) => pricing_problem(index, plan, why).message,
            _ => too_many_digits(),
        },
    }
}

/// Told at a percentage between zero and one, which is often a share that was entered as such.
pub fn low_percentage(at: impl Into<String>, Percent(points): Percent) -> Option<Problem> {
    if points <= Decimal::ZERO || points >= Decimal::ONE {
        return None;
    }
    let hundredfold = points.nearly_times(Decimal::ONE_HUNDRED).unwrap_or(points).normalize();
    let text = say!(
        "{points} percent is less than one. If {hundredfold} percent is meant, enter {hundredfold}.",
        points = points,
        hundredfold = hundredfold
    );
    Some(Problem::at(at, text))
}

/// Where the price of one unit alone stands, and that price, if so little is billed as nothing. `coins` are the decimals of the
/// smallest coin and how amounts are rounded to it.
fn billed_as_nothing(charge: &Charge, (minor_units, mode): (u32, RoundingMode)) -> Option<(String, Ratio)> {
    let place = match charge.model {
        Model::PerUnit => "unit_price".to_owned(),
        Model::Graduated | Model::Volume | Model::Package if charge.has_tiers() => {
            path(&[&"tiers", &0, &"unit_price"])
        }
        Model::Package => "unit_price".to_owned(),
        _ => return None,
    };
    let price = billable_amount(charge, Ratio::ONE).ok()?;
    let nothing = !price.is_zero() && rounded(price, minor_units, mode).ok()?.is_zero();
    nothing.then_some((place, price))
}

/// What is allowed but seldom meant, each at its place. `coins` are the decimals of the smallest coin and how amounts are
/// rounded to it, where somebody may buy one unit alone.
pub fn warnings(plans: &[Plan], quantities: &[Quantity], coins: Option<(u32, RoundingMode)>) -> Vec<Problem> {
    let mut found = Vec::new();
    for (index, quantity) in quantities.iter().enumerate() {
        if quantity.whole && !quantity.amount.is_integer() {
            let text = say!(
                "{amount} is not a whole number of {unit}. It is priced as it is; a part above a tier's bound is in the next tier.",
                amount = quantity.amount,
                unit = &quantity.name
            );
            found.push(Problem::at(path(&[&"quantities", &index, &"amount"]), text));
        }
    }
    let left_out = left_out(plans);
    for (index, plan) in plans.iter().enumerate() {
        if plan.is_unpriced() && (left_out[index] || plan.charges.is_empty()) {
            let name = plan.name.as_str();
            let text = match left_out[index] {
                true => say!(
                    "{plan} has no price yet: no base fee, no price in a charge, no minimum. It is not compared until it has one.",
                    plan = name.to_owned()
                ),
                false => say!(
                    "{plan} has no price yet: no base fee, no price in a charge, no minimum. So it bills nothing.",
                    plan = name.to_owned()
                ),
            };
            found.push(Problem::at(path(&[&"plans", &index]), text));
        }
        let discount = path(&[&"plans", &index, &"percent_discount"]);
        found.extend(low_percentage(discount, plan.percent_discount));
        for (at, charge) in plan.charges.iter().enumerate() {
            let place = |key: &str| path(&[&"plans", &index, &"charges", &at, &key]);
            if !charge.has_price() && charge.unit_cost.is_zero() && !left_out[index] {
                let (key, text) = match charge.has_tiers() {
                    true => (
                        "tiers",
                        say!(
                            "{plan}: none of these tiers has a price, so they bill nothing.",
                            plan = &plan.name
                        ),
                    ),
                    false => (
                        "model",
                        say!("{plan}: this charge has no price, so it bills nothing.", plan = &plan.name),
                    ),
                };
                found.push(Problem::at(place(key), text));
            }
            if charge.model == Model::Percentage {
                found.extend(low_percentage(place("rate"), charge.rate));
            }
            if charge.model == Model::GraduatedPercentage {
                // One of them is enough.
                found.extend(charge.tiers.iter().enumerate().find_map(|(tier, Tier { rate, .. })| {
                    low_percentage(place(&path(&[&"tiers", &tier, &"rate"])), *rate)
                }));
            }
            let rising = charge.tiers.windows(2).position(|pair| pair[1].unit_price > pair[0].unit_price);
            if let Some(tier) = rising.filter(|_| charge.model == Model::Volume) {
                let text = say!(
                    "{plan}: tier {n} has a higher price than the tier before it, so one more unit raises the price of all of them.",
                    plan = &plan.name,
                    n = tier + 2
                );
                found.push(Problem::at(
                    path(&[&"plans", &index, &"charges", &at, &"tiers", &(tier + 1), &"unit_price"]),
                    text,
                ));
            }
            if let Some((key, unit)) = coins.and_then(|coins| billed_as_nothing(charge, coins)) {
                let text = say!(
                    "{plan}: one unit alone would be billed as nothing, because its price, {price}, rounds to that.",
                    plan = &plan.name,
                    price = price(unit.nearest())
                );
                found.push(Problem::at(place(&key), text));
            }
        }
    }
    found
}
