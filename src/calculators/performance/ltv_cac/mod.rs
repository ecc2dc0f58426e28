//! LTV:CAC: what a customer is worth against what winning one costs, how soon that comes back, and how far it can be trusted.

pub mod channels;
pub mod cohorts;
pub mod reallocation;
pub mod retention_fit;
pub mod stream;
pub mod unit_economics;

use rust_decimal::Decimal;

use crate::arithmetic::ratio::Ratio;
use crate::arithmetic::{Checked, Exactly, Nearly, TooManyDigits};
use crate::report::{Sentence, Value};
use crate::say;

/// What is told of an approximate number: three digits after the point.
const TOLD: u32 = 3;
/// What is larger was divided by next to nothing.
const LARGE: Decimal = Decimal::from_parts(1_000_000_000, 0, 0, false, 0);

/// The quotient, exact where that fits 28 digits and otherwise to these; `None` for a division by zero.
pub fn quotient(over: Ratio, under: Ratio) -> Exactly<Option<Ratio>> {
    match over.over(under) {
        Err(TooManyDigits) => {
            let nearest = over.nearest().nearly_over(under.nearest()).ok_or(TooManyDigits)?;
            Ok(Some(nearest.into()))
        }
        quotient => quotient,
    }
}

/// The product, and the sum, exact where that fits 28 digits and otherwise to these.
pub fn product(a: Ratio, b: Ratio) -> Exactly<Ratio> {
    a.times(b).or_else(|_| Ok(a.nearest().nearly_times(b.nearest()).ok_or(TooManyDigits)?.into()))
}

pub fn sum(a: Ratio, b: Ratio) -> Exactly<Ratio> {
    a.plus(b).or_else(|_| Ok(a.nearest().nearly_plus(b.nearest()).ok_or(TooManyDigits)?.into()))
}

/// A list without the blanks at its end, which were not observed.
pub fn listed(list: &[Option<Decimal>]) -> &[Option<Decimal>] {
    let last = list.iter().rposition(Option::is_some);
    &list[..last.map_or(0, |last| last + 1)]
}

/// What to do about a list by month that has a blank before its end; nothing for one that has none.
pub fn gap(list: &[Option<Decimal>]) -> Option<Sentence> {
    let blank = list.iter().position(Option::is_none).filter(|blank| *blank < listed(list).len().max(1))?;
    Some(say!("Month {month} is blank. Enter it, with 0 if there was nothing.", month = blank + 1))
}

/// A bare number as it is shown: exact if it is short, otherwise about so much.
pub fn bare(number: Decimal) -> Value {
    match number.normalize().scale() <= TOLD && number.abs() < LARGE {
        true => Value::Exact(number),
        false => Value::Approximate { value: number, interval: None },
    }
}

/// A value that is only approximate if `exact` does not hold.
pub fn exact_if(exact: bool, value: Decimal) -> Value {
    if exact { Value::Exact(value) } else { Value::Approximate { value, interval: None } }
}
