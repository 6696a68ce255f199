//! Files: mapped, read into memory, published.
#![allow(unsafe_code)]

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, Write};
use std::path::Path;

use memmap2::{Mmap, MmapMut, MmapOptions};
use tempfile::NamedTempFile;

use super::format::{self, HEADER_MAX};
use super::{IndexInfo, OpenError};
use crate::folder;

/// The bytes of a mapped file.
#[derive(Debug)]
pub struct Mapped(Mmap);

impl AsRef<[u8]> for Mapped {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// Bytes in memory of their own: page-aligned, in huge pages where the system has them, which saves a scan of a long
/// list from looking up an address for every few thousand bytes.
#[derive(Debug)]
pub struct Buffer(MmapMut);

impl Buffer {
    /// `length` zeros, or an error when there is no memory for them.
    pub(super) fn zeroed(length: usize) -> io::Result<Self> {
        let memory = MmapMut::map_anon(length)?;
        #[cfg(target_os = "linux")]
        // Without huge pages it is slower, and nothing else.
        let _ = memory.advise(memmap2::Advice::HugePage);
        Ok(Self(memory))
    }
}

impl AsRef<[u8]> for Buffer {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl AsMut<[u8]> for Buffer {
    fn as_mut(&mut self) -> &mut [u8] {
        &mut self.0
    }
}

/// The bytes of an index wherever they lie, so that one type holds indexes that were opened in different ways.
pub struct Boxed(Box<dyn AsRef<[u8]> + Send + Sync>);

impl Boxed {
    pub(super) fn new(bytes: impl AsRef<[u8]> + Send + Sync + 'static) -> Self {
        Self(Box::new(bytes))
    }
}

impl AsRef<[u8]> for Boxed {
    fn as_ref(&self) -> &[u8] {
        (*self.0).as_ref()
    }
}

impl IndexInfo {
    /// Reads and checks the header of an index file, whatever the width of its hashes.
    ///
    /// # Errors
    /// [`OpenError`], as [`Index::open`](crate::Index::open) would give.
    pub fn of_file(path: impl AsRef<Path>) -> Result<Self, OpenError> {
        let path = path.as_ref();
        let (mut file, whole) = open(path)?;
        check_header(&mut file, whole, None, path)
    }
}

/// Maps a file; if it is to be populated, once all of it is in memory.
pub(super) fn map(path: &Path, populated: bool) -> Result<Mapped, OpenError> {
    let (file, _) = open(path)?;
    let mut options = MmapOptions::new();
    if populated {
        options.populate();
    }
    // SAFETY: a published index is never written to or shortened, only replaced by rename, which leaves the mapped
    // one whole; `Index::open` asks this of its caller, and `Index::read` serves those who cannot promise it.
    let mapped = unsafe { options.map(&file) }.map_err(|source| io_error(path, source))?;
    // File systems in memory have huge pages; elsewhere this does nothing.
    #[cfg(target_os = "linux")]
    let _ = mapped.advise(memmap2::Advice::HugePage);
    Ok(Mapped(mapped))
}

/// Reads a file into memory, once its header has passed for an index of `bits` that is as long as the file.
pub(super) fn read(path: &Path, bits: u32) -> Result<Buffer, OpenError> {
    let (mut file, whole) = open(path)?;
    check_header(&mut file, whole, Some(bits), path)?;
    read_all(file, whole).map_err(|source| io_error(path, source))
}

fn read_all(mut file: File, whole: u64) -> io::Result<Buffer> {
    let length = usize::try_from(whole).map_err(|_| io::ErrorKind::OutOfMemory)?;
    let mut buffer = Buffer::zeroed(length)?;
    file.rewind()?;
    file.read_exact(buffer.as_mut())?;
    Ok(buffer)
}

fn open(path: &Path) -> Result<(File, u64), OpenError> {
    let opened = File::open(path).and_then(|file| {
        let length = file.metadata()?.len();
        Ok((file, length))
    });
    opened.map_err(|source| io_error(path, source))
}

fn check_header(
    file: &mut File,
    whole: u64,
    bits: Option<u32>,
    path: &Path,
) -> Result<IndexInfo, OpenError> {
    let mut front = Vec::new();
    file.take(HEADER_MAX as u64)
        .read_to_end(&mut front)
        .map_err(|source| io_error(path, source))?;
    Ok(format::parse(&front, whole, bits)?.info)
}

fn io_error(path: &Path, source: io::Error) -> OpenError {
    OpenError::Io { path: path.to_owned(), source }
}

/// Puts a file into its place: written beside it, synced, renamed, the folder synced. A reader sees the old file or
/// the whole new one; if anything fails before the rename nothing is left behind, and what a killed process left is
/// removed by the next.
pub(super) fn publish(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<&mut File>) -> io::Result<()>,
) -> io::Result<()> {
    let Some(name) = path.file_name() else {
        return Err(io::ErrorKind::InvalidFilename.into());
    };
    let folder = folder::of(path);
    let mut prefix = name.to_owned();
    prefix.push(".");
    remove_abandoned(folder, &prefix);
    let mut part = locked_part(folder, &prefix)?;
    let mut out = BufWriter::with_capacity(1 << 20, part.as_file_mut());
    write(&mut out)?;
    out.flush()?;
    drop(out);
    part.as_file().sync_all()?;
    part.persist(path)?;
    folder::sync(folder)
}

const PART: &str = ".part";

/// A file beside the one to come, locked as long as it is open, so that nobody takes it for an abandoned one.
fn locked_part(folder: &Path, prefix: &OsStr) -> io::Result<NamedTempFile> {
    loop {
        // On Unix tempfile creates it with mode 0600.
        let part = tempfile::Builder::new().prefix(prefix).suffix(PART).tempfile_in(folder)?;
        // Where files cannot be locked nobody removes any.
        let _ = part.as_file().lock();
        if part.path().exists() {
            return Ok(part);
        }
    }
}

/// Removes what killed processes left: it holds hashes that may have been withdrawn since.
fn remove_abandoned(folder: &Path, prefix: &OsStr) {
    let Ok(files) = folder.read_dir() else { return };
    for file in files.flatten() {
        let name = file.file_name();
        let name = name.as_encoded_bytes();
        let is_part = name.starts_with(prefix.as_encoded_bytes())
            && name.ends_with(PART.as_bytes())
            && file.file_type().is_ok_and(|kind| kind.is_file());
        if is_part && File::open(file.path()).is_ok_and(|part| part.try_lock().is_ok()) {
            let _ = std::fs::remove_file(file.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_publisher_left_is_removed_and_what_another_writes_is_not() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let abandoned = folder.path().join("lists.sdx.abc.part");
        let foreign = folder.path().join("others.sdx.abc.part");
        std::fs::write(&abandoned, "half")?;
        std::fs::write(&foreign, "half")?;
        let written = locked_part(folder.path(), OsStr::new("lists.sdx."))?;
        publish(&folder.path().join("lists.sdx"), |out| out.write_all(b"whole"))?;
        assert!(!abandoned.exists());
        assert!(foreign.exists() && written.path().exists());
        Ok(())
    }
}
