//! Worked examples of the page.

use crate::calculator::Example;

pub const ALL: &[Example] = &[BUCKETS, FIVE_HUNDRED];

const FIVE_HUNDRED: Example = Example {
    name: "five-hundred",
    title: "Five hundred customers",
    source: "Invented: no such company, prices or customers. The amounts are drawn at random so that many are small and few are large.",
    currency: "USD",
    inputs: concat!(
        "
        rise_money=50
        quantities: name=Seats
        quantities: name=API calls; per=month
        plans: name=Free
        > charges: model=volume; quantity=Seats; unit_cost=0.5
        >> tiers: up_to=3
        > charges: model=graduated; quantity=API calls; unit_cost=0.0002
        >> tiers: up_to=5000
        plans: name=Starter; base_fee=29
        > charges: quantity=Seats; unit_price=6; included=3; unit_cost=0.5
        > charges: quantity=API calls; unit_price=0.004; included=10000; unit_cost=0.0002
        plans: name=Team; base_fee=59
        > charges: model=volume; quantity=Seats; unit_cost=0.5
        >> tiers: up_to=10; unit_price=9
        >> tiers: up_to=25; unit_price=8
        >> tiers: up_to=50; unit_price=6.5
        >> tiers: unit_price=5
        > charges: quantity=API calls; unit_price=0.002; included=60000; unit_cost=0.0002
        plans: name=Scale; period=year; base_fee=3600; minimum=4800
        > charges: model=graduated; quantity=Seats; unit_cost=6
        >> tiers: up_to=50; unit_price=60
        >> tiers: unit_price=45
        > charges: model=package; quantity=API calls; package_size=100000; unit_price=75; included=2400000; unit_cost=0.0002
        ",
        include_str!("invented.txt")
    ),
    expect: &[("customer_count", "500"), ("revenue", "72323.25")],
};

const BUCKETS: Example = Example {
    name: "buckets",
    title: "A base in buckets",
    source: "Invented: the plans Team and Scale of the first page and seven buckets of customers.",
    currency: "USD",
    inputs: "
        rise_money=100
        quantities: name=Seats
        quantities: name=API requests; per=month
        plans: name=Team
        > charges: model=volume; quantity=Seats; unit_cost=4
        >> tiers: up_to=20; unit_price=20
        >> tiers: unit_price=17
        > charges: quantity=API requests; unit_price=0.02; included=100000; unit_cost=0.001
        plans: name=Scale; base_fee=500
        > charges: quantity=Seats; unit_price=15; unit_cost=4
        > charges: quantity=API requests; unit_price=0.01; included=200000; unit_cost=0.001
        customers: name=Small; plan=Team; count=220; amounts=3,8000; before=3,7000
        customers: name=Small with much use; plan=Team; count=40; amounts=4,110000; before=4,70000
        customers: name=Middle; plan=Team; count=60; amounts=18,60000; before=17,55000
        customers: name=Large; plan=Team; count=12; amounts=60,180000; before=50,120000
        customers: name=Large on Scale; plan=Scale; count=9; amounts=80,240000
        customers: name=Largest; plan=Scale; amounts=400,2500000; before=400,2400000
        customers: name=Too small for Scale; plan=Scale; count=5; amounts=10,20000
    ",
    expect: &[("customer_count", "347"), ("revenue", "129090"), ("movers", "17")],
};
