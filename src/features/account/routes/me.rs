//! Who am I, and my password.

use actix_web::{get, patch, post};

use super::{OwnAccount, person};
use crate::context::Context;
use crate::db::{SignIn, Trace, Tx};
use crate::features::account::api::{Me, MeFields, MePatch, PasswordChange};
use crate::features::account::rules::check_password;
use crate::features::account::store;
use crate::features::sessions::actions::{
    SecondFactor, attempt_count, credentials_of, prove as prove_all, sessions_revoke,
};
use crate::http::{Answer, Body, Change, Permit, Reply, Seat};
use crate::ids::OrganisationId;
use crate::problem::Problem;

async fn me(tx: &mut Tx<SignIn>, organisation_id: Option<OrganisationId>) -> Result<Me, Problem> {
    let (account_id, session_id, user_id) = person(&tx.context)?;
    let (email, name, language, version) = store::me_get(tx, account_id).await?;
    Ok(Me {
        account_id,
        user_id,
        session_id,
        email,
        name,
        language,
        organisation_id,
        practitioner_id: tx.context.practitioner,
        roles: tx.context.roles.iter().map(|role| role.name().to_owned()).collect(),
        recovery_codes_left: store::recovery_codes_left(tx, account_id).await?,
        version,
    })
}

fn organisation(seat: Seat) -> Option<OrganisationId> {
    match seat {
        Seat::Organisation(organisation) => Some(organisation),
        Seat::Platform => None,
    }
}

/// Get yourself
///
/// Who the caller is in this session: account, place, roles, and how many recovery codes are left.
#[utoipa::path(tag = "Account", responses((status = 200, description = "The caller", body = Me)),
    security(("bearer" = ["account:own"])))]
#[get("/me")]
pub(in super::super) async fn get_me(permit: Permit<OwnAccount>) -> Answer {
    let organisation = organisation(permit.seat());
    permit.own_read(async |tx| Reply::resource(&me(tx, organisation).await?)).await
}

/// Change your name or language
///
/// A merge patch. The e-mail address is what one signs in with and stays.
#[utoipa::path(tag = "Account", request_body = MePatch, responses((status = 200, description = "The caller", body = Me)),
    security(("bearer" = ["account:own"])))]
#[patch("/me")]
pub(in super::super) async fn update_me(permit: Permit<OwnAccount>, body: Body<MePatch>) -> Answer {
    let organisation = organisation(permit.seat());
    let work = async |tx: &mut Change<'_, SignIn>, ()| {
        let (account, ..) = person(&tx.context)?;
        let (_, name, language, version) = store::me_lock(tx, account).await?;
        tx.proceed(version).await?;
        let (fields, changed) = body.apply(&MeFields { name, language })?;
        store::me_update(tx, account, &fields).await?;
        tx.trace(Trace::done("account", account.0).changed(changed));
        Ok(Reply::resource(&me(tx, organisation).await?)?)
    };
    permit.own_change(async |_| Ok(()), work).await
}

/// Change your password
///
/// Proven with the present password and a code. Every other session ends.
#[utoipa::path(tag = "Account", request_body = PasswordChange, responses((status = 204, description = "Changed")),
    security(("bearer" = ["account:own"])), extensions(("x-problem-codes" = json!(["credentials-invalid"]))))]
#[post("/me/password")]
pub(in super::super) async fn change_password(permit: Permit<OwnAccount>, body: Body<PasswordChange>) -> Answer {
    let state = permit.state();
    let prove = async |context: &Context| {
        let given = body.valid()?;
        let (account, ..) = person(context)?;
        let load = async |tx: &mut Tx<SignIn>| credentials_of(tx, account).await;
        let credentials = state.doors.look_in_sign_in(context.clone(), load).await?;
        check_password(&given.new_password, &credentials.email, "/newPassword")?;
        attempt_count(&state, context, &credentials.email).await?;
        let factor = SecondFactor { totp_code: Some(&given.totp_code), recovery_code: None };
        prove_all(&state, context, Some(credentials), given.current_password, factor).await?;
        state.passwords.hash(given.new_password).await
    };
    permit
        .own_change(prove, async |tx, hash| {
            tx.act().await?;
            let (account, session, _) = person(&tx.context)?;
            store::password_set(tx, account, &hash).await?;
            sessions_revoke(tx, account, Some(session), "password was changed").await?;
            tx.trace(Trace::done("account", account.0).changed(["password".to_owned()]));
            Ok(Reply::no_content())
        })
        .await
}
