//! Loading, the reasons for not loading, and the page that follows a panic.

use crate::Outcome;
use crate::drafts::first_examples;
use crate::page::Page;

pub async fn page_loads_only_its_own_parts(page: Page) -> Outcome {
    page.open("/").await?;
    let requests = page.requests().await?;
    assert!(requests.iter().any(|address| address.ends_with(".wasm")), "no wasm among {requests:?}");
    let kinds = ["/", ".js", ".wasm", ".css", ".svg", ".png", ".webmanifest"];
    for address in requests.iter().filter(|address| !address.starts_with("about:")) {
        let path = address.split(['?', '#']).next().unwrap_or_default();
        assert!(address.starts_with(page.address()), "{address} is not the app's");
        assert!(kinds.iter().any(|kind| path.ends_with(kind)), "{address} is not a static part");
    }
    Ok(())
}

pub async fn shell_gives_way_to_the_app(page: Page) -> Outcome {
    page.open("/").await?;
    assert!(page.get::<bool>("document.getElementById('boot') === null").await?, "the shell is still there");
    assert!(page.get::<bool>("document.body.innerText.trim() !== ''").await?, "the app shows nothing");
    Ok(())
}

/// The policy that every other test runs under is really there.
pub async fn policy_forbids_inline_code(page: Page) -> Outcome {
    page.open("/").await?;
    let script = "const made = document.createElement('script');
        made.textContent = 'window.ran = true';
        document.body.append(made)";
    page.run(script, []).await?;
    assert!(page.get::<bool>("window.ran === undefined").await?, "an inline script ran");
    let logged = page.console().await?;
    assert!(logged.iter().any(|message| message.contains("Content Security Policy")), "{logged:?}");
    Ok(())
}

pub async fn html_instead_of_wasm_is_said(page: Page) -> Outcome {
    answer_wasm_with(
        &page,
        "new Response('<!DOCTYPE html><p>Home', { headers: { 'Content-Type': 'text/html' } })",
    )
    .await?;
    page.until_shown("The server sent a web page or nothing where the calculators should be.").await?;
    page.console().await?;
    Ok(())
}

pub async fn missing_wasm_is_said(page: Page) -> Outcome {
    answer_wasm_with(&page, "new Response('', { status: 404 })").await?;
    page.until_shown("(The answer was 404.)").await?;
    page.console().await?;
    Ok(())
}

/// A page's own part of the app is asked for when the page is opened, and again if it did not come.
pub async fn missing_part_is_said_and_asked_for_again(page: Page) -> Outcome {
    page.open("/").await?;
    let requests = page.requests().await?;
    assert!(!requests.iter().any(|address| address.contains("tiered-pricing")), "{requests:?}");
    page.run(
        "const ask = window.fetch;
        window.fetch = (address, options) =>
            window.mended ? ask(address, options) : Promise.resolve(new Response('', { status: 404 }));",
        [],
    )
    .await?;
    page.run("location.hash = '#/tiered-pricing'", []).await?;
    page.until_shown("This could not be loaded.").await?;
    page.run("window.mended = true", []).await?;
    page.click("Try again").await?;
    page.until_shown("Worked example").await
}

/// Before the app runs, the shell says what the page will: but no answer where the app may have another.
pub async fn shell_says_what_the_page_will(page: Page) -> Outcome {
    page.before_load(
        "if (origin !== 'null' && !sessionStorage.running) window.fetch = () => new Promise(() => {});",
    )
    .await?;
    let shown = async |route: &str, place: &str| -> Outcome<Vec<String>> {
        page.driver.goto("about:blank").await?;
        page.driver.goto(format!("{}#{route}", page.address())).await?;
        page.until("the shell", "document.querySelector('.first h1')").await?;
        page.get(&format!("Array.from(document.querySelectorAll('{place}'), (place) => place.textContent)"))
            .await
    };
    for example in first_examples().into_iter().step_by(4) {
        let (slug, _) = example.name.split_once(": ").ok_or("a name without its page")?;
        assert_eq!(shown(&format!("/{slug}"), ".first .headline").await?, [example.headline], "{slug}");
        assert_eq!(shown(&example.route, ".first .headline").await?, [""; 0], "{slug} with inputs");
    }
    assert_eq!(shown("/", ".first .tile").await?.len(), first_examples().len());
    assert!(page.accessibility().await?.is_empty(), "{:#?}", page.accessibility().await?);
    page.run("localStorage.setItem('cc:settings', '')", []).await?;
    assert_eq!(shown("/tiered-pricing", ".first .headline").await?, [""; 0], "with something kept");
    // Nothing moves when the app takes over.
    page.run("localStorage.clear()", []).await?;
    let places = "Array.from(document.querySelectorAll('h1, .summary, .headline'), (place) => {
        const { x, y } = place.getBoundingClientRect(); return [x, y].map(Math.round).join(' '); }).join()";
    shown("/tiered-pricing", "h1").await?;
    let before: String = page.get(places).await?;
    page.run("sessionStorage.running = 1", []).await?;
    page.reload().await?;
    assert_eq!(page.get::<String>(places).await?, before);
    Ok(())
}

/// Figures stand before what makes reports and draws charts has come, and without it; it is asked for again.
pub async fn figures_wait_for_no_chart(page: Page) -> Outcome {
    page.before_load(
        "const ask = window.fetch;
        window.fetch = (address, options) =>
            window.mended || !/_report-|_charts-/.test(address)
                ? ask(address, options)
                : Promise.resolve(new Response('', { status: 404 }));",
    )
    .await?;
    page.open("/tiered-pricing").await?;
    page.until_shown("This could not be loaded.").await?;
    let chart = "document.querySelector('figure.chart svg path')";
    assert!(page.get::<bool>("document.querySelectorAll('.figure-text').length > 2").await?, "no figures");
    assert!(page.get::<bool>(&format!("!{chart}")).await?, "a chart is there all the same");
    page.console().await?;
    page.run("window.mended = true", []).await?;
    page.click("Try again").await?;
    page.until_shown("How does the bill come about?").await?;
    // What draws was given up as well, if it was asked for before.
    if page.get("document.querySelector('.chart-place [role=alert]') !== null").await? {
        page.click("Try again").await?;
    }
    page.until("a chart", chart).await
}

pub async fn browser_without_wasm_is_told(page: Page) -> Outcome {
    page.before_load("delete window.WebAssembly").await?;
    page.driver.goto(page.address()).await?;
    page.until_shown("This browser is too old to run the calculators.").await?;
    assert!(
        page.get::<bool>("document.querySelector('progress') === null").await?,
        "the progress bar still runs"
    );
    page.console().await?;
    Ok(())
}

pub async fn policy_without_wasm_is_said(page: Page) -> Outcome {
    let refuse = "WebAssembly.compile = async () => { throw new WebAssembly.CompileError(
        \"WebAssembly.compile(): Refused to compile as neither 'wasm-unsafe-eval' nor 'unsafe-eval' is allowed\") }";
    page.before_load(refuse).await?;
    page.driver.goto(page.address()).await?;
    page.until_shown("adding 'wasm-unsafe-eval' to script-src").await?;
    page.console().await?;
    Ok(())
}

pub async fn panic_page_offers_reload_and_message(page: Page) -> Outcome {
    page.open("/").await?;
    page.run(TRAP, []).await?;
    page.until_shown("The calculator stopped working").await?;
    assert_eq!(page.focus().await?, r#"button "Reload with my inputs""#);
    let violations = page.accessibility().await?;
    assert!(violations.is_empty(), "{violations:#?}");
    page.picture("panic").await?;
    page.click("Copy the technical message").await?;
    page.until_shown("Copied.").await?;
    let copied = page.clipboard().await?;
    assert!(copied.contains("memory access out of bounds") && copied.contains("    at "), "{copied}");
    page.click("Reload with my inputs").await?;
    page.until(
        "the app to start again",
        "!document.getElementById('panic') && !document.getElementById('boot')",
    )
    .await
}

/// What the browser tells the window when the wasm traps.
const TRAP: &str = "dispatchEvent(new ErrorEvent('error', { error: new WebAssembly.RuntimeError('memory access out of bounds') }))";

/// The same inside a promise.
const REJECTED: &str = "dispatchEvent(new PromiseRejectionEvent('unhandledrejection',
    { promise: Promise.resolve(), reason: new WebAssembly.RuntimeError('unreachable') }))";

/// A trap inside a promise, and an error that is none of ours.
pub async fn only_a_trap_ends_the_page(page: Page) -> Outcome {
    page.open("/").await?;
    page.run("dispatchEvent(new ErrorEvent('error', { error: new TypeError('of an extension') }))", [])
        .await?;
    page.run(REJECTED, []).await?;
    page.until_shown("The calculator stopped working").await?;
    page.click("Technical message").await?;
    page.until_shown("RuntimeError: unreachable").await?;
    page.console().await?;
    Ok(())
}

pub async fn start_has_no_accessibility_violation(page: Page) -> Outcome {
    page.open("/").await?;
    let violations = page.accessibility().await?;
    assert!(violations.is_empty(), "{violations:#?}");
    page.picture("start").await
}

/// Opens the app behind a network that answers for the wasm as the expression says.
async fn answer_wasm_with(page: &Page, response: &str) -> Outcome {
    let script = format!(
        "const real = window.fetch;
         window.fetch = (address, ...rest) =>
             String(address).endsWith('.wasm') ? Promise.resolve({response}) : real(address, ...rest)"
    );
    page.before_load(&script).await?;
    page.driver.goto(page.address()).await?;
    Ok(())
}
