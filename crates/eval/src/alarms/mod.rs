//! How near pictures that match nothing come to the entries of lists: the table by which the library judges matches.
//!
//! Lists of several lengths are filled with hashes of random parts of photographs. Parts and altered copies of other
//! photographs are held against each in the tiers that guess. What the nearest entry's distance is, for how many of them,
//! makes the table's rows.

mod lists;
mod strangers;
mod table;

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use staydown::{Buffer, Finder, Index256, Means, PlaneRef, Survey, Tier};

use crate::run::{Photos, Progress, RunError, Stage, plane};
use strangers::Strangers;
pub use table::{FalseAlarms, KNOTS, Row};

/// The tiers that the table has.
const TIERS: [Tier; 2] = [Tier::Framed, Tier::Thorough];

/// By which means an entry may be met, in the table's order.
const MEANS: [Means; 2] = [Means::Whole, Means::Moved];

/// What to measure.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder of photographs whose parts and altered copies are the queries.
    pub strangers: PathBuf,
    /// The folder of photographs whose parts are listed.
    pub listed: PathBuf,
    /// How many queries to make.
    pub queries: usize,
    /// Lengths of the lists.
    pub entries: Vec<usize>,
    /// Decides everything random.
    pub seed: u64,
}

/// Fills the lists and holds every query against each of them. `progress` is told of every photograph and every query,
/// from any thread.
///
/// # Errors
/// [`RunError`] if a folder has no photographs, or all strangers may be listed ones.
pub fn run(options: &Options, progress: impl Fn(Progress) + Sync) -> Result<FalseAlarms, RunError> {
    let listed = Photos::of(&options.listed, &progress)?.usable;
    let strangers = Strangers::of(&options.strangers, &listed, &progress)?;
    let entries = ascending(&options.entries);
    let lists = lists::of(&listed, &entries, options.seed, &progress)?;
    let asked = ask_all(options, &strangers, &lists, &progress);
    Ok(FalseAlarms {
        strangers: strangers.photos.len(),
        left_out: strangers.left_out,
        listed: listed.len(),
        queries: asked.len(),
        pairs: asked.iter().map(|asked| asked.pairs).sum(),
        rows: rows(&entries, &asked),
    })
}

fn ascending(entries: &[usize]) -> Vec<usize> {
    let mut entries = entries.to_vec();
    entries.sort_unstable();
    entries.dedup();
    entries
}

/// What came of one query.
struct Asked {
    /// Pairs of hashes that were compared.
    pairs: u64,
    /// The least decisive distances by each of the means, infinite if nothing was met; for each list in each tier.
    least: Vec<[f32; MEANS.len()]>,
}

/// Of all queries but those whose photographs cannot be read any more.
fn ask_all(
    options: &Options,
    strangers: &Strangers,
    lists: &[Index256<Buffer>],
    progress: &(impl Fn(Progress) + Sync),
) -> Vec<Asked> {
    let (done, total) = (AtomicUsize::new(0), options.queries);
    let asked = (0..total).into_par_iter().map_init(
        || lists.iter().map(|list| Finder::new(list.searcher())).collect::<Vec<_>>(),
        |finders, number| {
            let query = strangers.query(number, options.seed);
            let asked = query.map(|query| Asked::of(plane(&query), finders));
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            progress(Progress { stage: Stage::Strangers, done, total });
            asked
        },
    );
    asked.flatten().collect()
}

impl Asked {
    fn of(query: PlaneRef<'_>, finders: &mut [Finder<'_>]) -> Self {
        let mut asked = Self { pairs: 0, least: Vec::new() };
        for tier in TIERS {
            for finder in &mut *finders {
                let survey = finder.survey(query, tier);
                asked.pairs += survey.asked as u64 * survey.entries as u64;
                asked.least.push(MEANS.map(|means| least(&survey, means)));
            }
        }
        asked
    }
}

fn least(survey: &Survey, means: Means) -> f32 {
    let met = survey.sightings.iter().filter(|sighting| sighting.means == means);
    met.map(staydown::Sighting::decisive).fold(f32::INFINITY, f32::min)
}

fn rows(entries: &[usize], asked: &[Asked]) -> Vec<Row> {
    let mut rows = Vec::new();
    for (tier, first) in TIERS.into_iter().zip((0..).step_by(entries.len())) {
        for (at, means) in MEANS.into_iter().enumerate() {
            rows.extend(entries.iter().zip(first..).map(|(&entries, list)| {
                let least = asked.iter().map(|asked| asked.least[list][at]);
                Row::of(tier, means, entries, least)
            }));
        }
    }
    rows
}
