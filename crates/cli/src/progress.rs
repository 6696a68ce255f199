//! Standard error: lines about inputs, and a bar above which they scroll when it is a terminal.

use std::ffi::OsStr;
use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::thread;

use indicatif::{ProgressBar, ProgressStyle};

use crate::input::{self, Walk};

/// Writes a line to standard error. A closed standard error is no reason to fail.
pub fn say(line: fmt::Arguments<'_>) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// Reports an input that could not be used; the rest goes on.
pub fn lost(name: &OsStr, reason: &str) {
    say(format_args!("{}: {reason}", name.display()));
}

/// How far the reading of inputs has come.
pub struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// A bar on a terminal, nothing otherwise. The inputs are counted beside the work, so the first result need not wait.
    pub fn over(walk: &Walk) -> Self {
        if walk.inputs.is_empty() || !io::stderr().is_terminal() {
            return Self { bar: ProgressBar::hidden() };
        }
        let bar = ProgressBar::new(0);
        let style = ProgressStyle::with_template("{bar:30} {pos} of {len} ({per_sec}, {eta} left)");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        let (counted, walk) = (bar.clone(), walk.clone());
        thread::spawn(move || input::items(&walk).for_each(|_| counted.inc_length(1)));
        Self { bar }
    }

    /// A bar for work that tells itself how far it has come, on a terminal.
    pub fn of_stages() -> Self {
        if !io::stderr().is_terminal() {
            return Self { bar: ProgressBar::hidden() };
        }
        let bar = ProgressBar::new(0);
        let style = ProgressStyle::with_template("{msg:9} {bar:30} {pos} of {len} ({eta} left)");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self { bar }
    }

    /// Shows how far a stage has come.
    pub fn at(&self, stage: &'static str, done: usize, total: usize) {
        if self.bar.message() != stage {
            self.bar.reset();
            self.bar.set_message(stage);
        }
        self.bar.set_length(total as u64);
        self.bar.set_position(done as u64);
    }

    /// Counts inputs as dealt with.
    pub fn advance(&self, inputs: usize) {
        self.bar.inc(inputs as u64);
    }

    /// Runs `write` while no bar stands in the way of its lines.
    pub fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        self.bar.suspend(write)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
