//! What the reader takes along from page to page.

use std::cell::RefCell;

use leptos::prelude::*;
use rust_decimal::Decimal;

use super::address;
use super::dom::{El, el};
use super::result::figure_words;
use super::work::{Good, Work};
use crate::calculator::About;
use crate::calculators::carries::{Carry, carries};
use crate::calculators::{Page, page};
use crate::input::carry::{carried, filled_in};
use crate::input::edit::fresh;
use crate::input::{Draft, Outline};
use crate::report::currency::Currency;
use crate::report::{Figure, Measure, Sentence};
use crate::say;

/// What its reader left a page with.
struct Handed {
    from: &'static About,
    currency: Currency,
    what: What,
}

enum What {
    /// By a link to another page of the family: the work, of which that page takes what both have.
    Work { outline: &'static [Outline], draft: Draft },
    /// By a link to a page of another family, at the slug `to`: numbers for its fields, amounts of money among them or not.
    Figures { to: &'static str, numbers: Vec<(&'static str, Decimal)>, money: bool },
}

thread_local! {
    static HANDED: RefCell<Option<Handed>> = const { RefCell::new(None) };
}

/// Takes along the present work of a page, unless it is an example as it came: then the next page has its own.
pub fn hand_on(work: &Work) {
    let draft = work.draft(Draft::clone);
    let own = work.page.examples().iter().all(|example| example.inputs != draft);
    let handed = Handed {
        from: work.page.about(),
        currency: draft.currency,
        what: What::Work { outline: work.outline, draft },
    };
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
    let Handed { from, currency, what } = HANDED.take()?;
    let empty = Draft { currency, fields: fresh(outline) };
    let before = kept.unwrap_or(&empty);
    let title = Sentence::from(from.title);
    let (now, told) = match what {
        What::Work { outline: from_outline, draft }
            if from.family == about.family && from.page != about.page =>
        {
            let told = say!(
                "What both pages share was taken over from “{from}”. Undo brings back what stood here before.",
                from = title
            );
            (carried(&draft, from_outline, before, outline), told)
        }
        What::Figures { to, money, .. } if to == about.slug() && money && before.currency != currency => {
            let told = say!(
                "Nothing was taken over from “{from}”: its amounts are in {there}, and the work here is in {here}. Start blank here, then take them over again.",
                from = title,
                there = currency.code(),
                here = before.currency.code()
            );
            return Some((None, told));
        }
        What::Figures { to, numbers, .. } if to == about.slug() => {
            let told = say!(
                "{n, plural, one {# number was} other {# numbers were}} taken over from “{from}”. Undo brings back what stood here before.",
                n = numbers.len(),
                from = title
            );
            (filled_in(before.clone(), outline, &numbers), told)
        }
        _ => return None,
    };
    (Some(&now) != kept).then_some((Some(now), told))
}

/// Links to pages of other families that ask for figures of this one, with what each would take along.
pub fn onward(work: Work) -> Option<El> {
    let links: Vec<El> = carries(&work.page.about().slug())
        .filter_map(|carry| Some(link(work, carry, page(carry.to)?)))
        .collect();
    let head = el("h3").text("Go on with these numbers");
    (!links.is_empty()).then(|| el("div").class("onward").add(head).add(el("ul").all(links)))
}

/// What is carried, in order; `None` where a figure has no value now.
fn figures<'a>(good: &'a Good, carry: &Carry) -> Option<Vec<&'a Figure>> {
    let figures = &good.answer.figures;
    let found =
        |key: &str| figures.iter().find(|figure| figure.key == key && figure.value.number().is_some());
    carry.figures.iter().map(|(key, _)| found(key)).collect()
}

fn link(work: Work, carry: &'static Carry, to: &'static Page) -> El {
    let name = match to.about.title {
        title if title == to.family => title.to_owned(),
        title => [to.family, ": ", title].concat(),
    };
    let take = move |_| {
        let handed = work.good.with_untracked(|good| {
            let good = good.as_ref()?;
            let figures = figures(good, carry)?;
            let fields = carry.figures.iter().map(|(_, field)| *field);
            let numbers = fields.zip(figures.iter().filter_map(|figure| figure.value.number())).collect();
            let money =
                figures.iter().any(|figure| matches!(figure.measure, Measure::Money | Measure::Price));
            let what = What::Figures { to: carry.to, numbers, money };
            Some(Handed { from: work.page.about(), currency: good.draft.currency, what })
        });
        HANDED.set(handed);
    };
    let words = Memo::new(move |_| {
        work.good.with(|good| {
            let good = good.as_ref()?;
            let figures = figures(good, carry)?;
            work.settings.format(good.draft.currency, |format| {
                let word = |figure: &&Figure| {
                    let [label, text, unit, _] = figure_words(figure, format);
                    [&label, " ", &text, " ", &unit].concat().trim_end().to_owned()
                };
                Some(figures.iter().map(word).collect::<Vec<_>>().join(" · "))
            })
        })
    });
    let link = el("a").attr("href", &address::fragment(carry.to, "")).text(&name).on("click", take);
    let carried = el("span").class("carried").text_of(move || words.get().unwrap_or_default());
    el("li").attr_of("hidden", move || words.with(Option::is_none).then(String::new)).add(link).add(carried)
}
