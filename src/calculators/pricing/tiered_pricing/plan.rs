//! What a price list says: quantities, plans, charges and tiers, and everything in them that contradicts
//! itself.

use rust_decimal::Decimal;

use crate::arithmetic::piecewise::Cut;
use crate::arithmetic::ratio::Ratio;
use crate::arithmetic::rounding::{RoundingMode, rounded};
use crate::arithmetic::{Checked, Exactly, Percent, TooManyDigits};

/// Whether an amount is the same over any period, as seats are, or grows with it, as usage does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Per {
    #[default]
    Held,
    /// The amount is for one month; a yearly plan prices twelve times as much.
    Month,
}

/// How much a customer has or uses of one thing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Quantity {
    pub name: String,
    pub amount: Decimal,
    /// Counted in whole units.
    pub whole: bool,
    pub per: Per,
}

impl Quantity {
    /// What a plan meters in one billing period for each unit of `amount`.
    pub fn times_metered(&self, period: Period) -> u32 {
        match self.per {
            Per::Held => 1,
            Per::Month => period.months(),
        }
    }
}

/// How often a plan is billed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Period {
    #[default]
    Month,
    Quarter,
    HalfYear,
    Year,
    TwoYears,
    ThreeYears,
}

impl Period {
    pub fn months(self) -> u32 {
        match self {
            Period::Month => 1,
            Period::Quarter => 3,
            Period::HalfYear => 6,
            Period::Year => 12,
            Period::TwoYears => 24,
            Period::ThreeYears => 36,
        }
    }
}

/// One plan of a price list. Amounts are per billing period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    pub name: String,
    pub period: Period,
    pub base_fee: Decimal,
    /// A bill below this is raised to it by a line of its own, the true-up.
    pub minimum: Option<Decimal>,
    /// A bill above this is lowered to it by a line of its own.
    pub maximum: Option<Decimal>,
    pub percent_discount: Percent,
    pub fixed_discount: Decimal,
    pub charges: Vec<Charge>,
}

/// How a charge makes a price of a quantity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Model {
    /// A fixed amount, whatever the quantity.
    Flat,
    #[default]
    PerUnit,
    /// Each unit at the price of the tier it lies in.
    Graduated,
    /// All units at the price of the tier that the quantity lies in.
    Volume,
    /// One price for the tier that the quantity lies in, or the sum over the tiers reached.
    Stairstep,
    /// A price per started or per full package.
    Package,
    /// A share of an amount of money, and a fee per event.
    Percentage,
    /// A share of an amount of money, each part at the rate of the tier it lies in.
    GraduatedPercentage,
}

/// Whether a package that is not full is charged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PackageRounding {
    #[default]
    Up,
    Down,
}

/// Where packages are counted if a package charge has tiers. Tier bounds are in units either way.
///
/// Vendors differ: Orb rounds the whole quantity to packages and then tiers it; Kill Bill and Chargebee round
/// inside each tier. They agree wherever bounds are whole packages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PackagesCounted {
    /// Over the whole quantity. A package across a bound is charged where it begins, if started packages
    /// count, or where it gets full, if only full ones do.
    #[default]
    InTotal,
    InEachTier,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Conversion {
    #[default]
    None,
    Multiply,
    Divide,
}

/// How the converted quantity becomes a whole number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QuantityRounding {
    #[default]
    None,
    Up,
    Down,
    /// Halves up.
    Nearest,
}

/// The price of one quantity. Only the fields that the model names are read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Charge {
    /// The name of the quantity priced; a flat charge needs none.
    pub quantity: String,
    pub model: Model,
    /// Flat: the price.
    pub amount: Decimal,
    /// Per unit: the price of a unit. Package without tiers: the price of a package.
    pub unit_price: Decimal,
    /// All tiered models; package only where its price depends on the tier.
    pub tiers: Vec<Tier>,
    pub package_size: Decimal,
    pub package_rounding: PackageRounding,
    pub packages_counted: PackagesCounted,
    /// Percentage: the share of the amount.
    pub rate: Percent,
    /// Percentage: the name of the quantity that counts events; empty where events cost nothing of their own.
    pub events: String,
    pub fee_per_event: Decimal,
    /// Percentage: the bounds of what one event costs. Only totals are known here, so they apply as if every
    /// event had the average amount; where events differ much in size the true fee is higher under a lower
    /// bound and lower under an upper one.
    pub least_per_event: Option<Decimal>,
    pub most_per_event: Option<Decimal>,
    /// Percentage: events without any fee; 0 for none. Together with included units the free part ends when
    /// the first runs out.
    pub free_events: Decimal,
    /// Units, after conversion and rounding, that cost nothing.
    pub included: Decimal,
    pub convert: Conversion,
    pub factor: Decimal,
    pub quantity_rounding: QuantityRounding,
    /// Stairstep: the prices of all tiers reached are added (Zuora's and Oracle's reading) instead of the
    /// last one alone.
    pub steps_add_up: bool,
    /// The first tier's flat fee is due when nothing is billable.
    pub fee_at_zero: bool,
    /// What serving one unit costs, counted after conversion but before rounding and included units: free
    /// units cost too.
    pub unit_cost: Decimal,
}

/// A range of units, from above the tier before it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tier {
    /// The last unit of the tier; `None` for an open tier.
    pub up_to: Option<Decimal>,
    /// Per unit or per package.
    pub unit_price: Decimal,
    pub flat_fee: Decimal,
    /// Graduated percentage.
    pub rate: Percent,
}

/// Which amounts are rounded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RoundingPlace {
    /// Every line of the bill.
    #[default]
    Line,
    /// Every tier of a charge, then the other lines.
    Tier,
    /// The total alone.
    End,
}

/// The rules that price lists leave unsaid.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rules {
    pub place: RoundingPlace,
    pub mode: RoundingMode,
    /// The total goes to a multiple of this, in the same mode, by a line of its own.
    pub increment: Option<Decimal>,
    pub minimum_before_discount: bool,
    /// A negative quantity is credited as its absolute value would be charged.
    pub credits: bool,
}

/// A quantity on its way to what is priced.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Steps {
    /// For the plan's billing period.
    pub raw: Ratio,
    pub converted: Ratio,
    pub rounded: Ratio,
    /// Less what is included, never below zero.
    pub billable: Ratio,
}

/// Why a charge has no price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unpriced {
    TooManyDigits,
    /// The quantity lies above the last tier, which ends here.
    PastLastTier(Decimal),
    NoTiers,
    PackageSize,
    Factor,
}

impl From<TooManyDigits> for Unpriced {
    fn from(_: TooManyDigits) -> Self {
        Unpriced::TooManyDigits
    }
}

/// Which plans have no price yet and so are not compared with the others, where any other has one.
pub fn left_out<'p>(plans: impl IntoIterator<Item = &'p Plan>) -> Vec<bool> {
    let unpriced: Vec<bool> = plans.into_iter().map(Plan::is_unpriced).collect();
    if unpriced.contains(&false) { unpriced } else { vec![false; unpriced.len()] }
}

impl Plan {
    /// Whether a unit of anything in it has a cost.
    pub fn has_costs(&self) -> bool {
        self.charges.iter().any(|charge| !charge.unit_cost.is_zero())
    }

    /// Whether nothing in it has a price. One that stops somewhere is meant to be free.
    pub fn is_unpriced(&self) -> bool {
        let stops = |charge: &Charge| {
            charge.has_tiers() && charge.tiers.last().is_some_and(|last| last.up_to.is_some())
        };
        self.base_fee.is_zero()
            && self.minimum.is_none_or(|minimum| minimum.is_zero())
            && !self.charges.iter().any(|charge| charge.has_price() || stops(charge))
    }
}

impl Charge {
    /// Whether any unit of it can cost anything.
    pub fn has_price(&self) -> bool {
        let tiers = |of: fn(&Tier) -> Decimal| {
            self.tiers.iter().any(|tier| !tier.flat_fee.is_zero() || !of(tier).is_zero())
        };
        match self.model {
            Model::Flat => !self.amount.is_zero(),
            Model::PerUnit => !self.unit_price.is_zero(),
            Model::Package => !self.unit_price.is_zero() || tiers(|tier| tier.unit_price),
            Model::Percentage => {
                let least = self.least_per_event.unwrap_or_default();
                !self.rate.0.is_zero() || !self.fee_per_event.is_zero() || !least.is_zero()
            }
            Model::Graduated | Model::Volume => tiers(|tier| tier.unit_price),
            Model::Stairstep => tiers(|_| Decimal::ZERO),
            Model::GraduatedPercentage => tiers(|tier| tier.rate.0),
        }
    }

    pub fn has_tiers(&self) -> bool {
        match self.model {
            Model::Flat | Model::PerUnit | Model::Percentage => false,
            Model::Graduated | Model::Volume | Model::Stairstep | Model::GraduatedPercentage => true,
            Model::Package => !self.tiers.is_empty(),
        }
    }

    /// Whether the charge counts events beside the amount.
    pub fn counts_events(&self) -> bool {
        self.model == Model::Percentage && !self.events.is_empty()
    }

    /// Converted units for each metered one.
    pub fn conversion(&self) -> Result<Ratio, Unpriced> {
        match self.convert {
            Conversion::None => Ok(Ratio::ONE),
            _ if self.factor <= Decimal::ZERO => Err(Unpriced::Factor),
            Conversion::Multiply => Ok(self.factor.into()),
            Conversion::Divide => Ratio::new(Decimal::ONE, self.factor)?.ok_or(Unpriced::Factor),
        }
    }

    /// The steps from the metered quantity, zero or more, to the billable one.
    pub fn steps(&self, raw: Ratio) -> Result<Steps, Unpriced> {
        let converted = match self.convert {
            Conversion::None => raw,
            _ => raw.times(self.conversion()?)?,
        };
        let rounded = self.rounded(converted)?;
        let billable = match self.included.is_zero() {
            true => rounded,
            false => rounded.minus(self.included.into())?.larger(Ratio::ZERO)?,
        };
        Ok(Steps { raw, converted, rounded, billable })
    }

    pub fn rounded(&self, converted: Ratio) -> Exactly<Ratio> {
        let mode = match self.quantity_rounding {
            QuantityRounding::None => return Ok(converted),
            QuantityRounding::Up => RoundingMode::Up,
            QuantityRounding::Down => RoundingMode::Down,
            QuantityRounding::Nearest => RoundingMode::HalfUp,
        };
        Ok(rounded(converted, 0, mode)?.into())
    }

    /// Where a quantity must be cut so that its rounded count of `per_unit` converted units each is cut at
    /// `rounded`.
    pub fn cut_before_rounding(&self, rounded: Cut, per_unit: Ratio) -> Exactly<Cut> {
        // The last whole count on this side of the cut.
        let last = || rounded.last_whole();
        let converted = match self.quantity_rounding {
            QuantityRounding::None => rounded,
            QuantityRounding::Up => Cut::after(last()?),
            QuantityRounding::Down => Cut::before(last()?.plus(Decimal::ONE)?),
            QuantityRounding::Nearest => Cut::before(last()?.plus(Decimal::new(5, 1))?),
        };
        Ok(Cut { at: converted.at.over(per_unit)?.ok_or(TooManyDigits)?, after: converted.after })
    }

    /// Where a metered quantity must be cut so that its billable units are cut there.
    pub fn metered_cut(&self, billable: Cut) -> Result<Cut, Unpriced> {
        let rounded = Cut { at: billable.at.plus(self.included.into())?, after: billable.after };
        Ok(self.cut_before_rounding(rounded, self.conversion()?)?)
    }

    /// The tier that a billable quantity lies in, and the bound of the tier before it.
    pub fn tier_of(&self, billable: Ratio) -> Result<(usize, Decimal), Unpriced> {
        let mut lower = Decimal::ZERO;
        for (index, tier) in self.tiers.iter().enumerate() {
            match tier.up_to {
                Some(bound) if billable.compare(bound.into())?.is_gt() => lower = bound,
                _ => return Ok((index, lower)),
            }
        }
        Err(if self.tiers.is_empty() { Unpriced::NoTiers } else { Unpriced::PastLastTier(lower) })
    }
}

/// Something in a plan that contradicts itself, with its place by index.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PlanProblem {
    MinimumAboveMaximum {
        minimum: Decimal,
        maximum: Decimal,
    },
    DiscountAbove100 {
        percent: Decimal,
    },
    NoTiers {
        charge: usize,
    },
    /// The tier does not end above `lower`, where the tier before it ends, or above zero if it is the first.
    BoundsNotRising {
        charge: usize,
        tier: usize,
        lower: Decimal,
    },
    OpenTierBeforeLast {
        charge: usize,
        tier: usize,
    },
    PackageSize {
        charge: usize,
    },
    Factor {
        charge: usize,
    },
    /// Fees, bounds or free events are given but no quantity that counts events.
    EventsMissing {
        charge: usize,
    },
    /// Amount and events are the same quantity.
    EventsAreTheAmount {
        charge: usize,
    },
    LeastAboveMost {
        charge: usize,
        least: Decimal,
        most: Decimal,
    },
}

/// Everything in the plan that contradicts itself, from top to bottom.
pub fn problems(plan: &Plan) -> Vec<PlanProblem> {
    let mut found = Vec::new();
    if let (Some(minimum), Some(maximum)) = (plan.minimum, plan.maximum)
        && minimum > maximum
    {
        found.push(PlanProblem::MinimumAboveMaximum { minimum, maximum });
    }
    if plan.percent_discount.0 > Decimal::ONE_HUNDRED {
        found.push(PlanProblem::DiscountAbove100 { percent: plan.percent_discount.0 });
    }
    for (index, charge) in plan.charges.iter().enumerate() {
        charge_problems(charge, index, &mut found);
    }
    found
}

fn charge_problems(charge: &Charge, index: usize, found: &mut Vec<PlanProblem>) {
    if charge.has_tiers() {
        if charge.tiers.is_empty() {
            found.push(PlanProblem::NoTiers { charge: index });
        }
        let mut lower = Decimal::ZERO;
        for (tier, Tier { up_to, .. }) in charge.tiers.iter().enumerate() {
            match *up_to {
                Some(bound) if bound <= lower => {
                    found.push(PlanProblem::BoundsNotRising { charge: index, tier, lower });
                }
                Some(bound) => lower = bound,
                None if tier + 1 < charge.tiers.len() => {
                    found.push(PlanProblem::OpenTierBeforeLast { charge: index, tier });
                }
                None => {}
            }
        }
    }
    if charge.model == Model::Package && charge.package_size <= Decimal::ZERO {
        found.push(PlanProblem::PackageSize { charge: index });
    }
    if charge.model != Model::Flat && charge.convert != Conversion::None && charge.factor <= Decimal::ZERO {
        found.push(PlanProblem::Factor { charge: index });
    }
    if charge.model == Model::Percentage {
        let per_event = !charge.fee_per_event.is_zero()
            || !charge.free_events.is_zero()
            || charge.least_per_event.is_some()
            || charge.most_per_event.is_some();
        if per_event && charge.events.is_empty() {
            found.push(PlanProblem::EventsMissing { charge: index });
        }
        if charge.counts_events() && charge.events == charge.quantity {
            found.push(PlanProblem::EventsAreTheAmount { charge: index });
        }
        if let (Some(least), Some(most)) = (charge.least_per_event, charge.most_per_event)
            && least > most
        {
            found.push(PlanProblem::LeastAboveMost { charge: index, least, most });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::dec;

    fn tier(up_to: Option<Decimal>) -> Tier {
        Tier { up_to, ..Tier::default() }
    }

    #[test]
    fn a_sound_plan_has_no_problem() {
        let charge = Charge {
            model: Model::Volume,
            tiers: vec![tier(Some(dec!(10))), tier(Some(dec!(20.5))), tier(None)],
            ..Charge::default()
        };
        let plan =
            Plan { minimum: Some(dec!(5)), maximum: Some(dec!(5)), charges: vec![charge], ..Plan::default() };
        assert_eq!(problems(&plan), []);
    }

    #[test]
    fn every_contradiction_is_told_with_its_place() {
        let tiers =
            vec![tier(None), tier(Some(dec!(0))), tier(Some(dec!(10))), tier(Some(dec!(10))), tier(None)];
        let plan = Plan {
            minimum: Some(dec!(9)),
            maximum: Some(dec!(8)),
            percent_discount: Percent(dec!(100.1)),
            charges: vec![
                Charge { model: Model::Graduated, tiers, ..Charge::default() },
                Charge { model: Model::Stairstep, convert: Conversion::Divide, ..Charge::default() },
                Charge { model: Model::Package, ..Charge::default() },
                Charge {
                    model: Model::Percentage,
                    least_per_event: Some(dec!(2)),
                    most_per_event: Some(dec!(1)),
                    ..Charge::default()
                },
                Charge {
                    model: Model::Percentage,
                    quantity: "payments".into(),
                    events: "payments".into(),
                    ..Charge::default()
                },
            ],
            ..Plan::default()
        };
        assert_eq!(
            problems(&plan),
            [
                PlanProblem::MinimumAboveMaximum { minimum: dec!(9), maximum: dec!(8) },
                PlanProblem::DiscountAbove100 { percent: dec!(100.1) },
                PlanProblem::OpenTierBeforeLast { charge: 0, tier: 0 },
                PlanProblem::BoundsNotRising { charge: 0, tier: 1, lower: dec!(0) },
                PlanProblem::BoundsNotRising { charge: 0, tier: 3, lower: dec!(10) },
                PlanProblem::NoTiers { charge: 1 },
                PlanProblem::Factor { charge: 1 },
                PlanProblem::PackageSize { charge: 2 },
                PlanProblem::EventsMissing { charge: 3 },
                PlanProblem::LeastAboveMost { charge: 3, least: dec!(2), most: dec!(1) },
                PlanProblem::EventsAreTheAmount { charge: 4 },
            ]
        );
    }

    #[test]
    fn a_cut_before_rounding_is_where_the_count_changes() {
        for rounding in
            [QuantityRounding::None, QuantityRounding::Up, QuantityRounding::Down, QuantityRounding::Nearest]
        {
            let charge = Charge { quantity_rounding: rounding, ..Charge::default() };
            for bound in
                [Cut::after(dec!(3)), Cut::before(dec!(3)), Cut::after(dec!(3.5)), Cut::before(dec!(3.2))]
            {
                let cut = charge.cut_before_rounding(bound, dec!(0.5).into()).unwrap();
                for eighths in 0..80 {
                    let x = Ratio::from(Decimal::new(eighths * 125, 3));
                    let count = charge.rounded(x.times(dec!(0.5).into()).unwrap()).unwrap();
                    let inside = Cut::after(count).compare(bound).unwrap().is_le();
                    assert_eq!(
                        Cut::after(x).compare(cut).unwrap().is_le(),
                        inside,
                        "{rounding:?} {bound:?} {x:?}"
                    );
                }
            }
        }
    }
}
