//! The file's bytes are those of docs/FORMAT.md.

use std::io::Cursor;
use std::mem::offset_of;

use zerocopy::{FromBytes, IntoBytes};

use super::header::{
    Header, REQUIRED, SECTIONS_MAX, Section, VERSION, header_checksum, length_with,
};
use super::{Kind, Shape};
use crate::index::OpenError;
use crate::index::plan::Plan;
use crate::{Builder256, Hash256, Index256, Profile};

const DOCUMENT: &str = include_str!("../../../docs/FORMAT.md");

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
    let header = fields!(Header: magic 8, version 4, bits 4, length 8, entries 8, profile 48, sections 4,
        rows 4, repeats 4, lists 4, tables 4, key_bits 4, reserved 16, checksum 8);
    assert_eq!(documented(1), header);
    let section = fields!(Section: kind 4, flags 4, offset 8, length 8, checksum 8);
    assert_eq!(documented(2), section);
    assert_eq!((size_of::<Header>(), size_of::<Section>()), (128, 32));
    assert!(DOCUMENT.contains(&format!("Version {VERSION}.")));
    assert!(DOCUMENT.contains(&format!("at most {SECTIONS_MAX} |")));
}

/// Lengths worked out by hand from the table of FORMAT.md.
#[test]
fn lengths_follow_from_the_shape() {
    let plan = Plan::new(256, 11, 12);
    let shape = Shape { bits: 256, entries: 1000, rows: 900, repeats: 40, lists: true, plan };
    assert!(shape.is_possible());
    let lengths = [16_384, 16_384, 8_000, 2_048, 320, 180_928, 20_416, 18_560];
    assert_eq!(Kind::ALL.map(|kind| shape.length(kind)), lengths);
    let flat = Shape { plan: None, repeats: 0, entries: 900, lists: false, ..shape };
    assert!(flat.is_possible());
    assert_eq!(Kind::ALL.map(|kind| flat.length(kind))[2..], [7_232, 0, 0, 0, 0, 0]);
    for impossible in [
        Shape { entries: 899, ..shape },
        Shape { repeats: 0, ..shape },
        Shape { repeats: 101, ..shape },
        Shape { entries: 900, ..shape },
        Shape { rows: 0, entries: 1, repeats: 0, ..shape },
        Shape { rows: 400_000_000, entries: 400_000_000, repeats: 0, ..shape },
    ] {
        assert!(!impossible.is_possible(), "{impossible:?}");
    }
}

const KINDS: usize = Kind::ALL.len();

/// A file with a section more, of a kind that this version does not know.
fn with_another_section(flags: u32) -> Vec<u8> {
    let mut builder = Builder256::new(Profile::Pdq).unwrap();
    builder.push(Hash256::ZERO, 7);
    let mut file = Cursor::new(Vec::new());
    builder.write_to(&mut file).unwrap();
    let file = file.into_inner();
    let (start, moved) = (length_with(KINDS), length_with(KINDS + 1) - length_with(KINDS));
    let (mut header, rest) = Header::read_from_prefix(&file).unwrap();
    let mut sections: Vec<Section> = (0..KINDS)
        .map(|at| Section::read_from_prefix(&rest[at * size_of::<Section>()..]).unwrap().0)
        .collect();
    sections.iter_mut().for_each(|section| section.offset += moved as u64);
    let mut other = sections[0].clone();
    other.offset = sections[KINDS - 1].offset + sections[KINDS - 1].length.get();
    (other.kind, other.flags) = (99.into(), flags.into());
    header.sections += 1;
    header.length += moved as u64 + other.length.get();
    let mut table = sections.as_bytes().to_vec();
    table.extend_from_slice(other.as_bytes());
    table.resize(length_with(KINDS + 1) - size_of::<Header>(), 0);
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
