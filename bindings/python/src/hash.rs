//! A hash as a Python value.

use pyo3::prelude::*;
use pyo3::types::PyBytes;
use staydown::Hash256;

use crate::error::Failure;

/// A PDQ hash: 256 bits, and the quality of the picture that it was made of, if that is known.
///
/// Its text is 64 hexadecimal digits, its bytes are 32 in the order of the text. Two hashes are equal if their bits are; the
/// quality takes no part. `repr` does not show the bits, since a picture can be guessed from them.
///
/// >>> from staydown import Hash
/// >>> one, other = Hash("f" * 64), Hash(bytes(32))
/// >>> one.distance(other)
/// 256
/// >>> Hash(one.bytes) == one
/// True
#[pyclass(frozen, module = "staydown")]
#[derive(Clone, Copy)]
pub(crate) struct Hash {
    pub(crate) bits: Hash256,
    quality: Option<u8>,
}

impl Hash {
    pub(crate) fn new(bits: Hash256, quality: Option<u8>) -> Self {
        Self { bits, quality }
    }

    fn text(text: &str) -> Result<Hash256, Failure> {
        text.parse().map_err(|error: staydown::ParseHashError| Failure::argument(error.to_string()))
    }

    pub(crate) fn of_bytes(bytes: &[u8]) -> Result<Hash256, Failure> {
        Hash256::from_bytes(bytes)
            .ok_or_else(|| Failure::argument(format!("a hash has 32 bytes, not {}", bytes.len())))
    }
}

/// A hash, or what stands for one.
#[derive(FromPyObject)]
pub(crate) enum AnyHash<'py> {
    Hash(Bound<'py, Hash>),
    Text(String),
    Bytes(Bound<'py, PyBytes>),
}

impl AnyHash<'_> {
    pub(crate) fn bits(&self) -> Result<Hash256, Failure> {
        match self {
            Self::Hash(hash) => Ok(hash.get().bits),
            Self::Text(text) => Hash::text(text),
            Self::Bytes(bytes) => Hash::of_bytes(bytes.as_bytes()),
        }
    }

    pub(crate) fn quality(&self) -> Option<u32> {
        match self {
            Self::Hash(hash) => hash.get().quality.map(u32::from),
            _ => None,
        }
    }
}

#[pymethods]
impl Hash {
    #[new]
    #[pyo3(signature = (value, quality=None))]
    fn of(value: AnyHash<'_>, quality: Option<u8>) -> Result<Self, Failure> {
        match quality {
            Some(quality @ 101..) => {
                Err(Failure::argument(format!("a quality is at most 100, not {quality}")))
            }
            _ => Ok(Self { bits: value.bits()?, quality }),
        }
    }

    /// The 64 hexadecimal digits, in lower case.
    #[getter]
    fn hex(&self) -> String {
        self.bits.to_hex()
    }

    /// The 32 bytes, in the order of the text.
    #[getter]
    fn bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        let bytes: Vec<u8> = self.bits.to_bytes().collect();
        PyBytes::new(py, &bytes)
    }

    /// How much structure the picture has, 0 to 100, or None. A hash of a quality under 50 should decide nothing.
    #[getter]
    fn quality(&self) -> Option<u8> {
        self.quality
    }

    /// The bits in which the two differ, 0 to 256.
    fn distance(&self, other: AnyHash<'_>) -> Result<u32, Failure> {
        Ok(self.bits.distance(&other.bits()?))
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<Self>().is_ok_and(|other| other.get().bits == self.bits)
    }

    fn __hash__(&self) -> u64 {
        self.bits.0[0]
    }

    fn __bytes__<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        self.bytes(py)
    }

    fn __repr__(&self) -> String {
        match self.quality {
            Some(quality) => format!("<staydown.Hash {:?}, quality {quality}>", self.bits),
            None => format!("<staydown.Hash {:?}>", self.bits),
        }
    }

    fn __getnewargs__<'py>(&self, py: Python<'py>) -> (Bound<'py, PyBytes>, Option<u8>) {
        (self.bytes(py), self.quality)
    }
}
