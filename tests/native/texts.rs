//! Every text of the program, as its sources have it: what a language has to translate. And a made-up language of them all, by
//! which the browser tests see what was left behind, what is cut off, and what does not turn round.

// A source that cannot be read is a failure of the tests.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use commerce_calculators::calculators;
use commerce_calculators::input::{Kind, Outline, Unit};

/// What is no text for the reader of the page: the command line and its JSON, the module, what is measured, and how English
/// writes amounts and dates.
const OUTSIDE: [&str; 6] = [
    "src/cli.rs",
    "src/contract.rs",
    "src/engine.rs",
    "src/main.rs",
    "src/web/bench.rs",
    "src/report/currency.rs",
];

/// What begins as a text does and is none: names of the browser's, of keys, and of months and currencies in English.
const NAMES: &str = "ArrowDown ArrowLeft ArrowRight ArrowUp Blob ClipboardItem CompressionStream DecompressionStream DisplayNames End \
    Escape Event Files Home Image Intl MutationObserver Response T00:00:00Z URL UTC XMLSerializer C Z Z\"/> \
    Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec A$ R$ CA$ CN¥ HK$ MX$ NZ$ NT$ EC$ FCFA F\u{202f}CFA CFPF Cg. \
    H0z\"/><path␣d=\" M2␣7V5a4␣4␣0␣0␣1␣8␣0v2h1v7H1V7Zm2␣0h4V5a2␣2␣0␣0␣0-4␣0Z";

/// A string of a source.
struct Literal {
    text: String,
    /// What it is an argument of: `say!(`, `text(`.
    call: String,
    /// It stands alone in the parentheses, or before a comma.
    alone: bool,
    first: bool,
}

/// Every text that a reader of the page can see, in the order of the sources.
///
/// One rule: a string is a text if it begins as one does (with a capital, or as a number with words after it), if it has a place
/// for an argument, if it stands in `say!` or `wording`, or
/// is several words alone in `text`. What the declarations of forms hold besides, such as
/// the names of rows and units, is asked of them.
pub fn all() -> Vec<String> {
    let names: BTreeSet<String> = NAMES.split(' ').map(|name| name.replace('␣', " ")).collect();
    let mut found: Vec<String> = Vec::new();
    let mut tell = |text: &str| {
        if has_words(text) && !found.iter().any(|known| known == text) {
            found.push(text.to_owned());
        }
    };
    for path in sources() {
        for literal in literals(&fs::read_to_string(root().join(&path)).unwrap()) {
            let Literal { text, call, alone, first } = &literal;
            let appended = call == "text(" && *alone && text.contains(' ');
            let marked = *first && ["say!(", "wording("].contains(&call.as_str()) || appended;
            let written = ["write!(", "format!(", "expect("].contains(&call.as_str());
            let is_name = names.contains(text) || is_currency(text);
            if marked || !written && !is_name && (begins_as_text(text) || has_place(text)) {
                tell(text);
            }
        }
    }
    for page in calculators::all() {
        page.about().search.iter().for_each(|word| tell(word));
        declared(&page.outline(), &mut tell);
    }
    let boot = fs::read_to_string(root().join("public/boot.js")).unwrap();
    boot.split("say(\"").skip(1).for_each(|text| tell(text.split('"').next().unwrap()));
    found
}

fn declared(outline: &[Outline], tell: &mut dyn FnMut(&str)) {
    for field in outline {
        let spec = &field.spec;
        [spec.label, spec.help, spec.section].into_iter().for_each(&mut *tell);
        if let Unit::Word(word) = spec.unit {
            tell(word);
        }
        match spec.kind {
            Kind::Choice(options) => options().into_iter().for_each(|(_, label)| tell(label)),
            Kind::Table(table) => tell(table.row),
            _ => {}
        }
        declared(&field.rows, tell);
    }
}

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The sources of the app, in order.
fn sources() -> Vec<String> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for path in fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()) {
            match path.is_dir() {
                true => walk(&path, found),
                false => found.push(path),
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join("src"), &mut found);
    let name = |path: PathBuf| path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
    let mut found: Vec<String> = found.into_iter().map(name).collect();
    found.retain(|path| {
        path.ends_with(".rs") && !path.ends_with("/tests.rs") && !OUTSIDE.contains(&path.as_str())
    });
    found.sort();
    found
}

fn is_currency(text: &str) -> bool {
    text.len() == 3 && commerce_calculators::report::currency::Currency::parse(text).is_some()
}

fn begins_as_text(text: &str) -> bool {
    let text = text.trim_start_matches([' ', '(', '“', '…', '.', '·']);
    match text.chars().next() {
        Some(first) if first.is_ascii_digit() => {
            text.contains(' ') && text.chars().filter(|letter| letter.is_lowercase()).count() > 2
        }
        first => first.is_some_and(char::is_uppercase),
    }
}

/// Whether it has a place for an argument: a name in braces, or a plural.
fn has_place(text: &str) -> bool {
    text.split('{').skip(1).any(|place| {
        let name = place.split(['}', ',']).next().unwrap_or_default();
        !name.is_empty() && name.bytes().all(|letter| letter.is_ascii_lowercase() || letter == b'_')
    })
}

/// Whether there is anything to translate: words, or the order of two arguments.
fn has_words(text: &str) -> bool {
    let parts = parts(text);
    let places = parts.iter().filter(|part| matches!(part, Part::Place(_))).count();
    places > 1
        || parts.iter().any(|part| match part {
            Part::Words(words) => words.chars().any(char::is_alphabetic),
            Part::Place(_) => false,
            Part::Plural(_, forms) => forms.iter().any(|(_, form)| has_words(form)),
        })
}

/// The strings of Rust, without those in comments and in what is compiled for tests alone.
fn literals(source: &str) -> Vec<Literal> {
    let letters: Vec<char> = source.chars().collect();
    let mut found = Vec::new();
    // What each open parenthesis belongs to, with how many commas there were in it.
    let mut open: Vec<(String, usize)> = Vec::new();
    let mut code = String::new();
    let (mut at, mut skipped) = (0, None::<usize>);
    while at < letters.len() {
        let rest = &letters[at..];
        let starts = |word: &str| rest.iter().copied().take(word.chars().count()).eq(word.chars());
        if starts("//") {
            at += rest.iter().position(|letter| *letter == '\n').unwrap_or(rest.len());
        } else if starts("#[cfg(test)]") {
            // Up to the end of the item, which is a block or ends with a semicolon.
            skipped.get_or_insert(open.len());
            at += "#[cfg(test)]".len();
        } else if let Some((text, length)) = string(rest, code.chars().last()) {
            let next = letters[at + length..].iter().find(|letter| !letter.is_whitespace());
            if skipped.is_none() {
                let (call, commas) = open.last().cloned().unwrap_or_default();
                found.push(Literal { text, call, alone: next == Some(&')'), first: commas == 0 });
            }
            code.push('"');
            at += length;
        } else {
            let letter = letters[at];
            match letter {
                '(' | '[' | '{' => {
                    let words = code.trim_end();
                    let name =
                        words.rsplit(|letter: char| !(letter.is_alphanumeric() || "_!".contains(letter)));
                    open.push((format!("{}{letter}", name.take(1).collect::<String>()), 0));
                }
                ')' | ']' | '}' => {
                    open.pop();
                    if letter == '}' && skipped.is_some_and(|depth| depth == open.len()) {
                        skipped = None;
                    }
                }
                ';' if skipped.is_some_and(|depth| depth == open.len()) => skipped = None,
                ',' => {
                    if let Some((_, commas)) = open.last_mut() {
                        *commas += 1;
                    }
                }
                _ => {}
            }
            // A sign in quotes is no bracket.
            let quoted = match rest {
                ['\'', '\\', ..] => rest.iter().skip(2).position(|letter| *letter == '\'').map(|end| end + 3),
                ['\'', _, '\'', ..] => Some(3),
                _ => None,
            };
            code.push(letter);
            at += quoted.unwrap_or(1);
        }
    }
    found
}

/// The string that begins here, as the program has it, and how long its source is.
fn string(rest: &[char], before: Option<char>) -> Option<(String, usize)> {
    let in_name = before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
    if rest.first() == Some(&'r') && !in_name {
        let hashes = rest[1..].iter().take_while(|letter| **letter == '#').count();
        if rest.get(1 + hashes) != Some(&'"') {
            return None;
        }
        let ends = |at: &usize| {
            rest[*at] == '"' && rest[at + 1..].iter().take_while(|letter| **letter == '#').count() >= hashes
        };
        let end = (2 + hashes..rest.len()).find(ends)?;
        return Some((rest[2 + hashes..end].iter().collect(), end + 1 + hashes));
    }
    if rest.first() != Some(&'"') {
        return None;
    }
    let (mut text, mut at) = (String::new(), 1);
    loop {
        match rest.get(at..)? {
            ['"', ..] => return Some((text, at + 1)),
            ['\\', '\n', ..] => {
                at += 1 + rest[at + 1..].iter().take_while(|letter| letter.is_whitespace()).count();
            }
            ['\\', 'u', '{', digits @ ..] => {
                let code: String = digits.iter().take_while(|letter| **letter != '}').collect();
                text.extend(u32::from_str_radix(&code, 16).ok().and_then(char::from_u32));
                at += 4 + code.len();
            }
            ['\\', letter, ..] => {
                text.push(match letter {
                    'n' => '\n',
                    't' => '\t',
                    'r' => '\r',
                    other => *other,
                });
                at += 2;
            }
            [letter, ..] => {
                text.push(*letter);
                at += 1;
            }
            [] => return None,
        }
    }
}

/// A piece of a template.
pub enum Part {
    Words(String),
    Place(String),
    /// Of an argument, its forms by category.
    Plural(String, Vec<(String, String)>),
}

/// The pieces of a template.
pub fn parts(template: &str) -> Vec<Part> {
    let (mut found, mut rest) = (Vec::new(), template);
    while let Some(at) = rest.find('{') {
        if at > 0 {
            found.push(Part::Words(rest[..at].to_owned()));
        }
        let end = closing(&rest[at..]);
        let inside = &rest[at + 1..at + end];
        rest = rest.get(at + end + 1..).unwrap_or_default();
        match inside.split_once(", plural,") {
            None => found.push(Part::Place(inside.to_owned())),
            Some((name, mut forms)) => {
                let mut all = Vec::new();
                while let Some(open) = forms.find('{') {
                    let end = closing(&forms[open..]);
                    all.push((forms[..open].trim().to_owned(), forms[open + 1..open + end].to_owned()));
                    forms = forms.get(open + end + 1..).unwrap_or_default();
                }
                found.push(Part::Plural(name.to_owned(), all));
            }
        }
    }
    if !rest.is_empty() {
        found.push(Part::Words(rest.to_owned()));
    }
    found
}

/// Where the brace that text opens with is closed.
fn closing(text: &str) -> usize {
    let mut depth = 0;
    for (at, letter) in text.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// The tag of the made-up language: written from right to left and with all plural forms there are, as Arabic.
pub const PSEUDO: &str = "ar-XB";

/// The plural forms of Arabic.
pub const ARABIC: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// A template in the made-up language: no letter of it is plain, it is longer by two fifths at least, and both ends show.
pub fn pseudo(template: &str) -> String {
    let body = template.trim_matches(' ');
    let (before, after) = template.split_at(template.find(body).unwrap_or_default());
    let mut text = accented(body);
    let enough = body.chars().count() * 7 / 5;
    while text.chars().count() < enough {
        text.push_str(" óó");
    }
    format!("{before}⟦{text}⟧{}", &after[body.len()..])
}

fn accented(template: &str) -> String {
    let part = |part: Part| match part {
        Part::Words(words) => words.chars().flat_map(letters_for).collect(),
        Part::Place(name) => format!("{{{name}}}"),
        Part::Plural(name, forms) => {
            let form = |category: &str| {
                let of = |wanted: &str| forms.iter().find(|(known, _)| known == wanted);
                let (_, form) = of(category).or_else(|| of("other")).expect("every plural has `other`");
                format!(" {category} {{{}}}", accented(form))
            };
            format!("{{{name}, plural,{}}}", ARABIC.map(form).concat())
        }
    };
    parts(template).into_iter().map(part).collect()
}

/// What stands for a letter: none that is in ASCII, and two for a vowel.
fn letters_for(letter: char) -> Vec<char> {
    const PLAIN: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const MARKED: &str = "áƀçðéƒĝĥíĵķļɱñóþɋřšţúṽŵẋýžÁƁÇÐÉƑĜĤÍĴĶĻṀÑÓÞɊŘŠŢÚṼŴẊÝŽ";
    let marked = PLAIN.find(letter).and_then(|at| MARKED.chars().nth(at)).unwrap_or(letter);
    if "aeiou".contains(letter) { vec![marked, marked] } else { vec![marked] }
}
