//! Worked examples of the page.

use crate::calculator::{Example, Former};

pub const ALL: &[Example] = &[SALE, TABLE, FUNDED];

const SALE: Example = Example {
    name: "end-of-season",
    title: "20% off in five categories",
    source: "Invented: the shop of the page Margin by category. Shoes and jackets are expected to react more than the rest, and a competitor is feared to go 10% lower.",
    currency: "EUR",
    inputs: concat!(
        "depth=20; target_margin=30; uplift=35; tax=20; pull_forward=15; halo=0.8; extra_cost=400; rival_cut=10; rival_loss=20\n",
        include_str!("sale.txt")
    ),
    expect: &[("keepers", "2"), ("payers", "1")],
};

const TABLE: Example = Example {
    name: "break-even-table",
    title: "10% off at a margin of 40%",
    source: "The break-even table “See what happens when you either increase prices or decrease them” (studylib.net, document 18082546): at a margin of 40%, 10% off takes 33% more units to earn as much.",
    currency: "USD",
    inputs: "
        depth=10; target_margin=30; target_level=cm3; response=elasticity; elasticity=-2.5
        categories: name=Any product; price=100; units=300; landed=60
    ",
    expect: &[("keepers", "1"), ("expected_change", "-750"), ("deepest", "14.28")],
};

const FUNDED: Example = Example {
    name: "supplier-funded",
    title: "A supplier pays a part",
    source: "Invented. The supplier lowers its price by 15% during the promotion, and a display costs $1,200.",
    currency: "USD",
    inputs: "
        depth=25; target_margin=35; uplift=80; cost_change=-15; extra_cost=1200
        categories: name=Headphones; price=80; units=900; landed=36; fulfilment=4; payment_rate=3
    ",
    expect: &[("keepers", "1")],
};

/// What examples were when links first started from them.
pub const FORMER: &[Former] = &[Former {
    currency: "EUR",
    inputs: concat!(
        "depth=20; target_margin=30; uplift=35; tax=20; pull_forward=15; halo=0.8; extra_cost=400\n",
        include_str!("sale.txt")
    ),
}];
