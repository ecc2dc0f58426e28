//! How the results of a draft are worked out: here and now, or elsewhere if that takes long.

use std::cell::OnceCell;

use js_sys::{Array, Function, Reflect};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;

use super::later::{self, Later};
use super::pack::call;
use super::worker;
use crate::calculator::{AnyCalculator, Solved};
use crate::calculators::{self, apart};
use crate::input::history::Line;
use crate::input::{Draft, Problem};
use crate::report::{Answer, Report};
use crate::wire::Glance;

/// A run that took so many milliseconds goes to the worker the next time.
pub const SLOW: u32 = 8;
/// What came of a draft: its answer, what is seen of its report, and the rest of that; or problems.
pub type Outcome = Result<(Answer, Glance, Rest), Vec<Problem>>;

/// What is seen of a report when it is opened: here, or still to be unpacked from what the worker sent.
pub enum Rest {
    Here(Report),
    Sent(Box<dyn Fn() -> Report>, OnceCell<Report>),
}

impl Rest {
    /// The report, unpacked when it is first asked for.
    pub fn report(&self) -> &Report {
        match self {
            Rest::Here(report) => report,
            Rest::Sent(unpack, report) => report.get_or_init(unpack),
        }
    }
}

/// What happens with the results of a run.
pub type Done = Box<dyn FnOnce(Outcome, u32)>;

/// The way to the worker, and the work in it.
struct Elsewhere {
    run: fn(&'static dyn AnyCalculator, Line, Draft, Done),
    served: fn(&Array) -> Option<(Array, Array)>,
}

static ELSEWHERE: Later<Elsewhere> = Later::new(
    "_worker",
    apart!("_worker", &'static Elsewhere, &Elsewhere { run: worker::run, served: worker::served }),
);

/// Milliseconds since the program started.
pub fn now() -> u32 {
    let clock = Reflect::get(&js_sys::global(), &"performance".into()).unwrap_or_default();
    call(&clock, "now", &[]).and_then(|now| now.as_f64()).unwrap_or_default() as u32
}

/// The part of the program that makes the reports of a page.
pub fn report_part(page: &dyn AnyCalculator) -> &'static str {
    calculators::page(&page.about().slug()).map_or("", |page| page.report_part)
}

/// The results of a draft, with its report or without.
pub fn results(
    page: &dyn AnyCalculator,
    draft: &Draft,
    whole: bool,
) -> Result<(Answer, Glance, Report), Vec<Problem>> {
    page.solve(draft).map(|solution| {
        let mut report = if whole { Solved::report(&*solution) } else { Report::default() };
        (Solved::answer(&*solution), Glance::taken(&mut report), report)
    })
}

/// What comes of a draft, worked out here and now; without a report as long as the part that makes it has not come.
pub fn solved(page: &dyn AnyCalculator, draft: &Draft) -> Outcome {
    let whole = untrack(|| later::is_here(report_part(page)));
    results(page, draft, whole).map(|(answer, glance, report)| (answer, glance, Rest::Here(report)))
}

/// Runs a draft elsewhere; what it gives comes to `done`, with how long it took, unless a newer draft comes first.
pub fn elsewhere(page: &'static dyn AnyCalculator, line: Line, draft: Draft, done: Done) {
    ELSEWHERE.then(Box::new(move |elsewhere| match elsewhere {
        Some(elsewhere) => (elsewhere.run)(page, line, draft, done),
        None => here(page, &draft, done),
    }));
}

/// Runs a draft here.
pub fn here(page: &dyn AnyCalculator, draft: &Draft, done: Done) {
    let began = now();
    let outcome = solved(page, draft);
    done(outcome, now().saturating_sub(began));
}

/// In a worker: takes messages from now on. In a page: false.
pub fn serves() -> bool {
    let global = js_sys::global();
    if Reflect::has(&global, &"document".into()).unwrap_or(true) {
        return false;
    }
    let serve = Closure::wrap(Box::new(move |event: JsValue| {
        let data = Reflect::get(&event, &"data".into()).unwrap_or_default();
        if let Some((results, handed)) = data.dyn_ref::<Array>().and_then(ELSEWHERE.joined().served) {
            call(&js_sys::global(), "postMessage", &[&results, &handed]);
        }
    }) as Box<dyn FnMut(JsValue)>);
    let serve: Function = serve.into_js_value().unchecked_into();
    Reflect::set(&global, &"onmessage".into(), &serve).is_ok()
}
