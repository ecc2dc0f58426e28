//! Which plan is cheapest over a range of one quantity, and every quantity at which two plans change places.
//!
//! Plans are compared on amounts before rounding to the cent, over the shortest time that is a whole number
//! of billing periods of each. Crossings are solved on each stretch where both plans are lines; nothing is
//! sampled.

use std::cmp::Ordering;

use rust_decimal::Decimal;

use super::bill::{PricingError, exact_total, metered};
use super::cost::{NoCost, Varied, cost};
use super::plan::{Plan, Quantity, Rules, Unpriced, left_out};
use crate::arithmetic::piecewise::{Cut, Drawing, Line, MOST_PIECES, NoFunction, Piecewise, Span};
use crate::arithmetic::ratio::Ratio;
use crate::arithmetic::{Checked, Exactly, TooManyDigits};

/// Why plans cannot be compared: the plan, where it is one plan's doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotComparable {
    pub plan: Option<usize>,
    pub why: NoCost,
}

impl From<TooManyDigits> for NotComparable {
    fn from(error: TooManyDigits) -> Self {
        NotComparable { plan: None, why: error.into() }
    }
}

impl From<NoFunction> for NotComparable {
    fn from(error: NoFunction) -> Self {
        NotComparable { plan: None, why: error.into() }
    }
}

/// A range over which the same plans are the cheapest. For whole units, [`Span::whole`] gives its first and
/// last.
#[derive(Clone, Debug, PartialEq)]
pub struct Interval {
    pub span: Span,
    /// The cheapest plan, or several that cost the same all over the range; none where no plan can be had.
    pub plans: Vec<usize>,
}

/// A place where one of two plans stops being cheaper and the other one is from then on.
#[derive(Clone, Debug, PartialEq)]
pub struct Crossing {
    /// Where the lines meet or one of them jumps past the other; with whole units it may lie between two of
    /// them.
    pub at: Ratio,
    pub cheaper_before: usize,
    pub cheaper_after: usize,
    /// Where both cost the same in between: one quantity, or a range. `None` if a jump leads past it.
    pub tie: Option<Span>,
    /// The plan that was dearer is cheaper behind this.
    pub from: Cut,
    /// With whole units, the first one at which it is.
    pub first_whole: Option<Decimal>,
}

/// Two plans beside each other, where both can be had.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    pub a: usize,
    pub b: usize,
    pub crossings: Vec<Crossing>,
    /// Ranges, and single quantities, where both cost the same.
    pub ties: Vec<Span>,
    /// What `a` costs more than `b` wherever both can be had, if that is the same everywhere.
    pub always_more: Option<Ratio>,
}

/// All plans over a range of one quantity.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// All costs are for this many months.
    pub months: u32,
    /// Each plan's cost; ends early where the plan has a hard limit.
    pub costs: Vec<Piecewise>,
    /// From the start of the range to its end.
    pub cheapest: Vec<Interval>,
    pub pairs: Vec<Pair>,
    /// Plans that no quantity makes the cheapest, not even beside another.
    pub never_cheapest: Vec<usize>,
    /// Plans that end before the range does, and where.
    pub limits: Vec<(usize, Cut)>,
}

impl Comparison {
    /// The most that a plan costs above the cheapest one in one of the intervals; with fractions of a unit it may only come
    /// close to that. `None` where either cannot be had all over the interval.
    pub fn most_overpaid(
        &self,
        plan: usize,
        interval: &Interval,
        whole: bool,
    ) -> Result<Option<Ratio>, NotComparable> {
        let Some((dear, cheap)) =
            interval.plans.first().map(|cheapest| (&self.costs[plan], &self.costs[*cheapest]))
        else {
            return Ok(None);
        };
        let Span { from, to } = interval.span;
        let ends = |function: &Piecewise| -> Exactly<bool> { Ok(function.end().compare(to)?.is_lt()) };
        if ends(dear)? || ends(cheap)? {
            return Ok(None);
        }
        let mut most: Option<Ratio> = None;
        dear.meet(cheap, |span, dear, cheap| {
            let within = Span { from: span.from.later(from)?, to: span.to.earlier(to)? };
            if within.is_empty()? {
                return Ok(());
            }
            if let Some((first, last)) = within.ends(whole)? {
                let more = dear.minus(cheap)?;
                for at in [first, last] {
                    let more = more.at(at)?;
                    most = Some(most.map_or(Ok(more), |most| most.larger(more))?);
                }
            }
            Ok(())
        })?;
        Ok(most)
    }
}

/// The fewest months that are a whole number of billing periods of every plan.
pub fn common_months(plans: &[Plan]) -> u32 {
    plans.iter().fold(1, |months, plan| {
        let period = plan.period.months();
        (1..=period).map(|n| n * months).find(|m| m % period == 0).unwrap_or(months)
    })
}

/// How many bills a plan makes in so many months.
pub fn bills_in(plan: &Plan, months: u32) -> u32 {
    months / plan.period.months()
}

/// Compares plans over a range of one quantity, the others held at their amounts.
pub fn compare(
    plans: &[Plan],
    quantities: &[Quantity],
    varied: Varied,
    rules: &Rules,
) -> Result<Comparison, NotComparable> {
    let months = common_months(plans);
    let whole = quantities.get(varied.quantity).is_some_and(|quantity| quantity.whole);
    let mut costs = Vec::with_capacity(plans.len());
    let left_out = left_out(plans);
    for (index, plan) in plans.iter().enumerate() {
        let function = match cost(plan, quantities, varied, rules) {
            _ if left_out[index] => Drawing::over(varied.span()).done(),
            // Another quantity is past the plan's limit.
            Err(NoCost::Pricing(PricingError::Charge { why: Unpriced::PastLastTier(_), .. })) => {
                Drawing::over(varied.span()).done()
            }
            other => other.map_err(|why| NotComparable { plan: Some(index), why })?,
        };
        costs.push(function.scaled(bills_in(plan, months).into(), Ratio::ZERO)?);
    }
    if costs.iter().map(Piecewise::count).sum::<usize>() > MOST_PIECES {
        return Err(NoFunction::TooManyPieces.into());
    }
    let mut range = varied.span();
    if whole {
        range = Span { from: Cut::after(range.from.last_whole()?), to: Cut::after(range.to.last_whole()?) };
    }
    let found = lower_envelope(&costs, range, whole)?;
    let mut never_cheapest: Vec<usize> = (0..plans.len()).collect();
    never_cheapest
        .retain(|plan| !left_out[*plan] && !found.iter().any(|interval| interval.plans.contains(plan)));
    let mut limits = Vec::new();
    for (index, function) in costs.iter().enumerate() {
        if !left_out[index] && function.end().compare(range.to)?.is_lt() {
            limits.push((index, function.end()));
        }
    }
    let mut pairs = Vec::new();
    for a in 0..costs.len() {
        for b in a + 1..costs.len() {
            pairs.push(pair(&costs, (a, b), whole)?);
        }
    }
    Ok(Comparison {
        months,
        cheapest: without_single_ties(found, whole)?,
        costs,
        pairs,
        never_cheapest,
        limits,
    })
}

/// The cheapest plans on every stretch, ties at single quantities included.
fn lower_envelope(costs: &[Piecewise], range: Span, whole: bool) -> Exactly<Vec<Interval>> {
    let mut ahead: Vec<_> = costs.iter().map(|cost| cost.pieces().peekable()).collect();
    let mut found: Vec<Interval> = Vec::new();
    let mut from = range.from;
    while from.compare(range.to)?.is_lt() {
        // The lines that hold from here on, and the first end of one of them.
        let mut to = range.to;
        let mut lines: Vec<(usize, Line)> = Vec::with_capacity(costs.len());
        for (plan, pieces) in ahead.iter_mut().enumerate() {
            while let Some((span, line)) = pieces.peek() {
                if span.to.compare(from)?.is_le() {
                    pieces.next();
                    continue;
                }
                to = to.earlier(span.to)?;
                lines.push((plan, *line));
                break;
            }
        }
        for interval in lowest(&lines, Span { from, to })? {
            if whole && interval.span.whole()?.is_none() {
                continue;
            }
            match found.last_mut() {
                Some(last) if last.plans == interval.plans => last.span.to = interval.span.to,
                _ => found.push(interval),
            }
        }
        from = to;
    }
    Ok(found)
}

/// The lowest of some lines on every part of a span, those that coincide together.
fn lowest(lines: &[(usize, Line)], span: Span) -> Exactly<Vec<Interval>> {
    let Some((&(first, line), others)) = lines.split_first() else {
        return Ok(vec![Interval { span, plans: Vec::new() }]);
    };
    let mut parts = vec![(Interval { span, plans: vec![first] }, line)];
    for &(plan, line) in others {
        let mut next = Vec::with_capacity(parts.len() + 2);
        for (Interval { span, plans }, best) in parts {
            for (span, sign) in line.minus(best)?.signs(span)? {
                let mut plans = plans.clone();
                let best = match sign {
                    Ordering::Less => {
                        plans = vec![plan];
                        line
                    }
                    Ordering::Equal => {
                        plans.push(plan);
                        best
                    }
                    Ordering::Greater => best,
                };
                next.push((Interval { span, plans }, best));
            }
        }
        parts = next;
    }
    Ok(parts.into_iter().map(|(interval, _)| interval).collect())
}

/// The same intervals, a tie at a single quantity being counted to its neighbour.
fn without_single_ties(found: Vec<Interval>, whole: bool) -> Exactly<Vec<Interval>> {
    let mut kept: Vec<Interval> = Vec::with_capacity(found.len());
    let mut carried: Option<Cut> = None;
    let mut ahead = found.into_iter().peekable();
    while let Some(mut interval) = ahead.next() {
        let single = match interval.span.ends(whole)? {
            Some((first, last)) => first == last,
            None => false,
        };
        let within = |other: &Interval| {
            !other.plans.is_empty() && other.plans.iter().all(|plan| interval.plans.contains(plan))
        };
        if single && interval.plans.len() > 1 {
            if let Some(last) = kept.last_mut().filter(|last| within(last)) {
                last.span.to = interval.span.to;
                continue;
            }
            if ahead.peek().is_some_and(within) {
                carried.get_or_insert(interval.span.from);
                continue;
            }
        }
        if let Some(from) = carried.take() {
            interval.span.from = from;
        }
        match kept.last_mut() {
            Some(last) if last.plans == interval.plans => last.span.to = interval.span.to,
            _ => kept.push(interval),
        }
    }
    Ok(kept)
}

/// Where two plans cost the same and where they change places.
fn pair(costs: &[Piecewise], (a, b): (usize, usize), whole: bool) -> Result<Pair, NotComparable> {
    let mut runs: Vec<(Span, Ordering)> = Vec::new();
    let mut difference: Option<Line> = None;
    let mut constant = true;
    costs[a].meet(&costs[b], |span, line_a, line_b| {
        let gap = line_a.minus(line_b)?;
        constant &= gap.slope.is_zero() && difference.is_none_or(|before| before == gap);
        difference = Some(gap);
        for (span, sign) in gap.signs(span)? {
            if whole && span.whole()?.is_none() {
                continue;
            }
            match runs.last_mut() {
                Some((last, same)) if *same == sign => last.to = span.to,
                _ => runs.push((span, sign)),
            }
        }
        Ok(())
    })?;
    let mut pair = Pair { a, b, crossings: Vec::new(), ties: Vec::new(), always_more: None };
    pair.always_more = difference.filter(|_| constant).map(|gap| gap.level);
    let cheaper = |sign: Ordering| if sign.is_lt() { a } else { b };
    let mut before: Option<(Span, Ordering)> = None;
    let mut tie: Option<Span> = None;
    for (span, sign) in runs {
        if sign.is_eq() {
            pair.ties.push(span);
            tie = Some(span);
            continue;
        }
        if let Some((left, was)) = before
            && was != sign
        {
            pair.crossings.push(Crossing {
                at: tie.map_or(left.to.at, |tie| tie.from.at),
                cheaper_before: cheaper(was),
                cheaper_after: cheaper(sign),
                tie,
                from: span.from,
                first_whole: if whole { Some(span.from.first_whole()?) } else { None },
            });
        }
        before = Some((span, sign));
        tie = None;
    }
    Ok(pair)
}

/// Every plan's cost over so many months at given quantities, before rounding; `None` past a plan's limit.
pub fn costs_at(
    plans: &[Plan],
    quantities: &[Quantity],
    months: u32,
    rules: &Rules,
) -> Result<Vec<Option<Ratio>>, NotComparable> {
    let at = |plan: &Plan| match exact_total(plan, quantities, &metered(plan, quantities)?, rules) {
        Ok(total) => Ok(Some(total.times(bills_in(plan, months).into())?)),
        Err(PricingError::Charge { why: Unpriced::PastLastTier(_), .. }) => Ok(None),
        Err(error) => Err(NoCost::from(error)),
    };
    let mut costs = Vec::with_capacity(plans.len());
    let left_out = left_out(plans);
    for (index, plan) in plans.iter().enumerate() {
        if left_out[index] {
            costs.push(None);
            continue;
        }
        costs.push(at(plan).map_err(|why| NotComparable { plan: Some(index), why })?);
    }
    Ok(costs)
}

/// The plans with the least cost.
pub fn least(costs: &[Option<Ratio>]) -> Exactly<Vec<usize>> {
    let mut least: Vec<usize> = Vec::new();
    let mut lowest: Option<Ratio> = None;
    for (plan, cost) in costs.iter().enumerate() {
        let Some(cost) = *cost else { continue };
        let order = lowest.map_or(Ok(Ordering::Less), |lowest| cost.compare(lowest))?;
        if order.is_lt() {
            least.clear();
            lowest = Some(cost);
        }
        if order.is_le() {
            least.push(plan);
        }
    }
    Ok(least)
}

#[cfg(test)]
mod tests {
    use super::super::plan::{Charge, Model, Per, Period, Tier};
    use super::*;
    use crate::arithmetic::Percent;
    use rust_decimal::dec;

    fn seats(amount: Decimal, whole: bool) -> [Quantity; 1] {
        [Quantity { name: "seats".into(), amount, whole, per: Per::Held }]
    }

    fn per_seat(base_fee: Decimal, unit_price: Decimal) -> Plan {
        let charge = Charge { quantity: "seats".into(), unit_price, ..Charge::default() };
        Plan { base_fee, charges: vec![charge], ..Plan::default() }
    }

    fn compared(plans: &[Plan], whole: bool) -> Comparison {
        let range = Varied { quantity: 0, from: dec!(0), to: dec!(1000) };
        compare(plans, &seats(dec!(0), whole), range, &Rules::default()).unwrap()
    }

    fn whole_intervals(comparison: &Comparison) -> Vec<(Decimal, Decimal, Vec<usize>)> {
        let whole = |interval: &Interval| {
            let (first, last) = interval.span.whole().unwrap().unwrap();
            (first, last, interval.plans.clone())
        };
        comparison.cheapest.iter().map(whole).collect()
    }

    #[test]
    fn a_crossing_between_whole_units_is_exact_and_has_no_tie() {
        // 100 + 2q = 5q at 33 1/3.
        let plans = [per_seat(dec!(0), dec!(5)), per_seat(dec!(100), dec!(2))];
        let by_whole = compared(&plans, true);
        let crossing = &by_whole.pairs[0].crossings[0];
        assert_eq!(crossing.at, Ratio::new(dec!(100), dec!(3)).unwrap().unwrap());
        assert_eq!((crossing.cheaper_before, crossing.cheaper_after), (0, 1));
        assert_eq!((crossing.tie, crossing.first_whole), (None, Some(dec!(34))));
        assert_eq!(
            whole_intervals(&by_whole),
            [(dec!(0), dec!(33), vec![0]), (dec!(34), dec!(1000), vec![1])]
        );
        let by_fractions = compared(&plans, false);
        let crossing = &by_fractions.pairs[0].crossings[0];
        assert_eq!(crossing.tie.map(|tie| tie.from.at), Some(crossing.at));
        assert_eq!((crossing.from, crossing.first_whole), (Cut::after(crossing.at), None));
    }

    #[test]
    fn a_tie_at_a_whole_unit_is_followed_by_the_first_cheaper_one() {
        let plans = [per_seat(dec!(0), dec!(5)), per_seat(dec!(90), dec!(2))];
        let by_whole = compared(&plans, true);
        let crossing = &by_whole.pairs[0].crossings[0];
        assert_eq!(crossing.tie.unwrap().whole(), Ok(Some((dec!(30), dec!(30)))));
        assert_eq!(crossing.first_whole, Some(dec!(31)));
        assert_eq!(
            whole_intervals(&by_whole),
            [(dec!(0), dec!(30), vec![0]), (dec!(31), dec!(1000), vec![1])]
        );
    }

    #[test]
    fn parallel_and_equal_plans_have_no_invented_crossing() {
        let always = compared(&[per_seat(dec!(50), dec!(5)), per_seat(dec!(30), dec!(5))], true);
        assert_eq!(always.pairs[0].always_more, Some(dec!(20).into()));
        assert_eq!((always.pairs[0].crossings.len(), &always.never_cheapest), (0, &vec![0]));
        // The same up to 500, then dearer.
        let tiers = vec![
            Tier { up_to: Some(dec!(500)), unit_price: dec!(5), ..Tier::default() },
            Tier { up_to: None, unit_price: dec!(6), ..Tier::default() },
        ];
        let mut tiered = per_seat(dec!(0), dec!(0));
        tiered.charges[0] = Charge { model: Model::Graduated, tiers, ..tiered.charges[0].clone() };
        let partly = compared(&[per_seat(dec!(0), dec!(5)), tiered], true);
        let pair = &partly.pairs[0];
        assert_eq!(
            pair.ties.iter().map(|tie| tie.whole().unwrap().unwrap()).collect::<Vec<_>>(),
            [(dec!(0), dec!(500))]
        );
        assert_eq!((pair.crossings.len(), pair.always_more), (0, None));
        let expected = [(dec!(0), dec!(500), vec![0, 1]), (dec!(501), dec!(1000), vec![0])];
        assert_eq!(whole_intervals(&partly), expected);
        let same = compared(&[per_seat(dec!(1), dec!(5)), per_seat(dec!(1), dec!(5))], false);
        assert_eq!((same.pairs[0].always_more, same.cheapest.len()), (Some(Ratio::ZERO), 1));
    }

    #[test]
    fn a_free_plan_with_a_hard_limit_is_not_free_for_ever() {
        let tiers = vec![Tier { up_to: Some(dec!(10)), ..Tier::default() }];
        let mut free = per_seat(dec!(0), dec!(0));
        free.charges[0] = Charge { model: Model::Graduated, tiers, ..free.charges[0].clone() };
        let comparison = compared(&[free.clone(), per_seat(dec!(20), dec!(1))], true);
        assert_eq!(comparison.limits, [(0, Cut::after(dec!(10)))]);
        assert_eq!(
            whole_intervals(&comparison),
            [(dec!(0), dec!(10), vec![0]), (dec!(11), dec!(1000), vec![1])]
        );
        let alone = compared(&[free], true);
        assert_eq!(whole_intervals(&alone)[1], (dec!(11), dec!(1000), vec![]));
    }

    #[test]
    fn a_year_and_a_month_are_compared_over_a_year() {
        // help.nethunt.com: five users at 30 a month, or 20 % less by the year: 1,440, saving 360.
        let monthly = per_seat(dec!(0), dec!(30));
        let yearly = Plan {
            period: Period::Year,
            percent_discount: Percent(dec!(20)),
            ..per_seat(dec!(0), dec!(360))
        };
        let plans = [monthly, yearly];
        assert_eq!(common_months(&plans), 12);
        let costs = costs_at(&plans, &seats(dec!(5), true), 12, &Rules::default()).unwrap();
        assert_eq!(costs, [Some(dec!(1800).into()), Some(dec!(1440).into())]);
        assert_eq!(least(&costs), Ok(vec![1]));
    }

    #[test]
    fn common_months_are_the_least() {
        let months = |periods: &[Period]| {
            let plan = |&period: &Period| Plan { period, ..Plan::default() };
            common_months(&periods.iter().map(plan).collect::<Vec<_>>())
        };
        assert_eq!(months(&[Period::Month, Period::Quarter, Period::HalfYear]), 6);
        assert_eq!(months(&[Period::TwoYears, Period::ThreeYears]), 72);
        assert_eq!(months(&[]), 1);
    }
}
