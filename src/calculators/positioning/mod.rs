//! The positioning shelf.

pub mod bundling;

use super::{Shelf, family};

family!(
    BUNDLING = "Bundling":
    "bundling" => bundling::programme::Programme,
    "bundling.willingness-to-pay" => bundling::willingness::WillingnessToPay,
    "bundling.channel-conflict" => bundling::channel_conflict::ChannelConflict,
    "bundling.pairs" => bundling::pairs::Pairs,
);

pub const SHELF: Shelf = Shelf {
    slug: "positioning",
    title: "Positioning",
    summary: "What to offer, to whom, and how it stands against the rest of the market.",
    families: &[BUNDLING],
};
