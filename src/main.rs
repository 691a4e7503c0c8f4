//! The command line.

use std::process::ExitCode;

use clap::Parser;
use samen_leren::commands::{Command, run};

/// The backend of Samen Leren.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse().command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("samen-leren: {error:#}");
            ExitCode::FAILURE
        }
    }
}
