//! Looking through a form: every place of a draft where something can be entered, and whether it is shown there.
//!
//! Written anew from the rules of the declaration, so that it can be held against how drafts are filled.

use commerce_calculators::input::{Draft, Entry, Kind, Outline, Row, Spec};

/// A field at its place in a draft.
#[derive(Clone)]
pub struct Place<'o> {
    pub field: &'o Outline,
    pub at: String,
    pub shown: bool,
    /// Whether a table around it, or it itself, leaves bad rows out.
    pub lenient: bool,
}

impl Place<'_> {
    pub fn spec(&self) -> &Spec {
        self.field.spec
    }

    /// The path without row numbers: the same for a field in every row.
    pub fn pattern(&self) -> String {
        let parts = self.at.split('.').filter(|part| part.parse::<usize>().is_err());
        parts.collect::<Vec<_>>().join(".")
    }
}

/// What the deciding fields of a record stand for, by key.
type Effective = Vec<(&'static str, String)>;

/// Every place of a draft, in the order of the form. Blank rows have none.
pub fn places<'o>(outline: &'o [Outline], draft: &Draft) -> Vec<Place<'o>> {
    let mut found = Vec::new();
    walk(outline, &draft.fields, "", &mut Vec::new(), (true, false), &mut found);
    found
}

fn walk<'o>(
    outline: &'o [Outline],
    row: &Row,
    path: &str,
    around: &mut Vec<Effective>,
    (visible, lenient): (bool, bool),
    found: &mut Vec<Place<'o>>,
) {
    around.push(Vec::new());
    for field in outline {
        let spec = &field.spec;
        let holds = |when: &commerce_calculators::input::field::Condition| {
            let key = when.key.trim_start_matches('^');
            let scope = around.iter().rev().nth(when.key.len() - key.len());
            let text = scope
                .and_then(|scope| scope.iter().find(|(name, _)| *name == key))
                .map_or("", |(_, text)| text);
            when.values.contains(&text)
        };
        let shown = visible && spec.when.iter().flatten().all(holds);
        let table_lenient = spec.table().is_some_and(|table| table.lenient);
        let at = format!("{path}{}", spec.key);
        found.push(Place { field, at: at.clone(), shown, lenient: lenient || table_lenient });
        match row.0.get(spec.key) {
            Some(Entry::Rows(rows)) if spec.table().is_some() => {
                for (index, row) in rows.iter().enumerate().filter(|(_, row)| !row.is_blank()) {
                    walk(
                        &field.rows,
                        row,
                        &format!("{at}.{index}."),
                        around,
                        (shown, lenient || table_lenient),
                        found,
                    );
                }
            }
            entry => {
                let text = match entry {
                    Some(Entry::Text(text)) if shown && !text.trim().is_empty() => text.trim(),
                    Some(Entry::Unread(_)) if shown => "",
                    _ => spec.default.unwrap_or_default(),
                };
                let readable = !matches!(spec.kind, Kind::Choice(_) | Kind::Flag)
                    || spec.read(text, commerce_calculators::report::currency::Currency::default()).is_ok();
                around
                    .last_mut()
                    .unwrap()
                    .push((spec.key, if readable { text.to_owned() } else { String::new() }));
            }
        }
    }
    around.pop();
}

/// A draft in which a field of the pattern is shown, and its place: an example's where one shows it, or else one whose
/// conditions are entered.
pub fn revealed(outline: &[Outline], drafts: &[Draft], pattern: &str) -> Option<(Draft, String)> {
    let of_pattern = |draft: &Draft| -> Vec<(String, bool)> {
        let all = places(outline, draft).into_iter().filter(|place| place.pattern() == pattern);
        all.map(|place| (place.at.clone(), place.shown)).collect()
    };
    for draft in drafts {
        if let Some((at, _)) = of_pattern(draft).into_iter().find(|(_, shown)| *shown) {
            return Some((draft.clone(), at));
        }
    }
    for draft in drafts {
        for (at, _) in of_pattern(draft) {
            let mut changed = draft.clone();
            meet(outline, &mut changed, &at);
            if places(outline, &changed).iter().any(|place| place.at == at && place.shown) {
                return Some((changed, at));
            }
        }
    }
    None
}

/// Enters what the conditions of a field, and of all on the way to it, ask for.
fn meet(outline: &[Outline], draft: &mut Draft, at: &str) {
    let Some(place) = places(outline, draft).into_iter().find(|place| place.at == at) else { return };
    if place.shown {
        return;
    }
    let record = at.rsplit_once('.').map_or("", |(record, _)| record);
    let outer = |path: &str| path.rsplit_once('.').map_or(String::new(), |(table, _)| table.to_owned());
    if !record.is_empty() {
        meet(outline, draft, &outer(record));
    }
    for when in place.spec().when.iter().flatten() {
        let key = when.key.trim_start_matches('^');
        let mut home = record.to_owned();
        for _ in 0..when.key.len() - key.len() {
            home = outer(&outer(&home));
        }
        let path = if home.is_empty() { key.to_owned() } else { format!("{home}.{key}") };
        meet(outline, draft, &path);
        draft.fields.put(&path, Some(Entry::Text(when.values[0].to_owned())));
    }
}

/// The patterns of all fields of an outline, in the order of the form.
pub fn patterns(outline: &[Outline]) -> Vec<(String, &Outline)> {
    fn walk<'o>(outline: &'o [Outline], path: &str, found: &mut Vec<(String, &'o Outline)>) {
        for field in outline {
            let at = format!("{path}{}", field.spec.key);
            found.push((at.clone(), field));
            walk(&field.rows, &format!("{at}."), found);
        }
    }
    let mut found = Vec::new();
    walk(outline, "", &mut found);
    found
}
