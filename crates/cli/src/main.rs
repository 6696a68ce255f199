//! The `staydown` command: arguments in, records out. The work is the library's.

mod alarms;
mod args;
mod audit;
mod bundle;
mod command;
mod compare;
mod demo;
mod eval;
mod fingerprint;
mod guessing;
mod hash;
mod index;
mod input;
mod isolated;
mod list;
mod listed;
mod matching;
mod outcome;
mod output;
mod progress;

use std::process::ExitCode;

use clap::Parser;

use command::{Cli, Command};

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Hash(args) => hash::run(&args),
        Command::Index(args) => index::run(&args),
        Command::Match(args) => matching::run(&args),
        Command::List(args) => list::run(&args),
        Command::Audit(args) => audit::run(&args),
        Command::Bundle(args) => bundle::run(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Demo(args) => demo::run(&args),
        Command::Eval(args) => eval::run(&args),
        Command::FalseAlarms(args) => alarms::run(&args),
        Command::Worker => isolated::serve(),
    };
    outcome::exit_code(result)
}
