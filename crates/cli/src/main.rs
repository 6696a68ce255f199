//! The `staydown` command.

fn main() {}
