//! The catalogue: what is built, shelf by shelf, with a search.

use std::rc::Rc;

use js_sys::Reflect;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::address::fragment;
use super::browser::{element, install};
use super::dom::{El, button, el, on_window, value};
use super::file;
use super::language::{self, translated};
use super::page::toast;
use super::settings::{Settings, settings};
use super::{storage, tools};
use crate::calculators::{Page, SHELVES, Shelf};
use crate::input::text::shortened;
use crate::link::decoded;
use crate::report::Sentence;
use crate::say;

const LEAD: &str =
    "Right to the cent, with where every number comes from. Nothing you enter leaves this browser.";

/// Whether every word of a search begins a word of what a page says of itself.
fn found(page: &Page, shelf: &'static str, search: &str) -> bool {
    let about = page.about;
    // A reader may know a thing by its English name alone.
    let said =
        [about.title, about.summary, page.family, shelf].into_iter().chain(about.search.iter().copied());
    let said: Vec<&str> = said.flat_map(|text| [text, translated(text)]).collect();
    begins_words(&said, search)
}

/// Whether every word of a search begins a word of what is said.
pub fn begins_words(said: &[&str], search: &str) -> bool {
    let mark = |letter: char| !letter.is_alphanumeric();
    let said = said.join(" ").to_lowercase();
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
        let none = say!("No calculator matches “{search}”. Try a shorter word.", search = wanted);
        vec![el("p").class("empty").attr("role", "status").text(&settings.say(&none))]
    };
    let kept = RwSignal::new(storage::has_work());
    // Other tabs keep work too, and so does a file that is opened here.
    on_window("storage", move |_| {
        if !kept.get_untracked() && storage::has_work() {
            kept.set(true);
        }
    });
    let recent = move || {
        kept.get().then(|| {
            let list = move || tools::with(|tools| (tools.recent)(settings, search));
            el("section").class("recent").add(el("h2").text("Recent work")).dynamic(list)
        })
    };
    el("div")
        .class("catalogue")
        .add(el("h1").text("Commerce calculators"))
        .add(el("p").class("lead").text(LEAD))
        .maybe(lost)
        .add(field)
        .perhaps(recent)
        .dynamic(shelves)
        .add(saved(settings))
        .maybe(one_file(settings))
}

/// Where work that was saved as a file is opened: chosen, dropped on the page or pasted. Its page then takes it.
fn saved(settings: Settings) -> El {
    let told = RwSignal::new(String::new());
    // The catalogue may have been left meanwhile.
    let tell = move |sentence: Sentence| drop(told.try_set(settings.say(&sentence)));
    let open = move |text: String| {
        tools::then(move |tools| match tools {
            Some(tools) => (tools.open)(None, settings, text, Rc::new(tell)),
            None => tell(tools::missing()),
        });
    };
    let save = move || {
        tools::then(move |tools| {
            tell(tools.map_or_else(tools::missing, |tools| (tools.save_everything)(settings)))
        });
    };
    file::on_brought(open);
    let chooser = file::chooser(open);
    let choose = chooser.clone();
    let click = move || choose.0.unchecked_ref::<web_sys::HtmlElement>().click();
    el("p")
        .class("toolbar")
        .add(button("small", "Open saved work", click))
        .add(chooser)
        .add(button("small", "Save everything", save))
        .add(install())
        .add(toast(told))
}

/// Where the whole app can be had as one file, with what tells that it came whole.
fn one_file(settings: Settings) -> Option<El> {
    let link = element(&["one-file-", &language::tag()].concat()).or_else(|| element("one-file"))?;
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
