//! Where guesses and index meet: what came near to one picture, and what to do about it.

mod effort;
mod findings;
mod handicap;
mod policy;
mod survey;
mod tail;

pub use findings::{Findings, Match};
pub use policy::Policy;
#[doc(hidden)]
pub use survey::{Means, Sighting, Survey};

use crate::fingerprint::{Hash256, Profile, Quality};
use crate::hash::{pdq, pdq_512};
use crate::index::Searcher;
use crate::plane::PlaneRef;
use crate::probe::{self, Probe, Tier};
use effort::Effort;

/// Asks an index about pictures.
///
/// ```
/// use staydown::{Action, Builder256, Limits, Finder, PlaneRef, Profile, Tier, decode, pdq};
///
/// # let file = "tests/data/vectors/threatexchange/data/bridge-mods/aaa-orig.jpg";
/// let original = decode(&std::fs::read(file)?, &Limits::default())?.into_plane();
/// let mut builder = Builder256::new(Profile::Pdq)?;
/// builder.push(pdq(&original).hash, 7001);
/// let index = builder.into_index()?;
///
/// // An upload of which a tenth was cut off on the left and at the top.
/// let (width, height, bytes) = (original.width(), original.height(), original.channels().bytes());
/// let rest = &original.data()[(height / 10 * width + width / 10) * bytes..];
/// let (across, down) = (width - width / 10, height - height / 10);
/// let upload = PlaneRef::new(rest, across, down, width * bytes, original.channels())?;
///
/// let findings = Finder::new(index.searcher()).check(upload, Tier::Framed);
/// assert_eq!((findings.action, findings.matches[0].id), (Action::Review, 7001));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Finder<'a> {
    searcher: Searcher<'a, 4>,
    policy: Policy,
    guesses: usize,
}

impl<'a> Finder<'a> {
    /// Asks through this searcher, under the default policy.
    #[must_use]
    pub fn new(searcher: Searcher<'a, 4>) -> Self {
        Self { searcher, policy: Policy::default(), guesses: usize::MAX }
    }

    /// Sets the policy.
    #[must_use]
    pub fn with_policy(self, policy: Policy) -> Self {
        Self { policy, ..self }
    }

    /// Asks at most so many hashes about a picture, the likeliest of its tier.
    #[must_use]
    pub fn with_guesses(self, guesses: usize) -> Self {
        Self { guesses, ..self }
    }

    /// What the index holds near to a hash, made from a picture of that quality.
    pub fn check_hash(&mut self, hash: &Hash256, quality: Quality) -> Findings {
        let (tier, entries) = (Tier::Exact, self.searcher.rows());
        let mut survey = Survey::new(tier, entries, quality);
        let effort = Effort::complete(self.policy.direct);
        survey.sight_hash(&mut self.searcher, hash, &effort);
        Findings::of(&survey, &self.policy)
    }

    /// What the index holds that the picture may come from. When the searcher's [`Cancel`](crate::Cancel) is set, guesses
    /// are left out, and [`Findings::coverage`] says so.
    ///
    /// A picture whose quality is too low is not asked about as a whole, only its parts.
    pub fn check<'p>(&mut self, picture: impl Into<PlaneRef<'p>>, tier: Tier) -> Findings {
        Findings::of(&self.survey(picture, tier), &self.policy)
    }

    /// What comes near to any guess, whether or not that is near enough. For measuring false alarms.
    #[doc(hidden)]
    pub fn survey<'p>(&mut self, picture: impl Into<PlaneRef<'p>>, tier: Tier) -> Survey {
        let picture = picture.into();
        let print = match self.searcher.profile() {
            Profile::Pdq512 => pdq_512(picture),
            _ => pdq(picture),
        };
        let entries = self.searcher.rows();
        let mut survey = Survey::new(tier, entries, print.quality);
        let mut questions = Vec::new();
        if print.quality >= probe::LEAST {
            questions = probe::whole(&print, tier);
        }
        questions.truncate(self.guesses);
        let whole = questions.len();
        let probe = (tier >= Tier::Framed).then(|| Probe::new(picture));
        questions.extend(probe.iter().flat_map(|probe| probe.questions(tier)));
        questions.truncate(self.guesses);
        let direct = Effort::complete(self.policy.direct);
        let mut found = survey.ask(&mut self.searcher, &questions[..whole], &direct);
        let wide = Effort::of(tier, entries);
        if let Some(effort) = &wide {
            let near = survey.ask(&mut self.searcher, &questions, effort);
            if let Some(probe) = &probe {
                let until = || self.searcher.is_cancelled();
                survey.sight_moved(probe, &questions, &near, effort, until);
            }
            found.extend(near);
        }
        survey.sight_whole(&print, &questions[..whole], &found);
        survey
    }
}
