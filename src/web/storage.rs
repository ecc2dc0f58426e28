//! This browser's storage: every piece of work with its history, and the settings.
//!
//! Storage may be blocked or full. Then work goes on without it, and the page says so once.

use std::cell::{Cell, RefCell};

use leptos::prelude::*;

use crate::input::{Draft, Outline, history::History};
use crate::kept;
use crate::link;
use crate::past::Past;

thread_local! {
    /// The long tables known to be in the storage, by their names there.
    static SHEETS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    /// All has been forgotten, and what is still open is not to be kept again.
    static FORGOTTEN: Cell<bool> = const { Cell::new(false) };
    /// What this tab last read or wrote of a page's work: anything else is of another tab.
    static SEEN: RefCell<(String, String)> = RefCell::default();
}

fn store() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// The text kept under a name.
pub fn kept(name: &str) -> Option<String> {
    store()?.get_item(name).ok().flatten()
}

/// Keeps text under a name; whether that worked.
pub fn keep(name: &str, text: &str) -> bool {
    FORGOTTEN.get() || store().is_some_and(|store| store.set_item(name, text).is_ok())
}

/// Forgets all that is kept here, for good.
pub fn forget() {
    let Some(store) = store() else { return };
    FORGOTTEN.set(true);
    let names: Vec<String> =
        (0..store.length().unwrap_or_default()).filter_map(|index| store.key(index).ok().flatten()).collect();
    for name in names.iter().filter(|name| name.starts_with("cc:")) {
        let _ = store.remove_item(name);
    }
}

/// Whether anything can be kept here.
pub fn works() -> bool {
    keep("cc:probe", "1") && store().is_some_and(|store| store.remove_item("cc:probe").is_ok())
}

fn name(slug: &str) -> String {
    ["cc:work:", slug].concat()
}

/// Where a long table of a page is kept.
fn sheet_name(slug: &str, sheet: &str) -> String {
    ["cc:sheet:", slug, ":", sheet].concat()
}

/// Keeps a history. Long tables are written once, before what names them, and taken away after nothing does.
pub fn keep_work(slug: &str, outline: &[Outline], revision: u32, history: &History) -> bool {
    let kept = kept::kept(history, outline, revision);
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
        let stored = stored && keep(&name(slug), &kept.text);
        if stored {
            SEEN.set((slug.to_owned(), kept.text.clone()));
        }
        let of_page = sheet_name(slug, "");
        known.retain(|name| {
            let stays = !stored || names.contains(name) || !name.starts_with(&of_page);
            if !stays {
                let _ = store().map(|store| store.remove_item(name));
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
    let text = kept(&name(slug));
    SEEN.set((slug.to_owned(), text.clone().unwrap_or_default()));
    kept::opened(&text?, outline, past, &sheet)
}

/// The revision that wrote what is kept for a page.
pub fn kept_revision(slug: &str) -> Option<u32> {
    link::revision(&kept(&name(slug))?)
}

/// The work on a page that another tab has kept since this one last looked.
pub fn of_another_tab(slug: &str, outline: &[Outline], past: Past) -> Option<Draft> {
    let text = kept(&name(slug)).filter(|_| !FORGOTTEN.get())?;
    let new = SEEN.with_borrow(|(page, seen)| page == slug && *seen != text);
    new.then(|| kept_work(slug, outline, past)).flatten().map(|history| history.now().clone())
}
