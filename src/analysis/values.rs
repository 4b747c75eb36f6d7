//! What a filter may ask for.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::breakdown::{Breakdown, MAX_VALUES};
use crate::dimension::Dimension;
use crate::survey::Survey;

/// The values of a dimension.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Values {
    /// Which.
    pub dimension: Dimension,
    /// What the owner names, in that order, and what else was counted on its own.
    pub values: Vec<Box<str>>,
}

/// The values that were counted over some days: as many of a dimension as a breakdown of all of them would name.
#[derive(Debug, Clone, Default)]
pub struct Named(BTreeMap<Dimension, BTreeSet<(u64, Box<str>)>>);

impl Named {
    /// Adds those of a breakdown.
    pub fn add(&mut self, survey: &Survey, breakdown: &Breakdown) {
        for (dimension, segments) in &breakdown.by {
            let named = self.0.entry(dimension.clone()).or_default();
            for value in segments.values.keys() {
                named.insert((dimension.rank(survey, value), value.clone()));
            }
            while named.len() > MAX_VALUES {
                named.pop_last();
            }
        }
    }

    /// Those of every dimension of a survey, with what the owner names.
    pub fn values(&self, survey: &Survey) -> Vec<Values> {
        let of = |dimension: Dimension| {
            let mut values: Vec<Box<str>> = dimension.declared(survey).map(Box::from).collect();
            if dimension == Dimension::Locale {
                let locales = survey.locales().into_iter();
                values.extend(locales.map(|locale| Box::from(locale.as_str())));
            }
            let named = self.0.get(&dimension).into_iter().flatten();
            let mut others: Vec<Box<str>> = named
                .map(|(_, value)| value.clone())
                .filter(|value| !values.contains(value))
                .collect();
            others.sort_unstable();
            values.extend(others);
            Values { dimension, values }
        };
        Dimension::all(survey).into_iter().map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::breakdown::Recipe;
    use crate::response::Response;
    use crate::tally::{Count, Counts};

    const ID: &str = "019aa7c2-5f1e-7c3a-9d52-3f4b8e21a7c0";

    fn survey() -> Survey {
        let text = json!({"en": "?", "be": "?", "sl": "?"});
        Survey::parse(&json!({
            "name": "S", "default_locale": "en",
            "questions": [{"id": "q", "kind": "nps", "text": text}],
            "attributes": {"plan": ["pro", "free"], "any": []},
            "analysis": {"touchpoints": ["support", "checkout"], "pages": [{"name": "product", "path": "/p/*"}]},
        }))
        .unwrap()
    }

    fn counted<'a>(survey: &Survey, fields: impl IntoIterator<Item = &'a Value>) -> Breakdown {
        let mut breakdown = Breakdown::default();
        for fields in fields {
            let mut response = json!({"id": ID, "revision": 0, "complete": true, "answers": {}});
            for (name, value) in fields.as_object().unwrap() {
                response[name] = value.clone();
            }
            let response: Response = serde_json::from_value(response).unwrap();
            Recipe::new(survey).add(&mut breakdown, &response);
        }
        breakdown
    }

    #[test]
    fn what_is_declared_comes_first_and_what_was_counted_after_it() {
        let survey = survey();
        let mut named = Named::default();
        for day in [
            [
                json!({"touchpoint": "z", "locale": "de", "page": "/p/1"}),
                json!({"touchpoint": "checkout", "locale": "sl", "page": "/x"}),
            ],
            [
                json!({"touchpoint": "a", "channel": "web", "attributes": {"any": "x", "plan": "pro"}}),
                json!({"touchpoint": "z"}),
            ],
        ] {
            named.add(&survey, &counted(&survey, &day));
        }
        let expected = json!([
            {"dimension": "touchpoint", "values": ["support", "checkout", "a", "z"]},
            {"dimension": "channel", "values": ["web"]},
            {"dimension": "locale", "values": ["en", "be", "sl", "de"]},
            {"dimension": "page", "values": ["product", "other"]},
            {"dimension": "attribute.any", "values": ["x"]},
            {"dimension": "attribute.plan", "values": ["pro", "free"]},
        ]);
        assert_eq!(json!(named.values(&survey)), expected);
    }

    proptest! {
        #[test]
        fn values_named_day_by_day_are_those_named_of_all_days(
            days in proptest::collection::vec(proptest::collection::vec(0u8..60, 0..40), 0..6),
        ) {
            let survey = survey();
            let mut named = Named::default();
            let mut all = Breakdown::default();
            for day in days {
                let fields: Vec<Value> =
                    day.iter().map(|place| json!({"touchpoint": format!("place {place}")})).collect();
                let breakdown = counted(&survey, &fields);
                named.add(&survey, &breakdown);
                all.merge(&breakdown);
            }
            let mut expected = vec!["support", "checkout"];
            let segments = all.by.get(&Dimension::Touchpoint).into_iter();
            expected.extend(segments.flat_map(|segments| segments.values.keys()).map(|value| &**value));
            let values = named.values(&survey);
            let found: Vec<&str> = values[0].values.iter().map(|value| &**value).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
