//! Every subcommand's help has examples, and they run.

use crate::common::Folder;

/// In the order in which one example's output is the next one's input, with the exit codes of its examples.
const STORY: [(&str, &[i32]); 30] = [
    ("hash", &[0, 0, 0]),
    ("list create", &[0]),
    ("list import", &[0, 0, 0]),
    ("list show", &[0, 0]),
    ("list export", &[0, 0]),
    ("list withdraw", &[0]),
    ("list restore", &[0]),
    ("list quarantine", &[0]),
    ("list disable", &[0]),
    ("list expire", &[0]),
    ("list opinion", &[0]),
    ("list allow", &[0]),
    ("list compact", &[0]),
    ("audit show", &[0]),
    ("audit checkpoint", &[0]),
    ("audit verify", &[0, 0]),
    ("index build", &[0, 0, 0, 0]),
    ("index info", &[0]),
    ("index verify", &[0]),
    ("match", &[1, 1, 1, 1, 0]),
    ("bundle keygen", &[0]),
    ("bundle root", &[0, 0, 0]),
    ("bundle sign", &[0]),
    ("bundle cosign", &[0, 0, 0]),
    ("bundle apply", &[0, 0, 0]),
    ("bundle verify", &[0, 0]),
    ("compare", &[1]),
    ("demo", &[0]),
    ("eval", &[0, 0]),
    ("false-alarms", &[0]),
];

#[test]
fn the_examples_of_every_help_run() {
    let folder = Folder::with_photos();
    folder.copy_photos("strangers", &["casa-mila.jpg", "red-bowl.jpg"]);
    folder.copy_listed();
    folder.copy_all_photos();
    for (subcommand, codes) in STORY {
        let help = folder.run(&format!("{subcommand} --help")).ends(0).out;
        let joined = help.replace("\\\n", "");
        let examples = joined.lines().filter_map(|line| line.trim_start().strip_prefix("$ "));
        let examples: Vec<&str> = examples.collect();
        assert_eq!(examples.len(), codes.len(), "{subcommand}: {help}");
        for (example, &code) in examples.iter().zip(codes) {
            let ran = folder.shell(example).ends(code);
            assert_eq!(ran.err, "", "{example}");
        }
    }
}

#[test]
fn the_help_of_all_lists_the_exit_codes_and_every_subcommand() {
    let help = Folder::new().run("--help").ends(0).out;
    let subcommands = [
        "hash",
        "index",
        "match",
        "list",
        "audit",
        "bundle",
        "compare",
        "demo",
        "eval",
        "false-alarms",
    ];
    for word in subcommands.into_iter().chain(["Exit codes:", "130"]) {
        assert!(help.contains(word), "{word} in {help}");
    }
}

#[test]
fn a_wrong_command_line_ends_with_2() {
    let folder = Folder::with_photos();
    folder.run("hash").ends(2);
    folder.run("hash --algorithm sha1 photos").ends(2);
    folder.run("match photos").ends(2);
    folder.run("match --index known.sdx -k 0 photo.jpg").ends(2);
    folder.run("compare photo.jpg photos").ends(2);
    folder.run("list create -c lists.db ncii --by keeper --reason test").ends(2);
    folder.run("list import -c lists.db ncii known.csv --by keeper").ends(2);
    folder.run("list import -c lists.db ncii known.csv --format excel --by keeper").ends(2);
    folder.run("list withdraw -c lists.db ncii 1 --by keeper").ends(2);
    folder.run("list disable -c lists.db ncii 1 --until soon --by keeper --reason test").ends(2);
    folder.run("match --catalogue lists.db --radius 3 photo.jpg").ends(2);
    folder.run("bundle verify ncii.sdb").ends(2);
    folder.run("bundle verify ncii.sdb --trust root.sdr --catalogue lists.db").ends(2);
    folder.run("demo --photos nowhere").ends(2);
    folder.run("eval nowhere").ends(2);
    folder.run("eval photos --only jpeg-51").ends(2);
    folder.run("eval photos --tier quick").ends(2);
    folder.run("false-alarms photos").ends(2);
    folder.run("false-alarms nowhere photos").ends(2);
    folder.run("false-alarms photos photos --entries 0").ends(2);
}
