//! Where an account finds what it names: the inputs of a draft, the figures of its answer and the tables of its report.

use rust_decimal::Decimal;

use crate::input::draft::head;
use crate::input::number::parse_canonical;
use crate::input::walk::{Outline, find};
use crate::input::{Draft, Entry, Kind, Spec, date};
use crate::report::account::{Operand, Scope};
use crate::report::{Answer, Measure, Report, Sentence, Table, Value};
use crate::say;

/// One solved draft as a scope for accounts.
pub struct Ledger<'a> {
    /// The inputs as they were taken: see [`Solved::inputs`](crate::calculator::Solved::inputs).
    pub draft: &'a Draft,
    pub outline: &'a [Outline],
    pub answer: &'a Answer,
    pub report: &'a Report,
}

/// One row of a report table as a scope; the ledger lies around it.
pub struct LedgerRow<'a> {
    pub ledger: &'a Ledger<'a>,
    pub table: &'a Table,
    pub row: usize,
}

impl Ledger<'_> {
    fn table(&self, key: &str) -> Option<&Table> {
        self.report.tables().find(|table| table.key == key)
    }

    fn input(&self, path: &str) -> Option<Operand> {
        let spec = &find(self.outline, path)?.spec;
        if spec.table().is_some() {
            return None;
        }
        // A path into a row that is not there names nothing.
        if let Some((row, _)) = path.rsplit_once('.') {
            self.draft.row(row)?;
        }
        Some(Operand { value: input_value(spec, self.draft.get(path)), measure: input_measure(spec) })
    }
}

fn input_measure(spec: &Spec) -> Measure {
    match spec.kind {
        Kind::Money => Measure::Money,
        Kind::Price => Measure::Price,
        Kind::Percent => Measure::Percent,
        Kind::Date => Measure::Date,
        Kind::Month => Measure::Month,
        Kind::Text | Kind::RowOf { .. } | Kind::Choice(_) => Measure::Text,
        Kind::Number | Kind::Whole | Kind::Flag | Kind::List | Kind::Table(_) => Measure::number(),
    }
}

fn input_value(spec: &Spec, entry: Option<&Entry>) -> Value {
    let text = match entry {
        Some(Entry::Text(text)) if !text.trim().is_empty() => text.trim(),
        _ => spec.default.unwrap_or_default(),
    };
    match spec.kind {
        _ if text.is_empty() => Value::Blank,
        Kind::Flag => Value::Exact(Decimal::from(u8::from(text == "yes"))),
        Kind::Date | Kind::Month => date::parse_canonical(text).map_or(Value::Blank, Value::Date),
        Kind::Text | Kind::RowOf { .. } | Kind::Choice(_) => Value::Text(Sentence::verbatim(text)),
        _ => parse_canonical(text).into(),
    }
}

impl Scope for Ledger<'_> {
    fn value(&self, path: &str) -> Option<Operand> {
        if let Some(figure) = self.answer.figures.iter().find(|figure| figure.key == path) {
            return Some(Operand { value: figure.value.clone(), measure: figure.measure.clone() });
        }
        let (table, rest) = head(path);
        if let Some(table) = self.table(table) {
            let (row, key) = head(rest);
            let column = table.columns.iter().position(|column| column.key == key)?;
            let cell = table.rows.get(row.parse::<usize>().ok()?)?.get(column)?;
            return Some(Operand {
                value: cell.value.clone(),
                measure: table.columns[column].measure.clone(),
            });
        }
        self.input(path)
    }

    fn column(&self, path: &str) -> Option<(Measure, Vec<Value>)> {
        if let Some((key, column)) = path.split_once('.')
            && let Some(table) = self.table(key)
        {
            let at = table.columns.iter().position(|candidate| candidate.key == column)?;
            let values = table.rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.value.clone());
            return Some((table.columns[at].measure.clone(), values.collect()));
        }
        let spec = &find(self.outline, path)?.spec;
        if matches!(spec.kind, Kind::List) {
            let Some(Entry::Text(text)) = self.draft.get(path) else {
                return Some((Measure::number(), Vec::new()));
            };
            return Some((
                Measure::number(),
                text.split(',').map(|item| parse_canonical(item.trim()).into()).collect(),
            ));
        }
        let (table, key) = path.rsplit_once('.')?;
        find(self.outline, table)?.spec.table()?;
        let values = self.draft.rows(table).iter().filter(|row| !row.is_blank());
        Some((input_measure(spec), values.map(|row| input_value(spec, row.0.get(key))).collect()))
    }

    fn label(&self, path: &str) -> Option<Sentence> {
        if let Some(figure) = self.answer.figures.iter().find(|figure| figure.key == path) {
            return Some(figure.label.clone());
        }
        let (table, rest) = head(path);
        if let Some(table) = self.table(table) {
            let key = rest.rsplit('.').next().unwrap_or(rest);
            let column = table.columns.iter().find(|column| column.key == key)?;
            return Some(say!(
                "{column} ({table})",
                column = column.label.clone(),
                table = table.label.clone()
            ));
        }
        find(self.outline, path).map(|field| Sentence::from(field.spec.label).with("unit", say!("unit")))
    }

    fn outer(&self) -> Option<&dyn Scope> {
        None
    }

    fn before(&self) -> Option<Box<dyn Scope + '_>> {
        None
    }
}

impl Scope for LedgerRow<'_> {
    fn value(&self, path: &str) -> Option<Operand> {
        let column = self.table.columns.iter().position(|column| column.key == path)?;
        let cell = self.table.rows.get(self.row)?.get(column)?;
        Some(Operand { value: cell.value.clone(), measure: self.table.columns[column].measure.clone() })
    }

    fn column(&self, path: &str) -> Option<(Measure, Vec<Value>)> {
        self.ledger.column(path)
    }

    fn label(&self, path: &str) -> Option<Sentence> {
        self.table.columns.iter().find(|column| column.key == path).map(|column| column.label.clone())
    }

    fn outer(&self) -> Option<&dyn Scope> {
        Some(self.ledger)
    }

    fn before(&self) -> Option<Box<dyn Scope + '_>> {
        let row = self.row.checked_sub(1)?;
        Some(Box::new(LedgerRow { row, ..*self }))
    }
}
