//! How a figure comes about: its formula in words, then with the numbers of the draft.

use leptos::prelude::*;

use super::dom::{El, el};
use super::work::{Good, Work};
use crate::ledger::Ledger;
use crate::report::account::{Expression, Kind, Operand, Piece, Run, runs};
use crate::report::{Account, Figure, Rank};

/// How the figures of an answer come about, for paper, which has nothing to open: of each but the details.
pub fn formulas(work: Work) -> Vec<El> {
    let Some(good) = work.good.get_untracked() else { return Vec::new() };
    let shown = good.answer.figures.iter().filter(|figure| figure.rank != Rank::Detail);
    let one = |figure: &Figure| {
        let name = el("h3").text(&work.say(&figure.label));
        el("div").class("formula").add(name).all(working(work, &good, figure.key))
    };
    let formulas: Vec<El> = shown.map(one).collect();
    let head = (!formulas.is_empty()).then(|| el("h2").text("Formulas"));
    head.into_iter().chain(formulas).collect()
}

/// The formula of a figure in words, then with the numbers of the draft.
pub fn working(work: Work, good: &Good, key: &str) -> Vec<El> {
    let Some(figure) = good.answer.figures.iter().find(|figure| figure.key == key) else { return Vec::new() };
    let formula = match &figure.account {
        Account::Method(sentence) => return vec![el("p").class("working").text(&work.say(sentence))],
        Account::Formula(formula) => formula,
    };
    // A test over the registry parses every formula.
    let Ok(expression) = Expression::parse(formula) else { return Vec::new() };
    // Without blank rows, rows that were left out and fields that are not shown; what was worked out elsewhere for its length is
    // not worked out here.
    let inputs = (!work.is_long(&good.draft)).then(|| work.page.solve(&good.draft).ok()).flatten();
    let inputs = inputs.map(|mut solution| solution.inputs());
    let ledger = Ledger {
        draft: inputs.as_ref().unwrap_or(&good.draft),
        outline: work.outline,
        answer: &good.answer,
        report: good.report(),
    };
    let result = Operand { value: figure.value.clone(), measure: figure.measure.clone() };
    let line = |class: &str, pieces: &[Piece]| {
        let runs = work.settings.format(good.draft.currency, |format| runs(pieces, format));
        let span = |run: Run| {
            let class = match run.kind {
                Kind::Name => "name",
                Kind::Number => "number",
                _ => "words",
            };
            el("span").class(class).text(&run.text)
        };
        el("p").class(class).all(runs.into_iter().map(span).collect())
    };
    vec![
        line("working", &expression.words(&ledger)),
        line("working numbers", &expression.working(&ledger, &result)),
    ]
}
