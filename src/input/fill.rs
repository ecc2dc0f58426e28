//! The only way from text to typed inputs, whether typed, linked, imported or posted by a host page.

use super::draft::{Draft, Entry, Problem, Row, head};
use super::field::{Datum, Form, Kind, Record, Rows, Scalar, Spec, TableSpec, Visitor};
use super::named::Named;
use super::reference::Names;
use super::walk::shown;
use crate::arithmetic::ranking;
use crate::report::Sentence;
use crate::say;

/// So many sayings of one kind are listed of rows that were left out, and so many runs of rows to each; the others are counted.
const LISTED: usize = 5;
const RUNS: usize = 20;

/// What filling found besides the values.
#[derive(Debug, Default)]
pub struct Filled {
    /// With any of these the record must not be used.
    pub problems: Vec<Problem>,
    /// By the typed path of each table that left rows out: where its rows stand in the draft.
    kept: Named<Vec<usize>>,
    /// The lenient tables that had rows, left out or not.
    lenient: Vec<Lenient>,
}

/// What a lenient table did with its rows.
#[derive(Debug)]
struct Lenient {
    /// The key of the table; where it stands in the draft, and among the typed inputs.
    key: &'static str,
    at: String,
    typed: String,
    /// Rows that were not blank, and those of them that were left out.
    used: usize,
    rows: usize,
    least_rows: usize,
    reasons: Vec<Reason>,
    /// Rows with numbers of which decimals were rounded away.
    rounded: Lines,
}

/// Rows that were left out for the same reason.
#[derive(Debug)]
struct Reason {
    /// What is told of each of them, but for its arguments.
    template: &'static str,
    /// The first few that differ in what is told of them, each at the first row of which it is told.
    told: Vec<(Problem, Lines)>,
    more: Lines,
}

/// Rows by their numbers.
#[derive(Debug, Default)]
struct Lines {
    count: usize,
    last: usize,
    /// The first and last of each run of rows one after another, of the first so many runs.
    runs: Vec<(usize, usize)>,
}

impl Lines {
    fn add(&mut self, line: usize) {
        self.count += 1;
        self.last = line;
        if let Some((_, end)) = self.runs.last_mut().filter(|(_, end)| *end + 1 == line) {
            *end = line;
        } else if self.runs.len() <= RUNS {
            // One more than are listed, to know that there are more.
            self.runs.push((line, line));
        }
    }

    /// “3, 7–9, 12”; of very many runs the first ones and the last row: “3, 7–9, …, 4012”.
    fn listed(&self) -> String {
        let mut all: Vec<String> = Vec::new();
        for (first, end) in &self.runs {
            match end - first {
                0 => all.push(first.to_string()),
                1 => all.extend([first.to_string(), end.to_string()]),
                _ => all.push([&first.to_string(), "–", &end.to_string()].concat()),
            }
        }
        if self.runs.len() > RUNS {
            all.truncate(RUNS);
            all.extend(["…".to_owned(), self.last.to_string()]);
        }
        all.join(", ")
    }
}

/// The field of a row that a problem lies in: what follows the number of the row.
fn in_row<'p>(at: &'p str, table: &str) -> &'p str {
    at.get(table.len() + 1..).map_or("", |rest| head(rest).1)
}

impl Lenient {
    /// Counts a row, by its place in the draft from 0, with all that is wrong in it.
    fn add(&mut self, index: usize, problems: impl IntoIterator<Item = Problem>) {
        self.rows += 1;
        for problem in problems {
            let template = problem.message.template();
            let place = self.reasons.iter().position(|reason| reason.template == template);
            let place = place.unwrap_or_else(|| {
                self.reasons.push(Reason { template, told: Vec::new(), more: Lines::default() });
                self.reasons.len() - 1
            });
            let Reason { told, more, .. } = &mut self.reasons[place];
            let same = told.iter().position(|(other, _)| {
                in_row(&other.at, &self.at) == in_row(&problem.at, &self.at)
                    && other.message == problem.message
            });
            let lines = match same {
                Some(same) => &mut told[same].1,
                None if told.len() < LISTED => {
                    told.push((problem, Lines::default()));
                    let last = told.len() - 1;
                    &mut told[last].1
                }
                None => more,
            };
            lines.add(index + 1);
        }
    }

    /// How many rows were left out, then which and why by reason.
    fn tell(&self, told: &mut Vec<Problem>) {
        if self.rows > 0 {
            let message = say!(
                "{rows, plural, one {# row of {used} is left out and counts} other {# rows of {used} are left out and count}} in no figure.",
                rows = self.rows,
                used = self.used
            );
            told.push(Problem { at: self.at.clone(), message });
            self.tell_reasons(told);
        }
        if self.rounded.count > 0 {
            let message = say!(
                "{rows, plural, one {# row ({lines}) has} other {# rows ({lines}) have}} a number with more decimals than are kept here; it was rounded.",
                rows = self.rounded.count,
                lines = self.rounded.listed()
            );
            told.push(Problem { at: self.at.clone(), message });
        }
    }

    fn tell_reasons(&self, told: &mut Vec<Problem>) {
        for reason in &self.reasons {
            for (problem, lines) in &reason.told {
                let message = problem.message.clone();
                let message = match lines.count {
                    1 => say!("Row {line}: {message}", line = lines.last, message = message),
                    rows => {
                        say!(
                            "{rows} rows ({lines}): {message}",
                            rows = rows,
                            lines = lines.listed(),
                            message = message
                        )
                    }
                };
                told.push(Problem { at: problem.at.clone(), message });
            }
            if reason.more.count > 0 {
                told.push(Problem {
                    at: self.at.clone(),
                    message: say!(
                        "{more, plural, one {# more row ({lines}) is} other {# more rows ({lines}) are}} left out for a reason of the same kind.",
                        more = reason.more.count,
                        lines = reason.more.listed()
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
        rounded: None,
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
    /// By table that fields refer to: the names there are.
    names: Vec<(&'static str, Names<'d>)>,
    /// Whether a number of the present row of a lenient table was rounded; none outside of such.
    rounded: Option<bool>,
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

    /// The name of the row of a table at the root that a text stands for; otherwise what to do.
    fn refer(&mut self, table: &'static str, name: &'static str, text: &str) -> Result<String, Sentence> {
        let place = self.names.iter().position(|(of, _)| *of == table).unwrap_or_else(|| {
            self.names.push((table, Names::of(self.draft, table, name)));
            self.names.len() - 1
        });
        let names = &mut self.names[place].1;
        match names.meant(text) {
            Some(name) => Ok(name.to_owned()),
            None => Err(names.unknown(text)),
        }
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
        let datum = spec.read(text, self.draft.currency).or_else(|problem| {
            // A row of very many is not worth leaving out for decimals that no reader sees.
            let rounded = self.rounded.and_then(|_| spec.rounded(text)).ok_or(problem)?;
            self.rounded = Some(true);
            spec.read(&rounded, self.draft.currency)
        })?;
        if datum == Datum::Blank && !spec.optional {
            return Err(match spec.kind {
                Kind::Choice(_) | Kind::RowOf { .. } => say!("Choose one."),
                Kind::Text => say!("Enter a name."),
                Kind::Date => say!("Enter a date, such as 2026-03-31."),
                Kind::Month => say!("Enter a month, such as 2026-03."),
                _ if spec.each.is_some() => say!("Enter a number in each column, 0 where there is none."),
                _ => say!("Enter a number."),
            });
        }
        if let (Kind::RowOf { table, name }, Datum::Text(text)) = (spec.kind, &datum) {
            return Ok(Datum::Text(self.refer(table, name, text)?));
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
            let message =
                say!("Fill in at least {n, plural, one {# row} other {# rows}}.", n = table.least_rows);
            return self.problem(spec.key, message);
        }
        let (outer, outer_typed) = (self.path.len(), self.typed.len());
        let mut left_out = Lenient {
            key: spec.key,
            at: [self.path.as_str(), spec.key].concat(),
            typed: [self.typed.as_str(), spec.key].concat(),
            used,
            rows: 0,
            least_rows: table.least_rows,
            reasons: Vec::new(),
            rounded: Lines::default(),
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
            let around = std::mem::replace(&mut self.rounded, table.lenient.then_some(false));
            added.fields(&mut Form(self));
            added.stands_in(index + 1);
            if std::mem::replace(&mut self.rounded, around) == Some(true) {
                left_out.rounded.add(index + 1);
            }
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
                    "“{name}” stands in row {line} already. This one is left out: add it to that row, or give it another name if it is another {row}.",
                    name = text.to_owned(),
                    line = first.index + 1,
                    row = row
                ),
                false => {
                    say!("“{name}” stands here twice. Give each {row} its own name.", name = text.to_owned(), row = row)
                }
            };
            (name, Problem { at, message })
        });
        told.collect()
    }
}
