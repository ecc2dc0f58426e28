//! The pages for a whole customer base, held against a second computation bill by bill, and at their edges.

use std::time::Instant;

use commerce_calculators::calculator::{AnyCalculator, Calculator};
use commerce_calculators::calculators::pricing::tiered_pricing::bill::bill;
use commerce_calculators::calculators::pricing::tiered_pricing::customer_base::{self, CustomerBase};
use commerce_calculators::calculators::pricing::tiered_pricing::customers::Customer;
use commerce_calculators::calculators::pricing::tiered_pricing::plan::{Plan, Quantity, Rules};
use commerce_calculators::calculators::pricing::tiered_pricing::price_change::{self, PriceChange};
use commerce_calculators::input::{Draft, Entry, Record, Row, fill, pasted};
use commerce_calculators::report::Table;
use commerce_calculators::report::currency::Currency;
use commerce_calculators::report::format::Format;
use rust_decimal::{Decimal, dec};

pub fn example(page: &dyn AnyCalculator, name: &str) -> Draft {
    page.examples().into_iter().find(|example| example.name == name).unwrap().inputs
}

pub fn draft(lines: &str) -> Draft {
    Draft::of_lines(lines, Currency::default())
}

fn taken<R: Record + Default>(draft: &Draft) -> R {
    let mut inputs = R::default();
    let filled = fill(&mut inputs, draft);
    assert!(filled.problems.is_empty(), "{:?}", filled.problems);
    inputs
}

pub fn figure(page: &dyn AnyCalculator, draft: &Draft, key: &str) -> Option<Decimal> {
    let answer = page.solve(draft).map_err(|problems| format!("{problems:?}")).unwrap().answer();
    answer.figures.iter().find(|figure| figure.key == key).unwrap().value.number()
}

pub fn told(page: &dyn AnyCalculator, draft: &Draft) -> Vec<String> {
    let format = Format::english("USD");
    let line = |at: &str, text: String| format!("{at}: {text}");
    match page.solve(draft) {
        Ok(solved) => {
            solved.answer().warnings.iter().map(|told| line(&told.at, told.message.text(&format))).collect()
        }
        Err(problems) => problems.iter().map(|told| line(&told.at, told.message.text(&format))).collect(),
    }
}

pub fn table(page: &dyn AnyCalculator, draft: &Draft, key: &str) -> Table {
    let report = page.solve(draft).map_err(|problems| format!("{problems:?}")).unwrap().report();
    report.tables().find(|table| table.key == key).unwrap().clone()
}

/// The bill a year by the whole bill, and the cost; `None` where the plan stops.
fn a_year(plan: &Plan, quantities: &[Quantity], customer: &Customer) -> Option<(Decimal, Decimal)> {
    let mut quantities = quantities.to_vec();
    for (quantity, amount) in quantities.iter_mut().zip(&customer.amounts) {
        quantity.amount = amount.unwrap();
    }
    let bill = bill(plan, &quantities, &Rules::default(), 2).ok()?;
    let bills = Decimal::from(12 / plan.period.months());
    Some((bill.total.shown * bills, bill.cost.nearest() * bills))
}

pub fn near(found: Option<Decimal>, expected: Decimal) {
    let found = found.unwrap();
    assert!((found - expected).abs() < dec!(0.0000000001), "{found} is not {expected}");
}

#[test]
fn the_base_bill_by_bill() {
    let draft = example(&CustomerBase, "five-hundred");
    let inputs: customer_base::Inputs = taken(&draft);
    let quantities: Vec<Quantity> = inputs.quantities.iter().map(|counted| counted.0.clone()).collect();
    let (mut revenue, mut cost, mut movers, mut saving) = (dec!(0), dec!(0), dec!(0), dec!(0));
    let mut bills = Vec::new();
    for customer in &inputs.customers {
        let present = inputs.plans.iter().find(|plan| plan.name == customer.plan).unwrap();
        let (now, costs) = a_year(present, &quantities, customer).unwrap();
        let all = inputs.plans.iter().filter_map(|plan| a_year(plan, &quantities, customer));
        let least = all.map(|(bill, _)| bill).min().unwrap();
        revenue += now * customer.count;
        cost += costs * customer.count;
        if least < now {
            movers += customer.count;
            saving += (now - least) * customer.count;
        }
        bills.push(now);
    }
    let figure = |key| figure(&CustomerBase, &draft, key);
    near(figure("revenue_year"), revenue);
    near(figure("margin_year"), revenue - cost);
    assert_eq!(figure("movers"), Some(movers));
    near(figure("moving_cost"), saving / dec!(12));
    // All rows stand for one customer here.
    bills.sort();
    near(figure("median"), (bills[249] + bills[250]) / dec!(24));
    near(figure("p10"), (bills[49] + bills[50]) / dec!(24));
    near(figure("p90"), (bills[449] + bills[450]) / dec!(24));
    let top: Decimal = bills[495..].iter().sum();
    near(figure("top_1"), top * dec!(100) / revenue);
}

#[test]
fn the_change_bill_by_bill() {
    let mut draft = example(&CustomerBase, "five-hundred");
    let Some(Entry::Rows(plans)) = draft.fields.0.get("plans").cloned() else { panic!("no plans") };
    // Free ends, and all prices rise by half.
    draft.fields.put("proposed", Some(Entry::Rows(plans[1..].to_vec())));
    for (key, text) in
        [("raise", "50"), ("grandfathered", "25"), ("grandfather_months", "6"), ("moving", "cheapest")]
    {
        draft.fields.put(key, Some(Entry::Text(text.into())));
    }
    let steps = [Row::of(&[("above", "5"), ("churn", "10")]), Row::of(&[("above", "0"), ("churn", "2.5")])];
    draft.fields.put("steps", Some(Entry::Rows(steps.into_iter().map(Into::into).collect())));
    let inputs: price_change::Inputs = taken(&draft);
    let quantities: Vec<Quantity> = inputs.quantities.iter().map(|counted| counted.0.clone()).collect();
    let raised: Vec<Plan> = inputs
        .proposed
        .iter()
        .map(|plan| {
            let mut plan = plan.clone();
            plan.base_fee *= dec!(1.5);
            for charge in &mut plan.charges {
                charge.unit_price *= dec!(1.5);
                charge.tiers.iter_mut().for_each(|tier| tier.unit_price *= dec!(1.5));
            }
            plan
        })
        .collect();
    let (mut before, mut after, mut kept, mut leavers) = (dec!(0), dec!(0), dec!(0), dec!(0));
    let mut changes = Vec::new();
    for customer in &inputs.customers {
        let present = inputs.plans.iter().find(|plan| plan.name == customer.plan).unwrap();
        let (old, _) = a_year(present, &quantities, customer).unwrap();
        let new = raised
            .iter()
            .filter_map(|plan| a_year(plan, &quantities, customer))
            .map(|(bill, _)| bill)
            .min()
            .unwrap();
        let churn = if new - old > old * dec!(0.05) {
            dec!(0.1)
        } else if new > old {
            dec!(0.025)
        } else {
            dec!(0)
        };
        before += old;
        after += new;
        kept += new * (dec!(1) - churn);
        leavers += churn;
        changes.push(new - old);
    }
    let figure = |key| figure(&PriceChange, &draft, key);
    near(figure("revenue_before"), before / dec!(12));
    near(figure("revenue_after"), after / dec!(12));
    near(figure("revenue_kept"), kept / dec!(12));
    near(figure("leavers"), leavers);
    near(figure("break_even_churn"), (dec!(1) - before / after) * dec!(100));
    let early = (before * dec!(0.25) + kept * dec!(0.75)) / dec!(12) * dec!(6);
    near(figure("revenue_ahead"), early + kept / dec!(12) * dec!(18));
    // The middle of the sensitivity table is the answer itself.
    let sensitivity = table(&PriceChange, &draft, "sensitivity");
    near(sensitivity.rows[2][3].value.number(), (kept - before) / dec!(12));
    near(sensitivity.rows[2][1].value.number(), (after - before) / dec!(12));
    changes.sort();
    near(figure("p5"), (changes[24] + changes[25]) / dec!(24));
    near(figure("p95"), (changes[474] + changes[475]) / dec!(24));
    let more = changes.iter().filter(|change| **change > dec!(0)).count();
    assert_eq!(figure("losers"), Some(more.into()));
}

/// One plan by volume, whose price falls at 10 and at 20 seats.
const VOLUME: &str = "
    quantities: name=Seats
    plans: name=Team
    > charges: model=volume; quantity=Seats
    >> tiers: up_to=10; unit_price=10
    >> tiers: up_to=20; unit_price=8
    >> tiers: unit_price=5
";

#[test]
fn the_unit_before_on_and_after_each_bound() {
    let at = |seats: &str| {
        let draft = draft(&format!("{VOLUME}\ncustomers: plan=Team; amounts={seats}"));
        let dearer = figure(&CustomerBase, &draft, "cliff_customers") == Some(Decimal::ONE);
        (figure(&CustomerBase, &draft, "revenue").unwrap(), dearer)
    };
    // 11 seats cost 88, and 21 cost 105: eight seats cost less than either, 13 cost 104.
    assert_eq!(
        ["8", "9", "10", "11"].map(at),
        [(dec!(80), false), (dec!(90), true), (dec!(100), true), (dec!(88), false)]
    );
    assert_eq!(
        ["13", "14", "20", "21"].map(at),
        [(dec!(104), false), (dec!(112), true), (dec!(160), true), (dec!(105), false)]
    );
    // The saving is that of the bill: below a minimum there is none.
    let draft = draft(&VOLUME.replace("name=Team", "name=Team; minimum=120"))
        .fields
        .0
        .into_iter()
        .chain([(
            "customers".to_owned(),
            Entry::Rows(vec![Row::of(&[("plan", "Team"), ("amounts", "10")]).into()]),
        )])
        .collect();
    let draft = Draft { currency: Currency::default(), fields: Row(draft) };
    assert_eq!(figure(&CustomerBase, &draft, "cliff_customers"), Some(Decimal::ZERO));
    assert_eq!(figure(&CustomerBase, &draft, "revenue"), Some(dec!(120)));
}

#[test]
fn triggers_begin_past_their_thresholds() {
    let of = |rest: &str, customer: &str, key: &str| {
        let plans = "
            quantities: name=Calls
            plans: name=Pay; base_fee=70
            > charges: quantity=Calls; unit_price=1; included=100
            plans: name=Flat; base_fee=90
        ";
        let draft = draft(&format!("{rest}\n{plans}\ncustomers: name=A; {customer}"));
        table(&CustomerBase, &draft, key).rows.len()
    };
    let with = |rest: &str, amounts: &str, key: &str| of(rest, &format!("plan=Pay; amounts={amounts}"), key);
    // 130 calls are 30 of overage in 100: not above 30 %.
    assert_eq!(
        (with("overage_share=30", "130", "rows_overage"), with("overage_share=30", "131", "rows_overage")),
        (0, 1)
    );
    assert_eq!(
        (with("use_below=30", "30", "rows_unused"), with("use_below=30", "29", "rows_unused")),
        (0, 1)
    );
    // At 120 calls both cost 90.
    assert_eq!((with("", "120", "rows_dearer"), with("", "121", "rows_dearer")), (0, 1));
    assert_eq!(
        (with("dearer_by=10", "130", "rows_dearer"), with("dearer_by=10", "131", "rows_dearer")),
        (0, 1)
    );
    let rise = |rest: &str, now: &str| of(rest, &format!("plan=Pay; amounts={now}; before=130"), "rows_rise");
    assert_eq!((rise("rise_percent=20", "150"), rise("rise_percent=20", "151")), (0, 1));
    assert_eq!(
        (rise("rise_percent=20; rise_money=21", "151"), rise("rise_percent=20; rise_money=21", "152")),
        (0, 1)
    );
    // Without amounts before there is no rise.
    assert_eq!(with("rise_percent=0", "150", "rows_rise"), 0);
}

#[test]
fn bad_rows_are_told_by_reason_and_line() {
    let draft = draft(&format!(
        "{VOLUME}
        customers: name=A; plan=Team; amounts=5
        customers: name=B; plan=Taem; amounts=5
        customers: name=A; plan=Team; amounts=7
        customers: name=C; plan=Team
        customers: name=D; plan=Team; amounts=many
        customers: name=E; plan=Team; amounts=-3
        customers: name=F; plan=Team; amounts=3,4
        customers: name=G; plan=Team; amounts=,
        customers: name=H; plan= team ; amounts=2; count=0
        customers: plan=; amounts=2
        "
    ));
    assert_eq!(
        told(&CustomerBase, &draft),
        [
            "customers: 9 rows of 10 are left out and count in no figure.",
            "customers.1.plan: Row 2: There is no “Taem” here. Did you mean “Team”?",
            "customers.3.amounts: Row 4: Enter a number in each column, 0 where there is none.",
            "customers.4.amounts: Row 5: “many” is not a number. Enter one such as 1250.5.",
            "customers.8.count: Row 9: Enter 1 or more.",
            "customers.9.plan: Row 10: Choose one.",
            "customers.2.name: Row 3: “A” stands in row 1 already. This one is left out: add it to that row, or give it another name if it is another customer.",
            "customers.5.amounts: Row 6: -3 of Seats is below zero. For a return, turn on “Credit negative quantities” under “More rules”.",
            "customers.6.amounts: Row 7: There are 2 amounts for 1 quantity. Take some away, or add the quantity.",
            "customers.7.amounts: Row 8: There is no amount of Seats. Enter 0 if there is none.",
        ]
    );
    assert_eq!(figure(&CustomerBase, &draft, "revenue"), Some(dec!(50)));
}

/// The names of plans come from billing systems, which write them as they like; so do numbers with all their decimals.
#[test]
fn a_row_is_not_left_out_for_case_or_for_decimals_that_nobody_sees() {
    let draft = draft(&format!(
        "{VOLUME}
        customers: name=A; plan=TEAM; amounts=5
        customers: name=B; plan=team; amounts=4.99999999999999999999999999999
        customers: name=C; plan=Team; amounts=2.0000000004999
        "
    ));
    assert_eq!(
        told(&CustomerBase, &draft),
        ["customers: 2 rows (2, 3) have a number with more decimals than are kept here; it was rounded."]
    );
    assert_eq!(figure(&CustomerBase, &draft, "revenue"), Some(dec!(120)));
}

#[test]
fn nothing_one_and_too_many() {
    let with = |customers: &str| draft(&format!("{VOLUME}\n{customers}"));
    assert_eq!(told(&CustomerBase, &with("")), ["customers: Add at least 1 row."]);
    let bad = with("customers: name=A; plan=Old; amounts=1\ncustomers: name=B; plan=Team; amounts=-1");
    assert_eq!(
        told(&CustomerBase, &bad),
        [
            "customers: No row can be used. Mend at least one.",
            "customers.0.plan: Row 1: There is no “Old” here. There is only “Team”.",
            "customers.1.amounts: Row 2: -1 of Seats is below zero. For a return, turn on “Credit negative quantities” under “More rules”.",
        ]
    );
    let one = with("customers: plan=Team; amounts=4");
    let all = ["revenue", "median", "p10", "p90"].map(|key| figure(&CustomerBase, &one, key));
    assert_eq!(all, [Some(dec!(40)); 4]);
    assert_eq!(figure(&CustomerBase, &one, "top_1"), Some(dec!(1)));
    assert_eq!(
        told(&CustomerBase, &large(20_001, 2)),
        ["customers: This takes up to 20,000 rows; there are 20,001. Take some away."]
    );
}

#[test]
fn a_limit_leaves_out_who_is_past_it() {
    let closed = VOLUME.replace(">> tiers: unit_price=5", "");
    let draft = |rest: &str| draft(&format!("{closed}\n{rest}"));
    let two = draft("customers: name=A; plan=Team; amounts=20\ncustomers: name=B; plan=Team; amounts=20.5");
    assert_eq!(
        told(&CustomerBase, &two)[1],
        "customers.1.amounts: Row 2: Team stops at 20 Seats, and this is more. Open its last tier, or correct the plan or the amount."
    );
    let change = draft(
        "proposed: name=Team\n> charges: model=volume; quantity=Seats\n>> tiers: up_to=5; unit_price=1\n\
         customers: name=A; plan=Team; amounts=5\ncustomers: name=B; plan=Team; amounts=6",
    );
    // Nobody leaves the revenue before because the plans after have no price for them.
    assert_eq!(
        told(&PriceChange, &change),
        [
            "proposed: 1 row of customers fits none of these plans, which all stop below their amounts. Open the last tier of one of them."
        ]
    );
}

#[test]
fn plans_carry_over_and_back() {
    use commerce_calculators::calculators;
    use commerce_calculators::input::carry::carried;
    let page = |slug: &str| calculators::find(slug).unwrap();
    let (quote, base) = (page("tiered-pricing"), page("tiered-pricing/customer-base"));
    let from = quote.examples().remove(0).inputs;
    let into = base.examples().remove(0).inputs;
    let there = carried(&from, &quote.outline(), &into, &base.outline());
    assert_eq!(there.get("plans"), from.get("plans"));
    assert_eq!(there.get("quantities.1.per"), from.get("quantities.1.per"));
    assert_eq!(there.get("customers"), into.get("customers"));
    let back = carried(&there, &base.outline(), &from, &quote.outline());
    assert_eq!(back, from);
}

#[test]
fn amounts_follow_their_quantities() {
    use commerce_calculators::input::carry::carried;
    use commerce_calculators::input::edit::{Edit, apply};
    let outline = CustomerBase.outline();
    let amounts = |draft: &Draft| draft.rows("customers")[0].text("amounts").to_owned();
    let three = draft(
        "quantities: name=A\nquantities: name=B\nquantities: name=C\nplans: name=P\ncustomers: plan=P; amounts=1,2,3; before=,5",
    );
    let after = |edit: Edit| {
        let mut draft = three.clone();
        apply(&mut draft, &outline, edit);
        (amounts(&draft), draft.rows("customers")[0].text("before").to_owned())
    };
    let table = || "quantities".to_owned();
    let told = |amounts: &str, before: &str| (amounts.to_owned(), before.to_owned());
    assert_eq!(after(Edit::Remove { table: table(), index: 0 }), told("2,3", "5,"));
    assert_eq!(after(Edit::Move { table: table(), index: 2, to: 0 }), told("3,1,2", ",,5"));
    assert_eq!(after(Edit::Copy { table: table(), index: 0 }), told("1,1,2,3", ",,5,"));
    assert_eq!(after(Edit::Add { table: table() }), told("1,2,3", ",5"));
    let rows = ["C", "New", "A"].map(|name| Row::of(&[("name", name)]).into()).to_vec();
    assert_eq!(after(Edit::Replace { table: table(), rows }), told("3,2,1", ",5,"));
    // From the page for one customer come other quantities in another order; the list of customers is not there.
    let page = |slug: &str| commerce_calculators::calculators::find(slug).unwrap().outline();
    let quote = draft("quantities: name=C; amount=1\nquantities: name=A; amount=1\nplans: name=P");
    let there = carried(&quote, &page("tiered-pricing"), &three, &page("tiered-pricing/customer-base"));
    assert_eq!(amounts(&there), "3,1");
    // Between pages that both have it, it goes over as it is.
    let change = PriceChange.examples().remove(0).inputs;
    let there = carried(&three, &outline, &change, &page("tiered-pricing/price-change"));
    assert_eq!(amounts(&there), "1,2,3");
}

/// So many customers on twelve plans, half of them with cliffs, with amounts from before.
fn large(rows: usize, quantities: usize) -> Draft {
    let mut lines = String::from("quantities: name=Seats\nquantities: name=Calls; per=month\n");
    for extra in 2..quantities {
        lines.push_str(&format!("quantities: name=Extra {extra}\n"));
    }
    for plan in 0..12 {
        let model = if plan % 2 == 0 { "graduated" } else { "volume" };
        lines.push_str(&format!(
            "plans: name=Plan {plan}; base_fee={}; percent_discount={}\n",
            plan * 10,
            plan % 3
        ));
        lines.push_str(&format!("> charges: model={model}; quantity=Seats; unit_cost=0.5\n"));
        for tier in 1..5 {
            lines.push_str(&format!(">> tiers: up_to={}; unit_price={}\n", tier * tier * 10, 12 - tier));
        }
        lines.push_str(
            ">> tiers: unit_price=6.5\n> charges: quantity=Calls; unit_price=0.0035; included=10000\n",
        );
    }
    let mut draft = draft(&lines);
    let row = |row: usize| {
        let seats = 1 + row * 7919 % 240;
        let calls = row * 104_729 % 90_000;
        let amounts = format!("{seats},{calls}{}", ",1".repeat(quantities - 2));
        let before = format!("{},{}{}", seats * 9 / 10, calls * 8 / 10, ",1".repeat(quantities - 2));
        let (name, plan) = (format!("Customer {row}"), format!("Plan {}", row % 12));
        Row::of(&[
            ("name", &name),
            ("plan", &plan),
            ("count", "1"),
            ("amounts", &amounts),
            ("before", &before),
        ])
    };
    let rows = (0..rows).map(|at| row(at).into()).collect();
    draft.fields.put("customers", Some(Entry::Rows(rows)));
    draft
}

/// `cargo test --release -- --ignored --nocapture times`: where the time goes, by the number of rows.
#[test]
#[ignore = "a measurement, to be read"]
fn times() {
    fn steps<C: Calculator>(name: &str, draft: &Draft)
    where
        C::Inputs: Record,
    {
        let mut inputs = C::Inputs::default();
        let began = now();
        let filled = fill(&mut inputs, draft);
        let fill_took = began.elapsed();
        assert!(filled.problems.is_empty(), "{:?}", filled.problems.first());
        let began = now();
        assert!(C::check(&inputs).is_empty());
        let check = began.elapsed();
        let began = now();
        let outputs = C::compute(&inputs, draft.currency).unwrap();
        let compute = began.elapsed();
        let began = now();
        let answer = C::answer(&inputs, &outputs);
        let answered = began.elapsed();
        let began = now();
        let report = C::report(&inputs, &outputs);
        let rows: usize = report.tables().map(|table| table.rows.len()).sum();
        println!(
            "{name}: fill {fill_took:.1?}, check {check:.1?}, compute {compute:.1?}, answer {answered:.1?}, report {:.1?} ({rows} rows, {} figures)",
            began.elapsed(),
            answer.figures.len()
        );
    }
    for rows in [1_000, 2_000, 5_000, 10_000, 20_000] {
        let mut draft = large(rows, 2);
        steps::<CustomerBase>(&format!("base {rows}"), &draft);
        let plans = draft.get("plans").cloned();
        draft.fields.put("proposed", plans);
        draft.fields.put("raise", Some(Entry::Text("7".into())));
        steps::<PriceChange>(&format!("change {rows}"), &draft);
        draft.fields.put("moving", Some(Entry::Text("cheapest".into())));
        steps::<PriceChange>(&format!("change {rows}, moving"), &draft);
    }
    type Worse = fn(usize) -> (&'static str, String);
    let kinds: [(&str, Worse); 5] = [
        ("plans nobody knows", |row| ("plan", format!("Plann {row}"))),
        ("amounts that are text", |row| ("amounts", format!("many {row}"))),
        ("amounts below zero", |row| ("amounts", format!("-{row},1"))),
        ("one name", |_| ("name", "Acme".to_owned())),
        ("more amounts than quantities", |_| ("amounts", "1,2,3".to_owned())),
    ];
    for rows in [10_000, 20_000] {
        for (kind, worse) in kinds {
            let mut bad = large(rows, 2);
            for row in 1..rows {
                let (key, text) = worse(row);
                bad.fields.put(&format!("customers.{row}.{key}"), Some(Entry::Text(text)));
            }
            let began = now();
            let warnings = told(&CustomerBase, &bad);
            println!("{rows} rows, {kind}: {:.1?}, {} warnings", began.elapsed(), warnings.len());
        }
    }
    let draft = large(1, 2);
    let columns = super::pasted::customers(&["Seats", "Calls"]).0;
    for (kind, plan, amount) in
        [("good", "Plan 3", "1.250,5"), ("bad", "Plann", "many"), ("doubtful", "plan 3", "1.250")]
    {
        let rows: String =
            (0..20_000).map(|row| format!("C{row}\t{plan}\t1\t{amount}\t{}\n", row * 100)).collect();
        let text = format!("Customer\tTarif\tAnzahl Kunden\tSeats\tCalls\n{rows}");
        let began = now();
        let taken = pasted::taken(&text, &columns, &draft, None, &Format::english("USD")).ok().unwrap();
        println!("20,000 {kind} rows pasted: {:.1?}, {} told", began.elapsed(), taken.told.len());
    }
}

#[expect(clippy::disallowed_methods, reason = "a test may time what it runs")]
fn now() -> Instant {
    Instant::now()
}
