//! Failures as the exceptions of `staydown.errors`, with a status that never changes its meaning.

use pyo3::prelude::*;
use staydown::{BuildError, DecodeError, MatcherError, OpenError, VerifyError};

/// Why a call failed.
pub(crate) struct Failure {
    class: &'static str,
    status: &'static str,
    text: String,
}

impl Failure {
    pub(crate) fn argument(text: impl Into<String>) -> Self {
        Self { class: "ArgumentError", status: "bad-argument", text: text.into() }
    }

    pub(crate) fn closed(what: &str) -> Self {
        let text = format!("the {what} has been closed");
        Self { class: "ClosedError", status: "closed-handle", text }
    }

    pub(crate) fn file(path: &std::path::Path, error: &std::io::Error) -> Self {
        let text = format!("{} cannot be read: {error}", path.display());
        Self { class: "FileError", status: "io", text }
    }

    pub(crate) fn no_hash() -> Self {
        let text = "the picture has no such hash".into();
        Self { class: "DecodeError", status: "no-hash", text }
    }

    fn of(class: &'static str, status: &'static str, error: &dyn std::error::Error) -> Self {
        let causes = std::iter::successors(Some(error), |error| error.source());
        let texts: Vec<String> = causes.map(ToString::to_string).collect();
        Self { class, status, text: texts.join(": ") }
    }

    /// The exception itself.
    pub(crate) fn into_exception(self, py: Python<'_>) -> PyErr {
        let made = py
            .import("staydown.errors")
            .and_then(|errors| errors.getattr(self.class)?.call1((self.text, self.status)));
        made.map_or_else(|error| error, PyErr::from_value)
    }
}

impl From<Failure> for PyErr {
    fn from(failure: Failure) -> Self {
        Python::attach(|py| failure.into_exception(py))
    }
}

impl From<DecodeError> for Failure {
    fn from(error: DecodeError) -> Self {
        Self::of("DecodeError", error.name(), &error)
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Io { .. } => Self::of("FileError", "io", &error),
            _ => Self::of("IndexFileError", "bad-index", &error),
        }
    }
}

impl From<VerifyError> for Failure {
    fn from(error: VerifyError) -> Self {
        Self::of("IndexFileError", "bad-index", &error)
    }
}

impl From<BuildError> for Failure {
    fn from(error: BuildError) -> Self {
        Self::of("FileError", "io", &error)
    }
}

impl From<MatcherError> for Failure {
    fn from(error: MatcherError) -> Self {
        match error {
            MatcherError::Open { source, .. } => source.into(),
            MatcherError::NotPdq { .. } | MatcherError::OfCatalogue { .. } => {
                Self::of("IndexFileError", "bad-index", &error)
            }
            _ => Self::of("CatalogueError", "bad-catalogue", &error),
        }
    }
}
