//! Decoding in processes of its own, for what [`catch_unwind`](std::panic::catch_unwind) cannot stop: an allocator that
//! aborts, a stack that overflows, a loop without end, a decoder that was taken over. What happens to a worker is an error
//! for one picture.
//!
//! The host says how a worker is started: a program of its own, or itself with an argument, that calls [`serve`] over its
//! standard input and output and does nothing else.
//!
//! ```no_run
//! use std::process::Command;
//! use staydown::isolate::{Bounds, Workers, serve};
//! use staydown::DecodeOptions;
//!
//! if std::env::args().nth(1).as_deref() == Some("worker") {
//!     serve(std::io::stdin().lock(), std::io::stdout().lock())?;
//!     return Ok(());
//! }
//! let program = std::env::current_exe()?;
//! let start = move || {
//!     let mut command = Command::new(&program);
//!     command.arg("worker");
//!     command
//! };
//! let workers = Workers::new(start, Bounds::default());
//! let picture = workers.decode(&std::fs::read("upload.jpg")?, &DecodeOptions::default())?;
//! println!("{:?}", staydown::pdq(&picture));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod confine;
mod serve;
mod wire;
mod workers;

pub use serve::serve;
pub use workers::{Bounds, IsolateError, Workers};
