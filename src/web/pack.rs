//! Link text packed by the browser's own compression, for drafts that are too long to be read in an address.
//!
//! The result is `1.` (the number of the codec) and base64url of raw deflate. Old browsers have no compression; there a
//! long draft travels as a file.

use js_sys::{Array, Function, Object, Reflect, Uint8Array};
use leptos::prelude::window;
use wasm_bindgen::prelude::*;

/// The number of the codec, as it stands in links.
const CODEC: &str = "1.";

/// A call of a method by its name.
pub fn call(target: &JsValue, method: &str, arguments: &[&JsValue]) -> Option<JsValue> {
    let method: Function = Reflect::get(target, &method.into()).ok()?.dyn_into().ok()?;
    method.apply(target, &arguments.iter().copied().cloned().collect::<Array>()).ok()
}

/// A new object of a class of the browser's, if it has the class.
pub fn made(class: &str, arguments: &[&JsValue]) -> Option<JsValue> {
    let class: Function = Reflect::get(&js_sys::global(), &class.into()).ok()?.dyn_into().ok()?;
    Reflect::construct(&class, &arguments.iter().copied().cloned().collect::<Array>()).ok()
}

/// Tells what a promise comes to; `None` if it fails.
pub fn settled(promise: &JsValue, done: Box<dyn FnOnce(Option<JsValue>)>) {
    // One function for both ends of the promise, since it is freed by its call. What is told of a failure is an error.
    let told = Closure::once_into_js(move |value: JsValue| {
        done(Some(value).filter(|value| !value.is_instance_of::<js_sys::Error>()))
    });
    call(promise, "then", &[&told, &told]);
}

/// What comes out of a stream class (`CompressionStream`) that `content` is put through, read as `kind`.
fn through(class: &str, content: &JsValue, kind: &str) -> Option<JsValue> {
    let stream = made(class, &[&"deflate-raw".into()])?;
    let body = Reflect::get(&made("Response", &[content])?, &"body".into()).ok()?;
    let out = call(&body, "pipeThrough", &[&stream])?;
    call(&made("Response", &[&out])?, kind, &[])
}

/// Packs text; `None` where the browser cannot.
pub fn packed(text: &str, done: impl FnOnce(Option<String>) + 'static) {
    match through("CompressionStream", &text.into(), "arrayBuffer") {
        None => done(None),
        Some(promise) => {
            settled(&promise, Box::new(move |buffer| done(buffer.and_then(|buffer| in_letters(&buffer)))))
        }
    }
}

fn in_letters(buffer: &JsValue) -> Option<String> {
    let bytes = Uint8Array::new(buffer).to_vec();
    // `btoa` takes bytes as the letters of the same numbers.
    let letters: String = bytes.into_iter().map(char::from).collect();
    let base64 = window().btoa(&letters).ok()?;
    Some([CODEC, base64.replace('+', "-").replace('/', "_").trim_end_matches('=')].concat())
}

/// Unpacks what `packed` made; `None` for anything else.
pub fn unpacked(text: &str, done: impl FnOnce(Option<String>) + 'static) {
    let promise = text.strip_prefix(CODEC).and_then(|base64| {
        let letters = window().atob(&base64.replace('-', "+").replace('_', "/")).ok()?;
        let bytes: Vec<u8> =
            letters.chars().filter_map(|letter| u8::try_from(u32::from(letter)).ok()).collect();
        through("DecompressionStream", &Uint8Array::from(bytes.as_slice()), "text")
    });
    match promise {
        None => done(None),
        Some(promise) => {
            settled(&promise, Box::new(move |text| done(text.and_then(|text| text.as_string()))))
        }
    }
}

/// A plain object with entries.
pub fn object(entries: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (key, value) in entries {
        let _ = Reflect::set(&object, &JsValue::from_str(key), value);
    }
    object
}
