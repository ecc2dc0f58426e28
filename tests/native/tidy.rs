//! The invariants of `src/lib.rs`, and the rules of the house, held against the sources.
//!
//! Most of them say what must be absent, which no other test can notice. Where a rule has exceptions they are listed
//! here, each with its reason.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::faults::Faults;

/// `f64` outside `chart`: in statistics, and where a browser’s own functions take nothing else.
const FLOATS: &[(&str, &str)] = &[
    ("src/arithmetic/independence.rs", "a probability of the normal distribution; marked approximate"),
    ("src/arithmetic/allocation.rs", "a search over powers; it takes and gives decimals"),
    ("src/arithmetic/statistics.rs", "fits, whose results are marked approximate"),
    ("src/arithmetic/shifted_beta_geometric.rs", "a fit; it takes and gives decimals"),
    ("src/web/locale.rs", "Intl.PluralRules takes a float; it chooses a word"),
    ("src/web/chart.rs", "pointer positions are floats"),
    ("src/web/table.rs", "pointer positions are floats"),
];

/// Markup set as text, and none of it from a user.
const MARKUP: &[(&str, &str)] = &[
    ("src/web/chart.rs", "the drawing, which `chart` escapes"),
    ("src/web/dom.rs", "the one function that sets markup"),
    ("public/no-modules.js", "a fixed sentence, in the JavaScript of old browsers"),
];

/// Families named outside the registry.
const NAMED: &[(&str, &str)] = &[("src/web/bench.rs", "the pricing, in builds for measurements alone")];

/// The longest line of Rust, what stands in a string left out: a sentence for the reader is not cut up.
const LONGEST_LINE: usize = 130;

struct Source {
    /// From the root of the project, with `/`.
    path: String,
    text: String,
    /// Declared under `#[cfg(test)]`.
    for_tests: bool,
}

impl Source {
    fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// The text without comments, texts and what is compiled for tests alone; as many lines as before.
    fn code(&self) -> String {
        if self.for_tests { String::new() } else { without_tests(&bare(&self.text)) }
    }

    /// The text as it is written, with blank lines for what is compiled for tests alone.
    fn without_tests(&self) -> String {
        if !self.is_rust() {
            return self.text.clone();
        }
        let code = self.code();
        let mut kept = code.lines().map(|line| !line.trim().is_empty());
        let lines = self.text.lines().map(|line| if kept.next().unwrap_or_default() { line } else { "" });
        lines.collect::<Vec<_>>().join("\n")
    }

    fn is_any_of(&self, listed: &[(&str, &str)]) -> bool {
        listed.iter().any(|(path, _)| *path == self.path)
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file of ours under some folders, in order.
fn sources(folders: &[&str]) -> Vec<Source> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        for path in entries.flatten().map(|entry| entry.path()) {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() && !["node_modules", "golden", "target"].contains(&name.as_str()) {
                walk(&path, found);
            } else if [".rs", ".js", ".mjs", ".css", ".html"].iter().any(|end| name.ends_with(end)) {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    for folder in folders {
        let path = root().join(folder);
        if path.is_file() { found.push(path) } else { walk(&path, &mut found) }
    }
    found.sort();
    let source = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        let path = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
        Source { path, text, for_tests: false }
    };
    let mut found: Vec<_> = found.into_iter().map(source).collect();
    let tests: BTreeSet<String> =
        found.iter().filter(|source| source.is_rust()).flat_map(test_files).collect();
    for source in &mut found {
        source.for_tests = tests.contains(&source.path);
    }
    assert!(!found.is_empty(), "no sources in {folders:?}");
    found
}

/// The files that a file of Rust declares for tests alone.
fn test_files(source: &Source) -> Vec<String> {
    let folder = source.path.strip_suffix("mod.rs").map_or(source.path.replace(".rs", "/"), str::to_owned);
    let code = bare(&source.text);
    let declared =
        code.split("#[cfg(test)]").skip(1).filter_map(|item| item.trim_start().strip_prefix("mod "));
    let names =
        declared.filter_map(|item| item.split_once([';', '{'])).filter(|(name, _)| !name.contains(' '));
    names.map(|(name, _)| [folder.as_str(), name, ".rs"].concat()).collect()
}

fn rust() -> Vec<Source> {
    sources(&["src"]).into_iter().filter(Source::is_rust).collect()
}

/// Rust with blanks for comments and for what stands between quotes.
fn bare(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    let blank = |out: &mut String, letters: &[char]| {
        out.extend(letters.iter().map(|letter| if *letter == '\n' { '\n' } else { ' ' }))
    };
    while at < letters.len() {
        let rest = &letters[at..];
        let length = match rest {
            ['/', '/', ..] => rest.iter().position(|letter| *letter == '\n').unwrap_or(rest.len()),
            ['/', '*', ..] => block_comment(rest),
            ['r', '"', ..] | ['r', '#', '"', ..] | ['r', '#', '#', ..] if !ends_in_name(&out) => {
                raw_string(rest)
            }
            ['"', ..] => string(rest),
            ['\'', '\\', ..] => 3 + rest[3..].iter().position(|letter| *letter == '\'').map_or(0, |end| end),
            ['\'', _, '\'', ..] => 2,
            _ => 0,
        };
        match rest[0] {
            _ if length == 0 => {
                out.push(rest[0]);
                at += 1;
            }
            // Quotes stay, so that a call keeps its shape.
            quote @ ('"' | '\'') => {
                out.push(quote);
                blank(&mut out, &rest[1..length]);
                if let Some(end) = rest.get(length) {
                    out.push(*end);
                }
                at += length + 1;
            }
            _ => {
                blank(&mut out, &rest[..length]);
                at += length;
            }
        }
    }
    out
}

fn ends_in_name(text: &str) -> bool {
    text.ends_with(|letter: char| letter.is_alphanumeric() || letter == '_')
}

fn block_comment(text: &[char]) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        match &text[at..] {
            ['/', '*', ..] => (depth, at) = (depth + 1, at + 2),
            ['*', '/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    at
}

/// Up to the closing quote of a string.
fn string(text: &[char]) -> usize {
    let mut at = 1;
    while at < text.len() && text[at] != '"' {
        at += if text[at] == '\\' { 2 } else { 1 };
    }
    at
}

/// Past a raw string; 0 for what only looks like one (`r#name`).
fn raw_string(text: &[char]) -> usize {
    let hashes = text[1..].iter().take_while(|letter| **letter == '#').count();
    if text.get(1 + hashes) != Some(&'"') {
        return 0;
    }
    let start = 2 + hashes;
    let ends = |at: &usize| {
        text[*at] == '"'
            && text[at + 1..].iter().take(hashes).filter(|letter| **letter == '#').count() == hashes
    };
    (start..text.len()).find(ends).map_or(text.len(), |end| end + 1 + hashes)
}

/// Bare Rust without the items under `#[cfg(test)]`, but with their lines.
fn without_tests(code: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let mut out = String::new();
    let mut rest = code;
    while let Some(at) = rest.find(MARK) {
        out.push_str(&rest[..at]);
        let item = &rest[at..];
        let semicolon = item.find(';').unwrap_or(item.len());
        let end = match item.find('{') {
            Some(open) if open < semicolon => closing(item, open),
            _ => semicolon,
        };
        out.extend(item[..end].matches('\n'));
        rest = item.get(end + 1..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// Where the brace that opens at `open` is closed.
fn closing(text: &str, open: usize) -> usize {
    let mut depth = 0;
    for (at, letter) in text.char_indices().skip_while(|(at, _)| *at < open) {
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

/// The lines in which a word stands by itself.
fn lines_with(code: &str, word: &str) -> Vec<usize> {
    let is_part =
        |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
    let alone = |line: &str| {
        line.match_indices(word).any(|(at, _)| {
            let (before, after) = (line[..at].chars().next_back(), line[at + word.len()..].chars().next());
            // A word that opens or closes with a sign has its own end.
            let (opens, closes) = (is_part(word.chars().next()), is_part(word.chars().next_back()));
            !(opens && is_part(before) || closes && is_part(after))
        })
    };
    code.lines().enumerate().filter(|(_, line)| alone(line)).map(|(index, _)| index + 1).collect()
}

/// A fault for every line outside `allowed` in which one of the words stands.
fn forbid(
    faults: &mut Faults,
    sources: &[Source],
    words: &[&str],
    why: &str,
    allowed: impl Fn(&Source) -> bool,
) {
    for source in sources.iter().filter(|source| !allowed(source)) {
        let code = source.code();
        for word in words {
            for line in lines_with(&code, word) {
                faults.add(format!("{}:{line}: {word} ({why})", source.path));
            }
        }
    }
}

#[test]
fn only_web_names_the_browser_and_only_chart_names_plotters() {
    let mut faults = Faults::default();
    let rust = rust();
    let browser = ["leptos", "gloo", "web_sys", "js_sys", "wasm_bindgen_futures"];
    forbid(&mut faults, &rust, &browser, "only web names the browser", |source| {
        source.path.starts_with("src/web/")
    });
    forbid(&mut faults, &rust, &["wasm_bindgen"], "only web and engine meet JavaScript", |source| {
        source.path.starts_with("src/web/") || source.path == "src/engine.rs"
    });
    // What only other programs need must not weigh on the app.
    forbid(
        &mut faults,
        &rust,
        &["serde", "serde_json"],
        "only contract and engine know this JSON",
        |source| ["src/contract.rs", "src/engine.rs"].contains(&source.path.as_str()),
    );
    let plotters = ["plotters", "plotters_backend"];
    forbid(&mut faults, &rust, &plotters, "only chart names plotters", |source| {
        source.path.starts_with("src/chart/")
    });
    faults.none();
}

#[test]
fn floats_are_for_drawing() {
    let mut faults = Faults::default();
    forbid(&mut faults, &rust(), &["f64", "f32"], "no float decides anything", |source| {
        source.path.starts_with("src/chart/") || source.is_any_of(FLOATS)
    });
    // A fit that ends near the edge of two digits would otherwise end on either side of it.
    let platform = [".ln()", ".exp()", ".powf(", ".powi(", ".log10()", ".sin()", ".cos()"];
    forbid(&mut faults, &rust(), &platform, "differs from browser to browser; see libm", |source| {
        source.path.starts_with("src/chart/")
    });
    faults.none();
}

#[test]
fn only_the_registry_names_calculators() {
    let mut faults = Faults::default();
    let rust = rust();
    let inside = "src/calculators/";
    let mut families = BTreeSet::new();
    for source in rust.iter().filter_map(|source| source.path.strip_prefix(inside)) {
        let parts: Vec<&str> = source.split('/').collect();
        if let [shelf, family, ..] = parts.as_slice()
            && *family != "mod.rs"
        {
            families.insert((shelf.to_string(), family.trim_end_matches(".rs").to_string()));
        }
    }
    assert!(!families.is_empty());
    for (shelf, family) in &families {
        let own = format!("{inside}{shelf}/{family}");
        let list = format!("{inside}{shelf}/mod.rs");
        forbid(&mut faults, &rust, &[family.as_str()], "only its shelf names a family", |source| {
            let at_home = source.path.starts_with(&format!("{own}/")) || source.path == format!("{own}.rs");
            source.path == list || at_home || source.is_any_of(NAMED)
        });
        let path = format!("calculators::{shelf}");
        forbid(&mut faults, &rust, &[path.as_str()], "only the registry names a shelf", |source| {
            source.path.starts_with(inside) || source.is_any_of(NAMED)
        });
    }
    faults.none();
}

#[test]
fn a_page_imports_only_what_every_page_may() {
    const ALLOWED: [&str; 5] = ["calculator", "input", "report", "arithmetic", "say"];
    let mut faults = Faults::default();
    for source in rust().iter().filter(|source| source.path.starts_with("src/calculators/")) {
        // Shelf, family, and what lies deeper; the registry's and the shelves' own files are none of a page's.
        let path = source
            .path
            .trim_start_matches("src/calculators/")
            .trim_end_matches(".rs")
            .trim_end_matches("mod");
        let modules: Vec<&str> = path.split('/').filter(|module| !module.is_empty()).collect();
        let [shelf, family, deeper @ ..] = modules.as_slice() else { continue };
        let own = format!("calculators::{shelf}::{family}::");
        let code = source.code();
        for (index, line) in code.lines().enumerate() {
            let place = format!("{}:{}", source.path, index + 1);
            for (at, _) in line.match_indices("crate::") {
                let after = &line[at + "crate::".len()..];
                let room = after
                    .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
                    .next()
                    .unwrap_or_default();
                let allowed = ALLOWED.contains(&room) || after.starts_with(&own);
                faults.unless(allowed, || format!("{place}: imports {room:?}"));
            }
            let paths =
                line.split(|letter: char| !(letter.is_alphanumeric() || letter == '_' || letter == ':'));
            let ups = paths.map(|path| path.matches("super::").count()).max().unwrap_or_default();
            faults.unless(ups <= deeper.len(), || format!("{place}: looks outside its family"));
        }
    }
    faults.none();
}

#[test]
fn every_file_says_what_it_is_for() {
    let mut faults = Faults::default();
    for source in sources(&["src", "tests", "public"]) {
        let text = source.text.strip_prefix("#!/usr/bin/env node\n").unwrap_or(&source.text);
        let opens = match source.path.rsplit('.').next() {
            Some("rs") => text.starts_with("//! "),
            Some("html") => text.contains("<!--") || text.contains("<title>"),
            _ => text.starts_with("// ") || text.starts_with("/* ") || text.starts_with("/**"),
        };
        faults.unless(opens, || format!("{} does not open with what it is for", source.path));
        let first = text.lines().next().unwrap_or_default();
        faults.unless(first.len() > 15, || format!("{} says little: {first:?}", source.path));
    }
    faults.none();
}

#[test]
fn nothing_is_left_undone_and_nothing_panics() {
    let mut faults = Faults::default();
    let rust = rust();
    let undone = ["dbg!", "todo!", "unimplemented!", "unreachable!", "eprintln!"];
    forbid(&mut faults, &rust, &undone, "left undone, or a panic", |source| source.path == "src/cli.rs");
    forbid(&mut faults, &rust, &["panic!", ".unwrap()"], "nothing panics", |_| false);
    forbid(&mut faults, &rust, &["Instant::now", "SystemTime"], "no calculator reads the clock", |_| false);
    for source in sources(&["src", "tests", "public", "index.html", "Makefile", "Cargo.toml"]) {
        // Spelled in two parts, so that this file may look for it.
        for word in [concat!("TO", "DO"), concat!("FIX", "ME")] {
            for line in lines_with(&source.text, word) {
                faults.add(format!("{}:{line}: {word}", source.path));
            }
        }
    }
    faults.none();
}

#[test]
fn words_for_the_reader_are_sentences() {
    let mut faults = Faults::default();
    let folders = ["src/calculators/", "src/input/", "src/report/"];
    let inside: Vec<Source> = rust()
        .into_iter()
        .filter(|source| folders.iter().any(|folder| source.path.starts_with(folder)))
        .collect();
    forbid(&mut faults, &inside, &["format!", "print!", "println!"], "texts are templates", |_| false);
    faults.none();
}

#[test]
fn the_security_policy_holds() {
    let mut faults = Faults::default();
    for source in
        sources(&["src", "public", "index.html"]).iter().filter(|source| !source.path.ends_with(".css"))
    {
        let text = source.without_tests();
        for word in ["style=", "attr(\"style", "set_attribute(\"style", "setAttribute(\"style"] {
            for line in lines_with(&text, word) {
                faults.add(format!("{}:{line}: {word} (no style attributes)", source.path));
            }
        }
        for word in [
            "inner_html",
            "set_inner_html",
            "innerHTML",
            "insertAdjacentHTML",
            "insert_adjacent_html",
            // To read it is no danger.
            "outerHTML =",
            "set_outer_html",
            "document.write",
        ] {
            for line in lines_with(&text, word).into_iter().filter(|_| !source.is_any_of(MARKUP)) {
                faults.add(format!("{}:{line}: {word} (texts are never markup)", source.path));
            }
        }
        for word in ["eval(", "new Function", "onclick=", "onload=", "javascript:"] {
            for line in lines_with(&text, word) {
                faults.add(format!("{}:{line}: {word} (no inline script)", source.path));
            }
        }
    }
    let page = fs::read_to_string(root().join("index.html")).unwrap();
    for script in page.split("<script").skip(1) {
        let inside =
            script.split_once('>').map_or("", |(_, rest)| rest.split("</script").next().unwrap_or_default());
        faults
            .unless(inside.trim().is_empty(), || format!("index.html holds an inline script: {inside:.60}"));
    }
    faults.none();
}

#[test]
fn lines_can_be_read() {
    let mut faults = Faults::default();
    for source in sources(&["src", "tests"]).iter().filter(|source| source.is_rust()) {
        for (index, line) in source.text.lines().enumerate() {
            let length = line.chars().count();
            if length > LONGEST_LINE && length - inside_strings(line) > LONGEST_LINE {
                faults.add(format!("{}:{}: {length} characters", source.path, index + 1));
            }
            faults
                .unless(line.trim_end() == line, || format!("{}:{}: ends in spaces", source.path, index + 1));
            faults.unless(!line.contains('\t'), || format!("{}:{}: holds a tab", source.path, index + 1));
        }
    }
    faults.none();
}

/// How many characters of a line stand between quotes.
fn inside_strings(line: &str) -> usize {
    let letters: Vec<char> = line.chars().collect();
    let (mut at, mut inside) = (0, 0);
    while at < letters.len() {
        if letters[at] == '"' {
            let length = string(&letters[at..]);
            inside += length.saturating_sub(1);
            at += length;
        }
        at += 1;
    }
    inside
}

#[test]
fn the_map_names_every_room() {
    let mut faults = Faults::default();
    let map = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let words: String = map.lines().filter(|line| line.starts_with("//!")).collect();
    for entry in fs::read_dir(root().join("src")).unwrap().flatten() {
        let name = entry.file_name().to_string_lossy().trim_end_matches(".rs").to_owned();
        if ["lib", "main"].contains(&name.as_str()) {
            continue;
        }
        faults.unless(words.contains(&format!("`{name}`")), || {
            format!("the map of src/lib.rs does not name `{name}`")
        });
        faults.unless(map.contains(&format!("pub mod {name};")), || {
            format!("src/lib.rs does not declare {name}")
        });
    }
    faults.none();
}

#[test]
fn the_search_sees_code_and_only_code() {
    let text = "let a = \"x // format!\"; // dbg!\nlet b = 'a'; let c: &'static str = r#\"todo!\"\"#; f64::from(1);\n\
        /* /* nested */ panic! */ let d = '\\''; let e = '\"'; g.unwrap();\n\
        #[cfg(test)]\nmod tests {\n    fn x() { h.unwrap() }\n}\nlet f64_like = 1;\n\
        let r#type = 2;\n#[cfg(test)]\nmod other;\nend()";
    let code = without_tests(&bare(text));
    assert_eq!(code.lines().count(), text.lines().count());
    for absent in ["format!", "dbg!", "todo!", "panic!", "mod tests", "mod other", "h.unwrap"] {
        assert!(!code.contains(absent), "{absent}: {code}");
    }
    assert_eq!(lines_with(&code, "f64"), [2]);
    assert_eq!(lines_with(&code, ".unwrap()"), [3]);
    assert!(code.contains("g.unwrap()") && code.contains("r#type") && code.contains("end()"));
    assert_eq!(inside_strings("f(\"abc\", \"d\\\"e\")"), 7);
}
