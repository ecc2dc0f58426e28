//! What the reader takes along from page to page.

use std::cell::RefCell;

use leptos::prelude::*;

use super::address;
use super::dom::{El, el};
use super::result::figure_words;
use super::work::{Good, Work};
use crate::calculator::About;
use crate::calculators::carries::{Carry, carries};
use crate::calculators::{Page, page};
use crate::input::carry::{Given, carried, filled_in};
use crate::input::edit::fresh;
use crate::input::{Draft, Outline};
use crate::report::format::Format;
use crate::report::{Figure, Measure, Sentence, Value};
use crate::say;

/// What its reader left a page with.
struct Handed {
    from: &'static About,
    outline: &'static [Outline],
    /// Its work, of which another page of the family takes what both have.
    draft: Draft,
    figures: Option<Figures>,
}

/// What is given to the fields of the page at a slug, amounts of money among it or not.
struct Figures {
    to: &'static str,
    given: Vec<(String, Given)>,
    money: bool,
    /// What all of it is.
    named: Sentence,
}

thread_local! {
    static HANDED: RefCell<Option<Handed>> = const { RefCell::new(None) };
}

/// Takes along the present work of a page, unless it is an example as it came: then the next page has its own.
pub fn hand_on(work: &Work) {
    let draft = work.draft(Draft::clone);
    let own = work.page.examples().iter().all(|example| example.inputs != draft);
    let handed = Handed { from: work.page.about(), outline: work.outline, draft, figures: None };
    HANDED.set(own.then_some(handed));
}

/// The draft of a page with what was taken along to it, if that changes it, and a sentence about that.
///
/// `kept` is the reader's own work there. Without any, what they brought goes into an empty form: an example's other inputs
/// would not go with it.
pub fn taken(
    about: &About,
    outline: &'static [Outline],
    kept: Option<&Draft>,
) -> Option<(Option<Draft>, Sentence)> {
    let Handed { from, outline: from_outline, draft, figures } = HANDED.take()?;
    let empty = Draft { currency: draft.currency, fields: fresh(outline) };
    let before = kept.unwrap_or(&empty);
    let title = Sentence::from(from.title);
    let shared = match from.family == about.family && from.page != about.page {
        true => Some(carried(&draft, from_outline, before, outline)),
        false => None,
    };
    let (now, told) = match figures {
        None => {
            let told = say!(
                "What both pages share was taken over from “{from}”. Undo brings back what stood here before.",
                from = title
            );
            // Pages that share nothing took nothing over.
            (shared.filter(|shared| shared != before)?, told)
        }
        Some(figures) if figures.to != about.slug() => return None,
        Some(figures) if figures.money && before.currency != draft.currency => {
            let told = say!(
                "Nothing was taken over from “{from}”: its amounts are in {there}, and the work here is in {here}. Start blank here, then take them over again.",
                from = title,
                there = draft.currency.code().to_owned(),
                here = before.currency.code().to_owned()
            );
            return Some((None, told));
        }
        Some(figures) => {
            let told = say!(
                "Taken over from “{from}”: {what}. Undo brings back what stood here before.",
                from = title,
                what = figures.named
            );
            (filled_in(shared.unwrap_or_else(|| before.clone()), outline, &figures.given), told)
        }
    };
    (Some(&now) != kept).then_some((Some(now), told))
}

/// Links to pages that ask for figures of this one, with what each would take along.
pub fn onward(work: Work) -> Option<El> {
    let links: Vec<El> = carries(&work.page.about().slug())
        .filter_map(|carry| Some(link(work, carry, page(carry.to)?)))
        .collect();
    let head = el("h3").text("Go on with these numbers");
    (!links.is_empty()).then(|| el("div").class("onward").add(head).add(el("ul").all(links)))
}

/// What is carried, in order; `None` where a figure has no value now.
fn carried_figures<'a>(good: &'a Good, carry: &Carry) -> Option<Vec<&'a Figure>> {
    let there = |figure: &&Figure| matches!(figure.value, Value::Text(_)) || figure.value.number().is_some();
    let found = |key: &str| good.answer.figures.iter().find(|figure| figure.key == key).filter(there);
    carry.figures.iter().map(|(key, _)| found(key)).collect()
}

/// What else than figures a carry takes along.
fn told_besides(carry: &Carry) -> impl Iterator<Item = &'static str> + use<> {
    let rows = carry.rows.as_ref().map(|rows| rows.what);
    rows.into_iter().chain((!carry.besides.is_empty()).then_some(carry.besides))
}

/// What a carry takes out of results, if it is all there.
fn taken_along(good: &Good, carry: &Carry, format: &Format<'_>) -> Option<Figures> {
    let figures = carried_figures(good, carry)?;
    let of = |figure: &&Figure| match figure.value.number() {
        Some(number) => Given::Number(number),
        None => Given::Text(figure.value.text(&figure.measure, format)),
    };
    let mut given: Vec<(String, Given)> = Vec::new();
    given.extend(
        carry.figures.iter().zip(&figures).map(|((_, field), figure)| ((*field).to_owned(), of(figure))),
    );
    given.extend(
        carry.fixed.iter().map(|(field, text)| ((*field).to_owned(), Given::Text((*text).to_owned()))),
    );
    let mut named: Vec<Sentence> = figures.iter().map(|figure| figure.label.clone()).collect();
    let mut money = figures.iter().any(|figure| matches!(figure.measure, Measure::Money | Measure::Price));
    if let Some(rows) = &carry.rows {
        let told = rows.given(good.report(), &|value| value.text(&Measure::Text, format));
        if told.is_empty() {
            return None;
        }
        given.extend(told);
        money = true;
    }
    named.extend(told_besides(carry).map(Sentence::from));
    let named =
        named.into_iter().reduce(|so_far, next| say!("{names}; {name}", names = so_far, name = next))?;
    Some(Figures { to: carry.to, given, money, named })
}

fn link(work: Work, carry: &'static Carry, to: &'static Page) -> El {
    let take = move |_| {
        let figures = work.good.with_untracked(|good| {
            let good = good.as_ref()?;
            work.settings.format(good.draft.currency, |format| taken_along(good, carry, format))
        });
        let draft = untrack(|| work.draft(Draft::clone));
        HANDED.set(figures.is_some().then_some(Handed {
            from: work.page.about(),
            outline: work.outline,
            draft,
            figures,
        }));
    };
    let words = Memo::new(move |_| {
        work.good.with(|good| {
            let good = good.as_ref()?;
            let figures = carried_figures(good, carry)?;
            work.settings.format(good.draft.currency, |format| {
                let word = |figure: &&Figure| {
                    let [label, text, unit, _] = figure_words(figure, format);
                    [&label, " ", &text, " ", &unit].concat().trim_end().to_owned()
                };
                let told = told_besides(carry).map(|told| Sentence::from(told).text(format));
                Some(figures.iter().map(word).chain(told).collect::<Vec<_>>().join(" · "))
            })
        })
    });
    let link = el("a")
        .attr("href", &address::fragment(carry.to, ""))
        .text(&work.say(&to.full_title()))
        .on("click", take);
    let carried = el("span").class("carried").text_of(move || words.get().unwrap_or_default());
    el("li").attr_of("hidden", move || words.with(Option::is_none).then(String::new)).add(link).add(carried)
}
