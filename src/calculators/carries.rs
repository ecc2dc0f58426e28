//! What one page finds and another asks for.

use crate::input::carry::Given;
use crate::report::{Report, Table, Value};

/// Figures of a page that another page takes as inputs.
///
/// The reader sees them under the answer, with their values, before they take them along. Pages of one family also share the
/// fields that both have.
pub struct Carry {
    /// The page whose figures they are, and the page that takes them, by their slugs.
    pub from: &'static str,
    pub to: &'static str,
    /// Each figure, and the path of the field that it goes to.
    pub figures: &'static [(&'static str, &'static str)],
    /// Fields that are given besides, by what the figures mean, each with its text.
    pub fixed: &'static [(&'static str, &'static str)],
    /// These in the reader's words.
    pub besides: &'static str,
    pub rows: Option<Rows>,
}

/// Rows of the report's tables that become rows of a table there. A row without a value in one of the columns stays behind.
pub struct Rows {
    /// In the reader's words, what each row is and brings.
    pub what: &'static str,
    /// The key of the table that takes them; what it held goes.
    pub to: &'static str,
    /// For each field of a row there: the table and the column that it comes from. The tables have their rows in one order.
    pub columns: &'static [(&'static str, &'static str, &'static str)],
}

impl Carry {
    /// Figures alone, each to a field.
    const fn figures(
        from: &'static str,
        to: &'static str,
        figures: &'static [(&'static str, &'static str)],
    ) -> Self {
        Carry { from, to, figures, fixed: &[], besides: "", rows: None }
    }
}

impl Rows {
    /// What a report gives for the fields there, each by its path. `text` gives a cell that is no number as text.
    pub fn given(&self, report: &Report, text: &dyn Fn(&Value) -> String) -> Vec<(String, Given)> {
        let column = |(table, key, field): &(&str, &str, &'static str)| {
            let table = report.tables().find(|found| found.key == *table)?;
            let place = table.columns.iter().position(|column| column.key == *key)?;
            Some((*field, table, place))
        };
        let Some(columns) = self.columns.iter().map(column).collect::<Option<Vec<_>>>() else {
            return Vec::new();
        };
        let mut given = Vec::new();
        let mut taken = 0usize;
        for row in 0..columns.iter().map(|(_, table, _)| table.rows.len()).min().unwrap_or_default() {
            let cell = |(field, table, place): &(&'static str, &Table, usize)| {
                let what = match &table.rows[row].get(*place)?.value {
                    value @ Value::Text(_) => Given::Text(text(value)),
                    value => Given::Number(value.number()?),
                };
                Some(([self.to, ".", &taken.to_string(), ".", field].concat(), what))
            };
            if let Some(cells) = columns.iter().map(cell).collect::<Option<Vec<_>>>() {
                given.extend(cells);
                taken += 1;
            }
        }
        given
    }
}

/// All that is carried from page to page.
pub const CARRIES: &[Carry] = &[
    Carry {
        from: "bundling/pairs",
        to: "bundling",
        figures: &[
            ("anchor", "items.0.name"),
            ("anchor_price", "items.0.price"),
            ("anchor_cost", "items.0.cost"),
            ("addon", "items.1.name"),
            ("addon_price", "items.1.price"),
            ("addon_cost", "items.1.cost"),
            ("anchor_only", "baskets.0.orders"),
            ("addon_only", "baskets.1.orders"),
            ("with_both", "baskets.2.orders"),
            ("take_assumed", "baskets.0.take"),
            ("discount_assumed", "discount"),
        ],
        fixed: &[
            ("baskets.0.contents", "1,0"),
            ("baskets.1.contents", "0,1"),
            ("baskets.2.contents", "1,1"),
            // As the pairs have it: whoever buys both anyway takes the discount.
            ("baskets.2.take", "100"),
            ("price_by", "discount"),
        ],
        besides: "Whoever buys both anyway takes the bundle; price by discount",
        rows: None,
    },
    Carry::figures("bundling", "contribution-margin/promotions", &[("bundle_discount", "depth")]),
    // What marketing takes comes back there as acquisition cost.
    Carry::figures("contribution-margin", "ltv-cac", &[("before_marketing", "margin")]),
    Carry {
        fixed: &[("form", "subscription"), ("arpa_per", "month")],
        besides: "Customers pay by subscription, revenue is for a month",
        ..Carry::figures(
            "tiered-pricing/customer-base",
            "ltv-cac",
            &[("arpa", "arpa"), ("margin_share", "margin")],
        )
    },
    // That churn is of the same value with payments discounted from the beginning of each month.
    Carry {
        fixed: &[("churn_by", "rate"), ("ltv_basis", "at_once")],
        besides: "Churn is a rate; the LTV that counts is discounted, paid as each month begins",
        ..Carry::figures("ltv-cac/retention-fit", "ltv-cac", &[("carried_churn", "churn")])
    },
    // What is spent on media is what can be moved.
    Carry {
        rows: Some(Rows {
            what: "Each channel with its media spend, new customers and LTV",
            to: "mix",
            columns: &[
                ("by_channel", "channel", "name"),
                ("channel_costs", "marketing", "spend"),
                ("by_channel", "customers", "customers"),
                ("by_channel", "channel_ltv", "value"),
            ],
        }),
        ..Carry::figures("ltv-cac", "ltv-cac/reallocation", &[])
    },
];

/// What a page has to give.
pub fn carries(from: &str) -> impl Iterator<Item = &'static Carry> {
    CARRIES.iter().filter(move |carry| carry.from == from)
}
