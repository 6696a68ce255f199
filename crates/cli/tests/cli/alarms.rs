//! `staydown false-alarms` on a few photographs: the table has the shape that the library reads.

use std::fs;

use crate::common::{Folder, PHOTOS, Ran};

#[test]
fn the_table_has_a_row_for_each_tier_means_and_length() {
    let folder = with_strangers();
    let ran = measured(&folder, "").ends(0);
    let mut lines = ran.out.lines();
    assert_eq!(lines.next(), Some("tier,means,entries,48,52,56,60,64,68,72,76,80,84,88,92"));
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    let keys: Vec<String> = rows.iter().map(|row| row[..3].join(" ")).collect();
    assert_eq!(
        keys,
        [
            "framed whole 50",
            "framed whole 1000",
            "framed moved 50",
            "framed moved 1000",
            "thorough whole 50",
            "thorough whole 1000",
            "thorough moved 50",
            "thorough moved 1000",
        ]
    );
    let nearest = |row: usize| rows[row][14].parse::<f64>().unwrap();
    assert!(nearest(3) > nearest(2) && nearest(7) > nearest(6), "long lists come nearer: {rows:?}");
    for row in &rows {
        let shares: Vec<f64> = row[3..].iter().map(|share| share.parse().unwrap()).collect();
        assert!(shares.len() == 12 && shares.is_sorted() && shares[11] <= 0.0, "{row:?}");
        let is_exact = |share: &str| share.split_once('.').is_some_and(|(_, rest)| rest.len() == 2);
        assert!(row[3..].iter().all(|share| is_exact(share)), "{row:?}");
    }
}

#[test]
fn the_summary_says_from_what() {
    let folder = with_strangers();
    fs::copy(folder.path("listed/coffee.jpg"), folder.path("strangers/again.jpg")).unwrap();
    let ran = measured(&folder, "--csv tail.csv").ends(0);
    assert_eq!(ran.out, "");
    let from = "30 queries from 12 strangers (1 left out: near to listed ones), lists from 13";
    assert!(ran.err.starts_with(from), "{}", ran.err);
    let table = fs::read_to_string(folder.path("tail.csv")).unwrap();
    assert_eq!(table, measured(&folder, "").out, "the seed decides everything");
    assert_ne!(table, measured(&folder, "--seed 2").out);
}

#[test]
fn strangers_that_are_all_listed_are_refused() {
    let folder = Folder::with_photos();
    let ran = folder.run("false-alarms photos photos --queries 6 --entries 50").ends(2);
    assert!(ran.err.contains("every photograph in photos"), "{}", ran.err);
}

fn measured(folder: &Folder, more: &str) -> Ran {
    folder.run(&format!("false-alarms strangers listed --queries 30 --entries 1000,50 {more}"))
}

/// The photographs, every other one in `listed` and in `strangers`.
fn with_strangers() -> Folder {
    let entries = fs::read_dir(PHOTOS).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<_> = entries.filter(|name| name != "LICENSES.txt").collect();
    names.sort();
    let every_other = |from: usize| names.iter().skip(from).step_by(2).collect::<Vec<_>>();
    let folder = Folder::new();
    folder.copy_photos("listed", &every_other(0));
    folder.copy_photos("strangers", &every_other(1));
    folder
}
