//! What the database itself must hold, read from `pg_catalog`: a new table that lacks any of it fails here.

use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use samen_leren::db::urls::{DOORS, OWNER, PLATFORM, SIGN_IN, TENANT, WORKER};

use crate::support::Cluster;

/// What is rightly global, each with policies of its own. This list may only grow with a reason.
const GLOBAL: [&str; 32] = [
    "accounts",                    // one person may have places in several organisations
    "assessments",                 // belong to the person
    "billing_runs",                // the licence holder's work over all organisations
    "catalogue_editions",          // the programme's own content
    "invoice_numbers",             // one series for all organisations
    "invoice_series",              // the counters of those
    "invitations",                 // looked up by token before anybody is known
    "licence_dispensations",       // belong to the person
    "licence_issuances",           // belong to the person
    "licence_measures",            // belong to the person
    "licence_periods",             // belong to the person
    "licence_places",              // belong to the person
    "licence_proofs",              // belong to the person
    "licence_reminders",           // belong to the person
    "licences",                    // belong to the person
    "training_attendance_changes", // belong to the person
    "training_attendances",        // belong to the person
    "training_invitations",        // go to the person
    "training_sessions",           // held for people of several organisations
    "ordered_attendances",         // one attendance is paid once, by whichever organisation
    "organisations",               // the tenants themselves
    "password_resets",             // belong to the account
    "persons",                     // known to the licence holder
    "platform_memberships",        // the licence holder's staff
    "prices",                      // the licence holder's, the same for everybody
    "questionnaire_versions",      // the programme's own content
    "recovery_codes",              // belong to the account
    "seller",                      // the licence holder
    "sessions",                    // belong to the account
    "settings",                    // the licence holder's decisions
    "signing_keys",                // the service's own
    "throttles",                   // keyed hashes
];

/// Keys over all organisations. The licence holder finds these by their id alone, so an id that a client chose is given
/// once: that it is taken is all that another organisation learns.
const ONCE: [&str; 3] = ["hand_ins_id_once", "orders_id_once", "subscriptions_id_once"];

/// Family data: the platform role has no grant on any of these.
const DOSSIER: [&str; 28] = [
    "schools",
    "teachers",
    "families",
    "parents",
    "children",
    "placements",
    "trajectories",
    "focus_children",
    "assignments",
    "visits",
    "visit_performers",
    "visit_observers",
    "visit_parents",
    "transitions",
    "departures",
    "plan_versions",
    "evaluations",
    "evaluation_amendments",
    "teacher_links",
    "time_entries",
    "signals",
    "consents",
    "complaints",
    "project_evaluations",
    "school_holidays",
    "referrals",
    "family_transfers",
    "received_transfers",
];

/// Functions that run with the rights of another role, each for one narrow question.
const DEFINERS: [&str; 15] = [
    "account_for_email as samen_leren_definer", // an invitation joins the account of a known address
    "approved_hand_ins as samen_leren_definer", // that something was approved of one's own people, wherever
    "attended_training as samen_leren_definer", // what one's own people attended, wherever
    "completed_trajectories as samen_leren_definer", // how many a person completed, in whatever organisation
    "flagged_record_counts as samen_leren_definer", // how many records an organisation has, for the licence holder
    "is_any_trained as samen_leren_definer",    // whether any of one's own people got a licence on training, wherever
    "is_own_training as samen_leren_definer",   // whether a session is the organisation's own to write
    "is_visible_training as samen_leren_definer", // whether a session is the organisation's own or for everybody
    "licence_proof as samen_leren_definer",     // what a link shows, of one licence
    "organisation_for_kvk as samen_leren_definer", // whom an offer goes to, by a number that is known
    "organisation_usage as samen_leren_definer", // how much an organisation used, for the licence holder: counts
    "person_for_email as samen_leren_definer",  // a practitioner joins the person of a known address
    "settle_transfer as samen_leren_definer",   // an offer to the own organisation, accepted or declined once
    "transfer_offers as samen_leren_definer",   // offers to the own organisation, without the family
    "transfer_package as samen_leren_definer",  // of one open offer to the own organisation
];

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    row: String,
}

async fn connect(role: &str) -> AsyncPgConnection {
    use diesel_async::AsyncConnection;
    let cluster = Cluster::get().await;
    let database = cluster.database().await;
    AsyncPgConnection::establish(&cluster.url_as(role, &database)).await.expect("connects")
}

async fn rows(connection: &mut AsyncPgConnection, query: &str) -> Vec<String> {
    let rows: Vec<Row> = diesel::sql_query(query).load(connection).await.expect(query);
    rows.into_iter().map(|row| row.row).collect()
}

fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("'{name}'")).collect::<Vec<_>>().join(",")
}

const TABLES: &str =
    "SELECT c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity, pg_get_userbyid(c.relowner) AS owner
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND c.relname <> '__diesel_schema_migrations'";

#[tokio::test]
async fn every_table_is_forced_under_row_level_security_and_owned_by_the_owner() {
    let mut connection = connect("postgres").await;
    let query = format!(
        "SELECT relname AS row FROM ({TABLES}) t
         WHERE NOT relrowsecurity OR NOT relforcerowsecurity OR owner <> '{OWNER}'"
    );
    assert_eq!(rows(&mut connection, &query).await, Vec::<String>::new());
}

#[tokio::test]
async fn every_table_is_a_tenants_or_stands_in_the_closed_list() {
    let mut connection = connect("postgres").await;
    let query = format!(
        "SELECT relname AS row FROM ({TABLES}) t WHERE relname NOT IN ({}) AND NOT EXISTS (
             SELECT FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
             WHERE i.indrelid = t.oid AND i.indisprimary AND a.attname = 'organisation_id')",
        list(&GLOBAL)
    );
    assert_eq!(rows(&mut connection, &query).await, Vec::<String>::new());
}

#[tokio::test]
async fn every_key_of_a_tenant_table_begins_with_the_organisation() {
    let mut connection = connect("postgres").await;
    let query = format!(
        "SELECT t.relname || ' ' || i.indexrelid::regclass::text AS row FROM ({TABLES}) t
         JOIN pg_index i ON i.indrelid = t.oid AND (i.indisunique OR i.indisexclusion)
         JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
         WHERE t.relname NOT IN ({}) AND i.indexrelid::regclass::text NOT IN ({}) AND a.attname <> 'organisation_id'",
        list(&GLOBAL),
        list(&ONCE)
    );
    assert_eq!(rows(&mut connection, &query).await, Vec::<String>::new());
}

#[tokio::test]
async fn every_reference_between_tenant_tables_carries_the_organisation_on_both_sides() {
    let mut connection = connect("postgres").await;
    let query = format!(
        "SELECT k.conname::text AS row FROM pg_constraint k
         JOIN ({TABLES}) t ON t.oid = k.conrelid JOIN ({TABLES}) r ON r.oid = k.confrelid
         JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
         JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = k.confkey[1]
         WHERE k.contype = 'f' AND r.relname NOT IN ({global})
           AND (a.attname <> 'organisation_id' OR b.attname <> 'organisation_id')",
        global = list(&GLOBAL)
    );
    assert_eq!(rows(&mut connection, &query).await, Vec::<String>::new());
}

#[tokio::test]
async fn every_policy_names_its_role_and_the_tenants_compare_with_the_setting() {
    let mut connection = connect("postgres").await;
    let nameless = "SELECT polrelid::regclass || ' ' || polname AS row FROM pg_policy WHERE 0 = ANY (polroles)";
    assert_eq!(rows(&mut connection, nameless).await, Vec::<String>::new());
    // Whatever it is called: a second policy for the tenant role, without the comparison, would open the table.
    let loose = format!(
        "SELECT tablename || ' ' || policyname AS row FROM pg_policies
         WHERE '{TENANT}' = ANY (roles) AND tablename NOT IN ({global}) AND permissive = 'PERMISSIVE'
           AND (coalesce(qual, with_check) NOT LIKE '%organisation_id = ( SELECT (current_setting(''app.organisation_id''%'
                OR coalesce(with_check, qual) NOT LIKE '%organisation_id = ( SELECT (current_setting(''app.organisation_id''%'
                OR coalesce(qual, '') LIKE '% OR %' OR coalesce(with_check, '') LIKE '% OR %')",
        global = list(&GLOBAL)
    );
    assert_eq!(rows(&mut connection, &loose).await, Vec::<String>::new());
    let missing = format!(
        "SELECT relname AS row FROM ({TABLES}) t WHERE relname NOT IN ({}) AND NOT EXISTS (
             SELECT FROM pg_policies p WHERE p.tablename = t.relname AND p.policyname = 'tenant_own')",
        list(&GLOBAL)
    );
    assert_eq!(rows(&mut connection, &missing).await, Vec::<String>::new());
}

/// Every policy, as a list that a person can review: whoever sees more than before shows here.
#[tokio::test]
async fn which_policies_there_are() {
    let mut connection = connect("postgres").await;
    let query = format!(
        "SELECT tablename || ' ' || policyname || ' ' || cmd || ' to ' || array_to_string(roles, ',')
             || coalesce(' using ' || qual, '') || coalesce(' check ' || with_check, '') AS row
         FROM pg_policies WHERE policyname NOT IN ('owner_all', 'tenant_own') AND tablename IN (SELECT relname FROM ({TABLES}) t)
         ORDER BY tablename, policyname"
    );
    let policies = rows(&mut connection, &query).await.join("\n").replace("samen_leren_", "");
    insta::assert_snapshot!(policies);
}

/// What would see with the eyes of its owner: views without `security_invoker`, and functions that say so.
#[tokio::test]
async fn nothing_lends_its_owners_eyes_but_a_closed_list() {
    let mut connection = connect("postgres").await;
    let views = "SELECT c.relname::text AS row FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = 'public' AND c.relkind IN ('v', 'm')
           AND NOT coalesce(c.reloptions @> ARRAY['security_invoker=true'], false)";
    assert_eq!(rows(&mut connection, views).await, Vec::<String>::new());
    let definers = "SELECT p.proname || ' as ' || pg_get_userbyid(p.proowner) AS row FROM pg_proc p
         JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'public' AND p.prosecdef ORDER BY 1";
    assert_eq!(rows(&mut connection, definers).await, DEFINERS);
}

#[tokio::test]
async fn no_role_of_a_door_is_more_than_it_should_be() {
    let mut connection = connect("postgres").await;
    let query = format!(
        "SELECT rolname::text AS row FROM pg_roles WHERE rolname IN ({}, '{OWNER}', 'samen_leren_definer')
         AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)",
        list(&DOORS)
    );
    assert_eq!(rows(&mut connection, &query).await, Vec::<String>::new());
    let members = format!(
        "SELECT r.rolname::text AS row FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member
         WHERE r.rolname IN ({})",
        list(&DOORS)
    );
    assert_eq!(rows(&mut connection, &members).await, Vec::<String>::new());
}

#[tokio::test]
async fn the_platform_role_has_no_grant_on_any_dossier() {
    let mut connection = connect("postgres").await;
    let query = format!(
        "SELECT t.name || ' ' || p.privilege AS row FROM unnest(ARRAY[{}]) AS t (name),
             unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'REFERENCES']) AS p (privilege)
         WHERE has_any_column_privilege('{PLATFORM}', t.name, p.privilege)
            OR has_table_privilege('{PLATFORM}', t.name, 'DELETE')",
        list(&DOSSIER)
    );
    assert_eq!(rows(&mut connection, &query).await, Vec::<String>::new());
}

/// Role × table × command, as a table that a person can review: a change of any grant shows here.
#[tokio::test]
async fn who_may_do_what_to_which_table() {
    let mut connection = connect("postgres").await;
    let roles = list(&[TENANT, PLATFORM, SIGN_IN, WORKER, "samen_leren_backup", "samen_leren_definer"]);
    let query = format!(
        "SELECT t.relname || ': ' || string_agg(replace(r.role, 'samen_leren_', '') || '=' || r.commands, ' ' ORDER BY r.role) AS row
         FROM ({TABLES}) t, LATERAL (
             SELECT role, string_agg(CASE WHEN has_table_privilege(role, t.oid, c) THEN left(c, 1) ELSE lower(left(c, 1)) END, '' ORDER BY c) AS commands
             FROM unnest(ARRAY[{roles}]) AS role, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS c
             WHERE has_table_privilege(role, t.oid, c) OR (c <> 'DELETE' AND has_any_column_privilege(role, t.oid, c))
             GROUP BY role) r
         GROUP BY t.relname ORDER BY t.relname"
    );
    // Capital: the whole table; small: some columns.
    insta::assert_snapshot!(rows(&mut connection, &query).await.join("\n"));
}

#[tokio::test]
async fn a_missing_tenant_fails_on_a_fresh_and_on_a_used_connection() {
    let mut connection = connect(TENANT).await;
    let ask = "SELECT count(*) FROM families";
    let fresh = connection.batch_execute(ask).await.expect_err("no tenant");
    assert!(fresh.to_string().contains("app.organisation_id"), "{fresh}");
    let organisation = uuid::Uuid::now_v7();
    let used = format!("BEGIN; SELECT set_config('app.organisation_id', '{organisation}', true); {ask}; COMMIT");
    connection.batch_execute(&used).await.expect("with a tenant");
    let again = connection.batch_execute(ask).await.expect_err("no tenant any more");
    assert!(again.to_string().contains("invalid input syntax for type uuid"), "{again}");
}

#[tokio::test]
async fn the_schema_in_the_code_is_the_schema_of_the_database() {
    let mut connection = connect("postgres").await;
    let query = format!(
        "SELECT t.relname || ' ' || string_agg(a.attname, ' ' ORDER BY a.attname) AS row FROM ({TABLES}) t
         JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
         GROUP BY t.relname ORDER BY t.relname"
    );
    let there = rows(&mut connection, &query).await;
    let text = include_str!("../../src/schema.rs");
    let mut here = Vec::new();
    for table in text.split("diesel::table! {").skip(1) {
        let (name, columns) = table.trim_start().split_once(" (").expect("a table");
        let body = columns.split_once('{').expect("columns").1.split_once('}').expect("an end").0;
        let mut columns: Vec<&str> = body.lines().filter_map(|line| Some(line.split_once("->")?.0.trim())).collect();
        columns.sort_unstable();
        here.push(format!("{name} {}", columns.join(" ")));
    }
    here.sort();
    assert_eq!(here, there, "run `make schema`");
}
