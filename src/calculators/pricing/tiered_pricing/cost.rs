//! What a plan costs as a function of one quantity, exactly: lines on pieces, with every jump where the bill
//! jumps.
//!
//! Costs are before rounding to the cent, because crossings of rounded amounts would be artefacts of the
//! rounding.

use rust_decimal::Decimal;

use super::bill::{
    PricingError, billable_amount, charge_amount, metered, packages, packages_in_tier, paid_part,
};
use super::plan::{
    Charge, Model, PackageRounding, PackagesCounted, Plan, Quantity, QuantityRounding, Rules, Tier, Unpriced,
};
use crate::arithmetic::piecewise::{Cut, Drawing, Line, MOST_PIECES, NoFunction, Piecewise, Span};
use crate::arithmetic::ratio::Ratio;
use crate::arithmetic::{Checked, Exactly, Nearly, TooManyDigits};

/// Why a plan has no cost function over a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoCost {
    Pricing(PricingError),
    /// The price changes at more than [`MOST_PIECES`] quantities: too small a package or step for the range.
    TooManyPieces {
        charge: Option<usize>,
    },
    /// The fee falls along a curve as free events are spread over more of them, and the quantity is not
    /// counted in whole units.
    NotStraight {
        charge: usize,
    },
    /// The range begins below zero or ends before it begins.
    Range,
}

impl From<PricingError> for NoCost {
    fn from(error: PricingError) -> Self {
        NoCost::Pricing(error)
    }
}

impl From<TooManyDigits> for NoCost {
    fn from(error: TooManyDigits) -> Self {
        NoCost::Pricing(error.into())
    }
}

impl From<NoFunction> for NoCost {
    fn from(error: NoFunction) -> Self {
        match error {
            NoFunction::TooManyDigits => TooManyDigits.into(),
            NoFunction::TooManyPieces => NoCost::TooManyPieces { charge: None },
        }
    }
}

/// Why one charge has none.
enum NoLine {
    Unpriced(Unpriced),
    TooManyPieces,
}

impl From<Unpriced> for NoLine {
    fn from(why: Unpriced) -> Self {
        NoLine::Unpriced(why)
    }
}

impl From<TooManyDigits> for NoLine {
    fn from(error: TooManyDigits) -> Self {
        NoLine::Unpriced(error.into())
    }
}

impl From<NoFunction> for NoLine {
    fn from(error: NoFunction) -> Self {
        match error {
            NoFunction::TooManyDigits => TooManyDigits.into(),
            NoFunction::TooManyPieces => NoLine::TooManyPieces,
        }
    }
}

/// The range over which a quantity is varied.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Varied {
    /// Index of the quantity; the others are held at their amounts.
    pub quantity: usize,
    /// The first and last amount looked at, as the quantity's own amount is given (usage per month).
    pub from: Decimal,
    pub to: Decimal,
}

impl Varied {
    pub fn span(&self) -> Span {
        Span { from: Cut::before(self.from), to: Cut::after(self.to) }
    }
}

/// A plan's total for one of its billing periods, before rounding, as a function of one quantity's amount. It
/// ends early where a last tier is closed: above that the plan cannot be had. For a quantity counted in whole
/// units the function holds at whole numbers.
pub fn cost(
    plan: &Plan,
    quantities: &[Quantity],
    varied: Varied,
    rules: &Rules,
) -> Result<Piecewise, NoCost> {
    if varied.from < Decimal::ZERO || varied.to < varied.from {
        return Err(NoCost::Range);
    }
    let span = varied.span();
    let metered = metered(plan, quantities)?;
    let mut held = Ratio::from(plan.base_fee);
    let mut moving: Option<Piecewise> = None;
    for (index, charge) in plan.charges.iter().enumerate() {
        let is_varied = |name: &str| quantities.iter().position(|q| q.name == name) == Some(varied.quantity);
        let prices = charge.model != Model::Flat && is_varied(&charge.quantity);
        let counts = charge.counts_events() && is_varied(&charge.events);
        if !prices && !counts {
            held.gain(charge_amount(charge, index, quantities, &metered, rules)?)?;
            continue;
        }
        let one = ChargeCost { plan, charge, index, quantities, metered: &metered, varied, rules };
        let function = one.function(prices, counts)?;
        moving = Some(match moving {
            Some(sum) => sum.plus(&function)?,
            None => function,
        });
    }
    let moving = moving.unwrap_or_else(|| Piecewise::line(span, Line::level(Ratio::ZERO)));
    let settled = settled(plan, rules, moving.scaled(Ratio::ONE, held)?)?;
    let whole = quantities.get(varied.quantity).is_some_and(|quantity| quantity.whole);
    Ok(if whole { settled.of_whole_numbers()? } else { settled })
}

/// Discounts, maximum and minimum in the order in which a bill has them.
fn settled(plan: &Plan, rules: &Rules, mut total: Piecewise) -> Result<Piecewise, NoFunction> {
    let true_up = |total: Piecewise| match plan.minimum {
        Some(minimum) => total.at_least(minimum.into()),
        None => Ok(total),
    };
    if rules.minimum_before_discount {
        total = true_up(total)?;
    }
    let kept = Decimal::ONE.minus(plan.percent_discount.share()?)?;
    total = total.scaled(kept.into(), Ratio::ZERO)?;
    if !plan.fixed_discount.is_zero() {
        // A bill below zero has nothing to discount.
        let in_full = total.clone().scaled(Ratio::ONE, Ratio::from(plan.fixed_discount).negative())?;
        total = total.at_most(Ratio::ZERO)?.larger(&in_full)?;
    }
    if let Some(maximum) = plan.maximum {
        total = total.at_most(maximum.into())?;
    }
    if rules.minimum_before_discount { Ok(total) } else { true_up(total) }
}

/// One charge of which a quantity is varied.
struct ChargeCost<'a> {
    plan: &'a Plan,
    charge: &'a Charge,
    index: usize,
    quantities: &'a [Quantity],
    metered: &'a [Ratio],
    varied: Varied,
    rules: &'a Rules,
}

impl ChargeCost<'_> {
    fn function(&self, prices: bool, counts: bool) -> Result<Piecewise, NoCost> {
        let allowances = !self.charge.free_events.is_zero() || !self.charge.included.is_zero();
        if counts && (prices || allowances) {
            return self.unit_by_unit();
        }
        // The other quantity of a percentage may be below zero; the sign of the amount then turns the fee
        // round.
        let other = |name: &str| {
            let at = self.quantities.iter().position(|quantity| quantity.name == name)?;
            Some((at, *self.metered.get(at)?))
        };
        let held = match (counts, self.charge.counts_events()) {
            (true, _) => {
                other(&self.charge.quantity).ok_or(PricingError::UnknownQuantity { charge: self.index })?
            }
            (_, true) => {
                other(&self.charge.events).ok_or(PricingError::UnknownEvents { charge: self.index })?
            }
            _ => (0, Ratio::ZERO),
        };
        if held.1.sign().is_lt() && !self.rules.credits {
            return Err(PricingError::Negative { quantity: held.0 }.into());
        }
        let turned = counts && held.1.sign().is_lt();
        let function = match counts {
            true => self.over_events(held.1.absolute()),
            false => self.over_amounts(held.1.absolute()),
        };
        let function = match turned {
            true => function.and_then(|f| Ok(f.scaled(Ratio::ONE.negative(), Ratio::ZERO)?)),
            false => function,
        };
        function.map_err(|why| match why {
            NoLine::Unpriced(why) => PricingError::Charge { charge: self.index, why }.into(),
            NoLine::TooManyPieces => NoCost::TooManyPieces { charge: Some(self.index) },
        })
    }

    /// What the plan meters for each unit of the varied amount.
    fn times_metered(&self) -> u32 {
        self.quantities
            .get(self.varied.quantity)
            .map_or(1, |quantity| quantity.times_metered(self.plan.period))
    }

    fn is_whole(&self) -> bool {
        self.quantities.get(self.varied.quantity).is_some_and(|quantity| quantity.whole)
    }

    /// The price at every whole number by itself, for a fee that is no straight line between them.
    fn unit_by_unit(&self) -> Result<Piecewise, NoCost> {
        if !self.is_whole() {
            return Err(NoCost::NotStraight { charge: self.index });
        }
        let span = self.varied.span();
        let mut drawing = Drawing::over(span);
        let Some((first, last)) = span.whole()? else { return Ok(drawing.done()) };
        if last.minus(first)? >= Decimal::from(MOST_PIECES) {
            return Err(NoCost::TooManyPieces { charge: Some(self.index) });
        }
        let mut metered = self.metered.to_vec();
        let mut amount = first;
        while amount <= last {
            if let Some(varied) = metered.get_mut(self.varied.quantity) {
                *varied = amount.times(self.times_metered().into())?.into();
            }
            let price = charge_amount(self.charge, self.index, self.quantities, &metered, self.rules)?;
            drawing.to(Cut::after(amount), Line::level(price))?;
            amount.gain(Decimal::ONE)?;
        }
        Ok(drawing.done())
    }

    /// A percentage of a held amount over a varied number of events, without allowances.
    fn over_events(&self, amount: Ratio) -> Result<Piecewise, NoLine> {
        let charge = self.charge;
        let span = self.varied.span();
        let money = self.charge.steps(amount)?.rounded.times(charge.rate.share()?.into())?;
        let per_event = |price: Decimal| price.times(self.times_metered().into()).map(Ratio::from);
        let line = |price: Decimal, level: Ratio| Exactly::Ok(Line { slope: per_event(price)?, level });
        let mut fee = Piecewise::line(span, line(charge.fee_per_event, money)?);
        if let Some(least) = charge.least_per_event {
            fee = fee.larger(&Piecewise::line(span, line(least, Ratio::ZERO)?))?;
        }
        if let Some(most) = charge.most_per_event {
            fee = fee.smaller(&Piecewise::line(span, line(most, Ratio::ZERO)?))?;
        }
        // Without any event there is nothing for the bounds to hold for.
        let mut drawing = Drawing::over(span);
        drawing.to(Cut::after(Ratio::ZERO), Line::level(money))?;
        for (part, line) in fee.pieces() {
            drawing.to(part.to, line)?;
        }
        Ok(drawing.done())
    }

    /// The price over a varied amount, by way of the price of billable units.
    fn over_amounts(&self, events: Ratio) -> Result<Piecewise, NoLine> {
        let charge = self.charge;
        let per_unit = charge.conversion()?.times(self.times_metered().into())?;
        let span = self.varied.span();
        let percentage = charge.model == Model::Percentage;
        let included = if percentage { Ratio::ZERO } else { Ratio::from(charge.included) };
        let billable = |amount: Decimal| -> Exactly<Ratio> {
            charge.rounded(per_unit.times(amount.into())?)?.minus(included)?.larger(Ratio::ZERO)
        };
        let units = (billable(self.varied.from)?, billable(self.varied.to)?);
        // Whole numbers that are multiplied by whole numbers need no rounding.
        let whole = self.is_whole() && per_unit.is_whole();
        let rounds = charge.quantity_rounding != QuantityRounding::None && !whole;
        let price = if percentage {
            percentage_of_amounts(charge, events, units)?
        } else {
            let counted =
                (whole || charge.quantity_rounding != QuantityRounding::None) && included.is_whole();
            price_of_units(charge, units, counted)?
        };
        let cut = |cut: Cut| -> Exactly<Cut> {
            let counted = Cut { at: cut.at.plus(included)?, after: cut.after };
            if rounds {
                charge.cut_before_rounding(counted, per_unit)
            } else {
                Ok(Cut { at: counted.at.over(per_unit)?.ok_or(TooManyDigits)?, after: counted.after })
            }
        };
        let mut drawing = Drawing::over(span);
        for (part, line) in price.pieces() {
            if drawing.is_full()? {
                break;
            }
            let end = cut(part.to)?;
            if line.slope.is_zero() {
                drawing.to(end, line)?;
            } else if !rounds {
                let slope = line.slope.times(per_unit)?;
                drawing.to(end, Line { slope, level: line.level.minus(line.slope.times(included)?)? })?;
            } else {
                // The counts are whole numbers, which need not be whole once the included units are taken
                // off.
                let counts = Span {
                    from: Cut { at: part.from.at.plus(included)?, after: part.from.after },
                    to: Cut { at: part.to.at.plus(included)?, after: part.to.after },
                };
                let Some((first, last)) = counts.whole()? else { continue };
                refuse_many(last.minus(first)?)?;
                let mut count = first;
                while count <= last {
                    let units = Ratio::from(count).minus(included)?;
                    drawing.to(cut(Cut::after(units))?, Line::level(line.at(units)?))?;
                    count.gain(Decimal::ONE)?;
                }
            }
        }
        Ok(drawing.done())
    }
}

fn refuse_many(steps: Decimal) -> Result<(), NoLine> {
    if steps >= Decimal::from(MOST_PIECES) { Err(NoLine::TooManyPieces) } else { Ok(()) }
}

/// The price of billable units from the first to the last of `units`. `counted` units come in whole numbers.
fn price_of_units(charge: &Charge, units: (Ratio, Ratio), counted: bool) -> Result<Piecewise, NoLine> {
    let mut drawing = Drawing::over(Span { from: Cut::before(units.0), to: Cut::after(units.1) });
    drawing.to(Cut::after(Ratio::ZERO), Line::level(billable_amount(charge, Ratio::ZERO)?))?;
    // One unit a package is a price per unit, if units come whole: no need for a step at each.
    let whole_bounds = charge.tiers.iter().all(|tier| tier.up_to.is_none_or(|bound| bound.is_integer()));
    let unpacked = counted && whole_bounds && charge.package_size == Decimal::ONE;
    let untiered = [Tier { up_to: None, unit_price: charge.unit_price, ..Tier::default() }];
    let tiers = if charge.has_tiers() { &charge.tiers[..] } else { &untiered[..] };
    let alone = charge.model == Model::Volume || (charge.model == Model::Stairstep && !charge.steps_add_up);
    let mut lower = Ratio::ZERO;
    // The price at the lower bound.
    let mut below = Ratio::ZERO;
    for tier in tiers {
        if drawing.is_full()? {
            break;
        }
        let price = match charge.model {
            Model::GraduatedPercentage => tier.rate.share()?,
            Model::Stairstep => Decimal::ZERO,
            _ => tier.unit_price,
        };
        let upper = tier.up_to.map(Ratio::from);
        let end = upper.map_or(drawing.span().to, Cut::after);
        let fee = Ratio::from(tier.flat_fee);
        let entry = if alone { fee } else { below.plus(fee)? };
        let line = if charge.model == Model::Volume {
            Line { slope: price.into(), level: entry }
        } else {
            Line::through(lower, entry, price.into())?
        };
        if charge.model == Model::Package && !unpacked {
            package_steps(charge, (lower, end), entry, price, &mut drawing)?;
        } else {
            drawing.to(end, line)?;
        }
        if let Some(upper) = upper {
            below = if charge.model == Model::Package {
                packages_in_tier(charge, lower, upper)?.times(price.into())?.plus(entry)?
            } else {
                line.at(upper)?
            };
            lower = upper;
        }
    }
    Ok(drawing.done())
}

/// The steps of packages in one tier, from its lower bound to its end.
fn package_steps(
    charge: &Charge,
    (lower, end): (Ratio, Cut),
    entry: Ratio,
    price: Decimal,
    drawing: &mut Drawing,
) -> Result<(), NoLine> {
    if price.is_zero() {
        return Ok(drawing.to(end, Line::level(entry))?);
    }
    let size = Ratio::from(charge.package_size);
    let (anchor, before) = match charge.packages_counted {
        PackagesCounted::InTotal => (Ratio::ZERO, packages(charge, lower)?),
        PackagesCounted::InEachTier => (lower, Ratio::ZERO),
    };
    // Only the packages that lie in the span are drawn.
    let first = drawing.span().from.at.larger(lower)?.minus(anchor)?;
    let last = end.earlier(drawing.span().to)?.at.minus(anchor)?;
    let count = |units: Ratio| packages(charge, units.larger(Ratio::ZERO)?);
    let (first, last) = (count(first)?, count(last)?);
    refuse_many(last.minus(first)?.nearest())?;
    let mut number = first.nearest();
    while number <= last.nearest() {
        let price = Ratio::from(number).minus(before)?.times(price.into())?.plus(entry)?;
        let full = |number: Decimal| anchor.plus(size.times(number.into())?);
        let step = match charge.package_rounding {
            PackageRounding::Up => Cut::after(full(number)?),
            PackageRounding::Down => Cut::before(full(number.plus(Decimal::ONE)?)?),
        };
        drawing.to(step.earlier(end)?, Line::level(price))?;
        number.gain(Decimal::ONE)?;
    }
    Ok(())
}

/// The fee on amounts of money, converted and rounded, from the first to the last of `amounts`, with so many
/// events.
fn percentage_of_amounts(
    charge: &Charge,
    events: Ratio,
    amounts: (Ratio, Ratio),
) -> Result<Piecewise, NoLine> {
    let span = Span { from: Cut::before(amounts.0), to: Cut::after(amounts.1) };
    let rate = Ratio::from(charge.rate.share()?);
    let included = Ratio::from(charge.included);
    // The money and the events to pay for, drawn side by side.
    let (mut money, mut paid) = (Drawing::over(span), Drawing::over(span));
    let mut both = |end: Cut, line: Line, events: Ratio| -> Result<(), NoFunction> {
        money.to(end, line)?;
        paid.to(end, Line::level(events))
    };
    let at_zero = paid_part(charge, Ratio::ZERO, Some(events))?;
    both(Cut::after(Ratio::ZERO), Line::level(at_zero.money), at_zero.events)?;
    let free_events = Ratio::from(if events.is_zero() { Decimal::ZERO } else { charge.free_events });
    if free_events.sign().is_gt() {
        // Up to here the events run out first: the average event is small.
        let end = match included.sign().is_gt() {
            true => Cut::after(included.times(events)?.over(free_events)?.ok_or(TooManyDigits)?),
            false => span.to,
        };
        let left = events.minus(free_events)?.larger(Ratio::ZERO)?;
        let slope = left.over(events)?.ok_or(TooManyDigits)?;
        both(end, Line { slope, level: Ratio::ZERO }, left)?;
    }
    both(Cut::after(included), Line::level(Ratio::ZERO), Ratio::ZERO)?;
    let line = Line { slope: Ratio::ONE, level: included.negative() };
    let priced_events = !charge.fee_per_event.is_zero()
        || charge.least_per_event.is_some()
        || charge.most_per_event.is_some();
    if priced_events && included.sign().is_gt() && events.sign().is_gt() {
        // The amount of the average event grows, so fewer of them are wholly free: n up to included × events
        // ÷ n.
        let whole_events = included.times(events)?;
        let mut free = whole_events.over(amounts.0.larger(included)?)?.ok_or(TooManyDigits)?.floor()?;
        let least = match amounts.1.is_zero() {
            true => free,
            false => whole_events.over(amounts.1)?.ok_or(TooManyDigits)?.floor()?,
        };
        refuse_many(free.minus(least)?)?;
        while free >= least && free > Decimal::ZERO {
            let end = whole_events.over(free.into())?.ok_or(TooManyDigits)?;
            both(Cut::after(end), line, events.minus(free.into())?)?;
            free = free.minus(Decimal::ONE)?;
        }
    }
    both(span.to, line, events)?;
    let (money, paid) = (money.done(), paid.done());
    let per_event = |price: Decimal| paid.clone().scaled(price.into(), Ratio::ZERO);
    let mut fee = money.scaled(rate, Ratio::ZERO)?;
    if !charge.counts_events() || events.is_zero() {
        return Ok(fee);
    }
    fee = fee.plus(&per_event(charge.fee_per_event)?)?;
    if let Some(least) = charge.least_per_event {
        fee = fee.larger(&per_event(least)?)?;
    }
    if let Some(most) = charge.most_per_event {
        fee = fee.smaller(&per_event(most)?)?;
    }
    Ok(fee)
}

/// A point of a curve, for drawing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    pub x: Decimal,
    pub y: Decimal,
}

/// Curves for drawing. They are exact at the ends of the pieces, so that a jump has a point on both sides; a
/// function of more pieces than there may be points is thinned out evenly.
pub struct Curves<'a> {
    pub function: &'a Piecewise,
    /// Whether the quantity comes in whole units.
    pub whole: bool,
    /// What is metered for each unit of the quantity.
    pub times_metered: u32,
    /// About how many points a curve may have.
    pub most: usize,
}

impl Curves<'_> {
    /// The pieces to draw when each takes so many points, by the numbers at their ends.
    fn ends(&self, points: usize) -> Exactly<Vec<(Ratio, Ratio, Line)>> {
        let every = (self.function.count() * points).div_ceil(self.most.max(1)).max(1);
        let mut drawn = Vec::new();
        for (_, (span, line)) in self.function.pieces().enumerate().filter(|(index, _)| index % every == 0) {
            if let Some((from, to)) = span.ends(self.whole)? {
                drawn.push((from, to, line));
            }
        }
        Ok(drawn)
    }

    /// What is paid in all.
    pub fn total(&self) -> Exactly<Vec<Point>> {
        let mut points = Vec::new();
        for (from, to, line) in self.ends(2)? {
            for x in [from, to] {
                add(&mut points, Point { x: x.nearest(), y: line.at(x)?.nearest() });
            }
        }
        Ok(points)
    }

    /// What is paid for each metered unit, above zero. The curve is bent on each piece, which so gets several
    /// points.
    pub fn effective(&self) -> Exactly<Vec<Point>> {
        let each = (self.most / self.function.count().max(1)).clamp(2, 64);
        let last = Decimal::from(each - 1);
        let mut points = Vec::new();
        for (from, to, line) in self.ends(each)? {
            let width = to.nearest().nearly_minus(from.nearest()).ok_or(TooManyDigits)?;
            for step in 0..each {
                // A place to draw at, so the last digits may go.
                let offset =
                    width.nearly_times(step.into()).and_then(|w| w.nearly_over(last)).ok_or(TooManyDigits)?;
                let x = from.nearest().nearly_plus(offset).ok_or(TooManyDigits)?;
                let x = x.round_dp(if self.whole { 0 } else { 9 });
                if x <= Decimal::ZERO {
                    continue;
                }
                let units = Ratio::from(x.times(self.times_metered.into())?);
                let y = line.at(x.into())?.nearest().nearly_over(units.nearest()).ok_or(TooManyDigits)?;
                add(&mut points, Point { x, y });
            }
        }
        Ok(points)
    }

    /// What one more metered unit adds. Where the last units of a piece lead over a jump, the curve shows its
    /// height.
    pub fn next_unit(&self) -> Exactly<Vec<Point>> {
        // Whole amounts move by one; what is metered for that is shared out.
        let metered = Ratio::from(self.times_metered);
        let (step, units) = match self.whole {
            true => (Ratio::ONE, metered),
            false => (Ratio::ONE.over(metered)?.ok_or(TooManyDigits)?, Ratio::ONE),
        };
        let mut points: Vec<Point> = Vec::new();
        for (from, to, _) in self.ends(3)? {
            let before = to.minus(step)?.larger(from)?;
            for x in [from, before, to] {
                let (Some(now), Some(next)) = (self.function.at(x)?, self.function.at(x.plus(step)?)?) else {
                    continue;
                };
                let added = next.minus(now)?.over(units)?.ok_or(TooManyDigits)?;
                add(&mut points, Point { x: x.nearest(), y: added.nearest() });
            }
        }
        Ok(points)
    }
}

fn add(points: &mut Vec<Point>, point: Point) {
    if points.last() != Some(&point) {
        points.push(point);
    }
}
