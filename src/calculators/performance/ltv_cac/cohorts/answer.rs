//! The answer of the page: the ratio at the horizon, the latest cohort that is old enough, and the cohorts outside the band.

use rust_decimal::Decimal;

use super::watch::Verdict;
use super::{Inputs, MOST_HORIZONS, Outputs, Sum};
use crate::arithmetic::Nearly;
use crate::arithmetic::ratio::Ratio;
use crate::calculators::performance::ltv_cac::bare;
use crate::input::{Problem, path};
use crate::report::{Answer, Figure, Figures, Measure, Rank, Sentence, Value, about, month, wording};
use crate::say;

/// How a ratio stands to the band.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Below,
    Inside,
    Above,
    /// Too few customers to judge by.
    TooFew,
    /// Nothing was spent, or no cohort is old enough.
    None,
}

impl Outputs {
    /// By the ratio itself, not by its first digits: on the border is inside.
    pub fn standing(&self, inputs: &Inputs, sum: &Sum) -> Standing {
        // Money that won nobody is told, however few that are.
        if !sum.customers.is_zero() && sum.customers < inputs.least_customers {
            return Standing::TooFew;
        }
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
    let ages = inputs.ages().len();
    if ages > MOST_HORIZONS {
        let told = say!(
            "The tables have room for {most} horizons: the last {n, plural, one {one is} other {# are}} left out.",
            most = MOST_HORIZONS,
            n = ages - MOST_HORIZONS
        );
        warnings.push(Problem::at("horizons", told));
    }
    let ends = |row: &usize| {
        let (line, cohort) = (&outputs.lines[*row], &inputs.cohorts[*row]);
        line.observed.len() < line.over && !cohort.customers.is_zero()
    };
    let mut short = (0..inputs.cohorts.len()).filter(ends);
    if let Some(row) = short.next() {
        let line = &outputs.lines[row];
        let told = say!(
            "{n, plural, one {A list ends} other {# lists end}} before the data do, such as this one after {seen} of {over} months. What is not listed counts as not observed, which flatters if nobody was left: enter 0 then.",
            n = short.count() + 1,
            seen = line.observed.len(),
            over = line.over
        );
        warnings.push(Problem::at(path(&[&"cohorts", &row, &"observed"]), told));
    }
    Answer { sentence: sentence(inputs, outputs), figures: figures(inputs, outputs), warnings }
}

/// The most whole months that a cohort with a cost has been observed; none without such a cohort.
fn oldest(inputs: &Inputs, outputs: &Outputs) -> Option<usize> {
    let lines = outputs.lines.iter().zip(&inputs.cohorts);
    lines.filter(|(_, cohort)| cohort.spend > Some(Decimal::ZERO)).map(|(line, _)| line.full).max()
}

fn sentence(inputs: &Inputs, outputs: &Outputs) -> Sentence {
    let ratio = |sum: &Sum| sum.ratio().ok().flatten().map(|ratio| about(ratio.nearest()));
    let latest = outputs.latest().map(|place| (outputs.months[place].0, &outputs.by_month[place]));
    let (Some(all), Some((won, sum))) = (ratio(&outputs.all), latest) else {
        return match oldest(inputs, outputs) {
            None => say!("No cohort has a cost, so there is nothing to set its margin against."),
            Some(oldest) => say!(
                "No cohort with a cost has been observed for {months, plural, one {# month} other {# months}} yet; the oldest has for {oldest}. Compare at an earlier age.",
                months = outputs.horizon,
                oldest = oldest
            ),
        };
    };
    let standing = match outputs.standing(inputs, sum) {
        Standing::Below => say!("below your band"),
        Standing::Above => say!("above your band"),
        Standing::TooFew => say!("with too few customers to judge"),
        _ => say!("inside your band"),
    };
    let latest = ratio(sum).unwrap_or_else(|| Decimal::ZERO.into());
    let channels = outputs.channels.iter().filter_map(|name| {
        let sum = outputs.sum(&inputs.cohorts, outputs.horizon, &inputs.rows_of(name)).ok()?;
        let sum = Some(sum).filter(|sum| outputs.standing(inputs, sum) != Standing::TooFew)?;
        Some((sum.ratio().ok().flatten()?.nearest(), name))
    });
    let channels: Vec<(Decimal, &String)> = channels.collect();
    let weakest = channels.iter().min_by_key(|(ratio, _)| *ratio).filter(|_| channels.len() > 1);
    match weakest {
        Some((weakest, channel)) => say!(
            "After {months, plural, one {# month} other {# months}} LTV:CAC is {all} over the {cohorts} cohorts of that age ({every} in all), and lowest in {channel}, at {weakest}; the latest cohorts, won in {month}, stand at {latest}, {standing}.",
            months = outputs.horizon,
            all = all,
            cohorts = outputs.all.cohorts,
            every = inputs.cohorts.len(),
            channel = channel_name(channel),
            weakest = about(*weakest),
            month = month(won),
            latest = latest,
            standing = standing
        ),
        None => say!(
            "After {months, plural, one {# month} other {# months}} LTV:CAC is {all} over {cohorts, plural, one {the only cohort} other {the # cohorts}} of that age; the latest, won in {month}, stands at {latest}, {standing}.",
            months = outputs.horizon,
            all = all,
            cohorts = outputs.all.cohorts,
            month = month(won),
            latest = latest,
            standing = standing
        ),
    }
}

pub fn channel_name(name: &str) -> Sentence {
    if name.is_empty() { say!("No channel") } else { Sentence::verbatim(name) }
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
    let back = outputs.pooled_payback();
    let seen = back.map_or(0, |month| outputs.pooled[month - 1].cohorts);
    // Younger cohorts may have cost more, and the figure says nothing of them.
    let (label, account) = match inputs.cohorts.len() {
        every if seen == 0 || seen == every => (
            say!("Payback, all cohorts"),
            say!(
                "The first month of age in which the margin so far, over all cohorts observed that long, is at least their cost."
            ),
        ),
        every => (
            say!("Payback, the {seen, plural, one {oldest cohort} other {# oldest cohorts}}", seen = seen),
            say!(
                "The first month of age in which the margin so far of the {seen} of {every} cohorts that have been observed so long is at least their cost. “When does each cohort pay back?” tells the others, by the model.",
                seen = seen,
                every = every
            ),
        ),
    };
    let payback = match back {
        Some(month) => Value::Exact(month.into()),
        None => Value::Undefined(match oldest(inputs, outputs) {
            None => say!("No cohort has a cost."),
            Some(0) => say!("No month is over yet."),
            Some(oldest) => say!("Not by month {month}, the oldest observed.", month = oldest),
        }),
    };
    found.add("payback_pooled", label, Measure::of(wording("months")), payback, account);
    let outside = Decimal::from(outputs.outside(inputs).len());
    found.add(
        "outside",
        "Months outside the band",
        Measure::of(wording("months")),
        outside,
        say!("Months whose cohorts, at the horizon, lie below the band or above it."),
    );
    let below = outputs.watched.iter().filter(|watched| watched.verdict == Verdict::Below).count();
    found
        .add(
            "below_earlier",
            say!("Cohorts that keep less than earlier ones, in month {month}", month = inputs.watch_month),
            Measure::of(wording("cohorts")),
            Decimal::from(below),
            say!("Cohorts whose retention lies below the band of the earlier ones of their channel. “Which cohorts keep less than earlier ones?” has them all."),
        )
        .ranked(Rank::Detail);
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
            Measure::of(wording("customers")),
            all.customers,
            say!("The customers won by the same cohorts."),
        )
        .ranked(Rank::Detail);
    found.told()
}
