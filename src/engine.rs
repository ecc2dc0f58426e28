//! The calculators without the page, for JavaScript (wasm only): what [`contract`] has, as the text of JSON. The package in
//! `public/npm` wraps it.

use serde_json::Value as Json;
use wasm_bindgen::prelude::*;

use crate::contract;

#[wasm_bindgen]
pub fn list() -> String {
    contract::list().to_string()
}

#[wasm_bindgen]
pub fn schema(slug: &str) -> String {
    text(contract::page(slug).map(|page| contract::schema(&page.outline())))
}

#[wasm_bindgen]
pub fn example(slug: &str, name: Option<String>) -> String {
    text(contract::page(slug).and_then(|page| contract::example(page, name.as_deref())))
}

#[wasm_bindgen]
pub fn run(slug: &str, inputs: &str) -> String {
    text(contract::page(slug).and_then(|page| contract::answer(page, inputs)))
}

/// Problems are an answer like any other: they have a key of their own.
fn text(outcome: Result<Json, Json>) -> String {
    outcome.unwrap_or_else(|problems| problems).to_string()
}
