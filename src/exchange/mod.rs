//! Other people's list formats, in and out, and one of our own that carries everything.

mod arachnid;
mod error;
mod format;
mod json;
mod ncmec;
mod read;
mod stopncii;
mod tat;
mod threatexchange;
mod values;
mod vics;
mod writer;

pub use error::{ReadError, WriteError};
pub use format::{ListFormat, UnknownListFormat};
use read::MAX_RECORD;
pub use read::read;
pub use writer::Writer;
