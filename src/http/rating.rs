//! `/s/{survey}/rating.json`: the mean rating as schema.org has it, in JSON-LD.

use std::rc::Rc;

use serde_json::json;

use super::{Failure, Incoming, Request, Response, cors, documents, scores};
use crate::instance::Instance;
use crate::platform::Platform;
use crate::score::Score;
use crate::survey::QuestionKind;

/// GET: the rating of the first question that has one, or of the one that is asked for.
pub async fn read<P: Platform + 'static, I: Incoming>(
    instance: &Rc<Instance<P>>,
    request: &Request<I>,
) -> Result<Response, Failure> {
    let answered = answer(instance, request).await;
    Ok(cors::shared_with_all(instance, answered))
}

async fn answer<P: Platform + 'static, I: Incoming>(
    instance: &Rc<Instance<P>>,
    request: &Request<I>,
) -> Result<Response, Failure> {
    let [question] = request.parameters(["question"])?;
    let (defined, scores) = scores::published(instance, request).await?;
    let scale = |score: &Score| {
        let question = defined.survey.question(score.question.as_str())?;
        is_praise(question.kind).then(|| question.kind.scale())?
    };
    let score = scores::choose(&scores, question.as_deref(), |score| scale(score).is_some())?;
    let (Some(scale), Some(mean), true) = (scale(score), score.mean_rating(), score.enough) else {
        return Err(Failure::NotEnough);
    };
    let rating = json!({
        "@context": "https://schema.org",
        "@type": "AggregateRating",
        "itemReviewed": {"@type": "Thing", "name": defined.survey.name},
        "ratingValue": mean,
        "bestRating": scale.end(),
        "worstRating": scale.start(),
        "ratingCount": score.n,
    });
    let cache_control = scores::cache_control(&*instance.config().await?, true);
    let body = rating.to_string();
    Ok(documents::cacheable(
        request,
        "application/ld+json",
        body,
        cache_control,
    ))
}

/// Whether the higher rating is the more satisfied one, on a scale that readers of stars understand.
fn is_praise(kind: QuestionKind) -> bool {
    use QuestionKind::{Csat, Emoji, Nps, Stars};
    matches!(kind, Stars | Csat | Emoji | Nps)
}
