//! The customer base as a list: who is on which plan and how much of each quantity they have.

use rust_decimal::Decimal;

use crate::input::field::{list, row_of, table, text, whole};
use crate::input::{Field, Form, Record};

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
    /// How much it was before; empty where that is not known.
    pub before: Vec<Option<Decimal>>,
}

/// The table of customers: rows that cannot be read are left out and told.
pub const fn customers() -> Field<Vec<Customer>> {
    table("customers", "Customers", "customer").rows(1, CUSTOMERS).lenient()
}

impl Record for Customer {
    fn fields(&mut self, form: &mut Form<'_>) {
        form.field(&mut self.name, &const { text("name", "Customer or bucket").or_empty() });
        form.field(&mut self.plan, &const { row_of("plan", "Present plan", "plans", "name") });
        form.field(&mut self.count, &const { whole("count", "How many").at_least(1).otherwise("1") });
        form.field(&mut self.amounts, &const { list("amounts", "{unit}").each("quantities", "name") });
        form.field(
            &mut self.before,
            &const { list("before", "{unit} before").each("quantities", "name").or_empty().advanced() },
        );
    }
}
