//! What is left where a browser, or the page around this one, blocks files, copying or printing: one dialog with the other ways,
//! so that nothing fails in silence.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::Reflect;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::HtmlTextAreaElement;

use super::clipboard::{self, copied};
use super::dialog;
use super::dom::{El, Words, button, el};
use super::pack::call;

/// Whether the pages around this one let it do what a word of the `sandbox` attribute allows; `None` where that cannot be known:
/// a page of another site does not show how it frames this one, and a browser does not tell what it kept from a page.
pub fn permits(word: &str) -> Option<bool> {
    let get = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).ok();
    let mut inner: JsValue = window().into();
    loop {
        let outer = get(&inner, "parent")?;
        if outer == inner {
            break;
        }
        let frame = get(&inner, "frameElement").filter(JsValue::is_object)?;
        let sandbox = call(&frame, "getAttribute", &[&"sandbox".into()]).and_then(|words| words.as_string());
        let has = |words: &String| words.split_whitespace().any(|other| other.eq_ignore_ascii_case(word));
        if sandbox.is_some_and(|words| !has(&words)) {
            return Some(false);
        }
        inner = outer;
    }
    // A sandbox can come with the page itself. A file has no origin in any case.
    let sandboxed = get(&window(), "origin").is_some_and(|origin| origin == "null");
    let is_file = window().location().protocol().is_ok_and(|protocol| protocol == "file:");
    (is_file || !sandboxed).then_some(true)
}

/// Shows what was to become a file: text, or a picture as a blob. `tried` if the browser was told to save it.
pub fn instead_of_file(name: String, content: JsValue, tried: bool) {
    let told = if tried {
        "This page stands inside another one, which may block files. If none came, take what is in it from here."
    } else {
        "Files are blocked here. Take what is in this one from here."
    };
    let content = match content.as_string() {
        Some(text) => Content::Text(text.trim_start_matches('\u{feff}').to_owned()),
        None => Content::Picture(content),
    };
    show("Save by hand", told, &name, content);
}

/// Shows a text that could not be copied.
pub fn copy_by_hand(text: String) {
    let told = "This browser blocks copying here. The text is selected: press Ctrl+C, or ⌘C on a Mac.";
    show("Copy by hand", told, "Text to copy", Content::Text(text));
}

/// Shows where a file of the app itself can be had, unless it is sure that the browser saves it.
pub fn link_by_hand(address: String) {
    if permits("allow-downloads") != Some(true) {
        let told = "This page stands inside another one, which may block files. If none came, open this address in a new tab.";
        show("Save by hand", told, "Address of the file", Content::Address(address));
    }
}

/// Prints, or tells that the page around this one does not let it.
pub fn print() {
    let began = Rc::new(Cell::new(false));
    let told = began.clone();
    let begin = Closure::<dyn FnMut()>::new(move || told.set(true));
    let begin = begin.as_ref().unchecked_ref();
    let _ = window().add_event_listener_with_callback("beforeprint", begin);
    let _ = window().print();
    let _ = window().remove_event_listener_with_callback("beforeprint", begin);
    if !began.get() && permits("allow-modals") != Some(true) {
        let told = "Printing is blocked here. Open this page in a new tab, and print it there.";
        show("Print", told, "", Content::Page);
    }
}

enum Content {
    Text(String),
    /// That of a file.
    Address(String),
    /// A blob.
    Picture(JsValue),
    /// Nothing but the page itself.
    Page,
}

fn show(title: &'static str, told: &'static str, name: impl Words, content: Content) {
    let name = name.shown().to_owned();
    let status = el("p").class("help").attr("role", "status");
    let mut inside = vec![el("p").text(told)];
    let mut beside = Vec::new();
    let mut closed: Box<dyn FnMut()> = Box::new(|| {});
    let mut first = None;
    let file = match &content {
        Content::Address(address) => Some(address.clone()),
        _ => None,
    };
    match content {
        Content::Page => {}
        Content::Text(text) | Content::Address(text) => {
            let area = el("textarea")
                .id("by-hand")
                .attr("rows", "8")
                .attr("readonly", "")
                .attr("spellcheck", "false");
            let field = area.0.clone().unchecked_into::<HtmlTextAreaElement>();
            field.set_value(&text);
            inside
                .push(el("div").class("field").add(el("label").attr("for", "by-hand").text(&name)).add(area));
            let (told, marked) = (status.clone(), field.clone());
            let copy = move || {
                let (told, marked) = (told.clone(), marked.clone());
                let done = move |copied: bool| {
                    if !copied {
                        let _ = marked.focus();
                        marked.select();
                    }
                    tell(
                        &told,
                        if copied {
                            "Copied."
                        } else {
                            "Copying is blocked too. The text is selected: press Ctrl+C, or ⌘C on a Mac."
                        },
                    );
                };
                copied(text.clone(), Box::new(done));
            };
            beside.push(button("", "Copy", copy));
            first = Some(field);
        }
        Content::Picture(blob) => {
            let urls = Reflect::get(&js_sys::global(), &"URL".into()).unwrap_or_default();
            let url = call(&urls, "createObjectURL", &[&blob]).unwrap_or_default();
            let picture = el("img").attr("src", &url.as_string().unwrap_or_default()).attr("alt", &name);
            inside.push(el("div").class("by-hand").add(picture));
            closed = Box::new(move || drop(call(&urls, "revokeObjectURL", &[&url])));
            let told = status.clone();
            let copy = move || {
                let told = told.clone();
                let done = move |copied: bool| {
                    tell(
                        &told,
                        if copied {
                            "Copied."
                        } else {
                            "Copying is blocked too. Press long on the picture, or click it with the right button."
                        },
                    );
                };
                clipboard::write(&[("image/png", blob.clone())], Box::new(done));
            };
            beside.push(button("", "Copy", copy));
        }
    }
    beside.push(button("", "Open in a new tab", {
        let status = status.clone();
        move || open_tab(&status, file.clone())
    }));
    inside.push(status);
    let made = move || {
        inside.push(el("div").class("actions").all(beside).add(dialog::done()));
        inside
    };
    dialog::show(title, "broad", Box::new(made)).on("close", move |_| closed());
    if let Some(field) = first {
        let _ = field.focus();
        field.select();
    }
}

/// Opens a file, or the page as it stands, in a tab of its own, where more is allowed; where that is blocked as well, shows the
/// address.
fn open_tab(status: &El, file: Option<String>) {
    let address = file.or_else(|| window().location().href().ok()).unwrap_or_default();
    let opened = window().open_with_url_and_target(&address, "_blank").ok().flatten();
    if opened.is_some() {
        return;
    }
    tell(status, "A new tab is blocked too. Copy this address into one:");
    let line = el("input").attr("readonly", "").attr_words("aria-label", "Address").attr("value", &address);
    let line = line.class("by-hand");
    let _ = status.0.append_child(&line.0);
    call(&line.0, "focus", &[]);
    call(&line.0, "select", &[]);
}

fn tell(status: &El, told: &'static str) {
    status.retext(told);
}
