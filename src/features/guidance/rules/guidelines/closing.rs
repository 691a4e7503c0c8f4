//! Guidelines about evaluations, closing and aftercare.

use std::collections::HashSet;

use chrono::{Months, NaiveDate, TimeDelta};
use serde_json::json;

use super::super::facts::Facts;
use super::super::fidelity::{Finding, Judgement};
use crate::features::evaluations::{EvaluationKind, EvaluationOutcome};
use crate::features::trajectories::{TrajectoryPhase, TrajectoryStatus};

/// That something was done on a day, or that no day was recorded.
fn done(on: Option<NaiveDate>, what: (&str, &str)) -> Finding {
    let (dutch, english) = what;
    match on {
        Some(day) => (format!("{dutch}: op {day}. Gevraagd: één keer."), format!("{english}: on {day}. Asked: once.")),
        None => {
            (format!("{dutch}: niet vastgelegd. Gevraagd: één keer."), format!("{english}: not recorded. Asked: once."))
        }
    }
}

/// The mid evaluation was held.
pub fn mid_evaluation(facts: &Facts) -> Judgement {
    let on = facts.evaluated(EvaluationKind::Mid);
    let over = facts.status.is_closed() || matches!(facts.phase, TrajectoryPhase::Closing | TrajectoryPhase::Aftercare);
    let finding = done(on, ("Tussenevaluatie gehouden", "Mid evaluation held"));
    Judgement::settled(on.is_some(), over, json!({ "heldOn": on }), finding)
}

/// The closing activity was held, also after an early close.
pub fn activity(facts: &Facts) -> Judgement {
    let on = facts.held("closing_activity").map(|(day, _)| day).next();
    let finding = done(on, ("Afsluitende activiteit gehouden", "Closing activity held"));
    Judgement::settled(on.is_some(), facts.status.is_closed(), json!({ "heldOn": on }), finding)
}

/// Certificates were given. Who stops early gets none.
pub fn certificates(facts: &Facts) -> Judgement {
    let on = facts.certificates_given_on;
    let evidence = json!({ "givenOn": on });
    let finding = done(on, ("Certificaten uitgereikt", "Certificates given"));
    match facts.status {
        TrajectoryStatus::Discontinued if on.is_none() => Judgement::not_applicable(evidence, finding),
        status => Judgement::settled(on.is_some(), status == TrajectoryStatus::Completed, evidence, finding),
    }
}

/// A window after the final evaluation.
type Window = fn(NaiveDate) -> Option<(NaiveDate, NaiveDate)>;

fn in_window(facts: &Facts, step: &str, kind: EvaluationKind, window: Window) -> Judgement {
    let on = facts.held(step).map(|(day, _)| day).chain(facts.evaluated(kind)).min();
    let Some((from, until)) = facts.final_on().and_then(window) else {
        let evidence = json!({ "heldOn": on });
        let finding = (
            "De eindevaluatie, waarvan af wordt geteld, is niet gehouden.".to_owned(),
            "The final evaluation, from which it is counted, was not held.".to_owned(),
        );
        return if facts.status == TrajectoryStatus::Discontinued {
            Judgement::not_applicable(evidence, finding)
        } else {
            Judgement::settled(false, false, evidence, finding)
        };
    };
    let evidence = json!({ "heldOn": on, "from": from, "until": until });
    let met = on.is_some_and(|on| from <= on && on <= until);
    let finding = match on {
        Some(day) => (
            format!("Gehouden op {day}. Gevraagd: van {from} tot en met {until}."),
            format!("Held on {day}. Asked: from {from} to {until}."),
        ),
        None => (
            format!("Niet vastgelegd. Gevraagd: van {from} tot en met {until}."),
            format!("Not recorded. Asked: from {from} to {until}."),
        ),
    };
    Judgement::settled(met, on.is_some() || facts.today > until, evidence, finding)
}

/// The aftercare contact was five to eight weeks after the final evaluation.
pub fn aftercare(facts: &Facts) -> Judgement {
    let window = |day: NaiveDate| {
        let after = |weeks| day.checked_add_signed(TimeDelta::weeks(weeks));
        Some((after(5)?, after(8)?))
    };
    in_window(facts, "aftercare_contact", EvaluationKind::Aftercare, window)
}

/// The follow-up was five to seven months after the final evaluation.
pub fn follow_up(facts: &Facts) -> Judgement {
    let window =
        |day: NaiveDate| Some((day.checked_add_months(Months::new(5))?, day.checked_add_months(Months::new(7))?));
    in_window(facts, "follow_up", EvaluationKind::FollowUp, window)
}

/// The teacher of each focus child filled in an evaluation; that one declined or did not respond is an outcome, and not
/// an evaluation.
pub fn teacher_evaluation(facts: &Facts) -> Judgement {
    let of = |outcome: EvaluationOutcome| {
        let fits = facts.evaluations.iter().filter(|one| one.kind == EvaluationKind::Teacher && one.outcome == outcome);
        let children: HashSet<_> = fits.filter_map(|one| one.child).collect();
        children.len()
    };
    let (answered, expected) = (of(EvaluationOutcome::Answered), facts.focus_children.len());
    let (declined, silent) = (of(EvaluationOutcome::Declined), of(EvaluationOutcome::NoResponse));
    let evidence = json!({ "answered": answered, "declined": declined, "noResponse": silent, "expected": expected });
    let finding = (
        format!(
            "Ingevuld door de leerkracht: {answered}; geweigerd: {declined}; zonder antwoord: {silent}. Gevraagd: \
             {expected}, een voor elk kind."
        ),
        format!(
            "Filled in by the teacher: {answered}; declined: {declined}; no response: {silent}. Asked: {expected}, one \
             for each child."
        ),
    );
    if facts.status == TrajectoryStatus::Discontinued && answered < expected {
        return Judgement::not_applicable(evidence, finding);
    }
    let asked = answered + declined + silent >= expected;
    Judgement::settled(answered >= expected, asked, evidence, finding)
}
