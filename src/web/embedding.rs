//! “Embed”: a dialog that writes what an owner of another site copies to have this page there, and shows how it will stand.

use gloo::timers::callback::Timeout;
use js_sys::Reflect;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::HtmlTextAreaElement;

use super::browser::element;
use super::clipboard::copied;
use super::dialog::{closing, done, show};
use super::dom::{El, button, checked, el, follow, on_window, value};
use super::file;
use super::language::translated;
use super::pack::{call, settled};
use super::work::Work;
use crate::calculators::page;
use crate::embed::PARTS;
use crate::export::snippet::{Script, Wanted, accent};
use crate::input::Draft;
use crate::link;

/// What the parts of a page are called that can be left out.
const PART_LABELS: [&str; PARTS.len()] = [
    "Title",
    "Short description",
    "Help texts",
    "Worked examples",
    "Undo and redo",
    "Copy link and QR code",
    "Save and print",
    "Open a file",
    "The whole toolbar",
    "Currency",
    "Chart",
    "Tables of results",
    "Questions below the answer",
    "How this is worked out",
];

const TITLE: &str = "Embed this page";

/// How high a frame is until it has said so, in pixels.
const HEIGHT: u32 = 900;

/// How long a choice must rest until the preview follows, in milliseconds.
const REST: u32 = 400;

/// The longest list of inputs in a snippet, in bytes.
const LONGEST: usize = link::LONGEST;

/// Shows the dialog, or why there is nothing to show.
pub fn open(work: Work) {
    if file::is_whole() {
        const TOLD: &str = "Other pages can only hold an app that stands on a web server, and this one is a file. \
            Open the app on its server and choose “Embed” there.";
        let inside = || vec![el("p").text(TOLD), closing(vec![done()])];
        return drop(show(TITLE, "", Box::new(inside)));
    }
    show(TITLE, "wide", Box::new(move || inside(work)));
}

/// None, all, or some: what is to be filled in or locked.
#[derive(Clone, Copy)]
struct Fields {
    /// Empty, `all` or `some`.
    which: RwSignal<String>,
    some: RwSignal<Vec<&'static str>>,
}

impl Fields {
    fn new(which: &str) -> Self {
        Fields { which: RwSignal::new(which.to_owned()), some: RwSignal::new(Vec::new()) }
    }

    fn is(&self, which: &str) -> bool {
        self.which.with(|now| now == which)
    }
}

/// What was chosen.
#[derive(Clone, Copy)]
struct Choices {
    work: Work,
    filled: Fields,
    locked: Fields,
    hidden: RwSignal<Vec<&'static str>>,
    theme: RwSignal<String>,
    accent: RwSignal<String>,
    density: RwSignal<String>,
    height: RwSignal<u32>,
}

impl Choices {
    /// The inputs as link text; `None` if they are too many.
    fn inputs(&self) -> Option<String> {
        let work = self.work;
        if self.filled.is("") {
            return Some(String::new());
        }
        let mut draft = work.draft(Draft::clone);
        if !self.filled.is("all") {
            let first = work.page.examples().into_iter().next().map(|example| example.inputs.fields);
            let mut fields = first.unwrap_or_default();
            for key in self.filled.some.get() {
                fields.put(key, draft.fields.0.get(key).cloned());
            }
            draft.fields = fields;
        }
        if !work.is_linked(&draft) {
            return None;
        }
        let whole = work.pairs(&draft);
        let pairs = match whole.len() <= link::READABLE {
            true => whole,
            false => link::write_short(&draft, work.outline, work.page.past()),
        };
        Some(pairs).filter(|pairs| pairs.len() <= LONGEST)
    }

    /// What is to stand in the other site, without its height.
    fn wanted(&self) -> Option<Wanted> {
        let work = self.work;
        let about = work.page.about();
        let title = page(&about.slug()).map_or_else(|| about.title.into(), |page| page.full_title());
        let locked = (!self.locked.is("all")).then(|| match self.locked.is("some") {
            true => self.locked.some.get().into_iter().map(str::to_owned).collect(),
            false => Vec::new(),
        });
        Some(Wanted {
            app: folder(),
            slug: about.slug(),
            title: work.say(&title),
            inputs: self.inputs()?,
            locked,
            hidden: self.hidden.get(),
            theme: self.theme.get(),
            accent: accent(&self.accent.get()).unwrap_or_default(),
            compact: self.density.with(|density| !density.is_empty()),
            height: HEIGHT,
        })
    }
}

/// The address of the app's folder.
fn folder() -> String {
    let href = window().location().href().unwrap_or_default();
    let base = href.split(['?', '#']).next().unwrap_or_default();
    [base.rsplit_once('/').map_or(base, |(folder, _)| folder), "/"].concat()
}

/// Where the build has put the script for other sites, once its list has come; until then, and where there is none, its name that
/// stays.
fn script() -> RwSignal<Script> {
    let known =
        RwSignal::new(Script { address: [&folder(), "v1/embed.js"].concat(), integrity: String::new() });
    let named = move |list: Option<JsValue>| {
        let get =
            |name: &str| list.as_ref().and_then(|list| Reflect::get(list, &name.into()).ok()?.as_string());
        if let (Some(place), Some(integrity)) = (get("script"), get("integrity")) {
            // The dialog may be gone.
            known.try_set(Script { address: [folder(), place].concat(), integrity });
        }
    };
    let answered = move |answer: Option<JsValue>| {
        if let Some(list) = answer.and_then(|answer| call(&answer, "json", &[])) {
            settled(&list, Box::new(named));
        }
    };
    if let Some(answer) = call(&window(), "fetch", &[&"./embed.json".into()]) {
        settled(&answer, Box::new(answered));
    }
    known
}

fn inside(work: Work) -> Vec<El> {
    let choices = Choices {
        work,
        filled: Fields::new("all"),
        locked: Fields::new(""),
        hidden: RwSignal::new(Vec::new()),
        theme: RwSignal::new(String::new()),
        accent: RwSignal::new(String::new()),
        density: RwSignal::new(String::new()),
        height: RwSignal::new(HEIGHT),
    };
    let script = script();
    let shown = work.outline.iter().filter(|field| work.shown("", field.spec));
    let fields: Vec<_> = shown.map(|field| (field.spec.key, work.label("", field.spec))).collect();
    let wanted = Memo::new(move |_| choices.wanted());
    let preview = RwSignal::new(None::<Wanted>);
    let waiting = StoredValue::new_local(None::<Timeout>);
    follow(move || {
        let now = wanted.get();
        match preview.with_untracked(Option::is_none) {
            true => preview.set(now),
            // A dialog that was closed meanwhile has none.
            false => waiting.set_value(Some(Timeout::new(REST, move || _ = preview.try_set(now)))),
        }
    });
    on_window("message", move |event| {
        if let Some(height) = said_height(&event) {
            choices.height.set(height);
        }
    });
    let frame = move || {
        let shown = preview.get()?;
        let frame = el("iframe").id(PREVIEW).class(&shown.theme);
        Some(frame.attr_words("title", "Preview").attr("src", &shown.address()))
    };
    let sized = move || wanted.get().map(|wanted| Wanted { height: choices.height.get(), ..wanted });
    let too_long = move || {
        let told = "There is too much in this work for a snippet. Fill in chosen fields only, or let a script of the other page \
            set the inputs.";
        wanted.with(Option::is_none).then(|| el("p").class("problem").attr("role", "alert").text(told))
    };
    vec![
        el("p").text("What you choose here is written into the text to copy, and shown as it will stand in the other page."),
        el("div")
            .class("record")
            .add(pick(
                "Fill in",
                "embed-fill",
                choices.filled.which,
                &[("all", "The present inputs"), ("some", "Chosen fields"), ("", "Nothing: the first worked example")],
            ))
            .add(pick(
                "Lock",
                "embed-lock",
                choices.locked.which,
                &[("", "Nothing"), ("all", "Every field"), ("some", "Chosen fields")],
            ))
            .add(pick("Theme", "embed-theme", choices.theme, &[("", "As the system"), ("light", "Light"), ("dark", "Dark")]))
            .add(pick("Density", "embed-density", choices.density, &[("", "Normal"), ("compact", "Compact")]))
            .add(own_accent(choices.accent)),
        some_of("Fields to fill in", choices.filled, fields.clone()),
        some_of("Fields to lock", choices.locked, fields),
        el("details").class("part").add(el("summary").text("Leave parts out")).add(boxes(
            choices.hidden,
            PARTS.into_iter().zip(PART_LABELS.map(translated).map(str::to_owned)).collect(),
        )),
        el("div").perhaps(too_long),
        el("div").class("preview").perhaps(frame),
        snippet("As a frame, which needs no script", "embed-frame", move || {
            sized().map(|wanted| wanted.frame()).unwrap_or_default()
        }),
        snippet("As an element with its script: as high as its content, and open to scripts of the page", "embed-element", move || {
            sized().map(|wanted| script.with(|script| wanted.element(script))).unwrap_or_default()
        }),
        el("p")
            .class("help")
            .text("The other site must allow frames of this one, and this server must name the other site in frame-ancestors. ")
            .add(el("a").attr("href", "./check.html").attr("target", "_blank").text("Check what is blocked")),
        closing(vec![done()]),
    ]
}

/// The id of the frame that shows it.
const PREVIEW: &str = "embed-preview";

/// The height that the previewed frame says it has.
fn said_height(event: &JsValue) -> Option<u32> {
    let get = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).ok();
    let frame = get(&element(PREVIEW)?.into(), "contentWindow")?;
    let data = get(event, "data").filter(JsValue::is_object)?;
    let is_resize = get(event, "source")? == frame && get(&data, "type")? == "resize";
    let height = get(&get(&data, "payload").filter(JsValue::is_object)?, "height")?.as_f64()?;
    // What is no number of pixels becomes one at either end.
    is_resize.then_some(height as u32)
}

/// One of a few.
fn pick(label: &'static str, id: &str, chosen: RwSignal<String>, options: &[(&str, &'static str)]) -> El {
    let options = options.iter().map(|(value, text)| el("option").attr("value", value).text(*text)).collect();
    let choice = el("select")
        .id(id)
        .all(options)
        .value_of(move || chosen.get())
        .on("change", move |event| chosen.set(value(&event)));
    el("div").class("field").add(el("label").attr("for", id).text(label)).add(choice)
}

/// A colour in digits.
fn own_accent(typed: RwSignal<String>) -> El {
    let wrong = move || typed.with(|text| !text.trim().is_empty() && accent(text).is_none());
    let told = move || {
        let told = "Write six hex digits, such as 0a7d5a.";
        wrong().then(|| el("p").class("problem").id("embed-accent-problem").text(told))
    };
    let input = el("input")
        .id("embed-accent")
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .attr_of("aria-invalid", move || wrong().then(|| "true".to_owned()))
        .attr_of("aria-describedby", move || wrong().then(|| "embed-accent-problem".to_owned()))
        .on("input", move |event| typed.set(value(&event)));
    el("div")
        .class("field")
        .add(el("label").attr("for", "embed-accent").text("Accent colour (hex digits)"))
        .add(el("div").class("box").add(input))
        .perhaps(told)
}

/// Fields to choose from, while some are to be chosen.
fn some_of(title: &'static str, fields: Fields, all: Vec<(&'static str, String)>) -> El {
    el("div").perhaps(move || {
        let boxes = || boxes(fields.some, all.clone());
        fields.is("some").then(|| el("fieldset").add(el("legend").text(title)).add(untrack(boxes)))
    })
}

/// A box to check for each of some.
fn boxes(chosen: RwSignal<Vec<&'static str>>, all: Vec<(&'static str, String)>) -> El {
    let one = |(key, label): (&'static str, String)| {
        let choose = move |event| {
            chosen.update(|chosen| {
                chosen.retain(|other| *other != key);
                if checked(&event) {
                    chosen.push(key);
                }
            });
        };
        let input = el("input")
            .attr("type", "checkbox")
            .checked_of(move || chosen.with(|chosen| chosen.contains(&key)))
            .on("change", choose);
        el("label").class("choice").add(input).text(&label)
    };
    el("div").class("record").all(all.into_iter().map(one).collect())
}

/// A text to copy.
fn snippet(label: &'static str, id: &'static str, text: impl Fn() -> String + Clone + 'static) -> El {
    let told = RwSignal::new(String::new());
    let shown = text.clone();
    let area = el("textarea")
        .id(id)
        .attr("rows", "5")
        .attr("readonly", "")
        .attr("spellcheck", "false")
        .value_of(shown);
    let field = area.0.clone().unchecked_into::<HtmlTextAreaElement>();
    let copy = move || {
        let field = field.clone();
        let done = move |copied: bool| {
            if !copied {
                let _ = field.focus();
                field.select();
            }
            let told_now = match copied {
                true => "Copied.",
                false => "Copying is blocked here. The text is selected: press Ctrl+C, or ⌘C on a Mac.",
            };
            _ = told.try_set(translated(told_now).to_owned());
        };
        copied(untrack(&text), Box::new(done));
    };
    let field = el("div").class("field").attr("role", "group").attr_words("aria-label", label);
    field.add(el("label").attr("for", id).text(label)).add(area).add(
        el("div")
            .class("with-button")
            .add(button("small", "Copy", copy))
            .add(el("span").class("help").attr("role", "status").text_of(move || told.get())),
    )
}
