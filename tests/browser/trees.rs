//! The accessibility tree of every page and dialog, read as the browser gives it to a screen reader: what it is called, how its
//! headings and landmarks lie in each other, and whether each control can be told from the next.
//!
//! Headings and landmarks of each page stand in `tests/golden/trees`; `UPDATE_GOLDEN=1` writes them anew. `TREES=folder` keeps
//! the whole trees, to be read as a screen reader would go through them.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::Outcome;
use crate::drafts::{example, first_examples, route};
use crate::page::Page;
use crate::stage::root;

const LANDMARKS: [&str; 8] =
    ["banner", "complementary", "contentinfo", "form", "main", "navigation", "region", "search"];

/// What one acts on. A choice's options and a sheet's cells are told by what they lie in.
const CONTROLS: [&str; 14] = [
    "button",
    "checkbox",
    "combobox",
    "DisclosureTriangle",
    "link",
    "listbox",
    "menuitem",
    "radio",
    "searchbox",
    "slider",
    "spinbutton",
    "switch",
    "tab",
    "textbox",
];

/// What tells its controls from those of the same name elsewhere, if it has a name itself. Rows are told by their cells.
const SCOPES: [&str; 10] =
    ["dialog", "figure", "Figure", "group", "list", "listitem", "row", "table", "toolbar", "Details"];

/// A node of the tree, without those that are ignored.
struct Node {
    role: String,
    name: String,
    level: Option<i64>,
    inside: Vec<Node>,
}

impl Node {
    fn shown(&self) -> String {
        let level = self.level.map_or(String::new(), |level| format!(" {level}"));
        let name = if self.name.is_empty() { String::new() } else { format!(" “{}”", self.name) };
        format!("{}{level}{name}", self.role)
    }

    /// All of it, a line for each.
    fn told(&self, depth: usize) -> String {
        let inside = self.inside.iter().map(|node| node.told(depth + 1)).collect::<String>();
        format!("{}{}\n{inside}", " ".repeat(depth), self.shown())
    }

    fn is_landmark(&self) -> bool {
        LANDMARKS.contains(&self.role.as_str())
    }

    /// Everything in it, in the order of the page.
    fn all(&self) -> Vec<&Node> {
        let mut all = vec![self];
        self.inside.iter().for_each(|node| all.extend(node.all()));
        all
    }
}

/// The tree as it is now.
async fn tree(page: &Page) -> Outcome<Node> {
    page.devtools("Accessibility.enable", json!({})).await?;
    let given = page.devtools("Accessibility.getFullAXTree", json!({})).await?;
    // As long as it is kept up to date, every change to the page costs more.
    page.devtools("Accessibility.disable", json!({})).await?;
    let nodes = given["nodes"].as_array().ok_or("the browser gave no tree")?;
    let first = nodes.first().ok_or("the tree is empty")?;
    let by_id = nodes.iter().filter_map(|node| Some((node["nodeId"].as_str()?, node))).collect();
    let mut made = made(first, &by_id);
    made.pop().filter(|_| made.is_empty()).ok_or("the tree has no root".into())
}

/// A node, or those in it if it is ignored.
fn made(node: &Value, nodes: &HashMap<&str, &Value>) -> Vec<Node> {
    let ids = node["childIds"].as_array().map(Vec::as_slice).unwrap_or_default();
    let found = ids.iter().filter_map(|id| nodes.get(id.as_str()?));
    let inside: Vec<Node> = found.flat_map(|node| made(node, nodes)).collect();
    let text = |key: &str| node[key]["value"].as_str().unwrap_or_default().to_owned();
    let role = text("role");
    if node["ignored"] == true || ["none", "generic", "InlineTextBox"].contains(&role.as_str()) {
        return inside;
    }
    let properties = node["properties"].as_array().map(Vec::as_slice).unwrap_or_default();
    let level = properties.iter().find(|property| property["name"] == "level" && role == "heading");
    let level = level.and_then(|level| level["value"]["value"].as_i64());
    vec![Node { name: text("name").split_whitespace().collect::<Vec<_>>().join(" "), role, level, inside }]
}

/// What a screen reader would stumble over.
fn faults(tree: &Node, is_dialog: bool) -> Vec<String> {
    let mut faults = Vec::new();
    let all = tree.all();
    let named = |role: &str| -> Vec<&str> {
        all.iter().filter(|node| node.role == role).map(|node| node.name.as_str()).collect()
    };
    if !is_dialog {
        if named("main").len() != 1 {
            faults.push("there is not one main".to_owned());
        }
        let mut before = 0;
        for heading in all.iter().filter(|node| node.role == "heading") {
            let level = heading.level.unwrap_or_default();
            if level > before + 1 || (level == 1) != (before == 0) {
                faults.push(format!("{} follows a heading of level {before}", heading.shown()));
            }
            before = level;
        }
    }
    for role in LANDMARKS {
        let names = named(role);
        let told: HashSet<&str> = names.iter().copied().filter(|name| !name.is_empty()).collect();
        if names.len() > 1 && told.len() < names.len() || role == "region" && names.contains(&"") {
            faults.push(format!("each {role} must have a name of its own: {names:?}"));
        }
    }
    for node in &all {
        let nameless = node.name.is_empty();
        match node.role.as_str() {
            "dialog" | "img" | "image" | "graphics-document" | "toolbar" | "heading" if nameless => {
                faults.push(format!("{} has no name", node.role))
            }
            "table" => {
                let inside = node.all();
                let head = |role: &str| inside.iter().any(|node| node.role == role && !node.name.is_empty());
                let bare = inside.iter().any(|node| node.role == "columnheader" && node.name.is_empty());
                if !head("columnheader") || bare {
                    faults.push(format!(
                        "a table has no columns, or one without a name: {:?}",
                        node.inside.len()
                    ));
                }
            }
            _ => {}
        }
    }
    alike(tree, &mut Vec::new(), &mut HashSet::new(), &mut faults);
    faults
}

/// Controls without a name, and those that cannot be told from another of the same place.
fn alike(node: &Node, scope: &mut Vec<String>, seen: &mut HashSet<String>, faults: &mut Vec<String>) {
    let scopes = node.is_landmark() || SCOPES.contains(&node.role.as_str());
    if CONTROLS.contains(&node.role.as_str()) || node.role == "table" {
        let place = [scope.join(" › "), node.shown()].join(" › ");
        if node.role == "table" {
            // A table may be called by the group that it lies in.
            if scope.last().is_none_or(|scope| !scope.contains('“')) {
                faults.push(format!("a table without a name: {place}"));
            }
        } else if node.name.is_empty() {
            faults.push(format!("without a name: {place}"));
        } else if !seen.insert(place.clone()) {
            faults.push(format!("twice: {place}"));
        }
    }
    if scopes {
        // A row is told by what stands in it.
        let words = |node: &Node| node.all().iter().map(|node| node.name.as_str()).collect::<String>();
        let row = if node.role == "row" { words(node) } else { String::new() };
        scope.push(format!("{}{row}", node.shown()));
    }
    node.inside.iter().for_each(|inside| alike(inside, scope, seen, faults));
    if scopes {
        scope.pop();
    }
}

/// Headings and landmarks, each under the landmark that it lies in.
fn outline(node: &Node, depth: usize, lines: &mut String) {
    let told = node.is_landmark() || node.role == "heading" || node.role == "dialog";
    if told {
        lines.push_str(&format!("{}{}\n", "  ".repeat(depth), node.shown()));
    }
    let deeper = usize::from(told && node.role != "heading");
    node.inside.iter().for_each(|inside| outline(inside, depth + deeper, lines));
}

/// Compares the outline with the one that is kept, or keeps it.
fn kept(name: &str, tree: &Node) -> Outcome<Option<String>> {
    if let Some(folder) = std::env::var_os("TREES") {
        let lines = tree.told(0);
        std::fs::create_dir_all(&folder)?;
        std::fs::write(std::path::Path::new(&folder).join(format!("{name}.txt")), lines)?;
    }
    let mut now = String::new();
    outline(tree, 0, &mut now);
    let file = root().join("tests/golden/trees").join(format!("{name}.txt"));
    if std::env::var_os("UPDATE_GOLDEN").is_some_and(|value| value == "1") {
        std::fs::create_dir_all(file.parent().ok_or("no folder")?)?;
        std::fs::write(&file, &now)?;
    }
    let before = std::fs::read_to_string(&file).unwrap_or_default();
    Ok((before != now).then(|| format!("{name} has another outline now; UPDATE_GOLDEN=1 writes it:\n{now}")))
}

async fn read(page: &Page, name: &str, is_dialog: bool) -> Outcome<Vec<String>> {
    let tree = tree(page).await?;
    let mut found: Vec<String> =
        faults(&tree, is_dialog).into_iter().map(|fault| format!("{name}: {fault}")).collect();
    found.extend(kept(name, &tree)?);
    Ok(found)
}

pub async fn pages_of_pricing_are_read_in_order(page: Page) -> Outcome {
    pages_are_read_in_order(&page, |slug| !is_of_the_others(slug)).await
}

pub async fn pages_of_the_other_shelves_are_read_in_order(page: Page) -> Outcome {
    page.open("/").await?;
    let found = read(&page, "catalogue", false).await?;
    assert!(found.is_empty(), "{}", found.join("\n"));
    pages_are_read_in_order(&page, is_of_the_others).await
}

fn is_of_the_others(slug: &str) -> bool {
    slug.starts_with("bundling") || slug.starts_with("ltv-cac")
}

async fn pages_are_read_in_order(page: &Page, of: fn(&str) -> bool) -> Outcome {
    let mut found = Vec::new();
    for example in first_examples().into_iter().filter(|example| of(&example.name)) {
        page.open(&example.route).await?;
        page.until_headline(&example.headline).await?;
        page.open_all().await?;
        let name = example.name.split(": ").next().unwrap_or_default().replace('/', ".");
        found.extend(read(page, &name, false).await?);
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    Ok(())
}

pub async fn every_dialog_is_read_in_order(page: Page) -> Outcome {
    let mut found = Vec::new();
    page.open(&route(example("volume-cliffs"))).await?;
    page.until_headline("65,000 API calls").await?;
    page.open_all().await?;
    for opener in ["Settings", "QR code", "Embed", "Save as…"] {
        page.click(opener).await?;
        found.extend(dialog(&page, opener).await?);
    }
    // Of a table as wide as the screen there is no sheet, and so no button for one.
    page.view(960, 800).await?;
    page.settle().await?;
    page.run("document.querySelector('.widen').click()", []).await?;
    found.extend(dialog(&page, "Full width").await?);
    page.run("Object.defineProperty(navigator, 'clipboard', { value: undefined })", []).await?;
    page.run("document.execCommand = () => false", []).await?;
    page.click("Copy link").await?;
    found.extend(dialog(&page, "Copy by hand").await?);
    assert!(found.is_empty(), "{}", found.join("\n"));
    Ok(())
}

/// Reads the dialog that is open, or opens, and closes it.
async fn dialog(page: &Page, name: &str) -> Outcome<Vec<String>> {
    page.until("the dialog", "document.querySelector('dialog[open]')").await?;
    page.settle().await?;
    let name = format!("dialog {}", name.trim_end_matches('…').to_lowercase()).replace(' ', "-");
    let found = read(page, &name, true).await?;
    page.press(Key::Escape).await?;
    page.until("the dialog to go", "!document.querySelector('dialog')").await?;
    Ok(found)
}
