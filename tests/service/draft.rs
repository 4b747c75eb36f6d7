//! A definition that is only tried.

use serde_json::{Value, json};

use super::script::{embedded, survey};
use super::support::{ADMIN, READER, Service};

async fn draft(service: &Service, id: &str, definition: &Value) -> Value {
    let path = format!("/v1/surveys/{id}/draft");
    let answer = service.post(&path, definition).token(ADMIN).send().await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("cache-control"), "no-store");
    answer.json()
}

async fn in_script(service: &Service, id: &str) -> Value {
    let script = service.get(&format!("/s/{id}.js")).send().await;
    let mut embedded = embedded(script.text());
    embedded.as_object_mut().unwrap().remove("token");
    embedded
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_what_the_script_would_bring_of_it() {
    let service = Service::with(&[("signing_key", "a-key")]).await;
    let mut paused = survey();
    paused["status"] = json!("paused");
    let mut plain = survey();
    for field in ["thanks", "display", "theme", "attributes"] {
        plain.as_object_mut().unwrap().remove(field);
    }
    for (id, definition) in [("a", survey()), ("b", paused), ("c", plain)] {
        let drafted = draft(&service, id, &definition).await;
        assert_eq!(drafted["survey"], id);
        service.put_survey(id, &definition).await;
        assert_eq!(drafted, in_script(&service, id).await, "{id}");
    }
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_comes_of_a_draft() {
    let service = Service::start().await;
    draft(&service, "new", &survey()).await;
    assert!(service.kept().await.is_empty());
    let new = service.get("/v1/surveys/new").token(ADMIN).send().await;
    assert_eq!(new.status, 404);

    service.put_survey("known", &survey()).await;
    let kept = service.kept().await;
    let mut changed = survey();
    changed["name"] = json!("Changed");
    changed["questions"][1]["text"]["en"] = json!("Why is that?");
    let drafted = draft(&service, "known", &changed).await;
    assert_eq!(drafted["questions"], changed["questions"]);
    assert_eq!(service.kept().await, kept);
    service.pass_freshness();
    let read = in_script(&service, "known").await;
    assert_eq!(read["questions"], survey()["questions"]);
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_an_admin_drafts() {
    let service = Service::start().await;
    for token in [READER, "wrong"] {
        let call = service.post("/v1/surveys/new/draft", &survey());
        assert_eq!(call.token(token).send().await.status, 401, "{token}");
    }
    let misnamed = service.post("/v1/surveys/No_Name/draft", &survey());
    assert_eq!(misnamed.token(ADMIN).send().await.status, 404);
    service.finish().await;
}
