//! The measurements: main-thread work for each keystroke, and the pricing beside decimal.js in the same browser.

use std::time::Duration;

use commerce_calculators::calculators;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::Outcome;
use crate::drafts::{all_examples, example_of, repeated, route_of};
use crate::page::Page;
use crate::stage::{Stage, root};

/// Work that a keystroke may cause at the 95th percentile: a frame at 60 a second.
const KEYSTROKE_LIMIT: f64 = 16.0;
/// Milliseconds after a keystroke in which the answer on the longest list must follow.
const ANSWER_LIMIT: f64 = 300.0;
/// How many times as fast as decimal.js the pricing must be.
const PRICING_LIMIT: f64 = 10.0;
/// Digits typed on each page.
const KEYSTROKES: usize = 40;

pub async fn measure(stage: &Stage) -> Outcome {
    let page = stage.browser().await?;
    page.renew().await?;
    let mut within = true;
    println!(
        "Main-thread work per keystroke, in milliseconds of processor time (limit {KEYSTROKE_LIMIT} at p95)"
    );
    println!("{:<56} {:>8} {:>8} {:>8}", "", "median", "p95", "most");
    page.driver.goto("about:blank").await?;
    page.run("document.body.innerHTML = '<main><div class=\"box number\"><input></div></main>'", []).await?;
    report("(a bare field: the browser's own part)", &keystroke_work(&page).await?);
    for (name, route) in routes() {
        page.open(&route).await?;
        within &= report(&name, &keystroke_work(&page).await?) <= KEYSTROKE_LIMIT;
    }
    within &= long_lists(&page).await?;
    let ratio = pricing_ratio(&page).await?;
    println!(
        "\nPricing of a four-tier graduated charge: {ratio:.1} times as fast as decimal.js (at least {PRICING_LIMIT})"
    );
    within &= ratio >= PRICING_LIMIT;
    if within { Ok(()) } else { Err("a measurement is outside its limit".into()) }
}

/// A customer base against twelve plans, by its number of rows: how long after a keystroke the answer follows, the main
/// thread's work, and its work when the whole list is pasted again. Whether the longest list is within the limits.
async fn long_lists(page: &Page) -> Outcome<bool> {
    println!("\nCustomer base with 12 plans: milliseconds after a keystroke");
    println!("(limits for the longest list: {ANSWER_LIMIT} and {KEYSTROKE_LIMIT})");
    println!(
        "{:<10} {:>14} {:>18} {:>14} {:>14}",
        "rows", "answer, median", "main thread, p95", "answer per row", "pasted again"
    );
    let mut within = true;
    for rows in [1_000, 5_000, 20_000] {
        page.renew().await?;
        let base = calculators::find("tiered-pricing/customer-base").ok_or("there is no customer base")?;
        let draft = repeated(example_of(base, "buckets"), "plans", 12);
        page.open(&route_of(base, &draft)).await?;
        page.until("an answer", "document.querySelector('.headline')").await?;
        page.run(&format!("window.ccRows = {rows}; {PASTE_BASE}"), []).await?;
        page.until(
            "the list's answer",
            "document.querySelector('.headline').textContent.startsWith(ccRows.toLocaleString('en'))",
        )
        .await?;
        page.devtools("Performance.enable", json!({ "timeDomain": "threadTicks" })).await?;
        page.run(TYPE_FEE, []).await?;
        let (mut answers, mut work) = (Vec::new(), Vec::new());
        for stroke in 1..=20 {
            sleep(Duration::from_millis(1_500)).await;
            let before = busy(page).await?;
            let answer: f64 =
                page.run_to_answer(&format!("window.ccFee({stroke}).then(arguments[0])"), Vec::new()).await?;
            sleep(Duration::from_millis(300)).await;
            work.push((busy(page).await? - before) * 1000.0);
            answers.push(answer);
        }
        answers.sort_by(f64::total_cmp);
        work.sort_by(f64::total_cmp);
        let (answer, main) = (quantile(&answers, 0.5), quantile(&work, 0.95));
        let before = busy(page).await?;
        page.run(PASTE_BASE, []).await?;
        sleep(Duration::from_secs(3)).await;
        let pasted = (busy(page).await? - before) * 1000.0;
        println!("{rows:<10} {answer:>14.0} {main:>18.1} {:>14.4} {pasted:>14.0}", answer / f64::from(rows));
        within = answer <= ANSWER_LIMIT && main <= KEYSTROKE_LIMIT;
    }
    Ok(within)
}

/// Puts so many customers into the box of the table and takes them.
const PASTE_BASE: &str = r#"
const table = document.querySelector("[id=f-customers]");
const button = (name) => [...table.querySelectorAll("button")].find((button) => button.textContent === name);
button("Paste rows").click();
setTimeout(() => {
  let rows = "Customer\tPlan\tHow many\tSeats\tAPI requests\n";
  for (let row = 0; row < ccRows; row += 1) {
    const plan = row % 12;
    rows += `C${row}\t${plan ? `Row ${plan}` : "Team"}\t1\t${1 + (row * 7) % 90}\t${(row * 7919) % 300000}\n`;
  }
  table.querySelector("textarea").value = rows;
  button("Take these rows").click();
}, 200);
"#;

/// Enters a fee as a user does, and gives how long the answer took to follow.
const TYPE_FEE: &str = r#"
const field = document.querySelector("[id=f-plans-0-base_fee]");
const headline = () => document.querySelector(".headline p").textContent;
field.focus();
window.ccFee = async (fee) => {
  const [before, start] = [headline(), performance.now()];
  field.value = String(fee);
  // Watched rather than asked for, which would be work as well.
  const answered = new Promise((done) => {
    const watch = new MutationObserver(() => {
      if (headline() === before) return;
      watch.disconnect();
      done();
    });
    watch.observe(document.querySelector(".results"), { subtree: true, characterData: true, childList: true });
  });
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await answered;
  return performance.now() - start;
};
"#;

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
/// layout and paint, and what the keystroke puts off for up to half a second, as the browser accounts its tasks: in time of the
/// processor, so that what else the machine does is not taken for work. The field is emptied after every sixth, so that no
/// number outgrows its range.
async fn keystroke_work(page: &Page) -> Outcome<Vec<f64>> {
    page.until("a field for a number", &format!("({FIELD})")).await?;
    page.run(&format!("const field = {FIELD}; field.focus(); field.select()"), []).await?;
    page.devtools("Performance.enable", json!({ "timeDomain": "threadTicks" })).await?;
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
    page.open_bench("/").await?;
    if !page.get::<bool>("typeof window.ccBench === 'function'").await? {
        return Err("the build for measurements has no window.ccBench".into());
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

/// `ccBench("graduated", n)` of the build for measurements prices n quantities, the k-th (k * 7919) % 20000, by the tiers below, and
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
