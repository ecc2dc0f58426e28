//! A plan with other prices: all of them raised, or one.

use crate::arithmetic::{Checked, Exactly, Percent};
use crate::calculators::pricing::tiered_pricing::plan::Plan;
use rust_decimal::Decimal;

/// Which price of a plan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Price<'q> {
    BaseFee,
    /// All that is charged for a quantity.
    Of(&'q str),
}

/// The plan with one of its prices, or all of them, raised by so many percent. What is free stays free; minimum, maximum and
/// discounts stay.
pub fn scaled(plan: &Plan, by: Percent, one: Option<Price<'_>>) -> Exactly<Plan> {
    let mut plan = plan.clone();
    if by.0.is_zero() {
        return Ok(plan);
    }
    let times = Decimal::ONE.plus(by.share()?)?;
    let scale = |price: &mut Decimal| -> Exactly<()> {
        *price = price.times(times)?.normalize();
        Ok(())
    };
    if one.is_none_or(|one| one == Price::BaseFee) {
        scale(&mut plan.base_fee)?;
    }
    for charge in &mut plan.charges {
        if one.is_some_and(|one| one != Price::Of(&charge.quantity)) {
            continue;
        }
        for price in
            [&mut charge.amount, &mut charge.unit_price, &mut charge.rate.0, &mut charge.fee_per_event]
        {
            scale(price)?;
        }
        for bound in [&mut charge.least_per_event, &mut charge.most_per_event] {
            bound.as_mut().map_or(Ok(()), scale)?;
        }
        for tier in &mut charge.tiers {
            for price in [&mut tier.unit_price, &mut tier.flat_fee, &mut tier.rate.0] {
                scale(price)?;
            }
        }
    }
    Ok(plan)
}
