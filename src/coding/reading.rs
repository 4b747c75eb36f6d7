//! What the words of a text say together: negations, degrees and clauses.

use std::ops::Range;

use super::lexicon::{Lexicon, Meaning};
use super::token::{Token, Tokens};

/// How many words before a word may turn it: *not a very good thing* has its negation four words before *thing*.
const NEGATION_REACH: usize = 4;
/// How many words before a word may make it stronger or weaker: *really, really good*.
const DEGREE_REACH: usize = 2;

/// A word or phrase that names a topic.
pub struct Named {
    /// By its place in the coder's list.
    pub topic: u16,
    /// Its first word.
    pub first: usize,
    /// Where it stands, in bytes.
    pub at: Range<usize>,
}

/// A word or phrase that judges, all considered.
pub struct Feeling {
    /// The clause it is in.
    pub clause: u32,
    /// Where it stands, in bytes.
    pub at: Range<usize>,
    /// How well it judges: below 0 badly.
    pub score: i32,
    /// A negation turned it.
    pub negated: bool,
    /// Made stronger (1) or weaker (−1).
    pub degree: i32,
    /// Shouted.
    pub loud: bool,
}

/// What the rules say of each word.
#[derive(Clone, Copy, Default)]
struct Role {
    /// How good or bad, and over how many words.
    feeling: Option<(i32, usize)>,
    negates: bool,
    degree: i32,
    but: bool,
    stop: bool,
}

/// A text, word by word, with what the rules say.
pub struct Reading<'a> {
    tokens: &'a Tokens,
    roles: Vec<Role>,
    /// The topics that it names.
    pub named: Vec<Named>,
    clauses: Vec<u32>,
}

impl<'a> Reading<'a> {
    /// Knows signs, and no words yet.
    pub fn new(tokens: &'a Tokens) -> Self {
        let role = |token: &Token| Role {
            feeling: (token.sign != 0).then_some((token.sign, 1)),
            ..Role::default()
        };
        Self {
            tokens,
            roles: tokens.list.iter().map(role).collect(),
            named: Vec::new(),
            clauses: tokens.list.iter().map(|token| token.clause).collect(),
        }
    }

    /// The clause of a word.
    pub fn clause(&self, index: usize) -> u32 {
        self.clauses.get(index).copied().unwrap_or_default()
    }

    fn span(&self, first: usize, words: usize) -> Range<usize> {
        let of = |index: usize| self.tokens.list.get(index).map(|token| token.at.clone());
        let (from, to) = (of(first), of((first + words).saturating_sub(1)));
        from.map_or(0, |from| from.start)..to.map_or(0, |to| to.end)
    }

    /// Adds what a lexicon says.
    pub fn look_up(&mut self, lexicon: &Lexicon) {
        // The words before this one belong to a phrase that judges.
        let mut taken = 0;
        for index in 0..self.roles.len() {
            let mut longest: Option<(i32, usize)> = None;
            let mut role = Role::default();
            let mut topics: Vec<(u16, usize)> = Vec::new();
            let mut negation = 0;
            let mut graded = (0, 0);
            lexicon.look_up(self.tokens, index, |meaning, words| match meaning {
                Meaning::Topic(topic) => {
                    match topics.iter_mut().find(|(known, _)| *known == topic) {
                        Some((_, most)) => *most = (*most).max(words),
                        None => topics.push((topic, words)),
                    }
                }
                Meaning::Feeling(weight) => {
                    if longest.is_none_or(|(_, most)| words > most) {
                        longest = Some((weight.into(), words));
                    }
                }
                Meaning::Negation => negation = negation.max(words),
                Meaning::Degree(degree) if words > graded.1 => {
                    graded = (i32::from(degree), words);
                }
                Meaning::But => role.but = true,
                Meaning::Stop => role.stop = true,
                Meaning::Degree(_) | Meaning::Phrase(_) => {}
            });
            for (topic, words) in topics {
                self.named.push(Named {
                    topic,
                    first: index,
                    at: self.span(index, words),
                });
            }
            let inside = index < taken;
            if let Some((_, words)) = longest.filter(|_| !inside) {
                taken = index + words;
                role.feeling = longest;
            }
            // What a phrase is made of does not count again.
            let spent = inside || role.feeling.is_some_and(|(_, words)| words > 1);
            if let Some(own) = self.roles.get_mut(index) {
                own.feeling = own.feeling.or(role.feeling);
                own.stop |= role.stop;
                own.but |= role.but && !spent;
            }
            for (words, negates, degree) in [(negation, true, 0), (graded.1, false, graded.0)] {
                let last = (index + words).checked_sub(1).filter(|_| words > 0);
                if let Some(last) = last.and_then(|last| self.roles.get_mut(last)) {
                    last.negates |= negates;
                    last.degree += if spent { 0 } else { degree };
                }
            }
        }
    }

    /// The words such as *but* begin a clause.
    pub fn part_at_but(&mut self) {
        let mut parted = 0;
        for (clause, role) in self.clauses.iter_mut().zip(&self.roles) {
            parted += u32::from(role.but);
            *clause += parted;
        }
    }

    /// What judges, in the order of the text.
    pub fn feelings(&self) -> Vec<Feeling> {
        let mut feelings: Vec<Feeling> = Vec::new();
        // Where the one before ends, and whether and which way it was turned.
        let mut before: Option<(usize, bool, i32)> = None;
        for (index, role) in self.roles.iter().enumerate() {
            let Some((weight, words)) = role.feeling else {
                continue;
            };
            let clause = self.clause(index);
            let behind = |reach: usize| {
                let from = index.saturating_sub(reach);
                (from..index)
                    .rev()
                    .take_while(|index| self.clause(*index) == clause)
            };
            let role_of = |index: usize| self.roles.get(index).copied().unwrap_or_default();
            let degree: i32 = behind(DEGREE_REACH)
                .take_while(|index| before.is_none_or(|(end, _, _)| *index >= end))
                .map(|index| role_of(index).degree)
                .sum();
            let degree = degree.clamp(-1, 1);
            let negated = behind(NEGATION_REACH)
                .find(|index| role_of(*index).negates)
                .is_some_and(|negation| match before {
                    // A negation goes on to what is listed with the first (*not clean or friendly*), not to the
                    // opposite (*no queue fast delivery*).
                    Some((end, turned, way)) if negation < end => turned && way == weight.signum(),
                    _ => true,
                });
            // A phrase such as *does not work* denies what is good: *does not work well*.
            let denies = words > 1 && (index..index + words).any(|index| role_of(index).negates);
            let way = if denies {
                -weight.signum()
            } else {
                weight.signum()
            };
            before = Some((index + words, negated || denies, way));
            if weight == 0 {
                continue;
            }
            let score = match (negated, weight > 0) {
                (true, true) => -weight.min(2),
                (true, false) => 1,
                (false, _) => weight.signum() * (weight.abs() + degree).max(1),
            };
            let token = self.tokens.list.get(index);
            let exclaimed = token.is_some_and(|token| {
                token.shouted || self.tokens.exclaimed.binary_search(&token.clause).is_ok()
            });
            feelings.push(Feeling {
                clause,
                at: self.span(index, words),
                score,
                negated,
                degree,
                loud: exclaimed,
            });
        }
        feelings
    }

    /// A negation in a comment that judges nothing: *they do not sell screws* is mild criticism more often than not.
    pub fn refusal(&self) -> Option<Feeling> {
        // Not *no*, *nothing* or *none of these*, which many write for want of anything to say.
        if self.roles.iter().all(|role| role.negates || role.stop) {
            return None;
        }
        let mut end = 0;
        for (index, role) in self.roles.iter().enumerate() {
            if let Some((_, words)) = role.feeling {
                end = index + words;
            }
            if role.negates && index >= end {
                return Some(Feeling {
                    clause: self.clause(index),
                    at: self.span(index, 1),
                    score: -1,
                    negated: true,
                    degree: 0,
                    loud: false,
                });
            }
        }
        None
    }
}
