//! The answer of the page: what to move from where to where, and what that brings.

use rust_decimal::Decimal;

use super::{Held, Inputs, Outputs};
use crate::arithmetic::Nearly;
use crate::calculators::performance::ltv_cac::bare;
use crate::input::{Problem, path};
use crate::report::{Answer, Figure, Figures, Measure, Rank, Sentence, Value, money};
use crate::say;

/// Moves that change less are none.
const NOTHING: Decimal = Decimal::ONE;

impl Outputs {
    pub fn change(&self, channel: usize) -> Decimal {
        self.spends[channel].less(self.curves[channel].spend)
    }

    fn all(&self, of: &dyn Fn(usize) -> Decimal) -> Decimal {
        let mut sum = Decimal::ZERO;
        (0..self.curves.len()).for_each(|channel| sum.nearly_gain(of(channel)));
        sum
    }

    /// Lifetime value less spend, now and as proposed.
    pub fn worth(&self, inputs: &Inputs) -> (Decimal, Decimal) {
        let now = self.all(&|channel| self.curves[channel].returns.less(self.curves[channel].spend));
        (now, self.all(&|channel| self.returns(inputs, channel).less(self.spends[channel])))
    }

    /// The spend that goes to another channel.
    fn moved(&self) -> Decimal {
        let more = self.all(&|channel| self.change(channel).max(Decimal::ZERO));
        more.min(self.all(&|channel| (-self.change(channel)).max(Decimal::ZERO)))
    }

    /// The part of the budget that no channel takes.
    pub fn left(&self) -> Decimal {
        self.budget.less(self.all(&|channel| self.spends[channel]))
    }

    /// What one more unit of budget would bring: in a channel that may take more, the one that brings most.
    fn next(&self) -> Option<Decimal> {
        let open = |channel: &usize| matches!(self.held[*channel], Held::Free | Held::AtLow);
        (0..self.curves.len())
            .filter(open)
            .filter(|channel| {
                self.spends[*channel] > Decimal::ZERO && self.spends[*channel] < self.curves[*channel].high
            })
            .filter_map(|channel| self.curves[channel].marginal(self.spends[channel]))
            .max()
    }
}

pub fn answer(inputs: &Inputs, outputs: &Outputs) -> Answer {
    let mut warnings = Vec::new();
    for (row, held) in outputs.held.iter().enumerate() {
        let channel = &inputs.channels[row];
        let at = path(&[&"mix", &row, &"customers"]);
        match held {
            Held::TooFew => warnings.push(Problem::at(
                at,
                say!(
                    "{customers, plural, one {One customer is} other {# customers are}} too few to judge this channel by, so its spend is left as it is.",
                    customers = channel.customers
                ),
            )),
            Held::NoSpend if channel.customers > Decimal::ZERO => warnings.push(Problem::at(
                at,
                say!("These customers came without spend, so there is nothing to tell how more spend would do. It is left at nothing."),
            )),
            _ => {}
        }
    }
    Answer { sentence: sentence(inputs, outputs), figures: figures(inputs, outputs), warnings }
}

fn sentence(inputs: &Inputs, outputs: &Outputs) -> Sentence {
    let channels = 0..outputs.curves.len();
    let name = |channel: usize| inputs.channels[channel].name.clone();
    let down = channels.clone().min_by_key(|channel| outputs.change(*channel)).unwrap_or_default();
    let up = channels.max_by_key(|channel| outputs.change(*channel)).unwrap_or_default();
    let (now, then) = outputs.worth(inputs);
    let gain = then.less(now);
    let marginal = |channel: usize| money(outputs.marginal_now(channel).unwrap_or_default().round_dp(2));
    let moved = outputs.moved();
    if outputs.held.iter().all(|held| matches!(held, Held::TooFew | Held::NoSpend)) {
        return say!("No channel has spend and enough customers to judge it by, so nothing is moved.");
    }
    let next = match outputs.next() {
        Some(next) => say!(
            "the next {one} of budget would bring {next}",
            one = money(Decimal::ONE),
            next = money(next.round_dp(2))
        ),
        None => say!("no channel may take more"),
    };
    if outputs.budget != outputs.spent {
        return say!(
            "A budget of {budget} in place of {spent}, split as proposed, {changes} lifetime value less spend by {gain}; {next}.",
            budget = money(outputs.budget),
            spent = money(outputs.spent),
            changes = if gain < Decimal::ZERO { say!("lowers") } else { say!("raises") },
            gain = money(gain.abs()),
            next = next
        );
    }
    let left = outputs.left();
    if left >= NOTHING {
        return say!(
            "Spend {left} less, which is worth {gain}: within the bounds it brings nothing in any channel.",
            left = money(left),
            gain = money(gain)
        );
    }
    if gain.abs() < NOTHING || moved < NOTHING {
        return say!(
            "Within the bounds no move of spend brings more: leave it as it is; {next}.",
            next = next
        );
    }
    if gain < Decimal::ZERO {
        return say!(
            "Floors and caps move {moved}, most of it from {down} to {up}, and that costs {loss} of lifetime value; {next}.",
            moved = money(moved),
            up = name(up),
            down = name(down),
            loss = money(-gain),
            next = next
        );
    }
    say!(
        "Move {moved}, most of it from {down} to {up}: that brings {gain} more lifetime value, because the next {one} spent brings {more} on {up} and {less} on {down}.",
        moved = money(moved),
        up = name(up),
        down = name(down),
        gain = money(gain),
        one = money(Decimal::ONE),
        more = marginal(up),
        less = marginal(down)
    )
}

fn figures(inputs: &Inputs, outputs: &Outputs) -> Vec<Figure> {
    let (now, then) = outputs.worth(inputs);
    let about = |value: Decimal| Value::Approximate { value, interval: None };
    let mut found = Figures::default();
    found
        .money("gain", "Value of the move", about(then.less(now)), "worth_then - worth_now")
        .ranked(Rank::Headline);
    found.money(
        "moved",
        "Spend moved",
        outputs.moved(),
        say!("What some channels get more, as far as others get less."),
    );
    let next = match outputs.next() {
        Some(next) => about(next.round_dp(4)),
        None => Value::Undefined(say!("No channel may take more within its bounds.")),
    };
    let label = say!("The next {one} of budget brings", one = money(Decimal::ONE));
    found.add("next", label, Measure::Money, next, say!("Elasticity × lifetime value of all customers ÷ spend, at the proposed spend, in the channel that may take more and brings most. Where that is more than is spent, a larger budget pays."));
    let returns = outputs.all(&|channel| outputs.curves[channel].returns);
    let average = match returns.nearly_over(outputs.spent) {
        Some(average) => bare(average),
        None => Value::Undefined(say!("Nothing is spent.")),
    };
    found.add(
        "average",
        "Average LTV:CAC now",
        Measure::number(),
        average,
        "sum(margins.returns) / spend_now",
    );
    found
        .money("worth_now", "Lifetime value less spend now", now, "sum(margins.returns) - spend_now")
        .ranked(Rank::Detail);
    found
        .money(
            "worth_then",
            "Lifetime value less spend, proposed",
            about(then),
            "sum(moves.returns_then) - spend_then",
        )
        .ranked(Rank::Detail);
    found.money("spend_now", "Spend now", outputs.spent, "sum(mix.spend)").ranked(Rank::Detail);
    let spend = outputs.all(&|channel| outputs.spends[channel]);
    found.money("spend_then", "Spend, proposed", spend, "sum(moves.proposed)").ranked(Rank::Detail);
    found.told()
}
