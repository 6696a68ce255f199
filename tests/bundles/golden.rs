//! Promise: bundles, roots and key files are as docs/BUNDLES.md says. Another program, written after that document alone,
//! made those of tests/data/bundles; they are read, and made again byte by byte.

use std::io::Cursor;
use std::path::PathBuf;

use crate::made::{name, read, signer};
use staydown::Time;
use staydown::bundle::{
    Kind, Manifest, MinisignError, PublicKey, Root, Signer, Standing, TrustState, minisign_verify,
    verify, write,
};

fn golden(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/bundles");
    std::fs::read(folder.join(name)).unwrap()
}

fn golden_text(name: &str) -> String {
    String::from_utf8(golden(name)).unwrap()
}

fn time(text: &str) -> Time {
    text.parse().unwrap()
}

fn root(version: u64, keys: &[u8]) -> Root {
    Root {
        issuer: "agency".to_owned(),
        version,
        threshold: 2,
        keys: keys.iter().map(|&key| signer(key).public_key()).collect(),
        expires: time("2027-11-25T00:00:00Z"),
    }
}

#[test]
fn the_golden_bundles_are_applied_one_after_the_other() {
    let now = time("2026-12-01T00:00:00Z");
    let state = TrustState::new(&golden("root-1.sdr"), ["known"]).unwrap();
    let mut first = verify(Cursor::new(golden("snapshot.sdb")), &state, now).unwrap();
    assert_eq!(first.standing, Standing::New);
    assert_eq!(read(&mut first.payload), golden("list.txt"));
    let mut second = verify(Cursor::new(golden("delta.sdb")), &first.next, now).unwrap();
    assert_eq!((second.standing, second.manifest.withdrawals), (Standing::New, 1));
    assert_eq!(read(&mut second.payload), b"{\"withdraw\":\"one\"}\n");

    let rotated = second.next.rotated(&[golden("root-2.sdr")], now).unwrap();
    assert_eq!(rotated.root(), &root(2, &[2, 3]));
    let old = verify(Cursor::new(golden("delta.sdb")), &rotated, now).unwrap_err();
    assert_eq!(name(&old), "TooFewSignatures");
}

#[test]
fn the_golden_bundles_are_made_again() {
    let (issued, expires) = (time("2026-11-25T00:00:00Z"), time("2027-11-25T00:00:00Z"));
    let signers = [&signer(1), &signer(2)];
    let mut first = Manifest::new("known", "agency", 1, Kind::Snapshot, issued, expires);
    first.puts = 2;
    let mut file = Vec::new();
    let previous =
        write(&first, &signers, &mut Cursor::new(golden("list.txt")), &mut file).unwrap();
    assert_eq!(file, golden("snapshot.sdb"));

    let kind = Kind::Delta { previous };
    let mut second = Manifest { puts: 0, version: 2, kind, ..first };
    second.withdrawals = 1;
    let mut file = Vec::new();
    write(&second, &signers, &mut Cursor::new("{\"withdraw\":\"one\"}\n"), &mut file).unwrap();
    assert_eq!(file, golden("delta.sdb"));
}

#[test]
fn the_golden_roots_and_keys_are_made_again() {
    assert_eq!(root(1, &[1, 2]).sign(&[&signer(2), &signer(1)]).unwrap(), golden("root-1.sdr"));
    let two = root(2, &[2, 3]).sign(&[&signer(2), &signer(3)]).unwrap();
    assert_eq!(Root::add_signature(&two, &signer(1)).unwrap(), golden("root-2.sdr"));

    assert_eq!(PublicKey::from_file(&golden("public.json")).unwrap(), signer(1).public_key());
    assert_eq!(signer(1).public_key().to_string(), golden_text("public.json"));
    let mut secret = Vec::new();
    Signer::from_file(&golden("secret.json")).unwrap().write_file(&mut secret).unwrap();
    assert_eq!(secret, golden("secret.json"));
}

#[test]
fn a_minisign_signature_holds_for_its_file_key_and_comment_only() {
    let (key, signature) = (golden_text("minisign.pub"), golden_text("list.txt.minisig"));
    let file = golden("list.txt");
    let check = |key: &str, signature: &str, file: &[u8]| minisign_verify(key, signature, file);
    let comment = check(&key, &signature, &file).unwrap();
    assert_eq!(comment, "timestamp:1764028800\tfile:list.txt\thashed");
    let bare = key.lines().nth(1).unwrap();
    assert!(check(bare, &signature, &file).is_ok());

    let wrong = |result| matches!(result, Err(MinisignError::Wrong));
    assert!(wrong(check(&key, &signature, &file[1..])));
    assert!(wrong(check(&key, &signature.replace("file:list", "file:lost"), &file)));
    let other_id = key.replace("RWQAAQ", "RWQBAQ");
    assert_ne!(other_id, key);
    assert!(matches!(check(&other_id, &signature, &file), Err(MinisignError::OtherKey)));
    let legacy = signature.replace("RUQAAQ", "RWQAAQ");
    assert_ne!(legacy, signature);
    assert!(matches!(check(&key, &legacy, &file), Err(MinisignError::Legacy)));
    assert!(matches!(check("key", &signature, &file), Err(MinisignError::Key)));
    assert!(matches!(check(&key, "signature", &file), Err(MinisignError::Signature)));
}
