//! What an evaluation needs and may say, by its kind and status.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::api::{EvaluationFields, EvaluationKind, EvaluationOutcome, MidDecision};
use crate::features::questionnaires::QuestionnaireCode;
use crate::problem::Violation;

impl EvaluationKind {
    /// The questionnaire that belongs to it.
    pub(super) fn questionnaire(self) -> QuestionnaireCode {
        match self {
            Self::IntakeParent => QuestionnaireCode::IntakeParent,
            Self::IntakeTeacher => QuestionnaireCode::IntakeTeacher,
            Self::Mid | Self::Final => QuestionnaireCode::Evaluation,
            Self::Aftercare | Self::FollowUp => QuestionnaireCode::Aftercare,
            Self::Teacher => QuestionnaireCode::TeacherEvaluation,
        }
    }

    /// Whether it is about one child.
    pub(super) fn is_of_a_child(self) -> bool {
        matches!(self, Self::IntakeTeacher | Self::Teacher)
    }

    fn scores_goals(self) -> bool {
        matches!(self, Self::Mid | Self::Final | Self::Aftercare | Self::FollowUp)
    }

    /// Whether a practitioner holds it, so that gate G1 judges. A teacher answers alone.
    pub(super) fn is_held_by_a_practitioner(self) -> bool {
        self != Self::Teacher
    }
}

/// Everything in the members around the answers that does not fit, all at once. `goals` are those that are or were in
/// the plan; `scale` is the questionnaire's number of smileys.
pub(super) fn check(
    kind: EvaluationKind,
    fields: &EvaluationFields,
    complete: bool,
    goals: &[i32],
    scale: i64,
) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut refuse = |pointer: &str, rule: &str, dutch: &str, english: &str| {
        found.push(Violation::body(pointer, rule, dutch, english));
    };
    if complete {
        if fields.held_on.is_none() {
            refuse("/heldOn", "required", "Wat vaststaat heeft een dag.", "What is final has a day.");
        }
        if kind.is_held_by_a_practitioner() && fields.practitioner_id.is_none() {
            refuse("/practitionerId", "required", "Noem wie de evaluatie hield.", "Name who held the evaluation.");
        }
        if kind == EvaluationKind::Mid && fields.decision.is_none() {
            refuse(
                "/decision",
                "required",
                "Een tussenevaluatie besluit hoe het verdergaat.",
                "A mid evaluation decides how to go on.",
            );
        }
    }
    if !kind.is_held_by_a_practitioner() && fields.practitioner_id.is_some() {
        refuse("/practitionerId", "notWithKind", "Een leerkracht antwoordt zelf.", "A teacher answers alone.");
    }
    if kind != EvaluationKind::Mid && fields.decision.is_some() {
        refuse("/decision", "notWithKind", "Alleen bij 'mid'.", "Only with 'mid'.");
    }
    if fields.extra_visits.is_some() && fields.decision != Some(MidDecision::Extend) {
        refuse("/extraVisits", "notWithDecision", "Alleen bij 'extend'.", "Only with 'extend'.");
    }
    if fields.outcome != EvaluationOutcome::Answered {
        if kind != EvaluationKind::Teacher {
            refuse("/outcome", "notWithKind", "Alleen bij 'teacher'.", "Only with 'teacher'.");
        } else if !fields.answers.is_empty() {
            refuse("/answers", "notWithOutcome", "Zonder antwoorden.", "Without answers.");
        }
    }
    found.extend(check_scores(kind, fields, goals, scale));
    found
}

fn check_scores(kind: EvaluationKind, fields: &EvaluationFields, goals: &[i32], scale: i64) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    for (position, score) in fields.goal_scores.iter().enumerate() {
        let at = format!("/goalScores/{position}");
        let mut refuse = |pointer: String, rule: &str, dutch: String, english: String| {
            found.push(Violation::body(pointer, rule, dutch, english));
        };
        if !kind.scores_goals() {
            let (dutch, english) = ("Bij deze soort horen geen scores.", "This kind has no scores.");
            refuse(at.clone(), "notWithKind", dutch.into(), english.into());
        } else if !goals.contains(&score.goal) {
            let (dutch, english) = ("Dit doel staat niet in het plan.", "This goal is not in the plan.");
            refuse(format!("{at}/goal"), "goalOfPlan", dutch.into(), english.into());
        }
        if i64::from(score.score) > scale {
            let (dutch, english) = (format!("Ten hoogste {scale}."), format!("At most {scale}."));
            refuse(format!("{at}/score"), "maximum", dutch, english);
        }
        if !seen.insert((score.goal, score.given_by)) {
            let (dutch, english) = ("Eén score per doel en ouder.", "One score per goal and parent.");
            refuse(at, "uniqueItems", dutch.into(), english.into());
        }
    }
    found
}

/// Whether an evaluation of this kind belongs to the guidance, and not to aftercare or to the teacher.
pub(crate) fn is_of_guidance(kind: EvaluationKind) -> bool {
    use EvaluationKind::{Final, IntakeParent, IntakeTeacher, Mid};
    matches!(kind, IntakeParent | IntakeTeacher | Mid | Final)
}

/// Whether an evaluation belongs to aftercare, which begins with the completion.
pub(super) fn is_of_aftercare(kind: EvaluationKind) -> bool {
    matches!(kind, EvaluationKind::Aftercare | EvaluationKind::FollowUp)
}

/// Whether an evaluation is the final one, or a mid evaluation that was taken as one.
pub(crate) fn counts_as_final(kind: EvaluationKind, taken_as_final: bool) -> bool {
    kind == EvaluationKind::Final || taken_as_final
}

/// The day of the final evaluation, by (kind, whether it was taken as final, day): the last of those that count as one. A
/// mid evaluation that was taken as final gives way to a final evaluation that was held after all. From it aftercare is
/// counted, and on it a completion rests.
pub(crate) fn final_day(evaluations: impl IntoIterator<Item = (EvaluationKind, bool, NaiveDate)>) -> Option<NaiveDate> {
    let finals = evaluations.into_iter().filter(|(kind, taken_as_final, _)| counts_as_final(*kind, *taken_as_final));
    finals.map(|(.., day)| day).max()
}

/// What is wrong with the order of evaluations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Disorder {
    /// It lies before another one, that it comes after.
    Before(&'static str, NaiveDate),
    /// It lies after another one, that it comes before.
    After(&'static str, NaiveDate),
}

/// The final evaluation is held no earlier than any mid evaluation, whichever of them is registered last.
pub(super) fn disorder(
    kind: EvaluationKind,
    day: NaiveDate,
    finished: &[(EvaluationKind, NaiveDate)],
) -> Option<Disorder> {
    let days = |of: EvaluationKind| finished.iter().filter(move |(kind, _)| *kind == of).map(|(_, day)| *day);
    match kind {
        EvaluationKind::Mid => {
            days(EvaluationKind::Final).min().filter(|last| day > *last).map(|last| Disorder::After("final", last))
        }
        EvaluationKind::Final => {
            days(EvaluationKind::Mid).max().filter(|mid| day < *mid).map(|mid| Disorder::Before("mid", mid))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Map;

    use super::super::api::GoalScore;
    use super::*;
    use crate::ids::{ParentId, PractitionerId};
    use crate::problem::Place;

    fn fields() -> EvaluationFields {
        EvaluationFields {
            held_on: "2026-03-10".parse().ok(),
            practitioner_id: Some(PractitionerId::new()),
            outcome: EvaluationOutcome::Answered,
            answers: Map::new(),
            goal_scores: Vec::new(),
            decision: None,
            extra_visits: None,
            remarks: None,
        }
    }

    fn pointers(kind: EvaluationKind, fields: &EvaluationFields) -> Vec<String> {
        let place = |violation: Violation| match violation.place {
            Place::Body(pointer) => pointer,
            other => panic!("{other:?}"),
        };
        check(kind, fields, true, &[1, 2], 5).into_iter().map(place).collect()
    }

    #[test]
    fn each_kind_needs_what_belongs_to_it() {
        assert!(pointers(EvaluationKind::Final, &fields()).is_empty());
        assert_eq!(pointers(EvaluationKind::Mid, &fields()), ["/decision"]);
        assert_eq!(pointers(EvaluationKind::Teacher, &fields()), ["/practitionerId"]);
        let bare = EvaluationFields { held_on: None, practitioner_id: None, ..fields() };
        assert_eq!(pointers(EvaluationKind::IntakeParent, &bare), ["/heldOn", "/practitionerId"]);
        assert!(check(EvaluationKind::IntakeParent, &bare, false, &[], 5).is_empty());
    }

    #[test]
    fn a_score_belongs_to_a_goal_of_the_plan_and_is_given_once() {
        let given_by = ParentId::new();
        let score = |goal, score| GoalScore { goal, score, given_by };
        let scored = EvaluationFields { goal_scores: vec![score(1, 6), score(1, 2), score(3, 2)], ..fields() };
        let expected = ["/goalScores/0/score", "/goalScores/1", "/goalScores/2/goal"];
        assert_eq!(pointers(EvaluationKind::Final, &scored), expected);
        assert_eq!(
            pointers(EvaluationKind::IntakeParent, &EvaluationFields { goal_scores: vec![score(1, 3)], ..fields() }),
            ["/goalScores/0"]
        );
    }

    fn day(number: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 4, 10).unwrap() + chrono::Days::new(number)
    }

    #[test]
    fn a_final_evaluation_takes_the_place_of_a_mid_evaluation_that_was_taken_as_one() {
        use EvaluationKind::{Final, FollowUp, Mid};
        let taken = (Mid, true, day(0));
        assert_eq!(final_day([taken]), Some(day(0)));
        assert_eq!(final_day([taken, (Final, false, day(40)), (FollowUp, false, day(90))]), Some(day(40)));
        assert_eq!(final_day([(Mid, false, day(0))]), None);
    }

    proptest! {
        #[test]
        fn whichever_is_registered_last_the_final_evaluation_is_no_earlier(mid in 0_u64..50, last in 0_u64..50) {
            use EvaluationKind::{Final, Mid};
            let last_registered = disorder(Final, day(last), &[(Mid, day(mid))]);
            let mid_registered = disorder(Mid, day(mid), &[(Final, day(last))]);
            prop_assert_eq!(last_registered.is_none(), mid <= last);
            prop_assert_eq!(mid_registered.is_none(), mid <= last);
        }
    }
}
