//! The rules of the house, over every page: keys, labels, conditions, defaults, and how little is shown at first.

use std::collections::{BTreeMap, BTreeSet};

use commerce_calculators::calculator::AnyCalculator;
use commerce_calculators::calculators;
use commerce_calculators::input::{Draft, Entry, Kind, Outline, Row, Unit};
use commerce_calculators::report::currency::Currency;
use commerce_calculators::report::format::Format;
use commerce_calculators::report::{Rank, Value};

use super::faults::Faults;
use super::forms::{Place, places};
use super::pages::{examples, pages};

/// What is shown before anything is opened.
const MOST_FIELDS: usize = 8;
const MOST_COLUMNS: usize = 5;
const MOST_FIGURES: usize = 4;

/// A table of results with more columns may be wider than its place, and says which of them must stay in sight.
const FITTING: usize = 6;
/// Those that are read in every direction.
const MATRICES: [&str; 4] = ["rule", "by_channel", "triangle", "retention"];

fn is_key(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_ascii_lowercase())
        && text.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_')
}

fn is_slug(text: &str) -> bool {
    let word = |text: &str| {
        text.starts_with(|letter: char| letter.is_ascii_lowercase())
            && !text.ends_with('-')
            && text
                .chars()
                .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-')
    };
    text.split('/').count() <= 2 && text.split('/').all(word)
}

fn ends_as_sentence(text: &str) -> bool {
    text.trim() == text && text.ends_with(['.', '?'])
}

/// Calls `visit` for every record of an outline: its path, its fields, and the fields of the records around it that
/// stand before it, outermost first.
fn records<'o>(outline: &'o [Outline], mut visit: impl FnMut(&str, &'o [Outline], &[&'o [Outline]])) {
    fn walk<'o>(
        path: &str,
        record: &'o [Outline],
        around: &mut Vec<&'o [Outline]>,
        visit: &mut impl FnMut(&str, &'o [Outline], &[&'o [Outline]]),
    ) {
        visit(path, record, around);
        for (at, field) in record.iter().enumerate().filter(|(_, field)| field.spec.table().is_some()) {
            around.push(&record[..at]);
            walk(&format!("{path}{}.", field.spec.key), &field.rows, around, visit);
            around.pop();
        }
    }
    walk("", outline, &mut Vec::new(), &mut visit);
}

/// The field that `key` or `^key` names, seen from the field at `at` of a record: one that stands before it.
fn named<'o>(key: &str, before: &'o [Outline], around: &[&'o [Outline]]) -> Option<&'o Outline> {
    let inner = key.trim_start_matches('^');
    let fields = match key.len() - inner.len() {
        0 => before,
        out => around.iter().rev().nth(out - 1).copied()?,
    };
    fields.iter().find(|field| field.spec.key == inner)
}

#[test]
fn the_registry_is_in_order() {
    let mut faults = Faults::default();
    let (mut shelves, mut families, mut slugs) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for shelf in calculators::SHELVES {
        faults.unless(is_slug(shelf.slug) && shelves.insert(shelf.slug), || {
            format!("shelf {:?}: not legal, or not unique", shelf.slug)
        });
        faults.unless(!shelf.title.is_empty() && ends_as_sentence(shelf.summary), || {
            format!("shelf {}: title or summary", shelf.slug)
        });
        faults.unless(!shelf.families.is_empty(), || format!("shelf {} is empty", shelf.slug));
        for pages in shelf.families {
            let family = pages[0].about.family;
            faults.unless(families.insert(family), || format!("the pages of {family} do not stand together"));
            faults.unless(pages[0].about.page.is_empty(), || {
                format!("{family} does not begin with its first page")
            });
            faults.unless(pages.len() > 1 || pages[0].family == pages[0].about.title, || {
                format!("{family} and its only page are called differently")
            });
            for page in *pages {
                let slug = page.about.slug();
                faults.unless(page.about.family == family, || format!("{slug} stands with {family}"));
                faults
                    .unless(page.part == slug.replace('/', "."), || format!("{slug} is part {}", page.part));
            }
        }
    }
    for page in pages() {
        let about = page.about();
        let slug = about.slug();
        faults.unless(is_slug(&slug), || format!("{slug:?} is no address"));
        faults.unless(slugs.insert(slug.clone()), || format!("two pages are at {slug}"));
        let title = about.title;
        faults.unless(!title.is_empty() && title.trim() == title && !title.ends_with('.'), || {
            format!("{slug}: title {title:?}")
        });
        for (name, text) in [("summary", about.summary), ("method", about.method), ("source", about.source)] {
            faults.unless(ends_as_sentence(text), || {
                format!("{slug}: the {name} does not end as a sentence: {text:?}")
            });
        }
        faults.unless(about.summary.len() <= 160, || {
            format!("{slug}: the summary is longer than a catalogue's line")
        });
        let mut words = BTreeSet::new();
        for word in about.search {
            let plain = !word.is_empty() && word.trim() == *word && word.to_lowercase() == *word;
            faults.unless(plain && words.insert(*word), || format!("{slug}: search word {word:?}"));
        }
    }
    for page in calculators::all() {
        let slug = page.about().slug();
        let found = calculators::find(&slug).map(|found| found.about().slug());
        faults.unless(found == Some(slug.clone()), || format!("{slug} is not found by its address"));
    }
    faults.none();
}

#[test]
fn keys_and_words_of_fields() {
    let mut faults = Faults::default();
    for page in pages() {
        let slug = page.about().slug();
        let outline = page.outline();
        records(&outline, |path, record, _| {
            let mut keys: BTreeSet<&str> = BTreeSet::new();
            let mut labels: BTreeMap<&str, &Outline> = BTreeMap::new();
            let mut unique = 0;
            for field in record {
                let spec = &field.spec;
                let at = format!("{slug} {path}{}", spec.key);
                for key in [spec.key].iter().chain(spec.aliases) {
                    faults.unless(is_key(key), || format!("{at}: {key:?} is no key"));
                    faults.unless(keys.insert(key), || format!("{at}: {key:?} stands twice"));
                }
                let label = spec.label;
                faults.unless(
                    !label.is_empty() && label.trim() == label && !label.ends_with(['.', ':']),
                    || format!("{at}: label {label:?}"),
                );
                let plain = label.replace("{unit}", "");
                faults.unless(!plain.contains(['{', '}', '#']), || {
                    format!("{at}: the label {label:?} takes {{unit}} only")
                });
                faults.unless(plain == label || spec.unit != Unit::None || spec.each.is_some(), || {
                    format!("{at}: the label speaks of a unit, and there is none")
                });
                // Fields that are never shown together may be called the same.
                if let Some(other) = labels.insert(label, field) {
                    faults.unless(excludes(other.spec, spec), || {
                        format!("{at}: is called {label:?}, as {} is", other.spec.key)
                    });
                }
                let help = spec.help;
                faults.unless(help.is_empty() || ends_as_sentence(help), || format!("{at}: help {help:?}"));
                faults.unless(!help.contains(['{', '}']), || {
                    format!("{at}: help takes no arguments: {help:?}")
                });
                let section = spec.section;
                let named = section.is_empty() || (section.trim() == section && !section.ends_with('.'));
                faults.unless(named, || format!("{at}: section {section:?}"));
                faults.unless(section.is_empty() || path.is_empty(), || {
                    format!("{at}: sections are for the page, not for rows")
                });
                unique += usize::from(spec.unique);
                if let Kind::Choice(options) = spec.kind {
                    let options = options();
                    let (mut keys, mut labels) = (BTreeSet::new(), BTreeSet::new());
                    faults.unless(options.len() > 1, || format!("{at}: a choice of {}", options.len()));
                    for (key, label) in options {
                        faults.unless(is_key(key) && keys.insert(key), || format!("{at}: option {key:?}"));
                        let plain = !label.is_empty() && label.trim() == label && !label.ends_with('.');
                        faults.unless(plain && labels.insert(label), || format!("{at}: option {label:?}"));
                    }
                }
                if let Some(table) = spec.table() {
                    faults.unless(!table.row.is_empty() && table.row.to_lowercase() == table.row, || {
                        format!("{at}: a row is called {:?}", table.row)
                    });
                    faults.unless(table.least_rows <= table.most_rows && table.most_rows > 0, || {
                        format!("{at}: rows from {} to {}", table.least_rows, table.most_rows)
                    });
                    faults.unless(!field.rows.is_empty(), || format!("{at}: rows without fields"));
                    faults.unless(!spec.optional && spec.default.is_none(), || {
                        format!("{at}: a table is never optional and has no default")
                    });
                }
                if let (Some(min), Some(max)) = (spec.min, spec.max) {
                    faults.unless(min < max, || format!("{at}: limits {min} to {max}"));
                }
            }
            faults
                .unless(unique <= 1, || format!("{slug} {path}: {unique} unique fields; a row has one name"));
        });
    }
    faults.none();
}

/// Whether two fields of a record are never shown together: they ask for different values of one field.
fn excludes(a: &commerce_calculators::input::Spec, b: &commerce_calculators::input::Spec) -> bool {
    let pairs = a.when.iter().flatten().flat_map(|a| b.when.iter().flatten().map(move |b| (a, b)));
    pairs.into_iter().any(|(a, b)| a.key == b.key && !a.values.iter().any(|value| b.values.contains(value)))
}

#[test]
fn conditions_units_and_references_lead_somewhere() {
    let mut faults = Faults::default();
    for page in pages() {
        let slug = page.about().slug();
        let outline = page.outline();
        records(&outline, |path, record, around| {
            for (place, field) in record.iter().enumerate() {
                let spec = &field.spec;
                let at = format!("{slug} {path}{}", spec.key);
                for when in spec.when.iter().flatten() {
                    let Some(decides) = named(when.key, &record[..place], around) else {
                        faults.add(format!(
                            "{at}: its condition names {:?}, which is no field before it",
                            when.key
                        ));
                        continue;
                    };
                    faults.unless(!when.values.is_empty(), || format!("{at}: a condition without values"));
                    match decides.spec.kind {
                        Kind::Choice(options) => {
                            let options = options();
                            let missing = when
                                .values
                                .iter()
                                .find(|value| !options.iter().any(|(key, _)| key == *value));
                            faults.extend(
                                &at,
                                missing.map(|value| format!("{} has no option {value:?}", when.key)),
                            );
                            faults.unless(when.values.len() < options.len(), || {
                                format!("{at}: its condition on {} always holds", when.key)
                            });
                        }
                        Kind::Flag => {
                            faults.unless(matches!(when.values, ["yes"] | ["no"]), || {
                                format!("{at}: a flag is yes or no, not {:?}", when.values)
                            });
                        }
                        Kind::RowOf { .. } => {}
                        _ => faults
                            .add(format!("{at}: its condition is on {}, no choice, flag or row", when.key)),
                    }
                }
                if let Unit::Named(of) = spec.unit {
                    // A unit may be named by a field behind it: it is words, which nothing waits for.
                    let inner = of.trim_start_matches('^');
                    let found = match of.len() - inner.len() {
                        0 => record.iter().find(|field| field.spec.key == inner),
                        _ => named(of, record, around),
                    };
                    let words =
                        found.is_some_and(|found| matches!(found.spec.kind, Kind::Text | Kind::RowOf { .. }));
                    faults
                        .unless(words, || format!("{at}: its unit is {of:?}, which is no text or reference"));
                }
                if let Kind::RowOf { table, name } = spec.kind {
                    let target =
                        outline.iter().find(|field| field.spec.key == table && field.spec.table().is_some());
                    let target =
                        target.and_then(|table| table.rows.iter().find(|field| field.spec.key == name));
                    let good =
                        target.is_some_and(|name| name.spec.unique && matches!(name.spec.kind, Kind::Text));
                    faults.unless(good, || {
                        format!("{at}: refers to {table}.{name}, which is no unique text of a table")
                    });
                    faults.unless(spec.default.is_none(), || format!("{at}: a reference has no default"));
                }
            }
        });
    }
    faults.none();
}

#[test]
fn defaults_are_canonical_in_every_currency() {
    let mut faults = Faults::default();
    for page in pages() {
        let slug = page.about().slug();
        let outline = page.outline();
        records(&outline, |path, record, _| {
            for field in record {
                let spec = &field.spec;
                let at = format!("{slug} {path}{}", spec.key);
                let Some(default) = spec.default else { continue };
                faults.unless(!default.is_empty(), || format!("{at}: an empty default is none"));
                // What is left empty would stand for the default, so it could never be none.
                faults.unless(!spec.optional, || format!("{at}: is optional and has a default"));
                for code in ["USD", "JPY", "KWD", "CLF"] {
                    match spec.read(default, Currency::parse(code).unwrap()) {
                        Ok(datum) => faults.unless(datum.text() == default, || {
                            format!("{at}: {default:?} is written {:?}", datum.text())
                        }),
                        Err(problem) => faults.add(format!(
                            "{at}: its default is refused: {}",
                            problem.text(&Format::english(code))
                        )),
                    }
                }
            }
        });
    }
    faults.none();
}

#[test]
fn new_rows_are_rows_of_their_tables() {
    let mut faults = Faults::default();
    for (page, name, example) in examples() {
        let outline = page.outline();
        let tables = places(&outline, &example.inputs)
            .into_iter()
            .filter_map(|place| place.spec().table().copied().map(|table| (place, table)));
        for (place, table) in tables.collect::<Vec<_>>() {
            let mut rows = Vec::new();
            for start in [Vec::new(), example.inputs.rows(&place.at).to_vec()] {
                rows = start;
                for _ in 0..3 {
                    let (index, row) = (table.new_row)(&rows);
                    faults.unless(index <= rows.len(), || {
                        format!("{name} {}: a new row at {index} of {}", place.at, rows.len())
                    });
                    faults.extend(
                        &format!("{name} {}", place.at),
                        unreadable(&place.field.rows, &row, &example.inputs),
                    );
                    rows.insert(index.min(rows.len()), std::rc::Rc::new(row));
                }
            }
            let mut unique = BTreeSet::new();
            let name_key =
                place.field.rows.iter().find(|field| field.spec.unique).map(|field| field.spec.key);
            let twice = name_key.and_then(|key| {
                rows.iter().map(|row| row.text(key)).find(|text| !text.is_empty() && !unique.insert(*text))
            });
            faults.extend(
                &format!("{name} {}", place.at),
                twice.map(|text| format!("new rows come to be called {text:?} twice")),
            );
        }
    }
    faults.none();
}

/// What a new row holds that its form has no field for, or that its field does not take.
fn unreadable(outline: &[Outline], row: &Row, draft: &Draft) -> Vec<String> {
    let mut found = Vec::new();
    for (key, entry) in row.0.iter() {
        let field = outline.iter().find(|field| field.spec.key == key);
        match (field, entry) {
            (Some(field), Entry::Text(text)) if field.spec.read(text, draft.currency).is_ok() => {}
            (Some(field), Entry::Rows(rows)) if field.spec.table().is_some() => {
                found.extend(rows.iter().flat_map(|row| unreadable(&field.rows, row, draft)));
            }
            _ => found.push(format!("a new row holds {key} = {entry:?}")),
        }
    }
    found
}

#[test]
fn little_is_shown_at_first() {
    let mut faults = Faults::default();
    for (page, name, example) in examples() {
        let outline = page.outline();
        let shown = places(&outline, &example.inputs);
        let at_once = |place: &&Place<'_>| {
            place.shown
                && place.spec().table().is_none()
                && place.spec().section.is_empty()
                && !place.spec().advanced
        };
        let fields: Vec<&str> = shown
            .iter()
            .filter(at_once)
            .filter(|place| !place.at.contains('.'))
            .map(|place| place.spec().key)
            .collect();
        faults.unless(fields.len() <= MOST_FIELDS, || {
            format!("{name} shows {} fields: {}", fields.len(), fields.join(", "))
        });
        for table in shown.iter().filter(|place| place.shown && place.spec().table().is_some()) {
            // A row with a table of its own is a card, whose fields stand below each other; other rows share columns.
            let cards = table.field.rows.iter().any(|field| field.spec.table().is_some());
            let mut columns: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
            for place in shown.iter().filter(at_once) {
                let Some((row, key)) = place.at.rsplit_once('.') else { continue };
                if row.rsplit_once('.').is_some_and(|(of, _)| of == table.at) {
                    columns.entry(if cards { row } else { "" }).or_default().insert(key);
                }
            }
            for columns in columns.values() {
                let list = || columns.iter().copied().collect::<Vec<_>>().join(", ");
                faults.unless(columns.len() <= MOST_COLUMNS, || {
                    format!("{name} {}: {} columns: {}", table.at, columns.len(), list())
                });
            }
        }
    }
    faults.none();
}

#[test]
fn answers_and_reports_are_in_order() {
    let mut faults = Faults::default();
    for (page, name, example) in examples() {
        let Ok(solved) = page.solve(&example.inputs) else {
            faults.add(format!("{name} does not solve"));
            continue;
        };
        let (answer, report) = (solved.answer(), solved.report());
        let ranked = |rank| answer.figures.iter().filter(|figure| figure.rank == rank).count();
        let (headlines, main) = (ranked(Rank::Headline), ranked(Rank::Main));
        faults.unless(headlines == 1, || format!("{name}: {headlines} headlines"));
        faults.unless(headlines + main <= MOST_FIGURES, || {
            format!("{name} shows {} figures", headlines + main)
        });
        // Accounts look a name up among figures, tables and inputs, in this order: none may hide another.
        let inputs = page.outline();
        let mut names: BTreeSet<&str> = inputs.iter().map(|field| field.spec.key).collect();
        for figure in &answer.figures {
            let key = figure.key;
            faults.unless(is_key(key), || format!("{name}: figure {key:?}"));
            faults.unless(names.insert(key), || {
                format!("{name}: figure {key} is also the name of an input or another figure")
            });
            faults.unless(!matches!(figure.value, Value::Blank), || {
                format!("{name}: figure {key} is blank; an undefined one says why")
            });
        }
        for table in report.tables() {
            faults.unless(is_key(&table.key), || format!("{name}: table {:?}", table.key));
            faults.unless(names.insert(&table.key), || {
                format!("{name}: table {} is also the name of an input, figure or table", table.key)
            });
            let mut columns = BTreeSet::new();
            for column in &table.columns {
                faults.unless(is_key(&column.key) && columns.insert(&*column.key), || {
                    format!("{name}: column {}.{}", table.key, column.key)
                });
            }
            let deciding = table.columns.iter().filter(|column| column.decides).count();
            let wide = table.columns.len() > FITTING && !MATRICES.contains(&table.key.as_str());
            faults.unless(deciding == 1 || deciding == 0 && !wide, || {
                format!("{name}: table {} has {deciding} columns that it is read for", table.key)
            });
        }
        let (mut sections, mut charts) = (BTreeSet::new(), BTreeSet::new());
        for section in &report.sections {
            faults.unless(is_key(section.key) && sections.insert(section.key), || {
                format!("{name}: section {:?}", section.key)
            });
            let question = section.question.text(&Format::english(example.currency));
            faults.unless(question.ends_with('?'), || {
                format!("{name}: section {} asks nothing: {question:?}", section.key)
            });
            faults.unless(!section.blocks.is_empty(), || format!("{name}: section {} is empty", section.key));
        }
        for chart in report.charts() {
            faults.unless(is_key(chart.key) && charts.insert(chart.key), || {
                format!("{name}: chart {:?}", chart.key)
            });
        }
    }
    faults.none();
}

#[test]
fn a_page_is_the_same_each_time() {
    // The form must not depend on values: see also `corners`, which enters garbage in every field of every example.
    let mut faults = Faults::default();
    let keys = |page: &dyn AnyCalculator| {
        super::forms::patterns(&page.outline()).into_iter().map(|(pattern, _)| pattern).collect::<Vec<_>>()
    };
    for page in pages() {
        let before = keys(page);
        for example in page.examples() {
            let _ = page.solve(&example.inputs).map(|solved| (solved.answer(), solved.report()));
            let drawn: BTreeSet<String> =
                places(&page.outline(), &example.inputs).iter().map(Place::pattern).collect();
            let strange: Vec<_> = drawn.iter().filter(|pattern| !before.contains(pattern)).collect();
            faults.unless(strange.is_empty(), || format!("{}: {strange:?}", page.about().slug()));
        }
        faults.unless(keys(page) == before, || {
            format!("{}: another form after its examples", page.about().slug())
        });
    }
    faults.none();
}
