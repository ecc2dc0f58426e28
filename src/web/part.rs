//! The parts of the program: that of a page loads when the page is first opened, and the tools when they are first used.

use std::cell::RefCell;

use leptos::prelude::window;

use super::pack::{call, settled};

thread_local! {
    static LOADED: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
}

/// Whether what is in a part can be asked for. Anything can in a program that is whole.
pub fn is_here(part: &str) -> bool {
    !cfg!(feature = "parts") || LOADED.with_borrow(|loaded| loaded.contains(&part))
}

/// Loads a part, and tells whether it came.
pub fn load(part: &'static str, done: impl FnOnce(bool) + 'static) {
    load_and_tell(part, Box::new(done));
}

fn load_and_tell(part: &'static str, done: Box<dyn FnOnce(bool)>) {
    // The build names it as an address does.
    let Some(promise) = call(&window().into(), "ccPart", &[&part.replace('.', "/").as_str().into()]) else {
        return done(false);
    };
    settled(
        &promise,
        Box::new(move |came| {
            if came.is_some() {
                LOADED.with_borrow_mut(|loaded| loaded.push(part));
            }
            done(came.is_some());
        }),
    );
}
