//! The answer of the page: the uplift that pays for the promotion against the one expected, and who keeps the target.

use rust_decimal::Decimal;

use super::deal::Deal;
use super::{Inputs, Outputs};
use crate::arithmetic::amount::Amount;
use crate::arithmetic::rounding::RoundingMode;
use crate::arithmetic::{Checked, Nearly, percent_of};
use crate::input::{Problem, path};
use crate::report::sanity::deep_discount;
use crate::report::{Account, Answer, Figure, Figures, Measure, Rank, Sentence, money, percent, wording};
use crate::say;

/// A share of one in percentage points.
pub fn points(share: Amount) -> Decimal {
    share.percent_of(Amount::ONE).unwrap_or_default()
}

pub fn name_of<'i>(inputs: &'i Inputs, deal: &Deal) -> &'i str {
    &inputs.categories[deal.row].category.name
}

impl Outputs {
    /// The uplift of all units together that pays for the promotion: in the proportions that are expected, or the same in
    /// each category that is sold for less.
    pub fn needed(&self) -> Option<Amount> {
        self.cheaper().next()?;
        if !self.give.sign().is_gt() {
            return Some(Amount::ZERO);
        }
        let Some((units, change)) = self.mix() else {
            return self.give.over(self.gain).ok()?.filter(|_| self.gain.sign().is_gt());
        };
        let gain = change.plus(self.give).ok()?;
        if gain.sign().is_eq() || gain.sign() != units.sign() {
            return None;
        }
        self.give.over(gain).ok()??.times(units.over(self.units).ok()??).ok()
    }

    /// The units on top that are expected and what they change, where the categories are not expected to do alike.
    fn mix(&self) -> Option<(Amount, Amount)> {
        if self.alike {
            return None;
        }
        let first = self.cheaper().next()?.expected?;
        let other = |deal: &Deal| deal.expected.is_some_and(|expected| !expected.compare(first).is_eq());
        let mixed = self.cheaper().any(other);
        self.expected_units.zip(self.change).filter(|_| mixed)
    }

    /// How many categories are sold for no less than now.
    fn no_cheaper(&self) -> usize {
        self.deals.len() - self.cheaper().count()
    }

    pub fn keepers(&self) -> usize {
        self.deals.iter().filter(|deal| deal.keeps).count()
    }

    /// The categories that earn as much or more at a lower price.
    pub fn payers(&self) -> usize {
        self.deals.iter().filter(|deal| deal.pays() == Some(true)).count()
    }

    /// What those that earn as much or more change together; `None` where what is expected is open.
    pub fn payers_change(&self) -> Option<Decimal> {
        let mut sum = self.change.map(|_| Amount::ZERO)?;
        let payers = self.deals.iter().filter(|deal| deal.pays() == Some(true));
        payers.filter_map(|deal| deal.change).try_for_each(|change| sum.gain(change)).ok()?;
        Some(sum.nearest())
    }

    /// The deepest discount with which every category keeps the target.
    fn common_depth(&self) -> Option<Decimal> {
        self.deals.iter().map(|deal| deal.deepest).min().flatten()
    }
}

pub fn answer(inputs: &Inputs, outputs: &Outputs) -> Answer {
    let mut warnings = Vec::new();
    warnings.extend(deep_discount("depth", inputs.depth.0));
    for deal in &outputs.deals {
        warn(&mut warnings, inputs, deal);
    }
    let focus = inputs.focus.as_str();
    if !focus.is_empty() && focus != name_of(inputs, &outputs.deals[outputs.focus]) {
        warnings.push(Problem::at(
            "focus",
            say!("{category} is not in the promotion, so another is looked at.", category = focus.to_owned()),
        ));
    }
    Answer { sentence: sentence(inputs, outputs), figures: figures(inputs, outputs), warnings }
}

/// What makes a category odd in a promotion though it can be worked out.
fn warn(warnings: &mut Vec<Problem>, inputs: &Inputs, deal: &Deal) {
    let category = &inputs.categories[deal.row].category;
    let mut tell = |key: &str, message| {
        warnings.push(Problem::at(path(&[&"categories", &deal.row, &key]), message));
    };
    let (level, target) = (inputs.level.name(), percent(inputs.target.0));
    if deal.least.is_none() {
        tell(
            "price",
            say!(
                "No price keeps a {level} of {target}: with returns, fees and other shares of the price, that is all of it. Lower the target.",
                level = level,
                target = target
            ),
        );
    } else if deal.deepest.is_none() {
        tell(
            "price",
            say!(
                "Even the list price misses a {level} of {target}, before any discount.",
                level = level,
                target = target
            ),
        );
    }
    if deal.each[0].sign().is_lt() {
        tell(
            "price",
            say!(
                "Each unit loses {loss} already, without the promotion. Selling more loses more.",
                loss = money(-deal.each[0].nearest())
            ),
        );
    }
    if !deal.lowers && !category.discount.0.is_zero() {
        tell(
            "discount",
            say!(
                "This is sold at {discount} off already, so the promotion’s {depth} is no lower price and it is left out.",
                discount = percent(category.discount.0),
                depth = percent(deal.depth.0)
            ),
        );
    }
    let promoted = &inputs.categories[deal.row];
    let own = promoted
        .depth
        .and_then(|depth| deep_discount(path(&[&"categories", &deal.row, &"own_depth"]), depth.0));
    warnings.extend(own);
    warnings.extend(category.oddities(deal.row, deal.contribution));
}

/// Who pays and who keeps the target, as a clause.
fn kept(inputs: &Inputs, outputs: &Outputs) -> Sentence {
    let (keep, all) = (outputs.keepers(), outputs.deals.len());
    let clause = match (keep, all) {
        (1, 1) => say!("a {level} of {target} is kept"),
        (_, 1) => say!("a {level} of {target} is missed"),
        _ if outputs.change.is_some() => say!(
            "of {all} categories {payers, plural, one {# pays} other {# pay}} and {keep, plural, one {# keeps} other {# keep}} a {level} of {target}",
            all = all,
            payers = outputs.payers(),
            keep = keep
        ),
        _ => say!(
            "{all, plural, one {{keep} of # category keeps} other {{keep} of # categories keep}} a {level} of {target}",
            keep = keep,
            all = all
        ),
    };
    let clause = clause.with("level", inputs.level.name()).with("target", percent(inputs.target.0));
    match outputs.no_cheaper() {
        0 => clause,
        still => say!(
            "{kept}, and {still, plural, one {# is} other {# are}} left out as no cheaper than now",
            kept = clause,
            still = still
        ),
    }
}

fn sentence(inputs: &Inputs, outputs: &Outputs) -> Sentence {
    if outputs.cheaper().next().is_none() {
        return say!("This is no promotion: at this discount nothing is sold for less than now.");
    }
    let kept = kept(inputs, outputs);
    let expected = outputs.expected_units.and_then(|units| units.percent_of(outputs.units));
    let Some(needed) = outputs.needed() else {
        return match outputs.mix() {
            Some((_, change)) if !change.is_negative() => say!(
                "Without more units in all, the promotion earns {change} more by what sells instead; {kept}.",
                change = money(change.nearest()),
                kept = kept
            ),
            Some((_, change)) if outputs.gain.sign().is_gt() => say!(
                "No uplift pays for this promotion in the proportions you expect; it loses {change}, and {kept}.",
                change = money(-change.nearest()),
                kept = kept
            ),
            _ => {
                say!("No uplift pays for this promotion, as units on top earn nothing; {kept}.", kept = kept)
            }
        };
    };
    if needed.sign().is_eq() {
        return match outputs.change {
            Some(change) if change.is_negative() => say!(
                "With units as they are, the promotion earns at least as much as now; with what you expect it loses {change}, and {kept}.",
                change = money(-change.nearest()),
                kept = kept
            ),
            Some(change) => say!(
                "With units as they are, the promotion earns at least as much as now; with what you expect it earns {change} more, and {kept}.",
                change = money(change.nearest()),
                kept = kept
            ),
            None => {
                say!(
                    "With units as they are, the promotion earns at least as much as now; {kept}.",
                    kept = kept
                )
            }
        };
    }
    let needed = percent(points(needed));
    let expected = expected.map(|expected| match expected < Decimal::ZERO {
        true => say!("the {fewer} fewer that you expect", fewer = percent(-expected)),
        false => say!("the {more} you expect", more = percent(expected)),
    });
    match (outputs.change, expected) {
        (Some(change), Some(expected)) if change.sign().is_eq() => say!(
            "The promotion must sell {needed} more units to earn as much as without it, and with {expected} it just does; {kept}.",
            needed = needed,
            expected = expected,
            kept = kept
        ),
        (Some(change), Some(expected)) if change.is_negative() => say!(
            "The promotion must sell {needed} more units to earn as much as without it; with {expected} it loses {change}, and {kept}.",
            needed = needed,
            expected = expected,
            change = money(-change.nearest()),
            kept = kept
        ),
        (Some(change), Some(expected)) => say!(
            "The promotion must sell {needed} more units to earn as much as without it; with {expected} it earns {change} more, and {kept}.",
            needed = needed,
            expected = expected,
            change = money(change.nearest()),
            kept = kept
        ),
        _ => say!(
            "The promotion must sell {needed} more units to earn as much as without it; {kept}.",
            needed = needed,
            kept = kept
        ),
    }
}

fn figures(inputs: &Inputs, outputs: &Outputs) -> Vec<Figure> {
    let nothing = outputs.cheaper().next().is_none();
    let open = || match nothing {
        true => say!("Nothing is sold for less than now."),
        false => say!("Enter the uplift or the elasticity that you expect."),
    };
    let never = || match outputs.mix() {
        _ if nothing => open(),
        Some(_) if outputs.gain.sign().is_gt() => say!(
            "In the proportions you expect, no uplift pays for it: what is sold on top earns nothing, or no more is sold in all."
        ),
        _ => say!(
            "No uplift pays for it: each unit on top earns nothing, or less than it takes from later sales."
        ),
    };
    let misses = || say!("It misses the target without any discount.");
    let missed_by = || {
        let misses = outputs.deals.iter().find(|deal| deal.deepest.is_none());
        say!(
            "{category} misses the target even without a discount.",
            category = misses.map_or(String::new(), |deal| name_of(inputs, deal).to_owned())
        )
    };
    let no_elasticity = || say!("No uplift is needed, or none is enough.");
    let expected = outputs.expected_units.and_then(|units| units.percent_of(outputs.units));
    let categories = || Measure::of(wording("categories"));
    let needed = outputs.needed();
    let formula: Account = match needed {
        Some(needed) if needed.sign().is_eq() => {
            say!("The promotion gives nothing up, so no uplift is needed.").into()
        }
        _ if outputs.mix().is_some() => {
            "uplift_expected * sum(by_promotion.give) / (sum(by_promotion.change) + sum(by_promotion.give))"
                .into()
        }
        _ => "percent(sum(by_promotion.give) / sum(by_promotion.gain))".into(),
    };
    let mut found = Figures::default();
    found
        .known("uplift_needed", "Uplift to break even", Measure::Percent, needed.map(points), formula, &never)
        .ranked(Rank::Headline);
    let change = outputs.change.map(Amount::nearest);
    found.known(
        "expected_change",
        "Change in contribution",
        Measure::Money,
        change,
        "sum(by_promotion.change)",
        &open,
    );
    found.add(
        "keepers",
        "Keep the target",
        categories(),
        Decimal::from(outputs.keepers()),
        say!("The categories whose margin in the promotion, exactly, is at least the target."),
    );
    found.known(
        "common_depth",
        "Deepest discount for all",
        Measure::Percent,
        outputs.common_depth(),
        "min(headroom.deepest)",
        &missed_by,
    );
    found.details();
    found.known(
        "payers",
        "Earn as much or more",
        categories(),
        change.map(|_| Decimal::from(outputs.payers())),
        say!(
            "The categories that contribute at least as much with the promotion as without it, at a lower price than now."
        ),
        &open,
    );
    let best = outputs.payers_change();
    found.known(
        "payers_change",
        "Change with only those in the promotion",
        Measure::Money,
        best,
        say!("What the categories that earn as much or more change in contribution, the others left out."),
        &open,
    );
    found.known(
        "uplift_expected",
        "Uplift expected",
        Measure::Percent,
        expected,
        say!("The units on top that are expected, of all units without the promotion."),
        &open,
    );
    let subsidised = expected.and_then(|expected| {
        let all = Decimal::ONE_HUNDRED.nearly_plus(expected)?;
        percent_of(Decimal::ONE_HUNDRED, all)
    });
    found.known(
        "subsidised",
        "Bought anyway, of the promotion’s units",
        Measure::Percent,
        subsidised,
        "percent(100 / (100 + uplift_expected))",
        &|| if expected.is_some() { say!("Nothing is expected to be sold.") } else { open() },
    );
    let give = Some(outputs.give.nearest());
    found.known(
        "given_up",
        "Given up, with extra costs",
        Measure::Money,
        give,
        "sum(by_promotion.give)",
        &open,
    );
    let deal = &outputs.deals[outputs.focus];
    let name = name_of(inputs, deal);
    let elasticity =
        deal.needed.zip(deal.price_change()).and_then(|(needed, change)| needed.over(change).ok()?);
    found.known(
        "elasticity_needed",
        say!("Elasticity to break even, {category}", category = name.to_owned()),
        Measure::number(),
        elasticity
            .filter(|elasticity| !elasticity.sign().is_eq())
            .and_then(|elasticity| elasticity.rounded(4, RoundingMode::HalfUp).ok()),
        say!(
            "The uplift that {category} needs over the change of its price, both in percent, rounded to four decimals.",
            category = name.to_owned()
        ),
        &no_elasticity,
    );
    found.known(
        "deepest",
        say!("Deepest discount, {category}", category = name.to_owned()),
        Measure::Percent,
        deal.deepest,
        say!(
            "The discount off the list price of {category} at which the target is just kept, down to the hundredth of a point.",
            category = name.to_owned()
        ),
        &misses,
    );
    found.told()
}
