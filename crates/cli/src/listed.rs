//! `staydown match --catalogue`: pictures against the lists of a catalogue, under its rules.

use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::Path;
use std::time::Duration;

use serde::Serialize;
use staydown::{Action, Ask, Breaker, Checked, Matched, Matcher, Met, Rules, Verdict};

use crate::input::{self, Item, Walk};
use crate::matching::MatchArgs;
use crate::outcome::{Failure, Outcome};
use crate::output::{Output, json_line};
use crate::progress::{self, Progress};

const HEADER: [&str; 10] = [
    "input",
    "action",
    "why",
    "list",
    "entry",
    "categories",
    "met_by",
    "distance",
    "false_alarms",
    "generation",
];

/// Runs the command.
///
/// # Errors
/// If the catalogue, its index or the rules cannot be used, or the output cannot be written.
pub fn run(args: &MatchArgs, catalogue: &Path) -> Result<Outcome, Failure> {
    let rules = args.rules.as_deref().map_or_else(|| Ok(Rules::default()), rules)?;
    let index = args.index_elsewhere();
    let matcher =
        Matcher::with(catalogue, index, rules, Breaker::default()).map_err(Failure::list)?;
    let ask = ask(args);
    let walk = Walk { inputs: args.inputs.clone(), hashes: false };
    let progress = Progress::over(&walk);
    let mut writer =
        Writer { output: Output::new(args.format, Some(&HEADER))?, outcome: Outcome::Well };
    let work = |item: Item| {
        let checked = input::read(&item, ask.limits.bytes)
            .and_then(|bytes| matcher.check(&bytes, &ask).map_err(|error| error.to_string()));
        (item.name, checked)
    };
    input::in_order(&walk, &progress, work, |results| writer.write_all(results))?;
    Ok(writer.outcome)
}

fn rules(path: &Path) -> Result<Rules, Failure> {
    let text = fs::read_to_string(path).map_err(|error| Failure::document(path, error))?;
    Rules::from_json(&text).map_err(|error| Failure::document(path, error))
}

fn ask(args: &MatchArgs) -> Ask {
    let mut ask = Ask::default();
    ask.tier = args.tier.unwrap_or_default();
    ask.limits = args.limits.limits();
    ask.budget = args.budget.map(Duration::from_millis);
    ask.guesses = args.guesses;
    ask
}

struct Writer {
    output: Output,
    outcome: Outcome,
}

impl Writer {
    fn write_all(
        &mut self,
        results: Vec<(OsString, Result<Checked, String>)>,
    ) -> Result<(), Failure> {
        for (name, result) in &results {
            match result {
                Ok(checked) => {
                    self.outcome = self.outcome.max(outcome(checked));
                    if let Some(error) = &checked.undecoded {
                        progress::lost(name, &error.to_string());
                    }
                    self.write(name, checked)?;
                }
                Err(reason) => {
                    progress::lost(name, reason);
                    self.outcome = Outcome::Incomplete;
                }
            }
        }
        self.output.flush()
    }

    fn write(&mut self, name: &OsStr, checked: &Checked) -> Result<(), Failure> {
        let Verdict { action, why, matches, basis, .. } = &checked.verdict;
        match &mut self.output {
            Output::Jsonl(writer) => json_line(
                writer,
                &Record {
                    input: name.to_string_lossy(),
                    action: action.name(),
                    why: why.name(),
                    degraded: checked.degraded,
                    generation: basis.generation,
                    lists: basis.state.name(),
                    configuration: &basis.configuration,
                    matches: matches.iter().map(Found::of).collect(),
                },
            ),
            Output::Csv(writer) => {
                let alone = matches.is_empty().then_some(None);
                for found in matches.iter().map(Some).chain(alone) {
                    writer.write_field(name.as_encoded_bytes())?;
                    writer.write_field(action.name())?;
                    writer.write_field(why.name())?;
                    let fields = found.map(fields).unwrap_or_default();
                    fields.iter().try_for_each(|field| writer.write_field(field))?;
                    writer.write_field(basis.generation.to_string())?;
                    writer.write_record(None::<&[u8]>)?;
                }
                Ok(())
            }
        }
    }
}

/// What is neither clean nor met could not be judged.
fn outcome(checked: &Checked) -> Outcome {
    match checked.verdict.action {
        _ if checked.verdict.matches.is_empty() && !checked.verdict.is_clean() => {
            Outcome::Incomplete
        }
        Action::Allow => Outcome::Well,
        _ => Outcome::Met,
    }
}

fn fields(found: &Matched) -> [String; 6] {
    let Found { list, entry, categories, met_by, distance, false_alarms, .. } = Found::of(found);
    let distance = distance.map(|distance| distance.to_string()).unwrap_or_default();
    let alarms = false_alarms.map(|alarms| format!("{alarms:.2e}")).unwrap_or_default();
    let categories = categories.join(" ");
    [list.to_owned(), entry.to_string(), categories, met_by.into_owned(), distance, alarms]
}

/// A line of jsonl: one input.
#[derive(Serialize)]
struct Record<'a> {
    input: Cow<'a, str>,
    action: &'static str,
    why: &'static str,
    degraded: bool,
    generation: u64,
    lists: &'static str,
    configuration: &'a str,
    matches: Vec<Found<'a>>,
}

#[derive(Serialize)]
struct Found<'a> {
    list: &'a str,
    entry: u64,
    action: &'static str,
    why: &'static str,
    judgement: &'static str,
    categories: Vec<String>,
    /// A kind of digest, or the guess.
    met_by: Cow<'static, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    distance: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    false_alarms: Option<f64>,
}

impl<'a> Found<'a> {
    fn of(found: &'a Matched) -> Self {
        let categories = found.categories.iter();
        let near = match &found.by {
            Met::Near(near) => Some(near),
            Met::Digest(_) => None,
        };
        Self {
            list: &found.list,
            entry: found.entry,
            action: found.action.name(),
            why: found.why.name(),
            judgement: found.judgement.name(),
            categories: categories.map(|it| format!("{}:{}", it.scheme, it.code)).collect(),
            met_by: match &found.by {
                Met::Near(near) => near.guess.to_string().into(),
                Met::Digest(kind) => (*kind).into(),
            },
            distance: near.map(|near| near.distance),
            false_alarms: near.map(|near| near.false_alarms),
        }
    }
}
