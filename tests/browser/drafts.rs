//! Drafts for the tests to open: worked examples of the registry, changed where a test needs it, and the routes to them.

use commerce_calculators::calculator::AnyCalculator;
use commerce_calculators::calculators;
use commerce_calculators::input::{Draft, Entry};
use commerce_calculators::link;

/// A worked example of tiered pricing.
pub fn example(name: &str) -> Draft {
    let examples = tiered_pricing().examples();
    examples.into_iter().find(|example| example.name == name).expect("the page has this example").inputs
}

/// The same draft with another canonical text at a path.
pub fn with(mut draft: Draft, path: &str, text: &str) -> Draft {
    draft.fields.put(path, Some(Entry::Text(text.to_owned())));
    draft
}

/// The route that opens a draft of tiered pricing.
pub fn route(draft: &Draft) -> String {
    route_of(tiered_pricing(), draft)
}

/// The route that opens a draft of a page.
pub fn route_of(page: &dyn AnyCalculator, draft: &Draft) -> String {
    format!("/{}?{}", page.about().slug(), link::write(draft, &page.outline(), page.about().revision))
}

fn tiered_pricing() -> &'static dyn AnyCalculator {
    calculators::find("tiered-pricing").expect("tiered pricing is in the registry")
}
