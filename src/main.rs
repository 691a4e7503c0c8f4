//! The command line.

use std::process::ExitCode;

use clap::Parser;
use samen_leren::commands::{Command, run};

/// Quicker than the system's where many threads allocate, and what was needed for a moment goes back to the system.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
