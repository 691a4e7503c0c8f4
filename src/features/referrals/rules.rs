//! The rules of referrals: which act is possible in which status, whether the programme is indicated (`domain.md` §1),
//! and when two children may be one.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::api::{ReferralAcceptance, ReferralFields, ReferralSource, ReferralStatus, SkillLevel};
use crate::ids::ChildId;
use crate::problem::Violation;

/// What can be done with a referral.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Change,
    Feedback,
    Accept,
    Decline,
    Wait,
    Reopen,
}

impl Act {
    pub const ALL: [Self; 6] = [Self::Change, Self::Feedback, Self::Accept, Self::Decline, Self::Wait, Self::Reopen];

    /// As `allowed` of a `referral-status-conflict` says it: the action's path, or which PATCH.
    pub fn name(self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::Feedback => "give-feedback",
            Self::Accept => "accept",
            Self::Decline => "decline",
            Self::Wait => "place-on-waiting-list",
            Self::Reopen => "reopen",
        }
    }

    /// A PATCH of these members: the referrer is told after the decision, everything else is settled by it.
    pub fn of_patch(changed: &[String]) -> Self {
        if changed.iter().all(|member| member == "feedbackGivenOn") { Self::Feedback } else { Self::Change }
    }
}

/// How a referral stands after an act, or what can be done instead. What was accepted has become a family and stays so;
/// what was declined can be reopened.
pub(super) fn after(status: ReferralStatus, act: Act) -> Result<ReferralStatus, Vec<Act>> {
    try_act(status, act).ok_or_else(|| Act::ALL.into_iter().filter(|other| try_act(status, *other).is_some()).collect())
}

fn try_act(status: ReferralStatus, act: Act) -> Option<ReferralStatus> {
    use ReferralStatus::{Accepted, Declined, Received, Waiting};
    match (status, act) {
        (_, Act::Feedback) => Some(status),
        (Received | Waiting, Act::Change) => Some(status),
        (Received | Waiting, Act::Accept) => Some(Accepted),
        (Received | Waiting, Act::Decline) => Some(Declined),
        (Received | Waiting, Act::Wait) => Some(Waiting),
        (Declined, Act::Reopen) => Some(Received),
        _ => None,
    }
}

/// What the schema can't say of a referral, all at once.
pub(super) fn check(fields: &ReferralFields, waiting_since: Option<NaiveDate>, today: NaiveDate) -> Vec<Violation> {
    let mut found = Vec::new();
    if fields.child.birth_date.is_some_and(|day| day > today) {
        let (dutch, english) =
            ("Een geboortedatum ligt niet in de toekomst.", "A birth date does not lie in the future.");
        found.push(Violation::body("/child/birthDate", "notInFuture", dutch, english));
    }
    if waiting_since.is_some_and(|since| since < fields.received_on) {
        let (dutch, english) =
            ("De aanmelding stond toen al op de wachtlijst.", "The referral was on the waiting list by then.");
        found.push(Violation::body("/receivedOn", "afterWaiting", dutch, english));
    }
    if let Some(told) = fields.feedback_given_on {
        if !fields.referrer.as_ref().is_some_and(|referrer| referrer.feedback_agreed) {
            let (dutch, english) = (
                "Terugkoppelen kan als er een aanmelder is en de ouders het goed vinden ('referrer.feedbackAgreed').",
                "Feedback takes a referrer, and parents who agree to it ('referrer.feedbackAgreed').",
            );
            found.push(Violation::body("/feedbackGivenOn", "notAgreed", dutch, english));
        }
        if told < fields.received_on {
            found.push(too_early("/feedbackGivenOn", "receivedOn"));
        }
    }
    found
}

/// A day that lies before another one of the same referral.
pub(super) fn too_early(pointer: &str, earliest: &str) -> Violation {
    Violation::body(pointer, "notBefore", format!("Niet voor '{earliest}'."), format!("Not before '{earliest}'."))
}

/// Whether an acceptance says what it needs: a new family or a known one, and which children.
pub(super) fn check_acceptance(acceptance: &ReferralAcceptance) -> Vec<Violation> {
    let mut found = Vec::new();
    if acceptance.family.is_some() == acceptance.family_id.is_some() {
        let (dutch, english) = (
            "Geef 'family' voor een nieuw gezin of 'familyId' voor een bekend gezin, niet beide.",
            "Give 'family' for a new family or 'familyId' for a known one, not both.",
        );
        found.push(Violation::body("/family", "oneOf", dutch, english));
    }
    let children = acceptance.family.as_ref().and_then(|family| family.children.as_ref()).map_or(1, Vec::len);
    if acceptance.focus_child_ids.is_none() && (acceptance.family_id.is_some() || children > 1) {
        let (dutch, english) = ("Noem de kinderen om wie het gaat.", "Name the children that the guidance is about.");
        found.push(Violation::body("/focusChildIds", "required", dutch, english));
    }
    found
}

/// The last group of primary school that the programme is for.
const LAST_GROUP: i16 = 4;

/// What stands between a referral and its acceptance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unmet {
    ImprovementNotWanted,
    ResultsNotLagging,
    SkillsSufficient,
    OutsideGroups,
    /// With the codes, where the caller may see them.
    ContraIndicated(Vec<String>),
    NoBirthDate,
    NoFamilyName,
    NoCommunication,
}

impl Unmet {
    pub fn code(&self) -> &'static str {
        match self {
            Self::ImprovementNotWanted => "improvement_wanted_by_parents",
            Self::ResultsNotLagging => "lagging_results",
            Self::SkillsSufficient => "limited_skills",
            Self::OutsideGroups => "group",
            Self::ContraIndicated(_) => "contra_indication",
            Self::NoBirthDate => "birth_date",
            Self::NoFamilyName => "family_name",
            Self::NoCommunication => "communication",
        }
    }

    /// Dutch, English.
    pub fn detail(&self) -> (String, String) {
        let (dutch, english) = match self {
            Self::ImprovementNotWanted => (
                "Bij ouders die zichzelf aanmelden: zij vinden zelf dat er iets moet verbeteren.",
                "Of parents who refer themselves: they find themselves that something must improve.",
            ),
            Self::ResultsNotLagging => (
                "Het kind blijft achter op school; alleen bij een aanmelding door de ouders is dat niet nodig.",
                "The child lags at school; only a referral by the parents does without.",
            ),
            Self::SkillsSufficient => (
                "De ouder heeft beperkte vaardigheden bij schoolwerk of opvoeding; beide staan nu als voldoende.",
                "The parent has limited skills for school work or parenting; both stand as sufficient now.",
            ),
            Self::OutsideGroups => ("Het kind zit in groep 1 tot en met 4.", "The child is in group 1 to 4."),
            Self::ContraIndicated(codes) if codes.is_empty() => (
                "Er staat een contra-indicatie open. Haal haar weg als zij is opgelost.",
                "There is a contra-indication. Take it away once it is solved.",
            ),
            Self::ContraIndicated(codes) => {
                let codes = codes.join(", ");
                return (
                    format!("Contra-indicatie: {codes}. Haal weg wat is opgelost."),
                    format!("Contra-indication: {codes}. Take away what is solved."),
                );
            }
            Self::NoBirthDate => (
                "De geboortedatum van het kind, in de aanmelding of in 'family.children'.",
                "The child's birth date, in the referral or in 'family.children'.",
            ),
            Self::NoFamilyName => (
                "De achternaam van het kind, in de aanmelding of in 'family.children'.",
                "The child's family name, in the referral or in 'family.children'.",
            ),
            Self::NoCommunication => (
                "Hoe het gezin en de begeleider elkaar begrijpen, in de screening of in 'family'.",
                "How the family and the practitioner understand each other, in the screening or in 'family'.",
            ),
        };
        (dutch.to_owned(), english.to_owned())
    }
}

/// The groups of the children that the guidance is about, on its first day: by the placements that a new family comes
/// with, and by those of a known one.
pub(super) fn groups_at_start(acceptance: &ReferralAcceptance, known: &[(ChildId, Option<i16>)]) -> Vec<i16> {
    let focus = |id: Option<ChildId>| match &acceptance.focus_child_ids {
        Some(ids) => id.is_some_and(|id| ids.contains(&id)),
        None => true,
    };
    let new = acceptance.family.iter().flat_map(|family| family.children.iter().flatten());
    let new = new.filter(|child| focus(child.chosen())).map(|child| child.fields.group_on(acceptance.started_on));
    let known = known.iter().filter(|(id, _)| focus(Some(*id))).map(|(_, group)| *group);
    new.chain(known).flatten().collect()
}

/// Everything that stands in the way of accepting a referral. `groups` are those of the children at the start. Skills that are not known don't: they are assessed at the
/// intake. What a new family needs may stand in the acceptance as well.
pub(super) fn unmet(fields: &ReferralFields, acceptance: &ReferralAcceptance, groups: &[i16]) -> Vec<Unmet> {
    let (screening, child) = (&fields.screening, &fields.child);
    let mut found = Vec::new();
    if fields.source == ReferralSource::Parents {
        if screening.improvement_wanted_by_parents != Some(true) {
            found.push(Unmet::ImprovementNotWanted);
        }
    } else if screening.lagging_results != Some(true) {
        found.push(Unmet::ResultsNotLagging);
    }
    if [screening.skills_school_support, screening.skills_parenting] == [SkillLevel::Sufficient; 2] {
        found.push(Unmet::SkillsSufficient);
    }
    if child.group.iter().chain(groups).any(|group| *group > LAST_GROUP) {
        found.push(Unmet::OutsideGroups);
    }
    if !screening.contra_indications().is_empty() {
        found.push(Unmet::ContraIndicated(screening.contra_indications().to_vec()));
    }
    if let Some(family) = &acceptance.family {
        if family.children.is_none() && child.birth_date.is_none() {
            found.push(Unmet::NoBirthDate);
        }
        if family.children.is_none() && child.family_name.is_none() {
            found.push(Unmet::NoFamilyName);
        }
        if family.communication.or(screening.communication).is_none() {
            found.push(Unmet::NoCommunication);
        }
    }
    found
}

/// A child's name, to compare.
#[derive(Debug, Clone, Copy)]
pub(super) struct ChildName<'n> {
    pub given: &'n str,
    pub family: Option<&'n str>,
}

/// From which likeness on two children who were born on the same day may be one.
const ALIKE: f64 = 0.85;

/// Whether two names may be one child's.
pub(super) fn alike(one: ChildName<'_>, other: ChildName<'_>) -> bool {
    likeness(one, other) >= ALIKE
}

/// Words before a surname that one registration has and another leaves out.
const PARTICLES: [&str; 12] = ["van", "von", "de", "den", "der", "het", "t", "te", "ten", "ter", "el", "al"];

/// How alike two names are, from 0 to 1. Family names count when both have one.
pub(super) fn likeness(one: ChildName<'_>, other: ChildName<'_>) -> f64 {
    let given = similarity(&words(one.given), &words(other.given));
    match (one.family, other.family) {
        (Some(one), Some(other)) => given.min(similarity(&surname(one), &surname(other))),
        _ => given,
    }
}

/// Lower case, without punctuation.
fn words(name: &str) -> String {
    let lower = name.to_lowercase();
    let words: Vec<&str> =
        lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

fn surname(name: &str) -> String {
    let whole = words(name);
    let known: HashSet<&str> = PARTICLES.into_iter().collect();
    let bare: Vec<&str> = whole.split(' ').skip_while(|word| known.contains(word)).collect();
    if bare.is_empty() { whole.clone() } else { bare.join(" ") }
}

/// The order of the two must not matter, and to the measure it may.
fn similarity(one: &str, other: &str) -> f64 {
    let (first, second) = if one <= other { (one, other) } else { (other, one) };
    strsim::jaro_winkler(first, second)
}

#[cfg(test)]
mod tests;
