//! A service that goes on and on in one process: it hashes, matches, withdraws, compacts and takes up new indexes, and
//! neither its memory nor its handles may grow.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args;
use staydown::{Ask, Breaker, Catalogue, Matcher, Quality, Rules, build_index, index_path};

use crate::plan::{self, Plan, State};
use crate::write::apply;
use crate::{Done, Place, resident};

/// A new index after so many changes.
const INDEX_EVERY: u64 = 50;

/// Memory and handles are looked at so often, at equal distances.
const LOOKS: u32 = 60;

/// Memory may differ by this part between early and late, beside what is kept of files that grew.
const DRIFT: f64 = 0.05;

/// Writer and matcher each keep what they read of the catalogue, up to SQLite's limit, and the index is mapped.
const KEPT: u64 = 2;

#[derive(Args)]
pub struct ServeArgs {
    #[command(flatten)]
    place: Place,
    #[arg(long)]
    seconds: f64,
    /// A folder of pictures that are in no list
    #[arg(long)]
    pictures: PathBuf,
    /// Keeps a page and a handle at each change: to see the check fail
    #[arg(long)]
    leak: bool,
}

pub fn run(args: &ServeArgs) -> Done {
    let pictures = files(&args.pictures)?;
    let mut catalogue = Catalogue::create(&args.place.catalogue)?;
    let mut plan = Plan::new(args.place.plan);
    apply(&mut catalogue, plan.advance())?;
    let index = index_path(&args.place.catalogue);
    build_index(&catalogue, &index, |_| {})?;
    let breaker = Breaker { most: u32::MAX, within: Duration::from_secs(1) };
    let matcher = Matcher::with(&args.place.catalogue, None, Rules::default(), breaker)?;

    let (mut changes, mut checks, mut indexes) = (0u64, 0u64, 0u64);
    let (mut looks, mut leaked) = (Vec::new(), Vec::new());
    let begun = Instant::now();
    while looks.len() < LOOKS as usize {
        apply(&mut catalogue, plan.advance())?;
        changes += 1;
        if changes.is_multiple_of(INDEX_EVERY) {
            build_index(&catalogue, &index, |_| {})?;
            indexes += 1;
        }
        let picture = &pictures[changes as usize % pictures.len()];
        checks += check(&matcher, &plan, picture, changes)?;
        if args.leak {
            leaked.push((vec![1u8; 4096], fs::File::open("/dev/null")?));
        }
        let due = args.seconds / f64::from(LOOKS) * (looks.len() + 1) as f64;
        if begun.elapsed().as_secs_f64() >= due {
            let files = kilobytes(&args.place.catalogue)? + kilobytes(&index)?;
            looks.push(Look { memory: resident::memory()?, files, handles: handles()? });
        }
    }
    let said = judge(&looks)?;
    println!("{changes} changes, {checks} checks, {indexes} indexes, 0 wrong; {said}");
    Ok(())
}

/// The newest entries and others must be found or not as planned, by the generation of now; a picture must not.
fn check(
    matcher: &Matcher,
    plan: &Plan,
    picture: &[u8],
    at: u64,
) -> Result<u64, Box<dyn std::error::Error>> {
    let ask = Ask::default();
    let verdict = matcher.check(picture, &ask)?.verdict;
    if !verdict.matches.is_empty() {
        return Err("WRONG: a picture that is in no list was matched".into());
    }
    let known = plan.states.len() as u64;
    let asked = [known.saturating_sub(1), at.wrapping_mul(7919) % known.max(1), known];
    for number in asked {
        let verdict = matcher.check_hash(&plan::hash(number), Quality::new(90), &ask)?.verdict;
        let counts = plan.states.get(number as usize) == Some(&State::Counting);
        let generation = verdict.basis.generation;
        if generation != plan.generation || verdict.matches.is_empty() == counts {
            return Err(format!("WRONG: entry {number} in generation {generation}").into());
        }
    }
    Ok(1 + asked.len() as u64)
}

/// What is there at one moment, in kB and in number.
struct Look {
    memory: u64,
    /// Length of the catalogue and its index.
    files: u64,
    handles: u64,
}

/// Compares the second tenth of the time, when all has been done once, with the last.
fn judge(looks: &[Look]) -> Result<String, String> {
    let part = looks.len() / 10;
    let most = |looks: &[Look]| looks.iter().map(|look| look.handles).max().unwrap_or_default();
    let handles = [&looks[part..2 * part], &looks[looks.len() - part..]].map(most);
    let memory = resident::early_and_late(looks, |look| look.memory);
    let files = resident::early_and_late(looks, |look| look.files);
    let early = Look { memory: memory.0, files: files.0, handles: handles[0] };
    let late = Look { memory: memory.1, files: files.1, handles: handles[1] };
    let said = format!(
        "memory {} kB early, {} kB late; files {} and {} kB; handles {} and {}",
        early.memory, late.memory, early.files, late.files, early.handles, late.handles
    );
    let kept = KEPT * late.files.saturating_sub(early.files);
    let grown = late.memory as f64 > early.memory as f64 * (1.0 + DRIFT) + kept as f64;
    if grown || late.handles > early.handles { Err(format!("GROWN: {said}")) } else { Ok(said) }
}

fn files(folder: &Path) -> io::Result<Vec<Vec<u8>>> {
    let mut paths = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<Vec<_>>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "jpg"));
    paths.sort();
    paths.iter().map(fs::read).collect()
}

fn kilobytes(path: &Path) -> io::Result<u64> {
    Ok(fs::metadata(path)?.len() / 1024)
}

fn handles() -> io::Result<u64> {
    Ok(fs::read_dir("/proc/self/fd")?.count() as u64)
}
