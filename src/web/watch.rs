//! Who looks at which place of the draft. A page has hundreds of widgets, and a keystroke changes one place: only those that
//! look at it are told.

use leptos::prelude::*;

use crate::input::changed::Changed;
use crate::input::named::Named;

/// The watched places of one draft.
#[derive(Clone, Copy)]
pub struct Watch(StoredValue<Named<ArcTrigger>, LocalStorage>);

impl Watch {
    pub fn new() -> Self {
        Watch(StoredValue::new_local(Named::default()))
    }

    /// The present effect runs again when something changes at a path, inside it or around it.
    pub fn track(&self, path: &str) {
        let trigger = self.0.try_update_value(|watched| {
            if let Some(trigger) = watched.get(path) {
                return trigger.clone();
            }
            let trigger = ArcTrigger::new();
            watched.insert(path.to_owned(), trigger.clone());
            trigger
        });
        if let Some(trigger) = trigger {
            trigger.track();
        }
    }

    /// Tells all whose place changed.
    pub fn tell(&self, changed: &Changed) {
        let touched: Vec<ArcTrigger> = self.0.with_value(|watched| {
            watched
                .iter()
                .filter(|(path, _)| changed.touches(path))
                .map(|(_, trigger)| trigger.clone())
                .collect()
        });
        touched.iter().for_each(Notify::notify);
    }
}
