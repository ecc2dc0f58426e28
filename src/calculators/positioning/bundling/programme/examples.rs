//! Worked examples of the page.

use crate::calculator::Example;

pub const ALL: &[Example] = &[COFFEE, RUNNING, SKINCARE];

const COFFEE: Example = Example {
    name: "coffee",
    title: "Coffee grinder and beans",
    source: "Invented. It shows what most bundles come to: the largest number is the discount for people who buy both today.",
    currency: "EUR",
    inputs: "
        order_cost=6.5; other_margin=40
        items: name=Grinder; price=89; cost=52
        items: name=Beans; price=24; cost=9
        baskets: contents=1,0; orders=1200; take=12; other=12
        baskets: contents=0,1; orders=2600; take=2; other=18
        baskets: contents=1,1; orders=180; take=85; other=15
        baskets: contents=0,0; orders=3000; take=0.1; other=46
    ",
    expect: &[
        ("contribution_change", "262.4"),
        ("giveaway", "1728.9"),
        ("bundle_price_set", "101.7"),
        ("bundles", "352"),
        ("lowest_price", "100.96"),
        ("deepest_discount", "10.65"),
        ("break_even_take", "6.1"),
    ],
};

const RUNNING: Example = Example {
    name: "running",
    title: "Running shoes and socks: the discount eats the add-on",
    source: "Invented. 10 % off shoes and socks is more than socks earn, so every buyer of shoes who takes the bundle costs money.",
    currency: "USD",
    inputs: "
        order_cost=7
        items: name=Shoes; price=120; cost=66
        items: name=Socks; price=18; cost=5
        baskets: contents=1,0; orders=900; take=25
        baskets: contents=0,1; orders=300; take=4
        baskets: contents=1,1; orders=150; take=90
    ",
    expect: &[("contribution_change", "-1560.6"), ("giveaway", "1863"), ("deepest_discount", "6.95")],
};

const SKINCARE: Example = Example {
    name: "three-items",
    title: "Three items, with packaging and a fixed cost",
    source: "Invented: a routine of cleanser, serum and cream at the price of 59.90.",
    currency: "EUR",
    inputs: "
        price_by=price; bundle_price=59.9; new_orders=120; order_cost=5.2; packaging=1.4; fixed_cost=900
        items: name=Serum; price=34; cost=8.5
        items: name=Cleanser; price=14; cost=4.1
        items: name=Cream; price=22; cost=6
        baskets: contents=1,0,0; orders=2400; take=8
        baskets: contents=0,1,0; orders=1900; take=3
        baskets: contents=0,0,1; orders=1300; take=4
        baskets: contents=1,1,0; orders=420; take=30
        baskets: contents=1,0,1; orders=510; take=35
        baskets: contents=0,1,1; orders=160; take=20
        baskets: contents=1,1,1; orders=230; take=95
    ",
    expect: &[("giveaway", "2206.85")],
};
