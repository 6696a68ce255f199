//! `staydown match`: pictures and hashes against an index.

use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;
use staydown::{Hit, Policy, Profile, Tier};

use crate::args::{self, LimitArgs, default_radius};
use crate::fingerprint::{AnyHash, Fingerprint, Recipe, fingerprint};
use crate::guessing;
use crate::index::{How, Opened};
use crate::input::{self, Walk};
use crate::listed;
use crate::outcome::{Failure, Outcome};
use crate::output::{Format, Output, json_line};
use crate::progress::{self, Progress};

/// Find the entries of an index that pictures or hashes come close to
///
/// Pictures are hashed by the algorithm of the index. A picture of a quality below 50 has too little structure for
/// its hash to decide anything: the answer is "cannot tell". An argument that names no file may be a hash.
///
/// With --tier pictures are also asked about as if cropped, turned, bordered, captioned or shown on a screen. A match is
/// then decided by how many wrong ones are to be expected; each says which guess found it. See docs/MATCHING.md.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct MatchArgs {
    /// The index file; of a catalogue, if none is given, the file beside it that ends in .sdx
    #[arg(short, long, value_name = "FILE", required_unless_present = "catalogue")]
    index: Option<PathBuf>,
    /// A catalogue: its lists, and rules if they are given, say what matches, and changes count at once
    #[arg(short, long, value_name = "FILE", conflicts_with_all = ["radius", "any", "nearest", "orientations", "algorithm", "show_hash", "review", "block"])]
    pub catalogue: Option<PathBuf>,
    /// With --catalogue, rules for each list and category, as JSON
    #[arg(long, value_name = "FILE", requires = "catalogue")]
    pub rules: Option<PathBuf>,
    /// With --catalogue, milliseconds that each picture may take; an answer that was cut short says so
    #[arg(long, value_name = "MS", requires = "catalogue")]
    pub budget: Option<u64>,
    /// Hashes that are asked for each picture at most, the likeliest guesses first
    #[arg(long, value_name = "N", requires = "tier")]
    pub guesses: Option<usize>,
    /// Pictures, folders of pictures, - for a picture on standard input, or hashes
    #[arg(required = true, value_name = "FILE|FOLDER|HASH|-")]
    pub inputs: Vec<OsString>,
    /// Largest distance that counts as a match [default: 31; 8 where hashes have 64 bits]
    #[arg(short, long, value_name = "BITS")]
    radius: Option<u32>,
    /// Give the nearest entry within the radius only; looking ends at once where there is none
    #[arg(long)]
    any: bool,
    /// Give the N nearest entries, those beyond the radius too
    #[arg(short = 'k', long, value_name = "N", conflicts_with = "any")]
    nearest: Option<NonZeroUsize>,
    /// Ask for all eight turned and mirrored forms of each picture
    #[arg(long)]
    orientations: bool,
    /// Guess what was done to each picture, with so much effort: exact, mirrored, framed, thorough
    #[arg(long, value_name = "TIER", conflicts_with_all = ["radius", "any", "nearest", "orientations", "show_hash"])]
    pub tier: Option<Tier>,
    /// With --tier, wrong matches to be sent to review for each picture, at most, in expectation [default: 0.001]
    #[arg(long, value_name = "NUMBER", requires = "tier")]
    review: Option<f64>,
    /// With --tier, the same for matches that block [default: 0.000001]
    #[arg(long, value_name = "NUMBER", requires = "tier")]
    block: Option<f64>,
    /// Refuse an index of another algorithm than this, the one that made the hashes given
    #[arg(long, value_parser = args::profile)]
    algorithm: Option<Profile>,
    /// Output format
    #[arg(long, value_enum, default_value = "csv")]
    pub format: Format,
    /// Print the hash of each picture too. Treat it as personal data
    #[arg(long)]
    show_hash: bool,
    #[command(flatten)]
    pub limits: LimitArgs,
}

impl MatchArgs {
    /// The index, which clap sees to that it is given where there is no catalogue.
    pub fn index(&self) -> &Path {
        self.index.as_deref().unwrap_or(Path::new(""))
    }

    /// The index of a catalogue, if it is not where it usually is.
    pub fn index_elsewhere(&self) -> Option<&Path> {
        self.index.as_deref()
    }

    pub fn policy(&self) -> Policy {
        let mut policy = Policy::default();
        policy.review = self.review.unwrap_or(policy.review);
        policy.block = self.block.unwrap_or(policy.block);
        policy
    }
}

const EXAMPLES: &str = "\
Examples:
  $ staydown match --index known.sdx upload.jpg
  $ staydown match --index known.sdx --orientations --format jsonl photos
  $ staydown match --index known.sdx -k 3 upload.jpg
  $ staydown match --index known.sdx --tier framed --format jsonl photos
  $ staydown match --catalogue lists.db --tier framed --format jsonl photos

Exit codes: 0 everything was compared and nothing met, 1 something met, 2 the command line is wrong,
3 some inputs could not be read, decoded or judged (what met is in the output), 4 the index is unusable.";

/// Runs the command.
///
/// # Errors
/// If the index is unusable or the output cannot be written.
pub fn run(args: &MatchArgs) -> Result<Outcome, Failure> {
    if let Some(catalogue) = &args.catalogue {
        return listed::run(args, catalogue);
    }
    let index = open(args)?;
    if let Some(tier) = args.tier {
        return guessing::run(args, &index, tier);
    }
    let profile = index.profile();
    let recipe = Recipe {
        limits: args.limits.limits(),
        profiles: vec![profile],
        orientations: args.orientations,
        workers: None,
    };
    let walk = Walk { inputs: args.inputs.clone(), hashes: true };
    let mut matcher = Matcher::new(args, index)?;
    let progress = Progress::over(&walk);
    let work = |item: input::Item| {
        let print = fingerprint(&item, &recipe);
        (item.name, print)
    };
    input::in_order(&walk, &progress, work, |results| matcher.answer(results))?;
    Ok(matcher.outcome)
}

/// An index without entries would call everything clean.
fn open(args: &MatchArgs) -> Result<Opened, Failure> {
    let index = Opened::open(args.index())?;
    let found = index.profile();
    if index.len() == 0 {
        return Err(Failure::index(args.index(), "the index holds no entry"));
    }
    match args.algorithm {
        Some(wanted) if wanted != found => {
            let (found, wanted) = (found.name(), wanted.name());
            let reason = format!("the index holds hashes of {found}, not of {wanted}");
            Err(Failure::index(args.index(), reason))
        }
        _ => Ok(index),
    }
}

struct Matcher {
    index: Opened,
    how: How,
    radius: u32,
    show_hash: bool,
    output: Output,
    outcome: Outcome,
}

impl Matcher {
    fn new(args: &MatchArgs, index: Opened) -> Result<Self, Failure> {
        let radius = args.radius.unwrap_or(default_radius(index.profile().bits()));
        let how = match (args.any, args.nearest) {
            (true, _) => How::Any(radius),
            (false, Some(count)) => How::Nearest(count.get()),
            (false, None) => How::Within(radius),
        };
        let header = ["input", "answer", "id", "distance", "orientation", "quality", "hash"];
        let shown = if args.show_hash { 7 } else { 6 };
        Ok(Self {
            index,
            how,
            radius,
            show_hash: args.show_hash,
            output: Output::new(args.format, Some(&header[..shown]))?,
            outcome: Outcome::Well,
        })
    }

    /// Asks the index for a batch at once and writes the answers in order.
    fn answer(
        &mut self,
        results: Vec<(OsString, Result<Fingerprint, String>)>,
    ) -> Result<(), Failure> {
        let usable = results.iter().filter_map(|(_, result)| result.as_ref().ok());
        let queries = usable.filter(|print| !print.is_weak()).flat_map(Fingerprint::queries);
        let hashes: Vec<AnyHash> = queries.map(|(_, hash)| hash).collect();
        let mut hits = self.index.search(&hashes, self.how).into_iter();
        for (name, result) in &results {
            match result {
                Ok(print) => {
                    let answer = self.judge(print, hits.by_ref());
                    self.note(answer.verdict);
                    self.write(name, print, &answer)?;
                }
                Err(reason) => {
                    progress::lost(name, reason);
                    self.outcome = Outcome::Incomplete;
                }
            }
        }
        self.output.flush()
    }

    /// Takes the hits of this print's queries, and no more, from `hits`.
    fn judge(&self, print: &Fingerprint, hits: impl Iterator<Item = Vec<Hit>>) -> Answer {
        if print.is_weak() {
            return Answer { verdict: Verdict::CannotTell, found: Vec::new() };
        }
        let turned = print.queries().into_iter().zip(hits);
        let found = turned.flat_map(|((orientation, _), hits)| {
            hits.into_iter().map(move |hit| Found {
                id: hit.id,
                distance: hit.distance,
                orientation: orientation.name(),
            })
        });
        let mut found = nearest_of_each_id(found.collect());
        found.truncate(match self.how {
            How::Within(_) => usize::MAX,
            How::Any(_) => 1,
            How::Nearest(count) => count,
        });
        let met = found.first().is_some_and(|best| best.distance <= self.radius);
        Answer { verdict: if met { Verdict::Match } else { Verdict::NoMatch }, found }
    }

    fn note(&mut self, verdict: Verdict) {
        let outcome = match verdict {
            Verdict::Match => Outcome::Met,
            Verdict::NoMatch => Outcome::Well,
            Verdict::CannotTell => Outcome::Incomplete,
        };
        self.outcome = self.outcome.max(outcome);
    }

    fn write(&mut self, name: &OsStr, print: &Fingerprint, answer: &Answer) -> Result<(), Failure> {
        let hash = self.show_hash.then(|| print.hash.to_hex());
        let quality = print.quality.map(|quality| quality.get());
        match &mut self.output {
            Output::Jsonl(writer) => {
                let record = Record {
                    input: name.to_string_lossy(),
                    answer: answer.verdict.text(),
                    quality,
                    hash,
                    hits: &answer.found,
                };
                json_line(writer, &record)
            }
            Output::Csv(writer) => {
                let quality = quality.map(|quality| quality.to_string()).unwrap_or_default();
                for found in answer.rows() {
                    writer.write_field(name.as_encoded_bytes())?;
                    writer.write_field(answer.verdict_on(found, self.radius).text())?;
                    let fields = found.map(Found::fields).unwrap_or_default();
                    fields.iter().try_for_each(|field| writer.write_field(field))?;
                    writer.write_field(&quality)?;
                    hash.iter().try_for_each(|hash| writer.write_field(hash))?;
                    writer.write_record(None::<&[u8]>)?;
                }
                Ok(())
            }
        }
    }
}

/// Orders by distance and id, and keeps each id once: two turns of a picture may both come near an entry.
fn nearest_of_each_id(mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by_key(|found| (found.id, found.distance));
    found.dedup_by_key(|found| found.id);
    found.sort_by_key(|found| (found.distance, found.id));
    found
}

#[derive(Clone, Copy)]
enum Verdict {
    Match,
    NoMatch,
    CannotTell,
}

impl Verdict {
    fn text(self) -> &'static str {
        match self {
            Self::Match => "match",
            Self::NoMatch => "no match",
            Self::CannotTell => "cannot tell",
        }
    }
}

struct Answer {
    verdict: Verdict,
    found: Vec<Found>,
}

impl Answer {
    /// What csv has a row for: each entry found, or the answer alone.
    fn rows(&self) -> impl Iterator<Item = Option<&Found>> {
        let alone = self.found.is_empty().then_some(None);
        self.found.iter().map(Some).chain(alone)
    }

    /// The verdict on one row: among the nearest there may be entries beyond the radius.
    fn verdict_on(&self, found: Option<&Found>, radius: u32) -> Verdict {
        match found {
            Some(found) if found.distance > radius => Verdict::NoMatch,
            _ => self.verdict,
        }
    }
}

/// An entry of the index, and which turn of the picture came how near to it.
#[derive(Serialize)]
struct Found {
    id: u64,
    distance: u32,
    orientation: &'static str,
}

impl Found {
    fn fields(&self) -> [String; 3] {
        let orientation = self.orientation.to_owned();
        [self.id.to_string(), self.distance.to_string(), orientation]
    }
}

/// A line of jsonl: one input.
#[derive(Serialize)]
struct Record<'a> {
    input: Cow<'a, str>,
    answer: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    quality: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hash: Option<String>,
    hits: &'a [Found],
}
