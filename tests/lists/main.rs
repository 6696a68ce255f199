//! Promises of lists: what is kept, what counts, and what is said of an upload.

#[cfg(feature = "catalogue")]
mod alone;
#[cfg(feature = "catalogue")]
mod audit;
#[cfg(feature = "catalogue")]
mod catalogue;
#[cfg(feature = "catalogue")]
mod matcher;
mod poison;
