//! Slow work off the main thread: a worker that runs the same program takes a page and a draft and gives back results. All this
//! is a part of the program that loads when work first was slow.
//!
//! A page of a calculator has one worker, made when it is first needed. A draft travels as a line of link text, its long tables
//! beside it and only once; results come back as [bytes](crate::wire). A newer draft takes the place of one that waits, and ends
//! a run that has taken long. Where workers are blocked, the page works once typing has rested.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use js_sys::{Array, Reflect, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;

use super::pack::call;
use super::run::{self, Done, Rest, now, results};
use crate::calculator::AnyCalculator;
use crate::calculators;
use crate::input::history::Line;
use crate::input::{Draft, Outline};
use crate::kept::{self, Tables};
use crate::wire;

/// A run that has taken so long is ended for a newer one; until then it is quicker to wait for its end than to begin anew.
const LONG: u32 = 500;
/// Without a worker, typing must rest for so many milliseconds.
const REST: u32 = 300;

/// A draft to be run.
struct Job {
    page: &'static dyn AnyCalculator,
    line: Line,
    /// For want of a worker.
    draft: Draft,
    done: Done,
}

/// The worker and what it is at.
struct Desk {
    worker: JsValue,
    /// The page that it works for: it has no other part of the program.
    slug: String,
    /// It has started and takes messages.
    ready: bool,
    /// The long tables that it has.
    sent: Vec<String>,
    /// When the run that it is at began.
    running: Option<(u32, Job)>,
}

thread_local! {
    static DESK: RefCell<Option<Desk>> = const { RefCell::new(None) };
    /// The draft that waits, the newest alone.
    static WAITING: RefCell<Option<Job>> = const { RefCell::new(None) };
    /// Whether this browser has let a worker down.
    static BLOCKED: Cell<bool> = const { Cell::new(false) };
    static RESTING: RefCell<Option<Timeout>> = const { RefCell::new(None) };
}

/// Runs a draft elsewhere; what it gives comes to `done`, with how long it took, unless a newer draft comes first.
pub fn run(page: &'static dyn AnyCalculator, line: Line, draft: Draft, done: Done) {
    WAITING.set(Some(Job { page, line, draft, done }));
    if BLOCKED.get() {
        RESTING.set(Some(Timeout::new(REST, work_here)));
        return;
    }
    let late = DESK.with_borrow(|desk| {
        let began = desk.as_ref().and_then(|desk| desk.running.as_ref().map(|(began, _)| *began));
        began.is_some_and(|began| now().saturating_sub(began) > LONG)
    });
    let slug = page.about().slug();
    if late || DESK.with_borrow(|desk| desk.as_ref().is_some_and(|desk| desk.slug != slug)) {
        dismiss();
    }
    if DESK.with_borrow(Option::is_none) && hire(slug).is_none() {
        return block();
    }
    send();
}

/// Does the waiting run in the page itself.
fn work_here() {
    if let Some(Job { page, draft, done, .. }) = WAITING.take() {
        run::here(page, &draft, done);
    }
}

/// Ends the worker; gives what it was at.
fn dismiss() -> Option<Job> {
    let desk = DESK.take()?;
    call(&desk.worker, "terminate", &[]);
    desk.running.map(|(_, job)| job)
}

/// There is no worker here. What it was at is done in the page, unless something newer waits.
fn block() {
    BLOCKED.set(true);
    let left = dismiss();
    WAITING.with_borrow_mut(|waiting| {
        if waiting.is_none() {
            *waiting = left;
        }
    });
    RESTING.set(Some(Timeout::new(REST, work_here)));
}

fn hire(slug: String) -> Option<()> {
    let worker = call(&window().into(), "ccWorker", &[&slug.as_str().into()])?;
    let told = Closure::wrap(Box::new(|event: JsValue| {
        let data = Reflect::get(&event, &"data".into()).unwrap_or_default();
        told(&data);
    }) as Box<dyn FnMut(JsValue)>);
    // It could not start, or the program stopped in it: then it is to stop where the reader sees why.
    let failed = Closure::wrap(Box::new(|_| block()) as Box<dyn FnMut(JsValue)>);
    Reflect::set(&worker, &"onmessage".into(), &told.into_js_value()).ok()?;
    Reflect::set(&worker, &"onerror".into(), &failed.into_js_value()).ok()?;
    DESK.set(Some(Desk { worker, slug, ready: false, sent: Vec::new(), running: None }));
    Some(())
}

/// A message from the worker: that it is ready, or results.
fn told(data: &JsValue) {
    let job = DESK.with_borrow_mut(|desk| {
        let desk = desk.as_mut()?;
        desk.ready = true;
        desk.running.take()
    });
    if let Some((_, job)) = job
        && let Some(results) = data.dyn_ref::<Array>()
    {
        // A newer draft is on its way: these results are of one that is gone.
        if WAITING.with_borrow(Option::is_none) {
            let bytes = |index| results.get(index).unchecked_into::<Uint8Array>();
            let (head, report) = (wire::read_head(bytes(0).to_vec()), bytes(1));
            let unpack = Box::new(move || wire::read_report(report.to_vec()));
            let outcome = head.map(|(answer, glance)| (answer, glance, Rest::Sent(unpack, OnceCell::new())));
            (job.done)(outcome, results.get(2).as_f64().unwrap_or_default() as u32);
        }
    }
    send();
}

/// Gives the waiting draft to the worker, if it has nothing else to do.
fn send() {
    DESK.with_borrow_mut(|desk| {
        let Some(desk) = desk.as_mut().filter(|desk| desk.ready && desk.running.is_none()) else { return };
        let Some(job) = WAITING.take() else { return };
        let message = Array::of2(&desk.slug.as_str().into(), &job.line.text.as_str().into());
        for sheet in &job.line.sheets {
            if !desk.sent.contains(&sheet.name) {
                message.push(&sheet.name.as_str().into());
                message.push(&sheet.text.as_str().into());
                desk.sent.push(sheet.name.clone());
            }
        }
        newest(&mut desk.sent);
        call(&desk.worker, "postMessage", &[&message]);
        desk.running = Some((now(), job));
    });
}

/// A worker keeps so many long tables, the newest; the page counts along, so as to know which it has.
const MOST_TABLES: usize = 4;

fn newest<T>(tables: &mut Vec<T>) {
    let over = tables.len().saturating_sub(MOST_TABLES);
    tables.drain(..over);
}

thread_local! {
    /// In the worker: the outline of the page that it works for, and its long tables.
    static SERVED: RefCell<(Rc<Vec<Outline>>, Tables)> = RefCell::default();
}

/// The results of a message, and what of them is handed over instead of copied.
pub fn served(message: &Array) -> Option<(Array, Array)> {
    let began = now();
    let text = |index: u32| message.get(index).as_string();
    let (slug, line) = (text(0)?, text(1)?);
    let page = calculators::find(&slug)?;
    let draft = SERVED.with_borrow_mut(|(outline, tables)| {
        if outline.is_empty() {
            *outline = Rc::new(page.outline());
        }
        let sent = |name: &str| {
            let at = (2..message.length()).step_by(2).find(|at| text(*at).as_deref() == Some(name))?;
            text(at + 1)
        };
        let draft = kept::read(&line, outline, page.past(), tables, &sent).draft;
        newest(tables);
        draft
    });
    let (mut head, rest) = match results(page, &draft, true) {
        Ok((answer, glance, mut report)) => (Ok((answer, glance)), wire::written_report(&mut report)),
        Err(problems) => (Err(problems), Vec::new()),
    };
    let bytes = |bytes: &[u8]| Uint8Array::from(bytes);
    let (head, rest) = (bytes(&wire::written_head(&mut head)), bytes(&rest));
    let handed = Array::of2(&head.buffer(), &rest.buffer());
    Some((Array::of3(&head, &rest, &now().saturating_sub(began).into()), handed))
}
