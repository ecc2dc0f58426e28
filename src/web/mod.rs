//! The page: the only code that knows Leptos, gloo and the browser.
//!
//! [`app`] chooses what is shown; [`work`] holds the state of one page and is what every view reads and changes;
//! [`dom`] makes the elements. Nothing here is generic over a calculator: all see `&dyn AnyCalculator`.

mod address;
mod app;
#[cfg(feature = "bench")]
mod bench;
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

/// Makes the app, which then takes the place of the static shell. In a worker, waits for work instead.
pub fn start() {
    if run::serves() {
        return;
    }
    #[cfg(feature = "bench")]
    bench::offer();
    if let Some(shell) = browser::element("app") {
        // As the address has it: how somebody else's page asks for one is not known before the tools are here.
        let page = crate::calculators::page(&address::current().slug);
        embed::begin(page, move |came| match came {
            true => with_page(page, Box::new(move || dom::mount(shell, app::app))),
            false => shell.set_text_content(Some(language::translated(tools::MISSING))),
        });
    }
}

/// Does something once a page can be shown, or is known not to come.
fn with_page(page: Option<&'static crate::calculators::Page>, run: Box<dyn FnOnce()>) {
    match page {
        Some(page) => later::fetch(page.part, Box::new(move |_| run())),
        None => run(),
    }
}
