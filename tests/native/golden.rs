//! What was once said stays: reports, schemas, messages and links, held against the files in `tests/golden`.
//!
//! `UPDATE_GOLDEN=1 cargo test golden` writes them anew; look at the difference before it is kept. Links are a promise:
//! a file of theirs is never changed or taken away, and every one must open for ever. `tests/golden/charts` belongs to
//! the tests of `chart`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use commerce_calculators::calculator::AnyCalculator;
use commerce_calculators::calculators;
use commerce_calculators::cli;
use commerce_calculators::link;
use commerce_calculators::report::currency::Currency;
use commerce_calculators::report::format::Format;

use super::faults::Faults;
use super::messages;

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
            match cli::answer_json(page, &example.inputs) {
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
        golden.hold(&format!("{}.json", folder(page)), &format!("{:#}\n", cli::schema(&page.outline())));
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

/// The links of every example are in the corpus, and every link of the corpus opens.
#[test]
fn links() {
    let mut golden = Golden::of("links");
    for page in calculators::all() {
        let (outline, about) = (page.outline(), page.about());
        for example in page.examples() {
            let text = format!("{}\n", link::write(&example.inputs, &outline, about.revision));
            let name = |number: usize| format!("{}/{}.{number}.txt", folder(page), example.name);
            let kept: Vec<String> =
                (1..).map_while(|number| fs::read_to_string(golden.folder.join(name(number))).ok()).collect();
            // Links that were once handed out stay; a new one joins them.
            if !kept.contains(&text) {
                golden.hold(&name(kept.len() + 1), &text);
            }
        }
        for path in files(&golden.folder.join(folder(page))) {
            let text = fs::read_to_string(&path).unwrap();
            let text = text.trim_end();
            let made = text
                .rsplit_once("_r=")
                .and_then(|(_, revision)| revision.parse::<u32>().ok())
                .unwrap_or(about.revision);
            // A link of an earlier revision says so, and nothing else.
            let opened = link::read(text, &outline, made.min(about.revision), Currency::default());
            let name = golden.shown(&path);
            let format = Format::english(opened.draft.currency.code());
            golden.faults.extend(&name, opened.notices.iter().map(|notice| notice.text(&format)));
            if let Err(problems) = page.solve(&opened.draft) {
                golden.faults.extend(
                    &name,
                    problems
                        .iter()
                        .map(|problem| format!("{}: {}", problem.at, problem.message.text(&format))),
                );
            }
        }
    }
    let known: Vec<String> = calculators::all().map(folder).collect();
    for path in files(&golden.folder) {
        let owner = path.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        golden.faults.unless(owner.is_some_and(|owner| known.contains(&owner)), || {
            format!("{} is of no page", path.display())
        });
    }
    golden.faults.none();
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
