//! How wide a text is likely to be, from a table, so that a chart is the same wherever it is drawn.
//!
//! The widths are those of the common sans-serif design (Helvetica's, as in Adobe's Core 14 font metrics,
//! which Arial and Liberation Sans share), with an allowance for wider system fonts.

/// Advance widths of the characters from space to tilde, in thousandths of the font size.
const WIDTHS: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
    500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
    556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
    278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// How much wider than the table the widest common system font sets its text.
const ALLOWANCE: f64 = 1.12;

/// The likely width of `text` at a font size, in the unit of that size.
pub fn width(text: &str, size: f64) -> f64 {
    let thousandths: u32 = text.chars().map(|letter| u32::from(advance(letter))).sum();
    f64::from(thousandths) / 1000.0 * size * ALLOWANCE
}

fn advance(letter: char) -> u16 {
    let code = letter as u32;
    if let Some(width) = code.checked_sub(32).and_then(|i| WIDTHS.get(i as usize)) {
        return *width;
    }
    match code {
        // Controls, combining accents, joiners and marks of direction take no room.
        0..=31 | 0x7f..=0x9f | 0x300..=0x36f | 0x200b..=0x200f | 0x2060..=0x2064 | 0xfe00..=0xfe0f => 0,
        0xa0 | 0x2009 | 0x202f => 278,
        // Chinese, Japanese, Korean, full-width forms and pictographs stand in a square.
        0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xff00..=0xff60 => 1000,
        0x1f000..=0x3ffff => 1000,
        0x2014 | 0x2026 | 0x2030 => 1000,
        _ => 600,
    }
}

/// `text` cut to `room`, with an ellipsis where something was cut off.
pub fn cut(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let room = room - width("…", size);
    let (mut out, mut taken) = (String::new(), 0.0);
    for letter in text.chars() {
        taken += f64::from(advance(letter)) / 1000.0 * size * ALLOWANCE;
        if taken > room && !out.is_empty() {
            break;
        }
        out.push(letter);
    }
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}

/// `text` on one line or, broken at a space, on two: whatever does not fit is cut.
pub fn lines(text: &str, size: f64, room: f64) -> Vec<String> {
    if width(text, size) <= room {
        return vec![text.to_owned()];
    }
    let fits = |at: &usize| width(&text[..*at], size) <= room;
    match text.match_indices(' ').map(|(at, _)| at).rfind(fits) {
        Some(at) => vec![text[..at].to_owned(), cut(text[at..].trim_start(), size, room)],
        None => vec![cut(text, size, room)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_add_up() {
        assert!((width("00", 10.0) - 2.0 * 0.556 * 10.0 * ALLOWANCE).abs() < 1e-9);
        assert_eq!(width("\u{301}\u{200f}", 12.0), 0.0);
        assert!(width("大", 12.0) > width("W", 12.0));
        assert!(width("m", 12.0) > width("i", 12.0));
    }

    #[test]
    fn what_does_not_fit_is_cut() {
        let room = width("Business", 12.0);
        assert_eq!(cut("Business", 12.0, room), "Business");
        assert_eq!(cut("Business plan", 12.0, room), "Busine…");
        assert_eq!(cut("äöü", 12.0, 0.0), "ä…");
        assert_eq!(lines("Business plus", 12.0, room), ["Business", "plus"]);
        assert_eq!(lines("Enterpriselike", 12.0, room), ["Enterp…"]);
    }
}
