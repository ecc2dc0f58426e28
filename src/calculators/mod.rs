//! The registry: every shelf, family and page, in the order of the catalogue.

pub mod performance;
pub mod pricing;

use crate::calculator::AnyCalculator;

/// A group of families in the catalogue.
pub struct Shelf {
    pub slug: &'static str,
    pub title: &'static str,
    /// The question that the shelf's calculators help to answer.
    pub summary: &'static str,
    /// Every page; the pages of a family stand together, its first page first.
    pub pages: &'static [&'static dyn AnyCalculator],
}

/// The shelves, in the order of the catalogue. A shelf joins the list with its first calculator.
pub const SHELVES: &[Shelf] = &[pricing::SHELF, performance::SHELF];

/// Every page.
pub fn all() -> impl Iterator<Item = &'static dyn AnyCalculator> {
    SHELVES.iter().flat_map(|shelf| shelf.pages.iter().copied())
}

/// The page at `family` or `family/page`.
pub fn find(slug: &str) -> Option<&'static dyn AnyCalculator> {
    all().find(|page| page.about().slug() == slug)
}
