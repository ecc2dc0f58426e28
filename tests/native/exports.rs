//! What others get of the results: every table of every example as CSV, as text for the clipboard and as rich text.

use commerce_calculators::chart::as_table;
use commerce_calculators::export::csv::{Cell, Dialect, tabbed, written};
use commerce_calculators::export::table::{cells, markup};
use commerce_calculators::input::paste;
use commerce_calculators::report::format::Format;
use commerce_calculators::report::{Column, Measure, Sentence, Table, Value};
use rust_decimal::Decimal;

use super::faults::Faults;
use super::pages::examples;

/// Every table of every example, and the data of every chart as one, with the currency of its draft.
fn tables() -> Vec<(String, String, Table)> {
    let mut found = Vec::new();
    for (page, name, example) in examples() {
        let Ok(solved) = page.solve(&example.inputs) else { continue };
        let currency = example.inputs.currency.code().to_owned();
        let report = solved.report();
        found.extend(
            report
                .tables()
                .map(|table| (format!("{name}, table {}", table.key), currency.clone(), table.clone())),
        );
        for chart in report.charts() {
            let data = as_table(chart);
            let columns = data.columns.into_iter().map(|(label, measure)| Column::new("", label, measure));
            let mut table = Table::new(chart.key, chart.title.clone(), "Nothing");
            table.columns = columns.collect();
            table.rows = data.rows.into_iter().map(|row| row.into_iter().map(Into::into).collect()).collect();
            found.push((format!("{name}, chart {}", chart.key), currency.clone(), table));
        }
    }
    found
}

#[test]
fn spreadsheets_get_every_number_as_it_is() {
    let mut faults = Faults::default();
    let tables = tables();
    assert!(tables.len() > 50);
    for (name, currency, table) in tables {
        let format = Format::english(&currency);
        let cells = cells(&table, &format);
        faults.unless(cells.len() == table.rows.len() + 1, || format!("{name}: rows are lost"));
        for (dialect, decimal) in [(Dialect::CommaAndPoint, "."), (Dialect::SemicolonAndComma, ",")] {
            for text in [written(&cells, dialect), tabbed(&cells, dialect)] {
                // As this app itself takes what is pasted.
                let read = paste::cells(&text, &|_| false).unwrap().rows;
                faults.unless(read.len() == cells.len(), || {
                    format!("{name}: {} rows of {}", read.len(), cells.len())
                });
                for (row, back) in table.rows.iter().zip(read.iter().skip(1)) {
                    for (cell, text) in row.iter().zip(back) {
                        let number = text.replace(decimal, ".").parse::<Decimal>().ok();
                        let same = cell.value.number().is_none_or(|value| number == Some(value));
                        faults.unless(same, || format!("{name}: {:?} became {text:?}", cell.value));
                    }
                }
            }
        }
    }
    faults.none();
}

#[test]
fn bare_numbers_have_their_unit_in_the_head() {
    let format = Format::english("EUR");
    let mut table = Table::new("bills", "Bills", "Nothing");
    for (label, measure) in [
        ("Name", Measure::Text),
        ("Bill", Measure::Money),
        ("Share", Measure::Percent),
        ("Amount", Measure::of("seats")),
        ("Rank", Measure::number()),
    ] {
        table.columns.push(Column::new("", label, measure));
    }
    let heads = ["Name", "Bill (EUR)", "Share (%)", "Amount (seats)", "Rank"];
    let words = |text: &str| Cell::Words(text.to_owned());
    assert_eq!(cells(&table, &format), [heads.map(words).to_vec()]);
    // What is written with its sign needs no other.
    assert!(
        markup(&table, &format).contains(">Bill</th>")
            && markup(&table, &format).contains(">Amount (seats)</th>")
    );
}

#[test]
fn rich_text_shows_what_the_page_shows_and_runs_nothing() {
    let format = Format::english("USD");
    let mut table = Table::new("bills", "Bills", "Nothing");
    table.columns = vec![
        Column::new("", Sentence::verbatim("=<b>Name"), Measure::Text),
        Column::new("", "Change", Measure::Money),
    ];
    table.rows = vec![vec![
        Value::Text(Sentence::verbatim("=HYPERLINK(\"x\")<script>")).into(),
        Decimal::new(-12345, 1).into(),
    ]];
    assert_eq!(
        markup(&table, &format),
        "<table border=\"1\"><thead><tr><th align=\"left\">&#39;=&lt;b&gt;Name</th><th align=\"right\">Change</th></tr></thead>\
        <tbody><tr><td align=\"left\">&#39;=HYPERLINK(&quot;x&quot;)&lt;script&gt;</td><td align=\"right\">-$1,234.50</td></tr>\
        </tbody></table>"
    );
    for (name, currency, table) in tables() {
        let markup = markup(&table, &Format::english(&currency));
        assert_eq!(markup.matches("<tr>").count(), table.rows.len() + 1, "{name}");
        assert_eq!(markup.matches("</td>").count(), table.rows.iter().map(Vec::len).sum::<usize>(), "{name}");
    }
}
