//! Worked examples of the page.

use crate::calculator::Example;

pub const ALL: &[Example] = &[SHOP, BIRDBATH, YARD, AVERAGE, BY_REVENUE];

const SHOP: Example = Example {
    name: "shop",
    title: "An online shop with five categories",
    source: "Invented: no such shop. Prices are with 20% VAT; shoes sell most and come back most, and accessories lose on every unit. What is short is the warehouse, in litres.",
    currency: "EUR",
    inputs: concat!(
        "fixed_shared=62000; target=40000; profit_tax=25; tax=20; all_orders=7300\n",
        include_str!("../shop.txt")
    ),
    expect: &[("revenue", "441370")],
};

const BIRDBATH: Example = Example {
    name: "birdbath",
    title: "One product: break-even and target profit",
    source: "OpenStax, Principles of Accounting 2, chapter 3: Hicks Manufacturing’s Blue Jay birdbath, break-even at 225 units and $22,500. Target, tax and the 500 units sold are added.",
    currency: "USD",
    inputs: "
        fixed_shared=18000; target=24000; profit_tax=40
        categories: name=Blue Jay birdbath; price=100; units=500; landed=20
    ",
    expect: &[
        ("contribution_percent", "80"),
        ("break_even_units", "225"),
        ("break_even_revenue", "22500"),
        ("target_revenue_after_tax", "72500"),
        ("profit", "22000"),
    ],
};

const YARD: Example = Example {
    name: "yard-tools",
    title: "A mix by units",
    source: "Weygandt, Kimmel and Kieso, Managerial Accounting, exercise 6-6: lawnmowers, weed-trimmers and chainsaws sold 20:50:30 contribute $30, $20 and $40 a unit against $4,200,000 of fixed costs. The prices are invented; only what a unit contributes is published.",
    currency: "USD",
    inputs: "
        fixed_shared=4200000
        categories: name=Lawnmowers; price=120; units=40000; landed=90
        categories: name=Weed-trimmers; price=60; units=100000; landed=40
        categories: name=Chainsaws; price=110; units=60000; landed=70
    ",
    expect: &[("break_even_units", "150000"), ("per_unit", "28")],
};

const AVERAGE: Example = Example {
    name: "one-percent",
    title: "The levers of an average company",
    source: "Marn and Rosiello, “Managing Price, Gaining Profit”, Harvard Business Review 1992: 1% of price, variable cost, volume and fixed cost is worth 11.1, 7.8, 3.3 and 2.3% of profit. The amounts are those that give these.",
    currency: "USD",
    inputs: "
        fixed_shared=20800
        categories: name=All products; price=100; units=1000; landed=70.2
    ",
    expect: &[("profit", "9000"), ("lever_variable", "7.8")],
};

const BY_REVENUE: Example = Example {
    name: "by-revenue",
    title: "A mix by shares of revenue",
    source: "Invented. The shares of revenue are known and the units are not.",
    currency: "USD",
    inputs: "
        mix=revenue; sales=500000; fixed_shared=120000
        categories: name=Coffee; price=20; share=60; landed=12
        categories: name=Machines; price=400; share=30; landed=300
        categories: name=Filters; price=5; share=10; landed=1
    ",
    expect: &[("contribution", "197500"), ("contribution_percent", "39.5"), ("unit_count", "25375")],
};
