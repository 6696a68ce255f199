//! The list in a bundle, read and counted.

use std::io::{BufReader, Read};
use std::ops::ControlFlow;

use staydown::bundle::Manifest;
use staydown::{Change, End, ListFormat, ReadError, Row, read_list};

/// Rows of a payload.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub puts: u64,
    pub withdrawals: u64,
}

/// Why a payload is not what a bundle may hold.
#[derive(Debug, thiserror::Error)]
pub enum PayloadError {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error("the list says of itself that more of it follows")]
    Incomplete,
    #[error("{count} rows of the list cannot be used")]
    Unusable { count: u64 },
    #[error(
        "the list puts {} and withdraws {} entries, and its manifest says {} and {}",
        .found.puts, .found.withdrawals, .stated.puts, .stated.withdrawals
    )]
    Counts { found: Counts, stated: Counts },
}

/// Reads a payload to its end. All of its rows must be usable.
pub fn read(
    from: impl Read,
    mut on_row: impl FnMut(Row) -> ControlFlow<()>,
) -> Result<(Counts, End), PayloadError> {
    let (mut counts, mut unusable) = (Counts::default(), 0);
    let mut from = BufReader::with_capacity(1 << 16, from);
    let end = read_list(ListFormat::Staydown, &mut from, &mut |row| {
        match &row.change {
            Ok(Change::Put(_)) => counts.puts += 1,
            Ok(Change::Withdraw { .. }) => counts.withdrawals += 1,
            Err(_) => unusable += 1,
        }
        on_row(row)
    })?;
    match unusable {
        0 if end.more => Err(PayloadError::Incomplete),
        0 => Ok((counts, end)),
        count => Err(PayloadError::Unusable { count }),
    }
}

impl Counts {
    /// Whether they are those that were signed.
    pub fn require(self, manifest: &Manifest) -> Result<(), PayloadError> {
        let stated = Self { puts: manifest.puts, withdrawals: manifest.withdrawals };
        match self == stated {
            true => Ok(()),
            false => Err(PayloadError::Counts { found: self, stated }),
        }
    }
}
