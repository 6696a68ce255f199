//! The search answers as brute force does: every entry within the radius, and no other.

use proptest::prelude::*;
use staydown::{Buffer, Builder, Hash, Hit, Index, Profile};

/// Entries of `64 * W` bits of which many lie near each other: a few centres, bits flipped, some exact copies.
fn entries<const W: usize>(most: usize) -> impl Strategy<Value = Vec<(Hash<W>, u64)>> {
    let centres = prop::collection::vec(prop::array::uniform::<_, W>(any::<u64>()), 1..6);
    let picks = prop::collection::vec((any::<prop::sample::Index>(), flips(), 0..50u64), 0..most);
    (centres, picks).prop_map(|(centres, picks)| {
        let entry = |(at, flips, id): (prop::sample::Index, Vec<u32>, u64)| {
            (flipped(Hash(*at.get(&centres)), &flips), id)
        };
        picks.into_iter().map(entry).collect()
    })
}

fn flips() -> impl Strategy<Value = Vec<u32>> {
    prop_oneof![
        Just(Vec::new()),
        prop::collection::vec(0..256u32, 1..40),
        prop::collection::vec(0..256u32, 100..300),
    ]
}

fn flipped<const W: usize>(mut hash: Hash<W>, flips: &[u32]) -> Hash<W> {
    for bit in flips.iter().map(|bit| bit % Hash::<W>::BITS) {
        hash.0[bit as usize / 64] ^= 1 << (bit % 64);
    }
    hash
}

fn build<const W: usize>(entries: &[(Hash<W>, u64)], profile: Profile) -> Index<W, Buffer> {
    let mut builder = Builder::new(profile).unwrap();
    for &(hash, id) in entries {
        builder.push(hash, id);
    }
    builder.into_index().unwrap()
}

/// All hits, nearest first, by comparing bit after bit.
fn brute_force<const W: usize>(entries: &[(Hash<W>, u64)], query: &Hash<W>) -> Vec<Hit> {
    let bit = |hash: &Hash<W>, at: u32| hash.0[at as usize / 64] >> (at % 64) & 1;
    let mut hits: Vec<Hit> = entries
        .iter()
        .map(|(hash, id)| Hit {
            distance: (0..Hash::<W>::BITS).filter(|&at| bit(hash, at) != bit(query, at)).count()
                as u32,
            id: *id,
        })
        .collect();
    hits.sort();
    hits
}

fn check<const W: usize>(
    entries: &[(Hash<W>, u64)],
    queries: &[Hash<W>],
    radius: u32,
    k: usize,
    profile: Profile,
) {
    let index = build(entries, profile);
    assert_eq!(index.len(), entries.len());
    assert_eq!(index.verify(), Ok(()));
    let all: Vec<Vec<Hit>> = queries.iter().map(|q| brute_force(entries, q)).collect();
    let within = |hits: &Vec<Hit>| -> Vec<Hit> {
        let near = hits.iter().filter(|hit| hit.distance <= radius);
        near.copied().collect()
    };
    let expected: Vec<Vec<Hit>> = all.iter().map(within).collect();
    let nearest: Vec<Vec<Hit>> =
        all.iter().map(|hits| hits[..k.min(hits.len())].to_vec()).collect();
    let first = |query: &Hash<W>| -> Option<Hit> {
        let mut rows = (0..index.len()).filter_map(|row| index.entry(row));
        rows.find_map(|(hash, id)| {
            let distance = hash.distance(query);
            (distance <= radius).then_some(Hit { distance, id })
        })
    };
    let any: Vec<Option<Hit>> = queries.iter().map(first).collect();

    for (at, query) in queries.iter().enumerate() {
        assert_eq!(index.within(query, radius), expected[at]);
        assert_eq!(index.nearest(query, k), nearest[at]);
        assert_eq!(index.any_within(query, radius), any[at]);
    }
    for threads in [1, 2, 5] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            assert_eq!(index.within_batch(queries, radius), expected);
            assert_eq!(index.nearest_batch(queries, k), nearest);
            assert_eq!(index.any_within_batch(queries, radius), any);
        });
    }
}

/// Queries that hit (bits flipped in an entry) and queries that do not.
fn queries<const W: usize>(
    entries: &[(Hash<W>, u64)],
    picks: &[(prop::sample::Index, Vec<u32>)],
) -> Vec<Hash<W>> {
    let near = |(at, flips): &(prop::sample::Index, Vec<u32>)| match entries {
        [] => flipped(Hash::ZERO, flips),
        _ => flipped(at.get(entries).0, flips),
    };
    picks.iter().map(near).collect()
}

fn radii(bits: u32) -> impl Strategy<Value = u32> {
    prop_oneof![Just(31), 0..=40u32, 0..=bits, Just(bits), Just(u32::MAX)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn of_256_bits(
        entries in entries::<4>(5000),
        picks in prop::collection::vec((any::<prop::sample::Index>(), flips()), 0..20),
        radius in radii(256),
        k in 0..40usize,
    ) {
        check(&entries, &queries(&entries, &picks), radius, k, Profile::Pdq);
    }

    #[test]
    fn of_64_bits(
        entries in entries::<1>(5000),
        picks in prop::collection::vec((any::<prop::sample::Index>(), flips()), 0..20),
        radius in radii(64),
        k in 0..40usize,
    ) {
        check(&entries, &queries(&entries, &picks), radius, k, Profile::PHash64);
    }
}

/// More queries than a slice and more blocks than a share: 300 queries, 40,000 entries.
#[test]
fn of_many_queries_in_a_long_list() {
    let mut state = 1u64;
    let mut random = move || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state ^ state >> 29
    };
    let entries: Vec<(Hash<4>, u64)> =
        (0..40_000).map(|id| (Hash(std::array::from_fn(|_| random())), id)).collect();
    let queries: Vec<Hash<4>> = (0..300u32)
        .map(|at| flipped(entries[at as usize * 131].0, &Vec::from_iter(0..at % 40)))
        .collect();
    check(&entries, &queries, 31, 3, Profile::Pdq);
}

#[test]
fn the_bytes_do_not_depend_on_the_order_of_pushing() {
    let entries: Vec<(Hash<4>, u64)> =
        (0..3000u64).map(|i| (Hash([i % 7, 0, i, 1]), i % 11)).collect();
    let bytes = |entries: &mut dyn Iterator<Item = &(Hash<4>, u64)>| {
        let mut builder = Builder::new(Profile::Pdq512).unwrap();
        entries.for_each(|&(hash, id)| builder.push(hash, id));
        let mut bytes = Vec::new();
        builder.write_to(&mut bytes).unwrap();
        bytes
    };
    assert_eq!(bytes(&mut entries.iter()), bytes(&mut entries.iter().rev()));
}
