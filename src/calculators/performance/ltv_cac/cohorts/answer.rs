//! The answer of the page: the ratio at the horizon, the latest cohort that is old enough, and the cohorts outside the band.

use rust_decimal::Decimal;

use super::{Inputs, Outputs, Sum};
use crate::arithmetic::Nearly;
use crate::arithmetic::ratio::Ratio;
use crate::calculators::performance::ltv_cac::bare;
use crate::input::{Problem, path};
use crate::report::{Answer, Figure, Figures, Measure, Rank, Sentence, Value, about};
use crate::say;

/// How a ratio stands to the band.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Below,
    Inside,
    Above,
    /// Nothing was spent, or no cohort is old enough.
    None,
}

impl Outputs {
    /// By the ratio itself, not by its first digits: on the border is inside.
    pub fn standing(&self, inputs: &Inputs, sum: &Sum) -> Standing {
        let Some(ratio) = sum.ratio().ok().flatten() else { return Standing::None };
        let order = |bound: Decimal| ratio.compare(Ratio::from(bound)).unwrap_or(std::cmp::Ordering::Equal);
        match (order(inputs.band_low).is_lt(), order(inputs.band_high).is_gt()) {
            (true, _) => Standing::Below,
            (_, true) => Standing::Above,
            _ => Standing::Inside,
        }
    }

    /// The place of the latest month whose cohorts are old enough.
    pub fn latest(&self) -> Option<usize> {
        self.by_month.iter().rposition(|sum| !sum.spend.is_zero())
    }

    /// Places of the months outside the band.
    pub fn outside(&self, inputs: &Inputs) -> Vec<usize> {
        let is_outside = |place: &usize| {
            matches!(self.standing(inputs, &self.by_month[*place]), Standing::Below | Standing::Above)
        };
        (0..self.months.len()).filter(is_outside).collect()
    }

    /// The first month of age in which the margin so far of all cohorts observed that long covers their cost.
    fn pooled_payback(&self) -> Option<usize> {
        self.pooled
            .iter()
            .position(|age| age.of_paid >= age.spend && age.spend > Decimal::ZERO)
            .map(|age| age + 1)
    }
}

pub fn answer(inputs: &Inputs, outputs: &Outputs) -> Answer {
    let mut warnings = Vec::new();
    for (row, cohort) in inputs.cohorts.iter().enumerate() {
        let at = |key: &str| path(&[&"cohorts", &row, &key]);
        match cohort.spend {
            None => {
                let told = say!(
                    "Without a spend this cohort has no CAC and counts in no ratio. Enter 0 if it cost nothing."
                );
                warnings.push(Problem::at(at("spend"), told));
            }
            Some(spend) if spend > Decimal::ZERO && cohort.customers.is_zero() => {
                let told =
                    say!("Money was spent and nobody was won. The spend counts in the ratios of its month.");
                warnings.push(Problem::at(at("customers"), told));
            }
            _ => {}
        }
    }
    Answer { sentence: sentence(inputs, outputs), figures: figures(inputs, outputs), warnings }
}

fn sentence(inputs: &Inputs, outputs: &Outputs) -> Sentence {
    let ratio = |sum: &Sum| sum.ratio().ok().flatten().map(|ratio| about(ratio.nearest()));
    let latest = outputs.latest().map(|place| (outputs.months[place].0, &outputs.by_month[place]));
    let (Some(all), Some((month, sum))) = (ratio(&outputs.all), latest) else {
        return say!(
            "No cohort with a known cost is {months, plural, one {# month} other {# months}} old yet; the oldest has {oldest}. Compare at an earlier age.",
            months = outputs.horizon,
            oldest = outputs.pooled.len()
        );
    };
    let standing = match outputs.standing(inputs, sum) {
        Standing::Below => say!("below your band"),
        Standing::Above => say!("above your band"),
        _ => say!("inside your band"),
    };
    say!(
        "After {months, plural, one {# month} other {# months}} LTV:CAC is {all} over {cohorts, plural, one {the only cohort} other {the # cohorts}} of that age; the latest, begun {month}, stands at {latest}, {standing}.",
        months = outputs.horizon,
        all = all,
        cohorts = outputs.all.cohorts,
        month = month,
        latest = ratio(sum).unwrap_or_else(|| Decimal::ZERO.into()),
        standing = standing
    )
}

fn figures(inputs: &Inputs, outputs: &Outputs) -> Vec<Figure> {
    let all = &outputs.all;
    let young = || Value::Undefined(say!("No cohort of that age has a cost."));
    let ratio = |sum: &Sum| match sum.ratio().ok().flatten() {
        Some(ratio) => bare(ratio.nearest()),
        None => young(),
    };
    let mut found = Figures::default();
    found
        .add(
            "ratio_horizon",
            say!("LTV:CAC after {n, plural, one {# month} other {# months}}", n = outputs.horizon),
            Measure::number(),
            ratio(all),
            "margin_horizon / spend_horizon",
        )
        .ranked(Rank::Headline);
    let latest = outputs.latest().map_or_else(young, |place| ratio(&outputs.by_month[place]));
    found.add(
        "ratio_latest",
        "LTV:CAC of the latest cohort of that age",
        Measure::number(),
        latest,
        say!("The margin of the latest month’s cohorts at that age over what they cost."),
    );
    let payback = match outputs.pooled_payback() {
        Some(month) => Value::Exact(month.into()),
        None => {
            Value::Undefined(say!("Not by month {month}, the oldest observed.", month = outputs.pooled.len()))
        }
    };
    found.add("payback_pooled", "Payback, all cohorts", Measure::of("months"), payback, say!("The first month of age in which the margin so far, over all cohorts observed that long, is at least their cost."));
    let outside = Decimal::from(outputs.outside(inputs).len());
    found.add(
        "outside",
        "Months outside the band",
        Measure::of("months"),
        outside,
        say!("Months whose cohorts, at the horizon, lie below the band or above it."),
    );
    let each = |over: Decimal| match over.nearly_over(all.customers) {
        Some(each) => Value::Exact(each),
        None => young(),
    };
    found
        .money(
            "ltv_horizon",
            "Margin of a customer by then",
            each(all.margin),
            "margin_horizon / customers_horizon",
        )
        .ranked(Rank::Detail);
    found
        .money("cac_horizon", "CAC of these cohorts", each(all.spend), "spend_horizon / customers_horizon")
        .ranked(Rank::Detail);
    found
        .money(
            "margin_horizon",
            "Margin by then",
            all.margin,
            say!("The margin so far of all cohorts that are old enough, with a known cost, at that age."),
        )
        .ranked(Rank::Detail);
    found
        .money("spend_horizon", "What they cost", all.spend, say!("The spend of the same cohorts."))
        .ranked(Rank::Detail);
    found
        .add(
            "customers_horizon",
            "Customers in them",
            Measure::of("customers"),
            all.customers,
            say!("The customers won by the same cohorts."),
        )
        .ranked(Rank::Detail);
    found.told()
}
