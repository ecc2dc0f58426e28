//! A link for others to see or take: as a QR code, large enough for a room, and as text where copying is blocked.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlTextAreaElement};

use super::address;
use super::dom::{El, el};
use super::pack::packed;
use super::work::{Work, packed_pairs};
use crate::export::qr;
use crate::input::Draft;
use crate::link;
use crate::report::Sentence;
use crate::say;

/// Shows the shortest link to the present draft as a QR code over the page, or says why there is none.
pub fn show_code(work: Work) {
    let draft = work.draft(Draft::clone);
    if !work.is_linked(&draft) {
        return show_link(work, None);
    }
    let pairs = link::write_short(&draft, work.outline, work.page.past());
    let slug = work.page.about().slug();
    packed(&pairs.clone(), move |packed| {
        let shorter = packed_pairs(packed).filter(|packed| packed.len() < pairs.len());
        let pairs = shorter.unwrap_or(pairs);
        let link = (pairs.len() <= link::LONGEST).then(|| address::link(&slug, &pairs));
        // The page may have been left meanwhile.
        if !work.history.is_disposed() {
            show_link(work, link);
        }
    });
}

fn show_link(work: Work, link: Option<String>) {
    let about = work.page.about();
    let code = link.as_deref().and_then(qr::svg);
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
    let code = code.map(|code| el("div").own_markup(&code));
    dialog(work, "QR code", code, &told);
}

/// Shows a text that could not be copied, selected, for the reader to copy.
pub fn show_text(work: Work, text: &str) {
    // The page may have been left meanwhile.
    if work.history.is_disposed() {
        return;
    }
    let area = el("textarea")
        .attr("readonly", "")
        .attr("rows", "4")
        .attr("spellcheck", "false")
        .attr("aria-labelledby", "shared-title");
    let field: HtmlTextAreaElement = area.0.clone().unchecked_into();
    field.set_value(text);
    let told = say!(
        "This browser lets no page copy here. The text above is selected: copy it by the keyboard, or by holding it on a phone."
    );
    dialog(work, "Copy this", Some(area), &told);
    let _ = field.focus();
    field.select();
    field.set_scroll_top(0);
}

/// A dialog over the page, with what is shown and a sentence about it.
fn dialog(work: Work, title: &'static str, shown: Option<El>, told: &Sentence) {
    let close = el("form")
        .attr("method", "dialog")
        .add(el("h2").id("shared-title").text(title))
        .maybe(shown)
        .add(el("p").text(&work.say(told)))
        .add(el("div").class("actions").add(el("button").class("button primary").text("Done")));
    let dialog: El = el("dialog").class("dialog").attr("aria-labelledby", "shared-title").add(close);
    let gone = dialog.0.clone();
    let dialog = dialog.on("close", move |_| gone.remove());
    let here = document().body().is_some_and(|body| body.append_child(&dialog.0).is_ok());
    if here {
        let _ = dialog.0.unchecked_into::<HtmlDialogElement>().show_modal();
    }
}
