//! The performance shelf.

pub mod ltv_cac;

use super::Shelf;

pub const SHELF: Shelf = Shelf {
    slug: "performance",
    title: "Performance",
    summary: "Whether what is spent comes back, how soon, and where the next amount should go.",
    pages: &[
        &ltv_cac::unit_economics::UnitEconomics,
        &ltv_cac::cohorts::Cohorts,
        &ltv_cac::retention_fit::RetentionFit,
        &ltv_cac::reallocation::Reallocation,
    ],
};
