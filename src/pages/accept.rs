//! The page behind the link in an invitation: choose a password, set up the second factor, and see the recovery codes
//! once. The link is `/accept#TOKEN`.

use actix_web::{HttpRequest, HttpResponse, get};
use maud::{Markup, html};

use super::form::{Field, new_password};
use super::layout::{Page, needs_script};
use crate::context::Language;
use crate::http::RequestFacts;

#[get("/accept")]
pub(super) async fn show(request: HttpRequest) -> HttpResponse {
    let language = RequestFacts::of(&request).language;
    let text = |dutch: &'static str, english: &'static str| language.of((dutch, english));
    let content = html! {
        h1 { (text("Uitnodiging aannemen", "Accept your invitation")) }
        (needs_script(language))
        p #loading role="status" hidden { (text("Even geduld …", "One moment …")) }
        section #trouble role="alert" hidden
            data-incomplete=(text(
                "Deze link is niet volledig. Open de link in de e-mail opnieuw, of kopieer hem helemaal.",
                "This link is not complete. Open the link in the e-mail again, or copy all of it.",
            ))
        {
            p.notice #trouble-text {}
            button #retry type="button" hidden { (text("Opnieuw proberen", "Try again")) }
        }
        (invitation(language))
        (done(language))
    };
    Page::new(language, text("Uitnodiging", "Invitation"), content).script("accept.js").answer()
}

fn invitation(language: Language) -> Markup {
    let text = |dutch: &'static str, english: &'static str| language.of((dutch, english));
    html! {
        form #accept novalidate hidden
            data-busy=(text("Bezig …", "Working …"))
            data-required=(text("Vul dit veld in.", "Fill in this field."))
            data-short=(text("Gebruik ten minste 12 tekens.", "Use at least 12 characters."))
            data-differs=(text("De twee wachtwoorden zijn niet gelijk.", "The two passwords are not the same."))
            data-digits=(text("Vul de zes cijfers uit uw app in.", "Fill in the six digits of your app."))
        {
            p.lead { (text("Welkom, ", "Welcome, ")) strong data-fill="name" {} "." }
            p #for-organisation hidden {
                (text("U krijgt toegang tot Samen Leren voor ", "You get access to Samen Leren for "))
                strong data-fill="organisationName" {} "."
            }
            p #for-licence-holder hidden {
                (text(
                    "U krijgt toegang tot Samen Leren als medewerker van de licentiehouder.",
                    "You get access to Samen Leren as a member of the licence holder's staff.",
                ))
            }
            p.hint { (text("Deze uitnodiging is geldig tot ", "This invitation is good until ")) time data-fill="expiresAt" {} "." }
            div.summary role="alert" tabindex="-1" hidden {}
            (password(language))
            (second_factor(language))
            button type="submit" { (text("Uitnodiging aannemen", "Accept invitation")) }
        }
    }
}

fn password(language: Language) -> Markup {
    let text = |dutch: &'static str, english: &'static str| language.of((dutch, english));
    html! {
        fieldset {
            legend { (text("1. Uw wachtwoord", "1. Your password")) }
            // Read-only: it shows who signs in, to the person and to the password manager.
            (Field { id: "email", label: text("E-mailadres", "E-mail address"), kind: "email",
                autocomplete: "username", read_only: true, ..Field::default() }.markup(language))
            div #choose-password { (new_password(language, "/password")) }
            div #known-password {
                p { (text(
                    "U hebt al een account. Vul het wachtwoord in dat u daarvoor gebruikt.",
                    "You have an account already. Fill in the password that you use for it.",
                )) }
                (Field { id: "password", label: text("Uw wachtwoord", "Your password"), kind: "password",
                    autocomplete: "current-password", pointer: "/password", ..Field::default() }.markup(language))
                p.hint { a href="/reset" { (text("Wachtwoord vergeten?", "Forgotten your password?")) } }
            }
        }
    }
}

fn second_factor(language: Language) -> Markup {
    let text = |dutch: &'static str, english: &'static str| language.of((dutch, english));
    html! {
        fieldset {
            legend { (text("2. Een code uit uw app", "2. A code of your app")) }
            div #enrol {
                p { (text(
                    "Naast uw wachtwoord vragen we bij het aanmelden een code uit een authenticator-app. Zo kan niemand anders bij de gegevens van gezinnen.",
                    "Besides your password we ask for a code of an authenticator app when you sign in. So nobody else can reach the data of families.",
                )) }
                ol {
                    li { (text(
                        "Zet een authenticator-app op uw telefoon, als u die nog niet hebt.",
                        "Put an authenticator app on your phone if you do not have one yet.",
                    )) }
                    li {
                        (text("Scan met de app deze QR-code.", "Scan this QR code with the app."))
                        img #qr width="240" height="240" hidden
                            alt=(text("QR-code met dezelfde sleutel als hieronder", "QR code with the same key as below"));
                        p { (text("Lukt dat niet, typ dan deze sleutel in de app:", "If that does not work, type this key into the app:"))
                            " " code.secret #secret {} }
                        p { a #otpauth { (text(
                            "Zit de app op dit apparaat? Open de app met deze link.",
                            "Is the app on this device? Open the app with this link.",
                        )) } }
                    }
                    li { (text("Vul hieronder de code in die de app laat zien.", "Fill in below the code that the app shows.")) }
                }
            }
            p #enrolled { (text(
                "U hebt al een authenticator-app ingesteld. Vul de code in die deze nu laat zien.",
                "You have set up an authenticator app already. Fill in the code that it shows now.",
            )) }
            (Field { id: "code", label: text("Code van zes cijfers", "Six-digit code"), kind: "text",
                autocomplete: "one-time-code", pointer: "/totpCode", numeric: true, ..Field::default() }.markup(language))
        }
    }
}

fn done(language: Language) -> Markup {
    let text = |dutch: &'static str, english: &'static str| language.of((dutch, english));
    html! {
        section #done tabindex="-1" hidden {
            h2 { (text("Gelukt", "Done")) }
            p { (text("Uw account is klaar. U kunt zich nu aanmelden.", "Your account is ready. You can sign in now.")) }
            div #recovery {
                h3 { (text("Bewaar uw herstelcodes", "Keep your recovery codes")) }
                p { (text(
                    "Bent u uw telefoon kwijt, dan meldt u zich aan met een herstelcode. Elke code werkt één keer. Bewaar ze op een veilige plek: we laten ze maar één keer zien.",
                    "If you lose your phone, you sign in with a recovery code. Each code works once. Keep them in a safe place: we show them only once.",
                )) }
                ul.codes #codes {}
                div.actions {
                    button #copy type="button"
                        data-copied=(text("Gekopieerd", "Copied"))
                        data-failed=(text("Kopiëren lukt niet. Schrijf de codes over of druk ze af.", "Copying does not work. Write the codes down or print them."))
                    { (text("Kopiëren", "Copy")) }
                    button.quiet #print type="button" { (text("Afdrukken", "Print")) }
                }
                p #copy-status role="status" {}
            }
        }
    }
}
