//! A block pasted from a spreadsheet or a CSV file as rows of cells, and rows as a block to copy out.
//!
//! Written here instead of taken from a library: the `csv` crate brings serde into the page, wants to be told
//! the delimiter, and can't leave an unclosed quote (`5" pipe`) as the user's own text. Which character
//! delimits is found out by what gives every row equally many cells.

use super::number::{Expect, read_number};
use crate::report::Sentence;
use crate::report::format::{English, Locale};
use crate::say;

/// The most cells that a pasted block may have, so that none freezes the page.
pub const MOST_CELLS: usize = 200_000;

/// The cells of a pasted block, row by row. Rows may differ in length; a blank line is a row of one empty
/// cell, but for the one that spreadsheets put at the end.
///
/// # Errors
/// A sentence for a block of more than [`MOST_CELLS`].
pub fn cells(text: &str) -> Result<Vec<Vec<String>>, Sentence> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // Spreadsheets copy tabs, and no cell that people type holds one.
    let tabs = split(text, '\t')?;
    if tabs.iter().any(|row| row.len() > 1) {
        return Ok(tabs);
    }
    for delimiter in [';', ','] {
        let rows = split(text, delimiter)?;
        let mut lengths = rows.iter().filter(|row| !is_blank(row)).map(Vec::len);
        let first = lengths.next().unwrap_or_default();
        if first > 1 && lengths.all(|length| length == first) && !is_column_of_numbers(&tabs) {
            return Ok(rows);
        }
    }
    Ok(tabs)
}

fn is_blank(row: &[String]) -> bool {
    row.iter().all(String::is_empty)
}

/// Whether each line as a whole is a number, as in a column of "1,234" or of "0,5", which then has one cell a
/// row.
fn is_column_of_numbers(lines: &[Vec<String>]) -> bool {
    lines.iter().flatten().filter(|line| !line.is_empty()).all(|line| reads_as_number(line))
}

/// Whether the text is a number in some locale: which signs the reader's own uses makes no difference to
/// that.
fn reads_as_number(text: &str) -> bool {
    read_number(text, &English.separators(), Expect::Number).is_ok()
}

/// The cells between delimiters. A field in quotes may hold delimiters, line breaks and doubled
/// quotes; a quote that is not closed before the next delimiter or line break is an ordinary character.
fn split(text: &str, delimiter: char) -> Result<Vec<Vec<String>>, Sentence> {
    let (mut rows, mut row, mut count) = (Vec::new(), Vec::new(), 0);
    let mut rest = text;
    while !rest.is_empty() {
        let ends = |letter: char| letter == delimiter || letter == '\n' || letter == '\r';
        let (cell, after) = match quoted(rest, ends) {
            Some(found) => found,
            None => {
                let (cell, after) = rest.split_at(rest.find(ends).unwrap_or(rest.len()));
                (cell.trim().to_owned(), after)
            }
        };
        row.push(cell);
        count += 1;
        if count > MOST_CELLS {
            return Err(say!(
                "The pasted block has more than {most} cells. Paste it in parts.",
                most = MOST_CELLS
            ));
        }
        if let Some(end) = after.strip_prefix(delimiter) {
            rest = end;
            if rest.is_empty() {
                row.push(String::new());
            }
        } else {
            rest = after.strip_prefix("\r\n").or(after.strip_prefix(['\n', '\r'])).unwrap_or(after);
            rows.push(std::mem::take(&mut row));
        }
    }
    if !row.is_empty() {
        rows.push(row);
    }
    Ok(rows)
}

/// The field in quotes that `text` opens with, and what follows it; `None` where there is none.
fn quoted(text: &str, ends: impl Fn(char) -> bool) -> Option<(String, &str)> {
    let mut rest = text.trim_start_matches(' ').strip_prefix('"')?;
    let mut cell = String::new();
    loop {
        let (inside, after) = rest.split_once('"')?;
        cell.push_str(inside);
        if let Some(further) = after.strip_prefix('"') {
            cell.push('"');
            rest = further;
            continue;
        }
        let after = after.trim_start_matches(' ');
        return (after.is_empty() || after.starts_with(ends)).then_some((cell, after));
    }
}

/// Which column each cell of the first row names, if the row is a header: at least one cell names a column,
/// and none of the others is a number. A cell names a column by its key or its label, whatever the case,
/// spaces and signs, with or without a unit in brackets; a second cell for the same column names none.
pub fn header(first_row: &[String], columns: &[(&str, &str)]) -> Option<Vec<Option<usize>>> {
    let mut named: Vec<Option<usize>> = Vec::new();
    for cell in first_row {
        let column = column_named(cell, columns).filter(|column| !named.contains(&Some(*column)));
        if column.is_none() && reads_as_number(cell) {
            return None;
        }
        named.push(column);
    }
    named.iter().any(Option::is_some).then_some(named)
}

fn column_named(cell: &str, columns: &[(&str, &str)]) -> Option<usize> {
    let (whole, bare) = (letters(cell), letters(&without_brackets(cell)));
    if whole.is_empty() {
        return None;
    }
    let exactly = columns.iter().position(|(key, label)| letters(key) == whole || letters(label) == whole);
    exactly
        .or_else(|| {
            // Two labels may differ in their brackets alone; then only the whole label names one.
            let mut alike = columns.iter().enumerate().filter(|(_, (key, label))| {
                !bare.is_empty() && (letters(key) == bare || letters(&without_brackets(label)) == bare)
            });
            let (at, _) = alike.next()?;
            alike.next().is_none().then_some(at)
        })
        .or_else(|| {
            // “Customer” for “Customer or bucket”, “Plan” for “Present plan”: all its words, in one label alone.
            let wanted = words(cell);
            let has_all = |label: &str| {
                let words = words(label);
                !wanted.is_empty() && wanted.iter().all(|word| words.contains(word))
            };
            let mut alike = columns.iter().enumerate().filter(|(_, (_, label))| has_all(label));
            let (at, _) = alike.next()?;
            alike.next().is_none().then_some(at)
        })
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

/// Rows as a block that spreadsheets and [`cells`] take: tabs between cells, a line break after each row,
/// quotes where a cell would otherwise not come back as it is.
pub fn to_tsv<R: AsRef<[String]>>(rows: &[R]) -> String {
    let mut out = String::new();
    for row in rows {
        let row = row.as_ref();
        for (at, cell) in row.iter().enumerate() {
            if at > 0 {
                out.push('\t');
            }
            let at_the_edge = |letter: char| letter == '"' || letter == '\u{feff}' || letter.is_whitespace();
            let inside = |letter: char| {
                matches!(letter, '\t' | '\n' | '\r') || (row.len() == 1 && matches!(letter, ',' | ';'))
            };
            if cell.starts_with(at_the_edge) || cell.ends_with(char::is_whitespace) || cell.contains(inside) {
                out.push('"');
                out.push_str(&cell.replace('"', "\"\""));
                out.push('"');
            } else {
                out.push_str(cell);
            }
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn block(rows: &[&[&str]]) -> Result<Vec<Vec<String>>, Sentence> {
        Ok(rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect())
    }

    #[test]
    fn spreadsheets_and_files() {
        assert_eq!(cells(""), block(&[]));
        assert_eq!(cells("a\tb\r\n1\t2\r\n"), block(&[&["a", "b"], &["1", "2"]]));
        assert_eq!(cells("\u{feff}a,b\n1,2\n"), block(&[&["a", "b"], &["1", "2"]]));
        assert_eq!(cells("a;b\r1;2"), block(&[&["a", "b"], &["1", "2"]]));
        assert_eq!(cells("a\t\n\tb"), block(&[&["a", ""], &["", "b"]]));
        assert_eq!(cells("a\tb\t"), block(&[&["a", "b", ""]]));
        assert_eq!(cells("1\n\n3\n\n"), block(&[&["1"], &[""], &["3"], &[""]]));
    }

    #[test]
    fn quotes() {
        assert_eq!(cells("\"a, \"\"b\"\"\r\nc\",1\nd,2"), block(&[&["a, \"b\"\r\nc", "1"], &["d", "2"]]));
        assert_eq!(cells("\"a\", \"b\" \n\"c\", \"d\""), block(&[&["a", "b"], &["c", "d"]]));
        assert_eq!(
            cells("5\" pipe\t1\n\"Best\" plan\t2\n\"open\t3"),
            block(&[&["5\" pipe", "1"], &["\"Best\" plan", "2"], &["\"open", "3"]])
        );
        assert_eq!(cells("\"1\t2\"\t3"), block(&[&["1\t2", "3"]]));
    }

    #[test]
    fn decimal_commas_survive() {
        assert_eq!(cells("Seats;1.234,50\nCalls;0,5"), block(&[&["Seats", "1.234,50"], &["Calls", "0,5"]]));
        assert_eq!(cells("1,5\t2,5\n3,5\t4,5"), block(&[&["1,5", "2,5"], &["3,5", "4,5"]]));
        assert_eq!(cells("1,5;2,5"), block(&[&["1,5", "2,5"]]));
    }

    #[test]
    fn a_column_of_numbers_is_not_split() {
        assert_eq!(cells("1,234\n5,678\n"), block(&[&["1,234"], &["5,678"]]));
        assert_eq!(cells("0,5\n1,25"), block(&[&["0,5"], &["1,25"]]));
        assert_eq!(cells("1,234"), block(&[&["1,234"]]));
        assert_eq!(cells("Amount\n1,234\n567"), block(&[&["Amount"], &["1,234"], &["567"]]));
        assert_eq!(cells("up_to,price\n100,200"), block(&[&["up_to", "price"], &["100", "200"]]));
        assert_eq!(cells("10,0.5\n100,0.4"), block(&[&["10", "0.5"], &["100", "0.4"]]));
        assert_eq!(cells("Bread, white\nMilk"), block(&[&["Bread, white"], &["Milk"]]));
    }

    #[test]
    fn a_huge_block_is_told() {
        let told = cells(&"1\t".repeat(MOST_CELLS + 1)).unwrap_err();
        let text = told.text(&crate::report::format::Format::english("USD"));
        assert_eq!(text, "The pasted block has more than 200,000 cells. Paste it in parts.");
        assert!(cells(&"1\n".repeat(MOST_CELLS)).is_ok());
    }

    #[test]
    fn headers_by_some_words_of_one_label() {
        let columns = [
            ("name", "Customer or bucket"),
            ("plan", "Present plan"),
            ("amounts 1", "Seats"),
            ("before 1", "Seats before"),
        ];
        let named =
            |row: &[&str]| header(&row.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>(), &columns);
        assert_eq!(
            named(&["Customer", "plan", "seats", "Region"]),
            Some(vec![Some(0), Some(1), Some(2), None])
        );
        assert_eq!(named(&["bucket", "Before"]), Some(vec![Some(0), Some(3)]));
        // A row of data.
        assert_eq!(named(&["Plan B", "Present", "3"]), None);
        assert_eq!(named(&["–", "!"]), None);
    }

    #[test]
    fn headers_by_key_or_label() {
        let columns = [("up_to", "Up to (units)"), ("price", "Unit price"), ("flat_fee", "Flat fee")];
        let named =
            |row: &[&str]| header(&row.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>(), &columns);
        assert_eq!(named(&["up_to", "price", "flat_fee"]), Some(vec![Some(0), Some(1), Some(2)]));
        assert_eq!(named(&["UNIT PRICE [USD]", "Up to", "note"]), Some(vec![Some(1), Some(0), None]));
        assert_eq!(named(&["Up to (units)", "up to", "Flat-fee"]), Some(vec![Some(0), None, Some(2)]));
        assert_eq!(named(&["Price", "100"]), None);
        assert_eq!(named(&["100", "0.5"]), None);
        assert_eq!(named(&["a", "b"]), None);
        assert_eq!(named(&["", "()"]), None);
        let alike = [("first", "Fee (first)"), ("each", "Fee (each)")];
        assert_eq!(header(&["Fee (each)".to_owned()], &alike), Some(vec![Some(1)]));
        assert_eq!(header(&["Fee".to_owned()], &alike), None);
    }

    fn any_rows() -> impl Strategy<Value = Vec<Vec<String>>> {
        let cell = "[ab1,;\"\t\r\n \u{feff}é.]{0,6}";
        prop::collection::vec(prop::collection::vec(cell, 1..4), 0..5)
    }

    proptest! {
        #[test]
        fn copied_blocks_come_back(rows in any_rows()) {
            prop_assert_eq!(cells(&to_tsv(&rows)), Ok(rows));
        }

        #[test]
        fn never_panics(text in "(?s).*", signs in "[\",;\t\r\n a1.]{0,40}") {
            let _ = cells(&text);
            let rows = cells(&signs).unwrap();
            for row in rows {
                let _ = header(&row, &[("a", "A (1)"), ("1", "")]);
            }
        }
    }
}
