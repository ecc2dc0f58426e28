//! What one percent does to the profit: a better price, more volume, lower variable or fixed costs.

use rust_decimal::Decimal;

use super::Outputs;
use crate::arithmetic::{Checked, Nearly};

/// What a lever of one percent adds to the operating profit, in money.
pub struct Lever {
    pub key: &'static str,
    pub name: &'static str,
    /// What it is called among the figures.
    pub told: &'static str,
    pub adds: Decimal,
}

/// The four levers. Everything else stays: a higher price loses no sales, say.
pub fn levers(outputs: &Outputs) -> [Lever; 4] {
    // What refunds take is no cost that could be cut by itself.
    let kept = outputs.all.revenue.minus(outputs.all.refunds);
    let costs = kept.and_then(|kept| kept.minus(outputs.margins[2])).unwrap_or_default();
    let parts = [
        ("lever_price", "Prices 1% up", "More profit from 1% higher prices", outputs.priced),
        ("lever_variable", "Variable costs 1% down", "More profit from 1% lower variable costs", costs),
        ("lever_volume", "Volume 1% up", "More profit from 1% more volume", outputs.margins[2]),
        ("lever_fixed", "Fixed costs 1% down", "More profit from 1% lower fixed costs", outputs.fixed),
    ];
    let percent = Decimal::new(1, 2);
    parts.map(|(key, name, told, part)| Lever {
        key,
        name,
        told,
        adds: part.nearest().nearly_times(percent).unwrap_or_default(),
    })
}
