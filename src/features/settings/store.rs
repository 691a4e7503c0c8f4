//! The SQL of settings. A row whose key this release does not know is passed over.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::api::{Row, Setting, SettingFields};
use super::rules::{KNOWN, Known, known};
use crate::db::{Platform, Tx};
use crate::problem::Problem;
use crate::schema::settings;

pub(super) async fn setting_list(
    tx: &mut Tx<Platform>,
    after: Option<String>,
    rows: i64,
) -> Result<Vec<Setting>, Problem> {
    let keys: Vec<&str> = KNOWN.iter().map(|known| known.key).collect();
    let mut query = settings::table
        .filter(settings::key.eq_any(keys))
        .order(settings::key)
        .limit(rows)
        .select(Row::as_select())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(settings::key.gt(after));
    }
    let rows = query.load(tx.conn()).await?;
    Ok(rows.iter().filter_map(|row| Some(Setting::new(known(&row.key)?, row))).collect())
}

pub(super) async fn setting_get(tx: &mut Tx<Platform>, known: &'static Known) -> Result<Setting, Problem> {
    let row = settings::table.find(known.key).select(Row::as_select()).first(tx.conn()).await?;
    Ok(Setting::new(known, &row))
}

/// Reads a setting that is about to change; nobody else changes it before this transaction ends.
pub(super) async fn setting_lock(tx: &mut Tx<Platform>, known: &'static Known) -> Result<Setting, Problem> {
    let row = settings::table.find(known.key).select(Row::as_select()).for_update().first(tx.conn()).await?;
    Ok(Setting::new(known, &row))
}

pub(super) async fn setting_update(
    tx: &mut Tx<Platform>,
    known: &'static Known,
    fields: &SettingFields,
) -> Result<Setting, Problem> {
    let change = (fields, settings::version.eq(settings::version + 1), settings::updated_at.eq(tx.context.now));
    let update = diesel::update(settings::table.find(known.key)).set(change);
    let row = update.returning(Row::as_returning()).get_result(tx.conn()).await?;
    Ok(Setting::new(known, &row))
}

pub(super) async fn number<D>(tx: &mut Tx<D>, key: &str) -> Result<i32, Problem> {
    Ok(settings::table.find(key).select(settings::value).first(tx.conn()).await?)
}
