//! Exact digests in order, to be looked up without a database.

use crate::list::Digest;

/// Bytes of an id and a list behind each digest.
const OWNER: usize = 10;

/// Digests of one length, sorted, each with an entry's id and list; as many bytes as are attached to an index.
#[derive(Clone, Copy)]
pub(super) struct Sorted<'a> {
    bytes: &'a [u8],
    /// Bytes of a digest.
    length: usize,
}

impl<'a> Sorted<'a> {
    pub(super) fn new(bytes: &'a [u8], length: usize) -> Self {
        Self { bytes, length }
    }

    fn count(&self) -> usize {
        self.bytes.len() / (self.length + OWNER)
    }

    /// Digest, id and list at a place; `None` behind the last.
    fn get(&self, at: usize) -> Option<(&'a [u8], u64, u16)> {
        let size = self.length + OWNER;
        let record = self.bytes.get(at * size..(at + 1) * size)?;
        let (digest, owner) = record.split_at(self.length);
        let (id, list) = owner.split_first_chunk()?;
        Some((digest, u64::from_le_bytes(*id), u16::from_le_bytes(list.try_into().ok()?)))
    }

    /// Id and list of every entry of that digest.
    pub(super) fn find(self, digest: &[u8]) -> impl Iterator<Item = (u64, u16)> {
        let (mut low, mut high) = (0, self.count());
        while low < high {
            let middle = low + (high - low) / 2;
            match self.get(middle) {
                Some((found, ..)) if found < digest => low = middle + 1,
                _ => high = middle,
            }
        }
        let from = (low..).map_while(move |at| self.get(at));
        from.take_while(move |(found, ..)| *found == digest).map(|(_, id, list)| (id, list))
    }
}

/// Collects digests of the three kinds.
#[derive(Default)]
pub(super) struct Collected([Vec<u8>; 3]);

/// The kinds, by the bytes of each.
pub(super) const LENGTHS: [usize; 3] = [16, 20, 32];

/// Which of [`LENGTHS`] a digest has.
pub(super) fn kind(digest: &Digest) -> usize {
    match digest {
        Digest::Md5(_) => 0,
        Digest::Sha1(_) => 1,
        Digest::Sha256(_) => 2,
    }
}

impl Collected {
    pub(super) fn add(&mut self, digest: &Digest, id: u64, list: u16) {
        let bytes = &mut self.0[kind(digest)];
        bytes.extend_from_slice(digest.bytes());
        bytes.extend_from_slice(&id.to_le_bytes());
        bytes.extend_from_slice(&list.to_le_bytes());
    }

    /// The bytes that [`Sorted`] reads, of each kind.
    pub(super) fn sorted(self) -> [Vec<u8>; 3] {
        let mut kinds = self.0.into_iter().zip(LENGTHS).map(|(bytes, length)| {
            let mut records: Vec<&[u8]> = bytes.chunks_exact(length + OWNER).collect();
            records.sort_unstable();
            records.concat()
        });
        std::array::from_fn(|_| kinds.next().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_digest_is_found_and_no_other() {
        let mut collected = Collected::default();
        let digest = |number: u64| {
            let mut bytes = [0; 16];
            bytes[..8].copy_from_slice(&number.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes());
            Digest::Md5(bytes)
        };
        for number in 0..1000 {
            collected.add(&digest(number), number, 3);
            if number % 10 == 0 {
                collected.add(&digest(number), number + 5000, 4);
            }
        }
        let [md5, sha1, _] = collected.sorted();
        let sorted = Sorted::new(&md5, 16);
        for number in 0..1000 {
            let found: Vec<_> = sorted.find(digest(number).bytes()).collect();
            let mut expected = vec![(number, 3)];
            expected.extend((number % 10 == 0).then_some((number + 5000, 4)));
            assert_eq!(found.len(), expected.len());
            assert!(expected.iter().all(|owner| found.contains(owner)));
        }
        assert_eq!(sorted.find(digest(1000).bytes()).count(), 0);
        assert_eq!(Sorted::new(&sha1, 20).find(&[0; 20]).count(), 0);
        assert_eq!(Sorted::new(&md5[..40], 16).find(&md5[..16]).count(), 1);
    }
}
