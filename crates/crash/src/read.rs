//! A reader that compares each answer with the oracle of its generation.

use std::time::{Duration, Instant};

use clap::Args;
use staydown::{Ask, Breaker, Checked, Matcher, Quality, Rules};

use crate::plan::{self, Plan, State};
use crate::{Done, Place, now, resident};

/// How often it looks at its memory.
const LOOKS: usize = 100;

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
    let mut oracle = Oracle { plan: Plan::new(args.place.plan) };
    let mut last = (0, 0);
    let (mut answers, mut met, mut wrong) = (0u64, 0u64, 0u64);
    let (begun, mut looks) = (Instant::now(), Vec::with_capacity(LOOKS));
    for at in args.reader.. {
        let part = begun.elapsed().as_secs_f64() / args.seconds;
        if part >= 1.0 {
            break;
        }
        if looks.len() < (part * LOOKS as f64) as usize {
            looks.push(resident::memory()?);
        }
        // Some numbers are of entries to come.
        let number = at.wrapping_mul(7919) % (oracle.known() + 10);
        let asked = now();
        let verdict = ask(&matcher, number, at % 3 == 0)?.verdict;
        let generation = verdict.basis.generation;
        let expected = oracle.counts(generation, number)?;
        let found: Vec<u64> = verdict.matches.iter().map(|matched| matched.entry).collect();
        let fits = found == if expected { vec![number + 1] } else { Vec::new() };
        if !fits {
            println!("WRONG: generation {generation}, entry {number}: {found:?}");
        }
        answers += 1;
        met += u64::from(expected);
        wrong += u64::from(!fits);
        if generation > last.0 {
            println!("last {} {}", last.0, last.1);
        }
        last = (generation, asked);
    }
    println!("last {} {}", last.0, last.1);
    let (early, late) = resident::early_and_late(&looks, |look| *look);
    println!("answers {answers} met {met} wrong {wrong} refused {:?}", matcher.refused());
    println!("memory {early} {late}");
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

/// Which entries count, generation by generation; it remembers none, so that the memory of its process is the library's.
struct Oracle {
    plan: Plan,
}

impl Oracle {
    fn known(&self) -> u64 {
        self.plan.states.len() as u64
    }

    /// Of no earlier generation than the last time.
    fn counts(&mut self, generation: u64, number: u64) -> Result<bool, String> {
        while self.plan.generation < generation {
            self.plan.advance();
        }
        if self.plan.generation > generation {
            return Err(format!("WRONG: {generation} after {}", self.plan.generation));
        }
        Ok(self.plan.states.get(number as usize) == Some(&State::Counting))
    }
}
