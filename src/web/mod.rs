//! The page: the only code that knows Leptos, gloo and the browser.
//!
//! [`app`] chooses what is shown; [`work`] holds the state of one page and is what every view reads and changes;
//! [`dom`] makes the elements. Nothing here is generic over a calculator: all see `&dyn AnyCalculator`.

mod address;
mod app;
mod blocked;
mod blocks;
mod browser;
mod catalogue;
mod chart;
mod charts;
mod clipboard;
mod dialog;
mod dom;
mod embed;
mod embedding;
mod everything;
mod field;
mod file;
mod form;
mod handed;
#[cfg(feature = "test-hooks")]
mod hooks;
mod host;
mod json;
mod language;
mod later;
mod lead;
mod locale;
mod locks;
mod pack;
mod page;
mod paper;
mod part;
mod picture;
mod preferences;
mod recent;
mod result;
mod run;
mod settings;
mod share;
mod storage;
mod table;
mod tools;
mod watch;
mod work;
mod worker;
mod working;

/// Mounts the app beside the static shell, which goes away once this returns. In a worker, waits for work instead.
pub fn start() {
    if run::serves() {
        return;
    }
    #[cfg(feature = "test-hooks")]
    hooks::hang_up();
    if let Some(shell) = browser::element("app") {
        embed::begin(move |came| match came {
            true => dom::mount(shell, app::app),
            false => shell.set_text_content(Some(language::translated(tools::MISSING))),
        });
    }
}
