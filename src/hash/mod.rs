//! Pixels to fingerprints.
