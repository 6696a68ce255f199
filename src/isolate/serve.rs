//! The worker's side.

use std::io::{self, Read, Write};

use super::confine::confine;
use super::wire::{self, Answer, Request, Shape};
use crate::decode::decode_with;

/// Decodes what comes in until the input ends. From the first picture on this process may open and write no file and has the
/// memory and time that its parent grants it: call this from a program that does nothing else.
///
/// # Errors
/// If a pipe breaks, what comes in is not from [`Workers`](super::Workers) of the same version, or a limit cannot be set.
pub fn serve(mut input: impl Read, mut output: impl Write) -> io::Result<()> {
    while let Some((request, bytes)) = wire::receive::<Request>(&mut input, u64::MAX)? {
        confine(request.memory, request.time)?;
        let (answer, pixels) = match decode_with(&bytes, &request.options) {
            Ok(picture) => {
                let (format, orientation) = (picture.format(), picture.stored_orientation());
                let plane = picture.into_plane();
                let (width, height, channels) = (plane.width(), plane.height(), plane.channels());
                let shape = Shape { width, height, channels, format, orientation };
                (Answer::Ok(shape), plane.into_data())
            }
            Err(error) => (Answer::Err(error), Vec::new()),
        };
        wire::send(&mut output, &answer, &pixels)?;
    }
    Ok(())
}
