//! What requests cost in instructions, which are the same on every machine.

use std::sync::Arc;
use std::time::Duration;

use glas_host::{Component, Memory, Options};
use http::{Method, StatusCode};
use serde_json::json;
use tokio::time::sleep;

use super::cost::lasting;
use super::crowd::Respondent;
use super::import::history;
use super::support::{ADMIN, READER, Service, run, wasm};

async fn start() -> Service {
    let component = Component::load(&wasm(), Options { fuel: true });
    let component = component.expect("the component loads");
    let service = Service::on(&component, Arc::new(Memory::new()), lasting(&[], 16)).await;
    service.put_survey("shop", &super::crowd::survey()).await;
    service
}

/// What a request burns, with what its instance still does after the answer: that is over once four looks in a row
/// show the same.
async fn burnt<T>(service: &Service, request: impl Future<Output = T>) -> (T, u64) {
    let before = service.host.counters();
    let answer = request.await;
    let mut looks = [0, 1, 2, 3];
    while looks != [looks[0]; 4] {
        sleep(Duration::from_millis(20)).await;
        looks.rotate_right(1);
        looks[0] = service.host.counters().since(&before).fuel;
    }
    (answer, looks[0])
}

#[test]
fn no_comment_costs_more_by_the_letter_for_being_long() {
    run(async {
        let service = start().await;
        let read = async |why: String| {
            let id = Respondent::new(0, service.clock.now()).id;
            let sent = json!({"id": id, "answers": {"why": why}, "locale": "en"});
            let path = "/v1/surveys/shop/responses";
            let sent = service.post(path, &sent).send().await;
            assert_eq!(sent.status, StatusCode::CREATED, "{sent:?}");
            let call = service.get(&format!("{path}/{id}")).token(READER);
            let (answer, burnt) = burnt(&service, call.send()).await;
            assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
            burnt
        };
        // An instance learns the words of all languages once: here, of a word that none knows.
        read("Xyzzy.".into()).await;
        let none = read(".".into()).await;
        for unit in [
            "The delivery was late, but the people were kind. ",
            "not ",
            "!",
            "a\u{200b}",
            "\u{202e}late ",
            "not a very ",
            "😡",
            ":(",
            "didn't ",
            "é\u{301}",
            "but ",
        ] {
            let of = async |letters: usize| {
                let units = unit.repeat(letters / unit.chars().count());
                read(units + ".").await - none
            };
            let (short, long) = (of(1_200).await, of(4_800).await);
            println!("{unit:?}: {short} of 1,200 letters, {long} of 4,800");
            // What is quadratic costs sixteen times as much.
            assert!(
                long < 6 * short,
                "{unit:?}: {short} of 1,200 letters, {long} of 4,800"
            );
        }
        service.finish().await;
    });
}

#[test]
fn a_row_of_an_import_costs_the_same_however_many_there_are() {
    run(async {
        let service = start().await;
        let import = async |rows: u64| {
            let (file, _) = history(&service, rows, 365);
            let call = service
                .call(Method::POST, "/v1/surveys/shop/import")
                .token(ADMIN);
            let call = call.header("content-type", "text/csv").body(file);
            let (answer, burnt) = burnt(&service, call.send()).await;
            assert_eq!(answer.json()["accepted"], rows, "{answer:?}");
            burnt / rows
        };
        let few = import(1_000).await;
        let (many, again) = (import(10_000).await, import(10_000).await);
        println!("instructions a row: {few} of 1,000, {many} of 10,000, {again} of the same again");
        assert!(many < 2 * few, "{many} of 10,000, {few} of 1,000");
        assert!(
            again < 2 * few,
            "{again} of those that are there, {few} of 1,000"
        );
        service.finish().await;
    });
}
