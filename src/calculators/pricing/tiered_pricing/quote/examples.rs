//! Worked examples, from price lists and documentation that anybody can look up.

use rust_decimal::Decimal;

use super::Inputs;
use crate::arithmetic::{Date, Percent};
use crate::calculator::Example;
use crate::calculators::pricing::tiered_pricing::plan::{Charge, Model, Per, Period, Plan, Quantity, Tier};

/// `d(125, 2)` is 1.25.
fn d(digits: i64, decimals: u32) -> Decimal {
    Decimal::new(digits, decimals)
}

fn quantity(name: &str, amount: i64, per: Per) -> Quantity {
    Quantity { name: name.to_owned(), amount: amount.into(), whole: true, per }
}

/// A charge as the form fills it where nothing is said.
fn charge(quantity: &str, model: Model) -> Charge {
    Charge {
        quantity: quantity.to_owned(),
        model,
        factor: Decimal::ONE,
        fee_at_zero: true,
        ..Charge::default()
    }
}

fn per_unit(quantity: &str, unit_price: Decimal) -> Charge {
    Charge { unit_price, ..charge(quantity, Model::PerUnit) }
}

/// Tiers from their last units, the open one as 0, with unit price and flat fee.
fn tiers(rows: &[(i64, Decimal, i64)]) -> Vec<Tier> {
    let tier = |(up_to, unit_price, flat_fee): &(i64, Decimal, i64)| Tier {
        up_to: (*up_to > 0).then(|| (*up_to).into()),
        unit_price: *unit_price,
        flat_fee: (*flat_fee).into(),
        ..Tier::default()
    };
    rows.iter().map(tier).collect()
}

fn plan(name: &str, charges: Vec<Charge>) -> Plan {
    Plan { name: name.to_owned(), charges, ..Plan::default() }
}

/// What the form fills where nothing is said.
fn inputs(quantities: Vec<Quantity>, plans: Vec<Plan>) -> Inputs {
    Inputs { quantities, plans, months: 24.into(), start: Date::of(2026, 1, 1), ..Inputs::default() }
}

pub fn all() -> Vec<Example<Inputs>> {
    vec![seats_and_usage(), graduated_calls(), volume_cliffs(), seats_by_the_year(), fonts(), payments()]
}

fn seats_and_usage() -> Example<Inputs> {
    let requests =
        |included: i64, price| Charge { included: included.into(), ..per_unit("API requests", price) };
    let team = plan("Team", vec![per_unit("Seats", d(20, 0)), requests(100_000, d(2, 2))]);
    let scale = Plan {
        base_fee: d(500, 0),
        ..plan("Scale", vec![per_unit("Seats", d(15, 0)), requests(200_000, d(1, 2))])
    };
    Example {
        name: "seats-and-usage",
        title: "Seats plus usage",
        source: "Team is priced as in Chargebee's guide “Bill per seat with included usage per seat and monthly overages”: 10 seats at $20 and 100,000 requests included, then $0.02. The requests and the plan Scale are invented.",
        currency: "USD",
        inputs: Inputs {
            present: "Team".to_owned(),
            vary: "API requests".to_owned(),
            growth: Percent(d(5, 0)),
            days_in: 10.into(),
            ..inputs(
                vec![quantity("Seats", 10, Per::Held), quantity("API requests", 115_000, Per::Month)],
                vec![team, scale],
            )
        },
        expect: &[("total", "500"), ("next_unit", "0.02"), ("saving", "0")],
    }
}

fn graduated_calls() -> Example<Inputs> {
    let requests = tiers(&[(1_000, d(1, 2), 0), (10_000, d(8, 3), 0), (0, d(5, 3), 0)]);
    let graduated =
        plan("Graduated", vec![Charge { tiers: requests, ..charge("Requests", Model::Graduated) }]);
    let flat = plan("Pay per request", vec![per_unit("Requests", d(75, 4))]);
    Example {
        name: "graduated-calls",
        title: "Graduated API requests",
        source: "Tiers and the total of $107 for 15,000 requests are from Autumn's documentation, “Graduated pricing”. The plan Pay per request is invented.",
        currency: "USD",
        inputs: inputs(vec![quantity("Requests", 15_000, Per::Month)], vec![graduated, flat]),
        expect: &[("total", "107"), ("next_unit", "0.005")],
    }
}

fn volume_cliffs() -> Example<Inputs> {
    let calls =
        || tiers(&[(10_000, d(1, 3), 10), (50_000, d(8, 4), 10), (100_000, d(6, 4), 10), (0, d(4, 4), 10)]);
    let volume = plan("Volume", vec![Charge { tiers: calls(), ..charge("API calls", Model::Volume) }]);
    let graduated =
        plan("Graduated", vec![Charge { tiers: calls(), ..charge("API calls", Model::Graduated) }]);
    Example {
        name: "volume-cliffs",
        title: "Volume tiers with cliffs",
        source: "Tiers and the total of $49 for 65,000 calls are from Lago's documentation, “Volume”. Graduated prices the same tiers the other way.",
        currency: "USD",
        inputs: Inputs {
            present: "Volume".to_owned(),
            ..inputs(vec![quantity("API calls", 65_000, Per::Month)], vec![volume, graduated])
        },
        expect: &[("total", "49"), ("to_next_tier", "35001")],
    }
}

fn seats_by_the_year() -> Example<Inputs> {
    let monthly = plan("Monthly", vec![per_unit("Members", d(16, 0))]);
    let yearly = Plan { period: Period::Year, ..plan("Yearly", vec![per_unit("Members", d(168, 0))]) };
    Example {
        name: "seats-by-the-year",
        title: "Seats, monthly or yearly",
        source: "From Octopus.do's help: three members cost $48 a month, or $504 a year.",
        currency: "USD",
        inputs: Inputs {
            present: "Monthly".to_owned(),
            ..inputs(vec![quantity("Members", 3, Per::Held)], vec![monthly, yearly])
        },
        expect: &[("total", "48"), ("saving", "72")],
    }
}

fn fonts() -> Example<Inputs> {
    let fonts = || tiers(&[(5, d(7, 0), 0), (10, d(65, 1), 0), (0, d(6, 0), 0)]);
    let volume = plan("Volume", vec![Charge { tiers: fonts(), ..charge("Fonts", Model::Volume) }]);
    let graduated = plan("Graduated", vec![Charge { tiers: fonts(), ..charge("Fonts", Model::Graduated) }]);
    Example {
        name: "fonts",
        title: "The same tiers, volume and graduated",
        source: "From Stripe's documentation, “Set up tiered pricing”: 20 fonts cost $120 by volume and $127.50 graduated.",
        currency: "USD",
        inputs: Inputs {
            present: "Graduated".to_owned(),
            also_at: [1, 5, 6, 20, 25].map(|fonts| Some(Decimal::from(fonts))).to_vec(),
            ..inputs(vec![quantity("Fonts", 20, Per::Held)], vec![volume, graduated])
        },
        expect: &[("total", "127.5"), ("saving", "7.5")],
    }
}

fn payments() -> Example<Inputs> {
    let card = |rate, fee| Charge {
        rate: Percent(rate),
        events: "Payments".to_owned(),
        fee_per_event: fee,
        ..charge("Card sales", Model::Percentage)
    };
    let sales = Quantity { whole: false, ..quantity("Card sales", 10_000, Per::Month) };
    Example {
        name: "payments",
        title: "Payment percentages",
        source: "Rates are Stripe's for the US as Lago's template “Per-transaction pricing like Stripe” gives them: 2.9% and $0.30 online, 2.7% and $0.05 in person. The sales are invented.",
        currency: "USD",
        inputs: Inputs {
            present: "Online".to_owned(),
            ..inputs(
                vec![sales, quantity("Payments", 200, Per::Month)],
                vec![
                    plan("Online", vec![card(d(29, 1), d(3, 1))]),
                    plan("In person", vec![card(d(27, 1), d(5, 2))]),
                ],
            )
        },
        expect: &[("total", "350"), ("saving", "70")],
    }
}
