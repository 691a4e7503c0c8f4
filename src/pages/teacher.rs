//! The page behind a teacher's link: `/teacher#TOKEN`. The teacher answers the questions about a child, looks them over
//! and sends them, once. What is filled in is saved on the way, so it can be gone on with later or elsewhere.

use actix_web::{HttpRequest, HttpResponse, get};
use maud::{Markup, html};

use super::layout::{Page, needs_script};
use crate::context::Language;
use crate::http::RequestFacts;

#[get("/teacher")]
pub(super) async fn show(request: HttpRequest) -> HttpResponse {
    let language = RequestFacts::of(&request).language;
    let text = |dutch: &'static str, english: &'static str| language.of((dutch, english));
    let content = html! {
        h1 #title { (text("Vragen aan de leerkracht", "Questions for the teacher")) }
        (needs_script(language))
        p #loading role="status" hidden { (text("Even geduld …", "One moment …")) }
        section #trouble role="alert" hidden
            data-incomplete=(text(
                "Deze link is niet volledig. Open de link die u kreeg opnieuw, of kopieer hem helemaal.",
                "This link is not complete. Open the link that you received again, or copy all of it.",
            ))
        {
            p.notice #trouble-text {}
            button #retry type="button" hidden { (text("Opnieuw proberen", "Try again")) }
        }
        (questions(language))
        (overview(language))
        (endings(language))
    };
    Page::new(language, text("Vragen aan de leerkracht", "Questions for the teacher"), content)
        .script("teacher.js")
        .answer()
}

/// The form, whose questions the script puts in, with the words that it needs.
fn questions(language: Language) -> Markup {
    let text = |dutch: &'static str, english: &'static str| language.of((dutch, english));
    html! {
        form #questions novalidate hidden
            data-busy=(text("Bezig …", "Working …"))
            data-required=(text("Beantwoord deze vraag.", "Answer this question."))
            data-faces=(text(
                "heel verdrietig|verdrietig|gewoon|blij|heel blij",
                "very sad|sad|neutral|happy|very happy",
            ))
            data-face=(text("{face} van {scale}", "{face} of {scale}"))
            data-yes=(text("Ja", "Yes")) data-no=(text("Nee", "No"))
            data-optional=(text("(hoeft niet)", "(optional)"))
            data-several=(text("U kunt meer dan één antwoord kiezen.", "You can choose more than one answer."))
            data-longest=(text("Ten hoogste {length} tekens.", "At most {length} characters."))
            data-clear=(text("Antwoord wissen", "Clear answer"))
            data-saved=(text("Concept bewaard om {time}", "Draft saved at {time}"))
            data-unsaved=(text(
                "Nog niet bewaard. Uw antwoorden staan nog op deze pagina; we proberen het zo opnieuw.",
                "Not saved yet. Your answers are still on this page; we try again in a moment.",
            ))
            data-refused=(text(
                "Nog niet bewaard: kijk naar wat bij de vragen staat.",
                "Not saved yet: look at what is said at the questions.",
            ))
        {
            p.lead { (text("Deze vragen gaan over ", "These questions are about ")) strong data-fill="childGivenName" {} "." }
            p #introduction hidden {}
            p.hint {
                (text("Ze komen van ", "They come from ")) span data-fill="organisationName" {}
                (text(". U kunt antwoorden tot ", ". You can answer until ")) time data-fill="expiresAt" {}
                (text(
                    ". Wat u invult wordt vanzelf bewaard: via de link gaat u later verder, ook op een ander apparaat.",
                    ". What you fill in is saved by itself: the link lets you go on later, on another device too.",
                ))
            }
            div.summary role="alert" tabindex="-1" hidden {}
            div #list {}
            p.saved #saved role="status" {}
            button type="submit" { (text("Naar het overzicht", "Go to the overview")) }
        }
    }
}

/// What was answered, before it is sent.
fn overview(language: Language) -> Markup {
    let text = |dutch: &'static str, english: &'static str| language.of((dutch, english));
    html! {
        form #overview novalidate hidden
            data-busy=(text("Bezig met versturen …", "Sending …"))
            data-none=(text("Geen antwoord", "No answer"))
        {
            h2 #overview-title tabindex="-1" { (text("Klopt dit?", "Is this right?")) }
            p { (text(
                "Lees uw antwoorden na. Na het versturen kunt u ze niet meer wijzigen.",
                "Read your answers once more. After sending you cannot change them any more.",
            )) }
            div.summary role="alert" tabindex="-1" hidden {}
            dl.answers #answers {}
            div.actions {
                button type="submit" { (text("Versturen", "Send")) }
                button.quiet #back type="button" { (text("Nog iets wijzigen", "Change something")) }
            }
        }
    }
}

fn endings(language: Language) -> Markup {
    let text = |dutch: &'static str, english: &'static str| language.of((dutch, english));
    html! {
        section #thanks tabindex="-1" hidden {
            h2 { (text("Dank u wel", "Thank you")) }
            p { (text(
                "Uw antwoorden zijn verstuurd. U kunt deze pagina sluiten.",
                "Your answers have been sent. You can close this page.",
            )) }
        }
        section #already tabindex="-1" hidden {
            h2 { (text("Deze vragen zijn afgerond", "These questions are closed")) }
            p { (text(
                "De antwoorden zijn al verstuurd. U hoeft niets meer te doen. Klopt er iets niet? Vraag het aan wie u de link gaf.",
                "The answers were sent already. There is nothing left for you to do. Is something wrong? Ask whoever gave you the link.",
            )) }
        }
    }
}
