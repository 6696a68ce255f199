//! `staydown index`: lists in every shape, what is set aside, what is left behind.

use std::fs;

use crate::common::{Folder, NAMES};

const A: &str = "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22";
const B: &str = "30a10efd71cc3d429013d48d0ffffc52e34e0e17ada952a9d29685211ea9e5af";

/// The id and the distance that a hash meets first.
fn first_hit(folder: &Folder, hash: &str) -> String {
    let ran = folder.run(&format!("match --index known.sdx {hash}")).ends(1);
    let fields: Vec<&str> = ran.lines()[1].split(',').collect();
    assert_eq!(fields[1], "match");
    format!("{} at {}", fields[2], fields[3])
}

#[test]
fn what_hash_prints_is_a_list_and_finds_its_pictures() {
    let folder = Folder::with_photos();
    folder.shell("staydown hash photos > known.csv").ends(0);
    let built = folder.run("index build -o known.sdx known.csv").ends(0);
    assert_eq!(built.out, "known.sdx: 3 entries, 0 set aside\n");
    let found = folder.run("match --index known.sdx photos").ends(1);
    for (at, (line, name)) in found.lines()[1..].iter().zip(NAMES).enumerate() {
        assert!(line.starts_with(&format!("photos/{name},match,{},0,original,", at + 1)), "{line}");
    }
    assert_eq!(found.lines().len(), 1 + NAMES.len());
}

#[test]
fn pictures_and_lists_give_the_same_index() {
    let folder = Folder::with_photos();
    folder.shell("staydown hash photos > known.csv").ends(0);
    folder.run("index build -o known.sdx known.csv").ends(0);
    folder.run("index build -o direct.sdx photos").ends(0);
    assert_eq!(
        fs::read(folder.path("known.sdx")).unwrap(),
        fs::read(folder.path("direct.sdx")).unwrap()
    );
}

#[test]
fn bad_rows_are_set_aside_with_line_and_reason_and_never_shown() {
    let folder = Folder::new();
    let short = &A[..63];
    let odd = A.replacen('c', "x", 1);
    folder.write(
        "list.csv",
        format!("# a list\n{A},100,a.jpg\n\n{short},90\n{odd}\n{B},49,b\n{B},101\n{B},80,b.jpg\n"),
    );
    let built = folder.run("index build -o known.sdx list.csv").ends(3);
    assert_eq!(built.out, "known.sdx: 2 entries, 4 set aside\n");
    let reports: Vec<&str> = built.err.lines().collect();
    let wanted = [
        ("list.csv, line 4: ", "63"),
        ("list.csv, line 5: ", "digit"),
        ("list.csv, line 6: ", "below 50"),
        ("list.csv, line 7: ", "0 to 100"),
    ];
    assert_eq!(reports.len(), wanted.len(), "{reports:?}");
    for (report, (place, reason)) in reports.iter().zip(wanted) {
        assert!(report.starts_with(place) && report.contains(reason), "{report}");
        assert!((0..48).all(|at| !report.contains(&A[at..at + 8])), "{report}");
        assert!((0..48).all(|at| !report.contains(&B[at..at + 8])), "{report}");
    }
    assert_eq!(first_hit(&folder, A), "1 at 0");
    assert_eq!(first_hit(&folder, B), "6 at 0");
}

#[test]
fn a_column_of_ids_is_used() {
    let folder = Folder::new();
    folder.write("list.csv", format!("id,hash\n77,{A}\nx,{A}\n18446744073709551615,{B}\n"));
    let built = folder.run("index build -o known.sdx list.csv").ends(3);
    assert!(built.err.starts_with("list.csv, line 3: the id"), "{}", built.err);
    assert_eq!(first_hit(&folder, A), "77 at 0");
    assert_eq!(first_hit(&folder, B), "18446744073709551615 at 0");
    folder.write("bare.txt", format!("{A}\n"));
    let mixed = folder.run("index build -o mixed.sdx list.csv bare.txt").ends(2);
    assert!(mixed.err.contains("ids would clash"), "{}", mixed.err);
    assert!(!folder.path("mixed.sdx").exists());
}

#[test]
fn joined_lists_with_headers_windows_line_ends_and_a_mark_in_front_are_read() {
    let folder = Folder::new();
    folder.write(
        "list.csv",
        format!("\u{feff}hash,quality\r\n{A},100\r\npath,hash\r\n\"b,\nb\",{B}\r\n"),
    );
    let built = folder.run("index build -o known.sdx list.csv").ends(0);
    assert_eq!(built.out, "known.sdx: 2 entries, 0 set aside\n");
}

#[test]
fn a_quotation_mark_that_is_never_closed_does_not_fill_the_memory() {
    let folder = Folder::new();
    let mut list = format!("{A},100,a\n{B},100,\"");
    list.push_str(&"x".repeat(3 << 20));
    folder.write("list.csv", list);
    let built = folder.run("index build -o known.sdx list.csv").ends(3);
    assert!(built.err.contains("quotation mark"), "{}", built.err);
    assert_eq!(first_hit(&folder, A), "1 at 0");
}

#[test]
fn an_index_without_entries_is_not_written_and_an_input_is_not_replaced() {
    let folder = Folder::new();
    folder.write("empty.csv", "hash,quality,path\n");
    folder.run("index build -o known.sdx empty.csv").ends(3);
    assert_eq!(folder.names(), ["empty.csv"]);
    folder.run("index build -o empty.csv empty.csv").ends(2);
    assert_eq!(fs::read(folder.path("empty.csv")).unwrap(), b"hash,quality,path\n");
}

#[test]
fn an_index_that_is_damaged_absent_or_of_another_algorithm_ends_with_4() {
    let folder = Folder::new();
    folder.write("list.txt", format!("{A}\n{B}\n"));
    folder.run("index build -o known.sdx list.txt").ends(0);
    let info = folder.run("index info known.sdx").ends(0).out;
    assert!(info.contains("profile   pdq\n") && info.contains("entries   2\n"), "{info}");
    folder.run("index verify known.sdx").ends(0);
    folder.run(&format!("match --index known.sdx --algorithm pdq-512 {A}")).ends(4);
    folder.run(&format!("match --index absent.sdx {A}")).ends(4);
    let mut bytes = fs::read(folder.path("known.sdx")).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    folder.write("known.sdx", &bytes);
    folder.run("index verify known.sdx").ends(4);
    folder.write("known.sdx", &bytes[..bytes.len() - 1]);
    folder.run("index info known.sdx").ends(4);
    folder.run(&format!("match --index known.sdx {A}")).ends(4);
    folder.run("index build -o no/such/folder/known.sdx list.txt").ends(4);
}

#[test]
fn hashes_of_64_bits_go_into_an_index_of_their_own() {
    let folder = Folder::with_photos();
    folder.shell("staydown hash --algorithm phash-64 photos > known.csv").ends(0);
    folder.run("index build --algorithm phash-64 -o known.sdx known.csv").ends(0);
    let found = folder.run("match --index known.sdx upload.jpg").ends(1);
    assert!(found.lines()[1].starts_with("upload.jpg,match,2,"), "{}", found.out);
    folder.run(&format!("match --index known.sdx {A}")).ends(3);
}
