//! What several tests make their lists of.

/// Numbers that look random, always the same.
pub(crate) fn random(seed: u64) -> impl FnMut() -> u64 {
    let mut state = seed << 32 | 0x9e37_79b9;
    move || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state ^ state >> 29
    }
}
