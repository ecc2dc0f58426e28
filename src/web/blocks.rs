//! What the closed parts of the results hold: notes, tables and further charts.

use std::rc::Rc;

use leptos::prelude::*;

use super::browser::copy;
use super::charts::chart;
use super::clipboard::copy_rich;
use super::dialog::{self, closing, done};
use super::dom::{El, button, el};
use super::file::download;
use super::result::Opened;
use super::table::{MANY, RESULT_WINDOW, pager};
use super::work::Work;
use crate::chart::as_table;
use crate::export::csv::{self, Dialect};
use crate::export::table::{cells, is_numeric, markup};
use crate::report::{Block, Cell, Chart, Column, Mark, Measure, Sentence, Table};
use crate::say;

/// The blocks of a section of the newest results.
pub fn blocks(work: Work, opened: Opened, key: &str) -> Vec<El> {
    let Some(good) = work.good.get() else { return Vec::new() };
    let view = |block: &Block| match block {
        Block::Note(note) => el("p").class("note").text(&work.say(note)),
        Block::Table(table) => data_table(work, table, Some("h4")),
        Block::Chart(shown) => chart(work, opened, shown.clone(), None),
    };
    let sections = good.report().sections.iter().filter(|section| section.key == key);
    sections.flat_map(|section| &section.blocks).map(view).collect()
}

/// The data of a chart as a table under a heading of some level.
pub fn chart_data(work: Work, chart: &Chart, heading: &'static str) -> El {
    data_table(work, &chart_table(chart), Some(heading))
}

fn chart_table(chart: &Chart) -> Table {
    let data = as_table(chart);
    let columns = data.columns.into_iter().map(|(label, measure)| Column::new("", label, measure));
    let rows = data.rows.into_iter().map(|row| row.into_iter().map(Cell::from).collect());
    let mut table = Table {
        key: chart.key.to_owned(),
        label: say!("{chart}: data", chart = chart.title.clone()),
        columns: columns.collect(),
        rows: rows.collect(),
        empty: say!("There is nothing to draw."),
    };
    table.align();
    table
}

/// A table of results, a window of its rows at a time, with buttons that copy and save them all for a spreadsheet: in the page,
/// with a heading and a button that puts it on a sheet over the page; or, without a heading, there.
pub fn data_table(work: Work, table: &Table, heading: Option<&'static str>) -> El {
    if table.rows.is_empty() {
        return el("p").class("empty").text(&work.say(&table.empty));
    }
    let title = work.say(&table.label);
    let heads: Vec<String> = table.columns.iter().map(|column| work.say(&column.label)).collect();
    let mut head = el("tr");
    for (column, label) in table.columns.iter().zip(&heads) {
        let mut cell = el("th").attr("scope", "col").text(label);
        let class = [if is_numeric(&column.measure) { "number" } else { "" }, decides(column)].concat();
        cell = cell.class(class.trim_start());
        if let Measure::Number { unit } = &column.measure
            && !unit.is_empty()
        {
            cell = cell.text(" ").add(el("span").class("unit").text(&work.say(unit)));
        }
        head = head.add(cell);
    }
    let marked = |mark: Option<Mark>| match mark {
        Some(Mark::Present) => "present ",
        Some(Mark::Best) => "best ",
        Some(Mark::Worst) => "worst ",
        Some(Mark::Partial) => "partial ",
        None => "",
    };
    let names = heads.clone();
    let kept = Rc::new(table.clone());
    let rows = kept.clone();
    let line = move |row: &Vec<Cell>| {
        let mut line = el("tr");
        // A row is called by its first cell.
        let heads = [Some("rowheader")].into_iter().chain(std::iter::repeat(None));
        for (((column, cell), label), head) in rows.columns.iter().zip(row).zip(&names).zip(heads) {
            let text = work.format(|format| cell.value.text(&column.measure, format));
            let kind = match (is_numeric(&column.measure), cell.value.number()) {
                (true, Some(_)) => "number",
                (true, None) => "words",
                _ => "",
            };
            let class = [marked(cell.mark), kind, decides(column)].concat();
            let cell = el("td").class(class.trim()).attr_if("role", head).attr("data-label", label);
            line = line.add(cell.text(&text));
        }
        line
    };
    let (start, count) = (RwSignal::new(0usize), table.rows.len());
    let rows = kept.clone();
    let body = el("tbody")
        .dynamic(move || rows.rows.iter().skip(start.get()).take(RESULT_WINDOW).map(&line).collect());
    let pager = (count > RESULT_WINDOW)
        .then(|| el("div").perhaps(move || Some(pager(work, start, count, RESULT_WINDOW))));
    let said = RwSignal::new(String::new());
    // The page's own words, for the work may be gone by now.
    let tell = move |text: Sentence| drop(said.try_set(untrack(|| work.settings.say(&text))));
    let told = move |done| {
        tell(if done { say!("Copied.") } else { say!("This browser blocks copying here.") });
    };
    let dialect = move || work.format(|format| Dialect::of(format.locale.separators()));
    let of = kept.clone();
    let tabbed = Rc::new(move || csv::tabbed(&work.format(|format| cells(&of, format)), dialect()));
    let as_text = tabbed.clone();
    let copy_rows = move || copy(as_text(), told);
    let of = kept.clone();
    let copy_table = move || {
        copy_rich(tabbed(), work.format(|format| markup(&of, format)), Box::new(told));
    };
    let widened = kept.clone();
    let save_rows = move || {
        let text = csv::written(&work.format(|format| cells(&kept, format)), dialect());
        let name = [&work.page.about().slug().replace('/', "-"), "-", &kept.key, ".csv"].concat();
        work.ask();
        // Without the mark, spreadsheets take the text for that of an old alphabet.
        if download(&name, "text/csv", &["\u{feff}", &text].concat().into()).is_some() {
            tell(say!("Saved."));
        }
    };
    let widen = move || {
        let table = widened.clone();
        let inside = move || vec![data_table(work, &table, None), closing(vec![done()])];
        dialog::show(&work.say(&widened.label), "wide", Box::new(inside));
    };
    let head = el("thead").add(head);
    let scroll = el("div").class("data-scroll").attr("tabindex", "0").attr("role", "group");
    let scroll = scroll.attr("aria-label", &title).add(el("table").add(head).add(body));
    let top = el("div")
        .class("data-head")
        .attr("role", "group")
        .attr("aria-label", &title)
        .maybe(heading.map(|level| el(level).text(&title)))
        .add(button("small quiet", "Copy", copy_rows))
        .add(button("small quiet", "Copy as rich text", copy_table))
        .add(button("small quiet", "Save CSV", save_rows))
        .maybe(heading.map(|_| button("small quiet widen", "Full width", widen)))
        .add(el("span").class("said").attr("role", "status").text_of(move || said.get()));
    el("div")
        .class(if table.columns.len() >= MANY { "data many" } else { "data" })
        .add(top)
        .add(scroll)
        .maybe(pager)
}

/// The class of the column that a table is read for.
fn decides(column: &Column) -> &'static str {
    if column.decides { " decides" } else { "" }
}
