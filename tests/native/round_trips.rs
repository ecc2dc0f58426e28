//! A draft survives links and JSON unchanged, and no link, however hostile, does harm.

use commerce_calculators::calculator::AnyCalculator;
use commerce_calculators::contract::{draft_from_json, draft_to_json};
use commerce_calculators::input::{Draft, Entry, Outline, Row};
use commerce_calculators::link::{self, Opened};
use commerce_calculators::past;
use commerce_calculators::report::currency::Currency;
use commerce_calculators::report::format::Format;
use proptest::prelude::*;

use super::faults::Faults;
use super::pages::{examples, pages, sentence_fault};
use super::random;
use super::workshop::Workshop;

/// What does not come back, out of a draft's ways through a link and through JSON.
fn lost(page: &dyn AnyCalculator, outline: &[Outline], draft: &Draft) -> Vec<String> {
    let revision = page.about().revision;
    let mut found = Vec::new();
    let whole = link::write(draft, outline, revision);
    let short = link::write_short(draft, outline, page.past());
    if short.len() > whole.len() {
        found.push(format!("its short link is the longer one: {short}"));
    }
    for text in [whole, short] {
        // Another currency to read in, so that the draft's own must have travelled.
        let opened = link::read(&text, outline, page.past(), Currency::parse("XOF").unwrap());
        if !opened.notices.is_empty() {
            found.push(format!("its own link gives notices: {:?} for {text}", texts(&opened)));
        }
        if opened.draft != *draft {
            found.push(format!("comes back from its link changed: {text}\n{draft:?}\n{:?}", opened.draft));
        }
        if !text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.~,!&=+%".contains(&byte)) {
            found.push(format!("its link holds what addresses do not: {text}"));
        }
    }
    let json = draft_to_json(draft);
    let read = serde_json::from_str(&json.to_string()).unwrap();
    match draft_from_json(&read, outline, page.past()) {
        Ok(again) if again == *draft => {}
        other => found.push(format!("comes back from JSON changed: {json}\n{other:?}")),
    }
    found
}

fn texts(opened: &Opened) -> Vec<String> {
    opened.notices.iter().map(|notice| notice.text(&Format::english("USD"))).collect()
}

#[test]
fn examples_and_corners_come_back() {
    let mut faults = Faults::default();
    for (page, name, example) in examples() {
        faults.extend(&name, lost(page, &page.outline(), &example.inputs));
    }
    for page in pages() {
        let outline = page.outline();
        for number in 0..200 {
            let draft = random::any_draft(&outline, number);
            faults.extend(&format!("{} {number}", page.about().slug()), lost(page, &outline, &draft));
        }
    }
    faults.none();
}

/// What a reader makes of an example comes back from its short link, from which most of it can stay away.
#[test]
fn changed_examples_come_back_from_short_links() {
    let mut faults = Faults::default();
    for page in pages() {
        let (slug, outline, past) = (page.about().slug(), page.outline(), page.past());
        let read = |text: &str| link::read(text, &outline, past, Currency::default());
        let mut shorter = 0;
        for number in 0..300 {
            // As a form can hold it.
            let whole = link::write(&random::draft(page, &outline, number), &outline, past.revision());
            let draft = read(&whole).draft;
            let short = link::write_short(&draft, &outline, past);
            faults.unless(read(&short).draft == draft, || format!("{slug} {number}: {whole} is not {short}"));
            shorter += usize::from(2 * short.len() < whole.len());
        }
        faults.unless(shorter > 60, || format!("{slug}: only {shorter} short links are half as long"));
    }
    faults.none();
}

/// A string that addresses, templates and JSON find hard.
fn hard_text() -> impl Strategy<Value = String> {
    prop_oneof!["[&=+%!~{}.0_ ]{0,20}", "\\PC{0,30}", "(?s).{0,30}"]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn any_text_comes_back(text in hard_text(), row in 0usize..5, unread: bool) {
        let page = pages().pop().unwrap();
        let outline = page.outline();
        let mut draft = Draft::blank(Currency::default());
        let entry = if unread { Entry::Unread(text) } else { Entry::Text(text) };
        let rows = (0..=row).map(|_| Row::default().into()).collect();
        draft.fields.put("rooms", Some(Entry::rows(rows)));
        draft.fields.put(&format!("rooms.{row}.name"), Some(entry.clone()));
        draft.fields.put("counted", Some(entry));
        prop_assert_eq!(lost(page, &outline, &draft), Vec::<String>::new());
    }

    #[test]
    fn any_text_opens_as_a_link(text in "(?s).{0,400}", pairs in "([a-z_]{0,8}[.=&!%0-9]{0,5}){0,40}") {
        for page in pages() {
            let outline = page.outline();
            for text in [&text, &pairs] {
                let opened = link::read(text, &outline, page.past(), Currency::default());
                for notice in &opened.notices {
                    prop_assert_eq!(sentence_fault(notice, &Format::english("USD")), None);
                }
                let _ = page.solve(&opened.draft);
            }
        }
    }
}

/// Reads a link and checks that what it says are sentences, that there is something said if there must be, and that
/// what it gives can be solved or refused.
fn opens(page: &dyn AnyCalculator, text: &str, must_notice: bool) -> Vec<String> {
    let outline = page.outline();
    let opened = link::read(text, &outline, page.past(), Currency::default());
    let format = Format::english("USD");
    let mut found: Vec<String> =
        opened.notices.iter().filter_map(|notice| sentence_fault(notice, &format)).collect();
    if must_notice && opened.notices.is_empty() {
        found.push("nothing is said of it".to_owned());
    }
    if let Some(long) = texts(&opened).iter().find(|text| text.len() > 600) {
        found.push(format!("is answered at length: {long}"));
    }
    let _ = page.solve(&opened.draft);
    found
}

#[test]
fn a_link_cut_anywhere_says_so() {
    let mut faults = Faults::default();
    for page in pages() {
        let (slug, example) = (page.about().slug(), page.examples().remove(0));
        let text = link::write(&example.inputs, &page.outline(), page.about().revision);
        for end in 0..text.len() {
            faults.extend(
                &format!("{slug} cut at {end}: …{}", &text[end.saturating_sub(20)..end]),
                opens(page, &text[..end], true),
            );
        }
        faults.extend(&format!("{slug} whole"), opens(page, &text, false));
    }
    faults.none();
}

#[test]
fn links_of_other_pages_and_hostile_ones_give_notices() {
    let mut faults = Faults::default();
    let all = pages();
    for page in &all {
        let slug = page.about().slug();
        for other in all.iter().filter(|other| other.about().slug() != slug) {
            let example = other.examples().remove(0);
            let text = link::write(&example.inputs, &other.outline(), other.about().revision);
            faults.extend(
                &format!("{slug} with a link of {}", other.about().slug()),
                opens(*page, &text, true),
            );
        }
        let outline = page.outline();
        let table =
            outline.iter().find(|field| field.spec.table().is_some()).map_or("plans", |field| field.spec.key);
        let end = format!("&_cur=USD&_r={}", page.about().revision);
        let hostile = [
            format!("{table}.1000000000.name=x{end}"),
            format!("{table}.4294967295.name=x{end}"),
            format!("{table}.18446744073709551615.name=x{end}"),
            format!("{table}.99999999999999999999999.name=x{end}"),
            format!("{table}.-1.name=x{end}"),
            format!("{table}=1000000000{end}"),
            format!("{table}=x{end}"),
            format!("{table}.0{end}"),
            format!("{table}.0.{table}.0.{table}.0.name=x{end}"),
            format!("{}=1{end}", ["a.0."; 2_000].concat()),
            format!("{table}.0.{}=1{end}", [table, ".0."].concat().repeat(2_000)),
            format!("%zz=1{end}"),
            format!("x=%{end}"),
            format!("x=%f0%28%8c%28{end}"),
            format!("={end}"),
            format!("=x{end}"),
            format!("!=x{end}"),
            format!("__proto__=1&constructor=2&toString=3{end}"),
            format!("<script>alert(1)</script>=1{end}"),
            format!("_cur=XXX{end}"),
            format!("{}{end}", "junk=1&".repeat(140_000)),
            "x".repeat(1_000_000),
            "&".repeat(1_000_000),
            "%".repeat(1_000_000),
            "{table}.".repeat(100_000),
            "a=1&".repeat(1_200_000),
            format!("_ex=shop.00000000&{table}=0,{end}"),
            format!("{table}=0,0,{end}"),
            format!("{table}={}{end}", ",".repeat(100_000)),
            format!("{table}={}{end}", "0,".repeat(100_000)),
            format!("{table}-.0.name=x{end}"),
            format!("{table}-!=x{end}"),
            format!("_unheard=of{end}"),
            "_r=99999999999999999999".to_owned(),
            "_r=-1".to_owned(),
            String::new(),
        ];
        for text in hostile {
            let start: String = text.chars().take(60).collect();
            faults.extend(&format!("{slug} with {start}"), opens(*page, &text, true));
        }
    }
    faults.none();
}

#[test]
fn a_link_makes_no_more_rows_than_a_form_could_hold() {
    fn rows(row: &Row) -> usize {
        let inner = row.0.values().map(|entry| match entry {
            Entry::Rows(inner) => inner.len() + inner.iter().map(|row| rows(row)).sum::<usize>(),
            _ => 0,
        });
        inner.sum()
    }
    let page = pages().pop().unwrap();
    // Each of a few thousand pairs asks for thousands of rows inside another row.
    let text: String = (0..4_000).map(|index| format!("rooms.{index}.extras.20000.item=x&")).collect();
    let opened = link::read(&text, &page.outline(), page.past(), Currency::default());
    assert!(rows(&opened.draft.fields) <= 25_000, "{}", rows(&opened.draft.fields));
    assert!(texts(&opened)[0].contains("left out"), "{:?}", texts(&opened));
}

#[test]
fn newer_revisions_are_told_and_earlier_ones_known() {
    for page in pages() {
        let (outline, example, now) = (page.outline(), page.examples().remove(0), page.about().revision);
        let read = |made: u32| {
            let text = link::write(&example.inputs, &outline, made);
            link::read(&text, &outline, page.past(), Currency::default())
        };
        assert_eq!(texts(&read(now)), Vec::<String>::new());
        assert!(texts(&read(now + 1))[0].contains(&format!("newer revision ({})", now + 1)));
        for made in 1..now {
            assert_eq!((read(made).made, texts(&read(made))), (Some(made), Vec::new()));
        }
    }
}

#[test]
fn inputs_of_earlier_revisions_are_migrated_wherever_they_come_from() {
    let page = &Workshop as &dyn AnyCalculator;
    let (outline, past) = (page.outline(), page.past());
    let now = "seats=9&rooms.0.name=A&rooms.0.day_rate=100&sessions.0.day=2026-03-02&sessions.0.people=4&discount=12.5&_cur=EUR&_r=3";
    let read = |text: &str| link::read(text, &outline, past, Currency::default());
    let second = now.replace("day=2026-03-02", "from=02&sessions.0.before=2026-03").replace("_r=3", "_r=2");
    let first = second.replace("discount=12.5", "rebate=0.125").replace("_r=2", "_r=1");
    for (made, text) in [(2, &second), (1, &first)] {
        let opened = read(text);
        assert_eq!((texts(&opened), opened.made), (Vec::new(), Some(made)));
        assert_eq!(opened.draft, read(now).draft);
        // The keys of then mean nothing in a link of now.
        let told = texts(&read(&text.replace(&format!("_r={made}"), "_r=3")));
        assert!(told[0].contains("sessions.0.from, sessions.0.before"), "{told:?}");
    }
    let json = serde_json::json!({
        "seats": 9, "rooms": [{ "name": "A", "day_rate": 100 }],
        "sessions": [{ "from": "02", "before": "2026-03", "people": 4 }], "rebate": "0.125", "_cur": "EUR", "_r": 1,
    });
    assert_eq!(draft_from_json(&json, &outline, past), Ok(read(now).draft));
    let told = past::told(page, 1, &read(&first).draft).unwrap().text(&Format::english("EUR"));
    assert_eq!(
        told,
        "These inputs were made with revision 1 of this page, which is now at revision 3. The discount is now taken off meals as well. The answer may not be the one of then."
    );
    assert_eq!(past::told(page, 2, &read(&second).draft), None, "revision 3 changed no answer");
}

#[test]
fn a_short_link_starts_from_the_example_of_then() {
    let page = &Workshop as &dyn AnyCalculator;
    let (outline, past) = (page.outline(), page.past());
    let read = |text: &str| link::read(text, &outline, past, Currency::default());
    // Rows taken away in the middle, added and moved, and fields emptied, cost little.
    let mut draft = page.examples().remove(0).inputs;
    for (table, row) in [("sessions", 1), ("rooms.0.extras", 1)] {
        draft.fields.rows_mut(table).unwrap().remove(row);
    }
    draft.fields.put("deposit", None);
    draft.fields.put("seats", Some(Entry::Text(String::new())));
    let short = link::write_short(&draft, &outline, past);
    assert!(
        short.starts_with("_ex=rooms.")
            && short.ends_with("&seats=&rooms.0.extras=1&sessions=0,2,&deposit-&_r=3"),
        "{short}"
    );
    assert_eq!(read(&short).draft, draft);
    // The inputs that an example had at an earlier revision are known, and are migrated with what differs from them.
    let former = Draft::of_lines("mode=online; seats=9; rebate=0.125", Currency::parse("KWD").unwrap());
    let opened = read(&format!("_ex=online.{}&base_fee=7&_r=1", past::fingerprint(&former)));
    let now = Draft::of_lines("mode=online; seats=9; base_fee=7; discount=12.5", former.currency);
    assert_eq!((opened.draft.clone(), texts(&opened)), (now, Vec::new()));
    // Anything else is not guessed at.
    let opened = read("_ex=%3Cb%3Erooms.00000000&seats=3&_r=3");
    assert_eq!(opened.draft, Draft::blank(Currency::default()));
    assert_eq!(
        texts(&opened),
        [
            "This link holds only what differs from the example “%3Cb%3Erooms”, which is not among those here. Ask for the whole link."
        ]
    );
}

#[test]
fn a_link_without_its_longest_table_says_what_it_leaves_out() {
    let page = &Workshop as &dyn AnyCalculator;
    let (outline, revision) = (page.outline(), page.about().revision);
    let mut draft = page.examples().remove(0).inputs;
    assert!(link::write_without_longest(&draft, &outline, revision).is_none(), "three sessions are not long");
    let session = draft.rows("sessions")[0].clone();
    if let Some(rows) = draft.fields.rows_mut("sessions") {
        rows.resize(23, session);
    }
    let (text, left_out) =
        link::write_without_longest(&draft, &outline, revision).expect("23 sessions are long");
    assert_eq!((left_out.field.spec.key, left_out.rows), ("sessions", 23));
    let opened = link::read(&text, &outline, page.past(), Currency::default());
    draft.fields.put("sessions", None);
    assert_eq!(opened.draft, draft);
    let said: Vec<String> =
        opened.notices.iter().map(|notice| notice.text(&Format::english("USD"))).collect();
    assert_eq!(
        said,
        [
            "This link came without its table “Sessions” (23 rows), which was too long for it. Paste the rows, or ask for the file."
        ]
    );
}
