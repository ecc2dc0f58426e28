//! The parts of the program: that of a page loads when the page is first opened.

use std::cell::RefCell;

use leptos::prelude::window;

use super::pack::{call, settled};
use crate::calculators::Page;

thread_local! {
    static LOADED: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
}

/// Whether a page's calculator can be asked for. Any can in a program that is whole.
pub fn is_here(page: &Page) -> bool {
    !cfg!(feature = "parts") || LOADED.with_borrow(|loaded| loaded.contains(&page.part))
}

/// Loads the part of a page, and tells whether it came.
pub fn load(page: &'static Page, done: impl FnOnce(bool) + 'static) {
    let Some(promise) = call(&window().into(), "ccPart", &[&page.about.slug().as_str().into()]) else {
        return done(false);
    };
    settled(
        &promise,
        Box::new(move |part| {
            if part.is_some() {
                LOADED.with_borrow_mut(|loaded| loaded.push(page.part));
            }
            done(part.is_some());
        }),
    );
}
