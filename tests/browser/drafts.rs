//! Drafts for the tests to open: worked examples of the registry, changed where a test needs it, and the routes to them.

use commerce_calculators::calculator::{AnyCalculator, Example};
use commerce_calculators::calculators;
use commerce_calculators::input::{Draft, Entry};
use commerce_calculators::report::currency::Currency;
use commerce_calculators::report::format::{English, Format};
use commerce_calculators::{link, past};

use crate::Outcome;
use crate::stage::root;

/// A worked example of tiered pricing.
pub fn example(name: &str) -> Draft {
    example_of(tiered_pricing(), name)
}

/// A worked example of a page.
pub fn example_of(page: &dyn AnyCalculator, name: &str) -> Draft {
    page.examples()
        .into_iter()
        .find(|example| example.name == name)
        .expect("the page has this example")
        .inputs
}

/// The same draft with another canonical text at a path.
pub fn with(mut draft: Draft, path: &str, text: &str) -> Draft {
    draft.fields.put(path, Some(Entry::Text(text.to_owned())));
    draft
}

/// The same draft with a text that could not be read at a path.
pub fn unread(mut draft: Draft, path: &str, text: &str) -> Draft {
    draft.fields.put(path, Some(Entry::Unread(text.to_owned())));
    draft
}

/// The same draft with the first row of a table so many times, each with its own name.
pub fn repeated(mut draft: Draft, table: &str, count: usize) -> Draft {
    if let Some(Entry::Rows(rows)) = draft.fields.0.get_mut(table) {
        *rows = std::iter::repeat_n(rows[0].clone(), count).collect::<Vec<_>>().into();
    }
    (1..count).fold(draft, |draft, row| with(draft, &format!("{table}.{row}.name"), &format!("Row {row}")))
}

/// A worked example as a reader meets it.
pub struct Shown {
    /// Its page and name.
    pub name: String,
    pub title: &'static str,
    pub route: String,
    /// The answer in one sentence, as the library gives it natively in English.
    pub headline: String,
}

/// The first example of every page, by which each is seen once.
pub fn first_examples() -> Vec<Shown> {
    let mut shown = all_examples();
    shown.dedup_by(|next, kept| next.name.split(": ").next() == kept.name.split(": ").next());
    shown
}

/// Every worked example of every page.
pub fn all_examples() -> Vec<Shown> {
    let of_page = |page: &'static dyn AnyCalculator| {
        let shown = move |example: Example<Draft>| {
            let solved =
                page.solve(&example.inputs).map_err(|problems| format!("{}: {problems:?}", example.name));
            let format = Format { locale: &English, currency: example.inputs.currency };
            Shown {
                name: format!("{}: {}", page.about().slug(), example.name),
                title: example.title,
                route: route_of(page, &example.inputs),
                headline: solved
                    .map_or_else(|problems| problems, |solved| solved.answer().sentence.text(&format)),
            }
        };
        page.examples().into_iter().map(shown)
    };
    calculators::all().flat_map(of_page).collect()
}

/// A link of the corpus as a reader meets it.
pub struct Kept {
    /// Its file.
    pub name: String,
    pub route: String,
    /// What the library says natively, in English: the answer in one sentence, and the notices.
    pub headline: String,
    pub notices: Vec<String>,
}

/// Every link of the corpus of the pages whose families are asked for.
pub fn kept_links(families: fn(&str) -> bool) -> Outcome<Vec<Kept>> {
    let mut kept = Vec::new();
    for page in calculators::all().filter(|page| families(page.about().family)) {
        let (outline, past, slug) = (page.outline(), page.past(), page.about().slug());
        let folder = root().join("tests/golden/links").join(slug.replace('/', "."));
        let mut files = std::fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
        files.sort_by_key(|file| file.path());
        for file in files {
            let text = std::fs::read_to_string(file.path())?;
            let pairs = text.lines().next().unwrap_or_default();
            let opened = link::read(pairs, &outline, past, Currency::default());
            let told = opened.made.and_then(|made| past::told(page, made, &opened.draft));
            let format = Format { locale: &English, currency: opened.draft.currency };
            let solved = page.solve(&opened.draft);
            // A short link need not give an answer, but says what is to mend.
            let headline = solved.map_or(String::new(), |solved| solved.answer().sentence.text(&format));
            kept.push(Kept {
                name: format!("{slug} {}", file.file_name().to_string_lossy()),
                route: format!("/{slug}?{pairs}"),
                headline,
                notices: opened.notices.iter().chain(&told).map(|notice| notice.text(&format)).collect(),
            });
        }
    }
    Ok(kept)
}

/// The route that opens a draft of tiered pricing.
pub fn route(draft: Draft) -> String {
    route_of(tiered_pricing(), &draft)
}

/// The route that opens a draft of a page.
pub fn route_of(page: &dyn AnyCalculator, draft: &Draft) -> String {
    format!("/{}?{}", page.about().slug(), link::write(draft, &page.outline(), page.about().revision))
}

fn tiered_pricing() -> &'static dyn AnyCalculator {
    calculators::find("tiered-pricing").expect("tiered pricing is in the registry")
}
