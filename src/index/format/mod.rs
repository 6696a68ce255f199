//! The bytes of an index file: the only place that knows an offset. `docs/FORMAT.md` draws them.

mod header;
mod shape;

#[cfg(test)]
mod tests;

pub use header::IndexInfo;
pub(super) use header::{
    HEADER_MAX, Sections, checksum, file_length, header, header_length, parse,
};
pub(super) use shape::{ALIGN, Kind, Repeat, Shape};
