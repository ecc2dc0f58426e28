//! A growing customer's way through the plans: the month in which another plan becomes the cheapest, the
//! bills before and after, and what changing plans in the middle of a billing period costs.

use rust_decimal::Decimal;

use super::bill::{PricingError, bill, charge_amount, metered};
use super::compare::{NotComparable, bills_in, common_months, costs_at, least};
use super::cost::NoCost;
use super::plan::{Model, Per, Period, Plan, Quantity, Rules};
use crate::arithmetic::ratio::Ratio;
use crate::arithmetic::rounding::rounded;
use crate::arithmetic::{Checked, Date, Exactly, Nearly, Percent, TooManyDigits};

/// No projection looks further ahead than this.
pub const FURTHEST_MONTH: u32 = 60;

/// Steady growth of one quantity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Growth {
    /// Index of the quantity that grows from its amount; the others are held at theirs.
    pub quantity: usize,
    pub start: Date,
    /// Growth a month; below zero the quantity shrinks, by 100 % at most.
    pub monthly: Percent,
    /// Months to look ahead, up to [`FURTHEST_MONTH`].
    pub months: u32,
}

/// Why there is no path or no prorated switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoPath {
    NotComparable(NotComparable),
    /// A quantity cannot shrink by more than all of it.
    ShrinksBelowZero,
    /// A date lies outside the calendar.
    NoSuchDate,
    /// The switch is made after the billing period, which ends so many days after its first.
    AfterPeriod {
        days: i64,
    },
}

impl From<NotComparable> for NoPath {
    fn from(why: NotComparable) -> Self {
        NoPath::NotComparable(why)
    }
}

impl From<TooManyDigits> for NoPath {
    fn from(error: TooManyDigits) -> Self {
        NoPath::NotComparable(error.into())
    }
}

/// The quantity in one month of the projection.
#[derive(Clone, Debug, PartialEq)]
pub struct Month {
    /// 0 is the start.
    pub number: u32,
    pub date: Date,
    pub amount: Decimal,
    /// Every plan's cost before rounding; `None` past its limit.
    pub costs: Vec<Option<Ratio>>,
    /// The plan to be on: the cheapest, and no change while no other one bills less.
    pub plan: Option<usize>,
}

/// A month in which another plan becomes the cheapest.
#[derive(Clone, Debug, PartialEq)]
pub struct Switch {
    pub number: u32,
    pub date: Date,
    pub amount: Decimal,
    /// `None` where no plan could be had before, or can be had from now on.
    pub from: Option<usize>,
    pub to: Option<usize>,
    /// That month's bills on either plan over the common months; `None` where the plan cannot be had.
    pub before: Option<Decimal>,
    pub after: Option<Decimal>,
}

/// A projection, not a promise: growth is taken to be the same every month.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// Costs and bills are for this many months.
    pub common_months: u32,
    pub months: Vec<Month>,
    pub switches: Vec<Switch>,
    /// The projection ends at this month, because the quantity becomes too large to price.
    pub stopped: Option<u32>,
}

/// The amount after so many months of growth, `start × (1 + rate)^n`: the power to 28 digits, the amount
/// rounded once, to whole units or 9 decimals. `None` where it becomes too large.
fn grown(start: Decimal, monthly: Percent, months: u32, whole: bool) -> Option<Decimal> {
    let factor = Decimal::ONE.plus(monthly.share().ok()?).ok()?;
    let power = (0..months).try_fold(Decimal::ONE, |power, _| power.nearly_times(factor))?;
    let amount = start.nearly_times(power)?;
    rounded(amount.into(), if whole { 0 } else { 9 }, Default::default()).ok()
}

/// The plan to be on month by month, and every switch on the way. It begins on the plan `first`; without one, or where that
/// cannot be had, on the cheapest.
pub fn upgrade_path(
    plans: &[Plan],
    quantities: &[Quantity],
    first: Option<usize>,
    growth: Growth,
    rules: &Rules,
    minor_units: u32,
) -> Result<Path, NoPath> {
    if growth.monthly.0 < -Decimal::ONE_HUNDRED {
        return Err(NoPath::ShrinksBelowZero);
    }
    let common_months = common_months(plans);
    let mut path = Path { common_months, months: Vec::new(), switches: Vec::new(), stopped: None };
    let mut quantities = quantities.to_vec();
    let Some((start, whole)) = quantities.get(growth.quantity).map(|q| (q.amount, q.whole)) else {
        return Ok(path);
    };
    for number in 0..=growth.months.min(FURTHEST_MONTH) {
        // Always from the first date, so that the 31st comes back after February.
        let date = growth.start.plus_months(number).ok_or(NoPath::NoSuchDate)?;
        let Some(amount) = grown(start, growth.monthly, number, whole) else {
            path.stopped = Some(number);
            break;
        };
        quantities[growth.quantity].amount = amount;
        let costs = match costs_at(plans, &quantities, common_months, rules) {
            Ok(costs) => costs,
            Err(error) if number > 0 && is_too_long(error.why) => {
                path.stopped = Some(number);
                break;
            }
            Err(error) => return Err(error.into()),
        };
        let cheapest = least(&costs)?;
        let present = match path.months.last() {
            Some(month) => month.plan,
            None => first.filter(|plan| costs.get(*plan).is_some_and(Option::is_some)),
        };
        let stays = |plan: &usize| cheapest.contains(plan) || path.months.is_empty();
        let mut plan = present.filter(stays).or_else(|| cheapest.first().copied());
        if !path.months.is_empty() && plan != present {
            let billed = |plan: Option<usize>| -> Result<Option<Decimal>, NoPath> {
                let Some(plan) = plan.filter(|&plan| costs[plan].is_some()) else { return Ok(None) };
                let total = bill(&plans[plan], &quantities, rules, minor_units)
                    .map_err(|error| NotComparable { plan: Some(plan), why: error.into() })?
                    .total
                    .shown;
                Ok(Some(total.times(bills_in(&plans[plan], common_months).into())?))
            };
            let (before, after) = (billed(present)?, billed(plan)?);
            // A part of the smallest coin that no bill shows is no reason to change.
            match before.zip(after) {
                Some((before, after)) if after >= before => plan = present,
                _ => path.switches.push(Switch {
                    number,
                    date,
                    amount,
                    from: present,
                    to: plan,
                    before,
                    after,
                }),
            }
        }
        path.months.push(Month { number, date, amount, costs, plan });
    }
    Ok(path)
}

fn is_too_long(why: NoCost) -> bool {
    use super::plan::Unpriced;
    matches!(
        why,
        NoCost::Pricing(
            PricingError::TooManyDigits | PricingError::Charge { why: Unpriced::TooManyDigits, .. }
        )
    )
}

/// How a part of a billing period is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Proration {
    /// Days from the switch up to the end of the period, whose own day belongs to the next one.
    #[default]
    EndNotCounted,
    /// As above with the last day counted too, both in the part and in the whole.
    BothCounted,
    /// Seconds, with 86,400 to every day: no time zones or summer time.
    Seconds,
    /// Every month has 30 days and no date a day past the 30th, as for bonds (30/360).
    ThirtyDayMonth,
}

/// `n` of `of` days, or seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartPeriod {
    pub n: i64,
    pub of: i64,
}

impl PartPeriod {
    const WHOLE: PartPeriod = PartPeriod { n: 1, of: 1 };

    fn ratio(self) -> Exactly<Ratio> {
        Ratio::new(self.n.into(), self.of.into())?.ok_or(TooManyDigits)
    }
}

/// When the plan is changed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SwitchDay {
    /// The first day of the old plan's first billing period; the others begin on the same day of a month.
    pub first_day: Date,
    /// Months from then to the old plan's present billing period.
    pub months: u32,
    /// Days into the period: 0 is its first day, the length of the period its end.
    pub days: u32,
    /// Seconds into that day, for counting by seconds.
    pub seconds: u32,
}

/// What changing plans within a billing period comes to.
///
/// What is paid for time is shared out: base fee, flat charges and charges on quantities held, less the
/// discounts. Usage is billed as used, on either plan, and minimum and maximum hold for whole periods; none
/// of them is in here. If the new plan is billed as often as the old one it takes over the rest of the
/// period; otherwise a period of its own begins with the switch.
#[derive(Clone, Debug, PartialEq)]
pub struct ProratedSwitch {
    pub date: Date,
    /// The first day after the old plan's period.
    pub period_end: Date,
    /// What is left of the old plan's period.
    pub unused: PartPeriod,
    /// How much of a period the new plan is charged for.
    pub charged: PartPeriod,
    /// What each plan costs for time in a whole period, before rounding.
    pub old_full: Ratio,
    pub new_full: Ratio,
    /// Given back for the old plan; zero or below.
    pub credit: Decimal,
    pub charge: Decimal,
    /// `charge + credit`.
    pub net: Decimal,
    /// The net if it alone were rounded.
    pub net_rounded_once: Decimal,
}

/// The credit and the charge of a switch from one plan to another.
pub fn prorated_switch(
    (old, new): (&Plan, &Plan),
    quantities: &[Quantity],
    day: SwitchDay,
    method: Proration,
    rules: &Rules,
    minor_units: u32,
) -> Result<ProratedSwitch, NoPath> {
    let begins = |months: u32| day.first_day.plus_months(months).ok_or(NoPath::NoSuchDate);
    let (start, period_end) = (begins(day.months)?, begins(day.months + old.period.months())?);
    let length = start.days_until(period_end);
    let date = start.plus_days(day.days.into()).ok_or(NoPath::NoSuchDate)?;
    if i64::from(day.days) > length {
        return Err(NoPath::AfterPeriod { days: length });
    }
    let unused = unused_part((start, date), length, day, old.period, method);
    let charged = if old.period == new.period { unused } else { PartPeriod::WHOLE };
    let paid_for_time = |plan| paid_for_time(plan, quantities, rules);
    let (old_full, new_full) = (paid_for_time(old)?, paid_for_time(new)?);
    let credit = old_full.times(unused.ratio()?)?.negative();
    let charge = new_full.times(charged.ratio()?)?;
    let to_cents = |amount: Ratio| rounded(amount, minor_units, rules.mode);
    let net_rounded_once = to_cents(charge.plus(credit)?)?;
    let (credit, charge) = (to_cents(credit)?, to_cents(charge)?);
    let net = charge.plus(credit)?;
    Ok(ProratedSwitch {
        date,
        period_end,
        unused,
        charged,
        old_full,
        new_full,
        credit,
        charge,
        net,
        net_rounded_once,
    })
}

fn unused_part(
    (start, date): (Date, Date),
    length: i64,
    day: SwitchDay,
    period: Period,
    method: Proration,
) -> PartPeriod {
    const DAY: i64 = 86_400;
    let left = length - i64::from(day.days);
    match method {
        Proration::EndNotCounted => PartPeriod { n: left, of: length },
        Proration::BothCounted => PartPeriod { n: left + 1, of: length + 1 },
        Proration::Seconds => {
            let gone = i64::from(day.seconds).clamp(0, DAY);
            PartPeriod { n: (left * DAY - gone).max(0), of: length * DAY }
        }
        Proration::ThirtyDayMonth => {
            let of = 30 * i64::from(period.months());
            let months = 12 * i64::from(date.year() - start.year()) + i64::from(date.month() - start.month());
            let used = 30 * months + i64::from(date.day().min(30) - start.day().min(30));
            // A period that begins at the end of a long month may end before 30 days a month are counted.
            PartPeriod { n: if left == 0 { 0 } else { (of - used).clamp(0, of) }, of }
        }
    }
}

/// What a plan costs for time alone in one billing period, before rounding.
fn paid_for_time(plan: &Plan, quantities: &[Quantity], rules: &Rules) -> Result<Ratio, NoPath> {
    let priced = || -> Result<Ratio, PricingError> {
        let metered = metered(plan, quantities)?;
        let mut full = Ratio::from(plan.base_fee);
        for (index, charge) in plan.charges.iter().enumerate() {
            let held = quantities.iter().any(|q| q.name == charge.quantity && q.per == Per::Held);
            if charge.model == Model::Flat || held {
                full.gain(charge_amount(charge, index, quantities, &metered, rules)?)?;
            }
        }
        let kept = Decimal::ONE.minus(plan.percent_discount.share()?)?;
        full = full.times(kept.into())?;
        let discount = Ratio::from(plan.fixed_discount).smaller(full.larger(Ratio::ZERO)?)?;
        Ok(full.minus(discount)?)
    };
    priced().map_err(|error| NotComparable { plan: None, why: error.into() }.into())
}

#[cfg(test)]
mod tests {
    use super::super::plan::Charge;
    use super::*;
    use rust_decimal::dec;

    fn seats(amount: Decimal) -> Quantity {
        Quantity { name: "seats".into(), amount, whole: true, per: Per::Held }
    }

    fn per_seat(name: &str, base_fee: Decimal, unit_price: Decimal) -> Plan {
        let charge = Charge { quantity: "seats".into(), unit_price, ..Charge::default() };
        Plan { name: name.into(), base_fee, charges: vec![charge], ..Plan::default() }
    }

    fn switched(start: Date, days: u32, method: Proration) -> PartPeriod {
        let plan = per_seat("p", dec!(100), dec!(0));
        let day = SwitchDay { first_day: start, months: 0, days, seconds: 0 };
        let quantities = [seats(dec!(1))];
        prorated_switch((&plan, &plan), &quantities, day, method, &Rules::default(), 2).unwrap().unused
    }

    #[test]
    fn the_path_names_the_month_and_both_bills() {
        // Team costs less than Starter from 51 seats on: 5.00 a seat against 100 + 3.00 a seat.
        let plans = [per_seat("starter", dec!(0), dec!(5)), per_seat("team", dec!(100), dec!(3))];
        let growth =
            Growth { quantity: 0, start: Date::of(2028, 1, 31), monthly: Percent(dec!(10)), months: 12 };
        let path = upgrade_path(&plans, &[seats(dec!(40))], None, growth, &Rules::default(), 2).unwrap();
        // 40, 44, 48.4, 53.24
        let amounts: Vec<Decimal> = path.months.iter().take(4).map(|month| month.amount).collect();
        assert_eq!(amounts, [dec!(40), dec!(44), dec!(48), dec!(53)]);
        assert_eq!(path.switches.len(), 1);
        let switch = &path.switches[0];
        assert_eq!((switch.number, switch.date), (3, Date::of(2028, 4, 30)));
        assert_eq!((switch.from, switch.to), (Some(0), Some(1)));
        assert_eq!((switch.before, switch.after), (Some(dec!(265)), Some(dec!(259))));
        assert_eq!(path.months[1].date, Date::of(2028, 2, 29));
        assert_eq!(path.months[2].date, Date::of(2028, 3, 31));
        assert_eq!((path.months.len(), path.stopped), (13, None));
    }

    /// 90 + 2 a seat and 5 a seat meet at 30 seats.
    #[test]
    fn the_path_begins_on_the_present_plan_whatever_the_order() {
        let plans = [per_seat("a", dec!(90), dec!(2)), per_seat("b", dec!(0), dec!(5))];
        let growth =
            Growth { quantity: 0, start: Date::of(2026, 1, 1), monthly: Percent(dec!(10)), months: 12 };
        let switches = |plans: &[Plan], first: Option<usize>| {
            let path = upgrade_path(plans, &[seats(dec!(30))], first, growth, &Rules::default(), 2).unwrap();
            path.switches
                .iter()
                .map(|switch| (switch.number, switch.from, switch.to, switch.before, switch.after))
                .collect::<Vec<_>>()
        };
        let (before, after) = (Some(dec!(165)), Some(dec!(156)));
        assert_eq!(switches(&plans, Some(1)), [(1, Some(1), Some(0), before, after)]);
        let [a, b] = plans;
        let plans = [b, a];
        assert_eq!(switches(&plans, Some(0)), [(1, Some(0), Some(1), before, after)]);
        assert_eq!(switches(&plans, Some(1)), []);
        assert_eq!(switches(&plans, None), [(1, Some(0), Some(1), before, after)]);
        // Cheaper by less than is billed.
        let fine = [per_seat("a", dec!(0), dec!(1)), per_seat("b", dec!(0.3), dec!(0.9901))];
        assert_eq!(switches(&fine, Some(0)).len(), 1);
        let finest = [per_seat("a", dec!(0), dec!(1)), per_seat("b", dec!(0), dec!(0.99999))];
        assert_eq!(switches(&finest, Some(0)), []);
    }

    #[test]
    fn growth_without_end_stops_where_nothing_can_be_priced() {
        let plans = [per_seat("a", dec!(0), dec!(5))];
        let growth =
            Growth { quantity: 0, start: Date::of(2028, 1, 1), monthly: Percent(dec!(9900)), months: 60 };
        let path = upgrade_path(&plans, &[seats(dec!(40))], None, growth, &Rules::default(), 2).unwrap();
        assert_eq!(path.stopped, Some(14));
        let shrink = Growth { monthly: Percent(dec!(-100)), ..growth };
        let path = upgrade_path(&plans, &[seats(dec!(40))], None, shrink, &Rules::default(), 2).unwrap();
        assert_eq!(path.months[1].amount, dec!(0));
        let below = Growth { monthly: Percent(dec!(-100.1)), ..growth };
        assert_eq!(
            upgrade_path(&plans, &[seats(dec!(40))], None, below, &Rules::default(), 2),
            Err(NoPath::ShrinksBelowZero)
        );
    }

    #[test]
    fn every_method_counts_its_days() {
        let april = Date::of(2026, 4, 1);
        assert_eq!(switched(april, 15, Proration::EndNotCounted), PartPeriod { n: 15, of: 30 });
        assert_eq!(switched(april, 15, Proration::BothCounted), PartPeriod { n: 16, of: 31 });
        assert_eq!(switched(april, 15, Proration::Seconds), PartPeriod { n: 15 * 86_400, of: 30 * 86_400 });
        let may = Date::of(2026, 5, 1);
        assert_eq!(switched(may, 15, Proration::EndNotCounted), PartPeriod { n: 16, of: 31 });
        assert_eq!(switched(may, 15, Proration::ThirtyDayMonth), PartPeriod { n: 15, of: 30 });
    }

    #[test]
    fn a_long_period_counts_from_its_beginning() {
        let mut plan = per_seat("p", dec!(100), dec!(0));
        plan.period = Period::Year;
        let left = |days: u32, months: u32, method: Proration| {
            let day = SwitchDay { first_day: Date::of(2026, 1, 1), months, days, seconds: 0 };
            prorated_switch((&plan, &plan), &[seats(dec!(1))], day, method, &Rules::default(), 2)
                .unwrap()
                .unused
        };
        let june = u32::try_from(Date::of(2026, 1, 1).days_until(Date::of(2026, 6, 1))).unwrap();
        assert_eq!(left(june, 0, Proration::EndNotCounted), PartPeriod { n: 214, of: 365 });
        assert_eq!(left(june, 0, Proration::BothCounted), PartPeriod { n: 215, of: 366 });
        assert_eq!(left(june, 0, Proration::Seconds), PartPeriod { n: 214 * 86_400, of: 365 * 86_400 });
        assert_eq!(left(june, 0, Proration::ThirtyDayMonth), PartPeriod { n: 210, of: 360 });
        // The third year is the leap one.
        assert_eq!(left(31, 24, Proration::EndNotCounted), PartPeriod { n: 335, of: 366 });
    }

    #[test]
    fn periods_that_begin_on_a_31st_end_on_one() {
        // From the end of February to that of March, not four weeks.
        let plan = per_seat("p", dec!(100), dec!(0));
        let day = SwitchDay { first_day: Date::of(2026, 1, 31), months: 1, days: 0, seconds: 0 };
        let switch = prorated_switch(
            (&plan, &plan),
            &[seats(dec!(1))],
            day,
            Proration::EndNotCounted,
            &Rules::default(),
            2,
        )
        .unwrap();
        assert_eq!((switch.date, switch.period_end), (Date::of(2026, 2, 28), Date::of(2026, 3, 31)));
        assert_eq!(switch.unused, PartPeriod { n: 31, of: 31 });
    }

    #[test]
    fn first_and_last_day_leap_day_and_month_ends() {
        for method in [Proration::EndNotCounted, Proration::Seconds, Proration::ThirtyDayMonth] {
            let first = switched(Date::of(2028, 1, 31), 0, method);
            assert_eq!(first.n, first.of);
            // 31 January to 29 February: 29 days.
            assert_eq!(switched(Date::of(2028, 1, 31), 29, method).n, 0);
        }
        assert_eq!(
            switched(Date::of(2028, 1, 31), 1, Proration::EndNotCounted),
            PartPeriod { n: 28, of: 29 }
        );
        assert_eq!(
            switched(Date::of(2027, 1, 31), 1, Proration::EndNotCounted),
            PartPeriod { n: 27, of: 28 }
        );
        assert_eq!(
            switched(Date::of(2028, 2, 29), 0, Proration::EndNotCounted),
            PartPeriod { n: 29, of: 29 }
        );
        let plan = per_seat("p", dec!(1), dec!(0));
        let late = SwitchDay { first_day: Date::of(2028, 2, 1), months: 0, days: 30, seconds: 0 };
        assert_eq!(
            prorated_switch(
                (&plan, &plan),
                &[seats(dec!(1))],
                late,
                Proration::default(),
                &Rules::default(),
                2
            ),
            Err(NoPath::AfterPeriod { days: 29 })
        );
    }

    #[test]
    fn twenty_days_of_a_seat() {
        // Avocode's help page: 12.99 a user a month, 20 of 30 days left, 8.66.
        let plans = [per_seat("without", dec!(0), dec!(0)), per_seat("business", dec!(0), dec!(12.99))];
        let day = SwitchDay { first_day: Date::of(2026, 4, 1), months: 0, days: 10, seconds: 0 };
        let switch = prorated_switch(
            (&plans[0], &plans[1]),
            &[seats(dec!(1))],
            day,
            Proration::EndNotCounted,
            &Rules::default(),
            2,
        );
        assert_eq!(switch.unwrap().charge, dec!(8.66));
    }

    #[test]
    fn the_cent_between_rounding_twice_and_once_is_told() {
        let plans = [per_seat("a", dec!(10), dec!(0)), per_seat("b", dec!(20), dec!(0))];
        let day = SwitchDay { first_day: Date::of(2026, 4, 1), months: 0, days: 10, seconds: 0 };
        // Two thirds of 10 and of 20: -6.67 + 13.33 = 6.66, and 6.67 in one go.
        let switch = prorated_switch(
            (&plans[0], &plans[1]),
            &[seats(dec!(1))],
            day,
            Proration::EndNotCounted,
            &Rules::default(),
            2,
        )
        .unwrap();
        assert_eq!((switch.credit, switch.charge), (dec!(-6.67), dec!(13.33)));
        assert_eq!((switch.net, switch.net_rounded_once), (dec!(6.66), dec!(6.67)));
        assert_eq!(switch.unused, PartPeriod { n: 20, of: 30 });
    }

    #[test]
    fn usage_is_not_prorated_and_another_period_starts_afresh() {
        let calls = Quantity { name: "calls".into(), amount: dec!(1000), whole: true, per: Per::Month };
        let mut yearly = per_seat("yearly", dec!(120), dec!(10));
        yearly.period = Period::Year;
        yearly.percent_discount = Percent(dec!(10));
        let usage = Charge { quantity: "calls".into(), unit_price: dec!(1), ..Charge::default() };
        let mut monthly = per_seat("monthly", dec!(12), dec!(1));
        monthly.charges.push(usage);
        let day = SwitchDay { first_day: Date::of(2026, 4, 1), months: 0, days: 15, seconds: 0 };
        let quantities = [seats(dec!(2)), calls];
        let switch =
            prorated_switch((&monthly, &yearly), &quantities, day, Default::default(), &Rules::default(), 2);
        let switch = switch.unwrap();
        assert_eq!((switch.credit, switch.charge), (dec!(-7), dec!(126)));
        assert_eq!(switch.charged, PartPeriod::WHOLE);
    }
}
