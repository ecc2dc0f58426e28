//! Inputs as a page might set them that has the app in a frame, made up and mangled, the same in every run: what the app does not
//! take it says, it goes on, and what it took comes back the same. What needs no browser is fuzzed natively, see
//! `tests/native/fuzz.rs`.

use serde_json::{Value, json};

use crate::Outcome;
use crate::embed::{done, hosted, outside, say, told};
use crate::page::Page;

/// So many messages a page.
const MESSAGES: usize = 250;

/// Sends that many messages with made-up inputs for the fields that the app says it has. The numbers come from Marsaglia's
/// xorshift.
const SEND: &str = r#"const [seed, count] = arguments;
    let state = seed;
    const roll = (below) => {
        state ^= state << 13; state ^= state >>> 17; state ^= state << 5;
        return (state >>> 0) % below;
    };
    const pick = (of) => of[roll(of.length)];
    const keys = host.last('ready').payload.fields.map(({ id }) => id);
    const odd = [null, true, 0, -0, 1, -1, 1e21, 0.1, NaN, Infinity, '', ' ', '0', '12.5', '1,5', '1e3', '٣', '-', 'yes',
        'x'.repeat(300), '<img src=x onerror=alert(1)>',
        '9'.repeat(40), '2026-02-30', '2026-01-01', 'a&b=c', '\u0000', '\ud800', '{}',
        [], {}, 10n, new Date(0),
        new Map([['a', 1]]), new Uint8Array(4), { unread: 'x' }, { unread: 5 }, { length: 3 }, ['1', null, '3'], new Array(30)];
    const row = (depth) => Object.fromEntries(Array.from({ length: roll(5) }, () => [key(), value(depth - 1)]));
    const strange = ['name', 'price', 'amount', 'unit_price', '_cur', '_r', '__proto__', 'constructor', '', '0', 'a.b'];
    const key = () => roll(4) ? pick(keys) : pick(strange);
    const value = (depth) => {
        if (depth <= 0 || roll(3)) return pick(odd);
        return roll(2) ? row(depth) : Array.from({ length: roll(4) }, () => row(depth));
    };
    for (let sent = 0; sent < count; sent++) {
        const inputs = roll(20) ? row(4) : value(2);
        const mode = pick(['merge', 'merge', 'replace', undefined, 'neither', 7]);
        host.port.postMessage({ cc: 1, type: 'set', id: sent, payload: { inputs, mode } });
    }"#;

pub async fn made_up_inputs_from_around_do_no_harm(page: Page) -> Outcome {
    let page = &page;
    let pages = ["tiered-pricing", "price-waterfall", "bundling/pairs", "ltv-cac/cohorts"];
    for (seed, slug) in (1..).zip(pages) {
        let route = format!("#/{slug}?_embed=1");
        hosted(page, &route, "").await?;
        outside(page).await?;
        page.run("window.host.port = window.host.greet({})", []).await?;
        told(page, "ready", "m.type === 'ready'").await?;
        page.run(SEND, [json!(seed * 7_919), json!(MESSAGES)]).await?;
        let state = |id: &'static str| async move {
            say(page, "get", json!(id), json!({ "what": "state" })).await?;
            told(page, "an answer after all that", &format!("m.id === '{id}'")).await
        };
        let first = state("first").await?;
        let inputs = &first["inputs"];
        assert!(inputs.is_object(), "{slug}: {first}");
        // What was taken is taken again.
        say(page, "set", json!("again"), json!({ "mode": "replace", "inputs": inputs })).await?;
        let second = state("second").await?;
        assert_eq!(&second["inputs"], inputs, "{slug}");
        let errors = "window.host.said.filter((m) => m.type === 'error').map((m) => m.payload)";
        let errors: Vec<Value> = page.get(errors).await?;
        assert!(errors.len() > MESSAGES / 2, "{slug}: only {} are refused", errors.len());
        for error in &errors {
            let words = error["message"].as_str().unwrap_or_default();
            assert!(words.ends_with('.') && error["code"].is_string(), "{slug}: {error}");
        }
        assert!(!page.get::<bool>("window.host.said.some((m) => m.id === 'again')").await?, "{slug}");
        page.find("iframe").await?.enter_frame().await?;
        assert!(page.get::<bool>("!document.getElementById('panic')").await?, "{slug}");
        assert_eq!(page.get::<usize>("document.querySelectorAll('article img').length").await?, 0, "{slug}");
        done(page).await?;
    }
    Ok(())
}
