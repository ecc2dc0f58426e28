//! Worked examples of the page.

use crate::calculator::Example;

pub const ALL: &[Example] = &[FLOORING, HELMETS, CARTS, STACKED];

const FLOORING: Example = Example {
    name: "marn-rosiello",
    title: "From $6.00 to $4.47",
    source: "Marn and Rosiello, Managing Price, Gaining Profit (1992), exhibit 2, as it is retold: list price 6.00, invoice price 5.78, pocket price 4.47. The steps between add up to them but were not compared with the exhibit; costs and units are invented.",
    currency: "USD",
    inputs: "
        list=6; units=200000
        steps: name=Order-size discount; amount=0.1
        steps: name=Competitive discount; amount=0.12
        steps: name=Payment terms; group=off_invoice; amount=0.3
        steps: name=Annual volume bonus; group=off_invoice; amount=0.37
        steps: name=Off-invoice promotions; group=off_invoice; amount=0.35
        steps: name=Co-op advertising; group=off_invoice; amount=0.2
        steps: name=Freight; group=off_invoice; amount=0.09
        steps: name=Product cost; group=cost; amount=3.4
        steps: name=Cost to serve; group=cost; amount=0.25
    ",
    expect: &[
        ("invoice_price", "5.78"),
        ("pocket_price", "4.47"),
        ("leakage", "1.53"),
        ("leakage_percent", "25.5"),
        ("largest_leak", "0.37"),
        ("pocket_margin", "0.82"),
        ("margin_total", "164000"),
    ],
};

const HELMETS: Example = Example {
    name: "bike-helmets",
    title: "Helmets to dealers, in percent",
    source: "Invented: dealer terms as they are usual, each a percentage of something else.",
    currency: "EUR",
    inputs: "
        list=120; units=8000; cash_discount=2; cash_days=14
        steps: name=Dealer discount; percent=30
        steps: name=Order size; percent=5; of=running
        steps: name=Early payment; group=off_invoice; percent=2; of=invoice
        steps: name=Yearly bonus; group=off_invoice; percent=4; of=subtotal; after=Dealer discount
        steps: name=Co-op advertising; group=off_invoice; percent=1.5; of=invoice
        steps: name=Freight; group=off_invoice; amount=2.4
        steps: name=Samples; group=off_invoice; amount=0.6
        steps: name=Product cost; group=cost; amount=48
        steps: name=Returns and service; group=cost; percent=3; of=pocket; amount=1.2
    ",
    expect: &[("invoice_price", "79.8"), ("pocket_price", "70.647"), ("pocket_margin", "19.32759")],
};

const CARTS: Example = Example {
    name: "golf-carts",
    title: "Two discounts off the list price",
    source: "AccountingTools, “Pocket price”: 10% and 5%, both of a list price of 7,000, leave 5,950. The second of what is left would leave 5,985.",
    currency: "USD",
    inputs: "
        list=7000
        steps: name=Volume discount; percent=10
        steps: name=Autumn promotion; percent=5
    ",
    expect: &[("pocket_price", "5950"), ("leakage_percent", "15")],
};

const STACKED: Example = Example {
    name: "stacked",
    title: "10% and 5% are 14.5%",
    source: "The textbook case of stacked discounts, and of terms of 2/10 net 30, which cost 37.2% a year, or 44.6% compounded.",
    currency: "USD",
    inputs: "
        list=100; cash_discount=2
        steps: name=Trade discount; percent=10; of=running
        steps: name=Promotion; percent=5; of=running
    ",
    expect: &[("pocket_price", "85.5"), ("leakage_percent", "14.5")],
};
