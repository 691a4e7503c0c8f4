//! What each guideline says in words: what was found against what is asked.

use super::*;

/// What each guideline says of one trajectory, in the order of the guidelines.
#[test]
fn every_guideline_says_what_was_found_against_what_is_asked() {
    use VisitAttendance::{Family, Parents};
    let worked = |on, attendance, subgoal: &str| VisitFact {
        goal_work: vec![GoalWork { subgoal: subgoal.into(), stages: vec![LearningStage::Try] }],
        ..visit("goal_visit", on, attendance, 130)
    };
    let visits = vec![
        visit("intake", 2, Parents, 90),
        visit("teacher_conversation", 20, Parents, 30),
        worked(30, Parents, "2.2"),
        worked(31, Parents, "6.1"),
        worked(45, Family, "2.2"),
    ];
    let evaluations = vec![evaluated(EvaluationKind::Mid, 46, &[2]), evaluated(EvaluationKind::Final, 50, &[2, 6, 8])];
    let all = Facts { visits, evaluations, ..facts() };
    let expected = [
        ("Gehouden huisbezoeken in de afstemming: 1. Gevraagd: 5.", "Home visits held in alignment: 1. Asked: 5."),
        (
            "Dagen begeleiding in de afstemming: 28. Gevraagd: 21 tot en met 35.",
            "Days of guidance in alignment: 28. Asked: 21 to 35.",
        ),
        (
            "Gesprekken met de leerkracht in de afstemming: 2026-03-22. Gevraagd: 1, een voor elk kind.",
            "Conversations with the teacher in alignment: 2026-03-22. Asked: 1, one for each child.",
        ),
        (
            "Van de informatiemap is geen dag vastgelegd. Gevraagd: een map voor het gezin.",
            "No day was recorded for the information folder. Asked: a folder for the family.",
        ),
        ("Doelen in het plan: 3. Gevraagd: 3 tot en met 5.", "Goals in the plan: 3. Asked: 3 to 5."),
        (
            "Doelen zonder ouderbezoek: 8; zonder gezinsbezoek: 6, 8. Gevraagd: van elk een voor elk doel.",
            "Goals without a parent visit: 8; without a family visit: 6, 8. Asked: one of each for every goal.",
        ),
        (
            "Subdoelen zonder aandacht voor de tussenevaluatie van 2026-04-17: 8.1. Gevraagd: geen.",
            "Sub-goals without attention before the mid evaluation of 2026-04-17: 8.1. Asked: none.",
        ),
        (
            "Subdoelen waarvan een leerfase ontbreekt: 2.2, 6.1, 8.1. Gevraagd: geen.",
            "Sub-goals that lack a learning stage: 2.2, 6.1, 8.1. Asked: none.",
        ),
        ("Doel 5 staat niet in het plan.", "Goal 5 is not in the plan."),
        (
            "Doelen waaraan niet is gewerkt voor de eindevaluatie van 2026-04-21: 8. Gevraagd: geen.",
            "Goals not worked on before the final evaluation of 2026-04-21: 8. Asked: none.",
        ),
        (
            "Doelen zonder score bij de start: geen; bij de tussenevaluatie: 6, 8; bij de eindevaluatie: geen. Gevraagd: geen.",
            "Goals without a score at the start: none; at the mid evaluation: 6, 8; at the final evaluation: none. Asked: none.",
        ),
        (
            "Bezoeken aan doelen: 3; van dezelfde soort als het vorige: 2026-04-02. Gevraagd: om en om.",
            "Goal visits: 3; of the same kind as the one before: 2026-04-02. Asked: in turn.",
        ),
        (
            "Bezoeken in 3 weken: 3; weken met een ander aantal dan 1 of 2: 2026-04-06 (0). Gevraagd: 1 of 2 in elke week.",
            "Visits in 3 weeks: 3; weeks with another number than 1 or 2: 2026-04-06 (0). Asked: 1 or 2 in every week.",
        ),
        (
            "Bezoeken waarvan de schooltijd is vastgelegd: 3; anders dan gevraagd: geen. Gevraagd: ouderbezoeken onder en \
            gezinsbezoeken buiten schooltijd.",
            "Visits with school hours recorded: 3; otherwise than asked: none. Asked: parent visits within and family \
            visits outside school hours.",
        ),
        (
            "Bezoeken aan doelen: 3; met een andere duur in minuten: 2026-04-01 (130), 2026-04-02 (130), 2026-04-16 (130). \
            Gevraagd: ouderbezoeken 60–120, gezinsbezoeken 40–90 minuten.",
            "Goal visits: 3; of another length in minutes: 2026-04-01 (130), 2026-04-02 (130), 2026-04-16 (130). Asked: \
            parent visits 60–120, family visits 40–90 minutes.",
        ),
        (
            "Tussenevaluatie gehouden: op 2026-04-17. Gevraagd: één keer.",
            "Mid evaluation held: on 2026-04-17. Asked: once.",
        ),
        (
            "Afsluitende activiteit gehouden: niet vastgelegd. Gevraagd: één keer.",
            "Closing activity held: not recorded. Asked: once.",
        ),
        (
            "Certificaten uitgereikt: niet vastgelegd. Gevraagd: één keer.",
            "Certificates given: not recorded. Asked: once.",
        ),
        (
            "Niet vastgelegd. Gevraagd: van 2026-05-26 tot en met 2026-06-16.",
            "Not recorded. Asked: from 2026-05-26 to 2026-06-16.",
        ),
        (
            "Niet vastgelegd. Gevraagd: van 2026-09-21 tot en met 2026-11-21.",
            "Not recorded. Asked: from 2026-09-21 to 2026-11-21.",
        ),
        (
            "Ingevuld door de leerkracht: 0; geweigerd: 0; zonder antwoord: 0. Gevraagd: 1, een voor elk kind.",
            "Filled in by the teacher: 0; declined: 0; no response: 0. Asked: 1, one for each child.",
        ),
    ];
    let found: Vec<(String, String)> = GUIDELINES.iter().map(|one| (one.judge)(&all).finding).collect();
    let expected = expected.map(|(dutch, english)| (dutch.to_owned(), english.to_owned()));
    assert_eq!(found, expected);
}
