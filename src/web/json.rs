//! Drafts as the text of files: the JSON that the command line takes, so that what is saved here runs there.

use std::rc::Rc;

use js_sys::{Array, JSON, Object, Reflect};
use leptos::prelude::window;
use wasm_bindgen::prelude::*;

use super::file::{COPY, download};
use super::pack::{call, object};
use crate::calculators::{self, Page};
use crate::input::text::shortened;
use crate::input::{Draft, Entry, Outline, Row};
use crate::link::{Opened, field};
use crate::past::Past;
use crate::report::Sentence;
use crate::report::currency::Currency;
use crate::say;

/// Gives the draft to the reader as a file to keep; whether the browser takes it.
pub fn save(slug: &str, draft: &Draft) -> bool {
    let name = [&slug.replace('/', "-"), ".json"].concat();
    written(slug, draft).is_some_and(|text| download(&name, "application/json", &text).is_some())
}

/// Gives the reader the app as one file that opens with the draft; whether the browser takes it.
pub fn save_whole(slug: &str, draft: &Draft) -> bool {
    let name = [&slug.replace('/', "-"), ".html"].concat();
    let whole = written(slug, draft).and_then(|work| call(&window(), COPY, &[&work]));
    whole.is_some_and(|text| download(&name, "text/html", &text).is_some())
}

fn written(slug: &str, draft: &Draft) -> Option<JsValue> {
    let json = row_json(&draft.fields);
    let _ = Reflect::set(&json, &"_cur".into(), &draft.currency.code().into());
    let _ = Reflect::set(&json, &"_page".into(), &slug.into());
    let revision = calculators::page(slug).map(|page| page.about.revision);
    let _ = Reflect::set(&json, &"_r".into(), &revision.into());
    JSON::stringify_with_replacer_and_space(&json, &JsValue::NULL, &2.into()).ok().map(JsValue::from)
}

/// What the text of a file holds, if it holds anything.
fn parsed(text: &str) -> Result<JsValue, Sentence> {
    let json = JSON::parse(text).ok().filter(JsValue::is_object);
    json.ok_or_else(|| {
        say!("This file holds no saved work. Choose one that was saved here, ending in .json.")
    })
}

fn word(json: &JsValue, key: &str) -> Option<String> {
    Reflect::get(json, &key.into()).ok().and_then(|value| value.as_string())
}

/// The page that the text of a file was saved by, if it names one.
pub fn page_of(text: &str) -> Result<Option<&'static Page>, Sentence> {
    let Some(slug) = word(&parsed(text)?, "_page") else { return Ok(None) };
    calculators::page(&slug).map(Some).ok_or_else(|| {
        say!(
            "This file was saved by the page “{page}”, which is not among these calculators.",
            page = shortened(&slug)
        )
    })
}

/// The draft in the text of a file, with notices of what was left out; a sentence if there is none.
pub fn opened(text: &str, outline: &[Outline], past: Past, currency: Currency) -> Result<Opened, Sentence> {
    let json = parsed(text)?;
    let revision = Reflect::get(&json, &"_r".into()).ok().and_then(|revision| revision.as_f64());
    let made = revision.map(|revision| revision as u32).filter(|made| (1..past.revision()).contains(made));
    let retired = |key: &str| made.is_some_and(|made| past.is_retired(key, made));
    let mut reading = Reading { retired: &retired, unknown: Vec::new() };
    let fields = reading.row(&json, outline, true);
    let currency = word(&json, "_cur").and_then(|code| Currency::parse(&code)).unwrap_or(currency);
    let mut opened = Opened { draft: Draft { currency, fields }, notices: Vec::new(), made };
    opened.moved(past);
    if !reading.unknown.is_empty() {
        let names = reading.unknown.join(", ");
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

/// The reading of a file.
struct Reading<'r> {
    /// Whether an earlier revision had a field of this name.
    retired: &'r dyn Fn(&str) -> bool,
    /// What no field takes.
    unknown: Vec<String>,
}

impl Reading<'_> {
    fn row(&mut self, json: &JsValue, outline: &[Outline], root: bool) -> Row {
        let mut row = Row::default();
        let keys = json.dyn_ref::<Object>().map(Object::keys).unwrap_or_default();
        for key in keys.iter().filter_map(|key| key.as_string()) {
            if root && key.starts_with('_') {
                continue;
            }
            let value = Reflect::get(json, &key.as_str().into()).unwrap_or_default();
            let (own, entry) = match field(outline, &key) {
                Some(field) => (field.spec.key, self.entry(&value, field)),
                None => (key.as_str(), plain(&value).filter(|_| (self.retired)(&key)).map(Entry::Text)),
            };
            match entry {
                Some(entry) => drop(row.0.insert(own.to_owned(), entry)),
                None => self.unknown.push(key),
            }
        }
        row
    }

    fn entry(&mut self, value: &JsValue, field: &Outline) -> Option<Entry> {
        let is_table = field.spec.table().is_some();
        if let Some(items) = value.dyn_ref::<Array>() {
            return Some(if is_table {
                Entry::rows(items.iter().map(|item| Rc::new(self.row(&item, &field.rows, false))).collect())
            } else {
                let items = items.iter().map(|item| plain(&item).unwrap_or_default());
                Entry::Text(items.collect::<Vec<_>>().join(","))
            });
        }
        if is_table {
            return None;
        }
        let unread = Reflect::get(value, &"unread".into()).ok().and_then(|text| text.as_string());
        unread.map(Entry::Unread).or_else(|| plain(value).map(Entry::Text))
    }
}

/// The text of a string, a number or a truth value.
fn plain(value: &JsValue) -> Option<String> {
    if let Some(flag) = value.as_bool() {
        return Some(if flag { "yes" } else { "no" }.to_owned());
    }
    // Never through a float of ours: the browser writes a number as it was read.
    value
        .as_string()
        .or_else(|| value.as_f64().and_then(|_| Some(String::from(JSON::stringify(value).ok()?))))
}
