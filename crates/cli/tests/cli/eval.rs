//! `staydown eval` on a few photographs: the table, the figures as JSON and the report.

use crate::common::{Folder, Ran};

fn evaluated(folder: &Folder, more: &str) -> Ran {
    folder.run(&format!("eval photos --queries 3 --only encoding --only mirror-left-right {more}"))
}

#[test]
fn the_table_tells_the_tiers_apart() {
    let ran = evaluated(&Folder::with_photos(), "--tier exact --tier mirrored").ends(0);
    assert_eq!(ran.err, "");
    assert_eq!(row(&ran, "encoding (10)"), ["100", "100"]);
    assert_eq!(row(&ran, "mirror (1)"), ["0", "100"]);
    assert_eq!(row(&ran, "found and blocked"), ["30", "33"]);
    assert_eq!(row(&ran, "met another photograph"), ["0", "0"]);
}

#[test]
fn the_json_says_under_what_it_was_made() {
    let folder = Folder::with_photos();
    evaluated(&folder, "--json out.json --strangers photos --stranger-variants 2").ends(0);
    let json = std::fs::read(folder.path("out.json")).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(json["format"], 1);
    assert_eq!(json["configuration"]["suite"], "staydown-suite-1");
    assert_eq!(json["configuration"]["only"], serde_json::json!(["encoding", "mirror-left-right"]));
    assert_eq!(json["fingerprint"].as_str().unwrap().len(), 64);
    assert!(json["date"].as_str().unwrap().starts_with("20"));
    assert_eq!((&json["queries"], &json["entries"]), (&3.into(), &3.into()));
    let tiers = json["tiers"].as_array().unwrap();
    let names: Vec<&str> = tiers.iter().map(|tier| tier["tier"].as_str().unwrap()).collect();
    assert_eq!(names, ["exact", "mirrored", "framed", "thorough"]);
    assert_eq!(tiers[1]["all"]["recall"], 1.0);
    assert_eq!(tiers[1]["strangers"]["pictures"], 6);
    assert_eq!(tiers[1]["alterations"].as_array().unwrap().len(), 11);
}

#[cfg(unix)]
#[test]
fn a_report_is_its_owners_and_takes_the_place_of_a_link() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = Folder::with_photos();
    std::fs::write(folder.path("elsewhere"), "kept").unwrap();
    symlink("elsewhere", folder.path("out.json")).unwrap();
    evaluated(&folder, "--tier exact --json out.json").ends(0);
    assert_eq!(std::fs::read(folder.path("elsewhere")).unwrap(), b"kept");
    let made = std::fs::symlink_metadata(folder.path("out.json")).unwrap();
    assert!(made.is_file() && made.permissions().mode() & 0o777 == 0o600);
}

#[test]
fn the_report_is_whole() {
    let folder = Folder::with_photos();
    evaluated(&folder, "--html out.html").ends(0);
    let page = std::fs::read_to_string(folder.path("out.html")).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>"));
    assert_eq!(page.matches("<img").count(), 11);
    evaluated(&folder, "--html bare.html --no-thumbnails").ends(0);
    let bare = std::fs::read_to_string(folder.path("bare.html")).unwrap();
    assert!(!bare.contains("<img") && bare.len() < page.len());
}

#[test]
fn an_index_of_other_hashes_can_surround_the_photographs() {
    let folder = Folder::with_photos();
    folder.run("index build --output known.sdx photo.jpg mirrored.png").ends(0);
    let ran = evaluated(&folder, "--tier exact --index known.sdx").ends(0);
    assert!(ran.out.starts_with("3 photographs listed among 5 entries"), "{}", ran.out);
    assert_ne!(row(&ran, "met another entry"), ["0"], "one photograph is in it");
    evaluated(&folder, "--index photo.jpg").ends(4);
    evaluated(&folder, "--json nowhere/out.json").ends(3);
}

/// The words after a name.
fn row<'a>(ran: &'a Ran, name: &str) -> Vec<&'a str> {
    let line = ran.out.lines().find_map(|line| line.strip_prefix(name));
    line.unwrap_or_else(|| panic!("{name} in {}", ran.out)).split_whitespace().collect()
}
