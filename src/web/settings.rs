//! How this reader likes to see things: language, number style, theme, and the currency that fresh forms begin with.

use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::dom::follow;
use super::locale::BrowserLocale;
use super::pack::{call, made, object};
use super::storage;
use crate::report::Sentence;
use crate::report::currency::Currency;
use crate::report::format::Format;

/// The name under which settings are kept.
const NAME: &str = "cc:settings";

/// The settings, and the locale made from them.
#[derive(Clone, Copy)]
pub struct Settings {
    /// The number style as a BCP 47 tag, or empty for that of the language.
    pub tag: RwSignal<String>,
    /// `light`, `dark`, or empty for the system's.
    pub theme: RwSignal<String>,
    /// A code, or empty for US dollars.
    pub currency: RwSignal<String>,
    /// A language that the app comes in, or empty for the browser's. The boot script goes by it, so a change loads the page anew.
    pub language: RwSignal<String>,
    locale: RwSignal<Rc<BrowserLocale>, LocalStorage>,
}

impl Settings {
    pub fn kept() -> Self {
        let kept = storage::kept(NAME).unwrap_or_default();
        let mut lines = kept.lines().map(str::to_owned);
        let mut next = move || lines.next().unwrap_or_default();
        let (tag, theme, currency, language) = (next(), next(), next(), next());
        let settings = Settings {
            locale: RwSignal::new_local(Rc::new(BrowserLocale::new(&tag))),
            tag: RwSignal::new(tag),
            theme: RwSignal::new(theme),
            currency: RwSignal::new(currency),
            language: RwSignal::new(language),
        };
        let mut before: Option<[String; 2]> = None;
        follow(move || {
            let [tag, theme, currency, language] = settings.all().map(|setting| setting.get());
            if let Some(root) = document().document_element() {
                let _ = match theme.as_str() {
                    "" => root.remove_attribute("data-theme"),
                    theme => root.set_attribute("data-theme", theme),
                };
            }
            if let Some(before) = before.take() {
                storage::keep(NAME, &[tag.as_str(), &theme, &currency, &language].join("\n"));
                let [tag_before, language_before] = before;
                if language_before != language {
                    // What was entered is kept on the way.
                    let _ = window().location().reload();
                } else if tag_before != tag {
                    settings.locale.set(Rc::new(BrowserLocale::new(&tag)));
                }
            }
            before = Some([tag, language]);
        });
        settings
    }

    /// In the order in which they are kept: what is added comes last.
    fn all(&self) -> [RwSignal<String>; 4] {
        [self.tag, self.theme, self.currency, self.language]
    }

    /// What is set, as text: number style, theme, the currency for new work, and the language.
    pub fn texts(&self) -> [String; 4] {
        self.all().map(|setting| setting.get_untracked())
    }

    /// The currency that a fresh form begins with.
    pub fn first_currency(&self) -> Currency {
        self.currency.with_untracked(|code| Currency::parse(code)).unwrap_or_default()
    }

    /// Writes with the reader's locale and a currency.
    pub fn format<T>(&self, currency: Currency, write: impl FnOnce(&Format<'_>) -> T) -> T {
        self.locale.with(|locale| write(&Format { locale: &**locale, currency }))
    }

    /// A sentence without amounts of money.
    pub fn say(&self, sentence: &Sentence) -> String {
        self.format(Currency::default(), |format| sentence.text(format))
    }

    /// A time as the reader's locale writes it in some style of `Intl`; `None` if it is none.
    pub fn time(&self, iso: &str, style: &[(&str, &str)]) -> Option<String> {
        let time = made("Date", &[&iso.into()])?;
        // Of what is no time there is no JSON.
        call(&time, "toJSON", &[])?.as_string()?;
        let tag = self.locale.with_untracked(|locale| locale.tag());
        let style: Vec<(&str, JsValue)> = style.iter().map(|(key, value)| (*key, (*value).into())).collect();
        call(&time, "toLocaleString", &[&tag, &object(&style)])?.as_string()
    }

    /// The reader's locale, which is another whenever the number style is.
    pub fn locale(&self) -> Rc<BrowserLocale> {
        self.locale.get()
    }

    /// The codes of all currencies with their names, for a choice.
    pub fn currencies(&self) -> Vec<(String, String)> {
        let name = self.locale.with(|locale| locale.names("currency"));
        let named = |currency: Currency| {
            let code = currency.code().to_owned();
            let label = [code.as_str(), " – ", &name(&code)].concat();
            (code, label)
        };
        Currency::all().map(named).collect()
    }
}

/// The settings of the app.
pub fn settings() -> Settings {
    expect_context::<Settings>()
}
