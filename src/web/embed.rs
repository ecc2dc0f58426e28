//! Whether this is in somebody else's page. All else that is done there loads with the tools, and only there.

use std::cell::Cell;

use leptos::prelude::document;

use super::tools::{self, Tools};
use super::{address, later};
use crate::calculators;

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
    if !embedded {
        return run(true);
    }
    // The page around may ask for whole results at once.
    let report = calculators::page(&address::at_start().slug).map(|page| page.report_part);
    tools::then(move |tools| match (tools, report) {
        (Some(_), Some(report)) => later::fetch(report, Box::new(run)),
        (tools, _) => run(tools.is_some()),
    });
}

/// What works only there.
pub fn tools() -> Option<&'static Tools> {
    tools::here().filter(|_| is_on())
}
