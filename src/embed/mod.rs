//! The app in somebody else's page: what that page asks for by the address, how it may look there, and how high it says it is.
//!
//! `#/family/page?units=5&_embed=1&_lock=units&_theme=dark`: beside the inputs stand keys that begin with `_`. The same keys may
//! stand in the query string, before the `#`, for programs that drop what comes after it; there `_page` names the page. Whoever
//! wrote the address, it is somebody's text: a value that does not match exactly is ignored, and nothing here can fail.

pub mod height;
pub mod look;

use crate::input::history::Locked;
use crate::link::{self, decoded};
use crate::report::currency::Currency;
use look::Color;

/// The parts of a page that can be left out. What is wrong with the inputs always shows.
pub const PARTS: [&str; 14] = [
    "title", "summary", "help", "examples", "undo", "share", "export", "open", "toolbar", "currency",
    "chart", "table", "sections", "method",
];

/// The keys that are about the frame and not about the inputs.
const KEYS: [&str; 11] =
    ["_embed", "_page", "_hide", "_lock", "_ro", "_theme", "_accent", "_density", "_lang", "_num", "_id"];

/// What `_lang` may have, and `_num`. The boot script has gone by `_lang` already; here either chooses how numbers are written.
const LONGEST_TAG: usize = 35;
const LONGEST_ID: usize = 32;
const LONGEST_KEY: usize = 64;
/// So many fields can be locked by their names.
const MOST_KEYS: usize = 200;

/// What a page asks for that has the app in a frame.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Embed {
    /// The page of the app, as `family` or `family/page`; empty for the catalogue.
    pub slug: String,
    /// The inputs as link text; empty for none.
    pub pairs: String,
    /// Some of [`PARTS`].
    pub hidden: Vec<&'static str>,
    pub locked: Locked,
    /// `light`, `dark`, or empty for the system's.
    pub theme: &'static str,
    pub accent: Option<Color>,
    pub compact: bool,
    /// BCP 47 tags; empty for none.
    pub language: String,
    pub numbers: String,
    /// For work that begins here.
    pub currency: Option<Currency>,
    /// What the page around this one calls the frame, in letters that mean nothing anywhere.
    pub id: String,
}

impl Embed {
    /// What an address asks for: the part after `#`, and the query string. What stands in the first has precedence; inputs are
    /// those of the one or the other.
    pub fn read(fragment: &str, query: &str) -> Self {
        let mut embed = Embed::default();
        let (slug, pairs) = path(fragment);
        let inputs = embed.take(query.trim_start_matches('?'));
        let own = embed.take(pairs);
        if !slug.is_empty() {
            embed.slug = slug.to_owned();
        }
        embed.pairs = if own.is_empty() { inputs } else { own };
        embed
    }

    /// Takes what pairs say of the frame; gives those that are inputs.
    fn take(&mut self, pairs: &str) -> String {
        let mut inputs: Vec<&str> = Vec::new();
        let mut has_fields = false;
        for pair in pairs.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            if KEYS.contains(&key) {
                self.option(key, &decoded(value).unwrap_or_default());
                continue;
            }
            if key == "_cur" {
                self.currency = Currency::parse(value).or(self.currency);
            }
            has_fields |= !["_cur", "_r"].contains(&key);
            inputs.push(pair);
        }
        if has_fields { inputs.join("&") } else { String::new() }
    }

    fn option(&mut self, key: &str, value: &str) {
        match (key, value) {
            ("_page", _) if is_slug(value) => self.slug = value.to_owned(),
            ("_hide", _) => self.hidden = PARTS.into_iter().filter(|part| has(value, part)).collect(),
            ("_lock", _) => self.locked.keys = keys(value.split(',')),
            ("_ro", "1" | "0") => self.locked.all = value == "1",
            ("_theme", _) => self.theme = theme(value).unwrap_or(self.theme),
            ("_accent", _) => self.accent = Color::parse(value).or(self.accent),
            ("_density", "compact" | "normal") => self.compact = value == "compact",
            ("_lang", _) if is_tag(value) => self.language = value.to_owned(),
            ("_num", _) if is_tag(value) => self.numbers = value.to_owned(),
            ("_id", _) if is_id(value) => self.id = value.to_owned(),
            _ => {}
        }
    }

    /// The inputs as link text that says by which revision it was made: whoever writes an address by hand means the present one.
    pub fn inputs(&self, revision: u32) -> String {
        let said = self.pairs.is_empty() || self.pairs.starts_with("_z=");
        match said || link::revision(&self.pairs).is_some() {
            true => self.pairs.clone(),
            false => [&self.pairs, "&_r=", &revision.to_string()].concat(),
        }
    }
}

/// The page and the pairs of the part of an address after `#`.
fn path(fragment: &str) -> (&str, &str) {
    let path = fragment.trim_start_matches('#').trim_start_matches('/');
    let (slug, pairs) = path.split_once('?').unwrap_or((path, ""));
    (slug.trim_end_matches('/'), pairs)
}

/// A theme by its name; empty for the system's.
pub fn theme(name: &str) -> Option<&'static str> {
    [("auto", ""), ("light", "light"), ("dark", "dark")]
        .into_iter()
        .find(|(known, _)| *known == name)
        .map(|(_, theme)| theme)
}

/// Field keys out of what somebody gave for them; each once.
pub fn keys<'k>(given: impl Iterator<Item = &'k str>) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for key in given.map(str::trim).filter(|key| is_key(key)) {
        if keys.len() < MOST_KEYS && keys.iter().all(|known| known != key) {
            keys.push(key.to_owned());
        }
    }
    keys
}

fn has(list: &str, word: &str) -> bool {
    list.split(',').any(|item| item.trim() == word)
}

fn made_of(text: &str, longest: usize, also: &[u8]) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || also.contains(&byte);
    !text.is_empty() && text.len() <= longest && text.bytes().all(fits)
}

fn is_key(text: &str) -> bool {
    made_of(text, LONGEST_KEY, b"_")
}

fn is_slug(text: &str) -> bool {
    made_of(text, 2 * LONGEST_KEY, b"-/")
}

/// Whether this may be a BCP 47 tag; the browser knows whether it is one.
pub fn is_tag(text: &str) -> bool {
    made_of(text, LONGEST_TAG, b"-") && text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic)
}

fn is_id(text: &str) -> bool {
    made_of(text, LONGEST_ID, b"_-")
}
