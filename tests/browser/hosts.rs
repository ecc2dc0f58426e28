//! Pages of other sites that hold a calculator, as such pages are: with a strict policy, a sandbox, another look, little room, no
//! scripts, hostile neighbours. Also what the app has for their owners: the dialog that writes the snippets, and the self-check.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::Outcome;
use crate::page::Page;
use crate::stage::root;

/// A site of its own: pages by their paths, all under one policy. It ends with the test.
pub struct Host {
    /// Ending in a slash.
    pub address: String,
    ended: Arc<AtomicBool>,
}

impl Host {
    /// Serves pages under a security policy; an empty one is none.
    pub fn new(policy: &str, pages: &[(&str, String)]) -> Outcome<Host> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = format!("http://{}/", listener.local_addr()?);
        let script = std::fs::read_to_string(root().join("dist/embed.js"))?;
        let mut files: HashMap<String, (&str, String)> = HashMap::new();
        files.insert("/embed.js".to_owned(), ("text/javascript", script));
        for (path, text) in pages {
            let kind = if path.ends_with(".js") { "text/javascript" } else { "text/html; charset=utf-8" };
            files.insert(format!("/{path}"), (kind, text.clone()));
        }
        let head = match policy {
            "" => String::new(),
            policy => format!("Content-Security-Policy: {policy}\r\n"),
        };
        let ended = Arc::new(AtomicBool::new(false));
        let end = ended.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if end.load(Ordering::Relaxed) {
                    return;
                }
                // A browser that gives up is no matter.
                let _ = answer(stream, &files, &head);
            }
        });
        Ok(Host { address, ended })
    }

    /// Opens a page of it.
    pub async fn open(&self, page: &Page, path: &str) -> Outcome {
        page.driver.goto("about:blank").await?;
        Ok(page.driver.goto(format!("{}{path}", self.address)).await?)
    }

    /// Ends a test: nothing but the two sites was asked for anything, and nothing was logged but what is expected.
    async fn leave(&self, page: &Page, expected: &[&str]) -> Outcome {
        let own = |address: &String| {
            let schemes = ["data:", "blob:", "about:"];
            schemes.iter().any(|scheme| address.starts_with(scheme))
                || [self.address.as_str(), page.address()].iter().any(|site| address.starts_with(site))
        };
        let asked = page.requests().await?;
        assert!(asked.iter().all(own), "{asked:#?}");
        let logged = page.console().await?;
        let known =
            |line: &String| line.contains("favicon") || expected.iter().any(|word| line.contains(word));
        assert!(logged.iter().all(known), "{logged:#?}");
        Ok(())
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        // It waits for the next visitor.
        let _ = TcpStream::connect(self.address.trim_start_matches("http://").trim_end_matches('/'));
    }
}

fn answer(mut stream: TcpStream, files: &HashMap<String, (&str, String)>, head: &str) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    while lines.next().transpose()?.is_some_and(|line| !line.is_empty()) {}
    let path = request.split(' ').nth(1).unwrap_or_default();
    let path = path.split('?').next().unwrap_or_default();
    let (status, kind, body) = match files.get(path) {
        Some((kind, text)) => ("200 OK", *kind, text.as_str()),
        None => ("404 Not Found", "text/plain", ""),
    };
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n{head}Connection: close\r\n\r\n{body}"
    )
}

fn html(body: &str) -> String {
    format!("<!DOCTYPE html><html lang=\"en\"><head><title>Host</title></head><body>{body}</body></html>")
}

/// The element of a page with some attributes more.
fn element(page: &Page, calc: &str, attributes: &str) -> String {
    let app = page.address();
    format!("<cc-calculator src=\"{app}\" calc=\"{calc}\" {attributes}><p>No script ran.</p></cc-calculator>")
}

const SCRIPT: &str = "<script src=\"embed.js\"></script>";

/// A script of the host's own that keeps what it hears.
const LISTENING: &str = "
window.heard = [];
for (const type of ['cc-ready', 'cc-change', 'cc-error'])
  document.addEventListener(type, ({ target, detail }) => heard.push({ type, of: target.id, detail }));
window.posted = [];
addEventListener('message', ({ data, origin }) => posted.push({ data, origin }));
";

/// Keeps the messages of every port and window in the tab, in both directions.
const RECORDING: &str = "
window.messages = [];
const plain = (message) => JSON.parse(JSON.stringify(message));
const send = MessagePort.prototype.postMessage;
MessagePort.prototype.postMessage = function (message, ...rest) {
  messages.push(plain(message));
  return send.call(this, message, ...rest);
};
const { set, ...rest } = Object.getOwnPropertyDescriptor(MessagePort.prototype, 'onmessage');
Object.defineProperty(MessagePort.prototype, 'onmessage', {
  ...rest,
  set(hear) {
    set.call(this, (event) => {
      messages.push(plain(event.data));
      hear(event);
    });
  },
});
addEventListener('message', ({ data }) => data?.cc && messages.push(plain(data)));
";

/// Goes into the frame of the element or frame of a selector.
async fn enter(page: &Page, selector: &str) -> Outcome {
    let frame = "const found = document.querySelector(arguments[0]);
        return found?.shadowRoot?.querySelector('iframe') ?? found";
    let frame = page.run(frame, [json!(selector)]).await?.element()?;
    frame.enter_frame().await?;
    Ok(())
}

async fn leave_frame(page: &Page) -> Outcome {
    page.driver.enter_default_frame().await?;
    Ok(())
}

/// Waits until an element has been heard of.
async fn until_heard(page: &Page, kind: &str, id: &str) -> Outcome {
    let expression =
        format!("heard.some(({{ type, of }}) => type === {} && of === {})", json!(kind), json!(id));
    page.until(&format!("{kind} of {id}"), &expression).await
}

/// Waits until a frame is as high as what is in it.
async fn until_fitting(page: &Page, selector: &str) -> Outcome {
    let frame = format!(
        "(() => {{ const found = document.querySelector({}); return found.shadowRoot?.querySelector('iframe') ?? found }})()",
        json!(selector)
    );
    page.until("the height", &format!("{frame}.style.height && {frame}.style.height !== '600px'")).await?;
    page.settle().await?;
    enter(page, selector).await?;
    let fits = "Math.abs(innerHeight - Math.ceil(document.getElementById('app').getBoundingClientRect().height)) <= 1
        && document.documentElement.scrollHeight <= innerHeight";
    let outcome = page.until("a frame without a scroll bar", fits).await;
    let sizes = "[innerHeight, document.getElementById('app').getBoundingClientRect().height,
        document.documentElement.scrollHeight, document.documentElement.scrollWidth].join(', ')";
    let sizes: String = page.get(sizes).await?;
    leave_frame(page).await?;
    outcome.map_err(|error| format!("{sizes}: {error}").into())
}

/// A strict policy, and a site that serves the script itself: two elements side by side, each with its own figures.
pub async fn strict_host_holds_two_elements(page: Page) -> Outcome {
    let app = page.address().to_owned();
    let policy = format!("default-src 'none'; script-src 'self'; frame-src {app}");
    let body = format!(
        "{}{}{SCRIPT}<script src=\"listening.js\"></script>",
        element(
            &page,
            "price-waterfall",
            "id=\"one\" inputs=\"list=100&amp;units=10&amp;steps.0.name=Terms&amp;steps.0.amount=10&amp;_cur=EUR\""
        ),
        element(&page, "ltv-cac", "id=\"two\" title=\"Customer value\" ro")
    );
    let host = Host::new(&policy, &[("", html(&body)), ("listening.js", LISTENING.to_owned())])?;
    host.open(&page, "").await?;
    for id in ["one", "two"] {
        page.run("document.getElementById(arguments[0]).scrollIntoView()", [json!(id)]).await?;
        until_heard(&page, "cc-ready", id).await?;
        until_heard(&page, "cc-change", id).await?;
        until_fitting(&page, &format!("#{id}")).await?;
    }
    let named = "document.querySelector('#two').shadowRoot.querySelector('iframe').title";
    assert_eq!(page.get::<String>(named).await?, "Customer value");
    assert!(!page.get::<bool>("document.body.innerText.includes('No script ran.')").await?);
    let state: Value = page.get("document.getElementById('one').state").await?;
    assert_eq!(
        (&state["inputs"]["list"], &state["inputs"]["_cur"]),
        (&json!("100"), &json!("EUR")),
        "{state}"
    );
    // What is set on one is of no account to the other.
    let other: Value = page.get("document.getElementById('two').inputs").await?;
    page.run("heard.length = 0; document.getElementById('one').inputs = { list: '120' }", []).await?;
    until_heard(&page, "cc-change", "one").await?;
    let heard: Value = page.get("heard").await?;
    assert!(heard.as_array().is_some_and(|heard| heard.iter().all(|told| told["of"] == "one")), "{heard}");
    let change = &heard[0]["detail"];
    assert_eq!((&change["cause"], &change["inputs"]["list"]), (&json!("host"), &json!("120")), "{change}");
    assert_eq!(page.get::<Value>("document.getElementById('two').inputs").await?, other);
    assert!(
        page.get::<bool>("document.getElementById('one').outputs.figures.pocket_price.value === '110'")
            .await?
    );
    // Locked as a whole, it takes nothing, and says so.
    page.run("document.getElementById('two').setInputs({ margin: '1' })", []).await?;
    until_heard(&page, "cc-error", "two").await?;
    host.leave(&page, &[]).await
}

/// What every engine must do: two elements under a strict policy, one of them in a sandbox. WebKit takes 'self' in the policy of
/// the app for nothing in a sandbox without an origin; the others do not.
pub async fn elements_in_any_engine(page: &Page) -> Outcome {
    let policy = format!("default-src 'none'; script-src 'self'; frame-src {}", page.address());
    let webkit = page.get::<bool>("/AppleWebKit/.test(navigator.userAgent) && !window.chrome").await?;
    let origin = if webkit { " allow-same-origin" } else { "" };
    let second = format!("id=\"two\" inputs=\"list=200\" sandbox=\"allow-scripts{origin}\"");
    let body = format!(
        "{}{}{SCRIPT}<script src=\"listening.js\"></script>",
        element(page, "price-waterfall", "id=\"one\" inputs=\"list=100\""),
        element(page, "price-waterfall", &second)
    );
    let host = Host::new(&policy, &[("", html(&body)), ("listening.js", LISTENING.to_owned())])?;
    host.open(page, "").await?;
    for (id, list) in [("one", "100"), ("two", "200")] {
        page.run("document.getElementById(arguments[0]).scrollIntoView()", [json!(id)]).await?;
        let is = |list: &str| format!("document.getElementById('{id}').inputs?.list === '{list}'");
        page.until(&format!("the element {id}"), &is(list)).await?;
        page.run("document.getElementById(arguments[0]).setInputs({ list: '120' })", [json!(id)]).await?;
        page.until(&format!("inputs of the host in {id}"), &is("120")).await?;
        let high = format!("document.getElementById('{id}').shadowRoot.firstChild.style.height !== '600px'");
        page.until(&format!("the height of {id}"), &high).await?;
    }
    page.driver.goto(format!("{}check.html", page.address())).await?;
    page.until_shown("Nothing that the calculators need is blocked here.").await
}

/// All that a script can do with an element; every message is of the published form.
pub async fn element_answers_and_comes_back(page: Page) -> Outcome {
    let host = Host::new(
        "",
        &[("", html(&format!("<div id=place></div>{SCRIPT}"))), ("listening.js", LISTENING.to_owned())],
    )?;
    page.before_load(RECORDING).await?;
    host.open(&page, "").await?;
    page.run(LISTENING, []).await?;
    // What is set before it stands anywhere waits.
    let make = "const made = document.createElement('cc-calculator');
        made.id = 'made';
        made.setAttribute('src', arguments[0]);
        made.setAttribute('calc', 'price-waterfall');
        made.setAttribute('lock', 'units');
        made.inputs = { list: '77' };
        window.made = made;
        document.getElementById('place').append(made)";
    page.run(make, [json!(page.address())]).await?;
    page.until("the inputs", "made.inputs?.list === '77'").await?;
    let link: String = page.run_to_answer("made.getLink().then(arguments[0])", vec![]).await?;
    assert!(link.starts_with(page.address()) && link.contains("list=77"), "{link}");
    let csv: String = page.run_to_answer("made.exportCsv().then(arguments[0])", vec![]).await?;
    assert!(csv.lines().count() > 1, "{csv}");
    let svg: String = page.run_to_answer("made.exportSvg().then(arguments[0])", vec![]).await?;
    assert!(svg.starts_with("<svg"), "{svg:.80}");
    let schema: Vec<Value> = page.run_to_answer("made.getSchema().then(arguments[0])", vec![]).await?;
    assert!(schema.iter().any(|field| field["key"] == "list"), "{schema:?}");
    let state: Value = page.run_to_answer("made.get('state').then(arguments[0])", vec![]).await?;
    assert!(state["outputs"]["tables"].is_object(), "{state}");
    let refused = "made.get('nothing').then(() => 'taken', ({ code }) => code).then(arguments[0])";
    assert_eq!(page.run_to_answer::<String>(refused, vec![]).await?, "bad-input");
    page.run("heard.length = 0; made.setInputs({ units: '5', list: 'much' })", []).await?;
    until_heard(&page, "cc-error", "made").await?;
    page.run("made.send('theme', { theme: 'dark' }); made.send('lock', { fields: [] })", []).await?;
    page.run("heard.length = 0; made.setInputs({ units: '5', list: '80' }, 'merge')", []).await?;
    page.until("what is locked no longer", "made.inputs.units === '5' && made.state.valid").await?;
    // Events are heard outside of whatever holds the element.
    let composed = "made.addEventListener('cc-change', ({ bubbles, composed }) => { window.far = bubbles && composed }, { once: true });
        made.setInputs({ units: '6' })";
    page.run(composed, []).await?;
    page.until("an event that goes far", "window.far").await?;
    // Taken out, it is gone; put back, it begins anew and works.
    page.run("made.remove(); posted.length = 0", []).await?;
    assert_eq!(page.get::<usize>("made.shadowRoot.childElementCount").await?, 0);
    page.run("heard.length = 0; made.setAttribute('inputs', 'list=55'); document.body.append(made)", [])
        .await?;
    until_heard(&page, "cc-ready", "made").await?;
    page.until("the new inputs", "made.inputs.list === '55'").await?;
    page.run("made.setInputs({ list: '56' })", []).await?;
    page.until("inputs by the new port", "made.inputs.list === '56'").await?;
    // A page that is loaded again in its frame is greeted again.
    page.run("heard.length = 0", []).await?;
    enter(&page, "#made").await?;
    page.run("location.reload()", []).await?;
    leave_frame(&page).await?;
    until_heard(&page, "cc-ready", "made").await?;
    page.run("made.setInputs({ list: '57' })", []).await?;
    page.until("inputs after a reload", "made.inputs.list === '57'").await?;
    let messages: Vec<Value> = page.get("messages").await?;
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(root().join("public/protocol.json"))?)?;
    for message in &messages {
        // Two of them were wrong on purpose.
        if message["payload"]["what"] == "nothing" {
            continue;
        }
        let wrong = differs(&schema, &schema, message);
        assert!(wrong.is_none(), "{}: {message:#}", wrong.unwrap_or_default());
    }
    let seen = |kind: &str| messages.iter().any(|message| message["type"] == kind);
    for kind in ["hello", "resize", "ready", "change", "error", "result", "set", "get", "theme", "lock"] {
        assert!(seen(kind), "there was no {kind}");
    }
    host.leave(&page, &[]).await
}

/// How a value differs from a JSON Schema, as far as `public/protocol.json` uses that language.
fn differs(all: &Value, schema: &Value, value: &Value) -> Option<String> {
    if let Some(place) = schema["$ref"].as_str() {
        return differs(all, &all["$defs"][place.trim_start_matches("#/$defs/")], value);
    }
    if let Some(options) = schema["oneOf"].as_array() {
        let fits = options.iter().filter(|option| differs(all, option, value).is_none()).count();
        if fits != 1 {
            return Some(format!("{fits} of the forms fit {value:.200}"));
        }
    }
    let within = schema["allOf"].as_array().into_iter().flatten();
    if let Some(wrong) = within.into_iter().find_map(|part| differs(all, part, value)) {
        return Some(wrong);
    }
    if schema.get("const").is_some_and(|one| one != value) {
        return Some(format!("{value} is not {}", schema["const"]));
    }
    if schema["enum"].as_array().is_some_and(|some| !some.contains(value)) {
        return Some(format!("{value} is none of {}", schema["enum"]));
    }
    let is = |kind: &Value| match kind.as_str().unwrap_or_default() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        _ => false,
    };
    let kinds = match &schema["type"] {
        Value::Null => None,
        Value::Array(kinds) => Some(kinds.iter().any(is)),
        kind => Some(is(kind)),
    };
    if kinds == Some(false) {
        return Some(format!("{value:.200} is no {}", schema["type"]));
    }
    let number = value.as_i64();
    if number.is_some_and(|number| {
        schema["minimum"].as_i64().is_some_and(|least| number < least)
            || schema["maximum"].as_i64().is_some_and(|most| number > most)
    }) {
        return Some(format!("{value} is out of bounds"));
    }
    let items = value.as_array().into_iter().flatten();
    if let Some(wrong) =
        schema.get("items").and_then(|item| items.into_iter().find_map(|value| differs(all, item, value)))
    {
        return Some(wrong);
    }
    let entries = value.as_object()?;
    let missing = |name: &&Value| name.as_str().is_some_and(|name| !entries.contains_key(name));
    if let Some(name) = schema["required"].as_array().into_iter().flatten().find(missing) {
        return Some(format!("{name} is missing"));
    }
    entries.iter().find_map(|(name, value)| {
        let known = schema["properties"].get(name).or(schema.get("additionalProperties"))?;
        differs(all, known, value).map(|wrong| format!("{name}: {wrong}"))
    })
}

/// Neither the element nor the app listens to whom it should not.
pub async fn hostile_messages_are_ignored(page: Page) -> Outcome {
    let body = format!(
        "{}<iframe class=cc id=plain height=500 width=900 src=\"{}#/price-waterfall?_embed=1\"></iframe>
         <iframe id=hostile src=\"hostile\"></iframe>{SCRIPT}",
        element(&page, "price-waterfall", "id=\"made\" inputs=\"list=100\""),
        page.address()
    );
    // It says what the app would say, to the host; and what the host would say, to the app.
    let hostile = "<script>
        const say = (to, message, ports) => to.postMessage({ cc: 1, ...message }, '*', ports);
        window.caught = [];
        window.attack = () => {
          for (let at = 0; at < 3; at++) {
            say(parent, { type: 'hello', payload: { calc: 'price-waterfall' } });
            say(parent, { type: 'resize', payload: { height: 4000 } });
            say(parent, { type: 'ready', payload: {} });
            say(parent, { type: 'change', payload: { inputs: { list: '666' } } });
          }
          parent.postMessage(null, '*');
          parent.postMessage('cc', '*');
          parent.postMessage({ cc: 1 }, '*');
          for (let at = 0; at < parent.length; at++) {
            if (parent[at] === window) continue;
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = ({ data }) => caught.push(data);
            say(parent[at], { type: 'init', payload: { want: ['change'] } }, [port2]);
            say(parent[at], { type: 'set', payload: { inputs: { list: '666' } } });
            port1.postMessage({ cc: 1, type: 'set', payload: { inputs: { list: '666' } } });
            port1.postMessage({ cc: 1, type: 'get', id: 1, payload: { what: 'state' } });
          }
          return 'done';
        };
        addEventListener('message', ({ data }) => caught.push(data));
        setInterval(attack, 100);
        attack();
        </script>";
    let host = Host::new("", &[("", html(&body)), ("hostile", html(hostile))])?;
    host.open(&page, "").await?;
    page.run(LISTENING, []).await?;
    page.run("document.getElementById('plain').scrollIntoView()", []).await?;
    until_fitting(&page, "#plain").await?;
    page.run("document.getElementById('made').scrollIntoView()", []).await?;
    page.until("the element", "made.inputs?.list === '100'").await?;
    until_fitting(&page, "#made").await?;
    page.run("made.setInputs({ list: '101' })", []).await?;
    page.until("what the host has set", "made.inputs?.list === '101'").await?;
    let heights: Vec<String> =
        page.get("['#plain', '#hostile'].map((id) => document.querySelector(id).style.height)").await?;
    assert!(heights[0] != "4000px" && heights[1].is_empty(), "{heights:?}");
    enter(&page, "#hostile").await?;
    assert_eq!(page.get::<String>("attack()").await?, "done");
    page.settle().await?;
    let caught: Vec<Value> = page.get("caught").await?;
    assert!(caught.is_empty(), "{caught:?}");
    leave_frame(&page).await?;
    // What the app posts to anyone holds no figure.
    let posted: Vec<Value> =
        page.get("posted.filter(({ origin }) => origin !== location.origin).map(({ data }) => data)").await?;
    let harmless = |message: &Value| ["hello", "resize"].iter().any(|kind| message["type"] == *kind);
    assert!(!posted.is_empty() && posted.iter().all(harmless), "{posted:?}");
    assert!(!Value::from(posted).to_string().contains("101"));
    host.leave(&page, &[]).await
}

/// A sandbox without an origin: all of it works but what the sandbox keeps from it, and that is offered by hand.
pub async fn sandbox_without_origin_works(page: Page) -> Outcome {
    let body = format!(
        "{}<iframe class=cc id=plain width=900 height=500 sandbox=\"allow-scripts\" src=\"{}#/price-waterfall?_embed=1\"></iframe>{SCRIPT}",
        element(&page, "price-waterfall", "id=\"made\" inputs=\"list=100\" sandbox=\"allow-scripts\""),
        page.address()
    );
    let host = Host::new("", &[("", html(&body))])?;
    host.open(&page, "").await?;
    page.run(LISTENING, []).await?;
    page.until("the element", "made.inputs?.list === '100'").await?;
    page.run("made.setInputs({ list: '101' })", []).await?;
    page.until("what the host has set", "made.inputs?.list === '101'").await?;
    until_fitting(&page, "#made").await?;
    page.run("document.getElementById('plain').scrollIntoView()", []).await?;
    until_fitting(&page, "#plain").await?;
    let origins: Vec<String> = page.get("[...new Set(posted.map(({ origin }) => origin))]").await?;
    assert_eq!(origins, ["null"]);
    enter(&page, "#made").await?;
    page.click("Save file").await?;
    page.until_shown("This page stands inside another one, which may block files.").await?;
    page.click("Done").await?;
    leave_frame(&page).await?;
    host.leave(&page, &["sandbox", "Permissions", "permissions"]).await
}

/// With scripts and its origin but without downloads, as some hosts have it.
pub async fn frame_without_downloads_offers_them_by_hand(page: Page) -> Outcome {
    let body = format!(
        "<iframe id=plain width=1000 height=700 sandbox=\"allow-scripts allow-same-origin\" src=\"{}#/price-waterfall?_embed=1\"></iframe>",
        page.address()
    );
    let host = Host::new("", &[("", html(&body))])?;
    host.open(&page, "").await?;
    enter(&page, "#plain").await?;
    page.click("Save file").await?;
    // A page of another site does not show what its sandbox is.
    page.until_shown("This page stands inside another one, which may block files.").await?;
    page.click("Done").await?;
    leave_frame(&page).await?;
    host.leave(&page, &["sandbox", "Permissions", "Download"]).await
}

/// As a text in somebody else's page, the app is under that page's policy, and says what keeps it from running.
pub async fn srcdoc_says_why_it_cannot_run(page: Page) -> Outcome {
    let app = page.address();
    let index = std::fs::read_to_string(root().join("dist/index.html"))?.replace("./", app);
    let policy = format!(
        "default-src 'none'; script-src {app} 'unsafe-inline'; connect-src {app}; style-src {app}; img-src {app}; manifest-src {app}"
    );
    let inside = index.replace('&', "&amp;").replace('"', "&quot;");
    let host = Host::new(&policy, &[("", html(&format!("<iframe id=plain srcdoc=\"{inside}\"></iframe>")))])?;
    host.open(&page, "").await?;
    enter(&page, "#plain").await?;
    page.until_shown("adding 'wasm-unsafe-eval' to script-src").await?;
    leave_frame(&page).await?;
    page.requests().await?;
    page.console().await?;
    Ok(())
}

/// Where the host strips scripts, a plain frame works at its own height.
pub async fn host_that_strips_scripts_has_a_frame(page: Page) -> Outcome {
    let body = format!(
        "<iframe class=cc id=plain title=Waterfall width=900 height=500 src=\"{}#/price-waterfall?_embed=1\"></iframe>{}",
        page.address(),
        element(&page, "price-waterfall", "")
    );
    let host = Host::new("", &[("", html(&body))])?;
    host.open(&page, "").await?;
    page.until_shown("No script ran.").await?;
    enter(&page, "#plain").await?;
    page.enter("list", "123").await?;
    page.until_headline("$123.00").await?;
    assert_eq!(page.get::<usize>("innerHeight").await?, 500);
    leave_frame(&page).await?;
    host.leave(&page, &[]).await
}

/// A dark host, and one with little room.
pub async fn dark_and_narrow_hosts_are_fitted(page: Page) -> Outcome {
    let dark = format!(
        "<style>:root {{ color-scheme: dark; background: #203040 }}</style>{}{SCRIPT}",
        element(&page, "price-waterfall", "id=made theme=dark")
    );
    let narrow = format!(
        "<div style=\"width: 280px\">{}</div>{SCRIPT}",
        element(&page, "tiered-pricing", "id=made density=compact accent=0a7d5a")
    );
    let host = Host::new("", &[("dark", html(&dark)), ("narrow", html(&narrow))])?;
    host.open(&page, "dark").await?;
    until_fitting(&page, "#made").await?;
    page.picture("host-dark").await?;
    enter(&page, "#made").await?;
    let look = "[getComputedStyle(document.documentElement).colorScheme,
        getComputedStyle(document.documentElement).backgroundColor, getComputedStyle(document.body).backgroundColor]";
    let look: Vec<String> = page.get(look).await?;
    assert_eq!(look, ["normal", "rgba(0, 0, 0, 0)", "rgba(0, 0, 0, 0)"], "the host shows through");
    leave_frame(&page).await?;
    host.open(&page, "narrow").await?;
    until_fitting(&page, "#made").await?;
    page.picture("host-narrow").await?;
    enter(&page, "#made").await?;
    assert_eq!(page.get::<usize>("innerWidth").await?, 280);
    // No theme was named: words as light as the ground around the frame could not be read.
    let own = "getComputedStyle(document.body).backgroundColor === 'rgb(245, 246, 248)'";
    assert!(page.get::<bool>(own).await?, "the frame has no ground of its own");
    assert!(page.get::<bool>("document.documentElement.scrollWidth <= 280").await?, "it is too wide");
    leave_frame(&page).await?;
    host.leave(&page, &[]).await
}

/// What the dialog writes does in another site what was chosen, and its preview shows it.
pub async fn embed_dialog_writes_what_works(page: Page) -> Outcome {
    page.open("/price-waterfall").await?;
    page.enter("list", "321").await?;
    page.until_headline("$321.00").await?;
    page.click("Embed").await?;
    page.until("the dialog", "document.querySelector('dialog[open] iframe')").await?;
    page.choose("Lock", "some").await?;
    page.run("[...document.querySelectorAll('dialog[open] .choice')].find((box) => box.textContent.startsWith('List price')).firstChild.click()", [])
        .await?;
    page.choose("Theme", "dark").await?;
    page.fill("Accent colour (hex digits)", "no colour").await?;
    page.until_shown("Write six hex digits, such as 0a7d5a.").await?;
    page.fill("Accent colour (hex digits)", "#0A7D5A").await?;
    page.click("Leave parts out").await?;
    page.run("[...document.querySelectorAll('dialog[open] .choice')].find((box) => box.textContent === 'Title').firstChild.click()", [])
        .await?;
    let wanted = "document.getElementById('embed-preview')?.src.includes('_hide=title&_lock=list&_theme=dark&_accent=0a7d5a')";
    page.until("the preview", wanted).await?;
    page.until(
        "the height of the preview",
        "!document.getElementById('embed-frame').value.includes('height=\"900\"')",
    )
    .await?;
    let violations = page.accessibility().await?;
    assert!(violations.is_empty(), "{violations:#?}");
    page.picture("embed-dialog").await?;
    enter(&page, "#embed-preview").await?;
    page.until_headline("$321.00").await?;
    leave_frame(&page).await?;
    let frame: String = page.get("document.getElementById('embed-frame').value").await?;
    let element: String = page.get("document.getElementById('embed-element').value").await?;
    assert!(element.contains("integrity=\"sha384-") && element.contains("/v"), "{element}");
    page.run("navigator.clipboard.writeText = async (text) => { window.text = text }", []).await?;
    page.run(
        "document.querySelector('dialog[open] #embed-element').parentElement.querySelector('button').click()",
        [],
    )
    .await?;
    page.until(
        "the text",
        "window.text?.startsWith('<script defer') && window.text.endsWith('</cc-calculator>')",
    )
    .await?;
    page.press(Key::Escape).await?;
    page.until("the dialog to go", "!document.querySelector('dialog[open]')").await?;
    let host = Host::new("", &[("frame", html(&frame)), ("element", html(&element))])?;
    for (path, selector) in [("frame", "iframe"), ("element", "cc-calculator")] {
        host.open(&page, path).await?;
        page.until("the frame", &format!("document.querySelector('{selector}')?.shadowRoot?.firstChild ?? document.querySelector('iframe')"))
            .await?;
        enter(&page, selector).await?;
        page.until_headline("$321.00").await?;
        assert!(
            page.get::<bool>("document.getElementById('f-list').readOnly").await?,
            "{path}: it is not locked"
        );
        assert!(page.get::<bool>("document.querySelector('.page-head').offsetHeight <= 1").await?, "{path}");
        assert_eq!(page.get::<String>("document.documentElement.dataset.theme").await?, "dark");
        leave_frame(&page).await?;
    }
    host.leave(&page, &[]).await
}

/// The self-check finds nothing here, and finds what a frame keeps from it.
pub async fn self_check_names_what_is_blocked(page: Page) -> Outcome {
    page.driver.goto(format!("{}check.html", page.address())).await?;
    page.until_shown("Nothing that the calculators need is blocked here.").await?;
    let works: Vec<String> = page
        .get("[...document.querySelectorAll('li.works h2')].map((head) => head.firstChild.data.trim())")
        .await?;
    for name in [
        "WebAssembly",
        "Module scripts",
        "The type of .wasm files",
        "Sandboxed frames",
        "Workers",
        "Storage",
        "Security policy",
    ] {
        assert!(works.iter().any(|works| works == name), "{name} is not among {works:?}");
    }
    for setting in ["light", "dark"] {
        page.setting(&[setting]).await?;
        let violations = page.accessibility().await?;
        assert!(violations.is_empty(), "{setting}: {violations:#?}");
        page.picture(&format!("check-{setting}")).await?;
    }
    page.setting(&[]).await?;
    let offences = page.offences().await?;
    assert!(offences.is_empty(), "{offences:#?}");
    let app = page.address();
    let body = format!(
        "<iframe class=cc id=bare width=600 height=500 sandbox=\"allow-scripts\" src=\"{app}check.html\"></iframe>
         <iframe id=open width=280 height=500 src=\"{app}check.html\"></iframe>{SCRIPT}"
    );
    let host = Host::new("", &[("", html(&body))])?;
    host.open(&page, "").await?;
    let state = "(name) => [...document.querySelectorAll('li')].find((item) => item.querySelector('h2').textContent.startsWith(name))?.className";
    for (id, expected) in [
        (
            "bare",
            [
                ("WebAssembly", "works"),
                ("Sandboxed frames", "works"),
                ("Height", "works"),
                ("Workers", "note"),
                ("Copying", "blocked"),
                ("Saving files", "note"),
            ],
        ),
        (
            "open",
            [
                ("WebAssembly", "works"),
                ("Workers", "works"),
                ("Height", "note"),
                ("Storage", "note"),
                ("Copying", "blocked"),
                ("Printing", "note"),
            ],
        ),
    ] {
        enter(&page, &format!("#{id}")).await?;
        page.until(
            "the end of the checks",
            "!document.getElementById('summary').textContent.includes('running')",
        )
        .await?;
        for (name, wanted) in expected {
            let found: String = page.get(&format!("({state})({})", json!(name))).await?;
            assert_eq!(found, wanted, "{id}: {name}");
        }
        assert!(
            page.get::<bool>("document.documentElement.scrollWidth <= innerWidth").await?,
            "{id} is too wide"
        );
        leave_frame(&page).await?;
    }
    host.leave(&page, &["sandbox", "Permissions", "permissions"]).await
}
