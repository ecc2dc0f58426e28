//! A dialog that is made when it is asked for and gone once it is closed.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

use super::dom::{El, el};
use super::pack::call;

/// The button that closes the dialog it lies in. It sends no form, which many a sandbox does not let it.
pub fn done() -> El {
    el("button").attr("type", "button").class("button primary").text("Done").on("click", |event| {
        let dialog = event.current_target().and_then(|button| call(&button, "closest", &[&"dialog".into()]));
        call(&dialog.unwrap_or_default(), "close", &[]);
    })
}

/// Shows a dialog over the page: its title, what it holds, and what stands beside the button that closes it.
pub fn show(title: &str, inside: Vec<El>, beside: Vec<El>, closed: impl FnOnce() + 'static) {
    show_boxed(title, inside, beside, Box::new(closed));
}

fn show_boxed(title: &str, inside: Vec<El>, beside: Vec<El>, closed: Box<dyn FnOnce()>) {
    let form = el("form")
        .add(el("h2").id("dialog-title").text(title))
        .all(inside)
        .add(el("div").class("actions").all(beside).add(done()));
    let dialog: El = el("dialog").class("dialog").attr("aria-labelledby", "dialog-title").add(form);
    let gone = dialog.0.clone();
    let mut closed = Some(closed);
    let dialog = dialog.on("close", move |_| {
        gone.remove();
        if let Some(closed) = closed.take() {
            closed();
        }
    });
    let here = document().body().is_some_and(|body| body.append_child(&dialog.0).is_ok());
    if here {
        let _ = dialog.0.unchecked_into::<HtmlDialogElement>().show_modal();
    }
}
