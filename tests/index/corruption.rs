//! A damaged file gives an error of its own, or at worst a wrong answer; never a panic or a read outside.

use std::io::Cursor;
use std::ops::Range;

use staydown::{
    Builder256, Hash, Hash256, Hit, Index, Index64, Index256, IndexInfo, OpenError, Profile,
    VerifyError,
};

use crate::common::random;

/// Offsets as docs/FORMAT.md gives them: written here once more, by hand, so that the two must agree.
pub(super) const HEADER: usize = 128;
pub(super) const SECTION: usize = 32;
pub(super) const KINDS: usize = 8;
pub(super) const FIRST: usize = HEADER + KINDS * SECTION;
const CHECKSUM: usize = 120;
const TABLES: (u32, u32) = (9, 6);

/// 110 entries of 100 hashes, of which 10 stand for two, in two lists.
fn builder() -> Builder256 {
    let mut builder = Builder256::new(Profile::Pdq).unwrap();
    for i in 0..110u64 {
        let n = i % 100;
        let hash = Hash([n * n, n.wrapping_mul(0x9e37_79b9_7f4a_7c15), !n, n << 40]);
        builder.push_to_list(hash, 1000 + i, u16::from(i % 3 == 0));
    }
    assert!(builder.set_plan(TABLES.0, TABLES.1));
    builder
}

fn file() -> Vec<u8> {
    bytes(&builder())
}

pub(super) fn bytes(builder: &Builder256) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    builder.write_to(&mut bytes).unwrap();
    bytes.into_inner()
}

fn open(bytes: &[u8]) -> Result<(), OpenError> {
    Index256::from_bytes(bytes).map(|_| ())
}

/// Where the section of that kind says that it lies.
pub(super) fn section(file: &[u8], kind: usize) -> Range<usize> {
    let at = HEADER + (kind - 1) * SECTION;
    let number = |at: usize| u64::from_le_bytes(file[at..at + 8].try_into().unwrap()) as usize;
    number(at + 8)..number(at + 8).saturating_add(number(at + 16))
}

/// Puts right checksums over what is there.
pub(super) fn seal(file: &mut [u8]) {
    for kind in 1..=KINDS {
        let checksum = file.get(section(file, kind)).map(twox_hash::XxHash3_64::oneshot);
        let at = HEADER + (kind - 1) * SECTION + 24;
        file[at..at + 8].copy_from_slice(&checksum.unwrap_or(0).to_le_bytes());
    }
    file[CHECKSUM..CHECKSUM + 8].fill(0);
    let checksum = twox_hash::XxHash3_64::oneshot(&file[..FIRST]);
    file[CHECKSUM..CHECKSUM + 8].copy_from_slice(&checksum.to_le_bytes());
}

fn changed(at: usize, bytes: &[u8]) -> Vec<u8> {
    let mut file = file();
    file[at..at + bytes.len()].copy_from_slice(bytes);
    file
}

#[test]
fn a_whole_file_opens_and_verifies() {
    let file = file();
    let index = Index256::from_bytes(&file[..]).unwrap();
    assert_eq!((index.len(), index.profile()), (110, Profile::Pdq));
    assert_eq!(index.verify(), Ok(()));
}

/// As docs/FORMAT.md draws them: 130 hashes take 256 rows.
#[test]
fn words_and_ids_lie_where_the_document_says() {
    // Of each row of the square, bits 15 are the first positions of the ring, but for the slant.
    let hash = |row: u64| {
        let mut hash = Hash256::ZERO;
        let put = |(at, bit): (usize, usize)| hash.0[bit / 64] |= (row >> at & 1) << (bit % 64);
        // Position `p` of the first diagonal is bit 16 * p + (15 - 3 * p) mod 16; number them from the end.
        (0..16).map(|p| (15 - p, 16 * p + (63 - 3 * p) % 16)).for_each(put);
        hash
    };
    let mut builder = Builder256::new(Profile::Pdq).unwrap();
    (0..130).for_each(|row| builder.push(hash(row), 0x4000 + row));
    let file = bytes(&builder);
    let number = |at: usize| u64::from_le_bytes(file[at..at + 8].try_into().unwrap());
    let (back, ids) = (FIRST + 16 * 256, FIRST + 32 * 256);
    for row in [0, 1, 129] {
        assert_eq!(number(FIRST + 16 * row), (row as u64) << 48);
        assert_eq!(number(ids + 8 * row), 0x4000 + row as u64);
    }
    assert!(file[FIRST + 16 * 130..ids].iter().all(|&byte| byte == 0));
    assert_eq!((back, file.len()), (FIRST + 4096, ids + 17 * 64));
}

#[test]
fn every_header_field_has_its_own_error() {
    let refused = |at: usize, bytes: &[u8]| open(&changed(at, bytes)).unwrap_err();
    use OpenError as E;
    let length = file().len() as u64;
    assert!(matches!(refused(0, b"x"), E::Magic { .. }));
    assert!(matches!(refused(8, &[1]), E::Version { expected: 2, found: 1 }));
    assert!(matches!(refused(12, &64u32.to_le_bytes()), E::Width { expected: 256, found: 64 }));
    assert!(matches!(refused(16, &[1]), E::Length { found, .. } if found == length));
    assert!(matches!(refused(24, &111u64.to_le_bytes()), E::HeaderChecksum { .. }));
    assert!(matches!(refused(24, &99u64.to_le_bytes()), E::Counts { entries: 99, .. }));
    assert!(matches!(refused(24, &200u64.to_le_bytes()), E::KindLength { kind: 3, .. }));
    assert!(matches!(refused(24, &[0xff; 8]), E::Counts { entries: u64::MAX, .. }));
    assert!(matches!(refused(32, b"pdx"), E::Profile { found } if found == "pdx"));
    assert!(matches!(refused(40, b"x"), E::Profile { .. }));
    assert!(matches!(
        refused(32, b"phash-64/image_hasher-3.1.1"),
        E::ProfileWidth { expected: 64, .. }
    ));
    assert!(matches!(refused(80, &[61]), E::Sections { allowed: 60, found: 61 }));
    assert!(matches!(refused(80, &[0xff; 4]), E::Sections { .. }));
    assert!(matches!(refused(80, &[1]), E::Offset { section: 0, expected: 192, found: 384 }));
    assert!(matches!(refused(80, &[9]), E::Offset { section: 0, .. }));
    assert!(matches!(refused(84, &[99]), E::HeaderChecksum { .. }));
    assert!(matches!(refused(84, &[101]), E::Counts { rows: 101, .. }));
    assert!(matches!(refused(84, &[109]), E::Counts { rows: 109, .. }));
    assert!(matches!(refused(88, &[0]), E::Counts { repeats: 0, .. }));
    assert!(matches!(refused(88, &[11]), E::Counts { repeats: 11, .. }));
    assert!(matches!(refused(88, &[2]), E::KindLength { kind: 5, expected: 64, found: 128 }));
    assert!(matches!(refused(92, &[0]), E::KindLength { kind: 4, expected: 0, found: 256 }));
    assert!(matches!(refused(92, &[2]), E::Lists { found: 2 }));
    assert!(matches!(refused(96, &[8]), E::KindLength { kind: 6, .. }));
    assert!(matches!(refused(96, &[65]), E::Plan { tables: 65, key_bits: 6 }));
    assert!(matches!(refused(96, &[0]), E::Plan { tables: 0, key_bits: 6 }));
    assert!(matches!(refused(100, &[7]), E::KindLength { kind: 6, .. }));
    assert!(matches!(refused(100, &[29]), E::Plan { tables: 9, key_bits: 29 }));
    assert!(matches!(refused(104, b"x"), E::HeaderChecksum { .. }));
    assert!(matches!(refused(CHECKSUM, &[1, 2]), E::HeaderChecksum { .. }));
    for section in 0..KINDS {
        let at = HEADER + section * SECTION;
        assert!(matches!(refused(at, &[99]), E::UnknownSection { kind: 99 }));
        assert!(matches!(refused(at + 4, &[0]), E::HeaderChecksum { .. }));
        assert!(matches!(refused(at + 8, &[1]), E::Offset { section: s, .. } if s == section));
        assert!(
            matches!(refused(at + 16, &[1]), E::SectionLength { section: s, .. } if s == section)
        );
        assert!(matches!(refused(at + 16, &[0xc0; 8]), E::SectionLength { .. }));
        assert!(matches!(refused(at + 24, &[1, 2]), E::HeaderChecksum { .. }));
        let other = if section == 0 { 2 } else { 1 };
        let kind = section as u32 + 1;
        let error = refused(at, &[other as u8]);
        assert!(
            matches!(error, E::MissingSection { kind: k, found } if (k, found) == (kind, 0) || (k, found) == (other, 2)),
            "{error}"
        );
    }
}

#[test]
fn a_file_of_another_width_is_refused() {
    assert!(matches!(
        Index64::from_bytes(file()).unwrap_err(),
        OpenError::Width { expected: 64, found: 256 }
    ));
}

#[test]
fn every_truncation_is_refused() {
    let file = file();
    for length in 0..file.len() {
        match open(&file[..length]).unwrap_err() {
            OpenError::Short { needed, found } => assert!(found == length && length < needed),
            OpenError::Length { expected, found } => {
                assert_eq!((expected, found), (file.len() as u64, length as u64));
            }
            other => panic!("{length} bytes: {other}"),
        }
    }
    let longer = [&file[..], &[0]].concat();
    assert!(matches!(open(&longer), Err(OpenError::Length { .. })));
}

/// Every byte of the file, one bit after another in turn: refused or found by `verify`, and searched without a panic.
#[test]
fn every_flipped_byte_is_found() {
    let mut file = file();
    let mut refused = 0;
    for at in 0..file.len() {
        let bit = 1 << (at % 8);
        file[at] ^= bit;
        match Index256::from_bytes(&file[..]) {
            Err(_) => refused += 1,
            Ok(index) => {
                assert!(matches!(index.verify(), Err(VerifyError::Checksum { .. })), "byte {at}");
                if at % 61 == 0 {
                    search(&index);
                }
            }
        }
        file[at] ^= bit;
    }
    assert_eq!(refused, FIRST, "header and table, and nothing else");
}

/// Offsets and row numbers that lead outside are noticed, and the answer is that of a comparison with every entry.
#[test]
fn tables_that_lead_outside_are_not_followed() {
    let (file, builder) = (file(), builder());
    let whole = builder.into_index().unwrap();
    let queries: Vec<Hash256> =
        (0..whole.len()).step_by(7).map(|at| whole.entry(at).unwrap().0).collect();
    let expected: Vec<Vec<Hit>> = queries.iter().map(|query| whole.within(query, 31)).collect();
    assert!(expected.iter().all(|hits| !hits.is_empty()));
    for (kind, value) in [(6, [0xff; 4]), (6, [101, 0, 0, 0]), (8, [0xff; 4])] {
        let mut damaged = file.clone();
        for at in section(&file, kind).step_by(4) {
            damaged[at..at + 4].copy_from_slice(&value);
        }
        let index = Index256::from_bytes(&damaged[..]).unwrap();
        let mut searcher = index.searcher().through_tables();
        for (query, expected) in queries.iter().zip(&expected) {
            assert_eq!(searcher.within(query, 31).hits, expected);
        }
        let found = searcher.within_batch(&queries.repeat(50), 31);
        assert!(found.iter().zip(expected.iter().cycle()).all(|(found, one)| found.0 == *one));
    }
}

/// One offset after the other beyond the rows, and offsets that fall: whoever opens such a bucket compares every entry.
#[test]
fn a_single_offset_that_leads_outside_is_not_followed() {
    let file = file();
    let index = Index256::from_bytes(&file[..]).unwrap();
    let query = index.entry(40).unwrap().0;
    let right = index.within(&query, 150);
    let mut opened = 0;
    let mut check = |damaged: &[u8]| {
        let damaged = Index256::from_bytes(damaged).unwrap();
        let mut searcher = damaged.searcher().through_tables();
        for radius in [8, 31, 44] {
            let within = right.partition_point(|hit| hit.distance <= radius);
            assert_eq!(searcher.within(&query, radius).hits, &right[..within]);
            opened += 1;
        }
    };
    let mut offsets = section(&file, 6);
    for at in offsets.clone().step_by(4) {
        for value in [101u32, 1 << 31, u32::MAX] {
            let mut damaged = file.clone();
            damaged[at..at + 4].copy_from_slice(&value.to_le_bytes());
            check(&damaged);
        }
    }
    let mut falling = file.clone();
    for value in (0..100u32).rev().cycle() {
        let Some(at) = offsets.next() else { break };
        offsets.nth(2);
        falling[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }
    check(&falling);
    assert!(opened > 3 * 9 * 65 * 3, "{opened}");
}

/// What a damaged table gives was compared with the hash itself.
#[test]
fn flipped_bits_in_tables_hide_entries_but_invent_none() {
    let file = file();
    let index = Index256::from_bytes(&file[..]).unwrap();
    let query = index.entry(40).unwrap().0;
    let right = index.within(&query, 256);
    let mut random = random(1);
    let (mut hidden, rounds) = (0, 600);
    for round in 0..rounds {
        let mut damaged = file.clone();
        let section = section(&file, 6 + round % 3);
        for _ in 0..1 + random() % 200 {
            let at = section.start + random() as usize % section.len();
            damaged[at] ^= 1 << (random() % 8);
        }
        let damaged = Index256::from_bytes(&damaged[..]).unwrap();
        let mut searcher = damaged.searcher().through_tables();
        for radius in [9, 31, 44] {
            let within = right.partition_point(|hit| hit.distance <= radius);
            let hits = searcher.within(&query, radius).hits;
            assert!(hits.iter().all(|hit| right[..within].contains(hit)), "{radius}");
            hidden += usize::from(hits.len() < within);
        }
    }
    assert!((1..3 * rounds).contains(&hidden), "some do and some do not: {hidden}");
}

#[test]
fn many_flipped_bits_anywhere_are_searched_without_a_panic() {
    let file = file();
    let mut random = random(1);
    for _ in 0..150 {
        let mut damaged = file.clone();
        for _ in 0..1 + random() % 300 {
            let at = FIRST + random() as usize % (file.len() - FIRST);
            damaged[at] ^= 1 << (random() % 8);
        }
        let damaged = Index256::from_bytes(&damaged[..]).unwrap();
        assert!(damaged.verify().is_err());
        let queries = [Hash256::ZERO, Hash([random(); 4])];
        let mut searcher = damaged.searcher().through_tables();
        for radius in [5, 31, 200] {
            let _ = searcher.within_each(&queries, radius);
            let _ = searcher.within_batch(&queries.repeat(300), radius);
            let _ = searcher.any_within(&queries[1], radius);
        }
        let _ = searcher.nearest(&queries[0], 20);
        assert!((0..110).filter_map(|at| damaged.entry(at)).count() <= 110);
    }
}

/// A file whose checksums are right but whose tables do not belong to its rows.
#[test]
fn verify_compares_tables_with_rows() {
    let file = file();
    let start = |kind: usize| section(&file, kind).start;
    use VerifyError as E;
    let verified = |at: usize, byte: u8| {
        let mut file = file.clone();
        assert_ne!(file[at], byte);
        file[at] = byte;
        seal(&mut file);
        Index256::from_bytes(&file[..]).unwrap().verify()
    };
    assert_eq!(verified(start(3), 0x77), Ok(()), "an id is as good as another");
    assert!(matches!(verified(start(1) + 16 * 3 + 7, 0xff), Err(E::Rows { row: 4 })));
    assert_eq!(verified(start(5) + 4, 2), Err(E::Repeats));
    assert!(matches!(verified(start(6), 1), Err(E::Table { table: 0, bucket: 0 })));
    assert!(matches!(verified(start(6) + 65 * 4 - 4, 99), Err(E::Table { table: 0, .. })));
    assert!(matches!(verified(start(7), 0xaa), Err(E::Table { table: 0, .. })));
    assert!(matches!(verified(start(8), 0xff), Err(E::Table { table: 1, .. })));
}

/// Asks in every way. What comes back may be wrong, but for damage that is seen: then everything is compared.
fn search(index: &Index<4, &[u8]>) {
    let queries = [Hash256::ZERO; 5];
    let mut searcher = index.searcher().through_tables();
    let one = searcher.within(&queries[0], 31).hits.to_vec();
    assert!(searcher.within_each(&queries, 31).iter().all(|answer| answer.hits == one));
    assert!(searcher.within_batch(&[queries[0]; 600], 31).iter().all(|(hits, _)| *hits == one));
    let _ = searcher.nearest(&queries[0], 3);
    let _ = searcher.any_within(&queries[0], 31);
    let _ = (index.within(&queries[0], 256), index.nearest_batch(&queries, 3));
    assert!(index.entry(110).is_none());
}

#[test]
fn bytes_may_begin_anywhere() {
    let mut shifted = vec![0];
    shifted.extend(file());
    let index = Index256::from_bytes(&shifted[1..]).unwrap();
    assert_eq!(index.verify(), Ok(()));
    search(&index);
}

#[test]
fn publishing_replaces_the_file_and_leaves_nothing_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("known.sdx");
    let names = || std::fs::read_dir(folder.path()).unwrap().count();
    let mut builder = Builder256::new(Profile::Pdq).unwrap();
    builder.publish(&path).unwrap();
    let before = Index256::open(&path).unwrap();
    builder.push(Hash256::ZERO, 5);
    builder.publish(&path).unwrap();
    assert_eq!((before.len(), names()), (0, 1));
    assert_eq!(Index256::open(&path).unwrap().len(), 1);
    assert_eq!(Index256::read(&path).unwrap().nearest(&Hash256::ZERO, 9)[0].id, 5);
    let info = IndexInfo::of_file(&path).unwrap();
    assert_eq!((info.version, info.count, info.profile), (2, 1, Profile::Pdq));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    // A folder cannot be replaced by a file: the last step fails.
    let taken = folder.path().join("taken");
    std::fs::create_dir_all(taken.join("x")).unwrap();
    assert!(builder.publish(&taken).is_err());
    assert!(builder.publish(folder.path().join("none/known.sdx")).is_err());
    assert_eq!(names(), 2, "the index and the folder");
}
