//! Pieces of work beside each other: the present one of each page, others under names, and all of them as one file.
//!
//! Storage and files hold them as JSON. There only the browser reads JSON, natively only the tests: what either has read comes
//! here as a [`Tree`]. The inputs are link text, so whoever opens a piece reads it as a link is read; nothing else in it is
//! trusted for more than plain text.

use std::collections::BTreeSet;

use crate::calculators;
use crate::input::text::shortened;
use crate::kept::{self, Mark};
use crate::link::LONGEST_TEXT;
use crate::report::Sentence;
use crate::say;

/// The longest name, in characters.
pub const LONGEST_NAME: usize = 80;

/// The longest answer that is kept, in characters.
const LONGEST_ANSWER: usize = 300;

/// What work is called that came without a name to a page which has other work.
const NAMELESS: &str = "From a file";

/// Marks a file that holds everything; its value is the revision of the format.
const EVERYTHING: &str = "_everything";

/// JSON as far as pieces of work need it.
#[derive(Clone, Debug, PartialEq)]
pub enum Tree {
    Text(String),
    List(Vec<Tree>),
    /// In order.
    Map(Vec<(String, Tree)>),
    /// A number, a truth value or nothing; none of ours is any.
    Other,
}

impl Tree {
    fn text(text: &str) -> Tree {
        Tree::Text(text.to_owned())
    }

    fn map<'t>(entries: impl IntoIterator<Item = (&'t str, Tree)>) -> Tree {
        Tree::Map(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    }

    fn get(&self, key: &str) -> Option<&Tree> {
        let Tree::Map(entries) = self else { return None };
        entries.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    /// The text under a key; empty where there is none.
    fn word(&self, key: &str) -> &str {
        match self.get(key) {
            Some(Tree::Text(text)) => text,
            _ => "",
        }
    }

    /// As JSON, each item of a list on a line of its own.
    pub fn json(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        match self {
            Tree::Text(text) => quote(text, out),
            Tree::Other => out.push_str("null"),
            Tree::List(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    out.push_str(if index > 0 { ",\n" } else { "\n" });
                    item.write(out);
                }
                out.push_str("\n]");
            }
            Tree::Map(entries) => {
                out.push('{');
                for (index, (key, value)) in entries.iter().enumerate() {
                    out.push_str(if index > 0 { ", " } else { "" });
                    quote(key, out);
                    out.push_str(": ");
                    value.write(out);
                }
                out.push('}');
            }
        }
    }
}

/// A text as JSON: <https://datatracker.ietf.org/doc/html/rfc8259#section-7>.
pub fn quote(text: &str, out: &mut String) {
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\0'..='\u{1f}' => {
                // All of them have two digits.
                let digit = |digit: u32| char::from_digit(digit, 16).unwrap_or('0');
                let code = u32::from(letter);
                out.push_str("\\u00");
                out.extend([digit(code / 16), digit(code % 16)]);
            }
            letter => out.push(letter),
        }
    }
    out.push('"');
}

/// One piece of work, without its history.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Piece {
    /// The slug of its page.
    pub page: String,
    /// Empty for the present work of its page.
    pub name: String,
    pub mark: Mark,
    /// A line as [`kept::line`] writes it.
    pub inputs: String,
    /// The long tables that the inputs name, each with its text.
    pub tables: Vec<(String, String)>,
}

/// What was to be a piece of work and is none.
#[derive(Clone, Debug, PartialEq)]
pub struct Broken {
    /// What it is called, as far as that can be told.
    pub name: String,
    pub why: Sentence,
}

impl Piece {
    /// The present work of a page from the text of its history; `sheet` gives the text of a long table by its name.
    pub fn present(
        page: &str,
        history: &str,
        sheet: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Piece, Broken> {
        let (inputs, mark) = kept::present(history).unwrap_or_default();
        Piece::checked(page, "", mark, inputs, sheet)
    }

    /// The text of a history of this state alone. Its long tables stand beside it.
    pub fn history(&self) -> String {
        ["0 ", &self.mark.changed, " ", &self.mark.answer, "\n", &self.inputs].concat()
    }

    pub fn tree(&self) -> Tree {
        let mut entries = vec![
            ("_page", Tree::text(&self.page)),
            ("_name", Tree::text(&self.name)),
            ("_changed", Tree::text(&self.mark.changed)),
            ("_answer", Tree::text(&self.mark.answer)),
            ("_inputs", Tree::text(&self.inputs)),
        ];
        if !self.tables.is_empty() {
            let tables = self.tables.iter().map(|(name, text)| (name.as_str(), Tree::text(text)));
            entries.push(("_tables", Tree::map(tables)));
        }
        Tree::map(entries)
    }

    /// The piece that a tree holds, or why it is none.
    pub fn of(tree: &Tree) -> Result<Piece, Broken> {
        let mark =
            Mark { changed: tree.word("_changed").to_owned(), answer: tree.word("_answer").to_owned() };
        let tables = tree.get("_tables");
        let sheet = |name: &str| match tables?.get(name) {
            Some(Tree::Text(text)) => Some(text.clone()),
            _ => None,
        };
        Piece::checked(tree.word("_page"), &cleaned(tree.word("_name")), mark, tree.word("_inputs"), &sheet)
    }

    fn checked(
        page: &str,
        name: &str,
        mark: Mark,
        inputs: &str,
        sheet: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Piece, Broken> {
        let broken = |why| {
            let name = if name.is_empty() { shortened(&plain(page)) } else { name.to_owned() };
            Err(Broken { name, why })
        };
        if page.is_empty() {
            return broken(say!("It does not say which calculator it is of."));
        }
        if calculators::page(page).is_none() {
            let page = shortened(&plain(page));
            return broken(say!("Its page “{page}” is not among these calculators.", page = page));
        }
        if inputs.is_empty() {
            return broken(say!("It holds no inputs."));
        }
        if inputs.len() > LONGEST_TEXT || inputs.contains(char::is_control) {
            return broken(say!("Its inputs cannot be read."));
        }
        let is_time = |text: &String| {
            text.len() <= 30 && text.bytes().all(|byte| byte.is_ascii_digit() || b"-+:.TZ".contains(&byte))
        };
        let mark = Mark {
            changed: Some(mark.changed).filter(is_time).unwrap_or_default(),
            answer: plain(&mark.answer).chars().take(LONGEST_ANSWER).collect(),
        };
        let table = |name: &str| Some((name.to_owned(), sheet(name)?));
        let tables = kept::sheets(inputs).filter_map(table).collect();
        Ok(Piece { page: page.to_owned(), name: name.to_owned(), mark, inputs: inputs.to_owned(), tables })
    }

    /// Whether both are the same inputs on the same page.
    fn same_work(&self, other: &Piece) -> bool {
        self.page == other.page && self.inputs == other.inputs && self.tables == other.tables
    }
}

/// Whether text would change how what stands around it is read: line ends, other controls, and marks of direction.
fn disturbs(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Text in one line that disturbs nothing around it.
fn plain(text: &str) -> String {
    text.replace(disturbs, " ")
}

/// A name as it is kept: in one line, with single blanks, and not longer than names may be.
pub fn cleaned(name: &str) -> String {
    let name = plain(name).split_whitespace().collect::<Vec<_>>().join(" ");
    cut(&name, LONGEST_NAME)
}

fn cut(name: &str, most: usize) -> String {
    name.chars().take(most).collect::<String>().trim_end().to_owned()
}

/// A name without the number that [`free_name`] gave it.
fn base(name: &str) -> &str {
    let number = |text: &str| text.strip_suffix(')').is_some_and(|text| text.parse::<u32>().is_ok());
    name.rsplit_once(" (").filter(|(_, end)| number(end)).map_or(name, |(base, _)| base)
}

/// The name itself if it is not taken, or else with the next free number after it.
pub fn free_name(name: &str, taken: &dyn Fn(&str) -> bool) -> String {
    if !taken(name) {
        return name.to_owned();
    }
    let base = base(name);
    let numbered = |number: usize| {
        let end = [" (", &number.to_string(), ")"].concat();
        [&cut(base, LONGEST_NAME - end.len()), end.as_str()].concat()
    };
    let mut free = 2;
    while taken(&numbered(free)) {
        free += 1;
    }
    numbered(free)
}

/// All that a browser keeps.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Everything {
    /// Number style, theme, the currency for new work, and the language; each may be empty.
    pub settings: [String; 4],
    pub work: Vec<Piece>,
    /// What could not be read, and so is in no file.
    pub broken: Vec<Broken>,
}

/// The names of the settings in a file. The first is of a time when texts were in English alone.
const SETTINGS: [&str; 4] = ["language", "theme", "currency", "texts"];

/// The most pieces that are taken from one file.
const MOST: usize = 2_000;

impl Everything {
    /// The text of a file that holds everything.
    pub fn json(&self) -> String {
        let settings = SETTINGS.iter().zip(&self.settings);
        Tree::map([
            (EVERYTHING, Tree::text("1")),
            ("settings", Tree::map(settings.map(|(key, text)| (*key, Tree::text(text))))),
            ("work", Tree::List(self.work.iter().map(Piece::tree).collect())),
        ])
        .json()
    }

    /// What a file holds, if it is one that was to hold everything. What of it cannot be used is named.
    pub fn of(tree: &Tree) -> Option<Everything> {
        tree.get(EVERYTHING)?;
        let settings = tree.get("settings");
        let setting = |key: &str| {
            let text = settings.map_or("", |settings| settings.word(key));
            let known =
                text.len() <= 35 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
            if known { text } else { "" }.to_owned()
        };
        let mut everything = Everything { settings: SETTINGS.map(setting), ..Everything::default() };
        let items = match tree.get("work") {
            Some(Tree::List(items)) => &items[..],
            _ => &[],
        };
        for item in items.iter().take(MOST) {
            match Piece::of(item) {
                Ok(piece) => everything.work.push(piece),
                Err(broken) => everything.broken.push(broken),
            }
        }
        if items.len() > MOST {
            let why = say!("A file may hold {most} pieces of work.", most = MOST);
            everything.broken.push(Broken { name: "…".to_owned(), why });
        }
        Some(everything)
    }
}

/// What becomes of a piece that is added to others.
#[derive(Clone, Debug, PartialEq)]
pub enum Fate {
    /// It stays as it is.
    Added,
    /// It gets another name than it had, since that is taken.
    Renamed,
    /// The same is there already.
    Here,
}

/// Pieces as they are added to those that are `here`, where nothing is taken away or changed. `open` names a page whose present
/// work is on the screen, kept or not.
pub fn beside(brought: &[Piece], here: &[Piece], open: Option<&str>) -> Vec<(Piece, Fate)> {
    let mut names: BTreeSet<(&str, String)> =
        here.iter().map(|piece| (piece.page.as_str(), piece.name.clone())).collect();
    names.extend(open.map(|page| (page, String::new())));
    let mut added = Vec::new();
    for piece in brought {
        let page = piece.page.as_str();
        let taken = |name: &str| names.contains(&(page, name.to_owned()));
        // What was renamed when it was added has the same name but for the number.
        let known = |other: &Piece| {
            other.same_work(piece) && (piece.name.is_empty() || base(&other.name) == base(&piece.name))
        };
        let (name, fate) = match taken(&piece.name) {
            // The present work of a page that has none is added even if a name has the same.
            false if piece.name.is_empty() => (String::new(), Fate::Added),
            _ if here.iter().any(known) => (piece.name.clone(), Fate::Here),
            false => (piece.name.clone(), Fate::Added),
            true if piece.name.is_empty() => (free_name(NAMELESS, &taken), Fate::Renamed),
            true => (free_name(&piece.name, &taken), Fate::Renamed),
        };
        names.insert((page, name.clone()));
        added.push((Piece { name, ..piece.clone() }, fate));
    }
    added
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// As a browser gives it.
    fn tree(json: &serde_json::Value) -> Tree {
        match json {
            serde_json::Value::String(text) => Tree::Text(text.clone()),
            serde_json::Value::Array(items) => Tree::List(items.iter().map(tree).collect()),
            serde_json::Value::Object(entries) => {
                Tree::Map(entries.iter().map(|(key, value)| (key.clone(), tree(value))).collect())
            }
            _ => Tree::Other,
        }
    }

    fn read(json: &str) -> Option<Everything> {
        Everything::of(&tree(&serde_json::from_str(json).unwrap()))
    }

    fn piece(page: &str, name: &str, inputs: &str) -> Piece {
        Piece { page: page.into(), name: name.into(), inputs: inputs.into(), ..Piece::default() }
    }

    fn added(brought: &[Piece], here: &[Piece]) -> Vec<(String, Fate)> {
        beside(brought, here, None).into_iter().map(|(piece, fate)| (piece.name, fate)).collect()
    }

    #[test]
    fn names_are_plain_and_free() {
        assert_eq!(cleaned("  Acme\n\u{202e}&\tsons "), "Acme & sons");
        assert_eq!(cleaned(&"é".repeat(500)).chars().count(), LONGEST_NAME);
        assert_eq!(cleaned("\u{2066}\0"), "");
        let free = |name: &str, taken: &[&str]| free_name(name, &|name| taken.contains(&name));
        assert_eq!(free("Acme", &[]), "Acme");
        assert_eq!(free("Acme", &["Acme"]), "Acme (2)");
        assert_eq!(free("Acme (2)", &["Acme", "Acme (2)"]), "Acme (3)");
        assert_eq!(free("Acme (west)", &["Acme (west)"]), "Acme (west) (2)");
        let long = "é".repeat(LONGEST_NAME);
        let second = free(&long, &[&long]);
        assert!(second.ends_with("é (2)") && second.chars().count() == LONGEST_NAME, "{second}");
    }

    #[test]
    fn what_is_added_takes_nothing_away() {
        let page = "tiered-pricing";
        let here = [piece(page, "", "a=1"), piece(page, "Acme", "a=1"), piece(page, "Beta", "a=2")];
        let fate = |name: &str, fate| (name.to_owned(), fate);
        // The same again.
        assert_eq!(added(&here, &here), here.each_ref().map(|piece| fate(&piece.name, Fate::Here)));
        assert_eq!(added(&here, &[]), here.each_ref().map(|piece| fate(&piece.name, Fate::Added)));
        // Other work under the same names; and when that is added twice.
        let other = [piece(page, "", "a=8"), piece(page, "Acme", "a=9")];
        let once = added(&other, &here);
        assert_eq!(once, [fate("From a file", Fate::Renamed), fate("Acme (2)", Fate::Renamed)]);
        let grown: Vec<Piece> = here
            .iter()
            .cloned()
            .chain(beside(&other, &here, None).into_iter().map(|(piece, _)| piece))
            .collect();
        assert!(added(&other, &grown).iter().all(|(_, fate)| *fate == Fate::Here));
        // Names are those of a page.
        assert_eq!(added(&[piece("ltv-cac", "Acme", "a=9")], &here), [fate("Acme", Fate::Added)]);
        // What is on the screen is not written over.
        let on_screen = beside(&[piece("ltv-cac", "", "a=9")], &here, Some("ltv-cac"));
        assert_eq!(on_screen[0].0.name, "From a file");
    }

    #[test]
    fn what_cannot_be_used_is_named_and_left_out() {
        let json = r#"{"_everything": "1", "settings": {"language": "<b>", "theme": "dark", "currency": 3}, "work": [
            {"_page": "tiered-pricing", "_name": "Good", "_changed": "today", "_inputs": "a=1", "_tables": {"x.1": "no"}},
            {"_page": "another-page", "_name": "Elsewhere", "_inputs": "a=1"},
            {"_page": "tiered-pricing", "_name": "Empty"},
            {"_page": "tiered-pricing", "_name": "Lines", "_inputs": "a=1\nb=2"},
            {"_name": "\u202eHomeless"}, [], null, 3, "x"]}"#;
        let everything = read(json).unwrap();
        assert_eq!(everything.work, [piece("tiered-pricing", "Good", "a=1")]);
        assert_eq!(everything.settings, ["", "dark", "", ""]);
        let names: Vec<&str> = everything.broken.iter().map(|broken| broken.name.as_str()).collect();
        assert_eq!(names, ["Elsewhere", "Empty", "Lines", "Homeless", "", "", "", ""]);
        assert!(read("{}").is_none() && read("[]").is_none());
        assert_eq!(read(r#"{"_everything": []}"#), Some(Everything::default()));
    }

    proptest! {
        #[test]
        fn everything_comes_back(
            settings in prop::array::uniform4("[a-zA-Z-]{0,8}"),
            work in prop::collection::vec(("[a-z\"\\\\<>&é\u{1F600} ]{0,90}", ".{0,20}", "[^\\x00-\\x1f&\\x7f-\\x9f]{1,40}", any::<String>()), 0..8),
        ) {
            let pages: Vec<String> = calculators::pages().map(|page| page.about.slug()).collect();
            let piece = |(index, (name, answer, inputs, table)): (usize, (String, String, String, String))| Piece {
                page: pages[index % pages.len()].clone(),
                name: cleaned(&name),
                mark: Mark { changed: "2026-11-29T14:50:00.000Z".into(), answer: plain(&answer) },
                inputs: ["_sheet=items.7&a=", &inputs].concat(),
                tables: vec![("items.7".into(), table)],
            };
            let work = work.into_iter().enumerate().map(piece).collect();
            let everything = Everything { settings, work, broken: Vec::new() };
            prop_assert_eq!(read(&everything.json()), Some(everything));
        }

        #[test]
        fn all_that_is_brought_is_there_afterwards(
            brought in prop::collection::vec(("[ab]", "(|A|A \\(2\\)|B)", "[12]"), 0..12),
            here in prop::collection::vec(("[ab]", "(|A|A \\(2\\)|B)", "[12]"), 0..6),
        ) {
            let pieces = |of: Vec<(String, String, String)>| -> Vec<Piece> {
                of.iter().map(|(page, name, inputs)| piece(page, name, inputs)).collect()
            };
            // Names are not used twice.
            let here = beside(&pieces(here), &[], None).into_iter().map(|(piece, _)| piece).collect::<Vec<_>>();
            let brought = pieces(brought);
            let mut all = here.clone();
            for (piece, fate) in beside(&brought, &here, None) {
                if fate != Fate::Here {
                    all.push(piece);
                }
            }
            prop_assert!(brought.iter().all(|piece| all.iter().any(|there| there.same_work(piece))));
            let names: BTreeSet<_> = all.iter().map(|piece| (&piece.page, &piece.name)).collect();
            prop_assert_eq!(names.len(), all.len());
        }

        #[test]
        fn nothing_that_comes_in_panics(text in any::<String>()) {
            let _ = Piece::of(&Tree::map([("_page", Tree::text("tiered-pricing")), ("_name", Tree::text(&text)), ("_inputs", Tree::text(&text))]));
            let _ = Piece::present("tiered-pricing", &text, &|_| None);
        }
    }
}
