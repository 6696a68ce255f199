//! staydown computes perceptual hashes of images and finds their nearest neighbours in lists of hashes.

mod cpu;
mod decode;
mod fingerprint;
mod plane;

mod hash;

pub use cpu::CpuLevel;
pub use decode::{
    DecodeError, DecodeOptions, Format, Limit, Limits, Output, Picture, decode, decode_frames,
    decode_with,
};
pub use fingerprint::{Digests, Hash, Hash64, Hash256, ParseHashError, Profile, Quality};
pub use hash::{Pdq, classic64, classic256, digests, pdq, pdq_512, pdq_batch};
pub use plane::{Channels, Orientation, Plane, PlaneError, PlaneRef};
