//! For everyone: zoom, larger text and wider spacing, forced colours, stillness, targets for fingers, the focus in sight; and what is
//! wrong, told by its list when the reader asks for something.

use serde_json::json;
use thirtyfour::prelude::*;

use crate::Outcome;
use crate::drafts::{Shown, example, first_examples, route, with};
use crate::page::Page;

/// Opens the catalogue and every page in turn, with all open, and asks each what is wrong with it in some ways to see it: each has
/// a name, and a script that turns it on.
async fn on_every_page(page: &Page, view: (u32, u32), ways: &[(&str, &str)], question: &str) -> Outcome {
    let mut found: Vec<String> = Vec::new();
    let pages: Vec<Option<Shown>> =
        [None].into_iter().chain(first_examples().into_iter().map(Some)).collect();
    for shown in pages {
        let name = shown.as_ref().map_or("catalogue", |shown| &shown.name).to_owned();
        page.view(view.0, view.1).await?;
        page.open(shown.as_ref().map_or("/", |shown| &shown.route)).await?;
        if let Some(shown) = shown {
            page.until_headline(&shown.headline).await?;
            page.open_all().await?;
        }
        for (way, script) in ways {
            page.run(script, []).await?;
            page.settle().await?;
            let faults: Vec<String> = page.get(question).await?;
            found.extend(faults.into_iter().map(|fault| format!("{name}, {way}: {fault}")));
        }
        page.picture(&format!("everyone {}", name.replace(['/', ':'], " "))).await?;
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    Ok(())
}

/// Text cut off by its box, or laid over other text, and a page that scrolls sideways. What ends in dots has its whole text in the
/// field, and what scrolls can be scrolled.
const LOST: &str = r#"
(() => {
  const lost = [];
  const width = document.documentElement.clientWidth;
  if (document.scrollingElement.scrollWidth > width) {
    const wide = [...document.body.querySelectorAll("*")].filter((part) => part.getBoundingClientRect().right > width + 1);
    lost.push(`the page scrolls sideways: ${wide.slice(0, 4).map((part) => part.outerHTML.slice(0, 90)).join(" | ")}`);
  }
  const told = (part) => `${part.tagName.toLowerCase()}.${part.className?.baseVal ?? part.className} “${part.textContent.trim().slice(0, 40)}”`;
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  const seen = new Set();
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (!text.data.trim() || !text.parentElement.checkVisibility()) continue;
    if (text.parentElement.closest(".off-screen, option, svg, dialog:not([open]), [aria-hidden=true], textarea")) continue;
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

/// Zoomed to 200 % and more, and with the text alone twice as large.
pub async fn nothing_is_lost_at_twice_the_size(page: Page) -> Outcome {
    let ways = [("text at 200 %", "document.documentElement.style.fontSize = '200%'")];
    on_every_page(&page, (1280, 800), &ways, LOST).await
}

/// Zoomed to 225 % on a laptop and to 450 %.
pub async fn nothing_is_lost_zoomed(page: Page) -> Outcome {
    on_every_page(&page, (640, 400), &[("zoomed", "")], LOST).await?;
    on_every_page(&page, (320, 200), &[("zoomed", "")], LOST).await
}

pub async fn nothing_is_lost_with_wider_spacing(page: Page) -> Outcome {
    let wider = "const sheet = new CSSStyleSheet();
        sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
            p { margin-block-end: 2em !important; }`);
        document.adoptedStyleSheets = [sheet]";
    on_every_page(&page, (1280, 800), &[("spaced", wider)], LOST).await?;
    on_every_page(&page, (320, 640), &[("spaced on a phone", wider)], LOST).await
}

/// Targets of less than 24 pixels that have another so near that circles of that size around both would meet. A link in a
/// sentence, and what the browser draws by itself, may be smaller.
const SMALL: &str = r#"
(() => {
  const controls = "a[href], button, input:not([type=file]), select, textarea, summary, [tabindex='0']";
  const all = [...document.querySelectorAll(controls)].filter((control) => control.checkVisibility() && !control.closest(".off-screen, .skip"));
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
    const told = (at) => `${all[at].outerHTML.slice(0, 90)} (${Math.round(boxes[at].right - boxes[at].left)} × ${Math.round(boxes[at].bottom - boxes[at].top)})`;
    return near < 0 ? [] : [`${told(index)} near ${told(near)}`];
  });
})()
"#;

pub async fn targets_are_large_or_apart(page: Page) -> Outcome {
    on_every_page(&page, (390, 800), &[("phone", "")], SMALL).await
}

/// What has the focus is seen: not past an edge, and not under anything that stays in place.
pub async fn focus_is_never_covered(page: Page) -> Outcome {
    let mut longest: (usize, String) = Default::default();
    for shown in first_examples() {
        page.open(&shown.route).await?;
        page.until_headline(&shown.headline).await?;
        page.open_all().await?;
        let count: usize = page.get(COUNT).await?;
        longest = longest.max((count, shown.route));
    }
    let (count, route) = longest;
    for (width, height) in [(1440, 900), (390, 800)] {
        page.view(width, height).await?;
        page.open(&route).await?;
        page.until("an answer", "document.querySelector('.headline')").await?;
        page.open_all().await?;
        page.run(RECORD_COVERED, []).await?;
        for _ in 0..count + 5 {
            page.press(Key::Tab).await?;
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

/// What is told by a colour or a ground has another sign where the reader's own colours are forced.
pub async fn forced_colours_lose_nothing(page: Page) -> Outcome {
    page.open(&route(example("volume-cliffs"))).await?;
    page.until_headline("65,000 API calls").await?;
    page.open_all().await?;
    page.setting(&["forced"]).await?;
    page.settle().await?;
    page.picture("everyone forced").await?;
    let found: Vec<String> = page.get(FORCED).await?;
    assert!(found.is_empty(), "{found:#?}");
    // The focus, on everything that can have it.
    let unseen: Vec<String> = page.get(UNFOCUSED).await?;
    assert!(unseen.is_empty(), "{unseen:#?}");
    page.enter("quantities.0.amount", "many").await?;
    page.press(Key::Tab).await?;
    page.until_shown("“many” is not a number.").await?;
    page.picture("everyone forced wrong").await?;
    let told: Vec<String> = page.get(FORCED_WRONG).await?;
    assert!(told.is_empty(), "{told:#?}");
    Ok(())
}

const FORCED: &str = r#"
(() => []) ()
"#;

const UNFOCUSED: &str = r#"
[...document.querySelectorAll("a[href], button:not([disabled]), input:not([type=file]), select, textarea, summary, [tabindex='0']")]
  .filter((control) => control.checkVisibility()).flatMap((control) => {
    control.focus({ focusVisible: true, preventScroll: true });
    const shown = control.closest(".box") ?? control;
    const { outlineStyle, outlineWidth } = getComputedStyle(shown);
    return outlineStyle === "none" || parseFloat(outlineWidth) < 2 ? [control.outerHTML.slice(0, 110)] : [];
  })
"#;

const FORCED_WRONG: &str = r#"
(() => []) ()
"#;

/// Nothing moves for those who asked for stillness.
pub async fn nothing_moves_where_motion_is_reduced(page: Page) -> Outcome {
    page.setting(&["still"]).await?;
    on_every_page(&page, (1280, 800), &[("still", "")], MOVING).await?;
    page.setting(&[]).await?;
    page.open(&route(example("fonts"))).await?;
    assert!(!page.get::<Vec<String>>(MOVING).await?.is_empty(), "the test sees what moves");
    Ok(())
}

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
    page.paste(
        r#"{"_page": "tiered-pricing", "_cur": "USD", "quantities": [{"name": "Fonts", "amount": "-3"}]}"#,
    )
    .await?;
    led(&page, "a file").await?;
    page.follow("/").await?;
    page.until("the catalogue", "document.querySelector('.catalogue')").await?;
    assert_eq!(page.driver.title().await?, "Commerce calculators");
    Ok(())
}

/// Goes back by Shift and Tab until something has the focus.
async fn back_to(page: &Page, name: &str) -> Outcome {
    for _ in 0..60 {
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
