//! Those who call: with a token, or without.

use reqwest::Method;
use reqwest::header::{AUTHORIZATION, IF_MATCH};
use serde_json::Value;

use super::{Answer, TestApp};

/// Somebody who calls the service.
#[derive(Clone)]
pub struct Caller {
    pub token: Option<String>,
    pub(super) base: String,
    pub(super) http: reqwest::Client,
}

/// A person with an account.
#[derive(Clone)]
pub struct Person {
    pub caller: Caller,
    pub email: String,
    pub totp_secret: Vec<u8>,
    pub account_id: String,
    pub user_id: String,
    pub session_id: String,
    pub refresh_token: String,
}

impl std::ops::Deref for Person {
    type Target = Caller;
    fn deref(&self) -> &Caller {
        &self.caller
    }
}

impl TestApp {
    /// Somebody without a token.
    pub fn stranger(&self) -> Caller {
        self.caller(None)
    }

    pub fn caller(&self, token: Option<String>) -> Caller {
        Caller { token, base: self.base.clone(), http: self.http.clone() }
    }
}

impl Caller {
    /// A request with this caller's token, to be adjusted.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.token {
            Some(token) => request.header(AUTHORIZATION, format!("Bearer {token}")),
            None => request,
        }
    }

    pub async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        Answer::read(request.send().await.expect("an answer")).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    /// POST with an idempotency key.
    pub async fn post_once(&self, key: &str, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::POST, path).header("Idempotency-Key", key).json(body)).await
    }

    /// An action on an existing resource, with its ETag.
    pub async fn act(&self, path: &str, etag: &str, body: &Value) -> Answer {
        self.send(self.request(Method::POST, path).header(IF_MATCH, etag).json(body)).await
    }

    /// An action without a body.
    pub async fn act_bare(&self, path: &str, etag: &str) -> Answer {
        self.send(self.request(Method::POST, path).header(IF_MATCH, etag)).await
    }

    pub async fn patch(&self, path: &str, etag: &str, body: &Value) -> Answer {
        self.send(self.request(Method::PATCH, path).header(IF_MATCH, etag).json(body)).await
    }

    pub async fn delete(&self, path: &str, etag: &str) -> Answer {
        self.send(self.request(Method::DELETE, path).header(IF_MATCH, etag)).await
    }

    /// The ETag of a resource as this caller sees it now.
    pub async fn etag(&self, path: &str) -> String {
        self.get(path).await.etag()
    }
}
