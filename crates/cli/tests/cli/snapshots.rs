//! What the command prints, to the letter: helps and outputs against the files in `snapshots`.
//! `SNAPSHOTS=overwrite cargo test -p staydown-cli --test cli snapshots` writes them anew.

use crate::common::Folder;
use snapbox::{Data, assert_data_eq};

#[test]
fn helps_read_as_written() {
    let folder = Folder::new();
    for (name, line) in [
        ("help", "--help"),
        ("help-hash", "hash --help"),
        ("help-index", "index --help"),
        ("help-index-build", "index build --help"),
        ("help-index-info", "index info --help"),
        ("help-index-verify", "index verify --help"),
        ("help-match", "match --help"),
        ("help-list", "list --help"),
        ("help-list-create", "list create --help"),
        ("help-list-show", "list show --help"),
        ("help-list-import", "list import --help"),
        ("help-list-export", "list export --help"),
        ("help-list-withdraw", "list withdraw --help"),
        ("help-list-restore", "list restore --help"),
        ("help-list-quarantine", "list quarantine --help"),
        ("help-list-disable", "list disable --help"),
        ("help-list-expire", "list expire --help"),
        ("help-list-opinion", "list opinion --help"),
        ("help-list-allow", "list allow --help"),
        ("help-list-compact", "list compact --help"),
        ("help-audit", "audit --help"),
        ("help-audit-show", "audit show --help"),
        ("help-audit-verify", "audit verify --help"),
        ("help-audit-checkpoint", "audit checkpoint --help"),
        ("help-bundle", "bundle --help"),
        ("help-bundle-keygen", "bundle keygen --help"),
        ("help-bundle-root", "bundle root --help"),
        ("help-bundle-sign", "bundle sign --help"),
        ("help-bundle-cosign", "bundle cosign --help"),
        ("help-bundle-verify", "bundle verify --help"),
        ("help-bundle-apply", "bundle apply --help"),
        ("help-compare", "compare --help"),
        ("help-demo", "demo --help"),
        ("help-eval", "eval --help"),
        ("help-false-alarms", "false-alarms --help"),
    ] {
        assert_data_eq!(folder.run(line).ends(0).out, snapshot(name));
    }
}

#[test]
fn outputs_read_as_written() {
    let folder = Folder::with_photos();
    folder.run("index build --output known.sdx photos").ends(0);
    for (name, code, line) in [
        ("hash-csv", 0, "hash photos"),
        ("hash-several", 0, "hash --algorithm pdq,pdq-512,dhash-64 photo.jpg"),
        ("hash-orientations", 0, "hash --orientations photo.jpg"),
        ("hash-jsonl", 0, "hash --format jsonl photo.jpg"),
        ("index-info", 0, "index info known.sdx"),
        ("match-csv", 1, "match --index known.sdx photo.jpg upload.jpg mirrored.png"),
        ("match-jsonl", 1, "match --index known.sdx --format jsonl photo.jpg mirrored.png"),
        ("compare", 1, "compare photo.jpg mirrored.png"),
    ] {
        assert_data_eq!(folder.run(line).ends(code).out, snapshot(name));
    }
}

fn snapshot(name: &str) -> Data {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/snapshots");
    Data::read_from(std::path::Path::new(&format!("{folder}/{name}.txt")), None).raw()
}
