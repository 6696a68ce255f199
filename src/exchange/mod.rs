//! Other people's list formats, in and out, and one of our own that carries everything.

mod error;
mod format;

pub use error::{ReadError, WriteError};
pub use format::{ListFormat, UnknownListFormat};
