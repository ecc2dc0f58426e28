//! Charts as the page has them: their places, and what draws there, which loads after the figures, since nobody waits for a
//! drawing to read a number.

use std::rc::Rc;

use leptos::prelude::*;

use super::chart;
use super::dom::{El, el};
use super::later::Later;
use super::result::Opened;
use super::work::Work;
use crate::calculators::apart;
use crate::chart::{Size, picture};
use crate::report::Chart;
use crate::report::format::Format;

/// The newest data of a chart whose data come from the results; it tells when these have changed.
pub type Newest = Rc<dyn Fn() -> Option<Chart>>;

/// What draws.
pub struct Charts {
    chart: fn(Work, Opened, Chart, Option<Newest>) -> El,
    /// A chart as a picture of its own, with lines below it.
    pub picture: fn(&Chart, &[String], &Format<'_>) -> (String, Size),
}

static CHARTS: Later<Charts> =
    Later::new("_charts", apart!("_charts", &'static Charts, &Charts { chart: chart::chart, picture }));

/// What draws, if it is here already: where a chart is shown, it is.
pub fn here() -> Option<&'static Charts> {
    CHARTS.here()
}

/// Gives what draws to `use_it`, or nothing where it could not be had.
pub fn then(use_it: impl FnOnce(Option<&Charts>) + 'static) {
    CHARTS.then(Box::new(use_it));
}

/// The place of a chart, with its data from the results if `newest` gives them.
pub fn chart(work: Work, opened: Opened, first: Chart, newest: Option<Newest>) -> El {
    let drawn = move || {
        CHARTS.with(|charts| {
            // Newer results may have come meanwhile.
            let chart = || newest.as_ref().and_then(|newest| newest()).unwrap_or_else(|| first.clone());
            vec![untrack(|| (charts.chart)(work, opened, chart(), newest.clone()))]
        })
    };
    el("div").class("chart-place").dynamic(drawn)
}
