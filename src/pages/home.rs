//! The landing page: what this is and where to go from here.

use actix_web::{HttpRequest, HttpResponse, get};
use maud::html;

use super::layout::Page;
use crate::http::{API_VERSION, RequestFacts};

#[get("/")]
pub(super) async fn show(request: HttpRequest) -> HttpResponse {
    let language = RequestFacts::of(&request).language;
    let text = |dutch: &'static str, english: &'static str| language.of((dutch, english));
    let content = html! {
        h1 { "Samen Leren" }
        p.lead {
            (text(
                "Dit is de API van Samen Leren, het programma voor huisbezoek waarmee ouders leren hun kind te helpen bij school en opvoeding.",
                "This is the API of Samen Leren, the home-visiting programme in which parents learn to support their child with school and at home.",
            ))
        }
        p {
            (text(
                "Uitvoerende organisaties leggen hier trajecten, bezoeken en licenties vast. Koppelingen en apps werken met dezelfde API.",
                "Organisations record their trajectories, visits and licences here. Integrations and apps use the same API.",
            ))
        }
        h2 { (text("Voor ontwikkelaars", "For developers")) }
        ul.links {
            li { a href="/docs" { (text("Documentatie", "Documentation")) } " – "
                (text("alle bewerkingen bekijken en uitproberen", "read about every operation and try it")) }
            li { a href="/v1/openapi.json" { "OpenAPI (JSON)" } ", " a href="/v1/openapi.yaml" { "OpenAPI (YAML)" } " – "
                (text("de beschrijving voor programma's, versie ", "the description for programs, version ")) (API_VERSION) }
            li { a href="/problems" { (text("Foutcodes", "Problem codes")) } " – "
                (text("wat een fout betekent en wat u eraan doet", "what a problem means and how to mend it")) }
        }
        h2 { (text("Voor gebruikers", "For users")) }
        ul.links {
            li { a href="/reset" { (text("Wachtwoord vergeten", "Forgotten password")) } " – "
                (text("vraag een link aan om een nieuw wachtwoord te kiezen", "ask for a link to choose a new password")) }
            li { (text(
                "Uitgenodigd? Open de link in de e-mail die u kreeg.",
                "Invited? Open the link in the e-mail that you received.",
            )) }
        }
        h2 { (text("Hoe het met de dienst gaat", "How the service is doing")) }
        ul.links {
            li { a href="/healthz" { (text("Draait de dienst?", "Does the service run?")) } }
            li { a href="/readyz" { (text("Kan de dienst werken?", "Can the service do its work?")) } }
        }
    };
    Page::new(language, text("Welkom", "Welcome"), content).answer()
}
