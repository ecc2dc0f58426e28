//! The way from the catalogue to a quote and through its answer, by keyboard alone.

use thirtyfour::prelude::*;

use crate::Outcome;
use crate::drafts::{example, route};
use crate::page::Page;

pub async fn catalogue_to_quote_by_keyboard(page: Page) -> Outcome {
    page.open("/").await?;
    page.press(Key::Tab).await?;
    assert_eq!(page.focus().await?, r#"a "Skip to the content""#);
    page.press(Key::Enter).await?;
    assert_eq!(focused_id(&page).await?, "main");
    page.press(Key::Tab).await?;
    assert_eq!(page.focus().await?, r#"input "Search""#);
    page.type_text("zebra").await?;
    page.until_shown("No calculator matches “zebra”.").await?;
    page.chord(Key::Control, 'a').await?;
    page.type_text("graduated ti").await?;
    page.until("one tile", "document.querySelectorAll('.tile').length === 1").await?;
    page.press(Key::Tab).await?;
    assert!(page.focus().await?.starts_with(r#"a "Tiered pricing"#), "{}", page.focus().await?);
    page.press(Key::Enter).await?;
    page.until("the page", "document.querySelector('h1')?.textContent === 'Quote and compare'").await?;
    assert_eq!(focused_id(&page).await?, "main", "a new page begins at its top");
    assert!(page.driver.title().await?.starts_with("Quote and compare · Tiered pricing"));
    let before = page.headline().await?;
    page.tab_to(r#"input "Amount, 1""#).await?;
    page.type_text("12").await?;
    page.until_headline("12 Seats").await?;
    assert_ne!(page.headline().await?, before);
    // Screen readers hear the new answer once typing rests.
    let said = "[...document.querySelectorAll('[role=status]')].some((said) => said.textContent.includes('12 Seats'))";
    page.until("the answer to be said", said).await
}

/// Every control takes its turn, in the order of the page, and the last gives the focus back to the browser.
pub async fn tab_reaches_every_control_and_leaves(page: Page) -> Outcome {
    page.open(&route(example("fonts"))).await?;
    page.run("for (const part of document.querySelectorAll('details')) part.open = true", []).await?;
    page.settle().await?;
    page.run(RECORD_FOCUS, []).await?;
    let count: usize = page.get("window.expected.length").await?;
    assert!(count > 60, "only {count} controls");
    for _ in 0..(count + 20) / 20 {
        let tabs: String = std::iter::repeat_n(char::from(Key::Tab), 20).collect();
        page.type_text(&tabs).await?;
    }
    let missed: Vec<String> = page.get("window.expected.filter((control) => !window.seen.includes(control)).map((control) => control.outerHTML.slice(0, 120))").await?;
    assert!(missed.is_empty(), "Tab does not reach {missed:#?}");
    let disordered: Vec<String> = page.get(DISORDERED).await?;
    assert!(disordered.is_empty(), "Tab goes back to {disordered:#?}");
    // And back again from the first.
    page.run("window.expected[1].focus()", []).await?;
    page.chord(Key::Shift, Key::Tab).await?;
    assert!(
        page.get::<bool>("document.activeElement === window.expected[0]").await?,
        "{}",
        page.focus().await?
    );
    Ok(())
}

const RECORD_FOCUS: &str = r#"
const controls = "a[href], button:not([disabled]), input, select, textarea, summary, [tabindex]";
const all = [...document.querySelectorAll(controls)];
window.expected = all.filter((control) => control.tabIndex >= 0 && control.checkVisibility());
window.seen = [];
document.addEventListener("focusin", (event) => window.seen.push(event.target));
"#;

/// Controls that had the focus after one that stands behind them, up to the round's end.
const DISORDERED: &str = r#"
(() => {
  const places = window.seen.map((control) => window.expected.indexOf(control)).filter((place) => place >= 0);
  const round = places.slice(0, window.expected.length);
  const back = round.filter((place, at) => at > 0 && place < round[at - 1]);
  return back.map((place) => window.expected[place].outerHTML.slice(0, 120));
})()
"#;

pub async fn figures_and_sections_open_by_keyboard(page: Page) -> Outcome {
    page.open(&route(example("fonts"))).await?;
    page.until_headline("20 Fonts").await?;
    page.tab_to(r#"summary "More rules"#).await?;
    page.press(Key::Enter).await?;
    page.press(Key::Tab).await?;
    assert_eq!(page.focus().await?, r#"select "Rounded at""#);
    page.tab_to(r#"button "Total"#).await?;
    page.press(Key::Enter).await?;
    page.until("the working", "document.querySelectorAll('.figure.open .working').length === 2").await?;
    let working = page.text(".figure.open .working.numbers").await?;
    assert!(working.contains("127.50"), "{working}");
    assert!(page.focus().await?.starts_with(r#"button "Total"#), "the focus stays");
    page.type_text(" ").await?;
    page.until("the working to close", "!document.querySelector('.figure.open')").await?;
    page.tab_to(r#"button "How does the bill come about?"#).await?;
    page.press(Key::Enter).await?;
    page.until("the bill", "document.querySelector('#r-bill table')").await?;
    // What is open stays open, with the new numbers.
    page.enter("quantities.0.amount", "21").await?;
    page.until_headline("21 Fonts").await?;
    page.until("the new bill", "document.querySelector('#r-bill').textContent.includes('133.50')").await
}

pub async fn chart_is_read_by_arrow_keys_and_pointer(page: Page) -> Outcome {
    page.open(&route(example("graduated-calls"))).await?;
    page.until_headline("15,000 Requests").await?;
    page.tab_to(r#"div "Chart “Cost a month by Requests”"#).await?;
    let mut read = Vec::new();
    for key in [Key::Home, Key::Right, Key::Right, Key::Left, Key::End] {
        page.press(key).await?;
        read.push(readout(&page).await?);
    }
    assert_eq!(read[0].first().map(String::as_str), Some("0"), "{read:#?}");
    assert_eq!(read[1], read[3], "one to the right and one to the left");
    assert!(read[0] != read[1] && read[1] != read[2], "each step reads another position: {read:#?}");
    let last = read.pop().unwrap_or_default();
    assert!(read.iter().all(|values| values.len() >= 3 && *values != last), "{read:#?}");
    // The table has the same values.
    page.click("Data as a table").await?;
    page.until("the data", "document.querySelector('figure.chart table tbody tr')").await?;
    let rows: Vec<Vec<String>> = page.get("[...document.querySelectorAll('figure.chart table tbody tr')].map((row) => [...row.cells].map((cell) => cell.textContent))").await?;
    let row =
        rows.iter().find(|row| read[1][0].starts_with(&row[0])).ok_or("the position is not in the table")?;
    for (value, cell) in read[1][1..].iter().zip(&row[1..]) {
        assert!(value.ends_with(cell.as_str()), "{value} is not {cell}");
    }
    page.chord(Key::Shift, Key::Tab).await?;
    page.press(Key::Right).await?;
    assert!(!readout(&page).await?.is_empty());
    page.press(Key::Escape).await?;
    assert!(readout(&page).await?.is_empty(), "Escape ends the reading");
    let frame = page.find(".chart-frame").await?;
    page.driver.action_chain().move_to_element_center(&frame).perform().await?;
    page.until("a reading under the pointer", "document.querySelector('.readout strong')").await?;
    page.press(Key::Tab).await?;
    assert!(!page.focus().await?.starts_with(r#"div "Chart"#), "Tab leaves the chart");
    Ok(())
}

/// The readout: its heading and its values.
async fn readout(page: &Page) -> Outcome<Vec<String>> {
    page.settle().await?;
    page.get("[...document.querySelectorAll('.readout strong, .readout li:not(.readout-note)')].map((line) => line.textContent.trim())").await
}

async fn focused_id(page: &Page) -> Outcome<String> {
    page.get("document.activeElement.id").await
}
