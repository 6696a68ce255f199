//! What the plots have in common.

use plotters::prelude::*;

use super::ReportError;

/// A plot's area while it is drawn.
pub(super) type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;

/// Draws a plot of this size in pixels.
pub(super) fn plot(
    size: (u32, u32),
    draw: impl FnOnce(&Area<'_>) -> Result<(), ReportError>,
) -> Result<String, ReportError> {
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, size).into_drawing_area();
        draw(&area)?;
        area.present()?;
    }
    Ok(svg)
}

/// The colour of a tier's figures; distinct in any kind of sight.
pub(super) fn colour(tier: &str) -> RGBColor {
    match tier {
        "exact" => RGBColor(110, 110, 110),
        "mirrored" => RGBColor(0, 114, 178),
        "framed" => RGBColor(0, 158, 115),
        _ => RGBColor(213, 94, 0),
    }
}

pub(super) const LABEL: (&str, i32) = ("sans-serif", 14);
pub(super) const TITLE: (&str, i32) = ("sans-serif", 15);
pub(super) const FAINT: RGBColor = RGBColor(226, 226, 226);
pub(super) const INK: RGBColor = RGBColor(60, 60, 60);
