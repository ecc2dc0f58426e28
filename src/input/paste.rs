//! A block pasted from a spreadsheet, a file or a page as rows of cells, and rows as a block to copy out.
//!
//! Written here instead of taken from a library: the `csv` crate brings serde into the page, wants to be told
//! the delimiter, and can't leave an unclosed quote (`5" pipe`) as the user's own text. Which character
//! delimits is found out by a header that the rows have under it, or by what gives every row equally many cells.

use super::number::{Expect, read_number};
use crate::report::Sentence;
use crate::report::format::{English, Locale};
use crate::say;

/// The most cells that a pasted block may have, so that none freezes the page.
pub const MOST_CELLS: usize = 200_000;

/// Lines above a header: a title, a date, an empty line.
pub const MOST_ABOVE: usize = 5;

/// A pasted block.
#[derive(Debug, PartialEq)]
pub struct Block {
    /// Rows may differ in length; a blank line is a row of one empty cell, but for the one that spreadsheets put at the end.
    pub rows: Vec<Vec<String>>,
    /// What stands between cells; none where each line is one cell.
    pub delimiter: Option<char>,
}

/// The cells of a pasted block, row by row. A row for which `heads` says so is a header, wherever else a title may stand.
///
/// # Errors
/// A sentence for a block of more than [`MOST_CELLS`].
pub fn cells(text: &str, heads: &dyn Fn(&[String]) -> bool) -> Result<Block, Sentence> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // Spreadsheets copy tabs, and no cell that people type holds one.
    let tabs = split(text, '\t')?;
    if tabs.iter().any(|row| row.len() > 1) {
        return Ok(Block { rows: tabs, delimiter: Some('\t') });
    }
    for delimiter in [';', '|', ','] {
        let rows = if delimiter == '|' { piped(text)? } else { split(text, delimiter)? };
        let headed = rows.iter().take(MOST_ABOVE + 1).any(|row| heads(row));
        let mut lengths = rows.iter().filter(|row| !is_blank(row)).map(Vec::len);
        let first = lengths.next().unwrap_or_default();
        if headed || first > 1 && lengths.all(|length| length == first) && !is_column_of_numbers(&tabs) {
            return Ok(Block { rows, delimiter: Some(delimiter) });
        }
    }
    Ok(Block { rows: tabs, delimiter: None })
}

/// The cells of a table as Markdown and databases print it: `| a | b |`, with lines of dashes between.
fn piped(text: &str) -> Result<Vec<Vec<String>>, Sentence> {
    let ruled = |line: &&str| line.contains("--") && line.chars().all(|letter| "-:=+| \t\r".contains(letter));
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !ruled(line)).collect();
    // A bar at the edge is a frame if each line has one; else a first or last cell is blank.
    let framed = lines.iter().all(|line| line.is_empty() || line.starts_with('|'));
    let inside = |line: &&str| match line.strip_prefix('|').filter(|_| framed) {
        Some(rest) => rest.strip_suffix('|').unwrap_or(rest).to_owned(),
        None => (*line).to_owned(),
    };
    split(&lines.iter().map(inside).collect::<Vec<_>>().join("\n"), '|')
}

pub fn is_blank(row: &[String]) -> bool {
    row.iter().all(String::is_empty)
}

/// Whether each line as a whole is a number, as in a column of "1,234" or of "0,5", which then has one cell a
/// row.
fn is_column_of_numbers(lines: &[Vec<String>]) -> bool {
    lines.iter().flatten().filter(|line| !line.is_empty()).all(|line| reads_as_number(line))
}

/// Whether the text is a number in some locale: which signs the reader's own uses makes no difference to
/// that.
pub fn reads_as_number(text: &str) -> bool {
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
                matches!(letter, '\t' | '\n' | '\r') || (row.len() == 1 && matches!(letter, ',' | ';' | '|'))
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

    /// The cells where no row is known for a header.
    fn cells(text: &str) -> Result<Vec<Vec<String>>, Sentence> {
        super::cells(text, &|_| false).map(|block| block.rows)
    }

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
    fn tables_of_pages_and_databases() {
        let wanted = block(&[&["a", "b"], &["1", ""], &["", "2,5"]]);
        assert_eq!(cells("| a | b |\n|---|:--:|\n| 1 |   |\n|   | 2,5 |\n"), wanted);
        assert_eq!(cells(" a | b\n---+---\n 1 |\n   | 2,5"), wanted);
        assert_eq!(cells("Big|small\n-5|--"), block(&[&["Big", "small"], &["-5", "--"]]));
    }

    #[test]
    fn a_header_tells_what_delimits() {
        let heads = |row: &[String]| row.len() > 1 && row[0] == "name";
        let cells = |text| super::cells(text, &heads).map(|block| (block.rows, block.delimiter));
        assert_eq!(
            cells("All of 2026\nname;seats\nA;1,5\nB\n"),
            block(&[&["All of 2026"], &["name", "seats"], &["A", "1,5"], &["B"]])
                .map(|rows| (rows, Some(';')))
        );
        assert_eq!(
            cells("Bread, white\nMilk"),
            block(&[&["Bread, white"], &["Milk"]]).map(|rows| (rows, None))
        );
    }

    fn any_rows() -> impl Strategy<Value = Vec<Vec<String>>> {
        let cell = "[ab1,;|\"\t\r\n \u{feff}é.-]{0,6}";
        prop::collection::vec(prop::collection::vec(cell, 1..4), 0..5)
    }

    proptest! {
        #[test]
        fn copied_blocks_come_back(rows in any_rows()) {
            prop_assert_eq!(cells(&to_tsv(&rows)), Ok(rows));
        }

        #[test]
        fn never_panics(text in "(?s).*", signs in "[\",;|\t\r\n a1.-]{0,40}") {
            let _ = cells(&text);
            let _ = cells(&signs);
        }
    }
}
