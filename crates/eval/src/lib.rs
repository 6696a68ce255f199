//! How well altered copies of photographs are found.
//!
//! [`suite`] holds the alterations, under fixed names and a version of their own, so that figures can be compared.

pub mod suite;
