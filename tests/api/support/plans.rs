//! How PostgreSQL did what it was asked, read from its log, and whether that grows with everything there is.

use diesel_async::SimpleAsyncConnection;
use serde_json::{Value, json};

use super::TestApp;

/// How a scan begins that only lists what fits, for a condition beside an OR.
pub const LISTED: &str = "a list for";

/// From here on every session on this database logs how it does what it is asked; those of the service begin anew.
pub async fn db_explain(app: &TestApp) {
    let end = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() \
        AND usename LIKE 'samen_leren_%'";
    // One session that began before, so that it logs nothing itself.
    let mut connection = app.db_connect("postgres").await;
    for statement in [include_str!("plans.sql"), end] {
        connection.batch_execute(statement).await.expect(statement);
    }
}

/// Waits until nobody is in the middle of anything, and says in the log what it was that went on so far.
pub async fn mark(app: &TestApp, what: &str) {
    let busy = format!(
        "/* so far {what} */ SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
         AND usename LIKE 'samen_leren_%' AND state <> 'idle'"
    );
    while app.db_count(&busy).await > 0 {
        tokio::task::yield_now().await;
    }
}

/// A statement and how it was done.
pub struct Explained {
    /// What was going on.
    pub during: String,
    pub statement: String,
    plan: Value,
}

/// What was logged. Only a database that was asked to explains anything.
pub fn explained(log: &str) -> Vec<Explained> {
    let (mut done, mut since) = (Vec::new(), Vec::new());
    for entry in log.split("  plan:\n").skip(1) {
        let lines: Vec<&str> = entry.lines().take_while(|line| line.starts_with('\t')).collect();
        let logged: Value = serde_json::from_str(&lines.concat()).expect("a plan");
        let statement = logged["Query Text"].as_str().expect("a text").to_owned();
        match statement.strip_prefix("/* so far ").and_then(|rest| rest.split_once(" */")) {
            Some((during, _)) => {
                let known = |(statement, plan)| Explained { during: during.to_owned(), statement, plan };
                done.extend(since.drain(..).map(known));
            }
            None => since.push((statement, logged["Plan"].clone())),
        }
    }
    done
}

/// Tells good plans from bad ones.
pub struct Judge {
    /// Tables that stay small; every other one is large.
    pub small: Vec<&'static str>,
    /// Tables that are large, but not within one organisation.
    pub few: Vec<&'static str>,
}

impl Judge {
    /// The scans too many in how a statement was done, as (table, how).
    pub fn scans(&self, explained: &Explained) -> Vec<(String, String)> {
        self.scans_of(&explained.plan, "", false)
    }

    /// Whether an index condition asks for less than all that an organisation has in a table.
    fn is_narrow(&self, table: &str, condition: &str) -> bool {
        let own = |part: &str| part.trim_start_matches('(').starts_with("organisation_id ");
        !condition.is_empty() && (self.few.contains(&table) || !condition.split(" AND ").all(own))
    }

    /// `above` is the table of the node above; `paged` says that it takes rows in their order until a page is full.
    fn scans_of(&self, node: &Value, above: &str, paged: bool) -> Vec<(String, String)> {
        let text = |name: &str| node[name].as_str().unwrap_or_default();
        // What can't be is not looked for.
        if text("One-Time Filter") == "false" {
            return Vec::new();
        }
        let (kind, condition, filter) = (text("Node Type"), text("Index Cond"), text("Filter"));
        // The index scans of a bitmap are of the table above them.
        let table = node["Relation Name"].as_str().unwrap_or(above);
        let whole = match kind {
            "Seq Scan" => true,
            // A page of everybody's rows is soon full, unless most of them may not count.
            "Index Scan" | "Index Only Scan" if paged => condition.is_empty() && !filter.is_empty(),
            "Index Scan" | "Index Only Scan" | "Bitmap Index Scan" => !self.is_narrow(table, condition),
            _ => false,
        };
        let mut found = Vec::new();
        if whole && !self.small.contains(&table) {
            found.push((table.to_owned(), format!("{kind} {} [{condition}] [{filter}]", text("Index Name"))));
        }
        let passes =
            ["Append", "Incremental Sort", "LockRows", "Merge Append", "Nested Loop", "Result", "Subquery Scan"];
        let stops = kind == "Limit" || (paged && passes.contains(&kind));
        for below in node["Plans"].as_array().into_iter().flatten() {
            let feeds = ["Outer", "Member", "Subquery"].iter().any(|place| below["Parent Relationship"] == *place);
            found.extend(self.scans_of(below, table, stops && feeds));
            // A condition beside an OR: all that fits it is listed first, for a single row too.
            if below["Subplan Name"].as_str().is_some_and(|name| filter.contains(&format!("(hashed {name})"))) {
                let large = relations(below)
                    .into_iter()
                    .filter(|table| !self.small.contains(table) && !self.few.contains(table));
                found.extend(large.map(|table| (table.to_owned(), format!("{LISTED} [{filter}]"))));
            }
        }
        found
    }
}

/// The tables that a plan looks at.
fn relations(node: &Value) -> Vec<&str> {
    let below = node["Plans"].as_array().into_iter().flatten().flat_map(relations);
    node["Relation Name"].as_str().into_iter().chain(below).collect()
}

#[test]
fn a_scan_is_known_in_every_disguise() {
    let judge = Judge { small: vec!["settings"], few: vec!["practitioners"] };
    let scan = |kind: &str, table: &str, condition: &str| {
        json!({ "Node Type": kind, "Relation Name": table, "Index Cond": condition, "Filter": "(minutes > 60)",
            "Parent Relationship": "Outer" })
    };
    let over = |kind: &str, place: &str, below: &Value| {
        let plans = [below];
        json!({ "Node Type": kind, "Parent Relationship": place, "Plans": plans })
    };
    let bitmap = |table: &str| {
        let below = json!({ "Node Type": "Bitmap Index Scan", "Index Cond": "(organisation_id = $1)" });
        json!({ "Node Type": "Bitmap Heap Scan", "Relation Name": table, "Plans": [below] })
    };
    let limit = |below: &Value| over("Limit", "Outer", below);
    let (own, narrow) = ("(organisation_id = $1)", "((organisation_id = $1) AND (id = $2))");
    let page = scan("Index Scan", "visits", own);
    let listed = |table: &str, how: &str| {
        let mut list = scan("Index Scan", table, narrow);
        list["Subplan Name"] = json!("SubPlan 1");
        json!({ "Node Type": "Index Scan", "Relation Name": "visits", "Index Cond": narrow, "Filter": how, "Plans": [list] })
    };
    let bad = [
        scan("Seq Scan", "visits", ""),
        scan("Seq Scan", "practitioners", ""),
        scan("Index Only Scan", "visits", ""),
        page.clone(),
        limit(&scan("Seq Scan", "visits", "")),
        limit(&scan("Index Scan", "visits", "")),
        limit(&over("Sort", "Outer", &page)),
        limit(&over("Nested Loop", "Outer", &over("Limit", "Inner", &over("Aggregate", "Outer", &page)))),
        bitmap("visits"),
        listed("assignments", "($3 OR (hashed SubPlan 1))"),
    ];
    let good = [
        scan("Seq Scan", "settings", ""),
        scan("Index Scan", "practitioners", own),
        bitmap("practitioners"),
        scan("Index Scan", "visits", narrow),
        limit(&page),
        listed("assignments", "($3 OR (SubPlan 1))"),
        listed("practitioners", "($3 OR (hashed SubPlan 1))"),
        limit(&over("Nested Loop", "Outer", &page)),
        json!({ "Node Type": "Result", "One-Time Filter": "false", "Plans": [page] }),
    ];
    for plan in bad {
        assert_eq!(judge.scans_of(&plan, "", false).len(), 1, "{plan}");
    }
    for plan in good {
        assert!(judge.scans_of(&plan, "", false).is_empty(), "{plan}");
    }
}
