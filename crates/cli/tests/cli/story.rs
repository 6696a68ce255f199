//! The story of docs/LISTS.md: its commands run in order, and print what it says.

use crate::common::Folder;

const LISTS: &str = include_str!("../../../../docs/LISTS.md");

/// A command as the document has it, and the lines that it prints. In them `[..]` stands for anything.
struct Step {
    command: String,
    ends: i32,
    prints: Vec<&'static str>,
}

#[test]
fn the_story_in_the_document_is_true() {
    let folder = Folder::with_listed();
    let steps = steps();
    assert_eq!(steps.len(), 20);
    for Step { command, ends, prints } in steps {
        let ran = folder.shell(&command).ends(ends);
        assert_eq!(ran.err.is_empty(), ends != 4, "{command}\n{}", ran.err);
        let lines = ran.lines();
        assert_eq!(lines.len(), prints.len(), "{command}\n{}", ran.out);
        for (line, stated) in lines.into_iter().zip(prints) {
            assert!(is_like(line, stated), "{command}\n{line}\n{stated}");
        }
    }
}

/// The rows of an index have an order of bits of their own; its number of entries is looked at in listed.rs.
#[test]
fn compaction_leaves_no_hash_in_the_files_of_the_platform() {
    let folder = Folder::with_listed();
    let hash = folder.run("hash listed/bridge.jpg").ends(0).lines()[1][..64].to_owned();
    let holding = || {
        let names = folder.names().into_iter().filter(|name| name.starts_with("platform"));
        names.filter(|name| holds(&std::fs::read(folder.path(name)).unwrap(), &hash)).count()
    };
    let mut most = 0;
    for Step { command, ends, .. } in steps() {
        folder.shell(&command).ends(ends);
        most = most.max(holding());
    }
    assert_eq!((most > 0, holding()), (true, 0));
}

fn steps() -> Vec<Step> {
    let blocks = LISTS.split("```console\n").skip(1).filter_map(|rest| rest.split("```").next());
    let mut steps: Vec<Step> = Vec::new();
    for line in blocks.flat_map(str::lines) {
        match (line.strip_prefix("$ "), steps.last_mut()) {
            (Some(command), _) => {
                let ends = command.split_once("# ends with ").map_or("0", |(_, code)| code);
                let ends = ends.trim().parse().unwrap();
                steps.push(Step { command: command.to_owned(), ends, prints: Vec::new() });
            }
            (None, Some(step)) if step.command.ends_with('\\') => {
                step.command.push('\n');
                step.command.push_str(line);
            }
            (None, step) => step.unwrap().prints.push(line),
        }
    }
    steps
}

fn is_like(line: &str, stated: &str) -> bool {
    let mut parts = stated.split("[..]");
    let Some(mut rest) = line.strip_prefix(parts.next().unwrap()) else { return false };
    let mut parts = parts.peekable();
    let ends_open = parts.peek().is_some();
    while let Some(part) = parts.next() {
        let found = if parts.peek().is_none() { rest.rfind(part) } else { rest.find(part) };
        let Some(at) = found else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.is_empty() || (ends_open && stated.ends_with("[..]"))
}

/// Whether some bytes hold the hash, in digits or as it is.
fn holds(bytes: &[u8], hash: &str) -> bool {
    let byte = |at: usize| u8::from_str_radix(&hash[2 * at..2 * at + 2], 16).unwrap();
    let raw: Vec<u8> = (0..32).map(byte).collect();
    let reversed: Vec<u8> = raw.iter().rev().copied().collect();
    let found = |wanted: &[u8]| bytes.windows(wanted.len()).any(|window| window == wanted);
    found(hash.as_bytes()) || found(&raw) || found(&reversed)
}
