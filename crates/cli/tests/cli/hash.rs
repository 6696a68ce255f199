//! `staydown hash`: order, columns, failures, pipes.

use crate::common::{Folder, NAMES, Ran};

#[test]
fn a_folder_gives_a_row_for_each_picture_in_the_order_of_the_paths() {
    let folder = Folder::with_photos();
    let ran = folder.run("hash photos").ends(0);
    let lines = ran.lines();
    assert_eq!(lines[0], "hash,quality,path");
    assert_eq!(lines.len(), 1 + NAMES.len());
    for (line, name) in lines[1..].iter().zip(NAMES) {
        let fields: Vec<&str> = line.split(',').collect();
        let [hash, quality, path] = fields[..] else { panic!("{line}") };
        assert!(hash.len() == 64 && hash.bytes().all(|digit| digit.is_ascii_hexdigit()), "{line}");
        assert!((50..=100).contains(&quality.parse::<u32>().unwrap()), "{line}");
        assert_eq!(path, format!("photos/{name}"));
    }
    assert_eq!(folder.run("hash --no-header photos").ends(0).lines(), lines[1..]);
    assert_eq!(ran.err, "", "no progress bar in a pipe");
}

#[test]
fn what_cannot_be_read_or_decoded_is_reported_and_the_rest_goes_on() {
    let folder = Folder::with_photos();
    folder.write("photos/a-note.txt", "no picture");
    let whole = std::fs::read(folder.path("photo.jpg")).unwrap();
    folder.write("photos/cut.jpg", &whole[..300]);
    let ran = folder.run("hash photos absent.jpg").ends(3);
    assert_eq!(ran.lines().len(), 1 + NAMES.len());
    let reports: Vec<&str> = ran.err.lines().collect();
    assert_eq!(reports.len(), 3, "{reports:?}");
    assert!(reports[0].starts_with("photos/a-note.txt: "), "{reports:?}");
    assert!(reports[1].starts_with("photos/cut.jpg: "), "{reports:?}");
    assert!(reports[2].starts_with("absent.jpg: "), "{reports:?}");
}

#[test]
fn standard_input_is_hashed_like_the_file() {
    let folder = Folder::with_photos();
    let file = folder.run("hash --no-header photo.jpg").ends(0).out;
    let piped = folder.shell("staydown hash --no-header - < photo.jpg").ends(0).out;
    assert_eq!(piped, file.replace("photo.jpg", "-"));
}

#[test]
fn jsonl_says_everything_about_each_hash() {
    let folder = Folder::with_photos();
    let ran = folder.run("hash --format jsonl --orientations --algorithm pdq,ahash-64 photo.jpg");
    let ran = ran.ends(0);
    let records: Vec<serde_json::Value> =
        ran.lines().iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(records.len(), 2);
    for record in &records {
        assert_eq!(record["path"], "photo.jpg");
        assert_eq!(record["format"], "JPEG");
        assert_eq!((&record["width"], &record["height"]), (&600.into(), &400.into()));
        assert_eq!(record["stored_orientation"], "original");
        assert_eq!(record["sha256"].as_str().unwrap().len(), 64);
        let turned = record["orientations"].as_array().unwrap();
        assert_eq!(turned.len(), 8);
        assert_eq!(turned[0]["hash"], record["hash"]);
        assert_ne!(turned[1]["hash"], record["hash"]);
    }
    assert_eq!(records[0]["profile"], "pdq");
    assert_eq!(records[0]["hash"].as_str().unwrap().len(), 64);
    assert_eq!(records[1]["profile"], "ahash-64/image_hasher-3.1.1");
    assert_eq!(records[1]["hash"].as_str().unwrap().len(), 16);
    assert!(records[1].get("quality").is_none());
}

#[test]
fn a_hash_does_not_depend_on_which_others_are_asked_for() {
    let folder = Folder::with_photos();
    let alone = folder.run("hash --no-header photo.jpg").ends(0).out;
    let among = folder.run("hash --no-header --algorithm phash-64,pdq photo.jpg").ends(0).out;
    assert_eq!(among.lines().nth(1).unwrap(), format!("pdq,{}", alone.trim_end()));
}

#[test]
fn a_path_with_commas_and_quotes_is_quoted() {
    let folder = Folder::with_photos();
    let odd = "a \"b\", c.jpg";
    std::fs::rename(folder.path("photo.jpg"), folder.path(odd)).unwrap();
    let ran = Ran::of(folder.command(["hash", "--no-header", odd]).output().unwrap()).ends(0);
    assert!(ran.out.ends_with(",\"a \"\"b\"\", c.jpg\"\n"), "{}", ran.out);
}

#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    let folder = Folder::with_photos();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = folder.command(["hash", "photos"]);
    let ran = Ran::of(command.stdout(writer).output().unwrap()).ends(141);
    assert_eq!(ran.err, "");
}
