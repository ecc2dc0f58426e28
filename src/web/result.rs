//! The answer and the report as markup: sentence, figures with their working, warnings, tables, closed sections.

use std::rc::Rc;

use leptos::prelude::*;

use super::charts::chart;
use super::dom::{El, el, follow};
use super::form::problem_words;
use super::handed::onward;
use super::later;
use super::run;
use super::tools;
use super::work::{Good, Work};
use crate::input::Problem;
use crate::report::format::Format;
use crate::report::{Figure, Measure, Rank, Sentence, Value};
use crate::say;

/// How many figures stand under the answer; the rest are details.
const MOST_FIGURES: usize = 4;

/// How many problems are listed; the rest are counted.
const MOST_PROBLEMS: usize = 8;

/// The id of the list of what is wrong.
pub const PROBLEMS: &str = "problems";

/// Which closed parts of the results the reader has opened, by key. Results may be made anew; this is not.
#[derive(Clone, Copy)]
pub struct Opened(StoredValue<Vec<String>>);

impl Opened {
    pub fn new() -> Self {
        Opened(StoredValue::new(Vec::new()))
    }

    /// Whether a part is open. It has one place in the page, which alone changes this.
    pub fn part(&self, key: &str) -> RwSignal<bool> {
        RwSignal::new(self.0.with_value(|keys| keys.iter().any(|open| open == key)))
    }

    /// Opens or closes the part that `open` was given for.
    pub fn toggle(&self, key: &str, open: RwSignal<bool>) {
        self.0.update_value(|keys| match keys.iter().position(|open| open == key) {
            Some(at) => drop(keys.remove(at)),
            None => keys.push(key.to_owned()),
        });
        open.update(|open| *open = !*open);
    }
}

/// A part that opens under `opener`, a button with its words, which is a heading where the part is a section. Its inside is made
/// while it is open, anew when a signal that it read has changed.
fn closed(opened: Opened, key: String, class: &str, opener: El, inside: Box<dyn Fn() -> Vec<El>>) -> El {
    let id = ["r-", &key].concat();
    let open = opened.part(&key);
    let opener = opener
        .attr("type", "button")
        .class("opener")
        .state_of("aria-expanded", move || open.get())
        .attr("aria-controls", &id)
        .on("click", move |_| opened.toggle(&key, open));
    let inside = move || if open.get() { inside() } else { Vec::new() };
    let under = el("div").class("opened").id(&id).dynamic(inside);
    let head = if class == "section" { el("h3").add(opener) } else { opener };
    el("div").class(class).class_of("open", move || open.get()).add(head).add(under)
}

/// The answer: what stands, or what keeps it from standing with the last good one below.
///
/// Either is made anew only when it is of another shape, so that what has the focus in it keeps it, and a keystroke costs no more
/// than the words and the drawing that it changes.
pub fn answer(work: Work, opened: Opened) -> El {
    let mut listed: [Vec<Trouble>; 2] = Default::default();
    // What is wrong comes before what is only missing.
    let problems = move || {
        let found = work.problems.with(|problems| {
            let (missing, wrong): (Vec<Problem>, Vec<Problem>) =
                problems.iter().cloned().partition(|problem| work.lacks(&problem.at));
            [wrong, missing].map(|problems| troubles(work, &problems, &|problem| work.told(problem)))
        });
        (found != listed).then(|| {
            listed.clone_from(&found);
            Box::new(move || problem_lists(work, found)) as _
        })
    };
    let mut shown = Shape::default();
    let results = move || {
        let good = work.good.get();
        let shape = good.as_ref().map_or_else(Shape::default, |good| Shape::of(good));
        (shape != shown).then(|| {
            shown = shape.clone();
            Box::new(move || good.map_or(Vec::new(), |good| results(work, &good, shape, opened))) as _
        })
    };
    // Seen only if it lasts, by its style; the bar comes later still.
    let updating = move || {
        work.updating.get().then(|| {
            let bar = el("progress").attr("aria-hidden", "true");
            el("div").class("updating").add(el("p").text("Updating…")).add(bar)
        })
    };
    el("div")
        .class("results")
        .class_of("stale", move || work.stale())
        .attr_of("aria-busy", move || work.updating.get().then(|| "true".to_owned()))
        .perhaps(updating)
        .renewed(problems)
        .renewed(results)
}

/// A problem as it is listed.
#[derive(Clone, PartialEq)]
struct Trouble {
    /// The path of the field and what it is called; `None` for the whole form.
    place: Option<(String, String)>,
    text: String,
}

/// All problems or warnings, with the words of those that are listed: a long list may have thousands.
fn troubles(work: Work, problems: &[Problem], told: &dyn Fn(&Problem) -> String) -> Vec<Trouble> {
    let trouble = |(index, problem): (usize, &Problem)| {
        if index >= MOST_PROBLEMS {
            return Trouble { place: None, text: String::new() };
        }
        let place = (!problem.at.is_empty()).then(|| (problem.at.clone(), problem_words(work, &problem.at)));
        Trouble { place, text: told(problem) }
    };
    problems.iter().enumerate().map(trouble).collect()
}

/// The first of what is wrong, or is to be known, each with a way to its place; and how many there are more.
fn items(work: Work, troubles: Vec<Trouble>) -> Vec<El> {
    let count = troubles.len();
    let item = |trouble: Trouble| {
        let Some((at, words)) = trouble.place else { return el("li").text(&trouble.text) };
        let go = el("button").attr("type", "button").class("link").text(&words);
        el("li").add(go.on("click", move |_| work.go_to(&at))).text(" – ").text(&trouble.text)
    };
    let mut items: Vec<El> = troubles.into_iter().take(MOST_PROBLEMS).map(item).collect();
    if count > MOST_PROBLEMS {
        items.push(el("li").text(&work.say(&say!("… and {n} more", n = count - MOST_PROBLEMS))));
    }
    items
}

fn problem_lists(work: Work, [wrong, missing]: [Vec<Trouble>; 2]) -> Vec<El> {
    let mend = say!("{n, plural, one {One thing to mend} other {# things to mend}}", n = wrong.len());
    let lists = [(mend, wrong), (say!("Still needed for an answer"), missing)];
    let list = |(index, (title, troubles)): (usize, (Sentence, Vec<Trouble>))| {
        let title = work.say(&title);
        let list = el("div").attr("role", "group").attr("aria-label", &title);
        let list = match index {
            0 => list.class("problems").id(PROBLEMS).attr("tabindex", "-1"),
            _ => list.class("problems asked"),
        };
        list.add(el("h3").text(&title)).add(el("ul").all(items(work, troubles)))
    };
    lists.into_iter().enumerate().filter(|(_, (_, troubles))| !troubles.is_empty()).map(list).collect()
}

/// What results consist of, apart from what each part says.
#[derive(Clone, Default, PartialEq)]
struct Shape {
    /// Figures by key, those that stand under the answer first.
    figures: Vec<&'static str>,
    /// How many of them stand there; the others are closed away.
    first: usize,
    chart: Option<&'static str>,
    sections: Vec<&'static str>,
}

impl Shape {
    fn of(good: &Good) -> Self {
        let figures = &good.answer.figures;
        let ranked = |rank| figures.iter().filter(move |figure| figure.rank == rank).map(|figure| figure.key);
        let mut keys: Vec<&'static str> =
            ranked(Rank::Headline).chain(ranked(Rank::Main)).take(MOST_FIGURES).collect();
        let first = keys.len();
        // Details stand in the order of the answer, which is not that of rank.
        let rest = figures.iter().map(|figure| figure.key).filter(|key| !keys[..first].contains(key));
        keys.extend(rest.collect::<Vec<_>>());
        Shape {
            figures: keys,
            first,
            chart: good.glance.chart.as_ref().map(|chart| chart.key),
            sections: good.glance.sections.iter().map(|(key, _)| *key).collect(),
        }
    }
}

/// What `look` finds in the newest results, in the words of the reader.
fn newest<T: Default>(work: Work, look: impl FnOnce(&Good, &Format<'_>) -> T) -> T {
    work.good.with(|good| {
        let Some(good) = good else { return T::default() };
        work.settings.format(good.draft.currency, |format| look(good, format))
    })
}

fn results(work: Work, good: &Rc<Good>, shape: Shape, opened: Opened) -> Vec<El> {
    let stale_note = move || {
        work.stale()
            .then(|| el("p").class("stale-note").text("Out of date: the last answer before these problems."))
    };
    let sentence = move || newest(work, |good, format| good.answer.sentence.text(format));
    let sentence = el("p").text_of(sentence);
    let mut details = shape.figures;
    let rest = details.split_off(shape.first);
    let mut made = vec![el("div").class("headline").add(sentence).perhaps(stale_note)];
    made.push(figures(work, &details, opened));
    let mut shown: Vec<Trouble> = Vec::new();
    let warnings = el("ul").class("warnings");
    let list = warnings.clone();
    follow(move || {
        // What was told of rows is of rows that may not be there any more.
        let stale = work.stale();
        let found: Vec<Trouble> = newest(work, |good, format| match stale {
            true => Vec::new(),
            false => troubles(work, &good.answer.warnings, &|warning| warning.message.text(format)),
        });
        if found != shown {
            list.fill(items(work, found.clone()));
            shown = found;
        }
    });
    made.push(warnings);
    made.extend(good.glance.chart.clone().map(|first| {
        let chart_now = move || {
            // The words of the drawing follow the reader's locale.
            work.settings.locale();
            work.good.with(|good| good.as_ref()?.glance.chart.clone())
        };
        chart(work, opened, first, Some(Rc::new(chart_now)))
    }));
    let part = run::report_part(work.page);
    made.push(el("div").class("chart-place").dynamic(move || later::waiting(part)));
    if !rest.is_empty() {
        let inside = move || vec![figures(work, &rest, opened)];
        let opener = el("button").text("More figures");
        made.push(closed(opened, "details".to_owned(), "section", opener, Box::new(inside)));
    }
    made.extend(shape.sections.into_iter().map(|key| section(work, key, opened)));
    made.extend(onward(work));
    made
}

fn figures(work: Work, keys: &[&'static str], opened: Opened) -> El {
    el("div").class("figures").all(keys.iter().map(|key| figure(work, key, opened)).collect())
}

/// What a figure is called, its value, the unit, and why there is no value.
pub fn figure_words(figure: &Figure, format: &Format<'_>) -> [String; 4] {
    let (text, why) = match &figure.value {
        Value::Undefined(why) => ("–".to_owned(), why.text(format)),
        value => (value.text(&figure.measure, format), String::new()),
    };
    let unit = match &figure.measure {
        Measure::Number { unit } if !unit.is_empty() && figure.value.number().is_some() => unit.text(format),
        _ => String::new(),
    };
    [figure.label.text(format), text, unit, why]
}

/// A figure; opening it shows how it comes about.
fn figure(work: Work, key: &'static str, opened: Opened) -> El {
    let part = |class: &str| el("span").class(class);
    let places = [part("figure-label"), part("figure-text"), part("figure-unit"), part("figure-why")];
    let [label, text, unit, why] = places.clone();
    let value = part("figure-value").add(text).text(" ").add(unit);
    let opener = el("button").add(label).add(value.clone()).add(why);
    let mut shown: [String; 4] = Default::default();
    follow(move || {
        let words = newest(work, |good, format| {
            let figure = good.answer.figures.iter().find(|figure| figure.key == key);
            figure.map_or_else(Default::default, |figure| figure_words(figure, format))
        });
        for ((place, word), before) in places.iter().zip(&words).zip(&shown) {
            if word != before {
                place.0.set_text_content(Some(word));
            }
        }
        let _ = value.0.class_list().toggle_with_force("long", words[1].chars().count() > 8);
        shown = words;
    });
    let inside = move || {
        let Some(good) = work.good.get() else { return Vec::new() };
        tools::with(|tools| (tools.working)(work, &good, key))
    };
    closed(opened, ["figure-", key].concat(), "figure", opener, Box::new(inside))
}

/// A closed part, named as a question; `key` is that of its section in the report.
fn section(work: Work, key: &'static str, opened: Opened) -> El {
    let inside = move || tools::with(|tools| (tools.blocks)(work, opened, key));
    let question = move || {
        newest(work, |good, format| {
            let section = good.glance.sections.iter().find(|(known, _)| *known == key);
            section.map_or(String::new(), |(_, question)| question.text(format))
        })
    };
    closed(opened, key.to_owned(), "section", el("button").text_of(question), Box::new(inside))
}
