//! The ways onto the clipboard besides the first: by a selection; a table that is one in a document too; pictures.

use std::rc::Rc;

use js_sys::{Array, Function, Reflect};
use leptos::prelude::{document, window};
use wasm_bindgen::prelude::*;
use web_sys::{ClipboardEvent, Element, HtmlElement, HtmlTextAreaElement};

use super::blocked::copy_by_hand;
use super::browser::write_text;
use super::pack::{call, made, object, settled};

/// Puts text on the clipboard that the browser's own function did not: through a selection, which even sandboxed frames allow;
/// where that is blocked as well, shows it to be copied by hand.
pub fn copy_otherwise(text: String, done: Box<dyn FnOnce(bool)>) {
    let copied = copied_by_selection(&text).unwrap_or(false);
    if !copied {
        copy_by_hand(text);
    }
    done(copied);
}

/// Puts text on the clipboard in either way; `done` learns whether it can be expected to be there.
pub fn copied(text: String, done: Box<dyn FnOnce(bool)>) {
    let otherwise =
        |left: Option<String>| left.is_none_or(|text| copied_by_selection(&text).unwrap_or(false));
    write_text(text, Box::new(move |left| done(otherwise(left))));
}

fn copied_by_selection(text: &str) -> Option<bool> {
    let area: HtmlTextAreaElement = document().create_element("textarea").ok()?.dyn_into().ok()?;
    area.set_value(text);
    area.set_class_name("off-screen");
    // Beside an open dialog nothing can be selected.
    let dialog = document().query_selector("dialog[open]").ok()?;
    let place = dialog.or_else(|| document().body().map(Element::from))?;
    let focused = document().active_element();
    place.append_child(&area).ok()?;
    area.select();
    let command: Function = Reflect::get(&document(), &"execCommand".into()).ok()?.dyn_into().ok()?;
    let done = command.call1(&document(), &"copy".into()).ok().and_then(|done| done.as_bool());
    area.remove();
    // The keyboard goes on from where it was.
    if let Some(focused) = focused {
        let _ = focused.unchecked_into::<HtmlElement>().focus();
    }
    done
}

/// Puts the same thing on the clipboard as text and as markup, for whoever takes either. `done` learns whether it can be
/// expected to be there; where even the text cannot, that is shown to be copied by hand.
pub fn copy_rich(text: String, markup: String, done: Box<dyn FnOnce(bool)>) {
    let blob = |kind: &str, content: &str| {
        made("Blob", &[&Array::of1(&content.into()), &object(&[("type", kind.into())])]).unwrap_or_default()
    };
    let forms = [("text/plain", blob("text/plain", &text)), ("text/html", blob("text/html", &markup))];
    let otherwise = move |came: bool| match came || copied_by_event(&text, &markup).unwrap_or(false) {
        true => done(true),
        false => write_text(
            text,
            Box::new(move |left| match left {
                None => done(true),
                Some(text) => copy_otherwise(text, done),
            }),
        ),
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
