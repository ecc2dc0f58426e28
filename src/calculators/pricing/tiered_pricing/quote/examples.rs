//! Worked examples, from price lists and documentation that anybody can look up.

use crate::calculator::Example;

pub const ALL: &[Example] = &[
    Example {
        name: "seats-and-usage",
        title: "Seats plus usage",
        source: "Team is priced as in Chargebee's guide “Bill per seat with included usage per seat and monthly overages”: 10 seats at $20 and 100,000 requests included, then $0.02. The requests and the plan Scale are invented.",
        currency: "USD",
        inputs: "
            present=Team; vary=API requests; growth=5; days_in=10
            quantities: name=Seats; amount=10
            quantities: name=API requests; amount=115000; per=month
            plans: name=Team
            > charges: quantity=Seats; unit_price=20
            > charges: quantity=API requests; unit_price=0.02; included=100000
            plans: name=Scale; base_fee=500
            > charges: quantity=Seats; unit_price=15
            > charges: quantity=API requests; unit_price=0.01; included=200000
        ",
        expect: &[("total", "500"), ("next_unit", "0.02"), ("saving", "0")],
    },
    Example {
        name: "graduated-calls",
        title: "Graduated API requests",
        source: "Tiers and the total of $107 for 15,000 requests are from Autumn's documentation, “Graduated pricing”. The plan Pay per request is invented.",
        currency: "USD",
        inputs: "
            quantities: name=Requests; amount=15000; per=month
            plans: name=Graduated
            > charges: model=graduated; quantity=Requests
            >> tiers: up_to=1000; unit_price=0.01
            >> tiers: up_to=10000; unit_price=0.008
            >> tiers: unit_price=0.005
            plans: name=Pay per request
            > charges: quantity=Requests; unit_price=0.0075
        ",
        expect: &[("total", "107"), ("next_unit", "0.005")],
    },
    Example {
        name: "volume-cliffs",
        title: "Volume tiers with cliffs",
        source: "Tiers and the total of $49 for 65,000 calls are from Lago's documentation, “Volume”. Graduated prices the same tiers the other way.",
        currency: "USD",
        inputs: "
            present=Volume
            quantities: name=API calls; amount=65000; per=month
            plans: name=Volume
            > charges: model=volume; quantity=API calls
            >> tiers: up_to=10000; unit_price=0.001; flat_fee=10
            >> tiers: up_to=50000; unit_price=0.0008; flat_fee=10
            >> tiers: up_to=100000; unit_price=0.0006; flat_fee=10
            >> tiers: unit_price=0.0004; flat_fee=10
            plans: name=Graduated
            > charges: model=graduated; quantity=API calls
            >> tiers: up_to=10000; unit_price=0.001; flat_fee=10
            >> tiers: up_to=50000; unit_price=0.0008; flat_fee=10
            >> tiers: up_to=100000; unit_price=0.0006; flat_fee=10
            >> tiers: unit_price=0.0004; flat_fee=10
        ",
        expect: &[("total", "49"), ("to_next_tier", "35001")],
    },
    Example {
        name: "seats-by-the-year",
        title: "Seats, monthly or yearly",
        source: "From Octopus.do's help: three members cost $48 a month, or $504 a year.",
        currency: "USD",
        inputs: "
            present=Monthly
            quantities: name=Members; amount=3
            plans: name=Monthly
            > charges: quantity=Members; unit_price=16
            plans: name=Yearly; period=year
            > charges: quantity=Members; unit_price=168
        ",
        expect: &[("total", "48"), ("saving", "72")],
    },
    Example {
        name: "fonts",
        title: "The same tiers, volume and graduated",
        source: "From Stripe's documentation, “Set up tiered pricing”: 20 fonts cost $120 by volume and $127.50 graduated.",
        currency: "USD",
        inputs: "
            present=Graduated; also_at=1,5,6,20,25
            quantities: name=Fonts; amount=20
            plans: name=Volume
            > charges: model=volume; quantity=Fonts
            >> tiers: up_to=5; unit_price=7
            >> tiers: up_to=10; unit_price=6.5
            >> tiers: unit_price=6
            plans: name=Graduated
            > charges: model=graduated; quantity=Fonts
            >> tiers: up_to=5; unit_price=7
            >> tiers: up_to=10; unit_price=6.5
            >> tiers: unit_price=6
        ",
        expect: &[("total", "127.5"), ("saving", "7.5")],
    },
    Example {
        name: "payments",
        title: "Payment percentages",
        source: "Rates are Stripe's for the US as Lago's template “Per-transaction pricing like Stripe” gives them: 2.9% and $0.30 online, 2.7% and $0.05 in person. The sales are invented.",
        currency: "USD",
        inputs: "
            present=Online
            quantities: name=Card sales; amount=10000; per=month; whole=no
            quantities: name=Payments; amount=200; per=month
            plans: name=Online
            > charges: model=percentage; quantity=Card sales; rate=2.9; events=Payments; fee_per_event=0.3
            plans: name=In person
            > charges: model=percentage; quantity=Card sales; rate=2.7; events=Payments; fee_per_event=0.05
        ",
        expect: &[("total", "350"), ("saving", "70")],
    },
];
