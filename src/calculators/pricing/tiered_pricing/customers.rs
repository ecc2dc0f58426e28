//! The customer base as a list: who is on which plan and how much of each quantity they have, and what cannot be priced in it.

use rust_decimal::Decimal;

use super::bulk::Ready;
use super::plan::{Charge, Plan, Quantity, Rules};
use crate::input::field::{choice, flag, list, row_of, table, text, whole};
use crate::input::{Field, Form, Problem, Record, Row, path};
use crate::report::Sentence;
use crate::say;

/// The most rows of a customer base.
pub const CUSTOMERS: usize = 20_000;

/// One customer, or a bucket of customers that are alike.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Customer {
    /// What the row is called; may be empty.
    pub name: String,
    /// The name of the present plan.
    pub plan: String,
    /// How many customers the row stands for: 1 or more.
    pub count: Decimal,
    /// How much of each quantity one of them has, in the order of the quantities.
    pub amounts: Vec<Option<Decimal>>,
    /// How much it was before; blank where that is not known.
    pub before: Vec<Option<Decimal>>,
    /// The line of the list that it was filled from.
    pub line: usize,
}

/// A quantity of which every customer has an amount of their own. On the page for one customer it has its amount beside it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counted(pub Quantity);

/// The table of customers: rows that cannot be priced are left out and told.
pub const fn customers() -> Field<Vec<Customer>> {
    table("customers", "Customers", "customer").rows(1, CUSTOMERS).lenient()
}

/// The table of quantities.
pub const fn counted() -> Field<Vec<Counted>> {
    table("quantities", "What customers buy", "quantity").rows(1, 500).new_row(|rows| {
        let name = ["Quantity ", &(rows.len() + 1).to_string()].concat();
        (rows.len(), Row::of(&[("name", &name)]))
    })
}

impl Record for Counted {
    fn fields(&mut self, form: &mut Form<'_>) {
        form.field(&mut self.0.name, &const { text("name", "Name").unique() });
        form.field(&mut self.0.per, &const { choice("per", "Counted").otherwise("held") });
        form.field(
            &mut self.0.whole,
            &const { flag("whole", "Comes in whole units").otherwise("yes").advanced() },
        );
    }
}

impl Record for Customer {
    fn fields(&mut self, form: &mut Form<'_>) {
        // What exports and spreadsheets call these columns, in English, German, French and Spanish.
        const NAME: &[&str] = &[
            "customer",
            "customers",
            "company",
            "client",
            "account",
            "organisation",
            "organization",
            "segment",
            "name",
            "kunde",
            "kunden",
            "firma",
            "unternehmen",
            "société",
            "entreprise",
            "cliente",
            "empresa",
        ];
        const PLAN: &[&str] = &[
            "plan",
            "tier",
            "package",
            "edition",
            "subscription",
            "product",
            "tarif",
            "paket",
            "abo",
            "produkt",
            "forfait",
            "formule",
            "offre",
            "tarifa",
            "producto",
            "suscripción",
        ];
        const COUNT: &[&str] = &[
            "customers",
            "number of customers",
            "customer count",
            "count",
            "clients",
            "accounts",
            "companies",
            "how many",
            "qty",
            "quantity",
            "anzahl",
            "kunden",
            "anzahl kunden",
            "kundenzahl",
            "menge",
            "nombre",
            "nombre de clients",
            "clientes",
            "número de clientes",
            "cantidad",
        ];
        const AMOUNT: &[&str] =
            &["qty", "quantity", "units", "amount", "usage", "anzahl", "menge", "quantité", "cantidad"];
        form.field(
            &mut self.name,
            &const { text("name", "Customer or bucket").unique().or_empty().called(NAME) },
        );
        form.field(&mut self.plan, &const { row_of("plan", "Present plan", "plans", "name").called(PLAN) });
        form.field(
            &mut self.count,
            &const { whole("count", "How many").at_least(1).otherwise("1").called(COUNT) },
        );
        form.field(
            &mut self.amounts,
            &const {
                list("amounts", "{unit}")
                    .each("quantities", "name")
                    .called(AMOUNT)
                    .whole_by("quantities", "whole")
            },
        );
        form.field(
            &mut self.before,
            &const {
                list("before", "{unit} before")
                    .each("quantities", "name")
                    .whole_by("quantities", "whole")
                    .or_empty()
                    .advanced()
            },
        );
    }

    fn stands_in(&mut self, line: usize) {
        self.line = line;
    }
}

impl Customer {
    /// What the row is called, or where it stands.
    pub fn called(&self) -> Sentence {
        match self.name.is_empty() {
            true => say!("Row {line}", line = self.line),
            false => Sentence::verbatim(self.name.as_str()),
        }
    }
}

/// The quantities as the plans know them.
pub fn plain(counted: &[Counted]) -> Vec<Quantity> {
    counted.iter().map(|counted| counted.0.clone()).collect()
}

/// Where a plan stands.
pub fn named(plans: &[Plan], name: &str) -> Option<usize> {
    plans.iter().position(|plan| plan.name == name)
}

/// What keeps rows from being priced by their present plans, at the rows; those are left out. Rows that no proposed plan prices
/// are told at the proposed plans and left out nowhere: revenue without them would be no revenue to compare with.
pub fn unpriced_rows(
    customers: &[Customer],
    quantities: &[Quantity],
    plans: &[Plan],
    proposed: &[Plan],
    rules: &Rules,
) -> Vec<Problem> {
    let asks = |charge: &Charge, name: &str| charge.quantity == name || charge.events == name;
    let priced = |quantity: &Quantity| {
        let mut charges = plans.iter().chain(proposed).flat_map(|plan| &plan.charges);
        charges.any(|charge| asks(charge, &quantity.name))
    };
    let priced: Vec<bool> = quantities.iter().map(priced).collect();
    let ready: Vec<_> = plans.iter().map(|plan| Limits::new(plan, quantities, rules)).collect();
    let offered: Vec<_> = proposed.iter().map(|plan| Limits::new(plan, quantities, rules)).collect();
    let mut found = Vec::new();
    let mut unfit = 0usize;
    let mut amounts = Vec::with_capacity(quantities.len());
    for (row, customer) in customers.iter().enumerate() {
        let mut tell = |key: &str, message| {
            found.push(Problem::at(path(&[&"customers", &row, &key]), message));
        };
        for (key, list) in [("amounts", &customer.amounts), ("before", &customer.before)] {
            if list.iter().skip(quantities.len()).any(Option::is_some) {
                tell(
                    key,
                    say!(
                        "There are {amounts} amounts for {n, plural, one {# quantity} other {# quantities}}. Take some away, or add the quantity.",
                        amounts = list.len(),
                        n = quantities.len()
                    ),
                );
            }
            let below =
                list.iter().zip(quantities).find(|(amount, _)| amount.is_some_and(|a| a < Decimal::ZERO));
            if let Some((amount, quantity)) = below.filter(|_| !rules.credits) {
                tell(
                    key,
                    say!(
                        "{amount} of {unit} is below zero. For a return, turn on “Credit negative quantities” under “More rules”.",
                        amount = amount.unwrap_or_default(),
                        unit = &quantity.name
                    ),
                );
            }
        }
        amounts.clear();
        amounts.extend((0..quantities.len()).map(|at| customer.amounts.get(at).copied().flatten()));
        let blank = (0..quantities.len()).find(|at| priced[*at] && amounts[*at].is_none());
        if let Some(blank) = blank {
            tell(
                "amounts",
                say!(
                    "There is no amount of {unit}. Enter 0 if there is none.",
                    unit = &quantities[blank].name
                ),
            );
            continue;
        }
        let plain: Vec<Decimal> = amounts.iter().map(|amount| amount.unwrap_or_default()).collect();
        let present = named(plans, &customer.plan).and_then(|plan| ready[plan].reached(&plain));
        if let Some((bound, unit)) = present {
            tell(
                "amounts",
                say!(
                    "{plan} stops at {bound} {unit}, and this is more. Open its last tier, or correct the plan or the amount.",
                    plan = &customer.plan,
                    bound = bound,
                    unit = unit.to_owned()
                ),
            );
        } else if !offered.is_empty() && offered.iter().all(|plan| plan.reached(&plain).is_some()) {
            unfit += 1;
        }
    }
    if unfit > 0 {
        found.push(Problem::at(
            "proposed",
            say!(
                "{n, plural, one {# row of customers fits} other {# rows of customers fit}} none of these plans, which all stop below their amounts. Open the last tier of one of them.",
                n = unfit
            ),
        ));
    }
    found
}

/// The charges of a plan that stop somewhere; none of a plan that cannot be made ready, which is told of when it is to price.
struct Limits<'p>(Option<Ready<'p>>);

impl<'p> Limits<'p> {
    fn new(plan: &'p Plan, quantities: &[Quantity], rules: &Rules) -> Self {
        let stops = |charge: &Charge| {
            charge.has_tiers() && charge.tiers.last().is_some_and(|last| last.up_to.is_some())
        };
        let stopping = plan.charges.iter().any(stops);
        Limits(stopping.then(|| Ready::new(plan, quantities, rules, 0).ok()).flatten())
    }

    /// The limit that some amounts are past, and the quantity that has it.
    fn reached(&self, amounts: &[Decimal]) -> Option<(Decimal, &str)> {
        let charges = self.0.as_ref().map(|ready| ready.charges.as_slice()).unwrap_or_default();
        charges
            .iter()
            .find_map(|charge| Some((charge.stops_below(amounts)?, charge.charge.quantity.as_str())))
    }
}
