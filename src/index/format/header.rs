//! Header and table of sections: read, checked in a stated order, and written.

use std::ops::Range;

use twox_hash::XxHash3_64;
use zerocopy::little_endian::{U32, U64};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

use super::{ALIGN, Attachment, Kind, Shape};
use crate::Profile;
use crate::index::OpenError;
use crate::index::plan::Plan;

/// The first bytes: not text, and broken by whatever converts line ends.
const MAGIC: [u8; 8] = *b"\x89SDX\r\n\x1a\n";
/// The version that is written and read.
pub(super) const VERSION: u32 = 2;
/// Header and section table never take more than this.
pub(in crate::index) const HEADER_MAX: usize = 2048;
pub(super) const SECTIONS_MAX: usize = (HEADER_MAX - size_of::<Header>()) / size_of::<Section>();
/// Flag of a section without which the file must not be used.
pub(super) const REQUIRED: u32 = 1;

#[derive(Clone, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
pub(super) struct Header {
    pub(super) magic: [u8; 8],
    pub(super) version: U32,
    pub(super) bits: U32,
    pub(super) length: U64,
    pub(super) entries: U64,
    pub(super) profile: [u8; 48],
    pub(super) sections: U32,
    pub(super) rows: U32,
    pub(super) repeats: U32,
    pub(super) lists: U32,
    pub(super) tables: U32,
    pub(super) key_bits: U32,
    pub(super) reserved: [u8; 16],
    pub(super) checksum: U64,
}

#[derive(Clone, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
pub(super) struct Section {
    pub(super) kind: U32,
    pub(super) flags: U32,
    pub(super) offset: U64,
    pub(super) length: U64,
    pub(super) checksum: U64,
}

impl Section {
    fn range(&self) -> Range<usize> {
        let start = self.offset.get() as usize;
        start..start + self.length.get() as usize
    }
}

/// What the header of an index file says, for a tool that does not know the width beforehand.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct IndexInfo {
    /// Version of the file format.
    pub version: u32,
    /// Algorithm and variant of the hashes; its width is that of the index.
    pub profile: Profile,
    /// Number of entries.
    pub count: u64,
    /// Number of different hashes.
    pub hashes: u64,
    /// Number of tables for the sub-linear search; 0 if every search reads the whole list.
    pub tables: u32,
    /// Length of the file in bytes.
    pub bytes: u64,
}

/// A checked header: all ranges lie within `info.bytes`, and are as long as the shape has it.
#[derive(Clone, Debug)]
pub(in crate::index) struct Sections {
    pub(in crate::index) info: IndexInfo,
    pub(in crate::index) shape: Shape,
    known: [Range<usize>; Kind::ALL.len()],
    pub(in crate::index) all: Vec<Checked>,
}

impl Sections {
    pub(in crate::index) fn range(&self, kind: Kind) -> Range<usize> {
        self.known[kind as usize - 1].clone()
    }
}

/// A section as its header states it.
#[derive(Clone, Debug)]
pub(in crate::index) struct Checked {
    pub(in crate::index) kind: u32,
    pub(in crate::index) range: Range<usize>,
    pub(in crate::index) checksum: u64,
}

/// Checks the header at the front of `bytes` against the length of the whole, in the order of [`OpenError`].
/// Nothing behind the section table is read.
pub(in crate::index) fn parse(
    bytes: &[u8],
    whole: u64,
    bits: Option<u32>,
) -> Result<Sections, OpenError> {
    let header = parse_fields(bytes, whole, bits)?;
    let profile = profile_of(header)?;
    let shape = shape_of(header)?;
    let (sections, end) = parse_table(bytes, header)?;
    let mut known = Kind::ALL.map(|_| 0..0);
    for kind in Kind::ALL {
        known[kind as usize - 1] = find(&shape, sections, kind)?;
    }
    let found = header_checksum(&bytes[..end]);
    if found != header.checksum.get() {
        let expected = header.checksum.get();
        return Err(OpenError::HeaderChecksum { expected, found });
    }
    let all = sections.iter().map(|section| Checked {
        kind: section.kind.get(),
        range: section.range(),
        checksum: section.checksum.get(),
    });
    let info = IndexInfo {
        version: header.version.get(),
        profile,
        count: header.entries.get(),
        hashes: u64::from(shape.rows),
        tables: shape.tables() as u32,
        bytes: whole,
    };
    Ok(Sections { info, shape, known, all: all.collect() })
}

fn parse_fields(bytes: &[u8], whole: u64, bits: Option<u32>) -> Result<&Header, OpenError> {
    let Ok((header, _)) = Header::ref_from_prefix(bytes) else {
        return Err(OpenError::Short { needed: size_of::<Header>(), found: bytes.len() });
    };
    if header.magic != MAGIC {
        return Err(OpenError::Magic { expected: MAGIC, found: header.magic });
    }
    if header.version.get() != VERSION {
        return Err(OpenError::Version { expected: VERSION, found: header.version.get() });
    }
    let found = header.bits.get();
    if let Some(expected) = bits.filter(|&bits| bits != found) {
        return Err(OpenError::Width { expected, found });
    }
    let profile = profile_of(header)?;
    if profile.bits() != found {
        return Err(OpenError::ProfileWidth { profile, expected: profile.bits(), found });
    }
    if header.length.get() != whole || usize::try_from(whole).is_err() {
        return Err(OpenError::Length { expected: header.length.get(), found: whole });
    }
    Ok(header)
}

fn profile_of(header: &Header) -> Result<Profile, OpenError> {
    let stated = header.profile.trim_ascii_end();
    let end = stated.iter().position(|&byte| byte == 0);
    let (name, rest) = header.profile.split_at(end.unwrap_or(header.profile.len()));
    let known = Profile::ALL
        .into_iter()
        .find(|profile| profile.name().as_bytes() == name && rest.iter().all(|&byte| byte == 0));
    known.ok_or_else(|| OpenError::Profile { found: name.escape_ascii().to_string() })
}

fn shape_of(header: &Header) -> Result<Shape, OpenError> {
    let (bits, tables, key_bits) = (header.bits.get(), header.tables.get(), header.key_bits.get());
    let plan = Plan::new(bits, tables, key_bits);
    if plan.is_none() && (tables, key_bits) != (0, 0) {
        return Err(OpenError::Plan { tables, key_bits });
    }
    let (rows, repeats) = (header.rows.get(), header.repeats.get());
    let counts = OpenError::Counts { entries: header.entries.get(), rows, repeats, tables };
    let Ok(entries) = u32::try_from(header.entries.get()) else {
        return Err(counts);
    };
    let lists = match header.lists.get() {
        0 => false,
        1 => true,
        found => return Err(OpenError::Lists { found }),
    };
    let shape = Shape { bits, entries, rows, repeats, lists, plan };
    if shape.is_possible() { Ok(shape) } else { Err(counts) }
}

/// The section table, and where it ends with its padding. The sections follow it and each other without gaps,
/// and fill the file.
fn parse_table<'a>(bytes: &'a [u8], header: &Header) -> Result<(&'a [Section], usize), OpenError> {
    let stated = header.sections.get();
    let table = usize::try_from(stated).ok().filter(|&count| count <= SECTIONS_MAX);
    let sections = table.and_then(|count| {
        let rest = bytes.get(size_of::<Header>()..length_with(count))?;
        Some(<[Section]>::ref_from_prefix_with_elems(rest, count).ok()?.0)
    });
    let Some(sections) = sections else {
        return Err(OpenError::Sections { allowed: SECTIONS_MAX as u32, found: stated });
    };
    let end = length_with(sections.len());
    let mut expected = end as u64;
    for (at, section) in sections.iter().enumerate() {
        let (offset, length) = (section.offset.get(), section.length.get());
        if offset != expected {
            return Err(OpenError::Offset { section: at, expected, found: offset });
        }
        let next = offset
            .checked_add(length)
            .filter(|&next| length % ALIGN as u64 == 0 && next <= header.length.get());
        let last = at + 1 == sections.len();
        let Some(next) = next.filter(|&next| !last || next == header.length.get()) else {
            return Err(OpenError::SectionLength { section: at, found: length });
        };
        expected = next;
    }
    for section in sections {
        let kind = section.kind.get();
        let known = Kind::ALL.iter().any(|&known| known as u32 == kind);
        if !known && section.flags.get() & REQUIRED != 0 {
            return Err(OpenError::UnknownSection { kind });
        }
    }
    Ok((sections, end))
}

fn find(shape: &Shape, sections: &[Section], kind: Kind) -> Result<Range<usize>, OpenError> {
    let mut of_kind = sections.iter().filter(|s| s.kind.get() == kind as u32);
    let (Some(section), None) = (of_kind.next(), of_kind.next()) else {
        let found = sections.iter().filter(|s| s.kind.get() == kind as u32).count();
        return Err(OpenError::MissingSection { kind: kind as u32, found });
    };
    let (expected, found) = (shape.length(kind), section.length.get());
    if expected != found {
        return Err(OpenError::KindLength { kind: kind as u32, expected, found });
    }
    Ok(section.range())
}

/// Bytes of a header with so many sections in its table, padded.
pub(super) fn length_with(sections: usize) -> usize {
    (size_of::<Header>() + sections * size_of::<Section>()).next_multiple_of(ALIGN)
}

/// Bytes of the header that [`header`] makes with so many attachments.
pub(in crate::index) fn header_length(attached: usize) -> usize {
    length_with(Kind::ALL.len() + attached)
}

/// The length in bytes of a file of that shape with these attachments.
pub(in crate::index) fn file_length(shape: &Shape, attached: &[Attachment]) -> u64 {
    let sections: u64 = Kind::ALL.iter().map(|&kind| shape.length(kind)).sum();
    let behind: u64 = attached.iter().map(Attachment::length).sum();
    header_length(attached.len()) as u64 + sections + behind
}

/// Checksum of header and table, in which the checksum's own field counts as zero.
pub(super) fn header_checksum(header: &[u8]) -> u64 {
    let mut copy = header.to_vec();
    let at = std::mem::offset_of!(Header, checksum);
    copy[at..at + size_of::<U64>()].fill(0);
    checksum(&copy)
}

/// The checksum of a section: XXH3, 64 bits, seed 0.
pub(in crate::index) fn checksum(bytes: &[u8]) -> u64 {
    XxHash3_64::oneshot(bytes)
}

/// The header and section table of a file whose sections have these checksums, in the order of [`Kind::ALL`] and behind
/// them the attachments.
pub(in crate::index) fn header(
    profile: Profile,
    shape: &Shape,
    attached: &[Attachment],
    checksums: &[u64],
) -> Vec<u8> {
    let mut table = Vec::new();
    let front = header_length(attached.len());
    let mut offset = front as u64;
    let own = Kind::ALL.map(|kind| (kind as u32, REQUIRED, shape.length(kind)));
    let behind = attached.iter().map(|section| (section.kind, 0, section.length()));
    let sections = own.into_iter().chain(behind);
    for ((kind, flags, length), &checksum) in sections.zip(checksums) {
        let section = Section {
            kind: kind.into(),
            flags: flags.into(),
            offset: offset.into(),
            length: length.into(),
            checksum: checksum.into(),
        };
        table.extend_from_slice(section.as_bytes());
        offset += length;
    }
    table.resize(front - size_of::<Header>(), 0);
    let mut name = [0; 48];
    name[..profile.name().len()].copy_from_slice(profile.name().as_bytes());
    let mut header = Header {
        magic: MAGIC,
        version: VERSION.into(),
        bits: shape.bits.into(),
        length: offset.into(),
        entries: u64::from(shape.entries).into(),
        profile: name,
        sections: (checksums.len() as u32).into(),
        rows: shape.rows.into(),
        repeats: shape.repeats.into(),
        lists: u32::from(shape.lists).into(),
        tables: (shape.tables() as u32).into(),
        key_bits: shape.plan.map_or(0, |plan| plan.key_bits).into(),
        reserved: [0; 16],
        checksum: U64::ZERO,
    };
    let unsealed = [header.as_bytes(), &table].concat();
    header.checksum = header_checksum(&unsealed).into();
    [header.as_bytes(), &table].concat()
}
