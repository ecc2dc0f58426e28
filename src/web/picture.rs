//! A chart as a file of its own, for a document or a slide: as SVG, or as PNG at twice the size.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Array, Reflect};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;

use super::address;
use super::charts::{self, Charts};
use super::dom::{El, el};
use super::file::{download, is_whole};
use super::pack::{call, made};
use super::work::Work;
use crate::calculators;
use crate::chart::Size;
use crate::report::{Chart, Sentence};
use crate::say;

/// What learns how that went, in words.
pub type Told = Box<dyn FnOnce(&'static str)>;

const NOT_DRAWN: &str = "This browser could not draw the picture.";

/// The properties of style that drawings get from the page: of shapes, then of words.
const STYLE: [&str; 9] = [
    "fill",
    "fill-opacity",
    "stroke",
    "stroke-width",
    "stroke-dasharray",
    "stroke-linejoin",
    "paint-order",
    "font-size",
    "font-family",
];

/// The longest address that is printed into a picture whole.
const LONGEST: usize = 300;

/// Gives the reader a chart as a file; as it looks on a light ground, whatever the theme.
pub fn save(work: Work, chart: &Chart, as_image: bool, told: Told) {
    let name = [&work.page.about().slug().replace('/', "-"), "-", chart.key].concat();
    // The chart is on the page, and so is what draws.
    let Some((svg, size)) = charts::here().and_then(|charts| drawing(charts, work, chart)) else {
        return told(NOT_DRAWN);
    };
    // Where it may not have come, the reader is looking at other ways already.
    let saved = move |end: &str, kind: &str, content: &JsValue| {
        download(&[&name, end].concat(), kind, content).map_or("", |()| "Saved.")
    };
    if !as_image {
        return told(saved(".svg", "image/svg+xml", &svg.as_str().into()));
    }
    let save = move |image: JsValue| {
        told(if image.is_truthy() { saved(".png", "image/png", &image) } else { NOT_DRAWN });
    };
    drawn(&svg, size, Box::new(save));
}

/// A chart as the text of an SVG file, and its size.
pub fn drawing(charts: &Charts, work: Work, chart: &Chart) -> Option<(String, Size)> {
    let about = work.page.about();
    let mut foot = vec![work.settings.say(&source(work))];
    // An address of this computer leads nobody else here.
    if !is_whole() {
        let whole = address::link(&about.slug(), &work.draft(|draft| work.pairs(draft)));
        foot.push(if whole.len() <= LONGEST { whole } else { address::link(&about.slug(), "") });
    }
    let (markup, size) = work.format(|format| (charts.picture)(chart, &foot, format));
    Some((styled(&markup)?, size))
}

/// Where a chart comes from: the page, and the example as long as its numbers are that one's.
fn source(work: Work) -> Sentence {
    let about = work.page.about();
    let page = calculators::page(&about.slug()).map_or_else(|| about.title.into(), |page| page.full_title());
    let examples = work.page.examples();
    match examples.into_iter().find(|example| work.draft(|draft| *draft == example.inputs)) {
        Some(example) => say!(
            "Source: {page} – commerce calculators. Worked example: {title}. {source}",
            page = page,
            title = Sentence::from(example.title),
            source = Sentence::from(example.source)
        ),
        None => say!("Source: {page} – commerce calculators.", page = page),
    }
}

/// The markup with the page's style in it, and so for itself.
fn styled(markup: &str) -> Option<String> {
    let root = document().document_element()?;
    let theme = root.get_attribute("data-theme");
    let holder = el("div").class("off-screen").own_markup(markup);
    document().body()?.append_child(&holder.0).ok()?;
    let _ = root.set_attribute("data-theme", "light");
    dress(&holder);
    let _ = match theme {
        Some(theme) => root.set_attribute("data-theme", &theme),
        None => root.remove_attribute("data-theme"),
    };
    holder.0.remove();
    let svg = holder.0.first_element_child()?;
    call(&made("XMLSerializer", &[])?, "serializeToString", &[&svg])?.as_string()
}

/// Writes the style of each shape and word into it.
fn dress(holder: &El) -> Option<()> {
    let shapes = call(&holder.0, "querySelectorAll", &[&"path, rect, circle, text".into()])?;
    for shape in Array::from(&shapes).iter() {
        let style = call(&window(), "getComputedStyle", &[&shape])?;
        for name in STYLE {
            let value = call(&style, "getPropertyValue", &[&name.into()])?;
            call(&shape, "setAttribute", &[&name.into(), &value]);
        }
        call(&shape, "removeAttribute", &[&"class".into()]);
    }
    Some(())
}

/// Draws an `svg` as an image at twice its size; `done` gets it as a file, or nothing.
fn drawn(svg: &str, size: Size, done: Box<dyn FnOnce(JsValue)>) {
    let once = Rc::new(Cell::new(Some(done)));
    let end = move |image: JsValue| {
        if let Some(done) = once.take() {
            done(image);
        }
    };
    if begun(svg, size, end.clone()).is_none() {
        end(JsValue::NULL);
    }
}

fn begun(svg: &str, size: Size, end: impl Fn(JsValue) + Clone + 'static) -> Option<()> {
    let canvas = el("canvas").0;
    for (name, length) in [("width", size.width), ("height", size.height)] {
        Reflect::set(&canvas, &name.into(), &(2 * length).into()).ok()?;
    }
    let image = made("Image", &[])?;
    let (source, failed) = (image.clone(), end.clone());
    let loaded = Closure::once_into_js(move || {
        let pen = call(&canvas, "getContext", &[&"2d".into()]).unwrap_or_default();
        call(&pen, "scale", &[&2.into(), &2.into()]);
        call(&pen, "drawImage", &[&source, &0.into(), &0.into()]);
        let given = end.clone();
        if call(&canvas, "toBlob", &[&Closure::once_into_js(given)]).is_none() {
            end(JsValue::NULL);
        }
    });
    Reflect::set(&image, &"onload".into(), &loaded).ok()?;
    Reflect::set(&image, &"onerror".into(), &Closure::once_into_js(move || failed(JsValue::NULL))).ok()?;
    let text = js_sys::encode_uri_component(svg);
    Reflect::set(&image, &"src".into(), &["data:image/svg+xml,", &String::from(text)].concat().into())
        .ok()?;
    Some(())
}
