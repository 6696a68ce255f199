//! staydown for Node.js: what JavaScript gives is copied and checked, and the library is asked on a thread of Node's pool.
//!
//! `lib/` in JavaScript calls this and is what users see; its `index.d.ts` is the documentation.

#![allow(unreachable_pub, reason = "methods that napi hands out must be public")]

mod error;
mod handle;
mod index;
mod job;
mod matcher;
mod picture;

use napi_derive::napi;

/// The version of the library.
#[napi]
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
