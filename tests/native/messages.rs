//! Bad drafts of every page, and what is said to each: one text a page, held by `golden`.

use std::fmt::Write;

use commerce_calculators::calculator::AnyCalculator;
use commerce_calculators::input::{Draft, Entry, Problem};
use commerce_calculators::link;
use commerce_calculators::report::Value;
use commerce_calculators::report::currency::Currency;
use commerce_calculators::report::format::Format;

use super::corners::edges;
use super::forms::{patterns, revealed};

/// All that a page says to bad input: to drafts of its own, and to every field at its edges.
pub fn of(page: &dyn AnyCalculator) -> String {
    let outline = page.outline();
    let mut out = String::from("Bad drafts and what is said to them. Written by UPDATE_GOLDEN=1.\n");
    for (what, pairs) in drafts(&page.about().slug()) {
        let pairs = format!("{pairs}&_r={}", page.about().revision);
        let opened = link::read(&pairs, &outline, page.past(), Currency::default());
        writeln!(out, "\n# {what}").unwrap();
        let format = Format::english(opened.draft.currency.code());
        opened.notices.iter().for_each(|notice| writeln!(out, "  notice: {}", notice.text(&format)).unwrap());
        say(page, &opened.draft, &mut out);
    }
    let drafts: Vec<Draft> = page.examples().into_iter().map(|example| example.inputs).collect();
    for (pattern, field) in patterns(&outline).into_iter().filter(|(_, field)| field.spec.table().is_none()) {
        let Some((draft, at)) = revealed(&outline, &drafts, &pattern) else { continue };
        writeln!(out, "\n# {at}").unwrap();
        for entry in edges(field) {
            let mut draft = draft.clone();
            draft.fields.put(&at, Some(entry.clone()));
            // What else follows, at references to a name for instance, would only be repeated here.
            let problems = page.solve(&draft).err().unwrap_or_default();
            let format = Format::english(draft.currency.code());
            for problem in problems.iter().filter(|problem| problem.at == at) {
                writeln!(out, "{}\n  {}", shown(&entry), problem.message.text(&format)).unwrap();
            }
        }
    }
    out
}

fn shown(entry: &Entry) -> String {
    match entry {
        Entry::Text(text) if text.chars().count() > 45 => {
            format!("{:.20}… ({} characters)", text, text.chars().count())
        }
        Entry::Text(text) if text.is_empty() => "(empty)".to_owned(),
        Entry::Text(text) => text.clone(),
        Entry::Unread(text) => format!("{text} (as typed, not read)"),
        Entry::Rows(rows) => format!("({} rows)", rows.len()),
    }
}

/// Writes the problems of a draft; of one that solves, its answer, what is undefined in it and its warnings.
fn say(page: &dyn AnyCalculator, draft: &Draft, out: &mut String) {
    let format = Format::english(draft.currency.code());
    let mut tell = |kind: &str, problem: &Problem| {
        let at = if problem.at.is_empty() { "(form)" } else { &problem.at };
        writeln!(out, "  {kind}{at}: {}", problem.message.text(&format)).unwrap();
    };
    match page.solve(draft) {
        Err(problems) => problems.iter().for_each(|problem| tell("", problem)),
        Ok(solved) => {
            let answer = solved.answer();
            answer.warnings.iter().for_each(|warning| tell("warning at ", warning));
            writeln!(out, "  answer: {}", answer.sentence.text(&format)).unwrap();
            for figure in answer.figures.iter().filter(|figure| matches!(figure.value, Value::Undefined(_))) {
                writeln!(out, "  {}: {}", figure.key, figure.value.text(&figure.measure, &format)).unwrap();
            }
        }
    }
}

/// Drafts that contradict themselves in ways that only their page knows, as the pairs of a link.
fn drafts(slug: &str) -> Vec<(&'static str, String)> {
    match slug {
        "tiered-pricing" => tiered_pricing(),
        "tiered-pricing/customer-base" => customer_base(),
        "tiered-pricing/price-change" => price_change(),
        "contribution-margin" => contribution_margin(),
        "contribution-margin/promotions" => promotions(),
        "price-waterfall" => price_waterfall(),
        "bundling" => bundle_programme(),
        "bundling/pairs" => bundle_pairs(),
        "bundling/channel-conflict" => channel_conflict(),
        "bundling/willingness-to-pay" => willingness_to_pay(),
        "ltv-cac" => unit_economics(),
        "ltv-cac/cohorts" => cohorts(),
        "ltv-cac/retention-fit" => retention_fit(),
        "ltv-cac/reallocation" => reallocation(),
        _ => Vec::new(),
    }
}

fn unit_economics() -> Vec<(&'static str, String)> {
    let with = |rest: &str| format!("arpa=100&churn=5&channels.0.name=A&channels.0.customers=10&{rest}");
    let cost = "costs.0.channel=A&costs.0.amounts";
    vec![
        ("nothing at all", String::new()),
        ("no churn", with(&format!("{cost}=1000&churn=0"))),
        ("everybody leaves", with(&format!("{cost}=1000&churn=100"))),
        ("churn of a fraction", with(&format!("{cost}=1000&churn=-5"))),
        ("a margin of zero", with(&format!("{cost}=1000&margin=0"))),
        ("a margin below zero", with(&format!("{cost}=1000&margin=-20"))),
        ("a cost without customers", with(&format!("{cost}=1000&channels.0.customers=0"))),
        ("customers without a cost", with("channels.1.name=B&channels.1.customers=5")),
        (
            "customers without a cost beside others with one",
            with(&format!("{cost}=1000&channels.1.name=B&channels.1.customers=5")),
        ),
        ("customers at a cost of zero", with(&format!("{cost}=0"))),
        ("a cost that never comes back", with(&format!("{cost}=20000&margin=50"))),
        ("expansion faster than churn", with(&format!("{cost}=1000&expansion=rate&expansion_rate=10"))),
        (
            "net churn below zero",
            with(&format!("{cost}=1000&churn_by=net_revenue&start_revenue=100&expansion_revenue=5")),
        ),
        (
            "net churn and expansion",
            with(&format!(
                "{cost}=1000&churn_by=net_revenue&start_revenue=100&expansion=rate&expansion_rate=1"
            )),
        ),
        ("churn from customers that are not told", with("churn_by=customers")),
        ("churn from revenue that is not told", with("churn_by=revenue")),
        (
            "more lost than there were",
            with("start_customers=5&lost_customers=6&start_revenue=10&churned_revenue=8&contraction=3"),
        ),
        ("a share in place of percent", with(&format!("{cost}=1000&churn=0.05&margin=0.8"))),
        ("most of the value far away", with(&format!("{cost}=1000&churn=1&margin=80"))),
        ("a month left blank", with(&format!("{cost}=1000,,500&channels.1.name=B&channels.1.customers=,"))),
        ("a lag and one number for all months", with(&format!("{cost}=1000,1000,1000&lag=1"))),
        ("an organic channel with media", with(&format!("{cost}=1000&channels.0.organic=yes"))),
        ("no cost of the kind that counts", with(&format!("{cost}=1000&costs.0.kind=sales&basis=blended"))),
        ("a lag longer than the months", with(&format!("{cost}=1000,2000&lag=2"))),
        (
            "paid media alone, with other costs",
            with(&format!("{cost}=1000&costs.1.kind=salaries&costs.1.amounts=500&basis=paid")),
        ),
        (
            "two months in one row and one in another",
            with(&format!("{cost}=1000&channels.1.name=B&channels.1.customers=5,7&costs.1.amounts=0")),
        ),
        ("a cost of a channel that is gone", with("costs.0.channel=B&costs.0.amounts=5")),
        (
            "growth beyond numbers",
            with(&format!("{cost}=1000000000&expansion=rate&expansion_rate=100&cap=120")),
        ),
    ]
}

fn retention_fit() -> Vec<(&'static str, String)> {
    let row = |survivors: &str| format!("survivors={survivors}");
    vec![
        ("nothing at all", String::new()),
        ("one renewal", row("1000,600")),
        ("a blank in between", row("1000,,500,400")),
        ("more than before", row("1000,600,650")),
        ("nobody left yet", row("1000,1000,1000")),
        ("nobody is left", row("1000,0,0")),
        ("no customers", row("0,0,0")),
        ("the same churn at every age", row("1000,900,810,729")),
        ("churn that rises", row("1000,950,800,500")),
        ("all leave at once or never", row("1000,600,600,600")),
        ("very few", row("20,14,11,10")),
        ("more fitted than there are", row("1000,600,500&fitted=5")),
        ("a list that is bad and more fitted than there are", row("1000,1000,1000&fitted=5")),
        ("no further than the list", row("1000,631,468,382&ahead=2")),
        ("fitted before anybody leaves", row("1000,1000,1000,500&fitted=2")),
        ("no discount", row("1000,631,468,382&discount=0")),
        ("no discount, and churn that hardly differs", row("1000,800,650,535&discount=0")),
        ("percent without a cohort", row("100,60,50&counted=percent")),
        ("a share that does not begin with all", row("60,50,45&counted=percent&cohort_size=3000")),
        ("a blank at the end", row("1000,600,500,")),
        ("every month", row("100,60,50&counted=percent&cohort_size=3000&churn_per=month")),
        ("less than whole customers", row("0.5,0.25,0.2")),
    ]
}

fn cohorts() -> Vec<(&'static str, String)> {
    let with = |rest: &str| {
        format!(
            "margin_active=10&as_of=2026-03-31&horizon=2&cohorts.0.month=2026-01-01&cohorts.0.customers=100&{rest}"
        )
    };
    let good = "cohorts.0.spend=1500&cohorts.0.observed=100,80,60";
    let second = |row: &str| {
        with(&format!(
            "{good}&{}",
            row.split('&').map(|pair| format!("cohorts.1.{pair}")).collect::<Vec<_>>().join("&")
        ))
    };
    vec![
        ("nothing at all", String::new()),
        ("one cohort", with(good)),
        ("on the border of the band", with("cohorts.0.spend=1800&cohorts.0.observed=100,80,60")),
        ("a cent below the band", with("cohorts.0.spend=1800.01&cohorts.0.observed=100,80,60")),
        ("a cohort younger than the horizon", with("cohorts.0.spend=1500&cohorts.0.observed=100")),
        ("no cost known", with("cohorts.0.observed=100,80,60")),
        ("a cost of zero", with("cohorts.0.spend=0&cohorts.0.observed=100,80,60")),
        ("a month in part", with(good).replace("03-31", "03-30")),
        ("spend without customers", second("month=2026-01-01&channel=B&customers=0&spend=500")),
        ("margin without customers", second("month=2026-01-01&channel=B&customers=0&spend=500&observed=5")),
        ("more months than have begun", second("month=2026-02-01&customers=10&spend=5&observed=10,9,8")),
        ("a month after the end of the data", second("month=2026-04-01&customers=10&spend=5")),
        ("a month and channel twice", second("month=2026-01-15&customers=10&spend=5&observed=10")),
        ("a blank in between", second("month=2026-01-01&channel=B&customers=10&spend=5&observed=10,,8")),
        ("more active than won", second("month=2026-01-01&channel=B&customers=10&spend=5&observed=11")),
        (
            "a list that ends before the data",
            second("month=2026-01-01&channel=B&customers=10&spend=5&observed=10,9"),
        ),
        ("nobody left", second("month=2026-01-01&channel=B&customers=10&spend=500&observed=10,0,0")),
        ("a band that ends before it begins", format!("{}&band_low=5&band_high=3", with(good))),
        ("half a month", format!("{}&horizons=1.5", with(good))),
        ("margin below zero", with("lists=margin&cohorts.0.spend=50&cohorts.0.observed=-10,-5,0")),
        (
            "more horizons than there is room for",
            with(&format!("{good}&horizons=1,2,3,4,5,6,7,8,9,10,11,12,13,24")),
        ),
        ("too few customers to judge", with(&format!("{good}&least_customers=101"))),
    ]
}

fn reallocation() -> Vec<(&'static str, String)> {
    let channel = |row: usize, name: &str, rest: &str| {
        let pairs = format!("name={name}&{rest}");
        pairs.split('&').map(|pair| format!("&mix.{row}.{pair}")).collect::<String>()
    };
    let good = channel(0, "A", "spend=1000&customers=100&value=30&elasticity=0.5");
    let with = |rest: &str| format!("{good}{}", channel(1, "B", rest));
    vec![
        ("nothing at all", String::new()),
        ("one channel", good.clone()),
        ("two that are alike", with("spend=1000&customers=100&value=30&elasticity=0.5")),
        ("one that is better", with("spend=1000&customers=100&value=60&elasticity=0.5")),
        ("one with few customers", with("spend=1000&customers=29&value=60")),
        ("one with just enough", with("spend=1000&customers=30&value=60")),
        ("spend without customers", with("spend=1000&customers=0&value=60")),
        ("customers without spend", with("spend=0&customers=50&value=60")),
        ("customers worth nothing", with("spend=1000&customers=100&value=0")),
        ("returns that do not diminish", with("spend=1000&customers=100&value=30&elasticity=1")),
        ("a cap below the largest change", with("spend=1000&customers=100&value=30&cap=600")),
        ("a floor above the largest change", with("spend=1000&customers=100&value=30&floor=1400")),
        ("a floor above the cap", with("spend=1000&customers=100&value=30&floor=1200&cap=900")),
        ("a budget too large", format!("{}&budget=5000", with("spend=1000&customers=100&value=30"))),
        ("a budget too small", format!("{}&budget=1000", with("spend=1000&customers=100&value=30"))),
        ("a larger budget", format!("{}&budget=2200", with("spend=1000&customers=100&value=30"))),
        (
            "caps below what is spent",
            with("spend=1000&customers=100&value=30&cap=700")
                .replace("elasticity=0.5", "elasticity=0.5&mix.0.cap=900"),
        ),
        ("all worth nothing", with("spend=1000&customers=100&value=0").replace("value=30", "value=0")),
        ("nothing spent", channel(0, "A", "spend=0&customers=0&value=5")),
    ]
}

fn bundle_pairs() -> Vec<(&'static str, String)> {
    let with = |both: &str, rest: &str| {
        format!(
            "all_orders=1000&goods.0.name=A&goods.0.price=60&goods.0.orders=300&goods.1.name=B&goods.1.price=20&goods.1.orders=200&pairs.0.first=A&pairs.0.second=B&pairs.0.both={both}&{rest}"
        )
    };
    vec![
        ("more orders with both than with one", with("201", "")),
        ("fewer orders with both than there must be", with("0", "all_orders=400")),
        ("more orders with an item than in all", with("60", "all_orders=250")),
        ("an item with itself", with("60", "pairs.0.second=A")),
        ("the same pair turned round", with("60", "pairs.1.first=B&pairs.1.second=A&pairs.1.both=60")),
        ("as often as by chance", with("60", "")),
        ("less often than by chance", with("59", "")),
        ("19 orders", with("19", "")),
        ("every order with one holds the other", with("200", "")),
        ("a discount above what the add-on earns", with("150", "off=30")),
        ("a discount that pays", with("90", "off=2&take=50")),
        ("a bundle below its cost", with("90", "goods.0.cost=40&goods.1.cost=10&off=40")),
        ("three quarters off", with("90", "off=75")),
        ("a range beside the take rate", with("90", "take=10&take_low=11&take_high=9")),
    ]
}

fn channel_conflict() -> Vec<(&'static str, String)> {
    let with = |rest: &str| {
        format!(
            "items.0.name=A&items.0.price=60&items.0.least=50&items.1.name=B&items.1.price=20&items.1.cost=15&channels.0.name=Dealers&channels.0.prices=55,20&{rest}"
        )
    };
    vec![
        ("a bundle above its items", with("bundle_price=80.01")),
        ("a cent of a part below its minimum", with("bundle_price=66.65")),
        ("at the minimum", with("bundle_price=66.67")),
        ("a bundle below its cost", with("bundle_price=14.99")),
        ("a minimum above the price", with("bundle_price=70&items.1.least=21")),
        ("no minimums", with("bundle_price=70&items.0.least=")),
        ("three quarters off", with("bundle_price=20")),
        ("more prices than items", with("bundle_price=70&channels.0.prices=55,20,5")),
        ("two channels of one name", with("bundle_price=70&channels.1.name=Dealers")),
    ]
}

fn willingness_to_pay() -> Vec<(&'static str, String)> {
    let with = |rest: &str| {
        format!(
            "items.0.name=A&items.0.cost=20&items.1.name=B&items.1.cost=20&buyers.0.values=10,90&buyers.1.values=90,10&{rest}"
        )
    };
    vec![
        ("a value is missing", with("buyers.2.values=50")),
        ("a blank value", with("buyers.2.values=50,")),
        ("too many values", with("buyers.2.values=50,40,30")),
        ("a value below zero", with("buyers.2.values=50,-1")),
        ("no buyers", "items.0.name=A&items.1.name=B".to_owned()),
        ("no good rows", "items.0.name=A&items.1.name=B&buyers.0.values=1".to_owned()),
        ("everything costs too much", with("items.0.cost=500&items.1.cost=500")),
        ("one item costs too much", with("items.1.cost=91")),
        ("a bundle worth more than its items", with("extra=20")),
        ("a bundle worth nothing", with("extra=-100")),
        ("digits that do not fit together", with("buyers.2.values=999999999,0.123456789&extra=33.333333")),
    ]
}

fn bundle_programme() -> Vec<(&'static str, String)> {
    let items =
        "items.0.name=A&items.0.price=60&items.0.cost=40&items.1.name=B&items.1.price=20&items.1.cost=8";
    let row = |at: usize, contents: &str, orders: &str, take: &str| {
        format!("&baskets.{at}.contents={contents}&baskets.{at}.orders={orders}&baskets.{at}.take={take}")
    };
    let with =
        |rest: &str| format!("{items}{}{}&{rest}", row(0, "1,0", "100", "20"), row(1, "1,1", "50", "90"));
    vec![
        ("a bundle above the sum of its items", with("price_by=price&bundle_price=80.01")),
        ("a bundle at the sum of its items", with("price_by=price&bundle_price=80")),
        ("a bundle below its cost", with("price_by=price&bundle_price=47.99")),
        ("a bundle at its cost", with("price_by=price&bundle_price=48")),
        ("a bundle for no more than one item", with("price_by=price&bundle_price=60")),
        ("a take rate above 100 %", with("baskets.0.take=101")),
        ("three quarters off", with("discount=75")),
        ("a price below cost", with("items.1.cost=21")),
        ("no prices", with("items.0.price=0&items.1.price=0")),
        ("no orders", format!("{items}{}", row(0, "1,0", "0", "20"))),
        ("nobody takes it", format!("{items}{}", row(0, "1,0", "100", "0"))),
        ("nobody buys the anchor alone", format!("{items}{}", row(0, "0,1", "100", "10"))),
        ("the same basket twice", format!("{items}{}{}", row(0, "1,0", "9", "2"), row(1, "2,0", "9", "2"))),
        ("half a unit", format!("{items}{}", row(0, "0.5,0", "9", "2"))),
        ("more numbers than items", format!("{items}{}", row(0, "1,0,1", "9", "2"))),
        ("one item", "items.0.name=A&items.0.price=60&baskets.0.orders=5".to_owned()),
        ("two items of one name", with("items.1.name=A")),
        ("more orders than value", with("new_orders=100&order_cost=30&discount=0")),
        ("a fixed cost that no take rate makes good", with("fixed_cost=100000")),
    ]
}

/// One category, with more of it and of the form.
fn one_category(price: &str, rest: &str) -> String {
    format!(
        "categories.0.name=Shoes&categories.0.price={price}&categories.0.units=100&categories.0.landed=20&{rest}"
    )
}

fn contribution_margin() -> Vec<(&'static str, String)> {
    let one = |price: &str, rest: &str| one_category(price, rest);
    let shares = |a: &str, b: &str| {
        format!(
            "mix=revenue&sales=1000&categories.0.name=A&categories.0.price=10&categories.0.share={a}&categories.1.name=B&categories.1.price=5&categories.1.share={b}"
        )
    };
    vec![
        ("a price below variable cost", one("19.99", "fixed_shared=1000")),
        ("a price that is the variable cost", one("20", "fixed_shared=1000")),
        ("a price a cent above variable cost", one("20.01", "fixed_shared=1000")),
        ("no fixed costs", one("50", "")),
        ("fixed costs below zero", one("50", "fixed_shared=-1")),
        (
            "fees that take all of the price",
            one("50", "categories.0.payment_rate=60&categories.0.marketplace=45"),
        ),
        (
            "all of it returned",
            one("50", "categories.0.returns=100&categories.0.return_cost=3&fixed_shared=1000"),
        ),
        ("all of it given away", one("50", "categories.0.discount=100&fixed_shared=1000")),
        (
            "half of the categories lose",
            one(
                "50",
                "fixed_shared=1000&categories.1.name=Socks&categories.1.price=3&categories.1.units=10&categories.1.landed=4",
            ),
        ),
        (
            "the mix loses",
            one(
                "50",
                "fixed_shared=1000&categories.1.name=Socks&categories.1.price=3&categories.1.units=9000&categories.1.landed=4",
            ),
        ),
        ("shares that add up to less", shares("60", "39.99")),
        ("shares that add up to more", shares("60", "40.01")),
        ("a share of nothing", format!("{}&categories.0.discount=100", shares("60", "40"))),
        ("more orders than units", one("50", "all_orders=300&categories.0.orders=101")),
        ("no costs", one("50", "categories.0.landed=4.99")),
        ("nothing sold", one("50", "categories.0.units=0")),
        ("two of one name", one("50", "categories.1.name=Shoes&categories.1.price=3&categories.1.units=1")),
        (
            "more digits than there are",
            one("999999999.999999999999", "categories.0.units=9999999999.999999999&tax=19"),
        ),
    ]
}

fn promotions() -> Vec<(&'static str, String)> {
    let one = |price: &str, rest: &str| one_category(price, &format!("target_margin=25&{rest}"));
    vec![
        ("no depth", one("50", "uplift=20")),
        ("a discount as deep as the margin", one("50", "depth=60")),
        ("a discount deeper than the margin", one("50", "depth=70&uplift=500")),
        ("a discount just less deep than the margin", one("50", "depth=59.99&uplift=500")),
        ("a discount that is there already", one("50", "depth=10&categories.0.discount=10&uplift=20")),
        ("a discount of all", one("50", "depth=100&uplift=20")),
        ("all pulled forward", one("50", "depth=10&pull_forward=100&uplift=20")),
        ("no price keeps the target", one("50", "depth=10&categories.0.marketplace=75&uplift=20")),
        ("the list price misses the target", one("26.66", "depth=10&uplift=20")),
        ("the list price just keeps the target", one("26.67", "depth=0&uplift=0")),
        ("a loss already", one("19", "depth=10&uplift=20")),
        ("a supplier pays more than the discount", one("50", "depth=10&cost_change=-50&uplift=0")),
        ("demand that rises with the price", one("50", "depth=10&response=elasticity&elasticity=2")),
        ("demand as elastic as needed", one("50", "depth=10&response=elasticity&elasticity=-2")),
        ("nothing in the promotion", one("50", "depth=10&categories.0.promoted=no")),
        (
            "what is looked at is not in it",
            one(
                "50",
                "depth=10&uplift=30&focus=Shoes&categories.0.promoted=no&categories.1.name=Socks&categories.1.price=9&categories.1.units=10",
            ),
        ),
        ("more of what is not there", one("50", "depth=10&focus=Boots")),
        (
            "what is rarely meant",
            one("500", "depth=75&categories.0.discount=71&categories.0.returns=80&categories.0.own_depth=71"),
        ),
        ("a competitor that gives all away", one("50", "depth=10&rival_cut=100&rival_loss=100")),
        (
            "no lower price for one of two, and fewer expected",
            one(
                "50",
                "depth=10&uplift=-5&categories.0.discount=12&categories.1.name=Socks&categories.1.price=9&categories.1.units=10",
            ),
        ),
    ]
}

fn price_waterfall() -> Vec<(&'static str, String)> {
    /// A list price of 10 and a discount of 40 % before more of it.
    fn after(rest: &str) -> String {
        format!("list=10&steps.0.name=Discount&steps.0.percent=40&{rest}")
    }
    fn second(rest: &str) -> String {
        after(&format!("steps.1.name=More&{rest}"))
    }
    vec![
        ("no list price", "list=0&steps.0.name=Discount&steps.0.percent=40".into()),
        ("no steps", "list=10".into()),
        ("a step that takes nothing", second("")),
        ("all but a cent", second("steps.1.group=off_invoice&steps.1.amount=5.99")),
        ("all that is left", second("steps.1.group=off_invoice&steps.1.amount=6")),
        ("a cent more than there is", second("steps.1.group=off_invoice&steps.1.amount=6.01")),
        ("costs of all but a cent", second("steps.1.group=cost&steps.1.amount=5.99")),
        ("costs as high as the pocket price", second("steps.1.group=cost&steps.1.amount=6")),
        ("costs a cent above the pocket price", second("steps.1.group=cost&steps.1.amount=6.01")),
        ("no costs, no units", after("")),
        ("only costs", "list=10&steps.0.name=Product&steps.0.group=cost&steps.0.amount=4".into()),
        ("a discount of the invoice price on the invoice", second("steps.1.percent=5&steps.1.of=invoice")),
        (
            "a rebate of the pocket price",
            second("steps.1.group=off_invoice&steps.1.percent=5&steps.1.of=pocket"),
        ),
        ("of what it leaves itself", second("steps.1.percent=5&steps.1.of=subtotal&steps.1.after=More")),
        ("of no step", second("steps.1.percent=5&steps.1.of=subtotal")),
        (
            "of what a later step leaves",
            second(
                "steps.1.percent=5&steps.1.of=subtotal&steps.1.after=Bonus&steps.2.name=Bonus&steps.2.group=off_invoice&steps.2.amount=1",
            ),
        ),
        ("two steps of one name", after("steps.1.name=Discount&steps.1.percent=5")),
        ("early payment that is not early", after("cash_discount=2&cash_days=30&net_days=30")),
        ("half of it for a day", after("cash_discount=50&cash_days=29&net_days=30")),
        (
            "a rebate on and off the invoice",
            after("steps.1.name=Discounts&steps.1.group=off_invoice&steps.1.percent=5"),
        ),
    ]
}

fn tiered_pricing() -> Vec<(&'static str, String)> {
    /// One plan with one charge for seats.
    fn charge(amount: &str, rest: &str) -> String {
        format!(
            "quantities.0.name=Seats&quantities.0.amount={amount}&plans.0.name=Team&plans.0.charges.0.quantity=Seats&{rest}"
        )
    }
    fn tiers(model: &str, amount: &str, bounds: &[&str], prices: &[&str]) -> String {
        let rows = bounds.iter().zip(prices).enumerate().map(|(index, (bound, price))| {
            let tier = format!("plans.0.charges.0.tiers.{index}");
            format!("&{tier}.up_to={bound}&{tier}.unit_price={price}")
        });
        charge(amount, &format!("plans.0.charges.0.model={model}{}", rows.collect::<String>()))
    }
    fn plan(rest: &str) -> String {
        charge("10", &format!("plans.0.charges.0.unit_price=5&{rest}"))
    }
    let many = |table: &str, count: usize, fields: &dyn Fn(usize) -> String| -> String {
        (0..count)
            .map(|index| {
                fields(index).split('&').map(|field| format!("&{table}.{index}.{field}")).collect::<String>()
            })
            .collect()
    };
    let graduated = |amount: &str, bounds: &[&str]| tiers("graduated", amount, bounds, &["7", "6", "5", "4"]);
    vec![
        ("bounds that fall", graduated("6", &["5", "3", ""])),
        ("bounds that are equal", graduated("6", &["5", "5", ""])),
        ("a bound at zero", graduated("6", &["0", "5", ""])),
        ("an open tier before the last", graduated("6", &["5", "", "10"])),
        ("two open tiers", graduated("6", &["5", "", ""])),
        ("more than the last bound", graduated("301", &["100", "300"])),
        ("more than the last bound, by volume", tiers("volume", "301", &["100", "300"], &["7", "6"])),
        ("zero units", graduated("0", &["5", ""])),
        ("less than zero units", graduated("-3", &["5", ""])),
        ("less than zero units, credited", format!("{}&credits=yes", graduated("-3", &["5", ""]))),
        ("half a unit of whole ones", graduated("10.5", &["10", ""])),
        ("10^30 units", graduated("1000000000000000000000000000000", &["5", ""])),
        ("40 digits", graduated("1234567890123456789012345678901234567890", &["5", ""])),
        ("digits that do not fit together", tiers("graduated", "9999999999.999999999", &[""], &["999999999.999999999999"])),
        ("text in number cells", charge("six", "plans.0.charges.0.unit_price=cheap&plans.0.base_fee!=12,34x")),
        ("no tiers", charge("6", "plans.0.charges.0.model=graduated")),
        ("blank tiers", charge("6", "plans.0.charges.0.model=volume&plans.0.charges.0.tiers=3")),
        ("prices that rise by volume", tiers("volume", "6", &["5", "10", ""], &["4", "5", "6"])),
        ("a package of nothing", charge("6", "plans.0.charges.0.model=package&plans.0.charges.0.package_size=0&plans.0.charges.0.unit_price=1")),
        ("a package without a size", charge("6", "plans.0.charges.0.model=package&plans.0.charges.0.unit_price=1")),
        ("a package less than nothing", charge("6", "plans.0.charges.0.model=package&plans.0.charges.0.package_size=-5")),
        ("more free units than units", charge("6", "plans.0.charges.0.unit_price=2&plans.0.charges.0.included=10")),
        ("more free units than units, with a minimum", charge("6", "plans.0.charges.0.unit_price=2&plans.0.charges.0.included=10&plans.0.minimum=25")),
        ("a minimum above the maximum", plan("plans.0.minimum=100&plans.0.maximum=50")),
        ("a discount above 100 %", plan("plans.0.percent_discount=101")),
        ("a discount below zero", plan("plans.0.percent_discount=-1")),
        ("a discount larger than the bill", plan("plans.0.fixed_discount=1000")),
        ("a share below one percent", charge("1000", "plans.0.charges.0.model=percentage&plans.0.charges.0.rate=0.15")),
        ("a fee per event without events", charge("1000", "plans.0.charges.0.model=percentage&plans.0.charges.0.rate=2&plans.0.charges.0.fee_per_event=0.3")),
        ("events that are the amount", charge("1000", "plans.0.charges.0.model=percentage&plans.0.charges.0.rate=2&plans.0.charges.0.fee_per_event=0.3&plans.0.charges.0.events=Seats")),
        ("the least per event above the most", charge("1000", "quantities.1.name=Payments&quantities.1.amount=10&plans.0.charges.0.model=percentage&plans.0.charges.0.rate=2&plans.0.charges.0.events=Payments&plans.0.charges.0.least_per_event=2&plans.0.charges.0.most_per_event=1")),
        ("a unit price below the smallest coin", charge("10", "plans.0.charges.0.unit_price=0.0004")),
        ("a conversion by zero", charge("10", "plans.0.charges.0.unit_price=1&plans.0.charges.0.convert=divide&plans.0.charges.0.factor=0")),
        ("cents in yen", plan("plans.0.base_fee=10.5&_cur=JPY")),
        ("mills in dollars", plan("plans.0.base_fee=10.005")),
        ("51 tiers", charge("6", &format!("plans.0.charges.0.model=graduated{}", many("plans.0.charges.0.tiers", 51, &|index| format!("up_to={}&unit_price=1", index + 1))))),
        ("13 plans", charge("6", &many("plans", 13, &|index| format!("name=P{index}&base_fee=1")))),
        ("11 charges", charge("6", &many("plans.0.charges", 11, &|_| "quantity=Seats&unit_price=1".to_owned()))),
        ("501 quantities", format!("plans.0.name=A{}", many("quantities", 501, &|index| format!("name=Q{index}&amount=1")))),
        ("nothing at all", String::new()),
        ("no plans", "quantities.0.name=Seats&quantities.0.amount=1".to_owned()),
        ("a plan that charges nothing", "quantities.0.name=Seats&quantities.0.amount=1&plans.0.name=Free".to_owned()),
        ("a plan without a name", "quantities.0.name=Seats&quantities.0.amount=1&plans.0.base_fee=5".to_owned()),
        ("two plans of one name", plan("plans.1.name=Team&plans.1.base_fee=5")),
        ("two quantities of one name", plan("quantities.1.name=Seats&quantities.1.amount=5")),
        ("a charge for a quantity that is gone", "quantities.0.name=Seats&quantities.0.amount=1&plans.0.name=A&plans.0.charges.0.quantity=Calls&plans.0.charges.0.unit_price=1".to_owned()),
        ("a present plan that is gone", plan("present=Old")),
        ("a varied quantity that is gone", plan("vary=Calls")),
        ("a range that ends before it begins", plan("from=100&to=50")),
        ("a range of one point", plan("from=50&to=50")),
        ("two plans of the same price", plan("plans.1.name=Same&plans.1.charges.0.quantity=Seats&plans.1.charges.0.unit_price=5")),
        ("a shrinking customer", plan("growth=-100")),
        ("growth beyond all bounds", plan("growth=10000&plans.1.name=Other&plans.1.base_fee=1000000000")),
        ("a switch after the period's end", plan("days_in=31&plans.1.name=Other&plans.1.base_fee=70")),
        ("a switch on 29 February", plan("start=2024-02-29&days_in=5&growth=5&plans.1.name=Other&plans.1.base_fee=70")),
        ("a day that is not", plan("start=2026-02-30")),
        ("other quantities that are words", plan("also_at=10,many,30")),
        ("other quantities below zero", plan("also_at=-10")),
        ("a plan that stops, and one that does not", format!("{}&plans.1.name=Open&plans.1.base_fee=1000", graduated("301", &["100", "300"]))),
    ]
}

/// A list of customers on a plan that prices seats by volume, and on one that stops at 20.
fn customers(rows: &[&str]) -> String {
    let plans = "quantities.0.name=Seats&plans.0.name=Team&plans.0.charges.0.model=volume&plans.0.charges.0.quantity=Seats\
        &plans.0.charges.0.tiers.0.up_to=10&plans.0.charges.0.tiers.0.unit_price=10&plans.0.charges.0.tiers.1.unit_price=8\
        &plans.1.name=Small&plans.1.charges.0.model=graduated&plans.1.charges.0.quantity=Seats\
        &plans.1.charges.0.tiers.0.up_to=20&plans.1.charges.0.tiers.0.unit_price=9";
    let rows = rows
        .iter()
        .enumerate()
        .flat_map(|(row, pairs)| pairs.split('&').map(move |pair| format!("&customers.{row}.{pair}")));
    format!("{plans}{}", rows.collect::<String>())
}

fn customer_base() -> Vec<(&'static str, String)> {
    let many = |row: &dyn Fn(usize) -> String| {
        let rows: Vec<String> = (0..200).map(row).collect();
        customers(&rows.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let second = |row: &str| customers(&["name=A&plan=Team&amounts=3", row]);
    vec![
        ("no customers", customers(&[])),
        ("one customer", customers(&["plan=Team&amounts=3"])),
        ("one bucket", customers(&["plan=Team&amounts=3&count=500"])),
        (
            "plans nearly right",
            customers(&["plan=Team&amounts=3", "plan=Taem&amounts=3", "plan=SMALL&amounts=3"]),
        ),
        ("a plan that nobody knows", second("plan=Enterprise&amounts=3")),
        ("no plan", second("name=B&amounts=3")),
        ("a name twice", second("name=A&plan=Team&amounts=4")),
        ("no amount", second("plan=Team")),
        ("a blank amount", second("plan=Team&amounts=,")),
        ("an amount that is text", second("plan=Team&amounts=many")),
        ("an amount below zero", second("plan=Team&amounts=-3")),
        ("an amount below zero, with credits", format!("{}&credits=yes", second("plan=Team&amounts=-2"))),
        ("an amount before below zero", second("plan=Team&amounts=3&before=-3")),
        ("more amounts than quantities", second("plan=Team&amounts=3,4")),
        ("a count of zero", second("plan=Team&amounts=3&count=0")),
        ("half a customer", second("plan=Team&amounts=3&count=1.5")),
        ("more than the plan allows", customers(&["plan=Small&amounts=20", "plan=Small&amounts=21"])),
        ("a part of a unit", customers(&["plan=Team&amounts=10.5"])),
        ("nothing bought", customers(&["plan=Team&amounts=0"])),
        ("all rows bad", customers(&["plan=Old&amounts=3", "plan=Team&amounts=-1", "plan=Small&amounts=50"])),
        (
            "many bad rows",
            many(&|row| match row % 4 {
                0 => "plan=Team&amounts=3".to_owned(),
                1 => format!("plan=Teem {row}&amounts=3"),
                2 => "plan=Team&amounts=none".to_owned(),
                _ => "plan=Small&amounts=90".to_owned(),
            }),
        ),
        ("more than numbers hold", customers(&["plan=Team&amounts=9999999999.123456789&count=10000000"])),
    ]
}

fn price_change() -> Vec<(&'static str, String)> {
    let with =
        |rest: &str| format!("{}&{rest}", customers(&["plan=Team&amounts=3", "plan=Small&amounts=15"]));
    let team = "proposed.0.name=Team&proposed.0.charges.0.quantity=Seats&proposed.0.charges.0.unit_price=12";
    let stopping = |plan: usize, name: &str| {
        let charge = format!("proposed.{plan}.charges.0");
        format!(
            "proposed.{plan}.name={name}&{charge}.model=graduated&{charge}.quantity=Seats&{charge}.tiers.0.up_to=10&{charge}.tiers.0.unit_price=1"
        )
    };
    let step = "raise=10&steps.0.above=5&steps.0.churn";
    vec![
        ("nothing proposed", with("moving=stay")),
        ("all prices raised", with(&format!("{step}=8"))),
        ("all prices taken away", with("raise=-100")),
        ("a plan that ends", with(team)),
        (
            "a plan that is new",
            with(&format!(
                "{team}&proposed.1.name=Small&proposed.1.base_fee=80&proposed.2.name=New&proposed.2.base_fee=20&moving=cheapest"
            )),
        ),
        ("proposed plans of one name", with(&format!("{team}&proposed.1.name=Team&proposed.1.base_fee=5"))),
        (
            "a proposed plan that contradicts itself",
            with(&format!("{team}&proposed.0.minimum=100&proposed.0.maximum=50")),
        ),
        (
            "a proposed plan for a quantity that is gone",
            with(
                "proposed.0.name=Team&proposed.0.charges.0.quantity=Calls&proposed.0.charges.0.unit_price=1",
            ),
        ),
        ("proposed plans that stop too early", with(&stopping(0, "Team"))),
        ("a proposed plan that some are past", with(&format!("{team}&{}", stopping(1, "Small")))),
        ("two steps at one rise", with(&format!("{step}=8&steps.1.above=5&steps.1.churn=9"))),
        ("more than everybody leaves", with(&format!("{step}=101"))),
        ("everybody leaves", with(&format!("{step}=100"))),
        ("everybody keeps the present prices", with("raise=10&grandfathered=100&grandfather_months=24")),
        (
            "present prices for longer than is looked ahead",
            with("raise=10&grandfathered=100&grandfather_months=25"),
        ),
        ("a price that is not there is varied", with("raise=10&vary_plan=Large")),
    ]
}
