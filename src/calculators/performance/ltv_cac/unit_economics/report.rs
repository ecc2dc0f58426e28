//! The report of the page: channels, costs, the lifetime values by their names, and the months.

use rust_decimal::Decimal;

use super::answer::{allowed as allowed_value, endless, no_cac, payback_value};
use super::{Business, ChurnBy, Economics, Expansion, Inputs, LtvBasis, Outputs, Per, count};
use crate::arithmetic::ratio::Ratio;
use crate::arithmetic::{Nearly, ranking};
use crate::calculators::performance::ltv_cac::channels::{Acquired, Basis};
use crate::calculators::performance::ltv_cac::stream::{Mix, Month, Payback};
use crate::calculators::performance::ltv_cac::{bare, exact_if, quotient};
use crate::input::Choice;
use crate::report::chart::{Axis, Direction, Point, Shape, Tone};
use crate::report::{Chart, Mark, Measure, Report, Section, Sentence, Table, Value, money, wording};
use crate::say;

/// So many channels have a line of their own, the ones with most customers.
const LINES: usize = 6;

/// The definitions of CAC, for the head of a column.
const LOADED: &str = "Fully loaded";
const LOADED_PAID: &str = "Fully loaded, paid";
const BLENDED: &str = "Blended";
const PAID: &str = "Paid media";

pub fn report(inputs: &Inputs, outputs: &Outputs) -> Report {
    let ahead = inputs.months_capped().max(count(inputs.target_payback));
    let all = outputs.all.brings.months(ahead).unwrap_or_default();
    Report {
        chart: Some(chart(inputs, outputs, &all)),
        sections: vec![
            channels(inputs, outputs),
            allowed(inputs, outputs),
            costs(inputs, outputs),
            values(inputs, outputs),
            months(inputs, outputs, &all),
        ],
    }
}

fn chart(inputs: &Inputs, outputs: &Outputs, all: &[Month]) -> Chart {
    let line = |of: &Economics, so_far: &[Month]| {
        let cost = of.cac.unwrap_or_default().nearest();
        let after = so_far.iter().enumerate().map(|(at, month)| (at + 1, month.so_far));
        let points = [(0, Decimal::ZERO)].into_iter().chain(after);
        Shape::Line(points.map(|(at, sum)| Point::from((Decimal::from(at), sum.less(cost)))).collect())
    };
    let acquired = &outputs.acquisition.channels;
    let order = ranking(acquired.len(), &|a, b| acquired[b].customers.cmp(&acquired[a].customers));
    let told: Vec<usize> = order.into_iter().filter(|place| outputs.channels[*place].cac.is_some()).collect();
    let title = say!("Margin of a customer so far, less CAC");
    let title = match told.len() > LINES {
        true => say!(
            "{title}: the {shown} of {all} channels with most customers",
            title = title,
            shown = LINES,
            all = told.len()
        ),
        false => title,
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
        title,
        summary: back,
        x: Axis::new("Months since the customer was won", Measure::number()),
        y: Axis::new("Margin so far less CAC", Measure::Money),
        layers: Vec::new(),
    };
    for (at, place) in told.into_iter().take(LINES).enumerate() {
        let key = ["channel_", &at.to_string()].concat();
        let name = Sentence::verbatim(inputs.channels[place].name.as_str());
        let of = &outputs.channels[place];
        let months = of.brings.months(all.len()).unwrap_or_default();
        chart.layer(&key, name, Tone::Own, line(of, &months));
    }
    if outputs.all.cac.is_some() {
        chart.layer("all", "All channels", Tone::Plain, line(&outputs.all, all));
    }
    let rule = |across, at| Shape::Rule { across, at };
    chart.layer("target", "Longest payback", Tone::Accent, rule(Direction::X, inputs.target_payback));
    chart.layer("even", "CAC is back", Tone::Plain, rule(Direction::Y, Decimal::ZERO));
    chart
}

/// How a channel stands to the targets, and whether that is bad.
fn verdict(inputs: &Inputs, of: &Economics) -> (Sentence, bool) {
    let Some((enough, soon)) = of.meets(inputs) else { return (say!("No CAC"), false) };
    let told = match (enough, soon) {
        _ if of.cac.is_some_and(Ratio::is_zero) => say!("Costs nothing"),
        (true, true) => say!("Meets both targets"),
        (true, false) => say!("Payback too late"),
        (false, true) => say!("Ratio too low"),
        (false, false) => say!("Misses both targets"),
    };
    (told, !(enough && soon))
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
        .number_of("channel_payback", "Payback, with churn", wording("months"))
        .number_of("channel_simple", "Payback, if nobody left", wording("months"))
        .text("verdict", "Against the targets")
        .decides();
    for (place, of) in outputs.channels.iter().enumerate() {
        let acquired = &outputs.acquisition.channels[place];
        let none = || match acquired.customers.is_zero() {
            true => no_cac(),
            false => Value::Undefined(say!("No cost of the kind that counts names this channel.")),
        };
        let exact = outputs.exact(inputs.ltv_basis);
        let simple = match (of.simple, of.cac) {
            (Some(months), _) => bare(months.nearest()),
            (None, None) => none(),
            _ => payback_value(Some(Payback::Never)),
        };
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
            .cell(simple)
            .cell(verdict)
            .marked_if(bad, Mark::Worst);
    }
    let mut section = Section::new("channels", "Which channels pay back?");
    section.table(table);
    section.note(
        "Payback counts whole months: the first in which the margin so far, of those who are left, covers the CAC. The first month counts whole, as customers pay on the day they are won.",
    );
    if inputs.form == Business::Subscription && inputs.arpa_per == Per::Year {
        section.note("A year’s revenue counts as twelve equal parts. Where customers pay it in advance, cash is back sooner.");
    }
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
    let exact = outputs.exact(inputs.ltv_basis);
    let mut add = |name: Sentence, of: &Economics| {
        let (by_ratio, by_payback, least) = outputs.allowable(inputs, of);
        let now = of.cac.map(Ratio::nearest);
        table
            .row()
            .cell(name)
            .cell(allowed_value(by_ratio, exact))
            .cell(allowed_value(Some(by_payback), outputs.churn_exact))
            .cell(now.map_or_else(no_cac, Value::Exact))
            .cell(now.map_or_else(no_cac, |now| exact_if(exact && outputs.churn_exact, least.less(now))))
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
        .number("counted", "Of these in a CAC")
        .money("marketing", "Media and agency")
        .money("other", "Salaries, sales, tools, other")
        .money("total", "Total")
        .by("marketing + other")
        .money("own", "Total for each customer")
        .decides()
        .by("total / counted");
    let acquisition = &outputs.acquisition;
    let mut add = |name: Sentence, of: &Acquired| {
        let total = of.total().unwrap_or_default();
        let counted = if acquisition.counts(of, Basis::Loaded) { of.customers } else { Decimal::ZERO };
        table
            .row()
            .cell(name)
            .cell(of.customers)
            .cell(counted)
            .cell(of.marketing)
            .cell(of.other)
            .cell(total)
            .or_none(total.nearly_over(counted));
    };
    for (channel, acquired) in inputs.channels.iter().zip(&acquisition.channels) {
        add(Sentence::verbatim(channel.name.as_str()), acquired);
    }
    add(say!("Shared by all"), &acquisition.shared);
    let mut section = Section::new("costs", "What does a customer cost, and which costs are in that?");
    section.table(table);
    let mut kinds = Table::new("cacs", "CAC by its definitions", "There is none.");
    kinds
        .head()
        .text("name", "CAC")
        .money("amount", "A customer costs")
        .by("spent / won")
        .money("spent", "Costs that count")
        .number("won", "New customers that count")
        .text("counts", "What counts");
    for (at, (basis, ..)) in Basis::OPTIONS.iter().enumerate() {
        let (name, counts) = match basis {
            Basis::Loaded => (LOADED, "All costs, over all new customers"),
            Basis::LoadedPaid => (
                LOADED_PAID,
                "All costs but those of organic channels, over new customers who are not organic",
            ),
            Basis::Blended => (BLENDED, "Media and agency, over all new customers, organic ones too"),
            Basis::Paid => (PAID, "Media and agency, over new customers of the channels with such costs"),
        };
        let cac = outputs.cacs[at].map_or_else(no_cac, |cac| Value::Exact(cac.nearest()));
        let of = acquisition.of(*basis);
        kinds
            .row()
            .cell(Sentence::from(name))
            .cell(cac)
            .cell(of.counted(*basis).ok().filter(|_| of.is_told(*basis)))
            .cell(of.customers)
            .cell(Sentence::from(counts))
            .marked_if(*basis == inputs.basis, Mark::Present);
    }
    section.table(kinds);
    section.table(cacs_by_channel(inputs, outputs));
    if !acquisition.untold.is_zero() {
        section.note(say!(
            "{untold, plural, one {# new customer} other {# new customers}} of channels that no cost names {untold, plural, one {counts} other {count}} in no CAC: a cost that is not known is not nothing. Enter 0 for a channel that costs nothing.",
            untold = acquisition.untold
        ));
    }
    if acquisition.channels.iter().any(|acquired| acquired.organic && !acquired.customers.is_zero()) {
        section.note("Customers who come by themselves lower the fully loaded and the blended CAC. More spend brings none of them: it has to earn the fully loaded CAC of paid customers.");
    }
    let all = &acquisition.all;
    if all.other > Decimal::ZERO {
        section.note(say!(
            "Of {total} the blended and the paid media CAC leave out {other}: salaries, sales, tools and other. Use these to compare campaigns, not to judge the business.",
            total = money(all.total().unwrap_or_default()),
            other = money(all.other)
        ));
    }
    let left_out = all.customers.less(acquisition.media.customers);
    if !left_out.is_zero() {
        section.note(say!(
            "The paid media CAC leaves out {left, plural, one {# new customer} other {# new customers}} of channels that are organic or have no cost for media or agency.",
            left = left_out
        ));
    }
    section.note("What is shared by all goes to channels by their new customers. Others call “blended” what is fully loaded here: compare the costs, not the names.");
    if !inputs.lag.is_zero() {
        section.note(say!(
            "New customers are set against the costs of {lag, plural, one {# month} other {# months}} before: the last costs and the first customers count in no CAC.",
            lag = inputs.lag
        ));
    }
    section
}

/// Each definition for each channel: the columns in the order of [`Basis`].
fn cacs_by_channel(inputs: &Inputs, outputs: &Outputs) -> Table {
    let acquisition = &outputs.acquisition;
    let mut table = Table::new("cacs_by_channel", "CAC by channel and definition", "There are no channels.");
    table
        .head()
        .text("channel", "Channel")
        .money("loaded", LOADED)
        .money("loaded_paid", LOADED_PAID)
        .money("blended", BLENDED)
        .money("paid", PAID);
    for (place, acquired) in acquisition.channels.iter().enumerate() {
        let mut row = table.row().words(&inputs.channels[place].name);
        for (basis, ..) in Basis::OPTIONS {
            let cac = acquisition.cac_of(place, *basis).ok().flatten();
            row = row.or_none(cac.filter(|_| acquisition.counts(acquired, *basis)).map(Ratio::nearest));
            row = row.marked_if(*basis == inputs.basis, Mark::Present);
        }
    }
    let mut row = table.row().cell(say!("All channels"));
    for (cac, (basis, ..)) in outputs.cacs.iter().zip(Basis::OPTIONS) {
        row = row.or_none(cac.map(Ratio::nearest)).marked_if(*basis == inputs.basis, Mark::Present);
    }
    table
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
    let revenue = inputs.average(&outputs.acquisition, outputs.churn, Decimal::ONE).ok();
    let of = |basis: LtvBasis, brings: &Mix| {
        basis.value(brings, outputs.discount, inputs.months_capped()).ok().flatten()
    };
    for basis in LtvBasis::ALL {
        let exact = outputs.exact(basis);
        let value =
            |value: Option<Ratio>| value.map_or_else(endless, |value| exact_if(exact, value.nearest()));
        let margin = of(basis, &outputs.all.brings);
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
            .cell(value(revenue.as_ref().and_then(|revenue| of(basis, revenue))))
            .cell(value(margin))
            .cell(ratio.map_or_else(|| Value::Undefined(say!("none")), |ratio| bare(ratio.nearest())));
    }
    let mut section = Section::new("lifetimes", "Which lifetime value is meant?");
    section.table(table);
    if outputs.is_mixed {
        section.note("Channels with a revenue or a churn of their own count by their new customers.");
    }
    section
        .note("Set margin against CAC, not revenue: a ratio of revenue is too high by one over the margin.");
    let churn = outputs.churn.nearest();
    if churn <= Decimal::ZERO {
        section.note("Churn is not above zero, so the whole lifetime has no end. That is no value to spend against: nobody stays for ever. Use the capped one.");
    } else if let Some(mean) = Decimal::ONE.nearly_over(churn) {
        section.note(say!(
            "At a churn of {churn} a month a customer stays {months} months on average, if churn is the same at every age. It mostly falls with age, and then the first year’s churn makes the lifetime too short: see Retention fit.",
            churn = crate::report::percent(churn.nearly_times(Decimal::ONE_HUNDRED).unwrap_or_default()),
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

fn months(inputs: &Inputs, outputs: &Outputs, all: &[Month]) -> Section {
    let mut table = Table::new("by_month", "One customer, month by month", "There are no months.");
    table
        .head()
        .number("month", "Month")
        .percent("left", if inputs.churn_by == ChurnBy::NetRevenue { "Revenue kept" } else { "Still there" })
        .money("margin", "Margin")
        .money("so_far", "Margin so far")
        .by("prev(so_far, 0) + margin")
        .money("less_cac", "So far, less CAC");
    let cost = outputs.all.cac.map(Ratio::nearest);
    let mut before = Decimal::ZERO;
    for (at, month) in all.iter().take(inputs.months_capped()).enumerate() {
        let exact = |value| exact_if(outputs.churn_exact, value);
        table
            .row()
            .cell(Decimal::from(at + 1))
            .cell(exact(month.left_before.nearly_times(Decimal::ONE_HUNDRED).unwrap_or_default()))
            .cell(exact(month.so_far.less(before)))
            .cell(exact(month.so_far))
            .cell(cost.map_or(Value::Blank, |cost| exact(month.so_far.less(cost))))
            .marked_if(outputs.all.payback == Some(Payback::Month(at + 1)), Mark::Present);
        before = month.so_far;
    }
    let mut section = Section::new("months", "How does the margin come in, month by month?");
    section.table(table);
    if outputs.channels.len() > 1 && outputs.channels.iter().any(|of| of.cac.is_some()) {
        section.table(months_by_channel(inputs, outputs));
    }
    if outputs.channels.iter().any(|of| of.cac.is_none()) {
        section.note("A channel without a CAC has no column here and no line in the chart.");
    }
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

/// A row for each month, a column for each channel with a CAC.
fn months_by_channel(inputs: &Inputs, outputs: &Outputs) -> Table {
    let label = "Margin of a customer so far, less CAC, by channel";
    let mut table = Table::new("by_month_and_channel", label, "There are no months.");
    let mut head = table.head().number("month", "Month");
    let mut columns = Vec::new();
    for (at, (channel, of)) in inputs.channels.iter().zip(&outputs.channels).enumerate() {
        let Some(cac) = of.cac else { continue };
        let key = ["channel_", &at.to_string()].concat();
        head = head.column(key, Sentence::verbatim(channel.name.as_str()), Measure::Money);
        columns.push((of, cac.nearest(), of.brings.months(inputs.months_capped()).unwrap_or_default()));
    }
    for month in 0..inputs.months_capped() {
        let mut row = table.row().cell(Decimal::from(month + 1));
        for (of, cac, months) in &columns {
            let less = months.get(month).map(|month| month.so_far.less(*cac));
            row = row.cell(less.map_or(Value::Blank, |less| exact_if(outputs.churn_exact, less)));
            row = row.marked_if(of.payback == Some(Payback::Month(month + 1)), Mark::Present);
        }
    }
    table
}
