//! Reading dates and months as people type and paste them, into calendar dates; canonical text is ISO 8601 (2026-03-31), of a
//! month with the 1st.
//!
//! A date all in digits is read in the locale's order where more than one order is possible, and marked
//! ambiguous. Months in letters are read in English only: other languages have too many to carry, and the
//! browser's own picker offers them.

use super::number::{Read, Unreadable, plain};
use super::text::shortened;
use crate::arithmetic::Date;
use crate::report::format::DateOrder;
use crate::say;

/// The years that a date may have. Years outside are slips, or of another calendar than the Gregorian.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2199;

/// What can be wrong with a text.
enum Wrong {
    Unlike,
    /// No such day or month.
    NoSuchDay,
    OtherCentury,
}

/// The date that `text` stands for, where the digits allow several, in the locale's `order`.
///
/// # Errors
/// A sentence for text that is not a date, or a date that no calendar has.
pub fn read_date(text: &str, order: DateOrder) -> Result<Read<Date>, Unreadable> {
    let text = text.trim();
    let sample = Date::of(2026, 3, 31);
    let quoted = || shortened(text);
    read(text, order).map_err(|wrong| match wrong {
        Wrong::Unlike if text.is_empty() => {
            say!("Enter a date such as {sample}.", sample = canonical(sample))
        }
        Wrong::Unlike => {
            say!(
                "“{text}” is not a date. Enter one such as {sample}.",
                text = quoted(),
                sample = canonical(sample)
            )
        }
        Wrong::NoSuchDay => {
            say!(
                "No calendar has “{text}”. Enter a date such as {sample}.",
                text = quoted(),
                sample = canonical(sample)
            )
        }
        Wrong::OtherCentury => other_century(),
    })
}

fn other_century() -> Unreadable {
    say!(
        "Enter a date from {first} to {last}.",
        first = YEARS.start().to_string(),
        last = YEARS.end().to_string(),
    )
}

/// The month that `text` stands for, as its first day: a month with its year, or any date in it.
///
/// # Errors
/// A sentence for text that is neither, or a date that no calendar has.
pub fn read_month(text: &str, order: DateOrder) -> Result<Read<Date>, Unreadable> {
    let text = text.trim();
    let sample = || month_text(Date::of(2026, 3, 1));
    let first = |read: Read<Date>| Read { value: read.value.month_start(), ..read };
    month_and_year(text).unwrap_or_else(|| read(text, order)).map(first).map_err(|wrong| match wrong {
        Wrong::OtherCentury => other_century(),
        Wrong::NoSuchDay => say!(
            "No calendar has “{text}”. Enter a month such as {sample}.",
            text = shortened(text),
            sample = sample()
        ),
        Wrong::Unlike => say!(
            "“{text}” is not a month. Enter one such as {sample}.",
            text = shortened(text),
            sample = sample()
        ),
    })
}

/// The month of a text that holds a month and a year alone; `None` for any other.
fn month_and_year(text: &str) -> Option<Result<Read<Date>, Wrong>> {
    let of = |year: i16, month: i16| date_of(year, month, 1);
    let certain = |date: Result<Date, Wrong>| date.map(|value| Read { value, ambiguous: false });
    Some(match parts(text)?.as_slice() {
        [Part::Digits(year, 4), Part::Digits(month, 1 | 2) | Part::Month(month)]
        | [Part::Digits(month, 1 | 2) | Part::Month(month), Part::Digits(year, 4)] => {
            certain(of(*year, *month))
        }
        // A year of two digits is of this century, which is worth showing.
        [Part::Digits(month, 1 | 2) | Part::Month(month), Part::Digits(year, 2)] => {
            of(2000 + *year, *month).map(|value| Read { value, ambiguous: true })
        }
        _ => return None,
    })
}

/// A month as it is typed: 2026-03.
pub fn month_text(month: Date) -> String {
    let mut text = canonical(month);
    text.truncate(7);
    text
}

/// Whether the day or the month stands first in a date that shows it, being past the 12th.
pub fn order_shown(text: &str) -> Option<DateOrder> {
    match parts(text)?.as_slice() {
        [Part::Digits(a, 1 | 2), Part::Digits(b, 1 | 2), Part::Digits(_, 2 | 4)]
            if (*a > 12) != (*b > 12) =>
        {
            Some(if *a > 12 { DateOrder::DayMonthYear } else { DateOrder::MonthDayYear })
        }
        _ => None,
    }
}

/// The date in canonical text.
pub fn canonical(date: Date) -> String {
    date.to_string()
}

/// The date of a canonical text; `None` for any other text and for years that a date may not have.
pub fn parse_canonical(text: &str) -> Option<Date> {
    let all_digits =
        |run: &str, length: usize| run.len() == length && run.bytes().all(|byte| byte.is_ascii_digit());
    let (year, rest) = text.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    if !all_digits(year, 4) || !all_digits(month, 2) || !all_digits(day, 2) {
        return None;
    }
    date_of(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

fn date_of(year: i16, month: i16, day: i16) -> Result<Date, Wrong> {
    if !YEARS.contains(&year) {
        return Err(Wrong::OtherCentury);
    }
    let (month, day) = (i8::try_from(month), i8::try_from(day));
    let (Ok(month), Ok(day)) = (month, day) else {
        return Err(Wrong::NoSuchDay);
    };
    Date::new(year, month, day).ok_or(Wrong::NoSuchDay)
}

/// A run of digits or of letters.
enum Part {
    /// The number and how many digits it has.
    Digits(i16, usize),
    /// A month in letters.
    Month(i16),
}

fn read(text: &str, order: DateOrder) -> Result<Read<Date>, Wrong> {
    let parts = parts(text).ok_or(Wrong::Unlike)?;
    let certain = |date: Result<Date, Wrong>| date.map(|value| Read { value, ambiguous: false });
    match parts.as_slice() {
        [Part::Digits(year, 4), Part::Digits(month, 1 | 2), Part::Digits(day, 1 | 2)]
        | [Part::Digits(year, 4), Part::Month(month), Part::Digits(day, 1 | 2)]
        | [Part::Month(month), Part::Digits(day, 1 | 2), Part::Digits(year, 4)]
        | [Part::Digits(day, 1 | 2), Part::Month(month), Part::Digits(year, 4)] => {
            certain(date_of(*year, *month, *day))
        }
        [Part::Digits(a, 1 | 2), Part::Digits(b, 1 | 2), Part::Digits(year, 4)] => {
            day_and_month(*year, *a, *b, order != DateOrder::DayMonthYear)
        }
        // A year of two digits is of this century, which is worth showing.
        [Part::Digits(a, 2), Part::Digits(b, 1 | 2), Part::Digits(c, 1 | 2)]
            if order == DateOrder::YearMonthDay =>
        {
            date_of(2000 + *a, *b, *c).map(|value| Read { value, ambiguous: true })
        }
        [Part::Digits(a, 1 | 2), Part::Digits(b, 1 | 2), Part::Digits(year, 2)] => {
            let read = day_and_month(2000 + *year, *a, *b, order != DateOrder::DayMonthYear)?;
            Ok(Read { ambiguous: true, ..read })
        }
        _ => Err(Wrong::Unlike),
    }
}

/// The date of two numbers that are month and day in the locale's order, or the other way where only that
/// exists.
fn day_and_month(year: i16, a: i16, b: i16, month_first: bool) -> Result<Read<Date>, Wrong> {
    let (usual, other) = if month_first { ((a, b), (b, a)) } else { ((b, a), (a, b)) };
    match (date_of(year, usual.0, usual.1), date_of(year, other.0, other.1)) {
        (Ok(value), Ok(reversed)) => Ok(Read { value, ambiguous: value != reversed }),
        (Ok(value), Err(_)) | (Err(_), Ok(value)) => Ok(Read { value, ambiguous: false }),
        (Err(wrong), Err(_)) => Err(wrong),
    }
}

/// The numbers and months of a text, which signs, spaces or words for year, month and day that follow a
/// number set apart. `None` for other words. Eight digits in one are a year, a month and a day.
fn parts(text: &str) -> Option<Vec<Part>> {
    // No date is longer, and a pasted page is read no further.
    if text.chars().count() > 60 {
        return None;
    }
    let mut runs: Vec<String> = vec![String::new()];
    for letter in text.chars().filter_map(plain) {
        let run = runs.last_mut()?;
        if " ,./-年月日년월일г".contains(letter) {
            runs.push(String::new());
        } else if letter.is_alphanumeric() {
            run.push(letter);
        } else {
            return None;
        }
    }
    runs.retain(|run| !run.is_empty());
    if let [run] = runs.as_slice()
        && run.len() == 8
        && run.is_ascii()
    {
        runs = vec![run.get(..4)?.to_owned(), run.get(4..6)?.to_owned(), run.get(6..)?.to_owned()];
    }
    runs.iter().map(|run| part(run)).collect()
}

fn part(run: &str) -> Option<Part> {
    if run.bytes().all(|byte| byte.is_ascii_digit()) {
        return run.parse().ok().map(|number| Part::Digits(number, run.len()));
    }
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let lower = run.to_lowercase();
    let month = MONTHS.iter().position(|name| {
        *name == lower
            || (lower.len() >= 3 && name.starts_with(&lower))
            || (*name == "september" && lower == "sept")
    })?;
    i16::try_from(month + 1).ok().map(Part::Month)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::format::{English, Format, Locale};
    use proptest::prelude::*;

    fn read_as(text: &str, order: DateOrder) -> Result<(String, bool), String> {
        match read_date(text, order) {
            Ok(read) => Ok((canonical(read.value), read.ambiguous)),
            Err(sentence) => Err(sentence.text(&Format::english("USD"))),
        }
    }

    #[test]
    fn dates_that_read_one_way() {
        for text in [
            "2026-11-23",
            "2026/11/23",
            "2026.11.23",
            " 2026-11-23 ",
            "20261123",
            "23.11.2026",
            "11/23/2026",
            "23/11/2026",
            "Nov 23, 2026",
            "november 23 2026",
            "23 Nov. 2026",
            "23-Nov-2026",
            "2026年11月23日",
            "2026. 11. 23.",
            "2026년 11월 23일",
            "\u{200f}٢٣\u{200f}/١١\u{200f}/٢٠٢٦",
            "２０２６／１１／２３",
        ] {
            for order in [DateOrder::MonthDayYear, DateOrder::DayMonthYear, DateOrder::YearMonthDay] {
                assert_eq!(read_as(text, order), Ok(("2026-11-23".to_owned(), false)), "{text}");
            }
        }
        assert_eq!(read_as("5/5/2026", DateOrder::MonthDayYear), Ok(("2026-05-05".to_owned(), false)));
        assert_eq!(read_as("Sept 1, 2026", DateOrder::DayMonthYear), Ok(("2026-09-01".to_owned(), false)));
        assert_eq!(read_as("29/2/2028", DateOrder::MonthDayYear), Ok(("2028-02-29".to_owned(), false)));
    }

    #[test]
    fn dates_that_the_locale_decides_are_marked() {
        let marked = |date: &str| Ok((date.to_owned(), true));
        assert_eq!(read_as("1/2/2026", DateOrder::MonthDayYear), marked("2026-01-02"));
        assert_eq!(read_as("1/2/2026", DateOrder::DayMonthYear), marked("2026-02-01"));
        assert_eq!(read_as("23/11/26", DateOrder::DayMonthYear), marked("2026-11-23"));
        assert_eq!(read_as("11/23/26", DateOrder::MonthDayYear), marked("2026-11-23"));
        assert_eq!(read_as("26-11-23", DateOrder::YearMonthDay), marked("2026-11-23"));
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        let told = |text| read_as(text, DateOrder::MonthDayYear).unwrap_err();
        assert_eq!(told(""), "Enter a date such as 2026-03-31.");
        for text in [
            "tomorrow",
            "2026",
            "2026-11",
            "1/2/3/4",
            "ma 3 2026",
            "5 juni 2026",
            "12:30",
            "1,234",
            "2026-11-23T00:00",
            "99999999999-1-1",
        ] {
            assert_eq!(told(text), format!("“{text}” is not a date. Enter one such as 2026-03-31."));
        }
        assert_eq!(told("2026-02-30"), "No calendar has “2026-02-30”. Enter a date such as 2026-03-31.");
        assert_eq!(told("13/13/2026"), "No calendar has “13/13/2026”. Enter a date such as 2026-03-31.");
        assert_eq!(told("1405-09-02"), "Enter a date from 1900 to 2199.");
    }

    #[test]
    fn months_stand_for_their_first_day() {
        let read = |text| match read_month(text, DateOrder::DayMonthYear) {
            Ok(read) => Ok((canonical(read.value), read.ambiguous)),
            Err(sentence) => Err(sentence.text(&Format::english("USD"))),
        };
        for text in [
            "2025-09",
            "2025/9",
            "09/2025",
            "Sep 2025",
            "september, 2025",
            "2025 Sept",
            "2025年9月",
            "30.9.2025",
        ] {
            assert_eq!(read(text), Ok(("2025-09-01".to_owned(), false)), "{text}");
        }
        for text in ["Sep-25", "9/25"] {
            assert_eq!(read(text), Ok(("2025-09-01".to_owned(), true)), "{text}");
        }
        assert_eq!(read("2025").unwrap_err(), "“2025” is not a month. Enter one such as 2026-03.");
        assert_eq!(read("13/2025").unwrap_err(), "No calendar has “13/2025”. Enter a month such as 2026-03.");
        assert_eq!(read("9/1405").unwrap_err(), "Enter a date from 1900 to 2199.");
    }

    #[test]
    fn only_iso_is_canonical() {
        assert_eq!(parse_canonical("2026-03-31"), Some(Date::of(2026, 3, 31)));
        for text in [
            "",
            "2026-3-31",
            "2026-02-30",
            "20260331",
            "+2026-03-31",
            "2026-03-31 ",
            "1405-09-02",
            "2026-03-31-1",
        ] {
            assert_eq!(parse_canonical(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn reads_back_what_is_written(year in 1900i16..=2199, month in 1i8..=12, day in 1i8..=28) {
            let day = Date::of(year, month, day);
            prop_assert_eq!(parse_canonical(&canonical(day)), Some(day));
            for text in [canonical(day), English.date(day)] {
                let read = read_date(&text, English.date_order()).unwrap();
                prop_assert_eq!((read.value, read.ambiguous), (day, false));
            }
        }

        #[test]
        fn never_panics(text in ".*", digits in "[0-9٠-٩年/. -]{0,14}") {
            for order in [DateOrder::MonthDayYear, DateOrder::DayMonthYear, DateOrder::YearMonthDay] {
                let _ = read_date(&text, order);
                let _ = read_date(&digits, order);
                let _ = read_month(&digits, order);
                let _ = parse_canonical(&digits);
            }
        }
    }
}
