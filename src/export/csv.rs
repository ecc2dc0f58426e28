//! Tables as CSV that spreadsheets of any locale open as they are.

/// A cell: a number as written for the reader's spreadsheet, or words.
pub enum Cell {
    Number(String),
    Words(String),
}

/// Rows of cells as lines. Where numbers have a decimal comma, spreadsheets expect semicolons between cells.
///
/// Words that a spreadsheet would take for a formula get an apostrophe in front, so that a name in a list cannot run
/// anything; numbers stay numbers. After RFC 4180: lines end in CR LF, and what holds a separator, a quote or a line end stands
/// in quotes.
pub fn written(rows: &[Vec<Cell>], decimal_comma: bool) -> String {
    let separator = if decimal_comma { ';' } else { ',' };
    let mut out = String::new();
    for row in rows {
        for (index, cell) in row.iter().enumerate() {
            if index > 0 {
                out.push(separator);
            }
            match cell {
                Cell::Number(text) => quoted(text, separator, &mut out),
                Cell::Words(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r']) => {
                    quoted(&["'", text].concat(), separator, &mut out)
                }
                Cell::Words(text) => quoted(text, separator, &mut out),
            }
        }
        out.push_str("\r\n");
    }
    out
}

fn quoted(text: &str, separator: char, out: &mut String) {
    if text.contains([separator, '"', '\n', '\r']) {
        out.push('"');
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_through_and_formulas_do_not() {
        let words = |text: &str| Cell::Words(text.to_owned());
        let rows = [
            vec![words("Name, first"), words("Bill")],
            vec![words("=cmd|' /C calc'!A0"), Cell::Number("-1.5".to_owned())],
            vec![words("say \"so\""), Cell::Number("2".to_owned())],
        ];
        assert_eq!(
            written(&rows, false),
            "\"Name, first\",Bill\r\n'=cmd|' /C calc'!A0,-1.5\r\n\"say \"\"so\"\"\",2\r\n"
        );
        let comma = [vec![words("a;b"), Cell::Number("1,5".to_owned())]];
        assert_eq!(written(&comma, true), "\"a;b\";1,5\r\n");
    }
}
