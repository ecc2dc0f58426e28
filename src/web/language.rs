//! The language of the page. Texts of the program are English templates; the boot script fetches the file of another language,
//! template by template with its translation, and here each is asked for once.

use std::cell::{Cell, RefCell};

use js_sys::Reflect;
use wasm_bindgen::JsValue;

/// What the boot script found: which language it is, and its texts.
struct Language {
    found: JsValue,
    /// No object in English, nor in a worker, which writes nothing for the reader.
    texts: JsValue,
    translates: bool,
    /// The templates that were asked for, by their places in memory, with what they are in the language.
    known: RefCell<Vec<(Place, &'static str)>>,
}

/// Where a template lies, and how long it is: one may be the beginning of another.
type Place = (usize, usize);

thread_local! {
    static LANGUAGE: Cell<Option<&'static Language>> = const { Cell::new(None) };
}

fn get(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &name.into()).unwrap_or_default()
}

#[inline(never)]
fn language() -> &'static Language {
    LANGUAGE.get().unwrap_or_else(|| {
        let found = get(&js_sys::global(), "ccLanguage");
        let texts = get(&found, "texts");
        let translates = texts.is_object();
        let made = Box::leak(Box::new(Language { found, texts, translates, known: RefCell::default() }));
        LANGUAGE.set(Some(made));
        made
    })
}

/// A template in the language of the page; itself in English, and where the file does not have it.
#[inline(never)]
pub fn translated(template: &'static str) -> &'static str {
    let language = language();
    if !language.translates {
        return template;
    }
    let place = (template.as_ptr() as usize, template.len());
    let mut known = language.known.borrow_mut();
    let at = known.partition_point(|(known, _)| *known < place);
    if let Some((there, text)) = known.get(at)
        && *there == place
    {
        return text;
    }
    // There are as many as the program has texts and no more.
    let text =
        get(&language.texts, template).as_string().map_or(template, |text| Box::leak(text.into_boxed_str()));
    known.insert(at, (place, text));
    text
}

/// What the boot script tells of the language by a name; empty for nothing.
#[inline(never)]
fn told(name: &str) -> String {
    get(&language().found, name).as_string().unwrap_or_default()
}

/// The language of the page, as a BCP 47 tag.
pub fn tag() -> String {
    told("tag")
}

/// The tag by which numbers are written where the reader has set none: that of the language, as the reader's browser knows it
/// more exactly. Empty where the browser's own way is as good.
pub fn numbers() -> String {
    told("numbers")
}

/// The language that was wanted and could not be had; empty for none.
pub fn missing() -> String {
    told("missing")
}

/// The languages that the app comes in, with spaces between.
pub fn shipped() -> String {
    told("shipped")
}

/// Whether the language is written from right to left.
pub fn is_rtl() -> bool {
    told("direction") == "rtl"
}
