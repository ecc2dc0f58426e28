//! For everyone: zoom, larger text and wider spacing, targets for fingers, forced colours, stillness, the focus in sight; and
//! what is wrong, led to when the reader asks for something.

use serde_json::json;
use thirtyfour::prelude::*;

use crate::Outcome;
use crate::drafts::{example, first_examples, route, with};
use crate::embed::{done, hosted};
use crate::page::Page;
use crate::stage::Folder;

/// A way to see a page: its name, the size of the window, how the reader's system is set up, what is done to the page besides,
/// and what asks it what is wrong with it then.
struct Way(&'static str, (u32, u32), &'static [&'static str], &'static str, &'static str);

/// One after the other, each as the one before has left the page.
const WAYS: [Way; 8] = [
    Way("zoomed to 225 %", (640, 400), &[], "", LOST),
    Way("zoomed to 450 %", (320, 200), &[], "", LOST),
    Way("on a phone", (390, 800), &[], "", SMALL),
    Way("with wider spacing on a phone", (320, 640), &[], SPACED, LOST),
    Way("with wider spacing", (1280, 800), &[], "", LOST),
    Way("with text at 200 %", (1280, 800), &[], LARGE, LOST),
    Way("in forced colours", (1280, 800), &["forced"], USUAL, UNFOCUSED),
    Way("standing still", (1280, 800), &["still"], "", MOVING),
];

const SPACED: &str = r#"
const sheet = new CSSStyleSheet();
sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
  p { margin-block-end: 2em !important; }`);
document.adoptedStyleSheets = [sheet];
"#;

const LARGE: &str = "document.adoptedStyleSheets = []; document.documentElement.style.fontSize = '200%'";

const USUAL: &str = "document.documentElement.style.fontSize = ''";

pub async fn pages_of_bundling_suit_everyone(page: Page) -> Outcome {
    page.open("/").await?;
    assert!(!page.get::<Vec<String>>(MOVING).await?.is_empty(), "what moves for others is seen");
    let mut found = seen_in_all_ways(&page, "catalogue").await?;
    found.extend(pages_in_all_ways(&page, |slug| slug.starts_with("bundling")).await?);
    assert!(found.is_empty(), "{}", found.join("\n"));
    Ok(())
}

pub async fn pages_of_pricing_suit_everyone(page: Page) -> Outcome {
    let found =
        pages_in_all_ways(&page, |slug| !slug.starts_with("bundling") && !slug.starts_with("ltv-cac"))
            .await?;
    assert!(found.is_empty(), "{}", found.join("\n"));
    Ok(())
}

pub async fn pages_of_performance_suit_everyone(page: Page) -> Outcome {
    let found = pages_in_all_ways(&page, |slug| slug.starts_with("ltv-cac")).await?;
    assert!(found.is_empty(), "{}", found.join("\n"));
    Ok(())
}

/// What is wrong with some pages with all open.
async fn pages_in_all_ways(page: &Page, of: fn(&str) -> bool) -> Outcome<Vec<String>> {
    let mut found = Vec::new();
    for shown in first_examples().into_iter().filter(|shown| of(&shown.name)) {
        page.open(&shown.route).await?;
        page.until_headline(&shown.headline).await?;
        page.open_all().await?;
        found.extend(seen_in_all_ways(page, &shown.name).await?);
    }
    Ok(found)
}

async fn seen_in_all_ways(page: &Page, name: &str) -> Outcome<Vec<String>> {
    let mut found = Vec::new();
    // Whoever uses the keyboard sees where the focus is.
    page.press(Key::Tab).await?;
    for Way(way, (width, height), settings, script, question) in WAYS {
        page.setting(settings).await?;
        page.view(width, height).await?;
        page.run(script, []).await?;
        page.settle().await?;
        page.picture(&format!("{} {way}", name.replace(['/', ':'], " "))).await?;
        let faults: Vec<String> = page.get(question).await?;
        found.extend(faults.into_iter().map(|fault| format!("{name}, {way}: {fault}")));
    }
    page.setting(&[]).await?;
    Ok(found)
}

/// Text cut off by its box or past its edge, and a page that scrolls sideways. What scrolls can be scrolled; and of a row that is
/// folded to a line the whole is seen when it opens.
const LOST: &str = r#"
(() => {
  const lost = [];
  const width = document.documentElement.clientWidth;
  if (document.scrollingElement.scrollWidth > width) {
    const wide = [...document.body.querySelectorAll("*")].filter((part) => part.getBoundingClientRect().right > width + 1);
    lost.push(`the page scrolls sideways: ${wide.slice(0, 4).map((part) => part.outerHTML.slice(0, 90)).join(" | ")}`);
  }
  const told = (part) => `${part.tagName}.${part.className} “${part.textContent.trim().slice(0, 40)}”`;
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  const seen = new Set();
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (!text.data.trim() || !text.parentElement.checkVisibility()) continue;
    if (text.parentElement.closest(".off-screen, option, svg, .fold .card-text, textarea")) continue;
    range.selectNodeContents(text);
    const { left, right, top, bottom } = range.getBoundingClientRect();
    for (let part = text.parentElement; part && part !== document.body; part = part.parentElement) {
      const { overflowX, overflowY, textOverflow } = getComputedStyle(part);
      if (overflowX === "visible" && overflowY === "visible") continue;
      // What scrolls shows all; what stands for an entry that is elsewhere may end in dots.
      if (/auto|scroll/.test(overflowX + overflowY)) break;
      const box = part.getBoundingClientRect();
      const cut = left < box.left - 1 || right > box.right + 1 || top < box.top - 2 || bottom > box.bottom + 2;
      if (cut && !seen.has(part)) {
        seen.add(part);
        lost.push(`cut off: ${told(part)}${textOverflow === "ellipsis" ? " …" : ""}`);
      }
      break;
    }
    // Words past the edge of what has a border, as a button has.
    const framed = text.parentElement.closest("button, .box, .figure > .opener, .tile, summary");
    if (framed && !seen.has(framed)) {
      const box = framed.getBoundingClientRect();
      if (left < box.left - 1 || right > box.right + 1 || top < box.top - 2 || bottom > box.bottom + 2) {
        seen.add(framed);
        lost.push(`past its edge: ${told(framed)}`);
      }
    }
  }
  // What a choice holds is not text of the page: it needs the height of its line.
  for (const field of document.querySelectorAll("input:not([type=checkbox], [type=file]), select")) {
    if (!field.checkVisibility()) continue;
    const { fontSize } = getComputedStyle(field);
    if (field.getBoundingClientRect().height < parseFloat(fontSize) * 1.15) lost.push(`too low: ${field.id}`);
  }
  return lost;
})()
"#;

/// Targets of less than 24 pixels that have another so near that circles of that size around both would meet. A link in a
/// sentence, and what the browser draws by itself, may be smaller.
const SMALL: &str = r#"
(() => {
  const controls = "a[href], button, input:not([type=file]), select, textarea, summary, [tabindex='0']";
  const all = [...document.querySelectorAll(controls)]
    .filter((control) => control.checkVisibility() && !control.closest(".off-screen, .skip"));
  const boxes = all.map((control) => {
    // What is clicked is the label too.
    const box = control.getBoundingClientRect();
    const label = control.type === "checkbox" ? control.labels[0]?.getBoundingClientRect() : null;
    return label ? { left: Math.min(box.left, label.left), right: Math.max(box.right, label.right),
      top: Math.min(box.top, label.top), bottom: Math.max(box.bottom, label.bottom) } : box;
  });
  const small = ({ left, right, top, bottom }) => right - left < 23.9 || bottom - top < 23.9;
  const far = (box, x, y) => Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));
  return all.flatMap((control, index) => {
    const box = boxes[index];
    if (!small(box)) return [];
    const inText = control.matches("a, .link") && getComputedStyle(control).display === "inline"
      && control.parentElement.textContent.trim() !== control.textContent.trim();
    if (inText) return [];
    const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    const near = all.findIndex((other, at) => {
      if (other === control || other.contains(control) || control.contains(other)) return false;
      const there = boxes[at];
      if (far(there, x, y) < 12) return true;
      return small(there) && Math.hypot((there.left + there.right) / 2 - x, (there.top + there.bottom) / 2 - y) < 24;
    });
    const told = (at) => {
      const { left, right, top, bottom } = boxes[at];
      return `${all[at].outerHTML.slice(0, 90)} (${Math.round(right - left)} × ${Math.round(bottom - top)})`;
    };
    return near < 0 ? [] : [`${told(index)} near ${told(near)}`];
  });
})()
"#;

/// What has the focus is seen: not past an edge, and not under anything that stays in place.
pub async fn focus_is_never_covered(page: Page) -> Outcome {
    // The page with the most to act on.
    let longest =
        first_examples().into_iter().find(|shown| shown.name.starts_with("tiered-pricing/price-change"));
    let shown = longest.ok_or("no such page")?;
    for (width, height) in [(1440, 900), (390, 800)] {
        page.view(width, height).await?;
        page.open(&shown.route).await?;
        page.until_headline(&shown.headline).await?;
        page.open_all().await?;
        let count: usize = page.get(COUNT).await?;
        page.run(RECORD_COVERED, []).await?;
        let tabs: String = std::iter::repeat_n(char::from(Key::Tab), 10).collect();
        for _ in 0..count / 10 + 1 {
            page.type_text(&tabs).await?;
        }
        page.settle().await?;
        let [seen, covered]: [Vec<String>; 2] = page.get("[window.seen, window.covered]").await?;
        assert!(seen.len() > count * 3 / 4, "only {} of {count} had the focus at {width}", seen.len());
        assert!(covered.is_empty(), "at {width} pixels: {covered:#?}");
    }
    Ok(())
}

const COUNT: &str = r#"
[...document.querySelectorAll("a[href], button:not([disabled]), input, select, textarea, summary, [tabindex='0']")]
  .filter((control) => control.tabIndex >= 0 && control.checkVisibility()).length
"#;

/// Looks at each thing as it has got the focus, before the next key.
const RECORD_COVERED: &str = r#"
window.seen = [];
window.covered = [];
const look = (focused) => {
  window.seen.push(focused.id || focused.tagName);
  const { left, right, top, bottom } = focused.getBoundingClientRect();
  const told = `${focused.outerHTML.slice(0, 110)} at ${[left, top, right, bottom].map(Math.round)}`;
  const [start, end] = [Math.max(top, 0), Math.min(bottom, innerHeight)];
  if (end - start < Math.min(bottom - top, 16)) return window.covered.push(`out of sight: ${told}`);
  // Of what is higher than the window a part is enough; of all else, the middle and both ends.
  const heights = bottom - top > innerHeight / 3 ? [(start + end) / 2] : [start + 3, (start + end) / 2, end - 3];
  const over = heights.map((y) => document.elementFromPoint((left + right) / 2, y));
  const hidden = over.filter((part) => !part || !(focused.contains(part) || part.contains(focused) || part.closest("label")));
  if (hidden.length) window.covered.push(`${told} lies under ${hidden[0]?.outerHTML.slice(0, 60)}`);
};
document.addEventListener("focusin", ({ target }) => {
  if (target.id !== "main" && target !== document.body) look(target);
});
"#;

/// What has no ring when it has the focus.
const UNFOCUSED: &str = r#"
"a[href] button:not([disabled]) input:not([type=file]) select textarea summary [tabindex='0']".split(" ")
  .flatMap((kind) => [...document.querySelectorAll(kind)])
  .filter((control) => control.checkVisibility({ visibilityProperty: true })).flatMap((control) => {
    control.focus({ preventScroll: true });
    const { outlineStyle, outlineWidth } = getComputedStyle(control.closest(".box") ?? control);
    return outlineStyle === "none" || parseFloat(outlineWidth) < 2 ? [control.outerHTML.slice(0, 110)] : [];
  })
"#;

/// What a colour, a ground or a shadow tells is told otherwise where the reader's own colours are forced.
pub async fn forced_colours_lose_nothing(page: Page) -> Outcome {
    page.setting(&["forced"]).await?;
    page.open(&route(example("volume-cliffs"))).await?;
    page.until_headline("65,000 API calls").await?;
    page.open_all().await?;
    page.picture("forced colours").await?;
    let lost: Vec<String> = page.get(FORCED).await?;
    assert!(lost.is_empty(), "{lost:#?}");
    page.enter("quantities.0.amount", "many").await?;
    page.press(Key::Tab).await?;
    page.until_shown("“many” is not a number.").await?;
    page.picture("forced colours, wrong").await?;
    let lost: Vec<String> = page.get(FORCED_WRONG).await?;
    assert!(lost.is_empty(), "{lost:#?}");
    page.setting(&[]).await
}

/// Looks at each kind of sign, of which the page must have one.
const FORCED: &str = r#"
(() => {
  const lost = [];
  const style = (selector) => {
    const part = document.querySelector(selector);
    if (!part) lost.push(`there is no ${selector}`);
    return part ? getComputedStyle(part) : {};
  };
  const ground = getComputedStyle(document.body).backgroundColor;
  const sign = (holds, told) => holds || lost.push(told);
  sign(parseFloat(style(".data .present").borderInlineStartWidth) >= 3, "the present row");
  sign(style(".data .best").textDecorationLine === "underline", "the best cell");
  sign(style(".figure.open > .opener").borderTopColor !== style(".section > h3 > .opener").color, "the open figure");
  sign(parseFloat(style(".family [aria-current]").borderBlockEndWidth) >= 2, "the present page");
  // The lines of the chart keep their colours, and so does its key.
  for (const line of document.querySelectorAll(".chart .line, .swatch .line")) {
    const { stroke, forcedColorAdjust } = getComputedStyle(line);
    sign(forcedColorAdjust === "none" && stroke !== ground && stroke !== "none", `a line: ${line.outerHTML.slice(0, 80)}`);
  }
  for (const part of document.querySelectorAll(":is(.chart, .swatch) :is(.bar, .area, .region, path.marker)")) {
    const { fill, forcedColorAdjust } = getComputedStyle(part);
    sign(forcedColorAdjust === "none" && fill !== ground && fill !== "none", `an area: ${part.outerHTML.slice(0, 80)}`);
  }
  const has = (selector) => document.querySelector(selector) !== null;
  sign(has(".chart .line") && has(".legend :is(.line, .area, .region)"), "a chart with its key");
  return lost;
})()
"#;

const FORCED_WRONG: &str = r#"
(() => {
  const lost = [];
  const sign = (holds, told) => holds || lost.push(told);
  const box = (field) => parseFloat(getComputedStyle(field.closest(".box")).borderTopWidth);
  const wrong = document.querySelector(".box [aria-invalid]");
  const right = document.querySelector(".box input:not([aria-invalid])");
  sign(box(wrong) > box(right), "the field that is wrong");
  sign(parseFloat(getComputedStyle(document.querySelector(".problems")).borderInlineStartWidth) >= 3, "the list of problems");
  const headline = getComputedStyle(document.querySelector(".stale .headline")).color;
  sign(headline !== getComputedStyle(document.body).color, "the answer that is out of date");
  sign(getComputedStyle(document.querySelector(".stale .drawing")).opacity < 1, "its chart");
  return lost;
})()
"#;

/// What would move: transitions and animations that take any time, on any element and what is drawn before and after it.
const MOVING: &str = r#"
(() => {
  const takes = (times) => times.split(",").some((time) => parseFloat(time) > 0);
  const moving = new Set();
  for (const part of document.querySelectorAll("*")) {
    for (const drawn of [undefined, "::before", "::after", "::backdrop"]) {
      const style = getComputedStyle(part, drawn);
      if (takes(style.transitionDuration)) moving.add(`${part.tagName}.${part.className}${drawn ?? ""} has a transition`);
      // What the reader scrolls moves by the reader alone.
      if (style.animationName !== "none" && style.animationTimeline === "auto" && takes(style.animationDuration)) {
        moving.add(`${part.tagName}.${part.className}${drawn ?? ""} is animated`);
      }
    }
    if (getComputedStyle(part).scrollBehavior === "smooth") moving.add(`${part.tagName} scrolls by itself`);
  }
  const timed = document.getAnimations().filter(({ timeline, effect }) =>
    timeline === document.timeline && effect.getComputedTiming().duration > 0);
  return [...moving, ...timed.map(({ animationName }) => `${animationName} runs`)];
})()
"#;

/// What is wrong is told at once to who asks for a link, a file or paper, and the action does what it can.
pub async fn asking_leads_to_what_is_wrong(page: Page) -> Outcome {
    page.open(&route(example("fonts"))).await?;
    page.until_headline("20 Fonts").await?;
    page.run("window.print = () => { window.printed = true }", []).await?;
    let plain = page.driver.title().await?;
    page.allow_clipboard().await?;
    // What is right, or only missing, leads nowhere.
    page.tab_to(r#"button "Copy link""#).await?;
    page.press(Key::Enter).await?;
    page.until_shown("Link copied.").await?;
    page.tab_to(r#"input "Amount, 1""#).await?;
    page.press(Key::Delete).await?;
    page.until_shown("Still needed for an answer").await?;
    back_to(&page, "Copy link").await?;
    page.press(Key::Enter).await?;
    page.settle().await?;
    page.settle().await?;
    assert_eq!(page.focus().await?, r#"button "Copy link""#);
    assert_eq!(page.driver.title().await?, plain);
    // Nor does typing.
    page.tab_to(r#"input "Amount, 1""#).await?;
    page.type_text("many").await?;
    page.until_shown("One thing to mend").await?;
    assert_eq!(page.focus().await?, r#"input "Amount, 1""#);
    assert_eq!(page.driver.title().await?, plain);
    for action in ["Copy link", "Save file", "Print"] {
        back_to(&page, action).await?;
        page.press(Key::Enter).await?;
        led(&page, action).await?;
        assert_eq!(page.driver.title().await?, format!("Error: {plain}"));
    }
    assert!(page.clipboard().await?.contains("many"), "the link was copied");
    assert!(page.get::<bool>("window.printed === true").await?, "the page was printed");
    // From the list to the field, and all is well again.
    page.press(Key::Tab).await?;
    page.press(Key::Enter).await?;
    page.until("the focus on the field", "document.activeElement.id === 'f-quantities-0-amount'").await?;
    page.settle().await?;
    page.chord(Key::Control, 'a').await?;
    page.type_text("21").await?;
    page.until_headline("21 Fonts").await?;
    page.until("the plain title", &format!("document.title === {}", json!(plain))).await?;
    assert_eq!(page.focus().await?, r#"input "Amount, 1""#);
    // What was mended and is wrong again is not told of until it is asked for again.
    page.type_text("x").await?;
    page.until_shown("One thing to mend").await?;
    assert_eq!(page.driver.title().await?, plain);
    // A link and a file that are wrong; a reload opens nothing.
    let wrong = with(example("fonts"), "plans.0.percent_discount", "150");
    page.open(&route(wrong)).await?;
    led(&page, "a link").await?;
    assert_eq!(page.driver.title().await?, format!("Error: {plain}"));
    page.reload().await?;
    page.until_shown("One thing to mend").await?;
    page.settle().await?;
    assert_eq!(page.focus().await?, r#"body """#);
    assert_eq!(page.driver.title().await?, plain);
    let folder = Folder::new("wrong")?;
    let file = folder.0.join("wrong.json");
    std::fs::write(
        &file,
        r#"{"_page": "tiered-pricing", "quantities": [{"name": "Fonts", "amount": "many"}]}"#,
    )?;
    page.driver.find(By::Css("input[type=file]")).await?.send_keys(file.to_string_lossy()).await?;
    led(&page, "a file").await?;
    page.follow("/").await?;
    page.until("the catalogue", "document.querySelector('.catalogue')").await?;
    assert_eq!(page.driver.title().await?, "Commerce calculators");
    Ok(())
}

/// As on the page itself; but what the page around has loaded takes no focus away from it.
pub async fn asking_in_a_frame_leads_to_what_is_wrong(page: Page) -> Outcome {
    hosted(&page, "#/price-waterfall?_embed=1&list=much", "").await?;
    page.until_shown("One thing to mend").await?;
    page.settle().await?;
    assert_eq!(page.focus().await?, r#"body """#);
    page.allow_clipboard().await?;
    page.tab_to(r#"button "Copy link""#).await?;
    page.press(Key::Enter).await?;
    led(&page, "Copy link").await?;
    assert!(page.get::<String>("document.title").await?.starts_with("Error: Price waterfall"));
    page.press(Key::Tab).await?;
    page.press(Key::Enter).await?;
    page.until("the focus on the field", "document.activeElement.id === 'f-list'").await?;
    page.settle().await?;
    page.chord(Key::Control, 'a').await?;
    page.type_text("6").await?;
    page.until("the plain title", "document.title.startsWith('Price waterfall')").await?;
    done(&page).await
}

/// Goes back by Shift and Tab until something has the focus.
async fn back_to(page: &Page, name: &str) -> Outcome {
    for _ in 0..150 {
        page.chord(Key::Shift, Key::Tab).await?;
        if page.focus().await? == format!("button {name:?}") {
            return Ok(());
        }
    }
    Err(format!("Shift and Tab do not lead to {name}").into())
}

async fn led(page: &Page, action: &str) -> Outcome {
    page.until(
        &format!("the focus on the list of problems, after {action}"),
        "document.activeElement.matches('.problems:not(.asked)') && document.activeElement.checkVisibility()",
    )
    .await
}
