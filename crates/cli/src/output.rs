//! Records on standard output, as CSV or as a JSON object a line; whole files.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Stdout, Write};
use std::path::Path;

use clap::ValueEnum;
use serde::Serialize;

use crate::outcome::Failure;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Comma-separated values with a header
    Csv,
    /// A JSON object a line
    Jsonl,
}

pub enum Output {
    Csv(Box<csv::Writer<Stdout>>),
    Jsonl(BufWriter<Stdout>),
}

impl Output {
    /// Opens standard output; CSV starts with `header` unless there is none.
    ///
    /// # Errors
    /// If standard output cannot be written.
    pub fn new(format: Format, header: Option<&[&str]>) -> Result<Self, Failure> {
        Ok(match format {
            Format::Csv => {
                let mut options = csv::WriterBuilder::new();
                let mut writer = options.flexible(true).from_writer(io::stdout());
                if let Some(header) = header {
                    writer.write_record(header)?;
                }
                Self::Csv(Box::new(writer))
            }
            Format::Jsonl => Self::Jsonl(BufWriter::new(io::stdout())),
        })
    }

    /// Hands over what was written, so that a reader at the other end of a pipe has it.
    ///
    /// # Errors
    /// If standard output cannot be written.
    pub fn flush(&mut self) -> Result<(), Failure> {
        match self {
            Self::Csv(writer) => writer.flush()?,
            Self::Jsonl(writer) => writer.flush()?,
        }
        Ok(())
    }
}

/// Writes one object and a line end.
///
/// # Errors
/// If `writer` cannot be written.
pub fn json_line(writer: &mut impl Write, record: &impl Serialize) -> Result<(), Failure> {
    serde_json::to_writer(&mut *writer, record).map_err(io::Error::from)?;
    Ok(writer.write_all(b"\n")?)
}

/// Writes a line of plain text to standard output.
///
/// # Errors
/// If standard output cannot be written.
pub fn line(line: fmt::Arguments<'_>) -> Result<(), Failure> {
    Ok(writeln!(io::stdout(), "{line}")?)
}

/// Writes a file for its owner alone that takes its place when it is whole; the error names it.
///
/// # Errors
/// If the file cannot be written, or what `write` returns.
pub fn publish(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let failed = |error: io::Error| Failure::document(path, error);
    let part = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")));
    let mut part = part.map_err(failed)?;
    let mut out = BufWriter::new(part.as_file_mut());
    write(&mut out)?;
    out.flush().map_err(failed)?;
    drop(out);
    part.as_file().sync_all().map_err(failed)?;
    part.persist(path).map_err(|error| failed(error.error))?;
    #[cfg(unix)]
    File::open(folder.unwrap_or(Path::new(".")))
        .and_then(|folder| folder.sync_all())
        .map_err(failed)?;
    Ok(())
}

/// The same for what a command prints into a file: that it cannot be written is the failure of an output.
///
/// # Errors
/// If the file cannot be written.
pub fn file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    publish(path, |out| Ok(out.write_all(bytes)?)).map_err(|failure| match failure {
        Failure::Document { path, reason } => {
            io::Error::other(format!("{}: {reason}", path.display())).into()
        }
        other => other,
    })
}

/// Writes a new file for its owner alone. What has that name already, a link too, is left as it is.
///
/// # Errors
/// If there is something of that name, or it cannot be written.
pub fn create(path: &Path, write: impl FnOnce(&mut File) -> io::Result<()>) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let made = options.open(path).and_then(|mut file| {
        write(&mut file)?;
        file.sync_all()
    });
    made.map_err(|error| Failure::document(path, error))
}
