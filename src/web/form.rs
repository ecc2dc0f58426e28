//! The form of a record: its fields in the order of the declaration, what is advanced and each section closed.

use std::rc::Rc;

use leptos::prelude::*;

use super::dom::{El, el};
use super::field::{Place, column_label, field, item_spec, wrong_item};
use super::language::translated;
use super::table::table;
use super::work::{Work, within};
use crate::input::items::item;
use crate::input::number::parse_canonical;
use crate::input::typed::shown;
use crate::input::{Entry, Kind, Outline, Row, Spec};
use crate::report::Sentence;
use crate::say;

/// All fields of the record at `record`: its main ones, then what is advanced and each section, closed.
pub fn record(work: Work, record: &str, outline: &'static [Outline]) -> Vec<El> {
    let main = outline.iter().filter(|field| field.spec.section.is_empty() && !field.spec.advanced);
    let advanced: Vec<_> =
        outline.iter().filter(|field| field.spec.section.is_empty() && field.spec.advanced).collect();
    let mut parts = vec![shown_fields(work, record, main.collect())];
    if !advanced.is_empty() {
        parts.push(closed_part(work, record, "More".into(), advanced));
    }
    let mut sections: Vec<&'static str> = Vec::new();
    for field in outline {
        if !field.spec.section.is_empty() && !sections.contains(&field.spec.section) {
            sections.push(field.spec.section);
        }
    }
    for section in sections {
        let fields = outline.iter().filter(|field| field.spec.section == section).collect();
        parts.push(closed_part(work, record, section.into(), fields));
    }
    parts
}

/// Fields and tables, each while its conditions hold.
fn shown_fields(work: Work, record: &str, fields: Vec<&'static Outline>) -> El {
    fields.into_iter().fold(el("div").class("record"), |parts, outline| {
        let make = move |record: &str| match outline.spec.kind {
            Kind::Table(_) => table(work, within(record, outline.spec.key), outline),
            _ => field(work, record, outline.spec, Place::Form),
        };
        if outline.spec.when[0].is_none() {
            let record = record.to_owned();
            return parts.in_step(move || vec![make(&record)]);
        }
        let (asked, record) = (record.to_owned(), record.to_owned());
        let holds = Memo::new(move |_| work.shown(&asked, outline.spec));
        parts.perhaps(move || holds.get().then(|| untrack(|| make(&record))))
    })
}

/// A closed part of the form. It says what in it differs from the defaults, and opens by itself on a problem.
fn closed_part(work: Work, record: &str, title: Sentence, fields: Vec<&'static Outline>) -> El {
    let (asked, told, of, record) = (fields.clone(), fields.clone(), record.to_owned(), record.to_owned());
    let troubled = Memo::new(move |_| {
        let troubled =
            |spec: &Spec| work.shown(&of, spec) && work.problems_within(&within(&of, spec.key)) > 0;
        asked.iter().any(|field| troubled(field.spec))
    });
    let of = record.clone();
    let chips = move || {
        let chips = told.iter().map(|field| &field.spec).filter(|spec| work.shown(&of, spec));
        let chips = chips.filter_map(|spec| chip(work, &of, spec));
        chips.map(|text| el("span").class("chip").text(&text)).collect()
    };
    let title = work.say(&title);
    let summary = el("summary")
        .add(el("span").class("part-title").text(&title))
        .add(el("span").class("chips").dynamic(chips));
    let part = el("details")
        .class("part")
        .attr("aria-label", &title)
        .add(summary)
        .in_step(move || vec![shown_fields(work, &record, fields)]);
    opened_by(part, move || troubled.get())
}

/// Opens a closed part when a condition begins to hold.
pub fn opened_by(part: El, holds: impl Fn() -> bool + 'static) -> El {
    part.follow(Box::new(move |part| {
        if holds() {
            let _ = part.set_attribute("open", "");
        }
    }))
}

/// What a field holds, if it is not its default: "Growth a month: 5%".
fn chip(work: Work, record: &str, spec: &Spec) -> Option<String> {
    let value = value_text(work, record, spec)?;
    let label = work.label(record, spec);
    if matches!(spec.kind, Kind::Flag) {
        return Some(label);
    }
    Some(work.say(&say!("{label}: {value}", label = label, value = value)))
}

/// What a field holds as the reader would say it, if it is not blank and not the default.
pub fn value_text(work: Work, record: &str, spec: &Spec) -> Option<String> {
    let at = within(record, spec.key);
    let entry = work.entry(&at)?;
    let text = match &entry {
        Entry::Text(text) | Entry::Unread(text) => text.trim(),
        Entry::Rows(rows) if rows.is_empty() => return None,
        Entry::Rows(rows) => return Some(work.say(&say!("{n}", n = rows.len()))),
    };
    if text.is_empty() || Some(text) == spec.default {
        return None;
    }
    Some(match spec.kind {
        Kind::Choice(options) => {
            translated(options().into_iter().find(|(key, _)| *key == text)?.1).to_owned()
        }
        Kind::Money | Kind::Price => {
            let number = parse_canonical(text)?;
            work.format(|format| format.price(number))
        }
        Kind::Percent => {
            let number = parse_canonical(text)?;
            work.format(|format| format.percent(number))
        }
        _ => {
            let value = work.format(|format| shown(spec, Some(&entry), true, format));
            let unit = work.unit(record, spec);
            match unit.is_empty() {
                true => value,
                false => work.say(&say!("{number} {unit}", number = value, unit = unit)),
            }
        }
    })
}

/// Which value of a list a problem is of: the one that cannot stand, or else the first that is missing; none where it is of
/// them all.
fn item_in_question(work: Work, at: &str, spec: &'static Spec) -> Option<usize> {
    let (table, _) = spec.each?;
    let missing = || {
        let list = work.entry(at);
        (0..work.rows(table, <[_]>::len)).find(|place| item(list.as_ref(), *place).is_none())
    };
    wrong_item(work, at, item_spec(spec)).or_else(missing)
}

/// What the place of a problem is called, its rows by their names where they have any: "Team, charge 2, Package size".
pub fn problem_words(work: Work, at: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let (mut record, mut outline): (String, &'static [Outline]) = (String::new(), work.outline);
    let mut parts = at.split('.').peekable();
    while let Some(key) = parts.next() {
        let Some(field) = outline.iter().find(|field| field.spec.key == key) else { break };
        let here = within(&record, key);
        match (field.spec.table(), parts.next()) {
            (Some(table), Some(index)) => {
                record = [here.as_str(), ".", index].concat();
                outline = &field.rows;
                // A row by its name, unless it is the name that is spoken of.
                let naming = outline.iter().map(|field| field.spec).find(|spec| spec.unique);
                let name = naming.filter(|spec| parts.peek() != Some(&spec.key));
                let name = name.map_or(String::new(), |spec| work.effective(&record, 0, spec.key));
                let number = index.parse::<usize>().map_or(0, |index| index + 1);
                let row = || work.say(&say!("{row} {n}", row = Sentence::from(table.row), n = number));
                // One of two rows of the same name would be taken for the other.
                let alike = |row: &&Rc<Row>| naming.is_some_and(|spec| row.text(spec.key) == name);
                let shared = work.rows(&here, |rows| rows.iter().filter(alike).count() > 1);
                words.push(match name.trim() {
                    "" => row(),
                    _ if shared => work.say(&say!("{name} ({row})", name = name, row = row())),
                    _ => name,
                });
            }
            _ => match item_in_question(work, &here, field.spec) {
                // A list that is called by the rows it is for has no name of its own.
                None if field.spec.label == "{unit}" && field.spec.each.is_some() => {}
                item => words.push(column_label(work, &record, field.spec, item)),
            },
        }
    }
    words.join(", ")
}
