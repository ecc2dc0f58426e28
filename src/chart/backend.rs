//! A drawing surface for plotters that writes SVG with classes in place of colours and knows text widths by a
//! table.
//!
//! plotters' own SVG backend writes literal colours and fonts and whole pixels, and measures text through the
//! page (through a `style` attribute that a strict security policy refuses). Here a pixel of plotters is a
//! tenth of a unit of the drawing, and a plotters colour names a part of the chart, a tone and a dash: see
//! [`Ink`].

use std::convert::Infallible;

use plotters::style::text_anchor::{HPos, VPos};
use plotters::style::{RGBAColor, ShapeStyle};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};

use super::text;

/// Pixels of plotters to a unit of the drawing.
pub const TENTHS: f64 = 10.0;

/// What a piece of the drawing is, which the page's stylesheet turns into colours, widths and fonts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Grid,
    Axis,
    Tick,
    /// A label of the horizontal axis on a slant, its end at its place.
    SlantedTick,
    AxisTitle,
    Region,
    Area,
    Bar,
    Line,
    Leader,
    Rule,
    Marker,
    Label,
}

/// The class of each part, in the order of [`Part`].
const PARTS: [&str; 13] = [
    "grid",
    "axis",
    "tick",
    "tick",
    "axis-title",
    "region",
    "area",
    "bar",
    "line",
    "leader",
    "rule",
    "marker",
    "label",
];

/// The classes of tones, in the order in which an ink counts them; the first has none.
pub const TONES: [&str; 12] = [
    "", "series-1", "series-2", "series-3", "series-4", "series-5", "series-6", "series-7", "series-8",
    "plain", "accent", "negative",
];

/// The dashes that tell series apart besides their colour, in units of the drawing; the first is a whole
/// line.
pub const DASHES: [&str; 5] = ["", "7 3", "2 3", "10 3 2 3", "4 2"];

/// A part, its tone (an index of [`TONES`]) and its dash (an index of [`DASHES`]), carried through plotters
/// as the red, green and blue of a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ink {
    pub part: Part,
    pub tone: u8,
    pub dash: u8,
}

impl Ink {
    /// A part that belongs to no series.
    pub fn of(part: Part) -> Self {
        Ink { part, tone: 0, dash: 0 }
    }

    pub fn color(self) -> RGBAColor {
        RGBAColor(self.part as u8, self.tone, self.dash, 1.0)
    }

    pub fn style(self) -> ShapeStyle {
        ShapeStyle { color: self.color(), filled: true, stroke_width: 1 }
    }
}

/// The surface: the markup so far, without the element that encloses it.
pub struct Surface {
    /// In tenths of a unit.
    size: (u32, u32),
    pub markup: String,
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl Surface {
    /// A blank surface of so many units.
    pub fn new(width: u32, height: u32) -> Self {
        Surface { size: (width.saturating_mul(10), height.saturating_mul(10)), markup: String::new() }
    }

    fn open(&mut self, element: &str, color: BackendColor) {
        let (part, tone, dash) = color.rgb;
        let out = &mut self.markup;
        out.push('<');
        out.push_str(element);
        out.push_str(" class=\"");
        out.push_str(PARTS.get(usize::from(part)).copied().unwrap_or_default());
        let tone = TONES.get(usize::from(tone)).copied().unwrap_or_default();
        if !tone.is_empty() {
            out.push(' ');
            out.push_str(tone);
        }
        out.push('"');
        let dash = DASHES.get(usize::from(dash)).copied().unwrap_or_default();
        if !dash.is_empty() {
            attribute(out, "stroke-dasharray", dash);
        }
    }

    fn number(&mut self, name: &str, tenths: i32) {
        let out = &mut self.markup;
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        push_tenths(out, tenths);
        out.push('"');
    }

    fn path(&mut self, points: impl IntoIterator<Item = BackendCoord>, color: BackendColor, closed: bool) {
        self.open("path", color);
        self.markup.push_str(" d=\"");
        let mut last = None;
        for (x, y) in points {
            // Points that fall together add nothing, but a lone point must not vanish.
            if last == Some((x, y)) {
                continue;
            }
            self.markup.push(if last.is_none() { 'M' } else { 'L' });
            push_tenths(&mut self.markup, x);
            self.markup.push(' ');
            push_tenths(&mut self.markup, y);
            last = Some((x, y));
        }
        self.markup.push_str(if closed { "Z\"/>" } else { "\"/>" });
    }
}

impl DrawingBackend for Surface {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    /// No chart draws single pixels.
    fn draw_pixel(&mut self, _: BackendCoord, _: BackendColor) -> Drawn {
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.path([from, to], style.color(), false);
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.path(path, style.color(), false);
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Drawn {
        self.path(corners, style.color(), true);
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        _fill: bool,
    ) -> Drawn {
        self.open("rect", style.color());
        self.number("x", upper_left.0);
        self.number("y", upper_left.1);
        self.number("width", bottom_right.0.saturating_sub(upper_left.0));
        self.number("height", bottom_right.1.saturating_sub(upper_left.1));
        self.markup.push_str("/>");
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        _fill: bool,
    ) -> Drawn {
        self.open("circle", style.color());
        self.number("cx", center.0);
        self.number("cy", center.1);
        self.number("r", i32::try_from(radius).unwrap_or(i32::MAX));
        self.markup.push_str("/>");
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(&mut self, words: &str, style: &T, pos: BackendCoord) -> Drawn {
        self.open("text", style.color());
        self.number("x", pos.0);
        // From the anchor to the baseline, by the ascent and the height of capitals that system fonts share.
        let down = match style.anchor().v_pos {
            VPos::Top => 0.8,
            VPos::Center => 0.35,
            VPos::Bottom => -0.2,
        };
        self.number("y", pos.1.saturating_add((style.size() * down).round() as i32));
        match style.anchor().h_pos {
            HPos::Left => {}
            HPos::Center => attribute(&mut self.markup, "text-anchor", "middle"),
            HPos::Right => attribute(&mut self.markup, "text-anchor", "end"),
        }
        if style.color().rgb.0 == Part::SlantedTick as u8 {
            let out = &mut self.markup;
            out.push_str(" transform=\"rotate(-40 ");
            push_tenths(out, pos.0);
            out.push(' ');
            push_tenths(out, pos.1);
            out.push_str(")\"");
        }
        self.markup.push('>');
        push_escaped(&mut self.markup, words);
        self.markup.push_str("</text>");
        Ok(())
    }

    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        words: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let size = style.size();
        Ok((text::width(words, size).ceil() as u32, size.ceil() as u32))
    }
}

fn attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    out.push_str(value);
    out.push('"');
}

fn push_tenths(out: &mut String, tenths: i32) {
    if tenths < 0 {
        out.push('-');
    }
    // Digit by digit: a drawing has hundreds of numbers, and to write each by the standard library took half of its time.
    let tenths = tenths.unsigned_abs();
    let mut place = 10;
    while tenths / place >= 10 {
        place *= 10;
    }
    while place > 0 {
        if place == 1 {
            if tenths.is_multiple_of(10) {
                break;
            }
            out.push('.');
        }
        out.push(char::from(b'0' + (tenths / place % 10) as u8));
        place /= 10;
    }
}

/// Appends words of the user as text of XML: marks escaped, and what XML may not hold left out.
pub fn push_escaped(out: &mut String, words: &str) {
    for letter in words.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            _ => out.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tenths_and_escapes() {
        let mut out = String::new();
        for tenths in [0, 5, -5, 120, 1234, -1230] {
            push_tenths(&mut out, tenths);
            out.push(' ');
        }
        assert_eq!(out, "0 0.5 -0.5 12 123.4 -123 ");
        out.clear();
        push_escaped(&mut out, "<script>\"A\" & 'B'\u{0}</script>");
        assert_eq!(out, "&lt;script&gt;&quot;A&quot; &amp; &#39;B&#39;&lt;/script&gt;");
    }

    #[test]
    fn every_part_and_tone_has_its_class() {
        assert_eq!(PARTS.get(Part::Label as usize), Some(&"label"));
        assert_eq!(PARTS.get(Part::Bar as usize), Some(&"bar"));
        let mut surface = Surface::new(10, 10);
        let ink = Ink { part: Part::Line, tone: 3, dash: 1 };
        let style: ShapeStyle = ink.style();
        assert!(surface.draw_path([(0, 0), (0, 0), (15, 20)], &style).is_ok());
        assert_eq!(
            surface.markup,
            "<path class=\"line series-3\" stroke-dasharray=\"7 3\" d=\"M0 0L1.5 2\"/>"
        );
    }
}
