//! The answer of the page: the ratio and the payback, and what a customer may cost.

use rust_decimal::Decimal;

use super::{Business, ChurnBy, Expansion, Inputs, LtvBasis, Outputs, Per, count};
use crate::arithmetic::ratio::Ratio;
use crate::arithmetic::{Nearly, compound};
use crate::calculators::performance::ltv_cac::channels::Basis;
use crate::calculators::performance::ltv_cac::stream::{LONGEST, Payback};
use crate::calculators::performance::ltv_cac::{bare, exact_if};
use crate::input::{Choice, Problem, path};
use crate::report::{Account, Answer, Figures, Measure, Rank, Sentence, Value, about, money};
use crate::say;

/// Why there is no lifetime value.
pub fn endless() -> Value {
    Value::Undefined(say!(
        "Not finite: what stays grows at least as fast as it churns and is discounted. Use the value of the first months."
    ))
}

pub fn no_cac() -> Value {
    Value::Undefined(say!(
        "None: there is no new customer, or no cost of the kind that counts. Enter 0 for what costs nothing."
    ))
}

/// The months until the cost is back.
pub fn payback_value(payback: Option<Payback>) -> Value {
    match payback {
        Some(Payback::Month(month)) => Value::Exact(month.into()),
        Some(Payback::Never) => {
            Value::Undefined(say!("Never: all the margin that will come is not more than the CAC."))
        }
        Some(Payback::TooLate) => Value::Undefined(say!("Not within {years} years.", years = LONGEST / 12)),
        None => no_cac(),
    }
}

impl Outputs {
    /// Whether a lifetime value is exact: no rate in it was converted from a year.
    pub fn exact(&self, basis: LtvBasis) -> bool {
        self.churn_exact && matches!(basis, LtvBasis::Simple | LtvBasis::Capped)
    }

    /// What a customer may cost by the least ratio and by the longest payback.
    pub fn allowable(&self, inputs: &Inputs, of: &super::Economics) -> (Option<Decimal>, Decimal) {
        let by_ratio = of.ltv.and_then(|ltv| ltv.nearest().nearly_over(inputs.target_ratio));
        let months = of.margin.cumulative(count(inputs.target_payback)).unwrap_or_default();
        (by_ratio, months.last().copied().unwrap_or_default().nearest())
    }
}

/// Revenue of a month as a formula, and what divides it.
fn revenue(inputs: &Inputs) -> (&'static str, &'static str) {
    match (inputs.form, inputs.arpa_per) {
        (Business::Purchases, _) => ("order_value * orders", " / 12"),
        (_, Per::Year) => ("arpa", " / 12"),
        (_, Per::Month) => ("arpa", ""),
    }
}

/// What a lifetime value comes from.
pub fn value_account(inputs: &Inputs, outputs: &Outputs, basis: LtvBasis) -> Account {
    let (amount, year) = revenue(inputs);
    let plain = inputs.expansion == Expansion::None && outputs.churn > Decimal::ZERO;
    match basis {
        LtvBasis::Simple if plain => [amount, " * margin%", year, " / monthly_churn%"].concat().into(),
        LtvBasis::Simple => say!("The sum of what a customer brings in every month, with churn and expansion, without end.").into(),
        LtvBasis::Capped => "sum(by_month.margin)".into(),
        LtvBasis::AtOnce => say!("The sum of the months, each discounted from its beginning: without expansion the margin of a month × (1 + discount) ÷ (discount + churn).").into(),
        LtvBasis::MonthEnd => say!("The sum of the months, each discounted from its end: without expansion the margin of a month ÷ (discount + churn), as Cohen has it.").into(),
        LtvBasis::AfterAMonth => say!("The sum of the months, each paid at its end by those who are left then: without expansion the margin of a month × retention ÷ (1 + discount − retention), as Gupta and Lehmann have it.").into(),
    }
}

pub fn answer(inputs: &Inputs, outputs: &Outputs) -> Answer {
    let mut warnings = Vec::new();
    for (place, acquired) in outputs.acquisition.channels.iter().enumerate() {
        let spent = acquired.total().is_ok_and(|total| total > Decimal::ZERO);
        let at = || path(&[&"channels", &place, &"customers"]);
        if acquired.customers.is_zero() && spent {
            let told = say!("Money was spent here and no customer came of it. The cost stays in the total.");
            warnings.push(Problem::at(at(), told));
        } else if !acquired.has_lines && !acquired.organic && acquired.customers > Decimal::ZERO {
            let told = say!(
                "No cost names this channel. Enter one, of 0 if it costs nothing, or mark the channel as organic."
            );
            warnings.push(Problem::at(at(), told));
        }
    }
    if inputs.margin.0 == Decimal::ONE_HUNDRED {
        let told = say!(
            "At a margin of 100% this sets revenue against cost, and flatters the ratio. Enter your margin."
        );
        warnings.push(Problem::at("margin", told));
    }
    Answer { sentence: sentence(inputs, outputs), figures: figures(inputs, outputs), warnings }
}

fn sentence(inputs: &Inputs, outputs: &Outputs) -> Sentence {
    let all = &outputs.all;
    let Some(cac) = all.cac else {
        return match outputs.acquisition.all.customers.is_zero() {
            true => say!("No new customer is counted, so there is no CAC to set a customer’s value against."),
            false => say!(
                "No cost of the kind that counts is entered, so there is no CAC to set a customer’s value against."
            ),
        };
    };
    let cac = money(cac.nearest());
    if all.margin.amount <= Decimal::ZERO {
        return say!("A customer brings no margin, so a CAC of {cac} never comes back.", cac = cac);
    }
    let (by_ratio, by_payback) = outputs.allowable(inputs, all);
    let allowed = money(by_ratio.map_or(by_payback, |by_ratio| by_ratio.min(by_payback)));
    let back = match all.payback {
        Some(Payback::Month(0)) => say!("costs nothing"),
        Some(Payback::Month(month)) => {
            say!("is paid back in {month, plural, one {# month} other {# months}}", month = month)
        }
        Some(Payback::Never) | None => say!("is never paid back"),
        Some(Payback::TooLate) => say!("is not paid back in a lifetime"),
    };
    match (all.ltv, all.ratio) {
        (Some(ltv), Some(ratio)) => say!(
            "A customer is worth {ltv} and costs {cac}, {ratio} to 1, which {back}; by your targets one may cost up to {allowed}.",
            ltv = money(ltv.nearest()),
            cac = cac,
            ratio = about(ratio.nearest()),
            back = back,
            allowed = allowed
        ),
        (Some(ltv), None) => {
            say!("A customer is worth {ltv} and costs nothing to win.", ltv = money(ltv.nearest()))
        }
        _ => say!(
            "A customer’s value has no end at these rates; the CAC of {cac} {back}, and by your target one may cost up to {allowed}.",
            cac = cac,
            back = back,
            allowed = allowed
        ),
    }
}

fn figures(inputs: &Inputs, outputs: &Outputs) -> Vec<crate::report::Figure> {
    let (all, acquisition) = (&outputs.all, &outputs.acquisition);
    let exact = outputs.exact(inputs.ltv_basis);
    let mut found = Figures::default();
    let ratio = match (all.ltv, all.cac, all.ratio) {
        (_, _, Some(ratio)) => bare(ratio.nearest()),
        (_, None, _) => no_cac(),
        (None, ..) => endless(),
        _ => Value::Undefined(say!("Customers cost nothing, so there is no ratio.")),
    };
    found.add("ratio", "LTV:CAC", Measure::number(), ratio, "ltv / cac").ranked(Rank::Headline);
    let value = |value: Option<Ratio>, exact: bool| match value {
        Some(value) => exact_if(exact, value.nearest()),
        None => endless(),
    };
    let account = value_account(inputs, outputs, inputs.ltv_basis);
    found.money("ltv", "LTV, in margin", value(all.ltv, exact), account);
    let cost = |cac: Option<Ratio>| cac.map_or_else(no_cac, |cac| Value::Exact(cac.nearest()));
    let formulas = [
        "spend_total / customers_total",
        "marketing_total / customers_total",
        "marketing_paid / customers_paid",
    ];
    let place = Basis::OPTIONS.iter().position(|(basis, ..)| *basis == inputs.basis).unwrap_or_default();
    let account = |cac: Option<Ratio>, formula: &'static str| match cac {
        Some(_) => Account::from(formula),
        None => say!("The costs that count over the new customers they won.").into(),
    };
    found.money("cac", "CAC", cost(all.cac), account(all.cac, formulas[place]));
    found.add(
        "payback",
        "Payback, with churn",
        Measure::of("months"),
        payback_value(all.payback),
        say!("The first month in which the margin so far, of those who are left each month, is at least the CAC."),
    );
    let labels = ["Fully loaded CAC", "Blended CAC", "Paid CAC"];
    let keys = ["cac_loaded", "cac_blended", "cac_paid"];
    for (at, key) in keys.into_iter().enumerate() {
        let cac = outputs.cacs[at];
        found.money(key, labels[at], cost(cac), account(cac, formulas[at])).ranked(Rank::Detail);
    }
    let (amount, year) = revenue(inputs);
    let a_month = Ratio::new(all.margin.amount, all.margin.unit).ok().flatten().unwrap_or_default();
    let account = [amount, " * margin%", year].concat();
    found
        .money("margin_month", "Margin per customer a month", a_month.nearest(), account)
        .ranked(Rank::Detail);
    let simple = match (all.cac, all.simple) {
        (_, Some(months)) => bare(months.nearest()),
        (None, _) => no_cac(),
        _ => Value::Undefined(say!("Never: a customer brings no margin.")),
    };
    let account: Account = match all.simple.is_some() || all.cac.is_none() {
        true => "cac / margin_month".into(),
        false => say!("The CAC over the margin of a month.").into(),
    };
    found
        .add("payback_simple", "Payback, if nobody left", Measure::of("months"), simple, account)
        .ranked(Rank::Detail);
    let (by_ratio, by_payback) = outputs.allowable(inputs, all);
    let by_ratio = by_ratio.map_or_else(endless, |allowed| exact_if(exact, allowed));
    let least: Account = match by_ratio {
        Value::Undefined(_) => "allowable_payback".into(),
        _ => "min(allowable_ratio, allowable_payback)".into(),
    };
    let smaller = by_ratio.number().map_or(by_payback, |by_ratio| by_ratio.min(by_payback));
    found
        .money("allowable_ratio", "CAC allowed by the ratio", by_ratio, "ltv / target_ratio")
        .ranked(Rank::Detail);
    found
        .money(
            "allowable_payback",
            "CAC allowed by the payback",
            exact_if(outputs.churn_exact, by_payback),
            say!(
                "The margin of the first months up to the longest payback, of those who are left each month."
            ),
        )
        .ranked(Rank::Detail);
    found
        .money(
            "allowable_cac",
            "CAC allowed by both targets",
            exact_if(exact && outputs.churn_exact, smaller),
            least,
        )
        .ranked(Rank::Detail);
    churn_figures(inputs, outputs, &mut found);
    let paid =
        say!("What channels that are not organic spent on media and agency, and what is shared by all.");
    let paid_customers = say!("The new customers of channels that are not organic.");
    let customers = || Measure::of("customers");
    let all = &acquisition.all;
    let detail: [(&'static str, &'static str, Measure, Decimal, Account); 5] = [
        (
            "spend_total",
            "All acquisition costs",
            Measure::Money,
            all.total().unwrap_or_default(),
            "sum(channel_costs.total)".into(),
        ),
        (
            "marketing_total",
            "Media and agency",
            Measure::Money,
            all.marketing,
            "sum(channel_costs.marketing)".into(),
        ),
        (
            "customers_total",
            "New customers",
            customers(),
            all.customers,
            "sum(channel_costs.customers)".into(),
        ),
        (
            "marketing_paid",
            "Media and agency of paid channels",
            Measure::Money,
            acquisition.paid.marketing,
            paid.into(),
        ),
        (
            "customers_paid",
            "New customers of paid channels",
            customers(),
            acquisition.paid.customers,
            paid_customers.into(),
        ),
    ];
    for (key, label, measure, value, account) in detail {
        found.add(key, label, measure, value, account).ranked(Rank::Detail);
    }
    found.told()
}

fn churn_figures(inputs: &Inputs, outputs: &Outputs, found: &mut Figures) {
    const LOGO: &str = "percent(lost_customers / start_customers)";
    const GROSS: &str = "percent((churned_revenue + contraction) / start_revenue)";
    const NET: &str = "percent((churned_revenue + contraction - expansion_revenue) / start_revenue)";
    let percent = |share: Decimal| share.nearly_times(Decimal::ONE_HUNDRED).unwrap_or_default();
    let account: Account = match (inputs.churn_by, inputs.churn_per) {
        (ChurnBy::Lifetime, _) => say!("One over the mean lifetime in months, and at most all.").into(),
        (_, Per::Year) => say!("One less the twelfth root of what is kept in a year.").into(),
        (ChurnBy::Rate, _) => "churn".into(),
        (ChurnBy::Customers, _) => LOGO.into(),
        (ChurnBy::Revenue, _) => GROSS.into(),
        (ChurnBy::NetRevenue, _) => NET.into(),
    };
    let churn = exact_if(outputs.churn_exact, percent(outputs.churn));
    found.add("monthly_churn", "Churn a month", Measure::Percent, churn, account).ranked(Rank::Detail);
    let yearly = compound::yearly(-outputs.churn).map_or_else(
        || Value::Undefined(say!("It grows beyond all numbers in a year.")),
        |year| Value::Approximate { value: percent(-year), interval: None },
    );
    let account =
        say!("One less what twelve months keep, one after the other: not twelve times the churn of a month.");
    found.add("yearly_churn", "Churn a year", Measure::Percent, yearly, account).ranked(Rank::Detail);
    let kept = |lost: Option<Ratio>, why: Sentence| match lost {
        Some(lost) => Value::Exact(percent(Decimal::ONE.less(lost.nearest()))),
        None => Value::Undefined(why),
    };
    let [logo, gross, net] = outputs.moved;
    let revenue = || say!("Enter the recurring revenue at the start, under “Retention”.");
    let logo = match logo {
        Some(logo) => Value::Exact(percent(logo.nearest())),
        None => Value::Undefined(say!("Enter the customers at the start, under “Retention”.")),
    };
    found.add("logo_churn", "Logo churn of the period", Measure::Percent, logo, LOGO).ranked(Rank::Detail);
    let formula = "percent((start_revenue - contraction - churned_revenue) / start_revenue)";
    found
        .add("grr", "GRR of the period", Measure::Percent, kept(gross, revenue()), formula)
        .ranked(Rank::Detail);
    let formula =
        "percent((start_revenue + expansion_revenue - contraction - churned_revenue) / start_revenue)";
    found
        .add("nrr", "NRR of the period", Measure::Percent, kept(net, revenue()), formula)
        .ranked(Rank::Detail);
}
