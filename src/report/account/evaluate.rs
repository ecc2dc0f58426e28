//! What an expression comes to.

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

use super::{Expression, Function, Name, Node, Operator, Scope};
use crate::arithmetic::{Checked, Exactly, Nearly};
use crate::report::value::Value;

/// Why an expression comes to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountError {
    /// Nothing has this name.
    Unknown(Name),
    /// Under this name stand words or a date.
    NotANumber(Name),
    /// What has this name is itself undefined.
    Undefined(Name),
    DivisionByZero,
    /// An intermediate result does not fit, or would keep fewer than 21 digits and not all decimals either.
    TooManyDigits,
    /// A power of an exponent that is not whole: such a figure is approximate, and names its method.
    BrokenExponent,
    /// Rounding to other than 0 to 28 digits.
    RoundingDigits,
}

impl Expression {
    /// What the expression comes to in `scope`; `None` if it is blank. Where 28 digits cannot hold a result
    /// exactly it is rounded there: accounts are held against what was computed to 20 digits.
    ///
    /// # Errors
    /// Where a name is unknown, undefined or no number, or the arithmetic has no result.
    pub fn evaluate(&self, scope: &dyn Scope) -> Result<Option<Decimal>, AccountError> {
        self.0.evaluate(scope)
    }
}

type Evaluated<T> = Result<T, AccountError>;

impl Node {
    pub(super) fn evaluate(&self, scope: &dyn Scope) -> Evaluated<Option<Decimal>> {
        let one = |inner: &Node, result: fn(Decimal) -> Decimal| Ok(inner.evaluate(scope)?.map(result));
        match self {
            Node::Number(number) => Ok(Some(*number)),
            Node::Name(name) => {
                let operand = name.home(scope).and_then(|home| home.value(&name.path));
                number(&operand.ok_or_else(|| AccountError::Unknown(name.clone()))?.value, name)
            }
            Node::Negative(inner) => one(inner, |number| -number),
            Node::Not(inner) => one(inner, |number| truth(number.is_zero())),
            Node::Percent(inner) => inner.evaluate(scope)?.map(hundredth).transpose(),
            Node::Binary(operator, sides) => {
                let Some(left) = sides.0.evaluate(scope)? else { return Ok(None) };
                match operator {
                    Operator::And if left.is_zero() => return Ok(Some(Decimal::ZERO)),
                    Operator::Or if !left.is_zero() => return Ok(Some(Decimal::ONE)),
                    _ => {}
                }
                let Some(right) = sides.1.evaluate(scope)? else { return Ok(None) };
                operator.result(left, right).map(Some)
            }
            Node::Call(function, terms) => match (function, terms.as_slice()) {
                (Function::Ceil, [inner]) => one(inner, |number| number.ceil()),
                (Function::Floor, [inner]) => one(inner, |number| number.floor()),
                (Function::Abs, [inner]) => one(inner, |number| number.abs()),
                (Function::Percent, [inner]) => {
                    inner.evaluate(scope)?.map(|number| product(number, Decimal::ONE_HUNDRED)).transpose()
                }
                (Function::Prev, [inner, start]) => match scope.before() {
                    Some(before) => inner.evaluate(&*before),
                    None => start.evaluate(scope),
                },
                (Function::If, [condition, then, otherwise]) => match condition.evaluate(scope)? {
                    Some(condition) if condition.is_zero() => otherwise.evaluate(scope),
                    Some(_) => then.evaluate(scope),
                    None => Ok(None),
                },
                (Function::Round, [inner, digits]) => {
                    let Some(number) = inner.evaluate(scope)? else { return Ok(None) };
                    let Some(digits) = digits.evaluate(scope)? else { return Ok(None) };
                    let digits = whole(digits).and_then(|digits| u32::try_from(digits).ok());
                    let digits = digits.filter(|digits| *digits <= 28).ok_or(AccountError::RoundingDigits)?;
                    Ok(Some(number.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero)))
                }
                (function, terms) => {
                    let numbers = gathered(terms, scope)?;
                    match function {
                        Function::Min => Ok(numbers.into_iter().min()),
                        Function::Max => Ok(numbers.into_iter().max()),
                        Function::Count => Ok(Some(Decimal::from(numbers.len()))),
                        _ => numbers.into_iter().try_fold(Decimal::ZERO, total).map(Some),
                    }
                }
            },
        }
    }
}

impl Operator {
    fn result(self, left: Decimal, right: Decimal) -> Evaluated<Decimal> {
        Ok(match self {
            Operator::Plus => total(left, right)?,
            Operator::Minus => total(left, -right)?,
            Operator::Times => product(left, right)?,
            Operator::Over => quotient(left, right)?,
            Operator::Power => power(left, right)?,
            Operator::Less => truth(left < right),
            Operator::LessEqual => truth(left <= right),
            Operator::Equal => truth(left == right),
            Operator::Unequal => truth(left != right),
            Operator::GreaterEqual => truth(left >= right),
            Operator::Greater => truth(left > right),
            // The left side alone did not decide.
            Operator::And | Operator::Or => truth(!right.is_zero()),
        })
    }
}

/// The numbers that an aggregate runs over: whole columns and single terms, without blanks.
fn gathered(terms: &[Node], scope: &dyn Scope) -> Evaluated<Vec<Decimal>> {
    let mut numbers = Vec::new();
    for term in terms {
        match term.bare().and_then(|name| Some((name, name.home(scope)?.column(&name.path)?.1))) {
            Some((name, values)) => {
                for value in &values {
                    // Evaluating the term on each would look the column up again.
                    let mut found = number(value, name)?;
                    let mut inner = term;
                    while let (Node::Percent(within), Some(points)) = (inner, found) {
                        found = Some(hundredth(points)?);
                        inner = within;
                    }
                    numbers.extend(found);
                }
            }
            None => numbers.extend(term.evaluate(scope)?),
        }
    }
    Ok(numbers)
}

fn number(value: &Value, name: &Name) -> Evaluated<Option<Decimal>> {
    match value {
        Value::Exact(value) | Value::Approximate { value, .. } => Ok(Some(*value)),
        Value::Blank => Ok(None),
        Value::Undefined(_) => Err(AccountError::Undefined(name.clone())),
        Value::Text(_) | Value::Date(_) => Err(AccountError::NotANumber(name.clone())),
    }
}

fn truth(holds: bool) -> Decimal {
    if holds { Decimal::ONE } else { Decimal::ZERO }
}

fn whole(number: Decimal) -> Option<i64> {
    number.fract().is_zero().then(|| number.to_i64()).flatten()
}

/// The exact result, or else the rounded one if it keeps 21 digits, or all the decimals there are as a quotient does.
fn near(exact: Exactly<Decimal>, rounded: Option<Decimal>) -> Evaluated<Decimal> {
    const LEAST: u128 = 10u128.pow(20);
    match (exact, rounded) {
        (Ok(exact), _) => Ok(exact),
        (_, Some(rounded)) if rounded.mantissa().unsigned_abs() >= LEAST => Ok(rounded),
        (_, Some(rounded)) if rounded.scale() == Decimal::MAX_SCALE && !rounded.is_zero() => Ok(rounded),
        _ => Err(AccountError::TooManyDigits),
    }
}

fn total(left: Decimal, right: Decimal) -> Evaluated<Decimal> {
    near(left.plus(right), left.nearly_plus(right))
}

fn product(left: Decimal, right: Decimal) -> Evaluated<Decimal> {
    near(left.times(right), left.nearly_times(right))
}

fn hundredth(points: Decimal) -> Evaluated<Decimal> {
    product(points, Decimal::new(1, 2))
}

fn quotient(left: Decimal, right: Decimal) -> Evaluated<Decimal> {
    match left.over(right) {
        Ok(quotient) => quotient.ok_or(AccountError::DivisionByZero),
        Err(_) => Err(AccountError::TooManyDigits),
    }
}

/// By squaring. An empty product is 1, that of no zeros included.
fn power(base: Decimal, exponent: Decimal) -> Evaluated<Decimal> {
    let exponent = whole(exponent).ok_or(AccountError::BrokenExponent)?;
    let (mut result, mut square, mut left) = (Decimal::ONE, base, exponent.unsigned_abs());
    while left > 0 {
        if left % 2 == 1 {
            result = product(result, square)?;
        }
        left /= 2;
        if left > 0 {
            square = product(square, square)?;
        }
    }
    if exponent < 0 { quotient(Decimal::ONE, result) } else { Ok(result) }
}

#[cfg(test)]
mod tests {
    use super::super::parse::tests::nodes;
    use super::super::tests::{Row, Sheet};
    use super::super::{Operand, Sentence};
    use super::*;
    use crate::report::value::Measure;
    use proptest::prelude::*;
    use rust_decimal::dec;

    fn value(text: &str, scope: &dyn Scope) -> Evaluated<Option<Decimal>> {
        Expression::parse(text).unwrap().evaluate(scope)
    }

    #[test]
    fn figures_of_a_form() {
        for (text, expected) in [
            ("sum(tiers.amount) + base_fee", dec!(475)),
            ("plans.0.base_fee * (1 - discount%)", dec!(40)),
            ("percent(base_fee * 3 / quantity) - discount", dec!(5)),
            ("-2 ^ 2 + 2 ^ -2", dec!(-3.75)),
            ("2 ^ 3 ^ 2", dec!(512)),
            ("0 ^ 0", dec!(1)),
            ("min(tiers.up_to)", dec!(100)),
            ("max(tiers.up_to, quantity, none)", dec!(600)),
            ("count(tiers.up_to) * 10 + count(none)", dec!(20)),
            ("sum(none)", dec!(0)),
            ("sum(tiers.amount%)", dec!(4.25)),
            ("round(2.345, 2) + round(-2.5, 0)", dec!(-0.65)),
            ("ceil(2.1) + floor(-2.1) + abs(credit)", dec!(5)),
            ("if(quantity > 500, 1, never)", dec!(1)),
            ("if(yearly or quantity = 600 and not yearly, 1, 2)", dec!(1)),
            ("yearly and 1 / yearly", dec!(0)),
            ("1 or never", dec!(1)),
            ("(1 <= 1) + (1 <> 1) + (2 >= 3) + (2 < 3)", dec!(2)),
            ("prev(never, 7)", dec!(7)),
        ] {
            assert_eq!(value(text, &Sheet), Ok(Some(expected)), "{text}");
        }
        for blank in
            ["none + 1", "if(none, 1, 2)", "max(none)", "prev(1, none)", "round(none, 2)", "none and 0"]
        {
            assert_eq!(value(blank, &Sheet), Ok(None), "{blank}");
        }
    }

    #[test]
    fn rows_with_the_one_before_and_the_form_around() {
        let units =
            |row| value("max(0, min(^quantity, up_to) - prev(up_to, 0))", &Row { sheet: &Sheet, row });
        assert_eq!(
            [units(0), units(1), units(2)],
            [100, 400, 100].map(|units| Ok(Some(Decimal::from(units))))
        );
    }

    #[test]
    fn what_has_no_value_says_why() {
        let name = |outer, path: &str| Name { outer, path: path.to_owned() };
        for (text, error) in [
            ("1 / (base_fee - 50)", AccountError::DivisionByZero),
            ("0 ^ -1", AccountError::DivisionByZero),
            ("2 ^ 0.5", AccountError::BrokenExponent),
            ("round(1, 29)", AccountError::RoundingDigits),
            ("round(1, 0.5)", AccountError::RoundingDigits),
            ("10 ^ 29", AccountError::TooManyDigits),
            ("1.1 ^ 9223372036854775807", AccountError::TooManyDigits),
            ("0.1 ^ 29", AccountError::TooManyDigits),
            ("lost + 1", AccountError::Unknown(name(0, "lost"))),
            ("^quantity", AccountError::Unknown(name(1, "quantity"))),
            ("tiers.amount + 1", AccountError::Unknown(name(0, "tiers.amount"))),
            ("never * 0", AccountError::Undefined(name(0, "never"))),
            ("plan", AccountError::NotANumber(name(0, "plan"))),
        ] {
            assert_eq!(value(text, &Sheet), Err(error), "{text}");
        }
    }

    #[test]
    fn quotients_go_on_with_at_least_twenty_digits() {
        for text in ["1 / 3 * 30000", "2 / 3 + 9999", "(1 + 1 / 300) ^ 12 * 10000", "1 / 3 * 0.00000003 + 7"]
        {
            let found = value(text, &Sheet).unwrap().unwrap();
            let direct = match text {
                "1 / 3 * 30000" => dec!(10000),
                "1 / 3 * 0.00000003 + 7" => dec!(7.00000001),
                "2 / 3 + 9999" => dec!(9999.6666666666666666666667),
                _ => dec!(10407.41542919789637185399590),
            };
            assert!((found - direct).abs() / direct <= dec!(0.000000000000000000001), "{text} = {found}");
        }
    }

    /// Every name is a number made of its letters, some of them blank; every path that begins with `a` is a
    /// column.
    struct Letters {
        row: usize,
        outer: Option<Box<Letters>>,
    }

    fn letters(path: &str, row: usize) -> Option<i64> {
        let sum: usize = path.bytes().map(usize::from).sum::<usize>() + row;
        (!sum.is_multiple_of(7)).then_some(sum as i64 % 23 - 9)
    }

    impl Scope for Letters {
        fn value(&self, path: &str) -> Option<Operand> {
            let value = letters(path, self.row).map(Decimal::from).into();
            Some(Operand { value, measure: Measure::number() })
        }

        fn column(&self, path: &str) -> Option<(Measure, Vec<Value>)> {
            let values = (0..8).map(|row| letters(path, row).map(Decimal::from).into()).collect();
            path.starts_with('a').then_some((Measure::number(), values))
        }

        fn label(&self, _: &str) -> Option<Sentence> {
            None
        }

        fn outer(&self) -> Option<&dyn Scope> {
            self.outer.as_deref().map(|outer| outer as &dyn Scope)
        }

        fn before(&self) -> Option<Box<dyn Scope + '_>> {
            let row = self.row.checked_sub(1)?;
            Some(Box::new(Letters { row, outer: Some(Box::new(Letters { row: 0, outer: None })) }))
        }
    }

    /// A number as a fraction in lowest terms, its denominator positive.
    type Fraction = (i128, i128);

    /// Why the second evaluation gives nothing.
    #[derive(Debug, PartialEq)]
    enum Stop {
        /// It is an error by the language.
        Wrong,
        /// No decimal holds it exactly, so that the first evaluation rounds or refuses.
        Inexact,
    }

    /// The fraction of `over` and `under` in lowest terms, if a decimal can hold it.
    fn fraction(over: Option<i128>, under: Option<i128>) -> Result<Fraction, Stop> {
        let (Some(over), Some(under)) = (over, under) else { return Err(Stop::Inexact) };
        let (mut common, mut rest) = (over.abs(), under.abs());
        while rest > 0 {
            (common, rest) = (rest, common % rest);
        }
        let (over, under) = (over / common * under.signum(), under.abs() / common);
        let scale = (0..=28).find(|scale| 10i128.pow(*scale) % under == 0).ok_or(Stop::Inexact)?;
        match over.checked_mul(10i128.pow(scale) / under) {
            Some(mantissa) if mantissa.unsigned_abs() < 1 << 96 => Ok((over, under)),
            _ => Err(Stop::Inexact),
        }
    }

    fn times(a: Fraction, b: Fraction) -> Result<Fraction, Stop> {
        fraction(a.0.checked_mul(b.0), a.1.checked_mul(b.1))
    }

    fn plus(a: Fraction, b: Fraction) -> Result<Fraction, Stop> {
        let over = a.0.checked_mul(b.1).and_then(|left| left.checked_add(b.0.checked_mul(a.1)?));
        fraction(over, a.1.checked_mul(b.1))
    }

    fn over(a: Fraction, b: Fraction) -> Result<Fraction, Stop> {
        if b.0 == 0 { Err(Stop::Wrong) } else { fraction(a.0.checked_mul(b.1), a.1.checked_mul(b.0)) }
    }

    /// The language once more, in fractions; `scopes` are the rows from the innermost scope out.
    fn second(node: &Node, scopes: &[usize]) -> Result<Option<Fraction>, Stop> {
        let truth = |holds: bool| Ok(Some((i128::from(holds), 1)));
        let letter = |found: Option<i64>| found.map(|number| (i128::from(number), 1));
        let (row, around) = scopes.split_first().unwrap();
        let first = |node: &Node| second(node, scopes);
        macro_rules! known {
            ($node:expr) => {
                match first($node)? {
                    Some(number) => number,
                    None => return Ok(None),
                }
            };
        }
        let all = |terms: &[Node]| {
            let mut all = Vec::new();
            for term in terms {
                let (mut inner, mut hundredths) = (term, 0);
                while let Node::Percent(within) = inner {
                    (inner, hundredths) = (within, hundredths + 1);
                }
                match inner {
                    Node::Name(name) if name.path.starts_with('a') && name.outer < scopes.len() => {
                        for mut number in (0..8).filter_map(|row| letter(letters(&name.path, row))) {
                            for _ in 0..hundredths {
                                number = times(number, (1, 100))?;
                            }
                            all.push(number);
                        }
                    }
                    _ => all.extend(first(term)?),
                }
            }
            Ok(all)
        };
        let order = |a: &Fraction, b: &Fraction| match (a.0.checked_mul(b.1), b.0.checked_mul(a.1)) {
            (Some(left), Some(right)) => left.cmp(&right),
            _ => (a.0 as f64 / a.1 as f64).total_cmp(&(b.0 as f64 / b.1 as f64)),
        };
        Ok(Some(match node {
            Node::Number(number) => fraction(Some(number.mantissa()), Some(10i128.pow(number.scale())))?,
            Node::Name(name) => match scopes.get(name.outer) {
                Some(row) => return Ok(letter(letters(&name.path, *row))),
                None => return Err(Stop::Wrong),
            },
            Node::Negative(inner) => times(known!(inner), (-1, 1))?,
            Node::Percent(inner) => times(known!(inner), (1, 100))?,
            Node::Not(inner) => return truth(known!(inner).0 == 0),
            Node::Binary(operator, sides) => {
                let left = known!(&sides.0);
                match operator {
                    Operator::And if left.0 == 0 => return truth(false),
                    Operator::Or if left.0 != 0 => return truth(true),
                    _ => {}
                }
                let right = known!(&sides.1);
                match operator {
                    Operator::Plus => plus(left, right)?,
                    Operator::Minus => plus(left, times(right, (-1, 1))?)?,
                    Operator::Times => times(left, right)?,
                    Operator::Over => over(left, right)?,
                    Operator::Power if right.1 != 1 => return Err(Stop::Wrong),
                    Operator::Power => {
                        let mut result = (1, 1);
                        for _ in 0..right.0.abs().min(100) {
                            result = times(result, left)?;
                        }
                        match right.0 {
                            ..-100 if left.0 == 0 => return Err(Stop::Wrong),
                            ..-100 | 101.. => return Err(Stop::Inexact),
                            ..0 => over((1, 1), result)?,
                            _ => result,
                        }
                    }
                    Operator::Less => return truth(order(&left, &right).is_lt()),
                    Operator::LessEqual => return truth(order(&left, &right).is_le()),
                    Operator::Equal => return truth(left == right),
                    Operator::Unequal => return truth(left != right),
                    Operator::GreaterEqual => return truth(order(&left, &right).is_ge()),
                    Operator::Greater => return truth(order(&left, &right).is_gt()),
                    Operator::And | Operator::Or => return truth(right.0 != 0),
                }
            }
            Node::Call(function, terms) => match function {
                Function::If => known!(&terms[if known!(&terms[0]).0 == 0 { 2 } else { 1 }]),
                Function::Min => return Ok(all(terms)?.into_iter().min_by(order)),
                Function::Max => return Ok(all(terms)?.into_iter().max_by(order)),
                Function::Sum => all(terms)?.into_iter().try_fold((0, 1), plus)?,
                Function::Count => (all(terms)?.len() as i128, 1),
                Function::Floor => {
                    let number = known!(&terms[0]);
                    (number.0.div_euclid(number.1), 1)
                }
                Function::Ceil => {
                    let number = known!(&terms[0]);
                    (-(-number.0).div_euclid(number.1), 1)
                }
                Function::Abs => {
                    let number = known!(&terms[0]);
                    (number.0.abs(), number.1)
                }
                Function::Percent => times(known!(&terms[0]), (100, 1))?,
                Function::Prev => match row.checked_sub(1) {
                    Some(before) => return second(&terms[0], &[&[before], around].concat()),
                    None => known!(&terms[1]),
                },
                Function::Round => {
                    let (number, digits) = (known!(&terms[0]), known!(&terms[1]));
                    if digits.1 != 1 || !(0..=28).contains(&digits.0) {
                        return Err(Stop::Wrong);
                    }
                    let unit = 10i128.pow(digits.0 as u32);
                    let halves = number.0.abs().checked_mul(unit).and_then(|shifted| shifted.checked_mul(2));
                    let Some(halves) = halves else { return Err(Stop::Inexact) };
                    let whole = (halves + number.1).div_euclid(2 * number.1);
                    fraction(Some(whole * number.0.signum()), Some(unit))?
                }
            },
        }))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn equals_a_second_evaluation(node in nodes()) {
            let scope = Letters { row: 2, outer: Some(Box::new(Letters { row: 0, outer: None })) };
            match (node.evaluate(&scope), second(&node, &[2, 0])) {
                (_, Err(Stop::Inexact)) | (Err(AccountError::TooManyDigits), _) => {}
                (Err(_), other) => prop_assert_eq!(other, Err(Stop::Wrong)),
                (Ok(found), other) => {
                    let found = found.map(|found| (Some(found.mantissa()), Some(10i128.pow(found.scale()))));
                    prop_assert_eq!(other, Ok(found.map(|(over, under)| fraction(over, under).unwrap())));
                }
            }
        }
    }
}
