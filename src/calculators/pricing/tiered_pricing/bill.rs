//! What a plan bills for given quantities: every step, tier row and line, adding up to the last cent.

use rust_decimal::Decimal;

use super::plan::{
    Charge, Model, PackageRounding, PackagesCounted, Plan, Quantity, RoundingPlace, Rules, Steps, Unpriced,
};
use crate::arithmetic::piecewise::Cut;
use crate::arithmetic::ratio::Ratio;
use crate::arithmetic::rounding::{RoundingMode, rounded, shares, to_increment};
use crate::arithmetic::short::Short;
use crate::arithmetic::{Checked, Exactly, TooManyDigits};

/// Why a plan has no price for these quantities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PricingError {
    Charge {
        charge: usize,
        why: Unpriced,
    },
    /// The charge prices a quantity that is not in the list.
    UnknownQuantity {
        charge: usize,
    },
    /// The charge counts events by a quantity that is not in the list.
    UnknownEvents {
        charge: usize,
    },
    /// A quantity, by its index, is below zero and there are no credits.
    Negative {
        quantity: usize,
    },
    /// The lines are fine, their total is too long.
    TooManyDigits,
}

impl From<TooManyDigits> for PricingError {
    fn from(_: TooManyDigits) -> Self {
        PricingError::TooManyDigits
    }
}

/// An amount before rounding and as the bill shows it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Amount {
    pub exact: Ratio,
    pub shown: Decimal,
}

/// What a row of a charge prices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A fixed amount.
    Flat,
    /// All units alike.
    Units,
    /// The units of a tier, by its index.
    Tier(usize),
    /// The paid part of an amount of money.
    Money,
    /// The paid events.
    Events,
    /// What the bounds per event add or take away.
    EventBounds,
}

/// One row of a charge: `count × unit_price + flat_fee`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    pub part: Part,
    /// The row's units lie above this …
    pub from: Decimal,
    /// … up to this one, if there is an end.
    pub to: Option<Decimal>,
    /// Billable units in the row.
    pub units: Ratio,
    /// What the unit price is counted by: units, packages or nothing.
    pub count: Ratio,
    /// Per unit or package; of money, the share of one unit of money.
    pub unit_price: Decimal,
    pub flat_fee: Ratio,
    pub amount: Amount,
}

/// How far the next tier is away, in metered units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NextTier {
    pub units: Ratio,
    /// So many units reach the tier. Otherwise that many still lie below it, and any more reach it.
    pub reached: bool,
}

/// One charge on the bill.
#[derive(Clone, Debug, PartialEq)]
pub struct ChargeLine {
    pub steps: Steps,
    pub rows: Vec<Row>,
    pub amount: Amount,
    /// The tier that the billable quantity lies in.
    pub tier: Option<usize>,
    /// `None` in the last tier and without tiers.
    pub next_tier: Option<NextTier>,
    /// What serving the units costs.
    pub cost: Ratio,
}

/// A plan's bill for one of its billing periods. The lines, in this order, add up to the total.
#[derive(Clone, Debug, PartialEq)]
pub struct Bill {
    pub charges: Vec<ChargeLine>,
    pub base_fee: Amount,
    /// Zero or below.
    pub percent_discount: Amount,
    /// Zero or below; never takes the bill below zero.
    pub fixed_discount: Amount,
    /// What the maximum takes away: zero or below.
    pub maximum: Amount,
    /// What the minimum adds: the true-up.
    pub minimum: Amount,
    /// What the cash increment adds or takes away.
    pub cash_rounding: Decimal,
    pub total: Amount,
    pub cost: Ratio,
    pub margin: Ratio,
    /// Margin as a share of the total; `None` for a total of zero.
    pub margin_share: Option<Ratio>,
    /// Each quantity as metered over the billing period.
    pub metered: Vec<Ratio>,
}

impl Bill {
    /// The total for each metered unit of a quantity; `None` where there is none of it.
    pub fn effective_price(&self, quantity: usize) -> Exactly<Option<Ratio>> {
        match self.metered.get(quantity) {
            Some(&metered) => Ratio::from(self.total.shown).over(metered),
            None => Ok(None),
        }
    }
}

/// Each quantity as a plan meters it over one of its billing periods.
pub fn metered(plan: &Plan, quantities: &[Quantity]) -> Exactly<Vec<Ratio>> {
    let mut metered = Vec::with_capacity(quantities.len());
    for quantity in quantities {
        metered.push(quantity.amount.times(quantity.times_metered(plan.period).into())?.into());
    }
    Ok(metered)
}

/// A charge before rounding, without its rows.
struct Priced {
    steps: Steps,
    amount: Ratio,
    tier: Option<usize>,
}

/// Who takes the rows of a charge, one by one; `None` if only its amount is asked for.
type Take<'t> = Option<&'t mut dyn FnMut(Row)>;

/// Finds the quantities of a charge, and prices it. A negative quantity is priced as its absolute value and
/// turned round.
fn price(
    charge: &Charge,
    index: usize,
    quantities: &[Quantity],
    metered: &[Ratio],
    rules: &Rules,
    take: Take<'_>,
) -> Result<Priced, PricingError> {
    let find = |name: &str| {
        let at = quantities.iter().position(|quantity| quantity.name == name)?;
        Some((at, *metered.get(at)?))
    };
    let (at, raw) = match charge.model {
        Model::Flat => (0, Ratio::ZERO),
        _ => find(&charge.quantity).ok_or(PricingError::UnknownQuantity { charge: index })?,
    };
    let events = match charge.counts_events() {
        true => Some(find(&charge.events).ok_or(PricingError::UnknownEvents { charge: index })?),
        false => None,
    };
    for (quantity, raw) in [Some((at, raw)), events].into_iter().flatten() {
        if raw.is_negative() && !rules.credits {
            return Err(PricingError::Negative { quantity });
        }
    }
    let events = events.map(|(_, events)| events.absolute());
    let priced = match take {
        _ if !raw.is_negative() => priced(charge, raw, events, take),
        None => priced(charge, raw.negative(), events, None).map(Priced::credited),
        Some(take) => priced(charge, raw.negative(), events, Some(&mut |row| take(row.credited())))
            .map(Priced::credited),
    };
    priced.map_err(|why| PricingError::Charge { charge: index, why })
}

impl Priced {
    fn credited(self) -> Priced {
        let Steps { raw, converted, rounded, billable } = self.steps;
        let steps = Steps {
            raw: raw.negative(),
            converted: converted.negative(),
            rounded: rounded.negative(),
            billable: billable.negative(),
        };
        Priced { steps, amount: self.amount.negative(), tier: self.tier }
    }
}

impl Row {
    fn credited(mut self) -> Row {
        for amount in [&mut self.units, &mut self.count, &mut self.flat_fee, &mut self.amount.exact] {
            *amount = amount.negative();
        }
        self
    }
}

/// The price of a metered quantity of zero or more, before rounding. Its rows are handed on one by one.
fn priced(
    charge: &Charge,
    raw: Ratio,
    events: Option<Ratio>,
    mut take: Take<'_>,
) -> Result<Priced, Unpriced> {
    let mut steps = if charge.model == Model::Flat { Steps::default() } else { charge.steps(raw)? };
    if take.is_none()
        && charge.model == Model::Graduated
        && let Some((tier, amount)) = graduated(charge, steps.billable)
    {
        return Ok(Priced { steps, amount: amount.into(), tier: Some(tier) });
    }
    let all_rows = take.is_some();
    let mut amount = Ratio::ZERO;
    let mut tier = None;
    let mut add = |row: Row| -> Exactly<()> {
        amount.gain(row.amount.exact)?;
        if let Some(take) = &mut take {
            take(row);
        }
        Ok(())
    };
    let units = steps.billable;
    if charge.model == Model::Percentage {
        steps.billable = price_percentage(charge, steps.rounded, events, &mut add)?;
    } else if charge.has_tiers() {
        let (reached, lower) = charge.tier_of(units)?;
        tier = Some(reached);
        price_tiers(charge, units, reached, lower, all_rows, &mut add)?;
    } else {
        let (part, count, unit_price, fee) = match charge.model {
            Model::Flat => (Part::Flat, Ratio::ZERO, Decimal::ZERO, charge.amount),
            Model::Package => (Part::Units, packages(charge, units)?, charge.unit_price, Decimal::ZERO),
            _ => (Part::Units, units, charge.unit_price, Decimal::ZERO),
        };
        add(row(part, EVERYTHING, (units, count), unit_price, fee.into())?)?;
    }
    Ok(Priced { steps, amount, tier })
}

/// The bounds of a row that is no tier.
const EVERYTHING: (Decimal, Option<Decimal>) = (Decimal::ZERO, None);

fn row(
    part: Part,
    (from, to): (Decimal, Option<Decimal>),
    (units, count): (Ratio, Ratio),
    unit_price: Decimal,
    flat_fee: Ratio,
) -> Exactly<Row> {
    let exact = count.times(unit_price.into())?.plus(flat_fee)?;
    Ok(Row {
        part,
        from,
        to,
        units,
        count,
        unit_price,
        flat_fee,
        amount: Amount { exact, shown: Decimal::ZERO },
    })
}

/// The tier reached and the amount of a graduated charge, where its numbers are short, as they nearly always are: what
/// [`price_tiers`] adds up row by row, several times as fast.
fn graduated(charge: &Charge, units: Ratio) -> Option<(usize, Decimal)> {
    let units = Short::of(units.decimal()?)?;
    let (mut from, mut amount) = (Short::ZERO, Short::ZERO);
    for (index, tier) in charge.tiers.iter().enumerate() {
        let bound = match tier.up_to {
            Some(bound) => Some(Short::of(bound)?),
            None => None,
        };
        let full = match bound {
            Some(bound) => units.compare(bound)?.is_gt(),
            None => false,
        };
        let to = bound.filter(|_| full).unwrap_or(units);
        amount = amount.plus(to.minus(from)?.times(Short::of(tier.unit_price)?)?)?;
        if !tier.flat_fee.is_zero() && (index > 0 || charge.fee_at_zero || !units.is_zero()) {
            amount = amount.plus(Short::of(tier.flat_fee)?)?;
        }
        if !full {
            return Some((index, amount.decimal()));
        }
        from = to;
    }
    None
}

/// A row for each tier; those above the one reached have nothing in them, and are only made for who wants all rows.
fn price_tiers(
    charge: &Charge,
    units: Ratio,
    reached: usize,
    reached_from: Decimal,
    all_rows: bool,
    add: &mut dyn FnMut(Row) -> Exactly<()>,
) -> Result<(), Unpriced> {
    // Whether the tier reached prices everything by itself.
    let alone = match charge.model {
        Model::Volume => true,
        Model::Stairstep => !charge.steps_add_up,
        _ => false,
    };
    let mut from = Decimal::ZERO;
    for (index, tier) in charge.tiers.iter().enumerate() {
        let counts = if alone { index == reached } else { index <= reached };
        if !counts && !all_rows {
            from = tier.up_to.unwrap_or(from);
            continue;
        }
        let within = match counts {
            false => Ratio::ZERO,
            true if alone => units,
            true if index == reached => units.minus(reached_from.into())?,
            true => tier.up_to.unwrap_or(from).minus(from)?.into(),
        };
        let (count, unit_price) = match charge.model {
            Model::Stairstep => (Ratio::ZERO, Decimal::ZERO),
            Model::GraduatedPercentage => (within, tier.rate.share()?),
            Model::Package if counts => {
                let from = Ratio::from(from);
                (packages_in_tier(charge, from, from.plus(within)?)?, tier.unit_price)
            }
            _ => (within, tier.unit_price),
        };
        // At zero the first tier's fee is due by a rule; every other tier is entered by a unit above its
        // lower bound.
        let entered = counts && (index > 0 || charge.fee_at_zero || !units.is_zero());
        let fee = if entered { tier.flat_fee } else { Decimal::ZERO };
        add(row(Part::Tier(index), (from, tier.up_to), (within, count), unit_price, fee.into())?)?;
        from = tier.up_to.unwrap_or(from);
    }
    Ok(())
}

/// The packages of so many units.
pub fn packages(charge: &Charge, units: Ratio) -> Result<Ratio, Unpriced> {
    if charge.package_size <= Decimal::ZERO {
        return Err(Unpriced::PackageSize);
    }
    let exact = units.over(charge.package_size.into())?.ok_or(Unpriced::PackageSize)?;
    let whole = match charge.package_rounding {
        PackageRounding::Up => exact.ceil()?,
        PackageRounding::Down => exact.floor()?,
    };
    Ok(whole.into())
}

/// The packages that units above `from` up to `to` add inside a tier that begins at `from`.
pub fn packages_in_tier(charge: &Charge, from: Ratio, to: Ratio) -> Result<Ratio, Unpriced> {
    Ok(match charge.packages_counted {
        PackagesCounted::InTotal => packages(charge, to)?.minus(packages(charge, from)?)?,
        PackagesCounted::InEachTier => packages(charge, to.minus(from)?)?,
    })
}

/// The part of an amount and of its events that is not free.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PaidPart {
    pub money: Ratio,
    pub events: Ratio,
}

/// The part of an amount that is left to pay after free events and an included amount.
///
/// Events are taken to be of the same size, and the free part ends with the first allowance that runs out. An
/// event that is partly free counts as paid (Lago's reading). Without any event there is no average, and the
/// included amount alone is free.
pub fn paid_part(charge: &Charge, amount: Ratio, events: Option<Ratio>) -> Exactly<PaidPart> {
    let included = Ratio::from(charge.included);
    let Some(events) = events.filter(|events| !events.is_zero()) else {
        return Ok(PaidPart { money: amount.minus(included)?.larger(Ratio::ZERO)?, events: Ratio::ZERO });
    };
    let free_events = Ratio::from(charge.free_events);
    let money_allowed = included.sign().is_gt();
    let events_allowed = free_events.sign().is_gt();
    // The free events cost free_events ÷ events of the amount.
    let used_by_events = free_events.times(amount)?;
    let included_in_events = included.times(events)?;
    let by_events = events_allowed && (!money_allowed || used_by_events.compare(included_in_events)?.is_le());
    if by_events {
        let paid = events.minus(free_events)?.larger(Ratio::ZERO)?;
        return Ok(PaidPart { money: amount.times(paid)?.over(events)?.ok_or(TooManyDigits)?, events: paid });
    }
    if !money_allowed {
        return Ok(PaidPart { money: amount, events });
    }
    if amount.compare(included)?.is_le() {
        return Ok(PaidPart { money: Ratio::ZERO, events: Ratio::ZERO });
    }
    let wholly_free = included_in_events.over(amount)?.ok_or(TooManyDigits)?.floor()?;
    Ok(PaidPart { money: amount.minus(included)?, events: events.minus(wholly_free.into())? })
}

/// The rows of a percentage of an amount of money; gives the paid part of it.
fn price_percentage(
    charge: &Charge,
    money: Ratio,
    events: Option<Ratio>,
    add: &mut dyn FnMut(Row) -> Exactly<()>,
) -> Result<Ratio, Unpriced> {
    let paid = paid_part(charge, money, events)?;
    let share = row(Part::Money, EVERYTHING, (paid.money, paid.money), charge.rate.share()?, Ratio::ZERO)?;
    add(share)?;
    if events.is_none_or(|events| events.is_zero()) {
        return Ok(paid.money);
    }
    let fees = row(Part::Events, EVERYTHING, (paid.events, paid.events), charge.fee_per_event, Ratio::ZERO)?;
    add(fees)?;
    if charge.least_per_event.is_some() || charge.most_per_event.is_some() {
        let amount = share.amount.exact.plus(fees.amount.exact)?;
        let mut bounded = amount;
        if let Some(least) = charge.least_per_event {
            bounded = bounded.larger(paid.events.times(least.into())?)?;
        }
        if let Some(most) = charge.most_per_event {
            bounded = bounded.smaller(paid.events.times(most.into())?)?;
        }
        let nothing = (Ratio::ZERO, Ratio::ZERO);
        add(row(Part::EventBounds, EVERYTHING, nothing, Decimal::ZERO, bounded.minus(amount)?)?)?;
    }
    Ok(paid.money)
}

/// The exact price of one charge for quantities as metered.
pub fn charge_amount(
    charge: &Charge,
    index: usize,
    quantities: &[Quantity],
    metered: &[Ratio],
    rules: &Rules,
) -> Result<Ratio, PricingError> {
    Ok(price(charge, index, quantities, metered, rules, None)?.amount)
}

/// The exact price of a billable quantity of zero or more, by any model but a percentage.
pub fn billable_amount(charge: &Charge, units: Ratio) -> Result<Ratio, Unpriced> {
    let plain = Charge {
        included: Decimal::ZERO,
        convert: Default::default(),
        quantity_rounding: Default::default(),
        ..charge.clone()
    };
    Ok(priced(&plain, units, None, None)?.amount)
}

/// The lines that follow the charges and the base fee.
pub struct Settled {
    percent: Ratio,
    fixed: Ratio,
    maximum: Ratio,
    minimum: Ratio,
    pub total: Ratio,
}

/// Discounts, maximum and minimum in their order, each rounded as it is made.
pub fn settled(
    plan: &Plan,
    rules: &Rules,
    subtotal: Ratio,
    round: impl Fn(Ratio) -> Exactly<Ratio>,
) -> Exactly<Settled> {
    let mut total = subtotal;
    let true_up = |total: Ratio| match plan.minimum {
        Some(minimum) => round(minimum.into())?.minus(total)?.larger(Ratio::ZERO),
        None => Ok(Ratio::ZERO),
    };
    let before = if rules.minimum_before_discount { true_up(total)? } else { Ratio::ZERO };
    total.gain(before)?;
    let percent = round(total.times(plan.percent_discount.share()?.into())?)?.negative();
    total.gain(percent)?;
    let fixed = round(plan.fixed_discount.into())?.smaller(total.larger(Ratio::ZERO)?)?.negative();
    total.gain(fixed)?;
    let maximum = match plan.maximum {
        Some(maximum) => round(maximum.into())?.minus(total)?.smaller(Ratio::ZERO)?,
        None => Ratio::ZERO,
    };
    total.gain(maximum)?;
    let after = if rules.minimum_before_discount { Ratio::ZERO } else { true_up(total)? };
    total.gain(after)?;
    Ok(Settled { percent, fixed, maximum, minimum: before.plus(after)?, total })
}

/// A plan's total for one billing period before any rounding, for quantities as metered.
pub fn exact_total(
    plan: &Plan,
    quantities: &[Quantity],
    metered: &[Ratio],
    rules: &Rules,
) -> Result<Ratio, PricingError> {
    let mut subtotal = Ratio::from(plan.base_fee);
    for (index, charge) in plan.charges.iter().enumerate() {
        subtotal.gain(charge_amount(charge, index, quantities, metered, rules)?)?;
    }
    Ok(settled(plan, rules, subtotal, Ok)?.total)
}

/// The price of one more metered unit of a quantity, before rounding; `None` where one more cannot be had.
pub fn next_unit(
    plan: &Plan,
    quantities: &[Quantity],
    quantity: usize,
    rules: &Rules,
) -> Result<Option<Ratio>, PricingError> {
    let mut metered = metered(plan, quantities)?;
    let now = exact_total(plan, quantities, &metered, rules)?;
    let Some(amount) = metered.get_mut(quantity) else { return Ok(None) };
    amount.gain(Ratio::ONE)?;
    match exact_total(plan, quantities, &metered, rules) {
        Ok(next) => Ok(Some(next.minus(now)?)),
        Err(PricingError::Charge { why: Unpriced::PastLastTier(_), .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The bill for one billing period. `minor_units` are the decimals of the currency.
pub fn bill(
    plan: &Plan,
    quantities: &[Quantity],
    rules: &Rules,
    minor_units: u32,
) -> Result<Bill, PricingError> {
    let metered = metered(plan, quantities)?;
    let mut charges = Vec::with_capacity(plan.charges.len());
    let mut cost = Ratio::ZERO;
    for (index, charge) in plan.charges.iter().enumerate() {
        let mut rows = Vec::with_capacity(charge.tiers.len());
        let line = price(charge, index, quantities, &metered, rules, Some(&mut |row| rows.push(row)))?;
        let within = |error: TooManyDigits| PricingError::Charge { charge: index, why: error.into() };
        let line_cost = line.steps.converted.times(charge.unit_cost.into()).map_err(within)?;
        cost.gain(line_cost)?;
        let whole = quantities.iter().any(|quantity| quantity.whole && quantity.name == charge.quantity);
        charges.push(ChargeLine {
            next_tier: match line.tier {
                Some(tier) => next_tier(charge, tier, line.steps.raw, whole)
                    .map_err(|why| PricingError::Charge { charge: index, why })?,
                None => None,
            },
            steps: line.steps,
            rows,
            amount: Amount { exact: line.amount, shown: Decimal::ZERO },
            tier: line.tier,
            cost: line_cost,
        });
    }
    let mut bill = Bill {
        charges,
        base_fee: Amount { exact: plan.base_fee.into(), shown: Decimal::ZERO },
        percent_discount: Amount::default(),
        fixed_discount: Amount::default(),
        maximum: Amount::default(),
        minimum: Amount::default(),
        cash_rounding: Decimal::ZERO,
        total: Amount::default(),
        cost,
        margin: Ratio::ZERO,
        margin_share: None,
        metered,
    };
    total_up(&mut bill, plan, rules, minor_units)?;
    bill.margin = Ratio::from(bill.total.shown).minus(cost)?;
    bill.margin_share = bill.margin.over(bill.total.shown.into())?;
    Ok(bill)
}

/// Fills in what is shown for every row, line and the total.
fn total_up(bill: &mut Bill, plan: &Plan, rules: &Rules, places: u32) -> Exactly<()> {
    let to_cents = |value: Ratio| rounded(value, places, rules.mode);
    let mut exact = bill.base_fee.exact;
    let mut shown = to_cents(exact)?;
    bill.base_fee.shown = shown;
    for line in &mut bill.charges {
        exact.gain(line.amount.exact)?;
        line.amount.shown = match rules.place {
            RoundingPlace::Tier => {
                let mut sum = Decimal::ZERO;
                for row in &mut line.rows {
                    row.amount.shown = to_cents(row.amount.exact)?;
                    sum.gain(row.amount.shown)?;
                }
                sum
            }
            RoundingPlace::Line | RoundingPlace::End => to_cents(line.amount.exact)?,
        };
        shown.gain(line.amount.shown)?;
    }
    let exact = settled(plan, rules, exact, Ok)?;
    let total = match rules.place {
        RoundingPlace::Line | RoundingPlace::Tier => {
            let shown = settled(plan, rules, shown.into(), |value| Ok(to_cents(value)?.into()))?;
            for (line, shown) in later_lines(bill).into_iter().zip(in_order(&shown)) {
                line.shown = shown.nearest();
            }
            shown.total.nearest()
        }
        RoundingPlace::End => to_cents(exact.total)?,
    };
    for (line, exact) in later_lines(bill).into_iter().zip(in_order(&exact)) {
        line.exact = exact;
    }
    if rules.place == RoundingPlace::End {
        let mut lines: Vec<&mut Amount> = bill.charges.iter_mut().map(|line| &mut line.amount).collect();
        lines.push(&mut bill.base_fee);
        lines.extend([
            &mut bill.percent_discount,
            &mut bill.fixed_discount,
            &mut bill.maximum,
            &mut bill.minimum,
        ]);
        share_out(total, lines, places)?;
    }
    if rules.place != RoundingPlace::Tier {
        for line in &mut bill.charges {
            share_out(line.amount.shown, line.rows.iter_mut().map(|row| &mut row.amount).collect(), places)?;
        }
    }
    let cash = to_increment(total, rules.increment.unwrap_or(Decimal::ZERO), rules.mode)?;
    bill.cash_rounding = cash.minus(total)?;
    bill.total = Amount { exact: exact.total, shown: cash };
    Ok(())
}

fn share_out(total: Decimal, amounts: Vec<&mut Amount>, places: u32) -> Exactly<()> {
    let exact: Vec<Ratio> = amounts.iter().map(|amount| amount.exact).collect();
    for (amount, share) in amounts.into_iter().zip(shares(total, &exact, places)?) {
        amount.shown = share;
    }
    Ok(())
}

fn later_lines(bill: &mut Bill) -> [&mut Amount; 4] {
    [&mut bill.percent_discount, &mut bill.fixed_discount, &mut bill.maximum, &mut bill.minimum]
}

fn in_order(settled: &Settled) -> [Ratio; 4] {
    [settled.percent, settled.fixed, settled.maximum, settled.minimum]
}

/// How many more metered units reach the next tier.
fn next_tier(charge: &Charge, tier: usize, raw: Ratio, whole: bool) -> Result<Option<NextTier>, Unpriced> {
    let bound = match charge.tiers.get(tier).and_then(|tier| tier.up_to) {
        Some(bound) if tier + 1 < charge.tiers.len() => bound,
        _ => return Ok(None),
    };
    let cut = charge.metered_cut(Cut::after(bound))?;
    let raw = raw.absolute();
    Ok(Some(if whole && raw.is_whole() {
        NextTier { units: Ratio::from(cut.first_whole()?).minus(raw)?, reached: true }
    } else {
        NextTier { units: cut.at.minus(raw)?, reached: !cut.after }
    }))
}

/// One rule that is not the one chosen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OtherRule {
    Place(RoundingPlace),
    Mode(RoundingMode),
    MinimumBeforeDiscount(bool),
}

/// What the bill would be under one other rule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OtherTotal {
    pub rule: OtherRule,
    pub total: Decimal,
    /// How much more than by the rules chosen.
    pub difference: Decimal,
}

/// Every other single rule that would change the total, and by how much.
pub fn other_rules(
    plan: &Plan,
    quantities: &[Quantity],
    rules: &Rules,
    minor_units: u32,
) -> Result<Vec<OtherTotal>, PricingError> {
    let chosen = bill(plan, quantities, rules, minor_units)?.total.shown;
    let places = [RoundingPlace::Line, RoundingPlace::Tier, RoundingPlace::End].map(OtherRule::Place);
    let modes = [RoundingMode::HalfUp, RoundingMode::HalfEven, RoundingMode::Up, RoundingMode::Down]
        .map(OtherRule::Mode);
    let order = [OtherRule::MinimumBeforeDiscount(!rules.minimum_before_discount)];
    let mut changed = Vec::new();
    for rule in places.into_iter().chain(modes).chain(order) {
        let mut other = *rules;
        match rule {
            OtherRule::Place(place) => other.place = place,
            OtherRule::Mode(mode) => other.mode = mode,
            OtherRule::MinimumBeforeDiscount(before) => other.minimum_before_discount = before,
        }
        let total = bill(plan, quantities, &other, minor_units)?.total.shown;
        if total != chosen {
            changed.push(OtherTotal { rule, total, difference: total.minus(chosen)? });
        }
    }
    Ok(changed)
}

#[cfg(test)]
mod tests {
    use super::super::plan::{Conversion, Per, Period, QuantityRounding, Tier};
    use super::*;
    use crate::arithmetic::Percent;
    use rust_decimal::dec;

    fn quantity(name: &str, amount: Decimal) -> Quantity {
        Quantity { name: name.into(), amount, whole: true, per: Per::Held }
    }

    fn tiers(rows: &[(u32, Decimal, Decimal)]) -> Vec<Tier> {
        let bound = |up_to: u32| (up_to > 0).then(|| Decimal::from(up_to));
        rows.iter()
            .map(|&(up_to, price, flat_fee)| Tier {
                up_to: bound(up_to),
                unit_price: price,
                flat_fee,
                rate: Percent(price),
            })
            .collect()
    }

    fn charge(model: Model, rows: &[(u32, Decimal, Decimal)]) -> Charge {
        Charge { quantity: "units".into(), model, tiers: tiers(rows), fee_at_zero: true, ..Charge::default() }
    }

    fn plan(charge: Charge) -> Plan {
        Plan { charges: vec![charge], ..Plan::default() }
    }

    fn try_total(charge: &Charge, amount: Decimal) -> Result<Decimal, PricingError> {
        let rules = Rules { credits: true, ..Rules::default() };
        Ok(bill(&plan(charge.clone()), &[quantity("units", amount)], &rules, 2)?.total.shown)
    }

    fn total(charge: &Charge, amount: Decimal) -> Decimal {
        try_total(charge, amount).unwrap()
    }

    fn totals<const N: usize>(charge: &Charge, amounts: [i64; N]) -> [Decimal; N] {
        amounts.map(|amount| total(charge, amount.into()))
    }

    /// A percentage of "money" with "events" of it.
    fn payments(money: Decimal, events: Decimal, charge: Charge) -> Decimal {
        let charge =
            Charge { quantity: "money".into(), events: "events".into(), model: Model::Percentage, ..charge };
        let quantities = [quantity("money", money), quantity("events", events)];
        bill(&plan(charge), &quantities, &Rules::default(), 2).unwrap().total.shown
    }

    const FONTS: [(u32, Decimal, Decimal); 3] =
        [(5, dec!(7), dec!(0)), (10, dec!(6.5), dec!(0)), (0, dec!(6), dec!(0))];

    #[test]
    fn stripe_fonts_by_volume() {
        // docs.stripe.com, "Set up tiered pricing", volume-based: 1, 5, 6, 20 and 25 fonts.
        let fonts = charge(Model::Volume, &FONTS);
        let expected = [dec!(7), dec!(35), dec!(39), dec!(120), dec!(150)];
        assert_eq!(totals(&fonts, [1, 5, 6, 20, 25]), expected);
        let around_bounds = [dec!(28), dec!(35), dec!(39), dec!(58.5), dec!(65), dec!(66)];
        assert_eq!(totals(&fonts, [4, 5, 6, 9, 10, 11]), around_bounds);
    }

    #[test]
    fn stripe_fonts_graduated() {
        // The same page and tiers, graduated: 5 × 7, then 6.50 each up to the tenth, then 6.
        let fonts = charge(Model::Graduated, &FONTS);
        let expected =
            [dec!(28), dec!(35), dec!(41.5), dec!(61), dec!(67.5), dec!(73.5), dec!(127.5), dec!(157.5)];
        assert_eq!(totals(&fonts, [4, 5, 6, 9, 10, 11, 20, 25]), expected);
    }

    #[test]
    fn autumn_zuplo_recurly_and_lago_tiers() {
        // docs.useautumn.com, "Graduated pricing": 15,000 requests cost 107.
        let requests =
            [(1000, dec!(0.01), dec!(0)), (10_000, dec!(0.008), dec!(0)), (0, dec!(0.005), dec!(0))];
        assert_eq!(total(&charge(Model::Graduated, &requests), dec!(15000)), dec!(107));
        // zuplo.com, "Pricing models": 15,000 units cost 600 graduated and 150 by volume.
        let units = [(1000, dec!(0.1), dec!(0)), (10_000, dec!(0.05), dec!(0)), (0, dec!(0.01), dec!(0))];
        assert_eq!(total(&charge(Model::Graduated, &units), dec!(15000)), dec!(600));
        assert_eq!(total(&charge(Model::Volume, &units), dec!(15000)), dec!(150));
        // docs.recurly.com, "Quantity-based pricing": 150 documents cost 125.
        let documents = [(100, dec!(1), dec!(0)), (0, dec!(0.5), dec!(0))];
        assert_eq!(total(&charge(Model::Graduated, &documents), dec!(150)), dec!(125));
        // getlago.com, "Volume": 65,000 calls cost 49.
        let calls = [
            (10_000, dec!(0.001), dec!(10)),
            (50_000, dec!(0.0008), dec!(10)),
            (100_000, dec!(0.0006), dec!(10)),
            (0, dec!(0.0004), dec!(10)),
        ];
        let calls = charge(Model::Volume, &calls);
        assert_eq!(total(&calls, dec!(65000)), dec!(49));
        assert_eq!(totals(&calls, [9_999, 10_000, 10_001]), [dec!(20), dec!(20), dec!(18)]);
        assert_eq!(totals(&calls, [99_999, 100_000, 100_001]), [dec!(70), dec!(70), dec!(50)]);
    }

    #[test]
    fn oracle_slabs_add_up_or_not() {
        // docs.oracle.com, liquidity management, "Examples for tier based amount": a count of 1,000 costs 60
        // as slabs and 30 as one variable amount; with a unit of 1, 2,250 and 3,000.
        let slabs = [(250, dec!(1), dec!(10)), (500, dec!(2), dec!(20)), (0, dec!(3), dec!(30))];
        let one = charge(Model::Stairstep, &slabs);
        let sum = Charge { steps_add_up: true, ..one.clone() };
        assert_eq!((total(&sum, dec!(1000)), total(&one, dec!(1000))), (dec!(60), dec!(30)));
        assert_eq!(totals(&sum, [249, 250, 251, 499, 500, 501]), [10, 10, 30, 30, 30, 60].map(Decimal::from));
        assert_eq!(totals(&one, [249, 250, 251, 499, 500, 501]), [10, 10, 20, 20, 20, 30].map(Decimal::from));
        let no_fee = slabs.map(|(up_to, price, _)| (up_to, price, dec!(0)));
        assert_eq!(total(&charge(Model::Graduated, &no_fee), dec!(1000)), dec!(2250));
        assert_eq!(total(&charge(Model::Volume, &no_fee), dec!(1000)), dec!(3000));
    }

    #[test]
    fn flexprice_messages_by_step() {
        // docs.flexprice.io, "Package" (a stairstep elsewhere): 4,500 and 1,500 messages cost 200.
        let messages = [(1000, dec!(0), dec!(50)), (5000, dec!(0), dec!(200)), (10_000, dec!(0), dec!(350))];
        let messages = charge(Model::Stairstep, &messages);
        assert_eq!(
            totals(&messages, [1000, 1001, 1500, 4500, 5000, 5001]),
            [50, 200, 200, 200, 200, 350].map(Decimal::from)
        );
        let past = PricingError::Charge { charge: 0, why: Unpriced::PastLastTier(dec!(10000)) };
        assert_eq!(try_total(&messages, dec!(10001)), Err(past));
    }

    #[test]
    fn packages_of_lago_and_chargebee() {
        // getlago.com, "Package": 5 per 100 units, 100 of them free: 201 units cost 10.
        let calls = Charge {
            quantity: "units".into(),
            model: Model::Package,
            unit_price: dec!(5),
            package_size: dec!(100),
            included: dec!(100),
            ..Charge::default()
        };
        assert_eq!(totals(&calls, [0, 100, 101, 200, 201]), [0, 0, 5, 5, 10].map(Decimal::from));
        let full = Charge { package_rounding: PackageRounding::Down, ..calls.clone() };
        assert_eq!(totals(&full, [199, 200, 201, 300]), [0, 5, 5, 10].map(Decimal::from));
        // chargebee.com, "Package pricing": 1.25 for a million tokens; 1,000,000 cost 1.25 and 1,500,000 cost
        // 2.50.
        let tokens =
            Charge { unit_price: dec!(1.25), package_size: dec!(1000000), included: dec!(0), ..calls };
        assert_eq!(totals(&tokens, [10, 1_000_000, 1_500_000]), [dec!(1.25), dec!(1.25), dec!(2.5)]);
    }

    #[test]
    fn packages_across_a_bound_are_counted_in_total_or_inside_each_tier() {
        let base = Charge {
            package_size: dec!(10),
            ..charge(Model::Package, &[(15, dec!(4), dec!(0)), (0, dec!(1), dec!(0))])
        };
        let counted = |packages_counted, package_rounding| {
            let charge = Charge { packages_counted, package_rounding, ..base.clone() };
            totals(&charge, [10, 15, 16, 20, 21, 25, 26])
        };
        use PackageRounding::{Down, Up};
        use PackagesCounted::{InEachTier, InTotal};
        // In total the package of units 11 to 20 is one of the first tier's if started packages count, else
        // of the second's.
        assert_eq!(counted(InTotal, Up), [4, 8, 8, 8, 9, 9, 9].map(Decimal::from));
        assert_eq!(counted(InTotal, Down), [4, 4, 4, 5, 5, 5, 5].map(Decimal::from));
        assert_eq!(counted(InEachTier, Up), [4, 8, 9, 9, 9, 9, 10].map(Decimal::from));
        assert_eq!(counted(InEachTier, Down), [4, 4, 4, 4, 4, 5, 5].map(Decimal::from));
    }

    #[test]
    fn percentages_of_stripe_and_lago() {
        // getlago.com, "Clone Stripe pricing": 2.9 % and 0.30 a card payment.
        let card = Charge { rate: Percent(dec!(2.9)), fee_per_event: dec!(0.3), ..Charge::default() };
        assert_eq!(payments(dec!(10000), dec!(200), card.clone()), dec!(350));
        // Bounds hold for the average payment of 50, which costs 1.75.
        let bounded = |least, most| Charge { least_per_event: least, most_per_event: most, ..card.clone() };
        assert_eq!(payments(dec!(10000), dec!(200), bounded(Some(dec!(2)), None)), dec!(400));
        assert_eq!(payments(dec!(10000), dec!(200), bounded(None, Some(dec!(1.5)))), dec!(300));
        assert_eq!(payments(dec!(10000), dec!(0), bounded(None, Some(dec!(1.5)))), dec!(290));
        // getlago.com, "Graduated percentage": 500, then 550, then 4,000 cost 205, 306 and 80 one after the
        // other.
        let tiers = [(1000, dec!(1), dec!(200)), (10_000, dec!(2), dec!(300)), (0, dec!(3), dec!(400))];
        let graduated = charge(Model::GraduatedPercentage, &tiers);
        assert_eq!(totals(&graduated, [500, 1050, 5050]), [205, 511, 591].map(Decimal::from));
        let bounds = [dec!(209.99), dec!(210), dec!(510.02)];
        assert_eq!(totals(&graduated, [999, 1000, 1001]), bounds);
    }

    #[test]
    fn free_events_and_free_amount_end_together() {
        let fee = |money, events, free_events, included| {
            let charge = Charge {
                rate: Percent(dec!(1)),
                fee_per_event: dec!(0.1),
                least_per_event: Some(dec!(0.5)),
                free_events,
                included,
                ..Charge::default()
            };
            payments(money, events, charge)
        };
        // 20 events of 100. Three free: 17 are left, at 1.10 each.
        assert_eq!(fee(dec!(2000), dec!(20), dec!(3), dec!(0)), dec!(18.7));
        // Whichever allowance ends first: 300 are three events as well, 1,000 would be ten.
        assert_eq!(fee(dec!(2000), dec!(20), dec!(3), dec!(1000)), dec!(18.7));
        assert_eq!(fee(dec!(2000), dec!(20), dec!(10), dec!(300)), dec!(18.7));
        // 250 leave the third event partly paid, and it pays its fee: 17.50 + 18 × 0.10.
        assert_eq!(fee(dec!(2000), dec!(20), dec!(0), dec!(250)), dec!(19.3));
        // No fee and no minimum on what is wholly free.
        assert_eq!(fee(dec!(2000), dec!(20), dec!(20), dec!(0)), dec!(0));
        assert_eq!(fee(dec!(2000), dec!(20), dec!(0), dec!(2000)), dec!(0));
    }

    #[test]
    fn seats_by_the_year_cost_what_the_vendor_says() {
        // help.octopus.do: three members cost 48 a month, and 504 a year at 14 each a month.
        let seats = [Quantity { name: "seats".into(), amount: dec!(3), whole: true, per: Per::Held }];
        let per_seat = |period, unit_price| Plan {
            period,
            charges: vec![Charge { quantity: "seats".into(), unit_price, ..Charge::default() }],
            ..Plan::default()
        };
        let of = |plan: Plan| bill(&plan, &seats, &Rules::default(), 2).unwrap().total.shown;
        assert_eq!(of(per_seat(Period::Month, dec!(16))), dec!(48));
        assert_eq!(of(per_seat(Period::Year, dec!(168))), dec!(504));
        // Usage of 100 a month is 1,200 in a year.
        let usage = [Quantity { name: "seats".into(), amount: dec!(100), whole: true, per: Per::Month }];
        let yearly = per_seat(Period::Year, dec!(0.5));
        assert_eq!(bill(&yearly, &usage, &Rules::default(), 2).unwrap().total.shown, dec!(600));
    }

    #[test]
    fn quantity_steps_come_before_prices() {
        let steps = |convert, factor, quantity_rounding, included, amount: Decimal| {
            let charge = Charge {
                quantity: "units".into(),
                unit_price: dec!(1),
                convert,
                factor,
                quantity_rounding,
                included,
                ..Charge::default()
            };
            total(&charge, amount)
        };
        use QuantityRounding::{Down, Nearest, None, Up};
        assert_eq!(steps(Conversion::Divide, dec!(1000), Up, dec!(2), dec!(2001)), dec!(1));
        assert_eq!(steps(Conversion::Divide, dec!(1000), Down, dec!(2), dec!(3999)), dec!(1));
        assert_eq!(steps(Conversion::Divide, dec!(1000), Nearest, dec!(0), dec!(2500)), dec!(3));
        assert_eq!(steps(Conversion::Multiply, dec!(2.5), None, dec!(2), dec!(3)), dec!(5.5));
        // More free units than there are cost nothing.
        assert_eq!(steps(Conversion::None, dec!(0), None, dec!(9), dec!(3)), dec!(0));
        // A third is a third: ten of them at 0.0015 are half a cent, which rounds up.
        let thirds = Charge {
            quantity: "units".into(),
            unit_price: dec!(0.0015),
            convert: Conversion::Divide,
            factor: dec!(3),
            ..Charge::default()
        };
        assert_eq!(total(&thirds, dec!(10)), dec!(0.01));
    }

    #[test]
    fn the_first_tiers_fee_at_zero_is_a_rule() {
        for model in
            [Model::Graduated, Model::Volume, Model::Stairstep, Model::GraduatedPercentage, Model::Package]
        {
            let on = Charge {
                package_size: dec!(1),
                ..charge(model, &[(10, dec!(2), dec!(5)), (0, dec!(1), dec!(8))])
            };
            let off = Charge { fee_at_zero: false, ..on.clone() };
            assert_eq!((total(&on, dec!(0)), total(&off, dec!(0))), (dec!(5), dec!(0)), "{model:?}");
            assert_eq!(total(&on, dec!(1)), total(&off, dec!(1)));
        }
    }

    #[test]
    fn a_fraction_between_whole_bounds_is_in_the_next_tier() {
        // Billed as nothing by a peer: research, section 4, item 3.
        let volume = charge(Model::Volume, &[(10, dec!(2), dec!(0)), (0, dec!(1), dec!(0))]);
        assert_eq!(total(&volume, dec!(10.5)), dec!(10.5));
        let graduated = Charge { model: Model::Graduated, ..volume };
        assert_eq!(total(&graduated, dec!(10.5)), dec!(20.5));
        assert_eq!(total(&graduated, dec!(10)), dec!(20));
    }

    #[test]
    fn credits_mirror_charges_and_need_the_rule() {
        for model in [Model::Graduated, Model::Volume, Model::Stairstep] {
            let charge = charge(model, &[(10, dec!(2), dec!(5)), (0, dec!(1), dec!(8))]);
            assert_eq!(total(&charge, dec!(-12)), -total(&charge, dec!(12)));
            let refused = bill(&plan(charge), &[quantity("units", dec!(-12))], &Rules::default(), 2);
            assert_eq!(refused, Err(PricingError::Negative { quantity: 0 }));
        }
    }

    fn flat(amount: Decimal) -> Charge {
        Charge { model: Model::Flat, amount, ..Charge::default() }
    }

    #[test]
    fn discounts_maximum_and_minimum_in_their_order() {
        let plan = Plan {
            base_fee: dec!(20),
            percent_discount: Percent(dec!(10)),
            fixed_discount: dec!(8),
            minimum: Some(dec!(90)),
            ..plan(flat(dec!(80)))
        };
        let bill_with = |plan: &Plan, rules: &Rules| bill(plan, &[], rules, 2).unwrap();
        let lines = |bill: Bill| {
            [bill.percent_discount, bill.fixed_discount, bill.maximum, bill.minimum, bill.total]
                .map(|line| line.shown)
        };
        let after = Rules::default();
        let before = Rules { minimum_before_discount: true, ..after };
        assert_eq!(lines(bill_with(&plan, &after)), [-10, -8, 0, 8, 90].map(Decimal::from));
        assert_eq!(lines(bill_with(&plan, &before)), [-10, -8, 0, 0, 82].map(Decimal::from));
        let other = other_rules(&plan, &[], &after, 2).unwrap();
        let expected = OtherTotal {
            rule: OtherRule::MinimumBeforeDiscount(true),
            total: dec!(82),
            difference: dec!(-8),
        };
        assert_eq!(other, [expected]);
        let capped = Plan { maximum: Some(dec!(50)), minimum: None, ..plan.clone() };
        assert_eq!(lines(bill_with(&capped, &after)), [-10, -8, -32, 0, 50].map(Decimal::from));
        // A fixed discount never takes the bill below zero; the minimum still holds.
        let small = Plan { fixed_discount: dec!(500), minimum: Some(dec!(5)), ..plan };
        assert_eq!(lines(bill_with(&small, &after)), [-10, -90, 0, 5, 5].map(Decimal::from));
    }

    #[test]
    fn where_and_how_to_round_changes_the_total() {
        // Two tiers of half a cent each and a base fee of half a cent.
        let tiers = [(1, dec!(0.005), dec!(0)), (2, dec!(0.005), dec!(0))];
        let plan = Plan { base_fee: dec!(0.005), ..plan(charge(Model::Graduated, &tiers)) };
        let units = [quantity("units", dec!(2))];
        let with = |place, mode| {
            bill(&plan, &units, &Rules { place, mode, ..Rules::default() }, 2).unwrap().total.shown
        };
        use RoundingMode::{Down, HalfEven, HalfUp, Up};
        assert_eq!(with(RoundingPlace::Line, HalfUp), dec!(0.02));
        assert_eq!(with(RoundingPlace::Tier, HalfUp), dec!(0.03));
        assert_eq!(with(RoundingPlace::End, HalfUp), dec!(0.02));
        assert_eq!(with(RoundingPlace::Line, HalfEven), dec!(0.01));
        assert_eq!(with(RoundingPlace::End, Up), dec!(0.02));
        assert_eq!(with(RoundingPlace::End, Down), dec!(0.01));
        let other = other_rules(&plan, &units, &Rules::default(), 2).unwrap();
        let tier = OtherTotal {
            rule: OtherRule::Place(RoundingPlace::Tier),
            total: dec!(0.03),
            difference: dec!(0.01),
        };
        assert!(other.contains(&tier));
        assert!(other.iter().all(|other| !other.difference.is_zero()));
    }

    #[test]
    fn small_amounts_are_rounded_by_the_line_and_not_by_the_record() {
        // Rounding each record bills nothing for ever: mitos-run/mitos#662.
        let tiny = Charge { quantity: "units".into(), unit_price: dec!(0.0001), ..Charge::default() };
        assert_eq!(total(&tiny, dec!(100000)), dec!(10));
        assert_eq!(total(&tiny, dec!(1)), dec!(0));
    }

    #[test]
    fn cash_rounding_is_a_line() {
        let rules = Rules { increment: Some(dec!(0.05)), ..Rules::default() };
        let bill = bill(&plan(flat(dec!(10.03))), &[], &rules, 2).unwrap();
        assert_eq!((bill.cash_rounding, bill.total.shown), (dec!(0.02), dec!(10.05)));
    }

    #[test]
    fn what_the_next_unit_and_the_next_tier_need() {
        let fonts = charge(Model::Volume, &FONTS);
        let at = |charge: &Charge, amount: Decimal| {
            let units = [quantity("units", amount)];
            let line = bill(&plan(charge.clone()), &units, &Rules::default(), 2).unwrap().charges.remove(0);
            let next = next_unit(&plan(charge.clone()), &units, 0, &Rules::default()).unwrap();
            (line.tier, line.next_tier.map(|next| next.units.nearest()), next.map(Ratio::nearest))
        };
        assert_eq!(at(&fonts, dec!(4)), (Some(0), Some(dec!(2)), Some(dec!(7))));
        assert_eq!(at(&fonts, dec!(5)), (Some(0), Some(dec!(1)), Some(dec!(4))));
        assert_eq!(at(&fonts, dec!(11)), (Some(2), None, Some(dec!(6))));
        // Two free units, and only full thousands count: 8,000 units are 6 billable ones.
        let thousands = Charge {
            convert: Conversion::Divide,
            factor: dec!(1000),
            quantity_rounding: QuantityRounding::Down,
            included: dec!(2),
            ..fonts
        };
        assert_eq!(at(&thousands, dec!(7999)), (Some(0), Some(dec!(1)), Some(dec!(4))));
        assert_eq!(at(&thousands, dec!(1)), (Some(0), Some(dec!(7999)), Some(dec!(0))));
        let closed = charge(Model::Volume, &[(5, dec!(1), dec!(0))]);
        assert_eq!(at(&closed, dec!(5)), (Some(0), None, None));
    }

    #[test]
    fn margin_counts_free_units_and_effective_price_has_no_zero() {
        let charge = Charge {
            quantity: "units".into(),
            unit_price: dec!(3),
            included: dec!(4),
            unit_cost: dec!(1),
            ..Charge::default()
        };
        let with =
            |amount| bill(&plan(charge.clone()), &[quantity("units", amount)], &Rules::default(), 2).unwrap();
        let ten = with(dec!(10));
        assert_eq!(
            (ten.total.shown, ten.cost.nearest(), ten.margin.nearest()),
            (dec!(18), dec!(10), dec!(8))
        );
        assert_eq!(ten.margin_share.map(Ratio::nearest).map(|share| share.round_dp(3)), Some(dec!(0.444)));
        assert_eq!(ten.effective_price(0).unwrap(), Some(dec!(1.8).into()));
        let none = with(dec!(0));
        assert_eq!((none.margin_share, none.effective_price(0)), (None, Ok(None)));
    }

    #[test]
    fn what_has_no_price_says_why_and_where() {
        let why = |charge: Charge, amount| try_total(&charge, amount);
        let at = |why| Err(PricingError::Charge { charge: 0, why });
        assert_eq!(why(charge(Model::Volume, &[]), dec!(1)), at(Unpriced::NoTiers));
        assert_eq!(why(charge(Model::Package, &[]), dec!(1)), at(Unpriced::PackageSize));
        let factor = Charge { convert: Conversion::Divide, ..charge(Model::PerUnit, &[]) };
        assert_eq!(why(factor, dec!(1)), at(Unpriced::Factor));
        // Graduated tiers that stop leave no rest unbilled (Kill Bill, Polar).
        let closed = charge(Model::Graduated, &[(300, dec!(1), dec!(0))]);
        assert_eq!(total(&closed, dec!(300)), dec!(300));
        assert_eq!(why(closed, dec!(300.1)), at(Unpriced::PastLastTier(dec!(300))));
        let unknown = Charge { quantity: "seats".into(), ..Charge::default() };
        assert_eq!(why(unknown, dec!(1)), Err(PricingError::UnknownQuantity { charge: 0 }));
        let longest = Charge { unit_price: dec!(1.5), ..charge(Model::PerUnit, &[]) };
        assert_eq!(why(longest, Decimal::MAX), at(Unpriced::TooManyDigits));
    }
}
