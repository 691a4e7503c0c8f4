//! The files that pages load, built into the binary, and how anything that may be cached is answered.

use actix_web::body::MessageBody;
use actix_web::http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH};
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse, get};

use crate::http::Answer;
use crate::problem::Problem;

const STYLE: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const ICON: &str = "image/svg+xml";

/// Name, type and content.
const FILES: &[(&str, &str, &str)] = &[
    ("style.css", STYLE, include_str!("assets/style.css")),
    ("icon.svg", ICON, include_str!("assets/icon.svg")),
    ("common.js", SCRIPT, include_str!("assets/common.js")),
    ("accept.js", SCRIPT, include_str!("assets/accept.js")),
    ("reset.js", SCRIPT, include_str!("assets/reset.js")),
    ("proof.js", SCRIPT, include_str!("assets/proof.js")),
    ("teacher.js", SCRIPT, include_str!("assets/teacher.js")),
    ("docs.js", SCRIPT, include_str!("assets/docs.js")),
];

/// Short, so that a page and its scripts are of the same release soon after an upgrade.
pub(super) const FIVE_MINUTES: u32 = 300;

#[get("/pages/{file}")]
pub(super) async fn file(request: HttpRequest, name: Path<String>) -> Answer {
    let (_, kind, content) = FILES.iter().find(|(file, _, _)| *file == name.as_str()).ok_or_else(Problem::not_found)?;
    Ok(cached(&request, kind, FIVE_MINUTES, *content))
}

/// 200 with an ETag and a time to keep it, or 304 when the caller has this content already.
pub(super) fn cached(
    request: &HttpRequest,
    kind: &str,
    seconds: u32,
    content: impl MessageBody + AsRef<[u8]> + 'static,
) -> HttpResponse {
    let hash = crate::secrets::sha256(content.as_ref());
    let hex: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let etag = format!("\"{hex}\"");
    let known = request.headers().get(IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let unchanged = is_among(known, &etag);
    let mut response = if unchanged { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response.insert_header((CACHE_CONTROL, format!("public, max-age={seconds}"))).insert_header((ETAG, etag));
    if unchanged { response.finish() } else { response.content_type(kind).body(content) }
}

/// Whether `If-None-Match` names this content. A proxy may have made the tag weak; for reading that is the same.
fn is_among(known: &str, etag: &str) -> bool {
    known.split(',').map(str::trim).any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

#[cfg(test)]
mod tests {
    use super::is_among;

    #[test]
    fn known_content_is_recognised_weak_or_strong() {
        assert!(is_among("\"a\"", "\"a\""));
        assert!(is_among("\"b\", W/\"a\"", "\"a\""));
        assert!(is_among("*", "\"a\""));
        assert!(!is_among("", "\"a\""));
        assert!(!is_among("\"ab\"", "\"a\""));
    }
}
