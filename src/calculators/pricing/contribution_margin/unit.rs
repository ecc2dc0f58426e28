//! What one unit of a category earns at a price, cost by cost, and the price at which it earns a margin.
//!
//! Everything is a straight line in what is paid, so that two prices tell all others.

use rust_decimal::Decimal;

use super::category::Category;
use super::terms::{Level, Mix, Returns, Terms};
use crate::arithmetic::ratio::Ratio;
use crate::arithmetic::{Checked, Exactly, Percent};

/// The costs that vary, as they are named.
pub const COSTS: [&str; 7] =
    ["landed cost", "fulfilment", "packaging", "payment fees", "marketplace fee", "returns", "marketing"];

/// One unit: what it brings and what it costs.
#[derive(Clone, Copy, Default)]
pub struct Unit {
    pub revenue: Ratio,
    /// In the order of [`COSTS`].
    pub costs: [Ratio; COSTS.len()],
    /// What refunds take, where they are a cost.
    pub refunds: Ratio,
}

impl Unit {
    /// What is left after the costs up to a level.
    pub fn margin(&self, terms: &Terms, level: Level) -> Exactly<Ratio> {
        let mut left = self.revenue;
        for (cost, of) in self.costs.iter().zip(terms.levels) {
            if of <= level {
                left = left.minus(*cost)?;
            }
        }
        Ok(left)
    }

    /// All of it so many times.
    pub fn times(&self, units: Ratio) -> Exactly<Unit> {
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
    pub slope: Ratio,
    pub costs: Ratio,
    pub revenue: Ratio,
}

/// A category made ready: what does not depend on the price is worked out.
pub struct Ready<'c> {
    terms: &'c Terms,
    category: &'c Category,
    /// The fixed payment fee of one unit.
    fee: Ratio,
    /// What is paid for a unit now.
    pub paid: Ratio,
    pub units: Ratio,
    pub orders: Ratio,
}

impl<'c> Ready<'c> {
    pub fn new(terms: &'c Terms, category: &'c Category) -> Exactly<Self> {
        let paid = discounted(category.price, category.discount)?;
        let mut ready = Ready {
            terms,
            category,
            fee: category.payment_fee.into(),
            paid,
            units: category.units.into(),
            orders: Ratio::ZERO,
        };
        if terms.mix == Mix::Revenue {
            // `mix_problems` has refused a unit without revenue.
            let revenue = ready.at(paid, Percent::default())?.revenue;
            let of_all = Ratio::from(category.share.of(terms.sales)?);
            ready.units = of_all.over(revenue)?.unwrap_or_default();
        }
        ready.orders = category.orders.map_or(ready.units, Ratio::from);
        if category.orders.is_some() {
            let each = ready.orders.over(ready.units)?.unwrap_or_default();
            ready.fee = each.times(ready.fee)?;
        }
        Ok(ready)
    }

    /// One unit for which `paid` is paid, its landed cost changed by so many percent.
    pub fn at(&self, paid: Ratio, change: Percent) -> Exactly<Unit> {
        let (terms, category) = (self.terms, self.category);
        let of = |rate: Percent, amount: Ratio| -> Exactly<Ratio> { amount.times(rate.share()?.into()) };
        let whole = Percent(Decimal::ONE_HUNDRED.plus(terms.tax.0)?);
        let net = paid.over(whole.share()?.into())?.unwrap_or_default();
        let refunded = of(category.returns, net)?;
        let landed =
            Ratio::from(category.landed.times(Percent(Decimal::ONE_HUNDRED.plus(change.0)?).share()?)?);
        let kept = Percent(Decimal::ONE_HUNDRED.minus(category.write_down.0)?);
        let recovered = of(category.returns, of(kept, landed)?)?;
        let handling = Ratio::from(category.returns.of(category.return_cost)?);
        let fee = of(category.marketplace, paid)?;
        let back = of(category.returns, of(terms.fee_back, fee)?)?;
        let marketing = of(category.marketing_rate, net)?.plus(category.marketing.into())?;
        let (revenue, landed, returns, refunds) = match terms.returns {
            Returns::Revenue => (net.minus(refunded)?, landed.minus(recovered)?, handling, Ratio::ZERO),
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
        let (nothing, one) = (self.at(Ratio::ZERO, change)?, self.at(Ratio::ONE, change)?);
        let costs = nothing.margin(self.terms, level)?.negative();
        let slope = one.margin(self.terms, level)?.plus(costs)?;
        Ok(Lines { slope, costs, revenue: one.revenue })
    }

    /// The least that must be paid for the margin to be so many percent of revenue; `None` where fees and margin take all.
    pub fn floor(&self, level: Level, target: Percent, change: Percent) -> Exactly<Option<Ratio>> {
        let lines = self.lines(level, change)?;
        let left = lines.slope.minus(lines.revenue.times(target.share()?.into())?)?;
        if left.sign().is_le() { Ok(None) } else { lines.costs.over(left) }
    }
}

/// A price less a discount.
pub fn discounted(price: Decimal, discount: Percent) -> Exactly<Ratio> {
    Ok(price.minus(discount.of(price)?)?.into())
}

/// A share in percentage points; `None` of nothing.
pub fn percent_of(part: Ratio, whole: Ratio) -> Option<Decimal> {
    crate::arithmetic::percent_of(part.nearest(), whole.nearest())
}
