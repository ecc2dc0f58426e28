//! Places for labels where they hide neither each other nor what they do not belong to.

use crate::arithmetic::ranking;

/// A label to stand above the plot like a flag: at its pole, to the right or else to the left of it.
#[derive(Clone, Copy, Debug)]
pub struct Flag {
    /// Where the pole stands.
    pub x: f64,
    /// The room for the words, with the distance to the pole.
    pub width: f64,
}

/// Where a flag hangs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hung {
    /// Counted from the plot upwards.
    pub row: usize,
    /// To the left of its pole.
    pub leftwards: bool,
}

/// A place for each flag in so many rows over a stretch of the drawing; `None` where there is no room. No
/// pole crosses the words of another.
pub fn flags(flags: &[Flag], stretch: (f64, f64), rows: usize) -> Vec<Option<Hung>> {
    let at = |index: usize| flags.get(index).map_or(0.0, |flag| flag.x);
    // From the right, words to the right of poles stack well, and from the left, words to the left; where the
    // first leaves some out, the other may not.
    let mut order = ranking(flags.len(), &|a, b| at(b).total_cmp(&at(a)));
    let from_right = hang(flags, &order, stretch, rows, [false, true]);
    order.reverse();
    let from_left = hang(flags, &order, stretch, rows, [true, false]);
    let count = |hung: &[Option<Hung>]| hung.iter().flatten().count();
    if count(&from_left) > count(&from_right) { from_left } else { from_right }
}

/// A place for each flag, the first that is free, in an order of their indices and of the sides (leftwards or
/// not).
fn hang(
    flags: &[Flag],
    order: &[usize],
    stretch: (f64, f64),
    rows: usize,
    sides: [bool; 2],
) -> Vec<Option<Hung>> {
    let extent = |flag: &Flag, leftwards: bool| {
        if leftwards { (flag.x - flag.width, flag.x) } else { (flag.x, flag.x + flag.width) }
    };
    let mut hung: Vec<Option<Hung>> = vec![None; flags.len()];
    let mut placed: Vec<(&Flag, Hung)> = Vec::new();
    for index in order {
        let Some(flag) = flags.get(*index) else { continue };
        let choices = (0..rows).flat_map(|row| sides.map(|leftwards| Hung { row, leftwards }));
        let free = |choice: &Hung| {
            let (from, to) = extent(flag, choice.leftwards);
            from >= stretch.0
                && to <= stretch.1
                && placed.iter().all(|(other, at)| {
                    let (start, end) = extent(other, at.leftwards);
                    let apart = to < start || end < from;
                    let cuts_it = choice.row > at.row && start < flag.x && flag.x < end;
                    let is_cut = at.row > choice.row && from < other.x && other.x < to;
                    (at.row != choice.row || apart) && !cuts_it && !is_cut
                })
        };
        if let Some(choice) = choices.into_iter().find(free) {
            placed.push((flag, choice));
            if let Some(place) = hung.get_mut(*index) {
                *place = Some(choice);
            }
        }
    }
    hung
}

/// Heights near the ones wanted, at least `gap` apart and between `low` and `high`; `None` where one would
/// have to move further than `most`.
pub fn spread(wanted: &[f64], gap: f64, (low, high): (f64, f64), most: f64) -> Option<Vec<f64>> {
    let want = |index: usize| wanted.get(index).copied().unwrap_or_default().min(high).max(low);
    let order = ranking(wanted.len(), &|a, b| want(a).total_cmp(&want(b)));
    // Labels that touch form a block, which stands where its labels on average want to be.
    let mut blocks: Vec<(f64, f64)> = Vec::new();
    for index in &order {
        let mut block = (want(*index), 1.0);
        while let Some((top, count)) =
            blocks.last().copied().filter(|(top, count)| top + count * gap > block.0)
        {
            blocks.pop();
            let total = count + block.1;
            let middle = (top * count + (block.0 - count * gap) * block.1) / total;
            block = (middle.min(high - (total - 1.0) * gap).max(low), total);
        }
        blocks.push(block);
    }
    let mut heights = vec![0.0; wanted.len()];
    let places =
        blocks.into_iter().flat_map(|(top, count)| (0..count as usize).map(move |n| top + n as f64 * gap));
    for (index, height) in order.into_iter().zip(places) {
        let far = (height - want(index)).abs() > most || height > high + 1e-9;
        if far {
            return None;
        }
        if let Some(place) = heights.get_mut(index) {
            *place = height;
        }
    }
    Some(heights)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_keep_clear_of_poles_and_words() {
        let flag = |x: f64| Flag { x, width: 50.0 };
        let hung = |row, leftwards| Some(Hung { row, leftwards });
        assert_eq!(flags(&[flag(10.0), flag(100.0)], (0.0, 200.0), 2), [hung(0, false), hung(0, false)]);
        assert_eq!(flags(&[flag(80.0), flag(100.0)], (0.0, 200.0), 2), [hung(0, true), hung(0, false)]);
        assert_eq!(flags(&[flag(20.0), flag(40.0)], (0.0, 200.0), 2), [hung(1, false), hung(0, false)]);
        assert_eq!(
            flags(&[flag(20.0), flag(30.0), flag(40.0)], (0.0, 200.0), 2),
            [None, hung(1, false), hung(0, false)]
        );
        assert_eq!(flags(&[flag(190.0)], (0.0, 200.0), 1), [hung(0, true)]);
        assert_eq!(flags(&[flag(120.0), flag(145.0)], (0.0, 150.0), 2), [hung(0, true), hung(1, true)]);
        assert_eq!(flags(&[flag(160.0), flag(180.0)], (0.0, 200.0), 2), [hung(0, true), hung(1, true)]);
        assert_eq!(flags(&[flag(20.0)], (0.0, 40.0), 1), [None]);
    }

    #[test]
    fn heights_are_spread_no_further_than_allowed() {
        assert_eq!(spread(&[10.0, 12.0], 10.0, (0.0, 100.0), 6.0), Some(vec![6.0, 16.0]));
        assert_eq!(spread(&[98.0, 99.0], 10.0, (0.0, 100.0), 20.0), Some(vec![90.0, 100.0]));
        assert_eq!(spread(&[50.0; 4], 10.0, (0.0, 100.0), 12.0), None);
        assert_eq!(spread(&[50.0; 4], 40.0, (0.0, 100.0), 1000.0), None);
        assert_eq!(spread(&[], 10.0, (0.0, 100.0), 6.0), Some(vec![]));
    }
}
