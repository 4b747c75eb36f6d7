//! Reading an untrusted JSON document into types, noting every fault on the way.

use std::ops::RangeInclusive;
use std::str::FromStr;

use serde_json::{Map, Value};

use crate::fault::{Faults, pointer};
use crate::id::Malformed;

/// A place in a document: its value and its JSON Pointer.
pub struct Node<'a> {
    /// What stands there.
    pub value: &'a Value,
    /// Where that is.
    pub at: String,
}

impl<'a> Node<'a> {
    /// The whole document.
    pub fn root(value: &'a Value) -> Self {
        Self {
            value,
            at: String::new(),
        }
    }

    /// Its members, if it is an object with none but `known` ones.
    pub fn object(&self, known: &[&str], faults: &mut Faults) -> Option<Members<'a>> {
        let Value::Object(members) = self.value else {
            self.wrong_type("an object", faults);
            return None;
        };
        for name in members
            .keys()
            .filter(|name| !known.contains(&name.as_str()))
        {
            faults.add(
                &pointer(&self.at, name),
                "unknown_field",
                "There is no such field.",
            );
        }
        Some(Members {
            members,
            at: self.at.clone(),
        })
    }

    /// Its members with their names, if it is an object of at most `max`.
    pub fn entries(&self, max: usize, faults: &mut Faults) -> Vec<(&'a str, Node<'a>)> {
        let Value::Object(members) = self.value else {
            self.wrong_type("an object", faults);
            return Vec::new();
        };
        if members.len() > max {
            faults.add(&self.at, "too_long", format!("At most {max} members."));
            return Vec::new();
        }
        let node = |(name, value)| {
            (
                String::as_str(name),
                Node {
                    value,
                    at: pointer(&self.at, name),
                },
            )
        };
        members.iter().map(node).collect()
    }

    /// Its items, if it is an array of at most `max`.
    pub fn items(&self, max: usize, faults: &mut Faults) -> Vec<Node<'a>> {
        let Value::Array(items) = self.value else {
            self.wrong_type("an array", faults);
            return Vec::new();
        };
        if items.len() > max {
            faults.add(&self.at, "too_long", format!("At most {max} items."));
            return Vec::new();
        }
        let node = |(index, value)| Node {
            value,
            at: pointer(&self.at, index),
        };
        items.iter().enumerate().map(node).collect()
    }

    /// Text of at most `max` characters. NUL is refused: nobody types it, and stores and viewers trip over it.
    pub fn text(&self, max: usize, faults: &mut Faults) -> Option<String> {
        let Value::String(text) = self.value else {
            self.wrong_type("a string", faults);
            return None;
        };
        if text.chars().count() > max {
            faults.add(&self.at, "too_long", format!("At most {max} characters."));
        } else if text.contains('\0') {
            faults.add(
                &self.at,
                "malformed",
                "The character U+0000 is not allowed.",
            );
        } else {
            return Some(text.clone());
        }
        None
    }

    /// Text of the form that `T` asks for.
    pub fn parsed<T: FromStr<Err = Malformed>>(&self, faults: &mut Faults) -> Option<T> {
        let Value::String(text) = self.value else {
            self.wrong_type("a string", faults);
            return None;
        };
        match text.parse() {
            Ok(parsed) => Some(parsed),
            Err(Malformed(form)) => {
                faults.add(&self.at, "malformed", format!("Expected {form}."));
                None
            }
        }
    }

    /// `true` or `false`.
    pub fn boolean(&self, faults: &mut Faults) -> Option<bool> {
        if !self.value.is_boolean() {
            self.wrong_type("true or false", faults);
        }
        self.value.as_bool()
    }

    /// A whole number in `range`. `9.0` is one, as JSON Schema has it.
    pub fn whole(&self, range: RangeInclusive<u32>, faults: &mut Faults) -> Option<u32> {
        let Some(number) = self.value.as_f64().filter(|number| number.fract() == 0.0) else {
            self.wrong_type("a whole number", faults);
            return None;
        };
        if number < f64::from(*range.start()) || number > f64::from(*range.end()) {
            let detail = format!("Expected {} to {}.", range.start(), range.end());
            faults.add(&self.at, "out_of_range", detail);
            return None;
        }
        Some(number as u32)
    }

    /// A number in `range`.
    pub fn number(&self, range: RangeInclusive<f64>, faults: &mut Faults) -> Option<f64> {
        let Some(number) = self.value.as_f64() else {
            self.wrong_type("a number", faults);
            return None;
        };
        if !range.contains(&number) {
            let detail = format!("Expected {} to {}.", range.start(), range.end());
            faults.add(&self.at, "out_of_range", detail);
            return None;
        }
        Some(number)
    }

    /// A number from 0 to 1.
    pub fn share(&self, faults: &mut Faults) -> Option<f64> {
        self.number(0.0..=1.0, faults)
    }

    fn wrong_type(&self, expected: &str, faults: &mut Faults) {
        faults.add(&self.at, "wrong_type", format!("Expected {expected}."));
    }
}

/// The members of an object.
pub struct Members<'a> {
    members: &'a Map<String, Value>,
    at: String,
}

impl<'a> Members<'a> {
    /// The member, if it is there. `null` stands for absent.
    pub fn get(&self, name: &str) -> Option<Node<'a>> {
        let value = self.members.get(name).filter(|value| !value.is_null())?;
        Some(Node {
            value,
            at: pointer(&self.at, name),
        })
    }

    /// The member, which has to be there.
    pub fn require(&self, name: &str, faults: &mut Faults) -> Option<Node<'a>> {
        let node = self.get(name);
        if node.is_none() {
            faults.add(
                &pointer(&self.at, name),
                "missing",
                "This field is required.",
            );
        }
        node
    }
}
