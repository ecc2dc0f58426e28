//! How this reader likes to see things: language and number style, theme, and the currency that fresh forms begin with.

use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

use super::address;
use super::browser::element;
use super::dom::{El, el, follow, value};
use super::locale::BrowserLocale;
use super::storage;
use crate::report::Sentence;
use crate::report::currency::Currency;
use crate::report::format::Format;

/// The name under which settings are kept.
const NAME: &str = "cc:settings";

/// The id of the dialog.
const DIALOG: &str = "settings";

/// The locales on offer besides the browser's own; any other the browser knows can come from its settings.
const LOCALES: &[&str] = &[
    "en-US", "en-GB", "en-IN", "ar-EG", "bn-BD", "cs-CZ", "da-DK", "de-AT", "de-CH", "de-DE", "el-GR",
    "es-ES", "es-MX", "fa-IR", "fi-FI", "fr-CA", "fr-CH", "fr-FR", "he-IL", "hi-IN", "hu-HU", "id-ID",
    "it-IT", "ja-JP", "ko-KR", "nb-NO", "nl-NL", "pl-PL", "pt-BR", "pt-PT", "ro-RO", "sv-SE", "th-TH",
    "tr-TR", "uk-UA", "vi-VN", "zh-CN", "zh-TW",
];

/// The settings, and the locale made from them.
#[derive(Clone, Copy)]
pub struct Settings {
    /// A BCP 47 tag, or empty for the browser's.
    pub tag: RwSignal<String>,
    /// `light`, `dark`, or empty for the system's.
    pub theme: RwSignal<String>,
    /// A code, or empty for US dollars.
    pub currency: RwSignal<String>,
    locale: RwSignal<Rc<BrowserLocale>, LocalStorage>,
}

impl Settings {
    pub fn kept() -> Self {
        let kept = storage::kept(NAME).unwrap_or_default();
        let mut lines = kept.lines().map(str::to_owned);
        let mut next = move || lines.next().unwrap_or_default();
        let (tag, theme, currency) = (next(), next(), next());
        let settings = Settings {
            locale: RwSignal::new_local(Rc::new(BrowserLocale::new(&tag))),
            tag: RwSignal::new(tag),
            theme: RwSignal::new(theme),
            currency: RwSignal::new(currency),
        };
        let mut before: Option<String> = None;
        follow(move || {
            let (tag, theme, currency) = (settings.tag.get(), settings.theme.get(), settings.currency.get());
            if let Some(root) = document().document_element() {
                let _ = match theme.as_str() {
                    "" => root.remove_attribute("data-theme"),
                    theme => root.set_attribute("data-theme", theme),
                };
            }
            if let Some(before) = before.take() {
                storage::keep(NAME, &[tag.as_str(), &theme, &currency].join("\n"));
                if before != tag {
                    settings.locale.set(Rc::new(BrowserLocale::new(&tag)));
                }
            }
            before = Some(tag);
        });
        settings
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

    /// The reader's locale, which is another whenever the language or number style is.
    pub fn locale(&self) -> Rc<BrowserLocale> {
        self.locale.get()
    }

    /// Opens the dialog.
    pub fn show(&self) {
        if let Some(dialog) = element(DIALOG) {
            let _ = dialog.unchecked_into::<HtmlDialogElement>().show_modal();
        }
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

/// A button that forgets all that this browser keeps for the app, when it is asked twice.
fn forget() -> El {
    let asked = RwSignal::new(false);
    let words = move || {
        let words = if asked.get() {
            "Forget all work and settings? This cannot be undone"
        } else {
            "Forget everything kept here"
        };
        words.to_owned()
    };
    let forget = move |_| {
        if !asked.get_untracked() {
            return asked.set(true);
        }
        storage::forget();
        // The address holds inputs too.
        address::replace("", "");
        let _ = window().location().reload();
    };
    let button = el("button").attr("type", "button").class("button").text_of(words).on("click", forget);
    el("div").add(button.on("blur", move |_| _ = asked.try_set(false)))
}

/// The dialog in which the reader sets them.
pub fn settings_dialog() -> El {
    let settings = settings();
    let languages = move || {
        let name = settings.locale.with(|locale| locale.names("language"));
        let chosen = settings.tag.get();
        let language =
            |tag: &&str| option(tag, &[name(tag).as_str(), " (", tag, ")"].concat(), *tag == chosen);
        LOCALES.iter().map(language).collect()
    };
    let currencies = move || {
        let chosen = settings.first_currency();
        let currencies = settings.currencies().into_iter();
        currencies.map(|(code, label)| option(&code, &label, chosen.code() == code)).collect()
    };
    let sample = move || {
        settings.format(settings.first_currency(), |format| {
            let amount = rust_decimal::Decimal::new(123_456_789, 2);
            [format.money(amount), format.percent(rust_decimal::Decimal::new(125, 1))].join(" · ")
        })
    };
    let locale =
        choice("set-locale", settings.tag).add(option("", "As the browser", false)).dynamic(languages);
    let themes = [("", "As the system"), ("light", "Light"), ("dark", "Dark")];
    let themes = themes.into_iter().map(|(theme, label)| option(theme, label, false));
    // Only once it has its options can it hold one.
    let theme =
        choice("set-theme", settings.theme).all(themes.collect()).value_of(move || settings.theme.get());
    let currency = choice("set-currency", settings.currency).dynamic(currencies);
    let help = |text: &str| el("p").class("help").text(text);
    let form = el("form")
        .attr("method", "dialog")
        .add(el("h2").id("settings-title").text("Settings"))
        .add(field("Language and number style", "set-locale", locale).add(help("").text_of(sample)))
        .add(field("Theme", "set-theme", theme))
        .add(
            field("Currency for new work", "set-currency", currency)
                .add(help("Work that has begun keeps its own currency.")),
        )
        .add(help("Settings and work stay in this browser. Nothing you enter leaves it."))
        .add(forget())
        .add(el("div").class("actions").add(el("button").class("button primary").text("Done")));
    el("dialog").id(DIALOG).class("dialog").attr("aria-labelledby", "settings-title").add(form)
}

fn field(label: &str, of: &str, choice: El) -> El {
    el("div").class("field").add(el("label").attr("for", of).text(label)).add(choice)
}

/// A choice that sets a setting.
fn choice(id: &str, setting: RwSignal<String>) -> El {
    el("select").id(id).on("change", move |event| setting.set(value(&event)))
}

fn option(value: &str, label: &str, selected: bool) -> El {
    el("option").attr("value", value).attr_if("selected", selected.then_some("")).text(label)
}
