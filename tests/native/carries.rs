//! What one family hands to another: the figures exist, and the fields take them.

use commerce_calculators::calculators::carries::CARRIES;
use commerce_calculators::calculators::find;
use commerce_calculators::input::carry::{Given, filled_in};
use commerce_calculators::input::edit::fresh;
use commerce_calculators::input::number::parse_canonical;
use commerce_calculators::input::walk;
use commerce_calculators::input::{Draft, Entry, Kind};
use commerce_calculators::report::format::Format;
use commerce_calculators::report::{Figure, Measure, Value};

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
        let outline = to.outline();
        let mut carried = 0;
        for example in from.examples() {
            let Ok(solution) = from.solve(&example.inputs) else { continue };
            let figures = solution.answer().figures;
            let found = |key: &str| figures.iter().find(|figure| figure.key == key);
            let mut given = Vec::new();
            for (key, path) in carry.figures {
                let (figure, field) = (found(key), walk::find(&outline, path));
                faults.unless(figure.is_some(), || format!("{way}: {} has no figure {key}", example.name));
                faults.unless(field.is_some(), || format!("{way}: there is no field {path}"));
                let (Some(figure), Some(field)) = (figure, field) else { continue };
                faults.unless(fits(figure, field.spec.kind), || format!("{way}: {key} is no {path}"));
                given.extend(match &figure.value {
                    text @ Value::Text(_) => {
                        let format = Format::english(example.inputs.currency.code());
                        Some(((*path).to_owned(), Given::Text(text.text(&figure.measure, &format))))
                    }
                    value => value.number().map(|number| ((*path).to_owned(), Given::Number(number))),
                });
            }
            if given.len() < carry.figures.len() {
                continue;
            }
            if let Some(rows) = &carry.rows {
                let format = Format::english(example.inputs.currency.code());
                let told = rows.given(&solution.report(), &|value| value.text(&Measure::Text, &format));
                faults.unless(!told.is_empty(), || format!("{way}: {} gives no rows", example.name));
                given.extend(told);
            }
            carried += 1;
            let empty = Draft { currency: example.inputs.currency, fields: fresh(&outline) };
            given.extend(
                carry.fixed.iter().map(|(path, text)| ((*path).to_owned(), Given::Text((*text).to_owned()))),
            );
            let draft = filled_in(empty, &outline, &given);
            for (path, given) in &given {
                let now = match draft.get(path) {
                    Some(Entry::Text(text)) => text.as_str(),
                    _ => "",
                };
                // Numbers are rounded to the minor unit, a whole or the sixth decimal.
                let same = match given {
                    Given::Text(text) => now == text,
                    Given::Number(number) => {
                        parse_canonical(now).is_some_and(|now| (now - number).abs() <= Decimal::new(5, 1))
                    }
                };
                faults.unless(same, || format!("{way}: {path} should be {given:?} and is {now:?}"));
            }
            let problems = to.solve(&draft).err().unwrap_or_default();
            for problem in problems.iter().filter(|problem| given.iter().any(|(path, _)| *path == problem.at))
            {
                faults.unless(false, || format!("{way}, {}: {problem:?}", example.name));
            }
        }
        faults.unless(carried > 0, || format!("{way}: no example has all figures"));
    }
    faults.none();
}

#[test]
fn the_margin_for_ltv_is_that_of_a_shop_that_does_no_marketing() {
    use super::base::{example, figure, near};
    use commerce_calculators::calculators::pricing::contribution_margin::categories::Categories;
    let carry = CARRIES.iter().find(|carry| carry.from == "contribution-margin").unwrap();
    let [(key, "margin")] = carry.figures else { panic!("{:?}", carry.figures) };
    let put = |draft: &mut Draft, at: &str, text: &str| draft.fields.put(at, Some(Entry::Text(text.into())));
    // Whichever level marketing counts from, and where returns count.
    for (level, returned) in [("cm3", "revenue"), ("cm1", "revenue"), ("cm2", "cost")] {
        let mut shop = example(&Categories, "shop");
        put(&mut shop, "marketing_level", level);
        put(&mut shop, "returned", returned);
        put(&mut shop, "categories.0.marketing", "1.25");
        let carried = figure(&Categories, &shop, key);
        assert!(carried > figure(&Categories, &shop, "contribution_percent"));
        if level == "cm3" {
            near(carried, figure(&Categories, &shop, "cm2_percent").unwrap());
        }
        for row in 0..5 {
            put(&mut shop, &format!("categories.{row}.marketing_rate"), "0");
            put(&mut shop, &format!("categories.{row}.marketing"), "0");
        }
        near(carried, figure(&Categories, &shop, "contribution_percent").unwrap());
    }
}

fn fits(figure: &Figure, kind: Kind) -> bool {
    match figure.measure {
        Measure::Money | Measure::Price => matches!(kind, Kind::Money | Kind::Price),
        Measure::Percent | Measure::Points => matches!(kind, Kind::Percent),
        Measure::Number { .. } => matches!(kind, Kind::Number | Kind::Whole),
        Measure::Text => matches!(kind, Kind::Text),
        Measure::Date | Measure::Month => false,
    }
}
