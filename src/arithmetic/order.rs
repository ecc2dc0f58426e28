//! Sorting, once for all: a sort made for each kind of value takes four kilobytes a time.

use std::cmp::Ordering;

/// The places of so many things in the order of `compare`, which is asked for two places. Equals stay in their order.
pub fn ranking(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|a, b| compare(*a, *b));
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_stay_in_their_order() {
        let things = [3, 1, 2, 1, 3];
        assert_eq!(ranking(things.len(), &|a, b| things[a].cmp(&things[b])), [1, 3, 2, 0, 4]);
    }
}
