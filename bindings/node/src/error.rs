//! Why a call failed, as an error of JavaScript: `code` has the name of the status, which never changes its meaning.

use std::panic::{AssertUnwindSafe, catch_unwind};

use napi::{Env, JsError};
use staydown::{BuildError, DecodeError, MatcherError, OpenError, VerifyError};

/// Why a call failed.
pub(crate) struct Failure {
    code: &'static str,
    text: String,
}

/// What a call gives.
pub(crate) type Answer<T> = std::result::Result<T, Failure>;

/// The same as it is thrown; napi knows it by its name.
pub(crate) type Result<T> = napi::Result<T, &'static str>;

/// Does the work of a call. A panic becomes a failure.
pub(crate) fn guarded<T>(work: impl FnOnce() -> Answer<T>) -> Answer<T> {
    // Nothing that a panic could leave half done is used again: what is open is only read or replaced as a whole.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let text = "the library panicked, which is a defect of it: please report what was asked";
        Err(Failure { code: "panic", text: text.into() })
    })
}

/// The same on JavaScript's own thread.
pub(crate) fn at_once<T>(work: impl FnOnce() -> Answer<T>) -> Result<T> {
    guarded(work).map_err(|Failure { code, text }| napi::Error::new(code, text))
}

impl Failure {
    pub(crate) fn argument(text: impl ToString) -> Self {
        Self { code: "bad-argument", text: text.to_string() }
    }

    pub(crate) fn closed(what: &str) -> Self {
        Self { code: "closed-handle", text: format!("the {what} has been closed") }
    }

    pub(crate) fn file(path: &str, error: &std::io::Error) -> Self {
        Self { code: "io", text: format!("{path} cannot be read: {error}") }
    }

    pub(crate) fn no_hash() -> Self {
        Self { code: "no-hash", text: "the picture has no such hash".into() }
    }

    fn of(code: &'static str, error: &dyn std::error::Error) -> Self {
        let causes = std::iter::successors(Some(error), |error| error.source());
        let texts: Vec<String> = causes.map(ToString::to_string).collect();
        Self { code, text: texts.join(": ") }
    }

    /// As what a promise is rejected with.
    pub(crate) fn rejection(self, env: Env) -> napi::Error {
        let error = napi::Error::new(self.code, self.text);
        JsError::from(error).into_unknown(env).into()
    }
}

impl From<DecodeError> for Failure {
    fn from(error: DecodeError) -> Self {
        Self::of(error.name(), &error)
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        let io = matches!(error, OpenError::Io { .. });
        Self::of(if io { "io" } else { "bad-index" }, &error)
    }
}

impl From<VerifyError> for Failure {
    fn from(error: VerifyError) -> Self {
        Self::of("bad-index", &error)
    }
}

impl From<BuildError> for Failure {
    fn from(error: BuildError) -> Self {
        Self::of("io", &error)
    }
}

impl From<MatcherError> for Failure {
    fn from(error: MatcherError) -> Self {
        match error {
            MatcherError::Open { source, .. } => source.into(),
            MatcherError::NotPdq { .. } | MatcherError::OfCatalogue { .. } => {
                Self::of("bad-index", &error)
            }
            _ => Self::of("bad-catalogue", &error),
        }
    }
}
