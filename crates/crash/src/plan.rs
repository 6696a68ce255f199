//! What is done to the catalogue, in order. It follows from a few numbers, so that every process knows what holds in every
//! generation without being told.

use clap::Args;
use staydown::{Digest, Entry, Hash, Hash256, Print, Profile, digests};

/// What the order of steps follows from.
#[derive(Args, Clone, Copy)]
pub struct Shape {
    /// Which of the orders
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Entries that an import adds
    #[arg(long, default_value_t = 5)]
    pub rows: u64,
    /// A compaction after so many steps
    #[arg(long, default_value_t = 11)]
    pub compact_every: u64,
    /// Entries that are not compacted at most
    #[arg(long, default_value_t = 2000)]
    pub most: u64,
}

/// One transaction.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Step {
    CreateList,
    Put(u64),
    /// New entries from the first number on, and one that the source withdraws.
    Import {
        first: u64,
        rows: u64,
        withdrawn: Option<u64>,
    },
    Withdraw(u64),
    Restore(u64),
    Compact,
}

/// What became of the entry of a number.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum State {
    Counting,
    Withdrawn,
    Compacted,
}

/// The catalogue as it should be in one generation. Each step raises the generation by one.
pub struct Plan {
    shape: Shape,
    random: u64,
    pub generation: u64,
    /// By number.
    pub states: Vec<State>,
}

impl Plan {
    pub fn new(shape: Shape) -> Self {
        Self { shape, random: shape.seed, generation: 0, states: Vec::new() }
    }

    pub fn at(shape: Shape, generation: u64) -> Self {
        let mut plan = Self::new(shape);
        (0..generation).for_each(|_| {
            plan.advance();
        });
        plan
    }

    /// Goes on by one step, which is returned.
    pub fn advance(&mut self) -> Step {
        let step = self.draw();
        match step {
            Step::CreateList => {}
            Step::Put(_) => self.states.push(State::Counting),
            Step::Import { rows, withdrawn, .. } => {
                self.states.extend((0..rows).map(|_| State::Counting));
                withdrawn.into_iter().for_each(|number| self.set(number, State::Withdrawn));
            }
            Step::Withdraw(number) => self.set(number, State::Withdrawn),
            Step::Restore(number) => self.set(number, State::Counting),
            Step::Compact => {
                let withdrawn = self.states.iter_mut().filter(|it| **it == State::Withdrawn);
                withdrawn.for_each(|state| *state = State::Compacted);
            }
        }
        self.generation += 1;
        step
    }

    fn draw(&mut self) -> Step {
        let first = self.states.len() as u64;
        let left = self.states.iter().filter(|&&state| state != State::Compacted).count() as u64;
        let full = left + self.shape.rows > self.shape.most;
        let counting = self.any(State::Counting);
        let withdrawn = self.any(State::Withdrawn);
        let drawn = next(&mut self.random) % 100;
        match (self.generation, counting, withdrawn) {
            (0, ..) => Step::CreateList,
            (at, _, Some(_)) if at % self.shape.compact_every == 0 => Step::Compact,
            (1, ..) => Step::Import { first, rows: self.shape.rows, withdrawn: None },
            (_, counting, _) if drawn < 12 && !full => {
                Step::Import { first, rows: self.shape.rows, withdrawn: counting }
            }
            (_, Some(number), _) if drawn >= 65 => Step::Withdraw(number),
            (_, _, Some(number)) if drawn >= 45 || full => Step::Restore(number),
            (_, Some(number), None) if full => Step::Withdraw(number),
            _ => Step::Put(first),
        }
    }

    /// A number of an entry in that state, drawn.
    fn any(&mut self, state: State) -> Option<u64> {
        let count = self.states.len();
        let from = next(&mut self.random) as usize % count.max(1);
        let found = (from..count).chain(0..from).find(|&at| self.states[at] == state);
        found.map(|at| at as u64)
    }

    fn set(&mut self, number: u64, state: State) {
        self.states[number as usize] = state;
    }
}

/// The splitmix64 sequence.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// The hash of the entry of a number.
pub fn hash(number: u64) -> Hash256 {
    let mut state = number.wrapping_mul(0xd134_2543_de82_ef95);
    Hash(std::array::from_fn(|_| next(&mut state)))
}

/// The file whose digest the entry has.
pub fn file(number: u64) -> Vec<u8> {
    format!("the file of entry {number}").into_bytes()
}

pub fn key(number: u64) -> String {
    format!("key-{number}-{}", &hash(number).to_hex()[..24])
}

/// The entry of a number: found by its hash and by its file's digest.
pub fn entry(number: u64) -> Entry {
    let mut entry = Entry::new(key(number));
    entry.prints.push(Print::Wide { profile: Profile::Pdq, hash: hash(number), quality: None });
    entry.prints.push(Print::Exact(Digest::Sha256(digests(&file(number)).sha256)));
    entry
}
