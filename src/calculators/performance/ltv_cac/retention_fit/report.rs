//! The report of the page: renewal by renewal, lifetimes by method, what who stayed is still worth, and how far to trust it.

use rust_decimal::Decimal;

use super::{Inputs, Outputs, estimated};
use crate::arithmetic::Nearly;
use crate::arithmetic::ratio::Ratio;
use crate::arithmetic::shifted_beta_geometric::Of;
use crate::report::chart::{Axis, Direction, Point, Shape, Span, Tone};
use crate::report::{Chart, Mark, Measure, Report, Section, Sentence, Table, Value, about, percent};
use crate::say;

pub fn report(inputs: &Inputs, outputs: &Outputs) -> Report {
    Report {
        chart: Some(chart(outputs)),
        sections: vec![
            renewals(outputs),
            lifetimes(inputs, outputs),
            residual(inputs, outputs),
            trust(outputs),
        ],
    }
}

impl Outputs {
    /// The share of the cohort that was counted after a renewal, in percent.
    fn counted(&self, renewal: usize) -> Option<Decimal> {
        let left = self.survivors.get(renewal)?;
        left.nearly_times(Decimal::ONE_HUNDRED)?.nearly_over(self.survivors[0])
    }

    /// The share kept at a renewal of those before it, in percent.
    fn kept(&self, renewal: usize) -> Option<Decimal> {
        let (before, after) = (self.survivors.get(renewal - 1)?, self.survivors.get(renewal)?);
        after.nearly_times(Decimal::ONE_HUNDRED)?.nearly_over(*before)
    }
}

fn points(share: Decimal) -> Decimal {
    share.nearly_times(Decimal::ONE_HUNDRED).unwrap_or_default()
}

fn chart(outputs: &Outputs) -> Chart {
    let (mut line, mut band) = (Vec::new(), Vec::new());
    for (renewal, left) in outputs.left.iter().enumerate() {
        let x = Decimal::from(renewal);
        line.push(Point::from((x, points(left.value))));
        if let Some((low, high)) = left.interval {
            band.push(Span { x, from: points(low), to: points(high) });
        }
    }
    let churn = outputs.pooled_churn.nearest();
    let mut left = Decimal::ONE_HUNDRED;
    let mut same = Vec::new();
    for renewal in 0..=outputs.ahead {
        same.push(Point::from((Decimal::from(renewal), left)));
        left = left.nearly_times(Decimal::ONE.less(churn)).unwrap_or_default();
    }
    let counted = (0..outputs.survivors.len())
        .filter_map(|renewal| Some(Point::from((Decimal::from(renewal), outputs.counted(renewal)?))));
    let last = line.last().and_then(|point| point.y).unwrap_or_default();
    let mut chart = Chart {
        key: "survival",
        title: say!("Customers left, in percent of the cohort"),
        summary: say!(
            "The fit leaves {left} after renewal {ahead}.",
            left = percent(last),
            ahead = outputs.ahead
        ),
        x: Axis::new("Renewals", Measure::number()),
        y: Axis::new("Left", Measure::Percent),
        layers: Vec::new(),
    };
    chart.layer("fit", "Fit", Tone::Own, Shape::Line(line));
    if band.len() > 1 {
        chart.layer("interval", "95% interval of the fit", Tone::Same, Shape::Area(band));
    }
    chart.layer("counted", "Counted", Tone::Accent, Shape::Line(counted.collect()));
    chart.layer("same", "The same churn at every renewal", Tone::Plain, Shape::Line(same));
    if outputs.fitted < outputs.ahead {
        let at = Decimal::from(outputs.fitted);
        chart.layer("end", "Fitted until here", Tone::Plain, Shape::Rule { across: Direction::X, at });
    }
    chart
}

fn renewals(outputs: &Outputs) -> Section {
    let mut table = Table::new("by_renewal", "Renewal by renewal", "There are no renewals.");
    table
        .head()
        .number("renewal", "Renewal")
        .percent("left_counted", "Left, counted")
        .percent("left_fit", "Left, by the fit")
        .percent("kept_counted", "Kept at this renewal, counted")
        .percent("kept_fit", "Kept, by the fit")
        .text("use", "Used for");
    for renewal in 1..=outputs.ahead {
        let used = match renewal {
            renewal if renewal <= outputs.fitted => say!("the fit"),
            renewal if renewal < outputs.survivors.len() => say!("testing it"),
            _ => say!("nothing: projected"),
        };
        let mark = renewal > outputs.fitted;
        table
            .row()
            .cell(Decimal::from(renewal))
            .cell(outputs.counted(renewal))
            .cell(estimated(outputs.left.get(renewal).copied(), Decimal::ONE_HUNDRED))
            .cell(outputs.kept(renewal))
            .cell(estimated(outputs.fit.tell(Of::Kept(renewal)), Decimal::ONE_HUNDRED))
            .cell(used)
            .marked_if(mark, Mark::Partial);
    }
    let mut section = Section::new("renewals", "What share stays at each renewal, and how many are left?");
    section.table(table);
    section.note(
        "Retention rises with age because those most likely to leave have left, not because anybody becomes more loyal. So a discount that keeps the doubtful makes later renewals worse.",
    );
    section
}

fn lifetimes(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut table = Table::new("by_method", "Discounted lifetime of a new customer", "There is none.");
    table
        .head()
        .text("method", "From")
        .percent("churn", "Churn")
        .column("lifetime", "Discounted lifetime", Measure::of(inputs.period.plural()))
        .money("value", "Value of a new customer");
    let money = |lifetime: &Value| match (inputs.margin_period, lifetime.number()) {
        (Some(margin), Some(lifetime)) => {
            Value::Approximate { value: margin.nearly_times(lifetime).unwrap_or_default(), interval: None }
        }
        _ => Value::Blank,
    };
    let constants = [
        ("Churn at the first renewal, for ever", outputs.first_churn),
        ("Churn at all renewals, for ever", outputs.pooled_churn),
    ];
    for (name, churn) in constants {
        let churn: Ratio = churn;
        let lifetime = match outputs.constant(churn.nearest()) {
            Some(value) => Value::Approximate { value, interval: None },
            None => Outputs::endless(),
        };
        let value = money(&lifetime);
        table.row().cell(Sentence::from(name)).cell(points(churn.nearest())).cell(lifetime).cell(value);
    }
    let lifetime = estimated(outputs.lifetime, Decimal::ONE);
    let value = money(&lifetime);
    table
        .row()
        .cell(say!("The fit, with churn that falls"))
        .cell(Value::Blank)
        .cell(lifetime)
        .cell(value)
        .marked_if(true, Mark::Present);
    let mut section = Section::new("lifetimes", "How much does it matter that churn falls with age?");
    section.table(table);
    section.note("Payments come as each period begins, the first for certain. A lifetime from the churn of the first renewal is mostly far too short.");
    section
}

fn residual(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut table = Table::new("residual", "Customers just before their next renewal", "There is none.");
    table
        .head()
        .number("behind", "Renewals behind")
        .percent("next", "Will renew next")
        .column("still", "Payments still to come, discounted", Measure::of(inputs.period.plural()))
        .money("worth", "Still worth");
    let residual = outputs.fit.residual(outputs.fitted.min(12), outputs.discount);
    for (behind, still) in residual.into_iter().enumerate() {
        let worth = match inputs.margin_period {
            Some(margin) => estimated(still, margin),
            None => Value::Blank,
        };
        table
            .row()
            .cell(Decimal::from(behind))
            .cell(estimated(outputs.fit.tell(Of::Kept(behind + 1)), Decimal::ONE_HUNDRED))
            .cell(estimated(still, Decimal::ONE))
            .cell(worth);
    }
    let mut section = Section::new("residual", "What is a customer still worth who has stayed so far?");
    section.table(table);
    section.note(
        "Discounted expected residual lifetime (DERL, Fader and Hardie 2010): the coming renewal counts whole if it is made, each later one is discounted by its distance. It is what keeping a customer may cost at most, if nothing else would keep them.",
    );
    section
}

fn trust(outputs: &Outputs) -> Section {
    let mut table = Table::new("parameters", "The fit", "There is none.");
    table
        .head()
        .text("name", "Parameter")
        .number("estimate", "Value")
        .number("low", "From")
        .number("high", "To");
    for (name, of) in [("Alpha", Of::Alpha), ("Beta", Of::Beta)] {
        let found = outputs.fit.tell(of);
        let end = |end: fn((Decimal, Decimal)) -> Decimal| match found.and_then(|found| found.interval) {
            Some(interval) => Value::Approximate { value: end(interval), interval: None },
            None => Value::Undefined(say!("no bound")),
        };
        let value = match outputs.parameter(of) {
            Value::Approximate { value, .. } => Value::Approximate { value, interval: None },
            none => none,
        };
        table
            .row()
            .cell(Sentence::from(name))
            .cell(value)
            .cell(end(|interval| interval.0))
            .cell(end(|interval| interval.1));
    }
    let mut section = Section::new("trust", "How far can this be trusted?");
    section.table(table);
    let better = outputs.fit.log_likelihood().less(outputs.fit.same_for_all());
    section.note(match better > Decimal::new(192, 2) {
        true => say!(
            "That churn falls with age is well supported: the log-likelihood is {better} better than that of one churn for all, and 1.92 would be enough at 95%.",
            better = about(better)
        ),
        false => say!(
            "That churn falls with age is not proved by this cohort: the log-likelihood is only {better} better than that of one churn for all. Take the constant churn as the plainer account.",
            better = about(better)
        ),
    });
    match outputs.held_out() {
        Some((expected, counted)) => section.note(say!(
            "In the renewals held out the fit expects {expected} customers in all, and {counted} were counted.",
            expected = about(expected.round_dp(1)),
            counted = about(counted)
        )),
        None => section.note("Nothing was held out. Fit fewer renewals than you have, and see how well the others are met, before you believe the projection."),
    }
    section.note(say!(
        "{fitted} renewals were fitted. A projection to more than twice as many rests on the model alone, and the intervals know nothing of a new rival, a new price or another kind of customer. Fit one cohort at a time: a mix of young and old ones is no cohort.",
        fitted = outputs.fitted
    ));
    section
}
