//! How a trajectory keeps to the programme (`domain.md` §6): every guideline as a function of what happened, under a named
//! edition. Guidelines are shown and reported; none blocks anything.

use serde_json::Value;

use super::facts::Facts;
use super::guidelines;
use crate::db::columns::text_enum;

text_enum! {
    /// Whether a guideline was kept. `pending`: its time has not come; `not_applicable`: it says nothing about this
    /// trajectory.
    GuidelineOutcome {
        Met = "met",
        NotMet = "not_met",
        Pending = "pending",
        NotApplicable = "not_applicable",
    }
}

/// A text in Dutch and English.
pub type Text = (&'static str, &'static str);

/// A guideline: its code, what it says and where the programme says it, and how it looks at a trajectory.
pub struct Guideline {
    pub code: &'static str,
    pub title: Text,
    /// The section of the programme's description.
    pub source: &'static str,
    pub judge: fn(&Facts) -> Judgement,
}

/// What a guideline found against what it asks, in Dutch and English.
pub type Finding = (String, String);

/// What a guideline found, and what it looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    pub outcome: GuidelineOutcome,
    pub evidence: Value,
    pub finding: Finding,
}

impl Judgement {
    /// Met or not, once the moment has come; before it only what is met already counts.
    pub fn settled(met: bool, settled: bool, evidence: Value, finding: Finding) -> Self {
        let outcome = match (met, settled) {
            (true, _) => GuidelineOutcome::Met,
            (false, true) => GuidelineOutcome::NotMet,
            (false, false) => GuidelineOutcome::Pending,
        };
        Self { outcome, evidence, finding }
    }

    /// Like [`Self::settled`], for what can still go wrong: met only when all is said and done.
    pub fn so_far(met: bool, settled: bool, evidence: Value, finding: Finding) -> Self {
        let outcome = match (met, settled) {
            (true, true) => GuidelineOutcome::Met,
            (false, _) => GuidelineOutcome::NotMet,
            (true, false) => GuidelineOutcome::Pending,
        };
        Self { outcome, evidence, finding }
    }

    pub fn not_applicable(evidence: Value, finding: Finding) -> Self {
        Self { outcome: GuidelineOutcome::NotApplicable, evidence, finding }
    }
}

/// What was looked for, one after the other, or the word for nothing.
pub fn listed<T: ToString>(items: &[T], nothing: &str) -> String {
    if items.is_empty() {
        return nothing.to_owned();
    }
    let items: Vec<String> = items.iter().map(ToString::to_string).collect();
    items.join(", ")
}

/// The name of the set of guidelines; a change of any of them is a new edition.
pub const EDITION: &str = "2026-2";

/// Every guideline, in the order of the trajectory.
pub const GUIDELINES: &[Guideline] = &[
    Guideline {
        code: "alignment_visits",
        title: ("Vijf huisbezoeken in de afstemming", "Five home visits in alignment"),
        source: "§1.3",
        judge: guidelines::alignment::visits,
    },
    Guideline {
        code: "alignment_duration",
        title: ("Afstemming duurt drie tot vijf weken", "Alignment takes three to five weeks"),
        source: "§1.3",
        judge: guidelines::alignment::duration,
    },
    Guideline {
        code: "teacher_conversation",
        title: ("Ouder-leerkrachtgesprek in de afstemming", "Conversation with the teacher in alignment"),
        source: "§1.3",
        judge: guidelines::alignment::teacher_conversation,
    },
    Guideline {
        code: "folder_handed_out",
        title: ("Informatiemap uitgereikt", "Information folder handed out"),
        source: "§2",
        judge: guidelines::alignment::folder_handed_out,
    },
    Guideline {
        code: "goal_count",
        title: ("Drie tot vijf doelen", "Three to five goals"),
        source: "§1.3",
        judge: guidelines::goals::count,
    },
    Guideline {
        code: "goal_visit_kinds",
        title: ("Elk doel een ouderbezoek en een gezinsbezoek", "A parent visit and a family visit for every goal"),
        source: "§1.3",
        judge: guidelines::goals::visit_kinds,
    },
    Guideline {
        code: "subgoals_before_mid",
        title: (
            "Elk gekozen subdoel aan bod voor de tussenevaluatie",
            "Every chosen sub-goal had attention before the mid evaluation",
        ),
        source: "§1.3",
        judge: guidelines::goals::subgoals_before_mid,
    },
    Guideline {
        code: "learning_stages",
        title: (
            "Elk gekozen subdoel door de vier leerfasen",
            "Every chosen sub-goal went through the four learning stages",
        ),
        source: "§1.3",
        judge: guidelines::goals::learning_stages,
    },
    Guideline {
        code: "further_school_conversation",
        title: ("Bij doel 5 nog een gesprek op school", "With goal 5 a further conversation at school"),
        source: "§1.3",
        judge: guidelines::goals::further_school_conversation,
    },
    Guideline {
        code: "goals_before_final",
        title: ("Aan elk doel gewerkt voor de eindevaluatie", "Every goal was worked on before the final evaluation"),
        source: "§1.3",
        judge: guidelines::goals::before_final,
    },
    Guideline {
        code: "goal_scores",
        title: ("Doelen gescoord bij start, tussen en eind", "Goals scored at start, mid and end"),
        source: "§4.1",
        judge: guidelines::goals::scores,
    },
    Guideline {
        code: "alternation",
        title: ("Ouder- en gezinsbezoeken wisselen af", "Parent and family visits alternate"),
        source: "§1.3",
        judge: guidelines::rhythm::alternation,
    },
    Guideline {
        code: "visit_rhythm",
        title: ("Een of twee bezoeken per week", "One or two visits a week"),
        source: "§1.3",
        judge: guidelines::rhythm::weekly,
    },
    Guideline {
        code: "school_hours",
        title: (
            "Ouderbezoeken onder, gezinsbezoeken buiten schooltijd",
            "Parent visits within and family visits outside school hours",
        ),
        source: "§1.3",
        judge: guidelines::rhythm::school_hours,
    },
    Guideline {
        code: "visit_lengths",
        title: (
            "Ouderbezoeken 60–120, gezinsbezoeken 40–90 minuten",
            "Parent visits 60–120, family visits 40–90 minutes",
        ),
        source: "§1.3",
        judge: guidelines::rhythm::lengths,
    },
    Guideline {
        code: "mid_evaluation",
        title: ("Tussenevaluatie gehouden", "Mid evaluation held"),
        source: "§1.3",
        judge: guidelines::closing::mid_evaluation,
    },
    Guideline {
        code: "closing_activity",
        title: ("Afsluitende activiteit gehouden", "Closing activity held"),
        source: "§1.3",
        judge: guidelines::closing::activity,
    },
    Guideline {
        code: "certificates",
        title: ("Certificaten uitgereikt", "Certificates given"),
        source: "§1.3",
        judge: guidelines::closing::certificates,
    },
    Guideline {
        code: "aftercare_timing",
        title: (
            "Nazorgcontact vijf tot acht weken na de eindevaluatie",
            "Aftercare contact five to eight weeks after the final evaluation",
        ),
        source: "§1.3",
        judge: guidelines::closing::aftercare,
    },
    Guideline {
        code: "follow_up_timing",
        title: (
            "Follow-up vijf tot zeven maanden na de eindevaluatie",
            "Follow-up five to seven months after the final evaluation",
        ),
        source: "§1.3",
        judge: guidelines::closing::follow_up,
    },
    Guideline {
        code: "teacher_evaluation",
        title: ("Evaluatie door de leerkracht ingevuld", "Teacher evaluation filled in"),
        source: "§2",
        judge: guidelines::closing::teacher_evaluation,
    },
];

/// Whether there is a guideline with this code.
pub fn is_guideline(code: &str) -> bool {
    GUIDELINES.iter().any(|guideline| guideline.code == code)
}
