//! What a visit may do without, and so loads when it is first used: a part of the program of its own.

use std::cell::OnceCell;

use leptos::prelude::*;

use super::address::Route;
use super::blocked;
use super::blocks;
use super::clipboard;
use super::dom::{El, button, el};
use super::embedding;
use super::everything;
use super::host;
use super::json::{self, Tell};
use super::paper;
use super::part;
use super::picture::{self, Told};
use super::result::Opened;
use super::settings::Settings;
use super::work::{Good, Work};
use super::working::working;
use super::{preferences, recent, share};
use crate::calculator::AnyCalculator;
use crate::calculators::apart;
use crate::input::{Draft, pasted};
use crate::past;
use crate::report::{Chart, Sentence};

/// The tools.
pub struct Tools {
    /// How the figure with a key comes about.
    pub working: fn(Work, &Good, &str) -> Vec<El>,
    /// What a section of the results with a key holds.
    pub blocks: fn(Work, Opened, &str) -> Vec<El>,
    /// The data of a chart as a table.
    pub chart_data: fn(Work, &Chart) -> El,
    /// What a pasted text makes of the rows of a table.
    pub taken: pasted::Taking,
    /// Saves the draft of a page as a file; whether the browser takes it.
    pub save: fn(Work) -> bool,
    /// Saves the app as one file that opens with the draft of a page.
    pub save_whole: fn(Work) -> bool,
    /// Opens the text of a file: on a page, or from the catalogue.
    pub open: fn(Option<Work>, Settings, String, Tell),
    /// Work that this browser keeps, as far as a search finds it; for the catalogue.
    pub recent: fn(Settings, RwSignal<String>) -> Vec<El>,
    /// Shows a dialog in which the work of a page gets a name and other work is opened, for as long as an owner lives. Whether
    /// the reader came for the name.
    pub show_recent: fn(Work, bool),
    /// Saves everything that this browser keeps as one file, and says how that went.
    pub save_everything: fn(Settings) -> Sentence,
    /// What became of the answer to a draft since an earlier revision of its page.
    pub changes: fn(&dyn AnyCalculator, u32, &Draft) -> Option<Sentence>,
    /// Shows the dialog of the settings.
    pub ask_settings: fn(Settings),
    /// Saves a chart as a file, as an image or else as SVG.
    pub save_chart: fn(Work, &Chart, bool, Told),
    /// Shows the shortest link to the present draft as a QR code.
    pub show_code: fn(Work),
    /// Shows what an owner of another site copies to have this page there.
    pub embed: fn(Work),
    /// Copies a text where the first way is blocked, or shows it; tells whether it was copied.
    pub copy_otherwise: fn(String, Box<dyn FnOnce(bool)>),
    /// Shows where a file can be had whose link may be blocked.
    pub link_by_hand: fn(String),
    /// Prints the page, or says why not.
    pub print: fn(),
    /// What paper has besides the page as it stands.
    pub paper: fn(Work) -> Vec<El>,
    /// Takes back what was done for paper.
    pub after_paper: fn(),
    /// In somebody else's page: what the address asks for, whose look this takes on.
    pub asked: fn() -> Route,
    /// And there: keeps to that on a page, and talks with the page around it about it.
    pub host: fn(Work, &El),
}

/// The name of their part.
const PART: &str = "_tools";

static TOOLS: fn() -> &'static Tools = apart!(
    "_tools",
    &'static Tools,
    &Tools {
        working,
        blocks: blocks::blocks,
        chart_data: blocks::chart_data,
        taken: pasted::taken,
        save: json::save,
        save_whole: json::save_whole,
        open: json::open,
        recent: recent::on_catalogue,
        show_recent: recent::show_over,
        save_everything: everything::save,
        changes: past::told,
        ask_settings: preferences::ask,
        save_chart: picture::save,
        show_code: share::show_code,
        embed: embedding::open,
        copy_otherwise: clipboard::copy_otherwise,
        link_by_hand: blocked::link_by_hand,
        print: blocked::print,
        paper: paper::more,
        after_paper: paper::after,
        asked: host::asked,
        host: host::begin,
    }
);

/// How it stands with them.
#[derive(Clone, Copy, PartialEq)]
enum Coming {
    Unasked,
    Asked,
    Failed,
    Here,
}

thread_local! {
    static COMING: OnceCell<RwSignal<Coming>> = const { OnceCell::new() };
}

/// Called once, where what lives as long as the app is made.
pub fn begin() {
    let here = part::is_here(PART);
    let coming = RwSignal::new(if here { Coming::Here } else { Coming::Unasked });
    COMING.with(|known| _ = known.set(coming));
}

fn coming() -> Option<RwSignal<Coming>> {
    COMING.with(|coming| coming.get().copied())
}

fn ask(coming: RwSignal<Coming>) {
    coming.set(Coming::Asked);
    part::load(PART, move |came| coming.set(if came { Coming::Here } else { Coming::Failed }));
}

/// Gives the tools to `use_them`, or nothing where they could not be had.
pub fn then(use_them: impl FnOnce(Option<&Tools>) + 'static) {
    then_boxed(Box::new(use_them));
}

/// What is done once the tools are there, or could not be had.
type Use = Box<dyn FnOnce(Option<&Tools>)>;

fn then_boxed(use_them: Use) {
    match coming() {
        Some(coming) if coming.get_untracked() != Coming::Here => part::load(PART, move |came| {
            if came {
                coming.set(Coming::Here);
            }
            use_them(came.then(TOOLS));
        }),
        _ => use_them(Some(TOOLS())),
    }
}

/// The tools if they are here already.
pub fn here() -> Option<&'static Tools> {
    let here = coming().is_none_or(|coming| coming.get_untracked() == Coming::Here);
    here.then(TOOLS)
}

/// What to say where the tools could not be had.
pub const MISSING: &str = "This could not be loaded. Check the connection, then try again.";

pub fn missing() -> Sentence {
    MISSING.into()
}

/// Loads them before the app starts; tells whether they came.
pub fn load(done: impl FnOnce(bool) + 'static) {
    part::load(PART, done);
}

/// What is made with the tools; until they are there, that they are on their way or could not be had. Whoever calls this is
/// run anew when that changes.
pub fn with(make: impl FnOnce(&Tools) -> Vec<El>) -> Vec<El> {
    let Some(coming) = coming() else { return Vec::new() };
    match coming.get() {
        Coming::Here => return make(TOOLS()),
        Coming::Unasked => ask(coming),
        Coming::Asked => {}
        Coming::Failed => {
            let failed = el("p").class("working").attr("role", "alert");
            let again = button("small", "Try again", move || ask(coming));
            return vec![failed.text("This could not be loaded. Check the connection. "), again];
        }
    }
    vec![el("p").class("working").text("Loading…")]
}
