//! A link as a QR code, for a screen at the front of a room or a sheet of paper.

use qrcodegen::{QrCode, QrCodeEcc};

use crate::chart::push_escaped;

/// The most bytes that a code holds here: with more, its squares are too small for a phone at the back of the room.
pub const MOST: usize = 700;

/// The side of the light frame that readers need around a code, in squares.
const QUIET: i32 = 4;

/// The code of a text as an `svg` element in black and white, whatever the theme, under a name; `None` if the text is too long.
pub fn svg(text: &str, name: &str) -> Option<String> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok().filter(|_| text.len() <= MOST)?;
    let side = (code.size() + 2 * QUIET).to_string();
    let mut out =
        String::from("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"qr\" role=\"img\" aria-label=\"");
    push_escaped(&mut out, name);
    for piece in [
        "\" viewBox=\"0 0 ",
        &side,
        " ",
        &side,
        "\" shape-rendering=\"crispEdges\"><path class=\"light\" d=\"M0 0h",
        &side,
        "v",
        &side,
        "H0z\"/><path d=\"",
    ] {
        out.push_str(piece);
    }
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            // Squares beside each other are one bar.
            let bar = (x..code.size()).take_while(|x| code.get_module(*x, y)).count() as i32;
            if bar > 0 {
                for (letter, length) in [("M", x + QUIET), (" ", y + QUIET), ("h", bar), ("v1h", -bar)] {
                    out.push_str(letter);
                    out.push_str(&length.to_string());
                }
                out.push('z');
            }
            x += bar.max(1);
        }
    }
    out.push_str("\"/></svg>");
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The squares of a code, read back from its drawing.
    fn squares(svg: &str) -> Vec<Vec<bool>> {
        let side: usize =
            svg.split("viewBox=\"0 0 ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
        let mut squares = vec![vec![false; side]; side];
        let bars = svg.split("<path d=\"").nth(1).unwrap().split('"').next().unwrap();
        for bar in bars.split('M').filter(|bar| !bar.is_empty()) {
            let numbers: Vec<i32> = bar
                .trim_end_matches('z')
                .split(|letter: char| letter == ' ' || letter.is_alphabetic())
                .map(|number| number.parse().unwrap())
                .collect();
            let [x, y, wide, 1, back] = numbers[..] else { panic!("{bar} is no bar") };
            assert_eq!(back, -wide);
            (x..x + wide).for_each(|x| squares[y as usize][x as usize] = true);
        }
        squares
    }

    #[test]
    fn drawing_has_the_squares_of_the_code() {
        let text = "https://example.com/#/tiered-pricing?quantities.0.amount=12";
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).unwrap();
        let squares = squares(&svg(text, "QR code").unwrap());
        assert_eq!(squares.len() as i32, code.size() + 2 * QUIET);
        for (y, row) in squares.iter().enumerate() {
            for (x, dark) in row.iter().enumerate() {
                // Outside of it, a code has no dark square.
                assert_eq!(*dark, code.get_module(x as i32 - QUIET, y as i32 - QUIET), "{x} {y}");
            }
        }
    }

    #[test]
    fn what_is_too_long_has_no_code() {
        assert!(svg(&"a".repeat(MOST), "").is_some());
        assert!(svg(&"a".repeat(MOST + 1), "").is_none());
    }
}
