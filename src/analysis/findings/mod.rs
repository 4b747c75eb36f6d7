//! From tables to what is worth telling: what is more than chance, each fact once, what matters most first.
//!
//! Each table adjusts p for all that it compares. What is told is adjusted once more, for the number of tables, so that
//! of studies in which there is nothing to find fewer than one in twenty tells anything.
//!
//! `impact` compares what cannot be compared, by one convention: points of a 0–100 scale that the whole score moves.
//!
//! | finding | impact |
//! |---|---|
//! | change, step, surprise, contribution | the difference, times the share of answers it is of |
//! | segment | its share times its difference from the rest: what would be gained if there were none |
//! | driver | what the outcome gains if it rises by a point |
//! | topic | the change of its share, times comments per respondent, times half of the scale |
//! | phrase | the same, times the share of its language among comments |
//! | goal, reference | how far it is off; nothing if it is reached |
//! | responses that are missing or more than expected, questions passed over | their share of all, times [`UNHEARD`] |

mod segments;

use super::changes::Change;
use super::drivers::Drivers;
use super::finding::{Against, Bounds, Fact, Finding, Quadrant, Watched};
use super::goals::Standing;
use super::index::unit;
use super::report::Report;
use super::study::Study;
use super::surprises::{Surprise, SurpriseKind};
use super::tested::SIGNIFICANT;
use crate::measure::Measure;
use crate::statistics::difference::difference;
use crate::statistics::{Sample, Scale};
use crate::time::Day;

/// More would not be read.
const MOST: usize = 12;
/// Of these, statements of how things stand, which nothing was tested for.
const MOST_STATES: usize = 4;
/// Of one kind that comes in crowds.
const MOST_OF_KIND: usize = 3;
/// Those who are not heard would move the score by so much of their share, if they differed from the others by a
/// tenth of the scale.
const UNHEARD: f64 = 0.1;
/// What a comment more counts for, of the scale: as if its author had been in the middle of it.
const COMMENT: f64 = 0.5;
/// Tables that test something: changes, segments, what they moved, drivers, topics, phrases, charts of scores and of
/// numbers, steps, response rate, where people leave, what is skipped, and silence.
const TABLES: f64 = 13.0;

/// What is worth telling, what matters most first.
pub fn findings(study: &Study, report: &Report) -> Vec<Finding> {
    let sifter = Sifter::new(study, report);
    let mut found = sifter.surprises();
    found.extend(sifter.changes(&found));
    found.extend(sifter.segments());
    found.extend(sifter.contributions());
    found.extend(sifter.drivers());
    found.extend(sifter.comments());
    found.extend(sifter.unsaid());
    found.extend(sifter.states());
    let weight = |finding: &Finding| finding.impact * (1.0 - finding.p.unwrap_or(0.0));
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_unstable_by(|one, other| {
        let weight = |index: &usize| found.get(*index).map_or(0.0, weight);
        weight(other).total_cmp(&weight(one)).then(one.cmp(other))
    });
    let mut states = 0;
    let mut told = Vec::new();
    for finding in order.into_iter().filter_map(|index| found.get(index)) {
        states += usize::from(finding.p.is_none());
        if told.len() < MOST && (finding.p.is_some() || states <= MOST_STATES) {
            told.push(finding.clone());
        }
    }
    told
}

/// Whether it is more than chance among all tables: its p, if so.
fn sure(p: Option<f64>) -> Option<f64> {
    p.map(|p| (p * TABLES).min(1.0))
        .filter(|p| *p < SIGNIFICANT)
}

/// Days that are told as a surprise, and what is seen elsewhere because of them.
struct Episode {
    touchpoint: Option<Box<str>>,
    from: Day,
    to: Day,
}

struct Sifter<'a> {
    study: &'a Study<'a>,
    report: &'a Report,
    measures: Vec<Measure>,
    episodes: Vec<Episode>,
}

impl<'a> Sifter<'a> {
    fn new(study: &'a Study<'a>, report: &'a Report) -> Self {
        let surprises = report.surprises.iter();
        let surprises = surprises.filter(|surprise| sure(surprise.p).is_some());
        let episode = |surprise: &Surprise| Episode {
            touchpoint: surprise.watched.touchpoint.clone(),
            from: surprise.from,
            to: surprise.to,
        };
        Self {
            study,
            report,
            measures: Measure::all(study.survey),
            episodes: surprises.map(episode).collect(),
        }
    }

    fn measure(&self, watched: &Watched) -> Option<&Measure> {
        let same = |measure: &&Measure| {
            watched.question.as_ref() == Some(&measure.question) && watched.aspect == measure.aspect
        };
        self.measures.iter().find(same)
    }

    /// What was answered in some days of the period, at a touchpoint or anywhere.
    fn answered(&self, measure: &Measure, touchpoint: Option<&str>, from: Day, to: Day) -> Sample {
        let mut sample = Sample::default();
        let now = &self.study.now;
        let (from, to) = (from.max(now.from), to.min(now.to));
        for (_, counts) in self.study.days.range(from..to.max(from)) {
            let detail = match touchpoint {
                None => Some(&counts.total),
                Some(touchpoint) => counts.touchpoints.get(touchpoint),
            };
            if let Some(detail) = detail {
                sample.merge(measure.sample(&detail.tally));
            }
        }
        sample
    }

    /// What was answered in the period within some episodes. Those over all hold those of touchpoints.
    fn within(&self, measure: &Measure, episodes: &[&Episode]) -> Sample {
        let mut sample = Sample::default();
        for (day, counts) in self.study.days.range(self.study.now.from..) {
            let on = |episode: &&&Episode| episode.from <= *day && *day < episode.to;
            let mut on = episodes.iter().filter(on).peekable();
            if on.peek().is_some() && *day < self.study.now.to {
                let on: Vec<_> = on.map(|episode| episode.touchpoint.as_deref()).collect();
                if on.contains(&None) {
                    sample.merge(measure.sample(&counts.total.tally));
                } else {
                    for (touchpoint, detail) in &counts.touchpoints {
                        if on.contains(&Some(touchpoint)) {
                            sample.merge(measure.sample(&detail.tally));
                        }
                    }
                }
            }
        }
        sample
    }

    fn surprises(&self) -> Vec<Finding> {
        let mut told: Vec<(&Surprise, f64, f64)> = Vec::new();
        for surprise in &self.report.surprises {
            let Some(p) = sure(surprise.p) else { continue };
            let silent = self.report.unsaid.silent.iter().any(|silent| {
                surprise.kind == SurpriseKind::Volume
                    && surprise.watched.touchpoint.as_ref() == Some(&silent.touchpoint)
                    && silent.last.is_some_and(|last| surprise.to > last)
                    && !surprise.upwards()
            });
            let impact = self.impact_of(surprise);
            let same = |(other, ..): &(&Surprise, f64, f64)| {
                let near = match surprise.kind {
                    SurpriseKind::Step => surprise.from.0.abs_diff(other.from.0) <= 7,
                    _ => surprise.from <= other.to && other.from <= surprise.to,
                };
                surprise.kind == other.kind
                    && surprise.watched.touchpoint == other.watched.touchpoint
                    && surprise.upwards() == other.upwards()
                    && near
            };
            // The same days under several measures: the one that moves most.
            match told.iter_mut().find(|told| same(told)) {
                _ if silent => {}
                Some(stronger) if stronger.2 >= impact => {}
                Some(weaker) => *weaker = (surprise, p, impact),
                None => told.push((surprise, p, impact)),
            }
        }
        let tell = |(surprise, p, impact): (&Surprise, f64, f64)| Finding {
            watched: surprise.watched.clone(),
            fact: fact_of(surprise),
            impact: rounded(impact),
            p: Some(p),
            n: surprise.n,
        };
        told.into_iter().map(tell).collect()
    }

    fn impact_of(&self, surprise: &Surprise) -> f64 {
        let away = (surprise.seen - surprise.expected).abs();
        let Some(measured) = &surprise.measured else {
            let responses = self.study.now.breakdown.total.tally.responses;
            return of_responses(away, responses as f64);
        };
        let measure = &measured.measure;
        let whole = match surprise.kind {
            SurpriseKind::Step => self.answered(measure, None, surprise.from, surprise.to).n,
            _ => measure.sample(&self.study.now.breakdown.total.tally).n,
        };
        let share = (surprise.n as f64 / whole.max(1) as f64).min(1.0);
        points(measure.scale, away) * share
    }

    /// `told` are the surprises: what they explain is not told again.
    fn changes(&self, told: &[Finding]) -> Vec<Finding> {
        let mut found: Vec<Finding> = Vec::new();
        let mut of_index = Vec::new();
        for change in &self.report.changes {
            let Some(p) = sure(change.tested.p_adjusted) else {
                continue;
            };
            let Some(finding) = self.change(change, p) else {
                continue;
            };
            let Some(measure) = self.measure(&change.watched) else {
                of_index.push(finding);
                continue;
            };
            if self.explained(change, measure) {
                continue;
            }
            // Of the questions, and of the aspects, that changed alike the one that moved most.
            let same = |other: &&mut Finding| {
                alike(&other.fact, &finding.fact)
                    && other.watched.aspect.is_some() == finding.watched.aspect.is_some()
            };
            match found.iter_mut().find(same) {
                Some(stronger) if stronger.impact >= finding.impact => {}
                Some(weaker) => *weaker = finding,
                None => found.push(finding),
            }
        }
        // The index is made of the questions.
        for finding in of_index {
            let up = direction(&finding.fact);
            let of_question = |other: &Finding| {
                other.watched.question.is_some()
                    && direction(&other.fact) == up
                    && !matches!(other.fact, Fact::Change { .. })
            };
            let of_change = |other: &Finding| alike(&other.fact, &finding.fact);
            if !told.iter().any(of_question) && !found.iter().any(of_change) {
                found.push(finding);
            }
        }
        found
    }

    fn change(&self, change: &Change, p: f64) -> Option<Finding> {
        let difference = change.tested.bounds()?;
        let measure = self.measure(&change.watched);
        let impact = match measure {
            Some(measure) => points(measure.scale, difference.value),
            None => difference.value.abs(),
        };
        Some(Finding {
            watched: change.watched.clone(),
            fact: Fact::Change {
                against: change.against,
                was: change.was?,
                now: change.now?,
                difference,
            },
            impact: rounded(impact),
            p: Some(p),
            n: change.n,
        })
    }

    /// Whether without the days that are told as surprises nothing changed.
    fn explained(&self, change: &Change, measure: &Measure) -> bool {
        let was = match change.against {
            Against::Previous => &self.study.previous,
            Against::YearAgo => &self.study.year_ago,
        };
        let was = measure.sample(&was.breakdown.total.tally);
        let now = measure.sample(&self.study.now.breakdown.total.tally);
        let episodes: Vec<&Episode> = self.episodes.iter().collect();
        let within = self.within(measure, &episodes);
        within.n > 0
            && vanishes(
                measure.scale,
                now.without(within),
                was,
                change.tested.difference,
            )
    }

    fn drivers(&self) -> Vec<Finding> {
        let outcome = self.study.survey.outcome();
        let scale = outcome.and_then(|outcome| outcome.kind.scale());
        let points = scale.map_or(1.0, |scale| f64::from(scale.end() - scale.start()));
        let mut found = Vec::new();
        for drivers in &self.report.drivers {
            if let Some(refusal) = &drivers.refused {
                found.push(Finding {
                    watched: Watched {
                        aspect: refusal.aspect.clone(),
                        ..Watched::question(&drivers.question)
                    },
                    fact: Fact::Unknown {
                        reason: refusal.reason,
                        needed: refusal.needed,
                    },
                    impact: 0.0,
                    p: None,
                    n: drivers.n,
                });
            }
            found.extend(of_drivers(drivers, points));
        }
        found
    }

    fn comments(&self) -> Vec<Finding> {
        let comments = &self.report.comments;
        let responses = self.study.now.breakdown.total.tally.responses.max(1);
        let of_all = comments.n as f64 / responses as f64 * COMMENT;
        let mut found = Vec::new();
        for topic in &comments.topics {
            let p = sure(topic.tested.p_adjusted);
            if let Some(((p, difference), share)) = p.zip(topic.tested.bounds()).zip(topic.share) {
                found.push(Finding {
                    watched: Watched::default(),
                    fact: Fact::Topic {
                        topic: topic.topic.clone(),
                        share,
                        negative: topic.negative.unwrap_or_default(),
                        was: topic.was.unwrap_or_default(),
                        difference,
                    },
                    impact: rounded(difference.value.abs() * of_all),
                    p: Some(p),
                    n: comments.coded,
                });
            }
        }
        let sampled = self.study.now.comments.len().max(1) as f64;
        let mut told: Vec<&str> = Vec::new();
        let mut phrases: Vec<_> = comments.phrases.iter().collect();
        phrases.sort_unstable_by(|one, other| {
            let p = |phrase: Option<f64>| phrase.unwrap_or(1.0);
            p(one.p).total_cmp(&p(other.p))
        });
        for phrase in phrases {
            let words = || phrase.phrase.split_whitespace();
            let again = told.iter().any(|told| {
                let mut told = told.split_whitespace();
                told.any(|told| words().any(|word| word == told))
            });
            if again || told.len() >= MOST_OF_KIND {
                continue;
            }
            if let Some(p) = sure(phrase.p_adjusted) {
                let (share, was) = (
                    phrase.share.unwrap_or_default(),
                    phrase.was.unwrap_or_default(),
                );
                // Other languages do not hold it.
                let of_language = (phrase.of as f64 / sampled).min(1.0);
                told.push(&phrase.phrase);
                found.push(Finding {
                    watched: Watched::default(),
                    fact: Fact::Phrase {
                        phrase: phrase.phrase.as_str().into(),
                        share,
                        was,
                    },
                    impact: rounded((share - was).abs() * of_all * of_language),
                    p: Some(p),
                    n: phrase.of,
                });
            }
        }
        found
    }

    fn unsaid(&self) -> Vec<Finding> {
        let unsaid = &self.report.unsaid;
        let responses = self.study.now.breakdown.total.tally.responses;
        let mut found = Vec::new();
        let mut tell = |watched: Watched, fact: Fact, impact: f64, p: Option<f64>, n: u64| {
            found.push(Finding {
                watched,
                fact,
                impact: rounded(impact),
                p,
                n,
            });
        };
        if let Some(rate) = &unsaid.response_rate
            && let Some(p) = sure(rate.tested.p_adjusted)
            && let Some((difference, was)) = rate.tested.bounds().zip(rate.was)
        {
            let fact = Fact::ResponseRate {
                was,
                now: rate.now,
                difference,
            };
            let impact = of_responses(difference.value.abs(), was.max(rate.now));
            tell(Watched::default(), fact, impact, Some(p), rate.n);
        }
        let more = |difference: Option<f64>| difference.is_some_and(|more| more > 0.0);
        let worst = unsaid
            .left_at
            .iter()
            .filter(|left| more(left.tested.difference))
            .max_by_key(|left| left.n);
        if let Some(left) = worst
            && let Some(p) = sure(left.tested.p_adjusted)
            && let Some((share, of_started)) = left.share.zip(left.of_started)
        {
            let fact = Fact::LeftAt { share, of_started };
            let watched = Watched::question(&left.question);
            tell(watched, fact, of_started * UNHEARD, Some(p), left.n);
        }
        for skipped in &unsaid.skipped {
            if let Some(p) = sure(skipped.tested.p_adjusted)
                && more(skipped.tested.difference)
                && let Some((share, was)) = skipped.share.zip(skipped.was)
            {
                let watched = Watched::question(&skipped.question);
                let impact = (share - was) * UNHEARD;
                tell(
                    watched,
                    Fact::Skipped { share, was },
                    impact,
                    Some(p),
                    skipped.n,
                );
            }
        }
        for silent in &unsaid.silent {
            let p = sure(silent.p);
            if silent.p.is_some() && p.is_none() {
                continue;
            }
            let fact = Fact::Silent {
                last: silent.last,
                expected: silent.expected,
            };
            let watched = Watched::default().at(Some(&silent.touchpoint));
            let impact = of_responses(silent.expected, responses as f64 + silent.expected);
            tell(watched, fact, impact, p, responses);
        }
        found
    }

    /// Goals and references.
    fn states(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        let mut tell = |watched: &Watched, standing: &Standing, fact: Fact, off: f64| {
            found.push(Finding {
                watched: watched.clone(),
                fact,
                impact: rounded(off.abs() * standing.of_scale),
                p: None,
                n: standing.n,
            });
        };
        for goal in &self.report.goals {
            if let Some((now, probability)) = goal.standing.now.zip(goal.standing.probability) {
                let fact = Fact::Goal {
                    target: goal.target,
                    by: goal.by,
                    now,
                    progress: goal.progress,
                    pace: goal.pace,
                    probability,
                };
                let missing = (goal.target - now).max(0.0);
                tell(&goal.watched, &goal.standing, fact, missing);
            }
        }
        for reference in &self.report.references {
            let standing = &reference.standing;
            if let Some((now, probability)) = standing.now.zip(standing.probability) {
                let fact = Fact::Reference {
                    reference: reference.reference,
                    source: reference.source.clone(),
                    now,
                    probability,
                };
                let missing = (reference.reference - now).max(0.0);
                tell(&reference.watched, standing, fact, missing);
            }
        }
        found
    }
}

fn fact_of(surprise: &Surprise) -> Fact {
    let (from, to, seen) = (surprise.from, surprise.to, surprise.seen);
    let expected = Bounds {
        value: surprise.expected,
        low: surprise.low,
        high: surprise.high,
    };
    match (surprise.kind, &surprise.measured) {
        (SurpriseKind::Step, Some(measured)) => Fact::Step {
            since: from,
            was: surprise.expected,
            now: seen,
            difference: measured.difference,
        },
        (SurpriseKind::Volume, _) => Fact::VolumeSurprise {
            from,
            to,
            expected,
            seen,
        },
        _ => Fact::ScoreSurprise {
            from,
            to,
            expected,
            seen,
        },
    }
}

/// The driver that matters most, and those that matter and do badly.
fn of_drivers(drivers: &Drivers, points: f64) -> Vec<Finding> {
    let mut found = Vec::new();
    if sure(drivers.p).is_none() {
        return found;
    }
    for driver in &drivers.drivers {
        let telling = driver.strongest || driver.quadrant == Quadrant::FixFirst;
        if let Some(p) = sure(driver.p_adjusted)
            && telling
            && driver.slope > 0.0
            && found.len() < MOST_OF_KIND
        {
            found.push(Finding {
                watched: driver.watched.clone(),
                fact: Fact::Driver {
                    importance: driver.importance,
                    performance: driver.performance,
                    slope: Bounds {
                        value: driver.slope,
                        low: driver.slope_low,
                        high: driver.slope_high,
                    },
                    quadrant: driver.quadrant,
                    strongest: driver.strongest,
                    weakest: driver.weakest,
                },
                impact: rounded(driver.slope / points * 100.0),
                p: Some(p),
                n: drivers.n,
            });
        }
    }
    found
}

/// Whether a difference that was seen is no more.
fn vanishes(scale: Scale, now: Sample, was: Sample, seen: Option<f64>) -> bool {
    difference(scale, now, was).is_none_or(|left| {
        let against = seen.is_some_and(|seen| seen * left.value <= 0.0);
        against || !left.significant()
    })
}

/// Both are changes against the same period in the same direction.
fn alike(one: &Fact, other: &Fact) -> bool {
    let against = |fact: &Fact| match fact {
        Fact::Change { against, .. } => Some(*against),
        _ => None,
    };
    against(one).is_some() && against(one) == against(other) && direction(one) == direction(other)
}

/// Whether it is for the better; none if it is neither.
fn direction(fact: &Fact) -> Option<bool> {
    match fact {
        Fact::Change { difference, .. } | Fact::Step { difference, .. } => {
            Some(difference.value > 0.0)
        }
        Fact::ScoreSurprise { expected, seen, .. } => Some(*seen > expected.value),
        _ => None,
    }
}

/// A difference as it is shown, in points of 0–100.
fn points(scale: Scale, shown: f64) -> f64 {
    (shown / scale.factor()).abs() * unit(scale) * 100.0
}

/// What responses that are more or fewer than there should be may move.
fn of_responses(away: f64, all: f64) -> f64 {
    (away / all.max(1.0)).min(1.0) * 100.0 * UNHEARD
}

fn rounded(impact: f64) -> f64 {
    (impact * 100.0).round() / 100.0
}
