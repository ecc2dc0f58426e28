//! How the app looks in somebody else's page: its colours, and the values that the page may set.

/// A colour of the screen: red, green, blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color([u8; 3]);

const BLACK: Color = Color([0; 3]);
const WHITE: Color = Color([255; 3]);

/// What accents stand on as words, in each theme at its worst: what is hovered is tinted.
const LIGHT_GROUNDS: [Color; 2] = [Color([0xe9, 0xeb, 0xee]), WHITE];
const DARK_GROUNDS: [Color; 2] = [Color([0x13, 0x17, 0x1c]), Color([0x25, 0x2a, 0x32])];

/// How far words must stand out, in tenths: <https://www.w3.org/TR/WCAG22/#contrast-minimum>.
const ENOUGH: u64 = 45;

/// Steps on the way from a colour to black or white.
const STEPS: u32 = 64;

/// What stands for 1 in the shares of light.
const ONE: u64 = 1 << 20;

impl Color {
    /// Six hex digits.
    pub fn parse(text: &str) -> Option<Self> {
        let number = text.chars().try_fold(0, |number: u32, digit| Some(number << 4 | digit.to_digit(16)?));
        let [_, red, green, blue] = number.filter(|_| text.len() == 6)?.to_be_bytes();
        Some(Color([red, green, blue]))
    }

    /// As style sheets have it.
    pub fn css(self) -> String {
        let digit = |digit: u8| char::from_digit(u32::from(digit), 16).unwrap_or('0');
        let digits = self.0.into_iter().flat_map(|channel| [digit(channel >> 4), digit(channel & 15)]);
        std::iter::once('#').chain(digits).collect()
    }

    /// How light it is, of ten thousand times [`ONE`]: <https://www.w3.org/TR/WCAG22/#dfn-relative-luminance>.
    fn light(self) -> u64 {
        let [red, green, blue] = self.0.map(linear);
        2_126 * red + 7_152 * green + 722 * blue
    }

    /// Whether two colours stand out from each other by so many tenths.
    pub fn stands_out(self, other: Color, tenths: u64) -> bool {
        let flare = 10_000 * ONE / 20;
        let (one, two) = (self.light() + flare, other.light() + flare);
        10 * one.max(two) >= tenths * one.min(two)
    }

    /// The colour of words on this one: black or white, one of which always stands out enough.
    pub fn words(self) -> Color {
        if WHITE.stands_out(self, ENOUGH) { WHITE } else { BLACK }
    }

    /// The nearest to this one, on the way to black or white, that can be read as words in the light or the dark theme.
    pub fn as_words(self, dark: bool) -> Color {
        let (end, grounds) = if dark { (WHITE, DARK_GROUNDS) } else { (BLACK, LIGHT_GROUNDS) };
        let stands_out = |color: &Color| grounds.iter().all(|ground| color.stands_out(*ground, ENOUGH));
        (0..=STEPS).map(|step| self.towards(end, step)).find(stands_out).unwrap_or(end)
    }

    fn towards(self, end: Color, step: u32) -> Color {
        let channel = |index: usize| {
            let (from, to) = (u32::from(self.0[index]), u32::from(end.0[index]));
            u8::try_from((from * (STEPS - step) + to * step) / STEPS).unwrap_or(u8::MAX)
        };
        Color([channel(0), channel(1), channel(2)])
    }
}

/// The share of light of a channel, of [`ONE`]: ((c + 0.055) / 1.055) to the power of 2.4, without a float. That is a square
/// times its own fifth root, which is found by halving.
fn linear(channel: u8) -> u64 {
    let channel = u64::from(channel);
    if channel <= 10 {
        return channel * ONE * 100 / (255 * 1_292);
    }
    let base = (channel * 1_000 + 14_025) * ONE / 269_025;
    let square = base * base / ONE;
    let (mut low, mut high) = (0u128, u128::from(ONE) + 1);
    while high - low > 1 {
        let middle = (low + high) / 2;
        if middle.pow(5) <= u128::from(square) << 80 { low = middle } else { high = middle }
    }
    square * u64::try_from(low).unwrap_or(ONE) / ONE
}

/// Whether a custom property may hold a value.
type Fits = fn(&str) -> bool;

/// The custom properties that the page around this one may set, and what each may hold.
const TOKENS: [(&str, Fits); 21] = [
    ("--cc-font", is_font),
    ("--cc-radius", is_length),
    ("--cc-space", is_length),
    ("--cc-bg", is_color),
    ("--cc-surface", is_color),
    ("--cc-fg", is_color),
    ("--cc-muted", is_color),
    ("--cc-accent", is_color),
    ("--cc-on-accent", is_color),
    ("--cc-border", is_color),
    ("--cc-positive", is_color),
    ("--cc-negative", is_color),
    ("--cc-focus", is_color),
    ("--cc-series-1", is_color),
    ("--cc-series-2", is_color),
    ("--cc-series-3", is_color),
    ("--cc-series-4", is_color),
    ("--cc-series-5", is_color),
    ("--cc-series-6", is_color),
    ("--cc-series-7", is_color),
    ("--cc-series-8", is_color),
];

/// The name of a custom property that may be set to a value; no value that could ask for a file, or means anything but itself,
/// is one.
pub fn token(name: &str, value: &str) -> Option<&'static str> {
    TOKENS.into_iter().find(|(known, fits)| *known == name && fits(value)).map(|(known, _)| known)
}

fn is_color(value: &str) -> bool {
    value.strip_prefix('#').is_some_and(|digits| Color::parse(digits).is_some())
}

/// Up to four digits with a point among them, in `px` or `rem`.
fn is_length(value: &str) -> bool {
    let number = value.strip_suffix("px").or_else(|| value.strip_suffix("rem")).unwrap_or_default();
    let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
    let digits =
        |text: &str| !text.is_empty() && text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole) && digits(part)
}

/// Names with commas between them, each in quotes or not.
fn is_font(value: &str) -> bool {
    let name = |name: &str| {
        let name = name.trim();
        let bare = name.strip_prefix('"').and_then(|name| name.strip_suffix('"')).unwrap_or(name);
        !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" -_".contains(&byte))
    };
    value.len() <= 200 && value.split(',').all(name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn color(text: &str) -> Color {
        Color::parse(text).unwrap()
    }

    #[test]
    fn light_is_as_published() {
        // Of ten thousand: computed elsewhere by the formula of WCAG.
        for (text, light) in
            [("000000", 0), ("ffffff", 10_000), ("808080", 2_159), ("3949ab", 857), ("ff0000", 2_126)]
        {
            let found = color(text).light() / ONE;
            assert!(found.abs_diff(light) <= 2, "{text}: {found}");
        }
        assert!(!color("777777").stands_out(WHITE, 45) && color("767676").stands_out(WHITE, 45));
        assert!(WHITE.stands_out(BLACK, 210) && !WHITE.stands_out(BLACK, 211));
    }

    #[test]
    fn an_accent_is_legible_and_changed_no_more_than_that_takes() {
        assert_eq!(color("3949ab").words(), WHITE);
        assert_eq!(color("ffd700").words(), BLACK);
        assert_eq!(color("3949ab").as_words(false), color("3949ab"));
        assert_eq!(color("a5b1ff").as_words(true), color("a5b1ff"));
        assert_eq!(color("3949ab").css(), "#3949ab");
    }

    #[test]
    fn tokens_hold_what_they_are_for_and_nothing_else() {
        for (name, value) in [
            ("--cc-bg", "#ffffff"),
            ("--cc-radius", "0px"),
            ("--cc-space", "1.25rem"),
            ("--cc-font", "\"Open Sans\", Arial, sans-serif"),
        ] {
            assert_eq!(token(name, value), Some(name));
        }
        for (name, value) in [
            ("--cc-bg", "url(https://example.com)"),
            ("--cc-bg", "#fff"),
            ("--cc-bg", "#ffffff;color:red"),
            ("--cc-bg", "var(--x)"),
            ("--cc-font", "a;b"),
            ("--cc-font", "url(x)"),
            ("--cc-font", ""),
            ("--cc-space", "1e9px"),
            ("--cc-space", "100%"),
            ("--cc-space", "calc(1px)"),
            ("--line", "#ffffff"),
            ("color", "#ffffff"),
        ] {
            assert_eq!(token(name, value), None, "{name}: {value}");
        }
    }

    proptest! {
        #[test]
        fn words_stand_out_on_every_accent_in_both_themes(red: u8, green: u8, blue: u8) {
            let accent = Color([red, green, blue]);
            prop_assert!(accent.words().stands_out(accent, ENOUGH));
            for (dark, grounds) in [(false, LIGHT_GROUNDS), (true, DARK_GROUNDS)] {
                let words = accent.as_words(dark);
                prop_assert!(grounds.iter().all(|ground| words.stands_out(*ground, ENOUGH)));
            }
            prop_assert_eq!(Color::parse(&accent.css()[1..]), Some(accent));
        }

        #[test]
        fn no_text_is_a_token_that_could_end_or_ask_for_something(text in ".*", at in 0..TOKENS.len()) {
            let (name, _) = TOKENS[at];
            if token(name, &text).is_some() {
                let ends = text.contains([';', '(', ')', '{', '}', ':', '/', '\\', '<', '@', '!']);
                prop_assert!(!ends);
            }
        }
    }
}
