//! Answers of the past, as another tool exports them: a row each, of CSV or NDJSON.
//!
//! A row is put into the form of a submission and held to the same rules. Its response's id is made
//! of its time and its id in the other tool, so that a row names the same response however often it
//! is sent.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::Serialize;
use serde_json::{Map, Value, json};
use xxhash_rust::xxh3::xxh3_128;

use crate::column::Column;
use crate::fault::{Fault, Faults, pointer};
use crate::id::{ResponseId, SurveyId};
use crate::response::{Record, Response};
use crate::sheet::{NoSheet, Reading, unguarded};
use crate::submission::{self, Received};
use crate::survey::{OTHER, Question, QuestionKind, Survey};
use crate::time::{Day, Millis};

/// As many as are written well within the time that platforms give to a request.
pub const MAX_ROWS: usize = 50_000;
/// Refused rows that a report names.
const MAX_REFUSALS: usize = 1000;
/// What a report says of one of them: a column that is wrong throughout must not crowd out the rest.
const MAX_ROW_FAULTS: usize = 8;
/// Columns named as ignored.
const MAX_IGNORED: usize = 100;
/// As much as a submission may have.
const MAX_LINE: usize = 64 * 1024;
/// An id of another tool, in characters.
const MAX_ID: usize = 200;

/// Which columns hold what: those that are named as ours are, and those that the sender names.
#[derive(Debug, Default)]
pub struct Columns {
    named: BTreeMap<String, Option<Column>>,
}

impl Columns {
    /// Reads `{"Their column": "our field"}`; a column for `null` is ignored.
    pub fn parse(document: &str, survey: &Survey) -> Result<Self, String> {
        let Ok(Value::Object(columns)) = serde_json::from_slice(document.as_bytes()) else {
            return Err("columns is a JSON object of fields by column.".into());
        };
        let mut named = BTreeMap::new();
        for (index, (column, field)) in columns.into_iter().enumerate() {
            let known = field.as_str().and_then(|name| Column::named(name, survey));
            if known.is_none() && !field.is_null() {
                let place = index + 1;
                return Err(format!("columns names no field for its column {place}."));
            }
            named.insert(column, known);
        }
        Ok(Self { named })
    }

    /// What a column holds, and whether it was left out on purpose if it holds nothing.
    fn field(&self, column: &str, survey: &Survey) -> (Option<Column>, bool) {
        match self.named.get(column) {
            Some(field) => (field.clone(), true),
            None => (Column::named(column, survey), false),
        }
    }
}

/// Where rows go.
pub struct Target<'a> {
    /// The name of the survey.
    pub id: &'a SurveyId,
    /// The survey.
    pub survey: &'a Survey,
    /// Which columns hold what.
    pub columns: Columns,
    /// The clock: no row is of later.
    pub now: Millis,
}

/// What became of the rows.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// Rows read.
    pub rows: usize,
    /// Those that are responses.
    pub accepted: usize,
    /// The first of the others.
    pub refused: Vec<Refusal>,
    /// How many others there are.
    pub refused_total: usize,
    /// Columns that hold nothing known.
    pub ignored_columns: BTreeSet<String>,
}

/// A row that is no response, and why.
#[derive(Debug, PartialEq, Serialize)]
pub struct Refusal {
    /// The line it begins at, from 1.
    pub row: usize,
    /// What is wrong with it.
    pub errors: Vec<Fault>,
}

/// Why no row was read.
#[derive(Debug, PartialEq)]
pub enum Unread {
    /// It is no table.
    NoSheet(NoSheet),
    /// It is no table of these columns, or too long.
    Faulty(Vec<Fault>),
}

/// What was read.
#[derive(Debug, Default)]
pub struct Import {
    /// What became of the rows.
    pub report: Report,
    /// What is to be kept.
    pub records: Vec<Record>,
    ids: BTreeSet<u128>,
}

/// Reads CSV.
pub fn csv(file: &[u8], target: &Target) -> Result<Import, Unread> {
    let reading = Reading::begin(file).map_err(Unread::NoSheet)?;
    let mut import = Import::default();
    let fields = header(&reading.columns, target, &mut import.report).map_err(Unread::Faulty)?;
    for row in reading {
        let mut faults = Faults::default();
        let (line, parsed) = match row {
            Ok(row) => {
                let mut draft = Draft::default();
                let cells = row.cells.into_iter().map(|cell| match unguarded(&cell) {
                    bare if bare.len() < cell.len() => bare.to_owned(),
                    _ => cell,
                });
                for (field, cell) in fields.iter().zip(cells) {
                    if let Some(field) = field {
                        draft.set(field, Value::String(cell), target.survey, &mut faults);
                    }
                }
                (row.line, import.parse(draft, target, &mut faults))
            }
            Err(NoSheet::Ragged(line)) => {
                faults.add("", "ragged", "The row has not a cell for each column.");
                (line, None)
            }
            Err(reason) => return Err(Unread::NoSheet(reason)),
        };
        import.take(line, faults.finish(parsed))?;
    }
    Ok(import)
}

/// What each column holds.
fn header(
    columns: &[String],
    target: &Target,
    report: &mut Report,
) -> Result<Vec<Option<Column>>, Vec<Fault>> {
    let mut faults = Faults::default();
    for column in target.columns.named.keys() {
        if !columns.contains(column) {
            let at = pointer("/columns", column);
            faults.add(&at, "missing", "The file has no such column.");
        }
    }
    let mut fields = Vec::new();
    for (index, column) in columns.iter().enumerate() {
        let (field, on_purpose) = target.columns.field(column, target.survey);
        if field.is_some() && fields.contains(&field) {
            let at = pointer("/columns", index);
            faults.add(&at, "duplicate", "Another column holds the same field.");
        }
        if field.is_none() && !on_purpose {
            report.ignore(column);
        }
        fields.push(field);
    }
    faults.finish(Some(fields))
}

/// Reads NDJSON: an object a line, its members named as columns are or nested as in a submission.
pub fn ndjson(file: &[u8], target: &Target) -> Result<Import, Unread> {
    let mut import = Import::default();
    let file = file.strip_prefix("\u{feff}".as_bytes()).unwrap_or(file);
    for (index, line) in file.split(|byte| *byte == b'\n').enumerate() {
        let line = line.trim_ascii();
        if line.is_empty() {
            continue;
        }
        let mut faults = Faults::default();
        let parsed = if line.len() > MAX_LINE {
            let detail = format!("At most {MAX_LINE} bytes a line.");
            faults.add("", "too_long", detail);
            None
        } else if let Ok(Value::Object(members)) = serde_json::from_slice(line) {
            let mut draft = Draft::default();
            for (name, value) in flattened(members) {
                let (field, on_purpose) = target.columns.field(&name, target.survey);
                match field {
                    Some(field) => draft.set(&field, value, target.survey, &mut faults),
                    None if on_purpose => {}
                    None => import.report.ignore(&name),
                }
            }
            import.parse(draft, target, &mut faults)
        } else {
            faults.add("", "invalid_json", "Not a JSON object in UTF-8.");
            None
        };
        import.take(index + 1, faults.finish(parsed))?;
    }
    Ok(import)
}

/// Members of a submission under the names that columns have.
fn flattened(members: Map<String, Value>) -> Vec<(String, Value)> {
    let mut flat = Vec::new();
    for (name, value) in members {
        match (name.as_str(), value) {
            ("answers", Value::Object(answers)) => {
                let answers = answers.into_iter();
                flat.extend(answers.map(|(name, value)| (format!("answer.{name}"), value)));
            }
            ("attributes", Value::Object(attributes)) => {
                let attributes = attributes.into_iter();
                flat.extend(attributes.map(|(name, value)| (format!("attribute.{name}"), value)));
            }
            (_, value) => flat.push((name, value)),
        }
    }
    flat
}

impl Report {
    fn ignore(&mut self, column: &str) {
        if self.ignored_columns.len() < MAX_IGNORED && !self.ignored_columns.contains(column) {
            self.ignored_columns.insert(column.into());
        }
    }
}

impl Import {
    fn take(&mut self, row: usize, parsed: Result<Response, Vec<Fault>>) -> Result<(), Unread> {
        let report = &mut self.report;
        report.rows += 1;
        if report.rows > MAX_ROWS {
            let mut faults = Faults::default();
            faults.add("", "too_long", format!("At most {MAX_ROWS} rows."));
            return faults.finish(Some(())).map_err(Unread::Faulty);
        }
        match parsed {
            Ok(response) => {
                report.accepted += 1;
                self.records.push(Record::of(&response));
            }
            Err(mut errors) => {
                report.refused_total += 1;
                if report.refused.len() < MAX_REFUSALS {
                    errors.truncate(MAX_ROW_FAULTS);
                    report.refused.push(Refusal { row, errors });
                }
            }
        }
        Ok(())
    }

    fn parse(&mut self, draft: Draft, target: &Target, faults: &mut Faults) -> Option<Response> {
        let id = name(&draft, target, faults);
        let hash = xxh3_128(draft.id.as_deref().unwrap_or_default().as_bytes());
        if id.is_some() && self.ids.contains(&hash) {
            faults.add("/id", "duplicate", "An earlier row has this id.");
        }
        let received = Received {
            now: target.now,
            // A row without a name is refused whatever its answers: they are looked at for their faults.
            made: id.unwrap_or(ResponseId::new(target.now, &[0; 10])),
            max_age: Duration::ZERO,
        };
        match submission::parse(&draft.document(), target.survey, &received) {
            Ok(response) => {
                // Of a row that is refused, another may be the mended one.
                if faults.is_empty() {
                    self.ids.insert(hash);
                }
                id.map(|_| response)
            }
            Err(of_answers) => {
                for Fault {
                    pointer,
                    code,
                    detail,
                } in of_answers
                {
                    faults.add(&pointer, code, detail);
                }
                None
            }
        }
    }
}

/// The id of a row's response, if the row has a time and an id.
fn name(draft: &Draft, target: &Target, faults: &mut Faults) -> Option<ResponseId> {
    const REQUIRED: &str = "Every row has one.";
    let named = draft.id.as_deref();
    if named.is_none() {
        faults.add("/id", "missing", REQUIRED);
    }
    let too_long = |id: &&str| id.chars().count() > MAX_ID;
    if named.is_some_and(|id| too_long(&id)) {
        faults.add("/id", "too_long", format!("At most {MAX_ID} characters."));
    }
    let own = named.and_then(|id| id.parse::<ResponseId>().ok());
    let time = match &draft.time {
        Some(text) => {
            let time = parse_time(text, target.survey.minutes_ahead());
            if time.is_none() {
                const FORM: &str = "Expected a time such as 2026-11-21T19:40:02Z, or a day.";
                faults.add("/time", "malformed", FORM);
            }
            time?
        }
        None => match own {
            Some(own) => own.made_at(),
            None => {
                faults.add("/time", "missing", REQUIRED);
                return None;
            }
        },
    };
    let named = named?;
    let id = own
        .filter(|own| own.made_at().0 / 1000 == time.0 / 1000)
        .unwrap_or_else(|| derive(target.id, named, time));
    if id.made_at() >= target.now {
        faults.add("/time", "too_new", "It is in the future.");
    }
    Some(id)
}

/// The id of the response of a row: the same for the same row, and another for any other.
fn derive(survey: &SurveyId, named: &str, time: Millis) -> ResponseId {
    let hash = xxh3_128(format!("{survey}/{named}").as_bytes()).to_be_bytes();
    let [random @ .., _, _, _, _, _, _] = hash;
    ResponseId::new(time, &random)
}

/// RFC 3339, or as tools write it: without an offset, which then is UTC's, without seconds, or only the day, which is the
/// survey's own.
fn parse_time(text: &str, minutes_ahead: i64) -> Option<Millis> {
    let text = text.trim();
    let (day, rest) = text.split_at_checked(10)?;
    let day: Day = day.parse().ok()?;
    if rest.is_empty() {
        let start = day.first_hour().start().0;
        return Some(Millis(start.saturating_add_signed(-minutes_ahead * 60_000)));
    }
    let clock = rest.strip_prefix(['T', 't', ' '])?;
    let clock = clock.strip_suffix(" UTC").unwrap_or(clock);
    let mut spellings = ["", "Z", ":00Z"].iter();
    spellings.find_map(|end| {
        format!("{day}T{clock}{end}")
            .to_ascii_uppercase()
            .parse()
            .ok()
    })
}

/// A row on its way to be a submission.
#[derive(Default)]
struct Draft {
    id: Option<String>,
    time: Option<String>,
    plain: Map<String, Value>,
    attributes: Map<String, Value>,
    answers: Map<String, Value>,
    others: BTreeMap<String, Value>,
}

impl Draft {
    /// An empty cell is no answer.
    fn set(&mut self, field: &Column, value: Value, survey: &Survey, faults: &mut Faults) {
        let empty = value.as_str().map(|text| text.trim().is_empty());
        if empty.unwrap_or(value.is_null()) {
            return;
        }
        let (at, earlier) = match field {
            Column::Plain(name @ ("id" | "time")) => {
                let at = pointer("", name);
                let Value::String(text) = as_text(value) else {
                    faults.add(&at, "wrong_type", "Expected a string.");
                    return;
                };
                let place = match *name {
                    "id" => &mut self.id,
                    _ => &mut self.time,
                };
                (at, place.replace(text.trim().into()).map(Value::String))
            }
            Column::Plain(name) => {
                let value = match *name {
                    "revision" => as_number(value),
                    "complete" => as_boolean(value),
                    _ => as_text(value),
                };
                (pointer("", name), self.plain.insert((*name).into(), value))
            }
            Column::Attribute(name) => (
                pointer("/attributes", name),
                self.attributes.insert(name.clone(), as_text(value)),
            ),
            Column::Answer(id) => {
                let Some(question) = survey.question(id) else {
                    return;
                };
                let value = as_answer(question, value);
                (
                    pointer("/answers", id),
                    self.answers.insert(id.clone(), value),
                )
            }
            Column::Part(id, part) => {
                let at = pointer(&pointer("/answers", id), part);
                let of_choice = |question: &Question| question.kind == QuestionKind::Choice;
                if survey.question(id).is_some_and(of_choice) {
                    (at, self.others.insert(id.clone(), as_text(value)))
                } else {
                    let aspects = self.answers.entry(id.clone()).or_insert_with(|| json!({}));
                    let aspects = aspects.as_object_mut();
                    let earlier =
                        aspects.and_then(|aspects| aspects.insert(part.clone(), as_number(value)));
                    (at, earlier)
                }
            }
        };
        if earlier.is_some() {
            faults.add(&at, "duplicate", "The row has it twice.");
        }
    }

    fn document(self) -> Value {
        let mut answers = self.answers;
        for (id, text) in self.others {
            let choices = answers.entry(id).or_insert_with(|| json!([]));
            if let Some(choices) = choices.as_array_mut() {
                choices.retain(|choice| choice != OTHER);
                choices.push(json!({ OTHER: text }));
            }
        }
        let mut document = self.plain;
        document.insert("answers".into(), answers.into());
        document.insert("attributes".into(), self.attributes.into());
        document.into()
    }
}

/// Cells are text whatever they say; so are they in the JSON of many a tool.
fn as_answer(question: &Question, value: Value) -> Value {
    match question.kind {
        QuestionKind::Text => as_text(value),
        QuestionKind::Choice => match value {
            Value::String(text) => {
                let options = text.split(';').map(str::trim);
                options.filter(|option| !option.is_empty()).collect()
            }
            value => value,
        },
        QuestionKind::Drivers => match value {
            Value::Object(aspects) => {
                let aspects = aspects.into_iter();
                let rated = aspects.map(|(aspect, rating)| (aspect, as_number(rating)));
                Value::Object(rated.collect())
            }
            value => value,
        },
        _ => as_number(value),
    }
}

fn as_number(value: Value) -> Value {
    let Value::String(text) = &value else {
        return value;
    };
    let number = text.trim().parse::<f64>().ok();
    match number.filter(|number| number.is_finite()) {
        Some(number) => number.into(),
        None => value,
    }
}

fn as_boolean(value: Value) -> Value {
    let said = as_text(value.clone());
    let said = said
        .as_str()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    match said.as_str() {
        "true" | "1" => true.into(),
        "false" | "0" => false.into(),
        _ => value,
    }
}

fn as_text(value: Value) -> Value {
    match value {
        Value::Number(_) | Value::Bool(_) => value.to_string().into(),
        value => value,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::column::Table;
    use crate::response::strategy::response;
    use crate::response::{Answer, Choice};

    const NOW: Millis = Millis(1_763_754_002_000);

    fn survey() -> Survey {
        let options = json!([{"id": "price", "text": {"en": "Price"}}, {"id": "speed", "text": {"en": "Speed"}}]);
        Survey::parse(&json!({"name": "S", "default_locale": "en", "attributes": {"plan": ["free", "pro"]}, "questions": [
            {"id": "score", "kind": "nps", "required": true, "text": {"en": "?"}},
            {"id": "reason", "kind": "choice", "other": true, "multiple": true, "text": {"en": "?"}, "options": options},
            {"id": "aspects", "kind": "drivers", "aspects": options, "text": {"en": "?"}},
            {"id": "why", "kind": "text", "text": {"en": "?"}},
        ]}))
        .unwrap()
    }

    fn imported(
        read: fn(&[u8], &Target) -> Result<Import, Unread>,
        file: &str,
        columns: &str,
    ) -> Result<Import, Unread> {
        let survey = survey();
        let target = Target {
            id: &"shop".parse().unwrap(),
            survey: &survey,
            columns: Columns::parse(columns, &survey).unwrap(),
            now: NOW,
        };
        read(file.as_bytes(), &target)
    }

    #[track_caller]
    fn of_csv(file: &str) -> Import {
        imported(csv, file, "{}").unwrap()
    }

    #[track_caller]
    fn of_ndjson(file: &str) -> Import {
        imported(ndjson, file, "{}").unwrap()
    }

    fn faults(import: &Import) -> Vec<String> {
        let mut brief = Vec::new();
        for Refusal { row, errors } in &import.report.refused {
            let of_row = errors.iter();
            brief.extend(of_row.map(|fault| format!("{row} {} {}", fault.pointer, fault.code)));
        }
        brief
    }

    #[test]
    fn a_row_becomes_the_response_it_tells_of() {
        let sheet = "\u{feff}ID;Time;complete;Touchpoint;channel;locale;page;respondent;attribute.plan;\
            answer.score;answer.reason;answer.reason.other;answer.aspects.price;answer.aspects.speed;answer.why;Agent\r\n\
            A-1;2025-11-20 08:30;FALSE;checkout;email;sl;/thanks;c-7;pro;9.0;\"speed; other\";the box;4;;\"'=so\";Ana\r\n";
        let import = of_csv(sheet);
        assert_eq!(faults(&import), [""; 0]);
        let response = import.records[0].response().unwrap();
        assert_eq!(response.id.made_at().to_string(), "2025-11-20T08:30:00Z");
        let mut shown = json!(response);
        shown.as_object_mut().unwrap().remove("id");
        let told = json!({
            "revision": 0, "complete": false, "touchpoint": "checkout", "channel": "email", "locale": "sl",
            "attributes": {"plan": "pro"}, "page": "/thanks", "respondent": "c-7",
            "answers": {"score": 9, "reason": ["speed", {"other": "the box"}], "aspects": {"price": 4}, "why": "=so"},
        });
        assert_eq!(shown, told);
        assert_eq!(json!(import.report.ignored_columns), json!(["Agent"]));

        let flat = json!({
            "id": "A-1", "time": "2025-11-20T09:30:00+01:00", "complete": "false", "touchpoint": "checkout",
            "channel": "email", "locale": "sl", "page": "/thanks", "respondent": "c-7", "attribute.plan": "pro",
            "answer.score": "9", "answer.reason": "speed", "answer.reason.other": "the box",
            "answer.aspects.price": 4, "answer.why": "=so", "answer.none": 3,
        });
        let mut nested = told;
        nested["id"] = "A-1".into();
        nested["time"] = "2025-11-20 08:30:00 UTC".into();
        nested["answers"]["none"] = 3.into();
        for object in [flat, nested] {
            let other = of_ndjson(&format!("\n{object}\r\n"));
            assert_eq!(faults(&other), [""; 0]);
            assert_eq!(other.records, import.records);
            assert_eq!(json!(other.report.ignored_columns), json!(["answer.none"]));
        }
    }

    #[test]
    fn what_is_no_response_is_refused_and_the_rest_is_not() {
        let import = of_csv(
            "id,time,answer.score,answer.why,attribute.plan\n\
             ,2025-11-20,9,,\n\
             a,,9,,\n\
             b,20.11.2025,9,,\n\
             c,2025-11-21T19:40:02Z,9,,\n\
             d,2025-11-20,11,,\n\
             e,2025-11-20,good,,\n\
             f,2025-11-20,,why not,gold\n\
             g,2025-11-20,,,\n\
             h,2025-11-20\n\
             i,2025-11-20,NaN,,\n\
             j,2025-11-20,99,,\n\
             j,2025-11-20,9,,\n\
             j,2025-11-19,9,,\n",
        );
        assert_eq!(
            faults(&import),
            [
                "2 /id missing",
                "3 /time missing",
                "4 /time malformed",
                "5 /time too_new",
                "6 /answers/score out_of_range",
                "7 /answers/score wrong_type",
                "8 /answers/score missing",
                "8 /attributes/plan unknown_value",
                "9 /answers/score missing",
                "10  ragged",
                "11 /answers/score wrong_type",
                "12 /answers/score out_of_range",
                "14 /id duplicate",
            ]
        );
        let Report {
            rows,
            accepted,
            refused_total,
            ..
        } = import.report;
        assert_eq!((rows, accepted, refused_total), (13, 1, 12));
        let long = "x".repeat(201);
        let import = of_ndjson(&format!(
            "{{\n[]\n{{\"id\":\"{long}\",\"time\":\"2025-11-20\",\"answer.score\":1}}\n\
             {{\"id\":[1],\"time\":\"2025-11-20\",\"answer.score\":1}}\n\
             {{\"id\":1,\"time\":\"2025-11-20\",\"answer.score\":1,\"answers\":{{\"score\":2}}}}\n\
             {{\"id\":2,\"time\":\"2025-11-20\",\"answer.score\":1}}\n{}",
            "x".repeat(MAX_LINE + 1)
        ));
        assert_eq!(
            faults(&import),
            [
                "1  invalid_json",
                "2  invalid_json",
                "3 /id too_long",
                "4 /id wrong_type",
                "4 /id missing",
                "5 /answers/score duplicate",
                "7  too_long",
            ]
        );
        assert_eq!(import.records.len(), 1);
    }

    #[test]
    fn columns_are_named_by_the_sender() {
        let columns = r#"{"Ticket": "id", "When": "time", "NPS": "answer.score", "id": null}"#;
        let import = imported(
            csv,
            "id,Ticket,When,NPS,Note\n7,T-1,2025-11-20,9,x\n",
            columns,
        );
        let import = import.unwrap();
        let straight = of_csv("id,time,answer.score\nT-1,2025-11-20,9\n");
        assert_eq!(import.records, straight.records);
        assert_eq!(json!(import.report.ignored_columns), json!(["Note"]));
        let refused = |file: &str, columns: &str| match imported(csv, file, columns) {
            Err(Unread::Faulty(faults)) => {
                let brief = |fault: &Fault| format!("{} {}", fault.pointer, fault.code);
                faults.iter().map(brief).collect::<Vec<_>>()
            }
            other => panic!("{other:?}"),
        };
        assert_eq!(
            refused(
                "id,ID,time,Score,answer.score\n",
                r#"{"Score": "answer.score"}"#
            ),
            ["/columns/1 duplicate", "/columns/4 duplicate"]
        );
        assert_eq!(
            refused("id\n", r#"{"Ticket": "time"}"#),
            ["/columns/Ticket missing"]
        );
        for columns in [
            "",
            "[]",
            "{",
            r#"{"a": 1}"#,
            r#"{"a": "answer.none"}"#,
            r#"{"a": "answers"}"#,
        ] {
            assert!(Columns::parse(columns, &survey()).is_err(), "{columns}");
        }
    }

    #[test]
    fn a_row_names_its_response_whatever_else_it_says() {
        let id = |row: &str| of_csv(&format!("id,time,answer.score\n{row}\n")).records[0].id;
        let first = id("A-1,2025-11-20,9");
        assert_eq!(id("A-1,2025-11-20T00:00:00Z,3"), first);
        assert_ne!(id("A-2,2025-11-20,9"), first);
        let own: ResponseId = "019a9e2c-7100-7c3a-9d52-3f4b8e21a7c0".parse().unwrap();
        let time = own.made_at();
        assert_eq!(id(&format!("{own},{time},9")), own);
        assert_eq!(id(&format!("{own},,9")), own);
        assert_ne!(id(&format!("{own},2025-11-20,9")), own);
        let other = derive(&"other".parse().unwrap(), "A-1", first.made_at());
        assert_ne!(other, first);
    }

    #[test]
    fn times_are_read_as_tools_write_them() {
        for (text, time) in [
            ("2025-11-20", Some("2025-11-20T00:00:00Z")),
            ("2025-11-20 08:30", Some("2025-11-20T08:30:00Z")),
            ("2025-11-20T08:30:01", Some("2025-11-20T08:30:01Z")),
            ("2025-11-20 08:30:01.5 UTC", Some("2025-11-20T08:30:01Z")),
            ("2025-11-20t08:30:01z", Some("2025-11-20T08:30:01Z")),
            ("2025-11-20 00:30:01+01:00", Some("2025-11-19T23:30:01Z")),
            ("20.11.2025", None),
            ("2025-11-20 25:00", None),
            ("2025-11-20 8", None),
            ("2025-02-30", None),
            ("1969-12-31", None),
            ("ž", None),
            ("", None),
        ] {
            let read = parse_time(text, 0).map(|time| time.to_string());
            assert_eq!(read.as_deref(), time, "{text}");
        }
    }

    #[test]
    fn a_report_is_bounded() {
        let names: Vec<String> = (0..200).map(|n| format!("c{n}")).collect();
        let row = vec!["x"; 200].join(",");
        let import = of_csv(&format!(
            "{}\n{}",
            names.join(","),
            format!("{row}\n").repeat(1500)
        ));
        let Report {
            refused,
            refused_total,
            ignored_columns,
            ..
        } = import.report;
        assert_eq!((refused.len(), refused_total), (MAX_REFUSALS, 1500));
        assert_eq!(ignored_columns.len(), MAX_IGNORED);
        let long = "{}\n".repeat(MAX_ROWS + 1);
        assert!(matches!(
            imported(ndjson, &long, "{}"),
            Err(Unread::Faulty(_))
        ));
    }

    proptest! {
        #[test]
        fn what_is_typed_is_in_no_refusal(text in "[A-Z]{9}", column in 0usize..5) {
            let mut cells = ["a", "2025-11-20", "9", "price", "free"];
            cells[column] = &text;
            let row = cells.join(",");
            let import = of_csv(&format!("id,time,answer.score,answer.reason,attribute.plan\n{row}\n"));
            prop_assert!(!json!(import.report).to_string().contains(&text));
            prop_assert_eq!(import.records.is_empty(), column > 0);
        }

        #[test]
        fn what_was_exported_is_imported_as_it_was(
            responses in proptest::collection::vec(response(), 1..6), text in "['=+\"\\r\\n;,a ]{1,6}",
        ) {
            let options = json!([
                {"id": "price", "text": {"en": "?"}}, {"id": "speed", "text": {"en": "?"}}, {"id": "quality", "text": {"en": "?"}},
            ]);
            let survey = Survey::parse(&json!({"name": "S", "default_locale": "en", "questions": [
                {"id": "recommend", "kind": "nps", "text": {"en": "?"}},
                {"id": "reason", "kind": "choice", "other": true, "multiple": true, "options": options, "text": {"en": "?"}},
                {"id": "aspects", "kind": "drivers", "aspects": options, "text": {"en": "?"}},
                {"id": "why", "kind": "text", "text": {"en": "?"}},
            ]}));
            let survey = survey.unwrap();
            let table = Table::of(&survey, true);
            let mut file = table.start();
            let mut lines = String::new();
            let mut records = BTreeMap::new();
            for mut response in responses {
                let typed = text.trim();
                if response.impressions.is_some() || records.contains_key(&response.id) || typed.is_empty() {
                    continue;
                }
                response.answers.insert("why".parse().unwrap(), Answer::Verbatim(typed.into()));
                if let Some(Answer::Choices(taken)) = response.answers.get_mut("reason") {
                    taken.retain(|choice| choice.option() != OTHER);
                    taken.push(Choice::Other { other: typed.into() });
                }
                table.write(&mut file, &response);
                let record = Record::of(&response);
                lines.push_str(record.line());
                lines.push('\n');
                records.insert(response.id, record);
            }
            let target = Target {
                id: &"shop".parse().unwrap(),
                survey: &survey,
                columns: Columns::default(),
                now: NOW.ahead(Duration::from_secs(24 * 3600)),
            };
            for import in [csv(file.as_bytes(), &target), ndjson(lines.as_bytes(), &target)] {
                let import = import.unwrap();
                prop_assert_eq!(faults(&import), [""; 0]);
                prop_assert!(import.report.ignored_columns.is_empty());
                let imported = import.records.into_iter().map(|record| (record.id, record));
                prop_assert_eq!(&imported.collect::<BTreeMap<_, _>>(), &records);
            }
        }

        #[test]
        fn no_file_is_too_odd_to_import(file in "(id|time|,|\n|answer.score|\"|\\{|\\}|:|[0-9]|x){0,40}") {
            imported(csv, &file, "{}").ok();
            imported(ndjson, &file, "{}").ok();
        }
    }
}
