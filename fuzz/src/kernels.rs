//! The search, with the kernel that this machine prefers, answers as a comparison with each entry does.

use arbitrary::{Arbitrary, Unstructured};
use staydown::{Builder, Coverage, Hash, Hit, Profile};

type Input<'a> = ([u64; 4], u16, u8, u8, u8, &'a [u8]);

pub(crate) fn search(bytes: &[u8]) -> bool {
    let Ok(input) = Input::arbitrary_take_rest(Unstructured::new(bytes)) else {
        return false;
    };
    let (query, radius, copies, tables, key_bits, bytes) = input;
    let (radius, copies) = (u32::from(radius % 300), copies % 16);
    let plan = (u32::from(tables % 65), u32::from(key_bits % 14));
    check(Profile::Pdq, Hash(query), radius, copies, plan, bytes);
    check(Profile::PHash64, Hash([query[0]]), radius % 80, copies, plan, bytes);
    true
}

/// Searches a list of the hashes in `bytes`, each there `copies` times and once more, by a scan and through tables.
fn check<const W: usize>(
    profile: Profile,
    query: Hash<W>,
    radius: u32,
    copies: u8,
    (tables, key_bits): (u32, u32),
    bytes: &[u8],
) {
    let hashes: Vec<Hash<W>> = bytes.chunks(8 * W).filter_map(Hash::from_bytes).collect();
    let mut builder = Builder::new(profile).expect("the profile has this width");
    for (id, hash) in (0..=copies).flat_map(|_| &hashes).enumerate() {
        builder.push_to_list(*hash, id as u64 / 3, u16::from(id % 7 == 6));
    }
    builder.set_plan(tables, key_bits);
    let index = builder.into_index().expect("there is memory for it");
    assert_eq!(index.verify(), Ok(()));

    let entries = (0..index.len()).filter_map(|at| index.entry(at));
    let hits = entries.map(|(hash, id, list)| Hit { distance: hash.distance(&query), id, list });
    let mut hits: Vec<Hit> = hits.collect();
    assert_eq!(hits.len(), hashes.len() * (usize::from(copies) + 1));
    hits.sort_unstable();
    let within = hits.partition_point(|hit| hit.distance <= radius);

    for mut searcher in [index.searcher(), index.searcher().through_tables()] {
        assert_eq!(searcher.any_within(&query, radius), (within > 0, Coverage::Complete));
        assert_eq!(searcher.within(&query, radius).hits, &hits[..within]);
        let nearest = searcher.nearest(&query, within + 1).hits;
        assert_eq!(nearest, &hits[..hits.len().min(within + 1)]);
        // So many that every kernel takes all of its ways.
        let batch = searcher.within_batch(&[query; 31], radius);
        assert!(batch.iter().all(|(found, _)| *found == hits[..within]));
    }
}
