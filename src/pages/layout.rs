//! The one layout of all pages, and the headers that go with a page.

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, ContentType, VARY};
use maud::{DOCTYPE, Markup, html};

use crate::context::Language;

/// What a page of ours may load and call: this service and nothing else.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; \
    form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// A page in the making.
pub(super) struct Page {
    language: Language,
    title: String,
    head: Markup,
    policy: &'static str,
    wide: bool,
    content: Markup,
}

impl Page {
    pub(super) fn new(language: Language, title: impl Into<String>, content: Markup) -> Self {
        Self { language, title: title.into(), head: html! {}, policy: POLICY, wide: false, content }
    }

    /// Loads one of our scripts, as a module.
    pub(super) fn script(mut self, file: &str) -> Self {
        let before = self.head;
        self.head = html! { (before) script type="module" src={ "/pages/" (file) } {} };
        self
    }

    /// Something more for the head of the document, before our scripts.
    pub(super) fn head(mut self, more: Markup) -> Self {
        let before = self.head;
        self.head = html! { (before) (more) };
        self
    }

    /// Another content security policy than the strict one.
    pub(super) fn policy(mut self, policy: &'static str) -> Self {
        self.policy = policy;
        self
    }

    /// Uses the full width of the window; the content says with the class `page` which parts have our look.
    pub(super) fn wide(mut self) -> Self {
        self.wide = true;
        self
    }

    /// The response. Never stored: what is filled in later may be personal.
    pub(super) fn answer(self) -> HttpResponse {
        HttpResponse::Ok()
            .insert_header(ContentType::html())
            .insert_header((CACHE_CONTROL, "no-store"))
            .insert_header((CONTENT_LANGUAGE, self.language.code()))
            .insert_header((VARY, "Accept, Accept-Language"))
            .insert_header((CONTENT_SECURITY_POLICY, self.policy))
            .body(self.markup().into_string())
    }

    fn markup(&self) -> Markup {
        let text = |dutch: &'static str, english: &'static str| self.language.of((dutch, english));
        html! {
            (DOCTYPE)
            html lang=(self.language.code()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="referrer" content="no-referrer";
                    title { (self.title) " – Samen Leren" }
                    link rel="icon" type="image/svg+xml" href="/pages/icon.svg";
                    link rel="stylesheet" href="/pages/style.css";
                    (self.head)
                }
                // The texts that scripts need on any page.
                body
                    data-offline=(text(
                        "We kunnen de dienst niet bereiken. Controleer uw internetverbinding en probeer het opnieuw.",
                        "We can't reach the service. Check your internet connection and try again.",
                    ))
                    data-away=(text(
                        "De dienst is even niet bereikbaar. Probeer het over een minuut opnieuw.",
                        "The service is away for a moment. Try again in a minute.",
                    ))
                    data-wait=(text(
                        "Te veel pogingen. Wacht {seconds} seconden en probeer het dan opnieuw.",
                        "Too many attempts. Wait {seconds} seconds, then try again.",
                    ))
                    data-failed=(text(
                        "Er ging bij ons iets mis. Probeer het later opnieuw. Noem dit nummer als u hulp vraagt: {instance}",
                        "Something went wrong on our side. Try again later. Name this number when you ask for help: {instance}",
                    ))
                    data-check=(text("Controleer wat u hebt ingevuld.", "Check what you have filled in."))
                {
                    header.site { a.brand href="/" { "Samen Leren" } }
                    main .page[!self.wide] .wide[self.wide] { (self.content) }
                }
            }
        }
    }
}

/// Says that a page can't work without its script; for pages that send what is filled in.
pub(super) fn needs_script(language: Language) -> Markup {
    html! {
        noscript {
            p.notice {
                (language.of((
                    "Deze pagina heeft JavaScript nodig. Zet het aan in uw browser en laad de pagina opnieuw.",
                    "This page needs JavaScript. Switch it on in your browser and load the page again.",
                )))
            }
        }
    }
}
