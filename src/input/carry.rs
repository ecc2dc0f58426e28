//! From page to page: pages of a family share the fields that both have; to another family go figures, as inputs there.

use std::rc::Rc;

use rust_decimal::Decimal;

use super::draft::{Draft, Entry, Row, head};
use super::edit::{Edit, apply, matched, realign};
use super::field::{Kind, Spec};
use super::number::canonical;
use super::walk::{Outline, find};
use crate::arithmetic::ranking;
use crate::arithmetic::ratio::Ratio;
use crate::arithmetic::rounding::{RoundingMode, rounded};

/// `into` with the fields of `from` that both pages have, by key and kind.
///
/// Rows are known by the column that must be unique in their table: what only the second page asks of a row, it keeps for the
/// row of the same name. What only the first page asks is not carried.
pub fn carried(from: &Draft, from_outline: &[Outline], into: &Draft, into_outline: &[Outline]) -> Draft {
    let mut kept = into.fields.clone();
    // What the second page has for each row of a table goes by the rows that come over.
    for field in into_outline.iter().filter(|field| field.spec.table().is_some()) {
        let (key, name) = (field.spec.key, field.rows.iter().find(|field| field.spec.unique));
        if let Some(name) = name
            && from_outline.iter().any(|source| alike(source.spec, field.spec))
        {
            let order = matched(into.rows(key), from.rows(key), name.spec.key);
            realign(&mut kept, into_outline, key, &order);
        }
    }
    let fields = carried_row(&from.fields, from_outline, &kept, into_outline);
    Draft { currency: from.currency, fields }
}

/// What goes to a field of another page.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    Number(Decimal),
    /// Text as the draft keeps it.
    Text(String),
}

/// `into` with what is given for the paths of its fields. A number is rounded half up to what its field takes: an amount to the
/// minor unit, a count to the whole, all else to the sixth decimal, far below what any page shows. Tables with paths among them
/// are made anew, with as many rows as the paths ask for.
pub fn filled_in(mut into: Draft, outline: &[Outline], given: &[(String, Given)]) -> Draft {
    let mut anew: Vec<&str> = Vec::new();
    for (path, given) in given {
        let Some(field) = find(outline, path) else { continue };
        let (table, rest) = head(path);
        if let Ok(index) = head(rest).0.parse::<usize>() {
            if !anew.contains(&table) {
                anew.push(table);
                apply(&mut into, outline, Edit::Replace { table: table.to_owned(), rows: Vec::new() });
            }
            for _ in into.rows(table).len()..=index {
                apply(&mut into, outline, Edit::Add { table: table.to_owned() });
            }
        }
        let places = match field.spec.kind {
            Kind::Money => into.currency.minor_units(),
            Kind::Whole => 0,
            _ => 6,
        };
        let text = match given {
            Given::Number(number) => {
                rounded(Ratio::from(*number), places, RoundingMode::HalfUp).map(canonical)
            }
            Given::Text(text) => Ok(text.clone()),
        };
        if let Ok(text) = text {
            apply(&mut into, outline, Edit::Enter { at: path.clone(), entry: Entry::Text(text) });
        }
    }
    into
}

fn carried_row(from: &Row, from_outline: &[Outline], into: &Row, into_outline: &[Outline]) -> Row {
    let mut row = into.clone();
    for field in into_outline {
        let key = field.spec.key;
        let Some(source) = from_outline.iter().find(|source| alike(source.spec, field.spec)) else {
            continue;
        };
        let entry = match from.0.get(key) {
            Some(Entry::Rows(rows)) => {
                let present = match into.0.get(key) {
                    Some(Entry::Rows(present)) => present.as_slice(),
                    _ => &[],
                };
                let unique = field.rows.iter().find(|field| field.spec.unique).map(|field| field.spec.key);
                let name =
                    |row: &Rc<Row>| unique.map_or(String::new(), |key| row.text(key).trim().to_owned());
                let names: Vec<String> = present.iter().map(name).collect();
                // In the order of their names, so that each is found without looking at all.
                let order = ranking(names.len(), &|a, b| names[a].cmp(&names[b]));
                let rows = rows.iter().map(|row| {
                    let wanted = name(row);
                    let at = order.partition_point(|place| names[*place] < wanted);
                    let same = order.get(at).filter(|place| !wanted.is_empty() && names[**place] == wanted);
                    let none = Row::default();
                    let present = same.map_or(&none, |place| &*present[*place]);
                    Rc::new(carried_row(row, &source.rows, present, &field.rows))
                });
                Some(Entry::rows(rows.collect()))
            }
            // Left empty, it stands for the same thing on the second page.
            entry if left_empty(entry) && source.spec.default != field.spec.default => {
                source.spec.default.map(|text| Entry::Text(text.to_owned()))
            }
            entry => entry.cloned(),
        };
        row.put(key, entry);
    }
    row
}

fn left_empty(entry: Option<&Entry>) -> bool {
    match entry {
        None => true,
        Some(Entry::Text(text)) => text.trim().is_empty(),
        Some(_) => false,
    }
}

fn alike(a: &Spec, b: &Spec) -> bool {
    a.key == b.key && std::mem::discriminant(&a.kind) == std::mem::discriminant(&b.kind)
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;
    use crate::input::field::{choice, number, table, text};
    use crate::input::{Choice, Form, Record, outline};
    use crate::report::currency::Currency;

    #[derive(Clone, Copy, Default, PartialEq)]
    struct Way;

    impl Choice for Way {
        const OPTIONS: &'static [(Self, &'static str, &'static str)] = &[(Way, "way", "Way")];
    }

    /// A form with a table, whose rows have an amount on the first page and a note on the second.
    #[derive(Default)]
    struct Page<const FIRST: bool>(Vec<Item<FIRST>>, Decimal, Way);

    #[derive(Default)]
    struct Item<const FIRST: bool>(String, Decimal, String);

    impl<const FIRST: bool> Record for Page<FIRST> {
        fn fields(&mut self, form: &mut Form<'_>) {
            form.rows(&mut self.0, &const { table("items", "Items", "item") });
            form.field(
                &mut self.1,
                &const { number("shared", "Shared").otherwise(if FIRST { "0" } else { "1" }) },
            );
            // The same key, but of another kind.
            match FIRST {
                true => form.field(&mut self.1, &const { number("other", "Other") }),
                false => form.field(&mut self.2, &const { choice("other", "Other") }),
            }
        }
    }

    impl<const FIRST: bool> Record for Item<FIRST> {
        fn fields(&mut self, form: &mut Form<'_>) {
            form.field(&mut self.0, &const { text("name", "Name").unique() });
            match FIRST {
                true => form.field(&mut self.1, &const { number("amount", "Amount") }),
                false => form.field(&mut self.2, &const { text("note", "Note") }),
            }
        }
    }

    fn of(lines: &str) -> Draft {
        Draft::of_lines(lines, Currency::default())
    }

    fn there(from: &str, into: &str) -> Draft {
        let outlines = (outline(&mut Page::<true>::default()), outline(&mut Page::<false>::default()));
        carried(&of(from), &outlines.0, &of(into), &outlines.1)
    }

    #[test]
    fn shared_fields_go_over_and_the_rest_stays() {
        let from = "shared=3; other=5\nitems: name=B; amount=2\nitems: name=C; amount=1";
        let into = "shared=1; other=way\nitems: name=A; note=first\nitems: name=B ; note=second";
        assert_eq!(there(from, into), of("shared=3; other=way\nitems: name=B; note=second\nitems: name=C"));
        // What the first page leaves out is left out on the second as well.
        assert_eq!(
            there("items: name=A; amount=1", into),
            of("shared=0; other=way\nitems: name=A; note=first")
        );
        // Going back and forth changes nothing more.
        let outlines = (outline(&mut Page::<true>::default()), outline(&mut Page::<false>::default()));
        let gone = there(from, into);
        let back = carried(&gone, &outlines.1, &of(from), &outlines.0);
        assert_eq!(back, of(from));
        assert_eq!(carried(&back, &outlines.0, &gone, &outlines.1), gone);
    }

    #[test]
    fn what_is_given_goes_to_its_fields_and_makes_the_rows_it_needs() {
        let outline = outline(&mut Page::<true>::default());
        let given = [
            ("shared", Given::Number(Decimal::new(12_345_678_901, 9))),
            ("items.1.amount", Given::Number(Decimal::new(25, 1))),
            ("items.0.name", Given::Text("B".to_owned())),
            ("nowhere", Given::Number(Decimal::ONE)),
            ("nowhere.3.at_all", Given::Number(Decimal::ONE)),
        ]
        .map(|(path, given)| (path.to_owned(), given));
        let filled = filled_in(of("other=5\nitems: name=A\nitems: name=C\nitems: name=D"), &outline, &given);
        assert_eq!(filled.fields.text("shared"), "12.345679");
        assert_eq!(filled.fields.text("other"), "5");
        assert_eq!(filled.rows("items").len(), 2);
        assert_eq!(
            (filled.rows("items")[0].text("name"), filled.rows("items")[1].text("amount")),
            ("B", "2.5")
        );
    }
}
