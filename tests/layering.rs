//! Promise: the sources keep to the tables of ARCHITECTURE.md, "Who may know whom" and "Where `unsafe` may stand", and the
//! tests that docs/THREATS.md names are there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

#[test]
fn every_room_knows_only_whom_it_may() {
    let plan = Plan::of_the_repository();
    let sources = sources(&["src"]);
    assert!(sources.len() >= 5, "{} files under src", sources.len());

    let mut inhabited = BTreeSet::new();
    let mut arrows = 0;
    let mut complaints = Vec::new();
    for source in sources.iter().filter(|source| source.path != "src/lib.rs") {
        inhabited.insert(source.room().to_owned());
        let found = plan.arrows(source);
        arrows += found.len();
        complaints.extend(plan.forbidden(source, &found));
    }
    assert_eq!(complaints, [""; 0]);
    assert!(arrows > 0, "no arrow was read");
    let planned: BTreeSet<_> = plan.rooms.keys().cloned().collect();
    assert_eq!(inhabited, planned, "rooms under src, rows of the table");
}

#[test]
fn unsafe_stands_only_where_it_may() {
    let sources = sources(&["src", "crates", "fuzz"]);
    let with_unsafe = sources.iter().filter(|source| source.is_unsafe());
    let found: BTreeSet<_> = with_unsafe.map(|source| source.path.clone()).collect();
    assert_eq!(found, unsafe_files(), "files with unsafe, files in ARCHITECTURE.md");
}

#[test]
fn the_threats_name_tests_that_are_there() {
    let text = read("docs/THREATS.md");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let named = |word: &&str| word.starts_with("tests/") || word.starts_with("crates/");
    let paths: Vec<_> = text.split('`').skip(1).step_by(2).filter(named).collect();
    let gone: Vec<_> = paths.iter().filter(|path| !root.join(path).exists()).collect();
    assert!(paths.len() > 30 && gone.is_empty(), "{gone:?}");
}

#[test]
fn a_forbidden_arrow_is_seen_in_every_spelling() {
    let plan = Plan::of_the_tests();
    for line in [
        "use crate::decode::Format;",
        "use crate::{\n    fingerprint::{Hash, Profile},\n    decode,\n};",
        "let picture = crate::decode(bytes);",
        "use crate::Picture;",
        "use super::super::decode::Format;",
        "use super::super::{fingerprint, decode};",
        "let map = image::open(path);",
    ] {
        let source = Source::new("src/hamming/scalar.rs", line);
        let complaints = plan.forbidden(&source, &plan.arrows(&source));
        assert_eq!(complaints.len(), 1, "{line}");
    }
}

#[test]
fn a_name_of_no_room_and_a_room_of_no_row_are_seen() {
    let plan = Plan::of_the_tests();
    let stray = Source::new("src/hamming/scalar.rs", "use crate::nowhere::Thing;");
    assert_eq!(plan.forbidden(&stray, &plan.arrows(&stray)).len(), 1);
    let shed = Source::new("src/shed.rs", "use crate::fingerprint::Hash;");
    assert_eq!(plan.forbidden(&shed, &plan.arrows(&shed)).len(), 1);
}

#[test]
fn what_is_allowed_or_only_mentioned_is_not_complained_about() {
    let plan = Plan::of_the_tests();
    let source = Source::new(
        "src/hamming/scalar.rs",
        "//! See [`crate::decode`].\nuse super::Kernel; use crate::fingerprint::Hash; // crate::decode",
    );
    let arrows = plan.arrows(&source);
    assert_eq!(arrows, ["fingerprint"]);
    assert_eq!(plan.forbidden(&source, &arrows), [""; 0]);
}

#[test]
fn unsafe_is_seen_as_a_word_and_as_a_lifted_lint() {
    let is_unsafe = |code| Source::new("src/plane.rs", code).is_unsafe();
    assert!(is_unsafe("let byte = unsafe { *pointer };"));
    assert!(is_unsafe("#![allow(unsafe_code)]"));
    assert!(!is_unsafe("// unsafe to say\nfn unsafely() {}"));
}

/// The rooms, whom each may know, the crates that only some may use, and the names that `lib.rs` exports.
struct Plan {
    rooms: BTreeMap<String, BTreeSet<String>>,
    crates: BTreeMap<String, BTreeSet<String>>,
    exports: BTreeMap<String, String>,
}

impl Plan {
    fn of_the_repository() -> Self {
        let plan = Self::new(&section("## Who may know whom"), &read("src/lib.rs"));
        let Self { rooms, crates, exports } = &plan;
        assert!(rooms.len() > 3 && !crates.is_empty(), "{rooms:?}, {crates:?}");
        assert!(exports.len() > 5, "{exports:?}");
        plan
    }

    /// A made-up house of three rooms.
    fn of_the_tests() -> Self {
        let table = "| `fingerprint` | | |\n| `decode` | `fingerprint` | `image` |\n| `hamming` | `fingerprint` | |";
        Self::new(table, "pub use decode::{Picture, decode};\npub use fingerprint::Hash;")
    }

    fn new(table: &str, lib: &str) -> Self {
        let (mut rooms, mut crates) = (BTreeMap::new(), BTreeMap::new());
        for row in table.lines().filter(|line| line.starts_with("| `")) {
            let mut cells = row.split('|').skip(1).map(code_words);
            let mut next = || cells.next().unwrap_or_default();
            let (room, known, from_outside) = (next().concat(), next(), next());
            for name in from_outside {
                let users: &mut BTreeSet<_> = crates.entry(name).or_default();
                users.insert(room.clone());
            }
            rooms.insert(room, known.into_iter().collect());
        }
        Self { rooms, crates, exports: exports(lib) }
    }

    /// The rooms outside its own that a file names, or `?name` for a name of the crate's root that leads to no room.
    fn arrows(&self, source: &Source) -> Vec<String> {
        let rooted = paths_after(&source.code, "crate::");
        let mut arrows: Vec<_> = rooted.iter().map(|name| self.room_of(name)).collect();
        let climbing = "super::".repeat(source.depth());
        let climbed = paths_after(&source.code, &climbing);
        arrows.extend(climbed.into_iter().filter(|name| self.rooms.contains_key(name)));
        arrows.retain(|room| room != source.room());
        arrows
    }

    fn room_of(&self, name: &str) -> String {
        match self.rooms.contains_key(name) {
            true => name.to_owned(),
            false => self.exports.get(name).cloned().unwrap_or(format!("?{name}")),
        }
    }

    fn forbidden(&self, source: &Source, arrows: &[String]) -> Vec<String> {
        let may = self.rooms.get(source.room());
        let rooms = arrows.iter().filter(|&room| may.is_none_or(|may| !may.contains(room)));
        let crates = self
            .crates
            .iter()
            .filter(|(name, users)| !users.contains(source.room()) && source.uses_crate(name));
        let names = rooms.chain(crates.map(|(name, _)| name));
        names.map(|name| format!("{} must not know {name}", source.path)).collect()
    }
}

/// A source file, its path from the repository's root, its code without line comments.
struct Source {
    path: String,
    code: String,
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        let lines = text.lines().map(|line| line.split("//").next().unwrap_or(""));
        Self { path: path.to_owned(), code: lines.collect::<Vec<_>>().join("\n") }
    }

    /// The module below the crate's root: `decode` for `src/decode/gate.rs`, `plane` for `src/plane.rs`.
    fn room(&self) -> &str {
        let below = self.path.trim_start_matches("src/");
        let first = below.split('/').next().unwrap_or(below);
        first.trim_end_matches(".rs")
    }

    /// Number of modules between the crate's root and the file's contents.
    fn depth(&self) -> usize {
        self.path.matches('/').count() - usize::from(self.path.ends_with("/mod.rs"))
    }

    fn uses_crate(&self, name: &str) -> bool {
        let mentions = self.code.match_indices(name);
        let mut edges = mentions.map(|(at, _)| self.code.split_at(at));
        edges.any(|(before, after)| {
            let rest = after[name.len()..].trim_start();
            rest.starts_with("::") && !before.ends_with(is_of_a_name) && !before.ends_with(':')
        })
    }

    fn is_unsafe(&self) -> bool {
        let mut words = self.code.split(|c: char| !is_of_a_name(c));
        words.any(|word| word == "unsafe" || word == "unsafe_code")
    }
}

/// All `.rs` files under these folders.
fn sources(folders: &[&str]) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut waiting: Vec<_> = folders.iter().map(|folder| root.join(folder)).collect();
    let mut sources = Vec::new();
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap();
                let name = name.replace('\\', "/");
                sources.push(Source::new(&name, &read(&name)));
            }
        }
    }
    sources
}

/// The first names of the paths that follow each `prefix`, a braced group taken apart.
fn paths_after(code: &str, prefix: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in code.match_indices(prefix) {
        let own_word = !code[..at].ends_with(is_of_a_name);
        let rest = code[at + prefix.len()..].trim_start_matches("super::");
        if own_word {
            names.extend(match rest.strip_prefix('{') {
                Some(group) => group_members(group).iter().map(|path| first_name(path)).collect(),
                None => vec![first_name(rest)],
            });
        }
    }
    names
}

/// The members of a group whose opening brace was just passed.
fn group_members(text: &str) -> Vec<&str> {
    let mut members = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            '}' | ',' if depth == 0 => {
                members.push(text[start..at].trim());
                start = at + 1;
                if c == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    members.retain(|member| !member.is_empty());
    members
}

/// What `pub use room::…;` lines hand out: name → room.
fn exports(lib: &str) -> BTreeMap<String, String> {
    let code = Source::new("src/lib.rs", lib).code;
    let mut exports = BTreeMap::new();
    for line in code.split(';') {
        let Some((_, path)) = line.split_once("pub use ") else {
            continue;
        };
        let names = match path.split_once('{') {
            Some((_, group)) => group_members(group),
            None => vec![path.rsplit("::").next().unwrap_or(path)],
        };
        exports.extend(names.iter().map(|name| (first_name(name), first_name(path))));
    }
    exports
}

fn unsafe_files() -> BTreeSet<String> {
    let section = section("## Where `unsafe` may stand");
    let rows = section.lines().filter(|line| line.starts_with("- `"));
    rows.filter_map(|row| code_words(row).into_iter().next()).collect()
}

/// The text of ARCHITECTURE.md from this heading to the next.
fn section(heading: &str) -> String {
    let text = read("ARCHITECTURE.md");
    let (_, rest) = text.split_once(&format!("{heading}\n")).expect(heading);
    rest.split("\n## ").next().unwrap_or(rest).to_owned()
}

/// The words between backticks.
fn code_words(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn first_name(path: &str) -> String {
    path.chars().take_while(|&c| is_of_a_name(c)).collect()
}

fn is_of_a_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
