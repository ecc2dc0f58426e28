//! Every state of one piece of work, so that any change can be taken back: typing, reset, deletion and paste alike.

use std::cell::OnceCell;

use std::rc::Rc;

use super::draft::{Draft, TableRows};
use super::edit::{Edit, apply};
use super::walk::Outline;

/// How many states are kept.
const MOST: usize = 200;

/// The present draft, what came before it, and what was undone.
#[derive(Clone, Debug)]
pub struct History {
    past: Vec<State>,
    now: State,
    future: Vec<State>,
    /// What the last change was made to: more typing in one field is one change.
    touched: Option<String>,
    locked: Locked,
}

/// What no change touches, whatever makes it: typing, undo, an example, a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Locked {
    /// All of it, the currency too.
    pub all: bool,
    /// Fields and tables of the form by key; the currency as [`CURRENCY`](Self::CURRENCY).
    pub keys: Vec<String>,
}

impl Locked {
    /// The key of the currency, as links have it.
    pub const CURRENCY: &str = "_cur";

    pub fn holds(&self, key: &str) -> bool {
        self.all || self.keys.iter().any(|locked| locked == key)
    }

    /// A draft as it may follow another: what is locked stays.
    pub fn kept(&self, now: &Draft, mut next: Draft) -> Draft {
        if self.all {
            return now.clone();
        }
        for key in &self.keys {
            match key.as_str() {
                Self::CURRENCY => next.currency = now.currency,
                key => next.fields.put(key, now.fields.0.get(key).cloned()),
            }
        }
        next
    }
}

/// One state, and its line once somebody has asked for it: a history is kept after every change, and only one state of it is new.
#[derive(Clone, Debug)]
struct State {
    draft: Draft,
    line: OnceCell<Line>,
}

/// A state as text: long tables stand beside it, since most changes leave them as they are.
#[derive(Clone, Debug)]
pub struct Line {
    pub text: String,
    pub sheets: Vec<Rc<Sheet>>,
}

/// A long table as text.
#[derive(Debug)]
pub struct Sheet {
    /// The table's key.
    pub key: &'static str,
    pub rows: TableRows,
    /// A name that no other text of this table is likely to have.
    pub name: String,
    pub text: String,
}

impl From<Draft> for State {
    fn from(draft: Draft) -> Self {
        State { draft, line: OnceCell::new() }
    }
}

impl History {
    pub fn new(now: Draft) -> Self {
        History {
            past: Vec::new(),
            now: now.into(),
            future: Vec::new(),
            touched: None,
            locked: Locked::default(),
        }
    }

    /// From states in order and the place of the present one. No states: none.
    pub fn of(states: Vec<Draft>, present: usize) -> Option<Self> {
        let mut states: Vec<State> = states.into_iter().map(State::from).collect();
        let future = states.split_off(states.len().min(present.saturating_add(1)));
        let now = states.pop()?;
        let future = future.into_iter().rev().collect();
        Some(History { past: states, now, future, touched: None, locked: Locked::default() })
    }

    pub fn now(&self) -> &Draft {
        &self.now.draft
    }

    /// All states in order, and the place of the present one.
    pub fn states(&self) -> (Vec<&Draft>, usize) {
        (self.each().map(|state| &state.draft).collect(), self.past.len())
    }

    /// All states as text, in order, and the place of the present one. Each is written once, and told the sheets of the state
    /// before it, which it may share; `write` must always be the same.
    pub fn lines(&self, write: impl Fn(&Draft, &[Rc<Sheet>]) -> Line) -> (Vec<&Line>, usize) {
        let mut lines: Vec<&Line> = Vec::new();
        for state in self.each() {
            let near = lines.last().map_or(&[][..], |line| &line.sheets);
            lines.push(state.line.get_or_init(|| write(&state.draft, near)));
        }
        (lines, self.past.len())
    }

    /// The present state as text, which may share the sheets of the state before it; `write` as for [`lines`](Self::lines).
    pub fn line(&self, write: impl Fn(&Draft, &[Rc<Sheet>]) -> Line) -> &Line {
        let before = self.past.last().and_then(|state| state.line.get());
        let near = before.map_or(&[][..], |line| &line.sheets);
        self.now.line.get_or_init(|| write(&self.now.draft, near))
    }

    fn each(&self) -> impl Iterator<Item = &State> {
        self.past.iter().chain([&self.now]).chain(self.future.iter().rev())
    }

    /// Makes a change. A run of typing in one field is applied to the draft that it began with: a name on its way from one
    /// to another passes through blank and through other rows' names, which no reference to it must follow.
    pub fn edit(&mut self, outline: &[Outline], edit: Edit) {
        let touched = match &edit {
            Edit::Enter { at, .. } => Some(at.clone()),
            _ => None,
        };
        let typing = touched.is_some() && touched == self.touched;
        let mut draft = self.past.last().filter(|_| typing).unwrap_or(&self.now).draft.clone();
        apply(&mut draft, outline, edit);
        self.change(draft, touched);
    }

    /// Makes `draft` the present one. Changes that follow each other with the same `touched` become one.
    pub fn change(&mut self, draft: Draft, touched: Option<String>) {
        let draft = self.locked.kept(&self.now.draft, draft);
        if draft == self.now.draft {
            return;
        }
        let before = std::mem::replace(&mut self.now, draft.into());
        if touched.is_none() || touched != self.touched {
            self.past.push(before);
            if self.past.len() > MOST {
                self.past.remove(0);
            }
        }
        self.future.clear();
        self.touched = touched;
    }

    /// Ends a run of typing, so that the next change is one of its own.
    pub fn pause(&mut self) {
        self.touched = None;
    }

    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    pub fn undo(&mut self) {
        if let Some(before) = self.past.pop() {
            let left = self.go(before);
            self.future.push(left);
        }
    }

    pub fn redo(&mut self) {
        if let Some(after) = self.future.pop() {
            let left = self.go(after);
            self.past.push(left);
        }
    }

    /// Goes to another state; gives the one before.
    fn go(&mut self, mut state: State) -> State {
        if self.locked != Locked::default() {
            state = self.locked.kept(&self.now.draft, state.draft).into();
        }
        self.touched = None;
        std::mem::replace(&mut self.now, state)
    }

    pub fn locked(&self) -> &Locked {
        &self.locked
    }

    /// Locks this from now on, and nothing else; gives what was locked before.
    pub fn lock(&mut self, locked: Locked) -> Locked {
        std::mem::replace(&mut self.locked, locked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Row;
    use crate::report::currency::Currency;

    fn draft(text: &str) -> Draft {
        Draft { currency: Currency::default(), fields: Row::of(&[("a", text)]) }
    }

    #[test]
    fn typing_is_one_change_and_every_change_comes_back() {
        let mut history = History::new(draft("1"));
        history.change(draft("12"), Some("a".into()));
        history.change(draft("123"), Some("a".into()));
        history.change(draft(""), None);
        history.undo();
        assert_eq!(*history.now(), draft("123"));
        history.undo();
        assert_eq!(*history.now(), draft("1"));
        assert!(!history.can_undo());
        history.redo();
        history.redo();
        assert_eq!(*history.now(), draft(""));
        history.undo();
        let (states, present) = history.states();
        let again = History::of(states.into_iter().cloned().collect(), present).unwrap();
        assert!(again.can_redo() && *again.now() == draft("123"));
        history.change(draft("9"), None);
        assert!(!history.can_redo());
    }

    #[test]
    fn a_pause_splits_typing() {
        let mut history = History::new(draft("1"));
        history.change(draft("12"), Some("a".into()));
        history.pause();
        history.change(draft("123"), Some("a".into()));
        history.undo();
        assert_eq!(*history.now(), draft("12"));
    }

    #[test]
    fn what_is_locked_stays_whatever_changes_the_rest() {
        let of = |a: &str, b: &str| Draft {
            currency: Currency::default(),
            fields: Row::of(&[("a", a), ("b", b)]),
        };
        let yen = |draft: Draft| Draft { currency: Currency::parse("JPY").unwrap(), ..draft };
        let mut history = History::new(of("1", "1"));
        history.change(of("2", "2"), None);
        assert_eq!(history.lock(Locked { all: false, keys: vec!["a".into()] }), Locked::default());
        history.change(of("3", "3"), None);
        assert_eq!(*history.now(), of("2", "3"));
        // What was entered before it was locked does not come back.
        history.undo();
        history.undo();
        assert_eq!(*history.now(), of("2", "1"));
        history.redo();
        history.redo();
        assert_eq!(*history.now(), of("2", "3"));
        let at = |at: &str| Edit::Enter { at: at.into(), entry: crate::input::Entry::Text("9".into()) };
        history.edit(&[], at("a"));
        history.edit(&[], at("b"));
        assert_eq!(*history.now(), of("2", "9"));
        // A field that is absent stays so.
        history.lock(Locked { all: false, keys: vec!["c".into(), "_cur".into()] });
        history.change(yen(Draft { fields: Row::of(&[("c", "1")]), ..of("", "") }), None);
        assert_eq!(*history.now(), Draft { fields: Row::default(), ..of("", "") });
        history.lock(Locked { all: true, keys: Vec::new() });
        history.change(yen(of("1", "1")), None);
        history.undo();
        assert_eq!(history.now().fields, Row::default());
        assert!(history.locked().holds("whatever"));
    }

    #[test]
    fn each_state_is_written_once() {
        let written = std::cell::Cell::new(0);
        let write = |draft: &Draft, _: &[Rc<Sheet>]| {
            written.set(written.get() + 1);
            Line { text: draft.fields.text("a").to_owned(), sheets: Vec::new() }
        };
        let texts = |history: &History| {
            let (lines, present) = history.lines(write);
            (lines.iter().map(|line| line.text.clone()).collect::<Vec<_>>().concat(), present)
        };
        let mut history = History::new(draft("1"));
        history.change(draft("2"), None);
        assert_eq!(texts(&history), ("12".to_owned(), 1));
        history.change(draft("3"), None);
        history.undo();
        assert_eq!(texts(&history), ("123".to_owned(), 1));
        assert_eq!(written.get(), 3);
    }
}
