//! The front door: a catalogue's lists, asked about pictures.

use std::path::Path;
use std::time::Duration;

use napi_derive::napi;
use staydown::{Breaker, Checked, DecodeError, Quality, Rules};

use crate::error::{Answer, Failure, Result, at_once};
use crate::handle::Handle;
use crate::job::{Promised, promised};
use crate::picture::{Limits, Shape, hash_of, plane};

/// How to ask.
#[napi(object)]
pub(crate) struct Ask {
    /// The name of a tier.
    pub tier: Option<String>,
    /// Milliseconds.
    pub budget: Option<f64>,
    /// Hashes to ask at most.
    pub guesses: Option<u32>,
    /// What decoding may take.
    pub limits: Option<Limits>,
}

impl TryFrom<Ask> for staydown::Ask {
    type Error = Failure;

    fn try_from(asked: Ask) -> Answer<Self> {
        let mut ask = Self::default();
        if let Some(tier) = asked.tier {
            ask.tier =
                tier.parse().map_err(|error: staydown::UnknownTier| Failure::argument(error))?;
        }
        let budget =
            asked.budget.map(|milliseconds| Duration::try_from_secs_f64(milliseconds / 1e3));
        ask.budget = budget.transpose().map_err(Failure::argument)?;
        ask.guesses = asked.guesses.map(|guesses| guesses as usize);
        ask.limits = asked.limits.unwrap_or_default().into();
        Ok(ask)
    }
}

/// An entry that counts.
#[napi(object, object_from_js = false)]
pub(crate) struct Entry {
    /// The name of its list.
    pub list: String,
    /// Its number in the catalogue.
    pub number: u64,
}

/// What to do with a picture, and why.
#[napi(object, object_from_js = false, use_nullable = true)]
pub(crate) struct Verdict {
    /// `allow`, `review` or `block`.
    pub action: &'static str,
    /// The reason.
    pub why: &'static str,
    /// Whether it was compared with all lists as they should be, and nothing speaks against it.
    pub clean: bool,
    /// The state of the lists.
    pub lists: &'static str,
    /// Those that count.
    pub entries: Vec<Entry>,
    /// Of the picture's hash, if it has one.
    pub quality: Option<u32>,
    /// Whether time ran out before all was asked.
    pub degraded: bool,
    /// Why the picture could not be decoded.
    pub undecoded: Option<&'static str>,
    /// Of the catalogue.
    pub generation: u64,
    /// A line of JSON.
    pub record: String,
}

impl From<Checked> for Verdict {
    fn from(checked: Checked) -> Self {
        let record = checked.record();
        let verdict = checked.verdict;
        Self {
            action: verdict.action.name(),
            why: verdict.why.name(),
            clean: verdict.is_clean(),
            lists: verdict.basis.state.name(),
            quality: verdict.query.quality.map(|quality| quality.get().into()),
            degraded: checked.degraded,
            undecoded: checked.undecoded.as_ref().map(DecodeError::name),
            generation: verdict.basis.generation,
            entries: verdict
                .matches
                .into_iter()
                .map(|entry| Entry { list: entry.list, number: entry.entry })
                .collect(),
            record,
        }
    }
}

/// A matcher that is open.
#[napi]
pub(crate) struct Matcher(Handle<staydown::Matcher>);

/// Opens the lists of a catalogue, or an index alone.
#[napi]
pub(crate) fn open_matcher(
    catalogue: Option<String>,
    index: Option<String>,
    rules: Option<String>,
) -> Promised<Matcher> {
    promised(move || {
        let rules = rules.as_deref().map(Rules::from_json).transpose();
        let rules = rules.map_err(Failure::argument)?.unwrap_or_default();
        let index = index.as_deref().map(Path::new);
        let matcher = match (catalogue, index) {
            (Some(catalogue), index) => {
                staydown::Matcher::with(catalogue.as_ref(), index, rules, Breaker::default())?
            }
            (None, Some(index)) => staydown::Matcher::over(index, rules, Breaker::default())?,
            (None, None) => return Err(Failure::argument("a catalogue or an index is needed")),
        };
        Ok(Matcher(Handle::new("matcher", matcher)))
    })
}

#[napi]
impl Matcher {
    /// Takes up what changed.
    #[napi]
    pub fn refresh(&self) -> Result<Promised<()>> {
        let matcher = at_once(|| self.0.get())?;
        Ok(promised(move || Ok(matcher.refresh()?)))
    }

    /// Of the bytes of a file.
    #[napi]
    pub fn check(&self, bytes: &[u8], ask: Ask) -> Result<Promised<Verdict>> {
        let (matcher, ask) = at_once(|| Ok((self.0.get()?, ask.try_into()?)))?;
        let bytes = bytes.to_vec();
        Ok(promised(move || Ok(matcher.check(&bytes, &ask)?.into())))
    }

    /// Of pixels.
    #[napi]
    pub fn check_pixels(&self, data: &[u8], shape: Shape, ask: Ask) -> Result<Promised<Verdict>> {
        let (matcher, ask, plane) =
            at_once(|| Ok((self.0.get()?, ask.try_into()?, plane(data, &shape)?)))?;
        Ok(promised(move || Ok(matcher.check_pixels(&plane, &ask)?.into())))
    }

    /// Of a PDQ hash.
    #[napi]
    pub fn check_hash(&self, hash: &[u8], quality: u32, ask: Ask) -> Result<Promised<Verdict>> {
        let (matcher, ask, hash) =
            at_once(|| Ok((self.0.get()?, ask.try_into()?, hash_of(hash)?)))?;
        let quality = Quality::new(quality);
        Ok(promised(move || Ok(matcher.check_hash(&hash, quality, &ask)?.into())))
    }

    /// Lets go of it; calls under way go on to their end.
    #[napi]
    pub fn close(&self) {
        self.0.close();
    }
}
