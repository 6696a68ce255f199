//! `staydown demo` on the photographs that come with the source.

use crate::common::Folder;

#[test]
fn the_demonstration_finds_plain_copies_and_owns_up_to_what_it_misses() {
    let folder = Folder::new();
    folder.copy_all_photos();
    let out = folder.run("demo --fill 1000").ends(0).out;
    for name in ["unchanged", "jpeg-50", "scale-half"] {
        assert_eq!(found(&out, name), [(20, 20); 3], "{out}");
    }
    let [(as_is, _), (any_turn, _), (framed, _)] = found(&out, "mirror-left-right");
    assert!(as_is == 0 && any_turn >= 18 && framed >= 18, "{out}");
    let [_, (any_turn, _), (framed, _)] = found(&out, "border-white-5");
    assert!(any_turn < 10 && framed >= 18, "{out}");
    assert_eq!(found(&out, "unrelated"), [(0, 100); 3], "{out}");
}

/// How many of how many were found, as they are, in any turn, and in the tier `framed`, in the row of that name.
fn found(out: &str, name: &str) -> [(u32, u32); 3] {
    let row = out.lines().find(|line| line.starts_with(name)).unwrap();
    let words: Vec<&str> = row.split_whitespace().collect();
    let number = |at: usize| words[at].parse().unwrap();
    let ofs: Vec<usize> = (0..words.len()).filter(|&at| words[at] == "of").collect();
    [0, 1, 2].map(|column| (number(ofs[column] - 1), number(ofs[column] + 1)))
}
