//! What a calculator answers, as data without markup: sentences, figures, tables, charts and accounts.

pub mod account;
pub mod chart;
pub mod currency;
pub mod format;
pub mod sanity;
pub mod sentence;
mod table;
pub mod value;

pub use account::Account;
pub use chart::Chart;
pub use sentence::{Argument, Sentence, about, money, month, percent, price, wording};
pub use table::{Cell, Column, Mark, Row, Table};
pub use value::{Figure, Figures, Measure, Rank, Value};

use crate::input::Problem;

/// What is always worked out: the sentence that answers, the figures and the warnings.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The result in one sentence.
    pub sentence: Sentence,
    pub figures: Vec<Figure>,
    /// What the reader should know though the result stands, each with its place (empty for the whole form).
    pub warnings: Vec<Problem>,
}

/// What is worked out when it is shown: one chart first, then closed sections.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The chart beside the answer.
    pub chart: Option<Chart>,
    /// The rest, each section named as the question that it answers.
    pub sections: Vec<Section>,
}

/// One closed part of a report.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its name in the address and in tests.
    pub key: &'static str,
    /// The question that it answers.
    pub question: Sentence,
    pub blocks: Vec<Block>,
}

/// One piece of a section.
#[derive(Clone, Debug)]
pub enum Block {
    Note(Sentence),
    Table(Table),
    Chart(Chart),
}

impl Report {
    /// Every table, in the order of the page.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.sections.iter().flat_map(|section| &section.blocks).filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        })
    }

    /// Every chart, in the order of the page.
    pub fn charts(&self) -> impl Iterator<Item = &Chart> {
        let inner =
            self.sections.iter().flat_map(|section| &section.blocks).filter_map(|block| match block {
                Block::Chart(chart) => Some(chart),
                _ => None,
            });
        self.chart.iter().chain(inner)
    }
}
