//! What is wrong in the form, told once more when the reader asks for something that is only as good as the form.

use leptos::prelude::*;

use super::browser::focus_soon;
use super::dom::El;
use super::language::translated;
use super::result::PROBLEMS;
use super::work::Work;

/// Says in the title whether something is wrong on a page. If so, puts the focus on the list of it: a dialog that has come with
/// what was asked for goes first.
pub fn lead(work: Work, wrong: bool) {
    // The page may have been left meanwhile, and its title with it.
    if work.history.is_disposed() {
        return;
    }
    let (mark, title) = (translated("Error:"), document().title());
    let plain = title.strip_prefix(mark).map_or(title.as_str(), str::trim_start);
    document().set_title(&if wrong { [mark, " ", plain].concat() } else { plain.to_owned() });
    if wrong {
        request_animation_frame(|| {
            let go = || focus_soon(PROBLEMS.to_owned());
            match document().query_selector("dialog[open]").ok().flatten() {
                Some(dialog) => drop(El(dialog).on("close", move |_| go())),
                None => go(),
            }
        });
    }
}
