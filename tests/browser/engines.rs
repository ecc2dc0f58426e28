//! The same app in the engines of the other browsers, hosted and as one file, by what WebDriver has in all of them.
//!
//! Chromium has the whole of the tests; here stands what engines have differed in: Firefox, and WebKit as WebKitGTK has it.

use std::process::{Command, Stdio};

use serde_json::json;
use thirtyfour::Capabilities;
use thirtyfour::prelude::*;

use crate::Outcome;
use crate::drafts::{all_examples, first_examples};
use crate::hosts::elements_in_any_engine;
use crate::offline::{KEPT, one_file};
use crate::page::Page;
use crate::stage::{Stage, began, root, serve};

const AMOUNT: &str = "quantities.0.amount";

/// Walks through the app in each engine; tells how each fared.
pub async fn walk(stage: &Stage) -> Outcome {
    let mut failed = 0;
    for engine in ["Firefox", "WebKit"] {
        let began = tokio::time::Instant::now();
        match in_engine(stage, engine).await {
            Ok(()) => println!("{engine}: ok in {:.0} s", began.elapsed().as_secs_f64()),
            Err(error) => {
                failed += 1;
                println!("{engine}: FAILED\n    {error}");
            }
        }
    }
    if failed == 0 { Ok(()) } else { Err(format!("the app does not work in {failed} of two engines").into()) }
}

async fn in_engine(stage: &Stage, engine: &str) -> Outcome {
    let (mut driver, address, wanted) = driver(engine)?;
    let session = WebDriver::new(&address, Capabilities::from(wanted)).await;
    let outcome = match session {
        Ok(session) => {
            let outcome = walked(&Page::new(session.clone(), stage.address().to_owned(), None)).await;
            // A browser that is gone already is what is wanted.
            let _ = session.quit().await;
            outcome
        }
        Err(error) => Err(error.into()),
    };
    // It ends its browser with it.
    let _ = Command::new("kill").arg(driver.id().to_string()).status();
    let _ = driver.wait();
    outcome
}

/// The driver of an engine, its address, and what it is to start.
fn driver(
    engine: &str,
) -> Outcome<(std::process::Child, String, serde_json::Map<String, serde_json::Value>)> {
    let text = |value: serde_json::Value| value.as_object().cloned().unwrap_or_default();
    if engine == "Firefox" {
        let mut command = Command::new(std::env::var("GECKODRIVER").unwrap_or("geckodriver".into()));
        // It passes on what Firefox says of its own troubles.
        command.args(["--port", "0"]).stderr(Stdio::null());
        let (process, port) = began(command, "Listening on 127.0.0.1:", "\n")?;
        let options = json!({
            "args": ["-headless"],
            // The driver's own profile lets a page from a file read other files; readers' browsers do not.
            "prefs": { "security.fileuri.strict_origin_policy": true, "intl.accept_languages": "en-US" },
        });
        let wanted = json!({ "browserName": "firefox", "moz:firefoxOptions": options });
        return Ok((process, format!("http://127.0.0.1:{port}"), text(wanted)));
    }
    // It has no mode without a screen, and prints nothing once it listens.
    let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let mut command = Command::new("xvfb-run");
    command.args(["--auto-servernum", "WebKitWebDriver", &format!("--port={port}")]);
    command.env("LANG", "en_US.UTF-8").env("LANGUAGE", "en_US").stdout(Stdio::null()).stderr(Stdio::null());
    let process = command.spawn().map_err(|error| format!("xvfb-run does not start: {error}"))?;
    let listens = || {
        std::thread::sleep(std::time::Duration::from_millis(100));
        std::net::TcpStream::connect(("127.0.0.1", port)).is_ok()
    };
    if !(0..200).any(|_| listens()) {
        return Err("WebKitWebDriver does not listen".into());
    }
    let browser =
        glob("/usr/lib/*/webkit2gtk-4.*/MiniBrowser").ok_or("there is no MiniBrowser of WebKitGTK")?;
    let wanted = json!({ "webkitgtk:browserOptions": { "binary": browser, "args": ["--automation"] } });
    Ok((process, format!("http://127.0.0.1:{port}"), text(wanted)))
}

/// The first file of a pattern, as the shell finds it.
fn glob(pattern: &str) -> Option<String> {
    let found = Command::new("sh").args(["-c", &format!("ls {pattern}")]).output().ok()?;
    String::from_utf8_lossy(&found.stdout).lines().next().map(str::to_owned)
}

async fn walked(page: &Page) -> Outcome {
    println!("  {}", page.get::<String>("navigator.userAgent").await?);
    step("every page, hosted");
    for example in first_examples() {
        page.open(&example.route).await?;
        page.until_headline(&example.headline).await.map_err(|error| format!("{}: {error}", example.name))?;
    }
    step("typing, undo, reload");
    page.open("/tiered-pricing").await?;
    page.enter(AMOUNT, "1717").await?;
    page.until_headline("1,717 Seats").await?;
    page.enter(AMOUNT, "17x").await?;
    page.until_shown("to mend").await?;
    // What is typed into a field in one go is one step.
    page.click("Undo").await?;
    page.until_headline("10 Seats").await?;
    page.enter(AMOUNT, "1717").await?;
    page.until_headline("1,717 Seats").await?;
    page.reload().await?;
    page.until_headline("1,717 Seats").await?;
    step("a chart as an image");
    page.run("URL.createObjectURL = (file) => { window.saved = file; return 'data:,' }", []).await?;
    page.run(
        "document.addEventListener('click', (event) => event.target.download && event.preventDefault())",
        [],
    )
    .await?;
    page.click("Save as image").await?;
    page.until("the image", "window.saved && window.saved.type === 'image/png' && window.saved.size > 10000")
        .await?;
    step("in another page, and the self-check");
    elements_in_any_engine(page).await?;
    step("without the server");
    kept(page).await?;
    step("every example, as one file");
    page.open_at(&one_file(), "/").await?;
    for example in all_examples() {
        page.follow(&example.route).await?;
        page.until_headline(&example.headline).await.map_err(|error| format!("{}: {error}", example.name))?;
    }
    step("one file: its worker, and no way out");
    let ready = "const worker = window.ccWorker('ltv-cac');
        worker.onmessage = ({ data }) => arguments[0](data);
        worker.onerror = ({ message }) => arguments[0](`failed: ${message}`)";
    let ready: String = page.run_to_answer(ready, vec![]).await?;
    let refused = "fetch('https://example.com/').then(() => 'sent', () => 'refused').then(arguments[0])";
    let refused: String = page.run_to_answer(refused, vec![]).await?;
    if (ready.as_str(), refused.as_str()) != ("ready", "refused") {
        return Err(format!("the worker: {ready}; a request: {refused}").into());
    }
    Ok(())
}

/// The app opens when its server has gone, where the engine keeps apps.
async fn kept(page: &Page) -> Outcome {
    let (mut server, address) = serve(&root().join("dist"))?;
    page.open_at(&address, "/").await?;
    if !page.get::<bool>("'serviceWorker' in navigator").await? {
        step("  (it has no service worker here)");
        return Ok(());
    }
    page.until("the app to be kept", KEPT).await?;
    server.kill()?;
    server.wait()?;
    for example in first_examples().into_iter().take(3) {
        page.open_at(&address, &example.route).await?;
        page.until_headline(&example.headline).await.map_err(|error| format!("{}: {error}", example.name))?;
    }
    Ok(())
}

fn step(what: &str) {
    println!("    {what}");
}
