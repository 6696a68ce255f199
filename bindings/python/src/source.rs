//! What a picture is given as: the path of a file, its bytes, or pixels.

use std::borrow::Cow;
use std::fs::File;
use std::path::PathBuf;

use numpy::ndarray::{ArrayView, Dimension};
use numpy::{PyReadonlyArray2, PyReadonlyArray3};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::{PyByteArray, PyBytes, PyMemoryView};
use staydown::{Channels, DecodeOptions, Limits, Output, Plane, decode_with, read_limited};

use crate::error::Failure;

/// A picture as Python gave it, kept so that no other thread of Python can change it.
pub(crate) enum Source {
    File(PathBuf),
    Bytes(PyBackedBytes),
    Pixels(Plane),
}

impl Source {
    /// Takes a path (`str`, `os.PathLike`), the bytes of a file, an array of pixels, or a picture of Pillow.
    pub(crate) fn of(given: &Bound<'_, PyAny>) -> PyResult<Self> {
        if given.is_instance_of::<PyBytes>() || given.is_instance_of::<PyByteArray>() {
            return Ok(Self::Bytes(given.extract()?));
        }
        if given.is_instance_of::<PyMemoryView>() {
            let bytes = given.call_method0("tobytes")?;
            return Ok(Self::Bytes(bytes.extract()?));
        }
        if given.hasattr("getexif")? {
            let pillow = given.py().import("staydown._pillow")?;
            return Ok(Self::Pixels(pixels(&pillow.call_method1("pixels", (given,))?)?));
        }
        if given.hasattr("__array_interface__")? {
            return Ok(Self::Pixels(pixels(given)?));
        }
        let path = given.extract().map_err(|_| {
            let kind = given.get_type().name().map_or_else(|_| "?".into(), |name| name.to_string());
            Failure::argument(format!(
                "a picture is given as a path, bytes, an array of pixels or a picture of Pillow, not as {kind}"
            ))
        })?;
        Ok(Self::File(path))
    }

    /// All bytes of the file, if there is one.
    pub(crate) fn bytes(&self) -> Result<Option<Cow<'_, [u8]>>, Failure> {
        self.some_bytes(&Limits { bytes: u64::MAX, ..Limits::default() })
    }

    /// The same up to what limits allow, which is enough to be refused by a decoder.
    fn some_bytes(&self, limits: &Limits) -> Result<Option<Cow<'_, [u8]>>, Failure> {
        match self {
            Self::File(path) => {
                let read = File::open(path).and_then(|file| read_limited(file, limits));
                Ok(Some(read.map_err(|error| Failure::file(path, &error))?.into()))
            }
            Self::Bytes(bytes) => Ok(Some(Cow::Borrowed(bytes))),
            Self::Pixels(_) => Ok(None),
        }
    }

    /// The picture, upright.
    pub(crate) fn picture(self, limits: &Limits, output: Output) -> Result<Plane, Failure> {
        if let Self::Pixels(plane) = self {
            return Ok(plane);
        }
        let options = DecodeOptions { limits: limits.clone(), output, ..DecodeOptions::default() };
        let bytes = self.some_bytes(limits)?.unwrap_or_default();
        Ok(decode_with(&bytes, &options)?.into_plane())
    }
}

/// Copies an array of `uint8[height, width]` (luma) or `uint8[height, width, 3]` (red, green, blue).
fn pixels(array: &Bound<'_, PyAny>) -> PyResult<Plane> {
    let (data, [height, width], channels) =
        if let Ok(luma) = array.extract::<PyReadonlyArray2<'_, u8>>() {
            let luma = luma.as_array();
            (copied(luma), [luma.shape()[0], luma.shape()[1]], Channels::Luma)
        } else if let Ok(rgb) = array.extract::<PyReadonlyArray3<'_, u8>>() {
            let rgb = rgb.as_array();
            if rgb.shape()[2] != 3 {
                return Err(shape(array));
            }
            (copied(rgb), [rgb.shape()[0], rgb.shape()[1]], Channels::Rgb)
        } else {
            return Err(shape(array));
        };
    let plane = Plane::new(data, width, height, channels);
    Ok(plane.map_err(|error| Failure::argument(error.to_string()))?)
}

fn copied<D: Dimension>(array: ArrayView<'_, u8, D>) -> Vec<u8> {
    match array.as_slice() {
        Some(data) => data.to_vec(),
        None => array.iter().copied().collect(),
    }
}

fn shape(array: &Bound<'_, PyAny>) -> PyErr {
    let said = |name| array.getattr(name).map_or_else(|_| "?".into(), |value| value.to_string());
    Failure::argument(format!(
        "pixels are uint8[height, width] or uint8[height, width, 3], not {}{}",
        said("dtype"),
        said("shape"),
    ))
    .into()
}
