//! The report of the page: months outside the band, channels at each horizon, paybacks, the triangles and the pooled curve.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::answer::{Standing, channel_name};
use super::projection::{BEHIND, Back, By, Projection};
use super::watch::Verdict;
use super::{ENOUGH, Inputs, Lists, MOST_HORIZONS, Outputs, Shows, Sum};
use crate::arithmetic::{Nearly, compound, percent_of};
use crate::calculators::performance::ltv_cac::bare;
use crate::report::chart::{Axis, Direction, Dot, Point, Shape, Tone, days};
use crate::report::{Chart, Mark, Measure, Report, Section, Sentence, Table, Value, percent, wording};
use crate::say;

/// The most ages that a triangle shows side by side.
const WIDE: usize = 36;

pub fn report(inputs: &Inputs, outputs: &Outputs) -> Report {
    Report {
        chart: Some(chart(inputs, outputs)),
        sections: vec![
            triggers(inputs, outputs),
            retention(inputs, outputs),
            horizons(inputs, outputs),
            paybacks(inputs, outputs),
            ages(inputs, outputs),
            triangle(inputs, outputs),
        ],
    }
}

fn ratio(sum: &Sum) -> Option<Decimal> {
    sum.ratio().ok().flatten().map(|ratio| ratio.nearest())
}

fn chart(inputs: &Inputs, outputs: &Outputs) -> Chart {
    let from = outputs.months.first().map(|(month, _)| *month).unwrap_or_default();
    let at = |place: usize| days(from, outputs.months[place].0);
    let points =
        (0..outputs.months.len()).map(|place| Point::from((at(place), ratio(&outputs.by_month[place]))));
    let outside = outputs.outside(inputs);
    let dots = outside.iter().filter_map(|place| {
        Some(Dot { x: at(*place), y: ratio(&outputs.by_month[*place])?, size: None, label: None })
    });
    let dots: Vec<Dot> = dots.collect();
    let mut chart = Chart {
        key: "ratio_by_month",
        title: say!(
            "LTV:CAC after {n, plural, one {# month} other {# months}}, by the month of winning",
            n = outputs.horizon
        ),
        summary: say!(
            "{n, plural, one {# month lies} other {# months lie}} outside the band from {low} to {high}.",
            n = outside.len(),
            low = inputs.band_low,
            high = inputs.band_high
        ),
        x: Axis::months("Won in", from),
        y: Axis::new("LTV:CAC", Measure::number()),
        layers: Vec::new(),
    };
    chart.layer("ratio", "LTV:CAC", Tone::Own, Shape::Line(points.collect()));
    if !dots.is_empty() {
        chart.layer("outside", "Outside the band", Tone::Negative, Shape::Points(dots));
    }
    for (key, label, at) in [("low", "Band from", inputs.band_low), ("high", "Band to", inputs.band_high)] {
        chart.layer(key, label, Tone::Plain, Shape::Rule { across: Direction::Y, at });
    }
    chart
}

fn triggers(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut table =
        Table::new("by_month", "By the month of winning, at the horizon", "There are no cohorts.");
    table
        .head()
        .month("month", "Won in")
        .number("customers", "Customers")
        .money("spend", "Spend")
        .money("margin", "Margin by the horizon")
        .number("month_ratio", "LTV:CAC")
        .by("margin / spend")
        .text("standing", "Against the band")
        .decides();
    for (place, (month, _)) in outputs.months.iter().enumerate() {
        let sum = &outputs.by_month[place];
        let standing = outputs.standing(inputs, sum);
        let told = match standing {
            Standing::Below => say!("Below"),
            Standing::Above => say!("Above"),
            Standing::Inside => say!("Inside"),
            Standing::TooFew => say!("Too few customers"),
            Standing::None if sum.cohorts == 0 => say!("Too young, or no cost"),
            Standing::None => say!("Cost nothing"),
        };
        let row = table.row().cell(*month);
        // What is not observed is blank, never zero.
        let row = match sum.cohorts {
            0 => row.cell(Value::Blank).cell(Value::Blank).cell(Value::Blank).cell(Value::Blank),
            _ => row
                .cell(sum.customers)
                .cell(sum.spend)
                .cell(sum.margin)
                .cell(ratio(sum).map_or_else(|| Value::Undefined(say!("Cost nothing.")), bare)),
        };
        row.cell(told)
            .marked_if(standing == Standing::Below, Mark::Worst)
            .marked_if(standing == Standing::Above, Mark::Best);
    }
    let mut section = Section::new("triggers", "Which months leave the band?");
    section.table(table);
    section.note(say!(
        "All are compared after {months, plural, one {# whole month} other {# whole months}}. Dividing what each has earned until now by its cost would compare old cohorts with young ones.",
        months = outputs.horizon
    ));
    section
}

/// How far the share of so many customers may be off by chance alone, in percent of it: two standard errors.
fn chance(kept: Decimal, customers: Decimal) -> Option<Decimal> {
    let share = kept.nearly_over(Decimal::ONE_HUNDRED)?;
    let square = Decimal::ONE.less(share).nearly_over(share)?.nearly_over(customers)?;
    compound::root(square, 2)?.nearly_times(Decimal::from(200)).map(|percent| percent.round_dp(2))
}

fn retention(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut table = Table::new("watch", "Held against earlier cohorts", "No cohort is old enough yet.");
    let counted = inputs.lists == Lists::Active;
    let measure = || if counted { Measure::Percent } else { Measure::Money };
    let mut head = table
        .head()
        .month("month", "Won in")
        .text("channel", "Channel")
        .number("customers", "Customers")
        .column("kept", say!("Kept in month {month}", month = inputs.watch_month), measure())
        .column("earlier", "Earlier cohorts", measure())
        .percent("difference", "Difference")
        .by("percent((kept - earlier) / earlier)");
    if counted {
        head = head.percent("chance", "Chance alone, ±");
    }
    head.number("earlier_cohorts", "Cohorts before").text("standing", "Against the band").decides();
    for watched in &outputs.watched {
        let cohort = &inputs.cohorts[watched.row];
        let share = |listed: Decimal, customers: Decimal| match counted {
            true => percent_of(listed, customers),
            false => listed.nearly_over(customers),
        };
        let kept = share(watched.listed, cohort.customers);
        let earlier = share(watched.earlier.listed, watched.earlier.customers);
        let difference =
            kept.zip(earlier).and_then(|(kept, earlier)| percent_of(kept.less(earlier), earlier));
        let chance = earlier.filter(|_| counted).and_then(|earlier| chance(earlier, cohort.customers));
        let below = watched.verdict == Verdict::Below;
        let is_chance = chance.zip(difference).is_some_and(|(chance, difference)| -difference <= chance);
        let told = match watched.verdict {
            Verdict::Below if is_chance => say!("Below, by chance perhaps"),
            Verdict::Below => say!("Below"),
            Verdict::Inside => say!("Inside"),
            Verdict::FewEarlier => say!("Too few before it"),
            Verdict::FewCustomers => say!("Too few customers"),
        };
        let row = table
            .row()
            .cell(cohort.month)
            .cell(channel_name(&cohort.channel))
            .cell(cohort.customers)
            .or_none(kept)
            .or_none(earlier)
            .or_none(difference);
        let row = match (counted, chance) {
            (false, _) => row,
            (true, None) => row.or_none(None),
            (true, Some(value)) => row.cell(Value::Approximate { value, interval: None }),
        };
        row.cell(Decimal::from(watched.earlier.cohorts)).cell(told).marked_if(below, Mark::Worst);
    }
    let mut section = Section::new("retention", "Which cohorts keep less than earlier ones?");
    section.table(table);
    section.note(say!(
        "A cohort is marked where it keeps, in month {month}, more than {tolerance} less than all earlier cohorts of its channel together. At least {enough} of these must be there, and cohorts of fewer than {least} customers are left out.",
        month = inputs.watch_month,
        tolerance = percent(inputs.tolerance.0),
        enough = ENOUGH,
        least = inputs.least_customers
    ));
    if counted {
        section.note("A difference within the column “Chance alone” is what so many customers bring about by themselves one time in twenty or more. Several such cohorts one after the other are none the less a sign.");
    }
    section
}

fn horizons(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut table = Table::new("by_channel", "LTV:CAC by channel and age", "There are no cohorts.");
    let mut head =
        table.head().text("channel", "Channel").number("customers", "Customers won").money("cac", "CAC");
    let mut ages = inputs.ages();
    ages.truncate(MOST_HORIZONS);
    for (at, age) in ages.iter().enumerate() {
        let key = Cow::from(["after_", &at.to_string()].concat());
        head = head.column(
            key,
            say!("After {n, plural, one {# month} other {# months}}", n = *age),
            Measure::number(),
        );
    }
    let names = outputs.channels.iter().map(|name| (channel_name(name), inputs.rows_of(name)));
    let every = (0..inputs.cohorts.len()).collect();
    for (name, rows) in names.chain([(say!("All channels"), every)]) {
        let mut row = table.row().cell(name);
        let (mut customers, mut spend) = (Decimal::ZERO, Some(Decimal::ZERO));
        for cohort in rows.iter().map(|row| &inputs.cohorts[*row]) {
            customers.nearly_gain(cohort.customers);
            spend = spend.zip(cohort.spend).and_then(|(sum, spend)| sum.nearly_plus(spend));
        }
        row = row.cell(customers).or_none(spend.and_then(|spend| spend.nearly_over(customers)));
        for age in &ages {
            let sum = outputs.sum(&inputs.cohorts, *age, &rows).unwrap_or_default();
            row = row.cell(ratio(&sum).map_or(Value::Blank, bare));
        }
    }
    let mut section = Section::new("horizons", "Which channels earn back their cost, and by when?");
    section.table(table);
    section.note("Each value takes only cohorts that have been observed so long, and their own costs. It is blank where there is none. Values of different ages may so rest on different cohorts, and may fall from one to the next.");
    section
}

fn paybacks(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut table = Table::new("by_cohort", "Payback of each cohort", "There are no cohorts.");
    table
        .head()
        .month("month", "Won in")
        .text("channel", "Channel")
        .money("cac", "CAC")
        .money("so_far", "Margin so far, each")
        .number_of("observed_months", "Observed", wording("months"))
        .column(
            "ratio_then",
            say!("LTV:CAC after {n, plural, one {# month} other {# months}}", n = outputs.horizon),
            Measure::number(),
        )
        .text("payback", "Payback")
        .decides();
    let projected = |name: &String| outputs.projection(inputs, name);
    let projections: Vec<Option<Projection>> = outputs.channels.iter().map(projected).collect();
    let target = usize::try_from(inputs.target_payback.trunc().mantissa()).unwrap_or_default();
    for (_, rows) in &outputs.months {
        for row in rows {
            let (cohort, line) = (&inputs.cohorts[*row], &outputs.lines[*row]);
            let channel = outputs.channels.iter().position(|name| *name == cohort.channel);
            let projection = channel.and_then(|channel| projections[channel].as_ref());
            let back = cohort.spend.map(|spend| outputs.back(line, inputs.each(), spend, projection));
            let seen = line.full;
            let (told, late) = match back {
                None => (say!("No cost is known"), false),
                Some(_) if cohort.customers.is_zero() => (say!("Nobody was won"), true),
                Some(Back::Observed(0)) => (say!("Cost nothing"), false),
                Some(Back::Observed(month)) => (say!("Month {month}", month = month), month > target),
                Some(Back::Projected(month)) => (
                    say!(
                        "Not by month {seen} (observed); month {month} by the model",
                        seen = seen,
                        month = month
                    ),
                    month > target,
                ),
                Some(Back::Never) => {
                    (say!("Not by month {seen} (observed); never under the model", seen = seen), true)
                }
                Some(Back::TooLate) => {
                    (say!("Not by month {seen} (observed); not in 50 years by the model", seen = seen), true)
                }
                Some(Back::Unknown) if seen == 0 => (say!("No month is over yet"), false),
                Some(Back::Unknown) => {
                    (say!("Not by month {seen} (observed); too early to project", seen = seen), false)
                }
            };
            let each =
                |amount: Option<Decimal>| amount.and_then(|amount| amount.nearly_over(cohort.customers));
            let part = seen < line.observed.len();
            table
                .row()
                .cell(cohort.month)
                .cell(channel_name(&cohort.channel))
                .or_none(each(cohort.spend))
                .cell(each(line.so_far.last().copied()))
                .marked_if(part, Mark::Partial)
                .cell(Decimal::from(line.full))
                .cell(
                    outputs
                        .sum(&inputs.cohorts, outputs.horizon, &[*row])
                        .ok()
                        .as_ref()
                        .and_then(ratio)
                        .map_or(Value::Blank, bare),
                )
                .cell(told)
                .marked_if(late, Mark::Worst);
        }
    }
    let mut section = Section::new("paybacks", "When does each cohort pay back?");
    section.table(table);
    section.note(
        "Month 1 is the month in which customers are won, and counts whole, however late in it they came.",
    );
    let mut table = Table::new("projections", "What the model rests on", "There are no cohorts.");
    table.head().text("channel", "Channel").text("by", "Projected by").percent("later", "Later months keep");
    for (name, projection) in outputs.channels.iter().zip(&projections) {
        let row = table.row().cell(channel_name(name));
        match projection {
            None => row.cell(say!("Too early")).or_none(None),
            Some(projection) => {
                let later = projection.tail.nearly_times(Decimal::ONE_HUNDRED).unwrap_or_default();
                row.cell(projected_by(projection)).cell(Value::Approximate { value: later, interval: None })
            }
        };
    }
    section.table(table);
    section.note("The model multiplies the last whole month’s margin by what cohorts kept of the month before at the next age, and at ages that none of them has reached by the mean of the last three ages. It supposes that young cohorts will go on as old ones did.");
    if outputs.channels.len() > 1 {
        section.note(say!(
            "A channel is projected by its own cohorts at ages that at least {enough} of them have been observed. If these reach to {behind} months before the oldest age of all, it goes on by its own last three ages, and otherwise by all cohorts.",
            enough = ENOUGH,
            behind = BEHIND
        ));
    }
    section
}

/// Whose cohorts tell how a cohort goes on.
fn projected_by(projection: &Projection) -> Sentence {
    match projection.by {
        By::All => say!("All cohorts"),
        By::Channel => say!("Its channel"),
        By::Until(month) => say!("Its channel to month {month}, then all", month = month),
    }
}

fn ages(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut table = Table::new("by_age", "All cohorts observed that long", "No month is over yet.");
    table
        .head()
        .number("month", "Month of age")
        .number("cohorts_seen", "Cohorts")
        .number("customers", "Customers won")
        .money("margin", "Margin in the month")
        .money("margin_so_far", "Margin so far, each")
        .percent("kept", "Of the month before")
        .decides()
        .percent("active", "Active, of all won");
    for (age, pooled) in outputs.pooled.iter().enumerate() {
        let active = percent_of(pooled.observed, pooled.customers);
        table
            .row()
            .cell(Decimal::from(age + 1))
            .cell(Decimal::from(pooled.cohorts))
            .cell(pooled.customers)
            .cell(pooled.observed.nearly_times(inputs.each()))
            .or_none(pooled.so_far.nearly_over(pooled.customers))
            .cell(percent_of(pooled.observed, pooled.before).filter(|_| age > 0))
            .cell(active.filter(|_| inputs.lists == Lists::Active));
    }
    let mut section = Section::new("ages", "How well do customers stay, at each age?");
    section.table(table);
    section.note("Every value is divided by all who were won, not by those still active: the mean of the active ones is no lifetime value. A month in part is left out here.");
    section
}

/// A row for each cohort, a column for each month of age.
fn grid(
    inputs: &Inputs,
    outputs: &Outputs,
    mut table: Table,
    measure: Measure,
    of: &dyn Fn(usize, usize) -> Option<Decimal>,
) -> Table {
    let mut head =
        table.head().month("month", "Won in").text("channel", "Channel").number("customers", "Customers");
    let width = outputs.lines.iter().map(|line| line.observed.len()).max().unwrap_or_default().min(WIDE);
    for age in 1..=width {
        let key = Cow::from(["month_", &age.to_string()].concat());
        head = head.column(key, say!("Month {n}", n = age), measure.clone());
    }
    for (_, rows) in &outputs.months {
        for row in rows {
            let (cohort, full) = (&inputs.cohorts[*row], outputs.lines[*row].full);
            let mut cells =
                table.row().cell(cohort.month).cell(channel_name(&cohort.channel)).cell(cohort.customers);
            for age in 0..width {
                let value = of(*row, age);
                cells = cells.cell(value).marked_if(age >= full && value.is_some(), Mark::Partial);
            }
        }
    }
    table
}

fn triangle(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut section = Section::new("triangle", "What has each cohort brought, month by month?");
    let each = |amount: Decimal, row: usize| amount.nearly_over(inputs.cohorts[row].customers);
    let (label, measure) = match (inputs.shows, inputs.lists) {
        (Shows::SoFar, _) => (say!("Margin so far of each customer won"), Measure::Money),
        (Shows::Month, _) => (say!("Margin in the month of each customer won"), Measure::Money),
        (Shows::Listed, Lists::Active) => (say!("Active customers"), Measure::number()),
        (Shows::Listed, Lists::Margin) => (say!("Margin in the month of the whole cohort"), Measure::Money),
    };
    let table = Table::new("triangle", label, "There are no cohorts.");
    section.table(grid(inputs, outputs, table, measure, &|row, age| {
        let line = &outputs.lines[row];
        let listed = *line.observed.get(age)?;
        match inputs.shows {
            Shows::SoFar => each(*line.so_far.get(age)?, row),
            Shows::Month => each(listed.nearly_times(inputs.each())?, row),
            Shows::Listed => Some(listed),
        }
    }));
    if inputs.lists == Lists::Active {
        let table = Table::new("retention", "Still active, of all who were won", "There are no cohorts.");
        section.table(grid(inputs, outputs, table, Measure::Percent, &|row, age| {
            let active = inputs.cohorts[row].observed.get(age).copied().flatten()?;
            each(active.nearly_times(Decimal::ONE_HUNDRED)?, row)
        }));
    }
    if outputs.pooled.len() > WIDE {
        section.note(say!(
            "Ages above {most} months are left out here; all ages of all cohorts stand above.",
            most = WIDE
        ));
    }
    section.note("A blank cell is not observed, which is not zero. The month in which the data end is marked, unless it is over.");
    section
}
