//! The price waterfall, held against published figures, against whole numbers worked out from the definitions, and at its edges.

use commerce_calculators::calculators::pricing::price_waterfall::PriceWaterfall;
use commerce_calculators::input::{Draft, Entry};
use proptest::prelude::*;
use rust_decimal::{Decimal, dec};

use super::base::{draft, example, figure, near, table, told};

fn waterfall(list: &str, steps: &[&str]) -> Draft {
    let rows = steps.iter().map(|step| format!("steps: {step}\n"));
    draft(&format!("list={list}; units=1000\n{}", rows.collect::<String>()))
}

fn of(draft: &Draft, key: &str) -> Option<Decimal> {
    figure(&PriceWaterfall, draft, key)
}

/// What a figure that does not exist says instead.
fn why(draft: &Draft, key: &str) -> String {
    use commerce_calculators::calculator::AnyCalculator;
    use commerce_calculators::report::format::Format;
    let answer = PriceWaterfall.solve(draft).ok().unwrap().answer();
    let found = answer.figures.iter().find(|figure| figure.key == key).unwrap();
    found.value.text(&found.measure, &Format::english("USD"))
}

#[test]
fn published_prices_percentages_and_terms() {
    let exhibit = example(&PriceWaterfall, "marn-rosiello");
    assert_eq!(
        (of(&exhibit, "invoice_price"), of(&exhibit, "pocket_price")),
        (Some(dec!(5.78)), Some(dec!(4.47)))
    );
    let stacked = example(&PriceWaterfall, "stacked");
    assert_eq!(of(&stacked, "leakage_percent"), Some(dec!(14.5)));
    near(of(&stacked, "cash_simple"), dec!(0.02) / dec!(0.98) * dec!(365) / dec!(20) * dec!(100));
    let terms = |discount: &str, days: &str, net: &str| {
        let rest = format!(
            "list=1; cash_discount={discount}; cash_days={days}; net_days={net}\nsteps: name=A; amount=0\n"
        );
        let draft = draft(&rest);
        [of(&draft, "cash_simple"), of(&draft, "cash_effective")]
            .map(|cost| cost.map(|cost| cost.round_dp(1)))
    };
    assert_eq!(terms("2", "10", "30"), [Some(dec!(37.2)), Some(dec!(44.6))]);
    assert_eq!(terms("1", "10", "30"), [Some(dec!(18.4)), Some(dec!(20.1))]);
    assert_eq!(terms("50", "0", "365"), [Some(dec!(100.0)), Some(dec!(100.0))]);
    // In a day it doubles 365 times over.
    assert_eq!(terms("50", "10", "11"), [Some(dec!(36500.0)), None]);
    // A dozen of two to three percent, which has more digits than a decimal.
    let dozen: Vec<String> = (0..12)
        .map(|step| format!("name=S{step}; percent={}; of=running", if step < 6 { "2.1" } else { "2.9" }))
        .collect();
    let dozen = waterfall("99.99", &dozen.iter().map(String::as_str).collect::<Vec<_>>());
    let lost = of(&dozen, "leakage_percent").unwrap();
    let left = (0..6).fold(dec!(100), |left, _| left * dec!(0.979) * dec!(0.971));
    near(Some(lost), dec!(100) - left);
    assert!(dec!(26) < lost && lost < dec!(29.5));
}

#[test]
fn a_percentage_is_of_what_it_names() {
    let rows = |on: &str| waterfall("100", &["name=A; percent=20", on]);
    for (step, pocket) in [
        ("name=B; group=off_invoice; percent=10", dec!(70)),
        ("name=B; group=off_invoice; percent=10; of=running", dec!(72)),
        ("name=B; group=off_invoice; percent=10; of=invoice", dec!(72)),
        ("name=B; percent=10; of=subtotal; after=A", dec!(72)),
        ("name=B; percent=10; of=subtotal; after=A; amount=0.5", dec!(71.5)),
    ] {
        assert_eq!(of(&rows(step), "pocket_price"), Some(pocket), "{step}");
    }
    // Groups come in their order, whatever the order of the rows.
    let mixed = waterfall(
        "100",
        &[
            "name=C; group=cost; percent=50; of=pocket",
            "name=B; group=off_invoice; percent=10; of=invoice",
            "name=A; percent=20",
        ],
    );
    assert_eq!(
        ["invoice_price", "pocket_price", "pocket_margin"].map(|key| of(&mixed, key)),
        [Some(dec!(80)), Some(dec!(72)), Some(dec!(36))]
    );
}

#[test]
fn the_cent_before_on_and_after_nothing_is_left() {
    let off = |amount: &str| {
        waterfall("10", &["name=A; percent=40", &format!("name=B; group=off_invoice; amount={amount}")])
    };
    let cost = |amount: &str| {
        waterfall("10", &["name=A; percent=40", &format!("name=B; group=cost; amount={amount}")])
    };
    assert_eq!(told(&PriceWaterfall, &off("5.99")), Vec::<String>::new());
    assert_eq!(
        told(&PriceWaterfall, &off("6")),
        ["steps.1.amount: This takes all of the $6.00 that was left."]
    );
    assert_eq!(
        told(&PriceWaterfall, &off("6.01")),
        [
            "steps.1.amount: This takes $6.01, and only $6.00 was left. A percentage of what is left takes nothing after it."
        ]
    );
    assert_eq!(
        ["5.99", "6", "6.01"].map(|amount| of(&off(amount), "pocket_price")),
        [Some(dec!(0.01)), Some(dec!(0)), Some(dec!(-0.01))]
    );
    for amount in ["5.99", "6"] {
        assert_eq!(told(&PriceWaterfall, &cost(amount)), Vec::<String>::new());
    }
    assert_eq!(
        told(&PriceWaterfall, &cost("6.01")),
        [
            "steps.1.amount: With this, costs are above the pocket price of $6.00: each unit loses $0.01 or more."
        ]
    );
    assert_eq!(of(&cost("6"), "margin_of_pocket"), Some(dec!(0)));
    // Of nothing there is no share.
    let nothing = waterfall("10", &["name=A; amount=10", "name=B; group=cost; amount=1"]);
    assert_eq!(of(&nothing, "margin_of_list"), Some(dec!(-10)));
    for key in ["margin_of_invoice", "margin_of_pocket"] {
        assert_eq!(why(&nothing, key), "Of a price of $0.00 there is no share.");
    }
    // What is left is less than nothing, and a percentage of it takes nothing.
    let below = waterfall("10", &["name=A; amount=11", "name=B; percent=50; of=running"]);
    assert_eq!(of(&below, "pocket_price"), Some(dec!(-1)));
}

#[test]
fn what_cannot_be_is_told_at_its_place() {
    let one = |steps: &[&str]| told(&PriceWaterfall, &waterfall("10", steps));
    let at = |steps: &[&str]| {
        one(steps).iter().map(|line| line.split(':').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(at(&["name=A"]), ["steps.0.percent"]);
    assert_eq!(at(&["name=A; percent=100"]), ["steps.0.percent"], "a warning: all is taken");
    assert_eq!(at(&["name=A; percent=100.01"]), ["steps.0.percent"]);
    assert_eq!(at(&["name=A; percent=5; of=invoice"]), ["steps.0.of"]);
    assert_eq!(at(&["name=A; group=off_invoice; percent=5; of=pocket"]), ["steps.0.of"]);
    assert_eq!(at(&["name=A; percent=5; of=subtotal; after=A"]), ["steps.0.after"]);
    assert_eq!(at(&["name=A; percent=5; of=subtotal; after=B", "name=B; percent=5"]), ["steps.0.after"]);
    // Above it in the table, yet taken after it.
    let later = ["name=B; group=off_invoice; percent=5", "name=A; percent=5; of=subtotal; after=B"];
    assert_eq!(at(&later), ["steps.1.after"]);
    assert_eq!(at(&["name=A; percent=5; of=subtotal; after=gone"]), ["steps.0.after"]);
    let list = |list: &str| told(&PriceWaterfall, &waterfall(list, &["name=A; percent=5"]));
    assert!(
        list("0")[0].starts_with("list: ") && list("")[0].starts_with("list: ") && list("0.01").is_empty()
    );
    let terms = |days: &str| {
        told(
            &PriceWaterfall,
            &draft(&format!(
                "list=1; cash_discount=2; cash_days=30; net_days={days}\nsteps: name=A; amount=0\n"
            )),
        )
    };
    assert_eq!((terms("29").len(), terms("30").len(), terms("31").len()), (1, 1, 0));
}

#[test]
fn costs_are_no_leakage_and_the_largest_leak_is_the_first_of_equals() {
    let rows = ["name=A; amount=1", "name=B; group=off_invoice; amount=1", "name=C; group=cost; amount=7"];
    let draft = waterfall("10", &rows);
    assert_eq!((of(&draft, "leakage"), of(&draft, "largest_leak")), (Some(dec!(2)), Some(dec!(1))));
    assert_eq!(of(&draft, "leakage_total"), Some(dec!(2000)));
    use commerce_calculators::report::Mark;
    let marked = table(&PriceWaterfall, &draft, "waterfall");
    let marks = marked.rows.iter().map(|row| row.iter().any(|cell| cell.mark == Some(Mark::Worst)));
    assert_eq!(marks.collect::<Vec<_>>(), [true, false, false]);
    let none = waterfall("10", &["name=C; group=cost; amount=7"]);
    assert_eq!(why(&none, "largest_leak"), "Nothing is taken off before the pocket price.");
    assert_eq!(
        why(&waterfall("10", &["name=A; amount=1"]), "pocket_margin"),
        "Enter what a unit costs, as steps of the group Cost."
    );
}

#[test]
fn a_point_and_a_tenth_of_each_step() {
    let draft = waterfall(
        "200",
        &[
            "name=A; percent=10",
            "name=B; group=off_invoice; percent=5; of=running",
            "name=C; group=off_invoice; amount=12",
            "name=D; group=off_invoice; amount=1.5",
            "name=E; group=off_invoice; percent=0.4; of=invoice; amount=3",
            "name=F; group=cost; amount=50",
        ],
    );
    let levers = table(&PriceWaterfall, &draft, "levers");
    let column = |key: &str| -> Vec<(String, Decimal)> {
        let at = levers.columns.iter().position(|column| column.key == key).unwrap();
        let format = commerce_calculators::report::format::Format::english("USD");
        let name = |row: &[commerce_calculators::report::Cell]| {
            row[0].value.text(&levers.columns[0].measure, &format)
        };
        let mut cells: Vec<_> =
            levers.rows.iter().map(|row| (name(row), row[at].value.number().unwrap())).collect();
        cells.sort();
        cells
    };
    let told = |values: [Decimal; 6]| -> Vec<(String, Decimal)> {
        ["A", "B", "C", "D", "E", "F"].map(str::to_owned).into_iter().zip(values).collect()
    };
    // A point of A is 2, of which B takes 5% and E 0.4%; of B it is 1% of 180. An amount's point is 1% of 200, and D has less.
    // E's 0.4% of 180 goes whole, its amount stays.
    assert_eq!(column("point"), told([dec!(1.892), dec!(1.80), dec!(2), dec!(1.5), dec!(0.72), dec!(2)]));
    assert_eq!(column("adds"), told([dec!(1.892), dec!(0.9), dec!(1.2), dec!(0.15), dec!(0.372), dec!(5)]));
    assert_eq!(column("point_total")[0].1, dec!(1892));
}

#[test]
fn rebates_on_and_off_the_invoice_are_told() {
    let off = |on: &str, off: &str| {
        let row = format!("name={off}; group=off_invoice; percent=5");
        told(&PriceWaterfall, &waterfall("10", &[&format!("name={on}; percent=5"), &row]))
    };
    let message = "steps.1.name: “Rebate on invoice” is taken on the invoice already. If “Rebate off invoice” is the same, it counts twice: take one of the two away.";
    assert_eq!(off("Rebate on invoice", "Rebate off invoice"), [message]);
    for (on, other) in [
        ("Volume discount", "volume discounts (off-invoice)"),
        ("Rebate", "Yearly rebate"),
        ("Rebates", "Volume rebate"),
        ("Loyalty rebate, annual", "Rebate for loyalty"),
    ] {
        assert_eq!(off(on, other).len(), 1, "{on}, {other}");
    }
    for (on, other) in [
        ("Dealer discount", "Early payment discount"),
        ("Discount", "Cash discount"),
        ("Volume rebate", "Loyalty rebate"),
        ("Order size", "Freight"),
        ("On invoice", "Off invoice"),
    ] {
        assert_eq!(off(on, other), Vec::<String>::new(), "{on}, {other}");
    }
    // Both on the invoice, or one of them a cost, are two things.
    let rows =
        ["name=Rebate 1; percent=5", "name=Rebate; percent=5", "name=Rebate on goods; group=cost; amount=1"];
    assert_eq!(told(&PriceWaterfall, &waterfall("10", &rows)), Vec::<String>::new());
}

/// A step in whole percents and cents. What it is of counts 0 list, 1 running, 2 invoice, 3 pocket.
#[derive(Clone, Debug)]
struct Taken {
    group: usize,
    percent: i128,
    of: usize,
    cents: i128,
}

fn steps() -> impl Strategy<Value = Vec<Taken>> {
    let step = (0usize..3, 0i128..30, 0usize..4, 0i128..400).prop_map(|(group, percent, of, cents)| {
        let of = if of > 1 && of - 1 > group { 1 } else { of };
        Taken { group, percent, of, cents }
    });
    prop::collection::vec(step, 1..6)
}

/// Cents in so many parts that no percentage of five is broken.
const PARTS: i128 = 10_000_000_000;

/// What is left after the first `count` steps of those in order, from the definitions, in parts of a cent.
fn left(list: i128, steps: &[Taken], count: usize) -> i128 {
    let Some(step) = count.checked_sub(1).map(|at| &steps[at]) else { return list * PARTS };
    let of_group = |group: usize| left(list, steps, steps.iter().filter(|step| step.group < group).count());
    let base = match step.of {
        0 => list * PARTS,
        1 => left(list, steps, count - 1),
        // The invoice price is before group 1, the pocket price before group 2.
        of => of_group(of - 1),
    };
    left(list, steps, count - 1) - base.max(0) * step.percent / 100 - step.cents * PARTS
}

fn lines(list: i128, steps: &[Taken]) -> Draft {
    let row = |(at, step): (usize, &Taken)| {
        format!(
            "steps: name=S{at}; group={}; percent={}; of={}; amount={}\n",
            ["on_invoice", "off_invoice", "cost"][step.group],
            step.percent,
            ["list", "running", "invoice", "pocket"][step.of],
            Decimal::new(step.cents as i64, 2)
        )
    };
    let rows: String = steps.iter().enumerate().map(row).collect();
    draft(&format!("list={}; units=250\n{rows}", Decimal::new(list as i64, 2)))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) })]

    #[test]
    fn the_prices_are_those_of_the_definitions(list in 1i128..100_000, mut steps in steps()) {
        let draft = lines(list, &steps);
        steps.sort_by_key(|step| step.group);
        let price = |group: usize| {
            let count = steps.iter().filter(|step| step.group < group).count();
            Decimal::from_i128_with_scale(left(list, &steps, count), 12)
        };
        prop_assert_eq!(of(&draft, "invoice_price"), Some(price(1)));
        prop_assert_eq!(of(&draft, "pocket_price"), Some(price(2)));
        let costed = steps.iter().any(|step| step.group == 2);
        prop_assert_eq!(of(&draft, "pocket_margin"), costed.then(|| price(3)));
        prop_assert_eq!(of(&draft, "margin_total"), costed.then(|| price(3) * dec!(250)));
        let most = (0..steps.len())
            .filter(|at| steps[*at].group < 2)
            .map(|at| left(list, &steps, at) - left(list, &steps, at + 1))
            .max();
        let most = most.filter(|most| *most > 0).map(|most| Decimal::from_i128_with_scale(most, 12));
        prop_assert_eq!(of(&draft, "largest_leak"), most);
    }

    #[test]
    fn a_lever_is_what_pulling_it_does(list in 100i128..100_000, steps in steps()) {
        let now = lines(list, &steps);
        let margin = |draft: &Draft| {
            let steps = table(&PriceWaterfall, draft, "waterfall");
            let after = steps.columns.iter().position(|column| column.key == "after").unwrap();
            steps.rows.last().unwrap()[after].value.number().unwrap()
        };
        let levers = table(&PriceWaterfall, &now, "levers");
        prop_assert_eq!(levers.rows.len(), steps.len());
        for row in &levers.rows {
            let name = row[0].value.text(&levers.columns[0].measure, &commerce_calculators::report::format::Format::english("USD"));
            let at: usize = name[1..].parse().unwrap();
            let mut pulled = now.clone();
            let amount = Decimal::new(steps[at].cents as i64 * 9, 3);
            for (key, to) in [("amount", amount), ("percent", Decimal::from(steps[at].percent) * dec!(0.9))] {
                let path = format!("steps.{at}.{key}");
                if pulled.get(&path).is_some() {
                    let rows = pulled.rows("steps").to_vec();
                    let mut row = (*rows[at]).clone();
                    row.put(key, Some(Entry::Text(to.normalize().to_string())));
                    let mut rows = rows;
                    rows[at] = row.into();
                    pulled.fields.put("steps", Some(Entry::rows(rows)));
                }
            }
            prop_assert_eq!(row[2].value.number(), Some(margin(&pulled) - margin(&now)));
        }
    }
}
