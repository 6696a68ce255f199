//! The sections of a file, written in any order while each is checked.

use std::hash::Hasher;
use std::io::{self, Seek, SeekFrom, Write};

use twox_hash::XxHash3_64;

use crate::Profile;
use crate::index::format::{self, Attachment, Kind, Shape};

/// Writes a file of that shape to where `out` stands.
pub(super) struct Writer<'o, O> {
    out: &'o mut O,
    shape: Shape,
    attached: &'o [Attachment],
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
    pub(super) fn new(
        out: &'o mut O,
        shape: Shape,
        attached: &'o [Attachment],
    ) -> io::Result<Self> {
        let front = out.stream_position()?;
        let mut next = front + format::header_length(attached.len()) as u64;
        let section = |length| {
            let start = next;
            next += length;
            Section { next: start, end: next, hasher: XxHash3_64::new() }
        };
        let own = Kind::ALL.map(|kind| shape.length(kind));
        let lengths = own.into_iter().chain(attached.iter().map(Attachment::length));
        let sections = lengths.map(section).collect();
        Ok(Self { out, shape, attached, front, at: front, sections })
    }

    /// Adds to a section.
    pub(super) fn add(&mut self, kind: Kind, bytes: &[u8]) -> io::Result<()> {
        self.add_to(kind as usize - 1, bytes)
    }

    fn add_to(&mut self, section: usize, bytes: &[u8]) -> io::Result<()> {
        let section = &mut self.sections[section];
        if self.at != section.next {
            self.out.seek(SeekFrom::Start(section.next))?;
        }
        section.hasher.write(bytes);
        section.next += bytes.len() as u64;
        self.at = section.next;
        self.out.write_all(bytes)
    }

    /// Fills all sections up with zeros, and writes the attachments and the header.
    pub(super) fn finish(mut self, profile: Profile) -> io::Result<()> {
        for kind in Kind::ALL {
            let section = &self.sections[kind as usize - 1];
            let zeros = vec![0; (section.end - section.next) as usize];
            if !zeros.is_empty() {
                self.add(kind, &zeros)?;
            }
        }
        for (at, attachment) in self.attached.iter().enumerate() {
            for part in attachment.parts() {
                self.add_to(Kind::ALL.len() + at, part)?;
            }
        }
        let checksums: Vec<u64> =
            self.sections.iter().map(|section| section.hasher.finish()).collect();
        self.out.seek(SeekFrom::Start(self.front))?;
        self.out.write_all(&format::header(profile, &self.shape, self.attached, &checksums))?;
        let end = self.sections.last().map_or(self.at, |section| section.end);
        self.out.seek(SeekFrom::Start(end))?;
        Ok(())
    }
}
