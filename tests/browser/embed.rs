//! The app in somebody else's page: what the address asks for, how high it says it is, and what both pages say to each other.

use serde_json::{Value, json};

use crate::Outcome;
use crate::page::Page;

const WATERFALL: &str = "list=6&units=200000&steps.0.name=Order-size+discount&steps.0.amount=0.1&steps.1.name=Terms\
    &steps.1.group=off_invoice&steps.1.amount=0.3&steps.2.name=Product+cost&steps.2.group=cost&steps.2.amount=3.4&_cur=USD&_r=1";

/// A page with the app in a frame. It makes the frame as high as that says it is, and keeps all that it is told: to anybody
/// (`shouted`), and by the port (`said`).
const HOST: &str = "const [source, styles] = arguments;
    const frame = document.createElement('iframe');
    Object.assign(frame, { width: 900, height: 300, title: 'Calculator', src: source });
    frame.style.cssText = `border:0;color-scheme:normal;${styles}`;
    const host = window.host = { frame, shouted: [], said: [] };
    addEventListener('message', ({ source, data }) => {
        if (source !== frame.contentWindow) return;
        host.shouted.push(data);
        if (data.type === 'resize') frame.height = data.payload.height;
    });
    host.greet = (payload) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => host.said.push(data);
        frame.contentWindow.postMessage({ cc: 1, type: 'init', payload }, '*', [port2]);
        return port1;
    };
    host.last = (type) => host.said.findLast((message) => message.type === type);
    document.body.style.margin = 0;
    document.body.replaceChildren(frame)";

/// Opens the host page of a test around the app at a route, and goes into the frame.
pub async fn hosted(page: &Page, route: &str, styles: &str) -> Outcome {
    // The app's own server sends the policy of the app, which lets no page have a frame.
    page.devtools("Page.setBypassCSP", json!({ "enabled": true })).await?;
    page.driver.goto(format!("{}manifest.webmanifest", page.address())).await?;
    page.run(HOST, [json!(format!("./{route}")), json!(styles)]).await?;
    inside(page).await?;
    page.until(
        "the app to start",
        "!document.getElementById('boot') && document.querySelector('.full-version a')?.href",
    )
    .await
}

async fn inside(page: &Page) -> Outcome {
    page.find("iframe").await?.enter_frame().await?;
    Ok(())
}

pub async fn outside(page: &Page) -> Outcome {
    page.driver.enter_default_frame().await?;
    Ok(())
}

/// Ends a test that has gone around the policy.
pub async fn done(page: &Page) -> Outcome {
    outside(page).await?;
    page.devtools("Page.setBypassCSP", json!({ "enabled": false })).await?;
    // The host page of these tests has no picture of its own.
    let logged = page.console().await?;
    assert!(logged.iter().all(|line| line.contains("favicon.ico")), "{logged:#?}");
    Ok(())
}

/// Says something to the app by the port, from outside.
pub async fn say(page: &Page, kind: &str, id: Value, payload: Value) -> Outcome {
    page.run(
        "window.host.port.postMessage({ cc: 1, type: arguments[0], id: arguments[1], payload: arguments[2] })",
        [json!(kind), id, payload],
    )
    .await?;
    Ok(())
}

/// Waits until the app has said something of which an expression over `m` holds, and gives its payload.
pub async fn told(page: &Page, what: &str, holds: &str) -> Outcome<Value> {
    let found = format!("window.host.said.findLast((m) => {holds})");
    page.until(what, &found).await?;
    page.get(&format!("{found}.payload")).await
}

pub async fn address_says_how_the_frame_looks(page: Page) -> Outcome {
    let asked = "_embed=1&_hide=title,share,method&_lock=list,steps&_theme=dark&_accent=202020&_density=compact&_num=de-DE&_id=left";
    hosted(&page, &format!("#/price-waterfall?{asked}&{WATERFALL}"), "").await?;
    let seen = |selector: &str| format!("document.querySelector({selector:?})?.checkVisibility() ?? false");
    for gone in
        [".site", ".summary", ".share", ".keep", ".method", ".family", "#f-steps .table-tools", ".onward"]
    {
        assert!(!page.get::<bool>(&seen(gone)).await?, "{gone} shows");
    }
    for there in [".toolbar", ".headline", ".chart", ".full-version a"] {
        assert!(page.get::<bool>(&seen(there)).await?, "{there} does not show");
    }
    // Prefilled, and written as the reader's numbers are; what is locked is read-only and says so.
    assert_eq!(page.value("list").await?, "6");
    assert_eq!(page.value("units").await?, "200.000");
    assert!(page.get::<bool>("document.getElementById('f-list').readOnly").await?);
    assert!(!page.get::<bool>("document.getElementById('f-units').readOnly").await?);
    let name = "document.getElementById('f-list').labels[0].textContent";
    assert!(page.get::<String>(name).await?.contains("locked"));
    assert!(page.get::<bool>("[...document.querySelectorAll('#f-steps :is(input, select)')].every((c) => c.readOnly || c.disabled)").await?);
    // The ground shows through, and words on the accent and in it can be read.
    let style = |of: &str, name: &str| format!("getComputedStyle(document.querySelector({of:?}))[{name:?}]");
    assert_eq!(page.get::<String>(&style("body", "backgroundColor")).await?, "rgba(0, 0, 0, 0)");
    assert_eq!(page.get::<String>(&style(":root", "colorScheme")).await?, "normal");
    assert_eq!(page.get::<String>(&style("body", "colorScheme")).await?, "dark");
    let property =
        |name: &str| format!("getComputedStyle(document.documentElement).getPropertyValue({name:?})");
    assert_eq!(page.get::<String>(&property("--cc-accent")).await?, "#202020");
    assert_eq!(page.get::<String>(&property("--cc-on-accent")).await?, "#ffffff");
    assert_ne!(page.get::<String>(&style(".full-version a", "color")).await?, "rgb(32, 32, 32)");
    page.picture("embed-dark").await?;
    // As on a dark ground, which is not this page's.
    page.run("document.body.style.background = '#13171c'", []).await?;
    let found = page.accessibility().await?;
    assert!(found.is_empty(), "{found:#?}");
    // The link leads to the page by itself, with these inputs.
    let link: String = page.get("document.querySelector('.full-version a').href").await?;
    assert!(link.contains("#/price-waterfall?list=6&units=200000&") && !link.contains("_embed"), "{link}");
    // Nothing of it is kept.
    page.enter("units", "5").await?;
    page.until_headline("").await?;
    let address: String = page.get("location.hash").await?;
    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
    assert_eq!(page.get::<usize>("localStorage.length + sessionStorage.length").await?, 0);
    assert_eq!(page.get::<String>("location.hash").await?, address);
    assert!(!page.get::<bool>("Boolean(navigator.serviceWorker?.controller)").await?);
    done(&page).await
}

pub async fn locked_fields_stay_whatever_is_done(page: Page) -> Outcome {
    hosted(&page, &format!("#/price-waterfall?_embed=1&_lock=list,steps&{WATERFALL}"), "").await?;
    page.until("the chart", "document.querySelector('.chart svg')").await?;
    page.enter("units", "7").await?;
    page.click("Undo").await?;
    page.until("the units of before", "document.getElementById('f-units').value === '200,000'").await?;
    page.click("Start blank").await?;
    page.until("empty units", "document.getElementById('f-units').value === ''").await?;
    assert_eq!(page.value("list").await?, "6");
    assert_eq!(page.value("steps.0.name").await?, "Order-size discount");
    let example = "const menu = document.getElementById('examples');
        menu.value = menu.options[1].value; menu.dispatchEvent(new Event('change'))";
    page.run(example, []).await?;
    page.until("the units of the example", "document.getElementById('f-units').value !== ''").await?;
    assert_eq!(page.value("list").await?, "6");
    assert_eq!(page.value("steps.2.name").await?, "Product cost");
    done(&page).await?;
    // One that is wrong says so.
    hosted(&page, "#/price-waterfall?_embed=1&_ro=1&list=-5&units=many", "").await?;
    page.until("the problems", "document.querySelector('.problems')").await?;
    assert!(!page.problem("list").await?.is_empty());
    assert_eq!(page.value("units").await?, "many");
    assert!(page.get::<bool>("[...document.querySelectorAll('.form :is(input, select)')].every((c) => c.readOnly || c.disabled)").await?);
    done(&page).await
}

pub async fn frame_is_as_high_as_the_page_and_comes_to_rest(page: Page) -> Outcome {
    hosted(&page, &format!("?_embed=1&_page=price-waterfall&_theme=light#/?{WATERFALL}"), "").await?;
    page.until("the chart", "document.querySelector('.chart svg')").await?;
    for width in [900, 320, 1200] {
        outside(&page).await?;
        page.run("window.host.frame.width = arguments[0]", [json!(width)]).await?;
        tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
        let resizes = "window.host.shouted.filter((m) => m.type === 'resize').length";
        let before: usize = page.get(resizes).await?;
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        let resizes: usize = page.get(resizes).await?;
        assert_eq!(before, resizes, "it does not rest");
        assert!(resizes < 40, "{resizes} messages");
        inside(&page).await?;
        let hidden = "document.documentElement.scrollHeight - innerHeight";
        assert_eq!(page.get::<i64>(hidden).await?, 0, "at {width}");
    }
    // Closed parts make it higher when they are opened.
    outside(&page).await?;
    let low: i64 = page.get("Number(window.host.frame.height)").await?;
    inside(&page).await?;
    page.open_all().await?;
    outside(&page).await?;
    page.until("a higher frame", &format!("Number(window.host.frame.height) > {low}")).await?;
    done(&page).await
}

/// Nothing but these goes to any page at all, and no figure in them.
async fn shouts_no_figure(page: &Page) -> Outcome {
    let shouted: Vec<Value> = page.get("window.host.shouted").await?;
    for message in shouted {
        let keys =
            |value: &Value| value.as_object().map(|map| map.keys().cloned().collect::<Vec<_>>().join(" "));
        match message["type"].as_str() {
            Some("hello") => assert_eq!(keys(&message["payload"]).as_deref(), Some("app calc proto")),
            Some("resize") => {
                assert_eq!(keys(&message["payload"]).as_deref(), Some("height"));
                assert!((80..=8_000).contains(&message["payload"]["height"].as_u64().unwrap_or_default()));
            }
            _ => panic!("said to anybody: {message}"),
        }
        assert_eq!(message["id"], "left");
    }
    Ok(())
}

pub async fn host_and_frame_talk_by_a_port(page: Page) -> Outcome {
    hosted(&page, &format!("#/price-waterfall?_embed=1&_id=left&_lock=steps&{WATERFALL}"), "").await?;
    outside(&page).await?;
    page.until(
        "hello",
        "window.host.shouted.some((m) => m.type === 'hello' && m.payload.calc === 'price-waterfall')",
    )
    .await?;
    page.run("window.host.port = window.host.greet({ want: ['change'] })", []).await?;
    let ready = told(&page, "ready", "m.type === 'ready'").await?;
    assert_eq!((&ready["calc"], ready["rev"].as_u64()), (&json!("price-waterfall"), Some(1)));
    let field = |id: &str| {
        ready["fields"].as_array().and_then(|all| all.iter().find(|field| field["id"] == id).cloned())
    };
    let list = field("list").ok_or("no field “list”")?;
    assert_eq!(
        (&list["kind"], &list["max"], &list["locked"]),
        (&json!("price"), &json!("1000000000"), &json!(false))
    );
    assert_eq!(field("steps").ok_or("no steps")?["locked"], true);
    assert!(!ready["outputs"].as_array().ok_or("no outputs")?.is_empty());
    let change = told(&page, "the first change", "m.type === 'change' && m.payload.cause === 'link'").await?;
    assert_eq!(
        (&change["valid"], &change["inputs"]["list"], &change["inputs"]["_cur"]),
        (&json!(true), &json!("6"), &json!("USD"))
    );
    let key = ready["outputs"][0]["id"].as_str().ok_or("an output without an id")?.to_owned();
    let first = change["outputs"]["figures"][&key].clone();
    assert!(first["value"].is_string() && first["text"].is_string(), "{first}");

    // What is set passes the gate of files, and comes back as the host's change.
    say(&page, "set", json!("s1"), json!({ "inputs": { "list": 8, "units": "1000", "steps": [], "nothing": 1, "cash_days": { "a": 1 } } })).await?;
    let change =
        told(&page, "the host's change", "m.type === 'change' && m.payload.inputs.list === '8'").await?;
    assert_eq!((&change["cause"], &change["inputs"]["steps"][0]["amount"]), (&json!("host"), &json!("0.1")));
    for (code, field) in [("locked", "steps"), ("bad-input", "nothing"), ("bad-input", "cash_days")] {
        let of = format!(
            "m.type === 'error' && m.id === 's1' && m.payload.code === '{code}' && m.payload.field === '{field}'"
        );
        let error = told(&page, "an error", &of).await?;
        assert!(error["message"].as_str().is_some_and(|message| message.ends_with('.')), "{error}");
    }
    // The same again changes nothing; the reader's own is told as such.
    say(&page, "set", json!("s2"), json!({ "inputs": { "list": "8" } })).await?;
    inside(&page).await?;
    page.enter("units", "500").await?;
    outside(&page).await?;
    let change =
        told(&page, "the reader's change", "m.type === 'change' && m.payload.inputs.units === '500'").await?;
    assert_eq!(change["cause"], "user");
    let causes: Vec<String> =
        page.get("window.host.said.filter((m) => m.type === 'change').map((m) => m.payload.cause)").await?;
    assert_eq!(causes, ["link", "host", "user"]);
    // Wrong inputs are no results.
    say(&page, "set", json!(3), json!({ "inputs": { "list": "-1" }, "mode": "merge" })).await?;
    let change =
        told(&page, "the wrong input", "m.type === 'change' && m.payload.inputs.list === '-1'").await?;
    assert_eq!(
        (&change["valid"], &change["outputs"], &change["problems"][0]["at"]),
        (&json!(false), &Value::Null, &json!("list"))
    );
    say(&page, "get", json!("early"), json!({ "what": "csv" })).await?;
    told(&page, "no result", "m.id === 'early' && m.payload.code === 'no-result'").await?;
    say(&page, "set", json!(4), json!({ "inputs": { "list": "6", "units": null } })).await?;
    told(
        &page,
        "a field taken away",
        "m.type === 'change' && m.payload.valid && !('units' in m.payload.inputs)",
    )
    .await?;

    for (what, holds) in [
        ("state", "m.payload.inputs.list === '6' && Object.keys(m.payload.outputs.tables).length > 0"),
        ("link", "m.payload.link.includes('#/price-waterfall?list=6') && m.payload.whole"),
        ("csv", "m.payload.csv.includes('\\r\\n')"),
        ("svg", "m.payload.svg.startsWith('<svg')"),
        ("schema", "m.payload.schema.some((field) => field.key === 'list')"),
    ] {
        say(&page, "get", json!(what), json!({ "what": what })).await?;
        told(
            &page,
            what,
            &format!("m.type === 'result' && m.id === '{what}' && m.payload.what === '{what}' && {holds}"),
        )
        .await?;
    }
    say(&page, "lock", json!(5), json!({ "fields": ["list"] })).await?;
    say(&page, "theme", json!(6), json!({ "theme": "dark", "accent": "#ffd700", "tokens": { "--cc-bg": "#101010", "--cc-fg": "url(//x)" } })).await?;
    told(
        &page,
        "the token that is none",
        "m.id === 6 && m.payload.code === 'bad-input' && m.payload.field === '--cc-fg'",
    )
    .await?;
    say(&page, "focus", json!(7), json!({ "field": "cash_discount" })).await?;
    inside(&page).await?;
    page.until("the focus", "document.activeElement.id === 'f-cash_discount'").await?;
    assert!(page.get::<bool>("document.getElementById('f-list').readOnly").await?);
    assert!(!page.get::<bool>("document.getElementById('f-steps-0-name').readOnly").await?);
    page.until("the theme", "document.documentElement.dataset.theme === 'dark'").await?;
    outside(&page).await?;
    shouts_no_figure(&page).await?;
    done(&page).await
}

/// Messages of every wrong shape, and what must come of each: a refusal, or nothing.
const HOSTILE: &str = "const { port } = window.host;
    const cycle = { inputs: {} }; cycle.inputs.list = cycle;
    const deep = {}; let at = deep; for (let i = 0; i < 50; i += 1) at = at.steps = {};
    const payloads = [undefined, null, 1, NaN, '', 'x'.repeat(100000), true, [], [[]], {}, new Date(), new Map([[1, 2]]), /x/, 1n,
        new Uint8Array(9), new Error('x'), cycle, { inputs: null }, { inputs: [] }, { inputs: 5 }, { inputs: 'list=5' },
        { inputs: { list: [] } }, { inputs: { list: {} } }, { inputs: { list: NaN } }, { inputs: { list: Infinity } },
        { inputs: { list: 1n } }, { inputs: { list: '<img src=x onerror=alert(1)>' } }, { inputs: { steps: 5 } },
        { inputs: { steps: new Array(1000000) } }, { inputs: { steps: [null, 1, 'x', [], { name: '<b>x</b>', amount: [] }] } },
        { inputs: { steps: Array.from({ length: 5000 }, () => ({ name: 'x' })) } }, { inputs: { units: 'x'.repeat(5000000) } },
        { inputs: { __proto__: null, constructor: 1, toString: 'x' } }, { inputs: { _cur: 5, _r: {}, _page: [], _inputs: 'x' } },
        { inputs: {}, mode: 7 }, { inputs: {}, mode: 'erase' }, { inputs: deep },
        { what: 5 }, { what: 'all' }, { what: 'csv', key: '\\0' },
        { fields: 5 }, { fields: [5] }, { fields: ['list', '..', '<b>'] }, { all: 'yes' }, { field: '../x' }, { field: 5 },
        { theme: 5, accent: 'red', density: [], tokens: 7 },
        { tokens: { '--cc-bg': 'url(https://example.com/x)', color: 'red' } }];
    const types = ['set', 'get', 'theme', 'lock', 'focus', 'init', 'ready', 'change', 'hello', '', 'constructor', 5, null, {}];
    for (const type of [undefined, ...types])
        for (const payload of payloads) port.postMessage({ cc: 1, type, id: 'hostile', payload });
    for (const message of [undefined, null, 5, 'set', [], { cc: 2, type: 'get', payload: { what: 'state' } }, { type: 'get' },
        { cc: '1', type: 'get', payload: { what: 'state' } }]) port.postMessage(message);
    port.postMessage({ cc: 1, type: 'lock', payload: { fields: [] } });
    port.postMessage({ cc: 1, type: 'set', payload: { mode: 'replace', inputs: { list: '9' } } });
    port.postMessage({ cc: 1, type: 'get', id: 'end', payload: { what: 'state' } })";

pub async fn hostile_messages_do_nothing(page: Page) -> Outcome {
    hosted(&page, &format!("#/price-waterfall?_embed=1&_id=left&{WATERFALL}"), "").await?;
    outside(&page).await?;
    page.run("window.host.port = window.host.greet({ want: 'change', theme: 5, cur: {}, num: ['x'] })", [])
        .await?;
    told(&page, "ready", "m.type === 'ready'").await?;
    page.run(HOSTILE, []).await?;
    let state = told(&page, "an answer after all that", "m.id === 'end'").await?;
    assert_eq!(state["inputs"]["list"], "9");
    let answers: Vec<String> = page.get("[...new Set(window.host.said.map((m) => m.type))]").await?;
    assert_eq!(answers, ["ready", "error", "result"], "no change was asked for in a way that is one");
    let codes: Vec<String> = page.get("[...new Set(window.host.said.filter((m) => m.type === 'error').map((m) => m.payload.code))].sort()").await?;
    assert_eq!(codes, ["bad-input", "no-result", "too-long"]);
    // A second port is nobody's.
    page.run(
        "window.second = []; window.host.greet({}).onmessage = ({ data }) => window.second.push(data)",
        [],
    )
    .await?;
    say(&page, "get", json!("again"), json!({ "what": "link" })).await?;
    told(&page, "the first port to work on", "m.id === 'again'").await?;
    assert_eq!(page.get::<usize>("window.second.length").await?, 0);
    shouts_no_figure(&page).await?;
    inside(&page).await?;
    assert_eq!(page.get::<usize>("document.querySelectorAll('article img, article b').length").await?, 0);
    assert!(page.get::<bool>("!document.getElementById('panic')").await?);
    done(&page).await
}
