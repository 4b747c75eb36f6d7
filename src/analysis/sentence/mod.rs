//! Findings as sentences, in every language that comments are understood in.

mod language;
mod quote;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Serialize;

use super::finding::{Against, Bounds, Fact, Finding, Quadrant, Reason};
use crate::dimension::{Dimension, OTHER};
use crate::id::QuestionId;
use crate::locale::in_language;
use crate::measure::Measure;
use crate::survey::{ASPECT_SCALE, Question, QuestionKind, Survey, Texts};
use crate::time::Day;
use language::Gender;
pub use language::Language;
use quote::quote;

/// What the topics of comments are called, by their ids and languages.
static TOPICS: LazyLock<BTreeMap<Box<str>, Texts>> = LazyLock::new(|| {
    let file = include_str!("../../coding/topics.json");
    // A test reads it, so it is well-formed.
    serde_json::from_slice(file.as_bytes()).expect("names of topics")
});

/// A finding, told.
#[derive(Debug, Serialize)]
pub struct Insight<'a> {
    /// What was found.
    #[serde(flatten)]
    pub finding: &'a Finding,
    /// One less the probability of seeing as much by chance alone; null where that was not tested.
    pub sureness: Option<f64>,
    /// What was found, in words: plain text that may quote customers.
    pub sentence: String,
}

/// Each finding, told. `present` is the last day that was asked about: the year of days in its year goes without saying.
pub fn insights<'a>(
    findings: &'a [Finding],
    survey: &Survey,
    language: &Language,
    present: Day,
) -> Vec<Insight<'a>> {
    let tell = |finding: &'a Finding| Insight {
        finding,
        sureness: sureness(finding.p),
        sentence: sentence(finding, survey, language, present),
    };
    findings.iter().map(tell).collect()
}

/// One less the probability of seeing as much by chance alone.
pub fn sureness(p: Option<f64>) -> Option<f64> {
    p.map(|p| 1.0 - p)
}

/// A finding in words, with its numbers and how sure it is. Plain text: what customers and owners wrote is quoted as it is.
pub fn sentence(finding: &Finding, survey: &Survey, language: &Language, present: Day) -> String {
    let told = Teller {
        finding,
        survey,
        language,
        present,
    }
    .tell();
    let mut chars = told.chars();
    let first = chars.next();
    first
        .map(char::to_uppercase)
        .into_iter()
        .flatten()
        .chain(chars)
        .collect()
}

/// What a number counts.
#[derive(Clone, Copy, PartialEq)]
enum Unit {
    /// Of an NPS or an index.
    Points,
    /// In %.
    Share,
    /// The mean of ratings up to so many.
    Mean(u32),
    /// Responses.
    Count,
}

impl Unit {
    /// To how many decimals numbers are told that are so far apart: as few as leave a difference that says something.
    fn decimals(self, apart: f64) -> usize {
        let (coarse, enough) = match self {
            Self::Points | Self::Share => (0, 5.0),
            Self::Mean(_) => (1, 0.5),
            Self::Count => return 0,
        };
        let apart = apart.abs();
        coarse + usize::from(apart < enough) + usize::from(apart < enough / 100.0)
    }

    /// To how many decimals two scores and what is between them are told: it must not seem to be miscalculated.
    fn decimals_of(self, now: f64, was: f64, apart: f64) -> usize {
        let decimals = self.decimals(apart);
        let between = rounded(now, decimals) - rounded(was, decimals);
        let right = (between - rounded(apart, decimals)).abs() < 1e-6;
        // Scores have no more.
        let most = match self {
            Self::Points | Self::Share => 1,
            Self::Mean(_) => 2,
            Self::Count => 0,
        };
        most.min(decimals + usize::from(!right))
    }

    /// What one of it is called.
    fn noun(self) -> &'static str {
        match self {
            Self::Points | Self::Count => "points",
            Self::Share => "percentage_points",
            Self::Mean(_) => "rating_points",
        }
    }
}

struct Teller<'a> {
    finding: &'a Finding,
    survey: &'a Survey,
    language: &'a Language,
    present: Day,
}

/// What a sentence is about.
struct Subject {
    name: String,
    gender: Gender,
    unit: Unit,
}

impl Teller<'_> {
    fn tell(&self) -> String {
        let subject = self.subject();
        let unit = subject.unit;
        match &self.finding.fact {
            Fact::Change {
                against,
                was,
                now,
                difference,
            } => {
                let then = match against {
                    Against::Previous => "then.previous",
                    Against::YearAgo => "then.year_ago",
                };
                self.changed(&subject, then, [*was, *now], difference, self.answers())
            }
            // It rests on those who were asked, not on answers.
            Fact::ResponseRate {
                was,
                now,
                difference,
            } => self.changed(
                &subject,
                "then.previous",
                [*was, *now],
                difference,
                String::new(),
            ),
            Fact::Step {
                since,
                was,
                now,
                difference,
            } => {
                let decimals = unit.decimals_of(*now, *was, difference.value);
                let evidence = [
                    self.instead("evidence.instead", unit, *now, *was, decimals),
                    self.interval(difference, decimals),
                    self.answers(),
                ];
                let values = [
                    ("since", &*self.language.day(*since, self.present)),
                    ("by", &self.by(unit, difference.value, decimals)),
                    ("evidence", &evidenced(&evidence)),
                ];
                self.say(&subject, up_or_down("step", difference.value), &values)
            }
            Fact::Segment {
                dimension,
                value,
                score,
                rest,
                difference,
                share,
            } => {
                let decimals = unit.decimals_of(*score, *rest, difference.value);
                let against = [
                    ("score", &*self.number(unit, *score, decimals)),
                    ("rest", &self.number(unit, *rest, decimals)),
                    ("of", &self.of(unit)),
                ];
                let share = self.language.percent(*share, 0);
                let evidence = [
                    self.part("evidence.against", &against),
                    self.interval(difference, decimals),
                    self.part("evidence.share", &[("share", &share)]),
                    self.answers(),
                ];
                let values = [
                    ("segment", &*self.customers(dimension, value)),
                    ("by", &self.by(unit, difference.value, decimals)),
                    ("evidence", &evidenced(&evidence)),
                ];
                self.say(&subject, up_or_down("segment", difference.value), &values)
            }
            Fact::Contribution {
                dimension,
                value,
                points,
                was,
                now,
            } => {
                let evidence = [
                    self.instead(
                        "evidence.among_them",
                        unit,
                        *now,
                        *was,
                        unit.decimals(now - was),
                    ),
                    self.answers(),
                ];
                let values = [
                    ("segment", &*self.customers(dimension, value)),
                    ("by", &self.by(unit, *points, unit.decimals(*points))),
                    ("evidence", &evidenced(&evidence)),
                ];
                self.say(&subject, up_or_down("contribution", *points), &values)
            }
            Fact::Driver {
                importance,
                performance,
                slope,
                quadrant,
                strongest,
                weakest,
            } => {
                let (key, strong, well) = match quadrant {
                    Quadrant::FixFirst => ("driver.fix_first", true, false),
                    Quadrant::KeepUp => ("driver.keep_up", true, true),
                    Quadrant::LowPriority => ("driver.low_priority", false, false),
                    Quadrant::Overdone => ("driver.overdone", false, true),
                };
                let role = match (strongest, strong) {
                    (true, _) => "role.strongest",
                    (false, true) => "role.strong",
                    (false, false) => "role.minor",
                };
                let does = match (weakest, well) {
                    (_, true) => "does.well",
                    (true, false) => "does.weakest",
                    (false, false) => "does.weak",
                };
                let (outcome, of_outcome, scale) = self.outcome();
                let rating = Unit::Mean(*ASPECT_SCALE.end());
                let values = [
                    ("aspect", &*self.aspect()),
                    ("role", self.language.text(role)),
                    ("does", self.language.text(does)),
                    ("outcome", of_outcome),
                    ("importance", &self.language.percent(importance * 100.0, 0)),
                    ("performance", &self.number(rating, *performance, 1)),
                    ("of", &self.of(rating)),
                    ("effect", &self.effect(&outcome, scale, slope)),
                ];
                self.say(&subject, key, &values)
            }
            Fact::Topic {
                topic,
                share,
                negative,
                was,
                difference,
            } => {
                let decimals = Unit::Share.decimals_of(*share, *was, difference.value);
                let evidence = [
                    self.then(*was, decimals),
                    self.interval(difference, decimals),
                    self.comments(),
                ];
                let negative = Some(negative).filter(|_| *share > 0.0).map(|negative| {
                    let negative = self.language.percent(*negative, 0);
                    self.part("topic.negative", &[("negative", &negative)])
                });
                let name = TOPICS.get(topic).map(|names| self.in_language(names));
                let values = [
                    ("topic", &*quote(name.unwrap_or(topic))),
                    ("share", &self.language.percent(*share, decimals)),
                    ("by", &self.by(Unit::Share, difference.value, decimals)),
                    ("negative", &negative.unwrap_or_default()),
                    ("evidence", &evidenced(&evidence)),
                ];
                self.say(&subject, up_or_down("topic", difference.value), &values)
            }
            Fact::Phrase { phrase, share, was } => {
                let decimals = Unit::Share.decimals(share - was);
                let evidence = [self.then(*was, decimals), self.comments()];
                let values = [
                    ("phrase", &*quote(phrase)),
                    ("share", &self.language.percent(*share, decimals)),
                    ("evidence", &evidenced(&evidence)),
                ];
                self.say(&subject, up_or_down("phrase", share - was), &values)
            }
            Fact::ScoreSurprise {
                from,
                to,
                expected,
                seen,
            }
            | Fact::VolumeSurprise {
                from,
                to,
                expected,
                seen,
            } => {
                // The answers are what is seen, if it is their number that surprises.
                let answers = Some(self.answers()).filter(|_| unit != Unit::Count);
                let decimals = unit.decimals(seen - expected.value);
                let values = [
                    ("when", &*self.language.days(*from, *to, self.present)),
                    ("seen", &self.number(unit, *seen, decimals)),
                    ("of", &self.of(unit)),
                    ("low", &self.number(unit, expected.low, decimals)),
                    ("high", &self.number(unit, expected.high, decimals)),
                    ("evidence", &evidenced(answers.as_slice())),
                ];
                let key = up_or_down("surprise", seen - expected.value);
                self.say(&subject, key, &values)
            }
            Fact::LeftAt { share, of_started } => {
                let values = [
                    ("question", &*self.question()),
                    ("share", &self.language.percent(*share, 0)),
                    ("of_started", &self.language.percent(*of_started, 0)),
                ];
                self.say(&subject, "left_at", &values)
            }
            Fact::Skipped { share, was } => {
                let decimals = Unit::Share.decimals(share - was);
                let values = [
                    ("question", &*self.question()),
                    ("share", &self.language.percent(*share, decimals)),
                    ("evidence", &evidenced(&[self.then(*was, decimals)])),
                ];
                self.say(&subject, up_or_down("skipped", share - was), &values)
            }
            Fact::Silent { last, expected } => {
                let touchpoint = self.finding.watched.touchpoint.as_deref();
                let key = match last {
                    Some(_) => "silent.since",
                    None => "silent.never",
                };
                let since = last.map(|last| self.language.day(last, self.present));
                let values = [
                    (
                        "touchpoint",
                        &*quote(touchpoint.unwrap_or(&self.survey.name)),
                    ),
                    ("since", &since.unwrap_or_default()),
                    ("expected", &self.language.count("expected", *expected, 0)),
                ];
                self.say(&subject, key, &values)
            }
            Fact::Goal {
                target,
                by,
                now,
                progress,
                pace,
                probability,
            } => {
                let key = match pace {
                    _ if now >= target => "goal.reached",
                    Some(_) => "goal.ahead",
                    None => "goal.missed",
                };
                let way = progress.filter(|_| now < target).map(|progress| {
                    if progress < 0.0 {
                        self.part("evidence.backwards", &[])
                    } else {
                        let progress = self.language.percent(progress, 0);
                        self.part("evidence.progress", &[("progress", &progress)])
                    }
                });
                let evidence = [
                    way.unwrap_or_default(),
                    self.probably("evidence.reached", *probability),
                    self.answers(),
                ];
                // One that rounds to nothing says nothing.
                let told = |pace: &f64| rounded(*pace, unit.decimals(*pace)) > 0.0;
                let pace = pace.filter(told).map(|pace| {
                    self.part(
                        "goal.pace",
                        &[("by", &self.by(unit, pace, unit.decimals(pace)))],
                    )
                });
                let values = [
                    ("now", &*self.alone(unit, *now, unit.decimals(target - now))),
                    ("of", &self.of(unit)),
                    ("target", &self.given(unit, *target)),
                    ("by", &self.language.day(*by, self.present)),
                    ("evidence", &evidenced(&evidence)),
                    ("pace", &pace.unwrap_or_default()),
                ];
                self.say(&subject, key, &values)
            }
            Fact::Reference {
                reference,
                source,
                now,
                probability,
            } => {
                let above = now - reference;
                let decimals = unit.decimals_of(*now, *reference, above);
                let shown = |value| self.number(unit, value, decimals);
                let key = match above {
                    _ if shown(*now) == shown(*reference) => "reference.equal",
                    0.0.. => "reference.above",
                    _ => "reference.below",
                };
                let reference = self.given(unit, *reference);
                let evidence = [
                    self.part("evidence.there", &[("reference", &reference)]),
                    self.probably("evidence.at_least", *probability),
                    self.answers(),
                ];
                let values = [
                    ("now", &*self.alone(unit, *now, decimals)),
                    ("of", &self.of(unit)),
                    ("by", &self.by(unit, above, decimals)),
                    ("source", &quote(source)),
                    ("evidence", &evidenced(&evidence)),
                ];
                self.say(&subject, key, &values)
            }
            Fact::Unknown { reason, needed } => {
                let drivers = self
                    .defined()
                    .is_some_and(|question| question.kind == QuestionKind::Drivers);
                let key = if drivers {
                    "unknown.drivers"
                } else {
                    "unknown.score"
                };
                let reason = self.reason(*reason, *needed);
                self.say(&subject, key, &[("reason", &reason)])
            }
        }
    }

    fn changed(
        &self,
        subject: &Subject,
        then: &str,
        [was, now]: [f64; 2],
        difference: &Bounds,
        answers: String,
    ) -> String {
        let unit = subject.unit;
        let decimals = unit.decimals_of(now, was, difference.value);
        let evidence = [
            self.instead("evidence.instead", unit, now, was, decimals),
            self.interval(difference, decimals),
            answers,
        ];
        let values = [
            ("by", &*self.by(unit, difference.value, decimals)),
            ("then", self.language.text(then)),
            ("evidence", &evidenced(&evidence)),
        ];
        self.say(subject, up_or_down("change", difference.value), &values)
    }

    /// The text of that key about that subject.
    fn say(&self, subject: &Subject, key: impl AsRef<str>, values: &[(&str, &str)]) -> String {
        let sure = self.sure();
        let mut all = vec![("what", &*subject.name), ("sure", &*sure)];
        all.extend_from_slice(values);
        self.language.say(key.as_ref(), subject.gender, &all)
    }

    /// A text that no gender shapes.
    fn part(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.language.say(key, Gender::Neuter, values)
    }

    /// What the finding is about, with the touchpoint it is confined to.
    fn subject(&self) -> Subject {
        let watched = &self.finding.watched;
        let (key, unit) = match (&self.finding.fact, watched.metric) {
            (Fact::ResponseRate { .. }, _) => ("response_rate", Unit::Share),
            (Fact::VolumeSurprise { .. }, _) => ("responses", Unit::Count),
            (_, Some(metric @ "nps")) => (metric, Unit::Points),
            (_, Some(metric @ ("csat" | "thumbs"))) => (metric, Unit::Share),
            (_, Some(metric @ "ces")) => (metric, Unit::Mean(7)),
            (_, Some(metric @ ("stars" | "aspect"))) => (metric, Unit::Mean(5)),
            (_, Some(metric @ "index")) => (metric, Unit::Points),
            _ => ("overall", Unit::Points),
        };
        let (name, gender, _) = self.name(key);
        let mut name = self
            .language
            .fill(name, gender, &[("aspect", &self.aspect())]);
        if self.ambiguous() {
            let question = self.question();
            name = self.part("named", &[("what", &name), ("question", &question)]);
        }
        if let Some(touchpoint) = &watched.touchpoint {
            let touchpoint = quote(touchpoint);
            name = self.part("at", &[("what", &name), ("touchpoint", &touchpoint)]);
        }
        Subject { name, gender, unit }
    }

    /// Whether the metric is not enough to tell which question is meant.
    fn ambiguous(&self) -> bool {
        let watched = &self.finding.watched;
        let (Some(question), Some(metric), None) =
            (&watched.question, watched.metric, &watched.aspect)
        else {
            return false;
        };
        let others = self.survey.questions.iter();
        others
            .filter(|other| other.id != *question)
            .filter_map(Measure::of)
            .any(|other| other.metric == metric)
    }

    /// The name of what is measured, its gender, and how it stands after "a driver of".
    fn name(&self, key: &str) -> (&str, Gender, &str) {
        let name = self.language.names.get(key);
        debug_assert!(name.is_some(), "{key}");
        name.map_or(("", Gender::Neuter, ""), |name| {
            (&name.name, name.gender, &name.of)
        })
    }

    /// What drivers drive, as it is rated: its name, how it stands after "a driver of", and its scale.
    fn outcome(&self) -> (Subject, &str, Option<(u32, u32)>) {
        let outcome = self.survey.outcome().and_then(|question| {
            let measure = Measure::of(question)?;
            Some((measure.metric, question.kind.scale()?.into_inner()))
        });
        let (key, unit, scale) = match outcome {
            Some(("nps", scale)) => ("recommendation", Unit::Mean(scale.1), Some(scale)),
            Some(("thumbs", _)) => ("thumbs", Unit::Share, None),
            Some((metric, scale)) => (metric, Unit::Mean(scale.1), Some(scale)),
            None => ("overall", Unit::Points, None),
        };
        let (name, gender, of) = self.name(key);
        let name = name.to_owned();
        (Subject { name, gender, unit }, of, scale)
    }

    /// What a point more of a driver would do to what it drives.
    fn effect(&self, outcome: &Subject, scale: Option<(u32, u32)>, slope: &Bounds) -> String {
        let unit = outcome.unit;
        // Thumbs are 0 or 1, and their mean is told in %.
        let factor = if unit == Unit::Share { 100.0 } else { 1.0 };
        let slope = Bounds {
            value: slope.value * factor,
            low: slope.low * factor,
            high: slope.high * factor,
        };
        let key = if slope.low > 0.0 {
            "effect.up"
        } else if slope.high < 0.0 {
            "effect.down"
        } else {
            "effect.unclear"
        };
        let decimals = unit.decimals(slope.value);
        let scale = scale.map(|(min, max)| {
            let (min, max) = (min.to_string(), max.to_string());
            self.part("evidence.scale", &[("min", &min), ("max", &max)])
        });
        let evidence = [
            scale.unwrap_or_default(),
            self.interval(&slope, decimals),
            self.answers(),
        ];
        let values = [
            ("by", &*self.by(unit, slope.value, decimals)),
            ("evidence", &evidenced(&evidence)),
        ];
        self.say(outcome, key, &values)
    }

    /// Those with that value, as they stand after "among".
    fn customers(&self, dimension: &Dimension, value: &str) -> String {
        let value = &*quote(value);
        match dimension {
            Dimension::Touchpoint => self.part("customers.touchpoint", &[("value", value)]),
            Dimension::Channel => self.part("customers.channel", &[("value", value)]),
            Dimension::Locale => self.part("customers.locale", &[("value", value)]),
            Dimension::Page if value == OTHER => self.part("customers.other_pages", &[]),
            Dimension::Page => self.part("customers.page", &[("value", value)]),
            Dimension::Attribute(name) => {
                let values = [("name", name.as_str()), ("value", value)];
                self.part("customers.attribute", &values)
            }
        }
    }

    fn defined(&self) -> Option<&Question> {
        let id = self.finding.watched.question.as_ref()?;
        self.survey.question(id.as_str())
    }

    /// The question's text, or its id if the survey does not ask it any more.
    fn question(&self) -> String {
        let id = self.finding.watched.question.as_ref();
        let id = id.map_or("", QuestionId::as_str);
        let text = self
            .defined()
            .map(|question| self.in_language(&question.text));
        quote(text.unwrap_or(id))
    }

    fn aspect(&self) -> String {
        let Some(id) = &self.finding.watched.aspect else {
            return String::new();
        };
        let mut aspects = self.defined().into_iter().flat_map(|it| &it.aspects);
        let text = aspects
            .find(|aspect| aspect.id == *id)
            .map(|aspect| self.in_language(&aspect.text));
        quote(text.unwrap_or(id.as_str()))
    }

    fn in_language<'a>(&'a self, texts: &'a Texts) -> &'a str {
        in_language(texts, self.language.locale(), &self.survey.default_locale)
    }

    /// Why something cannot be told.
    fn reason(&self, reason: Reason, needed: Option<u64>) -> String {
        let n = self.language.number(self.finding.n as f64, 0);
        match (reason, needed) {
            (Reason::TooFew, Some(needed)) => {
                let needed = self.language.number(needed as f64, 0);
                self.part("reason.needed", &[("n", &n), ("needed", &needed)])
            }
            (Reason::TooFew, None) => self.part("reason.too_few", &[("n", &n)]),
            (Reason::NoVariance, _) if self.finding.watched.aspect.is_some() => {
                self.part("reason.no_variance_of", &[("aspect", &self.aspect())])
            }
            (Reason::NoVariance, _) => self.part("reason.no_variance", &[]),
            (Reason::Collinear, _) => self.part("reason.collinear", &[]),
        }
    }

    /// How sure it is, as the last clause.
    fn sure(&self) -> String {
        let key = match self.finding.p {
            None => return String::new(),
            Some(..0.001) => "sure.almost_certain",
            Some(..0.01) => "sure.very_likely",
            Some(..0.05) => "sure.likely",
            Some(_) => "sure.chance",
        };
        self.language.text(key).to_owned()
    }

    fn number(&self, unit: Unit, value: f64, decimals: usize) -> String {
        match unit {
            Unit::Share => self.language.percent(value, decimals),
            _ => self.language.number(value, decimals),
        }
    }

    /// What somebody set, as precisely as they did.
    fn given(&self, unit: Unit, value: f64) -> String {
        self.number(unit, value, needed(value, 2))
    }

    /// A score that stands alone.
    fn alone(&self, unit: Unit, value: f64, decimals: usize) -> String {
        let least = usize::from(matches!(unit, Unit::Mean(_)));
        self.number(unit, value, needed(value, decimals).max(least))
    }

    /// How far apart two scores are.
    fn by(&self, unit: Unit, apart: f64, decimals: usize) -> String {
        let decimals = needed(apart, decimals);
        self.language.count(unit.noun(), apart.abs(), decimals)
    }

    /// What the scale ends with, where that has to be said.
    fn of(&self, unit: Unit) -> String {
        match unit {
            Unit::Mean(max) => self.part("of", &[("max", &max.to_string())]),
            _ => String::new(),
        }
    }

    fn instead(&self, key: &str, unit: Unit, now: f64, was: f64, decimals: usize) -> String {
        let values = [
            ("now", &*self.number(unit, now, decimals)),
            ("was", &self.number(unit, was, decimals)),
            ("of", &self.of(unit)),
        ];
        self.part(key, &values)
    }

    /// What a share was.
    fn then(&self, was: f64, decimals: usize) -> String {
        let was = self.language.percent(was, decimals);
        self.part("evidence.then", &[("was", &was)])
    }

    /// The interval of a difference: its size where its direction is certain, and said, else with signs.
    fn interval(&self, difference: &Bounds, decimals: usize) -> String {
        let &Bounds { low, high, .. } = difference;
        let decimals = needed(low, decimals).max(needed(high, decimals));
        let signed = |value: f64| {
            let plus = if value > 0.0 { "+" } else { "" };
            plus.to_owned() + &self.language.number(value, decimals)
        };
        let (low, high) = if low < 0.0 && high > 0.0 {
            (signed(low), signed(high))
        } else {
            let (near, far) = (low.abs().min(high.abs()), low.abs().max(high.abs()));
            let written = |value| self.language.number(value, decimals);
            (written(near), written(far))
        };
        self.part("evidence.interval", &[("low", &low), ("high", &high)])
    }

    /// A probability: nothing is certain.
    fn probably(&self, key: &str, probability: f64) -> String {
        let percent = probability * 100.0;
        let told = if percent < 1.0 {
            self.part("less_than", &[("n", &self.language.percent(1.0, 0))])
        } else if percent > 99.0 {
            self.part("more_than", &[("n", &self.language.percent(99.0, 0))])
        } else {
            self.language.percent(percent, 0)
        };
        self.part(key, &[("probability", &told)])
    }

    fn answers(&self) -> String {
        self.language.count("answers", self.finding.n as f64, 0)
    }

    fn comments(&self) -> String {
        self.language.count("comments", self.finding.n as f64, 0)
    }
}

/// How many of the decimals are needed: none of a whole number, for one.
fn needed(value: f64, decimals: usize) -> usize {
    let enough = |fewer: &usize| rounded(value, *fewer) == rounded(value, decimals);
    (0..decimals).find(enough).unwrap_or(decimals)
}

fn rounded(value: f64, decimals: usize) -> f64 {
    let shift = 10f64.powi(decimals as i32);
    (value * shift).round() / shift
}

/// The key of a text that says whether it is more or less.
fn up_or_down(key: &str, difference: f64) -> String {
    let way = if difference < 0.0 { "down" } else { "up" };
    format!("{key}.{way}")
}

/// What a sentence rests on, in brackets; nothing if nothing is given.
fn evidenced(parts: &[String]) -> String {
    let given: Vec<&str> = parts
        .iter()
        .filter(|part| !part.is_empty())
        .map(String::as_str)
        .collect();
    if given.is_empty() {
        String::new()
    } else {
        format!(" ({})", given.join("; "))
    }
}
