//! What paper has besides the page as it stands, since there is nothing on it to open: what closed cards hold, a table of the
//! results, the formulas, and the link as a code.

use js_sys::Array;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::address;
use super::blocks::data_table;
use super::browser::element;
use super::dom::{El, el};
use super::file::is_whole;
use super::language::translated;
use super::pack::call;
use super::work::{Good, Work};
use super::working::working;
use crate::export::qr;
use crate::link;
use crate::report::{Block, Figure, Rank, Section, Table};
use crate::say;

/// So many rows of a table that is closed on the page.
const MOST_ROWS: usize = 12;

/// All of it, made for one print: nothing in it follows what changes later.
pub fn more(work: Work) -> Vec<El> {
    open_cards(true);
    let Some(good) = work.good.get_untracked() else { return Vec::new() };
    Owner::new().with(|| {
        let mut more = first_table(work, &good);
        more.push(formulas(work, &good));
        more.extend(code(work));
        more
    })
}

/// Leaves the page as it was.
pub fn after() {
    open_cards(false);
}

/// So many cards are printed open; of more, only those that lie in no other.
const MOST_CARDS: usize = 12;

/// Opens the closed cards of the form for paper, which has nothing to click at; or closes those again.
fn open_cards(open: bool) {
    let cards = |which: &str| {
        let found = call(&document(), "querySelectorAll", &[&which.into()]).unwrap_or_default();
        Array::from(&found).iter().map(JsCast::unchecked_into).collect::<Vec<Element>>()
    };
    if !open {
        return cards(".for-paper").into_iter().for_each(|card| {
            let _ = (card.remove_attribute("open"), card.class_list().remove_1("for-paper"));
        });
    }
    let few = cards(".form .card").len() <= MOST_CARDS;
    for card in cards(if few { ".form .card:not([open])" } else { ".form .card:not([open], .card .card)" }) {
        let _ = (card.set_attribute("open", ""), card.class_list().add_1("for-paper"));
    }
}

/// The beginning of the first table of the results, unless its section is open and so printed.
fn first_table(work: Work, good: &Good) -> Vec<El> {
    let table = |section: &Section| {
        let tables = section.blocks.iter().filter_map(|block| match block {
            Block::Table(table) if !table.rows.is_empty() => Some(table.clone()),
            _ => None,
        });
        tables.take(1).map(|table| (section.key, section.question.clone(), table)).next()
    };
    let Some((key, question, table)) = good.report().sections.iter().find_map(table) else {
        return Vec::new();
    };
    if element(&["r-", key].concat()).is_some_and(|place| place.first_element_child().is_some()) {
        return Vec::new();
    }
    let left = table.rows.len().saturating_sub(MOST_ROWS);
    let begun = Table { rows: table.rows.into_iter().take(MOST_ROWS).collect(), ..table };
    let mut made = vec![el("h2").text(&work.say(&question)), data_table(work, &begun, Some("h3"))];
    if left > 0 {
        let told = say!("{n, plural, one {# more row is} other {# more rows are}} not printed.", n = left);
        made.push(el("p").text(&work.say(&told)));
    }
    made
}

/// How the figures come about, but for the details.
fn formulas(work: Work, good: &Good) -> El {
    let shown = good.answer.figures.iter().filter(|figure| figure.rank != Rank::Detail);
    let one = |figure: &Figure| {
        let name = el("h3").text(&work.say(&figure.label));
        el("div").class("formula").add(name).all(working(work, good, figure.key))
    };
    el("div").class("formulas").add(el("h2").text("Formulas")).all(shown.map(one).collect())
}

/// The link as a code for a phone, if there is room for it. An address of this computer leads nobody else here.
fn code(work: Work) -> Option<El> {
    let pairs = work.draft(|draft| link::write_short(draft, work.outline, work.page.past()));
    let link = address::link(&work.page.about().slug(), &pairs);
    let code = qr::svg(&link, translated("QR code")).filter(|_| !is_whole())?;
    Some(el("div").class("code").own_markup(&code).add(el("p").text("The page with these inputs")))
}
