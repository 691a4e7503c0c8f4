//! The demo data: made by the domain's own actions, so that they obey its gates.

use samen_leren::app::AppState;
use samen_leren::clock::Clock;
use samen_leren::db::Doors;
use samen_leren::demo;
use serde_json::{Value, json};

use crate::support::{Caller, Cluster, TestApp};

#[tokio::test]
async fn the_demo_has_its_figures_and_is_loaded_once() {
    let mut app = TestApp::start().await;
    // The demo begins before the day of other tests, so it gets a database in which nothing has happened yet.
    app.database = Cluster::get().await.database().await;
    let doors = Doors::new(&Cluster::get().await.url(&app.database), None, 1, 2).expect("doors");
    assert!(demo::is_due(&doors).await.unwrap());
    let loaded_on = Clock::System.today();
    let accounts = demo::load(&app.state.config, &doors).await.expect("the demo");
    assert!(!demo::is_due(&doors).await.unwrap(), "a second start keeps the data");
    let count = async |of: &str| app.db_count(&format!("SELECT count(*) FROM {of}")).await;
    assert_eq!(count("organisations").await, 3);
    assert_eq!(count("schools").await, 13);
    assert_eq!(count("families").await, 284);
    assert_eq!(count("practitioners").await, 70);
    assert!(count("visits").await > 284);
    // Licences that are valid, that have ended, and people without one.
    let today = "(SELECT max(at)::date FROM audit_events)";
    let licensed = |when: &str| format!("licence_periods WHERE superseded_at IS NULL AND valid_until {when} {today}");
    assert!(count(&licensed(">=")).await > 0);
    assert!(count(&licensed("<")).await > 0);
    assert!(count("persons p WHERE NOT EXISTS (SELECT FROM licences WHERE person_id = p.id)").await > 0);
    // Billed for three months, and the books agree.
    assert_eq!(count("invoices WHERE status = 'issued'").await, 9);
    assert_eq!(count("payments").await, 2);
    // Somebody of each kind can sign in.
    for role in ["licence_holder", "project_leader", "practitioner"] {
        assert!(accounts.iter().any(|account| account.role == role), "{role}");
    }
    let state = AppState::new(app.state.config.clone(), doors, Clock::System).await.expect("state");
    let ready = demo::ready_document(&state, &accounts).await.expect("everybody can sign in");
    assert_eq!(ready["demo"]["tokens"].as_array().map(Vec::len), Some(accounts.len()));
    // A second process on these data, today.
    app.state.clock.set(Clock::System.now());
    let process = app.another_process().await;
    let token = |email: &str| -> Caller {
        let tokens = ready["demo"]["tokens"].as_array().unwrap();
        let own = tokens.iter().find(|one| one["email"] == email).expect(email);
        let mut caller = process.clone();
        caller.token = own["accessToken"].as_str().map(str::to_owned);
        caller
    };
    let (leader, noor) = (token("leiding@voorbeeldstad.example"), token("noor@voorbeeldstad.example"));
    the_whole_stories_are_there(&app, &leader, &noor).await;
    nothing_is_dated_later_than(&app, &loaded_on.to_string()).await;
}

/// The stories that are told whole, each as it ended.
async fn the_whole_stories_are_there(app: &TestApp, leader: &Caller, noor: &Caller) {
    let referrals = leader.get("/v1/referrals?limit=200").await.expect(200);
    let referrals = referrals["items"].as_array().unwrap();
    let referral = |surname: &str| -> &Value {
        referrals.iter().find(|one| one["child"]["familyName"] == surname).expect(surname)
    };
    let stories = [
        ("Heelverhaal", "aftercare", "completed", "12 van 12"),
        ("Kortverhaal", "aftercare", "completed", "11 van 12"),
        ("Stopverhaal", "alignment", "discontinued", "3 van 12"),
        ("Doorgeefstra", "goal_work", "active", "7 van 12"),
    ];
    for (surname, phase, status, done) in stories {
        let referral = referral(surname);
        assert_eq!(referral["status"], "accepted", "{surname}");
        let path = format!("/v1/trajectories/{}", referral["trajectoryId"].as_str().unwrap());
        let trajectory = noor.get(&path).await.expect(200);
        assert_eq!((&trajectory["phase"], &trajectory["status"]), (&json!(phase), &json!(status)), "{surname}");
        let arrow = noor.get(&format!("{path}/steps.svg")).await;
        assert_eq!(arrow.status, 200, "{surname}");
        assert!(arrow.text.contains(&format!("{done} stappen gedaan")), "{surname}: {}", arrow.text);
        let fidelity = noor.get(&format!("{path}/fidelity")).await.expect(200);
        assert!(fidelity["guidelines"].as_array().is_some_and(|all| !all.is_empty()), "{surname}");
        let certificates = noor.get(&format!("{path}/certificates/child.pdf")).await.status;
        assert_eq!(certificates, if status == "completed" { 200 } else { 409 }, "{surname}");
    }
    for (surname, status) in [
        ("Wachtmaar", "waiting"),
        ("Lijstermans", "waiting"),
        ("Eerstrust", "waiting"),
        ("Pastniet", "declined"),
        ("Nieuwbinnen", "received"),
    ] {
        assert_eq!(referral(surname)["status"], status, "{surname}");
    }
    assert_eq!(referral("Wachtmaar")["waitingPosition"], 1);
    // What the ordinary one left behind, and that it was done as meant.
    let whole = referral("Heelverhaal");
    assert!(whole["waitingSince"].is_string() && whole["feedbackGivenOn"].is_string(), "{whole}");
    let (id, family) = (whole["trajectoryId"].as_str().unwrap(), whole["familyId"].as_str().unwrap());
    let of_it = async |table: &str, and: &str| {
        app.db_count(&format!("SELECT count(*) FROM {table} WHERE trajectory_id = '{id}' {and}")).await
    };
    assert_eq!(of_it("visits", "AND status = 'planned'").await, 0);
    assert_eq!(of_it("visits", "AND status = 'no_show'").await, 1);
    assert_eq!(of_it("time_entries", "").await, 6);
    assert_eq!(of_it("signals", "AND status = 'closed'").await, 1);
    assert_eq!(of_it("teacher_links", "AND submitted_at IS NOT NULL").await, 1);
    assert_eq!(of_it("departures", "").await, 1);
    assert_eq!(app.db_count(&format!("SELECT count(*) FROM consents WHERE family_id = '{family}'")).await, 8);
    let fidelity = noor.get(&format!("/v1/trajectories/{id}/fidelity")).await.expect(200);
    for met in [
        "alignment_visits",
        "alignment_duration",
        "teacher_conversation",
        "folder_handed_out",
        "goal_count",
        "goal_visit_kinds",
        "subgoals_before_mid",
        "mid_evaluation",
        "closing_activity",
        "certificates",
        "aftercare_timing",
        "follow_up_timing",
        "teacher_evaluation",
    ] {
        let guidelines = fidelity["guidelines"].as_array().unwrap();
        let guideline = guidelines.iter().find(|one| one["code"] == met).expect(met);
        assert_eq!(guideline["outcome"], "met", "{guideline}");
    }
    // Visits of the series fall in no holiday.
    let in_holidays = format!(
        "SELECT count(*) FROM visits v JOIN school_holidays h ON h.organisation_id = v.organisation_id \
         AND v.held_on BETWEEN h.from_on AND h.until_on WHERE v.trajectory_id = '{id}'"
    );
    assert_eq!(app.db_count(&in_holidays).await, 0);
    assert_eq!(app.db_count("SELECT count(*) FROM school_holidays").await, 2);
    // Handed over while it runs, with visits to come.
    let over = referral("Doorgeefstra")["trajectoryId"].as_str().unwrap();
    let over = noor.get(&format!("/v1/trajectories/{over}")).await.expect(200);
    assert_eq!(over["assignments"].as_array().map(Vec::len), Some(2));
    assert_eq!(over["visitCount"]["planned"], 6);
    let complaints = leader.get("/v1/complaints").await.expect(200);
    assert_eq!(complaints["items"].as_array().map(Vec::len), Some(1));
}

/// What is recorded lies in the past; only plans lie ahead.
async fn nothing_is_dated_later_than(app: &TestApp, today: &str) {
    for (table, days) in [
        ("referrals", &["received_on", "waiting_since", "decided_on", "feedback_given_on"][..]),
        ("trajectories", &["started_on", "ended_on", "folder_handed_out_on", "certificates_given_on"]),
        ("transitions", &["moved_on"]),
        ("visits", &["held_on"]),
        ("plan_versions", &["agreed_on"]),
        ("evaluations", &["held_on"]),
        ("departures", &["noted_on"]),
        ("time_entries", &["spent_on"]),
        ("signals", &["noticed_on"]),
        ("consents", &["given_on"]),
        ("complaints", &["received_on"]),
        ("assignments", &["from_on"]),
        ("audit_events", &["at::date"]),
    ] {
        for day in days {
            let later = format!("SELECT count(*) FROM {table} WHERE {day} > '{today}'");
            assert_eq!(app.db_count(&later).await, 0, "{table}.{day}");
        }
    }
}
