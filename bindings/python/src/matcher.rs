//! The front door: a catalogue's lists, asked about pictures.

use std::path::PathBuf;
use std::time::Duration;

use pyo3::prelude::*;
use pyo3::types::PyDict;
use staydown::{Ask, Breaker, Checked, Quality, Rules};

use crate::error::Failure;
use crate::handle::Handle;
use crate::hash::AnyHash;
use crate::limits::{self, Limits};
use crate::source::Source;

/// Says what to do with pictures, by the lists of a catalogue or, made by `over`, by an index alone.
///
/// Any number of threads may ask it at once; the interpreter's lock is released meanwhile. What changes in the catalogue counts
/// within 50 milliseconds, a withdrawal too. `close` it, or use it in a `with`.
///
/// `index` is the file of the catalogue's index, if it does not lie beside it; without one, an index is made in memory.
/// `rules` are rules as JSON.
///
/// Raises `CatalogueError` if the catalogue or its index cannot be read.
#[pyclass(frozen, module = "staydown")]
pub(crate) struct Matcher(Handle<staydown::Matcher>);

#[pymethods]
impl Matcher {
    #[new]
    #[pyo3(signature = (catalogue, *, index=None, rules=None))]
    fn new(
        py: Python<'_>,
        catalogue: PathBuf,
        index: Option<PathBuf>,
        rules: Option<&str>,
    ) -> Result<Self, Failure> {
        let rules = ruled(rules)?;
        let opened = py.detach(|| {
            staydown::Matcher::with(&catalogue, index.as_deref(), rules, Breaker::default())
        })?;
        Ok(Self(Handle::new("matcher", opened)))
    }

    /// A matcher over the file of an index alone, which must not be made from a catalogue. All its entries count, a list is called
    /// by its number, and there are no digests; a new file at that path is taken up.
    ///
    /// Raises `FileError` or `IndexFileError` if the index cannot be read.
    #[staticmethod]
    #[pyo3(signature = (index, *, rules=None))]
    fn over(py: Python<'_>, index: PathBuf, rules: Option<&str>) -> Result<Self, Failure> {
        let rules = ruled(rules)?;
        let opened = py.detach(|| staydown::Matcher::over(&index, rules, Breaker::default()))?;
        Ok(Self(Handle::new("matcher", opened)))
    }

    /// The verdict for a picture, given as for `hash`; pixels have no digests. A file that cannot be decoded is no error: it is
    /// compared by its digests alone, and `Verdict.undecoded` says why. The file of a path is read as a whole for that, whatever
    /// `limits` say.
    ///
    /// `tier` says how much to guess: `"exact"`, `"mirrored"`, `"framed"` or `"thorough"`. `budget` are seconds after which the
    /// search ends with what it has, `guesses` the hashes to ask at most.
    #[pyo3(signature = (picture, tier="exact", *, budget=None, guesses=None, limits=None))]
    fn check<'py>(
        &self,
        picture: &Bound<'py, PyAny>,
        tier: &str,
        budget: Option<f64>,
        guesses: Option<usize>,
        limits: Option<&Bound<'py, Limits>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (py, matcher, source) = (picture.py(), self.0.get()?, Source::of(picture)?);
        let ask = asked(tier, budget, guesses, limits::of(limits))?;
        let checked = py.detach(|| -> Result<_, Failure> {
            Ok(match &source {
                Source::Pixels(plane) => matcher.check_pixels(plane, &ask)?,
                file => matcher.check(&file.bytes()?.unwrap_or_default(), &ask)?,
            })
        })?;
        verdict(py, &checked)
    }

    /// The verdict for a PDQ hash alone, made of a picture of that quality (0 to 100): nothing is guessed. A hash that knows its
    /// quality needs none beside it.
    #[pyo3(signature = (hash, quality=None))]
    fn check_hash<'py>(
        &self,
        py: Python<'py>,
        hash: AnyHash<'py>,
        quality: Option<u32>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (matcher, bits) = (self.0.get()?, hash.bits()?);
        let quality = quality.or_else(|| hash.quality()).filter(|&quality| quality <= 100);
        let quality =
            quality.ok_or_else(|| Failure::argument("a quality from 0 to 100 is needed"))?;
        let checked = py.detach(|| {
            matcher.check_hash(&bits, Quality::new(quality), &Ask::default()).map_err(Failure::from)
        })?;
        verdict(py, &checked)
    }

    /// Takes up what changed in the catalogue and the index now; checks do so by themselves, every 50 milliseconds.
    fn refresh(&self, py: Python<'_>) -> Result<(), Failure> {
        let matcher = self.0.get()?;
        Ok(py.detach(|| matcher.refresh())?)
    }

    /// Closes the matcher. Calls of other threads that use it go on to their end. Closing twice is harmless.
    fn close(&self) {
        self.0.close();
    }

    /// Whether it was closed.
    #[getter]
    fn closed(&self) -> bool {
        self.0.get().is_err()
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
}

fn ruled(rules: Option<&str>) -> Result<Rules, Failure> {
    let rules = rules.map(Rules::from_json).transpose();
    Ok(rules.map_err(|error| Failure::argument(error.to_string()))?.unwrap_or_default())
}

fn asked(
    tier: &str,
    budget: Option<f64>,
    guesses: Option<usize>,
    limits: staydown::Limits,
) -> Result<Ask, Failure> {
    let mut ask = Ask::default();
    ask.tier = tier
        .parse()
        .map_err(|error: staydown::UnknownTier| Failure::argument(error.to_string()))?;
    let budget = budget.map(Duration::try_from_secs_f64).transpose();
    ask.budget = budget.map_err(|error| Failure::argument(format!("the budget: {error}")))?;
    ask.guesses = guesses;
    ask.limits = limits;
    Ok(ask)
}

/// As `staydown.Verdict`.
fn verdict<'py>(py: Python<'py>, checked: &Checked) -> PyResult<Bound<'py, PyAny>> {
    let verdict = &checked.verdict;
    let matches = verdict.matches.iter().map(|matched| (&matched.list, matched.entry));
    let said = PyDict::new(py);
    said.set_item("action", verdict.action.name())?;
    said.set_item("why", verdict.why.name())?;
    said.set_item("clean", verdict.is_clean())?;
    said.set_item("entries", pyo3::types::PyTuple::new(py, matches)?)?;
    said.set_item("lists", verdict.basis.state.name())?;
    said.set_item("generation", verdict.basis.generation)?;
    said.set_item("quality", verdict.query.quality.map(Quality::get))?;
    said.set_item("degraded", checked.degraded)?;
    said.set_item("undecoded", checked.undecoded.as_ref().map(staydown::DecodeError::name))?;
    said.set_item("record", checked.record())?;
    py.import("staydown._types")?.getattr("Verdict")?.call((), Some(&said))
}
