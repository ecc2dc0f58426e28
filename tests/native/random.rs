//! Random drafts, the same in every run: examples changed in a few places, and drafts made up from the outline alone.

use std::rc::Rc;

use commerce_calculators::calculator::AnyCalculator;
use commerce_calculators::input::edit::{Edit, apply};
use commerce_calculators::input::number::canonical;
use commerce_calculators::input::{Draft, Entry, Kind, Outline, Row, Spec};
use commerce_calculators::report::currency::Currency;
use rust_decimal::Decimal;

use super::forms::places;

/// SplitMix64 (Steele, Lea, Flood 2014): small, seeded, good enough to pick corners.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Dice(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A whole number below `count`, which must not be 0.
    pub fn roll(&mut self, count: usize) -> usize {
        (self.next() % count as u64) as usize
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.roll(100) < percent
    }

    pub fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.roll(of.len())].clone()
    }
}

/// Currencies with 2, 0, 3 and 4 decimals.
const CURRENCIES: [&str; 6] = ["USD", "EUR", "JPY", "KWD", "CLF", "CHF"];

/// Texts that hold what breaks addresses, templates' neighbours, spreadsheets and screens.
pub const ODD_TEXTS: [&str; 12] = [
    "Seats & more = 100 %, ~free!",
    "Ünïçödé 漢字 🎉",
    "עברית ١٢٣",
    "=1+1",
    "a.0.b",
    "  spaces  ",
    "+",
    "%41%",
    "#/page?x=1",
    "\"quoted\"\ttab\nline",
    "_cur",
    "“curly” ‘quotes’",
];

/// Text that no number field takes, or none should.
pub const GARBAGE: [&str; 14] = [
    "abc",
    "1e3",
    "1,5",
    "--1",
    "NaN",
    "∞",
    "٣",
    "1000000000000000000000000000000",
    "-1000000000000000000000000000000",
    "1234567890123456789012345678901234567890",
    "0.00000000000000000000000000000000000000001",
    "0.1234567890123",
    "2026-02-30",
    "yes please",
];

/// An entry within a field's limits, where there is one.
pub fn good(spec: &Spec, draft: &Draft, dice: &mut Dice) -> Entry {
    let mut texts: Vec<String> = match spec.kind {
        Kind::Money | Kind::Price | Kind::Percent | Kind::Number | Kind::Whole => numbers(spec),
        Kind::List => {
            let all = numbers(spec);
            let length = dice.roll(5);
            let items: Vec<_> =
                (0..=length).map(|_| if dice.chance(15) { String::new() } else { dice.pick(&all) }).collect();
            vec![items.join(",")]
        }
        Kind::Choice(options) => options().into_iter().map(|(key, _)| key.to_owned()).collect(),
        Kind::Flag => vec!["yes".into(), "no".into()],
        Kind::Text => vec![
            "Team".into(),
            "Seats".into(),
            "x".into(),
            format!("N{}", dice.roll(1_000)),
            dice.pick(&ODD_TEXTS).into(),
        ],
        Kind::Date | Kind::Month => {
            ["2026-01-01", "2024-02-29", "2026-12-31", "1900-01-01", "2199-12-31"].map(str::to_owned).to_vec()
        }
        Kind::RowOf { table, name } => {
            draft.rows(table).iter().map(|row| row.text(name).to_owned()).collect()
        }
        Kind::Table(_) => Vec::new(),
    };
    texts.retain(|text| spec.read(text, draft.currency).is_ok());
    if spec.optional || spec.default.is_some() {
        texts.push(String::new());
    }
    if texts.is_empty() { Entry::Text(String::new()) } else { Entry::Text(dice.pick(&texts)) }
}

fn numbers(spec: &Spec) -> Vec<String> {
    let small = [
        "0", "1", "2", "3", "7", "10", "12.5", "0.01", "0.000001", "99.99", "100", "1000", "1048576", "-1",
        "-50",
    ];
    let limits = [spec.min, spec.max].into_iter().flatten().map(canonical);
    small.iter().map(|text| (*text).to_owned()).chain(limits).collect()
}

/// An entry at the edge of what a field takes, or past it.
pub fn corner(spec: &Spec, dice: &mut Dice) -> Entry {
    let mut texts: Vec<String> = vec![String::new(), " ".into(), "-0".into(), "0".into(), "1".into()];
    texts.extend(GARBAGE.map(str::to_owned));
    for limit in [spec.min, spec.max].into_iter().flatten() {
        let bits = [
            Decimal::ZERO,
            Decimal::ONE,
            Decimal::NEGATIVE_ONE,
            Decimal::new(1, 9),
            Decimal::new(-1, 9),
            Decimal::new(1, 13),
        ];
        texts.extend(bits.into_iter().filter_map(|bit| limit.checked_add(bit)).map(canonical));
    }
    match spec.kind {
        Kind::Text | Kind::RowOf { .. } | Kind::Choice(_) | Kind::Flag => {
            texts.extend(ODD_TEXTS.map(str::to_owned));
            texts.extend(["x".repeat(200), "ü".repeat(201), "nobody".into(), "Yes".into()]);
        }
        Kind::List => {
            texts.extend([",".into(), "1,,3".into(), "1,".repeat(601), "1,x,3".into(), ["9"; 600].join(",")])
        }
        Kind::Date | Kind::Month => texts
            .extend(["0000-01-01", "9999-12-31", "2023-02-29", "2026-1-1", "31.12.2026"].map(str::to_owned)),
        _ => {}
    }
    match dice.roll(12) {
        0 => Entry::Unread(dice.pick(&["12,34x", "", "漢字", "1.2.3"]).to_owned()),
        1 if dice.chance(30) => Entry::rows(vec![Rc::new(Row::of(&[("x", "1")]))]),
        _ => Entry::Text(dice.pick(&texts)),
    }
}

/// A draft for corner `number` of a page: the same each time.
pub fn draft(page: &dyn AnyCalculator, outline: &[Outline], number: u64) -> Draft {
    let seed = page
        .about()
        .slug()
        .bytes()
        .fold(number, |seed, byte| seed.wrapping_mul(131).wrapping_add(u64::from(byte)));
    let mut dice = Dice::new(seed);
    let examples = page.examples();
    if dice.chance(65) && !examples.is_empty() {
        let mut draft = examples[dice.roll(examples.len())].inputs.clone();
        for _ in 0..=dice.roll(5) {
            change(&mut draft, outline, &mut dice);
        }
        draft
    } else {
        made_up(outline, &mut dice)
    }
}

/// Changes a draft in one place.
fn change(draft: &mut Draft, outline: &[Outline], dice: &mut Dice) {
    if dice.chance(4) {
        draft.currency = Currency::parse(dice.pick(&CURRENCIES)).unwrap();
    }
    let before = draft.clone();
    let all = places(outline, &before);
    let place = dice.pick(&all);
    let at = place.at.as_str();
    let Some(table) = place.spec().table() else {
        let entry =
            if dice.chance(60) { good(place.spec(), &before, dice) } else { corner(place.spec(), dice) };
        // As the page enters it, renaming references, or as a link states it.
        if dice.chance(50) {
            apply(draft, outline, Edit::Enter { at: at.to_owned(), entry });
        } else {
            draft.fields.put(at, Some(entry).filter(|_| dice.chance(95)));
        }
        return;
    };
    let rows = before.rows(at);
    let index = if rows.is_empty() { 0 } else { dice.roll(rows.len()) };
    let to = if rows.is_empty() { 0 } else { dice.roll(rows.len()) };
    let table_path = at.to_owned();
    match dice.roll(12) {
        0..=2 => apply(draft, outline, Edit::Add { table: table_path }),
        3 | 4 => apply(draft, outline, Edit::Remove { table: table_path, index }),
        5 => apply(draft, outline, Edit::Move { table: table_path, index, to }),
        6 | 7 => apply(draft, outline, Edit::Copy { table: table_path, index }),
        8 => {
            let mut rows = rows.to_vec();
            rows.insert(to, Rc::default());
            apply(draft, outline, Edit::Replace { table: table_path, rows });
        }
        9 => apply(draft, outline, Edit::Replace { table: table_path, rows: Vec::new() }),
        10 if dice.chance(40) => {
            // Up to the most rows, or one past it.
            let most = table.most_rows + dice.roll(2);
            while draft.rows(at).len() < most && !draft.rows(at).is_empty() {
                apply(draft, outline, Edit::Copy { table: table_path.clone(), index: 0 });
            }
        }
        11 if dice.chance(20) => draft.fields.put(at, Some(Entry::Text(dice.pick(&GARBAGE).to_owned()))),
        _ => {
            let row = record(&place.field.rows, &before, dice, 5, false);
            let mut rows = rows.to_vec();
            rows.insert(to, Rc::new(row));
            apply(draft, outline, Edit::Replace { table: table_path, rows });
        }
    }
}

/// A draft made up from the outline, with few or many corners.
fn made_up(outline: &[Outline], dice: &mut Dice) -> Draft {
    let currency = Currency::parse(dice.pick(&CURRENCIES)).unwrap();
    let corners = dice.pick(&[0, 1, 10, 40]);
    let mut draft = Draft::blank(currency);
    // Field by field, so that references find the rows made before them.
    for field in outline {
        let alone = std::slice::from_ref(field);
        let made = record(alone, &draft, dice, corners, true);
        draft.fields.0.extend(made.0);
    }
    draft
}

fn record(outline: &[Outline], draft: &Draft, dice: &mut Dice, corners: usize, at_root: bool) -> Row {
    let mut row = Row::default();
    for field in outline {
        let spec = &field.spec;
        let entry = if let Some(table) = spec.table() {
            let count = match dice.roll(40) {
                0 => 0,
                1 if corners > 0 && at_root => table.most_rows + 1,
                2 if corners > 0 => table.most_rows.min(60),
                _ => (table.least_rows + dice.roll(3)).min(table.most_rows).max(1),
            };
            let rows = (0..count).map(|_| match dice.chance(3) {
                true => Rc::default(),
                // Long tables of long tables only take time.
                false if count > 20 => Rc::new(flat(&field.rows, draft, dice)),
                false => Rc::new(record(&field.rows, draft, dice, corners, false)),
            });
            Entry::rows(rows.collect())
        } else if dice.chance(corners) {
            corner(spec, dice)
        } else if (spec.optional || spec.default.is_some()) && dice.chance(60) {
            continue;
        } else if spec.unique {
            Entry::Text(format!("Name {}", dice.roll(100_000)))
        } else {
            good(spec, draft, dice)
        };
        row.0.insert(spec.key.to_owned(), entry);
    }
    row
}

fn flat(outline: &[Outline], draft: &Draft, dice: &mut Dice) -> Row {
    let scalars: Vec<Outline> =
        outline.iter().filter(|field| field.spec.table().is_none()).cloned().collect();
    record(&scalars, draft, dice, 0, false)
}

/// A draft of any texts at all that a form can hold, for round trips: nothing in it need be readable.
pub fn any_draft(outline: &[Outline], number: u64) -> Draft {
    fn any_row(outline: &[Outline], dice: &mut Dice) -> Row {
        let mut row = Row::default();
        for field in outline.iter() {
            if dice.chance(40) {
                continue;
            }
            let entry = if field.spec.table().is_some() {
                let rows = (0..dice.roll(4)).map(|_| {
                    if dice.chance(30) { Rc::default() } else { Rc::new(any_row(&field.rows, dice)) }
                });
                Entry::rows(rows.collect())
            } else {
                let length = dice.roll(8);
                let letters = [
                    '&', '=', '+', '%', '!', '~', ' ', '.', '0', 'a', '_', '\n', '\t', '"', '\\', 'é', '漢',
                    '🎉', '\u{0}', '\u{feff}', '#', '?', '/', ',',
                ];
                let text: String = (0..length).map(|_| dice.pick(&letters)).collect();
                if dice.chance(25) { Entry::Unread(text) } else { Entry::Text(text) }
            };
            row.0.insert(field.spec.key.to_owned(), entry);
        }
        row
    }
    let mut dice = Dice::new(number);
    let currency = Currency::parse(dice.pick(&CURRENCIES)).unwrap();
    Draft { currency, fields: any_row(outline, &mut dice) }
}
