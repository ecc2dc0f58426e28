//! The performance shelf.

pub mod ltv_cac;

use super::{Shelf, family};

family!(
    LTV_CAC = "LTV:CAC":
    "ltv-cac" => ltv_cac::unit_economics::UnitEconomics,
    "ltv-cac.cohorts" => ltv_cac::cohorts::Cohorts,
    "ltv-cac.retention-fit" => ltv_cac::retention_fit::RetentionFit,
    "ltv-cac.reallocation" => ltv_cac::reallocation::Reallocation,
);

pub const SHELF: Shelf = Shelf {
    slug: "performance",
    title: "Performance",
    summary: "Whether what is spent comes back, how soon, and where the next amount should go.",
    families: &[LTV_CAC],
};
