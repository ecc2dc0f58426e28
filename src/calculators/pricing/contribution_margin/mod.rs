//! Contribution margin: what is left of revenue at each level of costs, by category, and how deep a promotion may go.

pub mod categories;
pub mod category;
pub mod promotions;
pub mod terms;
pub mod unit;
