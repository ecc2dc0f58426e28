//! Work that is kept under names: saved, found, opened, changed and taken back; and everything as one file.

use thirtyfour::prelude::*;

use crate::Outcome;
use crate::page::Page;
use crate::stage::Folder;

const AMOUNT: &str = "quantities.0.amount";

/// What the browser would put into a file.
const WATCHED: &str =
    "URL.createObjectURL = (file) => { file.text().then((text) => { window.saved = text }); return 'data:,' };
    document.addEventListener('click', (event) => { if (event.target.download) event.preventDefault() })";

/// The names on the list, in order.
const NAMES: &str = "[...document.querySelectorAll('.kept-list .kept-name')].map((name) => name.textContent)";

pub async fn work_is_kept_under_names(page: Page) -> Outcome {
    keep_acme(&page).await?;
    page.enter(AMOUNT, "18").await?;
    page.until_headline("18 Seats").await?;
    // The name that it was saved under stands there; another makes another piece.
    save_as(&page, "Beta").await?;
    page.until_shown("Saved as “Beta”.").await?;
    assert_eq!(page.get::<Vec<String>>(NAMES).await?, ["Beta", "Acme"]);
    page.until_shown("for 17 Seats").await?;
    page.click("Acme").await?;
    page.until_headline("17 Seats").await?;
    page.until_shown("Undo brings back what you had entered here before.").await?;
    page.click("Undo").await?;
    page.until_headline("18 Seats").await?;
    // In place of the other, and back.
    page.click("Save as…").await?;
    page.until_shown("There is work of this name on this page.").await?;
    page.click("Replace").await?;
    page.until_shown("“Acme” was replaced.").await?;
    assert!(kept(&page, "Acme").await?.contains("amount=18&"));
    dialog_undo(&page).await?;
    page.until_shown("It is back.").await?;
    assert!(kept(&page, "Acme").await?.contains("amount=17&"));
    page.fill("Save the work on this page as", "").await?;
    page.press(Key::Enter).await?;
    page.until_shown("Enter a name.").await?;
    page.click("Done").await?;
    // What stands on the page is kept as before.
    page.reload().await?;
    page.until_headline("18 Seats").await?;
    page.find("a.brand").await?.click().await?;
    page.until("the list", &format!("{NAMES}.length === 3")).await?;
    assert_eq!(page.get::<Vec<String>>(NAMES).await?, ["Tiered pricing: Quote and compare", "Beta", "Acme"]);
    page.fill("Search", "acm").await?;
    page.until("one name", &format!("{NAMES}.join() === 'Acme'")).await?;
    page.click("Acme").await?;
    page.until_headline("17 Seats").await?;
    page.click("Undo").await?;
    page.until_headline("18 Seats").await
}

pub async fn kept_work_is_managed_by_keyboard(page: Page) -> Outcome {
    page.open("/tiered-pricing").await?;
    page.enter(AMOUNT, "17").await?;
    page.until_headline("17 Seats").await?;
    for name in ["Acme", "Beta"] {
        save_as(&page, name).await?;
        page.until_shown(&format!("Saved as “{name}”.")).await?;
        page.press(Key::Escape).await?;
        page.until("the dialog to go", "!document.querySelector('dialog[open]')").await?;
        assert_eq!(page.focus().await?, r#"button "Save as…""#);
    }
    page.open("/").await?;
    page.named("Rename “Beta”").await?;
    page.tab_to(r#"button "Rename “Beta”""#).await?;
    page.press(Key::Enter).await?;
    focus_comes(&page, r#"input "New name""#).await?;
    page.chord(Key::Control, 'a').await?;
    page.type_text("Acme").await?;
    page.press(Key::Enter).await?;
    page.until_shown("Other work on this page is named “Acme”.").await?;
    page.press(Key::Escape).await?;
    focus_comes(&page, r#"button "Beta""#).await?;
    page.tab_to(r#"button "Rename “Beta”""#).await?;
    page.press(Key::Enter).await?;
    focus_comes(&page, r#"input "New name""#).await?;
    page.chord(Key::Control, 'a').await?;
    page.type_text("Gamma").await?;
    page.press(Key::Enter).await?;
    page.until_shown("“Beta” is now “Gamma”.").await?;
    focus_comes(&page, r#"button "Gamma""#).await?;
    page.tab_to(r#"button "Duplicate “Gamma”""#).await?;
    page.press(Key::Enter).await?;
    focus_comes(&page, r#"button "Gamma (2)""#).await?;
    page.tab_to(r#"button "Delete “Gamma (2)”""#).await?;
    page.press(Key::Enter).await?;
    page.until_shown("“Gamma (2)” was deleted.").await?;
    focus_comes(&page, r#"button "Undo""#).await?;
    page.press(Key::Enter).await?;
    focus_comes(&page, r#"button "Gamma (2)""#).await?;
    // The present work of a page goes and comes back too.
    page.click("Delete “Tiered pricing: Quote and compare”").await?;
    page.until_shown("“Tiered pricing: Quote and compare” was deleted.").await?;
    assert!(page.get::<bool>("localStorage.getItem('cc:work:tiered-pricing') === null").await?);
    page.click("Undo").await?;
    page.until_shown("It is back.").await?;
    page.click("Tiered pricing: Quote and compare").await?;
    page.until_headline("17 Seats").await
}

pub async fn everything_comes_back_from_one_file(page: Page) -> Outcome {
    keep_acme(&page).await?;
    page.open("/ltv-cac/retention-fit").await?;
    page.until("the page", "document.querySelector('.headline')").await?;
    page.click("Start blank").await?;
    page.until("the work to be kept", "localStorage.getItem('cc:work:ltv-cac/retention-fit')").await?;
    page.click("Settings").await?;
    page.choose("Theme", "dark").await?;
    page.run(WATCHED, []).await?;
    // What was entered just before is in it.
    page.run(
        r#"const field = document.querySelector("main .box.number input");
        field.value = "98765";
        field.dispatchEvent(new Event("input", { bubbles: true }));
        const buttons = [...document.querySelectorAll("dialog button")];
        buttons.find((button) => button.textContent === "Save everything as a file").click()"#,
        [],
    )
    .await?;
    page.until("the file", "window.saved?.includes('98765')").await?;
    page.until_shown("3 pieces of work are in the file, and the settings.").await?;
    let saved: String = page.get("window.saved").await?;
    page.click("Forget everything kept here").await?;
    page.click("Forget all work and settings? This cannot be undone").await?;
    page.until("the start page", "document.querySelector('.catalogue')").await?;
    assert!(page.get::<bool>("!document.documentElement.dataset.theme").await?, "the theme stayed");
    assert!(page.get::<bool>("!document.querySelector('.recent')").await?, "work stayed");
    let folder = Folder::new("everything")?;
    let file = folder.0.join("everything.json");
    std::fs::write(&file, &saved)?;
    let choose = async |page: &Page| -> Outcome {
        page.driver.find(By::Css("input[type=file]")).await?.send_keys(file.to_string_lossy()).await?;
        page.until_shown("What this file holds").await
    };
    // Nothing is taken unasked.
    choose(&page).await?;
    page.until_shown("It holds 3 pieces of work.").await?;
    page.until_shown("Take over its settings as well: dark").await?;
    page.click("Cancel").await?;
    assert!(page.get::<bool>("!Object.keys(localStorage).some((key) => key.startsWith('cc:'))").await?);
    choose(&page).await?;
    page.click("Add").await?;
    page.until_shown("3 pieces of work were added.").await?;
    page.until(
        "the list",
        &format!("{NAMES}.sort().join() === 'Acme,LTV:CAC: Retention fit,Tiered pricing: Quote and compare'"),
    )
    .await?;
    assert_eq!(page.get::<String>("document.documentElement.dataset.theme").await?, "dark");
    // Once more, it adds nothing.
    choose(&page).await?;
    page.until_shown("All of it is here already.").await?;
    page.click("Done").await?;
    page.open("/tiered-pricing").await?;
    page.until_headline("17 Seats").await?;
    page.enter(AMOUNT, "19").await?;
    page.until_headline("19 Seats").await?;
    save_as(&page, "Acme").await?;
    page.until_shown("“Acme” was replaced.").await?;
    page.click("Done").await?;
    // Other work under the same name, and present work on the screen: all is kept. Pasted this time.
    page.run(
        "const data = new DataTransfer(); data.setData('text/plain', arguments[0]);
        document.querySelector('h1').dispatchEvent(
            new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))",
        [saved.into()],
    )
    .await?;
    page.until_shown("will be kept as “Acme (2)”, since there is other work here").await?;
    page.until_shown("will be kept as “From a file”").await?;
    let violations = page.accessibility().await?;
    assert!(violations.is_empty(), "{violations:#?}");
    page.picture("everything").await?;
    page.click("Add").await?;
    page.until_shown("2 pieces of work were added.").await?;
    page.until_headline("19 Seats").await?;
    page.click("Recent work").await?;
    let names = format!("{NAMES}.sort().join() === 'Acme,Acme (2),From a file,LTV:CAC: Retention fit'");
    page.until("all names", &names).await?;
    page.click("From a file").await?;
    page.until_headline("17 Seats").await
}

/// Names are somebody's text, and entries somebody's too.
pub async fn hostile_and_broken_work_is_plain_text(page: Page) -> Outcome {
    let markup = "<img src=x onerror=\"window.ran=1\">\u{202e}{n, plural, other {#}}</bdi><script>window.ran=1</script>";
    let long = "W".repeat(5_000);
    let inputs = "quantities.0.name=%3Cb%3E&colour=1&_r=1";
    let work = serde_json::json!({ "_everything": "1", "settings": { "language": "<b>", "theme": "neon" }, "work": [
        { "_page": "tiered-pricing", "_name": markup, "_inputs": inputs, "_answer": markup, "_changed": "<i>" },
        { "_page": "tiered-pricing", "_name": long, "_inputs": inputs, "_answer": long, "_changed": "99999" },
        { "_page": "tiered-pricing", "_name": "\u{5d0}\u{5d1}\u{5d2} (Acme)", "_inputs": inputs, "_changed": "2026-11-29T10:00:00Z" },
        { "_page": "<img src=x onerror=\"window.ran=1\">", "_name": "Nowhere", "_inputs": inputs },
        { "__proto__": [], "_page": [[[[[[]]]]]] }, null, 7,
    ]});
    page.open("/").await?;
    page.run(
        "const data = new DataTransfer(); data.items.add(new File([arguments[0]], 'all.json'));
        localStorage.setItem('cc:named:1', '{'); localStorage.setItem('cc:named:2', '[]');
        localStorage.setItem('cc:work:former-page', '0\\na=1'); localStorage.setItem('cc:work:ltv-cac', '7');
        document.querySelector('h1').dispatchEvent(
            new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }))",
        [work.to_string().into()],
    )
    .await?;
    page.until_shown("It holds 3 pieces of work.").await?;
    page.until_shown("This cannot be used and is left out:").await?;
    page.until_shown("Nowhere").await?;
    page.view(320, 640).await?;
    fits(&page).await?;
    page.click("Add").await?;
    page.until_shown("3 pieces of work were added.").await?;
    page.click("Show 3 more").await?;
    page.until_shown("Its page “former-page” is not among these calculators.").await?;
    page.until_shown("It does not say which calculator it is of.").await?;
    let nothing_ran =
        "window.ran === undefined && !document.querySelector('main img, main script, dialog img')";
    assert!(page.get::<bool>(nothing_ran).await?);
    assert!(page.get::<bool>("!document.documentElement.dataset.theme").await?);
    fits(&page).await?;
    page.setting(&["dark"]).await?;
    page.picture("hostile names").await?;
    let violations = page.accessibility().await?;
    assert!(violations.is_empty(), "{violations:#?}");
    page.setting(&[]).await?;
    page.click("Delete “An entry without a name”").await?;
    page.until_shown("“An entry without a name” was deleted.").await?;
    page.find(".kept-list bdi[dir], .kept-list .link").await?;
    page.run("[...document.querySelectorAll('.kept-list .link')].find((name) => name.textContent.includes('<img')).click()", []).await?;
    page.until("the page", "document.querySelector('article.page h1')").await?;
    page.until_shown("of this link could not be used").await?;
    assert!(page.get::<bool>(nothing_ran).await?);
    page.click("More").await?;
    page.click("Recent work").await?;
    page.until_shown("Saved work").await?;
    fits(&page).await?;
    page.view(1280, 800).await?;
    let violations = page.accessibility().await?;
    assert!(violations.is_empty(), "{violations:#?}");
    Ok(())
}

/// Hundreds are listed a few at a time, and found by name.
pub async fn hundreds_of_pieces_stay_usable(page: Page) -> Outcome {
    page.open("/").await?;
    page.run(
        "for (let number = 0; number < 400; number++) localStorage.setItem(`cc:named:${number}`, JSON.stringify({
            _page: 'tiered-pricing', _name: `Client ${number}`, _inputs: `quantities.0.amount=${number}&_r=1`,
            _changed: new Date(1.7e12 + number * 1e6).toISOString() }))",
        [],
    )
    .await?;
    page.reload().await?;
    page.until("the first few", &format!("{NAMES}.join() === 'Client 399,Client 398,Client 397,Client 396'"))
        .await?;
    page.click("Show 50 more").await?;
    page.until("more", &format!("{NAMES}.length === 54")).await?;
    focus_comes(&page, r#"button "Client 395""#).await?;
    page.fill("Search", "client 123").await?;
    page.until("one name", &format!("{NAMES}.join() === 'Client 123'")).await?;
    page.open("/tiered-pricing").await?;
    page.click("Recent work").await?;
    page.fill("Search recent work", "client 7").await?;
    page.until("those names", &format!("{NAMES}.length === 11")).await?;
    page.fill("Search recent work", "nobody").await?;
    page.until_shown("No recent work matches “nobody”.").await
}

pub async fn two_tabs_share_the_list(page: Page) -> Outcome {
    page.open("/tiered-pricing").await?;
    save_as(&page, "Acme").await?;
    page.until_shown("Saved as “Acme”.").await?;
    let first = page.driver.window().await?;
    let second = page.driver.new_tab().await?;
    page.driver.switch_to_window(second).await?;
    page.open("/").await?;
    page.click("Duplicate “Acme”").await?;
    page.until_shown("Duplicated as “Acme (2)”.").await?;
    page.click("Delete “Acme”").await?;
    page.driver.switch_to_window(first.clone()).await?;
    page.until("the other tab's name", &format!("{NAMES}.join() === 'Acme (2)'")).await?;
    page.click("Delete “Acme (2)”").await?;
    page.until_shown("Work that you save under a name stands here").await?;
    Ok(())
}

pub async fn full_and_blocked_storage_are_told_where_work_is_saved(page: Page) -> Outcome {
    let filling = "const real = Storage.prototype.setItem;
        Storage.prototype.setItem = function (key, text) {
            if (text.length > 20) throw new DOMException('full', 'QuotaExceededError');
            return real.call(this, key, text);
        }";
    let blocked = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError') } })";
    let full = "This browser's storage is full, so this was not kept.";
    let nothing = "This browser keeps nothing for this page. Save a file instead.";
    for (script, told) in [(filling, full), (blocked, nothing)] {
        page.renew().await?;
        page.before_load(script).await?;
        page.open("/tiered-pricing").await?;
        page.until_headline("10 Seats").await?;
        save_as(&page, "Acme").await?;
        page.until_shown(told).await?;
        page.click("Done").await?;
        page.until_headline("10 Seats").await?;
    }
    Ok(())
}

/// Work with 17 seats under the name Acme.
async fn keep_acme(page: &Page) -> Outcome {
    page.open("/tiered-pricing").await?;
    page.enter(AMOUNT, "17").await?;
    page.until_headline("17 Seats").await?;
    save_as(page, "Acme").await?;
    page.until_shown("Saved as “Acme”.").await?;
    page.click("Done").await
}

async fn save_as(page: &Page, name: &str) -> Outcome {
    page.click("Save as…").await?;
    focus_comes(page, r#"input "Save the work on this page as""#).await?;
    page.chord(Key::Control, 'a').await?;
    page.type_text(name).await?;
    page.press(Key::Enter).await
}

async fn dialog_undo(page: &Page) -> Outcome {
    Ok(page.find("dialog #kept-undo").await?.click().await?)
}

/// What is kept under a name.
async fn kept(page: &Page, name: &str) -> Outcome<String> {
    let found = "Object.entries(localStorage).find(([key, text]) =>
        key.startsWith('cc:named:') && JSON.parse(text)._name === arguments[0])?.[1] ?? ''";
    Ok(page.run(&format!("return {found}"), [name.into()]).await?.convert()?)
}

async fn focus_comes(page: &Page, words: &str) -> Outcome {
    for _ in 0..100 {
        if page.focus().await? == words {
            return Ok(());
        }
        page.settle().await?;
    }
    Err(format!("the focus is on {}, not on {words}", page.focus().await?).into())
}

async fn fits(page: &Page) -> Outcome {
    let fits = "document.scrollingElement.scrollWidth <= document.documentElement.clientWidth
        && [...document.querySelectorAll('dialog[open]')].every((dialog) => dialog.scrollWidth <= dialog.clientWidth)";
    assert!(page.get::<bool>(fits).await?, "it scrolls sideways");
    Ok(())
}
