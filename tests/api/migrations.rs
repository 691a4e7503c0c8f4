//! Migrations go up, down and up again, and a database that is newer than the program is refused.

use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
use samen_leren::db::{self, Direction};

use crate::support::Cluster;

/// A dump without what `pg_dump` makes up for itself.
fn comparable(dump: &str) -> String {
    dump.lines().filter(|line| !line.starts_with("\\") && !line.starts_with("--")).collect::<Vec<_>>().join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn migrations_run_up_down_and_up_again() {
    let cluster = Cluster::get().await;
    let name = cluster.empty_database().await;
    let url = cluster.url(&name);
    db::provision(&url, None, None).await.expect("roles");
    let up = db::migrate(&url, Direction::Up).await.expect("up");
    let first = comparable(&cluster.pg_dump(&name));
    assert_eq!(db::migrate(&url, Direction::Down).await.expect("down"), up);
    let empty = comparable(&cluster.pg_dump(&name));
    assert!(!empty.contains("CREATE TABLE public.visits"), "{empty}");
    db::migrate(&url, Direction::Up).await.expect("up again");
    assert_eq!(first, comparable(&cluster.pg_dump(&name)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_newer_than_the_program_is_refused() {
    let cluster = Cluster::get().await;
    let name = cluster.database().await;
    let mut connection = AsyncPgConnection::establish(&cluster.url(&name)).await.expect("connects");
    let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('20990101000000')";
    connection.batch_execute(newer).await.expect("a newer migration");
    let refusal = db::migrate(&cluster.url(&name), Direction::Up).await.expect_err("refused").to_string();
    assert!(refusal.contains("20990101000000") && refusal.contains("newer version"), "{refusal}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unreachable_database_is_said_plainly_and_without_its_password() {
    let refusal = db::migrate("postgres://u:geheim@127.0.0.1:1/nergens", Direction::Up).await.expect_err("refused");
    let text = format!("{refusal:#}");
    assert!(text.contains("127.0.0.1") && text.contains("DATABASE_URL") && !text.contains("geheim"), "{text}");
}
