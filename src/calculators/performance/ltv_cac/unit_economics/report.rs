//! The report of the page: channels, costs, the lifetime values by their names, and the months.

use rust_decimal::Decimal;

use super::answer::{endless, no_cac, payback_value};
use super::{Economics, Expansion, Inputs, LtvBasis, Outputs, count, lifetimes};
use crate::arithmetic::Checked;
use crate::arithmetic::ratio::Ratio;
use crate::arithmetic::{Nearly, ranking};
use crate::calculators::performance::ltv_cac::channels::{Acquired, Basis};
use crate::calculators::performance::ltv_cac::stream::Payback;
use crate::calculators::performance::ltv_cac::{bare, exact_if, quotient};
use crate::input::Choice;
use crate::report::chart::{Axis, Direction, Point, Shape, Tone};
use crate::report::{Chart, Mark, Measure, Report, Section, Sentence, Table, Value, money};
use crate::say;

/// So many channels have a line of their own, the ones with most customers.
const LINES: usize = 6;

pub fn report(inputs: &Inputs, outputs: &Outputs) -> Report {
    Report {
        chart: Some(chart(inputs, outputs)),
        sections: vec![
            channels(inputs, outputs),
            allowed(inputs, outputs),
            costs(inputs, outputs),
            values(inputs, outputs),
            months(inputs, outputs),
        ],
    }
}

fn chart(inputs: &Inputs, outputs: &Outputs) -> Chart {
    let months = inputs.months_capped().max(count(inputs.target_payback));
    let line = |of: &Economics| {
        let cost = of.cac.unwrap_or_default().nearest();
        let so_far = of.margin.cumulative(months).unwrap_or_default();
        let after = so_far.iter().enumerate().map(|(at, sum)| (at + 1, sum.nearest()));
        let points = [(0, Decimal::ZERO)].into_iter().chain(after);
        Shape::Line(points.map(|(at, sum)| Point::from((Decimal::from(at), sum.less(cost)))).collect())
    };
    let back = match outputs.all.payback {
        Some(Payback::Month(month)) => {
            say!(
                "Over all channels the CAC is back after {month, plural, one {# month} other {# months}}.",
                month = month
            )
        }
        _ => say!("Over all channels the CAC does not come back."),
    };
    let mut chart = Chart {
        key: "contribution",
        title: say!("Margin of a customer so far, less CAC"),
        summary: back,
        x: Axis::new("Months since the customer was won", Measure::number()),
        y: Axis::new("Margin so far less CAC", Measure::Money),
        layers: Vec::new(),
    };
    let acquired = &outputs.acquisition.channels;
    let order = ranking(acquired.len(), &|a, b| acquired[b].customers.cmp(&acquired[a].customers));
    let told = order.into_iter().filter(|place| outputs.channels[*place].cac.is_some());
    for (at, place) in told.take(LINES).enumerate() {
        let key = ["channel_", &at.to_string()].concat();
        let name = Sentence::verbatim(inputs.channels[place].name.as_str());
        chart.layer(&key, name, Tone::Own, line(&outputs.channels[place]));
    }
    if outputs.all.cac.is_some() {
        chart.layer("all", "All channels", Tone::Plain, line(&outputs.all));
    }
    let rule = |across, at| Shape::Rule { across, at };
    chart.layer("target", "Longest payback", Tone::Accent, rule(Direction::X, inputs.target_payback));
    chart.layer("even", "CAC is back", Tone::Plain, rule(Direction::Y, Decimal::ZERO));
    chart
}

/// How a channel stands to the targets.
fn verdict(inputs: &Inputs, of: &Economics) -> (Sentence, bool) {
    let Some(cac) = of.cac else { return (say!("No CAC"), false) };
    if cac.is_zero() {
        return (say!("Costs nothing"), false);
    }
    // By the ratio itself, not by its first digits.
    let enough = match of.ltv {
        Some(ltv) => match cac.times(inputs.target_ratio.into()) {
            Ok(least) => ltv.compare(least).is_ok_and(|order| order.is_ge()),
            Err(_) => of.ratio.is_some_and(|ratio| ratio.nearest() >= inputs.target_ratio),
        },
        None => true,
    };
    let soon = matches!(of.payback, Some(Payback::Month(month)) if month <= count(inputs.target_payback));
    match (enough, soon) {
        (true, true) => (say!("Meets both targets"), false),
        (true, false) => (say!("Payback too late"), true),
        (false, true) => (say!("Ratio too low"), true),
        (false, false) => (say!("Misses both targets"), true),
    }
}

fn channels(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut table = Table::new("by_channel", "By channel", "There are no channels.");
    table
        .head()
        .text("channel", "Channel")
        .number("customers", "New customers")
        .money("channel_cac", "CAC")
        .money("channel_ltv", "LTV, in margin")
        .number("channel_ratio", "LTV:CAC")
        .by("channel_ltv / channel_cac")
        .number_of("channel_payback", "Payback, with churn", "months")
        .text("verdict", "Against the targets");
    for (place, of) in outputs.channels.iter().enumerate() {
        let acquired = &outputs.acquisition.channels[place];
        let none = || match acquired.customers.is_zero() {
            true => no_cac(),
            false => Value::Undefined(say!("No cost names this channel.")),
        };
        let exact = outputs.exact(inputs.ltv_basis) && inputs.channels[place].churn.is_none();
        let (verdict, bad) = verdict(inputs, of);
        let ratio = match of.ratio {
            Some(ratio) => bare(ratio.nearest()),
            None if of.cac.is_none() => none(),
            None if of.ltv.is_none() => endless(),
            None => Value::Undefined(say!("Costs nothing.")),
        };
        table
            .row()
            .words(&inputs.channels[place].name)
            .cell(acquired.customers)
            .cell(of.cac.map_or_else(none, |cac| Value::Exact(cac.nearest())))
            .cell(of.ltv.map_or_else(endless, |ltv| exact_if(exact, ltv.nearest())))
            .cell(ratio)
            .cell(if of.payback.is_some() { payback_value(of.payback) } else { none() })
            .cell(verdict)
            .marked_if(bad, Mark::Worst);
    }
    let mut section = Section::new("channels", "Which channels pay back?");
    section.table(table);
    section.note(
        "Payback counts whole months: the first in which the margin so far, of those who are left, covers the CAC. The first month counts whole, as customers pay on the day they are won.",
    );
    section.note(
        "These are averages of what was spent. The next customer of a channel mostly costs more than the average one, so a high ratio alone is no reason to spend more.",
    );
    section
}

fn allowed(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut table = Table::new("allowed", "What a customer may cost", "There are no channels.");
    table
        .head()
        .text("channel", "Channel")
        .money("by_ratio", "By the ratio")
        .money("by_payback", "By the payback")
        .money("now", "CAC now")
        .money("room", "Left until the lower of both");
    let mut add = |name: Sentence, of: &Economics| {
        let (by_ratio, by_payback) = outputs.allowable(inputs, of);
        let least = by_ratio.map_or(by_payback, |by_ratio| by_ratio.min(by_payback));
        let now = of.cac.map(Ratio::nearest);
        table
            .row()
            .cell(name)
            .cell(by_ratio.map_or_else(endless, |allowed| exact_if(false, allowed)))
            .cell(exact_if(outputs.churn_exact, by_payback))
            .cell(now.map_or_else(no_cac, Value::Exact))
            .cell(now.map_or_else(no_cac, |now| exact_if(false, least.less(now))))
            .marked_if(now.is_some_and(|now| now > least), Mark::Worst);
    };
    for (channel, of) in inputs.channels.iter().zip(&outputs.channels) {
        add(Sentence::verbatim(channel.name.as_str()), of);
    }
    add(say!("All channels"), &outputs.all);
    let mut section = Section::new("allowed", "How much may a customer cost?");
    section.table(table);
    section.note(say!(
        "By the ratio: the lifetime value over {ratio}. By the payback: the margin of the first {months, plural, one {month} other {# months}}, of those who are left. Both targets are yours; 3 and 12 are rules of thumb by D. Skok.",
        ratio = inputs.target_ratio,
        months = inputs.target_payback
    ));
    section
}

fn costs(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut table = Table::new(
        "channel_costs",
        "Costs and new customers of the months that count",
        "There are no costs.",
    );
    table
        .head()
        .text("channel", "Channel")
        .number("customers", "New customers")
        .money("marketing", "Media and agency")
        .money("other", "Salaries, sales, tools, other")
        .money("total", "Total")
        .by("marketing + other")
        .money("own", "Total for each customer")
        .by("total / customers");
    let mut add = |name: Sentence, of: &Acquired| {
        let total = of.total().unwrap_or_default();
        table
            .row()
            .cell(name)
            .cell(of.customers)
            .cell(of.marketing)
            .cell(of.other)
            .cell(total)
            .or_none(total.nearly_over(of.customers));
    };
    for (channel, acquired) in inputs.channels.iter().zip(&outputs.acquisition.channels) {
        add(Sentence::verbatim(channel.name.as_str()), acquired);
    }
    add(say!("Shared by all"), &outputs.acquisition.shared);
    let mut section = Section::new("costs", "What does a customer cost, and which costs are in that?");
    section.table(table);
    let mut kinds = Table::new("cacs", "CAC by its definitions", "There is none.");
    kinds.head().text("name", "CAC").money("amount", "A customer costs").text("counts", "That counts");
    for (at, (basis, ..)) in Basis::OPTIONS.iter().enumerate() {
        let (name, counts) = match basis {
            Basis::Loaded => ("Fully loaded", "All costs, over all new customers"),
            Basis::Blended => ("Blended", "Media and agency, over all new customers, organic ones too"),
            Basis::Paid => ("Paid", "Media and agency, over new customers of channels that are not organic"),
        };
        let cac = outputs.cacs[at].map_or_else(no_cac, |cac| Value::Exact(cac.nearest()));
        kinds
            .row()
            .cell(Sentence::from(name))
            .cell(cac)
            .cell(Sentence::from(counts))
            .marked_if(*basis == inputs.basis, Mark::Present);
    }
    section.table(kinds);
    section.note("What is shared by all goes to channels by their new customers. Others call “blended” what is fully loaded here: compare the costs, not the names.");
    if !inputs.lag.is_zero() {
        section.note(say!(
            "New customers are set against the costs of {lag, plural, one {# month} other {# months}} before: the last costs and the first customers count in no CAC.",
            lag = inputs.lag
        ));
    }
    section
}

fn values(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut table = Table::new("lifetimes", "Lifetime value by its definitions", "There is none.");
    table
        .head()
        .text("name", "Lifetime value")
        .money("in_revenue", "In revenue")
        .money("in_margin", "In margin")
        .number("to_cac", "Margin to CAC")
        .by("in_margin / ^cac");
    let revenue =
        lifetimes(&outputs.all.revenue, outputs.discount, inputs.months_capped()).unwrap_or_default();
    for (at, basis) in LtvBasis::ALL.into_iter().enumerate() {
        let exact = outputs.exact(basis);
        let value =
            |value: Option<Ratio>| value.map_or_else(endless, |value| exact_if(exact, value.nearest()));
        let margin = outputs.all.values[at];
        let ratio =
            margin.zip(outputs.all.cac).and_then(|(margin, cac)| quotient(margin, cac).ok().flatten());
        let name = basis.label();
        let name = match basis {
            LtvBasis::Capped => {
                say!("The first {months, plural, one {month} other {# months}} only", months = inputs.cap)
            }
            _ => Sentence::from(name),
        };
        table
            .row()
            .cell(name)
            .marked_if(basis == inputs.ltv_basis, Mark::Present)
            .cell(value(revenue[at]))
            .cell(value(margin))
            .cell(ratio.map_or_else(|| Value::Undefined("none".into()), |ratio| bare(ratio.nearest())));
    }
    let mut section = Section::new("lifetimes", "Which lifetime value is meant?");
    section.table(table);
    section
        .note("Set margin against CAC, not revenue: a ratio of revenue is too high by one over the margin.");
    if outputs.churn <= Decimal::ZERO {
        section.note("Churn is not above zero, so the whole lifetime has no end. That is no value to spend against: nobody stays for ever. Use the capped one.");
    } else if let Some(mean) = Decimal::ONE.nearly_over(outputs.churn) {
        section.note(say!(
            "At this churn a customer stays {months} months on average, if churn is the same at every age. It mostly falls with age, and then the first year’s churn makes the lifetime too short.",
            months = crate::report::about(mean)
        ));
    }
    section.note(say!(
        "A discount of {year} a year is {month} a month: twelve months compound to the year.",
        year = crate::report::percent(inputs.discount.0),
        month =
            crate::report::percent(outputs.discount.nearly_times(Decimal::ONE_HUNDRED).unwrap_or_default())
    ));
    if inputs.expansion != Expansion::None {
        section.note("Expansion goes on for as long as customers stay. No account grows for ever: trust the capped value more.");
    }
    section
}

fn months(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut table = Table::new("by_month", "One customer, month by month", "There are no months.");
    table
        .head()
        .number("month", "Month")
        .percent("left", "Still there")
        .money("margin", "Margin")
        .money("so_far", "Margin so far")
        .by("prev(so_far, 0) + margin")
        .money("less_cac", "So far, less CAC");
    let so_far = outputs.all.margin.cumulative(inputs.months_capped()).unwrap_or_default();
    let cost = outputs.all.cac.map(Ratio::nearest);
    let (mut before, mut left) = (Decimal::ZERO, Decimal::ONE_HUNDRED);
    for (at, sum) in so_far.iter().enumerate() {
        let sum = sum.nearest();
        let exact = |value| exact_if(outputs.churn_exact, value);
        table
            .row()
            .cell(Decimal::from(at + 1))
            .cell(exact(left))
            .cell(exact(sum.less(before)))
            .cell(exact(sum))
            .cell(cost.map_or(Value::Blank, |cost| exact(sum.less(cost))))
            .marked_if(outputs.all.payback == Some(Payback::Month(at + 1)), Mark::Present);
        left = left.nearly_times(outputs.all.margin.kept()).unwrap_or_default();
        before = sum;
    }
    let mut section = Section::new("months", "How does the margin come in, month by month?");
    section.table(table);
    let simple = outputs.all.simple.map(Ratio::nearest);
    if let (Some(simple), Some(cost)) = (simple, cost) {
        section.note(say!(
            "If nobody left, the CAC of {cac} would be back after {months} months: the simple payback, which most quote.",
            cac = money(cost),
            months = crate::report::about(simple)
        ));
    }
    section
}
