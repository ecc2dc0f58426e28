//! The address: which page, and its inputs, in the part after `#` that never leaves the browser.
//!
//! Our own router, for one level of pages: a library's would not run from a file.

use js_sys::Reflect;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::embed;

/// What the address asks for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Route {
    /// `family` or `family/page`; empty for the catalogue.
    pub slug: String,
    /// The inputs as link text, or packed under `_z`; empty for none.
    pub pairs: String,
}

/// What the address says now.
pub fn current() -> Route {
    if let Some(tools) = embed::tools() {
        return (tools.asked)();
    }
    let hash = window().location().hash().unwrap_or_default();
    let path = hash.trim_start_matches('#').trim_start_matches('/');
    let (slug, pairs) = path.split_once('?').unwrap_or((path, ""));
    Route { slug: slug.trim_end_matches('/').to_owned(), pairs: pairs.to_owned() }
}

/// The part of an address after the document's own.
pub fn fragment(slug: &str, pairs: &str) -> String {
    let mut out = ["#/", slug].concat();
    if !pairs.is_empty() {
        out.push('?');
        out.push_str(pairs);
    }
    out
}

/// The whole address of a page with its inputs.
pub fn link(slug: &str, pairs: &str) -> String {
    let href = window().location().href().unwrap_or_default();
    // What may stand in a query is for a frame.
    let base = href.split(['?', '#']).next().unwrap_or_default();
    [base, &fragment(slug, pairs)].concat()
}

/// Whether this document was loaded anew at the same address: a reader who does that opens no link.
pub fn is_reloaded() -> bool {
    let part = |of: JsValue, name: &str| Reflect::get(&of, &name.into()).unwrap_or_default();
    part(part(part(window().into(), "performance"), "navigation"), "type") == 1
}

/// Where this tab remembers an address that newer work has taken the place of.
const SUPERSEDED: &str = "cc:superseded";

/// What this tab remembers; nothing in somebody else's page.
fn of_tab() -> Option<web_sys::Storage> {
    if embed::is_on() { None } else { window().session_storage().ok().flatten() }
}

/// The address is about to be left with newer work in the storage. A reload goes to the old address all the same, and must not
/// lay its inputs over the newer ones.
pub fn supersede() {
    if let Some(store) = of_tab() {
        let _ = store.set_item(SUPERSEDED, &window().location().hash().unwrap_or_default());
    }
}

/// What the address asked for when this page was loaded, without inputs that newer work has taken the place of.
pub fn at_start() -> Route {
    let route = current();
    let superseded = of_tab().and_then(|store| {
        let superseded = store.get_item(SUPERSEDED).ok().flatten();
        let _ = store.remove_item(SUPERSEDED);
        superseded
    });
    match superseded {
        Some(hash) if hash == window().location().hash().unwrap_or_default() => {
            Route { pairs: String::new(), ..route }
        }
        _ => route,
    }
}

/// Writes the address without a step in the browser's history; browsers may refuse it, which loses nothing. It is dear, so the
/// one that stands there is left alone.
///
/// In somebody else's page the address is that page's: it says what is asked for, and stays.
pub fn replace(slug: &str, pairs: &str) {
    if embed::is_on() || current() == (Route { slug: slug.to_owned(), pairs: pairs.to_owned() }) {
        return;
    }
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&fragment(slug, pairs)));
    }
}
