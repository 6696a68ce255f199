//! The tree of hashes over the audit, as RFC 6962 has it, grown leaf by leaf.

use sha2::{Digest, Sha256};

/// A node: SHA-256 over a byte for its kind and what is below it.
pub(super) type Node = [u8; 32];

/// The perfect subtrees of so many leaves, the largest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tree {
    pub(super) leaves: u64,
    pub(super) peaks: Vec<Node>,
}

impl Tree {
    /// Takes up what [`peaks`](Self::peaks) was stored as; `None` if it is not of so many leaves.
    pub(super) fn of(leaves: u64, peaks: &[u8]) -> Option<Self> {
        let (peaks, rest) = peaks.as_chunks();
        let fits = rest.is_empty() && peaks.len() == leaves.count_ones() as usize;
        fits.then(|| Self { leaves, peaks: peaks.to_vec() })
    }

    /// Adds a leaf.
    pub(super) fn push(&mut self, leaf: &[u8]) {
        let mut node = hash(0, &[leaf]);
        for _ in 0..self.leaves.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                node = hash(1, &[&left, &node]);
            }
        }
        self.peaks.push(node);
        self.leaves += 1;
    }

    /// The root over all leaves.
    pub(super) fn root(&self) -> Node {
        let mut peaks = self.peaks.iter().rev();
        match peaks.next() {
            None => Sha256::digest([]).into(),
            Some(&last) => peaks.fold(last, |right, left| hash(1, &[left, &right])),
        }
    }
}

fn hash(kind: u8, parts: &[&[u8]]) -> Node {
    let mut hasher = Sha256::new_with_prefix([kind]);
    parts.iter().for_each(|part| hasher.update(part));
    hasher.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition, by recursion over the largest power of two below the number of leaves.
    fn by_definition(leaves: &[Vec<u8>]) -> Node {
        match leaves {
            [] => Sha256::digest([]).into(),
            [leaf] => hash(0, &[leaf]),
            _ => {
                let split = leaves.len().next_power_of_two() / 2;
                let (left, right) = leaves.split_at(split);
                hash(1, &[&by_definition(left), &by_definition(right)])
            }
        }
    }

    #[test]
    fn the_root_is_that_of_the_definition() {
        let leaves: Vec<Vec<u8>> = (0..70u8).map(|at| vec![at; usize::from(at % 5)]).collect();
        let mut tree = Tree::default();
        for count in 0..leaves.len() {
            assert_eq!(tree.root(), by_definition(&leaves[..count]), "{count} leaves");
            assert_eq!(Tree::of(count as u64, tree.peaks.as_flattened()), Some(tree.clone()));
            tree.push(&leaves[count]);
        }
        assert_eq!(Tree::of(3, &[0; 32]), None);
    }
}
