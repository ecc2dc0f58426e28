//! Unit economics: what a customer is worth and costs, in all and by channel, and when the cost is back.

mod answer;
mod examples;
mod report;

use rust_decimal::Decimal;

use super::channels::{Acquired, Acquisition, Basis, Channel, Cost, months};
use super::stream::{Mix, Payback, Stream, simple_payback};
use super::{gap, product, quotient};
use crate::arithmetic::ratio::Ratio;
use crate::arithmetic::{Checked, Exactly, Percent, TooManyDigits, compound};
use crate::calculator::{About, Calculator, Example, Revision};
use crate::input::field::{choice, money, number, percentage, table, whole};
use crate::input::{Choice, Form, Problem, Record, path};
use crate::report::currency::Currency;
use crate::report::{Answer, Report};
use crate::say;

/// The first page of the family.
pub struct UnitEconomics;

/// What the page takes in. The keys `arpa`, `margin` and `churn` are those that other calculators may fill.
#[derive(Default)]
pub struct Inputs {
    pub form: Business,
    pub arpa: Decimal,
    pub arpa_per: Per,
    pub order_value: Decimal,
    pub orders: Decimal,
    pub margin: Percent,
    pub churn_by: ChurnBy,
    pub churn: Percent,
    pub churn_per: Per,
    pub lifetime_years: Decimal,
    pub basis: Basis,
    pub channels: Vec<Channel>,
    pub costs: Vec<Cost>,
    pub lag: Decimal,
    pub target_ratio: Decimal,
    pub target_payback: Decimal,
    pub ltv_basis: LtvBasis,
    pub cap: Decimal,
    pub discount: Percent,
    pub expansion: Expansion,
    pub expansion_amount: Decimal,
    pub expansion_rate: Percent,
    pub movements: Movements,
}

/// Customers and revenue at the start of a period, and what became of them in it.
#[derive(Default)]
pub struct Movements {
    pub customers: Option<Decimal>,
    pub lost: Decimal,
    pub revenue: Option<Decimal>,
    pub churned: Decimal,
    pub contraction: Decimal,
    pub expansion: Decimal,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Business {
    #[default]
    Subscription,
    Purchases,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Per {
    #[default]
    Month,
    Year,
}

/// Where churn comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChurnBy {
    #[default]
    Rate,
    Lifetime,
    Customers,
    Revenue,
    NetRevenue,
}

/// Which lifetime value is set against CAC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LtvBasis {
    #[default]
    Simple,
    Capped,
    AtOnce,
    MonthEnd,
    AfterAMonth,
}

impl LtvBasis {
    pub const ALL: [LtvBasis; 5] =
        [LtvBasis::Simple, LtvBasis::Capped, LtvBasis::AtOnce, LtvBasis::MonthEnd, LtvBasis::AfterAMonth];

    /// The value of a customer, with a discount a month, or in so many months; `None` where it has no end.
    pub fn value(self, brings: &Mix, discount: Decimal, cap: usize) -> Exactly<Option<Ratio>> {
        let money = Decimal::ONE.plus(discount)?;
        let later = |value: Option<Ratio>| match value {
            Some(value) => quotient(value, money.into()),
            None => Ok(None),
        };
        let stayed = |stream: &Stream| match stream.lifetime(discount)? {
            Some(value) => product(value, stream.kept()?).map(Some),
            None => Ok(None),
        };
        let at_once = || brings.mean(&|stream| stream.lifetime(discount));
        match self {
            LtvBasis::Simple => brings.mean(&|stream| stream.lifetime(Decimal::ZERO)),
            LtvBasis::Capped => Ok(Some(brings.after(cap)?.into())),
            LtvBasis::AtOnce => at_once(),
            LtvBasis::MonthEnd => later(at_once()?),
            LtvBasis::AfterAMonth => later(brings.mean(&stayed)?),
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Expansion {
    #[default]
    None,
    Amount,
    Rate,
}

/// What is found. Ratios of money are exact wherever rates are monthly.
pub struct Outputs {
    /// Shares a month. Churn, also that of channels, is exact where it was not converted from a year.
    pub churn: Ratio,
    pub churn_exact: bool,
    pub discount: Decimal,
    pub acquisition: Acquisition,
    /// The four of [`Basis`], in the order of its options; `None` without customers.
    pub cacs: [Option<Ratio>; 4],
    /// The average customer that CAC counts: channels with revenue or churn of their own count by their customers.
    pub all: Economics,
    pub is_mixed: bool,
    /// By channel.
    pub channels: Vec<Economics>,
    /// Logo, gross revenue and net revenue churn of the movements, as shares; `None` where they are not told.
    pub moved: [Option<Ratio>; 3],
}

/// What a customer is worth and costs.
pub struct Economics {
    /// In margin.
    pub brings: Mix,
    /// The lifetime value that counts, in margin; `None` where it has no end.
    pub ltv: Option<Ratio>,
    pub cac: Option<Ratio>,
    pub ratio: Option<Ratio>,
    /// In months, if nobody left.
    pub simple: Option<Ratio>,
    pub payback: Option<Payback>,
    /// What has come after the months of the cap, and after those of the longest payback.
    pub capped: Decimal,
    pub by_target: Decimal,
}

impl Economics {
    /// What a customer brings in the first month.
    fn first(&self) -> Exactly<Ratio> {
        Ok(self.brings.mean(&|stream| Ok(Some(stream.amount.into())))?.unwrap_or_default())
    }
}

impl Choice for Business {
    const OPTIONS: &'static [(Self, &'static str, &'static str)] = &[
        (Business::Subscription, "subscription", "By subscription"),
        (Business::Purchases, "purchases", "By repeat purchases"),
    ];
}

impl Choice for Per {
    const OPTIONS: &'static [(Self, &'static str, &'static str)] =
        &[(Per::Month, "month", "A month"), (Per::Year, "year", "A year")];
}

impl Choice for ChurnBy {
    const OPTIONS: &'static [(Self, &'static str, &'static str)] = &[
        (ChurnBy::Rate, "rate", "A churn rate"),
        (ChurnBy::Lifetime, "lifetime", "A mean lifetime in years"),
        (ChurnBy::Customers, "customers", "Customers lost (logo churn)"),
        (ChurnBy::Revenue, "revenue", "Revenue lost (gross revenue churn)"),
        (ChurnBy::NetRevenue, "net_revenue", "Revenue lost less expansion (net revenue churn)"),
    ];
}

impl Choice for LtvBasis {
    const OPTIONS: &'static [(Self, &'static str, &'static str)] = &[
        (LtvBasis::Simple, "simple", "Whole lifetime, not discounted"),
        (LtvBasis::Capped, "capped", "The first months only"),
        (LtvBasis::AtOnce, "at_once", "Discounted, paid as each month begins"),
        (LtvBasis::MonthEnd, "month_end", "Discounted, paid as each month ends"),
        (LtvBasis::AfterAMonth, "after_a_month", "Discounted, first paid after a month, by who stayed"),
    ];
}

impl Choice for Expansion {
    const OPTIONS: &'static [(Self, &'static str, &'static str)] = &[
        (Expansion::None, "none", "None"),
        (Expansion::Amount, "amount", "By an amount a month (linear)"),
        (Expansion::Rate, "rate", "By a rate a month (geometric)"),
    ];
}

const TARGETS: &str = "Targets, horizon and discount";
const EXPANSION: &str = "Expansion of accounts that stay";
const MOVEMENTS: &str = "Retention: NRR, GRR and logo churn";

const SUBSCRIPTION: &[&str] = &["subscription"];
const PURCHASES: &[&str] = &["purchases"];

impl Record for Inputs {
    fn fields(&mut self, form: &mut Form<'_>) {
        form.field(&mut self.form, &const { choice("form", "Customers pay").otherwise("subscription") });
        form.field(
            &mut self.arpa,
            &const { money("arpa", "Revenue per account (ARPA)").at_least(0).when("form", SUBSCRIPTION) },
        );
        form.field(
            &mut self.arpa_per,
            &const { choice("arpa_per", "Revenue is for").otherwise("month").when("form", SUBSCRIPTION) },
        );
        form.field(
            &mut self.order_value,
            &const { money("order_value", "Average order value").at_least(0).when("form", PURCHASES) },
        );
        form.field(
            &mut self.orders,
            &const {
                number("orders", "Orders a year per customer")
                    .at_least(0)
                    .at_most(10_000)
                    .when("form", PURCHASES)
            },
        );
        form.field(
            &mut self.margin,
            &const {
                percentage("margin", "Margin")
                    .at_most(100)
                    .otherwise("100")
                    .help("Gross or contribution margin in percent of revenue, before marketing and acquisition costs: CAC counts these. At 100% the values are revenue, which flatters.")
            },
        );
        form.field(&mut self.churn_by, &const { choice("churn_by", "Churn comes from").otherwise("rate") });
        form.field(
            &mut self.churn,
            &const {
                percentage("churn", "Churn")
                    .at_least(0)
                    .at_most(100)
                    .help("In percent of the customers at the start of the period, without those won in it.")
                    .when("churn_by", &["rate"])
            },
        );
        form.field(
            &mut self.lifetime_years,
            &const {
                number("lifetime_years", "Mean lifetime")
                    .above(0)
                    .at_most(100)
                    .unit("years")
                    .when("churn_by", &["lifetime"])
            },
        );
        form.field(
            &mut self.churn_per,
            &const {
                choice("churn_per", "Churn is for")
                    .otherwise("month")
                    .when("churn_by", &["rate", "customers", "revenue", "net_revenue"])
            },
        );
        form.field(&mut self.basis, &const { choice("basis", "CAC that counts").otherwise("loaded") });
        form.rows(&mut self.channels, &const { table("channels", "Channels", "channel").rows(1, 50) });
        form.rows(&mut self.costs, &const { table("costs", "Acquisition costs", "cost").rows(0, 200) });
        form.field(
            &mut self.lag,
            &const {
                whole("lag", "Lag from cost to customer")
                    .at_most(24)
                    .otherwise("0")
                    .unit("months")
                    .help("Customers of a month are set against the costs of so many months before.")
                    .section(TARGETS)
            },
        );
        form.field(
            &mut self.target_ratio,
            &const {
                number("target_ratio", "Least LTV:CAC")
                    .above(0)
                    .at_most(1_000)
                    .otherwise("3")
                    .help("3 is the rule of thumb of D. Skok (SaaS Metrics 2.0). It is no law.")
                    .section(TARGETS)
            },
        );
        form.field(
            &mut self.target_payback,
            &const {
                whole("target_payback", "Longest payback")
                    .at_least(1)
                    .at_most(120)
                    .otherwise("12")
                    .unit("months")
                    .help("12 months is the rule of thumb of D. Skok. Shops expect 3 to 12.")
                    .section(TARGETS)
            },
        );
        form.field(
            &mut self.ltv_basis,
            &const { choice("ltv_basis", "Lifetime value that counts").otherwise("simple").section(TARGETS) },
        );
        form.field(
            &mut self.cap,
            &const {
                whole("cap", "Capped after")
                    .at_least(1)
                    .at_most(120)
                    .otherwise("36")
                    .unit("months")
                    .section(TARGETS)
            },
        );
        form.field(
            &mut self.discount,
            &const {
                percentage("discount", "Discount a year")
                    .at_least(0)
                    .at_most(1_000)
                    .otherwise("10")
                    .help("10% is what Skok and Reiss use. A month is its twelfth root, not its twelfth.")
                    .section(TARGETS)
            },
        );
        form.field(
            &mut self.expansion,
            &const { choice("expansion", "Revenue of who stays grows").otherwise("none").section(EXPANSION) },
        );
        form.field(
            &mut self.expansion_amount,
            &const {
                money("expansion_amount", "More revenue every month")
                    .at_least(0)
                    .otherwise("0")
                    .section(EXPANSION)
                    .when("expansion", &["amount"])
            },
        );
        form.field(
            &mut self.expansion_rate,
            &const {
                percentage("expansion_rate", "Growth a month")
                    .at_least(0)
                    .at_most(100)
                    .otherwise("0")
                    .section(EXPANSION)
                    .when("expansion", &["rate"])
            },
        );
        self.movements.fields(form);
    }
}

impl Record for Movements {
    fn fields(&mut self, form: &mut Form<'_>) {
        form.field(
            &mut self.customers,
            &const {
                whole("start_customers", "Customers at the start")
                    .optional()
                    .help("All of these are for the period that churn is for.")
                    .section(MOVEMENTS)
            },
        );
        form.field(
            &mut self.lost,
            &const {
                whole("lost_customers", "Of these lost")
                    .otherwise("0")
                    .help("Customers won in the period and lost in it do not count.")
                    .section(MOVEMENTS)
            },
        );
        form.field(
            &mut self.revenue,
            &const {
                money("start_revenue", "Recurring revenue at the start")
                    .at_least(0)
                    .optional()
                    .section(MOVEMENTS)
            },
        );
        form.field(
            &mut self.churned,
            &const {
                money("churned_revenue", "Revenue of customers lost")
                    .at_least(0)
                    .otherwise("0")
                    .section(MOVEMENTS)
            },
        );
        form.field(
            &mut self.contraction,
            &const {
                money("contraction", "Revenue lost of those who stayed")
                    .at_least(0)
                    .otherwise("0")
                    .section(MOVEMENTS)
            },
        );
        form.field(
            &mut self.expansion,
            &const {
                money("expansion_revenue", "Revenue gained of those who stayed")
                    .at_least(0)
                    .otherwise("0")
                    .section(MOVEMENTS)
            },
        );
    }
}

impl Movements {
    /// Logo, gross revenue and net revenue churn as shares.
    fn churn(&self) -> Exactly<[Option<Ratio>; 3]> {
        let share = |part: Decimal, of: Option<Decimal>| match of {
            Some(of) => Ratio::new(part, of),
            None => Ok(None),
        };
        let gross = self.churned.plus(self.contraction)?;
        Ok([
            share(self.lost, self.customers)?,
            share(gross, self.revenue)?,
            share(gross.minus(self.expansion)?, self.revenue)?,
        ])
    }
}

/// A share a month from one of a period, with whether it is exact.
fn a_month(share: Ratio, per: Per) -> Exactly<(Ratio, bool)> {
    let is_whole = share.is_zero() || share == Ratio::ONE;
    match per {
        Per::Year if !is_whole => {
            Ok(((-compound::monthly(-share.nearest()).ok_or(TooManyDigits)?).into(), false))
        }
        _ => Ok((share, true)),
    }
}

impl Inputs {
    /// Churn a month as a share, and whether it is exact.
    fn monthly_churn(&self, moved: &[Option<Ratio>; 3]) -> Exactly<(Ratio, bool)> {
        let told = |which: usize| a_month(moved[which].unwrap_or_default(), self.churn_per);
        match self.churn_by {
            ChurnBy::Rate => a_month(self.churn.share()?.into(), self.churn_per),
            ChurnBy::Lifetime => {
                let months = self.lifetime_years.times(Decimal::from(12))?;
                Ok((Ratio::new(Decimal::ONE, months)?.unwrap_or_default().smaller(Ratio::ONE)?, true))
            }
            ChurnBy::Customers => told(0),
            ChurnBy::Revenue => told(1),
            ChurnBy::NetRevenue => told(2),
        }
    }

    /// For how many months the revenue of an account is.
    fn unit(&self) -> Decimal {
        match (self.form, self.arpa_per) {
            (Business::Subscription, Per::Month) => Decimal::ONE,
            _ => Decimal::from(12),
        }
    }

    /// What one customer brings, or such a share of it, with the revenue of a channel in place of the page's.
    fn stream(&self, own: Option<Decimal>, churn: Ratio, share: Decimal) -> Exactly<Stream> {
        let amount = match self.form {
            Business::Purchases => self.order_value.times(self.orders)?,
            Business::Subscription => own.unwrap_or(self.arpa),
        };
        let (mut times, mut more) = (Decimal::ONE, Decimal::ZERO);
        match self.expansion {
            Expansion::None => {}
            Expansion::Amount => more = self.expansion_amount.times(self.unit())?.times(share)?,
            Expansion::Rate => times = times.plus(self.expansion_rate.share()?)?,
        }
        Ok(Stream { amount: amount.times(share)?, churn, times, more })
    }

    /// Of one channel.
    fn stream_of(&self, channel: &Channel, churn: Ratio, share: Decimal) -> Exactly<Stream> {
        let churn = match channel.churn {
            Some(own) => a_month(own.share()?.into(), self.churn_per)?.0,
            None => churn,
        };
        self.stream(channel.arpa, churn, share)
    }

    /// Whether a channel's customers are among those that CAC counts, and bring something of their own.
    fn differs(&self, acquisition: &Acquisition, channel: &Channel, acquired: &Acquired) -> bool {
        channel.has_own() && acquisition.counts(acquired, self.basis) && !acquired.customers.is_zero()
    }

    /// What the average customer that CAC counts brings, or such a share of it, by the customers of each channel.
    pub fn average(&self, acquisition: &Acquisition, churn: Ratio, share: Decimal) -> Exactly<Mix> {
        let mut kinds = Vec::new();
        let mut rest = acquisition.of(self.basis).customers;
        for (channel, acquired) in self.channels.iter().zip(&acquisition.channels) {
            if self.differs(acquisition, channel, acquired) {
                kinds.push((acquired.customers, self.stream_of(channel, churn, share)?));
                rest = rest.minus(acquired.customers)?;
            }
        }
        if kinds.is_empty() || !rest.is_zero() {
            // Nobody was won: one customer stands for all.
            let rest = if rest.is_zero() { Decimal::ONE } else { rest };
            kinds.push((rest, self.stream(None, churn, share)?));
        }
        Ok(Mix { unit: self.unit(), kinds })
    }

    fn economics(&self, brings: Mix, discount: Decimal, cac: Option<Ratio>) -> Exactly<Economics> {
        let ltv = self.ltv_basis.value(&brings, discount, self.months_capped())?;
        let ratio = match ltv.zip(cac) {
            Some((ltv, cac)) => quotient(ltv, cac)?,
            None => None,
        };
        let (capped, by_target) =
            (brings.after(self.months_capped())?, brings.after(count(self.target_payback))?);
        let mut found = Economics { brings, ltv, cac, ratio, simple: None, payback: None, capped, by_target };
        if let Some(cac) = cac {
            found.simple = simple_payback(cac, found.first()?)?;
            found.payback = Some(found.brings.payback(cac)?);
        }
        Ok(found)
    }

    pub fn months_capped(&self) -> usize {
        count(self.cap)
    }
}

/// A whole number of months.
fn count(months: Decimal) -> usize {
    usize::try_from(months.trunc().mantissa()).unwrap_or_default()
}

impl Calculator for UnitEconomics {
    type Inputs = Inputs;
    type Outputs = Outputs;

    const ABOUT: About = About {
        family: "ltv-cac",
        page: "",
        title: "Unit economics",
        summary: "What a customer is worth against what winning one costs, by channel, when it is paid back, and what you may pay.",
        search: &[
            "ltv",
            "clv",
            "cac",
            "payback",
            "churn",
            "retention",
            "nrr",
            "grr",
            "acquisition",
            "saas",
            "contribution",
            "cpa",
            "allowable",
        ],
        method: "A customer’s margin goes on month after month, less churn and with expansion, and is summed: without end, to a cap, or discounted. Costs of acquisition are divided by the customers they won.",
        source: "D. Skok, SaaS Metrics 2.0; S. Gupta and D. Lehmann (2003); J. Cohen (2013); Skok and Reiss on expansion and discount.",
        revision: 4,
    };

    const EXAMPLES: &'static [Example] = examples::ALL;

    const REVISIONS: &'static [Revision] = &[
        Revision {
            told: "The average customer now counts the channels’ own revenue and churn, by their new customers.",
            ..Revision::PLAIN
        },
        Revision {
            told: "Paid media CAC now counts the customers of channels with a cost for media or agency alone, no longer those of all paid channels.",
            ..Revision::PLAIN
        },
        Revision {
            told: "Customers whose cost no line tells now count in no CAC; before, they counted as free.",
            ..Revision::PLAIN
        },
    ];

    fn check(inputs: &Inputs) -> Vec<Problem> {
        let mut found = Vec::new();
        let mut tell = |at: &str, message| found.push(Problem::at(at, message));
        let Movements { customers, lost, revenue, churned, contraction, .. } = &inputs.movements;
        let positive = |number: &Option<Decimal>| number.is_some_and(|number| number > Decimal::ZERO);
        if inputs.churn_by == ChurnBy::Customers && !positive(customers) {
            tell(
                "start_customers",
                say!(
                    "Churn comes from customers lost, so enter how many there were at the start: 1 or more."
                ),
            );
        }
        if customers.is_some_and(|customers| *lost > customers) {
            tell(
                "lost_customers",
                say!("More are lost than there were at the start. Leave out those won in the period."),
            );
        }
        let by_revenue = matches!(inputs.churn_by, ChurnBy::Revenue | ChurnBy::NetRevenue);
        if by_revenue && !positive(revenue) {
            tell(
                "start_revenue",
                say!("Churn comes from revenue, so enter what there was at the start: above zero."),
            );
        }
        let gone = churned.plus(*contraction).unwrap_or(Decimal::MAX);
        if revenue.is_some_and(|revenue| gone > revenue) {
            tell(
                "churned_revenue",
                say!(
                    "More revenue is lost than there was at the start. Leave out customers won in the period."
                ),
            );
        }
        if inputs.churn_by == ChurnBy::NetRevenue && inputs.expansion != Expansion::None {
            tell(
                "expansion",
                say!("Net revenue churn holds the expansion already. Choose “None”, or gross revenue churn."),
            );
        }
        for (place, cost) in inputs.costs.iter().enumerate() {
            if let Some(told) = gap(&cost.amounts) {
                tell(&path(&[&"costs", &place, &"amounts"]), told);
            }
        }
        for (place, channel) in inputs.channels.iter().enumerate() {
            if let Some(told) = gap(&channel.customers) {
                tell(&path(&[&"channels", &place, &"customers"]), told);
            }
            if channel.customers.iter().flatten().any(|customers| !customers.is_integer()) {
                let at = path(&[&"channels", &place, &"customers"]);
                tell(&at, say!("Customers are whole numbers. Enter one for each month."));
            }
        }
        let last = months(&inputs.channels, &inputs.costs);
        if count(inputs.lag) >= last.max(1) {
            tell(
                "lag",
                say!(
                    "{months, plural, one {There is # month} other {There are # months}} of costs and customers, so a lag of {lag} leaves none to compare. Enter more months or a shorter lag.",
                    months = last,
                    lag = inputs.lag
                ),
            );
        }
        found
    }

    fn compute(inputs: &Inputs, _currency: Currency) -> Result<Outputs, Problem> {
        Ok(Outputs::found(inputs, Self::ABOUT.revision)?)
    }

    fn earlier(inputs: &Inputs, _currency: Currency, revision: u32) -> Option<Outputs> {
        Outputs::found(inputs, revision).ok()
    }

    fn answer(inputs: &Inputs, outputs: &Outputs) -> Answer {
        answer::answer(inputs, outputs)
    }

    fn report(inputs: &Inputs, outputs: &Outputs) -> Report {
        report::report(inputs, outputs)
    }
}

impl Outputs {
    /// The results as a revision of the page has them.
    fn found(inputs: &Inputs, revision: u32) -> Exactly<Self> {
        let moved = inputs.movements.churn()?;
        let (churn, churn_exact) = inputs.monthly_churn(&moved)?;
        let discount = compound::monthly(inputs.discount.share()?).ok_or(TooManyDigits)?;
        let acquisition = Acquisition::new(&inputs.channels, &inputs.costs, count(inputs.lag), revision)?;
        let is_monthly = |channel: &Channel| channel.churn.is_none() || inputs.churn_per == Per::Month;
        let churn_exact = churn_exact && inputs.channels.iter().all(is_monthly);
        let share = inputs.margin.share()?;
        let mut channels = Vec::with_capacity(inputs.channels.len());
        for (place, channel) in inputs.channels.iter().enumerate() {
            let stream = inputs.stream_of(channel, churn, share)?;
            let brings = Mix { unit: inputs.unit(), kinds: vec![(Decimal::ONE, stream)] };
            channels.push(inputs.economics(brings, discount, acquisition.cac_of(place, inputs.basis)?)?);
        }
        let mut cacs = [None; 4];
        for (cac, (basis, ..)) in cacs.iter_mut().zip(Basis::OPTIONS) {
            *cac = acquisition.cac(*basis)?;
        }
        let brings = match revision {
            1 => Mix { unit: inputs.unit(), kinds: vec![(Decimal::ONE, inputs.stream(None, churn, share)?)] },
            _ => inputs.average(&acquisition, churn, share)?,
        };
        let all = inputs.economics(brings, discount, acquisition.cac(inputs.basis)?)?;
        let mut channels_won = inputs.channels.iter().zip(&acquisition.channels);
        let is_mixed = revision > 1
            && channels_won.any(|(channel, acquired)| inputs.differs(&acquisition, channel, acquired));
        Ok(Outputs { churn, churn_exact, discount, acquisition, cacs, all, is_mixed, channels, moved })
    }
}
