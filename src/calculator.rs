//! What a calculator is: plain inputs, a pure computation, and an answer and a report that are data.
//!
//! A page's file implements [`Calculator`]. Everything else sees [`AnyCalculator`], which one blanket `impl` gives.

use rust_decimal::Decimal;

use crate::arithmetic::TooManyDigits;
use crate::input::{Draft, Filled, Outline, Problem, Record, fill, outline, print, set};
use crate::past::Past;
pub use crate::past::{Former, Revision};
use crate::report::currency::Currency;
use crate::report::{Answer, Figure, Report, Sentence};
use crate::say;

/// What a page says of itself.
pub struct About {
    /// The family's name in addresses.
    pub family: &'static str,
    /// The page's name in addresses; empty for the family's first page.
    pub page: &'static str,
    pub title: &'static str,
    /// One sentence for the catalogue: what it answers.
    pub summary: &'static str,
    /// Words under which a search should find it, besides those in title and summary.
    pub search: &'static [&'static str],
    /// How it computes, in a sentence or two.
    pub method: &'static str,
    /// Where the formulas come from.
    pub source: &'static str,
    /// Raised when the same inputs give another answer than before, or are written otherwise.
    pub revision: u32,
}

impl About {
    /// The page's address after `#/`, which is also its name on the command line.
    pub fn slug(&self) -> String {
        let mut slug = self.family.to_owned();
        if !self.page.is_empty() {
            slug.push('/');
            slug.push_str(self.page);
        }
        slug
    }
}

/// A worked example: inputs that a source publishes, and what it says comes out.
///
/// A page declares the inputs as [lines](Draft::of_lines); everything else sees them as a draft.
pub struct Example<I = &'static str> {
    /// Its name on the command line and in the menu.
    pub name: &'static str,
    pub title: &'static str,
    /// Where the inputs and the results were published; says so if they are invented.
    pub source: &'static str,
    pub currency: &'static str,
    pub inputs: I,
    /// Figures by key as canonical text, in all their digits: hold a quotient, or what a source rounds, in the page's own test.
    pub expect: &'static [(&'static str, &'static str)],
}

impl<I> Example<I> {
    /// Where the numbers come from, for the page while they are this example's.
    pub fn told(&self) -> Sentence {
        let (title, source) = (Sentence::from(self.title), Sentence::from(self.source));
        say!("Worked example: {title}. {source}", title = title, source = source)
    }
}

/// A page of a calculator.
pub trait Calculator: Sized + Sync + 'static {
    type Inputs: Record + Default + 'static;
    type Outputs: 'static;
    const ABOUT: About;
    /// The first opens with the page.
    const EXAMPLES: &'static [Example];
    /// What each revision after the first changed, in their order.
    const REVISIONS: &'static [Revision] = &[];
    /// The inputs of examples that were changed or taken away, from which short links start for ever.
    const FORMER: &'static [Former] = &[];
    /// Relations between a few inputs that do not hold. They are told also beside entries that could not be taken, which stand as
    /// their defaults here: only what no default can bring about, unless at the place of that entry itself.
    fn check_apart(_inputs: &Self::Inputs) -> Vec<Problem> {
        Vec::new()
    }
    /// All other relations between the inputs that do not hold, for inputs that `check_apart` found nothing against. A row of a
    /// lenient table with one of these in it is left out.
    fn check(_inputs: &Self::Inputs) -> Vec<Problem> {
        Vec::new()
    }
    /// The results, for inputs that `check` found nothing against.
    fn compute(inputs: &Self::Inputs, currency: Currency) -> Result<Self::Outputs, Problem>;
    /// What is always worked out: cheap.
    fn answer(inputs: &Self::Inputs, outputs: &Self::Outputs) -> Answer;
    /// What is worked out when it is shown.
    fn report(inputs: &Self::Inputs, outputs: &Self::Outputs) -> Report;
    /// The results as an earlier revision had them, where that is cheap to keep; for those who come with a link of then.
    fn earlier(_inputs: &Self::Inputs, _currency: Currency, _revision: u32) -> Option<Self::Outputs> {
        None
    }
}

/// How a page's report is made.
pub type Reporting<C> = fn(&<C as Calculator>::Inputs, &<C as Calculator>::Outputs) -> Report;

/// Where the report of a page comes from: the registry says so, for in a program in parts it is a part of its own.
pub trait Reported: Calculator {
    const REPORT: fn() -> Reporting<Self>;
}

fn drafted(example: &Example) -> Example<Draft> {
    let Example { name, title, source, currency, inputs, expect } = *example;
    let inputs = Draft::of_lines(inputs, Currency::parse(currency).unwrap_or_default());
    Example { name, title, source, currency, inputs, expect }
}

impl From<TooManyDigits> for Problem {
    fn from(_: TooManyDigits) -> Self {
        Problem::at(
            "",
            say!(
                "Worked out exactly, this takes more than 28 digits. Use smaller amounts or fewer decimals."
            ),
        )
    }
}

/// A calculator as every front end sees it.
pub trait AnyCalculator: Sync {
    fn about(&self) -> &'static About;
    fn outline(&self) -> Vec<Outline>;
    fn examples(&self) -> Vec<Example<Draft>>;
    fn past(&self) -> Past;
    /// The figures of a draft as an earlier revision gave them; `None` where the page has kept nothing to know them by.
    fn earlier(&self, draft: &Draft, revision: u32) -> Option<Vec<Figure>>;
    /// The way from a draft to results. The error tells all problems, each with its place in the draft.
    fn solve(&self, draft: &Draft) -> Result<Box<dyn Solved>, Vec<Problem>>;
    /// For asking "what if" of the same draft many times: filled once, then changed number by number.
    fn probe(&self, draft: &Draft) -> Result<Box<dyn Probe>, Vec<Problem>>;
}

/// Results, formatted by nobody yet.
pub trait Solved {
    fn answer(&self) -> Answer;
    /// The report. In a program in parts, that of the page's reports must have been loaded.
    fn report(&self) -> Report;
    /// The inputs as they were taken: without blank rows, rows left out and fields not shown. Accounts go by these.
    fn inputs(&mut self) -> Draft;
}

/// Inputs that can be changed and asked again.
pub trait Probe {
    /// Changes one typed number; whether there is one at the path.
    fn set(&mut self, path: &str, number: Decimal) -> bool;
    fn figures(&self) -> Result<Vec<Figure>, Vec<Problem>>;
}

struct Solution<C: Calculator> {
    inputs: C::Inputs,
    outputs: C::Outputs,
    currency: Currency,
    filled: Filled,
}

struct Probing<C: Calculator> {
    inputs: C::Inputs,
    currency: Currency,
}

impl<C: Reported> Solved for Solution<C> {
    fn answer(&self) -> Answer {
        placed(C::answer(&self.inputs, &self.outputs), &self.filled)
    }

    fn report(&self) -> Report {
        C::REPORT()(&self.inputs, &self.outputs)
    }

    fn inputs(&mut self) -> Draft {
        Draft { currency: self.currency, fields: print(&mut self.inputs) }
    }
}

/// An answer with each warning at its place in the draft.
fn placed(mut answer: Answer, filled: &Filled) -> Answer {
    // What is missing from every figure comes first.
    let mut warnings = filled.warnings();
    for warning in answer.warnings {
        warnings.push(Problem { at: filled.place(&warning.at), ..warning });
    }
    answer.warnings = warnings;
    answer
}

/// The inputs of a draft that nothing is wrong with; rows of lenient tables that something is wrong with are left out.
fn taken<C: Calculator>(draft: &Draft) -> Result<(C::Inputs, Filled), Vec<Problem>> {
    let mut inputs = C::Inputs::default();
    let mut filled = fill(&mut inputs, draft);
    let apart = C::check_apart(&inputs);
    if !filled.problems.is_empty() {
        for problem in apart {
            let at = filled.place(&problem.at);
            if filled.problems.iter().all(|told| told.at != at) {
                filled.problems.push(Problem { at, ..problem });
            }
        }
        return Err(filled.problems);
    }
    let found = if apart.is_empty() { C::check(&inputs) } else { apart };
    if !found.is_empty() {
        let problems = filled.leave_out(&mut inputs, found);
        if !problems.is_empty() {
            return Err(problems);
        }
    }
    Ok((inputs, filled))
}

impl<C: Calculator> Probe for Probing<C> {
    fn set(&mut self, path: &str, number: Decimal) -> bool {
        set(&mut self.inputs, path, number)
    }

    fn figures(&self) -> Result<Vec<Figure>, Vec<Problem>> {
        for check in [C::check_apart, C::check] {
            let problems = check(&self.inputs);
            if !problems.is_empty() {
                return Err(problems);
            }
        }
        let outputs = C::compute(&self.inputs, self.currency).map_err(|problem| vec![problem])?;
        Ok(C::answer(&self.inputs, &outputs).figures)
    }
}

impl<C: Reported> AnyCalculator for C {
    fn about(&self) -> &'static About {
        &C::ABOUT
    }

    fn outline(&self) -> Vec<Outline> {
        outline(&mut C::Inputs::default())
    }

    fn examples(&self) -> Vec<Example<Draft>> {
        C::EXAMPLES.iter().map(drafted).collect()
    }

    fn past(&self) -> Past {
        Past { revisions: C::REVISIONS, examples: C::EXAMPLES, former: C::FORMER }
    }

    fn earlier(&self, draft: &Draft, revision: u32) -> Option<Vec<Figure>> {
        let (inputs, _) = taken::<C>(draft).ok()?;
        let outputs = C::earlier(&inputs, draft.currency, revision)?;
        Some(C::answer(&inputs, &outputs).figures)
    }

    fn solve(&self, draft: &Draft) -> Result<Box<dyn Solved>, Vec<Problem>> {
        let (inputs, filled) = taken::<C>(draft)?;
        match C::compute(&inputs, draft.currency) {
            Ok(outputs) => Ok(Box::new(Solution::<C> { inputs, outputs, currency: draft.currency, filled })),
            Err(mut problem) => {
                problem.at = filled.place(&problem.at);
                Err(vec![problem])
            }
        }
    }

    fn probe(&self, draft: &Draft) -> Result<Box<dyn Probe>, Vec<Problem>> {
        let (inputs, _) = taken::<C>(draft)?;
        Ok(Box::new(Probing::<C> { inputs, currency: draft.currency }))
    }
}
