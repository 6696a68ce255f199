//! Promises of hashing: the values, and what goes with them.

mod classic;
mod pdq_api;
mod pdq_golden;
