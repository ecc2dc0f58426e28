//! From a chart to its drawing: the stretch of each axis, the room for the words around the plot, then layer
//! by layer.

use plotters::style::text_anchor::HPos;
use rust_decimal::Decimal;

use super::backend::{Ink, Part, push_escaped};
use super::canvas::{Canvas, Place};
use super::labels::{Flag, Hung, flags, spread};
use super::legend::{Look, legend, looks};
use super::scale::{LINE, Range, SLANT, TYPE, Tick, float, level_ticks, step, upright_ticks};
use super::{Drawing, Plot, Size, clip, is_whole, stops, text};
use crate::arithmetic::ranking;
use crate::report::chart::{Bars, Chart, Direction, Dot, Point, Scale, Shape, Span};
use crate::report::format::Format;

/// The share of the width that labels beside the plot may take.
const BESIDE: f64 = 0.3;
/// How far a label beside the plot may stand from the end of its line.
const ASIDE: f64 = 18.0;
/// The radius of a plain mark, and of the largest of those that stand for a size.
const MARK: f64 = 4.0;
const LARGEST_MARK: f64 = 16.0;

/// Draws a chart. `id` must be unique in the page: the ids of the title and the description begin with it.
pub fn draw(chart: &Chart, id: &str, format: &Format<'_>, size: Size) -> Drawing {
    let mut paper = Paper::new(chart, format, size);
    // What names take below the plot beyond two lines makes the drawing higher, not the plot lower.
    let size = Size { height: size.height + paper.layout(None).beyond_two_lines().ceil() as u32, ..size };
    paper.height = f64::from(size.height);
    // Labels at the ends of the lines where they have room, or else none there.
    let (layout, ends) = match paper.ends() {
        Some(names) => {
            let layout = paper.layout(Some(&names));
            match paper.end_labels(&layout, &names) {
                Some(labels) => (layout, labels),
                None => (paper.layout(None), Vec::new()),
            }
        }
        None => (paper.layout(None), Vec::new()),
    };
    let canvas = Canvas::new(
        size.width,
        size.height,
        [layout.left, layout.top, layout.right, layout.bottom],
        paper.x,
        layout.y,
    );
    paper.draw(&canvas, &layout, &ends);

    let mut svg = String::from("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" viewBox=\"0 0 ");
    svg.push_str(&size.width.to_string());
    svg.push(' ');
    svg.push_str(&size.height.to_string());
    svg.push_str("\" role=\"img\" aria-labelledby=\"");
    push_id(&mut svg, id, "title");
    svg.push(' ');
    push_id(&mut svg, id, "desc");
    svg.push_str("\"><title id=\"");
    push_id(&mut svg, id, "title");
    svg.push_str("\">");
    push_escaped(&mut svg, &chart.title.text(format));
    svg.push_str("</title><desc id=\"");
    push_id(&mut svg, id, "desc");
    svg.push_str("\">");
    push_escaped(&mut svg, &chart.summary.text(format));
    svg.push_str("</desc>");
    svg.push_str(&canvas.markup());
    svg.push_str("</svg>");

    let stops = stops(chart);
    let labelled = |layer: usize| ends.iter().any(|end| end.layer == layer);
    Drawing {
        svg,
        height: size.height,
        legend: legend(chart).into_iter().filter(|entry| !labelled(entry.layer)).collect(),
        plot: Plot {
            left: layout.left,
            top: layout.top,
            width: layout.right - layout.left,
            height: layout.bottom - layout.top,
            x: paper.x,
            y: layout.y,
            continuous: chart
                .layers
                .iter()
                .any(|layer| matches!(layer.shape, Shape::Line(_) | Shape::Step(_) | Shape::Area(_))),
            whole: paper.whole,
            stops,
        },
    }
}

fn push_id(out: &mut String, id: &str, part: &str) {
    push_escaped(out, id);
    out.push('-');
    out.push_str(part);
}

fn across(place: Place) -> f64 {
    place.0
}

fn down(place: Place) -> f64 {
    place.1
}

/// One bar as drawn, in units of the data.
struct Block {
    layer: usize,
    from: Place,
    to: Place,
}

/// A chart with what of its drawing depends on nothing else.
struct Paper<'c> {
    chart: &'c Chart,
    format: &'c Format<'c>,
    width: f64,
    height: f64,
    looks: Vec<Look>,
    /// The parts of each layer's line that lie within the horizontal axis.
    lines: Vec<Vec<Vec<Place>>>,
    /// The corners of each layer's area within the horizontal axis.
    areas: Vec<Vec<Place>>,
    blocks: Vec<Block>,
    x: Range,
    /// The values to show, not yet out to round ones.
    y: Range,
    whole: bool,
}

/// Where everything goes.
struct Layout {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
    y: Range,
    level: Vec<Tick>,
    upright: Vec<Tick>,
    /// The labels over the plot: layer, pole, words, place.
    flags: Vec<(usize, f64, String, Option<Hung>)>,
}

impl Layout {
    /// The room that the labels of the horizontal axis take.
    fn below(&self) -> f64 {
        self.upright.iter().map(Tick::depth).fold(LINE, f64::max)
    }

    fn beyond_two_lines(&self) -> f64 {
        (self.below() - 2.0 * LINE).max(0.0)
    }

    fn across(&self, x: f64, range: Range) -> f64 {
        self.left + (x - range.low) / range.span() * (self.right - self.left)
    }

    fn down(&self, y: f64) -> f64 {
        self.top + (self.y.high - y) / self.y.span() * (self.bottom - self.top)
    }
}

/// The name of a line and the place where it ends.
struct End {
    layer: usize,
    words: String,
    at: Place,
}

/// A label beside the plot.
struct EndLabel {
    layer: usize,
    words: String,
    /// The end of its line on the paper, and the height of the label.
    end: Place,
    height: f64,
}

impl<'c> Paper<'c> {
    fn new(chart: &'c Chart, format: &'c Format<'c>, size: Size) -> Self {
        let stops = stops(chart);
        let bars = bar_width(chart);
        let x = match (&chart.x.bounds, &chart.x.scale) {
            (Some(bounds), _) => Range::between(*bounds),
            (None, Scale::Categories(names)) if !names.is_empty() => {
                Range { low: -0.5, high: names.len() as f64 - 0.5 }
            }
            _ => {
                let range = Range::over(stops.iter().copied().map(float));
                let beside = bars.unwrap_or_default() / 2.0;
                Range { low: range.low - beside, high: range.high + beside }
            }
        };
        let sized = chart.layers.iter().any(|layer| match &layer.shape {
            Shape::Points(dots) => dots.iter().any(|dot| dot.size.is_some()),
            _ => false,
        });
        let x = if sized && chart.x.bounds.is_none() { x.padded(0.06) } else { x };
        let lines: Vec<_> = chart.layers.iter().map(|layer| parts(&layer.shape, x)).collect();
        let areas: Vec<_> = chart.layers.iter().map(|layer| corners(&layer.shape, x)).collect();
        let blocks = blocks(chart, bars.unwrap_or(1.0));
        let mut y = match chart.y.bounds {
            Some(bounds) => Range::between(bounds),
            None => Range::over(values(chart, &lines, &areas, &blocks, x)).grounded(),
        };
        if sized && chart.y.bounds.is_none() {
            y = y.padded(0.06);
        }
        Paper {
            chart,
            format,
            width: f64::from(size.width),
            height: f64::from(size.height),
            looks: looks(chart),
            lines,
            areas,
            blocks,
            x,
            y,
            whole: stops.iter().all(is_whole),
        }
    }

    fn look(&self, layer: usize) -> Look {
        self.looks.get(layer).copied().unwrap_or_default()
    }

    /// The names of the lines with the places where they end; `None` where a key has to tell the series
    /// apart, as other shapes do, and lines that end within the plot.
    fn ends(&self) -> Option<Vec<End>> {
        let mut ends = Vec::new();
        for entry in legend(self.chart) {
            let layer = self.chart.layers.get(entry.layer)?;
            match &layer.shape {
                Shape::Region { .. } => continue,
                Shape::Line(_) | Shape::Step(_) => {}
                _ => return None,
            }
            let at = *self.lines.get(entry.layer)?.last()?.last()?;
            let words = entry.label.text(self.format);
            if at.0 < self.x.high - self.x.span() / 100.0
                || text::width(&words, TYPE) > self.width * BESIDE - 14.0
            {
                return None;
            }
            ends.push(End { layer: entry.layer, words, at });
        }
        // Room beside the plot is not worth its width on the narrowest of screens.
        (!ends.is_empty() && self.width >= 420.0).then_some(ends)
    }

    fn layout(&self, ends: Option<&[End]>) -> Layout {
        let title = if self.chart.y.label.template().is_empty() { 8.0 } else { 27.0 };
        let axis_title = if self.chart.x.label.template().is_empty() { 0.0 } else { 18.0 };
        let rough = self.height - title - axis_title - 24.0;
        let step = step(self.y.span(), (rough / 44.0).clamp(2.0, 7.0), false);
        let y = if self.chart.y.bounds.is_some() { self.y } else { self.y.rounded(step) };
        let level = level_ticks(&self.chart.y, y, step, self.format);
        let left = level.iter().map(Tick::width).fold(16.0, f64::max).min(self.width * 0.35) + 8.0;
        let beside =
            ends.map(|ends| ends.iter().map(|end| text::width(&end.words, TYPE)).fold(0.0, f64::max) + 16.0);
        let right = (self.width - beside.unwrap_or(10.0)).max(left + 20.0);
        let ticks = |left: f64| upright_ticks(&self.chart.x, self.x, right - left, self.whole, self.format);
        let mut upright = ticks(left);
        // The first names on a slant may need more room to the left than there is.
        let place = |tick: &Tick| left + (tick.at - self.x.low) / self.x.span() * (right - left);
        let short = upright.iter().filter(|tick| tick.slanted);
        let short = short.map(|tick| tick.width() * SLANT.1 - place(tick)).fold(0.0, f64::max);
        // The others then stand closer, and so the more is needed.
        let left = left + (short * 1.2).min(self.width * 0.1);
        if short > 0.0 {
            upright = ticks(left);
        }
        let mut layout =
            Layout { left, top: title, right, bottom: 0.0, y, level, upright, flags: Vec::new() };
        let bottom = self.height - axis_title - 9.0 - layout.below();
        layout.bottom = bottom;
        layout.flags = self.flags(&layout);
        let rows = layout.flags.iter().filter_map(|(.., hung)| hung.map(|hung| hung.row + 1)).max();
        layout.top = (title + LINE * rows.unwrap_or_default() as f64).min(bottom - 20.0);
        layout
    }

    /// The labels of upright rules.
    fn flags(&self, layout: &Layout) -> Vec<(usize, f64, String, Option<Hung>)> {
        let mut labels: Vec<(usize, f64, String)> = Vec::new();
        for (index, layer) in self.chart.layers.iter().enumerate() {
            let Shape::Rule { across: Direction::X, at } = &layer.shape else { continue };
            let (at, words) = (float(*at), layer.label.text(self.format));
            if words.is_empty() || !(self.x.low..=self.x.high).contains(&at) {
                continue;
            }
            let words = text::cut(&words, TYPE, self.width * 0.6);
            labels.push((index, layout.across(at, self.x), words));
        }
        let wanted: Vec<Flag> = labels
            .iter()
            .map(|(_, x, words)| Flag { x: *x, width: text::width(words, TYPE) + 8.0 })
            .collect();
        let hung = flags(&wanted, (layout.left - 6.0, self.width), 3);
        labels.into_iter().zip(hung).map(|((index, x, words), hung)| (index, x, words, hung)).collect()
    }

    /// The places of the labels beside the plot; `None` if they do not all fit.
    fn end_labels(&self, layout: &Layout, ends: &[End]) -> Option<Vec<EndLabel>> {
        let wanted: Vec<f64> = ends.iter().map(|end| layout.down(end.at.1)).collect();
        if wanted.iter().any(|y| !(layout.top - 1.0..=layout.bottom + 1.0).contains(y)) {
            return None;
        }
        let heights = spread(&wanted, LINE, (layout.top, layout.bottom), ASIDE)?;
        let labels = ends.iter().zip(wanted).zip(heights).map(|((end, y), height)| EndLabel {
            layer: end.layer,
            words: end.words.clone(),
            end: (layout.right, y),
            height,
        });
        Some(labels.collect())
    }

    fn draw(&self, canvas: &Canvas, layout: &Layout, ends: &[EndLabel]) {
        self.draw_regions(canvas, layout);
        self.draw_axes(canvas, layout);
        for (index, layer) in self.chart.layers.iter().enumerate() {
            self.draw_surfaces(canvas, layout, index, &layer.shape);
        }
        self.draw_base(canvas, layout);
        self.draw_rules(canvas, layout);
        for index in 0..self.chart.layers.len() {
            self.draw_line(canvas, layout, index);
        }
        self.draw_dots(canvas, layout);
        for label in ends {
            let (x, y) = label.end;
            if (label.height - y).abs() > 4.0 {
                canvas.stroke(Ink::of(Part::Leader), &[(x + 4.0, y), (x + 11.0, label.height)]);
            }
            canvas.mark(self.look(label.layer), label.end, MARK);
            canvas.words(Part::Label, &label.words, (x + 13.0, label.height), HPos::Left);
        }
    }

    fn draw_regions(&self, canvas: &Canvas, layout: &Layout) {
        for (index, layer) in self.chart.layers.iter().enumerate() {
            if let Shape::Region { from, to } = &layer.shape {
                let (from, to) =
                    (float(*from.min(to)).max(self.x.low), float(*from.max(to)).min(self.x.high));
                if from <= to {
                    let (from, to) = (layout.across(from, self.x), layout.across(to, self.x));
                    // So narrow a region must still be seen.
                    let to = to.max(from + 1.5);
                    canvas.rect(self.look(index).ink(Part::Region), (from, layout.top), (to, layout.bottom));
                }
            }
        }
    }

    fn draw_axes(&self, canvas: &Canvas, layout: &Layout) {
        for tick in &layout.level {
            let y = layout.down(tick.at);
            canvas.stroke(Ink::of(Part::Grid), &[(layout.left, y), (layout.right, y)]);
            for line in &tick.lines {
                let room = layout.left - 8.0;
                canvas.words(Part::Tick, &text::cut(line, TYPE, room + 0.5), (room, y), HPos::Right);
            }
        }
        let names = matches!(self.chart.x.scale, Scale::Categories(_));
        let mut free = 0.0;
        for tick in &layout.upright {
            let x = layout.across(tick.at, self.x);
            if !names {
                canvas.stroke(Ink::of(Part::Axis), &[(x, layout.bottom), (x, layout.bottom + 4.0)]);
            }
            if let (true, Some(words)) = (tick.slanted, tick.lines.first()) {
                let words = text::cut(words, TYPE, (x + 4.0) / SLANT.1);
                canvas.words(Part::SlantedTick, &words, (x + 4.0, layout.bottom + 9.0), HPos::Right);
                continue;
            }
            let half = tick.width() / 2.0;
            let middle = x.min(self.width - half).max(half);
            // The last one may have been moved in, onto the one before it.
            if !names && middle - half < free {
                continue;
            }
            free = middle + half + 4.0;
            for (line, words) in tick.lines.iter().enumerate().filter(|(_, words)| !words.is_empty()) {
                let y = layout.bottom + 13.0 + LINE * line as f64;
                canvas.words(Part::Tick, words, (middle, y), HPos::Center);
            }
        }
        let title = self.chart.y.label.text(self.format);
        canvas.words(Part::AxisTitle, &text::cut(&title, TYPE, self.width), (0.0, 8.0), HPos::Left);
        let title = self.chart.x.label.text(self.format);
        let place = (layout.right, self.height - 8.0);
        canvas.words(Part::AxisTitle, &text::cut(&title, TYPE, layout.right), place, HPos::Right);
    }

    /// The line that values rise from: zero, or the lower edge where zero is out of sight.
    fn draw_base(&self, canvas: &Canvas, layout: &Layout) {
        let zero = layout.y.low <= 0.0 && 0.0 <= layout.y.high;
        let y = if zero { layout.down(0.0) } else { layout.bottom };
        canvas.stroke(Ink::of(Part::Axis), &[(layout.left, y), (layout.right, y)]);
    }

    fn draw_surfaces(&self, canvas: &Canvas, layout: &Layout, index: usize, shape: &Shape) {
        let look = self.look(index);
        if let Some(corners) = self.areas.get(index).filter(|corners| !corners.is_empty()) {
            let corners = clip::surface(corners, down, layout.y);
            if !corners.is_empty() {
                canvas.surface(look.ink(Part::Area), corners);
            }
        }
        if matches!(shape, Shape::Bars(_)) {
            for block in self.blocks.iter().filter(|block| block.layer == index) {
                let seen = |(x, y): Place| {
                    (x.min(self.x.high).max(self.x.low), y.min(layout.y.high).max(layout.y.low))
                };
                let (from, to) = (seen(block.from), seen(block.to));
                if from.0 < to.0 {
                    canvas.bar(look.ink(Part::Bar), from, to);
                }
            }
        }
    }

    fn draw_line(&self, canvas: &Canvas, layout: &Layout, index: usize) {
        let look = self.look(index);
        for part in self.lines.get(index).into_iter().flatten() {
            for part in clip::line(part, down, layout.y) {
                match part.as_slice() {
                    [(x, y)] => canvas.mark(look, (layout.across(*x, self.x), layout.down(*y)), MARK),
                    _ => canvas.line(look.ink(Part::Line), part),
                }
            }
        }
    }

    fn draw_rules(&self, canvas: &Canvas, layout: &Layout) {
        let hung = |index: usize| {
            let flag = layout.flags.iter().find(|(layer, ..)| *layer == index);
            flag.and_then(|(.., hung)| *hung)
        };
        for (index, layer) in self.chart.layers.iter().enumerate() {
            let Shape::Rule { across, at } = &layer.shape else { continue };
            let at = float(*at);
            let ink = self.look(index).ink(Part::Rule);
            match across {
                Direction::X if (self.x.low..=self.x.high).contains(&at) => {
                    let x = layout.across(at, self.x);
                    let flag = hung(index).map_or(0.0, |hung| LINE * (hung.row + 1) as f64);
                    canvas.stroke(ink, &[(x, layout.top - flag), (x, layout.bottom)]);
                }
                Direction::Y if (layout.y.low..=layout.y.high).contains(&at) => {
                    let y = layout.down(at);
                    canvas.stroke(ink, &[(layout.left, y), (layout.right, y)]);
                    let words = text::cut(&layer.label.text(self.format), TYPE, layout.right - layout.left);
                    let width = text::width(&words, TYPE);
                    let (left, right) = (layout.left + 4.0, layout.right - 4.0 - width);
                    let above = if y - LINE < layout.top { 9.0 } else { -8.0 };
                    let choices = [(right, above), (left, above), (right, -above), (left, -above)];
                    let free = |(from, dy): &(f64, f64)| {
                        self.clear_of_lines(layout, [*from, y + dy - 7.0, from + width, y + dy + 7.0])
                    };
                    let (from, dy) = choices.into_iter().find(free).unwrap_or((right, above));
                    canvas.words(Part::Label, &words, (from, y + dy), HPos::Left);
                }
                _ => {}
            }
        }
        for (_, x, words, hung) in &layout.flags {
            if let Some(Hung { row, leftwards }) = hung {
                let y = layout.top - LINE * (*row as f64 + 0.5) - 3.0;
                let (dx, side) = if *leftwards { (-4.0, HPos::Right) } else { (4.0, HPos::Left) };
                canvas.words(Part::Label, words, (x + dx, y), side);
            }
        }
    }

    /// Whether no line runs through a box on the paper: left, top, right, bottom.
    fn clear_of_lines(&self, layout: &Layout, [left, top, right, bottom]: [f64; 4]) -> bool {
        let x = |at: f64| self.x.low + (at - layout.left) / (layout.right - layout.left) * self.x.span();
        let y = |at: f64| layout.y.high - (at - layout.top) / (layout.bottom - layout.top) * layout.y.span();
        let (wide, high) = (Range { low: x(left), high: x(right) }, Range { low: y(bottom), high: y(top) });
        let mut parts = self.lines.iter().flatten().flat_map(|part| clip::line(part, across, wide));
        parts.all(|part| clip::line(&part, down, high).is_empty())
    }

    fn draw_dots(&self, canvas: &Canvas, layout: &Layout) {
        let mut placed: Vec<(Place, f64, Look, &Dot)> = Vec::new();
        let all = self.chart.layers.iter().enumerate().flat_map(|(index, layer)| match &layer.shape {
            Shape::Points(dots) => dots.iter().map(|dot| (index, dot)).collect(),
            _ => Vec::new(),
        });
        let all: Vec<(usize, &Dot)> = all.collect();
        let largest = all.iter().filter_map(|(_, dot)| dot.size).max().map(float).unwrap_or_default();
        for (index, dot) in all {
            let (x, y) = (float(dot.x), float(dot.y));
            if !(self.x.low..=self.x.high).contains(&x) || !(layout.y.low..=layout.y.high).contains(&y) {
                continue;
            }
            let radius = match dot.size {
                Some(size) if largest > 0.0 => LARGEST_MARK * (float(size).max(0.0) / largest).sqrt(),
                _ => MARK,
            };
            placed.push(((layout.across(x, self.x), layout.down(y)), radius.max(1.5), self.look(index), dot));
        }
        // Large ones first, so that no small one is hidden.
        let order = ranking(placed.len(), &|a, b| placed[b].1.total_cmp(&placed[a].1));
        let placed: Vec<_> = order.into_iter().map(|index| placed[index]).collect();
        for (place, radius, look, _) in &placed {
            canvas.mark(*look, *place, *radius);
        }
        let mut taken: Vec<[f64; 4]> =
            placed.iter().map(|((x, y), r, ..)| [x - r, y - r, x + r, y + r]).collect();
        for ((x, y), radius, _, dot) in placed {
            let Some(label) = &dot.label else { continue };
            let words = text::cut(&label.text(self.format), TYPE, self.width * 0.4);
            let (width, away) = (text::width(&words, TYPE), radius + 4.0);
            let choices = [
                (x + away, y, HPos::Left, x + away),
                (x - away, y, HPos::Right, x - away - width),
                (x, y - away - 6.0, HPos::Center, x - width / 2.0),
                (x, y + away + 6.0, HPos::Center, x - width / 2.0),
            ];
            let free = |from: f64, y: f64| {
                let area = [from, y - 7.0, from + width, y + 7.0];
                let inside = from >= layout.left && from + width <= self.width;
                let inside = inside && y - 7.0 >= layout.top - 4.0 && y + 7.0 <= layout.bottom;
                let clear = |other: &[f64; 4]| {
                    let [left, top, right, bottom] = *other;
                    area[2] < left || right < area[0] || area[3] < top || bottom < area[1]
                };
                (inside && taken.iter().all(clear)).then_some(area)
            };
            let room =
                || choices.into_iter().filter_map(|(x, y, side, from)| Some((x, y, side, free(from, y)?)));
            // Beside every line if that can be, or else upon one, whose halo leaves the words legible.
            let found =
                room().find(|(.., area)| self.clear_of_lines(layout, *area)).or_else(|| room().next());
            if let Some((x, y, side, area)) = found {
                canvas.words(Part::Label, &words, (x, y), side);
                taken.push(area);
            }
        }
    }
}

/// The parts of a layer's line within the horizontal axis: whole between its gaps.
fn parts(shape: &Shape, x: Range) -> Vec<Vec<Place>> {
    let runs = match shape {
        Shape::Line(points) => runs(points),
        Shape::Step(points) => runs(points).into_iter().map(stairs).collect(),
        _ => return Vec::new(),
    };
    runs.iter().flat_map(|run| clip::line(run, across, x)).collect()
}

/// The points between gaps.
fn runs(points: &[Point]) -> Vec<Vec<Place>> {
    let mut runs = vec![Vec::new()];
    for point in points {
        match (point.y, runs.last_mut()) {
            (Some(y), Some(run)) => run.push((float(point.x), float(y))),
            _ => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

/// Each value held until the next.
fn stairs(run: Vec<Place>) -> Vec<Place> {
    let mut out: Vec<Place> = Vec::with_capacity(run.len() * 2);
    for (x, y) in run {
        if let Some((_, held)) = out.last() {
            out.push((x, *held));
        }
        out.push((x, y));
    }
    out
}

/// The corners of a layer's area within the horizontal axis: along one edge and back along the other.
fn corners(shape: &Shape, x: Range) -> Vec<Place> {
    let Shape::Area(spans) = shape else { return Vec::new() };
    let there = spans.iter().map(|span| (float(span.x), float(span.from)));
    let back = spans.iter().rev().map(|span| (float(span.x), float(span.to)));
    clip::surface(&there.chain(back).collect::<Vec<_>>(), across, x)
}

/// The positions of all bars, in ascending order.
fn bar_positions(chart: &Chart) -> Vec<f64> {
    let mut positions: Vec<f64> = Vec::new();
    for layer in &chart.layers {
        match &layer.shape {
            Shape::Bars(Bars::Grouped(points) | Bars::Stacked(points)) => {
                positions.extend(points.iter().map(|point| float(point.x)));
            }
            Shape::Bars(Bars::Floating(spans)) => positions.extend(spans.iter().map(|span| float(span.x))),
            _ => {}
        }
    }
    let order = ranking(positions.len(), &|a, b| positions[a].total_cmp(&positions[b]));
    let mut ordered: Vec<f64> = order.into_iter().map(|index| positions[index]).collect();
    ordered.dedup();
    ordered
}

/// The room of a position with bars, in units of the data; `None` if there are none.
fn bar_width(chart: &Chart) -> Option<f64> {
    let positions = bar_positions(chart);
    let nearest =
        positions.iter().zip(positions.iter().skip(1)).map(|(a, b)| b - a).fold(f64::INFINITY, f64::min);
    if nearest.is_finite() {
        Some(nearest)
    } else {
        positions.first().map(|only| if *only == 0.0 { 1.0 } else { only.abs() / 2.0 }.min(1.0))
    }
}

/// All bars, each position's in so much room.
fn blocks(chart: &Chart, room: f64) -> Vec<Block> {
    let grouped =
        chart.layers.iter().filter(|layer| matches!(layer.shape, Shape::Bars(Bars::Grouped(_)))).count();
    let (whole, mut group) = (room * 0.72, 0);
    let mut piles: Vec<(Decimal, f64, f64)> = Vec::new();
    let mut out = Vec::new();
    for (layer, drawn) in chart.layers.iter().enumerate() {
        let mut push = |left: f64, width: f64, from: f64, to: f64| {
            out.push(Block { layer, from: (left, from), to: (left + width, to) });
        };
        match &drawn.shape {
            Shape::Bars(Bars::Grouped(points)) => {
                let width = whole / grouped as f64;
                for Point { x, y } in points {
                    if let Some(y) = y {
                        push(float(*x) - whole / 2.0 + width * f64::from(group), width, 0.0, float(*y));
                    }
                }
                group += 1;
            }
            Shape::Bars(Bars::Stacked(points)) => {
                for Point { x, y } in points {
                    let Some(y) = y.map(float) else { continue };
                    let found = piles.iter().position(|(at, ..)| at == x);
                    let (up, down) =
                        found.and_then(|i| piles.get(i)).map_or((0.0, 0.0), |(_, up, down)| (*up, *down));
                    let from = if y < 0.0 { down } else { up };
                    push(float(*x) - whole / 2.0, whole, from, from + y);
                    let pile = if y < 0.0 { (*x, up, from + y) } else { (*x, from + y, down) };
                    match found.and_then(|i| piles.get_mut(i)) {
                        Some(place) => *place = pile,
                        None => piles.push(pile),
                    }
                }
            }
            Shape::Bars(Bars::Floating(spans)) => {
                for Span { x, from, to } in spans {
                    push(float(*x) - whole / 2.0, whole, float(*from), float(*to));
                }
            }
            _ => {}
        }
    }
    out
}

/// All values that the vertical axis must hold.
fn values(
    chart: &Chart,
    lines: &[Vec<Vec<Place>>],
    areas: &[Vec<Place>],
    blocks: &[Block],
    x: Range,
) -> Vec<f64> {
    let lined = lines.iter().flatten().flatten().chain(areas.iter().flatten()).map(|place| place.1);
    let mut out: Vec<f64> = lined.collect();
    for block in blocks {
        if block.to.0 > x.low && block.from.0 < x.high {
            out.extend([block.from.1, block.to.1]);
        }
    }
    for layer in &chart.layers {
        match &layer.shape {
            Shape::Points(dots) => {
                let seen = dots.iter().filter(|dot| (x.low..=x.high).contains(&float(dot.x)));
                out.extend(seen.map(|dot| float(dot.y)));
            }
            Shape::Rule { across: Direction::Y, at } => out.push(float(*at)),
            _ => {}
        }
    }
    out
}
