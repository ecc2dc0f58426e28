//! Whether this is in somebody else's page. All else that is done there loads with the tools, and only there.

use std::cell::Cell;

use leptos::prelude::document;

use super::later;
use super::tools::{self, Tools};
use crate::calculators::Page;

thread_local! {
    static ON: Cell<bool> = const { Cell::new(false) };
}

/// Whether the address asks for it; the boot script has looked.
pub fn is_on() -> bool {
    ON.get()
}

/// Runs what starts the app at a page once it knows what it stands in; tells whether all that this takes has come.
pub fn begin(page: Option<&'static Page>, run: impl FnOnce(bool) + 'static) {
    let embedded = document().document_element().is_some_and(|root| root.class_list().contains("embed"));
    ON.set(embedded);
    if !embedded {
        return run(true);
    }
    // The page around may ask for whole results at once.
    tools::then(move |tools| match (tools, page) {
        (Some(_), Some(page)) => later::fetch(page.report_part, Box::new(run)),
        (tools, _) => run(tools.is_some()),
    });
}

/// What works only there.
pub fn tools() -> Option<&'static Tools> {
    tools::here().filter(|_| is_on())
}
