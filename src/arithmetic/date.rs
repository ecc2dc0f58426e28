//! Calendar dates, for billing periods and charts: no clock and no time zone.
//!
//! Crates for dates bring parsing, formatting and errors for times and zones, an eighth of the whole app.

use std::fmt;

/// A day of the Gregorian calendar, which is taken to have held at all times, in the four-digit years of ISO 8601.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: i16,
    month: i8,
    day: i8,
}

/// The first day there is, for forms that nobody has filled yet.
impl Default for Date {
    fn default() -> Self {
        Date::of(0, 1, 1)
    }
}

impl Date {
    /// The day of a year, month and day from 1; `None` for one that no calendar has and past the years 0 to 9999.
    pub const fn new(year: i16, month: i8, day: i8) -> Option<Date> {
        let exists = 0 <= year && year <= 9999 && 1 <= month && month <= 12;
        if exists && 1 <= day && day <= month_length(year, month) {
            Some(Date { year, month, day })
        } else {
            None
        }
    }

    /// The day of a year, month and day that are written in the code.
    ///
    /// # Panics
    /// For one that no calendar has.
    pub const fn of(year: i16, month: i8, day: i8) -> Date {
        Date::new(year, month, day).expect("a day of the calendar")
    }

    pub fn year(self) -> i16 {
        self.year
    }

    /// From 1.
    pub fn month(self) -> i8 {
        self.month
    }

    /// From 1.
    pub fn day(self) -> i8 {
        self.day
    }

    /// The first day of its month.
    pub fn month_start(self) -> Date {
        Date { day: 1, ..self }
    }

    /// The day so many days later, or earlier for a number below zero; `None` past the years there are.
    pub fn plus_days(self, days: i64) -> Option<Date> {
        Date::numbered(self.number().checked_add(days)?)
    }

    /// The same day so many months later, or the last day of a month that is too short; `None` past the years there are.
    pub fn plus_months(self, months: u32) -> Option<Date> {
        let month = i64::from(self.year) * 12 + i64::from(self.month) - 1 + i64::from(months);
        let year = i16::try_from(month / 12).ok()?;
        let month = i8::try_from(month % 12).ok()? + 1;
        Date::new(year, month, self.day.min(month_length(year, month)))
    }

    /// How many days later than `self` the other day is; below zero if it is earlier.
    pub fn days_until(self, other: Date) -> i64 {
        other.number() - self.number()
    }

    /// Days since the 1st of March of year 0. As Howard Hinnant's `days_from_civil` ("chrono-Compatible Low-Level Date
    /// Algorithms", 2013) counts them: years that begin in March have their leap day last, and the lengths of their
    /// months, 31 30 31 30 31 and again, follow a straight line.
    fn number(self) -> i64 {
        let (year, month, day) = (i64::from(self.year), i64::from(self.month), i64::from(self.day));
        let year = if month <= 2 { year - 1 } else { year };
        let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
        365 * year + leap_days + march_based(month) + day - 1
    }

    /// The day of a number: the inverse.
    fn numbered(number: i64) -> Option<Date> {
        const FOUR_CENTURIES: i64 = 146_097;
        let (era, day) = (number.div_euclid(FOUR_CENTURIES), number.rem_euclid(FOUR_CENTURIES));
        let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
        let day = day - (365 * year + year / 4 - year / 100);
        let month = (5 * day + 2) / 153;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let day = day - march_based(month) + 1;
        let year = 400 * era + year + i64::from(month <= 2);
        Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?)
    }
}

/// Days from the 1st of March to the first of a month.
fn march_based(month: i64) -> i64 {
    (153 * ((month + 9) % 12) + 2) / 5
}

/// The days of a month from 1 to 12.
const fn month_length(year: i16, month: i8) -> i8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// As ISO 8601 writes it: 2026-03-31.
impl fmt::Display for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_has_its_number() {
        let mut day = Date::default();
        let mut counted = 1;
        while let Some(next) = day.plus_days(1) {
            assert_eq!((next.number() - day.number(), Date::numbered(day.number())), (1, Some(day)));
            assert!(next > day);
            day = next;
            counted += 1;
        }
        assert_eq!(day, Date::of(9999, 12, 31));
        // 25 times four centuries.
        assert_eq!(counted, 25 * 146_097);
        assert_eq!(Date::of(1970, 1, 1).days_until(Date::of(2026, 11, 23)), 20_780);
    }

    #[test]
    fn days_that_no_calendar_has() {
        for (year, month, day) in [
            (2026, 2, 29),
            (1900, 2, 29),
            (2026, 4, 31),
            (2026, 0, 1),
            (2026, 13, 1),
            (2026, 1, 0),
            (-1, 1, 1),
            (10_000, 1, 1),
        ] {
            assert_eq!(Date::new(year, month, day), None);
        }
        assert!(Date::new(2000, 2, 29).is_some() && Date::new(2028, 2, 29).is_some());
    }

    #[test]
    fn months_that_are_too_short_end_on_their_last_day() {
        let last = Date::of(2026, 1, 31);
        assert_eq!(last.plus_months(1), Some(Date::of(2026, 2, 28)));
        assert_eq!(last.plus_months(25), Some(Date::of(2028, 2, 29)));
        assert_eq!(last.plus_months(11), Some(Date::of(2026, 12, 31)));
        assert_eq!(last.plus_months(u32::MAX), None);
    }

    #[test]
    fn past_the_ends() {
        for days in [i64::MIN, -1, i64::MAX] {
            assert_eq!(Date::default().plus_days(days), None);
        }
        assert_eq!(Date::of(9999, 12, 31).plus_months(1), None);
        assert_eq!(Date::of(33, 4, 5).to_string(), "0033-04-05");
    }
}
