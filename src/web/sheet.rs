//! What is shown over the page until the reader closes it.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

use super::dom::{El, el, on_window};

/// Shows a sheet over the page, named by the element with the id `name`. What keeps its inside up to date ends with it.
pub fn show(class: &str, name: &str, inside: impl FnOnce() -> Vec<El>) {
    let owner = Owner::new();
    let done = el("div").class("actions").add(el("button").class("button primary").text("Done"));
    let form = el("form").attr("method", "dialog").all(owner.with(|| untrack(inside))).add(done);
    let dialog = el("dialog").class(&["dialog ", class].concat()).attr("aria-labelledby", name).add(form);
    let (left, gone) = (dialog.0.clone(), dialog.0.clone());
    // Its inside is of the page that it was opened on.
    owner.with(|| {
        on_window("hashchange", move |_| left.unchecked_ref::<HtmlDialogElement>().close());
    });
    let dialog = dialog.on("close", move |_| {
        owner.cleanup();
        gone.remove();
    });
    let here = document().body().is_some_and(|body| body.append_child(&dialog.0).is_ok());
    if here {
        let _ = dialog.0.unchecked_into::<HtmlDialogElement>().show_modal();
    }
}
