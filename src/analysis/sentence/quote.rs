//! What others wrote, made fit to stand in a sentence.

use std::borrow::Cow;

/// More of a question would be more than the sentence about it.
const MAX_QUOTE: usize = 60;

/// Hebrew, Arabic and their kin, their presentation forms, and the old and the new scripts written from the right.
fn from_the_right(c: char) -> bool {
    matches!(
        c,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}'
    )
}

/// Characters that nobody sees and that could turn the rest of the sentence around (Unicode Standard Annex 9).
fn unseen(c: char) -> bool {
    matches!(
        c,
        '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
    )
}

/// One line, not too long, that changes nothing around it.
pub fn quote(text: &str) -> String {
    let seen: Cow<str> = if text.contains(unseen) {
        text.replace(unseen, "").into()
    } else {
        text.into()
    };
    let mut line = String::new();
    for word in seen.split(|c: char| c.is_whitespace() || c.is_control()) {
        if !line.is_empty() && !word.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if line.chars().count() > MAX_QUOTE {
        let kept: String = line.chars().take(MAX_QUOTE - 1).collect();
        let words = kept.rsplit_once(' ').map_or("", |(words, _)| words);
        let kept = if words.chars().count() > MAX_QUOTE / 2 {
            words
        } else {
            // A joiner that has nothing to join would be seen.
            kept.trim_end_matches('\u{200d}')
        };
        line = format!("{kept}…");
    }
    if line.contains(from_the_right) {
        // First strong isolate … pop directional isolate.
        line = format!("\u{2068}{line}\u{2069}");
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_wrote_changes_nothing_around_it() {
        let long = "How likely are you to recommend our shop to a friend or colleague?";
        for (text, quoted) in [
            ("checkout", "checkout"),
            (" a\n\tb\u{0}  c ", "a b c"),
            ("a\u{202e}b\u{2067}c", "abc"),
            ("", ""),
            ("<b>{n}</b>", "<b>{n}</b>"),
            ("משלוח", "\u{2068}משלוח\u{2069}"),
            (
                long,
                "How likely are you to recommend our shop to a friend or…",
            ),
        ] {
            assert_eq!(quote(text), quoted);
        }
        assert_eq!(quote(&"ж".repeat(60)).chars().count(), 60);
        assert_eq!(quote(&"ж".repeat(61)).chars().count(), 60);
    }
}
