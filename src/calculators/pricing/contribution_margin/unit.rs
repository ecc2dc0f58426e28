//! What one unit of a category earns at a price, cost by cost, and the price at which it earns a margin.
//!
//! Everything is a straight line in what is paid, so that two prices tell all others.

use rust_decimal::Decimal;

use super::category::Category;
use super::terms::{Level, Mix, Returns, Terms};
use crate::arithmetic::amount::Amount;
use crate::arithmetic::{Checked, Exactly, Percent};
use crate::report::wording;

/// A cost that varies: its key and its name in tables, and what it is called in a sentence.
pub struct Cost {
    pub key: &'static str,
    pub label: &'static str,
    pub told: &'static str,
}

const fn cost(key: &'static str, label: &'static str, told: &'static str) -> Cost {
    Cost { key, label, told }
}

/// The costs that vary.
pub const COSTS: [Cost; 7] = [
    cost("landed", "Landed cost", wording("landed cost")),
    cost("fulfilment", "Fulfilment", wording("fulfilment")),
    cost("packaging", "Packaging", wording("packaging")),
    cost("payment", "Payment fees", wording("payment fees")),
    cost("marketplace", "Marketplace fee", wording("marketplace fee")),
    cost("returns", "Returns", wording("returns")),
    cost("marketing", "Marketing", wording("marketing")),
];

/// One unit: what it brings and what it costs.
#[derive(Clone, Copy, Default)]
pub struct Unit {
    pub revenue: Amount,
    /// In the order of [`COSTS`].
    pub costs: [Amount; COSTS.len()],
    /// What refunds take, where they are a cost.
    pub refunds: Amount,
}

impl Unit {
    /// What is left after the costs up to a level.
    pub fn margin(&self, terms: &Terms, level: Level) -> Exactly<Amount> {
        let mut left = self.revenue;
        for (cost, of) in self.costs.iter().zip(terms.levels) {
            if of <= level {
                left = left.minus(*cost)?;
            }
        }
        Ok(left)
    }

    /// All of it so many times.
    pub fn times(&self, units: Amount) -> Exactly<Unit> {
        let mut all = *self;
        for part in [&mut all.revenue, &mut all.refunds].into_iter().chain(&mut all.costs) {
            *part = part.times(units)?;
        }
        Ok(all)
    }

    pub fn gain(&mut self, more: &Unit) -> Exactly<()> {
        self.revenue.gain(more.revenue)?;
        self.refunds.gain(more.refunds)?;
        self.costs.iter_mut().zip(more.costs).try_for_each(|(cost, more)| cost.gain(more))
    }
}

/// The contribution and the revenue of one unit as lines in what is paid for it: so much for each unit of money, and so
/// much whatever is paid.
pub struct Lines {
    pub slope: Amount,
    pub costs: Amount,
    pub revenue: Amount,
}

/// A category made ready: what does not depend on the price is worked out.
pub struct Ready<'c> {
    terms: &'c Terms,
    category: &'c Category,
    /// The fixed payment fee of one unit.
    fee: Amount,
    /// What is paid for a unit now.
    pub paid: Amount,
    pub units: Amount,
    pub orders: Amount,
}

impl<'c> Ready<'c> {
    /// `whole` is what the shares of revenue are of: see [`Terms::whole`].
    pub fn new(terms: &'c Terms, category: &'c Category, whole: Decimal) -> Exactly<Self> {
        let paid = discounted(category.price, category.discount)?;
        let mut ready = Ready {
            terms,
            category,
            fee: category.payment_fee.into(),
            paid,
            units: category.units.into(),
            orders: Amount::ZERO,
        };
        if terms.mix == Mix::Revenue {
            // `mix_problems` has refused a unit without revenue.
            let revenue = ready.at(paid, Percent::default())?.revenue;
            let share = Amount::from(category.share.0).over(whole.into())?.unwrap_or_default();
            let of_all = share.times(terms.sales.into())?;
            ready.units = of_all.over(revenue)?.unwrap_or_default();
        }
        ready.orders = category.orders.map_or(ready.units, Amount::from);
        if category.orders.is_some() {
            let each = ready.orders.over(ready.units)?.unwrap_or_default();
            ready.fee = each.times(ready.fee)?;
        }
        Ok(ready)
    }

    /// One unit for which `paid` is paid, its landed cost changed by so many percent.
    pub fn at(&self, paid: Amount, change: Percent) -> Exactly<Unit> {
        let (terms, category) = (self.terms, self.category);
        let of = |rate: Percent, amount: Amount| -> Exactly<Amount> { amount.times(rate.share()?.into()) };
        let whole = Percent(Decimal::ONE_HUNDRED.plus(terms.tax.0)?);
        let net = paid.over(whole.share()?.into())?.unwrap_or_default();
        let refunded = of(category.returns, net)?;
        let landed = of(Percent(Decimal::ONE_HUNDRED.plus(change.0)?), category.landed.into())?;
        let kept = Percent(Decimal::ONE_HUNDRED.minus(category.write_down.0)?);
        let recovered = of(category.returns, of(kept, landed)?)?;
        let handling = of(category.returns, category.return_cost.into())?;
        let fee = of(category.marketplace, paid)?;
        let back = of(category.returns, of(terms.fee_back, fee)?)?;
        let marketing = of(category.marketing_rate, net)?.plus(category.marketing.into())?;
        let (revenue, landed, returns, refunds) = match terms.returns {
            Returns::Revenue => (net.minus(refunded)?, landed.minus(recovered)?, handling, Amount::ZERO),
            Returns::Cost => (net, landed, refunded.minus(recovered)?.plus(handling)?, refunded),
        };
        let costs = [
            landed,
            category.fulfilment.into(),
            category.packaging.into(),
            of(category.payment_rate, paid)?.plus(self.fee)?,
            fee.minus(back)?,
            returns,
            marketing,
        ];
        Ok(Unit { revenue, costs, refunds })
    }

    /// The unit as it is sold now.
    pub fn now(&self) -> Exactly<Unit> {
        self.at(self.paid, Percent::default())
    }

    pub fn lines(&self, level: Level, change: Percent) -> Exactly<Lines> {
        let (nothing, one) = (self.at(Amount::ZERO, change)?, self.at(Amount::ONE, change)?);
        let costs = nothing.margin(self.terms, level)?.negative();
        let slope = one.margin(self.terms, level)?.plus(costs)?;
        Ok(Lines { slope, costs, revenue: one.revenue })
    }

    /// The least that must be paid for the margin to be so many percent of revenue; `None` where fees and margin take all.
    pub fn floor(&self, level: Level, target: Percent, change: Percent) -> Exactly<Option<Amount>> {
        let lines = self.lines(level, change)?;
        // Where a level has what returns bring back but not what they cost, there may be nothing to pay for.
        if lines.costs.sign().is_le() {
            return Ok(Some(Amount::ZERO));
        }
        let left = lines.slope.minus(lines.revenue.times(target.share()?.into())?)?;
        if left.sign().is_le() { Ok(None) } else { lines.costs.over(left) }
    }
}

/// A price less a discount.
pub fn discounted(price: Decimal, discount: Percent) -> Exactly<Amount> {
    let kept = Percent(Decimal::ONE_HUNDRED.minus(discount.0)?).share()?;
    Amount::from(price).times(kept.into())
}
