//! What the licence holder gives: a licence, another training after a long gap, a period without a refresher, a place
//! where a licence B counts.

use chrono::{Months, NaiveDate};

use super::follow::{Decisions, compute, days_of_a, decisions, times, training_record};
use crate::db::{Platform, Tx};
use crate::features::licences::api::{
    IssuanceGround, Licence, LicenceFields, LicenceKind, LicenceRenewal, LicenceRequirement, LicenceRow,
    LicenceVerdict, NewLicenceDispensation,
};
use crate::features::licences::rules::requirements::{Asked, Record, missing_for_a, missing_for_b};
use crate::features::licences::store::{self, NewIssuance};
use crate::features::training::TrainingKind;
use crate::features::training::actions::attended_by;
use crate::features::{hand_ins, persons};
use crate::ids::{LicenceId, OrganisationId, PersonId};
use crate::problem::{Code, Problem, Violation};

/// What contradicts itself in a licence that is to be issued.
fn check(fields: &LicenceFields) -> Vec<Violation> {
    let transferred = fields.ground == Some(IssuanceGround::Transferred);
    let mut found = Vec::new();
    let mut unfit = |pointer: &str, rule: &str, dutch: &str, english: &str| {
        found.push(Violation::body(pointer, rule, dutch, english));
    };
    if transferred && fields.evidence.is_none() {
        unfit("/evidence", "required", "Zeg waaruit de licentie blijkt.", "Say what shows that there was a licence.");
    }
    if !transferred && fields.evidence.is_some() {
        unfit("/evidence", "notWithGround", "Dit hoort bij 'transferred'.", "This belongs to 'transferred'.");
    }
    if !transferred && fields.valid_until.is_some() {
        unfit("/validUntil", "notWithGround", "Dit hoort bij 'transferred'.", "This belongs to 'transferred'.");
    }
    if fields.valid_until.is_some_and(|until| until < fields.issued_on) {
        unfit("/validUntil", "order", "Dit ligt voor 'issuedOn'.", "This lies before 'issuedOn'.");
    }
    match (fields.kind, fields.organisation_id) {
        (LicenceKind::B, None) => {
            unfit("/organisationId", "required", "Voor welke organisatie?", "For which organisation?");
        }
        (LicenceKind::A, Some(_)) => {
            unfit("/organisationId", "notWithKind", "Licentie A geldt overal.", "Licence A counts everywhere.");
        }
        _ => {}
    }
    if fields.kind == LicenceKind::B && transferred {
        unfit("/ground", "notWithKind", "Licentie B wordt hier afgegeven.", "Licence B is issued here.");
    }
    found
}

fn not_in_future<D>(tx: &Tx<D>, day: NaiveDate) -> Result<(), Problem> {
    if day > tx.context.today {
        return Err(Problem::new(Code::FutureDate).with("member", "issuedOn"));
    }
    Ok(())
}

/// Renewing and dispensing are for licence A, confirming is for licence B.
fn require_kind(licence: &Licence, kind: LicenceKind) -> Result<(), Problem> {
    if licence.kind == kind {
        return Ok(());
    }
    Err(Problem::new(Code::LicenceKindConflict).with("kind", licence.kind.as_str()))
}

fn refuse_missing(missing: &[LicenceRequirement]) -> Result<(), Problem> {
    if missing.is_empty() {
        return Ok(());
    }
    let missing = serde_json::to_value(missing).map_err(Problem::internal)?;
    Err(Problem::new(Code::LicenceRequirementsNotMet).with("missing", missing))
}

/// What a person still needs for licence B on a day.
pub(super) async fn missing_b<D>(
    tx: &mut Tx<D>,
    person: PersonId,
    on: NaiveDate,
    asked: Asked,
) -> Result<Vec<LicenceRequirement>, Problem> {
    let licence_a = store::licence_find(tx, person, LicenceKind::A).await?;
    let attended = attended_by(tx, person).await?;
    let judged = hand_ins::actions::judged_of(tx, &[person], on).await?.remove(&person).unwrap_or_default();
    let completions = store::completions(tx, person, on).await?;
    let record = Record {
        days_of_a: licence_a.map_or(0, |licence| days_of_a(&licence, on)),
        completions: i32::try_from(completions).unwrap_or(i32::MAX),
        train_the_trainer: times(&attended, TrainingKind::TrainTheTrainer, (NaiveDate::MIN, on)),
        portfolios: judged.portfolios,
        assessments: judged.assessments,
        ..Record::default()
    };
    Ok(missing_for_b(record, asked))
}

/// Issues a licence; its periods follow. One person has at most one licence of a kind.
pub(crate) async fn licence_issue(
    tx: &mut Tx<Platform>,
    id: LicenceId,
    fields: &LicenceFields,
) -> Result<Licence, Problem> {
    let found = check(fields);
    if !found.is_empty() {
        return Err(Problem::invalid(found));
    }
    not_in_future(tx, fields.issued_on)?;
    persons::actions::refuse_own(tx, fields.person_id).await?;
    store::person_hold(tx, fields.person_id).await?;
    let row = store::licence_insert(tx, id, fields.person_id, fields.kind, fields.issued_on)
        .await
        .map_err(|problem| problem.taken_at(|| format!("/v1/licences/{id}")))?;
    give(tx, &row, fields, NaiveDate::MIN).await?;
    read_again(tx, &row).await
}

/// Issues what was earned: what it takes was attended and judged by the day of issue, for licence A since a day.
async fn give(
    tx: &mut Tx<Platform>,
    licence: &LicenceRow,
    fields: &LicenceFields,
    since: NaiveDate,
) -> Result<(), Problem> {
    let Decisions { asked, .. } = decisions(tx).await?;
    let (person, on) = (fields.person_id, fields.issued_on);
    match (fields.kind, fields.ground) {
        (LicenceKind::A, Some(IssuanceGround::Transferred)) => {}
        (LicenceKind::A, _) => {
            let attended = attended_by(tx, person).await?;
            refuse_missing(&missing_for_a(training_record(&attended, (since, on)), asked.deepening))?;
        }
        (LicenceKind::B, _) => refuse_missing(&missing_b(tx, person, on, asked).await?)?,
    }
    let issuance = NewIssuance {
        issued_on: on,
        valid_until: fields.valid_until,
        ground: fields.ground.unwrap_or(IssuanceGround::Training),
        evidence: fields.evidence.as_deref(),
        deepening_asked: asked.deepening,
        corrects: None,
    };
    store::issuance_insert(tx, licence, &issuance).await?;
    if let Some(organisation) = fields.organisation_id {
        store::place_insert(tx, (licence.id, person), (organisation, on)).await?;
    }
    compute(tx, person).await?;
    Ok(())
}

async fn read_again(tx: &mut Tx<Platform>, row: &LicenceRow) -> Result<Licence, Problem> {
    store::licence_find(tx, row.person_id, row.kind).await?.ok_or_else(Problem::not_found)
}

/// Issues a licence anew: a licence A after a gap that a refresher no longer bridges, with the training attended again
/// since; and one of either kind of which no issue stands any more, because what was given in error was withdrawn.
pub(crate) async fn licence_renew(
    tx: &mut Tx<Platform>,
    licence: &Licence,
    renewal: LicenceRenewal,
) -> Result<Licence, Problem> {
    persons::actions::refuse_own(tx, licence.person_id).await?;
    not_in_future(tx, renewal.issued_on)?;
    if !licence.issuances.is_empty() {
        require_kind(licence, LicenceKind::A)?;
    }
    let fields = renewal.fields(licence);
    let found = check(&fields);
    if !found.is_empty() {
        return Err(Problem::invalid(found));
    }
    let last = licence.periods.last().map(|period| period.valid_until);
    if last.is_some_and(|last| fields.issued_on <= last) {
        return Err(Problem::new(Code::LicenceExists));
    }
    // What `grounds_of` asks is no more: it counts from the last issue that grounds, which a lapse comes after; where none
    // grounds there is no period, and everything counts.
    let (row, since) = (licence.row(), last.and_then(|last| last.succ_opt()).unwrap_or(NaiveDate::MIN));
    store::licence_touch(tx, licence.id).await?;
    give(tx, &row, &fields, since).await?;
    read_again(tx, &row).await
}

/// Grants one period without a refresher.
pub(crate) async fn licence_dispense(
    tx: &mut Tx<Platform>,
    licence: &Licence,
    dispensation: &NewLicenceDispensation,
) -> Result<Licence, Problem> {
    persons::actions::refuse_own(tx, licence.person_id).await?;
    require_kind(licence, LicenceKind::A)?;
    let first = licence.periods.first().map(|period| period.valid_from);
    if first.is_none_or(|first| dispensation.from < first) {
        let problem = Problem::new(Code::BeforeStart);
        return Err(match first {
            Some(first) => problem.with("earliest", first.to_string()),
            None => problem,
        });
    }
    let latest = tx.context.today.checked_add_months(Months::new(12)).unwrap_or(tx.context.today);
    if dispensation.from > latest {
        let (dutch, english) = ("Ten hoogste een jaar vooruit.", "At most a year ahead.");
        return Err(Problem::invalid(vec![Violation::body("/from", "range", dutch, english)]));
    }
    store::dispensation_insert(tx, licence, dispensation.from, &dispensation.reason).await?;
    store::licence_touch(tx, licence.id).await?;
    compute(tx, licence.person_id).await?;
    read_again(tx, &licence.row()).await
}

/// Lets a licence B that stands count in another organisation as well.
pub(crate) async fn licence_confirm(
    tx: &mut Tx<Platform>,
    licence: &Licence,
    organisation: OrganisationId,
) -> Result<Licence, Problem> {
    persons::actions::refuse_own(tx, licence.person_id).await?;
    require_kind(licence, LicenceKind::B)?;
    if licence.issuances.is_empty() {
        // A place belongs to what was issued: confirmed now it would count unseen once the licence is issued anew.
        return Err(Problem::new(Code::LicenceStatusConflict)
            .with("on", tx.context.today.to_string())
            .with("currentStatus", LicenceVerdict::None.as_str())
            .detail(
                "Van deze licentie staat geen afgifte meer. Geef haar eerst opnieuw af met 'renew'.",
                "No issue of this licence stands any more. Issue it anew with 'renew' first.",
            ));
    }
    let today = tx.context.today;
    store::place_insert(tx, (licence.id, licence.person_id), (organisation, today)).await?;
    store::licence_touch(tx, licence.id).await
}
