//! One price on its way down, step by step.

use rust_decimal::Decimal;

use super::{Group, Inputs, Of, Step};
use crate::arithmetic::{Checked, Exactly, Nearly, TooManyDigits, ranking};

/// What one step does.
pub struct Drop {
    /// The step's place among the inputs.
    pub row: usize,
    /// What its percentage is taken of; `None` for an amount alone.
    pub base: Option<Decimal>,
    pub before: Decimal,
    pub taken: Decimal,
    pub after: Decimal,
}

/// All steps in order, and the prices between the groups.
pub struct Fall {
    pub drops: Vec<Drop>,
    /// List price, invoice price, pocket price and pocket margin.
    pub levels: [Decimal; 4],
}

/// The places of the steps as they are taken.
pub fn order(steps: &[Step]) -> Vec<usize> {
    ranking(steps.len(), &|a, b| steps[a].group.cmp(&steps[b].group))
}

// A dozen percentages of percentages have more than 28 digits, though each is as plain as 2.5%. Such a product goes on to 28
// digits, as in a formula; whatever 28 digits hold is exact.

fn product(a: Decimal, b: Decimal) -> Exactly<Decimal> {
    a.times(b).or_else(|_| a.nearly_times(b).ok_or(TooManyDigits))
}

fn sum(a: Decimal, b: Decimal) -> Exactly<Decimal> {
    a.plus(b).or_else(|_| a.nearly_plus(b).ok_or(TooManyDigits))
}

/// By how much one step is lowered to see what it is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lever {
    /// A tenth of its percentage and of its amount.
    Tenth,
    /// A point: one percentage point of what its percentage is of, or one percent of the list price of an amount alone. What is
    /// less goes whole.
    Point,
}

impl Lever {
    /// A step's percentage and its amount, lowered.
    pub fn lowered(self, step: &Step, list: Decimal) -> (Decimal, Decimal) {
        let rate = step.percent.map(|percent| percent.0);
        let amount = step.amount.unwrap_or_default();
        let tenth = |of: Decimal| of.nearly_times(Decimal::new(9, 1)).unwrap_or(of);
        let less = |of: Decimal, point: Decimal| of.less(point).max(Decimal::ZERO);
        match (self, rate) {
            (Lever::Tenth, _) => (tenth(rate.unwrap_or_default()), tenth(amount)),
            (Lever::Point, Some(rate)) => (less(rate, Decimal::ONE), amount),
            (Lever::Point, None) => {
                (Decimal::ZERO, less(amount, list.nearly_times(Decimal::new(1, 2)).unwrap_or_default()))
            }
        }
    }
}

impl Fall {
    /// The whole way, with one step lowered if so.
    pub fn of(inputs: &Inputs, order: &[usize], lever: Option<(usize, Lever)>) -> Exactly<Self> {
        let mut left = inputs.list;
        let mut levels = [left; 4];
        let mut drops: Vec<Drop> = Vec::with_capacity(order.len());
        for &row in order {
            let step = &inputs.steps[row];
            let (rate, amount) = match lever {
                Some((pulled, lever)) if pulled == row => lever.lowered(step, inputs.list),
                _ => (step.percent.unwrap_or_default().0, step.amount.unwrap_or_default()),
            };
            let subtotal = || drops.iter().find(|drop| inputs.steps[drop.row].name == step.after);
            let base = step.percent.map(|_| match step.of {
                Of::List => inputs.list,
                Of::Running => left,
                Of::Invoice => levels[Group::OffInvoice as usize],
                Of::Pocket => levels[Group::Cost as usize],
                Of::Subtotal => subtotal().map_or(left, |drop| drop.after),
            });
            // A percentage of less than nothing would give back.
            let whole = base.unwrap_or_default().max(Decimal::ZERO);
            let taken = sum(product(whole, rate.times(Decimal::new(1, 2))?)?, amount)?;
            let after = sum(left, -taken)?;
            drops.push(Drop { row, base, before: left, taken, after });
            left = after;
            levels[step.group as usize + 1..].fill(left);
        }
        Ok(Fall { drops, levels })
    }

    /// What the steps of a group take together.
    pub fn taken(&self, group: Group) -> Decimal {
        self.levels[group as usize].less(self.levels[group as usize + 1])
    }
}
