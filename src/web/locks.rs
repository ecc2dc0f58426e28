//! Locked fields, as the reader sees them: read-only, with a lock and a word for screen readers. That nothing changes them is the
//! history's matter; here is only the look, laid over a form that knows nothing of it.

use js_sys::{Array, Reflect};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event};

use super::browser::id_of;
use super::dom::{El, el, svg};
use super::pack::{call, made, object};
use super::work::Work;
use crate::input::history::Locked;

/// Shows what is locked on a page, also in what is added to it later.
pub fn keep(work: Work, page: &El) {
    let (shown, watched) = (page.clone(), page.clone());
    let again = Closure::<dyn FnMut()>::new(move || show(work, &shown)).into_js_value();
    let what = object(&[("childList", true.into()), ("subtree", true.into())]);
    if let Some(observer) = made("MutationObserver", &[&again]) {
        call(&observer, "observe", &[&watched.0, &what]);
    }
    // What is pasted into one box may fill many; where all of them are locked it fills none.
    let stop = Closure::<dyn FnMut(Event)>::new(|event: Event| {
        let target = event.target().map(|target| target.unchecked_into::<Element>());
        if target.is_some_and(|target| matches!(target.closest(".locked"), Ok(Some(_)))) {
            event.prevent_default();
            call(&event, "stopImmediatePropagation", &[]);
        }
    });
    let stop = stop.into_js_value();
    for event in ["paste", "drop"] {
        call(&page.0, "addEventListener", &[&event.into(), &stop, &true.into()]);
    }
    show(work, page);
}

/// Shows which fields of a page are locked now.
pub fn show(work: Work, page: &El) {
    let Some(locked) = work.history.try_with_untracked(|history| history.locked().clone()) else { return };
    let keys = work.outline.iter().map(|field| field.spec.key);
    for key in keys.chain([Locked::CURRENCY]) {
        let id = if key == Locked::CURRENCY { "currency".to_owned() } else { id_of(key) };
        let place = found(&page.0, &["#", &id].concat());
        let frame = place.and_then(|place| place.closest(".field, fieldset").ok().flatten());
        if let Some(frame) = frame {
            mark(&frame, locked.holds(key));
        }
    }
}

/// Marks a field or a table as locked, or as locked no longer.
fn mark(frame: &Element, locked: bool) {
    let classes = frame.class_list();
    if !locked && !classes.contains("locked") {
        return;
    }
    let _ = classes.toggle_with_force("locked", locked);
    let controls = call(frame, "querySelectorAll", &[&"input, select, textarea".into()]);
    for control in Array::from(&controls.unwrap_or_default()).iter() {
        let control = control.unchecked_into::<Element>();
        // What is chosen or checked cannot be read-only.
        let is_text = !control.matches("select, [type=checkbox]").unwrap_or(true);
        let _ = Reflect::set(&control, &if is_text { "readOnly" } else { "disabled" }.into(), &locked.into());
    }
    match found(frame, ":scope > :is(label, legend) > .lock") {
        Some(sign) if !locked => sign.remove(),
        None if locked => {
            if let Some(name) = found(frame, ":scope > :is(label, legend)") {
                let _ = name.append_child(&sign().0);
            }
        }
        _ => {}
    }
}

fn found(inside: &Element, selector: &str) -> Option<Element> {
    let found = call(inside, "querySelector", &[&selector.into()]).filter(JsValue::is_object);
    found.map(|found| found.unchecked_into::<Element>())
}

fn sign() -> El {
    let shape = "M2 7V5a4 4 0 0 1 8 0v2h1v7H1V7Zm2 0h4V5a2 2 0 0 0-4 0Z";
    let lock = svg("svg").attr("viewBox", "0 0 12 15").attr("aria-hidden", "true");
    let lock = lock.add(svg("path").attr("d", shape).attr("fill-rule", "evenodd"));
    let told = el("span").class("off-screen").text(" (locked by the page around this one)");
    el("span").class("lock").add(lock).add(told)
}
