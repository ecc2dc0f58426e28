//! Retention fit: how long customers stay, from how many of one cohort are left at each renewal.

mod answer;
mod examples;
mod report;

use rust_decimal::Decimal;

use super::listed;
use crate::arithmetic::ratio::Ratio;
use crate::arithmetic::shifted_beta_geometric::{Estimate, Fit, Limit, Of};
use crate::arithmetic::{Exactly, Nearly, Percent, TooManyDigits, compound};
use crate::calculator::{About, Calculator, Example, Revision};
use crate::input::field::{choice, list, money, percentage, whole};
use crate::input::{Choice, Form, Problem, Record};
use crate::report::currency::Currency;
use crate::report::{Answer, Report, Sentence, Value, wording};
use crate::say;

/// The page of the family for the survival of a cohort.
pub struct RetentionFit;

/// What the page takes in.
#[derive(Default)]
pub struct Inputs {
    pub survivors: Vec<Option<Decimal>>,
    pub counted: Counted,
    pub cohort_size: Decimal,
    pub period: Period,
    pub fitted: Option<Decimal>,
    pub ahead: Decimal,
    pub discount: Percent,
    pub margin_period: Option<Decimal>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Counted {
    #[default]
    Customers,
    Percent,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Period {
    #[default]
    Year,
    Month,
}

impl Period {
    pub fn plural(self) -> &'static str {
        match self {
            Period::Year => wording("years"),
            Period::Month => wording("months"),
        }
    }
}

/// The most renewals that are fitted.
const MOST: usize = 120;
/// With fewer customers lost the parameters are guesses.
pub const FEW: u32 = 50;

/// What is found.
pub struct Outputs {
    /// Customers at the start and after each renewal.
    pub survivors: Vec<Decimal>,
    /// So many renewals were fitted; the others are held out.
    pub fitted: usize,
    pub ahead: usize,
    pub fit: Fit,
    /// The share left after each renewal up to `ahead`, by the fit, at the start first.
    pub left: Vec<Estimate>,
    /// Payments of a new customer, discounted; `None` where they have no end.
    pub lifetime: Option<Estimate>,
    /// A share a period.
    pub discount: Decimal,
    /// Shares lost: at the first renewal, and at all that were fitted, by those who were at risk.
    pub first_churn: Ratio,
    pub pooled_churn: Ratio,
}

impl Outputs {
    /// What has no end, and why.
    pub fn endless() -> Value {
        Value::Undefined(say!("Infinite: so many stay so long that no mean exists. Use the discounted one."))
    }

    /// Alpha or beta; where churn is the same for all, both go on growing with the likelihood.
    pub fn parameter(&self, of: Of) -> Value {
        match self.fit.limit {
            Some(Limit::SameForAll) => Value::Undefined(say!("No bound: one churn for all.")),
            _ => estimated(self.fit.tell(of), Decimal::ONE),
        }
    }

    /// The payments of a customer with the same churn at every renewal, discounted; `None` where they have no end.
    pub fn constant(&self, churn: Decimal) -> Option<Decimal> {
        let money = Decimal::ONE.nearly_plus(self.discount)?;
        money.nearly_over(self.discount.nearly_plus(churn)?)
    }

    /// The constant churn that gives as many discounted payments.
    pub fn same_value_churn(&self, payments: Decimal) -> Option<Decimal> {
        Decimal::ONE.nearly_plus(self.discount)?.nearly_over(payments)?.nearly_minus(self.discount)
    }

    /// The constant churn a period with which payments a month at a time, as Unit economics counts them, come to the same value;
    /// `None` where even without churn they are less.
    pub fn carried_churn(&self, period: Period, payments: Decimal) -> Option<Decimal> {
        if period == Period::Month {
            return self.same_value_churn(payments);
        }
        let month = compound::monthly(self.discount)?;
        let paid = Decimal::ONE.nearly_plus(month)?.nearly_over(payments.nearly_times(Decimal::from(12))?)?;
        let churn = paid.nearly_minus(month).filter(|churn| *churn >= Decimal::ZERO)?;
        compound::yearly(-churn).map(|kept| -kept)
    }

    /// Customers whom the fit expects and who were counted in the renewals held out, summed; none without any.
    pub fn held_out(&self) -> Option<(Decimal, Decimal)> {
        let (mut expected, mut counted) = (Decimal::ZERO, Decimal::ZERO);
        for (left, survivors) in self.left.iter().zip(&self.survivors).skip(self.fitted + 1) {
            expected.nearly_gain(left.value.nearly_times(self.survivors[0])?);
            counted.nearly_gain(*survivors);
        }
        (self.fitted + 1 < self.survivors.len()).then_some((expected, counted))
    }
}

/// An estimate as a value, times so much.
pub fn estimated(estimate: Option<Estimate>, times: Decimal) -> Value {
    let Some(estimate) = estimate else { return Outputs::endless() };
    let of = |number: Decimal| number.nearly_times(times).unwrap_or_default();
    let interval = estimate.interval.map(|(low, high)| Box::new((of(low), of(high))));
    Value::Approximate { value: of(estimate.value), interval }
}

impl Choice for Counted {
    const OPTIONS: &'static [(Self, &'static str, &'static str)] = &[
        (Counted::Customers, "customers", "In customers"),
        (Counted::Percent, "percent", "In percent of the cohort"),
    ];
}

impl Choice for Period {
    const OPTIONS: &'static [(Self, &'static str, &'static str)] =
        &[(Period::Year, "year", "Every year"), (Period::Month, "month", "Every month")];
}

impl Record for Inputs {
    fn fields(&mut self, form: &mut Form<'_>) {
        form.field(
            &mut self.survivors,
            &const {
                list("survivors", "Left at the start and after each renewal")
                    .at_least(0)
                    .at_most(100_000_000)
                    .help("One cohort: all who began together, and how many of them are left, such as 1000 631 468 382.")
            },
        );
        form.field(&mut self.counted, &const { choice("counted", "Counted").otherwise("customers") });
        form.field(
            &mut self.cohort_size,
            &const {
                whole("cohort_size", "Customers at the start")
                    .at_least(1)
                    .help("How sure the fit is depends on them.")
                    .when("counted", &["percent"])
            },
        );
        form.field(&mut self.period, &const { choice("churn_per", "Customers renew").otherwise("year") });
        form.field(
            &mut self.fitted,
            &const {
                whole("fitted", "Fit the first renewals only")
                    .at_least(2)
                    .at_most(MOST as i64)
                    .optional()
                    .help("The others test the projection. Left open, all are fitted.")
            },
        );
        form.field(
            &mut self.ahead,
            &const { whole("ahead", "Project to renewal").at_least(1).at_most(MOST as i64).otherwise("12") },
        );
        form.field(
            &mut self.discount,
            &const {
                percentage("discount", "Discount a year")
                    .at_least(0)
                    .at_most(1_000)
                    .otherwise("10")
                    .help("10% is what Skok and Reiss use.")
            },
        );
        form.field(
            &mut self.margin_period,
            &const {
                money("margin_period", "Margin of a customer a period")
                    .at_least(0)
                    .optional()
                    .help("Gives lifetimes in money.")
            },
        );
    }
}

impl Inputs {
    /// Customers at the start and after each renewal.
    fn customers(&self) -> Exactly<Vec<Decimal>> {
        let numbers: Vec<Decimal> = self.survivors.iter().flatten().copied().collect();
        match self.counted {
            Counted::Customers => Ok(numbers),
            Counted::Percent => {
                numbers.into_iter().map(|number| Percent(number).of(self.cohort_size)).collect()
            }
        }
    }

    /// So many renewals are fitted.
    fn fitted(&self, renewals: usize) -> usize {
        self.fitted.map_or(renewals, |fitted| usize::try_from(fitted.trunc().mantissa()).unwrap_or(renewals))
    }
}

impl Calculator for RetentionFit {
    type Inputs = Inputs;
    type Outputs = Outputs;

    const ABOUT: About = About {
        family: "ltv-cac",
        page: "retention-fit",
        title: "Retention fit",
        summary: "How long customers will stay, from how many of a cohort are left so far, and the churn to reckon with.",
        search: &[
            "survival",
            "retention curve",
            "churn",
            "shifted beta geometric",
            "sbg",
            "lifetime",
            "clv",
            "derl",
            "projection",
            "cohort",
        ],
        method: "Each customer leaves with a chance of their own at every renewal, and these chances differ by a beta distribution, whose parameters are the likeliest for the cohort. Intervals are those of profile likelihood, at 95%.",
        source: "P. Fader and B. Hardie, “How to Project Customer Retention” (2007), and “Customer-Base Valuation in a Contractual Setting” (2010).",
        revision: 2,
    };

    const EXAMPLES: &'static [Example] = examples::ALL;

    // How often customers renew goes to the other pages of the family since, under their key.
    const REVISIONS: &'static [Revision] = &[Revision {
        retired: &["period"],
        migrate: |fields| {
            if let Some(period) = fields.0.remove("period") {
                fields.0.insert("churn_per".to_owned(), period);
            }
        },
        ..Revision::PLAIN
    }];

    fn check(inputs: &Inputs) -> Vec<Problem> {
        let tell = |at: &str, message: Sentence| vec![Problem::at(at, message)];
        let list = listed(&inputs.survivors);
        let numbers: Vec<Decimal> = list.iter().flatten().copied().collect();
        if numbers.len() < list.len() {
            let told = say!("A renewal is blank in between. Enter every one, up to the last that is over.");
            return tell("survivors", told);
        }
        if numbers.len() < 3 || numbers.len() > MOST + 1 {
            let told = say!(
                "Enter the start and at least two renewals, at most {most}: one renewal cannot tell whether churn falls.",
                most = MOST
            );
            return tell("survivors", told);
        }
        if inputs.counted == Counted::Percent && numbers[0] != Decimal::ONE_HUNDRED {
            let told = say!(
                "In percent the list begins with 100, which is all who began. Enter that first, and every share in percent: 71, not 0.71."
            );
            return tell("survivors", told);
        }
        if let Some(at) = (1..numbers.len()).find(|at| numbers[*at] > numbers[at - 1]) {
            let told = say!(
                "After renewal {renewal} more are left than before. Count only customers who began together, and leave out those who left and came back.",
                renewal = at
            );
            return tell("survivors", told);
        }
        // What is wrong with the list comes before what is asked of it.
        let renewals = numbers.len() - 1;
        if numbers[renewals] == numbers[0] || numbers[1].is_zero() {
            let told = match numbers[0] {
                start if start.is_zero() => {
                    say!("The cohort has no customers. Enter how many there were at the start.")
                }
                start if start == numbers[renewals] => {
                    say!("Nobody has left yet, so there is no churn to fit. Come back when some have.")
                }
                _ => say!("Nobody is left after the first renewal, so there is nothing to project."),
            };
            return tell("survivors", told);
        }
        let fitted = inputs.fitted(renewals);
        if fitted > renewals {
            let told = say!(
                "The list has {renewals} renewals. Enter {renewals} or less, or leave this open to fit all.",
                renewals = renewals
            );
            return tell("fitted", told);
        }
        if numbers[fitted] == numbers[0] {
            let told = say!(
                "Nobody has left by renewal {fitted}, so there is no churn to fit. Fit more renewals.",
                fitted = fitted
            );
            return tell("fitted", told);
        }
        Vec::new()
    }

    fn compute(inputs: &Inputs, _currency: Currency) -> Result<Outputs, Problem> {
        let survivors = inputs.customers()?;
        let fitted = inputs.fitted(survivors.len() - 1);
        let used = &survivors[..=fitted];
        let fit = Fit::new(used).ok_or_else(|| {
            Problem::at("survivors", say!("Too few renewals have customers to fit. Enter more."))
        })?;
        let year = inputs.discount.share()?;
        let discount = match inputs.period {
            Period::Year => year,
            Period::Month => compound::monthly(year).ok_or(TooManyDigits)?,
        };
        let lost = |from: Decimal, to: Decimal| from.nearly_minus(to).ok_or(TooManyDigits);
        let share = |over: Decimal, under: Decimal| {
            Ok::<_, TooManyDigits>(Ratio::new(over, under)?.unwrap_or_default())
        };
        let at_risk = crate::arithmetic::sum(used[..fitted].iter().copied())?;
        let first_churn = share(lost(used[0], used[1])?, used[0])?;
        let pooled_churn = share(lost(used[0], used[fitted])?, at_risk)?;
        let ahead = usize::try_from(inputs.ahead.trunc().mantissa()).unwrap_or(1);
        let ahead = ahead.max(survivors.len() - 1);
        let (left, lifetime) = (fit.left(ahead), fit.tell(Of::Lifetime(discount)));
        Ok(Outputs { survivors, fitted, ahead, fit, left, lifetime, discount, first_churn, pooled_churn })
    }

    fn answer(inputs: &Inputs, outputs: &Outputs) -> Answer {
        answer::answer(inputs, outputs)
    }

    fn report(inputs: &Inputs, outputs: &Outputs) -> Report {
        report::report(inputs, outputs)
    }
}
