//! Other people's list formats, in and out, and one of our own that carries everything.

mod arachnid;
mod csv;
mod error;
mod file_exchange;
mod format;
mod icse;
mod json;
mod lines;
mod ncmec;
mod pdq_text;
mod plain;
mod read;
mod staydown;
mod stopncii;
mod table;
mod tat;
mod threatexchange;
mod tx_dataset;
mod values;
mod vics;
mod writer;

pub use error::{ReadError, WriteError};
pub use format::{ListFormat, UnknownListFormat};
use read::MAX_RECORD;
pub use read::read;
pub use writer::Writer;
