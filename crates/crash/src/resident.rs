//! The memory of a process over time.

use std::{fs, io};

/// Resident memory of this process in kB, with the pages of files.
pub(crate) fn memory() -> io::Result<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
    kilobytes.ok_or_else(|| io::ErrorKind::Unsupported.into())
}

/// The means of a value in the second tenth of what was looked at, when all has been done once, and in the last.
pub(crate) fn early_and_late<T>(looks: &[T], of: impl Fn(&T) -> u64) -> (u64, u64) {
    let part = looks.len() / 10;
    let mean = |looks: &[T]| looks.iter().map(&of).sum::<u64>() / looks.len().max(1) as u64;
    (mean(&looks[part..2 * part]), mean(&looks[looks.len() - part..]))
}
