//! NCMEC hash sharing v2: answers to `/v2/entries`.
//!
//! Entries are not in the order of time, so how far the source has been read is known only on the last page. Addresses of
//! pages and of large fingerprints change and are not kept. Times are UTC.

mod entry;
mod feedback;
mod node;
mod reader;
mod writer;

pub(super) use reader::read;
pub(super) use writer::NcmecWriter;

/// The namespace of the version that is read and written.
const NAMESPACE: &str = "https://hashsharing.ncmec.org/hashsharing/v2";
/// What the key of a video begins with; a member's number begins that of an image.
const VIDEO: &str = "video/";
