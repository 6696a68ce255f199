//! The bytes of an index file: the only place that knows an offset. `docs/FORMAT.md` draws them.

pub(super) mod attachment;
mod header;
mod shape;

#[cfg(test)]
mod tests;

pub(super) use attachment::Attachment;
pub use header::IndexInfo;
pub(super) use header::{
    HEADER_MAX, Sections, checksum, file_length, header, header_length, parse,
};
pub(super) use shape::{ALIGN, Kind, Repeat, Shape};
