//! Whether this is in somebody else's page. All else that is done there loads with the tools, and only there.

use std::cell::Cell;

use leptos::prelude::document;

use super::tools::{self, Tools};

thread_local! {
    static ON: Cell<bool> = const { Cell::new(false) };
}

/// Whether the address asks for it; the boot script has looked.
pub fn is_on() -> bool {
    ON.get()
}

/// Runs what starts the app once it knows what it stands in; tells whether all that this takes has come.
pub fn begin(run: impl FnOnce(bool) + 'static) {
    let embedded = document().document_element().is_some_and(|root| root.class_list().contains("embed"));
    ON.set(embedded);
    if embedded { tools::then(|tools| run(tools.is_some())) } else { run(true) }
}

/// What works only there.
pub fn tools() -> Option<&'static Tools> {
    tools::here().filter(|_| is_on())
}
