//! Writes down how many calls API clients made: what every process counts in memory is added up in the database. What
//! can't be written now is kept for the next round.

use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel_async::RunQueryDsl;

use crate::app::AppState;
use crate::context::Context;
use crate::problem::Problem;
use crate::schema::api_calls;

/// Writes down what was counted since the last time, one transaction per client and month.
pub(super) async fn write_down(state: &AppState) -> Result<(), Problem> {
    let mut outcome = Ok(());
    for (whose, calls) in state.usage.take() {
        let (organisation, client, month) = whose;
        let row = (
            api_calls::organisation_id.eq(organisation),
            api_calls::api_client_id.eq(client),
            api_calls::month.eq(month),
            api_calls::calls.eq(calls),
        );
        let written = state.doors.in_worker(Context::system("countCalls", &state.clock), async |tx| {
            let insert = diesel::insert_into(api_calls::table)
                .values(row)
                .on_conflict((api_calls::organisation_id, api_calls::api_client_id, api_calls::month))
                .do_update()
                .set(api_calls::calls.eq(api_calls::calls + excluded(api_calls::calls)));
            insert.execute(tx.conn()).await?;
            Ok(())
        });
        if let Err(problem) = written.await {
            state.usage.add(whose, calls);
            outcome = Err(problem);
        }
    }
    outcome
}
