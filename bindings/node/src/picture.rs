//! Pictures, given as bytes of a file, its path, or pixels, and what is computed of them.

use std::fs::File;

use napi::bindgen_prelude::Buffer;
use napi_derive::napi;
use staydown::{
    Channels, DecodeOptions, Hash256, Output, Picture, Plane, PlaneRef, Profile, decode_with,
    read_limited,
};

use crate::error::{Answer, Failure, Result, at_once};
use crate::job::{Promised, promised};

/// What a picture file may cost; what is not said keeps its default.
#[napi(object)]
#[derive(Default)]
pub(crate) struct Limits {
    /// Length of the file.
    pub bytes: Option<i64>,
    /// Width times height.
    pub pixels: Option<i64>,
    /// Pixels.
    pub width: Option<u32>,
    /// Pixels.
    pub height: Option<u32>,
    /// Bytes that decoding takes at its peak.
    pub memory: Option<i64>,
}

impl From<Limits> for staydown::Limits {
    fn from(asked: Limits) -> Self {
        let mut limits = Self::default();
        let wide = |asked: Option<i64>, default| asked.map_or(default, |asked| asked.max(0) as u64);
        limits.bytes = wide(asked.bytes, limits.bytes);
        limits.pixels = wide(asked.pixels, limits.pixels);
        limits.memory = wide(asked.memory, limits.memory);
        limits.width = asked.width.unwrap_or(limits.width);
        limits.height = asked.height.unwrap_or(limits.height);
        limits
    }
}

/// How pixels lie in a buffer.
#[napi(object)]
pub(crate) struct Shape {
    /// Pixels of a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Bytes from one row to the next.
    pub stride: u32,
    /// 1 for luma, 3 for red, green and blue.
    pub channels: u32,
}

/// Copies pixels, after their buffer was seen to hold them.
pub(crate) fn plane(data: &[u8], shape: &Shape) -> Answer<Plane> {
    let channels = match shape.channels {
        1 => Channels::Luma,
        3 => Channels::Rgb,
        other => {
            return Err(Failure::argument(format!("pixels have 1 or 3 channels, not {other}")));
        }
    };
    let [width, height, stride] = [shape.width, shape.height, shape.stride].map(|n| n as usize);
    let rows = PlaneRef::new(data, width, height, stride, channels).map_err(Failure::argument)?;
    let copied = (0..height).flat_map(|y| rows.row(y)).copied().collect();
    Plane::new(copied, width, height, channels).map_err(Failure::argument)
}

/// The 32 bytes of a hash.
pub(crate) fn hash_of(bytes: &[u8]) -> Answer<Hash256> {
    let wrong = || Failure::argument(format!("a hash has 32 bytes, not {}", bytes.len()));
    Hash256::from_bytes(bytes).ok_or_else(wrong)
}

/// A PDQ hash with its quality.
#[napi(object, object_from_js = false)]
pub(crate) struct Pdq {
    /// The hash and then those of the eight orientations, 32 bytes each.
    pub hashes: Buffer,
    /// 0 to 100.
    pub quality: u32,
}

impl From<staydown::Pdq> for Pdq {
    fn from(pdq: staydown::Pdq) -> Self {
        let hashes = std::iter::once(pdq.hash).chain(pdq.orientations());
        let hashes: Vec<u8> = hashes.flat_map(|hash| hash.to_bytes()).collect();
        Self { hashes: hashes.into(), quality: pdq.quality.get().into() }
    }
}

/// PDQ of the bytes of a file.
#[napi]
pub(crate) fn pdq(bytes: &[u8], limits: Limits) -> Promised<Pdq> {
    let bytes = bytes.to_vec();
    promised(move || Ok(staydown::pdq(&decoded(&bytes, limits.into(), Output::Luma)?).into()))
}

/// PDQ of the file of that path.
#[napi]
pub(crate) fn pdq_file(path: String, limits: Limits) -> Promised<Pdq> {
    promised(move || {
        let limits = limits.into();
        let read = File::open(&path).and_then(|file| read_limited(file, &limits));
        let bytes = read.map_err(|error| Failure::file(&path, &error))?;
        Ok(staydown::pdq(&decoded(&bytes, limits, Output::Luma)?).into())
    })
}

/// PDQ of pixels.
#[napi]
pub(crate) fn pdq_pixels(data: &[u8], shape: Shape) -> Result<Promised<Pdq>> {
    let plane = at_once(|| plane(data, &shape))?;
    Ok(promised(move || Ok(staydown::pdq(&plane).into())))
}

fn decoded(bytes: &[u8], limits: staydown::Limits, output: Output) -> Answer<Picture> {
    Ok(decode_with(bytes, &DecodeOptions { limits, output, ..DecodeOptions::default() })?)
}

/// A classic hash of the bytes of a file.
#[napi]
pub(crate) fn classic(bytes: &[u8], profile: String, limits: Limits) -> Result<Promised<Buffer>> {
    let profile = at_once(|| classic_profile(&profile))?;
    let bytes = bytes.to_vec();
    Ok(promised(move || {
        let picture = decoded(&bytes, limits.into(), Output::Rgb)?;
        let hash = staydown::classic(&picture, profile);
        Ok(hash.ok_or_else(Failure::no_hash)?.into())
    }))
}

fn classic_profile(name: &str) -> Answer<Profile> {
    let classic = |profile: &Profile| profile.is_classic();
    let none = || Failure::argument("the profile is none of the classic hashes");
    Profile::from_name(name).filter(classic).ok_or_else(none)
}

/// Digests of bytes.
#[napi(object, object_from_js = false)]
pub(crate) struct Digests {
    /// 16 bytes.
    pub md5: Buffer,
    /// 20 bytes.
    pub sha1: Buffer,
    /// 32 bytes.
    pub sha256: Buffer,
}

/// MD5, SHA-1 and SHA-256 of bytes.
#[napi]
pub(crate) fn digests(bytes: &[u8]) -> Promised<Digests> {
    let bytes = bytes.to_vec();
    promised(move || {
        let staydown::Digests { md5, sha1, sha256 } = staydown::digests(&bytes);
        Ok(Digests {
            md5: md5.to_vec().into(),
            sha1: sha1.to_vec().into(),
            sha256: sha256.to_vec().into(),
        })
    })
}

/// Bits in which two hashes differ.
#[napi]
pub(crate) fn distance(one: &[u8], other: &[u8]) -> Result<u32> {
    at_once(|| Ok(hash_of(one)?.distance(&hash_of(other)?)))
}

/// The bytes of a hash that is written in hexadecimal digits.
#[napi]
pub(crate) fn parse(text: String) -> Result<Buffer> {
    at_once(|| {
        let hash: Hash256 = text.parse().map_err(Failure::argument)?;
        Ok(hash.to_bytes().collect::<Vec<u8>>().into())
    })
}

/// Panics, so that tests can see what becomes of it.
#[cfg(debug_assertions)]
#[napi]
pub(crate) fn panics() -> Result<()> {
    at_once(|| panic!("asked for by a test"))
}

/// The same on a thread of the pool.
#[cfg(debug_assertions)]
#[napi]
pub(crate) fn panics_elsewhere() -> Promised<()> {
    promised(|| panic!("asked for by a test"))
}
