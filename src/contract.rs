//! What other programs get: `list`, `schema`, `example` and `run`, in English, with JSON in and out. The command line prints it,
//! and the module for JavaScript gives it.
//!
//! Numbers are decimal strings, in and out, and percent is in percentage points. What cannot be done is told as problems.

use std::rc::Rc;

use serde_json::{Map, Value as Json, json};

use crate::calculator::{About, AnyCalculator};
use crate::calculators;
use crate::export::json;
use crate::input::number::{Expect, canonical, read_number};
use crate::input::{Draft, Entry, Kind, Outline, Problem, Row};
use crate::past::Past;
use crate::report::Sentence;
use crate::report::currency::Currency;
use crate::report::format::{English, Format, Locale};
use crate::say;

/// The page with a slug.
///
/// # Errors
/// Problems as JSON, as all here: there is no such page.
pub fn page(slug: &str) -> Result<&'static dyn AnyCalculator, Json> {
    let unknown = || problem(say!("There is no calculator “{slug}”. See `list`.", slug = slug.to_owned()));
    calculators::find(slug).ok_or_else(unknown)
}

/// A problem of the whole, in which no amount is named, as JSON.
pub fn problem(message: impl Into<Sentence>) -> Json {
    problems_json(&[Problem::at("", message)], Currency::default())
}

/// Problems as JSON, amounts in `currency`.
fn problems_json(problems: &[Problem], currency: Currency) -> Json {
    json!({ "problems": read_again(&json::problems(problems, &Format::english(currency.code()))) })
}

/// Every page of the registry.
pub fn list() -> Json {
    let entry = |shelf: &str, about: &About| json!({ "slug": about.slug(), "title": about.title, "family": about.family, "shelf": shelf });
    calculators::SHELVES
        .iter()
        .flat_map(|shelf| shelf.pages().map(|page| entry(shelf.slug, page.about)))
        .collect()
}

/// The outline as JSON.
pub fn schema(outline: &[Outline]) -> Json {
    read_again(&json::schema(outline))
}

/// JSON of ours as that of the library, which lays it out.
fn read_again(json: &json::Json) -> Json {
    serde_json::from_str(&json.written()).unwrap_or_default()
}

/// The inputs of a worked example, of the first one unless it is named.
///
/// # Errors
/// There is no such example.
pub fn example(page: &dyn AnyCalculator, name: Option<&str>) -> Result<Json, Json> {
    let mut examples = page.examples().into_iter();
    let found = match name {
        None => examples.next(),
        Some(name) => examples.find(|example| example.name == name),
    };
    let missing = || {
        let names = page.examples().iter().map(|example| example.name).collect::<Vec<_>>().join(", ");
        problem(say!(
            "There is no example “{name}”. There are: {names}.",
            name = name.unwrap_or("first").to_owned(),
            names = names
        ))
    };
    found.map(|example| draft_to_json(&example.inputs)).ok_or_else(missing)
}

/// A draft as JSON: an object of texts and of arrays of objects, with its currency under `_cur`.
pub fn draft_to_json(draft: &Draft) -> Json {
    let mut json = row_to_json(&draft.fields);
    json.insert("_cur".into(), draft.currency.code().into());
    Json::Object(json)
}

fn row_to_json(row: &Row) -> Map<String, Json> {
    let entry = |entry: &Entry| match entry {
        Entry::Text(text) => text.as_str().into(),
        Entry::Unread(text) => json!({ "unread": text }),
        Entry::Rows(rows) => rows.iter().map(|row| Json::Object(row_to_json(row))).collect(),
    };
    row.0.iter().map(|(key, value)| (key.clone(), entry(value))).collect()
}

/// The draft that JSON stands for, which may say under `_r` by which revision of its page it was written. Anything that no field
/// takes is a problem at its place.
pub fn draft_from_json(json: &Json, outline: &[Outline], past: Past) -> Result<Draft, Vec<Problem>> {
    let Json::Object(object) = json else {
        return Err(vec![Problem::at("", "The draft must be a JSON object.")]);
    };
    let mut problems = Vec::new();
    let mut draft = Draft::blank(Currency::default());
    match object.get("_cur").map(|code| code.as_str().and_then(Currency::parse)) {
        None => {}
        Some(Some(currency)) => draft.currency = currency,
        Some(None) => {
            problems.push(Problem::at("_cur", "This is not the code of a currency in use, such as USD."))
        }
    }
    let made = object.get("_r").and_then(Json::as_u64).and_then(|made| u32::try_from(made).ok());
    let made = made.filter(|made| (1..past.revision()).contains(made));
    let retired = |key: &str| made.is_some_and(|made| past.is_retired(key, made));
    draft.fields = row_from_json(object, outline, "", &retired, &mut problems);
    if let Some(made) = made {
        past.migrate(made, &mut draft.fields);
    }
    if problems.is_empty() { Ok(draft) } else { Err(problems) }
}

fn row_from_json(
    object: &Map<String, Json>,
    outline: &[Outline],
    path: &str,
    retired: &dyn Fn(&str) -> bool,
    problems: &mut Vec<Problem>,
) -> Row {
    let mut row = Row::default();
    for (key, value) in object {
        if path.is_empty() && key.starts_with('_') {
            continue;
        }
        let at = [path, key].concat();
        let known = |field: &&Outline| field.spec.key == key || field.spec.aliases.contains(&key.as_str());
        let Some(field) = outline.iter().find(known) else {
            if retired(key) {
                row.0.insert(key.clone(), Entry::Text(plain_text(value)));
                continue;
            }
            problems.push(Problem::at(at, "There is no such field here."));
            continue;
        };
        let entry = match value {
            Json::Null => continue,
            _ if field.spec.table().is_some() && !value.is_array() => {
                problems.push(Problem::at(at, "Give this table as an array of rows, each an object."));
                continue;
            }
            Json::String(text) => Entry::Text(match field.spec.kind {
                Kind::List => text.split(',').map(without_exponent).collect::<Vec<_>>().join(","),
                _ if field.spec.expects(Currency::default()).is_some() => without_exponent(text),
                _ => text.clone(),
            }),
            Json::Number(_) => Entry::Text(plain_text(value)),
            Json::Bool(flag) => Entry::Text(if *flag { "yes" } else { "no" }.to_owned()),
            Json::Object(inner) => match inner.get("unread").and_then(Json::as_str) {
                Some(text) => Entry::Unread(text.to_owned()),
                None => {
                    problems.push(Problem::at(at, "An object cannot stand here."));
                    continue;
                }
            },
            Json::Array(items) if field.spec.table().is_some() => {
                let mut rows = Vec::with_capacity(items.len());
                for (index, item) in items.iter().enumerate() {
                    let within = [at.as_str(), ".", &index.to_string(), "."].concat();
                    match item {
                        Json::Object(object) => {
                            rows.push(Rc::new(row_from_json(object, &field.rows, &within, retired, problems)))
                        }
                        _ => problems
                            .push(Problem::at(within.trim_end_matches('.'), "Each row must be an object.")),
                    }
                }
                Entry::rows(rows)
            }
            Json::Array(items) => Entry::Text(items.iter().map(plain_text).collect::<Vec<_>>().join(",")),
        };
        row.0.insert(field.spec.key.to_owned(), entry);
    }
    row
}

/// A value as canonical text: numbers in all their digits and without an exponent, nothing for null.
fn plain_text(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => without_exponent(text),
        Json::Number(number) => without_exponent(&number.to_string()),
        other => other.to_string(),
    }
}

/// A number without its exponent, as programs write one (`1e3`), in all its digits; any other text as it is.
fn without_exponent(text: &str) -> String {
    let is_scientific =
        text.contains(['e', 'E']) && text.bytes().all(|byte| b"0123456789.+-eE".contains(&byte));
    let read = is_scientific.then(|| read_number(text, &English.separators(), Expect::Number).ok()).flatten();
    read.map_or(text.to_owned(), |read| canonical(read.value))
}

/// The answer of a page to a draft, which is JSON in a text.
///
/// # Errors
/// The text is no draft, or the page refuses its inputs.
pub fn answer(page: &dyn AnyCalculator, text: &str) -> Result<Json, Json> {
    let json: Json = serde_json::from_str(text).map_err(|error| {
        problem(say!(
            "The draft is not JSON: line {line}, column {column}.",
            line = error.line(),
            column = error.column()
        ))
    })?;
    let draft = draft_from_json(&json, &page.outline(), page.past())
        .map_err(|problems| problems_json(&problems, Currency::default()))?;
    answer_json(page, &draft).map_err(|problems| problems_json(&problems, draft.currency))
}

/// The whole answer to a draft as JSON.
pub fn answer_json(page: &dyn AnyCalculator, draft: &Draft) -> Result<Json, Vec<Problem>> {
    let solved = page.solve(draft)?;
    let format = Format::english(draft.currency.code());
    Ok(read_again(&json::answer(&solved.answer(), Some(&solved.report()), &format)))
}
