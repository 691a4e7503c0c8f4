//! The demo data: made by the domain's own actions, so that they obey its gates.

use samen_leren::app::AppState;
use samen_leren::clock::Clock;
use samen_leren::db::Doors;
use samen_leren::demo;

use crate::support::{Cluster, TestApp};

#[tokio::test]
async fn the_demo_has_its_figures_and_is_loaded_once() {
    let mut app = TestApp::start().await;
    // The demo begins before the day of other tests, so it gets a database in which nothing has happened yet.
    app.database = Cluster::get().await.database().await;
    let doors = Doors::new(&Cluster::get().await.url(&app.database), None, 1, 2).expect("doors");
    assert!(demo::is_due(&doors).await.unwrap());
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
}
