//! `staydown match --catalogue` and the files of a catalogue: outputs, rules, budgets, exit codes, permissions.

use crate::common::{Folder, Ran};

fn kept() -> Folder {
    let folder = Folder::with_listed();
    folder.shell("staydown hash listed | sed '1s/path/id/' > listed.csv").ends(0);
    let create = "list create -c lists.db ncii --owner centre --by kim --reason test";
    folder.run(create).ends(0);
    folder.run("list import -c lists.db ncii listed.csv --format csv --by kim").ends(0);
    folder
}

fn meet(folder: &Folder, args: &str) -> Ran {
    folder.run(&format!("match --catalogue lists.db {args}"))
}

#[test]
fn a_match_says_which_list_and_entry_and_of_which_generation() {
    let folder = kept();
    let csv = meet(&folder, "reduced.jpg listed/pen.png").ends(1);
    let lines = csv.lines();
    assert!(lines[1].starts_with("reduced.jpg,block,listed,ncii,1,,whole,"), "{}", csv.out);
    assert!(lines[2].starts_with("listed/pen.png,block,listed,ncii,2,,whole,0,"), "{}", csv.out);
    assert!(lines[1..].iter().all(|line| line.ends_with(",2")), "{}", csv.out);
    let json = meet(&folder, "--format jsonl reduced.jpg").ends(1);
    for field in
        ["\"action\":\"block\"", "\"why\":\"listed\"", "\"generation\":2", "\"lists\":\"full\""]
    {
        assert!(json.out.contains(field), "{field} in {}", json.out);
    }
}

#[test]
fn an_answer_without_lists_is_not_a_clean_one() {
    let folder = kept();
    let create = "list create -c empty.db ncii --owner centre --by kim --reason test";
    folder.run(create).ends(0);
    let none = folder.run("match --catalogue empty.db reduced.jpg");
    assert!(none.ends(3).out.contains("reduced.jpg,review,no-list,"));
    folder.run("match --catalogue absent.db reduced.jpg").ends(4);

    let old = "list create -c lists.db other --owner centre --stale-after 0 --by kim --reason test";
    folder.run(old).ends(0);
    let partly = folder.run("match --catalogue lists.db reduced.jpg listed.csv");
    assert!(partly.ends(3).err.contains("listed.csv: "));
}

#[test]
fn rules_say_what_follows() {
    let folder = kept();
    folder.write("rules.json", r#"{"overrides":[{"list":"ncii","rule":{"action":"review"}}]}"#);
    let ruled = meet(&folder, "--rules rules.json reduced.jpg").ends(1);
    assert!(ruled.out.contains("reduced.jpg,review,listed,"), "{}", ruled.out);
    folder.write("agree.json", r#"{"default":{"agree":2}}"#);
    let alone = meet(&folder, "--rules agree.json reduced.jpg").ends(1);
    assert!(alone.out.contains("reduced.jpg,review,too-few-agree,"), "{}", alone.out);
    folder.write("wrong.json", r#"{"defaults":{}}"#);
    meet(&folder, "--rules wrong.json reduced.jpg").ends(4);
    meet(&folder, "--rules absent.json reduced.jpg").ends(4);
}

/// The rules of docs/LISTS.md are rules.
#[test]
fn the_example_of_the_document_is_read() {
    let document = include_str!("../../../../docs/LISTS.md");
    let example = document.split("```json\n").nth(1).unwrap().split("```").next().unwrap();
    let rules = staydown::Rules::from_json(example).unwrap();
    assert_eq!((rules.overrides.len(), rules.default.agree), (2, 2));
}

#[test]
fn a_search_without_time_says_that_it_cannot_tell() {
    let folder = kept();
    let cut = meet(&folder, "--budget 0 --format jsonl --tier thorough listed/sample.jpg");
    assert!(cut.out.contains("\"degraded\":true"), "{}", cut.out);
    let whole = meet(&folder, "--budget 600000 --format jsonl listed/sample.jpg").ends(1);
    assert!(whole.out.contains("\"degraded\":false"), "{}", whole.out);
}

#[test]
fn an_index_serves_its_catalogue_and_no_other() {
    let folder = kept();
    let built = folder.run("index build --catalogue lists.db").ends(0);
    assert_eq!(built.out, "lists.sdx: 3 hashes, 0 digests, generation 2\n");
    folder.run("index verify lists.sdx").ends(0);
    meet(&folder, "reduced.jpg").ends(1);
    folder.run("index build --catalogue lists.db -o elsewhere.sdx").ends(0);
    meet(&folder, "--index elsewhere.sdx reduced.jpg").ends(1);
    folder.run("index build -o plain.sdx listed.csv").ends(3);
    folder.run("index build -o pictures.sdx listed").ends(0);
    let foreign = meet(&folder, "--index pictures.sdx reduced.jpg").ends(4);
    assert!(foreign.err.contains("not an index of this catalogue"), "{}", foreign.err);
}

#[test]
fn compaction_takes_the_hash_out_of_the_index_too() {
    let folder = kept();
    folder.run("index build --catalogue lists.db").ends(0);
    let by = "--by kim --reason test";
    folder.run(&format!("list withdraw -c lists.db ncii listed/bridge.jpg {by}")).ends(0);
    assert!(folder.run("index info lists.sdx").ends(0).out.contains("entries   3\n"));
    let compacted = folder.run(&format!("list compact -c lists.db {by}")).ends(0);
    assert_eq!(compacted.out, "1 entries compacted\n");
    assert!(folder.run("index info lists.sdx").ends(0).out.contains("entries   2\n"));
    folder.run(&format!("list restore -c lists.db ncii listed/bridge.jpg {by}")).ends(4);
    meet(&folder, "reduced.jpg").ends(0);
}

#[cfg(unix)]
#[test]
fn files_are_for_their_owner_and_links_are_not_followed() {
    use std::os::unix::fs::symlink;
    let folder = Folder::with_listed();
    let create = "list create -c lists.db ncii --owner centre --by kim --reason test";
    folder.shell(&format!("umask 0; staydown {create}")).ends(0);
    folder.shell("umask 0; staydown index build --catalogue lists.db").ends(0);
    folder.shell("umask 0; staydown list export -c lists.db ncii -o list.jsonl").ends(0);
    for name in ["lists.db", "lists.sdx", "list.jsonl"] {
        assert_eq!(folder.mode(name), 0o600, "{name}");
    }

    symlink("lists.db", folder.path("link.db")).unwrap();
    folder.run("list show -c link.db").ends(4);
    symlink("new.db", folder.path("dangling.db")).unwrap();
    folder.run("list create -c dangling.db a --owner b --by kim --reason test").ends(4);
    assert!(!folder.path("new.db").exists());
    folder.write("elsewhere", "untouched");
    symlink("elsewhere", folder.path("out.jsonl")).unwrap();
    folder.run("list export -c lists.db ncii -o out.jsonl").ends(0);
    assert_eq!(std::fs::read(folder.path("elsewhere")).unwrap(), b"untouched");
}
