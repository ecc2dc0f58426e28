//! Fields: how a record says, once, what it takes in.
//!
//! A record names each field in [`Record::fields`], and every walk (outline, print, fill, set) is a [`Visitor`] that
//! this one function leads past the fields. The function must name the same fields whatever the values are; what is
//! shown depends on [`Condition`]s, which are data.

use std::marker::PhantomData;
use std::rc::Rc;

use rust_decimal::Decimal;

use super::draft::Row;
use crate::arithmetic::{Date, Percent};

/// A group of inputs: a calculator's whole form, or one row of a table.
pub trait Record {
    /// Leads the form past each field, always the same ones in the same order.
    fn fields(&mut self, form: &mut Form<'_>);

    /// Told, for a row, which line of its table it was filled from, counted from 1 with blank lines and those left out:
    /// what a reader finds it by.
    fn stands_in(&mut self, _line: usize) {}
}

/// What walks past the fields of a record.
pub trait Visitor {
    fn scalar(&mut self, spec: &'static Spec, value: &mut dyn Scalar);
    fn rows(&mut self, spec: &'static Spec, rows: &mut dyn Rows);
}

/// The typed face of a visitor: a field can only be declared for a value of its kind.
pub struct Form<'a>(pub &'a mut dyn Visitor);

impl Form<'_> {
    /// One value.
    pub fn field<T: Scalar>(&mut self, value: &mut T, field: &'static Field<T>) {
        self.0.scalar(&field.spec, value);
    }

    /// A table of records.
    pub fn rows<R: Record + Default + 'static>(&mut self, rows: &mut Vec<R>, field: &'static Field<Vec<R>>) {
        self.0.rows(&field.spec, rows);
    }
}

/// What kind of value a field holds, which decides widget, text and limits.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// An amount in the draft's currency, no finer than its minor unit.
    Money,
    /// An amount per unit, to 12 decimals.
    Price,
    /// Percentage points.
    Percent,
    /// A decimal number, to 9 decimals.
    Number,
    /// A whole number.
    Whole,
    /// One of a few, by key and label.
    Choice(fn() -> Vec<(&'static str, &'static str)>),
    /// Yes or no.
    Flag,
    /// The user's own words.
    Text,
    /// A calendar date.
    Date,
    /// A month of the calendar, held as its first day.
    Month,
    /// A row of another table at the root, by the text in its column `name`.
    RowOf { table: &'static str, name: &'static str },
    /// A run of numbers in one cell; a blank one was not observed.
    List,
    /// Rows of records.
    Table(TableSpec),
}

/// What a table adds to its field.
#[derive(Clone, Copy, Debug)]
pub struct TableSpec {
    /// What one row is called: "tier".
    pub row: &'static str,
    pub most_rows: usize,
    pub least_rows: usize,
    /// Bad rows are left out with a warning instead of stopping the calculation.
    pub lenient: bool,
    /// Where the next row goes, and what it starts as.
    pub new_row: fn(&[Rc<Row>]) -> (usize, Row),
    /// A table at the root of the same rows, which are offered to begin with.
    pub begins_as: Option<&'static str>,
}

/// The unit that a field's number counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Unit {
    None,
    /// Always the same word.
    Word(&'static str),
    /// The text of another field: `quantity` beside it, `^quantity` in the record around it.
    Named(&'static str),
}

/// A field is shown while another holds one of some values. `^key` is a field of the record around this one.
#[derive(Clone, Copy, Debug)]
pub struct Condition {
    pub key: &'static str,
    pub values: &'static [&'static str],
}

/// A field without its value.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// Its name in links and files: a public promise.
    pub key: &'static str,
    /// Names it had before, which are still read.
    pub aliases: &'static [&'static str],
    /// It is the end of a range, which a pasted table may write out.
    pub ends_range: bool,
    /// What else the head of a pasted column may call it, in lower case.
    pub called: &'static [&'static str],
    /// The table at the root and the flag in its rows that say whether it comes in whole units; a paste goes by that.
    pub whole_by: Option<(&'static str, &'static str)>,
    /// A template; `{unit}` stands for the unit.
    pub label: &'static str,
    pub help: &'static str,
    pub kind: Kind,
    pub unit: Unit,
    pub min: Option<Decimal>,
    pub max: Option<Decimal>,
    /// `min` itself is not allowed.
    pub above_min: bool,
    /// It may stay empty.
    pub optional: bool,
    /// The canonical text that an empty field stands for.
    pub default: Option<&'static str>,
    /// The closed section it belongs to; empty for the part that is always shown.
    pub section: &'static str,
    /// Kept behind "more" in its row.
    pub advanced: bool,
    /// No two rows of its table may hold the same.
    pub unique: bool,
    /// A list has one value for each row of this table at the root, named by this column of it.
    pub each: Option<(&'static str, &'static str)>,
    /// All must hold.
    pub when: [Option<Condition>; 2],
}

/// A field for values of type `T`.
pub struct Field<T> {
    spec: Spec,
    fits: PhantomData<T>,
}

const fn field<T>(
    key: &'static str,
    label: &'static str,
    kind: Kind,
    limits: Option<(i64, i64)>,
) -> Field<T> {
    let (min, max) = match limits {
        Some((min, max)) => (Some(whole_decimal(min)), Some(whole_decimal(max))),
        None => (None, None),
    };
    let spec = Spec {
        key,
        aliases: &[],
        ends_range: false,
        called: &[],
        whole_by: None,
        label,
        help: "",
        kind,
        unit: Unit::None,
        min,
        max,
        above_min: false,
        optional: false,
        default: None,
        section: "",
        advanced: false,
        unique: false,
        each: None,
        when: [None; 2],
    };
    Field { spec, fits: PhantomData }
}

/// A whole number as a decimal, where constants are made.
const fn whole_decimal(number: i64) -> Decimal {
    let size = number.unsigned_abs();
    Decimal::from_parts(size as u32, (size >> 32) as u32, 0, number < 0, 0)
}

/// The largest amount of money, either way.
const MONEY: i64 = 1_000_000_000;
/// The largest quantity, either way.
const QUANTITY: i64 = 10_000_000_000;

/// An amount of money, no finer than the currency's minor unit; within ±10⁹.
pub const fn money(key: &'static str, label: &'static str) -> Field<Decimal> {
    field(key, label, Kind::Money, Some((-MONEY, MONEY)))
}

/// A price per unit, to 12 decimals; within ±10⁹.
pub const fn unit_price(key: &'static str, label: &'static str) -> Field<Decimal> {
    field(key, label, Kind::Price, Some((-MONEY, MONEY)))
}

/// Percentage points, from −100 to 10,000.
pub const fn percentage(key: &'static str, label: &'static str) -> Field<Percent> {
    field(key, label, Kind::Percent, Some((-100, 10_000)))
}

/// A decimal number, within ±10¹⁰.
pub const fn number(key: &'static str, label: &'static str) -> Field<Decimal> {
    field(key, label, Kind::Number, Some((-QUANTITY, QUANTITY)))
}

/// A whole number, from 0 to 10⁷.
pub const fn whole(key: &'static str, label: &'static str) -> Field<Decimal> {
    field(key, label, Kind::Whole, Some((0, 10_000_000)))
}

/// One of a few. Without [`otherwise`](Field::otherwise) the reader must choose: the `Default` of the type is not asked.
pub const fn choice<T: Choice>(key: &'static str, label: &'static str) -> Field<T> {
    field(
        key,
        label,
        Kind::Choice(|| T::OPTIONS.iter().map(|(_, key, label)| (*key, *label)).collect()),
        None,
    )
}

/// Yes or no; no where nothing is said.
pub const fn flag(key: &'static str, label: &'static str) -> Field<bool> {
    field(key, label, Kind::Flag, None).otherwise("no")
}

/// The user's own words, to 200 characters.
pub const fn text(key: &'static str, label: &'static str) -> Field<String> {
    field(key, label, Kind::Text, None)
}

/// A calendar date.
pub const fn date(key: &'static str, label: &'static str) -> Field<Date> {
    field(key, label, Kind::Date, None)
}

/// A month of the calendar, as its first day.
pub const fn month(key: &'static str, label: &'static str) -> Field<Date> {
    field(key, label, Kind::Month, None)
}

/// A row of the root table `table`, by the text in its column `name`, which must be [unique](Field::unique). The table may be
/// the one that the field stands in; that it is not the same row, or a later one, is then for `check` to say.
pub const fn row_of(
    key: &'static str,
    label: &'static str,
    table: &'static str,
    name: &'static str,
) -> Field<String> {
    field(key, label, Kind::RowOf { table, name }, None)
}

/// A run of numbers, blank where not observed.
pub const fn list(key: &'static str, label: &'static str) -> Field<Vec<Option<Decimal>>> {
    field(key, label, Kind::List, Some((-QUANTITY, QUANTITY)))
}

/// A table whose rows are called `row`; up to 200 of them.
pub const fn table<R>(key: &'static str, label: &'static str, row: &'static str) -> Field<Vec<R>> {
    let spec = TableSpec {
        row,
        most_rows: 200,
        least_rows: 0,
        lenient: false,
        new_row: |rows| (rows.len(), Row::default()),
        begins_as: None,
    };
    field(key, label, Kind::Table(spec), None)
}

impl<T> Field<T> {
    /// What to enter, in a sentence under the field.
    pub const fn help(mut self, help: &'static str) -> Self {
        self.spec.help = help;
        self
    }

    pub const fn at_least(mut self, min: i64) -> Self {
        self.spec.min = Some(whole_decimal(min));
        self
    }

    pub const fn above(mut self, min: i64) -> Self {
        self.spec.above_min = true;
        self.at_least(min)
    }

    pub const fn at_most(mut self, max: i64) -> Self {
        self.spec.max = Some(whole_decimal(max));
        self
    }

    /// The canonical text that an empty field stands for.
    pub const fn otherwise(mut self, default: &'static str) -> Self {
        self.spec.default = Some(default);
        self
    }

    pub const fn section(mut self, section: &'static str) -> Self {
        self.spec.section = section;
        self
    }

    /// Kept behind “more” in its row, where it does not count as a column.
    pub const fn advanced(mut self) -> Self {
        self.spec.advanced = true;
        self
    }

    /// A unit that is always the same word.
    pub const fn unit(mut self, word: &'static str) -> Self {
        self.spec.unit = Unit::Word(word);
        self
    }

    /// A unit that is the text of another field.
    pub const fn unit_of(mut self, path: &'static str) -> Self {
        self.spec.unit = Unit::Named(path);
        self
    }

    /// Shown while the field `key`, declared before this one, holds one of `values`. Two conditions at most.
    pub const fn when(mut self, key: &'static str, values: &'static [&'static str]) -> Self {
        let place = self.spec.when[0].is_some() as usize;
        self.spec.when[place] = Some(Condition { key, values });
        self
    }

    /// It is the end of a range: pasted, “11–20” stands for 20, and “21+” for none.
    pub const fn ends_range(mut self) -> Self {
        self.spec.ends_range = true;
        self
    }

    /// What else the head of a pasted column may call it, in lower case; that of a list, each of its values.
    pub const fn called(mut self, names: &'static [&'static str]) -> Self {
        self.spec.called = names;
        self
    }

    /// It comes in whole units, unless this flag in the rows of this table at the root says no.
    pub const fn whole_by(mut self, table: &'static str, flag: &'static str) -> Self {
        self.spec.whole_by = Some((table, flag));
        self
    }

    /// Keys it had before.
    pub const fn formerly(mut self, keys: &'static [&'static str]) -> Self {
        self.spec.aliases = keys;
        self
    }
}

impl<T: Scalar> Field<T> {
    /// The field may stay empty.
    pub const fn optional(self) -> Field<Option<T>> {
        Field { spec: Spec { optional: true, ..self.spec }, fits: PhantomData }
    }
}

impl Field<String> {
    /// No two rows may hold the same; references to rows go by it.
    pub const fn unique(mut self) -> Self {
        self.spec.unique = true;
        self
    }

    /// The words may be left out, and are then empty.
    pub const fn or_empty(mut self) -> Self {
        self.spec.optional = true;
        self
    }
}

impl Field<Vec<Option<Decimal>>> {
    /// The list may be left out, and is then empty.
    pub const fn or_empty(mut self) -> Self {
        self.spec.optional = true;
        self
    }

    /// One value for each row of `table` at the root, in its order; each is called by that row's `name`.
    pub const fn each(mut self, table: &'static str, name: &'static str) -> Self {
        self.spec.each = Some((table, name));
        self
    }
}

impl<R> Field<Vec<R>> {
    /// At least `least` rows and at most `most`.
    pub const fn rows(mut self, least: usize, most: usize) -> Self {
        if let Kind::Table(table) = &mut self.spec.kind {
            table.least_rows = least;
            table.most_rows = most;
        }
        self
    }

    /// Bad rows are left out with a warning.
    pub const fn lenient(mut self) -> Self {
        if let Kind::Table(table) = &mut self.spec.kind {
            table.lenient = true;
        }
        self
    }

    /// Where the next row goes and what it starts as, given those there are.
    pub const fn new_row(mut self, next: fn(&[Rc<Row>]) -> (usize, Row)) -> Self {
        if let Kind::Table(table) = &mut self.spec.kind {
            table.new_row = next;
        }
        self
    }

    /// The rows of another table at the root are offered to begin with.
    pub const fn begins_as(mut self, other: &'static str) -> Self {
        if let Kind::Table(table) = &mut self.spec.kind {
            table.begins_as = Some(other);
        }
        self
    }
}

impl Spec {
    /// Whether conditions may ask for it.
    pub fn decides(&self) -> bool {
        matches!(self.kind, Kind::Choice(_) | Kind::Flag | Kind::RowOf { .. })
    }

    /// The table part, for a table.
    pub fn table(&self) -> Option<&TableSpec> {
        match &self.kind {
            Kind::Table(table) => Some(table),
            _ => None,
        }
    }
}

/// An untyped value on its way between text and a record.
#[derive(Clone, Debug, PartialEq)]
pub enum Datum {
    Blank,
    Number(Decimal),
    Flag(bool),
    /// Words, or the key of a choice.
    Text(String),
    Date(Date),
    List(Vec<Option<Decimal>>),
}

/// A value that a field can hold.
pub trait Scalar {
    fn datum(&self) -> Datum;
    /// Takes a datum of the field's kind; any other is a mistake in the declaration and leaves the value.
    fn set(&mut self, datum: Datum);
}

impl Scalar for Decimal {
    fn datum(&self) -> Datum {
        Datum::Number(*self)
    }
    fn set(&mut self, datum: Datum) {
        if let Datum::Number(number) = datum {
            *self = number;
        }
    }
}

impl Scalar for Percent {
    fn datum(&self) -> Datum {
        Datum::Number(self.0)
    }
    fn set(&mut self, datum: Datum) {
        self.0.set(datum);
    }
}

impl Scalar for bool {
    fn datum(&self) -> Datum {
        Datum::Flag(*self)
    }
    fn set(&mut self, datum: Datum) {
        if let Datum::Flag(flag) = datum {
            *self = flag;
        }
    }
}

impl Scalar for String {
    fn datum(&self) -> Datum {
        if self.is_empty() { Datum::Blank } else { Datum::Text(self.clone()) }
    }
    fn set(&mut self, datum: Datum) {
        match datum {
            Datum::Text(text) => *self = text,
            Datum::Blank => self.clear(),
            _ => {}
        }
    }
}

impl Scalar for Date {
    fn datum(&self) -> Datum {
        Datum::Date(*self)
    }
    fn set(&mut self, datum: Datum) {
        if let Datum::Date(date) = datum {
            *self = date;
        }
    }
}

impl Scalar for Vec<Option<Decimal>> {
    fn datum(&self) -> Datum {
        Datum::List(self.clone())
    }
    fn set(&mut self, datum: Datum) {
        match datum {
            Datum::List(list) => *self = list,
            Datum::Blank => self.clear(),
            _ => {}
        }
    }
}

impl<T: Scalar + Default> Scalar for Option<T> {
    fn datum(&self) -> Datum {
        self.as_ref().map_or(Datum::Blank, Scalar::datum)
    }
    fn set(&mut self, datum: Datum) {
        if datum == Datum::Blank {
            *self = None;
        } else {
            self.get_or_insert_with(T::default).set(datum);
        }
    }
}

/// An enum whose values a field offers.
pub trait Choice: Copy + PartialEq + 'static {
    /// Value, key, label.
    const OPTIONS: &'static [(Self, &'static str, &'static str)];

    /// What the value is called.
    fn label(self) -> &'static str {
        Self::OPTIONS.iter().find(|(value, ..)| *value == self).map_or("", |(_, _, label)| label)
    }
}

impl<T: Choice> Scalar for T {
    fn datum(&self) -> Datum {
        let key = T::OPTIONS.iter().find(|(value, ..)| value == self).map_or("", |(_, key, _)| key);
        Datum::Text(key.to_owned())
    }
    fn set(&mut self, datum: Datum) {
        if let Datum::Text(text) = datum
            && let Some((value, ..)) = T::OPTIONS.iter().find(|(_, key, _)| *key == text)
        {
            *self = *value;
        }
    }
}

/// A table's rows, without their type.
pub trait Rows {
    fn count(&self) -> usize;
    fn row(&mut self, index: usize) -> Option<&mut dyn Record>;
    /// Adds a row of defaults.
    fn add(&mut self) -> &mut dyn Record;
    fn drop_last(&mut self);
    /// Keeps the rows of which this says so.
    fn keep(&mut self, keeps: &[bool]);
    fn clear(&mut self);
    /// A row that is in no table, for looking at its fields.
    fn sample(&self) -> Box<dyn Record>;
}

impl<R: Record + Default + 'static> Rows for Vec<R> {
    fn count(&self) -> usize {
        self.len()
    }
    fn row(&mut self, index: usize) -> Option<&mut dyn Record> {
        self.get_mut(index).map(|row| row as &mut dyn Record)
    }
    fn add(&mut self) -> &mut dyn Record {
        self.push(R::default());
        let last = self.len() - 1;
        &mut self[last]
    }
    fn drop_last(&mut self) {
        self.pop();
    }
    fn keep(&mut self, keeps: &[bool]) {
        let mut kept = 0;
        for row in 0..self.len() {
            if keeps.get(row).copied().unwrap_or_default() {
                self.swap(kept, row);
                kept += 1;
            }
        }
        self.truncate(kept);
    }
    fn clear(&mut self) {
        Vec::clear(self);
    }
    fn sample(&self) -> Box<dyn Record> {
        Box::new(R::default())
    }
}
