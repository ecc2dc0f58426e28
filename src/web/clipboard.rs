//! More than text on the clipboard: a table that is one in a document too, and pictures.

use std::rc::Rc;

use js_sys::{Array, Reflect};
use leptos::prelude::{document, window};
use wasm_bindgen::prelude::*;
use web_sys::ClipboardEvent;

use super::browser::{copied_by_selection, copy};
use super::pack::{call, made, object, settled};

/// Puts the same thing on the clipboard as text and as markup, for whoever takes either. `done` learns whether it can be
/// expected to be there; where even the text cannot, that is shown to be copied by hand.
pub fn copy_rich(text: String, markup: String, done: Box<dyn FnOnce(bool)>) {
    let blob = |kind: &str, content: &str| {
        made("Blob", &[&Array::of1(&content.into()), &object(&[("type", kind.into())])]).unwrap_or_default()
    };
    let forms = [("text/plain", blob("text/plain", &text)), ("text/html", blob("text/html", &markup))];
    let otherwise = move |came: bool| match came || copied_by_event(&text, &markup).unwrap_or(false) {
        true => done(true),
        false => copy(text, done),
    };
    write(&forms, Box::new(otherwise));
}

/// Puts something on the clipboard in some forms, each named by its type; `done` learns whether that was allowed.
pub fn write(forms: &[(&str, JsValue)], done: Box<dyn FnOnce(bool)>) {
    let clipboard = Reflect::get(&window().navigator(), &"clipboard".into()).unwrap_or_default();
    let item = made("ClipboardItem", &[&object(forms)]);
    match item.and_then(|item| call(&clipboard, "write", &[&Array::of1(&item)])) {
        Some(promise) => settled(&promise, Box::new(move |came| done(came.is_some()))),
        None => done(false),
    }
}

/// As text and as markup by way of a selection: what is copied is named when the browser asks for it.
fn copied_by_event(text: &str, markup: &str) -> Option<bool> {
    let forms = Rc::new([("text/plain", text.to_owned()), ("text/html", markup.to_owned())]);
    let put = Closure::<dyn FnMut(ClipboardEvent)>::new(move |event: ClipboardEvent| {
        let Some(data) = event.clipboard_data() else { return };
        for (kind, content) in forms.iter() {
            let _ = data.set_data(kind, content);
        }
        event.prevent_default();
    });
    let put = put.as_ref().unchecked_ref();
    document().add_event_listener_with_callback("copy", put).ok()?;
    let done = copied_by_selection(text);
    document().remove_event_listener_with_callback("copy", put).ok()?;
    done
}
