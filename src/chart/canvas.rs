//! What charts are drawn with: plotters' areas over our surface, in the units of the drawing and of the data.

use std::cell::RefCell;
use std::rc::Rc;

use plotters::coord::Shift;
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;
use plotters::drawing::DrawingArea;
use plotters::element::{Circle, PathElement, Polygon, Rectangle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, TextStyle};

use super::backend::{Ink, Part, Surface, TENTHS};
use super::legend::{Look, Mark};
use super::scale::{Range, TYPE};

/// A place, in units of the drawing or of the data.
pub type Place = (f64, f64);

/// A drawing in the making. Our surface can't fail, so neither does any drawing on it.
pub struct Canvas {
    surface: Rc<RefCell<Surface>>,
    paper: DrawingArea<Surface, Shift>,
    plot: DrawingArea<Surface, Cartesian2d<RangedCoordf64, RangedCoordf64>>,
}

/// Units of the drawing as pixels of plotters.
fn pixels((x, y): Place) -> (i32, i32) {
    ((x * TENTHS).round() as i32, (y * TENTHS).round() as i32)
}

impl Canvas {
    /// A blank drawing so many units wide and high, whose data lie between the left, top, right and bottom of
    /// `plot`.
    pub fn new(width: u32, height: u32, plot: [f64; 4], x: Range, y: Range) -> Self {
        let surface = Rc::new(RefCell::new(Surface::new(width, height)));
        let paper = DrawingArea::from(&surface);
        let [left, top, right, bottom] = plot;
        let ((left, top), (right, bottom)) = (pixels((left, top)), pixels((right, bottom)));
        let coordinates = Cartesian2d::new(x.low..x.high, y.low..y.high, (left..right, bottom..top));
        let plot = paper.apply_coord_spec(coordinates);
        Canvas { surface, paper, plot }
    }

    /// The markup so far.
    pub fn markup(&self) -> String {
        self.surface.borrow().markup.clone()
    }

    /// A line through places of the data.
    pub fn line(&self, ink: Ink, places: Vec<Place>) {
        self.plot.draw(&PathElement::new(places, ink.style())).ok();
    }

    /// A surface between places of the data.
    pub fn surface(&self, ink: Ink, corners: Vec<Place>) {
        self.plot.draw(&Polygon::new(corners, ink.style())).ok();
    }

    /// A box between two places of the data.
    pub fn bar(&self, ink: Ink, from: Place, to: Place) {
        self.plot.draw(&Rectangle::new([from, to], ink.style())).ok();
    }

    /// A line through places on the paper.
    pub fn stroke(&self, ink: Ink, places: &[Place]) {
        let places: Vec<_> = places.iter().copied().map(pixels).collect();
        self.paper.draw(&PathElement::new(places, ink.style())).ok();
    }

    /// A box on the paper.
    pub fn rect(&self, ink: Ink, from: Place, to: Place) {
        self.paper.draw(&Rectangle::new([pixels(from), pixels(to)], ink.style())).ok();
    }

    /// A mark on the paper.
    pub fn mark(&self, look: Look, (x, y): Place, radius: f64) {
        let style = look.ink(Part::Marker).style();
        let corners: &[Place] = match look.mark {
            Mark::Disc => {
                self.paper.draw(&Circle::new(pixels((x, y)), (radius * TENTHS).round() as i32, style)).ok();
                return;
            }
            Mark::Square => &[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
            Mark::Triangle => &[(0.0, -1.2), (1.1, 0.8), (-1.1, 0.8)],
            Mark::Diamond => &[(0.0, -1.25), (1.25, 0.0), (0.0, 1.25), (-1.25, 0.0)],
        };
        let corners: Vec<_> =
            corners.iter().map(|(dx, dy)| pixels((x + dx * radius, y + dy * radius))).collect();
        self.paper.draw(&Polygon::new(corners, style)).ok();
    }

    /// Words on the paper, their middle at the height of the place.
    pub fn words(&self, part: Part, words: &str, place: Place, across: HPos) {
        let font = FontDesc::new(FontFamily::SansSerif, TYPE * TENTHS, FontStyle::Normal);
        let color = Ink::of(part).color().to_backend_color();
        let style = TextStyle { font, color, pos: Pos::new(across, VPos::Center) };
        self.paper.draw_text(words, &style, pixels(place)).ok();
    }
}
