//! `staydown list`, `audit` and `match --catalogue`: what a keeper does, what an operator sees.

use crate::common::{Folder, Ran};

const BY: &str = "--by kim --reason test";

/// With a list `ncii` of three pictures: `listed/bridge.jpg`, `listed/pen.png` and `listed/sample.jpg`.
fn kept() -> Folder {
    let folder = Folder::with_listed();
    folder.shell("staydown hash listed | sed '1s/path/id/' > listed.csv").ends(0);
    let create = "list create -c lists.db ncii --owner centre";
    folder.run(&format!("{create} {BY}")).ends(0);
    folder.run("list import -c lists.db ncii listed.csv --format csv --by kim").ends(0);
    folder
}

/// Runs `list COMMAND -c lists.db ARGS --by …`.
fn list(folder: &Folder, command: &str, args: &str) -> Ran {
    folder.run(&format!("list {command} -c lists.db {args} {BY}"))
}

fn import(folder: &Folder, args: &str) -> Ran {
    folder.run(&format!("list import -c lists.db ncii {args} --by kim"))
}

/// The statuses of all entries, by their numbers.
fn statuses(folder: &Folder) -> Vec<String> {
    let shown = folder.run("list show -c lists.db ncii").ends(0);
    let status = |line: &&str| line.split('"').nth(5).unwrap().to_owned();
    shown.lines().iter().map(status).collect()
}

/// What a match of the small copy of `listed/bridge.jpg` says: action and reason.
fn reduced(folder: &Folder) -> String {
    let ran = folder.run("match --catalogue lists.db reduced.jpg");
    let fields: Vec<&str> = ran.out.lines().nth(1).unwrap().split(',').collect();
    fields[1..3].join(" ")
}

#[test]
fn lists_and_entries_are_shown_and_keys_only_on_request() {
    let folder = kept();
    let lists = folder.run("list show -c lists.db").ends(0);
    assert!(lists.out.starts_with("generation 2\n1 ncii: 3 entries, kept by centre, block"));
    let entries = folder.run("list show -c lists.db ncii").ends(0);
    assert_eq!(entries.lines().len(), 3);
    assert!(!entries.out.contains("bridge"), "{}", entries.out);
    let keys = folder.run("list show -c lists.db ncii --keys --status active").ends(0);
    assert!(keys.out.contains("\"key\":\"listed/bridge.jpg\""), "{}", keys.out);
    let none = folder.run("list show -c lists.db ncii --status withdrawn").ends(0);
    assert_eq!(none.out, "");
    list(&folder, "create", "ncii --owner centre").ends(4);
    folder.run("list show -c lists.db absent").ends(4);
    folder.run("list show -c absent.db").ends(4);
}

#[test]
fn a_dry_run_changes_nothing_and_a_snapshot_withdraws_what_it_does_not_name() {
    let folder = kept();
    folder.shell("sed /bridge/d listed.csv > fewer.csv").ends(0);
    let would = import(&folder, "fewer.csv --format csv --snapshot --dry-run").ends(0);
    assert_eq!(
        would.out,
        "ncii: 2 rows (dry run: nothing was changed)\n         2 unchanged\n         1 withdrawn\n"
    );
    assert_eq!(statuses(&folder), ["active"; 3]);
    import(&folder, "fewer.csv --format csv").ends(0);
    assert_eq!(statuses(&folder), ["active"; 3]);
    folder.shell("head -2 listed.csv > one.csv").ends(0);
    let much = import(&folder, "one.csv --format csv --snapshot").ends(4);
    assert!(much.err.contains("2 of 3 entries"), "{}", much.err);
    assert_eq!(statuses(&folder), ["active"; 3]);
    import(&folder, "fewer.csv --format csv --snapshot").ends(0);
    assert_eq!(statuses(&folder), ["withdrawn", "active", "active"]);
    import(&folder, "one.csv --format csv --snapshot --most-withdrawn 1").ends(0);
    assert_eq!(statuses(&folder), ["active", "withdrawn", "withdrawn"]);
}

#[test]
fn rows_are_set_aside_with_their_place_and_nothing_of_their_text() {
    let folder = kept();
    let zeros = "0".repeat(64);
    folder.write("bad.csv", format!("id,hash,quality\nx,12345abcde,100\nzero,{zeros},100\n"));
    let ran = import(&folder, "bad.csv --format csv").ends(3);
    let reports: Vec<&str> = ran.err.lines().collect();
    assert!(reports[0].starts_with("bad.csv, row 2: "), "{reports:?}");
    assert!(reports[1].starts_with("bad.csv, row 3: "), "{reports:?}");
    assert!(!ran.err.contains("12345abcde") && !ran.out.contains("12345abcde"));
    assert_eq!(statuses(&folder), ["active", "active", "active", "quarantined"]);
    list(&folder, "restore", "ncii zero").ends(0);
    assert_eq!(statuses(&folder)[3], "active");
    let again = import(&folder, "bad.csv --format csv").ends(3);
    assert_eq!(statuses(&folder)[3], "active", "{}", again.out);
}

#[test]
fn a_document_that_breaks_off_leaves_nothing_or_whole_batches() {
    let folder = kept();
    folder.run("list export -c lists.db ncii -o whole.jsonl").ends(0);
    folder.shell("sed '$d' whole.jsonl | sed s/listed/other/ > cut.jsonl").ends(0);
    import(&folder, "cut.jsonl --format staydown").ends(4);
    assert_eq!(statuses(&folder).len(), 3);
    let kept = import(&folder, "cut.jsonl --format staydown --batch 2").ends(4);
    assert!(kept.err.contains("2 of its rows are in"), "{}", kept.err);
    assert_eq!(statuses(&folder).len(), 5);
    folder.write("not.jsonl", "something else\n");
    import(&folder, "not.jsonl --format staydown").ends(4);
    import(&folder, "absent.jsonl --format staydown").ends(4);
}

#[test]
fn what_is_exported_is_the_same_list_elsewhere() {
    let folder = kept();
    list(&folder, "withdraw", "ncii listed/pen.png").ends(0);
    let first = folder.run("list export -c lists.db ncii").ends(0);
    folder.write("list.jsonl", &first.out);
    folder.run(&format!("list create -c other.db copy --owner centre {BY}")).ends(0);
    let import = "list import -c other.db copy - --format staydown --by kim";
    let imported = folder.shell(&format!("staydown {import} < list.jsonl")).ends(0);
    assert!(imported.out.contains("2 added") && imported.out.contains("1 withdrawals of unknown"));
    let second = folder.run("list export -c other.db copy").ends(0);
    let puts = |ran: &Ran| -> Vec<String> {
        let lines = ran.out.lines().filter(|line| line.starts_with("{\"put\""));
        lines.map(str::to_owned).collect()
    };
    assert_eq!((puts(&first).len(), puts(&first)), (2, puts(&second)));
    let refused = folder.run("list export -c lists.db ncii --format pdq -o list.txt").ends(4);
    assert!(refused.err.contains("withdrawal"), "{}", refused.err);
    assert!(!folder.path("list.txt").exists());
    folder.run("list export -c lists.db ncii --format arachnid").ends(4);
}

#[test]
fn a_withdrawal_counts_at_once_and_no_import_undoes_it() {
    let folder = kept();
    folder.run("index build --catalogue lists.db").ends(0);
    assert_eq!(reduced(&folder), "block listed");
    list(&folder, "withdraw", "ncii listed/bridge.jpg").ends(0);
    assert_eq!(reduced(&folder), "allow nothing-matches");
    let held = import(&folder, "listed.csv --format csv").ends(0);
    assert!(held.out.contains("1 stay withdrawn"), "{}", held.out);
    assert_eq!(reduced(&folder), "allow nothing-matches");
    list(&folder, "restore", "ncii listed/bridge.jpg").ends(0);
    assert_eq!(reduced(&folder), "block listed");
    list(&folder, "withdraw", "ncii listed/absent.jpg").ends(4);
}

#[test]
fn an_entry_of_two_cases_is_withdrawn_with_the_last() {
    let folder = Folder::with_listed();
    list(&folder, "create", "ncii --owner centre").ends(0);
    let hash = folder.run("hash listed/bridge.jpg").ends(0).lines()[1][..64].to_owned();
    folder.write(
        "cases.jsonl",
        format!(
            "{}\n{{\"put\":{{\"key\":\"1\",\"prints\":[{{\"kind\":\"pdq\",\"hex\":\"{hash}\"}}],\
             \"cases\":[\"7\",\"9\"]}}}}\n{}\n",
            r#"{"format":"staydown-list","version":1,"complete":true}"#, r#"{"end":{"rows":1}}"#
        ),
    );
    import(&folder, "cases.jsonl --format staydown").ends(0);
    let first = list(&folder, "withdraw", "ncii 1 --case 7").ends(0);
    assert!(first.out.contains("other cases are left"), "{}", first.out);
    assert_eq!(reduced(&folder), "block listed");
    list(&folder, "withdraw", "ncii 1 --case 8").ends(4);
    assert_eq!(list(&folder, "withdraw", "ncii 1 --case 9").ends(0).out, "withdrawn\n");
    assert_eq!(statuses(&folder), ["withdrawn"]);
}

#[test]
fn what_a_keeper_sets_decides() {
    let folder = kept();
    for (args, wanted) in [
        ("quarantine ncii listed/bridge.jpg", "allow nothing-matches"),
        ("restore ncii listed/bridge.jpg", "block listed"),
        ("disable ncii listed/bridge.jpg --until 2090-01-01", "allow nothing-matches"),
        ("restore ncii listed/bridge.jpg", "block listed"),
        ("expire ncii listed/bridge.jpg --at 2020-01-01", "allow nothing-matches"),
        ("restore ncii listed/bridge.jpg", "block listed"),
        ("opinion ncii listed/bridge.jpg --contributor a --stance positive", "block listed"),
        ("opinion ncii listed/bridge.jpg --contributor b --stance negative", "review disputed"),
        (
            "opinion ncii listed/bridge.jpg --contributor a --stance negative",
            "allow nothing-matches",
        ),
    ] {
        let (command, args) = args.split_once(' ').unwrap();
        list(&folder, command, args).ends(0);
        assert_eq!(reduced(&folder), wanted, "{command} {args}");
    }
}

#[test]
fn an_allow_list_speaks_for_a_picture() {
    let folder = kept();
    assert_eq!(reduced(&folder), "block listed");
    let allowed = list(&folder, "allow", "harmless listed/bridge.jpg").ends(0);
    assert_eq!(allowed.out, "harmless: 1 allowed\n");
    assert_eq!(reduced(&folder), "allow allow-listed");
    list(&folder, "allow", "ncii listed/pen.png").ends(2);
    list(&folder, "allow", "harmless absent.jpg").ends(3);
}

#[test]
fn the_audit_shows_what_was_done_and_a_checkpoint_proves_it() {
    let folder = kept();
    folder.shell("staydown audit checkpoint -c lists.db > early.json").ends(0);
    list(&folder, "withdraw", "ncii listed/pen.png").ends(0);
    let events = folder.run("audit show -c lists.db --from 5").ends(0);
    assert!(events.out.contains("\"what\":\"withdrawn\",\"list\":1,\"entry\":2"), "{}", events.out);
    assert!(!folder.run("audit show -c lists.db").ends(0).out.contains("pen.png"));
    folder.run("audit verify -c lists.db --against early.json").ends(0);
    folder.shell("sed 's/\"root\":\"./\"root\":\"x/' early.json > wrong.json").ends(0);
    folder.run("audit verify -c lists.db --against wrong.json").ends(4);
    folder.write("not.json", "{}");
    folder.run("audit verify -c lists.db --against not.json").ends(4);
    folder.run(&format!("list create -c other.db ncii --owner centre {BY}")).ends(0);
    folder.run("audit verify -c other.db --against early.json").ends(4);
}
