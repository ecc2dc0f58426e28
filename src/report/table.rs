//! Tables of results, and the parts of a report around them: filled one after the other, each step a call.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::chart::Chart;
use super::sentence::Sentence;
use super::value::{Measure, Value};
use super::{Block, Section};
use crate::say;

/// A table of results.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its name in JSON and accounts.
    pub key: String,
    pub label: Sentence,
    pub columns: Vec<Column>,
    /// One cell for each column.
    pub rows: Vec<Vec<Cell>>,
    /// What stands in place of the rows where there are none.
    pub empty: Sentence,
}

/// One column of a table.
#[derive(Clone, Debug)]
pub struct Column {
    pub key: Cow<'static, str>,
    pub label: Sentence,
    pub measure: Measure,
    /// How each of its cells comes from the others of the row; none for what the user typed or what a search found.
    pub account: Option<&'static str>,
    /// The one that the table is read for: it stays in sight where the table is wider than its place.
    pub decides: bool,
}

impl Column {
    /// A column without an account.
    #[inline(never)]
    pub fn new(key: impl Into<Cow<'static, str>>, label: impl Into<Sentence>, measure: Measure) -> Self {
        Column { key: key.into(), label: label.into(), measure, account: None, decides: false }
    }

    /// The column with the formula that its cells follow.
    pub fn by(self, account: &'static str) -> Self {
        Column { account: Some(account), ..self }
    }
}

/// One cell, with what marks it out.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    pub value: Value,
    pub mark: Option<Mark>,
}

/// Why a cell stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Where the user's own case is.
    Present,
    /// The best of its column.
    Best,
    /// The worst of its column.
    Worst,
    /// Observed in part only.
    Partial,
}

impl<T: Into<Value>> From<T> for Cell {
    fn from(value: T) -> Self {
        Cell { value: value.into(), mark: None }
    }
}

impl Table {
    /// A table without columns and rows yet.
    #[inline(never)]
    pub fn new(key: &str, label: impl Into<Sentence>, empty: &'static str) -> Self {
        let (key, label, empty) = (key.to_owned(), label.into(), empty.into());
        Table { key, label, columns: Vec::new(), rows: Vec::new(), empty }
    }

    /// Names columns from left to right.
    pub fn head(&mut self) -> Head<'_> {
        Head(&mut self.columns)
    }

    /// Percentages of which some have decimals all get them, so that the column stands in line.
    pub fn align(&mut self) {
        let rows = &self.rows;
        for (at, column) in self.columns.iter_mut().enumerate() {
            let numbers = || rows.iter().filter_map(|row| row.get(at)?.value.number());
            if column.measure == Measure::Percent && numbers().any(|number| !number.round_dp(2).is_integer())
            {
                column.measure = Measure::Points;
            }
        }
    }

    /// Begins another row and fills it from left to right.
    #[inline(never)]
    pub fn row(&mut self) -> Row<'_> {
        let at = self.rows.len();
        self.rows.push(Vec::with_capacity(self.columns.len()));
        Row(&mut self.rows[at])
    }
}

/// The columns of a table as they are named.
pub struct Head<'t>(&'t mut Vec<Column>);

impl Head<'_> {
    /// One more column.
    #[inline(never)]
    pub fn column(
        self,
        key: impl Into<Cow<'static, str>>,
        label: impl Into<Sentence>,
        measure: Measure,
    ) -> Self {
        self.0.push(Column::new(key, label, measure));
        self
    }

    #[inline(never)]
    pub fn text(self, key: &'static str, label: &'static str) -> Self {
        self.column(key, label, Measure::Text)
    }

    #[inline(never)]
    pub fn money(self, key: &'static str, label: &'static str) -> Self {
        self.column(key, label, Measure::Money)
    }

    #[inline(never)]
    pub fn price(self, key: &'static str, label: &'static str) -> Self {
        self.column(key, label, Measure::Price)
    }

    #[inline(never)]
    pub fn percent(self, key: &'static str, label: &'static str) -> Self {
        self.column(key, label, Measure::Percent)
    }

    #[inline(never)]
    pub fn date(self, key: &'static str, label: &'static str) -> Self {
        self.column(key, label, Measure::Date)
    }

    #[inline(never)]
    pub fn month(self, key: &'static str, label: &'static str) -> Self {
        self.column(key, label, Measure::Month)
    }

    #[inline(never)]
    pub fn number(self, key: &'static str, label: &'static str) -> Self {
        self.number_of(key, label, "")
    }

    #[inline(never)]
    pub fn number_of(self, key: &'static str, label: &'static str, unit: impl Into<Sentence>) -> Self {
        self.column(key, label, Measure::of(unit))
    }

    /// The formula that the cells of the last column follow.
    #[inline(never)]
    pub fn by(self, account: &'static str) -> Self {
        if let Some(column) = self.0.last_mut() {
            column.account = Some(account);
        }
        self
    }

    /// The same, where the column has values that follow it.
    pub fn by_if(self, has_values: bool, account: &'static str) -> Self {
        if has_values { self.by(account) } else { self }
    }

    /// The last column is the one that the table is read for.
    #[inline(never)]
    pub fn decides(self) -> Self {
        if let Some(column) = self.0.last_mut() {
            column.decides = true;
        }
        self
    }
}

/// The cells of a row as they are filled.
pub struct Row<'t>(&'t mut Vec<Cell>);

impl Row<'_> {
    /// One more cell.
    #[inline(never)]
    pub fn cell(self, value: impl Into<Value>) -> Self {
        self.0.push(Cell { value: value.into(), mark: None });
        self
    }

    /// The user's own words.
    #[inline(never)]
    pub fn words(self, words: &str) -> Self {
        self.cell(Sentence::verbatim(words))
    }

    /// A number, or a word where there is none.
    #[inline(never)]
    pub fn or_none(self, number: Option<Decimal>) -> Self {
        self.cell(number.map_or_else(|| Value::Undefined(say!("none")), Value::Exact))
    }

    /// Marks the last cell, if so.
    #[inline(never)]
    pub fn marked_if(self, marked: bool, mark: Mark) -> Self {
        if let Some(cell) = self.0.last_mut().filter(|_| marked) {
            cell.mark = Some(mark);
        }
        self
    }
}

impl Section {
    /// A section without blocks yet.
    pub fn new(key: &'static str, question: &'static str) -> Self {
        Section { key, question: question.into(), blocks: Vec::new() }
    }

    #[inline(never)]
    pub fn note(&mut self, note: impl Into<Sentence>) {
        self.blocks.push(Block::Note(note.into()));
    }

    #[inline(never)]
    pub fn table(&mut self, mut table: Table) {
        table.align();
        self.blocks.push(Block::Table(table));
    }

    #[inline(never)]
    pub fn chart(&mut self, chart: Chart) {
        self.blocks.push(Block::Chart(chart));
    }
}
