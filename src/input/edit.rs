//! Changes to a draft, each of which leaves it whole: renaming a row renames what refers to it, and lists with a value for each
//! row of a table follow its rows.

use std::rc::Rc;

use super::draft::{Draft, Entry, Row};
use super::field::Kind;
use super::walk::{Outline, find};
use crate::arithmetic::ranking;

/// One change that a user makes.
#[derive(Clone, Debug)]
pub enum Edit {
    /// A field's new text.
    Enter {
        at: String,
        entry: Entry,
    },
    /// A new row where the table's `new_row` puts it.
    Add {
        table: String,
    },
    Remove {
        table: String,
        index: usize,
    },
    /// A row taken out and put in where it then has the index `to`.
    Move {
        table: String,
        index: usize,
        to: usize,
    },
    /// A copy of a row behind it; its unique name gets a number.
    Copy {
        table: String,
        index: usize,
    },
    /// All rows anew, as a paste does.
    Replace {
        table: String,
        rows: Vec<Rc<Row>>,
    },
}

/// Makes a change. What does not fit the draft leaves it as it was.
pub fn apply(draft: &mut Draft, outline: &[Outline], edit: Edit) {
    match edit {
        Edit::Enter { at, entry } => {
            let renamed = find(outline, &at).is_some_and(|field| field.spec.unique);
            if renamed
                && let (Some(Entry::Text(before)), Entry::Text(after)) = (draft.get(&at).cloned(), &entry)
                && let Some((table, name)) = table_and_key(&at)
                && let (before, after) = (before.trim(), after.trim())
                && stands_for_one(draft, &table, name, before, after)
            {
                rename(&mut draft.fields, outline, &table, name, before, after);
            }
            draft.fields.put(&at, Some(entry));
        }
        Edit::Add { table } => {
            let Some(new_row) =
                find(outline, &table).and_then(|field| field.spec.table()).map(|spec| spec.new_row)
            else {
                return;
            };
            let (index, mut row) = new_row(draft.rows(&table));
            if let Some(field) = find(outline, &table) {
                settle(&mut row, &field.rows, draft);
            }
            if let Some(rows) = draft.fields.rows_mut(&table) {
                let (index, mut order) = (index.min(rows.len()), all(rows.len()));
                rows.insert(index, Rc::new(row));
                order.insert(index, None);
                realign(&mut draft.fields, outline, &table, &order);
            }
        }
        Edit::Remove { table, index } => {
            if let Some(rows) = draft.fields.rows_mut(&table)
                && index < rows.len()
            {
                let mut order = all(rows.len());
                rows.remove(index);
                order.remove(index);
                realign(&mut draft.fields, outline, &table, &order);
            }
        }
        Edit::Move { table, index, to } => {
            if let Some(rows) = draft.fields.rows_mut(&table)
                && index < rows.len()
                && to < rows.len()
            {
                let mut order = all(rows.len());
                let (row, place) = (rows.remove(index), order.remove(index));
                rows.insert(to, row);
                order.insert(to, place);
                realign(&mut draft.fields, outline, &table, &order);
            }
        }
        Edit::Copy { table, index } => {
            let unique =
                find(outline, &table).and_then(|field| field.rows.iter().find(|field| field.spec.unique));
            if let Some(rows) = draft.fields.rows_mut(&table)
                && let Some(row) = rows.get(index)
            {
                let mut copy = (**row).clone();
                if let Some(name) = unique {
                    let fresh = fresh_name(copy.text(name.spec.key), name.spec.key, rows);
                    copy.0.insert(name.spec.key.to_owned(), Entry::Text(fresh));
                }
                let mut order = all(rows.len());
                rows.insert(index + 1, Rc::new(copy));
                order.insert(index + 1, Some(index));
                realign(&mut draft.fields, outline, &table, &order);
            }
        }
        Edit::Replace { table, rows } => {
            let unique =
                find(outline, &table).and_then(|field| field.rows.iter().find(|field| field.spec.unique));
            if let Some(old) = draft.fields.rows_mut(&table) {
                // Only lists ask which row is which, and to tell that of thousands takes its time.
                let order = unique
                    .filter(|_| follows(outline, &table))
                    .map(|name| matched(old, &rows, name.spec.key));
                *old = rows;
                if let Some(order) = order {
                    realign(&mut draft.fields, outline, &table, &order);
                }
            }
        }
    }
}

/// What a new row refers to by a name that there is not becomes the first row that there is.
fn settle(row: &mut Row, fields: &[Outline], draft: &Draft) {
    for Outline { spec, rows } in fields {
        match (spec.kind, row.0.get_mut(spec.key)) {
            (Kind::RowOf { table, name }, Some(Entry::Text(text))) if !text.trim().is_empty() => {
                let names = || draft.rows(table).iter().map(|row| row.text(name).trim());
                if !names().any(|name| name == text.trim())
                    && let Some(first) = names().find(|name| !name.is_empty())
                {
                    *text = first.to_owned();
                }
            }
            (_, Some(Entry::Rows(inner))) => {
                Rc::make_mut(inner).iter_mut().for_each(|row| settle(Rc::make_mut(row), rows, draft));
            }
            _ => {}
        }
    }
}

/// The places of so many rows that stay where they are.
fn all(rows: usize) -> Vec<Option<usize>> {
    (0..rows).map(Some).collect()
}

/// For each of the new rows, the place of the old one that it is: of the same name, or else, where as many rows are left over on
/// both sides, in their order.
pub fn matched(old: &[Rc<Row>], new: &[Rc<Row>], name: &str) -> Vec<Option<usize>> {
    let names: Vec<&str> = old.iter().map(|row| row.text(name).trim()).collect();
    // Of rows with one name, the first comes first.
    let sorted = ranking(names.len(), &|a, b| names[a].cmp(names[b]).then(a.cmp(&b)));
    let named = |wanted: &str| {
        let first = sorted.partition_point(|place| names[*place] < wanted);
        sorted.get(first).copied().filter(|place| names[*place] == wanted)
    };
    let mut order: Vec<Option<usize>> = new.iter().map(|row| named(row.text(name).trim())).collect();
    let mut taken = vec![false; old.len()];
    order.iter().flatten().for_each(|place| taken[*place] = true);
    let left: Vec<usize> = (0..old.len()).filter(|place| !taken[*place]).collect();
    if left.len() == order.iter().filter(|place| place.is_none()).count() {
        let mut left = left.into_iter();
        order.iter_mut().filter(|place| place.is_none()).for_each(|place| *place = left.next());
    }
    order
}

/// Lets lists with a value for each row of a table follow its rows: for each row, the place that it had before, if it was there.
pub fn realign(row: &mut Row, outline: &[Outline], table: &str, order: &[Option<usize>]) {
    let unmoved = order.iter().enumerate().all(|(place, before)| before.is_none_or(|before| before == place));
    if !unmoved || order.iter().rev().skip_while(|place| place.is_none()).any(Option::is_none) {
        realign_lists(row, outline, table, order);
    }
}

fn realign_lists(row: &mut Row, outline: &[Outline], table: &str, order: &[Option<usize>]) {
    for field in outline {
        match (field.spec.kind, row.0.get_mut(field.spec.key)) {
            (Kind::List, Some(Entry::Text(text)))
                if field.spec.each.is_some_and(|(of, _)| of == table) && !text.trim().is_empty() =>
            {
                let before: Vec<&str> = text.split(',').collect();
                let value = |place: &Option<usize>| place.and_then(|place| before.get(place).copied());
                let values: Vec<&str> = order.iter().map(|place| value(place).unwrap_or_default()).collect();
                *text = values.join(",");
            }
            (Kind::Table(_), Some(Entry::Rows(rows))) if follows(&field.rows, table) => {
                for row in Rc::make_mut(rows) {
                    realign_lists(Rc::make_mut(row), &field.rows, table, order);
                }
            }
            _ => {}
        }
    }
}

/// Whether rows of this kind have lists that follow a table.
fn follows(outline: &[Outline], table: &str) -> bool {
    outline
        .iter()
        .any(|field| field.spec.each.is_some_and(|(of, _)| of == table) || follows(&field.rows, table))
}

/// What a blank form starts as: the first row of each table that needs one, as its `new_row` makes it.
pub fn fresh(outline: &[Outline]) -> Row {
    let mut row = Row::default();
    for table in outline.iter().filter_map(|field| field.spec.table().map(|table| (field.spec.key, table))) {
        let (key, table) = table;
        if table.least_rows > 0 {
            row.0.insert(key.to_owned(), Entry::rows(vec![Rc::new((table.new_row)(&[]).1)]));
        }
    }
    row
}

/// `name 2`, `name 3` …: the first that no row has under `key`.
fn fresh_name(name: &str, key: &str, rows: &[Rc<Row>]) -> String {
    let stem = name.trim_end_matches(|letter: char| letter.is_ascii_digit()).trim_end();
    let mut number = 2;
    loop {
        let mut fresh = stem.to_owned();
        fresh.push(' ');
        fresh.push_str(&number.to_string());
        if rows.iter().all(|row| row.text(key) != fresh) {
            return fresh;
        }
        number += 1;
    }
}

/// `plans` and `name` of `plans.0.name`. Only tables at the root are referred to.
fn table_and_key(at: &str) -> Option<(String, &str)> {
    let (row, key) = at.rsplit_once('.')?;
    let (table, _) = row.rsplit_once('.')?;
    Some((table.to_owned(), key))
}

/// Whether references to `before` mean one row, and would as `after`.
fn stands_for_one(draft: &Draft, table: &str, name: &str, before: &str, after: &str) -> bool {
    let count = |text: &str| draft.rows(table).iter().filter(|row| row.text(name).trim() == text).count();
    !before.is_empty() && !after.is_empty() && count(before) == 1 && (before == after || count(after) == 0)
}

/// Whether something in a row refers to the row of a table that `text` is the name of.
fn refers(row: &Row, outline: &[Outline], table: &str, name: &str, text: &str) -> bool {
    outline.iter().any(|field| match (field.spec.kind, row.0.get(field.spec.key)) {
        (Kind::RowOf { table: of, name: by }, Some(Entry::Text(named))) => {
            of == table && by == name && named.trim() == text
        }
        (Kind::Table(_), Some(Entry::Rows(rows))) => {
            rows.iter().any(|row| refers(row, &field.rows, table, name, text))
        }
        _ => false,
    })
}

fn rename(row: &mut Row, outline: &[Outline], table: &str, name: &str, before: &str, after: &str) {
    for field in outline {
        match (field.spec.kind, row.0.get_mut(field.spec.key)) {
            (Kind::RowOf { table: of, name: by }, Some(Entry::Text(text)))
                if of == table && by == name && text.trim() == before =>
            {
                *text = after.to_owned();
            }
            (Kind::Table(_), Some(Entry::Rows(rows))) => {
                let refer = |row: &Row| refers(row, &field.rows, table, name, before);
                // A table, and a row, that stays as it is stays shared.
                if rows.iter().all(|row| !refer(row)) {
                    continue;
                }
                for row in Rc::make_mut(rows).iter_mut().filter(|row| refer(row)) {
                    rename(Rc::make_mut(row), &field.rows, table, name, before, after);
                }
            }
            _ => {}
        }
    }
}
