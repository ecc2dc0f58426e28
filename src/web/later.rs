//! What a visit may do without at first: things in parts of the program of their own, which load when they are first used.

use std::cell::RefCell;

use leptos::prelude::*;

use super::dom::{El, button, el};
use super::part;

/// Things in a part of the program.
pub struct Later<T: 'static> {
    part: &'static str,
    things: fn() -> &'static T,
}

/// How it stands with a part.
#[derive(Clone, Copy, PartialEq)]
enum Coming {
    Unasked,
    Asked,
    Failed,
    Here,
}

/// Tells, when it stands otherwise, those who depend on it. Nobody owns it: it lives as long as the app.
type Signal = ArcRwSignal<Coming>;

thread_local! {
    static COMING: RefCell<Vec<(&'static str, Signal)>> = const { RefCell::new(Vec::new()) };
}

fn coming(part: &'static str) -> Signal {
    COMING.with_borrow_mut(|all| match all.iter().find(|(known, _)| *known == part) {
        Some((_, coming)) => coming.clone(),
        None => {
            let coming = Signal::new(if part::is_here(part) { Coming::Here } else { Coming::Unasked });
            all.push((part, coming.clone()));
            coming
        }
    })
}

/// Whether a part is here; tells when it has come.
pub fn is_here(part: &'static str) -> bool {
    coming(part).get() == Coming::Here
}

/// Loads a part, unless it is here; tells whether it is then.
pub fn fetch(part: &'static str, done: Box<dyn FnOnce(bool)>) {
    let coming = coming(part);
    if coming.get_untracked() == Coming::Here {
        return done(true);
    }
    part::load(part, move |came| {
        // It may have come by another call meanwhile.
        if came && coming.get_untracked() != Coming::Here {
            coming.set(Coming::Here);
        }
        done(came);
    });
}

fn ask(part: &'static str) {
    let coming = coming(part);
    coming.set(Coming::Asked);
    fetch(
        part,
        Box::new(move |came| {
            if !came {
                coming.set(Coming::Failed)
            }
        }),
    );
}

/// What stands in the place of a part: that it is on its way or could not be had, and nothing once it is here. It is asked for.
/// Whoever calls this is run anew when that changes.
pub fn waiting(part: &'static str) -> Vec<El> {
    match coming(part).get() {
        Coming::Here => return Vec::new(),
        Coming::Unasked => ask(part),
        Coming::Asked => {}
        Coming::Failed => {
            let failed = el("p").class("working").attr("role", "alert");
            let again = button("small", "Try again", move || ask(part));
            return vec![failed.text("This could not be loaded. Check the connection. "), again];
        }
    }
    vec![el("p").class("working").text("Loading…")]
}

impl<T> Later<T> {
    pub const fn new(part: &'static str, things: fn() -> &'static T) -> Self {
        Later { part, things }
    }

    /// Gives the things to `use_them`, or nothing where they could not be had.
    pub fn then(&'static self, use_them: Box<dyn FnOnce(Option<&'static T>)>) {
        fetch(self.part, Box::new(move |came| use_them(came.then(self.things))));
    }

    /// The things if they are here already.
    pub fn here(&self) -> Option<&'static T> {
        untrack(|| is_here(self.part)).then(self.things)
    }

    /// The things in a worker, which is given all its parts before it starts.
    pub fn joined(&self) -> &'static T {
        (self.things)()
    }

    /// What is made with the things; until they are here, that they are on their way or could not be had. Whoever calls this
    /// is run anew when that changes.
    pub fn with(&self, make: impl FnOnce(&T) -> Vec<El>) -> Vec<El> {
        if is_here(self.part) { make((self.things)()) } else { waiting(self.part) }
    }
}
