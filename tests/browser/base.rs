//! A whole customer base: pasted, worked out by the worker, kept, carried from page to page and handed on.

use crate::Outcome;
use crate::page::Page;

/// Rows as a spreadsheet gives them; every third customer is on the second plan.
pub fn customers(count: usize) -> String {
    let mut rows = "Customer\tPlan\tHow many\tSeats\tAPI requests\n".to_owned();
    for row in 0..count {
        let plan = if row % 3 == 0 { "Scale" } else { "Team" };
        rows.push_str(&format!("C{row}\t{plan}\t1\t{}\t{}\n", 1 + row % 40, row * 100));
    }
    rows
}

/// Pastes into the box of the customers' table.
pub async fn paste(page: &Page, text: &str) -> Outcome {
    let button = |name: &str| {
        format!(
            "[...document.querySelectorAll('#f-customers button')].find((b) => b.textContent === '{name}').click()"
        )
    };
    page.run(&button("Paste rows"), []).await?;
    page.until("the box", "document.activeElement.tagName === 'TEXTAREA'").await?;
    // Not by the clipboard, which the browsers side by side share.
    page.run(&format!("document.activeElement.value = {text:?}"), []).await?;
    page.run(&button("Take these rows"), []).await?;
    Ok(())
}

pub async fn long_list_is_pasted_worked_out_kept_and_linked(page: Page) -> Outcome {
    page.open("/tiered-pricing/customer-base").await?;
    page.until_headline("347 customers").await?;
    paste(&page, &customers(2_400)).await?;
    page.until_headline("2,400 customers").await?;
    page.until_shown("Rows 1 to 20 of 2,400").await?;
    assert_eq!(page.value("customers.1.name").await?, "C1", "part of a label names its column");
    assert_eq!(page.get::<String>("document.querySelector('#f-customers-1-amounts-1').value").await?, "100");
    let before = page.headline().await?;
    // One digit, so that no answer comes before the one that is waited for.
    page.enter("plans.0.base_fee", "9").await?;
    page.until(
        "the answer to follow",
        &format!("!document.querySelector('.headline').textContent.includes({before:?})"),
    )
    .await?;
    let after = page.headline().await?;
    assert!(after.starts_with("2,400 customers"), "{after}");
    page.reload().await?;
    page.until_headline(&after).await?;
    page.click("Copy link").await?;
    page.until_shown("Link copied without the table “Customers”").await?;
    let link = page.clipboard().await?;
    page.renew().await?;
    page.open(link.split_once('#').ok_or("a link without inputs")?.1).await?;
    page.until_shown("This link came without its table “Customers” (2,400 rows)").await?;
    assert_eq!(page.value("plans.0.base_fee").await?, "9");
    Ok(())
}

pub async fn bad_rows_are_left_out_and_told(page: Page) -> Outcome {
    page.open("/tiered-pricing/customer-base").await?;
    let bad = "A\tTeam\t1\t5\t100\nB\tTaem\t1\t5\t100\nC\tTeam\t1\tmany\t100\nA\tTeam\t1\t5\t100\nD\tTeam\t1\t-4\t100\n";
    paste(&page, bad).await?;
    page.until_headline("1 customer").await?;
    for told in [
        "4 rows of 5 are left out",
        "Did you mean “Team”?",
        "“many” is not a number",
        "“A” stands in row 1 already.",
    ] {
        page.until_shown(told).await?;
    }
    assert!(page.problem("customers.1.plan").await?.contains("Taem"));
    // Mended, it counts.
    page.choose("Present plan, 2", "Team").await?;
    page.until_headline("2 customers").await
}

pub async fn pages_of_a_family_share_what_was_entered(page: Page) -> Outcome {
    page.open("/tiered-pricing/customer-base").await?;
    page.until_headline("347 customers").await?;
    // An example as it came stays behind.
    page.click("Price change").await?;
    page.until_headline("The new prices").await?;
    page.click("Customer base").await?;
    page.until_headline("347 customers").await?;
    paste(&page, &customers(30)).await?;
    page.until_headline("30 customers").await?;
    page.click("Price change").await?;
    page.until_shown("What both pages share was taken over from “Customer base”").await?;
    assert_eq!(page.value("customers.29.name").await?, "C29");
    page.enter("raise", "5").await?;
    page.until_headline("The new prices").await?;
    page.enter("plans.0.base_fee", "7").await?;
    page.click("Quote and compare").await?;
    page.until_shown("What both pages share was taken over from “Price change”").await?;
    assert_eq!(page.value("plans.0.base_fee").await?, "7");
    page.click("Undo").await?;
    page.until("the page's own work", "!document.querySelector('#f-plans-0-base_fee')?.value.startsWith('7')")
        .await
}

pub async fn page_works_without_a_worker(page: Page) -> Outcome {
    page.before_load("window.Worker = function () { throw new Error('workers are not allowed here') }")
        .await?;
    page.open("/tiered-pricing/customer-base").await?;
    page.until_headline("347 customers").await?;
    paste(&page, &customers(600)).await?;
    page.until_headline("600 customers").await?;
    let before = page.headline().await?;
    page.enter("plans.0.base_fee", "12").await?;
    page.until(
        "the answer to follow",
        &format!("document.querySelector('.headline p').textContent !== {before:?}"),
    )
    .await
}

pub async fn rows_of_a_trigger_are_opened_copied_and_saved(page: Page) -> Outcome {
    page.open("/tiered-pricing/customer-base").await?;
    page.until_headline("347 customers").await?;
    paste(&page, &customers(600)).await?;
    page.until_headline("600 customers").await?;
    // What would go to the clipboard, which the browsers side by side share, and into a file.
    let watched = "navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve() };
        URL.createObjectURL = (file) => { file.text().then((text) => { window.saved = text }); return 'data:,' };
        document.addEventListener('click', (event) => {
            if (event.target.download) { window.file = event.target.download; event.preventDefault() }
        })";
    page.run(watched, []).await?;
    let question = "Who might leave, and why?";
    page.click(question).await?;
    let trigger = "Would pay less on another plan";
    let table = format!(
        "[...document.querySelectorAll('.data')].find((data) => data.querySelector('h4')?.textContent === '{trigger}')"
    );
    page.until("the rows of the trigger", &table).await?;
    let summary = format!(
        "[...[...document.querySelectorAll('.data tr')].find((row) => row.cells[0].textContent === '{trigger}').cells][1].textContent"
    );
    let found: usize = page.get::<String>(&summary).await?.replace(',', "").parse()?;
    assert!((21..600).contains(&found), "more than are shown at once, and not all: {found}");
    for name in ["Copy", "Save CSV"] {
        let press = format!(
            "[...{table}.querySelectorAll('button')].find((b) => b.textContent === '{name}').click()"
        );
        page.run(&press, []).await?;
    }
    page.until("what is copied and saved", "window.copied && window.saved").await?;
    let (copied, saved): (String, String) =
        (page.get("window.copied").await?, page.get("window.saved").await?);
    let copied: Vec<Vec<&str>> = copied.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(copied[0][..4], ["Customer", "Plan", "Customers", "Bill (USD)"]);
    assert_eq!(copied.len(), found + 1, "all rows, not only those that are shown");
    // No cell of this table has a comma in it.
    let saved: Vec<Vec<&str>> = saved
        .trim_start_matches('\u{feff}')
        .lines()
        .map(|line| line.split(',').map(|cell| cell.trim_matches('"')).collect())
        .collect();
    assert_eq!(saved[1..], copied[1..]);
    assert_eq!(page.get::<String>("window.file").await?, "tiered-pricing-customer-base-rows_dearer.csv");
    let shown: String = page.get(&format!("{table}.querySelector('tbody td').textContent")).await?;
    assert_eq!(shown, copied[1][0]);
    Ok(())
}

/// The first worker never hears of an edit, as if it were at it for long.
pub async fn progress_shows_and_a_next_edit_ends_the_run_before(page: Page) -> Outcome {
    let workers = "const Real = window.Worker;
        Object.assign(window, { hold: false, made: 0, ended: 0 });
        window.Worker = class extends Real {
            constructor(...given) { super(...given); window.made += 1 }
            postMessage(...given) { if (!(window.hold && Array.isArray(given[0]))) super.postMessage(...given) }
            terminate() { window.ended += 1; super.terminate() }
        }";
    page.before_load(workers).await?;
    page.open("/tiered-pricing/customer-base").await?;
    page.until_headline("347 customers").await?;
    paste(&page, &customers(600)).await?;
    page.until_headline("600 customers").await?;
    let before = page.headline().await?;
    let told = "[window.made, window.ended]";
    assert_eq!(page.get::<[u32; 2]>(told).await?, [1, 0]);
    page.run("window.hold = true", []).await?;
    page.enter("plans.0.base_fee", "9").await?;
    let progress = "document.querySelector('.updating progress')";
    page.until(
        "the progress",
        &format!("{progress} && getComputedStyle({progress}).visibility === 'visible'"),
    )
    .await?;
    // Meanwhile the last answer stays, and the page is live.
    assert_eq!(page.headline().await?, before);
    assert!(page.get("Boolean(document.querySelector('[aria-busy=true]'))").await?);
    page.run("window.hold = false", []).await?;
    page.type_text("5").await?;
    page.until("the progress to go", &format!("!{progress}")).await?;
    assert_eq!(page.get::<[u32; 2]>(told).await?, [2, 1], "the run before was ended");
    assert_eq!(page.value("plans.0.base_fee").await?, "95");
    let after = page.headline().await?;
    assert_ne!(after, before);
    // The answer is of both digits, as that of a page which has them from the start.
    page.reload().await?;
    page.until_headline(&after).await
}

pub async fn proposed_plans_begin_as_the_present_ones(page: Page) -> Outcome {
    let present = "quantities.0.name=Seats&plans.0.name=Team&plans.0.base_fee=10&customers.0.plan=Team&customers.0.amounts=5";
    page.open(&format!("/tiered-pricing/price-change?{present}")).await?;
    page.until_headline("The new prices change no bill").await?;
    page.click("Copy all of “Plans”").await?;
    page.until("the focus on the copy", "document.activeElement.id === 'f-proposed-0-name'").await?;
    assert_eq!(page.value("proposed.0.name").await?, "Team");
    let offered = "[...document.querySelectorAll('#f-proposed button')].some((b) => b.textContent.startsWith('Copy all'))";
    page.until("the offer to go", &format!("!{offered}")).await?;
    page.enter("proposed.0.base_fee", "12").await?;
    page.until_headline("$2.00 a month more").await?;
    assert_eq!(page.value("plans.0.base_fee").await?, "10", "the present ones stay as they are");
    page.click("Undo").await?;
    page.click("Undo").await?;
    page.until("the offer to come back", offered).await
}
