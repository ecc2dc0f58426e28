//! The catalogue: what is built, shelf by shelf, with a search.

use js_sys::Reflect;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::address::fragment;
use super::browser::{element, install};
use super::dom::{El, button, el, value};
use super::file;
use super::settings::{Settings, settings};
use super::tools;
use crate::calculators::{Page, SHELVES, Shelf};
use crate::input::text::shortened;
use crate::link::decoded;
use crate::say;

const LEAD: &str =
    "Right to the cent, with where every number comes from. Nothing you enter leaves this browser.";

/// Whether every word of a search begins a word of what a page says of itself.
fn found(page: &Page, shelf: &str, search: &str) -> bool {
    let about = page.about;
    let said =
        [about.title, about.summary, page.family, shelf, &about.search.join(" ")].join(" ").to_lowercase();
    let mark = |letter: char| !letter.is_alphanumeric();
    let words: Vec<&str> = said.split(mark).collect();
    search.to_lowercase().split(mark).all(|wanted| words.iter().any(|word| word.starts_with(wanted)))
}

/// The list of calculators. `missing` is the address that led here without being one.
pub fn catalogue(missing: String) -> El {
    let settings = settings();
    // Somebody's text, of any length.
    let missing = shortened(&decoded(&missing).unwrap_or(missing));
    let search = RwSignal::new(missing.replace(['-', '/', '_'], " "));
    let lost = (!missing.is_empty()).then(|| {
        let notice = say!("There is no calculator at “{address}”. Search for it here.", address = missing);
        el("p").class("notice").text_of(move || settings.say(&notice))
    });
    let field = el("div").class("field search").add(el("label").attr("for", "search").text("Search")).add(
        el("input")
            .id("search")
            .attr("type", "search")
            .attr("autocomplete", "off")
            .value_of(move || search.get())
            .on("input", move |event| search.set(value(&event))),
    );
    let shelves = move || {
        let wanted = search.get();
        let shelves: Vec<El> = SHELVES.iter().filter_map(|known| shelf(known, &wanted)).collect();
        if !shelves.is_empty() {
            return shelves;
        }
        let none = say!("Nothing here matches “{search}”. Try a shorter word.", search = wanted);
        vec![el("p").class("empty").attr("role", "status").text(&settings.say(&none))]
    };
    el("div")
        .class("catalogue")
        .add(el("h1").text("Commerce calculators"))
        .add(el("p").class("lead").text(LEAD))
        .maybe(lost)
        .add(field)
        .dynamic(shelves)
        .add(saved(settings))
        .maybe(one_file(settings))
}

/// Where work that was saved as a file is opened: chosen, dropped on the page or pasted. Its page then takes it.
fn saved(settings: Settings) -> El {
    let told = RwSignal::new(String::new());
    let open = move |text: String| {
        tools::then(move |tools| {
            let problem = match tools.map(|tools| (tools.page_of)(&text)) {
                Some(Ok(Some(page))) => return file::hand_to(&page.about.slug(), text),
                Some(Ok(None)) => {
                    say!("This file does not say which calculator it is of. Open it on that page.")
                }
                Some(Err(problem)) => problem,
                None => tools::missing(),
            };
            // The catalogue may have been left meanwhile.
            let _ = told.try_set(settings.say(&problem));
        });
    };
    file::on_brought(open);
    let chooser = file::chooser(open);
    let choose = chooser.clone();
    let click = move || choose.0.unchecked_ref::<web_sys::HtmlElement>().click();
    let problem = el("span").class("problem").attr("role", "alert").text_of(move || told.get());
    el("p")
        .class("saved-work")
        .add(button("small", "Open saved work", click))
        .add(chooser)
        .add(install())
        .add(problem)
}

/// Where the whole app can be had as one file, with what tells that it came whole.
fn one_file(settings: Settings) -> Option<El> {
    let link = element("one-file")?;
    let told = |name: &str| link.get_attribute(name).unwrap_or_default();
    let size = say!(
        " ({size} kB): it opens by a double-click and works without a network, and its own security policy lets it send nothing. SHA-256:",
        size = told("data-bytes").parse::<usize>().unwrap_or_default() / 1000
    );
    let by_hand = |event: web_sys::Event| {
        let link = event.current_target().and_then(|link| Reflect::get(&link, &"href".into()).ok());
        let address = link.and_then(|link| link.as_string()).unwrap_or_default();
        tools::then(|tools| {
            if let Some(tools) = tools {
                (tools.link_by_hand)(address);
            }
        });
    };
    let save = el("a")
        .attr("href", &told("href"))
        .attr("download", "")
        .text("Save all calculators as one file")
        .on("click", by_hand);
    let sum = el("code").text(&told("data-sha256"));
    Some(el("footer").class("one-file").add(save).text(&settings.say(&size)).text(" ").add(sum))
}

/// A shelf with its calculators that a search finds, if any.
fn shelf(shelf: &Shelf, wanted: &str) -> Option<El> {
    let found: Vec<&Page> = shelf.pages().filter(|page| found(page, shelf.title, wanted)).collect();
    if found.is_empty() {
        return None;
    }
    let tile = |page: &Page| {
        let about = page.about;
        let link = el("a").class("tile").attr("href", &fragment(&about.slug(), ""));
        let family = (page.family != about.title).then(|| el("span").class("tile-family").text(page.family));
        let title = el("span").class("tile-title").text(about.title);
        el("li").add(link.maybe(family).add(title).add(el("span").class("tile-text").text(about.summary)))
    };
    let shown = el("section").class("shelf").add(el("h2").text(shelf.title));
    let shown = shown.add(el("p").class("shelf-text").text(shelf.summary));
    Some(shown.add(el("ul").class("tiles").all(found.into_iter().map(tile).collect())))
}
