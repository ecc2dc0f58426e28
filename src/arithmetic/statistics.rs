//! Floating point for fits: what comes of it is an approximate number, and decides no threshold.

use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};

/// Half the 95 % quantile of chi-square with one degree of freedom: a parameter whose log-likelihood lies no further below
/// the largest is inside its interval (Wilks 1938).
pub const NEAR_ENOUGH: f64 = 1.920_729_410_347_062;

/// The significant digits that are told of an approximate number: fewer than two machines may differ in.
const DIGITS: u32 = 9;

/// The nearest float.
pub fn float(number: Decimal) -> f64 {
    number.to_f64().unwrap_or_default()
}

/// The number to nine digits; `None` where it is none, infinite, or too large for a decimal.
pub fn decimal(number: f64) -> Option<Decimal> {
    Decimal::from_f64(number)?.round_sf(DIGITS).map(|number| number.normalize())
}

/// A smooth function of two variables at a place: its value, its slopes, and how these change: by the first variable, by
/// both, by the second.
#[derive(Clone, Copy, Debug)]
pub struct Surface {
    pub value: f64,
    pub slope: [f64; 2],
    pub bend: [f64; 3],
}

/// Where a smooth function of two variables is largest inside a square: Newton's method, each step shortened until it climbs
/// (Levenberg 1944). It takes at most 200 steps and ends on the edge if the function climbs beyond it.
pub fn peak(from: [f64; 2], edge: (f64, f64), at: &dyn Fn([f64; 2]) -> Surface) -> ([f64; 2], Surface) {
    let (mut place, mut here) = (from, at(from));
    let mut damping = 1e-3;
    for _ in 0..200 {
        let scale = here.bend[0].abs() + here.bend[2].abs() + 1e-12;
        let (a, b, c) = (damping * scale - here.bend[0], -here.bend[1], damping * scale - here.bend[2]);
        let determinant = a * c - b * b;
        let step = match a > 0.0 && determinant > 0.0 {
            true => {
                let [x, y] = here.slope;
                [(c * x - b * y) / determinant, (a * y - b * x) / determinant]
            }
            false => [f64::NAN; 2],
        };
        let next = [0, 1].map(|axis| (place[axis] + step[axis].clamp(-2.0, 2.0)).clamp(edge.0, edge.1));
        let there = at(next);
        if there.value >= here.value {
            let moved = (next[0] - place[0]).abs() + (next[1] - place[1]).abs();
            (place, here) = (next, there);
            damping *= 0.2;
            if moved < 1e-12 {
                break;
            }
        } else if damping > 1e12 {
            break;
        } else {
            damping *= 8.0;
        }
    }
    (place, here)
}

/// The hypergeometric function ₂F₁(1, b; c; z) with 0 < b < c and 0 ≤ z < 1.
///
/// It is 1 + b ÷ c × z × ₂F₁(1, b + 1; c + 1; z), and that one Gauss's continued fraction (DLMF 15.7.1 with one parameter
/// zero), by Lentz's method: far fewer terms than the series has where z is near 1.
pub fn hypergeometric(b: f64, c: f64, z: f64) -> f64 {
    const TINY: f64 = 1e-290;
    let (low, next) = (c, b + 1.0);
    let (mut value, mut over, mut under) = (low, low, 0.0);
    for step in 1..20_000 {
        let half = f64::from(step / 2);
        let part = if step % 2 == 1 { (next + half) * (low + half) } else { half * (low - next + half) };
        let term = low + f64::from(step);
        let apart = |of: f64| if of.abs() < TINY { TINY } else { of };
        over = apart(term - part * z / over);
        under = 1.0 / apart(term - part * z * under);
        value *= over * under;
        if (over * under - 1.0).abs() < 1e-15 {
            break;
        }
    }
    1.0 + b / c * z * low / value
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_hill_is_climbed_to_its_top_or_to_the_edge() {
        // −(x − 1)² − (x y − 2)² is largest at (1, 2).
        let hill = |[x, y]: [f64; 2]| {
            let cross = x * y - 2.0;
            Surface {
                value: -(x - 1.0).powi(2) - cross * cross,
                slope: [-2.0 * (x - 1.0) - 2.0 * cross * y, -2.0 * cross * x],
                bend: [-2.0 - 2.0 * y * y, -2.0 * (2.0 * x * y - 2.0), -2.0 * x * x],
            }
        };
        let (top, _) = peak([3.0, -1.0], (-9.0, 9.0), &hill);
        assert!((top[0] - 1.0).abs() < 1e-9 && (top[1] - 2.0).abs() < 1e-9, "{top:?}");
        let slope = |[x, y]: [f64; 2]| Surface { value: x + y, slope: [1.0; 2], bend: [0.0; 3] };
        assert_eq!(peak([0.0; 2], (-9.0, 9.0), &slope).0, [9.0; 2]);
    }

    #[test]
    fn numbers_come_back_to_nine_digits() {
        assert_eq!(decimal(2.0 / 3.0), Some(rust_decimal::dec!(0.666666667)));
        assert_eq!([f64::NAN, f64::INFINITY, 1e40].map(decimal), [None; 3]);
        assert_eq!(decimal(float(rust_decimal::dec!(-1234.5))), Some(rust_decimal::dec!(-1234.5)));
    }

    proptest! {
        #[test]
        fn the_fraction_is_the_series(b in 0.01f64..60.0, more in 0.01f64..60.0, small: bool, z in 0.0f64..0.98) {
            let (b, more) = if small { (b / 100.0, more / 100.0) } else { (b, more) };
            let c = b + more;
            let (mut term, mut sum) = (1.0, 1.0);
            for k in 0..20_000 {
                term *= (b + f64::from(k)) / (c + f64::from(k)) * z;
                sum += term;
            }
            let found = hypergeometric(b, c, z);
            prop_assert!((found - sum).abs() < 1e-9 * sum, "{found} {sum}");
        }
    }
}
