//! What the reader is told: templates with named, typed arguments, formatted only where they are shown.
//!
//! A template is English and stands beside what it speaks of; `{name}` takes an argument, and
//! `{rows, plural, one {# row} other {# rows}}` chooses by the plural category of a number, which `#` repeats.
//! The English template is the key under which another language keeps its own, so a sentence is never put
//! together from pieces.

use rust_decimal::Decimal;

use super::format::Format;
use crate::arithmetic::Date;

/// A text for the reader, not yet in any language.
///
/// It is one pointer, because sentences are made and handed on in hundreds of places.
#[derive(Clone, Debug, PartialEq)]
pub struct Sentence(Box<Told>);

#[derive(Clone, Debug, PartialEq)]
struct Told {
    template: &'static str,
    arguments: Vec<(&'static str, Argument)>,
}

/// One argument of a sentence, of a kind that says how it is written.
#[derive(Clone, Debug, PartialEq)]
pub enum Argument {
    /// The user's own words, or a code: never translated.
    Text(String),
    /// A sentence or label inside the sentence.
    Sentence(Sentence),
    /// What an option is called: its label up to the colon, after which some explain it.
    Option(&'static str),
    /// A plain number, in all its digits.
    Number(Decimal),
    /// A number that is not exact, to three digits after the point at most.
    About(Decimal),
    /// An amount in the draft's currency, to its minor unit.
    Money(Decimal),
    /// An amount in the draft's currency in all its digits, as unit prices need.
    Price(Decimal),
    /// Percentage points, to two digits after the point at most.
    Percent(Decimal),
    /// A calendar date.
    Date(Date),
    /// The month of a calendar date.
    Month(Date),
}

/// The template of the user's own words.
const VERBATIM: &str = "{text}";

/// A sentence from a template and its arguments: `say!("Tier {n} must end above {bound}.", n = 3, bound = money(x))`.
#[macro_export]
macro_rules! say {
    ($template:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::report::Sentence::from($template)$(.with(stringify!($name), $value))*
    };
}

/// A text for the reader that could be taken for a key: whoever gathers the texts to be translated knows it by this.
pub const fn wording(text: &'static str) -> &'static str {
    text
}

/// An amount in the draft's currency, as an argument.
pub fn money(amount: Decimal) -> Argument {
    Argument::Money(amount)
}

/// An amount in all its digits, as an argument.
pub fn price(amount: Decimal) -> Argument {
    Argument::Price(amount)
}

/// Percentage points, as an argument.
pub fn percent(points: Decimal) -> Argument {
    Argument::Percent(points)
}

/// The month of a date, as an argument.
pub fn month(date: Date) -> Argument {
    Argument::Month(date)
}

/// A number that is not exact, as an argument.
pub fn about(number: Decimal) -> Argument {
    Argument::About(number)
}

impl From<Decimal> for Argument {
    fn from(number: Decimal) -> Self {
        Argument::Number(number)
    }
}

impl From<usize> for Argument {
    fn from(number: usize) -> Self {
        Argument::Number(Decimal::from(number))
    }
}

impl From<u32> for Argument {
    fn from(number: u32) -> Self {
        Argument::Number(Decimal::from(number))
    }
}

impl From<i64> for Argument {
    fn from(number: i64) -> Self {
        Argument::Number(Decimal::from(number))
    }
}

/// What the program holds is a text of its own, which is translated; the user's words are a `String`.
impl From<&'static str> for Argument {
    #[inline(never)]
    fn from(template: &'static str) -> Self {
        Argument::Sentence(template.into())
    }
}

impl From<&String> for Argument {
    #[inline(never)]
    fn from(text: &String) -> Self {
        Argument::Text(text.clone())
    }
}

impl From<String> for Argument {
    fn from(text: String) -> Self {
        Argument::Text(text)
    }
}

impl From<Sentence> for Argument {
    fn from(sentence: Sentence) -> Self {
        Argument::Sentence(sentence)
    }
}

impl From<Date> for Argument {
    fn from(date: Date) -> Self {
        Argument::Date(date)
    }
}

/// The user's own words.
impl From<String> for Sentence {
    fn from(text: String) -> Self {
        Sentence::verbatim(text)
    }
}

impl From<&String> for Sentence {
    #[inline(never)]
    fn from(text: &String) -> Self {
        Sentence::verbatim(text)
    }
}

/// A template without arguments.
impl From<&'static str> for Sentence {
    #[inline(never)]
    fn from(template: &'static str) -> Self {
        Sentence(Box::new(Told { template, arguments: Vec::new() }))
    }
}

impl Sentence {
    /// The sentence with one more argument. Sentences are built in hundreds of places, so each step is a call.
    #[inline(never)]
    pub fn with(mut self, name: &'static str, value: impl Into<Argument>) -> Self {
        self.0.arguments.push((name, value.into()));
        self
    }

    /// English, with its places for arguments.
    pub fn template(&self) -> &'static str {
        self.0.template
    }

    /// The arguments by name.
    pub fn arguments(&self) -> &[(&'static str, Argument)] {
        &self.0.arguments
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        match self.arguments() {
            [] => self.template().is_empty(),
            [(_, Argument::Text(text))] => self.template() == VERBATIM && text.is_empty(),
            _ => false,
        }
    }

    /// The user's own words as a sentence: nothing to translate.
    #[inline(never)]
    pub fn verbatim(text: impl Into<String>) -> Self {
        Sentence::from(VERBATIM).with("text", text.into())
    }

    /// The sentence in the reader's language and number style.
    pub fn text(&self, format: &Format<'_>) -> String {
        let mut out = String::new();
        // The user's words are no template, and are not looked for among them.
        let template = self.template();
        let template = if template == VERBATIM { template } else { format.locale.translate(template) };
        self.write(template, None, format, &mut out);
        out
    }

    fn argument(&self, name: &str) -> Option<&Argument> {
        self.arguments().iter().find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    /// Writes `template`, whose `#` stands for `counted`.
    fn write(&self, template: &str, counted: Option<&Argument>, format: &Format<'_>, out: &mut String) {
        let mut rest = template;
        while let Some(at) = rest.find(['{', '#']) {
            out.push_str(&rest[..at]);
            if rest[at..].starts_with('#') {
                match counted {
                    Some(argument) => argument.write(format, out),
                    None => out.push('#'),
                }
                rest = &rest[at + 1..];
                continue;
            }
            let Some((inner, after)) = braced(&rest[at..]) else {
                out.push_str(&rest[at..]);
                return;
            };
            self.write_place(inner, format, out);
            rest = after;
        }
        out.push_str(rest);
    }

    fn write_place(&self, place: &str, format: &Format<'_>, out: &mut String) {
        let (name, forms) = match place.split_once(", plural,") {
            Some((name, forms)) => (name.trim(), Some(forms)),
            None => (place.trim(), None),
        };
        let Some(argument) = self.argument(name) else {
            // A test over all templates holds this impossible; the reader still sees what is missing.
            out.push_str(name);
            return;
        };
        match (forms, argument) {
            (Some(forms), Argument::Number(number)) => {
                let category = format.locale.plural(*number);
                let form = plural_form(forms, category).or_else(|| plural_form(forms, "other"));
                self.write(form.unwrap_or_default(), Some(argument), format, out);
            }
            _ => argument.write(format, out),
        }
    }
}

impl Argument {
    fn write(&self, format: &Format<'_>, out: &mut String) {
        let text = match self {
            Argument::Sentence(sentence) => return out.push_str(&sentence.text(format)),
            Argument::Option(label) => {
                let label = format.locale.translate(label);
                return out.push_str(label.split(':').next().unwrap_or_default());
            }
            Argument::Text(text) => text.clone(),
            Argument::Number(number) => format.number(*number),
            Argument::About(number) => format.about(*number),
            Argument::Money(amount) => format.money(*amount),
            Argument::Price(amount) => format.price(*amount),
            Argument::Percent(points) => format.percent(*points),
            Argument::Date(date) => format.date(*date),
            Argument::Month(date) => format.month(*date),
        };
        out.push_str(&format.apart(text));
    }
}

/// The inside of the braces that `text` opens with, and what follows them; `None` where they are not closed.
fn braced(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0;
    for (at, letter) in text.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((&text[1..at], &text[at + 1..]));
        }
    }
    None
}

/// The form of a plural for a category, out of `one {# row} other {# rows}`.
fn plural_form<'t>(forms: &'t str, category: &str) -> Option<&'t str> {
    let mut rest = forms;
    while let Some(at) = rest.find('{') {
        let name = rest[..at].trim();
        let (form, after) = braced(&rest[at..])?;
        if name == category {
            return Some(form);
        }
        rest = after;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::format::Format;
    use rust_decimal::dec;

    #[test]
    fn arguments_and_plurals() {
        let english = Format::english("USD");
        let skipped = |rows: usize| {
            say!("{rows, plural, one {# row} other {# rows}} of {all} skipped.", rows = rows, all = 1204usize)
        };
        assert_eq!(skipped(1).text(&english), "1 row of 1,204 skipped.");
        assert_eq!(skipped(3).text(&english), "3 rows of 1,204 skipped.");
        let bill = say!("{plan} costs {total}.", plan = "A {b} #".to_owned(), total = money(dec!(1234.5)));
        assert_eq!(bill.text(&english), "A {b} # costs $1,234.50.");
        assert_eq!(say!("open {brace", brace = 1usize).text(&english), "open {brace");
    }
}
