//! The language of the page. Texts of the program are English templates; the boot script fetches the file of another language,
//! template by template with its translation, and here each is asked for once.

use std::cell::{OnceCell, RefCell};

use js_sys::Reflect;
use wasm_bindgen::JsValue;

/// What the boot script found: which language it is, and its texts.
struct Language {
    tag: String,
    /// None in English, and in a worker, which writes nothing for the reader.
    texts: Option<JsValue>,
    found: JsValue,
    /// The templates that were asked for, by their places in memory, with what they are in the language.
    known: RefCell<Vec<(Place, &'static str)>>,
}

/// Where a template lies, and how long it is: one may be the beginning of another.
type Place = (usize, usize);

thread_local! {
    static LANGUAGE: OnceCell<Language> = const { OnceCell::new() };
}

fn with<T>(look: impl FnOnce(&Language) -> T) -> T {
    LANGUAGE.with(|language| {
        look(language.get_or_init(|| {
            let get = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).unwrap_or_default();
            let found = get(&js_sys::global(), "ccLanguage");
            // Of what is no object nothing can be read.
            let texts = get(&found, "texts");
            Language {
                tag: get(&found, "tag").as_string().unwrap_or_default(),
                texts: texts.is_object().then_some(texts),
                found,
                known: RefCell::default(),
            }
        }))
    })
}

/// A template in the language of the page; itself in English, and where the file does not have it.
#[inline(never)]
pub fn translated(template: &'static str) -> &'static str {
    with(|language| {
        let Some(texts) = &language.texts else { return template };
        let place = (template.as_ptr() as usize, template.len());
        let mut known = language.known.borrow_mut();
        match known.binary_search_by(|(known, _)| known.cmp(&place)) {
            Ok(at) => known[at].1,
            Err(at) => {
                let text = Reflect::get(texts, &template.into()).ok().and_then(|text| text.as_string());
                // There are as many as the program has texts and no more.
                let text = text.map_or(template, |text| Box::leak(text.into_boxed_str()));
                known.insert(at, (place, text));
                text
            }
        }
    })
}

/// What the boot script tells of the language by a name.
fn told(name: &str) -> Option<String> {
    with(|language| Reflect::get(&language.found, &name.into()).ok()?.as_string())
}

/// The language of the page, as a BCP 47 tag.
pub fn tag() -> String {
    with(|language| language.tag.clone())
}

/// The tag by which numbers are written where the reader has set none: that of the language, as the reader's browser knows it
/// more exactly. Empty where the browser's own way is as good.
pub fn numbers() -> String {
    told("numbers").unwrap_or_default()
}

/// The language that was wanted and could not be had.
pub fn missing() -> Option<String> {
    told("missing")
}

/// The languages that the app comes in.
pub fn shipped() -> Vec<String> {
    let shipped = told("shipped").unwrap_or_default();
    shipped.split_whitespace().map(str::to_owned).collect()
}

/// Whether the language is written from right to left.
pub fn is_rtl() -> bool {
    told("direction").is_some_and(|direction| direction == "rtl")
}
