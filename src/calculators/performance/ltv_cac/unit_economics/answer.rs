//! The answer of the page: the ratio and the payback, and what a customer may cost.

use std::cmp::Ordering;

use rust_decimal::Decimal;

use super::{Business, ChurnBy, Economics, Expansion, Inputs, LtvBasis, Outputs, Per, count};
use crate::arithmetic::ratio::Ratio;
use crate::arithmetic::{Nearly, compound};
use crate::calculators::performance::ltv_cac::channels::{Basis, months};
use crate::calculators::performance::ltv_cac::stream::{LONGEST, Payback};
use crate::calculators::performance::ltv_cac::{bare, exact_if, listed, product};
use crate::input::{Choice, Problem, path};
use crate::report::{
    Account, Answer, Figures, Measure, Rank, Sentence, Value, about, money, percent, wording,
};
use crate::say;

/// Why there is no lifetime value.
pub fn endless() -> Value {
    Value::Undefined(say!(
        "Not finite: churn and discount take no more than expansion adds. Choose the value of the first months."
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

impl Economics {
    /// Whether the ratio and the payback meet their targets; `None` without a CAC.
    pub fn meets(&self, inputs: &Inputs) -> Option<(bool, bool)> {
        let cac = self.cac?;
        // By the ratio itself, not by its first digits.
        let enough = match (self.ltv, product(cac, inputs.target_ratio.into())) {
            (Some(ltv), Ok(least)) => ltv.compare(least).is_ok_and(Ordering::is_ge),
            (ltv, _) => ltv.is_none(),
        };
        let soon =
            matches!(self.payback, Some(Payback::Month(month)) if month <= count(inputs.target_payback));
        Some((enough, soon))
    }
}

impl Outputs {
    /// Whether a lifetime value is exact: no rate in it was converted from a year.
    pub fn exact(&self, basis: LtvBasis) -> bool {
        self.churn_exact && matches!(basis, LtvBasis::Simple | LtvBasis::Capped)
    }

    /// What a customer may cost by the least ratio, by the longest payback, and by both.
    pub fn allowable(&self, inputs: &Inputs, of: &Economics) -> (Option<Decimal>, Decimal, Decimal) {
        let by_ratio = of.ltv.and_then(|ltv| ltv.nearest().nearly_over(inputs.target_ratio));
        let least = by_ratio.map_or(of.by_target, |by_ratio| by_ratio.min(of.by_target));
        (by_ratio, of.by_target, least)
    }
}

/// What a customer may cost, who may bring nothing.
pub fn allowed(value: Option<Decimal>, exact: bool) -> Value {
    match value {
        None => endless(),
        Some(value) if value <= Decimal::ZERO => {
            Value::Undefined(say!("Nothing: the margin of a customer is not above zero."))
        }
        Some(value) => exact_if(exact, value),
    }
}

/// The cost of a customer, for a reader who knows another definition.
fn name(basis: Basis) -> Sentence {
    match basis {
        Basis::Loaded => say!("fully loaded"),
        Basis::Blended => say!("blended"),
        Basis::LoadedPaid => say!("fully loaded, for paid customers only"),
        Basis::Paid => say!("paid media alone"),
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
    let plain = inputs.expansion == Expansion::None && outputs.churn.sign().is_gt();
    match basis {
        LtvBasis::Simple if outputs.is_mixed => {
            say!("What a customer of each channel brings without end, averaged by the new customers.").into()
        }
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
        } else if !acquired.is_told(inputs.basis) && !acquired.organic && acquired.customers > Decimal::ZERO {
            let told = match outputs.acquisition.counts(acquired, inputs.basis) {
                true => say!(
                    "No cost of the kind that counts names this channel. Enter one, of 0 if it costs nothing, or mark the channel as organic."
                ),
                false => say!(
                    "No cost of the kind that counts names this channel, so its customers are left out of the CAC. Enter one, of 0 if it costs nothing, or mark the channel as organic."
                ),
            };
            warnings.push(Problem::at(at(), told));
        } else if acquired.organic && acquired.marketing > Decimal::ZERO {
            let told = say!(
                "This channel is marked as organic and has costs of media or agency, which the paid CAC leaves out."
            );
            warnings.push(Problem::at(at(), told));
        }
    }
    let other = outputs.acquisition.all.other;
    if !inputs.basis.is_loaded() && other > Decimal::ZERO {
        let told = say!(
            "This leaves out {other} for salaries, sales, tools and other, so the ratio looks better than the business is. Decide by a fully loaded CAC.",
            other = money(other)
        );
        warnings.push(Problem::at("basis", told));
    }
    if inputs.lag.is_zero() {
        warnings.extend(uneven(inputs));
    } else {
        let last = months(&inputs.channels, &inputs.costs);
        let ends = |list: &[Option<Decimal>]| listed(list).len() < last;
        let channel = inputs.channels.iter().position(|channel| ends(&channel.customers));
        let cost = inputs.costs.iter().position(|cost| ends(&cost.amounts));
        let places = [("channels", channel, "customers"), ("costs", cost, "amounts")];
        for (table, place, key) in places {
            let Some(place) = place else { continue };
            let told = say!(
                "This list ends before month {last}, which others have. With a lag, months that are missing count as 0: enter one number a month.",
                last = last
            );
            warnings.push(Problem::at(path(&[&table, &place, &key]), told));
        }
    }
    // A customer would stay for more than a hundred years.
    let hardly = outputs.churn.nearest().nearly_times(LONGEST.into()).is_some_and(|left| left < Decimal::ONE);
    let cap = inputs.months_capped();
    let seen = outputs.all.capped;
    if inputs.churn_by == ChurnBy::Rate && inputs.churn.0 > Decimal::ZERO && hardly {
        let told = say!(
            "At a churn of {churn} customers stay for more than {years} years on average. If a share is meant, such as 0.05, enter 5.",
            churn = percent(inputs.churn.0),
            years = LONGEST / 12
        );
        warnings.push(Problem::at("churn", told));
    } else if inputs.ltv_basis == LtvBasis::Simple
        && seen > Decimal::ZERO
        && let Some(ltv) = outputs.all.ltv
        && seen.nearly_plus(seen).is_some_and(|twice| twice < ltv.nearest())
    {
        let told = say!(
            "More than half of this value comes after month {cap}. Unless customers have been seen to stay that long, choose the first months only, or fit their retention.",
            cap = cap
        );
        warnings.push(Problem::at("ltv_basis", told));
    }
    if inputs.margin.0 == Decimal::ONE_HUNDRED {
        let told = say!(
            "At a margin of 100% this sets revenue against cost, and flatters the ratio. Enter your margin."
        );
        warnings.push(Problem::at("margin", told));
    }
    if inputs.margin.0 > Decimal::ZERO && inputs.margin.0 <= Decimal::ONE {
        let told = say!(
            "At a margin of {margin} next to nothing is left of revenue. If a share is meant, such as 0.8, enter 80.",
            margin = percent(inputs.margin.0)
        );
        warnings.push(Problem::at("margin", told));
    }
    Answer { sentence: sentence(inputs, outputs), figures: figures(inputs, outputs), warnings }
}

/// Where channels are told for different numbers of months, that at the first with most.
fn uneven(inputs: &Inputs) -> Option<Problem> {
    let months = || inputs.channels.iter().map(|channel| listed(&channel.customers).len());
    let most = months().max()?;
    let few = months().filter(|few| *few < most).min()?;
    let place = months().position(|months| months == most)?;
    let told = say!(
        "Here are {most} months, and in another row {few, plural, one {# number} other {# numbers}}. All are added up as if for the same time: enter one number a month in every row, or one for the whole time in each.",
        most = most,
        few = few
    );
    Some(Problem::at(path(&[&"channels", &place, &"customers"]), told))
}

/// That a customer brings nothing, or less.
fn brings_nothing(inputs: &Inputs) -> Sentence {
    match inputs.margin.0 < Decimal::ZERO {
        true => say!("a customer loses money, at a margin of {margin}", margin = percent(inputs.margin.0)),
        false => say!("a customer brings no margin"),
    }
}

fn sentence(inputs: &Inputs, outputs: &Outputs) -> Sentence {
    let all = &outputs.all;
    let (.., allowed) = outputs.allowable(inputs, all);
    let Some(cac) = all.cac else {
        let why = match outputs.acquisition.all.customers.is_zero() {
            true => say!("No new customer is counted"),
            false => say!("No cost of the kind that counts is entered"),
        };
        return match allowed > Decimal::ZERO {
            true => say!(
                "{why}, so there is no CAC; by your targets a customer may cost up to {allowed}.",
                why = why,
                allowed = money(allowed)
            ),
            false => {
                say!("{why}, so there is no CAC, and {nothing}.", why = why, nothing = brings_nothing(inputs))
            }
        };
    };
    let cost = money(cac.nearest());
    if !all.brings.brings() {
        return say!(
            "A CAC of {cac} never comes back: {nothing}.",
            cac = cost,
            nothing = brings_nothing(inputs)
        );
    }
    let misses = |channel: &&Economics| channel.meets(inputs).is_some_and(|met| met != (true, true));
    let missing = match outputs.channels.iter().filter(misses).count() {
        0 => say!("no channel misses a target"),
        some => say!(
            "{some, plural, one {# channel of {all} misses} other {# channels of {all} miss}} a target",
            some = some,
            all = outputs.channels.len()
        ),
    };
    let back = match all.payback {
        Some(Payback::Month(month)) => {
            say!("paid back in {month, plural, one {# month} other {# months}}", month = month)
        }
        Some(Payback::TooLate) => say!("not paid back in a lifetime"),
        Some(Payback::Never) | None => say!("never paid back"),
    };
    let cap = inputs.months_capped();
    let capped = |value: Decimal| {
        say!(
            "{value} of margin in the first {months, plural, one {month} other {# months}}",
            value = money(value),
            months = cap
        )
    };
    let worth = all.ltv.map(|ltv| match (inputs.ltv_basis, ltv.nearest()) {
        (LtvBasis::Simple, value) => {
            say!("{value} of margin over the whole lifetime", value = money(value))
        }
        (LtvBasis::Capped, value) => capped(value),
        (_, value) => say!("{value} of margin over the whole lifetime (discounted)", value = money(value)),
    });
    match (worth, all.ratio) {
        (Some(worth), Some(ratio)) => say!(
            "A customer is worth {worth} and costs {cac}, {basis}: {ratio} to 1, {back}; by your targets one may cost up to {allowed}, and {missing}.",
            worth = worth,
            cac = cost,
            basis = name(inputs.basis),
            ratio = about(ratio.nearest()),
            back = back,
            allowed = money(allowed),
            missing = missing
        ),
        (Some(worth), None) => say!("A customer is worth {worth} and costs nothing to win.", worth = worth),
        _ => say!(
            "A customer is worth {capped}, and at these rates more without end; the CAC of {cac}, {basis}, is {back}; by your longest payback one may cost up to {allowed}, and {missing}.",
            capped = capped(all.capped),
            cac = cost,
            basis = name(inputs.basis),
            back = back,
            allowed = money(allowed),
            missing = missing
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
        "spend_paid / customers_paid",
        "marketing_total / customers_total",
        "marketing_media / customers_media",
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
        Measure::of(wording("months")),
        payback_value(all.payback),
        say!("The first month in which the margin so far, of those who are left each month, is at least the CAC."),
    );
    let labels =
        ["Fully loaded CAC", "Fully loaded CAC, paid customers only", "Blended CAC", "Paid media CAC"];
    let keys = ["cac_loaded", "cac_loaded_paid", "cac_blended", "cac_paid"];
    for (at, key) in keys.into_iter().enumerate() {
        let cac = outputs.cacs[at];
        found.money(key, labels[at], cost(cac), account(cac, formulas[at])).ranked(Rank::Detail);
    }
    let (amount, year) = revenue(inputs);
    let a_month = all.first().unwrap_or_default();
    let account: Account = match outputs.is_mixed {
        true => {
            say!("What a customer of each channel brings in the first month, averaged by the new customers.")
                .into()
        }
        false => [amount, " * margin%", year].concat().into(),
    };
    found
        .money("margin_month", "Margin per customer a month", a_month.nearest(), account)
        .ranked(Rank::Detail);
    let simple = match (all.cac, all.simple) {
        (_, Some(months)) => bare(months.nearest()),
        (None, _) => no_cac(),
        _ => Value::Undefined(say!("Never: the margin of a customer is not above zero.")),
    };
    let account: Account = match all.simple.is_some() || all.cac.is_none() {
        true => "cac / margin_month".into(),
        false => say!("The CAC over the margin of a month.").into(),
    };
    found
        .add("payback_simple", "Payback, if nobody left", Measure::of(wording("months")), simple, account)
        .ranked(Rank::Detail);
    let (by_ratio, by_payback, smaller) = outputs.allowable(inputs, all);
    let least: Account = match by_ratio {
        None => "allowable_payback".into(),
        _ => "min(allowable_ratio, allowable_payback)".into(),
    };
    let months =
        say!("The margin of the first months up to the longest payback, of those who are left each month.");
    let both = exact && outputs.churn_exact;
    let allowances: [(&'static str, &'static str, Value, Account); 3] = [
        (
            "allowable_ratio",
            "CAC allowed by the ratio",
            allowed(by_ratio, exact),
            "ltv / target_ratio".into(),
        ),
        (
            "allowable_payback",
            "CAC allowed by the payback",
            allowed(Some(by_payback), outputs.churn_exact),
            months.into(),
        ),
        ("allowable_cac", "CAC allowed by both targets", allowed(Some(smaller), both), least),
    ];
    for (key, label, value, account) in allowances {
        let account = match &value {
            Value::Undefined(why) => why.clone().into(),
            _ => account,
        };
        found.money(key, label, value, account).ranked(Rank::Detail);
    }
    churn_figures(inputs, outputs, &mut found);
    let paid = say!("All costs of channels that are not organic, and what is shared by all.");
    let paid_customers = say!("The new customers of channels that are not organic, and whose cost is known.");
    let media = say!("Media and agency of channels that are not organic, and what is shared by all.");
    let media_customers = say!(
        "The new customers of these channels: those with a cost for media or agency, or all that are not organic if only what is shared has one."
    );
    let customers = || Measure::of(wording("customers"));
    let all = &acquisition.all;
    let detail: [(&'static str, &'static str, Measure, Decimal, Account); 7] = [
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
            "New customers that count",
            customers(),
            all.customers,
            "sum(channel_costs.counted)".into(),
        ),
        (
            "spend_paid",
            "All costs of paid channels",
            Measure::Money,
            acquisition.paid.total().unwrap_or_default(),
            paid.into(),
        ),
        (
            "customers_paid",
            "New customers of paid channels",
            customers(),
            acquisition.paid.customers,
            paid_customers.into(),
        ),
        (
            "marketing_media",
            "Media and agency of paid channels",
            Measure::Money,
            acquisition.media.marketing,
            media.into(),
        ),
        (
            "customers_media",
            "New customers of channels with media or agency",
            customers(),
            acquisition.media.customers,
            media_customers.into(),
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
    let share = outputs.churn.nearest();
    let churn = exact_if(outputs.churn_exact, percent(share));
    found.add("monthly_churn", "Churn a month", Measure::Percent, churn, account).ranked(Rank::Detail);
    let yearly = compound::yearly(-share).map_or_else(
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
