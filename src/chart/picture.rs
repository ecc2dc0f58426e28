//! A chart as a picture to hand on: the drawing under its title, above its key and where it comes from.

use super::backend::push_escaped;
use super::draw::draw;
use super::text::width;
use super::{Drawing, Size};
use crate::report::chart::Chart;
use crate::report::format::Format;

/// How wide a picture is, in units of the drawing: that of a wide column in a document.
const WIDTH: u32 = 760;
const MARGIN: f64 = 20.0;
/// The most lines of any text: an address can be long.
const MOST_LINES: usize = 4;

/// A picture in the making: what stands in it so far, and how far down that reaches.
struct Sheet {
    markup: String,
    down: f64,
}

impl Sheet {
    /// Text of a class, at a size of type, in as many lines as it takes.
    fn text(&mut self, class: &str, size: f64, text: &str) {
        for line in wrapped(text, size, f64::from(WIDTH) - 2.0 * MARGIN) {
            self.down += (size * 1.35).round();
            self.words(class, MARGIN, &line);
        }
    }

    fn words(&mut self, class: &str, across: f64, words: &str) {
        for piece in [
            "<text class=\"",
            class,
            "\" x=\"",
            &across.to_string(),
            "\" y=\"",
            &self.down.to_string(),
            "\">",
        ] {
            self.markup.push_str(piece);
        }
        push_escaped(&mut self.markup, words);
        self.markup.push_str("</text>");
    }

    /// An `svg` element of ours, so many units from the left and the top, and of a size.
    fn place(&mut self, svg: &str, [x, y, width, height]: [f64; 4]) {
        let Some(rest) = svg.strip_prefix("<svg ") else { return };
        self.markup.push_str("<svg");
        for (name, length) in [(" x=\"", x), (" y=\"", y), (" width=\"", width), (" height=\"", height)] {
            self.markup.push_str(name);
            self.markup.push_str(&length.to_string());
            self.markup.push('"');
        }
        self.markup.push(' ');
        self.markup.push_str(rest);
    }
}

/// `text` in lines of at most `room`, broken at spaces, and anywhere in a word that is longer than a line.
fn wrapped(text: &str, size: f64, room: f64) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_inclusive(' ') {
        let line = lines.last_mut().map(|line| line.as_str()).unwrap_or_default();
        if !line.is_empty() && width(&[line, word.trim_end()].concat(), size) > room {
            lines.push(String::new());
        }
        for letter in word.chars() {
            let full = lines.last().is_some_and(|line| width(line, size) + width("m", size) > room);
            if full && letter != ' ' {
                lines.push(String::new());
            }
            if let Some(line) = lines.last_mut() {
                line.push(letter);
            }
        }
    }
    let cut = lines.len() > MOST_LINES;
    lines.truncate(MOST_LINES);
    if cut && let Some(last) = lines.last_mut() {
        last.push('…');
    }
    lines
}

/// A chart as one `svg` element that needs nothing around it but the page's colours, with the size of it. `foot` tells where it
/// comes from.
pub fn picture(chart: &Chart, foot: &[String], format: &Format<'_>) -> (String, Size) {
    let size = Size::fitting(WIDTH);
    let Drawing { svg, legend, height, .. } = draw(chart, "picture", format, size);
    let mut sheet = Sheet { markup: String::new(), down: MARGIN - 6.0 };
    sheet.text("heading", 18.0, &chart.title.text(format));
    sheet.down += 4.0;
    sheet.text("tick", 12.0, &chart.summary.text(format));
    sheet.down += 14.0;
    let (wide, high) = (f64::from(size.width) - 2.0 * MARGIN, f64::from(height));
    let high = (high * wide / f64::from(size.width)).round();
    sheet.place(&svg, [MARGIN, sheet.down, wide, high]);
    sheet.down += high + 8.0;
    let mut across = MARGIN;
    for entry in &legend {
        let label = entry.label.text(format);
        let needed = 36.0 + width(&label, 12.0) + 20.0;
        if across == MARGIN || across + needed > f64::from(WIDTH) - MARGIN {
            (across, sheet.down) = (MARGIN, sheet.down + 20.0);
        }
        sheet.place(&entry.swatch, [across, sheet.down - 10.0, 28.0, 12.0]);
        sheet.words("axis-title", across + 36.0, &label);
        across += needed.ceil();
    }
    sheet.down += 14.0;
    for line in foot {
        sheet.text("foot", 11.0, line);
    }
    let size = Size { width: WIDTH, height: (sheet.down + MARGIN - 4.0) as u32 };
    let (wide, high) = (size.width.to_string(), size.height.to_string());
    let head = [
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart picture\" width=\"",
        &wide,
        "\" height=\"",
        &high,
        "\" viewBox=\"0 0 ",
        &wide,
        " ",
        &high,
        "\"><rect class=\"ground\" width=\"",
        &wide,
        "\" height=\"",
        &high,
        "\"/>",
    ];
    ([&head.concat(), &sheet.markup, "</svg>"].concat(), size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_spaces_and_in_long_words() {
        assert_eq!(wrapped("one two", 10.0, 1000.0), ["one two"]);
        assert_eq!(wrapped("", 10.0, 1000.0), [""]);
        let room = width("https://example", 10.0);
        let lines = wrapped("see https://example.com/a/long/address", 10.0, room);
        assert_eq!(lines[0], "see ");
        assert_eq!(lines.concat(), "see https://example.com/a/long/address");
        assert!(lines.iter().all(|line| width(line, 10.0) <= room), "{lines:?}");
        let long = wrapped(&"x".repeat(1000), 10.0, 100.0);
        assert!(long.len() == MOST_LINES && long[3].ends_with('…'), "{long:?}");
    }
}
