//! `staydown demo` on the photographs that come with the source.

mod common;

use common::Folder;

#[test]
fn the_demonstration_finds_plain_copies_and_owns_up_to_what_it_misses() {
    let out = Folder::new().run("demo --fill 1000").ends(0).out;
    for name in ["the same file", "saved as PNG", "scaled to a half"] {
        assert_eq!(found(&out, name), [(20, 20), (20, 20)], "{out}");
    }
    let [(as_is, _), (any_turn, _)] = found(&out, "mirrored");
    assert!(as_is == 0 && any_turn >= 18, "{out}");
    assert_eq!(found(&out, "unrelated"), [(0, 100), (0, 100)], "{out}");
    assert!(out.contains("Mostly not found:"), "{out}");
    assert!(out.contains("cropped by 10% on each side"), "{out}");
}

/// How many of how many were found, as they are and in any turn, in the row of that name.
fn found(out: &str, name: &str) -> [(u32, u32); 2] {
    let row = out.lines().find(|line| line.starts_with(name)).unwrap();
    let words: Vec<&str> = row.split_whitespace().collect();
    let number = |at: usize| words[at].parse().unwrap();
    let ofs: Vec<usize> = (0..words.len()).filter(|&at| words[at] == "of").collect();
    let last = &ofs[ofs.len() - 2..];
    [last[0], last[1]].map(|at| (number(at - 1), number(at + 1)))
}
