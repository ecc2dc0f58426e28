//! The pricing shelf.

pub mod contribution_margin;
pub mod tiered_pricing;

use super::Shelf;

pub const SHELF: Shelf = Shelf {
    slug: "pricing",
    title: "Pricing",
    summary: "What to charge, for whom, and what a change of prices would do.",
    pages: &[
        &tiered_pricing::quote::Quote,
        &tiered_pricing::customer_base::CustomerBase,
        &tiered_pricing::price_change::PriceChange,
        &contribution_margin::categories::Categories,
        &contribution_margin::promotions::Promotions,
    ],
};
