//! An expression as its reader sees it: the formula in words, and the working with the numbers of the day.

use rust_decimal::Decimal;

use super::{Expression, Function, Name, Node, Operand, Operator, Scope, level};
use crate::report::format::Format;
use crate::report::sentence::Sentence;
use crate::report::value::{Measure, Value};
use crate::say;

/// One piece of a formula or a working, for a page to set.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// A sign or parenthesis, with the spaces around it.
    Sign(&'static str),
    /// What a value is called.
    Name(Sentence),
    /// A number of the working or the formula.
    Number(Operand),
    /// Words of the language, a template with places in which more pieces go.
    Phrase(&'static str, Vec<(&'static str, Vec<Piece>)>),
}

/// What a piece of text is, for its looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sign,
    Name,
    Number,
    Words,
}

/// Text of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    pub kind: Kind,
    pub text: String,
}

impl Expression {
    /// The formula in words: "sum of Amount (Tiers) + Base fee".
    pub fn words(&self, scope: &dyn Scope) -> Vec<Piece> {
        Reading { scope, working: false }.of(&self.0).pieces
    }

    /// The formula with the values of `scope`, then what was computed: "$425.00 + $50.00 = $475.00". An `if`
    /// shows the branch taken and why, blanks are left out of sums and choices, and long sums are cut short.
    /// A `result` that is no number is not written.
    pub fn working(&self, scope: &dyn Scope, result: &Operand) -> Vec<Piece> {
        let mut pieces = Reading { scope, working: true }.of(&self.0).pieces;
        if result.value.number().is_some() {
            match pieces.as_slice() {
                [Piece::Number(_)] => pieces.clear(),
                _ => pieces.push(Piece::Sign(" = ")),
            }
            pieces.push(Piece::Number(result.clone()));
        }
        pieces
    }
}

/// The pieces as text in the reader's language, in runs of one kind.
pub fn runs(pieces: &[Piece], format: &Format<'_>) -> Vec<Run> {
    let mut out = Vec::new();
    write(pieces, format, &mut out);
    out
}

/// The pieces as one line of text in the reader's language.
pub fn text(pieces: &[Piece], format: &Format<'_>) -> String {
    runs(pieces, format).into_iter().map(|run| run.text).collect()
}

fn write(pieces: &[Piece], format: &Format<'_>, out: &mut Vec<Run>) {
    for piece in pieces {
        match piece {
            Piece::Sign(sign) => add(Kind::Sign, (*sign).to_owned(), out),
            Piece::Name(name) => add(Kind::Name, name.text(format), out),
            Piece::Number(Operand { value, measure }) => {
                let text = match value {
                    // The interval of an approximate value stands at its own figure.
                    Value::Approximate { value, .. } => format.approximate(*value, measure),
                    value => value.text(measure, format),
                };
                add(Kind::Number, text, out);
            }
            Piece::Phrase(template, terms) => {
                let mut rest = format.locale.translate(template);
                while let Some((before, (place, after))) =
                    rest.split_once('{').and_then(|(before, inner)| Some((before, inner.split_once('}')?)))
                {
                    add(Kind::Words, before.to_owned(), out);
                    if let Some((_, inner)) = terms.iter().find(|(name, _)| *name == place) {
                        write(inner, format, out);
                    }
                    rest = after;
                }
                add(Kind::Words, rest.to_owned(), out);
            }
        }
    }
}

fn add(kind: Kind, text: String, out: &mut Vec<Run>) {
    if !text.is_empty() {
        out.push(Run { kind, text });
    }
}

/// A part of an expression in pieces, with how tightly they hold together.
struct Part {
    pieces: Vec<Piece>,
    level: u8,
}

impl Part {
    fn number(value: Decimal, measure: Measure) -> Self {
        let level = if value.is_sign_negative() { level::NEGATIVE } else { level::ATOM };
        Part { pieces: vec![Piece::Number(Operand { value: value.into(), measure })], level }
    }

    fn words(name: impl Into<Sentence>) -> Self {
        Part { pieces: vec![Piece::Name(name.into())], level: level::ATOM }
    }

    fn phrase(template: &'static str, terms: Vec<(&'static str, Vec<Piece>)>) -> Self {
        Part { pieces: vec![Piece::Phrase(template, terms)], level: level::OPEN }
    }

    /// The pieces, in parentheses if they are looser than `least`.
    fn within(self, least: u8) -> Vec<Piece> {
        if self.level >= least {
            return self.pieces;
        }
        let mut pieces = vec![Piece::Sign("(")];
        pieces.extend(self.pieces);
        pieces.push(Piece::Sign(")"));
        pieces
    }
}

/// Sums and lists of more terms than this show the first two and the last.
const TERMS: usize = 6;

/// One way to read an expression in a scope: in names, or in values where they are known.
#[derive(Clone, Copy)]
struct Reading<'s> {
    scope: &'s dyn Scope,
    working: bool,
}

impl Reading<'_> {
    fn of(self, node: &Node) -> Part {
        match node {
            Node::Number(number) => Part::number(*number, Measure::number()),
            Node::Name(name) => self.named(name, None),
            Node::Negative(inner) => {
                let mut pieces = vec![Piece::Sign("−")];
                pieces.extend(self.of(inner).within(level::NAMED));
                Part { pieces, level: level::NEGATIVE }
            }
            Node::Not(inner) => self.denied(inner),
            // Percent points and their hundredth look the same: 20%.
            Node::Percent(inner) => match &**inner {
                Node::Number(number) => Part::number(*number, Measure::Percent),
                Node::Name(name) => self.named(name, Some(Measure::Percent)),
                inner => self.of(inner),
            },
            Node::Binary(operator, sides) => self.joined(*operator, &sides.0, &sides.1),
            Node::Call(function, terms) => self.called(*function, terms),
        }
    }

    fn label(self, name: &Name) -> Sentence {
        let label = name.home(self.scope).and_then(|home| home.label(&name.path));
        label.unwrap_or_else(|| Sentence::verbatim(&name.path))
    }

    fn named(self, name: &Name, measure: Option<Measure>) -> Part {
        let found =
            if self.working { name.home(self.scope).and_then(|home| home.value(&name.path)) } else { None };
        let Some(operand) = found else { return Part::words(self.label(name)) };
        match operand.value {
            Value::Blank => Part::words(say!("blank")),
            Value::Undefined(_) | Value::Text(_) | Value::Date(_) => Part::words(self.label(name)),
            value => {
                let negative = value.number().is_some_and(|number| number.is_sign_negative());
                let operand = Operand { value, measure: measure.unwrap_or(operand.measure) };
                let level = if negative { level::NEGATIVE } else { level::ATOM };
                Part { pieces: vec![Piece::Number(operand)], level }
            }
        }
    }

    /// A condition; a flag goes by its name, as its value would tell nothing.
    fn condition(self, node: &Node) -> Part {
        match node {
            Node::Name(name) => Part::words(self.label(name)),
            node => self.of(node),
        }
    }

    fn denied(self, condition: &Node) -> Part {
        let condition = self.condition(condition).within(level::NOT);
        Part { level: level::NOT, ..Part::phrase("not {condition}", vec![("condition", condition)]) }
    }

    fn joined(self, operator: Operator, left: &Node, right: &Node) -> Part {
        let (loosest_left, loosest_right) = operator.sides();
        let level = operator.level();
        let sign = match operator {
            Operator::And | Operator::Or => {
                let left = self.condition(left).within(loosest_left);
                let right = self.condition(right).within(loosest_right);
                let template = if operator == Operator::And { "{a} and {b}" } else { "{a} or {b}" };
                return Part { level, ..Part::phrase(template, vec![("a", left), ("b", right)]) };
            }
            Operator::Plus => " + ",
            Operator::Minus => " − ",
            Operator::Times => " × ",
            Operator::Over => " ÷ ",
            Operator::Power => "^",
            Operator::Less => " < ",
            Operator::LessEqual => " ≤ ",
            Operator::Equal => " = ",
            Operator::Unequal => " ≠ ",
            Operator::GreaterEqual => " ≥ ",
            Operator::Greater => " > ",
        };
        let mut pieces = self.of(left).within(loosest_left);
        pieces.push(Piece::Sign(sign));
        pieces.extend(self.of(right).within(loosest_right));
        Part { pieces, level }
    }

    fn called(self, function: Function, terms: &[Node]) -> Part {
        match (function, terms) {
            (Function::Percent, [inner]) => self.of(inner),
            (Function::If, [condition, then, otherwise]) => self.branch(condition, then, otherwise),
            (Function::Prev, [inner, start]) if self.working => match self.scope.before() {
                Some(before) => Reading { scope: &*before, working: true }.of(inner),
                None => self.of(start),
            },
            (Function::Prev, [inner, start]) => {
                let inner = ("value", self.of(inner).within(level::ATOM));
                Part::phrase(
                    "{value} in the row before, or {start}",
                    vec![inner, ("start", self.term(start))],
                )
            }
            (Function::Round, [inner, digits]) => {
                let (template, digits) = match digits {
                    Node::Number(digits) if digits.is_zero() => {
                        ("{value} rounded to a whole number", Vec::new())
                    }
                    Node::Number(digits) => {
                        let digits = say!("{n, plural, one {# decimal} other {# decimals}}", n = *digits);
                        ("{value} rounded to {digits}", Part::words(digits).pieces)
                    }
                    digits => ("{value} rounded to {digits} decimals", self.term(digits)),
                };
                Part::phrase(
                    template,
                    vec![("value", self.of(inner).within(level::ATOM)), ("digits", digits)],
                )
            }
            (Function::Ceil, [inner]) => self.wrapped("{value} rounded up to a whole number", inner),
            (Function::Floor, [inner]) => self.wrapped("{value} rounded down to a whole number", inner),
            (Function::Abs, [inner]) => self.wrapped("{value} without its sign", inner),
            (function, terms) => self.aggregate(function, terms),
        }
    }

    /// A term inside a phrase.
    fn term(self, node: &Node) -> Vec<Piece> {
        self.of(node).within(level::SUM)
    }

    fn wrapped(self, template: &'static str, inner: &Node) -> Part {
        Part::phrase(template, vec![("value", self.of(inner).within(level::ATOM))])
    }

    fn branch(self, condition: &Node, then: &Node, otherwise: &Node) -> Part {
        let known = if self.working { condition.evaluate(self.scope).ok().flatten() } else { None };
        let Some(known) = known else {
            return Part::phrase(
                "if {condition} then {value} otherwise {other}",
                vec![
                    ("condition", self.condition(condition).within(level::OR)),
                    ("value", self.of(then).within(level::OR)),
                    ("other", self.of(otherwise).pieces),
                ],
            );
        };
        let holds = !known.is_zero();
        let value = self.of(if holds { then } else { otherwise }).pieces;
        let why = if holds { self.condition(condition) } else { self.refuted(condition) };
        Part::phrase("{value} (as {condition})", vec![("value", value), ("condition", why.within(level::OR))])
    }

    /// What is so because `condition` is not: of a comparison its opposite.
    fn refuted(self, condition: &Node) -> Part {
        match condition {
            Node::Not(inner) => self.condition(inner),
            Node::Binary(operator, sides) if operator.level() == level::COMPARISON => {
                self.joined(operator.opposite(), &sides.0, &sides.1)
            }
            condition => self.denied(condition),
        }
    }

    fn aggregate(self, function: Function, terms: &[Node]) -> Part {
        let mut parts = Vec::new();
        let mut columns = false;
        let mut unit = Measure::number();
        for term in terms {
            let column =
                term.bare().and_then(|name| Some((name, name.home(self.scope)?.column(&name.path)?)));
            columns |= column.is_some();
            match column {
                Some((_, (measure, values))) if self.working => {
                    let measure = if matches!(term, Node::Percent(_)) { Measure::Percent } else { measure };
                    unit = measure.clone();
                    let numbers = values.iter().filter_map(Value::number);
                    parts.extend(numbers.map(|number| Part::number(number, measure.clone())));
                }
                Some((name, _)) => parts.push(Part::words(self.label(name))),
                None if self.working && matches!(term.evaluate(self.scope), Ok(None)) => {}
                None => parts.push(self.of(term)),
            }
        }
        let template = match (function, parts.len()) {
            (Function::Count, count) if self.working => {
                return Part::number(Decimal::from(count), Measure::number());
            }
            (Function::Sum, 0) => return Part::number(Decimal::ZERO, unit),
            (_, 0) => return Part::words(say!("blank")),
            (Function::Sum, _) if self.working || !columns => return listed(parts, " + "),
            (_, 1) if self.working || !columns && function != Function::Count => return listed(parts, ""),
            (Function::Sum, _) => "sum of {list}",
            (Function::Count, _) => "number of values in {list}",
            (Function::Min, 2) if !columns || self.working => {
                return pair("the smaller of {a} and {b}", parts);
            }
            (_, 2) if !columns || self.working => return pair("the larger of {a} and {b}", parts),
            (Function::Min, _) => "the smallest of {list}",
            _ => "the largest of {list}",
        };
        let named = !self.working && matches!(terms, [term] if term.bare().is_some());
        let level = if named { level::NAMED } else { level::OPEN };
        Part { level, ..Part::phrase(template, vec![("list", listed(parts, "; ").pieces)]) }
    }
}

fn pair(template: &'static str, parts: Vec<Part>) -> Part {
    Part::phrase(
        template,
        ["a", "b"].into_iter().zip(parts.into_iter().map(|part| part.within(level::SUM))).collect(),
    )
}

/// The parts with `sign` between them, the middle of a long list left out.
fn listed(parts: Vec<Part>, sign: &'static str) -> Part {
    let count = parts.len();
    let mut list = Part { pieces: Vec::new(), level: level::SUM };
    for (at, part) in parts.into_iter().enumerate() {
        if count == 1 {
            return part;
        }
        if at > 0 && (count <= TERMS || at <= 2 || at + 1 == count) {
            list.pieces.push(Piece::Sign(sign));
        }
        if count <= TERMS || at < 2 || at + 1 == count {
            let first = at == 0 || sign != " + ";
            list.pieces.extend(part.within(if first { level::SUM } else { level::NAMED }));
        } else if at == 2 {
            list.pieces.push(Piece::Sign("…"));
        }
    }
    list
}

impl Operator {
    /// The comparison that holds where this one does not.
    fn opposite(self) -> Operator {
        match self {
            Operator::Less => Operator::GreaterEqual,
            Operator::LessEqual => Operator::Greater,
            Operator::Equal => Operator::Unequal,
            Operator::Unequal => Operator::Equal,
            Operator::GreaterEqual => Operator::Less,
            Operator::Greater => Operator::LessEqual,
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse::tests::nodes;
    use super::super::tests::{Row, Sheet, money};
    use super::*;
    use proptest::prelude::*;
    use rust_decimal::dec;

    fn words(formula: &str, scope: &dyn Scope) -> String {
        text(&Expression::parse(formula).unwrap().words(scope), &Format::english("USD"))
    }

    /// The working, with what the expression itself comes to as a bare number.
    fn working(formula: &str, scope: &dyn Scope) -> String {
        let expression = Expression::parse(formula).unwrap();
        let value = expression.evaluate(scope).ok().flatten().into();
        let result = Operand { value, measure: Measure::number() };
        text(&expression.working(scope, &result), &Format::english("USD"))
    }

    #[test]
    fn formulas_in_words() {
        for (formula, expected) in [
            ("sum(tiers.amount) + base_fee", "sum of Amount (Tiers) + Base fee"),
            ("(base_fee + sum(tiers.amount)) * 2", "(Base fee + sum of Amount (Tiers)) × 2"),
            ("sum(tiers.amount) / count(months)", "(sum of Amount (Tiers)) ÷ (number of values in Months)"),
            ("base_fee * (1 - discount%) - (-lost)", "Base fee × (1 − Discount) − (−lost)"),
            ("base_fee - (quantity - 1) / 5%", "Base fee − (Quantity − 1) ÷ 5%"),
            ("percent(base_fee / quantity)", "Base fee ÷ Quantity"),
            ("max(min(base_fee, 5), 1 + 2, 3)", "the largest of (the smaller of Base fee and 5); 1 + 2; 3"),
            ("round(base_fee * 2, 2)", "(Base fee × 2) rounded to 2 decimals"),
            (
                "round(base_fee, 1) + ceil(quantity)",
                "(Base fee rounded to 1 decimal) + (Quantity rounded up to a whole number)",
            ),
            (
                "if(yearly and not quantity > 5, base_fee, 0)",
                "if Paid yearly and not Quantity > 5 then Base fee otherwise 0",
            ),
            ("1.05 ^ 12", "1.05^12"),
        ] {
            assert_eq!(words(formula, &Sheet), expected);
        }
    }

    #[test]
    fn workings_with_numbers() {
        for (formula, expected) in [
            ("sum(tiers.amount) + base_fee", "$100.00 + $300.00 + $25.00 + $50.00 = 475"),
            ("2 * sum(tiers.amount)", "2 × ($100.00 + $300.00 + $25.00) = 850"),
            ("sum(months)", "1 + 2 + … + 12 = 78"),
            ("max(months)", "the largest of 1; 2; …; 12 = 12"),
            ("base_fee * (1 - discount%)", "$50.00 × (1 − 20%) = 40"),
            ("base_fee - credit", "$50.00 − (-$5.00) = 55"),
            ("base_fee", "50"),
            ("none + 1", "blank + 1"),
            ("max(tiers.up_to)", "the larger of 100 and 500 = 500"),
            ("max(months) - 1", "(the largest of 1; 2; …; 12) − 1 = 11"),
            ("count(tiers.up_to) * 3", "2 × 3 = 6"),
            ("if(base_fee > 60, 1 / 0, base_fee + 1)", "$50.00 + 1 (as $50.00 ≤ 60) = 51"),
            ("if(yearly, 1, 2)", "2 (as not Paid yearly) = 2"),
        ] {
            assert_eq!(working(formula, &Sheet).replace('−', "-"), expected.replace('−', "-"), "{formula}");
        }
        let total =
            Expression::parse("sum(tiers.amount) + base_fee").unwrap().working(&Sheet, &money(dec!(475)));
        assert!(text(&total, &Format::english("USD")).ends_with(" = $475.00"));
    }

    #[test]
    fn rows_of_a_table() {
        let formula = "max(0, min(^quantity, up_to) - prev(up_to, 0))";
        let row = |row| Row { sheet: &Sheet, row };
        let in_words =
            "the larger of 0 and (the smaller of Quantity and Up to) − (Up to in the row before, or 0)";
        assert_eq!(words(formula, &row(1)), in_words);
        let numbers = |at| working(formula, &row(at)).replace(" seats", "").replace('−', "-");
        assert_eq!(numbers(0), "the larger of 0 and (the smaller of 600 and 100) - 0 = 100");
        assert_eq!(numbers(1), "the larger of 0 and (the smaller of 600 and 500) - 100 = 400");
        assert_eq!(numbers(2), "the larger of 0 and 600 - 500 = 100");
    }

    #[test]
    fn runs_keep_their_kinds() {
        let pieces = Expression::parse("max(1, base_fee)").unwrap().words(&Sheet);
        let runs = runs(&pieces, &Format::english("USD"));
        let kinds: Vec<_> = runs.iter().map(|run| (run.kind, run.text.as_str())).collect();
        let words = |text| (Kind::Words, text);
        let expected =
            [words("the larger of "), (Kind::Number, "1"), words(" and "), (Kind::Name, "Base fee")];
        assert_eq!(kinds, expected);
    }

    #[test]
    fn the_deepest_formulas_fit_the_stack_of_a_page() {
        let all = || {
            for (open, close, depth) in
                [("abs(", ")", 255), ("min(1, ", ")", 127), ("-(", ")", 127), ("", "% ", 255)]
            {
                let deep = open.repeat(depth) + "base_fee" + &close.repeat(depth);
                let expression = Expression::parse(&deep).unwrap();
                assert!(expression.evaluate(&Sheet).is_ok() || open.is_empty());
                assert!(!words(&deep, &Sheet).is_empty() && !working(&deep, &Sheet).is_empty());
                assert_eq!(Expression::parse(&expression.to_string()), Ok(expression));
            }
        };
        std::thread::Builder::new().stack_size(1 << 20).spawn(all).unwrap().join().unwrap();
    }

    proptest! {
        #[test]
        fn every_expression_can_be_shown(node in nodes()) {
            let format = Format::english("USD");
            let (expression, row) = (Expression(node), Row { sheet: &Sheet, row: 1 });
            for scope in [&Sheet as &dyn Scope, &row] {
                prop_assert!(!text(&expression.words(scope), &format).is_empty());
                prop_assert!(!text(&expression.working(scope, &money(dec!(1))), &format).is_empty());
            }
        }
    }
}
