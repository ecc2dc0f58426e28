//! How long customers stay, by the shifted-beta-geometric model (Fader and Hardie 2007): everybody has a constant chance of
//! leaving at each renewal, and these chances differ between customers by a beta distribution.
//!
//! With alpha and beta of that distribution, of those who had t − 1 renewals alpha ÷ (alpha + beta + t − 1) leave at the
//! next. So the log-likelihood is a sum over periods, and neither gamma nor beta functions are needed.

use libm::{cos, exp, log, sin};
use rust_decimal::Decimal;

use super::statistics::{NEAR_ENOUGH, Surface, decimal, float, hypergeometric, peak};

/// The logarithms of alpha and beta stay within these.
const EDGE: (f64, f64) = (-9.0, 18.0);

/// The directions in which the region of likely parameters is measured.
const DIRECTIONS: usize = 72;

/// Why the model comes down to a simpler one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Customers do not differ, or churn even rises with age: the same churn for all and for ever.
    SameForAll,
    /// Some leave at once, and the others never.
    AtOnceOrNever,
}

/// A model fitted to one cohort.
#[derive(Clone, Debug)]
pub struct Fit {
    alpha: f64,
    beta: f64,
    log_likelihood: f64,
    /// That of one churn for all and for ever.
    same_for_all: f64,
    pub limit: Option<Limit>,
    /// Parameters on the border of those that are likely enough; none at a limit.
    border: Vec<[f64; 2]>,
}

/// Something that a fit tells. Times are in periods.
#[derive(Clone, Copy, Debug)]
pub enum Of {
    Alpha,
    Beta,
    /// The share of those before a renewal, from 1, who make it.
    Kept(usize),
    /// The payments of a new customer, at the beginning of each period, the first included; discounted by a share a period.
    Lifetime(Decimal),
    /// The payments still to come of a customer just before the renewal after so many: discounted expected residual
    /// lifetime (Fader and Hardie 2010).
    Residual(usize, Decimal),
}

/// A number with the interval of all values that the likely parameters give; none if that has no end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    pub value: Decimal,
    pub interval: Option<(Decimal, Decimal)>,
}

/// The log-likelihood, with its slopes by alpha and beta, or by their logarithms.
fn surface(survivors: &[f64], [u, v]: [f64; 2]) -> Surface {
    let (a, b) = (exp(u), exp(v));
    let (mut value, mut by_a, mut by_b) = (0.0, 0.0, 0.0);
    let (mut aa, mut ab, mut bb) = (0.0, 0.0, 0.0);
    for (age, pair) in survivors.windows(2).enumerate() {
        let (at_risk, stay) = (pair[0], pair[1]);
        let (lost, kept, all) = (at_risk - stay, b + age as f64, a + b + age as f64);
        value += lost * log(a) + stay * log(kept) - at_risk * log(all);
        by_a += lost / a - at_risk / all;
        by_b += stay / kept - at_risk / all;
        let square = at_risk / (all * all);
        aa += square - lost / (a * a);
        ab += square;
        bb += square - stay / (kept * kept);
    }
    // By the chain rule: d/du is a × d/da.
    let bend = [aa * a * a + by_a * a, ab * a * b, bb * b * b + by_b * b];
    Surface { value, slope: [by_a * a, by_b * b], bend }
}

/// The largest log-likelihood if everybody leaves with the same chance at every renewal.
fn same_for_all(survivors: &[f64]) -> f64 {
    let (mut lost, mut kept) = (0.0, 0.0);
    for pair in survivors.windows(2) {
        lost += pair[0] - pair[1];
        kept += pair[1];
    }
    let part = |of: f64| if of > 0.0 { of * log(of / (lost + kept)) } else { 0.0 };
    part(lost) + part(kept)
}

impl Fit {
    /// The most likely parameters for the survivors at each age, which do not rise; `None` if nobody left, or if there are
    /// fewer than two renewals, which cannot tell two parameters.
    pub fn new(survivors: &[Decimal]) -> Option<Fit> {
        let survivors: Vec<f64> = survivors.iter().map(|number| float(*number)).collect();
        let (first, last) = (survivors.first()?, survivors.last()?);
        let at_risk = survivors.windows(2).filter(|pair| pair[0] > 0.0).count();
        if last >= first || at_risk < 2 {
            return None;
        }
        let at = |place| surface(&survivors, place);
        let (place, top) = peak([0.0, 0.0], EDGE, &at);
        let [alpha, beta] = place.map(f64::exp);
        let limit = match alpha + beta {
            sum if sum > 1e4 => Some(Limit::SameForAll),
            sum if sum < 2e-3 => Some(Limit::AtOnceOrNever),
            _ => None,
        };
        let same_for_all = same_for_all(&survivors);
        let mut fit = Fit { alpha, beta, log_likelihood: top.value, same_for_all, limit, border: Vec::new() };
        if limit.is_none() {
            fit.border = border(place, &top, &at);
        }
        Some(fit)
    }

    pub fn log_likelihood(&self) -> Decimal {
        decimal(self.log_likelihood).unwrap_or_default()
    }

    /// The log-likelihood of the same churn for all and for ever, which is never larger.
    pub fn same_for_all(&self) -> Decimal {
        decimal(self.same_for_all).unwrap_or_default()
    }

    /// What the fit tells; `None` for what is infinite.
    pub fn tell(&self, of: Of) -> Option<Estimate> {
        self.tell_all(&|alpha, beta| vec![value(alpha, beta, of)]).pop()?
    }

    /// The share left after each renewal up to one, at the start first.
    pub fn left(&self, renewals: usize) -> Vec<Estimate> {
        let found = self.tell_all(&|alpha, beta| {
            let mut left = 1.0;
            let after = (1..=renewals).map(|renewal| {
                left *= kept(alpha, beta, renewal);
                left
            });
            std::iter::once(1.0).chain(after).collect()
        });
        found.into_iter().flatten().collect()
    }

    /// The payments still to come of a customer just before the renewal after none, one … renewals, discounted by a share a
    /// period: discounted expected residual lifetime (Fader and Hardie 2010). `None` for what is infinite.
    pub fn residual(&self, renewals: usize, discount: Decimal) -> Vec<Option<Estimate>> {
        let money = 1.0 + float(discount);
        self.tell_all(&|alpha, beta| {
            // Who makes the next renewal pays then, and has the rest before them a period later.
            let mut still = value(alpha, beta, Of::Residual(renewals, discount));
            let mut found = vec![still];
            for behind in (0..renewals).rev() {
                still = kept(alpha, beta, behind + 1) * (1.0 + still / money);
                found.push(still);
            }
            found.reverse();
            found
        })
    }

    /// Several values of the parameters, each with its interval.
    fn tell_all(&self, of: &dyn Fn(f64, f64) -> Vec<f64>) -> Vec<Option<Estimate>> {
        let values = of(self.alpha, self.beta);
        let mut ends = vec![(f64::INFINITY, f64::NEG_INFINITY); values.len()];
        for [alpha, beta] in &self.border {
            for ((low, high), at) in ends.iter_mut().zip(of(*alpha, *beta)) {
                // A comparison with no number would pass it over.
                (*low, *high) = if at.is_nan() { (f64::NAN, f64::NAN) } else { (low.min(at), high.max(at)) };
            }
        }
        let estimate = |(value, (low, high)): (f64, (f64, f64))| {
            let value = decimal(value)?;
            let interval =
                decimal(low).zip(decimal(high)).filter(|(low, high)| *low <= value && value <= *high);
            Some(Estimate { value, interval })
        };
        values.into_iter().zip(ends).map(estimate).collect()
    }
}

/// The places around the top at which the log-likelihood is as much lower as the interval allows; none if in some direction
/// it never is. What a function of the parameters spans there is its interval by profile likelihood.
fn border(top: [f64; 2], here: &Surface, at: &dyn Fn([f64; 2]) -> Surface) -> Vec<[f64; 2]> {
    // By Cholesky, so that about the same distance is right in every direction.
    let first = (-here.bend[0]).sqrt();
    let cross = -here.bend[1] / first;
    let second = (-here.bend[2] - cross * cross).sqrt();
    if !(first > 0.0 && second > 0.0) {
        return Vec::new();
    }
    let mut border = Vec::with_capacity(DIRECTIONS);
    for direction in 0..DIRECTIONS {
        let angle = direction as f64 * std::f64::consts::TAU / DIRECTIONS as f64;
        let y = sin(angle) / second;
        let ray = [(cos(angle) - cross * y) / first, y];
        let place = |far: f64| [top[0] + ray[0] * far, top[1] + ray[1] * far];
        // Above zero inside the region.
        let inside = |far: f64| at(place(far)).value - here.value + NEAR_ENOUGH;
        let (mut near, mut far) = (0.0, 2.0);
        let (mut at_near, mut at_far) = (NEAR_ENOUGH, inside(2.0));
        while at_far > 0.0 {
            (near, at_near) = (far, at_far);
            far *= 1.5;
            at_far = inside(far);
            if far > 60.0 || place(far).iter().any(|axis| axis.abs() > 30.0) {
                return Vec::new();
            }
        }
        // By the Illinois method.
        for _ in 0..40 {
            let next = (near * at_far - far * at_near) / (at_far - at_near);
            let there = inside(next);
            if there * at_far > 0.0 {
                (far, at_far, at_near) = (next, there, at_near / 2.0);
            } else {
                (near, at_near) = (far, at_far);
                (far, at_far) = (next, there);
            }
            if there.abs() < 1e-9 {
                break;
            }
        }
        border.push(place(far).map(f64::exp));
    }
    border
}

/// The share of those before a renewal, from 1, who make it.
fn kept(alpha: f64, beta: f64, renewal: usize) -> f64 {
    let age = renewal as f64 - 1.0;
    (beta + age) / (alpha + beta + age)
}

fn value(alpha: f64, beta: f64, of: Of) -> f64 {
    // Payments from an age on, the first of them sure.
    let payments = |age: usize, discount: Decimal| {
        let (age, discount) = (age as f64, float(discount));
        match discount > 0.0 {
            true => hypergeometric(beta + age, alpha + beta + age, 1.0 / (1.0 + discount)),
            false if alpha > 1.0 => (alpha + beta + age - 1.0) / (alpha - 1.0),
            false => f64::INFINITY,
        }
    };
    match of {
        Of::Alpha => alpha,
        Of::Beta => beta,
        Of::Kept(renewal) => kept(alpha, beta, renewal),
        Of::Lifetime(discount) => payments(0, discount),
        Of::Residual(behind, discount) => kept(alpha, beta, behind + 1) * payments(behind + 1, discount),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const REGULAR: [u32; 8] = [1000, 631, 468, 382, 326, 289, 262, 241];
    const HIGH_END: [u32; 8] = [1000, 869, 743, 653, 593, 551, 517, 491];

    fn fit(survivors: &[u32]) -> Fit {
        let survivors: Vec<Decimal> = survivors.iter().map(|number| (*number).into()).collect();
        Fit::new(&survivors).unwrap()
    }

    fn told(fit: &Fit, of: Of) -> f64 {
        float(fit.tell(of).unwrap().value)
    }

    #[test]
    fn published_fits_to_their_printed_digits() {
        // Fader and Hardie (2007): 0.704 and 1.182, 0.668 and 3.806; log-likelihoods of their spreadsheet. Their guide of 2014
        // has the first four renewals of the first ones.
        for (survivors, alpha, beta, likelihood) in [
            (&REGULAR[..], 0.704077, 1.182043, -1680.2652),
            (&HIGH_END[..], 0.668088, 3.806095, -1611.1581),
            (&REGULAR[..5], 0.763665, 1.295830, -1401.5594),
        ] {
            let fit = fit(survivors);
            assert!(
                (told(&fit, Of::Alpha) - alpha).abs() < 1e-6 && (told(&fit, Of::Beta) - beta).abs() < 1e-6
            );
            assert!((fit.log_likelihood - likelihood).abs() < 1e-4);
        }
    }

    #[test]
    fn intervals_hold_the_value_and_the_region_touches_them() {
        let fit = fit(&REGULAR);
        for of in [Of::Alpha, Of::Beta, Of::Kept(1), Of::Lifetime(Decimal::new(1, 1))] {
            let found = fit.tell(of).unwrap();
            let (low, high) = found.interval.unwrap();
            assert!(low < found.value && found.value < high, "{of:?}");
        }
        // By hand: with alpha at an end of its interval, the best beta is as unlikely as the border.
        let survivors: Vec<f64> = REGULAR.iter().map(|number| f64::from(*number)).collect();
        let ends = fit.tell(Of::Alpha).unwrap().interval.unwrap();
        for alpha in [ends.0, ends.1].map(float) {
            let best = (1..4000)
                .map(|step| surface(&survivors, [alpha.ln(), (f64::from(step) / 1000.0).ln()]).value);
            let best = best.fold(f64::NEG_INFINITY, f64::max);
            assert!((fit.log_likelihood - best - NEAR_ENOUGH).abs() < 0.02, "{alpha}");
        }
        assert_eq!(fit.tell(Of::Lifetime(Decimal::ZERO)), None);
        let left = fit.left(12);
        assert!(
            left.iter()
                .skip(1)
                .all(|left| left.interval.is_some_and(|(low, high)| low < left.value && left.value < high))
        );
        assert!(
            (float(left[12].value) - (1..=12).map(|age| told(&fit, Of::Kept(age))).product::<f64>()).abs()
                < 1e-8
        );
    }

    #[test]
    fn residual_lifetimes_step_by_step_are_those_at_once() {
        let (fit, money) = (fit(&HIGH_END), Decimal::new(1, 1));
        for (behind, found) in fit.residual(9, money).into_iter().enumerate() {
            assert_eq!(found, fit.tell(Of::Residual(behind, money)), "{behind}");
        }
        assert_eq!(fit.residual(2, Decimal::ZERO), [None; 3]);
    }

    #[test]
    fn simpler_models_are_named() {
        assert!(Fit::new(&[Decimal::TEN, Decimal::TEN, Decimal::TEN]).is_none());
        assert!(Fit::new(&[Decimal::TEN, Decimal::ONE]).is_none());
        assert!(Fit::new(&[]).is_none());
        let same = fit(&[1000, 900, 810, 729, 656]);
        assert_eq!(same.limit, Some(Limit::SameForAll));
        assert!((told(&same, Of::Kept(1)) - 0.9).abs() < 1e-3);
        assert_eq!(fit(&[1000, 950, 800, 500]).limit, Some(Limit::SameForAll));
        assert_eq!(fit(&[1000, 600, 600, 600]).limit, Some(Limit::AtOnceOrNever));
    }

    /// Cohorts by chance, of customers who leave as the model says: about 95 of 100 intervals hold what they came from.
    #[test]
    fn intervals_hold_what_simulated_cohorts_came_from() {
        let mut state = 20_070_215u64;
        let mut chance = || {
            // By Knuth's linear congruential generator.
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1u64 << 53) as f64
        };
        let (alpha, beta, cohorts) = (0.7, 1.2, 200);
        let (mut held, mut sum) = ([0; 3], 0.0);
        for _ in 0..cohorts {
            let mut survivors = vec![1000u32];
            for renewal in 1..=8 {
                let before = survivors[renewal - 1];
                survivors.push((0..before).filter(|_| chance() < kept(alpha, beta, renewal)).count() as u32);
            }
            let fit = fit(&survivors);
            sum += fit.alpha;
            let payments = Of::Lifetime(Decimal::new(1, 1));
            for (place, of) in [Of::Alpha, Of::Beta, payments].into_iter().enumerate() {
                let (low, high) = fit.tell(of).unwrap().interval.unwrap();
                let truth = value(alpha, beta, of);
                held[place] += u32::from(float(low) <= truth && truth <= float(high));
            }
        }
        assert!((sum / f64::from(cohorts) / alpha - 1.0).abs() < 0.02, "{sum}");
        assert!(held.iter().all(|held| (184..=197).contains(held)), "{held:?}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        /// A million customers who leave as the model says give its parameters back.
        #[test]
        fn known_parameters_are_recovered(a in -1.5f64..1.5, b in -1.0f64..2.0) {
            let (a, b) = (a.exp(), b.exp());
            let left = |age: usize| (1..=age).map(|renewal| kept(a, b, renewal)).product::<f64>();
            let survivors: Vec<Decimal> = (0..10).map(|age| decimal((left(age) * 1e6).round()).unwrap()).collect();
            let fit = Fit::new(&survivors).unwrap();
            prop_assert!((fit.alpha / a - 1.0).abs() < 0.02 && (fit.beta / b - 1.0).abs() < 0.02, "{} {}", fit.alpha, fit.beta);
            let (low, high) = fit.tell(Of::Alpha).unwrap().interval.unwrap();
            prop_assert!(float(low) < a && a < float(high));
        }

        /// The payments of a customer, summed one by one.
        #[test]
        fn lifetimes_are_their_payments(a in 0.01f64..4.0, b in 0.01f64..9.0, behind in 0usize..9) {
            let money = Decimal::new(8, 2);
            let (mut left, mut all) = (1.0, 0.0);
            for later in 0..600 {
                left *= (b + (behind + later) as f64) / (a + b + (behind + later) as f64);
                all += left / 1.08f64.powi(later as i32);
            }
            let found = value(a, b, Of::Residual(behind, money));
            prop_assert!((found - all).abs() < 1e-9 * all, "{found} {all}");
            // A new customer's first payment is sure, and the next one comes a period later.
            if behind == 0 {
                let lifetime = value(a, b, Of::Lifetime(money));
                prop_assert!((lifetime - 1.0 - all / 1.08).abs() < 1e-9 * lifetime, "{lifetime} {all}");
            }
        }

        #[test]
        fn any_row_is_fitted_or_refused(lost in prop::collection::vec(0u32..400, 0..14), first in 1u32..100_000) {
            let mut left = first;
            let mut survivors = vec![Decimal::from(first)];
            for lost in lost {
                left = left.saturating_sub(lost);
                survivors.push(left.into());
            }
            if let Some(fit) = Fit::new(&survivors) {
                prop_assert!(fit.log_likelihood.is_finite());
                prop_assert_eq!(fit.left(40).len(), 41);
            }
        }
    }
}
