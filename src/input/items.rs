//! The values of a list one by one, as they stand in cells of their own.

use super::draft::Entry;
use super::number::parse_canonical;

/// The value at a place of a list; none where it is blank.
pub fn item(list: Option<&Entry>, place: usize) -> Option<Entry> {
    match list? {
        Entry::Text(text) => text.split(',').nth(place).map(|part| Entry::Text(part.trim().to_owned())),
        // Some value of it could not be read; the others are canonical.
        Entry::Unread(text) => text.split(';').nth(place).map(|part| match part.trim() {
            part if part.is_empty() || parse_canonical(part).is_some() => Entry::Text(part.to_owned()),
            part => Entry::Unread(part.to_owned()),
        }),
        Entry::Rows(_) => None,
    }
    .filter(|entry| !matches!(entry, Entry::Text(text) if text.is_empty()))
}

/// The list with another value at a place. It counts as unread as long as one of its values is.
pub fn with_item(list: Option<&Entry>, place: usize, value: Option<Entry>) -> Entry {
    let length = match list {
        Some(Entry::Text(text)) => text.split(',').count(),
        Some(Entry::Unread(text)) => text.split(';').count(),
        _ => 0,
    };
    let mut values: Vec<Option<Entry>> = (0..length.max(place + 1)).map(|at| item(list, at)).collect();
    values[place] = value;
    let unread = values.iter().any(|value| matches!(value, Some(Entry::Unread(_))));
    let parts: Vec<String> = values
        .into_iter()
        .map(|value| match value {
            Some(Entry::Text(text)) => text,
            Some(Entry::Unread(text)) => text.replace(';', " "),
            _ => String::new(),
        })
        .collect();
    if unread {
        return Entry::Unread(parts.join("; "));
    }
    // A list that ends in blanks is the same without them, and one of blanks alone is empty.
    Entry::Text(parts.join(",").trim_end_matches(',').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Entry {
        Entry::Text(text.to_owned())
    }

    #[test]
    fn values_stand_and_change_by_themselves() {
        let list = text("5,,2.5");
        assert_eq!(item(Some(&list), 0), Some(text("5")));
        assert_eq!(item(Some(&list), 1), None);
        assert_eq!(item(Some(&list), 3), None);
        assert_eq!(item(None, 0), None);
        assert_eq!(with_item(Some(&list), 1, Some(text("7"))), text("5,7,2.5"));
        assert_eq!(with_item(Some(&list), 4, Some(text("7"))), text("5,,2.5,,7"));
        assert_eq!(with_item(Some(&list), 2, None), text("5"));
        assert_eq!(with_item(Some(&text("5")), 0, None), text(""));
        assert_eq!(with_item(None, 1, Some(text("1"))), text(",1"));
    }

    #[test]
    fn what_cannot_be_read_keeps_its_place_and_its_text() {
        let unread = |text: &str| Entry::Unread(text.to_owned());
        let list = with_item(Some(&text("5,6")), 1, Some(unread("ab;c")));
        assert_eq!(list, unread("5; ab c"));
        assert_eq!(item(Some(&list), 0), Some(text("5")));
        assert_eq!(item(Some(&list), 1), Some(unread("ab c")));
        assert_eq!(with_item(Some(&list), 1, Some(text("6"))), text("5,6"));
    }
}
