//! What a definition says to people, in several languages.

use std::collections::BTreeMap;

use crate::fault::{Faults, pointer};
use crate::id::{Locale, Malformed};
use crate::json::Node;

const MAX_LOCALES: usize = 64;
/// What a question or an option may say, in characters.
const MAX_TEXT: usize = 1000;

/// A text in several languages.
pub type Texts = BTreeMap<Locale, String>;

/// Reads a text that every default locale has.
pub fn parse_texts(node: &Node, default_locale: Option<&Locale>, faults: &mut Faults) -> Texts {
    let mut texts = Texts::new();
    for (locale, text) in node.entries(MAX_LOCALES, faults) {
        match locale.parse::<Locale>() {
            Ok(locale) => {
                if let Some(text) = filled(&text, MAX_TEXT, faults) {
                    texts.insert(locale, text);
                }
            }
            Err(Malformed(form)) => faults.add(&text.at, "malformed", format!("Expected {form}.")),
        }
    }
    if let Some(default) = default_locale
        && node.value.is_object()
        && node.value.get(default.as_str()).is_none()
    {
        faults.add(
            &pointer(&node.at, default),
            "missing",
            "A text needs the default locale.",
        );
    }
    texts
}

/// Reads a line that says something.
pub fn filled(node: &Node, max: usize, faults: &mut Faults) -> Option<String> {
    let text = node.text(max, faults)?;
    if text.trim().is_empty() {
        faults.add(&node.at, "missing", "It must not be empty.");
        return None;
    }
    Some(text)
}

/// Reads one of several names.
pub fn one_of<T: Copy>(node: &Node, names: &[(&str, T)], faults: &mut Faults) -> Option<T> {
    let text = node.text(MAX_TEXT, faults)?;
    let found = names.iter().find(|(name, _)| *name == text);
    if found.is_none() {
        let names: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
        faults.add(
            &node.at,
            "malformed",
            format!("Expected one of {}.", names.join(", ")),
        );
    }
    found.map(|(_, value)| *value)
}
