//! Hashes of pictures that are known: those that programs draw, and harmless photographs.
//!
//! `known.csv` holds both, `tests/poison` makes it: made pictures, and the photographs of `tests/data/photos`, each turned and
//! mirrored.

use std::sync::LazyLock;

use crate::cpu;
use crate::fingerprint::Hash256;

/// A picture that no entry should be near to.
#[derive(Clone, Debug)]
pub(super) struct Known<N> {
    pub(super) name: N,
    pub(super) hash: Hash256,
}

/// Those that programs draw.
pub(super) fn templates() -> &'static [Known<&'static str>] {
    static TEMPLATES: LazyLock<Vec<Known<&str>>> = LazyLock::new(|| of_kind("template"));
    &TEMPLATES
}

/// Harmless photographs.
pub(super) fn canaries() -> &'static [Known<&'static str>] {
    static CANARIES: LazyLock<Vec<Known<&str>>> = LazyLock::new(|| of_kind("canary"));
    &CANARIES
}

/// The name of the nearest within that distance, from its hash or the opposite, and the distance.
pub(super) fn nearest<N: Clone>(
    known: &[Known<N>],
    hash: &Hash256,
    within: u32,
) -> Option<(N, u32)> {
    let (distance, at) = cpu::vectorized(
        #[inline(always)]
        || {
            let mut nearest = (u32::MAX, 0);
            for (at, Known { hash: other, .. }) in known.iter().enumerate() {
                let bits = |word: usize| (hash.0[word] ^ other.0[word]).count_ones();
                let front = bits(0) + bits(1);
                if front.min(128 - front) <= within {
                    let distance = front + bits(2) + bits(3);
                    nearest = nearest.min((distance.min(Hash256::BITS - distance), at));
                }
            }
            nearest
        },
    );
    let found = known.get(at).filter(|_| distance <= within)?;
    Some((found.name.clone(), distance))
}

fn of_kind(kind: &str) -> Vec<Known<&'static str>> {
    let lines = include_str!("known.csv").lines().skip(1);
    let known = lines.filter_map(|line| {
        let (name, hash) = line.strip_prefix(kind)?.strip_prefix(',')?.split_once(',')?;
        Some(Known { name, hash: hash.parse().expect("known.csv holds hashes") })
    });
    known.collect()
}
