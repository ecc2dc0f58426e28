//! Asking "what if" of typed inputs gives what solving the changed draft gives.

use commerce_calculators::input::number::{canonical, parse_canonical};
use commerce_calculators::input::{Entry, Kind};
use commerce_calculators::report::Figure;
use rust_decimal::Decimal;

use super::faults::Faults;
use super::forms::places;
use super::pages::{examples, pages};

fn values(figures: &[Figure]) -> Vec<(&'static str, String)> {
    figures.iter().map(|figure| (figure.key, format!("{:?}", figure.value))).collect()
}

#[test]
fn a_number_set_by_its_path_answers_like_the_changed_draft() {
    let mut faults = Faults::default();
    let mut tried = 0;
    for (page, name, example) in examples() {
        let outline = page.outline();
        // A few rows of each table stand for the rest.
        let few =
            |at: &str| at.split('.').filter_map(|part| part.parse::<usize>().ok()).all(|index| index < 12);
        for place in
            places(&outline, &example.inputs).into_iter().filter(|place| place.shown && few(&place.at))
        {
            let spec = place.spec();
            let path = &place.at;
            let Ok(mut probe) = page.probe(&example.inputs) else {
                faults.add(format!("{name} cannot be probed"));
                break;
            };
            let numeric =
                matches!(spec.kind, Kind::Money | Kind::Price | Kind::Percent | Kind::Number | Kind::Whole);
            if !numeric {
                faults.unless(!probe.set(path, Decimal::ONE), || {
                    format!("{name}: {path} is no number, and yet set")
                });
                continue;
            }
            let now = match example.inputs.get(path) {
                Some(Entry::Text(text)) => parse_canonical(text),
                _ => spec.default.and_then(parse_canonical),
            };
            for change in [Decimal::ONE, Decimal::NEGATIVE_ONE, Decimal::from(10)] {
                let number = now.unwrap_or_default() + change;
                let mut draft = example.inputs.clone();
                draft.fields.put(path, Some(Entry::Text(canonical(number))));
                // A probe knows no limits: only what a draft may hold can be compared.
                if spec.read(&canonical(number), draft.currency).is_err() {
                    continue;
                }
                let Ok(solved) = page.solve(&draft) else { continue };
                tried += 1;
                faults.unless(probe.set(path, number), || {
                    format!("{name}: {path} is a number, and yet not set")
                });
                match probe.figures() {
                    Ok(figures) => {
                        let (found, expected) = (values(&figures), values(&solved.answer().figures));
                        faults.unless(found == expected, || {
                            format!("{name}: {path} = {number} gives {found:?}, not {expected:?}")
                        });
                    }
                    // A draft leaves out rows that its page cannot use; a probe says which.
                    Err(problems) => {
                        let left_out = &solved.answer().warnings;
                        let same = |at: &str| left_out.iter().any(|warning| warning.at == at);
                        faults.unless(problems.first().is_some_and(|first| same(&first.at)), || {
                            format!("{name}: {path} = {number} is refused: {problems:?}")
                        })
                    }
                }
            }
        }
    }
    assert!(tried > 20, "only {tried} numbers were tried");
    faults.none();
}

#[test]
fn a_probe_refuses_places_that_are_not_there_and_drafts_that_cannot_be_filled() {
    for page in pages() {
        let example = page.examples().remove(0).inputs;
        let mut probe = page.probe(&example).ok().unwrap();
        let before = values(&probe.figures().unwrap());
        for path in [
            "",
            ".",
            "nothing",
            "nothing.0.x",
            "0",
            "plans.99.base_fee",
            "plans.0",
            "rooms.99999999999999999999.day_rate",
        ] {
            assert!(!probe.set(path, Decimal::ONE), "{} {path:?}", page.about().slug());
        }
        assert_eq!(values(&probe.figures().unwrap()), before);
        let mut bad = example.clone();
        let outline = page.outline();
        let first = places(&outline, &bad)
            .into_iter()
            .find(|place| place.shown && place.spec().table().is_none() && !place.lenient)
            .unwrap();
        bad.fields.put(&first.at, Some(Entry::Unread("?".into())));
        let problems = page.probe(&bad).err().unwrap();
        assert_eq!(problems[0].at, first.at);
    }
}
