//! Contribution margin as a category manager uses it.

use thirtyfour::prelude::*;

use crate::Outcome;
use crate::page::Page;

pub async fn margin_to_promotion(page: Page) -> Outcome {
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
    Ok(())
}
