//! What to do with a picture.

/// What to do with a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "catalogue", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "catalogue", serde(rename_all = "lowercase"))]
pub enum Action {
    /// Nothing speaks against it.
    Allow,
    /// Somebody should look.
    Review,
    /// It is listed.
    Block,
}

impl Action {
    /// `allow`, `review` or `block`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Review => "review",
            Self::Block => "block",
        }
    }
}
