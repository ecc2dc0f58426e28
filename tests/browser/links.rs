//! Links: the corpus that opens for ever, changed formulas, short links, other people's texts, and blocked clipboards.

use commerce_calculators::calculators;
use commerce_calculators::export::qr;
use commerce_calculators::link;
use thirtyfour::prelude::*;

use crate::Outcome;
use crate::drafts::{example, example_of, kept_links, route, route_of, with};
use crate::page::Page;
use crate::stage::Folder;

const AMOUNT: &str = "quantities.0.amount";

pub async fn notices(page: &Page) -> Outcome<Vec<String>> {
    page.get("[...document.querySelectorAll('.notice p')].map((notice) => notice.textContent)").await
}

pub async fn links_of_pricing_open(page: Page) -> Outcome {
    all_open(&page, |family| matches!(family, "tiered-pricing" | "contribution-margin" | "price-waterfall"))
        .await
}

pub async fn links_of_the_other_families_open(page: Page) -> Outcome {
    all_open(&page, |family| !matches!(family, "tiered-pricing" | "contribution-margin" | "price-waterfall"))
        .await
}

/// Whatever their revision, links open with their answer, and say what became of it. The first of a page opens the app, the
/// others are followed in it.
async fn all_open(page: &Page, families: fn(&str) -> bool) -> Outcome {
    let mut before = String::new();
    for kept in kept_links(families)? {
        let slug = kept.route.split('?').next().unwrap_or_default().to_owned();
        if slug == before {
            page.follow("/").await?;
            page.until("the catalogue", "document.querySelector('#main .catalogue')").await?;
            page.follow(&kept.route).await?;
        } else {
            page.open(&kept.route).await?;
        }
        before = slug;
        match kept.headline.as_str() {
            "" => {
                page.until("what keeps an answer from standing", "document.querySelector('.problems')")
                    .await?
            }
            headline => page.until_headline(headline).await?,
        }
        for notice in &kept.notices {
            page.until_shown(notice).await?;
        }
        assert_eq!(notices(page).await?, kept.notices, "{}", kept.name);
    }
    Ok(())
}

/// Both answers are told to whoever comes from an earlier revision: by a link, by what this browser kept, by a file.
pub async fn changed_formulas_are_told(page: Page) -> Outcome {
    let economics = calculators::find("ltv-cac").ok_or("no unit economics")?;
    let media = route_of(economics, &with(example_of(economics, "channels"), "basis", "paid"));
    page.open(&media.replace("_r=4", "_r=2")).await?;
    page.until_shown("These inputs were made with revision 2 of this page, which is now at revision 4.")
        .await?;
    let told = notices(&page).await?.concat();
    assert!(told.contains("Paid media CAC now counts the customers") && told.contains(", was "), "{told}");
    page.picture("changed-formula").await?;
    let violations = page.accessibility().await?;
    assert!(violations.is_empty(), "{violations:#?}");
    // What the browser kept was last written by an earlier revision.
    page.open("/tiered-pricing").await?;
    page.enter(AMOUNT, "17").await?;
    page.until("the work to be kept", "localStorage.getItem('cc:work:tiered-pricing')?.includes('=17&')")
        .await?;
    page.open("/").await?;
    let older = "const key = 'cc:work:tiered-pricing';
        localStorage.setItem(key, localStorage.getItem(key).replaceAll('_r=2', '_r=1'))";
    page.run(older, []).await?;
    page.open("/tiered-pricing").await?;
    page.until_shown("Plans without any price are no longer compared, growth starts on your present plan")
        .await?;
    page.until_headline("17 Seats").await?;
    // That is told once.
    page.open("/tiered-pricing").await?;
    page.until_headline("17 Seats").await?;
    page.settle().await?;
    assert_eq!(notices(&page).await?, Vec::<String>::new());
    // A file with a key that was renamed since.
    page.open("/ltv-cac/retention-fit").await?;
    let folder = Folder::new("older")?;
    let file = folder.0.join("older.json");
    let older = r#"{"_page": "ltv-cac/retention-fit", "_r": 1, "_cur": "EUR", "survivors": "100,71,56.5,47", "counted": "percent",
        "cohort_size": "2400", "period": "month", "ahead": "24", "margin_period": "4.5"}"#;
    std::fs::write(&file, older)?;
    page.driver.find(By::Css("input[type=file]")).await?.send_keys(file.to_string_lossy()).await?;
    page.until("the file", "document.getElementById('f-churn_per')?.value === 'month'").await?;
    assert_eq!(notices(&page).await?, Vec::<String>::new());
    Ok(())
}

/// A code holds only what differs from an example, and opens with the same inputs.
pub async fn code_holds_what_differs(page: Page) -> Outcome {
    let change = calculators::find("tiered-pricing/price-change").ok_or("no price change")?;
    let (whole, short) = {
        let mut draft =
            with(example_of(change, "new-plans"), "proposed.0.charges.0.tiers.0.unit_price", "24");
        draft.fields.rows_mut("customers").ok_or("no customers")?.remove(2);
        draft.fields.put("grandfathered", None);
        (route_of(change, &draft), link::write_short(&draft, &change.outline(), change.past()))
    };
    page.open(&whole).await?;
    page.until("an answer", "document.querySelector('.headline p')").await?;
    let headline = page.headline().await?;
    page.click("QR code").await?;
    page.until_shown("Point a phone at it").await?;
    let address = format!("{}#/tiered-pricing/price-change?{short}", page.address());
    assert!(short.starts_with("_ex=new-plans.") && address.len() < 250, "{address}");
    let code = qr::svg(&address, "QR code").ok_or("no code")?;
    let dark = code.rsplit("<path d=\"").next().and_then(|path| path.split('"').next()).ok_or("no path")?;
    let drawn: String =
        page.get("document.querySelector('dialog svg.qr path + path').getAttribute('d')").await?;
    assert_eq!(drawn, dark, "the code is of another link");
    page.renew().await?;
    page.open(&format!("/tiered-pricing/price-change?{short}")).await?;
    page.until_headline(&headline).await?;
    assert_eq!(notices(&page).await?, Vec::<String>::new());
    // An example that is not what it was is not guessed at.
    page.open("/tiered-pricing/price-change?_ex=new-plans.00000000&raise=5&_r=2").await?;
    page.until_shown(
        "This link holds only what differs from the example “new-plans”, which is not among those here.",
    )
    .await
}

pub async fn other_peoples_texts_are_told(page: Page) -> Outcome {
    let whole = route(example("fonts"));
    page.open(&format!(
        "{whole}&%3Cimg%20src%3Dx%20onerror%3Dran()%3E=1&_new=2&a=1&b=1&c=1&{}=1",
        "z".repeat(3_000)
    ))
    .await?;
    page.until_shown(
        "6 parts of this link could not be used and were left out: <img src=x onerror=ran()>, _new, a, b, c and 1 more.",
    )
    .await?;
    page.open(&format!("/tiered-pricing?_z=1.{}", "A".repeat(9_000))).await?;
    page.until_shown("This link is too long to be read. Ask for the numbers as a file.").await?;
    let lost = "document.querySelector('#search').value";
    for (address, name, search) in [
        ("/break-even_point?price=3&_r=1", "break-even_point", "break even point"),
        ("/%3Cimg%20src%3Dx%20onerror%3Dran()%3E", "<img src=x onerror=ran()>", "<img src=x onerror=ran()>"),
        ("/%ff%zz", "%ff%zz", "%ff%zz"),
    ] {
        page.open(address).await?;
        page.until_shown(&format!("There is no calculator at “{name}”. Search for it here.")).await?;
        assert_eq!(page.get::<String>(lost).await?, search);
    }
    page.open(&format!("/{}", "x".repeat(5_000))).await?;
    page.until_shown(&format!("There is no calculator at “{}…”.", "x".repeat(40))).await?;
    assert!(page.get::<bool>("!document.querySelector('main img')").await?);
    Ok(())
}

/// By the clipboard, else by a selection, else by the reader.
pub async fn link_is_copied_where_the_clipboard_is_blocked(page: Page) -> Outcome {
    let heard = "document.addEventListener('copy', () => { window.copied = document.activeElement.value })";
    let denied = "Clipboard.prototype.writeText = () => Promise.reject(new DOMException('denied', 'NotAllowedError'));";
    let absent = "Object.defineProperty(navigator, 'clipboard', { value: undefined });";
    let whole = route(with(example("fonts"), AMOUNT, "21"));
    for (script, by_selection) in [(denied, true), (absent, true), (denied, false), (absent, false)] {
        page.renew().await?;
        let refused = if by_selection { "" } else { "document.execCommand = () => false;" };
        page.before_load(&[script, refused, heard].concat()).await?;
        page.open(&whole).await?;
        page.until_headline("21 Fonts").await?;
        page.click("Copy link").await?;
        let link = format!("{}#{whole}", page.address());
        if by_selection {
            page.until_shown("Link copied. Whoever opens it sees these inputs.").await?;
            assert_eq!(page.get::<String>("window.copied").await?, link);
            continue;
        }
        page.until_shown("This browser blocks copying here.").await?;
        let selected =
            "(({ value, selectionStart, selectionEnd }) => value.slice(selectionStart, selectionEnd))";
        assert_eq!(page.get::<String>(&format!("{selected}(document.activeElement)")).await?, link);
        page.picture("to-copy").await?;
        let violations = page.accessibility().await?;
        assert!(violations.is_empty(), "{violations:#?}");
        page.press(Key::Escape).await?;
        page.until("the dialog to go", "!document.querySelector('dialog[open]')").await?;
        assert_eq!(page.focus().await?, "button \"Copy link\"");
    }
    Ok(())
}
