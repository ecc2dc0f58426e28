//! Worked examples of the page.

use crate::calculator::Example;

pub const ALL: &[Example] = &[CHANNELS, GUPTA, SHOP, PUBLISHED, LAG];

const CHANNELS: Example = Example {
    name: "channels",
    title: "Software by subscription, four channels",
    source: "Invented, to be read against D. Skok’s targets (SaaS Metrics 2.0): 3 to 1 and 12 months.",
    currency: "USD",
    inputs: "
        arpa=120; margin=80; churn=3
        channels: name=Search; customers=210
        channels: name=Social; customers=140
        channels: name=Events; customers=25; churn=1.5; arpa=180
        channels: name=Organic; customers=160; organic=yes
        costs: channel=Search; amounts=126000
        costs: channel=Social; amounts=119000
        costs: channel=Social; kind=agency; amounts=21000
        costs: channel=Events; kind=other; amounts=75000
        costs: kind=salaries; amounts=96300
        costs: kind=tools; amounts=10700
    ",
    expect: &[
        ("ltv", "3499.0654205607476635514018692"),
        ("spend_total", "448000"),
        ("customers_total", "535"),
        ("payback", "10"),
        ("allowable_ratio", "1166.3551401869158878504672897"),
    ],
};

const GUPTA: Example = Example {
    name: "conventions",
    title: "One lifetime value, three conventions of discount",
    source: "The formulas of Gupta and Lehmann (2003) and J. Cohen (2013) on invented numbers: a margin of 80 a month, a churn of 5% and a discount of 1% a month, which is 12.682503% a year.",
    currency: "USD",
    inputs: "
        arpa=100; margin=80; churn=5
        discount=12.682503013; ltv_basis=at_once
        channels: name=Search; customers=100
        costs: channel=Search; amounts=70000
    ",
    expect: &[("cac", "700"), ("payback_simple", "8.75"), ("payback", "12"), ("margin_month", "80")],
};

const SHOP: Example = Example {
    name: "shop",
    title: "A shop with repeat purchases",
    source: "Invented: the form is the simple one, order value × orders a year × years × margin, 50 × 4 × 3 × 60%.",
    currency: "EUR",
    inputs: "
        form=purchases; order_value=50; orders=4; margin=60; churn_by=lifetime; lifetime_years=3; basis=blended
        target_payback=6; ltv_basis=capped; cap=24
        channels: name=Marketplace ads; customers=400
        channels: name=Newsletter; customers=250; organic=yes
        channels: name=Leaflets; customers=0
        costs: channel=Marketplace ads; amounts=18000
        costs: channel=Leaflets; amounts=3000
        costs: kind=salaries; amounts=9000
    ",
    expect: &[("margin_month", "10"), ("customers_total", "650"), ("cac_loaded", "46.153846153846153846153846154")],
};

const PUBLISHED: Example = Example {
    name: "published-shop",
    title: "A published shop at 8 to 1",
    source: "Corporate Finance Institute, “LTV/CAC Ratio”: a campaign of 10,000 wins 1,000 customers; 50 of revenue less 30 of direct costs a year, 75% retained; an LTV of 80 to a CAC of 10. A year’s order comes as twelve parts here.",
    currency: "USD",
    inputs: "
        form=purchases; order_value=50; orders=1; margin=40; churn_by=lifetime; lifetime_years=4
        channels: name=Search ads; customers=1000
        costs: channel=Search ads; amounts=10000
    ",
    expect: &[("ltv", "80"), ("cac", "10"), ("ratio", "8"), ("payback", "7"), ("payback_simple", "6")],
};

const LAG: Example = Example {
    name: "lag",
    title: "A quarter from cost to customer, churn from revenue",
    source: "Invented: six months of costs, of which the customers come three months later; revenue retention by its usual definition.",
    currency: "USD",
    inputs: "
        arpa=6000; arpa_per=year; margin=75; churn_by=net_revenue; churn_per=year; lag=3; ltv_basis=capped
        start_customers=400; lost_customers=40; start_revenue=2400000; churned_revenue=180000
        contraction=60000; expansion_revenue=312000
        channels: name=Outbound; customers=10,12,14,16,20,24
        channels: name=Partners; customers=4,5,6,8,9,13
        costs: channel=Outbound; kind=sales; amounts=90000,96000,102000,120000,126000,132000
        costs: channel=Partners; kind=sales; amounts=30000,30000,36000,36000,42000,42000
    ",
    expect: &[
        ("customers_total", "90"),
        ("spend_total", "384000"),
        ("grr", "90"),
        ("nrr", "103"),
        ("logo_churn", "10"),
        ("margin_month", "375"),
    ],
};
