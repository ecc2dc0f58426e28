//! Without a network: the app as one file, and the app that the browser keeps.

use std::path::Path;
use std::time::Duration;

use serde_json::json;
use tokio::time::{Instant, sleep};

use crate::Outcome;
use crate::drafts::{all_examples, first_examples};
use crate::page::Page;
use crate::stage::{Folder, root, serve};

const AMOUNT: &str = "quantities.0.amount";

/// The address of the app as one file.
pub fn one_file() -> String {
    format!("file://{}", root().join("dist/commerce-calculators.html").display())
}

pub async fn one_file_opens_every_example_and_asks_for_nothing(page: Page) -> Outcome {
    page.open_at(&one_file(), "/").await?;
    assert!(!page.get::<bool>("document.querySelector('.one-file') !== null").await?, "it offers itself");
    for example in all_examples() {
        page.follow(&example.route).await?;
        page.until_headline(&example.headline).await.map_err(|error| format!("{}: {error}", example.name))?;
    }
    let answers = "const worker = window.ccWorker('ltv-cac');
        worker.onmessage = ({ data }) => arguments[0](data);
        worker.onerror = ({ message }) => arguments[0](`failed: ${message}`)";
    assert_eq!(page.run_to_answer::<String>(answers, vec![]).await?, "ready");
    let asked = page.requests().await?;
    let own =
        |address: &String| ["file:", "blob:", "about:"].iter().any(|scheme| address.starts_with(scheme));
    assert!(asked.iter().all(own), "{asked:?}");
    // The browser itself keeps the page from it.
    let refused = "fetch('https://example.com/').then(() => 'sent', () => 'refused').then(arguments[0])";
    assert_eq!(page.run_to_answer::<String>(refused, vec![]).await?, "refused");
    let logged = page.console().await?;
    assert!(logged.iter().all(|message| message.contains("Content Security Policy")), "{logged:?}");
    Ok(())
}

pub async fn copy_of_the_file_opens_with_its_numbers(page: Page) -> Outcome {
    let folder = Folder::new("copy")?;
    page.open_at(&one_file(), "/tiered-pricing").await?;
    save_into(&page, &folder.0).await?;
    page.enter(AMOUNT, "1717").await?;
    // What would end the element that holds the work.
    page.enter("quantities.0.name", "</script><b>Seats").await?;
    page.until_headline("1,717 </script><b>Seats").await?;
    let headline = page.headline().await?;
    page.click("Save a copy with my numbers").await?;
    page.until_shown("Whoever opens the file sees these inputs").await?;
    let saved = folder.0.join("tiered-pricing.html");
    until("the copy in the download folder", || saved.exists()).await?;
    page.requests().await?;
    page.renew().await?;
    let address = format!("file://{}", saved.display());
    page.driver.goto(&address).await?;
    page.until_headline(&headline).await?;
    // What is entered there stays with a reload, which is not to bring back what the file was saved with.
    page.enter(AMOUNT, "18").await?;
    page.until_headline("18 </script><b>Seats").await?;
    page.reload().await?;
    page.until_headline("18 </script><b>Seats").await?;
    // A copy makes copies.
    std::fs::remove_file(&saved)?;
    save_into(&page, &folder.0).await?;
    page.click("Save a copy with my numbers").await?;
    until("the second copy", || saved.exists()).await?;
    page.renew().await?;
    page.driver.goto(&address).await?;
    page.until_headline("18 </script><b>Seats").await?;
    page.requests().await?;
    Ok(())
}

pub async fn app_opens_without_its_server(page: Page) -> Outcome {
    let (mut server, address) = serve(&root().join("dist"))?;
    page.open_at(&address, "/").await?;
    page.until("the app to be kept", KEPT).await?;
    server.kill()?;
    server.wait()?;
    for example in first_examples() {
        page.open_at(&address, &example.route).await?;
        page.until_headline(&example.headline).await.map_err(|error| format!("{}: {error}", example.name))?;
    }
    page.requests().await?;
    page.console().await?;
    Ok(())
}

/// The service worker has everything and answers for the page.
pub const KEPT: &str =
    "navigator.serviceWorker.controller && navigator.serviceWorker.controller.state === 'activated'";

pub async fn new_version_waits_and_keeps_the_work(page: Page) -> Outcome {
    let folder = Folder::new("version")?;
    for entry in std::fs::read_dir(root().join("dist"))? {
        let entry = entry?;
        // What other sites load is of no account here.
        if entry.path().is_dir() {
            continue;
        }
        std::fs::copy(entry.path(), folder.0.join(entry.file_name()))?;
    }
    let (mut server, address) = serve(&folder.0)?;
    page.open_at(&address, "/tiered-pricing").await?;
    page.until("the app to be kept", KEPT).await?;
    page.enter(AMOUNT, "1717").await?;
    page.until_headline("1,717 Seats").await?;
    // Half of a new version: its page does not name the files that its service worker wants. It must not be taken.
    let worker = std::fs::read_to_string(folder.0.join("sw.js"))?;
    replace(&folder.0, "sw.js", "icon-192.png", "icon-191.png")?;
    let taken = "navigator.serviceWorker.getRegistration().then(async (found) => {
        await found.update();
        while (found.installing) await new Promise((done) => setTimeout(done, 50));
        return found.waiting ? 'taken' : 'refused';
    }).then(arguments[0])";
    assert_eq!(page.run_to_answer::<String>(taken, vec![]).await?, "refused");
    // The whole of it.
    std::fs::write(folder.0.join("sw.js"), worker)?;
    replace(&folder.0, "index.html", "Calculators for commerce strategy", "Newer calculators")?;
    replace(&folder.0, "sw.js", "VERSION=\"", "VERSION=\"newer")?;
    page.reload().await?;
    page.until_shown("There is a new version of the calculators.").await?;
    let described = "document.querySelector('meta[name=description]').content";
    assert!(!page.get::<String>(described).await?.starts_with("Newer"), "the new version was not waited for");
    let violations = page.accessibility().await?;
    assert!(violations.is_empty(), "{violations:#?}");
    page.picture("update").await?;
    page.enter(AMOUNT, "1818").await?;
    page.click("Reload with it").await?;
    page.until("the new version", &format!("{described}.startsWith('Newer')")).await?;
    page.until_headline("1,818 Seats").await?;
    server.kill()?;
    server.wait()?;
    page.requests().await?;
    page.console().await?;
    Ok(())
}

/// Has the browser save downloads in a folder.
async fn save_into(page: &Page, folder: &Path) -> Outcome {
    let behaviour = json!({ "behavior": "allow", "downloadPath": folder });
    page.devtools("Browser.setDownloadBehavior", behaviour).await?;
    Ok(())
}

/// Writes something else in a file.
fn replace(folder: &Path, name: &str, before: &str, after: &str) -> Outcome {
    let file = folder.join(name);
    let text = std::fs::read_to_string(&file)?;
    assert!(text.contains(before), "{name} says nothing of {before}");
    Ok(std::fs::write(file, text.replace(before, after))?)
}

/// Waits until something outside the browser is so.
async fn until(what: &str, so: impl Fn() -> bool) -> Outcome {
    let end = Instant::now() + Duration::from_secs(15);
    while !so() {
        if Instant::now() > end {
            return Err(format!("waited in vain for {what}").into());
        }
        sleep(Duration::from_millis(30)).await;
    }
    Ok(())
}
