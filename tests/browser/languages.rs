//! Other languages: a made-up one shows on every page that no text is left in English, nothing is cut off, and the layout turns
//! round; and German as its readers have it.

use std::process::Command;

use commerce_calculators::calculators;
use commerce_calculators::input::{Entry, Kind, Outline};
use commerce_calculators::report::currency::Currency;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::Outcome;
use crate::drafts::{Shown, all_examples, first_examples};
use crate::page::Page;
use crate::stage::{Folder, root, serve};
use crate::texts::{self, PSEUDO};

/// The app with the made-up language among those it comes in, behind a server of its own.
struct Made {
    server: std::process::Child,
    address: String,
    _folder: Folder,
}

impl Drop for Made {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

impl Made {
    fn up(name: &str) -> Outcome<Made> {
        let folder = Folder::new(name)?;
        let app = folder.0.join("app");
        let file = folder.0.join(format!("{PSEUDO}.json"));
        let all = texts::all().into_iter().map(|text| (text.clone(), texts::pseudo(&text).into())).collect();
        std::fs::write(&file, Value::Object(all).to_string())?;
        let copied = Command::new("cp").arg("-R").arg(root().join("dist")).arg(&app).status()?;
        let mut lay = Command::new("node");
        lay.arg("tests/tools/languages.mjs").arg(&app).arg(&file).current_dir(root());
        if !copied.success() || !lay.status()?.success() {
            return Err("the app could not be given the made-up language".into());
        }
        let (server, address) = serve(&app)?;
        Ok(Made { server, address, _folder: folder })
    }

    /// Opens a route in the made-up language.
    async fn open(&self, page: &Page, route: &str) -> Outcome {
        page.open_at(&self.address, route).await?;
        if page.get::<String>("document.documentElement.lang").await? != PSEUDO {
            page.run("localStorage.setItem('cc:settings', `\\n\\n\\n${arguments[0]}`)", [json!(PSEUDO)])
                .await?;
            page.open_at(&self.address, route).await?;
        }
        Ok(())
    }

    async fn open_example(&self, page: &Page, example: &Shown) -> Outcome {
        self.open(page, &example.route).await?;
        page.until("an answer", "document.querySelector('.headline, .problems')").await
    }
}

/// What a reader has entered in the worked examples of a page, longest first, and the codes of currencies: never translated.
fn own_words(slug: &str) -> Vec<String> {
    fn of(row: &commerce_calculators::input::draft::Row, outline: &[Outline], words: &mut Vec<String>) {
        for (key, entry) in row.0.iter() {
            let Some(field) = outline.iter().find(|field| field.spec.key == key) else { continue };
            match (entry, field.spec.kind) {
                (Entry::Rows(rows), _) => rows.iter().for_each(|row| of(row, &field.rows, words)),
                (Entry::Text(text), Kind::Text | Kind::RowOf { .. }) => {
                    words.push(text.trim().to_owned());
                    // What one of them is called.
                    words.extend(text.trim().strip_suffix('s').map(str::to_owned));
                }
                _ => {}
            }
        }
    }
    let mut words: Vec<String> = Currency::all().map(|currency| currency.code().to_owned()).collect();
    if let Some(page) = calculators::find(slug) {
        let outline = page.outline();
        page.examples().iter().for_each(|example| of(&example.inputs.fields, &outline, &mut words));
    }
    words.retain(|word| word.chars().any(|letter| letter.is_ascii_alphabetic()));
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words.dedup();
    words
}

fn slug(example: &Shown) -> &str {
    example.name.split(": ").next().unwrap_or_default()
}

/// What is left in plain letters, with the state that it was seen in.
async fn left(page: &Page, state: &str, words: &[String]) -> Outcome<Vec<String>> {
    let found: Vec<String> = page.run(LEFT, [json!(words)]).await?.convert()?;
    Ok(found.into_iter().map(|text| format!("{state}: {text}")).collect())
}

/// What is left of the plain alphabet in any text that is seen or heard.
const LEFT: &str = r#"
const among = (words) => {
  const escaped = words.map((word) => word.replace(/[^\w ]/g, "\\$&"));
  return new RegExp(`(?<![A-Za-z])(${escaped.join("|")})(?![A-Za-z])`, "g");
};
const own = among(arguments[0]);
// In a drawing a name may be broken in two.
const pieces = among(arguments[0].flatMap((words) => words.split(" ")).sort((a, b) => b.length - a.length));
// The tag of a language stands in brackets, some currencies have letters in their sign, and what new rows are called at first
// is as if the reader had written it.
const BESIDES = /\(\w\w-\w\w\)|[A-Z]{1,3}\$|(Quantity|Plan|Channel) \d/g;
const plain = (text, own) => text.replace(BESIDES, "").replace(own, "").match(/[A-Za-z]+/g) ?? [];
const found = new Set();
const look = (text, where, names = own) => {
  const left = text ? plain(text, names) : [];
  if (left.length) found.add(`${where}: ${text.trim().slice(0, 140)} [${left.slice(0, 5).join(" ")}]`);
};
look(document.title, "title");
const name = (element) => `${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""}`;
const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let node; (node = walk.nextNode()); ) {
  const around = node.parentElement;
  if (around.closest("script, style, noscript, code, [lang]:not(html), .printed a")) continue;
  if (around.closest("option, title, desc") || around.checkVisibility())
    look(node.data, name(around), around.closest("svg text") ? pieces : own);
}
for (const element of document.body.querySelectorAll("*")) {
  for (const said of ["aria-label", "title", "placeholder", "alt", "data-label"]) {
    if (element.checkVisibility()) look(element.getAttribute(said), `${name(element)} ${said}`);
  }
}
return [...found];
"#;

/// What is cut off or stands out of its box, or makes the page scroll sideways.
const CUT: &str = r#"
const found = [];
const what = (element) =>
  `${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""} ${element.textContent.trim().slice(0, 60)}`;
const width = document.documentElement.clientWidth;
if (document.scrollingElement.scrollWidth > width) {
  const wide = [...document.body.querySelectorAll("*")].filter((part) => {
    const { left, right } = part.getBoundingClientRect();
    return part.checkVisibility() && (left < -1 || right > width + 1) && !part.closest(".off-screen, .data-scroll, .skip");
  });
  found.push(`the page scrolls sideways: ${document.scrollingElement.scrollWidth} > ${width}`, ...wide.slice(0, 5).map(what));
}
const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let node; (node = walk.nextNode()); ) {
  let around = node.parentElement;
  if (!node.data.trim() || !around.checkVisibility() || around.closest(".off-screen, .skip, svg, select, textarea, script")) continue;
  while (getComputedStyle(around).display === "inline") around = around.parentElement;
  // A line that folds a row up says itself that there is more.
  if (getComputedStyle(around).textOverflow === "ellipsis") continue;
  const range = document.createRange();
  range.selectNodeContents(node);
  const words = range.getBoundingClientRect(), box = around.getBoundingClientRect();
  if (words.left < box.left - 1.5 || words.right > box.right + 1.5)
    found.push(`${Math.round(words.width)} in ${Math.round(box.width)}: ${what(around)}`);
}
for (const element of document.body.querySelectorAll("*")) {
  if (!element.checkVisibility() || element.closest(".off-screen, svg") || element.matches("input, select, textarea")) continue;
  const { overflowX, overflowY } = getComputedStyle(element);
  const hides = (overflow) => ["hidden", "clip"].includes(overflow);
  if (getComputedStyle(element).textOverflow === "ellipsis") continue;
  const { scrollWidth, clientWidth, scrollHeight, clientHeight } = element;
  if (hides(overflowX) && scrollWidth > clientWidth + 1) found.push(`${scrollWidth} > ${clientWidth}: ${what(element)}`);
  if (hides(overflowY) && scrollHeight > clientHeight + 1) found.push(`${scrollHeight} > ${clientHeight} high: ${what(element)}`);
}
for (const drawing of document.querySelectorAll("figure.chart .drawing > svg")) {
  const { width, height } = drawing.viewBox.baseVal;
  for (const text of drawing.querySelectorAll("text")) {
    const box = text.getBoundingClientRect(), around = drawing.getBoundingClientRect();
    if (box.left < around.left - 3 || box.right > around.right + 3)
      found.push(`in the drawing of ${width} × ${height}: ${text.textContent}`);
  }
}
return found;
"#;

/// What does not stand where it would in text from right to left.
const UNTURNED: &str = r#"
const found = [];
const box = (selector) => document.querySelector(selector)?.getBoundingClientRect();
const before = (first, second, what) => {
  const [a, b] = [box(first), box(second)];
  if (!a || !b) found.push(`${what}: not there`);
  else if (a.left < b.left) found.push(`${what}: ${a.left} < ${b.left}`);
};
if (document.documentElement.dir !== "rtl") found.push("the page is not from right to left");
before("section.form", "section.answer", "the form before the answer");
before(".toolbar > .button:first-child", ".toolbar .examples", "undo before the examples");
before("header.site .brand", "header.site .button", "the name before the settings");
before(".data th:first-child", ".data th:last-child", "the first column before the last");
const number = document.querySelector(".data td.number");
if (number && !["end", "left"].includes(getComputedStyle(number).textAlign)) found.push("numbers are not aligned at their end");
const plot = document.querySelector("figure.chart .drawing > svg");
if (getComputedStyle(plot).direction !== "ltr") found.push("the axes of charts are turned");
return found;
"#;

pub async fn no_text_is_left_behind(page: Page) -> Outcome {
    left_on_pages(page, |slug| slug.starts_with("tiered-pricing")).await
}

pub async fn no_text_is_left_behind_elsewhere(page: Page) -> Outcome {
    left_on_pages(page, |slug| !slug.starts_with("tiered-pricing")).await
}

/// Looks at every example of some pages with all open.
async fn left_on_pages(page: Page, which: fn(&str) -> bool) -> Outcome {
    let made = Made::up(if which("tiered-pricing") { "left" } else { "elsewhere" })?;
    let mut found = Vec::new();
    made.open(&page, "/").await?;
    found.extend(left(&page, "catalogue", &own_words("")).await?);
    for example in all_examples().into_iter().filter(|example| which(slug(example))) {
        let words = own_words(slug(&example));
        made.open_example(&page, &example).await?;
        page.open_all().await?;
        found.extend(left(&page, &example.name, &words).await?);
    }
    page.requests().await?;
    found.dedup();
    assert!(found.is_empty(), "{} left: {:#?}", found.len(), &found[..found.len().min(60)]);
    Ok(())
}

pub async fn no_text_of_a_state_is_left_behind(page: Page) -> Outcome {
    let made = Made::up("states")?;
    page.view(1440, 900).await?;
    let mut found = Vec::new();
    made.open(&page, "/no-such-page").await?;
    found.extend(
        left(&page, "a page that is not there", &["no-such-page".to_owned(), "no such page".to_owned()])
            .await?,
    );
    for example in first_examples() {
        let slug = slug(&example);
        let words = own_words(slug);
        made.open(&page, &format!("/{slug}")).await?;
        page.until("an answer", "document.querySelector('.headline, .problems')").await?;
        let press = |class: &str| format!("document.querySelector('.toolbar .{class}')?.click()");
        page.run(&press("blank"), []).await?;
        page.until("what is asked for", "document.querySelector('.problems')").await?;
        found.extend(left(&page, &format!("{slug}, blank"), &words).await?);
        // A letter in every number.
        page.run(WRONG, []).await?;
        page.open_all().await?;
        page.settle().await?;
        found.extend(left(&page, &format!("{slug}, wrong"), &words).await?);
    }
    let words = own_words("price-waterfall");
    // The dialogs of the toolbar, one after the other.
    let shown =
        first_examples().into_iter().find(|one| slug(one) == "price-waterfall").ok_or("no example")?;
    made.open_example(&page, &shown).await?;
    page.until("an answer", "document.querySelector('.headline, .problems')").await?;
    // The clipboard is one for all browsers, and others are using it.
    page.run("navigator.clipboard.writeText = async () => {}", []).await?;
    let count: usize = page.get("document.querySelectorAll('.toolbar .button').length").await?;
    for at in 0..count {
        page.run("document.querySelectorAll('.toolbar .button')[arguments[0]].click()", [json!(at)]).await?;
        page.settle().await?;
        page.settle().await?;
        if page.get::<bool>("document.querySelector('dialog[open]') !== null").await? {
            page.run(
                "document.querySelectorAll('dialog select').forEach((choice) => {
                choice.value = choice.options[choice.options.length - 1].value;
                choice.dispatchEvent(new Event('change'));
            }); document.querySelectorAll('dialog details').forEach((part) => { part.open = true; })",
                [],
            )
            .await?;
            page.settle().await?;
            found.extend(left(&page, &format!("dialog {at}"), &words).await?);
            page.press(Key::Escape).await?;
            page.until("the dialog to go", "!document.querySelector('dialog')").await?;
        }
        found.extend(left(&page, &format!("after button {at}"), &words).await?);
    }
    page.run("document.querySelector('header.site .button').click()", []).await?;
    page.until("the settings", "document.querySelector('dialog[open]')").await?;
    found.extend(left(&page, "settings", &words).await?);
    page.press(Key::Escape).await?;
    // The values of a chart, and what is printed besides. The first example was left with changes, which a link to it does not
    // undo.
    let other = all_examples().into_iter().rfind(|one| slug(one) == "price-waterfall").ok_or("no example")?;
    made.open_example(&page, &other).await?;
    page.until("a chart", "document.querySelector('.chart-frame')").await?;
    page.run("document.querySelector('.chart-frame').focus()", []).await?;
    page.press(Key::Right).await?;
    page.settle().await?;
    page.run("window.dispatchEvent(new Event('beforeprint'))", []).await?;
    page.setting(&["print"]).await?;
    found.extend(left(&page, "printed", &words).await?);
    page.setting(&["light"]).await?;
    // In somebody else's page its own word decides.
    page.run("localStorage.clear()", []).await?;
    page.open_at(&made.address, &format!("/price-waterfall?_embed=1&_lang={PSEUDO}&_lock=list&list=100"))
        .await?;
    page.until("an answer", "document.querySelector('.headline, .problems')").await?;
    page.open_all().await?;
    found.extend(left(&page, "a frame", &words).await?);
    // A file chooser opens for nobody but a reader.
    page.console().await?;
    page.requests().await?;
    found.dedup();
    assert!(found.is_empty(), "{} left: {:#?}", found.len(), &found[..found.len().min(60)]);
    Ok(())
}

/// Types a sign that is no number into every field.
const WRONG: &str = r#"
for (const add of document.querySelectorAll(".table-tools > .button:first-child, .form fieldset > * > [id$=-add]")) add.click();
for (const input of document.querySelectorAll(".form input:not([type=checkbox])")) {
  input.focus();
  input.value = "§";
  input.dispatchEvent(new Event("input"));
  input.blur();
}
"#;

pub async fn nothing_is_cut_off_and_all_turns_round(page: Page) -> Outcome {
    let made = Made::up("cut")?;
    let mut found: Vec<String> = Vec::new();
    let mut look = async |page: &Page, what: &str| -> Outcome {
        for width in [1440, 390, 320] {
            page.view(width, 900).await?;
            page.settle().await?;
            let cut: Vec<String> = page.run(CUT, []).await?.convert()?;
            found.extend(cut.into_iter().map(|cut| format!("{what} at {width}: {cut}")));
        }
        page.view(1440, 900).await
    };
    page.view(1440, 900).await?;
    made.open(&page, "/").await?;
    look(&page, "catalogue").await?;
    let mut unturned: Vec<String> = Vec::new();
    for example in first_examples() {
        made.open_example(&page, &example).await?;
        page.open_all().await?;
        let turned: Vec<String> = page.run(UNTURNED, []).await?.convert()?;
        unturned.extend(turned.into_iter().map(|fault| format!("{}: {fault}", example.name)));
        page.picture(&format!("pseudo {}", example.name.replace(['/', ':'], " "))).await?;
        look(&page, &example.name).await?;
    }
    page.run("document.querySelector('header.site .button').click()", []).await?;
    page.until("the settings", "document.querySelector('dialog[open]')").await?;
    look(&page, "settings").await?;
    unturned.extend(found);
    page.requests().await?;
    assert!(unturned.is_empty(), "{} wrong: {:#?}", unturned.len(), &unturned[..unturned.len().min(60)]);
    Ok(())
}

pub async fn german_is_read_and_heard(page: Page) -> Outcome {
    page.open("/").await?;
    page.click("Settings").await?;
    page.until("German by its own name", "[...document.querySelectorAll('#set-language option')].some((option) => option.textContent === 'Deutsch')").await?;
    page.choose("Language", "de").await?;
    page.until_shown("Einstellungen").await?;
    let told = "[document.documentElement.lang, document.documentElement.dir, document.title]";
    assert_eq!(page.get::<Vec<String>>(told).await?, ["de", "ltr", "Commerce-Rechner"]);
    // Words of either language find a page.
    for search in ["Preistreppe", "waterfall"] {
        page.fill("Suche", search).await?;
        page.until_shown("Preistreppe").await?;
    }
    page.open("/price-waterfall").await?;
    page.until_headline("Listenpreis").await?;
    assert!(page.get::<String>("document.title").await?.starts_with("Preistreppe · "));
    assert_eq!(page.text("h1").await?, "Preistreppe");
    let chart = "document.querySelector('.chart-frame').getAttribute('aria-label')";
    assert!(page.get::<String>(chart).await?.starts_with("Diagramm „Vom Listenpreis"));
    let axis = "[...document.querySelectorAll('figure.chart svg text')].some((text) => text.textContent === 'Listenpreis')";
    assert!(page.get::<bool>(axis).await?, "the drawing has no German");
    // A number in the sentence at a field is written as the language has it, which a style of its own changes.
    page.named("Listenpreis").await?;
    page.enter("list", "-1234,5").await?;
    page.press(Key::Tab).await?;
    page.until("a sentence", "document.querySelector('.problem')").await?;
    assert_eq!(page.problem("list").await?, "Geben Sie mehr als 0,00\u{a0}$ ein.");
    page.until_shown("Eine Angabe zu berichtigen").await?;
    page.enter("units", "-1").await?;
    page.press(Key::Tab).await?;
    page.until_shown("2 Angaben zu berichtigen").await?;
    page.click("Einstellungen").await?;
    page.choose("Zahlenformat", "en-US").await?;
    page.click("Fertig").await?;
    assert_eq!(page.problem("list").await?, "Geben Sie mehr als $0.00 ein.");
    // Back in English the work is as it was.
    page.click("Einstellungen").await?;
    page.choose("Sprache", "en").await?;
    page.until_shown("2 things to mend").await?;
    Ok(())
}

/// Without its file the app comes up in English, and says so.
pub async fn missing_language_is_said(page: Page) -> Outcome {
    page.open("/").await?;
    page.run("localStorage.setItem('cc:settings', '\\n\\n\\nde')", []).await?;
    page.before_load(
        "const fetched = fetch; window.fetch = (address, ...rest) => String(address).includes('language-de') ? Promise.reject(new Error('no')) : fetched(address, ...rest)",
    )
    .await?;
    page.open("/price-waterfall").await?;
    page.until_headline("list price").await?;
    page.until_shown("The texts in “German” could not be loaded").await?;
    assert_eq!(page.get::<String>("document.documentElement.lang").await?, "en");
    page.console().await?;
    Ok(())
}
