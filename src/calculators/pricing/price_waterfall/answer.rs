//! The answer of the page: what reaches the pocket, what leaks away on the way, and what costs leave of it.

use rust_decimal::Decimal;

use super::{Group, Inputs, Outputs, Step};
use crate::arithmetic::{Nearly, percent_of};
use crate::input::{Problem, path};
use crate::report::{Account, Answer, Figure, Figures, Measure, Rank, Sentence, Value, money, percent};
use crate::say;

impl Outputs {
    pub fn invoice(&self) -> Decimal {
        self.fall.levels[1]
    }

    pub fn pocket(&self) -> Decimal {
        self.fall.levels[2]
    }

    /// `None` without costs.
    pub fn margin(&self) -> Option<Decimal> {
        self.costed.then_some(self.fall.levels[3])
    }

    /// From list price to pocket price. Costs are none.
    fn leakage(&self) -> Decimal {
        self.fall.levels[0].less(self.pocket())
    }
}

/// A part in percent of a price; of nothing, or of less, there is no share.
pub fn share(part: Decimal, price: Decimal) -> Option<Decimal> {
    percent_of(part, price.max(Decimal::ZERO))
}

pub fn answer(inputs: &Inputs, outputs: &Outputs) -> Answer {
    Answer {
        sentence: sentence(inputs, outputs),
        figures: figures(inputs, outputs),
        warnings: warning(inputs, outputs).into_iter().chain(counted_twice(inputs)).collect(),
    }
}

/// Where the price first comes to nothing, or below cost.
fn warning(inputs: &Inputs, outputs: &Outputs) -> Option<Problem> {
    let group = |row: usize| inputs.steps[row].group;
    let spent = outputs.fall.drops.iter().find(|drop| match group(drop.row) {
        Group::Cost => drop.after < Decimal::ZERO,
        _ => drop.after <= Decimal::ZERO,
    })?;
    let (before, taken) = (money(spent.before), money(spent.taken));
    let message = match group(spent.row) {
        Group::Cost => say!(
            "With this, costs are above the pocket price of {pocket}: each unit loses {loss} or more.",
            pocket = money(outputs.pocket()),
            loss = money(-spent.after)
        ),
        _ if spent.after.is_zero() => say!("This takes all of the {before} that was left.", before = before),
        _ => say!(
            "This takes {taken}, and only {before} was left. A percentage of what is left takes nothing after it.",
            taken = taken,
            before = before
        ),
    };
    let key = if inputs.steps[spent.row].percent.is_some() { "percent" } else { "amount" };
    Some(Problem::at(path(&[&"steps", &spent.row, &key]), message))
}

/// Words that say where or when a step is taken, not what it is.
const PLACES: &str =
    "a an and annual end for in invoice month monthly of off on per quarter quarterly the to up year yearly";

/// What a step is by its name: its words in lower case, without plurals and [`PLACES`].
fn kind(name: &str) -> Vec<String> {
    let words = name.to_lowercase();
    let words = words.split(|letter: char| !letter.is_alphanumeric());
    let one = |word: &str| match word.strip_suffix('s') {
        Some(one) if one.len() > 2 && !one.ends_with('s') => one.to_owned(),
        _ => word.to_owned(),
    };
    words.filter(|word| !word.is_empty() && !PLACES.split(' ').any(|place| place == *word)).map(one).collect()
}

/// Whether two names may be of the same step: the same words, or a rebate and one told more closely.
fn alike(one: &[String], other: &[String]) -> bool {
    let is_rebate = |kind: &[String]| kind.iter().any(|word| word == "rebate");
    let within = |few: &[String], many: &[String]| few.iter().all(|word| many.contains(word));
    let (within, around) = (within(one, other), within(other, one));
    let is_same = within && around && !one.is_empty();
    is_same || is_rebate(one) && is_rebate(other) && (within || around)
}

/// Steps off the invoice that one on it is called like.
fn counted_twice(inputs: &Inputs) -> Vec<Problem> {
    let of = |group: Group| {
        let steps = inputs.steps.iter().enumerate().filter(move |(_, step)| step.group == group);
        steps.map(|(row, step)| (row, &step.name, kind(&step.name)))
    };
    let on: Vec<_> = of(Group::OnInvoice).collect();
    let twice = of(Group::OffInvoice).filter_map(|(row, name, kind)| {
        let (_, other, _) = on.iter().find(|(.., other)| alike(other, &kind))?;
        let told = say!(
            "“{other}” is taken on the invoice already. If “{name}” is the same, it counts twice: take one of the two away.",
            other = *other,
            name = name
        );
        Some(Problem::at(path(&[&"steps", &row, &"name"]), told))
    });
    twice.collect()
}

pub fn step_at<'i>(inputs: &'i Inputs, outputs: &Outputs, place: usize) -> &'i Step {
    &inputs.steps[outputs.fall.drops[place].row]
}

/// What costs leave of the pocket price, as a clause; nothing for no costs.
fn ending(outputs: &Outputs) -> Sentence {
    match outputs.margin() {
        None => say!("enter costs to see what you earn"),
        Some(margin) if margin.is_zero() => say!("costs take exactly that"),
        Some(margin) if margin < Decimal::ZERO => {
            say!("costs take {loss} more than that", loss = money(-margin))
        }
        Some(margin) => say!("after costs, {margin} a unit is left", margin = money(margin)),
    }
}

fn sentence(inputs: &Inputs, outputs: &Outputs) -> Sentence {
    let (list, pocket, leakage) = (money(inputs.list), outputs.pocket(), outputs.leakage());
    if pocket.is_zero() {
        return say!(
            "Nothing of the list price of {list} reaches your pocket: discounts and deductions take all of it.",
            list = list
        );
    }
    if pocket < Decimal::ZERO {
        return say!(
            "Nothing of the list price of {list} reaches your pocket: discounts and deductions take {leakage}, which is {over} more than there is.",
            list = list,
            leakage = money(leakage),
            over = money(-pocket)
        );
    }
    let ending = ending(outputs);
    let Some(leak) = outputs.leak else {
        return say!(
            "All of the list price of {list} reaches your pocket; {ending}.",
            list = list,
            ending = ending
        );
    };
    say!(
        "Of a list price of {list}, {pocket} reaches your pocket ({share}), and most is lost through {step} ({taken}); {ending}.",
        list = list,
        pocket = money(pocket),
        share = percent(share(pocket, inputs.list).unwrap_or_default()),
        step = &step_at(inputs, outputs, leak).name,
        taken = money(outputs.fall.drops[leak].taken),
        ending = ending
    )
}

fn figures(inputs: &Inputs, outputs: &Outputs) -> Vec<Figure> {
    let (invoice, pocket, margin) = (outputs.invoice(), outputs.pocket(), outputs.margin());
    let leakage = outputs.leakage();
    let uncosted = || say!("Enter what a unit costs, as steps of the group Cost.");
    let mut found = Figures::default();
    found
        .money("pocket_price", "Pocket price", pocket, "invoice_price - groups.1.taken")
        .ranked(Rank::Headline);
    found.known(
        "pocket_margin",
        "Pocket margin, a unit",
        Measure::Money,
        margin,
        "pocket_price - groups.2.taken",
        &uncosted,
    );
    let lost = share(leakage, inputs.list);
    found.known(
        "leakage_percent",
        "Lost, of list price",
        Measure::Percent,
        lost,
        "percent(leakage / list)",
        &|| say!("There is no list price."),
    );
    match outputs.leak {
        Some(leak) => {
            let formula = ["waterfall.", &Decimal::from(leak).to_string(), ".taken"].concat();
            let label = say!("Largest leak: {step}", step = &step_at(inputs, outputs, leak).name);
            found.add("largest_leak", label, Measure::Money, outputs.fall.drops[leak].taken, formula)
        }
        None => {
            let none = || say!("Nothing is taken off before the pocket price.");
            found.known("largest_leak", "Largest leak", Measure::Money, None, "", &none)
        }
    };
    let mut detail =
        |key, label: &'static str, measure, number, account: &'static str, why: &dyn Fn() -> Sentence| {
            found.known(key, label, measure, number, account, why).ranked(Rank::Detail);
        };
    let exists = || say!("There is no list price.");
    detail("invoice_price", "Invoice price", Measure::Money, Some(invoice), "list - groups.0.taken", &exists);
    detail(
        "leakage",
        "Lost from list to pocket",
        Measure::Money,
        Some(leakage),
        "list - pocket_price",
        &exists,
    );
    for (key, label, price, formula) in [
        ("margin_of_list", "Pocket margin, of list price", inputs.list, "percent(pocket_margin / list)"),
        (
            "margin_of_invoice",
            "Pocket margin, of invoice price",
            invoice,
            "percent(pocket_margin / invoice_price)",
        ),
        (
            "margin_of_pocket",
            "Pocket margin, of pocket price",
            pocket,
            "percent(pocket_margin / pocket_price)",
        ),
    ] {
        let number = margin.and_then(|margin| share(margin, price));
        detail(key, label, Measure::Percent, number, formula, &|| match margin {
            None => uncosted(),
            Some(_) => say!("Of a price of {price} there is no share.", price = money(price)),
        });
    }
    let unsold = || say!("Enter the units sold.");
    for (key, label, price, formula) in [
        ("list_total", "In all, at list price", Some(inputs.list), "list * units"),
        ("leakage_total", "Lost in all", Some(leakage), "leakage * units"),
        ("pocket_total", "In all, at pocket price", Some(pocket), "pocket_price * units"),
        ("margin_total", "Pocket margin in all", margin, "pocket_margin * units"),
    ] {
        let number = price.and_then(|price| price.nearly_times(inputs.units?));
        detail(key, label, Measure::Money, number, formula, &|| match price {
            None => uncosted(),
            Some(_) => unsold(),
        });
    }
    let (simple, compounded) = inputs.cash_cost();
    let untold = || match inputs.cash_discount {
        None => say!("Enter the discount for early payment."),
        Some(_) => say!("It is too much to be told."),
    };
    detail(
        "cash_simple",
        "Early payment costs, a year",
        Measure::Percent,
        simple,
        "percent(cash_discount / (100 - cash_discount) * 365 / (net_days - cash_days))",
        &untold,
    );
    let (value, account): (Value, Account) = match compounded {
        Some(value) => (
            Value::Approximate { value, interval: None },
            say!("The discount over what is paid is earned for the days between; compounded over 365 days.")
                .into(),
        ),
        None => (Value::Undefined(untold()), untold().into()),
    };
    found
        .add("cash_effective", "Early payment costs, a year, compounded", Measure::Percent, value, account)
        .ranked(Rank::Detail);
    found.told()
}
