//! What people paste, and how it is read: columns, ways of writing, and what is said of them.

use std::rc::Rc;

use commerce_calculators::calculators;
use commerce_calculators::input::pasted::{Column, Taken, taken};
use commerce_calculators::input::walk::find;
use commerce_calculators::input::{Draft, Entry, Row};
use commerce_calculators::report::Sentence;
use commerce_calculators::report::format::{DateOrder, English, Format, Locale, Separators};
use proptest::prelude::*;
use rust_decimal::Decimal;

/// English with the signs and the order of dates of a German reader.
pub struct German;

impl Locale for German {
    fn translate(&self, template: &'static str) -> &str {
        English.translate(template)
    }
    fn plural(&self, number: Decimal) -> &'static str {
        English.plural(number)
    }
    fn number(&self, value: Decimal, least: u32, most: u32) -> String {
        English.number(value, least, most).replace(',', "_").replace('.', ",").replace('_', ".")
    }
    fn money(
        &self,
        value: Decimal,
        currency: commerce_calculators::report::currency::Currency,
        least: u32,
        most: u32,
    ) -> String {
        English.money(value, currency, least, most)
    }
    fn percent(&self, points: Decimal, least: u32, most: u32) -> String {
        English.percent(points, least, most)
    }
    fn date(&self, date: commerce_calculators::arithmetic::Date) -> String {
        English.date(date)
    }
    fn month(&self, date: commerce_calculators::arithmetic::Date) -> String {
        English.month(date)
    }
    fn separators(&self) -> Separators {
        Separators { decimal: ',', group: '.' }
    }
    fn date_order(&self) -> DateOrder {
        DateOrder::DayMonthYear
    }
}

/// The columns of a table of the first example of a page, as the page has them: those of lists by `names`.
fn columns(slug: &str, table: &str, names: &[&str]) -> (Vec<Column>, Draft) {
    let page = calculators::find(slug).unwrap();
    let outline = page.outline();
    let draft = page.examples().swap_remove(0).inputs;
    let mut columns = Vec::new();
    for field in &find(&outline, table).unwrap().rows {
        let spec = *field.spec;
        if spec.each.is_some() {
            columns.extend(names.iter().enumerate().map(|(item, name)| Column {
                spec,
                item: Some(item),
                label: spec.label.replace("{unit}", name),
            }));
        } else if spec.table().is_none() {
            columns.push(Column { spec, item: None, label: spec.label.to_owned() });
        }
    }
    (columns, draft)
}

/// The table of customers, with plans Starter, Team and Business, and the quantities named.
pub fn customers(names: &[&str]) -> (Vec<Column>, Draft) {
    let (columns, mut draft) = columns("tiered-pricing/customer-base", "customers", names);
    let plans = ["Starter", "Team", "Business"].map(|name| Rc::new(Row::of(&[("name", name)])));
    draft.fields.put("plans", Some(Entry::rows(plans.to_vec())));
    (columns, draft)
}

fn said(told: &[Sentence]) -> Vec<String> {
    told.iter().map(|sentence| sentence.text(&Format::english("USD"))).collect()
}

/// Each row as `name/plan/count/amounts`, and what is told.
fn read(text: &str, names: &[&str], locale: &dyn Locale) -> (Vec<String>, Vec<String>) {
    read_with(text, names, locale, "yes")
}

/// The same where each quantity comes in whole units or does not.
fn read_with(text: &str, names: &[&str], locale: &dyn Locale, whole: &str) -> (Vec<String>, Vec<String>) {
    let (columns, mut draft) = customers(names);
    let quantities = names.iter().map(|name| Rc::new(Row::of(&[("name", name), ("whole", whole)])));
    draft.fields.put("quantities", Some(Entry::rows(quantities.collect())));
    let format = Format { locale, ..Format::english("USD") };
    let Taken { rows, told } = taken(text, &columns, &draft, None, &format).unwrap();
    let cell = |row: &Row, key: &str| match row.0.get(key) {
        Some(Entry::Text(text)) => text.clone(),
        Some(Entry::Unread(text)) => ["?", text].concat(),
        _ => String::new(),
    };
    let row = |row: &Rc<Row>| ["name", "plan", "count", "amounts"].map(|key| cell(row, key)).join("/");
    (rows.iter().map(row).collect(), said(&told))
}

fn rows(text: &str) -> Vec<String> {
    read(text, &["Seats"], &English).0
}

#[test]
fn one_number_that_shows_its_sign_decides_for_its_column() {
    let text = "Customer\tPlan\tSeats\nA\tTeam\t1.000,50\nB\tTeam\t300.000\nC\tTeam\t2.000";
    for locale in [&English as &dyn Locale, &German] {
        let (rows, told) = read(text, &["Seats"], locale);
        assert_eq!(rows, ["A/Team//1000.5", "B/Team//300000", "C/Team//2000"]);
        assert_eq!(told, [""; 0]);
    }
    // The last one decides as the first does, and another column where its own shows nothing.
    let (rows, told) = read(
        "Customer\tPlan\tSeats\tCalls\nA\tTeam\t1,000\t5\nB\tTeam\t2\t0.5",
        &["Seats", "Calls"],
        &German,
    );
    assert_eq!(rows, ["A/Team//1000,5", "B/Team//2,0.5"]);
    assert_eq!(told, [""; 0]);
    // A whole number goes by the sign that is known, too.
    assert_eq!(
        self::rows("Customer,Plan,How many,Seats\nA,Team,5.000,0.25"),
        ["A/Team/5/0.25"],
        "five customers, written by a machine"
    );
}

#[test]
fn what_stands_between_cells_decides_where_no_number_does_and_is_told() {
    let (rows, told) = read("Customer;Plan;Seats\nA;Team;1.000\nB;Team;250", &["Seats"], &English);
    assert_eq!(rows, ["A/Team//1000", "B/Team//250"]);
    assert_eq!(
        told,
        [
            "Under “Seats”, “1.000” was read as thousands: 1,000. If 1 is meant, write “1.0000” and paste again."
        ]
    );
    let (rows, told) = read("Customer,Plan,Seats\nA,Team,1.000\nB,Team,1.250", &["Seats"], &German);
    assert_eq!(rows, ["A/Team//1000", "B/Team//1250"]);
    assert_eq!(
        told,
        [
            "Under “Seats”, 2 numbers such as “1.000” were read as thousands: 1.000. If 1 is meant, write “1.0000” and paste again."
        ]
    );
    // What may come in parts goes by what stands between, and by the reader's own way last.
    let in_parts = |text: &str, locale: &dyn Locale| read_with(text, &["GB"], locale, "no");
    let (rows, told) = in_parts("Customer,Plan,GB\nA,Team,1.000\nB,Team,1.250", &German);
    assert_eq!(rows, ["A/Team//1", "B/Team//1.25"]);
    assert_eq!(
        told,
        [
            "“1.000” under “GB” was read as 1, and 1 more like it in the same way. If 1.000 is meant, write “1.000,0” and paste again: one such number decides for all."
        ]
    );
    let tabs = "Customer\tPlan\tGB\nA\tTeam\t1.000";
    assert_eq!(in_parts(tabs, &English).0, ["A/Team//1"]);
    assert_eq!(in_parts(tabs, &German).0, ["A/Team//1000"]);
    assert_eq!(in_parts(tabs, &German).1.len(), 1);
}

#[test]
fn a_column_in_two_ways_of_writing_is_told() {
    let (rows, told) = read(
        "Customer\tPlan\tSeats\nA\tTeam\t1.000,5\nB\tTeam\t1,000.5\nC\tTeam\t2,000",
        &["Seats"],
        &English,
    );
    assert_eq!(rows, ["A/Team//1000.5", "B/Team//1000.5", "C/Team//2000"]);
    assert_eq!(
        told,
        [
            "Under “Seats” some numbers have a point before the decimals (“1,000.5”) and some a comma (“1.000,5”); each was read as it shows.",
            "“2,000” under “Seats” was read as 2,000. If 2 is meant, write it as “2,0000” and paste again.",
        ]
    );
}

#[test]
fn columns_go_by_the_names_that_exports_give_them() {
    let cases = [
        ("Company\tCurrent plan\tNumber of customers\tSeats", "A/Team/5/7"),
        ("Company name\tPlan name\t# customers\tSeats", "A/Team/5/7"),
        ("Firma\tTarif\tAnzahl Kunden\tSeats", "A/Team/5/7"),
        ("Kunde\tTarif\tKunden\tSeats", "A/Team/5/7"),
        ("Client\tForfait\tNombre de clients\tSeats", "A/Team/5/7"),
        ("Cliente\tTarifa\tNúmero de clientes\tseat", "A/Team/5/7"),
        ("Account\tSubscription\tCount\tNumber of seats", "A/Team/5/7"),
        // Where the seats have their own column, a quantity counts customers.
        ("Customer\tPlan\tQty\tSeats", "A/Team/5/7"),
        ("Customer\tPlan\tAnzahl\tSeats", "A/Team/5/7"),
    ];
    for (head, row) in cases {
        let (rows, _) = read(&[head, "\nA\tTeam\t5\t7\n"].concat(), &["Seats"], &English);
        assert_eq!(rows, [row], "{head}");
    }
    // Where they have not, it is what each row needs: the seats.
    let (rows, told) = read("Name;Plan;Quantity\nA;Team;5", &["Seats"], &English);
    assert_eq!(rows, ["A/Team//5"]);
    assert_eq!(told, ["Read by what they are called: “Quantity” → Seats."]);
    // Names of customers are no numbers of them.
    assert_eq!(self::rows("Customers\tPlan\tSeats\nA\tTeam\t5"), ["A/Team//5"]);
}

#[test]
fn what_is_not_used_is_told_with_what_follows() {
    let (rows, told) = read("Customer\tPlan\tSeats\tMRR\tHeads\nA\tTeam\t5\t90\t3", &["Seats"], &English);
    assert_eq!(rows, ["A/Team//5"]);
    assert_eq!(
        told,
        [
            "The columns “MRR”, “Heads” were not used, since none here are called so.",
            "No column was read as “How many”, so it is 1 in each row. Name the column “How many” if you have it, and paste again.",
        ]
    );
    // One column that is left over is the one that is needed, if it can be.
    let (rows, told) = read("Customer\tSeats\tSort\nA\t5\tTeam", &["Seats"], &English);
    assert_eq!(rows, ["A/Team//5"]);
    assert_eq!(told, ["“Sort” was taken as “Present plan”, since no other column was left for that."]);
    let (_, told) = read("Customer\tSeats\tSort\nA\t5\tZ", &["Seats"], &English);
    assert_eq!(
        told[1..],
        [
            "No column was read as “Present plan”, which each row needs. Name the column “Present plan”, and paste again.",
            "No column was read as “How many”, so it is 1 in each row. Name the column “How many” if you have it, and paste again.",
        ]
    );
    // A header that names nothing is one all the same where it stands above numbers.
    let (rows, told) = read("Wer;Was;Wieviele;Stühle\nA;Team;2;5\nB;Team;1;6", &["Seats"], &English);
    assert_eq!(rows, ["A/Team/2/5", "B/Team/1/6"]);
    assert_eq!(
        told,
        [
            "The names in the first row are none of this table, so its columns were taken in their order: Wer → Customer or bucket, Was → Present plan, Wieviele → How many, Stühle → Seats."
        ]
    );
    // Without a header, the columns in their order.
    let (rows, told) = read("A\tteam\t1\t5\t6\t7", &["Seats"], &English);
    assert_eq!(rows, ["A/Team/1/5"]);
    assert_eq!(
        told,
        [
            "There was no header, so the columns were taken in their order: Customer or bucket, Present plan, How many, Seats, Seats before.",
            "There are 5 columns to fill here and more in the paste; the last ones were not used."
        ]
    );
    let (rows, told) = read("A\tTeam\tmany\tmany\nB\tTeam\t1\t6", &["Seats"], &English);
    assert_eq!((rows[0].as_str(), told.len()), ("A/Team/?many/?many", 1), "a row with a plan that there is");
    // A second column of a name is not one that nothing is called.
    let (rows, told) = read("Customer\tPlan\tHow many\tSeats\tSeats\nA\tTeam\t1\t5\t6", &["Seats"], &English);
    assert_eq!(rows, ["A/Team/1/5"]);
    assert_eq!(told, ["There is more than one column “Seats”; the first of the name was used."]);
}

#[test]
fn messy_pastes() {
    let wanted = ["A/Team/2/1000", "B/Business/1/7"];
    let cases = [
        // A title, and empty lines.
        "Customers of 2026\t\t\t\n\nCustomer\tPlan\tHow many\tSeats\nA\tTeam\t2\t1000\n\nB\tBusiness\t1\t7\n\n\n\t\t\t\n",
        "Customers of 2026\n\nCustomer;Plan;How many;Seats\nA;Team;2;1000\nB;Business;1;7;\n",
        // Tables of pages and databases.
        "| Customer | Plan | How many | Seats |\n|---|---|--:|--:|\n| A | Team | 2 | 1000 |\n| B | Business | 1 | 7 |\n",
        " Customer | Plan     | How many | Seats\n----------+----------+----------+------\n A | Team | 2 | 1000\n B | Business | 1 | 7\n",
        // Marks, quotes, signs between groups, the case of a plan.
        "\u{feff}\"Customer\",\"Plan\",\"How many\",\"Seats\"\r\n\"A\",\"Team\",\"2\",\"1,000\"\r\n\"B\",\"BUSINESS \",\"1\",\"7\"\r\n",
        "Customer\tPlan\tHow many\tSeats\nA\tteam\t2\t1 000\nB\tbusiness\t1\t7",
        "Customer\tPlan\tHow many\tSeats\nA\t Team\t2\t1'000\nB\tBusiness\t1\t7",
    ];
    for text in cases {
        assert_eq!(rows(text), wanted, "{text}");
    }
    assert_eq!(
        rows("name,plan,seats\n\"Smith, Jones\nand Sons\",Team,5\n\"5\"\" Pipes\",Team,6"),
        ["Smith, Jones\nand Sons/Team//5", "5\" Pipes/Team//6"]
    );
}

/// Tiers as published price lists have them.
#[test]
fn ranges_are_their_ends() {
    let (columns, draft) = columns("tiered-pricing", "plans.0.charges.0.tiers", &[]);
    let read = |text: &str| {
        let Taken { rows, told } = taken(text, &columns, &draft, None, &Format::english("USD")).unwrap();
        let rows: Vec<_> = rows
            .iter()
            .map(|row| match row.0.get("up_to") {
                Some(Entry::Text(text)) => text.clone(),
                other => format!("{other:?}"),
            })
            .collect();
        (rows.join(","), said(&told).len())
    };
    assert_eq!(
        read("Range\tUnit price\n1–10\t$5.00\n11-1,000\t$4.00\n1,001+\t3"),
        ("10,1000,".to_owned(), 1)
    );
    assert_eq!(read("From\tTo\tUnit price\n1\t10\t5\n11\t∞\t4"), ("10,".to_owned(), 1));
    assert_eq!(read("up to 10\t5\n11 to 20\t4\nover 20\t3"), ("10,20,".to_owned(), 1));
    assert_eq!(read("10\t5\nunlimited\t4"), ("10,".to_owned(), 1));
    assert_eq!(read("10\t5\na lot\t4"), ("10,Some(Unread(\"a lot\"))".to_owned(), 1));
    assert_eq!(read("-5\t5"), ("-5".to_owned(), 1));
}

/// The bounds, prices and fees of pasted tiers as `bound/price/fee`, and what is told.
fn tiers(text: &str, locale: &dyn Locale) -> (Vec<String>, Vec<String>) {
    let (mut columns, draft) = columns("tiered-pricing", "plans.0.charges.0.tiers", &[]);
    columns.retain(|column| column.spec.key != "rate");
    let format = Format { locale, ..Format::english("USD") };
    let Taken { rows, told } = taken(text, &columns, &draft, None, &format).unwrap();
    let row = |row: &Rc<Row>| ["up_to", "unit_price", "flat_fee"].map(|key| row.text(key)).join("/");
    (rows.iter().map(row).collect(), said(&told))
}

#[test]
fn thousands_where_values_come_whole() {
    let german = "Customer\tPlan\tHow many\tAPI requests\nA\tTeam\t1.200\t54.088\nB\tTeam\t8.000\t272.807\nC\tTeam\t5\t999";
    let rows = ["A/Team/1200/54088", "B/Team/8000/272807", "C/Team/5/999"];
    let (read_rows, told) = read(german, &["API requests"], &English);
    assert_eq!(read_rows, rows);
    assert_eq!(
        told,
        [
            "Under “How many”, 2 numbers such as “1.200” were read as thousands: 1,200.",
            "Under “API requests”, 2 numbers such as “54.088” were read as thousands: 54,088. If 54.088 is meant, write “54.0880” and paste again.",
        ]
    );
    // The mirror, and each in its reader's own way, of which there is nothing to tell.
    let english = german.replace('.', ",");
    assert_eq!(read(&english, &["API requests"], &German).0, rows);
    assert_eq!(read(&english, &["API requests"], &German).1.len(), 2);
    assert_eq!(read(&english, &["API requests"], &English), (rows.map(str::to_owned).to_vec(), vec![]));
    assert_eq!(read(german, &["API requests"], &German), (rows.map(str::to_owned).to_vec(), vec![]));
    // A number of five digits without a sign is none of somebody who sets thousands apart.
    let mixed = "Customer\tPlan\tHow many\tSeats\nA\tTeam\t1\t1.250\nB\tTeam\t1\t12500";
    assert_eq!(read(mixed, &["Seats"], &English).0, ["A/Team/1/1.25", "B/Team/1/12500"]);
    assert_eq!(self::rows(&mixed.replace("12500", "1250"))[0], "A/Team/1/1250");
    // What would leave parts of units by the sign of another column does not go by it, and is told.
    let (rows, told) = read("Customer,Plan,Seats,GB\nA,Team,1.250,0.5", &["Seats", "GB"], &German);
    assert_eq!((rows[0].as_str(), told.len()), ("A/Team//1250,0.5", 1));
    // Bounds of tiers and what is bought.
    let (rows, told) = tiers("bis\tPreis\n1.000\t5\n10.000\t4\n\t3", &English);
    assert_eq!(rows, ["1000/5/", "10000/4/", "/3/"]);
    assert_eq!(told[1..].len(), 1, "{told:?}");
    let (columns, draft) = columns("tiered-pricing", "quantities", &[]);
    let Taken { rows, .. } =
        taken("Name\tAmount\nSeats\t1.250", &columns, &draft, None, &Format::english("USD")).unwrap();
    assert_eq!(rows[0].text("amount"), "1250");
}

#[test]
fn prices_by_the_names_that_lists_give_them() {
    for name in [
        "Price per unit",
        "Rate",
        "Cost",
        "Per unit",
        "Preis",
        "Preis pro Stück",
        "Stückpreis",
        "Einzelpreis",
        "Price (USD)",
        "Price per unit, USD",
        "Unit price in USD",
        "Preis in $",
        "Anything else",
    ] {
        let (rows, told) = tiers(&["Up to\t", name, "\n100\t5\n100000\t4"].concat(), &English);
        assert_eq!(rows, ["100/5/", "100000/4/"], "{name}: {told:?}");
    }
    let (_, told) = tiers("Up to\tAnything\n100\t5\n\t4", &English);
    assert_eq!(told, ["“Anything” was taken as “Unit price”, since no other column was left for that."]);
    // Of two that are left it is not known which.
    let (rows, told) = tiers("Up to\tThis\tThat\n100\t5\t6", &English);
    assert_eq!(rows, ["100//"]);
    assert_eq!(
        told[1],
        "No column was read as “Unit price”, so it is 0 in each row. Name the column “Unit price” if you have it, and paste again."
    );
    for name in ["Unit price (EUR)", "Unit price €", "Unit price in EUR"] {
        let (rows, told) = tiers(&["Up to\t", name, "\n100\t5"].concat(), &English);
        assert_eq!((rows[0].as_str(), told.len()), ("100/5/", 1), "{name}: {told:?}");
        assert!(told[0].contains("and the form is in USD. Nothing was converted"), "{told:?}");
    }
}

#[test]
fn ranges_without_a_header() {
    for apart in ["1\t100\t5\n101\t1000\t4\n1001\t\t2", "0\t100\t5\n100\t1,000\t4\n1,000\t\t2"] {
        let (rows, told) = tiers(apart, &English);
        assert_eq!(rows, ["100/5/", "1000/4/", "/2/"]);
        assert_eq!(
            told,
            [
                "The first column begins each row where the one before it ends. It was taken as “From” and is not needed.",
                "There was no header, so the columns were taken in their order: Up to, Unit price.",
            ]
        );
    }
    // Bounds and prices that do not follow each other.
    assert_eq!(tiers("100\t5\t1\n1000\t4\t2", &English).0, ["100/5/1", "1000/4/2"]);
}

#[test]
fn words_for_nothing_are_blank_where_a_cell_may_be() {
    let text = "Customer\tPlan\tHow many\tSeats\n-\tTeam\t-\tn/a\nN/A\tn/a\t1\t–\nNone\tTeam\t1\tNULL";
    assert_eq!(rows(text), ["/Team/?-/", "/n/a/1/", "None/Team/1/"]);
}

#[test]
fn nothing_to_take_says_what_to_do() {
    let (columns, draft) = customers(&["Seats"]);
    let told =
        |text: &str| said(&[taken(text, &columns, &draft, None, &Format::english("USD")).err().unwrap()]);
    let empty = "There are no rows in the box. Copy them in your spreadsheet, with their header, and paste them here.";
    assert_eq!(told(" \n\t\n"), [empty]);
    assert_eq!(told("Customer\tPlan\n\n"), ["There is a header but no row under it. Copy the rows as well."]);
}

#[test]
fn a_block_over_rows_leaves_what_it_does_not_reach() {
    let (columns, draft) = customers(&["Seats"]);
    let before = [Rc::new(Row::of(&[("name", "A"), ("plan", "Team")])), Rc::new(Row::of(&[("name", "B")]))];
    let Taken { rows, told } =
        taken("Starter\t2\nTeam\t\n\n", &columns, &draft, Some((&before, 1, 1)), &Format::english("USD"))
            .unwrap();
    let texts: Vec<_> = rows.iter().map(|row| ["name", "plan", "count"].map(|key| row.text(key))).collect();
    assert_eq!(texts, [["A", "Team", ""], ["B", "Starter", "2"], ["", "Team", ""]]);
    assert_eq!(told, []);
    // With a header it fills the columns that this names, and asks for no others.
    let over = Some((&before[..], 0, 0));
    let Taken { rows, told } =
        taken("Seats\tPlan\n5\tBusiness\n", &columns, &draft, over, &Format::english("USD")).unwrap();
    assert_eq!(["name", "plan", "amounts"].map(|key| rows[0].text(key)), ["A", "Business", "5"]);
    assert_eq!(told, []);
}

#[test]
fn a_date_past_the_twelfth_decides_for_its_column() {
    let (columns, draft) = columns("ltv-cac/cohorts", "cohorts", &[]);
    let Some(at) =
        columns.iter().position(|column| matches!(column.spec.kind, commerce_calculators::input::Kind::Date))
    else {
        return;
    };
    let column = &columns[at..=at];
    let key = column[0].spec.key;
    let dates = |text: &str, locale: &dyn Locale| {
        let format = Format { locale, ..Format::english("USD") };
        let Taken { rows, told } = taken(text, column, &draft, None, &format).unwrap();
        (rows.iter().map(|row| row.text(key).to_owned()).collect::<Vec<_>>(), said(&told))
    };
    let (read, told) = dates("03/04/2026\n25/04/2026", &English);
    // That there is no header is told as well.
    assert_eq!((read, told.len()), (vec!["2026-04-03".to_owned(), "2026-04-25".to_owned()], 1));
    let (read, told) = dates("03/04/2026\n05/04/2026", &English);
    assert_eq!((read, told.len()), (vec!["2026-03-04".to_owned(), "2026-05-04".to_owned()], 2));
}

proptest! {
    /// However the reader writes, and whatever stands between the cells: numbers of one writer come back, if one of them shows
    /// how they are written.
    #[test]
    fn numbers_of_one_writer_come_back(
        numbers in prop::collection::vec((0i64..10_000_000_000, 0u32..5), 1..12),
        comma: bool, grouped: bool, german: bool, tabs: bool,
        place: prop::sample::Index,
    ) {
        let mut values: Vec<Decimal> = numbers.iter().map(|(number, scale)| Decimal::new(*number, *scale)).collect();
        values.insert(place.index(values.len()), Decimal::new(12_345, 1));
        let write = |value: &Decimal| {
            let scale = value.scale();
            let text = English.number(*value, scale, scale);
            let text = if grouped { text } else { text.replace(',', "") };
            if comma { text.replace(',', "_").replace('.', ",").replace('_', ".") } else { text }
        };
        let between = if tabs { "\t" } else { ";" };
        let lines: Vec<String> = values.iter().map(|value| ["A", "Team", &write(value)].join(between)).collect();
        let text = [["name", "plan", "Seats"].join(between), lines.join("\n")].join("\n");
        let locale: &dyn Locale = if german { &German } else { &English };
        let (rows, told) = read(&text, &["Seats"], locale);
        let wanted: Vec<String> = values.iter().map(|value| format!("A/Team//{}", value.normalize())).collect();
        prop_assert_eq!(rows, wanted);
        prop_assert_eq!(told.len(), 0);
    }

    /// What is told to write for the other meaning gives the other meaning.
    #[test]
    fn the_way_out_of_a_doubt_is_one(
        thousands in 1u32..1000, rest in 1u32..1000, comma: bool, german: bool, between in prop::sample::select(vec!["\t", ";", "|"]),
    ) {
        let number = format!("{thousands}{}{rest:03}", if comma { ',' } else { '.' });
        let paste = |number: &str| [["name", "plan", "Seats"].join(between), ["A", "Team", number].join(between)].join("\n");
        let locale: &dyn Locale = if german { &German } else { &English };
        let (rows, told) = read(&paste(&number), &["Seats"], locale);
        // Thousands as the reader and what stands between would have them are not told.
        if told.is_empty() {
            let value = format!("/{thousands}{rest:03}");
            prop_assert!(comma != german && rows[0].ends_with(&value));
            return Ok(());
        }
        prop_assert_eq!(told.len(), 1);
        let sample = told[0].rsplit('“').next().unwrap().split('”').next().unwrap();
        let (other, told) = read(&paste(sample), &["Seats"], locale);
        prop_assert_eq!(told.len(), 0, "{}", sample);
        let value = |row: &str| row.rsplit('/').next().unwrap().parse::<Decimal>().unwrap();
        let (read, other) = (value(&rows[0]), value(&other[0]));
        prop_assert_eq!(read.max(other), read.min(other) * Decimal::ONE_THOUSAND);
    }

    #[test]
    fn nothing_pasted_panics(text in "(?s).{0,80}", signs in "[nameplstomr|;,\t\n\"0-9. -]{0,80}") {
        let (columns, draft) = customers(&["Seats", "Calls"]);
        for text in [&text, &signs] {
            let _ = taken(text, &columns, &draft, None, &Format::english("USD"));
            let over = [Rc::new(Row::default())];
            let _ = taken(text, &columns, &draft, Some((&over, 3, 9)), &Format::english("USD"));
        }
    }
}

#[test]
fn a_header_may_be_in_the_language_of_the_page_or_in_english() {
    let (mut columns, draft) = columns("contribution-margin", "categories", &[]);
    let price = columns.iter().position(|column| column.spec.key == "price").unwrap();
    columns[0].label = "Warengruppe".to_owned();
    columns[price].label = "Verkaufspreis".to_owned();
    let english = columns[price].spec.label;
    for header in ["Warengruppe\tVerkaufspreis".to_owned(), format!("Warengruppe\t{english}")] {
        let text = format!("{header}\nSchuhe\t50");
        let format = Format { locale: &German, currency: draft.currency };
        let Taken { rows, .. } = taken(&text, &columns, &draft, None, &format).unwrap();
        assert_eq!(rows[0].text("price"), "50", "{header}");
    }
}
