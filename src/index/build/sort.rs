//! Entries in any order → rows and entries in the order of the file.

use std::ops::Range;

use rayon::prelude::*;

use super::Entry;

/// Entries that are gathered by one task.
const PART: usize = 1 << 15;
/// Tasks whose results are held at a time.
const PARTS: usize = 64;

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
}

/// Sorts by the bits, then id, then list. At most 2³² - 1 entries.
pub(super) fn sorted<const W: usize>(entries: &[Entry<W>]) -> Sorted {
    let order = in_order(entries);
    let mut sorted = Sorted { words: vec![Vec::new(); W], ..Sorted::default() };
    sorted.words.iter_mut().for_each(|words| words.reserve_exact(entries.len()));
    sorted.ids.reserve_exact(entries.len());
    let mut extra = 0;
    for from in (0..order.len()).step_by(PART * PARTS) {
        let to = order.len().min(from + PART * PARTS);
        let starts: Vec<usize> = (from..to).step_by(PART).collect();
        let gather = |start| gathered(entries, &order, start..to.min(start + PART));
        let parts: Vec<(Sorted, Vec<u32>)> = starts.into_par_iter().map(gather).collect();
        for (part, again) in parts {
            for (words, part) in sorted.words.iter_mut().zip(part.words) {
                words.extend(part);
            }
            sorted.ids.extend(part.ids);
            sorted.lists.extend(part.lists);
            for entry in again {
                extra += 1;
                let row = entry - extra;
                match sorted.repeats.last_mut() {
                    Some(last) if last.0 == row => last.1 = extra,
                    _ => sorted.repeats.push((row, extra)),
                }
            }
        }
    }
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

/// The entries in a range of the order, with the words of those that begin a row, and the places of those that do not.
fn gathered<const W: usize>(
    entries: &[Entry<W>],
    order: &[Key],
    range: Range<usize>,
) -> (Sorted, Vec<u32>) {
    let mut part = Sorted { words: vec![Vec::with_capacity(range.len()); W], ..Sorted::default() };
    let mut again = Vec::new();
    let mut before = range.start.checked_sub(1).map(|at| entries[order[at].1 as usize].bits);
    for at in range {
        let entry = &entries[order[at].1 as usize];
        if before == Some(entry.bits) {
            again.push(at as u32);
        } else {
            part.words.iter_mut().zip(entry.bits).for_each(|(words, word)| words.push(word));
            before = Some(entry.bits);
        }
        part.ids.push(entry.id);
        part.lists.push(entry.list);
    }
    (part, again)
}
