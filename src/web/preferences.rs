//! The dialog in which the reader sets how they like to see things, and forgets what this browser keeps.

use leptos::prelude::*;

use super::browser::install;
use super::dialog::{closing, done, show};
use super::dom::{El, Words, button, el, value};
use super::language::{self, translated};
use super::locale::names;
use super::settings::Settings;
use super::{address, everything, storage};

/// The locales on offer besides the browser's own; any other the browser knows can come from its settings.
const LOCALES: &[&str] = &[
    "en-US", "en-GB", "en-IN", "ar-EG", "bn-BD", "cs-CZ", "da-DK", "de-AT", "de-CH", "de-DE", "el-GR",
    "es-ES", "es-MX", "fa-IR", "fi-FI", "fr-CA", "fr-CH", "fr-FR", "he-IL", "hi-IN", "hu-HU", "id-ID",
    "it-IT", "ja-JP", "ko-KR", "nb-NO", "nl-NL", "pl-PL", "pt-BR", "pt-PT", "ro-RO", "sv-SE", "th-TH",
    "tr-TR", "uk-UA", "vi-VN", "zh-CN", "zh-TW",
];

/// A button that saves all that this browser keeps for the app as a file.
fn save(settings: Settings) -> El {
    let told = RwSignal::new(String::new());
    let save = move || told.set(settings.say(&everything::save(settings)));
    let said = el("p").class("help").attr("role", "status").text_of(move || told.get());
    el("div").add(button("", "Save everything as a file", save)).add(said)
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
        translated(words).to_owned()
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

/// Shows the dialog in which the reader sets them.
pub fn ask(settings: Settings) {
    show("Settings", "settings", Box::new(move || choices(settings)));
}

fn choices(settings: Settings) -> Vec<El> {
    let language = choice("set-language", settings.language).all(languages(settings));
    let locales = move || {
        let name = settings.locale().names("language");
        let chosen = settings.tag.get();
        let locale = |tag: &&str| option(tag, &[name(tag).as_str(), " (", tag, ")"].concat(), *tag == chosen);
        LOCALES.iter().map(locale).collect()
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
        choice("set-locale", settings.tag).add(option("", "As the language", false)).dynamic(locales);
    let themes = [("", "As the system"), ("light", "Light"), ("dark", "Dark")];
    let themes = themes.into_iter().map(|(theme, label)| option(theme, label, false));
    // Only once it has its options can it hold one.
    let theme =
        choice("set-theme", settings.theme).all(themes.collect()).value_of(move || settings.theme.get());
    let currency = choice("set-currency", settings.currency).dynamic(currencies);
    let help = |text: &'static str| el("p").class("help").text(text);
    let currency = field("Currency for new work", "set-currency", currency);
    vec![
        field("Language", "set-language", language),
        field("Number style", "set-locale", locale).add(help("").text_of(sample)),
        field("Theme", "set-theme", theme),
        currency.add(help("Work that has begun keeps its own currency.")),
        help("Settings and work stay in this browser. Nothing you enter leaves it."),
        save(settings),
        forget(),
        install(),
        closing(vec![done()]),
    ]
}

/// The languages that the app comes in, each by its own name.
fn languages(settings: Settings) -> Vec<El> {
    let chosen = settings.language.get_untracked();
    let one = |tag: &str| option(tag, &names(tag, "language")(tag), tag == chosen).attr("lang", tag);
    let shipped = language::shipped();
    [option("", "As the browser", false)].into_iter().chain(shipped.split(' ').map(one)).collect()
}

fn field(label: &'static str, of: &str, choice: El) -> El {
    el("div").class("field").add(el("label").attr("for", of).text(label)).add(choice)
}

/// A choice that sets a setting.
fn choice(id: &str, setting: RwSignal<String>) -> El {
    el("select").id(id).on("change", move |event| setting.set(value(&event)))
}

fn option(value: &str, label: impl Words, selected: bool) -> El {
    el("option").attr("value", value).attr_if("selected", selected.then_some("")).text(label)
}
