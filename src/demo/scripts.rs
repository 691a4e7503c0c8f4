//! The whole stories of the demo, as lists of acts with their day. Day 0 is a Monday, the first of the trajectory or of
//! the referral; visits fall on Tuesdays and Fridays. Who plays them, and how, stands in `told`.

use super::stories::{GOALS, Goal};

/// What somebody does on a day.
#[derive(Debug, Clone, Copy)]
pub(super) enum Act {
    /// A referral comes in.
    Receive,
    /// It is put on the waiting list, if need be with a day (so many days later) on which to look again.
    Wait(Option<i64>),
    /// What is known about skills and results is filled in.
    Screen,
    Decline,
    /// The family is registered and its trajectory begins.
    Accept,
    /// The referrer hears what became of it.
    TellReferrer,
    /// Every parent agrees to these purposes.
    Agree(&'static [&'static str]),
    /// Time beside the visits: category, minutes.
    Spend(&'static str, i64),
    /// A visit that is held without having been planned here: step, for whom, minutes.
    Hold(&'static str, &'static str, i64),
    /// The same, with work on sub-goals.
    Work(&'static str, &'static [&'static str]),
    /// A visit is planned: step, for whom, so many days later.
    Appoint(&'static str, &'static str, i64),
    /// Visits are planned on Tuesdays and Fridays: from that day of the story on, how many.
    Series(i64, i64),
    /// The visit that was planned for today is held, with work on these sub-goals.
    Record(&'static [&'static str]),
    /// Nobody opens at the visit that was planned for today.
    NoShow,
    /// An evaluation of a kind, with a mid evaluation's decision.
    Evaluate(&'static str, Option<&'static str>),
    /// The plan is agreed with the parents.
    Plan,
    /// The trajectory moves on.
    Move(&'static str),
    /// It ends for a contra-indication.
    Discontinue(&'static str),
    HandOutFolder,
    GiveCertificates,
    Notice,
    SettleSignal,
    /// The teacher gets a link …
    LinkTeacher,
    /// … answers some of it, …
    TeacherSaves,
    /// … and sends it all.
    TeacherSubmits,
    /// To the other of the two practitioners.
    HandOver,
    /// A guideline is departed from.
    Depart(&'static str, &'static str),
    /// The organisation sets a school holiday: from that day of the story on, until that day.
    SetHoliday(i64, i64),
    Complain,
}

/// A family and what happens to it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Script {
    pub surname: &'static str,
    pub child: &'static str,
    pub parents: &'static [&'static str],
    pub source: &'static str,
    pub group: i64,
    /// What the referral says that stands in the way.
    pub hindered_by: Option<&'static str>,
    /// Day 0 is the last Monday that is at least so many days ago.
    pub days_ago: i64,
    /// Whether Noor performs from the beginning, or her colleague.
    pub by_noor: bool,
    pub goals: &'static [Goal],
    pub acts: &'static [(i64, Act)],
}

/// From the referral to the follow-up, as the programme is meant.
const WHOLE: &[(i64, Act)] = &[
    (-28, Act::SetHoliday(35, 41)),
    (-28, Act::Receive),
    (-25, Act::Wait(None)),
    (-6, Act::Screen),
    (0, Act::Accept),
    (1, Act::Agree(&["participation", "school_contact", "referrer_feedback", "research"])),
    (1, Act::Hold("intake", "parents", 95)),
    (1, Act::Evaluate("intake_parent", None)),
    (1, Act::Spend("preparation", 45)),
    (1, Act::Spend("registration", 20)),
    (2, Act::TellReferrer),
    (4, Act::Hold("acquaintance", "family", 60)),
    (8, Act::Hold("folder_walkthrough", "parents", 90)),
    (8, Act::HandOutFolder),
    (11, Act::Hold("folder_activity", "family", 55)),
    (11, Act::Spend("registration", 15)),
    (15, Act::Hold("teacher_conversation", "parents", 30)),
    (15, Act::Evaluate("intake_teacher", None)),
    (18, Act::Notice),
    (22, Act::Hold("plan_discussion", "parents", 90)),
    (22, Act::Plan),
    (24, Act::Move("goal_work")),
    (24, Act::Series(29, 9)),
    (29, Act::Record(&["2.2", "2.6"])),
    (29, Act::Spend("preparation", 30)),
    (32, Act::Record(&["2.2", "2.6"])),
    (43, Act::Record(&["6.1", "6.4"])),
    (46, Act::Record(&["6.1", "6.4"])),
    (50, Act::Record(&["8.1", "8.4"])),
    (53, Act::Record(&["8.1", "8.4"])),
    (57, Act::NoShow),
    (57, Act::Spend("registration", 10)),
    (60, Act::Record(&["2.6"])),
    (64, Act::Record(&["6.4"])),
    (66, Act::SettleSignal),
    (67, Act::Hold("mid_evaluation", "parents", 75)),
    (67, Act::Evaluate("mid", Some("extend"))),
    (67, Act::Depart("alternation", "Een ouderbezoek ging niet door: niemand was thuis.")),
    (67, Act::Series(71, 4)),
    (71, Act::Record(&["2.2"])),
    (74, Act::Record(&["6.1"])),
    (78, Act::Record(&["8.1"])),
    (81, Act::Record(&["8.4"])),
    (81, Act::Move("closing")),
    (85, Act::Hold("final_evaluation", "parents", 80)),
    (85, Act::Evaluate("final", None)),
    (85, Act::Spend("registration", 30)),
    (85, Act::LinkTeacher),
    (87, Act::TeacherSaves),
    (88, Act::Hold("closing_activity", "family", 60)),
    (88, Act::GiveCertificates),
    (88, Act::Move("completed")),
    (91, Act::TeacherSubmits),
    (127, Act::Hold("aftercare_contact", "parents", 20)),
    (127, Act::Evaluate("aftercare", None)),
    (267, Act::Hold("follow_up", "parents", 45)),
    (267, Act::Evaluate("follow_up", None)),
];

/// The mid evaluation finds that it was enough: it counts as the final one.
const CLOSED_EARLY: &[(i64, Act)] = &[
    (-10, Act::Receive),
    (-5, Act::Screen),
    (0, Act::Accept),
    (1, Act::Agree(&["participation", "school_contact"])),
    (1, Act::Hold("intake", "parents", 90)),
    (1, Act::Evaluate("intake_parent", None)),
    (4, Act::Hold("acquaintance", "family", 65)),
    (8, Act::Hold("folder_walkthrough", "parents", 85)),
    (8, Act::HandOutFolder),
    (11, Act::Hold("folder_activity", "family", 50)),
    (15, Act::Hold("teacher_conversation", "parents", 30)),
    (15, Act::Evaluate("intake_teacher", None)),
    (22, Act::Hold("plan_discussion", "parents", 75)),
    (22, Act::Plan),
    (23, Act::Move("goal_work")),
    (25, Act::Work("parents", &["6.1", "6.4"])),
    (29, Act::Work("family", &["6.1", "6.4"])),
    (32, Act::Work("parents", &["8.1", "8.4"])),
    (36, Act::Work("family", &["8.1", "8.4"])),
    (39, Act::Hold("mid_evaluation", "parents", 70)),
    (39, Act::Evaluate("mid", Some("take_as_final"))),
    (39, Act::Depart("goal_count", "Twee doelen waren voor deze ouders genoeg.")),
    (39, Act::Move("closing")),
    (43, Act::Hold("closing_activity", "family", 60)),
    (43, Act::GiveCertificates),
    (43, Act::Move("completed")),
    (85, Act::Hold("aftercare_contact", "parents", 25)),
    (85, Act::Evaluate("aftercare", None)),
];

/// Alignment shows that the programme does not fit.
const DISCONTINUED: &[(i64, Act)] = &[
    (-14, Act::Receive),
    (-7, Act::Screen),
    (0, Act::Accept),
    (1, Act::Agree(&["participation"])),
    (1, Act::Hold("intake", "parents", 90)),
    (1, Act::Evaluate("intake_parent", None)),
    (4, Act::Hold("acquaintance", "family", 60)),
    (8, Act::Hold("folder_walkthrough", "parents", 90)),
    (8, Act::Appoint("folder_activity", "family", 3)),
    (8, Act::Appoint("teacher_conversation", "parents", 7)),
    (9, Act::Notice),
    (10, Act::Discontinue("low_comprehension")),
];

/// A colleague begins, Noor goes on.
const HANDED_OVER: &[(i64, Act)] = &[
    (-21, Act::Receive),
    (-20, Act::Wait(None)),
    (-3, Act::Screen),
    (0, Act::Accept),
    (1, Act::Agree(&["participation", "school_contact"])),
    (1, Act::Hold("intake", "parents", 100)),
    (1, Act::Evaluate("intake_parent", None)),
    (4, Act::Hold("acquaintance", "family", 60)),
    (8, Act::Hold("folder_walkthrough", "parents", 90)),
    (8, Act::HandOutFolder),
    (11, Act::Hold("folder_activity", "family", 60)),
    (15, Act::Hold("teacher_conversation", "parents", 35)),
    (15, Act::Evaluate("intake_teacher", None)),
    (22, Act::Hold("plan_discussion", "parents", 90)),
    (22, Act::Plan),
    (24, Act::Move("goal_work")),
    (24, Act::Series(29, 6)),
    (29, Act::Record(&["2.2", "2.6"])),
    (32, Act::Record(&["2.2", "2.6"])),
    (36, Act::Record(&["6.1", "6.4"])),
    (39, Act::Record(&["6.1", "6.4"])),
    (42, Act::HandOver),
    (43, Act::Record(&["8.1", "8.4"])),
    (46, Act::Record(&["8.1", "8.4"])),
    (46, Act::Notice),
    (50, Act::Hold("mid_evaluation", "parents", 80)),
    (50, Act::Evaluate("mid", Some("extend"))),
    (57, Act::Work("parents", &["2.2"])),
    (60, Act::Complain),
    (64, Act::Work("family", &["6.1"])),
    (66, Act::SetHoliday(84, 90)),
    (66, Act::Series(78, 6)),
];

const NOT_YET: Script = Script {
    surname: "",
    child: "",
    parents: &[],
    source: "teacher",
    group: 2,
    hindered_by: None,
    days_ago: 0,
    by_noor: true,
    goals: &GOALS,
    acts: &[],
};

/// All of them. The first ones become families.
pub(super) const SCRIPTS: &[Script] = &[
    Script {
        surname: "Heelverhaal",
        child: "Proefje",
        parents: &["Fictia", "Verzonno"],
        days_ago: 310,
        acts: WHOLE,
        ..NOT_YET
    },
    Script {
        surname: "Kortverhaal",
        child: "Testje",
        parents: &["Schijna", "Demo"],
        source: "parents",
        group: 3,
        days_ago: 150,
        goals: &[(6, ["6.1", "6.4"]), (8, ["8.1", "8.4"])],
        acts: CLOSED_EARLY,
        ..NOT_YET
    },
    Script {
        surname: "Stopverhaal",
        child: "Schetsje",
        parents: &["Bedachta"],
        source: "internal_supervisor",
        days_ago: 90,
        acts: DISCONTINUED,
        ..NOT_YET
    },
    Script {
        surname: "Doorgeefstra",
        child: "Kladje",
        parents: &["Nepina", "Modello"],
        source: "partner",
        group: 1,
        days_ago: 70,
        by_noor: false,
        acts: HANDED_OVER,
        ..NOT_YET
    },
    Script {
        surname: "Wachtmaar",
        child: "Stipje",
        parents: &["Geduldina"],
        source: "parents_evening",
        days_ago: 42,
        acts: &[(0, Act::Receive), (1, Act::Wait(None))],
        ..NOT_YET
    },
    Script {
        surname: "Lijstermans",
        child: "Streepje",
        parents: &["Wachtwina", "Rijo"],
        source: "partner",
        group: 4,
        days_ago: 30,
        acts: &[(0, Act::Receive), (3, Act::Wait(None))],
        ..NOT_YET
    },
    Script {
        surname: "Eerstrust",
        child: "Puntje",
        parents: &["Latera"],
        source: "internal_supervisor",
        group: 3,
        hindered_by: Some("high_stress"),
        days_ago: 21,
        // Other help comes first.
        acts: &[(0, Act::Receive), (2, Act::Wait(Some(60)))],
        ..NOT_YET
    },
    Script {
        surname: "Pastniet",
        child: "Groepzesje",
        parents: &["Elders"],
        group: 6,
        days_ago: 28,
        acts: &[(0, Act::Receive), (3, Act::Decline)],
        ..NOT_YET
    },
    Script {
        surname: "Nieuwbinnen",
        child: "Kommaatje",
        parents: &["Verse", "Frisso"],
        source: "information_morning",
        days_ago: 7,
        acts: &[(0, Act::Receive)],
        ..NOT_YET
    },
];
