//! The schema of a page and its answers as JSON: what the command line prints, and what a page gets that has this one in a frame.
//!
//! Numbers are decimal strings, percent is in percentage points, and what does not exist is null.

use crate::input::number::canonical;
use crate::input::{Kind, Outline, Problem, Unit, date};
use crate::pieces::quote;
use crate::report::format::Format;
use crate::report::{Account, Answer, Block, Figure, Measure, Report, Sentence, Table, Value};

/// JSON of ours.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    Null,
    Flag(bool),
    Number(usize),
    Text(String),
    List(Vec<Json>),
    /// In order.
    Map(Vec<(String, Json)>),
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Json::Text(text.to_owned())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Json::Text(text)
    }
}

impl FromIterator<Json> for Json {
    fn from_iter<I: IntoIterator<Item = Json>>(items: I) -> Self {
        Json::List(items.into_iter().collect())
    }
}

/// An object with these entries.
fn map<const N: usize>(entries: [(&str, Json); N]) -> Json {
    Json::Map(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

impl Json {
    /// As programs read it, without a space.
    pub fn written(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        match self {
            Json::Null => out.push_str("null"),
            Json::Flag(flag) => out.push_str(if *flag { "true" } else { "false" }),
            Json::Number(number) => out.push_str(&number.to_string()),
            Json::Text(text) => quote(text, out),
            Json::List(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    out.push_str(if index > 0 { "," } else { "" });
                    item.write(out);
                }
                out.push(']');
            }
            Json::Map(entries) => {
                out.push('{');
                for (index, (key, value)) in entries.iter().enumerate() {
                    out.push_str(if index > 0 { "," } else { "" });
                    quote(key, out);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }
}

/// The fields of a form. Keys without meaning for a field are left out.
pub fn schema(outline: &[Outline]) -> Json {
    outline.iter().map(|field| Json::Map(field_schema(field))).collect()
}

/// What a field is.
fn field_schema(field: &Outline) -> Vec<(String, Json)> {
    let spec = &field.spec;
    let mut json: Vec<(String, Json)> = Vec::new();
    let mut put = |key: &str, value: Json| json.push((key.to_owned(), value));
    put("key", spec.key.into());
    put("label", spec.label.into());
    put("kind", kind_name(spec.kind).into());
    match spec.unit {
        Unit::None => {}
        Unit::Word(word) => put("unit", word.into()),
        Unit::Named(path) => put("unit_of", path.into()),
    }
    for (name, limit) in [(if spec.above_min { "above" } else { "min" }, spec.min), ("max", spec.max)] {
        if let Some(limit) = limit {
            put(name, canonical(limit).into());
        }
    }
    if let Some(default) = spec.default {
        put("default", default.into());
    }
    if spec.optional {
        put("optional", Json::Flag(true));
    }
    match spec.kind {
        Kind::Choice(options) => {
            let option = |(key, label): (&str, &str)| map([("key", key.into()), ("label", label.into())]);
            put("options", options().into_iter().map(option).collect());
        }
        Kind::RowOf { table, name } => put("row_of", [table, ".", name].concat().into()),
        Kind::Table(table) => {
            put("min_rows", Json::Number(table.least_rows));
            put("max_rows", Json::Number(table.most_rows));
            put("rows", schema(&field.rows));
        }
        _ => {}
    }
    let conditions = spec.when.iter().flatten();
    let when: Vec<Json> = conditions
        .map(|when| {
            let values = when.values.iter().map(|value| Json::from(*value)).collect();
            map([("key", when.key.into()), ("values", values)])
        })
        .collect();
    if !when.is_empty() {
        put("when", Json::List(when));
    }
    if !spec.section.is_empty() {
        put("section", spec.section.into());
    }
    if !spec.help.is_empty() {
        put("help", spec.help.into());
    }
    json
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Money => "money",
        Kind::Price => "price",
        Kind::Percent => "percent",
        Kind::Number => "number",
        Kind::Whole => "whole",
        Kind::Choice(_) => "choice",
        Kind::Flag => "flag",
        Kind::Text => "text",
        Kind::Date => "date",
        Kind::Month => "month",
        Kind::RowOf { .. } => "row_of",
        Kind::List => "list",
        Kind::Table(_) => "table",
    }
}

/// The fields of a form as a page gets them that has this one in a frame: each with its key as `id`, its words in the language of
/// the frame, and whether it is locked.
pub fn fields(outline: &[Outline], format: &Format<'_>, locked: &dyn Fn(&str) -> bool) -> Json {
    let taken = ["label", "kind", "unit", "unit_of", "min", "above", "max"];
    let field = |field: &Outline| {
        let key = field.spec.key;
        let mut json = vec![("id".to_owned(), key.into())];
        for (key, value) in field_schema(field).into_iter().filter(|(key, _)| taken.contains(&key.as_str())) {
            let value = match (key.as_str(), field.spec.unit) {
                ("label", _) => format.locale.translate(field.spec.label).into(),
                ("unit", Unit::Word(word)) => format.locale.translate(word).into(),
                _ => value,
            };
            json.push((key, value));
        }
        json.push(("locked".to_owned(), Json::Flag(locked(key))));
        Json::Map(json)
    };
    outline.iter().map(field).collect()
}

/// The figures of an answer without their values.
pub fn figures(answer: &Answer, format: &Format<'_>) -> Json {
    let figure = |figure: &Figure| {
        let unit = unit_name(&figure.measure, format);
        map([("id", figure.key.into()), ("label", figure.label.text(format).into()), ("unit", unit.into())])
    };
    answer.figures.iter().map(figure).collect()
}

/// An answer: its sentence, figures and warnings; and the notes and tables of its report, if that is given.
pub fn answer(answer: &Answer, report: Option<&Report>, format: &Format<'_>) -> Json {
    let mut json = vec![("answer".to_owned(), answer.sentence.text(format).into())];
    let mut put = |key: &str, value: Json| json.push((key.to_owned(), value));
    if let Some(report) = report {
        let blocks = report.sections.iter().flat_map(|section| &section.blocks);
        let note = |block: &Block| match block {
            Block::Note(note) => Some(note.text(format).into()),
            _ => None,
        };
        put("notes", blocks.filter_map(note).collect());
    }
    let figures = answer.figures.iter().map(|figure| (figure.key.to_owned(), figure_json(figure, format)));
    put("figures", Json::Map(figures.collect()));
    if let Some(report) = report {
        let tables = report.tables().map(|table| (table.key.clone(), table_json(table, format)));
        put("tables", Json::Map(tables.collect()));
    }
    put("warnings", problems(&answer.warnings, format));
    Json::Map(json)
}

fn figure_json(figure: &Figure, format: &Format<'_>) -> Json {
    let account = match &figure.account {
        Account::Formula(formula) => formula.to_string(),
        Account::Method(sentence) => sentence.text(format),
    };
    map([
        ("value", value_json(&figure.value, format)),
        ("unit", unit_name(&figure.measure, format).into()),
        ("label", figure.label.text(format).into()),
        ("text", figure.value.text(&figure.measure, format).into()),
        ("account", account.into()),
    ])
}

fn table_json(table: &Table, format: &Format<'_>) -> Json {
    let columns = table.columns.iter().map(|column| {
        let unit = unit_name(&column.measure, format);
        map([
            ("key", Json::from(column.key.to_string())),
            ("label", column.label.text(format).into()),
            ("unit", unit.into()),
        ])
    });
    let rows = table.rows.iter().map(|cells| {
        let pairs = table.columns.iter().zip(cells);
        Json::Map(
            pairs.map(|(column, cell)| (column.key.to_string(), value_json(&cell.value, format))).collect(),
        )
    });
    map([
        ("label", table.label.text(format).into()),
        ("columns", columns.collect()),
        ("rows", rows.collect()),
    ])
}

/// Problems or warnings, each with its place.
pub fn problems(problems: &[Problem], format: &Format<'_>) -> Json {
    let entry = |problem: &Problem| {
        let message = Sentence::text(&problem.message, format);
        map([("at", problem.at.as_str().into()), ("message", message.into())])
    };
    problems.iter().map(entry).collect()
}

fn value_json(value: &Value, format: &Format<'_>) -> Json {
    match value {
        Value::Exact(number) | Value::Approximate { value: number, .. } => canonical(*number).into(),
        Value::Date(day) => date::canonical(*day).into(),
        Value::Text(sentence) => sentence.text(format).into(),
        Value::Blank | Value::Undefined(_) => Json::Null,
    }
}

fn unit_name(measure: &Measure, format: &Format<'_>) -> String {
    let name = match measure {
        Measure::Money | Measure::Price => format.currency.code(),
        Measure::Percent | Measure::Points => "%",
        Measure::Number { unit } => return unit.text(format),
        Measure::Text => "text",
        Measure::Date => "date",
        Measure::Month => "month",
    };
    name.to_owned()
}
