//! The measurements: main-thread work for each keystroke, and the pricing beside decimal.js in the same browser.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::sleep;

use crate::Outcome;
use crate::drafts::all_examples;
use crate::page::Page;
use crate::stage::{Stage, root};

/// Work that a keystroke may cause at the 95th percentile: a frame at 60 a second.
const KEYSTROKE_LIMIT: f64 = 16.0;
/// How many times as fast as decimal.js the pricing must be.
const PRICING_LIMIT: f64 = 10.0;
/// Digits typed on each page.
const KEYSTROKES: usize = 40;

pub async fn measure(stage: &Stage) -> Outcome {
    let page = stage.browser().await?;
    page.renew().await?;
    let mut within = true;
    println!("Main-thread work per keystroke, in milliseconds (limit {KEYSTROKE_LIMIT} at p95)");
    println!("{:<56} {:>8} {:>8} {:>8}", "", "median", "p95", "most");
    page.driver.goto("about:blank").await?;
    page.run("document.body.innerHTML = '<main><div class=\"box number\"><input></div></main>'", []).await?;
    report("(a bare field: the browser's own part)", &keystroke_work(&page).await?);
    for (name, route) in routes() {
        page.open_hooked(&route).await?;
        within &= report(&name, &keystroke_work(&page).await?) <= KEYSTROKE_LIMIT;
    }
    let ratio = pricing_ratio(&page).await?;
    println!(
        "\nPricing of a four-tier graduated charge: {ratio:.1} times as fast as decimal.js (at least {PRICING_LIMIT})"
    );
    within &= ratio >= PRICING_LIMIT;
    if within { Ok(()) } else { Err("a measurement is outside its limit".into()) }
}

/// Prints a line of the table; gives the 95th percentile.
fn report(name: &str, work: &[f64]) -> f64 {
    let (median, high, most) = (quantile(work, 0.5), quantile(work, 0.95), quantile(work, 1.0));
    println!("{:<56} {median:>8.1} {high:>8.1} {most:>8.1}", name.chars().take(56).collect::<String>());
    high
}

/// Where to type, each with its name: `ROUTES`, or every worked example.
fn routes() -> Vec<(String, String)> {
    let given = std::env::var("ROUTES").unwrap_or_default();
    let routes: Vec<_> = given.split_whitespace().map(|route| (route.to_owned(), route.to_owned())).collect();
    if !routes.is_empty() {
        return routes;
    }
    all_examples().into_iter().map(|example| (example.name, example.route)).collect()
}

/// The main thread's work for each of some digits typed into the form's first number, in milliseconds: scripts, style,
/// layout and paint, and what the keystroke puts off for up to half a second, as the browser accounts its tasks. The field is
/// emptied after every sixth, so that no number outgrows its range.
async fn keystroke_work(page: &Page) -> Outcome<Vec<f64>> {
    page.until("a field for a number", &format!("({FIELD})")).await?;
    page.run(&format!("const field = {FIELD}; field.focus(); field.select()"), []).await?;
    page.devtools("Performance.enable", json!({})).await?;
    sleep(Duration::from_millis(500)).await;
    let mut work = Vec::new();
    for stroke in 0..KEYSTROKES {
        if stroke % 6 == 0 {
            page.run(&format!("({FIELD}).select()"), []).await?;
            sleep(Duration::from_millis(500)).await;
        }
        let digit = ["7", "2", "5", "1", "9", "4"][stroke % 6];
        let before = busy(page).await?;
        let code = 48 + digit.parse::<u32>()?;
        let key = json!({ "type": "keyDown", "key": digit, "text": digit, "windowsVirtualKeyCode": code });
        page.devtools("Input.dispatchKeyEvent", key).await?;
        page.devtools(
            "Input.dispatchKeyEvent",
            json!({ "type": "keyUp", "key": digit, "windowsVirtualKeyCode": code }),
        )
        .await?;
        sleep(Duration::from_millis(500)).await;
        work.push((busy(page).await? - before) * 1000.0);
    }
    work.sort_by(f64::total_cmp);
    Ok(work)
}

/// The form's first field for a number.
const FIELD: &str = "document.querySelector('main .box.number input')";

/// Seconds that the main thread has spent in tasks.
async fn busy(page: &Page) -> Outcome<f64> {
    let answer = page.devtools("Performance.getMetrics", json!({})).await?;
    let metrics = answer["metrics"].as_array().ok_or("the browser gave no metrics")?;
    let task = metrics.iter().find(|metric| metric["name"] == "TaskDuration");
    task.and_then(|metric| metric["value"].as_f64()).ok_or_else(|| "the browser gave no task duration".into())
}

/// The value that a share of the sorted values does not exceed.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = (share * sorted.len() as f64).ceil() as usize;
    sorted.get(place.clamp(1, sorted.len().max(1)) - 1).copied().unwrap_or(f64::NAN)
}

/// How many times as fast the app prices as decimal.js does the same steps, by the median of turns taken alternately.
/// Both add up the totals, and the sums must be equal to the last digit.
async fn pricing_ratio(page: &Page) -> Outcome<f64> {
    page.open_hooked("/").await?;
    if !page.get::<bool>("typeof window.ccBench === 'function'").await? {
        return Err("the build with test hooks has no window.ccBench".into());
    }
    let library = std::fs::read_to_string(root().join("tests/node_modules/decimal.js/decimal.js"))?;
    // A plain script would hang it on the window; here it is asked to.
    page.run(&format!("(function () {{ {library} }}).call(window)"), []).await?;
    page.run(GRADUATED, []).await?;
    let mut ratios: Vec<f64> = page.get("window.ccTurns(15)").await?;
    let sums: Value = page.get("window.ccSums").await?;
    assert_eq!(sums["app"], sums["decimal"], "the app and decimal.js price differently");
    ratios.sort_by(f64::total_cmp);
    Ok(quantile(&ratios, 0.5))
}

/// `ccBench("graduated", n)` of a build with test hooks prices n quantities, the k-th (k * 7919) % 20000, by the tiers below, and
/// gives the sum of the totals as text. This does the same steps with decimal.js, which rounds to 28 digits as the app does.
const GRADUATED: &str = r#"
const Decimal = window.Decimal.clone({ precision: 28 });
const tiers = [["100", "0.10"], ["1000", "0.08"], ["10000", "0.055"], [null, "0.0325"]]
  .map(([upTo, price]) => ({ upTo: upTo && new Decimal(upTo), price: new Decimal(price) }));
const zero = new Decimal(0);
const decimal = (count) => {
  let sum = zero;
  for (let k = 0; k < count; k += 1) {
    const quantity = new Decimal((k * 7919) % 20000);
    let total = zero;
    let from = zero;
    for (const tier of tiers) {
      const end = tier.upTo && quantity.gt(tier.upTo) ? tier.upTo : quantity;
      if (end.lte(from)) break;
      total = total.plus(end.minus(from).times(tier.price));
      from = end;
    }
    sum = sum.plus(total.toDecimalPlaces(2, Decimal.ROUND_HALF_UP));
  }
  return sum.toFixed();
};
const app = (count) => window.ccBench("graduated", count);
const timed = (work, count) => {
  const start = performance.now();
  work(count);
  return performance.now() - start;
};
const count = 20000;
window.ccTurns = (turns) => {
  window.ccSums = { app: new Decimal(app(count)).toFixed(), decimal: decimal(count) };
  const ratios = [];
  for (let turn = 0; turn < turns; turn += 1) ratios.push(timed(decimal, count) / timed(app, count));
  return ratios;
};
"#;
