//! Many hashes in one file, and the complete search for near ones.

mod approximate;
mod batch;
mod build;
mod by_bucket;
mod candidates;
mod cost;
mod entries;
mod error;
mod file;
mod format;
mod lookup;
mod loose;
mod order;
mod overlay;
mod plan;
mod reader;
mod ring;
mod rows;
mod scan;
mod search;
mod searcher;
mod sink;
mod source;
mod tables;
mod verify;

pub use approximate::Approximate;
pub use build::{Builder, Builder64, Builder256, Layout, Progress};
pub(crate) use candidates::Candidate;
pub use error::{BuildError, OpenError, VerifyError};
pub use file::{Boxed, Buffer, Mapped};
pub use format::IndexInfo;
pub use overlay::{Overlay, Overlay64, Overlay256, ProfileMismatch};
pub use reader::{Index, Index64, Index256};
pub use search::{Answer, Answers, Bounds, Cancel, Coverage, Hit};
pub use searcher::Searcher;
