//! The frame around every page: header, settings, and the choice of what the address asks for.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::address;
use super::browser::element;
use super::catalogue::catalogue;
use super::dom::{El, button, el, follow, in_step, on_window};
use super::file;
use super::language::{self, translated};
use super::later;
use super::page::page;
use super::settings::Settings;
use super::tools;
use crate::calculators;
use crate::say;

/// What the whole is called.
const NAME: &str = "Commerce calculators";

/// The whole app.
pub fn app() -> El {
    let settings = Settings::kept();
    provide_context(settings);
    file::open_saved();
    let route = RwSignal::new(address::at_start());
    on_window("hashchange", move |_| route.set(address::current()));
    let slug = Memo::new(move |_| route.with(|route| route.slug.clone()));
    let before = StoredValue::new(None::<String>);
    follow(move || {
        let slug = slug.get();
        let title = calculators::page(&slug).map(|page| match page.about.title {
            title if title == page.family => vec![title, NAME],
            title => vec![title, page.family, NAME],
        });
        let title = title.unwrap_or_else(|| vec![NAME]);
        document().set_title(&title.into_iter().map(translated).collect::<Vec<_>>().join(" · "));
        // A new page begins at its top, and keyboard and screen reader begin with it.
        if before.get_value().is_some_and(|before| before != slug) {
            window().scroll_to_with_x_and_y(0.0, 0.0);
            focus_main();
        }
        before.set_value(Some(slug));
    });
    let skip = el("a").class("skip").attr("href", "#main").text("Skip to the content").on("click", |event| {
        event.prevent_default();
        focus_main();
    });
    let brand = el("a")
        .class("brand")
        .attr("href", "#/")
        .add(el("span").class("brand-mark").attr("aria-hidden", "true"))
        .text(NAME);
    let header = el("header")
        .class("site")
        .add(brand)
        .add(button("quiet", "Settings", move || show_settings(settings)));
    let main = el("main").id("main").attr("tabindex", "-1");
    let empty = main.clone();
    in_step(Box::new(move || {
        empty.perhaps(move || {
            let slug = slug.get();
            Some(match calculators::page(&slug) {
                Some(known) if later::is_here(known.part) => untrack(|| page(known, route)),
                Some(known) => el("div").class("loading").all(later::waiting(known.part)),
                None => catalogue(slug),
            })
        });
    }));
    // Enter in a field would send the form that its box is.
    let app = el("div").class("app").on("submit", |event| {
        if event
            .target()
            .is_some_and(|form| form.unchecked_ref::<web_sys::Element>().class_list().contains("box"))
        {
            event.prevent_default();
        }
    });
    app.add(skip).add(header).maybe(missing(settings)).add(main)
}

/// That the language of the reader could not be had.
fn missing(settings: Settings) -> Option<El> {
    let tag = language::missing();
    if tag.is_empty() {
        return None;
    }
    let name = settings.locale().names("language")(&tag);
    let told = say!(
        "The texts in “{language}” could not be loaded, so they are in English. Reload the page to try again.",
        language = name
    );
    Some(el("p").class("notice").attr("role", "status").text(&settings.say(&told)))
}

/// Shows the dialog of the settings.
fn show_settings(settings: Settings) {
    tools::then(move |tools| match tools {
        Some(tools) => (tools.ask_settings)(settings),
        None => _ = window().alert_with_message(&settings.say(&tools::missing())),
    });
}

fn focus_main() {
    if let Some(main) = element("main") {
        let _ = main.focus();
    }
}
