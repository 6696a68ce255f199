//! Guesses of how a picture sits in the original that a list may hold, and the hash that each would have.
//!
//! A list cannot be changed, but a picture can be asked about many times. For each guess the frame that the original
//! would have had is sampled from one small luma plane at PDQ's 64×64 points; what lies beyond the picture goes on from
//! its edge and fades to the mean. An entry that comes near to a guess is looked at closely: the frame is moved towards
//! it ([`Probe::refine`]), and bits count by how surely the picture says them.

mod guess;
mod layout;
mod plan;
mod refine;
mod sampler;
mod small;

pub use guess::{Frame, Guess, GuessKind, Tier, UnknownTier};
pub(crate) use refine::{Refined, weighted_distance};

use crate::fingerprint::{Hash256, Quality};
use crate::hash::Pdq;
use crate::plane::{Orientation, PlaneRef};
use layout::Region;
use plan::Turns;
use sampler::{Sampler, Visible};
use small::Small;

/// A frame of less quality than this is not worth a question.
pub(crate) const LEAST: Quality = Quality::new(20);

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
    let look = Look { frame: Frame::WHOLE, kind: GuessKind::Whole, visible: Visible::ALL };
    look.questions(print, plan::of_whole(tier))
}

impl Question {
    /// The same with light and dark exchanged, which exchanges the bits.
    fn inverted(&self) -> Self {
        let guess = Guess { complement: true, ..self.guess };
        Self { guess, hash: refine::inverted(&self.hash), visible: self.visible }
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
    /// A question for each of the turns.
    fn questions(self, print: &Pdq, turns: Turns) -> Vec<Question> {
        let Self { frame, kind, visible } = self;
        let question = |&orientation: &Orientation| {
            let guess = Guess { kind, frame, orientation, complement: false };
            Question { guess, hash: print.oriented(orientation), visible }
        };
        let upright: Vec<Question> = turns.orientations.iter().map(question).collect();
        let inverted: Vec<_> = upright[..turns.inverted].iter().map(Question::inverted).collect();
        [upright, inverted].concat()
    }
}

/// One picture, made small, from which every guess is sampled.
#[derive(Clone)]
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
        let regions = layout::regions(self.sampler.finest(), plan::regions(tier));
        let regions = regions.iter().enumerate();
        let regions =
            regions.map(|(rank, region)| (self.look_at(region), plan::of_region(tier, rank)));
        let looks = plan::looks(tier, self.sampler.aspect(&Frame::WHOLE));
        let looks = regions.chain(looks.into_iter().map(|look| (look, plan::MIRRORED)));
        let asked = looks.map(|(look, turns)| {
            let print = Pdq::of_grid(&self.sampler.grid(&look.frame, &look.visible).0);
            if print.quality >= LEAST { look.questions(&print, turns) } else { Vec::new() }
        });
        asked.flatten().collect()
    }

    fn look_at(&self, region: &Region) -> Look {
        let plane = self.sampler.finest();
        let (width, height) = (plane.width as f32, plane.height as f32);
        let (left, right) = (region.left / width, region.right / width);
        let (top, bottom) = (region.top / height, region.bottom / height);
        let frame = Frame { left, right, top, bottom, angle: region.angle, ..Frame::WHOLE };
        let visible = match region.angle == 0.0 {
            true => Visible { left, right, top, bottom },
            false => Visible::ALL,
        };
        Look { frame, kind: region.kind, visible }
    }

    /// Moves a guess's frame so that its hash comes as near as it can to an entry's.
    pub(crate) fn refine(&self, question: &Question, towards: &Hash256) -> Refined {
        refine::refine(&self.sampler, &question.visible, &question.guess, towards)
    }
}

#[cfg(test)]
mod tests;
