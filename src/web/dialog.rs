//! A dialog that is made when it is asked for and gone once it is closed.

use std::cell::Cell;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

use super::dom::{El, Make, Words, el, on_window};
use super::pack::call;

thread_local! {
    /// How many there were: one can lie over another, and each is named by its own title.
    static COUNT: Cell<u32> = const { Cell::new(0) };
}

/// A button that closes the dialog it lies in, whatever else it does. It sends no form, which many a sandbox does not let it.
pub fn closes(button: El) -> El {
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

/// Shows a dialog over the page: its title, its class after `dialog`, and what is made for its inside. What keeps that up to date
/// ends with it, and it ends with the page that it was opened on.
pub fn show(title: impl Words, class: &str, inside: Make) -> El {
    show_titled(el("h2").text(title), class, inside)
}

fn show_titled(title: El, class: &str, inside: Make) -> El {
    let owner = Owner::new();
    let name = COUNT.with(|count| {
        count.set(count.get() + 1);
        ["dialog-title-", &count.get().to_string()].concat()
    });
    let dialog: El = el("dialog").class(&["dialog ", class].concat()).attr("aria-labelledby", &name);
    let dialog = dialog.add(title.id(&name)).all(owner.with(|| untrack(inside)));
    let shown = dialog.0.unchecked_ref::<HtmlDialogElement>().clone();
    let left = shown.clone();
    owner.with(|| on_window("hashchange", move |_| left.close()));
    let gone = shown.clone();
    let dialog = dialog.on("close", move |_| {
        gone.remove();
        owner.cleanup();
    });
    if document().body().is_some_and(|body| body.append_child(&shown).is_ok()) {
        let _ = shown.show_modal();
    }
    dialog
}
