//! The journal under random histories: whatever is accepted, resent, revised, folded, compacted,
//! forgotten or cut short, a fold counts the union of what was accepted.

use std::collections::BTreeMap;
use std::time::Duration;

use pollster::block_on;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::breakdown::{Breakdown, Recipe};
use crate::coding::Sentiment;
use crate::correction::{self, Correction, Corrections};
use crate::id::ResponseId;
use crate::period::Range;
use crate::platform::memory::MemoryStore;
use crate::response::{Answer, Impressions, Union};
use crate::survey::Survey;
use crate::tally::Tally;
use crate::tally::{Count, Counts};
use crate::time::Day;
use crate::time::Millis;

const GRACE: Duration = Duration::from_secs(60);
const AMPLE: Budget = Budget {
    reads: 10_000,
    writes: 10_000,
};
/// 2026-11-21T19:30Z
const START: Millis = Millis(1_795_289_400_000);

#[derive(Debug, Clone)]
enum Step {
    /// A response made so long ago arrives.
    Accept {
        who: u8,
        ago: Duration,
        revision: u32,
        rating: u32,
    },
    /// Answers of two from another tool; it may be cut short at an operation, and is sent again.
    Import {
        who: u8,
        ago: Duration,
        rating: u32,
        fail_after: Option<usize>,
    },
    /// Somebody codes a comment otherwise, or takes that back.
    Correct {
        who: u8,
        rating: u32,
        topic: Option<&'static str>,
    },
    Wait(Duration),
    Fold,
    Analyse,
    /// The instance is gone, and with it what it remembered.
    Forget,
    /// Every summary is deleted.
    DropSummaries,
    /// A round of compaction; it may be cut short at an operation.
    Compact {
        fail_after: Option<usize>,
        reads: usize,
        writes: usize,
    },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let ago = prop_oneof![
        4 => 0u64..30,
        2 => 0u64..7200,
        1 => 0u64..(6 * 24 * 3600),
    ];
    let accept =
        (0u8..20, ago, 0u32..3, 0u32..=10).prop_map(|(who, ago, revision, rating)| Step::Accept {
            who,
            ago: Duration::from_secs(ago),
            revision,
            rating,
        });
    let wait = prop_oneof![4 => 1u64..90, 1 => 3600u64..100_000, 1 => Just(40 * 24 * 3600)];
    let compact = (
        proptest::option::weighted(0.3, 0usize..20),
        1usize..30,
        1usize..30,
    )
        .prop_map(|(fail_after, reads, writes)| Step::Compact {
            fail_after,
            reads,
            writes,
        });
    let import = (
        0u8..20,
        0u64..(6 * 24 * 3600),
        0u32..=10,
        proptest::option::weighted(0.3, 0usize..10),
    )
        .prop_map(|(who, ago, rating, fail_after)| Step::Import {
            who,
            ago: Duration::from_secs(ago),
            rating,
            fail_after,
        });
    let topic = proptest::option::weighted(0.8, prop::sample::select(vec!["price", "stock"]));
    let correct = (0u8..20, 0u32..=10, topic).prop_map(|(who, rating, topic)| Step::Correct {
        who,
        rating,
        topic,
    });
    let step = prop_oneof![
        8 => accept,
        2 => import,
        3 => correct,
        4 => wait.prop_map(|seconds| Step::Wait(Duration::from_secs(seconds))),
        4 => Just(Step::Fold),
        2 => Just(Step::Analyse),
        1 => Just(Step::Forget),
        1 => Just(Step::DropSummaries),
        4 => compact,
    ];
    proptest::collection::vec(step, 1..80)
}

/// One survey's journal with the plain truth beside it.
struct World {
    store: MemoryStore,
    survey: SurveyId,
    since: String,
    now: Millis,
    unique: u64,
    remembered: Folded,
    truth: Union,
    corrected: BTreeMap<ResponseId, (u32, Corrections)>,
    ids: BTreeMap<u8, ResponseId>,
}

fn defined() -> Survey {
    let questions = json!([
        {"id": "recommend", "kind": "nps", "text": {"en": "?"}},
        {"id": "why", "kind": "text", "text": {"en": "?"}},
    ]);
    let analysis = json!({"utc_offset": "-03:30"});
    let survey =
        json!({"name": "S", "default_locale": "en", "questions": questions, "analysis": analysis});
    Survey::parse(&survey).unwrap()
}

impl World {
    fn new() -> Self {
        let mut world = Self {
            store: MemoryStore::default(),
            survey: "demo".parse().unwrap(),
            since: String::new(),
            now: START,
            unique: 0,
            remembered: Folded::default(),
            truth: Union::default(),
            corrected: BTreeMap::new(),
            ids: BTreeMap::new(),
        };
        world.since = world.define();
        world
    }

    /// Makes the survey, or makes it anew.
    fn define(&mut self) -> String {
        let survey = defined();
        self.unique += 1;
        let journal = self.journal();
        let defined = journal.define(&self.survey, &survey, None, self.now, self.unique);
        match block_on(defined).unwrap() {
            Definition::InForce { version, .. } => version,
            Definition::Deleted => unreachable!(),
        }
    }

    fn journal(&self) -> Journal<'_, MemoryStore> {
        Journal::new(&self.store)
    }

    fn holdings(&self) -> Holdings {
        let listing = block_on(self.journal().list(self.now)).unwrap();
        listing
            .surveys
            .get(&self.survey)
            .cloned()
            .unwrap_or_default()
    }

    /// What those who rate so write.
    fn text(rating: u32) -> &'static str {
        ["Great price", "The delivery was late", "Rude staff"][rating as usize % 3]
    }

    /// One in five is no response but says how often the survey was shown.
    fn response(who: u8, id: ResponseId, revision: u32, rating: u32) -> Response {
        let touchpoint = format!("place {}", rating % 3).parse().ok();
        if who.is_multiple_of(5) {
            let impressions = Impressions {
                reports: 1 + rating,
                shown: 10 * (1 + rating),
            };
            return Response::of_impressions(id, touchpoint, impressions);
        }
        Response {
            id,
            revision,
            complete: rating.is_multiple_of(2),
            answers: BTreeMap::from([
                ("recommend".parse().unwrap(), Answer::Rating(rating)),
                (
                    "why".parse().unwrap(),
                    Answer::Verbatim(Self::text(rating).into()),
                ),
            ]),
            touchpoint,
            channel: None,
            locale: None,
            attributes: BTreeMap::new(),
            page: None,
            respondent: None,
            at: None,
            impressions: None,
            corrections: Corrections::new(),
        }
    }

    fn id(&mut self, who: u8, ago: Duration) -> ResponseId {
        let made = self.now.back(ago);
        let id = self.ids.entry(who);
        *id.or_insert_with(|| ResponseId::new(made, &[who; 10]))
    }

    fn accept(&mut self, who: u8, ago: Duration, revision: u32, rating: u32) {
        let id = self.id(who, ago);
        let response = Self::response(who, id, revision, rating);
        block_on(self.journal().accept(&self.survey, &response)).unwrap();
        self.truth.add(Record::of(&response));
    }

    /// Codes what is written by those who rate so; as the rules have it if there is no topic.
    fn correct(&mut self, who: u8, rating: u32, topic: Option<&str>) {
        let id = self.id(who, Duration::ZERO);
        let mut corrections = Corrections::new();
        if let Some(topic) = topic {
            let topics = [(topic.into(), Sentiment::Mixed)].into();
            let correction = Correction::new(Self::text(rating), Sentiment::Neutral, topics);
            corrections.insert("why".parse().unwrap(), correction);
        }
        let held = self.corrected.get(&id).map(|(revision, _)| *revision);
        let revision = correction::revision(id, self.now, held);
        let record = Response::of_corrections(id, revision, corrections.clone());
        block_on(self.journal().accept(&self.survey, &record)).unwrap();
        self.corrected.insert(id, (revision, corrections));
    }

    fn import(&mut self, records: &[Record]) -> Result<(), StoreError> {
        let holdings = self.holdings();
        let journal = Journal::new(&self.store);
        let mut history: History = records.iter().cloned().collect();
        match block_on(journal.leave_out_known(&self.survey, &holdings, &mut history)) {
            Err(ReadError::Store(error)) => return Err(error),
            Err(ReadError::Gone) => unreachable!("nobody compacts meanwhile"),
            Ok(()) => {}
        }
        let unique = || {
            self.unique += 1;
            self.unique
        };
        let imported = journal.import(
            &self.survey,
            &self.since,
            &history,
            self.now,
            || self.now,
            unique,
        );
        block_on(imported).map(|stands| assert!(stands))
    }

    /// Of those answers whose time is past.
    fn import_of_two(&mut self, who: u8, ago: Duration, rating: u32, fail_after: Option<usize>) {
        let mut records = Vec::new();
        for who in [who, (who + 7) % 20] {
            let id = self.id(who, ago * u32::from(1 + who % 3));
            if id.made_at() < self.now {
                records.push(Record::of(&Self::response(who, id, 0, rating)));
            }
        }
        if fail_after.is_some() {
            self.store.take_operations();
            // The listing is what comes first.
            self.store.fail_at.set(fail_after.map(|after| after + 1));
            let _cut_short = self.import(&records);
            self.store.fail_at.set(None);
            self.fold();
        }
        self.import(&records).unwrap();
        self.truth.extend(records);
    }

    fn fold(&mut self) -> Tally {
        let holdings = self.holdings();
        let earlier = std::mem::take(&mut self.remembered);
        self.remembered = block_on(
            self.journal()
                .fold(&self.survey, &holdings, self.now, earlier),
        )
        .unwrap();
        self.remembered.head.total()
    }

    fn forget(&mut self) {
        let head = block_on(self.journal().head(&self.survey)).unwrap();
        self.remembered = Folded {
            head: head.unwrap_or_default(),
            latest: None,
        };
    }

    fn drop_summaries(&mut self) {
        self.store
            .values
            .borrow_mut()
            .retain(|key, _| !key.starts_with("sum/"));
        self.forget();
    }

    fn compact(&mut self, budget: Budget) -> Result<Compaction, StoreError> {
        let holdings = self.holdings();
        self.compact_as_listed(&holdings, budget)
    }

    fn compact_as_listed(
        &mut self,
        holdings: &Holdings,
        mut budget: Budget,
    ) -> Result<Compaction, StoreError> {
        let mut done = Compaction::default();
        let mut unique = self.unique;
        let mut draw = || {
            unique += 1;
            unique
        };
        let mut round = Round {
            journal: Journal::new(&self.store),
            survey: &self.survey,
            since: &self.since,
            moment: Moment {
                now: self.now,
                grace: GRACE,
            },
            budget: &mut budget,
            done: &mut done,
            unique: &mut draw,
        };
        let result = block_on(round.compact(holdings));
        self.unique = unique;
        result.map(|()| done)
    }

    fn compact_wholly(&mut self) {
        for _ in 0..50 {
            self.now = self.now.ahead(GRACE + Duration::from_secs(1));
            let done = self.compact(AMPLE).unwrap();
            if done == Compaction::default() {
                return;
            }
        }
        panic!("compaction does not come to an end");
    }

    fn accepted(&self) -> Vec<Response> {
        let response = |record: &Record| {
            let mut response = record.response().unwrap();
            if let Some((_, corrections)) = self.corrected.get(&record.id) {
                response.corrections = corrections.clone();
            }
            response
        };
        self.truth.records().map(response).collect()
    }

    fn truth(&self) -> Tally {
        self.accepted().iter().collect()
    }

    /// The breakdown of all by day, and over all days but the last of each month.
    fn breakdowns(&self) -> (BTreeMap<Day, Breakdown>, Breakdown) {
        let survey = defined();
        let recipe = Recipe::new(&survey);
        let mut days: BTreeMap<Day, Breakdown> = BTreeMap::new();
        let mut rollups = Breakdown::default();
        let journal = self.journal();
        for (month, held) in &self.holdings().months {
            let mut units = held.units();
            for (unit, held) in &units {
                let detail = journal.detail(&self.survey, &recipe, *unit, held, Range::default());
                for (day, breakdown) in block_on(detail).unwrap() {
                    days.entry(day).or_default().merge(&breakdown);
                }
            }
            units.pop_last();
            let rollup = journal.rollup(&self.survey, &recipe, *month, &units);
            rollups.merge(&block_on(rollup).unwrap());
        }
        (days, rollups)
    }

    fn true_breakdowns(&self) -> (BTreeMap<Day, Breakdown>, Breakdown) {
        let survey = defined();
        let recipe = Recipe::new(&survey);
        let mut days: BTreeMap<Day, Breakdown> = BTreeMap::new();
        for response in self.accepted() {
            let day = recipe.day(response.id);
            recipe.add(days.entry(day).or_default(), &response);
        }
        let mut rollups = Breakdown::default();
        for held in self.holdings().months.values() {
            let mut units = held.units();
            units.pop_last();
            for response in self.accepted() {
                if units.keys().any(|unit| unit.contains(response.id.hour())) {
                    recipe.add(&mut rollups, &response);
                }
            }
        }
        (days, rollups)
    }

    fn run(&mut self, step: &Step) {
        match step.clone() {
            Step::Accept {
                who,
                ago,
                revision,
                rating,
            } => self.accept(who, ago, revision, rating),
            Step::Import {
                who,
                ago,
                rating,
                fail_after,
            } => self.import_of_two(who, ago, rating, fail_after),
            Step::Correct { who, rating, topic } => self.correct(who, rating, topic),
            Step::Wait(duration) => self.now = self.now.ahead(duration),
            Step::Fold => assert_eq!(self.fold(), self.truth()),
            Step::Analyse => assert!(self.breakdowns() == self.true_breakdowns()),
            Step::Forget => self.forget(),
            Step::DropSummaries => self.drop_summaries(),
            Step::Compact {
                fail_after,
                reads,
                writes,
            } => {
                self.store.take_operations();
                self.store.fail_at.set(fail_after.map(|after| after + 1));
                let _cut_short = self.compact(Budget { reads, writes });
                self.store.fail_at.set(None);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_fold_counts_the_union_of_what_was_accepted(steps in steps()) {
        let mut world = World::new();
        for step in &steps {
            world.run(step);
        }
        prop_assert_eq!(world.fold(), world.truth());
        prop_assert!(world.breakdowns() == world.true_breakdowns());
        world.drop_summaries();
        prop_assert_eq!(world.fold(), world.truth(), "after losing every summary");
        prop_assert!(world.breakdowns() == world.true_breakdowns(), "after losing every summary");
        world.compact_wholly();
        prop_assert_eq!(world.fold(), world.truth(), "after compaction");
        prop_assert!(world.breakdowns() == world.true_breakdowns(), "after compaction");
        prop_assert!(world.store.keys_under("in/").is_empty(), "entries are left");
        world.forget();
        prop_assert_eq!(world.fold(), world.truth(), "in another instance");
        world.drop_summaries();
        prop_assert_eq!(world.fold(), world.truth(), "from runs alone");
        prop_assert!(world.breakdowns() == world.true_breakdowns(), "from runs alone");
    }

    #[test]
    fn two_compactors_at_once_lose_and_double_nothing(steps in steps(), fail in proptest::option::of(0usize..40)) {
        let mut world = World::new();
        for step in &steps {
            world.run(step);
        }
        // The second works from a listing that the first makes out of date.
        let stale = world.holdings();
        world.compact(AMPLE).unwrap();
        world.store.take_operations();
        world.store.fail_at.set(fail);
        let _ = world.compact_as_listed(&stale, AMPLE);
        world.store.fail_at.set(None);
        prop_assert_eq!(world.fold(), world.truth());
        prop_assert!(world.breakdowns() == world.true_breakdowns());
        world.compact_wholly();
        prop_assert_eq!(world.fold(), world.truth());
        prop_assert!(world.breakdowns() == world.true_breakdowns());
    }
}

#[test]
fn what_is_imported_again_is_written_once() {
    let mut world = World::new();
    let day = Duration::from_secs(24 * 3600);
    let mut records = Vec::new();
    for who in (1..100).filter(|who| who % 5 > 0) {
        let id = world.id(who, day * u32::from(who));
        records.push(Record::of(&World::response(who, id, 0, 9)));
    }
    // One of them was accepted before.
    let accepted = records[0].response().unwrap();
    block_on(world.journal().accept(&world.survey, &accepted)).unwrap();
    for _ in 0..3 {
        world.import(&records).unwrap();
        let runs = world.store.keys_under("run/");
        assert_eq!(runs.len(), records.len() - 1);
    }
    world.compact_wholly();
    let compacted = world.store.keys_under("run/");
    world.import(&records).unwrap();
    assert_eq!(world.store.keys_under("run/"), compacted);
    assert_eq!(world.fold().responses, records.len() as u64);
}

#[test]
fn a_fold_reads_only_what_is_new() {
    let mut world = World::new();
    for who in 0..100 {
        world.accept(who, Duration::ZERO, 0, 9);
    }
    world.fold();
    world.accept(200, Duration::ZERO, 0, 9);
    world.accept(201, Duration::ZERO, 0, 9);
    let holdings = world.holdings();
    world.store.take_operations();
    let earlier = std::mem::take(&mut world.remembered);
    block_on(
        world
            .journal()
            .fold(&world.survey, &holdings, world.now, earlier),
    )
    .unwrap();
    // Two entries read; the month and the head written.
    assert_eq!(world.store.take_operations(), 4);
    // The same in an instance that remembers nothing reads the two summaries besides.
    world.accept(202, Duration::ZERO, 0, 9);
    let holdings = world.holdings();
    world.store.take_operations();
    world.forget();
    let earlier = std::mem::take(&mut world.remembered);
    block_on(
        world
            .journal()
            .fold(&world.survey, &holdings, world.now, earlier),
    )
    .unwrap();
    assert_eq!(world.store.take_operations(), 5);
}

#[test]
fn a_correction_that_was_compacted_before_it_was_counted_counts() {
    let mut world = World::new();
    for who in 1..5 {
        world.accept(who, Duration::ZERO, 0, 1);
    }
    let rules = world.breakdowns();
    world.correct(2, 1, Some("stock"));
    world.compact_wholly();
    assert!(world.store.keys_under("in/").is_empty());
    assert!(world.breakdowns() == world.true_breakdowns());
    assert!(world.breakdowns() != rules);
    // It is taken back, and that is compacted too.
    world.correct(2, 1, None);
    world.compact_wholly();
    assert!(world.breakdowns() == rules);
    assert_eq!(world.fold(), world.truth());
}

#[test]
fn one_correction_makes_nothing_else_count_anew() {
    let mut world = World::new();
    for who in 1..100 {
        world.accept(who, Duration::ZERO, 0, 1);
    }
    let operations = |world: &mut World| {
        let held = world.holdings().months.into_values().next().unwrap();
        let units = held.units();
        let (unit, held) = units.first_key_value().unwrap();
        let survey = defined();
        let recipe = Recipe::new(&survey);
        world.store.take_operations();
        let journal = world.journal();
        let detail = journal.detail(&world.survey, &recipe, *unit, held, Range::default());
        let days = block_on(detail).unwrap();
        let operations = world.store.take_operations();
        assert!(days == world.true_breakdowns().0);
        operations
    };
    operations(&mut world);
    world.correct(2, 1, Some("stock"));
    let all = operations(&mut world);
    assert!(all > 100, "{all}");
    world.accept(101, Duration::ZERO, 0, 1);
    world.accept(102, Duration::ZERO, 0, 1);
    assert_eq!(operations(&mut world), 4, "the summary and two entries");
    // The run that compaction makes of it all says nothing new.
    world.now = world.now.ahead(GRACE + Duration::from_secs(1));
    world.compact(AMPLE).unwrap();
    assert_eq!(operations(&mut world), 3, "the summary and one run");
    // The corrected response itself is another, and the correction still there.
    world.accept(2, Duration::ZERO, 1, 4);
    operations(&mut world);
    world.compact_wholly();
    operations(&mut world);
}

#[test]
fn a_correction_that_is_listed_before_its_response_counts() {
    for compacted in [false, true] {
        let mut world = World::new();
        world.accept(1, Duration::ZERO, 0, 1);
        world.correct(2, 1, Some("stock"));
        assert!(world.breakdowns() == world.true_breakdowns());
        world.accept(2, Duration::ZERO, 0, 1);
        if compacted {
            world.now = world.now.ahead(GRACE + Duration::from_secs(1));
            assert_eq!(world.compact(AMPLE).unwrap().merged, 3);
        }
        assert!(world.breakdowns() == world.true_breakdowns());
    }
}

#[test]
fn polls_count_nothing_anew_when_corrections_are_compacted() {
    let mut world = World::new();
    for who in 1..100 {
        world.accept(who, Duration::ZERO, 0, 1);
    }
    world.correct(2, 1, Some("stock"));
    world.fold();
    world.correct(2, 1, Some("price"));
    world.fold();
    world.now = world.now.ahead(GRACE + Duration::from_secs(1));
    world.compact(AMPLE).unwrap();
    world.fold();
    world.now = world.now.ahead(GRACE + Duration::from_secs(1));
    assert_eq!(world.compact(AMPLE).unwrap().deleted, 101);
    let holdings = world.holdings();
    world.store.take_operations();
    let earlier = std::mem::take(&mut world.remembered);
    let journal = world.journal();
    let folded = block_on(journal.fold(&world.survey, &holdings, world.now, earlier)).unwrap();
    assert_eq!(world.store.take_operations(), 2, "two summaries written");
    assert_eq!(folded.head.total(), world.truth());
}

#[test]
fn what_this_build_cannot_read_is_kept() {
    let mut world = World::new();
    for who in 1..5 {
        world.accept(who, Duration::ZERO, 0, 1);
    }
    world.compact_wholly();
    let later = "{\"id\":\"of a later Glas\"}";
    for line in [later.as_bytes(), b"\xff"] {
        let run = world.store.keys_under("run/").pop().unwrap();
        let mut values = world.store.values.borrow_mut();
        let body = values.get_mut(&run).unwrap();
        body.extend_from_slice(line);
        body.push(b'\n');
    }
    let kept = |world: &World| {
        let values = world.store.values.borrow();
        let mut lines = values
            .values()
            .flat_map(|body| body.split(|byte| *byte == b'\n'));
        lines.any(|line| line == later.as_bytes())
    };
    for day in 1..3 {
        for who in 5 * day..5 * day + 5 {
            world.accept(who, Duration::ZERO, 0, 1);
        }
        world.accept(1, Duration::ZERO, u32::from(day), 2);
        world.compact_wholly();
        assert!(kept(&world));
        assert!(world.store.keys_under("in/").is_empty());
        world.drop_summaries();
        assert_eq!(world.fold(), world.truth());
        world.now = world.now.ahead(Duration::from_secs(40 * 24 * 3600));
        world.compact_wholly();
        assert!(kept(&world));
        assert_eq!(world.fold(), world.truth());
    }
}

#[test]
fn polls_read_no_correction() {
    let mut world = World::new();
    for who in 1..5 {
        world.accept(who, Duration::ZERO, 0, 1);
    }
    world.compact_wholly();
    world.fold();
    world.correct(2, 1, Some("stock"));
    let holdings = world.holdings();
    world.store.take_operations();
    let earlier = std::mem::take(&mut world.remembered);
    let journal = world.journal();
    let folded = block_on(journal.fold(&world.survey, &holdings, world.now, earlier)).unwrap();
    assert_eq!(world.store.take_operations(), 2, "two summaries written");
    assert_eq!(folded.head.total(), world.truth());
}

#[test]
fn a_fold_after_compaction_reads_only_the_new_run() {
    let mut world = World::new();
    for who in 0..100 {
        world.accept(who, Duration::ZERO, 0, 9);
    }
    world.fold();
    world.now = world.now.ahead(GRACE + Duration::from_secs(1));
    world.compact(AMPLE).unwrap();
    let holdings = world.holdings();
    world.store.take_operations();
    let earlier = std::mem::take(&mut world.remembered);
    world.remembered = block_on(
        world
            .journal()
            .fold(&world.survey, &holdings, world.now, earlier),
    )
    .unwrap();
    assert_eq!(
        world.store.take_operations(),
        3,
        "the run read, two summaries written"
    );
    // Once the entries are deleted there is nothing to read at all.
    world.now = world.now.ahead(GRACE + Duration::from_secs(1));
    assert_eq!(world.compact(AMPLE).unwrap().deleted, 100);
    let holdings = world.holdings();
    world.store.take_operations();
    let earlier = std::mem::take(&mut world.remembered);
    let folded = block_on(
        world
            .journal()
            .fold(&world.survey, &holdings, world.now, earlier),
    )
    .unwrap();
    assert_eq!(world.store.take_operations(), 2, "two summaries written");
    assert_eq!(folded.head.total(), world.truth());
}

#[test]
fn the_days_of_a_month_at_rest_are_counted_once() {
    let mut world = World::new();
    for who in 0..60 {
        world.accept(who, Duration::from_secs(3600 * u64::from(who)), 0, 9);
    }
    world.now = world.now.ahead(Duration::from_secs(60 * 24 * 3600));
    world.compact_wholly();
    let days = world.breakdowns();
    assert_eq!(days.0, world.true_breakdowns().0);
    let holdings = world.holdings();
    let (_, held) = holdings.months.first_key_value().unwrap();
    let units = held.units();
    let (unit, held) = units.first_key_value().unwrap();
    assert!(matches!(unit, Span::Month(_)), "{unit}");
    let survey = defined();
    let recipe = Recipe::new(&survey);
    let (day, breakdown) = days.0.first_key_value().unwrap();
    let range = Range {
        from: Some(*day),
        to: Some(day.next()),
    };
    world.store.take_operations();
    let journal = world.journal();
    let detail = block_on(journal.detail(&world.survey, &recipe, *unit, held, range)).unwrap();
    assert_eq!(world.store.take_operations(), 1, "one day read");
    assert_eq!(detail, BTreeMap::from([(*day, breakdown.clone())]));
}

#[test]
fn each_step_of_a_compaction_may_fail() {
    // As many operations as a whole compaction takes, failing at each in turn.
    for fail_at in 0.. {
        let mut world = World::new();
        for who in 0..30 {
            world.accept(
                who,
                Duration::from_secs(u64::from(who)),
                0,
                u32::from(who % 11),
            );
        }
        world.accept(3, Duration::ZERO, 1, 10);
        world.fold();
        let mut failed = false;
        world.store.take_operations();
        world.store.fail_at.set(Some(fail_at));
        for _ in 0..6 {
            world.now = world.now.ahead(GRACE + Duration::from_secs(1));
            let holdings = {
                // The listing is a step too.
                match block_on(world.journal().list(world.now)) {
                    Ok(listing) => listing
                        .surveys
                        .get(&world.survey)
                        .cloned()
                        .unwrap_or_default(),
                    Err(_) => {
                        failed = true;
                        continue;
                    }
                }
            };
            failed |= world.compact_as_listed(&holdings, AMPLE).is_err();
        }
        world.store.fail_at.set(None);
        assert_eq!(
            world.fold(),
            world.truth(),
            "failing at operation {fail_at}"
        );
        world.compact_wholly();
        assert_eq!(
            world.fold(),
            world.truth(),
            "failing at operation {fail_at}, finished later"
        );
        assert!(world.store.keys_under("in/").is_empty());
        assert_eq!(world.store.keys_under("run/").len(), 1);
        if !failed {
            assert!(fail_at > 60, "only {fail_at} operations were tried");
            return;
        }
    }
}

#[test]
fn nothing_is_deleted_before_what_holds_it_has_rested() {
    let mut world = World::new();
    for round in 1..=2 {
        for who in 0..10 {
            world.accept(round * 10 + who, Duration::ZERO, 0, 9);
        }
        world.now = world.now.ahead(GRACE + Duration::from_secs(1));
        // In the second round a rested run of the first is merged with new entries.
        let merged = world.compact(AMPLE).unwrap();
        assert_eq!((merged.merged, merged.written), (10, 1));
        let again = world.compact(AMPLE).unwrap();
        assert_eq!(again, Compaction::default(), "at once, in round {round}");
        world.now = world.now.ahead(GRACE - Duration::from_secs(1));
        let again = world.compact(AMPLE).unwrap();
        assert_eq!(again, Compaction::default(), "early, in round {round}");
    }
    world.now = world.now.ahead(Duration::from_secs(2));
    assert_eq!(world.compact(AMPLE).unwrap().deleted, 11);
}

#[test]
fn a_round_that_a_deletion_overtakes_brings_nothing_back() {
    let mut world = World::new();
    world.accept(1, Duration::ZERO, 0, 9);
    world.now = world.now.ahead(GRACE + Duration::from_secs(1));
    let listed_before = world.holdings();
    // Deleted and made anew, but for the entry, which the round has read by then.
    world.define();
    let done = world.compact_as_listed(&listed_before, AMPLE).unwrap();
    assert_eq!((done.merged, done.written), (0, 0));
    assert!(world.store.keys_under("run/").is_empty());
}

#[test]
fn a_survey_made_anew_counts_nothing_of_the_old_before_compaction_either() {
    let mut world = World::new();
    world.accept(1, Duration::ZERO, 0, 9);
    world.fold();
    world
        .store
        .values
        .borrow_mut()
        .retain(|key, _| !key.starts_with("in/"));
    world.truth = Union::default();
    world.accept(2, Duration::ZERO, 0, 1);
    assert_eq!(world.fold(), world.truth());
}

#[test]
fn a_survey_made_anew_under_an_old_name_counts_nothing_of_the_old() {
    let mut world = World::new();
    for who in 0..10 {
        world.accept(who, Duration::ZERO, 0, 9);
    }
    world.now = world.now.ahead(GRACE + Duration::from_secs(1));
    world.compact(AMPLE).unwrap();
    world.fold();
    let holdings = world.holdings();
    let (mut budget, mut done) = (AMPLE, Compaction::default());
    block_on(
        world
            .journal()
            .purge(&world.survey, &holdings, &mut budget, &mut done),
    )
    .unwrap();
    world.truth = Union::default();
    world.accept(77, Duration::ZERO, 0, 1);
    // `remembered` is that of an instance that saw nothing of the deletion.
    assert_eq!(world.fold(), world.truth());
}

#[test]
fn other_content_under_the_same_id_and_revision_overwrites_nothing() {
    let mut world = World::new();
    world.accept(1, Duration::ZERO, 0, 3);
    let before = world.fold();
    world.accept(1, Duration::ZERO, 0, 9);
    world.accept(1, Duration::ZERO, 0, 3);
    let after = world.fold();
    world.drop_summaries();
    assert_eq!(world.fold(), after);
    assert_eq!(after, world.truth());
    assert_eq!((before.responses, after.responses), (1, 1));
}

#[test]
fn no_value_is_larger_than_a_run_may_be() {
    let mut world = World::new();
    for who in 0..=255u8 {
        let id = ResponseId::new(world.now, &[who; 10]);
        let mut response = World::response(1, id, 0, 9);
        response
            .answers
            .insert("why".parse().unwrap(), Answer::Verbatim("x".repeat(5000)));
        block_on(world.journal().accept(&world.survey, &response)).unwrap();
        world.truth.add(Record::of(&response));
    }
    world.fold();
    world.compact_wholly();
    world.fold();
    let values = world.store.values.borrow();
    let largest = values.values().map(Vec::len).max().unwrap();
    assert!(largest <= MAX_VALUE, "{largest}");
    assert!(values.keys().filter(|key| key.starts_with("run/")).count() <= 4);
}

#[test]
fn a_breakdown_larger_than_a_value_is_kept_in_pieces() {
    let store = MemoryStore::default();
    let journal = Journal::new(&store);
    let name: SurveyId = "demo".parse().unwrap();
    let question = |n| json!({"id": format!("q{n}"), "kind": "nps", "text": {"en": "?"}});
    let questions: Vec<_> = (0..40).map(question).collect();
    let mut attributes = json!({});
    let mut answers = json!({});
    (0..16).for_each(|n| attributes[format!("a{n}")] = json!([]));
    (0..40).for_each(|n| answers[format!("q{n}")] = json!(n % 11));
    let survey = Survey::parse(&json!({
        "name": "S", "default_locale": "en", "questions": questions, "attributes": attributes,
    }));
    let survey = survey.unwrap();
    let recipe = Recipe::new(&survey);
    let mut truth = Breakdown::default();
    for who in 0..60u8 {
        (0..16).for_each(|n| attributes[format!("a{n}")] = json!(format!("value {who}")));
        let id = ResponseId::new(
            START.back(Duration::from_secs(60 * u64::from(who))),
            &[who; 10],
        );
        let response: Response = serde_json::from_value(json!({
            "id": id, "revision": 0, "complete": true, "answers": answers, "attributes": attributes,
        }))
        .unwrap();
        recipe.add(&mut truth, &response);
        block_on(journal.accept(&name, &response)).unwrap();
    }
    let listing = block_on(journal.list(START)).unwrap();
    let (month, held) = listing.surveys[&name].months.first_key_value().unwrap();
    let units = held.units();
    for reads in 0..2 {
        store.take_operations();
        let rollup = block_on(journal.rollup(&name, &recipe, *month, &units)).unwrap();
        assert!(rollup == truth);
        let kept = store.keys_under("sum/demo/rollup/").len();
        assert!(kept > 1, "{kept}");
        if reads > 0 {
            assert_eq!(store.take_operations(), kept, "only its pieces are read");
        }
    }
    let values = store.values.borrow();
    assert!(values.values().all(|value| value.len() <= MAX_VALUE));
}
