//! Perceptual hashes of pictures, and the complete search for near ones in lists of known illegal imagery.
//!
//! A perceptual hash is a short string of bits computed from the coarse structure of a picture: copies that were
//! saved again, scaled or brightened keep nearly the same bits. A platform that holds a list of such hashes can tell
//! that an upload is a copy of a listed picture without ever having the picture. One picture goes one way:
//!
//! bytes → [`decode()`] → [`Plane`] → [`pdq()`] → [`Hash256`] → [`Index::within`] → [`Hit`]
//!
//! # Hash two files and compare
//!
//! ```
//! use staydown::{Limits, Quality, decode, pdq};
//!
//! let folder = std::path::Path::new("tests/data/vectors/threatexchange/data/bridge-mods");
//! let original = decode(&std::fs::read(folder.join("aaa-orig.jpg"))?, &Limits::default())?;
//! let smaller = decode(&std::fs::read(folder.join("shrink-a-lot.jpg"))?, &Limits::default())?;
//!
//! let (original, smaller) = (pdq(&original), pdq(&smaller));
//! assert!(original.quality >= Quality::USABLE && smaller.quality >= Quality::USABLE);
//! assert!(original.hash.distance(&smaller.hash) <= 31); // the usual threshold of PDQ
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Build an index and search it
//!
//! ```
//! use staydown::{Builder, Hash256, Index256, Profile};
//!
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("known.sdx");
//! let known: Hash256 = "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22".parse()?;
//! let upload: Hash256 = "d8f8f0cee0f4a84f0637022a078f67f0b36e2ed596621e1d33e6339c4e9c9b22".parse()?;
//!
//! let mut builder = Builder::new(Profile::Pdq)?;
//! builder.push(known, 7001); // an id of yours
//! builder.publish(&path)?;
//!
//! let index = Index256::open(&path)?; // mapped, at once
//! let hits = index.within(&upload, 31); // complete, ordered by distance and id
//! assert_eq!((hits[0].id, hits[0].distance), (7001, 6));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Keep lists and judge uploads
//!
//! With the feature `catalogue`, a `Catalogue` keeps lists and their entries, and a `Matcher` over it says what to do with a
//! file, and why; a withdrawal counts at once. With the feature `exchange`, `read_list` and `ListWriter` speak the formats
//! that lists come in, and the module `bundle` carries them signed.
//!
//! # When to use it, and when not
//!
//! It finds copies of listed pictures, and every one within the distance asked for; only [`Searcher::approximate`] may
//! miss some, and says how many. It does
//! not judge what a picture shows. Crops, borders, captions and turns change a PDQ hash beyond its threshold;
//! a [`Finder`] guesses what was done and finds most of such copies too. A hash of low [`Quality`]
//! should not decide anything. The same hash is computed, and the same answer given, on every machine: see
//! [`CpuLevel`].
//!
//! Hashes of listed pictures are personal data: a picture can be approximated from its hash. No error, `Debug` text
//! or panic of this crate contains one, and files are written for their owner alone.

mod action;
#[cfg(feature = "exchange")]
pub mod bundle;
mod cpu;
mod decode;
#[cfg(feature = "exchange")]
mod exchange;
mod finder;
mod fingerprint;
mod folder;
mod hamming;
mod hash;
mod index;
#[cfg(feature = "isolate")]
pub mod isolate;
mod list;
#[cfg(feature = "catalogue")]
mod matcher;
mod plane;
mod probe;
mod verdict;

pub use action::Action;
pub use cpu::CpuLevel;
pub use decode::{
    DecodeError, DecodeOptions, Format, Limit, Limits, Output, Picture, decode, decode_frames,
    decode_with, read_limited,
};
#[cfg(feature = "exchange")]
pub use exchange::{
    ListFormat, ReadError, UnknownListFormat, WriteError, Writer as ListWriter, read as read_list,
};
pub use finder::{Finder, Findings, Match, Policy};
#[doc(hidden)]
pub use finder::{Means, Sighting, Survey};
pub use fingerprint::{Digests, Hash, Hash64, Hash256, ParseHashError, Profile, Quality};
#[doc(hidden)]
pub use hash::stages;
pub use hash::{Pdq, classic, classic64, classic256, digests, pdq, pdq_512, pdq_batch};
pub use index::{
    Answer, Answers, Approximate, Bounds, Boxed, Buffer, BuildError, Builder, Builder64,
    Builder256, Cancel, Coverage, Hit, Index, Index64, Index256, IndexInfo, Layout, Mapped,
    OpenError, Overlay, Overlay64, Overlay256, ProfileMismatch, Progress, Searcher, VerifyError,
};
#[cfg(feature = "catalogue")]
pub use list::{
    Aside, AuditError, AuditReport, By, Catalogue, CatalogueError, Checkpoint, Compaction, Event,
    Guard, Import, ImportError, Listed, Summary,
};
pub use list::{
    Category, Change, Digest, End, Entry, Fault, Guards, Judgement, List, ListKind, Opinion,
    ParseTimeError, Print, Resolution, Row, Stance, State, Status, Suspicion, Time, Trust, scheme,
};
#[cfg(feature = "catalogue")]
pub use matcher::{Ask, Breaker, Built, Checked, Matcher, MatcherError, build_index, index_path};
pub use plane::{Channels, Orientation, Plane, PlaneError, PlaneRef};
pub use probe::{Frame, Guess, GuessKind, Tier, UnknownTier};
pub use verdict::{
    Basis, BasisState, Evidence, Matched, Met, Override, Query, Rule, Rules, Verdict, Why, decide,
};
#[cfg(feature = "catalogue")]
pub use verdict::{Record, RecordEntry, RulesError};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;

#[cfg(doctest)]
#[doc = include_str!("../docs/MATCHING.md")]
struct MatchingExamples;
