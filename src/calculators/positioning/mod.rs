//! The positioning shelf.

pub mod bundling;

use super::Shelf;

pub const SHELF: Shelf = Shelf {
    slug: "positioning",
    title: "Positioning",
    summary: "What to offer, to whom, and how it stands against the rest of the market.",
    pages: &[
        &bundling::programme::Programme,
        &bundling::willingness::WillingnessToPay,
        &bundling::channel_conflict::ChannelConflict,
        &bundling::pairs::Pairs,
    ],
};
