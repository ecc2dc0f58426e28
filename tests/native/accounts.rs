//! What we explain is what we compute: every account comes to the value that stands beside it.

use commerce_calculators::calculator::Solved;
use commerce_calculators::input::Outline;
use commerce_calculators::ledger::{Ledger, LedgerRow};
use commerce_calculators::report::account::{Expression, Operand, Scope, text};
use commerce_calculators::report::format::Format;
use commerce_calculators::report::{Account, Measure, Value};
use rust_decimal::Decimal;

use super::faults::Faults;
use super::pages::{examples, sentence_fault};

/// What is wrong with the accounts of a solved draft: of its figures, and of the columns of its tables row by row.
pub fn account_faults(outline: &[Outline], solved: &mut dyn Solved) -> Vec<String> {
    let (answer, report, draft) = (solved.answer(), solved.report(), solved.inputs());
    let ledger = Ledger { draft: &draft, outline, answer: &answer, report: &report };
    let format = Format::english(draft.currency.code());
    let mut faults = Vec::new();
    for figure in &answer.figures {
        let fault = match &figure.account {
            Account::Formula(formula) => {
                formula_fault(formula, &ledger, &figure.value, &figure.measure, &format)
            }
            Account::Method(method) => sentence_fault(method, &format),
        };
        faults.extend(fault.map(|fault| format!("account of {}: {fault}", figure.key)));
    }
    for table in report.tables() {
        for (at, column) in table.columns.iter().enumerate() {
            let Some(formula) = column.account else { continue };
            // An account is held even where there is no row to try it on.
            if let Err(error) = Expression::parse(formula) {
                faults.push(format!("account of {}.{}: {error:?} in {formula:?}", table.key, column.key));
            }
            for (row, cells) in table.rows.iter().enumerate() {
                let Some(cell) = cells.get(at) else { continue };
                let scope = LedgerRow { ledger: &ledger, table, row };
                let fault = formula_fault(formula, &scope, &cell.value, &column.measure, &format);
                faults.extend(
                    fault.map(|fault| format!("account of {}.{row}.{}: {fault}", table.key, column.key)),
                );
            }
        }
    }
    faults
}

fn formula_fault(
    formula: &str,
    scope: &dyn Scope,
    value: &Value,
    measure: &Measure,
    format: &Format<'_>,
) -> Option<String> {
    let expression = match Expression::parse(formula) {
        Ok(expression) => expression,
        Err(error) => return Some(format!("{error:?} in {formula:?}")),
    };
    if let Some(name) = expression.names().into_iter().find(|name| !name.resolves(scope)) {
        return Some(format!("nothing is called {}{} in {formula:?}", "^".repeat(name.outer), name.path));
    }
    let words = text(&expression.words(scope), format);
    let working =
        text(&expression.working(scope, &Operand { value: value.clone(), measure: measure.clone() }), format);
    for shown in [&words, &working] {
        if shown.trim().is_empty() {
            return Some(format!("nothing to show for {formula:?}"));
        }
    }
    let found = expression.evaluate(scope);
    match (value, &found) {
        (Value::Exact(value), Ok(Some(found))) if alike(*value, *found) => None,
        (Value::Approximate { value, .. }, Ok(Some(found))) if near(*value, *found) => None,
        (Value::Undefined(_) | Value::Blank, Ok(None) | Err(_)) => None,
        (Value::Text(_) | Value::Date(_), _) => {
            Some(format!("{formula:?} for what is no number; name the method"))
        }
        _ => Some(format!("{formula:?} comes to {found:?}, not {value:?} ({working})")),
    }
}

/// Whether two numbers agree to 20 significant digits, or to the 25th decimal: a decimal holds 28, of which a share in
/// percent takes two.
fn alike(a: Decimal, b: Decimal) -> bool {
    agree(a, b, 20)
}

fn near(a: Decimal, b: Decimal) -> bool {
    agree(a, b, 9)
}

fn agree(a: Decimal, b: Decimal, digits: u32) -> bool {
    let Some(apart) = a.checked_sub(b).map(|apart| apart.abs()) else { return false };
    let allowed = a.abs().max(b.abs()).checked_mul(Decimal::new(1, digits)).unwrap_or_default();
    apart <= allowed.max(Decimal::new(1, 25))
}

#[test]
fn every_account_of_every_example_comes_to_what_was_computed() {
    let mut faults = Faults::default();
    for (page, name, example) in examples() {
        match page.solve(&example.inputs) {
            Ok(mut solved) => faults.extend(&name, account_faults(&page.outline(), &mut *solved)),
            Err(_) => faults.add(format!("{name} does not solve")),
        }
    }
    faults.none();
}

#[test]
fn twenty_digits_are_told_apart() {
    let number = |text: &str| text.parse::<Decimal>().unwrap();
    assert!(alike(number("1.00000000000000000001"), number("1")));
    assert!(!alike(number("1.0000000000000000001"), number("1")));
    assert!(!alike(number("100000000000000000000"), number("100000000000000000002")));
    assert!(
        near(number("0.3333333333"), number("0.333333333333")) && !near(number("0.33333"), number("0.33334"))
    );
    assert!(!alike(Decimal::MAX, Decimal::MIN) && alike(Decimal::ZERO, Decimal::ZERO));
}
