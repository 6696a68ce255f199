//! What recall costs: time, and false alarms; and whether as many of these happen as were expected.

use plotters::coord::ranged1d::{AsRangedCoord, ValueFormatter};
use plotters::prelude::*;

use super::ReportError;
use super::axes::{Area, FAINT, INK, LABEL, colour, plot};
use super::wording::{axis_percent, number};
use crate::run::{Evaluation, StrangerFigures, TierFigures};

const SIZE: (u32, u32) = (720, 380);

/// Bounds at which expected and happened false alarms are compared.
pub(super) const BOUNDS: [f64; 9] = [1.0, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 3e-4, 1e-4];

/// An axis: its range, what it shows, and how its numbers are written.
struct Axis<R>(R, &'static str, fn(&f64) -> String);

type Chart<'a, X, Y> = ChartContext<
    'a,
    SVGBackend<'a>,
    Cartesian2d<<X as AsRangedCoord>::CoordDescType, <Y as AsRangedCoord>::CoordDescType>,
>;

/// An empty plot with these axes.
fn chart<'a, X, Y>(area: &Area<'a>, x: Axis<X>, y: Axis<Y>) -> Result<Chart<'a, X, Y>, ReportError>
where
    X: AsRangedCoord<Value = f64, CoordDescType: ValueFormatter<f64>>,
    Y: AsRangedCoord<Value = f64, CoordDescType: ValueFormatter<f64>>,
{
    area.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(area)
        .margin(12)
        .x_label_area_size(40)
        .y_label_area_size(60)
        .build_cartesian_2d(x.0, y.0)?;
    let mut mesh = chart.configure_mesh();
    mesh.light_line_style(WHITE).bold_line_style(FAINT).axis_style(INK).label_style(LABEL);
    mesh.x_desc(x.1).y_desc(y.1).x_label_formatter(&x.2).y_label_formatter(&y.2);
    mesh.draw()?;
    drop(mesh);
    Ok(chart)
}

/// Recall over the median time of a check.
pub(super) fn cost(evaluation: &Evaluation) -> Result<String, ReportError> {
    let times = evaluation.tiers.iter().map(|tier| tier.all.time.median.max(1e-3));
    let (least, most) =
        times.fold((f64::MAX, 0.0_f64), |(low, high), time| (low.min(time), high.max(time)));
    plot(SIZE, |area| {
        let across = (least / 2.0..most * 4.0).log_scale();
        let mut chart = chart(
            area,
            Axis(across, "median time of a check, ms", number),
            Axis(0.0..1.05, "recall", axis_percent),
        )?;
        let point = |tier: &TierFigures| (tier.all.time.median.max(1e-3), tier.all.recall);
        chart.draw_series(LineSeries::new(evaluation.tiers.iter().map(point), INK.mix(0.5)))?;
        for (at, tier) in evaluation.tiers.iter().enumerate() {
            let above = if at % 2 == 0 { 8 } else { -18 };
            let mark = Circle::new((0, 0), 6, colour(&tier.tier).filled());
            let text = format!("{}, {}", tier.tier, axis_percent(&tier.all.recall));
            let text = Text::new(text, (8, above), LABEL);
            chart.draw_series([EmptyElement::at(point(tier)) + mark + text])?;
        }
        Ok(())
    })
}

/// Recall over the bound for reviews.
pub(super) fn alarms(evaluation: &Evaluation) -> Result<String, ReportError> {
    plot(SIZE, |area| {
        let across = (1e-7..1.0).log_scale();
        let x = "false alarms for each picture, at most, in expectation";
        let mut chart =
            chart(area, Axis(across, x, number), Axis(0.0..1.05, "recall", axis_percent))?;
        for tier in &evaluation.tiers {
            let ink = colour(&tier.tier);
            let line = LineSeries::new(tier.recall_at.iter().copied(), ink.stroke_width(2));
            chart
                .draw_series(line)?
                .label(&tier.tier)
                .legend(move |(x, y)| PathElement::new([(x, y), (x + 16, y)], ink.stroke_width(3)));
        }
        let review = evaluation.configuration.policy.review;
        let bound =
            DashedLineSeries::new([(review, 0.0), (review, 1.05)], 4, 4, INK.stroke_width(1));
        chart.draw_series(bound)?;
        let mut labels = chart.configure_series_labels();
        labels.position(SeriesLabelPosition::LowerRight).label_font(LABEL);
        Ok(labels.background_style(WHITE.mix(0.85)).border_style(FAINT).draw()?)
    })
}

/// The share of strangers with a match within each bound, over the bound.
pub(super) fn expected(evaluation: &Evaluation) -> Result<String, ReportError> {
    plot((720, 460), |area| {
        let (across, down) = ((5e-5..2.0).log_scale(), (5e-5..2.0).log_scale());
        let (x, y) = ("expected false alarms for each picture", "share of strangers with one");
        let mut chart = chart(area, Axis(across, x, number), Axis(down, y, number))?;
        let ends = [5e-5, 2.0];
        let edge = |factor: f64| ends.map(|at| (at, (at * factor).clamp(5e-5, 2.0)));
        let above = [(5e-5, 1.5e-4), (2.0 / 3.0, 2.0), (2.0, 2.0)];
        let below = [(2.0, 2.0 / 3.0), (1.5e-4, 5e-5), (5e-5, 5e-5)];
        let band: Vec<(f64, f64)> = above.into_iter().chain(below).collect();
        chart.draw_series([Polygon::new(band, INK.mix(0.08))])?;
        chart.draw_series(LineSeries::new(edge(1.0), INK.mix(0.5)))?;
        for tier in &evaluation.tiers {
            let Some(strangers) = &tier.strangers else { continue };
            let ink = colour(&tier.tier);
            let shares = BOUNDS.map(|bound| (bound, happened(strangers, bound)));
            let seen = || shares.into_iter().filter(|&(_, share)| share > 0.0);
            chart.draw_series(LineSeries::new(seen(), ink.stroke_width(2)))?;
            let marks = seen().map(|at| Circle::new(at, 4, ink.filled()));
            chart
                .draw_series(marks)?
                .label(&tier.tier)
                .legend(move |(x, y)| Circle::new((x + 8, y), 4, ink.filled()));
        }
        let mut labels = chart.configure_series_labels();
        labels.position(SeriesLabelPosition::UpperLeft).label_font(LABEL);
        Ok(labels.background_style(WHITE.mix(0.85)).border_style(FAINT).draw()?)
    })
}

/// The share of strangers with a match within a bound.
pub(super) fn happened(strangers: &StrangerFigures, bound: f64) -> f64 {
    let within = strangers.false_alarms.partition_point(|&alarms| alarms <= bound);
    within as f64 / strangers.pictures.max(1) as f64
}
