//! The answer of the page: what is left after variable and after fixed costs, and who loses on every unit.

use rust_decimal::Decimal;

use super::levers::levers;
use super::{Inputs, Outputs, Reach, Row};
use crate::arithmetic::amount::Amount;
use crate::arithmetic::rounding::{RoundingMode, rounded};
use crate::arithmetic::{Checked, Nearly, percent_of, ranking};
use crate::calculators::pricing::contribution_margin::category::Category;
use crate::calculators::pricing::contribution_margin::terms::Level;
use crate::calculators::pricing::contribution_margin::unit::COSTS;
use crate::input::{Problem, path};
use crate::report::{Answer, Figure, Figures, Measure, Rank, Sentence, money, percent, price, wording};
use crate::say;

impl Outputs {
    pub fn revenue(&self) -> Decimal {
        self.all.revenue.nearest()
    }

    /// After all variable costs.
    pub fn contribution(&self) -> Decimal {
        self.margins[2].nearest()
    }

    /// After fixed costs.
    pub fn profit(&self) -> Decimal {
        self.margins[2].minus(self.fixed).map_or_else(|_| Decimal::ZERO, Amount::nearest)
    }

    /// The units of the whole mix, rounded up once.
    pub fn units_of(&self, reach: Option<Reach>) -> Option<Decimal> {
        reach?.times.times(self.units).ok()?.ceil().ok()
    }

    /// The categories that lose money on every unit, the largest loss first.
    pub fn losers(&self) -> Vec<usize> {
        let losing: Vec<usize> =
            (0..self.rows.len()).filter(|row| self.rows[*row].each.sign().is_lt()).collect();
        let loss = |at: usize| self.rows[losing[at]].margins[2].nearest();
        ranking(losing.len(), &|a, b| loss(a).cmp(&loss(b))).into_iter().map(|at| losing[at]).collect()
    }

    /// Why no volume breaks even.
    pub fn never(&self, inputs: &Inputs) -> Sentence {
        match self.losers().first() {
            Some(worst) => say!(
                "No volume breaks even: every unit of {category} loses {each}. Mend its price or its costs first.",
                category = &inputs.categories[*worst].category.name,
                each = money(-self.rows[*worst].each.nearest())
            ),
            None => say!(
                "No volume breaks even: variable costs take all of the revenue. Raise prices or cut costs."
            ),
        }
    }
}

pub fn answer(inputs: &Inputs, outputs: &Outputs) -> Answer {
    let mut warnings = Vec::new();
    for (at, (costed, row)) in inputs.categories.iter().zip(&outputs.rows).enumerate() {
        warn(&mut warnings, at, &costed.category, row);
    }
    let apart = outputs.rows.iter().try_fold(Amount::ZERO, |sum, row| sum.plus(row.orders));
    if apart.is_ok_and(|apart| outputs.orders.compare(apart).is_gt()) {
        warnings.push(Problem::at(
            "all_orders",
            say!("These are more orders than the categories have together. Check both."),
        ));
    }
    // Where units follow from shares of revenue, only now are the orders known.
    if outputs.rows.iter().any(|row| row.orders.compare(outputs.orders).is_gt()) {
        warnings.push(Problem::at(
            "all_orders",
            say!("These are fewer orders than one of the categories has alone. Check both."),
        ));
    }
    Answer { sentence: sentence(inputs, outputs), figures: figures(inputs, outputs), warnings }
}

/// What is odd about a category though it can be worked out.
fn warn(warnings: &mut Vec<Problem>, at: usize, category: &Category, row: &Row) {
    let mut tell = |key: &str, message| {
        warnings.push(Problem::at(path(&[&"categories", &at, &key]), message));
    };
    if row.each.sign().is_lt() {
        let (paid, loss) = (price(row.paid.nearest()), money(-row.each.nearest()));
        tell(
            "price",
            match row.floor {
                Some(floor) => say!(
                    "Each unit sold at {paid} loses {loss} after variable costs. It breaks even at a list price of {floor}.",
                    paid = paid,
                    loss = loss,
                    floor = money(floor)
                ),
                None => say!(
                    "Each unit sold at {paid} loses {loss}, and no list price mends that: returns, fees and discounts take all of it. Lower one of them.",
                    paid = paid,
                    loss = loss
                ),
            },
        );
    }
    if category.orders.is_some() && row.orders.compare(row.units).is_gt() {
        tell(
            "orders",
            say!("There are more orders than units. Check both; an order holds at least one unit."),
        );
    }
    warnings.extend(category.oddities(at, row.each.percent_of(row.unit.revenue)));
}

fn sentence(inputs: &Inputs, outputs: &Outputs) -> Sentence {
    let (revenue, contribution) = (money(outputs.revenue()), outputs.contribution());
    let losers = outputs.losers();
    if outputs.revenue().is_zero() {
        return say!("There is no revenue: all of it is discounted or refunded.");
    }
    let Some(even) = outputs.even else {
        return match losers.first() {
            Some(worst) => say!(
                "Variable costs exceed the revenue of {revenue} by {more}, so no volume breaks even: most is lost on {category}.",
                revenue = revenue,
                more = money(-contribution),
                category = &inputs.categories[*worst].category.name
            ),
            None => say!(
                "Variable costs take all of the revenue of {revenue}, so no volume breaks even.",
                revenue = revenue
            ),
        };
    };
    let share = percent(outputs.margins[2].percent_of(outputs.all.revenue).unwrap_or_default());
    let profit = outputs.profit();
    let base = say!(
        "Of {revenue} of revenue, {left} ({share}) is left after variable costs",
        revenue = revenue,
        left = money(contribution),
        share = share
    );
    let base = match profit {
        _ if outputs.fixed.sign().is_eq() => base,
        profit if profit < Decimal::ZERO => {
            say!("{base}, {short} too little for the fixed costs", base = base, short = money(-profit))
        }
        profit => say!("{base} and {profit} after fixed costs", base = base, profit = money(profit)),
    };
    if let [loser] = losers[..] {
        return say!(
            "{base}, but every unit of {category} loses {each}.",
            base = base,
            category = &inputs.categories[loser].category.name,
            each = money(-outputs.rows[loser].each.nearest())
        );
    }
    if let Some(worst) = losers.first() {
        return say!(
            "{base}, but {losers, plural, one {# category loses} other {# categories lose}} money on every unit: most is lost on {category}.",
            base = base,
            losers = losers.len(),
            category = &inputs.categories[*worst].category.name
        );
    }
    if outputs.fixed.sign().is_eq() {
        return say!("{base}.", base = base);
    }
    // Of one category the units are what to act on.
    let even = match outputs.rows.as_slice() {
        [row] => {
            say!("{revenue}, {units, plural, one {# unit} other {# units}}", revenue = money(even.revenue))
                .with("units", row.even.and_then(|even| even.ceil().ok()).unwrap_or_default())
        }
        _ => say!("{revenue}", revenue = money(even.revenue)),
    };
    say!("{base}; you break even at {even}.", base = base, even = even)
}

fn figures(inputs: &Inputs, outputs: &Outputs) -> Vec<Figure> {
    let no_revenue = || say!("There is no revenue to take a share of.");
    let nothing = || say!("There is nothing to share it over.");
    let never = || outputs.never(inputs);
    let no_profit = || say!("There is no profit yet, so this has no meaning.");
    let below = || match outputs.even {
        Some(_) => say!("Sales are below break-even, so there is no margin of safety."),
        None => outputs.never(inputs),
    };
    let of_revenue = |part: Amount| part.percent_of(outputs.all.revenue);
    let at = |reach: Option<Reach>| reach.map(|reach| reach.revenue);
    let (profit, even) = (outputs.profit(), at(outputs.even));
    let in_profit = Some(profit).filter(|profit| *profit > Decimal::ZERO);
    let units = match outputs.rounded_by_row {
        false => outputs.units_of(outputs.even),
        true => {
            outputs.rows.iter().try_fold(Decimal::ZERO, |sum, row| sum.nearly_plus(row.even?.ceil().ok()?))
        }
    };
    let per = |all: Amount, count: Amount| all.nearest().nearly_over(count.nearest());
    let [cm1, cm2, cm3] = outputs.margins;
    let (cash, share, plain) = (|| Measure::Money, || Measure::Percent, Measure::number);
    let mut found = Figures::default();
    found
        .money("contribution", "Contribution margin (CM3)", outputs.contribution(), "sum(by_category.cm3)")
        .ranked(Rank::Headline);
    found.known(
        "contribution_percent",
        "Contribution of revenue",
        share(),
        of_revenue(cm3),
        "percent(contribution / revenue)",
        &no_revenue,
    );
    found.known("profit", "Operating profit", cash(), Some(profit), "contribution - fixed_costs", &nothing);
    found.known(
        "break_even_revenue",
        "Break-even revenue",
        cash(),
        even,
        "fixed_costs / (contribution / revenue)",
        &never,
    );
    found.details();
    found.known("revenue", "Revenue", cash(), Some(outputs.revenue()), "sum(by_category.revenue)", &nothing);
    found.known("cm1", "CM1", cash(), Some(cm1.nearest()), "sum(by_category.cm1)", &nothing);
    found.known(
        "cm1_percent",
        "CM1 of revenue",
        share(),
        of_revenue(cm1),
        "percent(cm1 / revenue)",
        &no_revenue,
    );
    found.known("cm2", "CM2", cash(), Some(cm2.nearest()), "sum(by_category.cm2)", &nothing);
    found.known(
        "cm2_percent",
        "CM2 of revenue",
        share(),
        of_revenue(cm2),
        "percent(cm2 / revenue)",
        &no_revenue,
    );
    let marketing = outputs.all.costs[COSTS.len() - 1];
    let label = match inputs.terms.levels {
        [earlier @ .., Level::Three] if !earlier.contains(&Level::Three) => {
            say!("CM2 of revenue, before marketing")
        }
        _ => say!("Contribution of revenue, before marketing"),
    };
    found.known(
        "before_marketing",
        label,
        share(),
        cm3.plus(marketing).ok().and_then(of_revenue),
        "percent((contribution + cost_lines.6.amount) / revenue)",
        &no_revenue,
    );
    found.known(
        "fixed_costs",
        "Fixed costs",
        cash(),
        Some(outputs.fixed.nearest()),
        "fixed_shared + sum(break_even.fixed)",
        &nothing,
    );
    let orders = if inputs.orders.is_some() { "all_orders" } else { "sum(shares.orders)" };
    found.known("order_count", "Orders", plain(), Some(outputs.orders.nearest()), orders, &nothing);
    found.known(
        "per_order",
        "Contribution an order",
        cash(),
        per(cm3, outputs.orders),
        "contribution / order_count",
        &nothing,
    );
    found.known(
        "revenue_per_order",
        "Revenue an order",
        cash(),
        per(outputs.all.revenue, outputs.orders),
        "revenue / order_count",
        &nothing,
    );
    found.known("unit_count", "Units", plain(), Some(outputs.units.nearest()), "sum(shares.units)", &nothing);
    found.known(
        "per_unit",
        "Contribution a unit",
        cash(),
        per(cm3, outputs.units),
        "contribution / unit_count",
        &nothing,
    );
    found.known("break_even_units", "Break-even units", plain(), units, "targets.0.units", &never);
    found.known(
        "target_revenue",
        "Revenue for the target profit before tax",
        cash(),
        at(outputs.target),
        "(fixed_costs + target) / (contribution / revenue)",
        &never,
    );
    found.known(
        "target_revenue_after_tax",
        "Revenue for the target profit after tax",
        cash(),
        at(outputs.taxed),
        "(fixed_costs + target / (1 - profit_tax%)) / (contribution / revenue)",
        &never,
    );
    let safety = even.map(|even| outputs.revenue().less(even)).filter(|safety| *safety >= Decimal::ZERO);
    found.known("safety", "Margin of safety", cash(), safety, "revenue - break_even_revenue", &below);
    let spare = safety.and(units).map(|even| outputs.units.nearest().less(even).max(Decimal::ZERO));
    found.known(
        "safety_units",
        "Margin of safety in units",
        plain(),
        spare,
        "max(0, unit_count - break_even_units)",
        &below,
    );
    let safe = safety.and_then(|safety| of_revenue(safety.into()));
    found.known(
        "safety_percent",
        "Margin of safety of revenue",
        share(),
        safe,
        "percent(safety / revenue)",
        &below,
    );
    let leverage = in_profit.and_then(|profit| {
        let times = outputs.contribution().nearly_over(profit)?;
        rounded(times.into(), 2, RoundingMode::HalfUp).ok()
    });
    found.known(
        "leverage",
        "Operating leverage",
        Measure::of(wording("times")),
        leverage,
        "round(contribution / profit, 2)",
        &no_profit,
    );
    let rows = ["levers.0.percent", "levers.1.percent", "levers.2.percent", "levers.3.percent"];
    for (lever, formula) in levers(outputs).into_iter().zip(rows) {
        let share_of = in_profit.and_then(|profit| percent_of(lever.adds, profit));
        found.known(lever.key, lever.told, share(), share_of, formula, &no_profit);
    }
    found.told()
}
