//! The plane of what buyers would pay for two items, cut up into the regions where they take the same.
//!
//! What a choice leaves a buyer is a plane over it, so that a region has straight borders: where its plane is the highest.

use rust_decimal::Decimal;

use crate::arithmetic::Nearly;
use crate::report::chart::Span;

/// A buyer's surplus `a x + b y + c` by what the buyer would pay for each item.
pub type Surplus = [Decimal; 3];

type Place = (Decimal, Decimal);

/// The lower and the upper edge of the region within a square where no other choice leaves more; nothing for one that has no
/// surface, or that is not offered. Of two that leave the same everywhere the later has it.
pub fn region(at: usize, choices: &[Option<Surplus>], edge: Decimal) -> Vec<Span> {
    let Some(own) = choices[at] else { return Vec::new() };
    let zero = Decimal::ZERO;
    let mut corners = vec![(zero, zero), (edge, zero), (edge, edge), (zero, edge)];
    for (place, other) in choices.iter().enumerate() {
        let Some(other) = other.filter(|_| place != at) else { continue };
        let lead = [0, 1, 2].map(|part| own[part].less(other[part]));
        if lead == [zero; 3] && place > at {
            return Vec::new();
        }
        corners = cut(&corners, &lead);
    }
    spans(&corners)
}

/// A surplus at a place.
fn height([a, b, c]: &Surplus, (x, y): Place) -> Decimal {
    let part = |rate: &Decimal, by: Decimal| rate.nearly_times(by).unwrap_or_default();
    part(a, x).nearly_plus(part(b, y)).and_then(|sum| sum.nearly_plus(*c)).unwrap_or_default()
}

/// The part of a convex figure where a lead is not below zero.
fn cut(corners: &[Place], lead: &Surplus) -> Vec<Place> {
    let mut kept = Vec::with_capacity(corners.len() + 1);
    for (at, from) in corners.iter().enumerate() {
        let to = corners[(at + 1) % corners.len()];
        let (here, there) = (height(lead, *from), height(lead, to));
        if here >= Decimal::ZERO {
            kept.push(*from);
        }
        if (here < Decimal::ZERO) != (there < Decimal::ZERO) {
            kept.extend(between(*from, to, here, here.less(there)));
        }
    }
    kept
}

/// The place so many parts of the whole way from one to another.
fn between(from: Place, to: Place, part: Decimal, whole: Decimal) -> Option<Place> {
    let along =
        |from: Decimal, to: Decimal| from.nearly_plus(to.less(from).nearly_times(part)?.nearly_over(whole)?);
    Some((along(from.0, to.0)?, along(from.1, to.1)?))
}

/// A convex figure by its lower and upper edge.
fn spans(corners: &[Place]) -> Vec<Span> {
    let mut across: Vec<Decimal> = corners.iter().map(|corner| corner.0).collect();
    across.sort();
    across.dedup();
    let mut out: Vec<Span> = Vec::with_capacity(across.len());
    for x in across {
        let mut heights: Vec<Decimal> = Vec::new();
        for (at, from) in corners.iter().enumerate() {
            let to = corners[(at + 1) % corners.len()];
            if from.0 == x {
                heights.push(from.1);
            } else if from.0.min(to.0) < x && x < from.0.max(to.0) {
                heights.extend(between(*from, to, x.less(from.0), to.0.less(from.0)).map(|place| place.1));
            }
        }
        if let (Some(low), Some(high)) = (heights.iter().min(), heights.iter().max()) {
            out.push(Span { x, from: *low, to: *high });
        }
    }
    // A point or a line is no region.
    if out.len() < 2 || out.iter().all(|span| span.from == span.to) { Vec::new() } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rust_decimal::dec;

    fn choices(prices: (i64, i64, i64), worth: i64) -> Vec<Option<Surplus>> {
        let of = |a: Decimal, b: Decimal, price: i64| Some([a, b, -Decimal::from(price)]);
        let (zero, one, worth) = (dec!(0), dec!(1), Decimal::new(worth, 1));
        vec![
            of(zero, zero, 0),
            of(one, zero, prices.0),
            of(zero, one, prices.1),
            of(one, one, prices.0 + prices.1),
            of(worth, worth, prices.2),
        ]
    }

    fn holds(region: &[Span], (x, y): Place) -> bool {
        let slack = dec!(0.000000001);
        region.windows(2).any(|pair| {
            let [a, b] = pair else { return false };
            let at = |from: Decimal, to: Decimal| from + (to - from) * (x - a.x) / (b.x - a.x);
            (a.x..=b.x).contains(&x) && at(a.from, b.from) <= y + slack && at(a.to, b.to) >= y - slack
        })
    }

    #[test]
    fn the_regions_of_the_textbook() {
        // 90, 90 and 100: the first item alone where the second is worth 10 at most, the bundle above the line between.
        let choices = choices((90, 90, 100), 10);
        let span = |x: i64, from: i64, to: i64| Span { x: x.into(), from: from.into(), to: to.into() };
        assert_eq!(region(1, &choices, dec!(110)), [span(90, 0, 10), span(110, 0, 10)]);
        assert_eq!(
            region(4, &choices, dec!(110)),
            [span(10, 90, 110), span(90, 10, 110), span(110, 10, 110)]
        );
        // One by one costs more than the bundle, wherever it is.
        assert_eq!(region(3, &choices, dec!(110)), []);
        assert_eq!(region(2, &[None, None, None], dec!(110)), []);
    }

    proptest! {
        #[test]
        fn whoever_prefers_a_choice_stands_in_its_region_and_nowhere_else(
            prices in (1i64..60, 1i64..60, 1i64..120), worth in 5i64..16, x in 0i64..100, y in 0i64..100,
        ) {
            let (choices, place) = (choices(prices, worth), (Decimal::from(x), Decimal::from(y)));
            let left: Vec<Decimal> = choices.iter().map(|of| height(&of.unwrap(), place)).collect();
            let most = *left.iter().max().unwrap();
            for at in 0..choices.len() {
                let inside = holds(&region(at, &choices, dec!(100)), place);
                if left[at] < most {
                    prop_assert!(!inside || most - left[at] < dec!(0.0000001), "{at} at {place:?}");
                } else if left.iter().filter(|left| **left == most).count() == 1 {
                    prop_assert!(inside, "{at} at {place:?}");
                }
            }
        }
    }
}
