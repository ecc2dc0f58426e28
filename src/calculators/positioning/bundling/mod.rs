//! Bundling: what a bundle of products sold together earns, and what it gives away.

pub mod amounts;
pub mod channel_conflict;
pub mod pairs;
pub mod programme;
pub mod willingness;
