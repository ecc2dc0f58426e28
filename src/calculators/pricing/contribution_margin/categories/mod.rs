//! Categories: the contribution of each category and of all, level by level, and the sales at which fixed costs are covered.

mod answer;
mod examples;
mod levers;
mod report;

use rust_decimal::Decimal;

use super::category::Category;
use super::terms::{Level, Mix, Terms, mix_problems};
use super::unit::{Ready, Unit};
use crate::arithmetic::amount::Amount;
use crate::arithmetic::rounding::RoundingMode;
use crate::arithmetic::{Checked, Exactly, Percent};
use crate::calculator::{About, Calculator, Example, Revision};
use crate::input::field::{money, number, percentage, table};
use crate::input::{Form, Problem, Record};
use crate::report::currency::Currency;
use crate::report::{Answer, Report};
use crate::say;

/// The page of the family for all categories of a shop.
pub struct Categories;

/// A category with the fixed costs that are its own.
#[derive(Default)]
pub struct Costed {
    pub category: Category,
    pub fixed: Decimal,
    /// What a unit takes of whatever is scarce.
    pub scarce: Option<Decimal>,
}

/// What the page takes in.
#[derive(Default)]
pub struct Inputs {
    pub categories: Vec<Costed>,
    /// Of all categories together.
    pub fixed: Decimal,
    pub target: Decimal,
    pub profit_tax: Percent,
    /// All orders, where some hold several categories.
    pub orders: Option<Decimal>,
    pub terms: Terms,
}

/// What is found. Amounts are for the period of the units.
pub struct Outputs {
    pub rows: Vec<Row>,
    pub all: Unit,
    /// By level.
    pub margins: [Amount; 3],
    pub units: Amount,
    pub orders: Amount,
    /// Shared and own.
    pub fixed: Amount,
    /// The sales that cover fixed costs, and that earn the target before and after tax; `None` where no volume does.
    pub even: Option<Reach>,
    pub target: Option<Reach>,
    pub taxed: Option<Reach>,
    /// The profit before tax that leaves the target after tax.
    pub before_tax: Amount,
    /// What prices that are one percent higher would add, times 100: revenue less what is a share of it.
    pub priced: Amount,
    /// Whether units to break even are rounded up for each category, as revision 1 had it.
    pub rounded_by_row: bool,
}

/// Sales in the present mix that bring a contribution.
#[derive(Clone, Copy)]
pub struct Reach {
    /// So many times the present ones.
    pub times: Amount,
    pub revenue: Decimal,
}

/// One category.
pub struct Row {
    pub paid: Amount,
    pub units: Amount,
    pub orders: Amount,
    pub unit: Unit,
    pub all: Unit,
    /// By level, of all its units.
    pub margins: [Amount; 3],
    /// After all variable costs, of one unit.
    pub each: Amount,
    /// Units that cover its own fixed costs; `None` where none do.
    pub own: Option<Decimal>,
    /// Its units at the break-even of all, exactly.
    pub even: Option<Amount>,
    /// The list price at which a unit earns nothing, up to the cent; `None` where none does.
    pub floor: Option<Decimal>,
}

impl Record for Costed {
    fn fields(&mut self, form: &mut Form<'_>) {
        self.category.fields(form);
        form.field(
            &mut self.fixed,
            &const { money("fixed", "Own fixed costs").at_least(0).otherwise("0").advanced() },
        );
        form.field(
            &mut self.scarce,
            &const {
                number("scarce", "Bottleneck a unit")
                    .above(0)
                    .optional()
                    .help("What a unit takes of what is short: shelf, storage, minutes. In one measure for all categories.")
                    .advanced()
            },
        );
    }
}

impl Record for Inputs {
    fn fields(&mut self, form: &mut Form<'_>) {
        self.terms.mix_fields(form);
        form.field(
            &mut self.orders,
            &const {
                number("all_orders", "Orders in all")
                    .above(0)
                    .optional()
                    .help("If one order may hold several categories. Left open, the orders of the categories are added.")
                    .section("Sales mix")
            },
        );
        form.rows(
            &mut self.categories,
            &const {
                table("categories", "Categories", "category").rows(1, 200).help(
                    "For the same period. More costs, orders and returns of a category stand behind its row.",
                )
            },
        );
        form.field(
            &mut self.fixed,
            &const {
                money("fixed_shared", "Shared fixed costs")
                    .at_least(0)
                    .otherwise("0")
                    .help("In the same period. Fixed costs of one category stand behind its row.")
            },
        );
        form.field(&mut self.target, &const { money("target", "Target profit").at_least(0).otherwise("0") });
        form.field(
            &mut self.profit_tax,
            &const { percentage("profit_tax", "Tax on profit").at_least(0).at_most(99).otherwise("0") },
        );
        self.terms.fields(form);
    }
}

impl Row {
    fn new(terms: &Terms, costed: &Costed, whole: Decimal, minor_units: u32) -> Exactly<(Self, Amount)> {
        let category = &costed.category;
        let ready = Ready::new(terms, category, whole)?;
        let unit = ready.now()?;
        let all = unit.times(ready.units)?;
        let mut margins = [Amount::ZERO; 3];
        for (margin, level) in margins.iter_mut().zip(Level::ALL) {
            *margin = all.margin(terms, level)?;
        }
        let each = unit.margin(terms, Level::Three)?;
        let own = match each.sign().is_gt() {
            true => Amount::from(costed.fixed).over(each)?.map(Amount::ceil).transpose()?,
            false => None,
        };
        let lines = ready.lines(Level::Three, Percent::default())?;
        let kept = Amount::from(Percent(Decimal::ONE_HUNDRED.minus(category.discount.0)?).share()?);
        let floor = match ready.floor(Level::Three, Percent::default(), Percent::default())? {
            Some(paid) => paid.over(kept)?,
            None => None,
        };
        let row = Row {
            paid: ready.paid,
            units: ready.units,
            orders: ready.orders,
            unit,
            all,
            margins,
            each,
            own,
            even: None,
            floor: floor.map(|floor| floor.rounded(minor_units, RoundingMode::Up)).transpose()?,
        };
        Ok((row, lines.slope.times(ready.paid)?.times(ready.units)?))
    }
}

impl Outputs {
    /// The sales that bring so much; `None` where no volume does.
    fn reach(&self, wanted: Amount) -> Exactly<Option<Reach>> {
        let (left, all) = (self.margins[2], self.all.revenue);
        if left.sign().is_le() {
            return Ok(None);
        }
        let Some(times) = wanted.over(left)? else { return Ok(None) };
        Ok(Some(Reach { times, revenue: times.times(all)?.nearest() }))
    }

    fn found(inputs: &Inputs, currency: Currency) -> Exactly<Self> {
        let mut out = Outputs {
            rows: Vec::with_capacity(inputs.categories.len()),
            all: Unit::default(),
            margins: [Amount::ZERO; 3],
            units: Amount::ZERO,
            orders: Amount::ZERO,
            fixed: inputs.fixed.into(),
            even: None,
            target: None,
            taxed: None,
            before_tax: Amount::ZERO,
            priced: Amount::ZERO,
            rounded_by_row: false,
        };
        let whole = inputs.terms.whole(inputs.categories.iter().map(|costed| &costed.category))?;
        for costed in &inputs.categories {
            let (row, priced) = Row::new(&inputs.terms, costed, whole, currency.minor_units())?;
            out.all.gain(&row.all)?;
            out.units.gain(row.units)?;
            out.orders.gain(row.orders)?;
            out.fixed.gain(costed.fixed.into())?;
            out.priced.gain(priced)?;
            for (sum, margin) in out.margins.iter_mut().zip(row.margins) {
                sum.gain(margin)?;
            }
            out.rows.push(row);
        }
        if let Some(orders) = inputs.orders {
            out.orders = orders.into();
        }
        let left = Percent(Decimal::ONE_HUNDRED.minus(inputs.profit_tax.0)?).share()?;
        out.before_tax = Amount::from(inputs.target).over(left.into())?.unwrap_or_default();
        out.even = out.reach(out.fixed)?;
        out.target = out.reach(out.fixed.plus(inputs.target.into())?)?;
        out.taxed = out.reach(out.fixed.plus(out.before_tax)?)?;
        if out.even.is_some() {
            for row in &mut out.rows {
                row.even = out.fixed.times(row.units)?.over(out.margins[2])?;
            }
        }
        Ok(out)
    }
}

impl Calculator for Categories {
    type Inputs = Inputs;
    type Outputs = Outputs;

    const ABOUT: About = About {
        family: "contribution-margin",
        page: "",
        title: "Margin by category",
        summary: "What each category leaves after its variable costs, level by level, and the sales at which you break even.",
        search: &[
            "cm1",
            "cm2",
            "cm3",
            "break-even",
            "margin of safety",
            "operating leverage",
            "target profit",
            "cost-volume-profit",
            "cvp",
            "unit economics",
            "category",
            "returns",
            "profitability",
        ],
        method: "Each unit brings its price after discount, without tax; variable costs are taken off level by level, returned units at what they really cost. Break-even and target keep the present mix and share out nothing: fixed costs over the contribution of each unit of revenue.",
        source: "Cost-volume-profit analysis as in OpenStax, Principles of Accounting 2, chapter 3; the levers of one percent as in Marn and Rosiello (1992). Levels of contribution have no standard: the page prints its own.",
        revision: 2,
    };

    const EXAMPLES: &'static [Example] = examples::ALL;

    const REVISIONS: &'static [Revision] = &[Revision {
        told: "Break-even units are now rounded up once for the whole mix, no longer for each category.",
        ..Revision::PLAIN
    }];

    fn check(inputs: &Inputs) -> Vec<Problem> {
        let categories: Vec<&Category> = inputs.categories.iter().map(|costed| &costed.category).collect();
        let mut found = mix_problems(&inputs.terms, &categories);
        // Units that follow from shares of revenue are not known yet.
        let least = |category: &&Category| match inputs.terms.mix {
            Mix::Units => category.orders.unwrap_or(category.units),
            Mix::Revenue => category.orders.unwrap_or_default(),
        };
        if let Some((all, most)) = inputs.orders.zip(categories.into_iter().max_by_key(least))
            && all < least(&most)
        {
            found.push(Problem::at(
                "all_orders",
                say!(
                    "These are fewer than the {orders} orders of {category} alone. Enter at least as many, or enter its orders behind its row: left open, each unit counts as one.",
                    orders = least(&most),
                    category = &most.name
                ),
            ));
        }
        found
    }

    fn compute(inputs: &Inputs, currency: Currency) -> Result<Outputs, Problem> {
        Ok(Outputs::found(inputs, currency)?)
    }

    fn earlier(inputs: &Inputs, currency: Currency, _revision: u32) -> Option<Outputs> {
        Some(Outputs { rounded_by_row: true, ..Outputs::found(inputs, currency).ok()? })
    }

    fn answer(inputs: &Inputs, outputs: &Outputs) -> Answer {
        answer::answer(inputs, outputs)
    }

    fn report(inputs: &Inputs, outputs: &Outputs) -> Report {
        report::report(inputs, outputs)
    }
}
