//! The answer of the page: what the change brings if nobody leaves, and with the churn that is expected.

use rust_decimal::Decimal;

use super::{Inputs, MONTHS, Moving, Outputs, Total};
use crate::arithmetic::{Nearly, Percent};
use crate::calculators::pricing::tiered_pricing::base::{a_month, part_units, percent_of};
use crate::input::Problem;
use crate::report::{Account, Answer, Figure, Figures, Measure, Rank, Sentence, Value, money, percent};
use crate::say;

/// What the base comes to in a month.
#[derive(Clone, Copy, Default)]
pub struct Month {
    pub revenue: Decimal,
    pub cost: Decimal,
    pub customers: Decimal,
}

impl Month {
    /// A share of this and the rest of the other.
    fn mixed(self, share: Decimal, rest: Month) -> Month {
        let mix = |a: Decimal, b: Decimal| {
            let part = a.nearly_times(share)?.nearly_plus(b.nearly_times(Decimal::ONE.less(share))?)?;
            Some(part)
        };
        Month {
            revenue: mix(self.revenue, rest.revenue).unwrap_or_default(),
            cost: mix(self.cost, rest.cost).unwrap_or_default(),
            customers: mix(self.customers, rest.customers).unwrap_or_default(),
        }
    }

    pub fn margin(self) -> Decimal {
        self.revenue.less(self.cost)
    }
}

/// What a share in percentage points takes of an amount.
pub fn part_of(amount: Decimal, share: Percent) -> Decimal {
    share.share().ok().and_then(|share| amount.nearly_times(share)).unwrap_or_default()
}

impl Outputs {
    /// An amount as one for a month.
    pub fn monthly(&self, amount: Decimal) -> Decimal {
        a_month(amount, self.bills.months)
    }

    fn month(&self, total: &Total) -> Month {
        Month {
            revenue: self.monthly(total.bills),
            cost: self.monthly(total.cost),
            customers: total.customers,
        }
    }

    /// With the old prices, with the new ones if nobody leaves, and after churn.
    pub fn states(&self) -> [Month; 3] {
        let (before, after) = (self.month(&self.before), self.month(&self.after));
        let mut kept = after;
        for (step, total) in &self.steps {
            let lost = self.month(total);
            kept.revenue = kept.revenue.less(part_of(lost.revenue, step.churn));
            kept.cost = kept.cost.less(part_of(lost.cost, step.churn));
            kept.customers = kept.customers.less(part_of(lost.customers, step.churn));
        }
        [before, after, kept]
    }

    /// Month by month, from the first with the new prices.
    pub fn months(&self, inputs: &Inputs) -> Vec<Month> {
        let [before, _, kept] = self.states();
        let share = inputs.grandfathered.share().unwrap_or_default();
        let protected = before.mixed(share, kept);
        let month = |month: usize| {
            if Decimal::from(month) <= inputs.grandfather_months { protected } else { kept }
        };
        (1..=MONTHS).map(month).collect()
    }

    /// The customers and the money of some bands of change.
    pub fn in_bands(&self, bands: std::ops::Range<usize>) -> Total {
        let mut sum = Total::default();
        for band in &self.bands[bands] {
            for (all, part) in [
                (&mut sum.customers, band.customers),
                (&mut sum.bills, band.bills),
                (&mut sum.before, band.before),
            ] {
                all.nearly_gain(part);
            }
        }
        sum
    }
}

pub fn answer(inputs: &Inputs, outputs: &Outputs) -> Answer {
    let mut warnings = Vec::new();
    if inputs.proposed.is_empty() && inputs.raise.0.is_zero() {
        let text = say!(
            "There are no proposed plans yet, so nothing changes. Add them, or raise all prices by some percent."
        );
        warnings.push(Problem::at("proposed", text));
    }
    let ending: Vec<&str> = inputs
        .plans
        .iter()
        .filter(|plan| !outputs.proposed.iter().any(|other| other.name == plan.name))
        .map(|plan| plan.name.as_str())
        .collect();
    if !ending.is_empty() {
        let text = say!(
            "Not among the proposed plans, and so taken to end: {plans}. Customers go to the plan that is cheapest for them.",
            plans = ending.join(", ")
        );
        warnings.push(Problem::at("proposed", text));
    }
    let forced =
        outputs.rows.iter().zip(&outputs.base.plans).zip(&outputs.base.counts).filter(|((row, plan), _)| {
            let name = &inputs.plans[**plan].name;
            outputs.proposed[row.stay.0].name != *name
                && outputs.proposed.iter().any(|plan| plan.name == *name)
        });
    let forced = forced.fold(Decimal::ZERO, |sum, (_, count)| sum.nearly_plus(*count).unwrap_or_default());
    if !forced.is_zero() {
        let text = say!(
            "{forced, plural, one {# customer has} other {# customers have}} more than the proposed plan of the same name allows, and {forced, plural, one {goes} other {go}} to the cheapest plan.",
            forced = forced
        );
        warnings.push(Problem::at("proposed", text));
    }
    warnings.extend(part_units(&outputs.base, &outputs.quantities));
    Answer { sentence: sentence(outputs), figures: figures(inputs, outputs), warnings }
}

/// "$3,200.00 a month more".
fn more_or_less(change: Decimal) -> Sentence {
    let amount = money(change.abs());
    match change {
        change if change.is_zero() => say!("just as much"),
        change if change < Decimal::ZERO => say!("{amount} a month less", amount = amount),
        _ => say!("{amount} a month more", amount = amount),
    }
}

fn sentence(outputs: &Outputs) -> Sentence {
    let [before, after, kept] = outputs.states();
    let change = after.revenue.less(before.revenue);
    let mut earned = more_or_less(change);
    if let Some(share) = percent_of(change.abs(), before.revenue).filter(|share| !share.is_zero()) {
        earned = say!("{earned} ({share})", earned = earned, share = percent(share));
    }
    let [less_bands, more_bands] = outputs.sides();
    let (winners, losers) = (outputs.in_bands(less_bands).customers, outputs.in_bands(more_bands).customers);
    if winners.is_zero() && losers.is_zero() {
        return say!(
            "The new prices change no bill: they earn {revenue} a month, as now.",
            revenue = money(after.revenue)
        );
    }
    if kept.customers == after.customers {
        return say!(
            "The new prices earn {earned}: {losers, plural, one {# customer pays} other {# customers pay}} more and {winners} less.",
            earned = earned,
            losers = losers,
            winners = winners
        );
    }
    say!(
        "The new prices earn {earned} if nobody leaves, and {kept} after the churn you expect: {losers, plural, one {# customer pays} other {# customers pay}} more and {winners} less.",
        earned = earned,
        kept = more_or_less(kept.revenue.less(before.revenue)),
        losers = losers,
        winners = winners
    )
}

impl Outputs {
    /// The bands of those who pay less, and of those who pay more.
    pub fn sides(&self) -> [std::ops::Range<usize>; 2] {
        let middle = self.bands.len() / 2;
        [0..middle, middle + 1..self.bands.len()]
    }
}

fn figures(inputs: &Inputs, outputs: &Outputs) -> Vec<Figure> {
    let [before, after, kept] = outputs.states();
    let change = after.revenue.less(before.revenue);
    let share = match percent_of(change, before.revenue) {
        Some(share) => Value::Exact(share),
        None => Value::Undefined(say!("Nothing is billed at present, so there is no share of it.")),
    };
    let (break_even, break_even_by) = match percent_of(change, after.revenue) {
        Some(share) if share > Decimal::ZERO => {
            (Value::Exact(share), Account::from("percent((revenue_after - revenue_before) / revenue_after)"))
        }
        _ => (
            Value::Undefined(say!("The new prices earn no more than the old ones, so nobody may leave.")),
            say!("One less the present revenue over the new one, where the new one is higher.").into(),
        ),
    };
    let margins = (before.margin(), after.margin());
    let (margin_break_even, margin_break_even_by) = match percent_of(margins.1.less(margins.0), margins.1) {
        Some(share) if share > Decimal::ZERO && margins.1 > Decimal::ZERO => {
            (Value::Exact(share), Account::from("percent((margin_after - margin_before) / margin_after)"))
        }
        _ => (
            Value::Undefined(say!(
                "The margin by the new prices is no higher than by the old ones, so nobody may leave."
            )),
            say!("One less the present margin over the new one, where the new one is higher.").into(),
        ),
    };
    let months = outputs.months(inputs);
    let all = months
        .iter()
        .try_fold(Decimal::ZERO, |sum, month| sum.nearly_plus(month.revenue))
        .unwrap_or_default();
    let ahead = Decimal::from(MONTHS);
    let change_24 = all.less(before.revenue.nearly_times(ahead).unwrap_or_default());
    let [less_bands, more_bands] = outputs.sides();
    let middle = less_bands.end;
    let customers = || Measure::of("customers");
    let counted = |bands: std::ops::Range<usize>| outputs.in_bands(bands).customers;
    let after_by = match inputs.moving {
        Moving::Stay => "sum(plan_changes.revenue_stay)",
        Moving::Cheapest => "sum(plan_changes.revenue_cheapest)",
    };
    let mut found = Figures::default();
    found
        .money("change", "Change in revenue a month", change, "revenue_after - revenue_before")
        .ranked(Rank::Headline);
    found.add(
        "change_share",
        "Of present revenue",
        Measure::Percent,
        share,
        "percent(change / revenue_before)",
    );
    found.money(
        "change_kept",
        "Change after churn, a month",
        kept.revenue.less(before.revenue),
        "revenue_kept - revenue_before",
    );
    found.add("break_even_churn", "Break-even churn", Measure::Percent, break_even, break_even_by);
    found
        .add(
            "break_even_margin",
            "Break-even churn by margin",
            Measure::Percent,
            margin_break_even,
            margin_break_even_by,
        )
        .ranked(Rank::Detail);
    found
        .money(
            "revenue_before",
            "Revenue a month at present",
            before.revenue,
            "sum(plan_changes.revenue_before)",
        )
        .ranked(Rank::Detail);
    found
        .money("revenue_after", "Revenue a month if nobody leaves", after.revenue, after_by)
        .ranked(Rank::Detail);
    found
        .money(
            "revenue_kept",
            "Revenue a month after churn",
            kept.revenue,
            "revenue_after - sum(churn_steps.lost)",
        )
        .ranked(Rank::Detail);
    found
        .money("margin_before", "Margin a month at present", before.margin(), "revenue_before - cost_before")
        .ranked(Rank::Detail);
    found
        .money(
            "margin_after",
            "Margin a month if nobody leaves",
            after.margin(),
            "revenue_after - cost_after",
        )
        .ranked(Rank::Detail);
    found
        .money("margin_kept", "Margin a month after churn", kept.margin(), "revenue_kept - cost_kept")
        .ranked(Rank::Detail);
    found
        .money(
            "cost_before",
            "Cost a month at present",
            before.cost,
            say!("What serving everybody costs, by the unit costs of the present plans."),
        )
        .ranked(Rank::Detail);
    found
        .money(
            "cost_after",
            "Cost a month if nobody leaves",
            after.cost,
            say!("What serving everybody costs, by the unit costs of the proposed plans."),
        )
        .ranked(Rank::Detail);
    found
        .money("cost_kept", "Cost a month after churn", kept.cost, "cost_after - sum(churn_steps.cost_saved)")
        .ranked(Rank::Detail);
    found
        .add(
            "customer_count",
            "Customers",
            customers(),
            before.customers,
            "sum(plan_changes.customers_before)",
        )
        .ranked(Rank::Detail);
    found
        .add(
            "leavers",
            "Customers who leave",
            customers(),
            after.customers.less(kept.customers),
            "sum(churn_steps.leave)",
        )
        .ranked(Rank::Detail);
    found
        .add(
            "customers_kept",
            "Customers after churn",
            customers(),
            kept.customers,
            "customer_count - leavers",
        )
        .ranked(Rank::Detail);
    found
        .add(
            "losers",
            "Customers who pay more",
            customers(),
            counted(more_bands),
            say!("Customers whose bill by the new prices is higher than the present one."),
        )
        .ranked(Rank::Detail);
    found
        .add(
            "winners",
            "Customers who pay less",
            customers(),
            counted(less_bands),
            say!("Customers whose bill by the new prices is lower than the present one."),
        )
        .ranked(Rank::Detail);
    found
        .add(
            "unchanged",
            "Customers who pay the same",
            customers(),
            counted(middle..middle + 1),
            say!("Customers whose bill does not change."),
        )
        .ranked(Rank::Detail);
    found.money("revenue_ahead", "Revenue over 24 months", all, "sum(by_month.revenue)").ranked(Rank::Detail);
    found
        .money(
            "change_ahead",
            "Change in revenue over 24 months",
            change_24,
            "revenue_ahead - revenue_before * 24",
        )
        .ranked(Rank::Detail);
    for (key, label, percent) in [
        ("p5", "Change in bills a month, 5th percentile", 5),
        ("p50", "Change in bills a month, median", 50),
        ("p95", "Change in bills a month, 95th percentile", 95),
    ] {
        let value = outputs.monthly(outputs.money.quantile(percent).unwrap_or_default());
        let method = say!(
            "The change that {percent} percent of the customers do not exceed; falls count below zero.",
            percent = percent
        );
        found.money(key, label, value, method).ranked(Rank::Detail);
    }
    found.told()
}
