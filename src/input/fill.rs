//! The only way from text to typed inputs, whether typed, linked, imported or posted by a host page.

use super::draft::{Draft, Entry, Problem, Row};
use super::field::{Datum, Form, Kind, Record, Rows, Scalar, Spec, TableSpec, Visitor};
use super::named::Named;
use super::walk::shown;
use crate::report::Sentence;
use crate::say;

/// What filling found besides the values.
#[derive(Debug, Default)]
pub struct Filled {
    /// With any of these the record must not be used.
    pub problems: Vec<Problem>,
    /// Rows that lenient tables left out.
    pub warnings: Vec<Problem>,
    /// By the typed path of each table that left rows out: where its rows stand in the draft.
    kept: Named<Vec<usize>>,
}

impl Filled {
    /// The place in the draft of a path in the typed record; they differ where rows were left out.
    pub fn place(&self, typed: &str) -> String {
        if self.kept.is_empty() {
            return typed.to_owned();
        }
        let (mut walked, mut place) = (String::new(), String::new());
        for part in typed.split('.') {
            let index = part.parse::<usize>().ok();
            let kept = index.and_then(|index| self.kept.get(&walked)?.get(index).copied());
            for (path, part) in
                [(&mut walked, part), (&mut place, &kept.map_or(part.to_owned(), |row| row.to_string()))]
            {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(part);
            }
        }
        place
    }
}

/// Fills a record of defaults from a draft. All problems are told, each with its place in the draft.
pub fn fill(record: &mut dyn Record, draft: &Draft) -> Filled {
    let mut filling = Filling {
        draft,
        scopes: vec![Scope { row: &draft.fields, effective: Named::default() }],
        path: String::new(),
        typed: String::new(),
        filled: Filled::default(),
    };
    record.fields(&mut Form(&mut filling));
    filling.filled
}

struct Filling<'d> {
    draft: &'d Draft,
    /// From the root to the record that is being filled.
    scopes: Vec<Scope<'d>>,
    /// Where this record stands in the draft, and in the typed inputs; both empty or ending in a dot.
    path: String,
    typed: String,
    filled: Filled,
}

struct Scope<'d> {
    row: &'d Row,
    /// What the fields passed so far stand for, where conditions may ask.
    effective: Named<String>,
}

impl<'d> Filling<'d> {
    fn entry(&self, spec: &Spec) -> Option<&'d Entry> {
        let row = self.scopes.last()?.row;
        row.0.get(spec.key).or_else(|| spec.aliases.iter().find_map(|alias| row.0.get(alias)))
    }

    fn shown(&self, spec: &Spec) -> bool {
        shown(spec, |outwards, key| {
            let scope = self.scopes.len().checked_sub(outwards + 1).map(|at| &self.scopes[at]);
            scope.and_then(|scope| scope.effective.get(key).cloned()).unwrap_or_default()
        })
    }

    fn problem(&mut self, key: &str, message: Sentence) {
        let mut at = self.path.clone();
        at.push_str(key);
        self.filled.problems.push(Problem { at, message });
    }

    /// The datum that a shown field stands for.
    fn read(&self, spec: &Spec) -> Result<Datum, Sentence> {
        let text = match self.entry(spec) {
            Some(Entry::Unread(text)) => return Err(spec.unread(text, self.draft.currency)),
            Some(Entry::Rows(_)) => return Err(say!("Rows stand where one value belongs.")),
            Some(Entry::Text(text)) => text.trim(),
            None => "",
        };
        let text = if text.is_empty() { spec.default.unwrap_or_default() } else { text };
        let datum = spec.read(text, self.draft.currency)?;
        if datum == Datum::Blank && !spec.optional {
            return Err(match spec.kind {
                Kind::Choice(_) | Kind::RowOf { .. } => say!("Choose one."),
                Kind::Text => say!("Enter a name."),
                Kind::Date => say!("Enter a date, such as 2026-03-31."),
                _ => say!("Enter a number."),
            });
        }
        if let (Kind::RowOf { table, name }, Datum::Text(text)) = (spec.kind, &datum)
            && !self.draft.rows(table).iter().any(|row| row.text(name).trim() == text)
        {
            return Err(say!("There is no “{name}” here. Choose one that there is.", name = text.as_str()));
        }
        Ok(datum)
    }
}

impl<'d> Visitor for Filling<'d> {
    fn scalar(&mut self, spec: &'static Spec, value: &mut dyn Scalar) {
        let shown = self.shown(spec);
        let datum = if shown {
            self.read(spec)
        } else {
            spec.read(spec.default.unwrap_or_default(), self.draft.currency)
        };
        match datum {
            Ok(Datum::Blank) if !shown => {}
            Ok(datum) => {
                if spec.decides()
                    && let Some(scope) = self.scopes.last_mut()
                {
                    scope.effective.insert(spec.key.to_owned(), datum.text());
                }
                value.set(datum);
            }
            Err(message) => self.problem(spec.key, message),
        }
    }

    fn rows(&mut self, spec: &'static Spec, rows: &mut dyn Rows) {
        rows.clear();
        let Some(table) = spec.table() else { return };
        if !self.shown(spec) {
            return;
        }
        let entries = match self.entry(spec) {
            Some(Entry::Rows(entries)) => entries.as_slice(),
            Some(Entry::Text(text) | Entry::Unread(text)) if !text.trim().is_empty() => {
                return self.problem(spec.key, spec.unreadable(text));
            }
            _ => &[],
        };
        let used = entries.iter().filter(|row| !row.is_blank()).count();
        if used > table.most_rows {
            let message = say!(
                "This takes up to {most} rows; there are {used}. Take some away.",
                most = table.most_rows,
                used = used
            );
            return self.problem(spec.key, message);
        }
        if used < table.least_rows {
            let message = say!("Add at least {n, plural, one {# row} other {# rows}}.", n = table.least_rows);
            return self.problem(spec.key, message);
        }
        let (outer, outer_typed) = (self.path.len(), self.typed.len());
        let mut names = Named::default();
        let mut kept = Vec::with_capacity(used);
        for (index, row) in entries.iter().enumerate() {
            if row.is_blank() {
                continue;
            }
            for (path, index) in [(&mut self.path, index), (&mut self.typed, kept.len())] {
                path.push_str(spec.key);
                path.push('.');
                path.push_str(&index.to_string());
                path.push('.');
            }
            let before = self.filled.problems.len();
            self.scopes.push(Scope { row, effective: Named::default() });
            let added = rows.add();
            added.fields(&mut Form(self));
            let unique = unique_name(added);
            if let Some((key, name)) = unique.as_ref().filter(|(_, name)| !name.is_empty())
                && names.insert(name.clone(), ()).is_some()
            {
                self.problem(
                    key,
                    say!(
                        "“{name}” stands here twice. Give each {row} its own name.",
                        name = name.as_str(),
                        row = Sentence::from(table.row)
                    ),
                );
            }
            self.scopes.pop();
            self.path.truncate(outer);
            self.typed.truncate(outer_typed);
            if self.filled.problems.len() > before && table.lenient {
                rows.drop_last();
                let left_out = self.filled.problems.split_off(before);
                self.filled.warnings.extend(left_out);
            } else {
                kept.push(index);
            }
        }
        let mut at = self.typed.clone();
        at.push_str(spec.key);
        // A row that a table around this one left out may have had the same typed path.
        if kept.len() < entries.len() {
            self.filled.kept.insert(at, kept)
        } else {
            self.filled.kept.remove(&at)
        };
        self.count_left_out(spec, table, used, rows.count());
    }
}

impl Filling<'_> {
    fn count_left_out(&mut self, spec: &Spec, table: &TableSpec, used: usize, kept: usize) {
        let skipped = used - kept;
        if skipped == 0 {
            return;
        }
        let mut at = self.path.clone();
        at.push_str(spec.key);
        let message = say!(
            "{skipped, plural, one {# row} other {# rows}} of {used} left out: see what is wrong in each.",
            skipped = skipped,
            used = used
        );
        self.filled.warnings.push(Problem { at: at.clone(), message });
        if kept < table.least_rows.max(1) {
            self.filled.problems.push(Problem::at(at, say!("No row could be read. Mend at least one.")));
        }
    }
}

/// The key and text of the field of a record that must be unique in its table.
fn unique_name(record: &mut dyn Record) -> Option<(&'static str, String)> {
    struct Naming(Option<(&'static str, String)>);
    impl Visitor for Naming {
        fn scalar(&mut self, spec: &'static Spec, value: &mut dyn Scalar) {
            if spec.unique {
                self.0 = Some((spec.key, value.datum().text()));
            }
        }
        fn rows(&mut self, _spec: &'static Spec, _rows: &mut dyn Rows) {}
    }
    let mut walk = Naming(None);
    record.fields(&mut Form(&mut walk));
    walk.0
}
