//! All routes.

use std::rc::Rc;
use std::sync::OnceLock;

use http::Method;

use super::{
    Captures, Failure, Incoming, Request, Response, badge, corrections, dashboard, documents,
    drafts, export, import, impressions, insights, invitations, pages, qr, rating, responses,
    scores, script, surveys, versions,
};
use crate::instance::Instance;
use crate::platform::Platform;

/// What a route leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "named after the handlers they lead to")]
pub enum Endpoint {
    Badge,
    CheckDraft,
    Compact,
    CreateImpression,
    CreateInvitation,
    CreateResponse,
    Dashboard,
    DashboardFile,
    DeleteSurvey,
    Health,
    HostedPage,
    ImportResponses,
    ListSurveys,
    ListVersions,
    OpenApi,
    PatchCorrections,
    PreflightResponse,
    PreflightScores,
    PreviewScript,
    PutSurvey,
    QrCode,
    Rating,
    ReadInsights,
    ReadResponse,
    ReadResponses,
    ReadScores,
    ReadSurvey,
    ReadVersion,
    ScoreScript,
    Script,
    SubmitPage,
}

/// Every path with its methods. A GET also answers HEAD.
pub const ROUTES: &[(&str, &[(Method, Endpoint)])] = &[
    ("/dashboard", &[(Method::GET, Endpoint::Dashboard)]),
    (
        "/dashboard/{file}",
        &[(Method::GET, Endpoint::DashboardFile)],
    ),
    ("/healthz", &[(Method::GET, Endpoint::Health)]),
    ("/openapi.json", &[(Method::GET, Endpoint::OpenApi)]),
    ("/s/{survey}.js", &[(Method::GET, Endpoint::Script)]),
    (
        "/s/{survey}/score.js",
        &[(Method::GET, Endpoint::ScoreScript)],
    ),
    (
        "/s/{survey}/preview.js",
        &[(Method::GET, Endpoint::PreviewScript)],
    ),
    (
        "/s/{survey}",
        &[
            (Method::GET, Endpoint::HostedPage),
            (Method::POST, Endpoint::SubmitPage),
        ],
    ),
    ("/s/{survey}/badge.svg", &[(Method::GET, Endpoint::Badge)]),
    ("/s/{survey}/qr.svg", &[(Method::GET, Endpoint::QrCode)]),
    (
        "/s/{survey}/rating.json",
        &[(Method::GET, Endpoint::Rating)],
    ),
    ("/v1/compact", &[(Method::POST, Endpoint::Compact)]),
    ("/v1/surveys", &[(Method::GET, Endpoint::ListSurveys)]),
    (
        "/v1/surveys/{survey}",
        &[
            (Method::GET, Endpoint::ReadSurvey),
            (Method::PUT, Endpoint::PutSurvey),
            (Method::DELETE, Endpoint::DeleteSurvey),
        ],
    ),
    (
        "/v1/surveys/{survey}/draft",
        &[(Method::POST, Endpoint::CheckDraft)],
    ),
    (
        "/v1/surveys/{survey}/import",
        &[(Method::POST, Endpoint::ImportResponses)],
    ),
    (
        "/v1/surveys/{survey}/impressions",
        &[
            (Method::POST, Endpoint::CreateImpression),
            (Method::OPTIONS, Endpoint::PreflightResponse),
        ],
    ),
    (
        "/v1/surveys/{survey}/insights",
        &[
            (Method::GET, Endpoint::ReadInsights),
            (Method::OPTIONS, Endpoint::PreflightScores),
        ],
    ),
    (
        "/v1/surveys/{survey}/invitations",
        &[(Method::POST, Endpoint::CreateInvitation)],
    ),
    (
        "/v1/surveys/{survey}/responses",
        &[
            (Method::GET, Endpoint::ReadResponses),
            (Method::POST, Endpoint::CreateResponse),
            (Method::OPTIONS, Endpoint::PreflightResponse),
        ],
    ),
    (
        "/v1/surveys/{survey}/responses/{response}",
        &[(Method::GET, Endpoint::ReadResponse)],
    ),
    (
        "/v1/surveys/{survey}/responses/{response}/corrections",
        &[(Method::PATCH, Endpoint::PatchCorrections)],
    ),
    (
        "/v1/surveys/{survey}/scores",
        &[
            (Method::GET, Endpoint::ReadScores),
            (Method::OPTIONS, Endpoint::PreflightScores),
        ],
    ),
    (
        "/v1/surveys/{survey}/versions",
        &[(Method::GET, Endpoint::ListVersions)],
    ),
    (
        "/v1/surveys/{survey}/versions/{version}",
        &[(Method::GET, Endpoint::ReadVersion)],
    ),
];

type Methods = &'static [(Method, Endpoint)];

/// The routes, ready to be matched.
fn router() -> &'static matchit::Router<Methods> {
    static ROUTER: OnceLock<matchit::Router<Methods>> = OnceLock::new();
    ROUTER.get_or_init(|| {
        let mut router = matchit::Router::new();
        for (path, methods) in ROUTES {
            // The table is constant: a test shows that all of it is taken.
            router.insert(*path, *methods).ok();
        }
        router
    })
}

/// Where a request goes, with what stands in the places of the path's parameters.
pub fn route(method: &Method, path: &str) -> Result<(Endpoint, Captures), Failure> {
    let Ok(found) = router().at(path) else {
        return Err(Failure::NotFound("There is nothing at this path."));
    };
    let wanted = if method == Method::HEAD {
        &Method::GET
    } else {
        method
    };
    let captures = found.params.iter();
    let captures = captures.map(|(name, value)| (name, value.to_owned()));
    match found.value.iter().find(|(method, _)| method == wanted) {
        Some((_, endpoint)) => Ok((*endpoint, captures.collect())),
        None => Err(Failure::MethodNotAllowed(found.value)),
    }
}

/// Calls the handler.
pub async fn dispatch<P, I>(
    endpoint: Endpoint,
    instance: &Rc<Instance<P>>,
    request: Request<I>,
) -> Result<Response, Failure>
where
    P: Platform + 'static,
    I: Incoming,
{
    match endpoint {
        Endpoint::Dashboard => dashboard::read(&request),
        Endpoint::DashboardFile => dashboard::read_file(&request),
        Endpoint::Health => Ok(documents::health()),
        Endpoint::OpenApi => Ok(documents::openapi(&request)),
        Endpoint::PreviewScript => script::read_preview(&request),
        Endpoint::ScoreScript => Ok(script::read_score(&request)),
        Endpoint::Script => script::read(instance, &request).await,
        Endpoint::Badge => badge::read(instance, &request).await,
        Endpoint::Rating => rating::read(instance, &request).await,
        Endpoint::QrCode => qr::read(instance, &request).await,
        Endpoint::HostedPage => pages::read(instance, &request).await,
        Endpoint::SubmitPage => pages::submit(instance, request).await,
        Endpoint::Compact => surveys::compact(instance, &request).await,
        Endpoint::ListSurveys => surveys::list(instance, &request).await,
        Endpoint::ReadSurvey => surveys::read(instance, &request).await,
        Endpoint::ListVersions => versions::list(instance, &request).await,
        Endpoint::ReadVersion => versions::read(instance, &request).await,
        Endpoint::PutSurvey => surveys::put(instance, request).await,
        Endpoint::DeleteSurvey => surveys::delete(instance, &request).await,
        Endpoint::CheckDraft => drafts::check(instance, request).await,
        Endpoint::CreateInvitation => invitations::create(instance, request).await,
        Endpoint::ImportResponses => import::create(instance, request).await,
        Endpoint::ReadResponse => export::read_one(instance, &request).await,
        Endpoint::PatchCorrections => corrections::patch(instance, request).await,
        Endpoint::ReadResponses => export::read(instance, &request).await,
        Endpoint::CreateImpression => impressions::create(instance, request).await,
        Endpoint::CreateResponse => responses::create(instance, request).await,
        Endpoint::PreflightResponse => responses::preflight(instance, &request).await,
        Endpoint::ReadInsights => insights::read(instance, &request).await,
        Endpoint::ReadScores => scores::read(instance, &request).await,
        Endpoint::PreflightScores => Ok(scores::preflight()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_of_the_table_is_taken() {
        for (path, methods) in ROUTES {
            let names = path.split(['{', '}']).skip(1).step_by(2);
            let expected: Captures = names.map(|name| (name, format!("a-{name}"))).collect();
            let filled = path.replace('{', "a-").replace('}', "");
            for (method, endpoint) in *methods {
                let (found, captures) = route(method, &filled).unwrap();
                assert_eq!(found, *endpoint, "{path}");
                assert_eq!(captures, expected, "{path}");
            }
        }
    }

    #[test]
    fn nothing_else_is() {
        for path in [
            "",
            "/",
            "/s",
            "/s/",
            "/s/a/b",
            "/s/a/qr",
            "/v1/surveys/",
            "/v1/surveys/a/",
            "/v1/surveys/a/responses/",
            "/v1/surveys/a/responses/b/",
            "/v1/surveys/a/responses/b/c",
            "//healthz",
            "/healthz/",
        ] {
            assert!(
                matches!(route(&Method::GET, path), Err(Failure::NotFound(_))),
                "{path}"
            );
        }
        let wrong = route(&Method::PATCH, "/v1/surveys/demo");
        assert!(matches!(wrong, Err(Failure::MethodNotAllowed(_))));
        assert_eq!(
            route(&Method::HEAD, "/healthz").unwrap().0,
            Endpoint::Health
        );
    }

    #[test]
    fn the_openapi_description_has_every_route_and_no_other() {
        let description: serde_json::Value = serde_json::from_str(documents::OPENAPI).unwrap();
        let mut described: Vec<(String, String)> = Vec::new();
        for (path, operations) in description["paths"].as_object().unwrap() {
            for method in operations
                .as_object()
                .unwrap()
                .keys()
                .filter(|key| *key != "parameters")
            {
                described.push((path.clone(), method.to_uppercase()));
            }
        }
        let mut routed: Vec<(String, String)> = Vec::new();
        for (path, methods) in ROUTES {
            let documented = methods
                .iter()
                .filter(|(method, _)| method != Method::OPTIONS);
            routed.extend(documented.map(|(method, _)| (path.to_string(), method.to_string())));
        }
        described.sort();
        routed.sort();
        assert_eq!(described, routed);
    }
}
