//! This browser's storage: every piece of work with its history, and the settings.
//!
//! Storage may be blocked or full. Then work goes on without it, and the page says so once.

use leptos::prelude::*;

use crate::input::{Outline, history::History};
use crate::link;
use crate::report::currency::Currency;

/// The most text that one piece of work keeps, in UTF-16 units; older states go first.
const MOST_TEXT: usize = 200_000;

fn store() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// The text kept under a name.
pub fn kept(name: &str) -> Option<String> {
    store()?.get_item(name).ok().flatten()
}

/// Keeps text under a name; whether that worked.
pub fn keep(name: &str, text: &str) -> bool {
    store().is_some_and(|store| store.set_item(name, text).is_ok())
}

/// Whether anything can be kept here.
pub fn works() -> bool {
    keep("cc:probe", "1") && store().is_some_and(|store| store.remove_item("cc:probe").is_ok())
}

fn name(slug: &str) -> String {
    ["cc:work:", slug].concat()
}

/// Keeps a history: the place of the present state, then a line for each, all as link text.
pub fn keep_work(slug: &str, outline: &[Outline], revision: u32, history: &History) -> bool {
    let (lines, present) = history.texts(|draft| link::write(draft, outline, revision));
    let mut first = 0;
    let mut total: usize = lines.iter().map(|line| line.len() + 1).sum();
    while total > MOST_TEXT && first < present {
        total -= lines[first].len() + 1;
        first += 1;
    }
    let mut text = (present - first).to_string();
    for line in &lines[first..] {
        text.push('\n');
        text.push_str(line);
    }
    keep(&name(slug), &text)
}

/// The history kept for a page.
pub fn kept_work(slug: &str, outline: &[Outline], revision: u32) -> Option<History> {
    let text = kept(&name(slug))?;
    let (present, lines) = text.split_once('\n')?;
    let state = |line: &str| link::read(line, outline, revision, Currency::default()).draft;
    History::of(lines.lines().map(state).collect(), present.parse().ok()?)
}
