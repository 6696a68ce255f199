//! JSON documents, record by record: what is in memory is one record, however long the document is.

mod out;
mod record;
mod rows;
mod scan;

pub(super) use out::{JsonWriter, extra_of, number_or_text, print_of, seconds};
pub(super) use record::{Record, flag_of, text_of};
pub(super) use rows::{Gathered, OnRow, Rows, document};
pub(super) use scan::{Scanner, Step};
