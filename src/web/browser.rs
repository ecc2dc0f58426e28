//! Small dealings with the browser that several views share; none of them can fail loudly.

use js_sys::Reflect;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::dom::{El, button};
use super::pack::{call, settled};
use super::tools;

/// The element with an id.
pub fn element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Puts the focus on an element once the page has been brought up to date, and is seen.
pub fn focus_soon(id: String) {
    request_animation_frame(move || {
        // While the app is made, the shell stands there.
        if element("boot").is_some() {
            return focus_soon(id);
        }
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

/// Puts text on the clipboard; where that is blocked, the tools have other ways. `done` learns whether it can be expected to be
/// there; by then the view that asked may be gone.
pub fn copy(text: String, done: impl FnOnce(bool) + 'static) {
    copy_boxed(text, Box::new(done));
}

fn copy_boxed(text: String, done: Box<dyn FnOnce(bool)>) {
    let otherwise = move |left: Option<String>| match left {
        None => done(true),
        Some(text) => tools::then(move |tools| match tools {
            Some(tools) => (tools.copy_otherwise)(text, done),
            None => done(false),
        }),
    };
    write_text(text, Box::new(otherwise));
}

/// Puts text on the clipboard by the browser's own function. `done` gets it back where that is blocked.
pub fn write_text(text: String, done: Box<dyn FnOnce(Option<String>)>) {
    let clipboard = Reflect::get(&window().navigator(), &"clipboard".into()).unwrap_or_default();
    // A page without a secure connection has no clipboard.
    let Some(promise) = call(&clipboard, "writeText", &[&text.as_str().into()]) else {
        return done(Some(text));
    };
    settled(&promise, Box::new(move |came| done(came.is_none().then_some(text))));
}

/// The id of the element for the field at a path.
pub fn id_of(path: &str) -> String {
    let mut id = String::from("f-");
    id.push_str(&path.replace('.', "-"));
    id
}

/// A button that installs the app. It shows where the browser offers that, which the boot script is told of.
pub fn install() -> El {
    button("small quiet install", "Install as an app", || drop(call(&window(), "ccInstall", &[])))
}
