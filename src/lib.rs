//! staydown computes perceptual hashes of images and finds their nearest neighbours in lists of hashes.

mod cpu;
mod decode;
mod fingerprint;
mod hamming;
mod index;
mod plane;

mod hash;

pub use cpu::CpuLevel;
pub use decode::{
    DecodeError, DecodeOptions, Format, Limit, Limits, Output, Picture, decode, decode_frames,
    decode_with,
};
pub use fingerprint::{Digests, Hash, Hash64, Hash256, ParseHashError, Profile, Quality};
#[doc(hidden)]
pub use hash::stages;
pub use hash::{Pdq, classic64, classic256, digests, pdq, pdq_512, pdq_batch};
pub use index::{
    Buffer, BuildError, Builder, Builder64, Builder256, Hit, Index, Index64, Index256, IndexInfo,
    Mapped, OpenError, VerifyError,
};
pub use plane::{Channels, Orientation, Plane, PlaneError, PlaneRef};
