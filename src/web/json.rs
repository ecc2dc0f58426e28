//! Drafts as the text of files: the JSON that the command line takes, so that what is saved here runs there. And what is opened
//! here from such text: a draft, a kept piece of work, or everything that a browser kept.

use std::rc::Rc;

use js_sys::{Array, JSON, Object, Reflect};
use leptos::prelude::{IsDisposed, untrack, window};
use wasm_bindgen::prelude::*;

use super::embed;
use super::everything;
use super::file::{self, COPY, download};
use super::pack::{call, object};
use super::settings::Settings;
use super::work::Work;
use crate::calculators::{self, Page};
use crate::input::text::shortened;
use crate::input::{Draft, Entry, Outline, Row};
use crate::kept;
use crate::link::{Opened, field};
use crate::past::Past;
use crate::pieces::{Everything, Piece, Tree};
use crate::report::Sentence;
use crate::report::currency::Currency;
use crate::say;

/// Gives the draft of a page to the reader as a file to keep; whether the browser takes it.
pub fn save(work: Work) -> bool {
    let text = written(work);
    text.is_some_and(|text| download(&file_name(work, ".json"), "application/json", &text).is_some())
}

/// Gives the reader the app as one file that opens with the draft of a page; whether the browser takes it.
pub fn save_whole(work: Work) -> bool {
    let whole = written(work).and_then(|work| call(&window(), COPY, &[&work]));
    whole.is_some_and(|text| download(&file_name(work, ".html"), "text/html", &text).is_some())
}

fn file_name(work: Work, end: &str) -> String {
    [&work.page.about().slug().replace('/', "-"), end].concat()
}

fn written(work: Work) -> Option<JsValue> {
    // The page may have been left while this was loaded.
    if work.history.is_disposed() {
        return None;
    }
    let json = draft_json(work);
    JSON::stringify_with_replacer_and_space(&json, &JsValue::NULL, &2.into()).ok().map(JsValue::from)
}

/// The present draft of a page as files hold it, with the page and its revision.
pub fn draft_json(work: Work) -> Object {
    let about = work.page.about();
    untrack(|| {
        work.draft(|draft| {
            let json = row_json(&draft.fields);
            let about: [(&str, JsValue); 3] = [
                ("_cur", draft.currency.code().into()),
                ("_page", about.slug().into()),
                ("_r", about.revision.into()),
            ];
            for (key, value) in about {
                let _ = Reflect::set(&json, &key.into(), &value);
            }
            json
        })
    })
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

fn has(json: &JsValue, key: &str) -> bool {
    Reflect::has(json, &key.into()).unwrap_or(false)
}

/// What tells the reader how it went.
pub type Tell = Rc<dyn Fn(Sentence)>;

/// Opens the text of a file: on this page, on the page that it was saved by, or, if it holds everything, once that is agreed to.
pub fn open(work: Option<Work>, settings: Settings, text: String, tell: Tell) {
    let json = match parsed(&text) {
        Ok(json) => json,
        Err(problem) => return tell(problem),
    };
    let here = work.map(|work| work.page.about().slug());
    let named = page_of(&json);
    // A frame stays what it is, and keeps nothing.
    let elsewhere = || matches!(&named, Ok(Some(page)) if Some(page.about.slug()) != here);
    if embed::is_on() && (has(&json, "_everything") || elsewhere()) {
        return tell(say!(
            "This file is not of this calculator alone. Open it in the full version of this page."
        ));
    }
    // Of a draft with a long table no tree is made.
    if has(&json, "_everything")
        && let Some(held) = Everything::of(&tree(&json, DEEPEST))
    {
        return everything::ask(work, settings, held, tell);
    }
    match (named, work) {
        (Err(problem), _) => tell(problem),
        (Ok(Some(page)), _) if Some(page.about.slug()) != here => file::hand_to(&page.about.slug(), text),
        (Ok(_), Some(work)) => {
            work.take(opened(&json, work.outline, work.page.past(), work.currency()));
            work.ask();
        }
        (Ok(_), None) => {
            tell(say!("This file does not say which calculator it is of. Open it on that page."));
        }
    }
}

/// As deep as a file that holds everything is read: its list, a piece, the tables of that, and their text.
const DEEPEST: usize = 4;

/// JSON as pieces of work are read from it.
fn tree(json: &JsValue, depth: usize) -> Tree {
    if let Some(text) = json.as_string() {
        return Tree::Text(text);
    }
    let inside = |value: &JsValue| tree(value, depth - 1);
    match json.dyn_ref::<Object>() {
        Some(object) if depth > 0 => match json.dyn_ref::<Array>() {
            Some(items) => Tree::List(items.iter().map(|item| inside(&item)).collect()),
            None => {
                let keys = Object::keys(object);
                let value = |key: &JsValue| inside(&Reflect::get(json, key).unwrap_or_default());
                Tree::Map(keys.iter().filter_map(|key| Some((key.as_string()?, value(&key)))).collect())
            }
        },
        _ => Tree::Other,
    }
}

/// The text of a piece of work as a tree.
pub fn tree_of(text: &str) -> Tree {
    JSON::parse(text).map_or(Tree::Other, |json| tree(&json, DEEPEST))
}

/// The page that a file was saved by, if it names one.
fn page_of(json: &JsValue) -> Result<Option<&'static Page>, Sentence> {
    let Some(slug) = word(json, "_page") else { return Ok(None) };
    calculators::page(&slug).map(Some).ok_or_else(|| {
        say!(
            "This file was saved by the page “{page}”, which is not among these calculators.",
            page = shortened(&slug)
        )
    })
}

/// A piece of work by the outline of its page, with notices as a link to it would give.
pub fn opened_piece(piece: &Piece, outline: &[Outline], past: Past) -> Opened {
    let sheet =
        |name: &str| piece.tables.iter().find(|(known, _)| known == name).map(|(_, text)| text.clone());
    kept::read(&piece.inputs, outline, past, &mut Vec::new(), &sheet)
}

/// The draft in a file, with notices of what was left out.
fn opened(json: &JsValue, outline: &[Outline], past: Past, currency: Currency) -> Opened {
    if has(json, "_inputs")
        && let Ok(piece) = Piece::of(&tree(json, DEEPEST))
    {
        return opened_piece(&piece, outline, past);
    }
    let (mut opened, unknown) = read(json, outline, past, currency);
    if !unknown.is_empty() {
        let names = unknown.join(", ");
        opened.notices.push(say!(
            "Parts of this file could not be used and were left out: {names}.",
            names = shortened(&names)
        ));
    }
    opened
}

/// The draft that an object stands for, and the names of what no field takes: the one gate for files and for what the page around
/// this one sets.
pub fn read(json: &JsValue, outline: &[Outline], past: Past, currency: Currency) -> (Opened, Vec<String>) {
    let revision = Reflect::get(json, &"_r".into()).ok().and_then(|revision| plain(&revision));
    let told = revision.and_then(|revision| revision.parse::<u32>().ok());
    let made = told.filter(|made| (1..past.revision()).contains(made));
    let retired = |key: &str| made.is_some_and(|made| past.is_retired(key, made));
    let mut reading = Reading { retired: &retired, unknown: Vec::new() };
    let fields = reading.row(json, outline, true);
    let mut opened = Opened { draft: Draft { currency, fields }, notices: Vec::new(), made };
    opened.moved(past);
    match word(json, "_cur").map(|code| (Currency::parse(&code), code)) {
        None => {}
        Some((Some(currency), _)) => opened.draft.currency = currency,
        Some((None, code)) => opened.notices.push(say!(
            "The file's currency “{code}” is not one in use; amounts are shown in {currency}.",
            code = shortened(&code),
            currency = currency.code().to_owned()
        )),
    }
    if let Some(made) = told.filter(|made| *made > past.revision()) {
        opened.notices.push(say!(
            "This file was made with revision {made} of this page; this is revision {now}, which may answer differently.",
            made = made,
            now = past.revision()
        ));
    }
    (opened, reading.unknown)
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

/// A list of more items is not read; no table takes as many.
pub const MOST_ITEMS: u32 = 25_000;

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
            // As the command line has it: nothing was entered.
            if value == JsValue::NULL {
                continue;
            }
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
        // Of a list that says it is longer, few items need be there.
        if let Some(items) = value.dyn_ref::<Array>().filter(|items| items.length() <= MOST_ITEMS) {
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
