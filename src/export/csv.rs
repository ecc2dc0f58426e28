//! Tables as CSV, and as the text with tabs that spreadsheets take from the clipboard.

use rust_decimal::Decimal;

use crate::input::number::canonical;
use crate::input::paste::to_tsv;
use crate::report::format::Separators;

/// A cell: a number, which a spreadsheet is to reckon with, or words.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Number(Decimal),
    Words(String),
}

/// What stands between cells and before decimals. Spreadsheets expect one of these two pairs, by the reader's locale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Dialect {
    CommaAndPoint,
    SemicolonAndComma,
}

impl Dialect {
    /// The dialect of readers who write numbers with these signs. A sign that is neither comma nor point is no spreadsheet's.
    pub fn of(separators: Separators) -> Self {
        if separators.decimal == ',' { Dialect::SemicolonAndComma } else { Dialect::CommaAndPoint }
    }

    fn number(self, number: Decimal) -> String {
        let number = canonical(number);
        if self == Dialect::SemicolonAndComma { number.replace('.', ",") } else { number }
    }
}

/// Rows of cells as CSV after RFC 4180, which ends lines in CR LF.
///
/// All words stand in quotes: those that hold the separator of the other dialect would be cut up there, and what follows it
/// could be a formula. Numbers are bare, and an empty cell is nothing.
pub fn written(rows: &[Vec<Cell>], dialect: Dialect) -> String {
    let separator = if dialect == Dialect::SemicolonAndComma { ";" } else { "," };
    let cell = |cell: &Cell| match cell {
        Cell::Number(number) => dialect.number(*number),
        Cell::Words(words) if words.is_empty() => String::new(),
        Cell::Words(words) => ["\"", &guarded(words).replace('"', "\"\""), "\""].concat(),
    };
    let line = |row: &Vec<Cell>| [&row.iter().map(cell).collect::<Vec<_>>().join(separator), "\r\n"].concat();
    rows.iter().map(line).collect()
}

/// Rows of cells as the text that a spreadsheet takes from the clipboard.
pub fn tabbed(rows: &[Vec<Cell>], dialect: Dialect) -> String {
    let cell = |cell: &Cell| match cell {
        Cell::Number(number) => dialect.number(*number),
        Cell::Words(words) => guarded(words),
    };
    to_tsv(&rows.iter().map(|row| row.iter().map(cell).collect()).collect::<Vec<Vec<String>>>())
}

/// Words that a spreadsheet does not take for a formula: what could begin one has an apostrophe in front, so that a name in a
/// list cannot run anything. The wide signs are the same to spreadsheets of East Asia.
pub fn guarded(words: &str) -> String {
    let opens = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if words.starts_with(opens) { ["'", words].concat() } else { words.to_owned() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Cell {
        Cell::Words(text.to_owned())
    }

    #[test]
    fn cells_come_through_and_formulas_do_not() {
        let rows = [
            vec![words("Name, first"), words("Bill")],
            vec![words("=cmd|' /C calc'!A0"), Cell::Number(Decimal::new(-15, 1))],
            vec![words("say \"so\""), words("")],
        ];
        assert_eq!(
            written(&rows, Dialect::CommaAndPoint),
            "\"Name, first\",\"Bill\"\r\n\"'=cmd|' /C calc'!A0\",-1.5\r\n\"say \"\"so\"\"\",\r\n"
        );
        assert_eq!(tabbed(&rows[1..2], Dialect::SemicolonAndComma), "'=cmd|' /C calc'!A0\t-1,5\n");
        let comma = [vec![words("a;b"), Cell::Number(Decimal::new(15, 1))]];
        assert_eq!(written(&comma, Dialect::SemicolonAndComma), "\"a;b\";1,5\r\n");
    }

    #[test]
    fn dialect_is_that_of_the_reader() {
        let dialect = |decimal| Dialect::of(Separators { decimal, group: ' ' });
        assert_eq!(dialect('.'), Dialect::CommaAndPoint);
        assert_eq!(dialect(','), Dialect::SemicolonAndComma);
        // That of Arabic, which no spreadsheet takes in a file.
        assert_eq!(dialect('٫'), Dialect::CommaAndPoint);
    }

    /// The cells of a CSV, each with whether it stood in quotes. Written for this test alone, after RFC 4180.
    fn read(text: &str, separator: char) -> Vec<Vec<(String, bool)>> {
        let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), (String::new(), false));
        let mut letters = text.chars().peekable();
        let mut inside = false;
        while let Some(letter) = letters.next() {
            match letter {
                '"' if inside && letters.next_if_eq(&'"').is_some() => cell.0.push('"'),
                '"' => (inside, cell.1) = (!inside, true),
                letter if inside => cell.0.push(letter),
                '\r' => assert_eq!(letters.peek(), Some(&'\n')),
                '\n' => {
                    row.push(std::mem::take(&mut cell));
                    rows.push(std::mem::take(&mut row));
                }
                letter if letter == separator => row.push(std::mem::take(&mut cell)),
                letter => cell.0.push(letter),
            }
        }
        assert!(!inside && row.is_empty() && cell.0.is_empty(), "the last line has no end");
        rows
    }

    fn any_cell() -> impl Strategy<Value = Cell> {
        let number =
            (any::<i64>(), 0u32..16).prop_map(|(digits, scale)| Cell::Number(Decimal::new(digits, scale)));
        let text = prop_oneof![
            "(?s).{0,12}".prop_map(Cell::Words),
            "[-=+@\t\r\n＝＋－＠'\"][a-z,;\"\r\n=]{0,6}".prop_map(Cell::Words),
        ];
        prop_oneof![number, text]
    }

    proptest! {
        #[test]
        fn numbers_stay_and_no_words_are_a_formula(
            rows in prop::collection::vec(prop::collection::vec(any_cell(), 1..5), 1..5),
            comma in any::<bool>(),
        ) {
            let (dialect, separator, decimal) = match comma {
                true => (Dialect::SemicolonAndComma, ';', ","),
                false => (Dialect::CommaAndPoint, ',', "."),
            };
            let back = read(&written(&rows, dialect), separator);
            prop_assert_eq!(back.len(), rows.len());
            for (cell, (text, is_quoted)) in rows.iter().flatten().zip(back.iter().flatten()) {
                match cell {
                    Cell::Number(number) => {
                        prop_assert!(!is_quoted);
                        prop_assert_eq!(text.replace(decimal, ".").parse(), Ok(*number));
                    }
                    Cell::Words(words) => {
                        prop_assert!(*is_quoted || text.is_empty());
                        prop_assert!(!text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{:?}", text);
                        prop_assert!(text == words || text.strip_prefix('\'') == Some(words));
                    }
                }
            }
        }
    }
}
