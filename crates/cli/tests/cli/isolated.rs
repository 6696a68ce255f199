//! Pictures decoded in processes of their own: the same answers, and whatever happens to a process is an error for one picture.

use std::fs;
use std::process::Command;
use std::time::Duration;

use staydown::isolate::{Bounds, IsolateError, Workers};
use staydown::{DecodeError, DecodeOptions, Output};

use crate::common::{Folder, NAMES, PHOTOS};

const PROGRAM: &str = env!("CARGO_BIN_EXE_staydown");

fn workers(bounds: Bounds) -> Workers {
    let start = || {
        let mut command = Command::new(PROGRAM);
        command.arg("worker");
        command
    };
    Workers::new(start, bounds)
}

/// Processes that run a line of shell in place of the worker.
fn shell(line: String, bounds: Bounds) -> Workers {
    let start = move || {
        let mut command = Command::new("sh");
        command.args(["-c", &line]);
        command
    };
    Workers::new(start, bounds)
}

fn photo() -> Vec<u8> {
    fs::read(format!("{PHOTOS}/{}", NAMES[1])).unwrap()
}

#[test]
fn hashes_are_the_same() {
    let folder = Folder::with_photos();
    folder.write("none.jpg", "no picture");
    let line = "hash --format jsonl --algorithm pdq,phash-64 photos mirrored.png none.jpg";
    let here = folder.run(line).ends(3);
    let there = folder.run(&format!("{line} --isolated")).ends(3);
    assert_eq!((here.out, here.err), (there.out, there.err));
}

#[test]
fn pictures_and_errors_are_those_of_decode() {
    let workers = workers(Bounds::default());
    let mut options = DecodeOptions::default();
    for output in [Output::Luma, Output::Rgb] {
        options.output = output;
        let there = workers.decode(&photo(), &options).unwrap();
        let here = staydown::decode_with(&photo(), &options).unwrap();
        assert_eq!(there.plane(), here.plane());
        assert_eq!(there.format(), here.format());
        assert_eq!(there.stored_orientation(), here.stored_orientation());
    }
    options.limits.pixels = 1_000;
    for bytes in [&photo()[..], &photo()[..5_000], b"no picture", b""] {
        let there = workers.decode(bytes, &options).unwrap_err();
        let here: DecodeError = staydown::decode_with(bytes, &options).unwrap_err();
        assert!(matches!(there, IsolateError::Decode(there) if there == here), "{here}");
    }
}

#[test]
fn what_takes_too_much_memory_ends_its_worker_alone() {
    let mut bounds = Bounds::default();
    bounds.memory = 1 << 20;
    let error = workers(bounds).decode(&photo(), &DecodeOptions::default()).unwrap_err();
    assert!(matches!(error, IsolateError::Died { .. }), "{error}");
}

#[test]
fn what_takes_too_long_is_ended() {
    let mut bounds = Bounds::default();
    bounds.time = Duration::from_millis(100);
    let workers = shell("exec sleep 600".to_owned(), bounds);
    let error = workers.decode(b"GIF89a", &DecodeOptions::default()).unwrap_err();
    let allowed = Duration::from_millis(100);
    assert!(matches!(error, IsolateError::Late { allowed: of } if of == allowed), "{error}");
}

#[test]
fn what_is_no_answer_is_told() {
    let options = DecodeOptions::default();
    let said = |line: &str| {
        shell(line.to_owned(), Bounds::default()).decode(b"GIF89a", &options).unwrap_err()
    };
    let long = "printf xxxxxxxxxxxx; exec cat > /dev/null";
    let other = r"printf '\2\0\0\0\0\0\0\0\0\0\0\0[]'; exec cat > /dev/null";
    for line in [long, other] {
        let error = said(line);
        assert!(matches!(error, IsolateError::Senseless), "{error}");
    }
    let error = said("exec true");
    assert!(matches!(error, IsolateError::Died { .. }), "{error}");
    let nowhere = Workers::new(|| Command::new("/nowhere/worker"), Bounds::default());
    let error = nowhere.decode(b"GIF89a", &options).unwrap_err();
    assert!(matches!(error, IsolateError::Start { .. }), "{error}");
}

/// Whatever a worker does to itself, the next picture is decoded by another.
#[cfg(unix)]
#[test]
fn what_ends_a_worker_ends_nothing_else() {
    let folder = Folder::new();
    let mut bounds = Bounds::default();
    bounds.time = Duration::from_secs(5);
    let harms = ["exit 1", "kill -9 $$", "kill -SEGV $$", "kill -ABRT $$", "exec sleep 600"];
    for (number, harm) in harms.iter().enumerate() {
        let done = folder.path(&number.to_string());
        let line =
            format!("mkdir '{}' 2> /dev/null && {harm}; exec '{PROGRAM}' worker", done.display());
        let workers = shell(line, bounds.clone());
        let decode = || workers.decode(&photo(), &DecodeOptions::default());
        let error = decode().unwrap_err();
        assert!(matches!(error, IsolateError::Died { .. } | IsolateError::Late { .. }), "{error}");
        assert!(decode().is_ok(), "after {harm}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_worker_is_confined_is_used_again_and_is_replaced() {
    let folder = Folder::new();
    let pids = folder.path("pids");
    let mut bounds = Bounds::default();
    bounds.pictures = 3;
    let line = format!("echo $$ >> '{}'; exec '{PROGRAM}' worker", pids.display());
    let workers = shell(line, bounds);
    let ask = || workers.decode(&photo(), &DecodeOptions::default()).unwrap();
    let started =
        || fs::read_to_string(&pids).unwrap().lines().map(str::to_owned).collect::<Vec<_>>();

    ask();
    let limits = fs::read_to_string(format!("/proc/{}/limits", started()[0])).unwrap();
    for (name, most) in [
        ("Max open files", "0"),
        ("Max file size", "0"),
        ("Max core file size", "0"),
        ("Max address space", "1073741824"),
    ] {
        let line = limits.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        let found: Vec<_> = line.split_whitespace().take(2).collect();
        assert_eq!(found, [most; 2], "{name}");
    }
    let line = limits.lines().find_map(|line| line.strip_prefix("Max cpu time")).unwrap();
    let seconds: u64 = line.split_whitespace().next().unwrap().parse().unwrap();
    assert!((12..30).contains(&seconds), "{seconds}");
    ask();
    assert_eq!(started().len(), 1);

    // One that somebody ended while it waited is not asked.
    let ended = Command::new("kill").args(["-9", &started()[0]]).status().unwrap();
    assert!(ended.success());
    std::thread::sleep(Duration::from_millis(200));
    ask();
    assert_eq!(started().len(), 2);
    (0..3).for_each(|_| drop(ask()));
    assert_eq!(started().len(), 3, "the second gave three");
}
