//! The people of the demo: staff, project leaders, practitioners and their licences.

use serde_json::{Value, json};

use super::client::{Api, Seat, text};
use super::{DemoAccount, Stage, pick};
use crate::commands::admin::create_licence_holder;
use crate::jobs::invitation_token;
use crate::problem::Problem;

/// The demo begins this many days ago.
pub(super) const BEGIN: i64 = 400;
/// The first licences were given so many days ago: without a refresher they have ended.
pub(super) const FIRST_LICENCES: i64 = 380;
/// The later ones are valid, and with the refresher of that day an earlier one is too.
pub(super) const LATER_LICENCES: i64 = 200;
/// How many practitioners there are.
const PRACTITIONERS: usize = 70;
/// How many steps the progress bar counts for people.
pub(super) const STEPS: u64 = PRACTITIONERS as u64;

/// How a practitioner's licence stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Valid,
    /// Valid since the first licences, thanks to a refresher.
    Renewed,
    Expired,
    None,
}

impl Standing {
    pub fn is_valid(self) -> bool {
        matches!(self, Self::Valid | Self::Renewed)
    }
}

/// A practitioner of the demo.
pub(super) struct Practitioner {
    pub id: String,
    pub person: String,
    pub organisation: usize,
    pub standing: Standing,
}

/// An organisation of the demo, with its project leader.
pub(super) struct Organisation {
    pub id: String,
    pub leader: Seat,
    pub city: String,
    /// Each with a teacher.
    pub schools: Vec<(String, String)>,
}

/// Everybody.
pub(super) struct Cast {
    pub staff: Seat,
    pub organisations: Vec<Organisation>,
    pub practitioners: Vec<Practitioner>,
    pub accounts: Vec<DemoAccount>,
}

/// The practitioners with an account of their own: (first name, which organisation, which licence).
const FACES: [(&str, usize, Standing); 4] = [
    ("Noor", 0, Standing::Renewed),
    ("Joris", 0, Standing::Expired),
    ("Lotte", 0, Standing::None),
    ("Samir", 1, Standing::Valid),
];

pub(super) async fn invite<A: Api>(stage: &Stage<'_, A>) -> Result<Cast, Problem> {
    stage.progress.set_message("people and schools");
    stage.go_to(BEGIN);
    let mut accounts = Vec::new();
    let email = "staf@aanzet.example";
    let token = create_licence_holder(stage.state, email, "Staf van Aanzet").await?;
    let staff = stage.join(email, &token).await?;
    accounts.push(DemoAccount {
        email: email.into(),
        description: "licence holder (Stichting Aanzet)".into(),
        organisation: None,
        role: "licence_holder".into(),
        totp_secret: staff.totp_secret.clone(),
    });
    let mut organisations = Vec::new();
    for name in &stage.names.organisations {
        let (organisation, account) = organisation(stage, &staff, name).await?;
        organisations.push(organisation);
        accounts.push(account);
    }
    let mut practitioners = Vec::new();
    for number in 0..PRACTITIONERS {
        let (place, account) = practitioner(stage, &organisations, number).await?;
        accounts.extend(account);
        practitioners.push(place);
        stage.progress.inc(1);
    }
    Ok(Cast { staff, organisations, practitioners, accounts })
}

/// Trains and licenses on the day of the first or of the later licences; on the latter, who goes on attends a refresher.
pub(super) async fn license<A: Api>(stage: &Stage<'_, A>, cast: &Cast, days_ago: i64) -> Result<(), Problem> {
    stage.progress.set_message("licences");
    stage.go_to(days_ago);
    let staff = stage.sign_in(&cast.staff.email, &cast.staff.totp_secret).await?;
    let first = days_ago == FIRST_LICENCES;
    let those = |wanted: &[Standing]| -> Vec<&str> {
        let those = cast.practitioners.iter().filter(|one| wanted.contains(&one.standing));
        those.map(|one| one.person.as_str()).collect()
    };
    let people = those(if first { &[Standing::Expired, Standing::Renewed] } else { &[Standing::Valid] });
    for (kind, weeks_ago, minutes) in TRAINING {
        train(stage, &staff, (kind, weeks_ago, minutes), &people).await?;
    }
    let issued_on = stage.state.clock.today();
    for person in people {
        let licence = json!({ "personId": person, "kind": "A", "issuedOn": issued_on });
        stage.api.post(&staff, "/v1/licences", &licence).await?;
    }
    if !first {
        train(stage, &staff, ("refresher", 0, 240), &those(&[Standing::Renewed])).await?;
    }
    Ok(())
}

/// What licence A takes: the basic training, and two deepening sessions; each with its weeks before the issue and its
/// minutes.
const TRAINING: [(&str, i64, i64); 3] = [("basic", 4, 720), ("deepening", 2, 90), ("deepening", 0, 90)];

/// A session that all of these people attended.
async fn train<A: Api>(
    stage: &Stage<'_, A>,
    staff: &Seat,
    (kind, weeks_ago, minutes): (&str, i64, i64),
    people: &[&str],
) -> Result<(), Problem> {
    let held_on = stage.state.clock.today() - chrono::TimeDelta::weeks(weeks_ago);
    let session = json!({ "kind": kind, "heldOn": held_on, "minutes": minutes, "location": "Aanzet, Voorbeeldstad" });
    let session = text(&stage.api.post(staff, "/v1/training-sessions", &session).await?, "id");
    let path = format!("/v1/training-sessions/{session}/attendances");
    for person in people {
        let attendance = json!({ "personId": person, "status": "present", "minutes": minutes });
        stage.api.post(staff, &path, &attendance).await?;
    }
    Ok(())
}

async fn organisation<A: Api>(
    stage: &Stage<'_, A>,
    staff: &Seat,
    name: &super::OrganisationName,
) -> Result<(Organisation, DemoAccount), Problem> {
    let domain = format!("{}.example", name.city.to_lowercase().replace(' ', "-"));
    let made = json!({ "name": name.name, "kvkNumber": name.kvk_number,
        "address": { "street": name.street, "postalCode": name.postal_code, "city": name.city },
        "billing": { "email": format!("rekeningen@{domain}") },
        "contact": { "email": format!("info@{domain}") } });
    let id = text(&stage.api.post(staff, "/v1/organisations", &made).await?, "id");
    let starts_on = stage.state.clock.today();
    stage.api.post(staff, "/v1/subscriptions", &json!({ "organisationId": id, "startsOn": starts_on })).await?;
    let email = format!("leiding@{domain}");
    let leader = json!({ "email": email, "name": format!("Leiding {}", name.city), "roles": ["project_leader"],
        "language": "nl", "organisationId": id });
    let user = stage.api.post(staff, "/v1/users", &leader).await?;
    let token = invitation_token(stage.state, &text(&user, "id")).await?;
    let leader = stage.join(&email, &token).await?;
    let account = DemoAccount {
        email,
        description: format!("project leader of {}", name.name),
        organisation: Some(id.clone()),
        role: "project_leader".into(),
        totp_secret: leader.totp_secret.clone(),
    };
    Ok((Organisation { id, leader, city: name.city.clone(), schools: Vec::new() }, account))
}

/// A practitioner, and an account if it is one of the faces.
async fn practitioner<A: Api>(
    stage: &Stage<'_, A>,
    organisations: &[Organisation],
    number: usize,
) -> Result<(Practitioner, Option<DemoAccount>), Problem> {
    let face = FACES.get(number).copied();
    let standing = match number % 10 {
        0..=6 => Standing::Valid,
        7 | 8 => Standing::Expired,
        _ => Standing::None,
    };
    let (organisation, standing) =
        face.map_or((number % organisations.len().max(1), standing), |face| (face.1, face.2));
    let home = pick(organisations, organisation)?;
    let given =
        face.map_or_else(|| pick(&stage.names.given_names, number * 7).cloned(), |face| Ok(face.0.to_owned()))?;
    let name = format!("{given} {}", pick(&stage.names.family_names, number * 11)?);
    let domain = format!("{}.example", home.city.to_lowercase().replace(' ', "-"));
    let local = if face.is_some() { given.to_lowercase() } else { format!("begeleider{number}") };
    let email = format!("{local}@{domain}");
    let mut place = json!({ "name": name, "email": email });
    let mut account = None;
    if face.is_some() {
        let user = json!({ "email": email, "name": name, "roles": ["practitioner"], "language": "nl" });
        let user = stage.api.post(&home.leader, "/v1/users", &user).await?;
        let token = invitation_token(stage.state, &text(&user, "id")).await?;
        let totp_secret = stage.join(&email, &token).await?.totp_secret;
        if let Some(place) = place.as_object_mut() {
            place.insert("userId".into(), user.get("id").cloned().unwrap_or(Value::Null));
        }
        let licence = match standing {
            Standing::Valid | Standing::Renewed => "licence A valid",
            Standing::Expired => "licence A expired",
            Standing::None => "no licence",
        };
        account = Some(DemoAccount {
            email: email.clone(),
            description: format!("practitioner there, {licence}"),
            organisation: Some(home.id.clone()),
            role: "practitioner".into(),
            totp_secret,
        });
    }
    let made = stage.api.post(&home.leader, "/v1/practitioners", &place).await?;
    let person = text(&made, "personId");
    Ok((Practitioner { id: text(&made, "id"), person, organisation, standing }, account))
}
