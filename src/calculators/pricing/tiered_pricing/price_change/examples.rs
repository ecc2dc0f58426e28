//! Worked examples of the page.

use crate::calculator::Example;

pub const ALL: &[Example] = &[RAISE, NEW_PLANS, ONE_ENDS];

/// Opens with the page: without proposed plans, so that plans from another page of the family can take the place of these.
const RAISE: Example = Example {
    name: "raise",
    title: "All prices up by 8 %",
    source: "Invented, prices and customers alike: the buckets of the page Customer base, a minimum bill on Team that stays, and a guess at who leaves.",
    currency: "USD",
    inputs: "
        raise=8; grandfathered=20; grandfather_months=6
        quantities: name=Seats
        quantities: name=API requests; per=month
        plans: name=Team; minimum=75
        > charges: model=volume; quantity=Seats; unit_cost=4
        >> tiers: up_to=20; unit_price=20
        >> tiers: unit_price=17
        > charges: quantity=API requests; unit_price=0.02; included=100000; unit_cost=0.001
        plans: name=Scale; base_fee=500
        > charges: quantity=Seats; unit_price=15; unit_cost=4
        > charges: quantity=API requests; unit_price=0.01; included=200000; unit_cost=0.001
        steps: above=0; churn=1
        steps: above=5; churn=3
        steps: above=10; churn=6
        customers: name=Small; plan=Team; count=220; amounts=3,8000
        customers: name=Small with much use; plan=Team; count=40; amounts=4,110000
        customers: name=Middle; plan=Team; count=60; amounts=18,60000
        customers: name=Large; plan=Team; count=12; amounts=60,180000
        customers: name=Large on Scale; plan=Scale; count=9; amounts=80,240000
        customers: name=Largest; plan=Scale; amounts=400,2500000
        customers: name=Too small for Scale; plan=Scale; count=5; amounts=10,20000
    ",
    expect: &[("revenue_before", "132390"), ("change", "9271.2"), ("leavers", "3.81")],
};

const NEW_PLANS: Example = Example {
    name: "new-plans",
    title: "Higher prices per seat",
    source: "Invented, prices and customers alike. Prices per seat rise, requests get cheaper, and there is a new plan for the largest.",
    currency: "USD",
    inputs: "
        grandfathered=20; grandfather_months=6
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
        proposed: name=Team
        > charges: model=graduated; quantity=Seats; unit_cost=4
        >> tiers: up_to=20; unit_price=23
        >> tiers: unit_price=19
        > charges: quantity=API requests; unit_price=0.018; included=100000; unit_cost=0.001
        proposed: name=Scale; base_fee=550
        > charges: quantity=Seats; unit_price=16; unit_cost=4
        > charges: quantity=API requests; unit_price=0.009; included=200000; unit_cost=0.001
        proposed: name=Enterprise; base_fee=2500
        > charges: quantity=Seats; unit_price=12; unit_cost=4
        > charges: quantity=API requests; unit_price=0.004; included=1000000; unit_cost=0.001
        steps: above=0; churn=1
        steps: above=10; churn=4
        steps: above=20; churn=10
        customers: name=Small; plan=Team; count=220; amounts=3,8000
        customers: name=Small with much use; plan=Team; count=40; amounts=4,110000
        customers: name=Middle; plan=Team; count=60; amounts=18,60000
        customers: name=Large; plan=Team; count=12; amounts=60,180000
        customers: name=Large on Scale; plan=Scale; count=9; amounts=80,240000
        customers: name=Largest; plan=Scale; amounts=400,2500000
        customers: name=Too small for Scale; plan=Scale; count=5; amounts=10,20000
    ",
    expect: &[("revenue_before", "129090"), ("change", "4640")],
};

const ONE_ENDS: Example = Example {
    name: "one-plan-ends",
    title: "A plan ends and customers move",
    source: "Invented, prices and customers alike. Basic ends, and everybody takes the plan that is cheapest for them.",
    currency: "EUR",
    inputs: "
        moving=cheapest; vary_plan=Plus; vary_quantity=Users
        quantities: name=Users
        plans: name=Basic
        > charges: quantity=Users; unit_price=5
        plans: name=Plus; base_fee=40
        > charges: quantity=Users; unit_price=4; included=5
        plans: name=Business; period=year; base_fee=1200
        > charges: quantity=Users; unit_price=36; included=25
        proposed: name=Plus; base_fee=15
        > charges: quantity=Users; unit_price=5; included=3
        proposed: name=Business; period=year; base_fee=1320
        > charges: quantity=Users; unit_price=42; included=25
        steps: above=5; churn=3
        steps: above=50; churn=20
        customers: name=One user; plan=Basic; count=300; amounts=1
        customers: name=Three users; plan=Basic; count=150; amounts=3
        customers: name=Eight users; plan=Basic; count=80; amounts=8
        customers: name=Ten users; plan=Plus; count=120; amounts=10
        customers: name=Thirty users; plan=Plus; count=25; amounts=30
        customers: name=Forty users; plan=Business; count=60; amounts=40
    ",
    expect: &[("revenue_before", "26350"), ("change", "2537.5"), ("leavers", "61.8")],
};
