//! How long a piece of work takes, over many runs.

use std::hint::black_box;
use std::time::Instant;

/// Runs the work once to warm up, then at least twice and until `seconds` have gone by.
pub(crate) fn timed<T>(seconds: f64, mut work: impl FnMut() -> T) -> String {
    black_box(work());
    let start = Instant::now();
    let mut runs = Vec::new();
    while runs.len() < 2 || start.elapsed().as_secs_f64() < seconds {
        let begin = Instant::now();
        black_box(work());
        runs.push(begin.elapsed().as_secs_f64());
    }
    runs.sort_by(f64::total_cmp);
    format!("{:e}\t{:e}\t{}", runs[0], runs[runs.len() / 2], runs.len())
}
