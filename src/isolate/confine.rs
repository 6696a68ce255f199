//! What a worker gives up before it looks at a stranger's bytes. Where the system knows no such limit, nothing.

use std::io;
use std::time::Duration;

/// Seconds that the parent has to be the first.
#[cfg(unix)]
const MARGIN: u64 = 2;

/// From now on this process opens no file, writes none, leaves no image of its memory, has at most so many bytes, and is
/// ended by the system when it has computed for longer than the time, should its parent not be there to do so. Pipes that are
/// open go on.
#[cfg(unix)]
pub(super) fn confine(memory: u64, time: Duration) -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    use rustix::time::{ClockId, clock_gettime};

    for (what, most) in
        [(Resource::Core, 0), (Resource::Fsize, 0), (Resource::Nofile, 0), (Resource::As, memory)]
    {
        setrlimit(what, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    let used = u64::try_from(clock_gettime(ClockId::ProcessCPUTime).tv_sec).unwrap_or_default();
    let current = Some(used.saturating_add(time.as_secs()).saturating_add(MARGIN));
    Ok(setrlimit(Resource::Cpu, Rlimit { current, ..getrlimit(Resource::Cpu) })?)
}

#[cfg(not(unix))]
pub(super) fn confine(_memory: u64, _time: Duration) -> io::Result<()> {
    Ok(())
}
