//! What comments speak of, how they are meant, and what comes up more or less often than before.

use serde::Serialize;

use super::study::{Study, Window};
use super::tested::{SIGNIFICANT, Tested, adjust, compare_shares, digits, percent};
use crate::breakdown::Sentiments;
use crate::coding::phrases::{self, changes};
use crate::id::Locale;
use crate::statistics::Scale;
use crate::statistics::comparison::benjamini_hochberg;
use crate::statistics::exact::fisher;

/// Topics of fewer comments, in both periods together, are shown but not compared.
const LEAST_COMPARED: u64 = 10;

/// What was written.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct CommentReport {
    /// Comments.
    pub n: u64,
    /// Those whose language has rules.
    pub coded: u64,
    /// Of all comments, in %.
    pub coded_share: Option<f64>,
    /// Criticism, in % of those that are coded.
    pub negative: Option<f64>,
    /// Neither, in %.
    pub neutral: Option<f64>,
    /// Praise, in %.
    pub positive: Option<f64>,
    /// Both, in %.
    pub mixed: Option<f64>,
    /// Comments that say the opposite of their respondent's rating.
    pub disagree: u64,
    /// What they speak of, the most frequent first.
    pub topics: Vec<TopicScore>,
    /// Words that come up more or less often than in the previous period, of a sample of the comments.
    pub phrases: Vec<PhraseScore>,
}

/// A topic.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TopicScore {
    /// Its id.
    pub topic: Box<str>,
    /// Comments that speak of it.
    pub mentions: u64,
    /// Of all that are coded, in %.
    pub share: Option<f64>,
    /// Those that criticise it, in % of `mentions`.
    pub negative: Option<f64>,
    /// Those that praise it, in %.
    pub positive: Option<f64>,
    /// Those that do both, in %.
    pub mixed: Option<f64>,
    /// Comments of the previous period that spoke of it.
    pub mentions_was: u64,
    /// Of all that were coded then, in %.
    pub was: Option<f64>,
    /// By how much `share` changed, in points of %; p is adjusted over all topics by Benjamini and Hochberg's method.
    #[serde(flatten)]
    pub tested: Tested,
}

/// Words that come up more, or less, than before by more than chance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PhraseScore {
    /// The words.
    pub phrase: String,
    /// The language of the comments.
    pub language: &'static str,
    /// Whether they come up more.
    pub rising: bool,
    /// Comments that hold them.
    pub mentions: u64,
    /// Of the sampled comments in that language, in %.
    pub share: Option<f64>,
    /// How many those are.
    #[serde(skip)]
    pub(super) of: u64,
    /// Comments of the previous period.
    pub mentions_was: u64,
    /// Of those sampled in the previous period, in %.
    pub was: Option<f64>,
    /// How likely words that are as frequent as before are to differ as much: Fisher's exact test.
    #[serde(serialize_with = "digits")]
    pub p: Option<f64>,
    /// The same, adjusted over all phrases that were looked at by Benjamini and Hochberg's method; below 0.05.
    #[serde(serialize_with = "digits")]
    pub p_adjusted: Option<f64>,
}

/// What was written in the period, and what of it is new.
pub fn comments(study: &Study) -> CommentReport {
    let comments = &study.now.breakdown.total.comments;
    let coded = comments.coded.n();
    let of_coded = |count: u64| percent(count, coded);
    CommentReport {
        n: comments.n,
        coded,
        coded_share: percent(coded, comments.n),
        negative: of_coded(comments.coded.negative),
        neutral: of_coded(comments.coded.neutral),
        positive: of_coded(comments.coded.positive),
        mixed: of_coded(comments.coded.mixed),
        disagree: comments.disagree,
        topics: topics(study),
        phrases: phrases(study),
    }
}

fn topics(study: &Study) -> Vec<TopicScore> {
    let (now, was) = (&study.now.breakdown.total, &study.previous.breakdown.total);
    let (coded, coded_was) = (now.comments.coded.n(), was.comments.coded.n());
    let known = now.topics.keys();
    let gone = was.topics.keys();
    let gone = gone.filter(|topic| !now.topics.contains_key(*topic));
    let mut rows: Vec<TopicScore> = known
        .chain(gone)
        .map(|topic| {
            let of = |topics: Option<&Sentiments>| topics.copied().unwrap_or_default();
            let (spoken, spoken_was) = (of(now.topics.get(topic)), of(was.topics.get(topic)));
            let (mentions, mentions_was) = (spoken.n(), spoken_was.n());
            let compared = (mentions + mentions_was >= LEAST_COMPARED)
                .then(|| compare_shares((mentions, coded), (mentions_was, coded_was)))
                .flatten();
            TopicScore {
                topic: topic.clone(),
                mentions,
                share: percent(mentions, coded),
                negative: percent(spoken.negative, mentions),
                positive: percent(spoken.positive, mentions),
                mixed: percent(spoken.mixed, mentions),
                mentions_was,
                was: percent(mentions_was, coded_was),
                tested: Tested::new(Scale::Share, compared),
            }
        })
        .collect();
    rows.sort_unstable_by(|one, other| {
        (other.mentions, &one.topic).cmp(&(one.mentions, &other.topic))
    });
    let mut tested: Vec<&mut Tested> = rows.iter_mut().map(|row| &mut row.tested).collect();
    adjust(&mut tested, benjamini_hochberg);
    rows
}

fn phrases(study: &Study) -> Vec<PhraseScore> {
    let candidates = changes(&written(&study.now), &written(&study.previous));
    let mut p: Vec<f64> = candidates
        .iter()
        .map(|one| fisher(one.now, one.now_of, one.was, one.was_of))
        .collect();
    let alone = p.clone();
    benjamini_hochberg(&mut p);
    let mut found = Vec::new();
    for (candidate, (alone, adjusted)) in candidates.into_iter().zip(alone.into_iter().zip(p)) {
        if adjusted < SIGNIFICANT {
            let (now_of, was_of) = (candidate.now_of, candidate.was_of);
            let cross = |count: u64, of: u64| u128::from(count) * u128::from(of);
            found.push(PhraseScore {
                rising: cross(candidate.now, was_of) > cross(candidate.was, now_of),
                phrase: candidate.phrase,
                language: candidate.language,
                mentions: candidate.now,
                share: percent(candidate.now, now_of),
                of: now_of,
                mentions_was: candidate.was,
                was: percent(candidate.was, was_of),
                p: Some(alone),
                p_adjusted: Some(adjusted),
            });
        }
    }
    found
}

fn written(window: &Window) -> Vec<phrases::Comment<'_>> {
    let mut written = Vec::new();
    // The newest first: of too many, the oldest are left out.
    for comment in window.comments.iter().rev() {
        written.push(phrases::Comment {
            text: &comment.text,
            locale: comment.locale.as_ref().map(Locale::as_str),
        });
    }
    written
}
