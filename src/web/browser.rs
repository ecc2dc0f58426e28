//! Small dealings with the browser that several views share; none of them can fail loudly.

use js_sys::{Function, Reflect};
use leptos::prelude::*;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement};

use super::dom::{El, button};
use super::pack::call;
use super::tools;

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

/// Puts text on the clipboard, or shows it to be copied by hand. `done` learns whether it can be expected to be on the
/// clipboard; by then the view that asked may be gone.
pub fn copy(text: String, done: impl FnOnce(bool) + 'static) {
    copy_and_tell(text, Box::new(done));
}

fn copy_and_tell(text: String, done: Box<dyn FnOnce(bool)>) {
    let shown = text.clone();
    copied(
        text,
        Box::new(move |copied| {
            if !copied {
                tools::then(move |tools| {
                    if let Some(tools) = tools {
                        (tools.copy_by_hand)(shown);
                    }
                });
            }
            done(copied);
        }),
    );
}

/// Puts text on the clipboard; where that is blocked, through a selection, which even sandboxed frames allow.
pub fn copied(text: String, done: Box<dyn FnOnce(bool)>) {
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

/// Copies text through a selection, at once.
pub fn copied_by_selection(text: &str) -> Option<bool> {
    let area: web_sys::HtmlTextAreaElement = document().create_element("textarea").ok()?.dyn_into().ok()?;
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
