//! What only some visits use, and loads when it is first used.

use leptos::prelude::*;

use super::address::Route;
use super::blocked;
use super::blocks;
use super::clipboard;
use super::dom::El;
use super::embedding;
use super::everything;
use super::host;
use super::json::{self, Tell};
use super::later::Later;
use super::lead;
use super::paper;
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
    /// The data of a chart as a table, under a heading of some level.
    pub chart_data: fn(Work, &Chart, &'static str) -> El,
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
    /// Leads to what is wrong on a page, or no longer says that anything is.
    pub lead: fn(Work, bool),
    /// What paper has besides the page as it stands.
    pub paper: fn(Work) -> Vec<El>,
    /// Takes back what was done for paper.
    pub after_paper: fn(),
    /// In somebody else's page: what the address asks for, whose look this takes on.
    pub asked: fn() -> Route,
    /// And there: keeps to that on a page, and talks with the page around it about it.
    pub host: fn(Work, &El),
}

static TOOLS: Later<Tools> = Later::new(
    "_tools",
    apart!(
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
            lead: lead::lead,
            paper: paper::more,
            after_paper: paper::after,
            asked: host::asked,
            host: host::begin,
        }
    ),
);

/// Gives the tools to `use_them`, or nothing where they could not be had.
pub fn then(use_them: impl FnOnce(Option<&Tools>) + 'static) {
    TOOLS.then(Box::new(use_them));
}

/// The tools if they are here already.
pub fn here() -> Option<&'static Tools> {
    TOOLS.here()
}

/// What is made with the tools, or that they are on their way; see [`Later::with`].
pub fn with(make: impl FnOnce(&Tools) -> Vec<El>) -> Vec<El> {
    TOOLS.with(make)
}

/// What to say where the tools could not be had.
pub const MISSING: &str = "This could not be loaded. Check the connection, then try again.";

pub fn missing() -> Sentence {
    MISSING.into()
}
