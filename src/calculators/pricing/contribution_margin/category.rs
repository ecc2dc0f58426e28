//! A product category as an order file sums it up: price, units and what varies with them.

use rust_decimal::Decimal;

use crate::arithmetic::Percent;
use crate::input::field::{number, percentage, text, unit_price};
use crate::input::{Field, Form, Problem, Record, path};
use crate::report::sanity::deep_discount;
use crate::say;

/// One row of the table of categories, which all pages of the family have under the key `categories`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Category {
    pub name: String,
    /// Before discount, with the tax that prices include.
    pub price: Decimal,
    /// Sold in the period, returned ones included; above zero. Not asked where the mix goes by revenue.
    pub units: Decimal,
    /// Of all revenue, where the mix goes by revenue.
    pub share: Percent,
    /// The average discount of the period.
    pub discount: Percent,
    /// A unit, landed.
    pub landed: Decimal,
    pub fulfilment: Decimal,
    pub packaging: Decimal,
    /// Of what is paid.
    pub payment_rate: Percent,
    /// An order.
    pub payment_fee: Decimal,
    /// Of what is paid.
    pub marketplace: Percent,
    /// Of units sold.
    pub returns: Percent,
    /// Freight and handling of one unit that comes back.
    pub return_cost: Decimal,
    /// What a returned unit loses of its landed cost.
    pub write_down: Percent,
    /// Of revenue before returns.
    pub marketing_rate: Percent,
    /// A unit.
    pub marketing: Decimal,
    /// None for one order a unit.
    pub orders: Option<Decimal>,
}

impl Record for Category {
    fn fields(&mut self, form: &mut Form<'_>) {
        form.field(&mut self.name, &const { text("name", "Category").unique() });
        form.field(
            &mut self.price,
            &const { unit_price("price", "List price").above(0).help("With the tax that prices include.") },
        );
        form.field(
            &mut self.units,
            &const {
                number("units", "Units sold")
                    .above(0)
                    .help("Returned ones included.")
                    .when("^mix", &["units"])
            },
        );
        form.field(
            &mut self.share,
            &const {
                percentage("share", "Share of revenue").above(0).at_most(100).when("^mix", &["revenue"])
            },
        );
        form.field(
            &mut self.discount,
            &const { share("discount", "Discount").help("Average off the list price.") },
        );
        form.field(
            &mut self.landed,
            &const { cost("landed", "Landed cost").help("Product, inbound freight and duty, a unit.") },
        );
        form.field(&mut self.fulfilment, &const { cost("fulfilment", "Fulfilment a unit").advanced() });
        form.field(&mut self.packaging, &const { cost("packaging", "Packaging a unit").advanced() });
        form.field(
            &mut self.payment_rate,
            &const { share("payment_rate", "Payment fee, % of what is paid").advanced() },
        );
        form.field(
            &mut self.payment_fee,
            &const { cost("payment_fee", "Payment fee, fixed an order").advanced() },
        );
        form.field(
            &mut self.marketplace,
            &const { share("marketplace", "Marketplace fee, % of what is paid").advanced() },
        );
        form.field(&mut self.returns, &const { share("returns", "Return rate, % of units").advanced() });
        form.field(
            &mut self.return_cost,
            &const { cost("return_cost", "Freight and handling a return").advanced() },
        );
        form.field(
            &mut self.write_down,
            &const { share("write_down", "Write-down of a return, % of landed cost").advanced() },
        );
        form.field(
            &mut self.marketing_rate,
            &const { share("marketing_rate", "Marketing, % of revenue before returns").advanced() },
        );
        form.field(&mut self.marketing, &const { cost("marketing", "Marketing a unit").advanced() });
        form.field(
            &mut self.orders,
            &const {
                number("orders", "Orders")
                    .above(0)
                    .optional()
                    .help("Left open, one for each unit.")
                    .advanced()
            },
        );
    }
}

impl Category {
    /// What is seldom meant in the category of a row, of whose revenue `left` percent are left after variable costs.
    pub fn oddities(&self, row: usize, left: Option<Decimal>) -> Vec<Problem> {
        let at = |key: &str| path(&[&"categories", &row, &key]);
        let mut found = Vec::new();
        if left.is_some_and(|left| left > Decimal::from(90)) {
            found.push(Problem::at(
                at("landed"),
                say!("More than 90% of revenue is left. Check that all costs are entered."),
            ));
        }
        found.extend(deep_discount(at("discount"), self.discount.0));
        if self.returns.0 > Decimal::from(60) {
            found.push(Problem::at(
                at("returns"),
                say!("More than 60% returned is rare. Check that it is a share of the units sold."),
            ));
        }
        found
    }
}

const fn share(key: &'static str, label: &'static str) -> Field<Percent> {
    percentage(key, label).at_least(0).at_most(100).otherwise("0")
}

const fn cost(key: &'static str, label: &'static str) -> Field<Decimal> {
    unit_price(key, label).at_least(0).otherwise("0")
}
