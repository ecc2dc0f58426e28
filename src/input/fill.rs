//! The only way from text to typed inputs, whether typed, linked, imported or posted by a host page.

use super::draft::{Draft, Entry, Problem, Row, head};
use super::field::{Datum, Form, Kind, Record, Rows, Scalar, Spec, TableSpec, Visitor};
use super::named::Named;
use super::walk::shown;
use crate::arithmetic::ranking;
use crate::report::Sentence;
use crate::say;

/// So many rows are listed for each reason why rows were left out; the others are counted.
const LISTED: usize = 5;

/// What filling found besides the values.
#[derive(Debug, Default)]
pub struct Filled {
    /// With any of these the record must not be used.
    pub problems: Vec<Problem>,
    /// By the typed path of each table that left rows out: where its rows stand in the draft.
    kept: Named<Vec<usize>>,
    /// The lenient tables that had rows, left out or not.
    lenient: Vec<LeftOut>,
}

/// The rows that a lenient table left out.
#[derive(Debug)]
struct LeftOut {
    /// The key of the table; where it stands in the draft, and among the typed inputs.
    key: &'static str,
    at: String,
    typed: String,
    /// Rows that were not blank, and those of them that were left out.
    used: usize,
    rows: usize,
    least_rows: usize,
    reasons: Vec<Reason>,
}

/// Rows that were left out for the same reason.
#[derive(Debug)]
struct Reason {
    /// What is told of each of them, but for its arguments.
    template: &'static str,
    rows: usize,
    /// The first few.
    listed: Vec<Problem>,
    last_line: usize,
}

impl LeftOut {
    /// Counts a row, by its place in the draft from 0, with all that is wrong in it.
    fn add(&mut self, index: usize, problems: impl IntoIterator<Item = Problem>) {
        self.rows += 1;
        for Problem { at, message } in problems {
            let place = self.reasons.iter().position(|reason| reason.template == message.template());
            let place = place.unwrap_or_else(|| {
                let template = message.template();
                self.reasons.push(Reason { template, rows: 0, listed: Vec::new(), last_line: 0 });
                self.reasons.len() - 1
            });
            let reason = &mut self.reasons[place];
            reason.rows += 1;
            reason.last_line = index + 1;
            if reason.listed.len() < LISTED {
                let message = say!("Row {line}: {message}", line = index + 1, message = message);
                reason.listed.push(Problem { at, message });
            }
        }
    }

    /// How many rows were left out, then the first of them by reason.
    fn tell(&self, told: &mut Vec<Problem>) {
        if self.rows == 0 {
            return;
        }
        let message = say!(
            "{rows, plural, one {# row of {used} is left out and counts} other {# rows of {used} are left out and count}} in no figure.",
            rows = self.rows,
            used = self.used
        );
        told.push(Problem { at: self.at.clone(), message });
        self.tell_reasons(told);
    }

    fn tell_reasons(&self, told: &mut Vec<Problem>) {
        for reason in &self.reasons {
            told.extend(reason.listed.iter().cloned());
            let more = reason.rows - reason.listed.len();
            if more > 0 {
                told.push(Problem {
                    at: self.at.clone(),
                    message: say!(
                        "{more, plural, one {# more row is} other {# more rows are}} left out for the same reason, the last of them row {line}.",
                        more = more,
                        line = reason.last_line
                    ),
                });
            }
        }
    }

    /// The problems of a table of which too little is left: that it is so, and why.
    fn nothing_left(&self) -> Vec<Problem> {
        let mut told = Vec::new();
        if self.rows > 0 && self.used - self.rows < self.least_rows.max(1) {
            told.push(Problem::at(self.at.clone(), say!("No row can be used. Mend at least one.")));
            self.tell_reasons(&mut told);
        }
        told
    }
}

impl Filled {
    /// What is told of rows that were left out.
    pub fn warnings(&self) -> Vec<Problem> {
        let mut told = Vec::new();
        self.lenient.iter().for_each(|table| table.tell(&mut told));
        told
    }

    /// Leaves out the rows of lenient tables that some problems lie in, by their typed paths; gives what remains.
    pub fn leave_out(&mut self, record: &mut dyn Record, problems: Vec<Problem>) -> Vec<Problem> {
        let mut rest = Vec::new();
        // By lenient table, the rows and what is wrong in them.
        let mut bad: Vec<Vec<(usize, Problem)>> = self.lenient.iter().map(|_| Vec::new()).collect();
        for mut problem in problems {
            let row = self.lenient.iter().position(|table| {
                problem.at.strip_prefix(&table.typed).is_some_and(|rest| rest.starts_with('.'))
            });
            // Only tables of the form itself: their typed path is their key.
            let found = row.filter(|table| self.lenient[*table].typed == self.lenient[*table].key);
            let index = found.and_then(|table| {
                let rest = problem.at.get(self.lenient[table].typed.len() + 1..)?;
                head(rest).0.parse::<usize>().ok()
            });
            let typed = std::mem::take(&mut problem.at);
            problem.at = self.place(&typed);
            match (found, index) {
                (Some(table), Some(index)) => bad[table].push((index, problem)),
                _ => rest.push(problem),
            }
        }
        for (table, mut bad) in bad.into_iter().enumerate().filter(|(_, bad)| !bad.is_empty()) {
            bad.reverse();
            let key = self.lenient[table].key;
            let count = self.lenient[table].used - self.lenient[table].rows;
            let places = self.kept.remove(key).unwrap_or_else(|| (0..count).collect());
            let mut keeps = vec![true; count];
            while let Some((index, first)) = bad.pop() {
                let mut wrong = vec![first];
                while bad.last().is_some_and(|(other, _)| *other == index) {
                    wrong.extend(bad.pop().map(|(_, problem)| problem));
                }
                if let (Some(keep), Some(place)) = (keeps.get_mut(index), places.get(index)) {
                    // Told before, for a reason that came between: one row all the same.
                    let again = !std::mem::replace(keep, false);
                    self.lenient[table].add(*place, wrong);
                    self.lenient[table].rows -= usize::from(again);
                }
            }
            keep_rows(record, key, &keeps);
            let kept = places.iter().zip(&keeps).filter(|(_, keep)| **keep).map(|(place, _)| *place);
            self.kept.insert(key.to_owned(), kept.collect());
            rest.extend(self.lenient[table].nothing_left());
        }
        rest
    }

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

/// Keeps some rows of a table of the record.
fn keep_rows(record: &mut dyn Record, key: &str, keeps: &[bool]) {
    struct Keeping<'k>(&'k str, &'k [bool]);
    impl Visitor for Keeping<'_> {
        fn scalar(&mut self, _spec: &'static Spec, _value: &mut dyn Scalar) {}
        fn rows(&mut self, spec: &'static Spec, rows: &mut dyn Rows) {
            if spec.key == self.0 {
                rows.keep(self.1);
            }
        }
    }
    record.fields(&mut Form(&mut Keeping(key, keeps)));
}

/// Fills a record of defaults from a draft. All problems are told, each with its place in the draft.
pub fn fill(record: &mut dyn Record, draft: &Draft) -> Filled {
    let mut filling = Filling {
        draft,
        scopes: vec![Scope { row: &draft.fields, effective: Named::default(), unique: None }],
        path: String::new(),
        typed: String::new(),
        names: Vec::new(),
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
    /// By table and column that fields refer to: the names there are, in order.
    names: Vec<(&'static str, Vec<&'d str>)>,
    filled: Filled,
}

struct Scope<'d> {
    row: &'d Row,
    /// What the fields passed so far stand for, where conditions may ask.
    effective: Named<String>,
    /// The key and value of the field that must be unique in its table.
    unique: Option<(&'static str, String)>,
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

    /// Whether a row of a table at the root has a name; otherwise what to do.
    fn refer(&mut self, table: &'static str, name: &'static str, text: &str) -> Result<(), Sentence> {
        let place = self.names.iter().position(|(of, _)| *of == table).unwrap_or_else(|| {
            let rows = self.draft.rows(table);
            let all: Vec<&'d str> = rows.iter().map(|row| row.text(name).trim()).collect();
            let order = ranking(all.len(), &|a, b| all[a].cmp(all[b]));
            self.names.push((table, order.into_iter().map(|place| all[place]).collect()));
            self.names.len() - 1
        });
        let names = &self.names[place].1;
        if names.binary_search(&text).is_ok() {
            return Ok(());
        }
        Err(match meant(text, names) {
            Some(meant) => {
                say!("There is no “{name}” here. Did you mean “{meant}”?", name = text, meant = meant)
            }
            None => say!("There is no “{name}” here. Choose one that there is.", name = text),
        })
    }

    /// The datum that a shown field stands for.
    fn read(&mut self, spec: &Spec) -> Result<Datum, Sentence> {
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
        if let (Kind::RowOf { table, name }, Datum::Text(text)) = (spec.kind, &datum) {
            self.refer(table, name, text)?;
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
                if let Some(scope) = self.scopes.last_mut() {
                    if spec.decides() {
                        scope.effective.insert(spec.key.to_owned(), datum.text());
                    }
                    if spec.unique {
                        scope.unique = Some((spec.key, datum.text()));
                    }
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
        let mut left_out = LeftOut {
            key: spec.key,
            at: [self.path.as_str(), spec.key].concat(),
            typed: [self.typed.as_str(), spec.key].concat(),
            used,
            rows: 0,
            least_rows: table.least_rows,
            reasons: Vec::new(),
        };
        let mut names: Vec<Name> = Vec::new();
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
            self.scopes.push(Scope { row, effective: Named::default(), unique: None });
            let added = rows.add();
            added.fields(&mut Form(self));
            added.stands_in(index + 1);
            let unique = self.scopes.pop().and_then(|scope| scope.unique);
            self.path.truncate(outer);
            self.typed.truncate(outer_typed);
            if self.filled.problems.len() > before && table.lenient {
                rows.drop_last();
                left_out.add(index, self.filled.problems.drain(before..));
            } else {
                if let Some((key, text)) = unique.filter(|(_, text)| !text.is_empty()) {
                    names.push(Name { key, text, index, row: kept.len() });
                }
                kept.push(index);
            }
        }
        let twice = self.same_names(spec.key, table, &names);
        if table.lenient && !twice.is_empty() {
            let mut keeps = vec![true; kept.len()];
            for (name, problem) in twice {
                keeps[name.row] = false;
                left_out.add(name.index, [problem]);
            }
            rows.keep(&keeps);
            let mut keeps = keeps.iter();
            kept.retain(|_| keeps.next().copied().unwrap_or_default());
        } else {
            self.filled.problems.extend(twice.into_iter().map(|(_, problem)| problem));
        }
        // A row that a table around this one left out may have had the same typed path.
        if kept.len() < entries.len() {
            self.filled.kept.insert(left_out.typed.clone(), kept)
        } else {
            self.filled.kept.remove(&left_out.typed)
        };
        if table.lenient {
            self.filled.problems.extend(left_out.nothing_left());
            self.filled.lenient.push(left_out);
        }
    }
}

/// What a row is called, in a table whose rows must have names of their own.
struct Name {
    key: &'static str,
    text: String,
    /// Its place in the draft, and among the rows that are kept.
    index: usize,
    row: usize,
}

impl Filling<'_> {
    /// The rows that have the name of an earlier one, in their order.
    fn same_names<'n>(
        &self,
        table_key: &str,
        table: &TableSpec,
        names: &'n [Name],
    ) -> Vec<(&'n Name, Problem)> {
        let order = ranking(names.len(), &|a, b| names[a].text.cmp(&names[b].text));
        // By row, the earlier one of the same name.
        let mut twice: Vec<(usize, usize)> = Vec::new();
        let mut first = 0;
        for (place, &name) in order.iter().enumerate() {
            if names[name].text == names[order[first]].text && place > first {
                twice.push((name, order[first]));
            } else {
                first = place;
            }
        }
        let in_order = ranking(twice.len(), &|a, b| twice[a].cmp(&twice[b]));
        let told = in_order.into_iter().map(|place| {
            let (name, first) = twice[place];
            let (name, first) = (&names[name], &names[first]);
            let at = [&self.path, table_key, ".", &name.index.to_string(), ".", name.key].concat();
            let (text, row) = (name.text.as_str(), Sentence::from(table.row));
            // The rows of a lenient table are many, and each is told by its number.
            let message = match table.lenient {
                true => say!(
                    "“{name}” stands in row {line} already. Give each {row} its own name.",
                    name = text,
                    line = first.index + 1,
                    row = row
                ),
                false => {
                    say!("“{name}” stands here twice. Give each {row} its own name.", name = text, row = row)
                }
            };
            (name, Problem { at, message })
        });
        told.collect()
    }
}

/// The name that was probably meant: the same but for case, or but for a few letters.
fn meant<'n>(text: &str, names: &[&'n str]) -> Option<&'n str> {
    let wanted = letters(text);
    // Of six letters two may be wrong.
    let (mut best, mut most) = (None, wanted.len() / 3 + 1);
    for name in names.iter().filter(|name| !name.is_empty()) {
        let apart = distance(&wanted, &letters(name));
        if apart < most {
            (best, most) = (Some(*name), apart);
        }
    }
    best
}

/// So much of a name is compared.
const LONGEST_NAME: usize = 40;

fn letters(text: &str) -> Vec<char> {
    let mut letters: Vec<char> = text.to_lowercase().chars().collect();
    letters.truncate(LONGEST_NAME);
    letters
}

/// How many letters must be put in, taken away, changed, or exchanged with the next one, to make one text of another
/// (Damerau 1964, no letter moved twice).
fn distance(from: &[char], to: &[char]) -> usize {
    // By row, how far the first letters of one are from the first letters of the other.
    let width = to.len() + 1;
    let mut apart = vec![0; (from.len() + 1) * width];
    for at in 0..apart.len() {
        let (i, j) = (at / width, at % width);
        apart[at] = if i == 0 || j == 0 {
            i + j
        } else {
            let changed = apart[at - width - 1] + usize::from(from[i - 1] != to[j - 1]);
            let mut least = changed.min(apart[at - width] + 1).min(apart[at - 1] + 1);
            if i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1] {
                least = least.min(apart[at - 2 * width - 2] + 1);
            }
            least
        };
    }
    apart.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_nearly_right() {
        let names = ["Team", "Scale", "Enterprise", ""];
        let meant = |text| meant(text, &names);
        assert_eq!(
            ["team", "Taem", "Tea", "Teams", "Tam"].map(meant),
            [Some("Team"), Some("Team"), Some("Team"), Some("Team"), Some("Team")]
        );
        assert_eq!(["Enterprize", "entreprise", "ENTERPRISE "].map(meant), [Some("Enterprise"); 3]);
        assert_eq!(["T", "Tops", "Basic", "", "Scales and more"].map(meant), [None; 5]);
        assert_eq!(distance(&letters("ab"), &letters("")), 2);
        assert_eq!(distance(&letters("kitten"), &letters("sitting")), 3);
    }
}
