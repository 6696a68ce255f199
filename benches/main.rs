//! The benchmarks, a file for each stage. `STAYDOWN_BENCH=scan cargo bench` runs one of them, since each makes its lists
//! before a filter on its measurements counts; `catalogue` needs the feature of that name. `cargo bench -- --test` only
//! tries whether they run.

#[cfg(feature = "catalogue")]
mod catalogue;
mod common;
mod decode;
mod distance;
mod finder;
mod index_file;
mod matching;
mod pdq;
mod scan;

use criterion::Criterion;

type Stage = (&'static str, fn(&mut Criterion));

const STAGES: &[Stage] = &[
    ("decode", decode::all),
    ("pdq", pdq::all),
    ("distance", distance::distance),
    ("scan", scan::scan),
    ("index_file", index_file::index_file),
    ("matching", matching::all),
    ("finder", finder::finder),
    #[cfg(feature = "catalogue")]
    ("catalogue", catalogue::catalogue),
];

fn main() {
    let asked = std::env::var("STAYDOWN_BENCH").ok();
    let mut criterion = Criterion::default().configure_from_args();
    let mut ran = false;
    for (name, stage) in STAGES {
        if asked.as_ref().is_none_or(|asked| asked == name) {
            stage(&mut criterion);
            ran = true;
        }
    }
    assert!(ran, "STAYDOWN_BENCH names no stage: {asked:?}");
    criterion.final_summary();
}
