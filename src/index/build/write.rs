//! The sections of a file, written in any order while each is checked.

use std::hash::Hasher;
use std::io::{self, Seek, SeekFrom, Write};

use twox_hash::XxHash3_64;

use crate::Profile;
use crate::index::format::{self, Kind, Shape};

/// Writes a file of that shape to where `out` stands.
pub(super) struct Writer<'o, O> {
    out: &'o mut O,
    shape: Shape,
    /// Where the file begins, and where `out` stands now.
    front: u64,
    at: u64,
    sections: Vec<Section>,
}

struct Section {
    next: u64,
    end: u64,
    hasher: XxHash3_64,
}

impl<'o, O: Write + Seek> Writer<'o, O> {
    pub(super) fn new(out: &'o mut O, shape: Shape) -> io::Result<Self> {
        let front = out.stream_position()?;
        let mut next = front + format::header_length() as u64;
        let section = |kind| {
            let start = next;
            next += shape.length(kind);
            Section { next: start, end: next, hasher: XxHash3_64::new() }
        };
        let sections = Kind::ALL.map(section).into();
        Ok(Self { out, shape, front, at: front, sections })
    }

    /// Adds to a section.
    pub(super) fn add(&mut self, kind: Kind, bytes: &[u8]) -> io::Result<()> {
        let section = &mut self.sections[kind as usize - 1];
        if self.at != section.next {
            self.out.seek(SeekFrom::Start(section.next))?;
        }
        section.hasher.write(bytes);
        section.next += bytes.len() as u64;
        self.at = section.next;
        self.out.write_all(bytes)
    }

    /// Fills all sections up with zeros, and writes the header.
    pub(super) fn finish(mut self, profile: Profile) -> io::Result<()> {
        for kind in Kind::ALL {
            let section = &self.sections[kind as usize - 1];
            let zeros = vec![0; (section.end - section.next) as usize];
            if !zeros.is_empty() {
                self.add(kind, &zeros)?;
            }
        }
        let mut checksums = [0; Kind::ALL.len()];
        for (checksum, section) in checksums.iter_mut().zip(&self.sections) {
            *checksum = section.hasher.finish();
        }
        self.out.seek(SeekFrom::Start(self.front))?;
        self.out.write_all(&format::header(profile, &self.shape, checksums))?;
        let end = self.sections.last().map_or(self.at, |section| section.end);
        self.out.seek(SeekFrom::Start(end))?;
        Ok(())
    }
}
