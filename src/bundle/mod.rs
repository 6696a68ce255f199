//! Lists in signed files: a whole list, or what changed in it, that can be trusted wherever the file has been.
//!
//! A bundle holds a [`Manifest`], signatures over it, and the list itself, whose SHA-256 the manifest states. Who may
//! sign is said by a [`Root`]: some of its keys must have signed, so that one stolen key is not enough. [`verify`] holds
//! a bundle against a [`TrustState`], which remembers the root and what was applied last, and gives the state to be
//! stored together with the import. It changes nothing itself, and nothing here fetches anything.
//!
//! The rules are those of The Update Framework, <https://theupdateframework.github.io/specification/latest/>. The file,
//! byte by byte, and the rules in their order stand in `docs/BUNDLES.md`.
//!
//! ```
//! use std::io::{Cursor, Read};
//! use std::time::Duration;
//! use staydown::Time;
//! use staydown::bundle::{Kind, Manifest, Root, Signer, Standing, TrustState, verify, write};
//!
//! // The issuer.
//! let signer = Signer::generate()?;
//! let now = Time::now();
//! let expires = now.after(Duration::from_secs(30 * 86_400));
//! let root = Root {
//!     issuer: "agency".to_owned(),
//!     version: 1,
//!     threshold: 1,
//!     keys: vec![signer.public_key()],
//!     expires,
//! };
//! let root_file = root.sign(&[&signer])?;
//! let manifest = Manifest::new("known", "agency", 1, Kind::Snapshot, now, expires);
//! let mut bundle = Cursor::new(Vec::new());
//! write(&manifest, &[&signer], &mut Cursor::new(b"the list"), &mut bundle)?;
//!
//! // The operator, who was given the root by hand.
//! let state = TrustState::new(&root_file, ["known"])?;
//! let mut verified = verify(bundle, &state, now)?;
//! assert_eq!(verified.standing, Standing::New);
//! let mut list = String::new();
//! verified.payload.read_to_string(&mut list)?;
//! assert_eq!(list, "the list");
//! let state = verified.next; // to be stored with the import
//! # assert_eq!(state.applied("known").unwrap().version, 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod envelope;
mod error;
mod json;
mod key;
mod manifest;
mod minisign;
mod payload;
mod root;
mod trust;
mod verify;
mod write;

pub use error::BundleError;
pub use key::{KeyId, PublicKey, Signer};
pub use manifest::{Kind, Manifest};
pub use minisign::{MinisignError, minisign_verify};
pub use payload::Payload;
pub use root::Root;
pub use trust::{Applied, Standing, TrustState};
pub use verify::{Verified, verify};
pub use write::{Claims, add_signature, inspect, write};
