//! Stands in for the choice of format until that of all formats is there. To be removed then.

use std::io::{BufRead, Write};
use std::ops::ControlFlow;

use super::csv::CsvWriter;
use super::file_exchange::FileExchangeWriter;
use super::icse::IcseWriter;
use super::pdq_text::PdqTextWriter;
use super::staydown::StaydownWriter;
use super::tx_dataset::TxDatasetWriter;
use super::{ListFormat, ReadError, WriteError};
use super::{csv, file_exchange, icse, pdq_text, staydown, tx_dataset};
use crate::list::{Change, End, Row};

/// Reads a document.
///
/// # Errors
/// Why it cannot be read on.
pub fn read(
    format: ListFormat,
    from: &mut dyn BufRead,
    on_row: &mut dyn FnMut(Row) -> ControlFlow<()>,
) -> Result<End, ReadError> {
    match format {
        ListFormat::Staydown => staydown::read(from, on_row),
        ListFormat::PdqText => pdq_text::read(from, on_row),
        ListFormat::Csv => csv::read(from, on_row),
        ListFormat::FileExchange => file_exchange::read(from, on_row),
        ListFormat::TxDataset => tx_dataset::read(from, on_row),
        ListFormat::Icse => icse::read(from, on_row),
        _ => unreachable!("stands in for six formats"),
    }
}

/// Writes a document.
pub struct Writer<'w>(Kind<'w>);

enum Kind<'w> {
    Staydown(StaydownWriter<'w>),
    PdqText(PdqTextWriter<'w>),
    Csv(CsvWriter<'w>),
    FileExchange(FileExchangeWriter<'w>),
    TxDataset(TxDatasetWriter<'w>),
    Icse(IcseWriter<'w>),
}

impl<'w> Writer<'w> {
    /// Begins a document.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn new(format: ListFormat, to: &'w mut dyn Write, end: &End) -> Result<Self, WriteError> {
        Ok(Self(match format {
            ListFormat::Staydown => Kind::Staydown(StaydownWriter::new(to, end)?),
            ListFormat::PdqText => Kind::PdqText(PdqTextWriter::new(to, end)?),
            ListFormat::Csv => Kind::Csv(CsvWriter::new(to, end)?),
            ListFormat::FileExchange => Kind::FileExchange(FileExchangeWriter::new(to, end)?),
            ListFormat::TxDataset => Kind::TxDataset(TxDatasetWriter::new(to, end)?),
            ListFormat::Icse => Kind::Icse(IcseWriter::new(to, end)?),
            format => return Err(WriteError::ReadOnly { format }),
        }))
    }

    /// Writes a change.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn put(&mut self, change: &Change) -> Result<(), WriteError> {
        match &mut self.0 {
            Kind::Staydown(writer) => writer.put(change),
            Kind::PdqText(writer) => writer.put(change),
            Kind::Csv(writer) => writer.put(change),
            Kind::FileExchange(writer) => writer.put(change),
            Kind::TxDataset(writer) => writer.put(change),
            Kind::Icse(writer) => writer.put(change),
        }
    }

    /// Ends the document.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(self) -> Result<(), WriteError> {
        match self.0 {
            Kind::Staydown(writer) => writer.finish(),
            Kind::PdqText(writer) => writer.finish(),
            Kind::Csv(writer) => writer.finish(),
            Kind::FileExchange(writer) => writer.finish(),
            Kind::TxDataset(writer) => writer.finish(),
            Kind::Icse(writer) => writer.finish(),
        }
    }
}
