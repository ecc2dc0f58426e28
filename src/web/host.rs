//! The page around this one, which has the app in a frame: what its address asks for, and what both say to each other.
//!
//! To any page at all goes nothing but how high this one is (and `hello`, from the boot script). The page that answers `hello`
//! with `init` gets a port of its own, and figures go to that port alone. What comes from there passes the gate that files pass;
//! whatever else it holds is ignored or refused in a sentence, and nothing of it is trusted for more than text.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use js_sys::{Array, JSON, Object, Reflect};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Element, ResizeObserver};

use super::address::{self, Route};
use super::browser::element;
use super::dom::{El, el, follow};
use super::json::{self, MOST_ITEMS, draft_json};
use super::pack::{call, object, settled};
use super::settings::Settings;
use super::work::{Good, Work};
use super::{blocked, charts, locks, picture, run};
use crate::calculators;
use crate::embed::height::{FREEZE, Heights};
use crate::embed::look::{Color, token};
use crate::embed::{self, Embed};
use crate::export::csv::{Dialect, written};
use crate::export::json as shape;
use crate::export::table::cells;
use crate::input::Draft;
use crate::input::history::{History, Locked};
use crate::input::text::shortened;
use crate::input::walk::find;
use crate::link::{LONGEST_TEXT, field};
use crate::report::Sentence;
use crate::report::currency::Currency;
use crate::say;

/// How long edits must rest before they are told, in milliseconds.
const REST: u32 = 150;

/// As deep as what is set is looked at: a table in a row of a table, and its rows and texts.
const DEEPEST: usize = 8;

thread_local! {
    static ASKED: RefCell<Embed> = RefCell::default();
    static PRESENT: RefCell<Option<Rc<Present>>> = const { RefCell::new(None) };
    /// Where the page around this one hears, once it has said `init`.
    static PORT: RefCell<Option<JsValue>> = const { RefCell::new(None) };
    /// Whether it asked to be told of changes.
    static WANTED: Cell<bool> = const { Cell::new(false) };
    static BEGUN: Cell<bool> = const { Cell::new(false) };
    static SETTINGS: Cell<Option<Settings>> = const { Cell::new(None) };
    /// The address that was followed last, and what it asked for.
    static ROUTE: RefCell<(String, Route)> = RefCell::default();
}

/// The page that is shown.
struct Present {
    work: Work,
    page: El,
    /// Whether the page around this one was told what there is on it.
    ready: Cell<bool>,
    /// The draft that was told last.
    told: RefCell<Option<Draft>>,
    /// What brings the next draft if it is this one, or any. All other changes are the reader's.
    expected: RefCell<Option<(Option<Draft>, &'static str)>>,
}

impl Present {
    /// Tells the page around this one what there is here, once it can be said.
    fn announced(&self) {
        if !self.work.updating.get_untracked() && !self.ready.replace(true) {
            ready(self.work);
        }
    }
}

/// What the address asks for. The app takes on the look of it at once.
pub fn asked() -> Route {
    let location = window().location();
    let href = location.href().unwrap_or_default();
    let known = ROUTE.with_borrow(|(known, route)| (*known == href).then(|| route.clone()));
    known.unwrap_or_else(|| {
        let route = follow_address(&location);
        ROUTE.set((href, route.clone()));
        route
    })
}

fn follow_address(location: &JsValue) -> Route {
    let Some(settings) = SETTINGS.get().or_else(use_context::<Settings>) else { return Route::default() };
    SETTINGS.set(Some(settings));
    let asked = Embed::read(&text(&part(location, "hash")), &text(&part(location, "search")));
    let root = document().document_element();
    let set = |name: &str, value: &str| root.as_ref().map(|root| root.set_attribute(name, value));
    set("data-hide", &asked.hidden.join(" "));
    density(asked.compact);
    settings.theme.set(asked.theme.to_owned());
    let tags = [&asked.numbers, &asked.language];
    settings.tag.set(tags.into_iter().find(|tag| !tag.is_empty()).cloned().unwrap_or_default());
    settings.currency.set(asked.currency.map_or(String::new(), |currency| currency.code().to_owned()));
    if let Some(accent) = asked.accent {
        wear(accent);
    }
    let revision = calculators::page(&asked.slug).map_or(1, |page| page.about.revision);
    let route = Route { slug: asked.slug.clone(), pairs: asked.inputs(revision) };
    let locked = asked.locked.clone();
    let before = ASKED.replace(asked);
    if BEGUN.replace(true) {
        // The page around this one has changed the address.
        if let Some(present) = present() {
            lock(&present, locked);
            if !route.pairs.is_empty() && before.inputs(revision) != route.pairs {
                present.expected.replace(Some((None, "link")));
            }
        }
    } else {
        watch_height();
        listen();
    }
    route
}

fn density(compact: bool) {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("data-density", if compact { "compact" } else { "normal" });
    }
}

/// Sets a custom property of the style for the whole document.
fn style(name: &str, value: &str) {
    let root = document().document_element();
    let style = root.and_then(|root| Reflect::get(&root, &"style".into()).ok()).unwrap_or_default();
    call(&style, "setProperty", &[&name.into(), &value.into()]);
}

/// Takes on an accent, with words on it and in it that can be read in both themes.
fn wear(accent: Color) {
    style("--cc-accent", &accent.css());
    style("--cc-on-accent", &accent.words().css());
    style("--accent-on-light", &accent.as_words(false).css());
    style("--accent-on-dark", &accent.as_words(true).css());
    style("--cc-focus", "var(--accent-text)");
}

fn present() -> Option<Rc<Present>> {
    PRESENT.with_borrow(Clone::clone).filter(|present| !present.work.history.is_disposed())
}

/// Keeps to what is asked on a page, and tells the page around this one of it.
pub fn begin(work: Work, page: &El) {
    let asked = ASKED.with_borrow(Clone::clone);
    // Whoever asked for a currency alone did so for the example that the page begins with.
    if let Some(currency) = asked.currency.filter(|_| asked.pairs.is_empty()) {
        let draft = untrack(|| work.draft(|draft| Draft { currency, ..draft.clone() }));
        work.change(draft.clone());
        work.history.update_untracked(|history| *history = History::new(draft));
    }
    // What is packed is there a moment later.
    let first = (!asked.pairs.starts_with("_z=")).then(|| untrack(|| work.draft(Draft::clone)));
    let full = el("a").attr("target", "_blank").attr("rel", "noopener");
    let words = el("span").text("Open full version");
    let full = full.add(words.clone()).add(el("span").class("off-screen").text(" (opens a new tab)"));
    let line = el("p").class("full-version").add(full.clone());
    let _ = page.0.append_child(&line.0);
    let present = Rc::new(Present {
        work,
        page: page.clone(),
        ready: Cell::new(false),
        told: RefCell::new(None),
        expected: RefCell::new(Some((first, "link"))),
    });
    locks::keep(work, page);
    lock(&present, asked.locked);
    PRESENT.set(Some(present.clone()));
    let resting = StoredValue::new_local(None::<Timeout>);
    follow(move || {
        work.draft(|_| ());
        work.good.with(|_| ());
        work.problems.with(|_| ());
        work.updating.get();
        let (present, full, words) = (present.clone(), full.clone(), words.clone());
        resting.set_value(Some(Timeout::new(REST, move || {
            tell(&present);
            lead(work, &full, &words);
        })));
    });
}

/// Lets a link lead to the page by itself, with the present inputs if a link holds them.
fn lead(work: Work, full: &El, words: &El) {
    if work.history.is_disposed() {
        return;
    }
    let (full, words) = (full.clone(), words.clone());
    let slug = work.page.about().slug();
    work.link(Box::new(move |link| {
        let told = match &link {
            Some((_, None)) => "Open full version",
            Some(_) => "Open full version, without its longest table",
            None => "Open full version, without these inputs",
        };
        words.retext(told);
        let link = link.map_or_else(|| address::link(&slug, ""), |(link, _)| link);
        let _ = full.0.set_attribute("href", &link);
    }));
}

fn lock(present: &Present, locked: Locked) {
    if let Some(root) = document().document_element() {
        let _ = root.class_list().toggle_with_force("all-locked", locked.all);
    }
    present.work.lock(locked);
    locks::show(present.work, &present.page);
}

// How high this page is

#[derive(Default)]
struct Meter {
    heights: RefCell<Heights>,
    waiting: Cell<bool>,
}

fn watch_height() -> Option<()> {
    let root: Element = element("app")?.into();
    let meter = Rc::new(Meter::default());
    let measured = root.clone();
    let changed = Closure::<dyn FnMut()>::new(move || measure_soon(meter.clone(), measured.clone()));
    let observer = ResizeObserver::new(changed.into_js_value().unchecked_ref()).ok()?;
    observer.observe(&root);
    // For as long as the app lives.
    std::mem::forget(observer);
    Some(())
}

fn measure_soon(meter: Rc<Meter>, root: Element) {
    if meter.waiting.replace(true) {
        return;
    }
    request_animation_frame(move || {
        let place = call(&root, "getBoundingClientRect", &[]).unwrap_or_default();
        let height = part(&place, "height").as_f64().unwrap_or_default().ceil() as u32;
        let now = run::now();
        let said = meter.heights.borrow_mut().next(height, now);
        if meter.heights.borrow().is_frozen(now) {
            let again = meter.clone();
            let then = move || {
                again.waiting.set(false);
                measure_soon(again, root);
            };
            Timeout::new(FREEZE + 1, then).forget();
        } else {
            meter.waiting.set(false);
        }
        if let Some(height) = said {
            let id = ASKED.with_borrow(|asked| asked.id.clone());
            let message = envelope("resize", &id.into(), &object(&[("height", height.into())]));
            let parent = part(&window(), "parent");
            // Nobody listens where this is no frame.
            if parent != JsValue::from(window()) {
                call(&parent, "postMessage", &[&message, &"*".into()]);
            }
        }
    });
}

// What is said

/// A message. It has the id of what it answers, or else the frame's own, if it has one.
fn envelope(kind: &str, id: &JsValue, payload: &JsValue) -> Object {
    let message = object(&[("cc", 1.into()), ("type", kind.into()), ("payload", payload.clone())]);
    let known = id.as_string().is_some_and(|id| !id.is_empty()) || id.as_f64().is_some();
    if known {
        let _ = Reflect::set(&message, &"id".into(), id);
    }
    message
}

/// Says something to the port, and to nobody else.
fn post(kind: &str, id: &JsValue, payload: &JsValue) {
    if let Some(port) = PORT.with_borrow(Clone::clone) {
        call(&port, "postMessage", &[&envelope(kind, id, payload)]);
    }
}

/// Says something that answers nothing.
fn announce(kind: &str, payload: &JsValue) {
    let id = ASKED.with_borrow(|asked| asked.id.clone());
    post(kind, &id.into(), payload);
}

/// What of a message could not be taken, and why.
struct Refusal {
    code: &'static str,
    field: Option<String>,
    message: Sentence,
}

impl Refusal {
    fn of(field: &str, message: Sentence) -> Self {
        Refusal { code: "bad-input", field: Some(field.to_owned()), message }
    }
}

fn refuse(work: Work, id: &JsValue, refusal: Refusal) {
    let Refusal { code, field, message } = refusal;
    let payload = object(&[("code", code.into()), ("message", work.settings.say(&message).into())]);
    if let Some(field) = field {
        let _ = Reflect::set(&payload, &"field".into(), &shortened(&field).into());
    }
    post("error", id, &payload);
}

/// JSON of ours as the browser's.
fn value(json: &shape::Json) -> JsValue {
    JSON::parse(&json.written()).unwrap_or_default()
}

/// The results of the present draft, if there are any.
fn good(work: Work) -> Option<Rc<Good>> {
    let stands = !work.updating.get_untracked() && work.problems.with_untracked(Vec::is_empty);
    work.good.get_untracked().filter(|_| stands)
}

/// The inputs of a page and what comes of them.
fn state(work: Work, whole: bool) -> Object {
    untrack(|| {
        let good = good(work);
        let outputs = good.as_ref().map_or(JsValue::NULL, |good| {
            let report = whole.then(|| good.report());
            work.settings
                .format(good.draft.currency, |format| value(&shape::answer(&good.answer, report, format)))
        });
        let problems =
            work.problems.with(|problems| work.format(|format| value(&shape::problems(problems, format))));
        object(&[
            ("inputs", draft_json(work).into()),
            ("outputs", outputs),
            ("valid", good.is_some().into()),
            ("problems", problems),
        ])
    })
}

/// Tells the page around this one what it does not know yet: what there is on this page, and what has changed.
fn tell(present: &Present) {
    let work = present.work;
    if PORT.with_borrow(Option::is_none) || work.history.is_disposed() || work.updating.get_untracked() {
        return;
    }
    present.announced();
    if !WANTED.get() {
        return;
    }
    let draft = untrack(|| work.draft(Draft::clone));
    if present.told.borrow().as_ref() == Some(&draft) {
        return;
    }
    let expected = present.expected.take();
    let cause = match expected {
        Some((wanted, cause)) if wanted.as_ref().is_none_or(|wanted| *wanted == draft) => cause,
        _ => "user",
    };
    let payload = state(work, false);
    let _ = Reflect::set(&payload, &"cause".into(), &cause.into());
    present.told.replace(Some(draft));
    announce("change", &payload);
}

fn ready(work: Work) {
    let about = work.page.about();
    let locked = work.history.with_untracked(|history| history.locked().clone());
    let outputs = untrack(|| {
        let figures =
            good(work).map(|good| work.format(|format| value(&shape::figures(&good.answer, format))));
        figures.unwrap_or_else(|| Array::new().into())
    });
    let payload = object(&[
        ("calc", about.slug().into()),
        ("rev", about.revision.into()),
        (
            "fields",
            value(&work.format(|format| shape::fields(work.outline, format, &|key| locked.holds(key)))),
        ),
        ("outputs", outputs),
    ]);
    announce("ready", &payload);
    for message in work.notices.with_untracked(Vec::clone) {
        refuse(
            work,
            &ASKED.with_borrow(|asked| asked.id.clone()).into(),
            Refusal { code: "bad-link", field: None, message },
        );
    }
}

// What is heard

/// Takes the port of the page around this one, which the boot script has got with `init`.
fn listen() {
    let host = Reflect::get(&window(), &"ccHost".into()).unwrap_or_default();
    let came = |host: Option<JsValue>| {
        if let Some(host) = host {
            connect(host);
        }
    };
    settled(&host, Box::new(came));
}

fn connect(host: JsValue) {
    let port = part(&host, "port");
    let wanted = part(&part(&host, "payload"), "want");
    let wants = |list: &Array| list.iter().take(DEEPEST).any(|wanted| text(&wanted) == "change");
    WANTED.set(wanted.dyn_ref::<Array>().is_some_and(wants));
    let heard = Closure::<dyn FnMut(JsValue)>::new(|event: JsValue| heard(&part(&event, "data")));
    PORT.set(Some(port.clone()));
    let _ = Reflect::set(&port, &"onmessage".into(), &heard.into_js_value());
    let Some(present) = present() else { return };
    present.announced();
    greet(&present, &part(&host, "payload"));
    tell(&present);
}

/// What `init` may ask for besides messages.
fn greet(present: &Present, payload: &JsValue) {
    let work = present.work;
    let theme = part(payload, "theme");
    if !theme.is_undefined() {
        theme_of(work, &JsValue::UNDEFINED, &theme);
    }
    let mut tags = ["num", "lang"].into_iter().filter_map(|key| part(payload, key).as_string());
    if let Some(tag) = tags.find(|tag| embed::is_tag(tag)) {
        work.settings.tag.set(tag);
    }
    if let Some(currency) = part(payload, "cur").as_string().and_then(|code| Currency::parse(&code)) {
        let draft = untrack(|| work.draft(Draft::clone));
        put(present, Draft { currency, ..draft }, false);
    }
}

/// What stands under a key of an object; undefined of anything else.
fn part(of: &JsValue, key: &str) -> JsValue {
    Reflect::get(of, &key.into()).unwrap_or_default()
}

fn heard(message: &JsValue) {
    let Some(present) = present().filter(|_| part(message, "cc") == 1) else { return };
    let (work, id, payload) = (present.work, part(message, "id"), part(message, "payload"));
    let refusals = match part(message, "type").as_string().as_deref() {
        Some("set") => set(&present, &payload),
        Some("get") => get(work, &id, &payload),
        Some("theme") => return theme_of(work, &id, &payload),
        Some("lock") => locks_of(&present, &payload),
        Some("focus") => focus(work, &payload),
        Some("print") => {
            blocked::print();
            Vec::new()
        }
        _ => Vec::new(),
    };
    refusals.into_iter().for_each(|refusal| refuse(work, &id, refusal));
}

/// Makes a draft the present one, as the page around this one wants it.
fn put(present: &Present, draft: Draft, anew: bool) {
    let work = present.work;
    let before = untrack(|| work.draft(Draft::clone));
    if anew {
        work.start(draft)
    } else {
        work.change(draft)
    }
    let after = untrack(|| work.draft(Draft::clone));
    if before != after {
        present.expected.replace(Some((Some(after), "host")));
    }
}

fn set(present: &Present, payload: &JsValue) -> Vec<Refusal> {
    let (work, inputs, mode) = (present.work, part(payload, "inputs"), part(payload, "mode"));
    let anew = match mode.as_string().as_deref() {
        Some("replace") => true,
        Some("merge") => false,
        None if mode.is_undefined() => false,
        _ => return vec![Refusal::of("mode", say!("Set the mode to “merge” or “replace”."))],
    };
    if !inputs.is_object() || Array::is_array(&inputs) {
        return vec![Refusal::of(
            "inputs",
            say!("Give the inputs as an object: a value for each field by its id."),
        )];
    }
    let mut room = LONGEST_TEXT;
    if !fits(&inputs, DEEPEST, &mut room) {
        let message = say!("Set less at once: these inputs are too long, or too deep.");
        return vec![Refusal { code: "too-long", field: None, message }];
    }
    let now = untrack(|| work.draft(Draft::clone));
    let (opened, unknown) = json::read(&inputs, work.outline, work.page.past(), now.currency);
    let mut refusals: Vec<Refusal> =
        opened.notices.into_iter().map(|told| Refusal::of("_cur", told)).collect();
    let of = |name: String| {
        Refusal::of(&name, say!("There is no such field on this page, or it takes no such value."))
    };
    refusals.extend(unknown.into_iter().map(of));
    let mut draft = if anew { Draft { fields: Default::default(), ..now.clone() } } else { now.clone() };
    for (key, entry) in opened.draft.fields.0.iter() {
        draft.fields.put(key, Some(entry.clone()));
    }
    draft.currency = opened.draft.currency;
    // Null takes a field away.
    let nulls = keys(&inputs).into_iter().filter(|key| part(&inputs, key) == JsValue::NULL);
    for field in nulls.filter_map(|key| field(work.outline, &key)) {
        draft.fields.put(field.spec.key, None);
    }
    let locked = work.history.with_untracked(|history| history.locked().clone());
    let own = |key: String| match key.as_str() {
        Locked::CURRENCY => Some(Locked::CURRENCY),
        key => field(work.outline, key).map(|field| field.spec.key),
    };
    for key in keys(&inputs).into_iter().filter_map(own) {
        let same = match key {
            Locked::CURRENCY => draft.currency == now.currency,
            key => draft.fields.0.get(key) == now.fields.0.get(key),
        };
        if locked.holds(key) && !same {
            let message = say!("This field is locked. Unlock it first, by a “lock” message without it.");
            refusals.push(Refusal { code: "locked", field: Some(key.to_owned()), message });
        }
    }
    put(present, draft, anew);
    refusals
}

/// The keys of an object; none of anything else.
fn keys(of: &JsValue) -> Vec<String> {
    of.dyn_ref::<Object>()
        .map_or(Vec::new(), |object| Object::keys(object).iter().map(|key| text(&key)).collect())
}

fn text(value: &JsValue) -> String {
    value.as_string().unwrap_or_default()
}

/// Whether a value is no larger than what a link may unpack to; `room` is what is left of that.
fn fits(value: &JsValue, depth: usize, room: &mut usize) -> bool {
    let length = value.as_string().map_or(1, |text| text.len() + 1);
    if depth == 0 || length > *room {
        return false;
    }
    *room -= length;
    if let Some(items) = value.dyn_ref::<Array>() {
        return items.length() <= MOST_ITEMS && items.iter().all(|item| fits(&item, depth - 1, room));
    }
    !value.is_object()
        || keys(value)
            .iter()
            .all(|key| fits(&key.as_str().into(), depth, room) && fits(&part(value, key), depth - 1, room))
}

fn no_such() -> Sentence {
    say!("There is no such table or chart among these results.")
}

fn get(work: Work, id: &JsValue, payload: &JsValue) -> Vec<Refusal> {
    let what = text(&part(payload, "what"));
    let wanted = part(payload, "key").as_string();
    let reply = |key: &str, content: JsValue| {
        post("result", id, &object(&[("what", what.as_str().into()), (key, content)]));
        Vec::new()
    };
    let none = |message: Sentence| vec![Refusal { code: "no-result", field: None, message }];
    match what.as_str() {
        "state" => {
            let payload = state(work, true);
            let _ = Reflect::set(&payload, &"what".into(), &"state".into());
            post("result", id, &payload);
            Vec::new()
        }
        "schema" => reply("schema", value(&shape::schema(work.outline))),
        "link" => {
            let id = id.clone();
            work.link(Box::new(move |link| match link {
                Some((link, left_out)) => {
                    let payload = object(&[
                        ("what", "link".into()),
                        ("link", link.into()),
                        ("whole", left_out.is_none().into()),
                    ]);
                    post("result", &id, &payload);
                }
                None => {
                    let message = say!("This is too much for a link. Get the state instead.");
                    refuse(work, &id, Refusal { code: "too-long", field: None, message });
                }
            }));
            Vec::new()
        }
        "csv" | "svg" => {
            let Some(good) = good(work) else {
                return none(say!("There is no result yet: something in the form is missing or wrong."));
            };
            let is_wanted = |key: &str| wanted.as_deref().is_none_or(|wanted| wanted == key);
            let missing = || none(no_such());
            if what == "svg" {
                let charts = good.glance.chart.iter().chain(good.report().charts());
                let Some(chart) = charts.into_iter().find(|chart| is_wanted(chart.key)).cloned() else {
                    return missing();
                };
                let id = id.clone();
                charts::then(move |charts| {
                    match charts.and_then(|charts| untrack(|| picture::drawing(charts, work, &chart))) {
                        Some((svg, _)) => {
                            post("result", &id, &object(&[("what", "svg".into()), ("svg", svg.into())]));
                        }
                        None => {
                            refuse(work, &id, Refusal { code: "no-result", field: None, message: no_such() })
                        }
                    }
                });
                return Vec::new();
            }
            // For programs, whatever the reader's locale.
            let table = good.report().tables().find(|table| is_wanted(&table.key));
            let csv = untrack(|| {
                table
                    .map(|table| work.format(|format| written(&cells(table, format), Dialect::CommaAndPoint)))
            });
            csv.map_or_else(missing, |csv| reply("csv", csv.into()))
        }
        _ => vec![Refusal::of("what", say!("Get “state”, “link”, “csv”, “svg” or “schema”."))],
    }
}

/// Takes on a theme by its name, or what an object says of the look.
fn theme_of(work: Work, id: &JsValue, payload: &JsValue) {
    let bad = |key: &str| {
        refuse(
            work,
            id,
            Refusal::of(key, say!("This is no value for that part of the look. See the table of messages.")),
        );
    };
    let named = if payload.as_string().is_some() { payload.clone() } else { part(payload, "theme") };
    if !payload.is_object() && payload.as_string().is_none() {
        return bad("theme");
    }
    match embed::theme(&text(&named)) {
        Some(theme) => work.settings.theme.set(theme.to_owned()),
        None if named.is_undefined() => {}
        None => bad("theme"),
    }
    let accent = part(payload, "accent");
    match Color::parse(text(&accent).trim_start_matches('#')) {
        Some(color) => wear(color),
        None if accent.is_undefined() => {}
        None => bad("accent"),
    }
    let wanted = part(payload, "density");
    match text(&wanted).as_str() {
        "compact" => density(true),
        "normal" => density(false),
        _ if wanted.is_undefined() => {}
        _ => bad("density"),
    }
    let tokens = part(payload, "tokens");
    for key in keys(&tokens) {
        let value = text(&part(&tokens, &key));
        match token(&key, &value) {
            Some(name) => style(name, &value),
            None => bad(&key),
        }
    }
    if !tokens.is_object() && !tokens.is_undefined() {
        bad("tokens");
    }
}

fn locks_of(present: &Present, payload: &JsValue) -> Vec<Refusal> {
    let (fields, all) = (part(payload, "fields"), part(payload, "all"));
    let list = if Array::is_array(payload) { payload.clone() } else { fields };
    let names = list
        .dyn_ref::<Array>()
        .filter(|names| names.length() <= MOST_ITEMS && names.iter().all(|name| name.as_string().is_some()));
    let fits = (names.is_some() || list.is_undefined()) && (all.is_undefined() || all.as_bool().is_some());
    if !fits || (names.is_none() && all.is_undefined()) {
        return vec![Refusal::of("fields", say!("Give the fields to lock as a list of their ids."))];
    }
    let names: Vec<String> =
        names.map(|names| names.iter().map(|name| text(&name)).collect()).unwrap_or_default();
    let keys = embed::keys(names.iter().map(String::as_str));
    lock(present, Locked { all: all.is_truthy(), keys });
    Vec::new()
}

fn focus(work: Work, payload: &JsValue) -> Vec<Refusal> {
    let at = if let Some(at) = payload.as_string() { at } else { text(&part(payload, "field")) };
    if find(work.outline, &at).is_none() {
        return vec![Refusal::of("field", say!("There is no such field on this page."))];
    }
    work.go_to(&at);
    Vec::new()
}
