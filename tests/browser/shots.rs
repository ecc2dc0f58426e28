//! Screenshots for looking: each route at each width and setting, as `make shots` asks, into `target/shots`.

use std::env;

use crate::Outcome;
use crate::stage::{Stage, root};

/// `ROUTES`, `WIDTHS` and `SCHEMES` are lists of words; a scheme may join settings, such as `dark+forced` or `print`. With
/// `OPEN=1` every closed section is opened first; `WAIT` is JavaScript to be true before the picture is taken.
pub async fn take(stage: &Stage) -> Outcome {
    let words = |name: &str, otherwise: &str| {
        let given =
            env::var(name).ok().filter(|text| !text.trim().is_empty()).unwrap_or(otherwise.to_owned());
        given.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    let folder = root().join("target/shots");
    let page = stage.browser().await?;
    page.renew().await?;
    for route in words("ROUTES", "/") {
        for width in words("WIDTHS", "390 768 1440") {
            page.view(width.parse()?, 900).await?;
            for scheme in words("SCHEMES", "light dark") {
                page.setting(&scheme.split('+').collect::<Vec<_>>()).await?;
                page.open(&route).await?;
                if env::var_os("OPEN").is_some() {
                    page.run(
                        "document.querySelectorAll('details').forEach((section) => { section.open = true })",
                        [],
                    )
                    .await?;
                }
                if let Ok(condition) = env::var("WAIT") {
                    page.until("what WAIT names", &condition).await?;
                }
                let name: String = route
                    .chars()
                    .take(60)
                    .map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' })
                    .collect();
                let name = name.trim_matches('-');
                let name = if name.is_empty() { "start" } else { name };
                let file = folder.join(format!("{name}-{width}-{scheme}.png"));
                page.picture_at(&file).await?;
                println!("{}", file.display());
            }
        }
    }
    for offence in page.offences().await? {
        println!("{offence}");
    }
    Ok(())
}
