//! What `make bench` may do in the app and nobody else: the pricing by itself, many times.
//!
//! Only in builds with the feature `bench`.

use js_sys::Reflect;
use leptos::prelude::*;
use rust_decimal::Decimal;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

use crate::arithmetic::Checked;
use crate::arithmetic::ratio::Ratio;
use crate::arithmetic::rounding::{RoundingMode, rounded};
use crate::calculators::pricing::tiered_pricing::bill::{PricingError, charge_amount};
use crate::calculators::pricing::tiered_pricing::plan::{Charge, Model, Quantity, Rules, Tier};
use crate::input::number::canonical;

/// Puts `ccBench(name, count)` on the window.
pub fn offer() {
    let bench: Box<dyn Fn(String, u32) -> String> = Box::new(|name, count| match name.as_str() {
        "graduated" => graduated(count).map_or_else(|error| ["no price: ", why(error)].concat(), canonical),
        _ => "there is no such benchmark".to_owned(),
    });
    let bench = Closure::wrap(bench).into_js_value();
    let _ = Reflect::set(&window(), &JsValue::from_str("ccBench"), &bench);
}

fn why(error: PricingError) -> &'static str {
    match error {
        PricingError::TooManyDigits => "too many digits",
        _ => "the charge is not well formed",
    }
}

/// The sum of what `count` quantities cost by a graduated charge of four tiers, each total rounded half up to the cent.
fn graduated(count: u32) -> Result<Decimal, PricingError> {
    let tier = |up_to: Option<u32>, price: Decimal| Tier {
        up_to: up_to.map(Decimal::from),
        unit_price: price,
        ..Tier::default()
    };
    let charge = Charge {
        quantity: "Calls".to_owned(),
        model: Model::Graduated,
        tiers: vec![
            tier(Some(100), Decimal::new(10, 2)),
            tier(Some(1_000), Decimal::new(8, 2)),
            tier(Some(10_000), Decimal::new(55, 3)),
            tier(None, Decimal::new(325, 4)),
        ],
        factor: Decimal::ONE,
        ..Charge::default()
    };
    let quantities = [Quantity { name: "Calls".to_owned(), whole: true, ..Quantity::default() }];
    let rules = Rules::default();
    let mut sum = Decimal::ZERO;
    for index in 0..u64::from(count) {
        let metered = [Ratio::from(Decimal::from(index * 7_919 % 20_000))];
        let total = charge_amount(&charge, 0, &quantities, &metered, &rules)?;
        sum = sum.plus(rounded(total, 2, RoundingMode::HalfUp)?)?;
    }
    Ok(sum)
}
