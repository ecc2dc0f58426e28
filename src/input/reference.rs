//! Which row of another table a text means, and what to say of one that means none.

use super::draft::Draft;
use super::text::shortened;
use crate::arithmetic::ranking;
use crate::report::Sentence;
use crate::say;

/// So many names are listed where there is none of the name asked for.
const LISTED: usize = 6;
/// For so many different unknown names the likely one is searched; a long list may have thousands.
const SEARCHED: usize = 20;

/// The names of the rows of a table.
pub struct Names<'d> {
    /// In their order, and where each stands among them sorted.
    names: Vec<&'d str>,
    sorted: Vec<usize>,
    /// Sorted, with their places: as they are compared where case and spaces make no difference.
    folded: Vec<(String, usize)>,
    /// Unknown names with what was told of each.
    told: Vec<(String, Sentence)>,
    /// What is told of the names there are.
    listed: Option<Sentence>,
}

impl<'d> Names<'d> {
    /// Those in the column `name` of a table at the root.
    pub fn of(draft: &'d Draft, table: &str, name: &str) -> Self {
        let names: Vec<&str> = draft.rows(table).iter().map(|row| row.text(name).trim()).collect();
        let sorted = ranking(names.len(), &|a, b| names[a].cmp(names[b]));
        let all: Vec<String> = names.iter().map(|name| folded(name)).collect();
        let order = ranking(all.len(), &|a, b| all[a].cmp(&all[b]));
        let folded = order.into_iter().map(|place| (all[place].clone(), place)).collect();
        Names { names, sorted, folded, told: Vec::new(), listed: None }
    }

    /// The name that a text stands for: the same, or the only one that is the same but for case and spaces.
    pub fn meant(&self, text: &str) -> Option<&'d str> {
        if self.sorted.binary_search_by(|place| self.names[*place].cmp(text)).is_ok() {
            return self.names.iter().find(|name| **name == text).copied();
        }
        let wanted = folded(text);
        let first = self.folded.partition_point(|(name, _)| *name < wanted);
        let mut alike = self.folded[first..].iter().take_while(|(name, _)| *name == wanted);
        let (_, place) = alike.next().filter(|(name, _)| !name.is_empty())?;
        alike.next().is_none().then(|| self.names[*place])
    }

    /// What to do about a text that stands for none.
    pub fn unknown(&mut self, text: &str) -> Sentence {
        if let Some((_, told)) = self.told.iter().find(|(known, _)| known == text) {
            return told.clone();
        }
        let search = self.told.len() < SEARCHED;
        let likely = if search { likely(text, &self.names) } else { None };
        let hint = match likely {
            Some(name) => say!("Did you mean “{name}”?", name = name.to_owned()),
            None => self.listed.get_or_insert_with(|| listed(&self.names)).clone(),
        };
        let told = say!("There is no “{name}” here. {hint}", name = shortened(text), hint = hint);
        if search {
            self.told.push((text.to_owned(), told.clone()));
        }
        told
    }
}

/// The names there are, or some of them.
fn listed(names: &[&str]) -> Sentence {
    let all: Vec<String> = names
        .iter()
        .filter(|name| !name.is_empty())
        .map(|name| ["“", &shortened(name), "”"].concat())
        .collect();
    match all.len() {
        0 => say!("There are none yet; add one first."),
        n if n > LISTED => {
            say!("There are {n}, such as {names}.", n = n, names = all[..LISTED / 2].join(", "))
        }
        n => say!("There {n, plural, one {is only} other {are}} {names}.", n = n, names = all.join(", ")),
    }
}

/// A name in lower case, its words with one space between: what is the same so is the same name, if no other is.
pub fn folded(name: &str) -> String {
    name.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// The name that was probably meant: the same but for a few letters.
pub fn likely<'n>(text: &str, names: &[&'n str]) -> Option<&'n str> {
    let wanted = letters(text);
    // Of six letters two may be wrong.
    let (mut best, mut most) = (None, wanted.len() / 3 + 1);
    for name in names.iter().filter(|name| !name.is_empty()) {
        let name_letters = letters(name);
        if name_letters.len().abs_diff(wanted.len()) < most {
            let apart = distance(&wanted, &name_letters);
            if apart < most {
                (best, most) = (Some(*name), apart);
            }
        }
    }
    best
}

/// So much of a name is compared.
const LONGEST_NAME: usize = 40;

fn letters(text: &str) -> Vec<char> {
    let mut letters: Vec<char> = text.to_lowercase().chars().collect();
    letters.truncate(LONGEST_NAME);
    letters
}

/// How many letters must be put in, taken away, changed, or exchanged with the next one, to make one text of another
/// (Damerau 1964, no letter moved twice).
fn distance(from: &[char], to: &[char]) -> usize {
    // By row, how far the first letters of one are from the first letters of the other.
    let width = to.len() + 1;
    let mut apart = vec![0; (from.len() + 1) * width];
    for at in 0..apart.len() {
        let (i, j) = (at / width, at % width);
        apart[at] = if i == 0 || j == 0 {
            i + j
        } else {
            let changed = apart[at - width - 1] + usize::from(from[i - 1] != to[j - 1]);
            let mut least = changed.min(apart[at - width] + 1).min(apart[at - 1] + 1);
            if i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1] {
                least = least.min(apart[at - 2 * width - 2] + 1);
            }
            least
        };
    }
    apart.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::{Entry, Row};
    use crate::report::currency::Currency;
    use crate::report::format::Format;

    #[test]
    fn names_nearly_right() {
        let names = ["Team", "Scale", "Enterprise", ""];
        let meant = |text| likely(text, &names);
        assert_eq!(
            ["team", "Taem", "Tea", "Teams", "Tam"].map(meant),
            [Some("Team"), Some("Team"), Some("Team"), Some("Team"), Some("Team")]
        );
        assert_eq!(["Enterprize", "entreprise", "ENTERPRISE "].map(meant), [Some("Enterprise"); 3]);
        assert_eq!(["T", "Tops", "Basic", "", "Scales and more"].map(meant), [None; 5]);
        assert_eq!(distance(&letters("ab"), &letters("")), 2);
        assert_eq!(distance(&letters("kitten"), &letters("sitting")), 3);
    }

    #[test]
    fn case_and_spaces_make_no_difference() {
        let rows =
            ["Team", " Scale up ", "PRO", "pro", ""].map(|name| std::rc::Rc::new(Row::of(&[("name", name)])));
        let mut draft = Draft::blank(Currency::default());
        draft.fields.put("plans", Some(Entry::rows(rows.to_vec())));
        let mut names = Names::of(&draft, "plans", "name");
        let cases = ["team", "TEAM", "scale  UP", "Scale up", "PRO", "pro"];
        let meant = ["Team", "Team", "Scale up", "Scale up", "PRO", "pro"];
        assert_eq!(cases.map(|text| names.meant(text)), meant.map(Some));
        // Two are as near, and none is.
        assert_eq!(["Pro", "Teams", ""].map(|text| names.meant(text)), [None, None, Some("")]);
        let told = |sentence: Sentence| sentence.text(&Format::english("USD"));
        for _ in 0..2 * SEARCHED {
            assert_eq!(told(names.unknown("Taem")), "There is no “Taem” here. Did you mean “Team”?");
        }
        assert_eq!(
            told(names.unknown("Enterprise")),
            "There is no “Enterprise” here. There are “Team”, “Scale up”, “PRO”, “pro”."
        );
    }
}
