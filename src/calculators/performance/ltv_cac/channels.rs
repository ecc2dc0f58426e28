//! What winning customers costs: cost lines by channel and month, and the customers they won some months later.

use rust_decimal::Decimal;

use super::listed;
use crate::arithmetic::Percent;
use crate::arithmetic::ratio::Ratio;
use crate::arithmetic::{Checked, Exactly};
use crate::input::field::{choice, flag, list, money, percentage, row_of, text};
use crate::input::{Choice, Form, Record};

/// A way by which customers come.
#[derive(Clone, Debug, Default)]
pub struct Channel {
    pub name: String,
    /// New customers by month, the first month first.
    pub customers: Vec<Option<Decimal>>,
    /// Customers come by themselves or by word of mouth, not by money spent on media.
    pub organic: bool,
    /// In place of those of the page.
    pub arpa: Option<Decimal>,
    pub churn: Option<Percent>,
}

impl Channel {
    /// Whether a customer of it brings something else than one of the page.
    pub fn has_own(&self) -> bool {
        self.arpa.is_some() || self.churn.is_some()
    }
}

/// What a cost is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    #[default]
    Media,
    Agency,
    Salaries,
    Sales,
    Tools,
    Other,
}

/// One line of costs.
#[derive(Clone, Debug, Default)]
pub struct Cost {
    /// The name of a channel; empty for all together.
    pub channel: String,
    pub kind: Kind,
    pub amounts: Vec<Option<Decimal>>,
}

/// Which CAC counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Basis {
    Paid,
    Blended,
    LoadedPaid,
    #[default]
    Loaded,
}

impl Basis {
    /// Whether all costs count, not media and agency alone.
    pub fn is_loaded(self) -> bool {
        matches!(self, Basis::Loaded | Basis::LoadedPaid)
    }

    /// Whether customers of organic channels count.
    pub fn has_organic(self) -> bool {
        matches!(self, Basis::Loaded | Basis::Blended)
    }
}

impl Choice for Kind {
    const OPTIONS: &'static [(Self, &'static str, &'static str)] = &[
        (Kind::Media, "media", "Media"),
        (Kind::Agency, "agency", "Agency and creative"),
        (Kind::Salaries, "salaries", "Salaries"),
        (Kind::Sales, "sales", "Sales and commission"),
        (Kind::Tools, "tools", "Tools"),
        (Kind::Other, "other", "Other"),
    ];
}

impl Choice for Basis {
    const OPTIONS: &'static [(Self, &'static str, &'static str)] = &[
        (Basis::Loaded, "loaded", "Fully loaded: all costs, all new customers"),
        (Basis::LoadedPaid, "loaded_paid", "Fully loaded, paid: all costs, without organic customers"),
        (Basis::Blended, "blended", "Blended: media and agency, all new customers"),
        (Basis::Paid, "paid", "Paid media: media and agency, customers of these channels"),
    ];
}

impl Record for Channel {
    fn fields(&mut self, form: &mut Form<'_>) {
        form.field(&mut self.name, &const { text("name", "Channel").unique() });
        form.field(
            &mut self.customers,
            &const {
                list("customers", "New customers by month")
                    .at_least(0)
                    .at_most(10_000_000)
                    .help("One number a month, such as 40 52 47; one number alone for a whole period.")
            },
        );
        form.field(&mut self.organic, &const { flag("organic", "Organic").advanced() });
        form.field(
            &mut self.arpa,
            &const {
                money("arpa", "Own revenue per account")
                    .at_least(0)
                    .optional()
                    .advanced()
                    .when("^form", &["subscription"])
            },
        );
        form.field(
            &mut self.churn,
            &const {
                percentage("churn", "Own churn")
                    .at_least(0)
                    .at_most(100)
                    .optional()
                    .advanced()
                    .when("^churn_by", &["rate"])
            },
        );
    }
}

impl Record for Cost {
    fn fields(&mut self, form: &mut Form<'_>) {
        form.field(
            &mut self.channel,
            &const {
                row_of("channel", "Channel", "channels", "name")
                    .or_empty()
                    .help("Left open: shared by all, by their new customers.")
            },
        );
        form.field(&mut self.kind, &const { choice("kind", "For").otherwise("media") });
        form.field(
            &mut self.amounts,
            &const { list("amounts", "Cost by month").at_least(0).at_most(1_000_000_000) },
        );
    }
}

/// What one channel, or all, cost and won in the months that count.
#[derive(Clone, Copy, Debug, Default)]
pub struct Acquired {
    pub customers: Decimal,
    /// Media and agency.
    pub marketing: Decimal,
    /// All other lines.
    pub other: Decimal,
    /// Whether any line names the channel, be it with a cost of zero.
    pub has_lines: bool,
    /// Whether any line for media or agency does.
    pub has_marketing: bool,
    pub organic: bool,
}

impl Acquired {
    pub fn total(&self) -> Exactly<Decimal> {
        self.marketing.plus(self.other)
    }

    /// Whether a cost of the kind that counts is named, be it zero.
    pub fn is_told(&self, basis: Basis) -> bool {
        if basis.is_loaded() { self.has_lines } else { self.has_marketing }
    }

    /// The costs that count.
    pub fn counted(&self, basis: Basis) -> Exactly<Decimal> {
        if basis.is_loaded() { self.total() } else { Ok(self.marketing) }
    }
}

/// Costs and customers of every channel, and what is shared by all.
pub struct Acquisition {
    pub channels: Vec<Acquired>,
    pub shared: Acquired,
    pub all: Acquired,
    /// Channels that are not organic, with what is shared.
    pub paid: Acquired,
    /// Of these the ones that media or agency is spent on, or all where only what is shared says so.
    pub media: Acquired,
    /// The revision of Unit economics whose CAC this is. Until the second, media were divided by all that are not organic; until
    /// the third, customers whose cost nothing tells were counted as free.
    revision: u32,
    /// New customers whose cost nothing tells, be it zero: they count in no CAC, as if they were free.
    pub untold: Decimal,
}

/// The most months that any list has.
pub fn months(channels: &[Channel], costs: &[Cost]) -> usize {
    let lists = channels.iter().map(|channel| &channel.customers);
    let lists = lists.chain(costs.iter().map(|cost| &cost.amounts));
    lists.map(|list| listed(list).len()).max().unwrap_or_default()
}

/// The sum of what a list has from `from` up to `to`.
fn within(list: &[Option<Decimal>], from: usize, to: usize) -> Exactly<Decimal> {
    let counted = list.iter().take(to).skip(from).flatten();
    crate::arithmetic::sum(counted.copied())
}

impl Acquisition {
    /// Customers of a month are set against the costs of `lag` months before.
    pub fn new(channels: &[Channel], costs: &[Cost], lag: usize, revision: u32) -> Exactly<Self> {
        let last = months(channels, costs);
        let mut found = Acquisition {
            channels: vec![Acquired::default(); channels.len()],
            shared: Acquired::default(),
            all: Acquired::default(),
            paid: Acquired::default(),
            media: Acquired::default(),
            revision,
            untold: Decimal::ZERO,
        };
        for (channel, acquired) in channels.iter().zip(&mut found.channels) {
            acquired.customers = within(&channel.customers, lag, last)?;
            acquired.organic = channel.organic;
        }
        for cost in costs {
            let place = channels.iter().position(|channel| channel.name == cost.channel);
            let acquired = match place {
                Some(place) => &mut found.channels[place],
                None => &mut found.shared,
            };
            let amount = within(&cost.amounts, 0, last.saturating_sub(lag))?;
            acquired.has_lines = true;
            match cost.kind {
                Kind::Media | Kind::Agency => {
                    acquired.has_marketing = true;
                    acquired.marketing.gain(amount)?;
                }
                _ => acquired.other.gain(amount)?,
            }
        }
        let sum = |basis: Basis| {
            let mut sum = found.shared;
            for acquired in found.channels.iter().filter(|acquired| found.counts(acquired, basis)) {
                sum.customers.gain(acquired.customers)?;
                sum.marketing.gain(acquired.marketing)?;
                sum.other.gain(acquired.other)?;
                sum.has_lines |= acquired.has_lines;
                sum.has_marketing |= acquired.has_marketing;
            }
            Ok(sum)
        };
        let (all, paid, media) = (sum(Basis::Loaded)?, sum(Basis::LoadedPaid)?, sum(Basis::Paid)?);
        (found.all, found.paid, found.media) = (all, paid, media);
        let won = crate::arithmetic::sum(found.channels.iter().map(|acquired| acquired.customers))?;
        found.untold = won.minus(found.all.customers)?;
        Ok(found)
    }

    /// Whether the customers of a channel are among those that the costs are divided by. Costs and customers of one CAC are those
    /// of the same channels: customers whose cost no line tells would count as free. Where no line names a channel, what is
    /// shared is the cost of all.
    pub fn counts(&self, acquired: &Acquired, basis: Basis) -> bool {
        if acquired.organic {
            return basis.has_organic();
        }
        if self.revision < if basis == Basis::Paid { 3 } else { 4 } {
            return true;
        }
        let told = |acquired: &Acquired| match basis {
            Basis::Paid => acquired.has_marketing,
            _ => acquired.has_lines,
        };
        told(acquired) || !self.channels.iter().any(|channel| !channel.organic && told(channel))
    }

    /// Costs and customers that a CAC is of.
    pub fn of(&self, basis: Basis) -> &Acquired {
        match basis {
            Basis::Loaded | Basis::Blended => &self.all,
            Basis::LoadedPaid => &self.paid,
            Basis::Paid => &self.media,
        }
    }

    /// The cost of a customer in all; `None` without customers and where no line says what they cost.
    pub fn cac(&self, basis: Basis) -> Exactly<Option<Ratio>> {
        let of = self.of(basis);
        if of.is_told(basis) { Ratio::new(of.counted(basis)?, of.customers) } else { Ok(None) }
    }

    /// The cost of a customer of one channel, with its part of what is shared, which goes by new customers; `None`
    /// without customers and where no line says what the channel costs, unless customers come by themselves.
    pub fn cac_of(&self, channel: usize, basis: Basis) -> Exactly<Option<Ratio>> {
        let acquired = &self.channels[channel];
        if !acquired.is_told(basis) && !acquired.organic {
            return Ok(None);
        }
        let Some(own) = Ratio::new(acquired.counted(basis)?, acquired.customers)? else { return Ok(None) };
        match Ratio::new(self.shared.counted(basis)?, self.of(basis).customers)? {
            Some(shared) if basis.has_organic() || !acquired.organic => Ok(Some(own.plus(shared)?)),
            _ => Ok(Some(own)),
        }
    }
}
