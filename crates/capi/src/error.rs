//! What went wrong, as a status and as the text that the thread remembers.

use std::cell::RefCell;
use std::ffi::{CStr, c_char};

use staydown::{BuildError, DecodeError, MatcherError, OpenError, VerifyError};

use crate::guard::guarded;
use crate::raw;
use crate::status::StaydownStatus;

/// Why a call failed.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) status: StaydownStatus,
    pub(crate) text: String,
}

impl Failure {
    pub(crate) fn new(status: StaydownStatus, text: impl Into<String>) -> Self {
        Self { status, text: text.into() }
    }

    fn of(status: StaydownStatus, error: &dyn std::error::Error) -> Self {
        let mut text = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            text = format!("{text}: {error}");
            cause = error.source();
        }
        Self { status, text }
    }
}

impl From<DecodeError> for Failure {
    fn from(error: DecodeError) -> Self {
        Self::of(StaydownStatus::of_picture(&error), &error)
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        let io = matches!(error, OpenError::Io { .. });
        Self::of(if io { StaydownStatus::Io } else { StaydownStatus::BadIndex }, &error)
    }
}

impl From<BuildError> for Failure {
    fn from(error: BuildError) -> Self {
        Self::of(StaydownStatus::Io, &error)
    }
}

impl From<VerifyError> for Failure {
    fn from(error: VerifyError) -> Self {
        Self::of(StaydownStatus::BadIndex, &error)
    }
}

impl From<MatcherError> for Failure {
    fn from(error: MatcherError) -> Self {
        match error {
            MatcherError::Open { source, .. } => source.into(),
            MatcherError::NotPdq { .. } | MatcherError::OfCatalogue { .. } => {
                Self::of(StaydownStatus::BadIndex, &error)
            }
            _ => Self::of(StaydownStatus::BadCatalogue, &error),
        }
    }
}

thread_local! {
    static LAST: RefCell<String> = const { RefCell::new(String::new()) };
}

pub(crate) fn remember(text: &str) {
    // While its thread ends, a host may still call: then there is nothing that could remember.
    let _ = LAST.try_with(|last| {
        let mut last = last.borrow_mut();
        last.clear();
        last.push_str(text);
    });
}

/// The text of the last failure of a call of this thread, for a log. It never holds a hash.
///
/// `text` takes it with a zero byte at its end, if `capacity` bytes suffice; `needed` takes the bytes it needs. Either may be
/// NULL, `text` with a capacity of 0. Fails with `BUFFER_TOO_SMALL`, and then the text stays.
///
/// # Safety
/// `text` must be NULL or point at `capacity` bytes, `needed` at a number or be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn staydown_last_error(
    text: *mut c_char,
    capacity: usize,
    needed: *mut usize,
) -> StaydownStatus {
    let last = LAST.try_with(|last| last.borrow().clone()).unwrap_or_default();
    let status = guarded(|| {
        // SAFETY: the caller's promise.
        unsafe { raw::put_text(&last, text, capacity, needed) }
    });
    remember(&last);
    status
}

/// The name of a status in lower case with hyphens, such as `closed-handle`; `?` for a number that is none. It lives for ever.
#[unsafe(no_mangle)]
pub extern "C" fn staydown_status_name(status: i32) -> *const c_char {
    let known = StaydownStatus::ALL.iter().find(|known| **known as i32 == status);
    known.map_or(c"?", |known| known.name()).as_ptr()
}

/// The version of the library, such as `0.1.0`. It lives for ever.
#[unsafe(no_mangle)]
pub extern "C" fn staydown_version() -> *const c_char {
    const VERSION: &CStr =
        match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
            Ok(version) => version,
            Err(_) => panic!("a version holds no zero byte"),
        };
    VERSION.as_ptr()
}

/// The version of this interface: programs built for one run with any library of the same number. It is the number at the end of
/// the shared library's name.
#[unsafe(no_mangle)]
pub extern "C" fn staydown_abi_version() -> u32 {
    0
}
