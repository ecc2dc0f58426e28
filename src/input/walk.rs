//! The walks that need no draft: the outline of a record, its text, and setting one typed number.

use std::rc::Rc;

use rust_decimal::Decimal;

use super::draft::{Entry, Row, head};
use super::field::{Condition, Datum, Form, Kind, Record, Rows, Scalar, Spec, Visitor};
use super::named::Named;

/// One field and, for a table, the fields of its rows.
#[derive(Clone, Debug)]
pub struct Outline {
    pub spec: &'static Spec,
    pub rows: Vec<Outline>,
}

/// The fields of a record, without values: what forms, schemas and tests are made from.
pub fn outline(record: &mut dyn Record) -> Vec<Outline> {
    struct Outlining(Vec<Outline>);
    impl Visitor for Outlining {
        fn scalar(&mut self, spec: &'static Spec, _value: &mut dyn Scalar) {
            self.0.push(Outline { spec, rows: Vec::new() });
        }
        fn rows(&mut self, spec: &'static Spec, rows: &mut dyn Rows) {
            let rows = outline(&mut *rows.sample());
            self.0.push(Outline { spec, rows });
        }
    }
    let mut walk = Outlining(Vec::new());
    record.fields(&mut Form(&mut walk));
    walk.0
}

/// The record as canonical text. Fields that are not shown, and texts that equal their default, are left out; but a row
/// of nothing else states its defaults, since a blank row is no row.
pub fn print(record: &mut dyn Record) -> Row {
    printed(record, &mut vec![Passed::default()], false)
}

/// What the fields of a record passed so far stand for, where conditions may ask.
type Passed = Named<String>;

fn printed(record: &mut dyn Record, scopes: &mut Vec<Passed>, with_defaults: bool) -> Row {
    struct Printing<'s> {
        row: Row,
        /// From the root to this record.
        scopes: &'s mut Vec<Passed>,
        with_defaults: bool,
    }
    impl Printing<'_> {
        fn shown(&self, spec: &Spec) -> bool {
            shown(spec, |outwards, key| {
                let scope = self.scopes.len().checked_sub(outwards + 1).map(|at| &self.scopes[at]);
                scope.and_then(|scope| scope.get(key).cloned()).unwrap_or_default()
            })
        }
    }
    impl Visitor for Printing<'_> {
        fn scalar(&mut self, spec: &'static Spec, value: &mut dyn Scalar) {
            let (shown, default) = (self.shown(spec), spec.default.unwrap_or_default());
            let text = if shown { value.datum().text() } else { default.to_owned() };
            if spec.decides()
                && let Some(scope) = self.scopes.last_mut()
            {
                scope.insert(spec.key.to_owned(), text.clone());
            }
            if shown && (self.with_defaults || text != default) {
                self.row.0.insert(spec.key.to_owned(), Entry::Text(text));
            }
        }
        fn rows(&mut self, spec: &'static Spec, rows: &mut dyn Rows) {
            if !self.shown(spec) {
                return;
            }
            let mut entries = Vec::with_capacity(rows.count());
            for index in 0..rows.count() {
                let Some(row) = rows.row(index) else { continue };
                let mut print = |with_defaults| {
                    self.scopes.push(Passed::default());
                    let entry = printed(row, self.scopes, with_defaults);
                    self.scopes.pop();
                    entry
                };
                let entry = print(false);
                entries.push(Rc::new(if entry.is_blank() { print(true) } else { entry }));
            }
            if !entries.is_empty() {
                self.row.0.insert(spec.key.to_owned(), Entry::rows(entries));
            }
        }
    }
    let mut walk = Printing { row: Row::default(), scopes, with_defaults };
    record.fields(&mut Form(&mut walk));
    walk.row
}

/// Sets one number by its path in the typed record (rows counted as filled), without text and without limits.
/// Says whether there was such a number.
pub fn set(record: &mut dyn Record, path: &str, number: Decimal) -> bool {
    struct Setting<'p> {
        key: &'p str,
        rest: &'p str,
        number: Decimal,
        done: bool,
    }
    impl Visitor for Setting<'_> {
        fn scalar(&mut self, spec: &'static Spec, value: &mut dyn Scalar) {
            let numeric =
                matches!(spec.kind, Kind::Money | Kind::Price | Kind::Percent | Kind::Number | Kind::Whole);
            if spec.key == self.key && self.rest.is_empty() && numeric {
                value.set(Datum::Number(self.number));
                self.done = true;
            }
        }
        fn rows(&mut self, spec: &'static Spec, rows: &mut dyn Rows) {
            let (index, rest) = head(self.rest);
            if spec.key == self.key
                && let Ok(index) = index.parse()
                && let Some(row) = rows.row(index)
            {
                self.done = set(row, rest, self.number);
            }
        }
    }
    let (key, rest) = head(path);
    let mut walk = Setting { key, rest, number, done: false };
    record.fields(&mut Form(&mut walk));
    walk.done
}

/// Whether a field is shown. `effective` gives the text that a field stands for, by how many records further out it
/// lies and by key.
pub fn shown(spec: &Spec, effective: impl Fn(usize, &str) -> String) -> bool {
    spec.when.iter().flatten().all(|Condition { key, values }| {
        let inner = key.trim_start_matches('^');
        let text = effective(key.len() - inner.len(), inner);
        values.contains(&text.as_str())
    })
}

/// The field at a path, its indices ignored: `plans.0.name` finds the field `name` of `plans`.
pub fn find<'o>(outline: &'o [Outline], path: &str) -> Option<&'o Outline> {
    let (key, rest) = head(path);
    let found = outline.iter().find(|field| field.spec.key == key)?;
    match head(rest) {
        ("", _) | (_, "") => Some(found),
        (_, rest) => find(&found.rows, rest),
    }
}
