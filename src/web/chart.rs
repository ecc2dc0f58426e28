//! A chart in the page: the drawing, its key, the readout under pointer and arrow keys, and its data as a table.

use leptos::prelude::*;
use rust_decimal::Decimal;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{KeyboardEvent, PointerEvent, ResizeObserver};

use super::charts::Newest;
use super::dom::{El, button, el, follow, svg};
use super::language::translated;
use super::result::Opened;
use super::tools;
use super::work::Work;
use crate::chart::{Drawing, Entry, Reading, Readout, Size, draw, readout};
use crate::report::Chart;
use crate::say;

thread_local! {
    /// How wide the last chart was, in pixels; a guess before the first. All stand in one column, so that the next can be
    /// drawn before it is in the page, and the page doesn't shrink for a moment and scroll.
    static WIDTH: std::cell::Cell<u32> = const { std::cell::Cell::new(560) };
}

/// A chart in the page.
///
/// The page's events come to it by a [`StoredValue`], never by the elements: what listens must not hold on to what it
/// listens to, or a chart would stay in memory for good at each keystroke.
struct Shown {
    work: Work,
    chart: Chart,
    figure: El,
    frame: El,
    picture: El,
    marker: Option<El>,
    told: El,
    key: El,
    title: El,
    text: El,
    /// The title and what the chart says, and each swatch and label of its key, as they stand in the page.
    words: [String; 2],
    entries: Vec<(String, String)>,
    drawing: Drawing,
    size: Size,
    /// The position that is read out.
    at: Option<Decimal>,
    /// Kept for as long as the chart is.
    _widths: Option<Widths>,
}

/// What tells when an element's width changes.
struct Widths {
    observer: ResizeObserver,
    _told: Closure<dyn FnMut()>,
}

impl Drop for Widths {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

impl Widths {
    fn of(element: &El, told: Box<dyn FnMut()>) -> Option<Self> {
        let told = Closure::wrap(told);
        let observer = ResizeObserver::new(told.as_ref().unchecked_ref()).ok()?;
        observer.observe(&element.0);
        Some(Widths { observer, _told: told })
    }
}

impl Shown {
    /// Draws the chart anew where its width asks for another size, so that type is legible on phones and laptops.
    fn fit(&mut self) {
        let width = u32::try_from(self.frame.0.client_width()).unwrap_or_default();
        let size = Size::fitting(width);
        // What is not shown has no width.
        if width == 0 {
            return;
        }
        WIDTH.set(width);
        if size != self.size {
            self.size = size;
            self.drawn();
            self.read(None);
        }
    }

    /// Shows newer data in the same place. What is read out stays where it is.
    fn show(&mut self, chart: Chart) {
        self.chart = chart;
        self.drawn();
        let at = self.at;
        self.read(None);
        self.read(at);
    }

    fn drawn(&mut self) {
        self.drawing = drawn(self.work, &self.chart, self.size, &self.picture, &self.drawing.svg);
        self.named();
    }

    /// Writes what the chart is called and what it says, and its key, where these have changed.
    fn named(&mut self) {
        untrack(|| {
            let entry = |entry: &Entry| (entry.swatch.clone(), self.work.say(&entry.label));
            let key: Vec<(String, String)> = self.drawing.legend.iter().map(entry).collect();
            let words = [self.work.say(&self.chart.title), self.work.say(&self.chart.summary)];
            if self.words != words {
                let hint = say!("Chart “{title}”. Arrow keys read its values.", title = &words[0]);
                let _ = self.frame.0.set_attribute("aria-label", &self.work.say(&hint));
                let _ = self.figure.0.set_attribute("aria-label", &words[0]);
                self.title.0.set_text_content(Some(&words[0]));
                self.text.0.set_text_content(Some(&words[1]));
                self.words = words;
            }
            if self.entries != key {
                let item = |(swatch, label): &(String, String)| {
                    el("li").add(el("span").class("key").own_markup(swatch)).text(label)
                };
                self.key.fill(key.iter().map(item).collect());
                let _ = self.key.0.class_list().toggle_with_force("none", key.is_empty());
                self.entries = key;
            }
        });
    }

    /// Reads the values at a position, or no more.
    fn read(&mut self, at: Option<Decimal>) {
        if self.at == at {
            return;
        }
        self.at = at;
        if let Some(marker) = self.marker.take() {
            marker.0.remove();
        }
        let Some(x) = at else { return self.told.fill(Vec::new()) };
        let plot = &self.drawing.plot;
        let place = untrack(|| self.work.format(|format| readout(&self.chart, plot, x, format)));
        // It stands on the side that is not read.
        let right = place.across * 2.0 > f64::from(self.size.width);
        let _ = self.told.0.class_list().toggle_with_force("before", right);
        let marker = marker(&place, Size { height: self.drawing.height, ..self.size });
        let _ = self.frame.0.insert_before(&marker.0, Some(&self.told.0));
        self.marker = Some(marker);
        self.told.fill(told(&place));
    }

    /// The position under a pointer so many pixels from the left of the window.
    fn under(&self, pointer: i32) -> Option<Decimal> {
        let bounds = self.frame.0.get_bounding_client_rect();
        let across = (f64::from(pointer) - bounds.left()) * f64::from(self.size.width) / bounds.width();
        self.drawing.plot.position(across)
    }

    /// Where a key leads, if anywhere.
    fn towards(&self, key: &str) -> Option<Decimal> {
        let plot = &self.drawing.plot;
        match (key, self.at) {
            ("ArrowRight", Some(x)) => plot.next_stop(x, true),
            ("ArrowLeft", Some(x)) => plot.next_stop(x, false),
            ("ArrowRight" | "ArrowLeft", None) | ("Home", _) => plot.stops.first().copied(),
            ("End", _) => plot.stops.last().copied(),
            _ => None,
        }
    }
}

/// Draws a chart into its place, unless what stands there is the same.
fn drawn(work: Work, chart: &Chart, size: Size, picture: &El, before: &str) -> Drawing {
    untrack(|| {
        let drawing = work.format(|format| draw(chart, chart.key, format, size));
        if drawing.svg != before {
            // The drawing is ours and its words are escaped where it is made.
            picture.0.set_inner_html(&drawing.svg);
        }
        drawing
    })
}

/// A chart whose data come from the results: those that `newest` gives now, and whenever a signal that it read has changed.
pub fn chart(work: Work, opened: Opened, chart: Chart, newest: Option<Newest>) -> El {
    let figure = el("figure").class("chart");
    let picture = el("div").class("drawing");
    let told = el("div").class("readout").attr("role", "status");
    let frame = el("div").class("chart-frame").attr("tabindex", "0").attr("role", "group");
    let frame = frame.add(picture.clone()).add(told.clone());
    let key = el("ul").class("legend none");
    let (title, text) = (el("span").class("chart-title"), el("span").class("chart-text"));
    let caption = el("figcaption").add(title.clone()).add(text.clone());
    let part = ["data-", chart.key].concat();
    let size = Size::fitting(WIDTH.get());
    let shown = StoredValue::new_local(Shown {
        work,
        drawing: drawn(work, &chart, size, &picture, ""),
        size,
        chart,
        figure: figure.clone(),
        frame: frame.clone(),
        picture,
        marker: None,
        told,
        key: key.clone(),
        title,
        text,
        words: Default::default(),
        entries: Vec::new(),
        at: None,
        _widths: None,
    });
    shown.update_value(Shown::named);
    let version = RwSignal::new(0u32);
    // The first of a page stands under no question.
    let level = if newest.is_some() { "h3" } else { "h4" };
    if let Some(newest) = newest {
        let mut first = true;
        follow(move || {
            let chart = newest();
            if let Some(chart) = chart.filter(|_| !std::mem::take(&mut first)) {
                shown.update_value(|shown| shown.show(chart));
                version.update(|version| *version += 1);
            }
        });
    }
    let measure = move || shown.update_value(Shown::fit);
    // The caption is as wide as the frame, and the drawing does not change it in turn.
    let widths = Widths::of(&caption, Box::new(measure));
    shown.update_value(|shown| shown._widths = widths);
    let leave = move |_| shown.update_value(|shown| shown.read(None));
    let frame = frame
        .on("pointermove", move |event| {
            let pointer = event.unchecked_ref::<PointerEvent>().client_x();
            shown.update_value(|shown| {
                if let Some(x) = shown.under(pointer) {
                    shown.read(Some(x));
                }
            });
        })
        .on("pointerleave", leave)
        .on("keydown", move |event| {
            let key = event.unchecked_ref::<KeyboardEvent>().key();
            shown.update_value(|shown| {
                if key == "Escape" {
                    shown.read(None);
                } else if let Some(x) = shown.towards(&key) {
                    event.prevent_default();
                    shown.read(Some(x));
                }
            });
        })
        .on("blur", leave);
    let open = opened.part(&part);
    let opener = button("small quiet", "Data as a table", move || opened.toggle(&part, open));
    let said = RwSignal::new("");
    let save = move |as_image: bool| {
        work.ask();
        tools::then(move |tools| {
            // The chart may have been left meanwhile.
            let tell = Box::new(move |told| _ = said.try_set(told));
            match tools {
                None => _ = said.try_set("This could not be loaded. Check the connection, then try again."),
                Some(tools) => {
                    _ = shown.try_with_value(|shown| (tools.save_chart)(work, &shown.chart, as_image, tell))
                }
            }
        });
    };
    let data = move || {
        version.track();
        if !open.get() {
            return Vec::new();
        }
        tools::with(|tools| {
            let table = || shown.try_with_value(|shown| (tools.chart_data)(work, &shown.chart, level));
            untrack(table).into_iter().collect()
        })
    };
    figure
        .add(caption)
        .add(frame)
        .add(key)
        .add(
            el("div")
                .class("chart-tools")
                .add(opener.state_of("aria-expanded", move || open.get()))
                .add(button("small quiet", "Save as image", move || save(true)))
                .add(button("small quiet", "Save as SVG", move || save(false)))
                .add(
                    el("span")
                        .class("said")
                        .attr("role", "status")
                        .text_of(move || translated(said.get()).to_owned()),
                ),
        )
        .dynamic(data)
}

/// The line at the position that is read out, with a dot on each value.
fn marker(place: &Readout, size: Size) -> El {
    let (across, height) = (whole(place.across), size.height.to_string());
    let dot = |value: &Reading| {
        let dot = svg("circle").class(&["readout-dot ", value.class].concat()).attr("cx", &across);
        Some(dot.attr("cy", &whole(value.down?)).attr("r", "4"))
    };
    let line = svg("line").class("readout-line").attr("x1", &across).attr("x2", &across);
    svg("svg")
        .class("marker")
        .attr("viewBox", &["0 0 ", &size.width.to_string(), " ", &height].concat())
        .attr("aria-hidden", "true")
        .add(line.attr("y1", "0").attr("y2", &height))
        .all(place.values.iter().filter_map(dot).collect())
}

/// What stands at a position, in words.
fn told(place: &Readout) -> Vec<El> {
    let value = |value: &Reading| {
        let key = el("span").class(&["readout-key ", value.class].concat()).attr("aria-hidden", "true");
        el("li").add(key).text(&value.label).text(" ").add(el("b").text(&value.text))
    };
    let values = place.values.iter().map(value).collect();
    let notes = place.notes.iter().map(|note| el("li").class("readout-note").text(note)).collect();
    vec![el("strong").text(&place.heading), el("ul").all(values).all(notes)]
}

/// A length to the nearest unit of the drawing, which is about a pixel.
fn whole(length: f64) -> String {
    (length.round() as i32).to_string()
}
