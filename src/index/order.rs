//! Queries sorted by the blocks of buckets that they open.

use super::plan::Rules;

/// Queries by blocks, and flips by the blocks to which they lead.
#[derive(Clone, Debug, Default)]
pub(super) struct Order {
    pub(super) queries: Vec<Asked>,
    /// Where the queries of each block begin, and where the last ends.
    pub(super) starts: Vec<u32>,
    pub(super) groups: Vec<Group>,
    /// The low bits of the flips, group after group.
    pub(super) flips: Vec<u32>,
}

/// What a query asks of one table.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Asked {
    pub(super) query: u32,
    pub(super) key: u32,
    pub(super) column: u16,
}

/// Flips of one weight that lead from a block to the same block.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    pub(super) high: u32,
    pub(super) weight: u32,
    /// Where its flips end.
    pub(super) end: usize,
}

impl Order {
    /// Groups the flips of a search for blocks of `low` bits.
    pub(super) fn group(&mut self, rules: &Rules, low: u32) {
        self.groups.clear();
        self.flips.clear();
        for weight in 0..rules.weights() {
            for same in rules.flips(weight).chunk_by(|a, b| a >> low == b >> low) {
                self.flips.extend(same.iter().map(|flip| flip & ((1 << low) - 1)));
                self.groups.push(Group { high: same[0] >> low, weight, end: self.flips.len() });
            }
        }
    }

    /// Counts the queries into their blocks.
    #[inline(always)]
    pub(super) fn sort(
        &mut self,
        count: usize,
        asked: impl Fn(u32) -> Asked,
        low: u32,
        blocks: usize,
    ) {
        self.starts.clear();
        self.starts.resize(blocks + 1, 0);
        let block = |asked: &Asked| (asked.key >> low) as usize;
        for query in 0..count as u32 {
            self.starts[block(&asked(query)) + 1] += 1;
        }
        for at in 1..=blocks {
            self.starts[at] += self.starts[at - 1];
        }
        self.queries.clear();
        self.queries.resize(count, Asked::default());
        // Each start moves to the end of its block, which is the start of the next.
        for query in (0..count as u32).rev() {
            let asked = asked(query);
            let end = &mut self.starts[block(&asked) + 1];
            *end -= 1;
            self.queries[*end as usize] = asked;
        }
        self.starts.remove(0);
        self.starts.push(count as u32);
    }
}
