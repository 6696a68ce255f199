//! The host's side.

use std::fmt;
use std::io;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::wire::{self, Answer, Request};
use crate::decode::{DecodeError, DecodeOptions, Picture};
use crate::plane::{Channels, Plane};

/// What a worker may cost.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bounds {
    /// Bytes that a worker may have in all, its program and the file included; kept by the system, on Unix. 1 GiB by default,
    /// twice what the default [`Limits`](crate::Limits) let a decoder take.
    pub memory: u64,
    /// How long one picture may take, by the clock on the wall; on Unix the system ends a worker that computes for longer, if this
    /// process is not there any more. 10 s by default.
    pub time: Duration,
    /// Pictures after which a worker is replaced by a new one. 1,000 by default.
    pub pictures: u32,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { memory: 1 << 30, time: Duration::from_secs(10), pictures: 1_000 }
    }
}

/// Why a worker gave no picture.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IsolateError {
    /// It said why.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// None could be started.
    #[error("a process for decoding cannot be started: {source}")]
    Start {
        /// The system's reason.
        source: io::Error,
    },
    /// It ended in the middle: the picture is hostile, needs more memory than it may have, or a decoder has a defect.
    #[error("the process that decoded this picture ended: {status}; take the picture for hostile")]
    Died {
        /// How.
        status: ExitStatus,
    },
    /// It took too long and was ended.
    #[error("decoding this picture took more than {allowed:?} and was ended")]
    Late {
        /// What is allowed.
        allowed: Duration,
    },
    /// It said something that is no answer: it is another version, or was taken over.
    #[error("the process that decodes gave no sense; is it of this version?")]
    Senseless,
}

/// Processes that decode, each one picture at a time: as many as there are threads that ask at once. Idle ones wait for the
/// next picture, and end with this.
///
/// A host in whose program Rust's `main` did not run must ignore SIGPIPE.
pub struct Workers {
    start: Box<dyn Fn() -> Command + Send + Sync>,
    bounds: Bounds,
    idle: Mutex<Vec<Worker>>,
}

impl Workers {
    /// None are started yet. `start` says how; pipes are put to it here.
    pub fn new(start: impl Fn() -> Command + Send + Sync + 'static, bounds: Bounds) -> Self {
        Self { start: Box::new(start), bounds, idle: Mutex::default() }
    }

    /// As [`decode_with`](crate::decode_with), in a process of its own.
    ///
    /// # Errors
    /// [`IsolateError`].
    pub fn decode(&self, bytes: &[u8], options: &DecodeOptions) -> Result<Picture, IsolateError> {
        let mut worker = self.ready()?;
        let (answer, pixels) = worker.ask(bytes, options, &self.bounds)?;
        worker.asked += 1;
        if worker.asked < self.bounds.pictures {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(worker);
        }
        let shape = answer?;
        let plane = Plane::new(pixels, shape.width, shape.height, shape.channels);
        let plane = plane.map_err(|_| IsolateError::Senseless)?;
        Ok(Picture::turned(plane, shape.format, shape.orientation))
    }

    /// A worker that lives, of those that wait or a new one.
    fn ready(&self) -> Result<Worker, IsolateError> {
        while let Some(mut worker) = self.waiting() {
            // Somebody may have ended it meanwhile.
            if matches!(worker.child.try_wait(), Ok(None)) {
                return Ok(worker);
            }
        }
        Worker::start((self.start)()).map_err(|source| IsolateError::Start { source })
    }

    fn waiting(&self) -> Option<Worker> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }
}

impl fmt::Debug for Workers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Workers").field("bounds", &self.bounds).finish_non_exhaustive()
    }
}

struct Worker {
    child: Child,
    to: ChildStdin,
    from: ChildStdout,
    asked: u32,
}

impl Worker {
    fn start(mut command: Command) -> io::Result<Self> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn()?;
        match (child.stdin.take(), child.stdout.take()) {
            (Some(to), Some(from)) => Ok(Self { child, to, from, asked: 0 }),
            _ => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn ask(
        &mut self,
        bytes: &[u8],
        options: &DecodeOptions,
        bounds: &Bounds,
    ) -> Result<(Answer, Vec<u8>), IsolateError> {
        let request =
            Request { options: options.clone(), memory: bounds.memory, time: bounds.time };
        let most = options.limits.pixels.saturating_mul(Channels::Rgb.bytes() as u64);
        let Self { child, to, from, .. } = self;
        let (answered, waiting) = channel::<()>();
        let (answer, late) = thread::scope(|scope| {
            let watch = scope.spawn(move || {
                let late = waiting.recv_timeout(bounds.time) == Err(RecvTimeoutError::Timeout);
                if late {
                    let _ = child.kill(); // if it cannot be, it has ended
                }
                late
            });
            let sent = wire::send(to, &request, bytes);
            let answer = sent.and_then(|()| wire::receive(from, most));
            drop(answered);
            (answer, watch.join().unwrap_or(false))
        });
        match answer {
            Ok(Some(answer)) => Ok(answer),
            _ if late => Err(IsolateError::Late { allowed: bounds.time }),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                Err(IsolateError::Senseless)
            }
            _ => Err(self.end()),
        }
    }

    /// How it ended: by itself, unless it only closed its pipes.
    fn end(&mut self) -> IsolateError {
        let _ = self.child.kill();
        match self.child.wait() {
            Ok(status) => IsolateError::Died { status },
            Err(_) => IsolateError::Senseless,
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait(); // so that it is not left as a zombie
    }
}
