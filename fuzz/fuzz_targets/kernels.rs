//! The search, with the kernel that this machine prefers, answers as a comparison with each entry does.
#![no_main]

use libfuzzer_sys::fuzz_target;
use staydown::{Builder, Hash, Hit, Profile};

fuzz_target!(|input: ([u64; 4], u16, u8, &[u8])| {
    let (query, radius, copies, bytes) = input;
    let (radius, copies) = (u32::from(radius % 300), copies % 16);
    check(Profile::Pdq, Hash(query), radius, copies, bytes);
    check(Profile::PHash64, Hash([query[0]]), radius % 80, copies, bytes);
});

/// Searches a list of the hashes in `bytes`, each there `copies` times and once more.
fn check<const W: usize>(profile: Profile, query: Hash<W>, radius: u32, copies: u8, bytes: &[u8]) {
    let hashes: Vec<Hash<W>> = bytes.chunks(8 * W).filter_map(Hash::from_bytes).collect();
    let mut builder = Builder::new(profile).expect("the profile has this width");
    for (id, hash) in (0..=copies).flat_map(|_| &hashes).enumerate() {
        builder.push(*hash, id as u64 / 3);
    }
    let index = builder.into_index().expect("there is memory for it");

    let rows = (0..index.len()).filter_map(|row| index.entry(row));
    let hits = rows.map(|(hash, id)| Hit { distance: hash.distance(&query), id });
    let mut hits: Vec<Hit> = hits.collect();
    assert_eq!(hits.len(), hashes.len() * (usize::from(copies) + 1));
    let first = hits.iter().copied().find(|hit| hit.distance <= radius);
    hits.sort_unstable();
    let within = hits.partition_point(|hit| hit.distance <= radius);

    assert_eq!(index.any_within(&query, radius), first);
    assert_eq!(index.within(&query, radius), hits[..within]);
    assert_eq!(index.nearest(&query, within + 1), hits[..hits.len().min(within + 1)]);
    let batch = index.within_batch(&[query; 5], radius);
    assert!(batch.iter().all(|found| *found == hits[..within]));
}
