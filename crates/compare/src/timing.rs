//! How long a piece of work takes, over many runs.

use std::error::Error;
use std::hint::black_box;
use std::str::FromStr;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// What time is measured.
#[derive(Clone, Copy)]
pub(crate) enum Clock {
    /// Processor time of all threads of this process: what others do on the machine disturbs it little.
    Cpu,
    /// Time that goes by.
    Wall,
}

impl FromStr for Clock {
    type Err = Box<dyn Error>;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "cpu" => Ok(Self::Cpu),
            "wall" => Ok(Self::Wall),
            _ => Err("a clock is cpu or wall".into()),
        }
    }
}

impl Clock {
    fn now(self) -> Duration {
        match self {
            #[cfg(unix)]
            Self::Cpu => {
                use rustix::time::{ClockId, clock_gettime};
                let time = clock_gettime(ClockId::ProcessCPUTime);
                Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
            }
            #[cfg(not(unix))]
            Self::Cpu => Self::Wall.now(),
            Self::Wall => {
                static START: OnceLock<Instant> = OnceLock::new();
                START.get_or_init(Instant::now).elapsed()
            }
        }
    }
}

/// Runs the work once to warm up, then at least twice and until `seconds` have gone by.
pub(crate) fn timed<T>(clock: Clock, seconds: f64, mut work: impl FnMut() -> T) -> String {
    black_box(work());
    let start = Instant::now();
    let mut runs = Vec::new();
    while runs.len() < 2 || start.elapsed().as_secs_f64() < seconds {
        let begin = clock.now();
        black_box(work());
        runs.push((clock.now() - begin).as_secs_f64());
    }
    runs.sort_by(f64::total_cmp);
    format!("{:e}\t{:e}\t{}", runs[0], runs[runs.len() / 2], runs.len())
}
