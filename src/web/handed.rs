//! What the reader takes along from page to page of a family.

use std::cell::RefCell;

use super::work::Work;
use crate::calculator::About;
use crate::input::carry::carried;
use crate::input::edit::fresh;
use crate::input::{Draft, Outline};
use crate::report::Sentence;
use crate::say;

/// Work that its reader left by a link to another page of its family.
struct Handed {
    about: &'static About,
    outline: &'static [Outline],
    draft: Draft,
}

thread_local! {
    static HANDED: RefCell<Option<Handed>> = const { RefCell::new(None) };
}

/// Takes along the present work of a page, unless it is an example as it came: then the next page has its own.
pub fn hand_on(work: &Work) {
    let draft = work.draft(Draft::clone);
    let own = work.page.examples().iter().all(|example| example.inputs != draft);
    let handed = Handed { about: work.page.about(), outline: work.outline, draft };
    HANDED.set(own.then_some(handed));
}

/// The draft of a page with what was taken along to it, and a sentence about that; `None` where that changes nothing.
///
/// `kept` is the reader's own work there. Without any, what they brought goes into an empty form: an example's other inputs
/// would not go with it.
pub fn taken(about: &About, outline: &'static [Outline], kept: Option<&Draft>) -> Option<(Draft, Sentence)> {
    let Handed { about: from, outline: from_outline, draft } = HANDED.take()?;
    if from.family != about.family || from.page == about.page {
        return None;
    }
    let empty = Draft { currency: draft.currency, fields: fresh(outline) };
    let before = kept.unwrap_or(&empty);
    let now = carried(&draft, from_outline, before, outline);
    let told = say!(
        "What both pages share was taken over from “{from}”. Undo brings back what stood here before.",
        from = Sentence::from(from.title)
    );
    (Some(&now) != kept).then_some((now, told))
}
