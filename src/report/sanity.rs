//! What can be worked out and is seldom meant, told alike by every family.

use rust_decimal::Decimal;

use crate::input::Problem;
use crate::say;

/// A warning for a discount of more than 70 percent.
pub fn deep_discount(at: impl Into<String>, discount: Decimal) -> Option<Problem> {
    let text =
        || say!("More than 70% off is rare. Check that it is what comes off, not what is left to pay.");
    (discount > Decimal::from(70)).then(|| Problem::at(at, text()))
}
