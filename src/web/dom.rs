//! Elements, made one by one and kept up to date by Leptos' effects.
//!
//! Leptos' own views carry the whole tree in a type, and each of our few hundred elements was compiled anew with its
//! neighbours: measured, about a fifth of the wasm. Here an element is one type, every closure is boxed at once, and
//! signals, effects, owners and contexts are Leptos' as everywhere else.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use leptos::prelude::*;
use leptos::reactive::effect::RenderEffect;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, HtmlElement, Node};

use super::language::translated;
use super::run::now;

/// How some elements are made, once.
pub type Make = Box<dyn FnOnce() -> Vec<El>>;

type Step = Box<dyn FnOnce()>;

/// How long, in milliseconds, the browser is kept from anything else while the app starts, if no step takes longer.
const AT_ONCE: u32 = 6;

thread_local! {
    /// The steps that are left while the app starts.
    static STEPS: RefCell<Option<VecDeque<Step>>> = const { RefCell::new(None) };
}

/// Does something that nothing after it waits for: while the app starts, in a step of its own, unless its owner has ended; later
/// at once.
pub fn in_step(run: Step) {
    if !starts() {
        return run();
    }
    let (owner, lives) = (Owner::current().unwrap_or_default(), StoredValue::new(()));
    let step = Box::new(move || {
        if !lives.is_disposed() {
            owner.with(|| untrack(run));
        }
    });
    STEPS.with_borrow_mut(|steps| steps.as_mut().map(|steps| steps.push_back(step)));
}

/// Whether the app is still being made for the first time.
fn starts() -> bool {
    STEPS.with_borrow(Option::is_some)
}

/// Takes the steps that are left, a few at a time where somebody may see that the browser answers.
fn take_steps(done: Step) {
    let began = now();
    while document().hidden() || now() - began < AT_ONCE {
        let Some(step) = STEPS.with_borrow_mut(|steps| steps.as_mut()?.pop_front()) else {
            STEPS.set(None);
            return done();
        };
        step();
    }
    Timeout::new(0, move || take_steps(done)).forget();
}

/// An element of the page.
#[derive(Clone)]
pub struct El(pub Element);

/// What stands in the page for its reader. The type says whether it is translated: what the program holds is, at its place and
/// so once; a `String` is in the reader's language already, or their own words.
pub trait Words {
    fn shown(&self) -> &str;
}

impl Words for &'static str {
    #[inline(never)]
    fn shown(&self) -> &str {
        translated(self)
    }
}

impl Words for &String {
    fn shown(&self) -> &str {
        self
    }
}

/// A new HTML element.
pub fn el(tag: &str) -> El {
    El(document().create_element(tag).expect("tags are names of elements"))
}

/// A new SVG element.
pub fn svg(tag: &str) -> El {
    El(document()
        .create_element_ns(Some("http://www.w3.org/2000/svg"), tag)
        .expect("tags are names of elements"))
}

/// A button that does something; its class after `button`.
pub fn button(class: &str, text: impl Words, run: impl FnMut() + 'static) -> El {
    button_boxed(class, Box::new(run)).text(text)
}

fn button_boxed(class: &str, mut run: Box<dyn FnMut()>) -> El {
    el("button").attr("type", "button").class(&["button ", class].concat()).on("click", move |_| run())
}

/// Runs now, and again whenever a signal that it read has changed, for as long as its owner lives.
pub fn follow(run: impl FnMut() + 'static) {
    followed(Box::new(run));
}

fn followed(mut run: Box<dyn FnMut()>) {
    let effect = RenderEffect::new(move |_: Option<()>| run());
    // The owner keeps the effect, and ends it.
    StoredValue::new_local(effect);
}

impl El {
    pub fn class(self, class: &str) -> Self {
        self.attr("class", class)
    }

    pub fn id(self, id: &str) -> Self {
        self.attr("id", id)
    }

    pub fn attr(self, name: &str, value: &str) -> Self {
        let _ = self.0.set_attribute(name, value);
        self
    }

    /// An attribute that the reader sees or hears.
    #[inline(never)]
    pub fn attr_words(self, name: &str, words: impl Words) -> Self {
        self.attr(name, words.shown())
    }

    /// An attribute that may be absent.
    pub fn attr_if(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.attr(name, value),
            None => self,
        }
    }

    /// An attribute that follows signals; absent for `None`.
    pub fn attr_of(self, name: &'static str, value: impl Fn() -> Option<String> + 'static) -> Self {
        self.attr_boxed(name, Box::new(value))
    }

    fn attr_boxed(self, name: &'static str, value: Box<dyn Fn() -> Option<String>>) -> Self {
        self.follow(Box::new(move |element| {
            let _ = match value() {
                Some(value) => element.set_attribute(name, &value),
                None => element.remove_attribute(name),
            };
        }))
    }

    /// An attribute that is there or not.
    pub fn flag_of(self, name: &'static str, holds: impl Fn() -> bool + 'static) -> Self {
        self.attr_of(name, move || holds().then(String::new))
    }

    /// An attribute that says true or false.
    pub fn state_of(self, name: &'static str, holds: impl Fn() -> bool + 'static) -> Self {
        self.attr_of(name, move || Some(if holds() { "true" } else { "false" }.to_owned()))
    }

    /// A class that is there or not.
    pub fn class_of(self, name: &'static str, holds: impl Fn() -> bool + 'static) -> Self {
        self.follow(Box::new(move |element| {
            let _ = element.class_list().toggle_with_force(name, holds());
        }))
    }

    /// A property, such as what an input holds; it is only written when it differs, so that the caret stays.
    pub fn property_of(self, name: &'static str, value: impl Fn() -> JsValue + 'static) -> Self {
        self.property_boxed(name, Box::new(value))
    }

    fn property_boxed(self, name: &'static str, value: Box<dyn Fn() -> JsValue>) -> Self {
        self.follow(Box::new(move |element| {
            let (name, value) = (JsValue::from_str(name), value());
            if js_sys::Reflect::get(element, &name).ok().as_ref() != Some(&value) {
                let _ = js_sys::Reflect::set(element, &name, &value);
            }
        }))
    }

    pub fn value_of(self, value: impl Fn() -> String + 'static) -> Self {
        self.property_of("value", move || JsValue::from_str(&value()))
    }

    pub fn checked_of(self, checked: impl Fn() -> bool + 'static) -> Self {
        self.property_of("checked", move || JsValue::from_bool(checked()))
    }

    /// Does something to the element now and whenever a signal that it read has changed.
    pub fn follow(self, run: Box<dyn Fn(&Element)>) -> Self {
        let element = self.0.clone();
        followed(Box::new(move || run(&element)));
        self
    }

    #[inline(never)]
    pub fn text(self, text: impl Words) -> Self {
        let _ = self.0.append_with_str_1(text.shown());
        self
    }

    /// Text in place of all that was there.
    pub fn retext(&self, text: impl Words) {
        self.0.set_text_content(Some(text.shown()));
    }

    /// Text that follows signals, in the reader's language already.
    pub fn text_of(self, text: impl Fn() -> String + 'static) -> Self {
        self.text_boxed(Box::new(text))
    }

    fn text_boxed(self, text: Box<dyn Fn() -> String>) -> Self {
        let node = document().create_text_node("");
        let _ = self.0.append_child(&node);
        let mut shown = String::new();
        followed(Box::new(move || {
            let text = text();
            // Even the same words, written again, would be laid out again.
            if text != shown {
                node.set_data(&text);
                shown = text;
            }
        }));
        self
    }

    /// Markup that this program made and escaped itself.
    pub fn own_markup(self, markup: &str) -> Self {
        self.0.set_inner_html(markup);
        self
    }

    pub fn add(self, child: El) -> Self {
        let _ = self.0.append_child(&child.0);
        self
    }

    pub fn maybe(self, child: Option<El>) -> Self {
        match child {
            Some(child) => self.add(child),
            None => self,
        }
    }

    pub fn all(self, children: Vec<El>) -> Self {
        children.into_iter().fold(self, El::add)
    }

    /// Children that may be made in a step of their own while the app starts.
    pub fn in_step(self, make: impl FnOnce() -> Vec<El> + 'static) -> Self {
        self.in_step_boxed(Box::new(make))
    }

    fn in_step_boxed(self, make: Make) -> Self {
        if !starts() {
            return self.all(make());
        }
        let place = Place::new(&self);
        in_step(Box::new(move || {
            place.insert(&make(), None);
        }));
        self
    }

    /// Children that follow signals: made anew at each change.
    pub fn dynamic(self, make: impl Fn() -> Vec<El> + 'static) -> Self {
        self.dynamic_boxed(Box::new(make))
    }

    fn dynamic_boxed(self, make: Box<dyn Fn() -> Vec<El>>) -> Self {
        let place = Place::new(&self);
        followed(Box::new(move || place.fill(make())));
        self
    }

    /// A child that follows signals and may be absent.
    pub fn perhaps(self, make: impl Fn() -> Option<El> + 'static) -> Self {
        self.perhaps_boxed(Box::new(make))
    }

    fn perhaps_boxed(self, make: Box<dyn Fn() -> Option<El>>) -> Self {
        self.dynamic(move || make().into_iter().collect())
    }

    /// Children that stay as they are until something that they depend on is another: `next` runs now and whenever a
    /// signal that it read has changed, and gives how to make them anew if they must be. What that reads is not followed.
    pub fn renewed(self, next: impl FnMut() -> Option<Make> + 'static) -> Self {
        self.renew(Box::new(next))
    }

    fn renew(self, mut next: Box<dyn FnMut() -> Option<Make>>) -> Self {
        let place = Place::new(&self);
        // Not the effect's own owner, which ends what it holds at each run.
        let owner = Owner::new();
        followed(Box::new(move || {
            if let Some(make) = next() {
                place.fill(owner.with_cleanup(|| untrack(make)));
            }
        }));
        self
    }

    /// Puts these inside in place of all that was there.
    pub fn fill(&self, children: Vec<El>) {
        self.0.set_text_content(None);
        for child in children {
            let _ = self.0.append_child(&child.0);
        }
    }

    /// Children for each index from the first up to the end that `range` gives; those of an index stay as they are
    /// while it stays in the range.
    pub fn each(
        self,
        range: impl Fn() -> (usize, usize) + 'static,
        make: impl Fn(usize) -> Vec<El> + 'static,
    ) -> Self {
        self.each_boxed(Box::new(range), Box::new(make))
    }

    fn each_boxed(self, range: Box<dyn Fn() -> (usize, usize)>, make: Box<dyn Fn(usize) -> Vec<El>>) -> Self {
        let owner = Owner::current().unwrap_or_default();
        let place = Place::new(&self);
        let rows = Rc::<RefCell<Vec<(usize, Owner, Vec<El>)>>>::default();
        let made = rows.clone();
        let add = Rc::new(move |index: usize| {
            let row = owner.child();
            let elements = row.with(|| untrack(|| make(index)));
            let mut rows = made.borrow_mut();
            // A row that comes back stands before the first that is already there and later.
            let after = rows.iter().position(|(known, ..)| *known > index);
            let before = after.and_then(|at| rows[at].2.first()).map(|element| element.0.clone().into());
            place.insert(&elements, before.as_ref());
            let at = after.unwrap_or(rows.len());
            rows.insert(at, (index, row, elements));
        });
        followed(Box::new(move || {
            let (first, end) = range();
            rows.borrow_mut().retain(|(index, owner, elements)| {
                let stays = (first..end).contains(index);
                if !stays {
                    owner.cleanup();
                    elements.iter().for_each(|element| element.0.remove());
                }
                stays
            });
            let missing = |index: &usize| rows.borrow().iter().all(|(known, ..)| known != index);
            for index in (first..end).filter(missing) {
                let add = add.clone();
                in_step(Box::new(move || add(index)));
            }
        }));
        self
    }

    pub fn on(self, event: &str, run: impl FnMut(Event) + 'static) -> Self {
        listen(&self.0, event, Box::new(run));
        self
    }
}

/// Listens for as long as the target lives.
fn listen(target: &Element, event: &str, run: Box<dyn FnMut(Event)>) {
    let closure = Closure::wrap(run).into_js_value();
    let _ = target.add_event_listener_with_callback(event, closure.unchecked_ref());
}

/// Where among its siblings some elements come and go.
struct Place {
    anchor: Node,
    filled: Rc<RefCell<Vec<El>>>,
}

impl Place {
    fn new(parent: &El) -> Self {
        let anchor = document().create_comment("").into();
        let _ = parent.0.append_child(&anchor);
        Place { anchor, filled: Rc::default() }
    }

    fn fill(&self, elements: Vec<El>) {
        for element in self.filled.borrow_mut().drain(..) {
            element.0.remove();
        }
        self.insert(&elements, None);
        *self.filled.borrow_mut() = elements;
    }

    fn insert(&self, elements: &[El], before: Option<&Node>) {
        if let Some(parent) = self.anchor.parent_node() {
            for element in elements {
                let _ = parent.insert_before(&element.0, Some(before.unwrap_or(&self.anchor)));
            }
        }
    }
}

/// Where a window listens: one listener for as long as the owner lives.
pub fn on_window(event: &'static str, run: impl FnMut(Event) + 'static) {
    let run: Box<dyn FnMut(Event)> = Box::new(run);
    let closure = Closure::wrap(run);
    let _ = window().add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
    let kept = StoredValue::new_local(closure);
    on_cleanup(move || {
        kept.with_value(|closure| {
            let _ = window().remove_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
        });
    });
}

/// What an input, a choice or a text box holds when it tells of a change.
pub fn value(event: &Event) -> String {
    let target: JsValue = event.target().into();
    js_sys::Reflect::get(&target, &"value".into())
        .ok()
        .and_then(|value| value.as_string())
        .unwrap_or_default()
}

/// Whether the box that tells of a change is checked.
pub fn checked(event: &Event) -> bool {
    let target: JsValue = event.target().into();
    js_sys::Reflect::get(&target, &"checked".into()).is_ok_and(|checked| checked.is_truthy())
}

/// Starts Leptos, and puts an element that it keeps up to date in place of all that another holds, for as long as the page lives.
/// It is made step by step, while what stood there before is seen.
pub fn mount(into: HtmlElement, make: impl FnOnce() -> El + 'static) {
    let made = Rc::<RefCell<Option<El>>>::default();
    let (place, app) = (into.clone(), made.clone());
    let first = move || leptos::mount::mount_to(into, move || drop(made.replace(Some(make())))).forget();
    STEPS.set(Some(VecDeque::from([Box::new(first) as Step])));
    let done = move || {
        if let Some(app) = app.take() {
            place.replace_children_with_node_1(&app.0);
        }
    };
    Timeout::new(0, move || take_steps(Box::new(done))).forget();
}
