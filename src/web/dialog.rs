//! A dialog that is made when it is asked for and gone once it is closed.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

use super::dom::{El, el, on_window};
use super::pack::call;

/// A button that closes the dialog it lies in, whatever else it does. It sends no form, which many a sandbox does not let it.
fn closes(button: El) -> El {
    button.attr("type", "button").on("click", |event| {
        let dialog = event.current_target().and_then(|button| call(&button, "closest", &[&"dialog".into()]));
        call(&dialog.unwrap_or_default(), "close", &[]);
    })
}

/// Buttons at the end of a dialog, each of which closes it.
pub fn closing(buttons: Vec<El>) -> El {
    el("div").class("actions").all(buttons.into_iter().map(closes).collect())
}

/// The button that does no more than close its dialog.
pub fn done() -> El {
    closes(el("button").class("button primary").text("Done"))
}

/// Shows a dialog over the page under a title, with its own way to close it.
pub fn shown(title: &str, inside: Vec<El>) -> El {
    let mut all = vec![el("h2").id("dialog-title").text(title)];
    all.extend(inside);
    open("dialog", "dialog-title", all, Box::new(|| {}))
}

/// Shows a dialog over the page: its title, what it holds, and what stands beside the button that closes it.
pub fn show(title: &str, inside: Vec<El>, beside: Vec<El>, closed: impl FnOnce() + 'static) {
    let mut all = vec![el("h2").id("dialog-title").text(title)];
    all.extend(inside);
    all.push(el("div").class("actions").all(beside).add(done()));
    open("dialog", "dialog-title", vec![el("form").all(all)], Box::new(closed));
}

/// Shows something over the whole width of the page, named by the element with the id `name`. What keeps it up to date ends with
/// it.
pub fn show_wide(name: &str, inside: impl FnOnce() -> Vec<El>) {
    let owner = Owner::new();
    let inside = owner.with(|| untrack(inside));
    let form = el("form").all(inside).add(closing(vec![el("button").class("button primary").text("Done")]));
    let ended = owner.clone();
    let dialog = open("dialog wide", name, vec![form], Box::new(move || ended.cleanup()));
    // Its inside is of the page that it was opened on.
    owner.with(|| {
        on_window("hashchange", move |_| dialog.0.unchecked_ref::<HtmlDialogElement>().close());
    });
}

fn open(class: &str, name: &str, inside: Vec<El>, closed: Box<dyn FnOnce()>) -> El {
    let dialog: El = el("dialog").class(class).attr("aria-labelledby", name).all(inside);
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
        let _ = dialog.0.unchecked_ref::<HtmlDialogElement>().show_modal();
    }
    dialog
}
