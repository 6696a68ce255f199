//! Ctrl-C at any moment of a build leaves a whole index or none.

use std::fmt::Write;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::common::Folder;

const ROWS: u64 = 400_000;

#[test]
fn an_interrupted_build_leaves_no_half_written_file() {
    let folder = Folder::new();
    folder.write("list.txt", rows());
    let mut cut_short = 0;
    for attempt in 0..12 {
        let mut command = folder.command(["index", "build", "-o", "known.sdx", "list.txt"]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        wait_for_the_moment(&folder, attempt);
        let id = child.id().to_string();
        let _ = Command::new("kill").args(["-INT", &id]).stderr(Stdio::null()).status().unwrap();
        cut_short += u32::from(!child.wait().unwrap().success());
        let names = folder.names();
        assert!(names.iter().all(|name| name == "list.txt" || name == "known.sdx"), "{names:?}");
        if folder.path("known.sdx").exists() {
            folder.run("index verify known.sdx").ends(0);
            std::fs::remove_file(folder.path("known.sdx")).unwrap();
        }
    }
    assert!(cut_short > 0, "no build was interrupted: the list is too short");
}

/// Every other attempt waits until the file beside the index is there; the rest strike while the list is read.
fn wait_for_the_moment(folder: &Folder, attempt: u64) {
    thread::sleep(Duration::from_millis(7 * attempt));
    for _ in 0..2_000 * (attempt % 2) {
        if folder.names().len() > 1 {
            return;
        }
        thread::sleep(Duration::from_millis(1));
    }
}

fn rows() -> String {
    let mut rows = String::new();
    for row in 0..ROWS {
        writeln!(rows, "{:064x}", (u128::from(row) + 1) * 0x9e37_79b9_7f4a_7c15_f39c).unwrap();
    }
    rows
}
