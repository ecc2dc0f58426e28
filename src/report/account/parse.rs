//! Formulas read from text and written back: a parser by precedence (V. Pratt, "Top Down Operator
//! Precedence", 1973), which stops at a budget instead of overflowing the stack.

use std::fmt;

use rust_decimal::Decimal;

use super::{Expression, Function, Name, Node, Operator, level};

/// Why a text is no formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// Where reading stopped, in bytes.
    pub at: usize,
    /// What was missing there.
    pub expected: &'static str,
}

/// Operands, parentheses and signs in front that one expression may have: so neither reading nor evaluating
/// goes deeper. What needs more is a column.
const BUDGET: usize = 256;

/// Longer spellings first; the first of an operator is how it is written.
const OPERATORS: [(&str, Operator); 19] = [
    ("<=", Operator::LessEqual),
    ("<>", Operator::Unequal),
    (">=", Operator::GreaterEqual),
    ("<", Operator::Less),
    (">", Operator::Greater),
    ("=", Operator::Equal),
    ("+", Operator::Plus),
    ("-", Operator::Minus),
    ("*", Operator::Times),
    ("/", Operator::Over),
    ("^", Operator::Power),
    ("or", Operator::Or),
    ("and", Operator::And),
    ("≤", Operator::LessEqual),
    ("≠", Operator::Unequal),
    ("≥", Operator::GreaterEqual),
    ("−", Operator::Minus),
    ("×", Operator::Times),
    ("÷", Operator::Over),
];

/// The functions, with the fewest and most terms that they take.
const FUNCTIONS: [(&str, Function, usize, usize); 11] = [
    ("if", Function::If, 3, 3),
    ("min", Function::Min, 1, BUDGET),
    ("max", Function::Max, 1, BUDGET),
    ("sum", Function::Sum, 1, BUDGET),
    ("count", Function::Count, 1, BUDGET),
    ("round", Function::Round, 2, 2),
    ("ceil", Function::Ceil, 1, 1),
    ("floor", Function::Floor, 1, 1),
    ("abs", Function::Abs, 1, 1),
    ("prev", Function::Prev, 2, 2),
    ("percent", Function::Percent, 1, 1),
];

impl Expression {
    /// The expression that `text` spells.
    ///
    /// # Errors
    /// Where the text leaves the language or is longer than 256 operands, parentheses and signs.
    pub fn parse(text: &str) -> Result<Expression, ParseError> {
        let mut parser = Parser { text, at: 0, budget: BUDGET };
        let node = parser.expression(level::OPEN)?;
        if parser.rest().is_empty() {
            Ok(Expression(node))
        } else {
            Err(parser.expects("an operator or the end"))
        }
    }
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
    budget: usize,
}

impl<'t> Parser<'t> {
    /// What is left, from its next word or sign on.
    fn rest(&mut self) -> &'t str {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let trimmed = rest.trim_start();
        self.at += rest.len() - trimmed.len();
        trimmed
    }

    fn expects(&self, expected: &'static str) -> ParseError {
        ParseError { at: self.at, expected }
    }

    fn spend(&mut self) -> Result<(), ParseError> {
        self.budget = self.budget.checked_sub(1).ok_or_else(|| self.expects("a shorter formula"))?;
        Ok(())
    }

    /// Takes `sign` if it comes next; a word only where it ends there.
    fn takes(&mut self, sign: &str) -> bool {
        let Some(after) = self.rest().strip_prefix(sign) else { return false };
        if sign.starts_with(in_word) && after.starts_with(|letter| in_word(letter) || letter == '.') {
            return false;
        }
        self.at += sign.len();
        true
    }

    /// Takes as much as `belongs`.
    fn taken(&mut self, belongs: fn(char) -> bool) -> &'t str {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let length = rest.find(|letter| !belongs(letter)).unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    /// An expression whose operators bind at least as tightly as `least`.
    fn expression(&mut self, least: u8) -> Result<Node, ParseError> {
        self.spend()?;
        let mut node = self.operand(least)?;
        let mut tightest = level::ATOM;
        loop {
            let start = self.at;
            let Some((_, operator)) = OPERATORS.into_iter().find(|(sign, _)| self.takes(sign)) else {
                return Ok(node);
            };
            let level = operator.level();
            if level < least || level > tightest {
                self.at = start;
                return if level < least {
                    Ok(node)
                } else {
                    Err(self.expects("parentheses around a comparison"))
                };
            }
            let right = self.expression(if level == level::POWER { level } else { level + 1 })?;
            node = Node::Binary(operator, Box::new((node, right)));
            if level == level::COMPARISON {
                tightest = level - 1;
            }
        }
    }

    fn operand(&mut self, least: u8) -> Result<Node, ParseError> {
        if self.takes("-") || self.takes("−") {
            return Ok(Node::Negative(Box::new(self.expression(least.max(level::NEGATIVE + 1))?)));
        }
        if self.takes("not") {
            return Ok(Node::Not(Box::new(self.expression(least.max(level::NOT))?)));
        }
        let mut node = if self.takes("(") {
            let inner = self.expression(level::OPEN)?;
            self.close()?;
            inner
        } else if self.rest().starts_with(|letter: char| letter.is_ascii_digit()) {
            self.number()?
        } else {
            self.name()?
        };
        while self.takes("%") {
            self.spend()?;
            node = Node::Percent(Box::new(node));
        }
        Ok(node)
    }

    fn close(&mut self) -> Result<(), ParseError> {
        if self.takes(")") { Ok(()) } else { Err(self.expects("`)`")) }
    }

    fn number(&mut self) -> Result<Node, ParseError> {
        let start = self.at;
        let digits = self.taken(|letter| letter.is_ascii_digit() || letter == '.');
        match Decimal::from_str_exact(digits) {
            Ok(number) if !digits.ends_with('.') => Ok(Node::Number(number)),
            _ => Err(ParseError { at: start, expected: "a number of at most 28 digits" }),
        }
    }

    fn name(&mut self) -> Result<Node, ParseError> {
        let start = self.at;
        let outer = self.taken(|letter| letter == '^').len();
        let path = self.taken(|letter| in_word(letter) || letter == '.');
        let wrong = |expected| Err(ParseError { at: start, expected });
        let lettered = path.starts_with(|letter: char| !letter.is_ascii_digit());
        if !lettered || path.split('.').any(str::is_empty) || matches!(path, "and" | "or" | "not") {
            return wrong("a number, a name or `(`");
        }
        if outer > 0 || !self.takes("(") {
            return Ok(Node::Name(Name { outer, path: path.to_owned() }));
        }
        let Some((_, function, fewest, most)) = FUNCTIONS.into_iter().find(|function| function.0 == path)
        else {
            return wrong("the name of a function");
        };
        let mut terms = vec![self.expression(level::OPEN)?];
        while self.takes(",") {
            terms.push(self.expression(level::OPEN)?);
        }
        self.close()?;
        if (fewest..=most).contains(&terms.len()) {
            Ok(Node::Call(function, terms))
        } else {
            wrong("another number of terms")
        }
    }
}

fn in_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

/// The expression as [`Expression::parse`] reads it.
impl fmt::Display for Expression {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write(out)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        (0..self.outer).try_for_each(|_| out.write_str("^"))?;
        out.write_str(&self.path)
    }
}

impl Node {
    fn level(&self) -> u8 {
        match self {
            Node::Number(_) | Node::Name(_) | Node::Call(..) => level::ATOM,
            Node::Negative(_) => level::NEGATIVE,
            Node::Not(_) => level::NOT,
            Node::Percent(_) => level::PERCENT,
            Node::Binary(operator, _) => operator.level(),
        }
    }

    fn write(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Node::Number(number) => write!(out, "{number}"),
            Node::Name(name) => write!(out, "{name}"),
            Node::Negative(inner) => {
                out.write_str("-")?;
                inner.write_within(level::NEGATIVE + 1, out)
            }
            Node::Not(inner) => {
                out.write_str("not ")?;
                inner.write_within(level::NOT, out)
            }
            Node::Percent(inner) => {
                inner.write_within(level::PERCENT, out)?;
                out.write_str("%")
            }
            Node::Binary(operator, sides) => {
                let (left, right) = operator.sides();
                let sign = OPERATORS.iter().find(|(_, known)| known == operator).map_or("", |(sign, _)| sign);
                sides.0.write_within(left, out)?;
                write!(out, " {sign} ")?;
                sides.1.write_within(right, out)
            }
            Node::Call(function, terms) => {
                let name = FUNCTIONS.iter().find(|known| known.1 == *function).map_or("", |known| known.0);
                write!(out, "{name}(")?;
                for (at, term) in terms.iter().enumerate() {
                    out.write_str(if at == 0 { "" } else { ", " })?;
                    term.write(out)?;
                }
                out.write_str(")")
            }
        }
    }

    fn write_within(&self, least: u8, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.level() >= least {
            return self.write(out);
        }
        out.write_str("(")?;
        self.write(out)?;
        out.write_str(")")
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Whatever the language can say, small enough for the budget.
    pub fn nodes() -> impl Strategy<Value = Node> {
        let name = (0..3usize, "[a-z_]{1,3}(\\.[0-9]{1,2})?(\\.[a-z]{1,3})?")
            .prop_filter("words of the language", |(_, path)| !matches!(path.as_str(), "and" | "or" | "not"));
        let number = (0..10_000i64, 0..5u32).prop_map(|(digits, scale)| Decimal::new(digits, scale));
        let edges = vec![
            Decimal::MAX,
            Decimal::new(1, 28),
            Decimal::from_parts(u32::MAX, u32::MAX, u32::MAX, false, 28),
        ];
        let leaf = prop_oneof![
            8 => number.prop_map(Node::Number),
            8 => name.prop_map(|(outer, path)| Node::Name(Name { outer, path })),
            1 => prop::sample::select(edges).prop_map(Node::Number),
        ];
        leaf.prop_recursive(6, 60, 3, |inner| {
            let boxed = inner.clone().prop_map(Box::new);
            let call = (prop::sample::select(FUNCTIONS.to_vec()), prop::collection::vec(inner.clone(), 3));
            let operator = prop::sample::select(OPERATORS.to_vec());
            prop_oneof![
                boxed.clone().prop_map(Node::Negative),
                boxed.clone().prop_map(Node::Not),
                boxed.prop_map(Node::Percent),
                (operator, inner.clone(), inner)
                    .prop_map(|((_, operator), left, right)| Node::Binary(operator, Box::new((left, right)))),
                call.prop_map(|((_, function, fewest, most), mut terms)| {
                    terms.truncate(most.min(3).max(fewest));
                    Node::Call(function, terms)
                }),
            ]
        })
    }

    fn read(text: &str) -> String {
        Expression::parse(text)
            .map_or_else(|error| format!("{} {}", error.at, error.expected), |e| e.to_string())
    }

    #[test]
    fn parentheses_only_where_precedence_needs_them() {
        for text in [
            "sum(tiers.amount) + base_fee",
            "max(0, min(^quantity, up_to) - prev(up_to, 0))",
            "a - (b - c) * (d + e) / (-f)",
            "(-a) ^ b ^ c",
            "(a ^ b) ^ c",
            "-a * b",
            "not a < b and (c or d)",
            "2 ^ ^^plans.0.fee% - (-3)",
            "(a < b) = (c < d)",
            "percent(a / b) - 1.50%",
        ] {
            assert_eq!(read(text), text);
        }
        assert_eq!(read("((a))×(b÷c)−-d≥not e"), "a * (b / c) - (-d) >= (not e)");
        assert_eq!(read("min (android,or_else , notes)"), "min(android, or_else, notes)");
        assert_eq!(read("min + count"), "min + count");
    }

    #[test]
    fn what_is_no_formula_and_where() {
        for (text, at, expected) in [
            ("", 0, "a number, a name or `(`"),
            ("a +", 3, "a number, a name or `(`"),
            ("a b", 2, "an operator or the end"),
            ("(a", 2, "`)`"),
            ("a < b < c", 6, "parentheses around a comparison"),
            ("mean(a)", 0, "the name of a function"),
            ("1 + if(a, b)", 4, "another number of terms"),
            ("1.", 0, "a number of at most 28 digits"),
            ("1..2", 0, "a number of at most 28 digits"),
            ("12345678901234567890123456789012345", 0, "a number of at most 28 digits"),
            ("a..b", 0, "a number, a name or `(`"),
            ("^0", 0, "a number, a name or `(`"),
            ("a & b", 2, "an operator or the end"),
        ] {
            assert_eq!(Expression::parse(text), Err(ParseError { at, expected }), "{text}");
        }
    }

    #[test]
    fn deep_and_long_texts_are_refused() {
        for (text, end) in [("(", ")"), ("-", ""), ("not ", ""), ("abs(", ")"), ("2 ^ ", "")] {
            let deep = text.repeat(10_000) + "1" + &end.repeat(10_000);
            assert_eq!(Expression::parse(&deep).unwrap_err().expected, "a shorter formula");
        }
        for long in ["1".to_owned() + &" + 1".repeat(10_000), "1".to_owned() + &"%".repeat(10_000)] {
            assert_eq!(Expression::parse(&long).unwrap_err().expected, "a shorter formula");
        }
    }

    proptest! {
        #[test]
        fn written_and_read_back_is_identical(node in nodes()) {
            let expression = Expression(node);
            prop_assert_eq!(Expression::parse(&expression.to_string()), Ok(expression));
        }

        #[test]
        fn no_text_panics(
            text in "\\PC{0,40}",
            formula in "([-+*/^%()<=>,.a0 ×−]|not|if\\(|min\\(| and ){0,20}",
        ) {
            let _ = Expression::parse(&text);
            let _ = Expression::parse(&formula);
        }
    }
}
