//! Worked examples of the page.

use crate::calculator::Example;

pub const ALL: &[Example] = &[SHOP, ROWS];

const SHOP: Example = Example {
    name: "two-channels",
    title: "Two channels, of which one grows worse",
    source: "Invented: fifteen months of a shop’s new customers by channel, the last month in part.",
    currency: "USD",
    inputs: concat!("margin_active=24; as_of=2026-03-18; horizon=6\n", include_str!("invented.txt")),
    expect: &[("outside", "9")],
};

const ROWS: Example = Example {
    name: "published-rows",
    title: "Two published survival rows, as cohorts",
    source: "Survivors of P. Fader and B. Hardie (2007), “Regular” and “High End”, read as months; margin, spend and dates are invented.",
    currency: "USD",
    inputs: "
        margin_active=40; as_of=2025-12-31; band_high=3
        cohorts: month=2025-01-01; channel=Regular; customers=1000; spend=150000
        > observed=1000,631,468,382,326,289,262,241,223,207,194,183
        cohorts: month=2025-01-01; channel=High End; customers=1000; spend=240000
        > observed=1000,869,743,653,593,551,517,491,468,445,427,409
    ",
    expect: &[("margin_horizon", "462880"), ("spend_horizon", "390000")],
};
