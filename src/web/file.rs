//! Drafts to and from files: the JSON that the command line takes, so that what is saved here runs there.

use std::rc::Rc;

use js_sys::{Array, JSON, Object, Reflect};
use leptos::prelude::{document, set_timeout, window};
use wasm_bindgen::prelude::*;

use super::browser::element;
use super::dom::{El, el};
use super::pack::{call, made, object, settled};
use crate::input::text::shortened;
use crate::input::{Draft, Entry, Outline, Row};
use crate::link::Opened;
use crate::report::currency::Currency;
use crate::say;

/// Gives the draft to the reader as a file to keep; whether the browser took it.
pub fn save(slug: &str, draft: &Draft) -> bool {
    let name = [&slug.replace('/', "-"), ".json"].concat();
    written(slug, draft).is_some_and(|text| download(&name, "application/json", &text).is_some())
}

fn written(slug: &str, draft: &Draft) -> Option<JsValue> {
    let json = row_json(&draft.fields);
    let _ = Reflect::set(&json, &"_cur".into(), &draft.currency.code().into());
    let _ = Reflect::set(&json, &"_page".into(), &slug.into());
    JSON::stringify_with_replacer_and_space(&json, &JsValue::NULL, &2.into()).ok().map(JsValue::from)
}

/// What makes the app anew as one file that opens with some work. Only the app as one file has it.
const COPY: &str = "ccCopy";

/// Whether this is the app as one file.
pub fn is_whole() -> bool {
    Reflect::has(&window(), &COPY.into()).unwrap_or(false)
}

/// Gives the reader the app as one file that opens with the draft; whether the browser took it.
pub fn save_whole(slug: &str, draft: &Draft) -> bool {
    let name = [&slug.replace('/', "-"), ".html"].concat();
    let whole = written(slug, draft).and_then(|work| call(&window(), COPY, &[&work]));
    whole.is_some_and(|text| download(&name, "text/html", &text).is_some())
}

/// The element that holds the work which this file was saved with.
fn held() -> Option<web_sys::HtmlElement> {
    element("saved").filter(|held| held.text_content().is_some_and(|text| !text.is_empty()))
}

/// The page of the work that this file was saved with. An address that asks for something else comes first.
pub fn page_held() -> Option<String> {
    let held = held()?;
    if !window().location().hash().unwrap_or_default().is_empty() {
        held.set_text_content(None);
        return None;
    }
    let work = JSON::parse(&held.text_content()?).ok()?;
    Reflect::get(&work, &"_page".into()).ok()?.as_string()
}

/// The work that this file was saved with, once.
pub fn take_held() -> Option<String> {
    let held = held()?;
    let text = held.text_content();
    held.set_text_content(None);
    text
}

/// Gives text to the reader as a file; `None` where the browser does not take it.
pub fn download(name: &str, kind: &str, text: &JsValue) -> Option<()> {
    let kind = object(&[("type", kind.into())]);
    let blob = made("Blob", &[&Array::of1(text), &kind])?;
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
    let take = Rc::new(take);
    el("input")
        .attr("type", "file")
        .attr("accept", ".json,application/json")
        .class("off-screen")
        .attr("tabindex", "-1")
        .attr("aria-hidden", "true")
        .on("change", move |event| {
            let Some(input) = event.target() else { return };
            let file = Reflect::get(&input, &"files".into())
                .and_then(|files| Reflect::get_u32(&files, 0))
                .unwrap_or_default();
            if let Some(text) = call(&file, "text", &[]) {
                let take = take.clone();
                settled(
                    &text,
                    Box::new(move |text| take(text.and_then(|text| text.as_string()).unwrap_or_default())),
                );
            }
            // The same file can then be chosen again.
            let _ = Reflect::set(&input, &"value".into(), &"".into());
        })
}

/// The draft in the text of a file, with notices of what was left out; a sentence if there is none.
pub fn opened(
    text: &str,
    slug: &str,
    outline: &[Outline],
    currency: Currency,
) -> Result<Opened, crate::report::Sentence> {
    let json = JSON::parse(text).ok().filter(JsValue::is_object);
    let Some(json) = json else {
        return Err(say!("This file holds no saved work. Choose one that was saved here, ending in .json."));
    };
    let word = |key: &str| Reflect::get(&json, &key.into()).ok().and_then(|value| value.as_string());
    if let Some(page) = word("_page").filter(|page| page != slug) {
        return Err(say!(
            "This file was saved by the page “{page}”. Open it there.",
            page = shortened(&page)
        ));
    }
    let mut unknown = Vec::new();
    let fields = row_of(&json, outline, true, &mut unknown);
    let currency = word("_cur").and_then(|code| Currency::parse(&code)).unwrap_or(currency);
    let mut opened = Opened { draft: Draft { currency, fields }, notices: Vec::new() };
    if !unknown.is_empty() {
        let names = unknown.join(", ");
        opened.notices.push(say!(
            "Parts of this file could not be used and were left out: {names}.",
            names = shortened(&names)
        ));
    }
    Ok(opened)
}

fn row_json(row: &Row) -> Object {
    let json = Object::new();
    for (key, entry) in row.0.iter() {
        let value: JsValue = match entry {
            Entry::Text(text) => text.as_str().into(),
            Entry::Unread(text) => object(&[("unread", text.as_str().into())]).into(),
            Entry::Rows(rows) => rows.iter().map(|row| row_json(row)).collect::<Array>().into(),
        };
        let _ = Reflect::set(&json, &key.as_str().into(), &value);
    }
    json
}

fn row_of(json: &JsValue, outline: &[Outline], root: bool, unknown: &mut Vec<String>) -> Row {
    let mut row = Row::default();
    let keys = json.dyn_ref::<Object>().map(Object::keys).unwrap_or_default();
    for key in keys.iter().filter_map(|key| key.as_string()) {
        if root && key.starts_with('_') {
            continue;
        }
        let field =
            outline.iter().find(|field| field.spec.key == key || field.spec.aliases.contains(&key.as_str()));
        let value = Reflect::get(json, &key.as_str().into()).unwrap_or_default();
        let entry = field.and_then(|field| entry_of(&value, field, unknown));
        match field.zip(entry) {
            Some((field, entry)) => drop(row.0.insert(field.spec.key.to_owned(), entry)),
            None => unknown.push(key),
        }
    }
    row
}

fn entry_of(value: &JsValue, field: &Outline, unknown: &mut Vec<String>) -> Option<Entry> {
    let is_table = field.spec.table().is_some();
    if let Some(items) = value.dyn_ref::<Array>() {
        return Some(if is_table {
            Entry::Rows(
                items.iter().map(|item| Rc::new(row_of(&item, &field.rows, false, unknown))).collect(),
            )
        } else {
            Entry::Text(
                items.iter().map(|item| plain(&item).unwrap_or_default()).collect::<Vec<_>>().join(","),
            )
        });
    }
    if is_table {
        return None;
    }
    let unread = Reflect::get(value, &"unread".into()).ok().and_then(|text| text.as_string());
    unread.map(Entry::Unread).or_else(|| plain(value).map(Entry::Text))
}

/// The text of a string, a number or a truth value.
fn plain(value: &JsValue) -> Option<String> {
    if let Some(flag) = value.as_bool() {
        return Some(if flag { "yes" } else { "no" }.to_owned());
    }
    value.as_string().or_else(|| value.as_f64().and_then(|_| call(value, "toString", &[])?.as_string()))
}
