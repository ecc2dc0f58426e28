//! A link for others to see: as a QR code, large enough for a room.

use super::dom::{closing, el, shown_dialog};
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
    let code = code.map(|code| el("div").own_markup(&code));
    let told = el("p").text(&work.say(&told));
    let done = closing(vec![el("button").class("button primary").text("Done")]);
    shown_dialog("QR code", code.into_iter().chain([told, done]).collect());
}
