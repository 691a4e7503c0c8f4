//! Who may sign in: invited, suspended, and never without a project leader.

use serde_json::json;

use crate::support::World;

#[tokio::test]
async fn an_invitation_is_mailed_and_works_once() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let email = "nieuw@welzijn.example";
    let user = json!({ "email": email, "name": "Nieuwe Collega", "roles": ["practitioner"], "language": "nl" });
    let user = leader.post("/v1/users", &user).await.expect(201);
    assert_eq!(user["status"], "invited");
    world.app.run_jobs().await;
    let token = world.app.mailed_token(email);
    let path = format!("/v1/users/{}", user["id"].as_str().unwrap());
    let resent = leader.act_bare(&format!("{path}/resend"), &leader.etag(&path).await).await;
    assert!(resent.status < 300, "{}", resent.text);
    world.app.stranger().post("/v1/invitations/inspect", &json!({ "token": token })).await.problem(400, "link-invalid");
    world.app.run_jobs().await;
    let newer = world.app.mailed_token(email);
    assert_ne!(token, newer);
    world.app.accept_and_sign_in(email, &newer).await.get("/v1/me").await.expect(200);
    world.app.stranger().post("/v1/invitations/inspect", &json!({ "token": newer })).await.problem(400, "link-invalid");
    assert!(!world.app.mails().is_empty());
    assert_eq!(
        world
            .app
            .db_count("SELECT count(*) FROM invitations WHERE token_hash IS NULL AND accepted_at IS NOT NULL")
            .await,
        6
    );
}

#[tokio::test]
async fn an_organisation_keeps_a_project_leader() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let path = format!("/v1/users/{}", leader.user_id);
    let demote = json!({ "roles": ["practitioner"] });
    leader.patch(&path, &leader.etag(&path).await, &demote).await.problem(409, "last-project-leader");
    leader.act_bare(&format!("{path}/suspend"), &leader.etag(&path).await).await.problem(409, "user-status-conflict");
}

#[tokio::test]
async fn the_licence_holder_appoints_only_the_first_project_leader() {
    let world = World::new().await;
    let own = json!({ "email": "handlanger@aanzet.example", "name": "Handlanger", "roles": ["project_leader"],
        "language": "nl", "organisationId": world.here.id });
    world.staff.post("/v1/users", &own).await.problem(409, "project-leader-exists");
}

#[tokio::test]
async fn an_invitation_does_not_tell_whom_an_address_belongs_to() {
    let world = World::new().await;
    let known = json!({ "email": world.other_practitioner.email, "name": "Wie dit ook is", "roles": ["practitioner"],
        "language": "nl" });
    let user = world.here.leader.post("/v1/users", &known).await.expect(201);
    assert_eq!(user["name"], "Wie dit ook is");
    let path = format!("/v1/users/{}", user["id"].as_str().unwrap());
    assert_eq!(world.here.leader.get(&path).await.expect(200)["name"], "Wie dit ook is");
}

#[tokio::test]
async fn nobody_works_on_the_licence_of_another_person() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let borrowed = json!({ "name": "Geleend", "email": world.other_practitioner.email, "userId": leader.user_id });
    assert_eq!(leader.post("/v1/practitioners", &borrowed).await.places(), ["/userId"]);
    let path = format!("/v1/practitioners/{}", world.practitioner.id);
    let taken = leader.patch(&path, &leader.etag(&path).await, &json!({ "userId": leader.user_id })).await;
    assert_eq!(taken.places(), ["/userId"]);
}

#[tokio::test]
async fn staff_of_the_licence_holder_can_not_lead_an_organisation() {
    let world = World::new().await;
    let empty = world.app.bare_organisation(&world.staff, "Nog Leeg").await;
    let appoint = |email: &str| {
        json!({ "email": email, "name": "Leider", "roles": ["project_leader"], "language": "nl",
        "organisationId": empty })
    };
    assert_eq!(world.staff.post("/v1/users", &appoint(&world.staff.email)).await.places(), ["/email"]);
    world.staff.post("/v1/users", &appoint("eerste@leeg.example")).await.expect(201);
    world.staff.post("/v1/users", &appoint("tweede@leeg.example")).await.problem(409, "project-leader-exists");
}

#[tokio::test]
async fn the_secret_of_a_client_is_shown_once_and_rotates_without_downtime() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let client = json!({ "name": "Koppeling", "scopes": ["schools:read"] });
    let made = leader.post_once("koppeling", "/v1/api-clients", &client).await.expect(201);
    let again = leader.post_once("koppeling", "/v1/api-clients", &client).await;
    assert!(again.problem(409, "idempotency-response-not-kept")["location"].is_string());
    let path = format!("/v1/api-clients/{}", made["id"].as_str().unwrap());
    assert!(leader.get(&path).await.expect(200).get("clientSecret").is_none());
    let rotated = leader.act_bare(&format!("{path}/rotate-secret"), &leader.etag(&path).await).await.expect(200);
    assert_ne!(rotated["clientSecret"], made["clientSecret"]);
    let token = async |secret: &serde_json::Value| {
        let stranger = world.app.stranger();
        let request = stranger.request(reqwest::Method::POST, "/oauth/token");
        let request = request.basic_auth(made["clientId"].as_str().unwrap(), secret.as_str());
        let form =
            request.header("content-type", "application/x-www-form-urlencoded").body("grant_type=client_credentials");
        stranger.send(form).await
    };
    let issued = token(&made["clientSecret"]).await.expect(200);
    token(&rotated["clientSecret"]).await.expect(200);
    let system = world.app.caller(issued["access_token"].as_str().map(str::to_owned));
    system.get("/v1/schools").await.expect(200);
    leader.act_bare(&format!("{path}/revoke"), &leader.etag(&path).await).await.expect(200);
    system.get("/v1/schools").await.problem(401, "unauthorized");
    assert_eq!(token(&rotated["clientSecret"]).await.status, 401);
}
