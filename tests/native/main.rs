//! The native tests, in one binary: no network, no browser, nothing left behind.
//!
//! Most of them hold for every page of the registry and for the page of [`workshop`], which uses the whole of the
//! declaration whether or not another page does. A test over the registry tells all that is wrong, not the first.

// Helpers of tests may fail like the tests themselves.
#![allow(clippy::unwrap_used)]

mod accounts;
mod base;
mod bundling;
mod carries;
mod catalogue;
mod command;
mod corners;
mod declaration;
mod embed;
mod examples;
mod exports;
mod faults;
mod first;
mod forms;
mod fuzz;
mod golden;
mod kit;
mod languages;
mod ltv_cac;
mod margin;
mod messages;
mod pages;
mod pasted;
mod probe;
mod quote;
mod random;
mod round_trips;
mod texts;
mod tidy;
mod waterfall;
mod workshop;
