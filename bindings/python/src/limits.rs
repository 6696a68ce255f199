//! What a picture file may cost.

use pyo3::prelude::*;

/// What a picture file may cost to decode. All of it is checked before a decoder runs.
///
/// `bytes` is the length of the file, `pixels` width times height, `memory` an estimate in bytes of what decoding takes.
/// What is not named keeps its default.
///
/// >>> import staydown
/// >>> staydown.Limits(pixels=1_000_000).pixels
/// 1000000
#[pyclass(frozen, module = "staydown", eq)]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Limits(pub(crate) staydown::Limits);

#[pymethods]
impl Limits {
    #[new]
    #[pyo3(signature = (*, bytes=None, pixels=None, width=None, height=None, memory=None))]
    fn new(
        bytes: Option<u64>,
        pixels: Option<u64>,
        width: Option<u32>,
        height: Option<u32>,
        memory: Option<u64>,
    ) -> Self {
        let mut limits = staydown::Limits::default();
        limits.bytes = bytes.unwrap_or(limits.bytes);
        limits.pixels = pixels.unwrap_or(limits.pixels);
        limits.width = width.unwrap_or(limits.width);
        limits.height = height.unwrap_or(limits.height);
        limits.memory = memory.unwrap_or(limits.memory);
        Self(limits)
    }

    #[getter]
    fn bytes(&self) -> u64 {
        self.0.bytes
    }

    #[getter]
    fn pixels(&self) -> u64 {
        self.0.pixels
    }

    #[getter]
    fn width(&self) -> u32 {
        self.0.width
    }

    #[getter]
    fn height(&self) -> u32 {
        self.0.height
    }

    #[getter]
    fn memory(&self) -> u64 {
        self.0.memory
    }

    fn __repr__(&self) -> String {
        let staydown::Limits { bytes, pixels, width, height, memory, .. } = self.0;
        format!(
            "Limits(bytes={bytes}, pixels={pixels}, width={width}, height={height}, memory={memory})"
        )
    }

    /// For pickle: the arguments by name.
    fn __getnewargs_ex__(&self, py: Python<'_>) -> PyResult<((), Py<PyAny>)> {
        let named = pyo3::types::PyDict::new(py);
        named.set_item("bytes", self.0.bytes)?;
        named.set_item("pixels", self.0.pixels)?;
        named.set_item("width", self.0.width)?;
        named.set_item("height", self.0.height)?;
        named.set_item("memory", self.0.memory)?;
        Ok(((), named.into_any().unbind()))
    }
}

pub(crate) fn of(limits: Option<&Bound<'_, Limits>>) -> staydown::Limits {
    limits.map_or_else(Default::default, |limits| limits.get().0.clone())
}
