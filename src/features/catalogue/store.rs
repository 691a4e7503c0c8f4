//! The SQL of the catalogue.

use chrono::NaiveDate;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::dsl::{max, sql};
use diesel::pg::{Pg, PgValue};
use diesel::prelude::*;
use diesel::sql_types::Jsonb;
use diesel_async::RunQueryDsl;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::api::Edition;
use crate::db::columns::document;
use crate::db::{Platform, Tenant, Tx, Wire};
use crate::problem::Problem;
use crate::schema::catalogue_editions;

/// The kinds of edition, as the table spells them.
pub(super) const GOALS: &str = "goals";
pub(super) const STEPS: &str = "steps";
pub(super) const CONTRA_INDICATIONS: &str = "contra-indications";

/// What an edition holds.
#[derive(FromSqlRow)]
#[diesel(sql_type = Jsonb)]
struct Content<C: 'static>(C);

impl<C: DeserializeOwned> FromSql<Jsonb, Pg> for Content<C> {
    fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
        document(&bytes).map(Self)
    }
}

/// An edition of a kind, the newest when none is named.
pub(super) async fn edition_get<C: DeserializeOwned + Send + 'static>(
    mut wire: &Wire,
    kind: &str,
    edition: Option<i32>,
) -> Result<Edition<C>, Problem> {
    let mut query = catalogue_editions::table
        .filter(catalogue_editions::kind.eq(kind))
        .order(catalogue_editions::edition.desc())
        .select((catalogue_editions::edition, catalogue_editions::published_on, catalogue_editions::content))
        .into_boxed();
    if let Some(edition) = edition {
        query = query.filter(catalogue_editions::edition.eq(edition));
    }
    let (edition, published_on, content): (i32, NaiveDate, Content<C>) = query.first(&mut wire).await?;
    Ok(Edition { edition, published_on, content: content.0 })
}

/// Publishes the next edition of a kind today. Of two at once the second is told that the edition exists already.
pub(super) async fn edition_insert<C: Serialize>(
    tx: &mut Tx<Platform>,
    kind: &str,
    content: C,
) -> Result<Edition<C>, Problem> {
    let newest =
        catalogue_editions::table.filter(catalogue_editions::kind.eq(kind)).select(max(catalogue_editions::edition));
    let newest: Option<i32> = newest.first(tx.conn()).await?;
    let (edition, published_on) = (newest.unwrap_or(0) + 1, tx.context.today);
    let row = (
        catalogue_editions::kind.eq(kind),
        catalogue_editions::edition.eq(edition),
        catalogue_editions::published_on.eq(published_on),
        catalogue_editions::content.eq(serde_json::to_value(&content).map_err(Problem::internal)?),
    );
    diesel::insert_into(catalogue_editions::table).values(row).execute(tx.conn()).await?;
    Ok(Edition { edition, published_on, content })
}

/// Whether the newest edition has a step with this code. Answered by the database, so that the texts stay there.
pub(super) async fn step_exists(mut wire: &Wire, code: &str) -> Result<bool, Problem> {
    let steps = catalogue_editions::content.retrieve_as_object("steps");
    let query = catalogue_editions::table
        .filter(catalogue_editions::kind.eq(STEPS))
        .order(catalogue_editions::edition.desc())
        .select(steps.contains(json!([{ "code": code }])));
    let found: Option<bool> = query.first(&mut wire).await.optional()?;
    Ok(found.unwrap_or(false))
}

/// The sub-goals of the newest edition, such as `2.3`.
pub(super) async fn subgoals(tx: &mut Tx<Tenant>) -> Result<Vec<String>, Problem> {
    let numbers = sql::<Jsonb>("jsonb_path_query_array(content, '$.goals[*].subgoals[*].subgoal')");
    let query = catalogue_editions::table
        .filter(catalogue_editions::kind.eq(GOALS))
        .order(catalogue_editions::edition.desc())
        .select(numbers);
    let found: Option<Value> = query.first(tx.conn()).await.optional()?;
    found.map_or_else(|| Ok(Vec::new()), |numbers| serde_json::from_value(numbers).map_err(Problem::internal))
}
