//! Whatever the bytes are, opening an index gives an error or an index that can be asked anything.

use staydown::{Hash, Hash64, Hash256, Index, Index64, Index256};
use twox_hash::XxHash3_64;

pub(crate) fn open(bytes: &[u8]) -> bool {
    let sealed = seal(bytes.to_vec());
    for bytes in [bytes, &sealed] {
        if let Ok(index) = Index256::from_bytes(bytes) {
            ask(&index, Hash256::ZERO);
        }
        if let Ok(index) = Index64::from_bytes(bytes) {
            ask(&index, Hash64::ZERO);
        }
    }
    true
}

/// Puts the header's own checksum right (see docs/FORMAT.md), so that what lies behind that check is reached.
fn seal(mut bytes: Vec<u8>) -> Vec<u8> {
    const SECTIONS: usize = 80;
    const CHECKSUM: usize = 120;
    let Some(sections) = bytes.get(SECTIONS..).and_then(|rest| rest.first_chunk()) else {
        return bytes;
    };
    let length = u64::from(u32::from_le_bytes(*sections)) * 32 + 128;
    let length = length.next_multiple_of(64);
    if length <= bytes.len() as u64 {
        bytes[CHECKSUM..][..8].fill(0);
        let checksum = XxHash3_64::oneshot(&bytes[..length as usize]);
        bytes[CHECKSUM..][..8].copy_from_slice(&checksum.to_le_bytes());
    }
    bytes
}

fn ask<const W: usize>(index: &Index<W, &[u8]>, query: Hash<W>) {
    assert!(index.entry(index.len()).is_none());
    let mut searcher = index.searcher().through_tables();
    let one = searcher.within(&query, 31).hits.to_vec();
    assert!(searcher.within_each(&[query; 3], 31).iter().all(|answer| answer.hits == one));
    assert!(searcher.within_batch(&[query; 520], 31).iter().all(|(hits, _)| *hits == one));
    let _ = searcher.any_within(&query, 20);
    let everything = index.within(&query, u32::MAX);
    assert_eq!(index.nearest(&query, usize::MAX), everything);
    assert_eq!(index.any_within(&query, u32::MAX), !everything.is_empty());
    if index.verify().is_ok() {
        assert_eq!(everything.len(), index.len());
        assert_eq!(index.is_empty(), index.entry(0).is_none());
        let near = everything.iter().filter(|hit| hit.distance <= 31);
        assert!(near.eq(&one));
    }
}
