//! Bundles and roots under keys that are made for the tests. The frame is built here once more, by hand, so that it and
//! docs/BUNDLES.md must agree.

use std::io::{Cursor, Read};
use std::time::Duration;

use ed25519_dalek::{Signer as _, SigningKey};
use sha2::{Digest, Sha256};
use staydown::Time;
use staydown::bundle::{BundleError, Kind, Manifest, Root, Signer, TrustState, verify, write};

pub(crate) const BUNDLE: &[u8; 8] = b"\x89SDB\r\n\x1a\n";
pub(crate) const ROOT: &[u8; 8] = b"\x89SDR\r\n\x1a\n";
pub(crate) const PAYLOAD: &[u8] = b"{\"put\":\"0123abcd\"}\n";

pub(crate) fn now() -> Time {
    Time::from_secs(1_800_000_000)
}

pub(crate) fn after_days(days: u64) -> Time {
    now().after(Duration::from_secs(days * 86_400))
}

pub(crate) fn signer(number: u8) -> Signer {
    Signer::from_bytes(&[number; 32])
}

pub(crate) fn root(version: u64, threshold: usize, keys: &[u8]) -> Root {
    let keys = keys.iter().map(|&key| signer(key).public_key()).collect();
    Root { issuer: "agency".to_owned(), version, threshold, keys, expires: after_days(365) }
}

pub(crate) fn root_file(version: u64, threshold: usize, keys: &[u8], signers: &[u8]) -> Vec<u8> {
    signed(&root(version, threshold, keys), signers)
}

pub(crate) fn root_that_expires(
    version: u64,
    expires: Time,
    keys: &[u8],
    signers: &[u8],
) -> Vec<u8> {
    signed(&Root { expires, ..root(version, keys.len(), keys) }, signers)
}

fn signed(root: &Root, signers: &[u8]) -> Vec<u8> {
    let signers: Vec<_> = signers.iter().map(|&number| signer(number)).collect();
    root.sign(&signers.iter().collect::<Vec<_>>()).unwrap()
}

/// Two of the keys 1, 2 and 3 sign for the lists `known`, of which version 3 was applied, and `other`.
pub(crate) fn state() -> TrustState {
    let root = root_file(1, 2, &[1, 2, 3], &[1, 2, 3]);
    let state = TrustState::new(&root, ["known", "other"]).unwrap();
    verify(Cursor::new(bundle(&manifest(3, Kind::Snapshot), &[1, 2])), &state, now()).unwrap().next
}

/// Good for 30 days.
pub(crate) fn manifest(version: u64, kind: Kind) -> Manifest {
    let mut manifest = Manifest::new("known", "agency", version, kind, now(), after_days(30));
    manifest.puts = 1;
    manifest
}

pub(crate) fn previous(state: &TrustState) -> Kind {
    Kind::Delta { previous: state.applied("known").unwrap().manifest }
}

pub(crate) fn delta_on_the_last(state: &TrustState) -> Vec<u8> {
    bundle(&manifest(4, previous(state)), &[1, 2])
}

pub(crate) fn bundle(manifest: &Manifest, signers: &[u8]) -> Vec<u8> {
    bundle_of(manifest, signers, PAYLOAD)
}

pub(crate) fn bundle_of(manifest: &Manifest, signers: &[u8], payload: &[u8]) -> Vec<u8> {
    let signers: Vec<_> = signers.iter().map(|&number| signer(number)).collect();
    let signers: Vec<_> = signers.iter().collect();
    let mut file = Vec::new();
    write(manifest, &signers, &mut Cursor::new(payload), &mut file).unwrap();
    file
}

/// The document in a file.
pub(crate) fn document(file: &[u8]) -> Vec<u8> {
    let length = u32::from_le_bytes(file[12..16].try_into().unwrap()) as usize;
    file[16..16 + length].to_vec()
}

/// A frame around any document, with signatures in the order of their keys, repeated ones too.
pub(crate) fn framed(magic: &[u8; 8], document: &[u8], signers: &[u8]) -> Vec<u8> {
    let length = (document.len() as u32).to_le_bytes();
    let mut file = [magic, &[1, 0, 0, 0][..], &length, document].concat();
    let keys = signers.iter().map(|&number| SigningKey::from_bytes(&[number; 32]));
    let sign = |key: SigningKey| {
        let id = Sha256::digest(key.verifying_key().as_bytes());
        [&id[..], &key.sign(&file).to_bytes()].concat()
    };
    let mut signatures: Vec<_> = keys.map(sign).collect();
    signatures.sort();
    file.extend((signatures.len() as u32).to_le_bytes());
    file.extend(signatures.concat());
    file
}

pub(crate) fn read(reader: &mut impl Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).unwrap();
    bytes
}

/// The name of the variant.
pub(crate) fn name(error: &BundleError) -> String {
    let shown = format!("{error:?}");
    shown.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned()
}
