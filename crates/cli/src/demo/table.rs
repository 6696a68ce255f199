//! The table that the demonstration prints.

use std::time::Duration;

use super::Check;
use crate::outcome::Failure;
use crate::output::line;

/// One way of altering pictures, and what came of it.
pub struct Row<'a> {
    name: &'a str,
    checks: &'a [Check],
}

impl<'a> Row<'a> {
    pub fn new(name: &'a str, checks: &'a [Check]) -> Self {
        Self { name, checks }
    }

    fn count(&self, of: fn(&Check) -> bool) -> String {
        let found = self.checks.iter().filter(|check| of(check)).count();
        format!("{found} of {}", self.checks.len())
    }
}

/// Prints the names of the columns.
///
/// # Errors
/// If standard output cannot be written.
pub fn print_head() -> Result<(), Failure> {
    line(format_args!(
        "{:30}  {:>10}  {:>10}  {:>10}  {:^22}  {:>7}",
        "", "found", "found in", "found in", "distance", "time"
    ))?;
    line(format_args!(
        "{:30}  {:>10}  {:>10}  {:>10}  {:>6}  {:>6}  {:>6}  {:>7}",
        "alteration", "as it is", "any turn", "framed", "least", "median", "most", "ms"
    ))?;
    print_rule()
}

/// Prints a line across the table.
///
/// # Errors
/// If standard output cannot be written.
pub fn print_rule() -> Result<(), Failure> {
    line(format_args!("{:-<97}", ""))
}

/// Prints one row.
///
/// # Errors
/// If standard output cannot be written.
pub fn print_row(row: &Row<'_>) -> Result<(), Failure> {
    let mut distances: Vec<u32> = row.checks.iter().map(|check| check.distance).collect();
    distances.sort_unstable();
    let [least, median, most] = [0, distances.len() / 2, distances.len().saturating_sub(1)]
        .map(|at| distances.get(at).copied().unwrap_or_default());
    let time = median_ms(row.checks, Check::total);
    let [found, turned] = [row.count(|check| check.found), row.count(|check| check.found_turned)];
    let framed = row.count(|check| check.found_framed);
    line(format_args!(
        "{:30}  {found:>10}  {turned:>10}  {framed:>10}  {least:>6}  {median:>6}  {most:>6}  {time:>7.2}",
        row.name
    ))
}

/// The median over the checks, in milliseconds.
pub fn median_ms(checks: &[Check], of: fn(&Check) -> Duration) -> f64 {
    let mut times: Vec<Duration> = checks.iter().map(of).collect();
    times.sort_unstable();
    let median = times.get(times.len() / 2).copied().unwrap_or_default();
    median.as_secs_f64() * 1e3
}
