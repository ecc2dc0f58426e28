//! Cliffs: ranges of a quantity in which buying more costs less, and the flat fees that would remove them.

use std::cmp::Ordering;

use rust_decimal::Decimal;

use super::plan::{Charge, Model};
use crate::arithmetic::piecewise::{Cut, Piecewise, Span};
use crate::arithmetic::ratio::Ratio;
use crate::arithmetic::{Checked, Exactly};

/// A longest range in which every quantity costs more than some larger one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cliff {
    pub span: Span,
    /// The cheapest quantity to buy instead is the first behind the range: with whole units the first whole
    /// one, otherwise this number itself or, if the cut is after it, just more than it.
    pub buy: Cut,
    /// What that costs.
    pub cost: Ratio,
    /// The most that can be saved in the range, and the quantity at which it is.
    pub saving: Ratio,
    pub dearest: Ratio,
    /// The largest fall from one unit to the next (in whole units), or at one jump.
    pub drop: Ratio,
}

/// The cliffs of a cost function, in order of the quantity. `whole` if the quantity comes in whole units.
pub fn cliffs(cost: &Piecewise, whole: bool) -> Exactly<Vec<Cliff>> {
    let pieces: Vec<_> = cost.pieces().collect();
    // The least that any larger quantity costs, and the cliff that is still open to the left.
    let mut lowest: Option<Ratio> = None;
    let mut found: Vec<Cliff> = Vec::new();
    // What the next piece to the right begins with.
    let mut next: Option<Ratio> = None;
    for (span, line) in pieces.into_iter().rev() {
        let Some((first, last)) = span.ends(whole)? else { continue };
        let (left, right) = (line.at(first)?, line.at(last)?);
        let falls = line.slope.sign().is_lt();
        let jump = match next {
            Some(next) => right.minus(next)?.larger(Ratio::ZERO)?,
            None => Ratio::ZERO,
        };
        let least = lowest.map_or(Ok(right), |lowest| lowest.smaller(right))?;
        // The part of the piece that costs more than something to its right.
        let dear = if falls {
            let above = lowest.map_or(Ok(Ordering::Less), |lowest| right.compare(lowest))?.is_gt();
            let to = match (above || (!whole && !span.to.after), whole) {
                (true, _) => span.to,
                (false, true) => Cut::before(last),
                (false, false) => Cut::before(span.to.at),
            };
            Some(Span { from: span.from, to })
        } else {
            match lowest {
                Some(lowest) if right.compare(lowest)?.is_gt() => {
                    let from = match lowest.minus(line.level)?.over(line.slope)? {
                        Some(level_with) => Cut::after(level_with).later(span.from)?,
                        None => span.from,
                    };
                    Some(Span { from, to: span.to })
                }
                _ => None,
            }
        };
        if let Some(dear) = dear
            && let Some((dear_first, dear_last)) = dear.ends(whole)?
            && !dear.is_empty()?
        {
            let step = match (falls, whole) {
                // Within a falling line each unit costs that much less than the one before it.
                (true, true) if first != last => jump.larger(line.slope.negative())?,
                _ => jump,
            };
            let dearest = if falls { dear_first } else { dear_last };
            let saving = line.at(dearest)?.minus(least)?;
            match found.last_mut() {
                Some(cliff) if adjoin(dear.to, cliff.span.from, whole)? => {
                    cliff.span.from = dear.from;
                    cliff.drop = cliff.drop.larger(step)?;
                    let saving = line.at(dearest)?.minus(cliff.cost)?;
                    if saving.compare(cliff.saving)?.is_ge() {
                        (cliff.saving, cliff.dearest) = (saving, dearest);
                    }
                }
                _ => found.push(Cliff { span: dear, buy: dear.to, cost: least, saving, dearest, drop: step }),
            }
        }
        lowest = Some(least.smaller(left)?);
        next = Some(left);
    }
    found.reverse();
    Ok(found)
}

/// Whether one range ends where the other begins.
fn adjoin(end: Cut, start: Cut, whole: bool) -> Exactly<bool> {
    if whole { Ok(end.first_whole()? == start.first_whole()?) } else { Ok(end.compare(start)?.is_eq()) }
}

/// A flat fee that a tier would need for the total not to fall where the tier begins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LevellingFee {
    pub tier: usize,
    /// The bound of the tier before it, in billable units.
    pub bound: Decimal,
    /// The total at the bound less the tier's unit price times the bound.
    pub fee: Decimal,
}

/// The flat fees that remove every fall of a volume or stairstep charge at the bounds of its tiers, taken
/// together: each allows for the fees before it. Other models never fall at a bound unless a price or fee is
/// below zero.
pub fn levelling_fees(charge: &Charge) -> Exactly<Vec<LevellingFee>> {
    let prices_units = match charge.model {
        Model::Volume => true,
        Model::Stairstep if !charge.steps_add_up => false,
        _ => return Ok(Vec::new()),
    };
    let mut fees = Vec::new();
    let mut at_bound: Option<(Decimal, Decimal)> = None;
    for (index, tier) in charge.tiers.iter().enumerate() {
        let price = if prices_units { tier.unit_price } else { Decimal::ZERO };
        let mut fee = tier.flat_fee;
        if let Some((bound, total)) = at_bound {
            let level = total.minus(price.times(bound)?)?;
            if level > fee {
                fee = level;
                fees.push(LevellingFee { tier: index, bound, fee });
            }
        }
        at_bound = match tier.up_to {
            Some(bound) => Some((bound, price.times(bound)?.plus(fee)?)),
            None => None,
        };
    }
    Ok(fees)
}

#[cfg(test)]
mod tests {
    use super::super::cost::{Varied, cost};
    use super::super::plan::{Per, Plan, Quantity, Rules, Tier};
    use super::*;
    use proptest::prelude::*;
    use rust_decimal::dec;

    fn charge(model: Model, rows: &[(i64, Decimal, Decimal)]) -> Charge {
        let tier = |&(up_to, unit_price, flat_fee): &(i64, Decimal, Decimal)| Tier {
            up_to: (up_to > 0).then(|| up_to.into()),
            unit_price,
            flat_fee,
            ..Tier::default()
        };
        let tiers = rows.iter().map(tier).collect();
        Charge { quantity: "calls".into(), model, tiers, fee_at_zero: true, ..Charge::default() }
    }

    fn cliffs_of(charge: &Charge, whole: bool) -> Vec<Cliff> {
        let quantities = [Quantity { name: "calls".into(), amount: dec!(0), whole, per: Per::Held }];
        let plan = Plan { charges: vec![charge.clone()], ..Plan::default() };
        let range = Varied { quantity: 0, from: dec!(0), to: dec!(200000) };
        cliffs(&cost(&plan, &quantities, range, &Rules::default()).unwrap(), whole).unwrap()
    }

    fn calls() -> Charge {
        // getlago.com, "Volume".
        let rows = [
            (10_000, dec!(0.001), dec!(10)),
            (50_000, dec!(0.0008), dec!(10)),
            (100_000, dec!(0.0006), dec!(10)),
            (0, dec!(0.0004), dec!(10)),
        ];
        charge(Model::Volume, &rows)
    }

    #[test]
    fn one_more_call_costs_less() {
        let found = cliffs_of(&calls(), true);
        // 8,001 calls cost 18.001, 10,001 cost 18.0008.
        let first = found[0];
        assert_eq!(first.span.whole(), Ok(Some((dec!(8001), dec!(10000)))));
        assert_eq!((first.buy.first_whole(), first.cost), (Ok(dec!(10001)), dec!(18.0008).into()));
        assert_eq!((first.saving, first.dearest), (dec!(1.9992).into(), dec!(10000).into()));
        assert_eq!(first.drop, dec!(1.9992).into());
        assert_eq!(found.len(), 3);
        // With fractions of a call the new price begins just above 10,000.
        let first = cliffs_of(&calls(), false)[0];
        assert_eq!((first.span.from, first.buy), (Cut::after(dec!(8000)), Cut::after(dec!(10000))));
        assert_eq!((first.cost, first.saving), (dec!(18).into(), dec!(2).into()));
    }

    #[test]
    fn falls_that_follow_each_other_are_one_cliff() {
        let rows = [(10, dec!(0), dec!(10)), (20, dec!(0), dec!(4)), (0, dec!(0), dec!(3))];
        for whole in [true, false] {
            let found = cliffs_of(&charge(Model::Stairstep, &rows), whole);
            assert_eq!(found.len(), 1);
            assert_eq!(found[0].buy, Cut::after(dec!(20)));
            let amounts = (found[0].saving, found[0].drop, found[0].cost);
            assert_eq!(amounts, (dec!(7).into(), dec!(6).into(), dec!(3).into()));
        }
    }

    #[test]
    fn levelling_fees_remove_the_falls_together() {
        let fees = levelling_fees(&calls()).unwrap();
        // 20 at 10,000 less 8 is 12; then 52 at 50,000 less 30 is 22; then 82 at 100,000 less 40 is 42.
        assert_eq!(fees.iter().map(|fee| fee.fee).collect::<Vec<_>>(), [dec!(12), dec!(22), dec!(42)]);
        let steps = charge(
            Model::Stairstep,
            &[(10, dec!(0), dec!(9)), (20, dec!(0), dec!(5)), (0, dec!(0), dec!(7))],
        );
        assert_eq!(
            levelling_fees(&steps).unwrap().iter().map(|fee| fee.fee).collect::<Vec<_>>(),
            [dec!(9), dec!(9)]
        );
        assert_eq!(levelling_fees(&charge(Model::Graduated, &[(0, dec!(1), dec!(1))])), Ok(vec![]));
    }

    proptest! {
        #[test]
        fn no_cliff_is_left_after_levelling(
            prices in prop::collection::vec((0i64..500, 0i64..5000), 2..6), stairs: bool, whole: bool,
        ) {
            let last = prices.len() - 1;
            let rows: Vec<_> = (0i64..)
                .zip(&prices)
                .map(|(n, &(price, fee))| {
                    let bound = if n as usize == last { 0 } else { (n + 1) * 7 };
                    (bound, Decimal::new(price, 2), Decimal::new(fee, 2))
                })
                .collect();
            let mut charge = charge(if stairs { Model::Stairstep } else { Model::Volume }, &rows);
            let fees = levelling_fees(&charge).unwrap();
            if !whole {
                prop_assert_eq!(fees.is_empty(), cliffs_of(&charge, whole).is_empty());
            }
            for fee in fees {
                charge.tiers[fee.tier].flat_fee = fee.fee;
            }
            prop_assert_eq!(cliffs_of(&charge, whole), vec![]);
        }
    }
}
