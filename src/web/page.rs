//! The page of one calculator: its head, toolbar, form and answer.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Event;

use super::address::{self, Route};
use super::browser::copy;
use super::dom::{El, button, el, follow, in_step, on_window, value};
use super::embed;
use super::file;
use super::form::record;
use super::handed::hand_on;
use super::result::{Opened, answer};
use super::settings::settings;
use super::work::Work;
use super::{storage, tools};
use crate::calculator::{AnyCalculator, Example};
use crate::calculators::{self, Page};
use crate::input::edit::fresh;
use crate::input::{Draft, Outline};
use crate::link;
use crate::report::Sentence;
use crate::report::currency::Currency;
use crate::say;

thread_local! {
    /// The outline of each page that was opened: a page has one for as long as the app runs.
    static OUTLINES: RefCell<Vec<(String, &'static [Outline])>> = const { RefCell::new(Vec::new()) };
}

fn outline(page: &'static dyn AnyCalculator) -> &'static [Outline] {
    let slug = page.about().slug();
    OUTLINES.with_borrow_mut(|kept| match kept.iter().find(|(known, _)| *known == slug) {
        Some((_, outline)) => outline,
        None => {
            let outline: &'static [Outline] = Box::leak(page.outline().into_boxed_slice());
            kept.push((slug, outline));
            outline
        }
    })
}

/// The page of a calculator, at an address that may bring inputs.
pub fn page(known: &'static Page, route: RwSignal<Route>) -> El {
    let calculator = (known.calculator)();
    let first = route.get_untracked();
    let work = Work::new(calculator, outline(calculator), settings(), &first.pairs);
    let page = el("article").class("page");
    let empty = page.clone();
    in_step(Box::new(move || fill(empty, work, known, first, route)));
    page
}

/// Puts all that is on a page into it, once its work has begun.
fn fill(page: El, work: Work, known: &'static Page, first: Route, route: RwSignal<Route>) {
    let (about, slug) = (known.about, known.about.slug());
    if let Some(text) = file::take_held(&slug) {
        open(work, text);
    }
    file::on_brought(move |text| open(work, text));
    follow(move || {
        let now = route.get();
        // What the page was opened with is in the work already.
        if now != first && now.slug == slug {
            untrack(|| work.open(&now.pairs));
        }
    });
    let (mut before, mut led) = (0, false);
    follow(move || {
        let asked = work.asked.get();
        if (asked == before && !led) || work.updating.get() {
            return;
        }
        let wrong = work.is_wrong();
        if (asked > before && wrong) || (led && !wrong) {
            led = wrong;
            tools::then(move |tools| {
                if let Some(tools) = tools {
                    (tools.lead)(work, wrong);
                }
            });
        }
        before = asked;
    });
    on_cleanup(move || work.keep_now());
    for last in ["pagehide", storage::READ] {
        on_window(last, move |_| work.keep_now());
    }
    on_window("keydown", move |event| on_shortcut(work, &event));
    let notices = move || {
        let notices = work.notices.get();
        (!notices.is_empty()).then(|| {
            let lines = notices.iter().map(|notice| el("p").text(&work.say(notice))).collect();
            let dismiss = button("small quiet", "Dismiss", move || work.notices.set(Vec::new()));
            el("div").class("notice").attr("role", "status").all(lines).add(dismiss)
        })
    };
    let examples = Examples::new(work);
    let family = (known.family != about.title).then(|| el("p").class("of-family").text(known.family));
    let title = el("div")
        .maybe(family)
        .add(el("h1").text(about.title))
        .add(el("p").class("summary").text(about.summary));
    let method = el("footer")
        .class("method")
        .add(el("h2").text("How this is worked out"))
        .add(el("p").text(about.method))
        .add(el("p").text(about.source));
    let columns = el("div").class("columns");
    let tools = examples.clone();
    let page = page
        .add(el("header").class("page-head").add(title).maybe(pages_of_family(work)))
        .in_step(move || vec![toolbar(work, &tools)])
        .perhaps(move || example_line(work, &examples))
        .perhaps(notices)
        .add(columns.clone())
        .add(method)
        .add(printed(work));
    let result = el("section")
        .class("answer")
        .attr_words("aria-label", "Answer")
        .add(el("h2").class("off-screen").text("Answer"))
        .in_step(move || vec![answer(work, Opened::new())])
        .add(spoken(work));
    let form = el("section")
        .class("form")
        .attr_words("aria-label", "Inputs")
        .add(el("h2").class("off-screen").text("Inputs"))
        .in_step(move || vec![currency(work)])
        .all(record(work, "", work.outline));
    columns.add(form).add(result);
    if let Some(tools) = embed::tools() {
        (tools.host)(work, &page);
    }
}

/// Opens the text of a file: here, or on the page that it was saved by.
fn open(work: Work, text: String) {
    tools::then(move |tools| match tools {
        // The page may have been left meanwhile.
        _ if work.history.is_disposed() => {}
        Some(tools) => (tools.open)(Some(work), work.settings, text, Rc::new(move |told| work.notify(told))),
        None => work.notify(tools::missing()),
    });
}

/// What paper needs and the screen does not: room for notes, when it was printed, and where the work can be opened.
fn printed(work: Work) -> El {
    let when = el("span");
    let link = el("a");
    let more = el("div");
    let (day, place, filled, emptied) = (when.clone(), link.clone(), more.clone(), more.clone());
    on_window("afterprint", move |_| {
        work.ask();
        emptied.fill(Vec::new());
        if let Some(tools) = tools::here() {
            (tools.after_paper)();
        }
    });
    on_window("beforeprint", move |_| {
        work.keep_now();
        filled.fill(tools::here().map_or_else(Vec::new, |tools| (tools.paper)(work)));
        day.0.set_text_content(work.settings.time(&storage::now(), &[("dateStyle", "long")]).as_deref());
        // An address of this computer leads nobody else here.
        let pairs = work.draft(|draft| work.pairs(draft));
        let here = match file::is_whole() {
            true => String::new(),
            // As short as it can be, once the address is written.
            false if pairs.len() > link::READABLE => window().location().href().unwrap_or_default(),
            false => address::link(&work.page.about().slug(), &pairs),
        };
        let _ = place.0.set_attribute("href", &here);
        // In a file of the print the link leads to the inputs, whatever of it is printed.
        let short =
            if here.len() > LONGEST_PRINTED { here.split('?').next().unwrap_or_default() } else { &here };
        place.0.set_text_content(Some(short));
    });
    let line = || el("div").class("note-line");
    el("footer")
        .class("printed")
        .attr("aria-hidden", "true")
        .add(more)
        .add(el("h2").text("Notes"))
        .all(vec![line(), line(), line()])
        .add(el("p").add(when).text(" · Commerce calculators ").add(link))
}

/// The longest address that is printed whole.
const LONGEST_PRINTED: usize = 240;

/// The other pages of a family with more than one; what the reader entered goes along to them.
fn pages_of_family(work: Work) -> Option<El> {
    let about = work.page.about();
    let pages: Vec<_> =
        calculators::pages().map(|page| page.about).filter(|page| page.family == about.family).collect();
    (pages.len() > 1).then(|| {
        let link = |page: &crate::calculator::About| {
            let current = (page.page == about.page).then_some("page");
            let address = address::fragment(&page.slug(), "");
            let link = el("a").attr("href", &address).attr_if("aria-current", current).text(page.title);
            el("li").add(link.on("click", move |_| hand_on(&work)))
        };
        let links = el("ul").all(pages.into_iter().map(link).collect());
        el("nav").class("family").attr_words("aria-label", "Pages of this calculator").add(links)
    })
}

/// Prints with the formulas, which are written by the tools.
fn print(work: Work) {
    tools::then(move |tools| match tools {
        Some(tools) => {
            (tools.print)();
            // Where printing is blocked, nothing else tells that it was asked for.
            work.ask();
        }
        None => _ = window().print(),
    });
}

fn on_shortcut(work: Work, event: &Event) {
    let key = event.unchecked_ref::<web_sys::KeyboardEvent>();
    if !(key.ctrl_key() || key.meta_key()) || key.alt_key() {
        return;
    }
    match (key.key().as_str(), key.shift_key()) {
        ("z", false) => work.undo(),
        ("z" | "Z", true) | ("y", false) => work.redo(),
        ("p", false) if tools::here().is_none() => print(work),
        _ => return,
    }
    event.prevent_default();
}

fn toolbar(work: Work, examples: &Examples) -> El {
    let said = RwSignal::new(String::new());
    // The page may have been left when an answer comes: only the settings outlive it.
    let tell = move |text: Sentence| drop(said.try_set(work.settings.say(&text)));
    let copy_link = move || {
        work.link(Box::new(move |link| match link {
            None => tell(say!("This is too much for a link ({most} characters fit). Save it as a file instead, or take rows away.", most = link::LONGEST)),
            Some((link, left_out)) => copy(link, move |done| {
                work.ask();
                match left_out {
                    // Then it is shown, to be copied by hand.
                    None if !done => {}
                    None => tell(say!("Link copied. Whoever opens it sees these inputs.")),
                    Some(table) if !done => tell(say!(
                        "The link is without the table “{table}”, which is too long for it. Save a file to hand that on.",
                        table = table
                    )),
                    Some(table) => tell(say!(
                        "Link copied without the table “{table}”, which is too long for a link. Save a file to hand that on.",
                        table = table
                    )),
                }
            }),
        }));
    };
    let save = move || {
        tools::then(move |tools| match tools.map(|tools| (tools.save)(work)) {
            Some(true) => tell(say!("Saved.")),
            Some(false) => {}
            None => tell(tools::missing()),
        });
        work.ask();
    };
    let save_whole = move || {
        tools::then(move |tools| match tools.map(|tools| (tools.save_whole)(work)) {
            Some(true) => {
                tell(say!("Saved. Whoever opens the file sees these inputs, without a network too."))
            }
            Some(false) => {}
            None => tell(tools::missing()),
        });
        work.ask();
    };
    // An address of this computer leads nobody else here; a file does.
    let show = |dialog: fn(&tools::Tools) -> fn(Work)| {
        move || {
            tools::then(move |tools| match tools {
                Some(tools) => dialog(tools)(work),
                None => tell(tools::missing()),
            });
        }
    };
    let hand_over = match file::is_whole() {
        true => button("small share", "Save a copy with my numbers", save_whole),
        false => button("small share", "Copy link", copy_link),
    };
    let code =
        (!file::is_whole()).then(|| button("small seldom share", "QR code", show(|tools| tools.show_code)));
    let chooser = file::chooser(move |text| open(work, text));
    let choose = chooser.clone();
    let open = move || choose.0.unchecked_ref::<web_sys::HtmlElement>().click();
    let recent = |naming: bool| {
        move || {
            tools::then(move |tools| match tools {
                Some(tools) => (tools.show_recent)(work, naming),
                None => tell(tools::missing()),
            });
        }
    };
    let blank = move || {
        let fields = fresh(work.outline);
        work.start(Draft { currency: work.currency(), fields });
    };
    // On a phone the buttons below would take three lines more than those above.
    let all = RwSignal::new(false);
    let more = button("small more", "More", move || all.update(|all| *all = !*all));
    el("div")
        .attr_of("class", move || Some(if all.get() { "toolbar all" } else { "toolbar" }.to_owned()))
        .attr("role", "group")
        .attr_words("aria-label", "Work")
        .add(
            button("small undo", "Undo", move || work.undo())
                .flag_of("disabled", move || !work.history.with(|history| history.can_undo())),
        )
        .add(
            button("small undo", "Redo", move || work.redo())
                .flag_of("disabled", move || !work.history.with(|history| history.can_redo())),
        )
        .add(hand_over)
        .add(more.attr_of("aria-expanded", move || Some(all.get().to_string())))
        .maybe(code)
        .add(button("small seldom keep", "Embed", show(|tools| tools.embed)))
        .add(button("small seldom keep", "Save as…", recent(true)))
        .add(button("small seldom keep", "Recent work", recent(false)))
        .add(button("small seldom export", "Save file", save))
        .add(button("small seldom open", "Open file", open))
        .add(chooser)
        .add(button("small seldom export", "Print", move || print(work)))
        .add(button("small seldom blank", "Start blank", blank))
        .add(menu(work, examples))
        .add(toast(said))
}

/// What a button did, over the page for some seconds.
pub fn toast(said: RwSignal<String>) -> El {
    let fading = StoredValue::new_local(None::<Timeout>);
    follow(move || {
        if !said.get().is_empty() {
            fading.set_value(Some(Timeout::new(8_000, move || said.set(String::new()))));
        }
    });
    el("span").class("said").attr("role", "status").text_of(move || said.get())
}

/// The examples of a page, and which of them the draft still is.
#[derive(Clone)]
struct Examples {
    all: Rc<Vec<Example<Draft>>>,
    present: Memo<Option<usize>>,
}

impl Examples {
    fn new(work: Work) -> Self {
        let all = Rc::new(work.page.examples());
        let kept = StoredValue::new_local(all.clone());
        let present = move || {
            kept.with_value(|all| work.draft(|draft| all.iter().position(|example| *draft == example.inputs)))
        };
        Examples { all, present: Memo::new(move |_| present()) }
    }
}

/// The worked examples as a menu.
fn menu(work: Work, examples: &Examples) -> El {
    let Examples { all, present } = examples.clone();
    let options =
        all.iter().map(|example| el("option").attr("value", example.name).text(example.title)).collect();
    let first = el("option").attr("value", "").attr("disabled", "").text("Worked examples");
    let named = all.clone();
    let chosen = move |event: Event| {
        let name = value(&event);
        if let Some(example) = all.iter().find(|example| example.name == name) {
            work.start(example.inputs.clone());
        }
    };
    let name = move || present.get().map_or(String::new(), |index| named[index].name.to_owned());
    let menu = el("select").id("examples").add(first).all(options).value_of(name).on("change", chosen);
    let label = el("label").attr("for", "examples").class("off-screen").text("Worked examples");
    el("span").class("examples").add(label).add(menu)
}

/// Where the numbers come from, as long as they are an example's.
fn example_line(work: Work, examples: &Examples) -> Option<El> {
    let example = &examples.all[examples.present.get()?];
    Some(el("p").class("example-line").text(&work.settings.say(&example.told())))
}

/// The currency of the draft. Changing it relabels the amounts.
fn currency(work: Work) -> El {
    let changed = RwSignal::new(false);
    let choose = move |event: Event| {
        if let Some(currency) = Currency::parse(&value(&event)) {
            let mut draft = work.draft(Draft::clone);
            draft.currency = currency;
            work.change(draft);
            changed.set(true);
        }
    };
    let options = move || {
        let option = |(code, label): (String, String)| el("option").attr("value", &code).text(&label);
        work.settings.currencies().into_iter().map(option).collect()
    };
    let choice = el("select")
        .id("currency")
        .dynamic(options)
        .value_of(move || work.currency().code().to_owned())
        .on("change", choose);
    let note = move || {
        changed.get().then(|| {
            el("p").class("help").text("The amounts keep their numbers; only the currency's name changed.")
        })
    };
    el("div")
        .class("field currency")
        .add(el("label").attr("for", "currency").text("Amounts in"))
        .add(el("div").class("box").add(choice))
        .perhaps(note)
}

/// The result in one sentence for screen readers, once typing has rested for a second.
fn spoken(work: Work) -> El {
    let text = RwSignal::new(String::new());
    let waiting = StoredValue::new_local(None::<Timeout>);
    let first = StoredValue::new(true);
    follow(move || {
        let problems = work.problems.with(Vec::len);
        let sentence = work.good.with(|good| match (good, problems) {
            (Some(good), 0) => work.say(&good.answer.sentence),
            (_, problems) => {
                work.say(&say!("{n, plural, one {One thing to mend} other {# things to mend}}", n = problems))
            }
        });
        if !first.get_value() {
            waiting.set_value(Some(Timeout::new(1_000, move || text.set(sentence))));
        }
        first.set_value(false);
    });
    el("p").class("off-screen").attr("role", "status").attr("aria-atomic", "true").text_of(move || text.get())
}
