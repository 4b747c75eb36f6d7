//! Earlier versions of a survey's definition.

use std::time::Duration;

use serde_json::{Value, json};

use super::support::{ADMIN, Answer, READER, Service};

const PATH: &str = "/v1/surveys/shop/versions";

fn named(name: &str) -> Value {
    json!({
        "name": name, "default_locale": "en",
        "questions": [{"id": "recommend", "kind": "nps", "text": {"en": "?"}}],
    })
}

/// Puts a definition, a second after whatever was before.
async fn put(service: &Service, name: &str) -> Value {
    service.clock.advance(Duration::from_secs(1));
    service.put_survey("shop", &named(name)).await.json()
}

async fn read(service: &Service, path: &str) -> Answer {
    service.get(path).token(ADMIN).send().await
}

async fn delete(service: &Service) {
    let delete = service.call(http::Method::DELETE, "/v1/surveys/shop");
    assert_eq!(delete.token(ADMIN).send().await.status, 204);
}

/// How a version is listed.
fn listed(put: &Value, in_force: bool) -> Value {
    json!({"version": put["version"], "updated_at": put["updated_at"], "name": put["name"], "in_force": in_force})
}

fn one(put: &Value) -> String {
    format!("{PATH}/{}", put["version"].as_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_are_listed_read_and_put_back() {
    let service = Service::start().await;
    let [first, second] = [put(&service, "First").await, put(&service, "Second").await];
    let answer = read(&service, PATH).await;
    assert_eq!(answer.header("cache-control"), "no-store");
    let both = json!({"versions": [listed(&second, true), listed(&first, false)], "next": null});
    assert_eq!(answer.json(), both);
    for version in [&first, &second] {
        let answer = read(&service, &one(version)).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.json(), *version);
    }
    // What is read is what can be put.
    let back = read(&service, &one(&first)).await.json();
    service.clock.advance(Duration::from_secs(1));
    let third = service.put_survey("shop", &back).await.json();
    assert_eq!(third["name"], "First");
    let found = read(&service, PATH).await.json();
    let expected = [
        listed(&third, true),
        listed(&second, false),
        listed(&first, false),
    ];
    assert_eq!(found["versions"], json!(expected));
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_deleted_survey_was_is_not_what_one_of_its_name_was() {
    let service = Service::start().await;
    let old = put(&service, "Old").await;
    let key = format!("version/shop/{}", old["version"].as_str().unwrap());
    let kept = service.kept().await.remove(&key).expect("its version");
    delete(&service).await;
    assert_eq!(read(&service, PATH).await.status, 404);
    assert_eq!(read(&service, &one(&old)).await.status, 404);
    let new = put(&service, "New").await;
    // A store that lags may bring it back.
    service.store.set(&key, kept).await.expect("a write");
    let found = read(&service, PATH).await.json();
    assert_eq!(found["versions"], json!([listed(&new, true)]));
    assert_eq!(read(&service, &one(&old)).await.status, 404);
    assert_eq!(read(&service, &one(&new)).await.json(), new);
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_version_hides_no_other() {
    let service = Service::start().await;
    let old = put(&service, "Old").await;
    delete(&service).await;
    let [first, second] = [put(&service, "First").await, put(&service, "Second").await];
    for version in [&old, &first] {
        let key = format!("version/shop/{}", version["version"].as_str().unwrap());
        let damage = service.store.set(&key, b"{\"version\":".to_vec());
        damage.await.expect("a write");
    }
    let found = read(&service, PATH).await.json();
    let mut damaged = listed(&first, false);
    damaged["name"] = Value::Null;
    let expected = [listed(&second, true), damaged];
    assert_eq!(found["versions"], json!(expected));
    assert_eq!(read(&service, &one(&second)).await.json(), second);
    for (version, status) in [(&first, 503), (&old, 404)] {
        assert_eq!(read(&service, &one(version)).await.status, status);
    }
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_versions_come_a_page_at_a_time() {
    let service = Service::start().await;
    let mut expected = Vec::new();
    for n in 0..201 {
        expected.insert(0, put(&service, &format!("Version {n}")).await);
    }
    let mut found = Vec::new();
    let mut sizes = Vec::new();
    let mut path = PATH.to_owned();
    loop {
        let page = read(&service, &path).await.json();
        let versions = page["versions"].as_array().unwrap();
        sizes.push(versions.len());
        found.extend(versions.iter().cloned());
        match page["next"].as_str() {
            Some(next) => path = format!("{PATH}?cursor={next}"),
            None => break,
        }
    }
    assert_eq!(sizes, [100, 100, 1]);
    let expected: Vec<Value> = expected
        .iter()
        .enumerate()
        .map(|(at, put)| listed(put, at == 0))
        .collect();
    assert_eq!(found, expected);
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_names_no_version_finds_none() {
    let service = Service::start().await;
    let version = put(&service, "Shop").await;
    for token in [READER, "wrong"] {
        for path in [PATH, &one(&version)] {
            let answer = service.get(path).token(token).send().await;
            assert_eq!(answer.status, 401, "{path} {token}");
        }
    }
    let name = version["version"].as_str().unwrap();
    for (path, status) in [
        (format!("{PATH}/1"), 404),
        (format!("{PATH}/0000000000000-0000000000000000"), 404),
        (format!("{PATH}/%2e%2e"), 404),
        (format!("/v1/surveys/other/versions/{name}"), 404),
        ("/v1/surveys/other/versions".into(), 404),
        (format!("{PATH}?cursor=1"), 400),
        (format!("{PATH}?cursor="), 400),
        (format!("{PATH}?page=1"), 400),
    ] {
        assert_eq!(read(&service, &path).await.status, status, "{path}");
    }
    let none = read(&service, &format!("{PATH}?cursor={name}")).await;
    assert_eq!(none.json(), json!({"versions": [], "next": null}));
    service.finish().await;
}
