//! Invitations: signed links that say who answers, about what, and until when. Nothing is stored of them:
//! a link carries the id of the one response it can give, so that using it again revises that response.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::fault::{Fault, Faults};
use crate::id::{Label, Locale, QuestionId, ResponseId, SurveyId};
use crate::json::{Members, Node};
use crate::signing::{self, Purpose};
use crate::submission::parse_attributes;
use crate::survey::Survey;
use crate::time::Millis;

/// Most who answer do so within the week; some are on holiday.
pub const DEFAULT_DAYS: u32 = 30;
/// An answer counts on the day its link was made: one that came later would change a quarter long reported.
pub const MAX_DAYS: u32 = 90;
/// What an invitation may say besides its attributes.
pub const FIELDS: [&str; 4] = ["touchpoint", "channel", "locale", EXPIRES];
const EXPIRES: &str = "expires_in_days";
const ATTRIBUTES: &str = "attributes";

/// What a link carries. Its names are short because it stands in a URL.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Invitation {
    /// The response it can give, made when the link was.
    #[serde(rename = "i")]
    pub id: ResponseId,
    /// It can be used until then; a whole second.
    #[serde(rename = "e", serialize_with = "write", deserialize_with = "read")]
    pub expires: Millis,
    /// Declared attributes only.
    #[serde(rename = "a", default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<QuestionId, Label>,
    /// The point of the customer's journey.
    #[serde(rename = "t", skip_serializing_if = "Option::is_none")]
    pub touchpoint: Option<Label>,
    /// How it is sent: `email` unless its maker says otherwise.
    #[serde(rename = "c")]
    pub channel: Label,
    /// The language to ask in.
    #[serde(rename = "l", skip_serializing_if = "Option::is_none")]
    pub locale: Option<Locale>,
}

fn write<S: Serializer>(moment: &Millis, serializer: S) -> Result<S::Ok, S::Error> {
    (moment.0 / 1000).serialize(serializer)
}

fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Millis, D::Error> {
    let seconds = u64::deserialize(deserializer)?;
    Ok(Millis(seconds.saturating_mul(1000)))
}

/// When an invitation is made, and what makes it unlike all others.
#[derive(Debug, Clone, Copy)]
pub struct Making {
    /// The clock.
    pub now: Millis,
    /// The caller's, so that the domain draws none.
    pub random: [u8; 10],
}

/// Why a link cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unusable {
    /// It was not made here for this survey.
    Invalid,
    /// It was, and its time is over.
    Expired,
}

impl Invitation {
    /// Reads what one is to say, or says everything that is wrong with it.
    pub fn parse(document: &Value, survey: &Survey, making: Making) -> Result<Self, Vec<Fault>> {
        let [touchpoint, channel, locale, expires] = FIELDS;
        let known = [touchpoint, channel, locale, expires, ATTRIBUTES];
        let mut faults = Faults::default();
        let fields = Node::root(document).object(&known, &mut faults);
        let invitation = fields.and_then(|fields| {
            let attributes = fields.get(ATTRIBUTES);
            make(&fields, attributes.as_ref(), survey, making, &mut faults)
        });
        faults.finish(invitation)
    }

    /// The same of a row at `at`: cells under the names of their columns, which are [`FIELDS`] and attributes.
    pub fn parse_row<'a>(
        at: &str,
        cells: impl Iterator<Item = (&'a str, &'a str)>,
        survey: &Survey,
        making: Making,
    ) -> Result<Self, Vec<Fault>> {
        let (mut fields, mut attributes) = (Map::new(), Map::new());
        for (column, cell) in cells.map(|(column, cell)| (column, cell.trim())) {
            let value = match cell.parse::<u32>() {
                _ if cell.is_empty() => continue,
                Ok(days) if column == EXPIRES => days.into(),
                _ => cell.into(),
            };
            let values = if FIELDS.contains(&column) {
                &mut fields
            } else {
                &mut attributes
            };
            values.insert(column.into(), value);
        }
        let (fields, attributes) = (Value::Object(fields), Value::Object(attributes));
        let node = |value| Node {
            value,
            at: at.into(),
        };
        let mut faults = Faults::default();
        let invitation = node(&fields)
            .object(&FIELDS, &mut faults)
            .and_then(|fields| {
                let attributes = node(&attributes);
                make(&fields, Some(&attributes), survey, making, &mut faults)
            });
        faults.finish(invitation)
    }

    /// As it stands in a link.
    pub fn seal(&self, key: &str, survey: &SurveyId) -> String {
        // Fails only for maps with keys that are not text, and there are none.
        let payload = serde_json::to_vec(self).unwrap_or_default();
        signing::seal(key, Purpose::Invitation, survey, &payload)
    }

    /// Reverses [`Self::seal`]. Attributes that `survey` has ceased to declare are left out: a definition changed since
    /// must not shut out who was invited.
    pub fn open(
        key: &str,
        id: &SurveyId,
        survey: &Survey,
        now: Millis,
        text: &str,
    ) -> Result<Self, Unusable> {
        let payload = signing::open(key, Purpose::Invitation, id, text).ok_or(Unusable::Invalid)?;
        let mut invitation: Self =
            serde_json::from_slice(&payload).map_err(|_| Unusable::Invalid)?;
        if now >= invitation.expires {
            return Err(Unusable::Expired);
        }
        invitation.attributes.retain(|name, value| {
            let declared = survey.attributes.get(name);
            declared.is_some_and(|values| values.is_empty() || values.contains(value))
        });
        Ok(invitation)
    }
}

fn make(
    fields: &Members,
    attributes: Option<&Node>,
    survey: &Survey,
    making: Making,
    faults: &mut Faults,
) -> Option<Invitation> {
    let attributes = attributes.map(|node| parse_attributes(node, survey, faults));
    let mut label = |name: &str| fields.get(name).map(|node| node.parsed::<Label>(faults));
    let (touchpoint, channel) = (label("touchpoint"), label("channel"));
    let channel = channel.unwrap_or_else(|| "email".parse().ok());
    let locale = fields
        .get("locale")
        .map(|node| node.parsed::<Locale>(faults));
    let days = match fields.get(EXPIRES) {
        Some(node) => node.whole(1..=MAX_DAYS, faults),
        None => Some(DEFAULT_DAYS),
    };
    let lifetime = Duration::from_secs(u64::from(days?) * 24 * 3600);
    Some(Invitation {
        id: ResponseId::new(making.now, &making.random),
        expires: Millis(making.now.ahead(lifetime).0 / 1000 * 1000),
        attributes: attributes.unwrap_or_default(),
        touchpoint: touchpoint.flatten(),
        channel: channel?,
        locale: locale.flatten(),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const DAY: u64 = 24 * 3600 * 1000;
    const MAKING: Making = Making {
        now: Millis(1_763_754_002_345),
        random: [7; 10],
    };

    fn survey(attributes: Value) -> Survey {
        Survey::parse(
            &json!({"name": "S", "default_locale": "en", "attributes": attributes, "questions": [
                {"id": "q", "kind": "nps", "text": {"en": "?"}}
            ]}),
        )
        .unwrap()
    }

    fn declared() -> Survey {
        survey(json!({"plan": ["free", "pro"], "cohort": []}))
    }

    fn id() -> SurveyId {
        "demo".parse().unwrap()
    }

    fn faults(parsed: Result<Invitation, Vec<Fault>>) -> Vec<String> {
        let faults = parsed.err().unwrap_or_default();
        let named = |fault: &Fault| format!("{} {}", fault.pointer, fault.code);
        faults.iter().map(named).collect()
    }

    #[test]
    fn an_invitation_says_what_its_maker_said() {
        let survey = declared();
        let said = json!({"attributes": {"plan": "pro", "cohort": "2026-11"}, "touchpoint": "checkout",
            "channel": "sms", "locale": "sl", "expires_in_days": 7});
        let invitation = Invitation::parse(&said, &survey, MAKING).unwrap();
        assert_eq!(invitation.id.made_at(), MAKING.now);
        assert_eq!(invitation.expires, Millis(1_763_754_002_000 + 7 * DAY));
        assert_eq!(invitation.channel.as_str(), "sms");
        let row = [
            ("plan", "pro "),
            ("cohort", "2026-11"),
            ("touchpoint", "checkout"),
            ("channel", " sms"),
            ("locale", "sl"),
            ("expires_in_days", "7"),
        ];
        let of_row = Invitation::parse_row("/rows/0", row.into_iter(), &survey, MAKING);
        assert_eq!(of_row, Ok(invitation));
    }

    #[test]
    fn what_is_not_said_is_usual() {
        let survey = declared();
        let of_row = Invitation::parse_row(
            "",
            [("plan", ""), ("locale", " ")].into_iter(),
            &survey,
            MAKING,
        );
        for invitation in [Invitation::parse(&json!({}), &survey, MAKING), of_row] {
            let invitation = invitation.unwrap();
            assert_eq!(invitation.expires, Millis(1_763_754_002_000 + 30 * DAY));
            assert_eq!(invitation.channel.as_str(), "email");
            assert_eq!((invitation.touchpoint, invitation.locale), (None, None));
            assert!(invitation.attributes.is_empty());
        }
    }

    #[test]
    fn every_fault_is_named_at_its_place() {
        let survey = declared();
        for (said, want) in [
            (json!([]), vec![" wrong_type"]),
            (
                json!({"expires_in_days": 91}),
                vec!["/expires_in_days out_of_range"],
            ),
            (
                json!({"expires_in_days": 0}),
                vec!["/expires_in_days out_of_range"],
            ),
            (json!({"expires_in_days": 90}), vec![]),
            (
                json!({"attributes": {"plan": "gold", "email": "a@b.example"}, "touchpoint": "", "locale": "sl_SI", "to": 1}),
                vec![
                    "/to unknown_field",
                    "/attributes/email undeclared_attribute",
                    "/attributes/plan unknown_value",
                    "/touchpoint malformed",
                    "/locale malformed",
                ],
            ),
        ] {
            let parsed = Invitation::parse(&said, &survey, MAKING);
            assert_eq!(faults(parsed), want, "{said}");
        }
        let row = [
            ("plan", "gold"),
            ("expires_in_days", "soon"),
            ("channel", "a\nb"),
        ];
        let parsed = Invitation::parse_row("/rows/3", row.into_iter(), &survey, MAKING);
        let want = [
            "/rows/3/plan unknown_value",
            "/rows/3/channel malformed",
            "/rows/3/expires_in_days wrong_type",
        ];
        assert_eq!(faults(parsed), want);
    }

    #[test]
    fn a_link_opens_until_it_expires() {
        let survey = declared();
        let invitation =
            Invitation::parse(&json!({"expires_in_days": 1}), &survey, MAKING).unwrap();
        let sealed = invitation.seal("key", &id());
        let open =
            |now: u64, text: &str| Invitation::open("key", &id(), &survey, Millis(now), text);
        let end = invitation.expires.0;
        assert_eq!(open(end - 1, &sealed), Ok(invitation));
        assert_eq!(open(end, &sealed), Err(Unusable::Expired));
        for text in ["", ".", &sealed[1..], &sealed[..sealed.len() - 1]] {
            assert_eq!(open(0, text), Err(Unusable::Invalid), "{text}");
        }
        let other: SurveyId = "demo-2".parse().unwrap();
        let opened = Invitation::open("key", &other, &survey, MAKING.now, &sealed);
        assert_eq!(opened, Err(Unusable::Invalid));
        let token = crate::form_token::issue("key", &id(), MAKING.now);
        assert_eq!(open(0, &token), Err(Unusable::Invalid));
    }

    #[test]
    fn a_changed_definition_shuts_out_nobody() {
        let said = json!({"attributes": {"plan": "pro", "cohort": "a"}});
        let sealed = Invitation::parse(&said, &declared(), MAKING)
            .unwrap()
            .seal("key", &id());
        for (attributes, left) in [
            (json!({"plan": ["pro"], "cohort": []}), 2),
            (json!({"plan": ["free"], "cohort": []}), 1),
            (json!({}), 0),
        ] {
            let survey = survey(attributes);
            let opened = Invitation::open("key", &id(), &survey, MAKING.now, &sealed).unwrap();
            assert_eq!(opened.attributes.len(), left);
        }
    }

    proptest! {
        #[test]
        fn what_was_sealed_opens(
            cohort in "[^\\p{Cc}\\s]{1,64}", touchpoint in proptest::option::of("[^\\p{Cc}\\s]{1,64}"),
            days in 1..=MAX_DAYS, random in any::<[u8; 10]>(),
        ) {
            let survey = declared();
            let said = json!({"attributes": {"cohort": cohort}, "touchpoint": touchpoint, "expires_in_days": days});
            let made = Making { random, ..MAKING };
            let invitation = Invitation::parse(&said, &survey, made).unwrap();
            let sealed = invitation.seal("key", &id());
            let opened = Invitation::open("key", &id(), &survey, MAKING.now, &sealed);
            prop_assert_eq!(opened, Ok(invitation));
        }
    }
}
