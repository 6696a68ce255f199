//! Entries in any order → rows and entries in the order of the file.

use rayon::prelude::*;

use super::Entry;
use crate::hamming::prefetch;

/// Entries that are gathered by one task.
const PART: usize = 1 << 16;
/// Entries ahead of the present one that memory is asked for.
const AHEAD: usize = 16;

/// An entry's first word and its place among the entries.
type Key = (u64, u32);

/// The rows, and the entries in their order.
#[derive(Default)]
pub(super) struct Sorted {
    /// The words of the rows, each word by itself.
    pub(super) words: Vec<Vec<u64>>,
    pub(super) ids: Vec<u64>,
    /// Empty if all are 0.
    pub(super) lists: Vec<u16>,
    /// Rows of more than one entry, each with the entries beyond one for each row so far.
    pub(super) repeats: Vec<(u32, u32)>,
}

impl Sorted {
    pub(super) fn rows(&self) -> usize {
        self.words.first().map_or(0, Vec::len)
    }

    /// Makes one row of each run of equal ones.
    fn merge_repeats(&mut self) {
        let (mut rows, mut before) = (0, None);
        for entry in 0..self.ids.len() {
            if before
                .is_some_and(|before| self.words.iter().all(|words| words[before] == words[entry]))
            {
                let (row, extra) = (rows as u32 - 1, (entry + 1 - rows) as u32);
                match self.repeats.last_mut() {
                    Some(last) if last.0 == row => last.1 = extra,
                    _ => self.repeats.push((row, extra)),
                }
                continue;
            }
            if rows < entry {
                self.words.iter_mut().for_each(|words| words[rows] = words[entry]);
            }
            before = Some(rows);
            rows += 1;
        }
        self.words.iter_mut().for_each(|words| words.truncate(rows));
    }
}

/// Sorts by the bits, then id, then list. At most 2³² - 1 entries.
pub(super) fn sorted<const W: usize>(entries: &[Entry<W>]) -> Sorted {
    let mut sorted = gathered(entries, &in_order(entries));
    sorted.merge_repeats();
    if sorted.lists.iter().all(|&list| list == 0) {
        sorted.lists = Vec::new();
    }
    sorted
}

/// The keys in the order of the file: spread over buckets by their highest bits, then each bucket by itself.
fn in_order<const W: usize>(entries: &[Entry<W>]) -> Vec<Key> {
    let bits = (entries.len() / 4096).checked_ilog2().unwrap_or(0).min(12);
    let bucket = |entry: &Entry<W>| (u128::from(entry.bits[0]) << bits >> 64) as usize;
    let mut ends = vec![0; 1 << bits];
    entries.iter().for_each(|entry| ends[bucket(entry)] += 1);
    let mut next: Vec<usize> = ends
        .iter_mut()
        .scan(0, |end, count| {
            let start = *end;
            *end += *count;
            *count = *end;
            Some(start)
        })
        .collect();
    let mut keys = vec![(0, 0); entries.len()];
    for (at, entry) in (0..).zip(entries) {
        let place = &mut next[bucket(entry)];
        keys[*place] = (entry.bits[0], at);
        *place += 1;
    }
    let mut rest = &mut keys[..];
    let mut start = 0;
    let mut buckets = Vec::with_capacity(ends.len());
    for end in ends {
        let (bucket, others) = rest.split_at_mut(end - start);
        buckets.push(bucket);
        (rest, start) = (others, end);
    }
    let whole = |key: &Key| entries[key.1 as usize];
    buckets.into_par_iter().for_each(|bucket| {
        bucket.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| whole(a).cmp(&whole(b))));
    });
    keys
}

/// Some entries of the order, and where they go.
struct Part<'a> {
    order: &'a [Key],
    words: Vec<&'a mut [u64]>,
    ids: &'a mut [u64],
    lists: &'a mut [u16],
}

/// The entries in that order, a row for each.
fn gathered<const W: usize>(entries: &[Entry<W>], order: &[Key]) -> Sorted {
    let count = order.len();
    let mut sorted = Sorted {
        words: vec![vec![0; count]; W],
        ids: vec![0; count],
        lists: vec![0; count],
        repeats: Vec::new(),
    };
    let ids = sorted.ids.chunks_mut(PART);
    let places = ids.zip(sorted.lists.chunks_mut(PART)).zip(order.chunks(PART));
    let part = |((ids, lists), order)| Part { order, words: Vec::with_capacity(W), ids, lists };
    let mut parts: Vec<Part<'_>> = places.map(part).collect();
    for words in &mut sorted.words {
        for (part, words) in parts.iter_mut().zip(words.chunks_mut(PART)) {
            part.words.push(words);
        }
    }
    parts.into_par_iter().for_each(|mut part| {
        for (at, &(_, number)) in part.order.iter().enumerate() {
            if let Some(ahead) = part.order.get(at + AHEAD) {
                prefetch(entries, ahead.1 as usize);
                prefetch(entries, ahead.1 as usize + 1); // where that one ends
            }
            let entry = &entries[number as usize];
            for (words, word) in part.words.iter_mut().zip(entry.bits) {
                words[at] = word;
            }
            (part.ids[at], part.lists[at]) = (entry.id, entry.list);
        }
    });
    sorted
}
