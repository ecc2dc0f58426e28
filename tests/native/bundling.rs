//! The bundling pages, held against second computations and at their thresholds.

use commerce_calculators::calculator::AnyCalculator;
use commerce_calculators::calculators::positioning::bundling::programme::Programme;
use commerce_calculators::input::{Draft, Entry};
use commerce_calculators::report::currency::Currency;
use commerce_calculators::report::{Answer, Table};
use proptest::prelude::*;
use rust_decimal::{Decimal, dec};

fn draft(lines: &str) -> Draft {
    Draft::of_lines(lines, Currency::default())
}

fn answer(page: &dyn AnyCalculator, draft: &Draft) -> Answer {
    page.solve(draft).map_err(|problems| format!("{problems:?}")).unwrap().answer()
}

fn figure(page: &dyn AnyCalculator, draft: &Draft, key: &str) -> Option<Decimal> {
    answer(page, draft).figures.iter().find(|figure| figure.key == key).unwrap().value.number()
}

fn table(page: &dyn AnyCalculator, draft: &Draft, key: &str) -> Table {
    page.solve(draft)
        .map_err(|problems| format!("{problems:?}"))
        .unwrap()
        .report()
        .tables()
        .find(|table| table.key == key)
        .unwrap()
        .clone()
}

fn with(draft: &Draft, pairs: &[(&str, Decimal)]) -> Draft {
    let mut draft = draft.clone();
    for (path, number) in pairs {
        draft.fields.put(path, Some(Entry::Text(number.normalize().to_string())));
    }
    draft
}

fn near(found: Option<Decimal>, expected: Decimal) {
    let found = found.unwrap();
    assert!((found - expected).abs() < dec!(0.0000000001), "{found} is not {expected}");
}

/// Orders one by one, each with what it holds and whether it takes the bundle: revenue, contribution and what is given
/// to those who would buy everything.
fn order_by_order(
    items: &[(i64, i64)],
    baskets: &[(Vec<i64>, usize, usize)],
    price: i64,
    new: usize,
    order_cost: i64,
    bundling: bool,
) -> (i64, i64, i64, i64) {
    let (mut revenue, mut contribution, mut given, mut count) = (0, 0, 0, 0);
    let all: i64 = items.iter().map(|item| item.0).sum();
    let mut orders: Vec<(Vec<i64>, bool)> = Vec::new();
    for (contents, number, takers) in baskets {
        orders.extend((0..*number).map(|at| (contents.clone(), bundling && at < *takers)));
    }
    if bundling {
        orders.extend((0..new).map(|_| (vec![0; items.len()], true)));
    }
    for (contents, takes) in orders {
        let mut cart = contents.clone();
        let (mut paid, mut cost) = (0, order_cost);
        if takes {
            paid += price;
            // One of each leaves the cart, for it is in the bundle.
            for (units, item) in cart.iter_mut().zip(items) {
                *units = (*units - 1).max(0);
                cost += item.1;
            }
            if contents.iter().all(|units| *units > 0) {
                given += all - price;
            }
        }
        for (units, item) in cart.iter().zip(items) {
            paid += units * item.0;
            cost += units * item.1;
        }
        revenue += paid;
        contribution += paid - cost;
        count += 1;
    }
    (revenue, contribution, given, count)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_programme_order_by_order(
        items in prop::collection::vec((1i64..60, 0i64..40), 2..=4),
        rows in prop::collection::vec((0usize..4, 0usize..=20), 16),
        cut in 0i64..30,
        new in 0usize..9,
        order_cost in 0i64..9,
    ) {
        let all: i64 = items.iter().map(|item| item.0).sum();
        let price = (all - cut).max(0);
        let kinds = 1 << items.len();
        // Twenty orders a unit, so that each take rate is a whole number of orders.
        let baskets: Vec<_> = (0..kinds)
            .map(|kind| {
                let (units, takers) = rows[kind];
                let contents = (0..items.len()).map(|at| ((kind >> at) & 1) as i64 * (1 + units as i64 % 2)).collect();
                (contents, 20usize, takers)
            })
            .collect::<Vec<(Vec<i64>, usize, usize)>>();
        let mut lines = format!("price_by=price; bundle_price={price}; new_orders={new}; order_cost={order_cost}\n");
        for (at, (price, cost)) in items.iter().enumerate() {
            lines += &format!("items: name=I{at}; price={price}; cost={cost}\n");
        }
        for (contents, orders, takers) in &baskets {
            let contents: Vec<String> = contents.iter().map(i64::to_string).collect();
            lines += &format!("baskets: contents={}; orders={orders}; take={}\n", contents.join(","), takers * 5);
        }
        let draft = draft(&lines);
        let now = order_by_order(&items, &baskets, price, new, order_cost, false);
        let then = order_by_order(&items, &baskets, price, new, order_cost, true);
        let answer = answer(&Programme, &draft);
        let figure = |key: &str| answer.figures.iter().find(|figure| figure.key == key).unwrap().value.number();
        prop_assert_eq!(figure("revenue_before"), Some(now.0.into()));
        prop_assert_eq!(figure("revenue_after"), Some(then.0.into()));
        prop_assert_eq!(figure("contribution_before"), Some(now.1.into()));
        prop_assert_eq!(figure("contribution_change"), Some((then.1 - now.1).into()));
        prop_assert_eq!(figure("giveaway"), Some(then.2.into()));
        near(figure("aov_after"), Decimal::from(then.0) / Decimal::from(then.3));
        // The cent below the lowest price loses, the price itself does not.
        if let Some(lowest) = figure("lowest_price").filter(|lowest| *lowest > dec!(0) && *lowest <= Decimal::from(all)) {
            let at = |price| self::figure(&Programme, &with(&draft, &[("bundle_price", price)]), "contribution_change");
            prop_assert!(at(lowest) >= Some(dec!(0)));
            prop_assert!(at(lowest - dec!(0.01)) < Some(dec!(0)));
        }
        // The lines of the invoice add up.
        let lines = table(&Programme, &draft, "invoice_lines");
        let sum: Decimal = lines.rows.iter().filter_map(|row| row[3].value.number()).sum();
        prop_assert_eq!(sum, Decimal::from(price));
    }
}

#[test]
fn thresholds_of_a_programme() {
    let coffee = Programme.examples().remove(0).inputs;
    let change =
        |pairs: &[(&str, Decimal)]| figure(&Programme, &with(&coffee, pairs), "contribution_change").unwrap();
    // The take rate that pays, and a hundredth of a point before it.
    assert!(change(&[("baskets.0.take", dec!(6.1))]) >= dec!(0));
    assert!(change(&[("baskets.0.take", dec!(6.09))]) < dec!(0));
    assert!(change(&[("discount", dec!(10.65))]) >= dec!(0));
    assert!(change(&[("discount", dec!(10.66))]) < dec!(0));
    // New orders: one too few, and just enough.
    let loses = [("baskets.0.take", dec!(0))];
    let needed = figure(&Programme, &with(&coffee, &loses), "new_orders_needed").unwrap();
    assert_eq!(needed, dec!(8));
    assert!(change(&[loses[0], ("new_orders", needed)]) >= dec!(0));
    assert!(change(&[loses[0], ("new_orders", needed - dec!(1))]) < dec!(0));
}
