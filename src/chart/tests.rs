//! Drawings compared with stored ones (`UPDATE_GOLDEN=1` stores them anew), readings, and charts with nothing
//! to draw.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use rust_decimal::{Decimal, dec};

use super::*;
use crate::arithmetic::Date;
use crate::report::Sentence;
use crate::report::chart::{Axis, Bars, Chart, Direction, Dot, Layer, Point, Scale, Shape, Span, Tone};
use crate::report::format::Format;
use crate::report::value::{Measure, Value};
use crate::say;

fn points(pairs: &[(Decimal, Decimal)]) -> Vec<Point> {
    pairs.iter().copied().map(Point::from).collect()
}

fn whole_point(x: i64, y: i64) -> Point {
    Point::from((Decimal::from(x), Decimal::from(y)))
}

fn chart(key: &'static str, x: Axis, y: Axis, layers: Vec<Layer>) -> Chart {
    Chart { key, title: "Title".into(), summary: "Summary.".into(), x, y, layers }
}

/// Three plans: a flat one, one by volume with two cliffs, one by the unit.
fn plans() -> Chart {
    let volume = points(&[
        (dec!(0), dec!(0)),
        (dec!(100), dec!(1000)),
        (dec!(100), dec!(800)),
        (dec!(250), dec!(2000)),
        (dec!(250), dec!(1500)),
        (dec!(400), dec!(2400)),
    ]);
    let cliff = |from, to| Shape::Region { from, to };
    Chart {
        title: "Total by seats".into(),
        summary: "Pay as you go is cheapest up to 100 seats; after 267 seats it is Flat.".into(),
        ..chart(
            "totals",
            Axis::new("Seats", Measure::of("seats")),
            Axis::new("Total a month", Measure::Money),
            vec![
                Layer::new("cliff-1", "Buying more costs less", cliff(dec!(80), dec!(100))),
                Layer::new("cliff-2", "Buying more costs less", cliff(dec!(187.5), dec!(250))),
                Layer::new("volume", "Volume", Shape::Line(volume)),
                Layer::new(
                    "flat",
                    "Flat",
                    Shape::Line(points(&[(dec!(0), dec!(1600)), (dec!(400), dec!(1600))])),
                ),
                Layer::new(
                    "unit",
                    Sentence::verbatim("Pay as you go <b>&"),
                    Shape::Line(points(&[(dec!(0), dec!(0)), (dec!(400), dec!(3600))])),
                ),
                Layer::new(
                    "present",
                    say!("You: {n} seats", n = dec!(230)),
                    Shape::Rule { across: Direction::X, at: dec!(230) },
                )
                .toned(Tone::Accent),
                Layer::new(
                    "crossing",
                    say!("Flat is cheaper from {n}", n = dec!(267)),
                    Shape::Rule { across: Direction::X, at: dec!(267) },
                ),
                Layer::new("budget", "Budget", Shape::Rule { across: Direction::Y, at: dec!(3000) }),
            ],
        )
    }
}

fn waterfall() -> Chart {
    let names =
        ["Revenue", "Cost of goods", "Payment fees", "Shipping and returns", "Marketing", "Contribution"];
    let bar = |x: i64, from, to| Span { x: Decimal::from(x), from, to };
    chart(
        "waterfall",
        Axis::categories("", names.map(Sentence::from).to_vec()),
        Axis::new("Per order", Measure::Money),
        vec![
            Layer::new("revenue", "Revenue", Shape::Bars(Bars::Floating(vec![bar(0, dec!(0), dec!(80))]))),
            Layer::new(
                "costs",
                "Costs",
                Shape::Bars(Bars::Floating(vec![
                    bar(1, dec!(80), dec!(45)),
                    bar(2, dec!(45), dec!(42.5)),
                    bar(3, dec!(42.5), dec!(20)),
                    bar(4, dec!(20), dec!(-5)),
                ])),
            )
            .toned(Tone::Negative),
            Layer::new(
                "result",
                "Contribution",
                Shape::Bars(Bars::Floating(vec![bar(5, dec!(0), dec!(-5))])),
            )
            .toned(Tone::Accent),
        ],
    )
}

fn bars() -> Chart {
    let at = |values: [i64; 4]| (0i64..).zip(values).map(|(x, y)| whole_point(x, y)).collect();
    chart(
        "bars",
        Axis::categories("Quarter", ["Q1", "Q2", "Q3", "Q4"].map(Sentence::from).to_vec()),
        Axis::new("Orders", Measure::of("orders")),
        vec![
            Layer::new("new", "New", Shape::Bars(Bars::Stacked(at([12_000, 15_000, 9_000, 20_000])))),
            Layer::new("back", "Returning", Shape::Bars(Bars::Stacked(at([30_000, 28_000, 33_000, 35_000])))),
            Layer::new("lost", "Lost", Shape::Bars(Bars::Stacked(at([-4_000, -9_000, -2_000, -1_000])))),
        ],
    )
}

fn growth() -> Chart {
    let months = |n: i64| Decimal::from(n * 30);
    let bill = (0..12).map(|n| Point::from((months(n), Decimal::from(900 + n * n * 40)))).collect();
    let spans = (0..12).map(|n| Span { x: months(n), from: dec!(900), to: Decimal::from(900 + n * n * 40) });
    let dot = |n: i64, label: &'static str| Dot {
        x: months(n),
        y: Decimal::from(900 + n * n * 40),
        size: Some(Decimal::from(n)),
        label: Some(label.into()),
    };
    chart(
        "growth",
        Axis::days("", Date::of(2026, 1, 1)),
        Axis::new("Bill a month", Measure::Money),
        vec![
            Layer::new("extra", "Over the first bill", Shape::Area(spans.collect())).toned(Tone::Negative),
            Layer::new("bill", "Bill", Shape::Step(bill)),
            Layer::new("switch", "Switch", Shape::Points(vec![dot(4, "To Team"), dot(9, "To Enterprise")]))
                .toned(Tone::Same),
        ],
    )
}

fn twelve() -> Chart {
    let layers = (1..=12i64).map(|n| {
        let line = points(&[(dec!(0), Decimal::from(n)), (dec!(1000000), Decimal::from(n * n * 10_000))]);
        Layer::new(n.to_string(), say!("Plan {n}", n = n), Shape::Line(line))
    });
    chart(
        "twelve",
        Axis::new("API calls", Measure::of("API calls")),
        Axis::new("Total", Measure::Money),
        layers.collect(),
    )
}

/// An axis of unit prices, gaps, and a line of one point.
fn price() -> Chart {
    let effective = [(10, Some(dec!(0.05))), (100, Some(dec!(0.02))), (200, None), (300, Some(dec!(0.0125)))];
    let effective = effective.map(|(x, y)| Point { x: Decimal::from(x), y });
    chart(
        "price",
        Axis::new("Calls", Measure::of("calls")),
        Axis::new("Price a call", Measure::Price),
        vec![
            Layer::new("effective", "Effective price", Shape::Line(effective.to_vec())),
            Layer::new(
                "next",
                "Next call",
                Shape::Line(points(&[(dec!(10), dec!(0.02)), (dec!(400), dec!(0.01))])),
            ),
        ],
    )
}

fn samples() -> Vec<Chart> {
    vec![plans(), waterfall(), bars(), growth(), twelve(), price()]
}

fn svg(chart: &Chart, width: u32) -> String {
    draw(chart, "c", &Format::english("USD"), Size::fitting(width)).svg
}

#[test]
fn drawings_are_those_stored() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/charts");
    for chart in samples() {
        for width in [360, 760] {
            compare(&folder.join(chart.key).with_extension(width.to_string() + ".svg"), &svg(&chart, width));
        }
    }
    let foot =
        ["Totals – commerce calculators".to_owned(), ["https://example.com/", &"a".repeat(200)].concat()];
    let (whole, _) = picture(&plans(), &foot, &Format::english("USD"));
    compare(&folder.join("picture.svg"), &whole);
}

/// Compares a drawing with the one that is stored, or stores it.
fn compare(path: &Path, svg: &str) {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, svg).unwrap();
    }
    let stored = fs::read_to_string(path).unwrap_or_default();
    assert!(svg == stored, "{} is drawn otherwise: look at it, then UPDATE_GOLDEN=1", path.display());
}

#[test]
fn markup_is_clean() {
    for chart in samples() {
        let svg = svg(&chart, 560);
        for banned in ["style=", "fill=", "stroke=", "font", "#0", "rgb", "<b>", "NaN", "inf"] {
            assert!(!svg.contains(banned), "{banned} in {svg}");
        }
        assert!(svg.contains("role=\"img\" aria-labelledby=\"c-title c-desc\"><title id=\"c-title\">"));
        assert!(svg.contains("<desc id=\"c-desc\">"));
    }
    assert!(svg(&plans(), 760).contains("Pay as you go &lt;b&gt;&amp;"));
}

#[test]
fn lines_are_named_at_their_ends_or_in_the_key() {
    let format = Format::english("USD");
    let wide = draw(&plans(), "c", &format, Size::fitting(760));
    let names: Vec<_> = wide.legend.iter().map(|entry| entry.label.text(&format)).collect();
    assert_eq!(names, ["Buying more costs less"]);
    let narrow = draw(&plans(), "c", &format, Size::fitting(360));
    let names: Vec<_> = narrow.legend.iter().map(|entry| entry.label.text(&format)).collect();
    assert_eq!(names, ["Buying more costs less", "Volume", "Flat", "Pay as you go <b>&"]);
    let many = draw(&twelve(), "c", &format, Size::fitting(360));
    assert_eq!(many.legend.len(), 12);
    let swatches: std::collections::BTreeSet<_> = many.legend.iter().map(|entry| &entry.swatch).collect();
    assert_eq!(swatches.len(), 12, "no two series look alike");
    // A layer in another's tone has no entry of its own.
    assert_eq!(legend(&growth()).len(), 2);
}

#[test]
fn values_are_exact_everywhere() {
    let chart = plans();
    let at = |x: Decimal| values_at(&chart, x).into_iter().map(|(_, value)| value).collect::<Vec<_>>();
    assert_eq!(at(dec!(100)), [Some(dec!(1000)), Some(dec!(1600)), Some(dec!(900))]);
    assert_eq!(at(dec!(101)), [Some(dec!(808)), Some(dec!(1600)), Some(dec!(909))]);
    assert_eq!(at(dec!(0.1)), [Some(dec!(1)), Some(dec!(1600)), Some(dec!(0.9))]);
    assert_eq!(at(dec!(401)), [None, None, None]);
    assert_eq!(at(dec!(-1)), [None, None, None]);
    let growth = growth();
    let bill = |x: Decimal| values_at(&growth, x);
    assert_eq!(bill(dec!(59.9)).get(2), Some(&(1, Some(dec!(940)))));
    assert_eq!(bill(dec!(60)).get(2), Some(&(1, Some(dec!(1060)))));
    assert_eq!(bill(dec!(330.1)).get(2), Some(&(1, None)));
    let price = price();
    assert_eq!(values_at(&price, dec!(150)).first(), Some(&(0, None)), "a gap has no values");
    assert_eq!(values_at(&price, dec!(200)).first(), Some(&(0, None)));
    let long = Decimal::MAX;
    let steep = points(&[(dec!(0), dec!(0)), (long, long)]);
    let steep = Chart { layers: vec![Layer::new("a", "A", Shape::Line(steep))], ..price };
    assert_eq!(values_at(&steep, dec!(1000)).first(), Some(&(0, Some(dec!(1000)))));
}

#[test]
fn the_readout_says_what_stands_there() {
    let (chart, format) = (plans(), Format::english("USD"));
    let plot = draw(&chart, "c", &format, Size::fitting(560)).plot;
    let readout = readout(&chart, &plot, dec!(230), &format);
    assert_eq!(readout.heading, "230");
    assert_eq!(readout.notes, ["Buying more costs less", "You: 230 seats"]);
    let values: Vec<_> =
        readout.values.iter().map(|reading| (reading.class, reading.text.as_str())).collect();
    assert_eq!(values, [("series-1", "$1,840.00"), ("series-2", "$1,600.00"), ("series-3", "$2,070.00")]);
    assert!(readout.values.iter().all(|reading| reading.down.is_some()));
    let waterfall = waterfall();
    let bar = super::readout(&waterfall, &plot, dec!(3), &format);
    assert_eq!(bar.heading, "Shipping and returns");
    assert_eq!(bar.values.first().map(|reading| reading.text.as_str()), Some("$42.50 to $20.00"));
}

#[test]
fn a_pointer_finds_round_positions_and_stops() {
    let format = Format::english("USD");
    let plot = draw(&plans(), "c", &format, Size::fitting(760)).plot;
    assert_eq!(plot.position(plot.across(dec!(100)) + 2.0), Some(dec!(100)));
    assert_eq!(plot.position(plot.across(dec!(50))), Some(dec!(50)));
    assert_eq!(plot.position(plot.across(dec!(50.4))), Some(dec!(50.4)));
    assert_eq!(plot.position(-1e9), Some(dec!(0)));
    assert_eq!(plot.position(f64::NAN).map(|_| ()), Some(()));
    assert_eq!(plot.next_stop(dec!(50), true), Some(dec!(80)));
    assert_eq!(plot.next_stop(dec!(80), false), Some(dec!(0)));
    assert_eq!(plot.next_stop(dec!(400), true), None);
    let bars = draw(&bars(), "c", &format, Size::fitting(760)).plot;
    assert_eq!(bars.position(bars.across(dec!(1.4))), Some(dec!(1)));
    let calls = draw(&twelve(), "c", &format, Size::fitting(760)).plot;
    let call = calls.position(calls.across(dec!(123456.7)));
    assert_eq!(call.map(|x| x % dec!(1000)), Some(dec!(0)), "no finer than the drawing");
}

#[test]
fn the_table_holds_all_data() {
    let table = as_table(&plans());
    let texts = |row: usize| -> Vec<String> {
        let format = Format::english("USD");
        let cells = table.rows.get(row).into_iter().flatten().zip(&table.columns);
        cells.map(|(value, (_, measure))| value.text(measure, &format)).collect()
    };
    assert_eq!(table.columns.len(), 5);
    assert_eq!(texts(2), ["100", "$1,000.00", "$1,600.00", "$900.00", "Buying more costs less"]);
    assert_eq!(texts(3), ["just above 100", "$800.00", "$1,600.00", "$900.00", ""]);
    assert_eq!(as_table(&bars()).rows.first().and_then(|row| row.first()), Some(&Value::Text("Q1".into())));
    let long = (0..1000i64).map(|x| whole_point(x, x)).collect();
    let long = Chart { layers: vec![Layer::new("a", "A", Shape::Line(long))], ..price() };
    let table = as_table(&long);
    assert_eq!((table.rows.len(), table.left_out), (200, 800));
    assert_eq!(table.rows.last().and_then(|row| row.first()), Some(&Value::Exact(dec!(999))));
}

#[test]
fn nothing_to_draw_is_drawn_all_the_same() {
    let huge = dec!(100_000_000_000_000_000_000);
    let shapes = [
        Shape::Line(vec![]),
        Shape::Line(points(&[(dec!(5), dec!(5))])),
        Shape::Line(vec![Point { x: dec!(5), y: None }]),
        Shape::Line(points(&[(dec!(0), dec!(7)), (dec!(10), dec!(7))])),
        Shape::Line(points(&[(dec!(0), -huge), (huge, huge)])),
        Shape::Line(points(&[(huge, huge), (huge + dec!(1), huge)])),
        Shape::Line(points(&[(dec!(0), Decimal::MIN), (Decimal::MAX, Decimal::MAX)])),
        Shape::Line(points(&[(dec!(9), dec!(1)), (dec!(2), dec!(3)), (dec!(5), dec!(2))])),
        Shape::Step(vec![]),
        Shape::Area(vec![]),
        Shape::Area(vec![Span { x: dec!(1), from: dec!(2), to: dec!(2) }]),
        Shape::Bars(Bars::Grouped(vec![])),
        Shape::Bars(Bars::Stacked(points(&[(dec!(0), dec!(0))]))),
        Shape::Bars(Bars::Floating(vec![Span { x: huge, from: huge, to: -huge }])),
        Shape::Points(vec![]),
        Shape::Points(vec![Dot { x: dec!(0), y: dec!(0), size: Some(dec!(-1)), label: Some("A".into()) }]),
        Shape::Region { from: dec!(3), to: dec!(1) },
        Shape::Rule { across: Direction::X, at: huge },
        Shape::Rule { across: Direction::Y, at: -huge },
    ];
    let scales = [
        Scale::Measured(Measure::Money),
        Scale::Days { from: Date::of(9999, 12, 31), months: false },
        Scale::Days { from: Date::of(9999, 12, 31), months: true },
        Scale::Categories(vec![]),
        Scale::Categories(vec!["A".into(), "".into()]),
    ];
    for shape in shapes {
        for scale in &scales {
            for bounds in [None, Some((dec!(1), dec!(1))), Some((dec!(4), dec!(-4)))] {
                let x = Axis { label: "x".into(), scale: scale.clone(), bounds };
                let y = Axis { bounds, ..Axis::new("y", Measure::Money) };
                let chart = chart("edge", x, y, vec![Layer::new("a", "A", shape.clone())]);
                whole(&chart);
            }
        }
    }
    whole(&chart("none", Axis::new("", Measure::Text), Axis::new("", Measure::Date), vec![]));
}

/// Draws and reads a chart at every width, and looks for what no drawing may hold.
fn whole(chart: &Chart) {
    let format = Format::english("USD");
    for width in [0, 360, 760, 4000] {
        let drawing = draw(chart, "c", &format, Size::fitting(width));
        assert!(!drawing.svg.contains("NaN") && !drawing.svg.contains("inf"), "{}", drawing.svg);
        for across in [-50.0, 0.0, 100.0, 1e300] {
            if let Some(x) = drawing.plot.position(across) {
                let readout = readout(chart, &drawing.plot, x, &format);
                assert!(readout.across.is_finite());
            }
        }
    }
    let table = as_table(chart);
    assert!(table.rows.iter().all(|row| row.len() == table.columns.len()));
}

fn decimal() -> impl Strategy<Value = Decimal> {
    (any::<i64>(), 0u32..20).prop_map(|(digits, scale)| Decimal::new(digits, scale))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_chart_is_drawn(
        pairs in prop::collection::vec((decimal(), prop::option::of(decimal())), 0..12),
        bounds in prop::option::of((decimal(), decimal())),
        text in any::<String>(),
    ) {
        let line: Vec<Point> = pairs.iter().copied().map(Point::from).collect();
        let spans = pairs.iter().map(|(x, y)| Span { x: *x, from: dec!(1), to: y.unwrap_or_default() }).collect::<Vec<_>>();
        let dots = spans.iter().map(|span| Dot { x: span.x, y: span.to, size: None, label: Some("a".into()) });
        let layers = [
            Shape::Line(line.clone()),
            Shape::Step(line.clone()),
            Shape::Area(spans.clone()),
            Shape::Points(dots.collect()),
            Shape::Bars(Bars::Grouped(line.clone())),
            Shape::Bars(Bars::Stacked(line)),
            Shape::Bars(Bars::Floating(spans)),
        ];
        let layers = layers.map(|shape| Layer::new("a", Sentence::verbatim(text.clone()), shape)).to_vec();
        let x = Axis { bounds, ..Axis::new(Sentence::verbatim(text), Measure::Price) };
        whole(&chart("any", x, Axis::new("y", Measure::Percent), layers));
    }

    /// Whatever the data, a line stays within the plot.
    #[test]
    fn drawn_lines_stay_inside(ys in prop::collection::vec(-1000i64..1000, 2..9), low in -500i64..0, high in 1i64..500) {
        let line = (0i64..).zip(ys).map(|(x, y)| whole_point(x, y)).collect();
        let y = Axis::new("", Measure::Money).within(low.into(), high.into());
        let chart = chart("inside", Axis::new("", Measure::Text), y, vec![Layer::new("a", "", Shape::Line(line))]);
        let drawing = draw(&chart, "c", &Format::english("USD"), Size::fitting(560));
        let plot = &drawing.plot;
        for path in drawing.svg.split("<path class=\"line").skip(1) {
            let path = path.split("d=\"M").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
            for place in path.split('L') {
                let down: f64 = place.split(' ').nth(1).unwrap().parse().unwrap();
                prop_assert!(down >= plot.top - 0.11 && down <= plot.top + plot.height + 0.11, "{path}");
            }
        }
    }
}
