//! Promise: a bundle, a root or a key that is damaged or made to do harm is refused, whatever its bytes, before anything
//! is made of what it claims.

use std::io::{Cursor, Read, Seek, SeekFrom};

use crate::made::*;
use proptest::prelude::*;
use staydown::bundle::{
    Kind, PublicKey, Root, Signer, TrustState, inspect, minisign_verify, verify,
};

#[test]
fn every_truncation_is_refused() {
    let state = state();
    for file in [bundle(&manifest(5, Kind::Snapshot), &[1, 2]), delta_on_the_last(&state)] {
        for length in 0..file.len() {
            let error = verify(Cursor::new(&file[..length]), &state, now()).unwrap_err();
            assert_eq!(name(&error), "Truncated", "{length}");
        }
    }
}

#[test]
fn every_flipped_bit_is_refused() {
    let state = state();
    let mut file = bundle(&manifest(5, Kind::Snapshot), &[1, 2]);
    for bit in 0..file.len() * 8 {
        file[bit / 8] ^= 1 << (bit % 8);
        assert!(verify(Cursor::new(&file), &state, now()).is_err(), "bit {bit}");
        file[bit / 8] ^= 1 << (bit % 8);
    }
    assert!(verify(Cursor::new(&file), &state, now()).is_ok());
}

#[test]
fn every_flipped_bit_of_a_root_is_refused() {
    let state = state();
    let mut file = root_file(2, 2, &[1, 2], &[1, 2]);
    for bit in 0..file.len() * 8 {
        file[bit / 8] ^= 1 << (bit % 8);
        assert!(state.rotated(&[&file], now()).is_err(), "bit {bit}");
        file[bit / 8] ^= 1 << (bit % 8);
    }
    assert!(state.rotated(&[&file], now()).is_ok());
}

#[test]
fn a_root_of_other_bounds_is_neither_made_nor_read() {
    let bad = [root(1, 0, &[1]), root(1, 2, &[1]), root(0, 1, &[1]), root(1, 1, &[])];
    for root in &bad {
        assert_eq!(name(&root.sign(&[&signer(1)]).unwrap_err()), "Malformed");
        let file = framed(ROOT, &serde_json::to_vec(root).unwrap(), &[1]);
        assert_eq!(name(&Root::from_file(&file).unwrap_err()), "Malformed");
    }
    let twice = root(1, 2, &[1, 1]);
    assert_eq!(name(&twice.sign(&[&signer(1)]).unwrap_err()), "DuplicateKey");
}

#[test]
fn a_manifest_outside_its_bounds_is_refused_though_it_is_signed() {
    let document = String::from_utf8(document(&bundle(&manifest(5, Kind::Snapshot), &[]))).unwrap();
    let state = state();
    let verified = |document: &str| {
        let file = [framed(BUNDLE, document.as_bytes(), &[1, 2]), PAYLOAD.to_vec()].concat();
        verify(Cursor::new(file), &state, now()).map(|_| ())
    };
    assert!(verified(&document).is_ok());
    for (good, bad) in [
        (r#""version":5"#, r#""version":0"#),
        (r#""version":5"#, r#""version":5,"version":6"#),
        (r#""version":5"#, r#""version":5,"colour":"red""#),
        (r#""version":5"#, r#""version":-5"#),
        (r#""list":"known""#, r#""list":"""#),
        (r#""list":"known""#, r#""list":"known\u0007""#),
        (r#""kind":"snapshot""#, r#""kind":"delta""#),
        (r#""expires":"2"#, r#""expires":"1"#),
        (r#","root":1}"#, r#"}"#),
        (r#","root":1}"#, r#","root":1} x"#),
    ] {
        let changed = document.replace(good, bad);
        assert_ne!(changed, document, "{good}");
        assert_eq!(name(&verified(&changed).unwrap_err()), "Malformed", "{bad}");
    }
}

#[test]
fn lengths_that_lie_are_refused_before_anything_is_made_of_them() {
    let state = state();
    let good = bundle(&manifest(5, Kind::Snapshot), &[1, 2]);
    let count = 16 + document(&good).len();
    for (place, lie, variant) in [
        (12, u32::MAX, "Malformed"),
        (12, 60_000, "Truncated"),
        (12, 0, "Malformed"), // the manifest's first bytes become the number of signatures
        (count, u32::MAX, "Malformed"),
        (count, 128, "Truncated"),
        (count, 1, "TooFewSignatures"),
        (count, 0, "TooFewSignatures"),
    ] {
        let mut file = good.clone();
        file[place..place + 4].copy_from_slice(&lie.to_le_bytes());
        let error = verify(Cursor::new(file), &state, now()).unwrap_err();
        assert_eq!(name(&error), variant, "{place} {lie}");
    }
}

#[test]
fn signatures_out_of_order_are_refused_so_that_none_can_stand_twice() {
    const LENGTH: usize = 96;
    let document = document(&bundle(&manifest(5, Kind::Snapshot), &[]));
    let good = framed(BUNDLE, &document, &[1, 2]);
    let (head, signatures) = good.split_at(good.len() - 2 * LENGTH);
    let (one, two) = signatures.split_at(LENGTH);
    for (count, order) in [(2, [two, one, &[]]), (3, [one, two, one])] {
        let mut file = [head, &order.concat(), PAYLOAD].concat();
        file[head.len() - 4] = count;
        let error = verify(Cursor::new(file), &state(), now()).unwrap_err();
        assert_eq!(name(&error), "Malformed");
    }
}

#[test]
fn a_payload_is_never_read_at_once() {
    let payload = vec![b'x'; 1 << 20];
    let file = bundle_of(&manifest(5, Kind::Snapshot), &[1, 2], &payload);
    let mut reader = Watched { inner: Cursor::new(file), largest: 0 };
    verify(&mut reader, &state(), now()).unwrap();
    assert!((1..=1 << 16).contains(&reader.largest), "{}", reader.largest);
}

/// Remembers the largest piece that was asked for.
struct Watched {
    inner: Cursor<Vec<u8>>,
    largest: usize,
}

impl Read for Watched {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.largest = self.largest.max(buffer.len());
        self.inner.read(buffer)
    }
}

impl Seek for Watched {
    fn seek(&mut self, place: SeekFrom) -> std::io::Result<u64> {
        self.inner.seek(place)
    }
}

#[test]
fn keys_that_anybody_can_sign_for_and_second_spellings_are_refused() {
    let mut small = [0; 32];
    small[0] = 1; // the neutral element
    assert!(PublicKey::from_bytes(&small).is_err());
    let mut with_two_spellings = 0;
    for low in 0..19u8 {
        let mut spelling = [0xff; 32]; // 2²⁵⁵ − 19 + low, which stands for low
        (spelling[0], spelling[31]) = (0xed + low, 0x7f);
        assert!(PublicKey::from_bytes(&spelling).is_err(), "{low}");
        let mut plain = [0; 32];
        plain[0] = low;
        with_two_spellings += usize::from(PublicKey::from_bytes(&plain).is_ok());
    }
    assert!(with_two_spellings > 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn foreign_bytes_give_errors(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let framed = [&BUNDLE[..], &bytes].concat();
        for bytes in [&bytes, &framed] {
            prop_assert!(verify(Cursor::new(bytes), &state(), now()).is_err());
            prop_assert!(inspect(&mut Cursor::new(bytes)).is_err());
            prop_assert!(TrustState::from_json(bytes).is_err());
            prop_assert!(Root::from_file(bytes).is_err());
            prop_assert!(Signer::from_file(bytes).is_err());
        }
        let text = String::from_utf8_lossy(&bytes);
        prop_assert!(minisign_verify(&text, &text, &bytes[..]).is_err());
    }
}
