//! A tab as a user and an examiner see it: opening, typing, reading; and what it logged, asked the network for, or looks like.

// The vocabulary of tests that come and go: a word none of them says today is not a mistake.
#![allow(dead_code)]

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};
use thirtyfour::components::SelectElement;
use thirtyfour::extensions::query::ElementQueryable;
use thirtyfour::prelude::*;
use tokio::time::{Instant, sleep};

use crate::Outcome;
use crate::stage::root;

/// How long a page may take to come to what a test waits for, on a slow machine under load.
const PATIENCE: Duration = Duration::from_secs(15);

#[derive(Clone)]
pub struct Page {
    pub driver: WebDriver,
    app: String,
    bench: Option<String>,
}

impl Page {
    pub fn new(driver: WebDriver, app: String, bench: Option<String>) -> Page {
        Page { driver, app, bench }
    }

    /// The same browser as if new: an empty tab, nothing stored, nothing logged.
    pub async fn renew(&self) -> Outcome {
        let old = self.driver.windows().await?;
        let tab = self.driver.new_tab().await?;
        for window in old {
            self.driver.switch_to_window(window).await?;
            self.driver.close_window().await?;
        }
        self.driver.switch_to_window(tab).await?;
        for address in
            [Some(&self.app), self.bench.as_ref(), Some(&"file:///".to_owned())].into_iter().flatten()
        {
            let origin = address.trim_end_matches('/');
            self.devtools("Storage.clearDataForOrigin", json!({ "origin": origin, "storageTypes": "all" }))
                .await?;
        }
        self.view(1280, 800).await?;
        self.console().await?;
        self.requests().await?;
        Ok(())
    }

    // Going places

    /// Loads the app anew at a route such as `/` or `/tiered-pricing?seats=5` and waits until it stands.
    pub async fn open(&self, route: &str) -> Outcome {
        self.load(&self.app, route).await
    }

    /// As `open`, in the build for measurements.
    pub async fn open_bench(&self, route: &str) -> Outcome {
        let bench = self.bench.as_ref().ok_or("no build for measurements: run them by `make bench`")?;
        self.load(bench, route).await
    }

    /// As `open`, of the app at another address: of another server, or as one file.
    pub async fn open_at(&self, address: &str, route: &str) -> Outcome {
        self.load(address, route).await
    }

    async fn load(&self, address: &str, route: &str) -> Outcome {
        // From one fragment to another the browser would not load.
        self.driver.goto("about:blank").await?;
        self.driver.goto(format!("{address}#{route}")).await?;
        self.standing().await
    }

    pub async fn reload(&self) -> Outcome {
        self.driver.refresh().await?;
        self.standing().await
    }

    pub async fn back(&self) -> Outcome {
        self.driver.back().await?;
        Ok(())
    }

    /// Changes the route within the running app, as a link does.
    pub async fn follow(&self, route: &str) -> Outcome {
        self.run("location.hash = arguments[0]", [json!(route)]).await?;
        Ok(())
    }

    /// The address of the app as users get it, ending in a slash.
    pub fn address(&self) -> &str {
        &self.app
    }

    /// The fragment of the address, without its `#`.
    pub async fn route(&self) -> Outcome<String> {
        self.get("location.hash.slice(1)").await
    }

    /// Waits until the shell that the app loads under has gone.
    async fn standing(&self) -> Outcome {
        self.until("the app to start", "!document.getElementById('boot')").await
    }

    // Waiting and asking

    /// Waits until a JavaScript expression is true; `what` completes "waited in vain for".
    pub async fn until(&self, what: &str, expression: &str) -> Outcome {
        let end = Instant::now() + PATIENCE;
        while !self.get::<bool>(&format!("Boolean({expression})")).await? {
            if Instant::now() > end {
                let text: String = self.get("document.body.innerText.slice(0, 600)").await?;
                return Err(format!("waited in vain for {what}; the page shows:\n{text}").into());
            }
            sleep(Duration::from_millis(30)).await;
        }
        Ok(())
    }

    /// Waits until the page shows the text.
    pub async fn until_shown(&self, text: &str) -> Outcome {
        self.until(
            &format!("the text {text:?}"),
            &format!("document.body.innerText.includes({})", json!(text)),
        )
        .await
    }

    /// The value of a JavaScript expression.
    pub async fn get<T: serde::de::DeserializeOwned>(&self, expression: &str) -> Outcome<T> {
        Ok(self.run(&format!("return ({expression})"), []).await?.convert()?)
    }

    /// Runs JavaScript with `arguments`.
    pub async fn run<const N: usize>(
        &self,
        script: &str,
        arguments: [Value; N],
    ) -> Outcome<thirtyfour::session::scriptret::ScriptRet> {
        Ok(self.driver.execute(script, arguments.to_vec()).await?)
    }

    /// Runs JavaScript that answers by calling the last of its `arguments`.
    pub async fn run_to_answer<T: serde::de::DeserializeOwned>(
        &self,
        script: &str,
        arguments: Vec<Value>,
    ) -> Outcome<T> {
        Ok(self.driver.execute_async(script, arguments).await?.convert()?)
    }

    /// The one element of a selector, waited for.
    pub async fn find(&self, selector: &str) -> Outcome<WebElement> {
        Ok(self.driver.query(By::Css(selector)).wait(PATIENCE, Duration::from_millis(30)).first().await?)
    }

    /// The field, button or link with that accessible name, by its label, `aria-label` or text.
    pub async fn named(&self, name: &str) -> Outcome<WebElement> {
        let end = Instant::now() + PATIENCE;
        loop {
            let found = self.run(NAMED, [json!(name)]).await?;
            if !found.json().is_null() {
                return Ok(found.element()?);
            }
            if Instant::now() > end {
                return Err(format!("the page has nothing named {name:?} to use").into());
            }
            sleep(Duration::from_millis(30)).await;
        }
    }

    /// The text of an element as it is seen.
    pub async fn text(&self, selector: &str) -> Outcome<String> {
        Ok(self.find(selector).await?.text().await?)
    }

    /// The answer in one sentence; empty where there is none.
    pub async fn headline(&self) -> Outcome<String> {
        self.get(HEADLINE).await
    }

    /// Waits until the answer in one sentence holds the text and is not out of date.
    /// And until what loads after the figures is there.
    pub async fn until_headline(&self, text: &str) -> Outcome {
        let expression = format!(
            "({HEADLINE}).includes({}) && !document.querySelector('.results.stale, .chart-place .working')",
            json!(text)
        );
        self.until(&format!("a headline with {text:?}"), &expression).await
    }

    /// What the field at a path of the draft holds.
    pub async fn value(&self, path: &str) -> Outcome<String> {
        self.get(&format!("document.getElementById({})?.value ?? 'no such field'", json!(id(path)))).await
    }

    /// The sentence at the field at a path, which the field is described by, and marked by unless it warns; empty for none.
    pub async fn problem(&self, path: &str) -> Outcome<String> {
        Ok(self.run(PROBLEM, [json!(id(path))]).await?.convert()?)
    }

    /// Waits until the page has drawn what it has been told.
    pub async fn settle(&self) -> Outcome {
        let frames = "const done = arguments[0];
            requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(null))))";
        self.run_to_answer(frames, vec![]).await
    }

    // Acting as a user

    /// Replaces what stands in the field at a path of the draft; closed parts around it are opened.
    pub async fn enter(&self, path: &str, text: &str) -> Outcome {
        self.reveal(path).await?;
        self.run(
            "document.getElementById(arguments[0])?.scrollIntoView({ block: 'center' })",
            [json!(id(path))],
        )
        .await?;
        self.find(&format!("#{}", id(path))).await?.click().await?;
        // What is focused selects its text a frame later.
        self.settle().await?;
        self.chord(Key::Control, 'a').await?;
        if text.is_empty() { self.press(Key::Delete).await } else { self.type_text(text).await }
    }

    /// Opens the closed parts around the field or table at a path.
    pub async fn reveal(&self, path: &str) -> Outcome {
        let script =
            "for (let part = document.getElementById(arguments[0]); part; part = part.parentElement) {
            if (part.tagName === 'DETAILS') part.open = true;
        }";
        self.run(script, [json!(id(path))]).await?;
        Ok(())
    }

    /// Chooses an option, by its value, of the choice with that accessible name.
    pub async fn choose(&self, name: &str, value: &str) -> Outcome {
        let choice = SelectElement::new(&self.named(name).await?).await?;
        Ok(choice.select_by_value(value).await?)
    }

    /// Presses Tab until the focus is on something whose words, as `focus` gives them, begin so.
    pub async fn tab_to(&self, words: &str) -> Outcome {
        for _ in 0..150 {
            self.press(Key::Tab).await?;
            if self.focus().await?.starts_with(words) {
                return self.settle().await;
            }
        }
        Err(format!("Tab does not lead to {words}").into())
    }

    /// Opens everything that is closed.
    pub async fn open_all(&self) -> Outcome {
        self.until("everything to be open", OPEN_ALL).await?;
        self.settle().await
    }

    pub async fn click(&self, name: &str) -> Outcome {
        Ok(self.named(name).await?.click().await?)
    }

    /// Replaces what stands in a field.
    pub async fn fill(&self, name: &str, text: &str) -> Outcome {
        let field = self.named(name).await?;
        field.click().await?;
        self.chord(Key::Control, 'a').await?;
        if text.is_empty() { self.press(Key::Delete).await } else { self.type_text(text).await }
    }

    /// Types where the focus is.
    pub async fn type_text(&self, text: &str) -> Outcome {
        Ok(self.driver.action_chain().send_keys(text).perform().await?)
    }

    /// Presses and releases one key where the focus is.
    pub async fn press(&self, key: Key) -> Outcome {
        Ok(self.driver.action_chain().send_keys(char::from(key)).perform().await?)
    }

    /// Presses a key while another is held.
    pub async fn chord(&self, held: Key, key: impl Into<char>) -> Outcome {
        let key = key.into();
        Ok(self.driver.action_chain().key_down(held.clone()).send_keys(key).key_up(held).perform().await?)
    }

    /// What has the focus, in words a test can compare: `input "Base fee"`, `body ""`.
    pub async fn focus(&self) -> Outcome<String> {
        Ok(self.run(FOCUS, []).await?.convert()?)
    }

    /// Puts text on the clipboard and pastes it where the focus is.
    pub async fn paste(&self, text: &str) -> Outcome {
        self.allow_clipboard().await?;
        let script = "const [text, done] = arguments;
            navigator.clipboard.writeText(text).then(() => done(''), (error) => done(String(error)))";
        let refused: String = self.run_to_answer(script, vec![json!(text)]).await?;
        if !refused.is_empty() {
            return Err(format!("the clipboard refused: {refused}").into());
        }
        self.chord(Key::Control, 'v').await
    }

    /// The text on the clipboard.
    pub async fn clipboard(&self) -> Outcome<String> {
        self.allow_clipboard().await?;
        self.run_to_answer(
            "navigator.clipboard.readText().then(arguments[0], (error) => arguments[0](String(error)))",
            vec![],
        )
        .await
    }

    pub async fn allow_clipboard(&self) -> Outcome {
        let permissions = json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] });
        self.devtools("Browser.grantPermissions", permissions).await?;
        Ok(())
    }

    // The world around the page

    /// A command of the DevTools protocol.
    pub async fn devtools(&self, method: &str, parameters: Value) -> Outcome<Value> {
        Ok(self.driver.cdp().send_raw(method, parameters).await?)
    }

    /// The size of the viewport in CSS pixels.
    pub async fn view(&self, width: u32, height: u32) -> Outcome {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", size).await?;
        Ok(())
    }

    /// How the reader's system is set up: `dark`, `light`, `print`, `forced` (high contrast), `still` (reduced motion);
    /// several at once.
    pub async fn setting(&self, settings: &[&str]) -> Outcome {
        let mut media = "";
        let mut features = Vec::new();
        for setting in settings {
            let (name, value) = match *setting {
                "print" => {
                    media = "print";
                    continue;
                }
                "dark" | "light" => ("prefers-color-scheme", *setting),
                "forced" => ("forced-colors", "active"),
                "still" => ("prefers-reduced-motion", "reduce"),
                other => return Err(format!("no setting is called {other:?}").into()),
            };
            features.push(json!({ "name": name, "value": value }));
        }
        self.devtools("Emulation.setEmulatedMedia", json!({ "media": media, "features": features })).await?;
        Ok(())
    }

    /// JavaScript that runs before any of the page's own, from the next load of this tab on: blocked storage, for one.
    pub async fn before_load(&self, script: &str) -> Outcome {
        self.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script })).await?;
        Ok(())
    }

    // Examining

    /// What the browser has logged at warning or above since last asked, violations of the security policy included.
    pub async fn console(&self) -> Outcome<Vec<String>> {
        let entries = self.driver.get_log("browser").await?;
        let grave = |level: &str| matches!(level, "SEVERE" | "WARNING");
        Ok(entries.into_iter().filter(|entry| grave(&entry.level)).map(|entry| entry.message).collect())
    }

    /// The addresses that the tab has asked for since last asked.
    pub async fn requests(&self) -> Outcome<Vec<String>> {
        let mut addresses = Vec::new();
        for entry in self.driver.get_log("performance").await? {
            let event: Value = serde_json::from_str(&entry.message)?;
            let event = &event["message"];
            if matches!(
                event["method"].as_str(),
                Some("Network.requestWillBeSent" | "Network.webSocketCreated")
            ) {
                let parameters = &event["params"];
                let address = parameters["request"]["url"].as_str().or(parameters["url"].as_str());
                addresses.push(address.unwrap_or("an unnamed address").to_owned());
            }
        }
        Ok(addresses)
    }

    /// What axe-core finds wrong with the page as it stands: a line for each violation and place.
    pub async fn accessibility(&self) -> Outcome<Vec<String>> {
        let source = std::fs::read_to_string(root().join("tests/node_modules/axe-core/axe.min.js"))?;
        self.run(&format!("if (!window.axe) {{ {source} }}"), []).await?;
        self.run_to_answer(AXE, vec![]).await
    }

    /// Saves a picture of the whole page as a PNG of that name in the folder that `SCREENSHOTS` names, if it names one.
    pub async fn picture(&self, name: &str) -> Outcome {
        match std::env::var_os("SCREENSHOTS") {
            Some(folder) => self.picture_at(&PathBuf::from(folder).join(format!("{name}.png"))).await,
            None => Ok(()),
        }
    }

    /// Saves a picture of the whole page, beyond the viewport too.
    pub async fn picture_at(&self, file: &Path) -> Outcome {
        // Long after a state is reached: fonts, transitions and the answer to the last keystroke have settled.
        sleep(Duration::from_millis(250)).await;
        let metrics = self.devtools("Page.getLayoutMetrics", json!({})).await?;
        let size = &metrics["cssContentSize"];
        let clip = json!({ "x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1 });
        let wanted = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let picture = self.devtools("Page.captureScreenshot", wanted).await?;
        let data = picture["data"].as_str().ok_or("the browser gave no picture")?;
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(file, thirtyfour::support::base64_decode(data)?)?;
        Ok(())
    }

    /// What no page may ever do: log a warning or an error, or ask for anything but the app's own parts.
    pub async fn offences(&self) -> Outcome<Vec<String>> {
        let mut offences: Vec<String> =
            self.console().await?.into_iter().map(|message| format!("logged: {message}")).collect();
        let own = |address: &String| {
            ["data:", "blob:", "about:"].iter().any(|scheme| address.starts_with(scheme))
                || address.starts_with(&self.app)
                || self.bench.as_ref().is_some_and(|bench| address.starts_with(bench))
        };
        let foreign = self.requests().await?.into_iter().filter(|address| !own(address));
        offences.extend(foreign.map(|address| format!("asked for: {address}")));
        Ok(offences)
    }
}

/// The id of the field or table at a path of the draft.
pub fn id(path: &str) -> String {
    format!("f-{}", path.replace('.', "-"))
}

const HEADLINE: &str = "document.querySelector('.headline')?.firstElementChild?.textContent ?? ''";

const PROBLEM: &str = r#"
const field = document.getElementById(arguments[0]);
const ids = (field?.getAttribute("aria-describedby") ?? "").split(/\s+/);
const problem = ids.map((id) => document.getElementById(id)).find((said) => said?.classList.contains("problem"));
// A warning marks no field as wrong.
const marked = field?.getAttribute("aria-invalid") === "true";
if (problem && marked === problem.classList.contains("warns")) return "a mark that does not fit what is said";
return problem?.checkVisibility() ? problem.textContent : "";
"#;

/// Opens what can be opened; true once nothing is left.
const OPEN_ALL: &str = r#"
(() => {
  const parts = [...document.querySelectorAll("details:not([open])")];
  parts.forEach((part) => { part.open = true; });
  const openers = [...document.querySelectorAll("main [aria-expanded=false]:not(.fold > *)")];
  openers.forEach((opener) => opener.click());
  return parts.length + openers.length === 0;
})()
"#;

/// The first visible control with the name that a screen reader would say, exactly.
const NAMED: &str = r#"
const wanted = arguments[0];
const plain = (text) => (text || "").replace(/\s+/g, " ").trim();
const named = (control) => {
  const ids = control.getAttribute("aria-labelledby");
  if (ids) return plain(ids.split(/\s+/).map((id) => document.getElementById(id)?.textContent).join(" "));
  if (control.getAttribute("aria-label")) return plain(control.getAttribute("aria-label"));
  if (control.labels?.length) return plain(control.labels[0].innerText);
  return plain(control.innerText);
};
const controls = "input, select, textarea, button, a, summary, [role=button], [role=tab], [tabindex]";
return [...document.querySelectorAll(controls)].find((control) => named(control) === wanted && control.checkVisibility()) ?? null;
"#;

const FOCUS: &str = r#"
const control = document.activeElement;
const ids = (control.getAttribute("aria-labelledby") ?? "").split(/\s+/);
const labels = ids.map((id) => document.getElementById(id)?.textContent ?? "");
const name = labels.join(" ").trim() || control.getAttribute("aria-label") || control.labels?.[0]?.innerText
  || (control === document.body ? "" : control.innerText) || "";
return `${control.tagName.toLowerCase()} ${JSON.stringify(name.replace(/\s+/g, " ").trim())}`;
"#;

const AXE: &str = r#"
const done = arguments[0];
axe.run(document, { resultTypes: ["violations"] }).then(
  ({ violations }) => done(violations.flatMap((found) =>
    found.nodes.map((node) =>
      `${found.id}: ${found.help}: ${node.target.join(" ")}: ${node.failureSummary.replace(/\s+/g, " ")}`))),
  (error) => done([`axe-core failed: ${error}`]));
"#;
