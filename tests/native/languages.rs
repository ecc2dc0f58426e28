//! The languages that the app comes in: each file of `public/languages` is held to the texts of the program.
//!
//! `UPDATE_LANGUAGE=fr` writes `public/languages/fr.json` anew: every text in the order of the sources, with what was there, and
//! empty where something is to be done.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Map, Value};

use super::faults::Faults;
use super::texts::{self, ARABIC, PSEUDO, Part, parts};

/// The plural forms of the languages that there are, by CLDR.
const PLURALS: &[(&str, &[&str])] = &[("de", &["one", "other"]), (PSEUDO, &ARABIC)];

/// The files there are, by their tags.
fn files() -> Vec<(String, Map<String, Value>)> {
    let entries = fs::read_dir(texts::root().join("public/languages")).unwrap().flatten();
    let read = |entry: fs::DirEntry| {
        let text = fs::read_to_string(entry.path()).unwrap();
        let tag = entry.file_name().to_string_lossy().trim_end_matches(".json").to_owned();
        (tag, serde_json::from_str(&text).unwrap_or_else(|error| panic!("{:?}: {error}", entry.path())))
    };
    let mut files: Vec<_> = entries.map(read).collect();
    files.sort_by(|(a, _), (b, _)| a.cmp(b));
    files
}

#[test]
fn every_language_has_every_text() {
    let all = texts::all();
    if let Ok(tag) = std::env::var("UPDATE_LANGUAGE") {
        update(&tag, &all);
    }
    let mut faults = Faults::default();
    for (tag, file) in files() {
        let known: BTreeSet<&String> = all.iter().collect();
        for text in &all {
            faults.unless(file.contains_key(text), || format!("{tag}: {text:?} is missing"));
        }
        for (text, translated) in &file {
            let place = format!("{tag}: {text:?}");
            faults.unless(known.contains(text), || format!("{place} is no text of the program"));
            match translated.as_str() {
                Some(translated) => faults.extend(&place, wrong(&tag, text, translated)),
                None => faults.add(format!("{place} has no text")),
            }
        }
    }
    faults.none();
}

/// What is wrong with a translation.
fn wrong(tag: &str, text: &str, translated: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    if translated.trim().is_empty() {
        return vec!["is not translated".to_owned()];
    }
    let ends = |text: &str| (text.starts_with(' '), text.ends_with(' '));
    if ends(text) != ends(translated) {
        wrong.push("begins or ends with another space".to_owned());
    }
    if translated.contains(['<', '>']) && !text.contains(['<', '>']) {
        wrong.push("holds markup".to_owned());
    }
    let (wanted, mut found) = (places(text, &mut |_| ()), Vec::new());
    let given = places(translated, &mut |forms| found.push(forms.to_vec()));
    if wanted != given {
        wrong.push(format!("has places for {given:?}, not for {wanted:?}"));
    }
    let Some((_, allowed)) = PLURALS.iter().find(|(known, _)| *known == tag) else {
        return vec![format!("is in a language whose plural forms this test does not know: add {tag}")];
    };
    for forms in found {
        let given: BTreeSet<&str> = forms.iter().map(String::as_str).collect();
        if given != allowed.iter().copied().collect() {
            wrong.push(format!("has the plural forms {given:?}, not {allowed:?}"));
        }
    }
    wrong
}

/// The names of the arguments of a template; `plural` learns the forms of each plural.
fn places(template: &str, plural: &mut dyn FnMut(&[String])) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for part in parts(template) {
        match part {
            Part::Words(_) => {}
            Part::Place(name) => _ = names.insert(name),
            Part::Plural(name, forms) => {
                names.insert(name);
                plural(&forms.iter().map(|(category, _)| category.clone()).collect::<Vec<_>>());
                forms.iter().for_each(|(_, form)| names.extend(places(form, plural)));
            }
        }
    }
    names
}

fn update(tag: &str, all: &[String]) {
    let before =
        files().into_iter().find(|(known, _)| known == tag).map(|(_, file)| file).unwrap_or_default();
    let text = |text: &String| (text.clone(), before.get(text).cloned().unwrap_or_else(|| "".into()));
    let file: Map<String, Value> = all.iter().map(text).collect();
    let path = texts::root().join("public/languages").join(format!("{tag}.json"));
    fs::write(path, serde_json::to_string_pretty(&file).unwrap() + "\n").unwrap();
}

#[test]
fn the_made_up_language_is_one() {
    let mut faults = Faults::default();
    let all = texts::all();
    assert!(all.len() > 2_000, "{} texts were found", all.len());
    for text in &all {
        let translated = texts::pseudo(text);
        faults.extend(text, wrong(PSEUDO, text, &translated));
        let longer = translated.chars().count() * 5 >= text.chars().count() * 7;
        faults.unless(longer, || format!("{translated:?} is hardly longer than {text:?}"));
    }
    faults.none();
}
