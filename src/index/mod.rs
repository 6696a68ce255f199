//! Many hashes in one file, and the complete search for near ones.

mod build;
mod error;
mod file;
mod format;
mod reader;
mod scan;
mod search;
mod sink;

pub use build::{Builder, Builder64, Builder256};
pub use error::{BuildError, OpenError, VerifyError};
pub use file::{Buffer, Mapped};
pub use format::IndexInfo;
pub use reader::{Index, Index64, Index256};
pub use search::Hit;
