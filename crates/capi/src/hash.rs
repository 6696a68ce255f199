//! Bytes and pixels to hashes, and what can be done with hashes alone.

use std::ffi::c_char;
use std::fs::File;

use staydown::{
    Channels, DecodeOptions, Hash256, Limits, Output, Picture, PlaneRef, Profile, decode_with,
    digests, read_limited,
};

use crate::error::Failure;
use crate::guard::guarded;
use crate::raw::{self, argument};
use crate::status::StaydownStatus;
use crate::structs::{
    STAYDOWN_PIXELS_LUMA, STAYDOWN_PIXELS_RGB, StaydownDigests, StaydownHash, StaydownLimits,
    StaydownPdq, StaydownPixels,
};

/// Writes the default limits of decoding.
///
/// # Safety
/// `limits` must be NULL or point at as many bytes as its `size` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn staydown_limits(limits: *mut StaydownLimits) -> StaydownStatus {
    guarded(|| {
        let Limits { bytes, pixels, width, height, frames, memory, .. } = Limits::default();
        let size = size_of::<StaydownLimits>() as u32;
        let defaults = StaydownLimits { size, width, height, frames, bytes, pixels, memory };
        // SAFETY: the caller's promise.
        unsafe { raw::put_versioned(limits, &defaults, "limits") }
    })
}

/// The PDQ hash of a picture file of `length` bytes, upright, under limits (NULL: the defaults).
///
/// # Safety
/// `bytes` must point at `length` bytes; `limits` and `pdq` must be NULL or point at as many bytes as their `size` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn staydown_pdq(
    bytes: *const u8,
    length: usize,
    limits: *const StaydownLimits,
    pdq: *mut StaydownPdq,
) -> StaydownStatus {
    guarded(|| {
        // SAFETY: the caller's promise, here and below.
        let (bytes, limits) = unsafe {
            raw::size_of_versioned(pdq, "pdq")?;
            (raw::slice(bytes, length, "bytes")?, raw::versioned(limits, "limits")?)
        };
        let picture = picture(bytes, limits, Output::Luma)?;
        // SAFETY: as above.
        unsafe { raw::put_versioned(pdq, &staydown::pdq(&picture).into(), "pdq") }
    })
}

/// The PDQ hash of the picture file of that path.
///
/// # Safety
/// `path` must be NULL or a text; the rest as for [`staydown_pdq`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn staydown_pdq_file(
    path: *const c_char,
    limits: *const StaydownLimits,
    pdq: *mut StaydownPdq,
) -> StaydownStatus {
    guarded(|| {
        // SAFETY: the caller's promise, here and below.
        let (path, limits) = unsafe {
            raw::size_of_versioned(pdq, "pdq")?;
            (raw::text(path, "path")?, raw::versioned(limits, "limits")?)
        };
        let read = File::open(path).and_then(|file| read_limited(file, &limits.into()));
        let io =
            |error| Failure::new(StaydownStatus::Io, format!("{path} cannot be read: {error}"));
        let bytes = read.map_err(io)?;
        let picture = picture(&bytes, limits, Output::Luma)?;
        // SAFETY: as above.
        unsafe { raw::put_versioned(pdq, &staydown::pdq(&picture).into(), "pdq") }
    })
}

/// The PDQ hash of pixels that the caller decoded.
///
/// # Safety
/// `pixels` and `pdq` must be NULL or point at as many bytes as their `size` says, `pixels.data` at `pixels.length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn staydown_pdq_pixels(
    pixels: *const StaydownPixels,
    pdq: *mut StaydownPdq,
) -> StaydownStatus {
    guarded(|| {
        // SAFETY: the caller's promise, here and below.
        let plane = unsafe {
            raw::size_of_versioned(pdq, "pdq")?;
            plane(pixels)?
        };
        // SAFETY: as above.
        unsafe { raw::put_versioned(pdq, &staydown::pdq(plane).into(), "pdq") }
    })
}

/// # Safety
/// As [`staydown_pdq_pixels`].
pub(crate) unsafe fn plane<'a>(pixels: *const StaydownPixels) -> Result<PlaneRef<'a>, Failure> {
    // SAFETY: the caller's promise, here and below.
    let pixels = unsafe {
        raw::size_of_versioned(pixels, "pixels")?;
        raw::versioned(pixels, "pixels")?
    };
    let channels = match pixels.channels {
        STAYDOWN_PIXELS_LUMA => Channels::Luma,
        STAYDOWN_PIXELS_RGB => Channels::Rgb,
        other => return Err(argument(format!("pixels have 1 or 3 channels, not {other}"))),
    };
    // SAFETY: as above.
    let data = unsafe { raw::slice(pixels.data, pixels.length, "the data of pixels") }?;
    PlaneRef::new(data, pixels.width, pixels.height, pixels.stride, channels)
        .map_err(|error| argument(error.to_string()))
}

/// A classic hash of a picture file, under the name of its profile, such as `phash-64/image_hasher-3.1.1`.
///
/// `hash` takes its 8 or 32 bytes, in the order of its hexadecimal digits. Fails with `NO_HASH` if the picture has no such hash.
///
/// # Safety
/// `bytes` must point at `length` bytes, `hash` at `capacity` bytes, `needed` at a number or be NULL; `profile` must be a text and
/// `limits` NULL or point at as many bytes as its `size` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn staydown_classic(
    bytes: *const u8,
    length: usize,
    limits: *const StaydownLimits,
    profile: *const c_char,
    hash: *mut u8,
    capacity: usize,
    needed: *mut usize,
) -> StaydownStatus {
    guarded(|| {
        // SAFETY: the caller's promise, here and below.
        let (bytes, limits, name) = unsafe {
            let limits = raw::versioned(limits, "limits")?;
            (raw::slice(bytes, length, "bytes")?, limits, raw::text(profile, "profile")?)
        };
        let profile = classic_profile(name)?;
        let picture = picture(bytes, limits, Output::Rgb)?;
        let none = || Failure::new(StaydownStatus::NoHash, "the picture has no such hash");
        let found = staydown::classic(&picture, profile).ok_or_else(none)?;
        // SAFETY: as above.
        unsafe { raw::put_all(found.len(), found.into_iter(), hash, capacity, needed, "hash") }
    })
}

fn classic_profile(name: &str) -> Result<Profile, Failure> {
    Profile::from_name(name).filter(|profile| profile.is_classic()).ok_or_else(|| {
        argument("the profile is none of the classic hashes: see the documentation of Profile")
    })
}

/// MD5, SHA-1 and SHA-256 of bytes.
///
/// # Safety
/// `bytes` must point at `length` bytes, `digests` at as many bytes as its `size` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn staydown_digests(
    bytes: *const u8,
    length: usize,
    digests: *mut StaydownDigests,
) -> StaydownStatus {
    guarded(|| {
        // SAFETY: the caller's promise, here and below.
        let bytes = unsafe {
            raw::size_of_versioned(digests, "digests")?;
            raw::slice(bytes, length, "bytes")?
        };
        let staydown::Digests { md5, sha1, sha256, .. } = self::digests(bytes);
        let size = size_of::<StaydownDigests>() as u32;
        // SAFETY: as above.
        unsafe {
            raw::put_versioned(digests, &StaydownDigests { size, md5, sha1, sha256 }, "digests")
        }
    })
}

/// The number of bits in which two hashes differ, 0 to 256.
///
/// # Safety
/// Each pointer must be NULL or point at what it names.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn staydown_distance(
    one: *const StaydownHash,
    other: *const StaydownHash,
    distance: *mut u32,
) -> StaydownStatus {
    guarded(|| {
        // SAFETY: the caller's promise, here and below.
        let (one, other) = unsafe { (raw::read(one, "one")?, raw::read(other, "other")?) };
        let bits = Hash256::from(one).distance(&other.into());
        // SAFETY: as above.
        unsafe { raw::put(distance, bits, "distance") }
    })
}

/// The 64 hexadecimal digits of a hash, in lower case, with a zero byte at their end: 65 bytes.
///
/// # Safety
/// `hash` must be NULL or point at a hash, `text` at `capacity` bytes, `needed` at a number or be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn staydown_hash_to_hex(
    hash: *const StaydownHash,
    text: *mut c_char,
    capacity: usize,
    needed: *mut usize,
) -> StaydownStatus {
    guarded(|| {
        // SAFETY: the caller's promise.
        unsafe {
            let hex = Hash256::from(raw::read(hash, "hash")?).to_hex();
            raw::put_text(&hex, text, capacity, needed)
        }
    })
}

/// A hash from its 64 hexadecimal digits, in upper or lower case.
///
/// # Safety
/// `text` must be NULL or a text, `hash` NULL or point at room for a hash.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn staydown_hash_from_hex(
    text: *const c_char,
    hash: *mut StaydownHash,
) -> StaydownStatus {
    guarded(|| {
        // SAFETY: the caller's promise, here and below.
        let parsed = unsafe { raw::text(text, "text") }?.parse::<Hash256>();
        let parsed = parsed.map_err(|error| argument(error.to_string()))?;
        // SAFETY: as above.
        unsafe { raw::put(hash, parsed.into(), "hash") }
    })
}

fn picture(bytes: &[u8], limits: StaydownLimits, output: Output) -> Result<Picture, Failure> {
    let options = DecodeOptions { limits: limits.into(), output, ..DecodeOptions::default() };
    Ok(decode_with(bytes, &options)?)
}
