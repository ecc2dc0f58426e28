//! The answer of the page: how churn falls with age, and the lifetime that comes of it.

use rust_decimal::Decimal;

use super::{FEW, Inputs, Outputs, Period, estimated};
use crate::arithmetic::Nearly;
use crate::arithmetic::shifted_beta_geometric::{Limit, Of};
use crate::input::Problem;
use crate::report::{Answer, Figure, Figures, Measure, Rank, Sentence, Value, about, percent};
use crate::say;

fn points(share: Decimal) -> Decimal {
    share.nearly_times(Decimal::ONE_HUNDRED).unwrap_or_default()
}

impl Outputs {
    /// The share that the fit expects to leave at a renewal, in percent.
    pub fn churn_at(&self, renewal: usize) -> Decimal {
        let kept = self.fit.tell(Of::Kept(renewal)).map(|kept| kept.value).unwrap_or_default();
        points(Decimal::ONE.less(kept))
    }
}

pub fn answer(inputs: &Inputs, outputs: &Outputs) -> Answer {
    let mut warnings = Vec::new();
    let lost = outputs.survivors[0].less(outputs.survivors[outputs.fitted]);
    if lost < Decimal::from(FEW) {
        let told = say!(
            "Only {lost} of the cohort have left, so the fit is not much more than a guess, and its intervals are wide or have no end.",
            lost = about(lost)
        );
        warnings.push(Problem::at("survivors", told));
    }
    if let Some(limit) = outputs.fit.limit {
        let told = match limit {
            Limit::SameForAll => say!(
                "Churn does not fall with age in this cohort, so the fit comes down to one churn for all, and has no interval."
            ),
            Limit::AtOnceOrNever => say!(
                "Those who leave do so at the first renewal and nobody after, so the fit comes down to some who leave at once and others who never do. It has no interval, and the rest will not stay for ever."
            ),
        };
        warnings.push(Problem::at("survivors", told));
    }
    if inputs.ahead < Decimal::from(outputs.ahead) {
        let told = say!(
            "The list goes to renewal {ahead} already, and so does the projection. Enter more than {ahead} to look ahead.",
            ahead = outputs.ahead
        );
        warnings.push(Problem::at("ahead", told));
    }
    Answer { sentence: sentence(inputs, outputs), figures: figures(inputs, outputs), warnings }
}

fn sentence(inputs: &Inputs, outputs: &Outputs) -> Sentence {
    let left = outputs.left.last().map(|left| points(left.value)).unwrap_or_default();
    let lifetime = outputs.lifetime.map(|lifetime| lifetime.value);
    let (first, last) = (outputs.churn_at(1), outputs.churn_at(outputs.fitted));
    let periods = match inputs.period {
        Period::Year => say!("yearly"),
        Period::Month => say!("monthly"),
    };
    match lifetime {
        Some(lifetime) if outputs.fit.limit == Some(Limit::SameForAll) => say!(
            "About {churn} leave at every renewal, whatever their age: a new customer is worth {lifetime} {periods} payments made today, and {left} are left after renewal {ahead}.",
            churn = percent(first),
            lifetime = about(lifetime),
            periods = periods,
            left = percent(left),
            ahead = outputs.ahead
        ),
        Some(lifetime) => say!(
            "Churn falls from {first} at the first renewal to {last} at renewal {fitted}: a new customer is worth {lifetime} {periods} payments made today, and {left} are left after renewal {ahead}.",
            first = percent(first),
            last = percent(last),
            fitted = outputs.fitted,
            lifetime = about(lifetime),
            periods = periods,
            left = percent(left),
            ahead = outputs.ahead
        ),
        None => say!(
            "Churn falls from {first} at the first renewal to {last} at renewal {fitted}, so far that without a discount the lifetime is infinite; {left} are left after renewal {ahead}.",
            first = percent(first),
            last = percent(last),
            fitted = outputs.fitted,
            left = percent(left),
            ahead = outputs.ahead
        ),
    }
}

fn figures(inputs: &Inputs, outputs: &Outputs) -> Vec<Figure> {
    let periods = || Measure::of(inputs.period.plural());
    let lifetime = outputs.lifetime;
    let plain = outputs.fit.tell(Of::Lifetime(Decimal::ZERO));
    let left = outputs.left.last().copied();
    let mut found = Figures::default();
    found
        .add("lifetime_discounted", "Discounted lifetime", periods(), estimated(lifetime, Decimal::ONE), say!("The payments of a new customer by the fit, one as each period begins, each discounted from then: the first counts as one."))
        .ranked(Rank::Headline);
    // A longer lifetime is a lower churn.
    let churn = lifetime.and_then(|lifetime| {
        let of = |payments: Decimal| outputs.same_value_churn(payments).map(points);
        let interval = lifetime.interval.and_then(|(low, high)| Some(Box::new((of(high)?, of(low)?))));
        Some(Value::Approximate { value: of(lifetime.value)?, interval })
    });
    found.add("fitted_churn", "Constant churn of the same value", Measure::Percent, churn.unwrap_or_else(|| Value::Undefined(say!("None: the lifetime has no end. Enter a discount."))), say!("The churn a period that, at every age the same, gives as long a discounted lifetime: (1 + discount) ÷ lifetime − discount."));
    let carried = lifetime.and_then(|lifetime| outputs.carried_churn(inputs.period, lifetime.value));
    let carried = match carried {
        Some(churn) => Value::Approximate { value: points(churn), interval: None },
        None => Value::Undefined(say!("None: payments a month at a time come to less, whatever the churn.")),
    };
    found
        .add("carried_churn", "The same with payments a month at a time", Measure::Percent, carried, say!("The constant churn with which payments at the beginning of each month, as Unit economics counts them, come to the same value."))
        .ranked(Rank::Detail);
    found.add(
        "lifetime_mean",
        "Mean lifetime, not discounted",
        periods(),
        estimated(plain, Decimal::ONE),
        say!("(alpha + beta − 1) ÷ (alpha − 1) for an alpha above 1; otherwise infinite."),
    );
    found.add(
        "left_ahead",
        say!("Left after renewal {ahead}", ahead = outputs.ahead),
        Measure::Percent,
        estimated(left, Decimal::ONE_HUNDRED),
        say!("The product of what the fit keeps at each renewal until then."),
    );
    let method = || say!("The value for which what was counted is likeliest, by Newton’s method.");
    for (key, label, of) in [("alpha", "Alpha", Of::Alpha), ("beta", "Beta", Of::Beta)] {
        let value = outputs.parameter(of);
        found.add(key, label, Measure::number(), value, method()).ranked(Rank::Detail);
    }
    let approximate = |value: Decimal| Value::Approximate { value, interval: None };
    let mut likelihood = |key, label: &'static str, value, method: Sentence| {
        found.add(key, label, Measure::number(), approximate(value), method).ranked(Rank::Detail);
    };
    likelihood(
        "log_likelihood",
        "Log-likelihood",
        outputs.fit.log_likelihood(),
        say!(
            "The sum, over the customers lost and left, of the logarithm of the chance that the fit gives them."
        ),
    );
    likelihood(
        "log_likelihood_same",
        "Log-likelihood of one churn for all",
        outputs.fit.same_for_all(),
        say!("The same for the pooled churn at every renewal."),
    );
    let exact = |share: crate::arithmetic::ratio::Ratio| Value::Exact(points(share.nearest()));
    found
        .add(
            "first_churn",
            "Churn at the first renewal",
            Measure::Percent,
            exact(outputs.first_churn),
            say!("Those lost at the first renewal over those at the start."),
        )
        .ranked(Rank::Detail);
    found
        .add(
            "pooled_churn",
            "Churn at all renewals",
            Measure::Percent,
            exact(outputs.pooled_churn),
            say!("All who were lost over all who could have been, renewal by renewal."),
        )
        .ranked(Rank::Detail);
    let held_out = match outputs.held_out() {
        Some((expected, counted)) => match expected.less(counted).nearly_over(counted) {
            Some(error) => approximate(points(error)),
            None => Value::Undefined(say!("Nobody was left in the renewals held out.")),
        },
        None => Value::Undefined(say!(
            "No renewal was held out. Fit fewer than there are to see how well the fit projects."
        )),
    };
    found
        .add(
            "holdout_error",
            "Error of the projection",
            Measure::Percent,
            held_out,
            say!("The customers expected in the renewals held out, summed, against those counted."),
        )
        .ranked(Rank::Detail);
    let value = match inputs.margin_period {
        Some(margin) => estimated(lifetime, margin),
        None => Value::Undefined(say!("Enter the margin of a customer a period.")),
    };
    found
        .money(
            "value_new",
            "Value of a new customer",
            value,
            say!("The margin of a period times the discounted lifetime."),
        )
        .ranked(Rank::Detail);
    found.told()
}
