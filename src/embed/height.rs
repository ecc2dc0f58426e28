//! How high a frame says that it is. A height that depends on itself must not grow for ever, nor flicker: what the page around
//! this one does with it is not ours to know.

/// The least and the greatest height that is said, in pixels of CSS.
const LEAST: u32 = 80;
const MOST: u32 = 8_000;

/// After so many turns between two heights nothing is said for a while.
const TURNS: u32 = 4;

/// How long that is, in milliseconds; then the height is to be measured again.
pub const FREEZE: u32 = 1_000;

/// The heights said so far.
#[derive(Debug, Default)]
pub struct Heights {
    last: Option<u32>,
    /// The one before it.
    before: Option<u32>,
    /// How often in a row the height went back to the one before.
    turns: u32,
    /// Since when nothing is said.
    frozen: Option<u32>,
}

impl Heights {
    /// What to say of a height that was measured at a time in milliseconds, if anything.
    pub fn next(&mut self, measured: u32, now: u32) -> Option<u32> {
        if self.is_frozen(now) {
            return None;
        }
        self.frozen = None;
        let height = Some(measured.clamp(LEAST, MOST));
        if height == self.last {
            return None;
        }
        self.turns = if height == self.before { self.turns + 1 } else { 0 };
        (self.before, self.last) = (self.last, height);
        if self.turns >= TURNS {
            self.turns = 0;
            self.frozen = Some(now);
        }
        height
    }

    /// Whether nothing is said for now.
    pub fn is_frozen(&self, now: u32) -> bool {
        self.frozen.is_some_and(|since| now.wrapping_sub(since) < FREEZE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_another_height_is_said_and_none_out_of_bounds() {
        let mut heights = Heights::default();
        assert_eq!(heights.next(500, 0), Some(500));
        assert_eq!(heights.next(500, 16), None);
        assert_eq!(heights.next(3, 32), Some(80));
        assert_eq!(heights.next(70, 48), None);
        assert_eq!(heights.next(1_000_000, 64), Some(8_000));
        assert_eq!(heights.next(u32::MAX, 80), None);
    }

    #[test]
    fn two_heights_in_turn_are_said_a_few_times_and_then_not_for_a_second() {
        let mut heights = Heights::default();
        let said = (0..100).filter_map(|frame| heights.next(400 + frame % 2, frame * 10)).count();
        assert_eq!(said, 6, "both once, and four turns");
        assert!(heights.is_frozen(990));
        // A second after the last of them they are said again.
        assert_eq!(heights.next(777, 1_050), Some(777));
        assert_eq!(heights.next(400, 1_060), Some(400));
    }

    #[test]
    fn a_height_that_only_grows_comes_to_an_end() {
        let mut heights = Heights::default();
        let (mut height, mut said) = (600, 0);
        for frame in 0..10_000 {
            if let Some(now) = heights.next(height, frame * 16) {
                (height, said) = (now + 100, said + 1);
            }
        }
        assert_eq!(said, 75, "up to the greatest, and no more");
    }
}
