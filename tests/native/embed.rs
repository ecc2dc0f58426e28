//! The app in somebody else's page: what addresses may ask for, and that no address can do more.

use commerce_calculators::calculators;
use commerce_calculators::embed::look::Color;
use commerce_calculators::embed::{Embed, PARTS};
use commerce_calculators::input::history::Locked;
use commerce_calculators::link;
use commerce_calculators::report::currency::Currency;
use proptest::prelude::*;

fn read(fragment: &str) -> Embed {
    Embed::read(fragment, "")
}

#[test]
fn an_address_says_all_that_it_may() {
    let embed = read(
        "#/family/page?units=5&_embed=1&_hide=title,chart,nonsense&_lock=units,plans,_cur&_ro=0&_theme=dark&_accent=3949ab\
         &_density=compact&_lang=de&_num=de-CH&_cur=EUR&_id=left-1&_r=2",
    );
    let wanted = Embed {
        slug: "family/page".into(),
        pairs: "units=5&_cur=EUR&_r=2".into(),
        hidden: vec!["title", "chart"],
        locked: Locked { all: false, keys: vec!["units".into(), "plans".into(), "_cur".into()] },
        theme: "dark",
        accent: Color::parse("3949ab"),
        compact: true,
        language: "de".into(),
        numbers: "de-CH".into(),
        currency: Currency::parse("EUR"),
        id: "left-1".into(),
    };
    assert_eq!(embed, wanted);
    assert_eq!(embed.inputs(3), "units=5&_cur=EUR&_r=2");
    assert_eq!(read("#/page?a=1").inputs(3), "a=1&_r=3", "who writes by hand means the present revision");
    assert_eq!(read("#/page?_z=1.abc&_embed=1").inputs(3), "_z=1.abc");
    assert_eq!(read("#/page?_embed=1&_ex=shop.1a2b3c4d&a=2&_r=1").inputs(3), "_ex=shop.1a2b3c4d&a=2&_r=1");
}

#[test]
fn without_inputs_the_page_begins_as_it_does_by_itself() {
    let embed = read("#/page?_embed=1&_cur=EUR&_r=1");
    assert_eq!((embed.pairs.as_str(), embed.currency), ("", Currency::parse("EUR")));
    assert_eq!(embed.inputs(1), "");
}

#[test]
fn the_query_says_what_the_fragment_leaves_open() {
    let query = "?_embed=1&_page=family/page&a=1&_theme=dark&_hide=title";
    let embed = Embed::read("", query);
    assert_eq!((embed.slug.as_str(), embed.pairs.as_str(), embed.theme), ("family/page", "a=1", "dark"));
    let embed = Embed::read("#/other?_theme=light", query);
    assert_eq!((embed.slug.as_str(), embed.pairs.as_str(), embed.theme), ("other", "a=1", "light"));
    assert_eq!(embed.hidden, ["title"]);
    assert_eq!(Embed::read("#/other?b=2", query).pairs, "b=2", "inputs are those of the one or the other");
}

#[test]
fn what_does_not_match_exactly_is_ignored() {
    for pairs in [
        "_accent=#3949ab",
        "_accent=3949a",
        "_accent=3949abc",
        "_accent=zzzzzz",
        "_accent=+12345",
        "_accent=%E2%82%AC12",
        "_theme=Dark",
        "_theme=",
        "_theme=dark%20",
        "_density=tiny",
        "_ro=yes",
        "_ro=11",
        "_embed=2",
        "_lang=de_DE",
        "_lang=%22%3E",
        "_num=1",
        "_cur=€",
        "_hide=body",
        "_hide=",
        "_id=a%20b",
        "_id=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "_lock=",
        "_lock=a.b,%3Cb%3E,..",
        "_page=javascript:x",
        "_hide",
        "_lock",
        "_theme=%zz",
        "_accent=%",
    ] {
        assert_eq!(
            read(&format!("#/page?{pairs}")),
            Embed { slug: "page".into(), ..Embed::default() },
            "{pairs}"
        );
    }
    // A value that is none takes nothing back.
    assert_eq!(read("#/page?_theme=dark&_theme=x").theme, "dark");
}

#[test]
fn what_is_said_of_the_frame_is_no_part_of_the_inputs() {
    for page in calculators::pages() {
        let calculator = (page.calculator)();
        let outline = calculator.outline();
        for example in calculator.examples() {
            let pairs = link::write(&example.inputs, &outline, page.about.revision);
            let embed = read(&format!("#/{}?_embed=1&_theme=dark&{pairs}&_lock=a&_id=b", page.about.slug()));
            assert_eq!(embed.slug, page.about.slug());
            assert_eq!(embed.inputs(page.about.revision), pairs);
        }
        // No field has a name that an address could mean otherwise.
        assert!(outline.iter().all(|field| !field.spec.key.starts_with('_')));
    }
}

proptest! {
    /// Hostile values: whatever stands there, what comes of it is one of few things.
    #[test]
    fn no_address_can_do_more(
        slug in ".{0,20}",
        pairs in prop::collection::vec((
            prop_oneof![
                prop::sample::select(vec![
                    "_embed", "_page", "_hide", "_lock", "_ro", "_theme", "_accent", "_density", "_lang", "_num", "_id", "_cur",
                    "_r", "_ex", "_z", "__proto__", "constructor", "plans.0.name",
                ]).prop_map(str::to_owned),
                ".{0,8}",
            ],
            prop_oneof![
                ".{0,60}",
                "[0-9a-fA-F#]{5,8}",
                "(%[0-9a-zA-Z]{0,2}|[<>\"'&;:/\\\\,]|[a-z]){0,30}",
                prop::sample::select(vec!["1", "dark", "title,chart", "url(//x)", "javascript:alert(1)", "\u{202e}x", "\0"])
                    .prop_map(str::to_owned),
            ],
        ), 0..12),
        in_query: bool,
    ) {
        let pairs: Vec<String> = pairs.into_iter().map(|(key, value)| format!("{key}={value}")).collect();
        let pairs = pairs.join("&");
        let embed = if in_query { Embed::read("", &format!("?{pairs}")) } else { Embed::read(&format!("#/{slug}?{pairs}"), "") };
        prop_assert!(embed.hidden.iter().all(|part| PARTS.contains(part)));
        prop_assert!(["", "light", "dark"].contains(&embed.theme));
        let plain = |text: &str, most: usize| {
            text.len() <= most && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        };
        prop_assert!(plain(&embed.id, 32) && plain(&embed.language, 35) && plain(&embed.numbers, 35));
        prop_assert!(embed.locked.keys.iter().all(|key| plain(key, 64)));
        if let Some(accent) = embed.accent {
            prop_assert!(accent.css().len() == 7);
        }
        // What is left over passes the gate that every link passes.
        let page = calculators::find("tiered-pricing").unwrap();
        let opened = link::read(&embed.inputs(1), &page.outline(), page.past(), Currency::default());
        prop_assert!(opened.draft.rows("plans").len() <= 25_000);
    }
}
