//! `staydown match --tier`: pictures against an index, guessing what was done to them.

use std::borrow::Cow;
use std::ffi::{OsStr, OsString};

use serde::Serialize;
use staydown::{
    Action, Finder, Findings, Index256, Match, Output as Pixels, Policy, Profile, Quality, Tier,
};

use crate::fingerprint;
use crate::index::Opened;
use crate::input::{self, Item, Walk};
use crate::matching::MatchArgs;
use crate::outcome::{Failure, Outcome};
use crate::output::{Output, json_line};
use crate::progress::{self, Progress};

const HEADER: [&str; 8] =
    ["input", "action", "id", "list", "distance", "false_alarms", "guess", "quality"];

/// Runs the command.
///
/// # Errors
/// If the index holds hashes of another algorithm than PDQ, or the output cannot be written.
pub fn run(args: &MatchArgs, index: &Opened, tier: Tier) -> Result<Outcome, Failure> {
    let index = of_pdq(args, index)?;
    let policy = args.policy();
    let walk = Walk { inputs: args.inputs.clone(), hashes: false };
    let progress = Progress::over(&walk);
    let mut writer =
        Writer { output: Output::new(args.format, Some(&HEADER))?, outcome: Outcome::Well };
    let work = |item: Item| {
        let findings = check(&item, index, tier, &policy, args);
        (item.name, findings)
    };
    input::in_order(&walk, &progress, work, |results| writer.write_all(results))?;
    Ok(writer.outcome)
}

fn of_pdq<'i>(args: &MatchArgs, index: &'i Opened) -> Result<&'i Index256, Failure> {
    match index {
        Opened::Wide(wide) if matches!(wide.profile(), Profile::Pdq | Profile::Pdq512) => Ok(wide),
        _ => {
            let found = index.profile().name();
            let reason =
                format!("the index holds hashes of {found}; guesses are made for PDQ only");
            Err(Failure::index(args.index(), reason))
        }
    }
}

fn check(
    item: &Item,
    index: &Index256,
    tier: Tier,
    policy: &Policy,
    args: &MatchArgs,
) -> Result<Findings, String> {
    let limits = args.limits.limits();
    let bytes = input::read(item, limits.bytes)?;
    let picture = fingerprint::decode(&bytes, Pixels::Luma, &limits)?;
    let finder = Finder::new(index.searcher()).with_policy(policy.clone());
    Ok(finder.with_guesses(args.guesses.unwrap_or(usize::MAX)).check(&picture, tier))
}

struct Writer {
    output: Output,
    outcome: Outcome,
}

impl Writer {
    fn write_all(
        &mut self,
        results: Vec<(OsString, Result<Findings, String>)>,
    ) -> Result<(), Failure> {
        for (name, result) in &results {
            match result {
                Ok(findings) => {
                    self.outcome = self.outcome.max(outcome(findings));
                    self.write(name, findings)?;
                }
                Err(reason) => {
                    progress::lost(name, reason);
                    self.outcome = Outcome::Incomplete;
                }
            }
        }
        self.output.flush()
    }

    fn write(&mut self, name: &OsStr, findings: &Findings) -> Result<(), Failure> {
        let action = action(findings);
        let quality = findings.quality.get();
        match &mut self.output {
            Output::Jsonl(writer) => {
                let matches = findings.matches.iter().map(Found::of).collect();
                let input = name.to_string_lossy();
                let asked = findings.asked;
                json_line(writer, &Record { input, action, quality, asked, matches })
            }
            Output::Csv(writer) => {
                let alone = findings.matches.is_empty().then_some(None);
                for found in findings.matches.iter().map(Some).chain(alone) {
                    writer.write_field(name.as_encoded_bytes())?;
                    writer.write_field(found.map_or(action, |found| found.action.name()))?;
                    fields(found).iter().try_for_each(|field| writer.write_field(field))?;
                    writer.write_field(quality.to_string())?;
                    writer.write_record(None::<&[u8]>)?;
                }
                Ok(())
            }
        }
    }
}

/// A picture of too little structure that matches nothing is not called clean.
fn cannot_tell(findings: &Findings) -> bool {
    findings.action == Action::Allow && findings.quality < Quality::USABLE
}

fn action(findings: &Findings) -> &'static str {
    if cannot_tell(findings) { "cannot tell" } else { findings.action.name() }
}

fn outcome(findings: &Findings) -> Outcome {
    match findings.action {
        _ if cannot_tell(findings) => Outcome::Incomplete,
        Action::Allow => Outcome::Well,
        _ => Outcome::Met,
    }
}

fn fields(found: Option<&Match>) -> [String; 5] {
    found.map_or_else(Default::default, |found| {
        let alarms = format!("{:.2e}", found.false_alarms);
        let (id, list) = (found.id.to_string(), found.list.to_string());
        [id, list, found.distance.to_string(), alarms, found.guess.to_string()]
    })
}

/// A line of jsonl: one input.
#[derive(Serialize)]
struct Record<'a> {
    input: Cow<'a, str>,
    action: &'static str,
    quality: u8,
    asked: usize,
    matches: Vec<Found>,
}

#[derive(Serialize)]
struct Found {
    id: u64,
    list: u16,
    action: &'static str,
    distance: u32,
    false_alarms: f64,
    guess: String,
}

impl Found {
    fn of(found: &Match) -> Self {
        let Match { id, list, distance, false_alarms, .. } = *found;
        let (action, guess) = (found.action.name(), found.guess.to_string());
        Self { id, list, action, distance, false_alarms, guess }
    }
}
