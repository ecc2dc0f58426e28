//! How a number comes about: an expression over inputs, table columns and figures, which gives the formula in
//! words, the working with the user's numbers, and a value that a test holds against what was computed.
//!
//! # The language
//! From loosest to tightest: `or`, `and`, `not`; comparisons `< <= = <> >= >` (they do not chain, and give 1
//! or 0); `+ -`; minus in front; `* /`; `^` (from the right); `%` behind. `≤ ≠ ≥ − × ÷` are read as well.
//! Minus in front is looser than a product or power, so `-2 ^ 2` is −4. Numbers are written `1234.5`.
//!
//! | Written | Means |
//! |---|---|
//! | `base_fee` | an input or figure, or a cell of the same row |
//! | `plans.0.base_fee` | a cell by its row, counted from 0 |
//! | `^quantity` | the same, from the scope around: for a row of a table, the inputs and figures |
//! | `sum(tiers.amount)`, `min`, `max`, `count` | over the rows of a column, or terms; blanks are left out |
//! | `if(c, a, b)` | `a` where `c` is not 0; the other is not evaluated |
//! | `round(x, digits)` | half away from zero, to 0 to 28 digits |
//! | `ceil(x)`, `floor(x)`, `abs(x)` | |
//! | `prev(x, start)` | `x` in the row before; `start` in the first row |
//! | `rate%` | a hundredth: how percentage points enter a product, written `amount * rate%` |
//! | `percent(a / b)` | a hundredfold: how a ratio becomes percentage points |
//!
//! `%` and `percent` change the unit and are not shown: `amount * rate%` reads "Amount × Rate" and works as
//! "$50.00 × 20%", and `percent(profit / revenue)` as "$2.00 ÷ $5.00 = 40%". So write `1 - rate%` and
//! `rate% > 12%`; `amount * rate / 100` is right too but its working is not.
//!
//! A blank stays blank through everything but `sum`, `min`, `max` and `count`; so `count(up_to) = 0` asks
//! whether a cell is blank. There is no text in the language: where a choice decides the formula, the
//! calculator hands over the formula of that choice, and the reader sees no branch that does not apply.
//! Flags are 1 or 0.

mod evaluate;
mod parse;
mod show;

use std::borrow::Cow;

use super::sentence::Sentence;
use super::value::{Measure, Value};

pub use evaluate::AccountError;
pub use parse::ParseError;
pub use show::{Kind, Piece, Run, runs, text};

/// How a figure comes about.
#[derive(Clone, Debug, PartialEq)]
pub enum Account {
    /// An [`Expression`] over keys, fixed or put together for what the user chose.
    Formula(Cow<'static, str>),
    /// What was done, where no expression can say it: a search over pieces, a fit, an iteration, the choice
    /// of a row by its properties. Its steps then stand in a table of the report.
    Method(Sentence),
}

impl From<&'static str> for Account {
    fn from(formula: &'static str) -> Self {
        Account::Formula(Cow::Borrowed(formula))
    }
}

impl From<String> for Account {
    fn from(formula: String) -> Self {
        Account::Formula(Cow::Owned(formula))
    }
}

impl From<Sentence> for Account {
    fn from(method: Sentence) -> Self {
        Account::Method(method)
    }
}

/// A parsed formula. Only [`Expression::parse`] makes one, which bounds its depth.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression(Node);

/// Where an expression finds what it names: a form with its figures, or one row of a table.
///
/// Paths come without `^`: that is followed through [`Scope::outer`].
pub trait Scope {
    /// The one value under a path, with what it measures; flags are 1 or 0. `None` if there is no such name.
    fn value(&self, path: &str) -> Option<Operand>;
    /// The values under the path of a whole column (`tiers.amount`) or of a list, in order. `None` for any
    /// other.
    fn column(&self, path: &str) -> Option<(Measure, Vec<Value>)>;
    /// What the reader calls a value or column. `None` leaves the path itself to be shown.
    fn label(&self, path: &str) -> Option<Sentence>;
    /// The scope around, which `^` names.
    fn outer(&self) -> Option<&dyn Scope>;
    /// The row before this one; `None` for a first row and for what is not a row.
    fn before(&self) -> Option<Box<dyn Scope + '_>>;
}

/// A value with what it measures.
#[derive(Clone, Debug, PartialEq)]
pub struct Operand {
    pub value: Value,
    pub measure: Measure,
}

impl Expression {
    /// The names in the expression, those of branches that are not taken included.
    pub fn names(&self) -> Vec<&Name> {
        let mut names = Vec::new();
        self.0.gather(&mut names);
        names
    }
}

/// A name in an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// How many scopes out it is looked up: the number of `^`.
    pub outer: usize,
    /// A key, or keys and row numbers joined by dots.
    pub path: String,
}

impl Name {
    /// Whether a value or a column has this name, seen from `scope`.
    pub fn resolves(&self, scope: &dyn Scope) -> bool {
        let home = self.home(scope);
        home.is_some_and(|home| home.value(&self.path).is_some() || home.column(&self.path).is_some())
    }

    /// The scope in which the path is looked up.
    fn home<'s>(&self, scope: &'s dyn Scope) -> Option<&'s dyn Scope> {
        (0..self.outer).try_fold(scope, |scope, _| scope.outer())
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Node {
    /// Never negative.
    Number(rust_decimal::Decimal),
    Name(Name),
    Negative(Box<Node>),
    Not(Box<Node>),
    /// A hundredth.
    Percent(Box<Node>),
    Binary(Operator, Box<(Node, Node)>),
    Call(Function, Vec<Node>),
}

impl Node {
    fn gather<'e>(&'e self, names: &mut Vec<&'e Name>) {
        match self {
            Node::Number(_) => {}
            Node::Name(name) => names.push(name),
            Node::Negative(inner) | Node::Not(inner) | Node::Percent(inner) => inner.gather(names),
            Node::Binary(_, sides) => {
                sides.0.gather(names);
                sides.1.gather(names);
            }
            Node::Call(_, terms) => terms.iter().for_each(|term| term.gather(names)),
        }
    }

    /// The name of a column, where this is a name that can stand for one.
    fn bare(&self) -> Option<&Name> {
        match self {
            Node::Name(name) => Some(name),
            Node::Percent(inner) => inner.bare(),
            _ => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Or,
    And,
    LessEqual,
    Unequal,
    GreaterEqual,
    Less,
    Greater,
    Equal,
    Plus,
    Minus,
    Times,
    Over,
    Power,
}

/// How tightly the parts of an expression bind, loosest first.
mod level {
    pub const OPEN: u8 = 0;
    pub const OR: u8 = 1;
    pub const AND: u8 = 2;
    pub const NOT: u8 = 3;
    pub const COMPARISON: u8 = 4;
    pub const SUM: u8 = 5;
    pub const NEGATIVE: u8 = 6;
    /// Words around one name, such as "sum of Amount": only signs that bind tighter than plus part them.
    pub const NAMED: u8 = 7;
    pub const PRODUCT: u8 = 8;
    pub const POWER: u8 = 9;
    pub const PERCENT: u8 = 10;
    pub const ATOM: u8 = 11;
}

impl Operator {
    fn level(self) -> u8 {
        match self {
            Operator::Or => level::OR,
            Operator::And => level::AND,
            Operator::Plus | Operator::Minus => level::SUM,
            Operator::Times | Operator::Over => level::PRODUCT,
            Operator::Power => level::POWER,
            _ => level::COMPARISON,
        }
    }

    /// The loosest that may stand left and right of it without parentheses.
    fn sides(self) -> (u8, u8) {
        match self.level() {
            level::POWER => (level::PERCENT, level::POWER),
            level::COMPARISON => (level::SUM, level::SUM),
            // No minus in front after a sign: "5 − (−3)".
            level::SUM => (level::SUM, level::NAMED),
            level => (level, level + 1),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Function {
    If,
    Min,
    Max,
    Sum,
    Count,
    Round,
    Ceil,
    Floor,
    Abs,
    Prev,
    Percent,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::say;
    use rust_decimal::{Decimal, dec};

    /// Three tiers of a graduated price, the last one open, inside a form.
    pub(super) struct Sheet;

    pub(super) struct Row<'s> {
        pub sheet: &'s Sheet,
        pub row: usize,
    }

    pub(super) fn money(amount: Decimal) -> Operand {
        Operand { value: amount.into(), measure: Measure::Money }
    }

    fn up_to() -> Vec<Value> {
        vec![dec!(100).into(), dec!(500).into(), Value::Blank]
    }

    impl Scope for Sheet {
        fn value(&self, path: &str) -> Option<Operand> {
            let of = |value: Value, measure| Some(Operand { value, measure });
            match path {
                "base_fee" | "plans.0.base_fee" => of(dec!(50).into(), Measure::Money),
                "quantity" => of(dec!(600).into(), Measure::of("seats")),
                "discount" => of(dec!(20).into(), Measure::Percent),
                "credit" => of(dec!(-5).into(), Measure::Money),
                "yearly" => of(Decimal::ZERO.into(), Measure::number()),
                "none" => of(Value::Blank, Measure::Money),
                "never" => of(Value::Undefined("Never.".into()), Measure::number()),
                "plan" => of(Value::Text("Team".into()), Measure::Text),
                _ => None,
            }
        }

        fn column(&self, path: &str) -> Option<(Measure, Vec<Value>)> {
            match path {
                "tiers.up_to" => Some((Measure::number(), up_to())),
                "tiers.amount" => {
                    Some((Measure::Money, vec![dec!(100).into(), dec!(300).into(), dec!(25).into()]))
                }
                "months" => Some((Measure::number(), (1..=12).map(|n| Decimal::from(n).into()).collect())),
                _ => None,
            }
        }

        fn label(&self, path: &str) -> Option<Sentence> {
            match path {
                "base_fee" => Some("Base fee".into()),
                "quantity" => Some("Quantity".into()),
                "discount" => Some("Discount".into()),
                "yearly" => Some("Paid yearly".into()),
                "tiers.amount" => Some(say!("{column} ({table})", column = "Amount", table = "Tiers")),
                "months" => Some("Months".into()),
                _ => None,
            }
        }

        fn outer(&self) -> Option<&dyn Scope> {
            None
        }

        fn before(&self) -> Option<Box<dyn Scope + '_>> {
            None
        }
    }

    impl Scope for Row<'_> {
        fn value(&self, path: &str) -> Option<Operand> {
            let value = (path == "up_to").then(|| up_to().get(self.row).cloned())??;
            Some(Operand { value, measure: Measure::number() })
        }

        fn column(&self, _: &str) -> Option<(Measure, Vec<Value>)> {
            None
        }

        fn label(&self, path: &str) -> Option<Sentence> {
            (path == "up_to").then(|| "Up to".into())
        }

        fn outer(&self) -> Option<&dyn Scope> {
            Some(self.sheet)
        }

        fn before(&self) -> Option<Box<dyn Scope + '_>> {
            Some(Box::new(Row { sheet: self.sheet, row: self.row.checked_sub(1)? }))
        }
    }

    #[test]
    fn names_of_all_branches_and_whether_they_resolve() {
        let expression = Expression::parse("if(^yearly, sum(^tiers.amount), -prev(up_to, lost)%)").unwrap();
        let row = Row { sheet: &Sheet, row: 0 };
        let names: Vec<_> = expression
            .names()
            .iter()
            .map(|name| (name.outer, name.path.as_str(), name.resolves(&row)))
            .collect();
        let expected =
            [(1, "yearly", true), (1, "tiers.amount", true), (0, "up_to", true), (0, "lost", false)];
        assert_eq!(names, expected);
        assert!(!Name { outer: 2, path: "yearly".into() }.resolves(&row));
    }
}
