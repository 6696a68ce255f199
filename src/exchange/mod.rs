//! Other people's list formats, in and out, and one of our own that carries everything.

mod csv;
mod error;
mod file_exchange;
mod format;
mod icse;
mod lines;
mod pdq_text;
mod plain;
mod stand_in;
mod staydown;
mod table;
mod tx_dataset;
mod values;

pub use error::{ReadError, WriteError};
pub use format::{ListFormat, UnknownListFormat};
pub use stand_in::{Writer, read};
