//! 95 % confidence intervals.

use statrs::distribution::{ContinuousCDF, Normal};

use super::tail::critical;
use super::{Sample, Scale};

/// Two-sided, so 2.5 % lie above.
const UPPER: f64 = 0.975;

/// Where the true value lies, with 95 % confidence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

impl Interval {
    fn around(centre: f64, half: f64, min: f64, max: f64) -> Self {
        Self {
            low: (centre - half).min(max).max(min),
            high: (centre + half).min(max).max(min),
        }
    }

    /// Upper less lower end.
    pub fn width(self) -> f64 {
        self.high - self.low
    }
}

fn z() -> f64 {
    Normal::standard().inverse_cdf(UPPER)
}

/// Of a score, by the method for its scale: [`adjusted_wald`], [`wilson`] or [`t`]. None without respondents.
pub fn interval(scale: Scale, sample: Sample) -> Option<Interval> {
    let mean = sample.mean()?;
    Some(match scale {
        Scale::Net => {
            let (promoters, detractors) = sample.promoters_and_detractors();
            adjusted_wald(promoters, detractors, sample.n)
        }
        Scale::Share => wilson(sample.hits(), sample.n),
        Scale::Mean { .. } => {
            let (min, max) = scale.bounds();
            let deviation = sample.variance().unwrap_or(0.0).sqrt();
            t(mean, deviation, sample.n, min, max)
        }
    })
}

/// Of a difference of two shares of the same respondents, in −1…1: the adjusted Wald interval of
/// B. Rocks, "Interval Estimation for the 'Net Promoter Score'", The American Statistician 70 (2016)
/// 365–372: three respondents are added, ¾ of one to each of the two groups and the rest to neither.
pub fn adjusted_wald(promoters: u64, detractors: u64, n: u64) -> Interval {
    let (net, variance) = adjusted(promoters, detractors, n);
    Interval::around(net, z() * variance.sqrt(), -1.0, 1.0)
}

/// The estimate of [`adjusted_wald`] and its variance.
pub(super) fn adjusted(promoters: u64, detractors: u64, n: u64) -> (f64, f64) {
    let n = n as f64 + 3.0;
    let promoters = (promoters as f64 + 0.75) / n;
    let detractors = (detractors as f64 + 0.75) / n;
    let net = promoters - detractors;
    let variance = promoters + detractors - net * net;
    (net, variance.max(0.0) / n)
}

/// Of a share, in 0…1: the score interval of E. B. Wilson, "Probable Inference, the Law of Succession,
/// and Statistical Inference", JASA 22 (1927) 209–212.
pub fn wilson(hits: u64, n: u64) -> Interval {
    if n == 0 {
        return Interval {
            low: 0.0,
            high: 1.0,
        };
    }
    let z = z();
    let n = n as f64;
    let share = (hits as f64 / n).min(1.0);
    let shrink = 1.0 + z * z / n;
    let centre = (share + z * z / (2.0 * n)) / shrink;
    let half = z / shrink * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
    Interval::around(centre, half, 0.0, 1.0)
}

/// Of a share of a population of which only `reports` members were drawn at random, one in some, so that its
/// size is an estimate: the delta method on the logarithm of the ratio, where the binomial variance of `hits`
/// and that of the draw add up (W. G. Cochran, "Sampling Techniques", 3rd ed., 1977, §6.3).
pub fn of_sampled(hits: u64, population: u64, reports: u64) -> Interval {
    if hits == 0 || reports == 0 {
        return wilson(hits, population);
    }
    let population = population as f64;
    let share = hits as f64 / population;
    let weight = population / reports as f64;
    let of_hits = (1.0 - share).max(0.0) / hits as f64;
    let of_draw = (weight - 1.0) / population;
    let factor = (z() * (of_hits + of_draw).sqrt()).exp();
    Interval {
        low: (share / factor).min(1.0),
        high: (share * factor).min(1.0),
    }
}

/// Of the mean of ratings on a scale from `min` to `max`: Student's t interval. Of fewer than two
/// ratings nothing is known but the scale.
pub fn t(mean: f64, deviation: f64, n: u64, min: f64, max: f64) -> Interval {
    let whole = Interval {
        low: min,
        high: max,
    };
    if n < 2 {
        return whole;
    }
    let half = critical(0.05, n as f64 - 1.0) * deviation / (n as f64).sqrt();
    Interval::around(mean, half, min, max)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::fixtures::{self, any_scale, anything};
    use super::*;

    fn close(interval: Interval, low: f64, high: f64, tolerance: f64) {
        assert!(
            (interval.low - low).abs() < tolerance && (interval.high - high).abs() < tolerance,
            "{interval:?} is not {low}…{high}"
        );
    }

    /// Wilson's and Student's are from statsmodels and scipy, Rocks's of the weighted statistics of statsmodels.
    #[test]
    fn intervals_are_those_of_other_software() {
        for fixture in fixtures::fixtures("intervals") {
            let sample = fixtures::sample(&fixture[1]);
            let interval = interval(fixtures::scale(&fixture[0]), sample).unwrap();
            fixtures::close(interval.low, &fixture[2], 1e-9);
            fixtures::close(interval.high, &fixture[3], 1e-9);
        }
    }

    proptest! {
        #[test]
        fn an_interval_of_anything_is_one(scale in any_scale(), sample in anything()) {
            let interval = interval(scale, sample);
            prop_assert_eq!(interval.is_some(), sample.n > 0);
            prop_assert!(interval.is_none_or(|interval| interval.low <= interval.high));
        }

        #[test]
        fn adjusted_wald_stays_within_bounds(promoters in 0u64..5000, passives in 0u64..5000, detractors in 0u64..5000) {
            let n = promoters + passives + detractors;
            let interval = adjusted_wald(promoters, detractors, n);
            prop_assert!(-1.0 <= interval.low && interval.low <= interval.high && interval.high <= 1.0);
            let mirrored = adjusted_wald(detractors, promoters, n);
            prop_assert!((interval.low + mirrored.high).abs() < 1e-9 && (interval.high + mirrored.low).abs() < 1e-9);
        }

        #[test]
        fn wilson_stays_within_bounds_around_the_share(n in 1u64..100_000, part in 0.0f64..=1.0) {
            let hits = (n as f64 * part) as u64;
            let interval = wilson(hits, n);
            let share = hits as f64 / n as f64;
            prop_assert!(0.0 <= interval.low && interval.high <= 1.0);
            prop_assert!(interval.low <= share + 1e-12 && share <= interval.high + 1e-12);
        }

        #[test]
        fn t_stays_within_the_scale_around_the_mean(n in 0u64..100_000, mean in 1.0f64..=5.0, deviation in 0.0f64..2.0) {
            let interval = t(mean, deviation, n, 1.0, 5.0);
            prop_assert!(1.0 <= interval.low && interval.high <= 5.0);
            prop_assert!(interval.low <= mean && mean <= interval.high);
        }
    }

    /// Rocks' own R package (`NPS`, `nps_test`) adds the pseudo-observations ¾, 1½ and ¾ to detractors,
    /// passives and promoters, and takes the Wald interval of the mean of scores −1, 0 and 1.
    #[test]
    fn adjusted_wald_is_the_wald_interval_of_scores_with_pseudo_observations() {
        for (promoters, passives, detractors) in
            [(0, 0, 1), (4, 2, 2), (50, 20, 30), (640, 210, 351)]
        {
            let n = promoters + passives + detractors;
            let scores = [
                (1.0, 0.75 + promoters as f64),
                (0.0, 1.5 + passives as f64),
                (-1.0, 0.75 + detractors as f64),
            ];
            let weight: f64 = scores.iter().map(|(_, weight)| weight).sum();
            let mean = scores
                .iter()
                .map(|(score, weight)| score * weight)
                .sum::<f64>()
                / weight;
            let squares = scores
                .iter()
                .map(|(score, weight)| weight * (score - mean).powi(2))
                .sum::<f64>();
            let half = 1.959_963_985 * (squares / weight / weight).sqrt();
            let expected = Interval::around(mean, half, -1.0, 1.0);
            close(
                adjusted_wald(promoters, detractors, n),
                expected.low,
                expected.high,
                1e-8,
            );
        }
    }

    /// 250 promoters and 75 detractors of 1,000: by another method, the difference of two beta
    /// distributions, <https://gist.github.com/jdmaturen/2995b2795c63825feec0> gives 14.3 to 20.5.
    /// It takes the two groups for independent, which narrows it by a few tenths of a point.
    #[test]
    fn adjusted_wald_is_close_to_another_method() {
        close(adjusted_wald(250, 75, 1000), 0.143, 0.205, 0.004);
    }

    /// The vector that the contract gives; also what R's `prop.test(960, 1200, correct = FALSE)` prints.
    #[test]
    fn wilson_of_960_of_1200() {
        close(wilson(960, 1200), 0.776, 0.822, 0.0005);
    }

    /// R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in
    /// Medicine 17 (1998) 857–872, table I, method 3.
    #[test]
    fn wilson_of_newcombe_1998() {
        close(wilson(81, 263), 0.2553, 0.3662, 0.00005);
        close(wilson(15, 148), 0.0624, 0.1605, 0.00005);
        close(wilson(0, 20), 0.0, 0.1611, 0.00005);
        close(wilson(1, 29), 0.0061, 0.1718, 0.00005);
    }

    /// The critical values of Student's t in NIST/SEMATECH e-Handbook of Statistical Methods,
    /// section 1.3.6.7.2, column 0.975: 12.706, 2.262, 2.042 and 1.984 for 1, 9, 30 and 100 degrees of freedom.
    #[test]
    fn t_has_the_critical_values_of_the_nist_table() {
        for (n, critical) in [(2, 12.706), (10, 2.262), (31, 2.042), (101, 1.984)] {
            let interval = t(0.0, (n as f64).sqrt(), n, -100.0, 100.0);
            close(interval, -critical, critical, 0.0005);
        }
    }

    #[test]
    fn a_share_of_a_sampled_population_is_wider_the_fewer_were_drawn() {
        let all = of_sampled(100, 1000, 1000);
        let plain = wilson(100, 1000);
        assert!((all.low - plain.low).abs() < 0.002 && (all.high - plain.high).abs() < 0.002);
        let tenth = of_sampled(100, 1000, 100);
        assert!(tenth.low < all.low && tenth.high > all.high);
        assert_eq!(of_sampled(0, 10, 1), wilson(0, 10));
    }

    #[test]
    fn of_a_sampled_population_nineteen_intervals_in_twenty_hold_the_share() {
        // A fixed linear congruential generator (Knuth's MMIX), so that the test is the same every time.
        let mut state = 1u64;
        let mut draw = move |share: f64| {
            state = state
                .wrapping_mul(6364136223846793005)
                .wrapping_add(1442695040888963407);
            ((state >> 11) as f64 / (1u64 << 53) as f64) < share
        };
        let (mut held, trials) = (0, 500);
        for _ in 0..trials {
            let (mut hits, mut reports) = (0, 0);
            for _ in 0..2000 {
                hits += u64::from(draw(0.2));
                reports += u64::from(draw(0.1));
            }
            let interval = of_sampled(hits, reports * 10, reports);
            held += u32::from(interval.low <= 0.2 && 0.2 <= interval.high);
        }
        let share = f64::from(held) / f64::from(trials);
        assert!((0.92..=0.98).contains(&share), "{share}");
    }
}
