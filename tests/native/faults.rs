//! What a test found wrong, gathered so that one run tells it all.

/// The most faults that a message spells out.
const MOST: usize = 60;

/// Gathers faults; [`Faults::none`] ends the test.
#[derive(Default)]
pub struct Faults(Vec<String>);

impl Faults {
    pub fn add(&mut self, fault: impl Into<String>) {
        self.0.push(fault.into());
    }

    /// Adds a fault unless the condition holds.
    pub fn unless(&mut self, holds: bool, fault: impl FnOnce() -> String) {
        if !holds {
            self.0.push(fault());
        }
    }

    pub fn extend(&mut self, place: &str, faults: impl IntoIterator<Item = String>) {
        self.0.extend(faults.into_iter().map(|fault| format!("{place}: {fault}")));
    }

    /// Adds all that others are.
    pub fn join(&mut self, others: Faults) {
        self.0.extend(others.0);
    }

    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Fails with all that was gathered.
    #[track_caller]
    pub fn none(self) {
        let count = self.0.len();
        let shown = self.0.iter().take(MOST).map(|fault| format!("  {fault}\n")).collect::<String>();
        let more = count.saturating_sub(MOST);
        let more = if more > 0 { format!("  and {more} more\n") } else { String::new() };
        assert!(count == 0, "{count} found wrong:\n{shown}{more}");
    }
}
