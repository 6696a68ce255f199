//! Lists that the benchmarks of the index share.
#![allow(dead_code, reason = "each benchmark uses its part")]

use staydown::{Buffer, Builder256, Hash, Hash256, Index, Profile};

/// The sizes of lists to measure with.
pub(crate) fn sizes() -> Vec<usize> {
    if std::env::args().any(|argument| argument == "--test") {
        return vec![3000];
    }
    let list = std::env::var("STAYDOWN_BENCH_SIZES");
    let list = list.unwrap_or_else(|_| "100000,1000000,10000000".into());
    list.split(',')
        .map(|size| size.trim().parse().expect("STAYDOWN_BENCH_SIZES is a list of numbers"))
        .collect()
}

fn random(seed: u64) -> impl FnMut() -> Hash256 {
    let mut state = seed;
    let mut word = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.wrapping_mul(0x2545_f491_4f6c_dd1d)
    };
    move || Hash(std::array::from_fn(|_| word()))
}

/// A list, and queries of which every second one lies 16 bits from an entry.
pub(crate) fn list(size: usize) -> (Index<4, Buffer>, Vec<Hash256>) {
    let (builder, queries) = builder(size);
    (builder.into_index().expect("memory for the list"), queries)
}

/// The same before the index is built.
pub(crate) fn builder(size: usize) -> (Builder256, Vec<Hash256>) {
    let mut builder = Builder256::new(Profile::Pdq).expect("PDQ has 256 bits");
    let hashes = std::iter::repeat_with(random(1)).take(size);
    let mut queries: Vec<Hash256> = std::iter::repeat_with(random(2)).take(256).collect();
    for (id, hash) in hashes.enumerate() {
        builder.push(hash, id as u64);
        if id < 256 && id % 2 == 0 {
            queries[id] = hash;
            queries[id].0[id % 4] ^= 0xffff;
        }
    }
    (builder, queries)
}
