//! Guesses of how a picture sits in the original that a list may hold, and the hash that each would have.
//!
//! A list cannot be changed, but a picture can be asked about many times. For each guess the frame that the original
//! would have had is sampled from one small luma plane at PDQ's 64×64 points; what lies beyond the picture goes on from
//! its edge and fades to the mean. An entry that comes near to a guess is looked at closely: the frame is moved towards
//! it ([`Probe::refine`]), and bits count by how surely the picture says them.

mod guess;
mod plan;
mod refine;
mod sampler;
mod small;

pub use guess::{Frame, Guess, GuessKind, Tier, UnknownTier};
pub(crate) use refine::{Refined, weighted_distance};

use crate::fingerprint::{Hash, Hash256, Quality};
use crate::hash::Pdq;
use crate::plane::{Orientation, PlaneRef};
use sampler::{Sampler, Visible};
use small::Small;

/// A hash worth asking for.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    pub(crate) guess: Guess,
    pub(crate) hash: Hash256,
    visible: Visible,
}

/// The questions about the whole picture: as it is, in all orientations from [`Tier::Mirrored`] on, and inverted from
/// [`Tier::Framed`] on. The first is the picture as it is.
pub(crate) fn whole(print: &Pdq, tier: Tier) -> Vec<Question> {
    let orientations = if tier == Tier::Exact { &Orientation::ALL[..1] } else { &Orientation::ALL };
    let frame = Look { frame: Frame::WHOLE, kind: GuessKind::Whole, visible: Visible::ALL };
    let mut questions = frame.questions(print, orientations);
    if tier >= Tier::Framed {
        let inverted = questions.iter().map(Question::inverted);
        let inverted: Vec<_> = inverted.collect();
        questions.extend(inverted);
    }
    questions
}

impl Question {
    /// The same with light and dark exchanged, which exchanges the bits.
    fn inverted(&self) -> Self {
        let guess = Guess { complement: true, ..self.guess };
        Self { guess, hash: Hash(self.hash.0.map(|word| !word)), visible: self.visible }
    }
}

/// One frame to look at.
#[derive(Clone, Copy, Debug)]
struct Look {
    frame: Frame,
    kind: GuessKind,
    visible: Visible,
}

impl Look {
    /// A question for each of the orientations.
    fn questions(self, print: &Pdq, orientations: &[Orientation]) -> Vec<Question> {
        let Self { frame, kind, visible } = self;
        let question = |&orientation: &Orientation| {
            let guess = Guess { kind, frame, orientation, complement: false };
            Question { guess, hash: print.oriented(orientation), visible }
        };
        orientations.iter().map(question).collect()
    }
}

/// One picture, made small, from which every guess is sampled.
#[derive(Clone, Debug)]
pub(crate) struct Probe {
    sampler: Sampler,
}

impl Probe {
    /// Makes the picture small.
    pub(crate) fn new(picture: PlaneRef<'_>) -> Self {
        Self { sampler: Sampler::new(Small::of(picture)) }
    }

    /// What to ask beyond the whole picture, the likeliest first.
    pub(crate) fn questions(&self, tier: Tier) -> Vec<Question> {
        let looks = plan::looks(tier, self.sampler.aspect(&Frame::WHOLE));
        let asked = looks.into_iter().map(|look| {
            let print = Pdq::of_grid(&self.sampler.grid(&look.frame, &look.visible).0);
            match print.quality >= Quality::USABLE {
                true => look.questions(&print, plan::orientations(tier, look.kind)),
                false => Vec::new(),
            }
        });
        asked.flatten().collect()
    }

    /// Moves a guess's frame so that its hash comes as near as it can to an entry's.
    pub(crate) fn refine(&self, question: &Question, towards: &Hash256) -> Refined {
        refine::refine(&self.sampler, &question.visible, &question.guess, towards)
    }
}
