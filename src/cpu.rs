//! Which instruction sets to use: asked of the processor once.

use std::sync::OnceLock;

/// A set of instructions for which the hot loops have a version of their own; a later one is preferred.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CpuLevel {
    /// What every processor of the target has.
    Portable,
    /// Advanced SIMD of aarch64.
    Neon,
    /// AVX2 with FMA, BMI2 and POPCNT (x86-64-v3).
    Avx2,
    /// AVX-512 F, BW, CD, DQ and VL (x86-64-v4) with VPOPCNTDQ and BITALG.
    Avx512,
}

impl CpuLevel {
    /// The levels that this machine has, the preferred one last. Every level gives the same answers.
    #[must_use]
    pub fn available() -> Vec<Self> {
        let mut levels = vec![Self::Portable];
        #[cfg(target_arch = "aarch64")]
        if std::arch::is_aarch64_feature_detected!("neon") {
            levels.push(Self::Neon);
        }
        #[cfg(target_arch = "x86_64")]
        {
            use std::arch::is_x86_feature_detected as has;
            let avx2 = has!("avx2") && has!("fma") && has!("bmi2") && has!("popcnt");
            if avx2 && pulp::x86::V3::is_available() {
                levels.push(Self::Avx2);
                if pulp::x86::V4::is_available() && has!("avx512vpopcntdq") && has!("avx512bitalg")
                {
                    levels.push(Self::Avx512);
                }
            }
        }
        levels
    }

    /// The level in use: the preferred one, or the best that does not pass the limit which the environment
    /// variable `STAYDOWN_CPU` sets (`portable` or `avx2`). Read once.
    #[must_use]
    pub fn current() -> Self {
        static LEVEL: OnceLock<CpuLevel> = OnceLock::new();
        *LEVEL.get_or_init(|| {
            let limit = match std::env::var("STAYDOWN_CPU").as_deref() {
                Ok("portable") => Self::Portable,
                Ok("avx2") => Self::Avx2,
                _ => Self::Avx512,
            };
            let fitting = Self::available().into_iter().filter(|&level| level <= limit);
            fitting.max().unwrap_or(Self::Portable)
        })
    }
}

/// Runs plain loops compiled for the level in use. What `work` calls must be `#[inline(always)]` to profit.
///
/// The compiler neither fuses nor reorders floating-point operations, so the result is the same at every level.
#[inline(always)]
pub(crate) fn vectorized<R>(work: impl FnOnce() -> R) -> R {
    #[cfg(target_arch = "x86_64")]
    {
        let level = CpuLevel::current();
        if level >= CpuLevel::Avx512
            && let Some(simd) = pulp::x86::V4::try_new()
        {
            return simd.vectorize(work);
        }
        if level >= CpuLevel::Avx2
            && let Some(simd) = pulp::x86::V3::try_new()
        {
            return simd.vectorize(work);
        }
    }
    work()
}
