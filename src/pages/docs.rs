//! The documentation of all operations, with Swagger UI from this binary, and a panel of our own to sign in with.

use std::borrow::Cow;
use std::sync::Arc;

use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse, get};
use maud::html;
use utoipa_swagger_ui::Config;

use super::assets::cached;
use super::form::Field;
use super::layout::{Page, needs_script};
use crate::http::{Answer, RequestFacts};
use crate::problem::Problem;

/// Swagger UI writes styles into its elements; scripts are as strict as elsewhere.
const POLICY: &str = "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; connect-src 'self'; \
    img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// What the page needs of Swagger UI's files; the others are not served.
const FILES: [&str; 2] = ["swagger-ui.css", "swagger-ui-bundle.js"];
const DAY: u32 = 86_400;

#[get("/docs")]
pub(super) async fn show(request: HttpRequest) -> HttpResponse {
    let language = RequestFacts::of(&request).language;
    let text = |dutch: &'static str, english: &'static str| language.of((dutch, english));
    let head = html! {
        link rel="stylesheet" href="/docs/swagger-ui.css";
        // Deferred, so that it has run before our module does.
        script src="/docs/swagger-ui-bundle.js" defer {}
    };
    let content = html! {
        div.page {
            h1 { (text("Documentatie van de API", "API documentation")) }
            p {
                (text(
                    "Bekijk hieronder alle bewerkingen. Meld u aan om ze met uw eigen rechten uit te proberen. ",
                    "All operations are listed below. Sign in to try them with your own rights. ",
                ))
                strong { (text(
                    "Wat u uitprobeert, gebeurt echt: ook wijzigen en verwijderen.",
                    "Whatever you try really happens: changes and deletions too.",
                )) }
            }
            p { a href="/problems" { (text("Foutcodes", "Problem codes")) } ", "
                a href="/v1/openapi.json" { "OpenAPI (JSON)" } ", " a href="/v1/openapi.yaml" { "OpenAPI (YAML)" } }
            (needs_script(language))
            section.panel aria-labelledby="panel-title" {
                h2 #panel-title { (text("Aanmelden", "Sign in")) }
                form #sign-in novalidate hidden
                    data-busy=(text("Bezig met aanmelden …", "Signing in …"))
                    data-required=(text("Vul dit veld in.", "Fill in this field."))
                    data-choose=(text(
                        "Kies de organisatie waarvoor u werkt. Vul daarna een nieuwe code in: elke code werkt één keer.",
                        "Choose the organisation that you work for. Then fill in a new code: each code works once.",
                    ))
                {
                    div.summary role="alert" tabindex="-1" hidden {}
                    div.row {
                        (Field { id: "email", label: text("E-mailadres", "E-mail address"), kind: "email",
                            autocomplete: "username", pointer: "/email", ..Field::default() }.markup(language))
                        (Field { id: "password", label: text("Wachtwoord", "Password"), kind: "password",
                            autocomplete: "current-password", pointer: "/password", ..Field::default() }.markup(language))
                        (Field { id: "code", label: text("Code uit uw app", "Code of your app"), kind: "text",
                            hint: text("Zes cijfers, of een herstelcode.", "Six digits, or a recovery code."),
                            autocomplete: "one-time-code", pointer: "/totpCode", also: "/recoveryCode",
                            ..Field::default() }.markup(language))
                        div.field #organisation-field hidden {
                            label for="organisation" { (text("Organisatie", "Organisation")) }
                            select #organisation data-pointer="/organisationId" aria-describedby="organisation-error" {}
                            p.error #organisation-error hidden {}
                        }
                    }
                    button type="submit" { (text("Aanmelden", "Sign in")) }
                    p.hint { (text(
                        "U blijft aangemeld zolang deze pagina open is; er wordt niets bewaard.",
                        "You stay signed in while this page is open; nothing is kept.",
                    )) }
                }
                div #signed-in hidden {
                    p role="status" #signed-in-as data-as=(text("Aangemeld als {email}.", "Signed in as {email}.")) {}
                    button.quiet #sign-out type="button" { (text("Afmelden", "Sign out")) }
                }
                p role="status" #ended hidden { (text(
                    "Uw aanmelding is beëindigd. Meld u opnieuw aan.",
                    "Your session has ended. Sign in again.",
                )) }
            }
        }
        div #swagger lang="en" {}
    };
    Page::new(language, text("Documentatie", "Documentation"), content)
        .wide()
        .policy(POLICY)
        .head(head)
        .script("docs.js")
        .answer()
}

#[get("/docs/{file}")]
pub(super) async fn file(request: HttpRequest, name: Path<String>) -> Answer {
    let name = FILES.iter().find(|file| **file == name.as_str()).ok_or_else(Problem::not_found)?;
    let config: Arc<Config<'static>> = Arc::new(Config::default());
    let found = utoipa_swagger_ui::serve(name, config)
        .map_err(|error| Problem::internal(anyhow::anyhow!("Swagger UI's {name}: {error}")))?
        .ok_or_else(|| Problem::internal(anyhow::anyhow!("Swagger UI has no {name}")))?;
    Ok(match found.bytes {
        Cow::Borrowed(bytes) => cached(&request, &found.content_type, DAY, bytes),
        Cow::Owned(bytes) => cached(&request, &found.content_type, DAY, bytes),
    })
}
