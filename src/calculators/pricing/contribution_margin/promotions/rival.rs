//! A competitor's cut: whether to follow it all the way, a part of it, or not at all.
//!
//! The loss of units is taken to shrink in step with the gap that is left. With `now` and `matched` contribution a unit at
//! the price now and at the competitor's, and a loss `s` without following, going a part `t` of the way leaves
//! `(1 − s (1 − t)) (now − (now − matched) t)` a unit that is sold now. That is highest at
//! `t = (s now − (1 − s) (now − matched)) / (2 s (now − matched))`, or at the nearer end.

use rust_decimal::Decimal;

use super::answer::name_of;
use super::deal::Deal;
use super::{Inputs, Outputs};
use crate::arithmetic::amount::Amount;
use crate::arithmetic::{Checked, Nearly, Percent, percent_of};
use crate::calculators::pricing::contribution_margin::terms::Level;
use crate::calculators::pricing::contribution_margin::unit::Ready;
use crate::report::{Section, Sentence, Table, percent};
use crate::say;

const ONE: Decimal = Decimal::ONE;

/// What going a part of the way leaves of a unit that is sold now.
struct Part {
    /// Of the gap, in percent.
    way: Decimal,
    each: Decimal,
}

/// What a unit contributes at the competitor's price; `None` where that takes too many digits.
fn matched(inputs: &Inputs, outputs: &Outputs, deal: &Deal, cut: Percent) -> Option<Decimal> {
    let ready = Ready::new(&inputs.terms, &inputs.categories[deal.row].category, outputs.whole).ok()?;
    let kept = Amount::ONE.minus(cut.share().ok()?.into()).ok()?;
    let unit = ready.at(ready.paid.times(kept).ok()?, Percent::default()).ok()?;
    let each = unit.margin(&inputs.terms, Level::Three).ok()?.plus(inputs.halo.into()).ok()?;
    Some(each.nearest())
}

/// The part of the way that leaves most.
fn best(now: Decimal, matched: Decimal, loss: Decimal) -> Option<Part> {
    let gives = now.less(matched);
    let lost = loss.nearly_times(Decimal::new(1, 2))?;
    let way = if gives <= Decimal::ZERO {
        Decimal::ONE_HUNDRED
    } else if lost.is_zero() {
        Decimal::ZERO
    } else {
        let more = lost.nearly_times(now)?.less(ONE.less(lost).nearly_times(gives)?);
        let share = percent_of(more, Decimal::TWO.nearly_times(lost)?.nearly_times(gives)?)?;
        share.clamp(Decimal::ZERO, Decimal::ONE_HUNDRED)
    };
    let part = way.nearly_times(Decimal::new(1, 2))?;
    let units = ONE.less(lost.nearly_times(ONE.less(part))?);
    let each = units.nearly_times(now.less(gives.nearly_times(part)?))?;
    Some(Part { way, each })
}

pub fn rival(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut section = Section::new("rival", "Should you follow a competitor’s cut?");
    let mut table =
        Table::new("rival", "Contribution by answer to the cut", "Enter the cut under “A competitor’s cut”.");
    table
        .head()
        .text("category", "Category")
        .number("units", "Units without the promotion")
        .money("now", "Contribution now, a unit")
        .money("matched", "At the competitor’s price, a unit")
        .percent("even", "Break-even loss of units")
        .money("stay", "Price stays")
        .by("units * (1 - ^rival_loss%) * now")
        .money("follow", "All the way")
        .by("units * matched")
        .percent("way", "Best part of the way")
        .decides()
        .percent("best_cut", "Best cut")
        .by("^rival_cut * way%")
        .money("best", "Contribution at it")
        .by("units * (1 - ^rival_loss% * (1 - way%)) * (now - (now - matched) * way%)")
        .text("advice", "So");
    let Some(cut) = inputs.rival_cut else {
        section.table(table);
        return section;
    };
    for deal in &outputs.deals {
        let Some(matched) = matched(inputs, outputs, deal, cut) else { continue };
        let (units, now) = (deal.units.nearest(), deal.each[0].nearest());
        let even =
            percent_of(now.less(matched), now).filter(|even| now > Decimal::ZERO && *even >= Decimal::ZERO);
        let stay = inputs.rival_loss.and_then(|loss| {
            units.nearly_times(ONE.less(loss.0.nearly_times(Decimal::new(1, 2))?))?.nearly_times(now)
        });
        // Where a unit loses already, fewer of them are better: there is no way to look for.
        let part = inputs.rival_loss.filter(|_| now > Decimal::ZERO);
        let part = part.and_then(|loss| best(now, matched, loss.0));
        let advice: Sentence = match &part {
            _ if now <= Decimal::ZERO => say!("Each unit loses already"),
            None => say!("Enter the loss"),
            Some(part) if part.way.is_zero() => say!("Keep the price"),
            Some(part) if part.way == Decimal::ONE_HUNDRED => say!("Follow all the way"),
            Some(_) => say!("Follow a part of the way"),
        };
        table
            .row()
            .words(name_of(inputs, deal))
            .cell(units)
            .cell(now)
            .cell(matched)
            .or_none(even)
            .cell(stay)
            .cell(units.nearly_times(matched))
            .cell(part.as_ref().map(|part| part.way))
            .cell(
                part.as_ref().and_then(|part| cut.0.nearly_times(part.way)?.nearly_times(Decimal::new(1, 2))),
            )
            .cell(part.and_then(|part| units.nearly_times(part.each)))
            .cell(advice);
    }
    section.table(table);
    if let Some(loss) = inputs.rival_loss {
        section.note(say!(
            "Without following you lose {loss} of the units, with all of the cut none, and in between by what is left of the gap: half of it leaves half of the loss.",
            loss = percent(loss.0)
        ));
    }
    section.note("Following all the way earns more than staying only if staying loses more than the break-even loss, whose base is the contribution now. Going a part of the way can earn more than either.");
    section.note(
        "The cut is off what your buyers pay now; your own promotion and what goes with it are left out.",
    );
    section
}
