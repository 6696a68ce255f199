//! Indexes of PDQ hashes.

use std::path::PathBuf;

use pyo3::prelude::*;
use staydown::{Boxed, Builder256, Hash256, Hit, Index256, Profile, Progress, Searcher};

use crate::arrays;
use crate::error::Failure;
use crate::handle::Handle;
use crate::hash::AnyHash;

/// Queries that are asked at a time, between two looks at signals and calls of `progress`.
const AT_ONCE: usize = 1 << 17;

/// Many PDQ hashes with ids of yours, searched completely: no entry within the radius is left out.
///
/// Any number of threads may ask it at once; the interpreter's lock is released meanwhile. `close` it, or use it in a `with`.
///
/// >>> import numpy, staydown
/// >>> hashes = numpy.arange(64, dtype=numpy.uint8).reshape(2, 32)
/// >>> with staydown.Index.build(hashes, ids=[7, 9]) as index:
/// ...     index.search(hashes[1].tobytes(), radius=31)["id"].tolist()
/// [9]
#[pyclass(frozen, module = "staydown")]
pub(crate) struct Index(Handle<Index256<Boxed>>);

impl Index {
    fn new(index: Index256<Boxed>) -> Self {
        Self(Handle::new("index", index))
    }

    fn ask<'py, T: Send>(
        &self,
        py: Python<'py>,
        hash: &AnyHash<'py>,
        question: impl FnOnce(&mut Searcher<'_, 4>, &Hash256) -> T + Send,
    ) -> PyResult<T> {
        let (opened, hash) = (self.0.get()?, hash.bits()?);
        Ok(py.detach(|| question(&mut opened.searcher(), &hash)))
    }
}

#[pymethods]
impl Index {
    /// Builds an index of `uint8[n, 32]`, or of an iterable of hashes, with `ids` (0 to n - 1 if there are none) and numbers of
    /// `lists` (0). With `path`, it is written as a file that takes its place at once, and opened; else it lies in memory.
    ///
    /// `progress(done, all)` is called after each part of the work; what it raises is raised when the file is written.
    #[staticmethod]
    #[pyo3(signature = (hashes, ids=None, lists=None, *, path=None, progress=None))]
    fn build(
        py: Python<'_>,
        hashes: &Bound<'_, PyAny>,
        ids: Option<&Bound<'_, PyAny>>,
        lists: Option<&Bound<'_, PyAny>>,
        path: Option<PathBuf>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Self> {
        let hashes = arrays::hashes(hashes)?;
        let ids = arrays::ids(ids, hashes.len())?;
        let lists = arrays::lists(lists, hashes.len())?;
        py.detach(|| {
            let mut builder = Builder256::new(Profile::Pdq).map_err(Failure::from)?;
            for ((hash, id), list) in hashes.into_iter().zip(ids).zip(lists) {
                builder.push_to_list(hash, id, list);
            }
            let Some(path) = path else {
                return Ok(Self::new(builder.into_index().map_err(Failure::from)?.boxed()));
            };
            let mut raised = Ok(());
            let said = |Progress { done, of, .. }: Progress| {
                if let (Some(progress), true) = (&progress, raised.is_ok()) {
                    raised = Python::attach(|py| progress.call1(py, (done, of)).map(drop));
                }
            };
            builder.publish_with(&path, said).map_err(Failure::from)?;
            raised?;
            Ok(Self::new(Index256::open(&path).map_err(Failure::from)?.boxed()))
        })
    }

    /// Opens the file of an index. `mode` is `"mapped"` (at once, shared by all processes that do so; the file must not be
    /// shortened), `"populated"` (the same, once all of it is in memory) or `"memory"` (a copy).
    ///
    /// Raises `IndexFileError` if the file is no index of PDQ hashes, `FileError` if it cannot be read.
    #[staticmethod]
    #[pyo3(signature = (path, mode="mapped"))]
    fn open(py: Python<'_>, path: PathBuf, mode: &str) -> Result<Self, Failure> {
        py.detach(|| {
            let opened = match mode {
                "mapped" => Index256::open(path)?.boxed(),
                "populated" => Index256::open_populated(path)?.boxed(),
                "memory" => Index256::read(path)?.boxed(),
                other => {
                    let text = format!("{other:?} is no mode: mapped, populated or memory");
                    return Err(Failure::argument(text));
                }
            };
            Ok(Self::new(opened))
        })
    }

    /// All entries that differ from the hash in at most `radius` bits, ordered by distance and id: an array of `HIT`.
    #[pyo3(signature = (hash, radius=31))]
    fn search<'py>(
        &self,
        py: Python<'py>,
        hash: AnyHash<'py>,
        radius: u32,
    ) -> PyResult<Bound<'py, PyAny>> {
        let hits =
            self.ask(py, &hash, |searcher, hash| searcher.within(hash, radius).hits.to_vec())?;
        arrays::of_hits(py, &hits)
    }

    /// The `count` nearest entries, or all if there are fewer, ordered by distance and id: an array of `HIT`.
    fn nearest<'py>(
        &self,
        py: Python<'py>,
        hash: AnyHash<'py>,
        count: usize,
    ) -> PyResult<Bound<'py, PyAny>> {
        let hits =
            self.ask(py, &hash, |searcher, hash| searcher.nearest(hash, count).hits.to_vec())?;
        arrays::of_hits(py, &hits)
    }

    /// Whether any entry differs from the hash in at most `radius` bits.
    #[pyo3(signature = (hash, radius=31))]
    fn any(&self, py: Python<'_>, hash: AnyHash<'_>, radius: u32) -> PyResult<bool> {
        self.ask(py, &hash, |searcher, hash| searcher.any_within(hash, radius).0)
    }

    /// `search` for each of `uint8[n, 32]`, or of an iterable of hashes, on all processors: an array of `BATCH_HIT`, whose
    /// `query` is the number of the hash, in the order of the queries.
    ///
    /// `progress(done, all)` is called now and then; what it raises ends the search.
    ///
    /// >>> import numpy, staydown
    /// >>> hashes = numpy.arange(96, dtype=numpy.uint8).reshape(3, 32)
    /// >>> with staydown.Index.build(hashes) as index:
    /// ...     hits = index.search_batch(hashes[1:], radius=0)
    /// >>> hits["query"].tolist(), hits["id"].tolist()
    /// ([0, 1], [1, 2])
    #[pyo3(signature = (hashes, radius=31, *, progress=None))]
    fn search_batch<'py>(
        &self,
        py: Python<'py>,
        hashes: &Bound<'py, PyAny>,
        radius: u32,
        progress: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (opened, hashes) = (self.0.get()?, arrays::hashes(hashes)?);
        let (mut words, mut done) = (Vec::new(), 0);
        for some in hashes.chunks(AT_ONCE) {
            py.detach(|| {
                let answers: Vec<(Vec<Hit>, _)> = opened.searcher().within_batch(some, radius);
                for (query, (hits, _)) in (done as u64..).zip(&answers) {
                    words.extend(arrays::numbered(query, hits));
                }
            });
            done += some.len();
            py.check_signals()?;
            if let Some(progress) = progress {
                progress.call1((done, hashes.len()))?;
            }
        }
        arrays::of_answers(py, words)
    }

    /// Reads all of the index and compares it with its checksums: opening checks the header alone. Raises `IndexFileError`.
    fn verify(&self, py: Python<'_>) -> Result<(), Failure> {
        let opened = self.0.get()?;
        py.detach(|| Ok(opened.verify()?))
    }

    /// Closes the index. Calls of other threads that use it go on to their end. Closing twice is harmless.
    fn close(&self) {
        self.0.close();
    }

    /// Whether it was closed.
    #[getter]
    fn closed(&self) -> bool {
        self.0.get().is_err()
    }

    fn __len__(&self) -> Result<usize, Failure> {
        Ok(self.0.get()?.len())
    }

    fn __enter__(this: Py<Self>) -> Py<Self> {
        this
    }

    fn __exit__(
        &self,
        _kind: &Bound<'_, PyAny>,
        _value: &Bound<'_, PyAny>,
        _traceback: &Bound<'_, PyAny>,
    ) {
        self.close();
    }

    fn __repr__(&self) -> String {
        match self.0.get() {
            Ok(opened) => format!("<staydown.Index of {} entries>", opened.len()),
            Err(_) => "<staydown.Index, closed>".into(),
        }
    }
}
