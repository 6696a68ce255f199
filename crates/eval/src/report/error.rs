//! Why a report cannot be made.

use plotters::drawing::DrawingAreaErrorKind;

/// Why a report cannot be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// A plot cannot be drawn.
    #[error("a plot cannot be drawn")]
    Plot(#[from] DrawingAreaErrorKind<std::io::Error>),
}
