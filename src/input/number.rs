//! Reading numbers as people type and paste them, in any locale's style, into canonical decimals.
//!
//! Canonical text has `.` before the decimals, no groups, no exponent and no spare zeros. Everything else is
//! read once, when it is typed. A lone separator before exactly three digits could be either kind: it is read
//! by the reader's locale and marked ambiguous, so that the page can show how it was read. Absent: groups of
//! four, fractions, and sums.

use rust_decimal::Decimal;

use super::text::shortened;
use crate::report::currency::Currency;
use crate::report::format::Separators;
use crate::report::{Sentence, money, percent};
use crate::say;

/// The most digits that a number may have: what a decimal holds whatever the digits are.
pub const MOST_DIGITS: usize = 28;

/// What a field takes, which decides what may stand beside the digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// An amount or a unit price in the draft's currency.
    Money(Currency),
    /// Percentage points.
    Percent,
    /// A bare number.
    Number,
    /// A bare number without decimals: a lone separator before three digits is taken for a group. Whether it
    /// really is whole is for the field's limits to say.
    Whole,
}

/// A value read from text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Read<T = Decimal> {
    pub value: T,
    /// Another reader might have meant something else by the same text: show how it was read.
    pub ambiguous: bool,
}

/// Why a text couldn't be read and what to enter instead.
pub type Unreadable = Sentence;

/// The number that `text` stands for.
///
/// # Errors
/// A sentence for text that is empty, not a number, too long for a decimal, or of another currency or kind
/// than expected.
pub fn read_number(text: &str, separators: &Separators, expect: Expect) -> Result<Read, Unreadable> {
    read(text, separators, expect).map_err(|wrong| wrong.sentence(text.trim(), expect))
}

/// The sign before the decimals of whoever wrote the text, as far as it shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// There is neither a point nor a comma in it, or no number.
    Nothing,
    Decimal(char),
    /// One point or comma before three digits: of decimals or of thousands.
    Either,
}

/// What a number shows of its writer's signs.
pub fn sign_shown(text: &str) -> Shown {
    if short_whole(text).is_some() {
        return Shown::Nothing;
    }
    let letters: Vec<char> = text.trim().chars().filter_map(plain).collect();
    let Some((_, core, _)) = parts(&letters) else { return Shown::Nothing };
    match Shape::read(core, &Separators { decimal: '.', group: ',' }, false) {
        None => return Shown::Nothing,
        Some(shape) if shape.ambiguous => return Shown::Either,
        Some(_) => {}
    }
    let mut signs = core.iter().copied().filter(|letter| is_separator(*letter));
    let (first, last) = (signs.next(), signs.next_back());
    match (first, last) {
        // Groups alone, which are never set apart by the sign before the decimals.
        (Some(','), Some(',')) => Shown::Decimal('.'),
        (Some('.'), Some('.')) => Shown::Decimal(','),
        (Some(only @ ('.' | ',')), None) | (_, Some(only @ ('.' | ','))) => Shown::Decimal(only),
        _ => Shown::Nothing,
    }
}

/// What can be wrong with a text.
#[derive(Clone, Debug, PartialEq)]
enum Wrong {
    Unlike,
    TooLarge,
    TooLong,
    Percentage,
    Amount,
    /// An amount in a currency that isn't the draft's: its code, or its sign where that has several meanings.
    Foreign(String),
}

impl Wrong {
    fn sentence(self, text: &str, expect: Expect) -> Sentence {
        let sample = Decimal::from_parts(12_505, 0, 0, false, 1);
        let few = Decimal::from_parts(125, 0, 0, false, 1);
        let quoted = shortened(text);
        match (self, expect) {
            (Wrong::Unlike, Expect::Money(_)) if text.is_empty() => {
                say!("Enter an amount such as {sample}.", sample = money(sample))
            }
            (Wrong::Unlike, Expect::Percent) if text.is_empty() => {
                say!("Enter a percentage such as {sample}.", sample = percent(few))
            }
            (Wrong::Unlike, Expect::Number) if text.is_empty() => {
                say!("Enter a number such as {sample}.", sample = sample)
            }
            (Wrong::Unlike, Expect::Whole) if text.is_empty() => {
                say!("Enter a whole number such as {sample}.", sample = 25usize)
            }
            (Wrong::Unlike, Expect::Money(_)) => {
                say!(
                    "“{text}” is not an amount. Enter one such as {sample}.",
                    text = quoted,
                    sample = money(sample)
                )
            }
            (Wrong::Unlike, Expect::Percent) => {
                say!(
                    "“{text}” is not a percentage. Enter one such as {sample}.",
                    text = quoted,
                    sample = percent(few)
                )
            }
            (Wrong::Unlike, Expect::Number) => {
                say!("“{text}” is not a number. Enter one such as {sample}.", text = quoted, sample = sample)
            }
            (Wrong::Unlike, Expect::Whole) => {
                say!(
                    "“{text}” is not a whole number. Enter one such as {sample}.",
                    text = quoted,
                    sample = 25usize
                )
            }
            (Wrong::TooLarge, _) => say!("“{text}” is too large. Enter a smaller number.", text = quoted),
            (Wrong::TooLong, _) => {
                say!("“{text}” has too many digits. Use at most {n}.", text = quoted, n = MOST_DIGITS)
            }
            (Wrong::Percentage, Expect::Money(_)) => {
                say!(
                    "“{text}” is a percentage. Enter an amount such as {sample}.",
                    text = quoted,
                    sample = money(sample)
                )
            }
            (Wrong::Percentage, _) => {
                say!(
                    "“{text}” is a percentage. Enter a number such as {sample}, without the sign.",
                    text = quoted,
                    sample = 25usize
                )
            }
            (Wrong::Amount, Expect::Percent) => {
                say!(
                    "“{text}” is an amount of money. Enter a percentage such as {sample}.",
                    text = quoted,
                    sample = percent(few)
                )
            }
            (Wrong::Amount, _) => {
                say!(
                    "“{text}” is an amount of money. Enter a number such as {sample}, without a currency.",
                    text = quoted,
                    sample = 25usize
                )
            }
            (Wrong::Foreign(other), Expect::Money(currency)) => say!(
                "This amount is in {other}, and the form is in {currency}. \
                 Enter it in {currency}, or change the form's currency.",
                other = other,
                currency = currency.code().to_owned(),
            ),
            (Wrong::Foreign(_), _) => Wrong::Amount.sentence(text, expect),
        }
    }
}

fn read(text: &str, separators: &Separators, expect: Expect) -> Result<Read, Wrong> {
    // Most cells of a long list.
    if let Some(value) = short_whole(text) {
        return Ok(Read { value, ambiguous: false });
    }
    let letters: Vec<char> = text.trim().chars().filter_map(plain).collect();
    let (before, core, after) = parts(&letters).ok_or(Wrong::Unlike)?;
    let (exponent, after) = exponent(after)?;
    let beside = Beside::read(before, core, after, expect)?;
    let shape = Shape::read(core, separators, expect == Expect::Whole).ok_or(Wrong::Unlike)?;
    if beside.percent && expect != Expect::Percent {
        return Err(Wrong::Percentage);
    }
    for meanings in &beside.currencies {
        let Expect::Money(currency) = expect else {
            return Err(Wrong::Amount);
        };
        if !meanings.1.contains(&currency) {
            let other = match meanings.1.as_slice() {
                [only] => only.code().to_owned(),
                _ => meanings.0.clone(),
            };
            return Err(Wrong::Foreign(other));
        }
    }
    let value = shape.scaled(exponent.saturating_add(beside.power))?;
    Ok(Read {
        value: if beside.negative { -value } else { value },
        ambiguous: shape.ambiguous || beside.ambiguous,
    })
}

/// A number of a few plain digits and nothing else.
fn short_whole(text: &str) -> Option<Decimal> {
    let is_short = matches!(text.len(), 1..=18) && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_short { text.parse::<i64>().ok().map(Decimal::from) } else { None }
}

/// A character in its plain form: digits, signs, spaces and brackets of every script as those of ASCII; none
/// for marks of writing direction and other characters without width.
pub(super) fn plain(letter: char) -> Option<char> {
    if let Some(digit) = digit(letter) {
        return Some(digit);
    }
    Some(match letter {
        '\u{61c}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}' => {
            return None;
        }
        '−' | '–' | '—' | '‐' | '‑' | '‒' | '﹣' | '－' | '⁻' => '-',
        '﹢' | '＋' | '⁺' => '+',
        '٪' | '％' | '﹪' => '%',
        '，' | '،' | '﹐' => ',',
        '．' | '﹒' => '.',
        '’' | '‘' | '＇' => '\'',
        '／' => '/',
        '（' => '(',
        '）' => ')',
        '￥' => '¥',
        '＄' => '$',
        '￡' => '£',
        '￦' => '₩',
        letter if letter.is_whitespace() => ' ',
        letter => letter,
    })
}

/// The ASCII digit of the same value as a decimal digit of any script that a locale of CLDR writes by default
/// or option.
fn digit(letter: char) -> Option<char> {
    const ZEROS: [u32; 38] = [
        0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6,
        0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0,
        0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x1e950,
    ];
    let code = u32::from(letter);
    let value = ZEROS.iter().filter_map(|zero| code.checked_sub(*zero)).find(|value| *value < 10)?;
    char::from_digit(value, 10)
}

/// The text before the number, the number, and the text after it; `None` without a digit.
fn parts(letters: &[char]) -> Option<(&[char], &[char], &[char])> {
    let first = letters.iter().position(char::is_ascii_digit)?;
    let (before, rest) = letters.split_at(first);
    // A point before the first digit belongs to the number (".5"), after a letter to an abbreviation
    // ("Rs.5").
    let start = match before {
        [.., letter, '.'] if letter.is_alphabetic() => first,
        [.., '.' | ',' | '٫'] => first - 1,
        _ => first,
    };
    let inner = |letter: &char| letter.is_ascii_digit() || is_separator(*letter);
    let reach = rest.iter().position(|letter| !inner(letter)).unwrap_or(rest.len());
    let digits = rest.get(..reach)?.iter().rposition(char::is_ascii_digit)? + 1;
    // A point behind the last digit is a number on its way to decimals, or the Swiss "5.–".
    let end = if matches!(rest.get(digits), Some('.' | ',' | '٫')) { digits + 1 } else { digits };
    Some((letters.get(..start)?, letters.get(start..first + end)?, rest.get(end..)?))
}

fn is_separator(letter: char) -> bool {
    matches!(letter, '.' | ',' | '٫' | '٬' | '\'' | '_' | ' ')
}

/// The power of ten that the text after a number opens with (`e-3`), zero without one, and the text after
/// that.
fn exponent(after: &[char]) -> Result<(i32, &[char]), Wrong> {
    let ['e' | 'E', rest @ ..] = after else {
        return Ok((0, after));
    };
    let (negative, rest) = match rest {
        ['-', rest @ ..] => (true, rest),
        ['+', rest @ ..] => (false, rest),
        _ => (false, rest),
    };
    let length = rest.iter().position(|letter| !letter.is_ascii_digit()).unwrap_or(rest.len());
    if length == 0 {
        return Ok((0, after));
    }
    let (digits, rest) = rest.split_at(length);
    let power = digits.iter().collect::<String>().parse::<i32>().unwrap_or(i32::MAX);
    Ok((if negative { -power } else { power }, rest))
}

/// What stands beside the digits.
#[derive(Default)]
struct Beside {
    negative: bool,
    percent: bool,
    /// The power of ten of "k", "m" or "bn".
    power: i32,
    /// What stands there could mean either a currency or a power.
    ambiguous: bool,
    /// Signs and codes as typed, each with the currencies that it may mean.
    currencies: Vec<(String, Vec<Currency>)>,
}

impl Beside {
    fn read(before: &[char], core: &[char], after: &[char], expect: Expect) -> Result<Self, Wrong> {
        let mut beside = Beside::default();
        // In "5.–" the dash stands for decimals that are zero.
        let dashes = match core {
            [.., '.' | ',' | '٫'] => after.iter().take_while(|letter| **letter == '-').count(),
            _ => 0,
        };
        let after = after.get(dashes..).unwrap_or_default();
        let (mut signs, mut opened, mut closed) = (0, 0, 0);
        for (letters, is_after) in [(before, false), (after, true)] {
            let mut word = String::new();
            for letter in letters {
                match letter {
                    '-' | '+' => {
                        signs += 1;
                        beside.negative |= *letter == '-';
                    }
                    '%' if beside.percent => return Err(Wrong::Unlike),
                    '%' => beside.percent = true,
                    '(' if !is_after => opened += 1,
                    ')' if is_after => closed += 1,
                    ' ' => {}
                    letter => word.push(*letter),
                }
            }
            beside.word(&word, is_after, expect).ok_or(Wrong::Unlike)?;
        }
        match (signs, opened, closed) {
            (0 | 1, 0, 0) => Ok(beside),
            // Accounts write what is owed in parentheses.
            (0, 1, 1) => Ok(Beside { negative: true, ..beside }),
            _ => Err(Wrong::Unlike),
        }
    }

    /// Takes a word beside the digits: a currency, or after them a power with or without one.
    fn word(&mut self, word: &str, is_after: bool, expect: Expect) -> Option<()> {
        if word.is_empty() {
            return Some(());
        }
        let lower = word.to_lowercase();
        let power = |word: &str| POWERS.iter().find(|(letters, _)| *letters == word).filter(|_| is_after);
        let meanings = Currency::meant_by(word);
        // "K" is the kwacha, the kina and the kyat where the draft is in one of them, and else a thousand.
        let meant = matches!(expect, Expect::Money(currency) if meanings.contains(&currency));
        if !meanings.is_empty() && (meant || power(&lower).is_none()) {
            self.ambiguous = power(&lower).is_some();
            self.currencies.push((word.to_owned(), meanings));
            return Some(());
        }
        let (rest, power) = POWERS.iter().find_map(|(letters, power)| {
            let rest = lower.strip_prefix(letters).filter(|_| is_after)?;
            (rest.is_empty() || !Currency::meant_by(rest).is_empty()).then_some((rest, power))
        })?;
        if !rest.is_empty() {
            self.currencies.push((rest.to_uppercase(), Currency::meant_by(rest)));
        }
        self.power = *power;
        Some(())
    }
}

/// What may follow the digits in place of zeros, and how many zeros.
const POWERS: [(&str, i32); 5] = [("k", 3), ("mn", 6), ("m", 6), ("bn", 9), ("b", 9)];

/// The digits of a number, its separators told apart.
struct Shape {
    /// The digits of the whole part and of the decimals.
    digits: String,
    /// How many of them are the whole part.
    whole: usize,
    ambiguous: bool,
}

impl Shape {
    /// `None` where the separators make no number.
    fn read(core: &[char], separators: &Separators, whole: bool) -> Option<Shape> {
        let mut runs = vec![String::new()];
        let mut between: Vec<char> = Vec::new();
        let mut previous = None;
        for letter in core {
            match letter {
                // Spaces in a row are one separator.
                ' ' if previous == Some(' ') => {}
                letter if is_separator(*letter) => {
                    between.push(*letter);
                    runs.push(String::new());
                }
                digit => runs.last_mut()?.push(*digit),
            }
            previous = Some(*letter);
        }
        let runs: Vec<&str> = runs.iter().map(String::as_str).collect();
        let (last, earlier) = match between.split_last() {
            None => return Some(Shape::of(&runs, "", false)),
            Some((last, earlier)) => (*last, earlier),
        };
        let (decimals, groups) = runs.split_last()?;
        match earlier.first() {
            None => {
                let before = groups.first()?;
                let either = decimals.len() == 3 && matches!(before.len(), 1..=3) && !before.starts_with('0');
                let as_group = match last {
                    '٫' => false,
                    '.' | ',' if either => whole || group_by_locale(last, separators),
                    '.' | ',' => false,
                    _ => true,
                };
                let ambiguous = either && matches!(last, '.' | ',');
                match as_group {
                    true if either => Some(Shape::of(&runs, "", ambiguous)),
                    true => None,
                    false => Some(Shape::of(groups, decimals, ambiguous)),
                }
            }
            Some(first) if earlier.iter().any(|other| other != first) || *first == '٫' => None,
            Some(first) if *first == last => are_groups(&runs).then(|| Shape::of(&runs, "", false)),
            Some(_) if !matches!(last, '.' | ',' | '٫') => None,
            Some(_) => are_groups(groups).then(|| Shape::of(groups, decimals, false)),
        }
    }

    fn of(groups: &[&str], decimals: &str, ambiguous: bool) -> Shape {
        let mut digits = groups.concat();
        let whole = digits.len();
        digits.push_str(decimals);
        Shape { digits, whole, ambiguous }
    }

    /// The number times a power of ten.
    fn scaled(&self, power: i32) -> Result<Decimal, Wrong> {
        let leading = self.digits.len() - self.digits.trim_start_matches('0').len();
        let digits = self.digits.trim_matches('0');
        if digits.is_empty() {
            return Ok(Decimal::ZERO);
        }
        // Where the point stands among the digits that count; left of them where negative.
        let count = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
        let point = count(self.whole).saturating_sub(count(leading)).saturating_add(i64::from(power));
        if point > count(MOST_DIGITS) {
            return Err(Wrong::TooLarge);
        }
        let decimals = count(digits.len()).saturating_sub(point);
        if digits.len() > MOST_DIGITS || decimals > count(MOST_DIGITS) {
            return Err(Wrong::TooLong);
        }
        let number = digits.parse::<i128>().map_err(|_| Wrong::Unlike)?;
        match u32::try_from(decimals) {
            Ok(scale) => Decimal::try_from_i128_with_scale(number, scale).map_err(|_| Wrong::TooLong),
            // Fewer than none: so many zeros follow.
            Err(_) => {
                let zeros = u32::try_from(decimals.unsigned_abs()).map_err(|_| Wrong::TooLarge)?;
                let number = 10i128.checked_pow(zeros).and_then(|ten| number.checked_mul(ten));
                number
                    .and_then(|number| Decimal::try_from_i128_with_scale(number, 0).ok())
                    .ok_or(Wrong::TooLarge)
            }
        }
    }
}

/// Whether a point or comma that could be either kind stands between groups in this locale. One that the
/// locale doesn't use at all is what its other sign is not; where it uses neither, the English way.
pub(super) fn group_by_locale(sign: char, separators: &Separators) -> bool {
    match separators {
        Separators { decimal: '.' | ',', .. } => sign != separators.decimal,
        Separators { group: '.' | ',', .. } => sign == separators.group,
        _ => sign == ',',
    }
}

/// Whether runs of digits are groups: all of three, or as in India all of two and the last of three.
fn are_groups(runs: &[&str]) -> bool {
    let [first, middle @ .., last] = runs else {
        return false;
    };
    let all = |length: usize| middle.iter().all(|run| run.len() == length);
    let fits = (matches!(first.len(), 1..=3) && all(3)) || (matches!(first.len(), 1..=2) && all(2));
    last.len() == 3 && fits && !first.starts_with('0')
}

/// The number in canonical text.
pub fn canonical(value: Decimal) -> String {
    // A decimal may be a negative zero, which nobody wants to read.
    if value.is_zero() { "0".to_owned() } else { value.normalize().to_string() }
}

/// The number of a canonical text: an optional minus, digits, and a point with digits where there are
/// decimals, in at most 28 digits; `None` for anything else, nothing is rounded.
pub fn parse_canonical(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_run = |run: &str| !run.is_empty() && run.bytes().all(|byte| byte.is_ascii_digit());
    if !is_run(whole) || !is_run(decimals) {
        return None;
    }
    // Most numbers of a long table are short and whole.
    let value = match (decimals, short_whole(whole)) {
        ("0", Some(short)) => short,
        _ => Shape::of(&[whole], decimals, false).scaled(0).ok()?,
    };
    Some(if text.starts_with('-') && !value.is_zero() { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::format::{English, Format, Locale};
    use proptest::prelude::*;
    use rust_decimal::dec;

    const ENGLISH: Separators = Separators { decimal: '.', group: ',' };
    const GERMAN: Separators = Separators { decimal: ',', group: '.' };
    const FRENCH: Separators = Separators { decimal: ',', group: '\u{202f}' };
    const PERSIAN: Separators = Separators { decimal: '٫', group: '٬' };

    fn usd() -> Expect {
        Expect::Money(Currency::default())
    }

    /// The canonical text, with "?" behind it where it was ambiguous; or the sentence.
    fn told(text: &str, separators: &Separators, expect: Expect) -> String {
        match read_number(text, separators, expect) {
            Ok(Read { value, ambiguous }) => canonical(value) + if ambiguous { "?" } else { "" },
            Err(sentence) => sentence.text(&Format::english("USD")),
        }
    }

    #[test]
    fn separators_are_told_apart() {
        let cases = [
            ("1234.5", "1234.5"),
            ("1,234.5", "1234.5"),
            ("1.234,5", "1234.5"),
            ("1,234.567", "1234.567"),
            ("1.234,567", "1234.567"),
            ("1,234,567", "1234567"),
            ("1.234.567", "1234567"),
            ("12,34,567.8", "1234567.8"),
            ("1 234 567,8", "1234567.8"),
            ("1\u{a0}234\u{202f}567", "1234567"),
            ("1'234’567.80", "1234567.8"),
            ("1_234_567", "1234567"),
            ("1 234", "1234"),
            ("1'234", "1234"),
            ("1٬234", "1234"),
            ("1٫234", "1.234"),
            ("1,2", "1.2"),
            ("1,2345", "1.2345"),
            ("1234,567", "1234.567"),
            ("0,234", "0.234"),
            ("0.500", "0.5"),
            (".5", "0.5"),
            (",234", "0.234"),
            ("5.", "5"),
            ("007", "7"),
            ("1234567", "1234567"),
        ];
        for separators in [ENGLISH, GERMAN, FRENCH, PERSIAN] {
            for (text, value) in cases {
                assert_eq!(told(text, &separators, Expect::Number), value, "{text}");
            }
        }
    }

    #[test]
    fn a_lone_separator_before_three_digits_is_read_by_locale_and_marked() {
        let read = |separators| {
            [told("1,234", &separators, Expect::Number), told("12.345", &separators, Expect::Number)]
        };
        assert_eq!(read(ENGLISH), ["1234?", "12.345?"]);
        assert_eq!(read(GERMAN), ["1.234?", "12345?"]);
        assert_eq!(read(FRENCH), ["1.234?", "12345?"]);
        assert_eq!(read(PERSIAN), ["1234?", "12.345?"]);
        assert_eq!(told("1.234", &ENGLISH, Expect::Whole), "1234?");
        assert_eq!(told("1.5", &ENGLISH, Expect::Whole), "1.5");
    }

    #[test]
    fn the_sign_of_the_writer_shows() {
        let cases = [
            ("1.000,50", Shown::Decimal(',')),
            ("1,000.50", Shown::Decimal('.')),
            ("1 234,5", Shown::Decimal(',')),
            ("1'234.50", Shown::Decimal('.')),
            ("1,234,567", Shown::Decimal('.')),
            ("1.234.567", Shown::Decimal(',')),
            ("€0,5", Shown::Decimal(',')),
            ("12.50 %", Shown::Decimal('.')),
            ("0.125", Shown::Decimal('.')),
            ("1234,567", Shown::Decimal(',')),
            ("1.000", Shown::Either),
            ("-12,345 $", Shown::Either),
            ("1000", Shown::Nothing),
            ("1 234", Shown::Nothing),
            ("1'234'567", Shown::Nothing),
            ("31.12.2026", Shown::Nothing),
            ("abc", Shown::Nothing),
        ];
        for (text, shown) in cases {
            assert_eq!(sign_shown(text), shown, "{text}");
        }
    }

    #[test]
    fn signs_scripts_and_powers() {
        let cases = [
            ("-5", "-5"),
            ("−5", "-5"),
            ("–5", "-5"),
            ("﹣5", "-5"),
            ("－５．５", "-5.5"),
            ("5-", "-5"),
            ("- 5", "-5"),
            ("+5", "5"),
            ("(300)", "-300"),
            ("-0", "0"),
            ("\u{61c}-١٬٢٣٤٫٥", "-1234.5"),
            ("\u{200e}−۱۲", "-12"),
            ("१२,३४,५६७", "1234567"),
            ("১২", "12"),
            ("๑๒", "12"),
            ("1.2k", "1200"),
            ("1.2 K", "1200"),
            ("3M", "3000000"),
            ("3 mn", "3000000"),
            ("1,5 bn", "1500000000"),
            ("2B", "2000000000"),
            ("1e3", "1000"),
            ("1.2E+3", "1200"),
            ("12e-4", "0.0012"),
            ("5e−2", "0.05"),
            ("0e999999999999", "0"),
            ("79228162514264337593543950", "79228162514264337593543950"),
            ("0.0000000000000000000000000001", "0.0000000000000000000000000001"),
            ("0001234567890123456789012345678.0000", "1234567890123456789012345678"),
        ];
        for (text, value) in cases {
            assert_eq!(told(text, &ENGLISH, Expect::Number), value, "{text}");
        }
    }

    #[test]
    fn what_stands_beside_an_amount() {
        let cases = [
            ("$1,234.50", "1234.5"),
            ("-$5", "-5"),
            ("$-5", "-5"),
            ("$ (1,200.50)", "-1200.5"),
            ("($1,200.50)", "-1200.5"),
            ("USD 5", "5"),
            ("5 usd", "5"),
            ("$5 USD", "5"),
            ("US$ 1.2m", "1200000"),
            ("1.5k$", "1500"),
            ("$.50", "0.5"),
            ("＄５", "5"),
        ];
        for (text, value) in cases {
            assert_eq!(told(text, &ENGLISH, usd()), value, "{text}");
        }
        let in_currency = |text, code| told(text, &ENGLISH, Expect::Money(Currency::parse(code).unwrap()));
        assert_eq!(in_currency("€1.234,50", "EUR"), "1234.5");
        assert_eq!(in_currency("5 kr", "SEK"), "5");
        assert_eq!(in_currency("5 kr.", "DKK"), "5");
        assert_eq!(in_currency("1,5 Mkr", "SEK"), "1500000");
        assert_eq!(in_currency("Rs.500", "INR"), "500");
        assert_eq!(in_currency("5 K", "MMK"), "5?");
        assert_eq!(in_currency("5 K", "INR"), "5000");
        assert_eq!(in_currency("5.–", "CHF"), "5");
        assert_eq!(in_currency("Fr. -5.--", "CHF"), "-5");
        assert_eq!(in_currency("1,50 zł", "PLN"), "1.5");
        assert_eq!(in_currency("$5", "CAD"), "5");
        for text in ["12%", "12 %", "%12", "12٪", "12", "１２％"] {
            assert_eq!(told(text, &ENGLISH, Expect::Percent), "12", "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        for text in [
            "abc",
            "--5",
            "+-5",
            "-5-",
            "1,2,3",
            "1.2.3",
            "12,34.5",
            "1,23,4567",
            "1 2",
            "1..5",
            "1, 234",
            "1.234 567",
            "1,234.567,89",
            "NaN",
            "Infinity",
            "10^30",
            "5e",
            "12 apples",
            "5..",
            "(5",
            "5)",
            "(-5)",
            "1/2",
            "5-7",
            "%",
            "-",
            ".",
            "0x1F",
            "1'2",
            "0,123,456",
            "½",
            "m5",
            "12%%",
            "5 ABC",
            "5 BGN",
        ] {
            let sentence = format!("“{text}” is not a number. Enter one such as 1,250.5.");
            assert_eq!(told(text, &ENGLISH, Expect::Number), sentence);
        }
        let cases = [
            ("", usd(), "Enter an amount such as $1,250.50."),
            (" \u{a0}", Expect::Percent, "Enter a percentage such as 12.5%."),
            ("", Expect::Number, "Enter a number such as 1,250.5."),
            ("", Expect::Whole, "Enter a whole number such as 25."),
            ("free", usd(), "“free” is not an amount. Enter one such as $1,250.50."),
            ("half", Expect::Percent, "“half” is not a percentage. Enter one such as 12.5%."),
            ("ten", Expect::Whole, "“ten” is not a whole number. Enter one such as 25."),
            ("1e400", Expect::Number, "“1e400” is too large. Enter a smaller number."),
            ("1e99999999999", Expect::Number, "“1e99999999999” is too large. Enter a smaller number."),
            ("1e-400", Expect::Number, "“1e-400” has too many digits. Use at most 28."),
            ("1e30", Expect::Number, "“1e30” is too large. Enter a smaller number."),
            (
                "1234567890.1234567890123456789",
                Expect::Number,
                "“1234567890.1234567890123456789” has too many digits. Use at most 28.",
            ),
            (
                "1234567890123456789012345678901234567890123",
                Expect::Number,
                "“1234567890123456789012345678901234567890…” is too large. Enter a smaller number.",
            ),
            ("12%", usd(), "“12%” is a percentage. Enter an amount such as $1,250.50."),
            ("12%", Expect::Number, "“12%” is a percentage. Enter a number such as 25, without the sign."),
            ("$5", Expect::Percent, "“$5” is an amount of money. Enter a percentage such as 12.5%."),
            (
                "€5",
                Expect::Whole,
                "“€5” is an amount of money. Enter a number such as 25, without a currency.",
            ),
            (
                "€5",
                usd(),
                "This amount is in EUR, and the form is in USD. \
                 Enter it in USD, or change the form's currency.",
            ),
            (
                "5 kr",
                usd(),
                "This amount is in kr, and the form is in USD. \
                 Enter it in USD, or change the form's currency.",
            ),
            (
                "$5 EUR",
                usd(),
                "This amount is in EUR, and the form is in USD. \
                 Enter it in USD, or change the form's currency.",
            ),
        ];
        for (text, expect, sentence) in cases {
            assert_eq!(told(text, &ENGLISH, expect), sentence);
        }
    }

    /// What `Intl` (ICU 78) prints: the locale's separators, then kind, text and value.
    #[test]
    fn what_browsers_print_is_read_back() {
        type Samples = &'static [(&'static str, &'static str, &'static str)];
        let locales: [(char, char, Samples); 11] = [
            (
                ',',
                '\u{202f}',
                &[
                    // fr-FR
                    ("n", "1\u{202f}234,5", "1234.5"),
                    ("n", "-1\u{202f}234\u{202f}567,891", "-1234567.891"),
                    ("n", "12\u{202f}345", "12345"),
                    ("n", "0,05", "0.05"),
                    ("n", "-5", "-5"),
                    ("EUR", "1\u{202f}234,50\u{a0}€", "1234.5"),
                    ("EUR", "-1\u{202f}234\u{202f}567,89\u{a0}€", "-1234567.89"),
                    ("USD", "1\u{202f}234,567\u{a0}$US", "1234.567"),
                    ("%", "12,5\u{a0}%", "12.5"),
                    ("%", "-0,005\u{a0}%", "-0.005"),
                ],
            ),
            (
                ',',
                '.',
                &[
                    // de-DE
                    ("n", "1.234,5", "1234.5"),
                    ("n", "-1.234.567,891", "-1234567.891"),
                    ("n", "12.345", "12345"),
                    ("n", "0,05", "0.05"),
                    ("n", "-5", "-5"),
                    ("EUR", "1.234,50\u{a0}€", "1234.5"),
                    ("EUR", "-1.234.567,89\u{a0}€", "-1234567.89"),
                    ("USD", "1.234,567\u{a0}$", "1234.567"),
                    ("%", "12,5\u{a0}%", "12.5"),
                    ("%", "-0,005\u{a0}%", "-0.005"),
                ],
            ),
            (
                '.',
                '\'',
                &[
                    // de-CH
                    ("n", "1'234.5", "1234.5"),
                    ("n", "-1'234'567.891", "-1234567.891"),
                    ("n", "12'345", "12345"),
                    ("n", "0.05", "0.05"),
                    ("n", "-5", "-5"),
                    ("CHF", "CHF\u{a0}1'234.50", "1234.5"),
                    ("CHF", "CHF-1'234'567.89", "-1234567.89"),
                    ("USD", "$\u{a0}1'234.567", "1234.567"),
                    ("%", "12.5%", "12.5"),
                    ("%", "-0.005%", "-0.005"),
                ],
            ),
            (
                ',',
                '\u{a0}',
                &[
                    // sv-SE
                    ("n", "1\u{a0}234,5", "1234.5"),
                    ("n", "\u{2212}1\u{a0}234\u{a0}567,891", "-1234567.891"),
                    ("n", "12\u{a0}345", "12345"),
                    ("n", "0,05", "0.05"),
                    ("n", "\u{2212}5", "-5"),
                    ("SEK", "1\u{a0}234,50\u{a0}kr", "1234.5"),
                    ("SEK", "\u{2212}1\u{a0}234\u{a0}567,89\u{a0}kr", "-1234567.89"),
                    ("USD", "1\u{a0}234,567\u{a0}US$", "1234.567"),
                    ("%", "12,5\u{a0}%", "12.5"),
                    ("%", "\u{2212}0,005\u{a0}%", "-0.005"),
                ],
            ),
            (
                '٫',
                '٬',
                &[
                    // ar-EG
                    ("n", "١٬٢٣٤٫٥", "1234.5"),
                    ("n", "\u{61c}-١٬٢٣٤٬٥٦٧٫٨٩١", "-1234567.891"),
                    ("n", "١٢٬٣٤٥", "12345"),
                    ("n", "٠٫٠٥", "0.05"),
                    ("n", "\u{61c}-٥", "-5"),
                    ("EGP", "\u{200f}١٬٢٣٤٫٥٠\u{a0}ج.م.\u{200f}", "1234.5"),
                    ("EGP", "\u{61c}-\u{200f}١٬٢٣٤٬٥٦٧٫٨٩\u{a0}ج.م.\u{200f}", "-1234567.89"),
                    ("USD", "\u{200f}١٬٢٣٤٫٥٦٧\u{a0}US$", "1234.567"),
                    ("%", "١٢٫٥٪\u{61c}", "12.5"),
                    ("%", "\u{61c}-٠٫٠٠٥٪\u{61c}", "-0.005"),
                ],
            ),
            (
                '٫',
                '٬',
                &[
                    // fa-IR
                    ("n", "۱٬۲۳۴٫۵", "1234.5"),
                    ("n", "\u{200e}\u{2212}۱٬۲۳۴٬۵۶۷٫۸۹۱", "-1234567.891"),
                    ("n", "۱۲٬۳۴۵", "12345"),
                    ("n", "۰٫۰۵", "0.05"),
                    ("n", "\u{200e}\u{2212}۵", "-5"),
                    ("IRR", "\u{200e}ریال\u{a0}۱٬۲۳۴٫۵۰", "1234.5"),
                    ("IRR", "\u{200e}\u{2212}\u{200e}ریال\u{a0}۱٬۲۳۴٬۵۶۷٫۸۹", "-1234567.89"),
                    ("USD", "\u{200e}$۱٬۲۳۴٫۵۶۷", "1234.567"),
                    ("%", "۱۲٫۵٪", "12.5"),
                    ("%", "\u{200e}\u{2212}۰٫۰۰۵٪", "-0.005"),
                ],
            ),
            (
                '.',
                ',',
                &[
                    // bn-BD
                    ("n", "১,২৩৪.৫", "1234.5"),
                    ("n", "-১২,৩৪,৫৬৭.৮৯১", "-1234567.891"),
                    ("n", "১২,৩৪৫", "12345"),
                    ("n", "০.০৫", "0.05"),
                    ("n", "-৫", "-5"),
                    ("BDT", "১,২৩৪.৫০৳", "1234.5"),
                    ("BDT", "-১২,৩৪,৫৬৭.৮৯৳", "-1234567.89"),
                    ("USD", "১,২৩৪.৫৬৭\u{a0}US$", "1234.567"),
                    ("%", "১২.৫%", "12.5"),
                    ("%", "-০.০০৫%", "-0.005"),
                ],
            ),
            (
                '.',
                ',',
                &[
                    // hi-IN
                    ("n", "1,234.5", "1234.5"),
                    ("n", "-12,34,567.891", "-1234567.891"),
                    ("n", "12,345", "12345"),
                    ("n", "0.05", "0.05"),
                    ("n", "-5", "-5"),
                    ("INR", "₹1,234.50", "1234.5"),
                    ("INR", "-₹12,34,567.89", "-1234567.89"),
                    ("USD", "$1,234.567", "1234.567"),
                    ("%", "12.5%", "12.5"),
                    ("%", "-0.005%", "-0.005"),
                ],
            ),
            (
                ',',
                '\u{a0}',
                &[
                    // pt-PT
                    ("n", "1234,5", "1234.5"),
                    ("n", "-1\u{a0}234\u{a0}567,891", "-1234567.891"),
                    ("n", "12\u{a0}345", "12345"),
                    ("n", "0,05", "0.05"),
                    ("n", "-5", "-5"),
                    ("EUR", "1234,50\u{a0}€", "1234.5"),
                    ("EUR", "-1\u{a0}234\u{a0}567,89\u{a0}€", "-1234567.89"),
                    ("USD", "1234,567\u{a0}US$", "1234.567"),
                    ("%", "12,5%", "12.5"),
                    ("%", "-0,005%", "-0.005"),
                ],
            ),
            (
                ',',
                '.',
                &[
                    // es-ES
                    ("n", "1234,5", "1234.5"),
                    ("n", "-1.234.567,891", "-1234567.891"),
                    ("n", "12.345", "12345"),
                    ("n", "0,05", "0.05"),
                    ("n", "-5", "-5"),
                    ("EUR", "1234,50\u{a0}€", "1234.5"),
                    ("EUR", "-1.234.567,89\u{a0}€", "-1234567.89"),
                    ("USD", "1234,567\u{a0}US$", "1234.567"),
                    ("%", "12,5\u{a0}%", "12.5"),
                    ("%", "-0,005\u{a0}%", "-0.005"),
                ],
            ),
            (
                ',',
                '\u{a0}',
                &[
                    // pl-PL
                    ("n", "1234,5", "1234.5"),
                    ("n", "-1\u{a0}234\u{a0}567,891", "-1234567.891"),
                    ("n", "12\u{a0}345", "12345"),
                    ("n", "0,05", "0.05"),
                    ("n", "-5", "-5"),
                    ("PLN", "1234,50\u{a0}zł", "1234.5"),
                    ("PLN", "-1\u{a0}234\u{a0}567,89\u{a0}zł", "-1234567.89"),
                    ("USD", "1234,567\u{a0}USD", "1234.567"),
                    ("%", "12,5%", "12.5"),
                    ("%", "-0,005%", "-0.005"),
                ],
            ),
        ];
        for (decimal, group, samples) in locales {
            for (kind, text, value) in samples {
                let expect = match *kind {
                    "n" => Expect::Number,
                    "%" => Expect::Percent,
                    code => Expect::Money(Currency::parse(code).unwrap()),
                };
                let read = read_number(text, &Separators { decimal, group }, expect)
                    .map(|read| canonical(read.value));
                assert_eq!(read, Ok((*value).to_owned()), "{text}");
            }
        }
    }

    #[test]
    fn canonical_text_is_strict() {
        for (text, value) in [("0", dec!(0)), ("-12.50", dec!(-12.5)), ("007", dec!(7)), ("-0.0", dec!(0))] {
            assert_eq!(parse_canonical(text), Some(value), "{text}");
        }
        let most = "1234567890123456789012345678";
        assert_eq!(parse_canonical(most).map(canonical).as_deref(), Some(most));
        for text in [
            "",
            "-",
            ".",
            "5.",
            ".5",
            "+5",
            "1e3",
            "1,5",
            " 5",
            "5 ",
            "--5",
            "٥",
            "NaN",
            "12345678901234567890123456789",
            "1.2345678901234567890123456789",
            "0.00000000000000000000000000001",
        ] {
            assert_eq!(parse_canonical(text), None, "{text}");
        }
        assert_eq!(canonical(dec!(-0.00)), "0");
        assert_eq!(canonical(dec!(1200.500)), "1200.5");
    }

    fn any_number() -> impl Strategy<Value = Decimal> {
        (
            -9_999_999_999_999_999_999_999_999_999i128..=9_999_999_999_999_999_999_999_999_999,
            0u32..=28,
            0u32..24,
        )
            .prop_map(|(number, scale, shorter)| {
                Decimal::from_i128_with_scale(number / 10i128.pow(shorter), scale)
            })
    }

    fn any_currency() -> impl Strategy<Value = Currency> {
        prop::sample::select(Currency::all().collect::<Vec<_>>())
    }

    proptest! {
        #[test]
        fn canonical_text_comes_back(number in any_number()) {
            prop_assert_eq!(parse_canonical(&canonical(number)), Some(number));
            let arabic = number.to_string().replace('.', "٫");
            prop_assert_eq!(read_number(&arabic, &GERMAN, Expect::Number).map(|read| read.value), Ok(number));
        }

        #[test]
        fn what_english_prints_is_read_back(number in any_number(), code in any_currency()) {
            let back = |text: String, expect| read_number(&text, &ENGLISH, expect).map(|read| read.value);
            prop_assert_eq!(back(English.number(number, 0, 28), Expect::Number), Ok(number));
            prop_assert_eq!(back(English.money(number, code, 2, 28), Expect::Money(code)), Ok(number));
            prop_assert_eq!(back(English.percent(number, 0, 28), Expect::Percent), Ok(number));
        }

        #[test]
        fn never_panics(text in "(?s).*", signs in "[-+0-9.,٫'kmbeE€$%() ٣]{0,40}") {
            for text in [&text, &signs] {
                for expect in [usd(), Expect::Percent, Expect::Number, Expect::Whole] {
                    for separators in [ENGLISH, GERMAN, PERSIAN] {
                        if let Ok(read) = read_number(text, &separators, expect) {
                            prop_assert_eq!(parse_canonical(&canonical(read.value)), Some(read.value));
                        }
                    }
                }
                let _ = parse_canonical(text);
                // What shows its sign reads the same to everybody.
                if let (Shown::Decimal(_), Ok(read)) = (sign_shown(text), read_number(text, &ENGLISH, Expect::Number)) {
                    prop_assert_eq!(read_number(text, &GERMAN, Expect::Number), Ok(read));
                }
            }
        }
    }
}
