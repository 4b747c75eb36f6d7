//! Breakdowns of days, remembered as they are stored: packed they take as many bytes as are counted.

use std::collections::BTreeMap;

use crate::breakdown::Breakdown;
use crate::id::SurveyId;
use crate::journal::Span;
use crate::time::Day;

/// What all of them may take; past this all are forgotten.
const MAX_BYTES: usize = 8 * 1024 * 1024;
/// What one takes besides its breakdown.
const BESIDES: usize = 256;

/// What a breakdown was computed from and how: its digest, and the recipe's name.
pub type Origin = (u128, u64);

/// The responses of a day that are in one unit.
type Place = (SurveyId, Span, Day);

/// Breakdowns of days.
#[derive(Default)]
pub struct DayCache {
    bytes: usize,
    days: BTreeMap<Place, (Origin, Box<[u8]>)>,
}

impl DayCache {
    /// A breakdown, if it was computed so.
    pub fn get(&self, place: &Place, origin: Origin) -> Option<Breakdown> {
        let (known, packed) = self.days.get(place)?;
        if *known != origin {
            return None;
        }
        serde_json::from_slice(packed).ok()
    }

    /// Remembers a breakdown in place of what was there.
    pub fn put(&mut self, place: Place, origin: Origin, breakdown: &Breakdown) {
        let packed = serde_json::to_vec(breakdown).unwrap_or_default();
        let bytes = packed.len() + BESIDES;
        if bytes > MAX_BYTES {
            return;
        }
        if self.bytes + bytes > MAX_BYTES {
            *self = Self::default();
        }
        self.bytes += bytes;
        if let Some((_, earlier)) = self.days.insert(place, (origin, packed.into())) {
            self.bytes -= earlier.len() + BESIDES;
        }
    }

    /// Forgets those of a survey.
    pub fn forget(&mut self, survey: &SurveyId) {
        let bytes = &mut self.bytes;
        self.days.retain(|(of, _, _), (_, packed)| {
            let kept = of != survey;
            if !kept {
                *bytes -= packed.len() + BESIDES;
            }
            kept
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::breakdown::Comment;

    fn place(survey: &str, day: u32) -> Place {
        let day = Day(day);
        (survey.parse().unwrap(), Span::Day(day), day)
    }

    fn of(length: usize) -> Breakdown {
        let comment = Comment {
            text: "a".repeat(length).into(),
            locale: None,
        };
        Breakdown {
            comments: [(1, comment)].into(),
            ..Breakdown::default()
        }
    }

    fn taken(cache: &DayCache) -> usize {
        let sizes = cache.days.values();
        sizes.map(|(_, packed)| packed.len() + BESIDES).sum()
    }

    #[test]
    fn what_was_computed_otherwise_is_not_known() {
        let mut cache = DayCache::default();
        cache.put(place("a", 1), (1, 1), &of(5));
        assert_eq!(cache.get(&place("a", 1), (1, 1)), Some(of(5)));
        for (other, origin) in [
            (place("a", 1), (2, 1)),
            (place("a", 1), (1, 2)),
            (place("a", 2), (1, 1)),
            (place("b", 1), (1, 1)),
        ] {
            assert_eq!(cache.get(&other, origin), None, "{other:?} {origin:?}");
        }
        cache.put(place("a", 1), (1, 2), &of(7));
        assert_eq!(cache.get(&place("a", 1), (1, 1)), None);
        assert_eq!(cache.get(&place("a", 1), (1, 2)), Some(of(7)));
    }

    #[test]
    fn it_takes_no_more_than_it_may() {
        let mut cache = DayCache::default();
        for day in 0..100 {
            cache.put(place("a", day), (1, 1), &of(300_000));
            assert_eq!(cache.get(&place("a", day), (1, 1)), Some(of(300_000)));
            assert_eq!(cache.bytes, taken(&cache));
            assert!(cache.bytes <= MAX_BYTES, "{} bytes", cache.bytes);
        }
        cache.put(place("a", 100), (1, 1), &of(MAX_BYTES));
        assert_eq!(cache.get(&place("a", 100), (1, 1)), None);
        // What takes the place of another takes no more than it.
        let mut cache = DayCache::default();
        cache.put(place("a", 0), (1, 1), &of(10));
        for at in 0..100 {
            cache.put(place("a", 1), (at, 1), &of(300_000));
        }
        assert_eq!(cache.get(&place("a", 0), (1, 1)), Some(of(10)));
        assert_eq!(cache.bytes, taken(&cache));
    }

    #[test]
    fn a_survey_is_forgotten_alone() {
        let mut cache = DayCache::default();
        cache.put(place("a", 1), (1, 1), &of(5));
        cache.put(place("b", 1), (1, 1), &of(6));
        cache.forget(&place("a", 1).0);
        assert_eq!(cache.get(&place("a", 1), (1, 1)), None);
        assert_eq!(cache.get(&place("b", 1), (1, 1)), Some(of(6)));
        assert_eq!(cache.bytes, taken(&cache));
    }
}
