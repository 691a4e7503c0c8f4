//! Calls the API inside this process, as a client would: demo data go through the same doors and gates as anybody's.

use actix_web::body::{BoxBody, MessageBody, to_bytes};
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::test::TestRequest;
use actix_web::web::Data;
use actix_web::{App, Error, test};
use serde_json::{Value, json};
use std::sync::Arc;

use crate::app::{self, AppState};
use crate::http::edge;
use crate::problem::Problem;

/// The service, callable.
pub(super) trait Api {
    /// Sends one request and gives the body of its answer.
    async fn call(
        &self,
        method: Method,
        path: &str,
        who: Option<&Seat>,
        body: Option<&Value>,
        version: Option<&str>,
    ) -> Result<Value, Problem>;

    async fn post(&self, who: &Seat, path: &str, body: &Value) -> Result<Value, Problem> {
        self.call(Method::POST, path, Some(who), Some(body), None).await
    }

    async fn ask(&self, path: &str, body: &Value) -> Result<Value, Problem> {
        self.call(Method::POST, path, None, Some(body), None).await
    }

    async fn get(&self, who: &Seat, path: &str) -> Result<Value, Problem> {
        self.call(Method::GET, path, Some(who), None, None).await
    }

    /// Changes what stands at `about`, in the version that it has now.
    async fn change(
        &self,
        who: &Seat,
        method: Method,
        (about, path): (&str, &str),
        body: &Value,
    ) -> Result<Value, Problem> {
        let version = text(&self.get(who, about).await?, "etag");
        self.call(method, path, Some(who), Some(body), Some(&version)).await
    }
}

/// Somebody who is signed in, and what it takes to sign in again.
#[derive(Clone)]
pub(super) struct Seat {
    pub access_token: String,
    pub refresh_token: String,
    pub email: String,
    pub totp_secret: String,
}

/// A text member, empty when it is not there.
pub(super) fn text(value: &Value, member: &str) -> String {
    value.get(member).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The service of this state.
pub(super) async fn in_process(state: &Arc<AppState>) -> impl Api {
    let app = App::new().app_data(Data::from(Arc::clone(state))).wrap(from_fn(edge)).configure(app::configure);
    InProcess(test::init_service(app).await)
}

struct InProcess<S>(S);

impl<S, B> Api for InProcess<S>
where
    S: Service<actix_http::Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody + 'static,
{
    async fn call(
        &self,
        method: Method,
        path: &str,
        who: Option<&Seat>,
        body: Option<&Value>,
        version: Option<&str>,
    ) -> Result<Value, Problem> {
        let mut request = TestRequest::default().method(method).uri(path);
        if let Some(seat) = who {
            request = request.insert_header(("authorization", format!("Bearer {}", seat.access_token)));
        }
        if let Some(version) = version {
            request = request.insert_header(("if-match", version));
        }
        if let Some(body) = body {
            request = request.set_json(body);
        }
        let failed = |cause: String| Problem::internal(anyhow::anyhow!("demo: {path}: {cause}"));
        let response = self.0.call(request.to_request()).await.map_err(|error| failed(error.to_string()))?;
        let status = response.status();
        let etag = response.headers().get("etag").and_then(|tag| tag.to_str().ok()).map(str::to_owned);
        let response = response.map_body(|_, body| BoxBody::new(body));
        let bytes = to_bytes(response.into_body()).await.map_err(|error| failed(error.to_string()))?;
        if !status.is_success() {
            let sent = body.map(Value::to_string).unwrap_or_default();
            return Err(failed(format!("{status} {} for {sent}", String::from_utf8_lossy(&bytes))));
        }
        let mut answer: Value = serde_json::from_slice(&bytes).unwrap_or_else(|_| json!({}));
        if let (Some(object), Some(etag)) = (answer.as_object_mut(), etag) {
            object.insert("etag".into(), etag.into());
        }
        Ok(answer)
    }
}
