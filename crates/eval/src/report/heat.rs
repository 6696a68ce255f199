//! Recall as coloured cells.

use maud::{Markup, html};

use super::wording::percent;
use crate::run::{AlterationFigures, Evaluation, Figures};

/// Each alteration's recall in each tier, under its group.
pub(super) fn heat_map(evaluation: &Evaluation) -> Markup {
    let first = &evaluation.tiers[0];
    html! {
        div.heat {
            @for (at, alteration) in first.alterations.iter().enumerate() {
                @if at == 0 || first.alterations[at - 1].group != alteration.group {
                    div.group {
                        span.name { (alteration.group) }
                        @for tier in &evaluation.tiers { span.tier { (tier.tier) } }
                    }
                }
                div.row {
                    span.name { (alteration.name) @if alteration.grid91 { sup title="on the grid of 91" { "•" } } }
                    @for tier in &evaluation.tiers { (cell(&tier.alterations[at])) }
                }
            }
        }
    }
}

fn cell(alteration: &AlterationFigures) -> Markup {
    let Figures { found, checked, recall, .. } = alteration.figures;
    let style = format!("background:{};color:{}", shade(recall), ink(recall));
    html! { span.cell style=(style) title={ (found) " of " (checked) } { (percent(recall)) } }
}

/// From dark violet through green to yellow, as light as the share is large.
fn shade(share: f64) -> String {
    const STOPS: [[f64; 3]; 5] = [
        [68.0, 1.0, 84.0],
        [59.0, 82.0, 139.0],
        [33.0, 145.0, 140.0],
        [94.0, 201.0, 98.0],
        [253.0, 231.0, 37.0],
    ];
    let at = share.clamp(0.0, 1.0) * 4.0;
    let stop = (at as usize).min(3);
    let part = at - stop as f64;
    let [red, green, blue] = [0, 1, 2].map(|channel| {
        let (from, to) = (STOPS[stop][channel], STOPS[stop + 1][channel]);
        (from + (to - from) * part).round()
    });
    format!("rgb({red},{green},{blue})")
}

fn ink(share: f64) -> &'static str {
    if share < 0.6 { "#fff" } else { "#000" }
}
