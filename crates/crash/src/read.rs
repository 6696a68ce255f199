//! A reader that compares each answer with the oracle of its generation.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use clap::Args;
use staydown::{Ask, Breaker, Checked, Matcher, Quality, Rules};

use crate::plan::{self, Plan, State};
use crate::{Done, Place, now};

#[derive(Args)]
pub struct ReadArgs {
    #[command(flatten)]
    place: Place,
    #[arg(long)]
    seconds: f64,
    /// Which of the readers
    #[arg(long)]
    reader: u64,
}

/// Prints for every generation when it was last answered from, as the time at which the question was asked.
pub fn run(args: &ReadArgs) -> Done {
    let breaker = Breaker { most: u32::MAX, within: Duration::from_secs(1) };
    let matcher = Matcher::with(&args.place.catalogue, None, Rules::default(), breaker)?;
    let mut oracle = Oracle::new(args.place.plan);
    let mut last = BTreeMap::new();
    let (mut answers, mut met, mut wrong) = (0u64, 0u64, 0u64);
    let end = Instant::now() + Duration::from_secs_f64(args.seconds);
    for at in args.reader.. {
        if Instant::now() >= end {
            break;
        }
        // Some numbers are of entries to come.
        let number = at.wrapping_mul(7919) % (oracle.known() + 10);
        let asked = now();
        let verdict = ask(&matcher, number, at % 3 == 0)?.verdict;
        let generation = verdict.basis.generation;
        let expected = oracle.counts(generation, number);
        let found: Vec<u64> = verdict.matches.iter().map(|matched| matched.entry).collect();
        let fits = found == if expected { vec![number + 1] } else { Vec::new() };
        if !fits {
            println!("WRONG: generation {generation}, entry {number}: {found:?}");
        }
        answers += 1;
        met += u64::from(expected);
        wrong += u64::from(!fits);
        last.insert(generation, asked);
    }
    for (generation, asked) in last {
        println!("last {generation} {asked}");
    }
    println!("answers {answers} met {met} wrong {wrong} refused {:?}", matcher.refused());
    match (wrong, matcher.refused()) {
        (0, None) => Ok(()),
        _ => Err("wrong answers, or an index was refused".into()),
    }
}

fn ask(matcher: &Matcher, number: u64, by_file: bool) -> Result<Checked, staydown::MatcherError> {
    let ask = Ask::default();
    match by_file {
        true => matcher.check(&plan::file(number), &ask),
        false => matcher.check_hash(&plan::hash(number), Quality::new(90), &ask),
    }
}

/// Which entries count in every generation so far.
struct Oracle {
    plan: Plan,
    /// Of each entry the generations from which on it counts, does not, counts again.
    turns: Vec<Vec<u64>>,
}

impl Oracle {
    fn new(shape: plan::Shape) -> Self {
        Self { plan: Plan::new(shape), turns: Vec::new() }
    }

    fn known(&self) -> u64 {
        self.turns.len() as u64
    }

    fn counts(&mut self, generation: u64, number: u64) -> bool {
        while self.plan.generation < generation {
            self.advance();
        }
        let turns = self.turns.get(number as usize);
        turns.is_some_and(|turns| turns.partition_point(|&turn| turn <= generation) % 2 == 1)
    }

    fn advance(&mut self) {
        self.plan.advance();
        self.turns.resize(self.plan.states.len(), Vec::new());
        for (state, turns) in self.plan.states.iter().zip(&mut self.turns) {
            if (*state == State::Counting) != (turns.len() % 2 == 1) {
                turns.push(self.plan.generation);
            }
        }
    }
}
