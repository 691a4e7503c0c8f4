//! The documentation of each problem code, made from the table in code; the `type` of a problem leads here.

use actix_web::http::header::{ACCEPT, CONTENT_LANGUAGE, HeaderMap, VARY};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use maud::html;
use serde_json::{Value, json};

use super::layout::Page;
use crate::app::AppState;
use crate::context::Language;
use crate::http::{Answer, RequestFacts};
use crate::problem::{Code, Entry, Problem};

/// The request id of the example.
const INSTANCE: &str = "01980c5e-7d1a-7c32-9d2e-3f6f4f0f9a11";

#[get("/problems")]
pub(super) async fn list(request: HttpRequest) -> HttpResponse {
    let language = RequestFacts::of(&request).language;
    if prefers_json(request.headers()) {
        let items: Vec<Value> = Code::ALL.iter().map(|code| described(code.entry(), language)).collect();
        return as_json(language, &json!({ "items": items }));
    }
    let text = |dutch: &'static str, english: &'static str| language.of((dutch, english));
    let mut entries: Vec<&Entry> = Code::ALL.iter().map(|code| code.entry()).collect();
    entries.sort_by_key(|entry| (entry.status, entry.code));
    let content = html! {
        h1 { (text("Foutcodes", "Problem codes")) }
        p {
            (text(
                "Gaat er iets mis, dan antwoordt de API met een probleem (RFC 9457). Het lid ",
                "When something goes wrong, the API answers with a problem (RFC 9457). Its member ",
            ))
            code { "code" }
            (text(
                " is een van deze codes. Een code verandert nooit van betekenis.",
                " is one of these codes. A code never changes its meaning.",
            ))
        }
        div.scroll tabindex="0" role="region" aria-label=(text("Tabel met foutcodes", "Table of problem codes")) {
            table {
                thead {
                    tr {
                        th scope="col" { (text("Status", "Status")) }
                        th scope="col" { (text("Code", "Code")) }
                        th scope="col" { (text("Betekenis", "Meaning")) }
                    }
                }
                tbody {
                    @for entry in entries {
                        tr {
                            td { (entry.status) }
                            td { a href={ "/problems/" (entry.code) } { code { (entry.code) } } }
                            td { (language.of(entry.title)) }
                        }
                    }
                }
            }
        }
    };
    Page::new(language, text("Foutcodes", "Problem codes"), content).answer()
}

#[get("/problems/{code}")]
pub(super) async fn show(request: HttpRequest, state: Data<AppState>, code: Path<String>) -> Answer {
    let language = RequestFacts::of(&request).language;
    let code = Code::from_code(&code).ok_or_else(Problem::not_found)?;
    let entry = code.entry();
    if prefers_json(request.headers()) {
        return Ok(as_json(language, &described(entry, language)));
    }
    let text = |dutch: &'static str, english: &'static str| language.of((dutch, english));
    let example = Problem::new(code).to_json(language, &state.config.public_url, INSTANCE);
    let example = serde_json::to_string_pretty(&example).map_err(Problem::internal)?;
    let content = html! {
        p.crumb { a href="/problems" { (text("Alle foutcodes", "All problem codes")) } }
        h1 { (language.of(entry.title)) }
        dl.facts {
            dt { (text("Code", "Code")) } dd { code { (entry.code) } }
            dt { (text("Status", "Status")) } dd { (entry.status) }
        }
        h2 { (text("Wat is er en wat doet u eraan?", "What happened and how to mend it")) }
        p { (language.of(entry.remedy)) }
        h2 { (text("Zo ziet het antwoord eruit", "What the answer looks like")) }
        p {
            (text(
                "Hoort er bij een fout meer informatie, dan staat die naast deze leden. Zijn er meer fouten in de invoer, dan staan ze samen in ",
                "When there is more to say, it stands beside these members. Several violations of the input stand together in ",
            ))
            code { "errors" } "."
        }
        pre.example tabindex="0" { code { (example) } }
        p.hint {
            (text("Hulp nodig? Noem de waarde van ", "Need help? Name the value of "))
            code { "instance" }
            (text(": daarmee vinden we uw verzoek terug.", ": with it we can find your request."))
        }
    };
    Ok(Page::new(language, language.of(entry.title), content).answer())
}

fn described(entry: &Entry, language: Language) -> Value {
    json!({
        "code": entry.code,
        "status": entry.status,
        "title": language.of(entry.title),
        "detail": language.of(entry.remedy),
    })
}

fn as_json(language: Language, body: &Value) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_LANGUAGE, language.code()))
        .insert_header((VARY, "Accept, Accept-Language"))
        .json(body)
}

/// Whether the caller names JSON, and not a page with at least the same weight.
fn prefers_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default().to_ascii_lowercase();
    let weight = |kinds: &[&str]| {
        accept.split(',').fold(0.0_f32, |best, choice| {
            let mut parts = choice.split(';').map(str::trim);
            if !parts.next().is_some_and(|kind| kinds.contains(&kind)) {
                return best;
            }
            let weight = parts.find_map(|part| part.strip_prefix("q=")?.parse().ok()).unwrap_or(1.0);
            best.max(weight)
        })
    };
    weight(&["application/json", "application/problem+json"])
        > weight(&["text/html", "application/xhtml+xml", "text/*"])
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    #[test]
    fn a_browser_gets_a_page_and_a_program_that_names_json_gets_json() {
        let prefers =
            |accept: &'static str| prefers_json(&HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(accept))]));
        assert!(prefers("application/json"));
        assert!(prefers("text/html;q=0.5, application/problem+json"));
        assert!(!prefers("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"));
        assert!(!prefers("*/*"));
        assert!(!prefers("application/json;q=0"));
        assert!(!prefers_json(&HeaderMap::new()));
    }
}
