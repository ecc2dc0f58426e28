//! A draft to and from the text that addresses, this browser's storage and files hold.
//!
//! `units=1200&plans.0.name=Team&plans.0.charges.0.unit_price=12.5&_cur=USD&_r=1`: readable pairs, canonical text, one
//! pair for each entry in the order of the form. `key!` marks text that could not be read. A table of blank rows alone
//! gives their count. Keys that begin with `_` are reserved: `_cur` is the currency, `_out=customers.500` names a table that
//! was too long for the link with its number of rows, and `_r` is the revision of the page that wrote the link; `_r` comes
//! last, so a link that was cut off in a message can be told.
//!
//! Whatever a link holds is somebody's text: unknown parts are told and left out, and nothing here can fail.

use std::rc::Rc;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::input::draft::head;
use crate::input::text::shortened;
use crate::input::walk::Outline;
use crate::input::{Draft, Entry, Row};
use crate::report::Sentence;
use crate::report::currency::Currency;
use crate::say;

/// The longest link that is written as readable pairs, in bytes.
pub const READABLE: usize = 2_000;
/// The longest link in all, in bytes; longer drafts travel as files.
pub const LONGEST: usize = 8_192;
/// The longest text that is read, once unpacked.
pub const LONGEST_TEXT: usize = 4_000_000;
/// A table of so many rows may be left out of a link.
const LONG_TABLE: usize = 20;
/// How many rows a link may make in all. Tables have narrower limits of their own, which `fill` tells.
const MOST_ROWS: usize = 25_000;

/// Letters that stay as they are in an address and are not cut off by the programs that send it.
const KEPT: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b',').remove(b'!');

/// What a link held.
pub struct Opened {
    pub draft: Draft,
    /// What the reader should know: parts left out, another revision, a cut.
    pub notices: Vec<Sentence>,
}

/// The pairs of a draft. Reading them gives the same draft again.
pub fn write(draft: &Draft, outline: &[Outline], revision: u32) -> String {
    written(draft, outline, revision, None)
}

/// A table that a link leaves out, and how many rows it has.
#[derive(Clone, Copy)]
pub struct LeftOut<'o> {
    pub field: &'o Outline,
    pub rows: usize,
}

/// The pairs of a draft without its longest table, if there is a table that is long: whoever opens them is told. So a price list
/// travels in a link though the customers do not.
pub fn write_without_longest<'o>(
    draft: &Draft,
    outline: &'o [Outline],
    revision: u32,
) -> Option<(String, LeftOut<'o>)> {
    let length = |field: &&'o Outline| draft.rows(field.spec.key).len();
    let field = outline.iter().max_by_key(length).filter(|field| length(field) >= LONG_TABLE)?;
    let left_out = LeftOut { field, rows: length(&field) };
    let mut rest = draft.clone();
    rest.fields.put(field.spec.key, None);
    Some((written(&rest, outline, revision, Some(left_out)), left_out))
}

fn written(draft: &Draft, outline: &[Outline], revision: u32, left_out: Option<LeftOut<'_>>) -> String {
    let mut out = String::new();
    write_row(&draft.fields, outline, "", &mut out);
    pair("_cur", draft.currency.code(), &mut out);
    if let Some(LeftOut { field, rows }) = left_out {
        pair("_out", &[field.spec.key, ".", &rows.to_string()].concat(), &mut out);
    }
    pair("_r", &revision.to_string(), &mut out);
    out
}

fn write_row(row: &Row, outline: &[Outline], path: &str, out: &mut String) {
    for field in outline {
        let key = field.spec.key;
        let mut at = path.to_owned();
        at.push_str(key);
        match row.0.get(key) {
            Some(Entry::Text(text)) => pair(&at, text, out),
            Some(Entry::Unread(text)) => {
                at.push('!');
                pair(&at, text, out);
            }
            Some(Entry::Rows(rows)) => {
                if rows.last().is_none_or(|row| row.0.is_empty()) {
                    pair(&at, &rows.len().to_string(), out);
                }
                for (index, row) in rows.iter().enumerate() {
                    let mut within = at.clone();
                    within.push('.');
                    within.push_str(&index.to_string());
                    within.push('.');
                    write_row(row, &field.rows, &within, out);
                }
            }
            None => {}
        }
    }
}

fn pair(key: &str, value: &str, out: &mut String) {
    if !out.is_empty() {
        out.push('&');
    }
    out.push_str(key);
    out.push('=');
    for (index, word) in value.split(' ').enumerate() {
        if index > 0 {
            out.push('+');
        }
        out.extend(utf8_percent_encode(word, KEPT));
    }
}

/// The draft that a link's pairs stand for. What a link leaves out stands for its default, and `currency` for a
/// currency.
pub fn read(text: &str, outline: &[Outline], revision: u32, currency: Currency) -> Opened {
    let mut opened = Opened { draft: Draft::blank(currency), notices: Vec::new() };
    if text.len() > LONGEST_TEXT {
        opened.notices.push(say!("This link is too long to be read. Ask for the numbers as a file."));
        return opened;
    }
    let mut unknown: Vec<String> = Vec::new();
    let mut ended = None;
    let mut room = MOST_ROWS;
    for part in text.split('&').filter(|part| !part.is_empty()) {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        let Some((key, value)) = decoded(key).zip(decoded(value)) else {
            unknown.push(shortened(part));
            continue;
        };
        match key.as_str() {
            "_r" => ended = Some(value),
            "_cur" => match Currency::parse(&value) {
                Some(currency) => opened.draft.currency = currency,
                None => opened.notices.push(say!(
                    "The link's currency “{code}” is not one in use; amounts are shown in {currency}.",
                    code = shortened(&value),
                    currency = opened.draft.currency.code()
                )),
            },
            "_out" => opened.notices.extend(said_of_left_out(&value, outline)),
            reserved if reserved.starts_with('_') => {}
            _ => {
                if !place(&mut opened.draft.fields, outline, &key, value, &mut room) {
                    unknown.push(shortened(&key));
                }
            }
        }
    }
    if !unknown.is_empty() {
        let names = unknown.iter().take(5).map(String::as_str).collect::<Vec<_>>().join(", ");
        opened.notices.push(say!(
            "{n, plural, one {# part} other {# parts}} of this link could not be used and {n, plural, one {was} other {were}} left out: {names}.",
            n = unknown.len(),
            names = names
        ));
    }
    match ended.map(|text| text.parse::<u32>()) {
        Some(Ok(made)) if made == revision => {}
        Some(Ok(made)) if made < revision => opened.notices.push(say!(
            "This link was made with revision {made} of this page; the page is now at revision {now}, and may answer differently.",
            made = made,
            now = revision
        )),
        Some(Ok(made)) => opened.notices.push(say!(
            "This link was made with a newer revision ({made}) of this page than this one ({now}). Reload, or ask for the newer version.",
            made = made,
            now = revision
        )),
        _ => opened.notices.push(say!("The end of this link is missing, so it may have been cut off. Check the inputs.")),
    }
    opened
}

/// The field of a form that a key names, by its present name or a former one.
pub fn field<'o>(outline: &'o [Outline], key: &str) -> Option<&'o Outline> {
    outline.iter().find(|field| field.spec.key == key || field.spec.aliases.contains(&key))
}

/// What the reader is told of a table that the link left out.
fn said_of_left_out(value: &str, outline: &[Outline]) -> Option<Sentence> {
    let (key, rows) = value.split_once('.')?;
    let field = field(outline, key)?;
    Some(say!(
        "This link came without its table “{table}” ({rows, plural, one {# row} other {# rows}}), which was too long for it. Paste the rows, or ask for the file.",
        table = Sentence::from(field.spec.label),
        rows = rows.parse::<usize>().ok()?
    ))
}

fn decoded(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let hex = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_hexdigit());
        if byte == b'%' && !(hex(bytes.next()) && hex(bytes.next())) {
            return None;
        }
    }
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8().ok().map(|text| text.into_owned())
}

/// Puts a value where a path leads; false where the form has no such place, or there is no `room` for the rows before it.
fn place(row: &mut Row, outline: &[Outline], path: &str, value: String, room: &mut usize) -> bool {
    let (key, rest) = head(path);
    let (name, unread) = match key.strip_suffix('!') {
        Some(name) => (name, true),
        None => (key, false),
    };
    let Some(field) = field(outline, name) else { return false };
    let slot = row.0.get_mut(field.spec.key);
    if field.spec.table().is_none() {
        if rest.is_empty() {
            let entry = if unread { Entry::Unread(value) } else { Entry::Text(value) };
            row.0.insert(field.spec.key.to_owned(), entry);
        }
        return rest.is_empty();
    }
    if slot.is_none() {
        row.0.insert(field.spec.key.to_owned(), Entry::rows(Vec::new()));
    }
    let Some(Entry::Rows(rows)) = row.0.get_mut(field.spec.key) else { return false };
    let rows = Rc::make_mut(rows);
    let (index, rest) = head(rest);
    if index.is_empty() {
        return value.parse().is_ok_and(|count| lengthened(rows, count, room));
    }
    let Ok(index) = index.parse::<usize>() else { return false };
    if rest.is_empty() || !lengthened(rows, index.saturating_add(1), room) {
        return false;
    }
    rows.get_mut(index).is_some_and(|row| place(Rc::make_mut(row), &field.rows, rest, value, room))
}

/// Adds blank rows up to `count`, if there is room for so many.
fn lengthened(rows: &mut Vec<Rc<Row>>, count: usize, room: &mut usize) -> bool {
    let more = count.saturating_sub(rows.len());
    let fits = more <= *room;
    if fits {
        *room -= more;
        rows.extend(std::iter::repeat_with(Rc::default).take(more));
    }
    fits
}
