//! Small dealings with the browser that several views share; none of them can fail loudly.

use js_sys::{Function, Reflect};
use leptos::prelude::*;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement};

/// The element with an id.
pub fn element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Puts the focus on an element once the page has been brought up to date.
pub fn focus_soon(id: String) {
    request_animation_frame(move || {
        if let Some(element) = element(&id) {
            open_around(&element);
            let _ = element.focus();
        }
    });
}

/// Opens every closed part of the page that an element lies in.
fn open_around(element: &Element) {
    let mut around = element.parent_element();
    while let Some(part) = around {
        if part.tag_name().eq_ignore_ascii_case("details") {
            let _ = part.set_attribute("open", "");
        }
        around = part.parent_element();
    }
}

/// Puts text on the clipboard; where that is blocked, through a selection, which even sandboxed frames allow. `done` learns
/// whether the text can be expected to be there; by then the view that asked may be gone.
pub fn copy(text: String, done: impl FnOnce(bool) + 'static) {
    copy_and_tell(text, Box::new(done));
}

fn copy_and_tell(text: String, done: Box<dyn FnOnce(bool)>) {
    let clipboard = Reflect::get(&window().navigator(), &"clipboard".into());
    if !clipboard.is_ok_and(|clipboard| !clipboard.is_undefined()) {
        return done(copied_by_selection(&text).unwrap_or(false));
    }
    let promise = window().navigator().clipboard().write_text(&text);
    // One function for both ends of the promise, since it is freed by its call; only a failure comes with a value.
    let settled = Closure::once_into_js(move |failure: JsValue| {
        done(failure.is_undefined() || copied_by_selection(&text).unwrap_or(false));
    });
    if let Ok(then) = Reflect::get(&promise, &"then".into()) {
        let _ = then.unchecked_into::<Function>().call2(&promise, &settled, &settled);
    }
}

fn copied_by_selection(text: &str) -> Option<bool> {
    let before = document().active_element();
    let area: web_sys::HtmlTextAreaElement = document().create_element("textarea").ok()?.dyn_into().ok()?;
    area.set_value(text);
    area.set_class_name("off-screen");
    let body = document().body()?;
    body.append_child(&area).ok()?;
    area.select();
    let command: Function = Reflect::get(&document(), &"execCommand".into()).ok()?.dyn_into().ok()?;
    let done = command.call1(&document(), &"copy".into()).ok().and_then(|done| done.as_bool());
    area.remove();
    // Who works by keyboard goes on where they were.
    if let Some(before) = before.and_then(|before| before.dyn_into::<HtmlElement>().ok()) {
        let _ = before.focus();
    }
    done
}

/// The id of the element for the field at a path.
pub fn id_of(path: &str) -> String {
    let mut id = String::from("f-");
    id.push_str(&path.replace('.', "-"));
    id
}
