//! The answer of the page: what the base earns, and what it would cost if all moved to the plan that is cheapest for them.

use rust_decimal::Decimal;

use super::{Inputs, Outputs, Thresholds, Total};
use crate::arithmetic::Nearly;
use crate::calculators::pricing::tiered_pricing::base::{a_month, part_units, percent_of, plan_warnings};
use crate::calculators::pricing::tiered_pricing::problems::low_percentage;
use crate::report::{Answer, Figure, Figures, Measure, Rank, Sentence, Value, money, wording};
use crate::say;

/// The shares of the largest customers that are told, in percent.
pub const LARGEST: [u32; 2] = [1, 10];

impl Outputs {
    /// Whether any customer has unit costs.
    pub fn has_costs(&self) -> bool {
        self.plans.iter().any(|total| !total.cost.is_zero())
    }

    /// An amount as one for a month.
    pub fn monthly(&self, amount: Decimal) -> Decimal {
        a_month(amount, self.bills.months)
    }

    /// A sum over all plans.
    pub fn sum(&self, of: fn(&Total) -> Decimal) -> Decimal {
        self.plans.iter().try_fold(Decimal::ZERO, |sum, total| sum.nearly_plus(of(total))).unwrap_or_default()
    }
}

pub fn answer(inputs: &Inputs, outputs: &Outputs) -> Answer {
    let mut warnings = plan_warnings("plans", &inputs.plans);
    warnings.extend(part_units(&outputs.base, &outputs.quantities));
    let Thresholds { overage_share, use_below, .. } = inputs.thresholds;
    warnings.extend(low_percentage("overage_share", overage_share));
    warnings.extend(low_percentage("use_below", use_below));
    Answer { sentence: sentence(inputs, outputs), figures: figures(outputs), warnings }
}

fn sentence(inputs: &Inputs, outputs: &Outputs) -> Sentence {
    let revenue = money(outputs.monthly(outputs.sum(|total| total.bills)));
    let (all, movers) = (outputs.base.customers, outputs.sum(|total| total.dearer));
    if inputs.plans.len() == 1 {
        return say!(
            "{all, plural, one {# customer pays} other {# customers pay}} {revenue} a month.",
            all = all,
            revenue = revenue
        );
    }
    if movers.is_zero() {
        return say!(
            "{all, plural, one {# customer pays} other {# customers pay}} {revenue} a month, and nobody would pay less on another plan.",
            all = all,
            revenue = revenue
        );
    }
    let saving = money(outputs.monthly(outputs.sum(|total| total.saving)));
    if movers == all {
        return say!(
            "{all, plural, one {# customer pays} other {# customers pay}} {revenue} a month, and would pay {saving} less on {all, plural, one {another plan} other {other plans}}.",
            all = all,
            revenue = revenue,
            saving = saving
        );
    }
    say!(
        "{all} customers pay {revenue} a month; {movers} of them would pay less on another plan, {saving} a month in all.",
        all = all,
        revenue = revenue,
        movers = movers,
        saving = saving
    )
}

fn figures(outputs: &Outputs) -> Vec<Figure> {
    let all = outputs.base.customers;
    let sum = |of: fn(&Total) -> Decimal| outputs.monthly(outputs.sum(of));
    let (revenue, cost) = (sum(|total| total.bills), sum(|total| total.cost));
    let margin = revenue.less(cost);
    let yearly = |amount: Decimal| amount.nearly_times(Decimal::from(12)).unwrap_or(amount);
    let quantile =
        |percent| outputs.spread.quantile(percent).map(|bill| outputs.monthly(bill)).unwrap_or_default();
    let no_costs = || {
        say!("No plan has unit costs, so there is no margin to tell. Enter them at the charges of the plans.")
    };
    let nothing = || say!("Nothing is billed, so there is no share of it.");
    let share = |part: Decimal, whole: Decimal| match percent_of(part, whole) {
        Some(percent) => Value::Exact(percent),
        None => Value::Undefined(nothing()),
    };
    let method = |percent: u32| {
        say!(
            "{percent} percent of the customers pay this or less. Where that ends exactly between two customers, the mean of both.",
            percent = percent
        )
    };
    let customers = || Measure::of(wording("customers"));
    let has_costs = outputs.has_costs();
    let rank = |main: bool| if main { Rank::Main } else { Rank::Detail };
    let mut found = Figures::default();
    found.money("revenue", "Revenue a month", revenue, "sum(by_plan.revenue)").ranked(Rank::Headline);
    found.money(
        "arpa",
        "Average bill a month (ARPA)",
        match revenue.nearly_over(all) {
            Some(arpa) => Value::Exact(arpa),
            None => Value::Undefined(say!("There are no customers.")),
        },
        "revenue / customer_count",
    );
    found
        .known(
            "margin_share",
            "Margin, of revenue",
            Measure::Percent,
            percent_of(margin, revenue).filter(|_| has_costs),
            "percent(margin / revenue)",
            &|| if has_costs { nothing() } else { no_costs() },
        )
        .ranked(rank(has_costs));
    found
        .add(
            "movers",
            "Would pay less on another plan",
            customers(),
            outputs.sum(|total| total.dearer),
            "sum(moves.movers)",
        )
        .ranked(rank(!has_costs));
    found.money(
        "moving_cost",
        "Lost a month if all moved to their cheapest plan",
        sum(|total| total.saving),
        "sum(moves.cost)",
    );
    found.add("customer_count", "Customers", customers(), all, "sum(by_plan.customers)").ranked(Rank::Detail);
    found.money("revenue_year", "Revenue a year", yearly(revenue), "revenue * 12").ranked(Rank::Detail);
    for (key, label, amount, by) in [
        ("margin", "Margin a month", margin, "sum(by_plan.margin)"),
        ("margin_year", "Margin a year", yearly(margin), "margin * 12"),
    ] {
        let amount = Some(amount).filter(|_| has_costs);
        found.known(key, label, Measure::Money, amount, by, &no_costs).ranked(Rank::Detail);
    }
    found.money("median", "Median bill a month", quantile(50), method(50)).ranked(Rank::Detail);
    found.money("p10", "Bill a month, 10th percentile", quantile(10), method(10)).ranked(Rank::Detail);
    found.money("p90", "Bill a month, 90th percentile", quantile(90), method(90)).ranked(Rank::Detail);
    for (key, percent) in ["top_1", "top_10"].into_iter().zip(LARGEST) {
        let top = outputs.monthly(outputs.spread.top(percent).unwrap_or_default());
        found.add(key, say!("Revenue from the largest {percent} percent of customers", percent = percent), Measure::Percent, share(top, revenue), say!(
                    "What the {percent} percent of customers who pay most are billed, as a share of revenue. A part of a customer counts with that part of the bill.",
                    percent = percent
                )).ranked(Rank::Detail);
    }
    let inside = outputs.found.inside();
    let [cliff_revenue, cliff_saving] = [inside.bills, inside.saving].map(|money| outputs.monthly(money));
    found
        .money("cliff_revenue", "Revenue inside cliffs a month", cliff_revenue, "sum(cliffs.revenue)")
        .ranked(Rank::Detail);
    found
        .add(
            "cliff_customers",
            "Customers inside cliffs",
            customers(),
            inside.customers,
            "sum(cliffs.customers)",
        )
        .ranked(Rank::Detail);
    found
        .money(
            "cliff_revenue_year",
            "Revenue inside cliffs a year",
            yearly(cliff_revenue),
            "cliff_revenue * 12",
        )
        .ranked(Rank::Detail);
    found
        .money(
            "cliff_saving_year",
            "Lost a year if they bought past their cliffs",
            yearly(cliff_saving),
            "sum(cliffs.saving) * 12",
        )
        .ranked(Rank::Detail);
    found
        .add(
            "watched",
            "Customers with a churn trigger",
            customers(),
            outputs.found.customers,
            "sum(trigger_counts.customers)",
        )
        .ranked(Rank::Detail);
    found
        .money(
            "watched_revenue",
            "Revenue a month from customers with a churn trigger",
            outputs.monthly(outputs.found.bills),
            "sum(trigger_counts.revenue)",
        )
        .ranked(Rank::Detail);
    found.told()
}
