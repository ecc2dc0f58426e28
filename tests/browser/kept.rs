//! What lasts: work over reloads and history, links in other hands, a browser that keeps nothing, an app that stops.

use commerce_calculators::input::Draft;
use thirtyfour::prelude::*;

use crate::Outcome;
use crate::drafts::{example, route, with};
use crate::links::notices;
use crate::page::Page;
use crate::stage::Folder;

const AMOUNT: &str = "quantities.0.amount";

pub async fn work_survives_reload_and_history(page: Page) -> Outcome {
    page.open("/").await?;
    page.named("Search").await?;
    page.find(".tile[href='#/tiered-pricing']").await?.click().await?;
    page.enter(AMOUNT, "17").await?;
    page.until_headline("17 Seats").await?;
    let headline = page.headline().await?;
    // At once, before anything rests.
    page.reload().await?;
    assert_eq!(page.value(AMOUNT).await?, "17");
    assert_eq!(page.headline().await?, headline);
    page.enter(AMOUNT, "18").await?;
    page.until_headline("18 Seats").await?;
    page.back().await?;
    page.until("the catalogue", "document.querySelector('.catalogue')").await?;
    page.driver.forward().await?;
    page.until_headline("18 Seats").await?;
    page.find("a.brand").await?.click().await?;
    page.until("the catalogue", "document.querySelector('.catalogue')").await?;
    page.back().await?;
    page.until_headline("18 Seats").await?;
    page.click("Undo").await?;
    page.until_headline("17 Seats").await?;
    page.click("Start blank").await?;
    page.until_shown("to mend").await?;
    page.choose("Worked examples", "fonts").await?;
    page.until_headline("20 Fonts").await?;
    page.until_shown("From Stripe's documentation").await
}

pub async fn copied_link_opens_elsewhere(page: Page) -> Outcome {
    page.open("/tiered-pricing").await?;
    page.clipboard().await?;
    page.choose("Worked examples", "volume-cliffs").await?;
    page.enter("quantities.0.name", "Läufe & 50% <mehr>").await?;
    page.enter(AMOUNT, "65001").await?;
    page.until_headline("65,001 Läufe & 50% <mehr>").await?;
    let headline = page.headline().await?;
    page.click("Copy link").await?;
    page.until_shown("Link copied.").await?;
    let link = page.clipboard().await?;
    assert!(link.starts_with(page.address()) && link.is_ascii(), "{link}");
    page.renew().await?;
    page.open(link.split_once('#').ok_or("a link without inputs")?.1).await?;
    page.until_headline(&headline).await?;
    assert_eq!(page.headline().await?, headline);
    assert_eq!(notices(&page).await?, Vec::<String>::new());
    Ok(())
}

pub async fn saved_file_opens_elsewhere(page: Page) -> Outcome {
    page.open(&route(example("volume-cliffs"))).await?;
    page.enter(AMOUNT, "65001").await?;
    page.until_headline("65,001 API calls").await?;
    let headline = page.headline().await?;
    // What the browser would put into a file.
    let watched = "URL.createObjectURL = (file) => { file.text().then((text) => { window.saved = text }); return 'data:,' };
        document.addEventListener('click', (event) => { if (event.target.download) event.preventDefault() })";
    page.run(watched, []).await?;
    page.click("Save file").await?;
    page.until("the file", "window.saved").await?;
    let saved: String = page.get("window.saved").await?;
    page.renew().await?;
    page.open("/tiered-pricing").await?;
    let folder = Folder::new("file")?;
    let hostile = r#"{"_page": "tiered-pricing", "plans": [[], 1, {"name": {"name": 1}}, null], "quantities": 1e99, "__proto__": []}"#;
    for (name, text) in [
        ("table.json", "Name,Amount"),
        ("other.json", r#"{"_page": "another-page"}"#),
        ("hostile.json", hostile),
        ("newer.json", r#"{"_page": "tiered-pricing", "_cur": "XYZ", "_r": "99"}"#),
        ("saved.json", saved.as_str()),
    ] {
        let file = folder.0.join(name);
        std::fs::write(&file, text)?;
        page.driver.find(By::Css("input[type=file]")).await?.send_keys(file.to_string_lossy()).await?;
        match name {
            "table.json" => page.until_shown("This file holds no saved work.").await?,
            "other.json" => {
                page.until_shown("This file was saved by the page “another-page”, which is not among").await?
            }
            "hostile.json" => page.until_shown("to mend").await?,
            "newer.json" => {
                page.until_shown("The file's currency “XYZ” is not one in use; amounts are shown in USD.")
                    .await?;
                page.until_shown("This file was made with revision 99 of this page; this is revision 2")
                    .await?;
            }
            _ => page.until_headline(&headline).await?,
        }
    }
    for _ in 0..2 {
        page.click("Undo").await?;
        page.until_shown("to mend").await?;
    }
    page.click("Undo").await?;
    page.until_headline("10 Seats").await
}

/// The work of the tab that rests becomes the state before that of the tab that goes on.
pub async fn two_tabs_lose_nothing_to_each_other(page: Page) -> Outcome {
    let kept =
        |amount: &str| format!("localStorage.getItem('cc:work:tiered-pricing')?.includes('={amount}&')");
    page.open("/tiered-pricing").await?;
    page.enter(AMOUNT, "1111").await?;
    page.until("the work to be kept", &kept("1111")).await?;
    let first = page.driver.window().await?;
    let second = page.driver.new_tab().await?;
    page.driver.switch_to_window(second).await?;
    page.open("/tiered-pricing").await?;
    page.until_headline("1,111 Seats").await?;
    page.enter(AMOUNT, "9999").await?;
    page.until("the work to be kept", &kept("9999")).await?;
    page.driver.close_window().await?;
    page.driver.switch_to_window(first).await?;
    page.enter("plans.0.base_fee", "5").await?;
    page.until_shown("This page was changed in another tab as well.").await?;
    page.until_headline("1,111 Seats").await?;
    page.click("Undo").await?;
    page.until_headline("9,999 Seats").await?;
    page.click("Undo").await?;
    page.until_headline("1,111 Seats").await
}

/// Saved work goes to its own page from wherever it is dropped or pasted.
pub async fn file_is_dropped_and_pasted_anywhere(page: Page) -> Outcome {
    let brought = |kind: &str, text: &str| {
        let text = serde_json::json!(text);
        let give = match kind {
            "drop" => {
                format!("data.items.add(new File([{text}], 'work.json', {{ type: 'application/json' }}))")
            }
            _ => format!("data.setData('text/plain', {text})"),
        };
        let event = match kind {
            "drop" => "new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })",
            _ => "new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })",
        };
        format!(
            "const data = new DataTransfer(); {give}; document.querySelector('h1').dispatchEvent({event})"
        )
    };
    let work = r#"{"_page": "tiered-pricing", "_cur": "EUR", "quantities": [{"name": "Seats", "amount": 23}],
        "plans": [{"name": "Basic", "charges": [{"quantity": "Seats", "unit_price": "7"}]}]}"#;
    page.open("/").await?;
    page.run(&brought("drop", "Name,Amount"), []).await?;
    page.until_shown("This file holds no saved work.").await?;
    page.run(&brought("drop", work), []).await?;
    page.until_headline("€161.00 a month for 23 Seats").await?;
    page.open("/ltv-cac").await?;
    page.until_headline("A customer is worth").await?;
    page.run(&brought("paste", work), []).await?;
    page.until_headline("€161.00 a month for 23 Seats").await
}

/// A chart as a file stands for itself: with the colours of paper, its title and where it comes from.
pub async fn chart_is_saved_as_picture(page: Page) -> Outcome {
    page.setting(&["dark"]).await?;
    page.open(&route(example("volume-cliffs"))).await?;
    // What the browser would put into files.
    let watched = "URL.createObjectURL = (file) => { window.saved = file; return 'data:,' };
        document.addEventListener('click', (event) => { if (event.target.download) event.preventDefault() })";
    page.run(watched, []).await?;
    page.click("Save as SVG").await?;
    page.until("the drawing", "window.saved").await?;
    let svg: String = page.run_to_answer("window.saved.text().then(arguments[0])", vec![]).await?;
    let title = page.text(".chart-title").await?;
    for part in [
        r#"fill="rgb(255, 255, 255)""#,
        title.as_str(),
        "Quote and compare – commerce calculators",
        page.address(),
    ] {
        assert!(svg.contains(part), "no {part} in {svg}");
    }
    let whole = "new DOMParser().parseFromString(arguments[0], 'image/svg+xml').querySelector('parsererror') === null";
    assert!(page.run(&format!("return {whole}"), [svg.into()]).await?.convert::<bool>()?, "it is no XML");
    page.run("window.saved = null", []).await?;
    page.click("Save as image").await?;
    page.until("the image", "window.saved?.type === 'image/png' && window.saved.size > 10000").await?;
    let size: (u32, u32) = page
        .run_to_answer(
            "createImageBitmap(window.saved).then((image) => arguments[0]([image.width, image.height]))",
            vec![],
        )
        .await?;
    assert!(size.0 == 1520 && size.1 > 800, "{size:?}");
    page.until_shown("Saved.").await?;
    page.setting(&[]).await
}

/// A code is shown for what a phone can read of it, and else it is said what to do.
pub async fn link_is_shown_as_a_code(page: Page) -> Outcome {
    page.open(&route(example("volume-cliffs"))).await?;
    page.click("QR code").await?;
    page.until_shown("Point a phone at it").await?;
    assert!(page.get::<bool>("document.querySelector('dialog[open] svg.qr path + path') !== null").await?);
    let violations = page.accessibility().await?;
    assert!(violations.is_empty(), "{violations:#?}");
    page.picture("code").await?;
    page.click("Done").await?;
    page.until("the code to go", "!document.querySelector('dialog[open]')").await?;
    // Names that have nothing in common do not pack.
    let long = (0..200u64).map(|place| (place * 7_919_000_003 % 999_999_937).to_string()).collect::<String>();
    page.open(&route(with(example("volume-cliffs"), "quantities.0.name", &long))).await?;
    page.click("QR code").await?;
    page.until_shown("There is too much in this work for a QR code").await?;
    page.press(Key::Escape).await?;
    page.until("the dialog to go", "!document.querySelector('.dialog .qr, dialog[open]')").await
}

/// What this browser keeps goes when the reader says so twice, and does not come back.
pub async fn everything_kept_is_forgotten(page: Page) -> Outcome {
    page.open("/tiered-pricing").await?;
    page.enter(AMOUNT, "1717").await?;
    page.until_headline("1,717 Seats").await?;
    page.click("Settings").await?;
    page.choose("Theme", "dark").await?;
    page.click("Forget everything kept here").await?;
    page.click("Forget all work and settings? This cannot be undone").await?;
    page.until("the start page", "document.querySelector('.catalogue')").await?;
    assert!(page.get::<bool>("!Object.keys(localStorage).some((key) => key.startsWith('cc:work'))").await?);
    assert!(page.get::<bool>("!document.documentElement.dataset.theme").await?, "the theme stayed");
    page.open("/tiered-pricing").await?;
    page.until_headline("10 Seats").await
}

/// Paper says when it was printed and where the work can be opened, and has room for notes.
pub async fn print_has_date_address_and_notes(page: Page) -> Outcome {
    page.open(&route(example("volume-cliffs"))).await?;
    page.enter(AMOUNT, "65001").await?;
    page.until_headline("65,001 API calls").await?;
    page.setting(&["print"]).await?;
    page.run("dispatchEvent(new Event('beforeprint'))", []).await?;
    let shown: String = page.get("document.querySelector('.printed').innerText").await?;
    assert!(shown.contains("Notes") && shown.contains(page.address()), "{shown}");
    let year: String = page.get("String(new Date().getFullYear())").await?;
    assert!(shown.contains(&year), "{shown}");
    let link: String = page.get("document.querySelector('.printed a').href").await?;
    assert!(link.contains("65001"), "the link is to other inputs: {link}");
    page.setting(&[]).await?;
    let hidden = "getComputedStyle(document.querySelector('.printed')).display === 'none'";
    assert!(page.get::<bool>(hidden).await?, "it shows on the screen");
    Ok(())
}

pub async fn broken_links_are_told(page: Page) -> Outcome {
    let whole = route(example("volume-cliffs"));
    page.open(&whole[..whole.len() * 2 / 3]).await?;
    page.until_shown("The end of this link is missing, so it may have been cut off. Check the inputs.")
        .await?;
    page.open(&format!("{whole}&seats=5&plans.0.colour=red")).await?;
    page.until_shown("2 parts of this link could not be used and were left out: seats, plans.0.colour.")
        .await?;
    page.until_headline("65,000 API calls").await?;
    page.click("Dismiss").await?;
    assert_eq!(notices(&page).await?, Vec::<String>::new());
    page.open(&whole.replace("_r=2", "_r=99")).await?;
    page.until_shown("This link was made with a newer revision (99)").await?;
    page.open(&whole.replace("_cur=USD", "_cur=XYZ")).await?;
    page.until_shown("The link's currency “XYZ” is not one in use; amounts are shown in USD.").await?;
    page.until_headline("$49.00").await?;
    // A link of another page.
    page.open(&whole.replace("/tiered-pricing", "/tiered-princing")).await?;
    page.until_shown("There is no calculator at “tiered-princing”.").await?;
    page.fill("Search", "tiered").await?;
    page.find(".tile").await?.click().await?;
    page.until_shown("Worked example").await
}

pub async fn hostile_link_does_nothing(page: Page) -> Outcome {
    page.open(&route(hostile())).await?;
    page.until_headline("<img src=x").await?;
    page.open_all().await?;
    assert!(
        page.get::<bool>("window.ran === undefined && !document.querySelector('main img, main script')")
            .await?
    );
    for part in [
        "plans.0.name=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&plans.99999999999999999999.name=x",
        "plans.4000000000.name=x&quantities=99999999999&plans.0.charges.0.tiers.0.tiers.0.up_to=1&_r=1",
        "__proto__.x=1&constructor=2&plans.0=3&plans=4&quantities.0.amount.0=1&=&&==%&%E0%A4%A&_z=AAAA&_r=-1",
        "quantities.0.amount=1e999999999&quantities.0.name=%00%01&quantities.0.per=yesterday&plans.0.period!=x&_cur=%3Cb%3E",
        "plans=12&quantities=500&plans.11.charges=10&plans.11.charges.9.tiers=50&_r=18446744073709551616",
    ] {
        page.open(&format!("/tiered-pricing?{part}")).await?;
        page.until("the page", "document.querySelector('article.page h1')").await?;
        page.until("what is wrong", "document.querySelector('.problems')").await?;
        page.until("a notice", "document.querySelector('.notice p')").await?;
        assert!(
            page.get::<bool>("window.ran === undefined && !document.querySelector('main img, main script')")
                .await?
        );
        // Work goes on.
        page.choose("Worked examples", "fonts").await?;
        page.until_headline("20 Fonts").await?;
    }
    Ok(())
}

pub async fn blocked_and_full_storage_are_told_once(page: Page) -> Outcome {
    let nothing = "This browser keeps nothing for this page, so a reload loses what you enter. Copy the link to keep it.";
    let full = "This browser's storage is full, so a reload may lose your latest changes. Copy the link to keep them.";
    let blocked = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError') } })";
    let refused =
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }";
    let filling = "const real = Storage.prototype.setItem;
        Storage.prototype.setItem = function (key, text) {
            if (text.length > 20) throw new DOMException('full', 'QuotaExceededError');
            return real.call(this, key, text);
        }";
    for (script, told) in [(blocked, nothing), (refused, nothing), (filling, full)] {
        page.renew().await?;
        page.before_load(script).await?;
        page.open("/tiered-pricing").await?;
        for amount in ["17", "18"] {
            page.enter(AMOUNT, amount).await?;
            page.press(Key::Tab).await?;
            page.until_headline(&format!("{amount} Seats")).await?;
            page.until_shown(told).await?;
            // Longer than what waits to be kept.
            tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        }
        assert_eq!(notices(&page).await?, [told]);
        page.click("Undo").await?;
        page.until_headline("17 Seats").await?;
    }
    Ok(())
}

/// Asks the allocator of the running app for what none can give: it ends as a panic does.
const TRAP: &str = "import(document.getElementById('app-js').href).then((app) => app.default())
    .then((app) => setTimeout(() => app.__wbindgen_malloc(8, 3)))";

pub async fn panic_brings_the_inputs_back(page: Page) -> Outcome {
    page.open("/tiered-pricing").await?;
    page.enter(AMOUNT, "17").await?;
    page.until_headline("17 Seats").await?;
    page.run(TRAP, []).await?;
    page.until_shown("The calculator stopped working").await?;
    assert_eq!(page.focus().await?, r#"button "Reload with my inputs""#);
    page.click("Technical message").await?;
    page.until_shown("RuntimeError: unreachable").await?;
    page.click("Reload with my inputs").await?;
    page.until_headline("17 Seats").await?;
    assert_eq!(page.value(AMOUNT).await?, "17");
    page.run(TRAP, []).await?;
    page.click("Go to all calculators").await?;
    page.until("the catalogue", "document.querySelector('.catalogue')").await?;
    // The trap itself is logged by the browser.
    let logged = page.console().await?;
    assert!(logged.iter().all(|message| message.contains("unreachable")), "{logged:?}");
    Ok(())
}

/// An example whose every name is markup that would run.
fn hostile() -> Draft {
    let markup = "<img src=x onerror=\"window.ran=1\"><svg onload='window.ran=1'></svg>\u{202e}{name}";
    let hostile =
        ["plans.0.name", "plans.1.name", "present"].into_iter().fold(example("fonts"), |draft, path| {
            let text = if path == "plans.0.name" {
                "{x, plural, other {#}}</text><script>window.ran=1</script>"
            } else {
                markup
            };
            with(draft, path, text)
        });
    ["quantities.0.name", "vary", "plans.0.charges.0.quantity", "plans.1.charges.0.quantity"]
        .into_iter()
        .fold(hostile, |draft, path| with(draft, path, "\"><script>window.ran=1</script>"))
}
