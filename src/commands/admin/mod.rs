//! Acts of the operator, on the command line because nobody is signed in yet or because they concern keys.

mod billing;
mod books;
mod licence_holder;
mod reseal;

pub use billing::bill;
pub use books::check_books;
pub use licence_holder::create_licence_holder;
pub use reseal::reseal;

use clap::Subcommand;

use super::{plain, serve};
use crate::config::{DatabaseConfig, ServiceConfig};
use crate::context::Context;
use crate::db::Trace;
use crate::http::rotate_signing_key;
use crate::values::Month;

/// The operator's commands.
#[derive(Subcommand)]
pub enum Admin {
    /// Make an account for the licence holder's staff: prints the link with which it is finished. Again for the same
    /// address, while the account is not finished, prints a new link; the old one stops working.
    CreateLicenceHolder {
        #[arg(long)]
        email: String,
        #[arg(long)]
        name: String,
        #[command(flatten)]
        database: DatabaseConfig,
        #[command(flatten)]
        service: ServiceConfig,
    },
    /// Publish a new signing key; it signs after ten minutes, the old one verifies until its last token ends.
    RotateSigningKey {
        #[command(flatten)]
        database: DatabaseConfig,
        #[command(flatten)]
        service: ServiceConfig,
    },
    /// Bill a month: one invoice for each organisation with an active subscription or confirmed orders. Again for the same
    /// month bills what is not billed yet, and nothing twice. Ends with 1 when an organisation was refused.
    Bill {
        /// The month, such as 2026-10.
        #[arg(long)]
        month: Month,
        /// Only say what would be billed.
        #[arg(long)]
        dry_run: bool,
        /// Leave drafts, without numbers.
        #[arg(long)]
        without_issuing: bool,
        #[command(flatten)]
        database: DatabaseConfig,
        #[command(flatten)]
        service: ServiceConfig,
    },
    /// Seal everything under SECRET_KEY that is still under SECRET_KEY_PREVIOUS; after it the previous key can go.
    Reseal {
        #[command(flatten)]
        database: DatabaseConfig,
        #[command(flatten)]
        service: ServiceConfig,
    },
    /// Prove that the books agree: sums, numbers, nothing billed twice, documents as they were. Prints what does not, and
    /// ends with 1 when that is more than warnings. Changes nothing, and may run while the service does.
    CheckBooks {
        #[command(flatten)]
        database: DatabaseConfig,
        #[command(flatten)]
        service: ServiceConfig,
    },
}

pub(super) async fn run(admin: Admin) -> anyhow::Result<()> {
    match admin {
        Admin::CreateLicenceHolder { email, name, database, service } => {
            let state = serve::state(&database, service).await?;
            let token = create_licence_holder(&state, &email, &name).await.map_err(plain)?;
            println!("{}/accept#{token}", state.config.public_url);
            Ok(())
        }
        Admin::RotateSigningKey { database, service } => {
            let state = serve::state(&database, service).await?;
            let context = Context::system("rotateSigningKey", &state.clock);
            rotate_signing_key(&state.doors, &state.vault, context.clone()).await.map_err(plain)?;
            let trace = Trace::done("signing_key", uuid::Uuid::nil());
            state
                .doors
                .in_worker(context, async |tx| {
                    tx.trace(trace);
                    Ok(())
                })
                .await
                .map_err(plain)?;
            println!("a new key is published; it signs in ten minutes");
            Ok(())
        }
        Admin::Bill { month, dry_run, without_issuing, database, service } => {
            let state = serve::state(&database, service).await?;
            let (run, refused) = bill(&state, month, dry_run, !without_issuing).await.map_err(plain)?;
            println!("{}", billing::report(&run));
            billing::refusals(&refused)
        }
        Admin::Reseal { database, service } => {
            let state = serve::state(&database, service).await?;
            let resealed = reseal(&state).await?;
            println!(
                "{resealed} secret(s) sealed anew: SECRET_KEY_PREVIOUS can go a day after the last process has the new key"
            );
            Ok(())
        }
        Admin::CheckBooks { database, service } => {
            let state = serve::state(&database, service).await?;
            books::report(&check_books(&state).await?)
        }
    }
}
