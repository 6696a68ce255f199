//! A damaged file gives an error of its own, or at worst a wrong answer; never a panic or a read outside.

use staydown::{
    Builder256, Hash, Hash256, Index, Index64, Index256, IndexInfo, OpenError, Profile, VerifyError,
};

/// Offsets as docs/FORMAT.md gives them: written here once more, by hand, so that the two must agree.
const HEADER: usize = 128;
const SECTION: usize = 32;
const SECTIONS: [usize; 3] = [HEADER, HEADER + SECTION, HEADER + 2 * SECTION];
const FIRST: usize = 256;
const CHECKSUM: usize = 120;

fn file() -> Vec<u8> {
    let mut builder = Builder256::new(Profile::Pdq).unwrap();
    for i in 0..100u64 {
        builder.push(Hash([i * i, i, !i, i << 40]), 1000 + i);
    }
    let mut bytes = Vec::new();
    builder.write_to(&mut bytes).unwrap();
    bytes
}

fn open(bytes: &[u8]) -> Result<(), OpenError> {
    Index256::from_bytes(bytes).map(|_| ())
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
    assert_eq!((index.len(), index.profile()), (100, Profile::Pdq));
    assert_eq!(index.verify(), Ok(()));
}

/// As docs/FORMAT.md draws them: 130 entries take 256 rows.
#[test]
fn words_and_ids_lie_where_the_document_says() {
    let mut builder = Builder256::new(Profile::Pdq).unwrap();
    for row in 0..130 {
        builder.push(Hash([row, 0x1000 + row, 0x2000 + row, 0x3000 + row]), 0x4000 + row);
    }
    let mut file = Vec::new();
    builder.write_to(&mut file).unwrap();
    let number = |at: usize| u64::from_le_bytes(file[at..at + 8].try_into().unwrap());
    let (back, ids) = (FIRST + 16 * 256, FIRST + 32 * 256);
    for row in [0, 1, 129] {
        let front = FIRST + 16 * row;
        assert_eq!([number(front), number(front + 8)], [row as u64, 0x1000 + row as u64]);
        let back = back + 16 * row;
        assert_eq!([number(back), number(back + 8)], [0x2000 + row as u64, 0x3000 + row as u64]);
        assert_eq!(number(ids + 8 * row), 0x4000 + row as u64);
    }
    assert!(file[FIRST + 16 * 130..back].iter().all(|&byte| byte == 0));
    assert_eq!(file.len(), ids + 17 * 64);
}

#[test]
fn every_header_field_has_its_own_error() {
    let refused = |at: usize, bytes: &[u8]| open(&changed(at, bytes)).unwrap_err();
    use OpenError as E;
    assert!(matches!(refused(0, b"x"), E::Magic { .. }));
    assert!(matches!(refused(8, &[1]), E::Version { expected: 2, found: 1 }));
    assert!(matches!(refused(12, &64u32.to_le_bytes()), E::Width { expected: 256, found: 64 }));
    assert!(matches!(refused(16, &[1]), E::Length { found: 5184, .. }));
    assert!(matches!(refused(24, &101u64.to_le_bytes()), E::HeaderChecksum { .. }));
    assert!(matches!(refused(24, &2000u64.to_le_bytes()), E::Count { count: 2000, kind: 1, .. }));
    assert!(matches!(refused(24, &128u64.to_le_bytes()), E::Count { count: 128, kind: 3, .. }));
    assert!(matches!(refused(24, &[0xff; 8]), E::Count { expected: None, .. }));
    assert!(matches!(refused(32, b"pdx"), E::Profile { found } if found == "pdx"));
    assert!(matches!(refused(40, b"x"), E::Profile { .. }));
    assert!(matches!(
        refused(32, b"phash-64/image_hasher-3.1.1"),
        E::ProfileWidth { expected: 64, .. }
    ));
    assert!(matches!(refused(80, &[61]), E::Sections { allowed: 60, found: 61 }));
    assert!(matches!(refused(80, &[0xff; 4]), E::Sections { .. }));
    assert!(matches!(refused(80, &[1]), E::Offset { section: 0, expected: 192, found: 256 }));
    assert!(matches!(refused(80, &[4]), E::Offset { section: 3, found: 0, .. }));
    assert!(matches!(refused(84, b"x"), E::HeaderChecksum { .. }));
    assert!(matches!(refused(CHECKSUM, &[1, 2]), E::HeaderChecksum { .. }));
    for (section, at) in SECTIONS.into_iter().enumerate() {
        assert!(matches!(refused(at, &[9]), E::UnknownSection { kind: 9 }));
        assert!(matches!(refused(at + 4, &[0]), E::HeaderChecksum { .. }));
        assert!(matches!(refused(at + 8, &[1]), E::Offset { section: s, .. } if s == section));
        assert!(
            matches!(refused(at + 16, &[1]), E::SectionLength { section: s, .. } if s == section)
        );
        assert!(matches!(refused(at + 16, &[0xc0; 8]), E::SectionLength { .. }));
        assert!(matches!(refused(at + 24, &[1, 2]), E::HeaderChecksum { .. }));
    }
    assert!(matches!(refused(SECTIONS[0], &[2]), E::MissingSection { kind: 1, found: 0 }));
    assert!(matches!(refused(SECTIONS[1], &[1]), E::MissingSection { kind: 1, found: 2 }));
    assert!(matches!(refused(SECTIONS[1], &[3]), E::MissingSection { kind: 2, found: 0 }));
    assert!(matches!(refused(SECTIONS[2], &[2]), E::MissingSection { kind: 2, found: 2 }));
}

/// The back longer than the rows of the front, at the cost of the ids.
#[test]
fn parts_of_different_lengths_are_refused() {
    let mut file = file();
    let fields =
        [(SECTIONS[1] + 16, 2112), (SECTIONS[2] + 8, 256 + 2048 + 2112), (SECTIONS[2] + 16, 768)];
    for (at, value) in fields {
        file[at..at + 8].copy_from_slice(&u64::to_le_bytes(value));
    }
    assert!(matches!(
        open(&file).unwrap_err(),
        OpenError::Count { kind: 2, expected: Some(2048), found: 2112, .. }
    ));
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

fn search(index: &Index<4, &[u8]>) {
    let queries = [Hash256::ZERO; 5];
    assert!(index.within(&queries[0], 256).len() == 100);
    assert!(index.nearest_batch(&queries, 3).iter().all(|hits| hits.len() == 3));
    let _ = index.any_within(&queries[0], 31);
    assert!(index.entry(99).is_some() && index.entry(100).is_none());
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
