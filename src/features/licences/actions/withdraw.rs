//! What the licence holder gave in error is withdrawn (`domain.md` §7): it stays with its reason, and nothing rests on it
//! any more. Periods follow as they always do.

use super::follow::compute;
use crate::db::{Platform, Tx};
use crate::features::licences::api::{
    IssuanceGround, Licence, LicenceGroundCorrection, LicenceGroundKind, LicenceGroundRecord, LicenceKind,
};
use crate::features::licences::store::{self, NewIssuance};
use crate::features::persons;
use crate::problem::{Code, Problem, Violation};

fn require_standing(ground: &LicenceGroundRecord) -> Result<(), Problem> {
    match ground.withdrawn_at {
        None => Ok(()),
        Some(at) => Err(Problem::new(Code::GroundWithdrawn).with("withdrawnAt", at.to_rfc3339())),
    }
}

/// Withdraws an issue, a dispensation or a place of a licence that is held.
pub(crate) async fn ground_withdraw(
    tx: &mut Tx<Platform>,
    licence: &Licence,
    ground: &LicenceGroundRecord,
    reason: &str,
) -> Result<Licence, Problem> {
    require_standing(ground)?;
    store::ground_withdraw(tx, ground, reason).await?;
    let issued = matches!(ground.kind, LicenceGroundKind::Training | LicenceGroundKind::Transferred);
    if issued && licence.kind == LicenceKind::B {
        // Where it counts belongs to what was issued: none of it may count unseen once the licence is issued anew.
        let given = store::ground_list(tx, licence.id).await?;
        let places = given.iter().filter(|one| one.kind == LicenceGroundKind::Place && one.withdrawn_at.is_none());
        for place in places {
            store::ground_withdraw(tx, place, reason).await?;
        }
    }
    follow(tx, licence).await
}

/// Puts a transferred issue with another last day in the place of one that is withdrawn.
pub(crate) async fn ground_correct(
    tx: &mut Tx<Platform>,
    licence: &Licence,
    ground: &LicenceGroundRecord,
    correction: &LicenceGroundCorrection,
) -> Result<Licence, Problem> {
    if ground.kind != LicenceGroundKind::Transferred {
        return Err(Problem::new(Code::GroundKindConflict).with("kind", ground.kind.as_str()));
    }
    if correction.valid_until < ground.on {
        let (dutch, english) = ("Dit ligt voor de dag van afgifte.", "This lies before the day of issue.");
        return Err(Problem::invalid(vec![Violation::body("/validUntil", "order", dutch, english)]));
    }
    require_standing(ground)?;
    persons::actions::refuse_own(tx, licence.person_id).await?;
    store::ground_withdraw(tx, ground, &correction.reason).await?;
    let right = NewIssuance {
        issued_on: ground.on,
        valid_until: Some(correction.valid_until),
        ground: IssuanceGround::Transferred,
        evidence: ground.evidence.as_deref(),
        // A transferred licence was not asked for training.
        deepening_asked: 0,
        corrects: Some(ground.id),
    };
    store::issuance_insert(tx, &licence.row(), &right).await?;
    follow(tx, licence).await
}

async fn follow(tx: &mut Tx<Platform>, licence: &Licence) -> Result<Licence, Problem> {
    store::licence_touch(tx, licence.id).await?;
    compute(tx, licence.person_id).await?;
    store::licence_find(tx, licence.person_id, licence.kind).await?.ok_or_else(Problem::not_found)
}
