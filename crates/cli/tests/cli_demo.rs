//! `staydown demo` on the photographs that come with the source.

mod common;

use common::Folder;

#[test]
fn the_demonstration_finds_plain_copies_and_owns_up_to_what_it_misses() {
    let out = Folder::new().run("demo --fill 1000").ends(0).out;
    for name in ["the same file", "saved as PNG", "scaled to a half"] {
        let row = out.lines().find(|line| line.starts_with(name)).unwrap();
        assert!(row.contains("20 of 20  ") && row.contains("20 of 20"), "{row}");
    }
    let mirrored = out.lines().find(|line| line.starts_with("mirrored")).unwrap();
    assert!(mirrored.contains(" 0 of 20") && mirrored.contains("20 of 20"), "{mirrored}");
    let unrelated = out.lines().find(|line| line.starts_with("unrelated")).unwrap();
    assert_eq!(unrelated.matches(" 0 of 100").count(), 2, "{unrelated}");
    assert!(out.contains("Mostly not found: "), "{out}");
    assert!(out.contains("cropped by 10% on each side"), "{out}");
}
