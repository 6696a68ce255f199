//! What was measured, in words.

use maud::{Markup, html};

use super::wording::number;
use crate::run::{Evaluation, Photographs, PolicyValues};

/// Versions, thresholds, numbers of pictures.
pub(super) fn measured(evaluation: &Evaluation) -> Markup {
    let configuration = &evaluation.configuration;
    let Photographs { listed, unreadable, weak, repeated } = evaluation.photographs;
    let only = match &configuration.only[..] {
        [] => "all alterations".to_owned(),
        only => only.join(", "),
    };
    html! {
        dl {
            dt { "library" } dd { "staydown " (evaluation.library) ", instructions: " (evaluation.cpu) }
            dt { "suite" } dd { (configuration.suite) ", " (only) }
            dt { "profile" } dd { (configuration.profile) }
            dt { "policy" } dd { (policy(&configuration.policy)) }
            dt { "photographs" } dd {
                (listed) " listed; left out: files that are no pictures " (unreadable)
                ", of low quality " (weak) ", within 31 bits of another " (repeated)
            }
            dt { "index" } dd { (evaluation.entries) " entries" }
            dt { "altered" } dd { (evaluation.queries) " photographs, seed " (configuration.seed) }
            dt { "fingerprint" } dd.code { (evaluation.fingerprint) }
        }
    }
}

fn policy(policy: &PolicyValues) -> Markup {
    let guesses = if policy.guesses_block { "may block" } else { "go to review at most" };
    html! {
        "as it is within " (policy.direct) " bits: blocked; review up to " (number(&policy.review))
        " false alarms for each picture, block up to " (number(&policy.block)) "; matches through guesses "
        (guesses) "; none above " (policy.ceiling) " bits"
    }
}
