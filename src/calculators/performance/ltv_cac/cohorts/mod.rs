//! Cohorts: what the customers won in each month have brought so far against what they cost, at ages that can be compared.

mod answer;
mod examples;
mod projection;
mod report;
mod watch;

use rust_decimal::Decimal;

use super::{gap, listed};
use crate::arithmetic::ratio::Ratio;
use crate::arithmetic::{Checked, Date, Exactly, Percent, ranking};
use crate::calculator::{About, Calculator, Example, Revision};
use crate::input::field::{
    choice, date, list, money, month, number, percentage, table, text, unit_price, whole,
};
use crate::input::{Choice, Form, Problem, Record, path};
use crate::report::currency::Currency;
use crate::report::{Answer, Report};
use crate::say;
use watch::Watched;

/// The page of the family for cohorts by month.
pub struct Cohorts;

/// What the page takes in.
#[derive(Default)]
pub struct Inputs {
    pub lists: Lists,
    pub margin_active: Decimal,
    pub as_of: Date,
    pub horizon: Decimal,
    pub horizons: Vec<Option<Decimal>>,
    pub band_low: Decimal,
    pub band_high: Decimal,
    pub target_payback: Decimal,
    /// The month of age in which retention is held against earlier cohorts, and by how much of theirs it may be lower.
    pub watch_month: Decimal,
    pub tolerance: Percent,
    /// Smaller cohorts raise no trigger.
    pub least_customers: Decimal,
    pub shows: Shows,
    pub cohorts: Vec<Cohort>,
}

/// What is listed by age.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lists {
    #[default]
    Active,
    Margin,
}

/// What the triangle shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shows {
    #[default]
    SoFar,
    Month,
    Listed,
}

/// The customers won in one month, by one channel.
#[derive(Clone, Debug, Default)]
pub struct Cohort {
    /// Its first day.
    pub month: Date,
    pub channel: String,
    pub customers: Decimal,
    /// Blank where it is not known.
    pub spend: Option<Decimal>,
    /// By age, the month in which they were won first.
    pub observed: Vec<Option<Decimal>>,
}

/// Older ages are not taken in.
const OLDEST: usize = 120;

/// So many cohorts of a channel make a factor of its own, and a band that later ones are held against.
const ENOUGH: usize = 3;

/// The most horizons that the tables have room for.
const MOST_HORIZONS: usize = 12;

/// A row as it counts.
pub struct Line {
    /// Whole months that were observed; one more may be there, in part.
    pub full: usize,
    /// Whole months that are over by the end of the data, be they listed or not.
    pub over: usize,
    /// What is listed for each month of age, the part of a month last.
    pub observed: Vec<Decimal>,
    /// The margin so far after each of them.
    pub so_far: Vec<Decimal>,
}

impl Line {
    /// The margin so far after so many whole months; `None` for a younger cohort.
    pub fn after(&self, months: usize) -> Option<Decimal> {
        self.so_far[..self.full].get(months.checked_sub(1)?).copied()
    }
}

/// What cohorts come to that are all old enough for a horizon.
#[derive(Clone, Copy, Default)]
pub struct Sum {
    pub cohorts: usize,
    pub customers: Decimal,
    pub spend: Decimal,
    pub margin: Decimal,
}

impl Sum {
    /// Margin over cost; `None` where nothing was spent.
    pub fn ratio(&self) -> Exactly<Option<Ratio>> {
        Ratio::new(self.margin, self.spend)
    }
}

/// What is found.
pub struct Outputs {
    pub lines: Vec<Line>,
    /// The first month of the calendar that all cohorts of a month share, with the places of its rows, in order.
    pub months: Vec<(Date, Vec<usize>)>,
    pub channels: Vec<String>,
    /// Whole months of the main horizon.
    pub horizon: usize,
    /// At the main horizon: all cohorts, and those of each month; none where no row is old enough or has a cost.
    pub all: Sum,
    pub by_month: Vec<Sum>,
    /// The pooled curve: by age, over the rows that have been observed that long.
    pub pooled: Vec<Pooled>,
    /// The rows whose retention is held against that of earlier ones.
    pub watched: Vec<Watched>,
}

/// All rows observed up to some age.
#[derive(Clone, Copy, Default)]
pub struct Pooled {
    pub cohorts: usize,
    pub customers: Decimal,
    /// Of the rows whose cost is known: that, and their margin so far.
    pub spend: Decimal,
    pub of_paid: Decimal,
    /// What is listed for the month, and by the same rows for the month before.
    pub observed: Decimal,
    pub before: Decimal,
    /// The margin so far.
    pub so_far: Decimal,
}

impl Outputs {
    /// Those of the rows that are old enough and whose cost is known.
    pub fn sum(&self, cohorts: &[Cohort], months: usize, rows: &[usize]) -> Exactly<Sum> {
        let mut sum = Sum::default();
        for row in rows {
            let cohort = &cohorts[*row];
            if let (Some(margin), Some(spend)) = (self.lines[*row].after(months), cohort.spend) {
                sum.cohorts += 1;
                sum.customers.gain(cohort.customers)?;
                sum.spend.gain(spend)?;
                sum.margin.gain(margin)?;
            }
        }
        Ok(sum)
    }
}

impl Inputs {
    /// The margin of one of what is listed.
    pub fn each(&self) -> Decimal {
        match self.lists {
            Lists::Active => self.margin_active,
            Lists::Margin => Decimal::ONE,
        }
    }

    /// The ages of the tables, each once, as entered; there may be more than are shown.
    pub fn ages(&self) -> Vec<usize> {
        let mut ages = Vec::new();
        for age in self.horizons.iter().flatten() {
            match usize::try_from(age.trunc().mantissa()) {
                Ok(age) if !ages.contains(&age) => ages.push(age),
                _ => {}
            }
        }
        ages
    }

    /// The rows of one channel.
    pub fn rows_of(&self, channel: &str) -> Vec<usize> {
        (0..self.cohorts.len()).filter(|row| self.cohorts[*row].channel == channel).collect()
    }

    /// Rows whose month and channel stand in a row above.
    fn repeated(&self) -> Vec<bool> {
        let name = |row: usize| {
            let Cohort { month, channel, .. } = &self.cohorts[row];
            (*month, channel.as_str())
        };
        let order = ranking(self.cohorts.len(), &|a, b| name(a).cmp(&name(b)));
        let mut repeated = vec![false; order.len()];
        for pair in order.windows(2) {
            repeated[pair[1]] = name(pair[0]) == name(pair[1]);
        }
        repeated
    }
}

impl Choice for Lists {
    const OPTIONS: &'static [(Self, &'static str, &'static str)] =
        &[(Lists::Active, "active", "Active customers"), (Lists::Margin, "margin", "Margin")];
}

impl Choice for Shows {
    const OPTIONS: &'static [(Self, &'static str, &'static str)] = &[
        (Shows::SoFar, "so_far", "Margin so far of each customer won"),
        (Shows::Month, "month", "Margin in the month of each customer won"),
        (Shows::Listed, "listed", "What is listed, of the whole cohort"),
    ];
}

const BAND: &str = "Horizons, triggers and triangle";

impl Record for Inputs {
    fn fields(&mut self, form: &mut Form<'_>) {
        form.field(&mut self.lists, &const { choice("lists", "Lists by age hold").otherwise("active") });
        form.field(
            &mut self.margin_active,
            &const {
                unit_price("margin_active", "Margin of an active customer a month")
                    .help("Margin, not revenue.")
                    .when("lists", &["active"])
            },
        );
        form.field(
            &mut self.as_of,
            &const {
                date("as_of", "Data until")
                    .help("The last day counted. A month that is not over counts in part.")
            },
        );
        form.field(
            &mut self.horizon,
            &const {
                whole("horizon", "Compare cohorts after")
                    .at_least(1)
                    .at_most(OLDEST as i64)
                    .otherwise("12")
                    .unit("months")
                    .help("Younger cohorts wait: what is not observed is not zero.")
            },
        );
        form.rows(&mut self.cohorts, &const { table("cohorts", "Cohorts", "cohort").rows(1, 600).lenient() });
        form.field(
            &mut self.horizons,
            &const {
                list("horizons", "Horizons in the tables")
                    .at_least(1)
                    .at_most(OLDEST as i64)
                    .otherwise("3,6,12,24")
                    .help("Months, such as 3 6 12 24.")
                    .section(BAND)
            },
        );
        form.field(
            &mut self.band_low,
            &const {
                number("band_low", "LTV:CAC band from")
                    .at_least(0)
                    .at_most(1_000)
                    .otherwise("1")
                    .help("Below it a month is marked. At 1 a cohort has just paid for itself by the horizon. The 3 of D. Skok is for a whole lifetime.")
                    .section(BAND)
            },
        );
        form.field(
            &mut self.band_high,
            &const {
                number("band_high", "LTV:CAC band to")
                    .above(0)
                    .at_most(1_000)
                    .otherwise("5")
                    .help("Above it a month is marked: more could be spent: 5 is a practitioners’ rule.")
                    .section(BAND)
            },
        );
        form.field(
            &mut self.target_payback,
            &const {
                whole("target_payback", "Longest payback")
                    .at_least(1)
                    .at_most(OLDEST as i64)
                    .otherwise("12")
                    .unit("months")
                    .help("12 months is the rule of thumb of D. Skok.")
                    .section(BAND)
            },
        );
        form.field(
            &mut self.watch_month,
            &const {
                whole("watch_month", "Watch retention in month")
                    .at_least(2)
                    .at_most(OLDEST as i64)
                    .otherwise("3")
                    .help(
                        "The month of age in which a cohort is held against the earlier ones of its channel.",
                    )
                    .section(BAND)
            },
        );
        form.field(
            &mut self.tolerance,
            &const {
                percentage("tolerance", "It may be lower by")
                    .at_least(0)
                    .at_most(100)
                    .otherwise("5")
                    .help("In percent of what the earlier cohorts kept. Below that band a cohort is marked.")
                    .section(BAND)
            },
        );
        form.field(
            &mut self.least_customers,
            &const {
                whole("least_customers", "Judge cohorts from")
                    .otherwise("30")
                    .unit("customers")
                    .help("What fewer customers do is mostly chance: they raise no trigger.")
                    .section(BAND)
            },
        );
        form.field(
            &mut self.shows,
            &const { choice("shows", "The triangle shows").otherwise("so_far").section(BAND) },
        );
    }
}

impl Record for Cohort {
    fn fields(&mut self, form: &mut Form<'_>) {
        form.field(
            &mut self.month,
            &const { month("month", "Won in").called(&["won in the month of", "month", "cohort"]) },
        );
        form.field(&mut self.channel, &const { text("channel", "Channel").or_empty() });
        form.field(&mut self.customers, &const { whole("customers", "Customers won") });
        form.field(&mut self.spend, &const { money("spend", "Spend").at_least(0).optional() });
        form.field(
            &mut self.observed,
            &const {
                list("observed", "By month of age")
                    .or_empty()
                    .help("The month in which they were won first, such as 100 82 71.")
            },
        );
    }
}

/// Months from one date's month to another's.
fn between(from: Date, to: Date) -> i32 {
    let months = |date: Date| i32::from(date.year()) * 12 + i32::from(date.month());
    months(to) - months(from)
}

/// Whether the month of a day is over with it.
fn ends_month(day: Date) -> bool {
    day.plus_days(1).is_none_or(|next| next.day() == 1)
}

/// Whole months that a cohort has been observed at most.
fn months_over(month: Date, as_of: Date) -> usize {
    usize::try_from(between(month, as_of) + i32::from(ends_month(as_of))).unwrap_or_default()
}

impl Calculator for Cohorts {
    type Inputs = Inputs;
    type Outputs = Outputs;

    const ABOUT: About = About {
        family: "ltv-cac",
        page: "cohorts",
        title: "Cohorts",
        summary: "What each month’s new customers have earned against what they cost, at the same age, and which cohorts fall behind.",
        search: &[
            "ltv",
            "cac",
            "payback",
            "retention",
            "cohort table",
            "triangle",
            "acquisition",
            "channel",
            "monthly",
            "trigger",
        ],
        method: "The margin of a cohort so far is divided by what winning it cost, after as many months for all. A pooled value takes only cohorts that have been observed that long, with their own costs. What is not observed stays blank. Young cohorts are projected by their own channel where it has enough of them.",
        source: "Chain-ladder factors project young cohorts (T. Mack 1993). Months are those of the calendar.",
        revision: 2,
    };

    const EXAMPLES: &'static [Example] = examples::ALL;

    const REVISIONS: &'static [Revision] = &[Revision {
        told: "Young cohorts are now projected by their own channel where it has enough of them, no longer by all channels together.",
        ..Revision::PLAIN
    }];

    fn check(inputs: &Inputs) -> Vec<Problem> {
        let mut found = Vec::new();
        if inputs.band_high <= inputs.band_low {
            found.push(Problem::at(
                "band_high",
                say!("The band begins at {low}. Enter more than that.", low = inputs.band_low),
            ));
        }
        if inputs.horizons.iter().flatten().any(|horizon| !horizon.is_integer()) {
            found.push(Problem::at("horizons", say!("Horizons are whole months.")));
        }
        let repeated = inputs.repeated();
        for (row, cohort) in inputs.cohorts.iter().enumerate() {
            let mut tell = |key: &str, message| {
                found.push(Problem::at(path(&[&"cohorts", &row, &key]), message));
            };
            let age = between(cohort.month, inputs.as_of);
            if age < 0 {
                tell("month", say!("This is after the data end ({day}).", day = inputs.as_of));
                continue;
            }
            let begun = usize::try_from(age).unwrap_or_default() + 1;
            if repeated[row] {
                tell("month", say!("This month and channel have a row already. Add the two up."));
            }
            let values = listed(&cohort.observed);
            if values.len() > begun {
                tell(
                    "observed",
                    say!(
                        "There are {n, plural, one {# month} other {# months}} of age, and only {begun} have begun by the end of the data ({day}).",
                        n = values.len(),
                        begun = begun,
                        day = inputs.as_of
                    ),
                );
            } else if values.len() > OLDEST {
                tell(
                    "observed",
                    say!("At most {most} months of age count. Leave out the later ones.", most = OLDEST),
                );
            }
            if let Some(told) = gap(values) {
                tell("observed", told);
            }
            let values = || values.iter().flatten();
            if inputs.lists == Lists::Active
                && values().any(|active| *active < Decimal::ZERO || *active > cohort.customers)
            {
                tell(
                    "observed",
                    say!(
                        "Active customers are from 0 to the {customers} that were won.",
                        customers = cohort.customers
                    ),
                );
            }
            if cohort.customers.is_zero() && values().any(|value| !value.is_zero()) {
                tell("customers", say!("There is margin and nobody who was won."));
            }
        }
        found
    }

    fn compute(inputs: &Inputs, _currency: Currency) -> Result<Outputs, Problem> {
        let mut lines = Vec::with_capacity(inputs.cohorts.len());
        let each = inputs.each();
        for cohort in &inputs.cohorts {
            let (mut so_far, mut sum) = (Vec::new(), Decimal::ZERO);
            // Nobody who was won brings nothing, for as long as there are data: their cost counts all the same.
            let over = months_over(cohort.month, inputs.as_of).min(OLDEST);
            let nothing = vec![Some(Decimal::ZERO); if cohort.customers.is_zero() { over } else { 0 }];
            let observed = if nothing.is_empty() { &cohort.observed } else { &nothing };
            let observed: Vec<Decimal> = observed.iter().flatten().copied().collect();
            for value in &observed {
                sum.gain(value.times(each)?)?;
                so_far.push(sum);
            }
            lines.push(Line { full: observed.len().min(over), over, observed, so_far });
        }
        let cohorts = &inputs.cohorts;
        let order = ranking(cohorts.len(), &|a, b| cohorts[a].month.cmp(&cohorts[b].month));
        let (mut months, mut channels): (Vec<(Date, Vec<usize>)>, Vec<String>) = (Vec::new(), Vec::new());
        for row in order {
            let month = cohorts[row].month;
            match months.last_mut().filter(|(last, _)| *last == month) {
                Some((_, rows)) => rows.push(row),
                None => months.push((month, vec![row])),
            }
        }
        for cohort in cohorts {
            if !channels.contains(&cohort.channel) {
                channels.push(cohort.channel.clone());
            }
        }
        let horizon = usize::try_from(inputs.horizon.trunc().mantissa()).unwrap_or(1);
        let mut out = Outputs {
            lines,
            months,
            channels,
            horizon,
            all: Sum::default(),
            by_month: Vec::new(),
            pooled: Vec::new(),
            watched: Vec::new(),
        };
        let every: Vec<usize> = (0..cohorts.len()).collect();
        out.all = out.sum(cohorts, horizon, &every)?;
        for (_, rows) in &out.months {
            out.by_month.push(out.sum(cohorts, horizon, rows)?);
        }
        out.pooled = out.pool(cohorts, &every)?;
        out.watched = out.watch(inputs)?;
        Ok(out)
    }

    fn answer(inputs: &Inputs, outputs: &Outputs) -> Answer {
        answer::answer(inputs, outputs)
    }

    fn report(inputs: &Inputs, outputs: &Outputs) -> Report {
        report::report(inputs, outputs)
    }
}
