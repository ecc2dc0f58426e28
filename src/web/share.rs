//! A link for others to see: as a QR code, large enough for a room.

use leptos::prelude::*;

use super::address;
use super::dialog::{closing, done, show};
use super::dom::el;
use super::language::translated;
use super::pack::packed;
use super::work::{Work, packed_pairs};
use crate::export::qr;
use crate::input::Draft;
use crate::link;
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
    let code = link.as_deref().and_then(|link| qr::svg(link, translated("QR code")));
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
    let mut inside: Vec<_> = code.map(|code| el("div").own_markup(&code)).into_iter().collect();
    inside.push(el("p").text(&work.say(&told)));
    inside.push(closing(vec![done()]));
    show("QR code", "broad", Box::new(move || inside));
}
