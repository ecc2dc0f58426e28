//! The work that this browser keeps, with what can be done to each piece: a list on the catalogue, and in a dialog over a page,
//! where the work of the page gets a name.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::address::fragment;
use super::browser::focus_soon;
use super::catalogue::begins_words;
use super::dialog::{closes, closing, show};
use super::dom::{El, button, el, on_window, value};
use super::everything::{called, called_broken, kind};
use super::file;
use super::json::opened_piece;
use super::language::translated;
use super::settings::Settings;
use super::storage::{self, Entries};
use super::work::Work;
use crate::kept::Mark;
use crate::pieces::{Broken, LONGEST_NAME, Piece, cleaned, free_name};
use crate::report::Sentence;
use crate::say;

/// So many pieces are shown at first on the catalogue, whose calculators come below, and in a dialog; and so many more at a time.
const FEW: usize = 4;
const MANY: usize = 50;

/// From so many on there is a search of its own.
const SEARCHED: usize = 6;

/// The button that takes back what was done last.
const UNDO: &str = "kept-undo";

thread_local! {
    /// The name under which the work of a page was last saved or opened, by the slug of the page.
    static LAST: RefCell<Vec<(String, String)>> = const { RefCell::new(Vec::new()) };
}

/// What is kept, as it is listed.
#[derive(Clone, Copy)]
struct Recent {
    settings: Settings,
    /// The work that the list lies over.
    work: Option<Work>,
    search: RwSignal<String>,
    /// The last changed first.
    entries: RwSignal<Vec<Rc<Entry>>, LocalStorage>,
    done: RwSignal<Option<Rc<Done>>, LocalStorage>,
    /// The name in the storage of what is being renamed.
    renamed: RwSignal<String>,
    most: RwSignal<usize>,
}

/// A piece of work with its name in the storage.
struct Entry {
    at: String,
    piece: Result<Piece, Broken>,
}

/// What was done last, and how it is taken back.
struct Done {
    told: Sentence,
    back: Option<Back>,
}

/// What is put back where it is taken back, as long as at the same place there still is what was left there.
struct Back {
    at: String,
    left: Option<String>,
    entries: Entries,
}

impl Entry {
    fn changed(&self) -> &str {
        self.piece.as_ref().map_or("", |piece| piece.mark.changed.as_str())
    }

    /// Whether it is the work under a name on a page.
    fn is(&self, page: &str, name: &str) -> bool {
        self.piece.as_ref().is_ok_and(|piece| piece.page == page && piece.name == name)
    }

    fn called(&self, settings: Settings) -> String {
        self.piece.as_ref().map_or_else(called_broken, |piece| called(piece, settings))
    }

    fn found(&self, search: &str, settings: Settings) -> bool {
        let kind = self.piece.as_ref().map_or(String::new(), |piece| kind(piece, settings));
        begins_words(&[&self.called(settings), &kind], search)
    }
}

/// The list on the catalogue, which has the search.
pub fn on_catalogue(settings: Settings, search: RwSignal<String>) -> Vec<El> {
    Recent::new(settings, None, search, FEW).list()
}

/// Shows the list over a page, with a field in which the work of the page gets a name. `naming` is what the reader came for.
pub fn show_over(work: Work, naming: bool) {
    // The page may have been left while this was loaded.
    if work.history.is_disposed() {
        return;
    }
    let inside = move || {
        let recent = Recent::new(work.settings, Some(work), RwSignal::new(String::new()), MANY);
        let list = el("section").class("recent").attr("aria-labelledby", "recent-title");
        let head = el("h3").id("recent-title").attr("tabindex", "-1").text("Recent work");
        let head = head.attr_if("autofocus", (!naming).then_some(""));
        vec![
            recent.naming(work, naming),
            list.add(head).maybe(recent.own_search()).all(recent.list()),
            closing(vec![el("button").class("button").text("Done")]),
        ]
    };
    show("Saved work", "broad", Box::new(inside));
}

impl Recent {
    fn new(settings: Settings, work: Option<Work>, search: RwSignal<String>, most: usize) -> Self {
        let recent = Recent {
            settings,
            work,
            search,
            entries: RwSignal::new_local(Vec::new()),
            done: RwSignal::new_local(None),
            renamed: RwSignal::new(String::new()),
            most: RwSignal::new(most),
        };
        recent.look();
        on_window("storage", move |_| {
            // What is being typed stays.
            if recent.renamed.with_untracked(String::is_empty) {
                recent.look();
            }
        });
        recent
    }

    /// What is kept now.
    fn kept(self) -> Vec<Rc<Entry>> {
        // The present work of this page is on the screen.
        let here = self.work.map(|work| storage::present_name(&work.page.about().slug()));
        let kept = storage::pieces().into_iter().filter(|(at, _)| Some(at) != here.as_ref());
        let mut entries: Vec<_> = kept.map(|(at, piece)| Rc::new(Entry { at, piece })).collect();
        entries.sort_by(|a, b| b.changed().cmp(a.changed()).then_with(|| a.at.cmp(&b.at)));
        entries
    }

    /// Looks at what is kept now.
    fn look(self) {
        self.entries.set(self.kept());
    }

    fn say(self, sentence: &Sentence) -> String {
        self.settings.say(sentence)
    }

    /// Looks again after something was done, says what, and goes on from some element.
    fn after(self, told: Sentence, back: Option<Back>, focus: &str) {
        self.look();
        self.renamed.set(String::new());
        self.done.set(Some(Rc::new(Done { told, back })));
        focus_soon(focus.to_owned());
    }

    /// Says that something could not be done.
    fn fail(self, told: Sentence) {
        self.done.set(Some(Rc::new(Done { told, back: None })));
    }

    // What is done

    fn open(self, piece: &Piece) {
        remember(piece);
        match self.work {
            Some(work) if work.page.about().slug() == piece.page => {
                work.take(opened_piece(piece, work.outline, work.page.past()));
                work.ask();
            }
            _ => file::hand_to(&piece.page, piece.tree().json()),
        }
    }

    fn delete(self, entry: &Entry) {
        let entries = storage::take(&entry.at);
        let told = say!("“{name}” was deleted.", name = entry.called(self.settings));
        self.after(told, Some(Back { at: entry.at.clone(), left: None, entries }), UNDO);
    }

    fn duplicate(self, piece: &Piece) {
        let kept = self.kept();
        let name = free_name(&piece.name, &|name| kept.iter().any(|entry| entry.is(&piece.page, name)));
        let mark = Mark { changed: storage::now(), ..piece.mark.clone() };
        let entries = storage::entries(&Piece { name: name.clone(), mark, ..piece.clone() }, None);
        if !storage::put(&entries) {
            return self.fail(full());
        }
        let at = entries.first().map_or("", |(at, _)| at.as_str());
        self.after(say!("Duplicated as “{name}”.", name = name), None, at);
    }

    /// Gives an entry another name; a sentence if it cannot have that.
    fn rename(self, at: &str, name: &str) -> Option<Sentence> {
        let name = cleaned(name);
        if name.is_empty() {
            return Some(say!("Enter a name."));
        }
        // Another tab may have changed it meanwhile.
        let kept = self.kept();
        let entry = kept.iter().find(|entry| entry.at == at);
        let Some(Ok(piece)) = entry.map(|entry| entry.piece.clone()) else {
            self.after(say!("This was deleted in another tab."), None, "");
            return None;
        };
        if kept.iter().any(|entry| entry.at != at && entry.is(&piece.page, &name)) {
            return Some(say!(
                "Other work on this page is named “{name}”. Choose another name.",
                name = name
            ));
        }
        let before = piece.name.clone();
        let told = say!("“{before}” is now “{name}”.", before = &before, name = &name);
        let renamed = Piece { name, ..piece };
        if !storage::put(&storage::entries(&renamed, Some(at))) {
            return Some(full());
        }
        LAST.with_borrow_mut(|last| {
            for (_, known) in
                last.iter_mut().filter(|(page, known)| *page == renamed.page && *known == before)
            {
                *known = renamed.name.clone();
            }
        });
        self.after(told, None, at);
        None
    }

    /// Keeps the work of the page under a name, in place of what had the name; a sentence if that cannot be. `replacing` is what
    /// the reader was told.
    fn save(self, work: Work, name: &str, replacing: bool) -> Option<Sentence> {
        let (page, name) = (work.page.about().slug(), cleaned(name));
        if name.is_empty() {
            return Some(say!("Enter a name."));
        }
        self.look();
        let at = self.entries.with_untracked(|entries| {
            entries.iter().find(|entry| entry.is(&page, &name)).map(|entry| entry.at.clone())
        });
        if at.is_some() != replacing {
            return Some(say!("This name was taken or given up in another tab. Save again if you mean it."));
        }
        let line = work.line();
        let piece = Piece {
            page,
            name: name.clone(),
            mark: Mark { changed: storage::now(), answer: work.answer().unwrap_or_default() },
            inputs: line.text,
            tables: line.sheets.iter().map(|sheet| (sheet.name.clone(), sheet.text.clone())).collect(),
        };
        let before = at.clone().and_then(|at| Some((at.clone(), storage::kept(&at)?)));
        let entries = storage::entries(&piece, at.as_deref());
        if !storage::put(&entries) {
            return Some(full());
        }
        remember(&piece);
        let left = entries.into_iter().next();
        let (told, back) = match before {
            Some(before) => (
                say!("“{name}” was replaced.", name = name),
                Some(Back { at: before.0.clone(), left: left.map(|(_, text)| text), entries: vec![before] }),
            ),
            None => (say!("Saved as “{name}”.", name = name), None),
        };
        self.after(told, back, "save-as");
        None
    }

    fn undo(self, back: &Back) {
        if storage::kept(&back.at) != back.left {
            return self.fail(say!("This was changed in another tab meanwhile, so it stays as it is there."));
        }
        match storage::put(&back.entries) {
            true => self.after(say!("It is back."), None, &back.at),
            false => self.fail(full()),
        }
    }

    // What is seen

    /// The field in which the work of the page gets a name.
    fn naming(self, work: Work, first: bool) -> El {
        let page = work.page.about().slug();
        let last = LAST.with_borrow(|last| last.iter().find(|(known, _)| *known == page).cloned());
        let name = RwSignal::new(last.map(|(_, name)| name).unwrap_or_default());
        let problem = RwSignal::new(String::new());
        let replaces = Rc::new(move || {
            let name = cleaned(&name.get());
            self.entries.with(|entries| entries.iter().any(|entry| entry.is(&page, &name)))
        });
        let (on_button, at_last) = (replaces.clone(), replaces.clone());
        let told = move || match problem.get() {
            problem if problem.is_empty() && replaces() => self.say(&say!(
                "There is work of this name on this page. It would be replaced; Undo brings it back."
            )),
            problem => problem,
        };
        let save = el("button")
            .class("button primary")
            .text_of(move || translated(if on_button() { "Replace" } else { "Save" }).to_owned());
        let submit = move || self.save(work, &name.get_untracked(), untrack(|| at_last()));
        let field = NameField { id: "save-as", label: "Save the work on this page as", name, problem };
        field.shown(first, vec![save], Box::new(told), self.settings, Box::new(submit))
    }

    /// A search among much.
    fn own_search(self) -> Option<El> {
        let much = self.entries.with_untracked(|entries| entries.len() >= SEARCHED);
        much.then(|| {
            let field = el("input").id("search-recent").attr("type", "search").attr("autocomplete", "off");
            let field = field
                .value_of(move || self.search.get())
                .on("input", move |event| self.search.set(value(&event)));
            let label = el("label").attr("for", "search-recent").text("Search recent work");
            el("div").class("field search").add(label).add(field)
        })
    }

    fn list(self) -> Vec<El> {
        let done = move || {
            self.done.get().map(|done| {
                let undo = done.back.is_some().then(|| {
                    let done = done.clone();
                    let undo = move || done.back.iter().for_each(|back| self.undo(back));
                    button("small", "Undo", undo).id(UNDO)
                });
                el("div").class("notice").add(el("p").text(&self.say(&done.told))).maybe(undo)
            })
        };
        vec![
            el("div").attr("role", "status").perhaps(done),
            el("ul").class("kept-list").dynamic(move || self.rows()),
            el("div").perhaps(move || self.rest()),
        ]
    }

    fn found(self) -> Vec<Rc<Entry>> {
        let search = self.search.get();
        self.entries.with(|entries| {
            entries.iter().filter(|entry| entry.found(&search, self.settings)).cloned().collect()
        })
    }

    fn rows(self) -> Vec<El> {
        self.found().into_iter().take(self.most.get()).map(|entry| self.row(&entry)).collect()
    }

    /// Below the rows: that there are none, or that there are more.
    fn rest(self) -> Option<El> {
        let (found, most) = (self.found(), self.most.get());
        let empty = |told: &Sentence| Some(el("p").class("empty").text(&self.say(told)));
        if self.entries.with(Vec::is_empty) {
            return empty(&match storage::works() {
                true => {
                    say!("Work that you save under a name stands here, and what you last did on other pages.")
                }
                false => say!("This browser keeps nothing for this page. Save a file instead."),
            });
        }
        if found.is_empty() {
            return empty(&say!("No recent work matches “{search}”.", search = self.search.get()));
        }
        let next = found.get(most)?.at.clone();
        let more = move || {
            self.most.update(|most| *most += MANY);
            focus_soon(next.clone());
        };
        let words = say!("Show {n} more", n = (found.len() - most).min(MANY));
        Some(button("small", &self.say(&words), more))
    }

    fn row(self, entry: &Rc<Entry>) -> El {
        let (at, called) = (entry.at.as_str(), entry.called(self.settings));
        let tool = |words: &'static str, run: Box<dyn FnMut()>| {
            let name = self.say(&say!("{action} “{name}”", action = words, name = &called));
            button("small quiet", words, run).attr_words("aria-label", &name)
        };
        let deleted = entry.clone();
        let delete = tool("Delete", Box::new(move || self.delete(&deleted)));
        let piece = match &entry.piece {
            Ok(piece) => piece.clone(),
            Err(broken) => {
                let head = el("bdi").class("kept-name").text(&called);
                let why = el("p").class("problem").text(&self.say(&broken.why));
                let tools = el("div").class("kept-tools").add(delete);
                return el("li").add(el("div").class("kept-head").add(head).add(why)).add(tools);
            }
        };
        if self.renamed.with(|renamed| renamed == at) {
            return self.renaming(at, &piece.name);
        }
        let name = el("bdi").text(&called);
        let open = match piece.name.is_empty() {
            true => el("a").attr("href", &fragment(&piece.page, "")),
            false => {
                let piece = piece.clone();
                closes(el("button")).on("click", move |_| self.open(&piece))
            }
        };
        let when =
            self.settings.time(&piece.mark.changed, &[("dateStyle", "medium"), ("timeStyle", "short")]);
        let time = |when: String| el("time").attr("datetime", &piece.mark.changed).text(" · ").text(&when);
        let what = el("p").class("kept-what").text(&kind(&piece, self.settings)).maybe(when.map(time));
        let answer = (!piece.mark.answer.is_empty())
            .then(|| el("p").class("kept-answer").attr("dir", "auto").text(&piece.mark.answer));
        let tools = if piece.name.is_empty() {
            Vec::new()
        } else {
            let renamed = at.to_owned();
            let rename = move || {
                self.renamed.set(renamed.clone());
                focus_soon("rename".to_owned());
            };
            vec![
                tool("Rename", Box::new(rename)),
                tool("Duplicate", Box::new(move || self.duplicate(&piece))),
            ]
        };
        let head = el("div").class("kept-head").add(open.id(at).class("link kept-name").add(name)).add(what);
        el("li").add(head.maybe(answer)).add(el("div").class("kept-tools").all(tools).add(delete))
    }

    /// A row in which the name of its entry is changed.
    fn renaming(self, at: &str, name: &str) -> El {
        let (name, problem) = (RwSignal::new(name.to_owned()), RwSignal::new(String::new()));
        let back = at.to_owned();
        let cancel = move || {
            self.renamed.set(String::new());
            focus_soon(back.clone());
        };
        let leave = cancel.clone();
        let at = at.to_owned();
        let rename = el("button").class("button primary").text("Rename");
        let buttons = vec![rename, button("", "Cancel", cancel)];
        let submit = move || self.rename(&at, &name.get_untracked());
        let told = move || problem.get();
        let field = NameField { id: "rename", label: "New name", name, problem };
        let form = field.shown(false, buttons, Box::new(told), self.settings, Box::new(submit));
        // Else the dialog would go.
        let form = form.on("keydown", move |event| {
            if event.unchecked_ref::<web_sys::KeyboardEvent>().key() == "Escape" {
                event.prevent_default();
                leave();
            }
        });
        el("li").add(form)
    }
}

/// A field in which a piece of work gets its name.
struct NameField {
    id: &'static str,
    label: &'static str,
    name: RwSignal<String>,
    problem: RwSignal<String>,
}

impl NameField {
    /// The field with its buttons and what is told below it. `submit` takes the name, or gives what is wrong with it.
    fn shown(
        self,
        first: bool,
        buttons: Vec<El>,
        told: Box<dyn Fn() -> String>,
        settings: Settings,
        submit: Box<dyn Fn() -> Option<Sentence>>,
    ) -> El {
        let NameField { id, label, name, problem } = self;
        let below = [id, "-told"].concat();
        let wrong = move || problem.with(|problem| !problem.is_empty());
        let field = el("input")
            .id(id)
            .attr("autocomplete", "off")
            .attr("dir", "auto")
            .attr("maxlength", &LONGEST_NAME.to_string())
            .attr("aria-describedby", &below)
            .attr_if("autofocus", first.then_some(""))
            .attr_of("aria-invalid", move || wrong().then(|| "true".to_owned()))
            .value_of(move || name.get())
            .on("input", move |event| {
                name.set(value(&event));
                problem.set(String::new());
            });
        let class = move || Some(if wrong() { "problem" } else { "help" }.to_owned());
        el("form")
            .class("naming")
            .add(el("label").attr("for", id).text(label))
            .add(el("div").class("with-button").add(el("div").class("box").add(field)).all(buttons))
            .add(el("p").id(&below).attr("role", "status").attr_of("class", class).text_of(told))
            .on("submit", move |event| {
                event.prevent_default();
                // The row may be gone by then.
                let told = submit().map(|told| settings.say(&told)).unwrap_or_default();
                let _ = problem.try_set(told);
            })
    }
}

fn remember(piece: &Piece) {
    LAST.with_borrow_mut(|last| {
        last.retain(|(page, _)| *page != piece.page);
        last.push((piece.page.clone(), piece.name.clone()));
    });
}

/// What is said where something cannot be kept.
fn full() -> Sentence {
    match storage::works() {
        true => say!(
            "This browser's storage is full, so this was not kept. Delete some work, or save a file instead."
        ),
        false => say!("This browser keeps nothing for this page. Save a file instead."),
    }
}
