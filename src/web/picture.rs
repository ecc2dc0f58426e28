//! A chart as a file of its own, for a document or a slide: as SVG, or as PNG at twice the size.

use js_sys::{Array, Reflect};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;

use super::address;
use super::dom::{El, el};
use super::file::{download, is_whole};
use super::pack::{call, made};
use super::work::Work;
use crate::chart::{Size, picture};
use crate::report::Chart;
use crate::say;

/// What learns whether the browser took the file.
pub type Told = Box<dyn FnOnce(bool)>;

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
    let about = work.page.about();
    let name = [&about.slug().replace('/', "-"), "-", chart.key].concat();
    let title = say!("{name} – commerce calculators", name = about.title);
    let mut foot = vec![work.settings.say(&title)];
    // An address of this computer leads nobody else here.
    if !is_whole() {
        let whole = address::link(&about.slug(), &work.draft(|draft| work.pairs(draft)));
        foot.push(if whole.len() <= LONGEST { whole } else { address::link(&about.slug(), "") });
    }
    let (markup, size) = work.format(|format| picture(chart, &foot, format));
    let Some(svg) = styled(&markup) else { return told(false) };
    if !as_image {
        return told(download(&[&name, ".svg"].concat(), "image/svg+xml", &svg.as_str().into()).is_some());
    }
    let saved = move |image: &JsValue| {
        image.is_truthy() && download(&[&name, ".png"].concat(), "image/png", image).is_some()
    };
    drawn(&svg, size, Box::new(move |image| told(saved(&image))));
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
fn drawn(svg: &str, size: Size, done: Box<dyn FnOnce(JsValue)>) -> Option<()> {
    let canvas = el("canvas").0;
    for (name, length) in [("width", size.width), ("height", size.height)] {
        Reflect::set(&canvas, &name.into(), &(2 * length).into()).ok()?;
    }
    let image = made("Image", &[])?;
    let source = image.clone();
    let loaded = Closure::once_into_js(move || {
        let pen = call(&canvas, "getContext", &[&"2d".into()]).unwrap_or_default();
        call(&pen, "scale", &[&2.into(), &2.into()]);
        call(&pen, "drawImage", &[&source, &0.into(), &0.into()]);
        call(&canvas, "toBlob", &[&Closure::once_into_js(done)]);
    });
    Reflect::set(&image, &"onload".into(), &loaded).ok()?;
    let text = js_sys::encode_uri_component(svg);
    Reflect::set(&image, &"src".into(), &["data:image/svg+xml,", &String::from(text)].concat().into())
        .ok()?;
    Some(())
}
