//! The bulk of the demo's families, all registered today: most with a trajectory in alignment, some of its visits held and some to come; a quarter
//! further on, in goal work, completed or discontinued.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::client::{Api, Seat, text};
use super::people::{Cast, Practitioner, Standing};
use super::stories::{Case, GOALS, Story, tell};
use super::{Stage, pick, told};
use crate::problem::Problem;

/// How many families, as in the process evaluation (`domain.md` §9); those of the whole stories are among them.
pub(super) const FAMILIES: u64 = 284;
/// The steps of alignment, in their usual order, with who is there.
const STEPS: [(&str, &str, i64); 6] = [
    ("intake", "parents", 90),
    ("acquaintance", "family", 60),
    ("folder_walkthrough", "parents", 95),
    ("folder_activity", "family", 55),
    ("teacher_conversation", "parents", 30),
    ("plan_discussion", "parents", 80),
];

/// Registers the schools of each organisation, with a teacher each.
pub(super) async fn schools<A: Api>(stage: &Stage<'_, A>, cast: &mut Cast) -> Result<(), Problem> {
    for (number, name) in stage.names.schools.iter().enumerate() {
        if let Some(home) = cast.organisations.get_mut(name.organisation) {
            let school = school(stage, &home.leader, name, number).await?;
            home.schools.push(school);
        }
    }
    Ok(())
}

/// All families but those whose story is told whole.
pub(super) async fn open<A: Api>(stage: &Stage<'_, A>, cast: &Cast) -> Result<(), Problem> {
    stage.progress.set_message("families, trajectories and visits");
    // Who has had a licence performs; Noor and her lapsed colleague come first.
    let performers: Vec<&Practitioner> =
        cast.practitioners.iter().filter(|one| one.standing != Standing::None).collect();
    // Registered today: a visit that was held while the licence was valid may be entered after it lapsed.
    stage.go_to(0);
    let mut leaders: Vec<Seat> = Vec::new();
    for organisation in &cast.organisations {
        leaders.push(stage.sign_in(&organisation.leader.email, &organisation.leader.totp_secret).await?);
    }
    for number in 0..usize::try_from(FAMILIES - told::FAMILIES).unwrap_or_default() {
        let performer = *pick(&performers, number)?;
        let leader = pick(&leaders, performer.organisation)?;
        let school = pick(&pick(&cast.organisations, performer.organisation)?.schools, number)?;
        // Noor's own are of every kind.
        let story = Story::of(number, performer.standing.is_valid());
        let case = family(stage, leader, performer, school, (number, story)).await?;
        tell(stage, leader, &case, story).await?;
        stage.progress.inc(1);
    }
    Ok(())
}

async fn school<A: Api>(
    stage: &Stage<'_, A>,
    leader: &Seat,
    name: &super::SchoolName,
    number: usize,
) -> Result<(String, String), Problem> {
    let kind = if number % 6 == 5 { "special" } else { "regular" };
    let school = json!({ "name": name.name, "brin": name.brin, "kind": kind, "region": name.region,
        "address": { "street": name.street, "postalCode": name.postal_code, "city": name.city } });
    let school = text(&stage.api.post(leader, "/v1/schools", &school).await?, "id");
    let teacher = json!({ "name": pick(&stage.names.teacher_names, number)?, "function": "teacher",
        "email": format!("leerkracht{number}@school.example") });
    let path = format!("/v1/schools/{school}/teachers");
    let teacher = text(&stage.api.post(leader, &path, &teacher).await?, "id");
    Ok((school, teacher))
}

async fn family<A: Api>(
    stage: &Stage<'_, A>,
    leader: &Seat,
    performer: &Practitioner,
    (school, teacher): &(String, String),
    (number, story): (usize, Story),
) -> Result<Case, Problem> {
    let names = &stage.names;
    let surname = pick(&names.family_names, number * 3)?;
    let street = format!("{} {}", pick(&names.streets, number)?, number % 90 + 1);
    let address = json!({ "street": street, "postalCode": "1901 QA", "city": "Voorbeeldstad" });
    let interpreter = number.is_multiple_of(9);
    let born = stage.today - TimeDelta::days(365 * 4 + i64::try_from(number * 5 % 1400).unwrap_or_default());
    let parents: Vec<Value> = (0..=number % 2)
        .map(|which| {
            let given = pick(&names.given_names, number * 5 + which)?;
            Ok(json!({ "name": format!("{given} {surname}"), "phone": format!("06{:08}", 10_000_000 + number),
                "address": address, "addressSecret": number % 40 == 39 && which == 1 }))
        })
        .collect::<Result<_, Problem>>()?;
    let placed_on = stage.today - TimeDelta::days(240);
    let child = json!({ "givenName": pick(&names.given_names, number * 13 + 2)?, "familyName": surname, "birthDate": born,
        "placements": [{ "fromOn": placed_on, "schoolId": school, "teacherId": teacher, "group": number % 4 + 1 }] });
    let family = json!({ "name": format!("Familie {surname}"), "languages": ["nl", pick(&names.languages, number)?],
        "interpreterNeeded": interpreter, "communication": if interpreter { "interpreter" } else { "dutch" },
        "parents": parents, "children": [child] });
    let family = stage.api.post(leader, "/v1/families", &family).await?;
    let member = |pointer: &str| family.pointer(pointer).cloned().unwrap_or(Value::Null);
    let started = story.days_ago() + i64::try_from(number % 16).unwrap_or_default();
    let started_on = stage.today - TimeDelta::days(started);
    let trajectory = json!({ "familyId": member("/id"), "focusChildIds": [member("/children/0/id")],
        "practitionerIds": [performer.id], "startedOn": started_on });
    let trajectory = text(&stage.api.post(leader, "/v1/trajectories", &trajectory).await?, "id");
    let parent = member("/parents/0/id");
    for (position, (step, attendance, minutes)) in STEPS.iter().enumerate() {
        let day = started_on + TimeDelta::days(1 + 4 * i64::try_from(position).unwrap_or_default());
        let mode = if *step == "teacher_conversation" { "school" } else { "home" };
        let mut visit =
            json!({ "trajectoryId": trajectory, "step": step, "mode": mode, "performerIds": [performer.id] });
        let lapsed = performer.standing == Standing::Expired && day > stage.today - TimeDelta::days(16);
        if day < stage.today && !lapsed {
            let held = json!({ "status": "held", "heldOn": day, "minutes": minutes, "attendance": attendance,
                "travelMinutes": 15, "parentIdsPresent": [parent] });
            merge(&mut visit, held);
        } else {
            let ahead = day.max(stage.today + TimeDelta::days(1 + i64::try_from(position).unwrap_or_default()));
            merge(&mut visit, json!({ "plannedAt": format!("{ahead}T09:00:00Z"), "plannedMinutes": minutes }));
        }
        stage.api.post(leader, "/v1/visits", &visit).await?;
    }
    Ok(Case {
        trajectory,
        performer: performer.id.clone(),
        parent: parent.as_str().unwrap_or_default().to_owned(),
        child: member("/children/0/id").as_str().unwrap_or_default().to_owned(),
        started_on,
        goals: &GOALS,
    })
}

fn merge(into: &mut Value, more: Value) {
    if let (Some(into), Value::Object(more)) = (into.as_object_mut(), more) {
        into.extend(more);
    }
}
