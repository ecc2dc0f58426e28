//! Shares, limits and warnings that the pages of the family have in common.

use rust_decimal::Decimal;

use crate::arithmetic::rounding::{RoundingMode, rounded};
use crate::arithmetic::{Checked, Exactly, Nearly};

use crate::arithmetic::ratio::Ratio;
use crate::input::Problem;
use crate::report::price;
use crate::say;

pub use crate::arithmetic::percent_of;

/// A quotient to 28 digits; `None` for a division by nothing.
pub fn per(part: Decimal, whole: Decimal) -> Option<Decimal> {
    if whole.is_zero() { None } else { part.nearly_over(whole) }
}

/// A warning for an item whose price does not cover its cost.
pub fn below_cost(at: String, alone: Decimal, cost: Decimal) -> Option<Problem> {
    (alone < cost).then(|| {
        Problem::at(
            at,
            say!(
                "The price is below the variable cost ({cost}): alone, each one loses {lost}. Check both.",
                cost = price(cost),
                lost = price(cost.less(alone))
            ),
        )
    })
}

/// The least number with so many decimals that is not below a quotient, nor below zero: a floor that still pays.
/// `whole` is above zero.
pub fn raised(part: Decimal, whole: Decimal, places: u32) -> Exactly<Decimal> {
    if part <= Decimal::ZERO {
        return Ok(Decimal::ZERO);
    }
    Ratio::new(part, whole)?.map_or(Ok(Decimal::ZERO), |exact| rounded(exact, places, RoundingMode::Up))
}

/// The greatest percentage with two decimals that is not above a share: a limit that still pays.
pub fn lowered_percent(part: Decimal, whole: Decimal) -> Exactly<Option<Decimal>> {
    let Some(exact) = Ratio::new(part.times(Decimal::ONE_HUNDRED)?, whole)? else { return Ok(None) };
    rounded(exact, 2, RoundingMode::Down).map(Some)
}
