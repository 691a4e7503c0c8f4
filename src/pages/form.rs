//! The parts of forms that pages share: labelled fields with a hint and a place for what is wrong.

use maud::{Markup, html};

use crate::context::Language;

/// One field.
#[derive(Default)]
pub(super) struct Field {
    pub(super) id: &'static str,
    pub(super) label: &'static str,
    /// Empty: none.
    pub(super) hint: &'static str,
    /// The type of the input.
    pub(super) kind: &'static str,
    /// What password managers and browsers may fill in here; they look at this, not at the label.
    pub(super) autocomplete: &'static str,
    /// The member of the request's body, as a problem's `errors` names it; empty for a field that is not sent.
    pub(super) pointer: &'static str,
    /// A second member that this field can become.
    pub(super) also: &'static str,
    pub(super) numeric: bool,
    pub(super) read_only: bool,
}

impl Field {
    pub(super) fn markup(&self, language: Language) -> Markup {
        let described_by = match self.hint {
            "" => format!("{}-error", self.id),
            _ => format!("{0}-hint {0}-error", self.id),
        };
        let some = |text: &'static str| Some(text).filter(|text| !text.is_empty());
        let secret = self.kind == "password";
        html! {
            div.field {
                label for=(self.id) { (self.label) }
                @if let Some(hint) = some(self.hint) { p.hint #{ (self.id) "-hint" } { (hint) } }
                div.entry {
                    input #(self.id) type=(self.kind) aria-describedby=(described_by)
                        autocomplete=(self.autocomplete) autocapitalize="none" spellcheck="false"
                        data-pointer=[some(self.pointer)] data-pointer-also=[some(self.also)]
                        inputmode=[self.numeric.then_some("numeric")]
                        required[!self.read_only] readonly[self.read_only];
                    @if secret {
                        button.quiet type="button" data-reveal=(self.id) aria-pressed="false"
                            aria-label={ (language.of(("Tonen: ", "Show: "))) (self.label) }
                        { (language.of(("Tonen", "Show"))) }
                    }
                }
                p.error #{ (self.id) "-error" } hidden {}
            }
        }
    }
}

/// A new password, asked twice.
pub(super) fn new_password(language: Language, pointer: &'static str) -> Markup {
    let text = |dutch: &'static str, english: &'static str| language.of((dutch, english));
    html! {
        (Field {
            id: "new-password",
            label: text("Nieuw wachtwoord", "New password"),
            hint: text(
                "Ten minste 12 tekens. Een zin die u makkelijk onthoudt, is goed.",
                "At least 12 characters. A sentence that you can remember is good.",
            ),
            kind: "password",
            autocomplete: "new-password",
            pointer,
            ..Field::default()
        }.markup(language))
        (Field {
            id: "repeat-password",
            label: text("Nog een keer hetzelfde wachtwoord", "The same password once more"),
            kind: "password",
            autocomplete: "new-password",
            ..Field::default()
        }.markup(language))
    }
}
