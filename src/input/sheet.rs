//! A long table as lines of text: a line of keys, then a line for each row, cells with tabs between them.
//!
//! Addresses name every cell by its path; a table of thousands of rows would spend most of its text on that. So storage, and
//! whoever hands a draft on, writes such a table in this way.

use std::rc::Rc;

use super::draft::{Entry, Row};
use super::walk::Outline;

/// The rows as lines. Tables inside rows, and what the outline does not have, are left out.
pub fn written(rows: &[Rc<Row>], outline: &[Outline]) -> String {
    let used = |key: &str| rows.iter().any(|row| row.0.get(key).is_some());
    let plain = outline.iter().filter(|field| field.spec.table().is_none());
    let keys: Vec<&str> = plain.map(|field| field.spec.key).filter(|key| used(key)).collect();
    let mut out = keys.join("\t");
    for row in rows {
        out.push('\n');
        for (index, key) in keys.iter().enumerate() {
            if index > 0 {
                out.push('\t');
            }
            match row.0.get(key) {
                Some(Entry::Text(text)) if text.is_empty() => out.push_str("\\."),
                Some(Entry::Text(text)) => escape(text, &mut out),
                Some(Entry::Unread(text)) => {
                    out.push_str("\\!");
                    escape(text, &mut out);
                }
                _ => {}
            }
        }
    }
    out
}

/// The rows that `written` gave the text of. Columns that neither the outline has nor an earlier one had are left out.
pub fn read(text: &str, outline: &[Outline], retired: &dyn Fn(&str) -> bool) -> Vec<Rc<Row>> {
    fn known<'k>(key: &'k str, outline: &[Outline], retired: &dyn Fn(&str) -> bool) -> Option<&'k str> {
        match outline.iter().find(|field| field.spec.key == key || field.spec.aliases.contains(&key)) {
            Some(field) => Some(field.spec.key).filter(|_| field.spec.table().is_none()),
            None => Some(key).filter(|key| retired(key)),
        }
    }
    let mut lines = text.split('\n');
    let known = |key| known(key, outline, retired);
    let keys: Vec<Option<&str>> = lines.next().unwrap_or_default().split('\t').map(known).collect();
    let row = |line: &str| {
        let mut row = Row::default();
        for (key, cell) in keys.iter().zip(line.split('\t')) {
            if let Some(key) = key
                && let Some(entry) = entry(cell)
            {
                row.0.insert((*key).to_owned(), entry);
            }
        }
        Rc::new(row)
    };
    lines.map(row).collect()
}

fn escape(text: &str, out: &mut String) {
    for letter in text.chars() {
        match letter {
            '\\' => out.push_str("\\\\"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            letter => out.push(letter),
        }
    }
}

fn entry(cell: &str) -> Option<Entry> {
    let (cell, unread) = match cell.strip_prefix("\\!") {
        Some(cell) => (cell, true),
        None if cell.is_empty() => return None,
        None => (cell, false),
    };
    let text = if cell.contains('\\') { unescaped(cell) } else { cell.to_owned() };
    Some(if unread { Entry::Unread(text) } else { Entry::Text(text) })
}

fn unescaped(cell: &str) -> String {
    let mut out = String::new();
    let mut letters = cell.chars();
    while let Some(letter) = letters.next() {
        match if letter == '\\' { letters.next() } else { Some(letter) } {
            Some('.') if letter == '\\' => {}
            Some('t') if letter == '\\' => out.push('\t'),
            Some('n') if letter == '\\' => out.push('\n'),
            Some(letter) => out.push(letter),
            None => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    use super::*;
    use crate::input::field::{number, text};
    use crate::input::{Form, Record, outline};

    #[derive(Default)]
    struct Line(String, Decimal);

    impl Record for Line {
        fn fields(&mut self, form: &mut Form<'_>) {
            form.field(&mut self.0, &const { text("name", "Name").formerly(&["title"]) });
            form.field(&mut self.1, &const { number("amount", "Amount") });
        }
    }

    fn row(name: Option<Entry>, amount: Option<Entry>) -> Rc<Row> {
        let entries = [("name", name), ("amount", amount)];
        Rc::new(Row(entries.into_iter().filter_map(|(key, entry)| Some((key.to_owned(), entry?))).collect()))
    }

    /// An earlier revision had a column that is retired.
    fn read(text: &str, outline: &[Outline]) -> Vec<Rc<Row>> {
        super::read(text, outline, &|key| key == "retired")
    }

    #[test]
    fn a_short_table_reads_as_a_spreadsheet() {
        let text = |text: &str| Some(Entry::Text(text.to_owned()));
        let rows = [
            row(text("Acme"), text("12.5")),
            row(None, text("3")),
            row(text("a\tb\\"), Some(Entry::Unread("lots".to_owned()))),
        ];
        let outline = outline(&mut Line::default());
        let lines = written(&rows, &outline);
        assert_eq!(lines, "name\tamount\nAcme\t12.5\n\t3\na\\tb\\\\\t\\!lots");
        assert_eq!(read(&lines, &outline), rows);
        // A key by its former name, one that there is not, and a line that is too short and one that is too long.
        let odd = "title\tcolour\tamount\nAcme\tred\nBeta\tblue\t2\tmore";
        assert_eq!(read(odd, &outline), [row(text("Acme"), None), row(text("Beta"), text("2"))]);
        assert_eq!(read("", &outline), []);
    }

    proptest! {
        #[test]
        fn rows_come_back_the_same(cells in prop::collection::vec((0..4_usize, "[a\\\\\t\n\r!.é ]{0,5}", 0..4_usize, "[0-9.]{0,4}"), 0..12)) {
            let entry = |kind: usize, text: String| match kind {
                0 => None,
                1 => Some(Entry::Unread(text)),
                _ => Some(Entry::Text(text)),
            };
            let rows: Vec<_> =
                cells.into_iter().map(|(a, name, b, amount)| row(entry(a, name), entry(b, amount))).collect();
            let outline = outline(&mut Line::default());
            prop_assert_eq!(read(&written(&rows, &outline), &outline), rows);
        }

        #[test]
        fn nothing_that_comes_in_panics(text in "[\\\\\t\n!.a]{0,30}") {
            read(&text, &outline(&mut Line::default()));
        }
    }
}
