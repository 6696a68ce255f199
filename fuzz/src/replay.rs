//! The targets without libFuzzer: each input of the committed corpus, then inputs that are made of those in a fixed
//! order until the time is over. That shows that every target works and that nothing found before comes back; to find
//! what is new is for libFuzzer, which sees what an input reaches.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use std::{env, fs, io, panic, thread};

use fastrand::Rng;

use crate::Target;

/// No input may take longer.
const MOST: Duration = Duration::from_secs(5);

/// Runs every target, or those named by further arguments, for as many seconds as the first argument says.
#[expect(clippy::print_stdout, reason = "a program")]
pub(crate) fn run(targets: &[(String, Target)]) -> ExitCode {
    let seconds = env::args().nth(1).and_then(|seconds| seconds.parse().ok()).unwrap_or(1);
    let named: Vec<String> = env::args().skip(2).collect();
    let asked = targets.iter().filter(|(name, _)| named.is_empty() || named.contains(name));
    let (queue, failed) = (Mutex::new(asked), AtomicBool::new(false));
    let work = || {
        while let Some((name, target)) = { queue.lock().expect("nobody panics with it").next() } {
            let ran = play(name, target, Duration::from_secs(seconds));
            match ran {
                Ok(inputs) => println!("{name}: {inputs} inputs, nothing found"),
                Err(what) => {
                    println!("{name}: FAILED: {what}");
                    failed.store(true, Ordering::Relaxed);
                }
            }
        }
    };
    thread::scope(|scope| {
        (0..thread::available_parallelism().map_or(1, usize::from)).for_each(|_| {
            scope.spawn(work);
        });
    });
    if failed.into_inner() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Number of inputs that went well, or what went wrong with which one.
fn play(name: &str, target: &Target, time: Duration) -> Result<u64, String> {
    let seeds = seeds(name).map_err(|error| format!("its corpus: {error}"))?;
    if seeds.is_empty() {
        return Err("its corpus is empty".into());
    }
    for seed in &seeds {
        try_one(name, target, seed)?;
    }
    let (mut chance, end) = (Rng::with_seed(0), Instant::now() + time);
    let mut inputs = seeds.len() as u64;
    while Instant::now() < end {
        try_one(name, target, &changed(&seeds, &mut chance))?;
        inputs += 1;
    }
    Ok(inputs)
}

fn seeds(name: &str) -> io::Result<Vec<Vec<u8>>> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name);
    let mut paths: Vec<PathBuf> =
        fs::read_dir(corpus)?.map(|file| Ok(file?.path())).collect::<io::Result<_>>()?;
    paths.sort();
    paths.into_iter().map(fs::read).collect()
}

/// An input that panics or takes too long is kept in the system's folder for what is temporary.
fn try_one(name: &str, target: &Target, input: &[u8]) -> Result<(), String> {
    let started = Instant::now();
    let ended = panic::catch_unwind(panic::AssertUnwindSafe(|| target(input)));
    let what = match ended {
        Ok(_) if started.elapsed() <= MOST => return Ok(()),
        Ok(_) => "took too long",
        Err(_) => "panicked",
    };
    let kept = env::temp_dir().join(format!("staydown-fuzz-{name}"));
    Err(match fs::write(&kept, input) {
        Ok(()) => format!("{what} on {}", kept.display()),
        Err(error) => format!("{what} on an input that could not be kept: {error}"),
    })
}

/// A seed in which some places are changed.
fn changed(seeds: &[Vec<u8>], chance: &mut Rng) -> Vec<u8> {
    let pick = |chance: &mut Rng| &seeds[chance.usize(..seeds.len())];
    let mut input = pick(chance).clone();
    for _ in 0..chance.u32(1..=4) {
        let at = chance.usize(..=input.len());
        let end = input.len().min(at + chance.usize(..64));
        match chance.u32(..8) {
            0 => input.truncate(at),
            1 => drop(input.drain(at..end)),
            2 => drop(input.splice(at..at, input[at..end].to_vec())),
            3 => {
                let other = pick(chance);
                let from = chance.usize(..=other.len());
                let to = other.len().min(from + end - at);
                drop(input.splice(at..end, other[from..to].iter().copied()));
            }
            4 => input[at..end].fill(chance.u8(..)),
            5 => {
                let number = [0, 1, 0x7fff_ffff, u32::MAX, chance.u32(..)][chance.usize(..5)];
                let bytes = if chance.bool() { number.to_le_bytes() } else { number.to_be_bytes() };
                input[at..end].iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
            }
            _ => {
                if let Some(byte) = input.get_mut(at) {
                    *byte ^= 1 << chance.u32(..8);
                }
            }
        }
    }
    input
}
