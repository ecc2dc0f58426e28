//! What a plan bills very many customers: the total that [`bill`](super::bill::bill) comes to, to the last cent, without its
//! lines and rows.
//!
//! A bill is made for reading. Here each plan is made ready once: quantities are known by their place instead of their name,
//! and what the tiers below each tier come to is worked out before the first customer. A test holds both ways against
//! each other. What can be billed in whole numbers of the smallest coin, is: see [`coins`].

mod coins;

use rust_decimal::Decimal;

use super::bill::{PaidPart, PricingError, billable_amount, packages, packages_in_tier, paid_part, settled};
use super::plan::{Charge, Model, Plan, Quantity, RoundingPlace, Rules, Unpriced};
use crate::arithmetic::ratio::Ratio;
use crate::arithmetic::rounding::{rounded, to_increment};
use crate::arithmetic::{Checked, Exactly, TooManyDigits};

/// A plan made ready for pricing many customers.
pub struct Ready<'p> {
    pub plan: &'p Plan,
    rules: Rules,
    minor_units: u32,
    /// What a bill begins with.
    base_fee: Ratio,
    /// Nothing follows the charges: neither discount nor bounds.
    plain: bool,
    pub charges: Vec<ReadyCharge<'p>>,
    coins: Option<coins::InCoins>,
}

/// A charge made ready.
pub struct ReadyCharge<'p> {
    pub charge: &'p Charge,
    index: usize,
    /// Where the quantity and the events stand in the list, and what is metered for each unit.
    pub quantity: usize,
    times: Decimal,
    events: Option<(usize, Decimal)>,
    /// For each tier, what all units below it come to, rounded by the tier if the rules say so.
    below: Vec<Exactly<Ratio>>,
    /// Billable units up to which nothing is paid but fees, if there are such, and what is due at that point.
    allowance: Option<(Ratio, Ratio)>,
}

/// How one customer stands to a charge.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    pub tier: Option<usize>,
    /// The share of the allowance that is used; `None` for a charge without one.
    pub used: Option<Ratio>,
    /// What is paid for use above the allowance, before discounts.
    pub overage: Ratio,
}

impl<'p> Ready<'p> {
    pub fn new(
        plan: &'p Plan,
        quantities: &[Quantity],
        rules: &Rules,
        minor_units: u32,
    ) -> Result<Self, PricingError> {
        let find = |name: &str| {
            let at = quantities.iter().position(|quantity| quantity.name == name)?;
            Some((at, Decimal::from(quantities[at].times_metered(plan.period))))
        };
        let mut ready = Ready {
            plan,
            rules: *rules,
            minor_units,
            base_fee: Ratio::ZERO,
            plain: plan.minimum.is_none()
                && plan.maximum.is_none()
                && plan.percent_discount.0.is_zero()
                && plan.fixed_discount.is_zero(),
            charges: Vec::with_capacity(plan.charges.len()),
            coins: None,
        };
        ready.base_fee = ready.line(plan.base_fee.into())?;
        for (index, charge) in plan.charges.iter().enumerate() {
            let (quantity, times) = match charge.model {
                Model::Flat => (0, Decimal::ONE),
                _ => find(&charge.quantity).ok_or(PricingError::UnknownQuantity { charge: index })?,
            };
            let events = match charge.counts_events() {
                true => Some(find(&charge.events).ok_or(PricingError::UnknownEvents { charge: index })?),
                false => None,
            };
            let below = ready.below(charge);
            let allowance = allowance(charge);
            ready.charges.push(ReadyCharge { charge, index, quantity, times, events, below, allowance });
        }
        ready.coins = coins::InCoins::new(&ready, quantities);
        Ok(ready)
    }

    /// A part of a charge, rounded if the rules round each.
    fn part(&self, exact: Ratio) -> Exactly<Ratio> {
        if self.rules.place == RoundingPlace::Tier { self.to_cents(exact) } else { Ok(exact) }
    }

    /// A line of the bill, rounded if the rules round it.
    fn line(&self, exact: Ratio) -> Exactly<Ratio> {
        if self.rules.place == RoundingPlace::End { Ok(exact) } else { self.to_cents(exact) }
    }

    fn to_cents(&self, exact: Ratio) -> Exactly<Ratio> {
        match exact.decimal() {
            // The usual case: an amount that has no more digits than are paid.
            Some(amount) if amount.scale() <= self.minor_units => Ok(exact),
            _ => Ok(rounded(exact, self.minor_units, self.rules.mode)?.into()),
        }
    }

    /// What the units below each tier come to, tier by tier.
    fn below(&self, charge: &Charge) -> Vec<Exactly<Ratio>> {
        if !charge.has_tiers() {
            return Vec::new();
        }
        let mut below = Vec::with_capacity(charge.tiers.len());
        let (mut sum, mut from) = (Exactly::Ok(Ratio::ZERO), Decimal::ZERO);
        for (index, tier) in charge.tiers.iter().enumerate() {
            below.push(sum);
            let to = tier.up_to.unwrap_or(from);
            if !stands_alone(charge) {
                let full = || -> Result<Ratio, Unpriced> {
                    let within = tier_part(charge, index, from, to.into(), to.minus(from)?.into(), true)?;
                    Ok(sum?.plus(self.part(within)?)?)
                };
                // Package sizes that are no sizes are found when the tier is priced.
                sum = full().map_err(|_| TooManyDigits);
            }
            from = to;
        }
        below
    }

    /// The total of one bill for the amounts of all quantities, or why there is none.
    pub fn total(&self, amounts: &[Decimal]) -> Result<Decimal, PricingError> {
        if let Some(total) = self.coins.as_ref().and_then(|coins| coins.total(self, amounts)) {
            return Ok(total);
        }
        let mut total = self.subtotal(amounts)?;
        if !self.plain {
            let round = |value: Ratio| self.line(value);
            total = settled(self.plan, &self.rules, total, &round as &dyn Fn(Ratio) -> Exactly<Ratio>)?.total;
        }
        let total = self.to_cents(total)?.nearest();
        Ok(match self.rules.increment {
            Some(increment) => to_increment(total, increment, self.rules.mode)?,
            None => total,
        })
    }

    /// Whether a bill is made in coins, for the test that this is not left out.
    #[cfg(test)]
    pub fn in_coins(&self, amounts: &[Decimal]) -> bool {
        self.coins.as_ref().is_some_and(|coins| coins.total(self, amounts).is_some())
    }

    /// What serving the amounts of one bill costs.
    pub fn cost(&self, amounts: &[Decimal]) -> Result<Ratio, PricingError> {
        let mut cost = Ratio::ZERO;
        for ready in self.charges.iter().filter(|ready| !ready.charge.unit_cost.is_zero()) {
            let raw = ready.raw(amounts)?;
            let steps = ready.charge.steps(raw.absolute()).map_err(|why| ready.error(why))?;
            let line = steps.converted.times(ready.charge.unit_cost.into())?;
            cost.gain(if raw.sign().is_lt() { line.negative() } else { line })?;
        }
        Ok(cost)
    }

    /// One charge as a line of the bill.
    fn charge(&self, ready: &ReadyCharge<'_>, amounts: &[Decimal]) -> Result<Ratio, PricingError> {
        let (raw, events) = ready.metered(amounts, &self.rules)?;
        let priced = || -> Result<Ratio, Unpriced> {
            let amount = self.amount(ready, raw.absolute(), events)?;
            Ok(self.line(if raw.sign().is_lt() { amount.negative() } else { amount })?)
        };
        priced().map_err(|why| ready.error(why))
    }

    /// The price of a metered quantity of zero or more.
    fn amount(&self, ready: &ReadyCharge<'_>, raw: Ratio, events: Option<Ratio>) -> Result<Ratio, Unpriced> {
        let charge = ready.charge;
        if charge.model == Model::Flat {
            return Ok(self.part(charge.amount.into())?);
        }
        let steps = charge.steps(raw)?;
        let units = steps.billable;
        if charge.model == Model::Percentage {
            return Ok(self.percentage(charge, paid_part(charge, steps.rounded, events)?, events)?);
        }
        if charge.has_tiers() {
            let (tier, from) = charge.tier_of(units)?;
            let within =
                if from.is_zero() || stands_alone(charge) { units } else { units.minus(from.into())? };
            let part = tier_part(charge, tier, from, units, within, !units.is_zero())?;
            let below = match ready.below.get(tier) {
                Some(below) => (*below)?,
                None => Ratio::ZERO,
            };
            return Ok(below.plus(self.part(part)?)?);
        }
        let count = if charge.model == Model::Package { packages(charge, units)? } else { units };
        Ok(self.part(count.times(charge.unit_price.into())?)?)
    }

    /// A share of the paid part of an amount, and fees for the events that are paid.
    fn percentage(&self, charge: &Charge, paid: PaidPart, events: Option<Ratio>) -> Exactly<Ratio> {
        let share = paid.money.times(charge.rate.share()?.into())?;
        if events.is_none_or(Ratio::is_zero) {
            return self.part(share);
        }
        let fees = paid.events.times(charge.fee_per_event.into())?;
        let amount = share.plus(fees)?;
        let mut bounded = amount;
        if let Some(least) = charge.least_per_event {
            bounded = bounded.larger(paid.events.times(least.into())?)?;
        }
        if let Some(most) = charge.most_per_event {
            bounded = bounded.smaller(paid.events.times(most.into())?)?;
        }
        self.part(share)?.plus(self.part(fees)?)?.plus(self.part(bounded.minus(amount)?)?)
    }

    /// What base fee and charges come to, before discounts and bounds.
    fn subtotal(&self, amounts: &[Decimal]) -> Result<Ratio, PricingError> {
        let mut total = self.base_fee;
        for ready in &self.charges {
            total.gain(self.charge(ready, amounts)?)?;
        }
        Ok(total)
    }

    /// What the bill would be lower by without a part of its charges: less its discount, and nothing where a minimum or maximum
    /// makes up for it. Before rounding, zero or more.
    pub fn in_bill(&self, amounts: &[Decimal], part: Ratio) -> Result<Ratio, PricingError> {
        if self.plain {
            return Ok(part);
        }
        let subtotal = self.subtotal(amounts)?;
        let total = |subtotal: Ratio| Exactly::Ok(settled(self.plan, &self.rules, subtotal, Ok)?.total);
        Ok(total(subtotal)?.minus(total(subtotal.minus(part)?)?)?.larger(Ratio::ZERO)?)
    }

    /// How a customer stands to one of the charges.
    pub fn standing(&self, ready: &ReadyCharge<'_>, amounts: &[Decimal]) -> Result<Standing, PricingError> {
        let (raw, events) = ready.metered(amounts, &self.rules)?;
        let raw = raw.absolute();
        let charge = ready.charge;
        let stand = || -> Result<Standing, Unpriced> {
            if charge.model == Model::Flat {
                return Ok(Standing { tier: None, used: None, overage: Ratio::ZERO });
            }
            let steps = charge.steps(raw)?;
            let tier = if charge.has_tiers() { Some(charge.tier_of(steps.billable)?.0) } else { None };
            let (mut used, mut overage) = (None, Ratio::ZERO);
            if let Some((units, due)) = ready.allowance {
                used = steps.rounded.over(units)?;
                if steps.rounded.compare(units)?.is_gt() {
                    overage = self.amount(ready, raw, events)?.minus(due)?.larger(Ratio::ZERO)?;
                }
            }
            Ok(Standing { tier, used, overage })
        };
        stand().map_err(|why| ready.error(why))
    }
}

impl ReadyCharge<'_> {
    fn error(&self, why: Unpriced) -> PricingError {
        PricingError::Charge { charge: self.index, why }
    }

    fn raw(&self, amounts: &[Decimal]) -> Exactly<Ratio> {
        match amounts.get(self.quantity) {
            _ if self.charge.model == Model::Flat => Ok(Ratio::ZERO),
            Some(amount) => metered(*amount, self.times),
            None => Ok(Ratio::ZERO),
        }
    }

    /// The quantity as metered, and the events; events below zero count as they are without the sign.
    fn metered(&self, amounts: &[Decimal], rules: &Rules) -> Result<(Ratio, Option<Ratio>), PricingError> {
        let raw = self.raw(amounts)?;
        if raw.sign().is_lt() && !rules.credits {
            return Err(PricingError::Negative { quantity: self.quantity });
        }
        let events = match self.events {
            Some((at, times)) => {
                let events = metered(amounts.get(at).copied().unwrap_or_default(), times)?;
                if events.sign().is_lt() && !rules.credits {
                    return Err(PricingError::Negative { quantity: at });
                }
                Some(events.absolute())
            }
            None => None,
        };
        Ok((raw, events))
    }

    /// Whether this many units, not below zero, are past the last tier.
    pub fn stops_below(&self, amounts: &[Decimal]) -> Option<Decimal> {
        let last = self.charge.tiers.last().filter(|_| self.charge.has_tiers())?.up_to?;
        let steps = self.charge.steps(self.raw(amounts).ok()?.absolute()).ok()?;
        steps.billable.compare(last.into()).ok()?.is_gt().then_some(last)
    }
}

fn metered(amount: Decimal, times: Decimal) -> Exactly<Ratio> {
    Ok(if times == Decimal::ONE { amount } else { amount.times(times)? }.into())
}

/// Whether the tier reached prices everything by itself.
fn stands_alone(charge: &Charge) -> bool {
    match charge.model {
        Model::Volume => true,
        Model::Stairstep => !charge.steps_add_up,
        _ => false,
    }
}

/// What the units of one tier come to, up to the unit `to`. `any` if there is any unit at all.
fn tier_part(
    charge: &Charge,
    index: usize,
    from: Decimal,
    to: Ratio,
    within: Ratio,
    any: bool,
) -> Result<Ratio, Unpriced> {
    let tier = &charge.tiers[index];
    let units = match charge.model {
        Model::Stairstep => Ratio::ZERO,
        Model::GraduatedPercentage => within.times(tier.rate.share()?.into())?,
        Model::Package => packages_in_tier(charge, from.into(), to)?.times(tier.unit_price.into())?,
        _ => within.times(tier.unit_price.into())?,
    };
    // At zero the first tier's fee is due by a rule.
    let entered = index > 0 || charge.fee_at_zero || any;
    Ok(if entered && !tier.flat_fee.is_zero() { units.plus(tier.flat_fee.into())? } else { units })
}

/// The units that cost nothing by themselves, and what is due at their end: those included, and a first tier that is free.
fn allowance(charge: &Charge) -> Option<(Ratio, Ratio)> {
    let free_tier = charge.tiers.first().filter(|tier| {
        charge.model == Model::Graduated && tier.unit_price.is_zero() && charge.tiers.len() > 1
    });
    let free = free_tier.and_then(|tier| tier.up_to).unwrap_or_default();
    let units = charge.included.plus(free).ok().filter(|units| *units > Decimal::ZERO)?;
    let due = match charge.model {
        Model::Flat => return None,
        Model::Percentage => Ratio::ZERO,
        _ => billable_amount(charge, free.into()).ok()?,
    };
    Some((units.into(), due))
}
