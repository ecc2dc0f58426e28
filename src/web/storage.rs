//! This browser's storage: the present work of every page with its history, work under names, and the settings.
//!
//! Storage may be blocked or full. Then work goes on without it, and the page says so once.

use std::cell::{Cell, RefCell};

use leptos::prelude::*;

use super::embed;
use super::json;
use super::pack::{call, made};
use crate::input::{Draft, Outline, history::History};
use crate::kept::{self, Mark};
use crate::link;
use crate::past::Past;
use crate::pieces::{Broken, Piece};

thread_local! {
    /// The long tables known to be in the storage, by their names there.
    static SHEETS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    /// All has been forgotten, and what is still open is not to be kept again.
    static FORGOTTEN: Cell<bool> = const { Cell::new(false) };
    /// What this tab last read or wrote of a page's work: anything else is of another tab.
    static SEEN: RefCell<(String, String)> = RefCell::default();
}

/// None in somebody else's page: what it keeps there would come back to others on other sites, or to nobody.
fn store() -> Option<web_sys::Storage> {
    if embed::is_on() { None } else { window().local_storage().ok().flatten() }
}

/// The text kept under a name.
pub fn kept(name: &str) -> Option<String> {
    store()?.get_item(name).ok().flatten()
}

/// Keeps text under a name; whether that worked.
pub fn keep(name: &str, text: &str) -> bool {
    FORGOTTEN.get() || store().is_some_and(|store| store.set_item(name, text).is_ok())
}

/// The names under which something is kept that begin so.
fn names(beginning: &str) -> Vec<String> {
    let Some(store) = store() else { return Vec::new() };
    let names = (0..store.length().unwrap_or_default()).filter_map(|index| store.key(index).ok().flatten());
    names.filter(|name| name.starts_with(beginning)).collect()
}

fn remove(name: &str) {
    let _ = store().map(|store| store.remove_item(name));
}

/// Forgets all that is kept here, for good.
pub fn forget() {
    FORGOTTEN.set(true);
    names("cc:").iter().for_each(|name| remove(name));
}

/// Whether anything can be kept here.
pub fn works() -> bool {
    keep("cc:probe", "1") && store().is_some_and(|store| store.remove_item("cc:probe").is_ok())
}

/// What stands before the slug of a page whose present work is kept, and before the number of work with a name.
const PRESENT: &str = "cc:work:";
const NAMED: &str = "cc:named:";

/// Where the present work of a page is kept.
pub fn present_name(slug: &str) -> String {
    [PRESENT, slug].concat()
}

/// Whether any work is kept here.
pub fn has_work() -> bool {
    let Some(store) = store() else { return false };
    let is_work = |name: String| name.starts_with(PRESENT) || name.starts_with(NAMED);
    (0..store.length().unwrap_or_default()).any(|index| store.key(index).ok().flatten().is_some_and(is_work))
}

/// All work that is kept here, in no order, each piece with the name that it has in the storage.
pub fn pieces() -> Vec<(String, Result<Piece, Broken>)> {
    let of = |name: String| {
        let text = kept(&name)?;
        let piece = match name.strip_prefix(PRESENT) {
            Some(slug) => Piece::present(slug, &text, &|sheet| kept(&sheet_name(slug, sheet))),
            None => Piece::of(&json::tree_of(&text)),
        };
        Some((name, piece))
    };
    names(PRESENT).into_iter().chain(names(NAMED)).filter_map(of).collect()
}

/// What is kept under names here, each with its text, so that it can be taken away and put back.
pub type Entries = Vec<(String, String)>;

/// A piece as it is kept: the present work of its page, or under `at` or else a new name, if it has one itself.
pub fn entries(piece: &Piece, at: Option<&str>) -> Entries {
    if piece.name.is_empty() {
        let table = |(name, text): &(String, String)| (sheet_name(&piece.page, name), text.clone());
        let tables = piece.tables.iter().map(table);
        return tables.chain([(present_name(&piece.page), piece.history())]).collect();
    }
    let name = at.map_or_else(new_name, str::to_owned);
    vec![(name, piece.tree().json())]
}

/// A name for work with a name, by the time, so that none is used again.
fn new_name() -> String {
    let time = now();
    let numbered = |number: usize| [NAMED, &time, ".", &number.to_string()].concat();
    let mut free = 0;
    while kept(&numbered(free)).is_some() {
        free += 1;
    }
    numbered(free)
}

/// Keeps entries, all or none; whether that worked.
pub fn put(entries: &Entries) -> bool {
    let before: Vec<Option<String>> = entries.iter().map(|(name, _)| kept(name)).collect();
    let stored = entries.iter().all(|(name, text)| keep(name, text));
    if !stored {
        for ((name, _), before) in entries.iter().zip(before) {
            match before {
                Some(text) => drop(keep(name, &text)),
                None => remove(name),
            }
        }
    }
    stored
}

/// Takes work away, and gives what was kept of it.
pub fn take(name: &str) -> Entries {
    let mut taken = vec![name.to_owned()];
    if let Some(slug) = name.strip_prefix(PRESENT) {
        let sheets = names(&sheet_name(slug, ""));
        SHEETS.with_borrow_mut(|known| known.retain(|known| !sheets.contains(known)));
        taken.splice(0..0, sheets);
    }
    let entry = |name: String| {
        let text = kept(&name);
        remove(&name);
        text.map(|text| (name, text))
    };
    taken.into_iter().filter_map(entry).collect()
}

/// The time, as ISO 8601 has it, in UTC.
pub fn now() -> String {
    let time = made("Date", &[]).and_then(|date| call(&date, "toJSON", &[]));
    time.and_then(|time| time.as_string()).unwrap_or_default()
}

/// Where a long table of a page is kept.
fn sheet_name(slug: &str, sheet: &str) -> String {
    ["cc:sheet:", slug, ":", sheet].concat()
}

/// Keeps a history. Long tables are written once, before what names them, and taken away after nothing does.
pub fn keep_work(slug: &str, outline: &[Outline], revision: u32, history: &History, answer: String) -> bool {
    let kept = kept::kept(history, outline, revision, &Mark { changed: now(), answer });
    let names: Vec<String> = kept.sheets.iter().map(|sheet| sheet_name(slug, &sheet.name)).collect();
    SHEETS.with_borrow_mut(|known| {
        let stored = kept.sheets.iter().zip(&names).all(|(sheet, name)| {
            let new = !known.contains(name);
            let stored = !new || keep(name, &sheet.text);
            if new && stored {
                known.push(name.clone());
            }
            stored
        });
        let stored = stored && keep(&present_name(slug), &kept.text);
        if stored {
            SEEN.set((slug.to_owned(), kept.text.clone()));
        }
        let of_page = sheet_name(slug, "");
        known.retain(|name| {
            let stays = !stored || names.contains(name) || !name.starts_with(&of_page);
            if !stays {
                remove(name);
            }
            stays
        });
        stored
    })
}

/// The history kept for a page.
pub fn kept_work(slug: &str, outline: &[Outline], past: Past) -> Option<History> {
    let sheet = |sheet: &str| {
        let name = sheet_name(slug, sheet);
        let text = kept(&name)?;
        SHEETS.with_borrow_mut(|known| (!known.contains(&name)).then(|| known.push(name)));
        Some(text)
    };
    let text = kept(&present_name(slug));
    SEEN.set((slug.to_owned(), text.clone().unwrap_or_default()));
    kept::opened(&text?, outline, past, &sheet)
}

/// The revision that wrote what is kept for a page.
pub fn kept_revision(slug: &str) -> Option<u32> {
    link::revision(kept::present(&kept(&present_name(slug))?)?.0)
}

/// The work on a page that another tab has kept since this one last looked.
pub fn of_another_tab(slug: &str, outline: &[Outline], past: Past) -> Option<Draft> {
    let text = kept(&present_name(slug)).filter(|_| !FORGOTTEN.get())?;
    let new = SEEN.with_borrow(|(page, seen)| page == slug && *seen != text);
    new.then(|| kept_work(slug, outline, past)).flatten().map(|history| history.now().clone())
}
