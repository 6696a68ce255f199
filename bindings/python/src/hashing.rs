//! Pictures to hashes.

use numpy::{IntoPyArray, PyArray1, PyArray2, PyArrayMethods};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};
use rayon::prelude::*;
use staydown::{Output, Pdq, Profile, pdq};

use crate::error::Failure;
use crate::hash::Hash;
use crate::limits::{self, Limits};
use crate::source::Source;

/// Pictures that are taken at a time, between two looks at signals and calls of `progress`.
const AT_ONCE: usize = 256;

fn pdq_of(source: Source, limits: &staydown::Limits) -> Result<Pdq, Failure> {
    Ok(pdq(&source.picture(limits, Output::Luma)?))
}

/// The PDQ hash of a picture.
///
/// `picture` is the path of a file, the bytes of one, an array `uint8[height, width]` (luma) or `uint8[height, width, 3]`
/// (red, green, blue), or a picture of Pillow. Files are turned upright as they say. The lock of the interpreter is
/// released meanwhile.
///
/// Raises `DecodeError` if a file cannot be decoded within `limits`, `FileError` if it cannot be read.
///
/// >>> import staydown
/// >>> staydown.hash("tests/data/photos/coffee.jpg").quality
/// 100
#[pyfunction]
#[pyo3(signature = (picture, *, limits=None))]
pub(crate) fn hash(
    picture: &Bound<'_, PyAny>,
    limits: Option<&Bound<'_, Limits>>,
) -> PyResult<Hash> {
    let (source, limits) = (Source::of(picture)?, limits::of(limits));
    let print = picture.py().detach(|| pdq_of(source, &limits))?;
    Ok(Hash::new(print.hash, Some(print.quality.get())))
}

/// The PDQ hashes of a picture turned and mirrored: as it is, turned by 90, 180 and 270 degrees, then mirrored.
///
/// >>> import staydown
/// >>> hashes = staydown.orientations("tests/data/photos/coffee.jpg")
/// >>> len(hashes), hashes[0] == staydown.hash("tests/data/photos/coffee.jpg")
/// (8, True)
#[pyfunction]
#[pyo3(signature = (picture, *, limits=None))]
pub(crate) fn orientations(
    picture: &Bound<'_, PyAny>,
    limits: Option<&Bound<'_, Limits>>,
) -> PyResult<Vec<Hash>> {
    let (source, limits) = (Source::of(picture)?, limits::of(limits));
    let print = picture.py().detach(|| pdq_of(source, &limits))?;
    let quality = Some(print.quality.get());
    Ok(print.orientations().map(|bits| Hash::new(bits, quality)).to_vec())
}

/// The 256 numbers whose signs about their median are the bits of the PDQ hash, in the order of its digits, and the quality.
#[pyfunction]
#[pyo3(signature = (picture, *, limits=None))]
pub(crate) fn coefficients<'py>(
    picture: &Bound<'py, PyAny>,
    limits: Option<&Bound<'_, Limits>>,
) -> PyResult<(Bound<'py, PyArray1<f32>>, u8)> {
    let (source, limits) = (Source::of(picture)?, limits::of(limits));
    let print = picture.py().detach(|| pdq_of(source, &limits))?;
    let from_the_top: Vec<f32> = print.coefficients().iter().rev().copied().collect();
    Ok((from_the_top.into_pyarray(picture.py()), print.quality.get()))
}

/// A classic hash of a picture, 8 or 32 bytes, under the name of its profile; see `profiles()`.
///
/// >>> import staydown
/// >>> len(staydown.classic("tests/data/photos/coffee.jpg", "phash-64/image_hasher-3.1.1"))
/// 8
#[pyfunction]
#[pyo3(signature = (picture, profile, *, limits=None))]
pub(crate) fn classic<'py>(
    picture: &Bound<'py, PyAny>,
    profile: &str,
    limits: Option<&Bound<'_, Limits>>,
) -> PyResult<Bound<'py, PyBytes>> {
    let known = Profile::from_name(profile).filter(|profile| profile.is_classic());
    let profile = known.ok_or_else(|| {
        Failure::argument(format!("{profile} is no profile of a classic hash: see profiles()"))
    })?;
    let (source, limits) = (Source::of(picture)?, limits::of(limits));
    let found = picture.py().detach(|| {
        let plane = source.picture(&limits, Output::Rgb)?;
        staydown::classic(&plane, profile).ok_or_else(Failure::no_hash)
    })?;
    Ok(PyBytes::new(picture.py(), &found))
}

/// The names of the profiles that hashes can have.
#[pyfunction]
pub(crate) fn profiles() -> Vec<&'static str> {
    Profile::ALL.iter().map(|profile| profile.name()).collect()
}

/// The MD5, SHA-1 and SHA-256 of a file, given as its path or its bytes, as three `bytes`.
///
/// >>> import staydown
/// >>> staydown.digests(b"").md5.hex()
/// 'd41d8cd98f00b204e9800998ecf8427e'
#[pyfunction]
pub(crate) fn digests<'py>(picture: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let (py, source) = (picture.py(), Source::of(picture)?);
    let found = py.detach(|| {
        let bytes = source.bytes()?;
        Ok(bytes.map(|bytes| staydown::digests(&bytes)))
    });
    let found = found.map_err(|failure: Failure| failure.into_exception(py))?;
    let found = found
        .ok_or_else(|| Failure::argument("only a file has digests: give its path or bytes"))?;
    let parts = (
        PyBytes::new(py, &found.md5),
        PyBytes::new(py, &found.sha1),
        PyBytes::new(py, &found.sha256),
    );
    py.import("staydown._types")?.getattr("Digests")?.call1(parts)
}

/// The PDQ hashes of many pictures, on all processors: `(hashes, quality, errors)`.
///
/// `hashes` is `uint8[n, 32]` and `quality` `uint8[n]`, in the order of `pictures`; `errors` has the exception of each that
/// failed, by its number, and its row is zero. `progress(done, all)` is called now and then; what it raises ends the work.
///
/// >>> import staydown
/// >>> batch = staydown.hash_batch(["tests/data/photos/coffee.jpg", b"no picture"])
/// >>> batch.hashes.shape, batch.quality.tolist(), batch.errors[1].status
/// ((2, 32), [100, 0], 'unknown')
#[pyfunction]
#[pyo3(signature = (pictures, *, limits=None, progress=None))]
pub(crate) fn hash_batch<'py>(
    pictures: &Bound<'py, PyAny>,
    limits: Option<&Bound<'_, Limits>>,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (py, limits) = (pictures.py(), limits::of(limits));
    let pictures: Vec<Bound<'py, PyAny>> = pictures.try_iter()?.collect::<PyResult<_>>()?;
    let mut hashes = vec![0; 32 * pictures.len()];
    let mut quality = vec![0; pictures.len()];
    let errors = PyDict::new(py);
    for (turn, some) in pictures.chunks(AT_ONCE).enumerate() {
        let first = turn * AT_ONCE;
        let mut sources = Vec::new();
        for (at, picture) in (first..).zip(some) {
            match Source::of(picture) {
                Ok(source) => sources.push((at, source)),
                Err(error) => errors.set_item(at, error.into_value(py))?,
            }
        }
        let prints: Vec<_> = py.detach(|| {
            let hashed = sources.into_par_iter();
            hashed.map(|(at, source)| (at, pdq_of(source, &limits))).collect()
        });
        for (at, print) in prints {
            match print {
                Ok(print) => {
                    let row = hashes[32 * at..].iter_mut();
                    row.zip(print.hash.to_bytes()).for_each(|(byte, found)| *byte = found);
                    quality[at] = print.quality.get();
                }
                Err(failure) => errors.set_item(at, failure.into_exception(py).into_value(py))?,
            }
        }
        py.check_signals()?;
        if let Some(progress) = progress {
            progress.call1((first + some.len(), pictures.len()))?;
        }
    }
    let hashes: Bound<'py, PyArray2<u8>> = hashes.into_pyarray(py).reshape([pictures.len(), 32])?;
    py.import("staydown._types")?.getattr("Hashed")?.call1((
        hashes,
        quality.into_pyarray(py),
        errors,
    ))
}
