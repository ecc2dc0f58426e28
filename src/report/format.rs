//! How numbers, amounts and dates are written for one reader.
//!
//! A [`Locale`] writes; a [`Format`] decides how many digits each kind of number gets. The browser brings a
//! locale made of `Intl`; [`English`] is its small equal for the command line and the tests, and prints what
//! `Intl` prints for en-US.

use rust_decimal::{Decimal, RoundingStrategy};

use super::currency::Currency;
use super::value::Measure;
use crate::arithmetic::Date;

/// The decimals of a number that need not be exact, such as the quotient of two others.
const NUMBER_DECIMALS: u32 = 9;
/// The decimals of a unit price, which may lie far below the minor unit.
const PRICE_DECIMALS: u32 = 12;
/// The most decimals that every browser's `Intl` takes.
const MOST_DECIMALS: u32 = 20;

/// The language and number style of a reader.
///
/// Rounding for show is half away from zero. What rounds to zero is written without a minus.
pub trait Locale {
    /// The template in the reader's language; itself where there is no translation.
    fn translate(&self, template: &'static str) -> &str;
    /// The plural category of a number by CLDR: zero, one, two, few, many or other.
    fn plural(&self, number: Decimal) -> &'static str;
    /// A number with at least and at most so many decimals.
    fn number(&self, value: Decimal, least_decimals: u32, most_decimals: u32) -> String;
    /// An amount with its currency.
    fn money(&self, value: Decimal, currency: Currency, least_decimals: u32, most_decimals: u32) -> String;
    /// Percentage points with their sign: 12.5 as "12.5%".
    fn percent(&self, points: Decimal, least_decimals: u32, most_decimals: u32) -> String;
    /// A calendar date, with the month in letters so that it can't be mistaken.
    fn date(&self, date: Date) -> String;
    /// The month of a date with its year.
    fn month(&self, date: Date) -> String;
    /// The signs between the digits of a number. Amounts have others in a few locales (fr-CH, de-AT).
    fn separators(&self) -> Separators;
    /// The order in which a date is typed in digits.
    fn date_order(&self) -> DateOrder;
    /// The language is written from right to left.
    fn is_rtl(&self) -> bool {
        false
    }
}

/// The signs that a locale puts between digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Separators {
    /// Before the decimals.
    pub decimal: char,
    /// Between groups of digits.
    pub group: char,
}

/// The order of the parts of a date typed in digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOrder {
    YearMonthDay,
    MonthDayYear,
    DayMonthYear,
}

/// A reader's locale and the draft's currency: all that is needed to write a value.
#[derive(Clone, Copy)]
pub struct Format<'a> {
    pub locale: &'a dyn Locale,
    pub currency: Currency,
}

impl Format<'static> {
    /// English, with the currency of a code; US dollars if there is no such code.
    pub fn english(code: &str) -> Self {
        Format { locale: &English, currency: Currency::parse(code).unwrap_or_default() }
    }
}

impl Format<'_> {
    /// A number in its digits, to nine decimals at most.
    pub fn number(&self, value: Decimal) -> String {
        self.locale.number(value, 0, visible(value, NUMBER_DECIMALS))
    }

    /// A number that is not exact, to three decimals at most.
    pub fn about(&self, value: Decimal) -> String {
        self.locale.number(value, 0, visible(value, 3))
    }

    /// An amount to the currency's minor unit.
    pub fn money(&self, amount: Decimal) -> String {
        let minor = self.currency.minor_units();
        self.locale.money(amount, self.currency, minor, minor)
    }

    /// An amount with its minor unit and further decimals where it has them, to twelve at most.
    pub fn price(&self, amount: Decimal) -> String {
        self.locale.money(amount, self.currency, self.currency.minor_units(), PRICE_DECIMALS)
    }

    /// Percentage points to two decimals at most.
    pub fn percent(&self, points: Decimal) -> String {
        self.locale.percent(points, 0, visible(points, 2))
    }

    /// A calendar date.
    pub fn date(&self, date: Date) -> String {
        self.locale.date(date)
    }

    /// The month of a calendar date.
    pub fn month(&self, date: Date) -> String {
        self.locale.month(date)
    }

    /// A number, or the user's words, apart from what stands around them: in text from right to left, their signs and brackets
    /// would else go to the other side (FIRST STRONG ISOLATE, POP DIRECTIONAL ISOLATE).
    pub fn apart(&self, text: String) -> String {
        if self.locale.is_rtl() { ["\u{2068}", &text, "\u{2069}"].concat() } else { text }
    }

    /// An exact number of a measure, without its unit, which stands in the label or the head of the column.
    pub fn measured(&self, value: Decimal, measure: &Measure) -> String {
        match measure {
            Measure::Money => self.money(value),
            Measure::Price => self.price(value),
            Measure::Percent => self.percent(value),
            Measure::Points => self.locale.percent(value, 2, visible(value, 2)),
            Measure::Number { .. } | Measure::Text | Measure::Date | Measure::Month => self.number(value),
        }
    }

    /// A number of a measure that is not exact, in no more digits than it deserves; without its unit.
    pub fn approximate(&self, value: Decimal, measure: &Measure) -> String {
        match measure {
            Measure::Price => {
                let minor = self.currency.minor_units();
                let decimals = decimals_to_digit(value, 3).max(minor + 2);
                self.locale.money(value, self.currency, minor, decimals)
            }
            Measure::Money | Measure::Percent | Measure::Points => self.measured(value, measure),
            Measure::Number { .. } | Measure::Text | Measure::Date | Measure::Month => self.about(value),
        }
    }
}

/// As many decimals as asked for, or more where a small value would show as zero: then to its second digit.
fn visible(value: Decimal, decimals: u32) -> u32 {
    if value.is_zero() || !rounded(value, decimals).is_zero() {
        return decimals;
    }
    decimals_to_digit(value, 2)
}

/// The decimals that show a value to its digit `digit`, counted from its first that is not zero.
fn decimals_to_digit(value: Decimal, digit: u32) -> u32 {
    let value = value.normalize();
    let digits = value.mantissa().unsigned_abs().checked_ilog10().unwrap_or_default();
    (value.scale() + digit - 1).saturating_sub(digits).min(MOST_DECIMALS)
}

fn rounded(value: Decimal, decimals: u32) -> Decimal {
    value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
}

/// US English, as `Intl` writes it.
pub struct English;

impl Locale for English {
    fn translate(&self, template: &'static str) -> &str {
        template
    }

    fn plural(&self, number: Decimal) -> &'static str {
        if number.abs() == Decimal::ONE { "one" } else { "other" }
    }

    fn number(&self, value: Decimal, least_decimals: u32, most_decimals: u32) -> String {
        signed("", value, least_decimals, most_decimals)
    }

    fn money(&self, value: Decimal, currency: Currency, least_decimals: u32, most_decimals: u32) -> String {
        signed(&money_sign(currency), value, least_decimals, most_decimals)
    }

    fn percent(&self, points: Decimal, least_decimals: u32, most_decimals: u32) -> String {
        let mut text = signed("", points, least_decimals, most_decimals);
        text.push('%');
        text
    }

    fn date(&self, date: Date) -> String {
        [month_name(date), " ", &date.day().to_string(), ", ", &date.year().to_string()].concat()
    }

    fn month(&self, date: Date) -> String {
        [month_name(date), " ", &date.year().to_string()].concat()
    }

    fn separators(&self) -> Separators {
        Separators { decimal: '.', group: ',' }
    }

    fn date_order(&self) -> DateOrder {
        DateOrder::MonthDayYear
    }
}

fn month_name(date: Date) -> &'static str {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = usize::try_from(date.month() - 1).ok().and_then(|month| MONTHS.get(month));
    month.copied().unwrap_or_default()
}

/// What US English writes before an amount (CLDR 48, en-US). Where it has no sign of its own the code stands,
/// and after letters a no-break space.
fn money_sign(currency: Currency) -> String {
    let code = currency.code();
    let sign = match code {
        "USD" => "$",
        "AUD" => "A$",
        "BRL" => "R$",
        "CAD" => "CA$",
        "CNY" => "CN¥",
        "EUR" => "€",
        "GBP" => "£",
        "HKD" => "HK$",
        "ILS" => "₪",
        "INR" => "₹",
        "JPY" => "¥",
        "KRW" => "₩",
        "MXN" => "MX$",
        "NZD" => "NZ$",
        "PHP" => "₱",
        "TWD" => "NT$",
        "VND" => "₫",
        "XAF" => "FCFA",
        "XCD" => "EC$",
        "XCG" => "Cg.",
        "XOF" => "F\u{202f}CFA",
        "XPF" => "CFPF",
        _ => code,
    };
    let mut text = sign.to_owned();
    if sign.ends_with(|last: char| last.is_ascii_alphabetic() || last == '.') {
        text.push('\u{a0}');
    }
    text
}

/// The number with groups of three, `sign` after its minus.
fn signed(sign: &str, value: Decimal, least_decimals: u32, most_decimals: u32) -> String {
    let shown = rounded(value, most_decimals).normalize();
    let digits = shown.abs().to_string();
    let (whole, decimals) = digits.split_once('.').unwrap_or((&digits, ""));
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + sign.len() + 2);
    if shown.is_sign_negative() && !shown.is_zero() {
        text.push('-');
    }
    text.push_str(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    let least = usize::try_from(least_decimals.min(most_decimals)).unwrap_or_default();
    if !decimals.is_empty() || least > 0 {
        text.push('.');
        text.push_str(decimals);
        text.extend(std::iter::repeat_n('0', least.saturating_sub(decimals.len())));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::dec;

    #[test]
    fn amounts_as_the_browser_writes_them() {
        // From Intl.NumberFormat("en-US"), ICU 78.
        let cases = [
            ("USD", dec!(1234.5), "$1,234.50"),
            ("USD", dec!(-5), "-$5.00"),
            ("USD", dec!(-0.004), "$0.00"),
            ("USD", dec!(0.005), "$0.01"),
            ("USD", dec!(-0.005), "-$0.01"),
            ("USD", dec!(999.995), "$1,000.00"),
            ("EUR", dec!(1234.5), "€1,234.50"),
            ("JPY", dec!(1234.5), "¥1,235"),
            ("KWD", dec!(1234.5), "KWD\u{a0}1,234.500"),
            ("CHF", dec!(-1234567), "-CHF\u{a0}1,234,567.00"),
            ("XOF", dec!(1234.5), "F\u{202f}CFA\u{a0}1,235"),
            ("XCG", dec!(100), "Cg.\u{a0}100.00"),
            ("CLF", dec!(1), "CLF\u{a0}1.0000"),
        ];
        for (code, amount, text) in cases {
            assert_eq!(Format::english(code).money(amount), text);
        }
    }

    #[test]
    fn prices_keep_their_digits() {
        let dollars = Format::english("USD");
        assert_eq!(dollars.price(dec!(0.1)), "$0.10");
        assert_eq!(dollars.price(dec!(0.00035)), "$0.00035");
        assert_eq!(dollars.price(dec!(0.000000000001)), "$0.000000000001");
        assert_eq!(Format::english("JPY").price(dec!(1.5)), "¥1.5");
        assert_eq!(dollars.approximate(dec!(0.333333333333), &Measure::Price), "$0.3333");
        assert_eq!(dollars.approximate(dec!(0.0000123456), &Measure::Price), "$0.0000123");
        assert_eq!(dollars.approximate(dec!(0.000753846), &Measure::Price), "$0.000754");
        assert_eq!(dollars.approximate(dec!(0.05), &Measure::Price), "$0.05");
        assert_eq!(Format::english("JPY").approximate(dec!(0.0123456), &Measure::Price), "¥0.0123");
        assert_eq!(dollars.approximate(Decimal::ZERO, &Measure::Price), "$0.00");
    }

    #[test]
    fn numbers_and_percentages_show_what_is_there() {
        let english = Format::english("USD");
        assert_eq!(english.number(dec!(1204)), "1,204");
        assert_eq!(english.number(dec!(-1234567.8900)), "-1,234,567.89");
        assert_eq!(english.number(dec!(0.3333333333333333)), "0.333333333");
        assert_eq!(english.number(dec!(0.00000000001234)), "0.000000000012");
        assert_eq!(english.number(Decimal::MAX), "79,228,162,514,264,337,593,543,950,335");
        assert_eq!(english.number(Decimal::new(-1, 28)), "0");
        assert_eq!(english.about(dec!(3.14159)), "3.142");
        assert_eq!(english.about(dec!(0.00012345)), "0.00012");
        assert_eq!(english.percent(dec!(12.345)), "12.35%");
        assert_eq!(english.percent(dec!(0.005)), "0.01%");
        assert_eq!(english.percent(dec!(-0.0049)), "-0.0049%");
        assert_eq!(english.percent(Decimal::ZERO), "0%");
        assert_eq!(english.measured(dec!(5), &Measure::of("seats")), "5");
        assert_eq!(english.measured(dec!(54.8), &Measure::Points), "54.80%");
        assert_eq!(english.measured(dec!(0.0012), &Measure::Points), "0.0012%");
    }

    #[test]
    fn plurals_and_dates() {
        assert_eq!(English.plural(dec!(1.0)), "one");
        assert_eq!(English.plural(dec!(-1)), "one");
        assert_eq!(English.plural(dec!(1.5)), "other");
        assert_eq!(English.plural(Decimal::ZERO), "other");
        assert_eq!(English.date(Date::of(2026, 11, 23)), "Nov 23, 2026");
        assert_eq!(English.month(Date::of(2026, 11, 1)), "Nov 2026");
    }

    #[test]
    fn decimal_counts_are_bounds() {
        assert_eq!(English.number(dec!(1.5), 2, 4), "1.50");
        assert_eq!(English.number(dec!(1.23456), 2, 4), "1.2346");
        assert_eq!(English.percent(dec!(7), 1, 2), "7.0%");
    }
}
