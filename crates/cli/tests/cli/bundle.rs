//! `staydown bundle`: what is applied and what is refused, keys, roots that follow, files and links.

use crate::common::{Folder, Ran};

const EXPIRES: &str = "--expires 2090-01-01T00:00:00Z";
const HASHES: [&str; 2] = [
    "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22",
    "30a10efd71cc3d429013d48d0ffffc52e34e0e17ada952a9d29685211ea9e5af",
];

/// A document of our own format, of these rows.
fn document(rows: &[String]) -> String {
    let head = r#"{"format":"staydown-list","version":1,"complete":true}"#;
    let end = format!(r#"{{"end":{{"rows":{}}}}}"#, rows.len());
    [&[head.to_owned()], rows, &[end]].concat().join("\n") + "\n"
}

fn put(key: usize) -> String {
    let hash = HASHES[key % 2];
    format!(r#"{{"put":{{"key":"{key}","prints":[{{"kind":"pdq","hex":"{hash}"}}]}}}}"#)
}

fn withdraw(key: usize) -> String {
    format!(r#"{{"withdraw":{{"key":"{key}","reason":"taken back"}}}}"#)
}

/// An issuer with a key and a root, and a platform with an empty list.
fn parties() -> Folder {
    let folder = Folder::new();
    folder.run("bundle keygen a.key").ends(0);
    let root = "bundle root -o root.sdr --issuer centre --key a.key a.key.pub";
    folder.run(&format!("{root} {EXPIRES}")).ends(0);
    let create = "list create -c platform.db ncii --owner centre --by ops --reason test";
    folder.run(create).ends(0);
    folder.write("one.jsonl", document(&[put(1), put(2)]));
    sign(&folder, "1", "--document one.jsonl").ends(0);
    folder
}

/// Signs bundle `number.sdb`.
fn sign(folder: &Folder, number: &str, what: &str) -> Ran {
    folder.run(&format!(
        "bundle sign ncii --root root.sdr --key a.key --number {number} {EXPIRES} -o {number}.sdb {what}"
    ))
}

fn apply(folder: &Folder, args: &str) -> Ran {
    folder.run(&format!("bundle apply -c platform.db --by ops --no-guards {args}"))
}

fn statuses(folder: &Folder) -> Vec<String> {
    let shown = folder.run("list show -c platform.db ncii").ends(0);
    let status = |line: &&str| line.split('"').nth(5).unwrap().to_owned();
    shown.lines().iter().map(status).collect()
}

#[test]
fn a_delta_follows_its_snapshot_and_a_bundle_is_applied_once() {
    let folder = parties();
    folder.write("two.jsonl", document(&[withdraw(1), put(3)]));
    sign(&folder, "2", "--document two.jsonl --delta 1.sdb").ends(0);
    let early = apply(&folder, "2.sdb --trust root.sdr").ends(4);
    assert!(early.err.contains("does not build on"), "{}", early.err);

    apply(&folder, "1.sdb --trust root.sdr").ends(0);
    apply(&folder, "2.sdb").ends(0);
    assert_eq!(statuses(&folder), ["withdrawn", "active", "active"]);
    let again = apply(&folder, "2.sdb").ends(0);
    assert!(again.out.contains("nothing to do"), "{}", again.out);
    let older = apply(&folder, "1.sdb").ends(4);
    assert!(older.err.contains("older"), "{}", older.err);
    assert_eq!(statuses(&folder), ["withdrawn", "active", "active"]);
    let shown = folder.run("audit show -c platform.db").ends(0);
    assert!(shown.out.contains("bundle 2 under root 1: 2 rows"), "{}", shown.out);
}

#[test]
fn trust_is_named_once_and_needed() {
    let folder = parties();
    assert!(apply(&folder, "1.sdb").ends(4).err.contains("--trust"));
    folder.run("bundle verify 1.sdb -c platform.db").ends(4);
    folder.run("bundle verify 1.sdb --trust root.sdr").ends(0);
    apply(&folder, "1.sdb --trust root.sdr --dry-run").ends(0);
    assert!(apply(&folder, "1.sdb").ends(4).err.contains("--trust"));
    apply(&folder, "1.sdb --trust root.sdr").ends(0);
    apply(&folder, "1.sdb --trust root.sdr").ends(2);
    apply(&folder, "1.sdb --trust root.sdr --anew").ends(0);
    let verified = folder.run("bundle verify 1.sdb -c platform.db").ends(0);
    assert!(verified.out.contains("applied already"), "{}", verified.out);
}

#[test]
fn what_does_not_fit_changes_nothing() {
    let folder = parties();
    apply(&folder, "1.sdb --trust root.sdr").ends(0);
    sign(&folder, "2", "--document one.jsonl").ends(0);
    let whole = std::fs::read(folder.path("2.sdb")).unwrap();
    for at in [0, 8, 40, whole.len() - 40] {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        folder.write("bad.sdb", bytes);
        apply(&folder, "bad.sdb").ends(4);
    }
    folder.write("bad.sdb", &whole[..whole.len() - 1]);
    apply(&folder, "bad.sdb").ends(4);

    folder.run("bundle keygen b.key").ends(0);
    let other = "bundle root -o other.sdr --issuer centre --key b.key b.key.pub";
    folder.run(&format!("{other} {EXPIRES}")).ends(0);
    let args = format!("--root other.sdr --key b.key --number 3 {EXPIRES} -o 3.sdb");
    folder.run(&format!("bundle sign ncii {args} --document one.jsonl")).ends(0);
    assert!(apply(&folder, "3.sdb").ends(4).err.contains("other keys"));
    assert_eq!(statuses(&folder), ["active", "active"]);
    folder.run("list create -c platform.db other --owner x --by ops --reason test").ends(0);
    folder.run(&format!("bundle sign absent {args} --document one.jsonl")).ends(0);
    assert!(apply(&folder, "3.sdb").ends(4).err.contains("no list"));
    assert_eq!(folder.run("audit verify -c platform.db").ends(0).lines().len(), 2);
}

#[test]
fn what_has_expired_is_refused_and_what_was_applied_is_then_stale() {
    let folder = parties();
    let soon = "--expires 2020-01-01T00:00:00Z";
    let args = "bundle sign ncii --root root.sdr --key a.key --number 2 --document one.jsonl";
    let late = folder.run(&format!("{args} {soon} -o 2.sdb")).ends(4);
    assert!(late.err.contains("expires before"), "{}", late.err);

    let soon = staydown::Time::now().after(std::time::Duration::from_millis(4000));
    folder.run(&format!("{args} --expires {soon} -o 2.sdb")).ends(0);
    apply(&folder, "2.sdb --trust root.sdr").ends(0);
    while staydown::Time::now() <= soon {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let shown = folder.run("list show -c platform.db").ends(0);
    assert!(shown.out.contains("2 entries") && shown.out.ends_with(", stale\n"), "{}", shown.out);
    assert!(apply(&folder, "2.sdb").ends(4).err.contains("expired"));
    sign(&folder, "3", "--document one.jsonl").ends(0);
    apply(&folder, "3.sdb").ends(0);
    let shown = folder.run("list show -c platform.db").ends(0);
    assert!(!shown.out.contains("stale"), "{}", shown.out);
}

#[test]
fn a_threshold_needs_so_many_keepers_and_roots_follow_each_other() {
    let folder = parties();
    apply(&folder, "1.sdb --trust root.sdr").ends(0);
    folder.run("bundle keygen b.key").ends(0);
    let next = "bundle root -o next.sdr --after root.sdr --threshold 2 --key a.key a.key.pub";
    folder.run(&format!("{next} b.key.pub {EXPIRES}")).ends(0);
    let args = format!("--root next.sdr --key a.key --number 2 {EXPIRES} -o 2.sdb");
    let sign = format!("bundle sign ncii {args} --document one.jsonl");
    assert!(folder.run(&sign).ends(4).err.contains("1 of its own keys"));
    folder.run("bundle cosign next.sdr --key b.key").ends(0);
    folder.run("bundle cosign next.sdr --key b.key").ends(4);
    folder.run(&sign).ends(0);
    let few = apply(&folder, "2.sdb --root next.sdr").ends(4);
    assert!(few.err.contains("1 trusted keys signed, 2 must"), "{}", few.err);
    folder.run("bundle cosign 2.sdb --key b.key").ends(0);
    apply(&folder, "2.sdb").ends(4);
    apply(&folder, "2.sdb --root next.sdr").ends(0);
    let verified = folder.run("bundle verify 2.sdb -c platform.db").ends(0);
    assert_eq!(verified.lines().iter().filter(|line| line.starts_with("signed by")).count(), 2);
    folder.run("bundle sign ncii --root root.sdr --key b.key --number 3 --document one.jsonl -o 3.sdb --expires 2090-01-01").ends(2);
}

#[test]
fn a_document_that_is_not_whole_or_has_faults_is_not_signed() {
    let folder = parties();
    let faulty = document(&[
        put(1),
        r#"{"put":{"key":"x","prints":[{"kind":"pdq","hex":"00"}]}}"#.to_owned(),
    ]);
    let more = document(&[put(1)]).replace("\"complete\":true", "\"complete\":false");
    let cut = document(&[put(1), put(2)]).replace("{\"end\":{\"rows\":2}}\n", "");
    for (text, reason) in [(faulty, "1 rows"), (more, "more of it"), (cut, "cut off")] {
        folder.write("two.jsonl", text);
        let refused = sign(&folder, "2", "--document two.jsonl").ends(4);
        assert!(refused.err.contains(reason), "{}", refused.err);
        assert!(!folder.path("2.sdb").exists());
    }
}

/// Such bundles are made with the library alone.
#[test]
fn a_payload_that_is_not_as_its_manifest_counts_changes_nothing() {
    use staydown::bundle::{Kind, Manifest, Signer, write};
    let folder = parties();
    let signer = Signer::from_file(&std::fs::read(folder.path("a.key")).unwrap()).unwrap();
    let now = staydown::Time::now();
    let expires = now.after(std::time::Duration::from_secs(3600));
    for (puts, withdrawals, code) in [(2, 0, 4), (1, 1, 4), (3, 0, 4), (2, 1, 0)] {
        let mut manifest = Manifest::new("ncii", "centre", 1, Kind::Snapshot, now, expires);
        (manifest.puts, manifest.withdrawals) = (puts, withdrawals);
        let mut payload = std::io::Cursor::new(document(&[put(1), put(2), withdraw(3)]));
        let mut bundle = Vec::new();
        write(&manifest, &[&signer], &mut payload, &mut bundle).unwrap();
        folder.write("made.sdb", bundle);
        apply(&folder, "made.sdb --trust root.sdr").ends(code);
        assert_eq!(statuses(&folder).len(), if code == 0 { 2 } else { 0 });
    }
}

#[test]
fn a_signature_of_minisign_is_verified() {
    let folder = Folder::new();
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data/bundles");
    let minisign = format!("--minisign {data}/minisign.pub {data}/list.txt.minisig");
    let verified = folder.run(&format!("bundle verify {data}/list.txt {minisign}")).ends(0);
    assert!(verified.out.starts_with("verified: "), "{}", verified.out);
    folder.write("other.txt", "another list");
    folder.run(&format!("bundle verify other.txt {minisign}")).ends(4);
}

#[cfg(unix)]
#[test]
fn keys_and_bundles_are_for_their_owner_and_follow_no_link() {
    let folder = parties();
    folder.shell("umask 0; staydown bundle keygen b.key").ends(0);
    let sign = format!("bundle sign ncii --root root.sdr --key a.key --number 2 {EXPIRES}");
    folder.shell(&format!("umask 0; staydown {sign} --document one.jsonl -o 2.sdb")).ends(0);
    for name in ["a.key", "b.key", "1.sdb", "2.sdb", "root.sdr", "platform.db"] {
        assert_eq!(folder.mode(name), 0o600, "{name}");
    }

    folder.write("elsewhere", "untouched");
    std::os::unix::fs::symlink("elsewhere", folder.path("c.key")).unwrap();
    folder.run("bundle keygen c.key").ends(4);
    folder.run("bundle keygen a.key").ends(4);
    std::os::unix::fs::symlink("elsewhere", folder.path("3.sdb")).unwrap();
    folder.run(&format!("{sign} --document one.jsonl -o 3.sdb")).ends(0);
    assert_eq!(std::fs::read(folder.path("elsewhere")).unwrap(), b"untouched");
    assert!(std::fs::symlink_metadata(folder.path("3.sdb")).unwrap().is_file());
}
