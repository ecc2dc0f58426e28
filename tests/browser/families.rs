//! The families as their users go through them, and what goes on from one to the other.

use thirtyfour::prelude::*;

use crate::Outcome;
use crate::page::Page;

pub async fn margin_to_promotion_and_ltv(page: Page) -> Outcome {
    page.open("/").await?;
    page.fill("Search", "margin by cat").await?;
    page.press(Key::Tab).await?;
    page.press(Key::Enter).await?;
    page.until_headline("is left after variable costs").await?;
    // A price below cost is told at the price, and the list of warnings leads there.
    page.enter("categories.0.price", "20").await?;
    page.press(Key::Tab).await?;
    page.until_headline("Shoes").await?;
    assert!(page.problem("categories.0.price").await?.contains("loses"));
    page.click("Shoes, List price").await?;
    page.settle().await?;
    assert_eq!(page.focus().await?, r#"input "List price, 1""#);
    page.click("Undo").await?;
    page.enter("categories.4.price", "18").await?;
    page.until("no loss", "!document.querySelector('.headline').textContent.includes('loses')").await?;
    // The other page goes on with these categories.
    page.click("Promotions").await?;
    page.until_shown("What both pages share was taken over from “Margin by category”").await?;
    assert_eq!(page.value("categories.4.price").await?, "18");
    page.enter("depth", "25").await?;
    page.enter("target_margin", "30").await?;
    page.until_headline("The promotion must sell").await?;
    page.open_all().await?;
    page.until("the row of the promotion", "document.querySelector('td.present')?.textContent === '25%'")
        .await?;
    // A discount that gives the whole margin away has no break-even, and says so.
    page.enter("depth", "95").await?;
    page.press(Key::Tab).await?;
    page.until("a sentence instead of a number", "document.querySelector('.figure-why')?.textContent !== ''")
        .await?;
    // The margin goes on to what a customer is worth, as it is shown.
    page.back().await?;
    page.until_shown("Go on with these numbers").await?;
    let shown: String = page.get("document.querySelector('.carried').textContent").await?;
    let margin = shown.rsplit(' ').next().unwrap_or_default().trim_end_matches('%').to_owned();
    page.click("LTV:CAC: Unit economics").await?;
    page.until_shown("Taken over from “Margin by category”: ").await?;
    let taken = page.value("margin").await?;
    assert!(taken.starts_with(&margin[..margin.len() - 1]), "{taken} is not {margin}");
    // Nothing else was entered there yet: the page asks for it, and undo brings its example back.
    page.until_shown("Still needed for an answer").await?;
    page.click("Undo").await?;
    page.until_headline("A customer is worth").await
}

pub async fn pairs_to_bundle(page: Page) -> Outcome {
    page.open("/bundling/pairs").await?;
    page.until_headline("first: it may add").await?;
    page.until_shown("Anchor Whole milk").await?;
    page.click("Bundling: Programme").await?;
    page.until_shown("Taken over from “Pairs”: ").await?;
    assert_eq!(page.value("items.0.name").await?, "Whole milk");
    assert_eq!(page.value("items.1.price").await?, "1.80");
    page.until("an answer", "!document.querySelector('.problems') && document.querySelector('.headline')")
        .await?;
    // A take rate above all of them is refused at its cell.
    page.enter("baskets.0.take", "101").await?;
    page.press(Key::Tab).await?;
    page.until("the problem", "document.querySelector('.problems')").await?;
    assert_ne!(page.problem("baskets.0.take").await?, "");
    page.click("Undo").await?;
    page.click("Channel conflict").await?;
    page.until("the page", "document.querySelector('h1')?.textContent === 'Channel conflict'").await
}

pub async fn prices_from_buyers_and_whom_a_bundle_undercuts(page: Page) -> Outcome {
    page.open("/bundling/willingness-to-pay").await?;
    page.until_headline("Mixed bundling earns most, $230.00").await?;
    // Best prices leave buyers undecided; those next to them do not.
    page.open_all().await?;
    page.until_shown("At the prices below each buyer has one best choice, and they earn $229.94").await?;
    // A row without one of its values is left out, and told at the row.
    page.enter("buyers.0.values.1", "").await?;
    page.press(Key::Tab).await?;
    page.until_shown("Enter what they would pay for each of the 2 items").await?;
    assert_ne!(page.problem("buyers.0.values").await?, "");
    page.click("Undo").await?;
    page.until_headline("Mixed bundling earns most, $230.00").await?;
    page.enter("items.0.cost", "0").await?;
    page.press(Key::Tab).await?;
    page.until_headline("Mixed bundling earns most, $300.00").await?;
    // A bundle that costs more than its items is refused at its price; one that keeps every minimum says so.
    page.open("/bundling/channel-conflict").await?;
    page.until_headline("1 part comes out below the minimum advertised price").await?;
    assert!(page.problem("items.0.least").await?.contains("below its minimum advertised price"));
    page.enter("bundle_price", "1148.01").await?;
    page.press(Key::Tab).await?;
    page.until("the problem", "document.querySelector('.problems')").await?;
    assert!(page.problem("bundle_price").await?.contains("nobody would take it"));
    page.enter("bundle_price", "1076.17").await?;
    page.press(Key::Tab).await?;
    page.until_headline("no part comes out below its minimum advertised price").await?;
    // Partners that lose nothing need nothing.
    page.enter("channels.0.drawn", "0").await?;
    page.enter("channels.1.drawn", "0").await?;
    page.press(Key::Tab).await?;
    page.until_headline("takes nothing from partners").await
}

pub async fn retention_to_ltv(page: Page) -> Outcome {
    page.open("/ltv-cac/retention-fit").await?;
    page.until_headline("Churn falls from 37.33%").await?;
    // Fewer renewals than a fit can be made of: told at the row.
    page.enter("survivors", "1000").await?;
    page.press(Key::Tab).await?;
    page.until("the problem", "document.querySelector('.problems')").await?;
    page.click("Undo").await?;
    page.until_headline("Churn falls from 37.33%").await?;
    page.click("LTV:CAC: Unit economics").await?;
    page.until_shown("Taken over from “Retention fit”: ").await?;
    assert_eq!(page.value("churn").await?, "16.341837");
    // The fit is by the year, and so is its churn.
    assert_eq!(page.value("churn_per").await?, "year");
    page.click("Undo").await?;
    page.until_headline("A customer is worth").await?;
    page.enter("churn", "100.01").await?;
    page.press(Key::Tab).await?;
    page.until("the problem", "document.querySelector('.problems')").await?;
    assert_ne!(page.problem("churn").await?, "");
    page.enter("churn", "0").await?;
    page.press(Key::Tab).await?;
    page.until(
        "an answer or why there is none",
        "document.querySelector('.problems, .figure-why, .warnings li')",
    )
    .await?;
    // A page that shares nothing with this one opens as it is, and does not speak of it.
    page.click("Reallocation").await?;
    page.until(
        "the page",
        "document.querySelector('h1')?.textContent === 'Reallocation' && document.querySelector('.headline')",
    )
    .await?;
    assert!(
        page.get::<bool>("document.querySelector('.notice') === null").await?,
        "it says that it took something"
    );
    Ok(())
}

pub async fn unit_economics_to_reallocation(page: Page) -> Outcome {
    page.open("/ltv-cac").await?;
    page.until_headline("A customer is worth").await?;
    page.until_shown("Go on with these numbers").await?;
    // The rows of its channels go along, with what each cost and brings.
    page.click("LTV:CAC: Reallocation").await?;
    page.until_shown("Each channel with its media spend, new customers and LTV").await?;
    let of = async |row: usize, key: &str| -> Outcome<String> {
        Ok(page.value(&format!("mix.{row}.{key}")).await?.replace(',', ""))
    };
    assert_eq!(of(0, "name").await?, "Search");
    assert_eq!(of(0, "spend").await?.trim_end_matches(".00"), "126000");
    assert_eq!(of(1, "name").await?, "Social");
    assert_eq!(of(1, "customers").await?, "140");
    assert_eq!(of(2, "name").await?, "Events");
    page.until_headline("Move").await?;
    // Nothing diminishes: told at the field.
    page.enter("mix.0.elasticity", "1").await?;
    page.press(Key::Tab).await?;
    page.until("the problem", "document.querySelector('.problems')").await?;
    assert!(page.problem("mix.0.elasticity").await?.contains("less than 1"));
    page.click("Undo").await?;
    page.until_headline("Move").await?;
    // Too few customers to judge a channel by leave nothing to move.
    page.enter("least_customers", "5000").await?;
    page.press(Key::Tab).await?;
    page.until_headline("No channel has spend and enough customers").await?;
    page.click("Undo").await?;
    page.open_all().await?;
    page.until_shown("Averages, and the next customer").await
}

pub async fn cohorts_that_fall_behind(page: Page) -> Outcome {
    page.open("/ltv-cac/cohorts").await?;
    page.until_headline("After 6 months LTV:CAC").await?;
    page.enter("horizon", "3").await?;
    page.press(Key::Tab).await?;
    page.until_headline("After 3 months LTV:CAC").await?;
    page.click("Undo").await?;
    page.until_headline("After 6 months LTV:CAC").await?;
    // Fewer were won than are active: told at the cell, the number stays, and the row counts in nothing.
    page.enter("cohorts.0.customers", "100").await?;
    page.press(Key::Tab).await?;
    page.until_shown("1 row of 30 is left out").await?;
    assert!(page.problem("cohorts.0.observed").await?.contains("from 0 to the 100"));
    assert_eq!(page.value("cohorts.0.customers").await?, "100");
    page.click("Undo").await?;
    page.until_headline("After 6 months LTV:CAC").await?;
    page.enter("horizons", "1 2 3 4 5 6 7 8 9 10 11 12 13").await?;
    page.press(Key::Tab).await?;
    page.until("the warning", "document.querySelector('.warnings li')").await?;
    assert!(page.problem("horizons").await?.contains("room for 12 horizons"));
    page.click("Undo").await?;
    // What the projections rest on, which cohorts keep less, and the triangle in another measure.
    page.open_all().await?;
    page.until_shown("Its channel").await?;
    page.until_shown("Below, by chance perhaps").await?;
    page.choose("The triangle shows", "listed").await?;
    // 252 of the first 420 were still there in their second month.
    let second = "[...document.querySelectorAll('td[data-label=\"Month 2\"]')].some((cell) => cell.textContent === '252')";
    page.until("the triangle of customers", second).await
}

pub async fn waterfall_from_list_to_pocket(page: Page) -> Outcome {
    page.open("/").await?;
    page.fill("Search", "pocket price").await?;
    page.press(Key::Tab).await?;
    page.press(Key::Enter).await?;
    page.until_headline("Of a list price of $6.00, $4.47 reaches your pocket").await?;
    // A step that takes more than there is, told at its cell.
    page.enter("steps.0.amount", "7").await?;
    page.press(Key::Tab).await?;
    page.until_headline("Nothing of the list price of $6.00 reaches your pocket").await?;
    assert!(page.problem("steps.0.amount").await?.contains("only $6.00 was left"));
    page.click("Undo").await?;
    page.until_headline("$4.47 reaches your pocket").await?;
    // The same step off the invoice as on it.
    page.enter("steps.6.name", "Competitive discount, off invoice").await?;
    page.press(Key::Tab).await?;
    page.until("the warning", "document.querySelector('.warnings li')").await?;
    assert!(page.problem("steps.6.name").await?.contains("counts twice"));
    page.click("Undo").await?;
    page.open_all().await?;
    page.until_shown("A point adds to a unit").await?;
    page.enter("units", "").await?;
    page.press(Key::Tab).await?;
    page.until_shown("Enter the units sold.").await
}
