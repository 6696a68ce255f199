//! An evaluation as one HTML file that needs nothing else: its plots are in it, and it has no scripts.

mod axes;
mod distances;
mod error;
mod heat;
mod page;
mod sections;
mod tables;
mod thumbnails;
mod trade;
mod wording;

pub use error::ReportError;
pub use page::html;
pub use thumbnails::{Thumbnail, thumbnails};
pub use wording::percent;
