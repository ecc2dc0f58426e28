//! One category in a promotion at one depth: what it gives up, what a unit on top earns, and whether the target is kept.

use rust_decimal::Decimal;

use super::{Inputs, Promoted, Response};
use crate::arithmetic::amount::Amount;
use crate::arithmetic::{Checked, Exactly, Percent};
use crate::calculators::pricing::contribution_margin::terms::Level;
use crate::calculators::pricing::contribution_margin::unit::{Ready, discounted};

/// See the module. Shares are of one, not of a hundred.
pub struct Deal {
    /// The place of the category.
    pub row: usize,
    pub depth: Percent,
    /// Without the promotion.
    pub units: Amount,
    /// For a unit, now and in the promotion.
    pub paid: [Amount; 2],
    /// What a unit contributes, halo included, now and in the promotion.
    pub each: [Amount; 2],
    /// The margin that the target is for, in percent of revenue; `None` without revenue.
    pub margins: [Option<Decimal>; 2],
    /// CM3 now, in percent of revenue.
    pub contribution: Option<Decimal>,
    /// The least that must be paid to keep the target; `None` where no price does.
    pub least: Option<Amount>,
    /// The deepest discount that keeps the target, down to the hundredth of a point; `None` where the list price does not.
    pub deepest: Option<Decimal>,
    pub keeps: bool,
    /// Whether less is paid in the promotion than now.
    pub lowers: bool,
    /// What the promotion takes from the units sold anyway, with its extra cost.
    pub give: Amount,
    /// What a unit on top earns, less what it takes from later sales.
    pub on_top: Amount,
    /// What as many units again would earn.
    pub gain: Amount,
    /// The units on top that pay for it, as a share of those sold anyway; `None` where none do.
    pub needed: Option<Amount>,
    pub expected: Option<Amount>,
    /// What the expected sales change in contribution.
    pub change: Option<Amount>,
}

impl Deal {
    /// `at_any_price`: it counts as sold for less even if it is not, as revision 1 had it.
    pub fn new(
        inputs: &Inputs,
        row: usize,
        ready: &Ready<'_>,
        depth: Percent,
        at_any_price: bool,
    ) -> Exactly<Self> {
        let promoted = &inputs.categories[row];
        let terms = &inputs.terms;
        let paid = [ready.paid, discounted(promoted.category.price, depth)?];
        let now = ready.now()?;
        let then = ready.at(paid[1], inputs.cost_change)?;
        let mut margins = [None, None];
        let mut each = [Amount::from(inputs.halo); 2];
        let contribution = now.margin(terms, Level::Three)?.percent_of(now.revenue);
        for (at, unit) in [now, then].into_iter().enumerate() {
            margins[at] = unit.margin(terms, inputs.level)?.percent_of(unit.revenue);
            each[at].gain(unit.margin(terms, Level::Three)?)?;
        }
        let least = ready.floor(inputs.level, inputs.target, inputs.cost_change)?;
        let deepest = match least {
            Some(least) => deepest(promoted.category.price, least)?,
            None => None,
        };
        let wanted = then.revenue.times(inputs.target.share()?.into())?;
        let keeps = then.margin(terms, inputs.level)?.compare(wanted).is_ge();
        let give = ready.units.times(each[0].minus(each[1])?)?.plus(inputs.extra_cost.into())?;
        let later = each[0].times(inputs.pull_forward.share()?.into())?;
        let on_top = each[1].minus(later)?;
        let gain = ready.units.times(on_top)?;
        let needed = match (give.sign().is_gt(), gain.sign().is_gt()) {
            (false, _) => Some(Amount::ZERO),
            (true, true) => give.over(gain)?,
            (true, false) => None,
        };
        let lowers = at_any_price || paid[1].compare(paid[0]).is_lt();
        let expected = expected(inputs, promoted, paid, lowers)?;
        let change = match expected {
            Some(share) => Some(gain.times(share)?.minus(give)?),
            None => None,
        };
        let units = ready.units;
        Ok(Deal {
            row,
            depth,
            units,
            paid,
            each,
            margins,
            contribution,
            least,
            deepest,
            keeps,
            lowers,
            give,
            on_top,
            gain,
            needed,
            expected,
            change,
        })
    }

    /// Whether it is a lower price that earns as much or more; `None` where what is expected is open.
    pub fn pays(&self) -> Option<bool> {
        Some(self.lowers && !self.change?.is_negative())
    }

    /// How the price changes, as a share of what is paid now; `None` of nothing.
    pub fn price_change(&self) -> Option<Amount> {
        self.paid[1].minus(self.paid[0]).ok()?.over(self.paid[0]).ok()?
    }
}

/// A discount down to the hundredth of a point; `None` for one below zero.
fn deepest(list: Decimal, least: Amount) -> Exactly<Option<Decimal>> {
    let Some(kept) = least.over(list.into())? else { return Ok(None) };
    let steps = Amount::ONE.minus(kept)?.times(Decimal::from(10_000).into())?.floor()?;
    let depth = steps.times(Decimal::new(1, 2))?.min(Decimal::ONE_HUNDRED);
    Ok(Some(depth).filter(|depth| *depth >= Decimal::ZERO))
}

/// The units on top that are expected: of the category itself, or by what holds for all.
fn expected(
    inputs: &Inputs,
    promoted: &Promoted,
    paid: [Amount; 2],
    lowers: bool,
) -> Exactly<Option<Amount>> {
    let uplift = promoted.uplift.or(inputs.uplift.filter(|_| inputs.response == Response::Uplift));
    if let Some(uplift) = uplift {
        // No price that stays or rises makes anybody buy more.
        let counted = if lowers { uplift } else { Percent(uplift.0.min(Decimal::ZERO)) };
        return Ok(Some(counted.share()?.into()));
    }
    let Some(elasticity) = inputs.elasticity.filter(|_| inputs.response == Response::Elasticity) else {
        return Ok(None);
    };
    let Some(change) = paid[1].minus(paid[0])?.over(paid[0])? else { return Ok(None) };
    // Nobody buys less than nothing.
    let (expected, least) = (change.times(elasticity.into())?, Amount::ONE.negative());
    Ok(Some(if expected.compare(least).is_lt() { least } else { expected }))
}
