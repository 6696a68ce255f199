//! Arrays of hashes, ids and hits, to and from numpy.

use numpy::{IntoPyArray, PyReadonlyArray1, PyReadonlyArray2};
use pyo3::prelude::*;
use staydown::{Hash256, Hit};

use crate::error::Failure;
use crate::hash::{AnyHash, Hash};

/// `uint8[n, 32]`, or an iterable of hashes.
pub(crate) fn hashes(given: &Bound<'_, PyAny>) -> PyResult<Vec<Hash256>> {
    if let Ok(array) = given.extract::<PyReadonlyArray2<'_, u8>>() {
        let array = array.as_array();
        let [_, 32] = array.shape() else {
            return Err(Failure::argument(format!(
                "hashes are uint8[n, 32], not uint8{:?}",
                array.shape()
            ))
            .into());
        };
        let array = array.as_standard_layout();
        let rows = array.as_slice().unwrap_or_default().chunks_exact(32);
        return Ok(rows.map(Hash::of_bytes).collect::<Result<_, _>>()?);
    }
    if given.hasattr("__array_interface__")? {
        let text = format!("hashes are uint8[n, 32], not {}", given.getattr("dtype")?);
        return Err(Failure::argument(text).into());
    }
    given.try_iter()?.map(|hash| Ok(hash?.extract::<AnyHash<'_>>()?.bits()?)).collect()
}

/// `uint64[n]` or an iterable of numbers; `0..count` for None.
pub(crate) fn ids(given: Option<&Bound<'_, PyAny>>, count: usize) -> PyResult<Vec<u64>> {
    match given {
        None => Ok((0..count as u64).collect()),
        Some(given) => as_many(numbers(given)?, count, "ids"),
    }
}

/// `uint16[n]` or an iterable of numbers; 0 for None.
pub(crate) fn lists(given: Option<&Bound<'_, PyAny>>, count: usize) -> PyResult<Vec<u16>> {
    match given {
        None => Ok(vec![0; count]),
        Some(given) => as_many(numbers(given)?, count, "lists"),
    }
}

fn numbers<'py, T: numpy::Element + Copy + for<'a> FromPyObject<'a, 'py, Error = PyErr>>(
    given: &Bound<'py, PyAny>,
) -> PyResult<Vec<T>> {
    if let Ok(array) = given.extract::<PyReadonlyArray1<'py, T>>() {
        return Ok(array.as_array().iter().copied().collect());
    }
    given.try_iter()?.map(|number| number?.extract()).collect()
}

fn as_many<T>(found: Vec<T>, count: usize, what: &str) -> PyResult<Vec<T>> {
    if found.len() == count {
        return Ok(found);
    }
    let text = format!("{count} hashes and {} {what}: there must be as many", found.len());
    Err(Failure::argument(text).into())
}

/// Hits as an array of the type `staydown.HIT`.
pub(crate) fn of_hits<'py>(py: Python<'py>, hits: &[Hit]) -> PyResult<Bound<'py, PyAny>> {
    structured(py, hits.iter().flat_map(words).collect(), "HIT")
}

/// Hits of many queries as an array of the type `staydown.BATCH_HIT`.
pub(crate) fn of_answers<'py>(py: Python<'py>, words: Vec<u64>) -> PyResult<Bound<'py, PyAny>> {
    structured(py, words, "BATCH_HIT")
}

/// A query's hits with its number, as the words of `staydown.BATCH_HIT`.
pub(crate) fn numbered(query: u64, hits: &[Hit]) -> impl Iterator<Item = u64> + '_ {
    hits.iter().flat_map(move |hit| std::iter::once(query.to_le()).chain(words(hit)))
}

/// The id, and the distance with the list in the upper half: 14 bytes and two of nothing.
fn words(hit: &Hit) -> [u64; 2] {
    [hit.id.to_le(), (u64::from(hit.distance) | u64::from(hit.list) << 32).to_le()]
}

/// The same memory under another type.
fn structured<'py>(py: Python<'py>, words: Vec<u64>, kind: &str) -> PyResult<Bound<'py, PyAny>> {
    let kind = py.import("staydown._types")?.getattr(kind)?;
    words.into_pyarray(py).call_method1("view", (kind,))
}
