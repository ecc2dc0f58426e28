//! Work as this browser's storage holds it: a line of link text for each state of the history, and beside them each long table
//! once, however many states share it.

use std::rc::Rc;

use crate::input::draft::TableRows;
use crate::input::history::{History, Line, Sheet};
use crate::input::{Draft, Entry, Outline, sheet};
use crate::link;
use crate::past::Past;
use crate::report::currency::Currency;

/// A table of more rows stands beside the states.
const LONG_TABLE: usize = 50;
/// The most text that the states of one piece of work take, in UTF-16 units, and the most that its long tables take; older
/// states go first. Browsers give a site about five million.
const MOST_TEXT: usize = 200_000;
const MOST_SHEETS: usize = 2_500_000;

/// What stands before the name of a long table in a line.
const SHEET: &str = "_sheet=";

/// A history to be kept.
pub struct Kept<'h> {
    /// A line about it: the place of the present state and, after blanks, when it was changed and its answer then. After that, a
    /// line for each state.
    pub text: String,
    /// The long tables that the lines name, each once.
    pub sheets: Vec<&'h Sheet>,
}

/// When work was last changed, and what its answer was then.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mark {
    /// As ISO 8601 has it, in UTC, without blanks; empty where it is not known.
    pub changed: String,
    /// The answer in a sentence; empty where there was none.
    pub answer: String,
}

/// The text of a history, without the oldest states where it would be too long.
pub fn kept<'h>(history: &'h History, outline: &[Outline], revision: u32, mark: &Mark) -> Kept<'h> {
    let (lines, present) = history.lines(|draft, near| line(draft, outline, revision, near));
    let mut kept = Kept { text: String::new(), sheets: Vec::new() };
    // The present state and those after it always stay; then as many before it as there is room for.
    let (mut text, mut sheets) = (0, 0);
    let mut first = lines.len();
    for (index, line) in lines.iter().enumerate().rev() {
        text += line.text.len() + 1;
        for sheet in &line.sheets {
            if kept.sheets.iter().all(|kept| kept.name != sheet.name) {
                sheets += sheet.text.len();
                if index >= present || sheets <= MOST_SHEETS {
                    kept.sheets.push(sheet);
                }
            }
        }
        if index < present && (text > MOST_TEXT || sheets > MOST_SHEETS) {
            break;
        }
        first = index;
    }
    let answer = mark.answer.replace(char::is_control, " ");
    kept.text = [&(present - first).to_string(), " ", &mark.changed, " ", &answer].concat();
    for line in &lines[first..] {
        kept.text.push('\n');
        kept.text.push_str(&line.text);
    }
    kept
}

/// The history that `kept` gave the text of. `sheet` gives the text of a long table by its name; a state without its table loses
/// it, and nothing else.
pub fn opened(
    text: &str,
    outline: &[Outline],
    past: Past,
    sheet: &dyn Fn(&str) -> Option<String>,
) -> Option<History> {
    let (about, lines) = text.split_once('\n')?;
    let mut tables = Tables::default();
    let states = lines.lines().map(|line| read(line, outline, past, &mut tables, sheet).draft).collect();
    History::of(states, words(about).0.parse().ok()?)
}

/// The line of the present state in the text of a history, with its mark.
pub fn present(text: &str) -> Option<(&str, Mark)> {
    let (about, lines) = text.split_once('\n')?;
    let (place, rest) = words(about);
    let (changed, answer) = words(rest);
    let line = lines.lines().nth(place.parse().ok()?)?;
    Some((line, Mark { changed: changed.to_owned(), answer: answer.to_owned() }))
}

/// The first word of a line, and the rest.
fn words(line: &str) -> (&str, &str) {
    line.split_once(' ').unwrap_or((line, ""))
}

/// The names of the long tables that a line needs.
pub fn sheets(line: &str) -> impl Iterator<Item = &str> {
    line.split('&').filter_map(|pair| pair.strip_prefix(SHEET))
}

/// Long tables that were read, by name: states that share a table share its rows.
pub type Tables = Vec<(String, TableRows)>;

/// What [`line`] gave the text of. The text of a long table is asked for once, and its rows are kept in `tables`.
pub fn read(
    line: &str,
    outline: &[Outline],
    past: Past,
    tables: &mut Tables,
    sheet: &dyn Fn(&str) -> Option<String>,
) -> link::Opened {
    let mut opened = link::read_as_made(line, outline, past, Currency::default());
    let made = opened.made;
    let retired = |key: &str| made.is_some_and(|made| past.is_retired(key, made));
    for name in sheets(line) {
        let Some(field) = name.split_once('.').and_then(|(key, _)| link::field(outline, key)) else {
            continue;
        };
        if !tables.iter().any(|(known, _)| known == name) {
            let rows = sheet(name).map(|text| sheet::read(&text, &field.rows, &retired)).unwrap_or_default();
            tables.push((name.to_owned(), Rc::new(rows)));
        }
        let rows =
            tables.iter().find(|(known, _)| known == name).map_or_else(Rc::default, |(_, rows)| rows.clone());
        opened.draft.fields.put(field.spec.key, Some(Entry::Rows(rows)));
    }
    opened.moved(past);
    opened
}

/// A draft as a line of link text, its long tables beside it; `near` may hold some of them already.
pub fn line(draft: &Draft, outline: &[Outline], revision: u32, near: &[Rc<Sheet>]) -> Line {
    let mut rest = draft.clone();
    let (mut sheets, mut names) = (Vec::new(), String::new());
    for field in outline.iter().filter(|field| field.rows.iter().all(|cell| cell.spec.table().is_none())) {
        let key = field.spec.key;
        let Some(Entry::Rows(rows)) = draft.get(key).filter(|_| draft.rows(key).len() > LONG_TABLE) else {
            continue;
        };
        rest.fields.put(key, None);
        let same = |sheet: &&Rc<Sheet>| sheet.key == key && alike(&sheet.rows, rows);
        let sheet = near.iter().find(same).cloned().unwrap_or_else(|| {
            let text = sheet::written(rows, &field.rows);
            let name = [key, ".", &fingerprint(&text).to_string()].concat();
            Rc::new(Sheet { key, rows: rows.clone(), name, text })
        });
        names.push_str(SHEET);
        names.push_str(&sheet.name);
        names.push('&');
        sheets.push(sheet);
    }
    Line { text: [&names, &*link::write(&rest, outline, revision)].concat(), sheets }
}

/// Whether these are the very same rows.
fn alike(a: &TableRows, b: &TableRows) -> bool {
    Rc::ptr_eq(a, b) || a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| Rc::ptr_eq(a, b))
}

/// FNV-1a, by 64 bits: <https://datatracker.ietf.org/doc/draft-eastlake-fnv/>.
fn fingerprint(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;
    use crate::input::field::{number, table, text};
    use crate::input::{Form, Record, Row, outline};

    #[derive(Default)]
    struct Page(Vec<Item>, Decimal);

    #[derive(Default)]
    struct Item(String, Decimal);

    impl Record for Page {
        fn fields(&mut self, form: &mut Form<'_>) {
            form.rows(&mut self.0, &const { table("items", "Items", "item").rows(0, 1_000) });
            form.field(&mut self.1, &const { number("shared", "Shared") });
        }
    }

    impl Record for Item {
        fn fields(&mut self, form: &mut Form<'_>) {
            form.field(&mut self.0, &const { text("name", "Name") });
            form.field(&mut self.1, &const { number("amount", "Amount") });
        }
    }

    fn with_rows(count: usize) -> Draft {
        let mut draft = Draft::of_lines("shared=1", Currency::default());
        let row = |index: usize| Rc::new(Row::of(&[("name", "N"), ("amount", &index.to_string())]));
        draft.fields.put("items", Some(Entry::rows((0..count).map(row).collect())));
        draft
    }

    fn again(kept: &Kept<'_>) -> Option<History> {
        let sheet =
            |name: &str| kept.sheets.iter().find(|sheet| sheet.name == name).map(|sheet| sheet.text.clone());
        opened(&kept.text, &outline(&mut Page::default()), Past::default(), &sheet)
    }

    fn same(a: &History, b: &History) -> bool {
        a.states() == b.states()
    }

    #[test]
    fn a_long_table_is_kept_once_for_all_states_that_share_it() {
        let outline = outline(&mut Page::default());
        let mut history = History::new(with_rows(LONG_TABLE));
        assert!(
            kept(&history, &outline, 1, &Mark::default()).sheets.is_empty(),
            "a table of {LONG_TABLE} rows is not long"
        );
        history.change(with_rows(LONG_TABLE + 1), None);
        for amount in 0..30 {
            let mut draft = history.now().clone();
            draft.fields.put("shared", Some(Entry::Text(amount.to_string())));
            history.change(draft, None);
        }
        history.undo();
        let first = kept(&history, &outline, 1, &Mark::default());
        assert_eq!(first.sheets.len(), 1);
        assert!(first.text.lines().last().is_some_and(|line| line.len() < 100), "{}", first.text);
        assert!(same(&again(&first).unwrap(), &history));
        // One more row is another table.
        let mut draft = history.now().clone();
        if let Some(rows) = draft.fields.rows_mut("items") {
            rows.push(Rc::default());
        }
        history.change(draft, None);
        let second = kept(&history, &outline, 1, &Mark::default());
        assert_eq!(second.sheets.len(), 2);
        assert!(same(&again(&second).unwrap(), &history));
        // A table that is gone takes nothing else with it.
        let lost = opened(&second.text, &outline, Past::default(), &|_| None).unwrap();
        assert_eq!(lost.now().fields.text("shared"), history.now().fields.text("shared"));
        assert!(lost.now().rows("items").is_empty());
    }

    #[test]
    fn the_oldest_states_go_where_there_is_no_room() {
        let outline = outline(&mut Page::default());
        let mut history = History::new(with_rows(1));
        let mut long = with_rows(1);
        for letter in ["a", "b", "c", "d"] {
            long.fields.put("shared", Some(Entry::Unread(letter.repeat(MOST_TEXT / 3))));
            history.change(long.clone(), None);
        }
        let kept = kept(&history, &outline, 1, &Mark::default());
        assert!(kept.text.len() <= MOST_TEXT + 10, "{}", kept.text.len());
        let again = again(&kept).unwrap();
        assert_eq!(again.states().0.len(), 2);
        assert_eq!(again.now(), history.now());
    }

    #[test]
    fn the_present_state_can_be_read_alone() {
        let outline = outline(&mut Page::default());
        let mut history = History::new(with_rows(LONG_TABLE + 1));
        history.change(with_rows(2), None);
        history.undo();
        let mark =
            Mark { changed: "2026-11-29T14:50:00.000Z".to_owned(), answer: "It is\n5 % more.".to_owned() };
        let kept = kept(&history, &outline, 1, &mark);
        let (line, read) = present(&kept.text).unwrap();
        assert_eq!(read, Mark { answer: "It is 5 % more.".to_owned(), ..mark });
        assert_eq!(sheets(line).collect::<Vec<_>>(), [kept.sheets[0].name.as_str()]);
        assert!(same(&again(&kept).unwrap(), &history));
        // As it was kept before there were marks.
        assert_eq!(present("1\na=1\na=2"), Some(("a=2", Mark::default())));
        assert_eq!(present("2\na=1\na=2"), None);
    }
}
