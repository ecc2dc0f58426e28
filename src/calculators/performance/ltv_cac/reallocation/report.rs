//! The report of the page: the moves, averages beside margins, and what if returns diminish faster.

use rust_decimal::Decimal;

use super::{Held, Inputs, Outputs};
use crate::arithmetic::Nearly;
use crate::arithmetic::allocation::Curve;
use crate::calculators::performance::ltv_cac::bare;
use crate::report::chart::{Axis, Bars, Tone};
use crate::report::{Chart, Mark, Measure, Report, Section, Sentence, Table, Value, money};
use crate::say;

pub fn report(inputs: &Inputs, outputs: &Outputs) -> Report {
    Report {
        chart: Some(chart(inputs, outputs)),
        sections: vec![moves(inputs, outputs), margins(inputs, outputs), doubts(inputs, outputs)],
    }
}

fn approximate(value: Decimal) -> Value {
    Value::Approximate { value, interval: None }
}

fn name(inputs: &Inputs, channel: usize) -> Sentence {
    Sentence::verbatim(inputs.channels[channel].name.as_str())
}

fn chart(inputs: &Inputs, outputs: &Outputs) -> Chart {
    let channels = 0..outputs.curves.len();
    let bars =
        |of: &dyn Fn(usize) -> Decimal| Bars::beside(channels.clone().map(|channel| Some(of(channel))));
    let mut chart = Chart {
        key: "spend",
        title: say!("Spend by channel"),
        summary: say!(
            "{n, plural, one {# channel gets} other {# channels get}} more, {less, plural, one {# gets} other {# get}} less.",
            n = channels.clone().filter(|channel| outputs.change(*channel) > Decimal::ZERO).count(),
            less = channels.clone().filter(|channel| outputs.change(*channel) < Decimal::ZERO).count()
        ),
        x: Axis::categories("Channel", channels.clone().map(|channel| name(inputs, channel)).collect()),
        y: Axis::new("Spend", Measure::Money),
        layers: Vec::new(),
    };
    chart.layer("now", "Now", Tone::Plain, bars(&|channel| outputs.curves[channel].spend));
    chart.layer("proposed", "Proposed", Tone::Own, bars(&|channel| outputs.spends[channel]));
    chart
}

fn moves(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut table = Table::new("moves", "Present and proposed", "There are no channels.");
    table
        .head()
        .text("channel", "Channel")
        .money("present", "Spend now")
        .money("proposed", "Proposed")
        .money("change", "Change")
        .by("proposed - present")
        .number("customers_then", "Customers expected")
        .money("returns_then", "Lifetime value of all")
        .text("held", "Held by")
        .decides();
    for (channel, curve) in outputs.curves.iter().enumerate() {
        let held = match outputs.held[channel] {
            Held::Free => say!("Nothing"),
            Held::AtLow => say!("Its lower bound"),
            Held::AtHigh => say!("Its upper bound"),
            Held::TooFew => say!("Too few customers"),
            Held::NoSpend => say!("No spend to learn from"),
        };
        let same = outputs.change(channel).is_zero();
        let told = |value: Decimal| if same { Value::Exact(value) } else { approximate(value) };
        table
            .row()
            .cell(name(inputs, channel))
            .cell(curve.spend)
            .cell(outputs.spends[channel])
            .cell(outputs.change(channel))
            .cell(told(outputs.customers[channel]))
            .cell(told(outputs.returns(inputs, channel)))
            .cell(held)
            .marked_if(!same, Mark::Present);
    }
    let mut section = Section::new("moves", "What should be moved, and what holds the rest?");
    section.table(table);
    let left = outputs.left();
    if left > Decimal::ZERO {
        section.note(say!(
            "{left} of the budget is left: no channel that brings anything may take it.",
            left = money(left)
        ));
    }
    section.note("This is one step, within which the answer of each channel is thought to be known. Look at what it did before the next.");
    section
}

fn margins(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut table = Table::new("margins", "Averages, and the next customer", "There are no channels.");
    table
        .head()
        .text("channel", "Channel")
        .money("returns", "Lifetime value of all")
        .money("average_cac", "Average CAC")
        .number("average_ratio", "Average LTV:CAC")
        .money("next_cac", "CAC of the next customer")
        .number("next_ratio", "LTV:CAC of the next, now")
        .number("next_then", "Of the next, proposed")
        .decides();
    for (channel, curve) in outputs.curves.iter().enumerate() {
        let none = || Value::Undefined(say!("none"));
        let customers = inputs.channels[channel].customers;
        let average = curve.spend.nearly_over(customers);
        let next =
            average.and_then(|average| average.nearly_over(curve.elasticity)).filter(|next| !next.is_zero());
        let told = outputs.held[channel] != Held::TooFew;
        let ratio = |ratio: Option<Decimal>| ratio.filter(|_| told).map_or_else(none, bare);
        let then = match outputs.spends[channel] {
            spend if spend > Decimal::ZERO && curve.spend > Decimal::ZERO => curve.marginal(spend),
            _ => None,
        };
        table
            .row()
            .cell(name(inputs, channel))
            .cell(curve.returns)
            .cell(average.map_or_else(none, Value::Exact))
            .cell(curve.returns.nearly_over(curve.spend).map_or_else(none, bare))
            .cell(next.filter(|_| told).map_or_else(none, Value::Exact))
            .cell(ratio(outputs.marginal_now(channel)))
            .cell(then.filter(|_| told).map_or_else(none, approximate));
    }
    let mut section = Section::new("margins", "Why is the best average not the best place for more?");
    section.table(table);
    section.note(
        "With diminishing returns the next customer costs more than the average one: the average CAC over the elasticity. A channel with a fine average can be full, and one with a poor average can have room. Money should go where the next customer is worth most for what they cost.",
    );
    section.note("Where the last column differs between channels, a bound holds one of them. Below 1 the last unit of money brings less than itself, and a smaller budget would pay.");
    section
}

fn doubts(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut table = Table::new("doubts", "The same move, if elasticities are others", "There is none.");
    table.head().percent("times", "Elasticity, of that entered").money("brings", "The move brings");
    for percent in [50u32, 75, 100, 125] {
        let times = Decimal::new(percent.into(), 2);
        let mut gain = Decimal::ZERO;
        for (channel, curve) in
            outputs.curves.iter().enumerate().filter(|(channel, _)| !outputs.change(*channel).is_zero())
        {
            let elasticity = curve.elasticity.nearly_times(times).unwrap_or_default().min(Decimal::ONE);
            let other = Curve { elasticity, ..*curve };
            let growth = other.growth(outputs.spends[channel]).unwrap_or_default();
            let returns = curve.returns.nearly_times(growth).unwrap_or_default();
            gain.nearly_gain(returns.less(curve.returns).less(outputs.change(channel)));
        }
        table
            .row()
            .cell(Decimal::from(percent))
            .cell(approximate(gain))
            .marked_if(percent == 100, Mark::Present);
    }
    let mut section = Section::new("doubts", "What if returns diminish faster than thought?");
    section.table(table);
    section.note(say!(
        "Elasticities decide the split and are the least known of all that is entered. Measure them: change the spend of one channel or region, and compare. Channels with fewer than {least} customers are left as they are, because chance alone would move them.",
        least = inputs.least_customers
    ));
    section
}
