//! Typing: what is wrong, told at its field with nothing lost; and numbers as people write them.

use commerce_calculators::input::Draft;
use commerce_calculators::report::currency::Currency;
use thirtyfour::prelude::*;

use crate::Outcome;
use crate::drafts::{example, first_examples, repeated, route, unread, with};
use crate::page::{Page, id};

pub async fn wrong_entries_are_told_at_the_field(page: Page) -> Outcome {
    page.open(&route(example("fonts"))).await?;
    page.until_headline("20 Fonts").await?;
    let headline = page.headline().await?;
    let (zeros, digits) = ("0".repeat(30), "1234567890".repeat(4));
    let (zeros, decimals) = (format!("1{zeros}"), format!("0.{digits}"));
    let too_large = |text: &str| {
        let short = if text.chars().count() > 41 { format!("{}…", &text[..40]) } else { text.to_owned() };
        format!("“{short}” is too large. Enter a smaller number.")
    };
    let tier = "plans.0.charges.0.tiers.1.up_to";
    let cases = [
        ("quantities.0.amount", "ten", "“ten” is not a number. Enter one such as 1,250.5.".to_owned()),
        ("quantities.0.amount", "1.2.3", "“1.2.3” is not a number. Enter one such as 1,250.5.".to_owned()),
        ("quantities.0.amount", "", "Enter a number.".to_owned()),
        ("quantities.0.amount", "-5", "A quantity cannot be negative. For a return, turn on “Credit negative quantities” under “More rules”.".to_owned()),
        ("quantities.0.amount", &zeros, too_large(&zeros)),
        ("quantities.0.amount", &digits, too_large(&digits)),
        ("quantities.0.amount", &decimals, format!("“{}…” has too many digits. Use at most 28.", &decimals[..40])),
        ("quantities.0.name", "", "Enter a name.".to_owned()),
        (tier, "3", "Tier 2 must end above tier 1 (5).".to_owned()),
        ("plans.0.percent_discount", "150", "Enter 100% or less.".to_owned()),
        ("plans.0.base_fee", "12%", "“12%” is a percentage. Enter an amount such as $1,250.50.".to_owned()),
        ("plans.0.base_fee", "€5", "This amount is in EUR, and the form is in USD. Enter it in USD, or change the form's currency.".to_owned()),
    ];
    for (path, text, sentence) in &cases {
        let before = page.value(path).await?;
        // At once, so that nothing is answered on the way.
        page.enter(path, "").await?;
        if !text.is_empty() {
            page.paste(text).await?;
        }
        page.press(Key::Tab).await?;
        let told = format!("document.getElementById('{}').getAttribute('aria-invalid') === 'true'", id(path));
        page.until(&format!("{path} to be marked for {text:?}"), &told).await?;
        assert_eq!(page.problem(path).await?, *sentence);
        assert_eq!(page.value(path).await?, *text, "the text stays as typed");
        let listed: String = page
            .get("[...document.querySelectorAll('.problems')].map((list) => list.innerText).join()")
            .await?;
        assert!(listed.contains(sentence.as_str()), "the list tells the same");
        assert_eq!(page.headline().await?, headline, "the last answer stays");
        page.until_shown("Out of date").await?;
        page.enter(path, &before).await?;
        page.press(Key::Tab).await?;
        page.until("the answer to stand again", "!document.querySelector('.stale, .problems')").await?;
        assert_eq!(page.problem(path).await?, "");
    }
    // While the first attempt is still being typed, nothing is said at the field.
    page.reload().await?;
    page.enter("quantities.0.amount", "-").await?;
    page.until("the answer to be out of date", "document.querySelector('.results.stale')").await?;
    assert_eq!(page.problem("quantities.0.amount").await?, "");
    page.type_text("8").await?;
    page.press(Key::Tab).await?;
    assert!(page.problem("quantities.0.amount").await?.starts_with("A quantity cannot be negative."));
    Ok(())
}

pub async fn what_was_typed_survives_a_reload(page: Page) -> Outcome {
    page.open(&route(example("fonts"))).await?;
    let amount = "quantities.0.amount";
    for (text, sentence) in [
        ("1.2.3", "“1.2.3” is not a number. Enter one such as 1,250.5."),
        ("1e30", "“1e30” is too large. Enter a smaller number."),
    ] {
        page.enter(amount, text).await?;
        page.press(Key::Tab).await?;
        page.reload().await?;
        assert_eq!(page.value(amount).await?, text);
        assert_eq!(page.problem(amount).await?, sentence);
        assert!(page.text(".problems").await?.contains(sentence));
    }
    page.click("Undo").await?;
    page.until("the text before", &format!("document.getElementById('{}').value === '1.2.3'", id(amount)))
        .await?;
    page.click("Undo").await?;
    page.until_headline("20 Fonts").await
}

pub async fn wrong_tables_are_told_at_the_table(page: Page) -> Outcome {
    page.open(&route(example("fonts"))).await?;
    let headline = page.headline().await?;
    page.reveal("plans.0.charges.0.tiers").await?;
    let rows: Vec<String> = (1..=51).map(|tier| format!("{tier}\t{}", 100 - tier)).collect();
    let tools = page.find("#f-plans-0-charges-0-tiers > .table-tools").await?;
    tools.find_all(By::Css("button")).await?[1].click().await?;
    page.settle().await?;
    page.paste(&rows.join("\n")).await?;
    page.click("Take these rows").await?;
    page.until_shown("This takes up to 50 rows; there are 51. Take some away.").await?;
    assert_eq!(page.headline().await?, headline, "the last answer stays");
    page.click("Volume, charge 1, Tiers").await?;
    page.settle().await?;
    assert_eq!(focused_id(&page).await?, "f-plans-0-charges-0-tiers");
    page.click("Undo").await?;
    page.until("the answer to stand again", "!document.querySelector('.stale, .problems')").await?;

    page.open(&route(repeated(example("fonts"), "plans", 13))).await?;
    page.until_shown("This takes up to 12 rows; there are 13. Take some away.").await?;
    page.click("Plans").await?;
    page.settle().await?;
    assert_eq!(focused_id(&page).await?, "f-plans");

    // Products too long for the arithmetic.
    page.open(&route(long_product())).await?;
    page.until_shown("this takes more than 28 digits.").await?;
    page.find(".problems button").await?.click().await?;
    page.settle().await?;
    assert!(focused_id(&page).await?.starts_with("f-plans-0"), "{}", page.focus().await?);
    Ok(())
}

/// Also to fields in closed parts, and to rows that a long table does not have in the page.
pub async fn list_of_problems_leads_to_the_fields(page: Page) -> Outcome {
    page.open(&route(unread(example("fonts"), "growth", "much"))).await?;
    // It opens by itself; what the reader closes, the link opens again.
    page.until("the section to be open", "document.getElementById('f-growth').checkVisibility()").await?;
    page.run("document.getElementById('f-growth').closest('details').open = false", []).await?;
    page.click("Growth a month").await?;
    page.until("the focus on the field", "document.activeElement.id === 'f-growth'").await?;
    page.settle().await?;
    page.type_text("3").await?;
    page.until_headline("20 Fonts").await?;

    let long = with(repeated(example("fonts"), "quantities", 120), "quantities.110.name", "Fonts");
    page.open(&route(long)).await?;
    page.click("Quantity 111, Name").await?;
    page.until("the focus on the field", "document.activeElement.id === 'f-quantities-110-name'").await?;
    page.settle().await?;
    page.type_text("Other").await?;
    page.until_headline("20 Fonts").await
}

/// What is missing is asked for at the answer; no field is marked before the reader has been there.
pub async fn blank_page_invites(page: Page) -> Outcome {
    for example in first_examples() {
        page.open(&example.route).await?;
        page.until_headline(&example.headline).await?;
        page.click("Start blank").await?;
        page.until_shown("Still needed for an answer").await?;
        page.settle().await?;
        let scolded: Vec<String> = page
            .get("[...document.querySelectorAll('.form .problem, .form [aria-invalid], .problems:not(.asked)')]
                .filter((part) => part.checkVisibility()).map((part) => part.outerHTML.slice(0, 200))")
            .await?;
        assert!(scolded.is_empty(), "{}: {scolded:#?}", example.name);
    }
    Ok(())
}

pub async fn numbers_are_read_as_people_type_them(page: Page) -> Outcome {
    page.open(&route(in_euros(example("seats-and-usage")))).await?;
    let amount = "quantities.1.amount";
    for (text, reading, headline) in [
        ("1.2k", "= 1,200", "1,200 API requests"),
        ("1,234", "= 1,234", "1,234 API requests"),
        ("115,000", "= 115,000", "115,000 API requests"),
        ("١٢٣", "", "123 API requests"),
        ("1 234 567", "", "1,234,567 API requests"),
    ] {
        page.enter(amount, text).await?;
        page.until_headline(headline).await?;
        assert_eq!(reading_at(&page, amount).await?, reading, "{text}");
    }
    page.enter(amount, "(300)").await?;
    page.until("the reading", "document.body.innerText.includes('= -300')").await?;
    page.enter(amount, "2e3").await?;
    page.press(Key::Tab).await?;
    page.until_headline("2,000 API requests").await?;
    assert_eq!(page.value(amount).await?, "2,000", "at rest a number has its groups");
    assert_eq!(reading_at(&page, amount).await?, "");
    page.enter("plans.0.base_fee", "€1.234,50").await?;
    page.press(Key::Tab).await?;
    assert_eq!(page.value("plans.0.base_fee").await?, "1,234.50");
    assert!(page.headline().await?.contains('€'), "{}", page.headline().await?);
    page.enter("growth", "12%").await?;
    page.press(Key::Tab).await?;
    assert_eq!(page.value("growth").await?, "12");
    page.until("the answer to stand", "!document.querySelector('.stale, .problems')").await
}

pub async fn german_number_style_is_read_and_shown(page: Page) -> Outcome {
    page.open(&route(example("seats-and-usage"))).await?;
    page.until_headline("115,000 API requests").await?;
    page.click("Settings").await?;
    page.choose("Number style", "de-DE").await?;
    page.until_shown("1.234.567,89").await?;
    page.click("Done").await?;
    assert_eq!(page.focus().await?, r#"button "Settings""#, "a dialog gives the focus back");
    page.until_headline("115.000 API requests").await?;
    assert_eq!(page.value("quantities.1.amount").await?, "115.000");
    page.enter("plans.0.base_fee", "1.234,5").await?;
    page.press(Key::Tab).await?;
    assert_eq!(page.value("plans.0.base_fee").await?, "1.234,50");
    page.enter("quantities.1.amount", "12.345").await?;
    page.until_headline("12.345 API requests").await?;
    assert_eq!(reading_at(&page, "quantities.1.amount").await?, "= 12.345");
    page.reload().await?;
    page.until_headline("12.345 API requests").await?;
    assert_eq!(page.value("plans.0.base_fee").await?, "1.234,50");
    // An unread text is not read again in another style.
    page.enter("quantities.1.amount", "1.2.3").await?;
    page.press(Key::Tab).await?;
    assert_eq!(
        page.problem("quantities.1.amount").await?,
        "“1.2.3” is not a number. Enter one such as 1.250,5."
    );
    Ok(())
}

pub async fn change_of_currency_relabels_and_never_converts(page: Page) -> Outcome {
    page.open(&route(with(example("seats-and-usage"), "plans.0.base_fee", "10.5"))).await?;
    page.until_headline("$").await?;
    page.choose("Amounts in", "JPY").await?;
    page.until_shown("JPY has no cents: enter a whole amount.").await?;
    assert_eq!(page.problem("plans.0.base_fee").await?, "JPY has no cents: enter a whole amount.");
    assert!(page.value("plans.0.base_fee").await?.starts_with("10.5"));
    page.until_shown("The amounts keep their numbers").await?;
    page.enter("plans.0.base_fee", "0").await?;
    page.until_headline("¥500 a month").await?;
    page.choose("Amounts in", "EUR").await?;
    page.until_headline("€500.00 a month").await
}

/// How the field at a path says that it read what was typed; empty where it says nothing.
async fn reading_at(page: &Page, path: &str) -> Outcome<String> {
    page.settle().await?;
    page.get(&format!(
        "document.getElementById('{}').closest('.cell, .field').querySelector('.reading')?.textContent ?? ''",
        id(path)
    ))
    .await
}

fn long_product() -> Draft {
    let draft = with(example("fonts"), "quantities.0.amount", "9999999999.987654321");
    with(draft, "plans.0.charges.0.tiers.2.unit_price", "9999999.123456789012")
}

/// An example whose amounts are in euros.
fn in_euros(mut draft: Draft) -> Draft {
    draft.currency = Currency::parse("EUR").unwrap_or_default();
    draft
}

async fn focused_id(page: &Page) -> Outcome<String> {
    page.get("document.activeElement.id").await
}
