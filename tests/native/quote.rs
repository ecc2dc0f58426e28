//! The page for one customer: fees of payments with free parts, units that are converted, and odd inputs.

use commerce_calculators::calculator::AnyCalculator;
use commerce_calculators::calculators::pricing::tiered_pricing::quote::Quote;
use commerce_calculators::report::format::Format;
use commerce_calculators::report::{Block, Cell};
use proptest::prelude::*;
use rust_decimal::{Decimal, dec};

use super::base::{draft, figure, table, told};

/// Card sales and payments, and one charge: 2.9% and 0.30, with what is given.
fn payments(sales: Decimal, payments: Decimal, rest: &str) -> String {
    format!(
        "quantities: name=Sales; amount={sales}; per=month; whole=no
        quantities: name=Payments; amount={payments}; per=month
        plans: name=Online
        > charges: model=percentage; quantity=Sales; rate=2.9; events=Payments; fee_per_event=0.3{}{rest}",
        if rest.is_empty() { "" } else { "; " }
    )
}

/// The notes on the bill.
fn notes(lines: &str) -> Vec<String> {
    let solved = Quote.solve(&draft(lines)).unwrap_or_else(|problems| panic!("{problems:?}"));
    let format = Format::english("USD");
    let report = solved.report();
    let section = &report.sections[0];
    assert_eq!(section.key, "bill");
    let note = |block: &Block| match block {
        Block::Note(note) => Some(note.text(&format)),
        _ => None,
    };
    section.blocks.iter().filter_map(note).collect()
}

#[test]
fn what_is_free_of_a_percentage_is_said() {
    let of = |rest: &str| {
        let lines = payments(dec!(10000), dec!(200), rest);
        (figure(&Quote, &draft(&lines), "total").unwrap(), notes(&lines).split_off(1).join(" "))
    };
    // The published price, without anything free.
    let plain = payments(dec!(10000), dec!(200), "");
    assert_eq!(figure(&Quote, &draft(&plain), "total"), Some(dec!(350)));
    assert_eq!(notes(&plain), [""; 0]);
    let same = "all Payments taken to be of the same size. One that is partly free pays its whole fee.";
    // 20 payments of 50.
    let events = "Free of share and fees: the first 20 of 200 Payments, and 1,000 of Sales,";
    assert_eq!(of("free_events=20"), (dec!(315), format!("{events} {same}")));
    assert_eq!(of("included=1000"), (dec!(315), format!("{events} {same}")));
    assert_eq!(of("included=1000; free_events=20"), (dec!(315), format!("{events} {same}")));
    assert_eq!(
        of("included=5000; free_events=20"),
        (
            dec!(315),
            format!(
                "{events} {same} The included 5,000 would reach further, but the free events run out first."
            )
        )
    );
    // 1,020 are 20 payments and a part of one: 2.9% of 8,980, and 180 fees.
    assert_eq!(
        of("included=1020; free_events=100"),
        (
            dec!(314.42),
            format!(
                "Free of share and fees: the first 20 of 200 Payments, and 1,020 of Sales, {same} The free events would reach further, but what is included runs out first."
            )
        )
    );
    assert_eq!(
        notes(&payments(dec!(10000), dec!(0), "included=1000")),
        ["10,000 Sales counted: 9,000 billed.", "Free of the share: the first 1,000 of Sales."]
    );
}

proptest! {
    /// Payment by payment: one is free as long as there is a free one and it is not past what is included.
    #[test]
    fn a_percentage_payment_by_payment(
        count in 1u32..40, cents in 1i64..20_000, free in 0u32..50, included in 0i64..500_000, bounded: bool,
    ) {
        let size = Decimal::new(cents, 2);
        let included = Decimal::new(included, 2);
        let (mut gone, mut paid, mut fees) = (Decimal::ZERO, Decimal::ZERO, 0u32);
        let limit = match (free, included.is_zero()) {
            (0, _) => included,
            (_, true) => size * Decimal::from(free),
            (_, false) => included.min(size * Decimal::from(free)),
        };
        for _ in 0..count {
            let left = (limit - gone).max(Decimal::ZERO).min(size);
            gone += left;
            paid += size - left;
            fees += u32::from(left < size);
        }
        let mut wanted = paid * dec!(0.029) + Decimal::from(fees) * dec!(0.3);
        let bounds = if bounded { "; least_per_event=0.5; most_per_event=2" } else { "" };
        if bounded {
            wanted = wanted.max(Decimal::from(fees) * dec!(0.5)).min(Decimal::from(fees) * dec!(2));
        }
        let rest = format!("included={included}; free_events={free}{bounds}");
        let lines = payments(size * Decimal::from(count), count.into(), &rest);
        let total = figure(&Quote, &draft(&lines), "total").unwrap();
        let cents = wanted.round_dp_with_strategy(2, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
        prop_assert_eq!(total, cents, "{}", lines);
    }
}

#[test]
fn converted_units_say_what_they_are() {
    let lines = "quantities: name=Calls; amount=12500; per=month
        plans: name=API
        > charges: model=graduated; quantity=Calls; convert=divide; factor=1000; quantity_rounding=up; included=2; unit_cost=0.25
        >> tiers: up_to=5; unit_price=3
        >> tiers: unit_price=2";
    // 13 thousands, 2 of them free: 5 × 3 + 6 × 2. The cost is of 12.5 thousands.
    assert_eq!(figure(&Quote, &draft(lines), "total"), Some(dec!(27)));
    assert_eq!(figure(&Quote, &draft(lines), "margin"), Some(dec!(23.875)));
    assert_eq!(
        notes(lines),
        ["12,500 Calls counted; converted to 12.5; rounded to 13; 2 of them included: 11 billed."]
    );
    let solved = Quote.solve(&draft(lines)).ok().unwrap();
    let report = solved.report();
    let table = report.tables().find(|table| table.key == "charge_1").unwrap();
    let unit = format!("{:?}", table.columns[1].measure);
    assert!(unit.contains("Calls ÷ 1000"), "{unit}");
    // What is counted the other way round.
    let times = lines.replace("convert=divide; factor=1000", "convert=multiply; factor=0.0010");
    assert_eq!(figure(&Quote, &draft(&times), "total"), Some(dec!(27)));
}

#[test]
fn free_events_without_events_say_what_to_do() {
    let lines = "quantities: name=Sales; amount=100\nplans: name=A\n> charges: model=percentage; quantity=Sales; rate=1; free_events=3";
    assert_eq!(
        told(&Quote, &draft(lines)),
        [
            "plans.0.charges.0.events: Choose the quantity that counts the events, or clear what is set per event: fee, least, most and free ones."
        ]
    );
}

/// A plan that ends below the present quantity is no argument against one that does not.
#[test]
fn plans_that_stop_and_plans_that_cost_the_same() {
    let lines = "quantities: name=Seats; amount=12
        plans: name=Free
        > charges: model=volume; quantity=Seats
        >> tiers: up_to=5
        plans: name=Team; base_fee=100
        plans: name=Flat; base_fee=100";
    let draft = draft(&format!("present=Flat\n{lines}"));
    let solved = Quote.solve(&draft).ok().unwrap();
    let (answer, report, format) = (solved.answer(), solved.report(), Format::english("USD"));
    let cheapest = answer.figures.iter().find(|figure| figure.key == "cheapest").unwrap();
    assert_eq!(cheapest.value.text(&cheapest.measure, &format), "Team / Flat");
    let note = |block: &Block| match block {
        Block::Note(note) => Some(note.text(&format)),
        _ => None,
    };
    let notes: Vec<String> =
        report.sections.iter().flat_map(|section| &section.blocks).filter_map(note).collect();
    let told = [
        "Wherever both can be had, Free is $100.00 cheaper than Team.",
        "Free stops at 5; above that it is left out.",
    ];
    assert!(told.iter().all(|told| notes.contains(&(*told).to_owned())), "{notes:?}");
    assert!(notes.contains(&"Team and Flat cost the same all over the range.".to_owned()));
}

/// A table's rows as they are read.
fn rows(lines: &str, key: &str) -> Vec<Vec<String>> {
    let (table, format) = (table(&Quote, &draft(lines), key), Format::english("USD"));
    let text = |row: &Vec<Cell>| {
        let cells = row.iter().zip(&table.columns);
        cells.map(|(cell, column)| cell.value.text(&column.measure, &format)).collect()
    };
    table.rows.iter().map(text).collect()
}

/// The notes of the section on growth.
fn growth_notes(lines: &str) -> Vec<String> {
    let solved = Quote.solve(&draft(lines)).unwrap_or_else(|problems| panic!("{problems:?}"));
    let (report, format) = (solved.report(), Format::english("USD"));
    let section = report.sections.iter().find(|section| section.key == "growth").unwrap();
    let note = |block: &Block| match block {
        Block::Note(note) => Some(note.text(&format)),
        _ => None,
    };
    section.blocks.iter().filter_map(note).collect()
}

const FEE: &str = "plans: name=Fee; base_fee=90\n> charges: quantity=Seats; unit_price=2";
const SEAT: &str = "plans: name=Seat\n> charges: quantity=Seats; unit_price=5";

/// 90 + 2 a seat and 5 a seat meet at 30 seats.
#[test]
fn growth_begins_on_the_present_plan_whatever_the_order() {
    for plans in [format!("{FEE}\n{SEAT}"), format!("{SEAT}\n{FEE}")] {
        let of = |present: &str| {
            let head = format!("present={present}; growth=10; months=6\nquantities: name=Seats; amount=30");
            rows(&format!("{head}\n{plans}"), "switches")
        };
        assert_eq!(of("Seat"), [["1", "Feb 1, 2026", "33", "Seat", "Fee", "$165.00", "$156.00"]]);
        assert_eq!(of("Fee"), [[""; 7]; 0]);
    }
}

#[test]
fn a_switch_within_a_long_period_counts_from_its_beginning() {
    let yearly = |plans: &str, rest: &str| {
        format!(
            "growth=10; start=2026-01-01; {rest}
            quantities: name=Seats; amount=20
            {plans}"
        )
    };
    let plans = "plans: name=Seat; period=year
        > charges: quantity=Seats; unit_price=50
        plans: name=Fee; period=year; base_fee=900
        > charges: quantity=Seats; unit_price=20";
    let left = |rest: &str| {
        let rows = rows(&yearly(plans, &format!("present=Seat; {rest}")), "prorated");
        rows[0][3..].to_vec()
    };
    assert_eq!(left("days_in=0"), ["214 of 365 days", "-$938.08", "$902.90", "-$35.18"]);
    assert_eq!(left("days_in=10")[0], "204 of 365 days");
    assert_eq!(left("days_in=214")[0], "0 of 365 days");
    assert_eq!(left("proration=seconds")[0], "18,489,600 of 31,536,000 seconds");
    assert_eq!(left("proration=thirty_day_month")[0], "210 of 360 days");
    let late = growth_notes(&yearly(plans, "present=Seat; days_in=215"));
    let told =
        "When the change is due, the billing period has only 214 days left. Change plans on one of them.";
    assert!(late.contains(&told.to_owned()), "{late:?}");
    // After a change to a plan that is billed more seldom, its year begins with the change: on 11 April.
    let three = "plans: name=Monthly
        > charges: quantity=Seats; unit_price=5
        plans: name=Yearly; period=year; base_fee=600
        > charges: quantity=Seats; unit_price=35
        plans: name=Large; period=year; base_fee=1600
        > charges: quantity=Seats; unit_price=5";
    let rows = rows(&yearly(three, "present=Monthly; days_in=10"), "prorated");
    let told: Vec<_> = rows.iter().map(|row| [0, 1, 2, 3].map(|at| row[at].as_str())).collect();
    assert_eq!(
        told,
        [
            ["Apr 11, 2026", "Monthly", "Yearly", "20 of 30 days"],
            ["Jul 11, 2026", "Yearly", "Large", "274 of 365 days"]
        ]
    );
}

#[test]
fn the_cent_that_rounding_once_would_differ_by_names_its_switch() {
    let lines = "present=P; start=2026-04-01; days_in=10
        quantities: name=Seats; amount=1
        plans: name=P; base_fee=20
        plans: name=Q; base_fee=10";
    assert_eq!(rows(lines, "prorated")[0][3..], ["20 of 30 days", "-$13.33", "$6.67", "-$6.66"]);
    let told =
        "Apr 11, 2026, P to Q: rounding the net once, instead of credit and charge apart, would give -$6.67.";
    assert!(growth_notes(lines).contains(&told.to_owned()));
}

#[test]
fn levelling_fees_are_told_in_the_quantity_as_it_is_given() {
    let of = |quantity: &str, plan: &str, bound: &str, rest: &str| {
        let lines = format!(
            "quantities: name=Seats; amount=1{quantity}
            plans: name=Volume{plan}
            > charges: model=volume; quantity=Seats{rest}
            >> tiers: up_to={bound}; unit_price=2
            >> tiers: unit_price=1"
        );
        let cliff = rows(&lines, "cliffs").swap_remove(0)[2].clone();
        let mut fee = rows(&lines, "levelling_fees").swap_remove(0).split_off(2);
        fee.insert(0, cliff);
        fee
    };
    assert_eq!(of("", "", "10", ""), ["10", "10", "$10.00"]);
    assert_eq!(of("", "", "10", "; convert=divide; factor=1000"), ["10,000", "10,000", "$10.00"]);
    assert_eq!(of("", "", "10", "; included=5"), ["15", "15", "$10.00"]);
    assert_eq!(of("; per=month", "; period=year", "1200", ""), ["100", "100", "$1,200.00"]);
    assert_eq!(
        of("", "", "10", "; convert=divide; factor=3; quantity_rounding=down"),
        ["32", "32", "$10.00"]
    );
    assert_eq!(of("; whole=no", "", "10", ""), ["10", "10", "$10.00"]);
    assert_eq!(of("; whole=no", "", "10", "; quantity_rounding=down"), ["11", "from 11", "$10.00"]);
}

#[test]
fn the_tier_reached_is_of_the_charge_that_has_tiers() {
    let lines = "quantities: name=Seats; amount=12
        plans: name=A
        > charges: quantity=Seats; unit_price=1
        > charges: model=graduated; quantity=Seats
        >> tiers: up_to=5; unit_price=3
        >> tiers: up_to=20; unit_price=2
        >> tiers: unit_price=1";
    let solved = Quote.solve(&draft(lines)).ok().unwrap();
    let (answer, format) = (solved.answer(), Format::english("USD"));
    let tier = answer.figures.iter().find(|figure| figure.key == "tier").unwrap();
    assert_eq!(tier.value.text(&tier.measure, &format), "tier 2 of 3");
    assert_eq!(figure(&Quote, &draft(lines), "to_next_tier"), Some(dec!(9)));
    // In whole units, and with the share of each.
    let part = |row: &Vec<String>| [row[0].clone(), row.last().unwrap().clone()];
    let parts = |lines: &str| rows(lines, "charge_2").iter().map(part).collect::<Vec<_>>();
    assert_eq!(
        parts(lines),
        [["Tier 1: 1–5", "51.72%"], ["Tier 2: 6–20", "48.28%"], ["Tier 3: 21 and more", "0.00%"]]
    );
    let parts = parts(&lines.replace("amount=12", "amount=12.5"));
    assert_eq!(parts[1][0], "Tier 2: over 5 up to 20");
}

#[test]
fn one_unit_alone_that_bills_nothing_is_told_by_the_rounding_that_holds() {
    let of = |head: &str, charge: &str| {
        told(
            &Quote,
            &draft(&format!(
                "{head}\nquantities: name=Calls; amount=1\nplans: name=A\n> charges: quantity=Calls; {charge}"
            )),
        )
        .into_iter()
        .filter(|told| told.contains("one unit alone"))
        .collect::<Vec<_>>()
    };
    let said = |at: &str, price: &str| {
        vec![format!(
            "plans.0.charges.0.{at}: A: one unit alone would be billed as nothing, because its price, {price}, rounds to that."
        )]
    };
    assert_eq!(of("", "unit_price=0.001"), said("unit_price", "$0.001"));
    assert_eq!(of("rounding_mode=up", "unit_price=0.001"), [""; 0]);
    assert_eq!(of("rounding_mode=down", "unit_price=0.009"), said("unit_price", "$0.009"));
    assert_eq!(of("rounding_mode=half_even", "unit_price=0.005"), said("unit_price", "$0.005"));
    assert_eq!(of("", "unit_price=0.005"), [""; 0]);
    for model in ["graduated", "volume", "package; package_size=10"] {
        let tiers = format!("model={model}\n>> tiers: up_to=5; unit_price=0.001\n>> tiers: unit_price=1");
        assert_eq!(of("", &tiers), said("tiers.0.unit_price", "$0.001"));
        assert_eq!(of("", &tiers.replace("unit_price=0.001", "unit_price=0.001; flat_fee=1")), [""; 0]);
        assert_eq!(of("", &tiers.replace("unit_price=0.001", "unit_price=0")), [""; 0]);
    }
    assert_eq!(of("", "model=package; package_size=10; unit_price=0.001"), said("unit_price", "$0.001"));
}

#[test]
fn the_fee_of_the_first_tier_without_a_billable_unit_is_told_either_way() {
    let of = |amount: &str, rest: &str| {
        told(
            &Quote,
            &draft(&format!(
                "quantities: name=Seats; amount={amount}
                plans: name=A
                > charges: model=graduated; quantity=Seats{rest}
                >> tiers: up_to=10; unit_price=1; flat_fee=5
                >> tiers: unit_price=0.5"
            )),
        )
    };
    let at = "plans.0.charges.0.fee_at_zero: Tier 1's flat fee of $5.00";
    let on = [format!(
        "{at} is charged although nothing is billable. The charge has a switch for that under “More”; it is on."
    )];
    let off = [format!(
        "{at} is not charged, because nothing is billable. The charge has a switch for that under “More”; it is off."
    )];
    assert_eq!(of("0", ""), on);
    assert_eq!(of("0", "; fee_at_zero=no"), off);
    assert_eq!(of("3", "; included=5"), on);
    assert_eq!(of("3", "; included=5; fee_at_zero=no"), off);
    assert_eq!(of("3", ""), [""; 0]);
}

#[test]
fn what_the_present_plan_overpays_range_by_range() {
    let of = |head: &str| {
        rows(&format!("{head}\nquantities: name=Seats; amount=30\n{FEE}\n{SEAT}"), "cheapest_by_range")
    };
    assert_eq!(of("present=Fee"), [["0", "30", "Seat", "$90.00"], ["31", "50", "Fee", "$0.00"]]);
    assert_eq!(of("present=Seat"), [["0", "30", "Seat", "$0.00"], ["31", "50", "Fee", "$60.00"]]);
    assert_eq!(of(""), [["0", "30", "Seat"], ["31", "50", "Fee"]]);
}

#[test]
fn without_unit_costs_there_is_no_margin() {
    let lines = |rest: &str| {
        format!(
            "quantities: name=Seats; amount=10\nplans: name=A\n> charges: quantity=Seats; unit_price=5{rest}"
        )
    };
    let margins =
        |rest: &str| ["margin", "margin_share"].map(|key| figure(&Quote, &draft(&lines(rest)), key));
    assert_eq!(margins(""), [None; 2]);
    assert_eq!(margins("; unit_cost=2"), [Some(dec!(30)), Some(dec!(60))]);
}

#[test]
fn what_contradicts_itself_is_told_beside_what_cannot_be_read() {
    let of = |amount: &str, plan: &str, tiers: &str| {
        told(
            &Quote,
            &draft(&format!(
                "quantities: name=Seats; amount={amount}
                plans: name=A; {plan}
                > charges: model=graduated; quantity=Seats
                {tiers}"
            )),
        )
        .into_iter()
        .map(|told| told.split(':').next().unwrap().to_owned())
        .collect::<Vec<_>>()
    };
    let tiers = ">> tiers: up_to=10; unit_price=1\n>> tiers: unit_price=2";
    let bounds = "minimum=100; maximum=50";
    assert_eq!(of("1", bounds, tiers), ["plans.0.minimum"]);
    assert_eq!(of("many", bounds, tiers), ["quantities.0.amount", "plans.0.minimum"]);
    let discount = of("1", &format!("{bounds}; percent_discount=101"), tiers);
    assert_eq!(discount, ["plans.0.percent_discount", "plans.0.minimum"]);
    // What cannot be read is told once, and nothing of what it would have been.
    assert_eq!(of("1", "minimum=much; maximum=50", tiers), ["plans.0.minimum"]);
    assert_eq!(of("1", "minimum=100; maximum=-1", tiers), ["plans.0.maximum"]);
    let open = ">> tiers: up_to=ten; unit_price=1\n>> tiers: unit_price=2";
    assert_eq!(of("1", "base_fee=1", open), ["plans.0.charges.0.tiers.0.up_to"]);
}
