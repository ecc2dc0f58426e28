//! What a declaration promises, tried on the page of [`super::workshop`]: kinds, conditions, lenient tables, aliases,
//! names and references, money, history.

use std::rc::Rc;

use commerce_calculators::arithmetic::Date;
use commerce_calculators::calculator::{AnyCalculator, Calculator};
use commerce_calculators::input::edit::{Edit, apply, fresh};
use commerce_calculators::input::history::History;
use commerce_calculators::input::typed::{shown as shown_text, typed};
use commerce_calculators::input::walk::find;
use commerce_calculators::input::{Draft, Entry, Outline, Problem, Row, fill, print};
use commerce_calculators::link;
use commerce_calculators::report::currency::Currency;
use commerce_calculators::report::format::Format;
use rust_decimal::{Decimal, dec};

use super::workshop::{Inputs, Workshop};

fn outline() -> Vec<Outline> {
    AnyCalculator::outline(&Workshop)
}

fn example(index: usize) -> Draft {
    AnyCalculator::examples(&Workshop).remove(index).inputs
}

/// A draft from the pairs of a link.
fn draft(pairs: &str) -> Draft {
    link::read(&format!("{pairs}&_r=3"), &outline(), Workshop.past(), Currency::default()).draft
}

/// The smallest draft that solves, with more pairs.
fn small(pairs: &str) -> Draft {
    draft(&format!("seats=10&rooms.0.name=A&rooms.0.day_rate=100&{pairs}"))
}

fn with(mut draft: Draft, changes: &[(&str, &str)]) -> Draft {
    for (at, text) in changes {
        draft.fields.put(at, Some(Entry::Text((*text).to_owned())));
    }
    draft
}

fn lines(problems: &[Problem], currency: Currency) -> Vec<String> {
    let format = Format::english(currency.code());
    problems.iter().map(|problem| format!("{}: {}", problem.at, problem.message.text(&format))).collect()
}

/// The problems of a draft, as lines.
fn problems(draft: &Draft) -> Vec<String> {
    lines(&Workshop.solve(draft).err().unwrap_or_default(), draft.currency)
}

fn warnings(draft: &Draft) -> Vec<String> {
    let solved =
        Workshop.solve(draft).unwrap_or_else(|problems| panic!("{:?}", lines(&problems, draft.currency)));
    lines(&solved.answer().warnings, draft.currency)
}

fn figure(draft: &Draft, key: &str) -> Option<Decimal> {
    let solved =
        Workshop.solve(draft).unwrap_or_else(|problems| panic!("{:?}", lines(&problems, draft.currency)));
    solved.answer().figures.into_iter().find(|figure| figure.key == key).unwrap().value.number()
}

fn filled(draft: &Draft) -> Inputs {
    let mut inputs = Inputs::default();
    fill(&mut inputs, draft);
    inputs
}

#[test]
fn defaults_optional_values_and_what_is_missing() {
    let inputs = filled(&small(""));
    assert_eq!((inputs.base_fee, inputs.discount.0, inputs.deposit), (Decimal::ZERO, Decimal::ZERO, None));
    assert_eq!(inputs.opens, Date::of(2026, 1, 1));
    assert_eq!(
        problems(&Draft::blank(Currency::default())),
        ["seats: Enter a number.", "rooms: Fill in at least 1 row."]
    );
    assert_eq!(problems(&small("rooms.1.day_rate=5")), ["rooms.1.name: Enter a name."]);
    assert_eq!(
        problems(&small("opens=2026-02-30")),
        ["opens: “2026-02-30” is not a date. Enter one such as 2026-03-31."]
    );
    assert_eq!(problems(&small("sessions.0.day=")), Vec::<String>::new(), "a blank row is ignored");
    // The default holds only for what is empty: nothing says so silently.
    assert_eq!(
        problems(&small("base_fee!=zwölf")),
        ["base_fee: “zwölf” is not an amount. Enter one such as $1,250.50."]
    );
}

#[test]
fn money_knows_its_currency() {
    let yen = |text: &str| Draft {
        currency: Currency::parse("JPY").unwrap(),
        ..with(small(""), &[("base_fee", text)])
    };
    let dinar = |text: &str| Draft {
        currency: Currency::parse("KWD").unwrap(),
        ..with(small(""), &[("base_fee", text)])
    };
    assert_eq!(problems(&yen("10.5")), ["base_fee: JPY has no cents: enter a whole amount."]);
    assert_eq!(figure(&yen("10"), "total"), Some(dec!(10)));
    assert_eq!(figure(&dinar("1.125"), "total"), Some(dec!(1.125)));
    assert_eq!(problems(&dinar("1.1255")), ["base_fee: KWD amounts have at most 3 decimals."]);
    // A unit price is not paid by itself, and keeps its digits in any currency.
    let meals = with(yen("0"), &[("catered", "yes"), ("meal_price", "0.000000000001")]);
    assert_eq!(figure(&meals, "meals"), Some(dec!(0.00000000001)));
    assert_eq!(
        problems(&with(meals, &[("meal_price", "0.0000000000001")])),
        ["meal_price: Use at most 12 decimals."]
    );
    // Amounts in messages are in the draft's currency too.
    assert_eq!(problems(&yen("1000000001")), ["base_fee: Enter ¥1,000,000,000 or less."]);
}

#[test]
fn what_is_hidden_keeps_its_text_and_counts_as_its_default() {
    let shown = small("catered=yes&meal_price=5");
    assert_eq!(figure(&shown, "meals"), Some(dec!(50)));
    // Behind its condition, and behind one that is itself hidden: online, `catered` keeps its text and means no.
    for hidden in [small("catered=no&meal_price=abc"), small("mode=online&catered=yes&meal_price!=abc")] {
        assert_eq!(figure(&hidden, "meals"), Some(Decimal::ZERO));
        assert!(matches!(hidden.get("meal_price"), Some(Entry::Text(_) | Entry::Unread(_))));
    }
    // A hidden table has no rows, and its bad cells and missing rows are no problems.
    let online =
        draft("seats=3&mode=online&rooms.0.day_rate=abc&sessions.0.day=2026-05-01&sessions.0.room=gone");
    assert_eq!(filled(&online).rooms, []);
    assert_eq!(warnings(&online), Vec::<String>::new());
    // A condition on the record around, and on the one around that.
    let extra = |layout: &str, islands: &str| {
        small(&format!(
            "rooms.0.layout={layout}&rooms.0.extras.0.price=10&rooms.0.extras.0.islands={islands}"
        ))
    };
    assert_eq!(figure(&extra("islands", "4"), "room_total"), Some(dec!(40)));
    assert_eq!(figure(&extra("rows", "4"), "room_total"), Some(dec!(10)));
    assert_eq!(problems(&extra("rows", "x")), Vec::<String>::new());
    assert_eq!(
        problems(&extra("islands", "x")),
        ["rooms.0.extras.0.islands: “x” is not a number. Enter one such as 1250.5."]
    );
}

#[test]
fn old_keys_are_still_read() {
    let old = draft("participants=10&halls.0.name=A&halls.0.day_rate=100");
    assert_eq!(old, small(""));
    let json = serde_json::json!({ "participants": "10", "halls": [{ "name": "A", "day_rate": "100" }] });
    assert_eq!(
        commerce_calculators::contract::draft_from_json(&json, &outline(), Workshop.past()),
        Ok(small(""))
    );
    // As a host page may hand it over, without passing through either.
    let mut raw = small("");
    let seats = raw.fields.0.remove("seats").unwrap();
    raw.fields.0.insert("participants".into(), seats);
    assert_eq!(filled(&raw).seats, dec!(10));
}

#[test]
fn a_lenient_table_leaves_bad_rows_out_and_says_which() {
    let sessions = "sessions.0.day=2026-02-01&sessions.0.room=A&sessions.1.day=31.12.2026&sessions.1.room=A\
        &sessions.2.title=+&sessions.3.day=2026-02-02&sessions.3.room=B&sessions.4.day=2026-02-03&sessions.4.room=A";
    let draft = small(sessions);
    assert_eq!(figure(&draft, "room_total"), Some(dec!(200)));
    assert_eq!(
        warnings(&draft),
        [
            "sessions: 2 rows of 4 are left out and count in no figure.",
            "sessions.1.day: Row 2: “31.12.2026” is not a date. Enter one such as 2026-03-31.",
            "sessions.3.room: Row 4: There is no “B” here. There is only “A”.",
        ]
    );
    // Warnings and problems of the rows behind stand at their places in the draft, not in the record.
    let full = with(draft.clone(), &[("sessions.4.people", "11")]);
    assert!(warnings(&full).contains(&"sessions.4.people: There are 10 seats only.".to_owned()));
    // What the page finds wrong in a row leaves it out as well.
    let early = with(draft.clone(), &[("sessions.4.day", "2025-12-31"), ("opens", "2026-01-01")]);
    assert_eq!(
        warnings(&early)[..4],
        [
            "sessions: 3 rows of 4 are left out and count in no figure.",
            "sessions.1.day: Row 2: “31.12.2026” is not a date. Enter one such as 2026-03-31.",
            "sessions.3.room: Row 4: There is no “B” here. There is only “A”.",
            "sessions.4.day: Row 5: This is before the first day (Jan 1, 2026).",
        ]
    );
    assert_eq!(figure(&early, "room_total"), Some(dec!(100)));
    // With nothing left it is a problem after all.
    let none = small("sessions.0.day=x&sessions.0.room=A");
    assert_eq!(
        problems(&none),
        [
            "sessions: No row can be used. Mend at least one.",
            "sessions.0.day: Row 1: “x” is not a date. Enter one such as 2026-03-31."
        ]
    );
}

#[test]
fn many_bad_rows_are_counted_by_reason() {
    let rooms = ["Aula", "Aulo", "Xyz"];
    let rows: String = (0..30)
        .map(|row| match row % 2 {
            0 => format!("&sessions.{row}.day=2026-02-01&sessions.{row}.room={}", rooms[row % 3]),
            _ => format!("&sessions.{row}.day=soon&sessions.{row}.room=Aula"),
        })
        .collect();
    let draft = draft(&format!("seats=10&rooms.0.name=Aula&rooms.0.day_rate=100{rows}"));
    let told = warnings(&draft);
    assert_eq!(told.len(), 4, "{told:#?}");
    assert_eq!(told[0], "sessions: 25 rows of 30 are left out and count in no figure.");
    assert!(
        told.contains(
            &"sessions.4.room: 5 rows (5, 11, 17, 23, 29): There is no “Aulo” here. Did you mean “Aula”?"
                .to_owned()
        )
    );
    assert!(told.contains(
        &"sessions.1.day: 15 rows (2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30): “soon” is not a date. Enter one such as 2026-03-31.".to_owned()
    ));
}

/// What differs from row to row is told of a few of them, the rest is counted.
#[test]
fn bad_rows_that_differ_are_counted() {
    let rows: String =
        (0..28).map(|row| format!("&sessions.{row}.day=soon{row}&sessions.{row}.room=Aula")).collect();
    let told = warnings(&draft(&format!(
        "seats=10&rooms.0.name=Aula&rooms.0.day_rate=100{rows}&sessions.28.day=2026-02-01&sessions.28.room=aULA"
    )));
    assert_eq!(told.len(), 7, "{told:#?}");
    assert_eq!(told[1], "sessions.0.day: Row 1: “soon0” is not a date. Enter one such as 2026-03-31.");
    assert_eq!(told[6], "sessions: 23 more rows (6–28) are left out for a reason of the same kind.");
}

#[test]
fn places_hold_across_blank_rows_and_rows_left_out() {
    let draft = draft("seats=1&rooms=4&rooms.1.name=A&rooms.1.day_rate=1&rooms.3.name=B&rooms.3.day_rate=1");
    let mut inputs = Inputs::default();
    let filled = fill(&mut inputs, &draft);
    assert_eq!(inputs.rooms.len(), 2);
    assert_eq!(filled.place("rooms.0.name"), "rooms.1.name");
    assert_eq!(filled.place("rooms.1.extras"), "rooms.3.extras");
    assert_eq!(filled.place("rooms.1"), "rooms.3");
    assert_eq!((filled.place("seats"), filled.place("")), ("seats".to_owned(), String::new()));
    // A row left out and the row behind it have the same place in the record; so have the tables in them.
    let nested = small(
        "sessions.0.day=x&sessions.0.room=A&sessions.0.guests=2&sessions.0.guests.1.fee=1\
         &sessions.1.day=2026-02-01&sessions.1.room=A&sessions.1.guests.0.fee=9000",
    );
    assert_eq!(
        problems(&nested),
        [
            "sessions: No row can be used. Mend at least one.",
            "sessions.0.day: Row 1: “x” is not a date. Enter one such as 2026-03-31.",
            "sessions.1.guests.0.fee: Row 2: No guest gets more than $5,000.00."
        ]
    );
    let named = small(
        "sessions.0.day=x&sessions.0.room=A&sessions.0.guests=2&sessions.0.guests.1.fee=1\
         &sessions.1.day=2026-02-01&sessions.1.room=A&sessions.1.guests.0.fee=9000\
         &sessions.2.day=2026-02-02&sessions.2.room=A",
    );
    assert!(
        warnings(&named)
            .contains(&"sessions.1.guests.0.fee: Row 2: No guest gets more than $5,000.00.".to_owned())
    );
    let inner = small("rooms.0.extras=3&rooms.0.extras.2.price=5");
    assert_eq!(
        fill(&mut Inputs::default(), &inner).place("rooms.0.extras.0.price"),
        "rooms.0.extras.2.price"
    );
}

#[test]
fn accounts_go_by_the_inputs_as_they_were_taken() {
    // The first row of the record is the second of the draft, and a hidden field holds text: neither may be named.
    let draft = draft(
        "seats=1&rooms=2&rooms.1.name=A&rooms.1.day_rate=7&catered=no&meal_price=99&sessions.0.day=x&sessions.1.day=2026-02-01&sessions.1.room=A",
    );
    let taken = Workshop.solve(&draft).ok().unwrap().inputs();
    assert_eq!(taken.rows("rooms").len(), 1);
    assert_eq!(taken.get("rooms.0.day_rate"), Some(&Entry::Text("7".into())));
    assert_eq!(taken.rows("sessions").len(), 1);
    assert_eq!(taken.get("meal_price"), None);
    assert_eq!(taken.currency, draft.currency);
}

#[test]
fn a_row_of_defaults_alone_is_still_a_row() {
    let mut inputs = filled(&small("rooms.0.extras.0.price=0"));
    assert_eq!(inputs.rooms[0].extras.len(), 1);
    let printed = Draft { currency: Currency::default(), fields: print(&mut inputs) };
    assert_eq!(filled(&printed), inputs);
}

#[test]
fn what_is_not_shown_is_not_printed() {
    // A field that is itself hidden decides as its default, when drafts are printed as when they are filled.
    let mut online = Inputs {
        mode: super::workshop::Mode::Online,
        catered: true,
        meal_price: dec!(3),
        ..filled(&small(""))
    };
    let printed = print(&mut online);
    for hidden in ["catered", "meal_price", "rooms", "favourite"] {
        assert_eq!(printed.get(hidden), None, "{hidden}");
    }
    let mut catered = Inputs { catered: true, meal_price: dec!(3), ..filled(&small("")) };
    assert_eq!(print(&mut catered).text("meal_price"), "3");
}

#[test]
fn too_many_rows_and_rows_where_none_belong() {
    let rooms: String =
        (0..5).map(|index| format!("&rooms.{index}.name=R{index}&rooms.{index}.day_rate=1")).collect();
    assert_eq!(
        problems(&draft(&format!("seats=1{rooms}"))),
        ["rooms: This takes up to 4 rows; there are 5. Take some away."]
    );
    // Blank rows do not count.
    let padded = small("rooms=40");
    assert_eq!(padded.rows("rooms").len(), 40);
    assert_eq!(problems(&padded), Vec::<String>::new());
    assert_eq!(problems(&with(small(""), &[("rooms", "two")])), ["rooms: “two” stands where rows belong."]);
    let mut rows = small("");
    rows.fields.put("seats", Some(Entry::rows(vec![Rc::default()])));
    assert_eq!(problems(&rows), ["seats: Rows stand where one value belongs."]);
}

#[test]
fn names_are_unique_and_references_follow_them() {
    let twice = small("rooms.1.name=A&rooms.1.day_rate=1");
    assert_eq!(problems(&twice), ["rooms.1.name: “A” stands here twice. Give each room its own name."]);
    let outline = outline();
    let enter = |draft: &mut Draft, at: &str, text: &str| {
        apply(draft, &outline, Edit::Enter { at: at.into(), entry: Entry::Text(text.into()) });
    };
    let mut renamed = example(0);
    enter(&mut renamed, "rooms.0.name", "Hall");
    assert_eq!(renamed.get("favourite"), Some(&Entry::Text("Hall".into())));
    assert_eq!(renamed.get("sessions.1.room"), Some(&Entry::Text("Hall".into())));
    assert_eq!(renamed.get("sessions.2.room"), Some(&Entry::Text("Studio & bar".into())));
    assert_eq!(figure(&renamed, "total"), figure(&example(0), "total"));
    // A name that another row has could mean either, so references stay where they are and are refused there.
    let mut merged = example(0);
    enter(&mut merged, "rooms.0.name", "Studio & bar");
    assert_eq!(merged.get("favourite"), Some(&Entry::Text("Aula".into())));
    assert!(problems(&merged).contains(
        &"favourite: There is no “Aula” here. There are “Studio & bar”, “Studio & bar”.".to_owned()
    ));
    // Taking a row away leaves a problem at each reference to it.
    let mut removed = example(0);
    apply(&mut removed, &outline, Edit::Remove { table: "rooms".into(), index: 1 });
    assert_eq!(
        warnings(&removed)[1],
        "sessions.2.room: Row 3: There is no “Studio & bar” here. There is only “Aula”."
    );
    apply(&mut removed, &outline, Edit::Remove { table: "rooms".into(), index: 0 });
    assert!(
        problems(&removed)
            .contains(&"favourite: There is no “Aula” here. There are none yet; add one first.".to_owned())
    );
}

#[test]
fn a_name_typed_letter_by_letter_takes_its_references_along() {
    let outline = outline();
    let mut history = History::new(example(0));
    let enter = |text: &str| Edit::Enter { at: "rooms.0.name".into(), entry: Entry::Text(text.into()) };
    // Through blank, and through the other room's name, to a name of its own.
    for text in ["Aul", "", "S", "Studio", "Studio & bar", "Studio & bar 2"] {
        history.edit(&outline, enter(text));
    }
    let now = history.now().clone();
    assert_eq!(now.get("favourite"), Some(&Entry::Text("Studio & bar 2".into())));
    assert_eq!(now.get("sessions.0.room"), Some(&Entry::Text("Studio & bar 2".into())));
    assert_eq!(now.get("sessions.2.room"), Some(&Entry::Text("Studio & bar".into())));
    assert_eq!(figure(&now, "total"), figure(&example(0), "total"));
    // All of it is one change; a pause begins another.
    history.pause();
    history.edit(&outline, enter("Hall"));
    history.undo();
    assert_eq!(*history.now(), now);
    history.undo();
    assert_eq!(*history.now(), example(0));
    assert!(!history.can_undo());
    history.redo();
    history.redo();
    assert_eq!(history.now().get("favourite"), Some(&Entry::Text("Hall".into())));
    // Typing the old name back changes nothing, and is still one change to undo.
    history.edit(&outline, Edit::Remove { table: "sessions".into(), index: 0 });
    history.edit(&outline, enter("Ha"));
    history.edit(&outline, enter("Hall"));
    history.undo();
    history.undo();
    assert_eq!(history.now().rows("sessions").len(), 3);
}

#[test]
fn rows_come_go_move_and_copy() {
    let outline = outline();
    let names =
        |draft: &Draft| draft.rows("rooms").iter().map(|row| row.text("name").to_owned()).collect::<Vec<_>>();
    let mut draft = example(0);
    let edit = |draft: &mut Draft, edit| apply(draft, &outline, edit);
    edit(&mut draft, Edit::Add { table: "rooms".into() });
    assert_eq!(names(&draft), ["Aula", "Room 3", "Studio & bar"]);
    edit(&mut draft, Edit::Copy { table: "rooms".into(), index: 1 });
    edit(&mut draft, Edit::Copy { table: "rooms".into(), index: 0 });
    assert_eq!(names(&draft), ["Aula", "Aula 2", "Room 3", "Room 2", "Studio & bar"]);
    assert_eq!(draft.rows("rooms.1.extras").len(), 2, "a copy holds the tables of its row");
    edit(&mut draft, Edit::Move { table: "rooms".into(), index: 4, to: 0 });
    assert_eq!(names(&draft)[0], "Studio & bar");
    let before = draft.clone();
    for nothing in [
        Edit::Remove { table: "rooms".into(), index: 9 },
        Edit::Move { table: "rooms".into(), index: 0, to: 9 },
        Edit::Copy { table: "rooms".into(), index: 9 },
        Edit::Add { table: "nothing".into() },
        Edit::Enter { at: "rooms.9.name".into(), entry: Entry::Text("x".into()) },
        Edit::Add { table: "rooms.9.extras".into() },
    ] {
        edit(&mut draft, nothing);
    }
    assert_eq!(draft, before, "what does not fit leaves the draft as it was");
    edit(&mut draft, Edit::Add { table: "rooms.2.extras".into() });
    edit(
        &mut draft,
        Edit::Replace { table: "sessions".into(), rows: vec![Rc::new(Row::of(&[("day", "2026-03-04")]))] },
    );
    assert_eq!(draft.rows("sessions").len(), 1);
}

#[test]
fn a_blank_form_starts_with_the_rows_it_needs() {
    let draft = Draft { currency: Currency::default(), fields: fresh(&outline()) };
    assert_eq!(draft.rows("rooms").len(), 1);
    assert_eq!(draft.get("rooms.0.name"), Some(&Entry::Text("Room 1".into())));
    assert_eq!(draft.get("sessions"), None);
    assert_eq!(problems(&draft), ["seats: Enter a number."]);
}

#[test]
fn lists_hold_gaps() {
    let inputs = filled(&small("observed=18,,21,20"));
    assert_eq!(inputs.observed, [Some(dec!(18)), None, Some(dec!(21)), Some(dec!(20))]);
    let average = figure(&small("observed=18,,21"), "average").unwrap();
    assert_eq!(average, dec!(19.5));
    assert_eq!(figure(&small("observed=,,"), "average"), None);
    assert_eq!(problems(&small("observed=1,-1")), ["observed: Enter 0 or more."]);
    assert_eq!(
        problems(&small("observed=1,x")),
        ["observed: “x” is not a number. Enter numbers, and leave a gap where none was observed."]
    );
    assert_eq!(
        problems(&small(&format!("observed={}", "1,".repeat(600)))),
        ["observed: Use at most 600 values."]
    );
    let format = Format::english("USD");
    let spec = find(&outline(), "observed").unwrap().spec;
    let entered = typed(spec, "1,200; ; 3.5", &format);
    assert_eq!(entered.entry, Entry::Text("1200,,3.5".into()));
    assert_eq!(shown_text(spec, Some(&entered.entry), true, &format), "1,200; ; 3.5");
}

#[test]
fn what_cannot_be_read_is_kept_as_typed() {
    let format = Format::english("USD");
    let outline = outline();
    let spec = find(&outline, "base_fee").unwrap().spec;
    let entered = typed(spec, "12 apples", &format);
    assert!(!entered.problem_free());
    assert_eq!(entered.entry, Entry::Unread("12 apples".into()));
    assert_eq!(shown_text(spec, Some(&entered.entry), true, &format), "12 apples");
    let read = typed(spec, "$1,250.50", &format);
    assert_eq!((read.entry.clone(), read.ambiguous), (Entry::Text("1250.5".into()), false));
    assert_eq!(shown_text(spec, Some(&read.entry), true, &format), "1,250.50");
    let choice = find(&outline, "mode").unwrap().spec;
    assert_eq!(typed(choice, "in rooms", &format).entry, Entry::Text("on_site".into()));
}

#[test]
fn what_was_typed_and_not_read_is_told_by_what_is_wrong_with_it() {
    let told = |at: &str, text: &str| {
        let mut draft = small("catered=yes&meal_price=1");
        draft.fields.put(at, Some(Entry::Unread(text.into())));
        problems(&draft).remove(0)
    };
    assert_eq!(
        told("seats", "12 %"),
        "seats: “12 %” is a percentage. Enter a number such as 25, without the sign."
    );
    assert!(
        told("base_fee", "€5").contains("This amount is in EUR, and the form is in USD."),
        "{}",
        told("base_fee", "€5")
    );
    assert_eq!(
        told("opens", "2026-02-30"),
        "opens: No calendar has “2026-02-30”. Enter a date such as 2026-03-31."
    );
    // What one way of writing takes, another may not have: it is never taken over.
    assert_eq!(told("base_fee", "1.5"), "base_fee: “1.5” is not an amount. Enter one such as 1250.50.");
    // Canonical text with too many digits is a number, if one that no limit allows.
    let long = ["1", &"0".repeat(30)].concat();
    let base_fee = |text: &str| problems(&with(small(""), &[("base_fee", text)]));
    assert_eq!(base_fee(&long), ["base_fee: Enter $1,000,000,000.00 or less."]);
    assert_eq!(base_fee(&["-", &long].concat()), ["base_fee: Enter $0.00 or more."]);
    let words = ["x".repeat(5), long].concat();
    assert!(base_fee(&words)[0].contains("is not"), "{:?}", base_fee(&words));
    let fine = ["0.", &"1".repeat(40)].concat();
    assert!(problems(&with(small(""), &[("base_fee", &fine)]))[0].contains("Use at most 28 digits."));
    assert_eq!(
        problems(&with(small(""), &[("base_fee", "1.2.3")])),
        ["base_fee: “1.2.3” is not an amount. Enter one such as 1250.50."]
    );
}

#[test]
fn too_many_digits_are_a_problem_and_not_a_panic() {
    // 12 decimals times 9 decimals times 10 digits: more than 28 in all.
    let long = small("seats=9999999&catered=yes&meal_price=999999999.999999999999&discount=0.123456789");
    assert_eq!(
        problems(&long),
        [": Worked out exactly, this takes more than 28 digits. Use smaller amounts or fewer decimals."]
    );
}

#[test]
fn an_unknown_currency_is_told_and_left_out() {
    let pairs = "seats=10&_cur=ZZZ&_r=3";
    let opened = link::read(pairs, &outline(), Workshop.past(), Currency::parse("CHF").unwrap());
    assert_eq!(opened.draft.currency.code(), "CHF");
    let said: Vec<_> = opened.notices.iter().map(|notice| notice.text(&Format::english("CHF"))).collect();
    assert_eq!(said, ["The link's currency “ZZZ” is not one in use; amounts are shown in CHF."]);
}

#[test]
fn a_history_from_storage_takes_any_place() {
    let states = |count: usize| {
        (0..count).map(|index| with(small(""), &[("seats", &index.to_string())])).collect::<Vec<_>>()
    };
    for present in [0, 1, 2, 3, usize::MAX] {
        let history = History::of(states(3), present).unwrap();
        assert_eq!(history.states().1, present.min(2));
    }
    assert!(History::of(Vec::new(), 0).is_none() && History::of(Vec::new(), usize::MAX).is_none());
    let mut long = History::new(small(""));
    for state in states(500) {
        long.change(state, None);
    }
    let (kept, present) = long.states();
    assert!(kept.len() <= 201 && present == kept.len() - 1);
}

#[test]
fn examples_are_in_their_own_currency() {
    assert_eq!(example(0).currency.code(), "EUR");
    assert_eq!(example(1).currency.code(), "KWD");
    assert_eq!(example(1).get("meal_price"), None, "what is not shown is not printed");
    assert_eq!(Workshop::ABOUT.slug(), "workshop/costs");
}
