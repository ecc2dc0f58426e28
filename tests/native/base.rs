//! The pages for a whole customer base, held against a second computation bill by bill, and at their edges.

use std::time::Instant;

use commerce_calculators::calculator::{AnyCalculator, Calculator};
use commerce_calculators::calculators::pricing::tiered_pricing::bill::bill;
use commerce_calculators::calculators::pricing::tiered_pricing::customer_base::{self, CustomerBase};
use commerce_calculators::calculators::pricing::tiered_pricing::customers::Customer;
use commerce_calculators::calculators::pricing::tiered_pricing::plan::{Plan, Quantity, Rules};
use commerce_calculators::calculators::pricing::tiered_pricing::price_change::{self, PriceChange};
use commerce_calculators::calculators::pricing::tiered_pricing::quote::Quote;
use commerce_calculators::input::{Draft, Entry, Record, Row, fill, pasted};
use commerce_calculators::report::currency::Currency;
use commerce_calculators::report::format::Format;
use commerce_calculators::report::{Cell, Measure, Table};
use proptest::prelude::*;
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
    draft.fields.put("proposed", Some(Entry::rows(plans[1..].to_vec())));
    for (key, text) in
        [("raise", "50"), ("grandfathered", "25"), ("grandfather_months", "6"), ("moving", "cheapest")]
    {
        draft.fields.put(key, Some(Entry::Text(text.into())));
    }
    let steps = [Row::of(&[("above", "5"), ("churn", "10")]), Row::of(&[("above", "0"), ("churn", "2.5")])];
    draft.fields.put("steps", Some(Entry::rows(steps.into_iter().map(Into::into).collect())));
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
            Entry::rows(vec![Row::of(&[("plan", "Team"), ("amounts", "10")]).into()]),
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

/// What the bill would be lower by without the use above what is included, and its share of the bill.
#[test]
fn overage_is_a_part_of_the_bill() {
    let of = |plan: &str, calls: &str| {
        let draft = draft(&format!(
            "overage_share=0
            quantities: name=Calls
            plans: name=Pay; base_fee=70{plan}
            > charges: quantity=Calls; unit_price=1; included=100
            customers: name=A; plan=Pay; amounts={calls}"
        ));
        let table = table(&CustomerBase, &draft, "rows_overage");
        let at = |key: &str| table.columns.iter().position(|column| column.key == key).unwrap();
        let places = ["bill", "overage", "share"].map(at);
        table.rows.first().map(|row| places.map(|at| row[at].value.number().unwrap().round_dp(2)))
    };
    assert_eq!(of("", "130"), Some([dec!(100), dec!(30), dec!(30)]));
    assert_eq!(of("; percent_discount=50", "130"), Some([dec!(50), dec!(15), dec!(30)]));
    // A discount in money is had either way.
    assert_eq!(of("; fixed_discount=20", "130"), Some([dec!(80), dec!(30), dec!(37.5)]));
    // Below the minimum nothing more is paid, above the maximum neither.
    assert_eq!(of("; minimum=120", "130"), None);
    assert_eq!(of("; minimum=120", "160"), Some([dec!(130), dec!(10), dec!(7.69)]));
    assert_eq!(of("; maximum=80", "200"), Some([dec!(80), dec!(10), dec!(12.5)]));
    // A yearly bill counts a month with its share.
    assert_eq!(of("; period=year", "130"), Some([dec!(8.33), dec!(2.5), dec!(30)]));
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
    assert_eq!(told(&CustomerBase, &with("")), ["customers: Fill in at least 1 row."]);
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

/// A plan that was only just added is free of all charge, and no alternative for anybody.
#[test]
fn a_plan_without_prices_is_not_compared() {
    let quote = "quantities: name=Seats; amount=100
        plans: name=Team; base_fee=500
        > charges: quantity=Seats; unit_price=0; unit_cost=1
        plans: name=Plan 2
        > charges: quantity=Seats";
    let solved = draft(quote);
    assert_eq!(answered(&Quote, &solved), "Team bills $500.00 a month for 100 Seats.");
    let no_price = "plans.1: Plan 2 has no price yet: no base fee, no price in a charge, no minimum. It is not compared until it has one.";
    assert!(told(&Quote, &solved).contains(&no_price.to_owned()), "{:?}", told(&Quote, &solved));
    assert_eq!(table(&Quote, &solved, "cheapest_by_range").rows.len(), 1);
    // As the present one it has its bill, and nothing is said to save.
    let present = draft(&[quote, "\npresent=Plan 2"].concat());
    assert_eq!(answered(&Quote, &present), "Plan 2 bills $0.00 a month for 100 Seats.");
    assert_eq!(figure(&Quote, &present, "saving"), None);
    // Beside one that stops below what is bought there is nothing to compare either.
    let stops = draft(&quote.replace(
        "> charges: quantity=Seats; unit_price=0; unit_cost=1",
        "> charges: quantity=Seats; model=volume\n>> tiers: up_to=10; unit_price=1",
    ));
    assert!(Quote.solve(&stops).is_err());
    // The only plan, or all of them, are billed; a plan that stops somewhere is meant to be free.
    let only = draft("quantities: name=Seats; amount=5\nplans: name=A\n> charges: quantity=Seats");
    assert_eq!(
        told(&Quote, &only),
        ["plans.0.charges.0.model: A: this charge has no price, so it bills nothing."]
    );
    let free = quote.replace(
        "name=Plan 2\n        > charges: quantity=Seats",
        "name=Free\n        > charges: quantity=Seats; model=volume\n>> tiers: up_to=100; unit_price=0",
    );
    assert!(
        answered(&Quote, &draft(&free)).starts_with("Free is the cheapest"),
        "{}",
        answered(&Quote, &draft(&free))
    );
    assert_eq!(
        told(&Quote, &draft(&free))[0],
        "plans.1.charges.0.tiers: Free: none of these tiers has a price, so they bill nothing."
    );
    // Nor does anybody in a customer base move to it.
    let base = "quantities: name=Seats
        plans: name=Team; base_fee=500
        plans: name=Plan 2
        customers: name=A; plan=Team; amounts=5
        customers: name=B; plan=Team; amounts=9";
    assert_eq!(figure(&CustomerBase, &draft(base), "movers"), Some(dec!(0)));
    assert!(told(&CustomerBase, &draft(base))[0].starts_with("plans.1: Plan 2 has no price yet"));
    let change = [base, "\nproposed: name=New; base_fee=700\nproposed: name=Plan 4"].concat();
    assert_eq!(figure(&PriceChange, &draft(&change), "revenue_after"), Some(dec!(1400)));
}

#[test]
fn a_new_plan_charges_for_a_quantity_that_there_is() {
    use commerce_calculators::input::edit::{Edit, apply};
    let mut draft = draft("quantities: name=Seats\nplans: name=P\ncustomers: plan=P; amounts=1");
    for table in ["proposed", "plans", "plans.0.charges"] {
        apply(&mut draft, &PriceChange.outline(), Edit::Add { table: table.to_owned() });
    }
    for charges in ["proposed.0.charges", "plans.0.charges"] {
        assert_eq!(draft.rows(charges)[0].text("quantity"), "Seats", "{charges}");
    }
}

#[test]
fn a_proposed_plan_of_nearly_a_present_name_is_asked_after() {
    let lines = "quantities: name=Seats
        plans: name=Team; base_fee=500
        proposed: name=Teem; base_fee=700
        customers: name=A; plan=Team; amounts=5";
    let asked = "proposed.0.name: Did you mean “Team”? “Teem” is taken as a new plan, and “Team” ends.";
    assert!(told(&PriceChange, &draft(lines)).contains(&asked.to_owned()));
    let other = lines.replace("Teem", "Business");
    assert!(!told(&PriceChange, &draft(&other)).iter().any(|told| told.contains("Did you mean")));
}

/// Each row that is left out is named, runs of them by their ends; of more than twenty runs the first and the last row.
#[test]
fn rows_left_out_are_named() {
    let rows = |runs: usize, length: usize| {
        let (good, bad) =
            ("customers: plan=P; amounts=1\n", "customers: plan=Nowhere; amounts=1\n".repeat(length));
        let head = "quantities: name=Seats\nplans: name=P; base_fee=1\n";
        told(&CustomerBase, &draft(&[head, &[good, &bad].concat().repeat(runs)].concat())).join(" ")
    };
    for (runs, length, listed) in [
        (1, 1, "Row 2:"),
        (1, 2, "(2, 3)"),
        (1, 3, "(2–4)"),
        (3, 1, "(2, 4, 6)"),
        (2, 2000, "(2–2001, 2003–4002)"),
        (20, 1, "34, 36, 38, 40)"),
        (21, 1, "36, 38, 40, …, 42)"),
        (50, 1, "36, 38, 40, …, 100)"),
    ] {
        assert!(rows(runs, length).contains(listed), "{}", rows(runs, length));
    }
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

/// Two plans of one price each, with other prices proposed, and a customer on the dearer plan who may move.
fn two_prices(rest: &str, proposed: [&str; 2]) -> Draft {
    draft(&format!(
        "{rest}
        quantities: name=Seats
        plans: name=Big; base_fee=100
        plans: name=Small; base_fee=60
        proposed: name=Big; base_fee={}
        proposed: name=Small; base_fee={}
        customers: plan=Big; count=2; amounts=0
        customers: plan=Small; count=3; amounts=0",
        proposed[0], proposed[1]
    ))
}

#[test]
fn what_moving_changes_in_its_parts() {
    let parts = |rest: &str, proposed| {
        let draft = two_prices(rest, proposed);
        ["change", "change_stay", "moves_today", "moves_caused"]
            .map(|key| figure(&PriceChange, &draft, key).unwrap())
    };
    let moving = |proposed| parts("moving=cheapest", proposed);
    // Each of the two could save 40 today. What they save less at the new prices, they do not lose twice.
    assert_eq!(moving(["100", "60"]), [dec!(-80), dec!(0), dec!(-80), dec!(0)]);
    assert_eq!(moving(["110", "80"]), [dec!(20), dec!(80), dec!(-60), dec!(0)]);
    assert_eq!(moving(["110", "70"]), [dec!(-30), dec!(50), dec!(-80), dec!(0)]);
    assert_eq!(moving(["111", "70"]), [dec!(-30), dec!(52), dec!(-80), dec!(-2)]);
    // Who moves up was not too dear before.
    assert_eq!(moving(["50", "60"]), [dec!(-130), dec!(-100), dec!(0), dec!(-30)]);
    assert_eq!(moving(["60", "60"]), [dec!(-80), dec!(-80), dec!(0), dec!(0)]);
    // Whoever stays changes nothing by it; what moving would change is told all the same.
    assert_eq!(parts("", ["110", "80"]), [dec!(80), dec!(80), dec!(-60), dec!(0)]);
    let effects = table(&PriceChange, &two_prices("moving=cheapest", ["111", "70"]), "move_effects");
    let customers: Vec<_> = effects.rows.iter().map(|row| row[1].value.number().unwrap()).collect();
    assert_eq!(customers, [dec!(5), dec!(2), dec!(2)]);
    let said = |rest: &str, proposed| answered(&PriceChange, &two_prices(rest, proposed));
    assert_eq!(
        said("moving=cheapest", ["111", "70"]),
        "The new prices earn $30.00 a month less (7.89%) if nobody leaves: 3 customers pay more and 2 less. In this, $80.00 a month is lost to moves that would save customers money today already; without those, the new prices themselves earn $50.00 a month more."
    );
    assert_eq!(
        said("", ["111", "70"]),
        "The new prices earn $52.00 a month more (13.68%) if nobody leaves: 5 customers pay more and nobody less."
    );
}

#[test]
fn a_gain_that_hangs_on_staying_is_told() {
    let told_of = |rest: &str, proposed| told(&PriceChange, &two_prices(rest, proposed));
    // 80 more if all stay; the two who move then save 30 each, 60 in all.
    assert_eq!(told_of("", ["110", "80"]), [""; 0]);
    // 50 more, and 80 saved.
    assert_eq!(
        told_of("", ["110", "70"]),
        [
            "moving: This counts everybody as staying. If all moved to the plan that is cheapest for them, the new prices would earn $30.00 a month less. They would save $80.00 a month by that, all of which they could save at the present prices already."
        ]
    );
    assert_eq!(told_of("moving=cheapest", ["110", "70"]), [""; 0]);
    assert_eq!(told_of("", ["90", "60"]), [""; 0]);
}

proptest! {
    /// Plans of one fee each, so that every bill is known without this program.
    #[test]
    fn moves_by_hand(
        fees in prop::collection::vec((1i64..200, 1i64..200), 2..5),
        customers in prop::collection::vec((0usize..4, 1i64..5), 1..6),
    ) {
        let mut lines = String::from("moving=cheapest\nquantities: name=Seats\n");
        for (at, (now, then)) in fees.iter().enumerate() {
            lines.push_str(&format!("plans: name=P{at}; base_fee={now}\nproposed: name=P{at}; base_fee={then}\n"));
        }
        let least = |of: fn(&(i64, i64)) -> i64| fees.iter().map(of).min().unwrap();
        let (least_now, least_then) = (least(|fee| fee.0), least(|fee| fee.1));
        let (mut stay, mut today, mut caused) = (0, 0, 0);
        for (plan, count) in &customers {
            let plan = plan % fees.len();
            lines.push_str(&format!("customers: plan=P{plan}; count={count}; amounts=0\n"));
            let (now, then) = fees[plan];
            let (could, saves) = (now - least_now, then - least_then);
            stay += count * (then - now);
            today -= count * saves.min(could);
            caused -= count * (saves - saves.min(could));
        }
        let draft = draft(&lines);
        let found = ["change_stay", "moves_today", "moves_caused", "change"].map(|key| figure(&PriceChange, &draft, key).unwrap());
        prop_assert_eq!(found, [stay, today, caused, stay + today + caused].map(Decimal::from));
    }
}

fn answered(page: &dyn AnyCalculator, draft: &Draft) -> String {
    let answer = page.solve(draft).map_err(|problems| format!("{problems:?}")).unwrap().answer();
    answer.sentence.text(&Format::english("USD"))
}

#[test]
fn at_break_even_churn_the_change_earns_nothing() {
    let with = |churn: &str| {
        draft(&format!(
            "steps: above=0; churn={churn}
            quantities: name=Seats
            plans: name=One
            > charges: quantity=Seats; unit_price=10; unit_cost=4
            plans: name=Other; base_fee=50
            proposed: name=One
            > charges: quantity=Seats; unit_price=12.5; unit_cost=4
            proposed: name=Other; base_fee=50
            customers: plan=One; count=10; amounts=8
            customers: plan=Other; count=4; amounts=0"
        ))
    };
    let figure = |churn: &str, key| figure(&PriceChange, &with(churn), key).unwrap();
    // 200 are gained, of 1,000 that those pay who pay more, and of 1,200 in all; of margin there are 680 and 880.
    assert_eq!(figure("3", "break_even_payers"), dec!(20));
    near(Some(figure("3", "break_even_churn")), dec!(200) / dec!(12));
    assert_eq!(figure("3", "churn_expected"), dec!(3));
    for (churn, sign) in [("19.99", 1), ("20", 0), ("20.01", -1)] {
        assert_eq!(figure(churn, "change_kept").cmp(&dec!(0)) as i32, sign, "{churn}");
    }
    let rows = table(&PriceChange, &with("3"), "break_even").rows;
    let cells = |row: usize| [2, 3, 4].map(|at| rows[row][at].value.number().unwrap());
    assert_eq!(rows.len(), 4);
    assert_eq!(cells(0), [dec!(20), dec!(3), dec!(17)]);
    near(Some(cells(1)[0]), dec!(20000) / dec!(680));
    near(Some(cells(3)[0]), dec!(20000) / dec!(880));
    // Just as many by margin take all that was gained.
    let by_margin = figure("29.411764706", "margin_kept") - figure("3", "margin_before");
    assert!(by_margin.abs() < dec!(0.00001), "{by_margin}");
    // Where serving the others gets so much cheaper, all of those who pay more may go, and no more than all.
    let cheaper = draft(
        "quantities: name=Seats
        plans: name=One; base_fee=100
        > charges: quantity=Seats; unit_cost=9
        plans: name=Two; base_fee=10
        proposed: name=One; base_fee=100
        > charges: quantity=Seats; unit_cost=1
        proposed: name=Two; base_fee=11
        customers: plan=One; amounts=10
        customers: plan=Two; amounts=0",
    );
    let rows = table(&PriceChange, &cheaper, "break_even").rows;
    near(rows[0][2].value.number(), dec!(100) / dec!(11));
    assert_eq!(rows[1][2].value.number(), Some(dec!(100)));
}

#[test]
fn break_even_churn_of_losses_and_credits() {
    // Serving costs 12 a seat: 10 and 11 lose, 13 gains.
    let at = |price: &str| {
        draft(&format!(
            "quantities: name=Seats
            plans: name=One
            > charges: quantity=Seats; unit_price=10; unit_cost=12
            proposed: name=One
            > charges: quantity=Seats; unit_price={price}; unit_cost=12
            customers: plan=One; amounts=5"
        ))
    };
    let margin = |price: &str| figure(&PriceChange, &at(price), "break_even_margin");
    assert_eq!([margin("9"), margin("10"), margin("11"), margin("12")], [None; 4]);
    // Without any customer there is no loss either, so all of them may go.
    assert_eq!(margin("13"), Some(dec!(100)));
    assert_eq!(margin("16"), Some(dec!(100)));
    // Of what would be credits in all there is no share.
    let credits = draft(
        "credits=yes; raise=-20
        quantities: name=Seats
        plans: name=One
        > charges: quantity=Seats; unit_price=10
        customers: plan=One; amounts=-5
        customers: plan=One; amounts=1",
    );
    assert_eq!(
        ["change_share", "break_even_payers", "break_even_churn"].map(|key| figure(
            &PriceChange,
            &credits,
            key
        )),
        [None; 3]
    );
    assert_eq!(
        answered(&PriceChange, &credits),
        "The new prices earn $8.00 a month more if nobody leaves: 1 customer pays more and 1 less."
    );
}

#[test]
fn steps_that_fall_are_told_and_still_count() {
    let told_of = |steps: &[(&str, &str)]| {
        let mut draft = two_prices("", ["130", "120"]);
        let rows = steps.iter().map(|(above, churn)| Row::of(&[("above", above), ("churn", churn)]).into());
        draft.fields.put("steps", Some(Entry::rows(rows.collect())));
        told(&PriceChange, &draft)
    };
    assert_eq!(told_of(&[("0", "1"), ("5", "3"), ("10", "3"), ("20", "3.1")]), [""; 0]);
    // In whatever order they stand.
    assert_eq!(
        told_of(&[("10", "2.9"), ("0", "1"), ("5", "3")]),
        [
            "steps.0.churn: Fewer leave here (2.9%) than at the smaller rise above 5% (3%). A larger rise seldom loses fewer customers: check both."
        ]
    );
}

#[test]
fn a_price_to_vary_with_and_without_proposed_plans() {
    let sensitivity = |lines: &str| {
        let draft = draft(&format!(
            "{lines}
            quantities: name=Seats
            quantities: name=Calls
            plans: name=A; base_fee=10
            > charges: quantity=Seats; unit_price=1
            plans: name=B; base_fee=20
            customers: plan=A; amounts=5,0
            customers: plan=B; amounts=20,0"
        ));
        let table = table(&PriceChange, &draft, "sensitivity");
        let first = table.rows.first().map(|row| row[1].value.number().unwrap());
        (table.label.text(&Format::english("USD")), first, told(&PriceChange, &draft))
    };
    let (label, first, warnings) = sensitivity("raise=10; vary_present=A");
    assert!(label.ends_with("the base fee of A"), "{label}");
    // 3.5 more in all, less a fifth of 11.
    assert_eq!((first, warnings.len()), (Some(dec!(1.3)), 0));
    let (label, first, _) = sensitivity("raise=10; vary_present=A; vary_quantity=Seats");
    assert!(label.ends_with("the price of Seats on A"), "{label}");
    assert_eq!(first, Some(dec!(2.4)));
    assert_eq!(sensitivity("raise=10").0, "Change in revenue a month after churn, by the base fee of B");
    let (_, first, warnings) = sensitivity("raise=10; vary_present=A; vary_quantity=Calls");
    assert_eq!(first, None);
    assert_eq!(
        warnings,
        ["vary_quantity: A charges nothing for Calls. Choose another quantity, or another plan to vary."]
    );
    let (_, _, warnings) = sensitivity("vary_present=A\nproposed: name=B; base_fee=25");
    assert!(warnings[1].starts_with("vary_present: A is not among the proposed plans"), "{warnings:?}");
}

#[test]
fn months_that_are_alike_stand_together() {
    let phases = |share: &str, months: &str| {
        let draft = two_prices(&format!("grandfathered={share}; grandfather_months={months}"), ["110", "60"]);
        let rows = table(&PriceChange, &draft, "phases").rows;
        let ahead = figure(&PriceChange, &draft, "change_ahead").unwrap();
        assert_eq!(rows.last().unwrap()[6].value.number(), Some(ahead));
        let by_month = table(&PriceChange, &draft, "by_month").rows;
        assert_eq!((by_month.len(), by_month[23][5].value.number()), (24, Some(ahead)));
        rows.iter().map(|row| [0, 1, 3].map(|at| row[at].value.number().unwrap())).collect::<Vec<_>>()
    };
    assert_eq!(phases("0", "12"), [[dec!(1), dec!(24), dec!(20)]]);
    assert_eq!(phases("100", "0"), [[dec!(1), dec!(24), dec!(20)]]);
    assert_eq!(phases("100", "24"), [[dec!(1), dec!(24), dec!(0)]]);
    assert_eq!(phases("25", "6"), [[dec!(1), dec!(6), dec!(15)], [dec!(7), dec!(24), dec!(20)]]);
    assert_eq!(phases("25", "23"), [[dec!(1), dec!(23), dec!(15)], [dec!(24), dec!(24), dec!(20)]]);
}

#[test]
fn what_is_seldom_meant_is_told_where_it_stands() {
    let told_of = |rest: &str| told(&PriceChange, &two_prices(rest, ["110", "80"]));
    assert_eq!(told_of("grandfathered=20; grandfather_months=1"), [""; 0]);
    assert_eq!(told_of("grandfathered=100; grandfather_months=24"), [""; 0]);
    assert_eq!(
        told_of("grandfathered=20; grandfather_months=0"),
        [
            "grandfather_months: 20% of the customers keep the present prices for no month, so nobody keeps them. Enter for how many months."
        ]
    );
    assert_eq!(
        told_of("raise=0.08"),
        ["raise: 0.08 percent is less than one. If 8 percent is meant, enter 8."]
    );
    assert_eq!(told_of("raise=1"), [""; 0]);
    let low = "0.15 percent is less than one. If 15 percent is meant, enter 15.";
    assert_eq!(
        told_of("grandfathered=0.15\nsteps: above=5; churn=0.15"),
        ["steps.0.churn", "grandfathered"].map(|at| format!("{at}: {low}"))
    );
    let base = "quantities: name=Seats\nplans: name=P\n> charges: quantity=Seats; unit_price=1\ncustomers: plan=P; amounts=100";
    assert_eq!(
        told(&CustomerBase, &draft(&format!("overage_share=0.15; use_below=0.15\n{base}"))),
        ["overage_share", "use_below"].map(|at| format!("{at}: {low}"))
    );
    // In both lists of plans.
    let list = "name=P; percent_discount=0.2\n> charges: quantity=Seats; unit_price=1";
    let both = draft(&format!(
        "quantities: name=Seats\nplans: {list}\nproposed: {list}\ncustomers: plan=P; amounts=100"
    ));
    assert_eq!(
        told(&PriceChange, &both),
        ["plans", "proposed"].map(|at| {
            format!(
                "{at}.0.percent_discount: 0.2 percent is less than one. If 20 percent is meant, enter 20."
            )
        })
    );
}

#[test]
fn triggers_say_all_of_their_condition_and_count_each_customer_once() {
    let base = draft(
        "rise_percent=20; rise_money=5
        quantities: name=Calls
        plans: name=Pay; base_fee=70
        > charges: quantity=Calls; unit_price=1; included=100
        plans: name=Flat; base_fee=90
        customers: name=Many small; plan=Pay; count=50; amounts=0
        customers: name=Dear; plan=Pay; count=2; amounts=300; before=100
        customers: name=Dearest; plan=Pay; amounts=400
        customers: name=Fine; plan=Flat; amounts=150",
    );
    let format = Format::english("USD");
    let rise = table(&CustomerBase, &base, "rows_rise");
    assert_eq!(rise.label.text(&format), "Bill up by more than 20% and more than $5.00 a month");
    let rows = |key: &str| {
        let table = table(&CustomerBase, &base, key);
        let column = |key: &str| table.columns.iter().position(|column| column.key == key).unwrap();
        let (risk, met) = (column("at_risk"), column("met"));
        let cell = |row: &Vec<Cell>, at: usize| row[at].value.text(&Measure::Text, &format);
        table.rows.iter().map(|row| [cell(row, 0), cell(row, risk), cell(row, met)]).collect::<Vec<_>>()
    };
    // Two of 270 are more than one of 370.
    assert_eq!(rows("rows_overage"), [["Dear", "540", "3"], ["Dearest", "370", "2"]]);
    assert_eq!(rows("rows_unused"), [["Many small", "3,500", "1"]]);
    let numbers = |key: &str| {
        let table = table(&CustomerBase, &base, key);
        table.rows.iter().map(|row| [2, 3].map(|at| row[at].value.number().unwrap())).collect::<Vec<_>>()
    };
    // The most revenue first.
    assert_eq!(
        numbers("triggers"),
        [
            [dec!(50), dec!(3500)],
            [dec!(3), dec!(910)],
            [dec!(3), dec!(910)],
            [dec!(2), dec!(540)],
            [dec!(0), dec!(0)]
        ]
    );
    assert_eq!(
        numbers("trigger_counts"),
        [[dec!(50), dec!(3500)], [dec!(1), dec!(370)], [dec!(2), dec!(540)]]
    );
    let figure = |key| figure(&CustomerBase, &base, key);
    assert_eq!((figure("watched"), figure("watched_revenue")), (Some(dec!(53)), Some(dec!(4410))));
    // Without unit costs there is no margin to tell; 100 % would be taken along to other pages.
    assert_eq!([figure("margin_share"), figure("margin"), figure("margin_year")], [None; 3]);
    let by_plan = table(&CustomerBase, &base, "by_plan");
    assert!(by_plan.columns.iter().all(|column| column.key != "margin"));
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
    draft.fields.put("customers", Some(Entry::rows(rows)));
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
