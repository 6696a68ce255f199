//! `staydown match` and `staydown compare`: verdicts, columns, exit codes.

use crate::common::Folder;

fn indexed() -> Folder {
    let folder = Folder::with_photos();
    folder.run("index build -o known.sdx photos").ends(0);
    folder
}

#[test]
fn an_altered_copy_matches_and_an_unlisted_picture_does_not() {
    let folder = indexed();
    let found = folder.run("match --index known.sdx upload.jpg").ends(1);
    assert_eq!(found.lines()[0], "input,answer,id,distance,orientation,quality");
    assert!(found.lines()[1].starts_with("upload.jpg,match,2,"), "{}", found.out);
    let missed = folder.run("match --index known.sdx mirrored.png").ends(0);
    assert!(missed.lines()[1].starts_with("mirrored.png,no match,,,,"), "{}", missed.out);
    let turned = folder.run("match --index known.sdx --orientations mirrored.png").ends(1);
    assert!(turned.lines()[1].starts_with("mirrored.png,match,2,"), "{}", turned.out);
    assert!(turned.lines()[1].contains(",flip-y,"), "{}", turned.out);
}

#[test]
fn a_flat_picture_is_not_called_clean() {
    let folder = indexed();
    let ran = folder.run("match --index known.sdx flat.png").ends(3);
    assert_eq!(ran.lines()[1], "flat.png,cannot tell,,,,0");
    let among = folder.run("match --index known.sdx flat.png photo.jpg").ends(3);
    assert!(among.lines()[2].starts_with("photo.jpg,match,2,0,"), "{}", among.out);
}

#[test]
fn jsonl_has_a_line_for_each_input_and_the_hash_only_if_asked() {
    let folder = indexed();
    let ran = folder.run("match --index known.sdx --format jsonl -k 2 photo.jpg").ends(1);
    let record: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&record["input"], &record["answer"]), (&"photo.jpg".into(), &"match".into()));
    let hits = record["hits"].as_array().unwrap();
    assert_eq!(hits.len(), 2);
    assert_eq!((&hits[0]["id"], &hits[0]["distance"]), (&2.into(), &0.into()));
    assert!(hits[1]["distance"].as_u64().unwrap() > 31);
    assert!(record.get("hash").is_none());
    let shown = folder.run("match --index known.sdx --show-hash photo.jpg").ends(1);
    let hash = shown.lines()[1].rsplit(',').next().unwrap();
    let by_hash = folder.run(&format!("match --index known.sdx --any {hash}")).ends(1);
    assert!(by_hash.lines()[1].starts_with(&format!("{hash},match,2,0,")), "{}", by_hash.out);
}

#[test]
fn beyond_the_radius_the_nearest_are_no_matches() {
    let folder = indexed();
    let ran = folder.run("match --index known.sdx -k 3 photo.jpg").ends(1);
    let answers: Vec<&str> =
        ran.lines()[1..].iter().map(|line| line.split(',').nth(1).unwrap()).collect();
    assert_eq!(answers, ["match", "no match", "no match"]);
    let wide = folder.run("match --index known.sdx --radius 256 photo.jpg").ends(1);
    assert_eq!(wide.lines().len(), 4);
}

#[test]
fn with_a_tier_each_match_says_its_guess_and_how_many_wrong_ones_to_expect() {
    let folder = indexed();
    let exact = folder.run("match --index known.sdx --tier exact cropped.png").ends(0);
    assert!(exact.lines()[1].starts_with("cropped.png,allow,,,,,,"), "{}", exact.out);
    let ran =
        folder.run("match --index known.sdx --tier framed --format jsonl cropped.png").ends(1);
    let record: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&record["action"], &record["matches"][0]["id"]), (&"review".into(), &2.into()));
    assert!(record["matches"][0]["guess"].as_str().unwrap().starts_with("uncropped"), "{record}");
    assert!(record["matches"][0]["false_alarms"].as_f64().unwrap() < 1e-3, "{record}");
    let strict = "match --index known.sdx --tier framed --review 0 cropped.png";
    folder.run(strict).ends(0);
    let mirrored = folder.run("match --index known.sdx --tier mirrored mirrored.png").ends(1);
    let fields: Vec<&str> = mirrored.lines()[1].split(',').collect();
    assert_eq!(fields[..3], ["mirrored.png", "block", "2"], "{}", mirrored.out);
    assert!(mirrored.out.contains("\"whole, flip-y\""), "{}", mirrored.out);
    let flat = folder.run("match --index known.sdx --tier framed flat.png").ends(3);
    assert_eq!(flat.lines()[1], "flat.png,cannot tell,,,,,,0");
}

#[test]
fn what_cannot_be_read_is_no_clean_answer() {
    let folder = indexed();
    let ran = folder.run("match --index known.sdx absent.jpg mirrored.png").ends(3);
    assert!(ran.err.starts_with("absent.jpg: "), "{}", ran.err);
    assert!(ran.lines()[1].starts_with("mirrored.png,no match"), "{}", ran.out);
}

#[test]
fn compare_finds_the_best_turn() {
    let folder = Folder::with_photos();
    let same = folder.run("compare photo.jpg upload.jpg").ends(1).out;
    assert!(same.contains("neither turned") && same.contains("match (radius 31)"), "{same}");
    let mirrored = folder.run("compare photo.jpg mirrored.png").ends(1).out;
    assert!(mirrored.contains("the second turned: flip-y"), "{mirrored}");
    let other = folder.run("compare photo.jpg photos/rocket.jpg").ends(0).out;
    assert!(other.contains("verdict   no match"), "{other}");
    let flat = folder.run("compare flat.png flat.png").ends(3).out;
    assert!(flat.contains("cannot tell"), "{flat}");
    folder.run("compare photo.jpg absent.jpg").ends(3);
}

#[test]
fn two_hashes_are_compared_bit_by_bit() {
    let folder = Folder::new();
    let near = folder.run("compare 00000000000000ff 0000000000000000").ends(1).out;
    assert!(near.starts_with("distance  8 of 64 bits"), "{near}");
    folder.run("compare 00000000000001ff 0000000000000000").ends(0);
    folder.run(&format!("compare 00000000000001ff {}", "0".repeat(64))).ends(3);
}
