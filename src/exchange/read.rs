//! One way to read documents of every format.

use std::io::BufRead;
use std::ops::ControlFlow;

use super::{
    ListFormat, ReadError, arachnid, csv, file_exchange, icse, ncmec, pdq_text, staydown, stopncii,
    tat, threatexchange, tx_dataset, vics,
};
use crate::list::{End, Row};

/// Bytes of the longest record that is read.
pub(super) const MAX_RECORD: usize = 1 << 20;

/// Reads a document, record by record: what is in memory is one record, however long the document is. A record that cannot
/// be used is handed over as its fault, and the rest goes on. `on_row` may end the reading; then nothing is known of the
/// document's end.
///
/// # Errors
///
/// [`ReadError::Io`] when the bytes cannot be had, [`ReadError::Malformed`] when the document is not of this format or ends
/// in the middle, [`ReadError::Version`] when it is of a version that is not read. Rows before the fault were handed over.
pub fn read(
    format: ListFormat,
    from: &mut dyn BufRead,
    on_row: &mut dyn FnMut(Row) -> ControlFlow<()>,
) -> Result<End, ReadError> {
    match format {
        ListFormat::ThreatExchange => threatexchange::read(from, on_row),
        ListFormat::Ncmec => ncmec::read(from, on_row),
        ListFormat::StopNcii => stopncii::read(from, on_row),
        ListFormat::TechAgainstTerrorism => tat::read(from, on_row),
        ListFormat::Vics => vics::read(from, on_row),
        ListFormat::Arachnid => arachnid::read(from, on_row),
        ListFormat::Staydown => staydown::read(from, on_row),
        ListFormat::PdqText => pdq_text::read(from, on_row),
        ListFormat::Csv => csv::read(from, on_row),
        ListFormat::FileExchange => file_exchange::read(from, on_row),
        ListFormat::TxDataset => tx_dataset::read(from, on_row),
        ListFormat::Icse => icse::read(from, on_row),
    }
}
