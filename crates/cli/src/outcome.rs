//! How a command ends, and the exit code that says so.

use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::progress;

/// What a command that came to its end has to say. The later variant outranks the earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Everything was done; nothing met.
    Well,
    /// Something met, and every input was judged.
    Met,
    /// Some inputs could not be read, decoded or judged.
    Incomplete,
}

/// Why a command ended early.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("{0}")]
    Usage(String),
    #[error("{path}: {reason}", path = path.display())]
    Index { path: PathBuf, reason: String },
    #[error("{path}: {reason}", path = path.display())]
    Document { path: PathBuf, reason: String },
    #[error("{0}")]
    List(String),
    #[error("cannot write the output: {0}")]
    Output(#[from] io::Error),
    #[error("{0}")]
    Nothing(&'static str),
    #[error("interrupted")]
    Interrupted,
}

impl Failure {
    /// An index that cannot be used, with the causes of the error.
    pub fn index(path: &Path, error: impl Into<Box<dyn Error>>) -> Self {
        Self::Index { path: path.to_owned(), reason: with_causes(error.into().as_ref()) }
    }

    /// A list document or a file beside it that cannot be used.
    pub fn document(path: &Path, reason: impl ToString) -> Self {
        Self::Document { path: path.to_owned(), reason: reason.to_string() }
    }

    /// A catalogue that cannot be used, or not so.
    pub fn list(error: impl Error) -> Self {
        Self::List(error.to_string())
    }

    fn code(&self) -> u8 {
        match self {
            Self::Usage(_) => 2,
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => 141,
            Self::Output(_) | Self::Nothing(_) => 3,
            Self::Index { .. } | Self::Document { .. } | Self::List(_) => 4,
            Self::Interrupted => 130,
        }
    }
}

fn with_causes(error: &dyn Error) -> String {
    let mut reason = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        reason += &format!(": {error}");
        cause = error.source();
    }
    reason
}

impl From<csv::Error> for Failure {
    fn from(error: csv::Error) -> Self {
        Self::Output(error.into())
    }
}

/// Reports a failure on standard error, a broken pipe excepted, and turns the result into the exit code.
pub fn exit_code(result: Result<Outcome, Failure>) -> ExitCode {
    match result {
        Ok(Outcome::Well) => ExitCode::SUCCESS,
        Ok(Outcome::Met) => ExitCode::from(1),
        Ok(Outcome::Incomplete) => ExitCode::from(3),
        Err(failure) => {
            let code = failure.code();
            if code != 141 {
                progress::say(format_args!("staydown: {failure}"));
            }
            ExitCode::from(code)
        }
    }
}
