//! The pages of contribution margin, held against the cash that a shop would see, against search unit by unit, and at their
//! edges.

use commerce_calculators::calculator::AnyCalculator;
use commerce_calculators::calculators::pricing::contribution_margin::categories::Categories;
use commerce_calculators::calculators::pricing::contribution_margin::promotions::Promotions;
use commerce_calculators::input::{Draft, Entry};
use proptest::prelude::*;
use rust_decimal::{Decimal, dec};

use super::base::{draft, example, figure, near, table, told};

/// The shop of a property test: round numbers, so that the cash can be counted.
#[derive(Clone, Debug)]
struct Shop {
    price: i64,
    units: i64,
    discount: i64,
    landed: i64,
    payment: i64,
    fee: i64,
    marketplace: i64,
    returns: i64,
    handling: i64,
    write_down: i64,
    marketing: i64,
    orders: i64,
}

fn shop() -> impl Strategy<Value = Shop> {
    let money = (1i64..20_000, 1i64..400, 0i64..60, 0i64..9_000, 0i64..6, 0i64..60);
    let rest = (0i64..20, 0i64..70, 0i64..900, 0i64..100, 0i64..15, 1i64..400);
    (money, rest).prop_map(|((price, units, discount, landed, payment, fee), rest)| {
        let (marketplace, returns, handling, write_down, marketing, orders) = rest;
        Shop {
            price,
            units,
            discount,
            landed,
            payment,
            fee,
            marketplace,
            returns,
            handling,
            write_down,
            marketing,
            orders,
        }
    })
}

fn cents(amount: i64) -> Decimal {
    Decimal::new(amount, 2)
}

fn points(percent: i64) -> Decimal {
    Decimal::new(percent, 2)
}

impl Shop {
    fn line(&self, name: &str, rest: &str) -> String {
        format!(
            "categories: name={name}; price={}; units={}; discount={}; landed={}; payment_rate={}; payment_fee={}; marketplace={}; \
             returns={}; return_cost={}; write_down={}; marketing_rate={}; orders={}{rest}\n",
            cents(self.price),
            self.units,
            self.discount,
            cents(self.landed),
            self.payment,
            cents(self.fee),
            self.marketplace,
            self.returns,
            cents(self.handling),
            self.write_down,
            self.marketing,
            self.orders
        )
    }

    /// What moves in the bank and in the warehouse: sales, then fees, then what comes back. `back` is the share of the
    /// marketplace fee that is given back.
    fn cash(&self, tax: i64, back: i64) -> Decimal {
        let units = Decimal::from(self.units);
        let gross = cents(self.price) * points(100 - self.discount) * units;
        let net = gross / points(100 + tax);
        let bought = cents(self.landed) * units;
        let fees = gross * points(self.payment)
            + cents(self.fee) * Decimal::from(self.orders)
            + gross * points(self.marketplace);
        let came_back = units * points(self.returns);
        let refunds = net / units * came_back;
        let on_the_shelf = came_back * cents(self.landed) * points(100 - self.write_down);
        let given_back = gross / units * came_back * points(self.marketplace) * points(back);
        net - bought - fees - refunds + on_the_shelf - came_back * cents(self.handling) + given_back
            - net * points(self.marketing)
    }
}

fn set(draft: &mut Draft, at: &str, text: &str) {
    draft.fields.put(at, Some(Entry::Text(text.into())));
}

const LEVELS: [&str; 7] = [
    "landed_level",
    "fulfilment_level",
    "packaging_level",
    "payment_level",
    "marketplace_level",
    "returns_level",
    "marketing_level",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

    #[test]
    fn the_contribution_is_the_cash_however_it_is_laid_out(
        shops in prop::collection::vec(shop(), 1..4),
        tax in 0i64..30,
        back in 0i64..100,
        levels in prop::collection::vec(1usize..4, 7),
    ) {
        let mut lines = format!("tax={tax}; fee_back={back}; fixed_shared=500\n");
        let mut cash = dec!(0);
        for (at, shop) in shops.iter().enumerate() {
            lines.push_str(&shop.line(&format!("C{at}"), ""));
            cash += shop.cash(tax, back);
        }
        let mut draft = draft(&lines);
        near(figure(&Categories, &draft, "contribution"), cash);
        near(figure(&Categories, &draft, "profit"), cash - dec!(500));
        // Neither where returns count nor which level a cost counts from moves what is left in the end.
        for (key, level) in LEVELS.iter().zip(&levels) {
            set(&mut draft, key, &format!("cm{level}"));
        }
        set(&mut draft, "returned", "cost");
        near(figure(&Categories, &draft, "contribution"), cash);
        let revenue = figure(&Categories, &draft, "revenue").unwrap();
        let gross: Decimal = shops
            .iter()
            .map(|shop| cents(shop.price) * points(100 - shop.discount) * Decimal::from(shop.units) / points(100 + tax))
            .sum();
        near(Some(revenue), gross);
    }

    #[test]
    fn shares_of_revenue_weigh_what_each_category_keeps_of_it(
        a in shop(), b in shop(), share in 1i64..100, sales in 1_000i64..1_000_000,
    ) {
        // One order a unit, as units follow from the shares.
        let lines = |shop: &Shop, name: &str, rest: &str| {
            shop.line(name, rest).replace(&format!("orders={}", shop.orders), "orders=")
        };
        let kept = |shop: &Shop| figure(&Categories, &draft(&lines(shop, "A", "")), "contribution_percent").unwrap();
        let of = |shop: &Shop, name: &str, share: i64| {
            lines(shop, name, &format!("; share={share}")).replace(&format!("units={}; ", shop.units), "")
        };
        let both = draft(&format!(
            "mix=revenue; sales={sales}\n{}{}", of(&a, "A", share), of(&b, "B", 100 - share)
        ));
        let expected = (kept(&a) * Decimal::from(share) + kept(&b) * Decimal::from(100 - share)) / dec!(100);
        near(figure(&Categories, &both, "contribution_percent"), expected);
        near(figure(&Categories, &both, "revenue"), Decimal::from(sales));
    }

    #[test]
    fn the_unit_before_break_even_still_loses(shop in shop(), fixed in 1i64..200_000) {
        // One order a unit, so that a unit more is an order more.
        let lines = format!("fixed_shared={fixed}\n{}", shop.line("C", "").replace(&format!("orders={}", shop.orders), "orders="));
        let units = figure(&Categories, &draft(&lines), "break_even_units");
        let profit = |units: Decimal| {
            let units = i64::try_from(units).unwrap();
            if units == 0 { return Decimal::from(-fixed); }
            Shop { units, orders: units, ..shop.clone() }.cash(0, 0) - Decimal::from(fixed)
        };
        match units {
            Some(units) => {
                let slack = dec!(0.0000000001);
                prop_assert!(profit(units) >= -slack, "{units} units earn {}", profit(units));
                prop_assert!(profit(units - dec!(1)) < slack, "{units} units are too many");
            }
            None => prop_assert!(profit(dec!(1000)) <= Decimal::from(-fixed) + dec!(0.0000000001)),
        }
    }

    #[test]
    fn a_lever_is_what_pulling_it_does(shop in shop(), fixed in 1i64..9_000) {
        let shop = Shop { returns: 0, ..shop };
        let lines = |shop: &Shop, fixed: Decimal| draft(&format!("fixed_shared={fixed}\n{}", shop.line("C", "")));
        let now = lines(&shop, Decimal::from(fixed));
        let profit = figure(&Categories, &now, "profit").unwrap();
        let adds = |row: usize| table(&Categories, &now, "levers").rows[row][1].value.number();
        let after = |key: &str, value: Decimal| {
            let mut draft = now.clone();
            set(&mut draft, &format!("categories.0.{key}"), &value.normalize().to_string());
            draft
        };
        let mut dearer = after("price", cents(shop.price) * dec!(1.01));
        near(adds(0), figure(&Categories, &dearer, "profit").unwrap() - profit);
        dearer = lines(&shop, Decimal::from(fixed) * dec!(0.99));
        near(adds(3), figure(&Categories, &dearer, "profit").unwrap() - profit);
        // A hundred times as much on top is ten thousand times one percent.
        let more = Shop { units: shop.units * 101, orders: shop.orders * 101, ..shop.clone() };
        let grown = figure(&Categories, &lines(&more, Decimal::from(fixed)), "profit").unwrap();
        near(adds(2).map(|adds| adds * dec!(10000)), grown - profit);
        // Every cost a hundredth less, one after the other.
        let mut cheaper = now.clone();
        for (key, value) in [
            ("landed", cents(shop.landed)),
            ("payment_rate", Decimal::from(shop.payment)),
            ("payment_fee", cents(shop.fee)),
            ("marketplace", Decimal::from(shop.marketplace)),
            ("marketing_rate", Decimal::from(shop.marketing)),
        ] {
            set(&mut cheaper, &format!("categories.0.{key}"), &(value * dec!(0.99)).normalize().to_string());
        }
        near(adds(1), figure(&Categories, &cheaper, "profit").unwrap() - profit);
    }
}

/// What a promotion asks of a shop in which every unit is an order.
#[derive(Clone, Debug)]
struct Sale {
    shop: Shop,
    depth: i64,
    uplift: i64,
    later: i64,
    halo: i64,
    extra: i64,
    cost: i64,
}

fn sale() -> impl Strategy<Value = Sale> {
    let rest = (0i64..70, 0i64..200, 0i64..100, 0i64..300, 0i64..500, -60i64..20);
    (shop(), rest).prop_map(|(shop, (depth, uplift, later, halo, extra, cost))| {
        // Hundreds, so that a percentage of them is whole.
        let units = shop.units % 9 * 100 + 100;
        Sale { shop: Shop { units, orders: units, ..shop }, depth, uplift, later, halo, extra, cost }
    })
}

impl Sale {
    fn draft(&self, target: i64, rest: &str) -> Draft {
        draft(&format!(
            "depth={}; uplift={}; target_margin={target}; pull_forward={}; halo={}; extra_cost={}; cost_change={}{rest}\n{}",
            self.depth,
            self.uplift,
            self.later,
            cents(self.halo),
            self.extra,
            self.cost,
            self.shop.line("C", "").replace(&format!("orders={}", self.shop.orders), "orders=")
        ))
    }

    /// The cash of so many units without the promotion.
    fn without(&self, units: i64) -> Decimal {
        let sold = Shop { units, orders: units, ..self.shop.clone() };
        (if units == 0 { dec!(0) } else { sold.cash(0, 0) }) + cents(self.halo) * Decimal::from(units)
    }

    /// The cash of so many units in the promotion, and what later sales then lack. Landed costs are in hundredths of a cent
    /// here, so that a percentage of them is whole.
    fn with(&self, units: i64) -> Decimal {
        let price = self.shop.price * 100;
        let sold = Shop {
            units,
            orders: units,
            price,
            discount: self.depth,
            landed: self.shop.landed * (100 + self.cost),
            fee: self.shop.fee * 100,
            handling: self.shop.handling * 100,
            ..self.shop.clone()
        };
        let later =
            self.without(self.shop.units) * points(self.later) * Decimal::from(units - self.shop.units)
                / Decimal::from(self.shop.units);
        sold.cash(0, 0) / dec!(100) + cents(self.halo) * Decimal::from(units)
            - Decimal::from(self.extra)
            - later
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(80) })]

    #[test]
    fn a_promotion_is_the_cash_with_it_less_the_cash_without(sale in sale()) {
        let units = sale.shop.units;
        if sale.depth <= sale.shop.discount {
            prop_assert_eq!(figure(&Promotions, &sale.draft(0, ""), "expected_change"), None);
            return Ok(());
        }
        let sold = units + units * sale.uplift / 100;
        let change = sale.with(sold) - sale.without(units);
        near(figure(&Promotions, &sale.draft(0, ""), "expected_change"), change);
        // The unit before the one that pays for it does not.
        let rows = table(&Promotions, &sale.draft(0, ""), "by_promotion").rows;
        let slack = dec!(0.0000000001);
        match rows[0][8].value.number().map(|sell| i64::try_from(sell).unwrap()) {
            Some(sell) => {
                prop_assert!(sale.with(sell) - sale.without(units) >= -slack, "{sell} units");
                prop_assert!(sell == units || sale.with(sell - 1) - sale.without(units) < slack, "{sell} units");
            }
            None => prop_assert!(sale.with(units * 50) - sale.without(units) < slack),
        }
    }

    #[test]
    fn more_is_expected_than_needed_exactly_where_it_earns(
        sales in prop::collection::vec((sale(), -60i64..200), 1..4), depth in 0i64..60, extra in 0i64..300,
    ) {
        let lines = |uplifts: &[Decimal]| {
            let mut lines = format!("depth={depth}; target_margin=0; extra_cost={extra}\n");
            for (at, ((sale, _), uplift)) in sales.iter().zip(uplifts).enumerate() {
                lines += &sale.shop.line(&format!("C{at}"), &format!("; own_uplift={uplift}"));
            }
            draft(&lines)
        };
        let uplifts: Vec<Decimal> = sales.iter().map(|(_, uplift)| Decimal::from(*uplift)).collect();
        let plan = lines(&uplifts);
        let of = |key: &str| figure(&Promotions, &plan, key);
        // The others stay as they are.
        let cheaper = sales.iter().filter(|(sale, _)| depth > sale.shop.discount);
        prop_assert_eq!(table(&Promotions, &plan, "by_promotion").rows.len(), cheaper.count());
        let Some((expected, change)) = of("uplift_expected").zip(of("expected_change")) else { return Ok(()) };
        let Some(needed) = of("uplift_needed") else {
            let said = sentence(&Promotions, &plan);
            prop_assert!(!said.contains("must sell"), "{said}");
            return Ok(());
        };
        if needed.is_zero() {
            return Ok(());
        }
        let slack = dec!(0.000000001);
        prop_assert!(change < slack || expected > needed - slack, "{expected} of {needed} earns {change}");
        prop_assert!(change > -slack || expected < needed + slack, "{expected} of {needed} earns {change}");
        // As much of each expectation as the needed is of all of them breaks even.
        if expected > dec!(1) && needed < dec!(1000) {
            let scaled: Vec<Decimal> =
                uplifts.iter().map(|uplift| (uplift * needed / expected).round_dp(6)).collect();
            if scaled.iter().all(|uplift| *uplift >= dec!(-100)) {
                let left = figure(&Promotions, &lines(&scaled), "expected_change").unwrap();
                prop_assert!(left.abs() < dec!(0.05), "{left} is left");
            }
        }
    }

    #[test]
    fn the_deepest_discount_keeps_the_target_and_a_hundredth_more_does_not(
        sale in sale(), target in 0i64..60, level in 1usize..4,
    ) {
        let mut draft = sale.draft(target, &format!("; target_level=cm{level}"));
        let keeps = |draft: &Draft| figure(&Promotions, draft, "keepers") == Some(dec!(1));
        match figure(&Promotions, &draft, "deepest") {
            Some(deepest) => {
                set(&mut draft, "depth", &deepest.normalize().to_string());
                prop_assert!(keeps(&draft), "{deepest}");
                if deepest < dec!(100) {
                    set(&mut draft, "depth", &(deepest + dec!(0.01)).normalize().to_string());
                    prop_assert!(!keeps(&draft), "past {deepest}");
                }
            }
            None => {
                set(&mut draft, "depth", "0");
                prop_assert!(!keeps(&draft));
            }
        }
    }
}

fn sentence(page: &dyn AnyCalculator, draft: &Draft) -> String {
    let format = commerce_calculators::report::format::Format::english("USD");
    page.solve(draft).ok().unwrap().answer().sentence.text(&format)
}

#[test]
fn sentence_and_figures_of_a_promotion_agree_in_the_expected_mix() {
    // Most is expected where a unit on top earns little: alike in both, 125 % would do.
    let mix = |a: i64, b: i64| {
        draft(&format!(
            "depth=10; target_margin=0
            categories: name=A; price=100; units=100; landed=85; own_uplift={a}
            categories: name=B; price=100; units=100; landed=75; own_uplift={b}"
        ))
    };
    // 2,000 are given up; 200 % more of A and nothing of B bring 1,000, so twice as many are needed.
    assert_eq!(figure(&Promotions, &mix(200, 0), "uplift_needed"), Some(dec!(200)));
    assert_eq!(figure(&Promotions, &mix(0, 0), "uplift_needed"), Some(dec!(100)));
    assert_eq!(
        sentence(&Promotions, &mix(200, 0)),
        "The promotion must sell 200% more units to earn as much as without it; with the 100% you expect it loses $1,000.00, and of 2 categories 1 pays and 2 keep a CM2 of 0%."
    );
    assert!(sentence(&Promotions, &mix(400, 0)).contains("with the 200% you expect it just does"));
    assert!(sentence(&Promotions, &mix(401, 0)).contains("with the 200.5% you expect it earns $5.00 more"));
    // What earns nothing on top pays for nothing, and what sells instead may.
    let swap = |a: i64, b: i64| {
        sentence(
            &Promotions,
            &draft(&format!(
                "depth=5; target_margin=0
            categories: name=A; price=100; units=100; landed=94; own_uplift={a}
            categories: name=B; price=100; units=100; landed=20; own_uplift={b}"
            )),
        )
    };
    // 1,000 are given up; a unit of A on top earns 1 and one of B 75.
    assert!(
        swap(-60, 50).starts_with(
            "Without more units in all, the promotion earns $2,690.00 more by what sells instead;"
        )
    );
    assert!(swap(60, -50).starts_with(
        "No uplift pays for this promotion in the proportions you expect; it loses $4,690.00, and"
    ));
    assert!(sentence(&Promotions, &mix(-30, -10)).contains("; with the 20% fewer that you expect it loses"));
}

#[test]
fn a_discount_that_lowers_no_price_is_no_promotion() {
    let at = |depth: &str| {
        draft(&format!(
            "depth={depth}; target_margin=10; uplift=40
            categories: name=A; price=100; units=100; discount=5; landed=50
            categories: name=B; price=100; units=100; discount=12; landed=50"
        ))
    };
    let nothing = "This is no promotion: at this discount nothing is sold for less than now.";
    let of = |depth: &str| {
        ["payers", "uplift_expected", "expected_change"].map(|key| figure(&Promotions, &at(depth), key))
    };
    for depth in ["0", "3", "5"] {
        assert_eq!(sentence(&Promotions, &at(depth)), nothing);
        assert_eq!(of(depth), [None; 3]);
        assert_eq!(figure(&Promotions, &at(depth), "uplift_needed"), None);
    }
    // A alone: 40 more units at 44.99, less 0.01 on each of 100. What B would earn at 5.01 % off is no gain.
    assert_eq!(of("5.01"), [dec!(1), dec!(40), dec!(1798.6)].map(Some));
    assert!(sentence(&Promotions, &at("5.01")).ends_with(", and 1 is left out as no cheaper than now."));
    assert_eq!(of("12.01").map(|found| found.unwrap())[..2], [dec!(2), dec!(40)]);
}

#[test]
fn what_is_rarely_meant_is_told_on_both_pages() {
    let told = |page: &dyn AnyCalculator, rest: &str| {
        told(
            page,
            &draft(&format!(
                "{rest}\ncategories: name=A; price=100; units=10; discount=71; returns=80; landed=1"
            )),
        )
    };
    let common = [
        "categories.0.landed: More than 90% of revenue is left. Check that all costs are entered.",
        "categories.0.discount: More than 70% off is rare. Check that it is what comes off, not what is left to pay.",
        "categories.0.returns: More than 60% returned is rare. Check that it is a share of the units sold.",
    ];
    assert_eq!(told(&Categories, ""), common);
    let depth = "depth: More than 70% off is rare. Check that it is what comes off, not what is left to pay.";
    let found = told(&Promotions, "depth=75; target_margin=0");
    assert_eq!(found[0], depth);
    assert_eq!(found[1..], common);
}

#[test]
fn a_part_of_a_competitors_cut() {
    let at = |cut: &str, loss: &str| {
        let draft = draft(&format!(
            "depth=10; target_margin=0; rival_cut={cut}; rival_loss={loss}\ncategories: name=A; price=100; units=300; landed=60"
        ));
        let row = table(&Promotions, &draft, "rival").rows.remove(0);
        let format = commerce_calculators::report::format::Format::english("USD");
        let advice = row[10].value.text(&commerce_calculators::report::Measure::Text, &format);
        (row[1..10].iter().map(|cell| cell.value.number()).collect::<Vec<_>>(), advice)
    };
    // 10 of 40 is a quarter, at which all and nothing earn 9,000; half of the way keeps seven eighths at 35.
    let (row, advice) = at("10", "25");
    let expected =
        [dec!(300), dec!(40), dec!(30), dec!(25), dec!(9000), dec!(9000), dec!(50), dec!(5), dec!(9187.5)];
    assert_eq!(row, expected.map(Some));
    assert_eq!(advice, "Follow a part of the way");
    // Above a fifth a first step pays, and up to a third the last one does not.
    assert_eq!(at("10", "20").1, "Keep the price");
    assert_eq!(at("10", "20.01").1, "Follow a part of the way");
    assert_eq!(at("10", "33.33").1, "Follow a part of the way");
    assert_eq!(at("10", "33.34").1, "Follow all the way");
    assert_eq!(at("10", "").1, "Enter the loss");
    assert_eq!(at("10", "").0[8], None);
    assert_eq!(at("10", "0").1, "Keep the price");
    let nothing = draft("depth=10; target_margin=0\ncategories: name=A; price=100; units=300; landed=60");
    assert!(table(&Promotions, &nothing, "rival").rows.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(40) })]

    #[test]
    fn no_part_of_a_cut_earns_more_than_the_best(sale in sale(), cut in 1i64..=60, loss in 0i64..=100) {
        let rest = format!("; rival_cut={cut}; rival_loss={loss}");
        let row = table(&Promotions, &sale.draft(0, &rest), "rival").rows.remove(0);
        let number = |column: usize| row[column].value.number();
        let Some(best) = number(9) else {
            prop_assert!(number(2) <= Some(dec!(0)));
            return Ok(());
        };
        // The price that is paid, in hundredths of a cent as the shop's discount is whole, less a part of the cut.
        let paid = Decimal::from(sale.shop.price * (100 - sale.shop.discount)) / dec!(10000);
        let units = Decimal::from(sale.shop.units);
        for step in 0..=20 {
            let way = Decimal::from(step) / dec!(20);
            let price = paid * (dec!(1) - Decimal::from(cut) / dec!(100) * way);
            let mut shop = sale.draft(0, "");
            set(&mut shop, "categories.0.price", &price.normalize().to_string());
            set(&mut shop, "categories.0.discount", "0");
            let each = table(&Promotions, &shop, "by_promotion").rows;
            // At a price of its own the page has what a unit contributes without any promotion.
            let Some(each) = each.first().and_then(|row| row[2].value.number()) else { return Ok(()) };
            let kept = units * (dec!(1) - Decimal::from(loss) / dec!(100) * (dec!(1) - way));
            prop_assert!(kept * each <= best + dec!(0.0000001), "{way} of the way earns {} of {best}", kept * each);
        }
    }
}

#[test]
fn break_even_has_one_number_of_units() {
    for named in ["shop", "yard-tools", "by-revenue"] {
        let draft = example(&Categories, named);
        let aims = table(&Categories, &draft, "targets").rows;
        assert_eq!(figure(&Categories, &draft, "break_even_units"), aims[0][4].value.number(), "{named}");
    }
}

#[test]
fn orders_in_all_are_no_fewer_than_those_of_a_category() {
    let at = |all: &str, orders: &str| {
        let draft = draft(&format!(
            "all_orders={all}
            categories: name=Shoes; price=100; units=3200; landed=20; orders={orders}
            categories: name=Socks; price=10; units=900; landed=2"
        ));
        Categories
            .solve(&draft)
            .err()
            .unwrap_or_default()
            .into_iter()
            .map(|problem| problem.at)
            .collect::<Vec<_>>()
    };
    assert_eq!(at("2899", "2900"), ["all_orders"]);
    assert!(at("2900", "2900").is_empty());
    // Left open, each unit is an order.
    assert_eq!(at("3199", ""), ["all_orders"]);
    assert!(at("3200", "").is_empty());
    let shares = |all: &str| {
        told(
            &Categories,
            &draft(&format!(
                "mix=revenue; sales=1000; all_orders={all}\ncategories: name=A; price=10; share=60; landed=4\ncategories: name=B; price=10; share=40; landed=4"
            )),
        )
    };
    assert_eq!(
        shares("59"),
        ["all_orders: These are fewer orders than one of the categories has alone. Check both."]
    );
    assert!(shares("60").is_empty());
}

#[test]
fn the_published_break_even_table() {
    // “See what happens when you either increase prices or decrease them”: margins from 20 to 60 %, none where nothing is left.
    let published: [(usize, [Option<i64>; 9]); 4] = [
        (2, [100, 67, 50, 40, 33, 29, 25, 22, 20].map(Some)),
        (4, [0, 400, 200, 133, 100, 80, 67, 57, 50].map(|cell| Some(cell).filter(|cell| *cell > 0))),
        (5, [0, 0, 500, 250, 167, 125, 100, 83, 71].map(|cell| Some(cell).filter(|cell| *cell > 0))),
        (6, [0, 0, 0, 600, 300, 200, 150, 120, 100].map(|cell| Some(cell).filter(|cell| *cell > 0))),
    ];
    let rows = table(&Promotions, &example(&Promotions, "break-even-table"), "rule").rows;
    for (column, cells) in published {
        for (step, cell) in cells.into_iter().enumerate() {
            let margin = Decimal::from(20 + 5 * step);
            let row = rows.iter().find(|row| row[0].value.number() == Some(margin)).unwrap();
            let shown = row[column].value.number().map(|needed| needed.round().try_into().unwrap());
            assert_eq!(shown, cell, "{margin} in column {column}");
        }
    }
}

#[test]
fn on_before_and_after_the_target_and_the_uplift() {
    let at = |depth: &str, uplift: &str| {
        let draft = draft(&format!(
            "depth={depth}; target_margin=50; uplift={uplift}\ncategories: name=A; price=50; units=300; landed=20"
        ));
        ["keepers", "payers"].map(|key| figure(&Promotions, &draft, key).unwrap() == dec!(1))
    };
    // A price of 40 leaves a half; at 20 % off, 20 of 30 are left of each unit.
    assert_eq!(at("19.99", "50"), [true, true]);
    assert_eq!(at("20", "50"), [true, true]);
    assert_eq!(at("20.01", "50"), [false, false]);
    assert_eq!(at("20", "49.99"), [true, false]);
    // As many units on top as a third, which no decimal holds: what is needed, rounded up, pays, and one less does not.
    let third = draft(
        "depth=10; target_margin=0; uplift=33.333333\ncategories: name=A; price=100; units=300; landed=60",
    );
    assert_eq!(figure(&Promotions, &third, "payers"), Some(dec!(0)));
    assert_eq!(table(&Promotions, &third, "by_promotion").rows[0][8].value.number(), Some(dec!(400)));
}

#[test]
fn categories_go_from_page_to_page() {
    use commerce_calculators::calculators;
    use commerce_calculators::input::carry::carried;
    let page = |slug: &str| calculators::find(slug).unwrap();
    let (categories, promotions) = (page("contribution-margin"), page("contribution-margin/promotions"));
    let (from, into) = (example(categories, "shop"), example(promotions, "end-of-season"));
    let mut changed = from.clone();
    set(&mut changed, "categories.0.price", "99");
    let there = carried(&changed, &categories.outline(), &into, &promotions.outline());
    assert_eq!(there.get("categories.0.price"), changed.get("categories.0.price"));
    assert_eq!(there.get("categories.0.own_uplift"), into.get("categories.0.own_uplift"));
    assert_eq!(there.get("tax"), from.get("tax"));
    let back = carried(&there, &promotions.outline(), &from, &categories.outline());
    assert_eq!(back, changed);
}

#[test]
fn the_price_at_which_a_unit_earns_nothing() {
    let mut shop = example(&Categories, "shop");
    let warned = told(&Categories, &shop);
    assert_eq!(
        warned,
        [
            "categories.4.price: Each unit sold at $12.96 loses $0.38 after variable costs. It breaks even at a list price of $14.99."
        ]
    );
    let each = |shop: &Draft| table(&Categories, shop, "shares").rows[4][6].value.number().unwrap();
    set(&mut shop, "categories.4.price", "14.99");
    assert!(each(&shop) >= dec!(0));
    set(&mut shop, "categories.4.price", "14.98");
    assert!(each(&shop) < dec!(0));
}

#[test]
fn a_mix_in_units_and_in_revenue() {
    let yard = example(&Categories, "yard-tools");
    let rows = table(&Categories, &yard, "break_even").rows;
    let units: Vec<_> = rows.iter().map(|row| row[6].value.number().unwrap()).collect();
    assert_eq!(units, [dec!(30000), dec!(75000), dec!(45000)]);
    let coffee = example(&Categories, "by-revenue");
    let rows = table(&Categories, &coffee, "by_category").rows;
    let revenue: Vec<_> = rows.iter().map(|row| row[1].value.number().unwrap()).collect();
    assert_eq!(revenue, [dec!(300000), dec!(150000), dec!(50000)]);
    // 120,000 of fixed costs at 39.5 %.
    near(figure(&Categories, &coffee, "break_even_revenue"), dec!(120000) / dec!(0.395));
    // A published answer gives 624,870.68, from a ratio rounded to 48.33 % first.
    let rounded = draft(
        "fixed_shared=302000
        categories: name=A; price=1; units=466000; landed=0.7
        categories: name=B; price=1; units=732000; landed=0.4",
    );
    near(figure(&Categories, &rounded, "break_even_revenue"), dec!(302000) * dec!(1198000) / dec!(579000));
}

#[test]
fn the_target_after_tax_is_left_after_tax() {
    let mut birdbath = example(&Categories, "birdbath");
    let rows = table(&Categories, &birdbath, "targets").rows;
    let units: Vec<_> = rows.iter().map(|row| row[4].value.number().unwrap()).collect();
    // (18,000 + 24,000) / 80, and (18,000 + 24,000 / 0.6) / 80.
    assert_eq!(units, [dec!(225), dec!(525), dec!(725)]);
    for (units, profit) in [("525", dec!(24000)), ("725", dec!(40000))] {
        set(&mut birdbath, "categories.0.units", units);
        assert_eq!(figure(&Categories, &birdbath, "profit"), Some(profit));
    }
}

#[test]
fn on_before_and_after_break_even() {
    let at = |units: &str| {
        draft(&format!("fixed_shared=18000\ncategories: name=A; price=100; units={units}; landed=20"))
    };
    let safety =
        |units| (figure(&Categories, &at(units), "safety"), figure(&Categories, &at(units), "leverage"));
    assert_eq!(safety("224"), (None, None));
    assert_eq!(safety("225"), (Some(dec!(0)), None));
    assert_eq!(safety("226"), (Some(dec!(100)), Some(dec!(226))));
}

#[test]
fn two_hundred_categories_take_no_more_digits_than_one() {
    let mut dice = super::random::Dice::new(7);
    let shops: Vec<Shop> = (0..200)
        .map(|_| {
            let mut roll = |count: usize| i64::try_from(dice.roll(count)).unwrap();
            let units = 100 + roll(900);
            Shop {
                price: 1_000 + roll(19_000),
                units,
                discount: roll(30),
                landed: roll(600),
                payment: roll(5),
                fee: roll(50),
                marketplace: roll(15),
                returns: roll(40),
                handling: roll(900),
                write_down: roll(100),
                marketing: roll(12),
                orders: 1 + roll(usize::try_from(units).unwrap()),
            }
        })
        .collect();
    let (mut lines, mut cash) =
        (String::from("tax=19; fixed_shared=900; target=5000; profit_tax=30\n"), dec!(0));
    for (at, shop) in shops.iter().enumerate() {
        lines += &shop.line(&format!("C{at}"), "");
        cash += shop.cash(19, 0);
    }
    let by_units = draft(&lines);
    near(figure(&Categories, &by_units, "contribution"), cash);
    for key in ["lever_price", "lever_variable", "lever_volume", "lever_fixed", "break_even_revenue"] {
        assert!(figure(&Categories, &by_units, key).is_some(), "{key}");
    }
    // The same sales, told by their shares of revenue.
    let rows = table(&Categories, &by_units, "shares").rows;
    let revenue = figure(&Categories, &by_units, "revenue").unwrap();
    let mut lines = format!("mix=revenue; scaled=yes; sales={}; tax=19\n", revenue.round_dp(2));
    for (at, (shop, row)) in shops.iter().zip(&rows).enumerate() {
        let share = row[4].value.number().unwrap().round_dp(6);
        let line = shop.line(&format!("C{at}"), &format!("; share={share}"));
        lines += &line.replace(&format!("units={}; ", shop.units), "");
    }
    let by_share = figure(&Categories, &draft(&lines), "contribution").unwrap();
    assert!((by_share - cash).abs() < cash / dec!(10000), "{by_share} is not about {cash}");
    let promoted = format!("depth=20; target_margin=10; uplift=50\n{lines}");
    assert!(figure(&Promotions, &draft(&promoted), "expected_change").is_some());
}

#[test]
fn shares_are_scaled_only_when_asked_for() {
    let lines = |rest: &str| {
        draft(&format!(
            "mix=revenue; sales=900{rest}
            categories: name=A; price=10; share=10; landed=4
            categories: name=B; price=10; share=10; landed=5
            categories: name=C; price=10; share=10; landed=6"
        ))
    };
    let problems = Categories.solve(&lines("")).map(|_| ()).unwrap_err();
    let format = commerce_calculators::report::format::Format::english("USD");
    assert_eq!(
        problems[0].message.text(&format),
        "The shares of revenue add up to 30%. Change them until they make 100%, or have them scaled to it, under “Sales mix”."
    );
    // A third each, which no two decimals hold.
    assert_eq!(figure(&Categories, &lines("; scaled=yes"), "contribution"), Some(dec!(450)));
    let rows = table(&Categories, &lines("; scaled=yes"), "shares").rows;
    assert!(rows.iter().all(|row| row[1].value.number() == Some(dec!(30))));
}

#[test]
fn what_is_scarce_goes_to_who_earns_most_with_it() {
    let shop = draft(
        "categories: name=Large; price=100; units=10; landed=40; scarce=12
        categories: name=Small; price=20; units=10; landed=10; scarce=0.5
        categories: name=Download; price=9; units=10",
    );
    let rows = table(&Categories, &shop, "shares").rows;
    let earns: Vec<_> = rows.iter().map(|row| row[9].value.number()).collect();
    assert_eq!(earns, [Some(dec!(5)), Some(dec!(20)), None]);
    assert!(rows[1][9].mark.is_some() && rows[0][9].mark.is_none());
}

#[test]
fn the_margin_of_the_usual_table_is_that_of_the_categories() {
    let sale = example(&Promotions, "end-of-season");
    let own = |draft: &Draft| {
        let rows = table(&Promotions, draft, "rule").rows;
        rows.iter().find(|row| row[0].mark.is_some()).unwrap()[0].value.number().unwrap()
    };
    let shop = table(&Categories, &example(&Categories, "shop"), "by_category").rows;
    let base_layers = shop[2][7].value.number().unwrap();
    near(Some(own(&sale)), base_layers);
    // Of what is left without tax, and without what comes with a unit.
    let mut other = sale.clone();
    set(&mut other, "halo", "5");
    near(Some(own(&other)), base_layers);
}

#[test]
fn a_loss_is_told_though_a_category_loses() {
    let shop = draft(
        "fixed_shared=500
        categories: name=A; price=10; units=100; landed=6
        categories: name=B; price=10; units=10; landed=11",
    );
    let format = commerce_calculators::report::format::Format::english("USD");
    let sentence = Categories.solve(&shop).ok().unwrap().answer().sentence.text(&format);
    assert_eq!(
        sentence,
        "Of $1,100.00 of revenue, $390.00 (35.45%) is left after variable costs, $110.00 too little for the fixed costs, but every unit of B loses $1.00."
    );
}

#[test]
fn a_margin_above_the_target_keeps_it_whatever_the_levels_are() {
    // What comes back counts before what was paid for it, so that the margin is above 100 %.
    let odd = draft(
        "depth=31; target_margin=40; returned=cost; returns_level=cm1; landed_level=cm3
        categories: name=A; price=16; units=800; discount=29; landed=51; fulfilment=3; returns=47",
    );
    assert_eq!(figure(&Promotions, &odd, "keepers"), Some(dec!(1)));
    assert_eq!(figure(&Promotions, &odd, "deepest"), Some(dec!(100)));
}
