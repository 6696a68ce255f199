//! staydown computes perceptual hashes of images and finds their nearest neighbours in lists of hashes.

mod cpu;
mod fingerprint;
mod hamming;
mod index;
mod plane;

pub mod hash;

pub use cpu::CpuLevel;
pub use fingerprint::{Digests, Hash, Hash64, Hash256, ParseHashError, Profile, Quality};
pub use index::{
    Buffer, BuildError, Builder, Builder64, Builder256, Hit, Index, Index64, Index256, IndexInfo,
    Mapped, OpenError, VerifyError,
};
pub use plane::{Channels, Orientation, Plane, PlaneError, PlaneRef};
