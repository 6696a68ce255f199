//! The results, as the JSON file holds them.

use serde::{Deserialize, Serialize};
use staydown::{Match, Policy};

use super::against::Entry;
use super::photos::Photo;

/// The version of this structure.
pub const FORMAT: u32 = 1;

/// Everything that an evaluation found, and under what it was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// [`FORMAT`].
    pub format: u32,
    /// When it was made, as the caller put it.
    pub date: String,
    /// The library's version.
    pub library: String,
    /// The set of instructions that was used. It decides times, never answers.
    pub cpu: String,
    /// What decides the answers.
    pub configuration: Configuration,
    /// SHA-256 of the configuration as compact JSON, in hexadecimal.
    pub fingerprint: String,
    /// What the folder of photographs held.
    pub photographs: Photographs,
    /// Entries of the index: photographs and others.
    pub entries: usize,
    /// Photographs that were altered.
    pub queries: usize,
    /// For each tier, from the least to the most.
    pub tiers: Vec<TierFigures>,
}

/// What decides the answers, beside the pictures and the entries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Configuration {
    /// Name and version of the suite of alterations.
    pub suite: String,
    /// The hashes' profile.
    pub profile: String,
    /// The policy under which recall and actions were found.
    pub policy: PolicyValues,
    /// The lenient policy.
    pub lenient: PolicyValues,
    /// Names of the tiers.
    pub tiers: Vec<String>,
    /// The seed.
    pub seed: u64,
    /// How many queries were asked for.
    pub queries: usize,
    /// Names of alterations and groups that were kept to; empty for all.
    pub only: Vec<String>,
    /// Pictures made of each stranger; 0 without strangers.
    pub stranger_variants: usize,
}

/// The bounds of a [`Policy`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PolicyValues {
    /// Distance within which a picture as it is is blocked.
    pub direct: u32,
    /// Wrong matches sent to review for each picture, at most, in expectation.
    pub review: f64,
    /// Wrong matches blocked for each picture, at most, in expectation.
    pub block: f64,
    /// Whether a match through a guess may block.
    pub guesses_block: bool,
    /// The largest distance that may count.
    pub ceiling: u32,
}

impl From<Policy> for PolicyValues {
    fn from(policy: Policy) -> Self {
        let Policy { direct, review, block, guesses_block, ceiling, .. } = policy;
        Self { direct, review, block, guesses_block, ceiling }
    }
}

/// The files of a folder of photographs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Photographs {
    /// Used: hashed and listed.
    pub listed: usize,
    /// Not readable as pictures.
    pub unreadable: usize,
    /// Of too low a quality.
    pub weak: usize,
    /// Within 31 bits of one before.
    pub repeated: usize,
}

/// One tier's results.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TierFigures {
    /// The tier's name.
    pub tier: String,
    /// Over the grid; `None` if nothing of it was asked for.
    pub all91: Option<Figures>,
    /// Over everything.
    pub all: Figures,
    /// For each group, on the grid and off it.
    pub groups: Vec<GroupFigures>,
    /// For each alteration.
    pub alterations: Vec<AlterationFigures>,
    /// How often each distance of a right match occurred: distance, count.
    pub right_distances: Vec<(u32, usize)>,
    /// The same of matches with wrong entries, under the lenient policy.
    pub wrong_distances: Vec<(u32, usize)>,
    /// The matches with wrong entries under the lenient policy that say most, the surest first.
    pub surest_wrong: Vec<WrongMatch>,
    /// What other bounds for reviews would have found: bound, recall.
    pub recall_at: Vec<(f64, f64)>,
    /// Pictures that are in no list; `None` without any.
    pub strangers: Option<StrangerFigures>,
}

/// A group of alterations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupFigures {
    /// Its name.
    pub group: String,
    /// Whether these are the group's alterations on the grid of 91, or those off it.
    pub grid91: bool,
    /// How many alterations.
    pub alterations: usize,
    /// What came of them.
    #[serde(flatten)]
    pub figures: Figures,
}

/// An alteration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AlterationFigures {
    /// Its name.
    pub name: String,
    /// Its group's name.
    pub group: String,
    /// Whether it is on the grid of 91.
    pub grid91: bool,
    /// What came of it.
    #[serde(flatten)]
    pub figures: Figures,
}

/// What came of some altered copies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// How many there were.
    pub checked: usize,
    /// How many met the right entry and were blocked or sent to review for it.
    pub found: usize,
    /// The share of these, from 0 to 1.
    pub recall: f64,
    /// How many of the found were blocked.
    pub blocked: usize,
    /// How many of the found were sent to review.
    pub reviewed: usize,
    /// How many met another photograph, whether found or not.
    pub wrong: usize,
    /// How many met another entry of the index file.
    pub wrong_in_index: usize,
    /// Hashes asked for each, on average.
    pub asked: f64,
    /// How long a check took.
    pub time: Milliseconds,
}

/// Times in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Milliseconds {
    /// Half took no longer.
    pub median: f64,
    /// 95% took no longer.
    pub p95: f64,
    /// The longest.
    pub max: f64,
}

/// A match with a wrong entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WrongMatch {
    /// The photograph's file.
    pub picture: String,
    /// The alteration, or which variant of a stranger it is.
    pub made_by: String,
    /// The file of the photograph that it met, or the id of another entry.
    pub entry: String,
    /// Bits that differ.
    pub distance: u32,
    /// How many matches as good a picture that matches nothing would have, in expectation.
    pub false_alarms: f64,
}

impl WrongMatch {
    pub(super) fn new(picture: &Photo, made_by: &str, found: &Match, listed: &[Photo]) -> Self {
        Self {
            picture: picture.name(),
            made_by: made_by.to_owned(),
            entry: Entry::of(found.id).name(listed),
            distance: found.distance,
            false_alarms: found.false_alarms,
        }
    }
}

/// What came of pictures that are in no list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StrangerFigures {
    /// How many there were.
    pub pictures: usize,
    /// How many the policy would block.
    pub blocked: usize,
    /// How many the policy would send to review.
    pub reviewed: usize,
    /// False alarms of the surest match of each that has one under the lenient policy, from the surest.
    pub false_alarms: Vec<f64>,
    /// The surest of these matches, the surest first.
    pub surest: Vec<WrongMatch>,
}
