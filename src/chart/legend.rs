//! Which colour, dash and mark each layer has, and the key to them for the page.

use super::backend::{DASHES, Ink, Part, TONES};
use super::canvas::Canvas;
use super::scale::Range;
use crate::report::Sentence;
use crate::report::chart::{Chart, Shape, Tone};

/// How many colours the series have before they come round again, in another dash and with another mark.
const COLOURS: usize = 8;

/// How a layer is told from the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Look {
    /// An index of the tones' classes; 0 for none.
    tone: u8,
    /// An index of the dashes.
    dash: u8,
    pub mark: Mark,
}

/// The mark at the end of a line and at a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Mark {
    #[default]
    Disc,
    Square,
    Triangle,
    Diamond,
}

const MARKS: [Mark; 4] = [Mark::Disc, Mark::Square, Mark::Triangle, Mark::Diamond];

impl Look {
    /// The class of the colour; empty for none.
    pub fn class(self) -> &'static str {
        TONES.get(usize::from(self.tone)).copied().unwrap_or_default()
    }

    /// A part in this colour, and in this dash if it is a line.
    pub fn ink(self, part: Part) -> Ink {
        Ink { part, tone: self.tone, dash: if part == Part::Line { self.dash } else { 0 } }
    }
}

/// The looks of all layers, in their order.
pub fn looks(chart: &Chart) -> Vec<Look> {
    let mut series = 0;
    let mut last = Look::default();
    let mut look = |tone: Tone, shape: &Shape| {
        let marked_out = |tone| Look { tone, ..Look::default() };
        last = match tone {
            Tone::Own if matches!(shape, Shape::Region { .. } | Shape::Rule { .. }) => {
                return Look::default();
            }
            Tone::Own => {
                series += 1;
                let nth = series - 1;
                Look {
                    tone: 1 + (nth % COLOURS) as u8,
                    dash: (nth % DASHES.len()) as u8,
                    // Moves on by one each time the colours come round, so that no two series are alike.
                    mark: MARKS.get((nth + nth / COLOURS) % MARKS.len()).copied().unwrap_or_default(),
                }
            }
            Tone::Same => last,
            Tone::Plain => marked_out(9),
            Tone::Accent => marked_out(10),
            Tone::Negative => marked_out(11),
        };
        last
    };
    chart.layers.iter().map(|layer| look(layer.tone, &layer.shape)).collect()
}

/// One line of the key.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The index of the layer; of the first, where several are called the same and look the same.
    pub layer: usize,
    pub label: Sentence,
    /// A small picture of the layer: an `svg` of class `swatch`, hidden from screen readers.
    pub swatch: String,
}

/// The key to all layers that have a label and a look of their own. Rules are labelled in the drawing alone.
pub fn legend(chart: &Chart) -> Vec<Entry> {
    let mut entries: Vec<(Entry, Option<Look>)> = Vec::new();
    for (index, (layer, look)) in chart.layers.iter().zip(looks(chart)).enumerate() {
        let own = layer.tone != Tone::Same && !matches!(layer.shape, Shape::Rule { .. });
        if !own || layer.label.template().is_empty() {
            continue;
        }
        let region = matches!(layer.shape, Shape::Region { .. });
        let seen = if region { None } else { Some(look) };
        if entries.iter().any(|(entry, other)| entry.label == layer.label && *other == seen) {
            continue;
        }
        let entry = Entry { layer: index, label: layer.label.clone(), swatch: swatch(&layer.shape, look) };
        entries.push((entry, seen));
    }
    entries.into_iter().map(|(entry, _)| entry).collect()
}

fn swatch(shape: &Shape, look: Look) -> String {
    const WIDTH: u32 = 28;
    const HEIGHT: u32 = 12;
    let unit = Range { low: 0.0, high: 1.0 };
    let canvas = Canvas::new(WIDTH, HEIGHT, [0.0, 0.0, f64::from(WIDTH), f64::from(HEIGHT)], unit, unit);
    match shape {
        Shape::Line(_) | Shape::Step(_) => {
            canvas.stroke(look.ink(Part::Line), &[(1.0, 6.0), (27.0, 6.0)]);
            canvas.mark(look, (14.0, 6.0), 4.0);
        }
        Shape::Points(_) => canvas.mark(look, (14.0, 6.0), 4.5),
        Shape::Area(_) => canvas.rect(look.ink(Part::Area), (6.0, 0.0), (22.0, 12.0)),
        Shape::Bars(_) => canvas.rect(look.ink(Part::Bar), (8.0, 0.0), (20.0, 12.0)),
        Shape::Region { .. } => canvas.rect(look.ink(Part::Region), (6.0, 0.0), (22.0, 12.0)),
        Shape::Rule { .. } => {}
    }
    let mut out = String::from("<svg class=\"swatch\" viewBox=\"0 0 28 12\" aria-hidden=\"true\">");
    out.push_str(&canvas.markup());
    out.push_str("</svg>");
    out
}
