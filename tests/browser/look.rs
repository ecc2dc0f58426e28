//! Every page and state: its answer, what a screen reader meets, and whether it fits.

use thirtyfour::prelude::*;

use crate::Outcome;
use crate::drafts::{all_examples, example, first_examples, route, with};
use crate::page::Page;

/// The answer is the one that the library gives natively. Editing asks for nothing that is not here: on a slow machine the worker
/// may start, which is made of the parts that the page itself has loaded.
pub async fn every_example_opens_with_its_headline(page: Page) -> Outcome {
    for example in all_examples() {
        page.open(&example.route).await?;
        page.until_headline(&example.headline).await?;
        page.until_shown(example.title).await?;
        page.until("a chart", "document.querySelector('figure.chart svg path, figure.chart svg polyline')")
            .await?;
    }
    page.requests().await?;
    page.open(&route(example("volume-cliffs"))).await?;
    page.until_headline("65,000 API calls").await?;
    let own = page.requests().await?;
    page.enter("quantities.0.amount", "15000").await?;
    page.click("Add plan").await?;
    page.open_all().await?;
    page.click("Undo").await?;
    page.until_headline("15,000").await?;
    // How figures come about was opened with everything else, and loads when it first is; so does the way to a worker.
    let late = |address: &String| ["/_tools-", "/_worker-"].iter().any(|part| address.contains(part));
    let known = |address: &String| own.contains(address) || late(address);
    let asked: Vec<String> = page.requests().await?.into_iter().filter(|address| !known(address)).collect();
    assert!(asked.is_empty(), "{asked:?} asked for while editing, where {own:?} had been loaded");
    Ok(())
}

pub async fn every_state_is_accessible(page: Page) -> Outcome {
    let mut found: Vec<String> = Vec::new();
    page.open("/").await?;
    page.fill("Search", "zebra").await?;
    page.until_shown("No calculator matches").await?;
    found.extend(violations(&page, "search without result").await?);
    page.open(&route(example("volume-cliffs"))).await?;
    page.until_headline("65,000 API calls").await?;
    found.extend(violations(&page, "example").await?);
    page.open_all().await?;
    found.extend(violations(&page, "all open").await?);
    page.setting(&["dark"]).await?;
    found.extend(violations(&page, "all open, dark").await?);
    page.setting(&["light"]).await?;
    page.enter("quantities.0.amount", "many").await?;
    page.press(Key::Tab).await?;
    page.until_shown("“many” is not a number.").await?;
    found.extend(violations(&page, "errors under a stale answer").await?);
    page.setting(&["dark"]).await?;
    found.extend(violations(&page, "errors, dark").await?);
    page.setting(&[]).await?;
    page.click("Settings").await?;
    page.named("Done").await?;
    found.extend(violations(&page, "settings").await?);
    page.click("Done").await?;
    page.open(&format!("{}&seats=5", route(with(example("fonts"), "plans.0.charges.0.quantity", "Nothing"))))
        .await?;
    page.until_shown("to mend").await?;
    page.view(390, 800).await?;
    found.extend(violations(&page, "notice and errors on a phone").await?);
    assert!(found.is_empty(), "{found:#?}");
    Ok(())
}

/// As wide as on a desk for the examiner of accessibility; then at 320 pixels.
pub async fn every_page_with_all_open_is_accessible_and_fits(page: Page) -> Outcome {
    let mut found: Vec<String> = Vec::new();
    for example in first_examples() {
        page.view(1280, 800).await?;
        page.open(&example.route).await?;
        page.until_headline(&example.headline).await?;
        page.open_all().await?;
        found.extend(violations(&page, &example.name).await?);
        page.view(320, 640).await?;
        page.settle().await?;
        fits(&page, &example.name).await?;
    }
    assert!(found.is_empty(), "{found:#?}");
    Ok(())
}

/// On a laptop, what a table is read for is seen without scrolling in it.
pub async fn deciding_columns_are_in_sight(page: Page) -> Outcome {
    page.view(1440, 900).await?;
    let mut hidden: Vec<String> = Vec::new();
    for example in first_examples() {
        page.open(&example.route).await?;
        page.until_headline(&example.headline).await?;
        page.open_all().await?;
        hidden.extend(page.get::<Vec<String>>(OUT_OF_SIGHT).await?);
    }
    assert!(hidden.is_empty(), "{hidden:#?}");
    // All of a table is seen on a sheet over the page, which closes as dialogs do.
    page.open("/contribution-margin/promotions").await?;
    page.until("an answer", "document.querySelector('.headline')").await?;
    page.open_all().await?;
    page.click("Full width").await?;
    page.until("the sheet", "document.querySelector('dialog.wide[open] td.decides')").await?;
    page.press(Key::Escape).await?;
    page.until("the sheet to go", "!document.querySelector('dialog.wide')").await?;
    assert_eq!(page.focus().await?, r#"button "Full width""#);
    Ok(())
}

const OUT_OF_SIGHT: &str = r#"
[...document.querySelectorAll(".data-scroll")].flatMap((scroll) => {
  const bounds = scroll.getBoundingClientRect();
  return [...scroll.querySelectorAll("th.decides")].filter((head) => {
    const { left, right } = head.getBoundingClientRect();
    return left < bounds.left || right > bounds.right + 1;
  }).map((head) => `${scroll.getAttribute("aria-label")}: ${head.textContent}`);
})
"#;

async fn violations(page: &Page, state: &str) -> Outcome<Vec<String>> {
    page.picture(state).await?;
    Ok(page.accessibility().await?.into_iter().map(|violation| format!("{state}: {violation}")).collect())
}

/// At 320 pixels, and at 640 as with a zoom of 200 %.
pub async fn page_fits_narrow_screens_with_all_open(page: Page) -> Outcome {
    for draft in ["payments", "volume-cliffs"] {
        page.view(320, 640).await?;
        page.open(&route(example(draft))).await?;
        page.open_all().await?;
        for width in [320, 640] {
            page.view(width, 640).await?;
            page.settle().await?;
            fits(&page, draft).await?;
        }
    }
    page.view(320, 640).await?;
    page.open(&route(example("seats-and-usage"))).await?;
    // What has the focus lies under nothing that stays in place.
    let mut covered: Vec<String> = Vec::new();
    for _ in 0..45 {
        page.press(Key::Tab).await?;
        page.settle().await?;
        covered.extend(page.get::<Option<String>>(COVERED).await?);
    }
    assert!(covered.is_empty(), "{covered:#?}");
    page.click("Settings").await?;
    fits(&page, "settings").await?;
    page.click("Done").await?;
    page.enter("quantities.0.amount", &"9".repeat(28)).await?;
    page.press(Key::Tab).await?;
    page.until("an answer or problems", "document.querySelector('.problems, .headline')").await?;
    fits(&page, "28 digits").await?;
    page.open("/").await?;
    fits(&page, "catalogue").await
}

async fn fits(page: &Page, what: &str) -> Outcome {
    let wide: Vec<String> = page.get(TOO_WIDE).await?;
    assert!(wide.is_empty(), "{what}: the page scrolls sideways because of {wide:#?}");
    Ok(())
}

/// What has the focus, if its middle is not to be seen.
const COVERED: &str = r#"
(() => {
  const focused = document.activeElement;
  if (focused === document.body || !focused.checkVisibility()) return null;
  const { left, top, width, height } = focused.getBoundingClientRect();
  const over = document.elementFromPoint(left + width / 2, top + Math.min(height, innerHeight) / 2);
  if (focused.contains(over) || focused.id === "main") return null;
  return `${focused.outerHTML.slice(0, 120)} lies under ${over?.outerHTML.slice(0, 60)}`;
})()
"#;

/// What stands past the right edge, if the page scrolls sideways.
const TOO_WIDE: &str = r#"
(() => {
  const width = document.documentElement.clientWidth;
  if (document.scrollingElement.scrollWidth <= width) return [];
  const wide = [...document.body.querySelectorAll("*")].filter((part) => part.getBoundingClientRect().right > width + 1);
  return [`${document.scrollingElement.scrollWidth} > ${width}`, ...wide.slice(0, 8).map((part) => part.outerHTML.slice(0, 100))];
})()
"#;

pub async fn schemes_and_media_change_the_look(page: Page) -> Outcome {
    page.open(&route(example("volume-cliffs"))).await?;
    page.open_all().await?;
    let ground = "getComputedStyle(document.body).backgroundColor";
    let light: String = page.get(ground).await?;
    page.setting(&["dark"]).await?;
    let dark: String = page.get(ground).await?;
    assert_ne!(light, dark);
    // The reader's own choice goes before the system's.
    page.click("Settings").await?;
    page.choose("Theme", "light").await?;
    page.click("Done").await?;
    assert_eq!(page.get::<String>(ground).await?, light);
    page.reload().await?;
    assert_eq!(page.get::<String>(ground).await?, light, "it is kept");
    page.setting(&["print"]).await?;
    let shown = |selector: &str| format!("document.querySelector('{selector}').checkVisibility()");
    for hidden in [".toolbar", "header.site button", ".table-tools"] {
        assert!(!page.get::<bool>(&shown(hidden)).await?, "{hidden} is printed");
    }
    for printed in ["h1", ".headline", "figure.chart svg", "#f-quantities input"] {
        assert!(page.get::<bool>(&shown(printed)).await?, "{printed} is not printed");
    }
    page.picture("print").await?;
    page.setting(&["forced"]).await?;
    // What is drawn must still differ from its ground.
    let lost: Vec<String> = page.get(LOST).await?;
    assert!(lost.is_empty(), "in forced colours these are lost: {lost:#?}");
    page.picture("forced").await
}

/// Lines of the charts that have the colour of the page behind them, or none.
const LOST: &str = r#"
(() => {
  const ground = getComputedStyle(document.body).backgroundColor;
  const lines = [...document.querySelectorAll("figure.chart .drawing path, figure.chart .drawing polyline, figure.chart .drawing line")];
  const lost = lines.filter((line) => {
    const { stroke, fill } = getComputedStyle(line);
    const seen = (colour) => colour !== "none" && colour !== ground && colour !== "rgba(0, 0, 0, 0)";
    return !seen(stroke) && !seen(fill);
  });
  return lines.length ? lost.map((line) => line.outerHTML.slice(0, 120)) : ["no lines at all"];
})()
"#;
