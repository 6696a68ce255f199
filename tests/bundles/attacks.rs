//! Promise: what is not signed by those whom the state trusts, not newest, not whole or not meant for it is refused with
//! an error of its own, and the state of trust is as before.

use std::collections::BTreeSet;
use std::io::{Cursor, Read, Seek, SeekFrom, Write};

use crate::made::*;
use proptest::prelude::*;
use staydown::Time;
use staydown::bundle::{
    BundleError, Kind, PublicKey, Root, Signer, Standing, TrustState, add_signature, inspect,
    verify,
};

/// Something that must be refused, and the variant of [`BundleError`] that says so.
struct Attack {
    variant: &'static str,
    file: Vec<u8>,
    at: Time,
}

/// Each variant once.
fn attacks_by_bundle() -> Vec<Attack> {
    let snapshot = || manifest(5, Kind::Snapshot);
    let good = bundle(&snapshot(), &[1, 2]);
    let attack = |variant, file| Attack { variant, file, at: now() };
    let late = |variant, days| Attack { variant, file: good.clone(), at: after_days(days) };
    let changed = |change: fn(&mut staydown::bundle::Manifest)| {
        let mut manifest = snapshot();
        change(&mut manifest);
        bundle(&manifest, &[1, 2])
    };
    let mut payload = good.clone();
    *payload.last_mut().unwrap() ^= 1;
    let mut signature = good.clone();
    let first = signature.len() - PAYLOAD.len() - 1;
    signature[first] ^= 1;
    vec![
        attack("Magic", root_file(1, 2, &[1, 2, 3], &[1, 2])),
        attack("Version", [&good[..8], &[2, 0, 0, 0], &good[12..]].concat()),
        attack("Truncated", good[..good.len() - 1].to_vec()),
        attack("Trailing", [&good[..], b"\n"].concat()),
        attack("Malformed", framed(BUNDLE, br#"{"list":"known"}"#, &[1, 2])),
        attack("DuplicateSignature", framed(BUNDLE, &document(&good), &[1, 1])),
        attack("Signature", signature),
        attack("WrongKey", bundle(&snapshot(), &[8, 9])),
        attack("TooFewSignatures", bundle(&snapshot(), &[1, 9])),
        late("RootExpired", 400),
        attack("RootNeeded", changed(|manifest| manifest.root = 2)),
        attack("Issuer", changed(|manifest| manifest.issuer = "somebody".to_owned())),
        attack("List", changed(|manifest| manifest.list = "unknown".to_owned())),
        late("Expired", 31),
        attack("Older", changed(|manifest| manifest.version = 2)),
        attack("SameVersion", changed(|manifest| (manifest.version, manifest.puts) = (3, 99))),
        attack("Base", bundle(&manifest(4, Kind::Delta { previous: [7; 32] }), &[1, 2])),
        attack("Payload", payload),
    ]
}

fn attacks_by_root() -> Vec<Attack> {
    let attack = |variant, file| Attack { variant, file, at: now() };
    let twice = signer(4).public_key();
    let twice = format!(
        r#"{{"issuer":"agency","version":2,"threshold":2,"keys":[{0},{0}],"expires":"2027-01-01T00:00:00Z"}}"#,
        serde_json::to_string(&twice).unwrap()
    );
    let foreign = Root { issuer: "somebody".to_owned(), ..root(2, 1, &[1]) };
    let signers = [&signer(1), &signer(2)];
    vec![
        attack("DuplicateKey", framed(ROOT, twice.as_bytes(), &[1, 2, 4])),
        attack("RootSkipped", root_file(3, 1, &[4], &[1, 2, 4])),
        attack("RootOlder", root_file(1, 1, &[1], &[1, 2])),
        attack("RootNotSignedByOld", root_file(2, 1, &[4], &[1, 4])),
        attack("RootNotSignedByNew", root_file(2, 2, &[4, 5], &[1, 2, 4])),
        attack("RootExpired", root_that_expires(2, now(), &[1], &[1, 2])),
        attack("Issuer", foreign.sign(&signers).unwrap()),
        attack("Magic", bundle(&manifest(5, Kind::Snapshot), &[1, 2])),
        attack("Trailing", [root_file(2, 1, &[4], &[1, 2, 4]), vec![0]].concat()),
        attack("Truncated", root_file(2, 1, &[4], &[1, 2, 4])[..300].to_vec()),
    ]
}

#[test]
fn each_attack_has_an_error_of_its_own_and_changes_nothing() {
    let state = state();
    let before = state.to_json().unwrap();
    let mut seen = BTreeSet::new();
    for Attack { variant, file, at } in attacks_by_bundle() {
        let error = verify(Cursor::new(file), &state, at).unwrap_err();
        assert_eq!(name(&error), variant, "{error}");
        assert!(seen.insert(variant), "{variant} is two attacks");
        says_nothing_of_the_payload(&error);
    }
    assert_eq!(seen.len(), 18);
    assert_eq!(state.to_json().unwrap(), before);
    assert!(
        verify(Cursor::new(bundle(&manifest(5, Kind::Snapshot), &[1, 2])), &state, now()).is_ok()
    );
}

#[test]
fn each_attack_by_a_root_has_an_error_of_its_own_and_changes_nothing() {
    let state = state();
    let before = state.to_json().unwrap();
    let mut seen = BTreeSet::new();
    for Attack { variant, file, at } in attacks_by_root() {
        let error = state.rotated(&[file], at).unwrap_err();
        assert_eq!(name(&error), variant, "{error}");
        assert!(seen.insert(variant), "{variant} is two attacks");
    }
    assert_eq!(seen.len(), 10);
    assert_eq!(state.to_json().unwrap(), before);
    assert!(state.rotated(&[root_file(2, 1, &[4], &[1, 2, 4])], now()).is_ok());
}

fn says_nothing_of_the_payload(error: &BundleError) {
    let said = format!("{error} {error:?}");
    assert!(!said.contains("0123abcd"), "{said}");
}

#[test]
fn a_bundle_is_applied_and_the_same_again_is_nothing_new() {
    let state = state();
    let file = bundle(&manifest(5, Kind::Snapshot), &[1, 3]);
    let mut first = verify(Cursor::new(&file), &state, now()).unwrap();
    assert_eq!((first.standing, read(&mut first.payload)), (Standing::New, PAYLOAD.to_vec()));
    assert_eq!(first.next.applied("known").unwrap().version, 5);
    assert_eq!(first.next.applied("other"), state.applied("other"));

    let again = verify(Cursor::new(&file), &first.next, now()).unwrap();
    assert_eq!((again.standing, &again.next), (Standing::AlreadyApplied, &first.next));
}

#[test]
fn a_delta_builds_on_what_was_applied_last_and_on_nothing_else() {
    let state = state();
    let delta = delta_on_the_last(&state);
    assert_eq!(verify(Cursor::new(&delta), &state, now()).unwrap().standing, Standing::New);

    let fresh = TrustState::new(&root_file(1, 2, &[1, 2, 3], &[1, 2]), ["known"]).unwrap();
    assert_eq!(name(&verify(Cursor::new(&delta), &fresh, now()).unwrap_err()), "Base");
    let snapshot = bundle(&manifest(4, Kind::Snapshot), &[1, 2]);
    let moved = verify(Cursor::new(&snapshot), &state, now()).unwrap().next;
    let next = bundle(&manifest(5, previous(&state)), &[1, 2]);
    assert_eq!(name(&verify(Cursor::new(&next), &moved, now()).unwrap_err()), "Base");
}

#[test]
fn roots_rotate_in_a_chain_and_take_the_old_keys_away() {
    let state = state();
    let second = root_that_expires(2, now(), &[4, 5], &[1, 2, 4, 5]);
    let third = root_file(3, 1, &[6], &[4, 5, 6]);
    let rotated = state.rotated(&[&second, &third], now()).unwrap();
    assert_eq!(rotated.root(), &root(3, 1, &[6]));
    assert_eq!(rotated.applied("known"), state.applied("known"));

    let old = bundle(&manifest(5, Kind::Snapshot), &[1, 2]);
    assert_eq!(name(&verify(Cursor::new(old), &rotated, now()).unwrap_err()), "WrongKey");
    let new = bundle(&manifest(5, Kind::Snapshot), &[6]);
    assert!(verify(Cursor::new(new), &rotated, now()).is_ok());

    let gap = state.rotated(&[&third], now()).unwrap_err();
    assert_eq!(name(&gap), "RootSkipped");
    let turned = state.rotated(&[&third, &second], now()).unwrap_err();
    assert_eq!(name(&turned), "RootSkipped");
}

#[test]
fn an_expired_root_may_still_be_followed_by_the_next() {
    let state = TrustState::new(&root_that_expires(1, now(), &[1], &[1]), ["known"]).unwrap();
    let file = bundle(&manifest(1, Kind::Snapshot), &[1]);
    assert_eq!(name(&verify(Cursor::new(&file), &state, now()).unwrap_err()), "RootExpired");
    let rotated = state.rotated(&[root_file(2, 1, &[1], &[1])], now()).unwrap();
    assert!(verify(Cursor::new(&file), &rotated, now()).is_ok());
}

#[test]
fn a_payload_that_is_changed_after_the_check_fails_before_its_end() {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(&bundle(&manifest(5, Kind::Snapshot), &[1, 2])).unwrap();
    let mut verified = verify(file.try_clone().unwrap(), &state(), now()).unwrap();
    file.seek(SeekFrom::End(-1)).unwrap();
    file.write_all(b"!").unwrap();
    file.seek(SeekFrom::End(-(PAYLOAD.len() as i64))).unwrap(); // the handles share their place
    let mut got = Vec::new();
    let error = verified.payload.read_to_end(&mut got).unwrap_err();
    assert_eq!(name(&error.into()), "Payload");
    assert!(got.len() < PAYLOAD.len());
}

#[test]
fn a_second_keeper_completes_the_threshold() {
    let (state, one) = (state(), bundle(&manifest(5, Kind::Snapshot), &[2]));
    assert_eq!(name(&verify(Cursor::new(&one), &state, now()).unwrap_err()), "TooFewSignatures");
    let mut two = Vec::new();
    add_signature(&mut Cursor::new(&one), &signer(1), &mut two).unwrap();
    assert_eq!(two, bundle(&manifest(5, Kind::Snapshot), &[1, 2]));
    assert!(verify(Cursor::new(&two), &state, now()).is_ok());
    let claims = inspect(&mut Cursor::new(&two)).unwrap();
    assert_eq!(claims.keys.len(), 2);

    let again = add_signature(&mut Cursor::new(&two), &signer(1), &mut Vec::new()).unwrap_err();
    assert_eq!(name(&again), "DuplicateSignature");
    let (mut changed, mut out) = (one, Vec::new());
    *changed.last_mut().unwrap() ^= 1;
    let error = add_signature(&mut Cursor::new(changed), &signer(1), &mut out).unwrap_err();
    assert_eq!((name(&error).as_str(), out.len()), ("Payload", 0));
}

#[test]
fn a_signature_of_a_root_is_none_of_a_bundle() {
    let document = document(&bundle(&manifest(5, Kind::Snapshot), &[]));
    let mut file = framed(ROOT, &document, &[1, 2]);
    file[..8].copy_from_slice(BUNDLE);
    file.extend(PAYLOAD);
    assert_eq!(name(&verify(Cursor::new(file), &state(), now()).unwrap_err()), "Signature");
}

#[test]
fn a_secret_key_shows_itself_to_its_file_only() {
    let signer = signer(1);
    assert_eq!(format!("{signer:?}"), "Signer { .. }");
    let mut file = Vec::new();
    signer.write_file(&mut file).unwrap();
    assert_eq!(Signer::from_file(&file).unwrap().public_key(), signer.public_key());
    let public = signer.public_key().to_string();
    assert_eq!(PublicKey::from_file(public.as_bytes()).unwrap(), signer.public_key());
    assert!(PublicKey::from_file(&file).is_err() && Signer::from_file(public.as_bytes()).is_err());

    let relabelled = public.replace("public", "secret");
    assert!(PublicKey::from_file(relabelled.as_bytes()).is_err());
    let relabelled = String::from_utf8(file).unwrap().replace("secret", "public");
    assert!(Signer::from_file(relabelled.as_bytes()).is_err());

    let other = crate::made::signer(2).public_key();
    let mixed = public.replace(&signer.public_key().id().to_string(), &other.id().to_string());
    assert!(PublicKey::from_file(mixed.as_bytes()).is_err());
    let two = [Signer::generate().unwrap(), Signer::generate().unwrap()];
    assert_ne!(two[0].public_key(), two[1].public_key());
}

#[test]
fn the_state_is_read_back_and_a_broken_one_is_not() {
    let state = state();
    let json = state.to_json().unwrap();
    assert_eq!(TrustState::from_json(&json).unwrap(), state);
    for length in 0..json.len() {
        assert!(TrustState::from_json(&json[..length]).is_err(), "{length}");
    }
    let more = state.following("third").unwrap();
    assert_eq!(more.lists().collect::<Vec<_>>(), ["known", "other", "third"]);
    assert_eq!(more.applied("known"), state.applied("known"));
    assert_eq!(more.following("known").unwrap(), more);
    assert!(state.following("").is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The oracle counts signers in a set.
    #[test]
    fn so_many_of_the_keys_must_sign(
        threshold in 1..=3usize,
        signers in proptest::collection::btree_set(1..7u8, 0..6),
        payload in proptest::collection::vec(any::<u8>(), 0..3000),
    ) {
        let keys = [1, 2, 3];
        let state = TrustState::new(&root_file(1, threshold, &keys, &keys), ["known"]).unwrap();
        let signers: Vec<_> = signers.into_iter().collect();
        let trusted = signers.iter().filter(|signer| keys.contains(signer)).count();
        let file = bundle_of(&manifest(1, Kind::Snapshot), &signers, &payload);
        match verify(Cursor::new(file), &state, now()) {
            Ok(mut verified) => {
                prop_assert!(trusted >= threshold);
                prop_assert_eq!(read(&mut verified.payload), payload);
            }
            Err(_) => prop_assert!(trusted < threshold),
        }
    }

    /// Whatever versions come, the one applied only rises.
    #[test]
    fn versions_only_rise(versions in proptest::collection::vec(1..9u64, 1..12)) {
        let mut state = TrustState::new(&root_file(1, 1, &[1], &[1]), ["known"]).unwrap();
        let mut highest = 0;
        for version in versions {
            let file = bundle(&manifest(version, Kind::Snapshot), &[1]);
            match verify(Cursor::new(file), &state, now()) {
                Ok(verified) => {
                    let expected = match version > highest {
                        true => Standing::New,
                        false => Standing::AlreadyApplied,
                    };
                    prop_assert_eq!(verified.standing, expected);
                    prop_assert!(version >= highest);
                    (highest, state) = (version, verified.next);
                }
                Err(_) => prop_assert!(version < highest),
            }
            prop_assert_eq!(state.applied("known").unwrap().version, highest);
        }
    }
}
