//! How sure is sure enough.

/// The bounds within which a match counts.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Policy {
    /// A picture as it is, within this distance of an entry, is blocked, whatever the numbers say.
    pub direct: u32,
    /// Wrong matches sent to review for each picture that matches nothing, at most, in expectation.
    pub review: f64,
    /// Wrong matches blocked for each picture that matches nothing, at most, in expectation.
    pub block: f64,
    /// Whether a match through a guess may block; a match of the whole picture, turned or not, always may.
    pub guesses_block: bool,
    /// No distance above this counts, whatever the numbers say.
    pub ceiling: u32,
}

impl Default for Policy {
    fn default() -> Self {
        Self { direct: 31, review: 1e-3, block: 1e-6, guesses_block: false, ceiling: 84 }
    }
}
