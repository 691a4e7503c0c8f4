//! Reading the books in several steps: a year, and the proof that all agrees.

use super::api::{BookCheckCode, BookFinding, BookYear, BookYearFilter, FindingSeverity};
use super::{rules, store};
use crate::db::{Platform, Tx};
use crate::problem::Problem;

/// A year of the books; 404 for a year that they can't have.
pub(super) async fn book_year<D>(tx: &mut Tx<D>, year: &str, filter: BookYearFilter) -> Result<BookYear, Problem> {
    let year = year.parse().ok().and_then(|year| rules::days_of(year, tx.context.today));
    let (first, last) = year.ok_or_else(Problem::not_found)?;
    let rows = store::year_rows(tx, filter.organisation_id, first, last).await?;
    Ok(rules::year(first, last, &rows))
}

/// Everything in the books that does not agree, in the order of the checks.
pub(crate) async fn check(tx: &mut Tx<Platform>) -> Result<Vec<BookFinding>, Problem> {
    let language = tx.context.language;
    let mut found = Vec::new();
    for check in BookCheckCode::ALL {
        let finding = |row: store::FoundRow| BookFinding {
            check: *check,
            severity: if row.warning { FindingSeverity::Warning } else { FindingSeverity::Error },
            organisation_id: row.organisation_id,
            about: row.about,
            found: row.found,
            rule: language.of(rules::what_holds(*check)).to_owned(),
        };
        found.extend(store::findings(tx, *check).await?.into_iter().map(finding));
    }
    Ok(found)
}

/// The same for a command, with time for a large database.
pub(crate) async fn check_at_leisure(tx: &mut Tx<Platform>) -> Result<Vec<BookFinding>, Problem> {
    store::take_time(tx).await?;
    check(tx).await
}
