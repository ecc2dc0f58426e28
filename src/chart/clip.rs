//! Cutting lines and surfaces off at the bounds of an axis.

use super::canvas::Place;
use super::scale::Range;

/// The coordinate of a place along one axis.
pub type Along = fn(Place) -> f64;

/// The parts of a line whose coordinate lies within a stretch.
pub fn line(places: &[Place], along: Along, range: Range) -> Vec<Vec<Place>> {
    let inside = |place: Place| (range.low..=range.high).contains(&along(place));
    let mut parts: Vec<Vec<Place>> = Vec::new();
    let mut open = false;
    if let Some(first) = places.first().filter(|place| inside(**place)) {
        parts.push(vec![*first]);
        open = true;
    }
    for (a, b) in places.iter().zip(places.iter().skip(1)) {
        let (from, to) = (enter(*a, *b, along, range), enter(*b, *a, along, range));
        let (Some(from), Some(to)) = (from, to) else {
            open = false;
            continue;
        };
        // A line that only touches the bound, or stands still, adds nothing.
        if from != to {
            match parts.last_mut().filter(|_| open) {
                Some(part) => part.push(to),
                None => parts.push(vec![from, to]),
            }
        }
        open = inside(*b) && (open || from != to);
    }
    parts
}

/// The first place within a stretch on the way from `a` to `b`; `None` if there is none.
fn enter(a: Place, b: Place, along: Along, range: Range) -> Option<Place> {
    let (from, to) = (along(a), along(b));
    let bound = if from < range.low {
        range.low
    } else if from > range.high {
        range.high
    } else {
        return Some(a);
    };
    if (from < bound) == (to < bound) && to != bound {
        return None;
    }
    Some(cross(a, b, (bound - from) / (to - from)))
}

/// A surface cut off at both ends of a stretch (Sutherland and Hodgman's algorithm, one edge at a time).
pub fn surface(corners: &[Place], along: Along, range: Range) -> Vec<Place> {
    let above = half(corners, along, range.low, true);
    half(&above, along, range.high, false)
}

fn half(corners: &[Place], along: Along, bound: f64, upper: bool) -> Vec<Place> {
    let inside = |place: Place| if upper { along(place) >= bound } else { along(place) <= bound };
    let mut kept = Vec::new();
    let before = corners.last().into_iter().chain(corners);
    for (a, b) in before.zip(corners) {
        if inside(*a) != inside(*b) {
            kept.push(cross(*a, *b, (bound - along(*a)) / (along(*b) - along(*a))));
        }
        if inside(*b) {
            kept.push(*b);
        }
    }
    kept
}

/// The place at a share of the way.
fn cross(a: Place, b: Place, share: f64) -> Place {
    (a.0 + (b.0 - a.0) * share, a.1 + (b.1 - a.1) * share)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RANGE: Range = Range { low: 0.0, high: 10.0 };

    #[test]
    fn lines_are_cut_where_they_leave() {
        let down: Along = |place| place.1;
        let zigzag = [(0.0, -10.0), (1.0, 10.0), (2.0, 30.0), (3.0, 5.0)];
        let parts = line(&zigzag, down, RANGE);
        assert_eq!(parts, [vec![(0.5, 0.0), (1.0, 10.0)], vec![(2.8, 10.0), (3.0, 5.0)]]);
        assert_eq!(line(&[(0.0, -5.0), (1.0, 15.0)], down, RANGE), [vec![(0.25, 0.0), (0.75, 10.0)]]);
        assert_eq!(line(&[(0.0, 11.0), (1.0, 12.0)], down, RANGE), Vec::<Vec<Place>>::new());
        assert_eq!(line(&[(0.0, 3.0)], down, RANGE), [vec![(0.0, 3.0)]]);
    }

    #[test]
    fn surfaces_keep_their_inside() {
        let square = [(-5.0, 0.0), (15.0, 0.0), (15.0, 1.0), (-5.0, 1.0)];
        let cut = surface(&square, |place| place.0, RANGE);
        assert_eq!(cut.len(), 4);
        assert!(cut.iter().all(|(x, _)| *x == 0.0 || *x == 10.0));
        assert!(surface(&[(11.0, 0.0), (12.0, 0.0), (12.0, 1.0)], |place| place.0, RANGE).is_empty());
    }
}
