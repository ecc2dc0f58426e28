//! Tables of the form: rows added, removed, moved, pasted and copied, and what refers to them.

use thirtyfour::prelude::*;

use crate::Outcome;
use crate::drafts::{example, route};
use crate::page::{Page, id};

const TIERS: &str = "plans.0.charges.0.tiers";

pub async fn rows_come_and_go_and_come_back(page: Page) -> Outcome {
    page.open(&route(example("fonts"))).await?;
    page.reveal(TIERS).await?;
    page.click("Add tier").await?;
    page.until("the focus on the new row", &focus_is("tiers.2.up_to")).await?;
    assert_eq!(column(&page, TIERS, "up_to").await?, ["5", "10", "", ""], "it stands before the open one");
    page.settle().await?;
    page.type_text("30").await?;
    page.press(Key::Tab).await?;
    page.type_text("5").await?;
    assert_eq!(column(&page, TIERS, "up_to").await?, ["5", "10", "30", ""]);
    page.until_headline("20 Fonts").await?;
    assert!(page.headline().await?.contains("$27.50"), "volume is at $5 now: {}", page.headline().await?);
    page.click("Remove tier 1").await?;
    page.until("the focus on the next row", &focus_is("tiers.0-remove")).await?;
    assert_eq!(column(&page, TIERS, "up_to").await?, ["10", "30", ""]);
    // The last row goes as well, and the focus with it to what is left.
    for _ in 0..3 {
        page.press(Key::Enter).await?;
        page.settle().await?;
    }
    assert_eq!(page.focus().await?, r#"button "Add tier""#);
    page.until_shown("Add at least one tier, or choose a model without tiers.").await?;
    for rows in [1, 2, 3, 4] {
        page.chord(Key::Control, 'z').await?;
        page.settle().await?;
        assert_eq!(column(&page, TIERS, "up_to").await?.len(), rows);
    }
    page.click("Undo").await?;
    page.click("Undo").await?;
    page.click("Undo").await?;
    page.until(
        "the first state",
        "document.querySelectorAll('#f-plans-0-charges-0-tiers tbody tr[data-row]').length === 3",
    )
    .await?;
    assert_eq!(column(&page, TIERS, "up_to").await?, ["5", "10", ""]);
    page.until_headline("$7.50").await?;
    page.click("Redo").await?;
    page.chord(Key::Control, 'y').await?;
    page.driver
        .action_chain()
        .key_down(Key::Control)
        .key_down(Key::Shift)
        .send_keys('z')
        .key_up(Key::Shift)
        .key_up(Key::Control)
        .perform()
        .await?;
    page.until_headline("$27.50").await?;
    assert_eq!(column(&page, TIERS, "up_to").await?, ["5", "10", "30", ""]);
    // In a field too, the keys take back changes of the form.
    page.enter("quantities.0.amount", "7").await?;
    page.until_headline("7 Fonts").await?;
    page.chord(Key::Control, 'z').await?;
    page.until_headline("20 Fonts").await?;
    assert_eq!(page.value("quantities.0.amount").await?, "20");
    Ok(())
}

pub async fn rows_move_by_keyboard_and_pointer(page: Page) -> Outcome {
    page.open(&route(example("seats-and-usage"))).await?;
    page.until_headline("10 Seats and 115,000 API requests").await?;
    let headline = page.headline().await?;
    page.tab_to(r#"button "Move quantity 1"#).await?;
    page.press(Key::Down).await?;
    page.until("the focus on the handle that moved", &focus_is("quantities.1-handle")).await?;
    assert_eq!(column(&page, "quantities", "name").await?, ["API requests", "Seats"]);
    page.until_headline("115,000 API requests and 10 Seats").await?;
    // Past the end it stays.
    page.press(Key::Down).await?;
    page.settle().await?;
    assert_eq!(column(&page, "quantities", "name").await?, ["API requests", "Seats"]);
    let (from, to) = (page.find("#f-quantities-1-handle").await?, page.find("#f-quantities-0-name").await?);
    page.driver.action_chain().drag_and_drop_element(&from, &to).perform().await?;
    page.until_headline(&headline).await?;
    assert_eq!(column(&page, "quantities", "name").await?, ["Seats", "API requests"]);
    // Cards move too.
    page.run("document.querySelector('[data-row=\"plans.1\"]').open = true", []).await?;
    page.find("#f-plans-1-handle").await?.click().await?;
    page.press(Key::Up).await?;
    page.until("the plans to change places", "document.getElementById('f-plans-0-name').value === 'Scale'")
        .await?;
    page.until_headline(&headline).await
}

pub async fn block_from_a_spreadsheet_fills_tiers(page: Page) -> Outcome {
    page.open(&route(example("fonts"))).await?;
    page.reveal(TIERS).await?;
    page.find("#f-plans-0-charges-0-tiers-0-up_to").await?.click().await?;
    page.settle().await?;
    page.paste("Unit price\tUp to\tFlat fee\r\n1.5\t1,000\t10\r\n1.25\t2000\t(x)\r\n1\t\t0\r\n").await?;
    page.until(
        "the pasted tiers",
        "document.getElementById('f-plans-0-charges-0-tiers-0-up_to').value.includes('000')",
    )
    .await?;
    page.press(Key::Tab).await?;
    assert_eq!(column(&page, TIERS, "up_to").await?, ["1,000", "2,000", ""]);
    assert_eq!(column(&page, TIERS, "unit_price").await?, ["1.5", "1.25", "1"]);
    assert_eq!(column(&page, TIERS, "flat_fee").await?, ["10", "(x)", "0"]);
    // A cell that cannot be read is told as a typed one is.
    let wrong = "plans.0.charges.0.tiers.1.flat_fee";
    assert_eq!(page.problem(wrong).await?, "“(x)” is not an amount. Enter one such as $1,250.50.");
    page.enter(wrong, "5").await?;
    page.until_headline("20 Fonts").await?;
    // Without a header the cells go where the block was pasted.
    page.find("#f-plans-0-charges-0-tiers-1-unit_price").await?.click().await?;
    page.settle().await?;
    page.paste("7\t8\n9\t11").await?;
    page.press(Key::Tab).await?;
    page.settle().await?;
    assert_eq!(column(&page, TIERS, "unit_price").await?, ["1.50", "7", "9"]);
    assert_eq!(column(&page, TIERS, "flat_fee").await?, ["10", "8", "11"]);
    Ok(())
}

pub async fn five_hundred_rows_are_pasted(page: Page) -> Outcome {
    page.open(&route(example("fonts"))).await?;
    let paste = async |count: usize| {
        let rows: Vec<String> = (1..count).map(|row| format!("Thing {row},{row}")).collect();
        page.click("Paste rows").await?;
        page.until("the box", "document.activeElement.tagName === 'TEXTAREA'").await?;
        page.paste(&format!("Name,Amount\nFonts,20\n{}\n", rows.join("\n"))).await?;
        page.click("Take these rows").await
    };
    paste(500).await?;
    page.until_shown("Rows 1 to 20 of 500").await?;
    page.until_headline("20 Fonts").await?;
    let in_page = "document.querySelectorAll('#f-quantities tbody tr[data-row]').length";
    assert_eq!(page.get::<usize>(in_page).await?, 20, "only a window of a long table is in the page");
    page.enter("quantities.0.amount", "25").await?;
    page.until_headline("25 Fonts").await?;
    page.click("Next").await?;
    page.until_shown("Rows 21 to 40 of 500").await?;
    assert_eq!(page.value("quantities.20.name").await?, "Thing 20");
    assert_eq!(page.get::<usize>(in_page).await?, 20);
    // What is copied out is what was pasted, and goes in again.
    page.click("Copy").await?;
    page.until_shown("Copied.").await?;
    let copied = page.clipboard().await?;
    let lines: Vec<&str> = copied.lines().collect();
    assert_eq!(lines.len(), 501);
    assert!(lines[0].starts_with("Name\tAmount\t"), "{}", lines[0]);
    assert!(
        lines[1].starts_with("Fonts\t25\t") && lines[500].starts_with("Thing 499\t499\t"),
        "{}",
        lines[500]
    );
    page.click("Copy link").await?;
    page.until_shown("Link copied.").await?;
    let link = page.clipboard().await?;
    assert!(link.len() < 8_300, "{} characters", link.len());
    page.reload().await?;
    page.until_headline("25 Fonts").await?;
    page.click("Add quantity").await?;
    page.until("the focus on the new row", &focus_is("quantities.500.name")).await?;
    page.click("Undo").await?;
    page.until_shown("of 500").await?;
    paste(501).await?;
    page.until_shown("This takes up to 500 rows; there are 501. Take some away.").await?;
    page.click("Undo").await?;
    page.until_headline("25 Fonts").await?;
    page.renew().await?;
    page.open(link.split_once('#').ok_or("a link without inputs")?.1).await?;
    page.until_headline("25 Fonts").await?;
    page.until_shown("Rows 1 to 20 of 500").await
}

pub async fn renamed_quantity_is_renamed_in_the_charges(page: Page) -> Outcome {
    page.open(&route(example("seats-and-usage"))).await?;
    page.until_headline("10 Seats").await?;
    let headline = page.headline().await?;
    // By way of nothing, as people do it.
    page.enter("quantities.0.name", "").await?;
    page.type_text("People").await?;
    page.press(Key::Tab).await?;
    page.until_headline("10 People").await?;
    assert_eq!(page.headline().await?, headline.replace("Seats", "People"));
    for plan in [0, 1] {
        assert_eq!(page.value(&format!("plans.{plan}.charges.0.quantity")).await?, "People");
    }
    // Typing over another row's name on the way takes nothing over from it.
    page.enter("quantities.0.name", "API requests").await?;
    page.type_text(" of old").await?;
    page.press(Key::Tab).await?;
    page.until_headline("10 API requests of old").await?;
    assert_eq!(page.value("plans.0.charges.1.quantity").await?, "API requests");
    page.enter("quantities.0.name", "People").await?;
    page.until_headline("10 People").await?;
    page.click("Remove quantity 1").await?;
    page.until_shown("2 things to mend").await?;
    for plan in [0, 1] {
        let path = format!("plans.{plan}.charges.0.quantity");
        assert_eq!(page.problem(&path).await?, "There is no “People” here. There is only “API requests”.");
        assert_eq!(page.value(&path).await?, "People");
    }
    page.chord(Key::Control, 'z').await?;
    page.until_headline("10 People").await
}

/// A link to a field in a folded row opens that row.
pub async fn long_table_is_folded_on_a_phone(page: Page) -> Outcome {
    page.view(390, 800).await?;
    page.open("/ltv-cac/cohorts").await?;
    page.until_headline("LTV:CAC").await?;
    let open = "[...document.querySelectorAll('#f-cohorts tr[data-row]')].map((row, place) => [row, place])
        .filter(([row]) => row.querySelector('input').checkVisibility()).map(([, place]) => place)";
    assert_eq!(page.get::<Vec<usize>>(open).await?, Vec::<usize>::new());
    // Clear of the answer, which stands at the lower edge.
    let fold = async |row: usize| {
        let button = page.find(&format!("[data-row='cohorts.{row}'] .fold button")).await?;
        page.run("arguments[0].scrollIntoView({ block: 'center' })", [button.to_json()?]).await?;
        button.click().await?;
        page.settle().await
    };
    for row in [3, 5] {
        fold(row).await?;
        assert_eq!(page.get::<Vec<usize>>(open).await?, [row], "one is open at a time");
    }
    page.enter("cohorts.5.customers", "many").await?;
    page.press(Key::Tab).await?;
    fold(5).await?;
    assert_eq!(page.get::<Vec<usize>>(open).await?, Vec::<usize>::new());
    let link = "[...document.querySelectorAll('.results .link')]
        .find((link) => link.innerText.includes('Customers won')).click()";
    page.run(link, []).await?;
    page.until("the focus on the field", &focus_is("cohorts.5.customers")).await?;
    assert_eq!(page.get::<Vec<usize>>(open).await?, [5]);
    // With room for a row, none is folded.
    page.view(1440, 900).await?;
    page.settle().await?;
    assert!(page.get::<Vec<usize>>(open).await?.len() > 5);
    Ok(())
}

/// What a column of a table holds, row by row.
async fn column(page: &Page, table: &str, key: &str) -> Outcome<Vec<String>> {
    let script = format!(
        "[...document.querySelectorAll('#{table} tbody tr[data-row]')].map((row) => document.getElementById(
            'f-' + row.dataset.row.replaceAll('.', '-') + '-{key}').value)",
        table = id(table)
    );
    page.get(&script).await
}

/// Whether the focus is on the part with an id that ends so.
fn focus_is(path: &str) -> String {
    format!("document.activeElement.id.endsWith('{}')", path.replace('.', "-"))
}
