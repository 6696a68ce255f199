//! Decoding in processes of their own, which run this same program.

use std::io;
use std::process::Command;

use staydown::isolate::{self, Bounds, Workers};

use crate::outcome::{Failure, Outcome};

/// The subcommand that a process for decoding runs.
pub const WORKER: &str = "worker";

/// Processes of this program.
///
/// # Errors
/// If the system does not say where it lies.
pub fn workers() -> Result<Workers, Failure> {
    let program = std::env::current_exe()?;
    let start = move || {
        let mut command = Command::new(&program);
        command.arg(WORKER);
        command
    };
    Ok(Workers::new(start, Bounds::default()))
}

/// Decodes what comes in until the input ends.
///
/// # Errors
/// If it is not from this program, or a limit cannot be set.
pub fn serve() -> Result<Outcome, Failure> {
    isolate::serve(io::stdin().lock(), io::stdout().lock())?;
    Ok(Outcome::Well)
}
