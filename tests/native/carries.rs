//! What one family hands to another: the figures exist, and the fields take them.

use commerce_calculators::calculators::carries::CARRIES;
use commerce_calculators::calculators::{find, page};
use commerce_calculators::input::carry::filled_in;
use commerce_calculators::input::edit::fresh;
use commerce_calculators::input::number::parse_canonical;
use commerce_calculators::input::walk;
use commerce_calculators::input::{Draft, Entry, Kind};
use commerce_calculators::report::{Figure, Measure};

use rust_decimal::Decimal;

use super::faults::Faults;

#[test]
fn every_figure_that_is_carried_fits_its_field() {
    let mut faults = Faults::default();
    for carry in CARRIES {
        let way = format!("{} to {}", carry.from, carry.to);
        let (Some(from), Some(to)) = (find(carry.from), find(carry.to)) else {
            faults.unless(false, || format!("{way}: there is no such page"));
            continue;
        };
        let families = (page(carry.from).unwrap().family, page(carry.to).unwrap().family);
        faults.unless(families.0 != families.1, || format!("{way}: pages of one family share their fields"));
        let outline = to.outline();
        let mut carried = 0;
        for example in from.examples() {
            let Ok(solution) = from.solve(&example.inputs) else { continue };
            let figures = solution.answer().figures;
            let found = |key: &str| figures.iter().find(|figure| figure.key == key);
            let mut numbers = Vec::new();
            for (key, path) in carry.figures {
                let (figure, field) = (found(key), walk::find(&outline, path));
                faults.unless(figure.is_some(), || format!("{way}: {} has no figure {key}", example.name));
                faults.unless(field.is_some(), || format!("{way}: there is no field {path}"));
                let (Some(figure), Some(field)) = (figure, field) else { continue };
                faults.unless(fits(figure, field.spec.kind), || format!("{way}: {key} is no {path}"));
                numbers.extend(figure.value.number().map(|number| (*path, number)));
            }
            if numbers.len() < carry.figures.len() {
                continue;
            }
            carried += 1;
            let empty = Draft { currency: example.inputs.currency, fields: fresh(&outline) };
            let draft = filled_in(empty, &outline, &numbers);
            for (path, number) in &numbers {
                let now = match draft.get(path) {
                    Some(Entry::Text(text)) => parse_canonical(text),
                    _ => None,
                };
                // Rounded to the minor unit, a whole or the sixth decimal.
                faults.unless(now.is_some_and(|now| (now - number).abs() <= Decimal::new(5, 1)), || {
                    format!("{way}: {path} should be {number} and is {now:?}")
                });
            }
            let problems = to.solve(&draft).err().unwrap_or_default();
            for problem in
                problems.iter().filter(|problem| numbers.iter().any(|(path, _)| *path == problem.at))
            {
                faults.unless(false, || format!("{way}, {}: {problem:?}", example.name));
            }
        }
        faults.unless(carried > 0, || format!("{way}: no example has all figures"));
    }
    faults.none();
}

fn fits(figure: &Figure, kind: Kind) -> bool {
    match figure.measure {
        Measure::Money | Measure::Price => matches!(kind, Kind::Money | Kind::Price),
        Measure::Percent => matches!(kind, Kind::Percent),
        Measure::Number { .. } => matches!(kind, Kind::Number | Kind::Whole),
        Measure::Text | Measure::Date => false,
    }
}
