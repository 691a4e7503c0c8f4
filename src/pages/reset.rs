//! A forgotten password. `/reset` asks for an e-mail address and has a link mailed; the link is `/reset#TOKEN`, where
//! a new password is chosen. Whether an address is known is never told.

use actix_web::{HttpRequest, HttpResponse, get};
use maud::{Markup, html};

use super::form::{Field, new_password};
use super::layout::{Page, needs_script};
use crate::context::Language;
use crate::http::RequestFacts;

#[get("/reset")]
pub(super) async fn show(request: HttpRequest) -> HttpResponse {
    let language = RequestFacts::of(&request).language;
    let text = |dutch: &'static str, english: &'static str| language.of((dutch, english));
    let content = html! {
        h1 { (text("Nieuw wachtwoord", "New password")) }
        (needs_script(language))
        (ask(language))
        (confirm(language))
    };
    Page::new(language, text("Nieuw wachtwoord", "New password"), content).script("reset.js").answer()
}

fn ask(language: Language) -> Markup {
    let text = |dutch: &'static str, english: &'static str| language.of((dutch, english));
    html! {
        form #ask novalidate hidden
            data-busy=(text("Bezig …", "Working …"))
            data-required=(text("Vul uw e-mailadres in.", "Fill in your e-mail address."))
        {
            p { (text(
                "Vul het e-mailadres van uw account in. We sturen u een link om een nieuw wachtwoord te kiezen.",
                "Fill in the e-mail address of your account. We send you a link to choose a new password.",
            )) }
            div.summary role="alert" tabindex="-1" hidden {}
            (Field { id: "email", label: text("E-mailadres", "E-mail address"), kind: "email",
                autocomplete: "username", pointer: "/email", ..Field::default() }.markup(language))
            button type="submit" { (text("Link aanvragen", "Ask for a link")) }
        }
        section #asked tabindex="-1" hidden {
            h2 { (text("Kijk in uw e-mail", "Look in your e-mail")) }
            p { (text(
                "Kennen we dit adres, dan krijgt u binnen enkele minuten een e-mail met een link. Niets ontvangen? Kijk bij de ongewenste e-mail en controleer het adres.",
                "If we know this address, you receive an e-mail with a link within a few minutes. Nothing there? Look in the spam folder and check the address.",
            )) }
        }
    }
}

fn confirm(language: Language) -> Markup {
    let text = |dutch: &'static str, english: &'static str| language.of((dutch, english));
    html! {
        form #confirm novalidate hidden
            data-busy=(text("Bezig …", "Working …"))
            data-required=(text("Vul dit veld in.", "Fill in this field."))
            data-short=(text("Gebruik ten minste 12 tekens.", "Use at least 12 characters."))
            data-differs=(text("De twee wachtwoorden zijn niet gelijk.", "The two passwords are not the same."))
        {
            p { (text(
                "Kies een nieuw wachtwoord. We vragen ook een code, zodat alleen u dit kunt doen.",
                "Choose a new password. We ask for a code as well, so that only you can do this.",
            )) }
            div.summary role="alert" tabindex="-1" hidden {}
            (new_password(language, "/newPassword"))
            (Field { id: "code", label: text("Code uit uw app", "Code of your app"),
                hint: text(
                    "De zes cijfers uit uw authenticator-app, of een van uw herstelcodes.",
                    "The six digits of your authenticator app, or one of your recovery codes.",
                ),
                kind: "text", autocomplete: "one-time-code", pointer: "/totpCode", also: "/recoveryCode",
                ..Field::default() }.markup(language))
            button type="submit" { (text("Wachtwoord wijzigen", "Change password")) }
            p.hint { (text("Werkt de link niet meer? ", "Does the link not work any more? "))
                a href="/reset" { (text("Vraag een nieuwe aan", "Ask for a new one")) } "." }
        }
        section #confirmed tabindex="-1" hidden {
            h2 { (text("Gelukt", "Done")) }
            p { (text(
                "Uw wachtwoord is gewijzigd. U bent overal afgemeld: meld u opnieuw aan met uw nieuwe wachtwoord.",
                "Your password has been changed. You are signed out everywhere: sign in again with your new password.",
            )) }
        }
    }
}
