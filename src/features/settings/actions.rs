//! What others ask of settings, and what follows from a change of one.

use super::api::{Setting, SettingFields};
use super::rules::{Known, decides_periods};
use super::store;
use crate::db::{Platform, Tx};
use crate::features::licences::actions::all_licences_follow;
use crate::problem::Problem;

/// The present value of a setting that this release knows.
pub(crate) async fn number<D>(tx: &mut Tx<D>, key: &'static str) -> Result<i32, Problem> {
    store::number(tx, key).await
}

/// Gives a locked setting another value. Periods of licences are stored: what a decision about them gives is given now, and
/// not at the next change of each, which may come too late.
pub(super) async fn setting_change(
    tx: &mut Tx<Platform>,
    known: &'static Known,
    fields: &SettingFields,
) -> Result<Setting, Problem> {
    let setting = store::setting_update(tx, known, fields).await?;
    if decides_periods(known.key) {
        all_licences_follow(tx).await?;
    }
    Ok(setting)
}
