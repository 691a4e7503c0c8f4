//! People and things for tests, made through the API as their makers would.

use std::sync::atomic::{AtomicU32, Ordering};

use chrono::TimeDelta;
use samen_leren::commands::admin::create_licence_holder;
use samen_leren::identity::second_factor;
use serde_json::{Value, json};

use super::actors::Person;
use super::{Answer, TestApp};

pub const PASSWORD: &str = "de fiets staat buiten";

/// An organisation with a subscription and a project leader.
pub struct Organisation {
    pub id: String,
    pub leader: Person,
}

/// A practitioner who can sign in.
#[derive(Clone)]
pub struct Practitioner {
    pub id: String,
    pub person_id: String,
    pub person: Person,
}

impl std::ops::Deref for Practitioner {
    type Target = Person;
    fn deref(&self) -> &Person {
        &self.person
    }
}

/// A family under guidance.
#[derive(Debug, Clone)]
pub struct Case {
    pub family_id: String,
    pub parent_id: String,
    pub child_id: String,
    pub trajectory_id: String,
}

impl TestApp {
    /// One of the licence holder's staff, signed in.
    pub async fn licence_holder(&self) -> Person {
        let email = format!("staf{}@aanzet.example", uuid());
        let token = create_licence_holder(&self.state, &email, "Staf Aanzet").await.expect("an invitation");
        self.accept_and_sign_in(&email, &token).await
    }

    /// Accepts an invitation and signs in, as the page for it does.
    pub async fn accept_and_sign_in(&self, email: &str, token: &str) -> Person {
        let stranger = self.stranger();
        let details = stranger.post("/v1/invitations/inspect", &json!({ "token": token })).await.expect(200);
        let secret = second_factor::from_text(details["totp"]["secret"].as_str().expect("a secret")).expect("base32");
        let code = second_factor::code(&secret, self.now()).expect("a code");
        let given = json!({ "token": token, "password": PASSWORD, "totpCode": code });
        stranger.post("/v1/invitations/accept", &given).await.expect(200);
        self.sign_in(email, &secret, None).await
    }

    /// Signs in with the next code of the app.
    pub async fn sign_in(&self, email: &str, secret: &[u8], organisation: Option<&str>) -> Person {
        let tokens = self.try_sign_in(email, secret, organisation).await.expect(201);
        let caller = self.caller(tokens["accessToken"].as_str().map(str::to_owned));
        let me = caller.get("/v1/me").await.expect(200);
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        Person {
            caller,
            email: email.to_owned(),
            totp_secret: secret.to_vec(),
            account_id: text(&me["accountId"]),
            user_id: text(&tokens["userId"]),
            session_id: text(&tokens["sessionId"]),
            refresh_token: text(&tokens["refreshToken"]),
        }
    }

    pub async fn try_sign_in(&self, email: &str, secret: &[u8], organisation: Option<&str>) -> Answer {
        // A code is good once; the next one comes half a minute later.
        self.pass(TimeDelta::seconds(30));
        let code = second_factor::code(secret, self.now()).expect("a code");
        let mut given = json!({ "email": email, "password": PASSWORD, "totpCode": code });
        if let Some(organisation) = organisation {
            given["organisationId"] = json!(organisation);
        }
        self.stranger().post("/v1/sessions", &given).await
    }

    /// An organisation with an active subscription and its first project leader.
    pub async fn organisation(&self, staff: &Person, name: &str) -> Organisation {
        let id = self.bare_organisation(staff, name).await;
        let subscription = json!({ "organisationId": id, "startsOn": "2026-01-01" });
        staff.post("/v1/subscriptions", &subscription).await.expect(201);
        let email = format!("leider{}@welzijn.example", uuid());
        let invitation = json!({ "email": email, "name": format!("Leider van {name}"), "roles": ["project_leader"],
            "language": "nl", "organisationId": id });
        staff.post("/v1/users", &invitation).await.expect(201);
        self.run_jobs().await;
        let leader = self.accept_and_sign_in(&email, &self.mailed_token(&email)).await;
        Organisation { id, leader }
    }

    /// An organisation without subscription or people.
    pub async fn bare_organisation(&self, staff: &Person, name: &str) -> String {
        // Counted, not drawn from an id: those of one millisecond share most of their digits.
        static NUMBERS: AtomicU32 = AtomicU32::new(10_000_000);
        let number = NUMBERS.fetch_add(1, Ordering::Relaxed).to_string();
        let organisation = json!({ "name": name, "kvkNumber": number,
            "address": { "street": "Verzonnenlaan 1", "postalCode": "1234 AB", "city": "Voorbeeldstad" },
            "billing": { "email": "rekening@welzijn.example" }, "contact": { "email": "info@welzijn.example" } });
        let made = staff.post("/v1/organisations", &organisation).await.expect(201);
        made["id"].as_str().expect("an id").to_owned()
    }

    /// A practitioner of the organisation with an account; no licence yet.
    pub async fn practitioner(&self, organisation: &Organisation, name: &str) -> Practitioner {
        let leader = &organisation.leader;
        let email = format!("begeleider{}@welzijn.example", uuid());
        let user = json!({ "email": email, "name": name, "roles": ["practitioner"], "language": "nl" });
        let user = leader.post("/v1/users", &user).await.expect(201);
        self.run_jobs().await;
        let place = json!({ "name": name, "email": email, "userId": user["id"] });
        let place = leader.post("/v1/practitioners", &place).await.expect(201);
        let person = self.accept_and_sign_in(&email, &self.mailed_token(&email)).await;
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        Practitioner { id: text(&place["id"]), person_id: text(&place["personId"]), person }
    }

    /// Gives a practitioner licence A from this day, as one from before this system.
    pub async fn licence_a(&self, staff: &Person, practitioner: &Practitioner, issued_on: &str) -> Value {
        let licence = json!({ "personId": practitioner.person_id, "kind": "A", "issuedOn": issued_on,
            "ground": "transferred", "evidence": "Certificaat op papier" });
        staff.post("/v1/licences", &licence).await.expect(201)
    }

    /// A session of the licence holder that these people attended from beginning to end.
    pub async fn training(&self, staff: &Person, kind: &str, held_on: &str, people: &[&Practitioner]) -> Value {
        let session = json!({ "kind": kind, "heldOn": held_on, "minutes": 240 });
        let session = staff.post("/v1/training-sessions", &session).await.expect(201);
        let path = format!("/v1/training-sessions/{}/attendances", session["id"].as_str().expect("an id"));
        for one in people {
            let attendance = json!({ "personId": one.person_id, "status": "present", "minutes": 240 });
            staff.post(&path, &attendance).await.expect(201);
        }
        session
    }

    /// A practitioner with licence A from this day.
    pub async fn licensed(
        &self,
        staff: &Person,
        organisation: &Organisation,
        name: &str,
        issued_on: &str,
    ) -> Practitioner {
        let practitioner = self.practitioner(organisation, name).await;
        self.licence_a(staff, &practitioner, issued_on).await;
        practitioner
    }

    /// A family of one parent and one child, without a trajectory.
    pub async fn family(&self, organisation: &Organisation, name: &str) -> Value {
        let family = json!({ "name": name, "languages": ["nl"], "interpreterNeeded": false, "communication": "dutch",
            "parents": [{ "name": format!("Ouder {name}"), "phone": "0612345678", "addressSecret": false }],
            "children": [{ "givenName": "Sami", "familyName": name, "birthDate": "2020-05-01" }] });
        organisation.leader.post("/v1/families", &family).await.expect(201)
    }

    /// A family with a trajectory of this practitioner, started on 1 March 2026.
    pub async fn case(&self, organisation: &Organisation, practitioner: &Practitioner, name: &str) -> Case {
        let family = self.family(organisation, name).await;
        let trajectory = json!({ "familyId": family["id"], "focusChildIds": [family["children"][0]["id"]],
            "practitionerIds": [practitioner.id], "startedOn": "2026-03-01" });
        let trajectory = organisation.leader.post("/v1/trajectories", &trajectory).await.expect(201);
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        Case {
            family_id: text(&family["id"]),
            parent_id: text(&family["parents"][0]["id"]),
            child_id: text(&family["children"][0]["id"]),
            trajectory_id: text(&trajectory["id"]),
        }
    }
}

/// A visit that was held, as `POST /v1/visits` takes it.
pub fn held_visit(case: &Case, performer: &str, held_on: &str) -> Value {
    json!({ "trajectoryId": case.trajectory_id, "step": "intake", "mode": "home", "status": "held", "heldOn": held_on,
        "minutes": 90, "attendance": "parents", "performerIds": [performer], "parentIdsPresent": [case.parent_id] })
}

/// A visit that is to come.
pub fn planned_visit(case: &Case, performer: &str, planned_at: &str) -> Value {
    json!({ "trajectoryId": case.trajectory_id, "step": "intake", "mode": "home", "plannedAt": planned_at,
        "plannedMinutes": 90, "performerIds": [performer] })
}

fn uuid() -> String {
    samen_leren::ids::VisitId::new().0.simple().to_string()
}

/// The usual stage: the licence holder, two organisations, in each a licensed practitioner with a family.
pub struct World {
    pub app: TestApp,
    pub staff: Person,
    pub here: Organisation,
    pub practitioner: Practitioner,
    pub case: Case,
    pub elsewhere: Organisation,
    pub other_practitioner: Practitioner,
    pub other_case: Case,
}

impl World {
    /// On the heap: the futures of tests that begin with it stay small.
    pub async fn new() -> Self {
        Box::pin(Self::set_up()).await
    }

    async fn set_up() -> Self {
        let app = TestApp::start().await;
        let staff = app.licence_holder().await;
        let here = app.organisation(&staff, "Welzijn Hier").await;
        let practitioner = app.licensed(&staff, &here, "Noor Voorbeeld", "2026-01-15").await;
        let case = app.case(&here, &practitioner, "Van Verzonnen").await;
        let elsewhere = app.organisation(&staff, "Welzijn Elders").await;
        let other_practitioner = app.licensed(&staff, &elsewhere, "Bo Anders", "2026-01-15").await;
        let other_case = app.case(&elsewhere, &other_practitioner, "De Ander").await;
        Self { app, staff, here, practitioner, case, elsewhere, other_practitioner, other_case }
    }

    /// The id of a colleague's visit, which the practitioner does not see: only the database knows that it is taken.
    pub async fn hidden_visit(&self) -> Value {
        let colleague = self.app.licensed(&self.staff, &self.here, "Collega Elders", "2026-01-15").await;
        let case = self.app.case(&self.here, &colleague, "Gezin Anders").await;
        colleague.post("/v1/visits", &held_visit(&case, &colleague.id, "2026-03-09")).await.expect(201)["id"].clone()
    }

    /// The child of the case has always gone to a school in this region.
    pub async fn school_in(&self, region: &str) {
        let leader = &self.here.leader;
        let school = json!({ "name": "Basisschool De Streek", "kind": "regular", "region": region });
        let school = leader.post("/v1/schools", &school).await.expect(201);
        assert_eq!(school["region"], region);
        let child = format!("/v1/families/{}/children/{}", self.case.family_id, self.case.child_id);
        let placements = json!({ "placements": [{ "fromOn": "2025-09-01", "schoolId": school["id"], "group": 3 }] });
        leader.patch(&child, &leader.etag(&child).await, &placements).await.expect(200);
    }
}
