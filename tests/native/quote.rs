//! The page for one customer: fees of payments with free parts, units that are converted, and odd inputs.

use commerce_calculators::calculator::AnyCalculator;
use commerce_calculators::calculators::pricing::tiered_pricing::quote::Quote;
use commerce_calculators::report::Block;
use commerce_calculators::report::format::Format;
use proptest::prelude::*;
use rust_decimal::{Decimal, dec};

use super::base::{draft, figure, told};

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
