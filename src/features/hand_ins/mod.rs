//! What people hand in to the licence holder: work assignments, portfolios and reports of intervision, each with a
//! document; and the assessment interview for licence B (`domain.md` §7). The one who wrote it hands in, the licence
//! holder judges, the organisation's project leader follows.

pub(crate) mod actions;
mod api;
mod routes;
mod store;

use crate::http::Routes;

pub(crate) fn configure(routes: &mut Routes<'_, '_>) {
    routes
        .service(routes::work_assignments::list_work_assignments)
        .service(routes::work_assignments::create_work_assignment)
        .service(routes::work_assignments::get_work_assignment)
        .service(routes::work_assignments::update_work_assignment)
        .service(routes::work_assignments::judge_work_assignment)
        .service(routes::work_assignments::replace_work_assignment_document)
        .service(routes::work_assignments::get_work_assignment_document)
        .service(routes::portfolios::list_portfolios)
        .service(routes::portfolios::create_portfolio)
        .service(routes::portfolios::get_portfolio)
        .service(routes::portfolios::update_portfolio)
        .service(routes::portfolios::judge_portfolio)
        .service(routes::portfolios::replace_portfolio_document)
        .service(routes::portfolios::get_portfolio_document)
        .service(routes::intervision_reports::list_intervision_reports)
        .service(routes::intervision_reports::create_intervision_report)
        .service(routes::intervision_reports::get_intervision_report)
        .service(routes::intervision_reports::update_intervision_report)
        .service(routes::intervision_reports::judge_intervision_report)
        .service(routes::intervision_reports::replace_intervision_report_document)
        .service(routes::intervision_reports::get_intervision_report_document)
        .service(routes::assessments::list_assessments)
        .service(routes::assessments::create_assessment)
        .service(routes::assessments::get_assessment)
        .service(routes::assessments::update_assessment);
}
