//! How far right and wrong matches lie from what they meet.

use plotters::prelude::*;

use super::ReportError;
use super::axes::{Area, FAINT, INK, LABEL, TITLE, colour, plot};
use crate::run::{Evaluation, TierFigures};

const WRONG: RGBColor = RGBColor(200, 30, 60);
const PANEL: (u32, u32) = (450, 240);

/// For each tier, how many right matches and how many wrong ones have each distance.
pub(super) fn distances(evaluation: &Evaluation) -> Result<String, ReportError> {
    let rows = evaluation.tiers.len().div_ceil(2) as u32;
    let bars =
        |tier: &TierFigures| [&tier.right_distances, &tier.wrong_distances].map(Clone::clone);
    let bars: Vec<_> = evaluation.tiers.iter().flat_map(bars).flatten().collect();
    let most = bars.iter().map(|&(_, count)| count).max().unwrap_or(1).max(10) as f64 * 1.5;
    let ceiling = evaluation.configuration.policy.ceiling;
    let widest = bars.iter().map(|&(distance, _)| distance).max().unwrap_or(0).max(ceiling) + 4;
    let scale = Scale { ceiling, widest, most };
    plot((2 * PANEL.0, rows * PANEL.1), |area| {
        for (panel, tier) in area.split_evenly((rows as usize, 2)).iter().zip(&evaluation.tiers) {
            draw(panel, tier, &scale)?;
        }
        Ok(())
    })
}

/// What all panels have in common: the largest distance that may count, the largest shown, the largest count.
struct Scale {
    ceiling: u32,
    widest: u32,
    most: f64,
}

fn draw(panel: &Area<'_>, tier: &TierFigures, scale: &Scale) -> Result<(), ReportError> {
    const LEAST: f64 = 0.6;
    let mut chart = ChartBuilder::on(panel)
        .margin(10)
        .caption(&tier.tier, TITLE)
        .x_label_area_size(38)
        .y_label_area_size(52)
        .build_cartesian_2d(-0.5..f64::from(scale.widest), (LEAST..scale.most).log_scale())?;
    let mut mesh = chart.configure_mesh();
    let mesh = mesh.disable_x_mesh().light_line_style(WHITE).bold_line_style(FAINT);
    let mesh = mesh.axis_style(INK).label_style(LABEL);
    mesh.x_desc("bits that differ")
        .y_desc("matches")
        .x_label_formatter(&|bits| format!("{bits:.0}"))
        .y_label_formatter(&|count| format!("{count:.0}"))
        .draw()?;
    let bar = |distance: u32, count: usize, from: f64, to: f64, fill: ShapeStyle| {
        let at = f64::from(distance);
        Rectangle::new([(at + from, LEAST), (at + to, count as f64)], fill)
    };
    let fill = colour(&tier.tier).mix(0.75).filled();
    let right = tier.right_distances.iter();
    let right = right.map(|&(distance, count)| bar(distance, count, -0.45, 0.45, fill));
    chart.draw_series(right)?;
    let wrong = tier.wrong_distances.iter();
    let wrong = wrong.map(|&(distance, count)| bar(distance, count, -0.2, 0.2, WRONG.filled()));
    chart.draw_series(wrong)?;
    let ceiling = f64::from(scale.ceiling) + 0.5;
    let ceiling = [(ceiling, LEAST), (ceiling, scale.most)];
    chart.draw_series(DashedLineSeries::new(ceiling, 4, 4, INK.stroke_width(1)))?;
    Ok(())
}
