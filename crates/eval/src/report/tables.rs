//! Figures in rows and columns.

use maud::{Markup, html};

use super::trade::{BOUNDS, happened};
use super::wording::percent;
use crate::run::{Evaluation, Figures, GroupFigures, StrangerFigures, TierFigures, WrongMatch};

/// Recall of each group in each tier: the grid with its sum, what lies off it, and everything.
pub(super) fn groups(evaluation: &Evaluation) -> Markup {
    let first = &evaluation.tiers[0];
    let on_grid = |wanted: bool| {
        first.groups.iter().enumerate().filter(move |(_, group)| group.grid91 == wanted)
    };
    let each = |at: usize| evaluation.tiers.iter().map(move |tier| &tier.groups[at].figures);
    html! {
        table {
            (head("recall, %", evaluation))
            tbody {
                @for (at, group) in on_grid(true) { (row(&title(group), each(at))) }
            }
            @if first.all91.is_some() {
                tbody.sum { (row("the grid", evaluation.tiers.iter().filter_map(|tier| tier.all91.as_ref()))) }
            }
            tbody {
                @for (at, group) in on_grid(false) { (row(&format!("{}, off the grid", title(group)), each(at))) }
            }
            tbody.sum { (row("everything", evaluation.tiers.iter().map(|tier| &tier.all))) }
        }
    }
}

fn head(corner: &str, evaluation: &Evaluation) -> Markup {
    html! {
        thead { tr { th { (corner) } @for tier in &evaluation.tiers { th.number { (tier.tier) } } } }
    }
}

fn title(group: &GroupFigures) -> String {
    format!("{} ({})", group.group, group.alterations)
}

fn row<'a>(name: &str, figures: impl Iterator<Item = &'a Figures>) -> Markup {
    html! {
        tr { th { (name) } @for figures in figures { td.number { (percent(figures.recall)) } } }
    }
}

/// What each tier did with the altered copies, and what it cost.
pub(super) fn tiers(evaluation: &Evaluation) -> Markup {
    type Line = (&'static str, fn(&Figures) -> String);
    const LINES: [Line; 10] = [
        ("copies checked", |figures| figures.checked.to_string()),
        ("found, %", |figures| percent(figures.recall)),
        ("found and blocked", |figures| figures.blocked.to_string()),
        ("found and sent to review", |figures| figures.reviewed.to_string()),
        ("met another photograph", |figures| figures.wrong.to_string()),
        ("met another entry of the index", |figures| figures.wrong_in_index.to_string()),
        ("hashes asked, mean", |figures| format!("{:.0}", figures.asked)),
        ("time of a check, median, ms", |figures| milliseconds(figures.time.median)),
        ("95% take at most, ms", |figures| milliseconds(figures.time.p95)),
        ("the longest, ms", |figures| milliseconds(figures.time.max)),
    ];
    html! {
        table {
            (head("", evaluation))
            tbody {
                @for (name, value) in LINES {
                    tr { th { (name) } @for tier in &evaluation.tiers { td.number { (value(&tier.all)) } } }
                }
            }
        }
    }
}

fn milliseconds(time: f64) -> String {
    if time < 10.0 { format!("{time:.2}") } else { format!("{time:.0}") }
}

/// How many strangers met something, at the policy's bounds and at others.
pub(super) fn strangers(evaluation: &Evaluation) -> Markup {
    type Count = fn(&StrangerFigures) -> usize;
    const COUNTS: [(&str, Count); 3] = [
        ("pictures", |strangers| strangers.pictures),
        ("blocked", |strangers| strangers.blocked),
        ("sent to review", |strangers| strangers.reviewed),
    ];
    let share = |tier: &TierFigures, bound| {
        tier.strangers.as_ref().map(|strangers| format!("{:.5}", happened(strangers, bound)))
    };
    html! {
        table {
            (head("", evaluation))
            tbody {
                @for (name, count) in COUNTS {
                    tr { th { (name) } @for tier in &evaluation.tiers { td.number { (tier.strangers.as_ref().map_or(0, count)) } } }
                }
            }
            tbody {
                @for bound in BOUNDS {
                    tr {
                        th { "share with a match of at most " (bound) " false alarms" }
                        @for tier in &evaluation.tiers { td.number { (share(tier, bound).unwrap_or_default()) } }
                    }
                }
            }
        }
    }
}

/// Matches with wrong entries in the tier that asks most, the surest first; nothing if there are none.
pub(super) fn wrong(
    title: &str,
    evaluation: &Evaluation,
    of: impl Fn(&TierFigures) -> &[WrongMatch],
) -> Markup {
    let matches = evaluation.tiers.last().map_or(&[][..], of);
    html! {
        @if !matches.is_empty() {
            h3 { (title) }
            table {
                thead { tr {
                    th { "picture" } th { "made by" } th { "met" }
                    th.number { "distance" } th.number { "false alarms" }
                } }
                tbody {
                    @for WrongMatch { picture, made_by, entry, distance, false_alarms } in matches {
                        tr {
                            td { (picture) } td { (made_by) } td { (entry) }
                            td.number { (distance) } td.number { (format!("{false_alarms:.1e}")) }
                        }
                    }
                }
            }
        }
    }
}
