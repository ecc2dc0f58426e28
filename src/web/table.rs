//! Tables of the form: a grid where rows are short, cards where they are not; rows added, removed, moved and pasted.

use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Event;

use super::browser::{copy, focus_soon, id_of};
use super::dom::{El, button, el, follow};
use super::field::{Place, column_label, field, item_field};
use super::form::{opened_by, record, value_text};
use super::tools;
use super::work::{Remark, Work, within};
use crate::input::edit::Edit;
use crate::input::items::item;
use crate::input::paste::to_tsv;
use crate::input::pasted;
use crate::input::typed::shown;
use crate::input::{Entry, Kind, Outline, Spec};
use crate::report::Sentence;
use crate::say;

/// The most columns a grid has before its rows become cards.
const MOST_COLUMNS: usize = 5;
/// How many cards stand open to view before all are asked for.
const MOST_CARDS: usize = 3;
/// A table of more rows is shown a window at a time, of so many rows in a form and so many among results.
const LONG: usize = 50;
/// Where the rows of a grid stand under each other for want of width, those of a longer table are folded to a line each.
const UNFOLDED: usize = 5;
const WINDOW: usize = 20;
pub const RESULT_WINDOW: usize = 50;
/// From so many columns on, a row stands as a card where there is little room.
pub const MANY: usize = 6;

/// The table at a path.
pub fn table(work: Work, at: String, outline: &'static Outline) -> El {
    let nested = outline.rows.iter().any(|field| field.spec.table().is_some());
    let simple =
        outline.rows.iter().filter(|field| !field.spec.advanced && field.spec.section.is_empty()).count();
    // Columns that exclude each other by a condition share the width, so they count once.
    let conditional = outline.rows.iter().filter(|field| field.spec.when[0].is_some()).count();
    if nested || simple - conditional.min(simple) > MOST_COLUMNS {
        cards(work, at, outline)
    } else {
        grid(work, at, outline)
    }
}

fn count(work: Work, at: &str) -> Memo<usize> {
    let at = at.to_owned();
    Memo::new(move |_| work.rows(&at, <[_]>::len))
}

/// What a row of the table is called.
fn row_word(outline: &Outline) -> Sentence {
    outline.spec.table().map_or_else(|| say!("row"), |table| table.row.into())
}

fn row_name(work: Work, outline: &Outline, index: usize) -> String {
    work.say(&say!("{row} {n}", row = row_word(outline), n = index + 1))
}

/// The frame of a table: its name, its help, what it holds, what is wrong with it as a whole, and its tools.
fn framed(
    work: Work,
    at: &str,
    outline: &'static Outline,
    class: &str,
    inside: Vec<El>,
    tools: Vec<El>,
) -> El {
    let help = (!outline.spec.help.is_empty()).then(|| el("p").class("help").text(outline.spec.help));
    let place = at.to_owned();
    // A link to what is wrong with the table as a whole leads to it.
    el("fieldset")
        .class(class)
        .id(&id_of(at))
        .attr("tabindex", "-1")
        .add(el("legend").text(&work.say(&outline.spec.label.into())))
        .maybe(help)
        .all(inside)
        .perhaps(move || work.remark(&place).filter(|_| !work.lacks(&place)).map(Remark::shown))
        .add(el("div").class("table-tools").all(tools))
}

fn add_button(work: Work, at: &str, outline: &'static Outline) -> El {
    let table = at.to_owned();
    let add = move || {
        let before = work.rows(&table, <[_]>::to_vec);
        work.edit(Edit::Add { table: table.clone() });
        let index = work.rows(&table, |rows| {
            (0..rows.len()).find(|index| before.get(*index).is_none_or(|row| !Rc::ptr_eq(row, &rows[*index])))
        });
        if let Some(index) = index {
            go_to_row(work, &table, outline, index);
        }
    };
    button("small", &work.say(&say!("Add {row}", row = row_word(outline))), add)
        .id(&[&id_of(at), "-add"].concat())
}

/// Offers the rows of another table to begin with, while there are none.
fn begin_button(work: Work, at: &str, outline: &'static Outline) -> Option<El> {
    let other = outline.spec.table()?.begins_as?;
    let from = work.outline.iter().find(|field| field.spec.key == other)?;
    let (table, count) = (at.to_owned(), count(work, at));
    let begin = move || {
        let rows = work.rows(other, <[_]>::to_vec);
        work.edit(Edit::Replace { table: table.clone(), rows });
        go_to_row(work, &table, outline, 0);
    };
    let text = work.say(&say!("Copy all of “{table}”", table = Sentence::from(from.spec.label)));
    let offered = move || (count.get() == 0).then(|| button("small", &text, begin.clone()));
    Some(el("span").perhaps(offered))
}

fn go_to_row(work: Work, table: &str, outline: &Outline, index: usize) {
    let first = outline.rows.iter().find(|field| field.spec.table().is_none());
    work.go_to(&within(&row_path(table, index), first.map_or("", |field| field.spec.key)));
}

fn row_path(table: &str, index: usize) -> String {
    [table, ".", &index.to_string()].concat()
}

/// The index of the row of a table that a path leads into.
fn index_in(table: &str, path: &str) -> Option<usize> {
    path.strip_prefix(table)?.strip_prefix('.')?.split('.').next()?.parse().ok()
}

fn remove_button(work: Work, at: &str, outline: &'static Outline, index: usize, text: &'static str) -> El {
    let table = at.to_owned();
    let remove = move || {
        work.edit(Edit::Remove { table: table.clone(), index });
        let left = work.rows(&table, <[_]>::len);
        focus_soon(match left {
            0 => [&id_of(&table), "-add"].concat(),
            left => [&id_of(&row_path(&table, index.min(left - 1))), "-remove"].concat(),
        });
    };
    let name = work.say(&say!("Remove {row}", row = row_name(work, outline, index)));
    button("small quiet remove", text, remove)
        .id(&[&id_of(&row_path(at, index)), "-remove"].concat())
        .attr_words("aria-label", &name)
        .attr_words("title", &name)
}

/// Moves a row and keeps the focus on its handle.
fn moved(work: Work, table: &str, index: usize, to: usize) {
    let count = work.rows(table, <[_]>::len);
    if to < count && to != index {
        work.edit(Edit::Move { table: table.to_owned(), index, to });
        work.wanted.set(row_path(table, to));
        focus_soon([&id_of(&row_path(table, to)), "-handle"].concat());
    }
}

/// The handle by which a row is moved: dragged by a pointer, or with the arrow keys.
fn handle(work: Work, at: &str, outline: &'static Outline, index: usize) -> El {
    let name = work.say(&say!("Move {row}: arrow up or down", row = row_name(work, outline, index)));
    let table = at.to_owned();
    let on_key = move |event: Event| {
        let to = match event.unchecked_ref::<web_sys::KeyboardEvent>().key().as_str() {
            "ArrowUp" => index.checked_sub(1),
            "ArrowDown" => Some(index + 1),
            _ => None,
        };
        if let Some(to) = to {
            event.prevent_default();
            moved(work, &table, index, to);
        }
    };
    let on_down = |event: Event| {
        if let Some(target) = event.current_target() {
            let target = target.unchecked_ref::<web_sys::Element>();
            let _ = target.set_pointer_capture(event.unchecked_ref::<web_sys::PointerEvent>().pointer_id());
            let _ = target.class_list().add_1("dragging");
        }
    };
    let table = at.to_owned();
    let on_up = move |event: Event| {
        let Some(target) = event.current_target() else { return };
        let classes = target.unchecked_ref::<web_sys::Element>().class_list();
        let dragged = classes.contains("dragging");
        let _ = classes.remove_1("dragging");
        let pointer = event.unchecked_ref::<web_sys::PointerEvent>();
        let under = document().element_from_point(pointer.client_x() as f32, pointer.client_y() as f32);
        let row = under.and_then(|under| under.closest("[data-row]").ok().flatten()).filter(|_| dragged);
        let path = row.and_then(|row| row.get_attribute("data-row"));
        if let Some((of, to)) = path.as_deref().and_then(|path| path.rsplit_once('.'))
            && of == table
            && let Ok(to) = to.parse()
        {
            moved(work, &table, index, to);
        }
    };
    let stop = |event: Event| {
        if let Some(target) = event.current_target() {
            let _ = target.unchecked_ref::<web_sys::Element>().class_list().remove_1("dragging");
        }
    };
    button("small quiet handle", "", || {})
        .add(el("span").attr("aria-hidden", "true").text("⠿"))
        .id(&[&id_of(&row_path(at, index)), "-handle"].concat())
        .attr_words("aria-label", &name)
        .attr_words("title", &name)
        .on("keydown", on_key)
        .on("pointerdown", on_down)
        .on("pointerup", on_up)
        .on("pointercancel", stop)
}

/// A grid: a row a line, with a window over long tables.
fn grid(work: Work, at: String, outline: &'static Outline) -> El {
    let count = count(work, &at);
    let start = RwSignal::new(0usize);
    let unfolded = RwSignal::new(None);
    let place = at.clone();
    follow(move || {
        let wanted = work.wanted.get();
        if let Some(index) = index_in(&place, &wanted) {
            start.set(index - index % WINDOW);
            unfolded.set(Some(index));
        }
    });
    let folds = Folds { folded: Memo::new(move |_| count.get() > UNFOLDED), count, unfolded };
    let range = move || {
        let count = count.get();
        let first = if start.get() < count { start.get() } else { 0 };
        (first, if count > LONG { count.min(first + WINDOW) } else { count })
    };
    let sample = row_path(&at, 0);
    // A column goes if a record further out rules it out; what a row itself rules out leaves an empty cell.
    let shown_here = move |field: &Outline| {
        let by_outer = field.spec.when.iter().flatten().all(|condition| condition.key.starts_with('^'));
        !field.spec.advanced && (!by_outer || work.shown(&sample, field.spec))
    };
    let columns: Memo<Vec<Column>> = Memo::new(move |_| columns(work, outline, &shown_here));
    let sample = row_path(&at, 0);
    let heads = move || {
        let head = |column: &Column| {
            let (sample, spec, item) = (sample.clone(), &outline.rows[column.field].spec, column.item);
            el("th").attr("scope", "col").text_of(move || column_label(work, &sample, spec, item))
        };
        let tools = el("th").class("row-tools").add(el("span").class("off-screen").text("Row"));
        columns.get().iter().map(head).chain([tools]).collect()
    };
    let table = at.clone();
    let body = el("tbody").each(range, move |index| grid_row(work, &table, outline, columns, folds, index));
    let grid = el("table")
        .class("grid")
        .class_of("none", move || count.get() == 0)
        .class_of("folds", move || folds.folded.get())
        .class_of("many", move || columns.get().len() + 1 >= MANY)
        .add(el("thead").add(el("tr").dynamic(heads)))
        .add(body);
    let pages = move || {
        let count = count.get();
        (count > LONG).then(|| pager(work, start, count, WINDOW))
    };
    let empty = say!("No {row} yet. Add one, or paste rows from a spreadsheet.", row = row_word(outline));
    let empty =
        el("div").perhaps(move || (count.get() == 0).then(|| el("p").class("empty").text(&work.say(&empty))));
    let mut tools = vec![add_button(work, &at, outline)];
    tools.extend(clipboard_tools(work, &at, outline));
    framed(work, &at, outline, "table", vec![grid, empty, el("div").perhaps(pages)], tools)
}

/// Which rows of a long table are in the page, and the way to those before and after.
pub fn pager(work: Work, start: RwSignal<usize>, count: usize, window: usize) -> El {
    let first = if start.get() < count { start.get() } else { 0 };
    let end = count.min(first + window);
    let text = say!("Rows {first} to {end} of {count}", first = first + 1, end = end, count = count);
    let on_paper = el("span").class("on-paper").text(". The other rows are not printed.");
    let step = |text: &'static str, to: usize, off: bool| {
        button("small", text, move || start.set(to)).attr_if("disabled", off.then_some(""))
    };
    el("div")
        .class("pager")
        .add(step("Previous", first.saturating_sub(window), first == 0))
        .add(el("span").text(&work.say(&text)).add(on_paper))
        .add(step("Next", end, end == count))
}

fn grid_row(
    work: Work,
    at: &str,
    outline: &'static Outline,
    columns: Memo<Vec<Column>>,
    folds: Folds,
    index: usize,
) -> Vec<El> {
    let row = row_path(at, index);
    let open = RwSignal::new(false);
    let (table, path) = (at.to_owned(), row.clone());
    let place = row.clone();
    follow(move || {
        let wanted = work.wanted.get();
        let hidden = |field: &Outline| field.spec.advanced && within(&place, field.spec.key) == wanted;
        if outline.rows.iter().any(hidden) {
            open.set(true);
        }
    });
    let cells = move || {
        let columns = columns.get();
        untrack(|| {
            let cell = |column: &Column| {
                let spec = &outline.rows[column.field].spec;
                let cell = el("td").attr("data-label", &column_label(work, &path, spec, column.item));
                if let Some(place) = column.item {
                    return cell.add(item_field(work, &path, spec, place));
                }
                if spec.when[0].is_none() {
                    return cell.add(field(work, &path, spec, Place::Cell));
                }
                let (asked, path) = (path.clone(), path.clone());
                let holds = Memo::new(move |_| work.shown(&asked, spec));
                cell.perhaps(move || holds.get().then(|| untrack(|| field(work, &path, spec, Place::Cell))))
            };
            let more = outline.rows.iter().any(|field| field.spec.advanced).then(|| {
                let name = more_of(work, outline, index);
                button("small quiet", "⋯", move || open.update(|open| *open = !*open))
                    .attr_words("aria-label", &name)
                    .attr_words("title", &name)
                    .state_of("aria-expanded", move || open.get())
            });
            let tools = el("td")
                .class("row-tools")
                .maybe(more)
                .add(handle(work, &table, outline, index))
                .add(remove_button(work, &table, outline, index, "×"));
            columns.iter().map(cell).chain([tools]).collect()
        })
    };
    let at_fold = row.clone();
    let fold = move || folds.folded.get().then(|| untrack(|| fold(work, &at_fold, outline, folds, index)));
    let line = el("tr")
        .attr("data-row", &row)
        .class_of("unfolded", move || folds.is_open(index))
        .add(el("td").class("fold").perhaps(fold))
        .dynamic(cells);
    let width = (outline.rows.len() + 1).to_string();
    let name = more_of(work, outline, index);
    let inside = move || {
        open.get().then(|| {
            let fields = untrack(|| {
                let field = |column: &Column| {
                    let spec = &outline.rows[column.field].spec;
                    let Some(place) = column.item else { return field(work, &row, spec, Place::Form) };
                    let label =
                        el("p").class("item-label").text(&column_label(work, &row, spec, column.item));
                    el("div").class("field").add(label).add(item_field(work, &row, spec, place))
                };
                columns_of_row(work, outline).iter().map(field).collect()
            });
            let record =
                el("div").class("record").attr("role", "group").attr("aria-label", &name).all(fields);
            el("td").attr("colspan", &width).add(record)
        })
    };
    let more = el("tr").class("row-more").class_of("none", move || !open.get()).perhaps(inside);
    vec![line, more]
}

/// What is behind a row of a grid.
fn more_of(work: Work, outline: &Outline, index: usize) -> String {
    work.say(&say!("More of {row}", row = row_name(work, outline, index)))
}

/// Which rows of a grid show all that they hold, where its width folds them.
#[derive(Clone, Copy)]
struct Folds {
    /// There are so many rows that they are folded there.
    folded: Memo<bool>,
    count: Memo<usize>,
    unfolded: RwSignal<Option<usize>>,
}

impl Folds {
    /// The row that takes the place of the last one, once that is gone, is open in its stead.
    fn is_open(&self, index: usize) -> bool {
        self.unfolded.get().is_some_and(|open| open.min(self.count.get().saturating_sub(1)) == index)
    }
}

/// What shows of a folded row: its name and the first few things in it; it opens the row, and closes the one that was open.
fn fold(work: Work, row: &str, outline: &'static Outline, folds: Folds, index: usize) -> El {
    let (titled, told, troubled) = (row.to_owned(), row.to_owned(), row.to_owned());
    let problems = move || match work.problems_within(&troubled) {
        0 => String::new(),
        count => work.say(&say!("{n, plural, one {# problem} other {# problems}}", n = count)),
    };
    el("button")
        .attr("type", "button")
        .class("opener")
        .state_of("aria-expanded", move || folds.is_open(index))
        .add(el("span").class("card-title").text_of(move || title(work, &titled, outline, index)))
        .add(el("span").class("card-text").text_of(move || summary(work, &told, outline)))
        .add(el("span").class("problem").text_of(problems))
        .on("click", move |_| {
            let open = untrack(|| folds.is_open(index));
            folds.unfolded.set((!open).then_some(index));
        })
}

/// A column of a table: a field of its rows, or one value of a list.
#[derive(Clone, Copy, PartialEq)]
struct Column {
    /// The place of the field in the outline of the rows.
    field: usize,
    item: Option<usize>,
}

/// The columns of the fields that `taken` says yes to. A list with a value for each row of another table has as many columns.
fn columns(work: Work, outline: &Outline, taken: &dyn Fn(&Outline) -> bool) -> Vec<Column> {
    let mut columns = Vec::new();
    for (index, field) in outline.rows.iter().enumerate().filter(|(_, field)| taken(field)) {
        match field.spec.each {
            Some((table, _)) => {
                let count = work.rows(table, <[_]>::len);
                columns.extend((0..count).map(|item| Column { field: index, item: Some(item) }));
            }
            None => columns.push(Column { field: index, item: None }),
        }
    }
    columns
}

/// What a row of a grid holds behind it.
fn columns_of_row(work: Work, outline: &Outline) -> Vec<Column> {
    columns(work, outline, &|field| field.spec.advanced)
}

/// Cards: a row a closed part, its title its name and its summary what it holds.
fn cards(work: Work, at: String, outline: &'static Outline) -> El {
    let count = count(work, &at);
    let all = RwSignal::new(false);
    let place = at.clone();
    // A problem further down brings all cards into view.
    let visible = Memo::new(move |_| {
        let count = count.get();
        let troubled = |index: usize| work.problems_within(&row_path(&place, index)) > 0;
        if all.get() || (MOST_CARDS..count).any(troubled) { count } else { count.min(MOST_CARDS) }
    });
    let table = at.clone();
    let list =
        el("div").each(move || (0, visible.get()), move |index| vec![card(work, &table, outline, index)]);
    let more = move || {
        (visible.get() < count.get()).then(|| {
            button("small", &work.say(&say!("Show all {n}", n = count.get())), move || all.set(true))
        })
    };
    let empty = say!("No {row} yet.", row = row_word(outline));
    let empty =
        el("div").perhaps(move || (count.get() == 0).then(|| el("p").class("empty").text(&work.say(&empty))));
    let mut tools = vec![el("span").perhaps(more), add_button(work, &at, outline)];
    tools.extend(begin_button(work, &at, outline));
    framed(work, &at, outline, "table cards", vec![list, empty], tools)
}

fn card(work: Work, at: &str, outline: &'static Outline, index: usize) -> El {
    let path = row_path(at, index);
    let (titled, told, troubled, copied) = (path.clone(), path.clone(), path.clone(), at.to_owned());
    let (place, id) = (path.clone(), id_of(&path));
    let name = [&id, "-title"].concat();
    let problem = move || work.remark(&place).map(Remark::shown);
    // A link to what is wrong with the row as a whole leads to it.
    let summary = el("summary")
        .id(&id)
        .add(el("span").class("card-title").id(&name).text_of(move || title(work, &titled, outline, index)))
        .add(el("span").class("card-text").text_of(move || summary(work, &told, outline)));
    let tools = el("div")
        .class("card-tools")
        .add(handle(work, at, outline, index))
        .add(button("small quiet", "Duplicate", move || {
            work.edit(Edit::Copy { table: copied.clone(), index })
        }))
        .add(remove_button(work, at, outline, index, "Remove"));
    let body =
        el("div").class("card-body").perhaps(problem).all(record(work, &path, &outline.rows)).add(tools);
    // The first plan stands open, and a charge that is the only one of its plan.
    let alone = at.contains('.') && untrack(|| work.rows(at, <[_]>::len)) == 1;
    let first = (index == 0 && !at.contains('.') || alone).then_some("");
    let card = el("details").class("card").attr("data-row", &path).attr("aria-labelledby", &name);
    let card = card.attr_if("open", first).add(summary).add(body);
    opened_by(card, move || work.problems_within(&troubled) > 0)
}

/// What a row is called: its unique name, or the first of its choices, words and dates, or its number.
fn title(work: Work, row: &str, outline: &Outline, index: usize) -> String {
    let named = outline.rows.iter().find(|field| field.spec.unique);
    if let Some(name) = named {
        let name = work.effective(row, 0, name.spec.key);
        if !name.trim().is_empty() {
            return name;
        }
        return row_name(work, outline, index);
    }
    let words = outline.rows.iter().filter(|field| names(field.spec));
    let words = words.filter(|field| !field.spec.advanced && work.shown(row, field.spec)).take(2);
    let words: Vec<String> = words.filter_map(|field| choice_text(work, row, field)).collect();
    if words.is_empty() { row_name(work, outline, index) } else { words.join(" · ") }
}

/// Whether a row without a name of its own is called by what a field of it holds.
fn names(spec: &Spec) -> bool {
    matches!(spec.kind, Kind::RowOf { .. } | Kind::Choice(_) | Kind::Text | Kind::Date | Kind::Month)
}

/// What a choice stands for, its default included; or what else a row is called by.
fn choice_text(work: Work, row: &str, field: &Outline) -> Option<String> {
    let text = work.effective(row, 0, field.spec.key);
    match field.spec.kind {
        // What stands before the colon of an option is its name, what follows explains it.
        Kind::Choice(options) => options().into_iter().find(|(key, _)| *key == text).map(|(_, label)| {
            let label = work.say(&label.into());
            label.split(':').next().unwrap_or_default().to_owned()
        }),
        Kind::Date | Kind::Month => value_text(work, row, field.spec),
        _ => Some(text).filter(|text| !text.trim().is_empty()),
    }
}

/// The first few things that a card holds.
fn summary(work: Work, row: &str, outline: &Outline) -> String {
    let named = outline.rows.iter().any(|field| field.spec.unique);
    let mut parts: Vec<String> = Vec::new();
    for field in outline.rows.iter().filter(|field| work.shown(row, field.spec)) {
        let spec = &field.spec;
        let text = match spec.kind {
            _ if spec.unique => continue,
            _ if !named && names(spec) && !spec.advanced => continue,
            Kind::Flag => continue,
            Kind::Choice(_) => choice_text(work, row, field),
            Kind::RowOf { .. } | Kind::Text => value_text(work, row, spec),
            _ => value_text(work, row, spec).map(|value| {
                work.say(&say!("{label}: {value}", label = work.label(row, spec), value = value))
            }),
        };
        parts.extend(text);
        if parts.len() == 3 {
            break;
        }
    }
    parts.join(" · ")
}

/// The columns that a paste can fill.
fn paste_columns(work: Work, at: &str, outline: &'static Outline) -> Vec<pasted::Column> {
    let row = [at, ".0"].concat();
    let columns =
        columns(work, outline, &|field| field.spec.table().is_none() && work.shown(&row, field.spec));
    let pasted = |Column { field, item }: Column| {
        let spec = &outline.rows[field].spec;
        pasted::Column { spec: **spec, item, label: column_label(work, &row, spec, item) }
    };
    columns.into_iter().map(pasted).collect()
}

/// Takes over what was pasted, over the rows from a place on or in place of them all; what should be known of it is told at
/// the table. `done` is told when that has happened, or why it could not.
fn take_over(
    work: Work,
    at: String,
    outline: &'static Outline,
    text: String,
    from: Option<(usize, usize)>,
    done: impl FnOnce(Result<(), Sentence>) + 'static,
) {
    tools::then(move |tools| {
        // The page may have been left meanwhile.
        if work.history.is_disposed() {
            return;
        }
        let Some(tools) = tools else {
            return done(Err(say!("This could not be loaded. Check the connection, and try again.")));
        };
        let columns = untrack(|| paste_columns(work, &at, outline));
        let before = untrack(|| work.rows(&at, <[_]>::to_vec));
        let over = from.map(|(row, column)| (before.as_slice(), row, column));
        let taken = work.history.with_untracked(|history| {
            work.format(|format| (tools.taken)(&text, &columns, history.now(), over, format))
        });
        done(taken.map(|taken| {
            work.edit(Edit::Replace { table: at.clone(), rows: taken.rows });
            work.pasted.set((at, taken.told));
        }));
    });
}

/// Takes a block that was pasted into a cell; false for a single value, which the cell takes itself.
pub fn pasted_block(work: Work, record: &str, key: &str, item: Option<usize>, text: &str) -> bool {
    let is_block = text.trim_end_matches(['\r', '\n']).contains(['\t', '\n', '\r']);
    let Some((at, row)) = record.rsplit_once('.').filter(|_| is_block) else { return false };
    let Some(outline) = crate::input::walk::find(work.outline, at) else { return false };
    let Ok(row) = row.parse() else { return false };
    let columns = untrack(|| paste_columns(work, at, outline));
    let column = columns.iter().position(|column| column.spec.key == key && column.item == item);
    let (at, from) = (at.to_owned(), (row, column.unwrap_or_default()));
    let table = at.clone();
    take_over(work, at, outline, text.to_owned(), Some(from), move |taken| {
        if let Err(problem) = taken {
            work.pasted.set((table, vec![problem]));
        }
    });
    true
}

/// The table as text for a spreadsheet, with its labels as header.
fn copied_out(work: Work, at: &str, outline: &'static Outline) -> String {
    let columns = paste_columns(work, at, outline);
    let mut lines = vec![columns.iter().map(|column| column.label.clone()).collect::<Vec<_>>()];
    let rows = work.rows(at, <[_]>::to_vec);
    for row in &rows {
        let cell = |column: &pasted::Column| {
            let spec = &column.spec;
            let entry = row.0.get(spec.key);
            if let Some(place) = column.item {
                let entry = item(entry, place);
                let number = pasted::of_one(spec, column.item);
                return work.format(|format| shown(&number, entry.as_ref(), false, format));
            }
            let default = spec.default.map(|default| Entry::Text(default.to_owned()));
            work.format(|format| shown(spec, entry.or(default.as_ref()), false, format))
        };
        lines.push(columns.iter().map(cell).collect());
    }
    to_tsv(&lines)
}

/// Paste and copy: a box to paste into, which also serves where the clipboard cannot be read.
fn clipboard_tools(work: Work, at: &str, outline: &'static Outline) -> Vec<El> {
    let open = RwSignal::new(false);
    let said = RwSignal::new(String::new());
    let box_id = [&id_of(at), "-paste"].concat();
    let table = at.to_owned();
    let copy_out = move || {
        copy(copied_out(work, &table, outline), move |done| {
            let text = if done { say!("Copied.") } else { say!("This browser blocks copying here.") };
            // The page may have been left meanwhile: only the settings outlive it.
            let _ = said.try_set(work.settings.say(&text));
        });
    };
    let focused = box_id.clone();
    let toggle = move || {
        open.update(|open| *open = !*open);
        said.set(String::new());
        if open.get_untracked() {
            focus_soon(focused.clone());
        }
    };
    let table = at.to_owned();
    let area = move || {
        open.get().then(|| {
            let names = untrack(|| paste_columns(work, &table, outline));
            let names: Vec<String> = names.into_iter().map(|column| column.label).collect();
            let hint = say!(
                "Rows from a spreadsheet or CSV, with or without a header. Columns: {columns}. They replace the rows there are; undo brings those back.",
                columns = names.join(", ")
            );
            let area = el("textarea").id(&box_id).attr("rows", "4").attr("spellcheck", "false");
            let (table, source) = (table.clone(), area.clone());
            let take = move || {
                let text = source.0.unchecked_ref::<web_sys::HtmlTextAreaElement>().value();
                take_over(work, table.clone(), outline, text, None, move |taken| {
                    // Only the settings outlive the page.
                    let told = match taken {
                        Ok(()) => {
                            let _ = open.try_set(false);
                            String::new()
                        }
                        Err(problem) => work.say(&problem),
                    };
                    let _ = said.try_set(told);
                });
            };
            el("div")
                .class("paste")
                .add(el("label").attr("for", &box_id).text(&work.say(&hint)))
                .add(area)
                .add(button("small primary", "Take these rows", take))
        })
    };
    let table = at.to_owned();
    let told = move || {
        let told = work.pasted.with(|(at, told)| if *at == table { told.clone() } else { Vec::new() });
        told.iter().map(|told| el("p").class("problem warns").text(&work.say(told))).collect()
    };
    vec![
        button("small quiet", "Paste rows", toggle).state_of("aria-expanded", move || open.get()),
        button("small quiet", "Copy", copy_out),
        el("span").class("said").attr("role", "status").text_of(move || said.get()),
        el("div").class("paste-place").perhaps(area),
        el("div").attr("role", "status").dynamic(told),
    ]
}
