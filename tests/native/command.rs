//! The command line as others run it: the built program, its output and its exit status.

use std::io::Write;
use std::process::{Command, Stdio};

use commerce_calculators::calculators;
use commerce_calculators::contract::{answer_json, draft_from_json, draft_to_json, schema};
use serde_json::{Value as Json, json};

use super::faults::Faults;
use super::pages::leads_somewhere;

/// What a run of the program gave.
struct Ran {
    status: i32,
    out: String,
    errors: String,
}

impl Ran {
    fn json(&self) -> Json {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}{}", self.out, self.errors))
    }

    /// Places and messages of the problems.
    fn problems(&self) -> Vec<(String, String)> {
        let text = |json: &Json| json.as_str().unwrap_or_default().to_owned();
        let problems = self.json()["problems"].as_array().cloned().unwrap_or_default();
        problems.iter().map(|problem| (text(&problem["at"]), text(&problem["message"]))).collect()
    }
}

fn run(arguments: &[&str], input: &[u8]) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_commerce-calculators"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A run that does not read its input may have ended already.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { status: output.status.code().unwrap(), out: text(output.stdout), errors: text(output.stderr) }
}

/// The first page of the registry, with its first example as JSON.
fn first() -> (String, Json) {
    let page = calculators::all().next().unwrap();
    (page.about().slug(), draft_to_json(&page.examples().remove(0).inputs))
}

#[test]
fn list_gives_every_page() {
    let ran = run(&["list"], b"");
    assert_eq!((ran.status, ran.errors.as_str()), (0, ""));
    let expected: Vec<Json> = calculators::SHELVES
        .iter()
        .flat_map(|shelf| shelf.pages().map(move |page| (shelf, page.about)))
        .map(|(shelf, about)| json!({ "slug": about.slug(), "title": about.title, "family": about.family, "shelf": shelf.slug }))
        .collect();
    assert_eq!(ran.json(), Json::Array(expected));
}

#[test]
fn schema_gives_every_field_of_every_page() {
    for page in calculators::all() {
        let ran = run(&["schema", &page.about().slug()], b"");
        assert_eq!(ran.status, 0);
        assert_eq!(ran.json(), schema(&page.outline()));
        let has = |field: &Json| ["key", "label", "kind"].iter().all(|key| field[key].is_string());
        assert!(ran.json().as_array().is_some_and(|fields| !fields.is_empty() && fields.iter().all(has)));
    }
}

#[test]
fn every_example_runs() {
    let mut faults = Faults::default();
    for page in calculators::all() {
        let slug = page.about().slug();
        assert_eq!(run(&["example", &slug], b"").json(), draft_to_json(&page.examples().remove(0).inputs));
        for example in page.examples() {
            let name = format!("{slug} {}", example.name);
            let draft = run(&["example", &slug, example.name], b"");
            faults.unless(draft.status == 0, || format!("{name}: status {}", draft.status));
            let ran = run(&["run", &slug], draft.out.as_bytes());
            faults.unless(ran.status == 0 && ran.errors.is_empty(), || {
                format!("{name}: status {}: {}{}", ran.status, ran.out, ran.errors)
            });
            let json = ran.json();
            faults.unless(answer_json(page, &example.inputs).ok().as_ref() == Some(&json), || {
                format!("{name} runs to another answer")
            });
            for (key, expected) in example.expect {
                let found = &json["figures"][key]["value"];
                faults.unless(found == expected || (found.is_null() && expected.is_empty()), || {
                    format!("{name}: {key} is {found}, not {expected}")
                });
            }
            for (key, figure) in json["figures"].as_object().into_iter().flatten() {
                let whole = ["unit", "label", "text", "account"].iter().all(|part| figure[part].is_string());
                let value = &figure["value"];
                faults.unless(whole && (value.is_string() || value.is_null()), || {
                    format!("{name}: figure {key} is {figure}")
                });
                let told = !value.is_null() || figure["text"].as_str().is_some_and(|text| !text.is_empty());
                faults.unless(told, || format!("{name}: figure {key} is undefined without a sentence"));
            }
            for (key, table) in json["tables"].as_object().into_iter().flatten() {
                let columns: Vec<&str> = table["columns"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(|column| column["key"].as_str())
                    .collect();
                for row in table["rows"].as_array().into_iter().flatten() {
                    let keys: Vec<&str> =
                        row.as_object().into_iter().flatten().map(|(key, _)| key.as_str()).collect();
                    faults.unless(keys == columns, || {
                        format!("{name}: table {key} has columns {columns:?} and a row of {keys:?}")
                    });
                }
            }
        }
    }
    faults.none();
}

#[test]
fn bad_drafts_are_problems_with_places() {
    let (slug, example) = first();
    let page = calculators::find(&slug).unwrap();
    let table = page.outline().into_iter().find(|field| field.spec.table().is_some()).unwrap().spec.key;
    let with = |key: &str, value: Json| {
        let mut draft = example.clone();
        draft[key] = value;
        draft.to_string()
    };
    let cases: Vec<(String, &str, &str)> = vec![
        (String::new(), "", "The draft is not JSON: line 1, column 0."),
        ("{".into(), "", "The draft is not JSON: line 1, column 1."),
        ("[]".into(), "", "The draft must be a JSON object."),
        ("\"x\"".into(), "", "The draft must be a JSON object."),
        (with(table, json!("x")), table, "Give this table as an array of rows, each an object."),
        (
            with(table, json!({ "unread": "x" })),
            table,
            "Give this table as an array of rows, each an object.",
        ),
        (with("no_such_field", json!("1")), "no_such_field", "There is no such field here."),
        (with("_cur", json!("ZZZ")), "_cur", "This is not the code of a currency in use, such as USD."),
        (with("_cur", json!(7)), "_cur", "This is not the code of a currency in use, such as USD."),
    ];
    for (draft, at, message) in cases {
        let ran = run(&["run", &slug], draft.as_bytes());
        assert_eq!(ran.status, 2, "{draft}");
        assert_eq!(ran.problems(), [(at.to_owned(), message.to_owned())], "{draft}");
    }
    let ran = run(&["run", &slug], b"\xff\xfe{}");
    assert_eq!(
        (ran.status, ran.problems()[0].1.as_str()),
        (2, "The draft on standard input is not UTF-8 text.")
    );
    // What is missing has its default or is a problem; each problem names a place of the form.
    let ran = run(&["run", &slug], b"{}");
    assert_eq!(ran.status, 2);
    assert!(!ran.problems().is_empty());
    let blank = commerce_calculators::input::Draft::blank(
        commerce_calculators::report::currency::Currency::default(),
    );
    for (at, message) in ran.problems() {
        assert!(leads_somewhere(&page.outline(), &blank.fields, &at), "{at}: {message}");
    }
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(run(&["run", &slug], deep.as_bytes()).status, 2);
}

/// Spreadsheets and scripts write long numbers so.
#[test]
fn numbers_with_an_exponent_are_taken_in_all_their_digits() {
    let page = calculators::find("tiered-pricing").unwrap();
    let outline = page.outline();
    let read = |amount: Json| {
        let json = json!({ "quantities": [{ "name": "1e3", "amount": amount }] });
        let draft = draft_from_json(&json, &outline, page.past()).unwrap();
        let row = draft.row("quantities.0").unwrap();
        (row.text("name").to_owned(), row.text("amount").to_owned())
    };
    let cases = [
        (json!("1e3"), "1000"),
        (json!("-2.5E+03"), "-2500"),
        (json!("1.25e-2"), "0.0125"),
        (json!(1e3), "1000.0"),
        (json!("1e99"), "1e99"),
        (json!("1e"), "1e"),
        (json!("1,5e3"), "1,5e3"),
        (json!("abce"), "abce"),
    ];
    for (amount, text) in cases {
        assert_eq!(read(amount.clone()), ("1e3".to_owned(), text.to_owned()), "{amount}");
    }
}

#[test]
fn amounts_in_problems_are_in_the_currency_of_the_draft() {
    let outline = calculators::find(&first().0).unwrap().outline();
    let (slug, mut example) = first();
    // Some amount of money past its limit.
    let tables: Vec<_> = outline.iter().filter(|field| field.spec.table().is_some()).collect();
    let money = tables.iter().find_map(|table| {
        let field = table
            .rows
            .iter()
            .find(|field| matches!(field.spec.kind, commerce_calculators::input::Kind::Money))?;
        Some((table.spec.key, field.spec.key))
    });
    let Some((table, field)) = money else { return };
    example["_cur"] = json!("JPY");
    example[table][0][field] = json!("1000000001");
    let ran = run(&["run", &slug], example.to_string().as_bytes());
    let problem = ran.problems().into_iter().find(|(at, _)| *at == format!("{table}.0.{field}")).unwrap();
    assert_eq!(problem.1, "Enter ¥1,000,000,000 or less.");
}

#[test]
fn wrong_words_are_answered() {
    let (slug, _) = first();
    for arguments in [&["schema", "nothing"], &["run", "nothing"], &["example", "nothing"]] {
        let ran = run(arguments, b"{}");
        assert_eq!(
            (ran.status, ran.problems()),
            (2, vec![(String::new(), "There is no calculator “nothing”. See `list`.".to_owned())])
        );
    }
    let ran = run(&["example", &slug, "nothing"], b"");
    assert_eq!(ran.status, 2);
    assert!(ran.problems()[0].1.starts_with("There is no example “nothing”. There are: "), "{}", ran.out);
    for arguments in [&["sing"][..], &["run"], &["list", "everything"], &["run", &slug, "more"]] {
        let ran = run(arguments, b"");
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{arguments:?}");
        assert!(ran.errors.contains("schema SLUG"));
    }
    for arguments in [&[][..], &["help"], &["--help"], &["-h"]] {
        let ran = run(arguments, b"");
        assert_eq!((ran.status, ran.errors.as_str()), (0, ""), "{arguments:?}");
        assert!(ran.out.contains("run SLUG < draft.json"));
    }
}

#[test]
fn a_reader_who_stops_early_breaks_nothing() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_commerce-calculators"))
        .args(["schema", &first().0])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn bare_numbers_keep_all_their_digits() {
    let total = |amount: &str, price: &str| {
        let draft = format!(
            r#"{{"quantities": [{{"name": "A", "amount": {amount}}}],
                "plans": [{{"name": "P", "charges": [{{"quantity": "A", "unit_price": {price}}}]}}]}}"#
        );
        run(&["run", "tiered-pricing"], draft.as_bytes()).json()["figures"]["total"]["value"].clone()
    };
    // 0.3 is not 0.2999…, and more digits than a float holds stay.
    assert_eq!(total("0.3", "100"), "30");
    assert_eq!(total("9007199254.740993", "100"), "900719925474.1");
    assert_eq!(total("1E+3", "2.5e-2"), "25");
    assert_eq!(total("3", "0.100000000000"), "0.3");
}
