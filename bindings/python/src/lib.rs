//! staydown for Python: what Python gives becomes what Rust knows, and the library is asked without the interpreter's lock.
//!
//! The types that Python makes itself (errors, verdicts) stand in `python/staydown`; `error` and `matcher` call them by name.

mod arrays;
mod error;
mod handle;
mod hash;
mod hashing;
mod index;
mod limits;
mod matcher;
mod source;

/// The native part of `staydown`; use that package.
#[pyo3::pymodule]
mod _staydown {
    #[pymodule_export]
    use crate::hash::Hash;
    #[pymodule_export]
    use crate::hashing::{
        classic, coefficients, digests, hash, hash_batch, orientations, profiles,
    };
    #[pymodule_export]
    use crate::index::Index;
    #[pymodule_export]
    use crate::limits::Limits;
    #[pymodule_export]
    use crate::matcher::Matcher;

    #[pymodule_export]
    #[expect(non_upper_case_globals, reason = "as Python has it")]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}
