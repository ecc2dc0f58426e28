//! What one family finds and another asks for.

/// Figures of a page that a page of another family takes as inputs.
///
/// The reader sees them under the answer, with their values, before they take them along.
pub struct Carry {
    /// The page whose figures they are, and the page that takes them, by their slugs.
    pub from: &'static str,
    pub to: &'static str,
    /// Each figure, and the path of the field that it goes to.
    pub figures: &'static [(&'static str, &'static str)],
}

/// All that is carried from family to family. Pages of one family share their fields by themselves.
pub const CARRIES: &[Carry] = &[];

/// What a page has to give.
pub fn carries(from: &str) -> impl Iterator<Item = &'static Carry> {
    CARRIES.iter().filter(move |carry| carry.from == from)
}
