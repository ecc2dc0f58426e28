//! The work on one page: its draft with history, what came of it, and every change to it.

use std::rc::Rc;

use gloo::timers::callback::Timeout;
use leptos::prelude::*;

use super::browser::{focus_soon, id_of};
use super::dom::{El, el, follow, in_step};
use super::handed;
use super::language::translated;
use super::later;
use super::pack::{packed, unpacked};
use super::run::{self, Rest};
use super::settings::Settings;
use super::tools;
use super::watch::Watch;
use super::{address, embed, storage};
use crate::calculator::{AnyCalculator, Example};
use crate::input::changed::Changed;
use crate::input::edit::{Edit, fresh};
use crate::input::history::{History, Line, Locked};
use crate::input::walk::{find, shown};
use crate::input::{Draft, Entry, Outline, Problem, Row, Spec, Unit};
use crate::kept;
use crate::link;
use crate::report::currency::Currency;
use crate::report::format::Format;
use crate::report::{Answer, Report, Sentence, wording};
use crate::say;
use crate::wire::Glance;

/// How long typing must rest before this browser's storage is written, in milliseconds.
const REST: u32 = 400;

/// How much longer until the address is written, which costs a browser more than all the rest.
const ADDRESS_REST: u32 = 800;

/// A draft with a table of more rows is worked out in the worker from the start.
const LONG_TABLE: usize = 400;

/// A table of more rows is never tried in a link: no packing makes it short enough.
const LINKED: usize = 2_000;

/// What packed link text begins with in an address.
const PACKED: &str = "_z=";

/// The state of one page; every view of the page reads and changes it.
#[derive(Clone, Copy)]
pub struct Work {
    pub page: &'static dyn AnyCalculator,
    pub outline: &'static [Outline],
    pub settings: Settings,
    pub history: RwSignal<History, LocalStorage>,
    watch: Watch,
    /// The last good results; of an earlier draft while there are problems.
    pub good: RwSignal<Option<Rc<Good>>, LocalStorage>,
    /// What keeps the present draft from having results.
    pub problems: RwSignal<Vec<Problem>, LocalStorage>,
    /// What the reader should know at places of the draft though results stand.
    warned: RwSignal<Vec<Problem>, LocalStorage>,
    /// The results of the present draft are being worked out elsewhere.
    pub updating: RwSignal<bool>,
    /// How long the last two runs took, in milliseconds. The first of a page is slow by itself, so one alone says nothing.
    took: StoredValue<[u32; 2]>,
    /// The draft's currency, apart from the draft: most of what is written depends on it and changes no more often.
    currency: Memo<Currency>,
    /// What the reader should know about how this work was opened or kept.
    pub notices: RwSignal<Vec<Sentence>, LocalStorage>,
    /// The table that was pasted into last, and what should be known of how the paste was read.
    pub pasted: RwSignal<(String, Vec<Sentence>), LocalStorage>,
    /// The place that the reader has asked to go to; parts of the page that hide it then show it.
    pub wanted: RwSignal<String>,
    /// How often the reader has asked for something that is only as good as the form: a link, a file, paper.
    pub asked: RwSignal<u32>,
    saving: StoredValue<Option<Timeout>, LocalStorage>,
}

/// What happens with a link: its text, and what the table that it leaves out is called.
type LinkDone = Box<dyn FnOnce(Option<(String, Option<Sentence>)>)>;

/// What is told at a place of the form.
#[derive(Clone, PartialEq)]
pub struct Remark {
    pub text: String,
    /// It keeps results from standing; otherwise it only warns.
    pub wrong: bool,
}

impl Remark {
    pub fn shown(self) -> El {
        el("p").class(if self.wrong { "problem" } else { "problem warns" }).text(&self.text)
    }
}

/// Results that stand.
pub struct Good {
    /// What they are of. Accounts are shown with its numbers.
    pub draft: Draft,
    pub answer: Answer,
    pub glance: Glance,
    rest: Rest,
}

impl Good {
    /// The report without its first chart.
    pub fn report(&self) -> &Report {
        self.rest.report()
    }
}

impl Work {
    /// The work on a page as this browser kept it, with the inputs of an address on top as a change that can be
    /// undone; without either, the page's first example, or
    /// what the reader brings from another page of the family.
    pub fn new(
        page: &'static dyn AnyCalculator,
        outline: &'static [Outline],
        settings: Settings,
        pairs: &str,
    ) -> Self {
        let (slug, past) = (page.about().slug(), page.past());
        let (mut notices, mut made) = (Vec::new(), storage::kept_revision(&slug));
        let linked = (!pairs.is_empty() && !pairs.starts_with(PACKED)).then(|| {
            let opened = link::read(pairs, outline, past, settings.first_currency());
            (notices, made) = (opened.notices, opened.made);
            opened.draft
        });
        let kept = storage::kept_work(&slug, outline, past);
        let opened = linked.is_some() && !embed::is_on() && !address::is_reloaded();
        let brought = linked.or_else(|| {
            let (draft, told) = handed::taken(page.about(), outline, kept.as_ref().map(History::now))?;
            notices.push(told);
            draft
        });
        let first = || {
            let first = page.examples().into_iter().next().map(|example| example.inputs);
            first.unwrap_or_else(|| Draft::blank(settings.first_currency()))
        };
        let history = match (kept, brought) {
            (Some(mut kept), Some(draft)) => {
                kept.change(draft, None);
                kept
            }
            (Some(kept), None) => kept,
            (None, Some(draft)) if !pairs.is_empty() => History::new(draft),
            (None, Some(draft)) => {
                let mut history = History::new(first());
                history.change(draft, None);
                history
            }
            (None, None) => History::new(first()),
        };
        if !embed::is_on() && !storage::works() {
            notices.push(say!("This browser keeps nothing for this page, so a reload loses what you enter. Copy the link to keep it."));
        }
        let history = RwSignal::new_local(history);
        let work = Work {
            page,
            outline,
            settings,
            watch: Watch::new(),
            good: RwSignal::new_local(None),
            problems: RwSignal::new_local(Vec::new()),
            warned: RwSignal::new_local(Vec::new()),
            updating: RwSignal::new(false),
            took: StoredValue::new([0; 2]),
            currency: Memo::new(move |_| history.with(|history| history.now().currency)),
            history,
            notices: RwSignal::new_local(notices),
            pasted: RwSignal::new_local(Default::default()),
            wanted: RwSignal::new(String::new()),
            asked: RwSignal::new(u32::from(opened)),
            saving: StoredValue::new_local(None),
        };
        let pairs = pairs.to_owned();
        in_step(Box::new(move || work.begin(&pairs, made)));
        work
    }

    /// The first results, once the work is there; `made` is the revision by which it was entered.
    fn begin(self, pairs: &str, made: Option<u32>) {
        self.run();
        self.complete();
        match pairs.starts_with(PACKED) {
            true => self.open(pairs),
            false => self.tell_changes(made),
        }
        if pairs.is_empty() && made.is_some_and(|made| made < self.page.about().revision) {
            // As what the present revision makes of it: that is told once.
            self.keep();
        }
    }

    /// Works out the results once more when what makes their report has come.
    fn complete(self) {
        let part = run::report_part(self.page);
        let mut here = untrack(|| later::is_here(part));
        follow(move || {
            if later::is_here(part) && !std::mem::replace(&mut here, true) {
                untrack(|| self.run());
            }
        });
    }

    /// Takes over the inputs of an address, as a change that can be undone. What is locked holds for the reader, not for those
    /// who wrote the address.
    pub fn open(&self, pairs: &str) {
        let work = *self;
        match pairs.strip_prefix(PACKED) {
            _ if pairs.is_empty() => {}
            None => {
                let (before, locked) = (work.now(), work.lock(Locked::default()));
                work.take(link::read(pairs, work.outline, work.page.past(), work.settings.first_currency()));
                work.lock(locked);
                // In a frame it is the page around that opens it.
                if !embed::is_on() && work.now() != before {
                    work.ask();
                }
            }
            // Nobody is handed a longer one, and what it unpacks to may be very long.
            Some(packed) if packed.len() > link::LONGEST => work.notify(link::too_long()),
            Some(packed) => unpacked(packed, move |text| match text {
                _ if work.history.is_disposed() => {}
                Some(text) => work.open(&text),
                None => work.notify(say!(
                    "This link could not be unpacked: it was cut off or changed on its way. Ask for it again."
                )),
            }),
        }
    }

    /// Locks some of the draft, and nothing else; gives what was locked before.
    pub fn lock(&self, locked: Locked) -> Locked {
        self.history.try_update_untracked(|history| history.lock(locked)).unwrap_or_default()
    }

    /// Takes over what a link or a file held.
    pub fn take(&self, opened: link::Opened) {
        for notice in opened.notices {
            self.notify(notice);
        }
        let before = self.now();
        let example = |example: Example<Draft>| example.inputs == before;
        if before != opened.draft
            && !self.page.examples().into_iter().any(example)
            && before.fields != fresh(self.outline)
        {
            self.notify(say!("Undo brings back what you had entered here before."));
        }
        self.start(opened.draft);
        self.tell_changes(opened.made);
    }

    /// Tells what became of the answer since an earlier revision of the page, which the present draft was made with.
    fn tell_changes(&self, made: Option<u32>) {
        let Some(made) = made.filter(|made| *made < self.page.about().revision) else { return };
        let (work, draft) = (*self, self.now());
        tools::then(move |tools| {
            let told = match tools {
                Some(tools) => (tools.changes)(work.page, made, &draft),
                None => Some(say!(
                    "These inputs were made with an earlier revision of this page. The answer may not be the one of then."
                )),
            };
            // The page may have been left meanwhile.
            if let Some(told) = told.filter(|_| !work.history.is_disposed()) {
                work.notify(told);
            }
        });
    }

    /// Tells the reader something about this work, once.
    pub fn notify(&self, notice: Sentence) {
        self.notices.update(|notices| {
            if !notices.contains(&notice) {
                notices.push(notice);
            }
        });
    }

    /// Makes `draft` the present one.
    pub fn change(&self, draft: Draft) {
        let before = self.now();
        self.pasted.set(Default::default());
        self.history.update(|history| history.change(draft, None));
        self.changed(before);
    }

    /// Makes `draft` the present one as new work: the last answer of what was there before says nothing about it.
    pub fn start(&self, draft: Draft) {
        self.good.update_untracked(|good| *good = None);
        self.change(draft);
    }

    pub fn edit(&self, edit: Edit) {
        let before = self.now();
        self.history.update(|history| history.edit(self.outline, edit));
        self.changed(before);
    }

    pub fn undo(&self) {
        let before = self.now();
        self.pasted.set(Default::default());
        self.history.update(History::undo);
        self.changed(before);
    }

    pub fn redo(&self) {
        let before = self.now();
        self.pasted.set(Default::default());
        self.history.update(History::redo);
        self.changed(before);
    }

    pub fn pause(&self) {
        // No view depends on where typing pauses.
        let _ = self.history.try_update_untracked(History::pause);
    }

    fn now(&self) -> Draft {
        self.history.with_untracked(|history| history.now().clone())
    }

    /// Tells who looks at what changed, works out the results, and keeps the draft once typing rests.
    fn changed(&self, before: Draft) {
        let changed = self.history.with_untracked(|history| Changed::between(&before, history.now()));
        self.watch.tell(&changed);
        self.run();
        let work = *self;
        let then = move || {
            work.keep();
            work.saving.set_value(Some(Timeout::new(ADDRESS_REST, move || work.write_address())));
        };
        self.saving.set_value(Some(Timeout::new(REST, then)));
    }

    /// Works out the results of the present draft: here, or in the worker if that takes long.
    fn run(&self) {
        let work = *self;
        let draft = self.now();
        let slow = self.took.get_value().iter().all(|took| *took > run::SLOW);
        if !slow && !self.is_long(&draft) {
            let began = run::now();
            let outcome = run::solved(self.page, &draft);
            return self.came(draft, outcome, run::now().saturating_sub(began));
        }
        self.updating.set(true);
        let line = self.line();
        let asked = draft.clone();
        run::elsewhere(
            self.page,
            line,
            draft,
            Box::new(move |outcome, took| {
                // The page may have been left meanwhile.
                if !work.updating.is_disposed() {
                    work.came(asked, outcome, took);
                }
            }),
        );
    }

    /// The present draft as storage and the worker take it.
    pub fn line(&self) -> Line {
        let revision = self.page.about().revision;
        let line = |draft: &Draft, near: &[_]| kept::line(draft, self.outline, revision, near);
        self.history.with_untracked(|history| history.line(line).clone())
    }

    /// Whether a draft is worked out in the worker from the start.
    pub fn is_long(&self, draft: &Draft) -> bool {
        self.outline.iter().any(|field| draft.rows(field.spec.key).len() > LONG_TABLE)
    }

    /// Takes what came of a draft.
    fn came(&self, draft: Draft, outcome: run::Outcome, took: u32) {
        let problems = match outcome {
            Ok((answer, glance, rest)) => {
                let placed = answer.warnings.iter().filter(|warning| !warning.at.is_empty());
                let warned: Vec<Problem> = placed.cloned().collect();
                if self.warned.with_untracked(|told| *told != warned) {
                    self.warned.set(warned);
                }
                self.good.set(Some(Rc::new(Good { draft, answer, glance, rest })));
                Vec::new()
            }
            Err(problems) => {
                // What was told of rows that are not there any more.
                if self.warned.with_untracked(|told| !told.is_empty()) {
                    self.warned.set(Vec::new());
                }
                // The last good results stay, but not those of other work.
                if self.good.with_untracked(Option::is_none) {
                    self.good.set(None);
                }
                problems
            }
        };
        if self.problems.with_untracked(|told| *told != problems) {
            self.problems.set(problems);
        }
        if self.updating.get_untracked() {
            self.updating.set(false);
        }
        self.took.update_value(|last| *last = [last[1], took]);
    }

    /// Writes the draft with its history to this browser's storage.
    fn keep(&self) {
        let slug = self.page.about().slug();
        let other = storage::of_another_tab(&slug, self.outline, self.page.past());
        if let Some(other) = other.filter(|other| {
            self.history.try_with_untracked(|history| history.now() != other).unwrap_or(false)
        }) {
            // It becomes the state before this one, so that neither tab's work is lost.
            let own = self.now();
            self.history.update(|history| {
                history.change(other, None);
                history.change(own, None);
            });
            self.notify(say!(
                "This page was changed in another tab as well. Undo brings back what was entered there."
            ));
        }
        let answer = self.answer().unwrap_or_default();
        let kept = self.history.try_with_untracked(|history| {
            storage::keep_work(&slug, self.outline, self.page.about().revision, history, answer)
        });
        if kept == Some(false) && storage::works() {
            let notice = say!(
                "This browser's storage is full, so a reload may lose your latest changes. Copy the link to keep them."
            );
            self.notify(notice);
        }
    }

    /// The answer to the present draft in a sentence, if there is one.
    pub fn answer(&self) -> Option<String> {
        let stands = !self.updating.get_untracked() && self.problems.with_untracked(Vec::is_empty);
        let good = self.good.with_untracked(Option::clone).filter(|_| stands)?;
        let sentence = &good.answer.sentence;
        Some(self.settings.format(good.draft.currency, |format| sentence.text(format)))
    }

    /// Writes the draft to the address: readable, or packed if it is long, or not at all; a long table alone would fill it many
    /// times. Where the reader has gone on to another page, the address is that page's.
    fn write_address(&self) {
        let slug = self.page.about().slug();
        if address::current().slug != slug {
            return;
        }
        let pairs = self.history.try_with_untracked(|history| match history.now() {
            draft if self.is_long(draft) => String::new(),
            draft => self.pairs(draft),
        });
        let Some(pairs) = pairs else { return };
        if pairs.len() <= link::READABLE {
            return address::replace(&slug, &pairs);
        }
        packed(&pairs, move |packed| {
            // The reader may have gone on to another page meanwhile.
            if address::current().slug == slug {
                address::replace(&slug, &packed_pairs(packed).unwrap_or_default());
            }
        });
    }

    /// The link to the present draft, when it is ready, and the table that it leaves out because it would be too long with it;
    /// `None` if it is too long without that as well.
    pub fn link(&self, done: LinkDone) {
        let work = *self;
        let draft = self.now();
        let whole = self.is_linked(&draft).then(|| self.pairs(&draft));
        let without = move |done: LinkDone| {
            let revision = work.page.about().revision;
            let Some((pairs, left_out)) = link::write_without_longest(&draft, work.outline, revision) else {
                return done(None);
            };
            let table = Sentence::from(left_out.field.spec.label);
            work.short_link(pairs, Box::new(move |link| done(link.map(|link| (link, Some(table))))));
        };
        match whole {
            None => without(done),
            Some(pairs) => self.short_link(
                pairs,
                Box::new(move |link| match link {
                    Some(link) => done(Some((link, None))),
                    None => without(done),
                }),
            ),
        }
    }

    /// Whether the tables of a draft are such that a link may hold them.
    pub fn is_linked(&self, draft: &Draft) -> bool {
        self.outline.iter().all(|field| draft.rows(field.spec.key).len() <= LINKED)
    }

    /// The link with these pairs, readable or packed, unless it is too long.
    fn short_link(&self, pairs: String, done: Box<dyn FnOnce(Option<String>)>) {
        let slug = self.page.about().slug();
        if pairs.len() <= link::READABLE {
            return done(Some(address::link(&slug, &pairs)));
        }
        packed(&pairs, move |packed| done(packed_pairs(packed).map(|pairs| address::link(&slug, &pairs))));
    }

    /// Keeps at once what is waiting to be kept.
    pub fn keep_now(&self) {
        if self.saving.try_update_value(|saving| saving.take()).flatten().is_some() {
            if address::current().slug == self.page.about().slug() {
                address::supersede();
            }
            self.keep();
            self.write_address();
        }
    }

    /// The draft as link text.
    pub fn pairs(&self, draft: &Draft) -> String {
        link::write(draft, self.outline, self.page.about().revision)
    }

    /// What stands at a path of the draft, followed while it is there.
    pub fn entry(&self, at: &str) -> Option<Entry> {
        self.watch.track(at);
        self.history.with_untracked(|history| history.now().get(at).cloned())
    }

    /// Looks at the rows of a table of the draft, followed with all that is in them.
    pub fn rows<T>(&self, table: &str, look: impl FnOnce(&[Rc<Row>]) -> T) -> T {
        self.watch.track(table);
        self.history.with_untracked(|history| look(history.now().rows(table)))
    }

    /// Looks at the whole of the present draft.
    pub fn draft<T>(&self, look: impl FnOnce(&Draft) -> T) -> T {
        self.history.with(|history| look(history.now()))
    }

    pub fn currency(&self) -> Currency {
        self.currency.get()
    }

    /// Writes with the reader's locale and the draft's currency.
    pub fn format<T>(&self, write: impl FnOnce(&Format<'_>) -> T) -> T {
        self.settings.format(self.currency(), write)
    }

    pub fn say(&self, sentence: &Sentence) -> String {
        self.format(|format| sentence.text(format))
    }

    /// What the field `key` of the record at `record`, or of one so many records further out, stands for.
    pub fn effective(&self, record: &str, outwards: usize, key: &str) -> String {
        let mut record = record;
        for _ in 0..outwards {
            record = parent(record);
        }
        let at = within(record, key);
        let Some(spec) = find(self.outline, &at).map(|field| &field.spec) else { return String::new() };
        // As `fill` has it: a field that is not shown stands for its default, whatever it holds.
        let text = match self.entry(&at) {
            Some(Entry::Text(text)) if !text.is_empty() && self.shown(record, spec) => Some(text),
            _ => None,
        };
        text.unwrap_or_else(|| spec.default.unwrap_or_default().to_owned())
    }

    /// Whether a field of the record at `record` is shown.
    pub fn shown(&self, record: &str, spec: &Spec) -> bool {
        shown(spec, |outwards, key| self.effective(record, outwards, key))
    }

    /// The unit of a field of the record at `record`.
    pub fn unit(&self, record: &str, spec: &Spec) -> String {
        match spec.unit {
            Unit::None => String::new(),
            Unit::Word(word) => translated(word).to_owned(),
            Unit::Named(path) => {
                let key = path.trim_start_matches('^');
                self.effective(record, path.len() - key.len(), key)
            }
        }
    }

    /// What a field is called, with its unit where the label speaks of it.
    pub fn label(&self, record: &str, spec: &Spec) -> String {
        let unit = match self.unit(record, spec) {
            unit if unit.is_empty() => {
                translated(if spec.each.is_some() { wording("each") } else { wording("unit") }).to_owned()
            }
            unit => unit,
        };
        self.say(&Sentence::from(spec.label).with("unit", unit))
    }

    /// Brings the field or table at a path into the page and puts the focus on it.
    pub fn go_to(&self, at: &str) {
        self.wanted.set(at.to_owned());
        focus_soon(id_of(at));
    }

    /// The problem, or else the warning, at exactly this place.
    pub fn remark(&self, at: &str) -> Option<Remark> {
        let here = |problems: &Vec<Problem>| problems.iter().find(|problem| problem.at == at).cloned();
        let wrong = self.problems.with(here);
        let remark = |problem: Problem, wrong| Remark { text: self.told(&problem), wrong };
        match wrong {
            Some(problem) => Some(remark(problem, true)),
            None => self.warned.with(here).map(|warning| remark(warning, false)),
        }
    }

    /// Whether nothing stands at a place yet: what is told there asks for something rather than finding fault with it.
    pub fn lacks(&self, at: &str) -> bool {
        let row = at.rsplit('.').next().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
        let asked = find(self.outline, at).is_some_and(|field| field.spec.default.is_none());
        asked
            && !row
            && match self.entry(at) {
                None => true,
                Some(Entry::Text(text)) => text.trim().is_empty(),
                Some(Entry::Unread(_)) => false,
                Some(Entry::Rows(rows)) => rows.iter().all(|row| row.is_blank()),
            }
    }

    /// A problem in words.
    pub fn told(&self, problem: &Problem) -> String {
        self.say(&problem.message)
    }

    /// How many problems lie at a place or inside it.
    pub fn problems_within(&self, at: &str) -> usize {
        self.problems.with(|problems| problems.iter().filter(|problem| lies_within(&problem.at, at)).count())
    }

    /// Whether something in the form is wrong, and not only missing.
    pub fn is_wrong(&self) -> bool {
        self.problems.with(|problems| problems.iter().any(|problem| !self.lacks(&problem.at)))
    }

    /// Has the reader led to what is wrong, if anything is, after something that they asked for. They may have left the page.
    pub fn ask(&self) {
        self.asked.try_update(|asked| *asked += 1);
    }

    /// Whether the results are of an earlier draft.
    pub fn stale(&self) -> bool {
        self.problems.with(|problems| !problems.is_empty())
    }
}

/// Packed link text as an address holds it, unless it is too long.
pub fn packed_pairs(packed: Option<String>) -> Option<String> {
    packed.map(|packed| [PACKED, &packed].concat()).filter(|pairs| pairs.len() <= link::LONGEST)
}

/// Whether a path is that of a record or table, or of something inside.
fn lies_within(at: &str, outer: &str) -> bool {
    at.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// The path of a field in a record, whose own path is empty for the root.
pub fn within(record: &str, key: &str) -> String {
    if record.is_empty() { key.to_owned() } else { [record, ".", key].concat() }
}

/// The record around the one at a path such as `plans.0.charges.1`.
fn parent(record: &str) -> &str {
    let table = record.rsplit_once('.').map_or("", |(table, _)| table);
    table.rsplit_once('.').map_or("", |(parent, _)| parent)
}
