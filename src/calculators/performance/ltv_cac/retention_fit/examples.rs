//! Worked examples of the page.

use crate::calculator::Example;

pub const ALL: &[Example] = &[REGULAR, HIGH_END, GUIDE, APP];

const REGULAR: Example = Example {
    name: "regular",
    title: "Fader and Hardie’s “Regular” customers",
    source: "P. Fader and B. Hardie, “How to Project Customer Retention”, Journal of Interactive Marketing 21 (2007): 1,000 customers over 12 years, the first 7 renewals fitted. They print 0.704 and 1.182.",
    currency: "USD",
    inputs: "
        survivors=1000,631,468,382,326,289,262,241,223,207,194,183,173; fitted=7; margin_period=100
    ",
    expect: &[("alpha", "0.704077298"), ("beta", "1.18204303"), ("log_likelihood", "-1680.26519")],
};

const HIGH_END: Example = Example {
    name: "high-end",
    title: "Fader and Hardie’s “High End” customers",
    source: "P. Fader and B. Hardie (2007), as above. They print 0.668 and 3.806.",
    currency: "USD",
    inputs: "
        survivors=1000,869,743,653,593,551,517,491,468,445,427,409,394; fitted=7; margin_period=100
    ",
    expect: &[("alpha", "0.668088351"), ("beta", "3.80609497"), ("log_likelihood", "-1611.15815")],
};

const GUIDE: Example = Example {
    name: "guide",
    title: "The cohort of Fader and Hardie’s guide, after four renewals",
    source: "P. Fader and B. Hardie, “A Spreadsheet-Literate Non-Statistician’s Guide to the Beta-Geometric Model” (note 032, 2014), table 1: the “Regular” customers up to year 5. What comes out was worked out a second time, not compared with what they print.",
    currency: "USD",
    inputs: "survivors=1000,631,468,382,326; margin_period=100",
    expect: &[("alpha", "0.763665063"), ("beta", "1.29583027"), ("log_likelihood", "-1401.55942")],
};

const APP: Example = Example {
    name: "app",
    title: "An app, month by month",
    source: "Invented: retention of one cohort in percent, as analytics show it.",
    currency: "EUR",
    inputs: "
        survivors=100,71,56.5,47,40.5,36,32.5; counted=percent; cohort_size=2400; churn_per=month; ahead=24; margin_period=4.5
    ",
    expect: &[("first_churn", "29")],
};
