//! What was pasted, laid over the rows of a table: which column is which, how its numbers were written, and what the reader
//! should be told of that.
//!
//! # How numbers are read
//!
//! “1.000” is a thousand to one writer and one to another, and who pastes is often not who wrote. So the sign before the
//! decimals is decided once for each column, by the first of these that decides:
//!
//! 1. the numbers of the column that show it, such as “1.000,50” or “0,5”, if they agree;
//! 2. those of all the columns, if they agree;
//! 3. that its values come whole, where all of them can be thousands: then they are. This goes before 2 where 2 would leave
//!    parts of units;
//! 4. what stands between the cells: programs that write a comma before decimals put semicolons between cells, and those that
//!    put commas there write a point;
//! 5. the reader's own way of writing.
//!
//! A number that shows its sign is read by that, whatever its column does. What is left to 4 or 5 is told as it was read, and
//! what 3 reads otherwise than those would. Dates whose day and month could change places go by 1 and 5.

use std::rc::Rc;

use rust_decimal::Decimal;

use super::date;
use super::draft::{Draft, Entry, Row};
use super::field::{Kind, Spec};
use super::items::with_item;
use super::number::{Expect, Shown, canonical, group_by_locale, parse_canonical, read_number, sign_shown};
use super::paste::{Block, MOST_ABOVE, cells, reads_as_number};
use super::reference::Names;
use super::typed::{Style, shown, typed_in};
use crate::report::Sentence;
use crate::report::currency::Currency;
use crate::report::format::{English, Format, Locale, Separators};
use crate::say;

/// A column that a paste can fill: a field, or one value of a list.
pub struct Column {
    pub spec: Spec,
    pub item: Option<usize>,
    pub label: String,
}

/// What became of a paste.
pub struct Taken {
    pub rows: Vec<Rc<Row>>,
    /// What the reader should know of how it was read.
    pub told: Vec<Sentence>,
}

/// The rows that a paste is laid over, and the row and the column that it begins at; none where it takes the place of all.
pub type Over<'r> = Option<(&'r [Rc<Row>], usize, usize)>;

/// [`taken`] for whoever gets hold of it at run time.
pub type Taking = fn(&str, &[Column], &Draft, Over<'_>, &Format<'_>) -> Result<Taken, Sentence>;

/// A pasted text laid over some rows of a table, or in place of all its rows. A header says which column is which.
///
/// # Errors
/// A sentence for text without rows, and for too much of it.
pub fn taken(
    text: &str,
    columns: &[Column],
    draft: &Draft,
    over: Over<'_>,
    format: &Format<'_>,
) -> Result<Taken, Sentence> {
    let heads = |row: &[String]| named(row, columns, &|_| None).iter().flatten().count() > 1;
    let Block { mut rows, delimiter } = cells(text, &heads)?;
    let blank = |row: &Vec<String>| row.iter().all(|cell| cell.trim().is_empty());
    if over.is_none() {
        rows.retain(|row| !blank(row));
    } else {
        rows.truncate(rows.iter().rposition(|row| !blank(row)).map_or(0, |last| last + 1));
    }
    if rows.is_empty() {
        return Err(say!(
            "There are no rows in the box. Copy them in your spreadsheet, with their header, and paste them here."
        ));
    }
    let mut told = Vec::new();
    let first = over.map(|(_, _, column)| column);
    let (skip, places) = places(&rows, columns, draft, first, format.currency, &mut told);
    let body = rows.get(skip..).unwrap_or_default();
    if body.is_empty() {
        return Err(say!("There is a header but no row under it. Copy the rows as well."));
    }
    let mut cells: Vec<Spec> = columns.iter().map(|column| of_one(&column.spec, column.item)).collect();
    let styles = styles(body, columns, draft, &mut cells, &places, delimiter, format, &mut told);
    let names = |column: &Column| match column.spec.kind {
        Kind::RowOf { table, name } => Some(Names::of(draft, table, name)),
        _ => None,
    };
    let names: Vec<Option<Names<'_>>> = columns.iter().map(names).collect();
    let (mut rows, from) = over.map_or((Vec::new(), 0), |(rows, from, _)| (rows.to_vec(), from));
    for (index, line) in body.iter().enumerate() {
        while rows.len() <= from + index {
            rows.push(Rc::new(Row::default()));
        }
        let row = Rc::make_mut(&mut rows[from + index]);
        for (cell, place) in line.iter().zip(&places) {
            let Some(at) = place.filter(|at| *at < columns.len()) else { continue };
            let Column { spec, item, .. } = &columns[at];
            let text = if spec.ends_range { end_of_range(cell) } else { cell.as_str() };
            let text = if is_nothing(spec, *item, text) { "" } else { text };
            let text = names[at].as_ref().and_then(|names| names.meant(text.trim())).unwrap_or(text);
            let entry = typed_in(&cells[at], text, format.currency, styles[at]).entry;
            let entry = match item {
                Some(item) => with_item(row.0.get(spec.key), *item, Some(entry)),
                None => entry,
            };
            row.0.insert(spec.key.to_owned(), entry);
        }
    }
    Ok(Taken { rows, told })
}

/// The field that one cell of a column is of.
pub fn of_one(spec: &Spec, item: Option<usize>) -> Spec {
    Spec { kind: if item.is_some() { Kind::Number } else { spec.kind }, ..*spec }
}

/// Whether a column takes numbers.
fn is_numeric(column: &Column) -> bool {
    column.item.is_some()
        || matches!(column.spec.kind, Kind::Money | Kind::Price | Kind::Percent | Kind::Number | Kind::Whole)
}

/// Whether a cell says in words or by a dash that it holds nothing, where it may.
fn is_nothing(spec: &Spec, item: Option<usize>, cell: &str) -> bool {
    let cell = cell.trim();
    // No word for nothing is longer, and most cells are numbers.
    if cell.len() > 4 || cell.starts_with(|letter: char| letter.is_ascii_digit()) {
        return false;
    }
    let cell = cell.to_lowercase();
    let words = matches!(cell.as_str(), "-" | "–" | "—" | "n/a" | "#n/a" | "null");
    let fits = words
        || !matches!(spec.kind, Kind::Text)
            && matches!(cell.as_str(), "na" | "n.a." | "none" | "nan" | "nil");
    fits && (spec.optional || item.is_some())
}

/// The end of a range as price lists write it: 20 of “11–20” and of “up to 20”, none of “21+” and “over 20”.
fn end_of_range(cell: &str) -> &str {
    let text = cell.trim();
    let lower = text.to_lowercase();
    let open = ["over ", "more than ", "above ", "from ", ">", "ab ", "über "];
    let unlimited = ["∞", "inf", "infinity", "unlimited", "no limit", "unbegrenzt"];
    if text.ends_with('+')
        || open.iter().any(|word| lower.starts_with(word))
        || unlimited.contains(&lower.as_str())
    {
        return "";
    }
    let between = text.char_indices().find(|(at, sign)| *at > 0 && matches!(sign, '-' | '–' | '—'));
    let end = match between {
        Some((at, sign)) => &text[at + sign.len_utf8()..],
        None => {
            lower.rfind(" to ").and_then(|at| text.get(at + 4..)).or(text.strip_prefix('≤')).unwrap_or(text)
        }
    };
    if reads_as_number(end) { end } else { cell }
}

/// How many rows stand above the data, and which column each cell is of.
fn places(
    rows: &[Vec<String>],
    columns: &[Column],
    draft: &Draft,
    first_column: Option<usize>,
    currency: Currency,
    told: &mut Vec<Sentence>,
) -> (usize, Vec<Option<usize>>) {
    let filled = |row: &[String]| row.iter().filter(|cell| !cell.trim().is_empty()).count();
    for (index, head) in rows.iter().enumerate().take(MOST_ABOVE + 1) {
        let above = rows.get(..index).unwrap_or_default();
        if above.iter().any(|row| filled(row) >= filled(head)) {
            continue;
        }
        let body = rows.get(index + 1..).unwrap_or_default();
        let mut found = named(head, columns, &|cell| mostly_numbers(body, cell));
        let count = found.iter().flatten().count();
        // One name may be that of a customer as well; beside a number or a name of another table it is.
        let mut unnamed = head.iter().zip(&found).filter(|(_, place)| place.is_none());
        let one = index == 0
            && !refers_to_a_row(head, columns, draft)
            && !unnamed.any(|(cell, _)| reads_as_number(cell));
        if count > 1 || count == 1 && one {
            let left_over = match first_column {
                None => take_left_over(head, body, &mut found, columns, draft, told),
                Some(_) => None,
            };
            tell_header(head, &found, left_over, columns, told);
            tell_currency(head, &found, columns, currency, told);
            if first_column.is_none() {
                tell_missing(head, &found, columns, told);
            }
            return (index + 1, found);
        }
    }
    let first = first_column.unwrap_or_default();
    let width = rows.iter().map(Vec::len).max().unwrap_or_default();
    let unknown = first_column.is_none() && is_unknown_header(rows, columns, draft);
    let body = rows.get(usize::from(unknown)..).unwrap_or_default();
    let ends = columns.get(first).is_some_and(|column| column.spec.ends_range);
    let begins = usize::from(ends && begins_ranges(body));
    let places: Vec<Option<usize>> =
        (0..width).map(|cell| cell.checked_sub(begins).map(|cell| first + cell)).collect();
    let width = width - begins;
    if begins > 0 {
        told.push(say!(
            "The first column begins each row where the one before it ends. It was taken as “From” and is not needed."
        ));
    }
    if unknown {
        let pairs = rows[0].iter().zip(&places).filter(|(cell, _)| !cell.trim().is_empty());
        let pairs =
            pairs.filter_map(|(cell, at)| Some([cell.trim(), " → ", &columns.get((*at)?)?.label].concat()));
        told.push(say!(
            "The names in the first row are none of this table, so its columns were taken in their order: {pairs}.",
            pairs = pairs.collect::<Vec<_>>().join(", ")
        ));
    } else if first_column.is_none() {
        let labels: Vec<&str> = columns.iter().take(width).map(|column| column.label.as_str()).collect();
        told.push(say!(
            "There was no header, so the columns were taken in their order: {labels}.",
            labels = labels.join(", ")
        ));
    }
    if first + width > columns.len() {
        told.push(say!(
            "There are {n, plural, one {# column} other {# columns}} to fill here and more in the paste; the last ones were not used.",
            n = columns.len().saturating_sub(first)
        ));
    }
    (usize::from(unknown), places)
}

/// Whether the first of the columns says where ranges begin and the second where they end: each begins at the end of the one
/// before, or one above it.
fn begins_ranges(rows: &[Vec<String>]) -> bool {
    let number = |row: &[String], cell: usize| {
        let text = row.get(cell)?;
        read_number(text, &English.separators(), Expect::Whole).ok().map(|read| read.value)
    };
    let follows = |pair: &[Vec<String>]| {
        let (from, to, next) = (number(&pair[0], 0)?, number(&pair[0], 1)?, number(&pair[1], 0)?);
        Some(from <= to && from < next && (next == to || to.checked_add(Decimal::ONE) == Some(next)))
    };
    rows.len() > 1 && rows.windows(2).all(|pair| follows(pair) == Some(true))
}

/// Whether each row needs a value of a column, or is seldom meant without one.
fn is_needed(spec: &Spec) -> bool {
    let needs = spec.default.is_none() && spec.when[0].is_none() || matches!(spec.kind, Kind::Price);
    needs && !spec.optional && !spec.advanced
}

/// Where one named column and one that each row needs are left over, and the cells could be of it, it is that; which it was.
fn take_left_over(
    head: &[String],
    body: &[Vec<String>],
    found: &mut [Option<usize>],
    columns: &[Column],
    draft: &Draft,
    told: &mut Vec<Sentence>,
) -> Option<usize> {
    let free = (0..head.len()).filter(|cell| found[*cell].is_none() && !head[*cell].trim().is_empty());
    let needed = (0..columns.len()).filter(|at| is_needed(&columns[*at].spec) && !found.contains(&Some(*at)));
    let (free, needed): (Vec<usize>, Vec<usize>) = (free.collect(), needed.collect());
    let ([cell], [at]) = (free.as_slice(), needed.as_slice()) else { return None };
    let (cell, column) = (*cell, &columns[*at]);
    let fits = match column.spec.kind {
        Kind::RowOf { .. } => {
            let cells: Vec<String> = body.iter().filter_map(|row| row.get(cell)).cloned().collect();
            refers_to_a_row(&cells, std::slice::from_ref(column), draft)
        }
        _ => mostly_numbers(body, cell) == Some(is_numeric(column)),
    };
    if !fits || is_repeated(head, cell) {
        return None;
    }
    found[cell] = Some(*at);
    told.push(say!(
        "“{name}” was taken as “{column}”, since no other column was left for that.",
        name = head[cell].trim().to_owned(),
        column = &column.label
    ));
    Some(cell)
}

/// Whether a name stands further to the left as well.
fn is_repeated(head: &[String], cell: usize) -> bool {
    head[..cell].iter().any(|other| letters(other) == letters(&head[cell]))
}

/// Tells where the name of a column of money shows another currency than the form's.
fn tell_currency(
    head: &[String],
    found: &[Option<usize>],
    columns: &[Column],
    currency: Currency,
    told: &mut Vec<Sentence>,
) {
    for (name, at) in head.iter().zip(found) {
        let is_money = |at: &usize| matches!(columns[*at].spec.kind, Kind::Money | Kind::Price);
        if at.filter(is_money).is_none() {
            continue;
        }
        let signs = name.split(|letter: char| letter.is_alphanumeric() || letter.is_whitespace());
        let signs = signs
            .map(|sign| sign.trim_matches(|letter: char| letter.is_ascii_punctuation() && letter != '$'));
        let codes = name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| is_currency(word));
        let other = codes.chain(signs.filter(|sign| !sign.is_empty())).find(|sign| {
            let meant = Currency::meant_by(sign);
            !meant.is_empty() && !meant.contains(&currency)
        });
        if let Some(other) = other {
            told.push(say!(
                "“{name}” is in {other}, and the form is in {currency}. Nothing was converted: change the form’s currency if {other} is meant.",
                name = name.trim().to_owned(),
                other = other.to_owned(),
                currency = currency.code().to_owned()
            ));
        }
    }
}

/// Whether a word is the code of a currency, as the names of columns write it.
fn is_currency(word: &str) -> bool {
    word.len() == 3
        && word.bytes().all(|letter| letter.is_ascii_uppercase())
        && Currency::parse(word).is_some()
}

/// Whether most cells under a place are numbers.
fn mostly_numbers(rows: &[Vec<String>], cell: usize) -> Option<bool> {
    let filled = rows.iter().filter_map(|row| row.get(cell)).filter(|text| !text.trim().is_empty()).take(50);
    let numbers = filled.clone().filter(|text| reads_as_number(text)).count();
    Some(2 * numbers > filled.count())
}

/// Whether a cell is the name of a row that some column refers to.
fn refers_to_a_row(cells: &[String], columns: &[Column], draft: &Draft) -> bool {
    columns.iter().any(|column| match column.spec.kind {
        Kind::RowOf { table, name } => {
            let same = |cell: &String, row: &Row| row.text(name).trim().eq_ignore_ascii_case(cell.trim());
            let filled = |cell: &&String| !cell.trim().is_empty();
            cells.iter().filter(filled).any(|cell| draft.rows(table).iter().any(|row| same(cell, row)))
        }
        _ => false,
    })
}

/// Whether the first of some rows has words wherever the others have numbers, and is no row of the table.
fn is_unknown_header(rows: &[Vec<String>], columns: &[Column], draft: &Draft) -> bool {
    let [head, body @ ..] = rows else { return false };
    let above_numbers = |(cell, (_, column)): &(usize, (&String, &Column))| {
        is_numeric(column) && mostly_numbers(body, *cell) == Some(true)
    };
    let mut words =
        head.iter().zip(columns).enumerate().filter(above_numbers).map(|(_, (text, _))| text).peekable();
    words.peek().is_some()
        && words.all(|text| !reads_as_number(text) && text.chars().any(char::is_alphabetic))
        && !refers_to_a_row(head, columns, draft)
}

/// Says what became of the names of a header that are not those of the table.
fn tell_header(
    head: &[String],
    found: &[Option<usize>],
    left_over: Option<usize>,
    columns: &[Column],
    told: &mut Vec<Sentence>,
) {
    let plain = |text: &str| letters(text);
    let listed = |names: Vec<String>| names.join(", ");
    let unused = |repeated: bool| {
        let unused = (0..head.len()).filter(|at| found[*at].is_none() && !head[*at].trim().is_empty());
        let unused = unused.filter(|at| is_repeated(head, *at) == repeated);
        unused.map(|at| ["“", head[at].trim(), "”"].concat()).collect::<Vec<_>>()
    };
    let (unused, repeated) = (unused(false), unused(true));
    let named = (0..head.len()).filter(|at| left_over != Some(*at) && !head[*at].trim().is_empty());
    let other = named.filter_map(|at| {
        let (cell, column) = (&head[at], &columns[found[at]?]);
        let same = shares_a_word(cell, &column.label) || plain(cell) == plain(&column.key());
        (!same).then(|| ["“", cell.trim(), "” → ", &column.label].concat())
    });
    let other: Vec<String> = other.collect();
    if !other.is_empty() {
        told.push(say!("Read by what they are called: {pairs}.", pairs = listed(other)));
    }
    if !unused.is_empty() {
        told.push(say!(
            "{n, plural, one {The column {names} was not used, since none here is called so.} other {The columns {names} were not used, since none here are called so.}}",
            n = unused.len(),
            names = listed(unused.clone())
        ));
    }
    if !repeated.is_empty() {
        told.push(say!(
            "There is more than one column {names}; the first of the name was used.",
            names = listed(repeated)
        ));
    }
}

/// Says which columns a header names nowhere, and what that means for each row.
fn tell_missing(head: &[String], found: &[Option<usize>], columns: &[Column], told: &mut Vec<Sentence>) {
    let unused = head.iter().zip(found).any(|(cell, place)| place.is_none() && !cell.trim().is_empty());
    for (at, column) in columns.iter().enumerate() {
        let spec = &column.spec;
        let hangs = spec.when[0].is_some() && !is_needed(spec);
        if found.contains(&Some(at)) || spec.optional || spec.advanced || hangs {
            continue;
        }
        match spec.default {
            // What it stands for matters where the column may have been there under another name.
            Some(default) if unused && is_numeric(column) => told.push(say!(
                "No column was read as “{column}”, so it is {default} in each row. Name the column “{column}” if you have it, and paste again.",
                column = &column.label,
                default = default
            )),
            None => told.push(say!(
                "No column was read as “{column}”, which each row needs. Name the column “{column}”, and paste again.",
                column = &column.label
            )),
            _ => {}
        }
    }
}

impl Column {
    /// Its name in links and files, with a number for one of several.
    pub fn key(&self) -> String {
        match self.item {
            Some(place) => [self.spec.key, " ", &(place + 1).to_string()].concat(),
            None => self.spec.key.to_owned(),
        }
    }
}

/// Which column each cell of a row names, each column once; `numbers` says whether most cells under one are numbers, if that
/// is known. The surest likeness goes first over all cells: by key or label, whatever the case, spaces and signs; without what
/// stands in brackets; by words of one label alone; by what else the field may be called.
fn named(
    cells: &[String],
    columns: &[Column],
    numbers: &dyn Fn(usize) -> Option<bool>,
) -> Vec<Option<usize>> {
    let mut found: Vec<Option<usize>> = vec![None; cells.len()];
    let mut taken = vec![false; columns.len()];
    let names: Vec<Name> = cells.iter().take(MOST_NAMED).map(|text| Name::of(text)).collect();
    let keys: Vec<String> = columns.iter().map(|column| letters(&column.key())).collect();
    let labels: Vec<Name> = columns.iter().map(|column| Name::of(&column.label)).collect();
    let others: Vec<Vec<Name>> =
        columns.iter().map(|column| column.spec.called.iter().map(|name| Name::of(name)).collect()).collect();
    for likeness in 0..5 {
        for (cell, name) in names.iter().enumerate() {
            if found[cell].is_some() || name.whole.is_empty() {
                continue;
            }
            let alike = |at: &usize| {
                let (key, label) = (&keys[*at], &labels[*at]);
                match likeness {
                    0 => {
                        // A header may be in English whatever the language of the page.
                        let english = || letters(columns[*at].spec.label);
                        *key == name.whole || label.whole == name.whole || english() == name.whole
                    }
                    1 => !name.bare.is_empty() && (*key == name.bare || label.bare == name.bare),
                    2 => label.has_all_words(name),
                    3 => others[*at].iter().any(|other| other.whole == name.whole || other.core == name.core),
                    _ => *singular(&label.core) == *singular(&name.core),
                }
            };
            let all = 0..columns.len();
            // A second cell of the same name names nothing.
            let mut alike: Vec<usize> = match likeness {
                0 => all.filter(alike).take(1).filter(|at| !taken[*at]).collect(),
                1 | 2 => all.filter(alike).collect(),
                _ => all.filter(|at| !taken[*at]).filter(alike).collect(),
            };
            if likeness > 2 {
                alike.retain(|at| {
                    let takes = !is_numeric(&columns[*at]) || columns[*at].spec.ends_range;
                    takes || numbers(cell) != Some(false)
                });
                prefer(&mut alike, |at| is_numeric(&columns[at]));
                prefer(&mut alike, |at| columns[at].spec.default.is_none() && !columns[at].spec.optional);
            }
            if let [only] = *alike.as_slice()
                && !taken[only]
            {
                found[cell] = Some(only);
                taken[only] = true;
            }
        }
    }
    found
}

/// So many names of a row are looked at: what is no table may have one of many thousands.
const MOST_NAMED: usize = 1_000;

/// A name as it is compared with others.
struct Name {
    whole: String,
    bare: String,
    core: String,
    words: Vec<String>,
}

impl Name {
    fn of(name: &str) -> Self {
        let bare = letters(&without_brackets(name));
        Name { whole: letters(name), bare, core: core(name), words: words(name) }
    }

    /// “Customer” for “Customer or bucket”, “Plan” for “Present plan”: whether all words of a name are in this one.
    fn has_all_words(&self, name: &Name) -> bool {
        !name.words.is_empty() && name.words.iter().all(|word| self.words.contains(word))
    }
}

/// Keeps those of several of which this is so, if there are such.
fn prefer(places: &mut Vec<usize>, wanted: impl Fn(usize) -> bool) {
    if places.iter().any(|at| wanted(*at)) {
        places.retain(|at| wanted(*at));
    }
}

fn shares_a_word(name: &str, label: &str) -> bool {
    let label = words(label);
    words(name).iter().any(|word| label.contains(word))
}

/// Words that say nothing of which column it is.
const FILLERS: [&str; 22] = [
    "of",
    "in",
    "the",
    "no",
    "nr",
    "number",
    "name",
    "names",
    "current",
    "present",
    "total",
    "id",
    "anzahl",
    "der",
    "de",
    "des",
    "nombre",
    "número",
    "zahl",
    "aktueller",
    "actuel",
    "actual",
];

/// The letters of a name without the words that say little; all of them where there are no others.
fn core(name: &str) -> String {
    let bare = without_brackets(name);
    let in_form = bare.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !is_currency(word));
    let words = words(&in_form.collect::<Vec<_>>().join(" "));
    let telling: Vec<&str> =
        words.iter().map(String::as_str).filter(|word| !FILLERS.contains(word)).collect();
    if telling.is_empty() { words.concat() } else { telling.concat() }
}

fn singular(name: &str) -> &str {
    name.strip_suffix('s').unwrap_or(name)
}

/// The words of a name, in lower case.
fn words(name: &str) -> Vec<String> {
    name.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// The letters and digits of a name, in lower case.
fn letters(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn without_brackets(name: &str) -> String {
    let mut depth = 0_u32;
    let outside = name.chars().filter(|letter| match letter {
        '(' | '[' | '{' => {
            depth += 1;
            false
        }
        ')' | ']' | '}' => {
            depth = depth.saturating_sub(1);
            false
        }
        _ => depth == 0,
    });
    outside.collect()
}

/// What the numbers of a column show of their signs.
#[derive(Default)]
struct Signs<'c> {
    /// The first that shows a point before the decimals, and the first that shows a comma.
    shown: [Option<&'c str>; 2],
    /// The first that could be either, and how many there are.
    either: Option<&'c str>,
    count: usize,
    /// Some that could be either are not whole where the sign stands before decimals.
    parted: bool,
    /// Some are too large for a writer who sets thousands apart.
    ungrouped: bool,
}

impl Signs<'_> {
    /// The sign that all that show one agree on.
    fn agreed(&self) -> Option<char> {
        match self.shown {
            [Some(_), None] => Some('.'),
            [None, Some(_)] => Some(','),
            _ => None,
        }
    }
}

/// How each column was written; what could be doubted is told.
#[expect(clippy::too_many_arguments, reason = "all that a paste is read by")]
fn styles(
    rows: &[Vec<String>],
    columns: &[Column],
    draft: &Draft,
    cells: &mut [Spec],
    places: &[Option<usize>],
    delimiter: Option<char>,
    format: &Format<'_>,
    told: &mut Vec<Sentence>,
) -> Vec<Style> {
    let own =
        Style { separators: format.locale.separators(), sure: false, order: format.locale.date_order() };
    let mut styles = vec![own; columns.len()];
    let cells_of = |cell: usize| rows.iter().filter_map(move |row| row.get(cell)).map(|text| text.trim());
    let mut all: Vec<(usize, Signs<'_>)> = Vec::new();
    let mut whole = Signs::default();
    for (cell, at) in places.iter().enumerate().filter_map(|(cell, at)| Some((cell, (*at)?))) {
        let Some(column) = columns.get(at) else { continue };
        if matches!(column.spec.kind, Kind::Date | Kind::Month) {
            let orders: Vec<_> = cells_of(cell).filter_map(date::order_shown).collect();
            if let [first, rest @ ..] = orders.as_slice()
                && rest.iter().all(|order| order == first)
            {
                styles[at].order = *first;
            }
            tell_date(column, cells_of(cell), orders.is_empty(), styles[at], format, told);
        }
        if !is_numeric(column) {
            continue;
        }
        let mut signs = Signs::default();
        for text in cells_of(cell) {
            let text = if column.spec.ends_range { end_of_range(text) } else { text };
            match sign_shown(text) {
                Shown::Nothing => {
                    signs.ungrouped |= text.chars().filter(char::is_ascii_digit).count() > 4;
                }
                Shown::Decimal(sign) => {
                    for signs in [&mut signs, &mut whole] {
                        signs.shown[usize::from(sign != '.')].get_or_insert(text);
                    }
                }
                Shown::Either => {
                    signs.either.get_or_insert(text);
                    signs.count += 1;
                    let mut digits = text.chars().rev().filter(char::is_ascii_digit).take(3);
                    signs.parted |= digits.any(|digit| digit != '0');
                }
            }
        }
        all.push((at, signs));
    }
    for (at, signs) in all {
        let must = matches!(columns[at].spec.kind, Kind::Whole);
        let thousands = signs.shown == [None; 2]
            && (must || comes_whole(&columns[at], draft) && !signs.ungrouped)
            && (signs.parted || whole.agreed().is_none());
        let shown = signs.agreed().or_else(|| whole.agreed()).filter(|_| !thousands);
        let by_delimiter = match delimiter {
            Some(';') => Some(','),
            Some(',') => Some('.'),
            _ => None,
        };
        if let Some(decimal) = shown.or(by_delimiter) {
            let group = if decimal == '.' { ',' } else { '.' };
            styles[at] =
                Style { separators: Separators { decimal, group }, sure: shown.is_some(), ..styles[at] };
        }
        if let [Some(point), Some(comma)] = signs.shown {
            told.push(say!(
                "Under “{column}” some numbers have a point before the decimals (“{point}”) and some a comma (“{comma}”); each was read as it shows.",
                column = &columns[at].label,
                point = point.to_owned(),
                comma = comma.to_owned()
            ));
        }
        let Some(text) = signs.either else { continue };
        if thousands {
            cells[at].kind = Kind::Whole;
            let sign = text.chars().find(|letter| matches!(letter, '.' | ',')).unwrap_or(',');
            let plain = [own, styles[at]].iter().all(|style| group_by_locale(sign, &style.separators));
            if plain && whole.agreed().is_none_or(|decimal| decimal != sign) {
                continue;
            }
        }
        if shown.is_none() {
            told.extend(doubtful(&columns[at], &cells[at], text, signs.count, styles[at], format));
        }
    }
    styles
}

/// Whether the values of a column are meant to be whole.
fn comes_whole(column: &Column, draft: &Draft) -> bool {
    let Some((table, flag)) = column.spec.whole_by else { return column.spec.ends_range };
    let rows = draft.rows(table);
    let whole = |row: &Rc<Row>| row.text(flag) != "no";
    match column.item {
        Some(item) => rows.get(item).is_none_or(whole),
        None => rows.iter().all(whole),
    }
}

/// What is told of numbers that could be read in two ways: how they were, and what to paste for the other.
fn doubtful(
    column: &Column,
    spec: &Spec,
    text: &str,
    count: usize,
    style: Style,
    format: &Format<'_>,
) -> Option<Sentence> {
    let other = Separators { decimal: style.separators.group, group: style.separators.decimal };
    let read = typed_in(spec, text, format.currency, style).entry;
    let value = |entry: &Entry| shown(spec, Some(entry), true, format);
    let expect = spec.expects(format.currency)?;
    let expect = if expect == Expect::Whole { Expect::Number } else { expect };
    // As text so that the other way is the one that was not taken.
    let mut meanings = [style.separators, other].into_iter().filter_map(|separators| {
        let read = read_number(text, &separators, expect).ok()?;
        Some(canonical(read.value))
    });
    let Entry::Text(taken) = &read else { return None };
    let other = meanings.find(|meaning| meaning != taken)?;
    // Another decimal makes it plain: a nought behind, or behind the other sign.
    let sign = text.chars().find(|letter| matches!(letter, '.' | ','))?;
    let last = text.rfind(|letter: char| letter.is_ascii_digit())? + 1;
    let is_smaller = parse_canonical(&other)?.abs() < parse_canonical(taken)?.abs();
    let added = match (is_smaller, sign) {
        (true, _) => "0",
        (false, '.') => ",0",
        (false, _) => ".0",
    };
    let sample = [&text[..last], added, &text[last..]].concat();
    let (label, read, other) = (&column.label, value(&read), value(&Entry::Text(other)));
    if matches!(spec.kind, Kind::Whole) {
        let read = say!(
            "Under “{column}”, {n, plural, one {“{text}” was} other {# numbers such as “{text}” were}} read as thousands: {read}.",
            column = label,
            n = count,
            text = text.to_owned(),
            read = read
        );
        let must = matches!(column.spec.kind, Kind::Whole);
        return Some(match must {
            true => read,
            false => say!(
                "{read} If {other} is meant, write “{sample}” and paste again.",
                read = read,
                other = other,
                sample = sample
            ),
        });
    }
    Some(match count {
        1 => say!(
            "“{text}” under “{column}” was read as {read}. If {other} is meant, write it as “{sample}” and paste again.",
            text = text.to_owned(),
            column = label,
            read = read,
            other = other,
            sample = sample
        ),
        _ => say!(
            "“{text}” under “{column}” was read as {read}, and {n} more like it in the same way. If {other} is meant, write “{sample}” and paste again: one such number decides for all.",
            text = text.to_owned(),
            column = label,
            read = read,
            n = count - 1,
            other = other,
            sample = sample
        ),
    })
}

/// Tells how a date was read whose day and month could change places, where no date of the column shows which is first.
fn tell_date<'c>(
    column: &Column,
    mut cells: impl Iterator<Item = &'c str>,
    unshown: bool,
    style: Style,
    format: &Format<'_>,
    told: &mut Vec<Sentence>,
) {
    let doubted = cells.find_map(|text| {
        let read = typed_in(&column.spec, text, format.currency, style);
        (unshown && read.ambiguous).then_some((text, read.entry))
    });
    if let Some((text, date)) = doubted {
        told.push(say!(
            "“{text}” under “{column}” was read as {date}, and others like it in the same way. If that is wrong, write dates as 2026-03-31.",
            text = text.to_owned(),
            column = &column.label,
            date = shown(&column.spec, Some(&date), true, format)
        ));
    }
}
