//! A link for others to see: as a QR code, large enough for a room.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

use super::dom::{El, el};
use super::work::Work;
use crate::export::qr;
use crate::say;

/// Shows a link as a QR code over the page, or says why there is none.
pub fn show(work: Work, link: Option<&str>) {
    let about = work.page.about();
    let code = link.and_then(qr::svg);
    let told = match (&code, link) {
        (Some(_), _) => say!("Point a phone at it: it opens “{page}” with these inputs.", page = about.title),
        (None, Some(link)) => say!(
            "There is too much in this work for a QR code: its link has {n} characters, and {most} fit. Copy the link or save a file instead.",
            n = link.len(),
            most = qr::MOST
        ),
        (None, None) => {
            say!(
                "There is too much in this work for a link, and so for a QR code. Save it as a file instead."
            )
        }
    };
    let close = el("form")
        .attr("method", "dialog")
        .add(el("h2").id("qr-title").text("QR code"))
        .maybe(code.map(|code| el("div").own_markup(&code)))
        .add(el("p").text(&work.say(&told)))
        .add(el("div").class("actions").add(el("button").class("button primary").text("Done")));
    let dialog: El = el("dialog").class("dialog").attr("aria-labelledby", "qr-title").add(close);
    let gone = dialog.0.clone();
    let dialog = dialog.on("close", move |_| gone.remove());
    let here = document().body().is_some_and(|body| body.append_child(&dialog.0).is_ok());
    if here {
        let _ = dialog.0.unchecked_into::<HtmlDialogElement>().show_modal();
    }
}
