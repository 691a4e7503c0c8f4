//! What a handler hands back before it becomes a response: so that it can be stored under an idempotency key and
//! compared with `If-None-Match`.

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_LANGUAGE, ETAG, IF_NONE_MATCH, LINK, LOCATION, VARY};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use super::headers::IDEMPOTENCY_REPLAYED;
use crate::context::Language;
use crate::problem::Problem;

/// A resource whose ETag is the version of its row.
pub trait Versioned: Serialize {
    /// Whether what is shown depends on more than the row: on the day (who is in charge, in which group a child is) or
    /// on other rows. Then the ETag has a hash of what is shown behind the version, so that a 304 can't hide that the
    /// day turned. `If-Match` asks for the version only: the turn of a day is nobody's change.
    const SHOWS_MORE_THAN_ITS_ROW: bool = false;

    fn version(&self) -> i32;
}

/// The strong ETag of a version.
pub fn etag_of(version: i32) -> String {
    format!("\"{version}\"")
}

fn hash_of(body: &[u8]) -> String {
    crate::secrets::sha256(body).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// An answer in the making.
#[derive(Debug, Clone, Default)]
pub struct Reply {
    pub(super) status: u16,
    pub(super) body: Option<String>,
    pub(super) etag: Option<String>,
    pub(super) location: Option<String>,
    pub(super) next: Option<String>,
    pub(super) language: Option<Language>,
    pub(super) secret: bool,
    pub(super) replayed: bool,
    pub(super) file: Option<File>,
}

/// A file in the place of a JSON body.
#[derive(Debug, Clone)]
pub(super) struct File {
    media_type: String,
    name: String,
    content: Vec<u8>,
}

impl Reply {
    fn with_body(status: u16, body: &impl Serialize) -> Result<Self, Problem> {
        let body = serde_json::to_string(body).map_err(Problem::internal)?;
        Ok(Self { status, body: Some(body), ..Self::default() })
    }

    /// 200 with anything that has no version.
    pub fn ok(body: &impl Serialize) -> Result<Self, Problem> {
        Self::with_body(200, body)
    }

    fn versioned<R: Versioned>(status: u16, resource: &R) -> Result<Self, Problem> {
        let reply = Self::with_body(status, resource)?;
        let version = resource.version();
        let etag = match &reply.body {
            Some(body) if R::SHOWS_MORE_THAN_ITS_ROW => format!("\"{version}-{}\"", hash_of(body.as_bytes())),
            _ => etag_of(version),
        };
        Ok(Self { etag: Some(etag), ..reply })
    }

    /// 200 with a resource and its ETag.
    pub fn resource(resource: &impl Versioned) -> Result<Self, Problem> {
        Self::versioned(200, resource)
    }

    /// 201 with the new resource, its ETag and where it is.
    pub fn created(location: String, resource: &impl Versioned) -> Result<Self, Problem> {
        Ok(Self { location: Some(location), ..Self::versioned(201, resource)? })
    }

    /// 201 with something that has no version.
    pub fn made(location: String, body: &impl Serialize) -> Result<Self, Problem> {
        Ok(Self { location: Some(location), ..Self::with_body(201, body)? })
    }

    /// 200 with a file, to be saved under a name. Its ETag is a hash of the content.
    pub fn file(media_type: &str, name: &str, content: Vec<u8>) -> Self {
        let etag = Some(format!("\"{}\"", hash_of(&content)));
        let file = Some(File { media_type: media_type.to_owned(), name: name.to_owned(), content });
        Self { status: 200, etag, file, ..Self::default() }
    }

    /// The response of an operation that needs no permit.
    pub fn answer(self, request: &HttpRequest) -> super::Answer {
        Ok(self.into_response(request))
    }

    /// 202: accepted, and nothing to say about it.
    pub fn accepted() -> Self {
        Self { status: 202, ..Self::default() }
    }

    /// 204.
    pub fn no_content() -> Self {
        Self { status: 204, ..Self::default() }
    }

    /// Marks a body with a secret in it: shown once, never stored.
    pub fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// For content that depends on the day or the language: the ETag is a hash of what is said, and the language is
    /// named.
    pub fn hashed(mut self, language: Language) -> Self {
        self.etag = Some(format!("\"{}\"", hash_of(self.body.as_deref().unwrap_or_default().as_bytes())));
        self.language = Some(language);
        self
    }

    /// Names the language of the texts in a body that has some beside its data.
    pub fn in_language(mut self, language: Language) -> Self {
        self.language = Some(language);
        self
    }

    /// The response, or 304 when the caller has this version already.
    pub(super) fn into_response(self, request: &HttpRequest) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        let known = request.headers().get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
        let reading = request.method() == actix_web::http::Method::GET;
        let unchanged = match (&self.etag, known) {
            (Some(etag), Some(known)) => reading && is_known(known, etag),
            _ => false,
        };
        let mut response = HttpResponse::build(if unchanged { StatusCode::NOT_MODIFIED } else { status });
        if let Some(etag) = &self.etag {
            response.insert_header((ETAG, etag.as_str()));
        }
        if let Some(location) = &self.location {
            response.insert_header((LOCATION, location.as_str()));
        }
        if let Some(next) = &self.next {
            response.insert_header((LINK, format!("<{next}>; rel=\"next\"")));
        }
        if let Some(language) = self.language {
            response.insert_header((CONTENT_LANGUAGE, language.code())).insert_header((VARY, "Accept-Language"));
        }
        if self.replayed {
            response.insert_header((IDEMPOTENCY_REPLAYED, "true"));
        }
        if let Some(file) = self.file.filter(|_| !unchanged) {
            // Never shown in the page of our own address, whatever it holds.
            let disposition = format!("attachment; filename=\"{}\"", file.name);
            response.insert_header((CONTENT_DISPOSITION, disposition));
            return response.content_type(file.media_type).body(file.content);
        }
        match self.body {
            Some(body) if !unchanged => response.content_type("application/json").body(body),
            _ => response.finish(),
        }
    }
}

/// Whether a list of entity tags (`"3", "4-5e8f"` or `*`) names this version, whatever else a tag says of the day.
pub(super) fn matches_version(list: &str, version: i32) -> bool {
    let version = version.to_string();
    list.split(',').map(str::trim).any(|tag| {
        let inside = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"'));
        tag == "*" || inside.is_some_and(|inside| inside.split('-').next() == Some(&version))
    })
}

/// Whether a list of entity tags (`"3", W/"4"` or `*`) names this one. Weak comparison (RFC 9110 §13.1.2): a proxy may
/// have weakened them on the way.
fn is_known(list: &str, etag: &str) -> bool {
    list.split(',').map(str::trim).any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}
