//! The reader's number style, from the browser's `Intl`, and how their language counts.

use std::cell::{OnceCell, RefCell};

use js_sys::{Array, Function, Intl, Object, Reflect};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use wasm_bindgen::{JsCast, JsValue};

use super::language;
use super::pack::object;
use crate::arithmetic::Date;
use crate::input::date;
use crate::input::number::canonical;
use crate::report::currency::Currency;
use crate::report::format::{DateOrder, Locale, Separators};

/// A locale of the browser's. Formatters are made once for each way of writing, when that is first asked for: to make one takes a
/// browser longer than hundreds of elements.
pub struct BrowserLocale {
    tag: Array,
    separators: Separators,
    numbers: RefCell<Vec<(Way, Function)>>,
    rtl: bool,
    plurals: OnceCell<Intl::PluralRules>,
    order: OnceCell<DateOrder>,
    dates: OnceCell<Function>,
    months: OnceCell<Function>,
}

/// A style with its least and most decimals.
type Way = (Style, u32, u32);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Number,
    Percent,
    Money(Currency),
}

/// The text of the first part of a type, of what `formatToParts` gave.
fn part(parts: &Array, kind: &str) -> Option<(u32, String)> {
    (0..parts.length()).find_map(|index| {
        let part = parts.get(index);
        let text = |key: &str| Reflect::get(&part, &key.into()).ok().and_then(|text| text.as_string());
        (text("type")? == kind).then(|| text("value")).flatten().map(|text| (index, text))
    })
}

/// The tag if the browser knows it, else the browser's own.
fn known(tag: &str) -> Array {
    let tags = Array::of1(&JsValue::from_str(tag));
    let supported = Reflect::get(&js_sys::global(), &"Intl".into())
        .and_then(|intl| Reflect::get(&intl, &"getCanonicalLocales".into()))
        .ok()
        .and_then(|function| function.dyn_into::<Function>().ok())
        .is_some_and(|function| function.call1(&JsValue::UNDEFINED, &tags).is_ok());
    if supported && !tag.is_empty() { tags } else { Array::new() }
}

/// The names of languages or currencies in a language: `names("de", "currency")("USD")`.
pub fn names(tag: &str, kind: &str) -> impl Fn(&str) -> String + use<> {
    let names = Reflect::get(&js_sys::global(), &"Intl".into())
        .and_then(|intl| Reflect::get(&intl, &"DisplayNames".into()))
        .ok()
        .and_then(|class| class.dyn_into::<Function>().ok())
        .and_then(|class| {
            Reflect::construct(&class, &Array::of2(&known(tag), &object(&[("type", kind.into())]))).ok()
        });
    let of: Option<Function> =
        names.as_ref().and_then(|names| Reflect::get(names, &"of".into()).ok()?.dyn_into().ok());
    move |code| {
        let name = names.as_ref().zip(of.as_ref()).and_then(|(names, of)| of.call1(names, &code.into()).ok());
        name.and_then(|name| name.as_string()).unwrap_or_else(|| code.to_owned())
    }
}

impl BrowserLocale {
    /// The page's language with the number style of a BCP 47 tag; for an empty or unknown one, that of the language or else the
    /// browser's own.
    pub fn new(tag: &str) -> Self {
        let tag = match known(tag) {
            tags if tags.length() == 0 => known(&language::numbers()),
            tags => tags,
        };
        let numbers = Intl::NumberFormat::new(&tag, &Object::new());
        let parts = numbers.format_to_parts(1_234_567.5);
        let sign = |kind, or| part(&parts, kind).and_then(|(_, text)| text.chars().next()).unwrap_or(or);
        let separators = Separators { decimal: sign("decimal", '.'), group: sign("group", ',') };
        BrowserLocale {
            tag,
            separators,
            numbers: RefCell::default(),
            rtl: language::is_rtl(),
            plurals: OnceCell::new(),
            order: OnceCell::new(),
            dates: OnceCell::new(),
            months: OnceCell::new(),
        }
    }

    /// A formatter of days, by the options that say how.
    fn days(&self, options: &[(&str, &str)]) -> Intl::DateTimeFormat {
        let utc = ("timeZone", JsValue::from_str("UTC"));
        let options = options.iter().map(|(key, value)| (*key, JsValue::from_str(value)));
        Intl::DateTimeFormat::new(&self.tag, &object(&options.chain([utc]).collect::<Vec<_>>()))
    }

    /// The tags of the number style, as `Intl` takes them; none for the browser's own.
    pub fn tag(&self) -> JsValue {
        self.tag.clone().into()
    }

    /// The names of languages or currencies in the language of the page: `names("currency")("USD")`.
    pub fn names(&self, kind: &str) -> impl Fn(&str) -> String + use<> {
        names(&language::tag(), kind)
    }

    fn formatter(&self, style: Style, least: u32, most: u32) -> Function {
        let mut options = vec![
            ("minimumFractionDigits", JsValue::from(least)),
            ("maximumFractionDigits", JsValue::from(most)),
            ("signDisplay", "negative".into()),
        ];
        match style {
            Style::Number => {}
            Style::Percent => options.push(("style", "percent".into())),
            Style::Money(currency) => {
                options.push(("style", "currency".into()));
                options.push(("currency", currency.code().into()));
            }
        }
        Intl::NumberFormat::new(&self.tag, &object(&options)).format()
    }

    fn written(&self, style: Style, value: Decimal, least: u32, most: u32) -> String {
        let most = most.min(20);
        let least = least.min(most);
        let way = (style, least, most);
        let mut numbers = self.numbers.borrow_mut();
        let at = numbers.iter().position(|(known, _)| *known == way).unwrap_or_else(|| {
            numbers.push((way, self.formatter(style, least, most)));
            numbers.len() - 1
        });
        let format = &numbers[at].1;
        // A decimal string, not a float: `Intl` keeps every digit of it.
        let text = format.call1(&JsValue::UNDEFINED, &JsValue::from_str(&canonical(value)));
        text.ok().and_then(|text| text.as_string()).unwrap_or_default()
    }
}

/// A day as a formatter of dates writes it.
fn dated(format: &Function, day: Date) -> String {
    let mut iso = date::canonical(day);
    iso.push_str("T00:00:00Z");
    let moment = js_sys::Date::new(&JsValue::from_str(&iso));
    let text = format.call1(&JsValue::UNDEFINED, &moment);
    text.ok().and_then(|text| text.as_string()).unwrap_or_default()
}

impl Locale for BrowserLocale {
    fn translate(&self, template: &'static str) -> &str {
        language::translated(template)
    }

    fn is_rtl(&self) -> bool {
        self.rtl
    }

    fn plural(&self, number: Decimal) -> &'static str {
        let rules = || Intl::PluralRules::new(&known(&language::tag()), &Object::new());
        let category = self.plurals.get_or_init(rules).select(number.to_f64().unwrap_or_default());
        match category.as_string().as_deref() {
            Some("zero") => "zero",
            Some("one") => "one",
            Some("two") => "two",
            Some("few") => "few",
            Some("many") => "many",
            _ => "other",
        }
    }

    fn number(&self, value: Decimal, least: u32, most: u32) -> String {
        self.written(Style::Number, value, least, most)
    }

    fn money(&self, value: Decimal, currency: Currency, least: u32, most: u32) -> String {
        self.written(Style::Money(currency), value, least, most)
    }

    fn percent(&self, points: Decimal, least: u32, most: u32) -> String {
        let hundredth = Decimal::new(1, 2);
        let share = points.checked_mul(hundredth).unwrap_or_default();
        self.written(Style::Percent, share, least, most)
    }

    fn date(&self, day: Date) -> String {
        dated(self.dates.get_or_init(|| self.days(&[("dateStyle", "medium")]).format()), day)
    }

    fn month(&self, day: Date) -> String {
        let month = || self.days(&[("year", "numeric"), ("month", "short")]).format();
        dated(self.months.get_or_init(month), day)
    }

    fn separators(&self) -> Separators {
        self.separators
    }

    fn date_order(&self) -> DateOrder {
        *self.order.get_or_init(|| {
            let day = js_sys::Date::new(&JsValue::from_str("2026-11-23T12:00:00Z"));
            let digits = self.days(&[]).format_to_parts(&day);
            let place = |kind| part(&digits, kind).map_or(0, |(index, _)| index);
            match (place("year"), place("month"), place("day")) {
                (year, month, day) if year < month && month < day => DateOrder::YearMonthDay,
                (_, month, day) if month < day => DateOrder::MonthDayYear,
                _ => DateOrder::DayMonthYear,
            }
        })
    }
}
