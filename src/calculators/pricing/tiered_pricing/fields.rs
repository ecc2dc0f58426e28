//! The form of a price list: quantities, plans, charges, tiers and rules as the pages of the family take them in.

use std::rc::Rc;

use super::plan::{
    Charge, Conversion, Model, PackageRounding, PackagesCounted, Per, Period, Plan, Quantity,
    QuantityRounding, RoundingPlace, Rules, Tier,
};
use crate::arithmetic::rounding::RoundingMode;
use crate::input::field::{choice, flag, money, number, percentage, row_of, table, text, unit_price};
use crate::input::{Choice, Entry, Field, Form, Record, Row};

/// The most quantities, plans, charges of a plan, and tiers of a charge.
const QUANTITIES: usize = 500;
const PLANS: usize = 12;
const CHARGES: usize = 10;
const TIERS: usize = 50;

/// The models with tiers.
const TIERED: &[&str] = &["graduated", "volume", "stairstep", "package", "graduated_percentage"];

/// The section of rules that price lists leave unsaid.
const RULES: &str = "More rules";

impl Choice for Per {
    const OPTIONS: &'static [(Self, &'static str, &'static str)] =
        &[(Per::Held, "held", "total"), (Per::Month, "month", "monthly")];
}

impl Choice for Period {
    const OPTIONS: &'static [(Self, &'static str, &'static str)] = &[
        (Period::Month, "month", "Monthly"),
        (Period::Quarter, "quarter", "Quarterly"),
        (Period::HalfYear, "half_year", "Half-yearly"),
        (Period::Year, "year", "Yearly"),
        (Period::TwoYears, "two_years", "Every two years"),
        (Period::ThreeYears, "three_years", "Every three years"),
    ];
}

impl Choice for Model {
    const OPTIONS: &'static [(Self, &'static str, &'static str)] = &[
        (Model::PerUnit, "per_unit", "Per unit: the same price for each"),
        (Model::Graduated, "graduated", "Graduated: each unit at its own tier's price"),
        (Model::Volume, "volume", "Volume: all units at the price of the tier reached"),
        (Model::Stairstep, "stairstep", "Stairstep: one price for the tier reached"),
        (Model::Package, "package", "Package: a price per block of units"),
        (Model::Flat, "flat", "Flat: one amount"),
        (Model::Percentage, "percentage", "Percentage of an amount, with a fee per event"),
        (Model::GraduatedPercentage, "graduated_percentage", "Graduated percentage of an amount"),
    ];
}

impl Choice for PackageRounding {
    const OPTIONS: &'static [(Self, &'static str, &'static str)] = &[
        (PackageRounding::Up, "up", "Started packages count"),
        (PackageRounding::Down, "down", "Only full packages count"),
    ];
}

impl Choice for PackagesCounted {
    const OPTIONS: &'static [(Self, &'static str, &'static str)] = &[
        (PackagesCounted::InTotal, "total", "Over all units"),
        (PackagesCounted::InEachTier, "tier", "Inside each tier"),
    ];
}

impl Choice for Conversion {
    const OPTIONS: &'static [(Self, &'static str, &'static str)] = &[
        (Conversion::None, "none", "Priced as counted"),
        (Conversion::Multiply, "multiply", "Multiplied by"),
        (Conversion::Divide, "divide", "Divided by"),
    ];
}

impl Choice for QuantityRounding {
    const OPTIONS: &'static [(Self, &'static str, &'static str)] = &[
        (QuantityRounding::None, "none", "Not rounded"),
        (QuantityRounding::Up, "up", "Up to a whole unit"),
        (QuantityRounding::Down, "down", "Down to a whole unit"),
        (QuantityRounding::Nearest, "nearest", "To the nearest whole unit"),
    ];
}

impl Choice for RoundingPlace {
    const OPTIONS: &'static [(Self, &'static str, &'static str)] = &[
        (RoundingPlace::Line, "line", "Each line of the bill"),
        (RoundingPlace::Tier, "tier", "Each tier"),
        (RoundingPlace::End, "end", "The total only"),
    ];
}

impl Choice for RoundingMode {
    const OPTIONS: &'static [(Self, &'static str, &'static str)] = &[
        (RoundingMode::HalfUp, "half_up", "Half up"),
        (RoundingMode::HalfEven, "half_even", "Half to even"),
        (RoundingMode::Up, "up", "Always up"),
        (RoundingMode::Down, "down", "Always down"),
    ];
}

/// The table of quantities.
pub const fn quantities() -> Field<Vec<Quantity>> {
    table("quantities", "What you buy", "quantity").rows(1, QUANTITIES).new_row(|rows| {
        let name = ["Quantity ", &(rows.len() + 1).to_string()].concat();
        (rows.len(), Row::of(&[("name", &name)]))
    })
}

impl Record for Quantity {
    fn fields(&mut self, form: &mut Form<'_>) {
        form.field(&mut self.name, &const { text("name", "Name").unique() });
        form.field(&mut self.amount, &const { number("amount", "Amount").whole_by("quantities", "whole") });
        form.field(&mut self.per, &const { choice("per", "Counted").otherwise("held") });
        form.field(
            &mut self.whole,
            &const { flag("whole", "Comes in whole units").otherwise("yes").advanced() },
        );
    }
}

/// The table of plans.
pub const fn plans() -> Field<Vec<Plan>> {
    table("plans", "Plans", "plan").rows(1, PLANS).new_row(next_plan)
}

/// The table of plans that are to take the place of the present ones; none where all of those stay.
pub const fn proposed() -> Field<Vec<Plan>> {
    table("proposed", "Proposed plans", "plan").rows(0, PLANS).new_row(next_plan).begins_as("plans")
}

/// The next plan charges for the same things in the same ways; its prices are its own.
fn next_plan(rows: &[Rc<Row>]) -> (usize, Row) {
    let charges = rows.last().map_or(vec![Rc::new(next_charge(&[]).1)], |plan| match plan.0.get("charges") {
        Some(Entry::Rows(charges)) => charges.iter().map(|charge| Rc::new(alike(charge))).collect(),
        _ => Vec::new(),
    });
    let mut row = Row::of(&[("name", &["Plan ", &(rows.len() + 1).to_string()].concat())]);
    row.0.insert("charges".to_owned(), Entry::rows(charges));
    (rows.len(), row)
}

/// A charge for the same quantity by the same model, without prices.
fn alike(charge: &Row) -> Row {
    let kept = ["model", "quantity", "events"]
        .into_iter()
        .filter_map(|key| charge.0.get(key).map(|entry| (key.to_owned(), entry.clone())));
    Row(kept.collect())
}

fn next_charge(rows: &[Rc<Row>]) -> (usize, Row) {
    let quantity = rows.last().map_or("Quantity 1", |row| row.text("quantity"));
    (rows.len(), Row::of(&[("quantity", quantity)]))
}

impl Record for Plan {
    fn fields(&mut self, form: &mut Form<'_>) {
        form.field(&mut self.name, &const { text("name", "Plan name").unique() });
        form.field(&mut self.period, &const { choice("period", "Billed").otherwise("month") });
        form.field(&mut self.base_fee, &const { money("base_fee", "Base fee").at_least(0).otherwise("0") });
        form.rows(
            &mut self.charges,
            &const { table("charges", "Charges", "charge").rows(0, CHARGES).new_row(next_charge) },
        );
        form.field(
            &mut self.minimum,
            &const {
                money("minimum", "Minimum bill")
                    .at_least(0)
                    .optional()
                    .help("A lower bill is raised to this.")
                    .advanced()
            },
        );
        form.field(
            &mut self.maximum,
            &const {
                money("maximum", "Maximum bill")
                    .at_least(0)
                    .optional()
                    .help("A higher bill is lowered to this.")
                    .advanced()
            },
        );
        form.field(
            &mut self.percent_discount,
            &const {
                percentage("percent_discount", "Discount").at_least(0).at_most(100).otherwise("0").advanced()
            },
        );
        form.field(
            &mut self.fixed_discount,
            &const {
                money("fixed_discount", "Discount in money")
                    .at_least(0)
                    .otherwise("0")
                    .help("After the percentage; never below zero.")
                    .advanced()
            },
        );
    }
}

impl Record for Charge {
    fn fields(&mut self, form: &mut Form<'_>) {
        const METERED: &[&str] = &[
            "per_unit",
            "graduated",
            "volume",
            "stairstep",
            "package",
            "percentage",
            "graduated_percentage",
        ];
        form.field(&mut self.model, &const { choice("model", "How it is priced").otherwise("per_unit") });
        form.field(
            &mut self.quantity,
            &const { row_of("quantity", "Priced by", "quantities", "name").when("model", METERED) },
        );
        form.field(
            &mut self.amount,
            &const { money("amount", "Amount").at_least(0).when("model", &["flat"]) },
        );
        form.field(
            &mut self.package_size,
            &const {
                number("package_size", "Units in a package")
                    .above(0)
                    .unit_of("quantity")
                    .when("model", &["package"])
            },
        );
        form.field(
            &mut self.unit_price,
            &const {
                unit_price("unit_price", "Price")
                    .at_least(0)
                    .otherwise("0")
                    .help("Of one unit, or of one package.")
                    .when("model", &["per_unit", "package"])
            },
        );
        form.field(
            &mut self.rate,
            &const {
                percentage("rate", "Share of the amount")
                    .at_least(0)
                    .otherwise("0")
                    .when("model", &["percentage"])
            },
        );
        form.field(
            &mut self.events,
            &const {
                row_of("events", "Events counted by", "quantities", "name")
                    .or_empty()
                    .when("model", &["percentage"])
            },
        );
        form.field(
            &mut self.fee_per_event,
            &const {
                unit_price("fee_per_event", "Fee per event")
                    .at_least(0)
                    .otherwise("0")
                    .when("model", &["percentage"])
            },
        );
        form.rows(
            &mut self.tiers,
            &const {
                table("tiers", "Tiers", "tier")
                    .rows(0, TIERS)
                    .new_row(next_tier)
                    .when("model", TIERED)
                    .help("Each tier ends with its last unit. Leave the last one open.")
            },
        );
        form.field(
            &mut self.included,
            &const {
                number("included", "Included free")
                    .at_least(0)
                    .otherwise("0")
                    .unit_of("quantity")
                    .help("In units as they are priced. Of a percentage, an amount: the events inside it pay no fee either.")
                    .when("model", METERED)
                    .advanced()
            },
        );
        form.field(
            &mut self.fee_at_zero,
            &const {
                flag("fee_at_zero", "First tier's flat fee is due at zero units")
                    .otherwise("yes")
                    .when("model", TIERED)
                    .advanced()
            },
        );
        form.field(
            &mut self.steps_add_up,
            &const {
                flag("steps_add_up", "Steps add up")
                    .help("Every step reached is charged, not only the last.")
                    .when("model", &["stairstep"])
                    .advanced()
            },
        );
        form.field(
            &mut self.package_rounding,
            &const {
                choice("package_rounding", "Packages").otherwise("up").when("model", &["package"]).advanced()
            },
        );
        form.field(
            &mut self.packages_counted,
            &const {
                choice("packages_counted", "Packages are counted")
                    .otherwise("total")
                    .when("model", &["package"])
                    .advanced()
            },
        );
        form.field(
            &mut self.least_per_event,
            &const {
                unit_price("least_per_event", "Least per event")
                    .at_least(0)
                    .optional()
                    .when("model", &["percentage"])
                    .advanced()
            },
        );
        form.field(
            &mut self.most_per_event,
            &const {
                unit_price("most_per_event", "Most per event")
                    .at_least(0)
                    .optional()
                    .when("model", &["percentage"])
                    .advanced()
            },
        );
        form.field(
            &mut self.free_events,
            &const {
                number("free_events", "Free events")
                    .at_least(0)
                    .otherwise("0")
                    .unit_of("events")
                    .help("They pay neither fee nor share. With an amount included as well, the first to run out ends both.")
                    .when("model", &["percentage"])
                    .advanced()
            },
        );
        form.field(
            &mut self.convert,
            &const { choice("convert", "Units").otherwise("none").when("model", METERED).advanced() },
        );
        form.field(
            &mut self.factor,
            &const {
                number("factor", "Factor")
                    .above(0)
                    .otherwise("1")
                    .help(
                        "Tiers, prices, included units and your cost are for what comes out: divided by 1000, for each 1000.",
                    )
                    .when("convert", &["multiply", "divide"])
                    .advanced()
            },
        );
        form.field(
            &mut self.quantity_rounding,
            &const {
                choice("quantity_rounding", "Part units").otherwise("none").when("model", METERED).advanced()
            },
        );
        form.field(
            &mut self.unit_cost,
            &const {
                unit_price("unit_cost", "Your cost per unit")
                    .at_least(0)
                    .otherwise("0")
                    .help("To serve one unit as it is priced, free ones included.")
                    .when("model", METERED)
                    .advanced()
            },
        );
    }
}

/// The next tier goes in before the open one.
fn next_tier(rows: &[Rc<Row>]) -> (usize, Row) {
    let open = rows.last().is_some_and(|tier| tier.text("up_to").trim().is_empty() && !tier.is_blank());
    (rows.len() - usize::from(open), Row::default())
}

impl Record for Tier {
    fn fields(&mut self, form: &mut Form<'_>) {
        const BOUND: &[&str] = &[
            "tier",
            "range",
            "units",
            "quantity",
            "volume",
            "last unit",
            "bis",
            "menge",
            "jusqu'à",
            "hasta",
        ];
        const PRICE: &[&str] = &[
            "price",
            "price per unit",
            "price unit",
            "price each",
            "per unit",
            "rate",
            "cost",
            "cost per unit",
            "unit cost",
            "preis",
            "preis pro stück",
            "preis je stück",
            "preis pro einheit",
            "preis je einheit",
            "stückpreis",
            "einzelpreis",
            "prix",
            "prix unitaire",
            "precio",
            "precio unitario",
        ];
        form.field(
            &mut self.up_to,
            &const { number("up_to", "Up to").above(0).ends_range().called(BOUND).optional().unit_of("^quantity") },
        );
        form.field(
            &mut self.unit_price,
            &const {
                unit_price("unit_price", "Unit price")
                    .at_least(0)
                    .otherwise("0")
                    .called(PRICE)
                    .when("^model", &["graduated", "volume", "package"])
            },
        );
        form.field(
            &mut self.flat_fee,
            &const { money("flat_fee", "Flat fee").at_least(0).otherwise("0").when("^model", TIERED) },
        );
        form.field(
            &mut self.rate,
            &const {
                percentage("rate", "Rate")
                    .at_least(0)
                    .otherwise("0")
                    .when("^model", &["graduated_percentage"])
            },
        );
    }
}

impl Record for Rules {
    fn fields(&mut self, form: &mut Form<'_>) {
        form.field(
            &mut self.place,
            &const { choice("rounding_place", "Rounded at").otherwise("line").section(RULES) },
        );
        form.field(
            &mut self.mode,
            &const { choice("rounding_mode", "Rounding").otherwise("half_up").section(RULES) },
        );
        form.field(
            &mut self.increment,
            &const {
                money("cash_increment", "Cash increment")
                    .above(0)
                    .optional()
                    .help("The total goes to a multiple of this, such as 0.05.")
                    .section(RULES)
            },
        );
        form.field(
            &mut self.minimum_before_discount,
            &const { flag("minimum_before_discount", "Minimum applies before discounts").section(RULES) },
        );
        form.field(
            &mut self.credits,
            &const {
                flag("credits", "Credit negative quantities")
                    .help("A return is credited as it would be charged.")
                    .section(RULES)
            },
        );
    }
}
