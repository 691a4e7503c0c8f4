//! The operations on settings.

use actix_web::web::Path;
use actix_web::{get, patch};
use uuid::Uuid;

use super::api::{Setting, SettingFields, SettingPatch};
use super::rules::{Known, known};
use super::{actions, store};
use crate::db::Trace;
use crate::http::{Answer, Body, Listing, NoFilter, Page, PageQuery, Paging, Permit, Query, Reply, permissions};
use crate::problem::{Problem, Violation};

permissions! {
    SettingsRead = "settings:read" [LicenceHolder] Exempt;
    SettingsWrite = "settings:write" [LicenceHolder] Exempt;
}

/// List settings
///
/// The decisions that the licence holder can change, by key, with their bounds and what they mean in both languages.
#[utoipa::path(tag = "Settings", params(PageQuery),
    responses((status = 200, description = "A page of settings", body = Page<Setting>)),
    security(("bearer" = ["settings:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/settings")]
pub(super) async fn list_settings(permit: Permit<SettingsRead>, query: Query<Listing<NoFilter>>) -> Answer {
    let state = permit.state();
    permit
        .platform_read(async |tx| {
            let paging = Paging::new(&state, tx, &query.0)?;
            let settings = store::setting_list(tx, paging.after()?, paging.rows()).await?;
            paging.reply(&paging.page(settings, |setting| setting.key)?)
        })
        .await
}

/// Get a setting
///
/// One decision that the licence holder can change.
#[utoipa::path(tag = "Settings",
    params(("key" = String, Path, description = "The setting's key", example = "wind_down_months")),
    responses((status = 200, description = "The setting", body = Setting)),
    security(("bearer" = ["settings:read"])))]
#[get("/settings/{key}")]
pub(super) async fn get_setting(permit: Permit<SettingsRead>, key: Path<String>) -> Answer {
    permit.platform_read(async |tx| Reply::resource(&store::setting_get(tx, named(&key)?).await?)).await
}

/// Change a setting
///
/// A new value between the setting's bounds, by the licence holder. It counts from the next request on, in every
/// organisation. Licences follow at once where it decides about their periods (`refresher_minutes`, `longest_gap_months`): a
/// laxer value gives the periods that were attended for under it, a stricter one takes none away.
#[utoipa::path(tag = "Settings",
    params(("key" = String, Path, description = "The setting's key", example = "wind_down_months")),
    request_body = SettingPatch,
    responses((status = 200, description = "The changed setting", body = Setting)),
    security(("bearer" = ["settings:write"])))]
#[patch("/settings/{key}")]
pub(super) async fn update_setting(
    permit: Permit<SettingsWrite>,
    key: Path<String>,
    body: Body<SettingPatch>,
) -> Answer {
    permit
        .platform_change(async |tx| {
            let known = named(&key)?;
            let setting = store::setting_lock(tx, known).await?;
            tx.proceed(setting.version).await?;
            let (fields, _) = body.apply(&SettingFields::from(&setting))?;
            check(known, &fields)?;
            let setting = actions::setting_change(tx, known, &fields).await?;
            // A setting has a key and no id; the audit names it as what changed.
            tx.trace(Trace::done("setting", Uuid::nil()).changed([known.key.to_owned()]));
            Ok(Reply::resource(&setting)?)
        })
        .await
}

/// The setting of a path; one that this release does not know is not there.
fn named(key: &str) -> Result<&'static Known, Problem> {
    known(key).ok_or_else(Problem::not_found)
}

fn check(known: &Known, fields: &SettingFields) -> Result<(), Problem> {
    let (least, greatest) = (known.bounds.start(), known.bounds.end());
    if known.bounds.contains(&fields.value) {
        return Ok(());
    }
    let rule = if fields.value < *least { "minimum" } else { "maximum" };
    let (dutch, english) =
        (format!("Van {least} tot en met {greatest}."), format!("From {least} up to and including {greatest}."));
    Err(Problem::invalid(vec![Violation::body("/value", rule, dutch, english)]))
}
