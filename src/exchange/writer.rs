//! One way to write documents of every format.

use std::io::Write;

use super::csv::CsvWriter;
use super::file_exchange::FileExchangeWriter;
use super::icse::IcseWriter;
use super::json::JsonWriter;
use super::ncmec::NcmecWriter;
use super::pdq_text::PdqTextWriter;
use super::staydown::StaydownWriter;
use super::tx_dataset::TxDatasetWriter;
use super::vics::VicsWriter;
use super::{ListFormat, WriteError, stopncii, tat, threatexchange};
use crate::list::{Change, End};

/// Writes a document, entry by entry. What has been put is complete only after [`Writer::finish`].
///
/// ThreatExchange, NCMEC and Tech Against Terrorism page by addresses that only they can make: a document of theirs is
/// always the last page, whatever [`End::more`] says.
pub struct Writer<'w>(Kind<'w>);

enum Kind<'w> {
    Json(JsonWriter<'w>),
    Ncmec(NcmecWriter<'w>),
    Vics(VicsWriter<'w>),
    Staydown(StaydownWriter<'w>),
    PdqText(PdqTextWriter<'w>),
    Csv(CsvWriter<'w>),
    FileExchange(FileExchangeWriter<'w>),
    TxDataset(TxDatasetWriter<'w>),
    Icse(IcseWriter<'w>),
}

impl<'w> Writer<'w> {
    /// Begins a document. `end` is what it will say of itself where the format has a place for it.
    ///
    /// # Errors
    ///
    /// [`WriteError::ReadOnly`] for a format that is not written, [`WriteError::Io`] when the bytes cannot be put.
    pub fn new(format: ListFormat, to: &'w mut dyn Write, end: &End) -> Result<Self, WriteError> {
        Ok(Self(match format {
            ListFormat::ThreatExchange => Kind::Json(threatexchange::writer(to, end)?),
            ListFormat::StopNcii => Kind::Json(stopncii::writer(to, end)?),
            ListFormat::TechAgainstTerrorism => Kind::Json(tat::writer(to, end)?),
            ListFormat::Ncmec => Kind::Ncmec(NcmecWriter::new(to, end)?),
            ListFormat::Vics => Kind::Vics(VicsWriter::new(to, end)?),
            ListFormat::Arachnid => return Err(WriteError::ReadOnly { format }),
            ListFormat::Staydown => Kind::Staydown(StaydownWriter::new(to, end)?),
            ListFormat::PdqText => Kind::PdqText(PdqTextWriter::new(to, end)?),
            ListFormat::Csv => Kind::Csv(CsvWriter::new(to, end)?),
            ListFormat::FileExchange => Kind::FileExchange(FileExchangeWriter::new(to, end)?),
            ListFormat::TxDataset => Kind::TxDataset(TxDatasetWriter::new(to, end)?),
            ListFormat::Icse => Kind::Icse(IcseWriter::new(to, end)?),
        }))
    }

    /// Adds an entry, or that one was withdrawn.
    ///
    /// # Errors
    ///
    /// [`WriteError::Entry`] if the format has no place for it: nothing of it was written, and others can follow.
    /// [`WriteError::Io`] when the bytes cannot be put.
    pub fn put(&mut self, change: &Change) -> Result<(), WriteError> {
        match &mut self.0 {
            Kind::Json(writer) => writer.put(change),
            Kind::Ncmec(writer) => writer.put(change),
            Kind::Vics(writer) => writer.put(change),
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
    ///
    /// [`WriteError::Io`] when the bytes cannot be put.
    pub fn finish(self) -> Result<(), WriteError> {
        match self.0 {
            Kind::Json(writer) => writer.finish(),
            Kind::Ncmec(writer) => writer.finish(),
            Kind::Vics(writer) => writer.finish(),
            Kind::Staydown(writer) => writer.finish(),
            Kind::PdqText(writer) => writer.finish(),
            Kind::Csv(writer) => writer.finish(),
            Kind::FileExchange(writer) => writer.finish(),
            Kind::TxDataset(writer) => writer.finish(),
            Kind::Icse(writer) => writer.finish(),
        }
    }
}
