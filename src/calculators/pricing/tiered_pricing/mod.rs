//! Tiered pricing: what a price list bills, which plan is cheapest at which quantity, and where buying more costs less.

#[cfg(test)]
mod agreement;
pub mod base;
pub mod bill;
pub mod bulk;
pub mod cliffs;
pub mod compare;
pub mod cost;
pub mod customer_base;
pub mod customers;
pub mod fields;
pub mod plan;
pub mod price_change;
pub mod problems;
pub mod quote;
pub mod upgrade;
