//! The answer of the page: what the change brings if nobody leaves, and with the churn that is expected.

use rust_decimal::Decimal;

use super::report::unvaried;
use super::{ChurnStep, Inputs, MONTHS, Moving, Outputs, Total};
use crate::arithmetic::{Nearly, Percent};
use crate::calculators::pricing::tiered_pricing::base::{a_month, part_units, percent_of, plan_warnings};
use crate::calculators::pricing::tiered_pricing::customers::named;
use crate::calculators::pricing::tiered_pricing::problems::low_percentage;
use crate::input::reference::likely;
use crate::input::{Problem, path};
use crate::report::{Answer, Figure, Figures, Measure, Rank, Sentence, money, percent, wording};
use crate::say;

/// What the base comes to in a month.
#[derive(Clone, Copy, Default, PartialEq)]
pub struct Month {
    pub revenue: Decimal,
    pub cost: Decimal,
    pub customers: Decimal,
}

impl Month {
    /// A share of this and the rest of the other.
    fn mixed(self, share: Decimal, rest: Month) -> Month {
        let mix = |a: Decimal, b: Decimal| {
            let part = a.nearly_times(share)?.nearly_plus(b.nearly_times(Decimal::ONE.less(share))?)?;
            Some(part)
        };
        Month {
            revenue: mix(self.revenue, rest.revenue).unwrap_or_default(),
            cost: mix(self.cost, rest.cost).unwrap_or_default(),
            customers: mix(self.customers, rest.customers).unwrap_or_default(),
        }
    }

    pub fn margin(self) -> Decimal {
        self.revenue.less(self.cost)
    }
}

/// What a share in percentage points takes of an amount.
pub fn part_of(amount: Decimal, share: Percent) -> Decimal {
    share.share().ok().and_then(|share| amount.nearly_times(share)).unwrap_or_default()
}

impl Outputs {
    /// Whether any plan has costs, before or after.
    pub fn has_costs(&self) -> bool {
        !self.before.cost.is_zero() || !self.after.cost.is_zero()
    }

    /// An amount as one for a month.
    pub fn monthly(&self, amount: Decimal) -> Decimal {
        a_month(amount, self.bills.months)
    }

    fn month(&self, total: &Total) -> Month {
        Month {
            revenue: self.monthly(total.bills),
            cost: self.monthly(total.cost),
            customers: total.customers,
        }
    }

    /// With the old prices, with the new ones if nobody leaves, and after churn.
    pub fn states(&self) -> [Month; 3] {
        let (before, after) = (self.month(&self.before), self.month(&self.after));
        let mut kept = after;
        for (step, total) in &self.steps {
            let lost = self.month(total);
            kept.revenue = kept.revenue.less(part_of(lost.revenue, step.churn));
            kept.cost = kept.cost.less(part_of(lost.cost, step.churn));
            kept.customers = kept.customers.less(part_of(lost.customers, step.churn));
        }
        [before, after, kept]
    }

    /// Month by month, from the first with the new prices.
    pub fn months(&self, inputs: &Inputs) -> Vec<Month> {
        let [before, _, kept] = self.states();
        let share = inputs.grandfathered.share().unwrap_or_default();
        let protected = before.mixed(share, kept);
        let month = |month: usize| {
            if Decimal::from(month) <= inputs.grandfather_months { protected } else { kept }
        };
        (1..=MONTHS).map(month).collect()
    }

    /// The customers and the money of some bands of change.
    pub fn in_bands(&self, bands: std::ops::Range<usize>) -> Total {
        let mut sum = Total::default();
        for band in &self.bands[bands] {
            for (all, part) in [
                (&mut sum.customers, band.customers),
                (&mut sum.bills, band.bills),
                (&mut sum.before, band.before),
                (&mut sum.cost, band.cost),
            ] {
                all.nearly_gain(part);
            }
        }
        sum
    }
}

pub fn answer(inputs: &Inputs, outputs: &Outputs) -> Answer {
    let mut warnings = Vec::new();
    if inputs.proposed.is_empty() && inputs.raise.0.is_zero() {
        let text = say!(
            "There are no proposed plans yet, so nothing changes. Add them, or raise all prices by a percentage."
        );
        warnings.push(Problem::at("proposed", text));
    }
    let same = outputs.same(inputs);
    let ends = inputs.plans.iter().zip(&same).filter(|(_, same)| same.is_none());
    let ending: Vec<&str> = ends.map(|(plan, _)| plan.name.as_str()).collect();
    if !ending.is_empty() {
        let text = say!(
            "Not among the proposed plans, and so taken to end: {plans}. Their customers go to the proposed plan that is cheapest for them.",
            plans = ending.join(", ")
        );
        warnings.push(Problem::at("proposed", text));
    }
    let new =
        || inputs.proposed.iter().enumerate().filter(|(_, new)| named(&inputs.plans, &new.name).is_none());
    let names: Vec<&str> = new().map(|(_, plan)| plan.name.as_str()).collect();
    for ending in ending {
        if let Some(meant) = likely(ending, &names)
            && let Some((index, _)) = new().find(|(_, plan)| plan.name == meant)
        {
            let text = say!(
                "Did you mean “{plan}”? “{name}” is taken as a new plan, and “{plan}” ends.",
                plan = ending.to_owned(),
                name = meant.to_owned()
            );
            warnings.push(Problem::at(path(&[&"proposed", &index, &"name"]), text));
        }
    }
    let mut forced = Decimal::ZERO;
    for (row, plan) in outputs.base.plans.iter().enumerate() {
        if same[*plan].is_some_and(|same| same != outputs.rows[row].stay.0) {
            forced.nearly_gain(outputs.base.counts[row]);
        }
    }
    if !forced.is_zero() {
        let text = say!(
            "{forced, plural, one {# customer has} other {# customers have}} more than the proposed plan of the same name allows, and {forced, plural, one {goes} other {go}} to the cheapest plan.",
            forced = forced
        );
        warnings.push(Problem::at("proposed", text));
    }
    warnings.extend(staying(inputs, outputs));
    warnings.extend(falling_steps(&inputs.steps));
    warnings.extend(low_percentage("raise", inputs.raise));
    for (index, step) in inputs.steps.iter().enumerate() {
        warnings.extend(low_percentage(path(&[&"steps", &index, &"churn"]), step.churn));
    }
    warnings.extend(low_percentage("grandfathered", inputs.grandfathered));
    let share = inputs.grandfathered;
    if !share.0.is_zero() && inputs.grandfather_months.is_zero() {
        let text = say!(
            "{share} of the customers keep the present prices for no month, so nobody keeps them. Enter for how many months.",
            share = percent(share.0)
        );
        warnings.push(Problem::at("grandfather_months", text));
    }
    warnings.extend(unvaried(inputs, outputs));
    warnings.extend(plan_warnings("plans", &inputs.plans));
    warnings.extend(plan_warnings("proposed", &inputs.proposed));
    warnings.extend(part_units(&outputs.base, &outputs.quantities));
    Answer { sentence: sentence(inputs, outputs), figures: figures(inputs, outputs), warnings }
}

/// Told where everybody counts as staying and a gain hangs on that.
fn staying(inputs: &Inputs, outputs: &Outputs) -> Option<Problem> {
    let [before, after, _] = outputs.states();
    let [today, caused] =
        [&outputs.moves.today, &outputs.moves.caused].map(|moves| outputs.monthly(moves.bills));
    let change = after.revenue.less(before.revenue);
    let instead = change.less(today).less(caused);
    if inputs.moving == Moving::Cheapest || change <= Decimal::ZERO || instead > Decimal::ZERO {
        return None;
    }
    let mut text = say!(
        "This counts everybody as staying. If all moved to the plan that is cheapest for them, the new prices would earn {instead}.",
        instead = more_or_less(instead)
    );
    if !today.is_zero() {
        let all = money(today.nearly_plus(caused).unwrap_or_default());
        text = match caused.is_zero() {
            true => say!(
                "{text} They would save {all} a month by that, all of which they could save at the present prices already.",
                text = text,
                all = all
            ),
            false => say!(
                "{text} They would save {all} a month by that, of which they could save {today} at the present prices already.",
                text = text,
                all = all,
                today = money(today)
            ),
        };
    }
    Some(Problem::at("moving", text))
}

/// Told at each step of churn at which fewer leave than at the one below it.
fn falling_steps(steps: &[ChurnStep]) -> Vec<Problem> {
    let mut told = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        let below =
            steps.iter().filter(|other| other.above.0 < step.above.0).max_by_key(|other| other.above.0);
        if let Some(below) = below.filter(|below| below.churn.0 > step.churn.0) {
            let text = say!(
                "Fewer leave here ({churn}) than at the smaller rise above {rise} ({more}). A larger rise seldom loses fewer customers: check both.",
                churn = percent(step.churn.0),
                rise = percent(below.above.0),
                more = percent(below.churn.0)
            );
            told.push(Problem::at(path(&[&"steps", &index, &"churn"]), text));
        }
    }
    told
}

/// Why no share of what is earned makes up for what is gained.
pub fn no_share(gain: Decimal) -> Sentence {
    if gain > Decimal::ZERO {
        say!("What is left in all is not above zero, so there is no share of it to lose.")
    } else {
        say!("The new prices earn no more than the present ones even if nobody leaves.")
    }
}

/// "$3,200.00 a month more".
fn more_or_less(change: Decimal) -> Sentence {
    let amount = money(change.abs());
    match change {
        change if change.is_zero() => say!("just as much"),
        change if change < Decimal::ZERO => say!("{amount} a month less", amount = amount),
        _ => say!("{amount} a month more", amount = amount),
    }
}

fn sentence(inputs: &Inputs, outputs: &Outputs) -> Sentence {
    let [before, after, kept] = outputs.states();
    let change = after.revenue.less(before.revenue);
    let mut earned = more_or_less(change);
    if let Some(share) = percent_of(change.abs(), before.revenue).filter(|share| *share > Decimal::ZERO) {
        earned = say!("{earned} ({share})", earned = earned, share = percent(share));
    }
    let [less_bands, more_bands] = outputs.sides();
    let (winners, losers) = (outputs.in_bands(less_bands).customers, outputs.in_bands(more_bands).customers);
    let who = match (losers.is_zero(), winners.is_zero()) {
        (true, true) => {
            return say!(
                "The new prices change no bill: they earn {revenue} a month, as now.",
                revenue = money(after.revenue)
            );
        }
        (false, true) => {
            say!(
                "{n, plural, one {# customer pays} other {# customers pay}} more and nobody less",
                n = losers
            )
        }
        (true, false) => {
            say!(
                "{n, plural, one {# customer pays} other {# customers pay}} less and nobody more",
                n = winners
            )
        }
        _ => say!(
            "{losers, plural, one {# customer pays} other {# customers pay}} more and {winners} less",
            losers = losers,
            winners = winners
        ),
    };
    let grandfathers = !inputs.grandfathered.0.is_zero() && !inputs.grandfather_months.is_zero();
    let told = if losers.is_zero() {
        say!("The new prices earn {earned}: {who}.", earned = earned, who = who)
    } else if kept.customers == after.customers {
        say!("The new prices earn {earned} if nobody leaves: {who}.", earned = earned, who = who)
    } else if grandfathers {
        say!(
            "The new prices earn {earned} if nobody leaves, and {kept} after the churn you expect, once nobody keeps the present prices: {who}.",
            earned = earned,
            kept = more_or_less(kept.revenue.less(before.revenue)),
            who = who
        )
    } else {
        say!(
            "The new prices earn {earned} if nobody leaves, and {kept} after the churn you expect: {who}.",
            earned = earned,
            kept = more_or_less(kept.revenue.less(before.revenue)),
            who = who
        )
    };
    let today = outputs.monthly(outputs.moves.today.bills);
    if inputs.moving == Moving::Stay || today.is_zero() {
        return told;
    }
    say!(
        "{told} In this, {today} a month is lost to moves that would save customers money today already; without those, the new prices themselves earn {own}.",
        told = told,
        today = money(today),
        own = more_or_less(change.nearly_plus(today).unwrap_or_default())
    )
}

impl Outputs {
    /// Those who pay more, with their new bills, before any of them leave.
    pub fn payers(&self) -> Month {
        let [_, more] = self.sides();
        self.month(&self.in_bands(more))
    }

    /// The bands of those who pay less, and of those who pay more.
    pub fn sides(&self) -> [std::ops::Range<usize>; 2] {
        let middle = self.bands.len() / 2;
        [0..middle, middle + 1..self.bands.len()]
    }
}

fn figures(inputs: &Inputs, outputs: &Outputs) -> Vec<Figure> {
    let [before, after, kept] = outputs.states();
    let change = after.revenue.less(before.revenue);
    let margins = [before, after].map(Month::margin);
    let months = outputs.months(inputs);
    let all = months
        .iter()
        .try_fold(Decimal::ZERO, |sum, month| sum.nearly_plus(month.revenue))
        .unwrap_or_default();
    let ahead = Decimal::from(MONTHS);
    let change_24 = all.less(before.revenue.nearly_times(ahead).unwrap_or_default());
    let [less_bands, more_bands] = outputs.sides();
    let middle = less_bands.end;
    let customers = || Measure::of(wording("customers"));
    let counted = |bands: std::ops::Range<usize>| outputs.in_bands(bands).customers;
    let payers = outputs.payers();
    let gained = |gain: Decimal, of: Decimal| {
        percent_of(gain, of)
            .filter(|share| of > Decimal::ZERO && gain > Decimal::ZERO && *share <= Decimal::ONE_HUNDRED)
    };
    let gained_margin = margins[1].less(margins[0]);
    let has_costs = outputs.has_costs();
    let no_costs = || say!("No plan has unit costs, so the margin is the revenue.");
    let nobody = || say!("Nobody pays more, so nobody leaves because of it.");
    let moves = [&outputs.moves.today, &outputs.moves.caused]
        .map(|moves| Decimal::ZERO.less(outputs.monthly(moves.bills)));
    let stay = moves.iter().fold(change, |stay, moved| match inputs.moving {
        Moving::Stay => stay,
        Moving::Cheapest => stay.less(*moved),
    });
    let change_by = match inputs.moving {
        Moving::Stay => "revenue_after - revenue_before",
        Moving::Cheapest => "change_stay + moves_today + moves_caused",
    };
    let after_by = match inputs.moving {
        Moving::Stay => "sum(plan_changes.revenue_stay)",
        Moving::Cheapest => "sum(plan_changes.revenue_cheapest)",
    };
    let mut found = Figures::default();
    found.money("change", "Change in revenue a month", change, change_by).ranked(Rank::Headline);
    found.money(
        "change_kept",
        "Change after churn, a month",
        kept.revenue.less(before.revenue),
        "revenue_kept - revenue_before",
    );
    found.known(
        "break_even_payers",
        "Break-even churn of those who pay more",
        Measure::Percent,
        gained(change, payers.revenue),
        "percent(change / bills_more)",
        &|| no_share(change),
    );
    found.known(
        "churn_expected",
        "Churn you expect of them",
        Measure::Percent,
        percent_of(after.revenue.less(kept.revenue), payers.revenue),
        "percent((revenue_after - revenue_kept) / bills_more)",
        &nobody,
    );
    found
        .known(
            "change_share",
            "Change, of present revenue",
            Measure::Percent,
            percent_of(change, before.revenue).filter(|_| before.revenue > Decimal::ZERO),
            "percent(change / revenue_before)",
            &|| say!("Nothing is billed in all at present, so there is no share of it."),
        )
        .ranked(Rank::Detail);
    found
        .money(
            "change_stay",
            "Change if everybody stays, a month",
            stay,
            "sum(plan_changes.revenue_stay) - revenue_before",
        )
        .ranked(Rank::Detail);
    found
        .money("moves_today", "By moves that pay today already, if made", moves[0], "move_effects.1.amount")
        .ranked(Rank::Detail);
    found
        .money(
            "moves_caused",
            "By moves that the new prices cause, if made",
            moves[1],
            "move_effects.2.amount",
        )
        .ranked(Rank::Detail);
    found
        .known(
            "break_even_churn",
            "Break-even churn of all customers, by revenue",
            Measure::Percent,
            gained(change, after.revenue),
            "percent((revenue_after - revenue_before) / revenue_after)",
            &|| no_share(change),
        )
        .ranked(Rank::Detail);
    found
        .known(
            "break_even_margin",
            "Break-even churn of all customers, by margin",
            Measure::Percent,
            gained(gained_margin.min(margins[1]), margins[1]).filter(|_| has_costs),
            "percent(min(margin_after - margin_before, margin_after) / margin_after)",
            &|| if has_costs { no_share(gained_margin) } else { no_costs() },
        )
        .ranked(Rank::Detail);
    found
        .money(
            "bills_more",
            "New bills of those who pay more, a month",
            payers.revenue,
            say!("The new bills of all customers whose bill rises."),
        )
        .ranked(Rank::Detail);
    found
        .money(
            "revenue_before",
            "Revenue a month at present",
            before.revenue,
            "sum(plan_changes.revenue_before)",
        )
        .ranked(Rank::Detail);
    found
        .money("revenue_after", "Revenue a month if nobody leaves", after.revenue, after_by)
        .ranked(Rank::Detail);
    found
        .money(
            "revenue_kept",
            "Revenue a month after churn",
            kept.revenue,
            "revenue_after - sum(churn_steps.lost)",
        )
        .ranked(Rank::Detail);
    found
        .money("margin_before", "Margin a month at present", before.margin(), "revenue_before - cost_before")
        .ranked(Rank::Detail);
    found
        .money(
            "margin_after",
            "Margin a month if nobody leaves",
            after.margin(),
            "revenue_after - cost_after",
        )
        .ranked(Rank::Detail);
    found
        .money("margin_kept", "Margin a month after churn", kept.margin(), "revenue_kept - cost_kept")
        .ranked(Rank::Detail);
    found
        .money(
            "cost_before",
            "Cost a month at present",
            before.cost,
            say!("What serving everybody costs, by the unit costs on the present plans."),
        )
        .ranked(Rank::Detail);
    found
        .money(
            "cost_after",
            "Cost a month if nobody leaves",
            after.cost,
            say!("What serving everybody costs, by the unit costs on the proposed plans."),
        )
        .ranked(Rank::Detail);
    found
        .money("cost_kept", "Cost a month after churn", kept.cost, "cost_after - sum(churn_steps.cost_saved)")
        .ranked(Rank::Detail);
    found
        .add(
            "customer_count",
            "Customers",
            customers(),
            before.customers,
            "sum(plan_changes.customers_before)",
        )
        .ranked(Rank::Detail);
    found
        .add(
            "leavers",
            "Customers who leave",
            customers(),
            after.customers.less(kept.customers),
            "sum(churn_steps.leave)",
        )
        .ranked(Rank::Detail);
    found
        .add(
            "customers_kept",
            "Customers after churn",
            customers(),
            kept.customers,
            "customer_count - leavers",
        )
        .ranked(Rank::Detail);
    found
        .add(
            "losers",
            "Customers who pay more",
            customers(),
            counted(more_bands),
            say!("Customers whose new bill is higher than the present one."),
        )
        .ranked(Rank::Detail);
    found
        .add(
            "winners",
            "Customers who pay less",
            customers(),
            counted(less_bands),
            say!("Customers whose new bill is lower than the present one."),
        )
        .ranked(Rank::Detail);
    found
        .add(
            "unchanged",
            "Customers who pay the same",
            customers(),
            counted(middle..middle + 1),
            say!("Customers whose bill does not change."),
        )
        .ranked(Rank::Detail);
    found.money("revenue_ahead", "Revenue over 24 months", all, "sum(by_month.revenue)").ranked(Rank::Detail);
    found
        .money(
            "change_ahead",
            "Change in revenue over 24 months",
            change_24,
            "revenue_ahead - revenue_before * 24",
        )
        .ranked(Rank::Detail);
    for (key, label, percent) in [
        ("p5", "Change of the bill a month, 5th percentile", 5),
        ("p50", "Change of the bill a month, median", 50),
        ("p95", "Change of the bill a month, 95th percentile", 95),
    ] {
        let value = outputs.monthly(outputs.money.quantile(percent).unwrap_or_default());
        let method = say!(
            "For {percent} percent of the customers the bill changes by this or less; falls count below zero. Between two customers, the mean of both.",
            percent = percent
        );
        found.money(key, label, value, method).ranked(Rank::Detail);
    }
    found.told()
}
