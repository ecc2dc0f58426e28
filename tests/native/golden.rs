//! What was once said stays: reports, schemas, messages and links, held against the files in `tests/golden`.
//!
//! `UPDATE_GOLDEN=1 cargo test golden` writes them anew; look at the difference before it is kept. Links are a promise:
//! a file of theirs is never changed or taken away, and every one must open for ever. So are the figures in
//! `tests/golden/answers`, which each link gave when it was made: they change only with the revision of the page.
//! `tests/golden/charts` belongs to the tests of `chart`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use commerce_calculators::calculator::{AnyCalculator, Revision};
use commerce_calculators::calculators;
use commerce_calculators::contract;
use commerce_calculators::input::number::canonical;
use commerce_calculators::input::{Draft, Entry, Problem};
use commerce_calculators::report::Figure;
use commerce_calculators::report::currency::Currency;
use commerce_calculators::report::format::Format;
use commerce_calculators::{link, past};

use super::faults::Faults;
use super::messages;
use super::pages::{pages, sentence_fault};

/// Golden files of one kind, compared or written.
struct Golden {
    folder: PathBuf,
    writes: bool,
    seen: BTreeSet<PathBuf>,
    faults: Faults,
}

impl Golden {
    fn of(kind: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(kind);
        let writes = std::env::var_os("UPDATE_GOLDEN").is_some_and(|value| value == "1");
        Golden { folder, writes, seen: BTreeSet::new(), faults: Faults::default() }
    }

    /// Holds a text against its file.
    fn hold(&mut self, name: &str, text: &str) {
        let path = self.folder.join(name);
        self.seen.insert(path.clone());
        match fs::read_to_string(&path) {
            Ok(kept) if kept == text => {}
            _ if self.writes => {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(&path, text).unwrap();
            }
            Ok(kept) => {
                let difference = first_difference(&kept, text).unwrap_or_default();
                self.faults.add(format!("{}\n{difference}", self.shown(&path)));
            }
            Err(_) => self.faults.add(format!("{} is missing; UPDATE_GOLDEN=1 writes it", self.shown(&path))),
        }
    }

    fn shown(&self, path: &Path) -> String {
        let root = self.folder.parent().unwrap_or(&self.folder);
        path.strip_prefix(root).unwrap_or(path).to_string_lossy().into_owned()
    }

    /// Ends the test; a file that nothing is held against any more is taken away, or a fault.
    fn done(mut self) {
        for path in files(&self.folder).into_iter().filter(|path| !self.seen.contains(path)) {
            if self.writes {
                fs::remove_file(&path).unwrap();
            } else {
                self.faults.add(format!("{} belongs to nothing", self.shown(&path)));
            }
        }
        self.faults.none();
    }
}

/// Every file under a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// The first line in which two texts differ, with the one before it.
fn first_difference(kept: &str, now: &str) -> Option<String> {
    if kept == now {
        return None;
    }
    let (mut kept_lines, mut now_lines) = (kept.lines(), now.lines());
    let mut before = "";
    for number in 1.. {
        match (kept_lines.next(), now_lines.next()) {
            (Some(a), Some(b)) if a == b => before = a,
            (None, None) => return Some("      they differ in their last line break alone".to_owned()),
            (a, b) => {
                let line = |line: Option<&str>| line.unwrap_or("(ends here)").to_owned();
                return Some(format!(
                    "      line {number}, after {before:?}\n      kept: {}\n      now:  {}",
                    line(a),
                    line(b)
                ));
            }
        }
    }
    None
}

/// A page's slug as the name of a folder.
fn folder(page: &dyn AnyCalculator) -> String {
    page.about().slug().replace('/', ".")
}

#[test]
fn reports() {
    let mut golden = Golden::of("reports");
    for page in calculators::all() {
        for example in page.examples() {
            let name = format!("{}/{}.json", folder(page), example.name);
            match contract::answer_json(page, &example.inputs) {
                Ok(json) => golden.hold(&name, &format!("{json:#}\n")),
                Err(problems) => {
                    golden.faults.add(format!("{name}: {:?}", problems.first().map(|problem| &problem.at)))
                }
            }
        }
    }
    golden.done();
}

#[test]
fn schemas() {
    let mut golden = Golden::of("schemas");
    for page in calculators::all() {
        golden.hold(&format!("{}.json", folder(page)), &format!("{:#}\n", contract::schema(&page.outline())));
    }
    golden.done();
}

#[test]
fn error_messages() {
    let mut golden = Golden::of("messages");
    for page in calculators::all() {
        golden.hold(&format!("{}.txt", folder(page)), &messages::of(page));
    }
    golden.done();
}

/// What a short link is tried on: an example with a row less in each table, an empty field and one taken away.
fn shortened(page: &dyn AnyCalculator, mut draft: Draft) -> Draft {
    let outline = page.outline();
    for field in outline.iter().filter(|field| field.spec.table().is_some()) {
        let rows = draft.fields.rows_mut(field.spec.key).unwrap();
        rows.drain(..usize::from(rows.len() > 1));
    }
    let texts = outline.iter().filter(|field| field.spec.table().is_none()).map(|field| field.spec.key);
    let mut entered: Vec<&str> = texts.collect();
    entered.retain(|key| draft.get(key).is_some());
    for (key, entry) in entered.into_iter().rev().zip([None, Some(Entry::Text(String::new()))]) {
        draft.fields.put(key, entry);
    }
    draft
}

/// The figures of an answer as lines of key and value.
fn figures(figures: &[Figure]) -> String {
    let line = |figure: &Figure| {
        let value = figure.value.number().map_or("-".to_owned(), canonical);
        format!("{}={value}\n", figure.key)
    };
    figures.iter().map(line).collect()
}

/// Where lines of figures say something else of the same key, but for the last digits.
fn differing(kept: &str, now: &str) -> Vec<String> {
    let pairs = |text: &str| -> BTreeMap<String, String> {
        let pairs = text.lines().filter_map(|line| line.split_once('='));
        pairs.map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
    };
    let close = |a: &str, b: &str| match (a.parse::<f64>(), b.parse::<f64>()) {
        (Ok(a), Ok(b)) => (a - b).abs() <= 1e-9 * a.abs(),
        _ => a == b,
    };
    let now = pairs(now);
    let both = pairs(kept).into_iter().filter_map(|(key, was)| Some((now.get(&key)?.clone(), key, was)));
    both.filter(|(is, _, was)| !close(was, is))
        .map(|(is, key, was)| format!("{key} was {was}, is {is}"))
        .collect()
}

/// The links of every example are in the corpus, and every link of the corpus opens: without a notice, with an answer, which
/// is that of then if the page says nothing else.
#[test]
fn links() {
    let mut golden = Golden::of("links");
    let mut answers = Golden::of("answers");
    for page in calculators::all() {
        let (outline, past) = (page.outline(), page.past());
        let read = |text: &str| link::read(text, &outline, past, Currency::default());
        for (number, example) in page.examples().into_iter().enumerate() {
            let mut texts = vec![("", link::write(&example.inputs, &outline, past.revision()))];
            if number == 0 {
                let draft = shortened(page, example.inputs);
                let (short, whole) = (
                    link::write_short(&draft, &outline, past),
                    link::write(&draft, &outline, past.revision()),
                );
                texts.push((".short", format!("{short}\n{whole}")));
            }
            for (kind, text) in texts {
                let text = format!("{text}\n");
                let name = |number: usize| format!("{}/{}{kind}.{number}.txt", folder(page), example.name);
                let kept: Vec<String> = (1..)
                    .map_while(|number| fs::read_to_string(golden.folder.join(name(number))).ok())
                    .collect();
                // Links that were once handed out stay; a new one joins them.
                if !kept.contains(&text) {
                    golden.hold(&name(kept.len() + 1), &text);
                }
            }
        }
        for path in files(&golden.folder.join(folder(page))) {
            let text = fs::read_to_string(&path).unwrap();
            let name = golden.shown(&path);
            let mut lines = text.lines();
            let first = lines.next().unwrap_or_default();
            let opened = read(first);
            let format = Format::english(opened.draft.currency.code());
            golden.faults.extend(&name, opened.notices.iter().map(|notice| notice.text(&format)));
            if let Some(whole) = lines.next() {
                golden.faults.unless(opened.draft == read(whole).draft, || {
                    format!("{name} gives other inputs than then: keep those of the example before its change in FORMER")
                });
                continue;
            }
            let solved = match page.solve(&opened.draft) {
                Ok(solved) => solved,
                Err(problems) => {
                    let told =
                        |problem: &Problem| format!("{}: {}", problem.at, problem.message.text(&format));
                    golden.faults.extend(&name, problems.iter().map(told));
                    continue;
                }
            };
            let file = path.strip_prefix(&golden.folder).unwrap().to_string_lossy().into_owned();
            let kept = fs::read_to_string(answers.folder.join(&file)).ok();
            let now = figures(&solved.answer().figures);
            match (opened.made, kept) {
                (None, None) => answers.hold(&file, &now),
                (None, Some(kept)) => answers.faults.extend(
                    &format!("{file}, of the present revision: raise it and say what it changed"),
                    differing(&kept, &now),
                ),
                (Some(made), Some(kept)) => {
                    let told = past::told(page, made, &opened.draft);
                    let fault = told.as_ref().and_then(|told| sentence_fault(told, &format));
                    answers.faults.extend(&file, fault);
                    match page.earlier(&opened.draft, made) {
                        // The formulas that are kept are those of then.
                        Some(then) => answers.faults.extend(&file, differing(&kept, &figures(&then))),
                        None if told.is_none() => answers.faults.extend(&file, differing(&kept, &now)),
                        None => {}
                    }
                }
                (Some(_), None) => answers.faults.add(format!("{file} has no answer of then")),
            }
        }
    }
    let known: Vec<String> = calculators::all().map(folder).collect();
    for path in files(&golden.folder).into_iter().chain(files(&answers.folder)) {
        let owner = path.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        golden.faults.unless(owner.is_some_and(|owner| known.contains(&owner)), || {
            format!("{} is of no page", path.display())
        });
    }
    golden.faults.join(answers.faults);
    golden.faults.none();
}

/// Whatever changed an answer, or how inputs are written, is told or migrated.
#[test]
fn revisions() {
    let mut faults = Faults::default();
    for page in pages() {
        let (slug, past) = (page.about().slug(), page.past());
        faults.unless(page.about().revision == past.revision(), || {
            format!("{slug}: revision {} is to say what it changed, in REVISIONS", page.about().revision)
        });
        for Revision { told, retired, .. } in past.revisions {
            faults.unless(!told.is_empty() || !retired.is_empty(), || {
                format!("{slug}: a revision changes nothing")
            });
            faults.unless(told.is_empty() || told.ends_with('.') && told.len() <= 200, || {
                format!("{slug}: what a revision changed is no short sentence: {told:?}")
            });
            let present = |key: &&str| page.outline().iter().any(|field| field.spec.key == *key);
            faults.extend(
                &slug,
                retired.iter().filter(|key| present(key)).map(|key| format!("{key} is retired and there")),
            );
        }
        let now: Vec<String> = past.starts().map(|(_, draft)| past::fingerprint(&draft)).collect();
        faults.unless(now.iter().collect::<BTreeSet<_>>().len() == now.len(), || {
            format!("{slug}: a short link cannot tell two examples from each other")
        });
        for former in past.former {
            let draft = Draft::of_lines(former.inputs, Currency::parse(former.currency).unwrap());
            faults.unless(!now.contains(&past::fingerprint(&draft)), || {
                format!("{slug}: {:?} is a present example", former.inputs)
            });
        }
    }
    faults.none();
}

#[test]
fn differences_are_shown_by_their_first_line() {
    assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
    let difference = first_difference("a\nb\nc\n", "a\nb\nd\n").unwrap();
    assert!(
        difference.contains("line 3, after \"b\"")
            && difference.contains("kept: c")
            && difference.contains("now:  d")
    );
    assert!(first_difference("a\n", "a\nb\n").unwrap().contains("kept: (ends here)"));
    assert!(first_difference("a\n", "a").unwrap().contains("line break"));
}

#[test]
fn a_file_is_written_held_and_taken_away() {
    let folder = std::env::temp_dir().join(format!("golden-{}", std::process::id()));
    let golden = |writes| Golden {
        folder: folder.join("texts"),
        writes,
        seen: BTreeSet::new(),
        faults: Faults::default(),
    };
    let mut missing = golden(false);
    missing.hold("page/a.txt", "one\n");
    let mut written = golden(true);
    written.hold("page/a.txt", "one\n");
    written.hold("page/b.txt", "two\n");
    let mut same = golden(false);
    same.hold("page/a.txt", "one\n");
    same.hold("page/b.txt", "two\n");
    let mut changed = golden(false);
    changed.hold("page/a.txt", "other\n");
    let kept = files(&folder).len();
    let mut fewer = golden(true);
    fewer.hold("page/a.txt", "one\n");
    let failed =
        |golden: Golden| std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| golden.done())).is_err();
    let outcomes = [failed(missing), failed(same), failed(changed), failed(fewer)];
    let left = files(&folder).len();
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!(kept, 2);
    // The file that `missing` lacked is there when it ends, but its fault was found before.
    assert_eq!((outcomes, left), ([true, false, true, false], 1));
}
