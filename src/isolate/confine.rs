//! What a worker gives up before it looks at a stranger's bytes. Where the system knows no such limit, nothing.

use std::io;

/// From now on this process opens no file, writes none, leaves no image of its memory, and has at most so many bytes.
/// Pipes that are open go on.
#[cfg(unix)]
pub(super) fn confine(memory: u64) -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};

    for (what, most) in
        [(Resource::Core, 0), (Resource::Fsize, 0), (Resource::Nofile, 0), (Resource::As, memory)]
    {
        setrlimit(what, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    Ok(())
}

#[cfg(not(unix))]
pub(super) fn confine(_memory: u64) -> io::Result<()> {
    Ok(())
}
