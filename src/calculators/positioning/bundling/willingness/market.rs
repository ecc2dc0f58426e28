//! Buyers and prices as whole numbers, and the prices that earn most: separately, as a bundle, and both.
//!
//! A buyer takes what leaves the largest surplus: any of the items, the bundle, or nothing. Of two that leave the same the
//! buyer takes the one that earns the seller more (Adams and Yellen 1976 leave it open; textbooks price a coin lower).

use std::cmp::Ordering;

/// A price at which nobody buys, for what is not offered.
pub const ABSENT: i64 = i64::MAX / 4;

/// No value or price may come near [`ABSENT`].
pub const LARGEST: i64 = 400_000_000_000_000_000;

/// How many rows of buyers are searched exhaustively.
pub const EXHAUSTIVE_ROWS: usize = 40;
/// From how many places the climb starts at most.
const STARTS: usize = 10;
/// How often it goes round all prices at most.
const ROUNDS: usize = 12;

/// How many steps from the best prices [`Market::decided`] looks at most.
pub const STEPS: i64 = 20;

/// One row of buyers.
#[derive(Clone, Debug)]
pub struct Buyer {
    pub count: i64,
    /// What each item is worth alone, and what the bundle is.
    pub values: Vec<i64>,
    pub bundle: i64,
}

#[derive(Clone, Debug)]
pub struct Market {
    pub costs: Vec<i64>,
    /// What the items of the bundle cost.
    pub bundle_cost: i64,
    pub buyers: Vec<Buyer>,
    /// Whether the bundle is worth exactly its items to everybody.
    pub plain: bool,
}

/// Prices of the items, then that of the bundle.
pub type Prices = Vec<i64>;

/// What one buyer takes.
#[derive(Clone, Debug, PartialEq)]
pub enum Taken {
    Bundle,
    /// Which items; none for nothing.
    Items(Vec<usize>),
}

/// A buyer's best without some option: surplus, and what it earns the seller.
#[derive(Clone, Copy)]
struct Best {
    surplus: i64,
    margin: i64,
}

impl Best {
    fn or(self, other: Best) -> Best {
        let better = (other.surplus, other.margin) > (self.surplus, self.margin);
        if better { other } else { self }
    }
}

/// Prices near the best ones, how many steps each is lower, and what they earn.
struct Lowered {
    profit: i128,
    lower: Prices,
    prices: Prices,
}

/// A buyer as one price varies: from `turn` down the buyer takes what has that price.
struct Turn {
    turn: i64,
    /// What the buyer earns the seller otherwise.
    margin: i64,
    /// What the buyer earns besides the price.
    besides: i64,
    count: i64,
}

impl Market {
    fn items(&self) -> usize {
        self.costs.len()
    }

    /// The best of single items, `except` one of them.
    fn single(&self, buyer: &Buyer, prices: &[i64], except: usize) -> Best {
        let mut best = Best { surplus: 0, margin: 0 };
        for (item, value) in buyer.values.iter().enumerate() {
            let (price, cost) = (prices[item], self.costs[item]);
            if item != except && (*value > price || (*value == price && price >= cost)) {
                best.surplus += value - price;
                best.margin += price - cost;
            }
        }
        best
    }

    fn turn(&self, buyer: &Buyer, prices: &[i64], leaf: usize) -> Turn {
        let single = self.single(buyer, prices, leaf);
        let (base, value, cost) = if leaf == self.items() {
            (single, buyer.bundle - single.surplus, self.bundle_cost)
        } else {
            let price = prices[self.items()];
            let bundle = Best { surplus: buyer.bundle - price, margin: price - self.bundle_cost };
            let base = single.or(bundle);
            (base, buyer.values[leaf] + single.surplus - base.surplus, self.costs[leaf])
        };
        let besides = if leaf == self.items() { 0 } else { single.margin };
        Turn { turn: value, margin: base.margin, besides: besides - cost, count: buyer.count }
    }

    /// The best price of one, the others as they are, if it earns more than `beat`.
    fn best_of(&self, prices: &[i64], leaf: usize, beat: i128, turns: &mut Vec<Turn>) -> Option<(i128, i64)> {
        turns.clear();
        // Nobody can earn more than at the price at which the buyer turns; most tries end here.
        let (mut bound, mut kept) = (0, 0);
        for buyer in &self.buyers {
            let turn = self.turn(buyer, prices, leaf);
            let count = i128::from(turn.count);
            bound += count * i128::from(turn.margin.max(turn.besides + turn.turn));
            kept += count * i128::from(turn.margin);
            turns.push(turn);
        }
        if bound <= beat {
            return None;
        }
        let mut best = (kept > beat).then_some((kept, ABSENT));
        turns.sort_unstable_by_key(|turn| std::cmp::Reverse(turn.turn));
        // Those above the price take it at any price; `kept` loses what they earned otherwise.
        let (mut rest, mut above, mut count) = (kept, 0i128, 0i128);
        let mut at = 0;
        while at < turns.len() {
            let price = turns[at].turn;
            if price < 0 {
                break;
            }
            let (mut even, mut from) = (0i128, at);
            while let Some(turn) = turns.get(from).filter(|turn| turn.turn == price) {
                let many = i128::from(turn.count);
                rest -= many * i128::from(turn.margin);
                even += many * i128::from(turn.margin.max(turn.besides + price));
                from += 1;
            }
            let profit = rest + above + count * i128::from(price) + even;
            if profit > best.map_or(beat, |(best, _)| best) {
                best = Some((profit, price));
            }
            for turn in &turns[at..from] {
                above += i128::from(turn.count) * i128::from(turn.besides);
                count += i128::from(turn.count);
            }
            at = from;
        }
        best
    }

    /// Nothing offered.
    fn nothing(&self) -> Prices {
        vec![ABSENT; self.items() + 1]
    }

    /// The best prices of the items alone: each for itself.
    pub fn separate(&self) -> Prices {
        let nothing = self.nothing();
        let mut turns = Vec::new();
        let best =
            |item: usize| self.best_of(&nothing, item, 0, &mut turns).map_or(ABSENT, |(_, price)| price);
        let mut prices: Prices = (0..self.items()).map(best).collect();
        prices.push(ABSENT);
        prices
    }

    /// The best price of the bundle alone.
    pub fn pure(&self) -> Prices {
        let mut prices = self.nothing();
        let found = self.best_of(&prices, self.items(), 0, &mut Vec::new());
        prices[self.items()] = found.map_or(ABSENT, |(_, price)| price);
        prices
    }

    /// Whether [`mixed`](Self::mixed) is the best there is.
    pub fn is_exhaustive(&self) -> bool {
        self.items() == 2 && self.plain && self.buyers.len() <= EXHAUSTIVE_ROWS
    }

    /// The best prices of items and bundle side by side. Whatever the others earn, this earns as well.
    pub fn mixed(&self) -> Prices {
        let starts = [self.separate(), self.pure()];
        let mut best: (i128, Prices) = (0, self.nothing());
        for prices in starts.iter().cloned() {
            let profit = self.profit(&prices);
            if profit > best.0 {
                best = (profit, prices);
            }
        }
        if self.items() == 2 && self.buyers.len() <= EXHAUSTIVE_ROWS {
            self.exhaust(&mut best);
        }
        if !self.is_exhaustive() {
            let found = best.1.clone();
            self.climb(&mut best, &starts, found);
        }
        best.1
    }

    /// Two items. With everybody's choice held, the best prices lie at a corner: three of these hold with equality, for some
    /// buyers, who value both at b: p1 = r1, p2 = r2, P = b, P − p1 = b − r1, P − p2 = b − r2, p1 − p2 = r1 − r2. They tie
    /// prices and zero together as a tree, and a tree has a leaf: two prices follow from two of them, and the third is the
    /// best for these two. Where b = r1 + r2 that is all; P = p1 + p2 is separate pricing. Otherwise P − p1 − p2 = b − r1 − r2
    /// can be one of the three, of which a few corners are not tried.
    fn exhaust(&self, best: &mut (i128, Prices)) {
        let mut turns = Vec::with_capacity(self.buyers.len());
        let mut tries: Vec<(usize, [i64; 3])> = Vec::new();
        let each = |of: &dyn Fn(&Buyer) -> i64| {
            let mut values: Vec<i64> = self.buyers.iter().map(of).collect();
            values.sort_unstable();
            values.dedup();
            values
        };
        let (alone, both) =
            ([each(&|buyer| buyer.values[0]), each(&|buyer| buyer.values[1])], each(&|buyer| buyer.bundle));
        let apart = each(&|buyer| buyer.values[0] - buyer.values[1]);
        // What the bundle adds to each item.
        let adds =
            [each(&|buyer| buyer.bundle - buyer.values[0]), each(&|buyer| buyer.bundle - buyer.values[1])];
        for one in 0..2 {
            let other = 1 - one;
            let mut offer = |leaf: usize, own: i64, third: i64| {
                let mut prices = [0; 3];
                prices[one] = own;
                prices[if leaf == 2 { other } else { 2 }] = third;
                if own >= 0 && third >= 0 {
                    tries.push((leaf, prices));
                }
            };
            for sum in &both {
                offer(other, ABSENT, *sum);
                alone[one].iter().for_each(|own| offer(other, *own, *sum));
                adds[one].iter().for_each(|more| offer(other, sum - more, *sum));
            }
            for own in &alone[one] {
                adds[one].iter().for_each(|more| offer(other, *own, own + more));
                if !self.plain {
                    alone[other].iter().for_each(|second| offer(2, *own, *second));
                }
                let sign = if one == 0 { 1 } else { -1 };
                apart.iter().for_each(|apart| offer(2, *own, own - sign * apart));
            }
        }
        for (leaf, mut prices) in tries {
            if let Some((profit, price)) = self.best_of(&prices, leaf, best.0, &mut turns) {
                prices[leaf] = price;
                *best = (profit, prices.to_vec());
            }
        }
    }

    /// One price after the other, from several starts, until none earns more.
    fn climb(&self, best: &mut (i128, Prices), starts: &[Prices; 2], found: Prices) {
        let mut turns = Vec::with_capacity(self.buyers.len());
        let mut sums: Vec<i64> = self.buyers.iter().map(|buyer| buyer.bundle).collect();
        sums.sort_unstable();
        sums.dedup();
        let step = sums.len().div_ceil(STARTS).max(1);
        let mut all = starts.to_vec();
        all.push(found);
        // Items dear enough that so many of the buyers would not pay for one of them alone.
        let ordered: Vec<Vec<i64>> = (0..self.items())
            .map(|item| {
                let mut values: Vec<i64> = self.buyers.iter().map(|buyer| buyer.values[item]).collect();
                values.sort_unstable();
                values
            })
            .collect();
        for level in 0..STARTS {
            let at = |values: &Vec<i64>| values[level * (values.len() - 1) / (STARTS - 1)];
            let mut prices: Prices = ordered.iter().map(at).collect();
            for part in [1, 2, 3] {
                prices.truncate(self.items());
                prices.push(sums[part * (sums.len() - 1) / 3]);
                all.push(prices.clone());
            }
        }
        for start in starts {
            for sum in sums.iter().step_by(step) {
                let mut prices = start.clone();
                prices[self.items()] = *sum;
                all.push(prices);
            }
        }
        for mut prices in all {
            let mut profit = self.profit(&prices);
            for _ in 0..ROUNDS {
                let before = profit;
                for leaf in (0..=self.items()).rev() {
                    if let Some((more, price)) = self.best_of(&prices, leaf, profit, &mut turns) {
                        profit = more;
                        prices[leaf] = price;
                    }
                }
                if profit == before {
                    break;
                }
            }
            if profit > best.0 {
                *best = (profit, prices);
            }
        }
    }

    /// What a buyer takes at some prices, what it leaves the buyer and what it earns the seller.
    pub fn taken(&self, buyer: &Buyer, prices: &[i64]) -> (Taken, i64, i64) {
        let single = self.single(buyer, prices, usize::MAX);
        let price = prices[self.items()];
        let bundle = Best { surplus: buyer.bundle - price, margin: price - self.bundle_cost };
        if (bundle.surplus, bundle.margin) >= (single.surplus, single.margin) {
            return (Taken::Bundle, bundle.surplus, bundle.margin);
        }
        let takes = |item: &usize| {
            let (value, price) = (buyer.values[*item], prices[*item]);
            value > price || (value == price && price >= self.costs[*item])
        };
        (Taken::Items((0..self.items()).filter(takes).collect()), single.surplus, single.margin)
    }

    /// Whether two choices leave a buyer the same, and no other leaves more.
    pub fn is_undecided(&self, buyer: &Buyer, prices: &[i64]) -> bool {
        let bundle = buyer.bundle - prices[self.items()];
        match bundle.cmp(&self.single(buyer, prices, usize::MAX).surplus) {
            Ordering::Greater => false,
            Ordering::Equal => true,
            Ordering::Less => buyer.values.iter().zip(prices).any(|(value, price)| value == price),
        }
    }

    /// Takes prices so many steps lower, where no buyer is undecided at them and they earn more than those found before.
    fn lower(&self, prices: &[i64], lower: Prices, step: i64, best: &mut Option<Lowered>) {
        let at = |(price, lower): (&i64, &i64)| match *price {
            ABSENT => Some(ABSENT),
            price => Some((price / step - lower) * step).filter(|price| *price >= 0),
        };
        let Some(found) = prices.iter().zip(&lower).map(at).collect::<Option<Prices>>() else { return };
        if self.buyers.iter().any(|buyer| self.is_undecided(buyer, &found)) {
            return;
        }
        let profit = self.profit(&found);
        if best.as_ref().is_none_or(|best| profit > best.profit) {
            *best = Some(Lowered { profit, lower, prices: found });
        }
    }

    /// Prices in whole steps, at most [`STEPS`] of them from some others, at which no buyer is undecided; of those tried the
    /// ones that earn most.
    ///
    /// Of two choices that leave a buyer the same, the one that earns more must become the better one: its price has to fall
    /// further. That is so where each price falls by its rank among the margins, or by a share of its margin, for then a
    /// choice of several items falls by the same share of theirs. What loses, or is for nothing, rises instead. What is more
    /// than needed is taken back price by price.
    pub fn decided(&self, prices: &[i64], step: i64) -> Option<Prices> {
        let bundle = self.items();
        let margin = |at: usize| prices[at] - if at == bundle { self.bundle_cost } else { self.costs[at] };
        let falls = |at: usize| prices[at] > 0 && margin(at) >= 0;
        let mut ranks: Vec<usize> = (0..=bundle).filter(|at| prices[*at] != ABSENT).collect();
        ranks.sort_by_key(|at| (falls(*at), margin(*at)));
        let rising = ranks.iter().filter(|at| !falls(**at)).count() as i64;
        let largest = i128::from(ranks.iter().map(|at| margin(*at).abs()).max()?.max(1));
        let mut best: Option<Lowered> = None;
        for most in 1..=STEPS {
            let (mut by_rank, mut by_margin) = (vec![0; prices.len()], vec![0; prices.len()]);
            for (place, at) in (0..).zip(&ranks) {
                let sign = if falls(*at) { 1 } else { -1 };
                let rank = if place < rising { rising - place } else { place - rising + 1 };
                by_rank[*at] = sign * (rank * most).min(STEPS);
                let share = i128::from(margin(*at).abs()) * i128::from(most);
                let share = i64::try_from((share + largest - 1) / largest).unwrap_or(most);
                by_margin[*at] = if sign < 0 { -share.max(1) } else { share };
            }
            self.lower(prices, by_rank, step, &mut best);
            self.lower(prices, by_margin.clone(), step, &mut best);
            by_margin[bundle] = (by_margin[bundle] + 1).min(STEPS);
            self.lower(prices, by_margin, step, &mut best);
        }
        for _ in 0..ROUNDS {
            let before = best.as_ref()?.profit;
            for at in &ranks {
                let lower = best.as_ref()?.lower.clone();
                let steps = lower[*at];
                for less in (1..=steps.abs()).map(|back| steps - steps.signum() * back) {
                    let mut lower = lower.clone();
                    lower[*at] = less;
                    self.lower(prices, lower, step, &mut best);
                }
            }
            if best.as_ref()?.profit == before {
                break;
            }
        }
        best.map(|best| best.prices)
    }

    /// The most that a buyer and the seller can have together: each item that is worth more than it costs, or the bundle.
    pub fn most(&self, buyer: &Buyer) -> i64 {
        let apart =
            buyer.values.iter().zip(&self.costs).map(|(value, cost)| (value - cost).max(0)).sum::<i64>();
        apart.max(buyer.bundle - self.bundle_cost)
    }

    /// What some prices earn from all buyers.
    pub fn profit(&self, prices: &[i64]) -> i128 {
        let earned = |buyer: &Buyer| i128::from(buyer.count) * i128::from(self.taken(buyer, prices).2);
        self.buyers.iter().map(earned).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn market(costs: [i64; 2], buyers: &[(i64, i64, i64)]) -> Market {
        let buyer =
            |row: &(i64, i64, i64)| Buyer { count: row.2, values: vec![row.0, row.1], bundle: row.0 + row.1 };
        Market {
            costs: costs.to_vec(),
            bundle_cost: costs[0] + costs[1],
            buyers: buyers.iter().map(buyer).collect(),
            plain: true,
        }
    }

    /// Every whole price up to one more than the largest value, each buyer looking at every option.
    fn brute(market: &Market) -> i64 {
        let most = market.buyers.iter().map(|buyer| buyer.bundle).max().unwrap_or_default() + 1;
        let side =
            |item: usize| market.buyers.iter().map(|buyer| buyer.values[item]).max().unwrap_or_default();
        let mut best = 0;
        // Prices of the items may go up to the largest bundle: as an alternative to it alone they never pay there.
        for first in 0..=side(0) + 1 {
            for second in 0..=side(1) + 1 {
                for both in 0..=most {
                    let mut profit = 0;
                    for buyer in &market.buyers {
                        let (r1, r2) = (buyer.values[0], buyer.values[1]);
                        let (c1, c2) = (market.costs[0], market.costs[1]);
                        let options = [
                            (0, 0),
                            (r1 - first, first - c1),
                            (r2 - second, second - c2),
                            (r1 + r2 - first - second, first + second - c1 - c2),
                            (r1 + r2 - both, both - c1 - c2),
                        ];
                        profit += buyer.count * options.iter().max().unwrap().1;
                    }
                    best = best.max(profit);
                }
            }
        }
        best
    }

    #[test]
    fn what_a_list_of_values_and_sums_alone_misses() {
        // Only with p1 = P − r2 and p2 = P − r1 among the candidates is 21 found; without, 18.
        let market = market([3, 4], &[(2, 2, 1), (8, 3, 1), (0, 12, 1), (3, 8, 1), (8, 3, 1)]);
        assert_eq!(market.profit(&market.mixed()), 21);
        assert_eq!(brute(&market), 21);
    }

    #[test]
    fn prices_at_which_four_buyers_know_what_they_want() {
        // In cents. At 89.95, 89.95 and 99.95 the first and the last buyer leave the seller to luck; a cent does.
        let market =
            market([2000, 3000], &[(1000, 9000, 1), (5000, 5000, 1), (6000, 4000, 1), (9000, 1000, 1)]);
        let undecided = |prices: &[i64]| {
            let rows = market.buyers.iter().enumerate();
            rows.filter(|(_, buyer)| market.is_undecided(buyer, prices)).map(|(at, _)| at).collect::<Vec<_>>()
        };
        assert_eq!(undecided(&[9000, 9000, 10000]), [0, 1, 2, 3]);
        assert_eq!(undecided(&[8995, 8995, 10000]), [1, 2]);
        assert_eq!(undecided(&[8995, 8995, 9995]), [0, 3]);
        assert!(undecided(&[8990, 8990, 9995]).is_empty());
        assert_eq!(market.profit(&[8990, 8990, 9995]), 22970);
        let found = market.decided(&[9000, 9000, 10000], 1).unwrap();
        assert_eq!((found.as_slice(), market.profit(&found)), ([8998, 8998, 9999].as_slice(), 22994));
        assert_eq!(market.decided(&market.nothing(), 1), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        /// Values in whole units and prices in hundredths: nobody but those on the border changes what to take.
        #[test]
        fn near_the_best_prices_are_some_that_leave_nobody_undecided(
            costs in prop::collection::vec(0i64..6, 2..=4),
            buyers in prop::collection::vec((prop::collection::vec(0i64..11, 4), 1i64..4), 1..8),
            extra in -2i64..3,
        ) {
            let items = costs.len();
            let buyer = |(values, count): &(Vec<i64>, i64)| {
                let values: Vec<i64> = values[..items].iter().map(|value| value * 100).collect();
                let bundle = (values.iter().sum::<i64>() + extra * 100).max(0);
                Buyer { count: *count, values, bundle }
            };
            let costs: Vec<i64> = costs.iter().map(|cost| cost * 100).collect();
            let market = Market {
                bundle_cost: costs.iter().sum(),
                buyers: buyers.iter().map(buyer).collect(),
                costs,
                plain: extra == 0,
            };
            for best in [market.separate(), market.pure(), market.mixed()] {
                let Some(found) = market.decided(&best, 1) else {
                    prop_assert!(best.iter().all(|price| *price == ABSENT), "none near {best:?}");
                    continue;
                };
                let mut lost = 0;
                for (price, lower) in best.iter().zip(&found) {
                    prop_assert!((price - lower).abs() <= STEPS);
                    lost += (price - lower).abs();
                }
                // Every set of items and the bundle, each looked at.
                let mut earned = 0;
                for buyer in &market.buyers {
                    let mut options: Vec<(i64, i64)> = (0..1usize << items)
                        .map(|set| {
                            let held = (0..items).filter(|at| set >> at & 1 == 1);
                            let sum = held.map(|at| (buyer.values[at] - found[at], found[at] - market.costs[at]));
                            sum.fold((0, 0), |all, one| (all.0 + one.0, all.1 + one.1))
                        })
                        .collect();
                    options.push((buyer.bundle - found[items], found[items] - market.bundle_cost));
                    options.sort_unstable();
                    let [.., second, first] = options.as_slice() else { panic!() };
                    prop_assert!(first.0 > second.0, "{buyer:?} is undecided at {found:?}");
                    earned += buyer.count * first.1;
                }
                prop_assert_eq!(i128::from(earned), market.profit(&found));
                // With two items the search finds what costs no more than the difference in price.
                let buyers: i64 = market.buyers.iter().map(|buyer| buyer.count).sum();
                let least = market.profit(&best) - i128::from(buyers * lost);
                prop_assert!(items > 2 || i128::from(earned) >= least, "{earned} of {best:?} at {found:?}");
            }
        }

        #[test]
        fn two_items_by_brute_force(
            costs in (0i64..6, 0i64..6),
            buyers in prop::collection::vec((0i64..11, 0i64..11, 1i64..4), 1..8),
        ) {
            let market = market([costs.0, costs.1], &buyers);
            prop_assert!(market.is_exhaustive());
            prop_assert_eq!(market.profit(&market.mixed()), i128::from(brute(&market)));
            // Separate and pure are the best of one price at a time.
            let alone = |item: usize| {
                let at = |price: i64| {
                    let buys = market.buyers.iter().filter(|buyer| buyer.values[item] >= price);
                    (price - market.costs[item]) * buys.map(|buyer| buyer.count).sum::<i64>()
                };
                (0..12).map(at).max().unwrap().max(0)
            };
            prop_assert_eq!(market.profit(&market.separate()), i128::from(alone(0) + alone(1)));
            let together = |price: i64| {
                let buys = market.buyers.iter().filter(|buyer| buyer.bundle >= price);
                (price - market.bundle_cost) * buys.map(|buyer| buyer.count).sum::<i64>()
            };
            prop_assert_eq!(market.profit(&market.pure()), i128::from((0..22).map(together).max().unwrap().max(0)));
        }

        #[test]
        fn two_items_that_go_together_by_brute_force(
            costs in (0i64..6, 0i64..6),
            buyers in prop::collection::vec((0i64..9, 0i64..9, 1i64..4), 1..6),
        ) {
            // Worth half as much again: in halves, so that all is whole.
            let mut market = market([2 * costs.0, 2 * costs.1], &buyers);
            for buyer in &mut market.buyers {
                buyer.bundle *= 3;
                buyer.values.iter_mut().for_each(|value| *value *= 2);
            }
            market.plain = false;
            let found = market.profit(&market.mixed());
            let mut best = 0;
            for first in 0..19 {
                for second in 0..19 {
                    for both in 0..55 {
                        best = best.max(market.profit(&[first, second, both]));
                    }
                }
            }
            prop_assert!(found <= i128::from(i64::MAX) && found * 100 >= best * 99, "{found} of {best}");
        }

        #[test]
        fn the_climb_earns_no_less_than_separate_or_pure_prices(
            costs in prop::collection::vec(0i64..20, 3..=6),
            buyers in prop::collection::vec((prop::collection::vec(0i64..60, 6), 1i64..5), 1..30),
        ) {
            let buyer = |(values, count): &(Vec<i64>, i64)| {
                let values = values[..costs.len()].to_vec();
                Buyer { count: *count, bundle: values.iter().sum::<i64>() * 11, values: values.iter().map(|v| v * 10).collect() }
            };
            let costs: Vec<i64> = costs.iter().map(|cost| cost * 10).collect();
            let market = Market {
                bundle_cost: costs.iter().sum(),
                buyers: buyers.iter().map(|row| buyer(&(row.0.clone(), row.1))).collect(),
                costs: costs.clone(),
                plain: false,
            };
            let mixed = market.profit(&market.mixed());
            prop_assert!(mixed >= market.profit(&market.separate()) && mixed >= market.profit(&market.pure()));
        }
    }
}
