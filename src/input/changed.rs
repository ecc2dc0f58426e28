//! Where two drafts differ, so that only what shows those places is looked at again.

use std::rc::Rc;

use super::draft::{Draft, Entry, Row};

/// With more changes than this, everything counts as changed.
const MOST: usize = 60;

/// The places at which two drafts differ.
#[derive(Debug, PartialEq)]
pub enum Changed {
    Everything,
    /// Fields, tables and rows by path.
    At(Vec<String>),
}

impl Changed {
    pub fn between(before: &Draft, after: &Draft) -> Self {
        let mut paths = Vec::new();
        if before.currency == after.currency
            && compare(&before.fields, &after.fields, "", &mut paths).is_some()
        {
            Changed::At(paths)
        } else {
            Changed::Everything
        }
    }

    /// Whether what stands at a path changed: the field itself, something inside, or what it lies in.
    pub fn touches(&self, path: &str) -> bool {
        match self {
            Changed::Everything => true,
            Changed::At(paths) => paths.iter().any(|changed| {
                let (short, long) = if changed.len() < path.len() {
                    (changed.as_str(), path)
                } else {
                    (path, changed.as_str())
                };
                long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            }),
        }
    }
}

/// Adds the paths at which two rows differ; `None` if there are too many.
fn compare(before: &Row, after: &Row, within: &str, paths: &mut Vec<String>) -> Option<()> {
    let keys = after.0.iter().map(|(key, _)| key);
    let gone = before.0.iter().map(|(key, _)| key).filter(|key| after.0.get(key).is_none());
    for key in keys.chain(gone) {
        let path = [within, key].concat();
        match (before.0.get(key), after.0.get(key)) {
            (Some(Entry::Rows(old)), Some(Entry::Rows(new))) if Rc::ptr_eq(old, new) => {}
            (Some(Entry::Rows(old)), Some(Entry::Rows(new))) if old.len() == new.len() => {
                for (index, (old, new)) in old.iter().zip(new.iter()).enumerate() {
                    if !Rc::ptr_eq(old, new) && old != new {
                        compare(old, new, &[&path, ".", &index.to_string(), "."].concat(), paths)?;
                    }
                }
            }
            (old, new) if old != new => paths.push(path),
            _ => {}
        }
        if paths.len() > MOST {
            return None;
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::currency::Currency;

    fn of(lines: &str) -> Draft {
        Draft::of_lines(lines, Currency::default())
    }

    #[test]
    fn a_change_touches_its_field_what_is_inside_and_what_is_around() {
        let before = of("a=1\nplans: name=A; fee=1\n> tiers: up_to=5\nplans: name=B");
        let touched = |after: &str, paths: [&str; 7]| {
            let changed = Changed::between(&before, &of(after));
            paths.map(|path| changed.touches(path))
        };
        let paths = ["a", "plans", "plans.0", "plans.0.fee", "plans.0.tiers.0.up_to", "plans.1.name", "plan"];
        let field = "a=1\nplans: name=A; fee=2\n> tiers: up_to=5\nplans: name=B";
        assert_eq!(touched(field, paths), [false, true, true, true, false, false, false]);
        let nested = "a=1\nplans: name=A; fee=1\n> tiers: up_to=6\nplans: name=B";
        assert_eq!(touched(nested, paths), [false, true, true, false, true, false, false]);
        let row = "a=1\nplans: name=A; fee=1\n> tiers: up_to=5";
        assert_eq!(touched(row, paths), [false, true, true, true, true, true, false]);
        let gone = "plans: name=A; fee=1\n> tiers: up_to=5\nplans: name=B";
        assert_eq!(touched(gone, paths), [true, false, false, false, false, false, false]);
        assert_eq!(Changed::between(&before, &before), Changed::At(vec![]));
    }

    #[test]
    fn another_currency_and_very_many_changes_touch_everything() {
        let rows = |value: &str| of(&format!("t: a={value}\n").repeat(100));
        assert_eq!(Changed::between(&rows("1"), &rows("2")), Changed::Everything);
        let yen = Draft { currency: Currency::parse("JPY").unwrap(), ..rows("1") };
        assert_eq!(Changed::between(&rows("1"), &yen), Changed::Everything);
    }
}
