//! What the page says before the app runs: `public/first.json`, which the boot script shows, is held to what the app then says.

use std::fs;

use commerce_calculators::calculator::Example;
use commerce_calculators::calculators::{self, Page};
use commerce_calculators::input::Draft;
use commerce_calculators::report::Sentence;
use commerce_calculators::report::format::Format;
use serde_json::{Value, json};

use super::texts::root;

/// A page with its head, and the example that it opens with.
fn page(page: &Page) -> Value {
    let calculator = (page.calculator)();
    let first: Example<Draft> = calculator.examples().swap_remove(0);
    let format = Format::english(first.inputs.currency.code());
    let text = |sentence: Sentence| sentence.text(&format);
    let solved = calculator.solve(&first.inputs).unwrap_or_else(|problems| panic!("{problems:?}"));
    let about = page.about;
    json!({
        "slug": about.slug(),
        "family": page.family,
        "title": about.title,
        "summary": about.summary,
        "example": text(first.told()),
        "answer": text(solved.answer().sentence),
    })
}

#[test]
fn pages_begin_as_they_go_on() {
    let shelf = |shelf: &calculators::Shelf| {
        let pages: Vec<Value> = shelf.pages().map(page).collect();
        json!({ "title": shelf.title, "summary": shelf.summary, "pages": pages })
    };
    let shelves: Vec<Value> = calculators::SHELVES.iter().map(shelf).collect();
    let now = format!("{:#}\n", Value::from(shelves));
    let path = root().join("public/first.json");
    if std::env::var_os("UPDATE_GOLDEN").is_some_and(|value| value == "1") {
        fs::write(&path, &now).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == now, "public/first.json says something else; UPDATE_GOLDEN=1 writes it");
}
