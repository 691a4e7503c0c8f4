//! The operations on proofs.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, delete, get, post};

use super::api::{LicenceProof, LicenceShown, NewLicenceProof, ProofToken};
use super::{actions, store};
use crate::app::AppState;
use crate::context::Actor;
use crate::db::Trace;
use crate::http::{
    Answer, Body, Listing, NoFilter, Page, PageQuery, Paging, Permit, Query, Reply, RequestFacts, Retry, permissions,
};
use crate::ids::LicenceProofId;

permissions! {
    OwnProofs = "licences:read" [Practitioner] Active;
    ProofsWrite = "licences:prove" [Practitioner] Exempt;
}

/// List your licence proofs
///
/// The links that the caller made, oldest first, those that no longer work too; without the links themselves.
#[utoipa::path(tag = "Licence proofs", params(PageQuery),
    responses((status = 200, description = "A page of proofs", body = Page<LicenceProof>)),
    security(("bearer" = ["licences:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/licence-proofs")]
pub(super) async fn list_licence_proofs(permit: Permit<OwnProofs>, query: Query<Listing<NoFilter>>) -> Answer {
    let state = permit.state();
    permit
        .read(async |tx| {
            let paging = Paging::new(&state, tx, &query.0)?;
            let person = actions::own_person(tx).await?;
            let rows = store::proof_list(tx, person, paging.after()?, paging.rows()).await?;
            let proofs = rows.into_iter().map(|row| LicenceProof::new(row, None)).collect();
            paging.reply(&paging.page(proofs, |proof: &LicenceProof| proof.id)?)
        })
        .await
}

/// Make a licence proof
///
/// A link that shows the caller's own licence to whoever has it, for some hours (a setting, a day by default). Its page
/// asks this service how the licence stands at that moment. The link is shown once.
#[utoipa::path(tag = "Licence proofs", request_body = NewLicenceProof,
    responses((status = 201, description = "The new proof with its link", body = LicenceProof)),
    security(("bearer" = ["licences:prove"])),
    extensions(("x-problem-codes" = json!(["already-exists", "idempotency-response-not-kept"]))))]
#[post("/licence-proofs")]
pub(super) async fn create_licence_proof(permit: Permit<ProofsWrite>, body: Body<NewLicenceProof>) -> Answer {
    let state = permit.state();
    permit
        .change(async |tx| {
            let new = body.valid()?;
            tx.create().await?;
            let proof = actions::proof_create(&state, tx, new.id(), new.fields.kind).await?;
            Ok(Reply::created(format!("/v1/licence-proofs/{}", proof.id), &proof)?.secret())
        })
        .await
}

/// Get a licence proof
///
/// One link that the caller made, without the link itself.
#[utoipa::path(tag = "Licence proofs", params(("id" = LicenceProofId, Path, description = "The proof")),
    responses((status = 200, description = "The proof", body = LicenceProof)),
    security(("bearer" = ["licences:read"])))]
#[get("/licence-proofs/{id}")]
pub(super) async fn get_licence_proof(permit: Permit<OwnProofs>, id: Path<LicenceProofId>) -> Answer {
    permit
        .read(async |tx| {
            let person = actions::own_person(tx).await?;
            Reply::resource(&LicenceProof::new(store::proof_get(tx, person, *id).await?, None))
        })
        .await
}

/// Revoke a licence proof
///
/// The link stops working at once.
#[utoipa::path(tag = "Licence proofs", params(("id" = LicenceProofId, Path, description = "The proof")),
    responses((status = 204, description = "Revoked")), security(("bearer" = ["licences:prove"])))]
#[delete("/licence-proofs/{id}")]
pub(super) async fn revoke_licence_proof(permit: Permit<ProofsWrite>, id: Path<LicenceProofId>) -> Answer {
    permit
        .change(async |tx| {
            let person = actions::own_person(tx).await?;
            let row = store::proof_lock(tx, person, *id).await?;
            tx.proceed(row.version).await?;
            if row.revoked_at.is_none() {
                store::proof_revoke(tx, *id).await?;
            }
            tx.trace(Trace::done("licence_proof", id.0).changed(["revokedAt".to_owned()]));
            Ok(Reply::no_content())
        })
        .await
}

/// Look at a licence proof
///
/// What the page behind the link asks: name, kind, whether the licence is valid today and until when. No sign-in; the
/// token of the link is enough.
#[utoipa::path(tag = "Licence proofs", request_body = ProofToken,
    responses((status = 200, description = "How the licence stands", body = LicenceShown)),
    extensions(("x-problem-codes" = json!(["link-invalid"]))))]
#[post("/licence-proofs/inspect")]
pub(super) async fn inspect_licence_proof(
    state: Data<AppState>,
    request: HttpRequest,
    body: Body<ProofToken>,
) -> Answer {
    let given = body.valid()?;
    // Looking changes nothing, so a repeat needs no record: it is looked anew.
    Retry::of(&request)?;
    let context = RequestFacts::of(&request).context(Actor::Anonymous, &state.clock);
    Reply::ok(&actions::proof_inspect(&state, context, &given.token).await?)?.answer(&request)
}
