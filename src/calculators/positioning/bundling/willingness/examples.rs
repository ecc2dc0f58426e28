//! Worked examples of the page.

use crate::calculator::Example;

pub const ALL: &[Example] = &[PINDYCK, FILMS, TOOLS];

const PINDYCK: Example = Example {
    name: "mixed-wins",
    title: "Four buyers, with cost: mixed bundling wins",
    source: "Pindyck and Rubinfeld, “Microeconomics”, chapter 11: four buyers and costs of 20 and 30. The book prices items at 89.95 and the bundle at 100, which earns 229.90; at the limit it is 230.",
    currency: "USD",
    inputs: "
        items: name=Good 1; cost=20
        items: name=Good 2; cost=30
        buyers: name=A; values=10,90
        buyers: name=B; values=50,50
        buyers: name=C; values=60,40
        buyers: name=D; values=90,10
    ",
    expect: EXPECT_PINDYCK,
};

const EXPECT_PINDYCK: &[(&str, &str)] = &[
    ("profit_separate", "150"),
    ("profit_pure", "200"),
    ("profit_mixed", "230"),
    ("profit_practical", "229.94"),
];

const FILMS: Example = Example {
    name: "films",
    title: "Two films for two cinemas: a bundle alone is enough",
    source: "Pindyck and Rubinfeld, chapter 11, after Stigler (1963): cinemas that value two films in opposite order.",
    currency: "USD",
    inputs: "
        items: name=Gone with the Wind
        items: name=Getting Gertie’s Garter
        buyers: name=Cinema A; values=12000,3000
        buyers: name=Cinema B; values=10000,4000
    ",
    expect: &[("profit_separate", "26000"), ("profit_pure", "28000"), ("profit_mixed", "28000")],
};

const TOOLS: Example = Example {
    name: "suite",
    title: "Three tools and a suite",
    source: "Invented: kinds of customers of a software house, and what each would pay a year.",
    currency: "EUR",
    inputs: "
        items: name=Editor; cost=8
        items: name=Planner; cost=8
        items: name=Reports; cost=15
        buyers: name=Writers; values=90,20,5; count=400
        buyers: name=Managers; values=25,80,60; count=250
        buyers: name=Analysts; values=30,25,110; count=180
        buyers: name=All-rounders; values=60,55,50; count=300
        buyers: name=Students; values=30,15,10; count=600
    ",
    expect: EXPECT_TOOLS,
};

const EXPECT_TOOLS: &[(&str, &str)] =
    &[("profit_separate", "87800"), ("profit_pure", "97820"), ("profit_mixed", "130620")];
