//! Hashes and ids → the bytes of an index.

mod sort;
mod table;
mod write;

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, Write};
use std::path::Path;

use rayon::prelude::*;
use zerocopy::IntoBytes;
use zerocopy::little_endian::{U16, U32, U64};

use self::sort::{Sorted, sorted};
use self::table::{BYTES_A_ROW, Table};
use self::write::Writer;
use super::format::{self, Attachment, Kind, Repeat, Shape, attachment};
use super::plan::Plan;
use super::ring::{Bits, spread};
use super::{Buffer, BuildError, Index, cost, file};
use crate::{Hash, Profile};

/// Items of a section that are turned into bytes at a time.
const ITEMS_AT_ONCE: usize = 1 << 16;
/// Bytes of working memory up to which tables are built side by side.
const WORKING_MEMORY: usize = 4 << 30;

/// A [`Builder`] of hashes of 256 bits.
pub type Builder256 = Builder<4>;
/// A [`Builder`] of hashes of 64 bits.
pub type Builder64 = Builder<1>;

/// How much memory an index may give for speed. The answers are the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Layout {
    /// The fastest that takes at most 84 bytes for each hash of 256 bits beside itself.
    #[default]
    Fast,
    /// At most 55 bytes for each hash of 256 bits beside itself; a search takes several times as long.
    Compact,
    /// Nothing: every search reads the whole list.
    Flat,
}

impl Layout {
    /// Bytes that tables may take for each hash of so many words.
    fn bytes(self, words: usize) -> f64 {
        match self {
            Self::Fast => 21.0 * words as f64,
            Self::Compact => 13.75 * words as f64,
            Self::Flat => 0.0,
        }
    }
}

/// How far a build has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Parts of the work that are done.
    pub done: u32,
    /// All parts of the work: the sorting, the rows, and each table.
    pub of: u32,
}

/// An entry as it was pushed, its hash in the order of the ring.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry<const W: usize> {
    bits: Bits<W>,
    id: u64,
    list: u16,
}

/// Collects hashes of `64 * W` bits with the caller's ids, and writes them as an index.
///
/// The order in which entries are pushed leaves no trace in the bytes. Entries of one hash share a row; a hash and id
/// pushed twice is two entries. Memory while building is about `16 * W + 42` bytes an entry, and for each thread, as
/// long as that is at most four gigabytes in all, 14 bytes a hash.
///
/// ```
/// use staydown::{Builder256, Hash, Hash256, Profile};
///
/// let mut builder = Builder256::new(Profile::Pdq)?;
/// builder.push(Hash256::ZERO, 7);
/// builder.push_to_list(Hash([1, 0, 0, 0]), 8, 2);
/// let index = builder.into_index()?;
/// let hits = index.within(&Hash256::ZERO, 31);
/// let found: Vec<_> = hits.iter().map(|hit| (hit.distance, hit.id, hit.list)).collect();
/// assert_eq!(found, [(0, 7, 0), (1, 8, 2)]);
/// # Ok::<_, staydown::BuildError>(())
/// ```
#[derive(Clone)]
pub struct Builder<const W: usize> {
    profile: Profile,
    /// Bytes that the tables may take for each row.
    most_bytes: f64,
    radius: u32,
    plan: Option<Plan>,
    entries: Vec<Entry<W>>,
    attached: Vec<Attachment>,
}

impl<const W: usize> Builder<W> {
    /// A builder without entries.
    ///
    /// # Errors
    /// [`BuildError::Width`] if the profile's hashes do not have `64 * W` bits.
    pub fn new(profile: Profile) -> Result<Self, BuildError> {
        if profile.bits() != Hash::<W>::BITS {
            return Err(BuildError::Width {
                profile,
                expected: profile.bits(),
                found: Hash::<W>::BITS,
            });
        }
        let radius = if profile.bits() == 64 { 10 } else { 31 };
        let most_bytes = Layout::default().bytes(W);
        Ok(Self {
            profile,
            most_bytes,
            radius,
            plan: None,
            entries: Vec::new(),
            attached: Vec::new(),
        })
    }

    /// How much memory to give for speed; [`Layout::Fast`] if nothing is said.
    pub fn set_layout(&mut self, layout: Layout) {
        self.most_bytes = layout.bytes(W);
    }

    /// The fastest layout, whatever memory it takes.
    pub(super) fn spare_no_memory(&mut self) {
        self.most_bytes = f64::INFINITY;
    }

    /// The radius for which the index is to be fastest; every other can be asked too. 31 if nothing is said, and 10
    /// for hashes of 64 bits.
    pub fn set_radius(&mut self, radius: u32) {
        self.radius = radius;
    }

    /// Cuts the hashes into so many tables with keys of so many bits, whatever that costs; `false` if they cannot be cut
    /// so. For tests of the search.
    #[doc(hidden)]
    pub fn set_plan(&mut self, tables: u32, key_bits: u32) -> bool {
        self.plan = Plan::new(self.profile.bits(), tables, key_bits);
        self.plan.is_some()
    }

    /// Adds an entry to list 0. Ids are the caller's; they need not be unique.
    pub fn push(&mut self, hash: Hash<W>, id: u64) {
        self.push_to_list(hash, id, 0);
    }

    /// Adds an entry to a list, whose number is the caller's and comes back with each [`Hit`](crate::Hit).
    pub fn push_to_list(&mut self, hash: Hash<W>, id: u64, list: u16) {
        self.entries.push(Entry { bits: spread(&hash), id, list });
    }

    /// Adds the hashes of a file to list 0: `8 * W` bytes each, in the order of their text, the ids counted on from
    /// `first_id`. Returns how many there were.
    ///
    /// # Errors
    /// [`BuildError::Hashes`] if the file cannot be read or does not hold whole hashes; nothing is added then.
    pub fn push_file(&mut self, path: impl AsRef<Path>, first_id: u64) -> Result<u64, BuildError> {
        let (path, before) = (path.as_ref(), self.entries.len());
        let pushed = self.push_all(path, first_id).map_err(|source| {
            self.entries.truncate(before);
            BuildError::Hashes { path: path.to_owned(), source }
        });
        pushed.map(|()| (self.entries.len() - before) as u64)
    }

    fn push_all(&mut self, path: &Path, first_id: u64) -> io::Result<()> {
        let file = File::open(path)?;
        let hashes = file.metadata()?.len() / (8 * W as u64);
        self.entries.reserve(usize::try_from(hashes).map_err(|_| io::ErrorKind::OutOfMemory)?);
        let mut file = BufReader::with_capacity(1 << 20, file);
        let mut bytes = vec![0; 8 * W];
        for id in first_id.. {
            match file.read(&mut bytes[..1])? {
                0 => break,
                _ => file.read_exact(&mut bytes[1..])?,
            }
            let hash = Hash::from_bytes(&bytes).ok_or(io::ErrorKind::InvalidData)?;
            self.push(hash, id);
        }
        Ok(())
    }

    /// Puts bytes of the caller's own into the file, in a section that readers of the index skip. `name` is from 0 to
    /// 65,535; of two attachments of one name the later counts.
    pub fn attach(&mut self, name: u16, bytes: Vec<u8>) {
        let kind = attachment::FIRST + u32::from(name);
        self.attached.retain(|attachment| attachment.kind != kind);
        self.attached.push(Attachment::new(kind, bytes));
    }

    /// Number of entries so far.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The index itself, in memory.
    ///
    /// # Errors
    /// [`BuildError::TooMany`], or [`BuildError::Write`] when there is no memory for it.
    pub fn into_index(self) -> Result<Index<W, Buffer>, BuildError> {
        let failed = |source| BuildError::Write { source };
        let (sorted, shape) = self.sort()?;
        drop(self.entries);
        let length = format::file_length(&shape, &self.attached);
        let length = usize::try_from(length).map_err(|_| failed(io::ErrorKind::OutOfMemory.into()));
        let mut buffer = Buffer::zeroed(length?).map_err(failed)?;
        let mut out = Cursor::new(buffer.as_mut());
        let (profile, attached) = (self.profile, &self.attached);
        write(&sorted, &shape, profile, attached, &mut out, &mut |_| {}).map_err(failed)?;
        Index::from_bytes(buffer).map_err(|error| failed(io::Error::other(error)))
    }

    /// Writes the index as a file that takes its place at once: beside it, synced, renamed, the folder synced.
    /// Only its owner may read the file.
    ///
    /// # Errors
    /// [`BuildError::TooMany`], or [`BuildError::Publish`]. If the folder's sync fails, the new file stands in its
    /// place but may not outlive a power cut; at any other failure the old file stands and nothing is left beside it.
    pub fn publish(&self, path: impl AsRef<Path>) -> Result<(), BuildError> {
        self.publish_with(path, |_| {})
    }

    /// [`publish`](Self::publish), with a call after each part of the work.
    ///
    /// # Errors
    /// As [`publish`](Self::publish).
    pub fn publish_with(
        &self,
        path: impl AsRef<Path>,
        mut progress: impl FnMut(Progress),
    ) -> Result<(), BuildError> {
        let path = path.as_ref();
        let (sorted, shape) = self.sort()?;
        file::publish(path, |out| {
            write(&sorted, &shape, self.profile, &self.attached, out, &mut progress)
        })
        .map_err(|source| BuildError::Publish { path: path.to_owned(), source })
    }

    /// Writes the bytes of the index, the same for the same entries.
    ///
    /// # Errors
    /// [`BuildError::TooMany`], or [`BuildError::Write`] with what the writer said.
    pub fn write_to(&self, out: &mut (impl Write + Seek)) -> Result<(), BuildError> {
        let (sorted, shape) = self.sort()?;
        write(&sorted, &shape, self.profile, &self.attached, out, &mut |_| {})
            .map_err(|source| BuildError::Write { source })
    }

    fn sort(&self) -> Result<(Sorted, Shape), BuildError> {
        let count = self.entries.len();
        let too_many = BuildError::TooMany { count };
        let Ok(entries) = u32::try_from(count) else { return Err(too_many) };
        let sorted = sorted(&self.entries);
        let shape = Shape {
            bits: self.profile.bits(),
            entries,
            rows: sorted.rows() as u32,
            repeats: sorted.repeats.len() as u32,
            lists: !sorted.lists.is_empty(),
            plan: self.plan(sorted.rows()),
        };
        if shape.is_possible() { Ok((sorted, shape)) } else { Err(too_many) }
    }

    fn plan(&self, rows: usize) -> Option<Plan> {
        let best = || cost::best_plan(self.profile.bits(), rows, self.radius, self.most_bytes);
        self.plan.or_else(best)
    }
}

impl<const W: usize> Extend<(Hash<W>, u64)> for Builder<W> {
    /// Pushes each hash with its id.
    fn extend<I: IntoIterator<Item = (Hash<W>, u64)>>(&mut self, entries: I) {
        let entry = |(hash, id)| Entry { bits: spread(&hash), id, list: 0 };
        self.entries.extend(entries.into_iter().map(entry));
    }
}

fn write(
    sorted: &Sorted,
    shape: &Shape,
    profile: Profile,
    attached: &[Attachment],
    out: &mut (impl Write + Seek),
    progress: &mut dyn FnMut(Progress),
) -> io::Result<()> {
    let mut out = Writer::new(out, *shape, attached)?;
    let of = shape.tables() as u32 + 2;
    progress(Progress { done: 1, of });
    write_rows(sorted, shape, &mut out)?;
    progress(Progress { done: 2, of });
    let room = WORKING_MEMORY / (BYTES_A_ROW * shape.rows as usize).max(1);
    let at_once = rayon::current_num_threads().min(room).max(1);
    let mut built: Vec<Table> = std::iter::repeat_with(Table::default).take(at_once).collect();
    let numbers: Vec<u32> = (0..shape.tables() as u32).collect();
    for numbers in numbers.chunks(at_once) {
        let built = &mut built[..numbers.len()];
        let table =
            |(table, number): (&mut Table, &u32)| table.build(&sorted.words, shape, *number);
        built.par_iter_mut().zip(numbers).for_each(table);
        for (table, number) in built.iter().zip(numbers) {
            out.add(Kind::Offsets, table.offsets.as_bytes())?;
            out.add(Kind::Columns, table.columns.as_bytes())?;
            out.add(Kind::Rows, &table.rows)?;
            progress(Progress { done: number + 3, of });
        }
    }
    out.finish(profile)
}

fn write_rows<O: Write + Seek>(
    sorted: &Sorted,
    shape: &Shape,
    out: &mut Writer<'_, O>,
) -> io::Result<()> {
    let mut rows = Vec::new();
    for kind in [Kind::Front, Kind::Back] {
        let words = &sorted.words[shape.words(kind)];
        for from in (0..sorted.rows()).step_by(ITEMS_AT_ONCE) {
            let to = sorted.rows().min(from + ITEMS_AT_ONCE);
            rows.resize((to - from) * words.len(), U64::ZERO);
            for (at, words) in words.iter().enumerate() {
                let places = rows.iter_mut().skip(at).step_by(shape.words(kind).len());
                places.zip(&words[from..to]).for_each(|(place, word)| place.set(*word));
            }
            out.add(kind, rows.as_bytes())?;
        }
    }
    for ids in sorted.ids.chunks(ITEMS_AT_ONCE) {
        let ids: Vec<U64> = ids.iter().copied().map(U64::new).collect();
        out.add(Kind::Ids, ids.as_bytes())?;
    }
    for lists in sorted.lists.chunks(ITEMS_AT_ONCE) {
        let lists: Vec<U16> = lists.iter().copied().map(U16::new).collect();
        out.add(Kind::Lists, lists.as_bytes())?;
    }
    for repeats in sorted.repeats.chunks(ITEMS_AT_ONCE) {
        let repeat = |&(row, extra)| Repeat { row: U32::new(row), extra: U32::new(extra) };
        let repeats: Vec<Repeat> = repeats.iter().map(repeat).collect();
        out.add(Kind::Repeats, repeats.as_bytes())?;
    }
    Ok(())
}
