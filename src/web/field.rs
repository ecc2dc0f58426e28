//! One field: the widget of its kind, its unit, what was read, and what is wrong.

use std::cell::RefCell;

use leptos::prelude::*;
use rust_decimal::Decimal;
use wasm_bindgen::JsCast;
use web_sys::Event;

use super::browser::id_of;
use super::dom::{El, checked, el, value};
use super::table::pasted_block;
use super::work::{Remark, Work, within};
use crate::input::edit::Edit;
use crate::input::items::{item, with_item};
use crate::input::reference::folded;
use crate::input::typed::{shown, typed};
use crate::input::{Entry, Kind, Spec, Unit};
use crate::report::Sentence;
use crate::say;

/// Where a widget stands.
#[derive(Clone, Copy, PartialEq)]
pub enum Place {
    /// On its own, with label and help.
    Form,
    /// In a table, whose column names it.
    Cell,
}

/// A field of the record at `record`.
pub fn field(work: Work, record: &str, spec: &'static Spec, place: Place) -> El {
    widget(work, record, spec, place, None)
}

/// One value of a list of the record at `record`, as a field of its own in a table.
pub fn item_field(work: Work, record: &str, spec: &'static Spec, place: usize) -> El {
    widget(work, record, item_spec(spec), Place::Cell, Some(place))
}

thread_local! {
    /// The fields of values for the fields of lists: each is made once.
    static ITEMS: RefCell<Vec<(&'static Spec, &'static Spec)>> = const { RefCell::new(Vec::new()) };
}

/// What one value of a list is as a field.
pub fn item_spec(list: &'static Spec) -> &'static Spec {
    ITEMS.with_borrow_mut(|known| {
        if let Some((_, item)) = known.iter().find(|(known, _)| std::ptr::eq(*known, list)) {
            return *item;
        }
        let item: &'static Spec = Box::leak(Box::new(Spec { kind: Kind::Number, ..*list }));
        known.push((list, item));
        item
    })
}

fn widget(work: Work, record: &str, spec: &'static Spec, place: Place, item: Option<usize>) -> El {
    let at = within(record, spec.key);
    let state = State::new(work, at, spec, item);
    let id = state.id();
    let widget = match spec.kind {
        Kind::Choice(_) | Kind::RowOf { .. } => select(state, spec, record, place),
        Kind::Flag => checkbox(state, spec, record, place),
        _ => input(state, spec, record, place),
    };
    let problem_id = [&id, "-problem"].concat();
    let problem = move || state.shown_problem().map(|remark| remark.shown().id(&problem_id));
    let reading = move || {
        state.reading.get().map(|text| el("p").class("reading").attr("aria-live", "polite").text(&text))
    };
    if place == Place::Cell {
        return el("div").class("cell").add(widget).perhaps(reading).perhaps(problem);
    }
    let help_id = [&id, "-help"].concat();
    let help = (!spec.help.is_empty()).then(|| el("p").class("help").id(&help_id).text(spec.help));
    let optional =
        (spec.optional && spec.default.is_none()).then(|| el("span").class("optional").text(" (optional)"));
    let named = record.to_owned();
    let label = el("label").attr("for", &id).text_of(move || work.label(&named, spec)).maybe(optional);
    if matches!(spec.kind, Kind::Flag) {
        return el("div").class("field flag").add(widget).add(label).maybe(help).perhaps(problem);
    }
    let wide = match spec.kind {
        Kind::Text | Kind::List => true,
        Kind::Choice(options) => options().iter().any(|(_, label)| label.chars().count() > 24),
        _ => false,
    };
    let class = if wide { "field wide" } else { "field" };
    el("div").class(class).add(label).add(widget).maybe(help).perhaps(reading).perhaps(problem)
}

/// What a widget knows of its field.
#[derive(Clone, Copy)]
struct State {
    work: Work,
    at: StoredValue<String>,
    /// Which value of a list it is.
    item: Option<usize>,
    /// What stands in the box while it has the focus, and the entry that it gave.
    typing: RwSignal<Option<(String, Option<Entry>)>, LocalStorage>,
    /// How the last typed text was read, where that could be doubted.
    reading: RwSignal<Option<String>>,
    focused: RwSignal<bool>,
    /// The field had a problem when it got the focus: then it is followed while typing, else told afterwards.
    watched: RwSignal<bool>,
    touched: RwSignal<bool>,
    problem: Memo<Option<Remark>>,
}

impl State {
    fn new(work: Work, at: String, spec: &'static Spec, item: Option<usize>) -> Self {
        let problem = {
            let at = at.clone();
            Memo::new(move |_| match item {
                None => work.remark(&at),
                Some(place) => item_problem(work, &at, spec, place),
            })
        };
        State {
            work,
            at: StoredValue::new(at),
            item,
            typing: RwSignal::new_local(None),
            reading: RwSignal::new(None),
            focused: RwSignal::new(false),
            watched: RwSignal::new(false),
            touched: RwSignal::new(false),
            problem,
        }
    }

    /// The widget's name in the page: that of its field, which is also that of a list's first value.
    fn id(&self) -> String {
        let id = self.at.with_value(|at| id_of(at));
        match self.item {
            None | Some(0) => id,
            Some(place) => [&id, "-", &place.to_string()].concat(),
        }
    }

    fn entry(&self) -> Option<Entry> {
        let entry = self.at.with_value(|at| self.work.entry(at));
        match self.item {
            None => entry,
            Some(place) => item(entry.as_ref(), place),
        }
    }

    /// What the box shows: what is being typed as long as the draft still holds what it gave, else the entry.
    fn text(&self, spec: &Spec) -> String {
        let entry = self.entry();
        let typing = self.typing.with(|typing| match typing {
            Some((text, gave)) if *gave == entry => Some(text.clone()),
            _ => None,
        });
        let grouped = !self.focused.get();
        typing.unwrap_or_else(|| self.work.format(|format| shown(spec, entry.as_ref(), grouped, format)))
    }

    fn focus(&self) {
        self.watched.set(self.problem.with_untracked(Option::is_some) && self.touched.get_untracked());
        self.focused.set(true);
    }

    /// A browser may tell of a lost focus while the field is being taken away, so nothing here needs it still.
    fn leave(&self) {
        let _ = self.focused.try_set(false);
        let _ = self.touched.try_set(true);
        let _ = self.typing.try_set(None);
        let _ = self.reading.try_set(None);
        self.work.pause();
    }

    fn enter(&self, entry: Entry) {
        let at = self.at.get_value();
        let entry = match self.item {
            None => entry,
            Some(place) => with_item(untrack(|| self.work.entry(&at)).as_ref(), place, Some(entry)),
        };
        self.work.edit(Edit::Enter { at, entry });
    }

    fn type_text(&self, spec: &Spec, text: String) {
        let typed = self.work.format(|format| typed(spec, &text, format));
        let doubtful = typed.ambiguous
            || text.chars().any(|letter| matches!(letter, 'k' | 'K' | 'm' | 'M' | 'b' | 'B' | '('));
        let numeric = !matches!(spec.kind, Kind::Text | Kind::RowOf { .. });
        let reading = (doubtful && numeric && typed.problem_free()).then(|| {
            let read = self.work.format(|format| shown(spec, Some(&typed.entry), true, format));
            ["= ", &read].concat()
        });
        self.reading.set(reading);
        self.typing.set(Some((text, Some(typed.entry.clone()))));
        self.enter(typed.entry);
    }

    /// The problem as far as it should be told now: not while the first attempt is still being typed, and not for
    /// a field that nobody has been in.
    fn shown_problem(&self) -> Option<Remark> {
        let problem = self.problem.get()?;
        if self.focused.get() && !self.watched.get() {
            return None;
        }
        let blank = || {
            !matches!(self.entry(), Some(Entry::Unread(_)))
                && !matches!(self.entry(), Some(Entry::Text(text)) if !text.trim().is_empty())
        };
        (self.touched.get() || !blank()).then_some(problem)
    }

    fn described_by(&self, spec: &Spec, place: Place) -> Option<String> {
        let id = self.id();
        let mut ids = Vec::new();
        if place == Place::Form && !spec.help.is_empty() {
            ids.push([&id, "-help"].concat());
        }
        if self.shown_problem().is_some() {
            ids.push([&id, "-problem"].concat());
        }
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

/// What a column of a table is called: one of a list by the row that it is for.
pub fn column_label(work: Work, record: &str, spec: &Spec, item: Option<usize>) -> String {
    let (Some(place), Some((table, name))) = (item, spec.each) else { return work.label(record, spec) };
    let row = work.entry(&[table, ".", &place.to_string(), ".", name].concat());
    let name = match row {
        Some(Entry::Text(name)) if !name.trim().is_empty() => name,
        _ => (place + 1).to_string(),
    };
    work.say(&Sentence::from(spec.label).with("unit", name))
}

/// The first value of a list, whose values are such fields, that cannot be read or is outside of the limits.
pub fn wrong_item(work: Work, at: &str, spec: &Spec) -> Option<usize> {
    let list = work.entry(at);
    let wrong = |place: &usize| match item(list.as_ref(), *place) {
        Some(Entry::Text(text)) => spec.read(&text, work.currency()).is_err(),
        other => other.is_some(),
    };
    (0..work.rows(spec.each?.0, <[_]>::len)).find(wrong)
}

/// What is wrong with one value of a list: that it cannot be read, or what is wrong with the list, at the value that cannot
/// stand, or else at the first.
fn item_problem(work: Work, at: &str, spec: &Spec, place: usize) -> Option<Remark> {
    let list = work.entry(at);
    if let Some(Entry::Unread(text)) = item(list.as_ref(), place) {
        let problem = work.format(|format| typed(spec, &text, format)).problem?;
        return Some(Remark { text: work.say(&problem), wrong: true });
    }
    let here = place == wrong_item(work, at, spec).unwrap_or_default();
    (here && !matches!(list, Some(Entry::Unread(_)))).then(|| work.remark(at)).flatten()
}

/// The attributes that tell a screen reader what a widget is and what is wrong with it.
fn told(widget: El, state: State, spec: &'static Spec, record: &str, place: Place) -> El {
    let record = record.to_owned();
    let widget = match place {
        Place::Form => widget,
        // A cell is named by its column and the number of its row.
        Place::Cell => widget.attr_of("aria-label", move || {
            let label = column_label(state.work, &record, spec, state.item);
            let row = record.rsplit('.').next().and_then(|index| index.parse::<usize>().ok());
            let place = say!("{column}, {row}", column = label, row = row.unwrap_or_default() + 1);
            Some(state.work.say(&place))
        }),
    };
    let invalid = move || state.shown_problem().filter(|remark| remark.wrong).map(|_| "true".to_owned());
    widget
        .id(&state.id())
        .attr_of("aria-invalid", invalid)
        .attr_of("aria-describedby", move || state.described_by(spec, place))
        .on("blur", move |_| state.leave())
}

fn input(state: State, spec: &'static Spec, record: &str, place: Place) -> El {
    let work = state.work;
    let signed = spec.min.is_none_or(|min| min.is_sign_negative());
    let numeric = matches!(spec.kind, Kind::Money | Kind::Price | Kind::Percent | Kind::Number | Kind::Whole);
    let mode = match spec.kind {
        // Phone keypads have no minus, so a field that takes one gets the whole keyboard.
        Kind::Whole if !signed => Some("numeric"),
        _ if numeric && !signed => Some("decimal"),
        _ => None,
    };
    let placeholder = move || {
        let default = spec.default.filter(|_| numeric)?;
        let entry = Entry::Text(default.to_owned());
        Some(work.format(|format| shown(spec, Some(&entry), true, format)))
    };
    let pasted = record.to_owned();
    let on_paste = move |event: Event| {
        let data = event.unchecked_ref::<web_sys::ClipboardEvent>().clipboard_data();
        let text = data.and_then(|data| data.get_data("text").ok()).unwrap_or_default();
        if place == Place::Cell && pasted_block(work, &pasted, spec.key, state.item, &text) {
            event.prevent_default();
            state.typing.set(None);
        }
    };
    let on_focus = move |event: Event| {
        state.focus();
        // The text has just lost its groups; selecting it lets the next key replace it, as in a spreadsheet.
        if let Some(input) = event.target().filter(|_| numeric) {
            request_animation_frame(move || {
                let input = input.unchecked_ref::<web_sys::HtmlInputElement>();
                // Selecting would take the focus back if it has moved on meanwhile.
                if document().active_element().is_some_and(|active| active.is_same_node(Some(input))) {
                    input.select();
                }
            });
        }
    };
    let widget = el("input")
        .attr("type", "text")
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .attr_if("inputmode", mode)
        .attr_of("placeholder", placeholder)
        .value_of(move || state.text(spec))
        .on("focus", on_focus)
        .on("input", move |event| state.type_text(spec, value(&event)))
        .on("paste", on_paste);
    let (before, after) = affixes(work, record, spec);
    let class = match spec.kind {
        _ if numeric => "box number",
        Kind::List => "box list",
        _ => "box",
    };
    // At each keystroke a browser reads all boxes of a form, to fill them in for the reader one day; those of no form
    // count as one form. So each is its own: measured, a fifth of all the work that a keystroke makes. To its reader it is none.
    el("form")
        .class(class)
        .attr("role", "none")
        .maybe(before)
        .add(told(widget, state, spec, record, place))
        .maybe(after)
}

/// What stands before and after the box: the currency's sign, the percent sign, the unit.
fn affixes(work: Work, record: &str, spec: &'static Spec) -> (Option<El>, Option<El>) {
    let affix = || el("span").class("affix").attr("aria-hidden", "true");
    match spec.kind {
        Kind::Money | Kind::Price => {
            let sign = move || {
                let zero = work.format(|format| format.locale.money(Decimal::ZERO, format.currency, 0, 0));
                zero.chars().filter(|letter| !letter.is_numeric() && !letter.is_whitespace()).collect()
            };
            (Some(affix().text_of(sign)), None)
        }
        Kind::Percent => (None, Some(affix().text("%"))),
        Kind::Number | Kind::Whole if spec.unit != Unit::None => {
            let record = record.to_owned();
            (None, Some(affix().text_of(move || work.unit(&record, spec))))
        }
        _ => (None, None),
    }
}

fn select(state: State, spec: &'static Spec, record: &str, place: Place) -> El {
    let work = state.work;
    let record_of = record.to_owned();
    let options = move || {
        let mut chosen = work.effective(&record_of, 0, spec.key);
        let mut options: Vec<(String, String)> = match spec.kind {
            Kind::Choice(options) => {
                options().into_iter().map(|(key, label)| (key.to_owned(), work.say(&label.into()))).collect()
            }
            Kind::RowOf { table, name } => work.rows(table, |rows| {
                let names = rows.iter().map(|row| row.text(name).trim().to_owned());
                names.filter(|name| !name.is_empty()).map(|name| (name.clone(), name)).collect()
            }),
            _ => Vec::new(),
        };
        if !chosen.is_empty() && options.iter().all(|(key, _)| *key != chosen) {
            // As `fill` reads it.
            let wanted = folded(&chosen);
            let alike: Vec<&String> =
                options.iter().map(|(key, _)| key).filter(|key| folded(key) == wanted).collect();
            if let [only] = alike[..] {
                chosen.clone_from(only);
            } else {
                let missing = work.say(&say!("{name} (missing)", name = &chosen));
                options.insert(0, (chosen.clone(), missing));
            }
        }
        if chosen.is_empty() || spec.optional {
            options.insert(0, (String::new(), "–".to_owned()));
        }
        (chosen, options)
    };
    // The options change seldom; to make them anew at every keystroke would close an open list.
    let options = Memo::new(move |_| options());
    let items = move || {
        let (chosen, options) = options.get();
        let item = |(key, label): (String, String)| {
            let selected = (key == chosen).then_some("");
            el("option").attr("value", &key).attr_if("selected", selected).text(&label)
        };
        options.into_iter().map(item).collect()
    };
    let widget = el("select").dynamic(items).on("focus", move |_| state.focus()).on("change", move |event| {
        state.touched.set(true);
        state.enter(Entry::Text(value(&event)));
    });
    el("div").class("box").add(told(widget, state, spec, record, place))
}

fn checkbox(state: State, spec: &'static Spec, record: &str, place: Place) -> El {
    let work = state.work;
    let record_of = record.to_owned();
    let widget = el("input")
        .attr("type", "checkbox")
        .checked_of(move || work.effective(&record_of, 0, spec.key) == "yes")
        .on("change", move |event| {
            let text = if checked(&event) { "yes" } else { "no" };
            state.enter(Entry::Text(text.to_owned()));
        });
    told(widget, state, spec, record, place)
}
