//! What drives an outcome: how much of its variance goes with each of several ratings by the same respondents.

use nalgebra::{DMatrix, DVector, SymmetricEigen};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use statrs::function::beta::checked_beta_reg;

use super::tail::critical;

/// Shapley values are exact, over all subsets: 2⁸ regressions.
const MOST_SHAPLEY: usize = 8;

/// Drivers of which the least of the eigenvalues of their correlations is below this are one another's sums.
const SINGULAR: f64 = 1e-9;

/// Sums and sums of products of what respondents rated, exactly: drivers and, last, the outcome. Of complete
/// cases alone, so that all correlations are of the same respondents and their matrix is a possible one.
///
/// It is stored as one array of integers: the number of cases, the sums, and by rows the upper triangle of the
/// products. Arithmetic wraps, so that merging and removing are exact in any order; ratings up to 10 stay
/// below the edge for 10¹⁷ cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moments {
    drivers: usize,
    n: u64,
    sums: Vec<u64>,
    products: Vec<u64>,
}

impl Moments {
    /// Of no case yet, with so many drivers.
    pub fn new(drivers: usize) -> Self {
        let variables = drivers + 1;
        Self {
            drivers,
            n: 0,
            sums: vec![0; variables],
            products: vec![0; triangle(variables)],
        }
    }

    /// How many cases were counted.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// How many drivers there are.
    pub fn drivers(&self) -> usize {
        self.drivers
    }

    /// Counts in a respondent who rated all drivers and the outcome. With another number of drivers it is not a
    /// case of this and counts for nothing.
    pub fn add(&mut self, drivers: &[u32], outcome: u32) {
        self.count(drivers, outcome, u64::wrapping_add);
    }

    /// Takes out a respondent who was counted in.
    pub fn remove(&mut self, drivers: &[u32], outcome: u32) {
        self.count(drivers, outcome, u64::wrapping_sub);
    }

    fn count(&mut self, drivers: &[u32], outcome: u32, with: fn(u64, u64) -> u64) {
        if drivers.len() != self.drivers {
            return;
        }
        let ratings = || drivers.iter().copied().chain([outcome]).map(u64::from);
        self.n = with(self.n, 1);
        for (sum, rating) in self.sums.iter_mut().zip(ratings()) {
            *sum = with(*sum, rating);
        }
        let pairs = ratings()
            .enumerate()
            .flat_map(|(row, one)| ratings().skip(row).map(move |other| one * other));
        for (sum, product) in self.products.iter_mut().zip(pairs) {
            *sum = with(*sum, product);
        }
    }

    /// Counts in what another counted. Those of different numbers of drivers cannot be added up: the cases of the
    /// one with more drivers stand and the others are left out, which is the same in whatever order any number
    /// of them are merged.
    pub fn merge(&mut self, other: &Self) {
        if other.drivers > self.drivers {
            self.clone_from(other);
        } else if other.drivers == self.drivers {
            self.n = self.n.wrapping_add(other.n);
            let others = other.sums.iter().chain(&other.products);
            for (sum, other) in self.sums.iter_mut().chain(&mut self.products).zip(others) {
                *sum = sum.wrapping_add(*other);
            }
        }
    }

    fn sum(&self, variable: usize) -> u64 {
        self.sums.get(variable).copied().unwrap_or(0)
    }

    fn mean(&self, variable: usize) -> f64 {
        self.sum(variable) as f64 / self.n as f64
    }

    /// n² times the covariance.
    fn comoment(&self, one: usize, other: usize) -> f64 {
        let (row, column) = (one.min(other), one.max(other));
        let before = triangle(self.sums.len()) - triangle(self.sums.len() - row);
        let products = self.products.get(before + column - row);
        let of_products = u128::from(self.n) * u128::from(products.copied().unwrap_or(0));
        let of_sums = u128::from(self.sum(one)) * u128::from(self.sum(other));
        let size = of_products.abs_diff(of_sums) as f64;
        if of_products < of_sums { -size } else { size }
    }
}

/// The pairs of so many, each also with itself.
fn triangle(variables: usize) -> usize {
    variables * (variables + 1) / 2
}

impl Serialize for Moments {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(
            std::iter::once(&self.n)
                .chain(&self.sums)
                .chain(&self.products),
        )
    }
}

impl<'de> Deserialize<'de> for Moments {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let numbers = Vec::<u64>::deserialize(deserializer)?;
        let length = |drivers: usize| 1 + drivers + 1 + triangle(drivers + 1);
        let drivers = (0..)
            .take_while(|drivers| length(*drivers) <= numbers.len())
            .last();
        match (numbers.split_first(), drivers) {
            (Some((n, rest)), Some(drivers)) if length(drivers) == numbers.len() => {
                let (sums, products) = rest.split_at(drivers + 1);
                Ok(Self {
                    drivers,
                    n: *n,
                    sums: sums.to_vec(),
                    products: products.to_vec(),
                })
            }
            _ => Err(de::Error::invalid_length(
                numbers.len(),
                &"a count, sums and their products",
            )),
        }
    }
}

/// Why nothing can be said of the drivers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TooLittle {
    /// Fewer complete cases than 50 and 8 for each driver: S. B. Green, "How Many Subjects Does It Take to Do a
    /// Regression Analysis?", Multivariate Behavioral Research 26 (1991) 499–510, for a medium effect.
    Few {
        /// How many there are.
        n: u64,
        /// How many there should be.
        needed: u64,
    },
    /// All respondents rated it the same.
    NoVariance {
        /// Which driver, from 0; none where it is the outcome.
        driver: Option<usize>,
    },
    /// Some drivers are the sum of others, or the same; or there is none.
    Collinear,
}

/// How an outcome depends on its drivers, by linear regression on all of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Importance {
    /// Complete cases.
    pub n: u64,
    /// How much of the variance of the outcome goes with the drivers, 0…1.
    pub r_squared: f64,
    /// The same less what as many drivers of no effect would seem to explain; below 0 where they explain nothing.
    /// M. Ezekiel, "Methods of Correlation Analysis", 1930.
    pub adjusted_r_squared: f64,
    /// How likely drivers of no effect are to explain as much as this: the F test of the regression. Not below 0.05,
    /// the order of the drivers means nothing.
    pub p: f64,
    /// The drivers, in the order of the moments.
    pub drivers: Vec<Driver>,
}

/// What one of several drivers has to do with the outcome.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Driver {
    /// Its relative weight, as a share of the variance explained: those of all drivers add up to 1.
    pub weight: f64,
    /// Its Shapley value, likewise; not where there are more than 8 drivers.
    pub shapley: Option<f64>,
    /// Its mean rating.
    pub mean: f64,
    /// By how many points the outcome is higher where this is one point higher and the others are the same.
    pub slope: f64,
    /// The lower end of the 95 % confidence interval of the slope.
    pub slope_low: f64,
    /// The upper end.
    pub slope_high: f64,
    /// With the outcome, −1…1.
    pub correlation: f64,
}

/// How much each driver matters.
///
/// - Relative weights: J. W. Johnson, "A Heuristic Method for Estimating the Relative Weight of Predictor Variables
///   in Multiple Regression", Multivariate Behavioral Research 35 (2000) 1–19, eqs. 4–8: the outcome is regressed on
///   the orthogonal variables that are closest to the drivers, and these are related back to the drivers.
/// - Shapley values: what a driver adds to R², on average of all orders in which drivers can be added, LMG in
///   U. Grömping, "Relative Importance for Linear Regression in R: The Package relaimpo", Journal of Statistical
///   Software 17 (2006) no. 1, §2.4.
/// - Slopes: ordinary least squares, Student's t interval of n − k − 1 degrees of freedom.
pub fn relative_weights(moments: &Moments) -> Result<Importance, TooLittle> {
    let (n, k) = (moments.n, moments.drivers);
    let needed = 50 + 8 * k as u64;
    if n < needed {
        return Err(TooLittle::Few { n, needed });
    }
    let variance = |variable| moments.comoment(variable, variable);
    if let Some(constant) = (0..=k).rfind(|variable| variance(*variable) <= 0.0) {
        let driver = (constant < k).then_some(constant);
        return Err(TooLittle::NoVariance { driver });
    }
    let correlation = |one: usize, other: usize| {
        let scale = variance(one).sqrt() * variance(other).sqrt();
        moments.comoment(one, other) / scale
    };
    let among = DMatrix::from_fn(k, k, correlation);
    let with_outcome = DVector::from_fn(k, |driver, _| correlation(driver, k));
    let fit = Fit::of(&among, &with_outcome).ok_or(TooLittle::Collinear)?;

    let r_squared = fit.weights.sum().clamp(0.0, 1.0);
    let freedom = n as f64 - k as f64 - 1.0;
    let unexplained = (1.0 - r_squared) / freedom;
    let t = critical(0.05, freedom);
    let share = |part: f64| {
        if r_squared > 0.0 {
            part / r_squared
        } else {
            0.0
        }
    };
    let shapley = (k <= MOST_SHAPLEY)
        .then(|| shapley(&among, &with_outcome))
        .flatten();
    let at = |vector: &DVector<f64>, index: usize| vector.get(index).copied().unwrap_or(0.0);
    let drivers = (0..k).map(|driver| {
        let points = (variance(k) / variance(driver)).sqrt();
        let slope = at(&fit.coefficients, driver) * points;
        let half = t * (unexplained * at(&fit.inflation, driver)).sqrt() * points;
        Driver {
            weight: share(at(&fit.weights, driver)),
            shapley: shapley.as_ref().map(|values| share(at(values, driver))),
            mean: moments.mean(driver),
            slope,
            slope_low: slope - half,
            slope_high: slope + half,
            correlation: at(&with_outcome, driver),
        }
    });
    Ok(Importance {
        n,
        r_squared,
        adjusted_r_squared: 1.0 - unexplained * (n as f64 - 1.0),
        p: p_of_regression(r_squared, k, freedom),
        drivers: drivers.collect(),
    })
}

/// A regression on standardised variables.
struct Fit {
    /// Relative weights, of R² in all.
    weights: DVector<f64>,
    coefficients: DVector<f64>,
    /// By how much the variance of each coefficient is inflated by the other drivers: the diagonal of the inverse.
    inflation: DVector<f64>,
}

impl Fit {
    fn of(among: &DMatrix<f64>, with_outcome: &DVector<f64>) -> Option<Self> {
        let k = among.nrows();
        if k == 0 {
            return None;
        }
        let eigen = SymmetricEigen::try_new(among.clone(), f64::EPSILON, 1000)?;
        if !eigen.eigenvalues.iter().all(|value| *value > SINGULAR) {
            return None;
        }
        let power = |exponent: f64| {
            let powers = eigen.eigenvalues.map(|value| value.powf(exponent));
            &eigen.eigenvectors * DMatrix::from_diagonal(&powers) * eigen.eigenvectors.transpose()
        };
        let squared = |entry: f64| entry * entry;
        let loadings = power(0.5).map(squared);
        let on_orthogonal = (power(-0.5) * with_outcome).map(squared);
        let inverse = power(-1.0);
        Some(Self {
            weights: loadings * on_orthogonal,
            coefficients: &inverse * with_outcome,
            inflation: DVector::from_fn(k, |driver, _| inverse[(driver, driver)]),
        })
    }
}

/// What each driver adds to R², averaged over all orders: over the subsets S of the others, weighted with
/// |S|! (k − |S| − 1)! / k!.
fn shapley(among: &DMatrix<f64>, with_outcome: &DVector<f64>) -> Option<DVector<f64>> {
    let k = among.nrows();
    let r_squared: Vec<f64> = (0..1_usize << k)
        .map(|subset| of_subset(among, with_outcome, subset))
        .collect::<Option<_>>()?;
    let factorial = |n: usize| (1..=n).product::<usize>() as f64;
    let mut values = DVector::zeros(k);
    for (subset, without) in r_squared.iter().enumerate() {
        let size = subset.count_ones() as usize;
        for (driver, value) in values.iter_mut().enumerate() {
            if subset & (1 << driver) == 0 {
                let with = r_squared.get(subset | (1 << driver))?;
                let orders = factorial(size) * factorial(k - size - 1) / factorial(k);
                *value += orders * (with - without);
            }
        }
    }
    Some(values)
}

/// R² of the regression on those drivers whose bits are set.
fn of_subset(among: &DMatrix<f64>, with_outcome: &DVector<f64>, subset: usize) -> Option<f64> {
    let chosen: Vec<usize> = (0..among.nrows())
        .filter(|driver| subset & (1 << driver) != 0)
        .collect();
    if chosen.is_empty() {
        return Some(0.0);
    }
    let with_outcome = with_outcome.select_rows(&chosen);
    let among = among.select_rows(&chosen).select_columns(&chosen);
    Some(with_outcome.dot(&among.cholesky()?.solve(&with_outcome)))
}

/// Of F = (R²/k) / ((1 − R²)/freedom). Beyond a million degrees of freedom it no longer changes.
fn p_of_regression(r_squared: f64, k: usize, freedom: f64) -> f64 {
    let unexplained = freedom.min(1e6) / 2.0;
    checked_beta_reg(unexplained, k as f64 / 2.0, 1.0 - r_squared).unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::super::fixtures::{close, fixtures};
    use super::*;

    /// The outcome is last. As often as told: all but the intervals and the adjusted R² stay the same.
    fn moments(cases: &Value, times: usize) -> Moments {
        let cases: Vec<Vec<u32>> = serde_json::from_value(cases.clone()).unwrap();
        let mut moments = Moments::new(cases[0].len() - 1);
        for case in cases.iter().cycle().take(cases.len() * times) {
            let (outcome, drivers) = case.split_last().unwrap();
            moments.add(drivers, *outcome);
        }
        moments
    }

    fn published(name: &str) -> Importance {
        let all: Value = serde_json::from_str(include_str!("published.json")).unwrap();
        relative_weights(&moments(&all[name]["cases"], 3)).unwrap()
    }

    /// M. Chan's package `rwa` for R prints these raw weights of cylinders, displacement, power and weight:
    /// <https://martinctc.github.io/rwa/articles/regression-methods.html>.
    #[test]
    fn relative_weights_are_those_of_a_published_example() {
        let found = published("mtcars");
        let raw = [0.2096904, 0.1883043, 0.1799590, 0.2706812];
        for (driver, raw) in found.drivers.iter().zip(raw) {
            assert!((driver.weight * found.r_squared - raw).abs() < 1e-7);
        }
    }

    /// Grömping (2006), §3: LMG of agriculture, examination, education, Catholic and infant mortality, and R² = 70.67 %;
    /// the coefficients are those of `lm(Fertility ~ .)` in R. Agriculture is in tenths here, as is the outcome, and
    /// Catholic in hundredths.
    #[test]
    fn shapley_values_and_slopes_are_those_of_a_published_example() {
        let found = published("swiss");
        assert!((found.r_squared - 0.7067).abs() < 0.00005);
        let lmg = [0.05709122, 0.17117303, 0.26013468, 0.10557015, 0.11276592];
        let slopes = [
            -0.17211,
            -0.25801 * 10.0,
            -0.87094 * 10.0,
            0.10412 / 10.0,
            1.07705,
        ];
        for ((driver, lmg), slope) in found.drivers.iter().zip(lmg).zip(slopes) {
            assert!((driver.shapley.unwrap() * found.r_squared - lmg).abs() < 1e-8);
            assert!((driver.slope / slope - 1.0).abs() < 5e-5, "{driver:?}");
        }
    }

    /// The regression is statsmodels' OLS; Shapley values are by all orders instead of all subsets, and relative
    /// weights by the singular value decomposition of the ratings instead of the eigenvalues of their correlations.
    #[test]
    fn importance_is_that_of_other_software() {
        for fixture in fixtures("regressions") {
            let found = relative_weights(&moments(&fixture["cases"], 1)).unwrap();
            close(found.r_squared, &fixture["r_squared"], 1e-10);
            close(
                found.adjusted_r_squared,
                &fixture["adjusted_r_squared"],
                1e-10,
            );
            close(found.p, &fixture["p"], 1e-10);
            for (index, driver) in found.drivers.iter().enumerate() {
                close(driver.weight, &fixture["weights"][index], 1e-9);
                close(driver.shapley.unwrap(), &fixture["shapley"][index], 1e-9);
                close(driver.correlation, &fixture["correlations"][index], 1e-9);
                close(driver.slope, &fixture["slopes"][index], 1e-9);
                close(
                    driver.slope_low,
                    &fixture["slope_intervals"][index][0],
                    1e-8,
                );
                close(
                    driver.slope_high,
                    &fixture["slope_intervals"][index][1],
                    1e-8,
                );
            }
        }
    }

    #[test]
    fn it_says_what_there_is_too_little_of() {
        let with = |case: fn(u32) -> ([u32; 2], u32), n: u32| {
            let mut moments = Moments::new(2);
            for index in 0..n {
                let (drivers, outcome) = case(index);
                moments.add(&drivers, outcome);
            }
            relative_weights(&moments).unwrap_err()
        };
        let varied = |index: u32| ([index % 5, index % 3], index % 7);
        assert_eq!(with(varied, 65), TooLittle::Few { n: 65, needed: 66 });
        let constant = |index: u32| ([index % 5, 3], index % 7);
        assert_eq!(
            with(constant, 99),
            TooLittle::NoVariance { driver: Some(1) }
        );
        let satisfied = |index: u32| ([index % 5, index % 3], 10);
        assert_eq!(with(satisfied, 99), TooLittle::NoVariance { driver: None });
        let same = |index: u32| ([index % 5, index % 5 * 2], index % 7);
        assert_eq!(with(same, 99), TooLittle::Collinear);
    }

    #[test]
    fn moments_are_stored_as_one_array() {
        let mut moments = Moments::new(2);
        moments.add(&[4, 5], 10);
        moments.add(&[1, 2], 3);
        let stored = serde_json::to_value(&moments).unwrap();
        assert_eq!(stored, json!([2, 5, 7, 13, 17, 22, 43, 29, 56, 109]));
        assert_eq!(serde_json::from_value::<Moments>(stored).unwrap(), moments);
        for wrong in [
            json!([]),
            json!([1]),
            json!([1, 2]),
            json!([1, 2, 3, 4]),
            json!([-1, 2, 3]),
        ] {
            assert!(
                serde_json::from_value::<Moments>(wrong.clone()).is_err(),
                "{wrong}"
            );
        }
    }

    #[test]
    fn cases_of_fewer_drivers_are_left_out_whatever_the_order() {
        let mut of_two = Moments::new(2);
        of_two.add(&[4, 5], 10);
        let mut of_one = Moments::new(1);
        of_one.add(&[4], 10);
        of_one.add(&[4, 5], 10);
        assert_eq!(of_one.n(), 1);
        let (mut one, mut other) = (of_two.clone(), of_one.clone());
        one.merge(&of_one);
        other.merge(&of_two);
        assert_eq!((&one, &other), (&of_two, &of_two));
    }

    fn cases() -> impl Strategy<Value = Vec<([u32; 3], u32)>> {
        prop::collection::vec((prop::array::uniform3(1..=5_u32), 0..=10_u32), 0..200)
    }

    fn counted(cases: &[([u32; 3], u32)]) -> Moments {
        let mut moments = Moments::new(3);
        for (drivers, outcome) in cases {
            moments.add(drivers, *outcome);
        }
        moments
    }

    proptest! {
        #[test]
        fn merged_moments_are_those_of_all_cases_and_removing_undoes_adding(one in cases(), other in cases()) {
            let all: Vec<_> = one.iter().chain(&other).copied().collect();
            let mut merged = counted(&one);
            merged.merge(&counted(&other));
            prop_assert_eq!(&merged, &counted(&all));
            for (drivers, outcome) in &other {
                merged.remove(drivers, *outcome);
            }
            prop_assert_eq!(merged, counted(&one));
        }

        #[test]
        fn weights_and_shapley_values_share_the_explained_variance_out(cases in cases()) {
            if let Ok(found) = relative_weights(&counted(&cases)) {
                prop_assert!((0.0..=1.0).contains(&found.r_squared));
                prop_assert!((0.0..=1.0).contains(&found.p));
                let weights: f64 = found.drivers.iter().map(|driver| driver.weight).sum();
                let shapley: f64 = found.drivers.iter().filter_map(|driver| driver.shapley).sum();
                prop_assert!((weights - 1.0).abs() < 1e-6 && (shapley - 1.0).abs() < 1e-6);
                for driver in &found.drivers {
                    prop_assert!(driver.slope_low <= driver.slope && driver.slope <= driver.slope_high);
                    prop_assert!(driver.weight >= -1e-9 && (1.0..=5.0).contains(&driver.mean));
                }
            }
        }

        #[test]
        fn any_array_that_is_read_can_be_weighed(drivers in 0..10_usize, numbers in prop::collection::vec(any::<u64>(), 66)) {
            let length = 2 + drivers + triangle(drivers + 1);
            let stored = json!(numbers.iter().cycle().take(length).collect::<Vec<_>>());
            let mut moments: Moments = serde_json::from_value(stored).unwrap();
            prop_assert_eq!(moments.drivers(), drivers);
            moments.merge(&moments.clone());
            moments.add(&vec![u32::MAX; drivers], u32::MAX);
            let _ = relative_weights(&moments);
        }
    }
}
