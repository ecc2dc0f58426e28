//! A page of the tests' own, which uses the whole of the declaration: what a workshop costs, room by room.
//!
//! It is in no registry. Every test over the registry runs over it too, so what no published page uses is tested all
//! the same.

use std::rc::Rc;

use commerce_calculators::arithmetic::Date;
use commerce_calculators::arithmetic::{Checked, Exactly, Percent, sum};
use commerce_calculators::calculator::{About, Calculator, Example, Former, Reported, Reporting, Revision};
use commerce_calculators::input::field::{
    choice, date, flag, list, money, number, percentage, row_of, table, text, unit_price, whole,
};
use commerce_calculators::input::{Choice, Entry, Form, Problem, Record, Row, path};
use commerce_calculators::report::chart::{Axis, Bars, Chart, Layer, Point, Shape};
use commerce_calculators::report::currency::Currency;
use commerce_calculators::report::{
    self, Answer, Block, Cell, Column, Figure, Measure, Rank, Report, Section, Sentence, Table, Value, price,
};
use commerce_calculators::say;
use rust_decimal::{Decimal, dec};

pub struct Workshop;

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Mode {
    #[default]
    OnSite,
    Online,
}

impl Choice for Mode {
    const OPTIONS: &'static [(Self, &'static str, &'static str)] =
        &[(Mode::OnSite, "on_site", "In rooms"), (Mode::Online, "online", "Online")];
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Layout {
    #[default]
    Rows,
    Islands,
}

impl Choice for Layout {
    const OPTIONS: &'static [(Self, &'static str, &'static str)] =
        &[(Layout::Rows, "rows", "Rows of chairs"), (Layout::Islands, "islands", "Islands of tables")];
}

#[derive(Debug, Default, PartialEq)]
pub struct Inputs {
    pub mode: Mode,
    pub counted: String,
    pub seats: Decimal,
    pub base_fee: Decimal,
    pub catered: bool,
    pub meal_price: Decimal,
    pub rooms: Vec<Room>,
    pub sessions: Vec<Session>,
    pub observed: Vec<Option<Decimal>>,
    pub opens: Date,
    pub discount: Percent,
    pub deposit: Option<Decimal>,
    pub favourite: String,
}

#[derive(Debug, Default, PartialEq)]
pub struct Room {
    pub name: String,
    pub layout: Layout,
    pub day_rate: Decimal,
    pub extras: Vec<Extra>,
}

#[derive(Debug, Default, PartialEq)]
pub struct Extra {
    pub item: String,
    pub price: Decimal,
    pub islands: Decimal,
}

#[derive(Debug, Default, PartialEq)]
pub struct Session {
    pub title: String,
    pub day: Date,
    pub room: String,
    pub people: Option<Decimal>,
    pub guests: Vec<Guest>,
}

/// Who speaks, and what for; it is not counted in the costs.
#[derive(Debug, Default, PartialEq)]
pub struct Guest {
    pub name: String,
    pub fee: Decimal,
}

const RULES: &str = "Price rules";

impl Record for Inputs {
    fn fields(&mut self, form: &mut Form<'_>) {
        form.field(&mut self.mode, &const { choice("mode", "Held").otherwise("on_site") });
        form.field(&mut self.counted, &const { text("counted", "What a seat is called").or_empty() });
        form.field(
            &mut self.seats,
            &const {
                whole("seats", "Number of {unit}").at_least(1).unit_of("counted").formerly(&["participants"])
            },
        );
        form.field(&mut self.base_fee, &const { money("base_fee", "Base fee").at_least(0).otherwise("0") });
        form.field(
            &mut self.catered,
            &const { flag("catered", "Meals included").when("mode", &["on_site"]) },
        );
        form.field(
            &mut self.meal_price,
            &const { unit_price("meal_price", "Price of a meal").at_least(0).when("catered", &["yes"]) },
        );
        form.rows(
            &mut self.rooms,
            &const {
                table("rooms", "Rooms", "room")
                    .rows(1, 4)
                    .when("mode", &["on_site"])
                    .new_row(next_room)
                    .formerly(&["halls"])
            },
        );
        form.rows(
            &mut self.sessions,
            &const { table("sessions", "Sessions", "session").rows(0, 30).lenient() },
        );
        form.field(
            &mut self.observed,
            &const { list("observed", "Seats taken before").at_least(0).or_empty() },
        );
        form.field(&mut self.opens, &const { date("opens", "First day").otherwise("2026-01-01") });
        form.field(&mut self.discount, &const { percentage("discount", "Discount").at_least(0).at_most(100).otherwise("0").section(RULES) });
        form.field(
            &mut self.deposit,
            &const {
                money("deposit", "Deposit paid")
                    .at_least(0)
                    .optional()
                    .help("Taken off the total.")
                    .section(RULES)
            },
        );
        form.field(
            &mut self.favourite,
            &const {
                row_of("favourite", "Room to keep", "rooms", "name")
                    .or_empty()
                    .when("mode", &["on_site"])
                    .advanced()
            },
        );
    }
}

/// The next room goes in before the last, which many keep as a reserve.
fn next_room(rows: &[Rc<Row>]) -> (usize, Row) {
    (
        rows.len().saturating_sub(1),
        Row::of(&[("name", &format!("Room {}", rows.len() + 1)), ("day_rate", "100")]),
    )
}

impl Record for Room {
    fn fields(&mut self, form: &mut Form<'_>) {
        form.field(&mut self.name, &const { text("name", "Name").unique() });
        form.field(&mut self.layout, &const { choice("layout", "Layout").otherwise("rows") });
        form.field(&mut self.day_rate, &const { money("day_rate", "A day").at_least(0) });
        form.rows(&mut self.extras, &const { table("extras", "Extras", "extra").rows(0, 3) });
    }
}

impl Record for Extra {
    fn fields(&mut self, form: &mut Form<'_>) {
        form.field(&mut self.item, &const { text("item", "What").or_empty() });
        form.field(&mut self.price, &const { money("price", "Price").at_least(0).otherwise("0") });
        form.field(
            &mut self.islands,
            &const {
                number("islands", "For how many islands")
                    .above(0)
                    .at_most(20)
                    .unit("islands")
                    .otherwise("1")
                    .when("^layout", &["islands"])
                    .when("^^mode", &["on_site"])
            },
        );
    }
}

impl Record for Session {
    fn fields(&mut self, form: &mut Form<'_>) {
        form.field(&mut self.title, &const { text("title", "Title").or_empty() });
        form.field(&mut self.day, &const { date("day", "Day") });
        form.field(
            &mut self.room,
            &const { row_of("room", "Room", "rooms", "name").when("^mode", &["on_site"]) },
        );
        form.field(&mut self.people, &const { whole("people", "People").unit_of("^counted").optional() });
        form.rows(&mut self.guests, &const { table("guests", "Guests", "guest").rows(0, 3) });
    }
}

impl Record for Guest {
    fn fields(&mut self, form: &mut Form<'_>) {
        form.field(&mut self.name, &const { text("name", "Name").or_empty() });
        form.field(&mut self.fee, &const { money("fee", "Fee").at_least(0).otherwise("0") });
    }
}

/// What one room costs.
struct RoomCost {
    name: String,
    days: Decimal,
    day_rate: Decimal,
    extras: Decimal,
    cost: Decimal,
    running: Decimal,
    share: Option<Decimal>,
}

pub struct Outputs {
    rooms: Vec<RoomCost>,
    room_total: Decimal,
    meals: Decimal,
    total: Decimal,
    per_seat: Decimal,
    average: Option<Decimal>,
}

fn room_costs(inputs: &Inputs) -> Exactly<Vec<RoomCost>> {
    let mut running = Decimal::ZERO;
    let mut rooms = Vec::new();
    for room in &inputs.rooms {
        let days = Decimal::from(inputs.sessions.iter().filter(|session| session.room == room.name).count());
        let extras =
            room.extras.iter().map(|extra| extra.price.times(extra.islands)).collect::<Exactly<Vec<_>>>()?;
        let extras = sum(extras)?;
        let cost = days.times(room.day_rate)?.plus(extras)?;
        running = running.plus(cost)?;
        rooms.push(RoomCost {
            name: room.name.clone(),
            days,
            day_rate: room.day_rate,
            extras,
            cost,
            running,
            share: None,
        });
    }
    for room in &mut rooms {
        room.share = room.cost.times(Decimal::ONE_HUNDRED)?.over(running)?;
    }
    Ok(rooms)
}

fn outputs(inputs: &Inputs) -> Exactly<Outputs> {
    let rooms = room_costs(inputs)?;
    let room_total = sum(rooms.iter().map(|room| room.cost))?;
    let meals = inputs.seats.times(inputs.meal_price)?;
    let before = inputs.base_fee.plus(room_total)?.plus(meals)?;
    let total = before.times(Decimal::ONE.minus(inputs.discount.share()?)?)?;
    let per_seat = total.over(inputs.seats)?.unwrap_or_default();
    let observed: Vec<_> = inputs.observed.iter().flatten().copied().collect();
    let average = sum(observed.iter().copied())?.over(Decimal::from(observed.len()))?;
    Ok(Outputs { rooms, room_total, meals, total, per_seat, average })
}

/// Until revision 2 the discount was a share of one.
fn in_percent(fields: &mut Row) {
    if let Ok(share) = fields.text("rebate").parse::<Decimal>() {
        let percent = (share * Decimal::ONE_HUNDRED).normalize().to_string();
        fields.0.insert("discount".to_owned(), Entry::Text(percent));
    }
}

/// Until revision 3 a session named its day and its month apart.
fn in_one(fields: &mut Row) {
    let Some(Entry::Rows(sessions)) = fields.0.get_mut("sessions") else { return };
    for session in Rc::make_mut(sessions).iter_mut().map(Rc::make_mut) {
        let (day, month) = (session.text("from").to_owned(), session.text("before").to_owned());
        if !day.is_empty() {
            session.0.insert("day".to_owned(), Entry::Text([month, day].join("-")));
        }
    }
}

impl Reported for Workshop {
    const REPORT: fn() -> Reporting<Self> = || Self::report;
}

impl Calculator for Workshop {
    type Inputs = Inputs;
    type Outputs = Outputs;

    const ABOUT: About = About {
        family: "workshop",
        page: "costs",
        title: "Workshop costs",
        summary: "What a workshop costs, room by room.",
        search: &["event"],
        method: "Rooms by the day, with their extras, and meals by the seat.",
        source: "Made up for the tests.",
        revision: 3,
    };

    // Each kind of migration once: another unit, and one field made of two, in the rows of a table.
    const REVISIONS: &'static [Revision] = &[
        Revision {
            told: "The discount is now taken off meals as well.",
            retired: &["rebate"],
            migrate: in_percent,
        },
        Revision { retired: &["from", "before"], migrate: in_one, ..Revision::PLAIN },
    ];

    const FORMER: &'static [Former] =
        &[Former { currency: "KWD", inputs: "mode=online; seats=9; rebate=0.125" }];

    const EXAMPLES: &'static [Example] = &[
        Example {
            name: "rooms",
            title: "Two rooms with meals",
            source: "Made up for the tests.",
            currency: "EUR",
            inputs: "
                counted=chairs; seats=24; base_fee=500; catered=yes; meal_price=17.125; observed=18,,21,20
                opens=2026-03-01; discount=10; deposit=300; favourite=Aula
                rooms: name=Aula; layout=islands; day_rate=250
                > extras: item=Flip charts; price=12.5; islands=4
                > extras: item=Microphone; price=40
                rooms: name=Studio & bar; day_rate=99.99
                > extras: item=; price=0
                sessions: title=Pricing; day=2026-03-02; room=Aula; people=20
                > guests: name=Ada; fee=80
                sessions: day=2026-03-03; room=Aula
                sessions: title=Q&A: 100 % = all?; day=2026-03-03; room=Studio & bar; people=24
                > guests: name=Ada; fee=80
            ",
            expect: &[
                ("total", "1440.891"),
                ("room_total", "689.99"),
                ("meals", "411"),
                ("per_seat", "60.037125"),
                ("balance", "1140.891"),
            ],
        },
        Example {
            name: "online",
            title: "Without rooms",
            source: "Made up for the tests.",
            currency: "KWD",
            inputs: "
                mode=online; seats=7; base_fee=100
            ",
            expect: &[("total", "100"), ("meals", "0")],
        },
    ];

    fn check(inputs: &Inputs) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (index, session) in inputs.sessions.iter().enumerate() {
            if session.day < inputs.opens {
                let message = say!("This is before the first day ({first}).", first = inputs.opens);
                problems.push(Problem::at(path(&[&"sessions", &index, &"day"]), message));
            }
            for (at, _) in session.guests.iter().enumerate().filter(|(_, guest)| guest.fee > dec!(5000)) {
                let at = path(&[&"sessions", &index, &"guests", &at, &"fee"]);
                problems.push(Problem::at(
                    at,
                    say!("No guest gets more than {most}.", most = report::money(dec!(5000))),
                ));
            }
        }
        problems
    }

    fn compute(inputs: &Inputs, _currency: Currency) -> Result<Outputs, Problem> {
        Ok(outputs(inputs)?)
    }

    fn answer(inputs: &Inputs, outputs: &Outputs) -> Answer {
        let warnings = inputs
            .sessions
            .iter()
            .enumerate()
            .filter(|(_, session)| session.people.is_some_and(|people| people > inputs.seats));
        let warnings = warnings.map(|(index, _)| {
            let at = path(&[&"sessions", &index, &"people"]);
            Problem::at(
                at,
                say!("There are {seats, plural, one {# seat} other {# seats}} only.", seats = inputs.seats),
            )
        });
        let balance = match inputs.deposit {
            Some(deposit) => outputs.total.minus(deposit).map_or(Value::Blank, Value::Exact),
            None => Value::Undefined(say!("No deposit was entered.")),
        };
        let average = match outputs.average {
            Some(average) => {
                Value::Approximate { value: average, interval: Some(Box::new((average, average))) }
            }
            None => Value::Undefined(say!("No workshop was counted before.")),
        };
        let first = inputs
            .rooms
            .first()
            .map_or(Sentence::from("none"), |room| Sentence::verbatim(room.name.as_str()));
        Answer {
            sentence: say!("The workshop costs {total}.", total = price(outputs.total)),
            figures: vec![
                Figure::new(
                    "total",
                    "Total",
                    Measure::Price,
                    outputs.total,
                    "(base_fee + room_total + meals) * (1 - discount%)",
                )
                .ranked(Rank::Headline),
                Figure::new("per_seat", "Per seat", Measure::Price, outputs.per_seat, "total / seats"),
                Figure::new(
                    "meals",
                    "Meals",
                    Measure::Price,
                    outputs.meals,
                    if inputs.catered { "seats * meal_price" } else { "0" },
                ),
                Figure::new(
                    "room_total",
                    "Rooms",
                    Measure::Money,
                    outputs.room_total,
                    "sum(room_costs.cost)",
                )
                .ranked(Rank::Detail),
                Figure::new("balance", "Left to pay", Measure::Price, balance, "total - deposit")
                    .ranked(Rank::Detail),
                Figure::new(
                    "average",
                    "Seats taken on average",
                    Measure::of(&inputs.counted),
                    average,
                    "sum(observed) / count(observed)",
                )
                .ranked(Rank::Detail),
                Figure::new(
                    "first_room",
                    "First room",
                    Measure::Text,
                    first,
                    say!("The first that was entered."),
                )
                .ranked(Rank::Detail),
            ],
            warnings: warnings.collect(),
        }
    }

    fn report(_inputs: &Inputs, outputs: &Outputs) -> Report {
        let columns = vec![
            Column::new("room", "Room", Measure::Text),
            Column::new("days", "Days", Measure::number()),
            Column::new("day_rate", "A day", Measure::Money),
            Column::new("extras", "Extras", Measure::Money),
            Column {
                decides: true,
                ..Column::new("cost", "Cost", Measure::Money).by("days * day_rate + extras")
            },
            Column::new("running", "So far", Measure::Money).by("prev(running, 0) + cost"),
            Column::new("share", "Share", Measure::Percent).by("percent(cost / ^room_total)"),
        ];
        let row = |room: &RoomCost| {
            let name = Value::Text(Sentence::verbatim(room.name.as_str()));
            let share = room.share.map_or(Value::Undefined(say!("No room costs anything.")), Value::Exact);
            let numbers = [room.days, room.day_rate, room.extras, room.cost, room.running];
            let mut cells: Vec<Cell> = vec![name.into()];
            cells.extend(numbers.map(Cell::from));
            cells.push(share.into());
            cells
        };
        let rows = outputs.rooms.iter().map(row).collect();
        let table = Table {
            key: "room_costs".into(),
            label: "Rooms".into(),
            columns,
            rows,
            empty: say!("Online there are no rooms."),
        };
        let bars = outputs
            .rooms
            .iter()
            .enumerate()
            .map(|(index, room)| Point::from((Decimal::from(index), room.cost)));
        let names = outputs.rooms.iter().map(|room| Sentence::verbatim(room.name.as_str()));
        let chart = Chart {
            key: "rooms",
            title: "Cost by room".into(),
            summary: say!(
                "{n, plural, one {One room costs} other {# rooms cost}} {total} together.",
                n = outputs.rooms.len(),
                total = report::money(outputs.room_total)
            ),
            x: Axis::categories("Room", names.collect()),
            y: Axis::new("Cost", Measure::Money),
            layers: vec![Layer::new("cost", "Cost", Shape::Bars(Bars::Grouped(bars.collect())))],
        };
        let section = Section {
            key: "rooms",
            question: say!("What does each room cost?"),
            blocks: vec![Block::Table(table), Block::Note(say!("Days are counted by sessions."))],
        };
        Report { chart: Some(chart), sections: vec![section] }
    }
}
