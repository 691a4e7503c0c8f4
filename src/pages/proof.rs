//! The page behind a licence proof: `/proof#TOKEN`. A school or a municipality sees whether somebody is licensed now.

use actix_web::{HttpRequest, HttpResponse, get};
use maud::html;

use super::layout::{Page, needs_script};
use crate::http::RequestFacts;

#[get("/proof")]
pub(super) async fn show(request: HttpRequest) -> HttpResponse {
    let language = RequestFacts::of(&request).language;
    let text = |dutch: &'static str, english: &'static str| language.of((dutch, english));
    let content = html! {
        h1 { (text("Licentie Samen Leren", "Samen Leren licence")) }
        (needs_script(language))
        p #loading role="status" hidden { (text("Even geduld …", "One moment …")) }
        section #trouble role="alert" hidden
            data-incomplete=(text(
                "Deze link is niet volledig. Kopieer hem helemaal, of vraag een nieuwe aan de begeleider.",
                "This link is not complete. Copy all of it, or ask the practitioner for a new one.",
            ))
        {
            p.notice #trouble-text {}
            button #retry type="button" hidden { (text("Opnieuw proberen", "Try again")) }
        }
        section #proof tabindex="-1" aria-live="polite" hidden
            data-valid=(text("Geldig", "Valid")) data-invalid=(text("Op dit moment niet geldig", "Not valid at this moment"))
            data-a=(text("Licentie A: het programma uitvoeren bij gezinnen", "Licence A: carrying out the programme with families"))
            data-b=(text("Licentie B: collega's trainen", "Licence B: training colleagues"))
        {
            p.lead { strong data-fill="name" {} }
            p data-fill="kind" {}
            p.verdict data-fill="verdict" {}
            p #until { (text("Geldig tot en met ", "Valid up to and including ")) time data-fill="validUntil" {} "." }
            p.hint { (text("Nagekeken bij Stichting Aanzet op ", "Checked with Stichting Aanzet on "))
                time data-fill="checkedAt" {} "." }
        }
    };
    Page::new(language, text("Licentie", "Licence"), content).script("proof.js").answer()
}
