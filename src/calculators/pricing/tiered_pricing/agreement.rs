//! The engine against second, independent ways to the same numbers, on random price lists: prices unit by
//! unit, scans over every quantity, and sums over everything a bill shows.

use proptest::prelude::*;
use rust_decimal::{Decimal, dec};

use super::bill::{
    OtherRule, PricingError, bill, charge_amount, exact_total, metered, next_unit, other_rules,
};
use super::bulk::Ready;
use super::cliffs::cliffs;
use super::compare::{Crossing, bills_in, common_months, compare, least};
use super::cost::{Curves, NoCost, Varied, cost};
use super::plan::*;
use super::upgrade::{Growth, Proration, SwitchDay, prorated_switch, upgrade_path};
use crate::arithmetic::piecewise::{Cut, Span};
use crate::arithmetic::ratio::Ratio;
use crate::arithmetic::rounding::RoundingMode;
use crate::arithmetic::{Checked, Percent};

/// The last quantity of every range here.
const LAST: i64 = 40;

fn cents(most: i64) -> impl Strategy<Value = Decimal> {
    (0..=most).prop_map(|cents| Decimal::new(cents, 2))
}

fn one_of<T: Copy + std::fmt::Debug + 'static, const N: usize>(all: [T; N]) -> impl Strategy<Value = T> {
    prop::sample::select(all.to_vec())
}

/// Tiers with rising bounds, in halves of a unit; mostly open at the end.
fn any_tiers() -> impl Strategy<Value = Vec<Tier>> {
    let tier = (1i64..40, cents(900), cents(3000));
    (prop::collection::vec(tier, 1..5), prop::bool::weighted(0.8), any::<bool>()).prop_map(
        |(rows, open, whole)| {
            let count = rows.len();
            let mut bound = Decimal::ZERO;
            rows.into_iter()
                .enumerate()
                .map(|(index, (width, price, fee))| {
                    bound += if whole { Decimal::from(width) } else { Decimal::new(width * 5, 1) };
                    let up_to = (!open || index + 1 < count).then_some(bound);
                    Tier { up_to, unit_price: price, flat_fee: fee, rate: Percent(price) }
                })
                .collect()
        },
    )
}

fn any_charge() -> impl Strategy<Value = Charge> {
    let models = [
        Model::Flat,
        Model::PerUnit,
        Model::Graduated,
        Model::Volume,
        Model::Stairstep,
        Model::Package,
        Model::Percentage,
        Model::GraduatedPercentage,
    ];
    let steps = (
        one_of([Conversion::None, Conversion::None, Conversion::Multiply, Conversion::Divide]),
        one_of([dec!(2), dec!(3), dec!(0.5), dec!(7)]),
        one_of([
            QuantityRounding::None,
            QuantityRounding::Up,
            QuantityRounding::Down,
            QuantityRounding::Nearest,
        ]),
        one_of([dec!(0), dec!(0), dec!(3), dec!(4.5)]),
    );
    let packages = (
        one_of([dec!(1), dec!(4), dec!(2.5)]),
        one_of([PackageRounding::Up, PackageRounding::Down]),
        one_of([PackagesCounted::InTotal, PackagesCounted::InEachTier]),
        any::<bool>(),
    );
    let events = (
        any::<bool>(),
        cents(200),
        prop::option::of(cents(100)),
        prop::option::of(cents(300)),
        one_of([dec!(0), dec!(0), dec!(3), dec!(20)]),
    );
    let prices = (cents(5000), cents(900), any::<bool>(), any::<bool>(), prop::bool::weighted(0.2));
    (one_of(models), any_tiers(), steps, packages, events, prices).prop_map(
        |(model, tiers, steps, packages, events, prices)| Charge {
            quantity: if prices.4 { "events" } else { "varied" }.into(),
            model,
            amount: prices.0,
            unit_price: prices.1,
            tiers: if packages.3 || model != Model::Package { tiers } else { Vec::new() },
            package_size: packages.0,
            package_rounding: packages.1,
            packages_counted: packages.2,
            rate: Percent(prices.1),
            events: match (events.0, prices.4) {
                (false, _) => "",
                (true, false) => "events",
                (true, true) => "varied",
            }
            .into(),
            fee_per_event: events.1,
            least_per_event: events.2,
            most_per_event: events.3.map(|most| most.max(events.2.unwrap_or_default())),
            free_events: events.4,
            included: steps.3,
            convert: steps.0,
            factor: steps.1,
            quantity_rounding: steps.2,
            steps_add_up: prices.2,
            fee_at_zero: prices.3,
            unit_cost: dec!(0.1),
        },
    )
}

fn any_plan() -> impl Strategy<Value = Plan> {
    let periods = [Period::Month, Period::Month, Period::Quarter, Period::Year];
    let bounds = (prop::option::weighted(0.3, cents(9000)), prop::option::weighted(0.3, cents(20_000)));
    let discounts = (one_of([dec!(0), dec!(0), dec!(12.5), dec!(100)]), one_of([dec!(0), dec!(0), dec!(15)]));
    let charges = prop::collection::vec(any_charge(), 1..3);
    (one_of(periods), cents(4000), bounds, discounts, charges).prop_map(
        |(period, base_fee, (minimum, above), (percent, fixed_discount), charges)| Plan {
            name: String::new(),
            period,
            base_fee,
            minimum,
            maximum: above.map(|above| above + minimum.unwrap_or_default()),
            percent_discount: Percent(percent),
            fixed_discount,
            charges,
        },
    )
}

fn any_rules() -> impl Strategy<Value = Rules> {
    (
        one_of([RoundingPlace::Line, RoundingPlace::Tier, RoundingPlace::End]),
        one_of([RoundingMode::HalfUp, RoundingMode::HalfEven, RoundingMode::Up, RoundingMode::Down]),
        one_of([None, Some(dec!(0.05))]),
        any::<bool>(),
    )
        .prop_map(|(place, mode, increment, minimum_before_discount)| Rules {
            place,
            mode,
            increment,
            minimum_before_discount,
            credits: true,
        })
}

fn quantities(amount: Decimal, whole: bool, per: Per) -> Vec<Quantity> {
    vec![
        Quantity { name: "varied".into(), amount, whole, per },
        Quantity { name: "events".into(), amount: dec!(12), whole: true, per: Per::Held },
    ]
}

/// A plan's exact total at an amount of the varied quantity; `None` past a limit.
fn total_at(plan: &Plan, quantities: &[Quantity], amount: Decimal, rules: &Rules) -> Option<Ratio> {
    let mut quantities = quantities.to_vec();
    quantities[0].amount = amount;
    match exact_total(plan, &quantities, &metered(plan, &quantities).unwrap(), rules) {
        Ok(total) => Some(total),
        Err(PricingError::Charge { why: Unpriced::PastLastTier(_), .. }) => None,
        Err(error) => panic!("{error:?}"),
    }
}

/// What there is over the range. Only a curve over fractions, or a held quantity past its limit, is no
/// function.
fn drawn<T>(found: Result<T, NoCost>, whole: bool) -> Option<T> {
    match found {
        Ok(found) => Some(found),
        Err(NoCost::NotStraight { .. }) if !whole => None,
        Err(NoCost::Pricing(PricingError::Charge { why: Unpriced::PastLastTier(_), .. })) => None,
        Err(error) => panic!("{error:?}"),
    }
}

fn whole_range() -> impl Iterator<Item = Decimal> {
    (0..=LAST).map(Decimal::from)
}

fn varied() -> Varied {
    Varied { quantity: 0, from: dec!(0), to: LAST.into() }
}

fn holds(span: Span, x: Decimal) -> bool {
    Cut::after(x).compare(span.from).unwrap().is_gt() && Cut::after(x).compare(span.to).unwrap().is_le()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn many_customers_pay_what_each_bill_says(
        plan in any_plan(), rules in any_rules(), units in -2000i64..4000, more in 0i64..90, places in 0u32..4, per_month: bool,
    ) {
        let per = if per_month { Per::Month } else { Per::Held };
        let mut quantities = quantities(Decimal::new(units, 2), false, per);
        quantities[1].amount = more.into();
        let rules = Rules { credits: units % 2 == 0, ..rules };
        let amounts: Vec<Decimal> = quantities.iter().map(|quantity| quantity.amount).collect();
        let ready = Ready::new(&plan, &quantities, &rules, places).unwrap();
        let lean = ready.total(&amounts).and_then(|total| Ok((total, ready.cost(&amounts)?)));
        let whole = bill(&plan, &quantities, &rules, places);
        if let Ok(bill) = &whole {
            for (line, charge) in bill.charges.iter().zip(&ready.charges) {
                let standing = ready.standing(charge, &amounts).unwrap();
                prop_assert_eq!(standing.tier, line.tier);
            }
        }
        prop_assert_eq!(lean, whole.map(|bill| (bill.total.shown, bill.cost)));
        let stops = ready.charges.iter().any(|charge| charge.stops_below(&amounts).is_some());
        let stopped = matches!(ready.total(&amounts), Err(PricingError::Charge { why: Unpriced::PastLastTier(_), .. }));
        prop_assert!(stops || !stopped);
    }

    #[test]
    fn bills_in_coins_are_bills(
        plan in any_plan(), rules in any_rules(), whole: bool, digits in 0u32..7, units in 0i64..400_000, places in 0u32..4,
    ) {
        // Nothing that is left to the decimals, and prices of more digits.
        let rules = Rules { place: RoundingPlace::Line, increment: None, ..rules };
        let mut plan = plan;
        for charge in &mut plan.charges {
            charge.convert = Conversion::None;
            charge.quantity_rounding = QuantityRounding::None;
            charge.quantity = "varied".into();
            charge.events.clear();
            charge.unit_price *= Decimal::new(1, digits);
            if matches!(charge.model, Model::Percentage | Model::GraduatedPercentage) {
                charge.model = Model::Graduated;
            }
            charge.tiers.iter_mut().for_each(|tier| tier.unit_price *= Decimal::new(7, digits));
        }
        let amount = if whole { Decimal::from(units) } else { Decimal::new(units, 3) };
        let quantities = quantities(amount, whole, Per::Month);
        let amounts: Vec<Decimal> = quantities.iter().map(|quantity| quantity.amount).collect();
        let ready = Ready::new(&plan, &quantities, &rules, places).unwrap();
        let whole = bill(&plan, &quantities, &rules, places).map(|bill| bill.total.shown);
        prop_assert_eq!(ready.total(&amounts), whole);
        let closed = plan.charges.iter().any(|charge| charge.tiers.last().is_some_and(|last| last.up_to.is_some()));
        let packages = plan.charges.iter().any(|charge| charge.model == Model::Package && charge.has_tiers());
        // Bounds and fees of this plan have no more decimals than coins here hold.
        prop_assert!(closed || packages || places < 2 || amount.scale() > 0 || ready.in_coins(&amounts));
    }

    #[test]
    fn what_is_shown_adds_up(
        plan in any_plan(), rules in any_rules(), units in -2000i64..4000, places in 0u32..4,
    ) {
        let quantities = quantities(Decimal::new(units, 2), false, Per::Month);
        let Ok(bill) = bill(&plan, &quantities, &rules, places) else { return Ok(()) };
        let mut sum = bill.base_fee.shown + bill.cash_rounding;
        let mut exact = bill.base_fee.exact;
        for line in &bill.charges {
            let rows: Decimal = line.rows.iter().map(|row| row.amount.shown).sum();
            prop_assert_eq!(rows, line.amount.shown);
            let rows = line.rows.iter().try_fold(Ratio::ZERO, |sum, row| sum.plus(row.amount.exact)).unwrap();
            prop_assert_eq!(rows, line.amount.exact);
            for row in &line.rows {
                let amount = row.count.times(row.unit_price.into()).unwrap().plus(row.flat_fee).unwrap();
                prop_assert_eq!(amount, row.amount.exact);
            }
            let units = line.rows.iter().try_fold(Ratio::ZERO, |sum, row| sum.plus(row.units)).unwrap();
            if plan.charges.iter().all(|charge| charge.model != Model::Percentage) {
                prop_assert_eq!(units, line.steps.billable);
            }
            sum += line.amount.shown;
            exact = exact.plus(line.amount.exact).unwrap();
        }
        for line in [&bill.percent_discount, &bill.fixed_discount, &bill.maximum, &bill.minimum] {
            sum += line.shown;
            exact = exact.plus(line.exact).unwrap();
        }
        prop_assert_eq!(sum, bill.total.shown);
        prop_assert_eq!(exact, bill.total.exact);
        // Without rows a charge is priced in another way.
        for (index, (charge, line)) in plan.charges.iter().zip(&bill.charges).enumerate() {
            let amount = charge_amount(charge, index, &quantities, &bill.metered, &rules);
            prop_assert_eq!(amount, Ok(line.amount.exact));
        }
        prop_assert!(bill.total.shown.scale() <= places || rules.increment.is_some());
        for other in other_rules(&plan, &quantities, &rules, places).unwrap() {
            prop_assert_eq!(other.total, bill.total.shown + other.difference);
            prop_assert!(!matches!(other.rule, OtherRule::Place(place) if place == rules.place));
        }
    }

    /// Graduated and volume prices once more, unit by unit from a table of prices.
    #[test]
    fn totals_are_the_sum_of_the_prices_of_the_next_unit(
        tiers in any_tiers(), last in 0i64..60, free in 0i64..5,
    ) {
        let doubled = |bound: Decimal| bound * dec!(2);
        let whole = |tier: Tier| Tier { up_to: tier.up_to.map(doubled), ..tier };
        let tiers: Vec<Tier> = tiers.into_iter().map(whole).collect();
        let price_of_unit = |number: i64| {
            let number = Decimal::from(number);
            let tier = tiers.iter().find(|tier| tier.up_to.is_none_or(|bound| number <= bound));
            tier.map(|tier| (tier.unit_price, tier.flat_fee, tier.up_to))
        };
        let charge = Charge {
            quantity: "varied".into(),
            model: Model::Graduated,
            tiers: tiers.clone(),
            included: free.into(),
            ..Charge::default()
        };
        let plan = Plan { charges: vec![charge.clone()], ..Plan::default() };
        let rules = Rules::default();
        let mut sum = Decimal::ZERO;
        let mut before = None;
        for number in 1..=last - free {
            let Some((price, fee, bound)) = price_of_unit(number) else { return Ok(()) };
            sum += price + if before == Some(bound) { Decimal::ZERO } else { fee };
            before = Some(bound);
        }
        let quantities = quantities(last.into(), true, Per::Held);
        prop_assert_eq!(total_at(&plan, &quantities, last.into(), &rules), Some(sum.into()));
        let volume = Plan { charges: vec![Charge { model: Model::Volume, ..charge }], ..Plan::default() };
        if last > free {
            let (price, fee, _) = price_of_unit(last - free).unwrap();
            let all = price * Decimal::from(last - free) + fee;
            prop_assert_eq!(total_at(&volume, &quantities, last.into(), &rules), Some(all.into()));
        }
        for plan in [plan, volume] {
            let mut steps = total_at(&plan, &quantities, dec!(0), &rules).unwrap();
            for number in 0..last {
                let mut at = quantities.clone();
                at[0].amount = number.into();
                steps = steps.plus(next_unit(&plan, &at, 0, &rules).unwrap().unwrap()).unwrap();
            }
            prop_assert_eq!(Some(steps), total_at(&plan, &quantities, last.into(), &rules));
        }
    }

    #[test]
    fn the_cost_function_is_the_bill_at_every_quantity(
        plan in any_plan(), rules in any_rules(), whole: bool, usage: bool, from in 0i64..20,
    ) {
        let per = if usage { Per::Month } else { Per::Held };
        let quantities = quantities(dec!(0), whole, per);
        let from = Decimal::new(from * 5, 1);
        let function = cost(&plan, &quantities, Varied { from, ..varied() }, &rules);
        let Some(function) = drawn(function, whole) else { return Ok(()) };
        for eighths in 0..LAST * 8 {
            let x = Decimal::new(eighths * 125, 3);
            if x < from || (whole && !x.is_integer()) {
                continue;
            }
            let expected = total_at(&plan, &quantities, x, &rules);
            prop_assert_eq!(function.at(x.into()).unwrap(), expected, "at {}", x);
        }
        // And just beside every place where it bends or jumps.
        for (span, _) in function.pieces().filter(|_| !whole) {
            for offset in [dec!(-0.000001), dec!(0), dec!(0.000001)] {
                let x = span.to.at.nearest().round_dp(6) + offset;
                if x >= from && x <= LAST.into() {
                    let expected = total_at(&plan, &quantities, x, &rules);
                    prop_assert_eq!(function.at(x.into()).unwrap(), expected, "at {}", x);
                }
            }
        }
        let curves = Curves { function: &function, whole, times_metered: 1, most: 200 };
        for point in curves.total().unwrap() {
            prop_assert!(point.x >= from && point.x <= LAST.into());
        }
        prop_assert!(curves.effective().is_ok() && curves.next_unit().is_ok());
    }

    #[test]
    fn cheapest_plans_and_crossings_are_those_of_a_scan(
        plans in prop::collection::vec(any_plan(), 2..5), rules in any_rules(), whole: bool,
    ) {
        let quantities = quantities(dec!(0), whole, Per::Month);
        let compared = compare(&plans, &quantities, varied(), &rules).map_err(|error| error.why);
        let Some(compared) = drawn(compared, whole) else { return Ok(()) };
        let months = common_months(&plans);
        let costs = |x: Decimal| -> Vec<Option<Ratio>> {
            let of = |plan: &Plan| {
                let total = total_at(plan, &quantities, x, &rules)?;
                Some(total.times(bills_in(plan, months).into()).unwrap())
            };
            let all = plans.iter().zip(left_out(&plans));
            all.map(|(plan, left_out)| if left_out { None } else { of(plan) }).collect()
        };
        let scanned: Vec<Decimal> = match whole {
            true => whole_range().collect(),
            false => (0..=LAST * 8).map(|eighths| Decimal::new(eighths * 125, 3)).collect(),
        };
        let mut seen_cheapest = Vec::new();
        for &x in &scanned {
            let costs = costs(x);
            let cheapest = least(&costs).unwrap();
            let mut held = compared.cheapest.iter().filter(|interval| holds(interval.span, x));
            let interval = held.next().expect("an interval at every quantity");
            prop_assert!(held.next().is_none());
            let found = &interval.plans;
            prop_assert!(found.iter().all(|plan| cheapest.contains(plan)), "at {}: {:?}", x, cheapest);
            for plan in cheapest.iter().filter(|plan| !interval.plans.contains(plan)) {
                let other = interval.plans[0];
                let both = (other.min(*plan), other.max(*plan));
                let pair = compared.pairs.iter().find(|pair| (pair.a, pair.b) == both);
                prop_assert!(pair.unwrap().ties.iter().any(|tie| holds(*tie, x)));
            }
            seen_cheapest.extend(cheapest);
            for pair in &compared.pairs {
                let (Some(a), Some(b)) = (costs[pair.a], costs[pair.b]) else { continue };
                prop_assert_eq!(pair.ties.iter().any(|tie| holds(*tie, x)), a == b);
                if let Some(more) = pair.always_more {
                    prop_assert_eq!(a.minus(b).unwrap(), more);
                }
            }
        }
        for plan in &compared.never_cheapest {
            prop_assert!(!seen_cheapest.contains(plan));
        }
        if whole {
            for pair in &compared.pairs {
                let mut expected = Vec::new();
                let mut before = None;
                for &x in &scanned {
                    let costs = costs(x);
                    let (Some(a), Some(b)) = (costs[pair.a], costs[pair.b]) else { break };
                    let order = a.compare(b).unwrap();
                    if order.is_ne() {
                        if before.is_some_and(|before| before != order) {
                            expected.push((if order.is_lt() { pair.a } else { pair.b }, Some(x)));
                        }
                        before = Some(order);
                    }
                }
                let changed = |crossing: &Crossing| (crossing.cheaper_after, crossing.first_whole);
                let found: Vec<_> = pair.crossings.iter().map(changed).collect();
                prop_assert_eq!(found, expected);
            }
        } else {
            // A crossing without a jump is where both cost exactly the same.
            for pair in &compared.pairs {
                for crossing in &pair.crossings {
                    prop_assert!(crossing.cheaper_before != crossing.cheaper_after);
                    if let Some(tie) = crossing.tie {
                        let value = |plan: usize| compared.costs[plan].at(tie.to.at).unwrap();
                        prop_assert!(!tie.to.after || value(pair.a) == value(pair.b));
                    }
                }
            }
        }
    }

    #[test]
    fn cliffs_are_those_of_a_scan(plan in any_plan(), rules in any_rules(), whole: bool) {
        let quantities = quantities(dec!(0), whole, Per::Held);
        let Some(function) = drawn(cost(&plan, &quantities, varied(), &rules), whole) else { return Ok(()) };
        let cliffs = cliffs(&function, whole).unwrap();
        if whole {
            let totals: Vec<Decimal> = whole_range()
                .map_while(|x| total_at(&plan, &quantities, x, &rules))
                .map(Ratio::nearest)
                .collect();
            let dear = |n: usize| totals[n + 1..].iter().any(|&later| later < totals[n]);
            let mut ranges: Vec<(usize, usize)> = Vec::new();
            for n in (0..totals.len()).filter(|&n| dear(n)) {
                match ranges.last_mut() {
                    Some(range) if range.1 + 1 == n => range.1 = n,
                    _ => ranges.push((n, n)),
                }
            }
            let index = |d: Decimal| usize::try_from(d).unwrap();
            let found: Vec<(usize, usize)> = cliffs
                .iter()
                .map(|cliff| cliff.span.whole().unwrap().map(|(a, b)| (index(a), index(b))).unwrap())
                .collect();
            prop_assert_eq!(&found, &ranges);
            // The scan works on 28 digits, which a difference of thirds shows in the last one.
            let same = |a: Decimal, b: Decimal| a.round_dp(20) == b.round_dp(20);
            for (cliff, &(first, last)) in cliffs.iter().zip(&ranges) {
                let least = totals[first..].iter().skip(1).min().copied().unwrap();
                let cheapest = totals[last + 1..].iter().min().copied().unwrap();
                prop_assert!(least <= cheapest);
                prop_assert!(same(cliff.cost.nearest(), cheapest));
                prop_assert_eq!(index(cliff.buy.first_whole().unwrap()), last + 1);
                prop_assert_eq!(totals[last + 1], cheapest);
                let saving = totals[first..=last].iter().max().unwrap() - cheapest;
                prop_assert!(same(cliff.saving.nearest(), saving));
                prop_assert!(same(totals[index(cliff.dearest.nearest())] - cheapest, saving));
                let drop = (first..=last).map(|n| totals[n] - totals[n + 1]).max().unwrap();
                prop_assert!(same(cliff.drop.nearest(), drop));
            }
        } else {
            let totals: Vec<(Decimal, Ratio)> = (0..=LAST * 8)
                .map(|eighths| Decimal::new(eighths * 125, 3))
                .map_while(|x| Some((x, total_at(&plan, &quantities, x, &rules)?)))
                .collect();
            for (index, (x, total)) in totals.iter().enumerate() {
                if totals[index..].iter().any(|(_, later)| later.compare(*total).unwrap().is_lt()) {
                    prop_assert!(cliffs.iter().any(|cliff| holds(cliff.span, *x)), "at {}", x);
                }
            }
            for cliff in &cliffs {
                prop_assert!(cliff.saving.sign().is_gt());
                let just_after = Ratio::from(cliff.buy.at.nearest().round_dp(9) + dec!(0.0000001));
                let buy = if cliff.buy.after { just_after } else { cliff.buy.at };
                let gap = function.at(buy).unwrap().map(|cost| (cost.nearest() - cliff.cost.nearest()).abs());
                prop_assert!(gap.is_none_or(|gap| gap < dec!(0.001)), "{:?}", cliff);
            }
        }
    }

    /// Corners of every range, and past them: an answer or an error, never a panic.
    #[test]
    fn nothing_panics(
        charges in prop::collection::vec(extreme_charge(), 1..3),
        amounts in (extreme(), extreme(), extreme(), extreme(), extreme()),
        fees in (extreme(), extreme(), extreme()),
        whole: bool,
    ) {
        let plan = Plan {
            period: Period::Year,
            base_fee: fees.0,
            minimum: Some(fees.1),
            percent_discount: Percent(fees.2),
            fixed_discount: fees.1,
            charges,
            ..Plan::default()
        };
        let other = Plan { base_fee: fees.2, maximum: Some(fees.0), ..Plan::default() };
        let mut quantities = quantities(amounts.0, whole, Per::Month);
        quantities[1].amount = amounts.1;
        for credits in [false, true] {
            let rules = Rules { credits, increment: Some(amounts.4), ..Rules::default() };
            let _ = problems(&plan);
            let _ = bill(&plan, &quantities, &rules, 4);
            let _ = other_rules(&plan, &quantities, &rules, 2);
            let _ = next_unit(&plan, &quantities, 1, &rules);
            let varied = Varied { quantity: 0, from: amounts.2, to: amounts.3 };
            let plans = [plan.clone(), other.clone()];
            if let Ok(compared) = compare(&plans, &quantities, varied, &rules) {
                for function in &compared.costs {
                    let _ = cliffs(function, whole);
                    let curves = Curves { function, whole, times_metered: 12, most: 100 };
                    let _ = (curves.total(), curves.effective(), curves.next_unit());
                }
            }
            let start = crate::arithmetic::Date::of(2028, 1, 31);
            let growth = Growth { quantity: 0, start, monthly: Percent(amounts.4), months: 7 };
            let _ = upgrade_path(&plans, &quantities, Some(1), growth, &rules, 2);
            let day = SwitchDay { first_day: start, months: 1, days: 9, seconds: 9 };
            let _ = prorated_switch((&plan, &other), &quantities, day, Proration::Seconds, &rules, 2);
        }
    }
}

fn extreme() -> impl Strategy<Value = Decimal> {
    let corners = [
        dec!(0),
        dec!(1),
        dec!(-1),
        dec!(0.5),
        dec!(100),
        dec!(0.000000000001),
        dec!(0.000000001),
        dec!(1000000000),
        dec!(-1000000000),
        dec!(999999999.999999999999),
        dec!(9999999999.999999999),
        dec!(10000000000),
        Decimal::MAX,
        Decimal::MIN,
        dec!(0.0000000000000000000000000001),
    ];
    one_of(corners)
}

fn extreme_charge() -> impl Strategy<Value = Charge> {
    let numbers = (extreme(), extreme(), extreme(), extreme(), extreme(), extreme());
    let tier = (prop::option::of(extreme()), extreme(), extreme());
    (any_charge(), numbers, prop::collection::vec(tier, 0..4)).prop_map(|(charge, numbers, tiers)| Charge {
        unit_price: numbers.0,
        package_size: numbers.1,
        included: numbers.2,
        factor: numbers.3,
        fee_per_event: numbers.4,
        free_events: numbers.5,
        tiers: tiers
            .into_iter()
            .map(|(up_to, unit_price, flat_fee)| Tier {
                up_to,
                unit_price,
                flat_fee,
                rate: Percent(unit_price),
            })
            .collect(),
        ..charge
    })
}

#[test]
fn a_tiny_package_over_a_huge_range_is_refused_at_once() {
    let charge = Charge {
        quantity: "varied".into(),
        model: Model::Package,
        unit_price: dec!(1),
        package_size: dec!(0.001),
        ..Charge::default()
    };
    let plan = Plan { charges: vec![charge], ..Plan::default() };
    let all = Varied { quantity: 0, from: dec!(0), to: dec!(10000000000) };
    let function = cost(&plan, &quantities(dec!(0), false, Per::Held), all, &Rules::default());
    assert_eq!(function.unwrap_err(), NoCost::TooManyPieces { charge: Some(0) });
}
