//! How often the rules are right about comments that they were not written from.
//!
//! `labelled/{language}.tsv` holds a comment a line: its text, the respondent's rating from −1 to 1 or `-`, its
//! sentiment, and its topics parted by commas or `-`. Whoever changes a rule must not look there for words to add;
//! rules are tuned on those in `tuned/{language}.tsv`, which are of the same form.

use std::collections::BTreeMap;

use super::{Coder, Sentiment};

/// A language, its labelled comments, and what accuracy must not fall below: of sentiment with the rating and without,
/// and F1 of topics. A little under what was measured when the rules were written.
const LABELLED: [(&str, &str, [f64; 3]); 4] = [
    ("en", include_str!("labelled/en.tsv"), [0.86, 0.79, 0.85]),
    ("sl", include_str!("labelled/sl.tsv"), [0.87, 0.79, 0.82]),
    ("bg", include_str!("labelled/bg.tsv"), [0.88, 0.81, 0.82]),
    ("be", include_str!("labelled/be.tsv"), [0.87, 0.82, 0.84]),
];
const SENTIMENTS: [(&str, Sentiment); 4] = [
    ("negative", Sentiment::Negative),
    ("neutral", Sentiment::Neutral),
    ("positive", Sentiment::Positive),
    ("mixed", Sentiment::Mixed),
];

struct Comment {
    text: &'static str,
    rating: Option<f64>,
    sentiment: Sentiment,
    topics: Vec<&'static str>,
}

fn comments(file: &'static str) -> Vec<Comment> {
    let comment = |line: &'static str| {
        let [text, rating, sentiment, topics] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("not four columns: {line}");
        };
        Comment {
            text,
            rating: (rating != "-").then(|| rating.parse().expect(line)),
            sentiment: SENTIMENTS
                .iter()
                .find(|(name, _)| *name == sentiment)
                .expect(line)
                .1,
            topics: topics.split(',').filter(|topic| *topic != "-").collect(),
        }
    };
    file.lines().map(comment).collect()
}

#[derive(Default)]
struct Measured {
    n: usize,
    right: usize,
    right_by_text: usize,
    /// By sentiment: found rightly, found, true.
    sentiments: BTreeMap<Sentiment, [usize; 3]>,
    /// Found rightly, found, true.
    topics: [usize; 3],
    unknown: usize,
    /// Without a locale, read by the rules of its language.
    guessed: usize,
}

impl Measured {
    fn of(language: &str, comments: &[Comment]) -> Self {
        let coder = Coder::new(&BTreeMap::new());
        let mut measured = Self::default();
        for comment in comments {
            let coded = coder.code(comment.text, Some(language), comment.rating);
            let by_text = coder.code(comment.text, Some(language), None);
            let guess = coder.code(comment.text, None, comment.rating);
            measured.guessed +=
                usize::from(guess.is_some_and(|coded| coded.language == Some(language)));
            let sentiment = coded.as_ref().map(|coded| coded.sentiment);
            let right = sentiment == Some(comment.sentiment);
            measured.n += 1;
            measured.right += usize::from(right);
            measured.right_by_text +=
                usize::from(by_text.is_some_and(|coded| coded.sentiment == comment.sentiment));
            let counts = measured.sentiments.entry(comment.sentiment).or_default();
            counts[0] += usize::from(right);
            counts[2] += 1;
            if let Some(sentiment) = sentiment {
                measured.sentiments.entry(sentiment).or_default()[1] += 1;
            }
            measured.unknown +=
                usize::from(coded.as_ref().is_none_or(|coded| coded.words.is_empty()));
            let found = coded.map(|coded| coded.topics).unwrap_or_default();
            let rightly = found
                .iter()
                .filter(|found| comment.topics.contains(&&*found.topic));
            measured.topics[0] += rightly.count();
            measured.topics[1] += found.len();
            measured.topics[2] += comment.topics.len();
        }
        measured
    }

    fn share(&self, count: usize) -> f64 {
        count as f64 / self.n as f64
    }

    fn macro_f1(&self) -> f64 {
        self.sentiments.values().map(f1).sum::<f64>() / self.sentiments.len() as f64
    }
}

fn f1([rightly, found, truly]: &[usize; 3]) -> f64 {
    2.0 * *rightly as f64 / (found + truly) as f64
}

#[test]
fn the_rules_are_as_accurate_as_they_were() {
    println!(
        "\n{:<10}{:>5}{:>11}{:>13}{:>10}{:>11}{:>8}{:>6}{:>9}{:>9}",
        "language",
        "n",
        "sentiment",
        "by the text",
        "macro-F1",
        "topics: P",
        "R",
        "F1",
        "uncoded",
        "guessed"
    );
    for (language, file, floors) in LABELLED {
        let comments = comments(file);
        assert!(comments.len() >= 150, "{language}");
        let measured = Measured::of(language, &comments);
        let [rightly, found, truly] = measured.topics;
        let reached = [
            measured.share(measured.right),
            measured.share(measured.right_by_text),
            f1(&measured.topics),
        ];
        println!(
            "{language:<10}{:>5}{:>11.3}{:>13.3}{:>10.3}{:>11.3}{:>8.3}{:>6.3}{:>9.3}{:>9.3}",
            measured.n,
            reached[0],
            reached[1],
            measured.macro_f1(),
            rightly as f64 / found as f64,
            rightly as f64 / truly as f64,
            reached[2],
            measured.share(measured.unknown),
            measured.share(measured.guessed),
        );
        for (reached, floor) in reached.iter().zip(floors) {
            assert!(*reached >= floor, "{language}: {reached} is under {floor}");
        }
    }
}

#[test]
fn the_rules_fit_the_comments_they_were_tuned_on() {
    for (language, file) in [
        ("en", include_str!("tuned/en.tsv")),
        ("sl", include_str!("tuned/sl.tsv")),
    ] {
        let measured = Measured::of(language, &comments(file));
        assert!(measured.share(measured.right_by_text) >= 0.85, "{language}");
        assert!(f1(&measured.topics) >= 0.85, "{language}");
    }
}
