//! The pricing shelf.

pub mod contribution_margin;
pub mod price_waterfall;
pub mod tiered_pricing;

use super::{Shelf, family};

family!(
    TIERED_PRICING = "Tiered pricing":
    "tiered-pricing" => tiered_pricing::quote::Quote,
    "tiered-pricing.customer-base" => tiered_pricing::customer_base::CustomerBase,
    "tiered-pricing.price-change" => tiered_pricing::price_change::PriceChange,
);

family!(
    CONTRIBUTION_MARGIN = "Contribution margin":
    "contribution-margin" => contribution_margin::categories::Categories,
    "contribution-margin.promotions" => contribution_margin::promotions::Promotions,
);

family!(
    PRICE_WATERFALL = "Price waterfall":
    "price-waterfall" => price_waterfall::PriceWaterfall,
);

pub const SHELF: Shelf = Shelf {
    slug: "pricing",
    title: "Pricing",
    summary: "What to charge, for whom, and what a change of prices would do.",
    families: &[TIERED_PRICING, CONTRIBUTION_MARGIN, PRICE_WATERFALL],
};
