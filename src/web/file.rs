//! Files to and from the reader, and the work that a file brings until its page takes it.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, JSON, Reflect};
use leptos::prelude::{document, set_timeout, window};
use wasm_bindgen::prelude::*;
use web_sys::Event;

use super::browser::element;
use super::dom::{El, el, on_window};
use super::pack::{call, made, object, settled};
use super::{address, blocked};

/// What makes the app anew as one file that opens with some work. Only the app as one file has it.
pub const COPY: &str = "ccCopy";

/// Whether this is the app as one file.
pub fn is_whole() -> bool {
    Reflect::has(&window(), &COPY.into()).unwrap_or(false)
}

thread_local! {
    /// The page that work was brought for, and the text of its file.
    static HELD: RefCell<Option<(String, String)>> = const { RefCell::new(None) };
}

/// Goes to a page, which is to open the text of a file.
pub fn hand_to(slug: &str, text: String) {
    HELD.set(Some((slug.to_owned(), text)));
    let _ = window().location().set_hash(&address::fragment(slug, ""));
}

/// The text of a file that was brought for a page, once.
pub fn take_held(slug: &str) -> Option<String> {
    HELD.with_borrow_mut(|held| held.take_if(|(page, _)| page == slug)).map(|(_, text)| text)
}

/// Has the work that this file was saved with opened, unless the address asks for something else.
pub fn open_saved() -> Option<()> {
    let text = element("saved")?.text_content().filter(|text| !text.is_empty())?;
    if window().location().hash().unwrap_or_default().is_empty() {
        let slug = Reflect::get(&JSON::parse(&text).ok()?, &"_page".into()).ok()?.as_string()?;
        address::replace(&slug, "");
        HELD.set(Some((slug, text)));
    }
    Some(())
}

/// Hands on the text of what is dropped on the page or pasted outside of its fields.
pub fn on_brought(take: impl Fn(String) + 'static) {
    let take = Rc::new(take);
    // Without this a browser opens what is dropped in place of the page.
    on_window("dragover", |event| {
        if has_files(&event) {
            event.prevent_default();
        }
    });
    let dropped = take.clone();
    on_window("drop", move |event| {
        if has_files(&event) {
            event.prevent_default();
            read_first(&event, "dataTransfer", dropped.clone());
        }
    });
    on_window("paste", move |event| {
        let into_field = event.target().is_some_and(|target| {
            target.unchecked_into::<web_sys::Element>().matches("input, textarea, select").unwrap_or(true)
        });
        let data = event.unchecked_ref::<web_sys::ClipboardEvent>().clipboard_data();
        let text = data.and_then(|data| data.get_data("text").ok()).unwrap_or_default();
        if !into_field && text.trim_start().starts_with('{') {
            take(text);
        }
    });
}

/// Whether files are dragged, and not words of the page.
fn has_files(event: &Event) -> bool {
    let transfer = Reflect::get(event, &"dataTransfer".into()).unwrap_or_default();
    let kinds = Reflect::get(&transfer, &"types".into()).unwrap_or_default();
    call(&kinds, "includes", &[&"Files".into()]).is_some_and(|files| files.is_truthy())
}

/// Reads the first file in a property of an event or of its target.
fn read_first(owner: &JsValue, name: &str, take: Rc<dyn Fn(String)>) {
    let first = Reflect::get(owner, &name.into())
        .and_then(|transfer| Reflect::get(&transfer, &"files".into()))
        .and_then(|files| Reflect::get_u32(&files, 0))
        .unwrap_or_default();
    if let Some(text) = call(&first, "text", &[]) {
        settled(
            &text,
            Box::new(move |text| take(text.and_then(|text| text.as_string()).unwrap_or_default())),
        );
    }
}

/// Gives text or a picture to the reader as a file. `None` where it may not have come: then the reader is shown other ways to it.
pub fn download(name: &str, kind: &str, content: &JsValue) -> Option<()> {
    let permitted = blocked::permits("allow-downloads");
    let tried = if permitted == Some(false) { None } else { saved(name, kind, content) };
    if tried.is_none() || permitted.is_none() {
        blocked::instead_of_file(name.to_owned(), content.clone(), tried.is_some());
        return None;
    }
    tried
}

/// Whether the browser was told to save a file. Nothing tells whether it did.
fn saved(name: &str, kind: &str, content: &JsValue) -> Option<()> {
    let kind = object(&[("type", kind.into())]);
    let blob = made("Blob", &[&Array::of1(content), &kind])?;
    let urls = Reflect::get(&js_sys::global(), &"URL".into()).ok()?;
    let url = call(&urls, "createObjectURL", &[&blob])?;
    let anchor = el("a").attr("href", &url.as_string()?).attr("download", name);
    document().body()?.append_child(&anchor.0).ok()?;
    anchor.0.unchecked_ref::<web_sys::HtmlElement>().click();
    anchor.0.remove();
    // Some browsers read the file only after the click is done.
    set_timeout(move || drop(call(&urls, "revokeObjectURL", &[&url])), std::time::Duration::from_secs(10));
    Some(())
}

/// A hidden chooser for a file; what is chosen is read and handed on.
pub fn chooser(take: impl Fn(String) + 'static) -> El {
    let take: Rc<dyn Fn(String)> = Rc::new(take);
    el("input")
        .attr("type", "file")
        .attr("accept", ".json,application/json")
        .class("off-screen")
        .attr("tabindex", "-1")
        .attr("aria-hidden", "true")
        .on("change", move |event: Event| {
            let Some(input) = event.target() else { return };
            read_first(&event, "target", take.clone());
            // The same file can then be chosen again.
            let _ = Reflect::set(&input, &"value".into(), &"".into());
        })
}
