//! The calculators without the page, as a page of the same site imports them: from the folder that is served with the app.

use commerce_calculators::calculators;
use commerce_calculators::contract::answer_json;
use serde_json::{Value as Json, json};

use crate::Outcome;
use crate::page::Page;

pub async fn page_imports_it_and_gets_what_the_command_line_prints(page: Page) -> Outcome {
    // Under the app's own security policy.
    page.open("/").await?;
    let mut wanted: Vec<(Json, Json)> = Vec::new();
    for page in calculators::all() {
        for example in page.examples() {
            let answer = answer_json(page, &example.inputs).map_err(|problems| format!("{problems:?}"))?;
            wanted.push((json!([page.about().slug(), example.name]), answer));
        }
    }
    let script = "const [address, examples, done] = arguments;
        import(address).then(async ({ init, list, example, run }) => {
            await init();
            done([list().length, examples.map(([slug, name]) => run(slug, example(slug, name)))]);
        }).catch((error) => done([0, String(error)]));";
    let examples: Json = wanted.iter().map(|(example, _)| example.clone()).collect();
    let address = json!(format!("{}npm/index.js", page.address()));
    let (pages, found): (usize, Json) = page.run_to_answer(script, vec![address, examples]).await?;
    assert_eq!(pages, calculators::all().count(), "{found}");
    for (index, (example, answer)) in wanted.iter().enumerate() {
        assert_eq!(found[index], *answer, "{example}");
    }
    Ok(())
}
