//! What leaves the page: tables, files and paper; what is left where that is blocked; and the offer to install.

use serde_json::json;
use thirtyfour::prelude::*;

use crate::Outcome;
use crate::base::{customers, paste};
use crate::drafts::{example, first_examples, route};
use crate::offline::one_file;
use crate::page::Page;
use crate::stage::Folder;

/// Has the page keep what would go onto the clipboard and into files. The browsers side by side share a clipboard.
const WATCHED: &str = "
    window.saved = [];
    URL.createObjectURL = (file) => { window.saved.push(file); return 'data:,' };
    document.addEventListener('click', (event) => { if (event.target.download) event.preventDefault() });
    navigator.clipboard.write = async (items) => { window.items = items };
    navigator.clipboard.writeText = async (text) => { window.text = text };";

/// A form of the item that went onto the clipboard.
async fn copied(page: &Page, kind: &str) -> Outcome<String> {
    page.until("something to be copied", "window.items").await?;
    let read =
        "const [kind, done] = arguments; items[0].getType(kind).then((blob) => blob.text()).then(done)";
    page.run_to_answer(read, vec![json!(kind)]).await
}

pub async fn tables_are_copied_for_spreadsheets_and_documents(page: Page) -> Outcome {
    page.open(&route(example("volume-cliffs"))).await?;
    page.open_all().await?;
    page.run(WATCHED, []).await?;
    page.click("Copy as rich text").await?;
    page.until_shown("Copied.").await?;
    let (text, markup) = (copied(&page, "text/plain").await?, copied(&page, "text/html").await?);
    // The same cells, once as the page shows them and once bare.
    let parsed = "return (() => {
        const table = new DOMParser().parseFromString(arguments[0], 'text/html').querySelector('table');
        const own = document.querySelector('.data table');
        const cells = (of) => [...of.querySelectorAll('td')].map((cell) => cell.textContent);
        return [table.rows.length, own.rows.length, cells(table).join('|') === cells(own).join('|')];
    })()";
    let (rows, own, same): (usize, usize, bool) = page.run(parsed, [json!(markup)]).await?.convert()?;
    assert!(rows == own && same, "{rows} rows of {own}: {markup}");
    assert!(text.lines().next().is_some_and(|head| head.contains("(USD)")), "{text}");
    assert!(!text.contains('$') && text.lines().count() == rows, "{text}");
    // Without the newer clipboard, by the event that a selection brings.
    let by_event = "window.ClipboardItem = undefined;
        window.addEventListener('copy', (event) => { window.html = event.clipboardData.getData('text/html') });";
    page.run(by_event, []).await?;
    page.click("Copy as rich text").await?;
    page.until("the copied table", "window.html?.startsWith('<table')").await?;
    // With nothing at all, the text is there to be copied by hand.
    page.run("document.execCommand = () => false; navigator.clipboard.writeText = () => Promise.reject(new Error('denied'))", [])
        .await?;
    page.click("Copy as rich text").await?;
    page.until("the text, selected", &selected(&text)).await?;
    let violations = page.accessibility().await?;
    assert!(violations.is_empty(), "{violations:#?}");
    page.picture("copy-by-hand").await?;
    page.press(Key::Escape).await?;
    page.until("the dialog to go", "!document.querySelector('dialog[open]')").await?;
    page.click("Copy link").await?;
    page.until(
        "the link, selected",
        "getSelection().toString() === document.querySelector('#by-hand')?.value",
    )
    .await?;
    assert!(
        page.get::<String>("document.querySelector('#by-hand').value").await?.starts_with(page.address())
    );
    page.click("Done").await?;
    assert_eq!(page.focus().await?, r#"button "Copy link""#);
    Ok(())
}

/// Whether the text to copy by hand is this one and selected.
fn selected(text: &str) -> String {
    let area = "document.querySelector('dialog[open] textarea')";
    format!(
        "{area}?.value === {} && {area}.selectionEnd - {area}.selectionStart === {area}.value.length",
        json!(text)
    )
}

pub async fn csv_is_written_as_the_locale_has_it(page: Page) -> Outcome {
    for (locale, separator, decimal) in [("en-US", ',', '.'), ("de-DE", ';', ',')] {
        page.open(&route(example("volume-cliffs"))).await?;
        page.click("Settings").await?;
        page.choose("Number style", locale).await?;
        page.click("Done").await?;
        page.open_all().await?;
        page.run(WATCHED, []).await?;
        page.click("Save CSV").await?;
        page.until("the file", "window.saved.length").await?;
        // Reading it as text would hide the mark of its alphabet.
        let read = "window.saved[0].arrayBuffer().then((bytes) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes))
            .then(arguments[0])";
        let text: String = page.run_to_answer(read, vec![]).await?;
        let text = text.strip_prefix('\u{feff}').ok_or("no mark of its alphabet")?;
        let lines: Vec<&str> = text.split_terminator("\r\n").collect();
        assert!(lines.len() > 1 && lines[0].contains(&format!("\"{separator}\"")), "{text}");
        let decimals = lines[1..]
            .iter()
            .any(|line| line.split(separator).any(|cell| !cell.starts_with('"') && cell.contains(decimal)));
        assert!(decimals, "no number with decimals in {text}");
    }
    Ok(())
}

/// A page around the app as one file, which lets it do what some words of `sandbox` allow.
async fn framed(page: &Page, folder: &Folder, sandbox: &str) -> Outcome {
    let host = folder.0.join("host.html");
    let frame = format!(
        "<!DOCTYPE html><title>Host</title><iframe {sandbox} width=1200 height=760 src=\"{}#/tiered-pricing\"></iframe>",
        one_file()
    );
    std::fs::write(&host, frame)?;
    page.driver.goto(format!("file://{}", host.display())).await?;
    page.find("iframe").await?.enter_frame().await?;
    page.until_headline("10 Seats").await
}

/// In the strictest frame that lets scripts run, every way out is offered by other means.
pub async fn nothing_fails_in_silence_in_a_sandbox(page: Page) -> Outcome {
    let folder = Folder::new("sandbox")?;
    framed(&page, &folder, "sandbox=\"allow-scripts\"").await?;
    page.open_all().await?;
    let shown = "document.querySelector('dialog[open] textarea')?.value";
    for (name, begins) in [
        ("Save file", "{"),
        ("Save a copy with my numbers", "<!DOCTYPE html>"),
        ("Save as SVG", "<svg"),
        ("Save CSV", "\""),
    ] {
        page.click(name).await?;
        page.until(&format!("what “{name}” would save"), &format!("{shown}?.startsWith({})", json!(begins)))
            .await?;
        page.click("Done").await?;
    }
    page.click("Save as image").await?;
    page.until("the picture", "document.querySelector('dialog[open] img')?.naturalWidth === 1520").await?;
    page.picture("picture-by-hand").await?;
    page.click("Done").await?;
    page.click("Print").await?;
    page.until_shown("Printing is blocked here.").await?;
    page.click("Open in a new tab").await?;
    page.until_shown("A new tab is blocked too.").await?;
    let address = "document.querySelector('dialog[open] input').value === location.href";
    assert!(page.get::<bool>(address).await?);
    page.click("Done").await?;
    // The clipboard is not this frame's, yet a selection is.
    page.click("Copy as rich text").await?;
    page.until_shown("Copied.").await?;
    assert!(!page.get::<bool>("document.querySelector('dialog[open]') !== null").await?);
    page.driver.enter_default_frame().await?;
    page.requests().await?;
    let logged = page.console().await?;
    let expected = ["sandbox", "Permissions", "permissions", "Clipboard"];
    assert!(logged.iter().all(|line| expected.iter().any(|word| line.contains(word))), "{logged:#?}");
    Ok(())
}

/// Where the frame is known, what it blocks is not tried, and what it allows is not doubted.
pub async fn frame_of_the_same_site_is_asked(page: Page) -> Outcome {
    for (sandbox, blocked) in [
        ("", false),
        ("allow-scripts allow-same-origin allow-downloads", false),
        ("allow-scripts allow-same-origin", true),
    ] {
        page.devtools("Page.setBypassCSP", json!({ "enabled": true })).await?;
        page.open("/").await?;
        let frame = "const frame = document.createElement('iframe');
            if (arguments[0]) frame.sandbox = arguments[0];
            frame.width = 1200; frame.height = 760; frame.src = './?framed#/tiered-pricing';
            document.body.replaceChildren(frame)";
        page.run(frame, [json!(sandbox)]).await?;
        page.find("iframe").await?.enter_frame().await?;
        page.until_headline("10 Seats").await?;
        page.run(WATCHED, []).await?;
        page.click("Save file").await?;
        if blocked {
            page.until_shown("Files are blocked here.").await?;
            assert!(page.get::<bool>("window.saved.length === 0").await?, "it was tried");
        } else {
            page.until_shown("Saved.").await?;
            assert!(
                page.get::<bool>("!document.querySelector('dialog[open]')").await?,
                "{sandbox} was doubted"
            );
        }
        page.driver.enter_default_frame().await?;
    }
    page.devtools("Page.setBypassCSP", json!({ "enabled": false })).await?;
    // Chromium warns of a sandbox that lets a page out.
    page.console().await?;
    Ok(())
}

/// What Chromium tells a page that it would install.
const OFFERED: &str = "const offer = new Event('beforeinstallprompt', { cancelable: true });
    offer.prompt = () => { window.prompted = true };
    dispatchEvent(offer);
    return offer.defaultPrevented";

pub async fn install_is_offered_where_the_browser_does(page: Page) -> Outcome {
    let seen = "[...document.querySelectorAll('.install')].some((button) => button.checkVisibility())";
    page.open("/").await?;
    // Chromium itself may have offered it already.
    assert!(page.run(OFFERED, []).await?.convert::<bool>()?);
    page.named("Install as an app").await?;
    page.picture("install").await?;
    page.follow("/tiered-pricing").await?;
    page.until_headline("10 Seats").await?;
    page.click("Settings").await?;
    page.click("Install as an app").await?;
    page.until("the browser's own question", "window.prompted").await?;
    assert!(!page.get::<bool>(seen).await?, "it was taken up");
    // In the app as one file, and in a frame, there is nothing to install.
    page.open_at(&one_file(), "/").await?;
    assert!(!page.run(OFFERED, []).await?.convert::<bool>()?);
    assert!(!page.get::<bool>(seen).await?);
    let folder = Folder::new("install")?;
    framed(&page, &folder, "sandbox=\"allow-scripts\"").await?;
    assert!(!page.run(OFFERED, []).await?.convert::<bool>()?);
    assert!(page.get::<bool>("!document.querySelector('.installable')").await?);
    page.driver.enter_default_frame().await?;
    page.requests().await?;
    page.console().await?;
    Ok(())
}

/// The sizes of paper in inches.
const PAPERS: [(&str, f64, f64); 2] = [("A4", 8.27, 11.69), ("Letter", 8.5, 11.0)];

/// How many pages an ordinary example may take.
const MOST_PAGES: usize = 3;

/// Every page fits few sheets of either size, with all that whoever gets them needs. `SCREENSHOTS` keeps the sheets.
pub async fn every_page_is_printed_on_few_sheets(page: Page) -> Outcome {
    let mut faults: Vec<String> = Vec::new();
    for example in first_examples() {
        page.open(&example.route).await?;
        page.until_headline(&example.headline).await?;
        // The browser's own dialog would wait for somebody.
        page.run("window.print = () => { window.asked = true }", []).await?;
        page.chord(Key::Control, 'p').await?;
        page.until("the question to print", "window.asked").await?;
        for (paper, width, height) in PAPERS {
            let sheets = sheets(&page, &format!("{}-{paper}", example.name), width, height).await?;
            if sheets > MOST_PAGES {
                faults.push(format!("{}: {sheets} sheets of {paper}", example.name));
            }
        }
        page.setting(&["print"]).await?;
        page.run("dispatchEvent(new Event('beforeprint'))", []).await?;
        let shown: String = page.get("document.body.innerText").await?;
        let address = format!("{}#/", page.address());
        for part in
            [example.headline.as_str(), "How this is worked out", "Formulas", "Notes", address.as_str()]
        {
            if !shown.contains(part) {
                faults.push(format!("{}: {part} is not printed", example.name));
            }
        }
        page.run("dispatchEvent(new Event('afterprint'))", []).await?;
        page.setting(&[]).await?;
    }
    assert!(faults.is_empty(), "{faults:#?}");
    Ok(())
}

/// Of hundreds of customers paper has the first, and says so.
pub async fn long_list_prints_only_its_beginning(page: Page) -> Outcome {
    page.open("/tiered-pricing/customer-base").await?;
    page.until_headline("347 customers").await?;
    paste(&page, &customers(500)).await?;
    page.until_headline("500 customers").await?;
    let sheets = sheets(&page, "500-customers", PAPERS[0].1, PAPERS[0].2).await?;
    assert!(sheets <= MOST_PAGES + 1, "{sheets} sheets");
    page.setting(&["print"]).await?;
    page.until_shown("Rows 1 to 20 of 500. The other rows are not printed.").await?;
    page.setting(&[]).await
}

/// How many sheets the page takes as it would be printed.
async fn sheets(page: &Page, name: &str, width: f64, height: f64) -> Outcome<usize> {
    let wanted = json!({ "paperWidth": width, "paperHeight": height, "preferCSSPageSize": false });
    let printed = page.devtools("Page.printToPDF", wanted).await?;
    let file = thirtyfour::support::base64_decode(printed["data"].as_str().ok_or("nothing was printed")?)?;
    if let Some(folder) = std::env::var_os("SCREENSHOTS") {
        let file_name = format!("{}.pdf", name.replace(['/', ':', ' '], "-"));
        std::fs::write(std::path::PathBuf::from(folder).join(file_name), &file)?;
    }
    let text = String::from_utf8_lossy(&file);
    Ok(text.matches("/Type /Page\n").count())
}
