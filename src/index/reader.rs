//! Bytes → an index that can be searched.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use zerocopy::{FromBytes, Immutable, KnownLayout, Unaligned};

use super::entries::Entries;
use super::format::{self, Attachment, Kind, Sections, attachment};
use super::ring;
use super::rows::Rows;
use super::source::Source;
use super::tables::Tables;
use super::{Boxed, Buffer, Mapped, OpenError, VerifyError, file, verify};
use crate::{Hash, Profile};

/// An [`Index`] of hashes of 256 bits.
pub type Index256<D = Mapped> = Index<4, D>;
/// An [`Index`] of hashes of 64 bits.
pub type Index64<D = Mapped> = Index<1, D>;

/// A list of hashes of `64 * W` bits, searched completely: no entry within the radius is ever left out.
///
/// The bytes lie wherever `D` has them: [`open`](Self::open) maps a file, [`open_populated`](Self::open_populated)
/// maps it once it is in memory, [`read`](Self::read) copies it into memory, [`from_bytes`](Self::from_bytes) takes any buffer. They are read in place, at any alignment.
///
/// ```
/// use staydown::{Builder256, Hash256, Index256, Profile};
///
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("known.sdx");
/// let mut builder = Builder256::new(Profile::Pdq)?;
/// builder.push(Hash256::ZERO, 42);
/// builder.publish(&path)?;
///
/// let index = Index256::open(&path)?;
/// assert_eq!(index.len(), 1);
/// assert_eq!(index.within(&Hash256::ZERO, 31)[0].id, 42);
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
pub struct Index<const W: usize, D> {
    data: D,
    sections: Sections,
}

impl<const W: usize> Index<W, Mapped> {
    /// Maps a file: at once, and shared by all processes that do so.
    ///
    /// The file must not be written to or shortened while it is mapped: a process that reads beyond the new end is
    /// killed by the system. What [`Builder::publish`](crate::Builder::publish) puts in place replaces a file
    /// without touching it. For a folder that others may write to, use [`read`](Self::read).
    ///
    /// # Errors
    /// [`OpenError`] if the file cannot be mapped or its header is not that of an index of this width. What lies
    /// behind the header is left to [`verify`](Self::verify): if it is damaged, answers may be wrong, but nothing
    /// else happens.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, OpenError> {
        Self::from_bytes(file::map(path.as_ref(), false)?)
    }

    /// Maps a file as [`open`](Self::open) does, and has the system bring all of it into memory first, where it can
    /// (Linux): no query waits for the disk, and none for the first touch of a page.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_populated(path: impl AsRef<Path>) -> Result<Self, OpenError> {
        Self::from_bytes(file::map(path.as_ref(), true)?)
    }
}

impl<const W: usize> Index<W, Buffer> {
    /// Reads a file into memory of its own, in huge pages where the system grants them: the fastest way to search
    /// millions of hashes. Whatever happens to the file later does not matter.
    ///
    /// # Errors
    /// As [`open`](Self::open), or when there is no memory for it.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, OpenError> {
        Self::from_bytes(file::read(path.as_ref(), Hash::<W>::BITS)?)
    }
}

impl<const W: usize, D: AsRef<[u8]>> Index<W, D> {
    /// Takes the bytes of an index file. Only the header is checked, in constant time.
    ///
    /// # Errors
    /// [`OpenError`] if the header is not that of an index of this width, or the length is not what it says.
    pub fn from_bytes(data: D) -> Result<Self, OpenError> {
        let bytes = data.as_ref();
        let sections = format::parse(bytes, bytes.len() as u64, Some(Hash::<W>::BITS))?;
        Ok(Self { data, sections })
    }

    /// The same index as a type that says nothing of where its bytes lie.
    #[must_use]
    pub fn boxed(self) -> Index<W, Boxed>
    where
        D: Send + Sync + 'static,
    {
        Index { data: Boxed::new(self.data), sections: self.sections }
    }

    /// Number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sections.shape.entries as usize
    }

    /// Whether there are no entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Algorithm and variant of the hashes. Ask only with hashes of the same profile.
    #[must_use]
    pub fn profile(&self) -> Profile {
        self.sections.info.profile
    }

    /// Hash, id and list of an entry, counted in the order of the file; `None` beyond the last.
    #[must_use]
    pub fn entry(&self, entry: usize) -> Option<(Hash<W>, u64, u16)> {
        let rows = self.rows();
        let (id, list) = rows.entries.get(entry)?;
        let row = rows.entries.row_of(entry);
        (row < rows.count).then(|| (ring::gathered(rows.bits(row)), id, list))
    }

    /// The ids of all entries, in the order of the file.
    #[cfg(feature = "catalogue")]
    pub(crate) fn ids(&self) -> impl Iterator<Item = u64> {
        self.rows().entries.ids.iter().map(|id| id.get())
    }

    /// How many entries stand in each list, by its number; lists without entries are not there.
    #[must_use]
    pub fn lists(&self) -> BTreeMap<u16, u64> {
        let entries = self.rows().entries;
        let mut lists = BTreeMap::new();
        if entries.lists.is_empty() && !entries.ids.is_empty() {
            lists.insert(0, entries.ids.len() as u64);
        }
        for list in entries.lists {
            *lists.entry(list.get()).or_default() += 1;
        }
        lists
    }

    /// What was put into the file under that name with [`Builder::attach`](crate::Builder::attach). Its bytes are as
    /// trustworthy as the file: only [`verify`](Self::verify) compares them with their checksum.
    #[must_use]
    pub fn attached(&self, name: u16) -> Option<&[u8]> {
        let kind = attachment::FIRST + u32::from(name);
        let section = self.sections.all.iter().find(|section| section.kind == kind)?;
        Attachment::of(&self.data.as_ref()[section.range.clone()])
    }

    /// Reads the whole file: compares every section with its checksum, and every table with the rows.
    ///
    /// It finds accidents, and files whose tables do not belong to their rows; it is no protection against somebody who
    /// adds or leaves out rows.
    ///
    /// # Errors
    /// [`VerifyError`] for the first damage.
    pub fn verify(&self) -> Result<(), VerifyError> {
        for (at, section) in self.sections.all.iter().enumerate() {
            let found = format::checksum(&self.data.as_ref()[section.range.clone()]);
            if found != section.checksum {
                return Err(VerifyError::Checksum {
                    section: at,
                    kind: section.kind,
                    expected: section.checksum,
                    found,
                });
            }
        }
        verify::source(self.source(), self.len())
    }

    /// What the search reads. The sections' lengths were checked when the index was opened.
    pub(super) fn source(&self) -> Source<'_, W> {
        let shape = &self.sections.shape;
        let tables = shape.plan.map(|plan| Tables {
            plan,
            count: shape.rows as usize,
            stride: shape.stride(),
            offsets: self.items(Kind::Offsets),
            offsets_stride: shape.offsets_stride(),
            columns: self.items(Kind::Columns),
            rows: self.items(Kind::Rows),
            row_bytes: shape.row_bytes(),
        });
        Source { rows: self.rows(), tables, forced: false }
    }

    fn rows(&self) -> Rows<'_, W> {
        let shape = &self.sections.shape;
        let first = |count: u32, of: usize| count as usize * of;
        let entries = Entries {
            ids: &self.items(Kind::Ids)[..first(shape.entries, 1)],
            lists: &self.items(Kind::Lists)[..first(shape.entries, usize::from(shape.lists))],
            repeats: &self.items(Kind::Repeats)[..first(shape.repeats, 1)],
            ..Entries::default()
        };
        let (front, back) = (self.items(Kind::Front), self.items(Kind::Back));
        Rows { front, back, count: shape.rows as usize, entries }
    }

    /// A section as so many items, the padding included.
    fn items<T: FromBytes + Immutable + KnownLayout + Unaligned>(&self, kind: Kind) -> &[T] {
        let bytes = &self.data.as_ref()[self.sections.range(kind)];
        <[T]>::ref_from_bytes(bytes).unwrap_or_default()
    }
}

impl<const W: usize, D> fmt::Debug for Index<W, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Index").field("info", &self.sections.info).finish_non_exhaustive()
    }
}
