//! The edge of the service, around every request: its id and trace, language, 405/406 and unknown parameters, the
//! headers of every response, panics, and the rendering of problems. One line of log and one measurement each.

use std::panic::AssertUnwindSafe;
use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    ACCEPT, ACCEPT_LANGUAGE, ALLOW, AUTHORIZATION, CACHE_CONTROL, CONTENT_LANGUAGE, HeaderMap, HeaderName, HeaderValue,
    LINK, RETRY_AFTER, VARY, WWW_AUTHENTICATE,
};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, ResponseError, web};
use futures_util::FutureExt;
use tracing::Instrument;
use uuid::Uuid;

use super::headers::{API_VERSION as API_VERSION_HEADER, REQUEST_ID, TRACEPARENT};
use super::limits::Quota;
use super::paths::Deprecation;
use super::permit::refuse_above;
use super::query::unknown_parameter;
use crate::app::AppState;
use crate::clock::Clock;
use crate::context::{Actor, Context, Language};
use crate::problem::{Code, Problem};

/// What the edge knows of a request.
#[derive(Debug, Clone)]
pub struct RequestFacts {
    pub id: String,
    pub traceparent: String,
    pub language: Language,
    pub operation: String,
    pub path: String,
    pub address: Option<String>,
    pub deprecation: Option<Deprecation>,
}

impl RequestFacts {
    /// The facts of a request that came through the edge.
    pub fn of(request: &HttpRequest) -> Self {
        request.extensions().get::<Self>().cloned().unwrap_or_else(|| Self::read(request.headers(), None))
    }

    fn read(headers: &HeaderMap, address: Option<String>) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let id = text(REQUEST_ID).filter(|id| usable_id(id)).map(str::to_owned);
        let id = id.unwrap_or_else(|| Uuid::now_v7().to_string());
        Self {
            traceparent: traceparent(text(TRACEPARENT)),
            language: language(text(ACCEPT_LANGUAGE.as_str()).unwrap_or_default()),
            operation: String::new(),
            path: String::new(),
            deprecation: None,
            id,
            address,
        }
    }

    /// The context of work for this request.
    pub fn context(&self, actor: Actor, clock: &Clock) -> Context {
        Context {
            actor,
            operation: self.operation.clone(),
            path: self.path.clone(),
            request_id: self.id.clone(),
            address: self.address.clone(),
            language: self.language,
            ..Context::system("", clock)
        }
    }
}

fn usable_id(id: &str) -> bool {
    (8..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

/// The caller's trace with a span of ours, or a new trace (W3C Trace Context).
fn traceparent(given: Option<&str>) -> String {
    let hex = |part: &str, length| {
        part.len() == length && part.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    };
    let trace = given.and_then(|value| {
        let mut parts = value.split('-');
        let (version, trace, span, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let sound = hex(version, 2) && hex(trace, 32) && hex(span, 16) && hex(flags, 2);
        (sound && trace.bytes().any(|b| b != b'0')).then(|| (trace.to_owned(), flags.to_owned()))
    });
    let (trace, flags) = trace.unwrap_or_else(|| (Uuid::new_v4().simple().to_string(), "00".into()));
    let span = rand::random::<u64>() | 1;
    format!("00-{trace}-{span:016x}-{flags}")
}

/// The best of Dutch and English for an `Accept-Language`; Dutch when it does not say.
fn language(header: &str) -> Language {
    let mut best = (0.0, Language::Dutch);
    for choice in header.split(',') {
        let mut parts = choice.split(';').map(str::trim);
        let tag = parts.next().unwrap_or_default().to_ascii_lowercase();
        let weight = parts.find_map(|part| part.strip_prefix("q=")?.parse::<f32>().ok()).unwrap_or(1.0);
        let language = match tag.split('-').next() {
            Some("en") => Language::English,
            Some("nl" | "*") => Language::Dutch,
            _ => continue,
        };
        if weight > best.0 {
            best = (weight, language);
        }
    }
    best.1
}

/// A problem on its way through actix to the edge, which renders it.
#[derive(Clone)]
struct Pending(std::sync::Arc<Problem>);

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code.entry().status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let cause = self.cause.as_ref().map(|cause| anyhow::anyhow!("{cause:#}"));
        let copy = Problem {
            code: self.code,
            detail: self.detail.clone(),
            violations: self.violations.clone(),
            members: self.members.clone(),
            retry_after_seconds: self.retry_after_seconds,
            cause,
        };
        let mut response = HttpResponse::new(self.status_code());
        response.extensions_mut().insert(Pending(std::sync::Arc::new(copy)));
        response
    }
}

/// The middleware.
pub async fn edge(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let started = Instant::now();
    let Some(state) = request.app_data::<web::Data<AppState>>().cloned() else {
        return Err(actix_web::error::ErrorInternalServerError("no application state"));
    };
    let method = request.method().clone();
    if method == Method::HEAD {
        // A GET whose body stays here: actix leaves it out by what was on the wire.
        request.head_mut().method = Method::GET;
    }
    let address = address(&request, state.config.trust_forwarded_for);
    let mut facts = RequestFacts::read(request.headers(), address);
    let admitted = admit(&request, &state, &mut facts);
    let span = tracing::info_span!("request", id = %facts.id, trace = %facts.traceparent, operation = %facts.operation);
    request.extensions_mut().insert(facts.clone());
    let side = Side { method, token_given: request.headers().contains_key(AUTHORIZATION), state, facts };
    let answered = async {
        match admitted {
            Ok(()) => {
                let called = AssertUnwindSafe(next.call(request)).catch_unwind().await;
                called.map(|answer| answer.map(ServiceResponse::map_into_boxed_body))
            }
            Err(refusal) => {
                let response = side.problem(&refusal.problem, refusal.allow.as_deref());
                Ok(Ok(request.into_response(response).map_into_boxed_body()))
            }
        }
    };
    let answered = match answered.instrument(span.clone()).await {
        Ok(Ok(response)) => Ok(response),
        // The request went down with its handler: what is left is the answer.
        Ok(Err(error)) => Err(side.of_error(&error)),
        Err(_) => Err(side.problem(&Problem::internal(anyhow::anyhow!("the handler panicked")), None)),
    };
    let _guard = span.enter();
    match answered {
        Ok(response) => {
            let mut response = side.render(response);
            let quota = response.request().extensions().get::<Quota>().copied();
            side.finish(response.headers_mut(), quota);
            side.log(response.status(), started);
            Ok(response)
        }
        Err(mut response) => {
            side.finish(response.headers_mut(), None);
            side.log(response.status(), started);
            Err(actix_web::error::InternalError::from_response("answered at the edge", response).into())
        }
    }
}

/// Why a request is not let in, and which methods would be.
struct Refusal {
    problem: Problem,
    allow: Option<String>,
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self { problem, allow: None }
    }
}

fn address(request: &ServiceRequest, trust_forwarded: bool) -> Option<String> {
    // The last line is the one that our own proxy wrote.
    let forwarded = request.headers().get_all("x-forwarded-for").last().and_then(|value| value.to_str().ok());
    let forwarded = forwarded.filter(|_| trust_forwarded).and_then(|list| list.rsplit(',').next());
    forwarded
        .and_then(|text| text.trim().parse::<std::net::IpAddr>().ok())
        .or_else(|| request.peer_addr().map(|peer| peer.ip()))
        .map(|ip| ip.to_string())
}

/// 405, unknown parameters, 406 and the limit on strangers, before anything else is looked at.
fn admit(request: &ServiceRequest, state: &AppState, facts: &mut RequestFacts) -> Result<(), Refusal> {
    let path = request.path();
    if path.contains('%') {
        // No address of ours needs an encoded character, and the router would decode what this table does not.
        return Err(Problem::not_found().into());
    }
    let Some(methods) = state.contract.paths.find(path) else { return Ok(()) };
    let Some(operation) = methods.get(request.method().as_str()) else {
        let mut allow: Vec<&str> = methods.keys().map(String::as_str).collect();
        if allow.contains(&"GET") {
            allow.push("HEAD");
        }
        return Err(Refusal { allow: Some(allow.join(", ")), ..Problem::new(Code::MethodNotAllowed).into() });
    };
    facts.operation.clone_from(&operation.id);
    facts.deprecation.clone_from(&operation.deprecation);
    path.clone_into(&mut facts.path);
    let strange: Vec<_> = url::form_urlencoded::parse(request.query_string().as_bytes())
        .filter(|(name, _)| !operation.query.iter().any(|known| known == name))
        .map(|(name, _)| unknown_parameter(&name))
        .collect();
    // An operation with parameters of its own lists these together with their values' violations.
    if !strange.is_empty() && operation.query.is_empty() && path.starts_with("/v1/") {
        return Err(Problem::invalid(strange).into());
    }
    if path.starts_with("/v1/") && !accepts(request.headers(), &operation.media) && !path.contains("/openapi.") {
        return Err(Problem::new(Code::NotAcceptable).into());
    }
    if (operation.public || !request.headers().contains_key(AUTHORIZATION)) && !path.starts_with("/healthz") {
        let quota = state.limits.address(facts.address.as_deref().unwrap_or_default());
        request.extensions_mut().insert(quota);
        refuse_above(quota)?;
    }
    Ok(())
}

/// Whether the caller takes any of these kinds of content.
fn accepts(headers: &HeaderMap, media: &[String]) -> bool {
    let Some(accept) = headers.get(ACCEPT).and_then(|value| value.to_str().ok()) else { return true };
    accept.split(',').any(|choice| {
        let mut parts = choice.split(';').map(str::trim);
        let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
        let refused = parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"));
        let fits = kind == "*/*"
            || kind == "application/problem+json"
            || media.iter().any(|one| *one == kind || kind.strip_suffix("/*") == one.split('/').next());
        fits && !refused
    })
}

/// What is kept of a request while its handler has it.
struct Side {
    method: Method,
    token_given: bool,
    state: web::Data<AppState>,
    facts: RequestFacts,
}

impl Side {
    /// Turns every error into a problem document, with the id of the request.
    fn render(&self, response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
        let pending = response.response().extensions().get::<Pending>().cloned();
        let problem = match pending {
            Some(Pending(problem)) => problem,
            None if is_bare_error(&response) => std::sync::Arc::new(of_status(response.status())),
            None => return response,
        };
        let (request, _) = response.into_parts();
        ServiceResponse::new(request, self.problem(&problem, None))
    }

    /// The problem of an error that left no response.
    fn of_error(&self, error: &actix_web::Error) -> HttpResponse {
        match error.as_error::<Problem>() {
            Some(problem) => self.problem(problem, None),
            None => self.problem(&of_status(error.as_response_error().status_code()), None),
        }
    }

    fn problem(&self, problem: &Problem, allow: Option<&str>) -> HttpResponse {
        let entry = problem.code.entry();
        if entry.status >= 500 {
            tracing::error!(problem = %problem, id = %self.facts.id, "failed");
        }
        let status = StatusCode::from_u16(entry.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut answer = HttpResponse::build(status);
        answer.content_type("application/problem+json");
        answer.insert_header((CONTENT_LANGUAGE, self.facts.language.code())).insert_header((VARY, "Accept-Language"));
        if let Some(seconds) = problem.retry_after_seconds {
            answer.insert_header((RETRY_AFTER, seconds.to_string()));
        }
        if let Some(allow) = allow {
            answer.insert_header((ALLOW, allow));
        }
        if entry.status == 401 {
            let challenge = if self.token_given { CHALLENGE_WRONG } else { CHALLENGE };
            answer.insert_header((WWW_AUTHENTICATE, challenge));
        }
        answer.body(problem.to_json(self.facts.language, &self.state.config.public_url, &self.facts.id).to_string())
    }

    fn log(&self, status: StatusCode, started: Instant) {
        let (status, seconds) = (status.as_u16(), started.elapsed().as_secs_f64());
        let operation = self.facts.operation.clone();
        metrics::histogram!("http_request_seconds", "operation" => operation, "status" => status.to_string())
            .record(seconds);
        tracing::info!(method = %self.method, status, millis = seconds * 1000.0, "answered");
    }

    fn finish(&self, headers: &mut HeaderMap, quota: Option<Quota>) {
        let mut set = |name: HeaderName, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(name, value);
            }
        };
        set(HeaderName::from_static(API_VERSION_HEADER), super::API_VERSION);
        set(HeaderName::from_static(REQUEST_ID), &self.facts.id);
        set(HeaderName::from_static(TRACEPARENT), &self.facts.traceparent);
        set(HeaderName::from_static("x-content-type-options"), "nosniff");
        set(HeaderName::from_static("x-frame-options"), "DENY");
        set(HeaderName::from_static("referrer-policy"), "no-referrer");
        if self.state.config.public_url.starts_with("https://") {
            set(HeaderName::from_static("strict-transport-security"), "max-age=63072000; includeSubDomains");
        }
        if let Some(quota) = quota {
            set(HeaderName::from_static("ratelimit-policy"), &format!("\"default\";q={};w=60", quota.limit));
            let reset = quota.retry_after_seconds.unwrap_or(60);
            set(HeaderName::from_static("ratelimit"), &format!("\"default\";r={};t={reset}", quota.remaining));
        }
        if let Some(deprecation) = &self.facts.deprecation {
            set(HeaderName::from_static("deprecation"), &deprecation.since);
            set(HeaderName::from_static("sunset"), &deprecation.sunset);
            if let Ok(link) = HeaderValue::from_str(&deprecation.link) {
                headers.append(LINK, link);
            }
        }
        if !headers.contains_key(CACHE_CONTROL) {
            headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
        let policy = HeaderName::from_static("content-security-policy");
        if !headers.contains_key(&policy) {
            headers.insert(policy, HeaderValue::from_static("frame-ancestors 'none'"));
        }
    }
}

const CHALLENGE: &str = "Bearer realm=\"samen-leren\"";
const CHALLENGE_WRONG: &str = "Bearer realm=\"samen-leren\", error=\"invalid_token\"";

/// An error that actix made on its own, without a body of ours.
fn is_bare_error(response: &ServiceResponse<BoxBody>) -> bool {
    let ours = response.headers().get("content-type").is_some_and(|kind| {
        kind.to_str().is_ok_and(|kind| kind.starts_with("application/") || kind.starts_with("text/html"))
    });
    (response.status().is_client_error() || response.status().is_server_error()) && !ours
}

fn of_status(status: StatusCode) -> Problem {
    Problem::new(match status.as_u16() {
        404 => Code::NotFound,
        405 => Code::MethodNotAllowed,
        413 => Code::BodyTooLarge,
        415 => Code::UnsupportedMediaType,
        400..=499 => Code::MalformedBody,
        _ => Code::InternalError,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heavier_language_wins_and_dutch_is_the_default() {
        assert_eq!(language("en-GB,nl;q=0.5"), Language::English);
        assert_eq!(language("fr, nl;q=0.4, en;q=0.8"), Language::English);
        assert_eq!(language("fr"), Language::Dutch);
        assert_eq!(language(""), Language::Dutch);
    }

    #[test]
    fn a_given_trace_goes_on_and_a_broken_one_starts_anew() {
        let given = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        assert!(traceparent(Some(given)).starts_with("00-0af7651916cd43dd8448eb211c80319c-"));
        assert!(!traceparent(Some("00-zz-1-01")).contains("zz"));
    }
}
