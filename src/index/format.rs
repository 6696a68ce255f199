//! The bytes of an index file: the only place that knows an offset. `docs/FORMAT.md` draws them.

use std::ops::Range;

use twox_hash::XxHash3_64;
use zerocopy::little_endian::{U32, U64};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

use super::OpenError;
use crate::Profile;
use crate::hamming::{FRONT, GROUP, Word};

/// The first bytes: not text, and broken by whatever converts line ends.
pub(super) const MAGIC: [u8; 8] = *b"\x89SDX\r\n\x1a\n";
/// The version that is written and read.
pub(super) const VERSION: u32 = 2;
/// Sections begin at multiples of this, and their lengths are multiples of it: a line of cache.
pub(super) const ALIGN: usize = 64;
/// Header and section table never take more than this.
pub(super) const HEADER_MAX: usize = 2048;
const SECTIONS_MAX: usize = (HEADER_MAX - size_of::<Header>()) / size_of::<Section>();
/// Flag of a section without which the file must not be used.
const REQUIRED: u32 = 1;
/// Number of section kinds.
const KINDS: usize = 3;

/// Section kinds of this version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub(super) enum Kind {
    /// The first words of each hash.
    Front = 1,
    /// The words behind those; empty if there are none.
    Back = 2,
    /// The callers' ids, one for each row.
    Ids = 3,
}

impl Kind {
    pub(super) const ALL: [Self; KINDS] = [Self::Front, Self::Back, Self::Ids];

    /// Bytes of the section for `count` hashes of `bits`; `None` if they pass 64 bits.
    fn length(self, count: u64, bits: u32) -> Option<u64> {
        match self {
            Self::Front | Self::Back => {
                let row = self.words(bits as usize / 64).len() * size_of::<Word>();
                count.checked_next_multiple_of(GROUP as u64)?.checked_mul(row as u64)
            }
            Self::Ids => count.checked_mul(8)?.checked_next_multiple_of(ALIGN as u64),
        }
    }

    /// Which words of a hash of `width` words lie in the section.
    pub(super) fn words(self, width: usize) -> Range<usize> {
        match self {
            Self::Front => 0..width.min(FRONT),
            Self::Back => width.min(FRONT)..width,
            Self::Ids => 0..0,
        }
    }
}

#[derive(Clone, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
struct Header {
    magic: [u8; 8],
    version: U32,
    bits: U32,
    length: U64,
    count: U64,
    profile: [u8; 48],
    sections: U32,
    reserved: [u8; 36],
    checksum: U64,
}

#[derive(Clone, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
struct Section {
    kind: U32,
    flags: U32,
    offset: U64,
    length: U64,
    checksum: U64,
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
    /// Length of the file in bytes.
    pub bytes: u64,
}

/// A checked header: all ranges lie within `info.bytes`, and agree with `info.count`.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub(super) info: IndexInfo,
    pub(super) front: Range<usize>,
    pub(super) back: Range<usize>,
    pub(super) ids: Range<usize>,
    pub(super) sections: Vec<Checked>,
}

/// A section as its header states it.
#[derive(Clone, Debug)]
pub(super) struct Checked {
    pub(super) kind: u32,
    pub(super) range: Range<usize>,
    pub(super) checksum: u64,
}

/// Checks the header at the front of `bytes` against the length of the whole, in the order of [`OpenError`].
/// Nothing behind the section table is read.
pub(super) fn parse(bytes: &[u8], whole: u64, bits: Option<u32>) -> Result<Layout, OpenError> {
    let header = parse_fields(bytes, whole, bits)?;
    let (sections, end) = parse_table(bytes, header)?;
    let profile = profile_of(header)?;
    let front = find(header, sections, Kind::Front)?;
    let back = find(header, sections, Kind::Back)?;
    let ids = find(header, sections, Kind::Ids)?;
    let found = header_checksum(&bytes[..end]);
    if found != header.checksum.get() {
        let expected = header.checksum.get();
        return Err(OpenError::HeaderChecksum { expected, found });
    }
    let checked = sections.iter().map(|section| Checked {
        kind: section.kind.get(),
        range: section.range(),
        checksum: section.checksum.get(),
    });
    Ok(Layout {
        info: IndexInfo {
            version: header.version.get(),
            profile,
            count: header.count.get(),
            bytes: whole,
        },
        front,
        back,
        ids,
        sections: checked.collect(),
    })
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

/// The section table, and where it ends with its padding. The sections follow it and each other without gaps,
/// and fill the file.
fn parse_table<'a>(bytes: &'a [u8], header: &Header) -> Result<(&'a [Section], usize), OpenError> {
    let stated = header.sections.get();
    let table = usize::try_from(stated).ok().filter(|&count| count <= SECTIONS_MAX);
    let sections = table.and_then(|count| {
        let rest = bytes.get(size_of::<Header>()..header_length(count))?;
        Some(<[Section]>::ref_from_prefix_with_elems(rest, count).ok()?.0)
    });
    let Some(sections) = sections else {
        return Err(OpenError::Sections { allowed: SECTIONS_MAX as u32, found: stated });
    };
    let end = header_length(sections.len());
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

/// Bytes of a header with its table, padded.
fn header_length(sections: usize) -> usize {
    (size_of::<Header>() + sections * size_of::<Section>()).next_multiple_of(ALIGN)
}

fn find(header: &Header, sections: &[Section], kind: Kind) -> Result<Range<usize>, OpenError> {
    let mut of_kind = sections.iter().filter(|s| s.kind.get() == kind as u32);
    let (Some(section), None) = (of_kind.next(), of_kind.next()) else {
        return Err(OpenError::MissingSection {
            kind: kind as u32,
            found: sections.iter().filter(|s| s.kind.get() == kind as u32).count(),
        });
    };
    let count = header.count.get();
    let expected = kind.length(count, header.bits.get());
    if expected != Some(section.length.get()) {
        return Err(OpenError::Count {
            count,
            kind: kind as u32,
            expected,
            found: section.length.get(),
        });
    }
    Ok(section.range())
}

/// Checksum of header and table, in which the checksum's own field counts as zero.
fn header_checksum(header: &[u8]) -> u64 {
    let mut copy = header.to_vec();
    let at = std::mem::offset_of!(Header, checksum);
    copy[at..at + size_of::<U64>()].fill(0);
    checksum(&copy)
}

/// The checksum of a section: XXH3, 64 bits, seed 0.
pub(super) fn checksum(bytes: &[u8]) -> u64 {
    XxHash3_64::oneshot(bytes)
}

/// The length in bytes of a file of `count` hashes.
pub(super) fn file_length(count: usize, bits: u32) -> Option<u64> {
    let start = header_length(Kind::ALL.len()) as u64;
    Kind::ALL.iter().try_fold(start, |sum, kind| sum.checked_add(kind.length(count as u64, bits)?))
}

/// The header and section table of a file whose sections have these checksums, in the order of [`Kind::ALL`].
/// `None` if the length passes 64 bits.
pub(super) fn header(profile: Profile, count: usize, checksums: [u64; KINDS]) -> Option<Vec<u8>> {
    let bits = profile.bits();
    let mut name = [0; 48];
    name[..profile.name().len()].copy_from_slice(profile.name().as_bytes());
    let mut header = Header {
        magic: MAGIC,
        version: VERSION.into(),
        bits: bits.into(),
        length: file_length(count, bits)?.into(),
        count: (count as u64).into(),
        profile: name,
        sections: (Kind::ALL.len() as u32).into(),
        reserved: [0; 36],
        checksum: U64::ZERO,
    };
    let mut table = Vec::new();
    let mut offset = header_length(Kind::ALL.len()) as u64;
    for (kind, checksum) in Kind::ALL.into_iter().zip(checksums) {
        let length = kind.length(count as u64, bits)?;
        let section = Section {
            kind: (kind as u32).into(),
            flags: REQUIRED.into(),
            offset: offset.into(),
            length: length.into(),
            checksum: checksum.into(),
        };
        table.extend_from_slice(section.as_bytes());
        offset += length;
    }
    table.resize(header_length(Kind::ALL.len()) - size_of::<Header>(), 0);
    let unsealed = [header.as_bytes(), &table].concat();
    header.checksum = header_checksum(&unsealed).into();
    Some([header.as_bytes(), &table].concat())
}

#[cfg(test)]
mod tests {
    use std::mem::offset_of;

    use super::*;
    use crate::{Builder256, Hash256, Index256};

    const DOCUMENT: &str = include_str!("../../docs/FORMAT.md");

    /// Offset, size and name of each field in the rows of a table of FORMAT.md, the `number`th of its kind.
    fn documented(number: usize) -> Vec<(usize, usize, String)> {
        let table = DOCUMENT.split("| byte | bytes | field | value |").nth(number).unwrap();
        let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
        let cells = rows.map(|row| row.split('|').map(str::trim).collect::<Vec<_>>());
        cells
            .map(|cell| (cell[1].parse().unwrap(), cell[2].parse().unwrap(), cell[3].to_owned()))
            .collect()
    }

    macro_rules! fields {
        ($of:ident: $($name:ident $size:expr),*) => {
            vec![$((offset_of!($of, $name), $size, stringify!($name).to_owned())),*]
        };
    }

    #[test]
    fn the_document_gives_the_offsets_that_the_code_uses() {
        let header = fields!(Header: magic 8, version 4, bits 4, length 8, count 8, profile 48, sections 4,
            reserved 36, checksum 8);
        assert_eq!(documented(1), header);
        let section = fields!(Section: kind 4, flags 4, offset 8, length 8, checksum 8);
        assert_eq!(documented(2), section);
        assert_eq!((size_of::<Header>(), size_of::<Section>()), (128, 32));
        assert!(DOCUMENT.contains(&format!("Version {VERSION}.")));
        assert!(DOCUMENT.contains(&format!("at most {SECTIONS_MAX} |")));
        assert_eq!([Kind::Front, Kind::Back].map(|kind| kind.length(129, 256)), [Some(4096); 2]);
    }

    /// A file with a section more, of a kind that this version does not know.
    fn with_another_section(flags: u32) -> Vec<u8> {
        let mut builder = Builder256::new(Profile::Pdq).unwrap();
        builder.push(Hash256::ZERO, 7);
        let mut file = Vec::new();
        builder.write_to(&mut file).unwrap();
        let (start, moved) =
            (header_length(KINDS), header_length(KINDS + 1) - header_length(KINDS));
        let (mut header, rest) = Header::read_from_prefix(&file).unwrap();
        let mut sections: Vec<Section> = (0..KINDS)
            .map(|at| Section::read_from_prefix(&rest[at * size_of::<Section>()..]).unwrap().0)
            .collect();
        sections.iter_mut().for_each(|section| section.offset += moved as u64);
        let mut other = sections[KINDS - 1].clone();
        other.offset += other.length;
        (other.kind, other.flags) = (99.into(), flags.into());
        header.sections += 1;
        header.length += moved as u64 + other.length.get();
        let mut table = sections.as_bytes().to_vec();
        table.extend_from_slice(other.as_bytes());
        table.resize(header_length(KINDS + 1) - size_of::<Header>(), 0);
        header.checksum = header_checksum(&[header.as_bytes(), &table].concat()).into();
        let tail = vec![0; other.length.get() as usize];
        [header.as_bytes(), &table, &file[start..], &tail].concat()
    }

    #[test]
    fn an_unknown_section_is_skipped_or_refused_as_it_asks() {
        let index = Index256::from_bytes(with_another_section(0)).unwrap();
        assert_eq!(index.within(&Hash256::ZERO, 31)[0].id, 7);
        let refused = Index256::from_bytes(with_another_section(REQUIRED)).unwrap_err();
        assert!(matches!(refused, OpenError::UnknownSection { kind: 99 }), "{refused}");
    }
}
