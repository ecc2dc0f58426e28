//! Calculators for commerce strategy.

pub mod arithmetic;
pub mod calculator;
pub mod calculators;
pub mod chart;
#[cfg(not(target_arch = "wasm32"))]
pub mod cli;
pub mod input;
pub mod ledger;
pub mod link;
pub mod report;
#[cfg(target_arch = "wasm32")]
pub mod web;
