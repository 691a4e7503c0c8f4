//! `check-books`: proves over the whole database that the books agree, and prints what does not.

use crate::app::AppState;
use crate::commands::plain;
use crate::context::{Context, Language};
use crate::features::bookkeeping;
use crate::features::bookkeeping::api::{BookFinding, FindingSeverity};

/// Everything in the books that does not agree, in words of the operator's language.
pub async fn check_books(state: &AppState) -> anyhow::Result<Vec<BookFinding>> {
    let context = Context { language: Language::English, ..Context::system("checkBooks", &state.clock) };
    state.doors.in_platform(context, async |tx| bookkeeping::actions::check_at_leisure(tx).await).await.map_err(plain)
}

/// Prints findings; fails when one of them is an error.
pub(super) fn report(findings: &[BookFinding]) -> anyhow::Result<()> {
    for finding in findings {
        let organisation = finding.organisation_id.map(|id| format!(" of organisation {id}")).unwrap_or_default();
        let (severity, check) = (finding.severity.as_str(), finding.check.as_str());
        println!("{severity} {check}: {}{organisation}: {} ({})", finding.about, finding.found, finding.rule);
    }
    let errors = findings.iter().filter(|finding| finding.severity == FindingSeverity::Error).count();
    anyhow::ensure!(errors == 0, "{errors} finding(s): the books do not agree");
    println!("the books agree");
    Ok(())
}
