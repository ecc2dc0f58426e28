//! Everything that this browser keeps as one file, and what such a file adds to what is kept.

use js_sys::Reflect;
use leptos::prelude::*;
use web_sys::Event;

use super::dialog::{closing, show};
use super::dom::{El, button, el};
use super::file::download;
use super::json::Tell;
use super::language::{self, translated};
use super::pack::{call, made};
use super::settings::Settings;
use super::storage;
use super::work::Work;
use crate::calculators::page;
use crate::pieces::{Broken, Everything, Fate, Piece, beside};
use crate::report::Sentence;
use crate::report::currency::Currency;
use crate::say;

/// Gives the reader all that is kept here as one file, and says how that went.
pub fn save(settings: Settings) -> Sentence {
    if let Ok(event) = Event::new(storage::READ) {
        let _ = window().dispatch_event(&event);
    }
    let mut all = Everything { settings: settings.texts(), ..Everything::default() };
    for (_, piece) in storage::pieces() {
        match piece {
            Ok(piece) => all.work.push(piece),
            Err(broken) => all.broken.push(broken),
        }
    }
    if all.work.is_empty() && all.broken.is_empty() {
        return say!("No work is kept here yet.");
    }
    all.work.sort_by(|a, b| (&a.page, &a.name).cmp(&(&b.page, &b.name)));
    let day = storage::now();
    let name = ["commerce-calculators-", day.split('T').next().unwrap_or_default(), ".json"].concat();
    let n = all.work.len();
    match download(&name, "application/json", &all.json().into()) {
        None => say!("This browser blocks saving here."),
        Some(()) if all.broken.is_empty() => {
            say!(
                "{n, plural, one {# piece of work is} other {# pieces of work are}} in the file, and the settings.",
                n = n
            )
        }
        Some(()) => say!(
            "{n, plural, one {# piece of work is} other {# pieces of work are}} in the file, and the settings. What cannot be read is left out: {names}.",
            n = n,
            names = all.broken.iter().map(called_broken).collect::<Vec<_>>().join(", ")
        ),
    }
}

/// What a piece of work is called in a list: by its name, or as the present work of its page.
pub fn called(piece: &Piece, settings: Settings) -> String {
    match piece.name.as_str() {
        "" => title(piece, settings),
        name => name.to_owned(),
    }
}

/// What is called so that cannot be read.
pub fn called_broken(broken: &Broken) -> String {
    match broken.name.as_str() {
        "" => translated("An entry without a name").to_owned(),
        name => name.to_owned(),
    }
}

/// What kind of work it is, to stand under what it is called.
pub fn kind(piece: &Piece, settings: Settings) -> String {
    if piece.name.is_empty() { translated("Present work").to_owned() } else { title(piece, settings) }
}

fn title(piece: &Piece, settings: Settings) -> String {
    page(&piece.page).map_or(String::new(), |page| settings.say(&page.full_title()))
}

/// Says what a file holds and what of it would be added to what is kept here; adds it if the reader agrees.
pub fn ask(work: Option<Work>, settings: Settings, held: Everything, tell: Tell) {
    // What is on the screen counts as kept, however lately it was entered.
    if let Some(work) = work {
        work.keep_now();
    }
    let here: Vec<Piece> = storage::pieces().into_iter().filter_map(|(_, piece)| piece.ok()).collect();
    let open = work.map(|work| work.page.about().slug());
    let added = beside(&held.work, &here, open.as_deref());
    let new = added.iter().filter(|(_, fate)| *fate != Fate::Here).count();
    let say = move |sentence: Sentence| settings.say(&sentence);
    let summary = say!(
        "It holds {n, plural, one {# piece of work} other {# pieces of work}}. What you add stands beside what is kept here; nothing is replaced.",
        n = held.work.len()
    );
    let line = |(before, (after, fate)): (&Piece, &(Piece, Fate))| {
        let what = match fate {
            Fate::Added => kind(before, settings),
            Fate::Renamed => say(say!(
                "{kind} · will be kept as “{name}”, since there is other work here",
                kind = kind(before, settings),
                name = &after.name
            )),
            Fate::Here => say(say!("{kind} · is here already", kind = kind(before, settings))),
        };
        entry(&called(before, settings), &what)
    };
    let lines = held.work.iter().zip(&added).map(line).collect();
    let broken: Vec<El> =
        held.broken.iter().map(|broken| entry(&called_broken(broken), &say(broken.why.clone()))).collect();
    let left_out = (!broken.is_empty()).then(|| {
        let head = say!("This cannot be used and is left out:");
        el("div")
            .add(el("p").class("problem").text(&say(head)))
            .add(el("ul").class("held").attr("tabindex", "0").all(broken))
    });
    let present = settings.texts();
    let chosen: Vec<&str> =
        held.settings.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
    let differ = !chosen.is_empty() && held.settings != present;
    let taking = el("input").id("take-settings").attr("type", "checkbox");
    // Settings that nobody made can be taken over without a loss.
    let taking = taking.attr_if("checked", present.concat().is_empty().then_some(""));
    let as_well = differ.then(|| {
        let words = say!("Take over its settings as well: {settings}", settings = chosen.join(", "));
        let label = el("label").attr("for", "take-settings").text(&say(words));
        el("div").class("field flag").add(taking.clone()).add(label)
    });
    let any = new > 0 || differ;
    let add = move || {
        if differ && Reflect::get(&taking.0, &"checked".into()).is_ok_and(|checked| checked.is_truthy()) {
            take_settings(settings, &held.settings);
        }
        if new > 0 {
            tell(put(&added, new));
        }
    };
    let actions = match any {
        true => {
            let cancel = el("button").class("button").text("Cancel");
            let add = button("primary", "Add", add).attr("type", "submit").attr("autofocus", "");
            closing(vec![cancel, add])
        }
        false => closing(vec![el("button").class("button primary").attr("autofocus", "").text("Done")]),
    };
    // What scrolls can be reached by keyboard.
    let list =
        el("ul").class("held").attr("tabindex", "0").attr_words("aria-label", "Work in this file").all(lines);
    let summary = el("p").text(&say(summary));
    let nothing = (!any).then(|| el("p").text("All of it is here already."));
    let content = [Some(summary), Some(list), left_out, as_well, nothing, Some(actions)];
    show("What this file holds", "broad", Box::new(move || content.into_iter().flatten().collect()));
}

/// A line of a list of work.
fn entry(name: &String, what: &String) -> El {
    let name = el("bdi").class("kept-name").text(name);
    el("li").add(name).add(el("span").class("kept-what").text(what))
}

/// Keeps what is new, of so many pieces, and says how that went.
fn put(added: &[(Piece, Fate)], new: usize) -> Sentence {
    let fresh = added.iter().filter(|(_, fate)| *fate != Fate::Here);
    let n = fresh.take_while(|(piece, _)| storage::put(&storage::entries(piece, None))).count();
    // As if another tab had kept it: whoever shows what is kept looks again.
    if let Some(event) = made("Event", &[&"storage".into()]) {
        call(&window(), "dispatchEvent", &[&event]);
    }
    if n == new {
        return say!("{n, plural, one {# piece of work was} other {# pieces of work were}} added.", n = n);
    }
    if !storage::works() {
        return say!("This browser keeps nothing for this page, so nothing was added.");
    }
    say!(
        "{n} of {all} pieces of work were added; then this browser's storage was full. Delete some work, then open the file again.",
        n = n,
        all = new
    )
}

/// Takes over settings as far as they can be.
fn take_settings(settings: Settings, texts: &[String; 4]) {
    let [tag, theme, currency, language] = texts;
    settings.tag.set(tag.clone());
    if ["", "light", "dark"].contains(&theme.as_str()) {
        settings.theme.set(theme.clone());
    }
    if currency.is_empty() || Currency::parse(currency).is_some() {
        settings.currency.set(currency.clone());
    }
    // Last, since the page then loads anew in it.
    if language.is_empty() || language::shipped().split(' ').any(|shipped| shipped == language) {
        settings.language.set(language.clone());
    }
}
