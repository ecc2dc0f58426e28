//! The command line: `list`, `schema`, `example` and `run`, which print what [`contract`] has. Problems end with exit status 2.

use std::io::{Read, Write};

use crate::contract;

const USAGE: &str = "\
commerce-calculators: calculators for commerce strategy

  list                  every page: slug, title, family, shelf
  schema SLUG           the inputs of a page: key, label, kind, unit, limits, default, options
  example SLUG [NAME]   the inputs of a worked example, as `run` takes them
  run SLUG < draft.json the answer: figures, tables, warnings
";

/// Runs the command line; gives the exit status.
pub fn run(arguments: &[String]) -> i32 {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["list"] => Ok(contract::list()),
        ["schema", slug] => contract::page(slug).map(|page| contract::schema(&page.outline())),
        ["example", slug] => contract::page(slug).and_then(|page| contract::example(page, None)),
        ["example", slug, name] => contract::page(slug).and_then(|page| contract::example(page, Some(name))),
        ["run", slug] => contract::page(slug).and_then(|page| {
            let mut text = String::new();
            match std::io::stdin().read_to_string(&mut text) {
                Ok(_) => contract::answer(page, &text),
                Err(_) => Err(contract::problem("The draft on standard input is not UTF-8 text.")),
            }
        }),
        [] | ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            return 0;
        }
        _ => {
            eprint!("{USAGE}");
            return 2;
        }
    };
    let (json, status) = match outcome {
        Ok(json) => (json, 0),
        Err(problems) => (problems, 2),
    };
    // Whoever reads may stop early, as `head` does.
    let _ = writeln!(std::io::stdout(), "{json:#}");
    status
}
