//! A draft to and from the text that addresses, this browser's storage and files hold.
//!
//! `units=1200&plans.0.name=Team&plans.0.charges.0.unit_price=12.5&_cur=USD&_r=1`: readable pairs, canonical text, one
//! pair for each entry in the order of the form. `key!` marks text that could not be read. A table of blank rows alone
//! gives their count. Keys that begin with `_` are reserved: `_cur` is the currency, `_out=customers.500` names a table that
//! was too long for the link with its number of rows, and `_r` is the revision of the page that wrote the link; `_r` comes
//! last, so a link that was cut off in a message can be told.
//!
//! A short link holds only what differs from an example of the page. It begins with `_ex=shop.1a2b3c4d`, the name of the
//! example and the [fingerprint] of its inputs: an example that was changed since is another one, so no link
//! ever means something else than when it was made. `key-` takes an entry away, `plans=2` leaves so many rows of a table, and
//! `plans=0,2,,` puts its rows in another order, by their places before, with a new row for nothing.
//!
//! Whatever a link holds is somebody's text: unknown parts are told and left out, and nothing here can fail.

use std::rc::Rc;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::input::draft::{head, path};
use crate::input::text::shortened;
use crate::input::walk::Outline;
use crate::input::{Draft, Entry, Row};
use crate::past::{Past, fingerprint};
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
    /// What the reader should know: parts left out, a newer revision, a cut.
    pub notices: Vec<Sentence>,
    /// The revision that wrote it, if that is an earlier one: [`told`](crate::past::told) has what to say of it.
    pub made: Option<u32>,
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

fn write_row(row: &Row, outline: &[Outline], within: &str, out: &mut String) {
    for field in outline {
        let key = field.spec.key;
        let mut at = within.to_owned();
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

/// Adds what is no pair of its own, or several pairs.
fn part(text: &str, out: &mut String) {
    if !out.is_empty() && !text.is_empty() {
        out.push('&');
    }
    out.push_str(text);
}

fn pair(key: &str, value: &str, out: &mut String) {
    part(key, out);
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
pub fn read(text: &str, outline: &[Outline], past: Past, currency: Currency) -> Opened {
    let mut opened = read_as_made(text, outline, past, currency);
    opened.moved(past);
    opened
}

impl Opened {
    /// Makes present inputs of those of an earlier revision.
    pub fn moved(&mut self, past: Past) {
        if let Some(made) = self.made {
            past.migrate(made, &mut self.draft.fields);
        }
    }
}

/// The inputs of a link as the revision that wrote it has them.
pub fn read_as_made(text: &str, outline: &[Outline], past: Past, currency: Currency) -> Opened {
    let mut opened = Opened { draft: Draft::blank(currency), notices: Vec::new(), made: None };
    if text.len() > LONGEST_TEXT {
        opened.notices.push(too_long());
        return opened;
    }
    let now = past.revision();
    let made = revision(text);
    let earlier = made.filter(|made| (1..now).contains(made));
    opened.made = earlier;
    if let Some(start) = text.strip_prefix(START) {
        let name = start.split('&').next().unwrap_or_default();
        let (name, fingerprint) = name.rsplit_once('.').unwrap_or((name, ""));
        let Some(start) = past.start(fingerprint) else {
            opened.notices.push(say!(
                "This link holds only what differs from the example “{name}”, which is not among those here. Ask for the whole link.",
                name = shortened(name)
            ));
            return opened;
        };
        opened.draft = start;
    }
    let mut unknown: Vec<String> = Vec::new();
    let retired = |key: &str| earlier.is_some_and(|made| past.is_retired(key, made));
    let mut place = Place { retired: &retired, room: MOST_ROWS };
    for part in text.split('&').filter(|part| !part.is_empty()) {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        let Some((key, value)) = decoded(key).zip(decoded(value)) else {
            unknown.push(shortened(part));
            continue;
        };
        match key.as_str() {
            // Read before, or of kept work that names its long tables.
            "_r" | "_sheet" => {}
            "_ex" if text.starts_with(START) => {}
            "_cur" => match Currency::parse(&value) {
                Some(currency) => opened.draft.currency = currency,
                None => opened.notices.push(say!(
                    "The link's currency “{code}” is not one in use; amounts are shown in {currency}.",
                    code = shortened(&value),
                    currency = opened.draft.currency.code().to_owned()
                )),
            },
            "_out" => opened.notices.extend(said_of_left_out(&value, outline)),
            _ => {
                if !place.put(&mut opened.draft.fields, outline, &key, value) {
                    unknown.push(shortened(&key));
                }
            }
        }
    }
    if !unknown.is_empty() {
        opened.notices.push(left_out(&unknown));
    }
    match made {
        Some(made) if (1..=now).contains(&made) => {}
        Some(made) if made > now => opened.notices.push(say!(
            "This link was made with a newer revision ({made}) of this page than this one ({now}). Reload, or ask for the newer version.",
            made = made,
            now = now
        )),
        _ => opened.notices.push(say!("The end of this link is missing, so it may have been cut off. Check the inputs.")),
    }
    opened
}

/// What is said of a link that nobody reads.
pub fn too_long() -> Sentence {
    say!("This link is too long to be read. Ask for the numbers as a file.")
}

/// What a short link begins with.
const START: &str = "_ex=";

/// The revision that wrote a link, if it says so.
pub fn revision(text: &str) -> Option<u32> {
    text.rsplit('&').find_map(|pair| pair.strip_prefix("_r="))?.parse().ok()
}

/// So many parts that could not be used are told by their names.
const MOST_NAMED: usize = 5;

fn left_out(unknown: &[String]) -> Sentence {
    let names = unknown.iter().take(MOST_NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    let names = match unknown.len().saturating_sub(MOST_NAMED) {
        0 => Sentence::verbatim(names),
        more => say!("{names} and {more} more", names = names, more = more),
    };
    say!(
        "{n, plural, one {# part} other {# parts}} of this link could not be used and {n, plural, one {was} other {were}} left out: {names}.",
        n = unknown.len(),
        names = names
    )
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

/// The text that stands in an address; `None` if it is broken.
pub fn decoded(text: &str) -> Option<String> {
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

/// Where the values of a link go.
struct Place<'p> {
    /// Whether an earlier revision had a field of this name.
    retired: &'p dyn Fn(&str) -> bool,
    /// For so many more rows.
    room: usize,
}

impl Place<'_> {
    /// Puts a value where a path leads; false where the form has no such place, or there is no room for the rows before it.
    fn put(&mut self, row: &mut Row, outline: &[Outline], at: &str, value: String) -> bool {
        let (key, rest) = head(at);
        let name = key.trim_end_matches(['!', '-']);
        let Some(field) = field(outline, name) else {
            let retired = rest.is_empty() && (self.retired)(key);
            if retired {
                row.0.insert(key.to_owned(), Entry::Text(value));
            }
            return retired;
        };
        let own = field.spec.key;
        if rest.is_empty() && key.len() == name.len() + 1 && key.ends_with('-') {
            row.0.remove(own);
            return true;
        }
        if field.spec.table().is_none() {
            let entry = match &key[name.len()..] {
                "" => Entry::Text(value),
                "!" => Entry::Unread(value),
                _ => return false,
            };
            if rest.is_empty() {
                row.0.insert(own.to_owned(), entry);
            }
            return rest.is_empty();
        }
        if row.0.get(own).is_none() {
            row.0.insert(own.to_owned(), Entry::rows(Vec::new()));
        }
        let Some(Entry::Rows(rows)) = row.0.get_mut(own).filter(|_| key == name) else { return false };
        let rows = Rc::make_mut(rows);
        let (index, rest) = head(rest);
        if index.is_empty() {
            return match value.strip_suffix(',') {
                Some(order) => self.reorder(rows, order),
                None => value.parse().is_ok_and(|count| {
                    rows.truncate(count);
                    self.lengthen(rows, count)
                }),
            };
        }
        let Ok(index) = index.parse::<usize>() else { return false };
        if rest.is_empty() || !self.lengthen(rows, index.saturating_add(1)) {
            return false;
        }
        rows.get_mut(index).is_some_and(|row| self.put(Rc::make_mut(row), &field.rows, rest, value))
    }

    /// Adds blank rows up to `count`, if there is room for so many.
    fn lengthen(&mut self, rows: &mut Vec<Rc<Row>>, count: usize) -> bool {
        let more = count.saturating_sub(rows.len());
        let fits = more <= self.room;
        if fits {
            self.room -= more;
            rows.extend(std::iter::repeat_with(Rc::default).take(more));
        }
        fits
    }

    /// Puts rows in another order, by their places so far, with a blank row where no place is named.
    fn reorder(&mut self, rows: &mut Vec<Rc<Row>>, order: &str) -> bool {
        let row = |place: &str| match place {
            "" => Some(Rc::default()),
            place => rows.get(place.parse::<usize>().ok()?).cloned(),
        };
        let ordered: Option<Vec<_>> = order.split(',').take(self.room + 1).map(row).collect();
        let Some(ordered) = ordered.filter(|ordered| ordered.len() <= self.room) else { return false };
        self.room -= ordered.len();
        *rows = ordered;
        true
    }
}

/// The shortest pairs of a draft: whole, or what differs from an example of the page.
pub fn write_short(draft: &Draft, outline: &[Outline], past: Past) -> String {
    let revision = past.revision();
    let from = |(name, start): (&str, Draft)| {
        let mut out = [START, name, ".", &fingerprint(&start)].concat();
        part(&difference(&start.fields, &draft.fields, outline, ""), &mut out);
        if draft.currency != start.currency {
            pair("_cur", draft.currency.code(), &mut out);
        }
        pair("_r", &revision.to_string(), &mut out);
        out
    };
    let whole = write(draft, outline, revision);
    std::iter::once(whole).chain(past.starts().map(from)).min_by_key(String::len).unwrap_or_default()
}

/// The pairs that make one row of another.
fn difference(before: &Row, row: &Row, outline: &[Outline], within: &str) -> String {
    let mut out = String::new();
    for field in outline {
        let at = [within, field.spec.key].concat();
        match (before.0.get(field.spec.key), row.0.get(field.spec.key)) {
            (before, now) if before == now => {}
            (_, None) => part(&[&at, "-"].concat(), &mut out),
            (_, Some(Entry::Text(text))) => pair(&at, text, &mut out),
            (_, Some(Entry::Unread(text))) => pair(&[&at, "!"].concat(), text, &mut out),
            (Some(Entry::Rows(before)), Some(Entry::Rows(rows))) => {
                part(&row_differences(before, rows, field, &at), &mut out);
            }
            (_, Some(Entry::Rows(rows))) => part(&row_differences(&[], rows, field, &at), &mut out),
        }
    }
    out
}

/// The pairs that make the rows of a table of others: place by place, or first in another order, whichever is shorter.
fn row_differences(before: &[Rc<Row>], rows: &[Rc<Row>], field: &Outline, at: &str) -> String {
    let blank = Row::default();
    let differences = |made_of: &dyn Fn(usize) -> Option<usize>, out: &mut String| {
        for (index, row) in rows.iter().enumerate() {
            let old = made_of(index).and_then(|old| before.get(old)).map_or(&blank, |row| row);
            part(&difference(old, row, &field.rows, &path(&[&at, &index, &""])), out);
        }
    };
    let mut by_place = String::new();
    // Rows that hold something make room for themselves.
    if rows.len() < before.len() || rows.last().is_none_or(|row| row.0.is_empty()) {
        pair(at, &rows.len().to_string(), &mut by_place);
    }
    differences(&Some, &mut by_place);
    if rows.is_empty() {
        return by_place;
    }
    let order = order(before, rows);
    let place = |old: &Option<usize>| old.map_or(String::new(), |old| old.to_string());
    let mut in_order = String::new();
    pair(at, &[&order.iter().map(place).collect::<Vec<_>>().join(","), ","].concat(), &mut in_order);
    differences(&|index| order[index], &mut in_order);
    if in_order.len() < by_place.len() { in_order } else { by_place }
}

/// For each row the place of the one before it that it is made of: the same, or where none is the same and the next is in no
/// other's place, that one, changed.
fn order(before: &[Rc<Row>], rows: &[Rc<Row>]) -> Vec<Option<usize>> {
    let mut next = 0;
    let places = rows.iter().map(|row| {
        let same = before.iter().position(|old| old == row);
        let place = same.or_else(|| before.get(next).filter(|old| !rows.contains(old)).map(|_| next));
        next = place.map_or(next, |place| place + 1);
        place
    });
    places.collect()
}
