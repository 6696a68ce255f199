//! Promise: times are the same whatever zone the machine is in.

use std::io::Write;
use std::process::Command;

use staydown::Change;

use crate::{DOCUMENTS, whole};

const ZONES: [&str; 3] = ["UTC", "Asia/Seoul", "America/St_Johns"];
const MARK: &str = "times:";

#[test]
fn no_zone_changes_a_time() {
    let expected = times();
    assert!(expected.len() > 10, "{expected:?}");
    for zone in ZONES {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", "times::of_this_zone", "--ignored", "--nocapture"]).env("TZ", zone);
        let printed = String::from_utf8(child.output().unwrap().stdout).unwrap();
        let line = printed.lines().find_map(|line| line.split_once(MARK)).expect(zone).1;
        assert_eq!(line, format!("{expected:?}"), "{zone}");
    }
}

#[test]
#[ignore = "the child of the test above"]
fn of_this_zone() {
    writeln!(std::io::stdout(), "{MARK}{:?}", times()).unwrap();
}

fn times() -> Vec<i64> {
    let mut times = Vec::new();
    for (format, text) in DOCUMENTS {
        for change in whole(format, text).0.into_iter().flatten() {
            match change {
                Change::Put(entry) => times.extend(entry.updated.into_iter().chain(entry.added)),
                Change::Withdraw { at, .. } => times.extend(at),
            }
        }
    }
    times.into_iter().map(|time| time.millis()).collect()
}
