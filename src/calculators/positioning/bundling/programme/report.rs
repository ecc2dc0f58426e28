//! The report of the page: where the change comes from, order value, discount, attach rates and the lines of an invoice.

use rust_decimal::Decimal;

use super::{Inputs, Outputs, called};
use crate::arithmetic::Nearly;
use crate::calculators::positioning::bundling::amounts::percent_of;
use crate::report::chart::{Axis, Direction, Point, Shape, Tone};
use crate::report::{Chart, Mark, Measure, Report, Section, Sentence, Table, Value, money, percent};
use crate::say;

pub fn report(inputs: &Inputs, outputs: &Outputs) -> Report {
    Report {
        chart: Some(sources_chart(inputs, outputs)),
        sections: vec![
            sources(inputs, outputs),
            ranges(inputs, outputs),
            order_value(inputs, outputs),
            discounts(inputs, outputs),
            attach(inputs, outputs),
            lines(inputs, outputs),
        ],
    }
}

/// What the segment at a place is called.
fn name(inputs: &Inputs, at: usize) -> Sentence {
    inputs.baskets.get(at).map_or_else(|| say!("New orders"), |basket| called(&inputs.items, basket))
}

fn sources_chart(inputs: &Inputs, outputs: &Outputs) -> Chart {
    let mut names: Vec<Sentence> = (0..outputs.segments.len()).map(|at| name(inputs, at)).collect();
    let mut changes: Vec<Decimal> = outputs.segments.iter().map(|segment| segment.change).collect();
    if !inputs.fixed_cost.is_zero() {
        names.push(say!("Fixed cost"));
        changes.push(-inputs.fixed_cost);
    }
    let worst = (0..changes.len()).min_by_key(|at| changes[*at]).unwrap_or_default();
    let summary = if changes.get(worst).is_some_and(|change| *change < Decimal::ZERO) {
        say!(
            "The largest loss, {lost}, comes from: {group}.",
            lost = money(-changes[worst]),
            group = names[worst].clone()
        )
    } else {
        say!("No group of orders loses by the bundle.")
    };
    let mut chart = Chart {
        key: "sources",
        title: say!("Change in contribution by what buyers do today"),
        summary,
        x: Axis::categories("Orders today", names),
        y: Axis::new("Change in contribution", Measure::Money),
        layers: Vec::new(),
    };
    chart.gains_and_losses(&changes);
    chart
}

fn sources(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut section = Section::new("sources", "Where does the change come from?");
    let mut table = Table::new("segments", "By what buyers do today", "There are no orders.");
    table
        .head()
        .text("basket", "Orders today")
        .number("bundles", "Bundles")
        .money("spent", "Paid for the items now")
        .money("revenue_change", "Revenue change")
        .by("bundles * (^bundle_price_set - spent)")
        .money("replaced", "Replaced per bundle")
        .money("lost", "Replaced in all")
        .by("bundles * replaced")
        .money("per_bundle", "Change per bundle")
        .by("^bundle_contribution - replaced")
        .money("change", "Change")
        .decides()
        .by("bundles * per_bundle")
        .percent("pays_from", "Pays from a take rate of");
    for (at, segment) in outputs.segments.iter().enumerate() {
        let of = |amount: Decimal| segment.bundles.nearly_times(amount).unwrap_or_default();
        let pays_from = match outputs.takes.get(at).copied() {
            None => Value::Blank,
            Some(Some(take)) if take <= Decimal::ONE_HUNDRED => take.into(),
            Some(_) => Value::Undefined(say!("never")),
        };
        table
            .row()
            .cell(name(inputs, at))
            .cell(segment.bundles)
            .cell(segment.spent)
            .cell(of(outputs.bundle_price.less(segment.spent)))
            .cell(segment.replaced)
            .cell(of(segment.replaced))
            .cell(segment.per_bundle)
            .cell(segment.change)
            .cell(pays_from);
    }
    section.table(table);
    section.note(
        "Replaced is what the items earn that such an order would have bought anyway; for new orders it is the cost of the order. The take rate from which all of it pays is rounded up, the other rates staying as given.",
    );
    section.note(say!(
        "Buyers of all the items would have paid in full: what they save, {giveaway}, is the price of reaching the others.",
        giveaway = money(outputs.giveaway)
    ));
    section
}

fn ranges(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut section = Section::new("ranges", "What if one group takes it more or less often?");
    let mut table = Table::new("ranges", "Change in contribution by group", "There are no orders.");
    table
        .head()
        .text("basket", "Orders today")
        .number("bundles", "Bundles")
        .money("per_bundle", "Change per bundle")
        .number("fewer", "Half as many")
        .by("bundles / 2")
        .number("more", "Half as many again")
        .money("at_fewer", "Change with half as many")
        .by("^contribution_change - (bundles - fewer) * per_bundle")
        .money("at_more", "Change with half as many again")
        .by("^contribution_change + (more - bundles) * per_bundle")
        .money("moves", "Moved by")
        .by("abs(at_more - at_fewer)")
        .decides();
    let spreads = outputs.spreads(inputs);
    for (at, spread) in spreads.iter().enumerate() {
        let segment = &outputs.segments[at];
        let [fewer, more] = spread.bundles;
        let [low, high] = spread.changes;
        table
            .row()
            .cell(name(inputs, at))
            .cell(segment.bundles)
            .cell(segment.per_bundle)
            .cell(fewer)
            .cell(more)
            .cell(low)
            .cell(high)
            .cell(high.less(low).abs());
    }
    section.table(table);
    let moves = |at: &usize| spreads[*at].changes[1].less(spreads[*at].changes[0]).abs();
    let most = (0..spreads.len()).reduce(|most, at| if moves(&at) > moves(&most) { at } else { most });
    if let Some(most) = most.filter(|most| !moves(most).is_zero()) {
        let [a, b] = spreads[most].changes;
        section.note(say!(
            "What moves the result most: {group}. With half as many of them or half as many again, the change in contribution is {low} to {high}.",
            group = name(inputs, most),
            low = money(a.min(b)),
            high = money(a.max(b))
        ));
    }
    section.note("One group at a time, the others as given; no more take the bundle than there are orders.");
    section
}

fn order_value(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut section = Section::new("order_value", "What happens to order value and contribution per order?");
    let mut table = Table::new("orders_today", "Orders today", "There are no orders.");
    table
        .head()
        .text("basket", "Orders today")
        .number("orders", "Orders")
        .money("value", "Order value")
        .money("revenue", "Revenue")
        .by("orders * value")
        .money("earned", "Contribution per order")
        .money("contribution", "Contribution")
        .decides()
        .by("orders * earned");
    for (at, (basket, segment)) in inputs.baskets.iter().zip(&outputs.segments).enumerate() {
        let of = |amount: Decimal| basket.orders.nearly_times(amount).unwrap_or_default();
        table
            .row()
            .cell(name(inputs, at))
            .cell(basket.orders)
            .cell(segment.value)
            .cell(of(segment.value))
            .cell(segment.earned)
            .cell(of(segment.earned));
    }
    let mut compared = Table::new("before_after", "Before and after", "There are no orders.");
    compared
        .head()
        .text("when", "Period")
        .number("orders", "Orders")
        .money("revenue", "Revenue")
        .money("aov", "Average order value")
        .by("revenue / orders")
        .money("contribution", "Contribution")
        .decides()
        .money("per_order", "Contribution per order")
        .by("contribution / orders");
    let (values, earned) = (outputs.order_values(inputs), outputs.contributions_per_order(inputs));
    let orders = outputs.orders(inputs);
    for (at, when) in [say!("Without the bundle"), say!("With the bundle")].into_iter().enumerate() {
        compared
            .row()
            .cell(when)
            .cell(orders[at])
            .cell(outputs.revenue[at])
            .cell(values[at])
            .cell(outputs.contribution[at])
            .cell(earned[at]);
    }
    section.table(compared);
    section.table(table);
    let [before, after] = earned;
    if after < before && after > Decimal::ZERO {
        let more = percent_of(before.less(after), after).unwrap_or_default();
        section.note(say!(
            "With less contribution per order it takes {more} more orders to earn the same.",
            more = percent(more)
        ));
    }
    section.note("Contribution is what is left after the variable cost of the items and the cost of the order. The fixed cost of the programme counts after, not before.");
    section
}

fn discounts(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut section = Section::new("discounts", "How deep may the discount go?");
    let mut table =
        Table::new("discount_steps", "Change in contribution by discount", "There are no discounts.");
    table
        .head()
        .percent("off", "Discount")
        .money("at_price", "Bundle price")
        .by("^list_total * (1 - off%)")
        .money("change_at", "Change in contribution")
        .by("^bundles * (at_price - ^bundle_cost) - ^burden");
    let priced = |off: Decimal| {
        let kept = Decimal::ONE_HUNDRED.less(off).nearly_times(Decimal::new(1, 2))?;
        outputs.list_total.nearly_times(kept)
    };
    let change = |at: Decimal| {
        let earned = at.less(outputs.cost_total).nearly_times(outputs.bundles)?;
        Some(earned.less(outputs.burden))
    };
    let present = outputs.discount();
    let limit = outputs.lowest.map(|(_, limit)| limit).filter(|limit| *limit >= Decimal::ZERO);
    // As far as the present discount and the deepest that pays.
    let far = limit.map_or(present, |limit| limit.max(present)) > Decimal::from(40);
    let (steps, width) = if far { (10, 10) } else { (8, 5) };
    let mut points = Vec::new();
    for step in 0..=steps {
        let off = Decimal::from(step * width);
        let Some((at, changed)) = priced(off).and_then(|at| Some((at, change(at)?))) else { continue };
        points.push(Point { x: off, y: Some(changed) });
        table.row().cell(off).cell(at).cell(changed).marked_if(outputs.bundle_price == at, Mark::Present);
    }
    let summary = match limit {
        Some(limit) => {
            say!("At these take rates the bundle pays up to a discount of {limit}.", limit = percent(limit))
        }
        None if outputs.lowest.is_some() => say!("At these take rates the bundle pays at no discount."),
        None => say!("Nobody takes the bundle, whatever the discount."),
    };
    let mut chart = Chart {
        key: "by_discount",
        title: say!("Change in contribution by discount"),
        summary,
        x: Axis::new("Discount", Measure::Percent),
        y: Axis::new("Change in contribution", Measure::Money),
        layers: Vec::new(),
    };
    chart.layer("change", "Change in contribution", Tone::Own, Shape::Line(points));
    chart.layer("present", "As charged", Tone::Accent, Shape::Rule { across: Direction::X, at: present });
    if let Some(limit) = limit {
        let rule = Shape::Rule { across: Direction::X, at: limit };
        chart.layer("break_even", "Break-even", Tone::Negative, rule);
    }
    section.chart(chart);
    section.table(table);
    section.note(
        "Take rates are held as given. Fewer will take a bundle that saves them less, so read the left of this with care.",
    );
    if !inputs.new_orders.is_zero() {
        section.note("New orders are held as given, too.");
    }
    section
}

fn attach(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut section = Section::new("attach", "How does the attach rate change?");
    let mut table =
        Table::new("attach_rates", "Attach rate of each add-on, by both meanings", "There are no add-ons.");
    table
        .head()
        .text("item", "Add-on")
        .percent("all_before", "Of all orders, before")
        .percent("all_after", "Of all orders, after")
        .percent("anchor_before", "Of orders with the anchor, before")
        .percent("anchor_after", "Of orders with the anchor, after");
    let [before, after] = outputs.orders(inputs);
    // Orders that hold something, before and after: a bundle puts every item into an order.
    let held = |holds: &dyn Fn(usize) -> bool| {
        let (mut now, mut then) = (Decimal::ZERO, inputs.new_orders);
        for (at, basket) in inputs.baskets.iter().enumerate() {
            let (orders, taken) = (basket.orders, outputs.segments[at].bundles);
            if holds(at) {
                now.nearly_gain(orders);
            }
            then.nearly_gain(if holds(at) { orders } else { taken });
        }
        [now, then]
    };
    let anchor = held(&|at| inputs.baskets[at].holds(0));
    for (item, named) in inputs.items.iter().enumerate().skip(1) {
        let all = held(&|at| inputs.baskets[at].holds(item));
        let both = held(&|at| inputs.baskets[at].holds(0) && inputs.baskets[at].holds(item));
        table
            .row()
            .words(&named.name)
            .or_none(percent_of(all[0], before))
            .or_none(percent_of(all[1], after))
            .or_none(percent_of(both[0], anchor[0]))
            .or_none(percent_of(both[1], anchor[1]));
    }
    section.table(table);
    section.note(
        "Attach rate has two meanings in use: orders with the add-on over all orders, and orders with both over orders with the anchor. Say which one you report.",
    );
    section
}

fn lines(inputs: &Inputs, outputs: &Outputs) -> Section {
    let mut section = Section::new("lines", "How does the discount fall on the lines of the invoice?");
    let mut table = Table::new("invoice_lines", "The bundle’s price by item", "There are no items.");
    table
        .head()
        .text("item", "Item")
        .money("alone", "Price alone")
        .percent("share", "Share of the prices")
        .by("percent(alone / ^list_total)")
        .money("allocated", "Price in the bundle")
        .money("discount_line", "Discount")
        .by("alone - allocated")
        .money("cost_line", "Variable cost")
        .money("margin_line", "Contribution")
        .decides()
        .by("allocated - cost_line");
    for (item, line) in inputs.items.iter().zip(&outputs.lines) {
        table
            .row()
            .words(&item.name)
            .cell(item.price)
            .or_none(percent_of(item.price, outputs.list_total))
            .cell(*line)
            .cell(item.price.less(*line))
            .cell(item.cost)
            .cell(line.less(item.cost));
    }
    section.table(table);
    section.note(
        "By stand-alone prices, each line rounded down and the missing units of the last digit given to the largest remainders, so that the lines add up to the bundle’s price.",
    );
    section
}
