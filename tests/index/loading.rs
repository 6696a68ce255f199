//! However a file comes into memory, the index is the same.

use std::path::{Path, PathBuf};

use staydown::{Builder256, Hash, Hash256, Hit, Index, Index256, OpenError, Profile};

fn hash(number: u64) -> Hash256 {
    Hash(std::array::from_fn(|word| {
        (number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(13 * word as u32)
    }))
}

fn answers<D: AsRef<[u8]>>(index: &Index<4, D>) -> Vec<Vec<Hit>> {
    assert_eq!(index.verify(), Ok(()));
    (0..50)
        .map(|number| index.searcher().through_tables().within(&hash(number), 40).hits.to_vec())
        .collect()
}

fn published(folder: &Path) -> (Builder256, PathBuf) {
    let path = folder.join("list.sdx");
    let mut builder = Builder256::new(Profile::Pdq).unwrap();
    builder.extend((0..3000).map(|number| (hash(number), number)));
    assert!(builder.set_plan(16, 10));
    builder.publish(&path).unwrap();
    (builder, path)
}

#[test]
fn every_way_gives_the_same_answers() {
    let folder = tempfile::tempdir().unwrap();
    let (builder, path) = published(folder.path());

    let expected = answers(&builder.into_index().unwrap());
    assert!(expected.iter().all(|hits| !hits.is_empty()));
    assert_eq!(answers(&Index256::open(&path).unwrap()), expected);
    assert_eq!(answers(&Index256::open_populated(&path).unwrap()), expected);
    assert_eq!(answers(&Index256::read(&path).unwrap()), expected);
    let bytes = [&[0][..], &std::fs::read(&path).unwrap()].concat();
    assert_eq!(answers(&Index256::from_bytes(&bytes[1..]).unwrap()), expected);
}

#[test]
fn no_way_takes_what_is_not_there_or_not_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.sdx");
    let fails = |expected: fn(&OpenError) -> bool| {
        let errors = [
            Index256::open(&path).err(),
            Index256::open_populated(&path).err(),
            Index256::read(&path).err(),
        ];
        assert!(errors.iter().flatten().filter(|error| expected(error)).count() == 3, "{errors:?}");
    };
    fails(|error| matches!(error, OpenError::Io { .. }));
    Builder256::new(Profile::Pdq).unwrap().publish(&path).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() - 1]).unwrap();
    fails(|error| !matches!(error, OpenError::Io { .. }));
}

/// Reads a file that was mapped and then cut: in a process of its own, which that ends.
#[cfg(target_os = "linux")]
#[test]
fn a_process_that_mapped_a_file_which_is_cut() {
    let Some(path) = std::env::var_os(CUT) else { return };
    let index = Index256::open(&path).unwrap();
    std::fs::File::options().write(true).open(&path).unwrap().set_len(4096).unwrap();
    answers(&index);
}

#[cfg(target_os = "linux")]
const CUT: &str = "STAYDOWN_TEST_CUT";

/// Why nobody may write to a published file that others map, and what to do where somebody might.
#[cfg(target_os = "linux")]
#[test]
fn a_file_that_is_cut_ends_who_mapped_it_and_not_who_read_it() {
    use std::os::unix::process::ExitStatusExt;
    let folder = tempfile::tempdir().unwrap();
    let (_, path) = published(folder.path());
    let read = Index256::read(&path).unwrap();
    let expected = answers(&read);
    let test = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "loading::a_process_that_mapped_a_file_which_is_cut"])
        .env(CUT, &path)
        .output()
        .unwrap();
    assert_eq!(test.status.signal(), Some(7), "SIGBUS: {test:?}");
    assert_eq!(answers(&read), expected);
    assert!(Index256::open(&path).is_err());
}

/// A build tells how far it has come, to the end, and its file is the same as without being asked.
#[test]
fn a_file_of_hashes_is_built_with_progress() {
    let folder = tempfile::tempdir().unwrap();
    let (hashes, path) = (folder.path().join("hashes"), folder.path().join("list.sdx"));
    let bytes: Vec<u8> = (0..3000).flat_map(|number| hash(number).to_bytes()).collect();
    std::fs::write(&hashes, bytes).unwrap();
    let mut builder = Builder256::new(Profile::Pdq).unwrap();
    assert_eq!(builder.push_file(&hashes, 0).unwrap(), 3000);
    assert!(builder.set_plan(16, 10));
    let mut seen = Vec::new();
    builder.publish_with(&path, |progress| seen.push((progress.done, progress.of))).unwrap();
    assert_eq!(seen, (1..=18).map(|done| (done, 18)).collect::<Vec<_>>());

    let mut pushed = Builder256::new(Profile::Pdq).unwrap();
    pushed.extend((0..3000).map(|number| (hash(number), number)));
    assert!(pushed.set_plan(16, 10));
    let mut out = std::io::Cursor::new(Vec::new());
    pushed.write_to(&mut out).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), out.into_inner());
}

#[test]
fn half_a_hash_at_the_end_of_a_file_leaves_the_builder_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let hashes = folder.path().join("hashes");
    std::fs::write(&hashes, [1; 32 * 5 + 7]).unwrap();
    let mut builder = Builder256::new(Profile::Pdq).unwrap();
    builder.push(hash(1), 1);
    let error = builder.push_file(&hashes, 0).unwrap_err().to_string();
    assert!(error.contains("hashes"), "{error}");
    assert_eq!(builder.len(), 1);
    assert!(builder.push_file(folder.path().join("nowhere"), 0).is_err());
}

#[test]
fn attachments_come_back_and_disturb_nothing() {
    let mut builder = Builder256::new(Profile::Pdq).unwrap();
    builder.extend((0..500).map(|id| (Hash([id, id * 7, !id, 3]), id)));
    let mut plain = Vec::new();
    builder.write_to(&mut std::io::Cursor::new(&mut plain)).unwrap();

    let long: Vec<u8> = (0..1000).map(|at| at as u8).collect();
    builder.attach(7, b"replaced".to_vec());
    builder.attach(7, long.clone());
    builder.attach(8, Vec::new());
    let mut bytes = Vec::new();
    builder.write_to(&mut std::io::Cursor::new(&mut bytes)).unwrap();
    let index = Index256::from_bytes(&bytes[..]).unwrap();
    index.verify().unwrap();
    assert_eq!((index.attached(7), index.attached(8)), (Some(&long[..]), Some(&[][..])));
    assert_eq!(index.attached(9), None);
    let without = Index256::from_bytes(&plain[..]).unwrap();
    assert_eq!(without.attached(7), None);
    let query = Hash([3, 21, !3, 3]);
    assert_eq!(index.within(&query, 60), without.within(&query, 60));
    assert_eq!(builder.into_index().unwrap().attached(7), Some(&long[..]));

    let at = bytes.windows(1000).position(|part| part == long).unwrap();
    bytes[at + 500] ^= 1;
    assert!(Index256::from_bytes(&bytes[..]).unwrap().verify().is_err());
}
