//! Worked examples of the page.

use crate::calculator::Example;

pub const ALL: &[Example] = &[MIX, PUBLISHED, SQUARES];

const MIX: Example = Example {
    name: "mix",
    title: "A full channel with the best average",
    source: "Invented: a month of four channels. Brand search has the best average and is full.",
    currency: "USD",
    inputs: "
        mix: name=Brand search; spend=20000; customers=500; value=210; elasticity=0.15
        mix: name=Search; spend=60000; customers=600; value=240; elasticity=0.55
        mix: name=Social; spend=70000; customers=560; value=190
        mix: name=Podcasts; spend=8000; customers=21; value=260; elasticity=0.7
        mix: name=Affiliates; spend=24000; customers=300; value=200; elasticity=0.8; cap=30000
    ",
    expect: &[("spend_now", "182000"), ("spend_then", "182000"), ("worth_now", "238860")],
};

const PUBLISHED: Example = Example {
    name: "published-margins",
    title: "Two published cases of a rising CAC",
    source: "IgnyteIQ, “Marginal CAC”: 50,000 a week at a CAC of 40, and 80 for the next customer, so an elasticity of a half. Ryze AI, “Marginal CPA vs Average CPA”: 10,000 win 200 and 15,000 win 270, so ln 1.35 ÷ ln 1.5. An LTV of 100 is invented, and that both are for a week.",
    currency: "USD",
    inputs: "
        most_change=50
        mix: name=Social at 50,000 a week; spend=50000; customers=1250; value=100; elasticity=0.5
        mix: name=Social at 10,000; spend=10000; customers=200; value=100; elasticity=0.74015
    ",
    expect: &[("spend_now", "60000"), ("moved", "5000"), ("worth_now", "85000")],
};

const SQUARES: Example = Example {
    name: "squares",
    title: "Two channels whose best split is known",
    source: "The formula of constant elasticity on invented numbers: at an elasticity of a half, spend goes by the squares of the returns, 2² to 1².",
    currency: "EUR",
    inputs: "
        most_change=100
        mix: name=A; spend=10000; customers=200; value=100; elasticity=0.5
        mix: name=B; spend=10000; customers=100; value=100; elasticity=0.5
    ",
    expect: &[("moved", "6000"), ("average", "1.5")],
};
