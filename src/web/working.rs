//! How a figure comes about: its formula in words, then with the numbers of the draft.

use super::dom::{El, el};
use super::work::{Good, Work};
use crate::ledger::Ledger;
use crate::report::Account;
use crate::report::account::{Expression, Kind, Operand, Piece, Run, runs};

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
