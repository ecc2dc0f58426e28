//! Whatever comes from outside, made up and mangled, the same in every run with the same seed: numbers and dates, links and
//! addresses, files, what storage holds, pasted tables, and inputs that a page around this one sets.
//!
//! Nothing panics or goes on for ever, whatever is said is a sentence, every problem names a place of the form, and what was
//! taken comes back the same from a link and from a file. `make fuzz RUNS=1000000 SEED=7` runs more of it, optimised;
//! `FIRST=123 RUNS=1` runs one again.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use commerce_calculators::calculator::AnyCalculator;
use commerce_calculators::contract::{answer_json, draft_from_json, draft_to_json};
use commerce_calculators::embed::Embed;
use commerce_calculators::input::history::{History, Locked};
use commerce_calculators::input::number::{Expect, canonical, parse_canonical, read_number, sign_shown};
use commerce_calculators::input::paste::to_tsv;
use commerce_calculators::input::pasted::{Column, taken};
use commerce_calculators::input::typed::typed;
use commerce_calculators::input::{Draft, Entry, Outline, Row, Spec, date};
use commerce_calculators::pieces::{Everything, Piece, Tree};
use commerce_calculators::report::Sentence;
use commerce_calculators::report::currency::Currency;
use commerce_calculators::report::format::{DateOrder, English, Format, Locale, Separators};
use commerce_calculators::{kept, link};
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json, json};

use super::faults::Faults;
use super::pages::{pages, problem_faults, result_faults, sentence_fault};
use super::pasted::German;
use super::random::{self, Dice, GARBAGE, ODD_TEXTS};

/// How many runs there are unless the variable `RUNS` says otherwise: seconds of them, unoptimised.
const RUNS: u64 = 12_000;

/// A run that takes so long does not end, or not before the reader has left.
const FREEZE: Duration = Duration::from_secs(60);

/// Longer examples take a whole run's time to be read, and hold nothing that shorter ones do not.
const LONGEST_EXAMPLE: usize = 5_000;

/// One kind of thing from outside: makes one up and tells it, with what is wrong with what became of it.
type Kind = fn(&[Bench], &mut Dice) -> (String, Vec<String>);

/// Each with how often it comes, of a hundred runs.
const KINDS: [(&str, usize, Kind); 7] = [
    ("numbers", 40, numbers),
    ("links", 15, links),
    ("addresses", 10, addresses),
    ("files", 10, files),
    ("storage", 5, storage),
    ("pastes", 10, pastes),
    ("messages", 10, messages),
];

/// A page with what its texts are mangled from.
struct Bench {
    page: &'static dyn AnyCalculator,
    outline: Vec<Outline>,
    examples: Vec<Draft>,
    links: Vec<String>,
    specs: Vec<Spec>,
}

impl Bench {
    fn of(page: &'static dyn AnyCalculator) -> Bench {
        fn specs(outline: &[Outline], into: &mut Vec<Spec>) {
            for field in outline {
                into.push(*field.spec);
                specs(&field.rows, into);
            }
        }
        let outline = page.outline();
        let mut bench = Bench { page, outline, examples: Vec::new(), links: Vec::new(), specs: Vec::new() };
        specs(&bench.outline, &mut bench.specs);
        for example in page.examples() {
            let link = link::write(&example.inputs, &bench.outline, page.past().revision());
            if link.len() < LONGEST_EXAMPLE {
                bench.links.push(link::write_short(&example.inputs, &bench.outline, page.past()));
                bench.links.push(link);
                bench.examples.push(example.inputs);
            }
        }
        assert!(!bench.examples.is_empty(), "{} has no short example", page.about().slug());
        bench
    }

    /// A draft to begin with.
    fn draft(&self, dice: &mut Dice) -> Draft {
        match dice.roll(4) {
            0 => random::any_draft(&self.outline, dice.roll(1 << 40) as u64),
            _ => dice.pick(&self.examples),
        }
    }

    /// What is wrong with what becomes of a draft: it comes back the same, and is answered or refused in words.
    fn draft_faults(&self, draft: &Draft, dice: &mut Dice) -> Vec<String> {
        let mut faults = Vec::new();
        let past = self.page.past();
        let text = match dice.chance(50) {
            true => link::write(draft, &self.outline, past.revision()),
            false => link::write_short(draft, &self.outline, past),
        };
        let opened = link::read(&text, &self.outline, past, Currency::parse("XOF").unwrap());
        if opened.draft != *draft || !opened.notices.is_empty() {
            faults.push(format!("comes back from its link changed: {text}"));
        }
        let json = draft_to_json(draft);
        let read = |json: &Json| draft_from_json(json, &self.outline, past);
        // A file may have numbers with an exponent, which stand in no link and are refused there.
        match read(&json) {
            Ok(again) if again == *draft => {}
            Ok(again) if has_exponent(&json) && read(&draft_to_json(&again)).as_ref() == Ok(&again) => {}
            _ => faults.push(format!("comes back from its file changed: {json}")),
        }
        match self.page.solve(draft) {
            Err(problems) => {
                if problems.is_empty() {
                    faults.push("is refused without a problem".to_owned());
                }
                faults.extend(problem_faults(&problems, &self.outline, draft));
            }
            Ok(solved) => {
                faults.extend(problem_faults(&solved.answer().warnings, &self.outline, draft));
                // All that a page shows takes a hundred times as long.
                if dice.roll(50) == 0 {
                    faults.extend(result_faults(&*solved, draft, 360));
                    if answer_json(self.page, draft).is_err() {
                        faults.push("is answered and then refused".to_owned());
                    }
                }
            }
        }
        faults
    }
}

/// Whether a text anywhere in it may be a number with an exponent, or a list with one.
fn has_exponent(json: &Json) -> bool {
    match json {
        Json::String(text) => text.split(',').any(|text| {
            text.contains(['e', 'E']) && text.bytes().all(|byte| b"0123456789.+-eE".contains(&byte))
        }),
        Json::Array(items) => items.iter().any(has_exponent),
        Json::Object(entries) => entries.values().any(has_exponent),
        _ => false,
    }
}

fn sentence_faults<'s>(sentences: impl IntoIterator<Item = &'s Sentence>) -> Vec<String> {
    let format = Format::english("USD");
    sentences.into_iter().filter_map(|sentence| sentence_fault(sentence, &format)).collect()
}

/// What means something to somebody who reads one of our texts.
const TOKENS: [&str; 44] = [
    "&",
    "=",
    "!",
    "~",
    ".",
    ",",
    "-",
    "+",
    "%",
    "%0",
    "%26",
    "%F0%9F",
    "_r=",
    "_cur=",
    "_ex=",
    "_z=",
    "_sheet=",
    "_everything",
    "_inputs",
    ".0.",
    ".1.",
    "0",
    "9",
    "99999999999999999999",
    "-1",
    "1e3",
    "0.1",
    "\"",
    "\\",
    "{",
    "}",
    "[",
    "]",
    ":",
    "null",
    "true",
    "{\"unread\":\"1\"}",
    "\t",
    "\n",
    "\r\n",
    ";",
    "|",
    "\u{0}",
    "\u{feff}",
];

/// A text with a few things wrong in it.
fn mangled(text: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    for _ in 0..=dice.roll(4) {
        let from = dice.roll(letters.len() + 1);
        let length = dice.pick(&[1, 1, 2, 5, 20, 200]).min(letters.len() - from);
        match dice.roll(9) {
            0 => drop(letters.drain(from..from + length)),
            1 => drop(letters.splice(from..from, dice.pick(&TOKENS).chars())),
            2 => drop(letters.splice(from..from + length, dice.pick(&TOKENS).chars())),
            3 => drop(letters.splice(from..from, dice.pick(&ODD_TEXTS).chars())),
            4 => drop(letters.splice(from..from, dice.pick(&GARBAGE).chars())),
            5 => letters.truncate(from),
            6 => {
                let piece = letters[from..from + length].to_vec();
                let times = if dice.chance(2) { 500 } else { 1 + dice.roll(3) };
                let to = dice.roll(letters.len() + 1);
                drop(letters.splice(to..to, piece.repeat(times)));
            }
            7 => {
                for letter in letters[from..from + length].iter_mut().filter(|letter| letter.is_ascii_digit())
                {
                    *letter = dice.pick(&['0', '1', '5', '9']);
                }
            }
            _ => drop(letters.splice(from..from, char::from_u32(dice.roll(0x3000) as u32))),
        }
    }
    letters.into_iter().collect()
}

fn links(benches: &[Bench], dice: &mut Dice) -> (String, Vec<String>) {
    let bench = &benches[dice.roll(benches.len())];
    // Now and then that of another page.
    let whose = if dice.chance(5) { &benches[dice.roll(benches.len())] } else { bench };
    let text = mangled(&dice.pick(&whose.links), dice);
    let opened = link::read(&text, &bench.outline, bench.page.past(), Currency::default());
    let mut faults = sentence_faults(&opened.notices);
    faults.extend(bench.draft_faults(&opened.draft, dice));
    (format!("{} {text:?}", bench.page.about().slug()), faults)
}

fn addresses(benches: &[Bench], dice: &mut Dice) -> (String, Vec<String>) {
    let pairs = [
        "_embed=1",
        "_hide=title,chart",
        "_lock=a,b",
        "_ro=1",
        "_theme=dark",
        "_accent=3949ab",
        "_density=compact",
        "_lang=de",
        "_num=de-CH",
        "_cur=EUR",
        "_id=left",
        "_page=ltv-cac",
        "a=1",
    ];
    let mut part = |start: &str| {
        let chosen: Vec<&str> = (0..dice.roll(6)).map(|_| dice.pick(&pairs)).collect();
        mangled(&[start, &chosen.join("&")].concat(), dice)
    };
    let (fragment, query) = (part("#/tiered-pricing?"), part("?"));
    let embed = Embed::read(&fragment, &query);
    let mut faults = Vec::new();
    let tag = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    for (name, text) in [("language", &embed.language), ("numbers", &embed.numbers), ("id", &embed.id)] {
        if !tag(text) {
            faults.push(format!("the {name} is {text:?}"));
        }
    }
    if !["", "light", "dark"].contains(&embed.theme) {
        faults.push(format!("the theme is {:?}", embed.theme));
    }
    // What is left for the page is read as a link is.
    let bench = &benches[dice.roll(benches.len())];
    let opened = link::read(&embed.inputs(1), &bench.outline, bench.page.past(), Currency::default());
    faults.extend(sentence_faults(&opened.notices));
    (format!("{fragment:?} {query:?}"), faults)
}

/// Any value that JSON can have.
fn any_json(dice: &mut Dice, depth: usize) -> Json {
    match dice.roll(if depth == 0 { 8 } else { 10 }) {
        0 => Json::Null,
        1 => Json::Bool(dice.chance(50)),
        2 => json!(dice.roll(1 << 50)),
        3 => serde_json::from_str(dice.pick(&[
            "-0",
            "1e400",
            "-1E-400",
            "0.1",
            "12345678901234567890123456789",
            "1e3",
        ]))
        .unwrap(),
        4 => json!({ "unread": dice.pick(&ODD_TEXTS) }),
        5 => dice.pick(&ODD_TEXTS).into(),
        6 => dice.pick(&GARBAGE).into(),
        7 => dice.pick(&TOKENS).into(),
        8 => (0..dice.roll(4)).map(|_| any_json(dice, depth - 1)).collect(),
        _ => Json::Object(
            (0..dice.roll(4)).map(|_| (dice.pick(&TOKENS).to_owned(), any_json(dice, depth - 1))).collect(),
        ),
    }
}

/// Changes something in JSON, somewhere.
fn change(json: &mut Json, dice: &mut Dice) {
    match json {
        Json::Object(entries) if !entries.is_empty() && !dice.chance(10) => {
            let key = entries.keys().nth(dice.roll(entries.len())).unwrap().clone();
            match dice.roll(8) {
                0 => drop(entries.remove(&key)),
                1 => {
                    let value = entries.remove(&key).unwrap();
                    entries.insert(mangled(&key, dice), value);
                }
                2 => drop(entries.insert(mangled(&key, dice), any_json(dice, 2))),
                _ => change(&mut entries[&key], dice),
            }
        }
        Json::Array(items) if !items.is_empty() && !dice.chance(10) => {
            let at = dice.roll(items.len());
            match dice.roll(6) {
                0 => drop(items.remove(at)),
                1 => {
                    let again = items[at].clone();
                    let times = if dice.chance(3) { 600 } else { 1 };
                    items.extend(std::iter::repeat_n(again, times));
                }
                2 => items.insert(at, any_json(dice, 2)),
                _ => change(&mut items[at], dice),
            }
        }
        Json::String(text) if dice.chance(60) => *text = mangled(text, dice),
        other => *other = any_json(dice, 2),
    }
}

/// What is wrong with what becomes of JSON as inputs, in place of others or laid over them.
fn json_faults(bench: &Bench, json: &Json, over: Option<&Draft>, dice: &mut Dice) -> Vec<String> {
    match draft_from_json(json, &bench.outline, bench.page.past()) {
        Err(problems) => {
            let mut faults = sentence_faults(problems.iter().map(|problem| &problem.message));
            if problems.is_empty() {
                faults.push("is refused without a problem".to_owned());
            }
            // Nobody's field, so no place of the form; but it must be said which.
            if json.is_object()
                && problems.iter().any(|problem| problem.at.is_empty() && !json.to_string().contains("\"\""))
            {
                faults.push("is refused without a place".to_owned());
            }
            faults
        }
        Ok(draft) => match over {
            None => bench.draft_faults(&draft, dice),
            Some(now) => {
                let mut merged = now.clone();
                for (key, entry) in draft.fields.0.iter() {
                    merged.fields.put(key, Some(entry.clone()));
                }
                locked_faults(bench, now, merged, dice)
            }
        },
    }
}

/// What is wrong with what becomes of inputs that are laid over others of which some are locked.
fn locked_faults(bench: &Bench, now: &Draft, merged: Draft, dice: &mut Dice) -> Vec<String> {
    let keys: Vec<String> = bench.outline.iter().map(|field| field.spec.key.to_owned()).collect();
    let keys = if dice.chance(50) { Vec::new() } else { vec![dice.pick(&keys), dice.pick(&keys)] };
    let locked = Locked { all: dice.chance(5), keys };
    let mut history = History::new(now.clone());
    history.lock(locked.clone());
    history.change(merged, None);
    let mut faults = bench.draft_faults(history.now(), dice);
    for key in bench.outline.iter().map(|field| field.spec.key).filter(|key| locked.holds(key)) {
        if history.now().fields.0.get(key) != now.fields.0.get(key) {
            faults.push(format!("changes {key}, which is locked"));
        }
    }
    faults
}

fn files(benches: &[Bench], dice: &mut Dice) -> (String, Vec<String>) {
    let bench = &benches[dice.roll(benches.len())];
    let mut json = draft_to_json(&bench.draft(dice));
    if dice.chance(20) {
        json["_r"] = json!(dice.roll(5));
    }
    if dice.chance(50) {
        let text = mangled(&json.to_string(), dice);
        let faults = serde_json::from_str(&text)
            .map_or_else(|_| Vec::new(), |json| json_faults(bench, &json, None, dice));
        return (format!("{} {text}", bench.page.about().slug()), faults);
    }
    for _ in 0..=dice.roll(3) {
        change(&mut json, dice);
    }
    let faults = json_faults(bench, &json, None, dice);
    (format!("{} {json}", bench.page.about().slug()), faults)
}

/// Inputs as a page sets them that has this one in a frame: some keys, over those that are there or in their place.
fn messages(benches: &[Bench], dice: &mut Dice) -> (String, Vec<String>) {
    let bench = &benches[dice.roll(benches.len())];
    let now = bench.draft(dice);
    let from = draft_to_json(&bench.draft(dice));
    let entries = from.as_object().into_iter().flatten().filter(|_| dice.chance(40));
    let mut inputs =
        Json::Object(entries.map(|(key, value)| (key.clone(), value.clone())).collect::<Map<_, _>>());
    for _ in 0..dice.roll(4) {
        change(&mut inputs, dice);
    }
    let faults = json_faults(bench, &inputs, Some(&now).filter(|_| dice.chance(70)), dice);
    (format!("{} {inputs} over {}", bench.page.about().slug(), draft_to_json(&now)), faults)
}

/// JSON as a browser gives it.
fn tree(json: &Json) -> Tree {
    match json {
        Json::String(text) => Tree::Text(text.clone()),
        Json::Array(items) => Tree::List(items.iter().map(tree).collect()),
        Json::Object(entries) => {
            Tree::Map(entries.iter().map(|(key, value)| (key.clone(), tree(value))).collect())
        }
        _ => Tree::Other,
    }
}

/// A file that holds everything, and a history as the browser's storage has it.
fn storage(benches: &[Bench], dice: &mut Dice) -> (String, Vec<String>) {
    let bench = &benches[dice.roll(benches.len())];
    let mut faults = Vec::new();
    let piece = |dice: &mut Dice| Piece {
        page: bench.page.about().slug(),
        name: dice.pick(&ODD_TEXTS).to_owned(),
        inputs: dice.pick(&bench.links),
        ..Piece::default()
    };
    if dice.chance(50) {
        let all =
            Everything { work: (0..dice.roll(4)).map(|_| piece(dice)).collect(), ..Everything::default() };
        let mut json: Json = serde_json::from_str(&all.json()).unwrap();
        for _ in 0..dice.roll(4) {
            change(&mut json, dice);
        }
        if let Some(read) = Everything::of(&tree(&json)) {
            let again: Json = serde_json::from_str(&read.json()).unwrap();
            let again = Everything::of(&tree(&again)).unwrap_or_default();
            if (&again.settings, &again.work) != (&read.settings, &read.work) {
                faults.push("comes back changed".to_owned());
            }
            for piece in &read.work {
                let sheet = |name: &str| {
                    piece.tables.iter().find(|(known, _)| known == name).map(|(_, text)| text.clone())
                };
                let opened =
                    kept::read(&piece.inputs, &bench.outline, bench.page.past(), &mut Vec::new(), &sheet);
                faults.extend(sentence_faults(&opened.notices));
            }
        }
        return (json.to_string(), faults);
    }
    let mut history = History::new(bench.draft(dice));
    history.change(bench.draft(dice), None);
    let kept = kept::kept(&history, &bench.outline, bench.page.past().revision(), &kept::Mark::default());
    let text = mangled(&kept.text, dice);
    let sheet = kept.sheets.first().map_or("a\tb\n1\t2", |sheet| &sheet.text);
    let sheet = mangled(&sheet.chars().take(3_000).collect::<String>(), dice);
    let _ = kept::present(&text);
    if let Some(history) = kept::opened(&text, &bench.outline, bench.page.past(), &|_| Some(sheet.clone())) {
        faults.extend(bench.draft_faults(history.now(), dice));
    }
    (format!("{} {text:?} with {sheet:?}", bench.page.about().slug()), faults)
}

/// The tables of a form that hold no other table, with their paths in a draft that has them.
fn tables<'o>(outline: &'o [Outline], row: &Row, path: &str, found: &mut Vec<(&'o Outline, String)>) {
    for field in outline.iter().filter(|field| field.spec.table().is_some()) {
        let at = [path, field.spec.key].concat();
        found.push((field, at.clone()));
        if let Some(Entry::Rows(rows)) = row.0.get(field.spec.key) {
            for (index, row) in rows.iter().enumerate().take(3) {
                tables(&field.rows, row, &format!("{at}.{index}."), found);
            }
        }
    }
}

fn pastes(benches: &[Bench], dice: &mut Dice) -> (String, Vec<String>) {
    let bench = &benches[dice.roll(benches.len())];
    let mut draft = dice.pick(&bench.examples);
    let mut found = Vec::new();
    tables(&bench.outline, &draft.fields, "", &mut found);
    if found.is_empty() {
        return (String::new(), Vec::new());
    }
    let (table, at) = dice.pick(&found);
    let mut columns = Vec::new();
    for field in table.rows.iter().filter(|field| field.spec.table().is_none()) {
        let spec = *field.spec;
        let label = spec.label.to_owned();
        match spec.each {
            Some(_) => columns.extend((0..3).map(|item| Column {
                spec,
                item: Some(item),
                label: format!("{label} {item}"),
            })),
            None => columns.push(Column { spec, item: None, label }),
        }
    }
    let mut lines: Vec<Vec<String>> = Vec::new();
    if dice.chance(50) {
        lines.push(columns.iter().map(|column| column.label.clone()).collect());
    }
    let rows = draft.rows(&at).to_vec();
    for row in rows.iter().take(1 + dice.roll(8)) {
        lines.push(columns.iter().map(|column| row.text(column.spec.key).to_owned()).collect());
    }
    let text = match dice.roll(3) {
        0 => to_tsv(&lines),
        number => lines.iter().map(|line| line.join([";", " | "][number - 1])).collect::<Vec<_>>().join("\n"),
    };
    let text = mangled(&text, dice);
    let english = Format::english(draft.currency.code());
    let format = if dice.chance(50) { english } else { Format { locale: &German, ..english } };
    let over =
        dice.chance(50).then(|| (rows.as_slice(), dice.roll(rows.len() + 1), dice.roll(columns.len() + 1)));
    let faults = match taken(&text, &columns, &draft, over, &format) {
        Err(told) => sentence_faults([&told]),
        Ok(got) => {
            let mut faults = sentence_faults(&got.told);
            if got.rows.len() <= 3_000 {
                draft.fields.put(&at, Some(Entry::rows(got.rows)));
                faults.extend(bench.draft_faults(&draft, dice));
            }
            faults
        }
    };
    (format!("{} {at} {text:?}", bench.page.about().slug()), faults)
}

/// A text that may be a number, a date or anything that looks like one.
fn number_text(dice: &mut Dice) -> String {
    const PARTS: [&str; 62] = [
        "0", "1", "2", "5", "9", "12", "31", "100", "999", "000", "1234567", ".", ",", ".", ",", "'", "’",
        " ", "\u{a0}", "\u{202f}", "_", "-", "−", "+", "(", ")", "%", "‰", "€", "$", "US$", "EUR", "USD",
        "CHF", "kr", "R$", "k", "K", "m", "M", "bn", "Mio.", "Tsd.", "e3", "E-2", "×10", "٣", "۵", "०", "٫",
        "٬", "\u{200e}", "\u{61c}", "/", "-", ":", "Jan", "März", "2026", "½", "∞", "pp",
    ];
    match dice.roll(10) {
        0 => mangled(dice.pick(&GARBAGE), dice),
        1 | 2 => {
            let decimal =
                Decimal::from_i128_with_scale(dice.roll(1 << 62) as i128 - (1 << 61), dice.roll(20) as u32);
            let text = canonical(decimal);
            if dice.chance(50) { text } else { mangled(&German.number(decimal, 0, 28), dice) }
        }
        3 => format!("{}-{:02}-{:02}", 1890 + dice.roll(320), dice.roll(14), dice.roll(33)),
        _ => (0..=dice.roll(9)).map(|_| dice.pick(&PARTS)).collect(),
    }
}

fn numbers(benches: &[Bench], dice: &mut Dice) -> (String, Vec<String>) {
    let text = number_text(dice);
    let signs = [('.', ','), (',', '.'), (',', '\u{202f}'), ('.', '’'), (',', ' ')];
    let (decimal, group) = dice.pick(&signs);
    let currency = Currency::parse(dice.pick(&["USD", "EUR", "JPY", "KWD", "CHF"])).unwrap();
    let expect = dice.pick(&[Expect::Money(currency), Expect::Percent, Expect::Number, Expect::Whole]);
    let mut faults = Vec::new();
    match read_number(&text, &Separators { decimal, group }, expect) {
        Err(told) => faults.extend(sentence_faults([&told])),
        Ok(read) => {
            let written = canonical(read.value);
            if parse_canonical(&written) != Some(read.value) {
                faults.push(format!("is read as {written}, which is none"));
            }
            let again = read_number(&written, &English.separators(), Expect::Number).map(|read| read.value);
            if again.as_ref() != Ok(&read.value) {
                faults.push(format!("is read as {written}, and that as {:?}", again.ok()));
            }
        }
    }
    let _ = (sign_shown(&text), date::order_shown(&text));
    for order in [DateOrder::YearMonthDay, DateOrder::DayMonthYear, DateOrder::MonthDayYear] {
        for read in [date::read_date(&text, order), date::read_month(&text, order)] {
            match read {
                Err(told) => faults.extend(sentence_faults([&told])),
                Ok(read) if date::parse_canonical(&date::canonical(read.value)) == Some(read.value) => {}
                Ok(read) => faults.push(format!("is read as {}, which is none", date::canonical(read.value))),
            }
        }
    }
    // As it is typed into a field, and as it would stand in a link to it.
    let bench = &benches[dice.roll(benches.len())];
    let spec = dice.pick(&bench.specs);
    if spec.table().is_none() {
        let english = Format::english(currency.code());
        let format = if dice.chance(50) { english } else { Format { locale: &German, ..english } };
        let got = typed(&spec, &text, &format);
        faults.extend(sentence_faults(&got.problem));
        match &got.entry {
            Entry::Unread(kept) if kept.trim() == text.trim() && got.problem.is_some() => {
                faults.extend(sentence_faults([&spec.unread(&text, currency)]));
            }
            Entry::Text(canonical) => faults.extend(sentence_faults(&spec.read(canonical, currency).err())),
            other => faults.push(format!("is typed as {other:?}")),
        }
        faults.extend(sentence_faults(&spec.read(&text, currency).err()));
    }
    (format!("{text:?} for {expect:?}, {:?} between", (decimal, group)), faults)
}

/// The number of the run that is on: whoever watches can tell whether it goes on.
static ON: AtomicU64 = AtomicU64::new(0);

const DONE: u64 = u64::MAX;

/// Ends the tests if a run does not end.
fn watch() {
    std::thread::spawn(|| {
        let mut last = DONE;
        loop {
            std::thread::sleep(FREEZE);
            let on = ON.load(Ordering::Relaxed);
            if on == DONE {
                return;
            }
            if on == last {
                eprintln!("Run {on} of the fuzzing does not end. FIRST={on} RUNS=1 runs it alone.");
                std::process::exit(1);
            }
            last = on;
        }
    });
}

fn asked(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().and_then(|text| text.parse().ok())
}

#[test]
fn nothing_from_outside_does_harm() {
    let (first, runs) = (asked("FIRST").unwrap_or(0), asked("RUNS").unwrap_or(RUNS));
    let seed = asked("SEED").unwrap_or(1);
    let benches: Vec<Bench> = pages().into_iter().map(Bench::of).collect();
    let mut faults = Faults::default();
    let mut spent = [(0u64, Duration::ZERO, Duration::ZERO); KINDS.len()];
    watch();
    for number in first..first + runs {
        ON.store(number, Ordering::Relaxed);
        let mut dice =
            Dice::new(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ number.wrapping_mul(0xd134_2543_de82_ef95));
        let mut share = dice.roll(100);
        let kind = KINDS.iter().position(|(_, often, _)| {
            let found = share < *often;
            share = share.saturating_sub(*often);
            found
        });
        let kind = kind.unwrap_or_default();
        #[expect(clippy::disallowed_methods, reason = "a test may time what it runs")]
        let began = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| KINDS[kind].2(&benches, &mut dice)));
        let took = began.elapsed();
        let (count, sum, most) = &mut spent[kind];
        (*count, *sum, *most) = (*count + 1, *sum + took, took.max(*most));
        let place = |of: &str| format!("SEED={seed} FIRST={number}, {}: {of:.2000}", KINDS[kind].0);
        match outcome {
            Ok((_, found)) if found.is_empty() => {}
            Ok((of, found)) => faults.extend(&place(&of), found.into_iter().take(3)),
            Err(panic) => {
                let said = panic.downcast_ref::<String>().map(String::as_str);
                let said = said.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or_default();
                faults.add(format!("{}panics: {said}", place("")));
            }
        }
        if faults.count() > 200 {
            break;
        }
    }
    ON.store(DONE, Ordering::Relaxed);
    for ((name, ..), (count, sum, most)) in KINDS.iter().zip(spent) {
        println!(
            "{name}: {count} runs in {:.1} s, at most {:.0} ms",
            sum.as_secs_f32(),
            most.as_secs_f32() * 1000.0
        );
    }
    faults.none();
}
