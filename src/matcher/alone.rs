//! An index alone: nobody says what its entries are.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use super::breaker::Counts;
use super::kept::Kept;
use super::live::Live;
use super::loaded::Loaded;
use super::seen::FileSeen;
use super::{Breaker, Matcher, MatcherError};
use crate::list::{Entry, List};
use crate::verdict::Rules;

impl Matcher {
    /// Over the file of an index of PDQ hashes, without a catalogue.
    ///
    /// Every entry counts. A list is called by its number and has an owner of its own; its other properties are those of
    /// [`List::new`], and rules may be set for it by that name. There are no digests and no allow-lists, and an index
    /// without entries is as no list. A new file in place of the old one is looked for every 50 milliseconds, and counts
    /// whatever it holds, since nobody says what was withdrawn; a generation is the number of files taken up.
    ///
    /// # Errors
    /// [`MatcherError::OfCatalogue`] if the index was made from a catalogue: which of its entries count is said there.
    /// Others if it cannot be opened or its hashes are not PDQ's.
    pub fn over(index: &Path, rules: Rules, breaker: Breaker) -> Result<Self, MatcherError> {
        let seen = FileSeen::at(index);
        let live = Live::alone(Loaded::alone(index, 1)?, &rules)?;
        let kept = Kept::new(None, index.to_owned(), rules, live, seen);
        Ok(Self { kept: Arc::new(kept), counts: Counts::new(breaker) })
    }
}

/// What is known of an entry.
pub(super) fn entry() -> &'static Entry {
    static UNKNOWN: LazyLock<Entry> = LazyLock::new(|| Entry::new(""));
    &UNKNOWN
}

/// What is known of the lists of those numbers.
pub(super) fn lists(numbers: impl Iterator<Item = u16>) -> BTreeMap<u16, List> {
    let list = |id: u16| List { id, ..List::new(id.to_string(), id.to_string()) };
    numbers.map(|number| (number, list(number))).collect()
}
