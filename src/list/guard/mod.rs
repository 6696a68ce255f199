//! Entries that are set aside before they count, since they would match pictures that they do not stand for.
//!
//! A wrong entry does its harm at scale: it meets every copy of a harmless picture, or every picture of a kind. Nothing
//! here says that an entry is wrong; somebody has to look at it.

mod known;
mod settings;
mod suspicion;

pub use settings::Guards;
pub use suspicion::Suspicion;
