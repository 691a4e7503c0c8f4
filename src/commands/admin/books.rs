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
    println!("{}", verdict(findings)?);
    Ok(())
}

/// What the findings come to; an error when one of them is. The books agree when nothing at all was found.
fn verdict(findings: &[BookFinding]) -> anyhow::Result<String> {
    let errors = findings.iter().filter(|finding| finding.severity == FindingSeverity::Error).count();
    anyhow::ensure!(errors == 0, "{errors} finding(s): the books do not agree");
    Ok(match findings.len() {
        0 => "the books agree".to_owned(),
        warnings => format!("{warnings} warning(s) and no error: see above what is still to be done"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::bookkeeping::api::BookCheckCode;

    #[test]
    fn the_books_agree_only_when_nothing_was_found() {
        let finding = |severity| BookFinding {
            check: BookCheckCode::ForgottenMonths,
            severity,
            organisation_id: None,
            about: "2026-10".into(),
            found: "it was never run".into(),
            rule: "every month is run".into(),
        };
        let (warning, error) = (finding(FindingSeverity::Warning), finding(FindingSeverity::Error));
        assert_eq!(verdict(&[]).unwrap(), "the books agree");
        let warned = verdict(std::slice::from_ref(&warning)).unwrap();
        assert!(warned.starts_with("1 warning(s)") && !warned.contains("agree"), "{warned}");
        assert!(verdict(&[warning, error]).unwrap_err().to_string().contains("1 finding(s)"));
    }
}
