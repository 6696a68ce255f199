//! What goes through the pipe: the length of a head and of a body, 4 and 8 bytes, the lowest first; the head as JSON; the body.
//! Both ends are of one version of the library.

use std::io::{self, Read, Write};
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::decode::{DecodeError, DecodeOptions, Format};
use crate::plane::{Channels, Orientation};

/// Bytes of a head at most. The longest text in one is a decoder's reason.
const HEAD: u64 = 1 << 20;

/// Goes to a worker, with the file.
#[derive(Serialize, Deserialize)]
pub(super) struct Request {
    pub(super) options: DecodeOptions,
    pub(super) memory: u64,
    pub(super) time: Duration,
}

/// Comes back, with the pixels.
#[derive(Serialize, Deserialize)]
pub(super) struct Shape {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) channels: Channels,
    pub(super) format: Format,
    pub(super) orientation: Orientation,
}

pub(super) type Answer = Result<Shape, DecodeError>;

pub(super) fn send(to: &mut impl Write, head: &impl Serialize, body: &[u8]) -> io::Result<()> {
    let head = serde_json::to_vec(head)?;
    to.write_all(&(head.len() as u32).to_le_bytes())?;
    to.write_all(&(body.len() as u64).to_le_bytes())?;
    to.write_all(&head)?;
    to.write_all(body)?;
    to.flush()
}

/// The next head and body; `None` where the pipe ends before one. A body may have `most` bytes.
pub(super) fn receive<T: DeserializeOwned>(
    from: &mut impl Read,
    most: u64,
) -> io::Result<Option<(T, Vec<u8>)>> {
    let mut lengths = [0; 12];
    if from.read(&mut lengths[..1])? == 0 {
        return Ok(None);
    }
    from.read_exact(&mut lengths[1..])?;
    let number = |range: std::ops::Range<usize>| {
        lengths[range].iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte))
    };
    let head = take(from, number(0..4), HEAD)?;
    let body = take(from, number(4..12), most)?;
    Ok(Some((serde_json::from_slice(&head)?, body)))
}

/// So many bytes. No more memory is asked for than has come.
fn take(from: &mut impl Read, length: u64, most: u64) -> io::Result<Vec<u8>> {
    if length > most {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut bytes = Vec::new();
    match from.take(length).read_to_end(&mut bytes)? as u64 == length {
        true => Ok(bytes),
        false => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}
