//! Drafts: what was entered, as canonical text, checked by nobody yet.
//!
//! Canonical is: `.` for the decimal point, no grouping, percent in percentage points, ISO dates, `yes` and `no`,
//! the keys of choices. Links, files, JSON and the command line hold the same. Only a field's widget reads and prints
//! the reader's own way of writing; what it could not read stays in the draft as typed, marked [`Entry::Unread`],
//! and is never read again under another locale.

use std::rc::Rc;

use super::named::Named;
use crate::report::Sentence;
use crate::report::currency::Currency;

/// All that was entered in one calculator.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// What every amount of money in the draft is in. Changing it relabels and never converts.
    pub currency: Currency,
    pub fields: Row,
}

/// The entries of one record by key. A key that is absent stands for the field's default.
///
/// Equality is full, so that the same shared row is known to be equal without a look at it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row(pub Named<Entry>);

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Canonical text.
    Text(String),
    /// Text as typed, which could not be read.
    Unread(String),
    Rows(TableRows),
}

/// The rows of a table. A draft has at most one or two changed rows that the one before it has not, so all drafts of a history
/// share what they have in common: a table of thousands of rows is as quickly copied as one of three.
pub type TableRows = Rc<Vec<Rc<Row>>>;

impl Entry {
    /// A table with these rows.
    pub fn rows(rows: Vec<Rc<Row>>) -> Self {
        Entry::Rows(Rc::new(rows))
    }
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The path of a field or a table (`plans.0.charges.1.tiers.2.up_to`); empty for the whole form.
    pub at: String,
    pub message: Sentence,
}

impl Problem {
    pub fn at(at: impl Into<String>, message: impl Into<Sentence>) -> Self {
        Problem { at: at.into(), message: message.into() }
    }
}

/// A path from its parts: `path(&[&"plans", &0, &"name"])`.
pub fn path(parts: &[&dyn ToString]) -> String {
    let mut out = String::new();
    for part in parts {
        if !out.is_empty() {
            out.push('.');
        }
        out.push_str(&part.to_string());
    }
    out
}

/// The first part of a path and the rest.
pub fn head(path: &str) -> (&str, &str) {
    path.split_once('.').unwrap_or((path, ""))
}

impl Draft {
    /// A draft with nothing in it.
    pub fn blank(currency: Currency) -> Self {
        Draft { currency, fields: Row::default() }
    }

    /// The draft that some lines of canonical text stand for, which is how examples are declared.
    ///
    /// `team=Sales; seats=10` are fields of the form. `plans: name=Team; base_fee=20` adds a row to a table; a `>` in front
    /// puts it into the row above, `>>` into the row above that has one less. `#` stands for the row's number, in three
    /// digits.
    pub fn of_lines(lines: &str, currency: Currency) -> Self {
        let mut draft = Draft::blank(currency);
        // The path to the last row of each depth.
        let mut within: Vec<String> = Vec::new();
        for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let nested = line.trim_start_matches('>');
            within.truncate(line.len() - nested.len());
            let (table, pairs) = match nested.trim_start().split_once(": ") {
                Some((table, pairs)) if !table.contains('=') => (table, pairs),
                _ => ("", nested),
            };
            let mut at = within.last().cloned().unwrap_or_default();
            let mut number = 0;
            if !table.is_empty() {
                at.push_str(table);
                let Some(rows) = draft.fields.rows_mut(&at) else { continue };
                rows.push(Rc::default());
                number = rows.len();
                at = path(&[&at, &(rows.len() - 1), &""]);
                within.push(at.clone());
            }
            for (key, text) in pairs.split("; ").filter_map(|pair| pair.split_once('=')) {
                let key = [at.as_str(), key.trim_start()].concat();
                let text = text.replace('#', &(1000 + number).to_string()[1..]);
                draft.fields.put(&key, Some(Entry::Text(text)));
            }
        }
        draft
    }

    /// The entry at a path.
    pub fn get(&self, path: &str) -> Option<&Entry> {
        self.fields.get(path)
    }

    /// The rows of the table at a path; none where there is no table.
    pub fn rows(&self, path: &str) -> &[Rc<Row>] {
        match self.get(path) {
            Some(Entry::Rows(rows)) => rows,
            _ => &[],
        }
    }

    /// The row at a path that ends in an index, or the root for an empty path.
    pub fn row(&self, path: &str) -> Option<&Row> {
        if path.is_empty() {
            return Some(&self.fields);
        }
        let (table, index) = path.rsplit_once('.')?;
        self.rows(table).get(index.parse::<usize>().ok()?).map(|row| &**row)
    }
}

impl Row {
    /// A row from keys and canonical texts.
    pub fn of(entries: &[(&str, &str)]) -> Self {
        let entries = entries.iter().map(|(key, text)| ((*key).to_owned(), Entry::Text((*text).to_owned())));
        Row(entries.collect())
    }

    /// Whether nothing at all was entered.
    pub fn is_blank(&self) -> bool {
        self.0.values().all(|entry| match entry {
            Entry::Text(text) | Entry::Unread(text) => text.trim().is_empty(),
            Entry::Rows(rows) => rows.iter().all(|row| row.is_blank()),
        })
    }

    /// The canonical text under a key; empty where there is none.
    pub fn text(&self, key: &str) -> &str {
        match self.0.get(key) {
            Some(Entry::Text(text)) => text,
            _ => "",
        }
    }

    /// The entry at a path.
    pub fn get(&self, path: &str) -> Option<&Entry> {
        let (key, rest) = head(path);
        let entry = self.0.get(key)?;
        if rest.is_empty() {
            return Some(entry);
        }
        let (index, rest) = head(rest);
        match entry {
            Entry::Rows(rows) if !rest.is_empty() => rows.get(index.parse::<usize>().ok()?)?.get(rest),
            _ => None,
        }
    }

    /// Changes the entry at a path, which is made where it is missing; rows are never made. `None` takes it away.
    pub fn put(&mut self, path: &str, entry: Option<Entry>) {
        let (key, rest) = head(path);
        if rest.is_empty() {
            match entry {
                Some(entry) => self.0.insert(key.to_owned(), entry),
                None => self.0.remove(key),
            };
            return;
        }
        let (index, rest) = head(rest);
        if let (Some(Entry::Rows(rows)), Ok(index)) = (self.0.get_mut(key), index.parse::<usize>())
            && let Some(row) = Rc::make_mut(rows).get_mut(index)
        {
            Rc::make_mut(row).put(rest, entry);
        }
    }

    /// The rows of the table at a path, to be changed; an empty table is made where there is none.
    pub fn rows_mut(&mut self, path: &str) -> Option<&mut Vec<Rc<Row>>> {
        let (key, rest) = head(path);
        if rest.is_empty() {
            if !matches!(self.0.get(key), Some(Entry::Rows(_))) {
                self.0.insert(key.to_owned(), Entry::rows(Vec::new()));
            }
            return match self.0.get_mut(key)? {
                Entry::Rows(rows) => Some(Rc::make_mut(rows)),
                _ => None,
            };
        }
        let (index, rest) = head(rest);
        match self.0.get_mut(key)? {
            Entry::Rows(rows) => {
                let row = Rc::make_mut(rows).get_mut(index.parse::<usize>().ok()?)?;
                Rc::make_mut(row).rows_mut(rest)
            }
            _ => None,
        }
    }
}
