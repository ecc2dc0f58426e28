//! A table of results as others take it: as cells for a spreadsheet, or as rich text for a document.

use super::csv::{Cell, guarded};
use crate::chart::push_escaped;
use crate::input::date;
use crate::report::format::Format;
use crate::report::{Column, Measure, Table, Value};
use crate::say;

/// Its cells under their heads: numbers in all their digits, percentages in points, dates as every spreadsheet reads them.
pub fn cells(table: &Table, format: &Format<'_>) -> Vec<Vec<Cell>> {
    let cell = |value: &Value| match value {
        Value::Exact(number) | Value::Approximate { value: number, .. } => Cell::Number(*number),
        Value::Date(day) => Cell::Words(date::canonical(*day)),
        value => Cell::Words(value.text(&Measure::Text, format)),
    };
    let named = |column: &Column| Cell::Words(head(column, unit(&column.measure, format), format));
    let mut rows: Vec<Vec<Cell>> = vec![table.columns.iter().map(named).collect()];
    rows.extend(table.rows.iter().map(|row| row.iter().map(|found| cell(&found.value)).collect()));
    rows
}

/// It as markup: a table with the numbers as the reader sees them, in their currency and to their decimals.
pub fn markup(table: &Table, format: &Format<'_>) -> String {
    let mut out = String::from("<table border=\"1\"><thead><tr>");
    for column in &table.columns {
        let unit = match &column.measure {
            Measure::Number { unit } => unit.text(format),
            _ => String::new(),
        };
        put(&mut out, "th", column, &guarded(&head(column, unit, format)));
    }
    out.push_str("</tr></thead><tbody>");
    for row in &table.rows {
        out.push_str("<tr>");
        for (column, cell) in table.columns.iter().zip(row) {
            let text = cell.value.text(&column.measure, format);
            // A number below zero begins as a formula may.
            let text = if cell.value.number().is_some() { text } else { guarded(&text) };
            put(&mut out, "td", column, &text);
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table>");
    out
}

/// Appends a cell with the words in it.
fn put(out: &mut String, tag: &str, column: &Column, words: &str) {
    let align = if is_numeric(&column.measure) { " align=\"right\">" } else { " align=\"left\">" };
    for piece in ["<", tag, align] {
        out.push_str(piece);
    }
    push_escaped(out, words);
    for piece in ["</", tag, ">"] {
        out.push_str(piece);
    }
}

/// Whether a column holds numbers, which stand under each other's last digits.
pub fn is_numeric(measure: &Measure) -> bool {
    !matches!(measure, Measure::Text | Measure::Date | Measure::Month)
}

/// What bare numbers of a measure are in.
fn unit(measure: &Measure, format: &Format<'_>) -> String {
    match measure {
        Measure::Money | Measure::Price => format.currency.code().to_owned(),
        Measure::Percent | Measure::Points => "%".to_owned(),
        Measure::Number { unit } => unit.text(format),
        _ => String::new(),
    }
}

/// The head of a column, with the unit of its numbers.
fn head(column: &Column, unit: String, format: &Format<'_>) -> String {
    let label = column.label.clone();
    if unit.is_empty() {
        label.text(format)
    } else {
        say!("{label} ({unit})", label = label, unit = unit).text(format)
    }
}
