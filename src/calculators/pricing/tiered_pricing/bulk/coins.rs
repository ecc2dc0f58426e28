//! Bills in whole numbers of the smallest coin: the same arithmetic as on decimals, in machine words, for price lists and amounts
//! that fit them. Whatever does not fit, or is priced in a way that is not here, is left to the decimals.

use rust_decimal::Decimal;

use super::{Ready, stands_alone};
use crate::arithmetic::rounding::RoundingMode;
use crate::calculators::pricing::tiered_pricing::plan::{
    Charge, Conversion, Model, PackageRounding, Quantity, QuantityRounding, RoundingPlace,
};

/// A plan in coins.
pub struct InCoins {
    mode: RoundingMode,
    minor_units: u32,
    base_fee: i64,
    /// By charge; `None` for one that is priced in decimals.
    charges: Vec<Option<Steps>>,
    /// Coins of discount for so many coins of the bill.
    percent: (i64, i64),
    fixed: i64,
    maximum: i64,
    minimum: i64,
    minimum_first: bool,
}

/// The price of a quantity, as a line for each tier.
struct Steps {
    /// Decimals of an amount.
    decimals: u32,
    times: i64,
    included: i64,
    /// The units of a package, or 0; and whether a started one counts.
    package: i64,
    started: bool,
    lines: Vec<Line>,
    /// What is due for nothing.
    at_zero: i64,
    /// So many of the amounts here are one coin.
    coin: i64,
}

/// Units above `from` up to `to` cost `due`, and `price` for each unit above `from`.
struct Line {
    from: i64,
    to: i64,
    price: i64,
    due: i64,
}

/// Amounts that need not be whole are taken to so many decimals here.
const DECIMALS: u32 = 3;

impl InCoins {
    /// The plan in coins, if its rules round as coins do.
    pub fn new(ready: &Ready<'_>, quantities: &[Quantity]) -> Option<Self> {
        let (plan, rules, minor_units) = (ready.plan, &ready.rules, ready.minor_units);
        if rules.place != RoundingPlace::Line || rules.increment.is_some() {
            return None;
        }
        let money = |amount: Decimal| fixed_point(amount, minor_units);
        let percent = plan.percent_discount.0.normalize();
        Some(InCoins {
            mode: rules.mode,
            minor_units,
            base_fee: money(ready.base_fee.decimal()?)?,
            charges: ready
                .charges
                .iter()
                .map(|charge| {
                    let quantity = quantities.get(charge.quantity)?;
                    Steps::new(charge.charge, quantity, fixed_point(charge.times, 0)?, minor_units)
                })
                .collect(),
            percent: (fixed_point(percent, percent.scale())?, power(percent.scale() + 2)?),
            fixed: money(plan.fixed_discount)?,
            maximum: plan.maximum.map_or(Some(i64::MAX), money)?,
            minimum: plan.minimum.map_or(Some(0), money)?,
            minimum_first: rules.minimum_before_discount,
        })
    }

    /// The total of a bill; `None` where it has to be worked out in decimals.
    pub fn total(&self, ready: &Ready<'_>, amounts: &[Decimal]) -> Option<Decimal> {
        let mut total = self.base_fee;
        for (charge, steps) in ready.charges.iter().zip(&self.charges) {
            let line = match steps {
                Some(steps) => steps.coins(*amounts.get(charge.quantity)?, self.mode)?,
                None => fixed_point(ready.charge(charge, amounts).ok()?.decimal()?, self.minor_units)?,
            };
            total = total.checked_add(line)?;
        }
        if !ready.plain {
            // A bill of credits has rules of its own.
            if total < 0 {
                return None;
            }
            if self.minimum_first {
                total = total.max(self.minimum);
            }
            let (share, of) = self.percent;
            total -= rounded(total.checked_mul(share)?, of, self.mode);
            total -= self.fixed.min(total);
            total = total.min(self.maximum);
            if !self.minimum_first {
                total = total.max(self.minimum);
            }
        }
        Some(Decimal::new(total, self.minor_units))
    }
}

impl Steps {
    fn new(charge: &Charge, quantity: &Quantity, times: i64, minor_units: u32) -> Option<Self> {
        let plain = charge.convert == Conversion::None && charge.quantity_rounding == QuantityRounding::None;
        let tiered = match charge.model {
            Model::Graduated | Model::Volume | Model::Stairstep => true,
            Model::PerUnit => false,
            Model::Package if charge.tiers.is_empty() && charge.package_size > Decimal::ZERO => false,
            _ => return None,
        };
        if !plain {
            return None;
        }
        let tiers = if tiered { charge.tiers.as_slice() } else { &[] };
        let decimals = if quantity.whole { 0 } else { DECIMALS };
        let prices = tiers.iter().map(|tier| tier.unit_price).chain([charge.unit_price]);
        let digits = prices.map(|price| price.normalize().scale()).max().unwrap_or_default();
        let digits = digits.max(minor_units);
        let units = |amount: Decimal| fixed_point(amount, decimals);
        let due = |fee: Decimal| fixed_point(fee, decimals + digits);
        let mut lines = Vec::with_capacity(tiers.len().max(1));
        let (mut from, mut below) = (0, 0_i64);
        for tier in tiers {
            let to = tier.up_to.map_or(Some(i64::MAX), units)?;
            let price = match charge.model {
                Model::Stairstep => 0,
                _ => fixed_point(tier.unit_price, digits)?,
            };
            let fee = due(tier.flat_fee)?;
            if stands_alone(charge) {
                lines.push(Line { from: 0, to, price, due: fee });
            } else {
                lines.push(Line { from, to, price, due: below.checked_add(fee)? });
                if tier.up_to.is_some() {
                    let full = to.checked_sub(from)?.checked_mul(price)?;
                    below = below.checked_add(full)?.checked_add(fee)?;
                }
            }
            from = to;
        }
        let at_zero = if charge.fee_at_zero { lines.first().map_or(0, |line| line.due) } else { 0 };
        if !tiered {
            lines.push(Line {
                from: 0,
                to: i64::MAX,
                price: fixed_point(charge.unit_price, digits)?,
                due: 0,
            });
        }
        Some(Steps {
            decimals,
            times,
            included: units(charge.included)?,
            package: if charge.model == Model::Package { units(charge.package_size)? } else { 0 },
            started: charge.package_rounding == PackageRounding::Up,
            lines,
            at_zero,
            coin: power(decimals + digits - minor_units)?,
        })
    }

    /// What an amount costs; `None` for a credit, an amount past the last tier, and what does not fit.
    fn coins(&self, amount: Decimal, mode: RoundingMode) -> Option<i64> {
        let raw = fixed_point(amount, self.decimals)?.checked_mul(self.times)?;
        if raw < 0 {
            return None;
        }
        let mut units = (raw - self.included).max(0);
        if self.package > 0 {
            let full = units / self.package;
            let started = i64::from(self.started && units % self.package > 0);
            units = (full + started).checked_mul(power(self.decimals)?)?;
        }
        if units == 0 {
            return Some(rounded(self.at_zero, self.coin, mode));
        }
        let line = self.lines.iter().find(|line| units <= line.to)?;
        let exact = (units - line.from).checked_mul(line.price)?.checked_add(line.due)?;
        Some(rounded(exact, self.coin, mode))
    }
}

/// So many units of the last of some decimals; `None` for more decimals and for what does not fit.
fn fixed_point(amount: Decimal, decimals: u32) -> Option<i64> {
    let amount = if amount.scale() > decimals { amount.normalize() } else { amount };
    let missing = decimals.checked_sub(amount.scale())?;
    i64::try_from(amount.mantissa()).ok()?.checked_mul(power(missing)?)
}

fn power(of_ten: u32) -> Option<i64> {
    10_i64.checked_pow(of_ten)
}

/// An amount of zero or more over a divisor, rounded to a whole number.
fn rounded(amount: i64, divisor: i64, mode: RoundingMode) -> i64 {
    let (whole, rest) = (amount / divisor, amount % divisor);
    let up = match mode {
        RoundingMode::HalfUp => rest >= divisor - rest,
        RoundingMode::HalfEven => rest > divisor - rest || (rest == divisor - rest && whole % 2 != 0),
        RoundingMode::Up => rest > 0,
        RoundingMode::Down => false,
    };
    whole + i64::from(up)
}
