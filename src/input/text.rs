//! Between canonical text and untyped values: one reading and one writing for each kind, with its limits.

use rust_decimal::Decimal;

use super::date;
use super::field::{Datum, Kind, Spec};
use super::number::{Expect, MOST_DIGITS, canonical, parse_canonical, read_number};
use crate::report::currency::Currency;
use crate::report::format::{DateOrder, English, Locale};
use crate::report::{Argument, Sentence, money, percent, price};
use crate::say;

/// The longest text that a field takes.
pub const LONGEST_TEXT: usize = 200;
/// The longest list that a cell takes.
pub const LONGEST_LIST: usize = 600;

impl Datum {
    /// Canonical text.
    pub fn text(&self) -> String {
        match self {
            Datum::Blank => String::new(),
            Datum::Number(number) => canonical(*number),
            Datum::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
            Datum::Text(text) => text.clone(),
            Datum::Date(day) => date::canonical(*day),
            Datum::List(list) => {
                let items: Vec<String> =
                    list.iter().map(|item| item.map(canonical).unwrap_or_default()).collect();
                items.join(",")
            }
        }
    }
}

impl Spec {
    /// The value that canonical text stands for, if it is of the kind and within the limits; else what to do.
    /// References to rows are checked where the rows are known.
    pub fn read(&self, text: &str, currency: Currency) -> Result<Datum, Sentence> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Datum::Blank);
        }
        match self.kind {
            Kind::Money | Kind::Price | Kind::Percent | Kind::Number | Kind::Whole => {
                let number = parse_canonical(text).ok_or_else(|| self.unreadable(text))?;
                self.limits(number, currency)?;
                Ok(Datum::Number(number))
            }
            Kind::Choice(options) => match options().iter().find(|(key, _)| key.eq_ignore_ascii_case(text)) {
                Some((key, _)) => Ok(Datum::Text((*key).to_owned())),
                None => Err(self.unreadable(text)),
            },
            Kind::Flag => match text {
                "yes" => Ok(Datum::Flag(true)),
                "no" => Ok(Datum::Flag(false)),
                _ => Err(self.unreadable(text)),
            },
            Kind::Text | Kind::RowOf { .. } => {
                if text.chars().count() > LONGEST_TEXT {
                    return Err(say!("Use at most {n} characters.", n = LONGEST_TEXT));
                }
                Ok(Datum::Text(text.to_owned()))
            }
            Kind::Date | Kind::Month => {
                let date = date::parse_canonical(text).ok_or_else(|| self.unreadable(text))?;
                Ok(Datum::Date(if matches!(self.kind, Kind::Month) { date.month_start() } else { date }))
            }
            Kind::List => {
                if text.bytes().filter(|letter| *letter == b',').count() >= LONGEST_LIST {
                    return Err(say!("Use at most {n} values.", n = LONGEST_LIST));
                }
                let read = |item: &str| match item.trim() {
                    "" => Ok(None),
                    item => {
                        let number = parse_canonical(item).ok_or_else(|| self.unreadable(item))?;
                        self.limits(number, currency)?;
                        Ok(Some(number))
                    }
                };
                text.split(',').map(read).collect::<Result<_, _>>().map(Datum::List)
            }
            Kind::Table(_) => Err(self.unreadable(text)),
        }
    }

    /// What a number typed into the field may look like; none where it holds no number.
    pub fn expects(&self, currency: Currency) -> Option<Expect> {
        match self.kind {
            Kind::Money | Kind::Price => Some(Expect::Money(currency)),
            Kind::Percent => Some(Expect::Percent),
            Kind::Number => Some(Expect::Number),
            Kind::Whole => Some(Expect::Whole),
            _ => None,
        }
    }

    /// What to do about text that could not be read when it was typed. It is read again in one way of writing, since
    /// that of the reader is not known any more, to say what is wrong and never to take a value.
    pub fn unread(&self, text: &str, currency: Currency) -> Sentence {
        let told = match self.expects(currency) {
            Some(expect) => read_number(text, &English.separators(), expect).err(),
            None if matches!(self.kind, Kind::Date) => date::read_date(text, DateOrder::YearMonthDay).err(),
            None if matches!(self.kind, Kind::Month) => date::read_month(text, DateOrder::YearMonthDay).err(),
            None if let Kind::Choice(options) = self.kind => {
                let name = |(_, label): (_, &'static str)| say!("{option}", option = Argument::Option(label));
                let all = |all, next| say!("{all}; {next}", all = all, next = next);
                let options = options().into_iter().map(name).reduce(all);
                Some(say!(
                    "“{text}” is not on offer here. Choose one of: {options}.",
                    text = shortened(text),
                    options = options.unwrap_or_else(|| "".into())
                ))
            }
            None if self.each.is_some() => text
                .split(';')
                .filter(|item| !item.trim().is_empty())
                .find_map(|item| read_number(item, &English.separators(), Expect::Number).err()),
            None => None,
        };
        told.unwrap_or_else(|| self.unreadable(text))
    }

    /// What to do about canonical text that is not of the kind.
    pub fn unreadable(&self, text: &str) -> Sentence {
        if let Some(told) = self.too_long(text) {
            return told;
        }
        let text = match self.kind {
            // Of a list, the value that is meant.
            Kind::List => {
                let values = text.split(';').map(str::trim);
                let mut wrong = values.filter(|value| !value.is_empty() && parse_canonical(value).is_none());
                shortened(wrong.next().unwrap_or(text))
            }
            _ => shortened(text),
        };
        match self.kind {
            Kind::Money | Kind::Price => {
                say!("“{text}” is not an amount. Enter one such as 1250.50.", text = text)
            }
            Kind::Percent => say!("“{text}” is not a percentage. Enter one such as 12.5.", text = text),
            Kind::List if self.each.is_some() => {
                say!("“{text}” is not a number. Enter one such as 1250.5.", text = text)
            }
            Kind::Number => say!("“{text}” is not a number. Enter one such as 1250.5.", text = text),
            Kind::Whole => say!("“{text}” is not a whole number. Enter one such as 25.", text = text),
            Kind::Date => say!("“{text}” is not a date. Enter one such as 2026-03-31.", text = text),
            Kind::Month => say!("“{text}” is not a month. Enter one such as 2026-03.", text = text),
            Kind::List => say!(
                "“{text}” is not a number. Enter numbers, and leave a gap where none was observed.",
                text = text
            ),
            Kind::Choice(options) => {
                let keys: Vec<&str> = options().iter().map(|(key, _)| *key).collect();
                say!(
                    "“{text}” is not on offer here. Choose one of: {options}.",
                    text = text,
                    options = keys.join("; ")
                )
            }
            Kind::RowOf { .. } => say!("“{text}” is not on offer here. Choose from the list.", text = text),
            Kind::Flag => say!("“{text}” is neither yes nor no.", text = text),
            Kind::Text => say!("“{text}” cannot stand here.", text = text),
            Kind::Table(_) => say!("“{text}” stands where rows belong.", text = text),
        }
    }

    /// What to do about a number that is one, only with more digits than a decimal holds.
    fn too_long(&self, text: &str) -> Option<Sentence> {
        self.expects(Currency::default())?;
        let (digits, beyond) =
            text.strip_prefix('-').map_or((text, Decimal::MAX), |digits| (digits, Decimal::MIN));
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = [whole, decimals].iter().all(|run| run.bytes().all(|letter| letter.is_ascii_digit()));
        match plain && whole.len() + decimals.len() > MOST_DIGITS {
            true if whole.len() > MOST_DIGITS => self.limits(beyond, Currency::default()).err(),
            true => Some(say!("Use at most {n} digits.", n = MOST_DIGITS)),
            false => None,
        }
    }

    /// A number as this field writes it in a sentence.
    pub fn argument(&self, number: Decimal) -> Argument {
        match self.kind {
            Kind::Money => money(number),
            Kind::Price => price(number),
            Kind::Percent => percent(number),
            _ => Argument::Number(number),
        }
    }

    fn most_decimals(&self, currency: Currency) -> u32 {
        match self.kind {
            Kind::Money => currency.minor_units(),
            Kind::Price => 12,
            Kind::Whole => 0,
            _ => 9,
        }
    }

    /// Canonical numbers without the decimals that are more than the field keeps; `None` where there are none, and for amounts
    /// and whole numbers, which more decimals make another thing.
    pub fn rounded(&self, text: &str) -> Option<String> {
        if !matches!(self.kind, Kind::Price | Kind::Percent | Kind::Number | Kind::List) {
            return None;
        }
        let most = self.most_decimals(Currency::default()) as usize;
        let rounded = |item: &str| {
            let (whole, decimals) = item.split_once('.').filter(|(_, decimals)| decimals.len() > most)?;
            // One more decides which way, whatever follows.
            let kept =
                decimals.get(..=most).filter(|_| decimals.bytes().all(|digit| digit.is_ascii_digit()))?;
            let number = parse_canonical(&[whole, ".", kept].concat())?;
            let away = rust_decimal::RoundingStrategy::MidpointAwayFromZero;
            Some(canonical(number.round_dp_with_strategy(most as u32, away)))
        };
        let items: Vec<&str> = text.split(',').map(str::trim).collect();
        let read: Vec<Option<String>> = items.iter().map(|item| rounded(item)).collect();
        let any = read.iter().any(Option::is_some);
        let all = items.iter().zip(read).map(|(item, read)| read.unwrap_or_else(|| (*item).to_owned()));
        any.then(|| all.collect::<Vec<_>>().join(","))
    }

    fn limits(&self, number: Decimal, currency: Currency) -> Result<(), Sentence> {
        if let Some(min) = self.min {
            if self.above_min && number <= min {
                return Err(say!("Enter more than {min}.", min = self.argument(min)));
            }
            if number < min {
                return Err(say!("Enter {min} or more.", min = self.argument(min)));
            }
        }
        if let Some(max) = self.max
            && number > max
        {
            return Err(say!("Enter {max} or less.", max = self.argument(max)));
        }
        let most = self.most_decimals(currency);
        // Taking zeros away from the end is slow, and seldom needed.
        if number.scale() <= most || number.normalize().scale() <= most {
            return Ok(());
        }
        Err(match self.kind {
            Kind::Whole => say!("Enter a whole number."),
            Kind::Money if most == 0 => {
                say!("{currency} has no cents: enter a whole amount.", currency = currency.code().to_owned())
            }
            Kind::Money => {
                say!(
                    "{currency} amounts have at most {n} decimals.",
                    currency = currency.code().to_owned(),
                    n = most
                )
            }
            _ => say!("Use at most {n} decimals.", n = most),
        })
    }
}

/// The first 40 characters of a text, for quoting it.
pub fn shortened(text: &str) -> String {
    match text.char_indices().nth(40) {
        None => text.to_owned(),
        Some((end, _)) => {
            let mut short = text[..end].to_owned();
            short.push('…');
            short
        }
    }
}
