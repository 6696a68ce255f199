//! Lists of hashes: csv as `staydown hash` prints it, with a header or without, or a hash a line.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use csv::{ByteRecord, ReaderBuilder, Trim};
use staydown::{Hash, ParseHashError, Profile, Quality};

use crate::args;

/// A row that no list has; more likely a quotation mark that is never closed.
const LONGEST_ROW: usize = 1 << 20;

/// One row of a list.
pub struct Row<const W: usize> {
    /// Line of the file on which it begins, counted from 1.
    pub line: u64,
    /// What it holds, or why it is no good. The reason never repeats the row.
    pub entry: Result<Entry<W>, String>,
}

/// What a good row holds.
pub struct Entry<const W: usize> {
    pub hash: Hash<W>,
    /// What the column `quality` says, if there is one and it is not empty.
    pub quality: Option<Quality>,
    /// What the column `id` says, if there is one.
    pub id: Option<u64>,
}

/// Reads the rows of a list one after the other. Empty lines and lines that begin with `#` are no rows.
///
/// # Errors
/// Why the list cannot be read to its end.
pub fn read<const W: usize>(
    list: impl Read,
    profile: Profile,
    mut on_row: impl FnMut(Row<W>),
) -> Result<(), csv::Error> {
    let since_row = Rc::new(Cell::new(0));
    let mut options = ReaderBuilder::new();
    options.has_headers(false).flexible(true).trim(Trim::All);
    let mut reader = options
        .comment(Some(b'#'))
        .from_reader(Guarded { inner: list, since_row: Rc::clone(&since_row) });
    let mut columns = Columns::HEADERLESS;
    let mut record = ByteRecord::new();
    while reader.read_byte_record(&mut record)? {
        since_row.set(0);
        match Columns::named_by(&record) {
            Some(named) => columns = named,
            None => on_row(columns.row(&record, profile)),
        }
    }
    Ok(())
}

/// Which field is which.
#[derive(Clone, Copy)]
struct Columns {
    hash: usize,
    quality: Option<usize>,
    id: Option<usize>,
    profile: Option<usize>,
}

impl Columns {
    const HEADERLESS: Self = Self { hash: 0, quality: Some(1), id: None, profile: None };

    /// The columns if the record is a header: if one of its fields says `hash`.
    fn named_by(record: &ByteRecord) -> Option<Self> {
        let find = |name: &str| {
            let is_it = |field: &[u8]| field.eq_ignore_ascii_case(name.as_bytes());
            record.iter().position(is_it)
        };
        Some(Self {
            hash: find("hash")?,
            quality: find("quality"),
            id: find("id"),
            profile: find("algorithm").or_else(|| find("profile")),
        })
    }

    fn row<const W: usize>(&self, record: &ByteRecord, profile: Profile) -> Row<W> {
        Row {
            line: record.position().map_or(0, csv::Position::line),
            entry: self.entry(record, profile),
        }
    }

    fn entry<const W: usize>(
        &self,
        record: &ByteRecord,
        profile: Profile,
    ) -> Result<Entry<W>, String> {
        let field = |at: usize| text(record, at);
        if let Some(other) = self.profile.and_then(field)
            && args::profile(other) != Ok(profile)
        {
            return Err(format!("not of the algorithm {}", profile.name()));
        }
        let hash = field(self.hash).ok_or("no hash")?;
        let hash = hash.parse().map_err(|error: ParseHashError| error.to_string())?;
        let quality = match self.quality.and_then(field) {
            None | Some("") => None,
            Some(given) => Some(quality(given).ok_or("the quality is no number from 0 to 100")?),
        };
        let id = match self.id {
            None => None,
            Some(at) => Some(id(field(at)).ok_or("the id is no whole number of 64 bits")?),
        };
        Ok(Entry { hash, quality, id })
    }
}

fn text(record: &ByteRecord, at: usize) -> Option<&str> {
    std::str::from_utf8(record.get(at)?).ok()
}

fn quality(field: &str) -> Option<Quality> {
    let value = field.parse().ok().filter(|&value| value <= 100);
    value.map(Quality::new)
}

fn id(field: Option<&str>) -> Option<u64> {
    field?.parse().ok()
}

/// Ends the reading of a list when a row grows beyond measure.
struct Guarded<R> {
    inner: R,
    since_row: Rc<Cell<usize>>,
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.since_row.get() > LONGEST_ROW {
            let reason = "a row is over 1 MiB long: is a quotation mark never closed?";
            return Err(io::Error::new(io::ErrorKind::InvalidData, reason));
        }
        let read = self.inner.read(buffer)?;
        self.since_row.set(self.since_row.get() + read);
        Ok(read)
    }
}
