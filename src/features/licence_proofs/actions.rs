//! The steps of making and reading a proof.

use actix_web::web::Data;
use chrono::TimeDelta;

use super::api::{LicenceProof, LicenceShown};
use super::store;
use crate::app::AppState;
use crate::context::Context;
use crate::db::{Tenant, Trace, Tx};
use crate::features::licences::actions::LicenceKind;
use crate::features::persons;
use crate::features::settings::actions::number;
use crate::ids::{LicenceProofId, PersonId};
use crate::problem::{Code, Problem};
use crate::secrets::{Token, same, sha256};

const PROOF: &str = "slb";

/// The caller's own person. Only practitioners have licences to show.
pub(super) async fn own_person(tx: &mut Tx<Tenant>) -> Result<PersonId, Problem> {
    persons::actions::own_person(tx).await?.ok_or_else(Problem::not_found)
}

/// Makes a link; it is shown once.
pub(super) async fn proof_create(
    state: &AppState,
    tx: &mut Tx<Tenant>,
    id: LicenceProofId,
    kind: LicenceKind,
) -> Result<LicenceProof, Problem> {
    let person = persons::actions::own_person(tx).await?.ok_or_else(|| {
        Problem::new(Code::Forbidden).detail(
            "Alleen een begeleider toont een eigen licentie.",
            "Only a practitioner shows a licence of the own.",
        )
    })?;
    let token = Token::new(PROOF, id.0);
    let expires_at = tx.context.now + TimeDelta::hours(number(tx, "proof_hours").await?.into());
    Problem::refuse_taken(store::proof_get(tx, person, id).await, || format!("/v1/licence-proofs/{id}"))?;
    let row = store::proof_insert(tx, id, (person, kind), (token.hash, expires_at)).await?;
    tx.trace(Trace::done("licence_proof", id.0));
    let url = format!("{}/proof#{}", state.config.public_url, token.text);
    Ok(LicenceProof::new(row, Some(url)))
}

/// What a link shows now.
pub(super) async fn proof_inspect(
    state: &Data<AppState>,
    context: Context,
    token: &str,
) -> Result<LicenceShown, Problem> {
    let invalid = || Problem::new(Code::LinkInvalid);
    let id = Token::row(PROOF, token).map(LicenceProofId).ok_or_else(invalid)?;
    let checked_at = context.now;
    let shown = state.doors.look_in_sign_in(context, async |tx| store::proof_show(tx, id).await).await?;
    let good =
        shown.filter(|shown| same(&shown.token_hash, &sha256(token.as_bytes())) && shown.expires_at > checked_at);
    let shown = good.ok_or_else(invalid)?;
    let valid = shown.state == "valid";
    let valid_until = shown.valid_until.filter(|_| valid);
    Ok(LicenceShown { name: shown.name, kind: shown.kind, valid, valid_until, checked_at })
}
