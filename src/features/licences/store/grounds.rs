//! The SQL of what the licence holder gives (issues, dispensations, places) and withdraws. Nothing is removed: what is
//! withdrawn stays with its reason, and is read by the list of grounds alone.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::{Platform, Tx};
use crate::features::licences::api::{IssuanceGround, Licence, LicenceGroundKind, LicenceGroundRecord, LicenceRow};
use crate::ids::{LicenceDispensationId, LicenceGroundId, LicenceId, LicenceIssuanceId, OrganisationId, PersonId};
use crate::problem::Problem;
use crate::schema::{licence_dispensations, licence_issuances, licence_places};

/// When something was withdrawn, and why.
type Withdrawn = (Option<DateTime<Utc>>, Option<String>);

/// Everything that a licence was given, whether it stands or not, oldest first; an organisation reads no reasons.
pub(in crate::features::licences) async fn ground_list<D>(
    tx: &mut Tx<D>,
    licence: LicenceId,
) -> Result<Vec<LicenceGroundRecord>, Problem> {
    let mut found: Vec<LicenceGroundRecord> = issuances(tx, licence).await?;
    found.extend(dispensations(tx, licence).await?);
    found.extend(places(tx, licence).await?);
    found.sort_by_key(|ground| ground.id);
    if tx.organisation() != OrganisationId::PLATFORM {
        found.iter_mut().for_each(LicenceGroundRecord::keep_reasons_back);
    }
    Ok(found)
}

async fn issuances<D>(tx: &mut Tx<D>, licence: LicenceId) -> Result<Vec<LicenceGroundRecord>, Problem> {
    type Row = (
        (LicenceGroundId, NaiveDate, DateTime<Utc>),
        (IssuanceGround, Option<NaiveDate>, Option<String>, Option<LicenceGroundId>),
        Withdrawn,
    );
    let query = licence_issuances::table.filter(licence_issuances::licence_id.eq(licence)).select((
        (licence_issuances::id, licence_issuances::issued_on, licence_issuances::created_at),
        (
            licence_issuances::ground,
            licence_issuances::valid_until,
            licence_issuances::evidence,
            licence_issuances::corrects,
        ),
        (licence_issuances::withdrawn_at, licence_issuances::withdrawn_reason),
    ));
    let rows: Vec<Row> = query.load(tx.conn()).await?;
    let record = |(own, (ground, valid_until, evidence, corrects), withdrawn): Row| LicenceGroundRecord {
        valid_until,
        evidence,
        corrects_id: corrects,
        ..LicenceGroundRecord::new(ground.into(), own, withdrawn)
    };
    Ok(rows.into_iter().map(record).collect())
}

async fn dispensations<D>(tx: &mut Tx<D>, licence: LicenceId) -> Result<Vec<LicenceGroundRecord>, Problem> {
    type Row = ((LicenceGroundId, NaiveDate, DateTime<Utc>), String, Withdrawn);
    let query = licence_dispensations::table.filter(licence_dispensations::licence_id.eq(licence)).select((
        (licence_dispensations::id, licence_dispensations::from_on, licence_dispensations::created_at),
        licence_dispensations::reason,
        (licence_dispensations::withdrawn_at, licence_dispensations::withdrawn_reason),
    ));
    let rows: Vec<Row> = query.load(tx.conn()).await?;
    let record = |(own, reason, withdrawn): Row| LicenceGroundRecord {
        reason: Some(reason),
        ..LicenceGroundRecord::new(LicenceGroundKind::Dispensation, own, withdrawn)
    };
    Ok(rows.into_iter().map(record).collect())
}

/// Row level security shows an organisation its own place only.
async fn places<D>(tx: &mut Tx<D>, licence: LicenceId) -> Result<Vec<LicenceGroundRecord>, Problem> {
    type Row = ((LicenceGroundId, NaiveDate, DateTime<Utc>), OrganisationId, Withdrawn);
    let query = licence_places::table.filter(licence_places::licence_id.eq(licence)).select((
        (licence_places::id, licence_places::confirmed_on, licence_places::created_at),
        licence_places::organisation_id,
        (licence_places::withdrawn_at, licence_places::withdrawn_reason),
    ));
    let rows: Vec<Row> = query.load(tx.conn()).await?;
    let record = |(own, organisation, withdrawn): Row| LicenceGroundRecord {
        organisation_id: Some(organisation),
        ..LicenceGroundRecord::new(LicenceGroundKind::Place, own, withdrawn)
    };
    Ok(rows.into_iter().map(record).collect())
}

/// One of the grounds of a licence, whether it stands or not.
pub(in crate::features::licences) async fn ground_get(
    tx: &mut Tx<Platform>,
    licence: LicenceId,
    id: LicenceGroundId,
) -> Result<LicenceGroundRecord, Problem> {
    let found = ground_list(tx, licence).await?.into_iter().find(|ground| ground.id == id);
    found.ok_or_else(Problem::not_found)
}

/// Withdraws what stands, with the reason.
pub(in crate::features::licences) async fn ground_withdraw(
    tx: &mut Tx<Platform>,
    ground: &LicenceGroundRecord,
    reason: &str,
) -> Result<(), Problem> {
    let (id, now) = (ground.id, Some(tx.context.now));
    match ground.kind {
        LicenceGroundKind::Training | LicenceGroundKind::Transferred => {
            let change = (licence_issuances::withdrawn_at.eq(now), licence_issuances::withdrawn_reason.eq(reason));
            diesel::update(licence_issuances::table.find(id)).set(change).execute(tx.conn()).await?;
        }
        LicenceGroundKind::Dispensation => {
            let change =
                (licence_dispensations::withdrawn_at.eq(now), licence_dispensations::withdrawn_reason.eq(reason));
            diesel::update(licence_dispensations::table.find(id)).set(change).execute(tx.conn()).await?;
        }
        LicenceGroundKind::Place => {
            let change = (licence_places::withdrawn_at.eq(now), licence_places::withdrawn_reason.eq(reason));
            diesel::update(licence_places::table.find(id)).set(change).execute(tx.conn()).await?;
        }
    }
    Ok(())
}

/// What a licence is issued on: first day, last day of a transferred one, ground, evidence, and how many deepening
/// sessions were asked.
pub(in crate::features::licences) struct NewIssuance<'e> {
    pub issued_on: NaiveDate,
    pub valid_until: Option<NaiveDate>,
    pub ground: IssuanceGround,
    pub evidence: Option<&'e str>,
    pub deepening_asked: i32,
    /// The one that this takes the place of, when its last day was wrong.
    pub corrects: Option<LicenceGroundId>,
}

pub(in crate::features::licences) async fn issuance_insert(
    tx: &mut Tx<Platform>,
    licence: &LicenceRow,
    new: &NewIssuance<'_>,
) -> Result<(), Problem> {
    let row = (
        licence_issuances::id.eq(LicenceIssuanceId::new()),
        licence_issuances::licence_id.eq(licence.id),
        licence_issuances::person_id.eq(licence.person_id),
        licence_issuances::kind.eq(licence.kind),
        licence_issuances::issued_on.eq(new.issued_on),
        licence_issuances::valid_until.eq(new.valid_until),
        licence_issuances::ground.eq(new.ground),
        licence_issuances::evidence.eq(new.evidence),
        licence_issuances::deepening_asked.eq(new.deepening_asked),
        licence_issuances::created_at.eq(tx.context.now),
        licence_issuances::corrects.eq(new.corrects),
    );
    diesel::insert_into(licence_issuances::table).values(row).execute(tx.conn()).await?;
    Ok(())
}

pub(in crate::features::licences) async fn dispensation_insert(
    tx: &mut Tx<Platform>,
    licence: &Licence,
    from: NaiveDate,
    reason: &str,
) -> Result<(), Problem> {
    let row = (
        licence_dispensations::id.eq(LicenceDispensationId::new()),
        licence_dispensations::licence_id.eq(licence.id),
        licence_dispensations::person_id.eq(licence.person_id),
        licence_dispensations::kind.eq(licence.kind),
        licence_dispensations::from_on.eq(from),
        licence_dispensations::reason.eq(reason),
        licence_dispensations::created_at.eq(tx.context.now),
    );
    diesel::insert_into(licence_dispensations::table).values(row).execute(tx.conn()).await?;
    Ok(())
}

/// Where a licence B counts; nothing where it counts already.
pub(in crate::features::licences) async fn place_insert(
    tx: &mut Tx<Platform>,
    (licence, person): (LicenceId, PersonId),
    (organisation, confirmed_on): (OrganisationId, NaiveDate),
) -> Result<(), Problem> {
    let row = (
        licence_places::licence_id.eq(licence),
        licence_places::person_id.eq(person),
        licence_places::organisation_id.eq(organisation),
        licence_places::confirmed_on.eq(confirmed_on),
        licence_places::created_at.eq(tx.context.now),
        licence_places::id.eq(LicenceGroundId::new()),
    );
    diesel::insert_into(licence_places::table).values(row).on_conflict_do_nothing().execute(tx.conn()).await?;
    Ok(())
}
