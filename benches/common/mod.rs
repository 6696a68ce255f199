//! Lists and sizes that the benchmarks of the index share.
#![allow(dead_code, reason = "each benchmark uses its part")]

pub(crate) mod lists;

use staydown::{Builder256, Hash, Layout, Profile};

/// The sizes of lists to measure with: those that `STAYDOWN_BENCH_SIZES` names, else `usual`; one small list when
/// `cargo bench -- --test` only tries whether all runs.
pub(crate) fn sizes(usual: &[usize]) -> Vec<usize> {
    if std::env::args().any(|argument| argument == "--test") {
        return vec![3000];
    }
    let Ok(list) = std::env::var("STAYDOWN_BENCH_SIZES") else { return usual.to_vec() };
    list.split(',')
        .map(|size| size.trim().parse().expect("STAYDOWN_BENCH_SIZES is a list of numbers"))
        .collect()
}

/// A builder with these hashes, their places as ids.
pub(crate) fn builder(hashes: &[Hash<4>], layout: Layout) -> Builder256 {
    let mut builder = Builder256::new(Profile::Pdq).expect("PDQ has 256 bits");
    builder.set_layout(layout);
    builder.extend(hashes.iter().copied().zip(0..));
    builder
}
