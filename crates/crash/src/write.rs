//! A writer that says what was acknowledged.

use std::convert::Infallible;
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Args;
use staydown::{Catalogue, CatalogueError, Change, End, Import, ImportError, List, Row};

use crate::plan::{self, Plan, Step};
use crate::{LIST, Place, by, now};

#[derive(Args)]
pub struct WriteArgs {
    #[command(flatten)]
    place: Place,
    /// Steps at most
    #[arg(long, default_value_t = u64::MAX)]
    steps: u64,
    /// Time at most
    #[arg(long, default_value_t = 3600.0)]
    seconds: f64,
    /// A pause after each step
    #[arg(long, default_value_t = 0)]
    pause_ms: u64,
    /// Ends without closing the catalogue, as if killed
    #[arg(long)]
    unclosed: bool,
    /// Says that a step is acknowledged before it is done: to see the checks fail
    #[arg(long)]
    boast: bool,
}

/// 0 when all was done, 3 when the catalogue refused to go on after an error, else 1.
pub fn run(args: &WriteArgs) -> ExitCode {
    match write(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(if matches!(error, Failure::Refused) { 3 } else { 1 })
        }
    }
}

fn write(args: &WriteArgs) -> Result<(), Failure> {
    let mut catalogue = match args.place.catalogue.exists() {
        true => Catalogue::open(&args.place.catalogue)?,
        false => Catalogue::create(&args.place.catalogue)?,
    };
    let mut plan = Plan::at(args.place.plan, catalogue.generation()?);
    acknowledge(plan.generation)?;
    let end = Instant::now() + Duration::from_secs_f64(args.seconds);
    for _ in 0..args.steps {
        if Instant::now() >= end {
            break;
        }
        let step = plan.advance();
        if args.boast {
            acknowledge(plan.generation)?;
        }
        let done = apply(&mut catalogue, step);
        if let Err(error) = &done {
            go_on(&mut catalogue, step, &plan, error)?;
        }
        if catalogue.generation()? != plan.generation {
            return Err(Failure::Generation);
        }
        if done.is_ok() {
            acknowledge(plan.generation)?;
        }
        std::thread::sleep(Duration::from_millis(args.pause_ms));
    }
    if args.unclosed {
        std::process::exit(0); // nothing is dropped
    }
    Ok(())
}

/// Tries once more unless it was done all the same, as a program would that takes every error for one that passes.
fn go_on(
    catalogue: &mut Catalogue,
    step: Step,
    plan: &Plan,
    error: &ImportError,
) -> Result<(), Failure> {
    eprintln!("{error}");
    if catalogue.generation()? == plan.generation {
        return Ok(());
    }
    match apply(catalogue, step) {
        Err(ImportError::Catalogue(CatalogueError::Broken)) => Err(Failure::Refused),
        done => Ok(done?),
    }
}

/// A line with the generation and the time, so that who reads it knows what holds.
fn acknowledge(generation: u64) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(format!("{generation} {}\n", now()).as_bytes())?;
    out.flush()
}

pub fn apply(catalogue: &mut Catalogue, step: Step) -> Result<(), ImportError> {
    let (key, by) = (plan::key, by());
    match step {
        Step::CreateList => {
            catalogue.create_list(&List::new(LIST, "A centre"), &by)?;
        }
        Step::Put(number) => {
            catalogue.put(LIST, plan::entry(number), &by)?;
        }
        Step::Import { first, rows, withdrawn } => {
            catalogue.import(LIST, &Import::default(), &by, |take| {
                document(first, rows, withdrawn, take)
            })?;
        }
        Step::Withdraw(number) => {
            catalogue.withdraw(LIST, &key(number), None, &by)?;
        }
        Step::Restore(number) => catalogue.restore(LIST, &key(number), &by)?,
        Step::Compact => {
            catalogue.compact(&by)?;
        }
    }
    Ok(())
}

fn document(
    first: u64,
    rows: u64,
    withdrawn: Option<u64>,
    take: &mut dyn FnMut(Row) -> ControlFlow<()>,
) -> Result<End, Infallible> {
    let put = (first..first + rows).map(|number| Change::Put(Box::new(plan::entry(number))));
    let gone =
        withdrawn.map(|number| Change::Withdraw { key: plan::key(number), reason: None, at: None });
    for (at, change) in (1..).zip(put.chain(gone)) {
        if take(Row { at, change: Ok(change) }).is_break() {
            break;
        }
    }
    Ok(End::default())
}

/// Why a writer ends early.
enum Failure {
    Catalogue(ImportError),
    /// The catalogue takes nothing more after an error.
    Refused,
    /// The catalogue is not where the plan is.
    Generation,
    Output(io::Error),
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Catalogue(error) => error.fmt(f),
            Self::Refused => f.write_str("the catalogue refused to go on"),
            Self::Generation => f.write_str("WRONG: the catalogue is of another generation"),
            Self::Output(error) => error.fmt(f),
        }
    }
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        Self::Catalogue(error)
    }
}

impl From<CatalogueError> for Failure {
    fn from(error: CatalogueError) -> Self {
        Self::Catalogue(error.into())
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}
